//! Three merchants with customers whose data is random, and told apart by construction.

use portico::db::entities::payment_methods;
use portico_shared::{
    PaymentMethodId,
    operators::OperatorRole,
    payment_methods::{Gateway, PaymentMethodSource, PaymentMethodStatus, PaymentMethodType},
};
use proptest::{collection::vec, prelude::*, sample::select};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::{Value, json};

use super::marks::Marks;
use crate::support::{Caller, Tenant, TestApp, id, invoice, token_of, yearly};

/// A customer to be.
#[derive(Debug, Clone)]
pub struct Planned {
    word: String,
    /// What stands around the word in names.
    around: (&'static str, &'static str),
    account: (u8, u16),
    subscriptions: usize,
    invoices: usize,
}

fn planned() -> impl Strategy<Value = Planned> {
    let before = select(vec!["", "Müller & ", "O'", "\"Ähre\" ", "<b>", "株式会社 ", "🙂 "]);
    let after = select(vec!["", " GmbH", " & Söhne", "</b>", " \\ Co", " – KG"]);
    let counts = (1..3_usize, 0..3_usize);
    ("[a-z]{6}", (before, after), any::<(u8, u16)>(), counts).prop_map(
        |(word, around, account, (subscriptions, invoices))| Planned {
            word,
            around,
            account,
            subscriptions,
            invoices,
        },
    )
}

/// Customers of three merchants. The place of each in the world makes its word and account its own.
pub fn worlds() -> impl Strategy<Value = Vec<Vec<Planned>>> {
    vec(vec(planned(), 2), 3).prop_map(|mut world| {
        for (index, one) in world.iter_mut().flatten().enumerate() {
            one.word = format!("{}{index:02}", one.word);
            // The last digit of the account is the place.
            one.account.1 = one.account.1 % 1000 * 10 + u16::try_from(index).unwrap();
        }
        world
    })
}

/// Somebody who asks.
pub struct Walker<'a> {
    pub who: String,
    pub token: String,
    /// For whom.
    pub member: &'a Member,
    /// The word of another customer for whom the same person may act.
    pub also: Option<&'a String>,
    /// With all that lists can be asked, which is most of the time that this takes.
    pub asks_all: bool,
    /// How many answers tell of the customer, at least.
    pub least: usize,
}

/// Every owner; and for the first customer a viewer, somebody with the role billing who acts for the second one too, somebody
/// of the merchant's who looks, and whoever opened a link for a payment method.
pub async fn walkers<'a>(app: &TestApp, members: &'a [Member]) -> Vec<Walker<'a>> {
    let mut all: Vec<_> = members
        .iter()
        .map(|member| Walker {
            who: format!("the owner of {:?}", member.marks.word),
            token: member.token.clone(),
            member,
            also: None,
            asks_all: true,
            least: 21,
        })
        .collect();
    let (member, second) = (&members[0], &members[1]);
    let customer = member.ids_of("customers")[0];
    let eva = crate::operators::operator(app, "eva@look.example", OperatorRole::Support).await;
    let viewer = invited(app, ("viewer@guest.example", "viewer"), &[member]).await;
    let shared = invited(app, ("shared@guest.example", "billing"), &[member, second]).await;
    for (who, token, also, least) in [
        ("a viewer", viewer, None, 11),
        ("whoever pays for two customers", shared, Some(&second.marks.word), 11),
        ("a look", crate::viewing::look(app, &eva, customer).await, None, 11),
        ("a link's holder", app.link_holder(customer).await, None, 1),
    ] {
        all.push(Walker {
            who: format!("{who} for {:?}", member.marks.word),
            token,
            member,
            also,
            asks_all: false,
            least,
        });
    }
    all
}

/// The token of somebody with a role for Acme's customers, signed in for the first of them.
async fn invited(app: &TestApp, (email, role): (&str, &str), members: &[&Member]) -> String {
    for member in members.iter().rev() {
        app.run_jobs().await;
        app.mails();
        let path = format!("/api/customers/{}/users", member.ids_of("customers")[0]);
        let new = json!({ "email": email, "role": role });
        app.key().post(&path, new).await.expect(201);
    }
    app.run_jobs().await;
    let mail = app.mails().into_iter().find(|mail| mail.0 == email).unwrap().2;
    let link = token_of(mail.lines().find(|line| line.contains("token=")).unwrap());
    let path = "/api/session/portal/login";
    let login = app.nobody_on("acme").post(path, json!({ "token": link })).await;
    login.expect(200)["accessToken"].as_str().unwrap().to_owned()
}

