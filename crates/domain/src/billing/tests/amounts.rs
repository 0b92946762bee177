//! What an invoice comes to.

use super::*;

fn sums(upcoming: &Upcoming) -> (i64, i64, i64) {
    let Totals { net, tax, gross, .. } = upcoming.totals;
    (net, tax, gross)
}

fn net_amounts(upcoming: &Upcoming) -> Vec<i64> {
    upcoming.lines.iter().map(|line| line.net).collect()
}

#[test]
fn half_a_cent_is_rounded_away_from_zero() {
    for (exact, rounded) in [
        ("0.5", 1),
        ("1.5", 2),
        ("2.5", 3),
        ("0.499999", 0),
        ("-0.5", -1),
        ("-2.5", -3),
    ] {
        assert_eq!(round_to_minor(decimal(exact)), rounded, "{exact}");
    }
    assert_eq!(round_to_minor(Decimal::MAX), i64::MAX);
    assert_eq!(round_to_minor(Decimal::MIN), i64::MIN);
}

#[test]
fn a_line_is_quantity_times_price_rounded_once() {
    let three = Item {
        quantity: decimal("3"),
        ..item("9.99")
    };
    assert_eq!(sums(&invoice(&[three])), (2997, 569, 3566));
    let fraction = Item {
        quantity: decimal("0.333333"),
        ..item("0.015")
    };
    // 0.4999995 cents: not half a cent, although its first digits say so.
    assert_eq!(invoice(&[fraction]).totals.net, 0);
}

#[test]
fn currencies_have_their_own_minor_unit() {
    let in_currency = |code: &str| invoice_in(&[item("1234.5678")], code.parse().unwrap());
    assert_eq!(in_currency("JPY").totals.net, 1235);
    assert_eq!(in_currency("EUR").totals.net, 123_457);
    assert_eq!(in_currency("KWD").totals.net, 1_234_568);
}

#[test]
fn tax_is_charged_on_the_sum_of_a_rate() {
    let upcoming = invoice(&[item("0.33"), item("0.33"), item("0.33")]);
    // Line by line it would be 3 × 6 cents.
    assert_eq!(sums(&upcoming), (99, 19, 118));
}

#[test]
fn each_rate_and_category_has_its_tax_line() {
    let reduced = Item {
        tax_rate: 700,
        ..item("10")
    };
    let abroad = Item {
        tax_category: ReverseCharge,
        tax_rate: 0,
        ..item("20")
    };
    let totals = invoice(&[item("1"), abroad, reduced, item("2")]).totals;
    let taxes: Vec<_> = totals
        .taxes
        .iter()
        .map(|tax| (tax.category, tax.rate, tax.net, tax.tax))
        .collect();
    assert_eq!(
        taxes,
        [
            (Standard, 700, 1000, 70),
            (Standard, 1900, 300, 57),
            (ReverseCharge, 0, 2000, 0)
        ]
    );
    assert_eq!((totals.net, totals.tax, totals.gross), (3300, 127, 3427));
}

#[test]
fn only_the_standard_category_bears_tax() {
    let abroad = Item {
        tax_category: ReverseCharge,
        ..item("100")
    };
    assert_eq!(sums(&invoice(&[abroad])), (10_000, 0, 10_000));
}

#[test]
fn gross_prices_keep_the_gross_total() {
    assert_eq!(sums(&invoice(&[gross("119")])), (10_000, 1900, 11_900));
    assert_eq!(sums(&invoice(&[gross("49.90")])), (4193, 797, 4990));
}

#[test]
fn a_gross_total_that_no_net_amount_leads_to_has_a_rounding_cent() {
    // 2 + 0 = 2 cents, 3 + 1 = 4 cents; 3 cents is between them.
    let totals = invoice(&[gross("0.03")]).totals;
    assert_eq!((totals.net, totals.tax, totals.gross), (3, 1, 3));
    assert_eq!(totals.rounding, -1);
}

