//! The merchant's staff: signing in, second factor, the team, and what each role may.

use chrono::TimeDelta;
use portico::features::operators::team;
use portico_shared::operators::{NewOperator, OperatorRole};
use serde_json::{Value, json};

use crate::support::{Answer, Caller, TestApp, api_test, id, token_of};

pub const PASSWORD: &str = "correct horse battery";
const LOGIN: &str = "/api/session/console/login";
const SET: &str = "/api/session/console/set-password";

/// An operator of Acme's with a password; gives the access token of the first session.
pub async fn operator(app: &TestApp, email: &str, role: OperatorRole) -> String {
    let tenant = portico::features::tenants::store::find(app.context.db.read(), app.acme.id)
        .await
        .unwrap();
    let new = NewOperator {
        email: email.into(),
        name: "Jana Lindqvist".into(),
        role,
        language: None,
    };
    let (_, link) = team::create(&app.context, &tenant, new).await.unwrap();
    let answer = app
        .nobody_on("acme")
        .post(SET, json!({ "token": token_of(&link), "password": PASSWORD }))
        .await;
    answer.expect(200)["accessToken"].as_str().unwrap().to_owned()
}

pub async fn login(app: &TestApp, email: &str, password: &str, code: Option<&str>) -> Answer {
    let mut body = json!({ "email": email, "password": password });
    if let Some(code) = code {
        body["code"] = code.into();
    }
    app.nobody_on("acme").post(LOGIN, body).await
}

/// The code that an authenticator with this secret shows now.
pub fn shown(app: &TestApp, secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new()
        .with_secret(secret)
        .with_account_name("x")
        .build()
        .unwrap();
    totp.generate(u64::try_from(app.now().timestamp()).unwrap()).to_string()
}

