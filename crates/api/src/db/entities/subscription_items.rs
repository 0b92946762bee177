use chrono::NaiveDate;
use portico_shared::{
    DecimalText, Period, SubscriptionId, SubscriptionItemId, TenantId,
    subscriptions::{PriceMode, TaxCategory},
};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subscription_items")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SubscriptionItemId,
    pub subscription_id: SubscriptionId,
    pub position: i32,
    pub name: String,
    pub description: Option<String>,
    pub quantity: DecimalText,
    pub unit_price: DecimalText,
    pub price_mode: PriceMode,
    pub tax_rate: i32,
    pub tax_category: TaxCategory,
    pub discount: Option<Json>,
    pub billing_interval: Period,
    pub last_billed_at: Option<NaiveDate>,
    pub billed_from: Option<NaiveDate>,
    pub billed_to: Option<NaiveDate>,
    pub tax_is_automatic: bool,
    pub prorates: bool,
    pub quantity_is_fixed: bool,
    pub billed_periods: i32,
    pub billing_start: Option<NaiveDate>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!();
