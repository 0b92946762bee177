//! When what is billed.

use super::*;

fn next(item: &Item, anchor: &str) -> String {
    let period = next_period(item, date(anchor));
    format!("{} to {}", period.start, period.end)
}

#[test]
fn the_first_period_begins_at_the_anchor() {
    assert_eq!(next(&item("49.90"), "2026-01-31"), "2026-01-31 to 2026-02-28");
    assert_eq!(next(&billed_to("2025-05-05"), "2026-01-31"), "2026-01-31 to 2026-02-28");
}

#[test]
fn later_periods_count_from_the_anchor() {
    assert_eq!(next(&billed_to("2026-02-28"), "2026-01-31"), "2026-02-28 to 2026-03-31");
    assert_eq!(next(&billed_to("2026-03-31"), "2026-01-31"), "2026-03-31 to 2026-04-30");
}

#[test]
fn billing_that_another_system_began_goes_on_from_its_last_day() {
    assert_eq!(next(&billed_to("2026-03-15"), "2026-01-01"), "2026-03-15 to 2026-04-15");
}

#[test]
fn an_item_that_joins_later_counts_from_its_own_start() {
    let joins = |day: &str, billed_to: Option<&str>| Item {
        billing_start: Some(date(day)),
        billed_to: billed_to.map(date),
        ..item("49.90")
    };
    let anchor = "2026-01-15";
    assert_eq!(next(&joins("2026-03-31", None), anchor), "2026-03-31 to 2026-04-30");
    let billed = joins("2026-03-31", Some("2026-04-30"));
    assert_eq!(next(&billed, anchor), "2026-04-30 to 2026-05-31");
}

#[test]
fn an_own_start_before_the_anchor_bills_nothing_before_the_anchor() {
    let early = Item {
        billing_start: Some(date("2025-12-31")),
        billed_to: Some(date("2026-02-28")),
        ..item("49.90")
    };
    assert_eq!(next(&early, "2026-01-15"), "2026-02-28 to 2026-03-31");
    assert_eq!(next(&early, "2026-05-31"), "2026-05-31 to 2026-06-30");
}

#[test]
fn a_period_has_a_last_day_to_read() {
    let period = next_period(&item("1"), date("2026-01-01"));
    assert_eq!(period.last_day(), date("2026-01-31"));
}

#[test]
fn the_next_invoice_bills_what_begins_on_the_earliest_day() {
    let yearly = Item {
        interval: period("1Y"),
        billed_to: Some(date("2027-01-01")),
        ..item("120")
    };
    let items = [yearly.clone(), billed_to("2026-05-01")];
    let upcoming = invoice(&items);
    assert_eq!(upcoming.date, date("2026-05-01"));
    assert_eq!(upcoming.lines.len(), 1);
    assert_eq!(upcoming.lines[0].item, 1);

    let both = invoice(&[yearly, billed_to("2027-01-01")]);
    assert_eq!(both.date, date("2027-01-01"));
    assert_eq!(both.totals.net, 16_990);
}

#[test]
fn a_missed_invoice_is_the_next_one() {
    assert_eq!(invoice(&[billed_to("2026-02-01")]).date, date("2026-02-01"));
}

#[test]
fn nothing_is_billed_from_the_contracts_end_on() {
    let items = [billed_to("2026-06-01")];
    let until = |end| {
        let anchor = date("2026-01-01");
        next_invoice(&items, anchor, Some(date(end)), Currency::EUR).map(|next| next.date)
    };
    assert_eq!(until("2026-05-01"), None);
    assert_eq!(until("2026-06-01"), None);
    assert_eq!(until("2026-06-02"), Some(date("2026-06-01")));
}

#[test]
fn without_items_there_is_no_invoice() {
    let none = next_invoice(&[], date("2026-01-01"), None, Currency::EUR);
    assert_eq!(none, None);
}

#[test]
fn billing_stops_with_the_year_9999() {
    let end = [billed_to("9999-12-31")];
    assert_eq!(next_invoice(&end, date("2026-01-01"), None, Currency::EUR), None);
    for anchor in [NaiveDate::MIN, NaiveDate::MAX] {
        let next = next_period(&end[0], anchor);
        assert!(next.start <= next.end);
    }
}
