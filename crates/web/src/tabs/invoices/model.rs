//! What an invoice's row says.

use portico_shared::{
    Date, Money,
    invoices::{InvoiceStatus, InvoiceType},
};
use portico_ui::{components::Tone, texts::portal as t};
use serde::Deserialize;

/// What a row reads of an `InvoiceView`: to read all of it, with lines, taxes and addresses, takes 2 KB of the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InvoiceRow {
    pub(super) number: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: InvoiceType,
    pub(super) status: InvoiceStatus,
    pub(super) creation_date: Date,
    pub(super) due_date: Option<Date>,
    pub(super) gross_amount: Money,
    pub(super) open_amount: Money,
    pub(super) is_overdue: bool,
    pub(super) last_payment_failed: bool,
}

/// The one thing that matters about an invoice: first what it is, then whether money is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Credit,
    Cancellation,
    Draft,
    Finalizing,
    Cancelled,
    Paid,
    PaymentFailed,
    Overdue,
    Reminded,
    Open,
}

impl Standing {
    pub(super) fn of(invoice: &InvoiceRow) -> Self {
        match (invoice.kind, invoice.status) {
            (_, InvoiceStatus::Draft) => Self::Draft,
            (_, InvoiceStatus::Finalizing) => Self::Finalizing,
            (InvoiceType::Credit, _) => Self::Credit,
            (InvoiceType::Cancellation, _) => Self::Cancellation,
            (InvoiceType::Invoice, InvoiceStatus::Cancelled) => Self::Cancelled,
            (InvoiceType::Invoice, InvoiceStatus::Paid) => Self::Paid,
            (InvoiceType::Invoice, _) if invoice.last_payment_failed => Self::PaymentFailed,
            (InvoiceType::Invoice, _) if invoice.is_overdue => Self::Overdue,
            (InvoiceType::Invoice, InvoiceStatus::Reminded) => Self::Reminded,
            (InvoiceType::Invoice, InvoiceStatus::Unpaid) => Self::Open,
        }
    }

    pub(super) fn badge(self) -> (Tone, &'static str) {
        match self {
            Self::Credit => (Tone::Neutral, t::invoice_credit()),
            Self::Cancellation => (Tone::Neutral, t::invoice_cancellation()),
            Self::Draft => (Tone::Neutral, t::invoice_draft()),
            Self::Finalizing => (Tone::Neutral, t::invoice_finalizing()),
            Self::Cancelled => (Tone::Neutral, t::invoice_cancelled()),
            Self::Paid => (Tone::Good, t::invoice_paid()),
            Self::PaymentFailed => (Tone::Bad, t::invoice_failed()),
            Self::Overdue => (Tone::Bad, t::invoice_overdue()),
            Self::Reminded => (Tone::Warning, t::invoice_reminded()),
            Self::Open => (Tone::Info, t::invoice_open()),
        }
    }

    const fn is_owed(self) -> bool {
        matches!(self, Self::PaymentFailed | Self::Overdue | Self::Reminded | Self::Open)
    }

    /// A due date says something only while money is missing.
    pub(super) const fn shows_due_date(self) -> bool {
        self.is_owed()
    }
}

/// What is still owed, where it is not simply the whole amount.
pub(super) fn still_open(invoice: &InvoiceRow) -> Option<Money> {
    let partly = invoice.open_amount.amount != 0 && invoice.open_amount != invoice.gross_amount;
    (partly && Standing::of(invoice).is_owed()).then_some(invoice.open_amount)
}

#[cfg(test)]
mod tests {
    use portico_shared::invoices::InvoiceView;
    use serde_json::{Value, json};

    use super::*;

    fn invoice(changes: &[(&str, Value)]) -> InvoiceRow {
        let money = json!({"amount": 5950, "currency": "EUR"});
        let mut value = json!({
            "id": "01930000-0000-7000-8000-000000000001", "externalId": null, "number": "R-1",
            "type": "TYPE_INVOICE", "status": "STATUS_UNPAID", "source": "portico",
            "customer": {
                "id": "01930000-0000-7000-8000-000000000002", "customerNumber": "C-1",
                "timeZone": "Europe/Berlin", "firstName": null, "lastName": null,
                "currencyCode": "EUR", "companyName": "Acme", "datevId": null, "status": "STATUS_ACTIVE"
            },
            "subscription": null, "referencedInvoice": null, "currencyCode": "EUR",
            "creationDate": "2026-11-01", "finalizationDate": null, "dueDate": "2026-11-15",
            "payDate": null, "lastReminderDate": null, "lastSentAt": null, "dunningLevel": 0,
            "netAmount": money, "taxAmount": money, "roundingAmount": money, "grossAmount": money, "discountAmount": money,
            "openAmount": money, "paidAmount": money, "creditedAmount": money, "dunningFeeAmount": money,
        "refundAmount": money, "dunningStatus": "none", "paymentMethod": null,
            "positions": null, "taxes": null, "isOverdue": false, "lastPaymentFailed": false,
            "title": null, "introduction": null, "closing": null, "invoiceAddress": null
        });
        for (key, change) in changes {
            value[*key] = change.clone();
        }
        // What the API sends, read twice.
        let sent: InvoiceView = serde_json::from_value(value).unwrap();
        serde_json::from_value(serde_json::to_value(sent).unwrap()).unwrap()
    }

    fn standing(changes: &[(&str, Value)]) -> Standing {
        Standing::of(&invoice(changes))
    }

    #[test]
    fn the_badge_follows_the_status() {
        assert_eq!(standing(&[]), Standing::Open);
        assert_eq!(standing(&[("status", json!("STATUS_PAID"))]), Standing::Paid);
        assert_eq!(standing(&[("status", json!("STATUS_REMINDED"))]), Standing::Reminded);
        assert_eq!(standing(&[("status", json!("STATUS_CANCELLED"))]), Standing::Cancelled);
        assert_eq!(standing(&[("status", json!("STATUS_DRAFT"))]), Standing::Draft);
    }

    #[test]
    fn a_failed_payment_outweighs_an_overdue_date() {
        let overdue = ("isOverdue", json!(true));
        assert_eq!(standing(std::slice::from_ref(&overdue)), Standing::Overdue);
        let failed = [overdue, ("lastPaymentFailed", json!(true))];
        assert_eq!(standing(&failed), Standing::PaymentFailed);
    }

    #[test]
    fn a_credit_note_is_neither_paid_nor_open() {
        assert_eq!(standing(&[("type", json!("TYPE_CREDIT"))]), Standing::Credit);
        let paid = [("type", json!("TYPE_CREDIT")), ("status", json!("STATUS_PAID"))];
        assert_eq!(standing(&paid), Standing::Credit);
    }

    #[test]
    fn only_a_part_that_is_still_owed_is_named() {
        let part = json!({"amount": 1000, "currency": "EUR"});
        assert_eq!(still_open(&invoice(&[])), None, "the whole amount needs no second line");
        let some = still_open(&invoice(&[("openAmount", part.clone())]));
        assert_eq!(some.map(|money| money.amount), Some(1000));
        let paid = [("openAmount", part), ("status", json!("STATUS_PAID"))];
        assert_eq!(still_open(&invoice(&paid)), None);
    }
}
