//! What customers are told by mail of debits, of money that goes back, and of what they pay with.

use chrono::{NaiveDate, TimeDelta};
use portico::{
    auth::Caller,
    features::{
        payment_methods::news,
        payments::{outcomes, refunding},
    },
    ports::payment::{MethodKeeper, Outcome},
};
use portico_shared::payment_methods::Gateway;
use serde_json::{Value, json};

use crate::support::{TestApp, api_test, id};

async fn pay(app: &TestApp, invoice: &str) -> Value {
    let path = format!("/api/invoices/{invoice}/pay");
    app.key().post(&path, json!({})).await.expect(201)
}

/// A debit that is announced, and its invoice.
async fn announced(app: &TestApp, customer: &str, number: &str) -> (Value, String) {
    let invoice = id(&app.invoice(customer, number).await);
    (pay(app, &invoice).await, invoice)
}

/// The same, once the account was debited.
async fn debited(app: &TestApp, customer: &str, number: &str) -> (Value, String) {
    let begun = announced(app, customer, number).await;
    app.key().post("/api/debit-files", json!({})).await.expect(201);
    app.advance(TimeDelta::days(21));
    app.run_jobs().await;
    app.mails();
    begun
}

async fn give_back(app: &TestApp, payment: &Value, reason: &str) -> Value {
    let path = format!("/api/payments/{}/return", id(payment));
    app.key().post(&path, json!({ "reason": reason })).await.expect(200)
}

type Mail = (String, String, String);

/// What was sent since.
async fn sent(app: &TestApp) -> Vec<Mail> {
    app.run_jobs().await;
    app.mails()
}

/// The one with this in its subject.
fn only(mails: &[Mail], subject: &str) -> Mail {
    let found: Vec<_> = mails.iter().filter(|mail| mail.1.contains(subject)).collect();
    assert_eq!(found.len(), 1, "{subject}: {mails:?}");
    found[0].clone()
}

fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part}: {text}");
    }
}

fn german(day: &Value) -> String {
    let day: NaiveDate = day.as_str().unwrap().parse().unwrap();
    day.format("%d.%m.%Y").to_string()
}

const ENDED: &str = "können wir nicht mehr einziehen";
const CALLED_OFF: &str = "findet nicht statt";

api_test! {
    /// An announcement holds until it is taken back: whoever keeps an account covered for it learns that nothing is debited, and the
    /// attempt does not read as if they had broken it off.
    async fn a_debit_that_the_merchant_withdraws_is_called_off_by_mail(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        app.key().patch(&format!("/api/customers/{ada}"), json!({ "invoiceEmail": "rechnung@example.com" })).await.expect(200);
        app.mandate(&ada).await;
        let (begun, invoice) = announced(app, &ada, "RE-1").await;
        sent(app).await;
        let withdrawn = app.key().post(&format!("/api/payments/{}/withdraw", id(&begun)), json!({})).await.expect(200);
        assert_eq!((&withdrawn["status"], &withdrawn["failureReason"]), (&json!("failed"), &json!("withdrawn")));
        let day = german(&begun["collectOn"]);
        let (to, _, text) = only(&sent(app).await, &format!("Die angekündigte Abbuchung über 119,00 EUR am {day} {CALLED_OFF}"));
        assert_eq!(to, "rechnung@example.com");
        says(&text, &["Offen bleiben 119,00 EUR, fällig am", &format!("/pay/invoice?invoice={invoice}")]);
        says(&text, &["Rechnung RE-1", "Wir haben die Lastschrift zurückgezogen.", "DE0212************2051", "Mandatsreferenz: M-00000001", "Gläubiger-ID: DE98ZZZ09999999999"]);
    }
}

api_test! {
    /// A bank that decides for the merchant after all: the debit that was to take its place is called off, since the money is there.
    async fn a_debit_whose_invoice_is_paid_in_another_way_is_called_off_by_mail(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        app.mandate(&ada).await;
        let (first, invoice) = debited(app, &ada, "RE-1").await;
        give_back(app, &first, "AM04").await;
        let second = pay(app, &invoice).await;
        sent(app).await;
        let tx = app.context.db.begin().await.unwrap();
        let came_back = Outcome::Succeeded { reference: "came-back".into() };
        let caller = Caller::system(app.acme.id, "collection");
        outcomes::learn(&tx, &app.context, &caller, id(&first).parse().unwrap(), came_back).await.unwrap();
        app.context.commit(tx).await.unwrap();
        let all = app.key().get(&format!("/api/invoices/{invoice}/payments")).await.expect(200);
        let latest = all["data"].as_array().unwrap().last().unwrap();
        assert_eq!((&latest["id"], &latest["failureReason"]), (&second["id"], &json!("paid_otherwise")));
        let (_, _, text) = only(&sent(app).await, CALLED_OFF);
        says(&text, &["Die Rechnung wird auf anderem Weg bezahlt."]);
        assert!(!text.contains("Offen bleiben") && !text.contains("/pay/invoice"), "{text}");
    }
}

