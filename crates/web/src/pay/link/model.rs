//! What a link's standing says to its holder.

use portico_shared::{
    ErrorCode,
    invoices::PaymentStatus,
    payment_methods::{LinkInvoice, LinkStanding},
};
use portico_ui::{client::Failure, components::Tone, i18n::format, texts::portal as t};

use super::super::model::refusal;

/// Whether a failure says that there is no such link any more. Limits and outages say nothing about it.
pub(super) fn is_dead(failure: &Failure) -> bool {
    !matches!(
        failure.code(),
        None | Some(ErrorCode::TooManyRequests | ErrorCode::Unavailable | ErrorCode::Internal)
    )
}

/// What is asked about, ticked: existing subscriptions and those to come, each where something else can be kept for them.
pub(super) fn uses(standing: &LinkStanding) -> [Option<bool>; 2] {
    [standing.has_subscriptions, standing.has_default].map(|is_asked| is_asked.then_some(true))
}

/// Whether an answer is still to come.
pub(super) fn is_pending(standing: &LinkStanding) -> bool {
    standing.invoices.iter().any(|one| one.status == PaymentStatus::Pending)
}

/// Where the page goes by itself. What can be saved there takes whoever saves it as long as it takes (WCAG 2.2.1).
pub(super) fn leads_on(standing: &LinkStanding) -> Option<String> {
    standing.redirect_url.clone().filter(|_| !standing.has_mandate)
}

pub(super) fn outcome(invoice: &LinkInvoice) -> (Tone, &'static str) {
    match invoice.status {
        PaymentStatus::Succeeded => (Tone::Good, t::invoice_paid()),
        PaymentStatus::Underway if invoice.collect_on.is_some() => (Tone::Info, t::pay_underway_title()),
        PaymentStatus::Underway => (Tone::Info, t::link_underway()),
        PaymentStatus::Pending => (Tone::Neutral, t::link_pending()),
        PaymentStatus::Failed | PaymentStatus::Returned => (Tone::Bad, t::invoice_failed()),
    }
}

/// Why it failed, where it did, or the day on which the account is debited.
pub(super) fn detail(invoice: &LinkInvoice) -> Option<String> {
    match (invoice.status, &invoice.collect_on) {
        (PaymentStatus::Failed | PaymentStatus::Returned, _) => Some(refusal(invoice.failure_reason).to_owned()),
        (PaymentStatus::Underway, Some(day)) => {
            let amount = format::money(invoice.amount);
            Some(t::pay_underway_on(&amount, &format::day(day)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn standing(has_subscriptions: bool, status: &str) -> LinkStanding {
        serde_json::from_value(json!({
            "customerName": "Acme", "language": "de", "done": true, "hasSubscriptions": has_subscriptions,
            "hasDefault": false,
            "begun": null, "paymentMethod": null, "hasMandate": false, "redirectUrl": "https://shop.example/done",
            "toTransfer": [],
            "invoices": [{
                "number": "R-1", "amount": {"amount": 100, "currency": "EUR"}, "status": status,
                "failureReason": "insufficient_funds"
            }]
        }))
        .unwrap()
    }

    #[test]
    fn what_it_is_used_for_is_asked_where_there_is_something_to_use_it_for() {
        let asked = |has_subscriptions, has_default| {
            uses(&LinkStanding {
                has_default,
                ..standing(has_subscriptions, "pending")
            })
        };
        assert_eq!(asked(true, true), [Some(true); 2]);
        assert_eq!(
            asked(true, false),
            [Some(true), None],
            "each names its own, or cannot be collected"
        );
        assert_eq!(asked(false, true), [None, Some(true)]);
        assert_eq!(asked(false, false), [None; 2]);
    }

    #[test]
    fn an_answer_is_waited_for_until_there_is_one() {
        assert!(is_pending(&standing(false, "pending")));
        assert!(!is_pending(&standing(false, "underway")));
    }

    #[test]
    fn a_page_with_something_to_save_leaves_when_its_reader_does() {
        let card = standing(false, "succeeded");
        assert_eq!(leads_on(&card).as_deref(), Some("https://shop.example/done"));
        let mandate = LinkStanding {
            has_mandate: true,
            ..card
        };
        assert_eq!(leads_on(&mandate), None);
    }

    #[test]
    fn only_what_failed_has_a_reason() {
        let detail = |status| detail(&standing(false, status).invoices[0]);
        assert_eq!(detail("failed").as_deref(), Some(t::refused_funds()));
        assert_eq!(detail("succeeded"), None);
        assert_eq!(detail("underway"), None, "no day is known");
    }

    #[test]
    fn where_the_day_is_known_nothing_is_said_of_a_few() {
        let underway = |day: Option<&str>| {
            let mut invoice = standing(false, "underway").invoices.remove(0);
            invoice.collect_on = day.map(|day| serde_json::from_value(json!(day)).unwrap());
            outcome(&invoice).1
        };
        assert_eq!(underway(None), t::link_underway());
        assert_eq!(underway(Some("2026-12-14")), t::pay_underway_title());
    }

    #[test]
    fn an_outage_does_not_make_a_link_dead() {
        assert!(!is_dead(&Failure::Network));
        assert!(is_dead(&Failure::Unauthorized));
    }
}
