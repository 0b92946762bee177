//! A stand-in for Stripe: localstripe, started for the test, behind a proxy of ours. The proxy adds what Stripe does and the
//! stand-in does not (idempotency keys, charges found by customer, set-up methods that belong to their customer, set-ups that are
//! over, another account, pages of banks, disputes and mandates), and loses answers on request.

mod deliveries;

use std::{
    collections::{HashMap, HashSet},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::port;

/// Restricted keys are not told apart by the stand-in.
pub const SECRET_KEY: &str = "sk_test_12345678901234567890";
pub const PUBLISHABLE_KEY: &str = "pk_test_12345678901234567890";
/// Secret keys that begin so are another account's.
pub const ANOTHER_ACCOUNT: &str = "sk_test_another_";

/// What becomes of the next request whose path begins so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing reaches Stripe, and no answer comes.
    CutBefore,
    /// It was done, and the answer breaks off.
    CutAfter,
    /// Stripe has a fault of its own, and has done nothing.
    ErrorBefore,
    /// Stripe has a fault of its own, and has done it all the same.
    ErrorAfter,
    /// Too many requests.
    Busy,
    /// The restricted key lacks the right.
    Forbidden,
    /// The answer takes longer than anybody waits for it.
    Late,
    /// It was done, and the answer comes once the test lets it go.
    Held,
    /// Whoever asks is killed before anything reaches Stripe.
    KillBefore,
    /// Whoever asks is killed once it was done.
    KillAfter,
}

