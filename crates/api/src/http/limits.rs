//! Limits on every entry point, one limiter an action. In memory, on our clock. What all instances count together is in
//! `features/shared_limits` and with login requests.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use governor::{Quota, RateLimiter, clock::Clock as _, middleware::NoOpMiddleware, state::keyed::HashMapStateStore};

use super::ApiError;
use crate::{config::Limits, ports::Clock};

type Limiter = RateLimiter<String, HashMapStateStore<String>, OurClock, NoOpMiddleware<Duration>>;

/// One limiter for each kind of action.
#[derive(Debug)]
pub struct Limiters {
    /// Links, refresh tokens and codes tried, and mails asked for, by client.
    pub token_tries: Limited,
    /// Requests in general, by key or session.
    pub requests: Limited,
    /// Copies of personal data and of the audit log, by who asks.
    pub exports: Limited,
    /// Pages, files and pictures, by client.
    pub pages: Limited,
}

#[derive(Debug)]
pub struct Limited(Limiter, OurClock);

#[derive(Debug, Clone)]
struct OurClock(Arc<dyn Clock>);

impl governor::clock::Clock for OurClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0
            .now()
            .signed_duration_since(chrono::DateTime::UNIX_EPOCH)
            .to_std()
            .unwrap_or_default()
    }
}

impl Limiters {
    pub fn new(limits: &Limits, clock: &Arc<dyn Clock>) -> Self {
        let clock = OurClock(Arc::clone(clock));
        let limited = |count: u32, quota: fn(NonZeroU32) -> Quota| {
            let quota = quota(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN));
            Limited(
                RateLimiter::new(quota, HashMapStateStore::default(), clock.clone()),
                clock.clone(),
            )
        };
        Self {
            token_tries: limited(limits.token_tries_per_minute, Quota::per_minute),
            requests: limited(limits.requests_per_minute, Quota::per_minute),
            exports: limited(limits.exports_per_hour, Quota::per_hour),
            pages: limited(limits.pages_per_minute, Quota::per_minute),
        }
    }

    /// Forgets who has been quiet for long; run by the clean-up job.
    pub fn forget_quiet(&self) {
        for limited in [&self.token_tries, &self.requests, &self.exports, &self.pages] {
            limited.0.retain_recent();
        }
    }
}

impl Limited {
    /// # Errors
    /// 429 with the seconds to wait.
    pub fn check(&self, who: impl Into<String>) -> Result<(), ApiError> {
        self.0.check_key(&who.into()).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.1.now());
            ApiError::too_many(wait.as_secs() + 1)
        })
    }
}
