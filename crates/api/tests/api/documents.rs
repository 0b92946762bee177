//! The files of invoices: made once, handed out by links that expire.

use std::io::Read;

use chrono::TimeDelta;
use portico_shared::operators::OperatorRole;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    operators::operator,
    support::{Answer, TestApp, api_test, id, yearly},
};

/// A customer and the three invoices of a contract; gives their ids, oldest first.
async fn billed(app: &TestApp, email: &str) -> (String, Vec<String>) {
    let customer = app.customer(email).await;
    let mut body = yearly(&customer);
    body["contractStart"] = json!("2026-09-15");
    app.key().post("/api/subscriptions", body).await.expect(201);
    app.key()
        .post("/api/billing-runs", json!({ "customer": customer }))
        .await
        .expect(202);
    app.run_jobs().await;
    let path = format!("/api/invoices?customer={customer}&order[number]=asc");
    let list = app.key().get(&path).await.expect(200);
    let ids = list["data"].as_array().unwrap().iter().map(id).collect();
    (customer, ids)
}

/// The path of a link for a file.
async fn link(app: &TestApp, proof: &str, invoice: &str, query: &str) -> String {
    let made = app
        .with(proof)
        .put(&format!("/api/invoices/{invoice}/download-link{query}"), json!({}))
        .await
        .expect(200);
    path_of(&made)
}

fn path_of(made: &Value) -> String {
    let url = made["url"].as_str().unwrap();
    format!("/api/documents/{}", url.split_once("/api/documents/").unwrap().1)
}

