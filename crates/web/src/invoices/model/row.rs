//! What an invoice's row says.

use portico_shared::{
    Date, InvoiceId, Money,
    invoices::{InvoiceStatus, InvoiceType},
};
use portico_ui::{components::Tone, texts::portal as t};
use serde::Deserialize;

/// What a row reads of an `InvoiceView`: to read all of it, with lines, taxes and addresses, takes 2 KB of the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own on the wire")]
pub(crate) struct InvoiceRow {
    pub(crate) id: InvoiceId,
    pub(crate) number: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: InvoiceType,
    pub(crate) status: InvoiceStatus,
    /// What it is for.
    pub(crate) title: Option<String>,
    pub(crate) creation_date: Date,
    pub(crate) due_date: Option<Date>,
    pub(crate) gross_amount: Money,
    pub(crate) open_amount: Money,
    pub(crate) is_overdue: bool,
    pub(crate) last_payment_failed: bool,
    pub(crate) payment_underway: Option<Underway>,
    pub(crate) has_pdf: bool,
    pub(crate) has_xml: bool,
}

/// What is read of a `PaymentUnderway`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Underway {
    pub(crate) amount: Money,
    pub(crate) collect_on: Option<Date>,
}

impl Underway {
    /// Whether all that is open is being collected.
    pub(crate) const fn covers(this: Option<&Self>, open: Money) -> bool {
        match this {
            Some(this) => this.amount.amount >= open.amount,
            None => false,
        }
    }
}

/// The one thing that matters about an invoice: first what it is, then whether money is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Credit,
    Cancellation,
    Draft,
    Finalizing,
    Cancelled,
    Paid,
    /// All that is open is being collected.
    Underway,
    PaymentFailed,
    Overdue,
    Reminded,
    Open,
}

impl Standing {
    pub(crate) const fn of(invoice: &InvoiceRow) -> Self {
        let InvoiceRow {
            kind,
            status,
            is_overdue,
            last_payment_failed,
            open_amount,
            payment_underway,
            ..
        } = invoice;
        let is_underway = Underway::covers(payment_underway.as_ref(), *open_amount);
        Self::by((*kind, *status), *is_overdue, *last_payment_failed, is_underway)
    }

    pub(crate) const fn by(
        document: (InvoiceType, InvoiceStatus),
        is_overdue: bool,
        has_failed: bool,
        is_underway: bool,
    ) -> Self {
        match document {
            (_, InvoiceStatus::Draft) => Self::Draft,
            (_, InvoiceStatus::Finalizing) => Self::Finalizing,
            (InvoiceType::Credit, _) => Self::Credit,
            (InvoiceType::Cancellation, _) => Self::Cancellation,
            (InvoiceType::Invoice, InvoiceStatus::Cancelled) => Self::Cancelled,
            (InvoiceType::Invoice, InvoiceStatus::Paid) => Self::Paid,
            (InvoiceType::Invoice, _) if is_underway => Self::Underway,
            (InvoiceType::Invoice, _) if has_failed => Self::PaymentFailed,
            (InvoiceType::Invoice, _) if is_overdue => Self::Overdue,
            (InvoiceType::Invoice, InvoiceStatus::Reminded) => Self::Reminded,
            (InvoiceType::Invoice, InvoiceStatus::Unpaid) => Self::Open,
        }
    }

    pub(crate) fn badge(self) -> (Tone, &'static str) {
        match self {
            Self::Credit => (Tone::Neutral, t::invoice_credit()),
            Self::Cancellation => (Tone::Neutral, t::invoice_cancellation()),
            Self::Draft => (Tone::Neutral, t::invoice_draft()),
            Self::Finalizing => (Tone::Neutral, t::invoice_finalizing()),
            Self::Cancelled => (Tone::Neutral, t::invoice_cancelled()),
            Self::Paid => (Tone::Good, t::invoice_paid()),
            Self::Underway => (Tone::Info, t::invoice_underway()),
            Self::PaymentFailed => (Tone::Bad, t::invoice_failed()),
            Self::Overdue => (Tone::Bad, t::invoice_overdue()),
            Self::Reminded => (Tone::Warning, t::invoice_reminded()),
            Self::Open => (Tone::Info, t::invoice_open()),
        }
    }

