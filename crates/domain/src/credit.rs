//! Taking an issued invoice back: the lines of a cancellation or of a credit note.
//!
//! The documents refer to the invoice (BT-25) and have amounts below zero. Their totals are those
//! of every invoice ([`crate::billing::totals`]).

use crate::billing::{Line, set_nets};

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the invoice has no line {0}")]
    UnknownLine(usize),
    /// No line was asked for, or an amount below one minor unit.
    #[error("there is nothing to credit")]
    NothingToCredit,
    /// `left` in minor units; 0 also for lines that are credits themselves.
    #[error("of line {line} only {left} minor units are left to credit")]
    MoreThanIsLeft { line: usize, left: i64 },
}

/// Every line of an invoice with its signs turned. Net, tax of each rate, rounding and gross of
/// the totals are exactly those of the invoice below zero, because rounding is the same both ways.
///
/// For an invoice of which nothing was credited yet; otherwise [`credit`] what is left.
pub fn cancel(lines: &[Line]) -> Vec<Line> {
    let turned = |(index, line): (usize, &Line)| Line {
        item: index,
        discount: line.discount.saturating_neg(),
        amount: line.amount.saturating_neg(),
        net: line.net.saturating_neg(),
        ..line.clone()
    };
    lines.iter().enumerate().map(turned).collect()
}

/// The lines of a credit note for parts of an invoice.
///
/// `asked` holds lines by their index and how much of each to credit, `already` how much of each
/// line earlier credit notes took back (lines behind its end: nothing). All are amounts above zero
/// in minor units, net or gross as the line's prices are. A line may be asked for more than once.
/// Tax is that of the amounts credited, so that several credit notes may differ by a cent of tax
/// from the invoice that they add up to.
///
/// # Errors
/// [`Refusal::NothingToCredit`], [`Refusal::UnknownLine`] and [`Refusal::MoreThanIsLeft`] for the
/// first that is not possible.
pub fn credit(lines: &[Line], already: &[i64], asked: &[(usize, i64)]) -> Result<Vec<Line>, Refusal> {
    let mut left = what_is_left(lines, already);
    let mut credited = Vec::with_capacity(asked.len());
    for &(index, amount) in asked {
        let (Some(line), Some(left)) = (lines.get(index), left.get_mut(index)) else {
            return Err(Refusal::UnknownLine(index));
        };
        *left = take(index, *left, amount)?;
        credited.push(Line {
            item: index,
            discount: 0,
            amount: -amount,
            net: -amount,
            ..line.clone()
        });
    }
    if credited.is_empty() {
        return Err(Refusal::NothingToCredit);
    }
    set_nets(&mut credited);
    Ok(credited)
}

fn what_is_left(lines: &[Line], already: &[i64]) -> Vec<i64> {
    let already = already.iter().copied().chain(std::iter::repeat(0));
    lines
        .iter()
        .zip(already)
        .map(|(line, already)| line.amount.saturating_sub(already.max(0)).max(0))
        .collect()
}

fn take(line: usize, left: i64, amount: i64) -> Result<i64, Refusal> {
    if amount < 1 {
        Err(Refusal::NothingToCredit)
    } else if left < amount {
        Err(Refusal::MoreThanIsLeft { line, left })
    } else {
        Ok(left - amount)
    }
}

#[cfg(test)]
mod tests;
