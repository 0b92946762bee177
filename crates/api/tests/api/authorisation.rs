//! Every operation of openapi.yaml, as everybody who should not get through. An operation that this
//! table does not name fails the test.

use std::collections::BTreeMap;

use portico::auth::permissions::Permission;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{TestApp, api_test, document, id};

/// What an operation asks for: a permission of keys, and whether customers may use it.
enum Needs {
    /// No proof at all.
    Public,
    Key(Permission),
    KeyOrCustomer(Permission),
    Customer,
    /// An operator, for themselves.
    Own,
}
use Needs::{Customer, Key, KeyOrCustomer, Own, Public};

fn table() -> BTreeMap<&'static str, Needs> {
    BTreeMap::from([
        ("get_portal", Customer),
        ("patch_portal", Customer),
        ("get_public_portal", Public),
        ("create_customer", Key(Permission::CustomerWrite)),
        ("list_customers", Key(Permission::CustomerRead)),
        ("get_customer", Key(Permission::CustomerRead)),
        ("update_customer", Key(Permission::CustomerWrite)),
        ("patch_customer", Key(Permission::CustomerWrite)),
        ("delete_customer", Key(Permission::CustomerWrite)),
        ("archive_customer", Key(Permission::CustomerWrite)),
        ("unarchive_customer", Key(Permission::CustomerWrite)),
        ("suspend_customer", Key(Permission::CustomerWrite)),
        ("unsuspend_customer", Key(Permission::CustomerWrite)),
        ("set_customer_payment_method", Key(Permission::PaymentMethodWrite)),
        ("list_contacts", Key(Permission::ContactRead)),
        ("create_contact", Key(Permission::ContactWrite)),
        ("get_contact", Key(Permission::ContactRead)),
        ("update_contact", Key(Permission::ContactWrite)),
        ("patch_contact", Key(Permission::ContactWrite)),
        ("delete_contact", Key(Permission::ContactWrite)),
        ("set_contact_photo", Key(Permission::ContactWrite)),
        ("delete_contact_photo", Key(Permission::ContactWrite)),
        ("set_default_contact", Key(Permission::ContactWrite)),
        ("unset_default_contact", Key(Permission::ContactWrite)),
        ("authenticate_customer", Key(Permission::CustomerAuthenticate)),
        ("list_subscriptions", KeyOrCustomer(Permission::SubscriptionRead)),
        ("create_subscription", Key(Permission::SubscriptionWrite)),
        ("get_subscription", KeyOrCustomer(Permission::SubscriptionRead)),
        ("preview_cancellation", KeyOrCustomer(Permission::SubscriptionWrite)),
        ("cancel_subscription", KeyOrCustomer(Permission::SubscriptionWrite)),
        ("revoke_cancellation", KeyOrCustomer(Permission::SubscriptionWrite)),
        ("list_invoices", KeyOrCustomer(Permission::InvoiceRead)),
        ("create_invoice", Key(Permission::InvoiceWrite)),
        ("get_invoice", KeyOrCustomer(Permission::InvoiceRead)),
        ("preview_next_invoice", KeyOrCustomer(Permission::SubscriptionRead)),
        ("get_subscription_item", KeyOrCustomer(Permission::SubscriptionRead)),
        ("give_cancellation_reason", KeyOrCustomer(Permission::SubscriptionWrite)),
        ("activate_subscription", Key(Permission::SubscriptionWrite)),
        ("pause_subscription", Key(Permission::SubscriptionWrite)),
        ("resume_subscription", Key(Permission::SubscriptionWrite)),
        ("extend_trial", Key(Permission::SubscriptionWrite)),
        ("revoke_trial", Key(Permission::SubscriptionWrite)),
        ("set_invoice_address", KeyOrCustomer(Permission::SubscriptionWrite)),
        ("set_payment_method", KeyOrCustomer(Permission::SubscriptionWrite)),
        ("set_quantity", Key(Permission::SubscriptionWrite)),
        ("list_cancellation_reasons", KeyOrCustomer(Permission::SubscriptionRead)),
        ("create_cancellation_reason", Key(Permission::SettingsWrite)),
        ("update_cancellation_reason", Key(Permission::SettingsWrite)),
        ("patch_cancellation_reason", Key(Permission::SettingsWrite)),
        ("delete_cancellation_reason", Key(Permission::SettingsWrite)),
        ("cancel_invoice", Key(Permission::InvoiceWrite)),
        ("credit_invoice", Key(Permission::InvoiceWrite)),
        ("list_payments", Key(Permission::InvoiceRead)),
        ("record_payment", Key(Permission::InvoiceWrite)),
        ("create_billing_run", Key(Permission::BillingRunWrite)),
        ("list_billing_runs", Key(Permission::BillingRunRead)),
        ("get_billing_run", Key(Permission::BillingRunRead)),
        ("list_addresses", KeyOrCustomer(Permission::CustomerRead)),
        ("create_address", KeyOrCustomer(Permission::CustomerWrite)),
        ("get_address", KeyOrCustomer(Permission::CustomerRead)),
        ("update_address", KeyOrCustomer(Permission::CustomerWrite)),
        ("patch_address", KeyOrCustomer(Permission::CustomerWrite)),
        ("set_default_address", KeyOrCustomer(Permission::CustomerWrite)),
        ("unset_default_address", KeyOrCustomer(Permission::CustomerWrite)),
        ("preview_address_archive", KeyOrCustomer(Permission::CustomerWrite)),
        ("archive_address", KeyOrCustomer(Permission::CustomerWrite)),
        ("list_payment_methods", KeyOrCustomer(Permission::PaymentMethodRead)),
        ("get_hosted_pages", Key(Permission::SettingsRead)),
        ("patch_hosted_pages", Key(Permission::SettingsWrite)),
        ("set_logo", Key(Permission::SettingsWrite)),
        ("remove_logo", Key(Permission::SettingsWrite)),
        ("list_hosted_pages_versions", Key(Permission::SettingsRead)),
        ("get_hosted_pages_version", Key(Permission::SettingsRead)),
        ("restore_hosted_pages_version", Key(Permission::SettingsWrite)),
        ("list_number_ranges", Key(Permission::SettingsRead)),
        ("update_number_range", Key(Permission::SettingsWrite)),
        ("get_invoicing_settings", Key(Permission::SettingsRead)),
        ("patch_invoicing_settings", Key(Permission::SettingsWrite)),
        ("get_dunning_settings", Key(Permission::SettingsRead)),
        ("patch_dunning_settings", Key(Permission::SettingsWrite)),
        ("get_customer_invoicing_settings", Key(Permission::CustomerRead)),
        (
            "patch_customer_invoicing_settings",
            Key(Permission::CustomerSettingsWrite),
        ),
        ("get_customer_dunning_settings", Key(Permission::CustomerRead)),
        (
            "patch_customer_dunning_settings",
            Key(Permission::CustomerSettingsWrite),
        ),
        ("create_import", Key(Permission::ImportWrite)),
        ("list_imports", Key(Permission::ImportRead)),
        ("get_import", Key(Permission::ImportRead)),
        ("get_mail_settings", Key(Permission::SettingsRead)),
        ("patch_mail_settings", Key(Permission::SettingsWrite)),
        ("list_mails", Key(Permission::MailRead)),
        ("get_mail", Key(Permission::MailRead)),
        ("resend_mail", Key(Permission::MailWrite)),
        ("list_available_webhook_events", Key(Permission::WebhookRead)),
        ("create_webhook", Key(Permission::WebhookWrite)),
        ("list_webhooks", Key(Permission::WebhookRead)),
        ("get_webhook", Key(Permission::WebhookRead)),
        ("update_webhook", Key(Permission::WebhookWrite)),
        ("patch_webhook", Key(Permission::WebhookWrite)),
        ("delete_webhook", Key(Permission::WebhookWrite)),
        ("rotate_webhook_secret", Key(Permission::WebhookWrite)),
        ("test_webhook", Key(Permission::WebhookWrite)),
        ("list_webhook_deliveries", Key(Permission::WebhookRead)),
        ("get_webhook_delivery", Key(Permission::WebhookRead)),
        ("resend_webhook_delivery", Key(Permission::WebhookWrite)),
        ("list_domains", Key(Permission::DomainRead)),
        ("create_domain", Key(Permission::DomainWrite)),
        ("get_domain", Key(Permission::DomainRead)),
        ("delete_domain", Key(Permission::DomainWrite)),
        ("verify_domain", Key(Permission::DomainWrite)),
        ("activate_domain", Key(Permission::DomainWrite)),
        ("set_primary_domain", Key(Permission::DomainWrite)),
        ("unset_primary_domain", Key(Permission::DomainWrite)),
        ("list_audit_log", Key(Permission::AuditRead)),
        ("export_audit_log", Key(Permission::AuditRead)),
        ("list_activity", Customer),
        ("list_operators", Key(Permission::OperatorRead)),
        ("invite_operator", Key(Permission::OperatorWrite)),
        ("patch_operator", Key(Permission::OperatorWrite)),
        ("reset_operator", Key(Permission::OperatorWrite)),
        ("get_own_operator", Own),
        ("patch_own_operator", Own),
        ("change_own_password", Own),
        ("begin_totp", Own),
        ("confirm_totp", Own),
        ("remove_totp", Own),
        ("renew_recovery_codes", Own),
        ("list_own_sessions", Own),
        ("end_own_session", Own),
        ("end_own_sessions", Own),
        ("logout_console", Own),
        ("login_console", Public),
        ("refresh_console", Public),
        ("request_password_reset", Public),
        ("set_password", Public),
        ("create_api_key", Key(Permission::ApiKeyWrite)),
        ("list_api_keys", Key(Permission::ApiKeyRead)),
        ("revoke_api_key", Key(Permission::ApiKeyWrite)),
        ("list_links", Key(Permission::LinkRead)),
        ("end_link", Key(Permission::LinkWrite)),
        ("end_links", Key(Permission::LinkWrite)),
        ("send_login_email", Key(Permission::CustomerAuthenticate)),
        ("list_customer_users", KeyOrCustomer(Permission::CustomerRead)),
        ("invite_customer_user", KeyOrCustomer(Permission::CustomerWrite)),
        ("resend_invitation", KeyOrCustomer(Permission::CustomerWrite)),
        ("update_customer_user", KeyOrCustomer(Permission::CustomerWrite)),
        ("patch_customer_user", KeyOrCustomer(Permission::CustomerWrite)),
        ("remove_customer_user", KeyOrCustomer(Permission::CustomerWrite)),
        ("ask_email_change", Customer),
        ("get_email_change", Customer),
        ("withdraw_email_change", Customer),
        ("undo_email_change", Public),
        ("prove_email_change", Public),
        ("request_step_up", Customer),
        ("confirm_step_up", Customer),
        ("list_sessions", KeyOrCustomer(Permission::SessionRead)),
        ("end_session", KeyOrCustomer(Permission::SessionWrite)),
        ("end_sessions", KeyOrCustomer(Permission::SessionWrite)),
        ("request_login_link", Public),
        ("request_otp", Public),
        ("login_with_otp", Public),
        ("login_portal_with_otp", Public),
        ("login", Public),
        ("switch_customer", Public),
        ("switch_portal", Public),
        ("refresh_token", Public),
        ("logout", Customer),
        ("preview_portal_link", Public),
        ("login_portal", Public),
        ("refresh_portal", Public),
    ])
}

