//! API keys through the API: shown once, never more than their maker, ended at once.

use chrono::TimeDelta;
use portico::auth::{permissions::Permission, secrets::Presented};
use portico_shared::operators::OperatorRole;
use serde_json::json;

use crate::{
    operators::operator,
    support::{api_test, id},
};

/// Scanners look for what the documentation says.
#[test]
fn keys_look_as_they_are_documented() {
    let told = include_str!("../../../../docs/permissions.md");
    assert!(told.contains("ptc_live_[0-9a-f]{16}_[0-9a-f]{72}"));
    let example = told.lines().find(|line| line.starts_with("ptc_live_0")).unwrap();
    assert!(Presented::api_key(example).is_some(), "its checksum is right");
    let real = portico::auth::secrets::NewSecret::generate(&portico::adapters::random::SystemRandom).api_key();
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let (lookup, rest) = real.strip_prefix("ptc_live_").unwrap().split_once('_').unwrap();
    assert_eq!(
        (lookup.len(), rest.len(), digits(lookup) && digits(rest)),
        (16, 72, true),
        "{}",
        real.len()
    );
}

api_test! {
    async fn a_key_is_shown_once_and_listed_without_its_secret(app: TestApp) {
        let body = json!({ "name": "ERP", "permissions": ["customer:read"], "expiresAt": "2026-12-01T00:00:00Z" });
        let made = app.key().post("/api/api-keys", body).await.expect(201);
        let key = made["key"].as_str().unwrap().to_owned();
        assert!(key.starts_with(made["apiKey"]["prefix"].as_str().unwrap()));
        app.with(&key).get("/api/customers").await.expect(200);
        assert_eq!(app.with(&key).get("/api/contacts").await.refused(403), "forbidden");
        let list = app.key().get("/api/api-keys").await.expect(200);
        assert!(!list.to_string().contains(&key[26..]), "no secret in the list");
        let row = &list["data"][0];
        assert_eq!((&row["name"], &row["permissions"], &row["isCurrent"]), (&json!("ERP"), &json!(["customer:read"]), &json!(false)));
        assert_eq!(row["lastUsedAt"], "2026-11-22T12:00:00Z");
        app.advance(TimeDelta::days(9));
        assert_eq!(app.with(&key).get("/api/customers").await.refused(401), "unauthorized");
    }
}

api_test! {
    async fn nobody_gives_away_more_than_they_hold(app: TestApp) {
        let small = app.key_with(&[Permission::ApiKeyWrite, Permission::MailRead]).await;
        let asked = json!({ "name": "x", "permissions": ["mail:read", "customer:write", "nonsense"] });
        let refused = app.with(&small).post("/api/api-keys", asked).await;
        assert_eq!(refused.violations(), ["permissions[1]", "permissions[2]"]);
        let all = app.with(&small).post("/api/api-keys", json!({ "name": "x" })).await.expect(201);
        assert_eq!(all["apiKey"]["permissions"], json!(["api-key:write", "mail:read"]));
        let wrong = json!({ "name": " ", "permissions": [], "expiresAt": "2020-01-01T00:00:00Z" });
        assert_eq!(app.key().post("/api/api-keys", wrong).await.violations(), ["name", "permissions", "expiresAt"]);
    }
}

api_test! {
    async fn a_revoked_key_opens_nothing_at_once(app: TestApp) {
        let made = app.key().post("/api/api-keys", json!({ "name": "ERP" })).await.expect(201);
        let (key, path) = (made["key"].as_str().unwrap(), format!("/api/api-keys/{}", id(&made["apiKey"])));
        app.with(key).get("/api/customers").await.expect(200);
        assert_eq!(app.with(&app.rival.key).delete(&path).await.refused(404), "not-found");
        assert_eq!(app.with(key).delete(&path).await.status, 204, "also itself");
        assert_eq!(app.with(key).get("/api/customers").await.refused(401), "unauthorized");
        assert!(!app.key().get("/api/api-keys").await.expect(200)["data"][0]["revokedAt"].is_null());
    }
}

api_test! {
    /// A lost answer does not lose the key: the same request again shows it, from a sealed store.
    async fn the_same_request_again_gives_the_same_key(app: TestApp) {
        let ask = async || {
            let body = json!({ "name": "ERP" }).to_string();
            app.key().send(reqwest::Method::POST, "/api/api-keys", Some(body), &[("Idempotency-Key", "k1")]).await.expect(201)
        };
        assert_eq!(ask().await["key"], ask().await["key"]);
    }
}

api_test! {
    /// Whoever found one must not keep what they made with it.
    async fn a_revoked_key_takes_those_with_it_that_it_made(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let make = async |key: &str| {
            let made = app.with(key).post("/api/api-keys", json!({ "name": "ERP" })).await.expect(201);
            (id(&made["apiKey"]), made["key"].as_str().unwrap().to_owned())
        };
        let (first, key) = make(&app.acme.key).await;
        let (_, second) = make(&key).await;
        let (_, third) = make(&second).await;
        let (_, beside) = make(&app.acme.key).await;
        let answer = app.with(&third).post(&format!("/api/customers/{ada}/authenticate"), json!({})).await.expect(200);
        let token = answer["data"]["accessToken"].as_str().unwrap();
        app.with(token).get("/api/portal").await.expect(200);
        assert_eq!(app.key().delete(&format!("/api/api-keys/{first}")).await.status, 204);
        for ended in [&key, &second, &third] {
            assert_eq!(app.with(ended).get("/api/customers").await.refused(401), "unauthorized");
        }
        assert_eq!(app.with(token).get("/api/portal").await.refused(401), "unauthorized");
        app.with(&beside).get("/api/customers").await.expect(200);
        let told = app.key().get("/api/audit-log?action=api_key.revoked").await.expect(200);
        assert_eq!(told["data"].as_array().unwrap().len(), 3);
    }
}

api_test! {
    /// A reset is for somebody who comes back; who is switched off has left.
    async fn an_operators_keys_end_when_the_operator_is_switched_off(app: TestApp) {
        let owner = operator(app, "owner@acme.example", OperatorRole::Owner).await;
        let eva = operator(app, "eva@acme.example", OperatorRole::Admin).await;
        let path = format!("/api/operators/{}", id(&app.with(&eva).get("/api/operator").await.expect(200)["operator"]));
        let made = app.with(&eva).post("/api/api-keys", json!({ "name": "ERP" })).await.expect(201);
        let key = made["key"].as_str().unwrap();
        let made = app.with(key).post("/api/api-keys", json!({ "name": "ERP" })).await.expect(201);
        let further = made["key"].as_str().unwrap();
        app.with(&owner).post(&format!("{path}/reset"), json!({})).await.expect(200);
        app.with(key).get("/api/customers").await.expect(200);
        for enabled in [false, true] {
            app.with(&owner).patch(&path, json!({ "enabled": enabled })).await.expect(200);
            for ended in [key, further] {
                assert_eq!(app.with(ended).get("/api/customers").await.refused(401), "unauthorized");
            }
        }
        app.key().get("/api/customers").await.expect(200);
        app.run_jobs().await;
        app.mails();
    }
}
