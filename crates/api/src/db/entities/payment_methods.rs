use chrono::NaiveDate;
use portico_shared::{
    CustomerId, PaymentMethodId, TenantId,
    payment_methods::{Gateway, PaymentMethodSource, PaymentMethodStatus, PaymentMethodType, RefusalReason},
};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_methods")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PaymentMethodId,
    pub version: i64,
    pub customer_id: CustomerId,
    pub gateway: Gateway,
    pub kind: PaymentMethodType,
    pub status: PaymentMethodStatus,
    pub source: PaymentMethodSource,
    pub enabled: bool,
    pub name: String,
    pub reference_id: Option<String>,
    pub details: Json,
    pub expiration_date: Option<NaiveDate>,
    pub created_at: DateTimeUtc,
    pub setup: Option<String>,
    pub fingerprint: Option<String>,
    pub purpose: Option<Json>,
    pub refusal: Option<RefusalReason>,
    pub removed_at: Option<DateTimeUtc>,
    pub updated_at: Option<DateTimeUtc>,
    pub expiry_told: Option<i32>,
    pub account: Option<String>,
    pub future_usage_allowed: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!(Column::CustomerId);
