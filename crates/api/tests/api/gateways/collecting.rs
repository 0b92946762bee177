//! Money that comes late, is tried again, and is taken back; and Stripe through the API from card to paid invoice.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use super::stripe::{SIGNING, signed};
use crate::support::{
    Answer, Kind, TestApp, api_test, id,
    stripe::{ANOTHER_ACCOUNT, Fault, PUBLISHABLE_KEY, SECRET_KEY, Stripe},
    yearly,
};

/// A monthly subscription from today, billed and collected as far as that goes; gives the invoice's id.
async fn billed(app: &TestApp, customer: &str) -> String {
    let mut new = yearly(customer);
    new["contractStart"] = json!("2026-11-22");
    app.key().post("/api/subscriptions", new).await.expect(201);
    app.key().post("/api/billing-runs", json!({})).await.expect(202);
    app.run_jobs().await;
    invoice_of(app, customer).await["id"].as_str().unwrap().to_owned()
}

pub async fn invoice_of(app: &TestApp, customer: &str) -> Value {
    app.key()
        .get(&format!("/api/invoices?customer={customer}"))
        .await
        .expect(200)["data"][0]
        .clone()
}

pub async fn payments(app: &TestApp, invoice: &str) -> Vec<(String, Value)> {
    let all = app
        .key()
        .get(&format!("/api/invoices/{invoice}/payments"))
        .await
        .expect(200);
    let told = |one: &Value| (one["status"].as_str().unwrap().to_owned(), one["failureReason"].clone());
    all["data"].as_array().unwrap().iter().map(told).collect()
}

api_test! {
    /// By the merchant's schedule, counted from each failure, and no more once it is used up.
    async fn what_failed_is_tried_again_by_the_schedule(app: TestApp) {
        app.key().patch("/api/settings/collection", json!({ "retryDays": [3, 5] })).await.expect(200);
        let ada = app.customer("ada@example.com").await;
        let method = app.method(&ada, "declined").await;
        app.default_method(&ada, &method).await;
        let invoice = billed(app, &ada).await;
        let tries = async || payments(app, &invoice).await.len();
        assert_eq!(tries().await, 1);
        for (days, expected) in [(2, 1), (1, 2), (4, 2), (1, 3), (60, 3)] {
            app.advance(TimeDelta::days(days));
            app.run_jobs().await;
            assert_eq!(tries().await, expected, "after {days} more days");
        }
        app.mails();
    }
}

api_test! {
    /// A debit is neither paid nor failed until the bank answers; meanwhile nothing else is collected for it.
    async fn a_debit_that_is_on_its_way_is_neither_paid_nor_failed(app: TestApp) {
        for (number, email, comes) in [("AT611904300234573201", "ada@example.com", true), ("DE62370400440532013001", "bob@example.com", false)] {
            let customer = app.customer(email).await;
            let body = json!({ "gateway": "testing", "type": "sepa_debit", "customerId": customer, "testing": { "number": number } });
            let method = id(&app.key().post("/api/payment-methods", body).await.expect(201)["paymentMethod"]);
            let invoice = billed(app, &customer).await;
            assert_eq!(payments(app, &invoice).await, [("underway".to_owned(), Value::Null)]);
            assert_eq!(invoice_of(app, &customer).await["status"], "STATUS_UNPAID");
            let record = app.key().post(&format!("/api/invoices/{invoice}/payments"), json!({})).await;
            assert_eq!(record.refused(409), "wrong-state", "money twice for one invoice");
            let preview = app.key().get(&format!("/api/payment-methods/{method}/removal-preview")).await.expect(200);
            assert_eq!(preview["reason"], "payment_underway");
            app.advance(TimeDelta::hours(7));
            app.run_jobs().await;
            let (status, reason) = if comes { ("succeeded", Value::Null) } else { ("failed", json!("insufficient_funds")) };
            assert_eq!(payments(app, &invoice).await, [(status.to_owned(), reason)]);
            let status = if comes { "STATUS_PAID" } else { "STATUS_UNPAID" };
            assert_eq!(invoice_of(app, &customer).await["status"], status);
        }
        app.mails();
    }
}

