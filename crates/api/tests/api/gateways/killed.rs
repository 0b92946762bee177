//! The server is killed at each step of adding a card by a link and collecting with it, and of giving money back: after it was
//! started again, the method is there once, the invoice was charged once, and the money was given back once. What was charged and
//! given back is asked of Stripe's stand-in, a process of its own. On SQLite alone: a demo has no other database, and it alone has a
//! clock that can be set, by which leases of the life before are over.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};

use crate::support::{
    id,
    stripe::{Fault, PUBLISHABLE_KEY, SECRET_KEY, Stripe, kill},
};

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

/// A demo as a process of its own, which can be killed and started again.
struct Server {
    folder: tempfile::TempDir,
    stripe: String,
    client: reqwest::Client,
    process: Option<Child>,
    origin: String,
    key: String,
    /// How many lives it had: each begins later, so that leases of the life before are over.
    lives: i64,
}

impl Server {
    fn new(stripe: &Stripe) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            stripe: stripe.api.clone(),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            process: None,
            origin: String::new(),
            key: String::new(),
            lives: 0,
        }
    }

    async fn start(&mut self, stripe: &Stripe) {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        self.lives += 1;
        let now = chrono::Utc::now() + chrono::TimeDelta::minutes(10 * self.lives);
        let mut process = Command::new(env!("CARGO_BIN_EXE_portico"))
            .args([
                "demo",
                "--format",
                "json",
                "--listen",
                &format!("127.0.0.1:{port}"),
                "--now",
                &now.to_rfc3339(),
            ])
            .arg("--data-dir")
            .arg(self.folder.path())
            .env("PORTICO_PAYMENTS_STRIPE_API", &self.stripe)
            .env("PORTICO_AUTH_ARGON2_MEMORY_KIB", "64")
            .env("PORTICO_AUTH_ARGON2_PASSES", "1")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        stripe.is_asked_by(process.id());
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        // One that dies as soon as it works has nothing to say.
        if let Ok(facts) = serde_json::from_str::<Value>(&line) {
            facts["apiKey"].as_str().unwrap().clone_into(&mut self.key);
        }
        self.origin = format!("http://127.0.0.1:{port}");
        let health = format!("{}/health/live", self.origin);
        while process.try_wait().unwrap().is_none() && self.client.get(&health).send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.process = Some(process);
    }

    /// Waits until it is dead.
    fn is_killed(&mut self, by_us: bool) {
        let mut process = self.process.take().unwrap();
        if by_us {
            kill(process.id());
        }
        process.wait().unwrap();
    }

    /// What the portal's page or the merchant's program asks; nothing where no answer came.
    async fn ask(&self, method: &str, path: &str, proof: &str, body: Value) -> Option<(u16, Value)> {
        self.ask_once(method, (path, ""), proof, body).await
    }

    /// The same with a key, by which the same again is the same request.
    async fn ask_once(
        &self,
        method: &str,
        (path, key): (&str, &str),
        proof: &str,
        body: Value,
    ) -> Option<(u16, Value)> {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let host = format!("demo.localhost:{}", self.origin.rsplit(':').next().unwrap());
        let asked = self
            .client
            .request(method, format!("{}/api{path}", self.origin))
            .header("origin", format!("http://{host}"))
            .header("host", host)
            .header("content-type", "application/json");
        let asked = if proof.is_empty() {
            asked
        } else {
            asked.bearer_auth(proof)
        };
        let asked = if key.is_empty() {
            asked
        } else {
            asked.header("idempotency-key", key)
        };
        let asked = if body.is_null() {
            asked
        } else {
            asked.body(body.to_string())
        };
        let answer = asked.send().await.ok()?;
        let status = answer.status().as_u16();
        let text = answer.bytes().await.ok()?;
        Some((status, serde_json::from_slice(&text).unwrap_or(Value::Null)))
    }

    async fn merchant(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.ask(method, path, &self.key, body).await.unwrap();
        assert!(status < 300, "{method} {path}: {status} {answer}");
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            process.kill().ok();
            process.wait().ok();
        }
    }
}

async fn set_up(server: &Server) {
    let keys = json!({ "stripe": { "publishableKey": PUBLISHABLE_KEY, "secretKey": SECRET_KEY } });
    server.merchant("PUT", "/payment-gateways/stripe", keys).await;
}

async fn customer(server: &Server, number: usize) -> String {
    let new = json!({ "email": format!("c{number}@example.com"), "companyName": "Ada GmbH" });
    id(&server.merchant("POST", "/customers", new).await)
}

/// An invoice that was asked to be paid; gives both.
async fn pay(server: &Server, customer: &str, number: usize) -> (String, Value) {
    let invoice = json!({ "customer": customer, "number": format!("RE-{number}"), "currencyCode": "EUR", "creationDate": "2026-11-01", "dueDate": "2026-11-15",
        "netAmount": 10000, "taxAmount": 1900, "grossAmount": 11900 });
    let invoice = id(&server.merchant("POST", "/invoices", invoice).await);
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
        server.is_killed(true);
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
        server.is_killed(true);
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
        server.is_killed(true);
        return false;
    }
    true
}

/// Until the invoice is paid: the outbox works on its own, in another process.
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

#[actix_web::test]
async fn killed_at_any_step_the_card_is_there_once_and_charged_once() {
    let stripe = Stripe::start().await;
    let mut server = Server::new(&stripe);
    server.start(&stripe).await;
    set_up(&server).await;
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
        if server.process.is_some() {
            server.is_killed(false);
        }
        // What was taken is found by its id: the keys of requests are forgotten by then.
        stripe.forget(CHARGE);
        if let Step::Recovering(fault) = step {
            stripe.fail_next("GET /v1/payment_intents", fault);
            server.start(&stripe).await;
            assert!(!is_paid(&server, &invoice).await, "{step:?}: nobody was killed");
            server.is_killed(false);
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
    stripe.stop().await;
}

/// A payment by a card that was typed in at Stripe; gives it.
async fn prepare_refund(server: &Server, stripe: &Stripe, number: usize) -> String {
    let customer = customer(server, number).await;
    let new = json!({ "gateway": "stripe", "type": "card", "customerId": customer });
    let begun = server.merchant("POST", "/payment-methods", new).await;
    let secret = begun["actionRequired"]["details"]["clientSecret"].as_str().unwrap();
    stripe.type_card(secret, "4242424242424242").await;
    let confirm = format!("/payment-methods/{}/confirm", id(&begun));
    server.merchant("POST", &confirm, json!({})).await;
    let (_, payment) = pay(server, &customer, number).await;
    assert_eq!(payment["status"], "succeeded", "{payment}");
    id(&payment)
}

/// Until the refund that is listed at `path` went through; false where the server died.
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

#[actix_web::test]
async fn killed_at_any_step_money_is_given_back_once() {
    let stripe = Stripe::start().await;
    let mut server = Server::new(&stripe);
    server.start(&stripe).await;
    set_up(&server).await;
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
            server.is_killed(false);
        }
        if deaths.is_empty() {
            let asked = json!({ "amount": 1900 });
            let (status, answer) = server
                .ask_once("POST", (&path, &key), &server.key, asked)
                .await
                .unwrap();
            assert_eq!((status, &answer["status"]), (201, &json!("succeeded")), "{answer}");
            server.is_killed(true);
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
    stripe.stop().await;
}
