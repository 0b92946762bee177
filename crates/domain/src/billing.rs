//! Billing in advance: periods, lines, tax, and the next invoice.
//!
//! Amounts are integer minor units of the invoice's currency, tax rates are basis points
//! (1900 is 19 %). `BT-…` and `BR-…` are the business terms and rules of EN 16931-1.

mod due;
mod line;
mod period;
mod resume;
mod rounding;
mod totals;

use chrono::NaiveDate;
use portico_shared::{
    Currency, Period,
    subscriptions::{Discount, PriceMode, TaxCategory},
};
use rust_decimal::Decimal;

pub(crate) use line::set_nets;

pub use due::{Standing, due_invoices, standing};
pub use line::{LINE_LIMIT, Line, is_within_limit, price};
pub use period::{BillingPeriod, next_period};
pub use resume::{ResumedItem, Resumption, resume};
pub use rounding::round_to_minor;
pub use totals::{TaxLine, Totals, totals};

/// One thing that is billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub quantity: Decimal,
    /// Major units, net or gross as `price_mode` says.
    pub unit_price: Decimal,
    /// The same for all items of an invoice.
    pub price_mode: PriceMode,
    /// Basis points. Counts for [`TaxCategory::Standard`] alone.
    pub tax_rate: u32,
    pub tax_category: TaxCategory,
    pub discount: Option<Discount>,
    pub interval: Period,
    /// Parts of a period are billed by the day; otherwise a period is billed whole, also the one
    /// in which the contract ends.
    pub prorates: bool,
    /// From when its periods count, where that is not the anchor: it joined later, or it was paid
    /// beyond the day on which a pause ended ([`resume`]).
    pub billing_start: Option<NaiveDate>,
    /// First day that was not billed yet; `None`: never billed.
    pub billed_to: Option<NaiveDate>,
    /// How many periods were billed so far, those billed in parts once. Discounts for a number of
    /// periods count by it.
    pub billed_periods: u32,
}

/// The next invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    /// The day on which the periods begin, and on which they are billed.
    pub date: NaiveDate,
    /// At least one, in the order of the items.
    pub lines: Vec<Line>,
    pub totals: Totals,
}

/// The next invoice: every item whose next period begins on the earliest such day. It may lie in
/// the past, when a billing run was missed; each call then gives one missed invoice.
///
/// `anchor` is [`crate::terms::Terms::billing_anchor`], `ends` the first day after the contract
/// ([`crate::cancellation::ends_on`]). `None` without items, and when the contract has ended by
/// then: what begins on or after `ends` is never billed. Of a period in which the contract ends,
/// items that prorate are billed the days before it; others are billed the period whole.
pub fn next_invoice(
    items: &[Item],
    anchor: NaiveDate,
    ends: Option<NaiveDate>,
    currency: Currency,
) -> Option<Upcoming> {
    let due: Vec<_> = items
        .iter()
        .enumerate()
        .map(|(index, item)| (index, item, next_period(item, anchor)))
        .filter(|(_, _, period)| period.start < period.end)
        .collect();
    let date = due.iter().map(|(_, _, period)| period.start).min()?;
    if ends.is_some_and(|end| end <= date) {
        return None;
    }
    let due: Vec<_> = due
        .into_iter()
        .filter(|(_, _, period)| period.start == date)
        .map(|(index, item, period)| match ends {
            Some(end) if item.prorates => (index, item, period.until(end)),
            _ => (index, item, period),
        })
        .collect();
    let lines = price(&due, currency);
    Some(Upcoming {
        date,
        totals: totals(&lines),
        lines,
    })
}

#[cfg(test)]
mod tests;
