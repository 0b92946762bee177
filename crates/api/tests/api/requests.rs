//! What every request gets: an id, headers, plain errors.

use reqwest::Method;

use crate::support::api_test;

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
        let page = app.nobody_on("acme").get("/no-such-page").await;
        assert_eq!(page.status, 404);
        assert!(page.header("content-type").starts_with("text/html"));
        for hidden in ["/index.html", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "/.env"] {
            assert_eq!(app.nobody_on("acme").get(hidden).await.status, 404, "{hidden}");
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
