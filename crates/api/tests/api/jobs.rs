//! What happens by itself: ends, rolling terms, mails that are refused at first.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{api_test, id, yearly};

api_test! {
    async fn a_cancelled_contract_ends_on_its_date(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let subscription = id(&app.subscription(&customer).await);
        let path = format!("/api/subscriptions/{subscription}");
        app.key().put(&format!("{path}/cancel"), json!({ "sendConfirmationEmail": false })).await.expect(200);
        // 31 December, 23:59 in Berlin.
        app.advance("2026-12-31T22:59:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap() - app.now());
        app.run_jobs().await;
        assert_eq!(app.key().get(&path).await.expect(200)["status"], "active");
        app.advance(TimeDelta::minutes(1));
        app.run_jobs().await;
        let ended = app.key().get(&path).await.expect(200);
        assert_eq!((&ended["status"], &ended["isCancellationPending"]), (&json!("cancelled"), &json!(false)));
        assert_eq!(app.key().put(&format!("{path}/revoke-cancellation"), json!({})).await.refused(409), "no-cancellation-pending");
    }
}

api_test! {
    /// The rules look at the date, not at whether the job has run.
    async fn a_cancellation_cannot_be_revoked_after_its_date_even_before_the_job(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let path = format!("/api/subscriptions/{}", id(&app.subscription(&customer).await));
        app.key().put(&format!("{path}/cancel"), json!({ "sendConfirmationEmail": false })).await.expect(200);
        app.advance(TimeDelta::days(60));
        assert_eq!(app.key().put(&format!("{path}/revoke-cancellation"), json!({})).await.refused(409), "no-cancellation-pending");
        app.run_jobs().await;
    }
}

api_test! {
    async fn a_contract_that_ends_by_itself_does(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let mut body = yearly(&customer);
        body["endsAutomatically"] = json!(true);
        body["laterContractPeriod"] = json!(null);
        let path = format!("/api/subscriptions/{}", id(&app.key().post("/api/subscriptions", body).await.expect(201)));
        app.advance(TimeDelta::days(40));
        app.run_jobs().await;
        let ended = app.key().get(&path).await.expect(200);
        assert_eq!((&ended["status"], &ended["cancellationLastDay"]), (&json!("cancelled"), &json!("2026-12-31")));
    }
}

api_test! {
    /// Lists sort by the stored end of the term, so it has to move with the terms.
    async fn terms_roll_over(app: TestApp) {
        use portico::db::entities::subscriptions;
        use sea_orm::EntityTrait;
        let customer = app.customer("ada@example.com").await;
        app.subscription(&customer).await;
        let stored = async || subscriptions::Entity::find().one(app.context.db.read()).await.unwrap().unwrap().term_end.unwrap().to_string();
        assert_eq!(stored().await, "2027-01-01");
        app.advance(TimeDelta::days(40));
        app.run_jobs().await;
        assert_eq!(stored().await, "2028-01-01");
    }
}

api_test! {
    async fn a_refused_mail_is_tried_again_later(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let path = format!("/api/subscriptions/{}/cancel", id(&app.subscription(&customer).await));
        app.mailbox.refuse(Some("450 busy"));
        app.key().put(&path, json!({})).await.expect(200);
        app.run_jobs().await;
        app.mailbox.refuse(None);
        app.advance(TimeDelta::seconds(29));
        app.run_jobs().await;
        assert!(app.mails().is_empty(), "not before its time");
        app.advance(TimeDelta::seconds(1));
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 1);
    }
}
