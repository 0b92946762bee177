//! What was begun at Stripe and is thrown away here is called off there.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use super::collecting::with_stripe;
use crate::support::{
    Answer, Kind, TestApp, id,
    stripe::{Fault, Stripe},
};

/// Begins a card; gives the method, and the secret that its customer's browser has.
async fn begin(app: &TestApp, customer: &str) -> (String, String) {
    let body = json!({ "gateway": "stripe", "type": "card", "customerId": customer });
    let begun = app.key().post("/api/payment-methods", body).await.expect(201);
    let secret = begun["actionRequired"]["details"]["clientSecret"].as_str().unwrap();
    (id(&begun), secret.to_owned())
}

async fn begin_once(app: &TestApp, customer: &str, key: &str) -> Answer {
    let body = json!({ "gateway": "stripe", "type": "card", "customerId": customer }).to_string();
    let headers = [("Idempotency-Key", key)];
    app.key()
        .send(Method::POST, "/api/payment-methods", Some(body), &headers)
        .await
}

async fn throw_away(app: &TestApp, method: &str) {
    let path = format!("/api/payment-methods/{method}/remove");
    app.key().post(&path, json!({})).await.expect(204);
}

/// What was begun, as Stripe has it.
async fn setup(stripe: &Stripe, secret: &str) -> Value {
    let (name, _) = secret.split_once("_secret_").unwrap();
    stripe.get(&format!("/v1/setup_intents/{name}")).await
}

/// What was completed there is kept for nobody.
async fn is_forgotten(stripe: &Stripe, secret: &str) -> bool {
    let complete = setup(stripe, secret).await;
    assert_eq!(complete["status"], "succeeded");
    let method = complete["payment_method"].as_str().unwrap();
    let kept = stripe.get(&format!("/v1/payment_methods/{method}")).await;
    kept["customer"].is_null()
}

/// A provider that is away keeps nobody from removing: it is told later. What was typed in first is forgotten.
#[actix_web::test]
async fn what_is_thrown_away_is_called_off_at_stripe() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let ada = app.customer("ada@example.com").await;
    let (thrown, of_thrown) = begin(&app, &ada).await;
    let (_, of_left) = begin(&app, &ada).await;
    let (typed, of_typed) = begin(&app, &ada).await;
    stripe.fail_next("POST /v1/setup_intents", Fault::CutBefore);
    throw_away(&app, &thrown).await;
    app.run_jobs().await;
    assert_eq!(setup(&stripe, &of_thrown).await["status"], "requires_payment_method");
    app.advance(TimeDelta::minutes(1));
    app.run_jobs().await;
    assert_eq!(setup(&stripe, &of_thrown).await["status"], "canceled");

    stripe.type_card(&of_typed, "4242424242424242").await;
    throw_away(&app, &typed).await;
    app.run_jobs().await;
    assert!(is_forgotten(&stripe, &of_typed).await);

    app.advance(TimeDelta::hours(25));
    app.run_jobs().await;
    assert_eq!(
        setup(&stripe, &of_left).await["status"],
        "canceled",
        "nobody completed it in a day"
    );
    app.mails();
    app.finish().await;
    stripe.stop().await;
}

/// The same request again begins nothing; of twins at once, what the slower ones began is called off.
#[actix_web::test]
async fn what_is_begun_twice_is_not_left_at_stripe() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let ada = app.customer("ada@example.com").await;
    let begun = async || {
        let all = stripe.get("/v1/setup_intents?limit=100").await["data"].take();
        let all: Vec<Value> = serde_json::from_value(all).unwrap();
        let open = all.iter().filter(|one| one["status"] != "canceled").count();
        (all.len(), open)
    };
    let first = begin_once(&app, &ada, "k1").await;
    let again = begin_once(&app, &ada, "k1").await;
    assert_eq!(
        (again.header("idempotency-replayed"), &again.text),
        ("true", &first.text)
    );
    assert_eq!(begun().await, (1, 1));

    let twins = futures_util::future::join_all((0..4).map(|_| begin_once(&app, &ada, "k2"))).await;
    let added: Vec<_> = twins.iter().filter(|twin| twin.status == 201).collect();
    assert!(added.iter().all(|twin| twin.text == added[0].text), "{twins:?}");
    assert!(twins.iter().all(|twin| matches!(twin.status, 201 | 409)), "{twins:?}");
    app.run_jobs().await;
    assert_eq!(begun().await.1, 2, "one for each key");
    let methods = app.key().get(&format!("/api/payment-methods?customer={ada}")).await;
    assert_eq!(methods.expect(200)["data"].as_array().unwrap().len(), 2);
    app.mails();
    app.finish().await;
    stripe.stop().await;
}

/// Nothing here knows of it any more; what was thrown away before, and Stripe has not heard of yet, is not left there either.
#[actix_web::test]
async fn what_an_erased_customer_had_begun_is_called_off_at_stripe() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let ada = app.customer("ada@example.com").await;
    let (thrown, of_thrown) = begin(&app, &ada).await;
    let (_, of_left) = begin(&app, &ada).await;
    let (_, of_typed) = begin(&app, &ada).await;
    stripe.fail_next("POST /v1/setup_intents", Fault::CutBefore);
    throw_away(&app, &thrown).await;
    app.run_jobs().await;
    let erased = app.key().post(&format!("/api/customers/{ada}/erase"), json!({})).await;
    erased.expect(200);
    // The page was still open.
    stripe.type_card(&of_typed, "4242424242424242").await;
    app.advance(TimeDelta::minutes(1));
    app.run_jobs().await;
    for secret in [of_thrown, of_left] {
        assert_eq!(setup(&stripe, &secret).await["status"], "canceled");
    }
    assert!(is_forgotten(&stripe, &of_typed).await);
    app.mails();
    app.finish().await;
    stripe.stop().await;
}
