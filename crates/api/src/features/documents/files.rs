//! The files of an invoice: what somebody sent, else what is made from what it says, once.

use actix_web::web::Bytes;
use chrono::{DateTime, Utc};
use object_store::{ObjectStoreExt, path::Path};
use portico_documents::invoice::{Invoice, Syntax};
use portico_shared::{
    ErrorCode, InvoiceFileId, InvoiceId, TenantId,
    documents::DocumentFormat,
    invoices::{InvoiceFileView, InvoiceSource},
    settings::ElectronicInvoiceFormat,
};
use sea_orm::DbErr;
use sha2::{Digest, Sha256};

use super::{snapshot::Snapshot, store};
use crate::{
    auth::{Scope, secrets::hex},
    context::Context,
    db::entities::{invoice_documents, invoice_files, invoice_renderings, invoices},
    features::media,
    http::{ApiError, ApiResult},
};

/// A file as it is handed out.
#[derive(Debug, Clone)]
pub struct File {
    pub name: String,
    pub mime: &'static str,
    pub sha256: Vec<u8>,
    pub bytes: Bytes,
}

/// The file of an invoice that was read within the caller's scope.
///
/// # Errors
/// 404 where there is none: of invoices that another system issued, but for the PDF that was sent with them. 500 where that PDF is
/// not the one any more that was sent: nobody can make it again.
pub async fn open(context: &Context, invoice: &invoices::Model, format: DocumentFormat) -> ApiResult<File> {
    let db = context.db.read();
    let scope = Scope::of_tenant(invoice.tenant_id);
    if format == DocumentFormat::Pdf
        && let Some(sent) = store::find_upload(db, scope, invoice.id).await?
    {
        if !is_whole(&sent.bytes, &sent.sha256) {
            return Err(altered(invoice.id));
        }
        return Ok(of(invoice, format, sent.sha256, sent.bytes.into()));
    }
    if let Some(made) = store::find_rendering(db, scope, invoice.id, format.as_str()).await? {
        if let Some(file) = read(context, &Stored::of(invoice, format, made.sha256)).await? {
            return Ok(file);
        }
        tracing::warn!(invoice.id = %invoice.id, "a document is not in the file store as it was made, and is made again");
    }
    make(context, invoice, format).await
}

/// What was made of an invoice, as it stands in the file store.
#[derive(Debug, Clone)]
pub struct Stored {
    tenant: TenantId,
    name: String,
    mime: &'static str,
    sha256: Vec<u8>,
}

impl Stored {
    fn of(invoice: &invoices::Model, format: DocumentFormat, sha256: Vec<u8>) -> Self {
        let (name, mime) = called(invoice, format);
        Self {
            tenant: invoice.tenant_id,
            name,
            mime,
            sha256,
        }
    }
}

/// What [`open`] would read. None where somebody sent a file instead, and where none was made yet.
pub async fn stored(
    context: &Context,
    invoice: &invoices::Model,
    format: DocumentFormat,
) -> Result<Option<Stored>, DbErr> {
    let (db, scope) = (context.db.read(), Scope::of_tenant(invoice.tenant_id));
    if format == DocumentFormat::Pdf && store::find_upload(db, scope, invoice.id).await?.is_some() {
        return Ok(None);
    }
    let made = store::find_rendering(db, scope, invoice.id, format.as_str()).await?;
    Ok(made.map(|made| Stored::of(invoice, format, made.sha256)))
}

