//! Login mails: who may ask, how often, and the code for people who read mail on another device.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Kind, TestApp, api_test, token_of};

const ASK: &str = "/api/public/customer/request-otp";
const USE: &str = "/api/session/portal/otp-login";

/// Asks for a code as the portal does; gives what binds it to this browser.
async fn ask(app: &TestApp, email: &str) -> String {
    let answer = app
        .nobody_on("acme")
        .post(ASK, json!({ "email": email }))
        .await
        .expect(200);
    answer["requestToken"].as_str().unwrap().to_owned()
}

/// The code and the link of the one mail that was sent.
async fn mailed(app: &TestApp) -> (String, String) {
    app.run_jobs().await;
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    let text = &mails[0].2;
    let code = text
        .lines()
        .find_map(|line| line.strip_prefix("Code: "))
        .unwrap()
        .to_owned();
    let link = text.lines().find(|line| line.contains("token=")).unwrap();
    (code, token_of(link))
}

fn proof(request: &str, code: &str) -> Value {
    json!({ "requestToken": request, "code": code })
}

/// Another one of six digits.
fn wrong(code: &str) -> String {
    let first = if code.starts_with('9') { "0" } else { "9" };
    format!("{first}{}", &code[1..])
}

api_test! {
    async fn a_code_signs_in_where_it_was_asked_for_and_uses_the_link_up(app: TestApp) {
        app.customer("ada@example.com").await;
        let request = ask(app, "ada@example.com").await;
        let (code, link) = mailed(app).await;
        assert_eq!(code.len(), 7, "in two halves: {code}");
        let other = ask(app, "nobody@example.com").await;
        assert_eq!(app.nobody_on("acme").post(USE, proof(&other, &code)).await.refused(422), "code-invalid", "another browser");
        let login = app.nobody_on("acme").post(USE, proof(&request, &code)).await;
        assert!(login.cookie("portico_c").is_some());
        let access = login.expect(200)["accessToken"].as_str().unwrap().to_owned();
        assert_eq!(app.with(&access).get("/api/portal").await.expect(200)["email"], "ada@example.com");
        assert_eq!(app.nobody_on("acme").post(USE, proof(&request, &code)).await.refused(422), "code-invalid", "once");
        let used = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": link })).await;
        assert_eq!(used.refused(410), "link-invalid");
        app.run_jobs().await;
    }
}

api_test! {
    async fn the_link_uses_the_code_up(app: TestApp) {
        app.customer("ada@example.com").await;
        let request = ask(app, "ada@example.com").await;
        let (code, link) = mailed(app).await;
        app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": link })).await.expect(200);
        assert_eq!(app.nobody_on("acme").post(USE, proof(&request, &code)).await.refused(422), "code-invalid");
    }
}

api_test! {
    /// One in 200,000 guesses gets in, whoever guesses from wherever.
    async fn a_code_stands_five_tries(app: TestApp) {
        app.customer("ada@example.com").await;
        let request = ask(app, "ada@example.com").await;
        let (code, _) = mailed(app).await;
        let first = app.nobody_on("acme").post(USE, proof(&request, &wrong(&code))).await;
        for _ in 1..5 {
            app.nobody_on("acme").post(USE, proof(&request, &wrong(&code))).await.refused(422);
        }
        let late = app.nobody_on("acme").post(USE, proof(&request, &code)).await;
        assert_eq!(late.refused(422), "code-invalid");
        assert_eq!(late.without_id(), first.without_id());
    }
}

api_test! {
    async fn a_code_ends_with_its_link_and_belongs_to_one_host(app: TestApp) {
        app.customer("ada@example.com").await;
        let request = ask(app, "ada@example.com").await;
        let (code, _) = mailed(app).await;
        assert_eq!(app.nobody_on("rival").post(USE, proof(&request, &code)).await.refused(422), "code-invalid");
        app.advance(TimeDelta::minutes(15));
        assert_eq!(app.nobody_on("acme").post(USE, proof(&request, &code)).await.refused(422), "code-invalid");
    }
}

