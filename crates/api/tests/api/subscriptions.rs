//! Subscriptions: what is shown, cancelling, revoking.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{api_test, id, yearly};

api_test! {
    /// The rules' example: a term that ends with the year, a month's notice.
    async fn a_contract_shows_its_dates_and_the_next_invoice(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let view = app.subscription(&customer).await;
        assert_eq!(view["number"], "S-00000001");
        assert_eq!(view["name"], "Tarif Plus");
        let details = &view["contractDetails"];
        assert_eq!(details["contractStart"], "2025-12-31T23:00:00Z", "midnight in Berlin");
        assert_eq!(details["contractEndLastDay"], "2026-12-31");
        assert_eq!(details["earliestCancellationLastDay"], "2026-12-31");
        assert_eq!(details["noticeDeadline"], "2026-11-30");
        assert_eq!(view["nextInvoice"]["grossAmount"], json!({ "amount": 11900, "currency": "EUR" }));
        assert_eq!(view["canCancel"], true);
    }
}

api_test! {
    async fn a_customer_cancels_and_revokes_and_all_is_as_it_was(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let before = app.subscription(&customer).await;
        let path = format!("/api/subscriptions/{}", id(&before));
        let ada = app.signed_in(&customer).await;
        let preview = ada.get(&format!("{path}/cancellation-preview")).await.expect(200);
        assert_eq!(preview["cancellationLastDay"], "2026-12-31");
        assert_eq!(preview["confirmationEmail"], "ada@example.com");
        let cancelled = ada.put(&format!("{path}/cancel"), json!({})).await.expect(200);
        assert_eq!(cancelled["status"], "active", "until the date");
        assert_eq!(cancelled["isCancellationPending"], true);
        assert_eq!(cancelled["cancelledAt"], "2026-11-22T12:00:00Z");
        assert_eq!(cancelled["cancellationDate"], preview["cancellationDate"]);
        assert_eq!(cancelled["canCancel"], false);
        assert_eq!(ada.put(&format!("{path}/cancel"), json!({})).await.refused(409), "already-cancelled");
        assert_eq!(ada.get(&format!("{path}/cancellation-preview")).await.refused(409), "already-cancelled");
        let mut revoked = ada.put(&format!("{path}/revoke-cancellation"), json!({})).await.expect(200);
        revoked["updatedAt"] = before["updatedAt"].clone();
        assert_eq!(revoked, before);
        assert_eq!(ada.put(&format!("{path}/revoke-cancellation"), json!({})).await.refused(409), "no-cancellation-pending");
        app.run_jobs().await;
        let subjects: Vec<_> = app.mails().into_iter().map(|(_, subject, _)| subject).collect();
        assert_eq!(subjects, ["Wir haben Ihre Kündigung von Tarif Plus erhalten", "Tarif Plus läuft weiter"]);
    }
}

api_test! {
    /// § 312k (4) BGB: content, date and time of receipt, and the end, at once in text form.
    async fn the_confirmation_says_what_was_received_when_and_what_ends(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let subscription = app.subscription(&customer).await;
        let ada = app.signed_in(&customer).await;
        // A customer's confirmation cannot be switched off by the request.
        let path = format!("/api/subscriptions/{}/cancel", id(&subscription));
        ada.put(&path, json!({ "sendConfirmationEmail": false })).await.expect(200);
        app.run_jobs().await;
        let (to, _, text) = app.mails().remove(0);
        assert_eq!(to, "ada@example.com");
        for part in ["Tarif Plus", "S-00000001", "22.11.2026 um 13:00 Uhr (MEZ)", "31.12.2026"] {
            assert!(text.contains(part), "{part} is missing: {text}");
        }
    }
}

api_test! {
    async fn notice_counts_to_the_last_day_in_the_merchants_zone(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let subscription = app.subscription(&customer).await;
        let preview = async || {
            let path = format!("/api/subscriptions/{}/cancellation-preview", id(&subscription));
            app.key().get(&path).await.expect(200)["cancellationLastDay"].clone()
        };
        // 30 November, 23:59 in Berlin is 22:59 in UTC.
        app.advance(TimeDelta::days(8) + TimeDelta::minutes(10 * 60 + 59));
        assert_eq!(preview().await, "2026-12-31");
        app.advance(TimeDelta::minutes(1));
        assert_eq!(preview().await, "2027-12-31", "one minute later the next term counts");
    }
}

