//! Signing in: links, tokens, cookies, rotation.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{api_test, token_of};

api_test! {
    /// The seed document's answer, to the letter.
    async fn authenticate_gives_a_link_and_tokens(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let answer = app.key().post(&format!("/api/customers/{customer}/authenticate"), json!({})).await.expect(200);
        assert_eq!(answer.as_object().unwrap().len(), 1);
        let data = answer["data"].as_object().unwrap();
        assert_eq!(data.keys().collect::<Vec<_>>(), ["accessToken", "customerAreaLink", "refreshToken"]);
        let link = data["customerAreaLink"].as_str().unwrap();
        assert!(link.starts_with(&format!("http://acme.localhost:{}/customer-area/login?token=", app.address.rsplit(':').next().unwrap())), "{link}");
        let portal = app.with(data["accessToken"].as_str().unwrap()).get("/api/portal").await.expect(200);
        assert_eq!(portal["customerName"], "Müller & Co");
        assert_eq!(portal["today"], "2026-11-22");
    }
}

api_test! {
    async fn a_link_opens_the_portal_once(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let token = app.link_token(&customer).await;
        let preview = app.nobody_on("acme").post("/api/session/portal/link", json!({ "token": token })).await.expect(200);
        assert_eq!(preview, json!({ "needsConfirmation": false, "maskedEmail": "a…@example.com", "customerName": null }));
        let answer = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await;
        let set = answer.header("set-cookie").to_owned();
        for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"] {
            assert!(set.contains(part), "{part} is missing: {set}");
        }
        assert!(!answer.text.contains("refresh"), "no refresh token in the body");
        let access = answer.expect(200)["accessToken"].as_str().unwrap().to_owned();
        app.with(&access).get("/api/portal").await.expect(200);
        // Used, invented and expired: one and the same answer.
        let again = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await;
        let invented = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": "nonsense" })).await;
        let expired = app.link_token(&customer).await;
        app.advance(TimeDelta::minutes(60));
        let expired = app.nobody_on("acme").post("/api/session/portal/link", json!({ "token": expired })).await;
        assert_eq!(again.refused(410), "link-invalid");
        assert_eq!(again.without_id(), invented.without_id());
        assert_eq!(again.without_id(), expired.without_id());
    }
}

api_test! {
    async fn a_link_works_on_its_own_tenants_host_alone(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let token = app.link_token(&customer).await;
        let there = app.nobody_on("rival").post("/api/session/portal/login", json!({ "token": token })).await;
        assert_eq!(there.refused(410), "link-invalid");
        app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await.expect(200);
    }
}

api_test! {
    async fn archived_customers_cannot_sign_in_and_are_told_nothing(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let (token, access) = (app.link_token(&customer).await, app.token(&customer).await);
        archive(&app.context, &customer).await;
        let refused = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await;
        assert_eq!(refused.refused(410), "link-invalid");
        assert_eq!(app.with(&access).get("/api/portal").await.refused(401), "unauthorized", "at once, not after ten minutes");
        let again = app.key().post(&format!("/api/customers/{customer}/authenticate"), json!({})).await;
        assert_eq!(again.refused(409), "customer-not-active");
        app.nobody_on("acme").post("/api/public/customer/request-login-link", json!({ "email": "ada@example.com" })).await.expect(200);
        app.run_jobs().await;
        assert!(app.mails().is_empty());
    }
}