api_test! {
    /// A bank may refuse a debit at once: it was never on its way.
    async fn a_debit_that_is_declined_at_once_failed(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let body = json!({ "gateway": "testing", "type": "sepa_debit", "customerId": ada, "testing": { "number": "DE51370400440532013005" } });
        app.key().post("/api/payment-methods", body).await.expect(201);
        let invoice = billed(app, &ada).await;
        assert_eq!(payments(app, &invoice).await, [("failed".to_owned(), json!("insufficient_funds"))]);
        assert_eq!(invoice_of(app, &ada).await["status"], "STATUS_UNPAID");
        app.mails();
    }
}

/// Acme with Stripe set up at the stand-in.
pub async fn with_stripe(kind: Kind) -> (TestApp, Stripe) {
    with_stripe_within(kind, 1500).await
}

pub async fn with_stripe_within(kind: Kind, timeout_ms: u64) -> (TestApp, Stripe) {
    let stripe = Stripe::start().await;
    let api = stripe.api.clone();
    let app = TestApp::start_with(kind, |config| {
        config.payments.stripe_api = api;
        config.payments.timeout_ms = timeout_ms;
    })
    .await;
    let keys = json!({ "publishableKey": PUBLISHABLE_KEY, "secretKey": SECRET_KEY, "webhookSecret": SIGNING });
    app.key()
        .put("/api/payment-gateways/stripe", json!({ "stripe": keys }))
        .await
        .expect(200);
    (app, stripe)
}

/// A card that the customer typed in at Stripe.
pub async fn card(app: &TestApp, stripe: &Stripe, customer: &str, number: &str) -> Value {
    let body = json!({ "gateway": "stripe", "type": "card", "customerId": customer });
    let begun = app.key().post("/api/payment-methods", body).await.expect(201);
    let details = &begun["actionRequired"]["details"];
    assert_eq!(
        (
            &begun["actionRequired"]["action"],
            details["publishableKey"].as_str().unwrap().starts_with("pk_test_")
        ),
        (&json!("client_site_action"), true)
    );
    let secret = details["clientSecret"].as_str().unwrap();
    if stripe.type_card(secret, number).await["status"] == "requires_action" {
        stripe.confirm(secret, Value::Null).await;
    }
    let confirm = format!("/api/payment-methods/{}/confirm", id(&begun));
    app.key().post(&confirm, json!({})).await.expect(200)
}

pub async fn send_event(app: &TestApp, event: &Value) -> Answer {
    let (time, body) = (app.now().timestamp(), event.to_string());
    let signature = signed(SIGNING, time, &body);
    let path = "/api/public/gateways/stripe/events";
    app.nobody_on("acme")
        .send(Method::POST, path, Some(body), &[("Stripe-Signature", &signature)])
        .await
}

#[actix_web::test]
async fn a_card_that_was_typed_in_at_stripe_pays_the_invoice() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let ada = app.customer("ada@example.com").await;
    let added = card(&app, &stripe, &ada, "4242424242424242").await;
    assert_eq!(
        (&added["status"], &added["paymentMethod"]["name"]),
        (&json!("success"), &json!("Visa (4242)"))
    );
    let invoice = billed(&app, &ada).await;
    assert_eq!(invoice_of(&app, &ada).await["status"], "STATUS_PAID");
    assert_eq!(payments(&app, &invoice).await, [("succeeded".to_owned(), Value::Null)]);
    assert_eq!(stripe.taken().await, [11900]);
    // The customer is one at Stripe, however many cards they have.
    card(&app, &stripe, &ada, "4000000000000341").await;
    let customers = stripe.get("/v1/customers?limit=100").await;
    assert_eq!(customers["data"].as_array().unwrap().len(), 1);
    app.run_jobs().await;
    app.mails();
    app.finish().await;
    stripe.stop().await;
}

