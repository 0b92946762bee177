//! What several do at once: many invoices, each asked to be collected by three; one attempt, taken up by two; and what pays one
//! invoice, chosen for two.

use chrono::TimeDelta;
use futures_util::{StreamExt, stream};
use portico::{
    auth::Scope,
    features::payments::{collecting, refunding},
};
use portico_shared::PaymentId;
use reqwest::Method;
use serde_json::{Value, json};

use super::collecting::{card, payments};
use crate::support::{
    TestApp, api_test, id,
    stripe::{Fault, Stripe},
};

const INVOICES: usize = 1000;
/// The stand-in keeps all that it knows in one file, which it writes anew with each.
const INVOICES_AT_STRIPE: usize = 200;

const CHARGE: &str = "POST /v1/payment_intents";
const FIND: &str = "GET /v1/payment_intents";

/// What a customer's invoices say was paid.
async fn sum_paid(app: &TestApp, customer: &str) -> i64 {
    let (mut paid, mut page) = (0, 1);
    loop {
        let path = format!("/api/invoices?customer={customer}&status=STATUS_PAID&limit=100&page={page}");
        let rows = app.key().get(&path).await.expect(200);
        let all = rows["data"].as_array().unwrap().iter();
        let sums = all.map(|one| one["paidAmount"]["amount"].as_i64().unwrap());
        paid += sums.sum::<i64>();
        if rows["pagination"]["hasMore"] != json!(true) {
            return paid;
        }
        page += 1;
    }
}

api_test! {
    /// No invoice is paid twice, and the sums agree with what the gateway has taken.
    async fn a_thousand_invoices_collected_at_once_are_each_paid_once(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let method = app.method(&ada, "fine").await;
        app.default_method(&ada, &method).await;
        let mut invoices = Vec::with_capacity(INVOICES);
        for number in 0..INVOICES {
            invoices.push(id(&app.invoice(&ada, &format!("RE-{number}")).await));
        }
        let asked_at = app.now();
        // Three ask for each of them, as workers whose leases ran out would.
        let all = invoices.iter().flat_map(|invoice| [invoice; 3]);
        let collected = stream::iter(all).map(async |invoice| {
            // Whoever is late finds that another was quicker.
            let invoice = invoice.parse().unwrap();
            collecting::collect(&app.context, app.acme.id, (invoice, asked_at)).await.is_ok()
        });
        let went_well = collected.buffer_unordered(64).filter(|well| std::future::ready(*well)).count().await;
        assert!(went_well >= INVOICES, "{went_well}");
        assert_eq!(app.gateway.taken(), INVOICES);
        assert_eq!(app.gateway.sum_taken(), 11900 * i64::try_from(INVOICES).unwrap());
        assert_eq!(sum_paid(app, &ada).await, 11900 * i64::try_from(INVOICES).unwrap());
        app.run_jobs().await;
        app.mails();
    }
}

stripe_test! {
    /// The same by two instances at Stripe: what it lists as taken is what the invoices say.
    async fn invoices_collected_at_once_by_two_instances_are_each_charged_once(app: TestApp, stripe: Stripe, timeout_ms: 12000) {
        let other = app.twin().await;
        let ada = app.customer("ada@example.com").await;
        card(app, stripe, &ada, "4242424242424242").await;
        let mut invoices = Vec::with_capacity(INVOICES_AT_STRIPE);
        for number in 0..INVOICES_AT_STRIPE {
            invoices.push(id(&app.invoice(&ada, &format!("RE-{number}")).await));
        }
        let asked_at = app.now();
        let all = invoices.iter().flat_map(|invoice| [(invoice, &app.context), (invoice, &other.context), (invoice, &app.context)]);
        let collected = stream::iter(all).map(async |(invoice, context)| {
            let invoice = invoice.parse().unwrap();
            collecting::collect(context, app.acme.id, (invoice, asked_at)).await.is_ok()
        });
        let went_well = collected.buffer_unordered(16).filter(|well| std::future::ready(*well)).count().await;
        assert!(went_well >= INVOICES_AT_STRIPE, "{went_well}");
        assert_eq!(stripe.taken().await, [11900; INVOICES_AT_STRIPE]);
        assert_eq!(sum_paid(app, &ada).await, 11900 * i64::try_from(INVOICES_AT_STRIPE).unwrap());
        app.run_jobs().await;
        app.mails();
        other.finish().await;
    }
}

