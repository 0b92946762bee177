//! Imports and exports: what bad lines get, what resumes, and that a round trip gives the same.

use std::{io::Write, path::Path};

use chrono::TimeDelta;
use portico::{
    context::Context,
    db::entities::{audit_log, invoice_files, tenants},
    features::{
        exports,
        imports::{
            jobs,
            report::Report,
            run::{self, Follower, Order, Outcome, Progress},
            source::{Format, Sources},
        },
    },
    http::ApiResult,
};
use portico_shared::TenantId;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::{TestApp, api_test, id};

/// A ZIP archive of these files.
pub fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        archive
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Sends these files as Acme, works them off, and gives what became of them.
async fn import(app: &TestApp, files: &[(&str, &str)]) -> Value {
    let sent = app.key().post_archive("/api/imports", archive(files)).await.expect(202);
    assert_eq!(sent["state"], "checking");
    app.run_jobs().await;
    app.key().get(&format!("/api/imports/{}", id(&sent))).await.expect(200)
}

async fn done(app: &TestApp, files: &[(&str, &str)]) -> Value {
    let import = import(app, files).await;
    assert_eq!(import["state"], "done", "{import}");
    import
}

/// The errors of a refused import as `line field code`.
async fn refused(app: &TestApp, files: &[(&str, &str)]) -> Vec<String> {
    let import = import(app, files).await;
    assert_eq!(import["state"], "refused", "{import}");
    assert_eq!((&import["created"], &import["linesDone"]), (&json!(0), &json!(0)));
    let errors = import["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|one| {
            format!(
                "{} {} {}",
                one["line"],
                one["field"].as_str().unwrap(),
                one["code"].as_str().unwrap()
            )
        })
        .collect()
}

async fn all(app: &TestApp, list: &str) -> Vec<Value> {
    let page = app
        .key()
        .get(&format!("/api/{list}?limit=100&order[createdAt]=asc"))
        .await;
    let page = if page.status == 422 {
        app.key().get(&format!("/api/{list}?limit=100")).await
    } else {
        page
    };
    page.expect(200)["data"].as_array().unwrap().clone()
}

const PDF: &str = "%PDF-1.7\n1 0 obj\nstartxref\n0\n%%EOF\n";

/// One of each kind, with everything that a line can say.
fn everything() -> Vec<(&'static str, String)> {
    let lines = |lines: &[Value]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    vec![
        (
            "contacts.ndjson",
            lines(&[
                json!({ "externalId": "jana", "name": "Jana Beck", "role": "Account manager", "email": "jana@example.com",
                "phone": "+49 40 1", "bookingUrl": "https://example.com/book", "languages": ["de", "en"], "default": true }),
            ]),
        ),
        (
            "customers.ndjson",
            lines(&[
                json!({ "externalId": "A1", "email": "ada@example.com", "companyName": "=Müller & \"Co\"", "firstName": "Ada", "lastName": "Müller",
                "vatId": "DE123456788", "contactPerson": "jana", "invoiceEmail": "books@example.com", "phone": "+49 40 2" }),
                json!({ "customerNumber": "K-2", "email": "bob@example.com", "firstName": "Bob", "lastName": "Roy", "language": "en",
                "countryCode": "AT", "status": "STATUS_ARCHIVED" }),
            ]),
        ),
        (
            "addresses.ndjson",
            lines(&[
                json!({ "externalId": "A1-main", "customer": "A1", "companyName": "Müller", "street": "Am Markt; 1", "houseNumber": "1", "zip": "20095", "city": "Hamburg" }),
                json!({ "externalId": "A1-books", "customer": "A1", "type": "TYPE_INVOICE", "default": true, "companyName": "Müller Books", "street": "Kai", "zip": "20457", "city": "Hamburg" }),
                json!({ "externalId": "B-old", "customer": "K-2", "status": "archived", "firstName": "Bob", "lastName": "Roy", "street": "Ring", "zip": "1010", "city": "Wien" }),
            ]),
        ),
        (
            "subscriptions.ndjson",
            lines(&[
                json!({ "externalId": "S1", "customer": "A1", "plan": { "name": "Plus", "code": "p" }, "contractStart": "2025-01-01", "contractPeriod": "12M",
                "laterContractPeriod": "12M", "cancellationPeriod": "1M", "laterCancellationPeriod": "1M", "billingStart": "2026-12-01",
                "invoiceAddress": "A1-books", "poNumber": "-7",
                "cancellation": { "effective": "2027-01-01", "declaredAt": "2026-10-01T10:00:00Z", "byCustomer": true, "reason": "price" },
                "items": [{ "name": "Plus", "unitPrice": "49.90", "taxRate": 1900, "billingInterval": "1M", "discount": { "percent": 1000 } },
                    { "name": "Extra", "unitPrice": "5", "quantity": "2.5", "taxRate": 1900, "billingInterval": "1Y", "prorates": true }] }),
                json!({ "number": "OLD-2", "customer": "K-2", "plan": { "name": "Basic" }, "contractStart": "2020-01-01", "status": "cancelled",
                "cancellation": { "effective": "2022-01-01" }, "items": [{ "name": "Basic", "unitPrice": "10", "taxRate": 2000, "billingInterval": "1M" }] }),
                json!({ "externalId": "S3", "customer": "A1", "plan": { "name": "Pause" }, "contractStart": "2026-01-01", "status": "paused", "pausedAt": "2026-11-01T09:00:00Z",
                "items": [{ "name": "Pause", "unitPrice": "10", "taxRate": 1900, "billingInterval": "1M",
                    "billing": { "lastBilledAt": "2026-10-01", "lastBilledFrom": "2026-10-01", "lastBilledTo": "2026-11-01", "billedPeriods": 10 } }] }),
            ]),
        ),
        (
            "invoices.ndjson",
            lines(&[
                json!({ "externalId": "I1", "customer": "A1", "subscription": "S1", "number": "2025-1", "currencyCode": "EUR", "creationDate": "2025-01-01", "dueDate": "2025-01-15",
                "status": "STATUS_PAID", "payDate": "2025-01-10", "netAmount": 10000, "taxAmount": 1900, "grossAmount": 11900, "title": "+Plus", "file": "pdf/1.pdf",
                "positions": [{ "name": "Plus", "quantity": "1", "unitPrice": "100", "taxRate": 1900, "netAmount": 10000, "periodStart": "2025-01-01", "periodEnd": "2025-01-31" }] }),
                json!({ "customer": "A1", "number": "2025-2", "type": "TYPE_CREDIT", "referencedInvoice": "I1", "currencyCode": "EUR", "creationDate": "2025-02-01",
                "netAmount": -1000, "taxAmount": -190, "grossAmount": -1190, "status": "STATUS_PAID", "payDate": "2025-02-01" }),
            ]),
        ),
        ("pdf/1.pdf", PDF.into()),
    ]
}

