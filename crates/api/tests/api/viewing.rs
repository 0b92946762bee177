//! "View as customer": the merchant's staff look, change nothing, and the customer finds out.

use chrono::TimeDelta;
use portico::auth::permissions::CustomerPermission;
use portico_shared::operators::OperatorRole;
use serde_json::{Value, json};

use crate::{
    operators::operator,
    support::{TestApp, api_test, id, token_of},
};

/// The access token of an operator's look at a customer, and who the operator is.
pub async fn look(app: &TestApp, operator: &str, customer: &str) -> String {
    let path = format!("/api/customers/{customer}/view");
    let answer = app
        .with(operator)
        .post(&path, json!({ "reason": "Ticket 4711" }))
        .await
        .expect(200);
    assert_eq!(answer["data"]["expiresIn"], 300);
    let token = token_of(answer["data"]["customerAreaLink"].as_str().unwrap());
    let login = app
        .nobody_on("acme")
        .post("/api/session/portal/login", json!({ "token": token }))
        .await;
    let session = login.expect(200);
    assert_eq!(
        (&session["endsIn"], &session["chooseCustomer"]),
        (&json!(900), &json!(false))
    );
    session["accessToken"].as_str().unwrap().to_owned()
}

api_test! {
    async fn whoever_looks_sees_all_and_changes_nothing(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let subscription = id(&app.subscription(&ada).await);
        let eva = operator(app, "eva@acme.example", OperatorRole::Support).await;
        let view = look(app, &eva, &ada).await;
        let viewer = app.with(&view);
        let portal = viewer.get("/api/portal").await.expect(200);
        assert_eq!((&portal["isView"], &portal["email"]), (&json!(true), &json!("ada@example.com")));
        viewer.get(&format!("/api/subscriptions/{subscription}/cancellation-preview")).await.expect(200);
        let cancel = viewer.put(&format!("/api/subscriptions/{subscription}/cancel"), json!({})).await;
        assert_eq!(cancel.refused(403), "view-only");
        for (path, body) in [("/api/customer-addresses", json!({})), ("/api/step-up", json!({})), ("/api/email-change", json!({ "email": "eve@example.com" }))] {
            assert_eq!(viewer.post(path, body).await.refused(403), "view-only", "{path}");
        }
        assert_eq!(viewer.patch("/api/portal", json!({ "language": "en" })).await.refused(403), "view-only");
        assert_eq!(viewer.delete("/api/sessions").await.refused(403), "view-only");
        viewer.post("/api/payment-methods/check-iban", json!({ "iban": "DE89370400440532013000" })).await.expect(200);
        assert_eq!(viewer.post("/api/logout", json!({})).await.status, 204);
        assert_eq!(viewer.get("/api/portal").await.refused(401), "unauthorized");
    }
}

/// By name, not by what is read under the same right: a later change is not open to a look by accident.
#[test]
fn of_changes_a_look_may_those_alone_that_change_nothing() {
    let all = CustomerPermission::ALL.iter().copied();
    let open = all.filter(|right| right.allowed_in_view(false));
    let names: Vec<_> = open.map(CustomerPermission::as_str).collect();
    assert_eq!(
        names,
        ["customer:iban:check", "customer:invoice:read", "customer:session:leave"]
    );
}

api_test! {
    async fn a_look_is_over_after_a_quarter_of_an_hour(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let eva = operator(app, "eva@acme.example", OperatorRole::Support).await;
        let path = format!("/api/customers/{ada}/view");
        let answer = app.with(&eva).post(&path, json!({ "reason": "Ticket 4711" })).await.expect(200);
        let token = token_of(answer["data"]["customerAreaLink"].as_str().unwrap());
        let login = app.nobody().post("/api/public/customer/login", json!({ "token": token })).await.expect(200);
        app.advance(TimeDelta::minutes(14));
        let refreshed = app.nobody().post("/api/token/refresh", json!({ "refreshToken": login["refreshToken"] })).await.expect(200);
        app.with(refreshed["accessToken"].as_str().unwrap()).get("/api/portal").await.expect(200);
        app.advance(TimeDelta::minutes(1));
        assert_eq!(app.with(refreshed["accessToken"].as_str().unwrap()).get("/api/portal").await.refused(401), "unauthorized");
        let again = app.nobody().post("/api/token/refresh", json!({ "refreshToken": refreshed["refreshToken"] })).await;
        assert_eq!(again.refused(401), "unauthorized");
        let late = app.with(&eva).post(&path, json!({ "reason": "Ticket 4711" })).await;
        assert_eq!(late.refused(401), "unauthorized", "the operator's own token is ten minutes old by now");
    }
}

