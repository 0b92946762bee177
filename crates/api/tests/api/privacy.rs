//! A copy of one's data, and erasing them.

use std::io::{Cursor, Read};

use chrono::{DateTime, TimeDelta, Utc};
use portico_shared::operators::OperatorRole;
use serde_json::{Value, json};

use crate::{
    imports::archive,
    operators::operator,
    support::{Caller, TestApp, api_test, id, token_of, yearly},
};

/// The files of an archive, by name.
fn opened(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let files = (0..archive.len()).map(|index| {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (
            file.name().unwrap().into_owned(),
            String::from_utf8_lossy(&bytes).into_owned(),
        )
    });
    files.collect()
}

/// A contract that ended, so that nothing stands in the way.
async fn ended_subscription(app: &TestApp, customer: &str) {
    let subscription = id(&app.key().post("/api/subscriptions", yearly(customer)).await.expect(201));
    let path = format!("/api/subscriptions/{subscription}/cancel");
    app.key()
        .put(
            &path,
            json!({ "cancellationDateType": "immediate", "sendConfirmationEmail": false }),
        )
        .await
        .expect(200);
}

async fn pay(app: &TestApp, invoice: &str) {
    let path = format!("/api/invoices/{invoice}/payments");
    app.key()
        .post(&path, json!({ "amount": 11900, "paidOn": "2026-11-20" }))
        .await
        .expect(201);
}

api_test! {
    async fn a_copy_holds_everything_about_the_customer_and_nothing_else(app: TestApp) {
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        app.subscription(&ada).await;
        app.invoice(&ada, "RE-1").await;
        app.invoice(&bob, "RE-2").await;
        app.method(&ada, "ok").await;
        let archive = app.signed_in(&ada).await.get("/api/personal-data").await;
        assert_eq!((archive.status, archive.header("content-type")), (200, "application/zip"));
        assert!(archive.header("content-disposition").contains("personal-data.zip"));
        let files = opened(&archive.bytes);
        let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["README.txt", "customer.json", "addresses.json", "people.json", "email-changes.json", "invoice-recipients.json",
            "invoice-preferences.json", "subscriptions.json", "payment-methods.json", "mandates.json", "invoices.json", "mails.json", "links.json",
            "sessions.json", "erasure-requests.json", "activity.json"]);
        let read = |name: &str| -> Value {
            serde_json::from_str(&files.iter().find(|(one, _)| one == name).unwrap().1).unwrap()
        };
        assert_eq!(read("customer.json")["defaultEmail"], "ada@example.com");
        assert_eq!(read("people.json")[0]["email"], "ada@example.com");
        assert_eq!(read("subscriptions.json").as_array().unwrap().len(), 1);
        assert_eq!((&read("invoices.json")[0]["number"], &read("invoices.json")[0]["payments"]), (&json!("RE-1"), &json!([])));
        assert!(read("activity.json").as_array().unwrap().iter().any(|row| row["action"] == "customer.data_exported"));
        let all: String = files.into_iter().map(|(_, text)| text).collect();
        for other in ["bob@example.com", "RE-2", &*bob] {
            assert!(!all.contains(other), "{other} is somebody else's");
        }
    }
}

/// Signed in by a link that the person asked for.
async fn by_mail(app: &TestApp, email: &str) -> String {
    app.request_login_link(email).await;
    app.run_jobs().await;
    let mails = app.mails();
    let mail = mails.iter().find(|mail| mail.0 == email).unwrap();
    let token = token_of(mail.2.lines().find(|line| line.contains("token=")).unwrap());
    let login = app
        .nobody_on("acme")
        .post("/api/session/portal/login", json!({ "token": token }))
        .await;
    login.expect(200)["accessToken"].as_str().unwrap().to_owned()
}

