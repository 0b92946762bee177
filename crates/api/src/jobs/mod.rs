//! Work that no request waits for: the outbox, what falls due each day, and the clean-up.

pub mod outbox;
pub mod schedule;

use std::{sync::Arc, time::Duration};

use crate::context::Context;

/// Runs until the process ends: at once when a commit left work, and every few seconds for retries
/// and due dates.
pub async fn run_forever(context: Arc<Context>) {
    loop {
        match outbox::run(&context).await {
            Ok(0) => {}
            // More may have become due meanwhile.
            Ok(_) => continue,
            Err(error) => tracing::error!(error.cause = %error, "the outbox could not be read"),
        }
        if let Err(error) = schedule::run(&context).await {
            tracing::error!(error.cause = %error, "a scheduled job failed");
        }
        let _ = tokio::time::timeout(Duration::from_secs(5), context.outbox_bell.notified()).await;
    }
}
