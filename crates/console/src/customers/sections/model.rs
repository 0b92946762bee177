//! What the sections of a customer say. Pure: the server gave every date.

use portico_shared::{
    Date,
    customers::MemberRole,
    invoices::{InvoiceStatus, InvoiceType, InvoiceView, PaymentUnderway},
    payment_methods::{PaymentMethodStatus, PaymentMethodView, RefusalReason},
    sessions::{LinkPurpose, LinkView, SessionView},
    subscriptions::{SubscriptionStatus, SubscriptionView},
};
use portico_ui::{
    client::{Body, Value},
    components::Tone,
    texts::{console as t, portal as p},
};

/// The sections of a customer's page, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Overview,
    Subscriptions,
    Invoices,
    Addresses,
    PaymentMethods,
    Contact,
    People,
    Links,
    Sessions,
    Activity,
}

impl Section {
    const ALL: [Self; 10] = [
        Self::Overview,
        Self::Subscriptions,
        Self::Invoices,
        Self::Addresses,
        Self::PaymentMethods,
        Self::Contact,
        Self::People,
        Self::Links,
        Self::Sessions,
        Self::Activity,
    ];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Subscriptions => "subscriptions",
            Self::Invoices => "invoices",
            Self::Addresses => "addresses",
            Self::PaymentMethods => "payment-methods",
            Self::Contact => "contact",
            Self::People => "people",
            Self::Links => "links",
            Self::Sessions => "sessions",
            Self::Activity => "activity",
        }
    }

    /// From the query string; anything else is the first.
    pub(crate) fn at(text: Option<&str>) -> Self {
        let found = Self::ALL.into_iter().find(|section| Some(section.as_str()) == text);
        found.unwrap_or(Self::Overview)
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Overview => t::section_overview(),
            Self::Subscriptions => t::section_subscriptions(),
            Self::Invoices => t::section_invoices(),
            Self::Addresses => t::section_addresses(),
            Self::PaymentMethods => t::section_payment_methods(),
            Self::Contact => t::section_contact(),
            Self::People => t::section_people(),
            Self::Links => t::section_links(),
            Self::Sessions => t::section_sessions(),
            Self::Activity => t::section_activity(),
        }
    }

    const fn permission(self) -> &'static str {
        match self {
            Self::Overview | Self::Addresses | Self::People => "customer:read",
            Self::Subscriptions => "subscription:read",
            Self::Invoices => "invoice:read",
            Self::PaymentMethods => "payment-method:read",
            Self::Contact => "contact:read",
            Self::Links => "link:read",
            Self::Sessions => "session:read",
            Self::Activity => "audit:read",
        }
    }

    pub(crate) fn offered(may: impl Fn(&str) -> bool) -> Vec<Self> {
        Self::ALL
            .into_iter()
            .filter(|section| may(section.permission()))
            .collect()
    }
}

/// Where a subscription stands, in the eyes of staff.
pub(super) fn subscription_badge(subscription: &SubscriptionView) -> (Tone, &'static str) {
    match subscription.status {
        SubscriptionStatus::Draft => (Tone::Neutral, p::status_draft()),
        SubscriptionStatus::Offer => (Tone::Neutral, p::status_offer()),
        SubscriptionStatus::Cancelled | SubscriptionStatus::Terminated => (Tone::Neutral, p::status_ended()),
        // What ends matters more than what runs or rests.
        _ if subscription.is_cancellation_pending => (Tone::Warning, p::status_pending()),
        SubscriptionStatus::Paused => (Tone::Warning, p::status_paused()),
        SubscriptionStatus::Active if subscription.is_in_trial => (Tone::Info, p::status_trial()),
        SubscriptionStatus::Active => (Tone::Good, p::status_active()),
    }
}

/// First what an invoice is, then whether money is missing.
pub(super) fn invoice_badge(invoice: &InvoiceView) -> (Tone, &'static str) {
    match (invoice.kind, invoice.status) {
        (_, InvoiceStatus::Draft) => (Tone::Neutral, p::invoice_draft()),
        (_, InvoiceStatus::Finalizing) => (Tone::Neutral, p::invoice_finalizing()),
        (InvoiceType::Credit, _) => (Tone::Neutral, p::invoice_credit()),
        (InvoiceType::Cancellation, _) => (Tone::Neutral, p::invoice_cancellation()),
        (InvoiceType::Invoice, InvoiceStatus::Cancelled) => (Tone::Neutral, p::invoice_cancelled()),
        (InvoiceType::Invoice, InvoiceStatus::Paid) => (Tone::Good, p::invoice_paid()),
        (InvoiceType::Invoice, _) if underway(invoice).is_some() => (Tone::Info, p::invoice_underway()),
        (InvoiceType::Invoice, _) if invoice.last_payment_failed => (Tone::Bad, p::invoice_failed()),
        (InvoiceType::Invoice, _) if invoice.is_overdue => (Tone::Bad, p::invoice_overdue()),
        (InvoiceType::Invoice, InvoiceStatus::Reminded) => (Tone::Warning, p::invoice_reminded()),
        (InvoiceType::Invoice, InvoiceStatus::Unpaid) => (Tone::Info, p::invoice_open()),
    }
}

