//! Payments that ask for their owner: who is there confirms them at their bank; of whoever goes away nothing is taken.

use chrono::TimeDelta;
use portico::ports::payment::Charges;
use reqwest::Method;
use serde_json::{Value, json};

use super::giving_up::{self, taken, unanswered};
use crate::support::{TestApp, api_test, id};

const ASKS: &str = "4000002760003184";
const WORKS: &str = "4242424242424242";

async fn card(app: &TestApp, customer: &str, number: &str) -> String {
    let body = json!({ "gateway": "testing", "type": "card", "customerId": customer, "testing": { "number": number } });
    id(&app.key().post("/api/payment-methods", body).await.expect(201)["paymentMethod"])
}

/// A customer with a card that asks, an open invoice, and their token.
async fn asked(app: &TestApp, email: &str) -> (String, String, String) {
    let customer = app.customer(email).await;
    card(app, &customer, ASKS).await;
    let invoice = id(&app.invoice(&customer, email).await);
    let token = app.token(&customer).await;
    app.run_jobs().await;
    app.mails();
    (customer, invoice, token)
}

async fn pay(app: &TestApp, token: &str, invoice: &str, body: Value) -> Value {
    let path = format!("/api/invoices/{invoice}/pay");
    app.with(token).post(&path, body).await.expect(201)
}

async fn confirm(app: &TestApp, token: &str, payment: &str) -> Value {
    let path = format!("/api/payments/{payment}/confirm");
    app.with(token).post(&path, json!({})).await.expect(200)
}

/// The path of the page that the customer is sent to.
fn page(payment: &Value) -> String {
    assert_eq!(
        (&payment["status"], &payment["actionRequired"]["action"]),
        (&json!("pending"), &json!("redirect")),
        "{payment}"
    );
    let url = payment["actionRequired"]["redirectUrl"].as_str().unwrap();
    url[url.find("/testing-gateway/").unwrap()..].to_owned()
}

/// Presses a button there; gives where it leads.
async fn press(app: &TestApp, page: &str, form: &str) -> String {
    let header = [("Content-Type", "application/x-www-form-urlencoded")];
    let answer = app
        .nobody_on("acme")
        .send(Method::POST, page, Some(form.into()), &header)
        .await;
    assert_eq!(answer.status, 303);
    answer.header("location").to_owned()
}

async fn statuses(app: &TestApp, invoice: &str) -> Vec<String> {
    let all = app
        .key()
        .get(&format!("/api/invoices/{invoice}/payments"))
        .await
        .expect(200);
    let all = all["data"].as_array().unwrap().iter();
    all.map(|one| format!("{} {}", one["status"].as_str().unwrap(), one["failureReason"]))
        .collect()
}

