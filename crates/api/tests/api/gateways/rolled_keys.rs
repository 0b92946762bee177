//! A merchant gets other keys for the same account at Stripe.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{
    collecting::{card, invoice_of, payments, send_event, with_stripe},
    stripe::SIGNING,
};
use crate::support::{
    Answer, Kind, TestApp, id,
    stripe::{ANOTHER_ACCOUNT, Fault, PUBLISHABLE_KEY, SECRET_KEY},
};

const PATH: &str = "/api/payment-gateways/stripe";
const ROLLED: &str = "pk_test_rolled";

async fn roll(app: &TestApp, secret: &str) -> Answer {
    let keys = json!({ "publishableKey": ROLLED, "secretKey": secret });
    app.key().put(PATH, json!({ "stripe": keys })).await
}

/// Also while a payment has no answer: it is asked for with the new keys.
#[actix_web::test]
async fn what_is_stored_goes_on_under_other_keys_of_the_same_account() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let ada = app.customer("ada@example.com").await;
    let method = id(&card(&app, &stripe, &ada, "4242424242424242").await["paymentMethod"]);
    let invoice = id(&app.invoice(&ada, "1").await);
    stripe.fail_next("POST /v1/payment_intents", Fault::CutBefore);
    let pay = format!("/api/invoices/{invoice}/pay");
    assert_eq!(app.key().post(&pay, json!({})).await.expect(201)["status"], "pending");

    let view = roll(&app, "sk_test_rolled_1234567890").await.expect(200);
    assert_eq!(
        (&view["stripe"]["publishableKey"], &view["methodsElsewhere"]),
        (&json!(ROLLED), &json!(0))
    );
    let path = format!("/api/payment-methods/{method}");
    assert_eq!(app.key().get(&path).await.expect(200)["status"], "active");
    let log = app
        .key()
        .get("/api/audit-log?action=payment-gateway.changed&order[at]=asc")
        .await
        .expect(200);
    let told = log["data"].as_array().unwrap().last().unwrap()["changes"].clone();
    let kept = json!({ "field": "methodsKept", "before": null, "after": "1" });
    assert!(told.as_array().unwrap().contains(&kept), "{told}");

    app.advance(TimeDelta::minutes(2));
    app.run_jobs().await;
    assert_eq!(payments(&app, &invoice).await, [("succeeded".to_owned(), Value::Null)]);
    assert_eq!(invoice_of(&app, &ada).await["status"], "STATUS_PAID");
    // The same card is the same method, and its customer the same at Stripe.
    let again = card(&app, &stripe, &ada, "4242424242424242").await;
    assert_eq!(id(&again["paymentMethod"]), method);
    let customers = stripe.get("/v1/customers?limit=100").await;
    assert_eq!(customers["data"].as_array().unwrap().len(), 1);
    app.run_jobs().await;
    app.mails();
    app.finish().await;
    stripe.stop().await;
}

/// Not by methods that can be collected with alone: one that expired, or is being typed in, is kept by the same account, too.
#[actix_web::test]
async fn an_account_is_recognised_by_whatever_it_keeps() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let ada = app.customer("ada@example.com").await;
    let begun = async || {
        let body = json!({ "gateway": "stripe", "type": "card", "customerId": ada });
        let begun = app.key().post("/api/payment-methods", body).await.expect(201);
        let secret = begun["actionRequired"]["details"]["clientSecret"].as_str().unwrap();
        (id(&begun), secret.to_owned())
    };
    let confirm = async |method: &str| {
        let path = format!("/api/payment-methods/{method}/confirm");
        app.key().post(&path, json!({})).await
    };
    let (method, secret) = begun().await;
    roll(&app, "sk_test_rolled_1234567890").await.expect(200);
    stripe.type_card(&secret, "4242424242424242").await;
    assert_eq!(confirm(&method).await.expect(200)["status"], "success");

    app.expire_method(&method, "2026-11-21").await;
    app.run_jobs().await;
    let path = format!("/api/payment-methods/{method}");
    let known = app.key().get(&path).await.expect(200);
    assert_eq!(known["status"], "expired");
    let (other, of_other) = begun().await;
    let keys = json!({ "publishableKey": PUBLISHABLE_KEY, "secretKey": SECRET_KEY, "webhookSecret": SIGNING });
    app.key().put(PATH, json!({ "stripe": keys })).await.expect(200);
    // Its bank renews the card.
    let reference = known["referenceId"].as_str().unwrap();
    stripe.renew_card(reference, 2040).await;
    let object = json!({ "object": "payment_method", "id": reference });
    let event = json!({ "id": "evt_1", "type": "payment_method.updated", "data": { "object": object } });
    assert_eq!(send_event(&app, &event).await.status, 200);
    app.run_jobs().await;
    assert_eq!(app.key().get(&path).await.expect(200)["status"], "active");

    // What nobody goes on with is called off with the new keys.
    app.key()
        .post(&format!("/api/payment-methods/{other}/remove"), json!({}))
        .await
        .expect(204);
    app.run_jobs().await;
    let (setup, _) = of_other.split_once("_secret_").unwrap();
    let left = stripe.get(&format!("/v1/setup_intents/{setup}")).await;
    assert_eq!(left["status"], "canceled");
    app.mails();
    app.finish().await;
    stripe.stop().await;
}

/// Another account knows nothing of what was begun in the first.
#[actix_web::test]
async fn what_was_begun_in_another_account_is_not_gone_on_with() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let ada = app.customer("ada@example.com").await;
    let body = json!({ "gateway": "stripe", "type": "card", "customerId": ada });
    let begun = id(&app.key().post("/api/payment-methods", body).await.expect(201));
    roll(&app, &format!("{ANOTHER_ACCOUNT}1234567890")).await.expect(200);
    let confirm = format!("/api/payment-methods/{begun}/confirm");
    let refused = app.key().post(&confirm, json!({})).await;
    assert_eq!(refused.refused(409), "gateway-not-configured");
    app.run_jobs().await;
    app.mails();
    app.finish().await;
    stripe.stop().await;
}

/// Before it is known whose the keys are, nothing is changed.
#[actix_web::test]
async fn keys_that_cannot_be_asked_with_change_nothing() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let ada = app.customer("ada@example.com").await;
    card(&app, &stripe, &ada, "4242424242424242").await;
    let secret = "sk_test_rolled_1234567890";
    stripe.fail_next("GET /v1/payment_methods", Fault::CutBefore);
    assert_eq!(roll(&app, secret).await.refused(503), "unavailable");
    stripe.fail_next("GET /v1/payment_methods", Fault::Forbidden);
    assert_eq!(roll(&app, secret).await.violations(), ["stripe.secretKey"]);
    let unknown = roll(&app, "rk_test_1234567890").await;
    assert_eq!(
        unknown.violations(),
        ["stripe.secretKey"],
        "the stand-in knows no restricted keys"
    );
    let view = app.key().get(PATH).await.expect(200);
    assert_eq!(view["stripe"]["publishableKey"], PUBLISHABLE_KEY);
    app.run_jobs().await;
    app.mails();
    app.finish().await;
    stripe.stop().await;
}