async fn pay(app: &TestApp, invoice: &str, key: &str) -> Value {
    let path = format!("/api/invoices/{invoice}/pay");
    let header = [("Idempotency-Key", key), ("Content-Type", "application/json")];
    let answer = app.key().send(Method::POST, &path, Some("{}".into()), &header).await;
    answer.expect(201)
}

/// An invoice, and a payment for it of which nothing has reached Stripe.
async fn unanswered(app: &TestApp, stripe: &Stripe, customer: &str, number: &str) -> (String, PaymentId) {
    let invoice = id(&app.invoice(customer, number).await);
    stripe.fail_next(CHARGE, Fault::CutBefore);
    let begun = pay(app, &invoice, number).await;
    assert_eq!(begun["status"], "pending");
    (invoice, id(&begun).parse().unwrap())
}

/// Who takes up an attempt while a worker does.
#[derive(Debug, Clone, Copy)]
enum Second {
    Worker,
    /// A worker that was asked to collect the invoice.
    Collection,
    /// Whoever asked for it, once more.
    Request,
}

stripe_test! {
    /// Two instances look what became of the same attempt at the same moment: one asks for the money, the other comes back later.
    /// Stripe has forgotten the key by then: it would be two charges.
    async fn of_two_on_one_attempt_one_asks_for_the_money(app: TestApp, stripe: Stripe, timeout_ms: 12000) {
        let other = app.twin().await;
        let ada = app.customer("ada@example.com").await;
        card(app, stripe, &ada, "4242424242424242").await;
        let scope = Scope::of_tenant(app.acme.id);
        for (count, second) in [Second::Worker, Second::Collection, Second::Request].into_iter().enumerate() {
            let number = format!("RE-{count}");
            let (invoice, payment) = unanswered(app, stripe, &ada, &number).await;
            stripe.fail_next(FIND, Fault::Held);
            let first = collecting::go_on(&app.context, scope, payment);
            let late = async {
                stripe.is_held().await;
                match second {
                    Second::Worker => {
                        collecting::go_on(&other.context, scope, payment).await.unwrap_err();
                    }
                    Second::Collection => {
                        let asked = (invoice.parse().unwrap(), app.now());
                        collecting::collect(&other.context, app.acme.id, asked).await.unwrap_err();
                    }
                    Second::Request => assert_eq!(pay(&other, &invoice, &number).await["status"], "pending"),
                }
                stripe.forget(CHARGE);
                stripe.let_go();
            };
            let (first, ()) = tokio::join!(first, late);
            first.unwrap();
            assert_eq!(stripe.taken().await, vec![11900; count + 1], "{second:?}");
            assert_eq!(pay(&other, &invoice, &number).await["status"], "succeeded", "{second:?}");
        }
        app.advance(TimeDelta::minutes(2));
        app.run_jobs().await;
        assert_eq!(stripe.taken().await, [11900; 3]);
        app.mails();
        other.finish().await;
    }
}

stripe_test! {
    /// The money was taken, and whoever asked for it died with the answer: after a minute the next one may ask what became of it.
    async fn what_somebody_died_with_is_taken_up_a_minute_later(app: TestApp, stripe: Stripe, timeout_ms: 12000) {
        let ada = app.customer("ada@example.com").await;
        card(app, stripe, &ada, "4242424242424242").await;
        let (invoice, payment) = unanswered(app, stripe, &ada, "RE-1").await;
        let scope = Scope::of_tenant(app.acme.id);
        stripe.fail_next(CHARGE, Fault::Held);
        tokio::select! {
            done = collecting::go_on(&app.context, scope, payment) => panic!("{done:?}"),
            () = stripe.is_held() => {}
        }
        stripe.let_go();
        stripe.forget(CHARGE);
        for seconds in [0, 59] {
            app.advance(TimeDelta::seconds(seconds));
            collecting::go_on(&app.context, scope, payment).await.unwrap_err();
        }
        app.advance(TimeDelta::seconds(1));
        collecting::go_on(&app.context, scope, payment).await.unwrap();
        assert_eq!(payments(app, &invoice).await, [("succeeded".to_owned(), Value::Null)]);
        assert_eq!(stripe.taken().await, [11900]);
        app.run_jobs().await;
        app.mails();
    }
}

