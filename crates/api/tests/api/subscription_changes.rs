//! Drafts, pauses, trials, quantities, and what a subscription is paid with.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{TestApp, api_test, id, yearly};

async fn made(app: &TestApp, changes: Value) -> (String, String) {
    let customer = app.customer("ada@example.com").await;
    let mut body = yearly(&customer);
    body.as_object_mut()
        .unwrap()
        .extend(changes.as_object().unwrap().clone());
    let view = app.key().post("/api/subscriptions", body).await.expect(201);
    (customer, format!("/api/subscriptions/{}", id(&view)))
}

api_test! {
    async fn a_draft_is_not_billed_until_it_is_activated(app: TestApp) {
        let (_, path) = made(app, json!({ "activate": false, "contractStart": "2026-11-22", "trialDays": 7 })).await;
        assert_eq!(app.key().get(&path).await.expect(200)["nextInvoice"], json!(null));
        let active = app.key().put(&format!("{path}/activate"), json!({ "trialDays": 14 })).await.expect(200);
        assert_eq!((&active["status"], &active["trialLastDay"]), (&json!("active"), &json!("2026-12-05")), "in place of the draft's");
        assert_eq!(active["nextInvoice"]["date"], "2026-12-06");
        let again = app.key().put(&format!("{path}/activate"), json!({})).await;
        assert_eq!((again.refused(409), &again.json["state"]), ("wrong-state", &json!("active")));
    }
}

api_test! {
    async fn a_draft_that_waited_is_not_billed_from_an_older_billing_start(app: TestApp) {
        let (_, path) = made(app, json!({ "activate": false, "contractStart": "2026-08-01", "billingStart": "2026-08-15" })).await;
        let active = app.key().put(&format!("{path}/activate"), json!({})).await.expect(200);
        assert_eq!((&active["contractDetails"]["contractStartDay"], &active["nextInvoice"]["date"]), (&json!("2026-11-22"), &json!("2026-11-22")));
        let (_, path) = made(app, json!({ "activate": false, "contractStart": "2026-08-01", "billingStart": "2027-01-15" })).await;
        let active = app.key().put(&format!("{path}/activate"), json!({})).await.expect(200);
        assert_eq!(active["nextInvoice"]["date"], "2027-01-15", "a later one still counts");
    }
}

api_test! {
    /// Nobody pays for the time in which a draft waited, and the trial is not eaten up by it.
    async fn a_draft_that_waited_begins_when_it_is_activated(app: TestApp) {
        let (_, path) = made(app, json!({ "activate": false, "contractStart": "2026-11-22", "trialDays": 7 })).await;
        app.advance(TimeDelta::days(30));
        let active = app.key().put(&format!("{path}/activate"), json!({})).await.expect(200);
        assert_eq!((&active["contractDetails"]["contractStartDay"], &active["trialLastDay"]), (&json!("2026-12-22"), &json!("2026-12-28")));
        let (_, path) = made(app, json!({ "activate": false })).await;
        let taken_over = app.key().put(&format!("{path}/activate"), json!({ "contractStart": "2026-01-01" })).await.expect(200);
        assert_eq!(taken_over["contractDetails"]["contractStartDay"], "2026-01-01", "where the merchant says so");
        assert_eq!(app.key().put(&format!("{path}/activate"), json!({ "contractStart": "1900-01-01" })).await.violations(), ["contractStart"]);
    }
}

api_test! {
    async fn a_pause_stops_billing_and_moves_no_term(app: TestApp) {
        let (_, path) = made(app, json!({ "contractStart": "2026-11-01" })).await;
        let before = app.key().get(&path).await.expect(200);
        assert_eq!(app.key().put(&format!("{path}/resume"), json!({})).await.refused(409), "wrong-state");
        let paused = app.key().put(&format!("{path}/pause"), json!({})).await.expect(200);
        assert_eq!((&paused["status"], &paused["nextInvoice"]), (&json!("paused"), &json!(null)));
        assert_eq!(paused["contractDetails"], before["contractDetails"]);
        assert_eq!(app.key().put(&format!("{path}/pause"), json!({})).await.refused(409), "wrong-state");
        app.advance(TimeDelta::days(60));
        let resumed = app.key().put(&format!("{path}/resume"), json!({ "missedPeriods": "bill" })).await.expect(200);
        assert_eq!((&resumed["status"], &resumed["pausedAt"]), (&json!("active"), &json!(null)));
        assert_eq!(resumed["nextInvoice"]["date"], "2026-11-01", "what was missed is due");
    }
}

