//! What the payments of an invoice say, and what can be done about them. Pure.

use portico_shared::{
    debits::ReturnReason,
    invoices::{PaymentSource, PaymentStatus, PaymentView},
};
use portico_ui::{components::Tone, texts::console as t};

pub(super) fn payment_badge(payment: &PaymentView) -> (Tone, &'static str) {
    match payment.status {
        PaymentStatus::Pending if payment.action_until.is_some() => (Tone::Info, t::payment_confirming()),
        PaymentStatus::Pending => (Tone::Info, t::payment_pending()),
        PaymentStatus::Underway => (Tone::Info, t::payment_underway()),
        PaymentStatus::Succeeded => (Tone::Good, t::payment_succeeded()),
        PaymentStatus::Failed => (Tone::Bad, t::payment_failed()),
        PaymentStatus::Returned => (Tone::Bad, t::payment_returned()),
    }
}

pub(super) fn source(payment: &PaymentView) -> &'static str {
    match payment.source {
        PaymentSource::Recorded => t::payment_recorded(),
        PaymentSource::Collected if is_own_debit(payment) => t::payment_own_debit(),
        PaymentSource::Collected => t::payment_collected(),
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
    use serde_json::json;

    use super::*;

    fn payment(status: &str, collect_on: Option<&str>, is_in_file: bool) -> PaymentView {
        let id = "01930000-0000-7000-8000-000000000001";
        let money = json!({ "amount": 4990, "currency": "EUR" });
        serde_json::from_value(json!({
            "id": id, "invoice": id, "paymentMethod": id, "source": "collected", "status": status, "amount": money,
            "paidOn": null, "reference": null, "failureCode": null, "failureReason": null, "returnedAt": null,
            "collectOn": collect_on, "debitFile": is_in_file.then_some(id), "refundedAmount": money,
            "createdAt": "2026-11-22T12:00:00Z"
        }))
        .unwrap()
    }

    const DAY: Option<&str> = Some("2026-12-01");

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
