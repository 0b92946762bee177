//! Every operation of openapi.yaml, as everybody. `table.txt` says who gets what.

mod audited;
mod forging;
mod table;
pub mod walk;

use std::collections::BTreeMap;

use chrono::TimeDelta;
use portico::auth::permissions::Permission;
use portico_shared::{
    customers::{CustomerStatus, MemberRole},
    operators::OperatorRole,
};
use reqwest::Method;
use serde_json::{Value, json};

use self::{
    forging::Forge,
    table::{COLUMNS, Row},
    walk::{Operation, fixture, operations, send},
};
use crate::support::{Answer, TestApp, api_test, id};

#[test]
fn every_operation_is_in_the_table_and_in_the_document() {
    let paths = crate::support::document()["paths"].as_object().unwrap().values();
    let known: Vec<_> = paths
        .flat_map(|item| item.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let table = table::read();
    for operation in &known {
        assert!(
            table.contains_key(operation),
            "{operation} is missing in the authorisation table"
        );
    }
    for operation in table.keys() {
        assert!(known.contains(operation), "{operation} is no operation any more");
    }
}

api_test! {
    async fn everybody_gets_of_every_operation_what_the_table_says(app: TestApp) {
        let (ada, ids) = fixture(app).await;
        let (table, mut operations) = (table::read(), operations(&ids));
        let (mut wrong, mut without) = (Vec::new(), BTreeMap::new());
        for column in COLUMNS {
            // So many wrong proofs from one client would be made to wait.
            app.advance(TimeDelta::minutes(1));
            if column == "operator viewer" {
                // What signs these callers out comes last.
                let last = operations.len() - 1;
                operations.swap(last - 1, last);
            }
            let walker = Walker::begin(app, column, &ada).await;
            for operation in &operations {
                let row = &table[operation.id.as_str()];
                let proof = walker.proof(app, row, operation).await;
                let answer = send(app, proof.as_deref(), operation).await;
                let bare = without.entry(operation.id.clone()).or_insert_with(|| answer.without_id());
                let got = if row.is_public() { public(&answer, bare) } else { cell(column, operation, &answer) };
                if got != row.cell(column) {
                    wrong.push(format!("{} as {column}: {} expected, {got} given: {}", operation.id, row.cell(column), answer.text));
                }
            }
            walker.end(app, &ada).await;
        }
        assert!(wrong.is_empty(), "{} cells differ:\n{}", wrong.len(), wrong.join("\n"));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Whatever is wrong with a proof, nobody learns what.
    async fn whatever_is_no_proof_is_refused_like_none_at_all(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        let staff = crate::operators::operator(app, "eva@acme.example", OperatorRole::Owner).await;
        let holder = app.link_holder(&ada).await;
        let forges = [
            (Forge::of(app, &ada).await, ["/api/portal", "/api/customers"]),
            (Forge::of_token(app, &staff).await, ["/api/operator", "/api/customers"]),
            (Forge::of_token(app, &holder).await, ["/api/payment-methods/link", "/api/payment-methods/options"]),
        ];
        let link = ("a link's secret".to_owned(), app.link_token(&ada).await);
        for (forge, paths) in &forges {
            app.with(&forge.real()).get(paths[0]).await.expect(200);
            for path in paths {
                let none = app.nobody().get(path).await;
                for (what, proof) in forge.all(&bob).into_iter().chain([link.clone()]) {
                    let answer = app.with(&proof).get(path).await;
                    assert_eq!((answer.refused(401), answer.without_id()), ("unauthorized", none.without_id()), "{path} with {what}");
                }
            }
        }
    }
}

/// What no proof asks for answers everybody alike, and an empty body proves nothing.
fn public(answer: &Answer, without: &str) -> &'static str {
    match answer.status {
        400..=499 if answer.without_id() == without => "any",
        _ => "another answer than to nobody",
    }
}

fn cell(column: &str, operation: &Operation, answer: &Answer) -> &'static str {
    // Later walkers come upon what earlier ones removed.
    let is_as_it_was = COLUMNS.iter().position(|one| *one == column) <= COLUMNS.iter().position(|one| *one == "owner");
    match (answer.status, answer.json["type"].as_str()) {
        (401, Some("unauthorized")) => "401",
        (403, Some("forbidden")) => "403",
        (403, Some("step-up-required")) => "stp",
        (403, Some("view-only")) => "vwo",
        (404, Some("not-found")) if operation.is_named && is_as_it_was => "404",
        (401 | 403 | 429 | 500.., _) => "a refusal of another kind",
        _ => "in",
    }
}

/// Somebody who tries every operation.
enum Walker {
    With(Option<String>),
    /// With a forged proof of somebody whom the operation would let in.
    Forged {
        customer: String,
        operator: String,
        holder: String,
    },
    /// While the customer's status is another; the session itself stays open.
    While(String),
    /// With a key for each operation: that has all permissions but its own, or that alone.
    KeyFor(bool),
}

