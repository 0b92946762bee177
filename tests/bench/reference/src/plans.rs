//! How the database finds what the lists ask for: the same at any size, or an index is missing.

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, Row};
use uuid::Uuid;

use super::{Failure, Pool, say, sql};

/// Prints a JSON object: each statement's name and its plan.
pub async fn print(pool: &Pool, tenant: Uuid, customer: Uuid) -> Result<(), Failure> {
    let subscription = first_subscription(pool, tenant, customer).await?;
    let lists = [
        ("subscriptions", sql::LIST_SUBSCRIPTIONS.clone(), vec![customer], None),
        ("subscription_items", sql::list_items(1), vec![subscription], None),
        (
            "invoices",
            sql::LIST_INVOICES.clone(),
            vec![customer],
            Some("STATUS_DRAFT"),
        ),
        (
            "customers",
            sql::FIND_OWN_CUSTOMER.clone(),
            vec![customer, customer],
            None,
        ),
    ];
    let mut plans = BTreeMap::new();
    for (name, statement, ids, status) in lists {
        let is_page = statement.contains("LIMIT");
        plans.insert(name, explain(pool, tenant, &statement, &ids, status, is_page).await?);
    }
    say(&serde_json::to_string(&plans)?)
}

async fn first_subscription(pool: &Pool, tenant: Uuid, customer: Uuid) -> Result<Uuid, sqlx::Error> {
    const SQL: &str = "SELECT id FROM subscriptions WHERE tenant_id = $1 AND customer_id = $2 ORDER BY id LIMIT 1";
    match pool {
        Pool::Sqlite(pool, _) => {
            sqlx::query_scalar(SQL)
                .bind(tenant)
                .bind(customer)
                .fetch_one(pool)
                .await
        }
        Pool::Postgres(pool) => {
            sqlx::query_scalar(SQL)
                .bind(tenant)
                .bind(customer)
                .fetch_one(pool)
                .await
        }
    }
}

async fn explain(
    pool: &Pool,
    tenant: Uuid,
    statement: &str,
    ids: &[Uuid],
    status: Option<&str>,
    is_page: bool,
) -> Result<Vec<String>, sqlx::Error> {
    macro_rules! lines {
        ($pool:expr, $explain:literal, $column:literal) => {{
            let statement = AssertSqlSafe(format!("{} {statement}", $explain));
            let mut query = sqlx::query(statement).bind(tenant);
            for id in ids {
                query = query.bind(*id);
            }
            if let Some(status) = status {
                query = query.bind(status);
            }
            if is_page {
                query = query.bind(31_i64).bind(0_i64);
            }
            let rows = query.fetch_all($pool).await?;
            rows.iter().map(|row| row.get::<String, _>($column)).collect()
        }};
    }
    Ok(match pool {
        Pool::Sqlite(pool, _) => lines!(pool, "EXPLAIN QUERY PLAN", "detail"),
        Pool::Postgres(pool) => lines!(pool, "EXPLAIN (COSTS OFF)", 0),
    })
}