async fn fetch(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Answer {
    app.nobody_on("acme").send(Method::GET, path, None, headers).await
}

#[track_caller]
fn assert_expired(answer: &Answer) {
    assert_eq!(answer.status, 403, "{}", answer.text);
    assert!(answer.header("content-type").starts_with("text/html"));
    assert!(
        answer.text.contains("href=\"/invoices\""),
        "it leads back: {}",
        answer.text
    );
    assert!(!answer.text.contains("RE-0"), "it discloses nothing");
}

api_test! {
    async fn a_link_leads_to_the_pdf_and_to_the_xml(app: TestApp) {
        let (customer, ids) = billed(app, "ada@example.com").await;
        let made = app.signed_in(&customer).await.put(&format!("/api/invoices/{}/download-link", ids[0]), json!({})).await.expect(200);
        assert_eq!((&made["expiresAt"], &made["fileName"]), (&json!("2026-11-23T12:00:00Z"), &json!("RE-0000000001.pdf")), "a day");
        assert!(made["url"].as_str().unwrap().starts_with("http://acme.localhost"), "the portal's own host");
        let pdf = fetch(app, &path_of(&made), &[]).await;
        assert_eq!((pdf.status, pdf.header("content-type"), pdf.header("accept-ranges")), (200, "application/pdf", "bytes"));
        assert_eq!(pdf.header("content-disposition"), "attachment; filename=\"RE-0000000001.pdf\"");
        assert_eq!((pdf.header("x-content-type-options"), pdf.header("cache-control")), ("nosniff", "no-store"));
        assert!(pdf.header("content-security-policy").contains("sandbox"));
        assert!(pdf.bytes.starts_with(b"%PDF-1.7"));
        let xml = fetch(app, &link(app, &app.acme.key, &ids[0], "?format=xml&secondsValid=60").await, &[]).await;
        assert_eq!((xml.status, xml.header("content-type"), xml.header("content-disposition")), (200, "application/xml", "attachment; filename=\"RE-0000000001.xml\""));
        assert!(xml.text.contains(">119.00<") && xml.text.contains("DE136695976"), "{}", xml.text);
    }
}

api_test! {
    async fn a_file_is_served_in_parts_and_not_twice(app: TestApp) {
        let (_, ids) = billed(app, "ada@example.com").await;
        let path = link(app, &app.acme.key, &ids[0], "").await;
        let whole = fetch(app, &path, &[]).await;
        let (tag, length) = (whole.header("etag").to_owned(), whole.bytes.len());
        let part = fetch(app, &path, &[("Range", "bytes=5-9")]).await;
        assert_eq!((part.status, part.header("content-range"), &part.bytes[..]), (206, &*format!("bytes 5-9/{length}"), &whole.bytes[5..10]));
        let rest = fetch(app, &path, &[("Range", "bytes=-7")]).await;
        assert_eq!((rest.status, &rest.bytes[..]), (206, &whole.bytes[length - 7..]));
        assert_eq!(fetch(app, &path, &[("Range", "bytes=7-"), ("If-Range", &tag)]).await.status, 206);
        assert_eq!(fetch(app, &path, &[("Range", "bytes=7-"), ("If-Range", "\"other\"")]).await.status, 200, "a part of another file fits nothing");
        let none = fetch(app, &path, &[("Range", &format!("bytes={length}-"))]).await;
        assert_eq!((none.status, none.header("content-range")), (416, &*format!("bytes */{length}")));
        for nonsense in ["bytes=9-5", "bytes=", "lines=1-2", "bytes=0-1,3-4"] {
            assert_eq!(fetch(app, &path, &[("Range", nonsense)]).await.status, 200, "{nonsense}");
        }
        let same = fetch(app, &path, &[("If-None-Match", &tag)]).await;
        assert_eq!((same.status, same.bytes.len(), same.header("etag")), (304, 0, &*tag));
    }
}

api_test! {
    async fn the_same_invoice_gives_the_same_bytes(app: TestApp) {
        use futures_util::TryStreamExt;
        use object_store::ObjectStoreExt;
        let (_, ids) = billed(app, "ada@example.com").await;
        for format in ["pdf", "xml"] {
            let path = link(app, &app.acme.key, &ids[0], &format!("?format={format}")).await;
            let first = fetch(app, &path, &[]).await.bytes;
            assert_eq!(fetch(app, &path, &[]).await.bytes, first, "as it was stored");
            // Its disk was lost.
            let files = &app.context.files;
            let stored: Vec<_> = files.list(None).try_collect().await.unwrap();
            for file in &stored {
                files.delete(&file.location).await.unwrap();
            }
            app.advance(TimeDelta::hours(3));
            assert_eq!(fetch(app, &path, &[]).await.bytes, first, "made again");
            let again: Vec<_> = files.list(None).try_collect().await.unwrap();
            assert_eq!(again.len(), 1, "and stored again");
        }
    }
}

api_test! {
    async fn a_link_counts_until_it_expires_and_as_long_as_its_maker(app: TestApp) {
        let (customer, ids) = billed(app, "ada@example.com").await;
        let token = app.token(&customer).await;
        let short = link(app, &token, &ids[0], "?secondsValid=5").await;
        assert_eq!(fetch(app, &short, &[]).await.status, 200);
        app.advance(TimeDelta::seconds(5));
        assert_expired(&fetch(app, &short, &[]).await);
        let ended = link(app, &token, &ids[0], "").await;
        app.with(&token).post("/api/logout", json!({})).await;
        assert_expired(&fetch(app, &ended, &[]).await);
        let suspended = link(app, &app.token(&customer).await, &ids[0], "").await;
        app.key().put(&format!("/api/customers/{customer}/suspend"), json!({})).await.expect(200);
        assert_expired(&fetch(app, &suspended, &[]).await);
        app.key().put(&format!("/api/customers/{customer}/unsuspend"), json!({})).await.expect(200);
        let hidden = link(app, &app.token(&customer).await, &ids[0], "").await;
        app.key().patch("/api/settings/hosted-pages", json!({ "showInvoices": false })).await.expect(200);
        assert_expired(&fetch(app, &hidden, &[]).await);
        let key = app.key_with(&[portico::auth::permissions::Permission::InvoiceRead]).await;
        let of_key = link(app, &key, &ids[0], "").await;
        assert_eq!(fetch(app, &of_key, &[]).await.status, 200, "the switch is for customers");
        let all = app.key().get("/api/api-keys").await.expect(200);
        let made = all["data"].as_array().unwrap().iter().find(|one| one["permissions"].as_array().unwrap().len() == 1).unwrap().clone();
        app.key().delete(&format!("/api/api-keys/{}", id(&made))).await;
        assert_expired(&fetch(app, &of_key, &[]).await);
    }
}

api_test! {
    async fn whatever_is_wrong_with_a_link_the_answer_is_the_same(app: TestApp) {
        let (_, ids) = billed(app, "ada@example.com").await;
        let path = link(app, &app.acme.key, &ids[0], "").await;
        let one = fetch(app, "/api/documents/x", &[]).await;
        assert_expired(&one);
        let (last, rest) = (path.chars().last().unwrap(), &path[..path.len() - 1]);
        let altered = format!("{rest}{}", if last == 'A' { 'B' } else { 'A' });
        for wrong in [altered, format!("{path}AAAA"), path[..path.len() / 2].to_owned()] {
            let answer = fetch(app, &wrong, &[]).await;
            assert_eq!((answer.status, &answer.text), (403, &one.text), "{wrong}");
        }
        let elsewhere = app.nobody_on("rival").get(&path).await;
        assert_eq!((elsewhere.status, &elsewhere.text), (403, &one.text), "another merchant's host");
    }
}

api_test! {
    async fn only_who_may_read_an_invoice_gets_a_link(app: TestApp) {
        let (ada, ids) = billed(app, "ada@example.com").await;
        let path = format!("/api/invoices/{}/download-link", ids[0]);
        let bob = app.customer("bob@example.com").await;
        assert_eq!(app.signed_in(&bob).await.put(&path, json!({})).await.refused(404), "not-found");
        assert_eq!(app.with(&app.rival.key).put(&path, json!({})).await.refused(404), "not-found");
        for wrong in ["4", "604801", "-1"] {
            assert_eq!(app.key().put(&format!("{path}?secondsValid={wrong}"), json!({})).await.violations(), ["secondsValid"]);
        }
        assert_eq!(app.key().put(&format!("{path}?format=docx"), json!({})).await.violations(), ["format"]);
        let external = id(&app.invoice(&ada, "ALT-1").await);
        for format in ["pdf", "xml"] {
            assert_eq!(app.key().put(&format!("/api/invoices/{external}/download-link?format={format}"), json!({})).await.refused(404), "not-found", "another system made it, and sent no file");
        }
    }
}

api_test! {
    async fn a_pdf_that_was_sent_is_served_in_place_of_ours(app: TestApp) {
        let (ada, ids) = billed(app, "ada@example.com").await;
        let external = id(&app.invoice(&ada, "ALT-1").await);
        for invoice in [&ids[0], &external] {
            let path = format!("/api/invoices/{invoice}/pdf");
            let send = async |kind: &str, bytes: &[u8]| app.key().post_bytes(&path, kind, bytes.to_vec()).await;
            assert_eq!(send("application/pdf", b"GIF89a").await.violations(), ["(body)"]);
            assert_eq!(send("image/png", b"%PDF-1.7").await.refused(415), "unsupported-media-type");
            assert_eq!(send("application/pdf", &vec![b'x'; 10 * 1024 * 1024 + 1]).await.refused(413), "payload-too-large");
            send("application/pdf", b"%PDF-1.4 first").await.expect(200);
            send("application/pdf", b"%PDF-1.4 own").await.expect(200);
            // As a form, which other systems send; the same file again changes nothing.
            let form = |file: &str| format!("--x\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhi\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n{file}\r\n--x--\r\n");
            let multipart = "multipart/form-data; boundary=x";
            send(multipart, form("%PDF-1.4 own").as_bytes()).await.expect(200);
            assert_eq!(send(multipart, form("GIF89a").as_bytes()).await.violations(), ["(body)"]);
            for broken in ["", "--x--", "--x\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhi\r\n--x--\r\n"] {
                assert_eq!(send(multipart, broken.as_bytes()).await.refused(400), "malformed-request", "{broken:?}");
            }
            assert_eq!(send("multipart/form-data", b"%PDF-").await.refused(400), "malformed-request", "no boundary");
            let file = fetch(app, &link(app, &app.acme.key, invoice, "").await, &[]).await;
            assert_eq!((file.status, file.text.as_str()), (200, "%PDF-1.4 own"));
        }
        let xml = fetch(app, &link(app, &app.acme.key, &ids[0], "?format=xml").await, &[]).await;
        assert!(xml.text.contains("RE-0000000001"), "the XML stays ours");
        let customer = app.signed_in(&ada).await;
        assert_eq!(customer.post_bytes(&format!("/api/invoices/{external}/pdf"), "application/pdf", b"%PDF-".to_vec()).await.refused(403), "forbidden");
    }
}

api_test! {
    async fn nothing_is_issued_while_the_merchant_is_not_known(app: TestApp) {
        let (_, ids) = billed(app, "ada@example.com").await;
        app.key().patch("/api/settings/company", json!({ "street": null, "vatId": null })).await.expect(200);
        let company = app.key().get("/api/settings/company").await.expect(200);
        assert_eq!(company["missing"], json!(["street", "vatId"]));
        let refused = app.key().post(&format!("/api/invoices/{}/cancel", ids[0]), json!({})).await;
        assert_eq!(refused.violations(), ["company.street", "company.vatId"]);
        let customer = app.customer("bob@example.com").await;
        app.key().post("/api/subscriptions", { let mut body = yearly(&customer); body["contractStart"] = json!("2026-11-01"); body }).await.expect(201);
        let ordered = app.key().post("/api/billing-runs", json!({})).await.expect(202);
        app.run_jobs().await;
        let run = app.key().get(&format!("/api/billing-runs/{}", id(&ordered))).await.expect(200);
        assert_eq!((&run["invoicesIssued"], &run["failures"]), (&json!(0), &json!(1)));
        assert!(run["lastFailure"].as_str().unwrap().contains("company.street, company.vatId"), "{run}");
        app.key().patch("/api/settings/company", json!({ "street": "Neue Straße 1", "taxNumber": "27/123/45678" })).await.expect(200);
        app.key().post("/api/billing-runs", json!({})).await.expect(202);
        app.run_jobs().await;
        let list = app.key().get("/api/invoices?order[number]=desc").await.expect(200);
        assert_eq!(list["data"][0]["number"], "RE-0000000004", "no number was taken meanwhile");
    }
}

api_test! {
    async fn an_issued_document_keeps_what_it_says(app: TestApp) {
        let (customer, ids) = billed(app, "ada@example.com").await;
        app.key().patch("/api/settings/company", json!({ "name": "Neu AG" })).await.expect(200);
        app.key().patch(&format!("/api/customers/{customer}"), json!({ "companyName": "Anders GmbH" })).await.expect(200);
        let xml = fetch(app, &link(app, &app.acme.key, &ids[0], "?format=xml").await, &[]).await.text;
        assert!(xml.contains("Acme GmbH") && !xml.contains("Neu AG") && !xml.contains("Anders GmbH"), "{xml}");
        let cancelled = app.key().post(&format!("/api/invoices/{}/cancel", ids[0]), json!({ "reason": "Doppelt" })).await.expect(201);
        let xml = fetch(app, &link(app, &app.acme.key, &id(&cancelled), "?format=xml").await, &[]).await.text;
        assert!(xml.contains("Neu AG") && xml.contains(">RE-0000000001<") && xml.contains(">384<"), "refers to what it takes back: {xml}");
        let part = json!({ "positions": [{ "position": 0, "amount": 1000 }] });
        let credited = app.key().post(&format!("/api/invoices/{}/credit", ids[1]), part).await.expect(201);
        let xml = fetch(app, &link(app, &app.acme.key, &id(&credited), "?format=xml").await, &[]).await.text;
        assert!(xml.contains(">381<") && xml.contains(">11.90<"), "{xml}");
    }
}

api_test! {
    async fn xrechnung_comes_to_whoever_asks_for_it(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        for (format, sign) in [("xrechnung", "CrossIndustryInvoice"), ("xrechnung_ubl", "<Invoice ")] {
            let set = json!({ "electronicInvoiceFormat": format, "buyerReference": "991-33333TEST-33" });
            app.key().patch(&format!("/api/customers/{customer}/settings/invoicing"), set).await.expect(200);
            app.set_up_transfers().await;
            let mut body = yearly(&customer);
            body["contractStart"] = json!("2026-11-01");
            app.key().post("/api/subscriptions", body).await.expect(201);
            app.key().post("/api/billing-runs", json!({})).await.expect(202);
            app.run_jobs().await;
            let list = app.key().get("/api/invoices?order[number]=desc").await.expect(200);
            let xml = fetch(app, &link(app, &app.acme.key, &id(&list["data"][0]), "?format=xml").await, &[]).await.text;
            assert!(xml.contains(sign) && xml.contains("xrechnung_3.0") && xml.contains("991-33333TEST-33"), "{xml}");
        }
    }
}

/// The files of an archive by name.
fn unzipped(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        })
        .collect()
}