api_test! {
    /// "Ignore previous billing": the missed periods are skipped, billing begins anew on the day.
    async fn resuming_can_skip_what_was_missed(app: TestApp) {
        let (_, path) = made(app, json!({ "contractStart": "2026-11-01" })).await;
        app.key().put(&format!("{path}/pause"), json!({})).await.expect(200);
        app.advance(TimeDelta::days(60));
        let owed = app.key().put(&format!("{path}/resume"), json!({ "missedPeriods": "skip" })).await;
        assert_eq!((owed.refused(409), &owed.json["state"]), ("wrong-state", &json!("paused")), "November began before the pause and is owed");
        app.key().post("/api/billing-runs", json!({})).await.expect(202);
        app.run_jobs().await;
        let resumed = app.key().put(&format!("{path}/resume"), json!({ "missedPeriods": "skip" })).await.expect(200);
        assert_eq!((&resumed["nextInvoice"]["date"], &resumed["billingStart"]), (&json!("2027-01-21"), &json!("2027-01-21")));
        assert_eq!(app.key().put(&format!("{path}/resume"), json!({ "missedPeriods": "forget" })).await.violations(), ["missedPeriods"]);
    }
}

api_test! {
    async fn trials_are_extended_and_ended(app: TestApp) {
        let (customer, path) = made(app, json!({ "contractStart": "2026-11-20", "trialDays": 14 })).await;
        let longer = app.key().put(&format!("{path}/extend-trial"), json!({ "trialDays": 7 })).await.expect(200);
        assert_eq!((&longer["trialLastDay"], &longer["nextInvoice"]["date"]), (&json!("2026-12-10"), &json!("2026-12-11")));
        assert_eq!(app.key().put(&format!("{path}/extend-trial"), json!({ "trialDays": 0 })).await.violations(), ["trialDays"]);
        assert_eq!(app.key().put(&format!("{path}/extend-trial"), json!({ "trialDays": 4000 })).await.violations(), ["trialDays"]);
        assert_eq!(app.key().put(&format!("{path}/extend-trial"), json!({})).await.violations(), ["trialDays"]);
        let over = app.key().put(&format!("{path}/revoke-trial"), json!({})).await.expect(200);
        assert_eq!((&over["isInTrial"], &over["nextInvoice"]["date"]), (&json!(false), &json!("2026-11-22")), "billing begins at once");
        assert_eq!(app.key().put(&format!("{path}/revoke-trial"), json!({})).await.refused(409), "not-in-trial");
        let ada = app.signed_in(&customer).await;
        assert_eq!(ada.put(&format!("{path}/extend-trial"), json!({ "trialDays": 1 })).await.refused(403), "forbidden");
    }
}

api_test! {
    async fn a_quantity_counts_from_the_next_invoice_where_it_may_change(app: TestApp) {
        let items = json!([
            { "name": "Seats", "unitPrice": "10.00", "taxRate": 1900, "billingInterval": "1M" },
            { "name": "Base", "unitPrice": "5.00", "taxRate": 1900, "billingInterval": "1M", "quantityChangeable": false },
        ]);
        let (_, path) = made(app, json!({ "items": items })).await;
        let view = app.key().get(&path).await.expect(200);
        let item = |at: usize| format!("/api/subscription-items/{}", id(&view["items"][at]));
        let changed = app.key().put(&format!("{}/quantity", item(0)), json!({ "quantity": "3" })).await.expect(200);
        assert_eq!(changed["quantity"], "3");
        assert_eq!(app.key().get(&item(0)).await.expect(200), changed);
        assert_eq!(app.key().get(&path).await.expect(200)["nextInvoice"]["netAmount"]["amount"], 3500);
        assert_eq!(app.key().put(&format!("{}/quantity", item(1)), json!({ "quantity": "3" })).await.refused(409), "quantity-fixed");
        assert_eq!(app.key().put(&format!("{}/quantity", item(0)), json!({ "quantity": "0" })).await.violations(), ["quantity"]);
        let next = app.key().get(&format!("{path}/next-invoice")).await.expect(200);
        assert_eq!(next["positions"][0]["amount"], 3000);
        assert_eq!(next["taxes"], json!([{ "taxCategory": "S", "taxRate": 1900, "netAmount": 3500, "taxAmount": 665 }]));
        assert_eq!(next["invoiceAddress"]["city"], "Hamburg");
    }
}

