//! Mandates for direct debits at the merchant's own bank.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::{
    support::{Answer, TestApp, api_test, id},
    webhooks::{Endpoint, Manner, subscribe},
};

const PATH: &str = "/api/payment-methods";
const IBAN: &str = "DE89 3704 0044 0532 0130 00";

async fn add(app: &TestApp, proof: &str, debit: Value) -> Answer {
    let body = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "sepaDebit": debit });
    app.with(proof).post(PATH, body).await
}

/// What a PDF says in the order in which it is read out, each run of spaces and line breaks as one space.
pub fn text_of(pdf: &[u8]) -> String {
    let mut pdftotext = Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext is missing: run scripts/setup test");
    pdftotext.stdin.take().unwrap().write_all(pdf).unwrap();
    let output = pdftotext.wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A token that may do what asks for a fresh proof.
async fn fresh(app: &TestApp, customer: &str) -> String {
    app.switch(json!({ "stepUpForPaymentMethods": false })).await;
    app.token(customer).await
}

async fn mandate(app: &TestApp, method: &str) -> Value {
    app.key().get(&format!("{PATH}/{method}/mandate")).await.expect(200)
}

api_test! {
    /// EPC016-06, DS-01: creditor identifier, reference, debtor, account, date; consent with its time, and the IBAN masked wherever
    /// it is shown.
    async fn a_mandate_is_given_in_the_portal_and_shows_no_whole_iban(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let token = fresh(app, &ada).await;
        let offered = app.with(&token).get(&format!("{PATH}/options?language=en")).await.expect(200);
        let offered = offered["data"].as_array().unwrap().iter().find(|one| one["gateway"] == "sepa_debit").unwrap()["mandate"].clone();
        assert_eq!((&offered["creditorIdentifier"], &offered["accountHolder"], &offered["address"]["street"]), (&json!("DE98ZZZ09999999999"), &json!("Müller & Co"), &json!("Am Markt 1")));
        let added = add(app, &token, TestApp::debtor(IBAN)).await.expect(201);
        let method = &added["paymentMethod"];
        let debit = &method["sepaDebit"];
        assert_eq!((&added["status"], &method["status"], &method["default"], &method["name"]), (&json!("success"), &json!("active"), &json!(true), &json!("SEPA (3000)")));
        assert_eq!((&debit["iban"], &debit["bic"], &debit["mandateReference"]), (&json!("DE8937************3000"), &json!("COBADEFFXXX"), &json!("M-00000001")));
        let stored = mandate(app, &id(method)).await;
        assert_eq!((&stored["status"], &stored["bankName"], &stored["accountHolder"], &stored["language"]), (&json!("active"), &json!("Commerzbank"), &json!("Ada Müller"), &json!("de")));
        assert!(stored["text"][1].as_str().unwrap().contains("acht Wochen"), "{stored}");
        assert!(stored["consentedAt"].is_string() && stored["clientAddress"].is_string(), "{stored}");
        let everywhere = [added.to_string(), stored.to_string(), app.key().get("/api/audit-log").await.text];
        for text in everywhere {
            assert!(!text.contains("0532013000") && !text.contains("370400440532013000"), "{text}");
        }
        let file = app.with(&token).get(&format!("{PATH}/{}/mandate/document", id(method))).await;
        assert_eq!((file.status, file.header("content-type")), (200, "application/pdf"));
        assert!(file.text.starts_with("%PDF-1.7") && file.header("content-disposition").contains("M-00000001.pdf"));
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 1, "the new default is told");
    }
}

api_test! {
    /// Whoever debits an account is known to its holder: each mandate is confirmed by mail, also one that only lies ready.
    async fn a_mandate_that_does_not_become_the_default_is_confirmed(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        app.mandate(&ada).await;
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 1, "the new default is told as such");
        let body = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "customerId": ada, "isDefault": false, "sepaDebit": TestApp::debtor(IBAN) });
        app.key().post(PATH, body.clone()).await.expect(201);
        app.run_jobs().await;
        let mails = app.mails();
        assert_eq!(mails.iter().map(|mail| &*mail.1).collect::<Vec<_>>(), ["Ihr SEPA-Lastschriftmandat für Acme GmbH"]);
        assert_eq!(mails[0].0, "ada@example.com");
        for part in ["Mandatsreferenz: M-00000002", "DE8937************3000", "Standard-Zahlungsmethode bleibt"] {
            assert!(mails[0].2.contains(part), "{mails:?}");
        }
        // The same account again is the same mandate.
        app.key().post(PATH, body).await.expect(201);
        app.run_jobs().await;
        assert!(app.mails().is_empty());
    }
}

