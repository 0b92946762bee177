//! Tables are isolated by tenant. The exceptions are found before the tenant is known.

use sea_orm::{ConnectionTrait, Statement};

use crate::support::{Kind, TestApp};

/// Found before the tenant is known, or serving all of them.
const EXCEPTIONS: &[&str] = &[
    "api_keys",
    "hosts",
    "jobs",
    "links",
    "outbox",
    "signing_keys",
    "wrapped_keys",
    "tenants",
];

#[actix_web::test]
async fn every_other_table_is_keyed_by_tenant_and_indexed_from_it() {
    let app = TestApp::start(Kind::Postgres).await;
    let db = app.context.db.read();
    let query = async |sql: &str| {
        db.query_all_raw(Statement::from_string(db.get_database_backend(), sql))
            .await
            .unwrap()
    };
    let tables = query(
        "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'seaql_migrations'",
    )
    .await;
    assert!(tables.len() > 15);
    let indexes = query("SELECT tablename::text AS name, indexname::text AS index, indexdef AS definition FROM pg_indexes WHERE schemaname = 'public'").await;
    for row in indexes {
        let (table, index, definition): (String, String, String) = (
            row.try_get("", "name").unwrap(),
            row.try_get("", "index").unwrap(),
            row.try_get("", "definition").unwrap(),
        );
        // Clean-up by age and the worker of deliveries serve all tenants.
        let by_age = [
            "idempotency_keys_by_age",
            "login_requests_by_age",
            "failed_logins_by_age",
            "gateway_events_by_age",
            "limit_hits_by_age",
            "webhook_events_by_age",
            "webhook_deliveries_waiting",
        ]
        .contains(&index.as_str());
        if EXCEPTIONS.contains(&table.as_str()) || table == "seaql_migrations" || by_age {
            continue;
        }
        let first = definition.split_once('(').unwrap().1;
        assert!(
            first.starts_with("tenant_id"),
            "{index} on {table} does not begin with the tenant: {definition}"
        );
    }
    app.finish().await;
}
