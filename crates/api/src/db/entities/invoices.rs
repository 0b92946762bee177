use chrono::NaiveDate;
use portico_shared::{
    Currency, CustomerId, InvoiceId, PaymentMethodId, SubscriptionId, TenantId,
    invoices::{InvoiceSource, InvoiceStatus, InvoiceType},
};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invoices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvoiceId,
    pub version: i64,
    pub customer_id: CustomerId,
    pub subscription_id: Option<SubscriptionId>,
    pub referenced_invoice_id: Option<InvoiceId>,
    pub external_id: Option<String>,
    pub number: Option<String>,
    pub kind: InvoiceType,
    pub status: InvoiceStatus,
    pub source: InvoiceSource,
    pub currency: Currency,
    pub creation_date: NaiveDate,
    pub finalization_date: Option<NaiveDate>,
    pub due_date: Option<NaiveDate>,
    pub pay_date: Option<NaiveDate>,
    pub last_reminder_date: Option<NaiveDate>,
    pub last_sent_at: Option<DateTimeUtc>,
    pub dunning_level: i32,
    pub net_amount: i64,
    pub tax_amount: i64,
    pub gross_amount: i64,
    pub discount_amount: i64,
    pub rounding_amount: i64,
    pub open_amount: i64,
    pub last_payment_failed: bool,
    pub title: Option<String>,
    pub introduction: Option<String>,
    pub closing: Option<String>,
    pub invoice_address: Option<Json>,
    pub search: String,
    pub created_at: DateTimeUtc,
    pub billing_date: Option<NaiveDate>,
    pub taxes: Option<Json>,
    pub dunning_fee_amount: i64,
    pub paid_amount: i64,
    pub credited_amount: i64,
    pub payment_method_id: Option<PaymentMethodId>,
    /// Of an erased customer: out of daily use, and to be kept until this day.
    pub kept_until: Option<NaiveDate>,
    pub next_attempt_on: Option<NaiveDate>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!(Column::CustomerId);
