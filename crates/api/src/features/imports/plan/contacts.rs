//! Lines of contact persons.

use std::collections::HashMap;

use portico_shared::{
    ContactId, Field,
    contacts::{ContactIn, ContactPatch},
    imports::ImportKind,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::{Map, Value};

use super::{Around, Counts, Keyed, Lines, changed, conflict, mark, store, take, text};
use crate::{
    db::entities::{contacts, imported_rows},
    features::contacts::{
        checks::{check_new, check_patch},
        store as contact_store,
    },
    http::{ApiError, ApiResult, body::typed, check::Check},
};

const KIND: ImportKind = ImportKind::Contacts;

#[derive(Default)]
pub struct Work {
    inserts: Vec<contacts::Model>,
    updates: Vec<(contacts::Model, contacts::Model)>,
    marks: Vec<imported_rows::Model>,
}

pub async fn plan(db: &impl ConnectionTrait, around: &Around<'_>, mut lines: Lines<'_>) -> ApiResult<(Work, Counts)> {
    let kept = lines.take_keyed(KIND, &["externalId"]);
    let keys: Vec<String> = kept
        .iter()
        .filter_map(|line| text(&line.fields, "externalId"))
        .collect();
    let known = Keyed::find(db, around.scope(), KIND, &keys).await?;
    let rows = store::contacts_by_id(db, around.scope(), &known.ids(ContactId)).await?;
    let rows: HashMap<_, _> = rows.into_iter().map(|row| (row.id.0, row)).collect();
    let (mut work, mut counts) = (Work::default(), Counts::default());
    let mut default = None;
    for line in kept {
        let key = text(&line.fields, "externalId").unwrap_or_default();
        let before = known.rows.get(&key).and_then(|id| rows.get(id));
        let noted = before.and_then(|row| known.marks.get(&row.id.0));
        if noted.is_some_and(|noted| noted.fingerprint == line.fingerprint) {
            counts.unchanged += 1;
            continue;
        }
        let judged = judge(around, &key, line.fields.clone(), before);
        let Some(after) = lines.judge(line.number, judged)? else {
            continue;
        };
        if after.is_default {
            let first = lines.seen.as_mut().is_none_or(|seen| seen.first(KIND, "default", ""));
            if !first || default.replace(line.number).is_some() {
                lines.refuse(
                    line.number,
                    "default",
                    "repeated",
                    "a line before this one is the default",
                );
            }
        }
        work.marks
            .push(mark(around, KIND, after.id.0, Some(key), &line, after.version));
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

fn same(before: &contacts::Model, after: &contacts::Model) -> bool {
    let after = contacts::Model {
        version: before.version,
        ..after.clone()
    };
    *before == after
}

fn judge(
    around: &Around<'_>,
    key: &str,
    mut fields: Map<String, Value>,
    before: Option<&contacts::Model>,
) -> ApiResult<contacts::Model> {
    fields.remove("externalId");
    let mut check = Check::default();
    check.key("externalId", Some(key.strip_prefix("id:").map_or(key, |_| "id")));
    check.finish()?;
    let is_default: Option<bool> = take(&mut fields, "default")?;
    for value in fields.values_mut().filter(|value| **value == "") {
        *value = Value::Null;
    }
    let Some(before) = before else {
        let new: ContactIn = typed(&Value::Object(fields))?;
        check_new(&new)?;
        return Ok(contacts::Model {
            tenant_id: around.tenant.id,
            id: ContactId(around.context.new_id()),
            version: 1,
            name: new.name,
            role: new.role,
            email: new.email,
            phone: new.phone,
            booking_url: new.booking_url,
            languages: serde_json::to_value(new.languages).map_err(ApiError::internal)?,
            photo_id: None,
            is_default: is_default.unwrap_or(false),
            created_at: around.context.now(),
        });
    };
    let patch: ContactPatch = typed(&Value::Object(fields))?;
    check_patch(&patch)?;
    let row = before.clone();
    let languages = match patch.languages {
        Field::Absent => row.languages,
        Field::Null => Value::Array(Vec::new()),
        Field::Value(languages) => serde_json::to_value(languages).map_err(ApiError::internal)?,
    };
    Ok(contacts::Model {
        version: row.version + 1,
        name: patch.name.or(Some(row.name)).unwrap_or_default(),
        role: patch.role.or(row.role),
        email: patch.email.or(row.email),
        phone: patch.phone.or(row.phone),
        booking_url: patch.booking_url.or(row.booking_url),
        languages,
        is_default: is_default.unwrap_or(row.is_default),
        ..row
    })
}

pub async fn apply(tx: &DatabaseTransaction, around: &Around<'_>, mut work: Work) -> ApiResult<()> {
    let heir = work.inserts.iter().any(|row| row.is_default)
        || work
            .updates
            .iter()
            .any(|(before, after)| after.is_default && !before.is_default);
    if heir {
        contact_store::update_no_default(tx, around.scope()).await?;
        // It may have been one of these: what was read before is a version behind.
        for (before, after) in work.updates.iter_mut().filter(|(before, _)| before.is_default) {
            before.version += 1;
            after.version += 1;
        }
    }
    store::insert_many::<contacts::Entity, _>(tx, store::models(work.inserts))
        .await
        .map_err(conflict)?;
    for (before, after) in work.updates {
        changed(contact_store::update(tx, &before, after).await.map_err(conflict)?)?;
    }
    store::save_marks(tx, around.tenant.id, work.marks)
        .await
        .map_err(conflict)
}
