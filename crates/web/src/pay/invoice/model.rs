//! What paying an invoice reads, and what became of it.

use std::sync::Arc;

use portico_shared::{
    Date, InvoiceId, Money, PaymentId, PaymentMethodId,
    invoices::{InvoiceStatus, InvoiceType, PaymentStatus},
    payment_methods::{ActionRequired, Gateway, PaymentMethodType, PaymentMethodView, RefusalReason},
};
use portico_ui::{components::Icon, i18n::format, texts::portal as t};
use serde::Deserialize;

use super::super::model::refusal;
use crate::methods::is_usable;

/// What is read of an `InvoiceView`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pay) struct Invoice {
    pub(in crate::pay) id: InvoiceId,
    pub(super) number: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: InvoiceType,
    pub(super) status: InvoiceStatus,
    pub(super) due_date: Option<Date>,
    pub(in crate::pay) open_amount: Money,
    pub(super) payment_method: Option<PaymentMethodId>,
    pub(super) is_overdue: bool,
    pub(super) last_payment_failed: bool,
    /// What goes on by itself: nothing else can pay the invoice before it is over.
    pub(super) payment_underway: Option<Payment>,
}

impl Invoice {
    /// Whether there is money to pay.
    pub(super) const fn is_payable(&self) -> bool {
        matches!(self.kind, InvoiceType::Invoice)
            && matches!(self.status, InvoiceStatus::Unpaid | InvoiceStatus::Reminded)
            && self.open_amount.amount > 0
    }

    /// Why nothing can be paid here and now; none where something can.
    pub(in crate::pay) fn closed(&self) -> Option<String> {
        if self.is_payable() {
            return self.payment_underway.as_ref().map(|payment| payment.outcome().2);
        }
        Some(t::pay_nothing().to_owned())
    }

    pub(in crate::pay) fn name(&self) -> String {
        let number = self.number.clone();
        number.unwrap_or_else(|| t::invoices_without_number().to_owned())
    }
}

/// What is read of a `PaymentView`, or of a `PaymentUnderway`, which says less.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payment {
    pub(super) id: PaymentId,
    pub(super) status: PaymentStatus,
    pub(super) amount: Money,
    pub(super) failure_reason: Option<RefusalReason>,
    pub(super) collect_on: Option<Date>,
    /// The bank asks its owner.
    pub(super) action_required: Option<ActionRequired>,
}

impl Payment {
    /// What became of it: symbol, title and text.
    pub(super) fn outcome(&self) -> (Icon, &'static str, String) {
        let amount = format::money(self.amount);
        match self.status {
            PaymentStatus::Succeeded => (Icon::Check, t::pay_done_title(), t::pay_done(&amount)),
            PaymentStatus::Underway => {
                let text = match &self.collect_on {
                    Some(day) => t::pay_underway_on(&amount, &format::day(day)),
                    None => t::pay_underway(&amount),
                };
                (Icon::Check, t::pay_underway_title(), text)
            }
            PaymentStatus::Pending => {
                // What waits for its owner does not go on by itself.
                let text = if self.action_required.is_some() {
                    t::refused_authentication().to_owned()
                } else {
                    t::pay_pending(&amount)
                };
                (Icon::Repeat, t::pay_pending_title(), text)
            }
            PaymentStatus::Failed | PaymentStatus::Returned => (
                Icon::Alert,
                t::pay_failed_title(),
                refusal(self.failure_reason).to_owned(),
            ),
        }
    }
}

/// Whether it is debited at the merchant's own bank, which is announced days before.
pub(super) fn is_announced(method: &PaymentMethodView) -> bool {
    (method.gateway_name, method.kind) == (Gateway::SepaDebit, PaymentMethodType::SepaDebit)
}

/// Those that an invoice can be collected with; a transfer is for the customer to make.
pub(super) fn usable(all: &[Arc<PaymentMethodView>], today: &Date, invoice: &Invoice) -> Vec<Arc<PaymentMethodView>> {
    let fits = |one: &&Arc<PaymentMethodView>| {
        is_usable(one, today)
            && one.kind != PaymentMethodType::BankTransfer
            && one.kind.moves(invoice.open_amount.currency)
            && one.invoice.is_none_or(|only| only == invoice.id)
    };
    all.iter().filter(fits).cloned().collect()
}

/// The one that is picked at first: that which was just added, else the invoice's own, else the default, else any.
pub(super) fn first(
    usable: &[Arc<PaymentMethodView>],
    wanted: [Option<PaymentMethodId>; 2],
) -> Option<PaymentMethodId> {
    let is_there = |id: PaymentMethodId| usable.iter().any(|one| one.id == id);
    let wanted = wanted.into_iter().flatten().find(|id| is_there(*id));
    let default = || {
        usable
            .iter()
            .find(|one| one.default)
            .or(usable.first())
            .map(|one| one.id)
    };
    wanted.or_else(default)
}

