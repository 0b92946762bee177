//! About people, and where to reach them.

use chrono::{DateTime, Utc};
use portico_shared::{
    addresses::{street_line, town_lines},
    mails::MailKind,
};

use super::{
    super::{content::Content, render::at},
    Mail, contact,
};
use crate::{
    db::entities::{addresses, customers, tenants},
    features::sessions::service::masked,
};

impl Mail {
    pub fn user_added(customer: &customers::Model, email: &str, tenant: &tenants::Model, now: DateTime<Utc>) -> Self {
        let content = Content::UserAdded {
            customer: customer.display_name(),
            email: email.to_owned(),
            received: at(tenant, now, customer.language),
        };
        Self::new(customer, content)
    }

    pub fn invoice_recipient_added(
        customer: &customers::Model,
        email: &str,
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let content = Content::InvoiceRecipientAdded {
            customer: customer.display_name(),
            email: email.to_owned(),
            received: at(tenant, now, customer.language),
        };
        Self::new(customer, content)
    }

    pub fn address_changed(
        customer: &customers::Model,
        address: &addresses::Model,
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let content = Content::AddressChanged {
            customer: customer.display_name(),
            address_type: address.kind,
            lines: lines(address, &tenant.country_code),
            received: at(tenant, now, customer.language),
        };
        Self::new(customer, content)
    }

    /// Tells the holder of the address that was replaced.
    pub fn email_changed(
        before: &customers::Model,
        after: &customers::Model,
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let content = Content::EmailChanged {
            customer: before.display_name(),
            new_email: masked(&after.email),
            for_invoices: false,
            received: at(tenant, now, before.language),
        };
        Self::new(before, content)
    }

    /// Tells whoever got the invoices so far; nobody where they go on getting them.
    pub fn invoice_email_changed(
        before: &customers::Model,
        after: &customers::Model,
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let [old, new] = [before, after].map(|customer| contact(customer, MailKind::Invoice));
        let content = Content::EmailChanged {
            customer: before.display_name(),
            new_email: masked(&new),
            for_invoices: true,
            received: at(tenant, now, before.language),
        };
        let is_moved = before.invoice_email != after.invoice_email && old.to_lowercase() != new.to_lowercase();
        is_moved.then(|| Self {
            to: old,
            ..Self::new(before, content)
        })
    }
}

/// As on an envelope: the country only where it is another than the merchant's.
fn lines(address: &addresses::Model, home: &str) -> Vec<String> {
    let joined = |parts: [Option<&str>; 2]| {
        let parts: Vec<_> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    };
    let lines = [
        address.company_name.clone().unwrap_or_default(),
        joined([address.first_name.as_deref(), address.last_name.as_deref()]),
        address.addition.clone().unwrap_or_default(),
        street_line(&address.country_code, &address.street, &address.house_number),
    ];
    let town = town_lines(&address.country_code, &address.zip, &address.city);
    let country = Some(address.country_code.clone()).filter(|country| country != home);
    let lines = lines.into_iter().chain(town).chain(country);
    lines.filter(|line| !line.is_empty()).collect()
}
