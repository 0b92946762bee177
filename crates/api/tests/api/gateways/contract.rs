//! What whoever uses the port may rely on, whichever gateway stands behind it.

use std::sync::Arc;

use portico::{
    adapters::payment::{GatewayMaker, stripe::Keys, testing::TestingGateway},
    config::{Payments, Secret},
    ports::payment::{
        Account, Action, Charge, Charges, Debtor, MethodKeeper, NewMethod, Outcome, PaymentGateway, Refund,
        RefundOutcome, SetUp,
    },
};
use portico_shared::{
    CustomerId, Money, PaymentId, PaymentMethodId, RefundId,
    payment_methods::{PaymentMethodType, RefusalReason},
};
use serde_json::Value;
use uuid::Uuid;

use crate::support::stripe::{PUBLISHABLE_KEY, SECRET_KEY, Stripe};

/// Where providers lead back to.
const BACK: &str = "https://acme.example/back?a=1&b=2";

/// A customer at the gateway, who types a number.
enum Customer<'a> {
    Testing(Arc<TestingGateway>),
    Stripe(&'a Stripe),
}

/// The numbers of a card that is good, one that is refused when it is added, one that cannot be charged, and one that asks for its
/// owner.
const GOOD: &str = "4242424242424242";
const REFUSED: &str = "4000000000000002";
const EMPTY: &str = "4000000000000341";
const ASKS: &str = "4000002760003184";

impl Customer<'_> {
    async fn types(&self, setup: &str, action: &Action, number: &str) {
        match self {
            Self::Testing(gateway) => {
                assert!(matches!(action, Action::Redirect { url } if url.contains(setup)));
                assert!(gateway.choose(setup, Some(number)).is_some());
            }
            Self::Stripe(stripe) => {
                let Action::Client {
                    client_secret,
                    publishable_key,
                } = action
                else {
                    panic!("Stripe's script asks for cards")
                };
                assert_eq!(publishable_key, PUBLISHABLE_KEY);
                let typed = stripe.type_card(client_secret, number).await;
                if typed["status"] == "requires_action" {
                    stripe.confirm(client_secret, Value::Null).await;
                }
            }
        }
    }

    /// What they do where the gateway asks them about a payment; false where nothing waits there.
    async fn answers(&self, action: &Action, confirms: bool) -> bool {
        let Action::Redirect { url } = action else {
            panic!("{action:?}")
        };
        match self {
            Self::Testing(gateway) => {
                let setup = url.rsplit('/').next().unwrap();
                let number = confirms.then_some("");
                gateway.choose(setup, number).is_some_and(|back| back == BACK)
            }
            Self::Stripe(stripe) => stripe
                .authenticate(url, confirms)
                .await
                .is_some_and(|back| back == BACK),
        }
    }
}

