//! Lines of subscriptions: contracts with their items, how far they were billed, and their state.

use std::collections::{HashMap, HashSet};

use portico_domain::{calendar, cancellation};
use portico_shared::{
    AddressId, CustomerId, Date, SubscriptionId, Timestamp,
    addresses::AddressStatus,
    customers::CustomerStatus,
    imports::ImportKind,
    numbers::NumberKind,
    subscriptions::{SubscriptionIn, SubscriptionStatus},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    Around, Counts, Keyed, Line, Lines, Owner, Owners, Seen, addresses, changed, conflict, distinct, hold, keep, mark,
    marks, store, take, take_object, text, without,
};
use crate::{
    db::entities::{imported_rows, subscription_items, subscriptions},
    features::{
        exports::records as exports,
        subscriptions::{
            checks::{check_billing_start, check_day, check_new},
            mapping,
            service::creating,
            store as subscription_store,
        },
    },
    http::{
        ApiResult,
        body::typed,
        check::{self, Check},
    },
};

const KIND: ImportKind = ImportKind::Subscriptions;

/// How a contract ends or ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ending {
    /// The first day on which it does not run any more.
    pub effective: Date,
    pub declared_at: Option<Timestamp>,
    /// It ended at once, with the declaration.
    #[serde(default)]
    pub immediate: bool,
    #[serde(default)]
    pub by_customer: bool,
    pub reason: Option<String>,
    pub comment: Option<String>,
    /// The reason and the comment are the customer's words.
    #[serde(default)]
    pub reason_by_customer: bool,
}

/// How far an item was billed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Billed {
    /// From when its periods count, where that is not the subscription's `billingStart`.
    pub start: Option<Date>,
    pub last_billed_at: Option<Date>,
    pub last_billed_from: Option<Date>,
    /// First day that was not billed yet.
    pub last_billed_to: Option<Date>,
    #[serde(rename = "billedPeriods")]
    pub periods: u32,
}

/// What of a line the API's own input does not know.
#[derive(Default)]
struct State {
    status: Option<SubscriptionStatus>,
    activated_at: Option<Timestamp>,
    paused_at: Option<Timestamp>,
    ending: Option<Ending>,
    billed: Vec<Option<Billed>>,
}

pub struct Contract {
    row: subscriptions::Model,
    items: Vec<subscription_items::Model>,
}

#[derive(Default)]
pub struct Work {
    /// With the customer's number, for those that get a number of the range.
    inserts: Vec<(Contract, String)>,
    replacements: Vec<(subscriptions::Model, Contract)>,
    marks: Vec<imported_rows::Model>,
}

struct Known {
    by_external_id: HashMap<String, subscriptions::Model>,
    by_number: HashMap<String, subscriptions::Model>,
    items: HashMap<SubscriptionId, Vec<subscription_items::Model>>,
    marks: HashMap<Uuid, imported_rows::Model>,
    billed: HashSet<SubscriptionId>,
    /// By what lines know them as.
    addresses: HashMap<String, Address>,
}

#[derive(Clone, Copy)]
struct Address {
    id: AddressId,
    of: CustomerId,
    is_active: bool,
}

impl Known {
    async fn find(
        db: &impl ConnectionTrait,
        around: &Around<'_>,
        lines: &[Line],
        seen: Option<&Seen>,
    ) -> ApiResult<Self> {
        let scope = around.scope();
        let both = lines
            .iter()
            .flat_map(|line| ["externalId", "number"].map(|name| text(&line.fields, name)));
        let rows = store::subscriptions_by_key(db, scope, &distinct(both.flatten())).await?;
        let ids: Vec<SubscriptionId> = rows.iter().map(|row| row.id).collect();
        let mut items: HashMap<_, Vec<_>> = HashMap::new();
        for item in store::items_of(db, scope, &ids).await? {
            items.entry(item.subscription_id).or_default().push(item);
        }
        let bare: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let keys = distinct(lines.iter().filter_map(|line| text(&line.fields, "invoiceAddress")));
        Ok(Self {
            items,
            marks: marks(db, scope, KIND, &bare).await?,
            billed: store::billed(db, scope, &ids).await?.into_iter().collect(),
            addresses: known_addresses(db, around, &keys, seen).await?,
            by_external_id: rows
                .iter()
                .filter_map(|row| Some((row.external_id.clone()?, row.clone())))
                .collect(),
            by_number: rows.into_iter().map(|row| (row.number.clone(), row)).collect(),
        })
    }

