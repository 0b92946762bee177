//! Calls that have no answer: whether or not they were carried out, the same once more leads to the same end.

use portico::{
    adapters::payment::testing::Lost,
    ports::payment::{Outcome, SetUp},
};

use super::{Customer, Trial, new};
use crate::support::stripe::Fault;

#[derive(Debug, Clone, Copy)]
enum Asked {
    Charge,
    Detach,
    CallOff,
}

impl Customer<'_> {
    /// The next call of this kind has no answer.
    fn loses(&self, asked: Asked, was_done: bool) {
        match self {
            Self::Testing(gateway) => gateway.loses(if was_done { Lost::Answer } else { Lost::Call }),
            Self::Stripe(stripe) => {
                let path = match asked {
                    Asked::Charge => "POST /v1/payment_intents",
                    Asked::Detach => "POST /v1/payment_methods/",
                    Asked::CallOff => "POST /v1/setup_intents/",
                };
                stripe.fail_next(path, if was_done { Fault::CutAfter } else { Fault::CutBefore });
            }
        }
    }
}

impl Trial<'_> {
    pub(super) async fn a_lost_charge_is_made_once(&self) {
        let charges = self.charges;
        for was_done in [false, true] {
            let charge = self.stored(self.numbers.good).await.charge();
            self.customer.loses(Asked::Charge, was_done);
            charges.collect(&charge).await.unwrap_err();
            let found = charges.find(&charge).await.unwrap();
            assert_eq!(found.is_some(), was_done, "{found:?}");
            let outcome = charges.collect(&charge).await.unwrap();
            assert!(matches!(outcome, Outcome::Succeeded { .. }), "{outcome:?}");
            assert!(found.is_none_or(|found| found == outcome), "it is the same charge");
            assert_eq!(charges.find(&charge).await.unwrap(), Some(outcome));
        }
    }

    pub(super) async fn what_is_detached_or_called_off_ends_the_same(&self) {
        let keeper = self.keeper;
        for was_done in [false, true] {
            let reference = self.stored(self.numbers.good).await.account.reference;
            self.customer.loses(Asked::Detach, was_done);
            keeper.detach(&reference).await.unwrap_err();
            assert_eq!(keeper.fetch(&reference).await.unwrap().is_none(), was_done);
            keeper.detach(&reference).await.unwrap();
            assert_eq!(keeper.fetch(&reference).await.unwrap(), None);

            let begun = keeper.begin(&new(self.numbers.kind)).await.unwrap();
            self.customer.loses(Asked::CallOff, was_done);
            keeper.call_off(&begun.setup).await.unwrap_err();
            let looked = keeper.look(&begun.setup).await.unwrap();
            assert_eq!(matches!(looked, SetUp::Failed(_)), was_done, "{looked:?}");
            for _ in 0..2 {
                let became = keeper.call_off(&begun.setup).await.unwrap();
                assert!(matches!(became, SetUp::Failed(_)), "{became:?}");
            }
        }
    }
}