api_test! {
    /// Ten minutes from its mail on; the link of the same mail has a life of its own.
    async fn a_code_lives_for_ten_minutes_and_its_link_longer(app: TestApp) {
        app.customer("ada@example.com").await;
        let request = ask(app, "ada@example.com").await;
        app.advance(TimeDelta::minutes(2));
        let (code, _) = mailed(app).await;
        app.advance(TimeDelta::minutes(10) - TimeDelta::seconds(1));
        app.nobody_on("acme").post(USE, proof(&request, &code)).await.expect(200);
        let request = ask(app, "ada@example.com").await;
        let (code, link) = mailed(app).await;
        app.advance(TimeDelta::minutes(10));
        assert_eq!(app.nobody_on("acme").post(USE, proof(&request, &code)).await.refused(422), "code-invalid");
        app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": link })).await.expect(200);
    }
}

api_test! {
    /// No oracle: known and unknown, right before the mail and wrong after it.
    async fn nothing_tells_whether_an_address_is_known(app: TestApp) {
        app.customer("ada@example.com").await;
        let (known, unknown) = (ask(app, "ada@example.com").await, ask(app, "nobody@example.com").await);
        assert_eq!(known.len(), unknown.len());
        let try_it = async |request: &str| app.nobody_on("acme").post(USE, proof(request, "000000")).await.without_id();
        let before = try_it(&known).await;
        assert_eq!(before, try_it(&unknown).await);
        assert_eq!(before, try_it("nonsense").await);
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 1);
        assert_eq!(before, try_it(&unknown).await);
    }
}

/// Where it stands whose an address is.
const WHOSE: [&str; 3] = ["people", "memberships", "customers"];

api_test! {
    /// One row in the outbox either way, and nothing is read that knows whose an address is: it is not even there.
    async fn a_known_address_is_no_more_work_than_an_unknown_one(app: TestApp) {
        app.customer("ada@example.com").await;
        for table in WHOSE {
            app.run_sql(&format!("ALTER TABLE {table} RENAME TO hidden_{table}")).await;
        }
        for path in ["/api/public/customer/request-login-link", ASK] {
            let mut added = Vec::new();
            for email in ["ada@example.com", "nobody@example.com"] {
                let before = app.row_counts().await;
                app.nobody_on("acme").post(path, json!({ "email": email })).await.expect(200);
                added.push(app.rows_since(&before).await);
            }
            assert_eq!(added[0], [(1, "login_requests".into()), (1, "mails".into()), (1, "outbox".into())], "{path}");
            assert_eq!(added[0], added[1], "{path}");
        }
        for table in WHOSE {
            app.run_sql(&format!("ALTER TABLE hidden_{table} RENAME TO {table}")).await;
        }
        app.run_jobs().await;
        let to: Vec<_> = app.mails().into_iter().map(|mail| mail.0).collect();
        assert_eq!(to, ["ada@example.com", "ada@example.com"]);
    }
}

api_test! {
    async fn clients_of_the_api_get_tokens_for_a_code(app: TestApp) {
        app.customer("ada@example.com").await;
        let request = ask(app, "ada@example.com").await;
        let (code, _) = mailed(app).await;
        let tokens = app.nobody_on("acme").post("/api/public/customer/otp-login", proof(&request, &code)).await.expect(200);
        app.with(tokens["accessToken"].as_str().unwrap()).get("/api/portal").await.expect(200);
    }
}

api_test! {
    /// A login link without a browser to bind a code to holds none.
    async fn a_plain_request_has_no_code(app: TestApp) {
        app.customer("ada@example.com").await;
        app.request_login_link("ada@example.com").await;
        app.run_jobs().await;
        assert!(!app.mails()[0].2.contains("Code"));
    }
}

/// The database counts, so that neither another client nor another instance begins anew.
#[actix_web::test]
async fn an_address_is_limited_whoever_asks() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let app = TestApp::start_with(kind, |config| {
            config.http.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]
        })
        .await;
        let ask = async |client: u8, email: &str| {
            let visitor = app.nobody_on("acme");
            let body = json!({ "email": email }).to_string();
            visitor
                .send(
                    Method::POST,
                    ASK,
                    Some(body),
                    &[("X-Forwarded-For", &format!("203.0.113.{client}"))],
                )
                .await
        };
        for client in 0..10 {
            ask(
                client,
                if client % 2 == 0 {
                    "Ada@example.com"
                } else {
                    "ada@example.com"
                },
            )
            .await
            .expect(200);
        }
        let refused = ask(10, "ada@example.com").await;
        assert_eq!(refused.refused(429), "too-many-requests");
        assert_eq!(refused.header("retry-after"), "3601");
        ask(10, "bob@example.com").await.expect(200);
        app.advance(TimeDelta::hours(1));
        ask(10, "ada@example.com").await.expect(200);
        app.run_jobs().await;
        app.finish().await;
    }
}

