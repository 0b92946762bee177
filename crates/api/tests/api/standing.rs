//! Archived, suspended, deleted; and what a customer pays with.

use portico::db::entities::{audit_log, links, payment_methods, people, sessions};
use portico_shared::{
    CustomerId, PaymentMethodId,
    payment_methods::{Gateway, PaymentMethodSource, PaymentMethodStatus, PaymentMethodType},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use crate::support::{TestApp, api_test, id};

async fn method(app: &TestApp, customer: &str, name: &str, status: PaymentMethodStatus) -> String {
    let row = payment_methods::Model {
        tenant_id: app.acme.id,
        id: PaymentMethodId(app.context.new_id()),
        version: 1,
        customer_id: CustomerId(customer.parse().unwrap()),
        gateway: Gateway::Testing,
        kind: PaymentMethodType::Card,
        status,
        source: PaymentMethodSource::Api,
        enabled: true,
        name: name.into(),
        reference_id: None,
        details: json!({}),
        expiration_date: None,
        created_at: app.now(),
        setup: None,
        fingerprint: None,
        purpose: None,
        refusal: None,
        removed_at: None,
        updated_at: None,
        expiry_told: None,
        account: None,
        future_usage_allowed: true,
    };
    let tx = app.context.db.begin().await.unwrap();
    let row = row.into_active_model().reset_all().insert(&tx).await.unwrap();
    tx.commit().await.unwrap();
    row.id.to_string()
}

async fn end(app: &TestApp, subscription: &str) {
    let body = json!({ "cancellationDateType": "immediate", "sendConfirmationEmail": false });
    app.key()
        .put(&format!("/api/subscriptions/{subscription}/cancel"), body)
        .await
        .expect(200);
}

api_test! {
    /// Nobody gets in any more, at once; and nothing of before comes back with the customer.
    async fn archiving_and_suspending_end_sessions_and_links_for_good(app: TestApp) {
        for (shut, open, status) in [("archive", "unarchive", "STATUS_ARCHIVED"), ("suspend", "unsuspend", "STATUS_SUSPENDED")] {
            let customer = app.customer(&format!("{shut}@example.com")).await;
            let path = format!("/api/customers/{customer}");
            let (caller, link) = (app.signed_in(&customer).await, app.link_token(&customer).await);
            caller.get("/api/portal").await.expect(200);
            assert_eq!(app.key().put(&format!("{path}/{shut}"), json!({})).await.expect(200)["status"], status);
            assert_eq!(caller.get("/api/portal").await.refused(401), "unauthorized");
            assert_eq!(app.key().post(&format!("{path}/authenticate"), json!({})).await.refused(409), "customer-not-active");
            assert_eq!(app.key().put(&format!("{path}/{shut}"), json!({})).await.expect(200)["status"], status, "again changes nothing");
            assert_eq!(app.key().put(&format!("{path}/{open}"), json!({})).await.expect(200)["status"], "STATUS_ACTIVE");
            assert_eq!(caller.get("/api/portal").await.refused(401), "unauthorized");
            let used = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": link })).await;
            assert_eq!(used.refused(410), "link-invalid");
            app.signed_in(&customer).await.get("/api/portal").await.expect(200);
        }
    }
}

api_test! {
    async fn another_customer_of_the_same_person_stays_open(app: TestApp) {
        let (one, other) = (app.customer("shared@example.com").await, app.customer("shared@example.com").await);
        let caller = app.signed_in(&other).await;
        app.key().put(&format!("/api/customers/{one}/suspend"), json!({})).await.expect(200);
        caller.get("/api/portal").await.expect(200);
        app.key().delete(&format!("/api/customers/{one}")).await;
        caller.get("/api/portal").await.expect(200);
    }
}

api_test! {
    async fn a_standing_changes_only_from_where_it_may(app: TestApp) {
        let path = format!("/api/customers/{}", app.customer("ada@example.com").await);
        let turn = async |verb: &str| app.key().put(&format!("{path}/{verb}"), json!({})).await;
        turn("suspend").await.expect(200);
        let refused = turn("unarchive").await;
        assert_eq!(refused.refused(409), "customer-not-active");
        assert!(refused.text.contains("STATUS_SUSPENDED"), "the state is named: {}", refused.text);
        turn("archive").await.expect(200);
        for verb in ["suspend", "unsuspend"] {
            let refused = turn(verb).await;
            assert_eq!(refused.refused(409), "customer-not-active");
            assert!(refused.text.contains("STATUS_ARCHIVED"), "{}", refused.text);
        }
        turn("unarchive").await.expect(200);
    }
}

api_test! {
    async fn nothing_begins_for_an_archived_customer(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        app.key().put(&format!("/api/customers/{ada}/archive"), json!({})).await.expect(200);
        let refused = app.key().post("/api/subscriptions", crate::support::yearly(&ada)).await;
        assert_eq!((refused.refused(409), &refused.json["state"]), ("customer-not-active", &json!("STATUS_ARCHIVED")));
    }
}

api_test! {
    async fn a_customer_with_running_subscriptions_is_not_archived(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let path = format!("/api/customers/{customer}/archive");
        let (first, second) = (id(&app.subscription(&customer).await), id(&app.subscription(&customer).await));
        let refused = app.key().put(&path, json!({})).await;
        assert_eq!(refused.refused(409), "customer-in-use");
        assert!(refused.text.contains("2 running subscriptions"), "{}", refused.text);
        end(app, &first).await;
        // Cancelled to a later date, it still runs.
        app.key().put(&format!("/api/subscriptions/{second}/cancel"), json!({ "sendConfirmationEmail": false })).await.expect(200);
        assert!(app.key().put(&path, json!({})).await.text.contains("1 running subscription."));
        // The date counts, not whether the job has run.
        app.advance(chrono::TimeDelta::days(60));
        app.key().put(&path, json!({})).await.expect(200);
    }
}

api_test! {
    async fn a_customer_is_deleted_with_all_that_is_theirs_alone(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let path = format!("/api/customers/{customer}");
        app.signed_in(&customer).await;
        assert_eq!(app.key().delete(&path).await.status, 204);
        assert_eq!(app.key().get(&path).await.refused(404), "not-found");
        assert_eq!(app.key().delete(&path).await.refused(404), "not-found");
        let db = app.context.db.read();
        assert_eq!(people::Entity::find().all(db).await.unwrap().len(), 0, "nobody's address is kept for nothing");
        assert_eq!((sessions::Entity::find().all(db).await.unwrap().len(), links::Entity::find().all(db).await.unwrap().len()), (0, 0));
        let audit = audit_log::Entity::find().filter(audit_log::Column::Action.eq("customer.deleted")).one(db).await.unwrap().unwrap();
        assert_eq!(audit.before.unwrap()["customerNumber"], "C-000001", "the audit row stays");
        // The number is not given twice.
        let next = app.key().post("/api/customers", json!({ "email": "ada@example.com", "companyName": "Co" })).await.expect(201);
        assert_eq!(next["customerNumber"], "C-000002");
    }
}

api_test! {
    async fn what_depends_on_a_customer_is_named_when_it_cannot_be_deleted(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let path = format!("/api/customers/{customer}");
        let subscription = id(&app.subscription(&customer).await);
        app.invoice(&customer, "1").await;
        app.invoice(&customer, "2").await;
        method(app, &customer, "Visa (4242)", PaymentMethodStatus::Active).await;
        end(app, &subscription).await;
        let refused = app.key().delete(&path).await;
        assert_eq!(refused.refused(409), "customer-in-use");
        assert!(refused.text.contains("1 subscription, 2 invoices, 1 payment method"), "{}", refused.text);
        app.key().get(&path).await.expect(200);
    }
}

api_test! {
    async fn the_default_payment_method_is_the_customers_own_and_usable(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        let path = format!("/api/customers/{ada}/payment-method");
        let visa = method(app, &ada, "Visa (4242)", PaymentMethodStatus::Active).await;
        let expired = method(app, &ada, "Visa (0001)", PaymentMethodStatus::Expired).await;
        let bobs = method(app, &bob, "Visa (9999)", PaymentMethodStatus::Active).await;
        let set = async |body: serde_json::Value| app.key().patch(&path, body).await;
        assert_eq!(set(json!({ "paymentMethodId": visa })).await.expect(200)["defaultPaymentMethod"], json!(visa));
        set(json!({ "paymentMethodId": visa })).await.expect(200);
        assert_eq!(set(json!({})).await.violations(), ["paymentMethodId"]);
        assert_eq!(set(json!({ "paymentMethodId": bobs })).await.violations(), ["paymentMethodId"], "like one that does not exist");
        assert_eq!(set(json!({ "paymentMethodId": "01a20391-b036-7000-8004-e9cb25c4b054" })).await.violations(), ["paymentMethodId"]);
        let refused = set(json!({ "paymentMethodId": expired })).await;
        assert_eq!(refused.refused(409), "payment-method-not-usable");
        assert!(refused.text.contains("Visa (0001) is expired."), "{}", refused.text);
        assert_eq!(set(json!({ "paymentMethodId": null })).await.expect(200)["defaultPaymentMethod"], json!(null));
        app.run_jobs().await;
        let mails = app.mails();
        assert_eq!(mails.len(), 2, "told once for each change");
        assert!(mails[0].2.contains("Visa (4242)"), "{}", mails[0].2);
        assert_eq!((mails[1].0.as_str(), mails[1].1.as_str()), ("ada@example.com", "Sie haben bei Acme GmbH keine Standard-Zahlungsmethode mehr"));
    }
}
