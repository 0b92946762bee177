//! What a batch of lines comes to: rows to insert, rows to change, and what is wrong. Both passes ask here, so that what
//! is written is what was checked.

mod addresses;
mod contacts;
mod customers;
mod invoices;
mod subscriptions;

use std::collections::HashMap;

use chrono::NaiveDate;
use portico_shared::{Currency, CustomerId, customers::CustomerStatus, imports::ImportKind, numbers::NumberKind};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, SqlErr};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{lines::Line, report::Report, store};
use crate::{
    auth::Scope,
    context::Context,
    db::entities::{customers as customers_table, imported_rows, tenants},
    features::{customers::store as customer_store, numbers},
    http::{ApiError, ApiResult, body::typed, check::Check},
};

/// What every line is looked at with.
pub struct Around<'a> {
    pub context: &'a Context,
    pub tenant: &'a tenants::Model,
    pub today: NaiveDate,
    /// While writing: what the first pass saw, because numbers that lines name are not given to others.
    pub named: Option<&'a Seen>,
}

impl Around<'_> {
    pub const fn scope(&self) -> Scope {
        Scope::of_tenant(self.tenant.id)
    }

    /// Numbers of the range for these customers, without those that other lines name.
    async fn numbers(
        &self,
        tx: &DatabaseTransaction,
        kind: NumberKind,
        customers: Vec<&str>,
    ) -> Result<Vec<String>, DbErr> {
        let (of, name) = match kind {
            NumberKind::Customer => (ImportKind::Customers, "customerNumber"),
            _ => (ImportKind::Subscriptions, "number"),
        };
        let is_named = |number: &str| self.named.is_some_and(|seen| seen.knows(of, name, number));
        numbers::take_free(
            tx,
            self.context,
            self.tenant.id,
            (kind, self.today),
            customers,
            is_named,
        )
        .await
    }
}

/// Rows that a batch writes.
pub enum Work {
    Contacts(contacts::Work),
    Customers(customers::Work),
    Addresses(addresses::Work),
    Subscriptions(subscriptions::Work),
    Invoices(invoices::Work),
}

/// What became of lines.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
}

impl Counts {
    pub const fn total(self) -> u64 {
        self.created + self.updated + self.unchanged
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.created += more.created;
        self.updated += more.updated;
        self.unchanged += more.unchanged;
    }
}

/// Lines of one batch with what is wrong with them.
pub struct Lines<'a> {
    pub file: &'a str,
    pub read: Vec<Line>,
    pub report: &'a mut Report,
    /// In the first pass: what the lines before bring. Then nothing is written.
    pub seen: Option<&'a mut Seen>,
}

impl Lines<'_> {
    fn refuse(&mut self, line: u64, field: &str, code: &str, message: impl Into<String>) {
        self.report.add(self.file, line, field, code, message);
    }

    /// Takes the lines out that name no key of their own, or one that was there before.
    fn take_keyed(&mut self, kind: ImportKind, names: &[&str]) -> Vec<Line> {
        let lines = std::mem::take(&mut self.read);
        let mut kept = Vec::with_capacity(lines.len());
        for line in lines {
            let mut is_good = true;
            for name in names.iter().chain(&["customer"]) {
                let value = line.fields.get(*name);
                if value.is_some_and(|value| !value.is_string() && !value.is_null()) {
                    self.refuse(line.number, name, "wrong-type", "a text");
                    is_good = false;
                }
            }
            let keys: Vec<_> = names
                .iter()
                .filter_map(|name| Some((*name, text(&line.fields, name)?)))
                .collect();
            if keys.is_empty() && is_good {
                let told = format!("give {}: the line is known by it", names.join(" or "));
                self.refuse(line.number, names[0], "required", told);
                is_good = false;
            }
            for (name, key) in keys {
                // Also `id:…`, as exports name what has no external id.
                if let Err(refusal) = checked(name, key.strip_prefix("id:").unwrap_or(&key)) {
                    is_good = false;
                    for violation in refusal.violations {
                        self.refuse(line.number, name, &violation.code, violation.message);
                    }
                    continue;
                }
                let known = self.seen.as_mut().is_some_and(|seen| !seen.first(kind, name, &key));
                if known {
                    self.refuse(
                        line.number,
                        name,
                        "repeated",
                        format!("a line before this one has the same {name}"),
                    );
                    is_good = false;
                }
            }
            if is_good {
                kept.push(line);
            }
        }
        kept
    }

    /// Whether a line is the first about a row that is there: one may be named by its external id and by its number.
    fn is_first_about(&mut self, kind: ImportKind, line: u64, row: Uuid) -> bool {
        let first = self
            .seen
            .as_mut()
            .is_none_or(|seen| seen.first(kind, "row", &row.to_string()));
        if !first {
            let told = "a line before this one is about the same row";
            self.refuse(line, "", "repeated", told);
        }
        first
    }

    /// Judges one line: what it comes to, or what is wrong with it.
    fn judge<T>(&mut self, line: u64, judged: ApiResult<T>) -> ApiResult<Option<T>> {
        match judged {
            Ok(value) => Ok(Some(value)),
            Err(refusal) => {
                self.report.add_refusal(self.file, line, refusal)?;
                Ok(None)
            }
        }
    }
}