fn borrowed<'a>(files: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    files.iter().map(|(name, text)| (*name, text.as_str())).collect()
}

/// Text that does not pack well.
fn noise(bytes: usize) -> String {
    let mut state = 1_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + u8::try_from((state >> 33) % 26).unwrap())
    };
    (0..bytes).map(|_| next()).collect()
}

async fn audit_rows(app: &TestApp, tenant: TenantId) -> Vec<Value> {
    let rows = audit_log::Entity::find()
        .filter(audit_log::Column::TenantId.eq(tenant))
        .filter(audit_log::Column::Action.eq("import.file"));
    rows.all(app.context.db.read())
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.after.unwrap())
        .collect()
}

api_test! {
    /// Everything arrives as the API would show it had it been created there, with one audit row a file, and without a mail.
    async fn an_import_takes_everything_over(app: TestApp) {
        let files = everything();
        let import = done(app, &borrowed(&files)).await;
        assert_eq!((&import["lines"], &import["linesDone"], &import["created"], &import["updated"], &import["unchanged"]), (&json!(11), &json!(11), &json!(11), &json!(0), &json!(0)));
        let customers = all(app, "customers").await;
        assert_eq!(customers[0]["contactPerson"], all(app, "contacts").await[0]["id"]);
        assert_eq!((&customers[0]["invoiceAddress"]["city"], &customers[0]["defaultAddress"]["street"]), (&json!("Hamburg"), &json!("Am Markt; 1")));
        assert_eq!((&customers[1]["status"], &customers[1]["language"]), (&json!("STATUS_ARCHIVED"), &json!("en")));
        let subscriptions = all(app, "subscriptions").await;
        let first = subscriptions.iter().find(|one| one["externalId"] == "S1").unwrap();
        assert_eq!((&first["isCancellationPending"], &first["cancellationLastDay"], &first["canRevoke"]), (&json!(true), &json!("2026-12-31"), &json!(true)));
        assert_eq!(first["nextInvoice"]["date"], "2026-12-01", "what was billed elsewhere is not billed again");
        let paused = subscriptions.iter().find(|one| one["externalId"] == "S3").unwrap();
        assert_eq!((&paused["status"], &paused["items"][0]["billing"]["lastBilledTo"]), (&json!("paused"), &json!("2026-11-01")));
        let invoices = all(app, "invoices").await;
        let paid = invoices.iter().find(|one| one["externalId"] == "I1").unwrap();
        assert_eq!((&paid["status"], &paid["paidAmount"]["amount"], &paid["source"]), (&json!("STATUS_PAID"), &json!(11900), &json!("external")));
        let credit = invoices.iter().find(|one| one["number"] == "2025-2").unwrap();
        assert_eq!(credit["referencedInvoice"], paid["id"]);
        let pdfs = invoice_files::Entity::find().all(app.context.db.read()).await.unwrap();
        let kept: Vec<_> = pdfs.iter().map(|pdf| (pdf.invoice_id.to_string(), pdf.bytes.as_slice(), pdf.size)).collect();
        assert_eq!(kept, [(id(paid), PDF.as_bytes(), PDF.len() as i64)]);
        let rows = audit_rows(app, app.acme.id).await;
        assert_eq!(rows.iter().map(|row| row["kind"].as_str().unwrap()).collect::<Vec<_>>(), ["contacts", "customers", "addresses", "subscriptions", "invoices"]);
        // Who was taken over can sign in.
        app.signed_in(customers[0]["id"].as_str().unwrap()).await.get("/api/portal").await.expect(200);
        assert!(app.mails().is_empty());
    }
}

