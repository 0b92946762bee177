//! What the payments of an invoice say, and what can be done about them. Pure.

use portico_shared::{
    Currency, InvoiceId, Money,
    debits::ReturnReason,
    invoices::{
        InvoiceStatus, InvoiceType, InvoiceView, PaymentSource, PaymentStatus, PaymentView, RefundStatus, RefundView,
    },
    payment_methods::{Gateway, PaymentMethodStatus, PaymentMethodType, PaymentMethodView, RefusalReason},
};
use portico_ui::{
    client::{Body, Value},
    components::Tone,
    i18n::{amounts::amount, format},
    texts::console as t,
};

use crate::{customers::sections::model::refusal, method_type};

/// Where an attempt stands.
pub(super) fn payment_badge(payment: &PaymentView) -> (Tone, &'static str) {
    match (payment.status, payment.source) {
        (PaymentStatus::Pending, _) if payment.action_until.is_some() => (Tone::Info, t::payment_confirming()),
        (PaymentStatus::Pending, _) => (Tone::Info, t::payment_pending()),
        (PaymentStatus::Underway, _) if is_withdrawable(payment) => (Tone::Info, t::payment_announced()),
        (PaymentStatus::Underway, _) => (Tone::Info, t::payment_underway()),
        (PaymentStatus::Succeeded, PaymentSource::Recorded) => (Tone::Good, t::payment_succeeded()),
        (PaymentStatus::Succeeded, PaymentSource::Collected) => (Tone::Good, t::payment_collected()),
        (PaymentStatus::Failed, _) if was_taken_back(payment) => (Tone::Neutral, t::payment_withdrawn()),
        (PaymentStatus::Failed, _) => (Tone::Bad, t::payment_failed()),
        (PaymentStatus::Returned, _) => (Tone::Bad, t::payment_returned()),
    }
}

/// Nothing went wrong: it was not needed any more.
const fn was_taken_back(payment: &PaymentView) -> bool {
    matches!(
        payment.failure_reason,
        Some(RefusalReason::Withdrawn | RefusalReason::PaidOtherwise)
    )
}

/// How the money came or was to come, and what is known of the account behind it.
pub(super) fn means(payment: &PaymentView) -> (&'static str, Option<String>) {
    let with = payment.collected_with.as_ref();
    let label = match payment.source {
        PaymentSource::Recorded => {
            let reference = payment.reference.as_ref();
            let reference = reference.map(|text| format!("{}: {text}", t::record_reference()));
            return (t::payment_recorded(), reference);
        }
        PaymentSource::Collected if is_own_debit(payment) => t::payment_own_debit(),
        PaymentSource::Collected => with.map_or_else(t::invoice_method_with, |with| method_type::name(with.kind)),
    };
    // A transfer has no account of the customer's, and its name is the API's own.
    let with = with.filter(|with| with.kind != PaymentMethodType::BankTransfer);
    let account = with.map(|with| with.iban.clone().unwrap_or_else(|| with.name.clone()));
    (label, account.filter(|account| !account.is_empty()))
}

/// The day that counts for it, in words.
pub(super) fn day(payment: &PaymentView) -> String {
    match (&payment.paid_on, &payment.collect_on) {
        (Some(day), _) => t::payment_paid_on(&format::short_day(day)),
        (None, Some(day)) if payment.status == PaymentStatus::Failed => t::payment_was_due_on(&format::short_day(day)),
        (None, Some(day)) => t::payment_collect_on(&format::short_day(day)),
        (None, None) => t::payment_asked_on(&format::short_day_of(&payment.created_at)),
    }
}

/// A direct debit at the merchant's own bank: what becomes of it the merchant alone learns.
const fn is_own_debit(payment: &PaymentView) -> bool {
    payment.collect_on.is_some()
}

/// The bank may have given it back.
pub(super) fn is_returnable(payment: &PaymentView) -> bool {
    let was_handed_in = match payment.status {
        PaymentStatus::Succeeded => true,
        PaymentStatus::Underway => payment.debit_file.is_some(),
        PaymentStatus::Pending | PaymentStatus::Failed | PaymentStatus::Returned => false,
    };
    is_own_debit(payment) && was_handed_in
}

