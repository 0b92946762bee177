//! What operators get wrong is counted, and nothing that is right takes others' mistakes back.

use chrono::TimeDelta;
use futures_util::future::join_all;
use portico::features::operators::sessions::Tries;
use portico_shared::operators::OperatorRole;
use serde_json::json;

use crate::{
    operators::{PASSWORD, login, operator, second_factor, shown},
    support::api_test,
};

api_test! {
    /// The password alone is no mistake, and makes none of others' undone.
    async fn a_password_without_a_code_forgets_no_wrong_codes(app: TestApp) {
        let token = operator(app, "eva@acme.example", OperatorRole::Support).await;
        second_factor(app, &app.with(&token)).await;
        let wrong = async || login(app, "eva@acme.example", PASSWORD, Some("000000")).await;
        let tries = Tries::of_address(&app.context, app.acme.id, "eva@acme.example");
        let counted = tries.count(&app.context).await.unwrap();
        for _ in 0..3 {
            assert_eq!(wrong().await.refused(401), "login-failed");
        }
        let tx = app.context.db.begin().await.unwrap();
        tries.take_back(&tx, &app.context, &counted).await.unwrap();
        tx.commit().await.unwrap();
        for _ in 0..2 {
            assert_eq!(login(app, "eva@acme.example", PASSWORD, None).await.refused(401), "totp-required");
            assert_eq!(wrong().await.refused(401), "login-failed");
        }
        assert_eq!(wrong().await.header("retry-after"), "61", "the fifth wrong one locked");
    }
}

api_test! {
    async fn a_password_without_a_code_beside_wrong_ones_frees_no_tries(app: TestApp) {
        let token = operator(app, "eva@acme.example", OperatorRole::Support).await;
        second_factor(app, &app.with(&token)).await;
        let codes = [Some("000000"), None, Some("000000"), Some("000000")];
        let tries = codes.map(|code| login(app, "eva@acme.example", PASSWORD, code));
        let answers = join_all(tries).await;
        assert_eq!(answers[1].refused(401), "totp-required");
        let wrong = async || login(app, "eva@acme.example", PASSWORD, Some("000000")).await;
        for _ in 0..2 {
            assert_eq!(wrong().await.refused(401), "login-failed");
        }
        assert_eq!(wrong().await.header("retry-after"), "61");
    }
}

api_test! {
    /// A wait that the password alone has set goes with it; one that a wrong code has set stays.
    async fn a_wait_is_of_who_set_it(app: TestApp) {
        let token = operator(app, "eva@acme.example", OperatorRole::Support).await;
        let (secret, _) = second_factor(app, &app.with(&token)).await;
        let tries = Tries::of_address(&app.context, app.acme.id, "eva@acme.example");
        let counted = tries.count(&app.context).await.unwrap();
        for _ in 0..4 {
            login(app, "eva@acme.example", PASSWORD, Some("000000")).await.refused(401);
        }
        let tx = app.context.db.begin().await.unwrap();
        tries.take_back(&tx, &app.context, &counted).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(login(app, "eva@acme.example", PASSWORD, None).await.refused(429), "too-many-requests");
        app.advance(TimeDelta::seconds(61));
        assert_eq!(login(app, "eva@acme.example", PASSWORD, None).await.refused(401), "totp-required");
        login(app, "eva@acme.example", PASSWORD, Some(&shown(app, &secret))).await.expect(200);
    }
}

api_test! {
    /// Whoever knows the password changes it as often as they like, and has no more tries for it.
    async fn another_password_forgets_no_wrong_codes(app: TestApp) {
        let token = operator(app, "eva@acme.example", OperatorRole::Support).await;
        second_factor(app, &app.with(&token)).await;
        let wrong = async || app.with(&token).post("/api/operator/totp/remove", json!({ "code": "000000" })).await;
        for _ in 0..4 {
            assert_eq!(wrong().await.violations(), ["code"]);
        }
        let change = json!({ "currentPassword": PASSWORD, "newPassword": "another long password" });
        assert_eq!(app.with(&token).put("/api/operator/password", change).await.status, 204);
        assert_eq!(wrong().await.violations(), ["code"], "the fifth");
        assert_eq!(wrong().await.header("retry-after"), "61");
    }
}

api_test! {
    async fn a_new_password_is_another_one(app: TestApp) {
        let token = operator(app, "eva@acme.example", OperatorRole::Support).await;
        let change = json!({ "currentPassword": PASSWORD, "newPassword": PASSWORD });
        let refused = app.with(&token).put("/api/operator/password", change).await;
        assert_eq!(refused.violations(), ["newPassword"]);
        assert_eq!(refused.json["violations"][0]["code"], "unchanged");
    }
}