api_test! {
    /// A payment method says what its mandate says, as it is today; what a subscription embeds is shorter, and so is what a link adds.
    async fn a_method_tells_its_mandate(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let token = fresh(app, &ada).await;
        let method = add(app, &token, TestApp::debtor(IBAN)).await.expect(201)["paymentMethod"].clone();
        let told = &method["sepaMandate"];
        let account = json!({ "iban": "DE8937************3000", "bic": "COBADEFFXXX", "accountHolder": "Ada Müller", "bankName": "Commerzbank" });
        assert_eq!((&told["status"], &told["bankAccount"]), (&json!("active"), &account), "{told}");
        assert_eq!((&told["creditorIdentifier"], &told["mandateReference"]), (&json!("DE98ZZZ09999999999"), &json!("M-00000001")));
        assert_eq!((&told["sequenceType"], &told["sepaType"], &told["signatureDate"]), (&json!("FRST"), &json!("core"), &method["sepaDebit"]["signingDate"]));
        let path = format!("{PATH}/{}", id(&method));
        assert_eq!(app.key().get(&path).await.expect(200)["sepaMandate"], *told);
        assert_eq!(app.with(&token).get(PATH).await.expect(200)["data"][0]["sepaMandate"], *told);
        // Read, edited and sent back as a whole.
        let mut edited = method.clone();
        edited["name"] = json!("Girokonto");
        assert_eq!(app.with(&token).put(&path, edited).await.expect(200)["sepaMandate"], *told);
        let subscription = id(&app.subscription(&ada).await);
        let named = json!({ "paymentMethodId": method["id"] });
        let embedded = app.key().patch(&format!("/api/subscriptions/{subscription}/payment-method"), named).await.expect(200);
        assert!(embedded["paymentMethod"].is_object() && embedded["paymentMethod"].get("sepaMandate").is_none(), "{embedded}");
        let link = app.link_holder(&ada).await;
        assert_eq!(add(app, &link, TestApp::debtor("AT611904300234573201")).await.expect(201)["paymentMethod"]["sepaMandate"], Value::Null);
        let once = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "futureUsageAllowed": false, "sepaDebit": TestApp::debtor(IBAN) });
        assert_eq!(app.with(&token).post(PATH, once).await.expect(201)["paymentMethod"]["sepaMandate"]["sequenceType"], "OOFF");
        let revoked = app.with(&token).post(&format!("{path}/mandate/revoke"), json!({})).await.expect(200);
        assert_eq!(revoked["sepaMandate"]["status"], "revoked");
        let card = json!({ "gateway": "testing", "type": "card", "customerId": ada, "testing": { "number": "4242424242424242" } });
        assert_eq!(app.key().post(PATH, card).await.expect(201)["paymentMethod"]["sepaMandate"], Value::Null);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// The IBAN rests sealed: nothing in the database holds it.
    async fn an_iban_rests_sealed(app: TestApp) {
        use portico::db::entities::mandates;
        use sea_orm::EntityTrait;
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        app.mandate(&ada).await;
        let row = mandates::Entity::find().one(app.context.db.read()).await.unwrap().unwrap();
        let iban = b"DE02120300000000202051";
        assert!(!row.iban.windows(iban.len()).any(|part| part == iban));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// What is wrong with it is named: the country, the length, or the check digits.
    async fn a_wrong_iban_says_what_is_wrong(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let token = fresh(app, &ada).await;
        for (iban, code) in [
            ("", "blank"), ("QQ89370400440532013000", "iban-country"), ("DE8937040044053201300", "iban-length"),
            ("DE89370400440532013001", "iban-check-digits"), ("DE8937040044053201300X", "iban-structure"), ("DE89_70400440532013000", "iban-character"),
            ("SA0380000000608010167519", "iban-country"),
        ] {
            let answer = add(app, &token, TestApp::debtor(iban)).await;
            assert_eq!((answer.refused(422), &answer.json["violations"][0]["propertyPath"], &answer.json["violations"][0]["code"]), ("validation-failed", &json!("sepaDebit.iban"), &json!(code)), "{iban}");
            let checked = app.with(&token).post(&format!("{PATH}/check-iban"), json!({ "iban": iban })).await;
            assert_eq!((checked.refused(422), &checked.json["violations"][0]["code"]), ("validation-failed", &json!(code)), "{iban}");
        }
        let good = app.with(&token).post(&format!("{PATH}/check-iban"), json!({ "iban": IBAN })).await.expect(200);
        assert_eq!(good, json!({ "iban": "DE8937************3000", "countryCode": "DE", "bankName": "Commerzbank", "bic": "COBADEFFXXX" }));
        assert_eq!(app.key().get(&format!("{PATH}?customer={ada}")).await.expect(200)["data"], json!([]));
    }
}