async fn archive(context: &portico::context::Context, customer: &str) {
    use portico::db::entities::customers;
    use portico_shared::customers::CustomerStatus;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
    let tx = context.db.begin().await.unwrap();
    customers::Entity::update_many()
        .col_expr(
            customers::Column::Status,
            Expr::value(CustomerStatus::Archived.as_str()),
        )
        .filter(customers::Column::Id.eq(customer.parse::<portico_shared::CustomerId>().unwrap()))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

api_test! {
    /// Two tabs or a lost answer sign nobody out; a stolen old token ends the family.
    async fn a_refresh_token_rotates_with_a_short_overlap(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let first = app.key().post(&format!("/api/customers/{customer}/authenticate"), json!({})).await.expect(200);
        let first = first["data"]["refreshToken"].as_str().unwrap().to_owned();
        let refresh = async |token: &str| app.nobody().post("/api/token/refresh", json!({ "refreshToken": token })).await;
        let next = |answer: serde_json::Value| answer["refreshToken"].as_str().unwrap().to_owned();
        let second = next(refresh(&first).await.expect(200));
        assert_ne!(second, first);
        app.advance(TimeDelta::seconds(20));
        assert_eq!(next(refresh(&first).await.expect(200)), second, "the same successor");
        let third = next(refresh(&second).await.expect(200));
        assert_eq!(refresh(&first).await.refused(401), "unauthorized", "its successor was used");
        assert_eq!(refresh(&third).await.refused(401), "unauthorized", "and the whole family has ended");
        assert_eq!(refresh("ptr_nonsense").await.refused(401), "unauthorized");
    }
}

api_test! {
    async fn the_overlap_ends_after_half_a_minute(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let first = app.key().post(&format!("/api/customers/{customer}/authenticate"), json!({})).await.expect(200);
        let first = first["data"]["refreshToken"].clone();
        app.nobody().post("/api/token/refresh", json!({ "refreshToken": first })).await.expect(200);
        app.advance(TimeDelta::seconds(31));
        assert_eq!(app.nobody().post("/api/token/refresh", json!({ "refreshToken": first })).await.refused(401), "unauthorized");
    }
}

api_test! {
    async fn a_session_ends_when_idle_and_after_twelve_hours(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let start = async || {
            let answer = app.key().post(&format!("/api/customers/{customer}/authenticate"), json!({})).await.expect(200);
            answer["data"]["refreshToken"].as_str().unwrap().to_owned()
        };
        let refresh = async |token: &str| app.nobody().post("/api/token/refresh", json!({ "refreshToken": token })).await;
        let idle = start().await;
        app.advance(TimeDelta::minutes(60));
        assert_eq!(refresh(&idle).await.refused(401), "unauthorized");
        let mut busy = start().await;
        for _ in 0..14 {
            app.advance(TimeDelta::minutes(50));
            busy = refresh(&busy).await.expect(200)["refreshToken"].as_str().unwrap().to_owned();
        }
        app.advance(TimeDelta::minutes(50));
        assert_eq!(refresh(&busy).await.refused(401), "unauthorized", "twelve hours are the end");
    }
}

api_test! {
    async fn the_portals_cookie_is_traded_for_access_tokens(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let token = app.link_token(&customer).await;
        let login = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await;
        let cookie = login.cookie("portico_c").unwrap();
        let refreshed = app.nobody_on("acme").with_cookie(&cookie).post("/api/session/portal/refresh", json!({})).await;
        let newer = refreshed.cookie("portico_c").unwrap();
        assert_ne!(newer, cookie);
        let access = refreshed.expect(200)["accessToken"].as_str().unwrap().to_owned();
        // Another site's page may not, nor a page of another tenant, nor anybody without a cookie.
        let visitor = app.nobody_on("acme").with_cookie(&newer);
        let foreign = visitor.send(Method::POST, "/api/session/portal/refresh", None, &[("Origin", "http://evil.example")]).await;
        assert_eq!(foreign.refused(403), "forbidden");
        let silent = visitor.send(Method::POST, "/api/session/portal/refresh", None, &[]).await;
        assert_eq!(silent.refused(403), "forbidden");
        let elsewhere = app.nobody_on("rival").with_cookie(&newer).post("/api/session/portal/refresh", json!({})).await;
        assert_eq!(elsewhere.refused(401), "unauthorized");
        assert_eq!(app.nobody_on("acme").post("/api/session/portal/refresh", json!({})).await.refused(401), "unauthorized");
        // The cookie opens nothing but the session routes.
        let host = visitor.host();
        let direct = app.nobody().send(Method::GET, "/api/portal", None, &[("Host", &host), ("Cookie", &newer)]).await;
        assert_eq!(direct.refused(401), "unauthorized");
        // Signing out ends the session at once and takes the cookie away.
        let out = app.with(&access).send(Method::POST, "/api/logout", None, &[]).await;
        assert_eq!(out.status, 204);
        assert!(out.header("set-cookie").contains("Max-Age=0"));
        assert_eq!(app.with(&access).get("/api/portal").await.refused(401), "unauthorized");
        assert_eq!(visitor.post("/api/session/portal/refresh", json!({})).await.refused(401), "unauthorized");
    }
}

api_test! {
    /// Mails are opened by scanners that run scripts: a mailed link waits for a button.
    async fn a_requested_link_comes_by_mail_and_waits_for_a_button(app: TestApp) {
        app.customer("ada@example.com").await;
        let ask = async |email: &str| app.nobody_on("acme").post("/api/public/customer/request-login-link", json!({ "email": email })).await;
        let known = ask("ADA@example.com").await;
        let unknown = ask("nobody@example.com").await;
        assert_eq!((known.status, &known.text), (unknown.status, &unknown.text), "the answer tells nothing");
        app.run_jobs().await;
        let mails = app.mails();
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].0, "ada@example.com");
        let link = mails[0].2.lines().find(|line| line.contains("token=")).unwrap();
        let token = token_of(link);
        let preview = app.nobody_on("acme").post("/api/session/portal/link", json!({ "token": token })).await.expect(200);
        assert_eq!(preview["needsConfirmation"], true);
        app.advance(TimeDelta::minutes(15));
        let late = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await;
        assert_eq!(late.refused(410), "link-invalid", "it lives for fifteen minutes");
    }
}