/// Before a key is looked for.
fn checked(name: &str, key: &str) -> ApiResult<()> {
    let mut check = Check::default();
    check.required_text(name, key, 255);
    check.finish()
}

type Hash = [u8; 16];

fn hash(parts: &[&str]) -> Hash {
    let mut whole = Sha256::new();
    for part in parts {
        whole.update(part.as_bytes());
        whole.update([0]);
    }
    let mut short = [0; 16];
    short.copy_from_slice(&whole.finalize()[..16]);
    short
}

/// What the lines before bring: a few dozen bytes each, whatever they say.
#[derive(Debug, Default)]
pub struct Seen {
    /// By key: whose it is; nil for what belongs to nobody.
    owners: HashMap<Hash, Uuid>,
    customers: HashMap<Hash, (Uuid, [u8; 2], Currency, CustomerStatus)>,
}

impl Seen {
    /// Whether a key is there for the first time.
    fn first(&mut self, kind: ImportKind, name: &str, key: &str) -> bool {
        self.owners
            .insert(hash(&[kind.as_str(), name, key]), Uuid::nil())
            .is_none()
    }

    /// Notes whose the line with this key is.
    fn note(&mut self, kind: ImportKind, name: &str, key: &str, owner: Uuid) {
        self.owners.insert(hash(&[kind.as_str(), name, key]), owner);
    }

    fn knows(&self, kind: ImportKind, name: &str, key: &str) -> bool {
        self.owners.contains_key(&hash(&[kind.as_str(), name, key]))
    }

    fn owner(&self, kind: ImportKind, name: &str, key: &str) -> Option<Uuid> {
        self.owners.get(&hash(&[kind.as_str(), name, key])).copied()
    }

    fn note_customer(&mut self, name: &str, key: &str, owner: &Owner) {
        let mut country = [b' '; 2];
        for (place, byte) in country.iter_mut().zip(owner.country.bytes()) {
            *place = byte;
        }
        self.customers
            .insert(hash(&[name, key]), (owner.id.0, country, owner.currency, owner.status));
    }

    fn customer(&self, name: &str, key: &str) -> Option<Owner> {
        let (id, country, currency, status) = self.customers.get(&hash(&[name, key]))?;
        Some(Owner {
            id: CustomerId(*id),
            number: String::new(),
            country: String::from_utf8_lossy(country).into_owned(),
            currency: *currency,
            status: *status,
        })
    }
}

/// The customer that a line is about.
#[derive(Debug, Clone)]
pub struct Owner {
    pub id: CustomerId,
    pub number: String,
    pub country: String,
    pub currency: Currency,
    pub status: CustomerStatus,
}

impl Owner {
    fn of(row: &customers_table::Model) -> Self {
        Self {
            id: row.id,
            number: row.number.clone(),
            country: row.country_code.clone(),
            currency: row.currency,
            status: row.status,
        }
    }
}

/// Customers by whatever names them: external id, then number, then id.
struct Owners(HashMap<String, Owner>);