/// A customer who is there, with a token.
pub struct Member {
    pub tenant: usize,
    pub token: String,
    pub marks: Marks,
    /// Of a resource, as paths name it.
    pub ids: Vec<(&'static str, String)>,
}

impl Member {
    pub fn ids_of(&self, resource: &str) -> Vec<&str> {
        let own = self.ids.iter().filter(|(name, _)| *name == resource);
        own.map(|(_, id)| id.as_str()).collect()
    }
}

pub async fn make(app: &TestApp, world: &[Vec<Planned>]) -> Vec<Member> {
    let third = app.another_tenant("third", "Dritte eG").await;
    let mut all = Vec::new();
    for (index, (tenant, planned)) in [&app.acme, &app.rival, &third].into_iter().zip(world).enumerate() {
        for one in planned {
            all.push(member(app, (index, tenant), one).await);
        }
    }
    all
}

async fn member(app: &TestApp, (index, tenant): (usize, &Tenant), planned: &Planned) -> Member {
    let key = app.with(&tenant.key);
    let word = &planned.word;
    let name = format!("{}{word}{}", planned.around.0, planned.around.1);
    let made = async |path: &str, body: Value| key.post(path, body).await.expect(201);

    let contact = id(&made(
        "/api/contacts",
        json!({ "name": name, "email": format!("{word}@staff.example") }),
    )
    .await);
    let customer = made(
        "/api/customers",
        json!({ "email": format!("{word}@{word}.example"), "invoiceEmail": format!("rechnung@{word}.example"),
            "companyName": name, "firstName": name, "lastName": name, "externalId": format!("E-{word}"),
            "customerNumber": format!("K-{word}"), "street": format!("Am {word}"), "houseNumber": "1", "zip": "20095",
            "city": format!("Bad {word}"), "contactPerson": contact }),
    )
    .await;
    let customer = id(&customer);
    let mut ids = vec![("customers", customer.clone()), ("contacts", contact)];
    ids.push(("payment-methods", mandate(app, tenant, &customer, planned).await));
    for number in 0..planned.subscriptions {
        let mut new = yearly(&customer);
        new["number"] = format!("V-{word}-{number}").into();
        new["externalId"] = format!("EV-{word}-{number}").into();
        new["poNumber"] = format!("PO-{word}").into();
        new["plan"]["name"] = format!("Tarif {word}").into();
        new["items"][0]["name"] = format!("Posten {word}").into();
        let made = made("/api/subscriptions", new).await;
        ids.push(("subscription-items", id(&made["items"][0])));
        ids.push(("subscriptions", id(&made)));
    }
    for number in 0..planned.invoices {
        let made = made("/api/invoices", invoice(&customer, &format!("R-{word}-{number}"))).await;
        ids.push(("invoices", id(&made)));
    }
    let recipient = json!({ "email": format!("buch@{word}.example") });
    made(&format!("/api/customers/{customer}/invoice-recipients"), recipient).await;
    let order = json!({ "orderReference": format!("PO-{word}-2") });
    key.patch(&format!("/api/customers/{customer}/invoice-preferences"), order)
        .await
        .expect(200);
    let token = format!("/api/customers/{customer}/authenticate");
    let token = key.post(&token, json!({})).await.expect(200)["data"]["accessToken"]
        .as_str()
        .unwrap()
        .to_owned();
    for (resource, path) in [
        ("customer-addresses", format!("customer-addresses?customer={customer}")),
        ("people", format!("customers/{customer}/users")),
        ("recipients", format!("customers/{customer}/invoice-recipients")),
        ("sessions", format!("sessions?customer={customer}")),
        ("links", format!("links?customer={customer}")),
    ] {
        ids.extend(listed(&key, &path).await.into_iter().map(|id| (resource, id)));
    }
    let marks = Marks {
        word: word.clone(),
        iban: shown(planned.account),
        ids: ids.iter().map(|(_, id)| id.clone()).collect(),
    };
    Member {
        tenant: index,
        token,
        marks,
        ids,
    }
}

async fn listed(key: &Caller<'_>, path: &str) -> Vec<String> {
    let page = key.get(&format!("/api/{path}")).await.expect(200);
    page["data"].as_array().unwrap().iter().map(id).collect()
}

/// An account as it is kept and shown: never the whole number.
fn shown((check, last): (u8, u16)) -> String {
    format!("DE{check:03}…{last:04}")
}

/// A mandate for direct debit.
async fn mandate(app: &TestApp, tenant: &Tenant, customer: &str, planned: &Planned) -> String {
    let word = &planned.word;
    let iban = shown(planned.account);
    let row = payment_methods::Model {
        tenant_id: tenant.id,
        id: PaymentMethodId(app.context.new_id()),
        version: 1,
        customer_id: customer.parse().unwrap(),
        gateway: Gateway::Testing,
        kind: PaymentMethodType::SepaDebit,
        status: PaymentMethodStatus::Active,
        source: PaymentMethodSource::Api,
        enabled: true,
        name: format!("SEPA ({iban})"),
        reference_id: Some(format!("ref-{word}")),
        details: json!({ "sepaDebit": { "iban": iban, "bic": null, "accountHolder": format!("Konto {word}"),
            "mandateReference": format!("M-{word}"), "signingDate": "2026-01-01" } }),
        expiration_date: None,
        created_at: app.now(),
        setup: None,
        fingerprint: None,
        purpose: None,
        refusal: None,
        removed_at: None,
        updated_at: None,
        expiry_told: None,
        account: None,
        future_usage_allowed: true,
    };
    let id = row.id.to_string();
    let tx = app.context.db.begin().await.unwrap();
    row.into_active_model().reset_all().insert(&tx).await.unwrap();
    tx.commit().await.unwrap();
    id
}
