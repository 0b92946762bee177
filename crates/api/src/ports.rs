//! The traits behind which the outside world stands. Real ones are built in `startup` alone.

use std::{collections::HashMap, fmt::Debug, sync::Arc};

use chrono::{DateTime, Utc};
use lettre::Message;
use portico_shared::{Money, PaymentId, payment_methods::Gateway};

/// The only source of the time.
pub trait Clock: Debug + Send + Sync {
    /// Now, in whole microseconds, so that both databases give back what was stored.
    fn now(&self) -> DateTime<Utc>;
}

/// The only source of randomness; cryptographically secure.
pub trait Random: Debug + Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// Carries a finished mail to its transport.
#[async_trait::async_trait]
pub trait Mailer: Debug + Send + Sync {
    /// Whether mails leave at all; `serve` is not ready without.
    fn is_configured(&self) -> bool {
        true
    }

    /// Whether the last try did not reach the mail server.
    fn is_away(&self) -> bool {
        false
    }

    /// # Errors
    /// What the transport said, and whether it is worth another try.
    async fn send(&self, mail: &Message) -> Result<(), MailError>;
}

/// Why a mail was not taken, in the mail server's own words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The mail was refused for good (5xx): the same again would be refused again.
    #[error("{0}")]
    Refused(String),
    /// Not now (4xx), or nobody was reached.
    #[error("{0}")]
    NotNow(String),
}

/// Collects money through one provider. Declined is an outcome; an error means that no answer came, and
/// the same attempt may be sent again.
#[async_trait::async_trait]
pub trait PaymentGateway: Debug + Send + Sync {
    /// Takes money. The same attempt again takes nothing twice.
    ///
    /// # Errors
    /// When there was no answer: the attempt stays open.
    async fn collect(&self, charge: &Charge) -> Result<Outcome, GatewayError>;

    /// What became of an attempt; `None` when the provider never heard of it.
    ///
    /// # Errors
    /// When there was no answer.
    async fn find(&self, attempt: PaymentId) -> Result<Option<Outcome>, GatewayError>;
}

/// Money to be taken with a stored payment method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// Our key at the provider.
    pub attempt: PaymentId,
    pub amount: Money,
    /// The method, as the provider names it.
    pub method: String,
    /// What the customer reads on their statement: the invoice's number.
    pub statement: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Succeeded {
        /// As the provider names the payment.
        reference: String,
    },
    Declined {
        /// Why, as the provider names it.
        code: String,
    },
}

#[derive(Debug, thiserror::Error)]
#[error("the payment provider gave no answer: {0}")]
pub struct GatewayError(pub String);

/// The gateways that are set up, by name. A method of another one is not collected.
#[derive(Debug, Clone, Default)]
pub struct Gateways(HashMap<Gateway, Arc<dyn PaymentGateway>>);

impl Gateways {
    pub fn with(mut self, name: Gateway, gateway: Arc<dyn PaymentGateway>) -> Self {
        self.0.insert(name, gateway);
        self
    }

    pub fn get(&self, name: Gateway) -> Option<&Arc<dyn PaymentGateway>> {
        self.0.get(&name)
    }
}

/// A register of VAT IDs.
#[async_trait::async_trait]
pub trait VatChecker: Debug + Send + Sync {
    /// Whether there is anybody to ask.
    fn is_configured(&self) -> bool {
        true
    }

    /// Asks about `id`, which is normalised: the country's two letters, then letters and digits.
    ///
    /// # Errors
    /// When there was no answer. That says nothing about the id.
    async fn check(&self, id: &str) -> Result<VatAnswer, VatError>;
}

/// What a register said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatAnswer {
    pub valid: bool,
    /// The register's own number for this answer: the proof that it was asked.
    pub consultation: Option<String>,
}

/// Why there was no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VatError {
    #[error("the register cannot answer now: {0}")]
    Busy(String),
    #[error("the register cannot be reached: {0}")]
    Unreachable(String),
    #[error("the register's answer cannot be read: {0}")]
    Unreadable(String),
}
