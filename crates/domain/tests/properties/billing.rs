use std::collections::BTreeMap;

use portico_domain::{
    billing::{Item, Line, Upcoming, next_invoice, next_period},
    calendar::add,
};
use portico_shared::{
    Currency,
    subscriptions::{PriceMode, TaxCategory},
};
use proptest::{prelude::*, sample::select};

use crate::strategies::{date, due_items, item};

fn invoice(items: &[Item]) -> Upcoming {
    let anchor = "2026-01-01".parse().unwrap();
    next_invoice(items, anchor, None, Currency::EUR).unwrap()
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
    fn lines_and_tax_lines_add_up_to_the_totals(items in due_items()) {
        let Upcoming { lines, totals, .. } = invoice(&items);
        prop_assert_eq!(lines.len(), items.len());
        prop_assert_eq!(sum(&lines, |line| line.net), totals.net);
        prop_assert_eq!(sum(&lines, |line| line.discount), totals.discount);
        prop_assert_eq!(totals.taxes.iter().map(|tax| tax.net).sum::<i64>(), totals.net);
        prop_assert_eq!(totals.taxes.iter().map(|tax| tax.tax).sum::<i64>(), totals.tax);
        prop_assert_eq!(totals.net + totals.tax + totals.rounding, totals.gross);
    }

    #[test]
    fn tax_is_the_rate_on_the_sum_of_its_lines(items in due_items()) {
        let Upcoming { lines, totals, .. } = invoice(&items);
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
    fn gross_prices_keep_the_gross_total_and_net_prices_the_net(items in due_items()) {
        let Upcoming { lines, totals, .. } = invoice(&items);
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
    fn a_gross_lines_net_is_within_two_cents_of_its_own(items in due_items()) {
        let Upcoming { lines, .. } = invoice(&items);
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
            billed_to: None,
        };
        let totals = invoice(&[whole]).totals;
        let reachable = (totals.net - 3..=totals.net + 3)
            .any(|net| net + divided(i128::from(net) * i128::from(rate), 10_000) == cents);
        prop_assert_eq!(totals.rounding == 0, reachable);
    }

    #[test]
    fn a_discount_never_exceeds_its_line(items in due_items()) {
        for line in invoice(&items).lines {
            prop_assert!(line.discount >= 0);
            prop_assert!(line.discount == 0 || line.amount >= 0);
        }
    }

    #[test]
    fn a_hundred_periods_follow_each_other_without_drift(
        item in item(PriceMode::Net),
        anchor in date(),
    ) {
        let mut item = Item { billed_to: None, ..item };
        for ordinal in 0..100 {
            let period = next_period(&item, anchor);
            prop_assert_eq!(period.ordinal, ordinal);
            prop_assert_eq!(Some(period.start), add(anchor, item.interval, ordinal));
            prop_assert_eq!(Some(period.end), add(anchor, item.interval, ordinal + 1));
            item.billed_to = Some(period.end);
        }
    }

    #[test]
    fn no_day_is_billed_twice_and_none_is_given_away(
        item in item(PriceMode::Net),
        anchor in date(),
    ) {
        let period = next_period(&item, anchor);
        prop_assert_eq!(period.start, item.billed_to.map_or(anchor, |day| day.max(anchor)));
        prop_assert!(period.start < period.end);
    }

    #[test]
    fn nothing_is_billed_from_the_end_on(
        items in prop::collection::vec(item(PriceMode::Net), 1..5),
        anchor in date(),
        end in date(),
    ) {
        let starts = || items.iter().map(|item| next_period(item, anchor).start);
        let bounded = next_invoice(&items, anchor, Some(end), Currency::EUR);
        prop_assert_eq!(bounded.is_some(), starts().any(|start| start < end));
        if let Some(invoice) = bounded {
            prop_assert!(invoice.date < end);
            prop_assert_eq!(Some(invoice.date), starts().min());
            let due = starts().filter(|start| *start == invoice.date).count();
            prop_assert_eq!(invoice.lines.len(), due);
        }
    }
}
