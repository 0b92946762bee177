//! From rows to settings and views.

use portico_shared::{
    MediaId,
    portal::PortalBrand,
    settings::{HostedPages, HostedPagesView, SettingChange, SettingsVersion, SettingsVersionView},
};
use serde_json::Value;

use super::colour::Colour;
use crate::{
    db::entities::{settings_versions, tenants},
    features::audit::{self, Difference},
};

impl tenants::Model {
    /// What Hosted Pages are set to.
    ///
    /// # Errors
    /// When what is stored is not of our form.
    pub fn pages(&self) -> Result<HostedPages, serde_json::Error> {
        read(self.hosted_pages.clone(), &self.branding)
    }
}

/// Stored settings. Tenants of the first release keep their colour in `branding` until they change something.
///
/// # Errors
/// When what is stored is not of our form.
pub fn read(stored: Value, branding: &Value) -> Result<HostedPages, serde_json::Error> {
    let is_old = stored.get("accentColour").is_none();
    let mut pages: HostedPages = serde_json::from_value(stored)?;
    if is_old {
        let colour = branding
            .get("accentColour")
            .and_then(Value::as_str)
            .and_then(Colour::parse);
        pages.accent_colour = colour.map(|colour| colour.to_string());
    }
    Ok(pages)
}

/// Where a picture is read from, on the portal's host.
fn media_url(id: MediaId) -> String {
    format!("/media/{id}")
}

pub fn brand(tenant: &tenants::Model, pages: HostedPages) -> PortalBrand {
    PortalBrand {
        merchant: tenant.name.clone(),
        portal_title: pages.portal_title,
        logo_url: pages.logo.map(media_url),
        languages: pages.languages,
        contact_email: pages.contact_email,
        contact_phone: pages.contact_phone,
        imprint_url: pages.imprint_url,
        privacy_url: pages.privacy_url,
        terms_url: pages.terms_url,
    }
}

pub fn view(pages: HostedPages, version: &settings_versions::Model) -> HostedPagesView {
    HostedPagesView {
        version: version.version,
        updated_at: version.created_at.into(),
        updated_by: version.made_by.clone(),
        show_contact_person: pages.show_contact_person,
        show_invoices: pages.show_invoices,
        manage_billing_address: pages.manage_billing_address,
        manage_payment_methods: pages.manage_payment_methods,
        view_subscriptions: pages.view_subscriptions,
        cancel_subscriptions: pages.cancel_subscriptions,
        trial_cancellation: pages.trial_cancellation,
        manage_users: pages.manage_users,
        change_email: pages.change_email,
        step_up_for_users: pages.step_up_for_users,
        step_up_for_email: pages.step_up_for_email,
        step_up_for_payment_methods: pages.step_up_for_payment_methods,
        portal_title: pages.portal_title,
        accent_colour: pages.accent_colour,
        contact_email: pages.contact_email,
        contact_phone: pages.contact_phone,
        imprint_url: pages.imprint_url,
        privacy_url: pages.privacy_url,
        terms_url: pages.terms_url,
        languages: pages.languages,
        payment_method_types: pages.payment_method_types,
        requested_link_minutes: pages.requested_link_minutes,
        sent_link_minutes: pages.sent_link_minutes,
        returned_link_minutes: pages.returned_link_minutes,
        payment_link_minutes: pages.payment_link_minutes,
        session_idle_minutes: pages.session_idle_minutes,
        session_absolute_hours: pages.session_absolute_hours,
        return_hosts: pages.return_hosts,
        logo_url: pages.logo.map(media_url),
        logo: pages.logo,
    }
}

/// A version beside the one before it.
///
/// # Errors
/// When what is stored is not of our form.
pub fn version(
    row: settings_versions::Model,
    before: Option<&settings_versions::Model>,
    tenant: &tenants::Model,
) -> Result<SettingsVersionView, serde_json::Error> {
    let settings = read(row.hosted_pages, &tenant.branding)?;
    let changes = match before {
        Some(before) => audit::diff(&read(before.hosted_pages.clone(), &tenant.branding)?, &settings)?,
        None => Vec::new(),
    };
    Ok(SettingsVersionView {
        version: row.version,
        is_current: row.version == tenant.settings_version,
        made_by: row.made_by,
        note: row.note,
        restored_from: row.restored_from,
        created_at: row.created_at.into(),
        changes: changes.into_iter().map(change).collect(),
        settings,
    })
}

/// A row of the list: the same without the content.
pub fn listed(view: SettingsVersionView) -> SettingsVersion {
    SettingsVersion {
        version: view.version,
        is_current: view.is_current,
        made_by: view.made_by,
        note: view.note,
        restored_from: view.restored_from,
        created_at: view.created_at,
        changes: view.changes,
    }
}

fn change(difference: Difference) -> SettingChange {
    SettingChange {
        before: text(&difference.before),
        after: text(&difference.after),
        field: difference.field,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(all) => {
            let all: Vec<_> = all.iter().filter_map(text).collect();
            Some(all.join(", ")).filter(|text| !text.is_empty())
        }
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => Some(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_colour_of_the_first_release_is_found_until_another_is_set() {
        let branding = json!({ "accentColour": "#0F766E" });
        let colour = |stored| read(stored, &branding).unwrap().accent_colour;
        assert_eq!(colour(json!({ "showInvoices": false })).as_deref(), Some("#0f766e"));
        assert_eq!(colour(json!({ "accentColour": "#112233" })).as_deref(), Some("#112233"));
        assert_eq!(colour(json!({ "accentColour": null })), None, "it was reset");
        let odd = json!({ "accentColour": "red;}" });
        assert_eq!(read(json!({}), &odd).unwrap().accent_colour, None);
    }
}
