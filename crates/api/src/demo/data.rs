//! Makes the demo's merchants, customers and contracts. Dates are relative to today.

use std::error::Error;

use chrono::Days;
use chrono_tz::Tz;
use portico_shared::{
    ContactId, Currency, CustomerId, TenantId,
    customers::Language,
    operators::{NewOperator, OperatorRole},
    payment_methods::Gateway,
    settings::{Company, ExchangeRate, HostedPages},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction};

use super::{
    Secrets,
    cases::{self, CASES},
    people::{CUSTOMERS, customer},
    situations::{self, Maker},
};
use crate::{
    auth::{Caller, Scope, passwords, permissions::Permission, secrets::hex},
    context::Context,
    db::entities::{cancellation_reasons, contacts, operators, payment_gateways},
    features::{
        api_keys::{
            service::{self as key_service, NewKey},
            store as key_store,
        },
        cancellation_reasons::store as reason_store,
        customers::service as customer_service,
        documents::snapshot::House,
        gateways::{
            self,
            service::{BankAccount, Creditor},
        },
        operators::{store as operator_store, team},
        settings,
        tenants::{
            service::{self as tenant_service, NewTenant},
            store as tenant_store,
        },
    },
    http::hosts,
};

pub(super) const SLUG: &str = "demo";
const OTHER_SLUG: &str = "other";
const KEY_NAME: &str = "Demo";
/// Who signs in to the demo's console.
pub(super) const OPERATOR: &str = "eva@demo.example";

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
    reasons(&tx, context, demo).await?;
    let own = Company {
        exemption_reason: Some("Steuerbefreit nach § 4 Nr. 21 UStG".into()),
        exchange_rates: vec![dollars(context)?],
        ..nordwind()
    };
    company(&tx, context, demo, own).await?;
    bank(&tx, context, demo).await?;
    let (first, second) = Box::pin(people(&tx, context, demo)).await?;
    let other = new_tenant(OTHER_SLUG, "Hafen Bücher", "#b45309");
    let other = tenant_service::insert(&tx, context, &other).await?;
    let hafen = Company {
        name: Some("Hafen Bücher e. K.".into()),
        vat_id: None,
        tax_number: Some("27/123/45678".into()),
        register_number: Some("HRA 54321".into()),
        managing_directors: None,
        email: Some("rechnung@hafen.example".into()),
        website: Some("https://hafen.example".into()),
        ..nordwind()
    };
    company(&tx, context, other, hafen).await?;
    let stranger = Box::pin(others(&tx, context, other)).await?;
    let key = |name: &str| NewKey {
        name: name.into(),
        permissions: Permission::ALL.to_vec(),
        expires_at: None,
    };
    let (_, api_key) = key_service::insert(&tx, context, demo, key(KEY_NAME)).await?;
    let (_, other_tenant_api_key) = key_service::insert(&tx, context, other, key(KEY_NAME)).await?;
    let operator_password = hire(&tx, context).await?;
    context.commit(tx).await?;
    Ok(Secrets {
        api_key,
        customer_id: first,
        other_customer_id: second,
        other_tenant_api_key,
        other_tenant_customer_id: stranger,
        operator_password,
    })
}

/// The operator of a folder that an older version made.
pub(super) async fn hire_later(context: &Context) -> Result<String, Box<dyn Error>> {
    let tx = context.db.begin().await?;
    let password = hire(&tx, context).await?;
    context.commit(tx).await?;
    Ok(password)
}

/// An owner with a password of this folder; gives the password.
async fn hire(tx: &DatabaseTransaction, context: &Context) -> Result<String, Box<dyn Error>> {
    let tenant = tenant_store::find_by_slug(tx, SLUG).await?.ok_or("there is no demo")?;
    let row = if let Some(row) = operator_store::find_by_email(tx, tenant.id, OPERATOR).await? {
        row
    } else {
        let new = NewOperator {
            email: OPERATOR.into(),
            name: "Eva Lindner".into(),
            role: OperatorRole::Owner,
            language: None,
        };
        let made = team::insert(tx, context, &Caller::system(tenant.id, "demo"), &tenant, &new).await;
        made.map_err(|error| error.detail)?
    };
    let mut bytes = [0; 10];
    context.random.fill(&mut bytes);
    let password = hex(&bytes);
    let with_password = operators::Model {
        password_hash: Some(passwords::hash(context, &password).await?),
        ..row.clone()
    };
    operator_store::update(tx, &row, with_password).await?;
    Ok(password)
}

