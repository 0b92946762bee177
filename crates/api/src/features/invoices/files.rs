//! The documents of invoices that another system issued.

use portico_shared::InvoiceId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QuerySelect};

use crate::{
    auth::Scope,
    db::entities::{Scoped, invoice_files},
};

/// The one kind there is so far.
pub const PDF: &str = "pdf";
/// Bytes of one document.
pub const MOST_BYTES: u64 = 10 * 1024 * 1024;

/// Whether it begins as a PDF does.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

/// Which of these invoices have a PDF, and its SHA-256.
pub async fn list_hashes(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: Vec<InvoiceId>,
) -> Result<Vec<(InvoiceId, Vec<u8>)>, DbErr> {
    invoice_files::Entity::within(scope)
        .select_only()
        .column(invoice_files::Column::InvoiceId)
        .column(invoice_files::Column::Sha256)
        .filter(invoice_files::Column::InvoiceId.is_in(of))
        .filter(invoice_files::Column::Kind.eq(PDF))
        .into_tuple()
        .all(db)
        .await
}