    pub(crate) const fn is_owed(self) -> bool {
        matches!(
            self,
            Self::Underway | Self::PaymentFailed | Self::Overdue | Self::Reminded | Self::Open
        )
    }

    /// Whether somebody has to see that it is paid in time.
    pub(crate) const fn is_due(self) -> bool {
        self.is_owed() && !matches!(self, Self::Underway)
    }
}

/// Whether it can be paid here and now: not while a payment is on its way.
pub(crate) fn is_payable(invoice: &InvoiceRow) -> bool {
    Standing::of(invoice).is_owed() && invoice.open_amount.amount > 0 && invoice.payment_underway.is_none()
}

/// The day on which all that is open will be debited, where that is known.
pub(crate) fn collected_on(invoice: &InvoiceRow) -> Option<&Date> {
    let is_underway = Standing::of(invoice) == Standing::Underway;
    let underway = invoice.payment_underway.as_ref().filter(|_| is_underway);
    underway?.collect_on.as_ref()
}

/// What is still owed, where it is not simply the whole amount.
pub(crate) fn still_open(invoice: &InvoiceRow) -> Option<Money> {
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
            "positions": null, "taxes": null, "isOverdue": false, "lastPaymentFailed": false, "paymentUnderway": null,
            "title": null, "introduction": null, "closing": null, "invoiceAddress": null, "hasPdf": true, "hasXml": true
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

    fn underway(amount: i64, day: Option<&str>) -> (&'static str, Value) {
        let amount = json!({"amount": amount, "currency": "EUR"});
        let id = "01930000-0000-7000-8000-000000000003";
        (
            "paymentUnderway",
            json!({"id": id, "amount": amount, "status": "underway", "collectOn": day}),
        )
    }

    #[test]
    fn a_payment_on_its_way_outweighs_what_was_before_and_leaves_nothing_to_pay() {
        let before = [
            ("isOverdue", json!(true)),
            ("lastPaymentFailed", json!(true)),
            ("status", json!("STATUS_REMINDED")),
            underway(5950, Some("2026-12-12")),
        ];
        let announced = invoice(&before);
        assert_eq!(Standing::of(&announced), Standing::Underway);
        assert!(!is_payable(&announced));
        assert_eq!(collected_on(&announced).map(Date::as_str), Some("2026-12-12"));
        let asked = invoice(&[underway(5950, None)]);
        assert_eq!(Standing::of(&asked), Standing::Underway);
        assert_eq!(collected_on(&asked), None);
        let paid = [("status", json!("STATUS_PAID")), underway(5950, None)];
        assert_eq!(standing(&paid), Standing::Paid);
    }

    #[test]
    fn the_alarm_stays_while_a_part_alone_is_on_its_way_though_nothing_else_can_pay() {
        let part = invoice(&[("isOverdue", json!(true)), underway(1000, Some("2026-12-12"))]);
        assert_eq!(Standing::of(&part), Standing::Overdue);
        assert_eq!(collected_on(&part), None);
        assert!(!is_payable(&part));
    }

    #[test]
    fn a_credit_note_is_neither_paid_nor_open() {
        assert_eq!(standing(&[("type", json!("TYPE_CREDIT"))]), Standing::Credit);
        let paid = [("type", json!("TYPE_CREDIT")), ("status", json!("STATUS_PAID"))];
        assert_eq!(standing(&paid), Standing::Credit);
    }

    #[test]
    fn what_is_owed_can_be_paid() {
        let nothing = json!({"amount": 0, "currency": "EUR"});
        assert!(is_payable(&invoice(&[])));
        assert!(is_payable(&invoice(&[("lastPaymentFailed", json!(true))])));
        assert!(!is_payable(&invoice(&[("openAmount", nothing)])));
        for other in [("status", json!("STATUS_PAID")), ("type", json!("TYPE_CREDIT"))] {
            assert!(!is_payable(&invoice(&[other])));
        }
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