api_test! {
    async fn many_invoices_come_as_one_archive(app: TestApp) {
        let (ada, ids) = billed(app, "ada@example.com").await;
        let external = id(&app.invoice(&ada, "ALT-1").await);
        app.key().post_bytes(&format!("/api/invoices/{external}/pdf"), "application/pdf", b"%PDF-1.4 own".to_vec()).await.expect(200);
        billed(app, "bob@example.com").await;
        let customer = app.signed_in(&ada).await;
        let ordered = customer.post("/api/invoices/exports", json!({ "format": "zip" })).await.expect(202);
        assert_eq!((&ordered["status"], &ordered["total"], &ordered["done"]), (&json!("queued"), &json!(4), &json!(0)), "her own");
        let path = format!("/api/invoices/exports/{}", id(&ordered));
        let early = customer.put(&format!("{path}/download-link"), json!({})).await;
        assert_eq!((early.refused(409), &early.json["state"]), ("wrong-state", &json!("queued")));
        app.run_jobs().await;
        let ready = customer.get(&path).await.expect(200);
        assert_eq!((&ready["status"], &ready["done"]), (&json!("finished"), &json!(4)));
        let made = customer.put(&format!("{path}/download-link"), json!({})).await.expect(200);
        assert_eq!((&made["fileName"], &made["expiresAt"]), (&json!("invoices-2026-11-22.zip"), &json!("2026-11-22T12:01:00Z")));
        let file = fetch(app, &path_of(&made), &[]).await;
        assert_eq!((file.status, file.header("content-type")), (200, "application/zip"));
        let files = unzipped(&file.bytes);
        let mut names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["RE-0000000001.pdf", "RE-0000000001.xml", "RE-0000000002.pdf", "RE-0000000002.xml", "RE-0000000003.pdf", "RE-0000000003.xml", "external/ALT-1.pdf"]);
        assert!(files.iter().all(|(name, content)| content.starts_with(if name.ends_with("pdf") { b"%PDF-" } else { b"<?xml" })));
        app.advance(TimeDelta::seconds(60));
        assert_expired(&fetch(app, &path_of(&made), &[]).await);
        let one = customer.post("/api/invoices/exports", json!({ "format": "zip", "invoices": [ids[1]] })).await.expect(202);
        assert_eq!(one["total"], 1);
        for stranger in [app.with(&app.rival.key), app.signed_in(&app.customer("eve@example.com").await).await] {
            assert_eq!(stranger.get(&path).await.refused(404), "not-found");
            assert_eq!(stranger.put(&format!("{path}/download-link"), json!({})).await.refused(404), "not-found");
        }
        app.run_jobs().await;
    }
}

