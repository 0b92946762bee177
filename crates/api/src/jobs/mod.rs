//! Work that no request waits for: the outbox, what falls due each day, and the clean-up.

pub mod outbox;
pub mod schedule;

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::FutureExt;
use sea_orm::DbErr;

use self::outbox::Lane;
use crate::context::Context;

/// How long the outbox sleeps unless a commit rings, and how often jobs are looked for.
const PAUSE: Duration = Duration::from_secs(5);

/// Runs until the process ends. The outbox and the jobs do not wait for each other.
pub async fn run_forever(context: Arc<Context>) {
    let outbox = async {
        loop {
            // More may have become due while a batch was done.
            let round = outbox::run_lane(&context, Lane::Main);
            if guarded("outbox", round).await.unwrap_or(0) == 0 {
                let _ = tokio::time::timeout(PAUSE, context.outbox_bell.notified()).await;
            }
        }
    };
    let questions = async {
        loop {
            let round = outbox::run_lane(&context, Lane::Vat);
            if guarded("vat-checks", round).await.unwrap_or(0) == 0 {
                tokio::time::sleep(PAUSE).await;
            }
        }
    };
    let jobs = async {
        loop {
            guarded("jobs", schedule::run(&context)).await;
            context.limiters.forget_quiet();
            let _ = tokio::time::timeout(PAUSE, context.jobs_bell.notified()).await;
        }
    };
    // On the heap: together they are large.
    Box::pin(futures_util::future::join3(outbox, questions, jobs)).await;
}

/// One round; an error or a bug in it is logged, and the next round comes.
async fn guarded<T>(what: &str, round: impl Future<Output = Result<T, DbErr>>) -> Option<T> {
    match AssertUnwindSafe(round).catch_unwind().await {
        Ok(Ok(done)) => Some(done),
        Ok(Err(error)) => {
            tracing::error!(what, error.cause = %error, "a round of background work failed");
            None
        }
        Err(_) => {
            tracing::error!(what, "a round of background work panicked");
            None
        }
    }
}
