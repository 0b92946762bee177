use chrono::NaiveDate;
use portico_shared::{DebitFileId, TenantId};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "debit_files")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DebitFileId,
    pub message_id: String,
    pub debits: i64,
    pub amount: i64,
    pub first_on: NaiveDate,
    pub last_on: NaiveDate,
    pub content: Vec<u8>,
    pub made_by: String,
    pub created_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!();
