//! A line as it is printed and written: quantity × price − allowance = amount.
//!
//! BR-27 wants no price below zero, so a line that takes something off has a quantity below zero. Where the agreed price
//! does not lead to the amount (prices with tax, parts of a period, a credit for a part of a line), a price does that has
//! as many places as it takes: EN 16931 limits the places of amounts, not those of prices (BR-DEC rules), and
//! PEPPOL-EN16931-R120 compares with two cents' slack.

use portico_shared::{
    Currency, Date,
    invoices::{InvoiceLine, InvoiceType},
    subscriptions::{PriceMode, TaxCategory},
};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

/// With 28 digits in a `Decimal`, no quotient has more places that count.
const MOST_PLACES: u32 = 22;
/// 100 % in basis points.
const WHOLE: u32 = 10_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) source: &'a InvoiceLine,
    /// BT-129.
    pub(super) quantity: Decimal,
    /// BT-146, without tax.
    pub(super) price: Decimal,
    /// BT-136, without tax.
    pub(super) allowance: i64,
    /// BT-131.
    pub(super) net: i64,
    /// The page's own figures, with tax where prices have it.
    pub(super) shown: Shown,
    /// How many days of how many are billed, where those lead to the amount.
    pub(super) part: Option<(u32, u32)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) quantity: Decimal,
    pub(super) price: Decimal,
    pub(super) discount: i64,
    pub(super) amount: i64,
}

/// What a line says, whatever its signs.
struct Told {
    quantity: Decimal,
    price: Decimal,
    part: Option<(u32, u32)>,
}

impl<'a> Line<'a> {
    /// Signs of a credit note are turned: it says what is credited.
    pub(super) fn new(source: &'a InvoiceLine, kind: InvoiceType, currency: Currency) -> Self {
        let signed = |amount: i64| match kind {
            InvoiceType::Credit => amount.saturating_neg(),
            InvoiceType::Invoice | InvoiceType::Cancellation => amount,
        };
        let discount = signed(source.discount_amount);
        let amount = signed(source.amount.unwrap_or(source.net_amount));
        let net = signed(source.net_amount);
        let full = amount.saturating_add(discount);
        let told = told(source, kind, full, currency);
        let allowance = without_tax(discount, source);
        let (quantity, price) = net_price(&told, source, net.saturating_add(allowance), currency);
        Self {
            source,
            quantity,
            price,
            allowance,
            net,
            part: told.part,
            shown: Shown {
                quantity: told.quantity,
                price: told.price,
                discount,
                amount,
            },
        }
    }

    /// The same with the figures without tax: on a page where not all prices have it.
    pub(super) fn shown_without_tax(mut self) -> Self {
        if self.source.price_mode == PriceMode::Gross {
            self.part = None;
            self.shown = Shown {
                quantity: self.quantity,
                price: self.price,
                discount: self.allowance,
                amount: self.net,
            };
        }
        self
    }

    /// BG-26; a period without a beginning or with an end before it is none (BR-30).
    pub(super) fn period(&self) -> Option<(&'a Date, &'a Date)> {
        let (start, end) = (self.source.period_start.as_ref()?, self.source.period_end.as_ref()?);
        (start.as_str() <= end.as_str()).then_some((start, end))
    }

    /// BT-152; tax is charged in the standard category alone.
    pub(super) fn rate(&self) -> u32 {
        rate(self.source)
    }
}

pub(super) fn rate(line: &InvoiceLine) -> u32 {
    match line.tax_category {
        TaxCategory::Standard => line.tax_rate,
        _ => 0,
    }
}

/// The agreed quantity and price where they lead to `full`, else what does.
fn told(source: &InvoiceLine, kind: InvoiceType, full: i64, currency: Currency) -> Told {
    let (mut quantity, mut price) = (decimal(source.quantity.as_str()), decimal(source.unit_price.as_str()));
    if price.is_sign_negative() {
        (quantity, price) = (-quantity, -price);
    }
    if kind == InvoiceType::Cancellation {
        quantity = -quantity;
    }
    let part = source.billed_days.zip(source.period_days);
    let part = part.filter(|(billed, days)| billed != days && *days > 0);
    let target = Decimal::new(full, currency.minor_digits());
    let comes_to = |part: Option<(u32, u32)>| {
        let whole = quantity.checked_mul(price)?;
        let (billed, days) = part.unwrap_or((1, 1));
        let exact = whole.checked_mul(billed.into())?.checked_div(days.into())?;
        Some(rounded(exact, currency.minor_digits()))
    };
    if comes_to(part) == Some(target) {
        return Told { quantity, price, part };
    }
    let kept = (kind == InvoiceType::Invoice).then(|| fitting(target, quantity, currency.minor_digits()));
    let (quantity, price) = kept.flatten().unwrap_or_else(|| one(target));
    Told {
        quantity,
        price,
        part: None,
    }
}

/// BT-129 and BT-146 of a line that comes to `full` before its allowance.
fn net_price(told: &Told, source: &InvoiceLine, full: i64, currency: Currency) -> (Decimal, Decimal) {
    let digits = currency.minor_digits();
    let target = Decimal::new(full, digits);
    let untaxed = source.price_mode == PriceMode::Net || rate(source) == 0;
    if told.quantity.is_zero() && target.is_zero() {
        let share = Decimal::from(WHOLE) / Decimal::from(WHOLE + rate(source));
        let price = if untaxed {
            told.price
        } else {
            rounded(told.price * share, digits + 2)
        };
        return (told.quantity, price);
    }
    let agreed = told.quantity.checked_mul(told.price).map(|full| rounded(full, digits));
    if untaxed && agreed == Some(target) {
        return (told.quantity, told.price);
    }
    fitting(target, told.quantity, digits).unwrap_or_else(|| one(target))
}

/// `quantity` and the shortest price not below zero with which it comes to `target`.
fn fitting(target: Decimal, quantity: Decimal, digits: u32) -> Option<(Decimal, Decimal)> {
    let exact = target.checked_div(quantity).filter(|price| *price >= Decimal::ZERO)?;
    let prices = (digits..=MOST_PLACES).map(|places| rounded(exact, places));
    let fits = |price: &Decimal| quantity.checked_mul(*price).map(|full| rounded(full, digits)) == Some(target);
    prices.into_iter().find(fits).map(|price| (quantity, price.normalize()))
}

fn one(target: Decimal) -> (Decimal, Decimal) {
    let quantity = if target.is_sign_negative() {
        -Decimal::ONE
    } else {
        Decimal::ONE
    };
    (quantity, target.abs())
}

/// The part of a discount that is no tax (BT-136).
fn without_tax(discount: i64, source: &InvoiceLine) -> i64 {
    if source.price_mode == PriceMode::Net {
        return discount;
    }
    let share = Decimal::from(discount) * Decimal::from(WHOLE) / Decimal::from(WHOLE + rate(source));
    rounded(share, 0).to_i64().unwrap_or(discount)
}

/// Half away from zero, as all amounts are.
fn rounded(number: Decimal, places: u32) -> Decimal {
    number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// Every `DecimalText` was checked when it was made.
fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_default()
}
