//! Webhooks: what is told, how it is signed and sent, and what becomes of endpoints that do not answer.

use std::{
    net::TcpListener,
    sync::{Arc, Mutex},
    time::Duration,
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use portico::features::webhooks::delivery;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{TestApp, api_test, id};

/// What an endpoint was sent.
#[derive(Debug, Clone)]
pub struct Received {
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn kind(&self) -> String {
        self.json()["event"]["type"].as_str().unwrap().to_owned()
    }
}

/// How an endpoint answers.
#[derive(Debug, Clone, Copy)]
pub enum Manner {
    Status(u16),
    Redirect,
    Hang,
    Endless,
}

/// A real endpoint on this machine.
pub struct Endpoint {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
    manner: Arc<Mutex<Manner>>,
    server: actix_web::dev::ServerHandle,
}

type Shared = (Arc<Mutex<Vec<Received>>>, Arc<Mutex<Manner>>);

async fn take(request: HttpRequest, body: String, shared: web::Data<Shared>) -> HttpResponse {
    let headers = request.headers().iter();
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let headers = headers.collect();
    shared.0.lock().unwrap().push(Received { headers, body });
    let manner = *shared.1.lock().unwrap();
    match manner {
        Manner::Status(status) => {
            let status = actix_web::http::StatusCode::from_u16(status).unwrap();
            HttpResponse::build(status).body("x".repeat(10_000))
        }
        Manner::Redirect => HttpResponse::Found().insert_header(("Location", "/elsewhere")).finish(),
        Manner::Hang => {
            std::future::pending::<()>().await;
            HttpResponse::Ok().finish()
        }
        Manner::Endless => {
            let lines =
                futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(web::Bytes::from_static(&[b'y'; 512])));
            HttpResponse::Ok().streaming(lines)
        }
    }
}

impl Endpoint {
    pub fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook?key=s3cret", listener.local_addr().unwrap());
        let shared: Shared = (Arc::default(), Arc::new(Mutex::new(manner)));
        let (received, manner) = shared.clone();
        let shared = web::Data::new(shared);
        let server = HttpServer::new(move || App::new().app_data(shared.clone()).default_service(web::to(take)))
            .workers(1)
            .disable_signals()
            .listen(listener)
            .unwrap()
            .run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self {
            url,
            received,
            manner,
            server: handle,
        }
    }

    fn set(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// What came since this was asked last.
    pub fn received(&self) -> Vec<Received> {
        std::mem::take(&mut *self.received.lock().unwrap())
    }

    fn kinds(&self) -> Vec<String> {
        let mut kinds: Vec<_> = self.received().iter().map(Received::kind).collect();
        kinds.sort();
        kinds
    }

    pub async fn stop(self) {
        self.server.stop(false).await;
    }
}

/// Creates an endpoint of Acme's for these events; gives its id and its secret.
pub async fn subscribe(app: &TestApp, url: &str, events: &[&str]) -> (String, String) {
    let body = json!({ "version": "v1", "url": url, "events": events, "enabled": true });
    let created = app.key().post("/api/webhooks", body).await.expect(201);
    (id(&created), created["secret"].as_str().unwrap().to_owned())
}

pub async fn every_event(app: &TestApp) -> Vec<String> {
    let listed = app.key().get("/api/available-webhook-events").await.expect(200);
    let listed = listed["data"].as_array().unwrap();
    listed
        .iter()
        .map(|one| one["type"].as_str().unwrap().to_owned())
        .collect()
}

async fn subscribe_to_all(app: &TestApp, url: &str) -> (String, String) {
    let all = every_event(app).await;
    subscribe(app, url, &all.iter().map(String::as_str).collect::<Vec<_>>()).await
}

async fn work(app: &TestApp) -> usize {
    delivery::work(&app.context).await.unwrap()
}

async fn deliveries(app: &TestApp, query: &str) -> Vec<Value> {
    let page = app
        .key()
        .get(&format!("/api/webhook-deliveries?{query}"))
        .await
        .expect(200);
    page["data"].as_array().unwrap().clone()
}

