use portico_shared::{
    CustomerId, InvoiceExportId, TenantId,
    documents::{ExportFormat, ExportStatus},
};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invoice_exports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvoiceExportId,
    pub version: i64,
    pub customer_id: Option<CustomerId>,
    pub format: ExportFormat,
    pub status: ExportStatus,
    pub invoices: Json,
    pub done: i64,
    pub made_by: String,
    pub created_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
    pub leased_until: Option<DateTimeUtc>,
    pub attempts: i32,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!(Column::CustomerId);
