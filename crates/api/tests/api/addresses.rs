//! Billing addresses: adding, changing, defaults, archiving.

use serde_json::{Value, json};

use crate::support::{api_test, id, yearly};

fn office(changes: Value) -> Value {
    let mut body = json!({ "companyName": "Müller & Co", "street": "Hafenstraße", "houseNumber": "7", "zip": "20457", "city": "Hamburg" });
    body.as_object_mut()
        .unwrap()
        .extend(changes.as_object().unwrap().clone());
    body
}

api_test! {
    async fn a_customer_adds_changes_and_chooses_addresses(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let ada = app.signed_in(&customer).await;
        let added = ada.post("/api/customer-addresses", office(json!({}))).await.expect(201);
        assert_eq!((&added["type"], &added["default"]), (&json!("TYPE_INVOICE"), &json!(false)), "there is a main address already");
        assert_eq!(added["countryCode"], "DE", "the customer's");
        let path = format!("/api/customer-addresses/{}", id(&added));
        let changed = ada.put(&path, json!({ "addition": "3. Stock", "houseNumber": null })).await.expect(200);
        assert_eq!((&changed["addition"], &changed["houseNumber"], &changed["street"]), (&json!("3. Stock"), &json!(""), &json!("Hafenstraße")));
        assert_eq!(ada.put(&path, changed.clone()).await.expect(200), changed, "what was read can be sent back");
        let default = ada.post(&format!("{path}/set-default"), json!({})).await.expect(201);
        assert_eq!(default["default"], true);
        let seen = app.key().get(&format!("/api/customers/{customer}")).await.expect(200);
        assert_eq!(seen["invoiceAddress"]["id"], added["id"]);
        assert_eq!(seen["defaultAddress"]["city"], "Hamburg", "a default within its own type only");
        assert_ne!(seen["defaultAddress"]["id"], added["id"]);
        ada.post(&format!("{path}/unset-default"), json!({})).await.expect(201);
        let seen = app.key().get(&format!("/api/customers/{customer}")).await.expect(200);
        assert_eq!(seen["invoiceAddress"], seen["defaultAddress"], "falls back");
    }
}

api_test! {
    async fn there_is_one_default_of_each_type(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let key = app.key();
        let mut made = Vec::new();
        for kind in ["TYPE_DEFAULT", "TYPE_INVOICE", "TYPE_INVOICE"] {
            let body = office(json!({ "customer": customer, "type": kind, "default": true }));
            made.push(id(&key.post("/api/customer-addresses", body).await.expect(201)));
        }
        let defaults = async || {
            let list = key.get(&format!("/api/customer-addresses?customer={customer}")).await.expect(200);
            let rows = list["data"].as_array().unwrap().clone();
            rows.iter().filter(|row| row["default"] == true).map(id).collect::<Vec<_>>()
        };
        assert_eq!(defaults().await, [made[2].clone(), made[0].clone()]);
        // Eight at once: one of them is it in the end, never two.
        let all = futures_util::future::join_all((0..8).map(|at| key.send(
            reqwest::Method::POST,
            Box::leak(format!("/api/customer-addresses/{}/set-default", made[1 + at % 2]).into_boxed_str()),
            Some("{}".into()),
            &[],
        )))
        .await;
        assert!(all.iter().all(|answer| matches!(answer.status, 201 | 409)), "{all:?}");
        assert_eq!(defaults().await.len(), 2);
    }
}

api_test! {
    async fn the_first_address_is_the_main_one(app: TestApp) {
        let body = json!({ "email": "bo@example.com", "firstName": "Bo", "lastName": "Ek", "countryCode": "SE" });
        let bo = id(&app.key().post("/api/customers", body).await.expect(201));
        let body = json!({ "firstName": "Bo", "lastName": "Ek", "street": "Kungsgatan", "zip": "11143", "city": "Stockholm" });
        let first = app.signed_in(&bo).await.post("/api/customer-addresses", body).await.expect(201);
        assert_eq!((&first["type"], &first["default"]), (&json!("TYPE_DEFAULT"), &json!(true)));
        assert_eq!((&first["countryCode"], &first["zip"]), (&json!("SE"), &json!("111 43")), "as the country writes it");
    }
}

