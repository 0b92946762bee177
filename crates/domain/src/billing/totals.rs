//! Totals of an invoice, as EN 16931 computes them.

use std::collections::BTreeMap;

use portico_shared::subscriptions::{PriceMode, TaxCategory};

use super::{Line, rounding::share};

/// The tax of one category and rate (BG-23).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxLine {
    /// Basis points (BT-119).
    pub rate: u32,
    /// BT-118.
    pub category: TaxCategory,
    /// What the tax is charged on, in minor units (BT-116).
    pub net: i64,
    /// Minor units (BT-117): `net` × `rate`, rounded once on the sum (BR-CO-17).
    pub tax: i64,
}

/// The sums of an invoice in minor units: `net + tax + rounding = gross`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// BT-106 and BT-109, the sum of the lines' net amounts.
    pub net: i64,
    /// BT-110.
    pub tax: i64,
    /// What is to be paid (BT-115). With gross prices exactly the sum of the lines' amounts;
    /// with net prices `net + tax` (BT-112).
    pub gross: i64,
    /// Taken off already, net or gross as the prices are. For information.
    pub discount: i64,
    /// BT-114: the cent by which a gross total differs from `net + tax`, because no net amount of
    /// whole cents leads to it. 0 with net prices.
    pub rounding: i64,
    /// One for each category and rate: standard first, then by rate.
    pub taxes: Vec<TaxLine>,
}

/// The totals of lines that [`super::price`] or [`crate::credit`] made. Sums past `i64` stay at its limits; with lines
/// within [`super::LINE_LIMIT`] and rates below 100 % that takes more than
/// 400,000 lines.
///
/// Lines of one price mode each: mixed ones add up, but have a [`TaxLine`] for each mode.
pub fn totals(lines: &[Line]) -> Totals {
    let discounts = lines.iter().map(|line| line.discount);
    let mut sums = Totals {
        discount: discounts.fold(0, i64::saturating_add),
        ..Totals::default()
    };
    for group in TaxGroup::all(lines) {
        sums.net = sums.net.saturating_add(group.net);
        sums.tax = sums.tax.saturating_add(group.tax);
        sums.rounding = sums.rounding.saturating_add(group.rounding);
        sums.gross = sums.gross.saturating_add(group.gross());
        sums.taxes.push(TaxLine {
            rate: group.rate,
            category: group.category,
            net: group.net,
            tax: group.tax,
        });
    }
    sums
}

/// What lines of one category, rate and price mode come to together.
pub(super) struct TaxGroup {
    pub(super) category: TaxCategory,
    pub(super) rate: u32,
    pub(super) price_mode: PriceMode,
    pub(super) net: i64,
    tax: i64,
    rounding: i64,
}

impl TaxGroup {
    pub(super) fn all(lines: &[Line]) -> Vec<Self> {
        let mut amounts = BTreeMap::new();
        for line in lines {
            let key = (line.tax_category, line.tax_rate, line.price_mode);
            let sum: &mut i64 = amounts.entry(key).or_default();
            *sum = sum.saturating_add(line.amount);
        }
        let group = |((category, rate, mode), amount)| Self::new(category, rate, mode, amount);
        amounts.into_iter().map(group).collect()
    }

    fn new(category: TaxCategory, rate: u32, price_mode: PriceMode, amount: i64) -> Self {
        let (net, tax) = match price_mode {
            PriceMode::Net => (amount, tax_on(amount, rate)),
            PriceMode::Gross => out_of_gross(amount, rate),
        };
        let rounding = match price_mode {
            PriceMode::Net => 0,
            PriceMode::Gross => amount.saturating_sub(net).saturating_sub(tax),
        };
        Self {
            category,
            rate,
            price_mode,
            net,
            tax,
            rounding,
        }
    }

    pub(super) fn holds(&self, line: &Line) -> bool {
        (line.tax_category, line.tax_rate, line.price_mode) == (self.category, self.rate, self.price_mode)
    }

    fn gross(&self) -> i64 {
        self.net.saturating_add(self.tax).saturating_add(self.rounding)
    }
}

fn tax_on(net: i64, rate: u32) -> i64 {
    share(net, rate.into(), 10_000)
}

/// Net and tax out of a gross amount: the nearest net amount, and the rate on it (BR-CO-17).
/// Where any net amount of whole cents leads to the gross, it is this one; BT-114 holds the
/// difference where none does.
fn out_of_gross(gross: i64, rate: u32) -> (i64, i64) {
    let net = share(gross, 10_000, 10_000 + u64::from(rate));
    (net, tax_on(net, rate))
}