api_test! {
    async fn another_session_in_this_browser_asks_first_and_then_ends(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        let first = app.link_token(&ada).await;
        let login = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": first })).await;
        let cookie = login.cookie("portico_c").unwrap();
        let second = app.link_token(&bob).await;
        let preview = app.nobody_on("acme").with_cookie(&cookie).post("/api/session/portal/link", json!({ "token": second })).await.expect(200);
        assert_eq!((&preview["needsConfirmation"], &preview["customerName"]), (&json!(true), &json!("Müller & Co")));
        app.nobody_on("acme").with_cookie(&cookie).post("/api/session/portal/login", json!({ "token": second })).await.expect(200);
        let old = app.nobody_on("acme").with_cookie(&cookie).post("/api/session/portal/refresh", json!({})).await;
        assert_eq!(old.refused(401), "unauthorized");
    }
}

api_test! {
    async fn asking_for_links_is_limited(app: TestApp) {
        let ask = async || app.nobody_on("acme").post("/api/public/customer/request-login-link", json!({ "email": "a@example.com" })).await;
        for _ in 0..10 {
            ask().await.expect(200);
        }
        let refused = ask().await;
        assert_eq!(refused.refused(429), "too-many-requests");
        assert!(refused.header("retry-after").parse::<u32>().unwrap() > 0);
        app.advance(TimeDelta::hours(1));
        ask().await.expect(200);
        app.run_jobs().await;
    }
}

api_test! {
    /// No secret rests in the outbox, and no address outlives its use.
    async fn a_login_request_leaves_no_trace_once_it_is_done(app: TestApp) {
        use portico::db::entities::outbox;
        use sea_orm::EntityTrait;
        app.customer("ada@example.com").await;
        let mail = app.request_login_link("ada@example.com").await;
        let payload = async || outbox::Entity::find().one(app.context.db.read()).await.unwrap().unwrap().payload.to_string();
        let recipient = async || app.key().get(&format!("/api/mails/{mail}")).await.expect(200)["recipient"].clone();
        let before = payload().await;
        assert!(!before.contains("token") && !before.contains("ada@"), "{before}");
        app.mailbox.refuse(Some("mailbox busy"));
        app.run_jobs().await;
        assert_eq!(recipient().await, "ada@example.com", "kept for the next try");
        app.mailbox.refuse(None);
        app.advance(TimeDelta::minutes(1));
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 1);
        assert_eq!((payload().await.as_str(), recipient().await), ("null", Value::Null));
    }
}

api_test! {
    async fn a_refresh_token_works_on_its_own_tenants_host_alone(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let answer = app.key().post(&format!("/api/customers/{customer}/authenticate"), json!({})).await.expect(200);
        let body = json!({ "refreshToken": answer["data"]["refreshToken"] });
        assert_eq!(app.nobody_on("rival").post("/api/token/refresh", body.clone()).await.refused(401), "unauthorized");
        app.nobody_on("acme").post("/api/token/refresh", body).await.expect(200);
    }
}

