//! Each migration runs over a database that the one before has filled.

use portico_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Statement};

use crate::support::{Database, Kind};

/// A merchant with a contact and a customer, as the first migration stores them.
const FIRST: &str = "
    INSERT INTO tenants VALUES ({id}, 'acme', 'Acme', 'active', 'Europe/Berlin', 'EUR', 'de', '{}', '{}', 1, '2026-11-22T12:00:00+00:00');
    INSERT INTO contacts VALUES ({id}, {id}, 'Jana', NULL, NULL, NULL, NULL, '2026-11-22T12:00:00+00:00');
    INSERT INTO customers (tenant_id, id, version, number, status, email, vat_id, country_code, language, time_zone, currency, contact_id, search, created_at, updated_at)
      VALUES ({id}, {id}, 1, 'C-1', 'STATUS_ACTIVE', 'a@example.com', 'DE123456789', 'DE', 'de', 'Europe/Berlin', 'EUR', {id}, '', '2026-11-22T12:00:00+00:00', '2026-11-22T12:00:00+00:00');
";

async fn contacts_get_languages_and_vat_ids_become_due(kind: Kind) {
    let (database, db) = Database::blank(kind).await;
    Migrator::up(&db, Some(1)).await.unwrap();
    let id = match kind {
        Kind::Sqlite => "x'01a20391b03670008004e9cb25c4b054'",
        Kind::Postgres => "'01a20391-b036-7000-8004-e9cb25c4b054'",
    };
    db.execute_unprepared(&FIRST.replace("{id}", id)).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    let one = async |sql: &str| {
        let row = db
            .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
            .await;
        row.unwrap().unwrap()
    };
    let contact = one("SELECT version, is_default FROM contacts").await;
    assert_eq!(contact.try_get::<i64>("", "version").unwrap(), 1);
    assert!(!contact.try_get::<bool>("", "is_default").unwrap());
    let customer = one("SELECT vat_state, vat_due_at = created_at AS is_due FROM customers").await;
    assert_eq!(customer.try_get::<String>("", "vat_state").unwrap(), "unchecked");
    assert!(
        customer.try_get::<bool>("", "is_due").unwrap(),
        "the register is asked about it next"
    );
    db.close().await.unwrap();
    database.drop().await;
}

#[actix_web::test]
async fn the_second_runs_over_the_first_sqlite() {
    contacts_get_languages_and_vat_ids_become_due(Kind::Sqlite).await;
}

#[actix_web::test]
async fn the_second_runs_over_the_first_postgres() {
    contacts_get_languages_and_vat_ids_become_due(Kind::Postgres).await;
}