api_test! {
    /// An owner's copy holds what everybody did; another person's, of sessions and links, their own.
    async fn a_copy_holds_mandates_links_sessions_and_requests(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        app.mandate(&ada).await;
        let eva = json!({ "email": "eva@example.com", "role": "viewer", "sendEmail": false });
        app.key().post(&format!("/api/customers/{ada}/users"), eva).await.expect(201);
        let eva = by_mail(app, "eva@example.com").await;
        let left = app.signed_in(&ada).await;
        assert_eq!(left.post("/api/logout", json!({})).await.status, 204);
        let owner = app.signed_in(&ada).await;
        owner.post("/api/erasure-request", json!({})).await.expect(200);
        let copy = async |caller: Caller<'_>| opened(&caller.get("/api/personal-data").await.bytes);
        let read = |files: &[(String, String)], name: &str| -> Vec<Value> {
            serde_json::from_str(&files.iter().find(|(one, _)| one == name).unwrap().1).unwrap()
        };
        let whole = copy(owner).await;
        let mandate = read(&whole, "mandates.json").remove(0);
        assert_eq!((&mandate["accountHolder"], &mandate["address"]["city"], &mandate["consentedAt"]), (&json!("Ada Müller"), &json!("Hamburg"), &json!("2026-11-22T12:00:00Z")));
        assert!(!mandate.to_string().contains("DE02120300000000202051"), "{mandate}");
        let document = whole.iter().find(|(name, _)| name.starts_with("mandates/")).unwrap();
        assert!(document.0.ends_with("-M-00000001.pdf") && document.1.starts_with("%PDF-"), "{}", document.0);
        let sessions = read(&whole, "sessions.json");
        assert_eq!((sessions.len(), sessions.iter().filter(|one| !one["endedAt"].is_null()).count()), (3, 1));
        let links = read(&whole, "links.json");
        assert_eq!((links.len(), links.iter().filter(|one| one["madeBy"] == "merchant").count()), (3, 2));
        assert_eq!(read(&whole, "erasure-requests.json"), [json!({ "requestedAt": "2026-11-22T12:00:00Z", "withdrawnAt": null, "carriedOutAt": null })]);
        let part = copy(app.with(&eva)).await;
        let own: Vec<_> = ["sessions.json", "links.json", "mandates.json"].map(|name| read(&part, name).len()).into();
        assert_eq!(own, [1, 1, 1]);
        assert!(!part.iter().any(|(name, _)| name.starts_with("mandates/")), "who may not change one reads no document of it");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Who is let in is the owner's to know, and the merchant's note the merchant's.
    async fn a_copy_holds_of_other_people_what_its_taker_may_know(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let users = format!("/api/customers/{ada}/users");
        let mut people = Vec::new();
        for email in ["eva@example.com", "bob@example.com"] {
            people.push(id(&app.key().post(&users, json!({ "email": email, "role": "viewer" })).await.expect(201)));
        }
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 2, "both are invited");
        let method = app.method(&ada, "ok").await;
        let invoice = id(&app.invoice(&ada, "RE-1").await);
        let paid = app.key().post(&format!("/api/invoices/{invoice}/pay"), json!({ "paymentMethod": method })).await.expect(201);
        let back = json!({ "amount": 1900, "note": "Ticket 4711" });
        app.key().post(&format!("/api/payments/{}/refunds", id(&paid)), back).await.expect(201);
        let read = async |token: &str, name: &str| -> Vec<Value> {
            let files = opened(&app.with(token).get("/api/personal-data").await.bytes);
            serde_json::from_str(&files.iter().find(|(one, _)| one == name).unwrap().1).unwrap()
        };
        let invited = async |token: &str| -> Vec<Value> {
            let mails = read(token, "mails.json").await;
            mails.into_iter().filter(|mail| mail["kind"] == "invitation").map(|mail| mail["recipient"].clone()).collect()
        };
        let (eva, owner) = (by_mail(app, "eva@example.com").await, app.token(&ada).await);
        assert_eq!((invited(&eva).await, invited(&owner).await.len()), (vec![json!("eva@example.com")], 2));
        assert!(read(&eva, "mails.json").await.iter().all(|mail| mail["kind"] != "login_link"));
        let payment = read(&eva, "invoices.json").await[0]["payments"][0].clone();
        assert_eq!((&payment["refunds"][0]["amount"]["amount"], &payment["refunds"][0]["note"]), (&json!(1900), &Value::Null));
        app.key().delete(&format!("{users}/{}", people[0])).await.expect(204);
        let sessions = read(&owner, "sessions.json").await;
        let left = sessions.iter().find(|one| one["person"] == people[0].as_str()).unwrap();
        assert_eq!((&left["email"], &left["role"]), (&Value::Null, &Value::Null));
        app.advance(TimeDelta::minutes(2));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    async fn a_copy_holds_the_documents_of_invoices(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let mut contract = yearly(&ada);
        contract["contractStart"] = "2026-11-01".into();
        app.key().post("/api/subscriptions", contract).await.expect(201);
        app.key().post("/api/billing-runs", json!({ "customer": ada })).await.expect(202);
        app.run_jobs().await;
        app.mails();
        let files = opened(&app.signed_in(&ada).await.get("/api/personal-data").await.bytes);
        let kinds: Vec<_> = files.iter().filter(|(name, _)| name.starts_with("documents/")).map(|(name, _)| name.rsplit('.').next().unwrap()).collect();
        assert_eq!(kinds, ["pdf", "xml"]);
    }
}

api_test! {
    async fn copies_are_limited_and_no_matter_of_switches(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        app.switch(json!({ "viewSubscriptions": false, "showInvoices": false, "managePaymentMethods": false })).await;
        let caller = app.signed_in(&ada).await;
        for _ in 0..20 {
            assert_eq!(caller.get("/api/personal-data").await.status, 200);
        }
        let refused = caller.get("/api/personal-data").await;
        assert_eq!(refused.refused(429), "too-many-requests");
        assert!(refused.header("retry-after").parse::<u32>().unwrap() > 60);
        app.advance(TimeDelta::minutes(4));
        assert_eq!(caller.get("/api/personal-data").await.status, 200);
    }
}

api_test! {
    /// The merchant's staff look; a copy is for the customer alone.
    async fn no_copy_is_taken_while_looking(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let eva = operator(app, "eva@acme.example", OperatorRole::Support).await;
        let path = format!("/api/customers/{ada}/view");
        let link = app.with(&eva).post(&path, json!({ "reason": "Ticket" })).await.expect(200);
        let token = token_of(link["data"]["customerAreaLink"].as_str().unwrap());
        let view = app.nobody().post("/api/public/customer/login", json!({ "token": token })).await.expect(200);
        let viewer = app.with(view["accessToken"].as_str().unwrap());
        assert_eq!(viewer.get("/api/personal-data").await.refused(403), "view-only");
        assert_eq!(viewer.post("/api/erasure-request", json!({})).await.refused(403), "view-only");
        viewer.get("/api/erasure-request").await.expect(200);
    }
}

api_test! {
    async fn a_request_is_told_to_both_and_can_be_taken_back(app: TestApp) {
        app.switch(json!({ "contactEmail": "privacy@acme.example" })).await;
        let ada = app.customer("ada@example.com").await;
        let caller = app.signed_in(&ada).await;
        assert_eq!(caller.get("/api/erasure-request").await.expect(200)["requestedAt"], Value::Null);
        let asked = caller.post("/api/erasure-request", json!({})).await.expect(200);
        assert_eq!(asked["requestedAt"], "2026-11-22T12:00:00Z");
        caller.post("/api/erasure-request", json!({})).await.expect(200);
        app.run_jobs().await;
        let mut mails = app.mails();
        mails.sort();
        let to: Vec<_> = mails.iter().map(|(to, _, _)| to.as_str()).collect();
        assert_eq!(to, ["ada@example.com", "privacy@acme.example"], "asking again is no second request");
        assert!(!mails[1].2.contains("ada@example.com"), "{}", mails[1].2);
        assert!(mails[0].2.contains("Antrag ansehen:"), "{}", mails[0].2);
        let preview = app.key().get(&format!("/api/customers/{ada}/erasure-preview")).await.expect(200);
        assert_eq!(preview["requestedAt"], "2026-11-22T12:00:00Z");
        let back = caller.delete("/api/erasure-request").await.expect(200);
        assert_eq!(back["requestedAt"], Value::Null);
        app.run_jobs().await;
        let told = app.mails();
        assert_eq!((told.len(), told[0].0.as_str()), (1, "privacy@acme.example"), "nothing is to be erased any more");
        let log = app.key().get("/api/audit-log?action=customer.erasure_requested&action=customer.erasure_withdrawn").await.expect(200);
        assert_eq!(log["data"].as_array().unwrap().len(), 2);
    }
}

api_test! {
    /// A claim is a reason to keep (article 17 (3) e), and a contract is to be fulfilled.
    async fn nothing_is_erased_while_a_contract_runs_or_something_is_owed(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let number = app.subscription(&ada).await["number"].as_str().unwrap().to_owned();
        app.invoice(&ada, "RE-1").await;
        let preview = app.key().get(&format!("/api/customers/{ada}/erasure-preview")).await.expect(200);
        assert_eq!(preview["blockers"], json!([{ "kind": "subscription", "number": number }, { "kind": "invoice", "number": "RE-1" }]));
        let refused = app.key().post(&format!("/api/customers/{ada}/erase"), json!({})).await;
        assert_eq!(refused.refused(409), "customer-in-use");
        assert!(refused.text.contains("RE-1"));
        assert_eq!(app.key().get(&format!("/api/customers/{ada}")).await.expect(200)["defaultEmail"], "ada@example.com");
    }
}

api_test! {
    async fn a_customer_without_anything_to_keep_is_gone(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let caller = app.signed_in(&ada).await;
        caller.post("/api/erasure-request", json!({})).await.expect(200);
        app.run_jobs().await;
        app.mails();
        let erased = app.key().post(&format!("/api/customers/{ada}/erase"), json!({})).await.expect(200);
        assert_eq!(erased["kept"], json!([]));
        assert_eq!(app.key().get(&format!("/api/customers/{ada}")).await.refused(404), "not-found");
        assert_eq!(caller.get("/api/portal").await.refused(401), "unauthorized");
        app.run_jobs().await;
        let mails = app.mails();
        assert_eq!((mails.len(), mails[0].0.as_str()), (1, "ada@example.com"));
        let kept = app.key().get("/api/mails?kind=erasure_carried_out").await.expect(200);
        assert_eq!((&kept["data"][0]["state"], &kept["data"][0]["recipient"]), (&json!("sent"), &Value::Null));
    }
}

api_test! {
    /// Vouchers are kept for eight years from the end of theirs (§ 147 (3), (4) AO), out of daily use, and forgotten then.
    async fn invoices_stay_for_the_law_alone_and_then_lose_the_name(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        ended_subscription(app, &ada).await;
        let invoice = id(&app.invoice(&ada, "RE-1").await);
        pay(app, &invoice).await;
        app.method(&ada, "ok").await;
        app.run_jobs().await;
        app.mails();
        let erase = format!("/api/customers/{ada}/erase");
        let erased = app.key().post(&erase, json!({})).await.expect(200);
        let kept = json!([{ "kind": "invoices", "count": 1, "until": "2034-12-31" }, { "kind": "subscriptions", "count": 1, "until": null }]);
        assert_eq!(erased["kept"], kept);
        let left = app.key().get(&format!("/api/customers/{ada}")).await.expect(200);
        assert_eq!((&left["status"], &left["firstName"], &left["companyName"]), (&json!("STATUS_ARCHIVED"), &Value::Null, &Value::Null));
        assert_eq!(left["erasedAt"], "2026-11-22T12:00:00Z");
        for path in ["/api/customers?search=ada", "/api/customers?search=m%C3%BCller", "/api/invoices", "/api/invoices?search=RE-1"] {
            assert_eq!(app.key().get(path).await.expect(200)["data"], json!([]), "{path}");
        }
        let limited = app.key_with(&[portico::auth::permissions::Permission::InvoiceRead]).await;
        assert_eq!(app.with(&limited).get(&format!("/api/invoices/{invoice}")).await.refused(404), "not-found");
        assert_eq!(app.with(&limited).get(&format!("/api/invoices?customer={ada}")).await.expect(200)["data"], json!([]));
        let payments = format!("/api/invoices/{invoice}/payments");
        assert_eq!(app.with(&limited).get(&payments).await.refused(404), "not-found");
        assert_eq!(app.key().get(&payments).await.expect(200)["data"].as_array().unwrap().len(), 1);
        let voucher = app.key().get(&format!("/api/invoices/{invoice}")).await.expect(200);
        assert!(voucher["invoiceAddress"].to_string().contains("Am Markt"), "{voucher}");
        assert_eq!(app.key().get(&format!("/api/invoices?customer={ada}")).await.expect(200)["data"].as_array().unwrap().len(), 1);
        let all = app.key().get(&format!("/api/audit-log?customer={ada}")).await.expect(200);
        assert!(!all.to_string().contains("ada@example.com"), "{all}");
        app.clock.advance("2034-12-31T12:00:00Z".parse::<DateTime<Utc>>().unwrap() - app.now());
        app.run_jobs().await;
        assert!(app.key().get(&format!("/api/invoices/{invoice}")).await.expect(200)["invoiceAddress"].is_object(), "the last day");
        app.advance(TimeDelta::days(2));
        app.run_jobs().await;
        let forgotten = app.key().get(&format!("/api/invoices/{invoice}")).await.expect(200);
        assert_eq!((&forgotten["invoiceAddress"], &forgotten["number"]), (&Value::Null, &json!("RE-1")));
    }
}

api_test! {
    async fn an_erased_customer_is_not_written_to_again(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        ended_subscription(app, &ada).await;
        app.run_jobs().await;
        app.mails();
        let path = format!("/api/customers/{ada}");
        app.key().post(&format!("{path}/erase"), json!({})).await.expect(200);
        assert_eq!(app.key().post(&format!("{path}/erase"), json!({})).await.refused(409), "customer-erased");
        assert_eq!(app.key().get(&format!("{path}/erasure-preview")).await.refused(409), "customer-erased");
        assert_eq!(app.key().patch(&path, json!({ "firstName": "Ada" })).await.refused(409), "customer-erased");
        assert_eq!(app.key().put(&format!("{path}/unarchive"), json!({})).await.refused(409), "customer-erased");
        let address = json!({ "customer": ada, "street": "Kai", "houseNumber": "1", "zip": "20457", "city": "Hamburg" });
        assert_eq!(app.key().post("/api/customer-addresses", address).await.refused(409), "customer-erased");
        let user = json!({ "email": "eva@example.com", "role": "viewer", "sendEmail": false });
        assert_eq!(app.key().post(&format!("{path}/users"), user).await.refused(409), "customer-erased");
        let number = app.key().get(&path).await.expect(200)["customerNumber"].as_str().unwrap().to_owned();
        let lines = format!("externalId,customer,street,houseNumber,zip,city,countryCode\na1,number:{number},Kai,1,20457,Hamburg,DE\n");
        let sent = app.key().post_archive("/api/imports", archive(&[("addresses.csv", &lines)])).await.expect(202);
        app.run_jobs().await;
        let import = app.key().get(&format!("/api/imports/{}", id(&sent))).await.expect(200);
        assert_eq!(import["errors"][0]["code"], "unknown", "{import}");
        let again = app.customer("ada@example.com").await;
        assert_ne!(again, ada, "the address is free again");
    }
}

api_test! {
    async fn only_owners_ask_and_only_owners_and_admins_erase(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        for (role, may) in [(OperatorRole::Owner, true), (OperatorRole::Admin, true), (OperatorRole::Support, false), (OperatorRole::Viewer, false)] {
            let who = operator(app, &format!("{role}@acme.example"), role).await;
            let answer = app.with(&who).get(&format!("/api/customers/{ada}/erasure-preview")).await;
            assert_eq!(answer.status, if may { 200 } else { 403 }, "{role}");
        }
        assert_eq!(app.with(&app.rival.key).post(&format!("/api/customers/{ada}/erase"), json!({})).await.refused(404), "not-found");
    }
}

api_test! {
    /// However many there are of each.
    async fn a_copy_is_not_cut(app: TestApp) {
        use portico::db::entities::{memberships, people};
        use portico_shared::{PersonId, customers::{Language, MemberRole}};
        use sea_orm::{ActiveModelTrait, IntoActiveModel};
        let ada = app.customer("ada@example.com").await;
        let caller = app.signed_in(&ada).await;
        for number in 0..101 {
            app.method(&ada, "ok").await;
            app.signed_in(&ada).await;
            let person = people::Model {
                tenant_id: app.acme.id,
                id: PersonId(app.context.new_id()),
                email: format!("p{number}@example.com"),
                email_folded: format!("p{number}@example.com"),
                language: Language::De,
                verified_at: None,
                created_at: app.now(),
            };
            let member = memberships::Model {
                tenant_id: app.acme.id,
                person_id: person.id,
                customer_id: ada.parse().unwrap(),
                role: MemberRole::Viewer,
                created_at: app.now(),
            };
            let tx = app.context.db.begin().await.unwrap();
            person.into_active_model().reset_all().insert(&tx).await.unwrap();
            member.into_active_model().reset_all().insert(&tx).await.unwrap();
            tx.commit().await.unwrap();
        }
        let files = opened(&caller.get("/api/personal-data").await.bytes);
        for (name, count) in [("people.json", 102), ("payment-methods.json", 101), ("sessions.json", 102)] {
            let text = &files.iter().find(|(one, _)| one == name).unwrap().1;
            assert_eq!(serde_json::from_str::<Value>(text).unwrap().as_array().unwrap().len(), count, "{name}");
        }
    }
}

/// Gives the other request the time to come as far as it gets: until it waits for what this one holds. The embedded
/// database lets nobody in before.
async fn until_somebody_waits(app: &TestApp) {
    use sea_orm::{ConnectionTrait, Statement};
    let db = app.context.db.read();
    let waiting =
        "SELECT 1 AS one FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    for _ in 0..10_000 {
        tokio::task::yield_now().await;
        let asked = Statement::from_string(db.get_database_backend(), waiting);
        if !app.context.db.is_postgres() || db.query_one_raw(asked).await.unwrap().is_some() {
            return;
        }
    }
    panic!("nobody waits");
}