pub fn id() -> Uuid {
    let mut bytes = [0; 16];
    portico::ports::Random::fill(&portico::adapters::random::SystemRandom, &mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn new() -> NewMethod {
    NewMethod {
        id: PaymentMethodId(id()),
        kind: PaymentMethodType::Card,
        customer: Debtor {
            id: CustomerId(id()),
            name: "Nordlicht GmbH".into(),
            email: "ada@example.com".into(),
            reference: None,
        },
        return_url: BACK.into(),
    }
}

/// Adds a card; gives it and how the gateway names the customer.
async fn added(keeper: &dyn MethodKeeper, customer: &Customer<'_>, number: &str) -> (SetUp, Option<String>) {
    let begun = keeper.begin(&new()).await.unwrap();
    customer.types(&begun.setup, &begun.action, number).await;
    (keeper.look(&begun.setup).await.unwrap(), begun.debtor)
}

async fn good(keeper: &dyn MethodKeeper, customer: &Customer<'_>, number: &str) -> (Account, Option<String>) {
    match added(keeper, customer, number).await {
        (SetUp::Ready(account), debtor) => (*account, debtor),
        (other, _) => panic!("{other:?}"),
    }
}

fn charge((account, debtor): &(Account, Option<String>), cents: i64) -> Charge {
    Charge {
        attempt: PaymentId(id()),
        since: chrono::Utc::now(),
        amount: Money::new(cents, "EUR".parse().unwrap()),
        kind: PaymentMethodType::Card,
        method: account.reference.clone(),
        debtor: debtor.clone(),
        reference: None,
        statement: "RE-0000000042".into(),
        was_asked: false,
        return_url: None,
    }
}

/// Of somebody who is there to be asked.
fn present(card: &(Account, Option<String>)) -> Charge {
    Charge {
        return_url: Some(BACK.into()),
        was_asked: true,
        ..charge(card, 4900)
    }
}

async fn keeps_the_contract(gateway: &dyn PaymentGateway, customer: &Customer<'_>) {
    gateway.check().await.unwrap();
    assert!(gateway.capabilities().types.contains(&PaymentMethodType::Card));
    methods_are_kept(gateway.methods().unwrap(), customer).await;
    charges_are_made_once(gateway.methods().unwrap(), gateway.charges().unwrap(), customer).await;
    owners_are_asked_where_they_are_there(gateway, customer).await;
    refunds_are_made_once(gateway, customer).await;
}

/// Nobody is there: declined, and never taken later. Somebody is: what they decide, once.
async fn owners_are_asked_where_they_are_there(gateway: &dyn PaymentGateway, customer: &Customer<'_>) {
    let charges = gateway.charges().unwrap();
    let card = good(gateway.methods().unwrap(), customer, ASKS).await;
    let is_refused = |outcome: &Outcome| matches!(outcome, Outcome::Declined(refusal) if refusal.reason == RefusalReason::AuthenticationRequired);
    let alone = charges.collect(&charge(&card, 4900)).await.unwrap();
    assert!(is_refused(&alone), "{alone:?}");

    let asked = present(&card);
    let waiting = charges.collect(&asked).await.unwrap();
    let Outcome::Waiting(action) = &waiting else {
        panic!("{waiting:?}")
    };
    assert_eq!(
        charges.collect(&asked).await.unwrap(),
        waiting,
        "the same attempt asks nothing twice"
    );
    assert_eq!(charges.find(&asked).await.unwrap(), Some(waiting.clone()));
    assert!(customer.answers(action, true).await);
    let done = charges.find(&asked).await.unwrap();
    assert!(matches!(done, Some(Outcome::Succeeded { .. })), "{done:?}");

    let broken = present(&card);
    let Outcome::Waiting(action) = charges.collect(&broken).await.unwrap() else {
        panic!("it asks")
    };
    assert!(customer.answers(&action, false).await);
    let refused = charges.find(&broken).await.unwrap().unwrap();
    assert!(is_refused(&refused), "{refused:?}");

    let left = present(&card);
    let Outcome::Waiting(action) = charges.collect(&left).await.unwrap() else {
        panic!("it asks")
    };
    let gone = Charge {
        return_url: None,
        ..left.clone()
    };
    let refused = charges.find(&gone).await.unwrap().unwrap();
    assert!(is_refused(&refused), "{refused:?}");
    assert!(!customer.answers(&action, true).await, "it was called off");
    let still = charges.find(&left).await.unwrap();
    assert!(matches!(still, Some(Outcome::Declined(_))), "{still:?}");
    // Whoever failed to prove it, and has the means to try again, comes too late once nobody waits for them.
    let failed = present(&card);
    let Outcome::Waiting(action) = charges.collect(&failed).await.unwrap() else {
        panic!("it asks")
    };
    assert!(customer.answers(&action, false).await);
    let over = Charge {
        return_url: None,
        ..failed
    };
    let refused = charges.find(&over).await.unwrap().unwrap();
    assert!(is_refused(&refused), "{refused:?}");
    assert!(!customer.answers(&action, true).await, "it was called off");
    // A card that does not ask is charged at once, also where its owner is there.
    let plain = present(&good(gateway.methods().unwrap(), customer, GOOD).await);
    let outcome = charges.collect(&plain).await.unwrap();
    assert!(matches!(outcome, Outcome::Succeeded { .. }), "{outcome:?}");
}

async fn methods_are_kept(keeper: &dyn MethodKeeper, customer: &Customer<'_>) {
    let new = new();
    let begun = keeper.begin(&new).await.unwrap();
    assert_eq!(
        keeper.begin(&new).await.unwrap(),
        begun,
        "the same again begins nothing twice"
    );
    let waiting = keeper.look(&begun.setup).await.unwrap();
    assert_eq!(waiting, SetUp::Waiting(begun.action.clone()), "it can be continued");
    customer.types(&begun.setup, &begun.action, GOOD).await;
    let SetUp::Ready(account) = keeper.look(&begun.setup).await.unwrap() else {
        panic!("it was completed")
    };
    assert!(account.expires.is_some() && account.fingerprint.is_some());
    assert_eq!(
        keeper.fetch(&account.reference).await.unwrap().unwrap().reference,
        account.reference
    );
    let (refused, _) = added(keeper, customer, REFUSED).await;
    assert!(matches!(refused, SetUp::Failed(_)), "{refused:?}");
    // The same card of another customer has the same fingerprint, and another does not.
    let other = good(keeper, customer, GOOD).await.0;
    assert_eq!(other.fingerprint, account.fingerprint);
    assert_ne!(good(keeper, customer, EMPTY).await.0.fingerprint, account.fingerprint);
    for _ in 0..2 {
        keeper.detach(&other.reference).await.unwrap();
    }
}

async fn charges_are_made_once(keeper: &dyn MethodKeeper, charges: &dyn Charges, customer: &Customer<'_>) {
    let card = good(keeper, customer, GOOD).await;
    let first = charge(&card, 4900);
    assert_eq!(
        charges.find(&first).await.unwrap(),
        None,
        "what was not asked for is not known"
    );
    let outcome = charges.collect(&first).await.unwrap();
    assert!(
        matches!(&outcome, Outcome::Succeeded { reference } if !reference.is_empty()),
        "{outcome:?}"
    );
    assert_eq!(
        charges.collect(&first).await.unwrap(),
        outcome,
        "the same attempt takes nothing twice"
    );
    assert_eq!(charges.find(&first).await.unwrap(), Some(outcome.clone()));
    let second = charges.collect(&charge(&card, 4900)).await.unwrap();
    assert_ne!(second, outcome, "another attempt is another charge");
    let empty = good(keeper, customer, EMPTY).await;
    let attempt = charge(&empty, 4900);
    let declined = charges.collect(&attempt).await.unwrap();
    assert!(
        matches!(&declined, Outcome::Declined(_)),
        "a refusal is no error: {declined:?}"
    );
    let found = charges.find(&attempt).await.unwrap();
    assert!(matches!(found, Some(Outcome::Declined(_))), "{found:?}");
}

async fn refunds_are_made_once(gateway: &dyn PaymentGateway, customer: &Customer<'_>) {
    let (keeper, refunds) = (gateway.methods().unwrap(), gateway.refunds().unwrap());
    let card = good(keeper, customer, GOOD).await;
    let outcome = gateway.charges().unwrap().collect(&charge(&card, 4900)).await.unwrap();
    let Outcome::Succeeded { reference: payment } = outcome else {
        panic!("{outcome:?}")
    };
    let refund = Refund {
        id: RefundId(id()),
        amount: Money::new(1900, "EUR".parse().unwrap()),
        payment,
    };
    assert_eq!(refunds.find(&refund).await.unwrap(), None);
    let outcome = refunds.refund(&refund).await.unwrap();
    assert!(matches!(outcome, RefundOutcome::Succeeded { .. }), "{outcome:?}");
    assert_eq!(refunds.refund(&refund).await.unwrap(), outcome);
    assert_eq!(refunds.find(&refund).await.unwrap(), Some(outcome));
}

#[actix_web::test]
async fn the_testing_gateway_keeps_the_contract() {
    let config = Payments {
        testing: true,
        ..Payments::default()
    };
    let testing = GatewayMaker::new(&config).unwrap().testing().unwrap();
    keeps_the_contract(&*testing.clone(), &Customer::Testing(testing)).await;
}

#[actix_web::test]
async fn stripe_keeps_the_contract() {
    let stripe = Stripe::start().await;
    let config = Payments {
        stripe_api: stripe.api.clone(),
        ..Payments::default()
    };
    let gateway = GatewayMaker::new(&config).unwrap().stripe(Keys {
        secret: Secret::new(SECRET_KEY),
        publishable: PUBLISHABLE_KEY.into(),
        webhook: None,
    });
    keeps_the_contract(&*gateway, &Customer::Stripe(&stripe)).await;
    // As often as the gateway was asked to collect, but for the second time of the same attempt.
    assert_eq!(stripe.taken().await, [4900; 5]);
    stripe.stop().await;
}
