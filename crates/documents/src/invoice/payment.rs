//! The part of the page that says how it is paid.

use portico_shared::invoices::InvoiceType;
use serde::Serialize;

use super::{
    Payment,
    statement::Statement,
    words::{Fact, Words},
};
use crate::mandate::in_fours;

/// The name under which the template asks for the `GiroCode`.
pub(super) const CODE: &str = "code.svg";
/// Light modules around a code (ISO/IEC 18004).
const QUIET_ZONE: usize = 4;

#[derive(Serialize)]
pub(super) struct Block {
    text: String,
    facts: Vec<Fact>,
    code: Option<&'static str>,
}

/// None where nothing can be said.
pub(super) fn block(statement: &Statement, words: &Words) -> Option<Block> {
    let invoice = statement.invoice;
    let asks = invoice.kind == InvoiceType::Invoice && statement.gross > 0;
    let due = invoice.due_on.is_some();
    let said = |text: String| Block {
        text,
        facts: Vec::new(),
        code: None,
    };
    if !asks {
        return statement.terms().map(|terms| said(terms.to_owned()));
    }
    let gross = words.money(statement.gross);
    match &invoice.payment {
        Payment::None if due => Some(said(words.text("terms-due"))),
        Payment::None => statement.terms().map(|terms| said(terms.to_owned())),
        Payment::Transfer { .. } => Some(transfer(words, due)),
        Payment::DirectDebit { .. } => debit(words, &gross),
        Payment::Card { brand, last_digits } => {
            let digits = last_digits.as_ref().map(|digits| format!("•••• {digits}"));
            let brand = brand.as_deref().map(capitalised);
            let card: Vec<&str> = [brand.as_deref(), digits.as_deref()].into_iter().flatten().collect();
            let arguments = [("gross", &*gross), ("card", &*card.join(" "))];
            Some(said(if card.is_empty() {
                words.text("pay-stored")
            } else {
                words.with("pay-card", &arguments)
            }))
        }
        Payment::Online { name: None } => Some(said(words.text("pay-stored"))),
        Payment::Online { name: Some(name) } => {
            Some(said(words.with("pay-online", &[("gross", &gross), ("account", name)])))
        }
    }
}

fn transfer(words: &Words, due: bool) -> Block {
    let Payment::Transfer {
        holder,
        iban,
        bic,
        bank_name,
        reference,
        giro_code,
    } = &words.invoice.payment
    else {
        return Block {
            text: String::new(),
            facts: Vec::new(),
            code: None,
        };
    };
    let facts = [
        ("pay-holder", Some(holder.clone())),
        ("pay-iban", Some(in_fours(iban))),
        ("pay-bic", bic.clone()),
        ("pay-bank", bank_name.clone()),
        ("pay-reference", Some(reference.clone())),
    ];
    let facts = facts
        .into_iter()
        .filter_map(|(key, value)| Some(words.fact(key, value?)));
    Block {
        text: words.text(if due { "pay-by" } else { "pay-now" }),
        facts: facts.collect(),
        code: giro_code.as_ref().map(|_| CODE),
    }
}

/// The pre-notification of the scheme's rulebook (EPC016-06, section 4.3.4): amount, day, mandate and creditor.
fn debit(words: &Words, gross: &str) -> Option<Block> {
    let Payment::DirectDebit {
        creditor_identifier,
        mandate_reference,
        masked_iban,
        collect_on,
    } = &words.invoice.payment
    else {
        return None;
    };
    let collect = collect_on.as_ref().or(words.invoice.due_on.as_ref());
    let day = collect.map(|day| words.day(day)).unwrap_or_default();
    let arguments = [("gross", gross), ("collect", &*day), ("account", masked_iban)];
    let key = if collect.is_some() { "pay-debit-on" } else { "pay-debit" };
    Some(Block {
        text: words.with(key, &arguments),
        facts: vec![
            words.fact("pay-mandate", mandate_reference.clone()),
            words.fact("pay-creditor", creditor_identifier.clone()),
        ],
        code: None,
    })
}

/// The seller's account for the foot.
pub(super) fn bank(words: &Words) -> Vec<Option<String>> {
    let Payment::Transfer {
        iban, bic, bank_name, ..
    } = &words.invoice.payment
    else {
        return Vec::new();
    };
    let named = |key: &str, value: String| format!("{}: {value}", words.text(key));
    vec![
        bank_name.clone(),
        Some(named("pay-iban", in_fours(iban))),
        bic.clone().map(|bic| named("pay-bic", bic)),
    ]
}

/// A code as a drawing, a run of dark modules at a time; with its quiet zone.
pub(super) fn drawing(rows: &[String]) -> String {
    let width = rows.iter().map(String::len).max().unwrap_or_default() + 2 * QUIET_ZONE;
    let height = rows.len() + 2 * QUIET_ZONE;
    let number = |number: usize| number.to_string();
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        let mut at = 0;
        for run in row.as_bytes().chunk_by(|a, b| a == b) {
            if run.starts_with(b"1") {
                let (x, y, length) = (at + QUIET_ZONE, y + QUIET_ZONE, run.len());
                path.extend([
                    "M",
                    &number(x),
                    " ",
                    &number(y),
                    "h",
                    &number(length),
                    "v1h-",
                    &number(length),
                    "z",
                ]);
            }
            at += run.len();
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\
         <path fill=\"#fff\" d=\"M0 0h{width}v{height}h-{width}z\"/><path d=\"{path}\"/></svg>"
    )
}

/// Networks call themselves so; providers write them small.
fn capitalised(brand: &str) -> String {
    let mut letters = brand.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_run_by_run_within_its_quiet_zone() {
        let drawing = drawing(&["1101".to_owned(), "0010".to_owned()]);
        assert!(drawing.contains("viewBox=\"0 0 12 10\""), "{drawing}");
        assert!(
            drawing.contains("d=\"M4 4h2v1h-2zM7 4h1v1h-1zM6 5h1v1h-1z\""),
            "{drawing}"
        );
    }
}
