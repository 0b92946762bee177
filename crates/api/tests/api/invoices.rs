//! Invoices of merchants who bill elsewhere.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{TestApp, api_test, id, invoice};

api_test! {
    async fn an_invoice_of_another_system_keeps_its_number_and_totals(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let mut body = invoice(&customer, "2026-0815");
        body["positions"] = json!([{ "name": "Wartung", "quantity": "1", "unitPrice": "100.00", "taxRate": 1900, "netAmount": 10000,
            "periodStart": "2026-11-01", "periodEnd": "2026-11-30" }]);
        let created = app.key().post("/api/invoices", body).await.expect(201);
        assert_eq!(created["number"], "2026-0815");
        assert_eq!((&created["source"], &created["status"]), (&json!("external"), &json!("STATUS_UNPAID")));
        assert_eq!(created["openAmount"]["amount"], 11900);
        assert_eq!(created["isOverdue"], true, "due on the 15th, today is the 22nd");
        assert_eq!(created["invoiceAddress"]["city"], "Hamburg");
        let ada = app.signed_in(&customer).await;
        let read = ada.get(&format!("/api/invoices/{}", id(&created))).await.expect(200);
        assert_eq!(read, created);
        let list = ada.get("/api/invoices").await.expect(200);
        assert_eq!(list["data"].as_array().unwrap().len(), 1);
    }
}

api_test! {
    /// Issued invoices never change: a customer who moves keeps the address on old ones.
    async fn the_address_on_an_invoice_is_a_snapshot(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let created = app.invoice(&customer, "1").await;
        app.key().put(&format!("/api/customers/{customer}"), json!({ "companyName": "Ganz neu GmbH" })).await.expect(200);
        let read = app.key().get(&format!("/api/invoices/{}", id(&created))).await.expect(200);
        assert_eq!(read["invoiceAddress"]["companyName"], "Müller & Co");
    }
}

api_test! {
    async fn totals_and_states_must_agree(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        app.invoice(&customer, "1").await;
        assert_eq!(app.key().post("/api/invoices", invoice(&customer, "1")).await.refused(409), "number-taken");
        let refused = async |change: serde_json::Value| {
            let mut body = invoice(&customer, "2");
            body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            app.key().post("/api/invoices", body).await.violations().join(" ")
        };
        assert_eq!(refused(json!({ "grossAmount": 1 })).await, "grossAmount");
        assert_eq!(refused(json!({ "netAmount": i64::MIN, "grossAmount": i64::MIN, "taxAmount": 0 })).await, "netAmount grossAmount grossAmount");
        assert_eq!(refused(json!({ "status": "STATUS_DRAFT" })).await, "status");
        assert_eq!(refused(json!({ "status": "STATUS_PAID" })).await, "payDate");
        assert_eq!(refused(json!({ "dueDate": "2026-10-01" })).await, "dueDate");
        assert_eq!(refused(json!({ "type": "TYPE_CREDIT" })).await, "referencedInvoice");
        assert_eq!(refused(json!({ "creationDate": "2026-13-01" })).await, "creationDate");
        let line = json!([{ "name": "a", "quantity": "1", "unitPrice": "1", "taxRate": 0, "netAmount": 1 }]);
        assert_eq!(refused(json!({ "positions": line })).await, "netAmount");
    }
}

