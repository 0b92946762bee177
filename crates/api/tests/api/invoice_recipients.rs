//! What customers decide of their invoices, and who else gets them.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{TestApp, api_test, id, token_of};

const CONFIRM: &str = "/api/public/customer/confirm-invoice-recipient";
const LEITWEG: &str = "991-33333TEST-33";

fn path(customer: &str) -> String {
    format!("/api/customers/{customer}/invoice-recipients")
}

fn link(mail: &str) -> String {
    token_of(mail.lines().find(|line| line.contains("token=")).unwrap())
}

/// Asks an address; gives the recipient and the token in the mail.
async fn asked(app: &TestApp, customer: &str, email: &str) -> (String, String) {
    let made = app
        .key()
        .post(&path(customer), json!({ "email": email }))
        .await
        .expect(201);
    assert_eq!(made["confirmedAt"], Value::Null);
    app.run_jobs().await;
    let mails = app.mails();
    let mail = mails.iter().find(|mail| mail.0 == email).unwrap();
    (id(&made), link(&mail.2))
}

async fn confirm(app: &TestApp, token: &str) -> crate::support::Answer {
    app.nobody_on("acme").post(CONFIRM, json!({ "token": token })).await
}

async fn bill(app: &TestApp, customer: &str) {
    app.subscription(customer).await;
    app.key()
        .post("/api/billing-runs", json!({ "customer": customer }))
        .await
        .expect(202);
    app.run_jobs().await;
}

/// Whom the mails of what is issued now go to.
async fn told_of_an_invoice(app: &TestApp, customer: &str) -> Vec<String> {
    bill(app, customer).await;
    let mails = app.mails().into_iter().filter(|mail| mail.1.contains("Rechnung"));
    let mut to: Vec<_> = mails.map(|mail| mail.0).collect();
    to.sort();
    to.dedup();
    to
}

api_test! {
    async fn invoices_go_to_a_further_address_once_it_agreed(app: TestApp) {
        app.send_all_mails().await;
        let ada = app.customer("ada@example.com").await;
        app.run_jobs().await;
        app.mails();
        let (recipient, token) = asked(app, &ada, "books@example.com").await;
        assert_eq!(told_of_an_invoice(app, &ada).await, ["ada@example.com"], "nothing is sent before");
        assert_eq!(confirm(app, &token).await.expect(200), json!({ "email": "books@example.com" }));
        assert_eq!(confirm(app, &token).await.refused(410), "link-invalid", "once");
        app.run_jobs().await;
        let told = app.mails();
        assert_eq!((told.len(), told[0].0.as_str()), (1, "ada@example.com"), "the customer is told");
        assert!(told[0].2.contains("books@example.com"));
        let all = app.key().get(&path(&ada)).await.expect(200);
        assert_eq!((&all["data"][0]["id"], &all["data"][0]["email"]), (&json!(recipient), &json!("books@example.com")));
        assert!(all["data"][0]["confirmedAt"].is_string());
        assert_eq!(told_of_an_invoice(app, &ada).await, ["ada@example.com", "books@example.com"]);
        assert_eq!(app.key().delete(&format!("{}/{recipient}", path(&ada))).await.status, 204);
        assert_eq!(told_of_an_invoice(app, &ada).await, ["ada@example.com"]);
    }
}

api_test! {
    /// A mail that waits goes to nobody who was removed meanwhile; a copy sent again goes to whom the first one went.
    async fn who_is_removed_gets_nothing_that_still_waits(app: TestApp) {
        app.send_all_mails().await;
        let ada = app.customer("ada@example.com").await;
        app.run_jobs().await;
        app.mails();
        let (recipient, token) = asked(app, &ada, "books@example.com").await;
        confirm(app, &token).await.expect(200);
        app.run_jobs().await;
        app.mails();
        bill(app, &ada).await;
        let copy = app.mails().into_iter().find(|mail| mail.0 == "books@example.com").unwrap();
        assert!(copy.2.contains("als Empfänger von Rechnungen genannt"), "{}", copy.2);
        assert!(!copy.2.contains("/invoices"), "no way into the portal: {}", copy.2);
        let sent = app.key().get("/api/mails?kind=invoice&search=books@example.com").await.expect(200);
        let first = id(&sent["data"][0]);
        let again = app.key().post(&format!("/api/mails/{first}/resend"), json!({})).await.expect(201);
        assert_eq!(again["recipient"], "books@example.com");
        assert_eq!(app.key().delete(&format!("{}/{recipient}", path(&ada))).await.status, 204);
        app.run_jobs().await;
        assert!(app.mails().is_empty());
        let now = app.key().get(&format!("/api/mails/{}", id(&again))).await.expect(200);
        assert_eq!(now["state"], "dropped");
    }
}

