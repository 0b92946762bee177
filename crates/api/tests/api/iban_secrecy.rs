//! Accounts of debtors rest sealed, and are told masked: in the database, in files, mails, events, logs of what was done, and exports.

use std::io::{Cursor, Read};

use chrono::TimeDelta;
use futures_util::TryStreamExt;
use object_store::ObjectStoreExt;
use portico::{
    db::entities::{debit_files, mandates, tenants},
    features::{exports, imports::source::Format},
};
use reqwest::Method;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, sea_query::Expr};
use serde_json::{Value, json};

use crate::{
    mandates::text_of,
    support::{Caller, TestApp, api_test, id, yearly},
    webhooks::{Endpoint, Manner, every_event, subscribe},
};

/// The account of the mandate, and the one that takes its place, as people type them in.
const FIRST: &str = "AT61 1904 3002 3457 3201";
const SECOND: &str = "DE02 1203 0000 0000 2020 51";

fn plain(iban: &str) -> String {
    iban.replace(' ', "")
}

/// Whether a text holds one of the accounts, however it is grouped, also without country and check digits.
fn tells(text: &str) -> bool {
    let bare: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    [FIRST, SECOND].iter().any(|iban| bare.contains(&plain(iban)[4..]))
}

/// What there is to read in a file.
fn readable(bytes: &[u8]) -> String {
    if bytes.starts_with(b"%PDF-") {
        text_of(bytes)
    } else {
        String::from_utf8_lossy(bytes).into_owned()
    }
}

/// The files of an archive, each as `name: text`.
fn unzipped(bytes: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let files = (0..archive.len()).map(|index| {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        format!("{}: {}", file.name().unwrap(), readable(&bytes))
    });
    files.collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = (0..text.len()).step_by(2);
    digits
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

/// Each value of each table, with the name of its column as `table.column`.
async fn dump(app: &TestApp) -> Vec<(String, String)> {
    let (db, is_postgres) = (app.context.db.read(), app.context.db.is_postgres());
    let query = async |sql: String| {
        db.query_all_raw(Statement::from_string(db.get_database_backend(), sql))
            .await
            .unwrap()
    };
    let columns = if is_postgres {
        "SELECT table_name::text AS name, column_name::text AS part, data_type::text AS kind \
            FROM information_schema.columns WHERE table_schema = 'public'"
    } else {
        "SELECT tables.name AS name, parts.name AS part, parts.type AS kind \
            FROM sqlite_master AS tables, pragma_table_info(tables.name) AS parts WHERE tables.type = 'table'"
    };
    let mut all = Vec::new();
    for row in query(columns.into()).await {
        let get = |name: &str| row.try_get::<String>("", name).unwrap();
        let (table, column) = (get("name"), get("part"));
        let hex = match (is_postgres, get("kind").as_str()) {
            (false, _) => format!("hex(\"{column}\")"),
            (true, "bytea") => format!("encode(\"{column}\", 'hex')"),
            (true, _) => format!("encode(convert_to(\"{column}\"::text, 'UTF8'), 'hex')"),
        };
        let values = format!("SELECT {hex} AS value FROM \"{table}\" WHERE \"{column}\" IS NOT NULL");
        for row in query(values).await {
            let bytes = unhex(&row.try_get::<String>("", "value").unwrap());
            let text = String::from_utf8_lossy(&bytes).into_owned();
            all.push((format!("{table}.{column}"), text));
        }
    }
    all
}

/// The columns that hold what is sought.
fn columns(all: &[(String, String)], is_sought: impl Fn(&str) -> bool) -> Vec<&str> {
    let found = all.iter().filter(|(_, text)| is_sought(text));
    let mut columns: Vec<_> = found.map(|(column, _)| column.as_str()).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// A request whose answer is kept under a key.
async fn keyed(caller: &Caller<'_>, (method, path): (Method, &str), key: &str, body: Value) -> Value {
    let body = Some(body.to_string());
    let answer = caller.send(method, path, body, &[("Idempotency-Key", key)]).await;
    assert!((200..300).contains(&answer.status), "{}", answer.text);
    answer.json
}

/// A new invoice of a customer's goes to the bank: gives the file, which alone holds accounts in full.
async fn debit(app: &TestApp, customer: &str, number: &str) -> String {
    let invoice = id(&app.invoice(customer, number).await);
    let pay = format!("/api/invoices/{invoice}/pay");
    keyed(&app.key(), (Method::POST, &pay), number, json!({})).await;
    let file = keyed(&app.key(), (Method::POST, "/api/debit-files"), number, json!({})).await;
    let content = app.key().get(&format!("/api/debit-files/{}/content", id(&file))).await;
    assert_eq!(content.status, 200, "{}", content.text);
    content.text
}

/// Gives a mandate in the portal, has it collected, goes to another account, and has that collected from; gives the method.
async fn collect_from_two_accounts(app: &TestApp, customer: &str) -> String {
    let portal = app.signed_in(customer).await;
    let given = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "sepaDebit": TestApp::debtor(FIRST) });
    let given = keyed(&portal, (Method::POST, "/api/payment-methods"), "give", given).await;
    let method = id(&given["paymentMethod"]);
    let first = debit(app, customer, "RE-1").await;
    let account = format!("/api/payment-methods/{method}/mandate/account");
    let wrong = json!({ "iban": SECOND.replace("51", "52"), "consent": true });
    portal.put(&account, wrong).await.refused(422);
    let other = json!({ "iban": SECOND, "consent": true });
    keyed(&portal, (Method::PUT, &account), "amend", other).await;
    let renamed = json!({ "name": "Haushalt" });
    let path = format!("/api/payment-methods/{method}");
    keyed(&portal, (Method::PUT, &path), "rename", renamed).await;
    let second = debit(app, customer, "RE-2").await;
    assert!(first.contains(&plain(FIRST)), "the bank needs it: {first}");
    assert!(second.contains(&plain(SECOND)), "the bank needs it: {second}");
    method
}

