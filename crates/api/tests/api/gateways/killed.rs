//! The server is killed at each step of adding a card by a link and collecting with it, of paying an invoice now, and of giving money
//! back: after it was started again, the method is there once, the invoice was charged once, and the money was given back once. What
//! was charged and given back is asked of Stripe's stand-in, a process of its own.

mod server;

use std::time::Duration;

use serde_json::{Value, json};

use self::server::Server;
use crate::support::{
    self, Kind, id,
    stripe::{Fault, Stripe},
};

/// Runs a test on both databases.
macro_rules! kill_test {
    ($(#[doc = $doc:literal])* async fn $name:ident($kind:ident: Kind) $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn on($kind: Kind) $body

            #[actix_web::test]
            async fn sqlite() {
                on(Kind::Sqlite).await;
            }

            #[actix_web::test]
            async fn postgres() {
                on(Kind::Postgres).await;
            }
        }
    };
}

/// Where the server dies.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// With a question to Stripe that begins so.
    Asking(&'static str, Fault),
    /// As soon as the customer's browser has this answer.
    Answered(Act),
    /// After the money was taken, and once more with the question what became of that.
    Recovering(Fault),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Opened,
    Begun,
    Confirmed,
}

const CHARGE: &str = "POST /v1/payment_intents";
const FIND: &str = "GET /v1/payment_intents";

const STEPS: [Step; 13] = [
    Step::Answered(Act::Opened),
    Step::Asking("POST /v1/customers", Fault::KillBefore),
    Step::Asking("POST /v1/customers", Fault::KillAfter),
    Step::Asking("POST /v1/setup_intents", Fault::KillBefore),
    Step::Asking("POST /v1/setup_intents", Fault::KillAfter),
    Step::Answered(Act::Begun),
    Step::Asking("GET /v1/setup_intents", Fault::KillBefore),
    Step::Asking("GET /v1/setup_intents", Fault::KillAfter),
    Step::Answered(Act::Confirmed),
    Step::Asking(CHARGE, Fault::KillBefore),
    Step::Asking(CHARGE, Fault::KillAfter),
    Step::Recovering(Fault::KillBefore),
    Step::Recovering(Fault::KillAfter),
];

/// With which questions to Stripe the server dies while an invoice is paid now with a card that is stored, one life after the other;
/// with none: as soon as whoever pays has the answer.
const PAY_STEPS: [&[(&str, Fault)]; 8] = [
    &[(FIND, Fault::KillBefore)],
    &[(FIND, Fault::KillAfter)],
    &[(CHARGE, Fault::KillBefore)],
    &[(CHARGE, Fault::KillAfter)],
    &[(CHARGE, Fault::KillBefore), (CHARGE, Fault::KillAfter)],
    &[(CHARGE, Fault::KillAfter), (FIND, Fault::KillBefore)],
    &[(CHARGE, Fault::KillAfter), (FIND, Fault::KillAfter)],
    &[],
];

const REFUND: &str = "POST /v1/refunds";
const LOOK: &str = "GET /v1/refunds";

/// With which questions to Stripe the server dies while it gives money back, one life after the other; with none: as soon as whoever
/// asked for it has the answer.
const REFUND_STEPS: [&[(&str, Fault)]; 7] = [
    &[(LOOK, Fault::KillBefore)],
    &[(LOOK, Fault::KillAfter)],
    &[(REFUND, Fault::KillBefore)],
    &[(REFUND, Fault::KillAfter)],
    &[(REFUND, Fault::KillAfter), (LOOK, Fault::KillBefore)],
    &[(REFUND, Fault::KillAfter), (LOOK, Fault::KillAfter)],
    &[],
];

async fn customer(server: &Server, number: usize) -> String {
    let new = json!({ "email": format!("c{number}@example.com"), "companyName": "Ada GmbH" });
    id(&server.merchant("POST", "/customers", new).await)
}

