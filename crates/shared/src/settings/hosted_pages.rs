//! Hosted Pages: what the portal shows and lets customers do, how it looks, how long links and sessions live.

use serde::{Deserialize, Serialize};

use crate::{Field, MediaId, Timestamp, customers::Language, macros::wire_enum, payment_methods::PaymentMethodType};

wire_enum! {
    /// When a cancellation during the trial takes effect.
    #[derive(Default)]
    TrialCancellation {
        Immediately = "immediately",
        #[default]
        EndOfTrial = "end_of_trial",
    }
}

/// The switches of the portal and what belongs to them. What is off is absent there and answers 403 to customers.
///
/// A lifetime that is null is the instance's: see `docs/settings.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "they are switches, each on its own")]
pub struct HostedPages {
    /// The personal contact and its tab.
    pub show_contact_person: bool,
    /// Invoices and their tab.
    pub show_invoices: bool,
    /// Billing addresses and their tab.
    pub manage_billing_address: bool,
    /// Payment methods and their tab.
    pub manage_payment_methods: bool,
    /// Subscriptions and their tab.
    pub view_subscriptions: bool,
    /// Cancelling and revoking; needs `viewSubscriptions`.
    pub cancel_subscriptions: bool,
    pub trial_cancellation: TrialCancellation,
    /// The people who may act for the customer: owners invite, change and remove them.
    pub manage_users: bool,
    /// Changing the customer's main address, after proof at the new one.
    pub change_email: bool,
    /// Whether inviting, changing and removing people asks for a fresh code by mail.
    pub step_up_for_users: bool,
    /// Whether changing the main address asks for a fresh code by mail.
    pub step_up_for_email: bool,
    /// Whether a new bank account and removing a payment method ask for a fresh code by mail.
    pub step_up_for_payment_methods: bool,
    /// Shown in place of the merchant's name; at most 80 characters.
    pub portal_title: Option<String>,
    /// `#rrggbb`. The portal darkens or lightens it where a theme asks for more contrast.
    pub accent_colour: Option<String>,
    /// Where customers can write to.
    pub contact_email: Option<String>,
    /// Where customers can call.
    pub contact_phone: Option<String>,
    /// https only.
    pub imprint_url: Option<String>,
    /// https only.
    pub privacy_url: Option<String>,
    /// https only.
    pub terms_url: Option<String>,
    /// What the portal offers, the first when a customer's own is not among them; at least one.
    pub languages: Vec<Language>,
    /// What customers may add; empty: every type there is.
    pub payment_method_types: Vec<PaymentMethodType>,
    /// Life of a login link that a person asked for: 5 to 43200.
    pub requested_link_minutes: Option<u32>,
    /// Life of a login link that the merchant sent: 5 to 43200.
    pub sent_link_minutes: Option<u32>,
    /// Life of a login link that the API returned: 5 to 43200.
    pub returned_link_minutes: Option<u32>,
    /// Life of a link to add a payment method: 5 to 43200.
    pub payment_link_minutes: Option<u32>,
    /// A session ends after so long without activity: 5 to 43200.
    pub session_idle_minutes: Option<u32>,
    /// A session ends after so long in any case: 1 to 720.
    pub session_absolute_hours: Option<u32>,
    /// Hosts that a customer may be sent back to; at most 50.
    pub return_hosts: Vec<String>,
    /// Set through an operation of its own.
    pub logo: Option<MediaId>,
}

impl Default for HostedPages {
    fn default() -> Self {
        Self {
            show_contact_person: true,
            show_invoices: true,
            manage_billing_address: true,
            manage_payment_methods: true,
            view_subscriptions: true,
            cancel_subscriptions: true,
            trial_cancellation: TrialCancellation::default(),
            manage_users: true,
            change_email: true,
            step_up_for_users: true,
            step_up_for_email: true,
            step_up_for_payment_methods: true,
            portal_title: None,
            accent_colour: None,
            contact_email: None,
            contact_phone: None,
            imprint_url: None,
            privacy_url: None,
            terms_url: None,
            languages: Language::ALL.to_vec(),
            payment_method_types: Vec::new(),
            requested_link_minutes: None,
            sent_link_minutes: None,
            returned_link_minutes: None,
            payment_link_minutes: None,
            session_idle_minutes: None,
            session_absolute_hours: None,
            return_hosts: Vec::new(),
            logo: None,
        }
    }
}