api_test! {
    async fn its_owner_confirms_a_payment_and_it_is_taken_once(app: TestApp) {
        let (_, invoice, token) = asked(app, "ada@example.com").await;
        let begun = pay(app, &token, &invoice, json!({})).await;
        let payment = id(&begun);
        let until = (app.now() + TimeDelta::minutes(30)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        assert!(begun["actionUntil"].as_str().unwrap().starts_with(&until[..19]), "{begun}");
        let listed = app.key().get(&format!("/api/invoices/{invoice}/payments")).await.expect(200);
        assert_eq!(listed["data"][0]["actionRequired"], Value::Null, "where to go is told to whoever pays alone");
        let record = app.key().post(&format!("/api/invoices/{invoice}/payments"), json!({})).await;
        assert_eq!(record.refused(409), "wrong-state", "money twice for one invoice");
        assert_eq!(page(&confirm(app, &token, &payment).await), page(&begun), "it can be continued");
        app.advance(TimeDelta::minutes(2));
        app.run_jobs().await;
        let page = page(&begun);
        assert!(app.nobody_on("acme").get(&page).await.text.contains("11900 EUR"));
        let back = press(app, &page, "").await;
        assert!(back.ends_with(&format!("/pay/invoice?invoice={invoice}&payment={payment}")), "{back}");
        for _ in 0..2 {
            let done = confirm(app, &token, &payment).await;
            assert_eq!((&done["status"], &done["actionUntil"], &done["actionRequired"]), (&json!("succeeded"), &Value::Null, &Value::Null));
        }
        let paid = app.key().get(&format!("/api/invoices/{invoice}")).await.expect(200);
        assert_eq!((&paid["status"], app.gateway.taken()), (&json!("STATUS_PAID"), 1));
        app.advance(TimeDelta::hours(1));
        app.run_jobs().await;
        assert_eq!((statuses(app, &invoice).await, app.gateway.taken()), (vec!["succeeded null".to_owned()], 1));
        app.mails();
    }
}

api_test! {
    /// Whoever breaks off is told why at once; whoever goes away is as if they had, and nothing can go through later.
    async fn what_nobody_confirms_fails(app: TestApp) {
        let (_, invoice, token) = asked(app, "ada@example.com").await;
        let begun = pay(app, &token, &invoice, json!({})).await;
        press(app, &page(&begun), "cancel=1").await;
        let failed = confirm(app, &token, &id(&begun)).await;
        assert_eq!((&failed["status"], &failed["failureReason"]), (&json!("failed"), &json!("authentication_required")));

        let (bob, invoice, token) = asked(app, "bob@example.com").await;
        let begun = pay(app, &token, &invoice, json!({})).await;
        app.advance(TimeDelta::minutes(29));
        app.run_jobs().await;
        assert_eq!(statuses(app, &invoice).await, ["pending null"]);
        app.advance(TimeDelta::minutes(2));
        app.run_jobs().await;
        assert_eq!(statuses(app, &invoice).await, ["failed \"authentication_required\""]);
        assert_eq!(app.nobody_on("acme").get(&page(&begun)).await.status, 404, "it was called off");
        let late = confirm(app, &app.token(&bob).await, &id(&begun)).await;
        assert_eq!((&late["status"], app.gateway.taken()), (&json!("failed"), 0));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Who comes back and pays in another way is not kept waiting for the first one, and pays once. The same request again begins
    /// nothing and calls nothing off.
    async fn paying_anew_takes_the_place_of_what_waits(app: TestApp) {
        app.send_all_mails().await;
        let (ada, invoice, token) = asked(app, "ada@example.com").await;
        let begun = pay(app, &token, &invoice, json!({})).await;
        let path = format!("/api/invoices/{invoice}/pay");
        let other = pay(app, &token, &invoice, json!({})).await;
        assert_ne!((id(&other), page(&other)), (id(&begun), page(&begun)));
        assert_eq!(app.nobody_on("acme").get(&page(&begun)).await.status, 404);
        let works = card(app, &ada, WORKS).await;
        app.run_jobs().await;
        app.mails();
        let header = [("Idempotency-Key", "once"), ("Content-Type", "application/json")];
        let body = json!({ "paymentMethod": works }).to_string();
        for _ in 0..2 {
            let paid = app.with(&token).send(Method::POST, &path, Some(body.clone()), &header).await.expect(201);
            assert_eq!((&paid["status"], &paid["paymentMethod"]), (&json!("succeeded"), &json!(works)));
        }
        assert_eq!(statuses(app, &invoice).await, ["failed \"cancelled\"", "failed \"cancelled\"", "succeeded null"]);
        assert_eq!((app.gateway.taken(), app.nobody_on("acme").get(&page(&other)).await.status), (1, 404));
        app.advance(TimeDelta::hours(1));
        app.run_jobs().await;
        let subjects: Vec<_> = app.mails().into_iter().map(|mail| mail.1).collect();
        assert_eq!(subjects.len(), 1, "a receipt, and no word of what was given up: {subjects:?}");
        let again = app.signed_in(&ada).await.post(&path, json!({})).await;
        assert_eq!(again.refused(409), "wrong-state", "it is paid");
    }
}

api_test! {
    /// Money that was thought lost is there: what was begun in its place can be confirmed no more, and nobody pays twice.
    async fn late_money_calls_off_what_waits_for_its_owner(app: TestApp) {
        let (ada, invoice, lost) = unanswered(app, "ada@example.com", "away").await;
        app.advance(TimeDelta::hours(24));
        app.key().post(&giving_up::path(&lost), json!({})).await.expect(200);
        let asks = card(app, &ada, ASKS).await;
        let token = app.token(&ada).await;
        let begun = pay(app, &token, &invoice, json!({ "paymentMethod": asks })).await;
        app.gateway.collect(&taken(app, &lost)).await.unwrap();
        app.advance(TimeDelta::minutes(2));
        app.run_jobs().await;
        assert_eq!(app.nobody_on("acme").get(&page(&begun)).await.status, 404);
        assert_eq!(statuses(app, &invoice).await, ["succeeded null", "failed \"authentication_required\""]);
        assert_eq!((confirm(app, &token, &id(&begun)).await["status"].clone(), app.gateway.taken()), (json!("failed"), 1));
        let paid = app.key().get(&format!("/api/invoices/{invoice}")).await.expect(200);
        assert_eq!((&paid["status"], &paid["refundAmount"]["amount"]), (&json!("STATUS_PAID"), &json!(0)));
        assert_eq!(paid["lastPaymentFailed"], false);
        app.advance(TimeDelta::hours(1));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// The same request again, after a lost answer, leads to the same page.
    async fn the_same_request_again_waits_for_the_same(app: TestApp) {
        let (_, invoice, token) = asked(app, "ada@example.com").await;
        let header = [("Idempotency-Key", "once"), ("Content-Type", "application/json")];
        let path = format!("/api/invoices/{invoice}/pay");
        let again = async || app.with(&token).send(Method::POST, &path, Some("{}".into()), &header).await.expect(201);
        assert_eq!(again().await, again().await);
        assert_eq!(statuses(app, &invoice).await, ["pending null"]);
        app.advance(TimeDelta::hours(1));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// A program of the merchant's says where their customer comes back to; without that, and by itself, nobody is there.
    async fn without_its_owner_it_fails_at_once(app: TestApp) {
        let (_, invoice, token) = asked(app, "ada@example.com").await;
        let key = app.acme.key.clone();
        let alone = pay(app, &key, &invoice, json!({})).await;
        assert_eq!((&alone["status"], &alone["failureReason"]), (&json!("failed"), &json!("authentication_required")));
        let path = format!("/api/invoices/{invoice}/pay");
        let elsewhere = json!({ "returnUrl": "https://elsewhere.example/paid" });
        assert_eq!(app.key().post(&path, elsewhere.clone()).await.violations(), ["returnUrl"]);
        assert_eq!(app.with(&token).post(&path, elsewhere).await.violations(), ["returnUrl"]);
        app.switch(json!({ "returnHosts": ["shop.example"] })).await;
        let waiting = pay(app, &key, &invoice, json!({ "returnUrl": "https://shop.example/paid?order=7" })).await;
        let back = press(app, &page(&waiting), "").await;
        assert_eq!(back, format!("https://shop.example/paid?order=7&payment={}", id(&waiting)));
        assert_eq!(confirm(app, &key, &id(&waiting)).await["status"], "succeeded");
        let (_, of_bob, token) = asked(app, "bob@example.com").await;
        let theirs = app.with(&token).post(&format!("/api/payments/{}/confirm", id(&waiting)), json!({})).await;
        assert_eq!(theirs.refused(404), "not-found");
        assert_eq!(statuses(app, &of_bob).await, Vec::<String>::new());
        app.run_jobs().await;
        app.mails();
    }
}
