//! Payments whose answer never comes are given up by the merchant's staff.

use chrono::TimeDelta;
use portico::{
    auth::Scope,
    db::entities::outbox,
    features::payments::store,
    ports::payment::{Charge, Charges},
};
use portico_shared::{Money, invoices::PaymentStatus, payment_methods::PaymentMethodType};
use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::collecting::{card, invoice_of, payments, with_stripe};
use crate::support::{
    Kind, TestApp, api_test, id,
    stripe::{ANOTHER_ACCOUNT, Fault, PUBLISHABLE_KEY, SECRET_KEY, Stripe},
};

const DAY: TimeDelta = TimeDelta::hours(24);

/// An invoice of a new customer and a payment for it that has no answer; gives the customer and both.
pub async fn unanswered(app: &TestApp, email: &str, reference: &str) -> (String, String, String) {
    let customer = app.customer(email).await;
    let method = app.method(&customer, reference).await;
    app.default_method(&customer, &method).await;
    let invoice = id(&app.invoice(&customer, email).await);
    let pay = format!("/api/invoices/{invoice}/pay");
    let begun = app.key().post(&pay, json!({})).await.expect(201);
    assert_eq!(begun["status"], "pending");
    (customer, invoice, id(&begun))
}

pub fn path(payment: &str) -> String {
    format!("/api/payments/{payment}/give-up")
}

/// What has the testing gateway take the money of such a payment after all.
pub fn taken(app: &TestApp, payment: &str) -> Charge {
    Charge {
        attempt: payment.parse().unwrap(),
        since: app.now(),
        amount: Money::new(11900, "EUR".parse().unwrap()),
        kind: PaymentMethodType::Card,
        method: "fine".into(),
        debtor: None,
        reference: None,
        statement: String::new(),
        was_asked: false,
        return_url: None,
    }
}

async fn can_be_given_up(app: &TestApp, proof: &str, invoice: &str) -> Value {
    let path = format!("/api/invoices/{invoice}/payments");
    app.with(proof).get(&path).await.expect(200)["data"][0]["canBeGivenUp"].clone()
}

fn given_up() -> (String, Value) {
    ("failed".to_owned(), json!("given_up"))
}

api_test! {
    /// Not within a day. Then the invoice is open again, and nothing is collected by itself: the provider may have the money.
    async fn what_got_no_answer_for_a_day_is_given_up(app: TestApp) {
        let (ada, invoice, payment) = unanswered(app, "ada@example.com", "away").await;
        app.advance(DAY - TimeDelta::seconds(1));
        app.run_jobs().await;
        assert_eq!(app.key().post(&path(&payment), json!({})).await.refused(409), "wrong-state");
        assert_eq!(can_be_given_up(app, &app.acme.key, &invoice).await, false);
        app.advance(TimeDelta::seconds(1));
        assert_eq!(can_be_given_up(app, &app.acme.key, &invoice).await, true);
        assert_eq!(can_be_given_up(app, &app.token(&ada).await, &invoice).await, false, "not by its customer");
        assert_eq!(app.with(&app.rival.key).post(&path(&payment), json!({})).await.refused(404), "not-found");
        let header = [("Idempotency-Key", "once"), ("Content-Type", "application/json")];
        for _ in 0..2 {
            let failed = app.key().send(Method::POST, &path(&payment), Some("{}".into()), &header).await.expect(200);
            assert_eq!((&failed["status"], &failed["failureReason"]), (&json!("failed"), &json!("given_up")));
        }
        assert_eq!(app.key().post(&path(&payment), json!({})).await.refused(409), "wrong-state");
        let log = app.key().get("/api/audit-log?action=payment.given_up").await.expect(200);
        let row = &log["data"][0];
        assert!(row["actor"].as_str().unwrap().starts_with("api:"));
        assert_eq!((&row["subject"], log["data"].as_array().unwrap().len()), (&json!(invoice), 1));
        let open = invoice_of(app, &ada).await;
        assert_eq!((&open["status"], &open["lastPaymentFailed"]), (&json!("STATUS_UNPAID"), &json!(false)));
        app.advance(TimeDelta::days(20));
        app.run_jobs().await;
        assert_eq!(payments(app, &invoice).await, [given_up()]);
        app.key().post(&format!("/api/invoices/{invoice}/payments"), json!({})).await.expect(201);
        assert_eq!(invoice_of(app, &ada).await["status"], "STATUS_PAID");
        app.mails();
    }
}

