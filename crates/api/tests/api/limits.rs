//! Limits: how often, what is said then, and when it goes on. Those in the database count over all instances.

use chrono::TimeDelta;
use portico::config::Limits;
use portico_shared::operators::OperatorRole;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    operators::{PASSWORD, operator},
    support::{Answer, Kind, TestApp},
};

const CODE: &str = "/api/session/portal/otp-login";
const ASK: &str = "/api/public/customer/request-otp";
const LOGIN: &str = "/api/session/console/login";
const RESET: &str = "/api/session/console/request-reset";

/// So often, and no more.
const MOST: u32 = 3;

type Setting = fn(&mut Limits);

/// What is limited, by which setting, and what it answers until then.
const DOORS: [(&str, Setting, u16); 18] = [
    ("refresh tokens of a client", by_tries, 401),
    ("links of a client", by_tries, 410),
    ("payment links of a client", by_tries, 410),
    ("refreshes of an opened link", by_tries, 410),
    ("codes of a client", by_tries, 422),
    ("console logins of a client", by_tries, 401),
    ("wrong keys of a client", by_tries, 401),
    (
        "requests of an API key",
        |limits| limits.requests_per_minute = MOST,
        200,
    ),
    ("exports of the audit log", |limits| limits.exports_per_hour = MOST, 200),
    ("pages of a client", |limits| limits.pages_per_minute = MOST, 200),
    ("login requests of a client", by_mails, 200),
    ("login requests for an address", by_mails, 200),
    ("password resets of a client", by_mails, 200),
    ("password resets of an address", by_mails, 200),
    ("invitations by a person", by_mails, 201),
    ("invitations to an address", by_mails, 201),
    ("e-mail changes by a person", by_mails, 202),
    ("e-mail changes to an address", by_mails, 202),
];

fn by_tries(limits: &mut Limits) {
    limits.token_tries_per_minute = MOST;
}

fn by_mails(limits: &mut Limits) {
    limits.login_requests_per_hour = MOST;
}

async fn app(kind: Kind, limit: impl FnOnce(&mut Limits)) -> TestApp {
    TestApp::start_with(kind, |config| {
        config.http.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
        limit(&mut config.limits);
    })
    .await
}

/// From a client of this number, in a browser on Acme's host.
async fn from(app: &TestApp, client: u32, path: &str, body: Value) -> Answer {
    let visitor = app.nobody_on("acme");
    let origin = format!("http://{}", visitor.host());
    let headers = [
        ("X-Forwarded-For", &*format!("203.0.113.{client}")),
        ("Origin", &*origin),
    ];
    visitor.send(Method::POST, path, Some(body.to_string()), &headers).await
}

/// The owner of this number, without a fresh proof.
async fn owner(app: &TestApp, number: u32) -> (String, String) {
    let email = format!("owner{number}@example.com");
    let found = app
        .key()
        .get(&format!("/api/customers?emailAddresses.email={email}"))
        .await
        .expect(200);
    let customer = match found["data"][0]["id"].as_str() {
        Some(id) => id.to_owned(),
        None => app.customer(&email).await,
    };
    app.switch(json!({ "stepUpForUsers": false, "stepUpForEmail": false }))
        .await;
    (app.token(&customer).await, customer)
}

async fn invite(app: &TestApp, by: u32, email: &str) -> Answer {
    let (token, customer) = owner(app, by).await;
    let body = json!({ "email": email, "role": "viewer" });
    app.with(&token)
        .post(&format!("/api/customers/{customer}/users"), body)
        .await
}

async fn knock(app: &TestApp, door: &str, turn: u32) -> Answer {
    let email = json!({ "email": "eva@example.com" });
    let another = json!({ "email": format!("eva{turn}@example.com") });
    match door {
        "refresh tokens of a client" => from(app, 1, "/api/token/refresh", json!({ "refreshToken": "x" })).await,
        "links of a client" => from(app, 1, "/api/public/customer/login", json!({ "token": "x" })).await,
        "payment links of a client" => from(app, 1, "/api/session/link", json!({ "token": "x" })).await,
        "refreshes of an opened link" => from(app, 1, "/api/session/link/refresh", json!({})).await,
        "codes of a client" => from(app, 1, CODE, json!({ "requestToken": "x", "code": "000000" })).await,
        "console logins of a client" => {
            let proof = json!({ "email": another["email"], "password": "wrong" });
            from(app, 1, LOGIN, proof).await
        }
        "wrong keys of a client" => app.with("ptc_live_wrong").get("/api/customers").await,
        "requests of an API key" => app.key().get("/api/customers").await,
        "exports of the audit log" => app.key().get("/api/audit-log/export").await,
        "pages of a client" => app.nobody_on("acme").get("/theme.css").await,
        "login requests of a client" => from(app, 1, ASK, another).await,
        "login requests for an address" => from(app, turn, ASK, email).await,
        "password resets of a client" => from(app, 1, RESET, another).await,
        "password resets of an address" => from(app, turn, RESET, email).await,
        "invitations by a person" => invite(app, 1, another["email"].as_str().unwrap()).await,
        "invitations to an address" => invite(app, turn, "eva@example.com").await,
        "e-mail changes by a person" => {
            let (token, _) = owner(app, 1).await;
            app.with(&token).post("/api/email-change", another).await
        }
        "e-mail changes to an address" => {
            let (token, _) = owner(app, turn).await;
            app.with(&token).post("/api/email-change", email).await
        }
        _ => panic!("{door} is no door"),
    }
}

