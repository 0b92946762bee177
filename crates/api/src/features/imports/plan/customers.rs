//! Lines of customers.

use std::collections::{HashMap, HashSet};

use portico_shared::{
    ContactId, CustomerId, PersonId,
    customers::{CustomerIn, CustomerPatch, CustomerStatus, MemberRole},
    imports::ImportKind,
    numbers::NumberKind,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    Around, Counts, Keyed, Lines, Owner, changed, conflict, distinct, keep, mark, marks, store, take, text, without,
};
use crate::{
    db::entities::{customers, imported_rows, memberships, people},
    features::{
        customers::{
            checks::{check_new, check_patch, tidy_new, tidy_patch},
            jobs, service, store as customer_store,
        },
        people::store as people_store,
    },
    http::{ApiResult, body::typed, check::Check},
};

const KIND: ImportKind = ImportKind::Customers;

#[derive(Default)]
pub struct Work {
    /// Without a number: the next of the range.
    inserts: Vec<customers::Model>,
    updates: Vec<(customers::Model, customers::Model)>,
    marks: Vec<imported_rows::Model>,
}

/// Customers that are there, by what lines know them as.
struct Known {
    by_external_id: HashMap<String, customers::Model>,
    by_number: HashMap<String, customers::Model>,
    marks: HashMap<Uuid, imported_rows::Model>,
    contacts: HashMap<String, ContactId>,
}

impl Known {
    async fn find(
        db: &impl ConnectionTrait,
        around: &Around<'_>,
        lines: &Lines<'_>,
        of: &[super::Line],
    ) -> ApiResult<Self> {
        let scope = around.scope();
        let both = of
            .iter()
            .flat_map(|line| ["externalId", "customerNumber"].map(|name| text(&line.fields, name)));
        let rows = store::customers_by_key(db, scope, &distinct(both.flatten())).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
        let contacts = distinct(of.iter().filter_map(|line| text(&line.fields, "contactPerson")));
        Ok(Self {
            marks: marks(db, scope, KIND, &ids).await?,
            by_external_id: rows
                .iter()
                .filter_map(|row| Some((row.external_id.clone()?, row.clone())))
                .collect(),
            by_number: rows.into_iter().map(|row| (row.number.clone(), row)).collect(),
            contacts: known_contacts(db, around, lines, &contacts).await?,
        })
    }

    /// Whom a line is about: by external id, else by number where that customer has no external id.
    fn of(&self, fields: &Map<String, Value>) -> Option<&customers::Model> {
        let external_id = text(fields, "externalId");
        let number = text(fields, "customerNumber").and_then(|number| self.by_number.get(&number));
        match external_id {
            None => number,
            Some(id) => self
                .by_external_id
                .get(&id)
                .or(number.filter(|row| row.external_id.is_none())),
        }
    }
}

async fn known_contacts(
    db: &impl ConnectionTrait,
    around: &Around<'_>,
    lines: &Lines<'_>,
    keys: &[String],
) -> ApiResult<HashMap<String, ContactId>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let known = Keyed::find(db, around.scope(), ImportKind::Contacts, keys).await?;
    let rows = store::contacts_by_id(db, around.scope(), &known.ids(ContactId)).await?;
    let there: HashSet<Uuid> = rows.iter().map(|row| row.id.0).collect();
    let new = |key: &str| {
        let seen = lines.seen.as_ref()?;
        seen.owner(ImportKind::Contacts, "externalId", key)
    };
    let found = keys.iter().filter_map(|key| {
        let id = known
            .rows
            .get(key)
            .copied()
            .filter(|id| there.contains(id))
            .or_else(|| new(key))?;
        Some((key.clone(), ContactId(id)))
    });
    Ok(found.collect())
}

