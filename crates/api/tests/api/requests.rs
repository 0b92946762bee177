//! What every request gets: an id, headers, plain errors.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;

use crate::support::{api_test, id};

api_test! {
    async fn every_answer_carries_an_id_and_safe_headers(app: TestApp) {
        let answer = app.key().get("/api/customers").await;
        assert!(answer.header("x-request-id").len() == 36);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        let refused = app.nobody().get("/api/customers").await;
        assert_eq!(refused.json["instance"], refused.header("x-request-id"), "the id to quote");
        assert_eq!(refused.header("www-authenticate"), "Bearer");
    }
}

api_test! {
    async fn what_is_not_there_is_a_problem_under_api_and_a_page_elsewhere(app: TestApp) {
        assert_eq!(app.key().get("/api/nothing").await.refused(404), "not-found");
        assert_eq!(app.key().get("/api/customers/not-an-id").await.refused(404), "not-found");
        assert_eq!(app.key().get("/api/subscriptions/not-an-id").await.refused(404), "not-found");
        assert_eq!(app.key().send(Method::DELETE, "/api/subscriptions", None, &[]).await.refused(405), "method-not-allowed");
        let other = app.key().send(Method::DELETE, "/api/customers", None, &[]).await;
        assert_eq!((other.refused(405), other.header("allow")), ("method-not-allowed", "GET, POST"), "RFC 9110 asks for the ones that work");
        let named = app.key().get("/api/invoices/exports").await;
        assert_eq!((named.refused(405), named.header("allow")), ("method-not-allowed", "POST"), "it is no invoice of that id");
        let page = app.nobody_on("acme").get("/no-such-page").await;
        assert_eq!(page.status, 404);
        assert!(page.header("content-type").starts_with("text/html"));
        for hidden in ["/index.html", "/account/index.html", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "/.env"] {
            assert_eq!(app.nobody_on("acme").get(hidden).await.status, 404, "{hidden}");
        }
    }
}

api_test! {
    /// Read, edit, send the whole works; what nobody sets is not dropped in silence.
    async fn read_only_fields_are_sent_as_they_are_or_refused(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let address = id(&app.key().get(&format!("/api/customer-addresses?customer={customer}")).await.expect(200)["data"][0]);
        let contact = id(&app.key().post("/api/contacts", json!({ "name": "Jana Roth" })).await.expect(201));
        app.key().post("/api/cancellation-reasons", json!({ "code": "price", "labels": { "de": "Preis", "en": "Price" } })).await.expect(201);
        for (path, name, other) in [
            (format!("/api/customers/{customer}"), "currencyCode", json!("USD")),
            (format!("/api/customers/{customer}"), "customerNumber", json!(7)),
            (format!("/api/customer-addresses/{address}"), "default", json!(false)),
            (format!("/api/contacts/{contact}"), "isDefault", json!(true)),
        ] {
            let mut whole = app.key().get(&path).await.expect(200);
            app.key().patch(&path, whole.clone()).await.expect(200);
            whole = app.key().get(&path).await.expect(200);
            whole[name] = other;
            let refused = app.key().patch(&path, whole).await;
            assert_eq!((refused.refused(422), refused.violations()), ("validation-failed", vec![name]), "{path}");
        }
        let renamed = app.key().patch("/api/cancellation-reasons/price", json!({ "code": "cost" })).await;
        assert_eq!(renamed.violations(), ["code"]);
        let range = app.key().put("/api/settings/number-ranges/invoice", json!({ "kind": "invoice", "example": "RE-1" })).await;
        assert_eq!(range.violations(), ["example"]);
    }
}

api_test! {
    /// What was edited from an older state would take back what others changed since.
    async fn an_edit_of_an_older_state_is_refused(app: TestApp) {
        let path = format!("/api/customers/{}", app.customer("ada@example.com").await);
        let mut read = app.key().get(&path).await.expect(200);
        app.advance(TimeDelta::minutes(1));
        app.key().patch(&path, json!({ "phone": "+49 30 1" })).await.expect(200);
        let name = std::mem::replace(&mut read["companyName"], json!("Ada GmbH"));
        assert_eq!(app.key().put(&path, read).await.refused(409), "concurrent-change");
        let now = app.key().get(&path).await.expect(200);
        assert_eq!((&now["phone"], &now["companyName"]), (&json!("+49 30 1"), &name));
    }
}