/// What is being collected where that is all that is open.
fn underway(invoice: &InvoiceView) -> Option<&PaymentUnderway> {
    let underway = invoice.payment_underway.as_ref();
    underway.filter(|one| one.covers(invoice.open_amount))
}

/// The day on which all that is open will be debited.
pub(super) fn collected_on(invoice: &InvoiceView) -> Option<&Date> {
    underway(invoice)?.collect_on.as_ref()
}

pub(super) fn method_badge(method: &PaymentMethodView) -> (Tone, &'static str) {
    match method.status {
        PaymentMethodStatus::Expired => (Tone::Bad, p::payment_expired()),
        PaymentMethodStatus::Revoked => (Tone::Bad, p::payment_revoked()),
        PaymentMethodStatus::ActionRequired => (Tone::Warning, t::payment_action_required()),
        PaymentMethodStatus::GatewayUnconfigured => (Tone::Warning, p::payment_unconfigured()),
        PaymentMethodStatus::Active if !method.enabled => (Tone::Neutral, p::payment_disabled()),
        PaymentMethodStatus::Active => (Tone::Good, t::payment_usable()),
    }
}

/// Why a payment method or a payment was refused.
pub(super) fn refusal(reason: RefusalReason) -> &'static str {
    match reason {
        RefusalReason::Declined => t::refusal_declined(),
        RefusalReason::InsufficientFunds => t::refusal_funds(),
        RefusalReason::Expired => t::refusal_expired(),
        RefusalReason::WrongData => t::refusal_data(),
        RefusalReason::AuthenticationRequired => t::refusal_authentication(),
        RefusalReason::LimitExceeded => t::refusal_limit(),
        RefusalReason::NotAuthorised => t::refusal_not_authorised(),
        RefusalReason::AccountClosed => t::refusal_account_closed(),
        RefusalReason::NotSupported => t::refusal_not_supported(),
        RefusalReason::TryAgain => t::refusal_try_again(),
        RefusalReason::Cancelled => t::refusal_cancelled(),
        RefusalReason::MethodRemoved => t::refusal_method_removed(),
        RefusalReason::AlreadyThere => t::refusal_already_there(),
        RefusalReason::GivenUp => t::refusal_given_up(),
        RefusalReason::Refunded => t::refusal_given_back(),
        RefusalReason::Withdrawn => t::refusal_withdrawn(),
        RefusalReason::PaidOtherwise => t::refusal_paid_otherwise(),
    }
}

/// What became of a link. `now` is an instant as the API spells it, so that texts compare as times do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkState {
    Ended,
    Used,
    Expired,
    Open,
}

impl LinkState {
    pub(super) fn of(link: &LinkView, now: f64, instant: impl Fn(&str) -> f64) -> Self {
        if link.revoked_at.is_some() {
            Self::Ended
        } else if link.consumed_at.is_some() {
            Self::Used
        } else if instant(link.expires_at.as_str()) <= now {
            Self::Expired
        } else {
            Self::Open
        }
    }

    pub(super) fn badge(self) -> (Tone, &'static str) {
        match self {
            Self::Ended => (Tone::Neutral, t::link_ended()),
            Self::Used => (Tone::Info, t::link_used()),
            Self::Expired => (Tone::Neutral, t::link_expired()),
            Self::Open => (Tone::Good, t::link_open()),
        }
    }
}

pub(super) fn purpose(link: &LinkView) -> &'static str {
    match link.purpose {
        LinkPurpose::Login if link.is_mailed => t::link_login_mailed(),
        LinkPurpose::Login => t::link_login(),
        LinkPurpose::PaymentMethod => t::link_payment_method(),
        LinkPurpose::EmailChange => t::link_email_change(),
        LinkPurpose::EmailUndo => t::link_email_undo(),
        LinkPurpose::InvoiceRecipient => t::link_invoice_recipient(),
        LinkPurpose::View => t::link_view(),
    }
}

/// "Firefox on Windows", as far as it is known.
pub(super) fn device(session: &SessionView) -> String {
    match (&session.browser, &session.system) {
        (Some(browser), Some(system)) => p::session_device(browser, system),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => t::session_no_browser().to_owned(),
    }
}

