//! From rows to views.

use portico_shared::contacts::ContactView;

use crate::{db::entities::contacts, features::media};

pub fn view(row: contacts::Model) -> ContactView {
    ContactView {
        id: row.id,
        name: row.name,
        role: row.role,
        email: row.email,
        phone: row.phone,
        booking_url: row.booking_url,
        // Written by us alone; what could not be read is no reason to hide a contact.
        languages: serde_json::from_value(row.languages).unwrap_or_default(),
        photo_url: row.photo_id.map(media::url),
        is_default: row.is_default,
    }
}
