//! `Idempotency-Key`: the same again is one effect.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, api_test};

async fn create(app: &TestApp, proof: &str, key: &str, email: &str) -> Answer {
    let body = json!({ "email": email, "companyName": "Co" }).to_string();
    app.with(proof)
        .send(Method::POST, "/api/customers", Some(body), &[("Idempotency-Key", key)])
        .await
}

async fn count(app: &TestApp) -> usize {
    app.key().get("/api/customers?limit=100").await.expect(200)["data"]
        .as_array()
        .unwrap()
        .len()
}

api_test! {
    async fn the_same_request_again_gets_the_first_answer(app: TestApp) {
        let first = create(app, &app.acme.key, "k1", "a@example.com").await;
        let again = create(app, &app.acme.key, "k1", "a@example.com").await;
        assert_eq!((first.status, &first.text), (again.status, &again.text));
        assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));
        assert_eq!(count(app).await, 1);
        create(app, &app.acme.key, "k2", "a@example.com").await.expect(201);
        assert_eq!(count(app).await, 2, "another key is another request");
        create(app, &app.rival.key, "k1", "a@example.com").await.expect(201);
        assert_eq!(create(app, &app.acme.key, "k1", "b@example.com").await.refused(422), "idempotency-key-reused");
        app.advance(TimeDelta::hours(24));
        let later = create(app, &app.acme.key, "k1", "a@example.com").await;
        assert_ne!(later.text, first.text, "after a day it is forgotten");
    }
}

api_test! {
    async fn a_refused_request_leaves_no_answer_behind(app: TestApp) {
        assert_eq!(create(app, &app.acme.key, "k1", "nobody").await.violations(), ["email"]);
        create(app, &app.acme.key, "k1", "a@example.com").await.expect(201);
        assert_eq!(create(app, &app.acme.key, &"k".repeat(256), "a@example.com").await.status, 422);
    }
}

api_test! {
    async fn twins_that_run_at_once_are_one(app: TestApp) {
        let all = futures_util::future::join_all((0..6).map(|_| create(app, &app.acme.key, "k1", "a@example.com"))).await;
        assert!(all.iter().all(|answer| matches!(answer.status, 201 | 409)), "{all:?}");
        assert!(all.iter().any(|answer| answer.status == 201));
        assert_eq!(count(app).await, 1);
    }
}

api_test! {
    /// Authorisation comes first, and what bears a secret does not lie around readable.
    async fn stored_answers_are_sealed_and_given_to_nobody_else(app: TestApp) {
        use portico::db::entities::idempotency_keys;
        use sea_orm::EntityTrait;
        let ada = app.customer("ada@example.com").await;
        let path = format!("/api/customers/{ada}/authenticate");
        let send = async |proof: &str| app.with(proof).send(Method::POST, &path, None, &[("Idempotency-Key", "k")]).await;
        let first = send(&app.acme.key).await;
        assert_eq!(send(&app.acme.key).await.text, first.text);
        let weak = app.key_with(&[]).await;
        assert_eq!(send(&weak).await.refused(403), "forbidden");
        assert_eq!(send(&app.rival.key).await.refused(404), "not-found");
        let row = idempotency_keys::Entity::find().one(app.context.db.read()).await.unwrap().unwrap();
        let stored = String::from_utf8_lossy(&row.answer).into_owned();
        assert!(!stored.contains("accessToken"), "{stored}");
        assert!(serde_json::from_slice::<Value>(&row.answer).is_err());
    }
}
