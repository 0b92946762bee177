use portico_domain::{
    billing::{Item, Line, Totals, next_invoice, totals},
    credit::{cancel, credit},
};
use portico_shared::Currency;
use proptest::prelude::*;

use crate::strategies::{due_items, ends};

fn lines(items: &[Item], ends: Option<chrono::NaiveDate>) -> Vec<Line> {
    let anchor = "2026-01-01".parse().unwrap();
    next_invoice(items, anchor, ends, Currency::EUR).unwrap().lines
}

/// Net, tax, rounding and gross, and net and tax of each rate.
fn negated(totals: &Totals) -> Totals {
    let mut totals = totals.clone();
    totals.net *= -1;
    totals.tax *= -1;
    totals.gross *= -1;
    totals.discount *= -1;
    totals.rounding *= -1;
    for tax in &mut totals.taxes {
        tax.net *= -1;
        tax.tax *= -1;
    }
    totals
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_cancellation_negates_the_totals_exactly(items in due_items(), ends in ends()) {
        let lines = lines(&items, ends);
        let taken_back = cancel(&lines);
        prop_assert_eq!(totals(&taken_back), negated(&totals(&lines)));
        let nets = taken_back.iter().map(|line| line.net).sum::<i64>();
        prop_assert_eq!(nets, totals(&taken_back).net);
    }

    #[test]
    fn crediting_all_of_an_invoice_is_cancelling_it(items in due_items(), ends in ends()) {
        let mut lines = lines(&items, ends);
        lines.retain(|line| 0 < line.amount);
        let asked: Vec<_> = lines.iter().map(|line| line.amount).enumerate().collect();
        let Ok(credited) = credit(&lines, &[], &asked) else {
            prop_assert!(lines.is_empty());
            return Ok(());
        };
        let (back, cancelled) = (totals(&credited), totals(&cancel(&lines)));
        prop_assert_eq!(Totals { discount: 0, ..back }, Totals { discount: 0, ..cancelled });
    }

    #[test]
    fn credits_never_exceed_the_invoice(
        items in due_items(),
        asked in prop::collection::vec((0_usize..12, -10_i64..2_000_000), 1..8),
    ) {
        let lines = lines(&items, None);
        let mut already = vec![0; lines.len()];
        for ask in asked {
            let left = lines.get(ask.0).map(|line| line.amount - already[ask.0]);
            let possible = left.is_some_and(|left| 0 < ask.1 && ask.1 <= left);
            let credited = credit(&lines, &already, &[ask]);
            prop_assert_eq!(credited.is_ok(), possible);
            if let Ok(credited) = credited {
                prop_assert_eq!(credited[0].amount, -ask.1);
                already[ask.0] += ask.1;
            }
        }
        for (line, already) in lines.iter().zip(already) {
            prop_assert!(already <= line.amount.max(0));
        }
    }

    #[test]
    fn a_credit_notes_lines_add_up(items in due_items(), parts in prop::collection::vec(1_i64..100, 12)) {
        let lines = lines(&items, None);
        let asked: Vec<_> = lines
            .iter()
            .zip(parts)
            .map(|(line, part)| line.amount / part)
            .enumerate()
            .filter(|(_, amount)| 0 < *amount)
            .collect();
        let Ok(credited) = credit(&lines, &[], &asked) else { return Ok(()) };
        let sums = totals(&credited);
        prop_assert_eq!(credited.iter().map(|line| line.net).sum::<i64>(), sums.net);
        prop_assert_eq!(sums.taxes.iter().map(|tax| tax.tax).sum::<i64>(), sums.tax);
        prop_assert_eq!(sums.net + sums.tax + sums.rounding, sums.gross);
    }
}
