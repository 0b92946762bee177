//! Direct debits at the merchant's own bank: announced, in files, settled, returned.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use chrono::{NaiveDate, TimeDelta};
use portico::{
    auth::{Caller, permissions::Permission},
    features::payments::outcomes,
    ports::payment::Outcome,
};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, api_test, id};

/// The scheme's own schema, as `scripts/setup test` brings it.
fn fits_the_schema(xml: &str) -> Result<(), String> {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.tools/documents/schemas/pain.008.001.08.xsd");
    assert!(schema.is_file(), "the schema is missing: run scripts/setup test");
    let mut xmllint = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema"])
        .arg(schema)
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xmllint is missing: run scripts/setup test");
    xmllint.stdin.take().unwrap().write_all(xml.as_bytes()).unwrap();
    let output = xmllint.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    output.status.success().then_some(()).ok_or(said)
}

/// A customer with a mandate, and an open invoice that is on its way to the bank.
async fn debited(app: &TestApp, email: &str, number: &str) -> (String, String, Value) {
    let customer = app.customer(email).await;
    app.mandate(&customer).await;
    let invoice = id(&app.invoice(&customer, number).await);
    let payment = pay(app, &invoice).await;
    (customer, invoice, payment)
}

async fn pay(app: &TestApp, invoice: &str) -> Value {
    app.key()
        .post(&format!("/api/invoices/{invoice}/pay"), json!({}))
        .await
        .expect(201)
}

async fn payments(app: &TestApp, invoice: &str) -> Vec<Value> {
    let all = app
        .key()
        .get(&format!("/api/invoices/{invoice}/payments"))
        .await
        .expect(200);
    all["data"].as_array().unwrap().clone()
}

async fn payment(app: &TestApp, invoice: &str) -> Value {
    payments(app, invoice).await.pop().unwrap()
}

/// A mandate for one debit; gives the payment method.
async fn one_off(app: &TestApp, customer: &str) -> String {
    let body = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "customerId": customer, "futureUsageAllowed": false, "sepaDebit": TestApp::debtor("DE02120300000000202051") });
    let added = app.key().post("/api/payment-methods", body).await.expect(201);
    id(&added["paymentMethod"])
}

/// Chooses what an invoice is collected with.
async fn choose(app: &TestApp, invoice: &str, method: &str) -> Answer {
    let body = json!({ "paymentMethodId": method });
    app.key()
        .put(&format!("/api/invoices/{invoice}/payment-method"), body)
        .await
}

async fn pay_with(app: &TestApp, invoice: &str, method: &str) -> Answer {
    let body = json!({ "paymentMethod": method });
    app.key().post(&format!("/api/invoices/{invoice}/pay"), body).await
}

async fn is_gone(app: &TestApp, method: &str) -> bool {
    app.key().get(&format!("/api/payment-methods/{method}")).await.status == 404
}

async fn invoice(app: &TestApp, id: &str) -> Value {
    app.key().get(&format!("/api/invoices/{id}")).await.expect(200)
}

async fn file(app: &TestApp) -> (Value, String) {
    let made = app.key().post("/api/debit-files", json!({})).await.expect(201);
    let content = app.key().get(&format!("/api/debit-files/{}/content", id(&made))).await;
    assert_eq!(
        (content.status, content.header("content-type")),
        (200, "application/xml")
    );
    (made, content.text)
}

fn count(xml: &str, part: &str) -> usize {
    xml.matches(part).count()
}

