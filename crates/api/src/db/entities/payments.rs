use chrono::NaiveDate;
use portico_shared::{
    Currency, CustomerId, DebitFileId, InvoiceId, PaymentId, PaymentMethodId, TenantId,
    invoices::{PaymentSource, PaymentStatus},
    payment_methods::{Gateway, RefusalReason},
};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PaymentId,
    pub version: i64,
    pub invoice_id: InvoiceId,
    pub customer_id: CustomerId,
    pub payment_method_id: Option<PaymentMethodId>,
    pub gateway: Option<Gateway>,
    pub source: PaymentSource,
    pub status: PaymentStatus,
    pub amount: i64,
    pub currency: Currency,
    pub paid_on: Option<NaiveDate>,
    pub reference: Option<String>,
    pub failure_code: Option<String>,
    pub failure_reason: Option<RefusalReason>,
    pub returned_at: Option<DateTimeUtc>,
    pub refunded_amount: i64,
    pub created_at: DateTimeUtc,
    pub settled_at: Option<DateTimeUtc>,
    pub collect_on: Option<NaiveDate>,
    pub debit_file_id: Option<DebitFileId>,
    pub return_url: Option<String>,
    pub action_until: Option<DateTimeUtc>,
    pub leased_until: Option<DateTimeUtc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!(Column::CustomerId);
