//! Rotating the keys of the house: nobody is signed out, and nothing becomes unreadable.

use chrono::TimeDelta;
use portico::{auth::keys::MasterKey, features::house_keys};
use serde_json::{Value, json};

use crate::support::{TestApp, api_test};

async fn published(app: &TestApp) -> Vec<String> {
    let keys = app.nobody().get("/.well-known/jwks.json").await.expect(200);
    let id = |key: &Value| key["kid"].as_str().unwrap().to_owned();
    keys["keys"].as_array().unwrap().iter().map(id).collect()
}

async fn refreshed(app: &TestApp, token: &Value) -> Value {
    app.nobody()
        .post("/api/token/refresh", json!({ "refreshToken": token["refreshToken"] }))
        .await
        .expect(200)
}

api_test! {
    async fn a_rotated_key_signs_nobody_out(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let token = app.link_token(&ada).await;
        let old = app.nobody().post("/api/public/customer/login", json!({ "token": token })).await.expect(200);
        let portal = async |token: &Value| app.with(token["accessToken"].as_str().unwrap()).get("/api/portal").await;
        let first = published(app).await;
        app.advance(TimeDelta::seconds(1));
        let id = house_keys::rotate_signing(&app.context).await.unwrap();
        assert_eq!(published(app).await, [first[0].clone(), id.clone()], "published before it signs");
        portal(&old).await.expect(200);
        app.advance(TimeDelta::minutes(6));
        let new = refreshed(app, &old).await;
        portal(&new).await.expect(200);
        portal(&old).await.expect(200);
        app.advance(TimeDelta::minutes(15));
        assert_eq!(published(app).await, [id], "the old one has served");
        let newer = refreshed(app, &new).await;
        portal(&newer).await.expect(200);
    }
}

api_test! {
    /// What is stored is sealed with a key that the master key only wraps.
    async fn another_master_key_opens_what_was_sealed_before(app: TestApp) {
        use portico::adapters::random::SystemRandom;
        let folder = tempfile::tempdir().unwrap();
        let (db, random, now) = (&app.context.db, &SystemRandom, app.now());
        let first = MasterKey::generate(random);
        // Tests give the house's key themselves; a start finds the one from before the wrapping, or makes one.
        let house = house_keys::load(db, &first, random, now).await.unwrap();
        assert_eq!(house.to_text(), first.to_text(), "what was there before stays readable");
        let file = folder.path().join("next");
        house_keys::wrap_anew(&app.context, &first, &file).await.unwrap();
        let next = MasterKey::parse(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let opened = house_keys::load(db, &next, random, now).await.unwrap();
        assert_eq!(opened.to_text(), app.context.master.to_text());
        assert!(house_keys::load(db, &first, random, now).await.is_err(), "the old one opens nothing any more");
        assert!(house_keys::wrap_anew(&app.context, &next, &file).await.is_err(), "never over a key that is there");
    }
}

api_test! {
    /// What the slower one wrote would open nothing.
    async fn of_two_rotations_at_once_one_is_refused(app: TestApp) {
        use futures_util::future::join_all;
        use portico::adapters::random::SystemRandom;
        let folder = tempfile::tempdir().unwrap();
        let first = MasterKey::generate(&SystemRandom);
        house_keys::load(&app.context.db, &first, &SystemRandom, app.now()).await.unwrap();
        let files = ["a", "b"].map(|name| folder.path().join(name));
        let done = join_all(files.iter().map(|file| house_keys::wrap_anew(&app.context, &first, file))).await;
        let refused = done.iter().find_map(|one| one.as_ref().err()).unwrap().to_string();
        assert!(refused.contains("another rotation"), "{refused}");
        assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1);
        let written: Vec<_> = files.iter().filter_map(|file| std::fs::read_to_string(file).ok()).collect();
        let [text] = &*written else { panic!("one key was written: {}", written.len()) };
        let next = MasterKey::parse(text).unwrap();
        house_keys::load(&app.context.db, &next, &SystemRandom, app.now()).await.unwrap();
    }
}
