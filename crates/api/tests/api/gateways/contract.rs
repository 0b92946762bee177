//! What whoever uses the port may rely on, whichever gateway stands behind it: one suite, which goes by what the gateway says that
//! it can do.

mod faults;
mod notices;

use std::{sync::Arc, time::Duration};

use portico::{
    adapters::payment::{
        GatewayMaker,
        stripe::Keys,
        testing::{NUMBERS, TestingGateway},
    },
    config::{Payments, Secret},
    ports::payment::{
        Account, AccountDetails, Action, Begun, Charge, Charges, Collecting, Debtor, MethodKeeper, NewMethod, Outcome,
        PaymentGateway, Refund, RefundOutcome, Refunds, SetUp, Trace,
    },
};
use portico_shared::{
    CustomerId, Money, PaymentId, PaymentMethodId, RefundId,
    payment_methods::{PaymentMethodType, RefusalReason},
};
use serde_json::Value;
use uuid::Uuid;

use super::stripe::SIGNING;
use crate::support::stripe::{PUBLISHABLE_KEY, SECRET_KEY, Stripe};

/// Where providers lead back to.
const BACK: &str = "https://acme.example/back?a=1&b=2";

/// A customer at the gateway, who types a number.
enum Customer<'a> {
    Testing(Arc<TestingGateway>),
    Stripe(&'a Stripe),
}

/// What can be typed for a method of one kind. All gateways that keep it know the same numbers.
struct Numbers {
    kind: PaymentMethodType,
    good: &'static str,
    /// Refused when it is added.
    refused: Option<&'static str>,
    /// Cannot be charged.
    empty: Option<&'static str>,
    /// Asks for its owner at each charge.
    asks: Option<&'static str>,
}

static KINDS: [Numbers; 3] = [
    Numbers {
        kind: PaymentMethodType::Card,
        good: "4242424242424242",
        refused: Some("4000000000000002"),
        empty: Some("4000000000000341"),
        asks: Some("4000002760003184"),
    },
    Numbers {
        kind: PaymentMethodType::SepaDebit,
        good: "DE89370400440532013000",
        refused: None,
        empty: Some("DE62370400440532013001"),
        asks: None,
    },
    Numbers {
        kind: PaymentMethodType::Paypal,
        good: "buyer@example.com",
        refused: None,
        empty: None,
        asks: None,
    },
];

impl Customer<'_> {
    async fn types(&self, kind: PaymentMethodType, (setup, action): (&str, &Action), number: &str) {
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
                    panic!("Stripe's script asks for it")
                };
                assert_eq!(publishable_key, PUBLISHABLE_KEY);
                let typed = match kind {
                    PaymentMethodType::SepaDebit => stripe.type_iban(client_secret, number).await,
                    _ => stripe.type_card(client_secret, number).await,
                };
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

fn new(kind: PaymentMethodType) -> NewMethod {
    NewMethod {
        id: PaymentMethodId(id()),
        kind,
        future_usage: true,
        customer: Debtor {
            id: CustomerId(id()),
            name: "Nordlicht GmbH".into(),
            email: "ada@example.com".into(),
            reference: None,
        },
        return_url: BACK.into(),
    }
}

/// A method that the gateway keeps, and how it names its owner.
struct Stored {
    kind: PaymentMethodType,
    account: Account,
    debtor: Option<String>,
}

impl Stored {
    fn charge(&self) -> Charge {
        Charge {
            attempt: PaymentId(id()),
            since: chrono::Utc::now(),
            amount: Money::new(4900, "EUR".parse().unwrap()),
            kind: self.kind,
            method: self.account.reference.clone(),
            debtor: self.debtor.clone(),
            reference: None,
            statement: "RE-0000000042".into(),
            was_asked: false,
            return_url: None,
        }
    }

    /// Of somebody who is there to be asked.
    fn present(&self) -> Charge {
        Charge {
            return_url: Some(BACK.into()),
            was_asked: true,
            ..self.charge()
        }
    }
}

