//! Money that is given back through Stripe, which may not answer, or answer late.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use super::collecting::{card, send_event};
use crate::support::{
    TestApp, id,
    stripe::{Fault, Stripe},
};

/// Asks for a euro back; the same key is the same refund.
async fn refund(app: &TestApp, path: &str, key: &str) -> Value {
    let body = json!({ "amount": 100 }).to_string();
    let header = [("Idempotency-Key", key)];
    let answer = app.key().send(Method::POST, path, Some(body), &header).await;
    answer.expect(201)
}

/// A payment by card; gives the path of its refunds, and of the payments of its invoice.
async fn paid(app: &TestApp, stripe: &Stripe) -> (String, String) {
    let ada = app.customer("ada@example.com").await;
    card(app, stripe, &ada, "4242424242424242").await;
    let invoice = id(&app.invoice(&ada, "1").await);
    let path = format!("/api/invoices/{invoice}/pay");
    let payment = app.key().post(&path, json!({})).await.expect(201);
    assert_eq!(payment["status"], "succeeded");
    let payments = format!("/api/invoices/{invoice}/payments");
    (format!("/api/payments/{}/refunds", id(&payment)), payments)
}

stripe_test! {
    /// It is asked for before anything is tried again, and by then Stripe has forgotten the key. Also that question may get no answer.
    async fn however_the_answer_gets_lost_it_is_given_back_once(app: TestApp, stripe: Stripe) {
        let (path, payments) = paid(app, stripe).await;
        let cases = [
            (Fault::CutBefore, false),
            (Fault::CutAfter, true),
            (Fault::ErrorBefore, false),
            (Fault::ErrorAfter, true),
            (Fault::Busy, false),
            (Fault::Late, true),
        ];
        for (count, (fault, was_done)) in cases.into_iter().enumerate() {
            let key = format!("refund-{count}");
            let status = async || app.key().get(&path).await.expect(200)["data"][count]["status"].clone();
            stripe.fail_next("POST /v1/refunds", fault);
            let begun = refund(app, &path, &key).await;
            assert_eq!(begun["status"], "pending", "{fault:?}");
            assert_eq!(stripe.given_back().await.len(), count + usize::from(was_done), "{fault:?}");
            stripe.forget("POST /v1/refunds");
            stripe.fail_next("GET /v1/refunds", fault);
            app.advance(TimeDelta::minutes(1));
            app.run_jobs().await;
            assert_eq!(status().await, "pending", "{fault:?}");
            app.advance(TimeDelta::minutes(1));
            app.run_jobs().await;
            assert_eq!(status().await, "succeeded", "{fault:?}");
            // Whoever got no answer asks again.
            assert_eq!(refund(app, &path, &key).await["id"], begun["id"]);
            assert_eq!(stripe.given_back().await, vec![100; count + 1], "{fault:?}");
        }
        let payment = app.key().get(&payments).await.expect(200)["data"][0].clone();
        assert_eq!(payment["refundedAmount"]["amount"], 600);
        app.mails();
    }
}

stripe_test! {
    /// What had come in counts, whatever was given back of it.
    async fn what_was_given_back_in_full_stays_paid(app: TestApp, stripe: Stripe) {
        let (path, payments) = paid(app, stripe).await;
        app.key().post(&path, json!({})).await.expect(201);
        let payment = async || app.key().get(&payments).await.expect(200)["data"][0].clone();
        let object = json!({ "object": "charge", "id": "ch_x", "payment_intent": payment().await["reference"] });
        let event = json!({ "id": "evt_1", "type": "charge.refunded", "data": { "object": object } });
        assert_eq!(send_event(app, &event).await.status, 200);
        app.run_jobs().await;
        let after = payment().await;
        assert_eq!((&after["status"], &after["refundedAmount"]["amount"]), (&json!("succeeded"), &json!(11900)));
        app.mails();
    }
}

stripe_test! {
    /// Whoever asks again at once learns what became of it: nobody has to wait for the next try.
    async fn the_same_request_again_goes_on_with_the_same_refund(app: TestApp, stripe: Stripe) {
        let (path, _) = paid(app, stripe).await;
        for (count, fault) in [Fault::CutBefore, Fault::CutAfter].into_iter().enumerate() {
            let key = format!("refund-{count}");
            stripe.fail_next("POST /v1/refunds", fault);
            let begun = refund(app, &path, &key).await;
            let again = refund(app, &path, &key).await;
            assert_eq!((&begun["status"], &again["status"]), (&json!("pending"), &json!("succeeded")), "{fault:?}");
            assert_eq!((&again["id"], stripe.given_back().await), (&begun["id"], vec![100; count + 1]), "{fault:?}");
        }
        app.advance(TimeDelta::minutes(2));
        app.run_jobs().await;
        assert_eq!(stripe.given_back().await, [100; 2]);
        app.mails();
    }
}