fn hex_mac(key: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

api_test! {
    /// The envelope of the interface, a snapshot of the thing, and both kinds of signature, checked by another implementation.
    async fn an_event_arrives_signed(app: TestApp) {
        let endpoint = Endpoint::start(Manner::Status(204));
        let (hook, secret) = subscribe(app, &endpoint.url, &["customer.created"]).await;
        let ada = app.customer("ada@example.com").await;
        // What became of it since is not what is told.
        app.key().put(&format!("/api/customers/{ada}"), json!({ "phone": "+49 1 23" })).await.expect(200);
        assert_eq!(work(app).await, 1);
        let received = endpoint.received();
        let [one] = received.as_slice() else { panic!("{received:?}") };
        let body = one.json();
        assert_eq!((&body["event"]["type"], &body["event"]["version"], &body["event"]["created"]), (&json!("customer.created"), &json!("v1"), &json!("2026-11-22T12:00:00Z")));
        assert_eq!((&body["tenantId"], &body["sequence"]), (&json!(app.acme.id.to_string()), &json!(1)));
        assert_eq!((&body["data"]["id"], &body["data"]["phone"], &body["data"]["defaultAddress"]["city"]), (&json!(ada), &Value::Null, &json!("Hamburg")));
        assert_eq!(one.header("webhook-id"), body["event"]["id"].as_str().unwrap());
        assert_eq!(one.header("content-type"), "application/json");
        assert_eq!(one.header("x-webhook-signature"), hex_mac(&secret, &one.body));
        let judge = standardwebhooks::Webhook::new(&secret).unwrap();
        let stamp = one.header("webhook-timestamp").parse().unwrap();
        assert_eq!(one.header("webhook-signature"), judge.sign(one.header("webhook-id"), stamp, one.body.as_bytes()).unwrap());
        // What was sent can be read afterwards, with the answer.
        let listed = deliveries(app, &format!("webhook={hook}&state=delivered&eventType=customer.created")).await;
        let read = app.key().get(&format!("/api/webhook-deliveries/{}", id(&listed[0]))).await.expect(200);
        assert_eq!((read["request"].as_str().unwrap(), &read["lastStatus"], &read["tries"][0]["status"]), (one.body.as_str(), &json!(204), &json!(204)));
        endpoint.stop().await;
    }
}

api_test! {
    /// A new secret signs at once; for a day the standard's header is signed with the old one as well.
    async fn a_secret_is_exchanged_without_a_gap(app: TestApp) {
        let endpoint = Endpoint::start(Manner::Status(200));
        let (hook, old) = subscribe(app, &endpoint.url, &["customer.created"]).await;
        let rotated = app.key().post(&format!("/api/webhooks/{hook}/rotate-secret"), json!({})).await.expect(200);
        let new = rotated["secret"].as_str().unwrap().to_owned();
        assert_ne!(old, new);
        let sign = |secret: &str, one: &Received| {
            let stamp = one.header("webhook-timestamp").parse().unwrap();
            standardwebhooks::Webhook::new(secret).unwrap().sign(one.header("webhook-id"), stamp, one.body.as_bytes()).unwrap()
        };
        app.customer("ada@example.com").await;
        work(app).await;
        let one = endpoint.received().pop().unwrap();
        assert_eq!(one.header("webhook-signature"), format!("{} {}", sign(&new, &one), sign(&old, &one)));
        assert_eq!(one.header("x-webhook-signature"), hex_mac(&new, &one.body));
        app.advance(TimeDelta::hours(24));
        app.customer("bob@example.com").await;
        work(app).await;
        let one = endpoint.received().pop().unwrap();
        assert_eq!(one.header("webhook-signature"), sign(&new, &one));
        // Nobody reads it again, and no answer but this one holds it.
        let read = app.key().get(&format!("/api/webhooks/{hook}")).await.expect(200);
        assert!(!read.to_string().contains("whsec_"), "{read}");
        endpoint.stop().await;
    }
}

api_test! {
    /// Each change tells what it is, and nothing else; who asks for one event gets that one.
    async fn every_change_tells_its_events(app: TestApp) {
        let endpoint = Endpoint::start(Manner::Status(200));
        subscribe_to_all(app, &endpoint.url).await;
        let told = async |what: &str, expected: &[&str]| {
            while delivery::work(&app.context).await.unwrap() > 0 {}
            assert_eq!(endpoint.kinds(), expected, "{what}");
        };
        let key = app.key();
        let ada = app.customer("ada@example.com").await;
        told("a customer", &["customer.created"]).await;
        key.put(&format!("/api/customers/{ada}"), json!({ "phone": "+49 1 23" })).await.expect(200);
        told("a change", &["customer.updated"]).await;
        key.put(&format!("/api/customers/{ada}/archive"), json!({})).await.expect(200);
        key.put(&format!("/api/customers/{ada}/unarchive"), json!({})).await.expect(200);
        told("archiving", &["customer.archived", "customer.unarchived"]).await;
        let address = json!({ "customer": ada, "companyName": "AA", "street": "Kai", "zip": "20457", "city": "Hamburg" });
        let address = id(&key.post("/api/customer-addresses", address).await.expect(201));
        told("an address", &["customer.updated"]).await;
        let method = app.method(&ada, "ok").await;
        key.patch(&format!("/api/customers/{ada}/payment-method"), json!({ "paymentMethodId": method })).await.expect(200);
        told("a payment method", &["customer.updated"]).await;
        let subscription = app.subscription(&ada).await;
        let (item, subscription) = (id(&subscription["items"][0]), id(&subscription));
        told("a subscription", &["subscription.activated", "subscription.created"]).await;
        let path = format!("/api/subscriptions/{subscription}");
        key.put(&format!("{path}/invoice-address"), json!({ "invoiceAddress": address })).await.expect(200);
        told("its address", &["subscription.invoice_address.updated"]).await;
        key.patch(&format!("{path}/payment-method"), json!({ "paymentMethodId": method })).await.expect(200);
        told("its payment method", &["subscription.payment_method.updated"]).await;
        key.put(&format!("/api/subscription-items/{item}/quantity"), json!({ "quantity": "2" })).await.expect(200);
        told("a quantity", &["subscription.changed", "subscription.item.quantity_changed"]).await;
        key.put(&format!("{path}/pause"), json!({})).await.expect(200);
        key.put(&format!("{path}/resume"), json!({})).await.expect(200);
        told("a pause", &["subscription.paused", "subscription.resumed"]).await;
        key.put(&format!("{path}/cancel"), json!({ "sendConfirmationEmail": false })).await.expect(200);
        told("a cancellation", &["subscription.canceled"]).await;
        key.put(&format!("{path}/revoke-cancellation"), json!({})).await.expect(200);
        told("its revocation", &["subscription.cancellation_revoked"]).await;
        key.put(&format!("{path}/cancel"), json!({ "cancellationDateType": "immediate", "sendConfirmationEmail": false })).await.expect(200);
        told("an end", &["subscription.canceled", "subscription.terminated"]).await;
        let trial = json!({ "customer": ada, "plan": { "name": "Trial" }, "contractStart": "2026-11-20", "trialDays": 5,
            "items": [{ "name": "Trial", "unitPrice": "10", "taxRate": 1900, "billingInterval": "1M" }] });
        let trial = id(&key.post("/api/subscriptions", trial).await.expect(201));
        told("a trial", &["subscription.activated", "subscription.created"]).await;
        key.put(&format!("/api/subscriptions/{trial}/extend-trial"), json!({ "trialDays": 2 })).await.expect(200);
        told("a longer trial", &["subscription.trial_extended"]).await;
        let invoice = id(&app.invoice(&ada, "A-1").await);
        told("an invoice of another system", &["invoice.created"]).await;
        key.post(&format!("/api/invoices/{invoice}/payments"), json!({ "amount": 1000 })).await.expect(201);
        told("a part of the money", &["invoice.updated"]).await;
        key.post(&format!("/api/invoices/{invoice}/payments"), json!({ "amount": 10_900 })).await.expect(201);
        told("the rest", &["invoice.paid"]).await;
        let bob = app.customer("bob@example.com").await;
        endpoint.received();
        key.delete(&format!("/api/customers/{bob}")).await.expect(204);
        while delivery::work(&app.context).await.unwrap() > 0 {}
        let last = endpoint.received().pop().unwrap().json();
        assert_eq!(last["event"]["type"], "customer.deleted");
        assert_eq!((&last["data"]["id"], &last["data"]["email"]), (&json!(bob), &Value::Null));
        // What time brings: the trial ends, once.
        app.advance(TimeDelta::days(6));
        app.run_jobs().await;
        app.advance(TimeDelta::hours(1));
        app.run_jobs().await;
        let kinds = endpoint.kinds();
        assert_eq!(kinds.iter().filter(|kind| *kind == "subscription.trial_expired").count(), 1, "{kinds:?}");
        app.mails();
        endpoint.stop().await;
    }
}

api_test! {
    /// Billing tells of each invoice with its lines, and of what was billed.
    async fn billing_tells_of_invoices_and_of_subscriptions(app: TestApp) {
        let endpoint = Endpoint::start(Manner::Status(200));
        subscribe_to_all(app, &endpoint.url).await;
        let ada = app.customer("ada@example.com").await;
        let subscription = id(&app.subscription(&ada).await);
        work(app).await;
        endpoint.received();
        app.key().post("/api/billing-runs", json!({ "until": "2026-02-15" })).await.expect(202);
        app.run_jobs().await;
        let received = endpoint.received();
        let of = |kind: &str| received.iter().filter(|one| one.kind() == kind).map(Received::json).collect::<Vec<_>>();
        let finalized = of("invoice.finalized");
        assert_eq!((of("invoice.created").len(), finalized.len()), (2, 2));
        assert_eq!((&finalized[0]["data"]["positions"][0]["periodStart"], &finalized[0]["data"]["subscription"]), (&json!("2026-01-01"), &json!(subscription)));
        let billed = of("subscription.billed");
        assert_eq!((billed.len(), &billed[0]["data"]["id"]), (1, &json!(subscription)));
        // In the order in which they happened.
        let numbers: Vec<_> = received.iter().map(|one| one.json()["sequence"].as_i64().unwrap()).collect();
        assert!(numbers.is_sorted(), "{numbers:?}");
        app.mails();
        endpoint.stop().await;
    }
}

api_test! {
    /// Paid is also what a credit note settles, and what costs nothing; a credit note itself asks for no money.
    async fn what_is_settled_without_money_is_told_as_paid(app: TestApp) {
        let endpoint = Endpoint::start(Manner::Status(200));
        subscribe(app, &endpoint.url, &["invoice.paid", "invoice.credited"]).await;
        let ada = app.customer("ada@example.com").await;
        app.subscription(&ada).await;
        let free = json!({ "customer": ada, "plan": { "name": "Free" }, "contractStart": "2026-01-01",
            "items": [{ "name": "Free", "unitPrice": "0", "taxRate": 1900, "billingInterval": "1M" }] });
        let free = id(&app.key().post("/api/subscriptions", free).await.expect(201));
        app.key().post("/api/billing-runs", json!({ "until": "2026-01-15" })).await.expect(202);
        app.run_jobs().await;
        let received = endpoint.received();
        let [paid] = received.as_slice() else { panic!("{received:?}") };
        assert_eq!((paid.kind().as_str(), &paid.json()["data"]["subscription"]), ("invoice.paid", &json!(free)));
        let owed = app.key().get("/api/invoices?status[]=STATUS_UNPAID").await.expect(200);
        let owed = app.key().get(&format!("/api/invoices/{}", id(&owed["data"][0]))).await.expect(200);
        let gross = |amount: &Value| json!({ "positions": [{ "position": 0, "amount": amount }] });
        let path = format!("/api/invoices/{}/credit", id(&owed));
        app.key().post(&path, gross(&json!(100))).await.expect(201);
        work(app).await;
        assert_eq!(endpoint.kinds(), ["invoice.credited"]);
        let whole = owed["positions"][0]["amount"].as_i64().unwrap();
        app.key().post(&path, gross(&json!(whole - 100))).await.expect(201);
        work(app).await;
        assert_eq!(endpoint.kinds(), ["invoice.credited", "invoice.paid"]);
        app.mails();
        endpoint.stop().await;
    }
}

api_test! {
    /// What is told is how things are after the whole change, and a change is told once.
    async fn a_change_is_told_once_and_whole(app: TestApp) {
        let endpoint = Endpoint::start(Manner::Status(200));
        subscribe(app, &endpoint.url, &["subscription.updated", "customer.updated"]).await;
        let ada = app.customer("ada@example.com").await;
        let subscription = id(&app.subscription(&ada).await);
        app.key().post("/api/billing-runs", json!({ "until": "2026-01-15" })).await.expect(202);
        app.run_jobs().await;
        let invoice = id(&app.key().get("/api/invoices").await.expect(200)["data"][0]);
        app.key().post(&format!("/api/invoices/{invoice}/cancel"), json!({ "billAgain": true })).await.expect(201);
        let shown = app.key().get(&format!("/api/subscriptions/{subscription}")).await.expect(200);
        work(app).await;
        let told = endpoint.received().pop().unwrap().json();
        assert_eq!(told["data"]["nextInvoice"], shown["nextInvoice"]);
        assert_eq!(told["data"]["items"], shown["items"]);
        let address = json!({ "customer": ada, "companyName": "AA", "street": "Kai", "zip": "20457", "city": "Bremen" });
        let address = id(&app.key().post("/api/customer-addresses", address).await.expect(201));
        work(app).await;
        endpoint.received();
        app.key().post(&format!("/api/customer-addresses/{address}/set-default"), json!({})).await.expect(201);
        work(app).await;
        let received = endpoint.received();
        let [one] = received.as_slice() else { panic!("{received:?}") };
        let shown = app.key().get(&format!("/api/customers/{ada}")).await.expect(200);
        assert!(shown.to_string().contains("Bremen"), "{shown}");
        assert_eq!(one.json()["data"], shown);
        app.mails();
        endpoint.stop().await;
    }
}

api_test! {
    /// The worker goes on while many endpoints are sent to and others write: nobody waits for a delivery that waits for them.
    async fn many_deliveries_and_other_writers_do_not_block_each_other(app: TestApp) {
        let endpoints: Vec<_> = (0..6).map(|_| Endpoint::start(Manner::Status(200))).collect();
        for endpoint in &endpoints {
            subscribe(app, &endpoint.url, &["customer.created"]).await;
        }
        let all_arrived = async {
            for at in 0..40 {
                app.customer(&format!("c{at}@example.com")).await;
            }
            while endpoints.iter().any(|one| one.received.lock().unwrap().len() < 40) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::select! {
            () = delivery::run_forever(&app.context) => {}
            // Whoever waits for each other waits for good; a busy machine only takes longer.
            done = tokio::time::timeout(Duration::from_secs(90), all_arrived) => done.expect("all of them arrive"),
        }
        for endpoint in endpoints {
            endpoint.stop().await;
        }
    }
}

api_test! {
    /// Where the database refuses to note who takes a delivery, it is not sent, and a worker leaves it for later.
    async fn what_cannot_be_taken_is_left_for_later(app: TestApp) {
        let endpoint = Endpoint::start(Manner::Status(200));
        subscribe(app, &endpoint.url, &["customer.created"]).await;
        app.customer("ada@example.com").await;
        app.customer("bob@example.com").await;
        let run = async |sql: &str| {
            let tx = app.context.db.begin().await.unwrap();
            tx.execute_unprepared(sql).await.unwrap();
            tx.commit().await.unwrap();
        };
        // Both are taken until the same moment.
        run("CREATE UNIQUE INDEX refuses_both ON webhook_deliveries (leased_until)").await;
        let tried = tokio::time::timeout(Duration::from_secs(60), work(app)).await;
        assert_eq!((tried.expect("it ends"), endpoint.received().len()), (0, 0));
        run("DROP INDEX refuses_both").await;
        assert_eq!((work(app).await, endpoint.received().len()), (2, 2));
        endpoint.stop().await;
    }
}

api_test! {
    /// Tries come after 5 s, 30 s, 2 min and so on for a day; each is written down with what was answered.
    async fn what_is_not_taken_is_tried_again_for_a_day(app: TestApp) {
        let endpoint = Endpoint::start(Manner::Status(503));
        let (hook, _) = subscribe(app, &endpoint.url, &["customer.created"]).await;
        app.customer("ada@example.com").await;
        work(app).await;
        work(app).await;
        assert_eq!(endpoint.received().len(), 1, "not at once again");
        for seconds in [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 25_200, 32_400] {
            app.advance(TimeDelta::milliseconds(seconds * 850));
            assert_eq!(work(app).await, 0, "{seconds}");
            app.advance(TimeDelta::milliseconds(seconds * 300));
            assert_eq!(work(app).await, 1, "{seconds}");
        }
        let [one] = <[Value; 1]>::try_from(deliveries(app, &format!("webhook={hook}")).await).unwrap();
        assert_eq!((&one["state"], &one["attempts"], &one["lastStatus"], &one["nextAttemptAt"]), (&json!("failed"), &json!(11), &json!(503), &Value::Null));
        let read = app.key().get(&format!("/api/webhook-deliveries/{}", id(&one))).await.expect(200);
        let tries = read["tries"].as_array().unwrap();
        assert_eq!((tries.len(), tries[10]["answer"].as_str().unwrap().len()), (11, 4096));
        assert_eq!(tries[0]["error"], "the endpoint answered 503");
        let ids: std::collections::BTreeSet<_> = endpoint.received().iter().map(|one| one.header("webhook-id").to_owned()).collect();
        assert_eq!(ids.len(), 1, "the same event each time");
        // Sent again by hand, it arrives.
        endpoint.set(Manner::Status(200));
        let again = app.key().post(&format!("/api/webhook-deliveries/{}/resend", id(&one)), json!({})).await.expect(201);
        assert_eq!(again["resendOf"], one["id"]);
        let waits = app.key().post(&format!("/api/webhook-deliveries/{}/resend", id(&again)), json!({})).await;
        assert_eq!(waits.refused(409), "delivery-not-resendable");
        work(app).await;
        assert_eq!(endpoint.received()[0].header("webhook-id"), one["event"].as_str().unwrap());
        assert_eq!(app.key().get(&format!("/api/webhooks/{hook}")).await.expect(200)["failingSince"], Value::Null, "it works again");
        endpoint.stop().await;
    }
}

api_test! {
    /// An endpoint that hangs is cut off, and keeps nobody else waiting, however much it is owed.
    async fn a_hanging_endpoint_delays_no_other(app: TestApp) {
        let (hanging, well) = (Endpoint::start(Manner::Hang), Endpoint::start(Manner::Status(200)));
        let (slow, _) = subscribe(app, &hanging.url, &["customer.created"]).await;
        subscribe(app, &well.url, &["customer.created"]).await;
        for at in 0..10 {
            app.customer(&format!("c{at}@example.com")).await;
        }
        let begun = tokio::time::Instant::now();
        work(app).await;
        assert_eq!(well.received().len(), 10);
        assert!(begun.elapsed() < Duration::from_secs(3), "one hanging try, not ten");
        let pending = deliveries(app, &format!("webhook={slow}&state=pending")).await;
        let tried: Vec<_> = pending.iter().filter(|one| one["attempts"] == 1).collect();
        assert_eq!((pending.len(), tried.len(), &tried[0]["lastError"]), (10, 1, &json!("no answer in time")));
        // Nor does one that never stops answering: what it said counts.
        hanging.set(Manner::Endless);
        app.advance(TimeDelta::minutes(10));
        work(app).await;
        assert_eq!(deliveries(app, &format!("webhook={slow}&state=delivered")).await.len(), 10);
        well.stop().await;
        hanging.stop().await;
    }
}

api_test! {
    /// Where an answer leads elsewhere nobody goes.
    async fn redirects_are_not_followed(app: TestApp) {
        let endpoint = Endpoint::start(Manner::Redirect);
        let (hook, _) = subscribe(app, &endpoint.url, &["customer.created"]).await;
        app.customer("ada@example.com").await;
        work(app).await;
        assert_eq!(endpoint.received().len(), 1);
        let one = deliveries(app, &format!("webhook={hook}")).await.remove(0);
        assert_eq!((&one["state"], &one["lastStatus"]), (&json!("pending"), &json!(302)));
        endpoint.stop().await;
    }
}

api_test! {
    /// After three days without success, or at once where it says that it is gone, an endpoint is switched off and the merchant is told.
    async fn an_endpoint_that_takes_nothing_is_switched_off(app: TestApp) {
        app.switch(json!({ "contactEmail": "team@acme.example" })).await;
        let endpoint = Endpoint::start(Manner::Status(500));
        let (hook, _) = subscribe(app, &endpoint.url, &["customer.created"]).await;
        for day in 0..4 {
            app.customer(&format!("c{day}@example.com")).await;
            app.run_jobs().await;
            app.advance(TimeDelta::hours(24));
        }
        let off = app.key().get(&format!("/api/webhooks/{hook}")).await.expect(200);
        assert_eq!((&off["enabled"], off["switchedOffAt"].is_string()), (&json!(false), true), "{off}");
        assert_eq!(off["switchedOffReason"], "Nothing arrived for 3 days; at last: the endpoint answered 500.");
        app.run_jobs().await;
        let mails = app.mails();
        let [(to, subject, text)] = mails.as_slice() else { panic!("{mails:?}") };
        assert!(to.contains("team@acme.example") && subject.contains("http://127.0.0.1") && text.contains("500"), "{mails:?}");
        assert!(!subject.contains("s3cret") && !text.contains("s3cret"), "keys in addresses stay ours");
        // Nothing is sent while it is off; switched on again, it is as new.
        endpoint.received();
        app.customer("later@example.com").await;
        app.run_jobs().await;
        assert!(endpoint.received().is_empty());
        assert_eq!(app.key().post(&format!("/api/webhooks/{hook}/test"), json!({})).await.refused(409), "webhook-disabled");
        endpoint.set(Manner::Status(410));
        let on = app.key().patch(&format!("/api/webhooks/{hook}"), json!({ "enabled": true })).await.expect(200);
        assert_eq!((&on["failingSince"], &on["switchedOffAt"]), (&Value::Null, &Value::Null));
        app.key().post(&format!("/api/webhooks/{hook}/test"), json!({})).await.expect(202);
        app.run_jobs().await;
        assert_eq!(app.key().get(&format!("/api/webhooks/{hook}")).await.expect(200)["enabled"], false, "410: gone");
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 1);
        endpoint.stop().await;
    }
}

api_test! {
    /// Two failures days apart, with nothing sent in between, are no endpoint that is away.
    async fn one_failure_long_after_another_switches_nothing_off(app: TestApp) {
        let endpoint = Endpoint::start(Manner::Status(500));
        let (hook, _) = subscribe(app, &endpoint.url, &["customer.created"]).await;
        app.key().post(&format!("/api/webhooks/{hook}/test"), json!({})).await.expect(202);
        work(app).await;
        app.advance(TimeDelta::days(4));
        app.customer("ada@example.com").await;
        assert_eq!(work(app).await, 1);
        let read = async || app.key().get(&format!("/api/webhooks/{hook}")).await.expect(200);
        assert_eq!(read().await["enabled"], true);
        // Tried for a day as usual, and nothing arrived.
        app.advance(TimeDelta::days(1));
        work(app).await;
        assert_eq!(read().await["enabled"], false);
        app.run_jobs().await;
        app.mails();
        endpoint.stop().await;
    }
}

api_test! {
    /// What is refused, where and why; and that nobody else's endpoints can be reached.
    async fn endpoints_are_checked(app: TestApp) {
        let key = app.key();
        let body = |url: &str| json!({ "url": url, "events": ["invoice.paid"] });
        for url in ["ftp://example.com", "https://u:p@example.com", "example.com", ""] {
            assert_eq!(key.post("/api/webhooks", body(url)).await.violations()[0], "url", "{url}");
        }
        for (events, path) in [
            (json!([]), "events"),
            (json!(["invoice.paid", "invoice.paid"]), "events[1]"),
            (json!(["webhook.test"]), "events[0]"),
            (json!(["invoice.eaten"]), "events[0]"),
        ] {
            let asked = json!({ "url": "https://example.com", "events": events });
            assert_eq!(key.post("/api/webhooks", asked).await.violations(), [path]);
        }
        let created = key.post("/api/webhooks", body("https://example.com/hook")).await.expect(201);
        let hook = id(&created);
        // Read, edit, send the whole.
        let mut whole = key.get(&format!("/api/webhooks/{hook}")).await.expect(200);
        whole["description"] = json!("CRM");
        assert_eq!(key.put(&format!("/api/webhooks/{hook}"), whole.clone()).await.expect(200)["description"], "CRM");
        whole["description"] = json!("late");
        app.advance(TimeDelta::seconds(1));
        key.patch(&format!("/api/webhooks/{hook}"), json!({ "description": null })).await.expect(200);
        assert_eq!(key.put(&format!("/api/webhooks/{hook}"), whole).await.refused(409), "concurrent-change");
        assert_eq!(key.patch(&format!("/api/webhooks/{hook}"), json!({ "url": null })).await.violations(), ["url"]);
        assert_eq!(app.with(&app.rival.key).get(&format!("/api/webhooks/{hook}")).await.status, 404);
        for at in 1..20 {
            key.post("/api/webhooks", body(&format!("https://example.com/{at}"))).await.expect(201);
        }
        assert_eq!(key.post("/api/webhooks", body("https://example.com/21")).await.violations(), ["url"]);
        key.delete(&format!("/api/webhooks/{hook}")).await.expect(204);
        assert_eq!(key.get(&format!("/api/webhooks/{hook}")).await.status, 404);
    }
}

api_test! {
    /// Of who is deleted nothing is sent any more, and nothing can be read.
    async fn a_deleted_customer_is_forgotten_by_events(app: TestApp) {
        let endpoint = Endpoint::start(Manner::Status(500));
        subscribe(app, &endpoint.url, &["customer.created"]).await;
        let ada = app.customer("ada@example.com").await;
        work(app).await;
        app.key().delete(&format!("/api/customers/{ada}")).await.expect(204);
        endpoint.set(Manner::Status(200));
        app.advance(TimeDelta::minutes(1));
        assert_eq!(work(app).await, 0);
        let one = deliveries(app, "state=failed").await.remove(0);
        let read = app.key().get(&format!("/api/webhook-deliveries/{}", id(&one))).await.expect(200);
        assert!(read["request"].is_null() && !read.to_string().contains("ada@example.com"), "{read}");
        assert_eq!((&read["tries"][0]["status"], &read["tries"][0]["answer"]), (&json!(500), &Value::Null), "it may repeat what it was sent");
        let again = app.key().post(&format!("/api/webhook-deliveries/{}/resend", id(&one)), json!({})).await;
        assert_eq!(again.refused(409), "delivery-not-resendable");
        endpoint.stop().await;
    }
}

api_test! {
    /// A change that is taken back tells nothing, and events of one merchant never reach another.
    async fn only_what_was_committed_is_told_and_only_to_its_merchant(app: TestApp) {
        let (mine, theirs) = (Endpoint::start(Manner::Status(200)), Endpoint::start(Manner::Status(200)));
        subscribe_to_all(app, &mine.url).await;
        app.with(&app.rival.key).post("/api/webhooks", json!({ "url": theirs.url, "events": ["customer.created"] })).await.expect(201);
        let new = json!({ "email": "a@example.com", "companyName": "AA", "externalId": "x" });
        app.key().post("/api/customers", new.clone()).await.expect(201);
        assert_eq!(app.key().post("/api/customers", new).await.status, 409);
        work(app).await;
        assert_eq!(mine.received().len(), 1);
        assert!(theirs.received().is_empty());
        // A month later nothing of it is left.
        app.advance(TimeDelta::days(31));
        app.run_jobs().await;
        assert!(deliveries(app, "").await.is_empty());
        app.mails();
        mine.stop().await;
        theirs.stop().await;
    }
}