stripe_test! {
    /// Each way of losing an answer leads to one payment and one paid invoice.
    async fn however_the_answer_gets_lost_the_invoice_is_paid_once(app: TestApp, stripe: Stripe) {
        let faults = [
            Fault::CutBefore,
            Fault::CutAfter,
            Fault::ErrorBefore,
            Fault::ErrorAfter,
            Fault::Busy,
            Fault::Late,
        ];
        for (count, fault) in faults.into_iter().enumerate() {
            let customer = app.customer(&format!("c{count}@example.com")).await;
            card(app, stripe, &customer, "4242424242424242").await;
            stripe.fail_next("POST /v1/payment_intents", fault);
            billed(app, &customer).await;
            assert_eq!(
                invoice_of(app, &customer).await["status"],
                "STATUS_UNPAID",
                "{fault:?}"
            );
            app.advance(TimeDelta::minutes(1));
            app.run_jobs().await;
            assert_eq!(invoice_of(app, &customer).await["status"], "STATUS_PAID", "{fault:?}");
            assert_eq!(stripe.taken().await.len(), count + 1, "{fault:?}");
        }
        app.mails();
    }
}

stripe_test! {
    /// While Stripe is away, adding says so, and nothing is here; the same request again works once it is back.
    async fn a_gateway_that_is_away_leaves_nothing_half_done(app: TestApp, stripe: Stripe) {
        let ada = app.customer("ada@example.com").await;
        let body = json!({ "gateway": "stripe", "type": "card", "customerId": ada });
        for step in ["POST /v1/customers", "POST /v1/setup_intents"] {
            for fault in [Fault::CutBefore, Fault::CutAfter, Fault::ErrorAfter, Fault::Late] {
                stripe.fail_next(step, fault);
                let answer = app.key().post("/api/payment-methods", body.clone()).await;
                assert_eq!(
                    (answer.header("retry-after"), answer.refused(503)),
                    ("30", "unavailable"),
                    "{step} {fault:?}"
                );
                assert_eq!(
                    app.key()
                        .get(&format!("/api/payment-methods?customer={ada}"))
                        .await
                        .expect(200)["data"],
                    json!([])
                );
            }
        }
        let begun = app.key().post("/api/payment-methods", body).await.expect(201);
        let secret = begun["actionRequired"]["details"]["clientSecret"].as_str().unwrap();
        stripe.type_card(secret, "4242424242424242").await;
        let confirm = format!("/api/payment-methods/{}/confirm", id(&begun));
        stripe.fail_next("GET /v1/setup_intents", Fault::ErrorBefore);
        assert_eq!(app.key().post(&confirm, json!({})).await.refused(503), "unavailable");
        assert_eq!(
            app.key().post(&confirm, json!({})).await.expect(200)["status"],
            "success"
        );
        app.run_jobs().await;
        app.mails();
    }
}

stripe_test! {
    /// Events are believed for what to ask about, and no more: late, twice, out of order and forged ones end in the same state.
    async fn events_say_what_to_ask_about_and_the_end_is_the_same(app: TestApp, stripe: Stripe) {
        let ada = app.customer("ada@example.com").await;
        // A method that was completed while the customer's browser was closed.
        let body = json!({ "gateway": "stripe", "type": "card", "customerId": ada });
        let begun = app.key().post("/api/payment-methods", body).await.expect(201);
        let secret = begun["actionRequired"]["details"]["clientSecret"].as_str().unwrap();
        stripe.type_card(secret, "4242424242424242").await;
        let setup = secret.split_once("_secret_").unwrap().0;
        let event = json!({ "id": "evt_1", "type": "setup_intent.succeeded", "data": { "object": { "object": "setup_intent", "id": setup } } });
        for _ in 0..2 {
            assert_eq!(send_event(app, &event).await.status, 200);
        }
        app.run_jobs().await;
        let method = app
            .key()
            .get(&format!("/api/payment-methods/{}", id(&begun)))
            .await
            .expect(200);
        assert_eq!(method["status"], "active");
        // Failed, says an event that comes when the money is there: Stripe is asked, and says paid.
        let invoice = billed(app, &ada).await;
        let payment = app
            .key()
            .get(&format!("/api/invoices/{invoice}/payments"))
            .await
            .expect(200)["data"][0]["id"]
            .clone();
        for (index, kind) in ["payment_failed", "processing", "succeeded", "payment_failed"]
            .iter()
            .enumerate()
        {
            let object = json!({ "object": "payment_intent", "id": "pi_x", "metadata": { "portico_payment": payment } });
            let event = json!({ "id": format!("evt_p{index}"), "type": format!("payment_intent.{kind}"), "data": { "object": object } });
            assert_eq!(send_event(app, &event).await.status, 200);
        }
        app.run_jobs().await;
        assert_eq!(invoice_of(app, &ada).await["status"], "STATUS_PAID");
        assert_eq!(payments(app, &invoice).await, [("succeeded".to_owned(), Value::Null)]);
        // Forged, on another merchant's host, for a gateway that is not there.
        let forged = app
            .nobody_on("acme")
            .post("/api/public/gateways/stripe/events", event.clone())
            .await;
        assert_eq!(forged.refused(400), "malformed-request");
        let rival = app
            .nobody_on("rival")
            .post("/api/public/gateways/stripe/events", event.clone())
            .await;
        assert_eq!(rival.refused(404), "not-found");
        assert_eq!(
            app.nobody_on("acme")
                .post("/api/public/gateways/paypal/events", event)
                .await
                .refused(404),
            "not-found"
        );
        app.mails();
    }
}