pub(super) fn role(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Owner => p::role_owner(),
        MemberRole::Billing => p::role_billing(),
        MemberRole::Viewer => p::role_viewer(),
    }
}

pub(super) fn role_hint(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Owner => p::role_owner_hint(),
        MemberRole::Billing => p::role_billing_hint(),
        MemberRole::Viewer => p::role_viewer_hint(),
    }
}

/// When a contract is to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    NextPossible,
    Immediate,
    /// With the trial, of which this is the last day.
    WithTrial(String),
    /// With this as its last day, `YYYY-MM-DD`; empty while nothing is picked.
    On(String),
}

impl End {
    pub(super) const fn as_str(&self) -> &'static str {
        match self {
            Self::NextPossible => "next_possible",
            Self::Immediate => "immediate",
            Self::WithTrial(_) | Self::On(_) => "custom",
        }
    }

    /// What the API is told; `None` while a day is missing.
    pub(super) fn body(&self, send_mail: bool) -> Option<Body> {
        let kind = ("cancellationDateType", Value::Text(self.as_str().to_owned()));
        let mail = ("sendConfirmationEmail", Value::Bool(send_mail));
        let date = match self {
            Self::WithTrial(last) | Self::On(last) => {
                Some(("cancellationDate", Value::Text(start_of_day_after(last)?)))
            }
            Self::NextPossible | Self::Immediate => None,
        };
        Some([kind, mail].into_iter().chain(date).collect())
    }
}

