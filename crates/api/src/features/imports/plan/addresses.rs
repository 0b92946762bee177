//! Lines of addresses.

use std::collections::HashMap;

use portico_shared::{
    AddressId, CustomerId,
    addresses::{AddressIn, AddressPatch, AddressStatus, AddressType},
    imports::ImportKind,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::{Map, Value};

use super::{
    Around, Counts, Keyed, Lines, Owner, Owners, changed, check_key, conflict, hold, keep, mark, store, take, text,
};
use crate::{
    db::entities::{addresses, imported_rows},
    features::addresses::{
        checks::{check_new, check_patch, check_whole, tidy_new, tidy_patch},
        service, store as address_store,
    },
    http::{ApiResult, body::typed, check::Check},
};

const KIND: ImportKind = ImportKind::Addresses;
/// Where lines of archived addresses are noted: only contracts that ended may refer to them.
pub(super) const ARCHIVED: &str = "archived";

#[derive(Default)]
pub struct Work {
    /// Those that must give the place of default first.
    heirs: Vec<Heir>,
    inserts: Vec<addresses::Model>,
    updates: Vec<(addresses::Model, addresses::Model)>,
    marks: Vec<imported_rows::Model>,
}

/// Who takes the place of default; whose line asks for it goes before who would merely keep or get it.
struct Heir {
    place: (CustomerId, AddressType),
    id: AddressId,
    is_asked: bool,
}

pub async fn plan(db: &impl ConnectionTrait, around: &Around<'_>, mut lines: Lines<'_>) -> ApiResult<(Work, Counts)> {
    let scope = around.scope();
    let kept = lines.take_keyed(KIND, &["externalId"]);
    let keys: Vec<String> = kept
        .iter()
        .filter_map(|line| text(&line.fields, "externalId"))
        .collect();
    let known = Keyed::find(db, scope, KIND, &keys).await?;
    let rows = store::addresses_by_id(db, scope, &known.ids(AddressId)).await?;
    let rows: HashMap<_, _> = rows.into_iter().map(|row| (row.id.0, row)).collect();
    let owners = Owners::find(db, around, &kept, lines.seen.as_deref()).await?;
    let mut defaults = Defaults::find(db, around, &owners).await?;
    let (mut work, mut counts) = (Work::default(), Counts::default());
    for line in kept {
        let key = text(&line.fields, "externalId").unwrap_or_default();
        let before = known.rows.get(&key).and_then(|id| rows.get(id));
        if let Some(row) = before
            && !lines.is_first_about(KIND, line.number, row.id.0)
        {
            continue;
        }
        let noted = before.and_then(|row| known.marks.get(&row.id.0));
        let owner = owners.of(&line.fields);
        if let (Some(seen), Ok(owner)) = (&mut lines.seen, &owner) {
            let archived = before.map_or_else(
                || text(&line.fields, "status").as_deref() == Some(AddressStatus::Archived.as_str()),
                |row| row.status == AddressStatus::Archived,
            );
            let name = if archived { ARCHIVED } else { "externalId" };
            seen.note(KIND, name, &key, owner.id.0);
        }
        if noted.is_some_and(|noted| noted.fingerprint == line.fingerprint) {
            counts.unchanged += 1;
            continue;
        }
        let judged = owner.and_then(|owner| judge(around, &key, line.fields.clone(), owner, &defaults, before));
        let Some((after, asked)) = lines.judge(line.number, judged)? else {
            continue;
        };
        if asked == Some(true) {
            let place = format!("{}/{}", after.customer_id, after.kind);
            let first = lines
                .seen
                .as_mut()
                .is_none_or(|seen| seen.first(KIND, "default", &place));
            if !first {
                let told = "a line before this one is the default of this type";
                lines.refuse(line.number, "default", "repeated", told);
            }
        }
        if after.is_default {
            defaults.0.insert((after.customer_id, after.kind), after.id);
            work.heirs.push(Heir {
                place: (after.customer_id, after.kind),
                id: after.id,
                is_asked: asked == Some(true),
            });
        }
        work.marks.push(mark(around, KIND, after.id.0, Some(key), &line));
        match before {
            None => {
                counts.created += 1;
                work.inserts.push(after);
            }
            Some(before) if same(before, &after) => counts.unchanged += 1,
            Some(before) => {
                counts.updated += 1;
                work.updates.push((before.clone(), after));
            }
        }
    }
    Ok((work, counts))
}

/// Who holds the place of default.
struct Defaults(HashMap<(CustomerId, AddressType), AddressId>);

impl Defaults {
    async fn find(db: &impl ConnectionTrait, around: &Around<'_>, owners: &Owners) -> ApiResult<Self> {
        let mut customers: Vec<CustomerId> = owners.0.values().map(|owner| owner.id).collect();
        customers.sort_unstable();
        customers.dedup();
        let rows = store::addresses_of(db, around.scope(), &customers).await?;
        let held = rows.into_iter().filter(|row| row.is_default);
        Ok(Self(held.map(|row| ((row.customer_id, row.kind), row.id)).collect()))
    }
}

fn same(before: &addresses::Model, after: &addresses::Model) -> bool {
    let after = addresses::Model {
        version: before.version,
        ..after.clone()
    };
    *before == after
}

/// The row, and whether the line asks for the place of default.
fn judge(
    around: &Around<'_>,
    key: &str,
    mut fields: Map<String, Value>,
    owner: &Owner,
    defaults: &Defaults,
    before: Option<&addresses::Model>,
) -> ApiResult<(addresses::Model, Option<bool>)> {
    for name in ["externalId", "customer"] {
        fields.remove(name);
    }
    let mut check = Check::default();
    check_key(&mut check, key);
    let kind: Option<AddressType> = take(&mut fields, "type")?;
    let is_default: Option<bool> = take(&mut fields, "default")?;
    let status: Option<AddressStatus> = take(&mut fields, "status")?;
    let gone = status == Some(AddressStatus::Archived);
    check.require(
        !(gone && is_default == Some(true)),
        "default",
        "contradiction",
        "an archived address is no default",
    );
    if let Some(before) = before {
        keep(
            &mut check,
            "customer",
            Some(owner.id),
            &before.customer_id,
            "an address stays with its customer",
        );
        keep(&mut check, "type", kind, &before.kind, "an address keeps its type");
        keep(
            &mut check,
            "status",
            status,
            &before.status,
            "the API has an operation for it",
        );
        check.finish()?;
        if fields
            .get("countryCode")
            .is_some_and(|value| value.is_null() || *value == "")
        {
            fields.remove("countryCode");
        }
        let patch = tidy_patch(typed::<AddressPatch>(&Value::Object(fields))?);
        check_patch(&patch)?;
        let after = service::patched(before.clone(), patch);
        check_whole(&after)?;
        // The default of TYPE_DEFAULT is what everything falls back to: it is replaced, never unset.
        let stays = before.is_default && before.kind == AddressType::Default;
        let after = addresses::Model {
            version: before.version + 1,
            zip: service::normalised(&after.country_code, &after.zip),
            is_default: is_default.unwrap_or(before.is_default) || stays,
            ..after
        };
        return Ok((after, is_default));
    }
    check.finish()?;
    let new = tidy_new(typed::<AddressIn>(&Value::Object(fields))?);
    let country = new.country_code.as_ref().unwrap_or(&owner.country);
    check_new(&new, country)?;
    let kind = kind.unwrap_or(AddressType::Default);
    let has_main = defaults.0.contains_key(&(owner.id, AddressType::Default));
    let is_main = is_default.unwrap_or(false) || (kind == AddressType::Default && !has_main && !gone);
    let row = service::drafted(around.context, around.tenant.id, owner.id, country, kind, is_main, &new);
    let row = addresses::Model {
        status: status.unwrap_or(AddressStatus::Active),
        ..row
    };
    Ok((row, is_default))
}

pub async fn apply(tx: &DatabaseTransaction, around: &Around<'_>, mut work: Work) -> ApiResult<()> {
    let scope = around.scope();
    hold(tx, scope, work.inserts.iter().map(|row| row.customer_id)).await?;
    // What is put in last counts.
    work.heirs.sort_by_key(|heir| heir.is_asked);
    let heirs: HashMap<_, _> = work.heirs.iter().map(|heir| (heir.place, heir.id)).collect();
    let yields = |row: &addresses::Model| {
        row.is_default
            && heirs
                .get(&(row.customer_id, row.kind))
                .is_some_and(|heir| *heir != row.id)
    };
    for row in work.inserts.iter_mut().filter(|row| yields(row)) {
        row.is_default = false;
    }
    for (_, after) in work.updates.iter_mut().filter(|(_, after)| yields(after)) {
        after.is_default = false;
    }
    let mut of: Vec<CustomerId> = heirs.keys().map(|(customer, _)| *customer).collect();
    of.sort_unstable();
    of.dedup();
    for holder in store::addresses_of(tx, scope, &of)
        .await?
        .into_iter()
        .filter(|row| yields(row))
    {
        let after = addresses::Model {
            version: holder.version + 1,
            is_default: false,
            ..holder.clone()
        };
        changed(
            address_store::update(tx, &holder, after.clone())
                .await
                .map_err(conflict)?,
        )?;
        // Where its own line comes too, that one changes what is there now.
        for (before, mine) in work.updates.iter_mut().filter(|(before, _)| before.id == holder.id) {
            changed(before.version == holder.version)?;
            *before = after.clone();
            mine.version = after.version + 1;
        }
    }
    // Who gives the place up goes before who takes it.
    work.updates.sort_by_key(|(_, after)| after.is_default);
    let (last, first): (Vec<_>, Vec<_>) = work.updates.into_iter().partition(|(_, after)| after.is_default);
    for (before, after) in first {
        changed(address_store::update(tx, &before, after).await.map_err(conflict)?)?;
    }
    store::insert_many::<addresses::Entity, _>(tx, store::models(work.inserts))
        .await
        .map_err(conflict)?;
    for (before, after) in last {
        changed(address_store::update(tx, &before, after).await.map_err(conflict)?)?;
    }
    store::save_marks(tx, around.tenant.id, work.marks)
        .await
        .map_err(conflict)
}
