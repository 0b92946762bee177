//! Writes an export while it is fetched: of all its files, one at a time stands in memory.

use std::io::Error;

use actix_web::web::{self, Bytes};
use futures_util::{Stream, stream};
use portico_shared::{
    ErrorCode, InvoiceId, Money,
    documents::{DocumentFormat, ExportFormat},
    invoices::InvoiceSource,
};
use tokio::sync::mpsc;

use super::service;
use crate::{
    auth::Scope,
    context::Context,
    db::entities::{invoice_exports, invoices},
    features::{documents::files, imports::fields::escape, invoices::store as invoice_store},
    http::archive::{Archive, Broken, PIECES},
};

/// Invoices whose rows are read at once.
const BATCH: usize = 100;

/// The file, piece by piece. `scope` is that of whoever fetches it.
pub fn begin(
    context: &web::Data<Context>,
    scope: Scope,
    export: invoice_exports::Model,
) -> impl Stream<Item = Result<Bytes, Error>> + use<> {
    let (sender, mut pieces) = mpsc::channel(PIECES);
    let context = context.clone();
    actix_web::rt::spawn(async move {
        let written = match export.format {
            ExportFormat::Zip => Box::pin(zip(&context, scope, &export, sender.clone())).await,
            ExportFormat::Csv => csv(&context, scope, &export, &sender).await,
        };
        if let Err(Broken::Failed(error)) = written {
            tracing::error!(%error, "an export of invoices was not written to its end");
            // The client sees that it is not whole.
            let _ = sender.send(Err(Error::other("the export failed"))).await;
        }
    });
    stream::poll_fn(move |task| pieces.poll_recv(task))
}

async fn rows(context: &Context, scope: Scope, batch: &[InvoiceId]) -> Result<Vec<invoices::Model>, Broken> {
    let mut rows = invoice_store::find_many(context.db.read(), scope, batch.to_vec()).await?;
    // Erased meanwhile: kept for the law alone.
    rows.retain(|row| row.kept_until.is_none());
    rows.sort_unstable_by_key(|row| (row.creation_date, row.id));
    Ok(rows)
}

async fn zip(
    context: &Context,
    scope: Scope,
    export: &invoice_exports::Model,
    to: mpsc::Sender<Result<Bytes, Error>>,
) -> Result<(), Broken> {
    let mut archive = Archive::new(to);
    let ids = service::ids(export)?;
    for batch in ids.chunks(BATCH) {
        for invoice in rows(context, scope, batch).await? {
            for format in DocumentFormat::ALL {
                let file = match files::open(context, &invoice, *format).await {
                    Ok(file) => file,
                    // Of another system's there may be none.
                    Err(error) if error.code == ErrorCode::NotFound => continue,
                    Err(error) => return Err(error.into()),
                };
                // Numbers of another system's may repeat ours in other letters.
                let folder = match invoice.source {
                    InvoiceSource::Portico => "",
                    InvoiceSource::External => "external/",
                };
                archive.begin(&format!("{folder}{}", file.name), *format == DocumentFormat::Xml)?;
                archive.write(&file.bytes).await?;
            }
        }
    }
    archive.finish().await
}

const NAMES: [&str; 14] = [
    "number",
    "type",
    "status",
    "date",
    "due date",
    "paid on",
    "title",
    "currency",
    "net",
    "tax",
    "gross",
    "open",
    "invoice address",
    "id",
];

async fn csv(
    context: &Context,
    scope: Scope,
    export: &invoice_exports::Model,
    to: &mpsc::Sender<Result<Bytes, Error>>,
) -> Result<(), Broken> {
    let ids = service::ids(export)?;
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(NAMES)?;
    for batch in ids.chunks(BATCH) {
        for row in rows(context, scope, batch).await? {
            csv.write_record(record(&row))?;
        }
        csv.flush()?;
        let text = std::mem::replace(&mut csv, csv::WriterBuilder::new().from_writer(Vec::new()));
        let text = text.into_inner().map_err(|error| Broken::Failed(error.to_string()))?;
        to.send(Ok(text.into())).await.map_err(|_| Broken::Left)?;
    }
    Ok(())
}

/// What somebody wrote is no formula; amounts stay numbers, also those below zero.
fn record(row: &invoices::Model) -> [String; 14] {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let money = |amount: i64| Money::new(amount, row.currency).to_decimal();
    let name = row.invoice_address.as_ref().map(name_of).unwrap_or_default();
    [
        escape(row.number.as_deref().unwrap_or_default()),
        row.kind.to_string(),
        row.status.to_string(),
        row.creation_date.to_string(),
        day(row.due_date),
        day(row.pay_date),
        escape(row.title.as_deref().unwrap_or_default()),
        row.currency.to_string(),
        money(row.net_amount),
        money(row.tax_amount),
        money(row.gross_amount),
        money(row.open_amount),
        escape(&name),
        row.id.to_string(),
    ]
}

fn name_of(address: &serde_json::Value) -> String {
    let part = |name: &str| address[name].as_str().unwrap_or_default().to_owned();
    match part("companyName") {
        company if company.is_empty() => format!("{} {}", part("firstName"), part("lastName")).trim().to_owned(),
        company => company,
    }
}