impl Owners {
    async fn find(
        db: &impl ConnectionTrait,
        around: &Around<'_>,
        lines: &[Line],
        seen: Option<&Seen>,
    ) -> ApiResult<Self> {
        let keys = distinct(lines.iter().filter_map(|line| text(&line.fields, "customer")));
        let rows = store::customers_by_key(db, around.scope(), &bare(&keys)).await?;
        let mut by_key: HashMap<(u8, String), Owner> = HashMap::new();
        // Whose data were erased is nobody to write about.
        for row in rows.iter().filter(|row| row.erased_at.is_none()) {
            if let Some(external_id) = &row.external_id {
                by_key.insert((0, external_id.clone()), Owner::of(row));
            }
            by_key.insert((1, row.number.clone()), Owner::of(row));
            by_key.insert((2, row.id.to_string()), Owner::of(row));
        }
        let find = |key: &String| {
            let new = |name| seen.and_then(|seen| seen.customer(name, number_of(key).unwrap_or(key)));
            let old = |place| by_key.get(&(place, number_of(key).unwrap_or(key).to_owned())).cloned();
            if number_of(key).is_some() {
                return new("customerNumber").or_else(|| old(1));
            }
            new("externalId")
                .or_else(|| old(0))
                .or_else(|| new("customerNumber"))
                .or_else(|| old(1))
                .or_else(|| old(2))
        };
        let found = keys.iter().filter_map(|key| Some((key.clone(), find(key)?)));
        Ok(Self(found.collect()))
    }

    /// # Errors
    /// 422 when the line names nobody, or somebody who is not there.
    fn of(&self, fields: &Map<String, Value>) -> ApiResult<&Owner> {
        let mut check = Check::default();
        let key = text(fields, "customer");
        let found = key.as_ref().and_then(|key| self.0.get(key));
        let (code, told) = match key {
            Some(_) => ("unknown", "no customer has this externalId, customerNumber or id"),
            None => ("required", "the externalId, customerNumber or id of the customer"),
        };
        check.require(found.is_some(), "customer", code, told);
        check.finish()?;
        found.ok_or_else(ApiError::not_found)
    }
}

/// `number:` and a number: as exports refer to what has no external id, so that no other's external id is meant.
pub fn by_number(number: &str) -> String {
    format!("{NUMBER}{number}")
}

pub const NUMBER: &str = "number:";

/// The number that a reference names, where it says that it is one.
fn number_of(key: &str) -> Option<&str> {
    key.strip_prefix(NUMBER)
}

/// What references are looked for by, as numbers too.
fn bare(keys: &[String]) -> Vec<String> {
    distinct(keys.iter().map(|key| number_of(key).unwrap_or(key).to_owned()))
}

/// Rows of kinds without an external id of their own, by what imports know them as.
struct Keyed {
    rows: HashMap<String, Uuid>,
    marks: HashMap<Uuid, imported_rows::Model>,
}

impl Keyed {
    async fn find(db: &impl ConnectionTrait, scope: Scope, kind: ImportKind, keys: &[String]) -> Result<Self, DbErr> {
        let marks = store::marks_by_key(db, scope, kind, keys).await?;
        let mut rows: HashMap<String, Uuid> = marks
            .iter()
            .filter_map(|mark| Some((mark.key.clone()?, mark.row_id)))
            .collect();
        for key in keys {
            if let Some(id) = own_id(key) {
                rows.entry(key.clone()).or_insert(id);
            }
        }
        Ok(Self {
            rows,
            marks: marks.into_iter().map(|mark| (mark.row_id, mark)).collect(),
        })
    }

    fn ids<T>(&self, id: impl Fn(Uuid) -> T) -> Vec<T> {
        self.rows.values().map(|row| id(*row)).collect()
    }
}

/// As exports name rows that no import brought: `id:` and the id.
pub fn own_key(id: Uuid) -> String {
    format!("id:{id}")
}

fn own_id(key: &str) -> Option<Uuid> {
    key.strip_prefix("id:").unwrap_or(key).parse().ok()
}

/// A key of their own for rows of kinds that have none: as the API's external ids, or `id:` and an id.
fn check_key(check: &mut Check, key: &str) {
    let is_own = key.strip_prefix("id:").is_some_and(|id| id.parse::<Uuid>().is_ok());
    check.key("externalId", Some(if is_own { "id" } else { key }));
}

/// What was noted about rows at the last import.
async fn marks(
    db: &impl ConnectionTrait,
    scope: Scope,
    kind: ImportKind,
    rows: &[Uuid],
) -> Result<HashMap<Uuid, imported_rows::Model>, DbErr> {
    let found = store::marks_by_row(db, scope, kind, rows).await?;
    Ok(found.into_iter().map(|mark| (mark.row_id, mark)).collect())
}

fn mark(around: &Around<'_>, kind: ImportKind, row: Uuid, key: Option<String>, line: &Line) -> imported_rows::Model {
    imported_rows::Model {
        tenant_id: around.tenant.id,
        kind: kind.as_str().into(),
        row_id: row,
        key,
        fingerprint: line.fingerprint.clone(),
        state: None,
    }
}