stripe_test! {
    /// A card whose owner had the money returned weeks later: the invoice is open again, and the customer is told.
    async fn money_that_went_back_opens_the_invoice_again(app: TestApp, stripe: Stripe) {
        let ada = app.customer("ada@example.com").await;
        card(app, stripe, &ada, "4242424242424242").await;
        let invoice = billed(app, &ada).await;
        assert_eq!(invoice_of(app, &ada).await["status"], "STATUS_PAID");
        app.mails();
        let reference = app
            .key()
            .get(&format!("/api/invoices/{invoice}/payments"))
            .await
            .expect(200)["data"][0]["reference"]
            .clone();
        app.send_all_mails().await;
        stripe.dispute(reference.as_str().unwrap(), "needs_response");
        let object = json!({ "object": "dispute", "id": "dp_1", "payment_intent": reference });
        let event = json!({ "id": "evt_d", "type": "charge.dispute.created", "data": { "object": object } });
        for _ in 0..2 {
            assert_eq!(send_event(app, &event).await.status, 200);
        }
        app.run_jobs().await;
        let open = invoice_of(app, &ada).await;
        assert_eq!(
            (
                &open["status"],
                &open["openAmount"]["amount"],
                &open["lastPaymentFailed"]
            ),
            (&json!("STATUS_UNPAID"), &json!(11900), &json!(true))
        );
        assert_eq!(
            payments(app, &invoice).await,
            [("returned".to_owned(), json!("not_authorised"))]
        );
        assert_eq!(app.mails().len(), 1, "told once");
        // Whoever fetched it back does not want it taken again.
        app.advance(TimeDelta::days(20));
        app.run_jobs().await;
        assert_eq!(payments(app, &invoice).await.len(), 1);
        app.mails();
    }
}

stripe_test! {
    /// A dispute goes through its states, and its events come twice and out of order: what counts is how it stands at Stripe. A question
    /// of the bank takes no money, what is won comes back, and what is lost does not.
    async fn a_dispute_counts_as_it_stands(app: TestApp, stripe: Stripe) {
        let ada = app.customer("ada@example.com").await;
        card(app, stripe, &ada, "4242424242424242").await;
        let invoice = billed(app, &ada).await;
        let path = format!("/api/invoices/{invoice}/payments");
        let reference = app.key().get(&path).await.expect(200)["data"][0]["reference"].clone();
        let intent = reference.as_str().unwrap();
        let object = json!({ "object": "dispute", "id": "dp_1", "payment_intent": reference });
        let (open, paid) = ("returned STATUS_UNPAID 11900", "succeeded STATUS_PAID 0");
        let states = [
            ("warning_needs_response", paid),
            ("warning_under_review", paid),
            ("needs_response", open),
            ("under_review", open),
            ("won", paid),
            ("warning_closed", paid),
            ("needs_response", open),
            ("lost", open),
            ("won", paid),
        ];
        for (index, (state, expected)) in states.into_iter().enumerate() {
            stripe.dispute(intent, state);
            // Twice, and a late one of what was before.
            for event in [
                format!("evt_{index}"),
                format!("evt_{index}"),
                format!("evt_{index}_late"),
            ] {
                let event = json!({ "id": event, "type": "charge.dispute.updated", "data": { "object": object } });
                assert_eq!(send_event(app, &event).await.status, 200);
                app.run_jobs().await;
            }
            let payment = payments(app, &invoice).await[0].0.clone();
            let now = invoice_of(app, &ada).await;
            let told = format!(
                "{payment} {} {}",
                now["status"].as_str().unwrap(),
                now["openAmount"]["amount"]
            );
            assert_eq!(told, expected, "{index}: {state}");
        }
        let payment = app.key().get(&path).await.expect(200)["data"][0].clone();
        assert_eq!(
            (&payment["returnedAt"], &payment["failureReason"]),
            (&Value::Null, &Value::Null)
        );
        app.mails();
    }
}