async fn invoice(server: &Server, customer: &str, number: usize) -> String {
    let invoice = support::invoice(customer, &format!("RE-{number}"));
    id(&server.merchant("POST", "/invoices", invoice).await)
}

/// An invoice that was asked to be paid; gives both.
async fn pay(server: &Server, customer: &str, number: usize) -> (String, Value) {
    let invoice = invoice(server, customer, number).await;
    let payment = server
        .merchant("POST", &format!("/invoices/{invoice}/pay"), json!({}))
        .await;
    (invoice, payment)
}

/// A customer whose last payment failed; gives customer, invoice and a link's token.
async fn prepare(server: &Server, number: usize) -> (String, String, String) {
    let customer = customer(server, number).await;
    let declined = json!({ "gateway": "testing", "type": "card", "customerId": customer, "testing": { "number": "4000000000000341" } });
    server.merchant("POST", "/payment-methods", declined).await;
    let (invoice, failed) = pay(server, &customer, number).await;
    assert_eq!(failed["status"], "failed", "{failed}");
    let link = json!({ "customer": customer, "types": ["card"] });
    let link = server.merchant("POST", "/payment-methods/link", link).await;
    let token = link["link"]
        .as_str()
        .unwrap()
        .split_once("token=")
        .unwrap()
        .1
        .to_owned();
    (customer, invoice, token)
}

/// What the page of the link does, from wherever it stands; false where the server died on the way.
async fn go_on(server: &mut Server, stripe: &Stripe, token: &str, dies: Option<Act>) -> bool {
    let Some((status, opened)) = server.ask("POST", "/session/link", "", json!({ "token": token })).await else {
        return false;
    };
    if status == 410 {
        // Used up by success.
        return true;
    }
    assert_eq!(status, 200, "{opened}");
    if dies == Some(Act::Opened) {
        server.is_killed(true).await;
        return false;
    }
    let proof = opened["accessToken"].as_str().unwrap().to_owned();
    let standing = server
        .ask("GET", "/payment-methods/link", &proof, Value::Null)
        .await
        .unwrap()
        .1;
    let begun = match standing["begun"].as_str() {
        Some(begun) => {
            server
                .ask("POST", &format!("/payment-methods/{begun}/confirm"), &proof, json!({}))
                .await
        }
        None => {
            let new = json!({ "gateway": "stripe", "type": "card" });
            server.ask("POST", "/payment-methods", &proof, new).await
        }
    };
    let Some((status, begun)) = begun else { return false };
    assert!(status < 300, "{begun}");
    if dies == Some(Act::Begun) {
        server.is_killed(true).await;
        return false;
    }
    if begun["status"] == "action_required" {
        let secret = begun["actionRequired"]["details"]["clientSecret"].as_str().unwrap();
        stripe.type_card(secret, "4242424242424242").await;
        let path = format!("/payment-methods/{}/confirm", begun["id"].as_str().unwrap());
        let Some((status, done)) = server.ask("POST", &path, &proof, json!({})).await else {
            return false;
        };
        assert_eq!((status, &done["status"]), (200, &json!("success")), "{done}");
    }
    if dies == Some(Act::Confirmed) {
        server.is_killed(true).await;
        return false;
    }
    true
}

/// Until the invoice is paid: the outbox works on its own, in another process. False where the server died, or that takes too long.
async fn is_paid(server: &Server, invoice: &str) -> bool {
    for _ in 0..400 {
        match server
            .ask("GET", &format!("/invoices/{invoice}"), &server.key, Value::Null)
            .await
        {
            Some((_, answer)) if answer["status"] == "STATUS_PAID" => return true,
            Some(_) => tokio::time::sleep(Duration::from_millis(25)).await,
            None => return false,
        }
    }
    false
}