api_test! {
    async fn the_merchant_chooses_the_date_and_customers_do_not(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let path = format!("/api/subscriptions/{}/cancel", id(&app.subscription(&customer).await));
        let ada = app.signed_in(&customer).await;
        assert_eq!(ada.put(&path, json!({ "cancellationDateType": "immediate" })).await.violations(), ["cancellationDateType"]);
        let key = app.key();
        assert_eq!(key.put(&path, json!({ "cancellationDateType": "custom" })).await.violations(), ["cancellationDate"]);
        let past = json!({ "cancellationDateType": "custom", "cancellationDate": "2026-11-20T23:00:00Z" });
        assert_eq!(key.put(&path, past).await.refused(422), "cancellation-date-invalid");
        assert_eq!(key.put(&path, json!({ "cancellationDate": "2026-12-01T23:00:00Z" })).await.violations(), ["cancellationDate"]);
        assert_eq!(key.put(&path, json!({ "cancellationDateType": "custom", "cancellationDate": "2026-02-30" })).await.violations(), ["cancellationDate"]);
        let custom = json!({ "cancellationDateType": "custom", "cancellationDate": "2026-12-09T23:00:00Z", "sendConfirmationEmail": false, "reason": "moved_abroad" });
        let cancelled = key.put(&path, custom).await.expect(200);
        assert_eq!(cancelled["cancellationLastDay"], "2026-12-09");
        assert_eq!(cancelled["cancellationReason"]["code"], "moved_abroad");
        let revoke = path.replace("/cancel", "/revoke-cancellation");
        key.put(&revoke, json!({})).await.expect(200);
        let ended = key.put(&path, json!({ "cancellationDateType": "immediate", "sendConfirmationEmail": false })).await.expect(200);
        assert_eq!((&ended["status"], &ended["isCancellationPending"]), (&json!("cancelled"), &json!(false)));
        assert_eq!(ended["nextInvoice"]["date"], "2026-01-01", "what began before the end is owed");
        assert_eq!(key.put(&revoke, json!({})).await.refused(409), "no-cancellation-pending");
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 1, "only of the revocation");
    }
}

api_test! {
    async fn a_trial_ends_as_the_merchant_has_set(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let trial = |name: &str| {
            let mut body = yearly(&customer);
            body["contractStart"] = json!("2026-11-20");
            body["trialDays"] = json!(14);
            body["name"] = json!(name);
            body
        };
        let ada = app.signed_in(&customer).await;
        let first = app.key().post("/api/subscriptions", trial("a")).await.expect(201);
        assert_eq!((&first["isInTrial"], &first["trialLastDay"]), (&json!(true), &json!("2026-12-03")));
        assert_eq!(first["nextInvoice"]["date"], "2026-12-04", "billing begins after the trial");
        let seen = ada.get(&format!("/api/subscriptions/{}", id(&first))).await.expect(200);
        assert_eq!(seen["contractDetails"]["earliestCancellationLastDay"], "2026-12-03", "for the customer it is the trial's end");
        assert_eq!(first["contractDetails"]["earliestCancellationLastDay"], "2027-11-19", "for the merchant the term's");
        let cancelled = ada.put(&format!("/api/subscriptions/{}/cancel", id(&first)), json!({})).await.expect(200);
        assert_eq!(cancelled["cancellationLastDay"], "2026-12-03");
        assert_eq!(cancelled["nextInvoice"], json!(null));
        app.switch(json!({ "trialCancellation": "immediately" })).await;
        let second = app.key().post("/api/subscriptions", trial("b")).await.expect(201);
        let ended = ada.put(&format!("/api/subscriptions/{}/cancel", id(&second)), json!({})).await.expect(200);
        assert_eq!(ended["status"], "cancelled");
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 2);
    }
}

api_test! {
    async fn drafts_cannot_be_cancelled(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let mut body = yearly(&customer);
        body["activate"] = json!(false);
        let draft = app.key().post("/api/subscriptions", body).await.expect(201);
        assert_eq!((&draft["status"], &draft["canCancel"]), (&json!("draft"), &json!(false)));
        let path = format!("/api/subscriptions/{}/cancel", id(&draft));
        assert_eq!(app.key().put(&path, json!({})).await.refused(409), "not-cancellable");
    }
}