stripe_test! {
    /// Whoever learns too late that Stripe knows nothing of an attempt does not ask for the money: another may do so by then.
    async fn whoever_looked_for_too_long_asks_for_nothing(app: TestApp, stripe: Stripe, timeout_ms: 12000) {
        let ada = app.customer("ada@example.com").await;
        card(app, stripe, &ada, "4242424242424242").await;
        let (invoice, payment) = unanswered(app, stripe, &ada, "RE-1").await;
        let scope = Scope::of_tenant(app.acme.id);
        stripe.fail_next(FIND, Fault::Held);
        let late = async {
            stripe.is_held().await;
            app.advance(TimeDelta::seconds(37));
            stripe.let_go();
        };
        let (first, ()) = tokio::join!(collecting::go_on(&app.context, scope, payment), late);
        first.unwrap_err();
        assert!(stripe.taken().await.is_empty());
        collecting::go_on(&app.context, scope, payment).await.unwrap();
        assert_eq!(payments(app, &invoice).await, [("succeeded".to_owned(), Value::Null)]);
        assert_eq!(stripe.taken().await, [11900]);
        app.advance(TimeDelta::minutes(1));
        app.run_jobs().await;
        app.mails();
    }
}

stripe_test! {
    /// What was given up is begun anew by staff: nobody may be about to take its money.
    async fn what_is_being_asked_for_is_not_given_up(app: TestApp, stripe: Stripe, timeout_ms: 12000) {
        let ada = app.customer("ada@example.com").await;
        card(app, stripe, &ada, "4242424242424242").await;
        let (invoice, payment) = unanswered(app, stripe, &ada, "RE-1").await;
        app.advance(TimeDelta::hours(24));
        stripe.fail_next(FIND, Fault::Held);
        let late = async {
            stripe.is_held().await;
            let refused = app.key().post(&format!("/api/payments/{payment}/give-up"), json!({})).await;
            assert_eq!(refused.refused(409), "wrong-state");
            stripe.let_go();
        };
        let (first, ()) = tokio::join!(collecting::go_on(&app.context, Scope::of_tenant(app.acme.id), payment), late);
        first.unwrap();
        assert_eq!(payments(app, &invoice).await, [("succeeded".to_owned(), Value::Null)]);
        app.run_jobs().await;
        assert_eq!(stripe.taken().await, [11900]);
        app.mails();
    }
}

stripe_test! {
    /// As with charges: of two who look what became of the same refund, one asks for the money.
    async fn of_two_on_one_refund_one_asks_for_the_money(app: TestApp, stripe: Stripe, timeout_ms: 12000) {
        let other = app.twin().await;
        let ada = app.customer("ada@example.com").await;
        card(app, stripe, &ada, "4242424242424242").await;
        let invoice = id(&app.invoice(&ada, "RE-1").await);
        let path = format!("/api/payments/{}/refunds", id(&pay(app, &invoice, "RE-1").await));
        stripe.fail_next("POST /v1/refunds", Fault::CutBefore);
        let begun = app.key().post(&path, json!({ "amount": 1900 })).await.expect(201);
        assert_eq!(begun["status"], "pending");
        let refund = id(&begun).parse().unwrap();
        stripe.fail_next("GET /v1/refunds", Fault::Held);
        let late = async {
            stripe.is_held().await;
            refunding::go_on(&other.context, app.acme.id, refund).await.unwrap_err();
            stripe.forget("POST /v1/refunds");
            stripe.let_go();
        };
        let (first, ()) = tokio::join!(refunding::go_on(&app.context, app.acme.id, refund), late);
        first.unwrap();
        app.advance(TimeDelta::minutes(2));
        app.run_jobs().await;
        assert_eq!(stripe.given_back().await, [1900]);
        assert_eq!(app.key().get(&path).await.expect(200)["data"][0]["status"], "succeeded");
        app.mails();
        other.finish().await;
    }
}

api_test! {
    /// What is for one payment alone is chosen for one invoice: of two at once, one comes too late.
    async fn a_mandate_for_one_payment_is_chosen_for_one_of_two(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        for number in 0..20 {
            let body = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "customerId": ada, "futureUsageAllowed": false,
                "sepaDebit": TestApp::debtor("DE02120300000000202051") });
            let added = app.key().post("/api/payment-methods", body).await.expect(201);
            let chosen = json!({ "paymentMethodId": added["paymentMethod"]["id"] });
            let first = id(&app.invoice(&ada, &format!("A-{number}")).await);
            let second = id(&app.invoice(&ada, &format!("B-{number}")).await);
            let choose = async |invoice: &str| {
                let path = format!("/api/invoices/{invoice}/payment-method");
                app.key().put(&path, chosen.clone()).await.status
            };
            let (one, other) = tokio::join!(choose(&first), choose(&second));
            let mut statuses = [one, other];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409]);
        }
        app.run_jobs().await;
        app.mails();
    }
}