api_test! {
    /// Why is the merchant's own matter; that somebody looked is the customer's.
    async fn the_customer_finds_that_somebody_looked(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let eva = operator(app, "eva@acme.example", OperatorRole::Support).await;
        look(app, &eva, &ada).await;
        let feed = app.signed_in(&ada).await.get("/api/activity").await.expect(200);
        let looked: Vec<_> = feed["data"].as_array().unwrap().iter().filter(|row| row["action"] == "customer.viewed").collect();
        assert_eq!((looked.len(), &looked[0]["by"], &looked[0]["email"]), (1, &json!("merchant"), &Value::Null));
        assert!(!feed.to_string().contains("4711") && !feed.to_string().contains("view_requested"), "{feed}");
        let log = app.key().get("/api/audit-log?action=customer.view_requested&action=customer.viewed").await.expect(200);
        let rows = log["data"].as_array().unwrap();
        assert_eq!(rows.len(), 2);
        assert!(rows.iter().all(|row| row["actor"].as_str().unwrap().starts_with("operator:")), "{log}");
        assert!(log.to_string().contains("Ticket 4711"));
        let sessions = app.key().get(&format!("/api/sessions?customer={ada}")).await.expect(200);
        assert!(sessions["data"].as_array().unwrap().iter().any(|one| one["isView"] == true));
    }
}

api_test! {
    async fn a_look_needs_a_reason_a_role_and_an_active_customer(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let path = format!("/api/customers/{ada}/view");
        let eva = operator(app, "eva@acme.example", OperatorRole::Support).await;
        let eva = app.with(&eva);
        for reason in ["", "  ", "ab"] {
            let refused = eva.post(&path, json!({ "reason": reason })).await;
            assert_eq!(refused.violations(), ["reason"], "{reason:?}");
            assert!(refused.text.contains("3 to 500 characters"), "{}", refused.text);
        }
        assert_eq!(eva.post(&path, json!({ "reason": "x".repeat(501) })).await.violations(), ["reason"]);
        let vera = operator(app, "vera@acme.example", OperatorRole::Viewer).await;
        assert_eq!(app.with(&vera).post(&path, json!({ "reason": "Ticket" })).await.refused(403), "forbidden");
        assert_eq!(app.with(&app.rival.key).post(&path, json!({ "reason": "Ticket" })).await.refused(404), "not-found");
        app.key().put(&format!("/api/customers/{ada}/suspend"), json!({})).await.expect(200);
        assert_eq!(eva.post(&path, json!({ "reason": "Ticket" })).await.refused(409), "customer-not-active");
    }
}

api_test! {
    /// Whoever leaves, or may not sign in for customers any more, keeps no way into customers' portals.
    async fn what_an_operator_opened_ends_with_their_role(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let owner = operator(app, "owner@acme.example", OperatorRole::Owner).await;
        let eva = operator(app, "eva@acme.example", OperatorRole::Support).await;
        let view = look(app, &eva, &ada).await;
        let opened = app.with(&eva).post(&format!("/api/customers/{ada}/authenticate"), json!({})).await.expect(200);
        let (link, token) = (token_of(opened["data"]["customerAreaLink"].as_str().unwrap()), opened["data"]["accessToken"].as_str().unwrap());
        app.with(token).get("/api/portal").await.expect(200);
        let own = app.signed_in(&ada).await;
        let id = app.with(&eva).get("/api/operator").await.expect(200)["operator"]["id"].as_str().unwrap().to_owned();
        app.with(&owner).patch(&format!("/api/operators/{id}"), json!({ "role": "viewer" })).await.expect(200);
        assert_eq!(app.with(&view).get("/api/portal").await.refused(401), "unauthorized");
        assert_eq!(app.with(token).get("/api/portal").await.refused(401), "unauthorized");
        let late = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": link })).await;
        assert_eq!(late.refused(410), "link-invalid");
        own.get("/api/portal").await.expect(200);
        app.with(&eva).get("/api/customers").await.expect(200);
    }
}
