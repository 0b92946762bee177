use portico_shared::{Currency, TenantId, customers::Language};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TenantId,
    pub slug: String,
    pub name: String,
    pub status: String,
    pub time_zone: String,
    pub currency: Currency,
    pub language: Language,
    pub hosted_pages: Json,
    pub branding: Json,
    pub settings_version: i64,
    pub created_at: DateTimeUtc,
    pub country_code: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
