//! Mails as `.eml` files in a folder: the embedded default, and what `/mailbox` of the demo shows.

use std::{path::PathBuf, sync::Arc};

use lettre::Message;
use tokio::io::AsyncWriteExt;

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
        let said = |error: std::io::Error| MailError::NotNow(format!("{}: {error}", self.folder.display()));
        // Mails hold login links: they are for the folder's owner alone.
        let mut folder = tokio::fs::DirBuilder::new();
        let mut file = tokio::fs::OpenOptions::new();
        #[cfg(unix)]
        {
            folder.mode(0o700);
            file.mode(0o600);
        }
        folder.recursive(true).create(&self.folder).await.map_err(said)?;
        // Written beside and moved, so that a reader never sees half a mail.
        let part = self.folder.join(format!("{name}.part"));
        let mut open = file.write(true).create_new(true).open(&part).await.map_err(said)?;
        open.write_all(&mail.formatted()).await.map_err(said)?;
        open.sync_all().await.map_err(said)?;
        tokio::fs::rename(&part, self.folder.join(name)).await.map_err(said)
    }
}
