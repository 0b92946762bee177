//! Payments and refunds that somebody is asking their provider for.

use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait::async_trait, sea_orm::DbErr};

use crate::sql;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0024_leased_payments"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    // Also on SQLite, where it is not the standard: a schema is there whole, or not at all.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, include_str!("m0024_leased_payments.sql")).await
    }
}
