//! The lines of an invoice.

use portico_shared::{
    Currency,
    subscriptions::{Discount, PriceMode, TaxCategory},
};
use rust_decimal::Decimal;

use super::{
    BillingPeriod, Item,
    rounding::{exact_share, round_to_minor, share},
    totals::TaxGroup,
};

/// The most that a line can come to, either way, in minor units: 100 thousand million euros.
/// Larger amounts are capped, so that sums cannot overflow and stay exact in every client
/// (JSON numbers are exact up to 2^53). Ask [`is_within_limit`] before an item is accepted.
pub const LINE_LIMIT: i64 = 10_000_000_000_000;

/// A line of an invoice. All amounts are minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which of the items it bills; on a credit note, which of the invoice's lines it credits.
    pub item: usize,
    pub period: BillingPeriod,
    /// Whether `discount` and `amount` include tax.
    pub price_mode: PriceMode,
    /// Basis points (BT-152); 0 for every category but [`TaxCategory::Standard`].
    pub tax_rate: u32,
    /// BT-151.
    pub tax_category: TaxCategory,
    /// What was taken off, never more than the line came to.
    pub discount: i64,
    /// Quantity × unit price − discount, net or gross as `price_mode` says; for a part of a period
    /// quantity × unit price × days / whole days − discount.
    pub amount: i64,
    /// Without tax (BT-131). The lines of a tax rate add up to its [`super::TaxLine::net`].
    pub net: i64,
}

/// Whether quantity × unit price (in major units) stays within [`LINE_LIMIT`].
pub fn is_within_limit(quantity: Decimal, unit_price: Decimal, currency: Currency) -> bool {
    exact_amount(quantity, unit_price, currency).is_some_and(|minor| minor.abs() <= Decimal::from(LINE_LIMIT))
}

/// The lines for items and the periods to bill, each with its index.
///
/// Quantity × unit price (of the days that are billed) and the discount are rounded each on its
/// own, so that BT-131 is the difference of two printable amounts (BT-136). A part of a period can
/// be printed as days of a base quantity of whole days (BT-149). Tax is charged in the standard
/// category alone, whatever rate came with another: tax that is shown is owed (§ 14c `UStG`).
/// Gross prices: the net amount of a tax rate is split over its lines, the remaining cents going
/// to the lines that rounding changed most.
pub fn price(due: &[(usize, &Item, BillingPeriod)], currency: Currency) -> Vec<Line> {
    let mut lines: Vec<Line> = due
        .iter()
        .map(|&(index, item, period)| line(index, item, period, currency))
        .collect();
    set_nets(&mut lines);
    lines
}

/// Sets the net amounts that gross prices lead to; those of net prices are the amounts already.
pub(crate) fn set_nets(lines: &mut [Line]) {
    for group in TaxGroup::all(lines) {
        if group.price_mode == PriceMode::Gross {
            split_net(lines, &group);
        }
    }
}

fn line(index: usize, item: &Item, period: BillingPeriod, currency: Currency) -> Line {
    let full = full_amount(item, period, currency);
    let running = item
        .discount
        .as_ref()
        .filter(|discount| discount.periods.is_none_or(|periods| item.billed_periods < periods));
    let discount = running.map_or(0, |discount| discount_on(full, discount, period));
    let amount = full - discount;
    Line {
        item: index,
        period,
        price_mode: item.price_mode,
        tax_rate: match item.tax_category {
            TaxCategory::Standard => item.tax_rate,
            _ => 0,
        },
        tax_category: item.tax_category,
        discount,
        amount,
        net: amount,
    }
}

fn exact_amount(quantity: Decimal, unit_price: Decimal, currency: Currency) -> Option<Decimal> {
    let scale = Decimal::from(10_u64.checked_pow(currency.minor_digits())?);
    quantity.checked_mul(unit_price)?.checked_mul(scale)
}

fn full_amount(item: &Item, period: BillingPeriod, currency: Currency) -> i64 {
    let negative = item.quantity.is_sign_negative() != item.unit_price.is_sign_negative();
    exact_amount(item.quantity, item.unit_price, currency)
        .and_then(|whole| part_of(whole, period))
        .map_or(if negative { -LINE_LIMIT } else { LINE_LIMIT }, |minor| {
            round_to_minor(minor).clamp(-LINE_LIMIT, LINE_LIMIT)
        })
}

/// What of a whole period's amount the days that are billed come to.
fn part_of(whole: Decimal, period: BillingPeriod) -> Option<Decimal> {
    if period.is_whole() {
        return Some(whole);
    }
    let days = whole.checked_mul(period.days().into())?;
    days.checked_div(period.whole_days().into())
}

/// At most the whole amount; a negative line (a credit) has no discount. Percent counts before
/// amount, should both be set. Percent is of the days that are billed already, an amount becomes so.
fn discount_on(full: i64, discount: &Discount, period: BillingPeriod) -> i64 {
    let off = match (discount.percent, discount.amount) {
        (Some(percent), _) => share(full, percent.into(), 10_000),
        (None, Some(amount)) => share(amount, period.days().into(), period.whole_days().into()),
        (None, None) => 0,
    };
    off.clamp(0, full.max(0))
}

/// Sets the net amounts of a group's lines so that they add up to the group's.
fn split_net(lines: &mut [Line], group: &TaxGroup) {
    let divisor = 10_000 + u64::from(group.rate);
    let mut open = group.net;
    let mut members: Vec<(Decimal, &mut Line)> = Vec::new();
    for line in lines.iter_mut().filter(|line| group.holds(line)) {
        let exact = exact_share(line.amount, 10_000, divisor);
        line.net = round_to_minor(exact);
        open = open.saturating_sub(line.net);
        members.push((exact - Decimal::from(line.net), line));
    }
    members.sort_by(|(a, _), (b, _)| if open > 0 { b.cmp(a) } else { a.cmp(b) });
    let mut left = i64::try_from(members.len()).unwrap_or(i64::MAX);
    for (_, line) in members {
        // Away from zero, so that the first ones take the odd cents.
        let part = away_from_zero(open, left);
        line.net = line.net.saturating_add(part);
        open -= part;
        left -= 1;
    }
}

/// `amount / parts` to the next whole number away from zero.
const fn away_from_zero(amount: i64, parts: i64) -> i64 {
    amount / parts + (amount % parts).signum()
}