/// Puts a second factor on; gives its secret and the recovery codes.
pub async fn second_factor(app: &TestApp, caller: &Caller<'_>) -> (String, Vec<String>) {
    let setup = caller
        .post("/api/operator/totp", json!({ "password": PASSWORD }))
        .await
        .expect(200);
    let secret = setup["secret"].as_str().unwrap().to_owned();
    assert!(setup["url"].as_str().unwrap().starts_with("otpauth://totp/"));
    let codes = caller
        .post("/api/operator/totp/confirm", json!({ "code": shown(app, &secret) }))
        .await
        .expect(200);
    let codes = codes["recoveryCodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| code.as_str().unwrap().to_owned());
    (secret, codes.collect())
}

api_test! {
    async fn an_invited_operator_sets_a_password_and_signs_in(app: TestApp) {
        let owner = operator(app, "owner@acme.example", OperatorRole::Owner).await;
        let new = json!({ "email": "eva@acme.example", "name": "Eva Sommer", "role": "support" });
        let made = app.with(&owner).post("/api/operators", new).await.expect(201);
        assert_eq!((&made["hasPassword"], &made["role"]), (&json!(false), &json!("support")));
        app.run_jobs().await;
        let mails = app.mails();
        assert_eq!(mails[0].0, "eva@acme.example");
        let link = mails[0].2.lines().find(|line| line.contains("token=")).unwrap().to_owned();
        assert!(link.contains("/console/welcome?token="), "{link}");
        assert_eq!(login(app, "eva@acme.example", PASSWORD, None).await.refused(401), "login-failed");
        let short = json!({ "token": token_of(&link), "password": "short" });
        assert_eq!(app.nobody_on("acme").post(SET, short).await.violations(), ["password"]);
        let set = json!({ "token": token_of(&link), "password": PASSWORD });
        let elsewhere = app.nobody_on("rival").post(SET, set.clone()).await;
        assert_eq!(elsewhere.refused(410), "link-invalid");
        let answer = app.nobody_on("acme").post(SET, set.clone()).await;
        let cookie = answer.header("set-cookie").to_owned();
        for part in ["portico_o=", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"] {
            assert!(cookie.contains(part), "{part} is missing: {cookie}");
        }
        let access = answer.expect(200)["accessToken"].as_str().unwrap().to_owned();
        let own = app.with(&access).get("/api/operator").await.expect(200);
        assert_eq!((&own["operator"]["email"], &own["merchant"]), (&json!("eva@acme.example"), &json!("Acme GmbH")));
        assert_eq!(app.nobody_on("acme").post(SET, set).await.refused(410), "link-invalid", "once");
        login(app, "EVA@acme.example", PASSWORD, None).await.expect(200);
        app.run_jobs().await;
    }
}

api_test! {
    /// One answer for an unknown address, a wrong password and an operator who is switched off.
    async fn a_login_tells_nothing(app: TestApp) {
        let owner = operator(app, "owner@acme.example", OperatorRole::Owner).await;
        operator(app, "eva@acme.example", OperatorRole::Support).await;
        let unknown = login(app, "nobody@acme.example", PASSWORD, None).await;
        let wrong = login(app, "eva@acme.example", "wrong password", None).await;
        let list = app.with(&owner).get("/api/operators").await.expect(200);
        let eva = id(&list["data"][0]);
        app.with(&owner).patch(&format!("/api/operators/{eva}"), json!({ "enabled": false })).await.expect(200);
        let off = login(app, "eva@acme.example", PASSWORD, None).await;
        assert_eq!(unknown.refused(401), "login-failed");
        assert_eq!(unknown.without_id(), wrong.without_id());
        assert_eq!(unknown.without_id(), off.without_id());
    }
}

api_test! {
    async fn mistakes_make_an_address_wait_longer_and_longer(app: TestApp) {
        operator(app, "eva@acme.example", OperatorRole::Support).await;
        for email in ["eva@acme.example", "nobody@acme.example"] {
            for _ in 0..5 {
                assert_eq!(login(app, email, "wrong password", None).await.refused(401), "login-failed");
            }
            let locked = login(app, email, PASSWORD, None).await;
            assert_eq!((locked.refused(429), locked.header("retry-after")), ("too-many-requests", "61"), "{email}");
        }
        app.advance(TimeDelta::seconds(61));
        assert_eq!(login(app, "eva@acme.example", "wrong password", None).await.refused(401), "login-failed");
        assert_eq!(login(app, "eva@acme.example", PASSWORD, None).await.header("retry-after"), "121");
        app.advance(TimeDelta::seconds(121));
        login(app, "eva@acme.example", PASSWORD, None).await.expect(200);
        login(app, "eva@acme.example", "wrong password", None).await.refused(401);
        login(app, "eva@acme.example", PASSWORD, None).await.expect(200);
    }
}

api_test! {
    /// Recovery codes had twelve signs once; whoever printed them keeps them.
    async fn a_short_recovery_code_from_before_still_counts(app: TestApp) {
        use portico::features::operators::{sessions::recovery_mac, store};
        let token = operator(app, "eva@acme.example", OperatorRole::Support).await;
        second_factor(app, &app.with(&token)).await;
        let tx = app.context.db.begin().await.unwrap();
        let row = store::find_by_email(&tx, app.acme.id, "eva@acme.example").await.unwrap().unwrap();
        let old = recovery_mac(&app.context, &row, "k3jd-8fh2-xq7m");
        store::insert_recovery_codes(&tx, &row, vec![old]).await.unwrap();
        tx.commit().await.unwrap();
        login(app, "eva@acme.example", PASSWORD, Some("k3jd-8fh2-xq7m")).await.expect(200);
        assert_eq!(login(app, "eva@acme.example", PASSWORD, Some("k3jd-8fh2-xq7m")).await.refused(401), "login-failed");
    }
}

api_test! {
    async fn a_second_factor_is_asked_for_and_each_code_counts_once(app: TestApp) {
        let token = operator(app, "eva@acme.example", OperatorRole::Support).await;
        let (secret, codes) = second_factor(app, &app.with(&token)).await;
        assert_eq!(codes.len(), 10);
        let groups = codes[0].split('-').map(str::len);
        assert_eq!(groups.collect::<Vec<_>>(), [4; 6], "24 of 32 signs are 120 bits: {}", codes[0]);
        assert_eq!(app.with(&token).post("/api/operator/totp", json!({ "password": PASSWORD })).await.refused(409), "totp-active");
        assert_eq!(app.with(&token).post("/api/operator/totp", json!({ "password": "not mine at all" })).await.violations(), ["password"]);
        assert_eq!(login(app, "eva@acme.example", PASSWORD, None).await.refused(401), "totp-required");
        assert_eq!(login(app, "eva@acme.example", "wrong password", None).await.refused(401), "login-failed");
        let used = shown(app, &secret);
        assert_eq!(login(app, "eva@acme.example", PASSWORD, Some(&used)).await.refused(401), "login-failed", "it confirmed the factor");
        app.advance(TimeDelta::seconds(60));
        let code = shown(app, &secret);
        login(app, "eva@acme.example", PASSWORD, Some(&code)).await.expect(200);
        assert_eq!(login(app, "eva@acme.example", PASSWORD, Some(&code)).await.refused(401), "login-failed");
        let recovery = codes[3].to_uppercase().replace('-', " ");
        login(app, "eva@acme.example", PASSWORD, Some(&recovery)).await.expect(200);
        assert_eq!(login(app, "eva@acme.example", PASSWORD, Some(&recovery)).await.refused(401), "login-failed");
        let own = app.with(&token).get("/api/operator").await.expect(200);
        assert_eq!((&own["recoveryCodesLeft"], &own["operator"]["hasTotp"]), (&json!(9), &json!(true)));
        app.advance(TimeDelta::seconds(60));
        let fresh = app.with(&token).post("/api/operator/recovery-codes", json!({ "code": shown(app, &secret) })).await.expect(200);
        assert_eq!(fresh["recoveryCodes"].as_array().unwrap().len(), 10);
        assert_eq!(login(app, "eva@acme.example", PASSWORD, Some(&codes[4])).await.refused(401), "login-failed", "the old ones are gone");
        assert_eq!(app.with(&token).post("/api/operator/totp/remove", json!({ "code": "000000" })).await.violations(), ["code"]);
        app.advance(TimeDelta::seconds(60));
        assert_eq!(app.with(&token).post("/api/operator/totp/remove", json!({ "code": shown(app, &secret) })).await.status, 204);
        login(app, "eva@acme.example", PASSWORD, None).await.expect(200);
    }
}

api_test! {
    /// The same rows either way, and nothing is read that knows whose an address is: it is not even there.
    async fn a_reset_for_a_known_address_is_no_more_work_than_for_an_unknown_one(app: TestApp) {
        operator(app, "eva@acme.example", OperatorRole::Support).await;
        app.run_sql("ALTER TABLE operators RENAME TO hidden_operators").await;
        let mut added = Vec::new();
        for email in ["eva@acme.example", "nobody@acme.example"] {
            let before = app.row_counts().await;
            app.nobody_on("acme").post("/api/session/console/request-reset", json!({ "email": email })).await.expect(200);
            added.push(app.rows_since(&before).await);
        }
        assert_eq!(added[0], [(2, "limit_hits".into()), (1, "mails".into()), (1, "outbox".into())]);
        assert_eq!(added[0], added[1]);
        app.run_sql("ALTER TABLE hidden_operators RENAME TO operators").await;
        app.run_jobs().await;
        let to: Vec<_> = app.mails().into_iter().map(|mail| mail.0).collect();
        assert_eq!(to, ["eva@acme.example"]);
    }
}

api_test! {
    /// A mailbox alone is one factor.
    async fn a_reset_by_mail_leaves_the_second_factor(app: TestApp) {
        let token = operator(app, "eva@acme.example", OperatorRole::Support).await;
        let (secret, _) = second_factor(app, &app.with(&token)).await;
        let ask = async |email: &str| app.nobody_on("acme").post("/api/session/console/request-reset", json!({ "email": email })).await;
        let (known, unknown) = (ask("eva@acme.example").await, ask("nobody@acme.example").await);
        assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
        app.run_jobs().await;
        let mails = app.mails();
        assert_eq!(mails.len(), 1);
        let link = token_of(mails[0].2.lines().find(|line| line.contains("token=")).unwrap());
        let set = json!({ "token": link, "password": "another long password" });
        assert_eq!(app.nobody_on("acme").post(SET, set).await.refused(401), "totp-required", "set, but not signed in");
        assert_eq!(app.with(&token).get("/api/operator").await.refused(401), "unauthorized", "all sessions have ended");
        app.advance(TimeDelta::seconds(60));
        login(app, "eva@acme.example", "another long password", Some(&shown(app, &secret))).await.expect(200);
        assert_eq!(login(app, "eva@acme.example", PASSWORD, None).await.refused(401), "login-failed");
    }
}

api_test! {
    async fn an_owner_lets_somebody_in_who_lost_everything(app: TestApp) {
        let owner = operator(app, "owner@acme.example", OperatorRole::Owner).await;
        let token = operator(app, "eva@acme.example", OperatorRole::Support).await;
        second_factor(app, &app.with(&token)).await;
        let eva = id(&app.with(&token).get("/api/operator").await.expect(200)["operator"]);
        app.with(&owner).post(&format!("/api/operators/{eva}/reset"), json!({})).await.expect(200);
        assert_eq!(app.with(&token).get("/api/operator").await.refused(401), "unauthorized");
        assert_eq!(login(app, "eva@acme.example", PASSWORD, None).await.refused(401), "login-failed", "a lost password opens nothing");
        app.run_jobs().await;
        let link = token_of(app.mails()[0].2.lines().find(|line| line.contains("token=")).unwrap());
        let set = json!({ "token": link, "password": "another long password" });
        app.nobody_on("acme").post(SET, set).await.expect(200);
        login(app, "eva@acme.example", "another long password", None).await.expect(200);
        // The same from the command line, for the last owner.
        let tenant = portico::features::tenants::store::find(app.context.db.read(), app.acme.id).await.unwrap();
        let link = team::let_in(&app.context, &tenant, "OWNER@acme.example").await.unwrap().unwrap();
        assert!(team::let_in(&app.context, &tenant, "nobody@acme.example").await.unwrap().is_none());
        app.nobody_on("acme").post(SET, json!({ "token": token_of(&link), "password": "one more long one" })).await.expect(200);
    }
}

api_test! {
    async fn operators_choose_their_own_language_whatever_their_role(app: TestApp) {
        let viewer = operator(app, "viewer@acme.example", OperatorRole::Viewer).await;
        let viewer = app.with(&viewer);
        let after = viewer.patch("/api/operator", json!({ "language": "en" })).await.expect(200);
        assert_eq!(after["operator"]["language"], "en");
        assert_eq!(viewer.get("/api/operator").await.expect(200)["operator"]["language"], "en");
        viewer.patch("/api/operator", json!({ "language": "en", "role": "owner" })).await.expect(422);
    }
}

api_test! {
    async fn the_consoles_cookie_is_traded_for_access_tokens(app: TestApp) {
        operator(app, "eva@acme.example", OperatorRole::Support).await;
        let first = login(app, "eva@acme.example", PASSWORD, None).await.cookie("portico_o").unwrap();
        let refresh = async |cookie: &str| app.nobody_on("acme").with_cookie(cookie).post("/api/session/console/refresh", json!({})).await;
        let answer = refresh(&first).await;
        let second = answer.cookie("portico_o").unwrap();
        assert_ne!(first, second);
        let access = answer.expect(200)["accessToken"].as_str().unwrap().to_owned();
        app.advance(TimeDelta::seconds(20));
        assert_eq!(refresh(&first).await.cookie("portico_o").unwrap(), second, "the same successor");
        let visitor = app.nobody_on("acme").with_cookie(&second);
        let foreign = visitor.send(reqwest::Method::POST, "/api/session/console/refresh", None, &[("Origin", "http://evil.example")]).await;
        assert_eq!(foreign.refused(403), "forbidden");
        // Neither application takes the other's cookie.
        let moved = second.replacen("portico_o", "portico_c", 1);
        assert_eq!(app.nobody_on("acme").with_cookie(&moved).post("/api/session/portal/refresh", json!({})).await.refused(401), "unauthorized");
        let out = app.with(&access).send(reqwest::Method::POST, "/api/session/console/logout", None, &[]).await;
        assert_eq!(out.status, 204);
        assert!(out.header("set-cookie").contains("Max-Age=0"));
        assert_eq!(refresh(&second).await.refused(401), "unauthorized");
        assert_eq!(app.with(&access).get("/api/operator").await.refused(401), "unauthorized");
    }
}

api_test! {
    async fn a_session_of_the_console_ends_when_idle_and_after_twelve_hours(app: TestApp) {
        operator(app, "eva@acme.example", OperatorRole::Support).await;
        let start = async || login(app, "eva@acme.example", PASSWORD, None).await.cookie("portico_o").unwrap();
        let refresh = async |cookie: &str| app.nobody_on("acme").with_cookie(cookie).post("/api/session/console/refresh", json!({})).await;
        let idle = start().await;
        app.advance(TimeDelta::minutes(60));
        assert_eq!(refresh(&idle).await.refused(401), "unauthorized");
        let mut busy = start().await;
        for _ in 0..14 {
            app.advance(TimeDelta::minutes(50));
            busy = refresh(&busy).await.cookie("portico_o").unwrap();
        }
        app.advance(TimeDelta::minutes(50));
        assert_eq!(refresh(&busy).await.refused(401), "unauthorized");
    }
}

api_test! {
    async fn operators_see_and_end_their_own_sessions(app: TestApp) {
        let first = operator(app, "eva@acme.example", OperatorRole::Support).await;
        let second = login(app, "eva@acme.example", PASSWORD, None).await.expect(200)["accessToken"].as_str().unwrap().to_owned();
        let owner = operator(app, "owner@acme.example", OperatorRole::Owner).await;
        let list = app.with(&second).get("/api/operator/sessions").await.expect(200);
        let own: Vec<_> = list["data"].as_array().unwrap().iter().map(|one| one["isCurrent"].clone()).collect();
        assert_eq!(own, [true, false]);
        let path = format!("/api/operator/sessions/{}", id(&list["data"][1]));
        assert_eq!(app.with(&owner).delete(&path).await.refused(404), "not-found", "nobody else's");
        assert_eq!(app.with(&second).delete(&path).await.status, 204);
        assert_eq!(app.with(&first).get("/api/operator").await.refused(401), "unauthorized");
        assert_eq!(app.with(&second).delete("/api/operator/sessions").await.expect(200), json!({ "ended": 0 }));
        let change = json!({ "currentPassword": "not mine at all", "newPassword": "another long password" });
        assert_eq!(app.with(&second).put("/api/operator/password", change).await.violations(), ["currentPassword"]);
        let third = login(app, "eva@acme.example", PASSWORD, None).await.expect(200)["accessToken"].as_str().unwrap().to_owned();
        let change = json!({ "currentPassword": PASSWORD, "newPassword": "another long password" });
        assert_eq!(app.with(&second).put("/api/operator/password", change).await.status, 204);
        assert_eq!(app.with(&third).get("/api/operator").await.refused(401), "unauthorized", "others end with the old password");
        app.with(&second).get("/api/operator").await.expect(200);
    }
}

api_test! {
    /// A table of roles: what each may read, write and not.
    async fn each_role_may_what_its_row_says(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let rows: [(OperatorRole, [u16; 5]); 4] = [
            (OperatorRole::Owner, [200, 200, 200, 200, 201]),
            (OperatorRole::Admin, [200, 200, 200, 200, 201]),
            (OperatorRole::Support, [200, 200, 200, 403, 403]),
            (OperatorRole::Viewer, [200, 403, 403, 403, 403]),
        ];
        for (role, expected) in rows {
            let token = operator(app, &format!("{role}@acme.example"), role).await;
            let caller = app.with(&token);
            let seen = [
                caller.get("/api/customers").await.status,
                caller.patch(&format!("/api/customers/{ada}"), json!({ "firstName": "Ada" })).await.status,
                caller.post(&format!("/api/customers/{ada}/authenticate"), json!({})).await.status,
                caller.patch("/api/settings/hosted-pages", json!({ "portalTitle": role.as_str() })).await.status,
                caller.post("/api/api-keys", json!({ "name": role.as_str() })).await.status,
            ];
            assert_eq!(seen, expected, "{role}");
            assert_eq!(caller.get("/api/portal").await.refused(403), "forbidden", "no customer's");
        }
        let links = app.key().get("/api/links").await.expect(200);
        assert!(links["data"][0]["madeBy"].as_str().unwrap().starts_with("operator:"));
    }
}

api_test! {
    /// Nobody gives away more than they hold, and there is always an owner.
    async fn owners_are_a_matter_of_owners(app: TestApp) {
        let owner = operator(app, "owner@acme.example", OperatorRole::Owner).await;
        let admin = operator(app, "admin@acme.example", OperatorRole::Admin).await;
        let whose = async |token: &str| id(&app.with(token).get("/api/operator").await.expect(200)["operator"]);
        let (owner_id, admin_id) = (whose(&owner).await, whose(&admin).await);
        let new = |role: &str| json!({ "email": format!("{role}2@acme.example"), "name": "X", "role": role });
        assert_eq!(app.with(&admin).post("/api/operators", new("owner")).await.refused(403), "forbidden");
        app.with(&admin).post("/api/operators", new("admin")).await.expect(201);
        assert_eq!(app.with(&admin).post("/api/operators", new("admin")).await.refused(409), "operator-exists");
        assert_eq!(app.with(&admin).patch(&format!("/api/operators/{admin_id}"), json!({ "role": "owner" })).await.refused(403), "forbidden");
        assert_eq!(app.with(&admin).post(&format!("/api/operators/{owner_id}/reset"), json!({})).await.refused(403), "forbidden");
        let small = app.key_with(&[portico::auth::permissions::Permission::OperatorWrite]).await;
        assert_eq!(app.with(&small).post("/api/operators", new("viewer")).await.refused(403), "forbidden");
        for change in [json!({ "role": "viewer" }), json!({ "enabled": false })] {
            let refused = app.with(&owner).patch(&format!("/api/operators/{owner_id}"), change).await;
            assert_eq!(refused.refused(409), "last-owner");
        }
        app.with(&owner).patch(&format!("/api/operators/{admin_id}"), json!({ "role": "owner", "name": "Kim" })).await.expect(200);
        let demoted = app.with(&owner).patch(&format!("/api/operators/{owner_id}"), json!({ "role": "viewer" })).await.expect(200);
        assert_eq!(demoted["role"], "viewer");
        assert_eq!(app.with(&owner).get("/api/operator").await.expect(200)["operator"]["role"], "viewer", "at once");
        assert_eq!(app.with(&app.rival.key).patch(&format!("/api/operators/{owner_id}"), json!({})).await.refused(404), "not-found");
        app.run_jobs().await;
        app.mails();
    }
}

#[actix_web::test]
async fn a_password_is_hashed_anew_when_the_costs_change() {
    let app = TestApp::start(crate::support::Kind::Sqlite).await;
    operator(&app, "eva@acme.example", OperatorRole::Support).await;
    let stored = async || {
        let found =
            portico::features::operators::store::find_by_email(app.context.db.read(), app.acme.id, "eva@acme.example")
                .await;
        found.unwrap().unwrap()
    };
    let old = stored().await;
    assert!(
        old.password_hash
            .as_deref()
            .unwrap()
            .starts_with("$argon2id$v=19$m=64,t=1,p=1$"),
        "the tests' costs"
    );
    let weaker = portico::db::entities::operators::Model {
        password_hash: Some(weaker()),
        ..old.clone()
    };
    let tx = app.context.db.begin().await.unwrap();
    assert!(
        portico::features::operators::store::update(&tx, &old, weaker)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    login(&app, "eva@acme.example", PASSWORD, None).await.expect(200);
    assert!(
        stored()
            .await
            .password_hash
            .unwrap()
            .starts_with("$argon2id$v=19$m=64,t=1,p=1$")
    );
    login(&app, "eva@acme.example", PASSWORD, None).await.expect(200);
    app.finish().await;
}

/// Of [`PASSWORD`], with other costs than the tests'.
fn weaker() -> String {
    use argon2::{
        Algorithm, Argon2, Params, Version,
        password_hash::{PasswordHasher, phc::PasswordHash},
    };
    let argon2 = Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        Params::new(32, 2, 1, None).unwrap(),
    );
    let hash: PasswordHash = argon2
        .hash_password_with_salt(PASSWORD.as_bytes(), b"sixteen bytes ok")
        .unwrap();
    hash.to_string()
}

api_test! {
    async fn an_operator_belongs_to_one_merchant(app: TestApp) {
        let token = operator(app, "eva@acme.example", OperatorRole::Owner).await;
        let host = app.nobody_on("rival").host();
        let there = app.with(&token).send(reqwest::Method::GET, "/api/customers", None, &[("Host", &host)]).await;
        assert_eq!(there.refused(401), "unauthorized");
        let body = json!({ "email": "eva@acme.example", "password": PASSWORD });
        assert_eq!(app.nobody_on("rival").post(LOGIN, body).await.refused(401), "login-failed");
        assert_eq!(app.with(&token).get("/api/customers").await.expect(200)["data"], Value::Array(vec![]));
    }
}

api_test! {
    /// Inside a session too: nobody finds a code out by trying.
    async fn codes_and_passwords_inside_a_session_are_limited(app: TestApp) {
        let token = operator(app, "eva@acme.example", OperatorRole::Support).await;
        let (secret, _) = second_factor(app, &app.with(&token)).await;
        for _ in 0..5 {
            assert_eq!(app.with(&token).post("/api/operator/totp/remove", json!({ "code": "000000" })).await.violations(), ["code"]);
        }
        for (path, body) in [("totp/remove", json!({ "code": "000000" })), ("recovery-codes", json!({ "code": "000000" }))] {
            let refused = app.with(&token).post(&format!("/api/operator/{path}"), body).await;
            assert_eq!((refused.refused(429), refused.header("retry-after")), ("too-many-requests", "61"));
        }
        let change = json!({ "currentPassword": PASSWORD, "newPassword": "another long password" });
        assert_eq!(app.with(&token).put("/api/operator/password", change).await.refused(429), "too-many-requests");
        app.advance(TimeDelta::seconds(61));
        assert_eq!(app.with(&token).post("/api/operator/totp/remove", json!({ "code": shown(app, &secret) })).await.status, 204);
    }
}

api_test! {
    /// Any signs, and as many as may be; nothing is cut, trimmed or folded.
    async fn a_password_counts_as_it_was_typed(app: TestApp) {
        let owner = operator(app, "owner@acme.example", OperatorRole::Owner).await;
        let set = async |old: &str, new: &str| {
            let change = json!({ "currentPassword": old, "newPassword": new });
            app.with(&owner).put("/api/operator/password", change).await
        };
        let longest = format!(" Ünïcødé 密码 🙂 {}z ", "x".repeat(200 - 16));
        assert_eq!(longest.chars().count(), 200);
        for (refused, why) in [("elevenchars", "too short"), (&format!("{longest}y"), "too long")] {
            assert_eq!(set(PASSWORD, refused).await.violations(), ["newPassword"], "{why}");
        }
        let mut current = PASSWORD.to_owned();
        for password in ["lime  Harbour 47 ", "ñandú über 密码 🙂 trøll", &longest] {
            assert_eq!(set(&current, password).await.status, 204, "{password:?}");
            login(app, "owner@acme.example", password, None).await.expect(200);
            current = password.to_owned();
        }
        let cut: String = longest.chars().take(199).collect();
        for other in [longest.trim(), &longest.to_lowercase(), &cut] {
            assert_eq!(login(app, "owner@acme.example", other, None).await.refused(401), "login-failed", "{other:?}");
        }
    }
}

api_test! {
    /// Common ones, patterns, and what anybody knows of the operator and the merchant: neither by a link nor later.
    async fn what_is_easy_to_guess_is_no_password(app: TestApp) {
        let owner = operator(app, "johanna@acme.example", OperatorRole::Owner).await;
        let guessable = [
            "password1234", "qwertyuiop123", "            ", "aaaaaaaaaaaa", "abcabcabcabc", "123456789012", "iloveyou2024",
            "johanna@acme.example", "acmeacmeacme", "Portico2026!",
        ];
        for password in guessable {
            let change = json!({ "currentPassword": PASSWORD, "newPassword": password });
            let refused = app.with(&owner).put("/api/operator/password", change).await;
            assert_eq!(refused.violations(), ["newPassword"], "{password:?}");
            assert_eq!(refused.json["violations"][0]["code"], "guessable", "{password:?}");
        }
        let new = json!({ "name": "Eva Beck", "email": "eva@acme.example", "role": "admin" });
        app.with(&owner).post("/api/operators", new).await.expect(201);
        app.run_jobs().await;
        let link = app.mails()[0].2.lines().find(|line| line.contains("token=")).unwrap().to_owned();
        let set = async |password: &str| app.nobody_on("acme").post(SET, json!({ "token": token_of(&link), "password": password })).await;
        assert_eq!(set("evabeckevabeck").await.violations(), ["password"]);
        set("lime Harbour 47 otter").await.expect(200);
    }
}

api_test! {
    /// There is no admin, no root and no first password.
    async fn a_new_merchant_has_no_operators(app: TestApp) {
        assert_eq!(app.key().get("/api/operators").await.expect(200)["data"], json!([]));
    }
}

api_test! {
    async fn an_operator_who_is_switched_off_is_out_at_once(app: TestApp) {
        let owner = operator(app, "owner@acme.example", OperatorRole::Owner).await;
        let token = operator(app, "eva@acme.example", OperatorRole::Admin).await;
        let cookie = login(app, "eva@acme.example", PASSWORD, None).await.cookie("portico_o").unwrap();
        let eva = id(&app.with(&token).get("/api/operator").await.expect(200)["operator"]);
        let switch = async |on: bool| app.with(&owner).patch(&format!("/api/operators/{eva}"), json!({ "enabled": on })).await.expect(200);
        switch(false).await;
        let refresh = async || app.nobody_on("acme").with_cookie(&cookie).post("/api/session/console/refresh", json!({})).await;
        assert_eq!(app.with(&token).get("/api/operator").await.refused(401), "unauthorized");
        assert_eq!(refresh().await.refused(401), "unauthorized");
        // Switched on again, what was before does not come back.
        switch(true).await;
        assert_eq!(app.with(&token).get("/api/operator").await.refused(401), "unauthorized");
        assert_eq!(refresh().await.refused(401), "unauthorized");
        login(app, "eva@acme.example", PASSWORD, None).await.expect(200);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Each try is counted before it is looked at: many at once are too.
    async fn twenty_wrong_passwords_at_once_are_five(app: TestApp) {
        operator(app, "eva@acme.example", OperatorRole::Support).await;
        let tries = (0..20).map(|_| login(app, "eva@acme.example", "wrong password", None));
        let answers = futures_util::future::join_all(tries).await;
        let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
        assert_eq!(looked_at, 5, "the rest had to wait");
    }
}
