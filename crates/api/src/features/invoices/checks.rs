//! What an invoice of another system must look like.

use portico_shared::invoices::{InvoiceIn, InvoiceStatus, InvoiceType};

use crate::http::{ApiResult, check::Check};

/// Amounts are limited so that sums never overflow: ±10 billion major units.
const MOST: i64 = 1_000_000_000_000;

pub fn check_new(new: &InvoiceIn) -> ApiResult<()> {
    let mut check = Check::default();
    check.text("number", Some(&new.number), 255);
    check.key("externalId", new.external_id.as_deref());
    check.currency("currencyCode", Some(new.currency_code));
    check.text("title", new.title.as_deref(), 255);
    for (path, amount) in [
        ("netAmount", new.net_amount),
        ("taxAmount", new.tax_amount),
        ("grossAmount", new.gross_amount),
        ("roundingAmount", new.rounding_amount),
    ] {
        check.require(
            (-MOST..=MOST).contains(&amount),
            path,
            "out-of-range",
            "minor units, at most 10^12",
        );
    }
    let sum = new
        .net_amount
        .saturating_add(new.tax_amount)
        .saturating_add(new.rounding_amount);
    check.require(
        sum == new.gross_amount,
        "grossAmount",
        "contradiction",
        "must be netAmount + taxAmount + roundingAmount",
    );
    let lines = new
        .positions
        .iter()
        .fold(0_i64, |sum, line| sum.saturating_add(line.net_amount));
    check.require(
        new.positions.is_empty() || lines == new.net_amount,
        "netAmount",
        "contradiction",
        "must be the sum of the positions' netAmount",
    );
    check.require(
        new.positions.len() <= 1000,
        "positions",
        "out-of-range",
        "at most 1000 positions",
    );
    let is_negative = new.gross_amount < 0;
    check.require(
        !is_negative || new.kind.unwrap_or(InvoiceType::Invoice) != InvoiceType::Invoice,
        "grossAmount",
        "contradiction",
        "what is given back is a TYPE_CREDIT or a TYPE_CANCELLATION",
    );
    let status = new.status.unwrap_or(InvoiceStatus::Unpaid);
    let issued = !matches!(status, InvoiceStatus::Draft | InvoiceStatus::Finalizing);
    check.require(
        issued,
        "status",
        "not-permitted",
        "an invoice of another system is issued: STATUS_UNPAID, STATUS_PAID, STATUS_REMINDED or STATUS_CANCELLED",
    );
    check.require(
        (status == InvoiceStatus::Paid) == new.pay_date.is_some(),
        "payDate",
        "contradiction",
        "give it exactly when the status is STATUS_PAID",
    );
    if let Some(due) = &new.due_date {
        check.require(
            *due >= new.creation_date,
            "dueDate",
            "contradiction",
            "must not lie before creationDate",
        );
    }
    let is_invoice = new.kind.unwrap_or(InvoiceType::Invoice) == InvoiceType::Invoice;
    check.require(
        is_invoice || new.referenced_invoice.is_some(),
        "referencedInvoice",
        "required",
        "credit notes and cancellations name their invoice",
    );
    for (index, line) in new.positions.iter().enumerate() {
        let backwards = line
            .period_start
            .as_ref()
            .zip(line.period_end.as_ref())
            .is_some_and(|(start, end)| start > end);
        check.require(
            !backwards,
            &format!("positions[{index}].periodEnd"),
            "contradiction",
            "must not lie before periodStart",
        );
        check.text(&format!("positions[{index}].name"), Some(&line.name), 255);
        check.text(
            &format!("positions[{index}].description"),
            line.description.as_deref(),
            2000,
        );
        check.require(
            line.tax_rate <= 10_000,
            &format!("positions[{index}].taxRate"),
            "out-of-range",
            "basis points, at most 10000",
        );
        check.require(
            (-MOST..=MOST).contains(&line.net_amount),
            &format!("positions[{index}].netAmount"),
            "out-of-range",
            "minor units, at most 10^12",
        );
    }
    check.finish()
}