kill_test! {
    async fn killed_at_any_step_the_card_is_there_once_and_charged_once(kind: Kind) {
        let stripe = Stripe::start().await;
        let mut server = Server::begin(kind, &stripe).await;
        for (number, step) in STEPS.into_iter().enumerate() {
            let (customer, invoice, token) = prepare(&server, number).await;
            let dies = match step {
                Step::Asking(what, fault) => {
                    stripe.fail_next(what, fault);
                    None
                }
                Step::Answered(act) => Some(act),
                Step::Recovering(_) => {
                    stripe.fail_next(CHARGE, Fault::KillAfter);
                    None
                }
            };
            let went_through = go_on(&mut server, &stripe, &token, dies).await;
            if went_through {
                // It dies while it collects, after the page has its answer.
                assert!(!is_paid(&server, &invoice).await, "{step:?}: nobody was killed");
            }
            if server.is_started() {
                server.is_killed(false).await;
            }
            // What was taken is found by its id: the keys of requests are forgotten by then.
            stripe.forget(CHARGE);
            if let Step::Recovering(fault) = step {
                stripe.fail_next(FIND, fault);
                server.start(&stripe).await;
                assert!(!is_paid(&server, &invoice).await, "{step:?}: nobody was killed");
                server.is_killed(false).await;
            }
            server.start(&stripe).await;
            // The customer loads the page anew.
            assert!(go_on(&mut server, &stripe, &token, None).await, "{step:?}");
            assert!(is_paid(&server, &invoice).await, "{step:?}: it is not paid");
            let methods = server
                .merchant(
                    "GET",
                    &format!("/payment-methods?customer={customer}&status=active"),
                    Value::Null,
                )
                .await;
            let added: Vec<_> = methods["data"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|one| one["gatewayName"] == "stripe")
                .collect();
            assert_eq!(
                (added.len(), &added[0]["source"], &added[0]["default"]),
                (1, &json!("add_link"), &json!(true)),
                "{step:?}"
            );
            let payments = server
                .merchant("GET", &format!("/invoices/{invoice}/payments"), Value::Null)
                .await;
            let came_in = payments["data"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|one| one["status"] == "succeeded")
                .count();
            assert_eq!(
                (came_in, stripe.taken().await),
                (1, vec![11900; number + 1]),
                "{step:?}"
            );
        }
        server.end().await;
        stripe.stop().await;
    }
}

/// A customer with a card that was typed in at Stripe.
async fn with_card(server: &Server, stripe: &Stripe, number: usize) -> String {
    let customer = customer(server, number).await;
    let new = json!({ "gateway": "stripe", "type": "card", "customerId": customer });
    let begun = server.merchant("POST", "/payment-methods", new).await;
    let secret = begun["actionRequired"]["details"]["clientSecret"].as_str().unwrap();
    stripe.type_card(secret, "4242424242424242").await;
    let confirm = format!("/payment-methods/{}/confirm", id(&begun));
    server.merchant("POST", &confirm, json!({})).await;
    customer
}

kill_test! {
    /// Whoever pays asks again with the same key, and gets the same payment.
    async fn killed_at_any_step_an_invoice_is_paid_once(kind: Kind) {
        let stripe = Stripe::start().await;
        let mut server = Server::begin(kind, &stripe).await;
        for (number, deaths) in PAY_STEPS.into_iter().enumerate() {
            let customer = with_card(&server, &stripe, number).await;
            let invoice = invoice(&server, &customer, number).await;
            let (path, key) = (format!("/invoices/{invoice}/pay"), format!("pay-{number}"));
            for (life, &(what, fault)) in deaths.iter().enumerate() {
                // What was taken is found by its id: the keys of requests are forgotten by then.
                stripe.forget(CHARGE);
                stripe.fail_next(what, fault);
                if life == 0 {
                    let answer = server.ask_once("POST", (&path, &key), &server.key, json!({})).await;
                    assert!(answer.is_none(), "{deaths:?}: nobody was killed");
                } else {
                    server.start(&stripe).await;
                    assert!(!is_paid(&server, &invoice).await, "{deaths:?}: nobody was killed");
                }
                server.is_killed(false).await;
            }
            if deaths.is_empty() {
                let answer = server.ask_once("POST", (&path, &key), &server.key, json!({})).await;
                let (status, answer) = answer.unwrap();
                assert_eq!((status, &answer["status"]), (201, &json!("succeeded")), "{answer}");
                server.is_killed(true).await;
            }
            stripe.forget(CHARGE);
            server.start(&stripe).await;
            assert!(is_paid(&server, &invoice).await, "{deaths:?}: it is not paid");
            let again = server.ask_once("POST", (&path, &key), &server.key, json!({})).await;
            let path = format!("/invoices/{invoice}/payments");
            let payments = server.merchant("GET", &path, Value::Null).await;
            let payments = payments["data"].as_array().unwrap();
            assert_eq!(
                (payments.len(), &payments[0]["status"], &again.unwrap().1["id"]),
                (1, &json!("succeeded"), &payments[0]["id"]),
                "{deaths:?}"
            );
            assert_eq!(stripe.taken().await, vec![11900; number + 1], "{deaths:?}");
        }
        server.end().await;
        stripe.stop().await;
    }
}