    fn of(&self, fields: &Map<String, Value>) -> Option<&subscriptions::Model> {
        let number = text(fields, "number").and_then(|number| self.by_number.get(&number));
        match text(fields, "externalId") {
            None => number,
            Some(id) => self
                .by_external_id
                .get(&id)
                .or(number.filter(|row| row.external_id.is_none())),
        }
    }
}

async fn known_addresses(
    db: &impl ConnectionTrait,
    around: &Around<'_>,
    keys: &[String],
    seen: Option<&Seen>,
) -> ApiResult<HashMap<String, Address>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let known = Keyed::find(db, around.scope(), ImportKind::Addresses, keys).await?;
    let rows = store::addresses_by_id(db, around.scope(), &known.ids(AddressId)).await?;
    let there: HashMap<Uuid, Address> = rows
        .into_iter()
        .map(|row| {
            let address = Address {
                id: row.id,
                of: row.customer_id,
                is_active: row.status == AddressStatus::Active,
            };
            (row.id.0, address)
        })
        .collect();
    let find = |key: &String| {
        let old = known.rows.get(key).and_then(|id| there.get(id)).copied();
        let new = |name, is_active| {
            let owner = seen?.owner(ImportKind::Addresses, name, key)?;
            (!owner.is_nil()).then_some(Address {
                id: AddressId(Uuid::nil()),
                of: CustomerId(owner),
                is_active,
            })
        };
        old.or_else(|| new("externalId", true))
            .or_else(|| new(addresses::ARCHIVED, false))
    };
    Ok(keys.iter().filter_map(|key| Some((key.clone(), find(key)?))).collect())
}

pub async fn plan(db: &impl ConnectionTrait, around: &Around<'_>, mut lines: Lines<'_>) -> ApiResult<(Work, Counts)> {
    let kept = lines.take_keyed(KIND, &["externalId", "number"]);
    let owners = Owners::find(db, around, &kept, lines.seen.as_deref()).await?;
    let known = Known::find(db, around, &kept, lines.seen.as_deref()).await?;
    let (mut work, mut counts) = (Work::default(), Counts::default());
    for line in kept {
        let before = known.of(&line.fields);
        if let Some(row) = before
            && !lines.is_first_about(KIND, line.number, row.id.0)
        {
            continue;
        }
        let noted = before.and_then(|row| known.marks.get(&row.id.0));
        let owner = owners.of(&line.fields);
        if let (Some(seen), Ok(owner)) = (&mut lines.seen, &owner) {
            for name in ["externalId", "number"] {
                if let Some(key) = text(&line.fields, name) {
                    seen.note(KIND, name, &key, owner.id.0);
                }
            }
        }
        if noted.is_some_and(|noted| noted.fingerprint == line.fingerprint) {
            counts.unchanged += 1;
            continue;
        }
        let judged = owner.and_then(|owner| {
            let contract = judge(around, &known, line.fields.clone(), owner, before)?;
            Ok((contract, owner.number.clone()))
        });
        let Some((contract, number)) = lines.judge(line.number, judged)? else {
            continue;
        };
        let Some(before) = before else {
            counts.created += 1;
            work.marks
                .push(mark_of(around, &line, &contract.row, &contract.items, true));
            work.inserts.push((contract, number));
            continue;
        };
        let items = known.items.get(&before.id).map_or(&[][..], Vec::as_slice);
        let is_imported = noted.is_some_and(|noted| noted.state.is_some());
        if is_same(before, items, &contract) {
            counts.unchanged += 1;
            work.marks.push(mark_of(around, &line, before, items, is_imported));
            continue;
        }
        let untouched = is_imported && noted.and_then(|noted| noted.state.clone()) == state_of(before, items);
        if !untouched || known.billed.contains(&before.id) {
            let told =
                "it differs, and was made, changed or billed here since the last import; change it through the API";
            lines.refuse(line.number, "", "not-permitted", told);
            continue;
        }
        counts.updated += 1;
        let row = subscriptions::Model {
            id: before.id,
            ..contract.row.clone()
        };
        work.marks.push(mark_of(around, &line, &row, &contract.items, true));
        work.replacements.push((before.clone(), contract));
    }
    Ok((work, counts))
}