api_test! {
    /// A mandate that is taken back takes along what was announced under it: both are told, each once.
    async fn a_debit_whose_mandate_is_taken_back_is_called_off_by_mail(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let method = app.mandate(&ada).await;
        announced(app, &ada, "RE-1").await;
        sent(app).await;
        app.key().post(&format!("/api/payment-methods/{method}/mandate/revoke"), json!({})).await.expect(200);
        let mails = sent(app).await;
        says(&only(&mails, CALLED_OFF).2, &["Das Mandat gilt nicht mehr."]);
        says(&only(&mails, ENDED).2, &["wurde widerrufen", "Mandatsreferenz: M-00000001", "Gläubiger-ID: DE98ZZZ09999999999"]);
        assert_eq!(mails.len(), 2, "{mails:?}");
    }
}

api_test! {
    /// It had counted as paid: the mail says that it came and went back, and whether the mandate ended with it. It leads to where the
    /// invoice is paid, or tells when it is collected once more: nobody is asked to pay beside that.
    async fn a_debit_that_comes_back_is_told_with_what_to_do(app: TestApp) {
        app.set_up_debits().await;
        app.key().patch("/api/settings/mails", json!({ "paymentFailures": true })).await.expect(200);
        let subject = |number: &str| format!("Ihre Zahlung zur Rechnung {number} wurde zurückgegeben");
        let ada = app.customer("ada@example.com").await;
        app.mandate(&ada).await;
        let (payment, invoice) = debited(app, &ada, "RE-1").await;
        give_back(app, &payment, "AM04").await;
        let mails = sent(app).await;
        let (_, _, text) = only(&mails, &subject("RE-1"));
        says(&text, &["119,00 EUR zur Rechnung RE-1 von Ihnen erhalten", "weil das Konto nicht gedeckt war", "Nächster Einzug am:"]);
        assert!(!text.contains("/pay/invoice") && !text.contains("Bitte bezahlen"), "{text}");
        assert!(!text.contains("Mandat") && mails.iter().all(|mail| !mail.1.contains(ENDED)), "{mails:?}");
        // The attempt is announced three days later, for the day that was told.
        app.advance(TimeDelta::days(3));
        app.run_jobs().await;
        let all = app.key().get(&format!("/api/invoices/{invoice}/payments")).await.expect(200);
        let second = all["data"].as_array().unwrap().last().unwrap();
        says(&text, &[&format!("Wir ziehen den Betrag am {} noch einmal ein, Sie müssen nichts tun.", german(&second["collectOn"]))]);

        let bob = app.customer("bob@example.com").await;
        app.mandate(&bob).await;
        let (payment, invoice) = debited(app, &bob, "RE-2").await;
        give_back(app, &payment, "AC04").await;
        let mails = sent(app).await;
        let page = format!("/pay/invoice?invoice={invoice}");
        let (_, _, text) = only(&mails, &subject("RE-2"));
        says(&text, &["weil es das Konto nicht mehr gibt", "Ihr Mandat M-00000002 gilt nicht mehr", "Gläubiger-ID: DE98ZZZ09999999999", &page]);
        assert!(!text.contains("Nächster Einzug"), "{text}");
        only(&mails, ENDED);
        let told = app.key().get(&format!("/api/mails?kind=payment_returned&customer={bob}")).await.expect(200);
        assert_eq!(told["data"][0]["invoice"], json!(invoice));
        // The switch for failures holds for it, too.
        app.key().patch("/api/settings/mails", json!({ "paymentFailures": false })).await.expect(200);
        let eva = app.customer("eva@example.com").await;
        app.mandate(&eva).await;
        let (payment, _) = debited(app, &eva, "RE-3").await;
        give_back(app, &payment, "AM04").await;
        let mails = sent(app).await;
        assert!(mails.iter().all(|mail| !mail.1.contains("zurückgegeben")), "{mails:?}");
    }
}