/// A text that is there.
fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    fields
        .get(name)?
        .as_str()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// A field that is not part of the API's own input, taken out and read.
///
/// # Errors
/// 422 for a value of another form.
fn take<T: serde::de::DeserializeOwned>(fields: &mut Map<String, Value>, name: &str) -> ApiResult<Option<T>> {
    let Some(value) = fields.remove(name) else {
        return Ok(None);
    };
    serde_json::from_value(value).map_err(|error| crate::http::check::refused(name, "invalid", error.to_string()))
}

/// The same for an object; what is wrong in it is named with its path.
fn take_object<T: serde::de::DeserializeOwned + serde::Serialize>(
    fields: &mut Map<String, Value>,
    name: &str,
) -> ApiResult<Option<T>> {
    let Some(value) = fields.remove(name).filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    typed(&value).map(Some).map_err(|mut refusal: ApiError| {
        for violation in &mut refusal.violations {
            let inner = violation.property_path.trim_start_matches("(body)");
            violation.property_path = if inner.is_empty() {
                name.into()
            } else {
                format!("{name}.{inner}")
            };
        }
        refusal
    })
}

/// Refuses what another value than the stored one is not allowed for.
fn keep<T: PartialEq>(check: &mut Check, path: &str, asked: Option<T>, stored: &T, told: &str) {
    check.require(asked.is_none_or(|asked| asked == *stored), path, "not-permitted", told);
}

/// Fields that the API takes and that a file of this kind does not.
fn without(fields: &Map<String, Value>, names: &[&str], told: &str) -> ApiResult<()> {
    let mut check = Check::default();
    for name in names.iter().filter(|name| fields.contains_key(**name)) {
        check.refuse(name, "unknown-field", told);
    }
    check.finish()
}

fn distinct(keys: impl Iterator<Item = String>) -> Vec<String> {
    let mut keys: Vec<String> = keys.collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Somebody else was faster: the batch is planned anew.
fn conflict(error: DbErr) -> ApiError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_) | SqlErr::ForeignKeyConstraintViolation(_)) => ApiError::concurrent(),
        _ => error.into(),
    }
}

/// Keeps erasing away from the customers of new rows until they are written. Where one was erased since the batch was
/// planned, it is planned anew, and the line names nobody. Of old rows the version tells.
async fn hold(tx: &DatabaseTransaction, scope: Scope, of: impl Iterator<Item = CustomerId>) -> ApiResult<()> {
    let rows = customer_store::lock_many(tx, scope, of.collect()).await?;
    changed(rows.iter().all(|row| row.erased_at.is_none()))
}

fn changed(saved: bool) -> ApiResult<()> {
    if saved { Ok(()) } else { Err(ApiError::concurrent()) }
}

/// Says what a batch comes to. Lines with mistakes are in the report and not in the work.
pub async fn plan(
    db: &impl ConnectionTrait,
    around: &Around<'_>,
    kind: ImportKind,
    lines: Lines<'_>,
) -> ApiResult<(Work, Counts)> {
    Ok(match kind {
        ImportKind::Contacts => {
            let (work, counts) = contacts::plan(db, around, lines).await?;
            (Work::Contacts(work), counts)
        }
        ImportKind::Customers => {
            let (work, counts) = customers::plan(db, around, lines).await?;
            (Work::Customers(work), counts)
        }
        ImportKind::Addresses => {
            let (work, counts) = addresses::plan(db, around, lines).await?;
            (Work::Addresses(work), counts)
        }
        ImportKind::Subscriptions => {
            let (work, counts) = subscriptions::plan(db, around, lines).await?;
            (Work::Subscriptions(work), counts)
        }
        ImportKind::Invoices => {
            let (work, counts) = invoices::plan(db, around, lines).await?;
            (Work::Invoices(work), counts)
        }
    })
}

/// Writes a batch.
///
/// # Errors
/// 409 when something was changed since it was planned.
pub async fn apply(tx: &DatabaseTransaction, around: &Around<'_>, work: Work) -> ApiResult<()> {
    match work {
        Work::Contacts(work) => contacts::apply(tx, around, work).await,
        Work::Customers(work) => customers::apply(tx, around, work).await,
        Work::Addresses(work) => addresses::apply(tx, around, work).await,
        Work::Subscriptions(work) => subscriptions::apply(tx, around, work).await,
        Work::Invoices(work) => invoices::apply(tx, around, work).await,
    }
}