/// It waits for a file, and need not go into one.
pub(super) fn is_withdrawable(payment: &PaymentView) -> bool {
    is_own_debit(payment) && payment.status == PaymentStatus::Underway && payment.debit_file.is_none()
}

/// Money is still to come in for it.
pub(super) fn is_owed(kind: InvoiceType, status: InvoiceStatus, open: Money) -> bool {
    let is_open = matches!(status, InvoiceStatus::Unpaid | InvoiceStatus::Reminded);
    kind == InvoiceType::Invoice && is_open && open.amount > 0
}

/// Until its answer is there, nothing else comes in for the same invoice.
pub(super) const fn is_on_its_way(payment: &PaymentView) -> bool {
    matches!(payment.status, PaymentStatus::Pending | PaymentStatus::Underway)
}

/// What can still be given back through the provider that collected it.
pub(super) fn left(payment: &PaymentView) -> Option<Money> {
    let is_there = payment.status == PaymentStatus::Succeeded && payment.source == PaymentSource::Collected;
    let left = payment.amount.amount - payment.refunded_amount.amount;
    (is_there && !is_own_debit(payment) && left > 0).then(|| Money::new(left, payment.amount.currency))
}

/// Minor units of what was typed; none where it is no amount, or more than there is.
pub(super) fn within(text: &str, most: Money) -> Option<i64> {
    amount(text, most.currency.minor_digits()).filter(|minor| (1..=most.amount).contains(minor))
}

/// A `PaymentIn`: what was left empty is not said.
pub(super) fn receipt(amount: i64, paid_on: &str, reference: &str) -> Body {
    let said = |name, text: &str| {
        let text = text.trim();
        (!text.is_empty()).then(|| (name, Value::Text(text.to_owned())))
    };
    let others = [said("paidOn", paid_on), said("reference", reference)];
    let all = [Some(("amount", Value::Number(amount)))].into_iter().chain(others);
    all.flatten().collect()
}

/// Those that an invoice in this currency can be collected with from now on: a transfer is the customer's to make, what a provider
/// keeps for one payment is charged while its owner is there, and what was added for another invoice is for that one.
pub(super) fn collecting(
    all: &[PaymentMethodView],
    (invoice, currency): (InvoiceId, Currency),
) -> Vec<PaymentMethodView> {
    let fits = |one: &&PaymentMethodView| {
        let is_usable = one.status == PaymentMethodStatus::Active && one.enabled;
        let waits = one.future_usage_allowed || one.gateway_name == Gateway::SepaDebit;
        let is_for_it = one.kind.moves(currency) && one.invoice.is_none_or(|only| only == invoice);
        is_usable && waits && is_for_it && one.kind != PaymentMethodType::BankTransfer
    };
    all.iter().filter(fits).cloned().collect()
}

/// What follows where another method is chosen.
pub(super) fn collected_from_now_on(invoice: &InvoiceView) -> String {
    if invoice.last_payment_failed && invoice.payment_underway.is_none() {
        t::invoice_method_at_once(&format::money(invoice.open_amount))
    } else {
        t::invoice_method_text().to_owned()
    }
}

/// What became of a payment that was asked for.
pub(super) fn collected(payment: &PaymentView) -> String {
    match (payment.status, &payment.collect_on) {
        (PaymentStatus::Succeeded, _) => t::collect_succeeded().to_owned(),
        (PaymentStatus::Pending | PaymentStatus::Underway, Some(day)) => t::collect_announced(&format::short_day(day)),
        (PaymentStatus::Pending | PaymentStatus::Underway, None) => t::collect_underway().to_owned(),
        (PaymentStatus::Failed | PaymentStatus::Returned, _) => t::collect_failed(why(payment.failure_reason)),
    }
}

