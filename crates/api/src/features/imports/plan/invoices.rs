//! Lines of invoices that another system issued. Issued invoices never change.

use std::collections::HashMap;

use portico_shared::{
    CustomerId, InvoiceId, SubscriptionId,
    imports::ImportKind,
    invoices::{InvoiceIn, InvoiceLine, InvoiceStatus},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    Around, Counts, Line, Lines, Owner, Owners, Seen, bare, by_number, conflict, distinct, hold, mark, marks,
    number_of, store, text,
};
use crate::{
    db::entities::{addresses, imported_rows, invoice_files, invoice_lines, invoices},
    features::{
        addresses::mapping as address,
        documents::store as documents,
        invoices::{checks::check_new, files, service},
    },
    http::{ApiError, ApiResult, body::typed, check::Check},
};

const KIND: ImportKind = ImportKind::Invoices;

#[derive(Default)]
pub struct Work {
    inserts: Vec<invoices::Model>,
    lines: Vec<invoice_lines::Model>,
    files: Vec<invoice_files::Model>,
    marks: Vec<imported_rows::Model>,
}

/// An invoice that other lines may refer to, and whose it is.
type Place = (InvoiceId, CustomerId);
/// Those of the lines before, by the name of a key and the key.
type Here = HashMap<(&'static str, String), Place>;

struct Known {
    by_external_id: HashMap<String, invoices::Model>,
    by_number: HashMap<String, invoices::Model>,
    by_id: HashMap<String, Place>,
    lines: HashMap<InvoiceId, Vec<Value>>,
    files: HashMap<InvoiceId, Vec<u8>>,
    /// Of PDFs that Portico made.
    made: HashMap<InvoiceId, Vec<u8>>,
    marks: HashMap<Uuid, imported_rows::Model>,
    subscriptions: HashMap<String, (SubscriptionId, CustomerId)>,
    /// For the snapshot of where it was sent; not looked up in the first pass.
    addresses: HashMap<CustomerId, Vec<addresses::Model>>,
}

impl Known {
    async fn find(
        db: &impl ConnectionTrait,
        around: &Around<'_>,
        lines: &[Line],
        owners: &Owners,
        seen: Option<&Seen>,
    ) -> ApiResult<Self> {
        let scope = around.scope();
        let names = ["externalId", "number", "referencedInvoice"];
        let keys = lines.iter().flat_map(|line| names.map(|name| text(&line.fields, name)));
        let rows = store::invoices_by_key(db, scope, &bare(&distinct(keys.flatten()))).await?;
        let ids: Vec<InvoiceId> = rows.iter().map(|row| row.id).collect();
        let bare: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let mut positions: HashMap<_, Vec<_>> = HashMap::new();
        for line in store::invoice_lines_of(db, scope, &ids).await? {
            positions.entry(line.invoice_id).or_default().push(line.line);
        }
        let mut addresses: HashMap<_, Vec<_>> = HashMap::new();
        if seen.is_none() {
            let of: Vec<CustomerId> = owners.0.values().map(|owner| owner.id).collect();
            for row in store::addresses_of(db, scope, &of).await? {
                addresses.entry(row.customer_id).or_default().push(row);
            }
        }
        let keys = distinct(lines.iter().filter_map(|line| text(&line.fields, "subscription")));
        let (files, made) = if ids.is_empty() {
            (Vec::new(), Vec::new())
        } else {
            let made = documents::list_made(db, scope, ids.clone(), files::PDF).await?;
            (files::list_hashes(db, scope, ids).await?, made)
        };
        Ok(Self {
            lines: positions,
            files: files.into_iter().collect(),
            made: made.into_iter().collect(),
            marks: marks(db, scope, KIND, &bare).await?,
            subscriptions: known_subscriptions(db, around, &keys, seen).await?,
            addresses,
            by_id: rows
                .iter()
                .map(|row| (row.id.to_string(), (row.id, row.customer_id)))
                .collect(),
            by_external_id: rows
                .iter()
                .filter_map(|row| Some((row.external_id.clone()?, row.clone())))
                .collect(),
            by_number: rows
                .into_iter()
                .filter_map(|row| Some((row.number.clone()?, row)))
                .collect(),
        })
    }

    fn of(&self, fields: &Map<String, Value>) -> Option<&invoices::Model> {
        let number = text(fields, "number").and_then(|number| self.by_number.get(&number));
        match text(fields, "externalId") {
            None => number,
            Some(id) => self
                .by_external_id
                .get(&id)
                .or(number.filter(|row| row.external_id.is_none())),
        }
    }

    /// An invoice that a credit note or cancellation takes back: stored, or of a line before.
    fn referenced(&self, key: &str, before: &Here, seen: Option<&Seen>) -> Option<Place> {
        let place = |row: &invoices::Model| (row.id, row.customer_id);
        let new = |name: &str, key: &str| {
            let owner = seen?.owner(KIND, name, key)?;
            // A line that is not judged yet belongs to nobody.
            (!owner.is_nil()).then_some((InvoiceId(Uuid::nil()), CustomerId(owner)))
        };
        let by = |name: &'static str, key: &str| {
            let stored = if name == "number" {
                &self.by_number
            } else {
                &self.by_external_id
            };
            let stored = stored.get(key).map(place);
            stored
                .or_else(|| before.get(&(name, key.to_owned())).copied())
                .or_else(|| new(name, key))
        };
        if let Some(number) = number_of(key) {
            return by("number", number);
        }
        by("externalId", key)
            .or_else(|| by("number", key))
            .or_else(|| self.by_id.get(key).copied())
    }
}

