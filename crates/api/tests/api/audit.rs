//! The audit log, and what a customer sees of it.

use serde_json::{Value, json};

use crate::support::{TestApp, api_test, id};

/// The access token of somebody who opened a link to the portal.
async fn by_link(app: &TestApp, customer: &str) -> String {
    let token = app.link_token(customer).await;
    let login = app
        .nobody_on("acme")
        .post("/api/session/portal/login", json!({ "token": token }))
        .await
        .expect(200);
    login["accessToken"].as_str().unwrap().to_owned()
}

api_test! {
    async fn the_log_says_who_changed_what(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let subscription = id(&app.subscription(&ada).await);
        app.signed_in(&ada).await.put(&format!("/api/subscriptions/{subscription}/cancel"), json!({})).await.expect(200);
        let list = app.key().get(&format!("/api/audit-log?subject={subscription}&order[at]=asc")).await.expect(200);
        let rows = list["data"].as_array().unwrap();
        let told: Vec<_> = rows.iter().map(|row| row["action"].as_str().unwrap()).collect();
        assert_eq!(told, ["subscription.created", "subscription.cancelled"]);
        let last = &rows[1];
        assert!(last["actor"].as_str().unwrap().starts_with("person:"));
        assert_eq!((&last["role"], &last["clientAddress"], &last["customer"]), (&json!("owner"), &json!("127.0.0.0/24"), &json!(ada)));
        let pending = last["changes"].as_array().unwrap();
        assert!(!pending.is_empty(), "{last}");
        let by = last["actor"].as_str().unwrap();
        let of_person = app.key().get(&format!("/api/audit-log?actor={by}&action=subscription.cancelled&action=link.ended")).await.expect(200);
        assert_eq!(of_person["data"].as_array().unwrap().len(), 1);
        assert_eq!(app.key().get("/api/audit-log?from=2026-11-23T00:00:00Z").await.expect(200)["data"], json!([]));
        assert_eq!(app.key().get("/api/audit-log?from=yesterday").await.violations(), ["from"]);
        assert_eq!(app.with(&app.rival.key).get(&format!("/api/audit-log?customer={ada}")).await.expect(200)["data"], json!([]));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    async fn the_log_is_exported_without_formulas(app: TestApp) {
        let body = json!({ "email": "ada@example.com", "companyName": "=cmd()", "street": "Kai", "zip": "20457", "city": "Hamburg" });
        let ada = id(&app.key().post("/api/customers", body).await.expect(201));
        app.key().patch(&format!("/api/customers/{ada}"), json!({ "companyName": "=HYPERLINK(1)" })).await.expect(200);
        let csv = app.key().get(&format!("/api/audit-log/export?customer={ada}")).await;
        assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv"));
        assert!(csv.header("content-disposition").contains("audit-log.csv"));
        let mut lines = csv.text.lines();
        assert_eq!(lines.next().unwrap(), "at,actor,role,session,link,clientAddress,action,subjectKind,subject,customer,changes");
        assert!(csv.text.contains("customer.updated"));
        assert!(csv.text.lines().all(|line| !line.split(',').any(|cell| cell.trim_matches('"').starts_with('='))), "{}", csv.text);
    }
}

api_test! {
    /// What was done in one session, and by which link it was opened, is found in the spreadsheet too.
    async fn an_exported_entry_names_session_and_link(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let token = app.link_token(&ada).await;
        let link = id(&app.key().get("/api/links").await.expect(200)["data"][0]);
        let login = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await.expect(200);
        let caller = app.with(login["accessToken"].as_str().unwrap());
        let sessions = caller.get("/api/sessions").await.expect(200);
        let session = id(sessions["data"].as_array().unwrap().iter().find(|one| one["isCurrent"] == true).unwrap());
        caller.patch("/api/portal", json!({ "language": "en" })).await.expect(200);
        let query = "action=person.language_changed";
        let entry = app.key().get(&format!("/api/audit-log?{query}")).await.expect(200)["data"][0].clone();
        assert_eq!((&entry["session"], &entry["link"]), (&json!(session), &json!(link)));
        let csv = app.key().get(&format!("/api/audit-log/export?{query}")).await;
        let (head, row) = csv.text.split_once('\n').unwrap();
        let cell = |name: &str| row.split(',').nth(head.split(',').position(|one| one == name).unwrap()).unwrap();
        assert_eq!((cell("session"), cell("link")), (session.as_str(), link.as_str()));
    }
}

api_test! {
    /// "Who looked at or changed my data": the merchant is the merchant, whoever there it was.
    async fn a_customer_sees_what_concerns_them_alone(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        let subscription = id(&app.subscription(&ada).await);
        app.subscription(&bob).await;
        let caller = app.with(&by_link(app, &ada).await);
        caller.put(&format!("/api/subscriptions/{subscription}/cancel"), json!({})).await.expect(200);
        let feed = caller.get("/api/activity").await.expect(200);
        let rows = feed["data"].as_array().unwrap();
        let told: Vec<_> = rows.iter().map(|row| (row["action"].as_str().unwrap(), row["by"].as_str().unwrap())).collect();
        assert_eq!(told[0], ("subscription.cancelled", "you"));
        assert!(told.contains(&("customer.authenticated", "merchant")));
        assert!(told.contains(&("subscription.created", "merchant")));
        assert_eq!((&rows[0]["email"], &rows[0]["clientAddress"]), (&json!("ada@example.com"), &json!("127.0.0.0/24")));
        let of_merchant = rows.iter().find(|row| row["by"] == "merchant").unwrap();
        assert_eq!((&of_merchant["email"], &of_merchant["clientAddress"]), (&Value::Null, &Value::Null));
        assert!(!feed.to_string().contains(&bob));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// A token from `authenticate` is the merchant's own program, whatever it does in the customer's name.
    async fn what_the_merchant_does_in_a_customers_name_is_the_merchants(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let subscription = id(&app.subscription(&ada).await);
        let customer = app.with(&by_link(app, &ada).await);
        let path = format!("/api/subscriptions/{subscription}");
        app.signed_in(&ada).await.put(&format!("{path}/cancel"), json!({})).await.expect(200);
        customer.put(&format!("{path}/revoke-cancellation"), json!({})).await.expect(200);
        let feed = customer.get("/api/activity").await.expect(200);
        let one = |action: &str| feed["data"].as_array().unwrap().iter().find(|row| row["action"] == action).unwrap();
        let (merchant, own) = (one("subscription.cancelled"), one("subscription.cancellation_revoked"));
        assert_eq!((&merchant["by"], &merchant["email"], &merchant["clientAddress"]), (&json!("merchant"), &Value::Null, &Value::Null));
        assert_eq!((&own["by"], &own["email"]), (&json!("you"), &json!("ada@example.com")));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Whoever opened it is not the merchant, and need not be who reads.
    async fn what_was_done_by_a_link_says_so(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let holder = app.link_holder(&ada).await;
        let link = id(&app.key().get("/api/links").await.expect(200)["data"][0]);
        let card = json!({ "gateway": "testing", "type": "card", "testing": { "number": "4242424242424242" } });
        app.with(&holder).post("/api/payment-methods", card).await.expect(201);
        let feed = app.signed_in(&ada).await.get("/api/activity").await.expect(200);
        let added = feed["data"].as_array().unwrap().iter().find(|row| row["action"] == "payment-method.added").unwrap();
        assert_eq!((&added["by"], &added["email"], &added["clientAddress"]), (&json!("link"), &Value::Null, &json!("127.0.0.0/24")));
        let entry = app.key().get("/api/audit-log?action=payment-method.added").await.expect(200)["data"][0].clone();
        assert_eq!((&entry["actor"], &entry["link"]), (&json!(format!("link:{link}")), &json!(link)));
        app.run_jobs().await;
        app.mails();
    }
}
