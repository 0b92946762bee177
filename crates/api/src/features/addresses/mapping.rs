//! From rows to views.

use portico_shared::addresses::{AddressStatus, AddressType, AddressView};

use crate::db::entities::addresses;

pub fn view(row: &addresses::Model) -> AddressView {
    AddressView {
        id: row.id,
        customer: row.customer_id,
        kind: row.kind,
        default: row.is_default,
        status: row.status,
        salutation: row.salutation,
        company_name: row.company_name.clone(),
        first_name: row.first_name.clone(),
        last_name: row.last_name.clone(),
        street: row.street.clone(),
        house_number: row.house_number.clone(),
        zip: row.zip.clone(),
        city: row.city.clone(),
        country_code: row.country_code.clone(),
        addition: row.addition.clone(),
        cost_centre: row.cost_centre.clone(),
        vat_id: row.vat_id.clone(),
    }
}

/// The default of one type among a customer's addresses.
pub fn default_of(rows: &[addresses::Model], kind: AddressType) -> Option<&addresses::Model> {
    rows.iter()
        .find(|row| row.is_default && row.kind == kind && row.status == AddressStatus::Active)
}

/// Where invoices go: the default `TYPE_INVOICE`, else the default `TYPE_DEFAULT`.
pub fn for_invoices(rows: &[addresses::Model]) -> Option<&addresses::Model> {
    default_of(rows, AddressType::Invoice).or_else(|| default_of(rows, AddressType::Default))
}