async fn known_subscriptions(
    db: &impl ConnectionTrait,
    around: &Around<'_>,
    keys: &[String],
    seen: Option<&Seen>,
) -> ApiResult<HashMap<String, (SubscriptionId, CustomerId)>> {
    let rows = store::subscriptions_by_key(db, around.scope(), &bare(keys)).await?;
    let mut found = HashMap::new();
    // What is put in last counts: an external id goes before a number, a number before an id.
    for row in &rows {
        found.insert(row.id.to_string(), (row.id, row.customer_id));
    }
    for row in &rows {
        found.insert(row.number.clone(), (row.id, row.customer_id));
        found.insert(by_number(&row.number), (row.id, row.customer_id));
    }
    for row in &rows {
        if let Some(external_id) = &row.external_id {
            found.insert(external_id.clone(), (row.id, row.customer_id));
        }
    }
    let Some(seen) = seen else { return Ok(found) };
    let kind = ImportKind::Subscriptions;
    for key in keys {
        let owner = match number_of(key) {
            Some(number) => seen.owner(kind, "number", number),
            None => seen
                .owner(kind, "externalId", key)
                .or_else(|| seen.owner(kind, "number", key)),
        };
        if let Some(owner) = owner.filter(|owner| !owner.is_nil()) {
            found
                .entry(key.clone())
                .or_insert((SubscriptionId(Uuid::nil()), CustomerId(owner)));
        }
    }
    Ok(found)
}

pub async fn plan(db: &impl ConnectionTrait, around: &Around<'_>, mut lines: Lines<'_>) -> ApiResult<(Work, Counts)> {
    let kept = lines.take_keyed(KIND, &["externalId", "number"]);
    let owners = Owners::find(db, around, &kept, lines.seen.as_deref()).await?;
    let known = Known::find(db, around, &kept, &owners, lines.seen.as_deref()).await?;
    let (mut work, mut counts) = (Work::default(), Counts::default());
    let mut here = Here::new();
    for mut line in kept {
        let before = known.of(&line.fields);
        if let Some(row) = before
            && !lines.is_first_about(KIND, line.number, row.id.0)
        {
            continue;
        }
        let noted = before.and_then(|row| known.marks.get(&row.id.0));
        let owner = owners.of(&line.fields);
        let whose = owner.as_ref().ok().map(|owner| owner.id);
        let is_as_before = noted.is_some_and(|noted| noted.fingerprint == line.fingerprint);
        let judged = match owner {
            Ok(_) if is_as_before => Ok(None),
            Ok(owner) => {
                let look = Look {
                    known: &known,
                    here: &here,
                    seen: lines.seen.as_deref(),
                };
                look.judge(around, &mut line, owner, before).map(Some)
            }
            Err(refusal) => Err(refusal),
        };
        let judged = lines.judge(line.number, judged)?;
        let id = before
            .map(|row| row.id)
            .or(judged.as_ref().and_then(|one| one.as_ref().map(|one| one.row.id)));
        if let Some(whose) = whose {
            for name in ["externalId", "number"] {
                let Some(key) = text(&line.fields, name) else { continue };
                if let Some(seen) = &mut lines.seen {
                    seen.note(KIND, name, &key, whose.0);
                }
                if let Some(id) = id {
                    here.entry((name, key)).or_insert((id, whose));
                }
            }
        }
        let Some(judged) = judged else { continue };
        let Some(new) = judged else {
            counts.unchanged += 1;
            continue;
        };
        match before {
            None => counts.created += 1,
            Some(_) if new.file.is_some() => counts.updated += 1,
            Some(_) => counts.unchanged += 1,
        }
        work.marks.push(mark(around, KIND, new.row.id.0, None, &line));
        work.files.extend(new.file);
        if before.is_none() {
            work.lines.extend(new.lines);
            work.inserts.push(new.row);
        }
    }
    Ok((work, counts))
}