struct Operation {
    id: String,
    method: Method,
    path: String,
}

/// All operations, with a real id of Ada's in each path.
fn operations(ids: &BTreeMap<&str, String>) -> Vec<Operation> {
    let mut all = Vec::new();
    for (template, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let resource = template.split('/').nth(2).unwrap();
            let path = match ids.get(resource) {
                Some(id) => ["{id}", "{code}", "{version}", "{kind}"]
                    .iter()
                    .fold(template.clone(), |path, part| path.replace(part, id))
                    .replace("{person}", &ids["people"]),
                None => template.clone(),
            };
            assert!(!path.contains('{'), "{path} needs an id in this test");
            let method = method.to_uppercase().parse().unwrap();
            all.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method,
                path,
            });
        }
    }
    all
}

async fn fixture(app: &TestApp) -> (String, BTreeMap<&'static str, String>) {
    let ada = app.customer("ada@example.com").await;
    let subscription = app.subscription(&ada).await;
    let item = id(&subscription["items"][0]);
    let subscription = id(&subscription);
    let address = json!({ "customer": ada, "companyName": "A", "street": "Kai", "zip": "20457", "city": "Hamburg" });
    let address = id(&app.key().post("/api/customer-addresses", address).await.expect(201));
    let reason = json!({ "code": "price", "labels": { "de": "Preis", "en": "Price" } });
    app.key().post("/api/cancellation-reasons", reason).await.expect(201);
    let run = id(&app
        .key()
        .post("/api/billing-runs", json!({ "until": "2025-01-01" }))
        .await
        .expect(202));
    let invited = json!({ "email": "eva@acme.example", "name": "Eva", "role": "viewer" });
    let operator = id(&app.key().post("/api/operators", invited).await.expect(201));
    let mail = app.request_login_link("ada@example.com").await;
    app.run_jobs().await;
    let archive = crate::imports::archive(&[("contacts.ndjson", "{}\n")]);
    let import = id(&app
        .key()
        .post_archive("/api/imports?checkOnly=true", archive)
        .await
        .expect(202));
    let endpoint = json!({ "url": "http://127.0.0.1:9/hook", "events": ["customer.created"] });
    let webhook = id(&app.key().post("/api/webhooks", endpoint).await.expect(201));
    app.key()
        .post(&format!("/api/webhooks/{webhook}/test"), json!({}))
        .await
        .expect(202);
    app.run_jobs().await;
    let delivery = id(&app.key().get("/api/webhook-deliveries").await.expect(200)["data"][0]);
    app.mails();
    let invoice = id(&app.invoice(&ada, "1").await);
    app.link_token(&ada).await;
    let link = app.key().get("/api/links").await.expect(200)["data"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let sessions = app
        .key()
        .get(&format!("/api/sessions?customer={ada}"))
        .await
        .expect(200);
    let session = id(&sessions["data"][0]);
    let invited = json!({ "email": "eva@example.com", "role": "viewer", "sendEmail": false });
    let person = id(&app
        .key()
        .post(&format!("/api/customers/{ada}/users"), invited)
        .await
        .expect(201));
    let made = app
        .key()
        .post("/api/api-keys", json!({ "name": "ERP", "permissions": ["mail:read"] }))
        .await
        .expect(201);
    let api_key = id(&made["apiKey"]);
    // A second version, which the rival does not have.
    app.switch(json!({ "portalTitle": "Acme intern" })).await;
    let contact = app
        .key()
        .post("/api/contacts", json!({ "name": "Jana" }))
        .await
        .expect(201);
    let domain = app
        .key()
        .post("/api/domains", json!({ "host": "kunden.example" }))
        .await;
    let ids = BTreeMap::from([
        ("domains", id(&domain.expect(201))),
        ("contacts", id(&contact)),
        ("customers", ada.clone()),
        ("subscriptions", subscription),
        ("invoices", invoice),
        ("links", link),
        ("sessions", session),
        ("people", person),
        ("operators", operator.clone()),
        ("operator", operator),
        ("api-keys", api_key),
        ("mails", mail),
        ("subscription-items", item),
        ("customer-addresses", address),
        ("cancellation-reasons", "price".into()),
        ("billing-runs", run),
        ("imports", import),
        ("webhooks", webhook),
        ("webhook-deliveries", delivery),
        ("settings", "2".to_owned()),
    ]);
    (ada, ids)
}

/// The smallest body that an operation can read, so that it comes to looking for what it changes.
fn smallest(operation: &str) -> String {
    let body = match operation {
        "set_invoice_address" => json!({ "invoiceAddress": null }),
        "set_payment_method" => json!({ "paymentMethodId": null }),
        "give_cancellation_reason" => json!({ "reason": null, "comment": null }),
        "patch_portal" | "patch_own_operator" => json!({ "language": "de" }),
        "set_quantity" => json!({ "quantity": "1" }),
        "extend_trial" => json!({ "trialDays": 1 }),
        "invite_customer_user" => json!({ "email": "new@example.com", "role": "viewer", "sendEmail": false }),
        "update_customer_user" | "patch_customer_user" => json!({ "role": "billing" }),
        "ask_email_change" => json!({ "email": "new@example.com" }),
        "confirm_step_up" => json!({ "requestToken": "x", "code": "000000" }),
        "credit_invoice" => json!({ "positions": [{ "position": 0, "amount": 1 }] }),
        _ => json!({}),
    };
    body.to_string()
}

async fn send(app: &TestApp, proof: Option<&str>, operation: &Operation) -> crate::support::Answer {
    let caller = match proof {
        Some(proof) => app.with(proof),
        None => app.nobody(),
    };
    let body = (operation.method != Method::GET && operation.method != Method::DELETE).then(|| smallest(&operation.id));
    caller.send(operation.method.clone(), &operation.path, body, &[]).await
}

api_test! {
    async fn every_operation_is_in_the_table_and_in_the_document(app: TestApp) {
        let (_, ids) = fixture(app).await;
        let known: Vec<_> = operations(&ids).into_iter().map(|operation| operation.id).collect();
        let table = table();
        for operation in &known {
            assert!(table.contains_key(operation.as_str()), "{operation} is missing in the authorisation table");
        }
        for operation in table.keys() {
            assert!(known.iter().any(|one| one == operation), "{operation} is no operation any more");
        }
    }
}

/// Proofs that look like some, but are none.
async fn forged(app: &TestApp, customer: &str) -> Vec<(&'static str, String)> {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
    use portico::auth::tokens::{TokenKey, TokenKeys};
    let real = app.token(customer).await;
    let part = |index: usize| BASE64.decode(real.split('.').nth(index).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&part(1)).unwrap();
    let header: Value = serde_json::from_slice(&part(0)).unwrap();
    let kid = header["kid"].as_str().unwrap();
    let (body, signature) = (real.split('.').nth(1).unwrap(), real.split('.').nth(2).unwrap());
    let none = BASE64.encode(json!({ "alg": "none", "kid": kid }).to_string());
    // The public key is public: taken for a shared secret it would sign anything.
    let confused = Header {
        kid: Some(kid.into()),
        ..Header::new(Algorithm::HS256)
    };
    let confused = encode(
        &confused,
        &claims,
        &EncodingKey::from_secret(&app.context.tokens.0[0].public),
    )
    .unwrap();
    let id = |name: &str| claims[name].as_str().unwrap().to_owned();
    let issue = |keys: &TokenKeys, at| {
        let (sub, tid) = (id("sub").parse().unwrap(), id("tid").parse().unwrap());
        keys.issue(at, sub, tid, id("sid").parse().unwrap(), id("cid").parse().unwrap())
            .unwrap()
    };
    let others = TokenKeys(vec![TokenKey::from_seed(kid.into(), [8; 32], false)]);
    let mut raised = claims.clone();
    raised["aud"] = "console".into();
    vec![
        ("a wrong key", "ptc_live_0000000000000000_00".into()),
        ("nonsense", "x".into()),
        ("no algorithm", format!("{none}.{body}.")),
        ("no algorithm and a signature", format!("{none}.{body}.{signature}")),
        ("another algorithm", confused),
        (
            "another audience",
            format!(
                "{}.{}.{signature}",
                real.split('.').next().unwrap(),
                BASE64.encode(raised.to_string())
            ),
        ),
        ("another installation's key", issue(&others, app.now())),
        (
            "an expired token",
            issue(&app.context.tokens, app.now() - chrono::TimeDelta::minutes(11)),
        ),
        (
            "a token from the future",
            issue(&app.context.tokens, app.now() + chrono::TimeDelta::days(1)),
        ),
    ]
}

api_test! {
    /// A cell for each operation and role: what a role does not hold is refused, and customers' things are not theirs.
    async fn each_role_of_the_staff_uses_what_it_holds(app: TestApp) {
        use portico_shared::operators::OperatorRole;
        let (_, ids) = fixture(app).await;
        let table = table();
        for role in [OperatorRole::Viewer, OperatorRole::Support, OperatorRole::Admin, OperatorRole::Owner] {
            let token = crate::operators::operator(app, &format!("{role}@acme.example"), role).await;
            // Signing out would end the walk.
            for operation in operations(&ids).into_iter().filter(|one| !one.id.starts_with("logout")) {
                let answer = send(app, Some(&token), &operation).await;
                let may = match table[operation.id.as_str()] {
                    Public => continue,
                    Key(needed) | KeyOrCustomer(needed) => needed.held_by(role),
                    Customer => false,
                    Own => true,
                };
                if may {
                    assert!(!matches!(answer.status, 401 | 403), "{role} {}: {}", operation.id, answer.text);
                } else {
                    assert_eq!(answer.refused(403), "forbidden", "{role} {}", operation.id);
                }
            }
        }
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    async fn without_a_proof_only_public_operations_answer(app: TestApp) {
        let (ada, ids) = fixture(app).await;
        let table = table();
        let forged = forged(app, &ada).await;
        for operation in operations(&ids) {
            // So many wrong proofs from one client would be made to wait.
            app.advance(chrono::TimeDelta::seconds(10));
            let answer = send(app, None, &operation).await;
            match table[operation.id.as_str()] {
                Public => assert_ne!(answer.status, 200, "{}: an empty body proves nothing", operation.id),
                _ => assert_eq!(answer.refused(401), "unauthorized", "{}", operation.id),
            }
            for (what, wrong) in &forged {
                if !matches!(table[operation.id.as_str()], Public) {
                    assert_eq!(send(app, Some(wrong), &operation).await.refused(401), "unauthorized", "{} with {what}", operation.id);
                }
            }
        }
    }
}

api_test! {
    async fn a_key_needs_the_permission_of_each_operation(app: TestApp) {
        let (_, ids) = fixture(app).await;
        let table = table();
        for operation in operations(&ids) {
            let needed = match table[operation.id.as_str()] {
                Key(permission) | KeyOrCustomer(permission) => permission,
                Customer | Own => {
                    let key = app.acme.key.clone();
                    assert_eq!(send(app, Some(&key), &operation).await.refused(403), "forbidden", "{}", operation.id);
                    continue;
                }
                Public => continue,
            };
            let others: Vec<_> = Permission::ALL.iter().copied().filter(|one| *one != needed).collect();
            let lacking = app.key_with(&others).await;
            assert_eq!(send(app, Some(&lacking), &operation).await.refused(403), "forbidden", "{}", operation.id);
            // Whoever changes an operator has to hold what that one holds.
            let of_operators = operation.path.contains("/operators/");
            let held = if of_operators { Permission::ALL } else { &[needed][..] };
            let holding = app.key_with(held).await;
            let answer = send(app, Some(&holding), &operation).await;
            assert!(!matches!(answer.status, 401 | 403), "{} with {needed:?}: {}", operation.id, answer.text);
        }
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Another's object answers like a missing one, byte for byte but the request id.
    async fn another_tenants_key_finds_nothing(app: TestApp) {
        let table = table();
        let (_, ids) = fixture(app).await;
        let invented: BTreeMap<_, _> = ids.keys().map(|name| (*name, "01a20391-b036-7000-8004-e9cb25c4b054".to_owned())).collect();
        for (operation, missing) in operations(&ids).into_iter().zip(operations(&invented)) {
            if matches!(table[operation.id.as_str()], Own) {
                assert_eq!(send(app, Some(&app.rival.key), &operation).await.refused(403), "forbidden", "{}", operation.id);
                continue;
            }
            let named = operation.path != missing.path;
            if named {
                let answer = send(app, Some(&app.rival.key), &operation).await;
                assert_eq!(answer.refused(404), "not-found", "{}", operation.id);
                assert_eq!(answer.without_id(), send(app, Some(&app.rival.key), &missing).await.without_id(), "{}", operation.id);
            } else if operation.path.starts_with("/api/settings/") {
                // Each tenant has its own.
                let answer = send(app, Some(&app.rival.key), &operation).await;
                assert!(matches!(answer.status, 200 | 415) && !answer.text.contains("Acme"), "{}: {}", operation.id, answer.text);
            } else if operation.method == Method::GET && !["get_portal", "get_public_portal", "get_email_change", "list_activity", "list_audit_log", "export_audit_log", "list_api_keys", "list_available_webhook_events"].contains(&operation.id.as_str()) {
                let page = send(app, Some(&app.rival.key), &operation).await.expect(200);
                assert_eq!(page["data"], json!([]), "{}", operation.id);
            }
        }
    }
}

api_test! {
    async fn another_customer_finds_nothing(app: TestApp) {
        let (_, ids) = fixture(app).await;
        // Without an address, so that every list of his is empty.
        let bob = app.key().post("/api/customers", json!({ "email": "bob@example.com", "companyName": "Bob" })).await.expect(201);
        let token = app.token(&id(&bob)).await;
        let table = table();
        // Signing out would end the walk.
        for operation in operations(&ids).into_iter().filter(|operation| operation.id != "logout") {
            let answer = send(app, Some(&token), &operation).await;
            match table[operation.id.as_str()] {
                Public => {}
                Key(_) | Own => assert_eq!(answer.refused(403), "forbidden", "{}", operation.id),
                _ if ids.values().any(|id| operation.path.contains(id.as_str())) => {
                    assert_eq!(answer.refused(404), "not-found", "{}", operation.id);
                }
                // The merchant's list is the same for all, and what he adds is his own.
                _ if matches!(operation.id.as_str(), "get_portal" | "patch_portal" | "list_cancellation_reasons" | "create_address") => {}
                // There is the one that asks.
                _ if operation.id == "list_activity" => assert!(!answer.expect(200)["data"].as_array().unwrap().is_empty()),
                _ if operation.id == "ask_email_change" => assert_eq!(answer.refused(403), "step-up-required"),
                _ if operation.id == "get_email_change" => assert_eq!(answer.expect(200)["pending"], Value::Null),
                _ if operation.id.ends_with("_email_change") => assert_eq!(answer.refused(404), "not-found"),
                _ if operation.id == "request_step_up" => drop(answer.expect(200)),
                _ if operation.id == "confirm_step_up" => assert_eq!(answer.refused(422), "code-invalid"),
                _ if operation.id == "list_sessions" => assert_eq!(answer.expect(200)["data"].as_array().unwrap().len(), 1),
                _ if operation.id == "end_sessions" => assert_eq!(answer.expect(200)["ended"], 0),
                _ => assert_eq!(answer.expect(200)["data"], json!([]), "{}", operation.id),
            }
        }
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Filters by customer: one's own is ignored, another's is missing.
    async fn a_customer_may_name_only_themselves(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        app.subscription(&ada).await;
        let caller = app.signed_in(&ada).await;
        for list in ["subscriptions", "invoices", "customer-addresses", "payment-methods"] {
            caller.get(&format!("/api/{list}?customer={ada}")).await.expect(200);
            assert_eq!(caller.get(&format!("/api/{list}?customer={bob}")).await.refused(404), "not-found", "{list}");
        }
    }
}

api_test! {
    async fn what_hosted_pages_switch_off_is_closed_to_customers_at_once(app: TestApp) {
        let (ada, ids) = fixture(app).await;
        let caller = app.signed_in(&ada).await;
        let subscription = &ids["subscriptions"];
        let closed: [(&str, Vec<String>); 5] = [
            ("viewSubscriptions", vec!["subscriptions".into(), format!("subscriptions/{subscription}"), format!("subscriptions/{subscription}/cancellation-preview")]),
            ("cancelSubscriptions", vec![format!("subscriptions/{subscription}/cancellation-preview")]),
            ("showInvoices", vec!["invoices".into(), format!("invoices/{}", ids["invoices"])]),
            ("manageBillingAddress", vec!["customer-addresses".into(), format!("customer-addresses/{}", ids["customer-addresses"])]),
            ("managePaymentMethods", vec!["payment-methods".into()]),
        ];
        for (switch, paths) in closed {
            for path in &paths {
                caller.get(&format!("/api/{path}")).await.expect(200);
            }
            app.switch(json!({ switch: false })).await;
            for path in &paths {
                assert_eq!(caller.get(&format!("/api/{path}")).await.refused(403), "section-disabled", "{switch}: {path}");
                app.key().get(&format!("/api/{path}")).await.expect(200);
            }
            app.switch(json!({ switch: true })).await;
        }
        app.switch(json!({ "viewSubscriptions": false, "showContactPerson": false })).await;
        let portal = caller.get("/api/portal").await.expect(200);
        assert_eq!((&portal["subscriptions"], &portal["contact"]), (&Value::Null, &Value::Null));
    }
}

api_test! {
    async fn a_viewer_looks_and_changes_nothing(app: TestApp) {
        use portico::db::entities::memberships;
        use portico_shared::customers::MemberRole;
        use sea_orm::{EntityTrait, sea_query::Expr};
        let (ada, ids) = fixture(app).await;
        let caller = app.signed_in(&ada).await;
        let path = format!("/api/subscriptions/{}", ids["subscriptions"]);
        for role in [MemberRole::Viewer, MemberRole::Billing] {
            let tx = app.context.db.begin().await.unwrap();
            memberships::Entity::update_many().col_expr(memberships::Column::Role, Expr::value(role.as_str())).exec(&tx).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(caller.get(&path).await.expect(200)["canCancel"], false);
            assert_eq!(caller.put(&format!("{path}/cancel"), json!({})).await.refused(403), "forbidden");
        }
    }
}

api_test! {
    async fn a_revoked_or_expired_key_is_refused_at_once(app: TestApp) {
        use portico::features::api_keys::service::{self as keys, NewKey};
        let (id, key) = keys::create(&app.context, app.acme.id, NewKey { name: "a".into(), permissions: Permission::ALL.to_vec(), expires_at: None }).await.unwrap();
        app.with(&key).get("/api/customers").await.expect(200);
        assert!(!keys::revoke(&app.context, app.rival.id, id).await.unwrap(), "only its own tenant can");
        assert!(keys::revoke(&app.context, app.acme.id, id).await.unwrap());
        assert_eq!(app.with(&key).get("/api/customers").await.refused(401), "unauthorized");
        let soon = Some(app.now() + chrono::TimeDelta::hours(1));
        let (_, key) = keys::create(&app.context, app.acme.id, NewKey { name: "b".into(), permissions: Permission::ALL.to_vec(), expires_at: soon }).await.unwrap();
        app.with(&key).get("/api/customers").await.expect(200);
        app.advance(chrono::TimeDelta::hours(1));
        assert_eq!(app.with(&key).get("/api/customers").await.refused(401), "unauthorized");
    }
}

api_test! {
    /// Another process revokes: this one asks again after a second at most.
    async fn a_key_is_believed_for_less_than_a_second(app: TestApp) {
        use portico::features::api_keys::{service::{self as keys, NewKey}, store};
        let (id, key) = keys::create(&app.context, app.acme.id, NewKey { name: "a".into(), permissions: Permission::ALL.to_vec(), expires_at: None }).await.unwrap();
        app.with(&key).get("/api/customers").await.expect(200);
        let tx = app.context.db.begin().await.unwrap();
        assert!(store::update_revoked(&tx, app.acme.id, id, app.now()).await.unwrap());
        tx.commit().await.unwrap();
        app.advance(chrono::TimeDelta::seconds(1));
        assert_eq!(app.with(&key).get("/api/customers").await.refused(401), "unauthorized");
    }
}
