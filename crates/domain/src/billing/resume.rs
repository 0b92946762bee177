//! How billing goes on after a pause.

use chrono::NaiveDate;

use super::{Item, next_period};

/// How billing goes on after a pause whose missed periods are skipped: what is to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resumption {
    /// The new anchor, to be kept as [`crate::terms::Terms::billing_start`].
    pub anchor: NaiveDate,
    /// One for each item, in their order.
    pub items: Vec<ResumedItem>,
}

/// An item's new [`Item::billing_start`] and [`Item::billed_to`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResumedItem {
    pub billing_start: Option<NaiveDate>,
    pub billed_to: Option<NaiveDate>,
}

/// Resumes on the day `on` and skips what was missed (Fynn: "Ignore previous billing"): nothing
/// before that day is billed any more. `anchor` is the one that counted until then.
///
/// - Items with unbilled days before `on` begin anew: their periods count from it.
/// - Items that are paid up to `on` or beyond it stay paid. They keep the days on which their
///   periods begin, by a billing start of their own: an item billed on the 31st stays so, also
///   where the others now begin on the 28th.
/// - `None` when all are paid up to `on`: nothing was missed, nothing changes.
///
/// To bill what was missed instead, nothing has to change: it is due ([`super::due_invoices`]).
pub fn resume(items: &[Item], anchor: NaiveDate, on: NaiveDate) -> Option<Resumption> {
    let missed = |item: &Item| next_period(item, anchor).start < on;
    items.iter().any(missed).then(|| Resumption {
        anchor: on,
        items: items.iter().map(|item| resumed(item, anchor, on)).collect(),
    })
}

fn resumed(item: &Item, anchor: NaiveDate, on: NaiveDate) -> ResumedItem {
    if next_period(item, anchor).start < on {
        ResumedItem {
            billing_start: None,
            billed_to: Some(on),
        }
    } else {
        ResumedItem {
            billing_start: Some(item.billing_start.unwrap_or(anchor)),
            billed_to: item.billed_to,
        }
    }
}
