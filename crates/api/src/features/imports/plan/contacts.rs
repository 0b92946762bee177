//! Lines of contact persons.

use std::collections::HashMap;

use portico_shared::{
    ContactId, Field,
    contacts::{ContactIn, ContactPatch},
    imports::ImportKind,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::{Map, Value};

use super::{Around, Counts, Keyed, Lines, changed, check_key, conflict, mark, store, take, text};
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
    /// Whose line asks for the place of default.
    heir: Option<ContactId>,
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
    for line in kept {
        let key = text(&line.fields, "externalId").unwrap_or_default();
        let before = known.rows.get(&key).and_then(|id| rows.get(id));
        if let Some(row) = before
            && !lines.is_first_about(KIND, line.number, row.id.0)
        {
            continue;
        }
        let noted = before.and_then(|row| known.marks.get(&row.id.0));
        if noted.is_some_and(|noted| noted.fingerprint == line.fingerprint) {
            counts.unchanged += 1;
            continue;
        }
        let judged = judge(around, &key, line.fields.clone(), before);
        let Some((after, is_asked)) = lines.judge(line.number, judged)? else {
            continue;
        };
        if is_asked {
            let first = lines.seen.as_mut().is_none_or(|seen| seen.first(KIND, "default", ""));
            work.heir = Some(after.id);
            if !first {
                lines.refuse(
                    line.number,
                    "default",
                    "repeated",
                    "a line before this one is the default",
                );
            }
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

fn same(before: &contacts::Model, after: &contacts::Model) -> bool {
    let after = contacts::Model {
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
    before: Option<&contacts::Model>,
) -> ApiResult<(contacts::Model, bool)> {
    fields.remove("externalId");
    let mut check = Check::default();
    check_key(&mut check, key);
    check.finish()?;
    let is_default: Option<bool> = take(&mut fields, "default")?;
    for value in fields.values_mut().filter(|value| **value == "") {
        *value = Value::Null;
    }
    let Some(before) = before else {
        let new: ContactIn = typed(&Value::Object(fields))?;
        check_new(&new)?;
        let row = contacts::Model {
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
        };
        return Ok((row, is_default == Some(true)));
    };
    let patch: ContactPatch = typed(&Value::Object(fields))?;
    check_patch(&patch)?;
    let row = before.clone();
    let languages = match patch.languages {
        Field::Absent => row.languages,
        Field::Null => Value::Array(Vec::new()),
        Field::Value(languages) => serde_json::to_value(languages).map_err(ApiError::internal)?,
    };
    let row = contacts::Model {
        version: row.version + 1,
        name: patch.name.or(Some(row.name)).unwrap_or_default(),
        role: patch.role.or(row.role),
        email: patch.email.or(row.email),
        phone: patch.phone.or(row.phone),
        booking_url: patch.booking_url.or(row.booking_url),
        languages,
        is_default: is_default.unwrap_or(row.is_default),
        ..row
    };
    Ok((row, is_default == Some(true)))
}

pub async fn apply(tx: &DatabaseTransaction, around: &Around<'_>, mut work: Work) -> ApiResult<()> {
    if let Some(heir) = work.heir
        && let Some(former) = contact_store::find_default(tx, around.scope()).await?
        && former.id != heir
    {
        let after = contacts::Model {
            version: former.version + 1,
            is_default: false,
            ..former.clone()
        };
        changed(
            contact_store::update(tx, &former, after.clone())
                .await
                .map_err(conflict)?,
        )?;
        // Where its own line comes too, that one changes what is there now.
        for (before, mine) in work.updates.iter_mut().filter(|(before, _)| before.id == former.id) {
            changed(before.version == former.version)?;
            *before = after.clone();
            mine.version = after.version + 1;
            mine.is_default = false;
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