/// `customer`: none where nobody types anything in at the gateway.
async fn keeps_the_contract(gateway: &dyn PaymentGateway, customer: Option<&Customer<'_>>) {
    gateway.check().await.unwrap();
    says_what_it_has(gateway);
    let (Some(keeper), Some(charges), Some(customer)) = (gateway.methods(), gateway.charges(), customer) else {
        assert!(gateway.methods().is_none() && gateway.notices().is_none() && customer.is_none());
        return;
    };
    if let Some(notices) = gateway.notices() {
        notices::are_proven(notices, customer).await;
    }
    for kind in gateway.capabilities().types {
        let trial = Trial {
            keeper,
            charges,
            customer,
            numbers: KINDS.iter().find(|one| one.kind == *kind).unwrap(),
        };
        trial.methods_are_kept().await;
        trial.what_was_begun_is_called_off().await;
        trial.charges_are_made_once().await;
        trial.a_lost_charge_is_made_once().await;
        trial.what_is_detached_or_called_off_ends_the_same().await;
        trial.owners_are_asked_where_they_are_there().await;
        if let Some(refunds) = gateway.refunds() {
            trial.refunds_are_made_once(refunds).await;
        }
    }
}

fn says_what_it_has(gateway: &dyn PaymentGateway) {
    let can = gateway.capabilities();
    let charges = can.collects == Collecting::Charge;
    assert!(!can.types.is_empty());
    assert_eq!(
        (gateway.methods().is_some(), gateway.charges().is_some()),
        (charges, charges)
    );
    assert_eq!(gateway.refunds().is_some(), can.refunds);
    assert!(charges || !can.refunds, "what it did not collect it does not give back");
    assert_ne!(gateway.account(), Some(""));
    assert_eq!(gateway.notices().is_some(), can.notifies);
}

/// One kind of method at one gateway.
struct Trial<'a> {
    keeper: &'a dyn MethodKeeper,
    charges: &'a dyn Charges,
    customer: &'a Customer<'a>,
    numbers: &'static Numbers,
}

