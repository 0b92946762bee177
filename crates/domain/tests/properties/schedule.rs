use chrono::{Days, NaiveDate};
use portico_domain::{
    billing::{BillingPeriod, Item, due_invoices, next_invoice, next_period, resume, standing},
    calendar::add,
};
use portico_shared::{Currency, subscriptions::PriceMode};
use proptest::prelude::*;

use crate::strategies::{date, item};

/// The next periods of an item, each billed whole.
fn periods(item: &Item, anchor: NaiveDate, count: usize) -> Vec<BillingPeriod> {
    let mut item = item.clone();
    let next = || {
        let period = next_period(&item, anchor);
        item.billed_to = Some(period.end);
        Some(period)
    };
    std::iter::from_fn(next).take(count).collect()
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    prop::collection::vec(item(PriceMode::Net), 1..5)
}

/// Items that were billed by their periods: never, or up to where one ends.
fn billed_items(anchor: NaiveDate) -> impl Strategy<Value = Vec<Item>> {
    let billed = (item(PriceMode::Net), 0_u32..12).prop_map(move |(item, times)| {
        let billing_start = item.billing_start.filter(|own| anchor <= *own);
        let origin = billing_start.unwrap_or(anchor);
        let billed_to = add(origin, item.interval, times).filter(|_| 0 < times);
        Item {
            billing_start,
            billed_to,
            ..item
        }
    });
    prop::collection::vec(billed, 1..5)
}