api_test! {
    async fn a_customer_says_where_bills_go_and_what_pays_them(app: TestApp) {
        let (customer, path) = made(app, json!({})).await;
        let ada = app.signed_in(&customer).await;
        let address = json!({ "companyName": "Müller & Co", "street": "Kai", "zip": "20457", "city": "Hamburg" });
        let address = id(&ada.post("/api/customer-addresses", address).await.expect(201));
        let method = app.method(&customer, "ok").await;
        let own = ada.put(&format!("{path}/invoice-address"), json!({ "invoiceAddress": address })).await.expect(200);
        assert_eq!((&own["invoiceAddress"]["id"], &own["defaultInvoiceAddress"]), (&json!(address), &json!(false)));
        let own = ada.send(reqwest::Method::PATCH, &format!("{path}/payment-method"), Some(json!({ "paymentMethodId": method }).to_string()), &[]).await.expect(200);
        assert_eq!((&own["paymentMethod"]["id"], &own["defaultPaymentMethod"]), (&json!(method), &json!(false)));
        let back = ada.put(&format!("{path}/invoice-address"), json!({ "invoiceAddress": null })).await.expect(200);
        assert_eq!(back["defaultInvoiceAddress"], true);
        assert_eq!(ada.put(&format!("{path}/invoice-address"), json!({})).await.violations(), ["invoiceAddress"], "forgotten is not null");
        let bob = app.customer("bob@example.com").await;
        let foreign = json!({ "customer": bob, "companyName": "B", "street": "Kai", "zip": "20457", "city": "Hamburg" });
        let foreign = id(&app.key().post("/api/customer-addresses", foreign).await.expect(201));
        for caller in [&ada, &app.key()] {
            assert_eq!(caller.put(&format!("{path}/invoice-address"), json!({ "invoiceAddress": foreign })).await.violations(), ["invoiceAddress"]);
        }
        app.switch(json!({ "viewSubscriptions": false })).await;
        assert_eq!(ada.put(&format!("{path}/invoice-address"), json!({ "invoiceAddress": null })).await.refused(403), "section-disabled", "its answer is the subscription");
        app.switch(json!({ "viewSubscriptions": true, "paymentMethodTypes": ["sepa_debit"] })).await;
        let card = json!({ "paymentMethodId": method });
        assert_eq!(ada.patch(&format!("{path}/payment-method"), card.clone()).await.violations(), ["paymentMethodId"], "not offered to customers");
        app.key().patch(&format!("{path}/payment-method"), card).await.expect(200);
        app.switch(json!({ "managePaymentMethods": false, "manageBillingAddress": false })).await;
        assert_eq!(ada.put(&format!("{path}/invoice-address"), json!({ "invoiceAddress": null })).await.refused(403), "section-disabled");
    }
}

api_test! {
    /// Reverse charge: a company with a VAT ID in another country of the EU owes the tax itself.
    async fn the_tax_category_follows_the_customer_unless_it_is_named(app: TestApp) {
        let body = json!({ "email": "fr@example.com", "companyName": "Atelier SARL", "countryCode": "FR", "vatId": "FR40303265045" });
        let customer = id(&app.key().post("/api/customers", body).await.expect(201));
        let view = app.key().post("/api/subscriptions", yearly(&customer)).await.expect(201);
        assert_eq!((&view["items"][0]["taxCategory"], &view["items"][0]["taxIsAutomatic"]), (&json!("AE"), &json!(true)));
        assert_eq!(view["nextInvoice"]["taxAmount"]["amount"], 0);
        let mut named = yearly(&customer);
        named["items"][0]["taxCategory"] = json!("S");
        let view = app.key().post("/api/subscriptions", named).await.expect(201);
        assert_eq!(view["nextInvoice"]["taxAmount"]["amount"], 1900);
    }
}