impl Trial<'_> {
    async fn types(&self, begun: &Begun, number: &str) {
        let what = (&*begun.setup, &begun.action);
        self.customer.types(self.numbers.kind, what, number).await;
    }

    /// Adds a method; gives it and how the gateway names the customer.
    async fn added(&self, number: &str) -> (SetUp, Option<String>) {
        let begun = self.keeper.begin(&new(self.numbers.kind)).await.unwrap();
        self.types(&begun, number).await;
        (self.keeper.look(&begun.setup).await.unwrap(), begun.debtor)
    }

    async fn stored(&self, number: &str) -> Stored {
        match self.added(number).await {
            (SetUp::Ready(account), debtor) => Stored {
                kind: self.numbers.kind,
                account: *account,
                debtor,
            },
            (other, _) => panic!("{other:?}"),
        }
    }

    async fn methods_are_kept(&self) {
        let (keeper, kind) = (self.keeper, self.numbers.kind);
        let new = new(kind);
        let begun = keeper.begin(&new).await.unwrap();
        assert_eq!(
            keeper.begin(&new).await.unwrap(),
            begun,
            "the same again begins nothing twice"
        );
        let waiting = keeper.look(&begun.setup).await.unwrap();
        assert_eq!(waiting, SetUp::Waiting(begun.action.clone()), "it can be continued");
        self.types(&begun, self.numbers.good).await;
        let SetUp::Ready(account) = keeper.look(&begun.setup).await.unwrap() else {
            panic!("it was completed")
        };
        let shows_its_kind = match account.details {
            AccountDetails::Card(_) => kind == PaymentMethodType::Card,
            AccountDetails::Sepa { .. } => kind == PaymentMethodType::SepaDebit,
            AccountDetails::Paypal(_) => kind == PaymentMethodType::Paypal,
            AccountDetails::None => false,
        };
        assert!(shows_its_kind && account.fingerprint.is_some(), "{account:?}");
        assert_eq!(account.expires.is_some(), kind == PaymentMethodType::Card);
        let fetched = keeper.fetch(&account.reference).await.unwrap().unwrap();
        let debtor = account.debtor.clone();
        assert_eq!(Account { debtor, ..fetched }, *account, "whose it is may be told later");
        if let Some(number) = self.numbers.refused {
            let (refused, _) = self.added(number).await;
            assert!(matches!(refused, SetUp::Failed(_)), "{refused:?}");
        }
        // The same of another customer has the same fingerprint, and another does not.
        let other = self.stored(self.numbers.good).await.account;
        assert_eq!(other.fingerprint, account.fingerprint);
        if let Some(number) = self.numbers.empty {
            assert_ne!(self.stored(number).await.account.fingerprint, account.fingerprint);
        }
        for _ in 0..2 {
            keeper.detach(&other.reference).await.unwrap();
            assert_eq!(keeper.fetch(&other.reference).await.unwrap(), None);
        }
        assert_eq!(keeper.mandate("mandate_of_nobody").await.unwrap(), None);
    }

    /// Nobody completes it any more; what was complete before stays.
    async fn what_was_begun_is_called_off(&self) {
        let keeper = self.keeper;
        let left = keeper.begin(&new(self.numbers.kind)).await.unwrap();
        for _ in 0..2 {
            let became = keeper.call_off(&left.setup).await.unwrap();
            assert!(matches!(became, SetUp::Failed(_)), "{became:?}");
        }
        let looked = keeper.look(&left.setup).await.unwrap();
        assert!(matches!(looked, SetUp::Failed(_)), "{looked:?}");
        let done = keeper.begin(&new(self.numbers.kind)).await.unwrap();
        self.types(&done, self.numbers.good).await;
        let SetUp::Ready(account) = keeper.call_off(&done.setup).await.unwrap() else {
            panic!("it was completed")
        };
        let method = Trace::Method(account.reference.clone());
        for trace in [Trace::Setup(left.setup), Trace::Setup(done.setup), method.clone()] {
            assert!(keeper.knows(&trace).await.unwrap(), "{trace:?}");
        }
        if let Some(debtor) = done.debtor {
            assert!(keeper.knows(&Trace::Debtor(debtor)).await.unwrap());
        }
        keeper.detach(&account.reference).await.unwrap();
        assert!(keeper.knows(&method).await.unwrap(), "it was once kept");
    }

    async fn charges_are_made_once(&self) {
        let charges = self.charges;
        let good = self.stored(self.numbers.good).await;
        let first = good.charge();
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
        let second = charges.collect(&good.charge()).await.unwrap();
        assert_ne!(second, outcome, "another attempt is another charge");
        let Some(empty) = self.numbers.empty else { return };
        let attempt = self.stored(empty).await.charge();
        let refused = charges.collect(&attempt).await.unwrap();
        assert!(
            matches!(&refused, Outcome::Declined(_) | Outcome::Underway { .. }),
            "a refusal is no error: {refused:?}"
        );
        let found = self.settled(&attempt).await;
        assert!(matches!(found, Outcome::Declined(_)), "{found:?}");
    }

    /// What became of a charge once the bank has answered. Stripe's stand-in takes half a second for a debit: it is another program,
    /// no clock of ours can be advanced for it.
    async fn settled(&self, charge: &Charge) -> Outcome {
        for _ in 0..100 {
            let found = self.charges.find(charge).await.unwrap().unwrap();
            if !matches!(found, Outcome::Underway { .. }) {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the bank does not answer")
    }

    /// Nobody is there: declined, and never taken later. Somebody is: what they decide, once.
    async fn owners_are_asked_where_they_are_there(&self) {
        let (charges, customer) = (self.charges, self.customer);
        // What does not ask is charged at once, also where its owner is there.
        let plain = self.stored(self.numbers.good).await.present();
        let outcome = charges.collect(&plain).await.unwrap();
        assert!(matches!(outcome, Outcome::Succeeded { .. }), "{outcome:?}");
        let Some(asks) = self.numbers.asks else { return };
        let card = self.stored(asks).await;
        let is_refused = |outcome: &Outcome| matches!(outcome, Outcome::Declined(refusal) if refusal.reason == RefusalReason::AuthenticationRequired);
        let alone = charges.collect(&card.charge()).await.unwrap();
        assert!(is_refused(&alone), "{alone:?}");

        let asked = card.present();
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

        let broken = card.present();
        let Outcome::Waiting(action) = charges.collect(&broken).await.unwrap() else {
            panic!("it asks")
        };
        assert!(customer.answers(&action, false).await);
        let refused = charges.find(&broken).await.unwrap().unwrap();
        assert!(is_refused(&refused), "{refused:?}");

        let left = card.present();
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
        let failed = card.present();
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
    }

    async fn refunds_are_made_once(&self, refunds: &dyn Refunds) {
        let good = self.stored(self.numbers.good).await;
        let outcome = self.charges.collect(&good.charge()).await.unwrap();
        let Outcome::Succeeded { reference: payment } = outcome else {
            panic!("{outcome:?}")
        };
        let refund = || Refund {
            id: RefundId(id()),
            amount: Money::new(1900, "EUR".parse().unwrap()),
            payment: payment.clone(),
        };
        let first = refund();
        assert_eq!(refunds.find(&first).await.unwrap(), None);
        let outcome = refunds.refund(&first).await.unwrap();
        assert!(matches!(outcome, RefundOutcome::Succeeded { .. }), "{outcome:?}");
        assert_eq!(refunds.refund(&first).await.unwrap(), outcome);
        assert_eq!(refunds.find(&first).await.unwrap(), Some(outcome.clone()));
        let second = refunds.refund(&refund()).await.unwrap();
        assert_ne!(second, outcome, "another is another refund");
        let others = refunds.list_others(&payment).await.unwrap();
        assert!(others.is_empty(), "all of them are ours: {others:?}");
    }
}

#[actix_web::test]
async fn the_testing_gateway_keeps_the_contract() {
    let config = Payments {
        testing: true,
        ..Payments::default()
    };
    let testing = GatewayMaker::new(&config).unwrap().testing().unwrap();
    keeps_the_contract(&*testing.clone(), Some(&Customer::Testing(testing))).await;
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
        webhook: Some(Secret::new(SIGNING)),
    });
    keeps_the_contract(&*gateway, Some(&Customer::Stripe(&stripe))).await;
    // As often as the gateway was asked to, but for the second time of the same: seven times with a card, and six times with a
    // debit, which asks nobody.
    assert_eq!(stripe.taken().await, [4900; 13]);
    assert_eq!(stripe.given_back().await, [1900; 4]);
    stripe.stop().await;
}

/// Debits by files, and transfers: nobody is asked, and nothing is kept elsewhere.
#[actix_web::test]
async fn the_merchants_own_bank_keeps_the_contract() {
    let maker = GatewayMaker::new(&Payments::default()).unwrap();
    for gateway in [maker.sepa_debit(), maker.bank_transfer()] {
        keeps_the_contract(&*gateway, None).await;
    }
}

#[test]
fn each_number_of_the_testing_gateway_is_documented() {
    let docs = include_str!("../../../../../docs/payments.md");
    let (_, table) = docs.split_once("## Numbers for the gateway `testing`").unwrap();
    let rows: Vec<_> = table.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(rows.len(), NUMBERS.len());
    for one in NUMBERS {
        let begin = format!("| `{}` | `{}` | ", one.number, one.kind);
        assert!(rows.iter().any(|row| row.starts_with(&begin)), "{begin}");
    }
}
