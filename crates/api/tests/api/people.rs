//! Several people for a customer: inviting, roles, and the fresh proof that owners need.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{Caller, TestApp, api_test, id, token_of};

/// Signed in by a link that the person asked for.
async fn by_mail(app: &TestApp, email: &str) -> String {
    app.request_login_link(email).await;
    app.run_jobs().await;
    enter(app, &app.mails()[0].2).await
}

/// Signed in by the link of a mail.
async fn enter(app: &TestApp, text: &str) -> String {
    let token = token_of(text.lines().find(|line| line.contains("token=")).unwrap());
    let login = app
        .nobody_on("acme")
        .post("/api/session/portal/login", json!({ "token": token }))
        .await;
    login.expect(200)["accessToken"].as_str().unwrap().to_owned()
}

async fn users(caller: &Caller<'_>, customer: &str) -> Vec<Value> {
    let list = caller
        .get(&format!("/api/customers/{customer}/users"))
        .await
        .expect(200);
    list["data"].as_array().unwrap().clone()
}

fn eva(role: &str) -> Value {
    json!({ "email": "eva@example.com", "role": role })
}

api_test! {
    async fn an_owner_invites_somebody_who_then_acts_by_their_role(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let subscription = id(&app.subscription(&ada).await);
        let owner = by_mail(app, "ada@example.com").await;
        let path = format!("/api/customers/{ada}/users");
        app.advance(TimeDelta::seconds(1));
        let made = app.with(&owner).post(&path, eva("billing")).await.expect(201);
        assert_eq!((&made["role"], &made["isMain"], &made["verifiedAt"]), (&json!("billing"), &json!(false), &Value::Null));
        app.run_jobs().await;
        let mails = app.mails();
        assert_eq!((mails.len(), mails[0].0.as_str(), mails[1].0.as_str()), (2, "eva@example.com", "ada@example.com"));
        assert!(mails[0].2.contains("Müller & Co"), "{}", mails[0].2);
        let token = enter(app, &mails[0].2).await;
        let portal = app.with(&token).get("/api/portal").await.expect(200);
        assert_eq!((&portal["role"], &portal["email"], &portal["customer"]["id"]), (&json!("billing"), &json!("eva@example.com"), &json!(ada)));
        assert_eq!(app.with(&token).put(&format!("/api/subscriptions/{subscription}/cancel"), json!({})).await.refused(403), "forbidden");
        assert_eq!(app.with(&token).post(&path, json!({ "email": "x@example.com", "role": "owner" })).await.refused(403), "forbidden");
        let seen = users(&app.with(&token), &ada).await;
        assert_eq!(seen.len(), 2);
        assert_eq!(seen[0]["isCurrent"], true, "newest first");
        assert!(!seen[0]["verifiedAt"].is_null());
        // Later she signs in by herself.
        by_mail(app, "eva@example.com").await;
    }
}

api_test! {
    async fn a_role_changes_at_once_and_so_does_its_end(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let made = app.key().post(&format!("/api/customers/{ada}/users"), eva("viewer")).await.expect(201);
        app.run_jobs().await;
        let token = enter(app, &app.mails()[0].2).await;
        let path = format!("/api/customers/{ada}/users/{}", id(&made));
        assert_eq!(app.key().patch(&path, json!({ "role": "owner" })).await.expect(200)["role"], "owner");
        assert_eq!(app.with(&token).get("/api/portal").await.expect(200)["role"], "owner");
        assert_eq!(app.key().delete(&path).await.status, 204);
        assert_eq!(app.with(&token).get("/api/portal").await.refused(401), "unauthorized");
        assert_eq!(app.key().delete(&path).await.refused(404), "not-found");
        assert_eq!(app.key().patch(&path, json!({ "role": "owner" })).await.refused(404), "not-found");
    }
}