pub async fn plan(db: &impl ConnectionTrait, around: &Around<'_>, mut lines: Lines<'_>) -> ApiResult<(Work, Counts)> {
    let kept = lines.take_keyed(KIND, &["externalId", "customerNumber"]);
    let known = Known::find(db, around, &lines, &kept).await?;
    let (mut work, mut counts) = (Work::default(), Counts::default());
    for line in kept {
        let before = known.of(&line.fields);
        if let Some(row) = before
            && !lines.is_first_about(KIND, line.number, row.id.0)
        {
            continue;
        }
        let noted = before.and_then(|row| known.marks.get(&row.id.0));
        let is_as_before = noted.is_some_and(|noted| noted.fingerprint == line.fingerprint);
        let judged = match before {
            Some(before) if is_as_before => Ok(before.clone()),
            Some(before) => update(around, &known, line.fields.clone(), before),
            None => create(around, &known, line.fields.clone()),
        };
        let judged = lines.judge(line.number, judged)?;
        if let Some(seen) = &mut lines.seen {
            // Also when something is wrong with it: that is said once, not again by each line that names it.
            let owner = judged
                .as_ref()
                .map_or_else(|| stranger(around, &line.fields), Owner::of);
            for name in ["externalId", "customerNumber"] {
                if let Some(key) = text(&line.fields, name) {
                    seen.note_customer(name, &key, &owner);
                }
            }
        }
        let Some(after) = judged else { continue };
        if is_as_before {
            counts.unchanged += 1;
            continue;
        }
        work.marks.push(mark(around, KIND, after.id.0, None, &line));
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

/// Somebody about whom a line says something wrong.
fn stranger(around: &Around<'_>, fields: &Map<String, Value>) -> Owner {
    Owner {
        id: CustomerId(around.context.new_id()),
        number: String::new(),
        country: text(fields, "countryCode").unwrap_or_else(|| "DE".into()),
        currency: around.tenant.currency,
        status: CustomerStatus::Active,
    }
}

fn same(before: &customers::Model, after: &customers::Model) -> bool {
    let after = customers::Model {
        version: before.version,
        updated_at: before.updated_at,
        search: before.search.clone(),
        ..after.clone()
    };
    *before == after
}

/// Puts the contact person's id where the API expects it.
fn resolve_contact(known: &Known, fields: &mut Map<String, Value>, check: &mut Check) {
    if let Some(key) = text(fields, "contactPerson") {
        match known.contacts.get(&key) {
            Some(id) => {
                fields.insert("contactPerson".into(), id.to_string().into());
            }
            None => check.refuse(
                "contactPerson",
                "unknown",
                "no contact person has this externalId or id",
            ),
        }
    }
}

const ADDRESS: &[&str] = &["salutation", "street", "houseNumber", "zip", "city", "addition"];
const ELSEWHERE: &str = "addresses have a file of their own, addresses.csv or addresses.ndjson";

fn create(around: &Around<'_>, known: &Known, mut fields: Map<String, Value>) -> ApiResult<customers::Model> {
    without(&fields, ADDRESS, ELSEWHERE)?;
    let status: Option<CustomerStatus> = take(&mut fields, "status")?;
    let mut check = Check::default();
    let number = text(&fields, "customerNumber");
    let is_free = number
        .as_ref()
        .is_none_or(|number| !known.by_number.contains_key(number));
    check.require(
        is_free,
        "customerNumber",
        "number-taken",
        "another customer has this number",
    );
    // Of one character too: ranges count from 1.
    check.text("customerNumber", number.as_deref(), 255);
    fields.remove("customerNumber");
    resolve_contact(known, &mut fields, &mut check);
    check.finish()?;
    let new = tidy_new(typed::<CustomerIn>(&Value::Object(fields))?);
    check_new(&new)?;
    let row = service::draft(around.context, around.tenant, &new, number.unwrap_or_default());
    // The register is asked little by little: the schedule takes up what is due.
    let row = jobs::unchecked(row, around.context.now());
    Ok(customers::Model {
        status: status.unwrap_or(CustomerStatus::Active),
        ..row
    })
}

fn update(
    around: &Around<'_>,
    known: &Known,
    mut fields: Map<String, Value>,
    before: &customers::Model,
) -> ApiResult<customers::Model> {
    without(&fields, ADDRESS, ELSEWHERE)?;
    let mut check = Check::default();
    let told = "cannot be changed by an import; the API has an operation for it";
    keep(&mut check, "status", take(&mut fields, "status")?, &before.status, told);
    let number: Option<String> = take(&mut fields, "customerNumber")?;
    let number = number.filter(|number| !number.is_empty());
    keep(
        &mut check,
        "customerNumber",
        number,
        &before.number,
        "a customer's number stays as it is",
    );
    let currency = take(&mut fields, "currencyCode")?;
    keep(
        &mut check,
        "currencyCode",
        currency,
        &before.currency,
        "a customer's currency stays as it is",
    );
    resolve_contact(known, &mut fields, &mut check);
    let told = "the data of this customer were erased";
    check.require(before.erased_at.is_none(), "customerNumber", "erased", told);
    check.finish()?;
    // What is suggested for a new customer is kept for one who is there; so is what the line is not known by.
    for name in ["countryCode", "language", "timeZone", "externalId"] {
        if fields.get(name).is_some_and(|value| value.is_null() || *value == "") {
            fields.remove(name);
        }
    }
    let patch = tidy_patch(typed::<CustomerPatch>(&Value::Object(fields))?);
    check_patch(&patch)?;
    let after = service::patched(before.clone(), patch, around.context);
    let mut check = Check::default();
    check.require(
        after.is_named(),
        "companyName",
        "required",
        "give a companyName, or firstName and lastName",
    );
    check.finish()?;
    if after.vat_id == before.vat_id {
        return Ok(after);
    }
    Ok(jobs::unchecked(after, around.context.now()))
}

pub async fn apply(tx: &DatabaseTransaction, around: &Around<'_>, mut work: Work) -> ApiResult<()> {
    let (context, tenant, scope) = (around.context, around.tenant.id, around.scope());
    let nameless = work.inserts.iter().filter(|row| row.number.is_empty()).count();
    if nameless > 0 {
        let whom = vec![""; nameless];
        let numbers = around.numbers(tx, NumberKind::Customer, whom).await?;
        let waiting = work.inserts.iter_mut().filter(|row| row.number.is_empty());
        for (row, number) in waiting.zip(numbers) {
            row.number = number;
            row.search = row.search_text();
        }
    }
    let owners = owners(tx, around, &work.inserts).await?;
    store::insert_many::<customers::Entity, _>(tx, store::models(work.inserts))
        .await
        .map_err(conflict)?;
    store::insert_memberships(tx, owners).await.map_err(conflict)?;
    for (before, after) in work.updates {
        changed(
            customer_store::update(tx, &before, after.clone())
                .await
                .map_err(conflict)?,
        )?;
        if people_store::fold(&before.email) != people_store::fold(&after.email) {
            if let Some(old) = people_store::find_by_email(tx, scope, &before.email).await? {
                people_store::delete_membership(tx, scope, before.id, old.id).await?;
            }
            people_store::insert_owner(tx, context, scope, after.id, &after.email, after.language).await?;
        }
        if before.language != after.language {
            people_store::update_language(tx, scope, &after.email, after.language).await?;
        }
    }
    store::save_marks(tx, tenant, work.marks).await.map_err(conflict)
}

/// The first owner of each new customer; who is no person of the tenant yet is made one.
async fn owners(
    tx: &DatabaseTransaction,
    around: &Around<'_>,
    new: &[customers::Model],
) -> ApiResult<Vec<memberships::Model>> {
    let emails = distinct(new.iter().map(|row| people_store::fold(&row.email)));
    let known = store::people_by_email(tx, around.scope(), &emails).await?;
    let mut ids: HashMap<String, PersonId> = known.into_iter().map(|row| (row.email_folded, row.id)).collect();
    let now = around.context.now();
    let mut persons = Vec::new();
    let mut owners = Vec::with_capacity(new.len());
    for row in new {
        let folded = people_store::fold(&row.email);
        let id = *ids.entry(folded.clone()).or_insert_with(|| {
            let id = people_store::new_id(around.context);
            persons.push(people::Model {
                tenant_id: row.tenant_id,
                id,
                email: row.email.clone(),
                email_folded: folded,
                language: row.language,
                verified_at: None,
                created_at: now,
            });
            id
        });
        owners.push(memberships::Model {
            tenant_id: row.tenant_id,
            person_id: id,
            customer_id: row.id,
            role: MemberRole::Owner,
            created_at: now,
        });
    }
    store::insert_people(tx, persons).await?;
    Ok(owners)
}
