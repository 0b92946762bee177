//! The ledger of links.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{api_test, id};

api_test! {
    async fn each_link_is_listed_with_its_maker_and_its_end(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let token = app.link_token(&ada).await;
        let links = app.key().get(&format!("/api/links?customer={ada}")).await.expect(200);
        let link = &links["data"][0];
        assert_eq!((&link["purpose"], &link["customer"]), (&json!("login"), &json!(ada)));
        assert!(link["madeBy"].as_str().unwrap().starts_with("api:"));
        assert_eq!((&link["expiresAt"], &link["firstUsedAt"], &link["consumedAt"]), (&json!("2026-11-22T13:00:00Z"), &json!(null), &json!(null)));
        app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await.expect(200);
        let used = app.key().get("/api/links").await.expect(200);
        assert_eq!(used["data"][0]["firstUsedAt"], "2026-11-22T12:00:00Z");
        assert_eq!(used["data"][0]["consumedAt"], "2026-11-22T12:00:00Z");
        assert!(!used.to_string().contains(&token), "the ledger holds no secret");
    }
}

api_test! {
    async fn an_ended_link_does_not_work_any_more(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let token = app.link_token(&ada).await;
        let link = id(&app.key().get("/api/links").await.expect(200)["data"][0]);
        assert_eq!(app.key().delete(&format!("/api/links/{link}")).await.status, 204);
        let refused = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await;
        assert_eq!(refused.refused(410), "link-invalid");
    }
}

api_test! {
    /// It concerns the customer, and stands in what they and their merchant look at.
    async fn an_ended_link_stands_in_the_customers_activity(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        app.link_token(&ada).await;
        let link = id(&app.key().get("/api/links").await.expect(200)["data"][0]);
        app.key().delete(&format!("/api/links/{link}")).await;
        let row = app.key().get(&format!("/api/audit-log?customer={ada}&action=link.ended")).await.expect(200);
        assert_eq!((&row["data"][0]["subject"], &row["data"][0]["customer"]), (&json!(link), &json!(ada)));
        let told = async |customer: &str| app.signed_in(customer).await.get("/api/activity").await.expect(200).to_string();
        assert!(told(&ada).await.contains("link.ended"));
        assert!(!told(&bob).await.contains("link.ended"));
    }
}

api_test! {
    async fn all_links_of_a_customer_end_together(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        let (one, two, other) = (app.link_token(&ada).await, app.link_token(&ada).await, app.link_token(&bob).await);
        assert_eq!(app.key().delete("/api/links").await.violations(), ["customer"]);
        assert_eq!(app.key().delete(&format!("/api/links?customer={ada}")).await.expect(200), json!({ "ended": 2 }));
        let login = async |token: &str| app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await;
        assert_eq!(login(&one).await.refused(410), "link-invalid");
        assert_eq!(login(&two).await.refused(410), "link-invalid");
        login(&other).await.expect(200);
    }
}

api_test! {
    /// A link for a payment method is opened as often as need be, and used up once.
    async fn a_link_for_a_payment_method_says_when_it_was_used_up(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let holder = app.link_holder(&ada).await;
        let opened = app.key().get("/api/links").await.expect(200)["data"][0].clone();
        assert_eq!((&opened["firstUsedAt"], &opened["consumedAt"]), (&json!("2026-11-22T12:00:00Z"), &json!(null)));
        app.advance(TimeDelta::minutes(5));
        let card = json!({ "gateway": "testing", "type": "card", "testing": { "number": "4242424242424242" } });
        app.with(&holder).post("/api/payment-methods", card).await.expect(201);
        assert_eq!(app.key().get("/api/links").await.expect(200)["data"][0]["consumedAt"], "2026-11-22T12:05:00Z");
        app.run_jobs().await;
        app.mails();
    }
}