impl Walker {
    async fn begin(app: &TestApp, column: &str, ada: &str) -> Self {
        let one = |proof: String| Self::With(Some(proof));
        let staff = async |role: OperatorRole| {
            one(crate::operators::operator(app, &format!("{role}@acme.example"), role).await)
        };
        match column {
            "none" => Self::With(None),
            "junk" => one("ptc_live_0000000000000000_00".into()),
            "expired" => Self::forged(app, column, ada, Forge::expired).await,
            "audience" => Self::forged(app, column, ada, Forge::for_another_audience).await,
            "algorithm" => Self::forged(app, column, ada, Forge::without_algorithm).await,
            "public key" => Self::forged(app, column, ada, Forge::by_the_public_key).await,
            "other key" => Self::forged(app, column, ada, Forge::by_another_key).await,
            "link holder" => one(app.link_holder(ada).await),
            "suspended" => Self::shut_out(app, ada, CustomerStatus::Suspended).await,
            "archived" => Self::shut_out(app, ada, CustomerStatus::Archived).await,
            "another tenant" => one(app.rival.key.clone()),
            "another customer" => one(app.token(&app.customer("bob@example.com").await).await),
            "look" => {
                let eva = crate::operators::operator(app, "eva@look.example", OperatorRole::Support).await;
                one(crate::viewing::look(app, &eva, ada).await)
            }
            "owner" => one(Forge::of(app, ada).await.real()),
            "billing" => one(Self::acting_as(app, ada, MemberRole::Billing).await),
            "viewer" => one(Self::acting_as(app, ada, MemberRole::Viewer).await),
            "key without" => Self::KeyFor(false),
            "key with" => Self::KeyFor(true),
            "operator viewer" => staff(OperatorRole::Viewer).await,
            "operator support" => staff(OperatorRole::Support).await,
            "operator admin" => staff(OperatorRole::Admin).await,
            "operator owner" => staff(OperatorRole::Owner).await,
            _ => panic!("{column} is nobody"),
        }
    }

    async fn forged(app: &TestApp, column: &str, ada: &str, forge: fn(&Forge) -> String) -> Self {
        let email = format!("{}@forged.example", column.replace(' ', "."));
        let operator = crate::operators::operator(app, &email, OperatorRole::Owner).await;
        let holder = app.link_holder(ada).await;
        Self::Forged {
            customer: forge(&Forge::of(app, ada).await),
            operator: forge(&Forge::of_token(app, &operator).await),
            holder: forge(&Forge::of_token(app, &holder).await),
        }
    }

    async fn shut_out(app: &TestApp, ada: &str, status: CustomerStatus) -> Self {
        let proof = app.token(ada).await;
        set_status(app, ada, status).await;
        Self::While(proof)
    }

    async fn acting_as(app: &TestApp, ada: &str, role: MemberRole) -> String {
        let proof = app.token(ada).await;
        set_role(app, ada, role).await;
        proof
    }

    async fn proof(&self, app: &TestApp, row: &Row, operation: &Operation) -> Option<String> {
        let is_alone = match self {
            Self::With(proof) => return proof.clone(),
            Self::Forged {
                customer,
                operator,
                holder,
            } => {
                let proof = match (row.cell("owner"), row.cell("link holder")) {
                    ("403", "401") => operator,
                    ("403", _) => holder,
                    _ => customer,
                };
                return Some(proof.clone());
            }
            Self::While(proof) => return Some(proof.clone()),
            Self::KeyFor(is_alone) => *is_alone,
        };
        // Whoever changes an operator has to hold what that one holds.
        let needs_all = is_alone && operation.path.contains("/operators/");
        let holds = |one: &Permission| needs_all || (row.permission == Some(*one)) == is_alone;
        let held: Vec<_> = Permission::ALL.iter().copied().filter(holds).collect();
        Some(app.key_with(&held).await)
    }

    /// Puts back what the walk needed; what kept the token out was that alone.
    async fn end(self, app: &TestApp, ada: &str) {
        if let Self::While(proof) = self {
            set_status(app, ada, CustomerStatus::Active).await;
            app.with(&proof).get("/api/portal").await.expect(200);
        }
        set_role(app, ada, MemberRole::Owner).await;
    }
}

