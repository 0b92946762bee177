//! Writes an export while it is fetched: of all its files, one at a time stands in memory.

use std::{collections::HashMap, io::Error};

use actix_web::web::{self, Bytes};
use futures_util::{Stream, stream};
use portico_shared::{
    ErrorCode, InvoiceId,
    documents::{DocumentFormat, ExportFormat},
    invoices::InvoiceSource,
};
use tokio::sync::mpsc;

use super::{service, table::Rates, words::Words};
use crate::{
    auth::Scope,
    context::Context,
    db::entities::{invoice_exports, invoices},
    features::{customers::store as customer_store, documents::files, invoices::store as invoice_store},
    http::archive::{Archive, Broken, PIECES},
};

/// Invoices whose rows are read at once.
const BATCH: usize = 100;

/// The file, piece by piece. `scope` is that of whoever fetches it, and so are the `words` of a table.
pub fn begin(
    context: &web::Data<Context>,
    (scope, words): (Scope, Words),
    export: invoice_exports::Model,
) -> impl Stream<Item = Result<Bytes, Error>> + use<> {
    let (sender, mut pieces) = mpsc::channel(PIECES);
    let context = context.clone();
    actix_web::rt::spawn(async move {
        let written = match export.format {
            ExportFormat::Zip => Box::pin(zip(&context, scope, &export, sender.clone())).await,
            ExportFormat::Csv => Box::pin(csv(&context, (scope, words), &export, &sender)).await,
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
    let mut taken = HashMap::new();
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
                let name = unique(&mut taken, format!("{folder}{}", file.name));
                archive.begin_dated(&name, *format == DocumentFormat::Xml, invoice.creation_date)?;
                archive.write(&file.bytes).await?;
            }
        }
    }
    archive.finish().await
}

/// `A-1 (2).pdf` where `A-1.pdf` is taken, in whatever case: some file systems do not tell them apart.
fn unique(taken: &mut HashMap<String, u32>, name: String) -> String {
    let times = taken.entry(name.to_ascii_lowercase()).or_default();
    *times += 1;
    if *times > 1
        && let Some((stem, end)) = name.rsplit_once('.')
    {
        return format!("{stem} ({times}).{end}");
    }
    name
}

async fn csv(
    context: &Context,
    (scope, words): (Scope, Words),
    export: &invoice_exports::Model,
    to: &mpsc::Sender<Result<Bytes, Error>>,
) -> Result<(), Broken> {
    let ids = service::ids(export)?;
    // Only when all were looked at it is known which columns there are.
    let mut rates = Rates::new(words);
    for batch in ids.chunks(BATCH) {
        for row in rows(context, scope, batch).await? {
            rates.add(&row)?;
        }
    }
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(rates.names())?;
    for batch in ids.chunks(BATCH) {
        let rows = rows(context, scope, batch).await?;
        let owners = rows.iter().map(|row| row.customer_id).collect();
        let owners = customer_store::find_many(context.db.read(), scope, owners).await?;
        let numbers: HashMap<_, _> = owners.into_iter().map(|owner| (owner.id, owner.number)).collect();
        for row in rows {
            let number = numbers.get(&row.customer_id).map_or("", String::as_str);
            csv.write_record(rates.line(&row, number)?)?;
        }
        csv.flush()?;
        let text = std::mem::replace(&mut csv, csv::WriterBuilder::new().from_writer(Vec::new()));
        let text = text.into_inner().map_err(|error| Broken::Failed(error.to_string()))?;
        to.send(Ok(text.into())).await.map_err(|_| Broken::Left)?;
    }
    Ok(())
}