#[derive(Debug, Default)]
struct Shared {
    upstream: String,
    client: reqwest::Client,
    /// By key: what was asked, and the answer.
    answers: Mutex<HashMap<String, (web::Bytes, u16, Value)>>,
    faults: Mutex<Vec<(&'static str, Fault)>>,
    /// Charges that were disputed, how their disputes stand, and why.
    disputes: Mutex<HashMap<String, (&'static str, &'static str)>>,
    /// Refunds that came back.
    sent_back: Mutex<HashSet<String>>,
    /// Mandates that ended, and of which methods they were.
    mandates: Mutex<HashMap<String, String>>,
    /// How statements name the mandates that were given with set-ups.
    mandate_names: Mutex<HashMap<String, String>>,
    /// Methods, set-ups and customers, and whether they are the other account's.
    owners: Mutex<HashMap<String, bool>>,
    /// Where banks lead back to.
    return_urls: Mutex<HashMap<String, String>>,
    /// The process that asks, where a test has one of its own.
    asker: Mutex<Option<u32>>,
    /// Where the stand-in's events go: address and host.
    receiver: Mutex<Option<(String, String)>>,
    /// How they were answered.
    delivered: Mutex<Vec<u16>>,
    /// An answer is held back.
    held: Notify,
    let_go: Notify,
}

/// SIGKILL: no handler runs, nothing is flushed.
pub fn kill(process: u32) {
    let killed = Command::new("kill").args(["-9", &process.to_string()]).status();
    assert!(killed.unwrap().success());
}

impl Shared {
    fn kill_asker(&self) {
        let asker = self.asker.lock().unwrap().take();
        kill(asker.expect("the test says who asks"));
    }
}

pub struct Stripe {
    /// Where Portico finds it.
    pub api: String,
    shared: Arc<Shared>,
    server: actix_web::dev::ServerHandle,
    process: Child,
}

impl Drop for Stripe {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn program() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.join(".tools/stripe/bin/localstripe")
}

impl Stripe {
    pub async fn start() -> Self {
        portico::adapters::tls::install();
        let program = program();
        assert!(program.exists(), "localstripe is missing: run `scripts/setup test`");
        let port = port::free();
        let process = Command::new(program)
            .args(["--port", &port.to_string(), "--from-scratch"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let shared = Arc::new(Shared {
            upstream: format!("http://127.0.0.1:{port}"),
            client,
            ..Shared::default()
        });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let api = format!("http://{}", listener.local_addr().unwrap());
        let data = web::Data::from(shared.clone());
        let app = move || {
            let app = App::new().app_data(data.clone());
            app.route(deliveries::PATH, web::post().to(deliveries::pass_on))
                .default_service(web::to(pass))
        };
        let server = HttpServer::new(app)
            .workers(1)
            .disable_signals()
            .listen(listener)
            .unwrap()
            .run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let stripe = Self {
            api,
            shared,
            server: handle,
            process,
        };
        stripe.wait().await;
        stripe
    }

    /// Until the process answers. It is another program: no clock of ours can be advanced for it.
    async fn wait(&self) {
        for _ in 0..1200 {
            let asked = self.shared.client.get(format!("{}/v1/balance", self.shared.upstream));
            if asked.bearer_auth(SECRET_KEY).send().await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("localstripe does not answer");
    }

    pub async fn stop(self) {
        self.server.stop(false).await;
    }

    pub fn fail_next(&self, path: &'static str, fault: Fault) {
        self.shared.faults.lock().unwrap().push((path, fault));
    }

    /// Until an answer is held back.
    pub async fn is_held(&self) {
        self.shared.held.notified().await;
    }

    pub fn let_go(&self) {
        self.shared.let_go.notify_waiters();
    }

    /// As Stripe does after a day: the same key is another request from here on, of those whose path begins so.
    pub fn forget(&self, path: &str) {
        let mut answers = self.shared.answers.lock().unwrap();
        answers.retain(|key, _| !key.starts_with(path));
    }

    /// Who is killed by `Fault::KillBefore` and `Fault::KillAfter`.
    pub fn is_asked_by(&self, process: u32) {
        *self.shared.asker.lock().unwrap() = Some(process);
    }

    /// The customer has their bank take the money back: `needs_response`, and what becomes of it; `warning_…`: the bank asks first.
    pub fn dispute(&self, intent: &str, status: &'static str) {
        self.dispute_for(intent, (status, "fraudulent"));
    }

    /// The same for another reason: banks name those of debits that failed late.
    pub fn dispute_for(&self, intent: &str, (status, reason): (&'static str, &'static str)) {
        let mut disputes = self.shared.disputes.lock().unwrap();
        disputes.insert(intent.to_owned(), (status, reason));
    }

    /// The customer has their bank end a mandate.
    pub fn end_mandate(&self, mandate: &str, method: &str) {
        let mut mandates = self.shared.mandates.lock().unwrap();
        mandates.insert(mandate.to_owned(), method.to_owned());
    }

    /// Stripe names the mandate that is given with a set-up.
    pub fn name_mandate(&self, setup: &str, reference: &str) {
        let mut names = self.shared.mandate_names.lock().unwrap();
        names.insert(format!("mandate_{setup}"), reference.to_owned());
    }

    /// The merchant gives all of a charge back in Stripe's dashboard.
    pub async fn refund(&self, intent: &str) {
        self.post("/v1/refunds", &json!({ "payment_intent": intent })).await;
    }

    /// The same with a part of it; gives Stripe's name for the refund.
    pub async fn refund_part(&self, intent: &str, amount: i64) -> String {
        let asked = json!({ "payment_intent": intent, "amount": amount });
        super::id(&self.post("/v1/refunds", &asked).await)
    }

    /// The bank does not take what was given back: the account is closed.
    pub fn send_back(&self, refund: &str) {
        self.shared.sent_back.lock().unwrap().insert(refund.to_owned());
    }

    /// A card is renewed by its bank.
    pub async fn renew_card(&self, method: &str, year: i32) {
        let path = format!("/v1/payment_methods/{method}");
        let mut card = self.get(&path).await["card"].take();
        card["exp_year"] = json!(year);
        self.post(&path, &json!({ "card": card })).await;
    }

    /// The merchant takes a method away in Stripe's dashboard.
    pub async fn detach(&self, method: &str) {
        self.post(&format!("/v1/payment_methods/{method}/detach"), &json!({}))
            .await;
    }

    /// What the customer does on their bank's page; gives where it leads back to, and nothing where nobody is asked any more.
    pub async fn authenticate(&self, page: &str, success: bool) -> Option<String> {
        let (_, intent) = page.rsplit_once('/').unwrap();
        let known = self.get(&format!("/v1/payment_intents/{intent}")).await;
        let secret = known["client_secret"].as_str().unwrap();
        let url = format!("{}/v1/payment_intents/{intent}/_authenticate", self.shared.upstream);
        let body = json!({ "client_secret": secret, "success": success });
        let asked = self
            .shared
            .client
            .post(url)
            .bearer_auth(SECRET_KEY)
            .body(body.to_string());
        let is_asked = asked.send().await.unwrap().status().is_success();
        is_asked.then(|| self.shared.return_urls.lock().unwrap()[intent].clone())
    }

    /// Straight to the stand-in, as the merchant's own dashboard would.
    pub async fn get(&self, path: &str) -> Value {
        let asked = self.shared.client.get(format!("{}{path}", self.shared.upstream));
        let answer = asked.bearer_auth(SECRET_KEY).send().await.unwrap();
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let asked = self.shared.client.post(format!("{}{path}", self.shared.upstream));
        let asked = asked.bearer_auth(SECRET_KEY).body(body.to_string());
        let answer = asked.send().await.unwrap();
        assert!(answer.status().is_success(), "{path}");
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    /// What succeeded, in minor units.
    pub async fn taken(&self) -> Vec<i64> {
        self.amounts("payment_intents").await
    }

    /// What was given back, in minor units.
    pub async fn given_back(&self) -> Vec<i64> {
        self.amounts("refunds").await
    }

    async fn amounts(&self, of: &str) -> Vec<i64> {
        let all = self.get(&format!("/v1/{of}?limit=100000")).await;
        let all = all["data"].as_array().unwrap();
        let done = all.iter().filter(|one| one["status"] == "succeeded");
        done.map(|one| one["amount"].as_i64().unwrap()).collect()
    }

    /// What Stripe's script does in the browser: sends what was typed, straight to Stripe.
    pub async fn confirm(&self, client_secret: &str, method: Value) -> Value {
        let setup = client_secret.split_once("_secret_").unwrap().0;
        let url = format!("{}/v1/setup_intents/{setup}/confirm", self.shared.upstream);
        let body = json!({ "key": PUBLISHABLE_KEY, "use_stripe_sdk": true, "client_secret": client_secret, "payment_method_data": method });
        let answer = self
            .shared
            .client
            .post(url)
            .body(body.to_string())
            .send()
            .await
            .unwrap();
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    pub async fn type_card(&self, client_secret: &str, number: &str) -> Value {
        let card = json!({ "number": number, "exp_month": "12", "exp_year": "2034", "cvc": "123" });
        self.confirm(client_secret, json!({ "type": "card", "card": card }))
            .await
    }

    pub async fn type_iban(&self, client_secret: &str, iban: &str) -> Value {
        let details = json!({ "name": "Ada Lindqvist", "email": "ada@example.com" });
        let method = json!({ "type": "sepa_debit", "sepa_debit": { "iban": iban }, "billing_details": details });
        self.confirm(client_secret, method).await
    }
}

async fn pass(request: HttpRequest, body: web::Bytes, shared: web::Data<Shared>) -> HttpResponse {
    let path = request.path().to_owned();
    let what = format!("{} {path}", request.method());
    let fault = {
        let mut faults = shared.faults.lock().unwrap();
        let at = faults.iter().position(|(start, _)| what.starts_with(start));
        at.map(|at| faults.remove(at).1)
    };
    match fault {
        Some(Fault::CutBefore) => return cut(),
        Some(Fault::KillBefore) => {
            shared.kill_asker();
            return cut();
        }
        Some(Fault::ErrorBefore) => return HttpResponse::InternalServerError().json(json!({ "error": {} })),
        Some(Fault::Busy) => return HttpResponse::TooManyRequests().json(json!({ "error": {} })),
        Some(Fault::Forbidden) => return HttpResponse::Forbidden().json(json!({ "error": {} })),
        _ => {}
    }
    let key = request
        .headers()
        .get("idempotency-key")
        .map(|key| format!("{what} {}", key.to_str().unwrap()));
    let known = key
        .as_ref()
        .and_then(|key| shared.answers.lock().unwrap().get(key).cloned());
    let (status, answer) = match known {
        Some((asked, ..)) if asked != body => (400, json!({ "error": { "type": "idempotency_error" } })),
        Some((_, status, answer)) => (status, answer),
        None => {
            let answer = ask(&request, &body, &shared).await;
            // As Stripe does it: also what was refused is kept, faults are not.
            if let (Some(key), 0..500) = (key, answer.0) {
                let kept = (body, answer.0, answer.1.clone());
                shared.answers.lock().unwrap().insert(key, kept);
            }
            answer
        }
    };
    if fault == Some(Fault::Held) {
        let let_go = shared.let_go.notified();
        shared.held.notify_one();
        let_go.await;
    }
    match fault {
        Some(Fault::CutAfter) => cut(),
        Some(Fault::KillAfter) => {
            shared.kill_asker();
            cut()
        }
        Some(Fault::ErrorAfter) => HttpResponse::InternalServerError().json(json!({ "error": {} })),
        Some(Fault::Late) => {
            // Longer than `payments.timeout_ms` of the test: the client hangs up first.
            tokio::time::sleep(Duration::from_secs(5)).await;
            cut()
        }
        _ => HttpResponse::build(actix_web::http::StatusCode::from_u16(status).unwrap()).json(answer),
    }
}

/// An answer that breaks off.
fn cut() -> HttpResponse {
    let broken = futures_util::stream::once(async { Err::<web::Bytes, _>(std::io::Error::other("cut")) });
    HttpResponse::Ok().streaming(broken)
}

async fn forward(shared: &Shared, method: &str, path: &str, bearer: &str, body: String) -> (u16, Value) {
    let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
    let answer = shared
        .client
        .request(method, format!("{}{path}", shared.upstream))
        .header("authorization", bearer)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await
        .unwrap();
    let status = answer.status().as_u16();
    let body = answer.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

/// Without its script, Stripe leads to a page of the bank.
fn ask_on_a_page(shared: &Shared, intent: &mut Value) {
    let id = intent["id"].as_str().unwrap().to_owned();
    if intent["status"] == "requires_action" && shared.return_urls.lock().unwrap().contains_key(&id) {
        let url = format!("https://hooks.stripe.example/{id}");
        intent["next_action"] = json!({ "type": "redirect_to_url", "redirect_to_url": { "url": url } });
    }
}

/// Stripe says so of questions, and of what was won, too.
fn say_if_disputed(shared: &Shared, intent: &mut Value) {
    let id = intent["id"].as_str().unwrap();
    if shared.disputes.lock().unwrap().contains_key(id) {
        intent["latest_charge"] = json!({ "disputed": true });
    }
}

fn say_if_sent_back(shared: &Shared, refunds: &mut Value) {
    let sent_back = shared.sent_back.lock().unwrap();
    for one in refunds["data"].as_array_mut().into_iter().flatten() {
        if sent_back.contains(one["id"].as_str().unwrap()) {
            one["status"] = json!("failed");
            one["failure_reason"] = json!("account_closed");
        }
    }
}

fn named<'a>(query: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = query.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

/// The newest first, by pages.
async fn list_charges(shared: &Shared, bearer: &str, query: &[(String, String)]) -> (u16, Value) {
    let all = "/v1/payment_intents?limit=100000";
    let (status, mut all) = forward(shared, "GET", all, bearer, String::new()).await;
    if status != 200 {
        return (status, all);
    }
    let since = named(query, "created[gte]").map_or(0, |since| since.parse::<i64>().unwrap());
    let mut found = all["data"].as_array_mut().unwrap().split_off(0);
    found.reverse();
    for one in &mut found {
        say_if_disputed(shared, one);
        ask_on_a_page(shared, one);
    }
    found.retain(|one| named(query, "customer").is_none_or(|customer| one["customer"] == customer));
    found.retain(|one| one["created"].as_i64().unwrap() >= since);
    if let Some(after) = named(query, "starting_after") {
        let at = found.iter().position(|one| one["id"] == after).unwrap();
        found.drain(..=at);
    }
    let limit = named(query, "limit").map_or(10, |limit| limit.parse::<usize>().unwrap());
    let has_more = found.len() > limit;
    found.truncate(limit);
    (200, json!({ "object": "list", "data": found, "has_more": has_more }))
}

async fn ask(request: &HttpRequest, body: &[u8], shared: &Shared) -> (u16, Value) {
    let bearer = request
        .headers()
        .get("authorization")
        .map_or("", |value| value.to_str().unwrap())
        .to_owned();
    let query: Vec<(String, String)> = serde_urlencoded::from_str(request.query_string()).unwrap();
    let form: Vec<(String, String)> = serde_urlencoded::from_bytes(body).unwrap();
    // The stand-in refuses what it does not know.
    let unknown = ["description", "return_url"];
    let (unknown, form): (Vec<_>, Vec<_>) = form.into_iter().partition(|(name, _)| unknown.contains(&name.as_str()));
    let form = serde_urlencoded::to_string(form).unwrap();
    let (method, path) = (request.method().as_str(), request.path());
    if let Some(name) = path.strip_prefix("/v1/mandates/") {
        return mandate(shared, name);
    }
    let is_another = bearer.contains(ANOTHER_ACCOUNT);
    let kept = ["/v1/payment_methods/", "/v1/setup_intents/", "/v1/customers/"]
        .into_iter()
        .find_map(|start| path.strip_prefix(start));
    if kept.is_some_and(|kept| method == "GET" && shared.owners.lock().unwrap().get(kept) == Some(&!is_another)) {
        return (404, json!({ "error": { "code": "resource_missing" } }));
    }
    // What is over is not called off.
    let called_off = path.strip_suffix("/cancel");
    if let Some(setup) = called_off.filter(|path| path.starts_with("/v1/setup_intents/")) {
        let (_, known) = forward(shared, "GET", setup, &bearer, String::new()).await;
        if known["status"] == "succeeded" || known["status"] == "canceled" {
            return (400, json!({ "error": { "code": "setup_intent_unexpected_state" } }));
        }
    }
    if path == "/v1/disputes" {
        let disputes = shared.disputes.lock().unwrap();
        let status = named(&query, "payment_intent").map(|intent| disputes[intent]);
        let data: Vec<_> = status
            .map(|(status, reason)| json!({ "object": "dispute", "status": status, "reason": reason }))
            .into_iter()
            .collect();
        return (200, json!({ "object": "list", "data": data, "has_more": false }));
    }
    if method == "GET" && path == "/v1/payment_intents" {
        return list_charges(shared, &bearer, &query).await;
    }
    if method == "GET" && path.starts_with("/v1/payment_intents/") {
        let (status, mut one) = forward(shared, "GET", path, &bearer, String::new()).await;
        if status == 200 {
            say_if_disputed(shared, &mut one);
            ask_on_a_page(shared, &mut one);
        }
        return (status, one);
    }
    let target = if request.query_string().is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", request.query_string())
    };
    let mut answer = forward(shared, method, &target, &bearer, form).await;
    if let Some((_, url)) = unknown.into_iter().find(|(name, _)| name == "return_url")
        && let Some(intent) = answer.1["id"].as_str()
    {
        shared.return_urls.lock().unwrap().insert(intent.to_owned(), url);
        ask_on_a_page(shared, &mut answer.1);
    }
    if method == "GET" && path == "/v1/refunds" {
        say_if_sent_back(shared, &mut answer.1);
    }
    let is_made = method == "POST" && ["/v1/setup_intents", "/v1/customers"].contains(&path);
    if let Some(made) = answer.1["id"].as_str().filter(|_| is_made) {
        shared.owners.lock().unwrap().insert(made.to_owned(), is_another);
    }
    if method == "GET" && path.starts_with("/v1/setup_intents/") {
        complete(shared, (&bearer, is_another), &mut answer.1).await;
    }
    answer
}

fn mandate(shared: &Shared, id: &str) -> (u16, Value) {
    if let Some(name) = shared.mandate_names.lock().unwrap().get(id) {
        let details = json!({ "type": "sepa_debit", "sepa_debit": { "reference": name } });
        let given = json!({ "object": "mandate", "id": id, "status": "active", "payment_method_details": details });
        return (200, given);
    }
    match shared.mandates.lock().unwrap().get(id) {
        Some(of) => (
            200,
            json!({ "object": "mandate", "id": id, "status": "inactive", "payment_method": of }),
        ),
        None => (404, json!({ "error": {} })),
    }
}

/// What was set up has a mandate, and belongs to its customer.
async fn complete(shared: &Shared, (bearer, is_another): (&str, bool), setup: &mut Value) {
    let mandate = format!("mandate_{}", setup["id"].as_str().unwrap_or_default());
    if shared.mandate_names.lock().unwrap().contains_key(&mandate) {
        setup["mandate"] = json!(mandate);
    }
    let method = &setup["payment_method"];
    if setup["status"] == "succeeded" && method.is_object() && method["customer"].is_null() {
        let owner = setup["customer"].as_str().unwrap();
        let id = method["id"].as_str().unwrap();
        shared.owners.lock().unwrap().insert(id.to_owned(), is_another);
        let attach = format!("/v1/payment_methods/{id}/attach");
        forward(shared, "POST", &attach, bearer, format!("customer={owner}")).await;
    }
}
