//! One text of SQL for both databases: only the type names differ.

use sea_orm_migration::{
    SchemaManager,
    sea_orm::{ConnectionTrait, DbBackend, DbErr},
};

/// Runs `statements` with `{uuid}`, `{instant}`, `{date}`, `{json}` and `{bytes}` replaced by the
/// database's own types.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &str) -> Result<(), DbErr> {
    let postgres = manager.get_database_backend() == DbBackend::Postgres;
    let types: [(&str, &str); 5] = if postgres {
        [
            ("{uuid}", "uuid"),
            ("{instant}", "timestamptz"),
            ("{date}", "date"),
            ("{json}", "jsonb"),
            ("{bytes}", "bytea"),
        ]
    } else {
        [
            ("{uuid}", "blob"),
            ("{instant}", "text"),
            ("{date}", "text"),
            ("{json}", "text"),
            ("{bytes}", "blob"),
        ]
    };
    let text = types
        .iter()
        .fold(statements.to_owned(), |text, (token, name)| text.replace(token, name));
    manager.get_connection().execute_unprepared(&text).await.map(|_| ())
}