api_test! {
    /// Its batch holds the contract before it writes the invoice.
    async fn erasing_waits_for_a_billing_run(app: TestApp) {
        use portico::{auth::Scope, db::entities::invoices, features::{billing::store as billing, invoices::store}};
        use sea_orm::{ActiveModelTrait, IntoActiveModel};
        let ada = app.customer("ada@example.com").await;
        ended_subscription(app, &ada).await;
        let paid = id(&app.invoice(&ada, "RE-1").await);
        pay(app, &paid).await;
        let scope = Scope::of_tenant(app.acme.id);
        let tx = app.context.db.begin().await.unwrap();
        let until = app.now().date_naive() + TimeDelta::days(400);
        billing::list_due(&tx, scope, until, None, None, 10).await.unwrap();
        let path = format!("/api/customers/{ada}/erase");
        let batch = async {
            until_somebody_waits(app).await;
            let like = store::find(&tx, scope, paid.parse().unwrap()).await.unwrap().unwrap();
            let row = invoices::Model {
                id: portico_shared::InvoiceId(app.context.new_id()),
                number: Some("RE-2".into()),
                status: portico_shared::invoices::InvoiceStatus::Unpaid,
                ..like
            };
            row.into_active_model().reset_all().insert(&tx).await.unwrap();
            tx.commit().await.unwrap();
        };
        let (erased, ()) = futures_util::future::join(app.key().post(&path, json!({})), batch).await;
        assert_eq!(erased.refused(409), "customer-in-use");
        assert!(erased.text.contains("RE-2"), "{}", erased.text);
    }
}

