//! Mandates that Stripe keeps.

use serde_json::{Value, json};

use super::collecting::{card, send_event, with_stripe};
use crate::support::{Kind, TestApp, id, stripe::Stripe};

/// A debit beside the default; `name` is how Stripe names its mandate.
async fn debit(app: &TestApp, stripe: &Stripe, (customer, iban): (&str, &str), name: Option<&str>) -> Value {
    let body = json!({ "gateway": "stripe", "type": "sepa_debit", "customerId": customer, "isDefault": false });
    let begun = app.key().post("/api/payment-methods", body).await.expect(201);
    let secret = begun["actionRequired"]["details"]["clientSecret"].as_str().unwrap();
    if let Some(name) = name {
        stripe.name_mandate(secret.split_once("_secret_").unwrap().0, name);
    }
    stripe.type_iban(secret, iban).await;
    let confirm = format!("/api/payment-methods/{}/confirm", id(&begun));
    app.key().post(&confirm, json!({})).await.expect(200)["paymentMethod"].clone()
}

/// As it stands in bank statements; where Stripe does not tell it, there is none.
#[actix_web::test]
async fn a_mandate_at_stripe_is_told_by_its_name_there() {
    let (app, stripe) = with_stripe(Kind::Sqlite).await;
    let ada = app.customer("ada@example.com").await;
    card(&app, &stripe, &ada, "4242424242424242").await;
    app.run_jobs().await;
    app.mails();
    let named = Some("YRDQZXPTBWKM1234");
    for (iban, name) in [("DE89370400440532013000", named), ("DE62370400440532013001", None)] {
        let method = debit(&app, &stripe, (&ada, iban), name).await;
        assert_eq!(method["sepaDebit"]["mandateReference"], json!(name));
        app.run_jobs().await;
        let mails = app.mails();
        assert_eq!(mails.len(), 1, "{mails:?}");
        let told = format!("Mandatsreferenz: {}", name.unwrap_or_default());
        assert_eq!(mails[0].2.contains(&told), name.is_some(), "{mails:?}");
        assert!(!mails[0].2.contains(&id(&method)), "{mails:?}");

        // Later news of the account leave it as it is.
        let object = json!({ "object": "payment_method", "id": method["referenceId"] });
        let event =
            json!({ "id": format!("evt_{iban}"), "type": "payment_method.updated", "data": { "object": object } });
        assert_eq!(send_event(&app, &event).await.status, 200);
        app.run_jobs().await;
        let after = app.key().get(&format!("/api/payment-methods/{}", id(&method))).await;
        assert_eq!(after.expect(200)["sepaDebit"], method["sepaDebit"]);
    }
    app.finish().await;
    stripe.stop().await;
}