api_test! {
    /// EPC016-06, section 4.3: announced 14 days before, handed in a TARGET day before; the file fits the scheme's schema.
    async fn a_debit_is_announced_handed_in_and_comes_in(app: TestApp) {
        app.set_up_debits().await;
        let (ada, invoice_id, begun) = debited(app, "ada@example.com", "RE-1").await;
        assert_eq!((&begun["status"], &begun["debitFile"]), (&json!("underway"), &Value::Null));
        let collect_on = begun["collectOn"].as_str().unwrap().to_owned();
        let announced = (app.now() + TimeDelta::days(14)).date_naive().to_string();
        assert!(collect_on >= announced, "{collect_on} is earlier than {announced}");
        app.run_jobs().await;
        let mails = app.mails();
        let told = mails.iter().find(|mail| mail.1.starts_with("Wir ziehen")).unwrap();
        for part in ["RE-1", "119,00", "DE0212************2051", "DE98ZZZ09999999999", "M-00000001"] {
            assert!(told.2.contains(part), "{part} is missing: {}", told.2);
        }
        let waiting = app.key().get("/api/debits").await.expect(200);
        assert_eq!((&waiting["count"], &waiting["amount"]["amount"], &waiting["data"][0]["customer"]), (&json!(1), &json!(11900), &json!(ada)));
        assert!(waiting["handInUntil"].as_str().unwrap() < collect_on.as_str(), "{waiting}");
        let (made, xml) = file(app).await;
        fits_the_schema(&xml).unwrap();
        assert!(fits_the_schema(&xml.replace("<SeqTp>FRST</SeqTp>", "<SeqTp>XXXX</SeqTp>")).is_err(), "a wrong file is refused");
        assert_eq!((&made["debits"], &made["firstCollectionOn"]), (&json!(1), &json!(collect_on)));
        for part in ["<SeqTp>FRST</SeqTp>", "<MndtId>M-00000001</MndtId>", "DE98ZZZ09999999999", "<IBAN>DE02120300000000202051</IBAN>", "119.00", "RE-1 Acme GmbH"] {
            assert!(xml.contains(part), "{part} is missing: {xml}");
        }
        assert_eq!(app.key().get("/api/debits").await.expect(200)["count"], 0);
        assert_eq!(app.key().post("/api/debit-files", json!({})).await.refused(409), "wrong-state", "no debit is in two files");
        app.run_jobs().await;
        assert_eq!(invoice(app, &invoice_id).await["status"], "STATUS_UNPAID", "the day has not come");
        app.advance(TimeDelta::days(21));
        app.run_jobs().await;
        let paid = payment(app, &invoice_id).await;
        assert_eq!((&paid["status"], &paid["debitFile"]), (&json!("succeeded"), &made["id"]));
        assert_eq!(invoice(app, &invoice_id).await["status"], "STATUS_PAID");
        app.mails();
    }
}

api_test! {
    /// What is chosen for an invoice collects it, once: nobody has to press anything else.
    async fn an_invoice_is_announced_with_the_mandate_that_was_chosen(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let method = app.mandate(&ada).await;
        let invoice_id = id(&app.invoice(&ada, "RE-1").await);
        for _ in 0..2 {
            choose(app, &invoice_id, &method).await.expect(200);
            app.run_jobs().await;
        }
        let all = payments(app, &invoice_id).await;
        assert_eq!(all.len(), 1, "another choice begins no second debit");
        assert_eq!((&all[0]["status"], &all[0]["paymentMethod"]), (&json!("underway"), &json!(method)));
        assert!(app.mails().iter().any(|mail| mail.1.starts_with("Wir ziehen")));
    }
}

api_test! {
    /// A server that was off counts it later, from the day on which the account was debited.
    async fn a_debit_counts_from_its_day(app: TestApp) {
        app.set_up_debits().await;
        let (_, invoice_id, begun) = debited(app, "ada@example.com", "RE-1").await;
        file(app).await;
        let day: NaiveDate = begun["collectOn"].as_str().unwrap().parse().unwrap();
        app.advance(day + TimeDelta::days(1) - app.now().date_naive());
        app.run_jobs().await;
        assert_eq!(payment(app, &invoice_id).await["paidOn"], begun["collectOn"]);
        assert_eq!(invoice(app, &invoice_id).await["payDate"], begun["collectOn"]);
        app.mails();
    }
}

