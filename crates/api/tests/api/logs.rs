//! No secret reaches a log, at whatever level.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    operators::{PASSWORD, operator, second_factor, shown},
    support::{Answer, TestApp, api_test, id, logs::Capture, token_of},
};

/// Secrets that were given out, each with what it is.
#[derive(Default)]
struct Issued(Vec<(&'static str, String)>);

impl Issued {
    fn note(&mut self, what: &'static str, secret: &str) {
        assert!(secret.len() >= 6, "{what} is no secret: {secret:?}");
        self.0.push((what, secret.to_owned()));
    }

    /// Access token, refresh token and cookie of an answer.
    fn note_session(&mut self, answer: &Answer) {
        assert_eq!(answer.status, 200, "{}", answer.text);
        for field in ["accessToken", "refreshToken"] {
            if let Some(token) = answer.json[field].as_str() {
                self.note(field, token);
            }
        }
        for name in ["portico_c", "portico_o", "portico_l"] {
            if let Some(cookie) = answer.cookie(name) {
                self.note("cookie", cookie.split_once('=').unwrap().1);
            }
        }
    }

    /// Which of them a log tells; codes are short, so they count as whole words alone.
    fn told_by(&self, log: &str) -> Vec<&'static str> {
        let is_told = |secret: &str| {
            let is_part_of_a_word = |c: char| c.is_ascii_alphanumeric();
            log.match_indices(secret).any(|(at, _)| {
                let (before, after) = (&log[..at], &log[at + secret.len()..]);
                secret.len() > 12 || !(before.ends_with(is_part_of_a_word) || after.starts_with(is_part_of_a_word))
            })
        };
        let told = self.0.iter().filter(|(_, secret)| is_told(secret));
        told.map(|(what, _)| *what).collect()
    }
}

/// Link and, where there is one, code of the one mail that was sent.
async fn mailed(app: &TestApp, issued: &mut Issued) -> (String, Option<String>) {
    app.run_jobs().await;
    let mails = app.mails();
    assert_eq!(mails.len(), 1, "{mails:?}");
    let text = &mails[0].2;
    let link = text
        .lines()
        .find(|line| line.contains("token="))
        .map(token_of)
        .unwrap_or_default();
    if !link.is_empty() {
        issued.note("a mailed link", &link);
        issued.note("the secret of a mailed link", link.split_once('_').unwrap().1);
    }
    let code = text
        .lines()
        .find_map(|line| line.strip_prefix("Code: "))
        .map(str::to_owned);
    if let Some(code) = &code {
        issued.note("a code", code);
        issued.note("a code in one piece", &code.replace(' ', ""));
    }
    (link, code)
}

async fn customers_part(app: &TestApp, issued: &mut Issued) {
    let ada = app.customer("ada@example.com").await;
    let visitor = app.nobody_on("acme");
    // Handed out, then looked at, opened and used; and a wrong one.
    let handed = app
        .key()
        .post(&format!("/api/customers/{ada}/authenticate"), json!({}))
        .await
        .expect(200)["data"]
        .clone();
    for field in ["accessToken", "refreshToken"] {
        issued.note("what authenticate gives", handed[field].as_str().unwrap());
    }
    let link = token_of(handed["customerAreaLink"].as_str().unwrap());
    issued.note("a returned link", &link);
    visitor.get(&format!("/customer-area/login?token={link}")).await;
    visitor
        .post("/api/session/portal/link", json!({ "token": link }))
        .await
        .expect(200);
    issued.note_session(
        &visitor
            .post("/api/session/portal/login", json!({ "token": link }))
            .await,
    );
    visitor
        .post("/api/session/portal/login", json!({ "token": link }))
        .await
        .refused(410);
    app.nobody_on("rival").get(&format!("/{link}")).await;
    app.nobody_on("acme").get(&format!("/api/{link}?token={link}")).await;
    // By mail.
    app.request_login_link("ada@example.com").await;
    let (link, _) = mailed(app, issued).await;
    issued.note_session(
        &visitor
            .post("/api/public/customer/login", json!({ "token": link }))
            .await,
    );
    // By code.
    let request = visitor
        .post(
            "/api/public/customer/request-otp",
            json!({ "email": "ada@example.com" }),
        )
        .await
        .expect(200);
    let request = request["requestToken"].as_str().unwrap();
    issued.note("what binds a code", request);
    let (_, code) = mailed(app, issued).await;
    let proof = |code: &str| json!({ "requestToken": request, "code": code });
    visitor
        .post("/api/session/portal/otp-login", proof("000 000"))
        .await
        .refused(422);
    let login = visitor
        .post("/api/session/portal/otp-login", proof(&code.unwrap()))
        .await;
    issued.note_session(&login);
    // Rotation, of the cookie and of a token; reuse.
    let cookie = login.cookie("portico_c").unwrap();
    issued.note_session(
        &app.nobody_on("acme")
            .with_cookie(&cookie)
            .post("/api/session/portal/refresh", json!({}))
            .await,
    );
    let body = json!({ "refreshToken": handed["refreshToken"] });
    issued.note_session(&app.nobody().post("/api/token/refresh", body.clone()).await);
    app.advance(TimeDelta::minutes(1));
    app.nobody().post("/api/token/refresh", body).await.refused(401);
    // A fresh proof, and another address.
    let access = login.json["accessToken"].as_str().unwrap();
    let asked = app.with(access).post("/api/step-up", json!({})).await.expect(200);
    let (_, code) = mailed(app, issued).await;
    let body = json!({ "requestToken": asked["requestToken"], "code": code.unwrap() });
    app.with(access).post("/api/step-up/confirm", body).await.expect(200);
    app.with(access)
        .post("/api/email-change", json!({ "email": "new@example.com" }))
        .await
        .expect(202);
    app.run_jobs().await;
    for (_, _, text) in app.mails() {
        for line in text.lines().filter(|line| line.contains("token=")) {
            issued.note("a link of a change of address", &token_of(line));
        }
    }
    app.key()
        .post(&format!("/api/customers/{ada}/send-login-email"), json!({}))
        .await
        .expect(200);
    mailed(app, issued).await;
}

/// A link for a payment method, told and mailed: looked at, opened, gone on with; and a cookie of one cut short.
async fn payment_links_part(app: &TestApp, issued: &mut Issued) {
    let bea = app.customer("bea@example.com").await;
    let made = app
        .key()
        .post(
            "/api/payment-methods/link",
            json!({ "customer": bea, "sendEmail": true }),
        )
        .await
        .expect(201);
    let told = token_of(made["link"].as_str().unwrap());
    issued.note("a link for a payment method", &told);
    let (in_mail, _) = mailed(app, issued).await;
    let visitor = app.nobody_on("acme");
    for link in [told, in_mail] {
        visitor.get(&format!("/pay/link?token={link}")).await;
        visitor
            .post("/api/session/portal/login", json!({ "token": link }))
            .await
            .refused(410);
        let opened = visitor.post("/api/session/link", json!({ "token": link })).await;
        issued.note_session(&opened);
        let cookie = opened.cookie("portico_l").unwrap();
        let go_on = async |cookie: &str| {
            let visitor = app.nobody_on("acme").with_cookie(cookie);
            visitor.post("/api/session/link/refresh", json!({})).await
        };
        let renewed = go_on(&cookie).await;
        issued.note_session(&renewed);
        go_on(&cookie[..cookie.len() - 1]).await.refused(410);
        let access = renewed.json["accessToken"].as_str().unwrap();
        app.with(access).get("/api/payment-methods/link").await.expect(200);
        app.with(access).get("/api/portal").await.refused(401);
    }
}

/// Addresses of files, which open them without another proof: fetched, cut short, and where they open nothing.
async fn files_part(app: &TestApp, issued: &mut Issued) {
    let cem = app.customer("cem@example.com").await;
    let invoice = format!("/api/invoices/{}", id(&app.invoice(&cem, "RE-1").await));
    let pdf = crate::support::pdf("own");
    app.key()
        .post_bytes(&format!("{invoice}/pdf"), "application/pdf", pdf)
        .await
        .expect(200);
    let caller = app.signed_in(&cem).await;
    let ordered = caller
        .post("/api/invoices/exports", json!({ "format": "csv" }))
        .await
        .expect(202);
    app.run_jobs().await;
    let visitor = app.nobody_on("acme");
    for file in [invoice, format!("/api/invoices/exports/{}", id(&ordered))] {
        let made = caller
            .put(&format!("{file}/download-link"), json!({}))
            .await
            .expect(200);
        let address = made["url"].as_str().unwrap().rsplit('/').next().unwrap();
        issued.note("the address of a file", address);
        let fetch = async |path: &str| visitor.get(path).await.status;
        assert_eq!(fetch(&format!("/api/documents/{address}")).await, 200);
        assert_eq!(fetch(&format!("/api/documents/{}", &address[1..])).await, 403);
        assert_eq!(fetch(&format!("/documents/{address}")).await, 404);
        let elsewhere = app.nobody_on("rival").get(&format!("/api/documents/{address}")).await;
        assert_eq!(elsewhere.status, 403);
    }
}

async fn operators_part(app: &TestApp, issued: &mut Issued) {
    issued.note("a password", PASSWORD);
    issued.note("a password", "wrong horse battery");
    let token = operator(app, "eva@acme.example", portico_shared::operators::OperatorRole::Owner).await;
    issued.note("an operator's access token", &token);
    let caller = app.with(&token);
    let (seed, recovery) = second_factor(app, &caller).await;
    issued.note("the seed of a second factor", &seed);
    for code in &recovery {
        issued.note("a recovery code", code);
    }
    let visitor = app.nobody_on("acme");
    let login = async |password: &str, code: Option<&str>| {
        let body = json!({ "email": "eva@acme.example", "password": password, "code": code });
        visitor.post("/api/session/console/login", body).await
    };
    login("wrong horse battery", None).await.refused(401);
    app.advance(TimeDelta::minutes(1));
    let code = shown(app, &seed);
    issued.note("a code of a second factor", &code);
    let signed_in = login(PASSWORD, Some(&code)).await;
    issued.note_session(&signed_in);
    issued.note_session(&login(PASSWORD, Some(&recovery[0])).await);
    let cookie = signed_in.cookie("portico_o").unwrap();
    issued.note_session(
        &app.nobody_on("acme")
            .with_cookie(&cookie)
            .post("/api/session/console/refresh", json!({}))
            .await,
    );
    // Forgotten and set anew, by a link that is also opened.
    visitor
        .post(
            "/api/session/console/request-reset",
            json!({ "email": "eva@acme.example" }),
        )
        .await
        .expect(200);
    let (link, _) = mailed(app, issued).await;
    visitor.get(&format!("/console/reset?token={link}")).await;
    issued.note("a password", "another long password");
    visitor
        .post(
            "/api/session/console/set-password",
            json!({ "token": link, "password": "another long password" }),
        )
        .await;
}

async fn developers_part(app: &TestApp, issued: &mut Issued) {
    issued.note("an API key", &app.acme.key);
    issued.note("the secret of an API key", app.acme.key.rsplit('_').next().unwrap());
    let made = app
        .key()
        .post(
            "/api/api-keys",
            json!({ "name": "ERP", "permissions": ["customer:read", "mail:read"] }),
        )
        .await
        .expect(201);
    let key = secret_of(&made);
    issued.note("an API key", &key);
    app.with(&key).get("/api/customers").await.expect(200);
    app.with(&key).post("/api/customers", json!({})).await.refused(403);
    // With the last digit wrong, where none belongs, and in an address.
    app.with(&key[..key.len() - 1]).get("/api/customers").await.refused(401);
    app.nobody()
        .send(Method::GET, "/api/customers", None, &[("X-Api-Key", &key)])
        .await
        .refused(401);
    app.nobody()
        .get(&format!("/api/customers?key={key}"))
        .await
        .refused(401);
    app.nobody()
        .send(Method::GET, &format!("/ask?domain=x&token={key}"), None, &[])
        .await;
    let endpoint = json!({ "url": "http://127.0.0.1:9/hook", "events": ["customer.created"] });
    let made = app.key().post("/api/webhooks", endpoint).await.expect(201);
    issued.note("the secret of a webhook", made["secret"].as_str().unwrap());
    let path = format!("/api/webhooks/{}", id(&made));
    let rotated = app
        .key()
        .post(&format!("{path}/rotate-secret"), json!({}))
        .await
        .expect(200);
    issued.note("the secret of a webhook", rotated["secret"].as_str().unwrap());
    app.key().post(&format!("{path}/test"), json!({})).await.expect(202);
    app.run_jobs().await;
}

/// Accounts of debtors, given, amended, typed in wrong and handed to the bank; and the key of a payment provider.
async fn payments_part(app: &TestApp, issued: &mut Issued) {
    let accounts = ["AT61 1904 3002 3457 3201", "DE02 1203 0000 0000 2020 51"];
    let wrong = "DE02 1203 0000 0000 2020 52";
    for iban in [accounts[0], accounts[1], wrong] {
        issued.note("an IBAN", iban);
        issued.note("an IBAN in one piece", &iban.replace(' ', ""));
    }
    app.set_up_debits().await;
    app.switch(json!({ "stepUpForPaymentMethods": false })).await;
    let dan = app.customer("dan@example.com").await;
    let caller = app.signed_in(&dan).await;
    let body = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "sepaDebit": TestApp::debtor(accounts[0]) });
    let added = caller.post("/api/payment-methods", body).await.expect(201);
    let account = format!("/api/payment-methods/{}/mandate/account", id(&added["paymentMethod"]));
    for (iban, status) in [(wrong, 422), (accounts[1], 200)] {
        let body = json!({ "iban": iban.replace(' ', ""), "consent": true });
        assert_eq!(caller.put(&account, body).await.status, status, "{iban}");
    }
    let invoice = id(&app.invoice(&dan, "RE-2").await);
    let pay = format!("/api/invoices/{invoice}/pay");
    app.key().post(&pay, json!({})).await.expect(201);
    let file = app.key().post("/api/debit-files", json!({})).await.expect(201);
    let content = app.key().get(&format!("/api/debit-files/{}/content", id(&file))).await;
    assert!(content.text.contains(&accounts[1].replace(' ', "")), "{}", content.text);
    let secret = "rk_test_0123456789abcdef4242";
    issued.note("a key of a payment provider", secret);
    let keys = json!({ "stripe": { "publishableKey": "pk_test_abc123", "secretKey": secret } });
    app.key().put("/api/payment-gateways/stripe", keys).await.expect(200);
    app.run_jobs().await;
    app.mails();
}