api_test! {
    /// The same lines again change nothing, also where something was changed here since; other lines change what they name.
    async fn the_same_again_changes_nothing_and_what_differs_is_updated(app: TestApp) {
        let files = everything();
        done(app, &borrowed(&files)).await;
        let customer = all(app, "customers").await[0]["id"].as_str().unwrap().to_owned();
        app.key().put(&format!("/api/customers/{customer}"), json!({ "phone": "+49 1 23" })).await.expect(200);
        let again = done(app, &borrowed(&files)).await;
        assert_eq!((&again["created"], &again["updated"], &again["unchanged"]), (&json!(0), &json!(0), &json!(11)));
        assert_eq!(all(app, "customers").await[0]["phone"], "+49 1 23", "the line says nothing new");
        let changed = done(app, &[
            ("customers.csv", "externalId;email;lastName\nA1;ada@new.example;Lovelace\n"),
            ("addresses.csv", "externalId,customer,street,default\nA1-books,A1,Neuer Kai,true\nA1-main,A1,Alter Markt,\n"),
            ("contacts.csv", "externalId,name,languages\njana,Jana Koch,en|de\n"),
        ]).await;
        assert_eq!((&changed["created"], &changed["updated"]), (&json!(0), &json!(4)));
        let ada = all(app, "customers").await[0].clone();
        assert_eq!((&ada["defaultEmail"], &ada["lastName"], &ada["phone"]), (&json!("ada@new.example"), &json!("Lovelace"), &json!("+49 1 23")));
        assert_eq!((&ada["invoiceAddress"]["street"], &ada["defaultAddress"]["street"]), (&json!("Neuer Kai"), &json!("Alter Markt")));
        assert_eq!(all(app, "contacts").await[0]["languages"], json!(["en", "de"]));
        // A contract that nobody touched here is replaced whole; one that was billed or changed is not.
        let line = |price: &str| format!("externalId,customer,plan.name,contractStart,billingStart,items.1.name,items.1.unitPrice,items.1.taxRate,items.1.billingInterval\n\
            S9,A1,Neu,2026-11-01,2026-11-01,Neu,{price},1900,1M\n");
        assert_eq!(done(app, &[("subscriptions.csv", &line("10"))]).await["created"], 1);
        assert_eq!(done(app, &[("subscriptions.csv", &line("12"))]).await["updated"], 1);
        let nine = |all: Vec<Value>| all.into_iter().find(|one| one["externalId"] == "S9").unwrap();
        let contract = nine(all(app, "subscriptions").await);
        assert_eq!(contract["items"][0]["unitPrice"], "12");
        app.key().put(&format!("/api/subscriptions/{}/cancel", id(&contract)), json!({ "sendConfirmationEmail": false })).await.expect(200);
        assert_eq!(done(app, &[("subscriptions.csv", &line("12"))]).await["unchanged"], 1);
        assert_eq!(refused(app, &[("subscriptions.csv", &line("14"))]).await, ["2  not-permitted"]);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    async fn an_issued_invoice_never_changes(app: TestApp) {
        done(app, &[("customers.csv", "customerNumber,email,companyName\nK1,a@example.com,AA\n")]).await;
        let head = "number,customer,currencyCode,creationDate,netAmount,taxAmount,grossAmount,status,payDate,file\n";
        let line = |net: i64, rest: &str| format!("{head}R1,K1,EUR,2026-01-01,{net},0,{net},{rest}\n");
        done(app, &[("invoices.csv", &line(100, ",,"))]).await;
        assert_eq!(refused(app, &[("invoices.csv", &line(200, ",,"))]).await, ["2 netAmount not-permitted", "2 grossAmount not-permitted"]);
        assert_eq!(refused(app, &[("invoices.csv", &line(100, "STATUS_PAID,2026-01-05,"))]).await, ["2 status not-permitted"]);
        // A document may come later; another one may not.
        let with = |text: &'static str| [("invoices.csv".to_owned(), line(100, ",,a.pdf")), ("a.pdf".to_owned(), text.to_owned())];
        let send = |files: [(String, String); 2]| archive(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>());
        for (text, state) in [(PDF, "done"), (PDF, "done"), ("%PDF-2.0\nstartxref\n0\n%%EOF", "refused")] {
            let sent = app.key().post_archive("/api/imports", send(with(text))).await.expect(202);
            app.run_jobs().await;
            assert_eq!(app.key().get(&format!("/api/imports/{}", id(&sent))).await.expect(200)["state"], state, "{text}");
        }
        assert_eq!(invoice_files::Entity::find().all(app.context.db.read()).await.unwrap().len(), 1);
    }
}

api_test! {
    /// Bad lines change nothing; each is named with line, field and rule.
    async fn bad_lines_change_nothing_and_are_all_named(app: TestApp) {
        let errors = refused(app, &[
            ("customers.csv", "externalId,email,companyName,countryCode\nA1,ada@example.com,Ada,DE\nA2,nonsense,BB,Germany\nA1,b@example.com,Bob,DE\n,c@example.com,Cy,DE\n"),
            ("addresses.ndjson", "{\"externalId\":\"x\",\"customer\":\"A9\",\"street\":\"a\",\"zip\":\"1\",\"city\":\"b\"}\nnonsense\n[1]\n\n{\"externalId\":\"y\",\"customer\":\"A1\",\"colour\":1}\n"),
        ]).await;
        assert_eq!(errors, ["3 email invalid", "3 countryCode invalid", "4 externalId repeated", "5 externalId required",
            "1 customer unknown", "2  malformed", "3  wrong-type", "5 colour unknown-field"]);
        assert!(all(app, "customers").await.is_empty());
        assert!(audit_rows(app, app.acme.id).await.is_empty());
        // The first hundred are named, all are counted.
        let many = format!("externalId,email,companyName\n{}", (0..150).map(|at| format!("{at},nonsense,BB\n")).collect::<String>());
        let sent = app.key().post_archive("/api/imports", archive(&[("customers.csv", &many)])).await.expect(202);
        app.run_jobs().await;
        let import = app.key().get(&format!("/api/imports/{}", id(&sent))).await.expect(200);
        assert_eq!((&import["errorCount"], import["errors"].as_array().unwrap().len()), (&json!(150), 100));
        let listed = app.key().get("/api/imports").await.expect(200);
        assert_eq!(listed["data"][0]["id"], sent["id"]);
    }
}

api_test! {
    async fn files_of_every_form_are_read_and_what_is_no_text_is_refused(app: TestApp) {
        let good = [
            ("\u{feff}customerNumber;email;companyName\r\nB1;a@example.com;\"A; \"\"B\"\"\"\r\n", "A; \"B\""),
            ("customerNumber,email,companyName\nB2,a@example.com,'=1+1\n", "=1+1"),
        ];
        for (text, name) in good {
            done(app, &[("customers-2026.csv", text)]).await;
            assert_eq!(all(app, "customers").await.last().unwrap()["companyName"], name);
        }
        done(app, &[("customers.jsonl", "\u{feff}{\"customerNumber\":\"B3\",\"email\":\"c@example.com\",\"companyName\":\"CC\"}\r\n\r\n")]).await;
        let long = format!("customerNumber,email,companyName\nB4,a@example.com,\"{}", noise(3 * 1024 * 1024));
        let long_json = format!("{{\"customerNumber\":\"{}", noise(3 * 1024 * 1024));
        for (name, text, error) in [
            ("customers.csv", "", "0  empty"),
            ("customers.csv", "customerNumber,email\n", "0  empty"),
            ("customers.ndjson", "\n\n", "0  empty"),
            ("customers.csv", "customerNumber,colour\nA,b\n", "1 colour unknown-field"),
            ("customers.csv", "customerNumber,email,email\nA,b,c\n", "1 email repeated"),
            ("customers.csv", "customerNumber,email,companyName\nA,b@example.com\n", "2  malformed"),
            // A quote that nobody closed would take the rest of the file for a name.
            ("customers.csv", "customerNumber,companyName,email\nA,AA,a@example.com\nB,BB,\"b@example.com\nC,CC,c@example.com\n", "3  malformed"),
            ("customers.csv", "customerNumber,email,companyName\nA,b@example.com,\"A\nB\"\n", "2 companyName control-character"),
            ("customers.ndjson", "{\"customerNumber\":\"A\\u0000\"}\n", "1 customerNumber control-character"),
            ("customers.ndjson", "{\"externalId\":7}\n", "1 externalId wrong-type"),
            ("customers.csv", &long, "2  too-long"),
            ("customers.ndjson", &long_json, "1  too-long"),
            ("people.csv", "a\n", "0  unknown-file"),
            ("readme.txt", "a\n", "0  no-files"),
        ] {
            assert_eq!(refused(app, &[(name, text)]).await.join(" "), error, "{name}");
        }
        let mut raw = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        raw.start_file("customers.csv", zip::write::SimpleFileOptions::default()).unwrap();
        raw.write_all(b"customerNumber,email,companyName\nA,b@example.com,M\xfcller\n").unwrap();
        let sent = app.key().post_archive("/api/imports", raw.finish().unwrap().into_inner()).await.expect(202);
        app.run_jobs().await;
        let import = app.key().get(&format!("/api/imports/{}", id(&sent))).await.expect(200);
        assert_eq!((&import["errors"][0]["field"], &import["errors"][0]["code"]), (&json!("companyName"), &json!("not-utf8")));
    }
}

api_test! {
    /// What leads out of the archive, is packed too densely or is no archive is refused before anything is kept.
    async fn archives_that_lie_are_refused(app: TestApp) {
        let refusal = async |bytes: Vec<u8>| {
            let answer = app.key().post_archive("/api/imports", bytes).await;
            assert_eq!(answer.status, 422, "{}", answer.text);
            answer.json["violations"][0]["code"].as_str().unwrap().to_owned()
        };
        assert_eq!(refusal(b"no archive".to_vec()).await, "invalid");
        for path in ["../customers.csv", "/etc/customers.csv", "a\\..\\customers.csv", "a/../../customers.csv"] {
            assert_eq!(refusal(archive(&[(path, "a")])).await, "not-permitted", "{path}");
        }
        for twice in [["a", "a/b"], ["a/b", "a"]] {
            assert_eq!(refusal(archive(&[(twice[0], ""), (twice[1], "")])).await, "repeated");
        }
        assert_eq!(refusal(archive(&[(&"n".repeat(256), "")])).await, "not-permitted");
        let bomb = "x".repeat(8 * 1024 * 1024);
        assert_eq!(refusal(archive(&[("customers.csv", &bomb)])).await, "too-large");
        let many: Vec<(String, &str)> = (0..10_001).map(|at| (format!("{at}"), "")).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), *text)).collect();
        assert_eq!(refusal(archive(&many)).await, "too-large");
        let mut link = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        link.add_symlink("customers.csv", "/etc/passwd", zip::write::SimpleFileOptions::default()).unwrap();
        assert_eq!(refusal(link.finish().unwrap().into_inner()).await, "not-permitted");
        // A header that lies about the size is found out while unpacking.
        let honest = archive(&[("customers.csv", &bomb)]);
        let size = u32::try_from(bomb.len()).unwrap().to_le_bytes();
        let mut lying = honest.clone();
        for at in (0..lying.len() - 4).filter(|at| honest[*at..at + 4] == size) {
            lying[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
        }
        let sent = app.key().post_archive("/api/imports", lying).await.expect(202);
        app.run_jobs().await;
        assert_eq!(app.key().get(&format!("/api/imports/{}", id(&sent))).await.expect(200)["state"], "refused");
        let answer = app.key().post("/api/imports", json!({})).await;
        assert_eq!(answer.refused(415), "unsupported-media-type");
        let answer = app.key().post_archive("/api/imports", vec![0; 64 * 1024 * 1024 + 1]).await;
        assert_eq!(answer.refused(413), "payload-too-large");
        for wish in ["sendMails", "emitWebhooks"] {
            let answer = app.key().post_archive(&format!("/api/imports?{wish}=true"), archive(&[("a", "")])).await;
            assert_eq!(answer.violations(), [wish]);
        }
    }
}

