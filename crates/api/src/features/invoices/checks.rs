//! What an invoice of another system must look like.

use portico_shared::invoices::{InvoiceIn, InvoiceLine, InvoiceStatus, InvoiceType};

use crate::http::{ApiResult, check::Check};

/// Amounts are limited so that sums never overflow: ±10 billion major units.
const MOST: i64 = 1_000_000_000_000;

pub fn check_new(new: &InvoiceIn) -> ApiResult<()> {
    let mut check = Check::default();
    check.required_text("number", &new.number, 255);
    check.key("externalId", new.external_id.as_deref());
    check.currency("currencyCode", Some(new.currency_code));
    check.text("title", new.title.as_deref(), 255);
    check_amounts(&mut check, new);
    check_state(&mut check, new);
    check.require(
        new.positions.len() <= 1000,
        "positions",
        "out-of-range",
        "at most 1000 positions",
    );
    for (index, line) in new.positions.iter().enumerate() {
        check_line(&mut check, &format!("positions[{index}]"), line);
    }
    check.finish()
}

fn check_amounts(check: &mut Check, new: &InvoiceIn) {
    for (path, amount) in [
        ("netAmount", new.net_amount),
        ("taxAmount", new.tax_amount),
        ("roundingAmount", new.rounding_amount),
        ("grossAmount", new.gross_amount),
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
    let told = "must be netAmount + taxAmount + roundingAmount";
    check.require(sum == new.gross_amount, "grossAmount", "contradiction", told);
    let lines = new
        .positions
        .iter()
        .fold(0_i64, |sum, line| sum.saturating_add(line.net_amount));
    let agree = new.positions.is_empty() || lines == new.net_amount;
    check.require(
        agree,
        "netAmount",
        "contradiction",
        "must be the sum of the positions' netAmount",
    );
    let given_back = new.gross_amount < 0 && kind(new) == InvoiceType::Invoice;
    let told = "what is given back is a TYPE_CREDIT or a TYPE_CANCELLATION";
    check.require(!given_back, "grossAmount", "contradiction", told);
}

fn check_state(check: &mut Check, new: &InvoiceIn) {
    let status = new.status.unwrap_or(InvoiceStatus::Unpaid);
    let issued = !matches!(status, InvoiceStatus::Draft | InvoiceStatus::Finalizing);
    let told =
        "an invoice of another system is issued: STATUS_UNPAID, STATUS_PAID, STATUS_REMINDED or STATUS_CANCELLED";
    check.require(issued, "status", "not-permitted", told);
    let agrees = match status {
        InvoiceStatus::Paid => new.pay_date.is_some(),
        // It may have been paid before.
        InvoiceStatus::Cancelled => true,
        _ => new.pay_date.is_none(),
    };
    let told = "required for STATUS_PAID; not for what is unpaid or reminded";
    check.require(agrees, "payDate", "contradiction", told);
    if let Some(due) = &new.due_date {
        check.require(
            *due >= new.creation_date,
            "dueDate",
            "contradiction",
            "must not lie before creationDate",
        );
    }
    let refers = kind(new) == InvoiceType::Invoice || new.referenced_invoice.is_some();
    check.require(
        refers,
        "referencedInvoice",
        "required",
        "credit notes and cancellations name their invoice",
    );
}

fn check_line(check: &mut Check, at: &str, line: &InvoiceLine) {
    let path = |field: &str| format!("{at}.{field}");
    check.required_text(&path("name"), &line.name, 255);
    check.prose(&path("description"), line.description.as_deref(), 2000);
    check.require(
        line.tax_rate <= 10_000,
        &path("taxRate"),
        "out-of-range",
        "basis points, at most 10000",
    );
    let told = "only Portico's own invoices bill an item";
    check.require(
        line.subscription_item.is_none(),
        &path("subscriptionItem"),
        "not-permitted",
        told,
    );
    let within = (-MOST..=MOST).contains(&line.net_amount);
    check.require(within, &path("netAmount"), "out-of-range", "minor units, at most 10^12");
    let backwards = line
        .period_start
        .as_ref()
        .zip(line.period_end.as_ref())
        .is_some_and(|(start, end)| start > end);
    check.require(
        !backwards,
        &path("periodEnd"),
        "contradiction",
        "must not lie before periodStart",
    );
}

fn kind(new: &InvoiceIn) -> InvoiceType {
    new.kind.unwrap_or(InvoiceType::Invoice)
}
