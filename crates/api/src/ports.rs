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
