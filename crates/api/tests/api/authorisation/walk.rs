//! The walk over every operation of openapi.yaml, with real things of Ada's in the paths.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, document, id, resolved};

pub struct Operation {
    pub id: String,
    pub method: Method,
    pub path: String,
    /// It names a thing.
    pub is_named: bool,
    /// What its body may say, at the top.
    pub fields: Vec<String>,
}

/// All operations, with a real id of Ada's in each path; what signs the caller out is last.
pub fn operations(ids: &BTreeMap<&str, String>) -> Vec<Operation> {
    let mut all = Vec::new();
    for (template, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parts: Vec<_> = template.split('/').collect();
            let resource = match parts[2..] {
                ["invoices", "exports", ..] => "exports",
                _ => parts[2],
            };
            let path = match ids.get(resource) {
                Some(id) => ["{signature}", "{id}", "{code}", "{version}", "{kind}", "{gateway}"]
                    .iter()
                    .fold(template.clone(), |path, part| path.replace(part, id))
                    .replace("{person}", &ids["people"])
                    .replace("{recipient}", &ids["recipients"]),
                None => template.clone(),
            };
            assert!(!path.contains('{'), "{path} needs an id in this test");
            let method = method.to_uppercase().parse().unwrap();
            let is_named = template.contains('{');
            let body = resolved(&operation["requestBody"]["content"]["application/json"]["schema"]);
            let fields = body["properties"].as_object().into_iter().flatten();
            all.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method,
                path,
                is_named,
                fields: fields.map(|(name, _)| name.clone()).collect(),
            });
        }
    }
    all.sort_by_key(|operation| (operation.id.starts_with("logout"), operation.id == "logout"));
    all
}