/// A contract with invoices of ours, so that there are documents.
async fn bill(app: &TestApp, customer: &str) {
    let mut contract = yearly(customer);
    contract["contractStart"] = json!("2026-09-15");
    app.key().post("/api/subscriptions", contract).await.expect(201);
    let run = json!({ "customer": customer });
    app.key().post("/api/billing-runs", run).await.expect(202);
    app.run_jobs().await;
}

/// All that mails say, attachments included.
fn mailed(app: &TestApp) -> Vec<String> {
    let mut all = Vec::new();
    for raw in app.mailbox.take() {
        let mail = mail_parser::MessageParser::default().parse(&raw).unwrap();
        all.push(mail.subject().unwrap().to_owned());
        all.push(mail.body_text(0).unwrap().into_owned());
        all.extend(mail.body_html(0).map(|html| html.into_owned()));
        all.extend(mail.attachments().map(|part| readable(part.contents())));
    }
    all
}

/// What the API shows, to the merchant and in the portal.
async fn shown(app: &TestApp, portal: &Caller<'_>, method: &str) -> Vec<String> {
    let key = app.key();
    let mut all = Vec::new();
    for path in [
        "/api/payment-methods".to_owned(),
        format!("/api/payment-methods/{method}"),
        format!("/api/payment-methods/{method}/mandate"),
        "/api/invoices".to_owned(),
        "/api/subscriptions".to_owned(),
    ] {
        for caller in [&key, portal] {
            let answer = caller.get(&path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            all.push(answer.text);
        }
    }
    for (caller, path) in [
        (&key, "/api/audit-log?limit=100"),
        (&key, "/api/webhook-deliveries?limit=100"),
        (&key, "/api/mails?limit=100"),
        (portal, "/api/activity?limit=100"),
    ] {
        let answer = caller.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        all.push(answer.text);
    }
    all
}

/// What leaves as a file: invoices as a table, the customer's copy of their data, and an export of everything.
async fn taken_away(app: &TestApp, portal: &Caller<'_>) -> Vec<String> {
    let ordered = app
        .key()
        .post("/api/invoices/exports", json!({ "format": "csv" }))
        .await
        .expect(202);
    app.run_jobs().await;
    let link = format!("/api/invoices/exports/{}/download-link", id(&ordered));
    let link = app.key().put(&link, json!({})).await.expect(200);
    let address = link["url"].as_str().unwrap().rsplit('/').next().unwrap();
    let table = app.nobody_on("acme").get(&format!("/api/documents/{address}")).await;
    assert_eq!(table.status, 200, "{}", table.text);
    assert!(table.text.contains("RE-1"), "{}", table.text);
    let copy = portal.get("/api/personal-data").await;
    assert_eq!(copy.status, 200, "{}", copy.text);
    let acme = tenants::Entity::find().filter(tenants::Column::Id.eq(app.acme.id));
    let acme = acme.one(app.context.db.read()).await.unwrap().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let export = folder.path().join("all.zip");
    exports::run::run(&app.context, &acme, &export, Format::Csv)
        .await
        .unwrap();
    let mut all = vec![table.text];
    all.extend(unzipped(&copy.bytes));
    all.extend(unzipped(&std::fs::read(&export).unwrap()));
    all
}

/// What lies beside the database.
async fn stored(app: &TestApp) -> Vec<String> {
    let files = &app.context.files;
    let listed: Vec<_> = files.list(None).try_collect().await.unwrap();
    let mut all = Vec::new();
    for file in listed {
        let bytes = files.get(&file.location).await.unwrap().bytes().await.unwrap();
        all.push(readable(&bytes));
    }
    all
}

/// Puts accounts where they must never be, in a column of text and in one of bytes.
async fn spoil(app: &TestApp) {
    let tx = app.context.db.begin().await.unwrap();
    mandates::Entity::update_many()
        .col_expr(mandates::Column::BankName, Expr::value(SECOND))
        .exec(&tx)
        .await
        .unwrap();
    debit_files::Entity::update_many()
        .col_expr(debit_files::Column::Content, Expr::value(plain(FIRST).into_bytes()))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

api_test! {
    /// The file for the bank tells accounts in full, and so does a mandate's document to whoever may read it: nothing else does.
    async fn an_iban_rests_sealed_and_is_told_masked(app: TestApp) {
        app.set_up_debits().await;
        app.send_all_mails().await;
        app.switch(json!({ "stepUpForPaymentMethods": false })).await;
        let endpoint = Endpoint::start(Manner::Status(200));
        let events = every_event(app).await;
        subscribe(app, &endpoint.url, &events.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let ada = app.customer("ada@example.com").await;
        let method = collect_from_two_accounts(app, &ada).await;
        // Nothing was sent yet, and nothing cleaned up.
        let mut rows = dump(app).await;
        bill(app, &ada).await;
        app.advance(TimeDelta::days(21));
        app.run_jobs().await;
        let portal = app.signed_in(&ada).await;
        let mut told = shown(app, &portal, &method).await;
        told.extend(taken_away(app, &portal).await);
        app.run_jobs().await;
        told.extend(stored(app).await);
        let (mails, events) = (mailed(app), endpoint.received());
        let events: Vec<_> = events.into_iter().map(|one| one.body).collect();
        for (what, all, masked) in [("mails", &mails, "DE0212************2051"), ("events", &events, "AT6119**********3201")] {
            assert!(all.iter().any(|text| text.contains(masked)), "{what} tell of the account, or they prove nothing: {all:?}");
        }
        for text in told.iter().chain(&mails).chain(&events) {
            assert!(!tells(text), "an account in full: {text}");
        }
        rows.extend(dump(app).await);
        assert!(columns(&rows, |text| text.contains("ada@example.com")).contains(&"people.email"), "what is there is found");
        assert!(columns(&rows, |text| text == "amend").contains(&"idempotency_keys.key"), "answers were kept");
        assert_eq!(columns(&rows, tells), [""; 0], "an account rests in full");
        spoil(app).await;
        assert_eq!(columns(&dump(app).await, tells), ["debit_files.content", "mandates.bank_name"], "it would be found");
        endpoint.stop().await;
    }
}
