use portico_shared::{
    Currency, CustomerId, InvoiceId, PaymentId, RefundId, TenantId, invoices::RefundStatus,
    payment_methods::RefusalReason,
};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refunds")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RefundId,
    pub version: i64,
    pub payment_id: PaymentId,
    pub invoice_id: InvoiceId,
    pub customer_id: CustomerId,
    pub status: RefundStatus,
    pub amount: i64,
    pub currency: Currency,
    pub note: Option<String>,
    pub reference: Option<String>,
    pub failure_code: Option<String>,
    pub failure_reason: Option<RefusalReason>,
    pub created_at: DateTimeUtc,
    pub settled_at: Option<DateTimeUtc>,
    pub leased_until: Option<DateTimeUtc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!(Column::CustomerId);