api_test! {
    async fn reasons_are_the_merchants_list_and_never_required(app: TestApp) {
        let (customer, path) = made(app, json!({})).await;
        let reason = |code: &str, comment: bool| json!({ "code": code, "labels": { "de": "Zu teuer", "en": "Too expensive" }, "allowsComment": comment });
        app.key().post("/api/cancellation-reasons", reason("price", true)).await.expect(201);
        app.key().post("/api/cancellation-reasons", reason("other", false)).await.expect(201);
        assert_eq!(app.key().post("/api/cancellation-reasons", reason("price", false)).await.refused(409), "code-taken");
        assert_eq!(app.key().post("/api/cancellation-reasons", reason("No spaces", false)).await.violations(), ["code"]);
        app.key().put("/api/cancellation-reasons/other", json!({ "position": 0, "active": false })).await.expect(200);
        let codes = |list: &Value| list["data"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(codes(&app.key().get("/api/cancellation-reasons").await.expect(200)), ["other", "price"]);
        let ada = app.signed_in(&customer).await;
        assert_eq!(codes(&ada.get("/api/cancellation-reasons").await.expect(200)), ["price"], "what is offered");
        let why = format!("{path}/cancellation-reason");
        assert_eq!(ada.put(&why, json!({ "reason": "price", "comment": null })).await.refused(409), "no-cancellation-pending");
        ada.put(&format!("{path}/cancel"), json!({})).await.expect(200);
        assert_eq!(ada.put(&why, json!({ "reason": "other", "comment": null })).await.violations(), ["reason"], "not offered any more");
        assert_eq!(ada.put(&why, json!({ "reason": null, "comment": "x" })).await.violations(), ["comment"]);
        let told = ada.put(&why, json!({ "reason": "price", "comment": "Leider." })).await.expect(200);
        assert_eq!(told["cancellationReason"], json!({ "code": "price", "label": "Zu teuer", "comment": "Leider." }));
        assert_eq!(app.key().put(&why, json!({ "reason": "price", "comment": "Vertrieb fragen" })).await.refused(409), "wrong-state", "the customer's words stay");
        assert_eq!(app.key().delete("/api/cancellation-reasons/price").await.refused(409), "reason-in-use");
        app.key().delete("/api/cancellation-reasons/other").await.expect(204);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// What the merchant writes down about a cancellation is not shown to the customer.
    async fn the_merchants_own_reason_stays_with_the_merchant(app: TestApp) {
        let (customer, path) = made(app, json!({})).await;
        let ada = app.signed_in(&customer).await;
        ada.put(&format!("{path}/cancel"), json!({})).await.expect(200);
        let noted = json!({ "reason": "churn_risk", "comment": "Rabatt anbieten" });
        app.key().put(&format!("{path}/cancellation-reason"), noted.clone()).await.expect(200);
        assert_eq!(ada.get(&path).await.expect(200)["cancellationReason"], json!(null));
        assert_eq!(app.key().get(&path).await.expect(200)["cancellationReason"]["comment"], "Rabatt anbieten");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// The country of the address that is billed decides. Its VAT ID proves nothing: customers write it themselves, and no
    /// register is asked about it.
    async fn the_tax_category_follows_the_address_that_is_billed(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let wien = json!({ "customer": customer, "companyName": "Müller & Co", "street": "Ring", "zip": "1010", "city": "Wien",
            "countryCode": "AT", "vatId": "atu 1234567-5" });
        let wien = app.key().post("/api/customer-addresses", wien).await.expect(201);
        assert_eq!(wien["vatId"], "ATU12345675", "in one spelling");
        let mut body = yearly(&customer);
        body["invoiceAddress"] = wien["id"].clone();
        let path = format!("/api/subscriptions/{}", id(&app.key().post("/api/subscriptions", body).await.expect(201)));
        let category = async || app.key().get(&path).await.expect(200)["items"][0]["taxCategory"].clone();
        assert_eq!(category().await, "S");
        app.key().patch(&format!("/api/customers/{customer}"), json!({ "vatId": "ATU12345675" })).await.expect(200);
        assert_eq!(category().await, "AE", "the customer's own one is checked");
        app.key().put(&format!("{path}/invoice-address"), json!({ "invoiceAddress": null })).await.expect(200);
        assert_eq!(category().await, "S");
    }
}

api_test! {
    async fn a_trial_is_not_ended_for_somebody_who_has_cancelled(app: TestApp) {
        let (customer, path) = made(app, json!({ "contractStart": "2026-11-20", "trialDays": 14 })).await;
        app.signed_in(&customer).await.put(&format!("{path}/cancel"), json!({})).await.expect(200);
        assert_eq!(app.key().put(&format!("{path}/revoke-trial"), json!({})).await.refused(409), "wrong-state");
        assert_eq!(app.key().put(&format!("{path}/extend-trial"), json!({ "trialDays": 3 })).await.refused(409), "wrong-state", "nor extended past its end");
        app.run_jobs().await;
        app.mails();
    }
}