/// What became of a payment that was given up: its provider may have answered in the last moment.
pub(super) fn given_up(payment: &PaymentView) -> String {
    match payment.failure_reason {
        Some(RefusalReason::GivenUp) => t::give_up_done().to_owned(),
        _ => collected(payment),
    }
}

/// What became of a refund.
pub(super) fn given_back(refund: &RefundView) -> String {
    match refund.status {
        RefundStatus::Succeeded => t::refund_done().to_owned(),
        RefundStatus::Pending => t::refund_pending().to_owned(),
        RefundStatus::Failed => t::refund_failed(why(refund.failure_reason)),
    }
}

fn why(reason: Option<RefusalReason>) -> &'static str {
    refusal(reason.unwrap_or(RefusalReason::Declined))
}

/// With its code, as it stands on the bank's statement.
pub(super) fn return_reason(reason: ReturnReason) -> String {
    let text = match reason {
        ReturnReason::IncorrectAccount => t::return_incorrect_account(),
        ReturnReason::ClosedAccount => t::return_closed_account(),
        ReturnReason::BlockedAccount => t::return_blocked_account(),
        ReturnReason::DebtorAccountType => t::return_account_type(),
        ReturnReason::DirectDebitForbidden => t::return_forbidden(),
        ReturnReason::BankOperationCode => t::return_operation(),
        ReturnReason::InsufficientFunds => t::return_funds(),
        ReturnReason::Duplicate => t::return_duplicate(),
        ReturnReason::NoMandate => t::return_no_mandate(),
        ReturnReason::MandateData => t::return_mandate_data(),
        ReturnReason::RefundRequested => t::return_refund(),
        ReturnReason::DebtorDeceased => t::return_deceased(),
        ReturnReason::ByOrder => t::return_by_order(),
        ReturnReason::NotSpecified => t::return_not_specified(),
        ReturnReason::Regulatory => t::return_regulatory(),
        ReturnReason::CreditorIdentifier => t::return_creditor(),
        ReturnReason::Service => t::return_service(),
    };
    t::return_reason(reason.as_str(), text)
}

#[cfg(test)]
mod tests {
    use portico_shared::invoices::{CollectedWith, PaymentIn};
    use serde_json::json;

    use super::*;
    use crate::sent::sent;

    fn payment(status: &str, collect_on: Option<&str>, is_in_file: bool) -> PaymentView {
        let id = "01930000-0000-7000-8000-000000000001";
        let money = json!({ "amount": 4990, "currency": "EUR" });
        serde_json::from_value(json!({
            "id": id, "invoice": id, "paymentMethod": id, "source": "collected", "status": status, "amount": money,
            "paidOn": null, "reference": null, "failureCode": null, "failureReason": null, "returnedAt": null,
            "collectOn": collect_on, "debitFile": is_in_file.then_some(id),
            "refundedAmount": { "amount": 0, "currency": "EUR" }, "createdAt": "2026-11-22T12:00:00Z",
            "canBeGivenUp": false
        }))
        .unwrap()
    }

    const DAY: Option<&str> = Some("2026-12-01");

    #[test]
    fn an_attempt_says_where_it_stands() {
        let said = |payment: &PaymentView| payment_badge(payment).1;
        assert_eq!(said(&payment("pending", None, false)), t::payment_pending());
        assert_eq!(said(&payment("underway", DAY, false)), t::payment_announced());
        assert_eq!(said(&payment("underway", DAY, true)), t::payment_underway());
        assert_eq!(said(&payment("underway", None, false)), t::payment_underway());
        assert_eq!(said(&payment("succeeded", None, false)), t::payment_collected());
        assert_eq!(said(&payment("failed", None, false)), t::payment_failed());
        assert_eq!(said(&payment("returned", DAY, true)), t::payment_returned());
        let recorded = PaymentView {
            source: PaymentSource::Recorded,
            ..payment("succeeded", None, false)
        };
        assert_eq!(said(&recorded), t::payment_succeeded());
        let withdrawn = PaymentView {
            failure_reason: Some(RefusalReason::Withdrawn),
            ..payment("failed", DAY, false)
        };
        assert_eq!(payment_badge(&withdrawn), (Tone::Neutral, t::payment_withdrawn()));
    }

