//! Setting gateways up.

use portico_shared::payment_methods::Gateway;
use serde_json::{Value, json};

use crate::support::{TestApp, api_test};

const STRIPE: &str = "/api/payment-gateways/stripe";

fn keys() -> Value {
    json!({ "stripe": { "publishableKey": "pk_test_abc123", "secretKey": "rk_test_0123456789abcdef4242", "webhookSecret": "whsec_tzqvwx" } })
}

async fn list(app: &TestApp) -> Vec<Value> {
    app.key().get("/api/payment-gateways").await.expect(200)["data"]
        .as_array()
        .unwrap()
        .clone()
}

api_test! {
    /// Every gateway is listed with what it keeps; a new merchant has set none up.
    async fn gateways_are_listed_set_up_or_not(app: TestApp) {
        let all = list(app).await;
        let told: Vec<_> = all.iter().map(|one| (one["gateway"].as_str().unwrap(), one["configured"] == true)).collect();
        assert_eq!(told, [("stripe", false), ("sepa_debit", false), ("bank_transfer", false), ("testing", true)]);
        assert_eq!(all[0]["types"], json!(["card", "sepa_debit"]));
        assert!(all[0]["webhookUrl"].as_str().unwrap().ends_with("/api/public/gateways/stripe/events"));
        assert_eq!(app.key().get("/api/payment-gateways/paypal").await.refused(404), "not-found");
        assert_eq!(app.key().get("/api/payment-gateways/nothing").await.refused(404), "not-found");
        assert_eq!(app.key().put("/api/payment-gateways/testing", json!({})).await.refused(404), "not-found");
    }
}

api_test! {
    /// A key that was given is sealed, and never shown again: not in an answer, not in the log, not in the database.
    async fn secrets_are_never_shown_again(app: TestApp) {
        let answer = app.key().put(STRIPE, keys()).await;
        let text = answer.text.clone();
        let view = answer.expect(200);
        assert_eq!((&view["configured"], &view["enabled"], &view["webhookSecretSet"]), (&json!(true), &json!(true), &json!(true)));
        assert_eq!((&view["secretKeyHint"], &view["stripe"]["publishableKey"]), (&json!("rk_test_…4242"), &json!("pk_test_abc123")));
        let log = app.key().get("/api/audit-log").await.text;
        let again = app.key().get(STRIPE).await.text;
        let scope = portico::auth::Scope::of_tenant(app.acme.id);
        let row = portico::features::gateways::store::find(app.context.db.read(), scope, Gateway::Stripe).await.unwrap().unwrap();
        let stored = format!("{row:?} {}", String::from_utf8_lossy(row.secrets.as_ref().unwrap()));
        for told in [text, log, again, stored] {
            assert!(!told.contains("0123456789abcdef") && !told.contains("tzqvwx"), "{told}");
        }
        // What stays out stays as it is, and what was read can be sent back.
        app.key().patch(STRIPE, json!({ "stripe": { "webhookSecret": null } })).await.expect(200);
        let mut read = app.key().get(STRIPE).await.expect(200);
        assert_eq!((&read["secretKeyHint"], &read["webhookSecretSet"]), (&json!("rk_test_…4242"), &json!(false)));
        read["enabled"] = json!(false);
        assert_eq!(app.key().put(STRIPE, read).await.expect(200)["enabled"], false);
        assert_eq!(app.with(&app.rival.key).get(STRIPE).await.expect(200)["configured"], false, "another merchant's");
        app.key().delete(STRIPE).await.expect(204);
        assert_eq!(app.key().get(STRIPE).await.expect(200)["configured"], false);
        assert_eq!(app.key().delete(STRIPE).await.refused(404), "not-found");
    }
}

