//! Where mails go: a mail server, a folder of `.eml` files, a mailbox in memory, or nowhere.

mod file;
mod memory;
mod smtp;

pub use file::FolderMailer;
pub use memory::MemoryMailer;
pub use smtp::{SmtpError, SmtpMailer};

use crate::ports::{MailError, Mailer};

/// Stands in while no transport is configured: refuses, so that the outbox keeps each mail.
#[derive(Debug)]
pub struct NoMailer;

#[async_trait::async_trait]
impl Mailer for NoMailer {
    fn is_configured(&self) -> bool {
        false
    }

    async fn send(&self, _: &lettre::Message) -> Result<(), MailError> {
        Err(MailError::NotNow(
            "no mail transport is configured (mail.transport)".into(),
        ))
    }
}