stripe_test! {
    /// A customer who pays at the page is asked by their bank; the answers may get lost, and it is taken once.
    async fn a_card_that_asks_for_its_owner_pays_once_they_have_confirmed(app: TestApp, stripe: Stripe) {
        let ada = app.customer("ada@example.com").await;
        card(app, stripe, &ada, "4000002760003184").await;
        let token = app.token(&ada).await;
        let invoice = id(&app.invoice(&ada, "1").await);
        let faults = [None, Some(Fault::CutBefore), Some(Fault::CutAfter), Some(Fault::Late)];
        for (count, fault) in faults.into_iter().enumerate() {
            let invoice = id(&app.invoice(&ada, &format!("R-{count}")).await);
            if let Some(fault) = fault {
                stripe.fail_next("POST /v1/payment_intents", fault);
            }
            let begun = app
                .with(&token)
                .post(&format!("/api/invoices/{invoice}/pay"), json!({}))
                .await
                .expect(201);
            let confirm = format!("/api/payments/{}/confirm", id(&begun));
            let now = app.with(&token).post(&confirm, json!({})).await.expect(200);
            assert_eq!(now["status"], "pending", "{fault:?}");
            let page = now["actionRequired"]["redirectUrl"].as_str().unwrap();
            let back = stripe.authenticate(page, true).await.unwrap();
            assert!(
                back.ends_with(&format!("/pay/invoice?invoice={invoice}&payment={}", id(&begun))),
                "{back}"
            );
            let event = json!({ "id": format!("evt_{count}"), "type": "payment_intent.succeeded", "data": { "object":
                { "object": "payment_intent", "id": "pi_x", "metadata": { "portico_payment": begun["id"] } } } });
            assert_eq!(send_event(app, &event).await.status, 200);
            let done = app.with(&token).post(&confirm, json!({})).await.expect(200);
            assert_eq!(
                (&done["status"], stripe.taken().await.len()),
                (&json!("succeeded"), count + 1),
                "{fault:?}"
            );
            app.run_jobs().await;
        }
        // Whoever goes away: called off at Stripe, where it can go through no more.
        let left = app
            .with(&token)
            .post(&format!("/api/invoices/{invoice}/pay"), json!({}))
            .await
            .expect(201);
        app.advance(TimeDelta::minutes(31));
        app.run_jobs().await;
        assert_eq!(
            payments(app, &invoice).await,
            [("failed".to_owned(), json!("authentication_required"))]
        );
        let page = left["actionRequired"]["redirectUrl"].as_str().unwrap();
        assert_eq!(stripe.authenticate(page, true).await, None);
        assert_eq!(stripe.taken().await.len(), 4);
        app.mails();
    }
}

stripe_test! {
    /// The bank, or the customer at their bank, ends a mandate: nothing is collected with it any more, and the customer is told once.
    async fn a_mandate_that_ended_at_stripe_makes_its_method_unusable(app: TestApp, stripe: Stripe) {
        let ada = app.customer("ada@example.com").await;
        let body = json!({ "gateway": "stripe", "type": "sepa_debit", "customerId": ada });
        let begun = app.key().post("/api/payment-methods", body).await.expect(201);
        let secret = begun["actionRequired"]["details"]["clientSecret"].as_str().unwrap();
        let typed = stripe.type_iban(secret, "DE89370400440532013000").await;
        let confirm = format!("/api/payment-methods/{}/confirm", id(&begun));
        app.key().post(&confirm, json!({})).await.expect(200);
        app.run_jobs().await;
        app.mails();
        let reference = typed["payment_method"].as_str().unwrap();
        let object = json!({ "object": "mandate", "id": "mandate_1", "payment_method": reference, "status": "inactive" });
        let tell = async |event: &str| {
            let event = json!({ "id": event, "type": "mandate.updated", "data": { "object": object } });
            assert_eq!(send_event(app, &event).await.status, 200);
            app.run_jobs().await;
        };
        let status = async || {
            let method = app
                .key()
                .get(&format!("/api/payment-methods/{}", id(&begun)))
                .await
                .expect(200);
            method["status"].clone()
        };
        // Stripe says that there is no such thing: an event is not believed.
        tell("evt_1").await;
        assert_eq!(status().await, "active");
        stripe.end_mandate("mandate_1", reference);
        for event in ["evt_2", "evt_2", "evt_3"] {
            tell(event).await;
            assert_eq!(status().await, "revoked");
        }
        let mails = app.mails();
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert_eq!(mails[0].1, "Mit SEPA (3000) können wir nicht mehr einziehen");
        let invoice = id(&app.invoice(&ada, "1").await);
        let pay = app.key().post(&format!("/api/invoices/{invoice}/pay"), json!({})).await;
        assert_eq!(pay.refused(409), "payment-method-not-usable");
    }
}