/// The items as they are stored once a pause ended on `on`, and the anchor.
fn resumed(items: &[Item], anchor: NaiveDate, on: NaiveDate) -> (NaiveDate, Vec<Item>) {
    let Some(resumption) = resume(items, anchor, on) else {
        return (anchor, items.to_vec());
    };
    let items = items.iter().zip(resumption.items).map(|(item, after)| Item {
        billing_start: after.billing_start,
        billed_to: after.billed_to,
        ..item.clone()
    });
    (resumption.anchor, items.collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_hundred_periods_follow_each_other_without_drift(
        item in item(PriceMode::Net),
        anchor in date(),
    ) {
        let item = Item { billing_start: None, billed_to: None, ..item };
        for (n, period) in (0..).zip(periods(&item, anchor, 100)) {
            prop_assert_eq!(Some(period.start), add(anchor, item.interval, n));
            prop_assert_eq!(Some(period.end), add(anchor, item.interval, n + 1));
        }
    }

    #[test]
    fn no_day_is_billed_twice_and_none_is_given_away(
        item in item(PriceMode::Net),
        anchor in date(),
    ) {
        let start = item.billing_start.map_or(anchor, |own| own.max(anchor));
        let mut billed_to = item.billed_to.map_or(start, |day| day.max(start));
        for period in periods(&item, anchor, 10) {
            prop_assert_eq!(period.start, billed_to);
            prop_assert!(period.start < period.end);
            prop_assert!(period.whole_start <= period.start && period.end <= period.whole_end);
            prop_assert!(period.is_whole() || item.prorates);
            billed_to = period.end;
        }
    }

    #[test]
    fn an_item_that_prorates_is_back_in_step_after_one_part(
        item in item(PriceMode::Net),
        anchor in date(),
    ) {
        let item = Item { prorates: true, ..item };
        let origin = item.billing_start.unwrap_or(anchor);
        let next = periods(&item, anchor, 2)[1];
        let steps = (0..).map(|n| add(origin, item.interval, n).unwrap());
        prop_assert!(next.is_whole());
        prop_assert_eq!(steps.take_while(|step| *step <= next.start).last(), Some(next.start));
    }

    #[test]
    fn nothing_is_billed_from_the_end_on(items in items(), anchor in date(), end in date()) {
        let starts = || items.iter().map(|item| next_period(item, anchor).start);
        let bounded = next_invoice(&items, anchor, Some(end), Currency::EUR);
        prop_assert_eq!(bounded.is_some(), starts().any(|start| start < end));
        if let Some(invoice) = bounded {
            prop_assert!(invoice.date < end);
            prop_assert_eq!(Some(invoice.date), starts().min());
            let due = starts().filter(|start| *start == invoice.date).count();
            prop_assert_eq!(invoice.lines.len(), due);
            for line in invoice.lines {
                let whole = next_period(&items[line.item], anchor);
                let stops = if items[line.item].prorates { whole.end.min(end) } else { whole.end };
                prop_assert_eq!(line.period, BillingPeriod { end: stops, ..whole });
            }
        }
    }

    #[test]
    fn a_billing_run_issues_what_is_due_in_order_and_no_more(
        items in items(),
        anchor in date(),
        ends in prop::option::of(date()),
        days in 0_u64..800,
        most in 0_usize..40,
    ) {
        let until = anchor + Days::new(days);
        let invoices = due_invoices(&items, anchor, ends, Currency::EUR, until, most);
        prop_assert!(invoices.len() <= most);
        let mut items = items;
        for invoice in &invoices {
            prop_assert!(invoice.date <= until);
            let next = next_invoice(&items, anchor, ends, Currency::EUR);
            prop_assert_eq!(next.as_ref(), Some(invoice));
            for line in &invoice.lines {
                let after = standing(&items[line.item], line);
                prop_assert_eq!(after.billed_from, line.period.start);
                items[line.item].billed_to = Some(after.billed_to);
                items[line.item].billed_periods = after.billed_periods;
            }
        }
        let left = next_invoice(&items, anchor, ends, Currency::EUR);
        prop_assert!(invoices.len() == most || left.is_none_or(|next| until < next.date));
        prop_assert!(invoices.windows(2).all(|pair| pair[0].date < pair[1].date));
    }

    #[test]
    fn after_a_pause_nothing_before_its_end_is_billed(items in items(), anchor in date(), on in date()) {
        let (anchor, items) = resumed(&items, anchor, on);
        prop_assert_eq!(resume(&items, anchor, on), None);
        for period in items.iter().map(|item| next_period(item, anchor)) {
            prop_assert!(on <= period.start);
        }
    }

    #[test]
    fn after_a_pause_what_was_paid_goes_on_as_before_and_what_was_missed_begins_anew(
        items in items(),
        anchor in date(),
        on in date(),
    ) {
        let (new_anchor, after) = resumed(&items, anchor, on);
        for (before, after) in items.iter().zip(&after) {
            let expected = periods(before, anchor, 24);
            let actual = periods(after, new_anchor, 24);
            if on <= expected[0].start {
                prop_assert_eq!(actual, expected);
            } else {
                for (n, period) in (0..).zip(actual) {
                    prop_assert_eq!(Some(period.start), add(on, after.interval, n));
                    prop_assert_eq!(Some(period.end), add(on, after.interval, n + 1));
                }
            }
        }
    }

    #[test]
    fn months_do_not_drift_over_many_pauses(
        (anchor, items) in date().prop_flat_map(|anchor| (Just(anchor), billed_items(anchor))),
        pauses in prop::collection::vec((0_u64..200, 0_u64..200), 1..5),
    ) {
        let (mut anchor, mut items) = (anchor, items);
        let mut today = anchor;
        for (billed_for, paused_for) in pauses {
            let until = today + Days::new(billed_for);
            for invoice in due_invoices(&items, anchor, None, Currency::EUR, until, 200) {
                for line in &invoice.lines {
                    items[line.item].billed_to = Some(line.period.end);
                }
            }
            today = until + Days::new(paused_for);
            (anchor, items) = resumed(&items, anchor, today);
        }
        for item in &items {
            let origin = item.billing_start.unwrap_or(anchor);
            let first = next_period(item, anchor);
            let step = (0..10_000).find(|n| add(origin, item.interval, *n) >= Some(first.start)).unwrap();
            for (n, period) in (step..).zip(periods(item, anchor, 24)) {
                prop_assert_eq!(Some(period.start), add(origin, item.interval, n));
            }
        }
    }
}
