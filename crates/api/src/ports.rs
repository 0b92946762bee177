//! The traits behind which the outside world stands. Real ones are built in `startup` alone.

use std::fmt::Debug;

use chrono::{DateTime, Utc};
use lettre::Message;

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

    /// # Errors
    /// What the transport said. The outbox keeps the row and tries again later.
    async fn send(&self, mail: &Message) -> Result<(), MailError>;
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct MailError(pub String);

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