api_test! {
    async fn an_export_of_nothing_or_of_anothers_is_refused(app: TestApp) {
        let (_, ids) = billed(app, "ada@example.com").await;
        let bob = app.customer("bob@example.com").await;
        let bob = app.signed_in(&bob).await;
        assert_eq!(bob.post("/api/invoices/exports", json!({ "format": "zip" })).await.violations(), ["invoices"]);
        assert_eq!(bob.post("/api/invoices/exports", json!({ "format": "zip", "invoices": [ids[0]] })).await.violations(), ["invoices"]);
        assert_eq!(app.key().post("/api/invoices/exports", json!({ "format": "csv", "invoices": [] })).await.violations(), ["invoices"], "none is not all");
        assert_eq!(app.key().post("/api/invoices/exports", json!({ "format": "rar" })).await.status, 422);
        assert_eq!(app.key().post("/api/invoices/exports", json!({ "format": "csv", "from": "2027-01-01" })).await.violations(), ["invoices"]);
    }
}

api_test! {
    /// What somebody wrote is text; amounts are numbers, so that what was taken back counts in a sum.
    async fn a_spreadsheet_runs_no_formula(app: TestApp) {
        let (customer, ids) = billed(app, "ada@example.com").await;
        app.key().post(&format!("/api/invoices/{}/cancel", ids[1]), json!({})).await.expect(201);
        let mut external = crate::support::invoice(&customer, "=cmd|'/c calc'!A0");
        external["title"] = json!("\"+1+1\", <b> 🧾");
        app.key().post("/api/invoices", external).await.expect(201);
        let ordered = app.key().post("/api/invoices/exports", json!({ "format": "csv", "customer": customer })).await.expect(202);
        app.run_jobs().await;
        let made = app.key().put(&format!("/api/invoices/exports/{}/download-link", id(&ordered)), json!({})).await.expect(200);
        let file = fetch(app, &path_of(&made), &[]).await;
        assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
        let mut reader = csv::Reader::from_reader(file.text.as_bytes());
        let rows: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(Into::into).collect()).collect();
        assert_eq!(rows.len(), 5);
        let back = rows.iter().find(|row| row[1] == "TYPE_CANCELLATION").unwrap();
        assert_eq!(back[8..11], ["-100.00", "-19.00", "-119.00"]);
        let ours = rows.iter().find(|row| row[0] == "RE-0000000001").unwrap();
        assert_eq!(ours[7..12], ["EUR", "100.00", "19.00", "119.00", "119.00"]);
        let texts = rows.iter().flat_map(|row| [&row[0], &row[6], &row[12]]);
        assert!(texts.into_iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{rows:?}");
        assert!(rows.iter().any(|row| row[6] == "\"+1+1\", <b> 🧾"));
    }
}

