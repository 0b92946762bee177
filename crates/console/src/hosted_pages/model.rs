//! Hosted Pages as somebody edits them, and what of it goes to the API. Pure.

use portico_shared::{
    Violation,
    customers::Language,
    payment_methods::PaymentMethodType,
    settings::{HostedPagesView, TrialCancellation},
};
use portico_ui::{
    client::{Body, Value},
    texts::console as t,
};

use super::span::Span;

/// What can be switched on and off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Switch {
    ViewSubscriptions,
    CancelSubscriptions,
    ManageBillingAddress,
    ManagePaymentMethods,
    ShowInvoices,
    ShowContactPerson,
    ManageUsers,
    ChangeEmail,
    StepUpForUsers,
    StepUpForEmail,
    StepUpForPaymentMethods,
}

impl Switch {
    pub(super) const ALL: [Self; 11] = [
        Self::ViewSubscriptions,
        Self::CancelSubscriptions,
        Self::ManageBillingAddress,
        Self::ManagePaymentMethods,
        Self::ShowInvoices,
        Self::ShowContactPerson,
        Self::ManageUsers,
        Self::ChangeEmail,
        Self::StepUpForUsers,
        Self::StepUpForEmail,
        Self::StepUpForPaymentMethods,
    ];

    /// Its name in the API.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::ViewSubscriptions => "viewSubscriptions",
            Self::CancelSubscriptions => "cancelSubscriptions",
            Self::ManageBillingAddress => "manageBillingAddress",
            Self::ManagePaymentMethods => "managePaymentMethods",
            Self::ShowInvoices => "showInvoices",
            Self::ShowContactPerson => "showContactPerson",
            Self::ManageUsers => "manageUsers",
            Self::ChangeEmail => "changeEmail",
            Self::StepUpForUsers => "stepUpForUsers",
            Self::StepUpForEmail => "stepUpForEmail",
            Self::StepUpForPaymentMethods => "stepUpForPaymentMethods",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::ViewSubscriptions => t::switch_view_subscriptions(),
            Self::CancelSubscriptions => t::switch_cancel_subscriptions(),
            Self::ManageBillingAddress => t::switch_manage_billing_address(),
            Self::ManagePaymentMethods => t::switch_manage_payment_methods(),
            Self::ShowInvoices => t::switch_show_invoices(),
            Self::ShowContactPerson => t::switch_show_contact_person(),
            Self::ManageUsers => t::switch_manage_users(),
            Self::ChangeEmail => t::switch_change_email(),
            Self::StepUpForUsers => t::switch_step_up_for_users(),
            Self::StepUpForEmail => t::switch_step_up_for_email(),
            Self::StepUpForPaymentMethods => t::switch_step_up_for_payment_methods(),
        }
    }

    /// What customers lose when it is off.
    pub(super) fn loss(self) -> &'static str {
        match self {
            Self::ViewSubscriptions => t::switch_view_subscriptions_off(),
            Self::CancelSubscriptions => t::switch_cancel_subscriptions_off(),
            Self::ManageBillingAddress => t::switch_manage_billing_address_off(),
            Self::ManagePaymentMethods => t::switch_manage_payment_methods_off(),
            Self::ShowInvoices => t::switch_show_invoices_off(),
            Self::ShowContactPerson => t::switch_show_contact_person_off(),
            Self::ManageUsers => t::switch_manage_users_off(),
            Self::ChangeEmail => t::switch_change_email_off(),
            Self::StepUpForUsers => t::switch_step_up_for_users_off(),
            Self::StepUpForEmail => t::switch_step_up_for_email_off(),
            Self::StepUpForPaymentMethods => t::switch_step_up_for_payment_methods_off(),
        }
    }

    /// What has to be on for it to mean something.
    pub(super) const fn needs(self) -> Option<Self> {
        match self {
            Self::CancelSubscriptions => Some(Self::ViewSubscriptions),
            Self::StepUpForUsers => Some(Self::ManageUsers),
            Self::StepUpForEmail => Some(Self::ChangeEmail),
            Self::StepUpForPaymentMethods => Some(Self::ManagePaymentMethods),
            _ => None,
        }
    }

    const fn of(self, view: &HostedPagesView) -> bool {
        match self {
            Self::ViewSubscriptions => view.view_subscriptions,
            Self::CancelSubscriptions => view.cancel_subscriptions,
            Self::ManageBillingAddress => view.manage_billing_address,
            Self::ManagePaymentMethods => view.manage_payment_methods,
            Self::ShowInvoices => view.show_invoices,
            Self::ShowContactPerson => view.show_contact_person,
            Self::ManageUsers => view.manage_users,
            Self::ChangeEmail => view.change_email,
            Self::StepUpForUsers => view.step_up_for_users,
            Self::StepUpForEmail => view.step_up_for_email,
            Self::StepUpForPaymentMethods => view.step_up_for_payment_methods,
        }
    }
}