api_test! {
    async fn what_contradicts_itself_is_refused(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let refused = async |change: serde_json::Value| {
            let mut body = yearly(&customer);
            body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            let answer = app.key().post("/api/subscriptions", body).await;
            answer.violations().join(" ")
        };
        assert_eq!(refused(json!({ "items": [] })).await, "items");
        let one = yearly(&customer)["items"][0].clone();
        assert_eq!(refused(json!({ "items": vec![one; 251] })).await, "items");
        assert_eq!(refused(json!({ "contractPeriod": null })).await, "laterContractPeriod");
        assert_eq!(refused(json!({ "contractPeriod": null, "laterContractPeriod": null, "endsAutomatically": true })).await, "endsAutomatically");
        assert_eq!(refused(json!({ "endsAutomatically": true })).await, "laterContractPeriod");
        assert_eq!(refused(json!({ "externalId": "a/b" })).await, "externalId");
        assert_eq!(refused(json!({ "items": [["a", null, null, "1", "net", 0, "S", false, true, null, "1M"]] })).await, "items[0]");
        assert_eq!(refused(json!({ "contractPeriod": "P1M" })).await, "contractPeriod");
        assert_eq!(refused(json!({ "contractStart": "2026-02-30" })).await, "contractStart");
        assert_eq!(refused(json!({ "customer": "01a20391-b036-7000-8004-e9cb25c4b054" })).await, "customer");
        let item = |change: serde_json::Value| {
            let mut item = json!({ "name": "a", "unitPrice": "1.00", "taxRate": 1900, "billingInterval": "1M" });
            item.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            item
        };
        let items = async |change| refused(json!({ "items": [item(change)] })).await;
        assert_eq!(items(json!({ "quantity": "0" })).await, "items[0].quantity");
        assert_eq!(items(json!({ "unitPrice": "1e3" })).await, "items[0].unitPrice");
        assert_eq!(items(json!({ "taxCategory": "AE" })).await, "items[0].taxRate");
        assert_eq!(items(json!({ "taxRate": 0 })).await, "items[0].taxCategory", "BR-S-05");
        assert_eq!(items(json!({ "taxRate": 0, "taxCategory": "S" })).await, "items[0].taxCategory");
        assert_eq!(items(json!({ "unitPrice": "999999999999", "quantity": "999999999999" })).await, "items[0].unitPrice");
        assert_eq!(items(json!({ "discount": { "percent": 1000, "amount": 1 } })).await, "items[0].discount");
        let mixed = json!({ "items": [item(json!({ "priceMode": "net" })), item(json!({ "priceMode": "gross" }))] });
        assert_eq!(refused(mixed).await, "items");
    }
}

api_test! {
    async fn every_documented_filter_and_order_works(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        for (name, start, trial) in [("a", "2026-01-01", 0), ("b", "2026-11-01", 60), ("c", "2025-06-15", 0)] {
            let mut body = yearly(&customer);
            body["name"] = json!(name);
            body["contractStart"] = json!(start);
            body["trialDays"] = json!(trial);
            body["activate"] = json!(name != "c");
            app.key().post("/api/subscriptions", body).await.expect(201);
        }
        let names = async |query: &str| {
            let page = app.key().get(&format!("/api/subscriptions?{query}")).await.expect(200);
            page["data"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect::<Vec<_>>().join("")
        };
        assert_eq!(names("").await, "cba");
        assert_eq!(names("order[createdAt]=asc").await, "abc");
        assert_eq!(names("order[contractDetails.contractEnd]=asc").await, "acb");
        assert_eq!(names("order[trialEndsOn]=desc").await, "bca", "without a trial last");
        assert_eq!(names("order[activatedAt]=asc").await, "abc", "drafts last");
        assert_eq!(names("order[status]=asc").await, "abc");
        assert_eq!(names("status=draft").await, "c");
        assert_eq!(names("status[]=draft&status[]=active&order[createdAt]=asc").await, "abc");
        assert_eq!(names("number=S-00000002").await, "b");
        assert_eq!(names("search=s-00000003").await, "c");
        assert_eq!(names(&format!("customer={customer}&paymentMethod.type=card")).await, "");
        assert_eq!(names("items.product.id=1").await, "");
        assert_eq!(app.key().get("/api/subscriptions?status=gone").await.violations(), ["status"]);
        // By cursor, over rows without a value, in both directions.
        for order in ["order[trialEndsOn]=asc", "order[trialEndsOn]=desc", "order[activatedAt]=desc"] {
            let whole = names(order).await;
            let mut walked = String::new();
            let mut query = format!("{order}&limit=1");
            loop {
                let page = app.key().get(&format!("/api/subscriptions?{query}")).await.expect(200);
                walked.push_str(page["data"][0]["name"].as_str().unwrap());
                let Some(cursor) = page["pagination"]["nextCursor"].as_str() else { break };
                query = format!("{order}&limit=1&cursor={cursor}");
            }
            assert_eq!(walked, whole, "{order}");
        }
    }
}

api_test! {
    /// Two people press the button at the same moment: one cancels, the other is told.
    async fn two_cancellations_at_once_are_one(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let path = format!("/api/subscriptions/{}/cancel", id(&app.subscription(&customer).await));
        let ada = app.signed_in(&customer).await;
        let all = futures_util::future::join_all((0..8).map(|_| ada.put(&path, json!({})))).await;
        let mut statuses: Vec<_> = all.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409, 409, 409, 409, 409, 409, 409]);
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 1);
    }
}