api_test! {
    async fn what_is_open_is_summed_by_currency(app: TestApp) {
        let none = app.customer("eve@example.com").await;
        assert_eq!(app.signed_in(&none).await.get("/api/invoices/balance").await.expect(200), json!({ "balances": [], "years": [] }));
        let (ada, ids) = billed(app, "ada@example.com").await;
        app.invoice(&ada, "ALT-1").await;
        app.key().post(&format!("/api/invoices/{}/payments", ids[0]), json!({})).await.expect(201);
        app.advance(TimeDelta::days(20));
        let eur = |amount: i64| json!({ "amount": amount, "currency": "EUR" });
        let customer = app.signed_in(&ada).await;
        let balance = customer.get("/api/invoices/balance").await.expect(200);
        assert_eq!(balance["balances"][0]["openAmount"], eur(35700), "two of ours and one of another system");
        assert_eq!((&balance["balances"][0]["openInvoices"], &balance["balances"][0]["overdueAmount"]), (&json!(3), &eur(35700)));
        let years = balance["years"].as_array().unwrap();
        assert_eq!(years[0], json!(2026));
        billed(app, "bob@example.com").await;
        let again = customer.get("/api/invoices/balance").await.expect(200);
        assert_eq!(again["balances"][0]["openAmount"], eur(35700), "her own");
        let all = app.key().get("/api/invoices/balance").await.expect(200);
        assert!(all["balances"][0]["openAmount"]["amount"].as_i64() > Some(35700));
    }
}