#[actix_web::test]
async fn a_flood_makes_mails_wait_and_refuses_nobody() {
    let app = TestApp::start_with(Kind::Sqlite, |config| {
        config.limits.login_requests_per_hour = 1000;
        config.limits.login_mails_per_minute = 3;
    })
    .await;
    for name in ["a", "b", "c", "d", "e"] {
        app.customer(&format!("{name}@example.com")).await;
        ask(&app, &format!("{name}@example.com")).await;
    }
    app.run_jobs().await;
    assert_eq!(app.mails().len(), 3, "at once");
    app.advance(TimeDelta::seconds(20));
    app.run_jobs().await;
    assert_eq!(app.mails().len(), 1);
    app.advance(TimeDelta::seconds(20));
    app.run_jobs().await;
    assert_eq!(app.mails().len(), 1);
    app.finish().await;
}

api_test! {
    async fn the_merchant_sends_a_link_that_lives_for_a_day(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let answer = app.key().post(&format!("/api/customers/{ada}/send-login-email"), json!({})).await.expect(200);
        assert_eq!(answer, json!({ "success": true }));
        app.run_jobs().await;
        let mails = app.mails();
        assert_eq!(mails[0].0, "ada@example.com");
        assert!(!mails[0].2.contains("Code"));
        let token = token_of(mails[0].2.lines().find(|line| line.contains("token=")).unwrap());
        let link = &app.key().get("/api/links").await.expect(200)["data"][0];
        assert!(link["madeBy"].as_str().unwrap().starts_with("api:"));
        assert_eq!(link["expiresAt"], "2026-11-23T12:00:00Z");
        let mail = &app.key().get("/api/mails").await.expect(200)["data"][0];
        assert_eq!((&mail["recipient"], &mail["customer"]), (&json!("ada@example.com"), &json!(ada)));
        app.advance(TimeDelta::hours(23));
        let preview = app.nobody_on("acme").post("/api/session/portal/link", json!({ "token": token })).await.expect(200);
        assert_eq!(preview["needsConfirmation"], true);
        app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await.expect(200);
    }
}

api_test! {
    async fn nobody_is_sent_a_link_that_could_not_be_used(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let send = async || app.key().post(&format!("/api/customers/{ada}/send-login-email"), json!({})).await;
        app.key().put(&format!("/api/customers/{ada}/archive"), json!({})).await.expect(200);
        assert_eq!(send().await.refused(409), "customer-not-active");
        app.key().put(&format!("/api/customers/{ada}/unarchive"), json!({})).await.expect(200);
        send().await.expect(200);
        app.key().put(&format!("/api/customers/{ada}/archive"), json!({})).await.expect(200);
        app.run_jobs().await;
        assert!(app.mails().is_empty());
        let missing = app.key().post("/api/customers/01a20391-b036-7000-8004-e9cb25c4b054/send-login-email", json!({})).await;
        assert_eq!(missing.refused(404), "not-found");
    }
}

api_test! {
    /// A suspended customer's address is like one that nobody has, also for a mail that was on its way.
    async fn a_suspended_customer_is_sent_nothing_and_uses_nothing(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let link = app.link_token(&ada).await;
        let request = ask(app, "ada@example.com").await;
        let (code, mailed_link) = mailed(app).await;
        app.request_login_link("ada@example.com").await;
        app.key().put(&format!("/api/customers/{ada}/suspend"), json!({})).await.expect(200);
        app.request_login_link("ada@example.com").await;
        app.run_jobs().await;
        assert_eq!(app.mails(), []);
        for token in [&link, &mailed_link] {
            for path in ["/api/session/portal/link", "/api/session/portal/login"] {
                let used = app.nobody_on("acme").post(path, json!({ "token": token })).await;
                assert_eq!(used.refused(410), "link-invalid", "{path}");
            }
        }
        assert_eq!(app.nobody_on("acme").post(USE, proof(&request, &code)).await.refused(422), "code-invalid");
        app.key().put(&format!("/api/customers/{ada}/unsuspend"), json!({})).await.expect(200);
        app.request_login_link("ada@example.com").await;
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 1);
    }
}