/// An instant on the day after `last`, by which the API knows the day: 10:00 in UTC is that day in every zone from -10 to
/// +13, and the browser does not know the merchant's.
fn start_of_day_after(last: &str) -> Option<String> {
    let mut parts = last.splitn(3, '-').map(str::parse::<u32>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let (year, month, day) = match (month, day) {
        (_, 0) => return None,
        (12, 31) => (year + 1, 1, 1),
        (_, day) if day == length => (year, month + 1, 1),
        (_, day) if day > length => return None,
        (_, day) => (year, month, day + 1),
    };
    Some(format!("{year:04}-{month:02}-{day:02}T10:00:00Z"))
}

/// The last day of the term, or of the contract where it is cancelled.
pub(super) fn last_day(subscription: &SubscriptionView) -> Option<&Date> {
    let cancelled = subscription.cancellation_last_day.as_ref();
    cancelled.or(subscription.contract_details.contract_end_last_day.as_ref())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_end_is_the_day_after_the_last_one() {
        for (last, sent) in [
            ("2026-11-22", "2026-11-23T10:00:00Z"),
            ("2026-11-30", "2026-12-01T10:00:00Z"),
            ("2026-12-31", "2027-01-01T10:00:00Z"),
            ("2028-02-28", "2028-02-29T10:00:00Z"),
            ("2100-02-28", "2100-03-01T10:00:00Z"),
        ] {
            assert_eq!(start_of_day_after(last).as_deref(), Some(sent), "{last}");
        }
    }

    #[test]
    fn without_a_day_nothing_is_sent() {
        for text in ["", "2026-13-01", "2026-02-29", "2026-01-00", "tomorrow"] {
            assert_eq!(End::On(text.into()).body(true), None, "{text}");
        }
    }

    #[test]
    fn a_cancellation_says_when_and_whether_to_write() {
        let kind = ("cancellationDateType", Value::Text("immediate".into()));
        let mail = ("sendConfirmationEmail", Value::Bool(false));
        assert_eq!(End::Immediate.body(false), Some(vec![kind, mail]));
    }

    #[test]
    fn with_the_trial_is_a_day_that_is_known() {
        let day = "2026-12-05".to_owned();
        assert_eq!(End::WithTrial(day.clone()).body(true), End::On(day).body(true));
    }

    #[test]
    fn a_section_is_found_by_its_name_and_else_it_is_the_first() {
        for section in Section::ALL {
            assert_eq!(Section::at(Some(section.as_str())), section);
        }
        assert_eq!(Section::at(Some("nothing")), Section::Overview);
        assert_eq!(Section::at(None), Section::Overview);
    }

    #[test]
    fn only_sections_that_may_be_read_are_offered() {
        let offered = Section::offered(|permission| permission == "link:read");
        assert_eq!(offered, [Section::Links]);
    }

    /// An invoice over 49.90 that could not be collected, and what is being collected now, if anything.
    fn invoice(underway: serde_json::Value) -> InvoiceView {
        let id = "01930000-0000-7000-8000-000000000001";
        let money = json!({ "amount": 4990, "currency": "EUR" });
        serde_json::from_value(json!({
            "id": id, "externalId": null, "number": "RE-1", "type": "TYPE_INVOICE", "status": "STATUS_REMINDED", "source": "portico",
            "customer": {
                "id": id, "customerNumber": "KD-1", "timeZone": "Europe/Berlin", "firstName": "Ada", "lastName": null,
                "currencyCode": "EUR", "companyName": null, "datevId": null, "status": "STATUS_ACTIVE"
            },
            "subscription": null, "referencedInvoice": null, "currencyCode": "EUR", "creationDate": "2026-11-01",
            "finalizationDate": null, "dueDate": "2026-11-15", "payDate": null, "lastReminderDate": null, "lastSentAt": null,
            "dunningLevel": 1, "netAmount": money, "taxAmount": money, "roundingAmount": money, "grossAmount": money,
            "discountAmount": money, "openAmount": money, "paidAmount": money, "creditedAmount": money,
            "dunningFeeAmount": money, "refundAmount": money, "dunningStatus": "reminded", "paymentMethod": null,
            "isOverdue": false, "lastPaymentFailed": true, "paymentUnderway": underway, "title": null, "introduction": null,
            "closing": null, "invoiceAddress": null, "hasPdf": true, "hasXml": true
        }))
        .unwrap()
    }

    #[test]
    fn what_is_on_its_way_is_said_in_place_of_what_failed_before() {
        let underway = |amount: i64, day: Option<&str>| {
            let id = "01930000-0000-7000-8000-000000000002";
            let amount = json!({ "amount": amount, "currency": "EUR" });
            invoice(json!({ "id": id, "amount": amount, "status": "underway", "collectOn": day }))
        };
        let said = |invoice: &InvoiceView| invoice_badge(invoice).1;
        let day = |invoice: &InvoiceView| collected_on(invoice).map(|day| day.as_str().to_owned());
        assert_eq!(said(&invoice(json!(null))), p::invoice_failed());
        let announced = underway(4990, Some("2026-12-14"));
        assert_eq!(said(&announced), p::invoice_underway());
        assert_eq!(day(&announced).as_deref(), Some("2026-12-14"));
        let asked = underway(4990, None);
        assert_eq!((said(&asked), day(&asked)), (p::invoice_underway(), None));
        let part = underway(1000, Some("2026-12-14"));
        assert_eq!((said(&part), day(&part)), (p::invoice_failed(), None));
    }

    fn link(changes: serde_json::Value) -> LinkView {
        let id = "01930000-0000-7000-8000-000000000001";
        let mut value = json!({
            "id": id, "purpose": "login", "customer": id, "madeBy": "operator:1", "isMailed": false,
            "createdAt": "2026-11-22T12:00:00Z", "expiresAt": "2026-11-22T13:00:00Z",
            "firstUsedAt": null, "consumedAt": null, "revokedAt": null
        });
        if let (Some(value), Some(changes)) = (value.as_object_mut(), changes.as_object()) {
            value.extend(changes.clone());
        }
        serde_json::from_value(value).unwrap()
    }

    fn state(link: &LinkView, now: f64) -> LinkState {
        // The hour alone tells the times of these tests apart.
        LinkState::of(link, now, |text| text[11..13].parse().unwrap())
    }

    #[test]
    fn a_link_works_until_it_is_used_ended_or_out_of_time() {
        assert_eq!(state(&link(json!({})), 12.0), LinkState::Open);
        assert_eq!(state(&link(json!({})), 13.0), LinkState::Expired);
        let used = json!({ "firstUsedAt": "2026-11-22T12:00:00Z", "consumedAt": "2026-11-22T12:00:00Z" });
        assert_eq!(state(&link(used), 12.0), LinkState::Used);
        let ended = json!({ "firstUsedAt": "2026-11-22T12:00:00Z", "revokedAt": "2026-11-22T12:00:00Z" });
        assert_eq!(state(&link(ended), 12.0), LinkState::Ended);
    }

    #[test]
    fn opening_does_not_use_up_a_payment_link() {
        let opened = json!({ "purpose": "payment_method", "firstUsedAt": "2026-11-22T12:00:00Z" });
        assert_eq!(state(&link(opened), 12.0), LinkState::Open);
        let used = json!({ "purpose": "payment_method", "firstUsedAt": "2026-11-22T12:00:00Z", "consumedAt": "2026-11-22T12:00:00Z" });
        assert_eq!(state(&link(used.clone()), 12.0), LinkState::Used);
        assert_eq!(
            state(&link(used), 13.0),
            LinkState::Used,
            "its time does not matter any more"
        );
    }
}
