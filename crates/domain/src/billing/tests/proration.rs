//! What parts of a period come to.

use super::*;

/// By the day, from 1 January 2026, billed for April next.
fn by_the_day(unit_price: &str) -> Item {
    Item {
        prorates: true,
        billed_to: Some(date("2026-04-01")),
        ..item(unit_price)
    }
}

fn ending(item: Item, end: &str) -> Upcoming {
    next_invoice(&[item], date("2026-01-01"), Some(date(end)), Currency::EUR).unwrap()
}

#[test]
fn a_period_in_which_the_contract_ends_is_billed_whole_unless_the_item_prorates() {
    let whole = ending(billed_to("2026-04-01"), "2026-04-11");
    assert_eq!(whole.lines[0].period.end, date("2026-05-01"));
    assert_eq!(whole.totals.net, 4990);

    let part = ending(by_the_day("49.90"), "2026-04-11");
    let period = part.lines[0].period;
    assert_eq!((period.start, period.end), (date("2026-04-01"), date("2026-04-11")));
    assert_eq!((period.days(), period.whole_days()), (10, 30));
    // 49.90 × 10 / 30 = 16.633…
    assert_eq!(part.totals.net, 1663);
}

#[test]
fn a_contract_that_ends_with_the_period_or_later_is_billed_whole() {
    for end in ["2026-05-01", "2026-06-15"] {
        let upcoming = ending(by_the_day("49.90"), end);
        assert!(upcoming.lines[0].period.is_whole());
        assert_eq!(upcoming.totals.net, 4990);
    }
}

#[test]
fn days_quantity_and_price_are_rounded_once() {
    let three = Item {
        quantity: decimal("3"),
        ..by_the_day("0.05")
    };
    // 15 cents × 11 / 30 = 5.5; piece by piece it would be 3 × 2.
    assert_eq!(ending(three, "2026-04-12").totals.net, 6);
    // −5 cents × 15 / 30 = −2.5, away from zero.
    assert_eq!(ending(by_the_day("-0.05"), "2026-04-16").totals.net, -3);
}

#[test]
fn percent_is_of_the_days_and_an_amount_is_shared_out_by_them() {
    let tenth = Item {
        discount: Some(percent_off(1000, None)),
        ..by_the_day("30")
    };
    let totals = ending(tenth, "2026-04-11").totals;
    assert_eq!((totals.discount, totals.net), (100, 900));

    let three_euros = Item {
        discount: Some(amount_off(300)),
        ..by_the_day("30")
    };
    let totals = ending(three_euros, "2026-04-11").totals;
    assert_eq!((totals.discount, totals.net), (100, 900));
}

#[test]
fn a_part_at_gross_prices_keeps_its_gross_total() {
    let item = Item {
        price_mode: Gross,
        ..by_the_day("49.90")
    };
    let totals = ending(item, "2026-04-11").totals;
    assert_eq!((totals.net, totals.tax, totals.gross), (1397, 265, 1663));
    assert_eq!(totals.rounding, 1);
}

#[test]
fn after_a_revoked_cancellation_the_rest_of_the_period_follows() {
    let item = by_the_day("30");
    let first = ending(item.clone(), "2026-04-11");
    let after = standing(&item, &first.lines[0]);
    let rest = Item {
        billed_to: Some(after.billed_to),
        billed_periods: after.billed_periods,
        ..item
    };
    let second = invoice(std::slice::from_ref(&rest));
    let period = second.lines[0].period;
    assert_eq!((period.start, period.end), (date("2026-04-11"), date("2026-05-01")));
    assert_eq!((first.totals.net, second.totals.net), (1000, 2000));

    let counted = |upcoming: &Upcoming| standing(&rest, &upcoming.lines[0]).billed_periods;
    assert_eq!((after.billed_periods, counted(&second)), (0, 1));
}

#[test]
fn a_rest_in_which_the_contract_ends_is_billed_to_its_end() {
    let rest = Item {
        billed_to: Some(date("2026-04-11")),
        ..by_the_day("30")
    };
    let upcoming = ending(rest, "2026-04-21");
    let period = upcoming.lines[0].period;
    assert_eq!((period.days(), period.whole_days()), (10, 30));
    assert_eq!(upcoming.totals.net, 1000);
}