fn judge(
    around: &Around<'_>,
    known: &Known,
    mut fields: Map<String, Value>,
    owner: &Owner,
    before: Option<&subscriptions::Model>,
) -> ApiResult<Contract> {
    without(&fields, &["paymentMethod"], "payment methods are not imported")?;
    without(&fields, &["activate"], "give a status: draft or active")?;
    let state = take_state(&mut fields)?;
    let mut check = Check::default();
    let number = text(&fields, "number");
    if let Some(before) = before {
        let told = "a contract stays with its customer";
        keep(&mut check, "customer", Some(owner.id), &before.customer_id, told);
        let told = "a subscription's number stays as it is";
        keep(&mut check, "number", number.clone(), &before.number, told);
        if text(&fields, "contractStart").is_none() {
            fields.insert("contractStart".into(), before.contract_start.to_string().into());
        }
        // A contract without its external id in the line keeps it.
        if let Some(external_id) = &before.external_id {
            fields.insert("externalId".into(), external_id.as_str().into());
        }
    } else {
        let is_free = number
            .as_ref()
            .is_none_or(|number| !known.by_number.contains_key(number));
        check.require(
            is_free,
            "number",
            "number-taken",
            "another subscription has this number",
        );
    }
    let address = text(&fields, "invoiceAddress");
    if let Some(key) = address {
        // What ended keeps the address that it had.
        let ended = matches!(
            state.status,
            Some(SubscriptionStatus::Cancelled | SubscriptionStatus::Terminated)
        );
        let known = known.addresses.get(&key);
        match known.filter(|address| address.of == owner.id && (address.is_active || ended)) {
            Some(address) => {
                fields.insert("invoiceAddress".into(), address.id.to_string().into());
            }
            None => check.refuse("invoiceAddress", "unknown", "this customer has no such active address"),
        }
    }
    check.finish()?;
    fields.insert("customer".into(), owner.id.to_string().into());
    for value in fields.values_mut().filter(|value| **value == "") {
        *value = Value::Null;
    }
    let new: SubscriptionIn = typed(&Value::Object(fields))?;
    check_new(&new, owner.currency)?;
    check_billing_start(&new, around.today)?;
    let fallback = before.map_or_else(String::new, |before| before.number.clone());
    let number = number.unwrap_or(fallback);
    let row = creating::draft(
        around.context,
        &new,
        around.tenant.id,
        owner.currency,
        number,
        around.today,
    );
    let items = creating::items(around.context, row.id, around.tenant.id, &new)?;
    let contract = finish(around, &new, Contract { row, items }, state)?;
    let mut check = Check::default();
    let runs = matches!(
        contract.row.status,
        SubscriptionStatus::Active | SubscriptionStatus::Paused
    );
    let told = "the customer is archived: give the day on which it ended, or unarchive the customer first";
    let is_closed = owner.status == CustomerStatus::Archived;
    check.require(!(runs && is_closed), "status", "contradiction", told);
    check.finish()?;
    Ok(contract)
}

fn take_state(fields: &mut Map<String, Value>) -> ApiResult<State> {
    let mut state = State {
        status: take(fields, "status")?,
        activated_at: take(fields, "activatedAt")?,
        paused_at: take(fields, "pausedAt")?,
        ending: take_object(fields, "cancellation")?,
        billed: Vec::new(),
    };
    if let Some(Value::Array(items)) = fields.get_mut("items") {
        for (at, item) in items.iter_mut().enumerate() {
            let billed = match item {
                Value::Object(item) => take_object(item, "billing").map_err(|mut refusal| {
                    for violation in &mut refusal.violations {
                        violation.property_path = format!("items[{at}].{}", violation.property_path);
                    }
                    refusal
                })?,
                _ => None,
            };
            state.billed.push(billed);
        }
    }
    Ok(state)
}