/// None: lost with its disk, perhaps, or altered there. What it was made from is still in the database.
pub async fn read(context: &Context, stored: &Stored) -> ApiResult<Option<File>> {
    let bytes = match context.files.get(&place(stored.tenant, &stored.sha256)).await {
        Ok(found) => found.bytes().await.map_err(away)?,
        Err(object_store::Error::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(away(error)),
    };
    if !is_whole(&bytes, &stored.sha256) {
        let place = place(stored.tenant, &stored.sha256);
        tracing::warn!(document.place = %place, "what is in the file store has another SHA-256 than what was put there");
        return Ok(None);
    }
    Ok(Some(File {
        name: stored.name.clone(),
        mime: stored.mime,
        sha256: stored.sha256.clone(),
        bytes,
    }))
}

/// What is mailed of an invoice: the PDF, and the XML where the customer asked for one of its own.
pub async fn mailed(context: &Context, invoice: &invoices::Model) -> ApiResult<Vec<File>> {
    let row = store::find(context.db.read(), Scope::of_tenant(invoice.tenant_id), invoice.id).await?;
    let formats: &[DocumentFormat] = match row.map(|row| row.format) {
        None => &[],
        Some(ElectronicInvoiceFormat::Zugferd) => &[DocumentFormat::Pdf],
        Some(ElectronicInvoiceFormat::Xrechnung | ElectronicInvoiceFormat::XrechnungUbl) => {
            &[DocumentFormat::Pdf, DocumentFormat::Xml]
        }
    };
    let mut files = Vec::new();
    for format in formats {
        files.push(open(context, invoice, *format).await?);
    }
    Ok(files)
}

/// Whether there is such a file, or can be.
pub async fn exists(context: &Context, invoice: &invoices::Model, format: DocumentFormat) -> ApiResult<bool> {
    let (db, scope) = (context.db.read(), Scope::of_tenant(invoice.tenant_id));
    if invoice.source == InvoiceSource::Portico && store::find(db, scope, invoice.id).await?.is_some() {
        return Ok(true);
    }
    Ok(format == DocumentFormat::Pdf && store::find_upload(db, scope, invoice.id).await?.is_some())
}

async fn make(context: &Context, invoice: &invoices::Model, format: DocumentFormat) -> ApiResult<File> {
    let scope = Scope::of_tenant(invoice.tenant_id);
    let row = store::find(context.db.read(), scope, invoice.id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let bytes = Bytes::from(render(context, row, format).await?);
    let sha256 = Sha256::digest(&bytes).to_vec();
    let place = place(invoice.tenant_id, &sha256);
    context.files.put(&place, bytes.clone().into()).await.map_err(away)?;
    let made = invoice_renderings::Model {
        tenant_id: invoice.tenant_id,
        invoice_id: invoice.id,
        kind: format.as_str().into(),
        sha256: sha256.clone(),
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        created_at: context.now(),
    };
    let tx = context.db.begin().await?;
    store::save_rendering(&tx, made).await?;
    tx.commit().await?;
    Ok(of(invoice, format, sha256, bytes))
}

/// Whether it is what was stored, to the last byte.
fn is_whole(bytes: &[u8], sha256: &[u8]) -> bool {
    Sha256::digest(bytes)[..] == *sha256
}

fn altered(invoice: InvoiceId) -> ApiError {
    let detail = "The PDF that was uploaded for this invoice is damaged and is not handed out. Upload it again, or take it back.";
    let cause = format!("the PDF that was sent for the invoice {invoice} has another SHA-256 than when it was stored");
    ApiError::new(ErrorCode::Internal, detail).caused_by(cause)
}

/// The store gives no answer, or refuses us. The invoice is issued all the same: it stands in the database.
fn away(error: object_store::Error) -> ApiError {
    ApiError::away("The store in which documents are kept does not answer right now. The invoice itself is safe; try again in a moment.")
        .caused_by(error)
}

async fn render(context: &Context, row: invoice_documents::Model, format: DocumentFormat) -> ApiResult<Vec<u8>> {
    let Snapshot { document, logo } = serde_json::from_value(row.snapshot).map_err(ApiError::internal)?;
    let syntax = syntax(&document, row.format);
    let scope = Scope::of_tenant(row.tenant_id);
    let logo = match logo {
        Some(logo) if format == DocumentFormat::Pdf => media::store::find(context.db.read(), scope, logo).await?,
        _ => None,
    };
    // Setting type takes the processor for a moment: the threads that answer others go on.
    let made = tokio::task::spawn_blocking(move || match format {
        DocumentFormat::Pdf => document.to_pdf(logo.as_ref().map(|picture| picture.bytes.as_slice())),
        DocumentFormat::Xml => document.to_xml(syntax),
    });
    made.await.map_err(ApiError::internal)?.map_err(ApiError::internal)
}

/// The XML that a customer asked for, where it can be valid.
fn syntax(document: &Invoice, format: ElectronicInvoiceFormat) -> Syntax {
    let asked = match format {
        ElectronicInvoiceFormat::Zugferd => return Syntax::FacturX,
        ElectronicInvoiceFormat::Xrechnung => Syntax::XRechnungCii,
        ElectronicInvoiceFormat::XrechnungUbl => Syntax::XRechnungUbl,
    };
    if document.can_be_xrechnung() {
        asked
    } else {
        Syntax::FacturX
    }
}

/// Content-addressed, a merchant's apart from another's.
fn place(tenant: TenantId, sha256: &[u8]) -> Path {
    Path::from_iter(["documents".to_owned(), tenant.to_string(), hex(sha256)])
}

fn of(invoice: &invoices::Model, format: DocumentFormat, sha256: Vec<u8>, bytes: Bytes) -> File {
    let (name, mime) = called(invoice, format);
    File {
        name,
        mime,
        sha256,
        bytes,
    }
}

fn called(invoice: &invoices::Model, format: DocumentFormat) -> (String, &'static str) {
    let mime = match format {
        DocumentFormat::Pdf => "application/pdf",
        DocumentFormat::Xml => "application/xml",
    };
    (format!("{}.{}", file_name(invoice), format.as_str()), mime)
}

/// What is told of a file that there is since then. Its id follows from invoice and format.
pub fn view(invoice: &invoices::Model, format: DocumentFormat, since: DateTime<Utc>) -> InvoiceFileView {
    let (name, mime) = called(invoice, format);
    let hash = Sha256::new()
        .chain_update(invoice.id.0.as_bytes())
        .chain_update(format.as_str())
        .finalize();
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    InvoiceFileView {
        id: InvoiceFileId(uuid::Builder::from_custom_bytes(id).into_uuid()),
        is_private: true,
        mime_type: mime.into(),
        file_extension: format.as_str().into(),
        file_name: name.clone(),
        storage_file_name: name,
        created_at: since.into(),
    }
}

/// Its number, as every file system takes it.
pub fn file_name(invoice: &invoices::Model) -> String {
    let number = invoice.number.as_deref().unwrap_or("draft");
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') {
            c
        } else {
            '-'
        }
    };
    let name: String = number.trim_start_matches('.').chars().take(100).map(safe).collect();
    if name.is_empty() { invoice.id.to_string() } else { name }
}

/// A PDF that somebody sent for an invoice.
pub fn sent(context: &Context, invoice: &invoices::Model, bytes: &[u8]) -> invoice_files::Model {
    invoice_files::Model {
        tenant_id: invoice.tenant_id,
        invoice_id: invoice.id,
        kind: DocumentFormat::Pdf.as_str().into(),
        sha256: Sha256::digest(bytes).to_vec(),
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        bytes: bytes.to_vec(),
        created_at: context.now(),
    }
}

/// Deletes the files that were made for an invoice from the file store.
pub async fn delete(context: &Context, scope: Scope, invoice: InvoiceId) -> Result<(), DbErr> {
    for made in store::list_renderings(context.db.read(), scope, invoice).await? {
        match context.files.delete(&place(made.tenant_id, &made.sha256)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(DbErr::Custom(error.to_string())),
        }
    }
    Ok(())
}
