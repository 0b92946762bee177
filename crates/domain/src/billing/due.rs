//! What a billing run issues, and how an item stands afterwards.

use chrono::NaiveDate;
use portico_shared::Currency;

use super::{Item, Line, Upcoming, next_invoice};

/// How an item stands once a line of it was billed: what is to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// First day of what was billed last.
    pub billed_from: NaiveDate,
    /// First day that was not billed yet.
    pub billed_to: NaiveDate,
    /// How many periods were billed so far. A period that was billed in part counts once its last
    /// day is billed, so that a discount for two periods is one for two whole periods.
    pub billed_periods: u32,
}

/// How `item` stands once `line` was billed. `item` is as it stood before that very invoice: of
/// several missed ones each takes the standing that the one before it left.
pub fn standing(item: &Item, line: &Line) -> Standing {
    let complete = line.period.end == line.period.whole_end;
    Standing {
        billed_from: line.period.start,
        billed_to: line.period.end,
        billed_periods: item.billed_periods.saturating_add(u32::from(complete)),
    }
}

/// Every invoice that is due on `until`, oldest first: the missed ones and that day's own, at most
/// `most`. Billing is in advance, so an invoice is due on the first day of its periods.
///
/// Each is the [`next_invoice`] once the ones before it were billed; the arguments are the same.
pub fn due_invoices(
    items: &[Item],
    anchor: NaiveDate,
    ends: Option<NaiveDate>,
    currency: Currency,
    until: NaiveDate,
    most: usize,
) -> Vec<Upcoming> {
    let mut items = items.to_vec();
    let next = || {
        let upcoming = next_invoice(&items, anchor, ends, currency).filter(|next| next.date <= until)?;
        advance(&mut items, &upcoming);
        Some(upcoming)
    };
    std::iter::from_fn(next).take(most).collect()
}

fn advance(items: &mut [Item], upcoming: &Upcoming) {
    for line in &upcoming.lines {
        if let Some(item) = items.get_mut(line.item) {
            let after = standing(item, line);
            item.billed_to = Some(after.billed_to);
            item.billed_periods = after.billed_periods;
        }
    }
}
