//! The traits behind which the outside world stands. Real ones are built in `startup` alone.

pub mod payment;

use std::{fmt::Debug, net::IpAddr};

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

/// Asks the DNS.
#[async_trait::async_trait]
pub trait Resolver: Debug + Send + Sync {
    /// The TXT records of `name`, each joined from its parts; none when the name or the record is not there.
    ///
    /// # Errors
    /// When there was no answer. That says nothing about the record.
    async fn txt(&self, name: &str) -> Result<Vec<String>, ResolveError>;

    /// The addresses of `host`, aliases followed; none when there are none.
    ///
    /// # Errors
    /// When there was no answer.
    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, ResolveError>;
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the DNS gave no answer: {0}")]
pub struct ResolveError(pub String);