api_test! {
    async fn invoices_are_found_by_their_amount(app: TestApp) {
        let (ada, _) = billed(app, "ada@example.com").await;
        let mut small = crate::support::invoice(&ada, "ALT-1");
        (small["netAmount"], small["taxAmount"], small["grossAmount"]) = (json!(100), json!(19), json!(119));
        app.key().post("/api/invoices", small).await.expect(201);
        let customer = app.signed_in(&ada).await;
        let count = async |query: &str| customer.get(&format!("/api/invoices?{query}")).await.expect(200)["data"].as_array().unwrap().len();
        assert_eq!((count("maxAmount=119").await, count("minAmount=120").await, count("minAmount=119&maxAmount=11900").await), (1, 3, 4));
        assert_eq!(customer.get("/api/invoices?minAmount=1,5").await.violations(), ["minAmount"]);
    }
}

api_test! {
    async fn the_document_travels_with_its_mail(app: TestApp) {
        app.send_all_mails().await;
        billed(app, "ada@example.com").await;
        let raw = app.mailbox.take();
        let mails: Vec<_> = raw.iter().map(|raw| mail_parser::MessageParser::default().parse(raw).unwrap()).collect();
        let mail = mails.iter().find(|mail| mail.subject().unwrap().contains("RE-0000000001")).unwrap();
        use mail_parser::MimeHeaders;
        let file = mail.attachments().find(|part| part.attachment_name() == Some("RE-0000000001.pdf")).unwrap();
        assert!(file.contents().starts_with(b"%PDF-"));
    }
}