/// A line of text; empty is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    PortalTitle,
    AccentColour,
    ContactEmail,
    ContactPhone,
    ImprintUrl,
    PrivacyUrl,
    TermsUrl,
}

impl Text {
    const ALL: [Self; 7] = [
        Self::PortalTitle,
        Self::AccentColour,
        Self::ContactEmail,
        Self::ContactPhone,
        Self::ImprintUrl,
        Self::PrivacyUrl,
        Self::TermsUrl,
    ];

    /// Its name in the API.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::PortalTitle => "portalTitle",
            Self::AccentColour => "accentColour",
            Self::ContactEmail => "contactEmail",
            Self::ContactPhone => "contactPhone",
            Self::ImprintUrl => "imprintUrl",
            Self::PrivacyUrl => "privacyUrl",
            Self::TermsUrl => "termsUrl",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::PortalTitle => t::pages_portal_title(),
            Self::AccentColour => t::pages_accent_colour(),
            Self::ContactEmail => t::pages_contact_email(),
            Self::ContactPhone => t::pages_contact_phone(),
            Self::ImprintUrl => t::pages_imprint_url(),
            Self::PrivacyUrl => t::pages_privacy_url(),
            Self::TermsUrl => t::pages_terms_url(),
        }
    }

    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::PortalTitle => t::pages_portal_title_hint(),
            Self::AccentColour => t::pages_accent_colour_hint(),
            Self::ContactEmail => t::pages_contact_email_hint(),
            Self::ContactPhone => t::pages_contact_phone_hint(),
            Self::ImprintUrl | Self::PrivacyUrl | Self::TermsUrl => t::pages_url_hint(),
        }
    }

    fn of(self, view: &HostedPagesView) -> String {
        let text = match self {
            Self::PortalTitle => &view.portal_title,
            Self::AccentColour => &view.accent_colour,
            Self::ContactEmail => &view.contact_email,
            Self::ContactPhone => &view.contact_phone,
            Self::ImprintUrl => &view.imprint_url,
            Self::PrivacyUrl => &view.privacy_url,
            Self::TermsUrl => &view.terms_url,
        };
        text.clone().unwrap_or_default()
    }
}

/// How long something lives; empty is the default of this installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    RequestedLink,
    SentLink,
    ReturnedLink,
    PaymentLink,
    SessionIdle,
    SessionAbsolute,
}

impl Life {
    pub(super) const LINKS: [Self; 4] = [
        Self::RequestedLink,
        Self::SentLink,
        Self::ReturnedLink,
        Self::PaymentLink,
    ];
    pub(super) const SESSIONS: [Self; 2] = [Self::SessionIdle, Self::SessionAbsolute];
    const ALL: [Self; 6] = [
        Self::RequestedLink,
        Self::SentLink,
        Self::ReturnedLink,
        Self::PaymentLink,
        Self::SessionIdle,
        Self::SessionAbsolute,
    ];

