//! From rows to views.

use chrono::NaiveDate;
use portico_shared::{
    Money,
    invoices::{DunningStatus, InvoiceLine, InvoiceSource, InvoiceStatus, InvoiceType, InvoiceView, PaymentUnderway},
};

use crate::{
    db::entities::{customers, invoices, payments},
    features::customers as customer,
};

/// `is_sent`: a PDF was sent for it.
pub fn view(
    row: invoices::Model,
    owner: &customers::Model,
    payment_underway: Option<PaymentUnderway>,
    is_sent: bool,
    today: NaiveDate,
) -> InvoiceView {
    let money = |amount| Money::new(amount, row.currency);
    let is_open = matches!(row.status, InvoiceStatus::Unpaid | InvoiceStatus::Reminded) && row.open_amount > 0;
    let open_amount = money(row.open_amount);
    let is_covered = payment_underway.as_ref().is_some_and(|one| one.covers(open_amount));
    let has_document = has_document(&row);
    InvoiceView {
        net_amount: money(row.net_amount),
        tax_amount: money(row.tax_amount),
        rounding_amount: money(row.rounding_amount),
        gross_amount: money(row.gross_amount),
        discount_amount: money(row.discount_amount),
        open_amount,
        paid_amount: money(row.paid_amount),
        credited_amount: money(row.credited_amount),
        dunning_fee_amount: money(row.dunning_fee_amount),
        refund_amount: money(refund(&row)),
        dunning_status: if row.dunning_level > 0 {
            DunningStatus::Reminded
        } else {
            DunningStatus::None
        },
        payment_method: row.payment_method_id,
        is_overdue: is_open && !is_covered && row.due_date.is_some_and(|due| due < today),
        payment_underway,
        id: row.id,
        external_id: row.external_id,
        number: row.number,
        kind: row.kind,
        status: row.status,
        source: row.source,
        customer: customer::short(owner),
        subscription: row.subscription_id,
        referenced_invoice: row.referenced_invoice_id,
        currency_code: row.currency,
        creation_date: row.creation_date.into(),
        finalization_date: row.finalization_date.map(Into::into),
        due_date: row.due_date.map(Into::into),
        pay_date: row.pay_date.map(Into::into),
        last_reminder_date: row.last_reminder_date.map(Into::into),
        last_sent_at: row.last_sent_at.map(Into::into),
        dunning_level: u32::try_from(row.dunning_level).unwrap_or(0),
        last_payment_failed: row.last_payment_failed,
        title: row.title,
        introduction: row.introduction,
        closing: row.closing,
        // A snapshot that we wrote ourselves; an external invoice may have none.
        invoice_address: row.invoice_address.and_then(|value| serde_json::from_value(value).ok()),
        has_pdf: has_document || is_sent,
        has_xml: has_document,
        positions: None,
        taxes: None,
        file: None,
        xml_file: None,
        has_own_pdf: None,
        seller: None,
        particulars: None,
        lacking_for_xrechnung: None,
    }
}

/// Whether files can be made of it: we issued it, and whom it was for is not forgotten.
const fn has_document(row: &invoices::Model) -> bool {
    let is_issued = !matches!(row.status, InvoiceStatus::Draft | InvoiceStatus::Finalizing);
    is_issued && matches!(row.source, InvoiceSource::Portico) && row.invoice_address.is_some()
}

pub fn underway(row: &payments::Model) -> PaymentUnderway {
    PaymentUnderway {
        id: row.id,
        amount: Money::new(row.amount, row.currency),
        status: row.status,
        collect_on: row.collect_on.map(Into::into),
    }
}

/// What was paid for an invoice and is not owed any more.
fn refund(row: &invoices::Model) -> i64 {
    let owed = match row.status {
        InvoiceStatus::Cancelled => 0,
        // Credited to nothing: the reminders' fees go with it.
        _ if row.credited_amount >= row.gross_amount => 0,
        _ => row.gross_amount + row.dunning_fee_amount - row.credited_amount,
    };
    if row.kind == InvoiceType::Invoice {
        (row.paid_amount - owed).max(0)
    } else {
        0
    }
}

/// Lines that were written by us; an unreadable one would be a bug and is left to the tests.
pub fn lines(stored: Vec<serde_json::Value>) -> Vec<InvoiceLine> {
    stored
        .into_iter()
        .filter_map(|line| serde_json::from_value(line).ok())
        .collect()
}