/// What a line of an invoice says, whatever fields there were when it was stored.
fn told(line: &Value) -> Option<InvoiceLine> {
    let line: InvoiceLine = serde_json::from_value(line.clone()).ok()?;
    Some(InvoiceLine {
        subscription_item: None,
        ..line
    })
}

struct New {
    row: invoices::Model,
    lines: Vec<invoice_lines::Model>,
    file: Option<invoice_files::Model>,
}

/// What a line is looked at with.
struct Look<'a> {
    known: &'a Known,
    here: &'a Here,
    seen: Option<&'a Seen>,
}

impl Look<'_> {
    fn judge(
        &self,
        around: &Around<'_>,
        line: &mut Line,
        owner: &Owner,
        before: Option<&invoices::Model>,
    ) -> ApiResult<New> {
        let mut fields = line.fields.clone();
        fields.remove("file");
        self.resolve(&mut fields, owner)?;
        for value in fields.values_mut().filter(|value| **value == "") {
            *value = Value::Null;
        }
        let new: InvoiceIn = typed(&Value::Object(fields))?;
        check_new(&new)?;
        let id = before.map_or_else(|| InvoiceId(around.context.new_id()), |row| row.id);
        let address = self
            .known
            .addresses
            .get(&owner.id)
            .and_then(|rows| address::for_invoices(rows));
        let address = address.map(address::view).map(serde_json::to_value).transpose();
        let row = service::drafted(
            around.context,
            &new,
            around.tenant.id,
            id,
            address.map_err(ApiError::internal)?,
        );
        let lines = (0..).zip(&new.positions).map(|(position, line)| {
            Ok(invoice_lines::Model {
                tenant_id: around.tenant.id,
                invoice_id: id,
                position,
                line: serde_json::to_value(line).map_err(ApiError::internal)?,
            })
        });
        let lines = lines.collect::<ApiResult<Vec<_>>>()?;
        let stored = before.and_then(|row| self.known.files.get(&row.id));
        let mut check = Check::default();
        if let Some(before) = before {
            self.compare(&mut check, before, &row, &lines);
        } else {
            let is_free = !self.known.by_number.contains_key(&new.number);
            check.require(is_free, "number", "number-taken", "another invoice has this number");
        }
        if let (Some(stored), Some(pdf)) = (stored, &line.document) {
            check.require(
                *stored == pdf.sha256,
                "file",
                "not-permitted",
                "its document is another one; issued invoices never change",
            );
        }
        check.finish()?;
        // Exported, and come back: it is there already.
        let is_made = line
            .document
            .as_ref()
            .is_some_and(|pdf| self.known.made.get(&id) == Some(&pdf.sha256));
        // The bytes are needed once, by whoever writes them.
        let document = if self.seen.is_some() {
            None
        } else {
            line.document.take()
        };
        let is_new_file = line.fields.get("file").is_some_and(|file| !file.is_null()) && stored.is_none() && !is_made;
        let file = is_new_file.then(|| {
            let pdf = document.unwrap_or(super::super::lines::Pdf {
                bytes: Vec::new(),
                sha256: Vec::new(),
            });
            invoice_files::Model {
                tenant_id: around.tenant.id,
                invoice_id: id,
                kind: files::PDF.into(),
                size: i64::try_from(pdf.bytes.len()).unwrap_or(i64::MAX),
                sha256: pdf.sha256,
                bytes: pdf.bytes,
                created_at: around.context.now(),
            }
        });
        Ok(New { row, lines, file })
    }

    /// Puts ids where the API expects them.
    fn resolve(&self, fields: &mut Map<String, Value>, owner: &Owner) -> ApiResult<()> {
        let mut check = Check::default();
        fields.insert("customer".into(), owner.id.to_string().into());
        if let Some(key) = text(fields, "subscription") {
            match self
                .known
                .subscriptions
                .get(&key)
                .filter(|(_, whose)| *whose == owner.id)
            {
                Some((id, _)) => {
                    fields.insert("subscription".into(), id.to_string().into());
                }
                None => check.refuse("subscription", "unknown", "this customer has no such subscription"),
            }
        }
        if let Some(key) = text(fields, "referencedInvoice") {
            let found = self.known.referenced(&key, self.here, self.seen);
            match found.filter(|(_, whose)| *whose == owner.id) {
                Some((id, _)) => {
                    fields.insert("referencedInvoice".into(), id.to_string().into());
                }
                None => check.refuse(
                    "referencedInvoice",
                    "unknown",
                    "this customer has no such invoice; its line comes before those that refer to it",
                ),
            }
        }
        check.finish()
    }

    /// What was issued stays; what became of it since (payments, reminders) is known here better.
    fn compare(
        &self,
        check: &mut Check,
        before: &invoices::Model,
        mine: &invoices::Model,
        lines: &[invoice_lines::Model],
    ) {
        let stored = self.known.lines.get(&before.id).map_or(&[][..], Vec::as_slice);
        let same_lines = stored.len() == lines.len()
            && stored
                .iter()
                .zip(lines)
                .all(|(old, new)| told(old).is_some_and(|old| Some(old) == told(&new.line)));
        let refusal = "issued invoices never change; credit it and issue another";
        for (path, same) in [
            ("customer", before.customer_id == mine.customer_id),
            ("subscription", before.subscription_id == mine.subscription_id),
            (
                "referencedInvoice",
                before.referenced_invoice_id == mine.referenced_invoice_id,
            ),
            (
                "externalId",
                mine.external_id.is_none() || before.external_id == mine.external_id,
            ),
            ("number", before.number == mine.number),
            ("type", before.kind == mine.kind),
            ("currencyCode", before.currency == mine.currency),
            ("creationDate", before.creation_date == mine.creation_date),
            ("dueDate", before.due_date == mine.due_date),
            ("netAmount", before.net_amount == mine.net_amount),
            ("taxAmount", before.tax_amount == mine.tax_amount),
            ("roundingAmount", before.rounding_amount == mine.rounding_amount),
            ("grossAmount", before.gross_amount == mine.gross_amount),
            ("title", before.title == mine.title),
            ("positions", same_lines),
        ] {
            check.require(same, path, "not-permitted", refusal);
        }
        let behind = matches!(before.status, InvoiceStatus::Unpaid | InvoiceStatus::Reminded)
            && matches!(mine.status, InvoiceStatus::Paid | InvoiceStatus::Cancelled);
        check.require(
            !behind,
            "status",
            "not-permitted",
            "record a payment or cancel it through the API",
        );
    }
}

pub async fn apply(tx: &DatabaseTransaction, around: &Around<'_>, work: Work) -> ApiResult<()> {
    hold(tx, around.scope(), work.inserts.iter().map(|row| row.customer_id)).await?;
    store::insert_many::<invoices::Entity, _>(tx, store::models(work.inserts))
        .await
        .map_err(conflict)?;
    store::insert_many::<invoice_lines::Entity, _>(tx, store::models(work.lines))
        .await
        .map_err(conflict)?;
    store::insert_files(tx, work.files).await.map_err(conflict)?;
    store::save_marks(tx, around.tenant.id, work.marks)
        .await
        .map_err(conflict)
}