    #[test]
    fn an_attempt_names_what_it_was_made_with() {
        let with = |kind, name: &str, iban: Option<&str>, collect_on| PaymentView {
            collected_with: Some(CollectedWith {
                kind,
                name: name.into(),
                iban: iban.map(Into::into),
            }),
            ..payment("failed", collect_on, false)
        };
        let card = with(PaymentMethodType::Card, "Visa (4242)", None, None);
        assert_eq!(means(&card).1.as_deref(), Some("Visa (4242)"));
        let iban = "DE8937************3000";
        let debit = with(PaymentMethodType::SepaDebit, "SEPA (3000)", Some(iban), DAY);
        assert_eq!(means(&debit), (t::payment_own_debit(), Some(iban.to_owned())));
        let transfer = with(PaymentMethodType::BankTransfer, "Bank transfer", None, None);
        assert_eq!(means(&transfer).1, None);
        let recorded = PaymentView {
            source: PaymentSource::Recorded,
            reference: Some("RE-1".into()),
            ..payment("succeeded", None, false)
        };
        assert!(means(&recorded).1.is_some_and(|text| text.ends_with(": RE-1")));
        assert_eq!(means(&payment("failed", None, false)).1, None);
    }

    #[test]
    fn what_the_bank_has_can_come_back() {
        assert!(is_returnable(&payment("underway", DAY, true)));
        assert!(is_returnable(&payment("succeeded", DAY, true)));
        for (status, day, is_in_file) in [
            ("underway", DAY, false),
            ("underway", None, false),
            ("succeeded", None, false),
            ("failed", DAY, true),
            ("returned", DAY, true),
        ] {
            assert!(!is_returnable(&payment(status, day, is_in_file)), "{status}");
        }
    }

    #[test]
    fn what_waits_for_a_file_can_be_withdrawn() {
        assert!(is_withdrawable(&payment("underway", DAY, false)));
        assert!(!is_withdrawable(&payment("underway", DAY, true)));
        assert!(!is_withdrawable(&payment("underway", None, false)), "at a provider");
        assert!(!is_withdrawable(&payment("succeeded", DAY, true)));
    }

    fn euros(amount: i64) -> Money {
        Money::new(amount, Currency::EUR)
    }

    #[test]
    fn only_what_is_open_is_paid() {
        let (invoice, unpaid) = (InvoiceType::Invoice, InvoiceStatus::Unpaid);
        assert!(is_owed(invoice, unpaid, euros(1)));
        assert!(is_owed(invoice, InvoiceStatus::Reminded, euros(1)));
        assert!(!is_owed(invoice, unpaid, euros(0)));
        assert!(!is_owed(invoice, InvoiceStatus::Paid, euros(1)));
        assert!(!is_owed(InvoiceType::Credit, unpaid, euros(1)));
        assert!(is_on_its_way(&payment("underway", DAY, false)) && is_on_its_way(&payment("pending", None, false)));
        assert!(!is_on_its_way(&payment("failed", None, false)));
    }

    #[test]
    fn what_a_provider_collected_can_be_given_back_once() {
        let paid = payment("succeeded", None, false);
        assert_eq!(left(&paid), Some(euros(4990)));
        let partly = PaymentView {
            refunded_amount: euros(4000),
            ..paid.clone()
        };
        assert_eq!(left(&partly), Some(euros(990)));
        let wholly = PaymentView {
            refunded_amount: euros(4990),
            ..paid.clone()
        };
        assert_eq!(left(&wholly), None);
        let recorded = PaymentView {
            source: PaymentSource::Recorded,
            ..paid
        };
        assert_eq!(left(&recorded), None, "it came in elsewhere");
        assert_eq!(left(&payment("succeeded", DAY, true)), None, "at the own bank");
        assert_eq!(left(&payment("failed", None, false)), None);
    }