api_test! {
    async fn a_check_writes_nothing(app: TestApp) {
        let files = everything();
        let sent = app.key().post_archive("/api/imports?checkOnly=true", archive(&borrowed(&files))).await.expect(202);
        app.run_jobs().await;
        let import = app.key().get(&format!("/api/imports/{}", id(&sent))).await.expect(200);
        assert_eq!((&import["state"], &import["lines"], &import["linesDone"]), (&json!("done"), &json!(11), &json!(0)));
        assert!(all(app, "customers").await.is_empty());
    }
}

api_test! {
    /// Ids and external ids of another tenant are as unknown as invented ones.
    async fn another_tenants_rows_cannot_be_named(app: TestApp) {
        done(app, &borrowed(&everything())).await;
        let ada = all(app, "customers").await[0]["id"].as_str().unwrap().to_owned();
        let line = |customer: &str| format!("externalId,customer,companyName,street,zip,city\nx,{customer},AA,Kai,20457,Hamburg\n");
        for customer in ["A1", &ada, "01a20391-b036-7000-8004-e9cb25c4b054"] {
            let sent = app.with(&app.rival.key).post_archive("/api/imports", archive(&[("addresses.csv", &line(customer))])).await.expect(202);
            jobs::work(&app.context).await.unwrap();
            let import = app.with(&app.rival.key).get(&format!("/api/imports/{}", id(&sent))).await.expect(200);
            assert_eq!((&import["state"], &import["errors"][0]["code"]), (&json!("refused"), &json!("unknown")), "{customer}");
        }
    }
}

api_test! {
    /// Who is deleted leaves nothing behind, and can be imported anew under the same keys.
    async fn a_deleted_customer_is_forgotten_by_imports(app: TestApp) {
        use portico::db::entities::imported_rows;
        let files = everything();
        let some: Vec<_> = borrowed(&files).into_iter().filter(|(name, _)| name.starts_with("c") || name.starts_with("a")).collect();
        done(app, &some).await;
        let ada = all(app, "customers").await[0]["id"].as_str().unwrap().to_owned();
        app.key().delete(&format!("/api/customers/{ada}")).await.expect(204);
        let left = imported_rows::Entity::find().all(app.context.db.read()).await.unwrap();
        assert_eq!(left.len(), 3, "the contact, Bob and his address");
        let again = done(app, &some).await;
        assert_eq!((&again["created"], &again["unchanged"]), (&json!(3), &json!(3)));
    }
}

/// Stops an import in the transaction of a batch, as a crash would.
struct CutOff(usize);

impl Follower for CutOff {
    async fn checked(&mut self, _: &Progress) -> ApiResult<bool> {
        Ok(true)
    }

    async fn written(&mut self, _: &DatabaseTransaction, _: &Progress) -> ApiResult<bool> {
        self.0 -= 1;
        Ok(self.0 > 0)
    }
}

async fn import_folder(context: &Context, tenant: TenantId, from: &Path, batches: usize) -> Outcome {
    let tenant = tenants::Entity::find()
        .filter(tenants::Column::Id.eq(tenant))
        .one(context.db.read())
        .await
        .unwrap()
        .unwrap();
    let sources = Sources::collect(&[from.to_owned()]).unwrap();
    let order = Order {
        context,
        tenant: &tenant,
        made_by: "system:test".into(),
        id: context.new_id(),
        sources: &sources,
        check_only: false,
        batch: 10,
        most_lines: None,
    };
    run::run(&order, &mut CutOff(batches + 1)).await.unwrap()
}