api_test! {
    /// The main address is the first owner: there is always one.
    async fn whoever_has_the_main_address_stays_an_owner(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let main = users(&app.key(), &ada).await;
        assert_eq!((main.len(), &main[0]["isMain"], &main[0]["role"]), (1, &json!(true), &json!("owner")));
        let path = format!("/api/customers/{ada}/users/{}", id(&main[0]));
        assert_eq!(app.key().delete(&path).await.refused(409), "user-is-main");
        assert_eq!(app.key().put(&path, json!({ "role": "viewer" })).await.refused(409), "user-is-main");
        app.key().put(&path, json!({ "role": "owner" })).await.expect(200);
    }
}

api_test! {
    async fn nobody_is_invited_twice_nor_by_nonsense(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let path = format!("/api/customers/{ada}/users");
        app.key().post(&path, eva("viewer")).await.expect(201);
        assert_eq!(app.key().post(&path, json!({ "email": "EVA@example.com", "role": "owner" })).await.refused(409), "user-exists");
        assert_eq!(app.key().post(&path, json!({ "email": "ada@example.com", "role": "viewer" })).await.refused(409), "user-exists");
        assert_eq!(app.key().post(&path, json!({ "email": "nobody", "role": "viewer" })).await.violations(), ["email"]);
        assert_eq!(app.key().post(&path, json!({ "email": "x@example.com", "role": "king" })).await.violations(), ["role"]);
        for count in 2..50 {
            let body = json!({ "email": format!("p{count}@example.com"), "role": "viewer", "sendEmail": false });
            app.key().post(&path, body).await.expect(201);
        }
        let more = app.key().post(&path, json!({ "email": "more@example.com", "role": "viewer" })).await;
        assert_eq!(more.refused(409), "user-limit-reached");
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 1);
    }
}

api_test! {
    async fn an_invitation_can_be_sent_again(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let made = app.key().post(&format!("/api/customers/{ada}/users"), eva("viewer")).await.expect(201);
        app.advance(TimeDelta::hours(25));
        app.run_jobs().await;
        assert!(app.mails().is_empty(), "too late for the first");
        let path = format!("/api/customers/{ada}/users/{}/invitation", id(&made));
        app.key().post(&path, json!({})).await.expect(200);
        app.run_jobs().await;
        enter(app, &app.mails()[0].2).await;
        let mail = id(&app.key().get("/api/mails?kind=invitation&limit=1").await.expect(200)["data"][0]);
        app.key().post(&format!("/api/mails/{mail}/resend"), json!({})).await.expect(201);
        app.run_jobs().await;
        enter(app, &app.mails()[0].2).await;
    }
}