api_test! {
    async fn nobody_is_let_in_while_a_customer_is_erased(app: TestApp) {
        use portico::{auth::Scope, db::entities::customers, features::customers::store};
        let ada = app.customer("ada@example.com").await;
        let (scope, of) = (Scope::of_tenant(app.acme.id), ada.parse().unwrap());
        let tx = app.context.db.begin().await.unwrap();
        store::lock(&tx, scope, of).await.unwrap();
        let erasing = async {
            until_somebody_waits(app).await;
            let before = store::find(&tx, scope, of).await.unwrap().unwrap();
            let after = customers::Model { version: before.version + 1, erased_at: Some(app.now()), ..before.clone() };
            assert!(store::update(&tx, &before, after).await.unwrap());
            tx.commit().await.unwrap();
        };
        let path = format!("/api/customers/{ada}/users");
        let user = json!({ "email": "eva@example.com", "role": "viewer", "sendEmail": false });
        let (invited, ()) = futures_util::future::join(app.key().post(&path, user), erasing).await;
        assert_eq!(invited.refused(409), "customer-erased");
    }
}

api_test! {
    /// What is left tells of what was sold, not of whom to.
    async fn texts_of_the_contract_and_traces_of_the_person_go(app: TestApp) {
        use portico::db::entities::{audit_log, imports, subscription_items};
        use sea_orm::EntityTrait;
        let ada = app.customer("ada@example.com").await;
        let mut contract = yearly(&ada);
        contract["name"] = "Website of Ada".into();
        contract["plan"] = json!({ "name": "Tarif Plus", "description": "agreed with Ada" });
        contract["items"][0]["description"] = "for Ada's shop".into();
        let subscription = id(&app.key().post("/api/subscriptions", contract).await.expect(201));
        let cancel = json!({ "cancellationDateType": "immediate", "sendConfirmationEmail": false });
        app.key().put(&format!("/api/subscriptions/{subscription}/cancel"), cancel).await.expect(200);
        app.signed_in(&ada).await.get("/api/personal-data").await;
        let lines = "externalId,email,companyName,status\nk1,k1@example.com,AA,Ada@Example.com\nk2,k2@example.com,BB,Bobland\n";
        let sent = app.key().post_archive("/api/imports", archive(&[("customers.csv", lines)])).await.expect(202);
        app.run_jobs().await;
        let before = app.key().get(&format!("/api/imports/{}", id(&sent))).await.expect(200);
        assert!(before["errors"].to_string().contains("Ada@Example.com"), "{before:#}");
        app.key().post(&format!("/api/customers/{ada}/erase"), json!({})).await.expect(200);
        let left = app.key().get(&format!("/api/subscriptions/{subscription}")).await.expect(200);
        assert!(!left.to_string().contains("Ada"), "{left:#}");
        assert_eq!((&left["name"], &left["plan"]["name"]), (&json!("Tarif Plus"), &json!("Tarif Plus")));
        let db = app.context.db.read();
        #[expect(clippy::disallowed_methods, reason = "the whole table is looked at")]
        let (items, log, reports) = (
            subscription_items::Entity::find().all(db).await.unwrap(),
            audit_log::Entity::find().all(db).await.unwrap(),
            imports::Entity::find().all(db).await.unwrap(),
        );
        assert_eq!(items[0].description, None);
        let own = log.iter().filter(|row| row.actor.starts_with("person:"));
        assert!(own.clone().count() > 0 && own.clone().all(|row| row.client_address.is_none()));
        assert!(log.iter().any(|row| row.actor.starts_with("api:") && row.client_address.is_some()), "the merchant's own");
        let report = &reports[0].errors;
        assert!(!report.to_string().contains("Ada") && report.to_string().contains("Bobland"), "{report:#}");
        assert_eq!((&report[0]["line"], &report[0]["field"]), (&json!(2), &json!("status")), "where it was stays");
    }
}