stripe_test! {
    /// What the merchant gives back in Stripe's dashboard is recorded once, however often Stripe tells of it, and no more than the rest can
    /// be given back here. What the bank does not take of it can.
    async fn what_is_given_back_at_stripe_is_recorded(app: TestApp, stripe: Stripe) {
        let (path, payments) = paid(app, stripe).await;
        refund(app, &path, "ours").await;
        let payment = async || app.key().get(&payments).await.expect(200)["data"][0].clone();
        let intent = payment().await["reference"].as_str().unwrap().to_owned();
        let theirs = stripe.refund_part(&intent, 1900).await;
        let charge = json!({ "object": "charge", "id": "ch_x", "payment_intent": intent });
        let object = json!({ "object": "refund", "id": theirs, "payment_intent": intent, "metadata": {} });
        let tell = async |events: [(&str, &str, &Value); 3]| {
            for (event, kind, object) in events {
                let event = json!({ "id": event, "type": kind, "data": { "object": object } });
                assert_eq!(send_event(app, &event).await.status, 200);
            }
            app.run_jobs().await;
        };
        let told = async || {
            let all = app.key().get(&path).await.expect(200);
            let all = all["data"].as_array().unwrap().iter();
            all.map(|one| format!("{} {} {}", one["amount"]["amount"], one["status"].as_str().unwrap(), one["reference"] == theirs.as_str()))
                .collect::<Vec<_>>()
        };
        tell([("evt_1", "charge.refunded", &charge), ("evt_2", "refund.created", &object), ("evt_3", "charge.refund.updated", &object)]).await;
        assert_eq!(told().await, ["100 succeeded false", "1900 succeeded true"]);
        let after = payment().await;
        assert_eq!((&after["status"], &after["refundedAmount"]["amount"]), (&json!("succeeded"), &json!(2000)));
        let too_much = app.key().post(&path, json!({ "amount": 9901 })).await;
        assert_eq!(too_much.violations(), ["amount"]);

        stripe.send_back(&theirs);
        tell([("evt_4", "refund.failed", &object), ("evt_5", "charge.refund.updated", &object), ("evt_6", "charge.refunded", &charge)]).await;
        assert_eq!(told().await, ["100 succeeded false", "1900 failed true"]);
        assert_eq!(payment().await["refundedAmount"]["amount"], 100);
        app.advance(TimeDelta::minutes(2));
        app.run_jobs().await;
        let log = app.key().get("/api/audit-log?action=invoice.refunded").await.expect(200);
        assert_eq!(log["data"].as_array().unwrap().len(), 2);
        app.mails();
    }
}

stripe_test! {
    /// Of a payment whose answer was lost, nobody here knows Stripe's name when the merchant gives a part of it back there: once the
    /// answer is there, that is looked for, also where Stripe does not answer at once.
    async fn what_is_given_back_before_the_answer_is_there_is_recorded(app: TestApp, stripe: Stripe) {
        for (number, fault) in [("1", None), ("2", Some(Fault::CutBefore))] {
            let customer = app.customer(&format!("c{number}@example.com")).await;
            card(app, stripe, &customer, "4242424242424242").await;
            let invoice = id(&app.invoice(&customer, number).await);
            stripe.fail_next("POST /v1/payment_intents", Fault::CutAfter);
            let payment = app.key().post(&format!("/api/invoices/{invoice}/pay"), json!({})).await.expect(201);
            assert_eq!(payment["status"], "pending");
            let intents = stripe.get("/v1/payment_intents?limit=100").await;
            let intents = intents["data"].as_array().unwrap();
            let intent = intents.iter().find(|one| one["metadata"]["portico_payment"] == payment["id"]).unwrap();
            let intent = intent["id"].as_str().unwrap();
            stripe.refund_part(intent, 1900).await;
            let charge = json!({ "object": "charge", "id": "ch_x", "payment_intent": intent });
            let event = json!({ "id": format!("evt_{number}"), "type": "charge.refunded", "data": { "object": charge } });
            assert_eq!(send_event(app, &event).await.status, 200);
            if let Some(fault) = fault {
                stripe.fail_next("GET /v1/refunds", fault);
            }
            app.advance(TimeDelta::minutes(1));
            app.run_jobs().await;
            app.advance(TimeDelta::minutes(5));
            app.run_jobs().await;
            let all = app.key().get(&format!("/api/invoices/{invoice}/payments")).await.expect(200);
            let now = &all["data"][0];
            assert_eq!((&now["status"], &now["refundedAmount"]["amount"]), (&json!("succeeded"), &json!(1900)), "{fault:?}");
        }
        app.mails();
    }
}

stripe_test! {
    /// Debits that fail late come as disputes: whose account was not covered did not object, and of what nobody explains nothing is said.
    /// What its owner or nobody explains is not collected again.
    async fn a_dispute_tells_why_the_money_went_back(app: TestApp, stripe: Stripe) {
        for (index, (reason, expected, is_tried_again)) in [
            ("insufficient_funds", "insufficient_funds", true),
            ("incorrect_account_details", "wrong_data", true),
            ("debit_not_authorized", "not_authorised", false),
            ("fraudulent", "not_authorised", false),
            ("general", "declined", false),
        ]
        .into_iter()
        .enumerate()
        {
            let customer = app.customer(&format!("c{index}@example.com")).await;
            card(app, stripe, &customer, "4242424242424242").await;
            let invoice = id(&app.invoice(&customer, &index.to_string()).await);
            let paid = app.key().post(&format!("/api/invoices/{invoice}/pay"), json!({})).await.expect(201);
            stripe.dispute_for(paid["reference"].as_str().unwrap(), ("needs_response", reason));
            let object = json!({ "object": "dispute", "id": "dp_1", "payment_intent": paid["reference"] });
            let event = json!({ "id": format!("evt_{index}"), "type": "charge.dispute.created", "data": { "object": object } });
            assert_eq!(send_event(app, &event).await.status, 200);
            app.run_jobs().await;
            let payments = async || app.key().get(&format!("/api/invoices/{invoice}/payments")).await.expect(200)["data"].clone();
            let returned = payments().await[0].clone();
            let told = (&returned["status"], &returned["failureReason"], &returned["failureCode"]);
            assert_eq!(told, (&json!("returned"), &json!(expected), &json!(reason)));
            app.advance(TimeDelta::days(3));
            app.run_jobs().await;
            let tries = payments().await.as_array().unwrap().len();
            assert_eq!(tries == 2, is_tried_again, "{reason}");
        }
        app.mails();
    }
}