/// Milliseconds between the questions what became of a payment that has no answer yet.
pub(in crate::pay) const GAPS: [i32; 6] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ONE: &str = "01930000-0000-7000-8000-000000000001";
    const TWO: &str = "01930000-0000-7000-8000-000000000002";

    fn invoice(kind: &str, status: &str, open: i64) -> Invoice {
        serde_json::from_value(json!({
            "id": ONE, "number": "R-1", "type": kind, "status": status, "dueDate": "2026-11-22",
            "openAmount": {"amount": open, "currency": "EUR"}, "paymentMethod": null, "isOverdue": false,
            "lastPaymentFailed": false
        }))
        .unwrap()
    }

    fn method(id: &str, kind: &str, status: &str, default: bool) -> Arc<PaymentMethodView> {
        let value = json!({
            "id": id, "customer": id, "gatewayName": "stripe", "type": kind, "default": default, "status": status,
            "source": "api", "enabled": true, "futureUsageAllowed": true,
            "name": "Visa (4242)", "creationDate": "2026-01-01T00:00:00Z", "expirationDate": null,
            "card": null, "sepaDebit": null, "paypal": null
        });
        Arc::new(serde_json::from_value(value).unwrap())
    }

    #[test]
    fn only_what_is_owed_is_paid() {
        assert!(invoice("TYPE_INVOICE", "STATUS_UNPAID", 1).is_payable());
        assert!(invoice("TYPE_INVOICE", "STATUS_REMINDED", 1).is_payable());
        for other in [
            invoice("TYPE_INVOICE", "STATUS_UNPAID", 0),
            invoice("TYPE_INVOICE", "STATUS_PAID", 1),
            invoice("TYPE_CREDIT", "STATUS_UNPAID", 1),
        ] {
            assert!(!other.is_payable(), "{other:?}");
        }
    }

    #[test]
    fn nothing_is_added_for_what_is_settled() {
        assert_eq!(invoice("TYPE_INVOICE", "STATUS_UNPAID", 1).closed(), None);
        for settled in [("STATUS_PAID", 0), ("STATUS_CANCELLED", 1), ("STATUS_UNPAID", 0)] {
            let closed = invoice("TYPE_INVOICE", settled.0, settled.1).closed();
            assert_eq!(closed.as_deref(), Some(t::pay_nothing()), "{settled:?}");
        }
    }

    #[test]
    fn only_a_mandate_of_the_merchants_own_is_announced() {
        let stripe = Arc::unwrap_or_clone(method(ONE, "sepa_debit", "active", true));
        assert!(!is_announced(&stripe));
        assert!(is_announced(&PaymentMethodView {
            gateway_name: Gateway::SepaDebit,
            ..stripe
        }));
    }

    #[test]
    fn what_goes_on_already_comes_with_the_invoice() {
        let underway = json!({
            "id": TWO, "amount": {"amount": 1, "currency": "EUR"}, "status": "underway", "collectOn": "2026-11-22"
        });
        let payment: Payment = serde_json::from_value(underway).unwrap();
        let day: Date = serde_json::from_value(json!("2026-11-22")).unwrap();
        assert_eq!(
            (payment.status, payment.collect_on),
            (PaymentStatus::Underway, Some(day))
        );
        assert_eq!((payment.failure_reason, payment.action_required), (None, None));
    }

    #[test]
    fn a_transfer_and_what_needs_attention_are_not_offered() {
        let today = serde_json::from_value(json!("2026-11-22")).unwrap();
        let all = [
            method(ONE, "bank_transfer", "active", true),
            method(ONE, "card", "action_required", false),
            method(TWO, "card", "active", false),
        ];
        assert_eq!(ids(&all, &today, &invoice("TYPE_INVOICE", "STATUS_UNPAID", 1)), [TWO]);
    }

    fn ids(all: &[Arc<PaymentMethodView>], today: &Date, invoice: &Invoice) -> Vec<String> {
        let usable = usable(all, today, invoice);
        usable.iter().map(|one| one.id.to_string()).collect()
    }

    #[test]
    fn what_is_for_another_invoice_and_what_moves_another_currency_is_not_offered() {
        let today = serde_json::from_value(json!("2026-11-22")).unwrap();
        let bound = |to: &str| PaymentMethodView {
            invoice: Some(to.parse().unwrap()),
            ..Arc::unwrap_or_clone(method(ONE, "card", "active", false))
        };
        let all = [Arc::new(bound(ONE)), method(TWO, "sepa_debit", "active", true)];
        let mut owed = invoice("TYPE_INVOICE", "STATUS_UNPAID", 1);
        assert_eq!(ids(&all, &today, &owed), [ONE, TWO]);
        owed.open_amount.currency = "USD".parse().unwrap();
        assert_eq!(ids(&all, &today, &owed), [ONE]);
        owed.id = TWO.parse().unwrap();
        assert!(ids(&all, &today, &owed).is_empty());
    }

    #[test]
    fn what_was_just_added_is_picked_before_the_invoices_own_and_the_default() {
        let all = [
            method(ONE, "card", "active", true),
            method(TWO, "card", "active", false),
        ];
        let id = |id: &str| Some(id.parse().unwrap());
        assert_eq!(first(&all, [None, None]), id(ONE));
        assert_eq!(first(&all, [None, id(TWO)]), id(TWO));
        assert_eq!(first(&all, [id(ONE), id(TWO)]), id(ONE));
        assert_eq!(first(&all[..1], [id(TWO), None]), id(ONE), "it is gone");
        assert_eq!(first(&[], [id(TWO), None]), None);
    }
}
