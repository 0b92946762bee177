//! Writes everything of a tenant that an import can take over. Read in one snapshot, a page at a time; documents that
//! Portico makes are written before it, because making and fetching them takes long.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use chrono::NaiveDate;
use portico_shared::{
    CustomerId, InvoiceId, SubscriptionId,
    documents::DocumentFormat,
    imports::ImportKind,
    invoices::{InvoiceLine, InvoiceSource},
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    records::{self, Record},
    sink::Sink,
    store,
};
use crate::{
    auth::{Scope, secrets::hex},
    context::Context,
    db::entities::{customers, tenants},
    features::{
        customers::store as customer_store,
        documents::{files as documents, store as document_store},
        imports::{
            fields,
            run::{NUMBER, by_number, own_key},
            source::Format,
            store as import_store,
        },
        invoices::files,
    },
};

/// Rows that are read at once.
const PAGE: u64 = 1000;
/// Documents that are held at once.
const FILES: u64 = 4;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Db(#[from] DbErr),
    #[error("a line could not be written: {0}")]
    Line(#[from] serde_json::Error),
    #[error("a line could not be written: {0}")]
    Csv(#[from] csv::Error),
}

/// How many lines of each kind were written.
type Lines = Vec<(ImportKind, u64)>;

/// What an export came to.
#[derive(Debug)]
pub struct Written {
    pub lines: Lines,
    /// The numbers of invoices that Portico issued and whose PDF is not here.
    pub without_pdf: Vec<String>,
    /// Invoices of erased customers that have to be kept, here, and until when the last of them is.
    pub kept: Option<(u64, NaiveDate)>,
}

/// Exports into a folder, or into an archive where `out` ends in `.zip`.
///
/// # Errors
/// When something is there already, cannot be written, or the database is away.
pub async fn run(context: &Context, tenant: &tenants::Model, out: &Path, format: Format) -> Result<Written, Error> {
    let scope = Scope::of_tenant(tenant.id);
    let mut sink = Sink::create(out)?;
    let documents = write_documents(context, scope, &mut sink).await?;
    let snapshot = context.db.snapshot().await?;
    let mut export = Export {
        db: &snapshot,
        scope,
        sink,
        format,
        documents,
        written: Vec::new(),
        without_pdf: Vec::new(),
    };
    export.contacts().await?;
    export.customers().await?;
    export.addresses().await?;
    export.subscriptions().await?;
    export.invoices().await?;
    export.files().await?;
    let (count, until) = store::count_kept(&snapshot, scope).await?;
    let Export {
        sink,
        written: lines,
        without_pdf,
        ..
    } = export;
    sink.finish()?;
    Ok(Written {
        lines,
        without_pdf,
        kept: until.map(|until| (count, until)),
    })
}

/// Writes the PDFs that Portico makes, and gives their hashes. What nobody has asked for yet is made now; one that
/// cannot be had keeps no other from the export.
async fn write_documents(context: &Context, scope: Scope, sink: &mut Sink) -> Result<HashSet<Vec<u8>>, Error> {
    let db = context.db.read();
    let (mut last, mut written) = (None, HashSet::new());
    loop {
        let rows = store::invoices(db, scope, last, PAGE).await?;
        let Some(end) = rows.last() else { return Ok(written) };
        last = Some(end.id);
        let sent = files::list_hashes(db, scope, rows.iter().map(|row| row.id).collect()).await?;
        let sent: HashSet<InvoiceId> = sent.into_iter().map(|(id, _)| id).collect();
        let ours = rows.iter().filter(|row| row.source == InvoiceSource::Portico);
        for row in ours.filter(|row| !sent.contains(&row.id)) {
            match documents::open(context, row, DocumentFormat::Pdf).await {
                Ok(file) if written.contains(&file.sha256) => {}
                Ok(file) => {
                    sink.begin(&path(&file.sha256), false)?;
                    sink.write(&file.bytes)?;
                    written.insert(file.sha256);
                }
                Err(error) => {
                    tracing::error!(invoice.id = %row.id, error.cause = %error.reason(), "a PDF could not be exported");
                }
            }
        }
    }
}

struct Export<'a, C> {
    db: &'a C,
    scope: Scope,
    sink: Sink,
    format: Format,
    /// The hashes of files that are here already.
    documents: HashSet<Vec<u8>>,
    written: Lines,
    without_pdf: Vec<String>,
}

impl<C: ConnectionTrait> Export<'_, C> {
    /// Writes lines of a kind; its file is begun with the first.
    fn write(&mut self, kind: ImportKind, records: &[Record]) -> Result<(), Error> {
        if records.is_empty() {
            return Ok(());
        }
        let columns = fields::columns(kind);
        let mut lines = Vec::new();
        let is_new = self.written.last().is_none_or(|(last, _)| *last != kind);
        if is_new {
            let end = if self.format == Format::Csv { "csv" } else { "ndjson" };
            self.sink.begin(&format!("{kind}.{end}"), true)?;
            self.written.push((kind, 0));
        }
        match self.format {
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(&mut lines);
                if is_new {
                    writer.write_record(&columns)?;
                }
                for record in records {
                    writer.write_record(columns.iter().map(|column| fields::cell(record, column)))?;
                }
                writer.flush()?;
                drop(writer);
            }
            Format::Ndjson => {
                for record in records {
                    serde_json::to_writer(&mut lines, record)?;
                    lines.push(b'\n');
                }
            }
        }
        if let Some((_, count)) = self.written.last_mut() {
            *count += records.len() as u64;
        }
        Ok(self.sink.write(&lines)?)
    }

    /// External ids of rows that have none of their own: what an import noted, else the id.
    async fn keys(&self, kind: ImportKind, rows: &[Uuid]) -> Result<HashMap<Uuid, String>, DbErr> {
        let marks = import_store::marks_by_row(self.db, self.scope, kind, rows).await?;
        let mut keys: HashMap<Uuid, String> = rows.iter().map(|row| (*row, own_key(*row))).collect();
        keys.extend(marks.into_iter().filter_map(|mark| Some((mark.row_id, mark.key?))));
        Ok(keys)
    }

    async fn customer_keys(&self, of: impl Iterator<Item = CustomerId>) -> Result<HashMap<CustomerId, String>, DbErr> {
        let rows = customer_store::find_many(self.db, self.scope, of.collect()).await?;
        let key = |row: customers::Model| (row.id, reference(row.external_id, &row.number));
        Ok(rows.into_iter().map(key).collect())
    }

    async fn contacts(&mut self) -> Result<(), Error> {
        let mut last = None;
        loop {
            let rows = store::contacts(self.db, self.scope, last, PAGE).await?;
            let Some(end) = rows.last() else { return Ok(()) };
            last = Some(end.id);
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
            let keys = self.keys(ImportKind::Contacts, &ids).await?;
            let lines: Vec<_> = rows.iter().map(|row| records::contact(row, &keys[&row.id.0])).collect();
            self.write(ImportKind::Contacts, &lines)?;
        }
    }

    async fn customers(&mut self) -> Result<(), Error> {
        let mut last = None;
        loop {
            let rows = store::customers(self.db, self.scope, last, PAGE).await?;
            let Some(end) = rows.last() else { return Ok(()) };
            last = Some(end.id);
            let contacts: Vec<Uuid> = rows.iter().filter_map(|row| row.contact_id.map(|id| id.0)).collect();
            let keys = self.keys(ImportKind::Contacts, &contacts).await?;
            let contact = |row: &customers::Model| row.contact_id.and_then(|id| keys.get(&id.0).map(String::as_str));
            let lines: Vec<_> = rows.iter().map(|row| records::customer(row, contact(row))).collect();
            self.write(ImportKind::Customers, &lines)?;
        }
    }

    async fn addresses(&mut self) -> Result<(), Error> {
        let mut last = None;
        loop {
            let rows = store::addresses(self.db, self.scope, last, PAGE).await?;
            let Some(end) = rows.last() else { return Ok(()) };
            last = Some(end.id);
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
            let keys = self.keys(ImportKind::Addresses, &ids).await?;
            let customers = self.customer_keys(rows.iter().map(|row| row.customer_id)).await?;
            let lines: Vec<_> = rows
                .iter()
                .map(|row| records::address(row, &keys[&row.id.0], &customers[&row.customer_id]))
                .collect();
            self.write(ImportKind::Addresses, &lines)?;
        }
    }

    async fn subscriptions(&mut self) -> Result<(), Error> {
        let mut last = None;
        loop {
            let rows = store::subscriptions(self.db, self.scope, last, PAGE).await?;
            let Some(end) = rows.last() else { return Ok(()) };
            last = Some(end.id);
            let ids: Vec<SubscriptionId> = rows.iter().map(|row| row.id).collect();
            let mut items: HashMap<_, Vec<_>> = HashMap::new();
            for item in import_store::items_of(self.db, self.scope, &ids).await? {
                items.entry(item.subscription_id).or_default().push(item);
            }
            let addresses: Vec<Uuid> = rows
                .iter()
                .filter_map(|row| row.invoice_address_id.map(|id| id.0))
                .collect();
            let keys = self.keys(ImportKind::Addresses, &addresses).await?;
            let customers = self.customer_keys(rows.iter().map(|row| row.customer_id)).await?;
            let lines: Vec<_> = rows
                .iter()
                .map(|row| {
                    let address = row
                        .invoice_address_id
                        .and_then(|id| keys.get(&id.0).map(String::as_str));
                    let items = items.get(&row.id).map_or(&[][..], Vec::as_slice);
                    records::subscription(row, items, &customers[&row.customer_id], address)
                })
                .collect();
            self.write(ImportKind::Subscriptions, &lines)?;
        }
    }

    async fn invoices(&mut self) -> Result<(), Error> {
        let mut last = None;
        loop {
            let rows = store::invoices(self.db, self.scope, last, PAGE).await?;
            let Some(end) = rows.last() else { return Ok(()) };
            last = Some(end.id);
            let ids: Vec<InvoiceId> = rows.iter().map(|row| row.id).collect();
            let mut positions: HashMap<_, Vec<InvoiceLine>> = HashMap::new();
            for line in import_store::invoice_lines_of(self.db, self.scope, &ids).await? {
                let read = serde_json::from_value(line.line)?;
                positions.entry(line.invoice_id).or_default().push(read);
            }
            let customers = self.customer_keys(rows.iter().map(|row| row.customer_id)).await?;
            let subscriptions = rows.iter().filter_map(|row| row.subscription_id).collect();
            let subscriptions = store::subscriptions_by_id(self.db, self.scope, subscriptions).await?;
            let subscriptions: HashMap<_, _> = subscriptions
                .into_iter()
                .map(|row| (row.id, reference(row.external_id, &row.number)))
                .collect();
            let referenced = rows.iter().filter_map(|row| row.referenced_invoice_id).collect();
            let referenced = store::invoices_by_id(self.db, self.scope, referenced).await?;
            let referenced: HashMap<_, _> = referenced
                .into_iter()
                .map(|row| (row.id, reference(row.external_id, &row.number.unwrap_or_default())))
                .collect();
            let made = document_store::list_made(self.db, self.scope, ids.clone(), files::PDF).await?;
            let made = made.into_iter().filter(|(_, hash)| self.documents.contains(hash));
            let mut hashes: HashMap<_, _> = made.collect();
            // What was sent is served in place of ours.
            hashes.extend(files::list_hashes(self.db, self.scope, ids).await?);
            let without = rows.iter().filter(|row| row.source == InvoiceSource::Portico);
            let without = without.filter(|row| !hashes.contains_key(&row.id));
            self.without_pdf.extend(without.filter_map(|row| row.number.clone()));
            let lines: Vec<_> = rows
                .iter()
                .map(|row| {
                    let around = records::Around {
                        customer: customers[&row.customer_id].clone(),
                        subscription: row.subscription_id.and_then(|id| subscriptions.get(&id).cloned()),
                        referenced: row.referenced_invoice_id.and_then(|id| referenced.get(&id).cloned()),
                        file: hashes.get(&row.id).map(|hash| path(hash)),
                    };
                    records::invoice(row, positions.remove(&row.id).unwrap_or_default(), &around)
                })
                .collect();
            self.write(ImportKind::Invoices, &lines)?;
        }
    }

    /// Those that somebody sent.
    async fn files(&mut self) -> Result<(), Error> {
        let mut last = None;
        loop {
            let rows = store::files(self.db, self.scope, last, FILES).await?;
            let Some(end) = rows.last() else { return Ok(()) };
            last = Some(end.invoice_id);
            for row in rows {
                if self.documents.insert(row.sha256.clone()) {
                    self.sink.begin(&path(&row.sha256), false)?;
                    self.sink.write(&row.bytes)?;
                }
            }
        }
    }
}

/// How a line names another: by its external id, else by its number, said to be one.
fn reference(external_id: Option<String>, number: &str) -> String {
    let plain = external_id.filter(|key| !key.starts_with(NUMBER));
    plain.unwrap_or_else(|| by_number(number))
}

/// By content, so that the same documents have the same names everywhere.
fn path(hash: &[u8]) -> String {
    format!("files/{}.pdf", hex(hash))
}
