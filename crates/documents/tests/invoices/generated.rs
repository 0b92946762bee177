//! Invoices that nobody thought of.

use portico_documents::invoice::{Invoice, Payment};
use portico_shared::{
    Currency,
    customers::Language,
    subscriptions::{
        Discount,
        PriceMode::{self, Gross, Net},
        TaxCategory::{self, Exempt, Export, IntraCommunity, OutOfScope, ReverseCharge, Standard, ZeroRated},
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

use super::{
    GENERATED,
    sample::{Sold, abroad, cancellation, credit_note, debit, in_currency, in_euro, sold, some},
};

/// Categories that may stand on one invoice, and to whom.
#[derive(Debug, Clone, Copy)]
struct Trade {
    categories: &'static [TaxCategory],
    /// Name, city, country and VAT ID, which `AE` and `K` need (BR-AE-02, BR-IC-02). None: at home.
    buyer: Option<(&'static str, &'static str, &'static str, Option<&'static str>)>,
}

const HOME: Trade = Trade {
    categories: &[Standard, Standard, Standard, Exempt, ZeroRated],
    buyer: None,
};
const IRISH: Trade = Trade {
    categories: &[ReverseCharge, ReverseCharge, Standard],
    buyer: Some(("Liffey Marine Ltd", "Dublin", "IE", Some("IE6388047V"))),
};
const FRENCH: Trade = Trade {
    categories: &[IntraCommunity],
    buyer: Some(("Harbour SARL", "Paris", "FR", Some("FR83404833048"))),
};
const AMERICAN: Trade = Trade {
    categories: &[Export],
    buyer: Some(("Jane Doe", "New York, NY", "US", None)),
};
/// What is out of scope stands alone (BR-O-11, BR-O-12).
const OUTSIDE: Trade = Trade {
    categories: &[OutOfScope],
    ..AMERICAN
};

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
    let trade = select(vec![HOME, HOME, HOME, IRISH, FRENCH, AMERICAN, OUTSIDE]);
    let lines = (mode, trade).prop_flat_map(|(mode, trade)| (vec(line(mode, trade.categories), 1..8), Just(trade)));
    let language = select(vec![Language::De, Language::En]);
    let currency = select(vec!["EUR", "EUR", "EUR", "CHF", "JPY"]);
    let payment = select(vec![None, None, Some(debit()), Some(card())]);
    let taken_back = select(vec![0_u8, 0, 0, 1, 2]);
    let (is_told, which) = (any::<bool>(), any::<prop::sample::Index>());
    (lines, language, currency, payment, taken_back, is_told, which).prop_map(
        |((lines, trade), language, currency, payment, taken_back, is_told, which)| {
            let currency: Currency = currency.parse().unwrap();
            let mut invoice = in_currency(currency, language, &lines);
            if let Some((name, city, country, vat_id)) = trade.buyer {
                abroad(&mut invoice, name, city, country, vat_id);
            }
            // Direct debits are in euro.
            let fits = |payment: &Payment| currency == Currency::EUR || !matches!(payment, Payment::DirectDebit { .. });
            if let Some(payment) = payment.filter(fits) {
                invoice.payment = payment;
            }
            let line = which.index(lines.len());
            let amount = invoice.lines[line].amount.unwrap();
            let document = match taken_back {
                1 => cancellation(&invoice),
                2 if amount > 0 => credit_note(&invoice, &[(line, (amount / 3).max(1))]),
                _ => invoice,
            };
            match currency.as_str() {
                "CHF" if is_told && document.tax_amount != 0 => in_euro(document, "0.9412"),
                "JPY" if is_told && document.tax_amount != 0 => in_euro(document, "160.5"),
                _ => document,
            }
        },
    )
}

fn card() -> Payment {
    Payment::Card {
        brand: some("Visa"),
        last_digits: some("4242"),
    }
}

fn line(mode: PriceMode, categories: &'static [TaxCategory]) -> impl Strategy<Value = Sold> {
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
    let category = select(categories);
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

/// What is never generated is never checked.
#[test]
fn each_category_and_way_to_pay_is_among_them() {
    let all = invoices(GENERATED);
    for category in [
        Standard,
        Exempt,
        ZeroRated,
        ReverseCharge,
        IntraCommunity,
        Export,
        OutOfScope,
    ] {
        let has_it = |invoice: &Invoice| invoice.taxes.iter().any(|tax| tax.tax_category == category);
        assert!(all.iter().any(has_it), "{category:?}");
    }
    let pays = |is_it: fn(&Payment) -> bool| all.iter().any(|invoice| is_it(&invoice.payment));
    assert!(pays(|payment| matches!(payment, Payment::Transfer { .. })));
    assert!(pays(|payment| matches!(payment, Payment::DirectDebit { .. })));
    assert!(pays(|payment| matches!(payment, Payment::Card { .. })));
    assert!(all.iter().any(|invoice| invoice.accounting.is_some()));
}
