//! How billing goes on when what was missed in a pause is skipped.

use super::*;

fn resumed(items: &[Item], anchor: &str, on: &str) -> Option<(NaiveDate, Vec<Item>)> {
    let Resumption { anchor, items: after } = super::resume(items, date(anchor), date(on))?;
    let items = items.iter().zip(after).map(|(item, after)| Item {
        billing_start: after.billing_start,
        billed_to: after.billed_to,
        ..item.clone()
    });
    Some((anchor, items.collect()))
}

fn starts(item: &Item, anchor: NaiveDate) -> Vec<String> {
    let until = date("2027-01-01");
    due_invoices(std::slice::from_ref(item), anchor, None, Currency::EUR, until, 4)
        .iter()
        .map(|upcoming| upcoming.date.to_string())
        .collect()
}

#[test]
fn missed_periods_are_skipped_and_billing_begins_anew() {
    let (anchor, items) = resumed(&[billed_to("2026-02-01")], "2026-01-01", "2026-05-31").unwrap();
    assert_eq!(anchor, date("2026-05-31"));
    assert_eq!(
        starts(&items[0], anchor),
        ["2026-05-31", "2026-06-30", "2026-07-31", "2026-08-31"]
    );
}

#[test]
fn where_nothing_was_missed_nothing_changes() {
    let items = [billed_to("2026-03-01"), item("49.90")];
    assert_eq!(resumed(&items[..1], "2026-01-01", "2026-02-20"), None);
    assert_eq!(resumed(&items[..1], "2026-01-01", "2026-03-01"), None);
    assert_eq!(resumed(&[], "2026-01-01", "2026-03-01"), None);
    // The trial was still running.
    assert_eq!(resumed(&items[1..], "2026-01-01", "2025-12-20"), None);
}

#[test]
fn what_was_paid_beyond_the_day_stays_paid_and_keeps_its_days() {
    let paid = Item {
        interval: period("6M"),
        billed_to: Some(date("2026-02-28")),
        ..item("120")
    };
    let items = [billed_to("2025-10-31"), paid];
    let (anchor, items) = resumed(&items, "2025-08-31", "2026-02-10").unwrap();
    assert_eq!(
        starts(&items[0], anchor),
        ["2026-02-10", "2026-03-10", "2026-04-10", "2026-05-10"]
    );
    assert_eq!(starts(&items[1], anchor), ["2026-02-28", "2026-08-31"]);
}

#[test]
fn a_second_pause_is_like_the_first() {
    let items = [billed_to("2026-02-01"), billed_to("2026-04-01")];
    let (anchor, items) = resumed(&items, "2026-01-01", "2026-03-15").unwrap();
    let (anchor, items) = resumed(&items, &anchor.to_string(), "2026-04-10").unwrap();
    for item in &items {
        assert_eq!(starts(item, anchor)[..2], ["2026-04-10", "2026-05-10"]);
    }
}

#[test]
fn a_discount_for_some_periods_goes_on_after_a_pause() {
    let item = Item {
        discount: Some(percent_off(1000, Some(2))),
        billed_periods: 1,
        ..billed_to("2026-02-01")
    };
    let (anchor, items) = resumed(&[item], "2026-01-01", "2026-05-31").unwrap();
    let invoices = due_invoices(&items, anchor, None, Currency::EUR, date("2026-07-31"), 9);
    let discounts: Vec<_> = invoices.iter().map(|upcoming| upcoming.totals.discount).collect();
    assert_eq!(discounts, [499, 0, 0]);
}