api_test! {
    /// Whoever is no owner any more does not get in by an old link.
    async fn a_link_does_not_outlive_the_membership(app: TestApp) {
        let customer = app.customer("old@example.com").await;
        let token = app.link_token(&customer).await;
        app.key().put(&format!("/api/customers/{customer}"), json!({ "email": "new@example.com" })).await.expect(200);
        let refused = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await;
        assert_eq!(refused.refused(410), "link-invalid");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// A request that waited longer than its link would live is dropped.
    async fn a_late_login_mail_is_not_sent(app: TestApp) {
        app.customer("ada@example.com").await;
        app.nobody_on("acme").post("/api/public/customer/request-login-link", json!({ "email": "ada@example.com" })).await.expect(200);
        app.advance(TimeDelta::minutes(16));
        app.run_jobs().await;
        assert!(app.mails().is_empty());
    }
}

/// Signs in by a mailed link, as a person does; gives cookie, access token and the answer.
async fn by_mail(app: &crate::support::TestApp, email: &str) -> (String, String, Value) {
    app.request_login_link(email).await;
    app.run_jobs().await;
    let mails = app.mails();
    let token = token_of(mails[0].2.lines().find(|line| line.contains("token=")).unwrap());
    let login = app
        .nobody_on("acme")
        .post("/api/session/portal/login", json!({ "token": token }))
        .await;
    let cookie = login.cookie("portico_c").unwrap();
    let answer = login.expect(200);
    (cookie, answer["accessToken"].as_str().unwrap().to_owned(), answer)
}

api_test! {
    async fn people_see_and_end_their_own_sessions(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        let (phone, desk) = (app.token(&ada).await, app.token(&ada).await);
        let stranger = app.token(&bob).await;
        let list = app.with(&desk).get("/api/sessions").await.expect(200);
        let rows = list["data"].as_array().unwrap();
        assert_eq!(rows.len(), 2);
        let own: Vec<_> = rows.iter().map(|row| row["isCurrent"].as_bool().unwrap()).collect();
        assert_eq!(own, [true, false], "newest first");
        assert_eq!((&rows[0]["email"], &rows[0]["role"]), (&json!("ada@example.com"), &json!("owner")));
        let first = rows[1]["id"].as_str().unwrap();
        assert_eq!(app.with(&stranger).delete(&format!("/api/sessions/{first}")).await.refused(404), "not-found");
        assert_eq!(app.with(&desk).delete(&format!("/api/sessions/{first}")).await.status, 204);
        assert_eq!(app.with(&phone).get("/api/portal").await.refused(401), "unauthorized", "at once");
        app.token(&ada).await;
        assert_eq!(app.with(&desk).delete("/api/sessions").await.expect(200), json!({ "ended": 1 }));
        app.with(&desk).get("/api/portal").await.expect(200);
        app.with(&stranger).get("/api/portal").await.expect(200);
    }
}

api_test! {
    async fn the_merchant_sees_and_ends_a_customers_sessions(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let (one, two) = (app.token(&ada).await, app.token(&ada).await);
        let list = app.key().get(&format!("/api/sessions?customer={ada}")).await.expect(200);
        assert_eq!(list["data"].as_array().unwrap().len(), 2);
        assert_eq!(app.key().delete("/api/sessions").await.violations(), ["customer"], "nobody ends everybody's by a slip");
        assert_eq!(app.key().delete(&format!("/api/sessions?customer={ada}")).await.expect(200), json!({ "ended": 2 }));
        for token in [one, two] {
            assert_eq!(app.with(&token).get("/api/portal").await.refused(401), "unauthorized");
        }
        let missing = "01a20391-b036-7000-8004-e9cb25c4b054";
        assert_eq!(app.key().delete(&format!("/api/sessions?customer={missing}")).await.refused(404), "not-found");
    }
}

api_test! {
    /// What is idle or too old is no session any more.
    async fn only_open_sessions_are_listed(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        app.token(&ada).await;
        app.advance(TimeDelta::minutes(59));
        let list = async || app.key().get("/api/sessions").await.expect(200)["data"].as_array().unwrap().len();
        assert_eq!(list().await, 1);
        app.advance(TimeDelta::minutes(1));
        assert_eq!(list().await, 0);
    }
}

api_test! {
    /// The browser's words and a shortened address: enough to recognise one's own.
    async fn a_session_knows_its_browser(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let token = app.link_token(&ada).await;
        let body = json!({ "token": token }).to_string();
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1";
        let visitor = app.nobody_on("acme");
        let origin = format!("http://{}", visitor.host());
        visitor.send(Method::POST, "/api/session/portal/login", Some(body), &[("User-Agent", phone), ("Origin", &origin)]).await.expect(200);
        let row = &app.key().get("/api/sessions").await.expect(200)["data"][0];
        assert_eq!((&row["browser"], &row["system"], &row["clientAddress"]), (&json!("Safari"), &json!("iPhone"), &json!("127.0.0.0/24")));
    }
}

api_test! {
    /// One person, several customers: they choose after the proof, and go over without another one.
    async fn who_has_several_customers_chooses_after_the_proof(app: TestApp) {
        let (one, two) = (app.customer("ada@example.com").await, app.customer("ada@example.com").await);
        let bob = app.customer("bob@example.com").await;
        let (cookie, access, answer) = by_mail(app, "ada@example.com").await;
        assert_eq!((&answer["chooseCustomer"], &answer["endsIn"], &answer["idleAfter"]), (&json!(true), &json!(43200), &json!(3600)));
        let portal = app.with(&access).get("/api/portal").await.expect(200);
        assert_eq!(portal["customer"]["id"], json!(one));
        let ids: Vec<_> = portal["customers"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert_eq!(ids, [one.as_str(), two.as_str()]);
        app.advance(TimeDelta::minutes(10));
        let go = async |cookie: &str, to: &str| app.nobody_on("acme").with_cookie(cookie).post("/api/session/portal/switch", json!({ "customer": to })).await;
        let gone = go(&cookie, &two).await;
        let newer = gone.cookie("portico_c").unwrap();
        let answer = gone.expect(200);
        assert_eq!((&answer["chooseCustomer"], &answer["endsIn"]), (&json!(false), &json!(42600)), "the proof does not get younger");
        let there = app.with(answer["accessToken"].as_str().unwrap());
        assert_eq!(there.get("/api/portal").await.expect(200)["customer"]["id"], json!(two));
        assert_eq!(app.with(&access).get("/api/portal").await.refused(401), "unauthorized", "the old session has ended");
        assert_eq!(go(&cookie, &one).await.refused(401), "unauthorized");
        assert_eq!(go(&newer, &bob).await.refused(404), "not-found");
        go(&newer, &one).await.expect(200);
    }
}

api_test! {
    /// Whom the merchant hands a link for one customer has not proved the mailbox that others share.
    async fn a_handed_out_link_opens_one_customer_alone(app: TestApp) {
        let (one, two) = (app.customer("ada@example.com").await, app.customer("ada@example.com").await);
        let token = app.link_token(&one).await;
        let login = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await;
        let cookie = login.cookie("portico_c").unwrap();
        let answer = login.expect(200);
        assert_eq!(answer["chooseCustomer"], false);
        let portal = app.with(answer["accessToken"].as_str().unwrap()).get("/api/portal").await.expect(200);
        assert_eq!(portal["customers"], json!([]));
        assert!(!portal.to_string().contains(&two));
        let refused = app.nobody_on("acme").with_cookie(&cookie).post("/api/session/portal/switch", json!({ "customer": two })).await;
        assert_eq!(refused.refused(404), "not-found");
        let tokens = app.key().post(&format!("/api/customers/{one}/authenticate"), json!({})).await.expect(200);
        let body = json!({ "refreshToken": tokens["data"]["refreshToken"], "customer": two });
        assert_eq!(app.nobody().post("/api/token/switch", body).await.refused(404), "not-found");
    }
}

api_test! {
    async fn clients_of_the_api_go_over_with_their_refresh_token(app: TestApp) {
        let (_, two) = (app.customer("ada@example.com").await, app.customer("ada@example.com").await);
        app.request_login_link("ada@example.com").await;
        app.run_jobs().await;
        let token = token_of(app.mails()[0].2.lines().find(|line| line.contains("token=")).unwrap());
        let tokens = app.nobody_on("acme").post("/api/public/customer/login", json!({ "token": token })).await.expect(200);
        let body = json!({ "refreshToken": tokens["refreshToken"], "customer": two });
        let there = app.nobody().post("/api/token/switch", body).await.expect(200);
        assert_eq!(app.with(there["accessToken"].as_str().unwrap()).get("/api/portal").await.expect(200)["customer"]["id"], json!(two));
    }
}

api_test! {
    /// Fifty at once, as a scanner and an impatient finger would: one session.
    async fn one_link_makes_one_session_however_many_ask(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let token = app.link_token(&customer).await;
        let before = app.key().get("/api/sessions?limit=100").await.expect(200)["data"].as_array().unwrap().len();
        let visitor = app.nobody_on("acme");
        let all = (0..50).map(|_| visitor.post("/api/session/portal/login", json!({ "token": token })));
        let answers = futures_util::future::join_all(all).await;
        let (good, other): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
        assert_eq!(good.len(), 1);
        assert!(other.iter().all(|answer| answer.status == 410));
        let after = app.key().get("/api/sessions?limit=100").await.expect(200)["data"].as_array().unwrap().len();
        assert_eq!(after, before + 1);
    }
}

api_test! {
    /// Many tabs at once get one and the same successor, and nobody is signed out.
    async fn one_refresh_token_has_one_successor_however_many_ask(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let first = app.key().post(&format!("/api/customers/{customer}/authenticate"), json!({})).await.expect(200);
        let body = json!({ "refreshToken": first["data"]["refreshToken"] });
        let caller = app.nobody();
        let all = (0..50).map(|_| caller.post("/api/token/refresh", body.clone()));
        let answers = futures_util::future::join_all(all).await;
        let next: Vec<_> = answers.into_iter().map(|answer| answer.expect(200)["refreshToken"].clone()).collect();
        assert!(next.iter().all(|one| *one == next[0]));
        app.nobody().post("/api/token/refresh", json!({ "refreshToken": next[0] })).await.expect(200);
    }
}