api_test! {
    /// Nobody is debited who did not agree; what was signed on paper the merchant alone takes over.
    async fn consent_is_needed_and_paper_is_for_the_merchant(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let token = fresh(app, &ada).await;
        let with = |changes: Value| {
            let mut debit = TestApp::debtor(IBAN);
            debit.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            debit
        };
        let code = |answer: &Answer| answer.json["violations"][0]["propertyPath"].as_str().unwrap_or_default().to_owned();
        let refused = add(app, &token, with(json!({ "consent": false }))).await;
        assert_eq!((refused.refused(422), code(&refused)), ("validation-failed", "sepaDebit.consent".into()));
        let refused = add(app, &token, with(json!({ "mandateReference": "OLD-1" }))).await;
        assert_eq!((refused.refused(422), code(&refused)), ("validation-failed", "sepaDebit.mandateReference".into()));
        let paper = |reference: &str, day: &str| json!({ "gateway": "sepa_debit", "type": "sepa_debit", "customerId": ada,
            "sepaDebit": with(json!({ "consent": false, "mandateReference": reference, "signatureDate": day })) });
        for (reference, day, path) in [("OLD 1 ", "2025-01-10", "sepaDebit.mandateReference"), ("OLD-1", "2020-01-10", "sepaDebit.signatureDate"), ("OLD-1", "2030-01-10", "sepaDebit.signatureDate")] {
            let refused = app.key().post(PATH, paper(reference, day)).await;
            assert_eq!((refused.refused(422), code(&refused)), ("validation-failed", path.into()), "{reference:?} {day}");
        }
        let added = app.key().post(PATH, paper("OLD-1", "2025-01-10")).await.expect(201);
        let debit = &added["paymentMethod"]["sepaDebit"];
        assert_eq!((&debit["mandateReference"], &debit["signingDate"]), (&json!("OLD-1"), &json!("2025-01-10")));
        let stored = mandate(app, &id(&added["paymentMethod"])).await;
        assert_eq!((&stored["consentedAt"], &stored["text"], &stored["lapsesOn"]), (&Value::Null, &json!([]), &json!("2028-01-10")));
        let bob = app.customer("bob@example.com").await;
        let mut again = paper("OLD-1", "2025-01-10");
        again["customerId"] = json!(bob);
        let taken = app.key().post(PATH, again).await;
        assert_eq!((taken.refused(422), &taken.json["violations"][0]["code"]), ("validation-failed", &json!("taken")));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// The same account again is the same mandate; an account that goes to another is an amendment, and the customer is told.
    async fn another_account_is_an_amendment(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let token = fresh(app, &ada).await;
        let first = id(&add(app, &token, TestApp::debtor(IBAN)).await.expect(201)["paymentMethod"]);
        let again = add(app, &token, TestApp::debtor(IBAN)).await.expect(201);
        assert_eq!((id(&again["paymentMethod"]), &again["paymentMethod"]["sepaDebit"]["mandateReference"]), (first.clone(), &json!("M-00000001")));
        app.run_jobs().await;
        app.mails();
        let path = format!("{PATH}/{first}/mandate/account");
        let new = json!({ "iban": "DE02120300000000202051" });
        let refused = app.with(&token).put(&path, new.clone()).await;
        assert_eq!((refused.refused(422), &refused.json["violations"][0]["propertyPath"]), ("validation-failed", &json!("consent")));
        let mut agreed = new;
        agreed["consent"] = json!(true);
        app.switch(json!({ "stepUpForPaymentMethods": true })).await;
        assert_eq!(app.with(&token).put(&path, agreed.clone()).await.refused(403), "step-up-required");
        app.switch(json!({ "stepUpForPaymentMethods": false })).await;
        let changed = app.with(&token).put(&path, agreed).await.expect(200);
        assert_eq!((&changed["name"], &changed["sepaDebit"]["iban"], &changed["sepaDebit"]["mandateReference"]), (&json!("SEPA (2051)"), &json!("DE0212************2051"), &json!("M-00000001")));
        let stored = mandate(app, &first).await;
        assert!(stored["amendedAt"].is_string() && stored["bankName"] == "Deutsche Kreditbank Berlin", "{stored}");
        app.run_jobs().await;
        let mails = app.mails();
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].1, "Für Ihr Mandat M-00000001 gilt ein anderes Konto");
        // What they agreed to stays, also where the merchant amends; the account that is there already is no amendment.
        let given = stored["consentedAt"].clone();
        app.advance(chrono::TimeDelta::minutes(1));
        let same = app.with(&token).put(&path, json!({ "iban": "DE02 1203 0000 0000 2020 51", "consent": true })).await;
        assert_eq!((same.violations(), &same.json["violations"][0]["code"]), (vec!["iban"], &json!("iban-unchanged")));
        assert_eq!(mandate(app, &first).await, stored);
        let renamed = json!({ "iban": "DE02120300000000202051", "accountHolder": "Ada Lovelace" });
        assert_eq!(app.key().put(&path, renamed).await.expect(200)["sepaDebit"]["accountHolder"], "Ada Lovelace");
        app.key().put(&path, json!({ "iban": "DE75512108001245126199" })).await.expect(200);
        assert_eq!(mandate(app, &first).await["consentedAt"], given);
        app.key().put(&path, json!({ "iban": "DE02120300000000202051" })).await.expect(200);
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 3, "one for each that changed something");
        let other = add(app, &token, TestApp::debtor("AT611904300234573201")).await.expect(201);
        let path = format!("{PATH}/{}/mandate/account", id(&other["paymentMethod"]));
        let twin = app.with(&token).put(&path, json!({ "iban": "DE02120300000000202051", "consent": true })).await;
        assert_eq!(twin.refused(409), "payment-method-exists");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// The consent to one account proves nothing of another: the document says who changed it, when, and from which to which.
    async fn the_document_tells_each_account_with_its_own_consent(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let token = fresh(app, &ada).await;
        let method = id(&add(app, &token, TestApp::debtor(IBAN)).await.expect(201)["paymentMethod"]);
        let path = format!("{PATH}/{method}/mandate");
        let given = mandate(app, &method).await;
        let shown = |at: &Value| {
            let at: chrono::DateTime<chrono::Utc> = at.as_str().unwrap().parse().unwrap();
            at.with_timezone(&chrono_tz::Europe::Berlin).format("%d.%m.%Y, %H:%M:%S Uhr").to_string()
        };
        app.advance(TimeDelta::hours(30));
        let token = app.token(&ada).await;
        let by_customer = json!({ "iban": "DE02120300000000202051", "consent": true });
        app.with(&token).put(&format!("{path}/account"), by_customer).await.expect(200);
        let first = mandate(app, &method).await;
        app.advance(TimeDelta::hours(2));
        app.key().put(&format!("{path}/account"), json!({ "iban": "DE75512108001245126199" })).await.expect(200);
        let second = mandate(app, &method).await;
        let file = app.key().get(&format!("{path}/document")).await;
        let text = text_of(&file.bytes);
        let address = first["clientAddress"].as_str().unwrap();
        for part in [
            "IBAN DE75 5121 0800 1245 1261 99".to_owned(),
            format!("Erteilt am {}", shown(&given["consentedAt"])),
            format!("Geändert am {}", shown(&first["amendedAt"])),
            "Geändert durch Zahlungspflichtiger, im Kundenportal von".to_owned(),
            "Bisheriges Konto DE89 37** **** **** **30 00".to_owned(),
            "Neues Konto DE02 12** **** **** **20 51".to_owned(),
            format!("Geändert am {}", shown(&second["amendedAt"])),
            "Geändert durch Zahlungsempfänger".to_owned(),
            "Bisheriges Konto DE02 12** **** **** **20 51".to_owned(),
            "Neues Konto DE75 51** **** **** **61 99".to_owned(),
        ] {
            assert!(text.contains(&part), "{part:?} is not in {text:?}");
        }
        assert_eq!(text.matches(&format!("(gekürzt) {address}")).count(), 2, "the merchant's own address is nobody's consent: {text}");
        app.advance(TimeDelta::hours(1));
        assert!(app.key().get(&format!("{path}/document")).await.bytes == file.bytes, "made again, it is the same");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// A mandate that was taken back debits nobody, and the same account needs a new one.
    async fn a_revoked_mandate_stays_so(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let token = fresh(app, &ada).await;
        let method = id(&add(app, &token, TestApp::debtor(IBAN)).await.expect(201)["paymentMethod"]);
        let revoked = app.with(&token).post(&format!("{PATH}/{method}/mandate/revoke"), json!({})).await.expect(200);
        assert_eq!(revoked["status"], "revoked");
        app.with(&token).post(&format!("{PATH}/{method}/mandate/revoke"), json!({})).await.expect(200);
        assert_eq!(mandate(app, &method).await["status"], "revoked");
        let path = format!("{PATH}/{method}/mandate/account");
        assert_eq!(app.key().put(&path, json!({ "iban": "DE02120300000000202051" })).await.refused(409), "wrong-state");
        let invoice = id(&app.invoice(&ada, "1").await);
        assert_eq!(app.key().post(&format!("/api/invoices/{invoice}/pay"), json!({})).await.refused(409), "payment-method-not-usable");
        let new = add(app, &token, TestApp::debtor(IBAN)).await.expect(201);
        assert_ne!(id(&new["paymentMethod"]), method);
        assert_eq!(new["paymentMethod"]["sepaDebit"]["mandateReference"], "M-00000002");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// EPC016-06, section 4.1: 36 months without a debit, and it counts no more.
    async fn a_mandate_lapses_after_36_months(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let method = app.mandate(&ada).await;
        app.advance(TimeDelta::days(365 * 3 - 2));
        app.run_jobs().await;
        assert_eq!(mandate(app, &method).await["status"], "active");
        app.advance(TimeDelta::days(5));
        app.run_jobs().await;
        assert_eq!(mandate(app, &method).await["status"], "lapsed");
        assert_eq!(app.key().get(&format!("{PATH}/{method}")).await.expect(200)["status"], "revoked");
        app.mails();
    }
}

api_test! {
    /// References are numbered by the merchant's own range, within what banks read.
    async fn references_come_from_the_number_range(app: TestApp) {
        app.set_up_debits().await;
        let path = "/api/settings/number-ranges/mandate";
        for format in ["Mandat_{number}", "{customerNumber}-{yearLong}-ein-sehr-langer-Name-{number}", "M//{number}"] {
            let refused = app.key().put(path, json!({ "format": format })).await;
            assert_eq!((refused.refused(422), &refused.json["violations"][0]["propertyPath"]), ("validation-failed", &json!("format")), "{format}");
        }
        app.key().put(path, json!({ "format": "MNDT-{yearLong}-{number:4}" })).await.expect(200);
        let ada = app.customer("ada@example.com").await;
        let method = app.mandate(&ada).await;
        assert_eq!(mandate(app, &method).await["mandateReference"], format!("MNDT-{}-0001", app.now().format("%Y")));
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Without the merchant's creditor identifier there are no debits, and what was given before is shown as such.
    async fn a_gateway_that_is_taken_away_leaves_mandates_unusable(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let body = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "customerId": ada, "sepaDebit": TestApp::debtor(IBAN) });
        assert_eq!(app.key().post(PATH, body).await.refused(409), "gateway-not-configured");
        app.set_up_debits().await;
        let method = app.mandate(&ada).await;
        app.key().delete("/api/payment-gateways/sepa_debit").await.expect(204);
        assert_eq!(app.key().get(&format!("{PATH}/{method}")).await.expect(200)["status"], "gateway_unconfigured");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Of an erased customer a mandate that was never used goes with them.
    async fn an_unused_mandate_is_erased_with_its_customer(app: TestApp) {
        use portico::db::entities::mandates;
        use sea_orm::{EntityTrait, PaginatorTrait};
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        app.mandate(&ada).await;
        app.run_jobs().await;
        app.mails();
        app.key().post(&format!("/api/customers/{ada}/erase"), json!({})).await;
        let left = mandates::Entity::find().count(app.context.db.read()).await.unwrap();
        assert_eq!(left, 0);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// What a bank could not read stops no file: it is refused when the mandate is given.
    async fn what_a_bank_could_not_read_is_refused(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let token = fresh(app, &ada).await;
        for field in ["accountHolder", "city"] {
            let mut debit = TestApp::debtor(IBAN);
            let nothing = json!("\u{200b}\u{ad}");
            if field == "city" { debit["address"]["city"] = nothing } else { debit[field] = nothing }
            let refused = add(app, &token, debit).await;
            assert_eq!(refused.refused(422), "validation-failed", "{field}");
        }
    }
}

api_test! {
    /// Whoever only looks through the customer's eyes, or has not proved their mailbox, reads no whole IBAN in the document.
    async fn the_document_is_whole_for_its_owner_alone(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let path = format!("{PATH}/{}/mandate/document", app.mandate(&ada).await);
        let eva = crate::operators::operator(app, "eva@look.example", portico_shared::operators::OperatorRole::Support).await;
        assert_eq!(app.with(&eva).get(&path).await.refused(403), "forbidden");
        let look = crate::viewing::look(app, &eva, &ada).await;
        let sizes = [app.with(&look).get(&path).await, app.key().get(&path).await].map(|file| (file.status, file.text.len()));
        assert_eq!((sizes[0].0, sizes[1].0), (200, 200));
        let texts = [app.with(&look).get(&path).await, app.key().get(&path).await];
        assert_ne!(texts[0].text, texts[1].text, "one of them is masked");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// EPC016-06, DS-01: a mandate says where both parties are. It goes on saying what was agreed to, wherever the merchant moves.
    async fn the_document_says_where_both_parties_are(app: TestApp) {
        let company = "/api/settings/company";
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let path = format!("{PATH}/{}/mandate/document", app.mandate(&ada).await);
        let given = app.key().get(&path).await;
        let text = text_of(&given.bytes);
        for part in ["Acme GmbH Musterstraße 12 10115 Berlin Deutschland", "Ada Müller Kai 1 20457 Hamburg Deutschland"] {
            assert!(text.contains(part), "{part:?} is not in {text:?}");
        }
        app.key().patch(company, json!({ "street": "Ringstraße 1", "zip": "1010", "city": "Wien", "countryCode": "AT" })).await.expect(200);
        assert!(app.key().get(&path).await.bytes == given.bytes);
        app.key().patch(company, json!({ "street": null })).await.expect(200);
        let bob = app.customer("bob@example.com").await;
        let path = format!("{PATH}/{}/mandate/document", app.mandate(&bob).await);
        let text = text_of(&app.key().get(&path).await.bytes);
        assert!(text.contains("Acme GmbH") && !text.contains("Wien") && !text.contains("Österreich"), "{text}");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// A mandate that was used elsewhere lives on, and its next debit is recurrent.
    async fn an_old_mandate_that_was_used_is_taken_over(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let mut debit = TestApp::debtor(IBAN);
        debit.as_object_mut().unwrap().extend(json!({ "consent": false, "mandateReference": "OLD-7", "signatureDate": "2019-05-02", "lastDebitOn": "2026-10-01" }).as_object().unwrap().clone());
        let body = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "customerId": ada, "sepaDebit": debit });
        let added = app.key().post(PATH, body.clone()).await.expect(201);
        assert_eq!(mandate(app, &id(&added["paymentMethod"])).await["lapsesOn"], "2029-10-01");
        let mut again = body;
        again["sepaDebit"]["mandateReference"] = json!("OLD-8");
        assert_eq!(app.key().post(PATH, again).await.refused(409), "payment-method-exists");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// EPC016-06, AT-21: text and view say that it is for one debit; another account would be another mandate.
    async fn a_one_off_mandate_says_so_and_stays_as_it_is(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let token = fresh(app, &ada).await;
        let offered = app.with(&token).get(&format!("{PATH}/options?language=de")).await.expect(200);
        let offered = offered["data"].as_array().unwrap().iter().find(|one| one["gateway"] == "sepa_debit").unwrap()["mandate"].clone();
        let says = |text: &Value| text[0].as_str().unwrap().contains("einmalig");
        assert_eq!((says(&offered["text"]), says(&offered["oneOffText"])), (false, true), "{offered}");
        let body = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "futureUsageAllowed": false, "sepaDebit": TestApp::debtor(IBAN) });
        let added = app.with(&token).post(PATH, body.clone()).await.expect(201);
        let method = id(&added["paymentMethod"]);
        assert_eq!((&added["paymentMethod"]["default"], &added["paymentMethod"]["futureUsageAllowed"]), (&json!(false), &json!(false)));
        let stored = mandate(app, &method).await;
        assert_eq!((&stored["recurrence"], &stored["text"]), (&json!("one_off"), &offered["oneOffText"]));
        let file = app.with(&token).get(&format!("{PATH}/{method}/mandate/document")).await;
        assert!(file.status == 200 && file.text.starts_with("%PDF-1.7"));
        let other = json!({ "iban": "DE02120300000000202051", "consent": true });
        assert_eq!(app.with(&token).put(&format!("{PATH}/{method}/mandate/account"), other).await.refused(409), "wrong-state");
        // The same account again is another mandate, and so is one for more than one debit.
        let again = app.with(&token).post(PATH, body).await.expect(201);
        let lasting = add(app, &token, TestApp::debtor(IBAN)).await.expect(201);
        let references = [&added, &again, &lasting].map(|one| one["paymentMethod"]["sepaDebit"]["mandateReference"].clone());
        assert_eq!(references, ["M-00000001", "M-00000002", "M-00000003"]);
        assert_eq!(lasting["paymentMethod"]["default"], true);
        assert_eq!(mandate(app, &id(&lasting["paymentMethod"])).await["recurrence"], "recurrent");
        app.run_jobs().await;
        let once = app.mails().into_iter().filter(|mail| mail.1 == "Ihr einmaliges SEPA-Lastschriftmandat für Acme GmbH");
        assert_eq!(once.count(), 2, "the lasting one is told as the new default");
    }
}

api_test! {
    /// For 13 months a debit may have to be answered for, also where its method is gone.
    async fn the_mandate_of_a_removed_method_can_be_read(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let method = app.mandate(&ada).await;
        app.key().post(&format!("{PATH}/{method}/remove"), json!({})).await.expect(204);
        assert_eq!(mandate(app, &method).await["status"], "revoked");
        let path = format!("{PATH}/{method}/mandate");
        assert_eq!(app.key().get(&format!("{path}/document")).await.status, 200);
        assert_eq!(app.key().post(&format!("{path}/revoke"), json!({})).await.refused(404), "not-found");
        let bob = app.customer("bob@example.com").await;
        assert_eq!(app.signed_in(&bob).await.get(&path).await.refused(404), "not-found");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Whoever keeps payment methods elsewhere learns of another account and of the end of a mandate.
    async fn what_happens_to_a_mandate_is_told_to_programs(app: TestApp) {
        app.set_up_debits().await;
        let customer = app.customer("ada@example.com").await;
        let method = app.mandate(&customer).await;
        let endpoint = Endpoint::start(Manner::Status(200));
        subscribe(app, &endpoint.url, &["payment_method.updated"]).await;
        let path = format!("/api/payment-methods/{method}/mandate");
        app.key().put(&format!("{path}/account"), json!({ "iban": IBAN })).await.expect(200);
        app.run_jobs().await;
        let told = endpoint.received();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].json()["data"]["sepaDebit"]["iban"], "DE8937************3000");
        app.key().post(&format!("{path}/revoke"), json!({})).await.expect(200);
        app.run_jobs().await;
        let told = endpoint.received();
        assert_eq!((told.len(), &told[0].json()["data"]["status"]), (1, &json!("revoked")));
        app.mails();
        endpoint.stop().await;
    }
}