api_test! {
    /// A mandate for one debit is used up, and nothing else is there: no collection is promised that does not come.
    async fn what_was_for_one_payment_alone_is_not_collected_again(app: TestApp) {
        app.set_up_debits().await;
        app.key().patch("/api/settings/mails", json!({ "paymentFailures": true })).await.expect(200);
        let ada = app.customer("ada@example.com").await;
        let invoice = id(&app.invoice(&ada, "RE-1").await);
        let once = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "customerId": ada, "futureUsageAllowed": false, "invoice": invoice,
            "sepaDebit": TestApp::debtor("DE02120300000000202051") });
        let once = id(&app.key().post("/api/payment-methods", once).await.expect(201)["paymentMethod"]);
        app.key().put(&format!("/api/invoices/{invoice}/payment-method"), json!({ "paymentMethodId": once })).await.expect(200);
        let payment = pay(app, &invoice).await;
        app.key().post("/api/debit-files", json!({})).await.expect(201);
        app.advance(TimeDelta::days(21));
        sent(app).await;
        give_back(app, &payment, "AM04").await;
        let (_, _, text) = only(&sent(app).await, "wurde zurückgegeben");
        says(&text, &["Bitte bezahlen Sie die Rechnung noch einmal.", &format!("/pay/invoice?invoice={invoice}")]);
        assert!(!text.contains("Nächster Einzug") && !text.contains("Wir ziehen"), "{text}");
    }
}

api_test! {
    /// EPC016-06: whoever gave a mandate is told its reference, and the creditor's identifier, whatever else the mail is about.
    async fn each_mail_of_a_mandate_names_it_and_its_creditor(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        let creditor = ["Gläubiger: Acme GmbH", "Gläubiger-ID: DE98ZZZ09999999999"];
        let first = app.mandate(&ada).await;
        let (_, _, text) = only(&sent(app).await, "Ihre Zahlungsmethode bei Acme GmbH wurde geändert");
        says(&text, &["ein SEPA-Lastschriftmandat", "Zahlungsmethode: SEPA (2051)", "DE0212************2051", "Mandatsreferenz: M-00000001"]);
        says(&text, &creditor);
        let other = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "customerId": ada, "isDefault": false, "sepaDebit": TestApp::debtor("AT611904300234573201") });
        app.key().post("/api/payment-methods", other).await.expect(201);
        let (_, _, text) = only(&sent(app).await, "Ihr SEPA-Lastschriftmandat für Acme GmbH");
        says(&text, &["Mandatsreferenz: M-00000002"]);
        says(&text, &creditor);
        app.key().put(&format!("/api/payment-methods/{first}/mandate/account"), json!({ "iban": "DE89370400440532013000" })).await.expect(200);
        let (_, _, text) = only(&sent(app).await, "Für Ihr Mandat M-00000001 gilt ein anderes Konto");
        says(&text, &creditor);
        // What is no mandate names none.
        let card = json!({ "gateway": "testing", "type": "card", "customerId": ada, "testing": { "number": "4242424242424242" } });
        app.key().post("/api/payment-methods", card).await.expect(201);
        let (_, _, text) = only(&sent(app).await, "Ihre Zahlungsmethode bei Acme GmbH wurde geändert");
        assert!(text.contains("Visa (4242)") && !text.contains("Mandat") && !text.contains("Gläubiger"), "{text}");
    }
}