/// A new key, wherever the answer shows it.
fn secret_of(made: &Value) -> String {
    let mut fields = made.as_object().unwrap().values().filter_map(Value::as_str);
    fields.find(|text| text.starts_with("ptc_live_")).unwrap().to_owned()
}

api_test! {
    async fn no_secret_that_is_given_out_reaches_a_log(app: TestApp) {
        let capture = Capture::begin();
        let mut issued = Issued::default();
        customers_part(app, &mut issued).await;
        payment_links_part(app, &mut issued).await;
        files_part(app, &mut issued).await;
        operators_part(app, &mut issued).await;
        developers_part(app, &mut issued).await;
        payments_part(app, &mut issued).await;
        // What was refused is logged too, and so is what went wrong.
        let log = capture.text();
        for sign in ["http.route=\"/api/session/portal/login\"", "TRACE", "actix"] {
            assert!(log.contains(sign), "{sign} is not in the log: too little is captured");
        }
        assert!(issued.0.len() > 40, "{} secrets", issued.0.len());
        let told = issued.told_by(&log);
        assert!(told.is_empty(), "the log tells {told:?}");
    }
}

#[actix_web::test]
async fn a_secret_in_a_log_would_be_seen() {
    let capture = Capture::begin();
    let mut issued = Issued::default();
    issued.note("a long one", "kühles blondes Geheimnis");
    issued.note("a code", "314159");
    issued.note("one that is told nowhere", "nowhere else in any log");
    tracing::trace!(note = "kühles blondes Geheimnis", "a slip");
    tracing::debug!("314159 was asked for, and is no part of 1314159");
    assert_eq!(issued.told_by(&capture.text()), ["a long one", "a code"]);
    issued.0 = vec![("a code", "14159".into())];
    assert_eq!(
        issued.told_by(&capture.text()),
        [""; 0],
        "a part of a number is no code"
    );
}