api_test! {
    /// What the merchant ended, the customer cannot bring back.
    async fn a_customer_takes_back_only_their_own_cancellation(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let path = format!("/api/subscriptions/{}", id(&app.subscription(&customer).await));
        let ada = app.signed_in(&customer).await;
        app.key().put(&format!("{path}/cancel"), json!({ "reason": "non_payment" })).await.expect(200);
        app.run_jobs().await;
        assert_eq!(app.mails()[0].1, "Kündigung von Tarif Plus", "it does not say that the customer declared it");
        let seen = ada.get(&path).await.expect(200);
        assert_eq!(seen["cancellationReason"], json!(null), "the merchant's own reason");
        assert_eq!((&seen["isCancellationPending"], &seen["canRevoke"]), (&json!(true), &json!(false)));
        assert_eq!(ada.put(&format!("{path}/revoke-cancellation"), json!({})).await.refused(403), "forbidden");
        app.key().put(&format!("{path}/revoke-cancellation"), json!({})).await.expect(200);
        let cancelled = ada.put(&format!("{path}/cancel"), json!({})).await.expect(200);
        assert_eq!(cancelled["canRevoke"], true);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// By position an array could say "immediate": nobody who sends one means that.
    async fn an_array_is_no_cancellation(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let path = format!("/api/subscriptions/{}/cancel", id(&app.subscription(&customer).await));
        for body in [json!(["immediate"]), json!([])] {
            assert_eq!(app.key().put(&path, body).await.violations(), ["(body)"]);
        }
    }
}

api_test! {
    /// Prices with tax: the customer pays what was agreed, and the cent that tax leaves over is named.
    async fn a_gross_price_stays_what_it_is(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let mut body = yearly(&customer);
        body["items"] = json!([{ "name": "a", "unitPrice": "9.99", "priceMode": "gross", "taxRate": 1900, "billingInterval": "1M" }]);
        let next = app.key().post("/api/subscriptions", body).await.expect(201)["nextInvoice"].clone();
        let amount = |name: &str| next[name]["amount"].as_i64().unwrap();
        assert_eq!(amount("grossAmount"), 999);
        assert_eq!(amount("netAmount") + amount("taxAmount") + amount("roundingAmount"), 999);
    }
}

api_test! {
    async fn a_contract_that_has_ended_already_is_taken_over_as_ended(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let mut body = yearly(&customer);
        body["contractStart"] = json!("2024-01-01");
        body["laterContractPeriod"] = json!(null);
        body["endsAutomatically"] = json!(true);
        let view = app.key().post("/api/subscriptions", body).await.expect(201);
        assert_eq!((&view["status"], &view["canCancel"]), (&json!("cancelled"), &json!(false)));
        assert_eq!(view["nextInvoice"]["date"], "2024-01-01", "it was never billed, so it owes from its first day on");
    }
}

api_test! {
    /// An absent field stays: forgetting one loses nobody's words.
    async fn a_reason_stays_until_it_is_taken_back(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let id = id(&app.subscription(&ada).await);
        let path = format!("/api/subscriptions/{id}/cancellation-reason");
        let alone = app.key().put(&format!("/api/subscriptions/{id}/cancel"), json!({ "comment": "no reason" })).await;
        assert_eq!(alone.violations(), ["comment"]);
        app.key().put(&format!("/api/subscriptions/{id}/cancel"), json!({ "reason": "m", "comment": "keep" })).await.expect(200);
        let reason = async |body: serde_json::Value| app.key().put(&path, body).await.expect(200)["cancellationReason"].clone();
        assert_eq!(reason(json!({})).await["comment"], "keep");
        let other = reason(json!({ "comment": "new" })).await;
        assert_eq!((&other["code"], &other["comment"]), (&json!("m"), &json!("new")), "{other}");
        assert_eq!(reason(json!({ "reason": "n" })).await["comment"], serde_json::Value::Null, "another reason, other words");
        assert_eq!(reason(json!({ "reason": null })).await, serde_json::Value::Null);
        app.run_jobs().await;
        app.mails();
    }
}
