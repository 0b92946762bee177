use chrono::NaiveDate;
use portico_shared::{
    AddressId, Currency, CustomerId, PaymentMethodId, Period, SubscriptionId, TenantId,
    subscriptions::SubscriptionStatus,
};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subscriptions")]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of its own")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SubscriptionId,
    pub version: i64,
    pub customer_id: CustomerId,
    pub external_id: Option<String>,
    pub number: String,
    pub name: String,
    pub status: SubscriptionStatus,
    pub plan: Json,
    pub currency: Currency,
    pub contract_start: NaiveDate,
    pub contract_period: Option<Period>,
    pub later_contract_period: Option<Period>,
    pub cancellation_period: Option<Period>,
    pub later_cancellation_period: Option<Period>,
    pub ends_automatically: bool,
    pub trial_ends_on: Option<NaiveDate>,
    pub term_end: Option<NaiveDate>,
    pub activated_at: Option<DateTimeUtc>,
    pub cancelled_at: Option<DateTimeUtc>,
    pub cancellation_effective: Option<NaiveDate>,
    pub cancellation_immediate: bool,
    pub cancellation_reason: Option<String>,
    pub cancelled_by_customer: bool,
    pub payment_method_id: Option<PaymentMethodId>,
    pub invoice_address_id: Option<AddressId>,
    pub po_number: Option<String>,
    pub search: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub billing_start: Option<NaiveDate>,
    pub next_billing_on: Option<NaiveDate>,
    pub paused_at: Option<DateTimeUtc>,
    pub paused_on: Option<NaiveDate>,
    pub cancellation_comment: Option<String>,
    pub reason_by_customer: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!(Column::CustomerId);