api_test! {
    /// Kept for the law alone: an address that was given away before opens nothing, and a new one is for who may erase.
    async fn an_address_does_not_outlive_an_erasure(app: TestApp) {
        let (ada, ids) = billed(app, "ada@example.com").await;
        let subscription = id(&app.key().get(&format!("/api/subscriptions?customer={ada}")).await.expect(200)["data"][0]);
        let cancel = json!({ "cancellationDateType": "immediate", "sendConfirmationEmail": false });
        app.key().put(&format!("/api/subscriptions/{subscription}/cancel"), cancel).await.expect(200);
        for invoice in &ids {
            app.key().post(&format!("/api/invoices/{invoice}/payments"), json!({})).await.expect(201);
        }
        app.run_jobs().await;
        app.mails();
        let admin = operator(app, "eva@acme.example", OperatorRole::Admin).await;
        let limited = app.key_with(&[portico::auth::permissions::Permission::InvoiceRead]).await;
        let mut before = Vec::new();
        for maker in [&app.acme.key, &limited, &admin] {
            before.push(link(app, maker, &ids[0], "").await);
        }
        assert_eq!(fetch(app, &before[0], &[]).await.status, 200);
        app.advance(TimeDelta::seconds(1));
        app.key().post(&format!("/api/customers/{ada}/erase"), json!({})).await.expect(200);
        app.advance(TimeDelta::seconds(1));
        for path in &before {
            assert_expired(&fetch(app, path, &[]).await);
        }
        let refused = app.with(&limited).put(&format!("/api/invoices/{}/download-link", ids[0]), json!({})).await;
        assert_eq!(refused.refused(404), "not-found");
        let after = link(app, &admin, &ids[0], "").await;
        assert_eq!(fetch(app, &after, &[]).await.status, 200);
        app.run_jobs().await;
        app.mails();
    }
}
