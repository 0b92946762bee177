use portico_shared::{TenantId, payment_methods::Gateway};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_gateways")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub gateway: Gateway,
    pub version: i64,
    pub enabled: bool,
    pub settings: Json,
    pub secrets: Option<Vec<u8>>,
    pub checked_at: Option<DateTimeUtc>,
    pub check_ok: Option<bool>,
    pub check_message: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!();
