//! From what is due to the rows of an issued invoice.

use chrono::{Days, NaiveDate};
use portico_domain::billing::{TaxLine, Totals, Upcoming};
use portico_shared::{
    InvoiceId,
    invoices::{InvoiceLine, InvoiceSource, InvoiceStatus, InvoiceType},
    settings::Invoicing,
    subscriptions::TaxCategory,
};

use crate::{
    context::Context,
    db::entities::{invoice_lines, invoices},
    features::{
        addresses::mapping as address,
        subscriptions::{Whole, mapping},
    },
    http::{ApiError, ApiResult, check},
};

/// An issued invoice with its lines.
pub struct Document {
    pub row: invoices::Model,
    pub lines: Vec<invoice_lines::Model>,
    /// The same lines, as a document prints them.
    pub printed: Vec<InvoiceLine>,
}

/// Issues an invoice for a subscription: from here on it never changes.
///
/// The address is a snapshot with the VAT ID that the invoice has to show.
///
/// # Errors
/// 422 when nobody can be named as the recipient (§ 14 (4) No. 1 `UStG`).
pub fn issue(
    context: &Context,
    whole: &Whole,
    upcoming: &Upcoming,
    settings: &Invoicing,
    number: String,
    today: NaiveDate,
) -> ApiResult<Document> {
    let id = InvoiceId(context.new_id());
    let totals = &upcoming.totals;
    let mut recipient = address::view(whole.bill_to.as_ref().ok_or_else(no_address)?);
    recipient.vat_id = vat_id_to_show(totals, recipient.vat_id, whole.customer.vat_id.clone());
    // What comes to nothing is paid as it stands.
    let is_owed = totals.gross > 0;
    let due = today
        .checked_add_days(Days::new(settings.payment_term_days.into()))
        .unwrap_or(today);
    let row = invoices::Model {
        tenant_id: whole.row.tenant_id,
        id,
        version: 1,
        customer_id: whole.row.customer_id,
        subscription_id: Some(whole.row.id),
        referenced_invoice_id: None,
        external_id: None,
        search: check::fold(&[Some(&number), Some(&whole.row.name)]),
        number: Some(number),
        kind: InvoiceType::Invoice,
        status: if is_owed {
            InvoiceStatus::Unpaid
        } else {
            InvoiceStatus::Paid
        },
        source: InvoiceSource::Portico,
        currency: whole.row.currency,
        creation_date: today,
        finalization_date: Some(today),
        due_date: Some(due),
        pay_date: (!is_owed).then_some(today),
        last_reminder_date: None,
        last_sent_at: None,
        dunning_level: 0,
        net_amount: totals.net,
        tax_amount: totals.tax,
        gross_amount: totals.gross,
        discount_amount: totals.discount,
        rounding_amount: totals.rounding,
        open_amount: totals.gross.max(0),
        last_payment_failed: false,
        title: Some(whole.row.name.clone()),
        introduction: settings.introduction.clone(),
        closing: settings.closing.clone(),
        invoice_address: Some(serde_json::to_value(recipient).map_err(ApiError::internal)?),
        created_at: context.now(),
        billing_date: Some(upcoming.date),
        taxes: Some(serde_json::to_value(mapping::taxes(totals)).map_err(ApiError::internal)?),
        dunning_fee_amount: 0,
        paid_amount: 0,
        credited_amount: 0,
        payment_method_id: whole.payment_method.as_ref().map(|method| method.id),
        kept_until: None,
        next_attempt_on: None,
    };
    let printed = mapping::positions(upcoming, &whole.items);
    let lines = (0..)
        .zip(&printed)
        .map(|(position, line)| {
            Ok(invoice_lines::Model {
                tenant_id: row.tenant_id,
                invoice_id: id,
                position,
                line: serde_json::to_value(line).map_err(ApiError::internal)?,
            })
        })
        .collect::<ApiResult<Vec<_>>>()?;
    Ok(Document { row, lines, printed })
}

/// With reverse charge the one that decided it (§ 14a (1) `UStG`), outside the scope of VAT none (BR-O-02).
fn vat_id_to_show(totals: &Totals, of_address: Option<String>, of_customer: Option<String>) -> Option<String> {
    let holds = |category| totals.taxes.iter().any(|tax| tax.category == category);
    if holds(TaxCategory::OutOfScope) {
        None
    } else if holds(TaxCategory::ReverseCharge) {
        of_customer.or(of_address)
    } else {
        of_address.or(of_customer)
    }
}

/// Whether an invoice over this may be issued: it could not be mended afterwards.
pub fn is_one_scope(totals: &Totals) -> bool {
    let out = |tax: &TaxLine| tax.category == TaxCategory::OutOfScope;
    !totals.taxes.iter().any(out) || totals.taxes.iter().all(out)
}

/// Where the buyer owes the tax, or none is due for a delivery inside the EU, the invoice names their VAT ID (§ 14a (1), (3)
/// and (5) `UStG`; BR-AE-02, BR-IC-02).
pub fn names_buyer(totals: &Totals, whole: &Whole) -> bool {
    let asks = |tax: &TaxLine| matches!(tax.category, TaxCategory::ReverseCharge | TaxCategory::IntraCommunity);
    let of_address = whole.bill_to.as_ref().and_then(|address| address.vat_id.clone());
    !totals.taxes.iter().any(asks) || vat_id_to_show(totals, of_address, whole.customer.vat_id.clone()).is_some()
}

fn no_address() -> ApiError {
    check::refused(
        "invoiceAddress",
        "required",
        "the customer has no billing address; an invoice has to name one",
    )
}
