//! The system's clock, shifted where a demo was started at another instant, and a fixed one.

use std::sync::Mutex;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use crate::ports::Clock;

fn whole_micros(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(instant)
}

/// Runs on with the system, ahead or behind by a fixed distance.
#[derive(Debug, Default)]
pub struct SystemClock {
    offset: TimeDelta,
}

impl SystemClock {
    /// A clock that shows `start` now and runs on.
    pub fn starting_at(start: DateTime<Utc>) -> Self {
        Self {
            offset: start - Self::default().now(),
        }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this adapter is where the time comes from")]
    fn now(&self) -> DateTime<Utc> {
        whole_micros(Utc::now() + self.offset)
    }
}

/// Stands still until it is moved: for tests.
#[derive(Debug)]
pub struct FixedClock(Mutex<DateTime<Utc>>);

impl FixedClock {
    pub fn at(instant: DateTime<Utc>) -> Self {
        Self(Mutex::new(whole_micros(instant)))
    }

    pub fn advance(&self, by: TimeDelta) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now += by;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
