//! Invoices of merchants who bill elsewhere.

use serde_json::json;

use crate::support::{api_test, id, invoice};

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