api_test! {
    /// However a method ends, whoever pays with it learns so, once, and how many contracts need another.
    async fn whatever_ends_a_method_is_told_once(app: TestApp) {
        app.set_up_debits().await;
        let customer = async |email: &str, subscriptions: usize| {
            let customer = app.customer(email).await;
            for _ in 0..subscriptions {
                app.subscription(&customer).await;
            }
            customer
        };
        let card = async |customer: &str, reference: &str| {
            let card = app.method(customer, reference).await;
            app.default_method(customer, &card).await;
            card
        };
        let expired = card(&customer("ada@example.com", 1).await, "ok").await;
        app.expire_method(&expired, "2026-11-21").await;
        card(&customer("bob@example.com", 0).await, "gone").await;
        app.gateway.detach("gone").await.unwrap();
        let revoked = app.mandate(&customer("eva@example.com", 2).await).await;
        let kim = customer("kim@example.com", 1).await;
        app.mandate(&kim).await;
        let (begun, _) = announced(app, &kim, "RE-1").await;
        app.key().post("/api/debit-files", json!({})).await.expect(201);
        give_back(app, &begun, "MD01").await;
        let mut mails = Vec::new();
        for _ in 0..2 {
            news::look_at_method(&app.context, app.acme.id, (Gateway::Testing, "gone")).await.unwrap();
            app.key().post(&format!("/api/payment-methods/{revoked}/mandate/revoke"), json!({})).await.expect(200);
            mails.extend(sent(app).await);
            app.advance(TimeDelta::hours(7));
        }
        for (email, why, what) in [
            ("ada@example.com", "Visa (4242) ist abgelaufen", "Ein Abonnement wird damit bezahlt"),
            ("bob@example.com", "der Zahlungsdienstleister teilt uns mit", "Bitte fügen Sie eine andere Zahlungsmethode hinzu"),
            ("eva@example.com", "SEPA (2051) wurde widerrufen", "2 Abonnements werden damit bezahlt"),
            ("kim@example.com", "Ihre Bank teilt uns mit", "Ein Abonnement wird damit bezahlt"),
        ] {
            let own: Vec<_> = mails.iter().filter(|mail| mail.0 == email).cloned().collect();
            says(&only(&own, ENDED).2, &[why, what, "/pay/add"]);
        }
    }
}

api_test! {
    /// 36 months without a debit end a mandate that everything is collected with.
    async fn a_default_that_lapses_is_told_once(app: TestApp) {
        app.set_up_debits().await;
        let ada = app.customer("ada@example.com").await;
        app.mandate(&ada).await;
        app.advance(TimeDelta::days(365 * 3 + 3));
        says(&only(&sent(app).await, ENDED).2, &["36 Monate lang nichts eingezogen", "Mandatsreferenz: M-00000001"]);
        app.advance(TimeDelta::days(1));
        assert!(sent(app).await.is_empty());
    }
}

api_test! {
    /// A card that nothing is collected with runs out in silence, and what somebody removes is told as that.
    async fn what_nobody_misses_is_not_told_to_have_ended(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let [first, second] = [app.method(&ada, "ok").await, app.method(&ada, "other").await];
        app.default_method(&ada, &first).await;
        app.expire_method(&second, "2026-11-21").await;
        assert!(sent(app).await.is_empty());
        app.key().post(&format!("/api/payment-methods/{first}/remove"), json!({})).await.expect(204);
        let mails = sent(app).await;
        only(&mails, "Sie haben bei Acme GmbH keine Standard-Zahlungsmethode mehr");
        assert_eq!(mails.len(), 1, "{mails:?}");
    }
}

api_test! {
    /// Told once it is on its way, with where it goes. What comes back from there is no more news of that kind.
    async fn money_that_is_given_back_is_told_of(app: TestApp) {
        app.key().patch("/api/settings/mails", json!({ "paymentReceipts": true })).await.expect(200);
        let ada = app.customer("ada@example.com").await;
        let card = app.method(&ada, "ok").await;
        app.default_method(&ada, &card).await;
        let paid = pay(app, &id(&app.invoice(&ada, "RE-1").await)).await;
        sent(app).await;
        let path = format!("/api/payments/{}/refunds", id(&paid));
        let refund = app.key().post(&path, json!({ "amount": 1900, "note": "Ticket 4711" })).await.expect(201);
        let mails = sent(app).await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        let (to, _, text) = only(&mails, "Wir haben Ihnen 19,00 EUR erstattet");
        assert_eq!(to, "ada@example.com");
        says(&text, &["zur Rechnung RE-1", "Erstattet auf: Visa (4242)", "fünf bis zehn Werktage"]);
        assert!(!text.contains("Ticket"), "the note is the merchant's own: {text}");
        let refund = id(&refund).parse().unwrap();
        app.gateway.sends_back(refund);
        refunding::go_on(&app.context, app.acme.id, refund).await.unwrap();
        assert!(sent(app).await.is_empty(), "it failed");
        // The switch for receipts holds for it, too.
        app.key().patch("/api/settings/mails", json!({ "paymentReceipts": false })).await.expect(200);
        app.key().post(&path, json!({})).await.expect(201);
        app.advance(TimeDelta::minutes(2));
        assert!(sent(app).await.is_empty());
    }
}