async fn set_status(app: &TestApp, customer: &str, status: CustomerStatus) {
    use portico::db::entities::customers;
    use portico_shared::CustomerId;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
    let tx = app.context.db.begin().await.unwrap();
    customers::Entity::update_many()
        .col_expr(customers::Column::Status, Expr::value(status.as_str()))
        .filter(customers::Column::Id.eq(customer.parse::<CustomerId>().unwrap()))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn set_role(app: &TestApp, customer: &str, role: MemberRole) {
    use portico::db::entities::memberships;
    use portico_shared::CustomerId;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
    let tx = app.context.db.begin().await.unwrap();
    memberships::Entity::update_many()
        .col_expr(memberships::Column::Role, Expr::value(role.as_str()))
        .filter(memberships::Column::CustomerId.eq(customer.parse::<CustomerId>().unwrap()))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

api_test! {
    /// A GET may be made by a link, a picture or a scanner of mails.
    async fn reading_changes_nothing(app: TestApp) {
        let (ada, ids) = fixture(app).await;
        let staff = crate::operators::operator(app, "owner@acme.example", OperatorRole::Owner).await;
        let link = app.link_token(&ada).await;
        let proofs = [app.acme.key.clone(), app.token(&ada).await, staff, app.link_holder(&ada).await];
        let before = app.row_counts().await;
        // That a copy was taken is written down: it needs a token, which no link and no scanner has.
        let all = operations(&ids);
        let taken = ["export_personal_data", "get_debit_file_content", "get_mandate_document"];
        let reads = all.iter().filter(|one| one.method == Method::GET && !taken.contains(&one.id.as_str()));
        for operation in reads {
            for proof in &proofs {
                send(app, Some(proof), operation).await;
            }
        }
        for page in ["/", "/customer-area/login", "/customer-area/email", "/customer-area/undo", "/customer-area/recipient", "/pay/link", "/console/welcome", "/console/reset"] {
            app.nobody_on("acme").get(&format!("{page}?token={link}")).await;
        }
        assert_eq!(app.row_counts().await, before);
        app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": link })).await.expect(200);
    }
}

api_test! {
    /// Another's object answers like a missing one, byte for byte but the request id.
    async fn another_tenants_key_finds_nothing(app: TestApp) {
        let (table, (_, ids)) = (table::read(), fixture(app).await);
        let invented: BTreeMap<_, _> = ids.keys().map(|name| (*name, "01a20391-b036-7000-8004-e9cb25c4b054".to_owned())).collect();
        for (operation, missing) in operations(&ids).into_iter().zip(operations(&invented)) {
            let expected = table[operation.id.as_str()].cell("another tenant");
            if !matches!(expected, "404" | "in") {
                continue;
            }
            let answer = send(app, Some(&app.rival.key), &operation).await;
            if expected == "404" {
                assert_eq!(answer.without_id(), send(app, Some(&app.rival.key), &missing).await.without_id(), "{}", operation.id);
            } else if ["/api/settings/", "/api/payment-gateways", "/api/payment-methods/options"].iter().any(|start| operation.path.starts_with(start)) {
                // Each tenant has its own.
                assert!(matches!(answer.status, 200 | 415 | 422) && !answer.text.contains("Acme"), "{}: {}", operation.id, answer.text);
            } else if operation.id == "get_invoice_balance" {
                assert_eq!(answer.expect(200)["balances"], json!([]));
            } else if operation.method == Method::GET && !["list_audit_log", "export_audit_log", "list_api_keys", "list_available_webhook_events"].contains(&operation.id.as_str()) {
                assert_eq!(answer.expect(200)["data"], json!([]), "{}", operation.id);
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
        let table = table::read();
        // Signing out would end the walk.
        for operation in operations(&ids).into_iter().filter(|operation| operation.id != "logout") {
            if table[operation.id.as_str()].cell("another customer") != "in" {
                continue;
            }
            let answer = send(app, Some(&token), &operation).await;
            match operation.id.as_str() {
                // The merchant's list is the same for all, and what he adds is his own.
                "get_portal" | "patch_portal" | "list_cancellation_reasons" | "create_address" | "create_payment_method" => {}
                // What can be added is the same for all, and a number that somebody types in is nobody's.
                "list_payment_method_options" | "check_iban" => drop(answer.expect(200)),
                // There is the one that asks.
                "list_activity" => assert!(!answer.expect(200)["data"].as_array().unwrap().is_empty()),
                "export_personal_data" => assert_eq!(answer.status, 200),
                "get_erasure_request" => assert_eq!(answer.expect(200)["requestedAt"], Value::Null),
                "request_erasure" | "withdraw_erasure" => assert_eq!(answer.expect(200)["kept"], json!([])),
                "get_email_change" => assert_eq!(answer.expect(200)["pending"], Value::Null),
                "withdraw_email_change" => assert_eq!(answer.refused(404), "not-found"),
                "request_step_up" => drop(answer.expect(200)),
                "confirm_step_up" => assert_eq!(answer.refused(422), "code-invalid"),
                "get_invoice_balance" => assert_eq!(answer.expect(200)["balances"], json!([])),
                // There is nothing to export.
                "create_invoice_export" => assert!(matches!(answer.status, 400 | 422)),
                "list_sessions" => assert_eq!(answer.expect(200)["data"].as_array().unwrap().len(), 1),
                "end_sessions" => assert_eq!(answer.expect(200)["ended"], 0),
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