/// What another account at Stripe keeps cannot be charged by this one. It counts again where the first account is set up again.
#[actix_web::test]
async fn methods_of_another_account_are_unconfigured() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let ada = app.customer("ada@example.com").await;
    let method = id(&card(&app, &stripe, &ada, "4242424242424242").await["paymentMethod"]);
    let path = "/api/payment-gateways/stripe";
    let set_up = async |publishable: &str, secret: &str| {
        let keys = json!({ "publishableKey": publishable, "secretKey": secret, "webhookSecret": SIGNING });
        let view = app.key().put(path, json!({ "stripe": keys })).await.expect(200);
        assert_eq!(view["methodsElsewhere"], 1, "told with each answer");
    };
    let status = async || {
        app.key()
            .get(&format!("/api/payment-methods/{method}"))
            .await
            .expect(200)["status"]
            .clone()
    };
    let invoice = id(&app.invoice(&ada, "1").await);
    let pay = async || app.key().post(&format!("/api/invoices/{invoice}/pay"), json!({})).await;
    app.key().delete(path).await.expect(204);
    assert_eq!(status().await, "gateway_unconfigured");
    set_up("pk_test_another", &format!("{ANOTHER_ACCOUNT}1")).await;
    assert_eq!(status().await, "gateway_unconfigured");
    assert_eq!(pay().await.refused(409), "payment-method-not-usable");
    // The same card is another method there.
    let again = id(&card(&app, &stripe, &ada, "4242424242424242").await["paymentMethod"]);
    assert_ne!(again, method);
    set_up(PUBLISHABLE_KEY, SECRET_KEY).await;
    assert_eq!(status().await, "active");
    let usable = json!({ "paymentMethod": method });
    let paid = app
        .key()
        .post(&format!("/api/invoices/{invoice}/pay"), usable)
        .await
        .expect(201);
    assert_eq!(paid["status"], "succeeded");
    app.run_jobs().await;
    app.mails();
    app.finish().await;
    stripe.stop().await;
}

/// What was credited meanwhile is not owed again.
#[actix_web::test]
async fn money_that_went_back_after_a_credit_note_is_not_owed_twice() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let ada = app.customer("ada@example.com").await;
    card(&app, &stripe, &ada, "4242424242424242").await;
    let invoice = billed(&app, &ada).await;
    let credit = json!({ "positions": [{ "position": 0, "amount": 5000 }] });
    let credited = app
        .key()
        .post(&format!("/api/invoices/{invoice}/credit"), credit)
        .await
        .expect(201);
    let credited = credited["grossAmount"]["amount"].as_i64().unwrap().abs();
    let reference = app
        .key()
        .get(&format!("/api/invoices/{invoice}/payments"))
        .await
        .expect(200)["data"][0]["reference"]
        .clone();
    stripe.dispute(reference.as_str().unwrap(), "needs_response");
    let object = json!({ "object": "dispute", "id": "dp_1", "payment_intent": reference });
    let event = json!({ "id": "evt_d", "type": "charge.dispute.created", "data": { "object": object } });
    assert_eq!(send_event(&app, &event).await.status, 200);
    app.run_jobs().await;
    let open = app.key().get(&format!("/api/invoices/{invoice}")).await.expect(200);
    assert_eq!(
        (&open["status"], &open["openAmount"]["amount"]),
        (&json!("STATUS_UNPAID"), &json!(11900 - credited))
    );
    app.mails();
    app.finish().await;
    stripe.stop().await;
}