fn lines_of(report: &Report) -> Vec<u64> {
    report.errors.iter().map(|error| error.line).collect()
}

api_test! {
    /// Cut off between two batches, or in one, an import goes on where it stopped.
    async fn an_import_that_was_cut_off_resumes(app: TestApp) {
        let folder = tempfile::tempdir().unwrap();
        let lines: String = (0..35).map(|at| format!("{at},c{at}@example.com,Company {at}\n")).collect();
        std::fs::write(folder.path().join("customers.csv"), format!("externalId,email,companyName\n{lines}")).unwrap();
        assert!(matches!(import_folder(&app.context, app.acme.id, folder.path(), 2).await, Outcome::Stopped));
        assert_eq!(all(app, "customers").await.len(), 20, "whole batches");
        let Outcome::Done(files) = import_folder(&app.context, app.acme.id, folder.path(), 100).await else { panic!() };
        assert_eq!((files[0].counts.created, files[0].counts.unchanged), (15, 20));
        assert_eq!(all(app, "customers").await.len(), 35);
        // Over HTTP: who took it dies, the lease runs out, another takes it up.
        let sent = app.key().post_archive("/api/imports", archive(&[("customers.csv", "externalId,email,companyName\nn,n@example.com,New\n")])).await.expect(202);
        use portico::db::entities::imports;
        use sea_orm::sea_query::Expr;
        let tx = app.context.db.begin().await.unwrap();
        imports::Entity::update_many().col_expr(imports::Column::LeasedUntil, Expr::value(app.now() + TimeDelta::minutes(2)))
            .col_expr(imports::Column::State, Expr::value("writing")).filter(imports::Column::State.eq("checking")).exec(&tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(jobs::work(&app.context).await.unwrap(), 0, "somebody is at it");
        app.advance(TimeDelta::minutes(3));
        assert_eq!(jobs::work(&app.context).await.unwrap(), 1);
        assert_eq!(app.key().get(&format!("/api/imports/{}", id(&sent))).await.expect(200)["state"], "done");
    }
}

api_test! {
    /// Documents are read from beside the file alone.
    async fn documents_never_lead_elsewhere(app: TestApp) {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("in");
        std::fs::create_dir_all(inside.join("sub")).unwrap();
        std::fs::write(folder.path().join("secret.pdf"), PDF).unwrap();
        std::fs::write(inside.join("text.pdf"), "text").unwrap();
        std::fs::write(inside.join("large.pdf"), [PDF.as_bytes(), &vec![0; 10 * 1024 * 1024]].concat()).unwrap();
        std::os::unix::fs::symlink(folder.path().join("secret.pdf"), inside.join("link.pdf")).unwrap();
        std::os::unix::fs::symlink(folder.path(), inside.join("out")).unwrap();
        std::fs::write(inside.join("customers.csv"), "customerNumber,email,companyName\nK1,a@example.com,AA\n").unwrap();
        let bad = ["../secret.pdf", &folder.path().join("secret.pdf").display().to_string(), "link.pdf", "out/secret.pdf", "sub", "none.pdf", "text.pdf", "large.pdf", "sub/../text.pdf"].map(str::to_owned);
        let lines: String = bad.iter().enumerate().map(|(at, file)| format!("R{at},K1,EUR,2026-01-01,100,0,100,{file}\n")).collect();
        std::fs::write(inside.join("invoices.csv"), format!("number,customer,currencyCode,creationDate,netAmount,taxAmount,grossAmount,file\n{lines}")).unwrap();
        let Outcome::Refused(report) = import_folder(&app.context, app.acme.id, &inside, 100).await else { panic!() };
        assert_eq!(lines_of(&report), (2..=10).collect::<Vec<_>>());
        assert!(report.errors.iter().all(|error| error.field == "file"), "{report:?}");
        assert!(all(app, "customers").await.is_empty());
    }
}

fn files_in(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in next.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push((
                    path.strip_prefix(folder).unwrap().display().to_string(),
                    std::fs::read(&path).unwrap(),
                ));
            }
        }
    }
    found.sort();
    found
}

/// A view without what is new in another tenant: ids, and when it was made.
fn without_ids(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields
                .into_iter()
                .filter(|(name, _)| !matches!(name.as_str(), "createdAt" | "updatedAt"));
            Value::Object(fields.map(|(name, value)| (name, without_ids(value))).collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(without_ids).collect()),
        Value::String(text) if text.parse::<uuid::Uuid>().is_ok() => "id".into(),
        other => other,
    }
}

api_test! {
    /// Out and in again gives the same files, byte for byte, and the same answers of the API; in both formats.
    async fn a_round_trip_is_equal(app: TestApp) {
        done(app, &borrowed(&everything())).await;
        // What was not imported travels as well.
        let made = app.customer("made@example.com").await;
        app.subscription(&made).await;
        app.invoice(&made, "API-1").await;
        let tenant = async |id: TenantId| tenants::Entity::find().filter(tenants::Column::Id.eq(id)).one(app.context.db.read()).await.unwrap().unwrap();
        let (acme, rival) = (tenant(app.acme.id).await, tenant(app.rival.id).await);
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        exports::run::run(&app.context, &acme, &at("first"), Format::Ndjson).await.unwrap();
        exports::run::run(&app.context, &acme, &at("first-csv"), Format::Csv).await.unwrap();
        exports::run::run(&app.context, &acme, &at("first.zip"), Format::Csv).await.unwrap();
        assert!(exports::run::run(&app.context, &acme, &at("first"), Format::Csv).await.is_err(), "nothing is written over");
        let names: Vec<_> = files_in(&at("first")).into_iter().map(|(name, _)| name).collect();
        assert!(names[2].starts_with("customers") && names.len() == 6, "{names:?}");
        let csv = std::fs::read_to_string(at("first-csv").join("customers.csv")).unwrap();
        assert!(csv.contains("\"'=Müller & \"\"Co\"\"\"") && csv.contains("'+49 40 2"), "no formulas: {csv}");
        // Back into the same tenant it changes nothing.
        let outcome = import_folder(&app.context, acme.id, &at("first"), 100).await;
        let Outcome::Done(files) = outcome else { panic!("{outcome:?}") };
        assert!(files.iter().all(|file| file.counts.created + file.counts.updated == 0), "{files:?}");
        let outcome = import_folder(&app.context, rival.id, &at("first.zip"), 100).await;
        let Outcome::Done(_) = outcome else { panic!("{outcome:?}") };
        exports::run::run(&app.context, &rival, &at("second"), Format::Ndjson).await.unwrap();
        exports::run::run(&app.context, &rival, &at("second-csv"), Format::Csv).await.unwrap();
        for format in ["", "-csv"] {
            let (first, second) = (files_in(&at(&format!("first{format}"))), files_in(&at(&format!("second{format}"))));
            assert_eq!(first.len(), second.len());
            for ((name, before), (_, after)) in first.iter().zip(&second) {
                assert_eq!(String::from_utf8_lossy(before), String::from_utf8_lossy(after), "{name}");
            }
        }
        for list in ["customers", "contacts", "customer-addresses", "subscriptions", "invoices"] {
            let get = async |key: &str| without_ids(app.with(key).get(&format!("/api/{list}?limit=100")).await.expect(200)["data"].clone());
            let (mut mine, mut theirs) = (get(&app.acme.key).await, get(&app.rival.key).await);
            // What was billed from its start says so once it was taken over; a snapshot is of when it was taken.
            for all in [&mut mine, &mut theirs] {
                for one in all.as_array_mut().unwrap() {
                    if let Some(fields) = one.as_object_mut() {
                        fields.remove("billingStart");
                        fields.remove("activatedAt");
                    }
                }
            }
            assert_eq!(mine, theirs, "{list}");
        }
        app.run_jobs().await;
        app.mails();
    }
}