impl HostedPages {
    /// With the fields that were sent; null resets one to its default.
    #[must_use]
    pub fn patched(self, patch: HostedPagesPatch) -> Self {
        let standard = Self::default();
        Self {
            show_contact_person: patch
                .show_contact_person
                .or_default(self.show_contact_person, standard.show_contact_person),
            show_invoices: patch
                .show_invoices
                .or_default(self.show_invoices, standard.show_invoices),
            manage_billing_address: patch
                .manage_billing_address
                .or_default(self.manage_billing_address, standard.manage_billing_address),
            manage_payment_methods: patch
                .manage_payment_methods
                .or_default(self.manage_payment_methods, standard.manage_payment_methods),
            view_subscriptions: patch
                .view_subscriptions
                .or_default(self.view_subscriptions, standard.view_subscriptions),
            cancel_subscriptions: patch
                .cancel_subscriptions
                .or_default(self.cancel_subscriptions, standard.cancel_subscriptions),
            trial_cancellation: patch
                .trial_cancellation
                .or_default(self.trial_cancellation, standard.trial_cancellation),
            manage_users: patch.manage_users.or_default(self.manage_users, standard.manage_users),
            change_email: patch.change_email.or_default(self.change_email, standard.change_email),
            step_up_for_users: patch
                .step_up_for_users
                .or_default(self.step_up_for_users, standard.step_up_for_users),
            step_up_for_email: patch
                .step_up_for_email
                .or_default(self.step_up_for_email, standard.step_up_for_email),
            step_up_for_payment_methods: patch
                .step_up_for_payment_methods
                .or_default(self.step_up_for_payment_methods, standard.step_up_for_payment_methods),
            portal_title: patch.portal_title.or(self.portal_title),
            accent_colour: patch.accent_colour.or(self.accent_colour),
            contact_email: patch.contact_email.or(self.contact_email),
            contact_phone: patch.contact_phone.or(self.contact_phone),
            imprint_url: patch.imprint_url.or(self.imprint_url),
            privacy_url: patch.privacy_url.or(self.privacy_url),
            terms_url: patch.terms_url.or(self.terms_url),
            languages: patch.languages.or_default(self.languages, standard.languages),
            payment_method_types: patch
                .payment_method_types
                .or_default(self.payment_method_types, standard.payment_method_types),
            requested_link_minutes: patch.requested_link_minutes.or(self.requested_link_minutes),
            sent_link_minutes: patch.sent_link_minutes.or(self.sent_link_minutes),
            returned_link_minutes: patch.returned_link_minutes.or(self.returned_link_minutes),
            payment_link_minutes: patch.payment_link_minutes.or(self.payment_link_minutes),
            session_idle_minutes: patch.session_idle_minutes.or(self.session_idle_minutes),
            session_absolute_hours: patch.session_absolute_hours.or(self.session_absolute_hours),
            return_hosts: patch.return_hosts.or_default(self.return_hosts, standard.return_hosts),
            logo: self.logo,
        }
    }
}

/// A change of Hosted Pages: an absent field stays, null resets to the default.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "showInvoices": false, "accentColour": "#0f766e", "note": "Portal ohne Rechnungen" })))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HostedPagesPatch {
    /// When sent: the version that was read. 409 when it is not the current one any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// Why, for the list of versions; at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub show_contact_person: Field<bool>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub show_invoices: Field<bool>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub manage_billing_address: Field<bool>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub manage_payment_methods: Field<bool>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub view_subscriptions: Field<bool>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub cancel_subscriptions: Field<bool>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<TrialCancellation>))]
    pub trial_cancellation: Field<TrialCancellation>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub manage_users: Field<bool>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub change_email: Field<bool>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub step_up_for_users: Field<bool>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub step_up_for_email: Field<bool>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub step_up_for_payment_methods: Field<bool>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub portal_title: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "#0f766e"))]
    pub accent_colour: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "email"))]
    pub contact_email: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub contact_phone: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "uri"))]
    pub imprint_url: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "uri"))]
    pub privacy_url: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "uri"))]
    pub terms_url: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<Language>>))]
    pub languages: Field<Vec<Language>>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<PaymentMethodType>>))]
    pub payment_method_types: Field<Vec<PaymentMethodType>>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>, minimum = 5, maximum = 43200))]
    pub requested_link_minutes: Field<u32>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>, minimum = 5, maximum = 43200))]
    pub sent_link_minutes: Field<u32>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>, minimum = 5, maximum = 43200))]
    pub returned_link_minutes: Field<u32>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>, minimum = 5, maximum = 43200))]
    pub payment_link_minutes: Field<u32>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>, minimum = 5, maximum = 43200))]
    pub session_idle_minutes: Field<u32>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>, minimum = 1, maximum = 720))]
    pub session_absolute_hours: Field<u32>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>))]
    pub return_hosts: Field<Vec<String>>,
}

impl HostedPagesPatch {
    /// Fields of [`HostedPagesView`] that an update may carry and that change nothing.
    pub const READ_ONLY: &'static [&'static str] = &["logo", "logoUrl", "updatedAt", "updatedBy"];
}