    /// Its name in the API.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::RequestedLink => "requestedLinkMinutes",
            Self::SentLink => "sentLinkMinutes",
            Self::ReturnedLink => "returnedLinkMinutes",
            Self::PaymentLink => "paymentLinkMinutes",
            Self::SessionIdle => "sessionIdleMinutes",
            Self::SessionAbsolute => "sessionAbsoluteHours",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::RequestedLink => t::life_requested_link(),
            Self::SentLink => t::life_sent_link(),
            Self::ReturnedLink => t::life_returned_link(),
            Self::PaymentLink => t::life_payment_link(),
            Self::SessionIdle => t::life_session_idle(),
            Self::SessionAbsolute => t::life_session_absolute(),
        }
    }

    /// What it is for, its limits, and what counts when nothing is entered.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::RequestedLink => t::life_requested_link_hint(),
            Self::SentLink => t::life_sent_link_hint(),
            Self::ReturnedLink => t::life_returned_link_hint(),
            Self::PaymentLink => t::life_payment_link_hint(),
            Self::SessionIdle => t::life_session_idle_hint(),
            Self::SessionAbsolute => t::life_session_absolute_hint(),
        }
    }

    /// Minutes of the API's unit.
    const fn step(self) -> u32 {
        match self {
            Self::SessionAbsolute => 60,
            _ => 1,
        }
    }

    fn of(self, view: &HostedPagesView) -> Span {
        let value = match self {
            Self::RequestedLink => view.requested_link_minutes,
            Self::SentLink => view.sent_link_minutes,
            Self::ReturnedLink => view.returned_link_minutes,
            Self::PaymentLink => view.payment_link_minutes,
            Self::SessionIdle => view.session_idle_minutes,
            Self::SessionAbsolute => view.session_absolute_hours,
        };
        Span::of(value.map(|value| value.saturating_mul(self.step())))
    }

    /// In the API's unit. `None`: it is none of what is possible.
    fn wire(self, span: &Span) -> Option<Value> {
        let least = if self == Self::SessionAbsolute { 60 } else { 5 };
        match span.minutes(least) {
            Ok(None) => Some(Value::Null),
            Ok(Some(minutes)) if minutes.is_multiple_of(self.step()) => {
                Some(Value::Number(i64::from(minutes / self.step())))
            }
            Ok(Some(_)) | Err(()) => None,
        }
    }
}

/// What is not right about a field, by its name in the API.
pub(super) type Wrong = (String, &'static str);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    switches: [bool; Switch::ALL.len()],
    pub(super) trial: TrialCancellation,
    texts: [String; Text::ALL.len()],
    /// The first is for who prefers none of them.
    pub(super) languages: Vec<Language>,
    /// Empty: every type there is.
    pub(super) types: Vec<PaymentMethodType>,
    lives: [Span; Life::ALL.len()],
    /// One a line.
    pub(super) hosts: String,
}

impl Entry {
    pub(super) fn of(view: &HostedPagesView) -> Self {
        Self {
            switches: Switch::ALL.map(|switch| switch.of(view)),
            trial: view.trial_cancellation,
            texts: Text::ALL.map(|text| text.of(view)),
            languages: view.languages.clone(),
            types: view.payment_method_types.clone(),
            lives: Life::ALL.map(|life| life.of(view)),
            hosts: view.return_hosts.join("\n"),
        }
    }

    pub(super) const fn switch(&self, switch: Switch) -> bool {
        self.switches[switch as usize]
    }

    pub(super) const fn set_switch(&mut self, switch: Switch, on: bool) {
        self.switches[switch as usize] = on;
    }

    /// As it was typed.
    pub(super) fn text(&self, text: Text) -> &str {
        &self.texts[text as usize]
    }

    pub(super) fn set_text(&mut self, text: Text, value: String) {
        self.texts[text as usize] = value;
    }

    pub(super) const fn life(&self, life: Life) -> &Span {
        &self.lives[life as usize]
    }

    pub(super) const fn life_mut(&mut self, life: Life) -> &mut Span {
        &mut self.lives[life as usize]
    }

    /// Ticks a type, or takes its tick away.
    pub(super) fn set_type(&mut self, kind: PaymentMethodType, on: bool) {
        self.types.retain(|other| *other != kind);
        if on {
            self.types.push(kind);
            self.types.sort_unstable();
        }
    }

    fn hosts(&self) -> Vec<String> {
        let lines = self.hosts.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    }