api_test! {
    /// The second debit of a mandate is recurrent, also in one file; an amendment is told to the bank once.
    async fn later_debits_are_recurrent_and_tell_of_another_account_once(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let method = app.mandate(&ada).await;
        let first = id(&app.invoice(&ada, "1").await);
        let second = id(&app.invoice(&ada, "2").await);
        pay(app, &first).await;
        pay(app, &second).await;
        let (_, xml) = file(app).await;
        fits_the_schema(&xml).unwrap();
        assert_eq!((count(&xml, "<SeqTp>FRST</SeqTp>"), count(&xml, "<SeqTp>RCUR</SeqTp>")), (1, 1));
        app.key().put(&format!("/api/payment-methods/{method}/mandate/account"), json!({ "iban": "DE89370400440532013000" })).await.expect(200);
        for (number, told) in [("3", 1), ("4", 0)] {
            let next = id(&app.invoice(&ada, number).await);
            pay(app, &next).await;
            let (_, xml) = file(app).await;
            fits_the_schema(&xml).unwrap();
            assert_eq!((count(&xml, "<AmdmntInd>true</AmdmntInd>"), count(&xml, "SMNDA")), (told, told), "{xml}");
            assert!(xml.contains("<IBAN>DE89370400440532013000</IBAN>") && xml.contains("RCUR"));
        }
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Late failure after success: the invoice is open again, and what its owner fetched back is not tried again by itself.
    async fn a_returned_debit_reopens_its_invoice(app: TestApp) {
        app.set_up_debits().await;
        for (email, number, reason, expected, tried_again) in [
            ("ada@example.com", "1", "AM04", "insufficient_funds", true), ("bob@example.com", "2", "MD06", "not_authorised", false),
        ] {
            let (_, invoice_id, begun) = debited(app, email, number).await;
            let path = format!("/api/payments/{}/return", id(&begun));
            assert_eq!(app.key().post(&path, json!({ "reason": reason })).await.refused(409), "wrong-state", "it is not with the bank yet");
            file(app).await;
            app.advance(TimeDelta::days(21));
            app.run_jobs().await;
            assert_eq!(invoice(app, &invoice_id).await["status"], "STATUS_PAID");
            let returned = app.key().post(&path, json!({ "reason": reason })).await.expect(200);
            assert_eq!((&returned["status"], &returned["failureCode"], &returned["failureReason"]), (&json!("returned"), &json!(reason), &json!(expected)));
            let open = invoice(app, &invoice_id).await;
            assert_eq!((&open["status"], &open["openAmount"]["amount"], &open["lastPaymentFailed"]), (&json!("STATUS_UNPAID"), &json!(11900), &json!(true)));
            assert_eq!(app.key().post(&path, json!({ "reason": reason })).await.refused(409), "wrong-state", "once is enough");
            app.advance(TimeDelta::days(4));
            app.run_jobs().await;
            let latest = payment(app, &invoice_id).await;
            assert_eq!(latest["status"] == "underway", tried_again, "{latest}");
        }
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// A bank that decides for the merchant after all: the debit that was to take its place is not made as well.
    async fn money_that_came_back_withdraws_the_debit_in_its_place(app: TestApp) {
        app.set_up_debits().await;
        let (_, invoice_id, first) = debited(app, "ada@example.com", "1").await;
        file(app).await;
        app.advance(TimeDelta::days(21));
        app.run_jobs().await;
        app.key().post(&format!("/api/payments/{}/return", id(&first)), json!({ "reason": "AM04" })).await.expect(200);
        let second = pay(app, &invoice_id).await;
        assert_eq!(second["status"], "underway");
        let tx = app.context.db.begin().await.unwrap();
        let came_back = Outcome::Succeeded { reference: "came-back".into() };
        let caller = Caller::system(app.acme.id, "collection");
        outcomes::learn(&tx, &app.context, &caller, id(&first).parse().unwrap(), came_back).await.unwrap();
        app.context.commit(tx).await.unwrap();
        assert_eq!(invoice(app, &invoice_id).await["status"], "STATUS_PAID");
        let all = app.key().get(&format!("/api/invoices/{invoice_id}/payments")).await.expect(200);
        let statuses: Vec<_> = all["data"].as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
        assert_eq!(statuses, ["succeeded", "failed"]);
        assert_eq!(app.key().post("/api/debit-files", json!({})).await.refused(409), "wrong-state", "nothing waits");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Before its day a return is a failure; the bank refused it before any money moved.
    async fn a_debit_that_is_refused_before_its_day_failed(app: TestApp) {
        app.set_up_debits().await;
        let (_, invoice_id, begun) = debited(app, "ada@example.com", "1").await;
        file(app).await;
        let failed = app.key().post(&format!("/api/payments/{}/return", id(&begun)), json!({ "reason": "AC04" })).await.expect(200);
        assert_eq!((&failed["status"], &failed["failureReason"]), (&json!("failed"), &json!("account_closed")));
        assert_eq!(invoice(app, &invoice_id).await["lastPaymentFailed"], true);
        let wrong = app.key().post(&format!("/api/payments/{}/return", id(&begun)), json!({ "reason": "XX99" })).await;
        assert_eq!(wrong.refused(422), "validation-failed");
        app.run_jobs().await;
        app.mails();
    }
}

/// Sends the only debit that waits to the bank, for a new invoice; gives where its return is recorded, and its sequence.
async fn sent(app: &TestApp, customer: &str, number: &str) -> (String, &'static str) {
    let begun = pay(app, &id(&app.invoice(customer, number).await)).await;
    let (_, xml) = file(app).await;
    fits_the_schema(&xml).unwrap();
    let (first, recurrent) = (count(&xml, "<SeqTp>FRST</SeqTp>"), count(&xml, "<SeqTp>RCUR</SeqTp>"));
    assert_eq!(first + recurrent, 1, "{xml}");
    let path = format!("/api/payments/{}/return", id(&begun));
    (path, if first == 1 { "FRST" } else { "RCUR" })
}

async fn give_back(app: &TestApp, path: &str) -> Value {
    let answer = app.key().post(path, json!({ "reason": "AM04" })).await;
    answer.expect(200)["status"].clone()
}

api_test! {
    /// EPC016-06, AT-21: what the bank refused before its day it does not know, as long as it took on no other.
    async fn after_a_refusal_before_its_day_the_next_debit_is_the_first_again(app: TestApp) {
        app.set_up_debits().await;
        app.key().patch("/api/settings/collection", json!({ "retryDays": [] })).await.expect(200);
        let ada = app.customer("ada@example.com").await;
        let method = app.mandate(&ada).await;
        let last_debit = async || app.key().get(&format!("/api/payment-methods/{method}/mandate")).await.expect(200)["lastDebitOn"].clone();
        let (first, sequence) = sent(app, &ada, "1").await;
        assert_eq!(sequence, "FRST");
        let beside = sent(app, &ada, "2").await;
        assert_eq!(beside.1, "RCUR");
        assert_eq!(give_back(app, &first).await, "failed");
        let (third, sequence) = sent(app, &ada, "3").await;
        assert_eq!(sequence, "RCUR", "another is on its way");
        assert_eq!((give_back(app, &third).await, give_back(app, &beside.0).await), (json!("failed"), json!("failed")));
        assert_eq!(last_debit().await, Value::Null);
        let (again, sequence) = sent(app, &ada, "4").await;
        assert_eq!(sequence, "FRST");
        // What is handed in counts, though its day lies ahead.
        let day = last_debit().await;
        assert!(day.as_str().unwrap() > app.now().date_naive().to_string().as_str(), "{day}");
        app.advance(TimeDelta::days(21));
        app.run_jobs().await;
        assert_eq!(give_back(app, &again).await, "returned");
        assert_eq!(sent(app, &ada, "5").await.1, "RCUR", "it was debited");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// From its day on the account was debited, whether the job has counted it or not; and elsewhere, before the mandate came here.
    async fn what_was_debited_before_stays_recurrent(app: TestApp) {
        app.set_up_debits().await;
        app.key().patch("/api/settings/collection", json!({ "retryDays": [] })).await.expect(200);
        let ada = app.customer("ada@example.com").await;
        app.mandate(&ada).await;
        let (first, _) = sent(app, &ada, "1").await;
        app.advance(TimeDelta::days(21));
        assert_eq!(give_back(app, &first).await, "failed");
        assert_eq!(sent(app, &ada, "2").await.1, "RCUR");
        let bob = app.customer("bob@example.com").await;
        let mut debit = TestApp::debtor("DE89370400440532013000");
        for (name, value) in [("consent", json!(false)), ("mandateReference", json!("OLD-7")), ("signatureDate", json!("2024-05-02")), ("lastDebitOn", json!("2026-10-01"))] {
            debit[name] = value;
        }
        let body = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "customerId": bob, "sepaDebit": debit });
        app.key().post("/api/payment-methods", body).await.expect(201);
        let (first, sequence) = sent(app, &bob, "3").await;
        assert_eq!((sequence, give_back(app, &first).await), ("RCUR", json!("failed")));
        assert_eq!(sent(app, &bob, "4").await.1, "RCUR");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// What waits for a file keeps nobody from paying otherwise: it can be taken back.
    async fn a_waiting_debit_can_be_withdrawn(app: TestApp) {
        app.set_up_debits().await;
        let (_, invoice_id, begun) = debited(app, "ada@example.com", "1").await;
        let record = async || app.key().post(&format!("/api/invoices/{invoice_id}/payments"), json!({})).await;
        assert_eq!(record().await.refused(409), "wrong-state");
        let path = format!("/api/payments/{}/withdraw", id(&begun));
        let withdrawn = app.key().post(&path, json!({})).await.expect(200);
        assert_eq!((&withdrawn["status"], &withdrawn["failureReason"]), (&json!("failed"), &json!("withdrawn")));
        assert_eq!(app.key().post(&path, json!({})).await.refused(409), "wrong-state");
        assert_eq!(invoice(app, &invoice_id).await["lastPaymentFailed"], false, "nothing was tried");
        record().await.expect(201);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Staff see what each attempt was made with, also where that is gone by now.
    async fn a_payment_says_what_it_was_collected_with(app: TestApp) {
        app.set_up_debits().await;
        let (ada, invoice_id, begun) = debited(app, "ada@example.com", "1").await;
        let with = json!({ "type": "sepa_debit", "name": "SEPA (2051)", "iban": "DE0212************2051" });
        assert_eq!(payment(app, &invoice_id).await["collectedWith"], with);
        app.key().post(&format!("/api/payments/{}/withdraw", id(&begun)), json!({})).await.expect(200);
        let method = begun["paymentMethod"].as_str().unwrap();
        app.key().post(&format!("/api/payment-methods/{method}/remove"), json!({})).await.expect(204);
        let path = format!("/api/invoices/{invoice_id}/payments");
        app.key().post(&path, json!({})).await.expect(201);
        let all = payments(app, &invoice_id).await;
        assert_eq!((&all[0]["collectedWith"], &all[1]["collectedWith"]), (&with, &Value::Null), "{all:?}");
        let own = app.signed_in(&ada).await.get(&path).await.expect(200);
        assert_eq!(own["data"][0]["collectedWith"], Value::Null, "whether customers see their methods is the merchant's to say");
        let limited = app.key_with(&[Permission::InvoiceRead]).await;
        let limited = app.with(&limited).get(&path).await.expect(200);
        assert_eq!(limited["data"][0]["collectedWith"], Value::Null, "methods are for who may read them");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// A mandate that ends takes along what waits for the bank; what the bank has goes on.
    async fn a_revoked_mandate_drops_what_waits(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let method = app.mandate(&ada).await;
        let [sent, waiting] = [id(&app.invoice(&ada, "1").await), id(&app.invoice(&ada, "2").await)];
        pay(app, &sent).await;
        file(app).await;
        pay(app, &waiting).await;
        app.key().post(&format!("/api/payment-methods/{method}/mandate/revoke"), json!({})).await.expect(200);
        assert_eq!((payment(app, &sent).await["status"].clone(), payment(app, &waiting).await["status"].clone()), (json!("underway"), json!("failed")));
        assert_eq!(app.key().get("/api/debits").await.expect(200)["count"], 0);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// A file that is made late asks for the next day that the bank can meet; one until a day leaves the rest.
    async fn a_late_file_moves_the_day(app: TestApp) {
        app.set_up_debits().await;
        app.key().patch("/api/settings/collection", json!({ "preNotificationDays": 2, "debitLeadDays": 2 })).await.expect(200);
        let (_, _, begun) = debited(app, "ada@example.com", "1").await;
        let planned = begun["collectOn"].as_str().unwrap().to_owned();
        let nothing = app.key().post("/api/debit-files", json!({ "until": "2026-01-01" })).await;
        assert_eq!(nothing.refused(409), "wrong-state");
        app.advance(TimeDelta::days(30));
        let (made, _) = file(app).await;
        let moved = made["firstCollectionOn"].as_str().unwrap();
        assert!(planned.as_str() < moved && app.now().date_naive().to_string().as_str() < moved, "{planned} became {moved}");
        app.run_jobs().await;
        let announced: Vec<_> = app.mails().into_iter().filter(|mail| mail.1.starts_with("Wir ziehen")).collect();
        let day = chrono::NaiveDate::parse_from_str(moved, "%Y-%m-%d").unwrap().format("%d.%m.%Y").to_string();
        assert_eq!(announced.len(), 2, "the first day and the one that counts");
        assert!(announced.iter().any(|mail| mail.2.contains(&day)), "{announced:?}");
    }
}

api_test! {
    /// SEPA moves euros alone.
    async fn an_invoice_in_another_currency_is_not_debited(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        app.mandate(&ada).await;
        let mut new = crate::support::invoice(&ada, "1");
        new["currencyCode"] = json!("CHF");
        let invoice = id(&app.key().post("/api/invoices", new).await.expect(201));
        assert_eq!(app.key().post(&format!("/api/invoices/{invoice}/pay"), json!({})).await.refused(409), "payment-method-not-usable");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Two who make a file at the same moment: each debit is in one of them.
    async fn no_debit_is_in_two_files(app: TestApp) {
        app.set_up_debits().await;
        for number in ["1", "2", "3"] {
            debited(app, &format!("c{number}@example.com"), number).await;
        }
        let key = app.key();
        let (one, other) = tokio::join!(key.post("/api/debit-files", json!({})), key.post("/api/debit-files", json!({})));
        let made: Vec<_> = [one, other].into_iter().filter(|answer| answer.status == 201).collect();
        let debits: i64 = made.iter().map(|answer| answer.json["debits"].as_i64().unwrap()).sum();
        assert_eq!(debits, 3, "{made:?}");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// A bank that knows of no mandate, or of no account, ends the mandate: it is not tried again, and never under this one.
    async fn what_the_bank_calls_unauthorised_ends_the_mandate(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let method = app.mandate(&ada).await;
        let invoice_id = id(&app.invoice(&ada, "1").await);
        let begun = pay(app, &invoice_id).await;
        file(app).await;
        let failed = app.key().post(&format!("/api/payments/{}/return", id(&begun)), json!({ "reason": "MD01" })).await.expect(200);
        assert_eq!((&failed["status"], &failed["failureReason"]), (&json!("failed"), &json!("not_authorised")));
        assert_eq!(app.key().get(&format!("/api/payment-methods/{method}")).await.expect(200)["status"], "revoked");
        app.advance(TimeDelta::days(10));
        app.run_jobs().await;
        assert_eq!(payment(app, &invoice_id).await["status"], "failed", "nothing is tried again");
        app.mails();
    }
}

api_test! {
    /// No debit goes to the bank whose mandate has lapsed on the day of its collection.
    async fn a_mandate_that_lapses_meanwhile_is_not_debited(app: TestApp) {
        app.set_up_debits().await;
        let (_, invoice_id, _) = debited(app, "ada@example.com", "1").await;
        app.advance(TimeDelta::days(365 * 3 + 2));
        assert_eq!(app.key().post("/api/debit-files", json!({})).await.refused(409), "wrong-state", "nothing is left for a file");
        app.run_jobs().await;
        let dropped = payment(app, &invoice_id).await;
        assert_eq!((&dropped["status"], &dropped["debitFile"]), (&json!("failed"), &Value::Null));
        assert_eq!(invoice(app, &invoice_id).await["lastPaymentFailed"], true, "whatever is added next collects it");
        app.mails();
    }
}

api_test! {
    /// A bank that refused the debit by which it was told of another account knows nothing of it: the next debit tells it again,
    /// until one is settled.
    async fn another_account_is_told_again_where_the_bank_refused_the_debit(app: TestApp) {
        app.set_up_debits().await;
        app.key().patch("/api/settings/collection", json!({ "retryDays": [] })).await.expect(200);
        let ada = app.customer("ada@example.com").await;
        let method = app.mandate(&ada).await;
        let next = async |number: &str| {
            let invoice = id(&app.invoice(&ada, number).await);
            let begun = pay(app, &invoice).await;
            let (_, xml) = file(app).await;
            fits_the_schema(&xml).unwrap();
            (format!("/api/payments/{}/return", id(&begun)), count(&xml, "SMNDA"))
        };
        let settle = async || {
            app.advance(TimeDelta::days(21));
            app.run_jobs().await;
        };
        assert_eq!(next("1").await.1, 0);
        settle().await;
        let account = format!("/api/payment-methods/{method}/mandate/account");
        app.key().put(&account, json!({ "iban": "DE89370400440532013000" })).await.expect(200);
        let (telling, told) = next("2").await;
        let (later, told_meanwhile) = next("3").await;
        assert_eq!((told, told_meanwhile), (1, 0));
        // Of another debit it says nothing.
        app.key().post(&later, json!({ "reason": "AM04" })).await.expect(200);
        assert_eq!(next("4").await.1, 0);
        app.key().post(&telling, json!({ "reason": "AM04" })).await.expect(200);
        assert_eq!(next("5").await.1, 1);
        settle().await;
        assert_eq!(next("6").await.1, 0, "it was settled");
        settle().await;
        app.mails();
    }
}

api_test! {
    /// While a debit tells of an account, the one after it follows on that one.
    async fn another_change_follows_on_what_a_debit_tells(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let method = app.mandate(&ada).await;
        let account = format!("/api/payment-methods/{method}/mandate/account");
        let next = async |number: &str| {
            pay(app, &id(&app.invoice(&ada, number).await)).await;
            let (_, xml) = file(app).await;
            count(&xml, "SMNDA")
        };
        assert_eq!(next("1").await, 0);
        for (number, iban) in [("2", "DE89370400440532013000"), ("3", "DE02120300000000202051")] {
            app.key().put(&account, json!({ "iban": iban })).await.expect(200);
            assert_eq!(next(number).await, 1, "back to what it was is a change, too: {iban}");
        }
        app.advance(TimeDelta::days(21));
        app.run_jobs().await;
        assert_eq!(next("4").await, 0);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Whoever reads accounts in full is written down: the file for the bank, and the document of a mandate.
    async fn reading_accounts_in_full_is_written_down(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let method = app.mandate(&ada).await;
        pay(app, &id(&app.invoice(&ada, "1").await)).await;
        let (made, _) = file(app).await;
        let document = format!("/api/payment-methods/{method}/mandate/document");
        assert_eq!(app.key().get(&document).await.status, 200);
        let token = app.token(&ada).await;
        assert_eq!(app.with(&token).get(&document).await.status, 200);
        let log = app.key().get("/api/audit-log?action=debit-file.read&action=mandate.document_read").await.expect(200);
        let rows = log["data"].as_array().unwrap().iter();
        let mut rows: Vec<_> = rows.map(|row| (row["action"].as_str().unwrap(), row["subject"].as_str().unwrap())).collect();
        rows.sort_unstable();
        assert_eq!(rows, [("debit-file.read", made["id"].as_str().unwrap()), ("mandate.document_read", method.as_str())], "its owner may read it");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// An account that leads back to the one that the bank knows is no amendment.
    async fn an_account_that_leads_back_tells_the_bank_nothing(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let method = app.mandate(&ada).await;
        let first = id(&app.invoice(&ada, "1").await);
        pay(app, &first).await;
        file(app).await;
        for iban in ["DE89370400440532013000", "DE02120300000000202051"] {
            app.key().put(&format!("/api/payment-methods/{method}/mandate/account"), json!({ "iban": iban })).await.expect(200);
        }
        let second = id(&app.invoice(&ada, "2").await);
        pay(app, &second).await;
        let (_, xml) = file(app).await;
        fits_the_schema(&xml).unwrap();
        assert_eq!((count(&xml, "AmdmntInd>true"), count(&xml, "<SeqTp>RCUR</SeqTp>")), (0, 1), "{xml}");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Debtors authorised one creditor: another identifier is no change of a setting.
    async fn the_creditor_identifier_stays_while_mandates_count(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let method = app.mandate(&ada).await;
        let other = json!({ "sepaDebit": { "creditorIdentifier": "AT61ZZZ01234567890" } });
        assert_eq!(app.key().put("/api/payment-gateways/sepa_debit", other.clone()).await.refused(409), "wrong-state");
        app.key().put("/api/payment-gateways/sepa_debit", json!({ "sepaDebit": { "bic": "COBADEFFXXX" } })).await.expect(200);
        // Taking it away and setting it up anew is a change, too.
        app.key().delete("/api/payment-gateways/sepa_debit").await.expect(204);
        let whole = |identifier: &str| json!({ "sepaDebit": { "name": "Acme GmbH", "iban": "DE89370400440532013000", "creditorIdentifier": identifier } });
        assert_eq!(app.key().put("/api/payment-gateways/sepa_debit", whole("AT61ZZZ01234567890")).await.refused(409), "wrong-state");
        app.key().put("/api/payment-gateways/sepa_debit", whole("DE98ZZZ09999999999")).await.expect(200);
        app.key().post(&format!("/api/payment-methods/{method}/mandate/revoke"), json!({})).await.expect(200);
        app.key().put("/api/payment-gateways/sepa_debit", other).await.expect(200);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// EPC016-06, AT-21: one debit (`OOFF`); when it was settled the mandate is used up, and what comes back is not debited again.
    async fn a_one_off_mandate_is_debited_once(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let method = one_off(app, &ada).await;
        let [first, second] = [id(&app.invoice(&ada, "1").await), id(&app.invoice(&ada, "2").await)];
        choose(app, &first, &method).await.expect(200);
        assert_eq!(choose(app, &second, &method).await.refused(409), "payment-method-not-usable", "it is for the first");
        let begun = pay(app, &first).await;
        assert_eq!((&begun["status"], &begun["paymentMethod"]), (&json!("underway"), &json!(method)));
        assert_eq!(pay_with(app, &second, &method).await.refused(409), "payment-method-not-usable");
        let (_, xml) = file(app).await;
        fits_the_schema(&xml).unwrap();
        assert_eq!((count(&xml, "<SeqTp>OOFF</SeqTp>"), count(&xml, "<SeqTp>")), (1, 1), "{xml}");
        assert!(!is_gone(app, &method).await, "the day has not come");
        app.advance(TimeDelta::days(21));
        app.run_jobs().await;
        assert_eq!(invoice(app, &first).await["status"], "STATUS_PAID");
        assert!(is_gone(app, &method).await);
        let path = format!("/api/payment-methods/{method}/mandate");
        let mandate = app.key().get(&path).await.expect(200);
        assert_eq!((&mandate["recurrence"], &mandate["status"], &mandate["lastDebitOn"]), (&json!("one_off"), &json!("revoked"), &begun["collectOn"]));
        assert_eq!(app.key().get(&format!("{path}/document")).await.status, 200, "it has to be shown where the debit is disputed");
        app.key().post(&format!("/api/payments/{}/return", id(&begun)), json!({ "reason": "AM04" })).await.expect(200);
        app.advance(TimeDelta::days(4));
        app.run_jobs().await;
        let statuses: Vec<_> = payments(app, &first).await.iter().map(|one| one["status"].clone()).collect();
        assert_eq!(statuses, ["returned"]);
        assert_eq!(pay_with(app, &first, &method).await.refused(409), "payment-method-not-usable");
        app.mails();
    }
}

api_test! {
    /// What the bank refused before its day, or was never sent, did not use the mandate up; what came back on its day did.
    async fn a_one_off_mandate_is_debited_anew_where_no_money_moved(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let method = one_off(app, &ada).await;
        let invoice_id = id(&app.invoice(&ada, "1").await);
        choose(app, &invoice_id, &method).await.expect(200);
        let withdrawn = pay(app, &invoice_id).await;
        app.key().post(&format!("/api/payments/{}/withdraw", id(&withdrawn)), json!({})).await.expect(200);
        let refused = pay(app, &invoice_id).await;
        let sent = async || {
            let (_, xml) = file(app).await;
            fits_the_schema(&xml).unwrap();
            (count(&xml, "<SeqTp>OOFF</SeqTp>"), count(&xml, "<SeqTp>"))
        };
        assert_eq!(sent().await, (1, 1));
        let give_back = async |payment: &Value| app.key().post(&format!("/api/payments/{}/return", id(payment)), json!({ "reason": "AM04" })).await.expect(200);
        assert_eq!(give_back(&refused).await["status"], "failed");
        app.advance(TimeDelta::days(4));
        app.run_jobs().await;
        let again = payment(app, &invoice_id).await;
        assert_eq!((&again["status"], &again["paymentMethod"]), (&json!("underway"), &json!(method)));
        assert_eq!(sent().await, (1, 1));
        // Its day is over, whether the job has counted it or not.
        app.advance(TimeDelta::days(21));
        assert_eq!(give_back(&again).await["status"], "failed");
        assert!(is_gone(app, &method).await);
        app.advance(TimeDelta::days(10));
        app.run_jobs().await;
        assert_eq!(payments(app, &invoice_id).await.len(), 3);
        app.mails();
    }
}

api_test! {
    /// Two invoices at the same moment: one of them is paid with it.
    async fn a_one_off_mandate_pays_one_of_two(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let method = one_off(app, &ada).await;
        let [first, second] = [id(&app.invoice(&ada, "1").await), id(&app.invoice(&ada, "2").await)];
        let (one, other) = tokio::join!(pay_with(app, &first, &method), pay_with(app, &second, &method));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        app.run_jobs().await;
        app.mails();
    }
}
