use portico_shared::{ImportId, TenantId, imports::ImportState};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "imports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ImportId,
    pub version: i64,
    pub state: ImportState,
    pub check_only: bool,
    pub made_by: String,
    pub lines_total: i64,
    pub lines_checked: i64,
    pub lines_done: i64,
    pub created: i64,
    pub updated: i64,
    pub error_count: i64,
    pub errors: Json,
    pub failure: Option<String>,
    pub attempts: i32,
    pub created_at: DateTimeUtc,
    pub started_at: Option<DateTimeUtc>,
    pub finished_at: Option<DateTimeUtc>,
    pub leased_until: Option<DateTimeUtc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!();
