//! Providers that send several events in one delivery: all of them count, each once, or none does.

use portico::adapters::payment::testing::{Lost, notices::SIGNATURE};
use reqwest::Method;
use serde_json::{Value, json};

use super::collecting::payments;
use crate::support::{Answer, TestApp, api_test, id};

async fn send(app: &TestApp, events: &Value) -> Answer {
    let body = json!({ "events": events }).to_string();
    let signature = app.gateway.sign(body.as_bytes()).unwrap();
    send_signed(app, body, &signature).await
}

async fn send_signed(app: &TestApp, body: String, signature: &str) -> Answer {
    let path = "/api/public/gateways/testing/events";
    let visitor = app.nobody_on("acme");
    visitor
        .send(Method::POST, path, Some(body), &[(SIGNATURE, signature)])
        .await
}

/// A debit that is on its way; gives its invoice and the payment.
async fn underway(app: &TestApp, email: &str, iban: &str) -> (String, String) {
    let customer = app.customer(email).await;
    let body =
        json!({ "gateway": "testing", "type": "sepa_debit", "customerId": customer, "testing": { "number": iban } });
    app.key().post("/api/payment-methods", body).await.expect(201);
    let invoice = id(&app.invoice(&customer, email).await);
    let pay = format!("/api/invoices/{invoice}/pay");
    let payment = app.key().post(&pay, json!({})).await.expect(201);
    assert_eq!(payment["status"], "underway");
    (invoice, id(&payment))
}

api_test! {
    /// Whatever is wrong with a delivery, nothing of it counts; and what came before does not count again in another.
    async fn events_that_come_together_count_together_and_once(app: TestApp) {
        // What is on its way is asked for now, and not again within six hours.
        app.run_jobs().await;
        let (comes, paid) = underway(app, "ada@example.com", "AT611904300234573201").await;
        let (fails, failed) = underway(app, "bob@example.com", "DE62370400440532013001").await;
        app.run_jobs().await;
        app.mails();
        let events = json!([{ "id": "EV2", "payment": paid }, { "id": "EV1", "payment": failed }, { "id": "EV2", "payment": paid }]);
        let before = app.row_counts().await;

        let body = json!({ "events": events }).to_string();
        let signature = app.gateway.sign(body.as_bytes()).unwrap();
        let forged = send_signed(app, body.replace("EV1", "EV3"), &signature).await;
        assert_eq!(forged.refused(400), "malformed-request");
        let half = send(app, &json!([{ "id": "EV1", "payment": failed }, {}])).await;
        assert_eq!(half.refused(400), "malformed-request");
        // Whether it is genuine could not be asked: the provider sends it again.
        app.gateway.loses(Lost::Answer);
        let unknown = send_signed(app, body.clone(), &signature).await;
        assert_eq!(unknown.status, 503);
        assert!(app.rows_since(&before).await.is_empty(), "also nothing to be done later");

        assert_eq!(send_signed(app, body, &signature).await.status, 200);
        let more = app.rows_since(&before).await;
        assert_eq!(more, [(2, "gateway_events".to_owned()), (2, "outbox".to_owned())]);
        let told = async |invoice: &str| payments(app, invoice).await[0].0.clone();
        assert_eq!((told(&comes).await, told(&fails).await), ("underway".to_owned(), "underway".to_owned()));
        app.run_jobs().await;
        assert_eq!((told(&comes).await, told(&fails).await), ("succeeded".to_owned(), "failed".to_owned()));

        let before = app.row_counts().await;
        let another = json!([{ "id": "EV1", "payment": failed }, { "id": "EV3" }, { "id": "EV2", "payment": paid }]);
        assert_eq!(send(app, &another).await.status, 200);
        assert_eq!(app.rows_since(&before).await, [(1, "gateway_events".to_owned())], "only one was new, and says nothing");
        app.mails();
    }
}
