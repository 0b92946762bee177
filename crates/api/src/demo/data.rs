//! Makes the demo's merchants, customers and contracts. Dates are relative to today.

use std::error::Error;

use chrono_tz::Tz;
use portico_shared::{ContactId, Currency, CustomerId, TenantId, customers::Language};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction};

use super::{
    Secrets,
    people::{CUSTOMERS, customer},
    situations::{self, Maker},
};
use crate::{
    auth::{Caller, permissions::Permission},
    context::Context,
    db::entities::contacts,
    features::{
        api_keys::service::{self as key_service, NewKey},
        customers::service as customer_service,
        tenants::{
            service::{self as tenant_service, NewTenant},
            store as tenant_store,
        },
    },
    http::hosts,
};

pub(super) const SLUG: &str = "demo";
const OTHER_SLUG: &str = "other";

pub(super) fn portal_origin(context: &Context) -> String {
    hosts::portal_origin(&context.config, SLUG, None)
}

/// Everything in one transaction: a demo is there whole, or not at all.
pub(super) async fn create(context: &Context) -> Result<Secrets, Box<dyn Error>> {
    if tenant_store::find_by_slug(context.db.read(), SLUG).await?.is_some() {
        return Err("the data folder holds a demo without its demo.json; delete the folder to begin anew".into());
    }
    let tx = context.db.begin().await?;
    let demo = new_tenant(SLUG, "Nordwind Digital", "#0f766e");
    let demo = tenant_service::insert(&tx, context, &demo).await?;
    let (first, second) = people(&tx, context, demo).await?;
    let other = new_tenant(OTHER_SLUG, "Hafen Bücher", "#b45309");
    let other = tenant_service::insert(&tx, context, &other).await?;
    let stranger = others(&tx, context, other).await?;
    let key = |name: &str| NewKey {
        name: name.into(),
        permissions: Permission::ALL.to_vec(),
        expires_at: None,
    };
    let (_, api_key) = key_service::insert(&tx, context, demo, key("Demo")).await?;
    let (_, other_tenant_api_key) = key_service::insert(&tx, context, other, key("Demo")).await?;
    context.commit(tx).await?;
    Ok(Secrets {
        api_key,
        customer_id: first,
        other_customer_id: second,
        other_tenant_api_key,
        other_tenant_customer_id: stranger,
    })
}

fn new_tenant(slug: &str, name: &str, accent: &str) -> NewTenant {
    NewTenant {
        slug: slug.into(),
        name: name.into(),
        time_zone: Tz::Europe__Berlin,
        currency: Currency::EUR,
        language: Language::De,
        accent_colour: Some(accent.into()),
        country: "DE".into(),
    }
}

async fn people(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: TenantId,
) -> Result<(CustomerId, CustomerId), Box<dyn Error>> {
    let caller = Caller::system(tenant, "demo");
    let contacts = [
        contact(tx, context, tenant, ("Hannah Lindström", "Kundenbetreuung", true)).await?,
        contact(tx, context, tenant, ("Yusuf Aydın", "Technik", false)).await?,
    ];
    let mut ids = Vec::new();
    for (index, entry) in CUSTOMERS.iter().enumerate() {
        let mut new = customer(entry);
        // Two of three have somebody to ask.
        new.contact_person = (index % 3 != 2).then_some(contacts[index % 2]);
        if new.country_code.as_deref() == Some("US") {
            new.currency_code = Some(Currency::USD);
        }
        if new.company_name.is_some() && new.country_code.as_deref() == Some("FR") {
            new.vat_id = Some(format!("FR{:011}", 40_303_265_045_u64 + index as u64));
        }
        let row = customer_service::insert(tx, context, &caller, new).await?;
        let maker = Maker {
            tx,
            context,
            caller: &caller,
            today: today(tx, context, tenant).await?,
            customer: row,
        };
        ids.push(maker.customer.id);
        situations::give(maker, index).await?;
    }
    match ids[..] {
        [first, second, ..] => Ok((first, second)),
        _ => Err("the demo needs two customers".into()),
    }
}

async fn today(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: TenantId,
) -> Result<chrono::NaiveDate, Box<dyn Error>> {
    Ok(tenant_store::find(tx, tenant).await?.today(context.now()))
}

async fn contact(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: TenantId,
    (name, role, can_be_booked): (&str, &str, bool),
) -> Result<ContactId, Box<dyn Error>> {
    let id = ContactId(context.new_id());
    contacts::ActiveModel {
        tenant_id: Set(tenant),
        id: Set(id),
        version: Set(1),
        name: Set(name.into()),
        role: Set(Some(role.into())),
        email: Set(Some("service@nordwind.example".into())),
        phone: Set(Some("+49 40 123456-0".into())),
        booking_url: Set(can_be_booked.then(|| "https://nordwind.example/termin".into())),
        languages: Set(serde_json::json!(["de", "en"])),
        photo_id: Set(None),
        is_default: Set(false),
        created_at: Set(context.now()),
    }
    .insert(tx)
    .await?;
    Ok(id)
}

/// The second merchant, whose customers nobody of the first may ever see.
async fn others(tx: &DatabaseTransaction, context: &Context, tenant: TenantId) -> Result<CustomerId, Box<dyn Error>> {
    let caller = Caller::system(tenant, "demo");
    let mut first = None;
    for (index, entry) in CUSTOMERS.iter().take(3).enumerate() {
        let row = customer_service::insert(tx, context, &caller, customer(entry)).await?;
        let maker = Maker {
            tx,
            context,
            caller: &caller,
            today: today(tx, context, tenant).await?,
            customer: row,
        };
        first.get_or_insert(maker.customer.id);
        situations::give(maker, index + 30).await?;
    }
    first.ok_or_else(|| "the demo needs a customer".into())
}
