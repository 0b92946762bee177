//! What a customer must look like.

use portico_domain::vat_id::{self, VatId};
use portico_shared::{
    Field,
    customers::{CustomerIn, CustomerPatch},
};

use crate::{
    features::addresses::checks as address,
    http::{ApiResult, check::Check},
};

/// A VAT ID in the one spelling that is stored; `None` when it cannot be one.
pub fn vat_id(text: &str) -> Option<String> {
    vat_id::parse(text).ok().map(|id| id.to_string())
}

/// Whether VIES can be asked about it.
pub fn is_in_eu_register(text: &str) -> bool {
    matches!(vat_id::parse(text), Ok(VatId::Vies { .. }))
}

/// A new customer as it is checked and stored: forms send an empty text where there is nothing.
pub fn tidy_new(mut new: CustomerIn) -> CustomerIn {
    for text in [
        &mut new.external_id,
        &mut new.first_name,
        &mut new.last_name,
        &mut new.company_name,
        &mut new.phone,
        &mut new.vat_id,
        &mut new.datev_id,
        &mut new.customer_number,
        &mut new.country_code,
        &mut new.time_zone,
        &mut new.invoice_email,
        &mut new.commercial_register_name,
        &mut new.commercial_register_number,
        &mut new.street,
        &mut new.house_number,
        &mut new.zip,
        &mut new.city,
        &mut new.addition,
    ] {
        if text.as_deref() == Some("") {
            *text = None;
        }
    }
    new.email = new.email.trim().into();
    new.vat_id = new.vat_id.map(|text| vat_id(&text).unwrap_or(text));
    new
}

/// The same for a change: what was emptied is cleared.
pub fn tidy_patch(mut patch: CustomerPatch) -> CustomerPatch {
    for field in [
        &mut patch.email,
        &mut patch.external_id,
        &mut patch.first_name,
        &mut patch.last_name,
        &mut patch.company_name,
        &mut patch.phone,
        &mut patch.vat_id,
        &mut patch.datev_id,
        &mut patch.country_code,
        &mut patch.time_zone,
        &mut patch.invoice_email,
        &mut patch.commercial_register_name,
        &mut patch.commercial_register_number,
    ] {
        if sent(field) == Some("") {
            *field = Field::Null;
        }
    }
    if let Field::Value(text) = &mut patch.email {
        *text = text.trim().into();
    }
    if let Field::Value(text) = &mut patch.vat_id
        && let Some(normal) = vat_id(text)
    {
        *text = normal;
    }
    patch
}

pub fn check_new(new: &CustomerIn) -> ApiResult<()> {
    let mut check = Check::default();
    check.email("email", Some(&new.email));
    check.email("invoiceEmail", new.invoice_email.as_deref());
    for (path, text) in [
        ("firstName", &new.first_name),
        ("lastName", &new.last_name),
        ("companyName", &new.company_name),
        ("phone", &new.phone),
        ("datevId", &new.datev_id),
        ("customerNumber", &new.customer_number),
        ("street", &new.street),
        ("zip", &new.zip),
        ("city", &new.city),
        ("addition", &new.addition),
    ] {
        check.text_of(path, text.as_deref(), 2, 255);
    }
    for (path, text) in [
        ("commercialRegisterName", &new.commercial_register_name),
        ("commercialRegisterNumber", &new.commercial_register_number),
        ("houseNumber", &new.house_number),
    ] {
        check.text(path, text.as_deref(), 255);
    }
    check_vat_id(&mut check, new.vat_id.as_deref());
    check.key("externalId", new.external_id.as_deref());
    check.currency("currencyCode", new.currency_code);
    check.country("countryCode", new.country_code.as_deref());
    check.time_zone("timeZone", new.time_zone.as_deref());
    let named = new.company_name.is_some() || (new.first_name.is_some() && new.last_name.is_some());
    check.require(
        named,
        "companyName",
        "required",
        "give a companyName, or firstName and lastName",
    );
    let whole = new.street.is_some() && new.city.is_some();
    let any = [&new.street, &new.house_number, &new.addition, &new.zip, &new.city];
    check.require(
        whole || any.iter().all(|part| part.is_none()),
        "street",
        "incomplete-address",
        "an address needs street and city",
    );
    let zip = new.zip.as_deref().unwrap_or_default();
    if whole && (zip.is_empty() || (2..=255).contains(&zip.chars().count())) {
        // Countries without postcodes accept none.
        address::zip(&mut check, new.country_code.as_deref().unwrap_or("DE"), zip);
    }
    check.finish()
}

pub fn check_patch(patch: &CustomerPatch) -> ApiResult<()> {
    let mut check = Check::default();
    for (path, field) in [("email", &patch.email), ("invoiceEmail", &patch.invoice_email)] {
        check.email(path, sent(field));
    }
    for (path, field) in [
        ("firstName", &patch.first_name),
        ("lastName", &patch.last_name),
        ("companyName", &patch.company_name),
        ("phone", &patch.phone),
        ("datevId", &patch.datev_id),
    ] {
        check.text_of(path, sent(field), 2, 255);
    }
    for (path, field) in [
        ("commercialRegisterName", &patch.commercial_register_name),
        ("commercialRegisterNumber", &patch.commercial_register_number),
    ] {
        check.text(path, sent(field), 255);
    }
    check_vat_id(&mut check, sent(&patch.vat_id));
    check.key("externalId", sent(&patch.external_id));
    check.country("countryCode", sent(&patch.country_code));
    check.time_zone("timeZone", sent(&patch.time_zone));
    for (path, cleared) in [
        ("email", patch.email == Field::Null),
        ("countryCode", patch.country_code == Field::Null),
        ("timeZone", patch.time_zone == Field::Null),
        ("language", patch.language == Field::Null),
    ] {
        check.require(!cleared, path, "required", "cannot be empty");
    }
    check.finish()
}

fn check_vat_id(check: &mut Check, text: Option<&str>) {
    if let Some(Err(refusal)) = text.map(vat_id::parse) {
        check.refuse("vatId", "invalid", refusal.to_string());
    }
}

fn sent(field: &Field<String>) -> Option<&str> {
    match field {
        Field::Value(text) => Some(text),
        Field::Absent | Field::Null => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vat_id_is_stored_in_one_spelling() {
        for text in ["DE123456788", "de 123 456 788", "DE-123.456.788"] {
            assert_eq!(vat_id(text).as_deref(), Some("DE123456788"), "{text}");
        }
        for wrong in ["", "DE", "DE1", "DE12345678901234", "DE12/34", "DE12ä4"] {
            assert_eq!(vat_id(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_eu_register_knows_greece_by_its_own_letters() {
        assert!(
            is_in_eu_register("EL123456789") && is_in_eu_register("GR123456789") && is_in_eu_register("XI123456789")
        );
        assert!(!is_in_eu_register("GB123456789") && !is_in_eu_register("CHE123456789"));
    }
}
