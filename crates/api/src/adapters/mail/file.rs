//! Mails as `.eml` files in a folder: the embedded default, and what `/mailbox` of the demo shows.

use std::{path::PathBuf, sync::Arc};

use lettre::Message;

use crate::ports::{Clock, MailError, Mailer, Random};

#[derive(Debug)]
pub struct FolderMailer {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl FolderMailer {
    pub fn new(folder: PathBuf, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { folder, clock, random }
    }
}

#[async_trait::async_trait]
impl Mailer for FolderMailer {
    async fn send(&self, mail: &Message) -> Result<(), MailError> {
        let mut tail = [0; 4];
        self.random.fill(&mut tail);
        let stamp = self.clock.now().format("%Y%m%dT%H%M%S%.6f");
        let name = format!("{stamp}-{:08x}.eml", u32::from_be_bytes(tail));
        let said = |error: std::io::Error| MailError(format!("{}: {error}", self.folder.display()));
        tokio::fs::create_dir_all(&self.folder).await.map_err(said)?;
        // Written beside and moved, so that a reader never sees half a mail.
        let part = self.folder.join(format!("{name}.part"));
        tokio::fs::write(&part, mail.formatted()).await.map_err(said)?;
        tokio::fs::rename(&part, self.folder.join(name)).await.map_err(said)
    }
}