api_test! {
    /// What the provider says when it is asked once more counts; what has an answer, or needs none, is not given up.
    async fn an_answer_in_the_last_moment_counts(app: TestApp) {
        let (ada, invoice, payment) = unanswered(app, "ada@example.com", "lost_answer").await;
        app.advance(DAY);
        let paid = app.key().post(&path(&payment), json!({})).await.expect(200);
        assert_eq!((&paid["status"], &paid["failureReason"]), (&json!("succeeded"), &Value::Null));
        assert_eq!((&invoice_of(app, &ada).await["status"], app.gateway.taken()), (&json!("STATUS_PAID"), 1));
        assert_eq!(app.key().post(&path(&payment), json!({})).await.refused(409), "wrong-state");
        assert_eq!(payments(app, &invoice).await, [("succeeded".to_owned(), Value::Null)]);

        app.set_up_debits().await;
        let bob = app.customer("bob@example.com").await;
        app.mandate(&bob).await;
        let invoice = id(&app.invoice(&bob, "2").await);
        let debit = app.key().post(&format!("/api/invoices/{invoice}/pay"), json!({})).await.expect(201);
        assert_eq!(debit["status"], "underway");
        app.advance(DAY);
        assert_eq!(app.key().post(&path(&id(&debit)), json!({})).await.refused(409), "wrong-state");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// The provider is asked on. Money that is there after all is recorded; what was paid twice by then is to be given back.
    async fn money_that_came_in_all_the_same_is_not_lost(app: TestApp) {
        for (email, is_paid_otherwise) in [("ada@example.com", false), ("bob@example.com", true)] {
            let (customer, invoice, payment) = unanswered(app, email, "away").await;
            app.advance(DAY);
            app.key().post(&path(&payment), json!({})).await.expect(200);
            if is_paid_otherwise {
                app.key().post(&format!("/api/invoices/{invoice}/payments"), json!({})).await.expect(201);
            }
            app.gateway.collect(&taken(app, &payment)).await.unwrap();
            app.advance(TimeDelta::minutes(2));
            app.run_jobs().await;
            assert_eq!(payments(app, &invoice).await[0], ("succeeded".to_owned(), Value::Null));
            let paid = invoice_of(app, &customer).await;
            let twice = if is_paid_otherwise { 11900 } else { 0 };
            assert_eq!((&paid["status"], &paid["openAmount"]["amount"]), (&json!("STATUS_PAID"), &json!(0)));
            assert_eq!((&paid["paidAmount"]["amount"], &paid["refundAmount"]["amount"]), (&json!(11900 + twice), &json!(twice)));
        }
        app.mails();
    }
}

api_test! {
    /// The provider may have the money: the customer is not told to pay in another way, and what they choose or add takes none by itself.
    async fn nobody_is_led_to_pay_twice_what_was_given_up(app: TestApp) {
        app.send_all_mails().await;
        let (ada, invoice, payment) = unanswered(app, "ada@example.com", "away").await;
        app.advance(DAY);
        app.key().post(&path(&payment), json!({})).await.expect(200);
        let fine = app.method(&ada, "fine").await;
        let chosen = json!({ "paymentMethodId": fine });
        app.signed_in(&ada).await.put(&format!("/api/invoices/{invoice}/payment-method"), chosen).await.expect(200);
        let card = json!({ "gateway": "testing", "type": "card", "testing": { "number": "4242424242424242" } });
        let link = app.link_holder(&ada).await;
        app.with(&link).post("/api/payment-methods", card).await.expect(201);
        app.run_jobs().await;
        app.advance(TimeDelta::hours(5));
        app.run_jobs().await;
        assert_eq!((payments(app, &invoice).await, app.gateway.taken()), (vec![given_up()], 0));
        let told = app.key().get("/api/mails?kind=payment_failed").await.expect(200);
        assert_eq!(told["data"], json!([]));
        let paid = app.key().post(&format!("/api/invoices/{invoice}/pay"), json!({})).await.expect(201);
        assert_eq!((&paid["status"], app.gateway.taken()), (&json!("succeeded"), 1), "staff decide");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// What was asked for while the payment was open was about that one: it begins no other.
    async fn what_was_asked_for_before_begins_nothing_anew(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let method = app.method(&ada, "declined").await;
        app.default_method(&ada, &method).await;
        let invoice = id(&app.invoice(&ada, "1").await);
        let pay = format!("/api/invoices/{invoice}/pay");
        assert_eq!(app.key().post(&pay, json!({})).await.expect(201)["status"], "failed");
        app.set_method_reference(&method, "away").await;
        app.advance(TimeDelta::minutes(1));
        let begun = app.key().post(&pay, json!({})).await.expect(201);
        assert_eq!(begun["status"], "pending");
        app.advance(TimeDelta::minutes(1));
        let chosen = json!({ "paymentMethodId": app.method(&ada, "fine").await });
        app.key().put(&format!("/api/invoices/{invoice}/payment-method"), chosen).await.expect(200);
        app.run_jobs().await;
        app.advance(DAY);
        app.key().post(&path(&id(&begun)), json!({})).await.expect(200);
        app.advance(TimeDelta::hours(5));
        app.run_jobs().await;
        let failed = ("failed".to_owned(), json!("insufficient_funds"));
        assert_eq!((payments(app, &invoice).await, app.gateway.taken()), (vec![failed, given_up()], 0));
        app.mails();
    }
}

/// Stripe has the money of an invoice, and its answer never came; gives the customer, the invoice and the payment.
async fn charged(app: &TestApp, stripe: &Stripe, email: &str) -> (String, String, String) {
    let customer = app.customer(email).await;
    card(app, stripe, &customer, "4242424242424242").await;
    let invoice = id(&app.invoice(&customer, email).await);
    stripe.fail_next("POST /v1/payment_intents", Fault::CutAfter);
    let pay = format!("/api/invoices/{invoice}/pay");
    let begun = app.key().post(&pay, json!({})).await.expect(201);
    assert_eq!(begun["status"], "pending");
    app.advance(DAY);
    (customer, invoice, id(&begun))
}

async fn give_up(app: &TestApp, stripe: &Stripe, payment: &str) {
    stripe.fail_next("GET /v1/payment_intents", Fault::CutBefore);
    let failed = app.key().post(&path(payment), json!({})).await.expect(200);
    assert_eq!(failed["failureReason"], "given_up");
}

/// Another account knows nothing of it: that is no answer.
#[actix_web::test]
async fn the_account_that_was_asked_is_asked_on() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let (ada, invoice, payment) = charged(&app, &stripe, "ada@example.com").await;
    give_up(&app, &stripe, &payment).await;
    let set_up = async |publishable: &str, secret: &str| {
        let keys = json!({ "publishableKey": publishable, "secretKey": secret });
        let path = "/api/payment-gateways/stripe";
        app.key().put(path, json!({ "stripe": keys })).await.expect(200);
        app.advance(TimeDelta::hours(1));
        app.run_jobs().await;
    };
    set_up("pk_test_another", &format!("{ANOTHER_ACCOUNT}1")).await;
    assert_eq!(payments(&app, &invoice).await, [given_up()]);
    set_up(PUBLISHABLE_KEY, SECRET_KEY).await;
    assert_eq!(payments(&app, &invoice).await, [("succeeded".to_owned(), Value::Null)]);
    assert_eq!(invoice_of(&app, &ada).await["status"], "STATUS_PAID");
    app.mails();
    app.finish().await;
    stripe.stop().await;
}

/// Stripe is asked by its name for the customer, which is forgotten here with all else.
#[actix_web::test]
async fn money_of_whoever_is_erased_is_found_all_the_same() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let (ada, invoice, payment) = charged(&app, &stripe, "ada@example.com").await;
    give_up(&app, &stripe, &payment).await;
    app.key()
        .post(&format!("/api/invoices/{invoice}/payments"), json!({}))
        .await
        .expect(201);
    app.key()
        .post(&format!("/api/customers/{ada}/erase"), json!({}))
        .await
        .expect(200);
    app.advance(TimeDelta::minutes(2));
    app.run_jobs().await;
    let (db, scope) = (app.context.db.read(), Scope::of_tenant(app.acme.id));
    let found = store::find(db, scope, payment.parse().unwrap()).await.unwrap();
    assert_eq!(found.unwrap().status, PaymentStatus::Succeeded);
    app.mails();
    app.finish().await;
    stripe.stop().await;
}