api_test! {
    /// Whoever finds a signed-in browser, or was handed a link, cannot let others in: that needs the mailbox.
    async fn inviting_asks_for_a_fresh_proof(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let path = format!("/api/customers/{ada}/users");
        let handed = app.token(&ada).await;
        assert_eq!(app.with(&handed).post(&path, eva("owner")).await.refused(403), "step-up-required");
        let asked = app.with(&handed).post("/api/step-up", json!({})).await.expect(200);
        app.run_jobs().await;
        let mails = app.mails();
        assert_eq!(mails[0].0, "ada@example.com", "to the person, not to whom the link was handed");
        let code = mails[0].2.lines().find_map(|line| line.strip_prefix("Code: ")).unwrap().to_owned();
        let proof = json!({ "requestToken": asked["requestToken"], "code": code });
        let other = app.token(&ada).await;
        assert_eq!(app.with(&other).post("/api/step-up/confirm", proof.clone()).await.refused(422), "code-invalid", "another session");
        let login = app.nobody_on("acme").post("/api/session/portal/otp-login", proof.clone()).await;
        assert_eq!(login.refused(422), "code-invalid", "it signs nobody in");
        let fresh = app.with(&handed).post("/api/step-up/confirm", proof.clone()).await.expect(200);
        assert_eq!(fresh["freshUntil"], "2026-11-22T12:10:00Z");
        let silent = json!({ "email": "eva@example.com", "role": "owner", "sendEmail": false });
        assert_eq!(app.with(&handed).post(&path, silent).await.violations(), ["sendEmail"]);
        app.with(&handed).post(&path, eva("owner")).await.expect(201);
        assert_eq!(app.with(&handed).post("/api/step-up/confirm", proof).await.refused(422), "code-invalid", "once");
        app.advance(TimeDelta::minutes(10));
        let late = app.with(&handed).post(&path, json!({ "email": "late@example.com", "role": "owner" })).await;
        assert_eq!(late.refused(403), "step-up-required");
        app.switch(json!({ "stepUpForUsers": false })).await;
        app.with(&handed).post(&path, json!({ "email": "late@example.com", "role": "owner" })).await.expect(201);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    async fn the_merchant_switches_it_off(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let owner = by_mail(app, "ada@example.com").await;
        app.switch(json!({ "manageUsers": false })).await;
        assert_eq!(app.with(&owner).get(&format!("/api/customers/{ada}/users")).await.refused(403), "section-disabled");
        users(&app.key(), &ada).await;
    }
}

api_test! {
    /// Somebody who may act for two customers takes the rights of each.
    async fn one_person_acts_for_several_customers(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        let invited = json!({ "email": "ada@example.com", "role": "viewer", "sendEmail": false });
        app.key().post(&format!("/api/customers/{bob}/users"), invited).await.expect(201);
        let token = by_mail(app, "ada@example.com").await;
        let portal = app.with(&token).get("/api/portal").await.expect(200);
        let all: Vec<_> = portal["customers"].as_array().unwrap().iter().map(|one| (one["id"].as_str().unwrap(), one["role"].as_str().unwrap())).collect();
        assert_eq!(all, [(ada.as_str(), "owner"), (bob.as_str(), "viewer")]);
        assert_eq!(app.with(&token).get(&format!("/api/customers/{bob}/users")).await.refused(404), "not-found", "one at a time");
    }
}

api_test! {
    /// Neither by language, spelling and id nor by the mail: whoever invites learns what they said themselves.
    async fn an_invitation_does_not_tell_whom_the_merchant_knows(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let bob = json!({ "email": "Bob@Example.com", "companyName": "Bob", "language": "en", "street": "Kai", "zip": "20457", "city": "Hamburg" });
        app.key().post("/api/customers", bob).await.expect(201);
        by_mail(app, "bob@example.com").await;
        let owner = by_mail(app, "ada@example.com").await;
        app.advance(TimeDelta::minutes(1));
        let path = format!("/api/customers/{ada}/users");
        let invite = async |email: &str| app.with(&owner).post(&path, json!({ "email": email, "role": "billing" })).await.expect(201);
        let (known, unknown) = (invite("bob@example.com").await, invite("New@Example.com").await);
        assert_eq!((&known["email"], &unknown["email"]), (&json!("bob@example.com"), &json!("new@example.com")));
        for field in ["language", "isMain", "isCurrent", "verifiedAt", "createdAt", "role"] {
            assert_eq!(known[field], unknown[field], "{field}");
        }
        for one in [&known, &unknown] {
            assert_eq!(id(one).parse::<uuid::Uuid>().unwrap().get_version_num(), 4, "without a time in it");
        }
        let listed = users(&app.with(&owner), &ada).await;
        assert!(listed.contains(&known) && listed.contains(&unknown), "{listed:?}");
        let of_merchant = users(&app.key(), &ada).await;
        let bobs = of_merchant.iter().find(|one| one["id"] == known["id"]).unwrap();
        assert_eq!((&bobs["email"], &bobs["language"]), (&json!("Bob@Example.com"), &json!("en")));
        app.run_jobs().await;
        let mails = app.mails();
        let told: String = mails.iter().filter(|mail| mail.0 == "ada@example.com").map(|mail| mail.2.as_str()).collect();
        assert!(told.contains("bob@example.com") && !told.contains("Bob@Example.com"), "{told}");
        // Who has come is known.
        enter(app, &mails.iter().find(|mail| mail.0 == "Bob@Example.com").unwrap().2).await;
        let listed = users(&app.with(&owner), &ada).await;
        let bobs = listed.iter().find(|one| one["id"] == known["id"]).unwrap();
        assert_eq!((&bobs["email"], &bobs["language"]), (&json!("Bob@Example.com"), &json!("en")));
    }
}