    #[test]
    fn an_invoice_waits_for_what_can_be_charged_without_its_owner() {
        let method = |gateway: &str, kind: &str, status: &str, lasts: bool| -> PaymentMethodView {
            let id = "01930000-0000-7000-8000-000000000001";
            serde_json::from_value(json!({
                "id": id, "customer": id, "gatewayName": gateway, "type": kind, "default": false, "status": status,
                "source": "api", "enabled": true, "futureUsageAllowed": lasts, "name": "Mine",
                "creationDate": "2026-11-22T12:00:00Z", "expirationDate": null, "card": null, "sepaDebit": null,
                "paypal": null
            }))
            .unwrap()
        };
        let id = |last: u8| -> InvoiceId { format!("01930000-0000-7000-8000-00000000000{last}").parse().unwrap() };
        let fits_in = |method, currency| !collecting(&[method], (id(1), currency)).is_empty();
        let fits = |method| fits_in(method, Currency::EUR);
        assert!(fits(method("stripe", "card", "active", true)));
        assert!(
            fits(method("sepa_debit", "sepa_debit", "active", false)),
            "our own mandate"
        );
        assert!(!fits(method("stripe", "card", "active", false)));
        assert!(!fits(method("stripe", "card", "expired", true)));
        assert!(!fits(method("bank_transfer", "bank_transfer", "active", true)));
        let dollars: Currency = "USD".parse().unwrap();
        assert!(fits_in(method("stripe", "card", "active", true), dollars));
        assert!(
            !fits_in(method("sepa_debit", "sepa_debit", "active", true), dollars),
            "debits are in euros"
        );
        let added_for = |invoice| PaymentMethodView {
            invoice: Some(invoice),
            ..method("sepa_debit", "sepa_debit", "active", false)
        };
        assert!(fits(added_for(id(1))));
        assert!(!fits(added_for(id(2))), "for another invoice alone");
    }

    #[test]
    fn an_amount_is_something_and_no_more_than_there_is() {
        assert_eq!(within("49,90", euros(4990)), Some(4990));
        assert_eq!(within("0.01", euros(4990)), Some(1));
        for wrong in ["", "0", "-1", "49.91", "soon"] {
            assert_eq!(within(wrong, euros(4990)), None, "{wrong}");
        }
    }

    #[test]
    fn a_payment_that_came_in_says_what_is_known_of_it() {
        let read = |body| serde_json::from_value::<PaymentIn>(sent(body)).unwrap();
        let whole = read(receipt(4990, "2026-11-20", " RE-42 "));
        assert_eq!((whole.amount, whole.reference.as_deref()), (Some(4990), Some("RE-42")));
        assert_eq!(whole.paid_on.unwrap().as_str(), "2026-11-20");
        let least = read(receipt(1, "", " "));
        assert_eq!((least.amount, least.paid_on, least.reference), (Some(1), None, None));
    }

    #[test]
    fn what_failed_says_why() {
        let failed = PaymentView {
            failure_reason: Some(RefusalReason::InsufficientFunds),
            ..payment("failed", None, false)
        };
        assert!(collected(&failed).contains(t::refusal_funds()));
        assert_eq!(collected(&payment("succeeded", None, false)), t::collect_succeeded());
        assert_eq!(collected(&payment("underway", None, false)), t::collect_underway());
    }

    #[test]
    fn an_answer_in_the_last_moment_counts() {
        let failed = PaymentView {
            failure_reason: Some(RefusalReason::GivenUp),
            ..payment("failed", None, false)
        };
        assert_eq!(given_up(&failed), t::give_up_done());
        assert_eq!(given_up(&payment("succeeded", None, false)), t::collect_succeeded());
    }

    #[test]
    fn each_reason_has_words_of_its_own_and_its_code() {
        let mut texts: Vec<_> = ReturnReason::ALL.iter().map(|one| return_reason(*one)).collect();
        assert!(
            texts
                .iter()
                .zip(ReturnReason::ALL)
                .all(|(text, one)| text.contains(one.as_str()))
        );
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), ReturnReason::ALL.len());
    }
}
