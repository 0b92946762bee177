use portico_shared::subscriptions::{
    PriceMode::{self, Gross, Net},
    TaxCategory::Standard,
};

use super::*;
use crate::{
    billing::{BillingPeriod, totals},
    testing::date,
};

fn line(amount: i64, price_mode: PriceMode, tax_rate: u32) -> Line {
    Line {
        item: 0,
        period: BillingPeriod::whole(date("2026-01-01"), date("2026-02-01")),
        price_mode,
        tax_rate,
        tax_category: Standard,
        discount: 0,
        amount,
        net: amount,
    }
}

fn invoice(amounts: &[i64], price_mode: PriceMode) -> Vec<Line> {
    let mut lines: Vec<_> = amounts.iter().map(|amount| line(*amount, price_mode, 1900)).collect();
    set_nets(&mut lines);
    lines
}

fn amounts(lines: &[Line]) -> Vec<(usize, i64, i64)> {
    lines.iter().map(|line| (line.item, line.amount, line.net)).collect()
}

#[test]
fn a_cancellation_takes_back_every_line_to_the_cent() {
    let lines = invoice(&[999, 999, 999], Gross);
    let taken_back = cancel(&lines);
    assert_eq!(
        amounts(&taken_back),
        [(0, -999, -840), (1, -999, -839), (2, -999, -839)]
    );
    let (whole, back) = (totals(&lines), totals(&taken_back));
    assert_eq!(
        (whole.net, whole.tax, whole.rounding, whole.gross),
        (2518, 478, 1, 2997)
    );
    assert_eq!(
        (back.net, back.tax, back.rounding, back.gross),
        (-2518, -478, -1, -2997)
    );
}

#[test]
fn a_cancellation_takes_back_credits_and_discounts_too() {
    let discounted = Line {
        discount: 500,
        ..line(4500, Net, 1900)
    };
    let back = cancel(&[discounted, line(-1000, Net, 1900)]);
    assert_eq!((back[0].discount, back[0].amount, back[1].amount), (-500, -4500, 1000));
}

#[test]
fn a_credit_note_takes_back_a_part_with_its_tax() {
    let lines = invoice(&[10_000, 5000], Net);
    let credited = credit(&lines, &[], &[(1, 1000)]).unwrap();
    assert_eq!(amounts(&credited), [(1, -1000, -1000)]);
    assert_eq!(credited[0].period, lines[1].period);
    let sums = totals(&credited);
    assert_eq!((sums.net, sums.tax, sums.gross), (-1000, -190, -1190));
}

#[test]
fn a_credit_on_gross_prices_is_a_gross_amount() {
    let credited = credit(&invoice(&[11_900], Gross), &[], &[(0, 1190)]).unwrap();
    assert_eq!(amounts(&credited), [(0, -1190, -1000)]);
    assert_eq!(totals(&credited).gross, -1190);
}

#[test]
fn no_more_is_credited_than_is_left() {
    let lines = invoice(&[10_000, 5000], Net);
    let refused = |line, left| Err(Refusal::MoreThanIsLeft { line, left });
    assert_eq!(credit(&lines, &[], &[(0, 10_001)]), refused(0, 10_000));
    assert_eq!(credit(&lines, &[0, 4000], &[(1, 1001)]), refused(1, 1000));
    assert_eq!(credit(&lines, &[10_000], &[(0, 1)]), refused(0, 0));
    assert!(credit(&lines, &[0, 4000], &[(1, 1000)]).is_ok());
    // Twice the same line counts together.
    assert_eq!(credit(&lines, &[], &[(1, 3000), (1, 2001)]), refused(1, 2000));
    assert!(credit(&lines, &[], &[(1, 3000), (1, 2000)]).is_ok());
}

#[test]
fn a_credit_cannot_be_credited() {
    let lines = invoice(&[-1000], Net);
    let refusal = Refusal::MoreThanIsLeft { line: 0, left: 0 };
    assert_eq!(credit(&lines, &[], &[(0, 1)]), Err(refusal));
}

#[test]
fn nothing_asked_is_nothing_to_credit() {
    let lines = invoice(&[1000], Net);
    for asked in [&[][..], &[(0, 0)], &[(0, -5)]] {
        assert_eq!(credit(&lines, &[], asked), Err(Refusal::NothingToCredit));
    }
}

#[test]
fn a_line_that_is_not_there_is_refused() {
    let lines = invoice(&[1000], Net);
    assert_eq!(credit(&lines, &[], &[(1, 5)]), Err(Refusal::UnknownLine(1)));
}
