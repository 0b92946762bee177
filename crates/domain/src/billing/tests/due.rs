//! What a billing run finds due.

use super::*;

fn due(items: &[Item], ends: Option<&str>, until: &str, most: usize) -> Vec<Upcoming> {
    let anchor = date("2026-01-31");
    due_invoices(items, anchor, ends.map(date), Currency::EUR, date(until), most)
}

fn dates(invoices: &[Upcoming]) -> Vec<String> {
    invoices.iter().map(|upcoming| upcoming.date.to_string()).collect()
}

#[test]
fn an_invoice_is_due_on_the_first_day_of_its_periods() {
    let items = [item("49.90")];
    assert!(due(&items, None, "2026-01-30", 9).is_empty());
    assert_eq!(dates(&due(&items, None, "2026-01-31", 9)), ["2026-01-31"]);
}

#[test]
fn missed_invoices_are_due_each_for_itself_and_oldest_first() {
    let items = [item("49.90")];
    let invoices = due(&items, None, "2026-04-30", 9);
    assert_eq!(
        dates(&invoices),
        ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
    );
    assert!(invoices.iter().all(|upcoming| upcoming.totals.net == 4990));
    assert_eq!(dates(&due(&items, None, "2026-04-30", 2)), ["2026-01-31", "2026-02-28"]);
    assert!(due(&items, None, "2026-04-30", 0).is_empty());
}

#[test]
fn items_that_begin_on_the_same_day_share_an_invoice() {
    let quarterly = Item {
        interval: period("3M"),
        ..item("10")
    };
    let invoices = due(&[item("49.90"), quarterly], None, "2026-04-30", 9);
    let lines: Vec<_> = invoices.iter().map(|upcoming| upcoming.lines.len()).collect();
    assert_eq!(lines, [2, 1, 1, 2]);
}

#[test]
fn a_discount_runs_out_among_missed_invoices() {
    let items = [Item {
        discount: Some(percent_off(1000, Some(2))),
        ..item("10")
    }];
    let invoices = due(&items, None, "2026-04-30", 9);
    let discounts: Vec<_> = invoices.iter().map(|upcoming| upcoming.totals.discount).collect();
    assert_eq!(discounts, [100, 100, 0, 0]);
}

#[test]
fn nothing_is_due_from_the_contracts_end_on() {
    let invoices = due(&[item("49.90")], Some("2026-03-31"), "2026-12-31", 9);
    assert_eq!(dates(&invoices), ["2026-01-31", "2026-02-28"]);
}

#[test]
fn an_item_stands_where_its_line_ends() {
    let items = [Item {
        billed_periods: 4,
        ..billed_to("2026-02-28")
    }];
    let invoices = due(&items, None, "2026-02-28", 9);
    assert_eq!(
        standing(&items[0], &invoices[0].lines[0]),
        Standing {
            billed_from: date("2026-02-28"),
            billed_to: date("2026-03-31"),
            billed_periods: 5,
        }
    );
}

#[test]
fn the_last_days_of_the_calendar_come_to_an_end() {
    let daily = Item {
        interval: period("1D"),
        billed_to: Some(date("9999-12-29")),
        ..item("1")
    };
    let until = NaiveDate::MAX.to_string();
    assert_eq!(
        dates(&due(&[daily], None, &until, usize::MAX)),
        ["9999-12-29", "9999-12-30"]
    );
}