/// Whoever looks at Stripe, as the console tells them to, may give the money back there: before the payment is given up, or after.
#[actix_web::test]
async fn what_was_given_back_at_the_provider_is_not_paid() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let mut all = Vec::new();
    for (email, is_before) in [("ada@example.com", false), ("bob@example.com", true)] {
        let (customer, invoice, payment) = charged(&app, &stripe, email).await;
        if !is_before {
            give_up(&app, &stripe, &payment).await;
        }
        let intents = stripe.get("/v1/payment_intents?limit=100").await;
        let ours = |one: &&Value| one["metadata"]["portico_payment"] == payment.as_str();
        let intent = intents["data"].as_array().unwrap().iter().find(ours).unwrap();
        stripe.refund(intent["id"].as_str().unwrap()).await;
        if is_before {
            let failed = app.key().post(&path(&payment), json!({})).await.expect(200);
            assert_eq!(failed["failureReason"], "refunded");
        }
        all.push((customer, invoice));
    }
    for days in [1, 20] {
        app.advance(TimeDelta::days(days));
        app.run_jobs().await;
        for (customer, invoice) in &all {
            let refunded = ("failed".to_owned(), json!("refunded"));
            assert_eq!(payments(&app, invoice).await, [refunded]);
            let open = invoice_of(&app, customer).await;
            let told = (&open["status"], &open["lastPaymentFailed"]);
            assert_eq!(told, (&json!("STATUS_UNPAID"), &json!(false)));
        }
    }
    app.mails();
    app.finish().await;
    stripe.stop().await;
}

