//! Payment methods that are added for an invoice: in its currency, and where they are asked for, for that one alone.

use serde_json::{Value, json};

use crate::support::{TestApp, api_test, id};

const PATH: &str = "/api/payment-methods";
const GOOD: &str = "4242424242424242";
const IBAN: &str = "DE89370400440532013000";

/// An open invoice in a currency.
async fn invoice(app: &TestApp, customer: &str, number: &str, currency: &str) -> String {
    let mut new = crate::support::invoice(customer, number);
    new["currencyCode"] = json!(currency);
    id(&app.key().post("/api/invoices", new).await.expect(201))
}

/// A customer who is billed in dollars.
async fn in_dollars(app: &TestApp, email: &str) -> String {
    let new = json!({ "email": email, "companyName": "Harbor Inc", "currencyCode": "USD", "countryCode": "DE", "street": "Kai",
        "houseNumber": "1", "zip": "20457", "city": "Hamburg" });
    id(&app.key().post("/api/customers", new).await.expect(201))
}

fn debit(customer: &str, invoice: Option<&str>) -> Value {
    json!({ "gateway": "sepa_debit", "type": "sepa_debit", "customerId": customer, "invoice": invoice, "sepaDebit": TestApp::debtor(IBAN) })
}

api_test! {
    /// Direct debits move euros alone: none is offered that could not pay the invoice, or else what this customer is billed.
    async fn a_direct_debit_is_offered_for_euros_alone(app: TestApp) {
        app.set_up_debits().await;
        app.set_up_transfers().await;
        let keys = json!({ "stripe": { "publishableKey": "pk_test_abc123", "secretKey": "rk_test_0123456789abcdef4242" } });
        app.key().put("/api/payment-gateways/stripe", keys).await.expect(200);
        let (ada, hal) = (app.customer("ada@example.com").await, in_dollars(app, "hal@example.com").await);
        let (euros, dollars) = (invoice(app, &ada, "1", "EUR").await, invoice(app, &ada, "2", "USD").await);
        let his = invoice(app, &hal, "3", "EUR").await;
        let (adas, hals) = (app.token(&ada).await, app.token(&hal).await);
        let link = app.link_holder(&hal).await;
        let offered = async |proof: &str, query: &str| {
            let options = app.with(proof).get(&format!("{PATH}/options{query}")).await.expect(200);
            let all = options["data"].as_array().unwrap().iter();
            all.map(|one| format!("{} {}", one["gateway"].as_str().unwrap(), one["type"].as_str().unwrap())).collect::<Vec<_>>()
        };
        let all = ["sepa_debit sepa_debit", "stripe card", "stripe sepa_debit", "bank_transfer bank_transfer", "testing card",
            "testing sepa_debit", "testing paypal"];
        let others = ["stripe card", "bank_transfer bank_transfer", "testing card", "testing paypal"];
        assert_eq!(offered(&adas, "").await, all);
        assert_eq!(offered(&adas, &format!("?invoice={euros}")).await, all);
        assert_eq!(offered(&adas, &format!("?invoice={dollars}")).await, others);
        assert_eq!(offered(&hals, "").await, others);
        assert_eq!(offered(&hals, &format!("?invoice={his}")).await, all);
        assert_eq!(offered(&link, "").await, others);
        let asked = async |query: &str| app.with(&adas).get(&format!("{PATH}/options?invoice={query}")).await;
        assert_eq!(asked(&his).await.refused(404), "not-found", "another's");
        assert_eq!(asked("junk").await.violations(), ["invoice"]);
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// Nor can one be added or chosen that collects nothing, whoever keeps it; the answer says why.
    async fn a_direct_debit_is_refused_where_it_moves_nothing(app: TestApp) {
        app.set_up_debits().await;
        let (ada, hal) = (app.customer("ada@example.com").await, in_dollars(app, "hal@example.com").await);
        let dollars = invoice(app, &ada, "1", "USD").await;
        let by_other = json!({ "gateway": "testing", "type": "sepa_debit", "customerId": hal, "testing": { "number": IBAN } });
        for body in [debit(&hal, None), by_other, debit(&ada, Some(&dollars))] {
            let refused = app.key().post(PATH, body).await;
            assert_eq!((refused.violations(), &refused.json["violations"][0]["code"]), (vec!["type"], &json!("currency")));
            assert!(refused.text.contains("USD"), "{}", refused.text);
        }
        let euros = invoice(app, &hal, "2", "EUR").await;
        app.key().post(PATH, debit(&hal, Some(&euros))).await.expect(201);
        assert_eq!(app.key().post(PATH, debit(&ada, Some(&euros))).await.violations(), ["invoice"], "another's");
        let ours = app.mandate(&ada).await;
        let by_other = json!({ "gateway": "testing", "type": "sepa_debit", "customerId": ada, "testing": { "number": IBAN } });
        let by_other = id(&app.key().post(PATH, by_other).await.expect(201)["paymentMethod"]);
        let path = format!("/api/invoices/{dollars}");
        for method in [ours, by_other] {
            let pay = app.key().post(&format!("{path}/pay"), json!({ "paymentMethod": method })).await;
            let choose = app.key().put(&format!("{path}/payment-method"), json!({ "paymentMethodId": method })).await;
            for refused in [pay, choose] {
                assert_eq!(refused.refused(409), "payment-method-not-usable");
                assert!(refused.json["detail"].as_str().unwrap().contains("this invoice is in USD"), "{}", refused.text);
            }
        }
        let by_itself = app.key().post(&format!("{path}/pay"), json!({})).await;
        assert_eq!((by_itself.refused(409), app.gateway.taken()), ("payment-method-not-usable", 0), "the default does not fit either");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// What pays an invoice in euros collects nothing that is billed in dollars: whoever made it the default would be told of debits
    /// that are never made.
    async fn a_direct_debit_is_no_default_for_dollars(app: TestApp) {
        app.set_up_debits().await;
        app.send_all_mails().await;
        let hal = in_dollars(app, "hal@example.com").await;
        let card = app.method(&hal, "ok").await;
        app.default_method(&hal, &card).await;
        let euros = invoice(app, &hal, "1", "EUR").await;
        let mut explicit = debit(&hal, Some(&euros));
        explicit["isDefault"] = json!(true);
        assert_eq!(app.key().post(PATH, explicit).await.violations(), ["isDefault"]);
        let added = app.key().post(PATH, debit(&hal, Some(&euros))).await.expect(201)["paymentMethod"].clone();
        assert_eq!(added["default"], json!(false));
        let method = id(&added);
        let by_method = app.key().put(&format!("{PATH}/{method}/default"), json!({})).await;
        let chosen = json!({ "paymentMethodId": method });
        let by_customer = app.key().patch(&format!("/api/customers/{hal}/payment-method"), chosen.clone()).await;
        for refused in [by_method, by_customer] {
            assert_eq!(refused.refused(409), "payment-method-not-usable");
            assert!(refused.json["detail"].as_str().unwrap().contains("billed in USD"), "{}", refused.text);
        }
        assert_eq!(app.key().post(&format!("{PATH}/{card}/remove"), json!({ "newDefault": method })).await.violations(), ["newDefault"]);
        app.run_jobs().await;
        app.mails();
        let mut contract = crate::support::yearly(&hal);
        contract["contractStart"] = json!("2026-11-22");
        let contract = id(&app.key().post("/api/subscriptions", contract).await.expect(201));
        let pinned = app.key().patch(&format!("/api/subscriptions/{contract}/payment-method"), chosen).await;
        assert_eq!((pinned.violations(), &pinned.json["violations"][0]["code"]), (vec!["paymentMethodId"], &json!("currency")));
        let read = app.key().get(&format!("/api/customers/{hal}")).await.expect(200);
        assert_eq!(read["defaultPaymentMethod"], json!(card));

        // As it may have been chosen before that was refused.
        app.default_method(&hal, &method).await;
        app.key().post("/api/billing-runs", json!({})).await.expect(202);
        app.run_jobs().await;
        let mails = app.mails();
        let told = mails.iter().find(|mail| mail.1.starts_with("Ihre Rechnung")).unwrap();
        assert!(told.2.contains("Bitte zahlen Sie sie bis zum") && !told.2.contains("ziehen"), "{}", told.2);
        assert!(mails.iter().all(|mail| !mail.1.starts_with("Wir ziehen")), "{mails:?}");
    }
}

api_test! {
    /// Who agreed to one payment named it: nothing else is paid with that.
    async fn what_is_for_one_invoice_alone_pays_no_other(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let [first, second] = [id(&app.invoice(&ada, "1").await), id(&app.invoice(&ada, "2").await)];
        let token = app.token(&ada).await;
        let me = app.with(&token);
        let card = json!({ "gateway": "testing", "type": "card", "futureUsageAllowed": false, "invoice": first, "testing": { "number": GOOD } });
        let added = me.post(PATH, card.clone()).await.expect(201)["paymentMethod"].clone();
        assert_eq!(added["invoice"], json!(first));
        let mut mandate = debit(&ada, Some(&first));
        mandate["futureUsageAllowed"] = json!(false);
        let mandate = id(&app.key().post(PATH, mandate).await.expect(201)["paymentMethod"]);
        let with = |method: &str| json!({ "paymentMethod": method });
        for method in [id(&added), mandate.clone()] {
            assert_eq!(me.post(&format!("/api/invoices/{second}/pay"), with(&method)).await.refused(409), "payment-method-not-usable");
        }
        let choose = async |invoice: &str| me.put(&format!("/api/invoices/{invoice}/payment-method"), json!({ "paymentMethodId": mandate })).await;
        assert_eq!(choose(&second).await.refused(409), "payment-method-not-usable");
        choose(&first).await.expect(200);
        let paid = me.post(&format!("/api/invoices/{first}/pay"), with(&id(&added))).await.expect(201);
        assert_eq!(paid["status"], "succeeded");
        // What is kept is for later payments as well, and what names no invoice pays any.
        let mut kept = card.clone();
        kept["futureUsageAllowed"] = json!(true);
        assert_eq!(me.post(PATH, kept).await.expect(201)["paymentMethod"]["invoice"], Value::Null);
        let mut any = card;
        any["invoice"] = Value::Null;
        let any = me.post(PATH, any).await.expect(201)["paymentMethod"].clone();
        assert_eq!(any["invoice"], Value::Null);
        assert_eq!(me.post(&format!("/api/invoices/{second}/pay"), with(&id(&any))).await.expect(201)["status"], "succeeded");
        app.run_jobs().await;
        app.mails();
    }
}

api_test! {
    /// What could pay nothing else would lie there for good: it goes once its invoice is settled in another way or taken back, and is
    /// not added for one that is.
    async fn what_is_for_one_invoice_alone_goes_with_what_is_owed(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let add = async |invoice: &str| {
            let mut new = debit(&ada, Some(invoice));
            new["futureUsageAllowed"] = json!(false);
            app.key().post(PATH, new).await
        };
        let is_there = async |method: &str| app.key().get(&format!("{PATH}/{method}")).await.status == 200;
        let recorded = id(&app.invoice(&ada, "1").await);
        let method = id(&add(&recorded).await.expect(201)["paymentMethod"]);
        let payments = format!("/api/invoices/{recorded}/payments");
        app.key().post(&payments, json!({ "amount": 1900 })).await.expect(201);
        assert!(is_there(&method).await, "the rest is owed");
        app.key().post(&payments, json!({})).await.expect(201);
        assert!(!is_there(&method).await);
        let refused = add(&recorded).await;
        assert_eq!((refused.violations(), &refused.json["violations"][0]["code"]), (vec!["invoice"], &json!("not-owed")));

        let mut contract = crate::support::yearly(&ada);
        contract["contractStart"] = json!("2026-11-22");
        app.key().post("/api/subscriptions", contract).await.expect(201);
        app.key().post("/api/billing-runs", json!({})).await.expect(202);
        app.run_jobs().await;
        let open = app.key().get("/api/invoices?status=STATUS_UNPAID").await.expect(200);
        let ours = id(&open["data"][0]);
        let method = id(&add(&ours).await.expect(201)["paymentMethod"]);
        app.key().post(&format!("/api/invoices/{ours}/cancel"), json!({})).await.expect(201);
        assert!(!is_there(&method).await);
        app.run_jobs().await;
        app.mails();
    }
}