/// The keys of a folder that an older version made: what was added since is theirs too.
pub(super) async fn grant_all(context: &Context) -> Result<(), Box<dyn Error>> {
    let tx = context.db.begin().await?;
    for slug in [SLUG, OTHER_SLUG] {
        if let Some(tenant) = tenant_store::find_by_slug(&tx, slug).await? {
            let all = serde_json::to_value(Permission::ALL)?;
            key_store::update_permissions(&tx, tenant.id, KEY_NAME, all).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// As the documents of the demo's merchant say it. The VAT ID is one of the examples of the EU.
fn nordwind() -> Company {
    let text = |text: &str| Some(text.to_owned());
    Company {
        name: text("Nordwind Digital GmbH"),
        street: text("Am Sandtorkai 41"),
        zip: text("20457"),
        city: text("Hamburg"),
        country_code: None,
        vat_id: text("DE136695976"),
        tax_number: text("27/456/78901"),
        exemption_reason: None,
        register_name: text("Amtsgericht Hamburg"),
        register_number: text("HRB 123456"),
        managing_directors: text("Eva Lindner, Jonas Petersen"),
        contact_name: text("Hannah Lindström"),
        phone: text("+49 40 123456-0"),
        email: text("rechnung@nordwind.example"),
        website: text("https://nordwind.example"),
        footer: None,
        exchange_rates: Vec::new(),
    }
}

/// By which invoices in dollars tell their VAT.
fn dollars(context: &Context) -> Result<ExchangeRate, Box<dyn Error>> {
    Ok(ExchangeRate {
        base: Currency::EUR,
        units: 1,
        quote: Currency::USD,
        rate: "1.0843".parse()?,
        date: (context.now().date_naive() - Days::new(30)).into(),
    })
}

async fn company(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: TenantId,
    company: Company,
) -> Result<(), Box<dyn Error>> {
    let stored = settings::service::insert_company(tx, context, Scope::of_tenant(tenant), &company).await;
    Ok(stored.map_err(|error| error.detail)?)
}

/// Direct debits and transfers at a bank of the merchant's own. The numbers are those of the scheme's examples.
async fn bank(tx: &DatabaseTransaction, context: &Context, tenant: TenantId) -> Result<(), Box<dyn Error>> {
    let creditor = Creditor {
        name: "Nordwind Digital GmbH".into(),
        creditor_identifier: "DE98ZZZ09999999999".into(),
        iban: "DE89370400440532013000".into(),
        bic: Some("COBADEFFXXX".into()),
    };
    let account = BankAccount {
        account_holder: creditor.name.clone(),
        iban: creditor.iban.clone(),
        bic: creditor.bic.clone(),
        bank_name: Some("Commerzbank".into()),
    };
    let all = [
        (Gateway::SepaDebit, serde_json::to_value(creditor)?),
        (Gateway::BankTransfer, serde_json::to_value(account)?),
    ];
    for (gateway, settings) in all {
        let row = payment_gateways::Model {
            tenant_id: tenant,
            gateway,
            version: 1,
            enabled: true,
            settings,
            secrets: None,
            checked_at: None,
            check_ok: None,
            check_message: None,
            created_at: context.now(),
            updated_at: context.now(),
        };
        gateways::store::save(tx, None, row).await?;
    }
    Ok(())
}

/// Why people leave, as the demo's merchant asks.
async fn reasons(tx: &DatabaseTransaction, context: &Context, tenant: TenantId) -> Result<(), Box<dyn Error>> {
    let reasons = [
        ("too_expensive", "Zu teuer", "Too expensive", false),
        ("not_used", "Ich nutze es zu wenig", "I do not use it enough", false),
        (
            "switching",
            "Ich wechsle zu einem anderen Anbieter",
            "I am switching to another provider",
            false,
        ),
        ("other", "Etwas anderes", "Something else", true),
    ];
    for (position, (code, german, english, allows_comment)) in (0..).zip(reasons) {
        let row = cancellation_reasons::Model {
            tenant_id: tenant,
            code: code.into(),
            version: 1,
            position,
            label_de: german.into(),
            label_en: english.into(),
            allows_comment,
            is_active: true,
            created_at: context.now(),
        };
        reason_store::insert(tx, row).await?;
    }
    Ok(())
}

fn new_tenant(slug: &str, name: &str, accent: &str) -> NewTenant {
    NewTenant {
        slug: slug.into(),
        name: name.into(),
        time_zone: Tz::Europe__Berlin,
        currency: Currency::EUR,
        language: Language::De,
        pages: HostedPages {
            accent_colour: Some(accent.into()),
            contact_email: Some(format!("service@{slug}.example")),
            contact_phone: Some("+49 40 123456-0".into()),
            imprint_url: Some(format!("https://{slug}.example/impressum")),
            privacy_url: Some(format!("https://{slug}.example/datenschutz")),
            terms_url: Some(format!("https://{slug}.example/agb")),
            ..HostedPages::default()
        },
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
        contact(
            tx,
            context,
            tenant,
            ("Hannah Lindström", "Kundenbetreuung", true, false),
        )
        .await?,
        contact(tx, context, tenant, ("Yusuf Aydın", "Technik", false, false)).await?,
    ];
    let tenant = tenant_store::find(tx, tenant).await?;
    let house = House::open(tx, &tenant).await.map_err(|error| error.detail)?;
    let mut ids = Vec::new();
    for (index, entry) in CUSTOMERS.iter().enumerate() {
        let mut new = customer(entry);
        // Two of three have somebody to ask.
        new.contact_person = (index % 3 != 2).then_some(contacts[index % 2]);
        if new.country_code.as_deref() == Some("US") {
            new.currency_code = Some(Currency::USD);
        }
        if new.company_name.is_some() && new.country_code.as_deref() == Some("FR") {
            // Its key follows from the number: (12 + 3 · (SIREN mod 97)) mod 97.
            let siren = 303_265_045_u64 + index as u64;
            new.vat_id = Some(format!("FR{:02}{siren:09}", (12 + 3 * (siren % 97)) % 97));
        }
        let row = customer_service::insert(tx, context, &caller, new).await?;
        let maker = Maker {
            tx,
            context,
            caller: &caller,
            today: tenant.today(context.now()),
            house: &house,
            customer: row,
        };
        ids.push(maker.customer.id);
        situations::give(maker, index).await?;
    }
    for (entry, case) in CASES {
        let row = customer_service::insert(tx, context, &caller, case.customer(entry)).await?;
        let maker = Maker {
            tx,
            context,
            caller: &caller,
            today: tenant.today(context.now()),
            house: &house,
            customer: row,
        };
        cases::give(&maker, *case).await?;
    }
    match ids[..] {
        [first, second, ..] => Ok((first, second)),
        _ => Err("the demo needs two customers".into()),
    }
}

async fn contact(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: TenantId,
    (name, role, can_be_booked, is_default): (&str, &str, bool, bool),
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
        is_default: Set(is_default),
        created_at: Set(context.now()),
    }
    .insert(tx)
    .await?;
    Ok(id)
}

/// The second merchant, whose customers nobody of the first may ever see.
async fn others(tx: &DatabaseTransaction, context: &Context, tenant: TenantId) -> Result<CustomerId, Box<dyn Error>> {
    let caller = Caller::system(tenant, "demo");
    let tenant = tenant_store::find(tx, tenant).await?;
    let house = House::open(tx, &tenant).await.map_err(|error| error.detail)?;
    let mut first = None;
    for (index, entry) in CUSTOMERS.iter().take(3).enumerate() {
        let row = customer_service::insert(tx, context, &caller, customer(entry)).await?;
        let maker = Maker {
            tx,
            context,
            caller: &caller,
            today: tenant.today(context.now()),
            house: &house,
            customer: row,
        };
        first.get_or_insert(maker.customer.id);
        situations::give(maker, index + 30).await?;
    }
    first.ok_or_else(|| "the demo needs a customer".into())
}