/// A payment by such a card; gives it.
async fn prepare_refund(server: &Server, stripe: &Stripe, number: usize) -> String {
    let customer = with_card(server, stripe, number).await;
    let (_, payment) = pay(server, &customer, number).await;
    assert_eq!(payment["status"], "succeeded", "{payment}");
    id(&payment)
}

/// Until the refund that is listed at `path` went through; false where the server died, or that takes too long.
async fn is_given_back(server: &Server, path: &str) -> bool {
    for _ in 0..400 {
        match server.ask("GET", path, &server.key, Value::Null).await {
            Some((_, answer)) if answer["data"][0]["status"] == "succeeded" => return true,
            Some(_) => tokio::time::sleep(Duration::from_millis(25)).await,
            None => return false,
        }
    }
    false
}

kill_test! {
    async fn killed_at_any_step_money_is_given_back_once(kind: Kind) {
        let stripe = Stripe::start().await;
        let mut server = Server::begin(kind, &stripe).await;
        for (number, deaths) in REFUND_STEPS.into_iter().enumerate() {
            let payment = prepare_refund(&server, &stripe, number).await;
            let (path, key) = (format!("/payments/{payment}/refunds"), format!("refund-{number}"));
            for (life, &(what, fault)) in deaths.iter().enumerate() {
                // What was given back is found by its id: the keys of requests are forgotten by then.
                stripe.forget(REFUND);
                stripe.fail_next(what, fault);
                if life == 0 {
                    let asked = json!({ "amount": 1900 });
                    let answer = server.ask_once("POST", (&path, &key), &server.key, asked).await;
                    assert!(answer.is_none(), "{deaths:?}: nobody was killed");
                } else {
                    server.start(&stripe).await;
                    assert!(!is_given_back(&server, &path).await, "{deaths:?}: nobody was killed");
                }
                server.is_killed(false).await;
            }
            if deaths.is_empty() {
                let asked = json!({ "amount": 1900 });
                let (status, answer) = server
                    .ask_once("POST", (&path, &key), &server.key, asked)
                    .await
                    .unwrap();
                assert_eq!((status, &answer["status"]), (201, &json!("succeeded")), "{answer}");
                server.is_killed(true).await;
            }
            stripe.forget(REFUND);
            server.start(&stripe).await;
            assert!(is_given_back(&server, &path).await, "{deaths:?}: it is not given back");
            // Whoever got no answer asks again.
            let asked = json!({ "amount": 1900 });
            let again = server.ask_once("POST", (&path, &key), &server.key, asked).await;
            let refunds = server.merchant("GET", &path, Value::Null).await;
            let refunds = refunds["data"].as_array().unwrap();
            assert_eq!(
                (refunds.len(), &again.unwrap().1["id"]),
                (1, &refunds[0]["id"]),
                "{deaths:?}"
            );
            assert_eq!(stripe.given_back().await, vec![1900; number + 1], "{deaths:?}");
        }
        server.end().await;
        stripe.stop().await;
    }
}
