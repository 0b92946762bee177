//! Whatever changes something is written down.

use std::collections::BTreeSet;

use portico::db::entities::audit_log;
use portico_shared::{customers::CustomerStatus, operators::OperatorRole};
use reqwest::Method;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{
    table,
    walk::{Operation, fixture, operations, send_with, smallest},
};
use crate::support::{TestApp, api_test, invoice, yearly};

/// What succeeds without a row, and why.
const SILENT: [(&str, &str); 7] = [
    ("check_iban", "it looks at a number"),
    ("get_invoice_download_link", "it leads to what may be read anyway"),
    ("get_invoice_export_download_link", "the export itself was written down"),
    (
        "confirm_payment",
        "it asks a provider; what came of it is written down where it changes something",
    ),
    (
        "confirm_payment_method",
        "it asks a provider; what came of it is written down where it changes something",
    ),
    (
        "request_step_up",
        "it asks for a code; that one was given is written down",
    ),
    (
        "test_webhook",
        "it asks an endpoint; the list of deliveries tells what came of it",
    ),
];

/// A body that changes something, where the smallest does not.
fn body(operation: &str, customer: &str) -> Value {
    match operation {
        "create_customer" => json!({ "email": "new@example.com", "companyName": "Neu" }),
        "patch_customer" => json!({ "companyName": "Ada GmbH" }),
        "update_customer" => json!({ "email": "ada@example.com", "companyName": "Ada AG" }),
        "update_customer_user" => json!({ "role": "owner" }),
        "create_contact" | "patch_contact" => json!({ "name": "Jan" }),
        "update_contact" => json!({ "name": "Jo" }),
        "create_address" => {
            json!({ "customer": customer, "companyName": "B", "street": "Kai", "zip": "20457", "city": "Hamburg" })
        }
        "patch_address" => json!({ "city": "Kiel" }),
        "update_address" => json!({ "companyName": "B", "street": "Kai", "zip": "24103", "city": "Kiel" }),
        "create_cancellation_reason" => json!({ "code": "moved", "labels": { "de": "Umzug", "en": "Moved" } }),
        "patch_cancellation_reason" | "update_cancellation_reason" => {
            json!({ "labels": { "de": "Zu teuer", "en": "Too dear" } })
        }
        "create_api_key" => json!({ "name": "Shop", "permissions": ["mail:read"] }),
        "create_subscription" => yearly(customer),
        "create_invoice" => invoice(customer, "2"),
        "record_payment" => json!({ "amount": 100 }),
        "create_billing_run" => json!({ "until": "2025-01-02" }),
        "create_domain" => json!({ "host": "shop.example" }),
        "create_webhook" | "update_webhook" => {
            json!({ "url": "http://127.0.0.1:9/other", "events": ["customer.created"] })
        }
        "patch_webhook" => json!({ "events": ["customer.updated"] }),
        "invite_operator" => json!({ "email": "jo@acme.example", "name": "Jo", "role": "viewer" }),
        "patch_operator" => json!({ "name": "Eva Winter" }),
        "patch_own_operator" | "patch_portal" => json!({ "language": "en" }),
        "patch_hosted_pages" => json!({ "portalTitle": "Acme" }),
        "patch_mail_settings" => json!({ "paymentReceipts": true }),
        "patch_company_settings" => json!({ "name": "Acme AG" }),
        "patch_collection_settings" => json!({ "retryDays": [1] }),
        "create_payment_method" => {
            let number = json!({ "number": "4242424242424242" });
            json!({ "gateway": "testing", "type": "card", "customerId": customer, "testing": number })
        }
        "create_payment_method_link" => json!({ "customer": customer }),
        "patch_payment_method" => json!({ "name": "Karte" }),
        "update_payment_method" => json!({ "name": "Firmenkarte" }),
        "patch_invoicing_settings" | "patch_customer_invoicing_settings" => json!({ "autoSendDocuments": true }),
        "patch_invoice_preferences" => json!({ "orderReference": "PO-4711" }),
        "patch_dunning_settings" | "patch_customer_dunning_settings" => json!({ "disableReminders": true }),
        "give_cancellation_reason" => json!({ "reason": null, "comment": "Umzug" }),
        "set_quantity" => json!({ "quantity": "2" }),
        _ => smallest(operation),
    }
}

/// What takes things away comes last, and what brings back after it.
fn turn(operation: &Operation) -> usize {
    let late = ["cancel_", "revoke_", "archive_", "unarchive_", "suspend_", "unsuspend_"];
    let late = late.iter().position(|verb| operation.id.starts_with(verb));
    match operation.method {
        _ if operation.id == "erase_customer" => 9,
        _ if operation.id.starts_with("logout") => 10,
        Method::DELETE => 8,
        _ => late.map_or(0, |place| place + 1),
    }
}

/// What has to be so before it can be changed.
async fn prepare(app: &TestApp, operation: &str, customer: &str) {
    match operation {
        "archive_customer" => super::set_status(app, customer, CustomerStatus::Active).await,
        "unarchive_customer" => super::set_status(app, customer, CustomerStatus::Archived).await,
        "remove_logo" => {
            let logo = crate::contacts::picture(9, 9, image::ImageFormat::Png);
            let path = "/api/settings/hosted-pages/logo";
            app.key().put_picture(path, "image/png", logo).await.expect(200);
        }
        _ => {}
    }
}

api_test! {
    async fn whatever_changes_something_is_written_down(app: TestApp) {
        let (ada, ids) = fixture(app).await;
        let staff = crate::operators::operator(app, "owner@acme.example", OperatorRole::Owner).await;
        let count = async || audit_log::Entity::find().count(app.context.db.read()).await.unwrap();
        let (mut done, mut told) = (BTreeSet::new(), BTreeSet::new());
        let (owner, key, table) = (app.token(&ada).await, app.acme.key.clone(), table::read());
        for (column, proof) in [("owner", owner), ("operator owner", staff), ("key with", key)] {
            let mut all = operations(&ids);
            all.retain(|one| one.method != Method::GET && table[one.id.as_str()].cell(column) != "403");
            all.sort_by_key(turn);
            for operation in all {
                prepare(app, &operation.id, &ada).await;
                let before = count().await;
                let answer = send_with(app, Some(&proof), &operation, body(&operation.id, &ada)).await;
                if answer.status < 300 {
                    // What is so already changes nothing: once is enough.
                    if count().await > before {
                        told.insert(operation.id.clone());
                    }
                    done.insert(operation.id);
                }
            }
        }
        let named: BTreeSet<_> = SILENT.iter().map(|(operation, _)| (*operation).to_owned()).collect();
        let silent: BTreeSet<_> = done.difference(&told).cloned().collect();
        assert_eq!(silent, named, "these succeed, and nothing is written down");
        assert!(done.len() > 70, "{} alone succeed: {done:?}", done.len());
        app.run_jobs().await;
        app.mails();
    }
}