pub async fn fixture(app: &TestApp) -> (String, BTreeMap<&'static str, String>) {
    let ada = app.customer("ada@example.com").await;
    let subscription = app.subscription(&ada).await;
    let item = id(&subscription["items"][0]);
    let subscription = id(&subscription);
    let address = json!({ "customer": ada, "companyName": "A", "street": "Kai", "zip": "20457", "city": "Hamburg" });
    let address = id(&app.key().post("/api/customer-addresses", address).await.expect(201));
    let reason = json!({ "code": "price", "labels": { "de": "Preis", "en": "Price" } });
    app.key().post("/api/cancellation-reasons", reason).await.expect(201);
    let run = id(&app
        .key()
        .post("/api/billing-runs", json!({ "until": "2025-01-01" }))
        .await
        .expect(202));
    let invited = json!({ "email": "eva@acme.example", "name": "Eva", "role": "viewer" });
    let operator = id(&app.key().post("/api/operators", invited).await.expect(201));
    let mail = app.request_login_link("ada@example.com").await;
    app.run_jobs().await;
    let archive = crate::imports::archive(&[("contacts.ndjson", "{}\n")]);
    let import = id(&app
        .key()
        .post_archive("/api/imports?checkOnly=true", archive)
        .await
        .expect(202));
    let endpoint = json!({ "url": "http://127.0.0.1:9/hook", "events": ["customer.created"] });
    let webhook = id(&app.key().post("/api/webhooks", endpoint).await.expect(201));
    app.key()
        .post(&format!("/api/webhooks/{webhook}/test"), json!({}))
        .await
        .expect(202);
    app.run_jobs().await;
    let delivery = id(&app.key().get("/api/webhook-deliveries").await.expect(200)["data"][0]);
    app.mails();
    let invoice = id(&app.invoice(&ada, "1").await);
    app.link_token(&ada).await;
    let link = app.key().get("/api/links").await.expect(200)["data"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let sessions = app
        .key()
        .get(&format!("/api/sessions?customer={ada}"))
        .await
        .expect(200);
    let session = id(&sessions["data"][0]);
    let invited = json!({ "email": "eva@example.com", "role": "viewer", "sendEmail": false });
    let person = id(&app
        .key()
        .post(&format!("/api/customers/{ada}/users"), invited)
        .await
        .expect(201));
    let recipient = id(&app
        .key()
        .post(
            &format!("/api/customers/{ada}/invoice-recipients"),
            json!({ "email": "books@example.com" }),
        )
        .await
        .expect(201));
    let made = app
        .key()
        .post("/api/api-keys", json!({ "name": "ERP", "permissions": ["mail:read"] }))
        .await
        .expect(201);
    let api_key = id(&made["apiKey"]);
    // A second version, which the rival does not have.
    app.switch(json!({ "portalTitle": "Acme intern" })).await;
    let contact = app
        .key()
        .post("/api/contacts", json!({ "name": "Jana" }))
        .await
        .expect(201);
    let domain = app
        .key()
        .post("/api/domains", json!({ "host": "kunden.example" }))
        .await;
    app.set_up_debits().await;
    app.set_up_transfers().await;
    app.method(&ada, "fine").await;
    let method = app.mandate(&ada).await;
    // A debit of another customer's went to the bank.
    let debtor = app.customer("debtor@example.com").await;
    app.mandate(&debtor).await;
    let debited = id(&app.invoice(&debtor, "2").await);
    app.key()
        .post(&format!("/api/invoices/{debited}/pay"), json!({}))
        .await
        .expect(201);
    let file = app.key().post("/api/debit-files", json!({})).await.expect(201);
    app.run_jobs().await;
    app.mails();
    let keys = json!({ "stripe": { "publishableKey": "pk_test_abc123", "secretKey": "rk_test_0123456789abcdef4242" } });
    app.key().put("/api/payment-gateways/stripe", keys).await.expect(200);
    let paid = app
        .key()
        .post(&format!("/api/invoices/{invoice}/payments"), json!({ "amount": 100 }))
        .await
        .expect(201);
    let export = app
        .signed_in(&ada)
        .await
        .post("/api/invoices/exports", json!({ "format": "csv" }))
        .await
        .expect(202);
    let pdf = format!("/api/invoices/{invoice}/pdf");
    let sent = app
        .key()
        .post_bytes(&pdf, "application/pdf", crate::support::pdf("own"))
        .await;
    sent.expect(200);
    app.run_jobs().await;
    let ids = BTreeMap::from([
        ("exports", id(&export)),
        // It proves itself, and this one does not.
        ("documents", "x".to_owned()),
        ("domains", id(&domain.expect(201))),
        ("contacts", id(&contact)),
        ("customers", ada.clone()),
        ("subscriptions", subscription),
        ("invoices", invoice),
        ("links", link),
        ("sessions", session),
        ("people", person),
        ("recipients", recipient),
        ("operators", operator.clone()),
        ("operator", operator),
        ("api-keys", api_key),
        ("mails", mail),
        ("subscription-items", item),
        ("customer-addresses", address),
        ("cancellation-reasons", "price".into()),
        ("billing-runs", run),
        ("imports", import),
        ("webhooks", webhook),
        ("webhook-deliveries", delivery),
        ("settings", "2".to_owned()),
        ("payments", id(&paid)),
        ("payment-methods", method),
        ("debit-files", id(&file)),
        ("payment-gateways", "stripe".to_owned()),
        ("public", "stripe".to_owned()),
    ]);
    (ada, ids)
}

/// The smallest body that an operation can read, so that it comes to looking for what it changes.
pub fn smallest(operation: &str) -> Value {
    match operation {
        "set_invoice_address" => json!({ "invoiceAddress": null }),
        "set_payment_method" => json!({ "paymentMethodId": null }),
        "set_invoice_payment_method" => json!({ "paymentMethodId": "01a20391-b036-7000-8004-e9cb25c4b054" }),
        "give_cancellation_reason" => json!({ "reason": null, "comment": null }),
        "patch_portal" | "patch_own_operator" => json!({ "language": "de" }),
        "set_quantity" => json!({ "quantity": "1" }),
        "extend_trial" => json!({ "trialDays": 1 }),
        "view_customer" => json!({ "reason": "Ticket" }),
        "invite_customer_user" => json!({ "email": "new@example.com", "role": "viewer", "sendEmail": false }),
        "update_customer_user" | "patch_customer_user" => json!({ "role": "billing" }),
        "ask_email_change" | "add_invoice_recipient" => json!({ "email": "new@example.com" }),
        "confirm_step_up" => json!({ "requestToken": "x", "code": "000000" }),
        "check_iban" | "amend_mandate" => json!({ "iban": "DE02120300000000202051" }),
        "return_payment" => json!({ "reason": "AM04" }),
        "credit_invoice" => json!({ "positions": [{ "position": 0, "amount": 1 }] }),
        _ => json!({}),
    }
}

pub async fn send(app: &TestApp, proof: Option<&str>, operation: &Operation) -> Answer {
    send_with(app, proof, operation, smallest(&operation.id)).await
}

pub async fn send_with(app: &TestApp, proof: Option<&str>, operation: &Operation, body: Value) -> Answer {
    let caller = match proof {
        Some(proof) => app.with(proof),
        None => app.nobody(),
    };
    let body = (operation.method != Method::GET && operation.method != Method::DELETE).then(|| body.to_string());
    caller.send(operation.method.clone(), &operation.path, body, &[]).await
}