/// `GET /settings/hosted-pages`: the current version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "they are switches, each on its own")]
pub struct HostedPagesView {
    /// Counts the changes; 1 is how the tenant began.
    pub version: i64,
    pub updated_at: Timestamp,
    /// `api:{key id}`, `operator:{id}` or `system:{name}`.
    pub updated_by: String,
    /// The personal contact and its tab.
    pub show_contact_person: bool,
    /// Invoices and their tab.
    pub show_invoices: bool,
    /// Billing addresses and their tab.
    pub manage_billing_address: bool,
    /// Payment methods and their tab.
    pub manage_payment_methods: bool,
    /// Subscriptions and their tab.
    pub view_subscriptions: bool,
    /// Cancelling and revoking; needs `viewSubscriptions`.
    pub cancel_subscriptions: bool,
    pub trial_cancellation: TrialCancellation,
    /// The people who may act for the customer: owners invite, change and remove them.
    pub manage_users: bool,
    /// Changing the customer's main address, after proof at the new one.
    pub change_email: bool,
    /// Whether inviting, changing and removing people asks for a fresh code by mail.
    pub step_up_for_users: bool,
    /// Whether changing the main address asks for a fresh code by mail.
    pub step_up_for_email: bool,
    pub step_up_for_payment_methods: bool,
    /// Shown in place of the merchant's name; at most 80 characters.
    pub portal_title: Option<String>,
    /// `#rrggbb`. The portal darkens or lightens it where a theme asks for more contrast.
    pub accent_colour: Option<String>,
    /// Where customers can write to.
    pub contact_email: Option<String>,
    /// Where customers can call.
    pub contact_phone: Option<String>,
    /// https only.
    pub imprint_url: Option<String>,
    /// https only.
    pub privacy_url: Option<String>,
    /// https only.
    pub terms_url: Option<String>,
    /// What the portal offers, the first when a customer's own is not among them; at least one.
    pub languages: Vec<Language>,
    /// What customers may add; empty: every type there is.
    pub payment_method_types: Vec<PaymentMethodType>,
    /// Life of a login link that a person asked for: 5 to 43200.
    pub requested_link_minutes: Option<u32>,
    /// Life of a login link that the merchant sent: 5 to 43200.
    pub sent_link_minutes: Option<u32>,
    /// Life of a login link that the API returned: 5 to 43200.
    pub returned_link_minutes: Option<u32>,
    /// Life of a link to add a payment method: 5 to 43200.
    pub payment_link_minutes: Option<u32>,
    /// A session ends after so long without activity: 5 to 43200.
    pub session_idle_minutes: Option<u32>,
    /// A session ends after so long in any case: 1 to 720.
    pub session_absolute_hours: Option<u32>,
    /// Hosts that a customer may be sent back to; at most 50.
    pub return_hosts: Vec<String>,
    /// Set through an operation of its own.
    pub logo: Option<MediaId>,
    /// Path of the logo on the portal's host.
    pub logo_url: Option<String>,
}

/// What the portal needs to know of Hosted Pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "they are switches, each on its own")]
pub struct PortalSettings {
    pub show_contact_person: bool,
    pub show_invoices: bool,
    pub manage_billing_address: bool,
    pub manage_payment_methods: bool,
    pub view_subscriptions: bool,
    pub cancel_subscriptions: bool,
    pub trial_cancellation: TrialCancellation,
    pub manage_users: bool,
    pub change_email: bool,
    /// What the customer may add; empty: every type there is.
    pub payment_method_types: Vec<PaymentMethodType>,
}

impl PortalSettings {
    /// Whether the customer may add a payment method of this type.
    pub fn allows(&self, kind: PaymentMethodType) -> bool {
        self.payment_method_types.is_empty() || self.payment_method_types.contains(&kind)
    }
}

impl Default for PortalSettings {
    fn default() -> Self {
        HostedPages::default().into()
    }
}

impl From<HostedPages> for PortalSettings {
    fn from(pages: HostedPages) -> Self {
        Self {
            show_contact_person: pages.show_contact_person,
            show_invoices: pages.show_invoices,
            manage_billing_address: pages.manage_billing_address,
            manage_payment_methods: pages.manage_payment_methods,
            view_subscriptions: pages.view_subscriptions,
            cancel_subscriptions: pages.cancel_subscriptions,
            trial_cancellation: pages.trial_cancellation,
            manage_users: pages.manage_users,
            change_email: pages.change_email,
            payment_method_types: pages.payment_method_types,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_field_stays_and_null_resets() {
        let stored = HostedPages {
            show_invoices: false,
            portal_title: Some("Kundenbereich".into()),
            languages: vec![Language::En],
            ..HostedPages::default()
        };
        assert_eq!(stored.clone().patched(HostedPagesPatch::default()), stored);
        let reset = HostedPagesPatch {
            show_invoices: Field::Null,
            portal_title: Field::Null,
            languages: Field::Null,
            ..HostedPagesPatch::default()
        };
        assert_eq!(stored.patched(reset), HostedPages::default());
    }

    #[test]
    fn settings_of_an_older_release_are_read_with_defaults() {
        let pages: HostedPages = serde_json::from_str(r#"{"showInvoices":false}"#).unwrap();
        assert_eq!(
            pages,
            HostedPages {
                show_invoices: false,
                ..HostedPages::default()
            }
        );
    }

    #[test]
    fn without_a_list_every_payment_method_is_allowed() {
        let mut settings = PortalSettings::default();
        assert!(settings.allows(PaymentMethodType::Paypal));
        settings.payment_method_types = vec![PaymentMethodType::SepaDebit];
        assert!(!settings.allows(PaymentMethodType::Paypal));
    }
}
