//! Hosts: who is served where.

use portico_shared::operators::OperatorRole;
use reqwest::Method;
use serde_json::json;

use crate::{
    operators::operator,
    support::{TestApp, api_test, token_of},
};

async fn on(app: &TestApp, host: &str, proof: Option<&str>, path: &str) -> crate::support::Answer {
    let caller = match proof {
        Some(proof) => app.with(proof),
        None => app.nobody(),
    };
    caller.send(Method::GET, path, None, &[("Host", host)]).await
}

api_test! {
    async fn an_unknown_host_gets_a_page_that_names_no_tenant(app: TestApp) {
        for host in ["nobody.localhost", "127.0.0.1", "evil.example", "acme.localhost.evil.example", ""] {
            let answer = on(app, host, None, "/subscriptions").await;
            assert_eq!(answer.status, 404, "{host}");
            assert!(answer.header("content-type").starts_with("text/html"));
            assert!(!answer.text.contains("Acme"), "{}", answer.text);
        }
    }
}

api_test! {
    /// Keys and tokens work at an address, at the base domain, and on their own tenant's host.
    async fn a_proof_does_not_work_on_another_tenants_host(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let token = app.token(&ada).await;
        for proof in [&app.acme.key, &token] {
            for host in ["127.0.0.1", "localhost", "acme.localhost"] {
                on(app, host, Some(proof), "/api/subscriptions").await.expect(200);
            }
            for host in ["rival.localhost", "nobody.localhost"] {
                assert_eq!(on(app, host, Some(proof), "/api/subscriptions").await.refused(401), "unauthorized", "{host}");
            }
        }
    }
}

api_test! {
    /// A program may know this machine by any name; what browsers hold proves nothing at a foreign one.
    async fn at_a_foreign_name_keys_alone_work(app: TestApp) {
        const FOREIGN: &str = "unknown.example";
        let ada = app.customer("ada@example.com").await;
        let operator = operator(app, "eva@acme.example", OperatorRole::Owner).await;
        let handed = app.key().post(&format!("/api/customers/{ada}/authenticate"), json!({})).await.expect(200)["data"].clone();
        on(app, FOREIGN, Some(&app.acme.key), "/api/subscriptions").await.expect(200);
        for token in [handed["accessToken"].as_str().unwrap(), operator.as_str()] {
            assert_eq!(on(app, FOREIGN, Some(token), "/api/subscriptions").await.refused(401), "unauthorized");
        }
        let link = token_of(handed["customerAreaLink"].as_str().unwrap());
        for (path, body, status, code) in [
            ("/api/token/refresh", json!({ "refreshToken": handed["refreshToken"] }), 401, "unauthorized"),
            ("/api/token/switch", json!({ "refreshToken": handed["refreshToken"], "customer": ada }), 401, "unauthorized"),
            ("/api/public/customer/login", json!({ "token": link }), 410, "link-invalid"),
        ] {
            let send = async |host: &str| app.nobody().send(Method::POST, path, Some(body.to_string()), &[("Host", host)]).await;
            assert_eq!(send(FOREIGN).await.refused(status), code, "{path}");
            send("127.0.0.1").await.expect(200);
        }
    }
}

api_test! {
    async fn links_never_follow_the_requests_host(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let path = format!("/api/customers/{ada}/authenticate");
        let answer = app.key().send(Method::POST, &path, Some(json!({}).to_string()), &[("Host", "evil.example"), ("X-Forwarded-Host", "evil.example")]).await;
        let link = answer.expect(200)["data"]["customerAreaLink"].as_str().unwrap().to_owned();
        assert!(link.starts_with("http://acme.localhost:"), "{link}");
    }
}

api_test! {
    async fn a_custom_domain_serves_its_tenant(app: TestApp) {
        use portico::db::entities::hosts;
        use sea_orm::{ActiveModelTrait, ActiveValue::Set};
        let tx = app.context.db.begin().await.unwrap();
        let row = hosts::ActiveModel { host: Set("kunden.example".into()), tenant_id: Set(app.acme.id), is_primary: Set(true), verified_at: Set(app.now()), is_active: Set(true) };
        row.insert(&tx).await.unwrap();
        tx.commit().await.unwrap();
        on(app, "kunden.example", Some(&app.acme.key), "/api/customers").await.expect(200);
        assert_eq!(on(app, "Kunden.Example:443", Some(&app.rival.key), "/api/customers").await.refused(401), "unauthorized");
        let ada = app.customer("ada@example.com").await;
        let answer = app.key().post(&format!("/api/customers/{ada}/authenticate"), json!({})).await.expect(200);
        assert!(answer["data"]["customerAreaLink"].as_str().unwrap().starts_with("http://kunden.example/"));
    }
}

/// Two instances on one database: the second neither waits for ever nor makes a key of its own.
#[actix_web::test]
async fn two_instances_start_on_one_postgres() {
    use portico::{
        adapters::random::SystemRandom,
        auth::{keys::MasterKey, tokens::TokenKeys},
        db,
        features::house_keys,
    };
    let app = TestApp::start(crate::support::Kind::Postgres).await;
    let second = db::open(&app.context.config).await.unwrap();
    let third = db::open(&app.context.config).await.unwrap();
    let master: &MasterKey = &app.context.master;
    let ours = house_keys::load_signing(&second, master, &SystemRandom, app.now())
        .await
        .unwrap();
    let ours = TokenKeys::new(ours);
    assert_eq!(ours.jwks(app.now()), app.context.tokens.jwks(app.now()));
    second.close().await.unwrap();
    third.close().await.unwrap();
    app.finish().await;
}
