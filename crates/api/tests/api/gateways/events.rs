//! What Stripe tells on its own: in whatever order, how often and how late it comes, the end is what Stripe says when it is asked.
//! And what only claims to come from it.

use std::time::Duration;

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    collecting::{card, payments, send_event},
    stripe::{SIGNING, signed},
};
use crate::support::{
    Answer, TestApp, id,
    logs::Capture,
    stripe::{Fault, Stripe},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// The answer to a charge was lost.
    ChargeLost,
    ChargeDeclined,
    /// It was on its way.
    DebitDeclined,
    /// The customer closed the page once the card was typed in.
    CardAdded,
    CardRenewed,
    /// The merchant took it away at Stripe.
    CardDetached,
    MandateEnded,
    /// The answer to a refund was lost.
    RefundLost,
    /// The bank did not take what had been given back.
    RefundSentBack,
}

/// What happened at Stripe, which events tell of it, in the order in which they are sent, and how it ends here: what is stored, and
/// how many mails the customer gets.
struct Case {
    what: What,
    events: &'static [&'static str],
    end: &'static str,
    mails: usize,
}

const fn case(what: What, events: &'static [&'static str], end: &'static str, mails: usize) -> Case {
    Case {
        what,
        events,
        end,
        mails,
    }
}

#[rustfmt::skip]
static CASES: [Case; 9] = [
    case(What::ChargeLost, &["payment_intent.created", "payment_intent.succeeded", "charge.succeeded"], "succeeded STATUS_PAID", 0),
    case(What::ChargeDeclined, &["payment_intent.created", "payment_intent.payment_failed", "charge.failed"], "failed STATUS_UNPAID", 0),
    case(What::DebitDeclined, &["payment_intent.processing", "charge.pending", "payment_intent.payment_failed"], "failed STATUS_UNPAID", 0),
    case(What::CardAdded, &["setup_intent.created", "setup_intent.succeeded", "payment_method.attached"], "active until 2034-12-31", 1),
    case(What::CardRenewed, &["payment_method.updated", "payment_method.automatically_updated"], "active until 2040-12-31", 0),
    case(What::CardDetached, &["payment_method.updated", "payment_method.detached"], "revoked until 2034-12-31", 1),
    case(What::MandateEnded, &["payment_method.updated", "mandate.updated"], "revoked", 1),
    case(What::RefundLost, &["charge.refunded", "refund.created", "charge.refund.updated"], "succeeded, 1900 given back", 0),
    case(What::RefundSentBack, &["charge.refund.updated", "refund.failed"], "failed, 0 given back", 0),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delivery {
    InOrder,
    Backwards,
    /// Each twice, and told once more by another event.
    Twice,
    /// Hours later, when it was asked for without them.
    Late,
}

/// What a case is about here.
enum Here {
    Payment { invoice: String },
    Method(String),
    Refund { payment: String, invoice: String },
}

struct Subject {
    case: &'static Case,
    /// Of its customer; also tells the events of one case from those of another.
    email: String,
    here: Here,
    /// What events tell of, by its kind.
    objects: Value,
}

/// Of what an event tells.
fn kind(event: &str) -> &str {
    match event {
        "charge.refund.updated" => "refund",
        _ => event.split_once('.').unwrap().0,
    }
}

/// Begins a method at Stripe; gives the answer, and the secret that the customer's browser has.
async fn begun(app: &TestApp, kind: &str, customer: &str) -> (Value, String) {
    let body = json!({ "gateway": "stripe", "type": kind, "customerId": customer });
    let begun = app.key().post("/api/payment-methods", body).await.expect(201);
    let secret = begun["actionRequired"]["details"]["clientSecret"].as_str().unwrap();
    let secret = secret.to_owned();
    (begun, secret)
}

/// A debit whose IBAN the customer typed in at Stripe.
async fn debit(app: &TestApp, stripe: &Stripe, customer: &str, iban: &str) -> Value {
    let (begun, secret) = begun(app, "sepa_debit", customer).await;
    stripe.type_iban(&secret, iban).await;
    let confirm = format!("/api/payment-methods/{}/confirm", id(&begun));
    app.key().post(&confirm, json!({})).await.expect(200)
}

/// An invoice that is asked for at once; gives it and the payment.
async fn paid(app: &TestApp, customer: &str, number: &str) -> (String, Value) {
    let invoice = id(&app.invoice(customer, number).await);
    let path = format!("/api/invoices/{invoice}/pay");
    (invoice, app.key().post(&path, json!({})).await.expect(201))
}

async fn charged(app: &TestApp, stripe: &Stripe, what: What, (customer, email): (&str, &str)) -> (Here, Value) {
    match what {
        What::ChargeLost => card(app, stripe, customer, "4242424242424242").await,
        What::ChargeDeclined => card(app, stripe, customer, "4000000000000341").await,
        _ => debit(app, stripe, customer, "DE62370400440532013001").await,
    };
    if what == What::ChargeLost {
        stripe.fail_next("POST /v1/payment_intents", Fault::CutAfter);
    }
    let (invoice, payment) = paid(app, customer, email).await;
    let reference = &payment["reference"];
    if what == What::DebitDeclined {
        assert_eq!(payment["status"], "underway");
        let path = format!("/v1/payment_intents/{}", reference.as_str().unwrap());
        // It is another program: no clock of ours can be advanced for it.
        while stripe.get(&path).await["status"] == "processing" {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    let objects = json!({
        "payment_intent": { "object": "payment_intent", "id": "pi_x", "metadata": { "portico_payment": payment["id"] } },
        "charge": { "object": "charge", "id": "ch_x", "payment_intent": reference },
    });
    (Here::Payment { invoice }, objects)
}

async fn added(app: &TestApp, stripe: &Stripe, what: What, (customer, email): (&str, &str)) -> (Here, Value) {
    if what == What::CardAdded {
        let (begun, secret) = begun(app, "card", customer).await;
        let typed = stripe.type_card(&secret, "4242424242424242").await;
        let objects = json!({
            "setup_intent": { "object": "setup_intent", "id": typed["id"] },
            "payment_method": { "object": "payment_method", "id": typed["payment_method"] },
        });
        return (Here::Method(id(&begun)), objects);
    }
    let added = match what {
        What::MandateEnded => debit(app, stripe, customer, "DE89370400440532013000").await,
        _ => card(app, stripe, customer, "4242424242424242").await,
    };
    let reference = added["paymentMethod"]["referenceId"].as_str().unwrap();
    let mandate = format!("mandate_{}", email.split_once('@').unwrap().0);
    match what {
        What::CardRenewed => stripe.renew_card(reference, 2040).await,
        What::CardDetached => stripe.detach(reference).await,
        _ => stripe.end_mandate(&mandate, reference),
    }
    let objects = json!({
        "payment_method": { "object": "payment_method", "id": reference },
        "mandate": { "object": "mandate", "id": mandate, "payment_method": reference },
    });
    (Here::Method(id(&added)), objects)
}

async fn refunded(app: &TestApp, stripe: &Stripe, what: What, (customer, email): (&str, &str)) -> (Here, Value) {
    card(app, stripe, customer, "4242424242424242").await;
    let (invoice, payment) = paid(app, customer, email).await;
    let path = format!("/api/payments/{}/refunds", id(&payment));
    if what == What::RefundLost {
        stripe.fail_next("POST /v1/refunds", Fault::CutAfter);
    }
    let refund = app.key().post(&path, json!({ "amount": 1900 })).await.expect(201);
    match what {
        What::RefundLost => assert_eq!(refund["status"], "pending"),
        _ => stripe.send_back(refund["reference"].as_str().unwrap()),
    }
    let objects = json!({
        "refund": { "object": "refund", "id": "re_x", "metadata": { "portico_refund": refund["id"] } },
        "charge": { "object": "charge", "id": "ch_x", "payment_intent": payment["reference"] },
    });
    let payment = id(&payment);
    (Here::Refund { payment, invoice }, objects)
}

/// Has it happen, to a customer of its own.
async fn happen(app: &TestApp, stripe: &Stripe, case: &'static Case, email: String) -> Subject {
    let customer = app.customer(&email).await;
    let of = (&*customer, &*email);
    let (here, objects) = match case.what {
        What::ChargeLost | What::ChargeDeclined | What::DebitDeclined => charged(app, stripe, case.what, of).await,
        What::CardAdded | What::CardRenewed | What::CardDetached | What::MandateEnded => {
            added(app, stripe, case.what, of).await
        }
        What::RefundLost | What::RefundSentBack => refunded(app, stripe, case.what, of).await,
    };
    Subject {
        case,
        email,
        here,
        objects,
    }
}

/// How it stands here.
async fn stands(app: &TestApp, here: &Here) -> String {
    let read = async |path: String| app.key().get(&path).await.expect(200);
    match here {
        Here::Payment { invoice } => {
            let all = payments(app, invoice).await;
            assert_eq!(all.len(), 1, "{all:?}");
            let invoice = read(format!("/api/invoices/{invoice}")).await;
            format!("{} {}", all[0].0, invoice["status"].as_str().unwrap())
        }
        Here::Method(id) => {
            let method = read(format!("/api/payment-methods/{id}")).await;
            let until = method["expirationDate"].as_str();
            let until = until.map(|day| format!(" until {day}")).unwrap_or_default();
            format!("{}{until}", method["status"].as_str().unwrap())
        }
        Here::Refund { payment, invoice } => {
            let refunds = read(format!("/api/payments/{payment}/refunds")).await;
            assert_eq!(refunds["data"].as_array().unwrap().len(), 1);
            let payments = read(format!("/api/invoices/{invoice}/payments")).await;
            let back = &payments["data"][0]["refundedAmount"]["amount"];
            format!("{}, {back} given back", refunds["data"][0]["status"].as_str().unwrap())
        }
    }
}

/// Sends the event of this round, where there is one.
async fn tell(app: &TestApp, delivery: Delivery, round: usize, subject: &Subject) {
    let events = subject.case.events;
    if round >= events.len() {
        return;
    }
    let at = match delivery {
        Delivery::Backwards => events.len() - 1 - round,
        Delivery::InOrder | Delivery::Twice | Delivery::Late => round,
    };
    let name = format!("evt_{}_{at}", subject.email);
    let again = format!("{name}_again");
    let ids = match delivery {
        Delivery::Twice => vec![&name, &name, &again],
        Delivery::InOrder | Delivery::Backwards | Delivery::Late => vec![&name],
    };
    for event in ids {
        let object = &subject.objects[kind(events[at])];
        assert!(object.is_object(), "{}", events[at]);
        let event = json!({ "id": event, "type": events[at], "data": { "object": object } });
        assert_eq!(send_event(app, &event).await.status, 200);
    }
}

stripe_test! {
    /// Nothing is believed: each event says what to ask about.
    async fn in_whatever_order_events_come_the_end_is_the_same(app: TestApp, stripe: Stripe) {
        let deliveries = [Delivery::InOrder, Delivery::Backwards, Delivery::Twice, Delivery::Late];
        // What is on its way is asked for every six hours, and now.
        app.run_jobs().await;
        for (number, delivery) in deliveries.into_iter().enumerate() {
            let mut subjects = Vec::with_capacity(CASES.len());
            for (index, case) in CASES.iter().enumerate() {
                subjects.push(happen(app, stripe, case, format!("c{number}{index}@example.com")).await);
            }
            app.run_jobs().await;
            app.mails();
            if delivery == Delivery::Late {
                app.advance(TimeDelta::hours(7));
                app.run_jobs().await;
            }
            for round in 0..3 {
                for subject in &subjects {
                    tell(app, delivery, round, subject).await;
                }
                app.run_jobs().await;
            }
            let mails = app.mails();
            for Subject { case, email, here, .. } in &subjects {
                let told = mails.iter().filter(|mail| mail.0 == *email).count();
                assert_eq!((stands(app, here).await, told), (case.end.to_owned(), case.mails), "{:?} {delivery:?}", case.what);
            }
        }
        assert_eq!(stripe.taken().await, [11900; 3 * 4]);
        assert_eq!(stripe.given_back().await, [1900; 2 * 4]);
    }
}

stripe_test! {
    /// Sent and signed by the stand-in itself: nothing else tells of a debit that fails late, and of a charge whose answer was lost.
    async fn what_stripe_sends_is_enough(app: TestApp, stripe: Stripe) {
        // It signs by its own clock.
        app.advance(TimeDelta::seconds((chrono::Utc::now() - app.now()).num_seconds()));
        // What is on its way is asked for now, and not again within six hours.
        app.run_jobs().await;
        let events = ["payment_intent.succeeded", "payment_intent.payment_failed"];
        let here = (&*app.address, app.nobody_on("acme").host());
        stripe.sends(&events, SIGNING, here).await;
        let mut all = Vec::new();
        for (what, email, begins, ends) in [
            (What::ChargeLost, "ada@example.com", "pending STATUS_UNPAID", "succeeded STATUS_PAID"),
            (What::DebitDeclined, "bob@example.com", "underway STATUS_UNPAID", "failed STATUS_UNPAID"),
        ] {
            let customer = app.customer(email).await;
            let (here, _) = charged(app, stripe, what, (&*customer, email)).await;
            all.push((here, begins, ends));
        }
        assert_eq!(stripe.has_sent(2).await, [200, 200]);
        for (here, begins, _) in &all {
            assert_eq!(stands(app, here).await, *begins, "nobody has asked Stripe since");
        }
        app.run_jobs().await;
        for (here, _, ends) in &all {
            assert_eq!(stands(app, here).await, *ends);
        }
        assert_eq!(stripe.taken().await, [11900]);
        app.mails();
    }
}

async fn receive(app: &TestApp, signature: &str, body: &str) -> Answer {
    let (path, header) = ("/api/public/gateways/stripe/events", [("Stripe-Signature", signature)]);
    let visitor = app.nobody_on("acme");
    visitor.send(Method::POST, path, Some(body.to_owned()), &header).await
}

stripe_test! {
    /// Forged, late, unreadable: 400. Sent again: 200. Neither has an effect, and both are logged.
    async fn what_does_not_count_changes_nothing_and_is_logged(app: TestApp, stripe: Stripe) {
        let ada = app.customer("ada@example.com").await;
        let added = card(app, stripe, &ada, "4242424242424242").await;
        app.run_jobs().await;
        app.mails();
        let reference = added["paymentMethod"]["referenceId"].as_str().unwrap();
        // Whoever believed an event would find that it is so.
        stripe.detach(reference).await;
        let object = json!({ "object": "payment_method", "id": reference });
        let event = json!({ "id": "evt_1", "type": "payment_method.detached", "data": { "object": object } }).to_string();
        let another = event.replace("evt_1", "evt_2");
        let (event, another) = (&*event, &*another);
        let now = app.now().timestamp();
        let genuine = signed(SIGNING, now, event);
        let here = Here::Method(id(&added));
        let log = Capture::begin();
        let is_logged = |request: &str, why: &str| log.text().lines().any(|line| line.contains(request) && line.contains(why));

        let (forged, late) = ("the signature is missing or is not the provider's", "it was signed more than five minutes ago");
        let cases = [
            (String::new(), event, forged),
            (signed("whsec_other", now, event), event, forged),
            (genuine.replace("v1=", "v0="), event, forged),
            (genuine.clone(), another, forged),
            (signed(SIGNING, now - 301, event), event, late),
            (signed(SIGNING, now + 301, event), event, late),
            (signed(SIGNING, now, "{}"), "{}", "it is not a notice of the provider's"),
        ];
        let before = app.row_counts().await;
        for (signature, body, why) in cases {
            let answer = receive(app, &signature, body).await;
            assert_eq!(answer.refused(400), "malformed-request", "{why}");
            assert!(is_logged(answer.json["instance"].as_str().unwrap(), why), "{why}");
        }
        assert!(app.rows_since(&before).await.is_empty(), "also nothing to be done later");
        assert_eq!(stands(app, &here).await, "active until 2034-12-31");

        assert_eq!(receive(app, &genuine, event).await.status, 200);
        app.run_jobs().await;
        assert_eq!((stands(app, &here).await, app.mails().len()), ("revoked until 2034-12-31".to_owned(), 1));

        let before = app.row_counts().await;
        app.advance(TimeDelta::minutes(5));
        for signature in [genuine.clone(), signed(SIGNING, app.now().timestamp(), event)] {
            let answer = receive(app, &signature, event).await;
            assert_eq!(answer.status, 200);
            assert!(is_logged(answer.header("x-request-id"), "came once more"));
        }
        app.advance(TimeDelta::seconds(1));
        assert_eq!(receive(app, &genuine, event).await.refused(400), "malformed-request");
        assert!(app.rows_since(&before).await.is_empty());
    }
}