/// A contract as a line: external id or number, customer, price, and more columns.
fn contracts(lines: &[&str]) -> String {
    let head = "externalId,number,customer,plan.name,items.1.name,items.1.unitPrice,items.1.taxRate,items.1.billingInterval,\
        contractStart,billingStart,status,pausedAt,cancellation.effective,cancellation.immediate,invoiceAddress\n";
    format!("{head}{}\n", lines.join("\n"))
}

async fn contract(app: &TestApp, external_id: &str) -> Value {
    let found = all(app, "subscriptions").await;
    found.into_iter().find(|one| one["externalId"] == external_id).unwrap()
}

api_test! {
    /// A number of the range is never one that another line of the import brings.
    async fn named_numbers_are_not_given_to_others(app: TestApp) {
        let first = app.customer("first@example.com").await;
        let number = app.key().get(&format!("/api/customers/{first}")).await.expect(200)["customerNumber"].as_str().unwrap().to_owned();
        let digits = number.find(|c: char| c.is_ascii_digit()).unwrap();
        let (head, count) = number.split_at(digits);
        let next = format!("{head}{:0width$}", count.parse::<u64>().unwrap() + 1, width = count.len());
        done(app, &[
            ("customers.csv", &format!("externalId,customerNumber,email,companyName\na,,a@example.com,AA\n,{next},b@example.com,BB\n")),
        ]).await;
        let customers = all(app, "customers").await;
        let named = |name: &str| customers.iter().find(|one| one["companyName"] == name).unwrap()["customerNumber"].clone();
        assert_eq!((customers.len(), named("BB")), (3, json!(next)));
        assert_ne!(named("AA"), json!(next));
    }
}

api_test! {
    /// The external id of one and the number of another may be the same: references tell them apart.
    async fn a_number_is_not_taken_for_an_external_id(app: TestApp) {
        done(app, &[
            ("customers.csv", "externalId,customerNumber,email,companyName\n1001,7,a@example.com,AA\n,1001,b@example.com,BB\n"),
            ("addresses.csv", "externalId,customer,companyName,street,zip,city\na,1001,AA,Kai,20457,Hamburg\nb,number:1001,BB,Ring,20457,Hamburg\n"),
            ("subscriptions.csv", &contracts(&["S,,number:1001,Plus,Plus,10,1900,1M,2026-11-01,2026-11-01,,,,,"])),
            ("invoices.csv", "number,externalId,customer,type,referencedInvoice,currencyCode,creationDate,netAmount,taxAmount,grossAmount\n\
                5,,1001,,,EUR,2026-01-01,100,0,100\n6,5,number:1001,,,EUR,2026-01-01,100,0,100\n7,,1001,TYPE_CREDIT,number:5,EUR,2026-01-02,-100,0,-100\n"),
        ]).await;
        let tenant = async |id: TenantId| tenants::Entity::find().filter(tenants::Column::Id.eq(id)).one(app.context.db.read()).await.unwrap().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("first"), folder.path().join("second"));
        exports::run::run(&app.context, &tenant(app.acme.id).await, &first, Format::Ndjson).await.unwrap();
        let outcome = import_folder(&app.context, app.rival.id, &first, 100).await;
        assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
        exports::run::run(&app.context, &tenant(app.rival.id).await, &second, Format::Ndjson).await.unwrap();
        assert_eq!(files_in(&first), files_in(&second));
        let customers = all(app, "customers").await;
        let street = |name: &str| customers.iter().find(|one| one["companyName"] == name).unwrap()["defaultAddress"]["street"].clone();
        assert_eq!((street("AA"), street("BB")), (json!("Kai"), json!("Ring")));
        let owner = contract(app, "S").await["customer"]["id"].clone();
        assert_eq!(owner, customers.iter().find(|one| one["companyName"] == "BB").unwrap()["id"]);
    }
}

api_test! {
    /// What names nothing takes nothing away: an empty key, and what no column can say.
    async fn what_a_line_does_not_say_stays(app: TestApp) {
        done(app, &[
            ("customers.csv", "externalId,customerNumber,email,companyName\nA,K1,a@example.com,AA\n"),
            ("subscriptions.csv", &contracts(&["S,C1,A,Plus,Plus,10,1900,1M,2026-11-01,2026-11-01,,,,,"])),
        ]).await;
        let customer = id(&all(app, "customers").await[0]);
        let method = app.method(&customer, "ok").await;
        let subscription = id(&contract(app, "S").await);
        app.key().patch(&format!("/api/subscriptions/{subscription}/payment-method"), json!({ "paymentMethodId": method })).await.expect(200);
        done(app, &[
            ("customers.csv", "externalId,customerNumber,email,companyName\n,K1,b@example.com,AA\n"),
            ("subscriptions.csv", &contracts(&[",C1,A,Plus,Plus,12,1900,1M,2026-11-01,2026-11-01,,,,,"])),
        ]).await;
        assert_eq!(all(app, "customers").await[0]["externalId"], "A");
        let after = contract(app, "S").await;
        assert_eq!((&after["items"][0]["unitPrice"], &after["paymentMethod"]["id"]), (&json!("12"), &json!(method)));
        // What was made here is recognised, and stays what it is.
        let made = app.subscription(&customer).await;
        let tenant = tenants::Entity::find().filter(tenants::Column::Id.eq(app.acme.id)).one(app.context.db.read()).await.unwrap().unwrap();
        let folder = tempfile::tempdir().unwrap();
        exports::run::run(&app.context, &tenant, &folder.path().join("out"), Format::Ndjson).await.unwrap();
        let lines = std::fs::read_to_string(folder.path().join("out/subscriptions.ndjson")).unwrap();
        assert_eq!(done(app, &[("subscriptions.ndjson", &lines)]).await["unchanged"], 2);
        let number = made["number"].as_str().unwrap();
        let line = lines.lines().find(|line| line.contains(&format!("\"number\":\"{number}\""))).unwrap();
        let mut other: Value = serde_json::from_str(line).unwrap();
        other["name"] = "Other".into();
        assert_eq!(refused(app, &[("subscriptions.ndjson", &format!("{other}\n"))]).await, ["1  not-permitted"]);
    }
}