async fn every_door(kind: Kind) {
    for (door, limit, expected) in DOORS {
        let app = app(kind, limit).await;
        for turn in 0..MOST {
            let answer = knock(&app, door, turn).await;
            assert_eq!(answer.status, expected, "{door}, {turn}: {}", answer.text);
        }
        let refused = knock(&app, door, MOST).await;
        assert_eq!(refused.refused(429), "too-many-requests", "{door}");
        let wait: i64 = refused.header("retry-after").parse().unwrap();
        assert!((1..=3601).contains(&wait), "{door}: {wait}");
        app.advance(TimeDelta::seconds(wait));
        let later = knock(&app, door, MOST + 1).await;
        assert_eq!(later.status, expected, "{door}, after {wait} s: {}", later.text);
        app.run_jobs().await;
        app.mails();
        app.finish().await;
    }
}

#[actix_web::test]
async fn every_door_closes_says_for_how_long_and_opens_again_sqlite() {
    every_door(Kind::Sqlite).await;
}

#[actix_web::test]
async fn every_door_closes_says_for_how_long_and_opens_again_postgres() {
    every_door(Kind::Postgres).await;
}

/// Whoever has just asked for codes can still change their address.
#[actix_web::test]
async fn proofs_and_changes_of_address_are_counted_apart() {
    let app = app(Kind::Sqlite, by_mails).await;
    let (token, _) = owner(&app, 1).await;
    for _ in 0..MOST {
        app.with(&token).post("/api/step-up", json!({})).await.expect(200);
    }
    let more = app.with(&token).post("/api/step-up", json!({})).await;
    assert_eq!(more.refused(429), "too-many-requests");
    knock(&app, "e-mail changes by a person", 0).await.expect(202);
    app.run_jobs().await;
    app.mails();
    app.finish().await;
}

/// Instances share what is counted in the database: another one is no way to begin anew.
#[actix_web::test]
async fn two_instances_count_together() {
    let first = app(Kind::Postgres, by_mails).await;
    let second = first.twin().await;
    let both = [&first, &second];
    let doors = [
        "login requests for an address",
        "password resets of an address",
        "invitations by a person",
        "invitations to an address",
        "e-mail changes by a person",
        "e-mail changes to an address",
    ];
    for door in doors {
        for turn in 0..MOST {
            let answer = knock(both[turn as usize % 2], door, turn).await;
            assert!(answer.status < 400, "{door}: {}", answer.text);
        }
        for app in both {
            assert_eq!(knock(app, door, MOST).await.refused(429), "too-many-requests", "{door}");
        }
        first.advance(TimeDelta::hours(2));
    }
    first.run_jobs().await;
    first.mails();

    first.customer("ada@example.com").await;
    let asked = from(&first, 9, ASK, json!({ "email": "ada@example.com" }))
        .await
        .expect(200);
    first.run_jobs().await;
    let mail = first.mails().remove(0).2;
    let code = mail.lines().find_map(|line| line.strip_prefix("Code: ")).unwrap();
    let wrong = if code.starts_with('9') { "000 000" } else { "999 999" };
    for turn in 0..5 {
        let proof = json!({ "requestToken": asked["requestToken"], "code": wrong });
        from(both[turn % 2], 9, CODE, proof).await.refused(422);
    }
    for app in both {
        let proof = json!({ "requestToken": asked["requestToken"], "code": code });
        assert_eq!(
            from(app, 9, CODE, proof).await.refused(422),
            "code-invalid",
            "all tries are gone"
        );
    }

    operator(&first, "eva@acme.example", OperatorRole::Support).await;
    let login = async |app: &TestApp, password: &str| {
        from(
            app,
            9,
            LOGIN,
            json!({ "email": "eva@acme.example", "password": password }),
        )
        .await
    };
    for turn in 0..5 {
        assert_eq!(login(both[turn % 2], "wrong").await.refused(401), "login-failed");
    }
    for app in both {
        assert_eq!(login(app, PASSWORD).await.refused(429), "too-many-requests");
    }
    first.advance(TimeDelta::seconds(61));
    login(&second, PASSWORD).await.expect(200);
    second.finish().await;
    first.finish().await;
}
