//! A gateway that moves no money. What becomes of a charge follows from the method's name alone.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use portico_shared::PaymentId;

use crate::ports::{Charge, GatewayError, Outcome, PaymentGateway};

/// Methods whose reference begins with this are declined.
pub const DECLINED: &str = "declined";
/// The first answer is lost on the way, although the money was taken.
pub const LOST_ANSWER: &str = "lost_answer";
/// Never answers, and takes nothing.
pub const AWAY: &str = "away";

#[derive(Debug, Default)]
pub struct TestingGateway {
    attempts: Mutex<HashMap<PaymentId, Outcome>>,
}

impl TestingGateway {
    /// How many charges succeeded.
    pub fn taken(&self) -> usize {
        let attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = |outcome: &&Outcome| matches!(outcome, Outcome::Succeeded { .. });
        attempts.values().filter(taken).count()
    }
}

#[async_trait::async_trait]
impl PaymentGateway for TestingGateway {
    async fn collect(&self, charge: &Charge) -> Result<Outcome, GatewayError> {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = attempts.get(&charge.attempt) {
            return Ok(known.clone());
        }
        if charge.method.starts_with(AWAY) {
            return Err(GatewayError("it is away".into()));
        }
        let outcome = if charge.method.starts_with(DECLINED) {
            Outcome::Declined {
                code: "insufficient_funds".into(),
            }
        } else {
            Outcome::Succeeded {
                reference: format!("test_{}", charge.attempt),
            }
        };
        attempts.insert(charge.attempt, outcome.clone());
        if charge.method.starts_with(LOST_ANSWER) {
            return Err(GatewayError("the answer was lost".into()));
        }
        Ok(outcome)
    }

    async fn find(&self, attempt: PaymentId) -> Result<Option<Outcome>, GatewayError> {
        let attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(attempts.get(&attempt).cloned())
    }
}
