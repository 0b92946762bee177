//! The one place where amounts are rounded.

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

/// A number of minor units, rounded half away from zero ("kaufmännisch", DIN 1333): 0.5 becomes 1,
/// −0.5 becomes −1. Beyond `i64` the nearest `i64`.
pub fn round_to_minor(minor_units: Decimal) -> i64 {
    let whole = minor_units.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    whole
        .to_i64()
        .unwrap_or(if whole.is_sign_negative() { i64::MIN } else { i64::MAX })
}

/// `amount × numerator / denominator` in minor units, rounded. A denominator of 0 gives 0.
pub(super) fn share(amount: i64, numerator: u64, denominator: u64) -> i64 {
    round_to_minor(exact_share(amount, numerator, denominator))
}

/// The same before it is rounded; beyond a `Decimal` the largest one.
pub(super) fn exact_share(amount: i64, numerator: u64, denominator: u64) -> Decimal {
    if denominator == 0 {
        return Decimal::ZERO;
    }
    let limit = if amount < 0 { Decimal::MIN } else { Decimal::MAX };
    Decimal::from(amount)
        .checked_mul(Decimal::from(numerator))
        .unwrap_or(limit)
        .checked_div(Decimal::from(denominator))
        .unwrap_or(limit)
}
