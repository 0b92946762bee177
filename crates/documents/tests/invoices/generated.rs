//! Invoices that nobody thought of.

use portico_documents::invoice::Invoice;
use portico_shared::{
    Currency,
    customers::Language,
    subscriptions::{
        Discount,
        PriceMode::{self, Gross, Net},
        TaxCategory::{Exempt, Standard, ZeroRated},
    },
};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::select,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::sample::{Sold, cancellation, credit_note, in_currency, sold};

/// Odd quantities, prices, discounts, parts of periods and rates; of each some also taken back. The same each time, so
/// that what fails can be run again.
pub fn invoices(count: usize) -> Vec<Invoice> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..count)
        .map(|_| invoice().new_tree(&mut runner).unwrap().current())
        .collect()
}

fn invoice() -> impl Strategy<Value = Invoice> {
    let mode = prop_oneof![Just(Net), Just(Gross)];
    let lines = mode.prop_flat_map(|mode| vec(line(mode), 1..8));
    let language = select(vec![Language::De, Language::En]);
    let currency = select(vec!["EUR", "EUR", "EUR", "CHF", "JPY"]);
    let taken_back = select(vec![0_u8, 0, 0, 1, 2]);
    (lines, language, currency, taken_back, any::<prop::sample::Index>()).prop_map(
        |(lines, language, currency, taken_back, which)| {
            let currency: Currency = currency.parse().unwrap();
            let invoice = in_currency(currency, language, &lines);
            let line = which.index(lines.len());
            let amount = invoice.lines[line].amount.unwrap();
            match taken_back {
                1 => cancellation(&invoice),
                2 if amount > 0 => credit_note(&invoice, &[(line, (amount / 3).max(1))]),
                _ => invoice,
            }
        },
    )
}

fn line(mode: PriceMode) -> impl Strategy<Value = Sold> {
    let quantity = prop_oneof![
        (0_u32..20).prop_map(|whole| whole.to_string()),
        (0_u64..5_000_000_000).prop_map(|millionths| decimal(millionths, 6)),
        (1_u64..2_000).prop_map(|hundredths| format!("-{}", decimal(hundredths, 2))),
    ];
    let price = prop_oneof![
        (0_u64..100_000).prop_map(|cents| decimal(cents, 2)),
        (0_u64..90_000_000).prop_map(|millionths| decimal(millionths, 6)),
        (1_u64..5_000).prop_map(|cents| format!("-{}", decimal(cents, 2))),
    ];
    let category = select(vec![Standard, Standard, Standard, Exempt, ZeroRated]);
    let rate = select(vec![1_900_u32, 700, 2_000, 550, 810]);
    let discount = prop_oneof![
        (0_u32..=10_000).prop_map(|percent| (Some(percent), None)),
        (0_i64..20_000).prop_map(|amount| (None, Some(amount))),
    ];
    let days = option::weighted(0.3, 1_u32..30);
    (
        quantity,
        price,
        category,
        rate,
        option::of(discount),
        days,
        any::<bool>(),
    )
        .prop_map(
            move |(quantity, price, category, rate, discount, days, has_period)| Sold {
                mode,
                category,
                rate,
                discount: discount.map(|(percent, amount)| Discount {
                    percent,
                    amount,
                    periods: None,
                }),
                days,
                has_period,
                ..sold(&quantity, &price)
            },
        )
}

fn decimal(units: u64, places: u32) -> String {
    let scale = 10_u64.pow(places);
    let width = usize::try_from(places).unwrap();
    format!("{}.{:0width$}", units / scale, units % scale)
}