/// What is said of a payment that is on its way: in the list and in the invoice itself, to the merchant and to the customer alike.
async fn underway(app: &TestApp, customer: &str, invoice: &str) -> Value {
    let mut told = Vec::new();
    for proof in [app.acme.key.clone(), app.token(customer).await] {
        let caller = app.with(&proof);
        let list = format!("/api/invoices?customer={customer}");
        let list = caller.get(&list).await.expect(200);
        let mut all = list["data"].as_array().unwrap().iter();
        let listed = all.find(|one| one["id"] == invoice).unwrap();
        let read = caller.get(&format!("/api/invoices/{invoice}")).await.expect(200);
        assert_eq!(listed["isOverdue"], read["isOverdue"]);
        told.extend([listed["paymentUnderway"].clone(), read["paymentUnderway"].clone()]);
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    told.remove(0)
}

async fn is_overdue(app: &TestApp, invoice: &str) -> Value {
    app.key().get(&format!("/api/invoices/{invoice}")).await.expect(200)["isOverdue"].clone()
}

/// Open, overdue and underway, each in cents.
async fn sums(app: &TestApp, proof: &str) -> [Value; 3] {
    let answer = app.with(proof).get("/api/invoices/balance").await.expect(200);
    ["openAmount", "overdueAmount", "underwayAmount"].map(|name| answer["balances"][0][name]["amount"].clone())
}

api_test! {
    /// While a debit of all that is open is announced or with the bank, nobody is late: the merchant comes for the money.
    async fn a_debit_on_its_way_is_told_with_its_day_until_it_fails(app: TestApp) {
        app.set_up_debits().await;
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        app.mandate(&ada).await;
        let (hers, his) = (id(&app.invoice(&ada, "1").await), id(&app.invoice(&bob, "2").await));
        assert_eq!((underway(app, &ada, &hers).await, is_overdue(app, &hers).await), (Value::Null, json!(true)));
        let begun = app.key().post(&format!("/api/invoices/{hers}/pay"), json!({})).await.expect(201);
        let announced = json!({ "id": begun["id"], "amount": { "amount": 11900, "currency": "EUR" }, "status": "underway", "collectOn": begun["collectOn"] });
        assert!(begun["collectOn"].is_string());
        assert_eq!((underway(app, &ada, &hers).await, is_overdue(app, &hers).await), (announced.clone(), json!(false)));
        assert_eq!((underway(app, &bob, &his).await, is_overdue(app, &his).await), (Value::Null, json!(true)), "his own is not");
        let (ada_reads, bob_reads) = (app.token(&ada).await, app.token(&bob).await);
        assert_eq!(sums(app, &ada_reads).await, [json!(11900), json!(0), json!(11900)]);
        assert_eq!(sums(app, &bob_reads).await, [json!(11900), json!(11900), json!(0)]);
        assert_eq!(sums(app, &app.acme.key).await, [json!(23800), json!(11900), json!(11900)]);
        app.key().post("/api/debit-files", json!({})).await.expect(201);
        assert_eq!(underway(app, &ada, &hers).await, announced, "it is with the bank");
        app.key().post(&format!("/api/payments/{}/return", id(&begun)), json!({ "reason": "AC04" })).await.expect(200);
        assert_eq!((underway(app, &ada, &hers).await, is_overdue(app, &hers).await), (Value::Null, json!(true)));
        assert_eq!(sums(app, &ada_reads).await, [json!(11900), json!(11900), json!(0)]);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Asked for without an answer yet, or with a bank that answers later: on its way. What waits for its owner is not, since they
    /// may pay another way.
    async fn a_payment_without_an_answer_is_on_its_way_unless_it_waits_for_its_owner(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let method = app.method(&ada, "lost_answer").await;
        app.default_method(&ada, &method).await;
        let bob = app.customer("bob@example.com").await;
        let eve = app.customer("eve@example.com").await;
        for (customer, kind, number) in [(&bob, "sepa_debit", "AT611904300234573201"), (&eve, "card", "4000002760003184")] {
            let body = json!({ "gateway": "testing", "type": kind, "customerId": customer, "testing": { "number": number } });
            app.key().post("/api/payment-methods", body).await.expect(201);
        }
        for (customer, status, expected) in [(&ada, "pending", json!("pending")), (&bob, "underway", json!("underway")), (&eve, "pending", Value::Null)] {
            let invoice = id(&app.invoice(customer, customer).await);
            let pay = format!("/api/invoices/{invoice}/pay");
            let begun = app.signed_in(customer).await.post(&pay, json!({})).await.expect(201);
            assert_eq!(begun["status"], status);
            let told = underway(app, customer, &invoice).await;
            assert_eq!((&told["status"], &told["collectOn"]), (&expected, &Value::Null));
            assert_eq!(is_overdue(app, &invoice).await, expected.is_null());
            app.advance(TimeDelta::hours(7));
            app.run_jobs().await;
            assert_eq!(underway(app, customer, &invoice).await, Value::Null, "it is over");
        }
        app.mails();
    }
}

api_test! {
    async fn invoices_are_found_by_status_type_date_and_number(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        for (number, day, status) in [("A-1", "2026-01-10", "STATUS_UNPAID"), ("A-2", "2026-02-10", "STATUS_CANCELLED"), ("B-1", "2026-03-10", "STATUS_REMINDED")] {
            let mut body = invoice(&customer, number);
            body["creationDate"] = json!(day);
            body["dueDate"] = json!(null);
            body["status"] = json!(status);
            app.key().post("/api/invoices", body).await.expect(201);
        }
        let numbers = async |query: &str| {
            let page = app.key().get(&format!("/api/invoices?{query}")).await.expect(200);
            page["data"].as_array().unwrap().iter().map(|row| row["number"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(numbers("").await, "B-1 A-2 A-1");
        assert_eq!(numbers("status[]=STATUS_UNPAID&status[]=STATUS_REMINDED").await, "B-1 A-1");
        assert_eq!(numbers("from=2026-02-10&to=2026-03-09").await, "A-2");
        assert_eq!(numbers("search=a-&order[number]=asc").await, "A-1 A-2");
        assert_eq!(numbers("type=TYPE_CREDIT").await, "");
        assert_eq!(numbers("number=A-2").await, "A-2");
        assert_eq!(app.key().get("/api/invoices?from=yesterday").await.violations(), ["from"]);
    }
}
