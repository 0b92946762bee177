//! A mailbox in memory, for tests. It can be told to refuse.

use std::sync::{Mutex, PoisonError};

use lettre::Message;

use crate::ports::{MailError, Mailer};

#[derive(Debug, Default)]
pub struct MemoryMailer {
    sent: Mutex<Vec<Vec<u8>>>,
    refusal: Mutex<Option<String>>,
}

impl MemoryMailer {
    /// Takes all mails out, oldest first, as they would go over the wire.
    pub fn take(&self) -> Vec<Vec<u8>> {
        std::mem::take(&mut *self.sent.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Refuses every further mail with these words, for good where they begin with 5; `None` accepts again.
    pub fn refuse(&self, words: Option<&str>) {
        *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = words.map(str::to_owned);
    }
}

#[async_trait::async_trait]
impl Mailer for MemoryMailer {
    async fn send(&self, mail: &Message) -> Result<(), MailError> {
        if let Some(words) = &*self.refusal.lock().unwrap_or_else(PoisonError::into_inner) {
            let words = words.clone();
            return Err(if words.starts_with('5') {
                MailError::Refused(words)
            } else {
                MailError::NotNow(words)
            });
        }
        self.sent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(mail.formatted());
        Ok(())
    }
}