api_test! {
    async fn wrong_addresses_name_their_fields(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let ada = app.signed_in(&customer).await;
        let refused = async |change: Value| {
            let answer = ada.post("/api/customer-addresses", office(change)).await;
            answer.violations().join(" ")
        };
        assert_eq!(refused(json!({ "zip": "2045" })).await, "zip");
        assert_eq!(refused(json!({ "zip": "" })).await, "zip");
        assert_eq!(refused(json!({ "countryCode": "XX" })).await, "countryCode");
        assert_eq!(refused(json!({ "street": " " })).await, "street");
        assert_eq!(refused(json!({ "companyName": null })).await, "companyName");
        assert_eq!(refused(json!({ "colour": "red" })).await, "colour");
        assert_eq!(refused(json!({ "vatId": "DE12" })).await, "vatId");
        assert_eq!(app.key().post("/api/customer-addresses", office(json!({}))).await.violations(), ["customer"]);
        let path = format!("/api/customer-addresses/{}", id(&ada.post("/api/customer-addresses", office(json!({}))).await.expect(201)));
        assert_eq!(ada.put(&path, json!({ "city": null })).await.violations(), ["city"]);
        assert_eq!(ada.put(&path, json!({ "countryCode": "AT" })).await.violations(), ["zip"], "the postcode has to fit");
        ada.put(&path, json!({ "countryCode": "AT", "zip": "A-1010", "city": "Wien" })).await.expect(200);
        assert_eq!(ada.get(&path).await.expect(200)["zip"], "1010");
    }
}

api_test! {
    /// A default cannot vanish silently, and a subscription that had the address says where it goes now.
    async fn archiving_moves_subscriptions_to_the_default_and_says_so(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let ada = app.signed_in(&customer).await;
        let office = id(&ada.post("/api/customer-addresses", office(json!({ "default": true }))).await.expect(201));
        let mut body = yearly(&customer);
        body["invoiceAddress"] = json!(office);
        let subscription = app.key().post("/api/subscriptions", body).await.expect(201);
        let path = format!("/api/customer-addresses/{office}");
        assert_eq!(ada.delete(&path).await.refused(409), "address-is-default");
        assert_eq!(ada.get(&format!("{path}/archive-preview")).await.refused(409), "address-is-default");
        ada.post(&format!("{path}/unset-default"), json!({})).await.expect(201);
        let preview = ada.get(&format!("{path}/archive-preview")).await.expect(200);
        assert_eq!(preview["movedSubscriptions"][0]["id"], subscription["id"]);
        assert_eq!(preview["invoiceAddress"]["street"], "Am Markt");
        assert_eq!(ada.get(&path).await.expect(200)["status"], "active", "a preview changes nothing");
        let archived = ada.delete(&path).await.expect(200);
        assert_eq!((&archived["address"]["status"], &archived["movedSubscriptions"]), (&json!("archived"), &preview["movedSubscriptions"]));
        let moved = ada.get(&format!("/api/subscriptions/{}", id(&subscription))).await.expect(200);
        assert_eq!((&moved["defaultInvoiceAddress"], &moved["invoiceAddress"]), (&json!(true), &json!(null)));
        assert_eq!(ada.put(&path, json!({ "city": "Kiel" })).await.refused(409), "address-archived");
        let answer = ada.post(&format!("{path}/set-default"), json!({})).await;
        assert_eq!(answer.refused(409), "address-archived");
    }
}

api_test! {
    async fn the_main_default_can_only_be_replaced(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let seen = app.key().get(&format!("/api/customers/{customer}")).await.expect(200);
        let path = format!("/api/customer-addresses/{}", id(&seen["defaultAddress"]));
        assert_eq!(app.key().post(&format!("{path}/unset-default"), json!({})).await.refused(409), "address-is-default");
    }
}