api_test! {
    async fn what_cannot_be_is_refused_by_its_field(app: TestApp) {
        let refused = async |gateway: &str, body: Value| {
            let answer = app.key().put(&format!("/api/payment-gateways/{gateway}"), body).await;
            answer.violations().join(" ")
        };
        assert_eq!(refused("stripe", json!({})).await, "stripe.publishableKey stripe.secretKey");
        let mixed = json!({ "stripe": { "publishableKey": "pk_live_abc123", "secretKey": "sk_test_0123456789abcdef" } });
        assert_eq!(refused("stripe", mixed).await, "stripe.publishableKey");
        let mut shown = keys();
        shown["stripe"]["secretKey"] = json!("rk_test_…4242");
        assert_eq!(refused("stripe", shown).await, "stripe.secretKey");
        let other = json!({ "stripe": keys()["stripe"], "bankTransfer": { "iban": "DE89370400440532013000" } });
        assert_eq!(refused("stripe", other).await, "bankTransfer");
        let creditor = |iban: &str, identifier: &str| json!({ "sepaDebit": { "name": "Acme GmbH", "iban": iban, "creditorIdentifier": identifier } });
        assert_eq!(refused("sepa_debit", json!({})).await, "sepaDebit.name sepaDebit.creditorIdentifier sepaDebit.iban");
        assert_eq!(refused("sepa_debit", creditor("DE89370400440532013000", "DE97ZZZ09999999999")).await, "sepaDebit.creditorIdentifier");
        assert_eq!(refused("sepa_debit", creditor("DE88370400440532013000", "DE98ZZZ09999999999")).await, "sepaDebit.iban");
        let fine = creditor("DE89 3704 0044 0532 0130 00", "de98 zzz 0999 9999 999");
        let view = app.key().put("/api/payment-gateways/sepa_debit", fine).await.expect(200);
        assert_eq!((&view["sepaDebit"]["iban"], &view["sepaDebit"]["creditorIdentifier"]), (&json!("DE89370400440532013000"), &json!("DE98ZZZ09999999999")));
        let transfer = json!({ "bankTransfer": { "accountHolder": "Acme GmbH", "iban": "DE89370400440532013000", "bic": "nonsense!" } });
        assert_eq!(refused("bank_transfer", transfer).await, "bankTransfer.bic");
    }
}

api_test! {
    /// The problem of an IBAN or a creditor identifier has a code of its own, so that each client can say it in its reader's language.
    async fn a_wrong_iban_or_identifier_names_its_problem(app: TestApp) {
        let cases = [
            ("", "blank"),
            ("DE89370400440532013€", "iban-character"),
            ("XX89370400440532013000", "iban-country"),
            ("DE8937040044053201300", "iban-length"),
            ("DE88370400440532013000", "iban-check-digits"),
            ("DE8937040044053201300A", "iban-structure"),
        ];
        for (iban, code) in cases {
            let body = json!({ "bankTransfer": { "accountHolder": "Acme GmbH", "iban": iban } });
            let answer = app.key().put("/api/payment-gateways/bank_transfer", body).await;
            answer.violations();
            assert_eq!(answer.json["violations"][0]["code"], code, "{iban}");
        }
        for (identifier, code) in [("DE97ZZZ09999999999", "creditor-check-digits"), ("DE98ZZZ0999999999", "invalid")] {
            let body = json!({ "sepaDebit": { "name": "Acme GmbH", "iban": "DE89370400440532013000", "creditorIdentifier": identifier } });
            let answer = app.key().put("/api/payment-gateways/sepa_debit", body).await;
            answer.violations();
            assert_eq!(answer.json["violations"][0]["code"], code, "{identifier}");
        }
    }
}

api_test! {
    async fn a_connection_test_keeps_what_the_provider_said(app: TestApp) {
        assert_eq!(app.key().post(&format!("{STRIPE}/check"), json!({})).await.refused(404), "not-found");
        app.key().put(STRIPE, keys()).await.expect(200);
        // Nobody is there.
        let said = app.key().post(&format!("{STRIPE}/check"), json!({})).await.expect(200);
        assert_eq!(said["ok"], false);
        assert!(said["message"].as_str().unwrap().contains("no connection"), "{said}");
        assert_eq!(app.key().get(STRIPE).await.expect(200)["lastCheck"], said);
        // Other keys are yet to be tried.
        app.key().put(STRIPE, keys()).await.expect(200);
        assert_eq!(app.key().get(STRIPE).await.expect(200)["lastCheck"], Value::Null);
        assert_eq!(app.key().post("/api/payment-gateways/testing/check", json!({})).await.expect(200)["ok"], true);
    }
}