fn finish(around: &Around<'_>, new: &SubscriptionIn, mut contract: Contract, state: State) -> ApiResult<Contract> {
    check_state(around, new, &contract, &state)?;
    let is_told = state
        .billed
        .iter()
        .any(|billed| billed.as_ref().is_some_and(|one| one.last_billed_to.is_some()));
    let row = &mut contract.row;
    if let Some(status) = state.status {
        row.status = status;
    }
    let begun = !matches!(row.status, SubscriptionStatus::Draft | SubscriptionStatus::Offer);
    let activated = state.activated_at.map(|at| at.to_utc());
    // Without a word about it: with its first day.
    let first = calendar::start_of_day(row.contract_start, &around.tenant.zone());
    row.activated_at = begun.then(|| activated.unwrap_or_else(|| first.min(around.context.now())));
    row.paused_at = state.paused_at.map(|at| at.to_utc());
    row.paused_on = row.paused_at.map(|at| around.tenant.today(at));
    if let Some(ending) = state.ending {
        row.cancellation_effective = Some(ending.effective.to_naive());
        row.cancelled_at = ending.declared_at.map(|at| at.to_utc());
        row.cancellation_immediate = ending.immediate;
        row.cancelled_by_customer = ending.by_customer;
        row.cancellation_reason = ending.reason;
        row.cancellation_comment = ending.comment;
        row.reason_by_customer = ending.reason_by_customer;
    }
    for (item, billed) in contract.items.iter_mut().zip(state.billed) {
        let billed = billed.unwrap_or_default();
        let day = |day: Option<Date>| day.as_ref().map(Date::to_naive);
        item.billing_start = day(billed.start);
        item.last_billed_at = day(billed.last_billed_at);
        item.billed_from = day(billed.last_billed_from);
        item.billed_to = day(billed.last_billed_to);
        item.billed_periods = i32::try_from(billed.periods).unwrap_or(i32::MAX);
    }
    let terms = mapping::contract(&contract.row, &contract.items);
    contract.row.term_end = terms.terms.term_end(around.today);
    if cancellation::is_due(&terms, around.today) {
        contract.row.status = SubscriptionStatus::Cancelled;
        contract.row.cancellation_effective = cancellation::ends_on(&terms);
    }
    let ended = matches!(
        contract.row.status,
        SubscriptionStatus::Cancelled | SubscriptionStatus::Terminated
    );
    // Of what ended elsewhere nothing is owed here, unless the line says how far it was billed.
    let owes = !ended || new.billing_start.is_some() || is_told;
    contract.row.next_billing_on = if owes {
        mapping::next_billing_on(&contract.row, &contract.items)?
    } else {
        None
    };
    Ok(contract)
}

fn check_state(around: &Around<'_>, new: &SubscriptionIn, contract: &Contract, state: &State) -> ApiResult<()> {
    use SubscriptionStatus::{Active, Cancelled, Draft, Offer, Paused, Terminated};
    let mut check = Check::default();
    let status = state.status.unwrap_or(if new.activate { Active } else { Draft });
    let now = around.context.now();
    let is_past = |at: &Option<Timestamp>| at.as_ref().is_none_or(|at| at.to_utc() <= now);
    let told = "not in the future";
    check.require(is_past(&state.activated_at), "activatedAt", "out-of-range", told);
    check.require(is_past(&state.paused_at), "pausedAt", "out-of-range", told);
    let ended = matches!(status, Cancelled | Terminated);
    let told = "required for the status paused; what ended may have been paused; nothing else is";
    let agrees = match status {
        Paused => state.paused_at.is_some(),
        _ => ended || state.paused_at.is_none(),
    };
    check.require(agrees, "pausedAt", "contradiction", told);
    check.require(
        !ended || state.ending.is_some(),
        "cancellation.effective",
        "required",
        "the first day without it",
    );
    if let Some(ending) = &state.ending {
        let told = "drafts and offers are not cancelled";
        check.require(!matches!(status, Draft | Offer), "cancellation", "contradiction", told);
        // What was ended at once, before it began, is told as it was.
        let begun = ended || ending.effective.to_naive() >= contract.row.contract_start;
        check.require(
            begun,
            "cancellation.effective",
            "contradiction",
            "must not lie before contractStart",
        );
        let over = !ended || ending.effective.to_naive() <= around.today;
        check.require(
            over,
            "status",
            "contradiction",
            "it ends later: give active and the cancellation",
        );
        check.require(
            is_past(&ending.declared_at),
            "cancellation.declaredAt",
            "out-of-range",
            "not in the future",
        );
        check.text("cancellation.reason", ending.reason.as_deref(), 64);
        check.text("cancellation.comment", ending.comment.as_deref(), 2000);
    }
    let told = state
        .billed
        .iter()
        .all(|billed| billed.as_ref().is_some_and(|one| one.last_billed_to.is_some()));
    let is_old = matches!(status, Active | Paused) && contract.row.contract_start < around.today;
    // Otherwise the next billing run would bill everything since the contract's start once more.
    check.require(
        !is_old || new.billing_start.is_some() || told,
        "billingStart",
        "required",
        "it began before today: the first day that was not billed elsewhere",
    );
    for (at, billed) in state.billed.iter().enumerate() {
        let Some(billed) = billed else { continue };
        let backwards = billed
            .last_billed_from
            .as_ref()
            .zip(billed.last_billed_to.as_ref())
            .is_some_and(|(a, b)| a > b);
        let path = format!("items[{at}].billing.lastBilledTo");
        check.require(!backwards, &path, "contradiction", "must not lie before lastBilledFrom");
        let start = contract.row.contract_start;
        let within = billed.last_billed_to.as_ref().is_none_or(|to| to.to_naive() >= start);
        check.require(within, &path, "contradiction", "must not lie before contractStart");
        check_day(&mut check, &path, billed.last_billed_to.as_ref());
    }
    check.finish()
}