api_test! {
    async fn an_address_is_asked_again_with_another_link(app: TestApp) {
        app.send_all_mails().await;
        let ada = app.customer("ada@example.com").await;
        app.run_jobs().await;
        app.mails();
        let (recipient, first) = asked(app, &ada, "books@example.com").await;
        app.advance(TimeDelta::days(7));
        assert_eq!(confirm(app, &first).await.refused(410), "link-invalid", "seven days");
        let again = format!("{}/{recipient}/confirmation", path(&ada));
        app.key().post(&again, json!({})).await.expect(200);
        app.run_jobs().await;
        let second = link(&app.mails()[0].2);
        confirm(app, &second).await.expect(200);
        assert_eq!(app.key().post(&again, json!({})).await.refused(409), "recipient-exists");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    async fn what_cannot_be_a_recipient_is_refused_with_a_reason(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        let add = async |email: &str| app.key().post(&path(&ada), json!({ "email": email })).await;
        assert_eq!(add("nobody").await.violations(), ["email"]);
        assert_eq!(add("ADA@example.com").await.refused(409), "recipient-exists", "it gets them anyway");
        let first = id(&add("r0@example.com").await.expect(201));
        assert_eq!(add("R0@example.com ").await.refused(409), "recipient-exists");
        // Nobody is flooded: ten an hour.
        for number in 1..10 {
            add(&format!("r{number}@example.com")).await.expect(201);
        }
        assert_eq!(add("r10@example.com").await.refused(409), "recipient-limit-reached");
        let of_another = format!("{}/{first}", path(&bob));
        assert_eq!(app.key().delete(&of_another).await.refused(404), "not-found");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Whoever only found a signed-in browser leads no invoices away, and "that was not me" takes back what was added.
    async fn customers_add_recipients_with_a_fresh_proof(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let token = app.token(&ada).await;
        let add = json!({ "email": "books@example.com" });
        assert_eq!(app.with(&token).post(&path(&ada), add.clone()).await.refused(403), "step-up-required");
        app.switch(json!({ "stepUpForEmail": false })).await;
        app.with(&token).post(&path(&ada), add).await.expect(201);
        app.switch(json!({ "showInvoices": false })).await;
        assert_eq!(app.with(&token).get(&path(&ada)).await.refused(403), "section-disabled");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    async fn customers_decide_format_references_and_language(app: TestApp) {
        app.send_all_mails().await;
        let ada = app.customer("ada@example.com").await;
        let token = app.token(&ada).await;
        let own = format!("/api/customers/{ada}/invoice-preferences");
        let patch = async |body: Value| app.with(&token).patch(&own, body).await;
        let first = app.with(&token).get(&own).await.expect(200);
        assert_eq!(first, json!({ "electronicInvoiceFormat": "zugferd", "buyerReference": null, "orderReference": null, "documentLanguage": null }));
        assert_eq!(patch(json!({ "electronicInvoiceFormat": "xrechnung" })).await.violations(), ["buyerReference"]);
        assert_eq!(patch(json!({ "buyerReference": "991-33333TEST-34" })).await.violations(), ["buyerReference"], "its check digits");
        assert_eq!(patch(json!({ "paymentTermDays": 365 })).await.violations(), ["paymentTermDays"], "that is the merchant's");
        let set = json!({ "electronicInvoiceFormat": "xrechnung", "buyerReference": LEITWEG, "orderReference": "PO-4711", "documentLanguage": "en" });
        assert_eq!(patch(set.clone()).await.expect(200), set);
        let seen = app.key().get(&format!("/api/customers/{ada}/settings/invoicing")).await.expect(200);
        assert_eq!((&seen["own"]["buyerReference"], &seen["values"]["documentLanguage"]), (&json!(LEITWEG), &json!("en")));
        bill(app, &ada).await;
        let mails = app.mails();
        assert!(mails.iter().any(|mail| mail.1.starts_with("Your invoice")), "{mails:?}");
        let cleared = patch(json!({ "electronicInvoiceFormat": null, "buyerReference": null, "documentLanguage": null })).await.expect(200);
        assert_eq!((&cleared["electronicInvoiceFormat"], &cleared["orderReference"]), (&json!("zugferd"), &json!("PO-4711")));
    }
}