#[test]
fn the_nets_of_gross_lines_add_up() {
    let upcoming = invoice(&[gross("9.99"), gross("9.99"), gross("9.99")]);
    assert_eq!(sums(&upcoming), (2518, 478, 2997));
    assert_eq!(upcoming.totals.rounding, 1);
    assert_eq!(net_amounts(&upcoming), [840, 839, 839]);
}

#[test]
fn a_remaining_cent_goes_to_the_line_that_rounding_changed_most() {
    let nets = |prices: [&str; 3]| net_amounts(&invoice(&prices.map(gross)));
    // In cents: 21.01 + 13.45 + 13.45 is 47.90, one more than the lines' own.
    assert_eq!(nets(["0.25", "0.16", "0.16"]), [21, 14, 13]);
    // 0.84 + 12.61 + 12.61 is 26.05, one less.
    assert_eq!(nets(["0.01", "0.15", "0.15"]), [1, 12, 13]);
}

#[test]
fn a_discount_in_percent_lasts_for_its_periods() {
    let discounted = |billed_periods| Item {
        discount: Some(percent_off(1000, Some(2))),
        billed_periods,
        ..item("49.95")
    };
    let first = invoice(&[discounted(0)]);
    assert_eq!((first.totals.discount, first.totals.net), (500, 4495));
    assert_eq!(invoice(&[discounted(1)]).totals.discount, 500);
    assert_eq!(invoice(&[discounted(2)]).totals.discount, 0);
}

#[test]
fn a_discounts_periods_are_those_that_were_billed_wherever_they_count_from() {
    let resumed = Item {
        discount: Some(percent_off(1000, Some(2))),
        billed_periods: 2,
        billed_to: Some(date("2026-01-01")),
        ..item("49.95")
    };
    assert_eq!(invoice(&[resumed]).totals.discount, 0);
}

#[test]
fn a_discount_takes_off_the_whole_line_at_most() {
    for discount in [amount_off(10_000), percent_off(20_000, None)] {
        let free = Item {
            discount: Some(discount),
            ..item("49.90")
        };
        let totals = invoice(&[free]).totals;
        assert_eq!((totals.discount, totals.net, totals.gross), (4990, 0, 0));
    }
    let some = Item {
        discount: Some(amount_off(500)),
        ..gross("49.90")
    };
    assert_eq!(invoice(&[some]).totals.gross, 4490);
}

#[test]
fn a_negative_discount_and_one_on_a_credit_count_nothing() {
    let surcharge = Item {
        discount: Some(amount_off(-500)),
        ..item("10")
    };
    let credit = Item {
        discount: Some(percent_off(1000, None)),
        ..item("-10")
    };
    assert_eq!(invoice(&[surcharge]).totals.net, 1000);
    assert_eq!(sums(&invoice(&[credit])), (-1000, -190, -1190));
}

#[test]
fn amounts_beyond_all_reason_are_capped() {
    let huge = Item {
        quantity: Decimal::MAX,
        tax_rate: u32::MAX,
        ..item("999999999999")
    };
    let credit = Item {
        unit_price: -huge.unit_price,
        ..huge.clone()
    };
    assert_eq!(invoice(std::slice::from_ref(&huge)).totals.net, LINE_LIMIT);
    assert_eq!(invoice(&[credit]).totals.net, -LINE_LIMIT);
    assert!(!is_within_limit(huge.quantity, huge.unit_price, Currency::EUR));
    let most = (Decimal::ONE, decimal("100000000000"));
    assert!(is_within_limit(most.0, most.1, Currency::EUR));
    assert!(!is_within_limit(most.0, most.1 + most.0, Currency::EUR));
    assert!(is_within_limit(Decimal::ZERO, Decimal::MAX, Currency::USD));
}

#[test]
fn no_lines_come_to_nothing() {
    assert_eq!(totals(&[]), Totals::default());
}