api_test! {
    /// Whose line asks for the place of default gets it, also before a line of who holds it.
    async fn the_default_is_who_asks_for_it(app: TestApp) {
        done(app, &[
            ("customers.csv", "externalId,email,companyName\nA,a@example.com,AA\n"),
            ("contacts.csv", "externalId,name,default\nc1,Eva,true\nc2,Jan,\n"),
            ("addresses.csv", "externalId,customer,companyName,street,zip,city\na,A,AA,Kai,20457,Hamburg\nb,A,AA,Ring,20457,Hamburg\n"),
        ]).await;
        done(app, &[
            ("contacts.csv", "externalId,name,default\nc2,Jan,true\nc1,Eva Neu,\n"),
            ("addresses.csv", "externalId,customer,street,default\nb,A,Neuer Ring,true\na,A,Neuer Kai,\n"),
        ]).await;
        assert_eq!(all(app, "customers").await[0]["defaultAddress"]["street"], "Neuer Ring");
        let contacts = all(app, "contacts").await;
        let default = |name: &str| contacts.iter().find(|one| one["name"] == name).unwrap()["isDefault"].clone();
        assert_eq!((default("Jan"), default("Eva Neu")), (json!(true), json!(false)));
    }
}

api_test! {
    /// What is archived takes no running contract, and no contract that runs; what ended keeps what it had.
    async fn what_is_archived_takes_no_running_contract(app: TestApp) {
        let files = |contract: &str| vec![
            ("customers.csv", "externalId,email,companyName,status\nA,a@example.com,AA,\nB,b@example.com,BB,STATUS_ARCHIVED\n".to_owned()),
            ("addresses.csv", "externalId,customer,companyName,street,zip,city,status\na,A,AA,Kai,20457,Hamburg,\nold,A,AA,Ring,20457,Hamburg,archived\n".to_owned()),
            ("subscriptions.csv", contracts(&[contract])),
        ];
        let running = "S,,B,Plus,Plus,10,1900,1M,2026-11-01,2026-11-01,,,,,";
        let addressed = "S,,A,Plus,Plus,10,1900,1M,2026-11-01,2026-11-01,,,,,old";
        for _ in 0..2 {
            assert_eq!(refused(app, &borrowed(&files(running))).await, ["2 status contradiction"]);
            assert_eq!(refused(app, &borrowed(&files(addressed))).await, ["2 invoiceAddress unknown"]);
            // The second time round, both are there already.
            done(app, &borrowed(&files("E,,A,Plus,Plus,10,1900,1M,2025-11-01,,cancelled,,2026-01-01,,old"))).await;
        }
        assert_eq!(all(app, "subscriptions").await.len(), 1);
    }
}

api_test! {
    /// Two lines about one row are a mistake, whatever names it in each.
    async fn a_row_is_named_once(app: TestApp) {
        done(app, &[
            ("customers.csv", "externalId,customerNumber,email,companyName\nA,K1,a@example.com,AA\n"),
            ("subscriptions.csv", &contracts(&["S,C1,A,Plus,Plus,10,1900,1M,2026-11-01,2026-11-01,,,,,"])),
        ]).await;
        assert_eq!(refused(app, &[("customers.csv", "externalId,customerNumber,email,companyName\nA,,a@example.com,AA\n,K1,b@example.com,AA\n")]).await, ["3  repeated"]);
        let twice = contracts(&["S,,A,Plus,Plus,10,1900,1M,2026-11-01,2026-11-01,,,,,", ",C1,A,Plus,Plus,10,1900,1M,2026-11-01,2026-11-01,,,,,"]);
        assert_eq!(refused(app, &[("subscriptions.csv", &twice)]).await, ["3  repeated"]);
        let own = format!("id:{}", "x".repeat(300));
        assert_eq!(refused(app, &[("contacts.csv", &format!("externalId,name\n{own},Jan\n"))]).await, ["2 externalId too-long"]);
        assert_eq!(refused(app, &[("contacts.csv", "externalId,name\nid:a/b,Jan\n")]).await, ["2 externalId invalid"]);
    }
}

api_test! {
    /// Many rows that are known by an external id and by a number are what they are, once each.
    async fn many_known_rows_are_recognised(app: TestApp) {
        let lines: String = (0..600).map(|at| {
            let line = json!({ "externalId": format!("I{at}"), "number": format!("N{at}"), "customer": "A", "currencyCode": "EUR", "creationDate": "2026-01-01",
                "netAmount": 300, "taxAmount": 0, "grossAmount": 300, "positions": [
                    { "name": "One", "quantity": "1", "unitPrice": "1", "taxRate": 0, "netAmount": 100 }, { "name": "Two", "quantity": "2", "unitPrice": "1", "taxRate": 0, "netAmount": 200 }] });
            format!("{line}\n")
        }).collect();
        let customers = ("customers.csv", "externalId,email,companyName\nA,a@example.com,AA\n");
        done(app, &[customers, ("invoices.ndjson", &lines)]).await;
        // Said otherwise, so that each is compared.
        let again = lines.replace("\"title\":null,", "").replace("{\"creationDate\"", "{\"title\":null,\"creationDate\"");
        assert_ne!(again, lines);
        assert_eq!(done(app, &[customers, ("invoices.ndjson", &again)]).await["unchanged"], 601);
    }
}

