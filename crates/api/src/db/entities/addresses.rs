use portico_shared::{
    AddressId, CustomerId, TenantId,
    addresses::{AddressStatus, AddressType, Salutation},
};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "addresses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AddressId,
    pub version: i64,
    pub customer_id: CustomerId,
    pub kind: AddressType,
    pub is_default: bool,
    pub status: AddressStatus,
    pub salutation: Option<Salutation>,
    pub company_name: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub street: String,
    pub house_number: String,
    pub zip: String,
    pub city: String,
    pub country_code: String,
    pub addition: Option<String>,
    pub cost_centre: Option<String>,
    pub vat_id: Option<String>,
    pub created_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!(Column::CustomerId);