api_test! {
    /// What takes a kept invoice back is kept as well, from its own year on, and told to nobody.
    async fn a_kept_invoice_is_taken_back_by_a_kept_one(app: TestApp) {
        use portico::db::entities::invoices;
        use sea_orm::EntityTrait;
        let ada = app.customer("ada@example.com").await;
        let subscription = id(&app.key().post("/api/subscriptions", yearly(&ada)).await.expect(201));
        app.key().post("/api/billing-runs", json!({})).await.expect(202);
        app.run_jobs().await;
        let cancel = json!({ "cancellationDateType": "immediate", "sendConfirmationEmail": false });
        app.key().put(&format!("/api/subscriptions/{subscription}/cancel"), cancel).await.expect(200);
        let issued = app.key().get(&format!("/api/invoices?customer={ada}")).await.expect(200);
        for one in issued["data"].as_array().unwrap() {
            app.key().post(&format!("/api/invoices/{}/payments", id(one)), json!({})).await.expect(201);
        }
        app.run_jobs().await;
        app.mails();
        app.send_all_mails().await;
        app.key().post(&format!("/api/customers/{ada}/erase"), json!({})).await.expect(200);
        app.advance(TimeDelta::days(365));
        let path = format!("/api/invoices/{}/cancel", id(&issued["data"][0]));
        assert_eq!(app.key().post(&path, json!({ "billAgain": true })).await.refused(409), "wrong-state");
        let back = id(&app.key().post(&path, json!({})).await.expect(201));
        #[expect(clippy::disallowed_methods, reason = "the whole table is looked at")]
        let rows = invoices::Entity::find().all(app.context.db.read()).await.unwrap();
        let year = |row: &invoices::Model| row.kept_until.unwrap().to_string();
        assert!(rows.iter().all(|row| year(row) == if row.id.to_string() == back { "2035-12-31" } else { "2034-12-31" }));
        app.run_jobs().await;
        assert_eq!(app.mails(), []);
    }
}