/// Names at Stripe are no secrets: only the merchant takes over what is there, and only what is this customer's.
#[actix_web::test]
async fn what_is_somebody_elses_at_stripe_is_not_taken_over() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let (ada, bob) = (
        app.customer("ada@example.com").await,
        app.customer("bob@example.com").await,
    );
    card(&app, &stripe, &ada, "4242424242424242").await;
    card(&app, &stripe, &bob, "4000000000000341").await;
    let all = stripe.get("/v1/customers?limit=10").await;
    let of = |email: &str| {
        all["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["email"] == email)
            .unwrap()["id"]
            .clone()
    };
    let adas = of("ada@example.com");
    let cards = stripe
        .get(&format!(
            "/v1/payment_methods?customer={}&type=card",
            adas.as_str().unwrap()
        ))
        .await;
    let hers = cards["data"][0]["id"].clone();
    let take = |customer: &str, method: &Value, owner: &Value| json!({ "gateway": "stripe", "type": "card", "customerId": customer, "stripe": { "paymentMethodId": method, "customerId": owner } });
    let token = app.token(&bob).await;
    let mine = app
        .with(&token)
        .post("/api/payment-methods", take(&bob, &hers, &adas))
        .await;
    assert_eq!(
        mine.violations(),
        ["stripe.paymentMethodId", "stripe.customerId"],
        "a customer"
    );
    let refused = app
        .key()
        .post("/api/payment-methods", take(&bob, &hers, &of("bob@example.com")))
        .await;
    assert_eq!(refused.violations(), ["stripe.paymentMethodId"], "another's");
    for odd in ["../customers/cus_1", "pm_1?x=1", "cus_1", ""] {
        let refused = app
            .key()
            .post("/api/payment-methods", take(&ada, &json!(odd), &adas))
            .await;
        assert_eq!(refused.violations(), ["stripe.paymentMethodId"], "{odd}");
    }
    let again = app
        .key()
        .post("/api/payment-methods", take(&ada, &hers, &adas))
        .await
        .expect(201);
    assert_eq!(again["status"], "success", "{again}");
    app.run_jobs().await;
    app.mails();
    app.finish().await;
    stripe.stop().await;
}

/// A card that Stripe keeps for us goes with the customer's data; money that is taken back later still finds its invoice.
#[actix_web::test]
async fn erasing_has_stripe_forget_the_card() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let ada = app.customer("ada@example.com").await;
    card(&app, &stripe, &ada, "4242424242424242").await;
    let invoice = id(&app.invoice(&ada, "1").await);
    let paid = app
        .key()
        .post(&format!("/api/invoices/{invoice}/pay"), json!({}))
        .await
        .expect(201);
    assert_eq!(paid["status"], "succeeded");
    let customer = stripe.get("/v1/customers?limit=10").await["data"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let cards = async || {
        stripe
            .get(&format!("/v1/payment_methods?customer={customer}&type=card"))
            .await["data"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(cards().await, 1);
    app.run_jobs().await;
    app.mails();
    app.key()
        .post(&format!("/api/customers/{ada}/erase"), json!({}))
        .await
        .expect(200);
    app.run_jobs().await;
    assert_eq!(cards().await, 0);
    app.mails();
    let reference = paid["reference"].as_str().unwrap();
    stripe.dispute(reference, "needs_response");
    let object = json!({ "object": "dispute", "id": "dp_1", "payment_intent": reference });
    let event = json!({ "id": "evt_d", "type": "charge.dispute.created", "data": { "object": object } });
    assert_eq!(send_event(&app, &event).await.status, 200);
    app.run_jobs().await;
    let scope = portico::auth::Scope::of_tenant(app.acme.id);
    let payment = portico::features::payments::store::find(app.context.db.read(), scope, id(&paid).parse().unwrap())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(payment.status, portico_shared::invoices::PaymentStatus::Returned);
    assert!(app.mails().is_empty(), "there is nobody to tell");
    app.finish().await;
    stripe.stop().await;
}
