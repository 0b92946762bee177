//! Work that no request waits for: the outbox, what falls due each day, and the clean-up.

pub mod outbox;
pub mod schedule;

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::FutureExt;
use sea_orm::DbErr;

use self::outbox::Lane;
use crate::{
    context::Context,
    features::{billing, house_keys, imports, invoice_exports, webhooks},
};

/// How long the outbox sleeps unless a commit rings, and how often jobs are looked for.
const PAUSE: Duration = Duration::from_secs(5);

const KEYS_EVERY: Duration = Duration::from_secs(30);

/// Runs until the process ends. Nothing waits for anything else: each lane of the outbox, what falls due, and
/// billing runs, which may be long, have a loop of their own.
pub async fn run_forever(context: Arc<Context>) {
    let lanes = Lane::ALL.map(|lane| work_lane(&context, lane));
    let jobs = async {
        loop {
            guarded("jobs", Box::pin(schedule::run(&context))).await;
            context.limiters.forget_quiet();
            tokio::time::sleep(PAUSE).await;
        }
    };
    // Apart from the jobs, which may take long: a new key signs five minutes after it was made.
    let keys = async {
        loop {
            if let Err(error) = house_keys::reload_signing(&context).await {
                tracing::error!(error.cause = %error, "the keys that sign tokens could not be read anew");
            }
            tokio::time::sleep(KEYS_EVERY).await;
        }
    };
    let billing = async {
        loop {
            guarded("billing", Box::pin(billing::run::work(&context))).await;
            let _ = tokio::time::timeout(PAUSE, context.billing_bell.notified()).await;
        }
    };
    let imports = async {
        loop {
            guarded("imports", Box::pin(imports::jobs::work(&context))).await;
            let _ = tokio::time::timeout(PAUSE, context.import_bell.notified()).await;
        }
    };
    let exports = (0..invoice_exports::jobs::AT_ONCE).map(|_| work_exports(&context));
    let exports = futures_util::future::join_all(exports);
    // On the heap: together they are large.
    let lanes = futures_util::future::join_all(lanes);
    let webhooks = Box::pin(webhooks::delivery::run_forever(&context));
    let work = futures_util::future::join5(lanes, jobs, billing, imports, webhooks);
    Box::pin(futures_util::future::join3(work, keys, exports)).await;
}

async fn work_lane(context: &Context, lane: Lane) {
    loop {
        // More may have become due while a batch was done.
        if guarded(lane.name(), outbox::run_lane(context, lane)).await.unwrap_or(0) == 0 {
            let _ = tokio::time::timeout(PAUSE, context.outbox_bells[lane as usize].notified()).await;
        }
    }
}

async fn work_exports(context: &Context) {
    loop {
        guarded("exports", Box::pin(invoice_exports::jobs::work(context))).await;
        let _ = tokio::time::timeout(PAUSE, context.export_bell.notified()).await;
    }
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