/// No answer at all: the provider is gone, and is asked on.
#[actix_web::test]
async fn a_provider_that_is_gone_keeps_no_invoice_busy() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let ada = app.customer("ada@example.com").await;
    card(&app, &stripe, &ada, "4242424242424242").await;
    let invoice = id(&app.invoice(&ada, "1").await);
    stripe.fail_next("POST /v1/payment_intents", Fault::CutBefore);
    let pay = format!("/api/invoices/{invoice}/pay");
    let begun = app.key().post(&pay, json!({})).await.expect(201);
    assert_eq!(begun["status"], "pending");
    stripe.stop().await;
    app.advance(DAY);
    app.key().post(&path(&id(&begun)), json!({})).await.expect(200);
    assert_eq!(payments(&app, &invoice).await, [given_up()]);
    app.advance(TimeDelta::days(2));
    app.run_jobs().await;
    assert_eq!(payments(&app, &invoice).await, [given_up()]);
    app.key()
        .post(&format!("/api/invoices/{invoice}/payments"), json!({}))
        .await
        .expect(201);
    app.mails();
    app.finish().await;
}

/// What waits to be done, now or later.
async fn count_waiting(app: &TestApp) -> u64 {
    let waiting = outbox::Entity::find().filter(outbox::Column::DoneAt.is_null());
    waiting.count(app.context.db.read()).await.unwrap()
}

/// A provider that stays away is asked for a month. Then that is noted, once.
#[actix_web::test]
async fn a_provider_that_stays_away_is_asked_for_a_month() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let ada = app.customer("ada@example.com").await;
    card(&app, &stripe, &ada, "4242424242424242").await;
    let invoice = id(&app.invoice(&ada, "1").await);
    stripe.fail_next("POST /v1/payment_intents", Fault::CutBefore);
    let pay = format!("/api/invoices/{invoice}/pay");
    let begun = app.key().post(&pay, json!({})).await.expect(201);
    stripe.stop().await;
    app.advance(DAY);
    app.key().post(&path(&id(&begun)), json!({})).await.expect(200);
    for (days, waits, noted) in [(29, 1, 0), (1, 0, 1), (10, 0, 1)] {
        app.advance(TimeDelta::days(days));
        app.run_jobs().await;
        let log = app.key().get("/api/audit-log?action=payment.asked_no_more").await;
        let log = log.expect(200)["data"].as_array().unwrap().clone();
        assert_eq!(
            (count_waiting(&app).await, log.len()),
            (waits, noted),
            "{days} more days"
        );
        assert!(log.iter().all(|row| row["subject"] == invoice.as_str()));
    }
    assert_eq!(payments(&app, &invoice).await, [given_up()]);
    app.mails();
    app.finish().await;
}