/// What was written, so that a later import sees whether it was changed here since; nothing for what no import made.
fn mark_of(
    around: &Around<'_>,
    line: &Line,
    row: &subscriptions::Model,
    items: &[subscription_items::Model],
    is_imported: bool,
) -> imported_rows::Model {
    imported_rows::Model {
        state: if is_imported { state_of(row, items) } else { None },
        ..mark(around, KIND, row.id.0, None, line)
    }
}

/// Of everything that a line can say about a contract: terms that roll over by themselves are no change.
fn state_of(row: &subscriptions::Model, items: &[subscription_items::Model]) -> Option<Vec<u8>> {
    let address = row.invoice_address_id.map(|id| id.to_string());
    let mut said = exports::subscription(row, items, "", address.as_deref());
    // It never changes, and may not be taken from its range yet.
    said.remove("number");
    let said = serde_json::to_vec(&said).ok()?;
    Some(Sha256::digest(said)[..16].to_vec())
}

fn is_same(before: &subscriptions::Model, items: &[subscription_items::Model], contract: &Contract) -> bool {
    let mine = &contract.row;
    // Exports name the day also where it follows from the contract.
    let anchor = mapping::contract(before, items).terms.billing_anchor();
    let billing_start = match before.billing_start {
        None if mine.billing_start == Some(anchor) => None,
        _ => mine.billing_start,
    };
    let row = subscriptions::Model {
        id: before.id,
        version: before.version,
        search: before.search.clone(),
        payment_method_id: before.payment_method_id,
        term_end: before.term_end,
        next_billing_on: before.next_billing_on,
        created_at: before.created_at,
        updated_at: before.updated_at,
        billing_start,
        ..mine.clone()
    };
    *before == row
        && items.len() == contract.items.len()
        && items.iter().zip(&contract.items).all(|(old, new)| {
            *old == subscription_items::Model {
                id: old.id,
                subscription_id: old.subscription_id,
                ..new.clone()
            }
        })
}

pub async fn apply(tx: &DatabaseTransaction, around: &Around<'_>, mut work: Work) -> ApiResult<()> {
    let (tenant, scope) = (around.tenant.id, around.scope());
    let new = work.inserts.iter().map(|(contract, _)| contract.row.customer_id);
    hold(tx, scope, new).await?;
    let waiting: Vec<usize> = (0..work.inserts.len())
        .filter(|at| work.inserts[*at].0.row.number.is_empty())
        .collect();
    if !waiting.is_empty() {
        let whom = waiting.iter().map(|at| work.inserts[*at].1.as_str()).collect();
        let numbers = around.numbers(tx, NumberKind::Subscription, whom).await?;
        for (at, number) in waiting.into_iter().zip(numbers) {
            let row = &mut work.inserts[at].0.row;
            let parts = [
                Some(number.as_str()),
                Some(&row.name),
                row.external_id.as_deref(),
                row.po_number.as_deref(),
            ];
            row.search = check::fold(&parts);
            row.number = number;
        }
    }
    let (rows, mut items): (Vec<_>, Vec<_>) = work
        .inserts
        .into_iter()
        .map(|(contract, _)| (contract.row, contract.items))
        .unzip();
    store::insert_many::<subscriptions::Entity, _>(tx, store::models(rows))
        .await
        .map_err(conflict)?;
    for (before, contract) in work.replacements {
        let after = subscriptions::Model {
            id: before.id,
            version: before.version + 1,
            created_at: before.created_at,
            payment_method_id: before.payment_method_id,
            ..contract.row
        };
        let of = before.id;
        changed(subscription_store::update(tx, &before, after).await.map_err(conflict)?)?;
        store::delete_items(tx, scope, of).await?;
        let own = contract.items.into_iter().map(|item| subscription_items::Model {
            subscription_id: of,
            ..item
        });
        items.push(own.collect());
    }
    let items = items.into_iter().flatten().collect();
    store::insert_many::<subscription_items::Entity, _>(tx, store::models(items))
        .await
        .map_err(conflict)?;
    store::save_marks(tx, tenant, work.marks).await.map_err(conflict)
}