api_test! {
    async fn of_changes_at_once_one_wins_and_the_others_are_told(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let address = id(&app.key().get(&format!("/api/customer-addresses?customer={customer}")).await.expect(200)["data"][0]);
        for (path, name) in [(format!("/api/customers/{customer}"), "phone"), (format!("/api/customer-addresses/{address}"), "addition")] {
            let change = |n: u32| json!({ name: format!("+49 30 {n}"), "companyName": format!("Company {n}") });
            let all = futures_util::future::join_all((0..8).map(async |n| app.key().patch(&path, change(n)).await)).await;
            let won: Vec<_> = all.iter().filter(|answer| answer.status == 200).collect();
            assert!(!won.is_empty() && won.len() < 8, "{} won", won.len());
            assert!(all.iter().all(|answer| answer.status == 200 || answer.refused(409) == "concurrent-change"));
            let now = app.key().get(&path).await.expect(200);
            assert!(won.iter().any(|answer| (&answer.json[name], &answer.json["companyName"]) == (&now[name], &now["companyName"])));
        }
    }
}

api_test! {
    /// A program whose variable is empty means nobody, not everybody.
    async fn an_empty_filter_is_refused_rather_than_ignored(app: TestApp) {
        for query in ["customers?status=", "subscriptions?customer=", "subscriptions?status[]=", "invoices?customer=", "invoices?from=", "customer-addresses?customer="] {
            assert_eq!(app.key().get(&format!("/api/{query}")).await.refused(422), "validation-failed", "{query}");
        }
        app.key().get("/api/customers?search=").await.expect(200);
    }
}

api_test! {
    async fn health_and_keys_answer_on_any_host(app: TestApp) {
        assert_eq!(app.nobody().get("/health/live").await.status, 200);
        assert_eq!(app.nobody().get("/health/ready").await.status, 200);
        let keys = app.nobody().get("/.well-known/jwks.json").await;
        assert_eq!(keys.json["keys"][0]["crv"], "Ed25519");
        assert!(keys.json["keys"][0].get("d").is_none(), "the public half alone");
    }
}

api_test! {
    async fn a_tenants_colour_comes_as_a_style_sheet(app: TestApp) {
        let theme = app.nobody_on("acme").get("/theme.css").await;
        assert_eq!((theme.status, theme.header("content-type")), (200, "text/css; charset=utf-8"));
    }
}

api_test! {
    /// Guessing keys is slow, and does not slow anybody else down.
    async fn whoever_sends_wrong_proofs_has_to_wait(app: TestApp) {
        let mut refused = 0;
        while app.with("ptc_live_wrong").get("/api/customers").await.status == 401 {
            refused += 1;
            assert!(refused <= 1000, "there is no limit");
        }
        assert_eq!(app.with("ptc_live_wrong").get("/api/customers").await.refused(429), "too-many-requests");
        app.key().get("/api/customers").await.expect(200);
        app.advance(chrono::TimeDelta::minutes(1));
        assert_eq!(app.with("ptc_live_wrong").get("/api/customers").await.refused(401), "unauthorized");
    }
}

api_test! {
    /// What a browser sends across sites without asking first, as a form or a script could: it is refused by its type or
    /// its origin, also where the secret in it is right.
    async fn a_form_of_another_site_reaches_nothing(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let token = app.link_token(&ada).await;
        let refresh = app.key().post(&format!("/api/customers/{ada}/authenticate"), json!({})).await.expect(200)["data"]["refreshToken"].clone();
        let email = json!({ "email": "ada@example.com" });
        let bodies = [
            ("public/customer/request-login-link", email.clone()),
            ("public/customer/request-otp", email.clone()),
            ("public/customer/login", json!({ "token": token })),
            ("session/portal/login", json!({ "token": token })),
            ("token/refresh", json!({ "refreshToken": refresh })),
            ("session/console/login", json!({ "email": "eva@acme.example", "password": "correct horse battery" })),
            ("session/console/request-reset", email),
        ];
        let before = app.row_counts().await;
        let visitor = app.nobody_on("acme");
        for (path, body) in bodies {
            for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
                let headers = [("Content-Type", kind), ("Origin", "https://evil.example")];
                let answer = visitor.send(Method::POST, &format!("/api/{path}"), Some(body.to_string()), &headers).await;
                assert!(matches!(answer.status, 403 | 415), "{path} as {kind}: {}", answer.text);
            }
        }
        assert_eq!(app.row_counts().await, before);
        let login = visitor.post("/api/session/portal/login", json!({ "token": token })).await;
        let cookie = login.cookie("portico_c").unwrap();
        for path in ["session/portal/refresh", "session/console/refresh"] {
            let answer = app.nobody_on("acme").with_cookie(&cookie).send(Method::POST, &format!("/api/{path}"), None, &[("Origin", "https://evil.example")]).await;
            assert_eq!(answer.refused(403), "forbidden", "{path}");
        }
    }
}