api_test! {
    /// Terms roll over by themselves: the contract is still as it was imported, and may be replaced.
    async fn a_term_that_rolled_over_is_no_change(app: TestApp) {
        let files = |price: &str| vec![
            ("customers.csv", "externalId,email,companyName\nA,a@example.com,AA\n".to_owned()),
            ("subscriptions.ndjson", format!("{}\n", json!({ "externalId": "S", "customer": "A", "plan": { "name": "Plus" }, "contractStart": "2026-11-01", "billingStart": "2028-01-01",
                "contractPeriod": "1M", "laterContractPeriod": "1M", "items": [{ "name": "Plus", "unitPrice": price, "taxRate": 1900, "billingInterval": "1Y" }] }))),
        ];
        done(app, &borrowed(&files("10"))).await;
        let before = contract(app, "S").await["contractDetails"]["contractEnd"].clone();
        app.advance(TimeDelta::days(70));
        app.run_jobs().await;
        assert_ne!(contract(app, "S").await["contractDetails"]["contractEnd"], before);
        assert_eq!(done(app, &borrowed(&files("12"))).await["updated"], 1);
    }
}

api_test! {
    /// What has become of contracts and invoices here travels whole: paused and then cancelled, ended before it began, paid and then cancelled.
    async fn a_round_trip_keeps_odd_states(app: TestApp) {
        done(app, &[
            ("customers.csv", "externalId,customerNumber,email,companyName\nA,7,a@example.com,AA\n"),
            ("subscriptions.csv", &contracts(&[
                "P,,A,Plus,Plus,10,1900,1M,2026-01-01,,cancelled,2026-09-01T10:00:00Z,2026-10-01,,",
                "Q,,A,Plus,Plus,10,1900,1M,2026-12-24,,cancelled,,2026-11-01,true,",
                "R,,A,Plus,Plus,10,1900,1M,2026-11-01,2026-11-01,,,,,",
            ])),
            ("addresses.csv", "externalId,customer,companyName,street,zip,city\na,A,AA,Kai,20457,Hamburg\n"),
            ("invoices.csv", "number,customer,currencyCode,creationDate,netAmount,taxAmount,grossAmount,status,payDate\nN1,A,EUR,2026-01-01,100,0,100,STATUS_CANCELLED,2026-01-02\n"),
        ]).await;
        // And what Portico billed itself.
        app.run_jobs().await;
        app.key().post("/api/billing-runs", json!({ "until": "2026-11-22" })).await.expect(202);
        app.run_jobs().await;
        assert!(all(app, "invoices").await.len() > 1);
        let tenant = async |id: TenantId| tenants::Entity::find().filter(tenants::Column::Id.eq(id)).one(app.context.db.read()).await.unwrap().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("first"), folder.path().join("second"));
        exports::run::run(&app.context, &tenant(app.acme.id).await, &first, Format::Ndjson).await.unwrap();
        let pdfs = files_in(&first).into_iter().filter(|(name, bytes)| name.starts_with("files/") && bytes.starts_with(b"%PDF-"));
        assert_eq!(pdfs.count(), all(app, "invoices").await.len() - 1, "of each that is ours");
        let outcome = import_folder(&app.context, app.acme.id, &first, 100).await;
        let Outcome::Done(files) = outcome else { panic!("{outcome:?}") };
        assert!(files.iter().all(|file| file.counts.created + file.counts.updated == 0), "{files:?}");
        let outcome = import_folder(&app.context, app.rival.id, &first, 100).await;
        assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
        exports::run::run(&app.context, &tenant(app.rival.id).await, &second, Format::Ndjson).await.unwrap();
        for ((name, before), (_, after)) in files_in(&first).iter().zip(&files_in(&second)) {
            assert_eq!(String::from_utf8_lossy(before), String::from_utf8_lossy(after), "{name}");
        }
        app.mails();
    }
}

api_test! {
    async fn a_document_that_cannot_be_made_keeps_no_other_from_the_export(app: TestApp) {
        use portico::db::entities::invoice_documents::{Column, Entity};
        use sea_orm::sea_query::Expr;
        let customer = app.customer("ada@example.com").await;
        let mut contract = crate::support::yearly(&customer);
        contract["contractStart"] = json!("2026-09-15");
        app.key().post("/api/subscriptions", contract).await.expect(201);
        app.key().post("/api/billing-runs", json!({})).await.expect(202);
        app.run_jobs().await;
        let invoices = all(app, "invoices").await;
        let broken: portico_shared::InvoiceId = id(&invoices[0]).parse().unwrap();
        let tx = app.context.db.begin().await.unwrap();
        let of_one = Entity::update_many().filter(Column::InvoiceId.eq(broken));
        of_one.col_expr(Column::Snapshot, Expr::value(json!({}))).exec(&tx).await.unwrap();
        tx.commit().await.unwrap();
        let tenant = tenants::Entity::find().filter(tenants::Column::Id.eq(app.acme.id)).one(app.context.db.read()).await.unwrap().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let written = exports::run::run(&app.context, &tenant, &out, Format::Ndjson).await.unwrap();
        assert_eq!(json!(written.without_pdf), json!([invoices[0]["number"]]));
        let lines = std::fs::read_to_string(out.join("invoices.ndjson")).unwrap();
        for line in lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
            let file = line["file"].as_str().map(|file| std::fs::read(out.join(file)).unwrap());
            assert_eq!(file.is_some(), line["number"] != invoices[0]["number"], "{line}");
            assert!(file.is_none_or(|bytes| bytes.starts_with(b"%PDF-")));
        }
        assert_eq!((lines.lines().count(), invoices.len()), (3, 3));
    }
}

api_test! {
    /// Archives wait in the database: a few a merchant, and one at a time is taken in.
    async fn waiting_imports_are_limited(app: TestApp) {
        let small = || archive(&[("customers.csv", "externalId,email,companyName\nA,a@example.com,AA\n")]);
        for _ in 0..5 {
            app.key().post_archive("/api/imports", small()).await.expect(202);
        }
        let answer = app.key().post_archive("/api/imports", small()).await;
        assert_eq!(answer.refused(429), "too-many-requests");
        app.with(&app.rival.key).post_archive("/api/imports", small()).await.expect(202);
        app.run_jobs().await;
        let held = app.context.import_upload.try_acquire().unwrap();
        let answer = app.key().post_archive("/api/imports", small()).await;
        assert_eq!(answer.refused(429), "too-many-requests");
        drop(held);
        app.key().post_archive("/api/imports", small()).await.expect(202);
        app.run_jobs().await;
    }
}
