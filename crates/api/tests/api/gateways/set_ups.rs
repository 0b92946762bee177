//! Cards that are typed in at Stripe: whatever becomes of its answer, whoever confirms has one, once.

use serde_json::{Value, json};

use super::collecting::send_event;
use crate::support::{
    Answer, TestApp, id,
    stripe::{Fault, Stripe},
};

const LOOK: &str = "GET /v1/setup_intents";

/// What was begun, and completed at Stripe; gives the path to confirm it, and the event that tells of it.
async fn typed_in(app: &TestApp, stripe: &Stripe, customer: &str) -> (String, Value) {
    let body = json!({ "gateway": "stripe", "type": "card", "customerId": customer });
    let begun = app.key().post("/api/payment-methods", body).await.expect(201);
    let secret = begun["actionRequired"]["details"]["clientSecret"].as_str().unwrap();
    let typed = stripe.type_card(secret, "4242424242424242").await;
    let object = json!({ "object": "setup_intent", "id": typed["id"] });
    let event =
        json!({ "id": format!("evt_{customer}"), "type": "setup_intent.succeeded", "data": { "object": object } });
    (format!("/api/payment-methods/{}/confirm", id(&begun)), event)
}

async fn confirm(app: &TestApp, path: &str) -> Answer {
    app.key().post(path, json!({})).await
}

async fn count_active(app: &TestApp, customer: &str) -> usize {
    let path = format!("/api/payment-methods?customer={customer}&status=active");
    let all = app.key().get(&path).await.expect(200);
    all["data"].as_array().unwrap().len()
}

stripe_test! {
    /// Whoever gets no answer is told to try again, and nothing has changed. Confirmed twice at the same moment then, and told by Stripe
    /// as well, the method is there once, and its customer is told once.
    async fn however_the_answer_gets_lost_the_method_is_there_once(app: TestApp, stripe: Stripe) {
        let faults = [
            Fault::CutBefore,
            Fault::CutAfter,
            Fault::ErrorBefore,
            Fault::ErrorAfter,
            Fault::Busy,
            Fault::Late,
        ];
        for (count, fault) in faults.into_iter().enumerate() {
            let email = format!("c{count}@example.com");
            let customer = app.customer(&email).await;
            let (path, event) = typed_in(app, stripe, &customer).await;
            stripe.fail_next(LOOK, fault);
            assert_eq!(confirm(app, &path).await.refused(503), "unavailable", "{fault:?}");
            assert_eq!(count_active(app, &customer).await, 0, "{fault:?}");
            let (one, two) = tokio::join!(confirm(app, &path), confirm(app, &path));
            // One of them may come too late, and is told so.
            let mut statuses = [one.status, two.status];
            statuses.sort_unstable();
            assert!(statuses[0] == 200 && [200, 409].contains(&statuses[1]), "{fault:?}: {statuses:?}");
            assert_eq!(confirm(app, &path).await.expect(200)["status"], "success", "{fault:?}");
            assert_eq!(send_event(app, &event).await.status, 200);
            app.run_jobs().await;
            assert_eq!(count_active(app, &customer).await, 1, "{fault:?}");
            let told: Vec<_> = app.mails().into_iter().map(|mail| mail.0).collect();
            assert_eq!(told, [email], "{fault:?}");
        }
        let customers = stripe.get("/v1/customers?limit=100").await;
        assert_eq!(customers["data"].as_array().unwrap().len(), faults.len());
    }
}

stripe_test! {
    /// Stripe's event comes while its answer is on the way: both say the same, and the method is there once.
    async fn an_event_that_overtakes_the_answer_adds_nothing_twice(app: TestApp, stripe: Stripe, timeout_ms: 12000) {
        let ada = app.customer("ada@example.com").await;
        let (path, event) = typed_in(app, stripe, &ada).await;
        stripe.fail_next(LOOK, Fault::Held);
        let overtaken = async {
            stripe.is_held().await;
            assert_eq!(send_event(app, &event).await.status, 200);
            app.run_jobs().await;
            assert_eq!(count_active(app, &ada).await, 1);
            stripe.let_go();
        };
        let (done, ()) = tokio::join!(confirm(app, &path), overtaken);
        assert_eq!(done.expect(200)["status"], "success");
        app.run_jobs().await;
        assert_eq!((count_active(app, &ada).await, app.mails().len()), (1, 1));
    }
}
