use portico_shared::subscriptions::{
    PriceMode::{Gross, Net},
    TaxCategory::{ReverseCharge, Standard},
};

use super::*;
use crate::testing::{date, decimal, period};

mod amounts;
mod due;
mod proration;
mod resume;
mod schedule;

/// One piece a month at a net price with 19 %; the tests change what they are about.
fn item(unit_price: &str) -> Item {
    Item {
        quantity: Decimal::ONE,
        unit_price: decimal(unit_price),
        price_mode: Net,
        tax_rate: 1900,
        tax_category: Standard,
        discount: None,
        interval: period("1M"),
        prorates: false,
        billing_start: None,
        billed_to: None,
        billed_periods: 0,
    }
}

fn billed_to(day: &str) -> Item {
    Item {
        billed_to: Some(date(day)),
        ..item("49.90")
    }
}

fn gross(unit_price: &str) -> Item {
    Item {
        price_mode: Gross,
        ..item(unit_price)
    }
}

fn invoice(items: &[Item]) -> Upcoming {
    invoice_in(items, Currency::EUR)
}

fn invoice_in(items: &[Item], currency: Currency) -> Upcoming {
    next_invoice(items, date("2026-01-01"), None, currency).unwrap()
}

fn percent_off(percent: u32, periods: Option<u32>) -> Discount {
    Discount {
        percent: Some(percent),
        amount: None,
        periods,
    }
}

fn amount_off(amount: i64) -> Discount {
    Discount {
        percent: None,
        amount: Some(amount),
        periods: None,
    }
}
