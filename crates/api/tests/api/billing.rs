//! Billing runs, collection, credits, reminders.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{TestApp, api_test, id, yearly};

async fn bill(app: &TestApp, body: Value) -> Value {
    let ordered = app.key().post("/api/billing-runs", body).await.expect(202);
    assert_eq!(ordered["status"], "queued");
    app.run_jobs().await;
    app.key()
        .get(&format!("/api/billing-runs/{}", id(&ordered)))
        .await
        .expect(200)
}

async fn invoices(app: &TestApp) -> Vec<Value> {
    let list = app
        .key()
        .get("/api/invoices?order[number]=asc&limit=100")
        .await
        .expect(200);
    list["data"].as_array().unwrap().clone()
}

fn from(customer: &str, start: &str) -> Value {
    let mut body = yearly(customer);
    body["contractStart"] = json!(start);
    body
}

api_test! {
    async fn a_run_bills_what_is_due_once_and_in_order(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let subscription = app.key().post("/api/subscriptions", from(&customer, "2026-09-15")).await.expect(201);
        app.key().post("/api/subscriptions", from(&customer, "2026-12-01")).await.expect(201);
        let done = bill(app, json!({})).await;
        assert_eq!((&done["status"], &done["subscriptionsDue"], &done["subscriptionsDone"], &done["invoicesIssued"]), (&json!("finished"), &json!(1), &json!(1), &json!(3)));
        let issued = invoices(app).await;
        let of = |field: &str| issued.iter().map(|one| one[field].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>();
        assert_eq!(of("number"), ["RE-0000000001", "RE-0000000002", "RE-0000000003"], "no gap");
        assert_eq!(of("creationDate"), ["2026-11-22"; 3], "issued today");
        assert_eq!(of("dueDate"), ["2026-12-06"; 3], "the payment term of 14 days");
        let first = app.key().get(&format!("/api/invoices/{}", id(&issued[0]))).await.expect(200);
        let line = &first["positions"][0];
        assert_eq!((&line["periodStart"], &line["periodEnd"]), (&json!("2026-09-15"), &json!("2026-10-14")), "the oldest first");
        assert_eq!(first["taxes"], json!([{ "taxCategory": "S", "taxRate": 1900, "netAmount": 10000, "taxAmount": 1900 }]));
        assert_eq!((&first["status"], &first["source"], &first["openAmount"]["amount"]), (&json!("STATUS_UNPAID"), &json!("portico"), &json!(11900)));
        let after = app.key().get(&format!("/api/subscriptions/{}", id(&subscription))).await.expect(200);
        assert_eq!((&after["nextInvoice"]["date"], &after["lastBillingAt"]), (&json!("2026-12-15"), &json!("2026-11-22")));
        let again = bill(app, json!({})).await;
        assert_eq!((&again["subscriptionsDue"], &again["invoicesIssued"]), (&json!(0), &json!(0)), "nothing is billed twice");
    }
}

api_test! {
    async fn a_run_is_bounded_by_day_and_customer_and_runs_alone(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        app.key().post("/api/subscriptions", from(&ada, "2026-09-15")).await.expect(201);
        app.key().post("/api/subscriptions", from(&bob, "2026-11-01")).await.expect(201);
        assert_eq!(app.key().post("/api/billing-runs", json!({ "until": "2026-11-23" })).await.violations(), ["until"]);
        assert_eq!(app.key().post("/api/billing-runs", json!({ "customer": "01a20391-b036-7000-8004-e9cb25c4b054" })).await.violations(), ["customer"]);
        let ordered = app.key().post("/api/billing-runs", json!({ "until": "2026-10-31", "customer": ada })).await.expect(202);
        let second = app.key().post("/api/billing-runs", json!({})).await;
        assert_eq!((second.refused(409), &second.json["state"]), ("billing-run-active", &json!("queued")));
        app.run_jobs().await;
        let done = app.key().get(&format!("/api/billing-runs/{}", id(&ordered))).await.expect(200);
        assert_eq!(done["invoicesIssued"], 2, "September and October");
        assert_eq!(app.with(&app.rival.key).get("/api/billing-runs").await.expect(200)["data"], json!([]));
        assert_eq!(bill(app, json!({})).await["invoicesIssued"], 2);
    }
}

api_test! {
    async fn what_is_paused_cancelled_or_in_trial_is_not_billed(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let make = async |body: Value| format!("/api/subscriptions/{}", id(&app.key().post("/api/subscriptions", body).await.expect(201)));
        let paused = make(from(&customer, "2026-11-01")).await;
        app.key().put(&format!("{paused}/pause"), json!({})).await.expect(200);
        let ended = make(from(&customer, "2026-11-20")).await;
        let end = json!({ "cancellationDateType": "custom", "cancellationDate": "2026-12-19T23:00:00Z", "sendConfirmationEmail": false });
        app.key().put(&format!("{ended}/cancel"), end).await.expect(200);
        let mut trial = from(&customer, "2026-11-20");
        trial["trialDays"] = json!(30);
        make(trial).await;
        let mut draft = from(&customer, "2026-11-01");
        draft["activate"] = json!(false);
        make(draft).await;
        assert_eq!(bill(app, json!({})).await["invoicesIssued"], 2, "the one that ends until then, and what began before the pause");
        app.advance(TimeDelta::days(33));
        assert_eq!(bill(app, json!({})).await["invoicesIssued"], 1, "the trial is over; what has ended gets no further bill");
        app.mails();
    }
}

api_test! {
    /// Billed by the day only where the item says so.
    async fn proration_is_for_items_that_ask_for_it(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let mut body = from(&customer, "2026-11-01");
        body["items"] = json!([
            { "name": "Server", "unitPrice": "30.00", "taxRate": 1900, "billingInterval": "1M", "prorates": true },
            { "name": "Domain", "unitPrice": "10.00", "taxRate": 1900, "billingInterval": "1M" },
        ]);
        let path = format!("/api/subscriptions/{}", id(&app.key().post("/api/subscriptions", body).await.expect(201)));
        let end = json!({ "cancellationDateType": "custom", "cancellationDate": "2026-11-24T23:00:00Z", "sendConfirmationEmail": false });
        app.key().put(&format!("{path}/cancel"), end).await.expect(200);
        bill(app, json!({})).await;
        let invoice = app.key().get(&format!("/api/invoices/{}", id(&invoices(app).await[0]))).await.expect(200);
        let line = &invoice["positions"][0];
        assert_eq!((&line["netAmount"], &line["billedDays"], &line["periodDays"], &line["periodEnd"]), (&json!(2400), &json!(24), &json!(30), &json!("2026-11-24")));
        assert_eq!(invoice["positions"][1]["netAmount"], 1000);
    }
}

api_test! {
    async fn discounts_run_out_by_periods_also_over_missed_ones(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let mut body = from(&customer, "2026-08-22");
        body["items"][0]["discount"] = json!({ "percent": 5000, "periods": 2 });
        app.key().post("/api/subscriptions", body).await.expect(201);
        bill(app, json!({})).await;
        let net: Vec<i64> = invoices(app).await.iter().map(|one| one["netAmount"]["amount"].as_i64().unwrap()).collect();
        assert_eq!(net, [5000, 5000, 10000, 10000]);
    }
}

api_test! {
    /// Taken over from another system: what was billed there is not billed again.
    async fn billing_begins_where_the_merchant_says(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let mut body = from(&customer, "2024-02-10");
        body["billingStart"] = json!("2026-11-10");
        app.key().post("/api/subscriptions", body).await.expect(201);
        assert_eq!(bill(app, json!({})).await["invoicesIssued"], 1);
    }
}

api_test! {
    async fn what_can_be_collected_is(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        let good = app.method(&ada, "ok").await;
        app.default_method(&ada, &good).await;
        let bad = app.method(&bob, "declined").await;
        app.default_method(&bob, &bad).await;
        app.key().post("/api/subscriptions", from(&ada, "2026-11-22")).await.expect(201);
        app.key().post("/api/subscriptions", from(&bob, "2026-11-22")).await.expect(201);
        bill(app, json!({})).await;
        let list = app.key().get(&format!("/api/invoices?customer={ada}")).await.expect(200);
        let paid = &list["data"][0];
        assert_eq!((&paid["status"], &paid["openAmount"]["amount"], &paid["payDate"]), (&json!("STATUS_PAID"), &json!(0), &json!("2026-11-22")));
        let list = app.key().get(&format!("/api/invoices?customer={bob}")).await.expect(200);
        let open = &list["data"][0];
        assert_eq!((&open["status"], &open["lastPaymentFailed"]), (&json!("STATUS_UNPAID"), &json!(true)));
        let tried = app.key().get(&format!("/api/invoices/{}/payments", id(open))).await.expect(200);
        assert_eq!((&tried["data"][0]["status"], &tried["data"][0]["failureCode"]), (&json!("failed"), &json!("insufficient_funds")));
    }
}

api_test! {
    /// The provider took the money and its answer was lost: asked for by our id, never taken twice.
    async fn a_lost_answer_takes_nothing_twice(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let method = app.method(&customer, "lost_answer").await;
        app.default_method(&customer, &method).await;
        app.key().post("/api/subscriptions", from(&customer, "2026-11-22")).await.expect(201);
        bill(app, json!({})).await;
        assert_eq!(invoices(app).await[0]["status"], "STATUS_UNPAID");
        app.advance(TimeDelta::minutes(1));
        app.run_jobs().await;
        assert_eq!((&invoices(app).await[0]["status"], app.gateway.taken()), (&json!("STATUS_PAID"), 1));
    }
}

api_test! {
    /// The provider was away, and the mandate was revoked before it came back: nothing may be taken any more.
    async fn a_method_that_was_revoked_meanwhile_is_not_charged(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let method = app.method(&customer, "away").await;
        app.default_method(&customer, &method).await;
        app.key().post("/api/subscriptions", from(&customer, "2026-11-22")).await.expect(201);
        bill(app, json!({})).await;
        app.set_method_reference(&method, "pm_visa").await;
        app.revoke_method(&method).await;
        app.advance(TimeDelta::hours(5));
        app.run_jobs().await;
        assert_eq!((&invoices(app).await[0]["status"], app.gateway.taken()), (&json!("STATUS_UNPAID"), 0));
    }
}

api_test! {
    async fn money_that_came_in_elsewhere_is_recorded(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let path = format!("/api/invoices/{}", id(&app.invoice(&customer, "1").await));
        let pay = format!("{path}/payments");
        assert_eq!(app.key().post(&pay, json!({ "amount": 11901 })).await.violations(), ["amount"]);
        assert_eq!(app.key().post(&pay, json!({ "amount": 0 })).await.violations(), ["amount"]);
        assert_eq!(app.key().post(&pay, json!({ "paidOn": "2026-11-23" })).await.violations(), ["paidOn"]);
        app.key().post(&pay, json!({ "amount": 10000, "reference": "Überweisung" })).await.expect(201);
        let partly = app.key().get(&path).await.expect(200);
        assert_eq!((&partly["status"], &partly["openAmount"]["amount"]), (&json!("STATUS_UNPAID"), &json!(1900)));
        app.key().post(&pay, json!({ "paidOn": "2026-11-20" })).await.expect(201);
        let paid = app.key().get(&path).await.expect(200);
        assert_eq!((&paid["status"], &paid["payDate"], &paid["paidAmount"]["amount"]), (&json!("STATUS_PAID"), &json!("2026-11-20"), &json!(11900)));
        let more = app.key().post(&pay, json!({})).await;
        assert_eq!((more.refused(409), &more.json["state"]), ("wrong-state", &json!("STATUS_PAID")));
    }
}

api_test! {
    /// Issued invoices never change: what was wrong is taken back by a document of its own.
    async fn a_cancellation_takes_the_whole_invoice_back(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        app.key().post("/api/subscriptions", from(&customer, "2026-11-22")).await.expect(201);
        bill(app, json!({})).await;
        let invoice = invoices(app).await[0].clone();
        let path = format!("/api/invoices/{}", id(&invoice));
        let back = app.key().post(&format!("{path}/cancel"), json!({ "reason": "Doppelt berechnet" })).await.expect(201);
        assert_eq!((&back["type"], &back["number"], &back["referencedInvoice"]), (&json!("TYPE_CANCELLATION"), &json!("ST-0000000001"), &invoice["id"]));
        assert_eq!((&back["grossAmount"]["amount"], &back["taxAmount"]["amount"], &back["positions"][0]["netAmount"]), (&json!(-11900), &json!(-1900), &json!(-10000)));
        let after = app.key().get(&path).await.expect(200);
        assert_eq!((&after["status"], &after["openAmount"]["amount"], &after["grossAmount"]), (&json!("STATUS_CANCELLED"), &json!(0), &invoice["grossAmount"]));
        let again = app.key().post(&format!("{path}/cancel"), json!({})).await;
        assert_eq!((again.refused(409), &again.json["state"]), ("wrong-state", &json!("STATUS_CANCELLED")));
        let elsewhere = format!("/api/invoices/{}/cancel", id(&app.invoice(&customer, "x").await));
        assert_eq!(app.key().post(&elsewhere, json!({})).await.refused(409), "wrong-state");
    }
}

api_test! {
    async fn credit_notes_take_parts_back_and_never_more(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        app.key().post("/api/subscriptions", from(&customer, "2026-11-22")).await.expect(201);
        bill(app, json!({})).await;
        let path = format!("/api/invoices/{}", id(&invoices(app).await[0]));
        let credit = async |position: u32, amount: i64| app.key().post(&format!("{path}/credit"), json!({ "positions": [{ "position": position, "amount": amount }] })).await;
        assert_eq!(credit(1, 100).await.violations(), ["positions[0].position"]);
        assert_eq!(credit(0, 10_001).await.violations(), ["positions[0].amount"]);
        let note = credit(0, 4000).await.expect(201);
        assert_eq!((&note["type"], &note["number"], &note["grossAmount"]["amount"]), (&json!("TYPE_CREDIT"), &json!("GS-0000000001"), &json!(-4760)));
        let after = app.key().get(&path).await.expect(200);
        assert_eq!((&after["openAmount"]["amount"], &after["creditedAmount"]["amount"]), (&json!(7140), &json!(4760)));
        assert_eq!(credit(0, 6001).await.violations(), ["positions[0].amount"], "what is left counts");
        assert_eq!(app.key().post(&format!("{path}/cancel"), json!({})).await.refused(409), "wrong-state");
        credit(0, 6000).await.expect(201);
        let after = app.key().get(&path).await.expect(200);
        assert_eq!((&after["openAmount"]["amount"], &after["status"]), (&json!(0), &json!("STATUS_PAID")));
    }
}

api_test! {
    /// Nobody is asked to pay what is about to be collected once more: reminders wait until the last attempt has failed.
    async fn nobody_is_reminded_of_what_is_tried_again(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let method = app.method(&customer, "declined").await;
        app.default_method(&customer, &method).await;
        app.key().patch("/api/settings/collection", json!({ "retryDays": [30] })).await.expect(200);
        app.key().patch("/api/settings/dunning", json!({ "levels": [{ "days": 1, "fee": 0 }] })).await.expect(200);
        let mut body = from(&customer, "2026-11-22");
        body["items"][0]["billingInterval"] = json!("1Y");
        app.key().post("/api/subscriptions", body).await.expect(201);
        bill(app, json!({})).await;
        let level = async || invoices(app).await[0]["dunningLevel"].as_i64().unwrap();
        app.advance(TimeDelta::days(20));
        app.run_jobs().await;
        assert_eq!(level().await, 0, "it is overdue, and tried again on the 30th day");
        app.advance(TimeDelta::days(10));
        app.run_jobs().await;
        app.advance(TimeDelta::days(1));
        app.run_jobs().await;
        assert_eq!((level().await, app.gateway.taken()), (1, 0), "that was the last attempt");
        app.mails();
    }
}

api_test! {
    async fn overdue_invoices_are_reminded_of_level_by_level(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let mut body = from(&customer, "2026-11-22");
        body["items"][0]["billingInterval"] = json!("1Y");
        app.key().post("/api/subscriptions", body).await.expect(201);
        let levels = json!([{ "days": 7, "fee": 0 }, { "days": 7, "fee": 500 }]);
        app.key().send(reqwest::Method::PATCH, "/api/settings/dunning", Some(json!({ "levels": levels }).to_string()), &[]).await.expect(200);
        bill(app, json!({})).await;
        let state = async || {
            let invoice = invoices(app).await.remove(0);
            (invoice["dunningLevel"].as_i64().unwrap(), invoice["openAmount"]["amount"].as_i64().unwrap(), invoice["status"].as_str().unwrap().to_owned())
        };
        app.advance(TimeDelta::days(14 + 6));
        app.run_jobs().await;
        assert_eq!(state().await, (0, 11900, "STATUS_UNPAID".into()), "six days after the due date is too early");
        app.advance(TimeDelta::days(1));
        app.run_jobs().await;
        app.run_jobs().await;
        assert_eq!(state().await, (1, 11900, "STATUS_REMINDED".into()), "once a day at most");
        app.advance(TimeDelta::days(30));
        app.run_jobs().await;
        assert_eq!(state().await, (2, 12400, "STATUS_REMINDED".into()), "with the fee that was set");
        app.advance(TimeDelta::days(1));
        app.run_jobs().await;
        let mails: Vec<_> = app.mails().into_iter().map(|(to, subject, _)| (to, subject)).collect();
        let to = "ada@example.com".to_owned();
        assert_eq!(mails, [(to.clone(), "Erinnerung: Rechnung RE-0000000001 ist offen".to_owned()), (to, "Mahnung: Rechnung RE-0000000001 ist offen".to_owned())]);
    }
}

api_test! {
    async fn who_shall_not_be_reminded_is_not(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        app.key().post("/api/subscriptions", from(&customer, "2026-11-22")).await.expect(201);
        app.key().send(reqwest::Method::PATCH, &format!("/api/customers/{customer}/settings/dunning"), Some(json!({ "disableReminders": true }).to_string()), &[]).await.expect(200);
        bill(app, json!({ "until": "2026-11-22" })).await;
        app.advance(TimeDelta::days(60));
        app.run_jobs().await;
        assert_eq!(invoices(app).await[0]["dunningLevel"], 0);
    }
}

api_test! {
    /// The daily job bills by itself only where the merchant wants it to.
    async fn automatic_billing_is_the_merchants_choice(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        app.key().post("/api/subscriptions", from(&customer, "2026-11-22")).await.expect(201);
        app.run_jobs().await;
        assert_eq!(invoices(app).await.len(), 0);
        let change = json!({ "automaticBilling": true, "paymentTermDays": 30 }).to_string();
        app.key().send(reqwest::Method::PATCH, "/api/settings/invoicing", Some(change), &[]).await.expect(200);
        app.advance(TimeDelta::hours(1));
        app.run_jobs().await;
        let issued = invoices(app).await;
        assert_eq!((issued.len(), &issued[0]["dueDate"]), (1, &json!("2026-12-22")));
    }
}

api_test! {
    /// One subscription that cannot be billed keeps nobody else's from being billed the same day.
    async fn automatic_billing_goes_on_after_a_failure(app: TestApp) {
        app.key().patch("/api/settings/invoicing", json!({ "automaticBilling": true })).await.expect(200);
        let nameless = json!({ "email": "no@example.com", "companyName": "No Address", "countryCode": "DE" });
        let nameless = id(&app.key().post("/api/customers", nameless).await.expect(201));
        app.key().post("/api/subscriptions", from(&nameless, "2026-11-22")).await.expect(201);
        app.run_jobs().await;
        let customer = app.customer("ada@example.com").await;
        app.key().post("/api/subscriptions", from(&customer, "2026-11-22")).await.expect(201);
        app.advance(TimeDelta::minutes(16));
        app.run_jobs().await;
        assert_eq!(invoices(app).await.len(), 0, "not every quarter of an hour");
        app.advance(TimeDelta::minutes(60));
        app.run_jobs().await;
        assert_eq!(invoices(app).await.len(), 1);
    }
}

api_test! {
    /// What began before an end or a pause is owed, whenever the run comes.
    async fn an_end_at_once_loses_no_bill(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let path = format!("/api/subscriptions/{}", id(&app.key().post("/api/subscriptions", from(&customer, "2026-10-01")).await.expect(201)));
        app.key().put(&format!("{path}/cancel"), json!({ "cancellationDateType": "immediate", "sendConfirmationEmail": false })).await.expect(200);
        app.advance(TimeDelta::days(40));
        assert_eq!(bill(app, json!({})).await["invoicesIssued"], 2, "October and November");
        assert_eq!(bill(app, json!({})).await["invoicesIssued"], 0);
    }
}

api_test! {
    async fn as_many_missed_periods_as_a_batch_bills_count_as_one(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        for (start, missed) in [("2024-12-15", 24), ("2022-11-15", 49)] {
            app.key().post("/api/subscriptions", from(&customer, start)).await.expect(201);
            let done = bill(app, json!({})).await;
            assert_eq!((&done["subscriptionsDone"], &done["invoicesIssued"], &done["status"]), (&json!(1), &json!(missed), &json!("finished")), "{start}");
        }
    }
}

api_test! {
    /// § 14 (4) No. 1 UStG: an invoice names its recipient. One that cannot keeps the others from nothing.
    async fn without_an_address_nothing_is_issued_and_the_run_says_so(app: TestApp) {
        let bo = json!({ "email": "bo@example.com", "firstName": "Bo", "lastName": "Ek" });
        let bo = id(&app.key().post("/api/customers", bo).await.expect(201));
        let number = app.key().post("/api/subscriptions", from(&bo, "2026-11-01")).await.expect(201)["number"].as_str().unwrap().to_owned();
        let ada = app.customer("ada@example.com").await;
        app.key().post("/api/subscriptions", from(&ada, "2026-11-02")).await.expect(201);
        let done = bill(app, json!({})).await;
        assert_eq!((&done["status"], &done["failures"], &done["invoicesIssued"]), (&json!("finished_with_failures"), &json!(1), &json!(1)));
        assert!(done["lastFailure"].as_str().unwrap().starts_with(&number), "{done}");
        let address = json!({ "customer": bo, "firstName": "Bo", "lastName": "Ek", "street": "Kai", "zip": "20457", "city": "Hamburg" });
        app.key().post("/api/customer-addresses", address).await.expect(201);
        assert_eq!(bill(app, json!({})).await["invoicesIssued"], 1);
    }
}

api_test! {
    /// The usual correction: the wrong invoice is cancelled, and the period is billed anew.
    async fn a_cancelled_period_can_be_billed_again(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        app.key().post("/api/subscriptions", from(&customer, "2026-10-22")).await.expect(201);
        bill(app, json!({})).await;
        let issued = invoices(app).await;
        let path = |at: usize| format!("/api/invoices/{}/cancel", id(&issued[at]));
        let early = app.key().post(&path(0), json!({ "billAgain": true })).await;
        assert_eq!((early.refused(409), &early.json["state"]), ("wrong-state", &json!("STATUS_UNPAID")), "November is billed already");
        app.key().post(&path(1), json!({ "billAgain": true })).await.expect(201);
        assert_eq!(bill(app, json!({})).await["invoicesIssued"], 1);
        let again = app.key().get("/api/invoices?number=RE-0000000003").await.expect(200);
        let again = app.key().get(&format!("/api/invoices/{}", id(&again["data"][0]))).await.expect(200);
        assert_eq!(again["positions"][0]["periodStart"], "2026-11-22");
    }
}

api_test! {
    /// One after the other, the last one first: also a discount for some periods is as it was.
    async fn missed_periods_can_be_billed_again_one_by_one(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let mut body = from(&customer, "2026-09-20");
        body["items"][0]["discount"] = json!({ "percent": 5000, "periods": 2 });
        app.key().post("/api/subscriptions", body).await.expect(201);
        bill(app, json!({})).await;
        let first = invoices(app).await;
        for invoice in first.iter().rev() {
            app.key().post(&format!("/api/invoices/{}/cancel", id(invoice)), json!({ "billAgain": true })).await.expect(201);
        }
        assert_eq!(bill(app, json!({})).await["invoicesIssued"], 3);
        let again: Vec<Value> = invoices(app).await.into_iter().filter(|one| one["status"] == "STATUS_UNPAID").collect();
        let amounts = |all: &[Value]| all.iter().map(|one| one["netAmount"]["amount"].clone()).collect::<Vec<_>>();
        assert_eq!(amounts(&again), [5000, 5000, 10000]);
        assert_eq!(amounts(&again), amounts(&first));
    }
}

api_test! {
    /// A part of a period did not use up a discount's period, so taking it back gives none back.
    async fn a_part_that_is_billed_again_gets_no_discount_anew(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let mut body = from(&customer, "2026-10-01");
        body["items"][0]["prorates"] = json!(true);
        body["items"][0]["discount"] = json!({ "percent": 5000, "periods": 1 });
        let path = format!("/api/subscriptions/{}", id(&app.key().post("/api/subscriptions", body).await.expect(201)));
        let end = json!({ "cancellationDateType": "custom", "cancellationDate": "2026-11-25T12:00:00Z", "sendConfirmationEmail": false });
        app.key().put(&format!("{path}/cancel"), end).await.expect(200);
        bill(app, json!({})).await;
        let part = invoices(app).await.remove(1);
        app.key().post(&format!("/api/invoices/{}/cancel", id(&part)), json!({ "billAgain": true })).await.expect(201);
        bill(app, json!({})).await;
        let again = invoices(app).await.remove(2);
        assert_eq!(again["netAmount"], part["netAmount"]);
    }
}

api_test! {
    /// Billing again is not promised where the period is not due again.
    async fn a_period_before_a_skipped_pause_cannot_be_billed_again(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let path = format!("/api/subscriptions/{}", id(&app.key().post("/api/subscriptions", from(&customer, "2026-11-01")).await.expect(201)));
        bill(app, json!({})).await;
        app.key().put(&format!("{path}/pause"), json!({})).await.expect(200);
        app.advance(TimeDelta::days(60));
        app.key().put(&format!("{path}/resume"), json!({ "missedPeriods": "skip" })).await.expect(200);
        let cancel = format!("/api/invoices/{}/cancel", id(&invoices(app).await[0]));
        assert_eq!(app.key().post(&cancel, json!({ "billAgain": true })).await.refused(409), "wrong-state");
        app.key().post(&cancel, json!({})).await.expect(201);
    }
}

api_test! {
    /// BR-O-11: category O stands alone. An invoice cannot be mended, so it is not issued.
    async fn category_o_is_not_mixed_with_others(app: TestApp) {
        let body = json!({ "email": "us@example.com", "companyName": "Acme Inc", "countryCode": "US",
            "street": "Main", "houseNumber": "1", "zip": "10001", "city": "New York" });
        let customer = id(&app.key().post("/api/customers", body).await.expect(201));
        let mut body = from(&customer, "2026-11-22");
        let mut other = body["items"][0].clone();
        (other["taxCategory"], other["taxRate"]) = (json!("O"), json!(0));
        let mut named = other.clone();
        (named["taxCategory"], named["taxRate"]) = (json!("S"), json!(1900));
        body["items"] = json!([named, other]);
        let refused = app.key().post("/api/subscriptions", body.clone()).await;
        assert_eq!((refused.refused(422), refused.violations()), ("validation-failed", vec!["items"]));
        let automatic = from(&customer, "2026-11-22")["items"][0].clone();
        body["items"] = json!([automatic, body["items"][0]]);
        app.key().post("/api/subscriptions", body).await.expect(201);
        let done = bill(app, json!({})).await;
        assert_eq!((&done["failures"], &done["invoicesIssued"]), (&json!(1), &json!(0)));
        assert!(done["lastFailure"].as_str().unwrap().contains("BR-O-11"), "{done}");
    }
}

api_test! {
    /// § 14a UStG, BR-AE-02: whoever owes the tax is named by their VAT ID. An invoice cannot be mended, so it is not issued.
    async fn reverse_charge_asks_for_the_buyers_vat_id(app: TestApp) {
        let body = json!({ "email": "fr@example.com", "companyName": "Co", "countryCode": "FR",
            "street": "Rue", "houseNumber": "1", "zip": "69001", "city": "Lyon" });
        let customer = id(&app.key().post("/api/customers", body).await.expect(201));
        let mut body = from(&customer, "2026-11-22");
        (body["items"][0]["taxCategory"], body["items"][0]["taxRate"]) = (json!("AE"), json!(0));
        app.key().post("/api/subscriptions", body).await.expect(201);
        let done = bill(app, json!({})).await;
        assert_eq!((&done["failures"], &done["invoicesIssued"]), (&json!(1), &json!(0)));
        assert!(done["lastFailure"].as_str().unwrap().contains("VAT ID"), "{done}");
        app.key().patch(&format!("/api/customers/{customer}"), json!({ "vatId": "FR40303265045" })).await.expect(200);
        assert_eq!(bill(app, json!({})).await["invoicesIssued"], 1);
    }
}

api_test! {
    /// BR-O-02: an invoice outside the scope of VAT shows no VAT ID of the buyer; one with reverse charge the one that was
    /// looked at.
    async fn an_invoice_shows_the_vat_id_that_decided(app: TestApp) {
        for (country, zip, vat_id, shown) in [("US", "10001", "99-1234567", json!(null)), ("FR", "69001", "FR40303265045", json!("FR40303265045"))] {
            let body = json!({ "email": format!("{country}@example.com"), "companyName": "Co", "countryCode": country, "vatId": vat_id,
                "street": "Main", "houseNumber": "1", "zip": zip, "city": "City" });
            let customer = id(&app.key().post("/api/customers", body).await.expect(201));
            app.key().post("/api/subscriptions", from(&customer, "2026-11-22")).await.expect(201);
            let done = bill(app, json!({})).await;
            assert_eq!(done["invoicesIssued"], 1, "{done}");
            let invoice = app.key().get(&format!("/api/invoices?customer={customer}")).await.expect(200)["data"][0].clone();
            assert_eq!((&invoice["taxAmount"]["amount"], &invoice["invoiceAddress"]["vatId"]), (&json!(0), &shown), "{country}");
        }
    }
}

api_test! {
    async fn what_was_paid_and_is_not_owed_any_more_is_named(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        app.key().post("/api/subscriptions", from(&customer, "2026-10-22")).await.expect(201);
        bill(app, json!({})).await;
        let issued = invoices(app).await;
        let path = |at: usize| format!("/api/invoices/{}", id(&issued[at]));
        app.key().post(&format!("{}/payments", path(0)), json!({})).await.expect(201);
        app.key().post(&format!("{}/cancel", path(0)), json!({})).await.expect(201);
        assert_eq!(app.key().get(&path(0)).await.expect(200)["refundAmount"]["amount"], 11900);
        app.key().post(&format!("{}/payments", path(1)), json!({ "amount": 6000 })).await.expect(201);
        app.key().post(&format!("{}/credit", path(1)), json!({ "positions": [{ "position": 0, "amount": 10000 }] })).await.expect(201);
        let after = app.key().get(&path(1)).await.expect(200);
        assert_eq!((&after["openAmount"]["amount"], &after["refundAmount"]["amount"]), (&json!(0), &json!(6000)));
    }
}

api_test! {
    /// Tax is rounded on each credit note; the cent that is left over is nobody's debt.
    async fn an_invoice_that_is_credited_line_by_line_is_settled(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let mut body = from(&customer, "2026-11-22");
        let item = json!({ "name": "a", "unitPrice": "10.02", "taxRate": 1900, "billingInterval": "1M" });
        body["items"] = json!([item, item]);
        app.key().post("/api/subscriptions", body).await.expect(201);
        bill(app, json!({})).await;
        let path = format!("/api/invoices/{}", id(&invoices(app).await[0]));
        for position in [0, 1] {
            app.key().post(&format!("{path}/credit"), json!({ "positions": [{ "position": position, "amount": 1002 }] })).await.expect(201);
        }
        let after = app.key().get(&path).await.expect(200);
        assert_eq!((&after["status"], &after["openAmount"]["amount"]), (&json!("STATUS_PAID"), &json!(0)));
    }
}

api_test! {
    /// Who cancels while the money is being taken is told to wait: nothing is paid and cancelled at once.
    async fn an_invoice_that_is_being_collected_stays_as_it_is(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let method = app.method(&customer, "away").await;
        app.default_method(&customer, &method).await;
        app.key().post("/api/subscriptions", from(&customer, "2026-11-22")).await.expect(201);
        bill(app, json!({})).await;
        let path = format!("/api/invoices/{}", id(&invoices(app).await[0]));
        for (what, body) in [("cancel", json!({})), ("credit", json!({ "positions": [{ "position": 0, "amount": 1 }] })), ("payments", json!({}))] {
            assert_eq!(app.key().post(&format!("{path}/{what}"), body).await.refused(409), "wrong-state", "{what}");
        }
        app.advance(TimeDelta::days(30));
        app.run_jobs().await;
        assert_eq!(app.key().get(&path).await.expect(200)["dunningLevel"], 0, "nobody is reminded of what is being collected");
        // The provider is back: the same attempt goes on.
        app.set_method_reference(&method, "ok").await;
        app.advance(TimeDelta::hours(5));
        app.run_jobs().await;
        assert_eq!(app.key().get(&path).await.expect(200)["status"], "STATUS_PAID");
        assert_eq!(app.gateway.taken(), 1);
    }
}

api_test! {
    async fn an_invoice_without_tax_names_the_vat_id_that_was_in_force(app: TestApp) {
        let body = json!({ "email": "fr@example.com", "companyName": "Atelier SARL", "countryCode": "FR", "vatId": "FR40303265045",
            "street": "Rue de Lyon", "houseNumber": "1", "zip": "69001", "city": "Lyon" });
        let customer = id(&app.key().post("/api/customers", body).await.expect(201));
        app.key().post("/api/subscriptions", from(&customer, "2026-11-22")).await.expect(201);
        bill(app, json!({})).await;
        app.key().patch(&format!("/api/customers/{customer}"), json!({ "vatId": null })).await.expect(200);
        let invoice = &invoices(app).await[0];
        assert_eq!((&invoice["taxAmount"]["amount"], &invoice["invoiceAddress"]["vatId"]), (&json!(0), &json!("FR40303265045")));
    }
}

api_test! {
    /// What the preview shows is what the run bills, also of a contract that has ended.
    async fn what_an_ended_contract_owes_is_shown(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let body = json!({ "customer": ada, "plan": { "name": "Kurz" }, "contractStart": "2026-01-01", "contractPeriod": "3M", "endsAutomatically": true,
            "items": [{ "name": "Kurz", "unitPrice": "10.00", "taxRate": 1900, "billingInterval": "1M" }] });
        let contract = app.key().post("/api/subscriptions", body).await.expect(201);
        assert_eq!(contract["status"], "cancelled");
        let path = format!("/api/subscriptions/{}/next-invoice", id(&contract));
        assert_eq!(app.key().get(&path).await.expect(200)["nextInvoice"]["date"], "2026-01-01");
        app.key().post("/api/billing-runs", json!({})).await.expect(202);
        app.run_jobs().await;
        assert_eq!(app.key().get("/api/invoices").await.expect(200)["data"].as_array().unwrap().len(), 3);
        assert_eq!(app.key().get(&path).await.expect(200)["nextInvoice"], json!(null));
        app.mails();
    }
}
