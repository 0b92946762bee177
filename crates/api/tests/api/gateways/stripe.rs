//! Stripe's own ways: lost answers, keys that do not work, and what it sends.

use hmac::{Hmac, KeyInit, Mac};
use portico::{
    adapters::payment::{GatewayMaker, stripe::Keys},
    config::{Payments, Secret},
    ports::payment::{
        About, Action, Charge, CheckError, Debtor, Delivery, NewMethod, NoticeError, Outcome, PaymentGateway, SetUp,
    },
};
use portico_shared::{
    CustomerId, Money, PaymentId, PaymentMethodId, RefundId,
    payment_methods::{PaymentMethodType, RefusalReason},
};
use serde_json::{Value, json};
use sha2::Sha256;

use super::contract::id;
use crate::support::stripe::{Fault, PUBLISHABLE_KEY, SECRET_KEY, Stripe};

pub const SIGNING: &str = "whsec_test";

fn gateway(api: &str, secret: &str) -> std::sync::Arc<dyn PaymentGateway> {
    let config = Payments {
        stripe_api: api.into(),
        timeout_ms: 1500,
        ..Payments::default()
    };
    GatewayMaker::new(&config).unwrap().stripe(Keys {
        secret: Secret::new(secret),
        publishable: PUBLISHABLE_KEY.into(),
        webhook: Some(Secret::new(SIGNING)),
    })
}

/// A charge of a method that was typed in.
async fn charge(stripe: &Stripe, gateway: &dyn PaymentGateway, kind: PaymentMethodType, number: &str) -> Charge {
    let keeper = gateway.methods().unwrap();
    let new = NewMethod {
        id: PaymentMethodId(id()),
        kind,
        future_usage: true,
        customer: Debtor {
            id: CustomerId(id()),
            name: "Nordlicht GmbH".into(),
            email: "ada@example.com".into(),
            reference: None,
        },
        return_url: "https://acme.example/".into(),
    };
    let begun = keeper.begin(&new).await.unwrap();
    let Action::Client { client_secret, .. } = &begun.action else {
        panic!("{begun:?}")
    };
    match kind {
        PaymentMethodType::SepaDebit => stripe.type_iban(client_secret, number).await,
        _ => stripe.type_card(client_secret, number).await,
    };
    let SetUp::Ready(account) = keeper.look(&begun.setup).await.unwrap() else {
        panic!("it was completed")
    };
    Charge {
        attempt: PaymentId(id()),
        since: chrono::Utc::now(),
        amount: Money::new(4900, "EUR".parse().unwrap()),
        kind,
        method: account.reference,
        debtor: begun.debtor,
        reference: None,
        statement: "RE-0000000042".into(),
        was_asked: false,
        return_url: None,
    }
}

/// Whatever becomes of the answer: asked again by the id of the attempt, it is one charge.
#[actix_web::test]
async fn a_lost_answer_is_one_charge_all_the_same() {
    let stripe = Stripe::start().await;
    let gateway = gateway(&stripe.api, SECRET_KEY);
    let charges = gateway.charges().unwrap();
    let faults = [
        (Fault::CutBefore, false),
        (Fault::CutAfter, true),
        (Fault::ErrorBefore, false),
        (Fault::ErrorAfter, true),
        (Fault::Busy, false),
        (Fault::Late, true),
    ];
    for (count, (fault, was_done)) in faults.into_iter().enumerate() {
        let charge = charge(&stripe, &*gateway, PaymentMethodType::Card, "4242424242424242").await;
        stripe.fail_next("POST /v1/payment_intents", fault);
        charges.collect(&charge).await.unwrap_err();
        let found = charges.find(&charge).await.unwrap();
        assert_eq!(found.is_some(), was_done, "{fault:?}");
        let outcome = match found {
            Some(outcome) => outcome,
            None => charges.collect(&charge).await.unwrap(),
        };
        assert!(matches!(outcome, Outcome::Succeeded { .. }), "{fault:?}: {outcome:?}");
        assert_eq!(stripe.taken().await.len(), count + 1, "{fault:?}");
    }
    stripe.stop().await;
}