    fn said(&self, text: Text) -> Option<String> {
        Some(self.text(text).trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Every field as the API spells it; spans that are none are left out.
    fn fields(&self) -> Body {
        let switches = Switch::ALL.map(|switch| (switch.path(), Value::Bool(self.switch(switch))));
        let trial = ("trialCancellation", Value::Text(self.trial.as_str().to_owned()));
        let texts = Text::ALL.map(|text| (text.path(), self.said(text).into()));
        let names = |all: Vec<&str>| Value::Texts(all.into_iter().map(str::to_owned).collect());
        let languages = names(self.languages.iter().map(|one| one.as_str()).collect());
        let types = names(self.types.iter().map(|one| one.as_str()).collect());
        let lists = [
            ("languages", languages),
            ("paymentMethodTypes", types),
            ("returnHosts", Value::Texts(self.hosts())),
        ];
        let lives = Life::ALL.into_iter();
        let lives = lives.filter_map(|life| Some((life.path(), life.wire(self.life(life))?)));
        let all = switches.into_iter().chain([trial]).chain(texts).chain(lists);
        all.chain(lives).collect()
    }

    /// What the API gets: the fields that differ.
    pub(super) fn changes(&self, before: &Self) -> Body {
        let before = before.fields();
        let all = self.fields().into_iter();
        all.filter(|field| !before.contains(field)).collect()
    }

    /// Whether anything was touched, right or wrong.
    pub(super) fn differs(&self, before: &Self) -> bool {
        self.wrong().is_some() || !self.changes(before).is_empty()
    }

    /// What is plain to see before anything is sent: the first of it.
    pub(super) fn wrong(&self) -> Option<Wrong> {
        let life = Life::ALL.into_iter().find(|life| life.wire(self.life(*life)).is_none());
        life.map(|life| (life.path().to_owned(), t::life_wrong()))
    }

    /// What somebody else made of the settings meanwhile, with what was changed here.
    pub(super) fn onto(&self, before: &Self, now: Self) -> Self {
        fn pick<T: PartialEq + Clone>(own: &T, before: &T, now: T) -> T {
            if own == before { now } else { own.clone() }
        }
        fn each<T: PartialEq + Clone, const N: usize>(own: &[T; N], before: &[T; N], now: [T; N]) -> [T; N] {
            let mut all = now;
            for (index, one) in all.iter_mut().enumerate() {
                if own[index] != before[index] {
                    one.clone_from(&own[index]);
                }
            }
            all
        }
        Self {
            switches: each(&self.switches, &before.switches, now.switches),
            trial: pick(&self.trial, &before.trial, now.trial),
            texts: each(&self.texts, &before.texts, now.texts),
            languages: pick(&self.languages, &before.languages, now.languages),
            types: pick(&self.types, &before.types, now.types),
            lives: each(&self.lives, &before.lives, now.lives),
            hosts: pick(&self.hosts, &before.hosts, now.hosts),
        }
    }
}

/// What the API found: a host of a list counts for the list.
pub(super) fn refused(violations: &[Violation], text: impl Fn(&Violation) -> &'static str) -> Vec<Wrong> {
    let wrong = |violation: &Violation| {
        let field = violation.property_path.split('[').next().unwrap_or_default();
        (field.to_owned(), text(violation))
    };
    violations.iter().map(wrong).collect()
}

/// What a field of a version is called.
pub(crate) fn field_label(path: &str) -> &str {
    let switch = Switch::ALL
        .into_iter()
        .find(|one| one.path() == path)
        .map(Switch::label);
    let text = Text::ALL.into_iter().find(|one| one.path() == path).map(Text::label);
    let life = Life::ALL.into_iter().find(|one| one.path() == path).map(Life::label);
    let other = match path {
        "trialCancellation" => Some(t::pages_trial()),
        "languages" => Some(t::pages_languages()),
        "paymentMethodTypes" => Some(t::pages_types()),
        "returnHosts" => Some(t::pages_hosts()),
        "logo" => Some(t::pages_logo()),
        _ => None,
    };
    switch.or(text).or(life).or(other).unwrap_or(path)
}

/// A value of a version in words.
pub(super) fn value_label(path: &str, value: Option<&str>) -> String {
    match value {
        None | Some("") => t::version_not_set().to_owned(),
        Some(_) if path == "logo" => t::version_logo().to_owned(),
        Some("true") => t::version_on().to_owned(),
        Some("false") => t::version_off().to_owned(),
        Some("immediately") => t::trial_immediately().to_owned(),
        Some("end_of_trial") => t::trial_end().to_owned(),
        Some(minutes) if path.ends_with("Minutes") => t::version_minutes(minutes),
        Some(hours) if path.ends_with("Hours") => t::version_hours(hours),
        Some(text) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
