use std::collections::BTreeMap;

use chrono::NaiveDate;
use portico_domain::billing::{Item, LINE_LIMIT, Line, Upcoming, next_invoice};
use portico_shared::{
    Currency,
    subscriptions::{PriceMode, TaxCategory},
};
use proptest::{prelude::*, sample::select};

use crate::strategies::{due_items, ends};

/// The invoice of the period from 1 January 2026, in which the contract may end.
fn invoice(items: &[Item], ends: Option<NaiveDate>) -> Upcoming {
    let anchor = "2026-01-01".parse().unwrap();
    next_invoice(items, anchor, ends, Currency::EUR).unwrap()
}

/// Half away from zero, in integers alone.
fn divided(numerator: i128, denominator: i128) -> i64 {
    let twice = 2 * numerator.abs() + denominator;
    let rounded = twice / (2 * denominator) * numerator.signum();
    i64::try_from(rounded).unwrap()
}

fn sum(lines: &[Line], of: impl Fn(&Line) -> i64) -> i64 {
    lines.iter().map(of).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn lines_and_tax_lines_add_up_to_the_totals(items in due_items(), ends in ends()) {
        let Upcoming { lines, totals, .. } = invoice(&items, ends);
        prop_assert_eq!(lines.len(), items.len());
        prop_assert_eq!(sum(&lines, |line| line.net), totals.net);
        prop_assert_eq!(sum(&lines, |line| line.discount), totals.discount);
        prop_assert_eq!(totals.taxes.iter().map(|tax| tax.net).sum::<i64>(), totals.net);
        prop_assert_eq!(totals.taxes.iter().map(|tax| tax.tax).sum::<i64>(), totals.tax);
        prop_assert_eq!(totals.net + totals.tax + totals.rounding, totals.gross);
    }

    #[test]
    fn tax_is_the_rate_on_the_sum_of_its_lines(items in due_items(), ends in ends()) {
        let Upcoming { lines, totals, .. } = invoice(&items, ends);
        let mut nets = BTreeMap::new();
        for line in &lines {
            *nets.entry((line.tax_category, line.tax_rate)).or_insert(0) += line.net;
        }
        prop_assert_eq!(nets.len(), totals.taxes.len());
        for tax in &totals.taxes {
            prop_assert_eq!(nets[&(tax.category, tax.rate)], tax.net);
            prop_assert_eq!(divided(i128::from(tax.net) * i128::from(tax.rate), 10_000), tax.tax);
            prop_assert!(tax.category == TaxCategory::Standard || tax.tax == 0);
        }
    }

    #[test]
    fn gross_prices_keep_the_gross_total_and_net_prices_the_net(items in due_items(), ends in ends()) {
        let Upcoming { lines, totals, .. } = invoice(&items, ends);
        let amounts = sum(&lines, |line| line.amount);
        if items[0].price_mode == PriceMode::Gross {
            prop_assert_eq!(totals.gross, amounts);
            prop_assert!(totals.rounding.unsigned_abs() <= totals.taxes.len() as u64);
        } else {
            prop_assert_eq!(totals.net, amounts);
            prop_assert_eq!(totals.rounding, 0);
        }
    }

    #[test]
    fn a_gross_lines_net_is_within_two_cents_of_its_own(items in due_items(), ends in ends()) {
        let Upcoming { lines, .. } = invoice(&items, ends);
        for line in lines.iter().filter(|line| line.price_mode == PriceMode::Gross) {
            let own = divided(i128::from(line.amount) * 10_000, 10_000 + i128::from(line.tax_rate));
            prop_assert!((line.net - own).abs() <= 2);
        }
    }

    #[test]
    fn a_rounding_cent_is_there_only_where_no_net_amount_leads_to_the_gross(
        cents in -20_000_i64..20_000,
        rate in select(vec![700_u32, 1900, 2500]),
    ) {
        let whole = Item {
            quantity: cents.into(),
            unit_price: "0.01".parse().unwrap(),
            price_mode: PriceMode::Gross,
            tax_rate: rate,
            tax_category: TaxCategory::Standard,
            discount: None,
            interval: "1M".parse().unwrap(),
            prorates: false,
            billing_start: None,
            billed_to: None,
            billed_periods: 0,
        };
        let totals = invoice(&[whole], None).totals;
        let reachable = (totals.net - 3..=totals.net + 3)
            .any(|net| net + divided(i128::from(net) * i128::from(rate), 10_000) == cents);
        prop_assert_eq!(totals.rounding == 0, reachable);
    }

    #[test]
    fn a_discount_never_exceeds_its_line(items in due_items(), ends in ends()) {
        for line in invoice(&items, ends).lines {
            prop_assert!(line.discount >= 0);
            prop_assert!(line.discount == 0 || line.amount >= 0);
        }
    }

    #[test]
    fn a_part_of_a_period_comes_to_its_share_in_days(items in due_items(), ends in ends()) {
        let Upcoming { lines, .. } = invoice(&items, ends);
        let undiscounted: Vec<_> = items
            .iter()
            .map(|item| Item { discount: None, ..item.clone() })
            .collect();
        let whole = invoice(&undiscounted, None).lines;
        for ((line, whole), item) in lines.iter().zip(&whole).zip(&items) {
            if whole.amount.abs() == LINE_LIMIT {
                continue;
            }
            let days = if item.prorates { line.period.days() } else { 31 };
            let share = divided(i128::from(whole.amount) * i128::from(days), 31);
            // Rounded once: half a cent of the whole amount's own rounding may show.
            prop_assert!((line.amount + line.discount - share).abs() <= 1);
            prop_assert_eq!(line.period.whole_days(), 31);
        }
    }
}