/// A debit that the bank will not pay is on its way first; the stand-in answers after half a second. One that is paid comes
/// at once there, where Stripe takes days.
#[actix_web::test]
async fn a_debit_is_on_its_way_until_the_bank_answers() {
    let stripe = Stripe::start().await;
    let gateway = gateway(&stripe.api, SECRET_KEY);
    let charges = gateway.charges().unwrap();
    let sepa = PaymentMethodType::SepaDebit;
    let paid = charge(&stripe, &*gateway, sepa, "DE89370400440532013000").await;
    let outcome = charges.collect(&paid).await.unwrap();
    assert!(matches!(outcome, Outcome::Succeeded { .. }), "{outcome:?}");
    let unpaid = charge(&stripe, &*gateway, sepa, "DE62370400440532013001").await;
    let mut outcome = charges.collect(&unpaid).await.unwrap();
    assert!(matches!(outcome, Outcome::Underway { .. }), "{outcome:?}");
    for _ in 0..100 {
        outcome = charges.find(&unpaid).await.unwrap().unwrap();
        if !matches!(outcome, Outcome::Underway { .. }) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(matches!(outcome, Outcome::Declined(_)), "{outcome:?}");
    stripe.stop().await;
}

/// Nobody is there to prove anything: the charge is refused, and cannot go through later either.
#[actix_web::test]
async fn a_charge_that_asks_for_the_customer_is_declined_and_called_off() {
    let stripe = Stripe::start().await;
    let gateway = gateway(&stripe.api, SECRET_KEY);
    let new = charge(&stripe, &*gateway, PaymentMethodType::Card, "4242424242424242").await;
    // The stand-in asks for a proof by the card's number, which cannot be set up without one.
    let card = json!({ "number": "4000002760003184", "exp_month": "12", "exp_year": "2034", "cvc": "123" });
    let begun = gateway
        .methods()
        .unwrap()
        .begin(&NewMethod {
            id: PaymentMethodId(id()),
            kind: PaymentMethodType::Card,
            future_usage: true,
            customer: Debtor {
                id: CustomerId(id()),
                name: "Nordlicht GmbH".into(),
                email: "ada@example.com".into(),
                reference: new.debtor.clone(),
            },
            return_url: "https://acme.example/".into(),
        })
        .await
        .unwrap();
    let Action::Client { client_secret, .. } = &begun.action else {
        panic!("{begun:?}")
    };
    let typed = stripe
        .confirm(client_secret, json!({ "type": "card", "card": card }))
        .await;
    let method = typed["payment_method"].as_str().unwrap().to_owned();
    let charge = Charge { method, ..new };
    let outcome = gateway.charges().unwrap().collect(&charge).await.unwrap();
    let Outcome::Declined(refusal) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(refusal.reason, RefusalReason::AuthenticationRequired);
    let all = stripe.get("/v1/payment_intents?limit=100").await;
    assert_eq!(all["data"][0]["status"], "canceled");
    stripe.stop().await;
}

/// A customer who is renamed after an attempt that broke off is another request to Stripe, not the same one garbled.
#[actix_web::test]
async fn another_name_after_a_failed_set_up_is_no_reused_key() {
    let stripe = Stripe::start().await;
    let gateway = gateway(&stripe.api, SECRET_KEY);
    let keeper = gateway.methods().unwrap();
    let new = |name: &str, email: &str, customer| NewMethod {
        id: PaymentMethodId(id()),
        kind: PaymentMethodType::Card,
        future_usage: true,
        customer: Debtor {
            id: customer,
            name: name.into(),
            email: email.into(),
            reference: None,
        },
        return_url: "https://acme.example/".into(),
    };
    let customer = CustomerId(id());
    stripe.fail_next("POST /v1/setup_intents", Fault::ErrorBefore);
    keeper
        .begin(&new("Nordlicht GmbH", "ada@example.com", customer))
        .await
        .unwrap_err();
    for (name, email) in [
        ("Nordlicht AG", "ada@example.com"),
        ("Nordlicht AG", "ada@nordlicht.example"),
    ] {
        keeper.begin(&new(name, email, customer)).await.unwrap();
    }
    stripe.stop().await;
}

#[actix_web::test]
async fn keys_that_do_not_work_are_told_as_such() {
    let stripe = Stripe::start().await;
    let refused = gateway(&stripe.api, "no_key").check().await;
    assert!(
        matches!(&refused, Err(CheckError::Refused(why)) if why.contains("secret key")),
        "{refused:?}"
    );
    stripe.fail_next("GET /v1/payment_intents", Fault::ErrorBefore);
    let away = gateway(&stripe.api, SECRET_KEY).check().await;
    assert!(matches!(away, Err(CheckError::Away(_))), "{away:?}");
    // What a restricted key may not even read is named.
    for path in ["GET /v1/customers", "GET /v1/refunds"] {
        stripe.fail_next(path, Fault::Forbidden);
    }
    let lacking = gateway(&stripe.api, SECRET_KEY).check().await;
    assert!(
        matches!(&lacking, Err(CheckError::Refused(why)) if why.ends_with(": Customers, Charges and Refunds")),
        "{lacking:?}"
    );
    // Keys that were changed meanwhile decline nobody's card.
    let working = gateway(&stripe.api, SECRET_KEY);
    let charge = charge(&stripe, &*working, PaymentMethodType::Card, "4242424242424242").await;
    gateway(&stripe.api, "no_key")
        .charges()
        .unwrap()
        .collect(&charge)
        .await
        .unwrap_err();
    stripe.stop().await;
    let nobody = gateway("http://127.0.0.1:9", SECRET_KEY).check().await;
    assert!(matches!(nobody, Err(CheckError::Away(_))), "{nobody:?}");
}

/// What Stripe sends as `Stripe-Signature`.
pub fn signed(secret: &str, time: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{time}.{body}").as_bytes());
    let hex: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("t={time},v1={hex}")
}

async fn read(signature: Option<&str>, body: &str) -> Result<(String, About), NoticeError> {
    let gateway = gateway("http://127.0.0.1:9", SECRET_KEY);
    let headers: Vec<_> = signature
        .map(|signature| ("stripe-signature", signature))
        .into_iter()
        .collect();
    let delivery = Delivery {
        headers: &headers,
        body: body.as_bytes(),
        now: "2026-11-22T12:00:00Z".parse().unwrap(),
    };
    let mut read = gateway.notices().unwrap().read(&delivery).await?;
    assert_eq!(read.len(), 1, "Stripe sends one at a time");
    let notice = read.remove(0);
    Ok((notice.id, notice.about))
}

const NOW: i64 = 1_795_348_800;

fn event(object: Value) -> String {
    json!({ "id": "evt_1", "type": "x", "data": { "object": object } }).to_string()
}

#[actix_web::test]
async fn only_what_stripe_signed_a_moment_ago_counts() {
    assert_eq!(
        "2026-11-22T12:00:00Z"
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
            .timestamp(),
        NOW
    );
    let body = event(json!({ "object": "setup_intent", "id": "seti_1" }));
    let good = signed(SIGNING, NOW, &body);
    assert_eq!(
        read(Some(&good), &body).await.unwrap(),
        ("evt_1".into(), About::Setup("seti_1".into()))
    );
    // While a secret is being changed, Stripe signs with both.
    let both = format!(
        "{},{}",
        signed("whsec_other", NOW, &body),
        good.split_once(',').unwrap().1
    );
    assert!(read(Some(&both), &body).await.is_ok());
    let forged = [
        None,
        Some(String::new()),
        Some("t=1,v1=".into()),
        Some(signed("whsec_other", NOW, &body)),
        Some(good.replace("v1=", "v0=")),
        Some(good.replace(&NOW.to_string(), &(NOW + 1).to_string())),
        Some(signed(SIGNING, NOW, &format!("{body} "))),
    ];
    for signature in forged {
        assert_eq!(
            read(signature.as_deref(), &body).await,
            Err(NoticeError::Forged),
            "{signature:?}"
        );
    }
    for late in [NOW - 301, NOW + 301] {
        let read = read(Some(&signed(SIGNING, late, &body)), &body).await;
        assert_eq!(read, Err(NoticeError::Late));
    }
    assert!(read(Some(&signed(SIGNING, NOW - 299, &body)), &body).await.is_ok());
    for junk in ["", "{}", "[]", "null", "\u{0}"] {
        let signature = signed(SIGNING, NOW, junk);
        let read = read(Some(&signature), junk).await;
        assert_eq!(read, Err(NoticeError::Unreadable), "{junk:?}");
    }
}

#[actix_web::test]
async fn a_notice_says_what_to_ask_about_and_no_more() {
    let (attempt, refund) = (PaymentId(id()), RefundId(id()));
    let payment =
        json!({ "object": "payment_intent", "id": "pi_1", "metadata": { "portico_payment": attempt.to_string() } });
    let cases = [
        (payment, About::Attempt(attempt)),
        // A charge of the merchant's own is none of ours.
        (
            json!({ "object": "payment_intent", "id": "pi_1", "metadata": {} }),
            About::Nothing,
        ),
        (
            json!({ "object": "dispute", "id": "dp_1", "payment_intent": "pi_1" }),
            About::Payment("pi_1".into()),
        ),
        (
            json!({ "object": "payment_method", "id": "pm_1" }),
            About::Method("pm_1".into()),
        ),
        (
            json!({ "object": "mandate", "id": "mandate_1", "payment_method": "pm_1" }),
            About::Mandate("mandate_1".into()),
        ),
        (
            json!({ "object": "refund", "id": "re_1", "metadata": { "portico_refund": refund.to_string() } }),
            About::Refund(refund),
        ),
        // The merchant gave it back at Stripe.
        (
            json!({ "object": "refund", "id": "re_1", "payment_intent": "pi_1", "metadata": {} }),
            About::Payment("pi_1".into()),
        ),
        (
            json!({ "object": "refund", "id": "re_1", "metadata": {} }),
            About::Nothing,
        ),
        (json!({ "object": "invoice", "id": "in_1" }), About::Nothing),
    ];
    for (object, about) in cases {
        let body = event(object);
        assert_eq!(
            read(Some(&signed(SIGNING, NOW, &body)), &body).await.unwrap().1,
            about,
            "{body}"
        );
    }
}

/// Whoever pays once allows no charge while they are away.
#[actix_web::test]
async fn a_card_for_one_payment_is_set_up_for_while_its_owner_is_there() {
    let stripe = Stripe::start().await;
    let gateway = gateway(&stripe.api, SECRET_KEY);
    for (future_usage, usage) in [(true, "off_session"), (false, "on_session")] {
        let new = NewMethod {
            id: PaymentMethodId(id()),
            kind: PaymentMethodType::Card,
            future_usage,
            customer: Debtor {
                id: CustomerId(id()),
                name: "Nordlicht GmbH".into(),
                email: "ada@example.com".into(),
                reference: None,
            },
            return_url: "https://acme.example/".into(),
        };
        let begun = gateway.methods().unwrap().begin(&new).await.unwrap();
        let setup = stripe.get(&format!("/v1/setup_intents/{}", begun.setup)).await;
        assert_eq!(setup["usage"], usage);
    }
    stripe.stop().await;
}
