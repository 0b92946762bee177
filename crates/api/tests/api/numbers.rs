//! Number ranges: formats, modes, and numbers that are never given twice.

use serde_json::{Value, json};

use crate::support::{TestApp, api_test};

const PATH: &str = "/api/settings/number-ranges";

async fn next_customer(app: &TestApp) -> String {
    let body = json!({ "email": "a@example.com", "companyName": "Co" });
    let created = app.key().post("/api/customers", body).await.expect(201);
    created["customerNumber"].as_str().unwrap().to_owned()
}

api_test! {
    async fn a_range_is_changed_and_shows_what_comes_next(app: TestApp) {
        let list = app.key().get(PATH).await.expect(200);
        let kinds: Vec<_> = list["data"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["cancellation", "credit", "customer", "invoice", "mandate", "subscription"]);
        let changed = app.key().put(&format!("{PATH}/customer"), json!({ "format": "K{yearLong}-{number:4}", "nextNumber": 7 })).await.expect(200);
        assert_eq!((&changed["example"], &changed["mode"]), (&json!("K2026-0007"), &json!("sequential")));
        assert_eq!(app.key().put(&format!("{PATH}/customer"), changed.clone()).await.expect(200), changed, "what was read can be sent back");
        assert_eq!([next_customer(app).await, next_customer(app).await], ["K2026-0007", "K2026-0008"]);
        assert_eq!(app.key().put(&format!("{PATH}/offer"), json!({})).await.refused(404), "not-found");
    }
}

api_test! {
    /// Numbers given by hand, and a counter that was set back: what is in use is passed over.
    async fn a_number_that_is_in_use_is_never_given_again(app: TestApp) {
        let by_hand = json!({ "email": "a@example.com", "companyName": "Co", "customerNumber": "C-000003" });
        app.key().post("/api/customers", by_hand).await.expect(201);
        for expected in ["C-000001", "C-000002", "C-000004"] {
            assert_eq!(next_customer(app).await, expected);
        }
        app.key().put(&format!("{PATH}/customer"), json!({ "nextNumber": 1 })).await.expect(200);
        assert_eq!(next_customer(app).await, "C-000005");
    }
}

api_test! {
    async fn wrong_ranges_are_refused(app: TestApp) {
        let refused = async |kind: &str, change: Value| app.key().put(&format!("{PATH}/{kind}"), change).await.violations().join(" ");
        assert_eq!(refused("invoice", json!({ "format": "RE" })).await, "format");
        assert_eq!(refused("invoice", json!({ "format": "{number}{number}" })).await, "format");
        assert_eq!(refused("invoice", json!({ "format": "{number}-{colour}" })).await, "format");
        assert_eq!(refused("invoice", json!({ "format": "{number:99}" })).await, "format");
        assert_eq!(refused("customer", json!({ "format": "{customerNumber}-{number}" })).await, "format");
        assert_eq!(refused("invoice", json!({ "nextNumber": 0 })).await, "nextNumber");
        // § 14 (4) No. 4 UStG: invoices are numbered in sequence.
        assert_eq!(refused("invoice", json!({ "mode": "random" })).await, "mode");
    }
}

api_test! {
    async fn random_numbers_say_nothing_about_how_many_there_are(app: TestApp) {
        app.key().put(&format!("{PATH}/customer"), json!({ "format": "K-{number}", "mode": "random" })).await.expect(200);
        let (first, second) = (next_customer(app).await, next_customer(app).await);
        assert!(first.len() == 12 && first.starts_with("K-") && first != second, "{first} {second}");
    }
}

api_test! {
    async fn a_subscription_can_be_called_after_its_customer(app: TestApp) {
        app.key().put(&format!("{PATH}/subscription"), json!({ "format": "{customerNumber}/{number:2}" })).await.expect(200);
        let customer = app.customer("ada@example.com").await;
        assert_eq!(app.subscription(&customer).await["number"], "C-000001/01");
        assert_eq!(app.subscription(&customer).await["number"], "C-000001/02");
    }
}