api_test! {
    /// Taken elsewhere they would be daily business again; what was left out is said.
    async fn an_export_leaves_erased_customers_out_and_counts_what_is_kept(app: TestApp) {
        use portico::{db::entities::tenants, features::{exports, imports::source::Format}};
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let (ada, bob) = (app.customer("ada@example.com").await, app.customer("bob@example.com").await);
        for (customer, number) in [(&ada, "RE-1"), (&bob, "RE-2")] {
            ended_subscription(app, customer).await;
            pay(app, &id(&app.invoice(customer, number).await)).await;
        }
        app.run_jobs().await;
        app.mails();
        let tenant = tenants::Entity::find().filter(tenants::Column::Id.eq(app.acme.id)).one(app.context.db.read()).await.unwrap().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let all = exports::run::run(&app.context, &tenant, &folder.path().join("all"), Format::Ndjson).await.unwrap();
        assert_eq!(all.kept, None);
        app.key().post(&format!("/api/customers/{ada}/erase"), json!({})).await.expect(200);
        let left = exports::run::run(&app.context, &tenant, &folder.path().join("left"), Format::Ndjson).await.unwrap();
        assert_eq!(left.kept, Some((1, "2034-12-31".parse().unwrap())));
        for kind in ["customers", "subscriptions", "invoices"] {
            let text = std::fs::read_to_string(folder.path().join(format!("left/{kind}.ndjson"))).unwrap();
            assert_eq!(text.lines().count(), 1, "{kind}: {text}");
        }
    }
}
