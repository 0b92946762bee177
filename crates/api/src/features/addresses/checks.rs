//! What an address must look like.

use portico_domain::{postal, vat_id};
use portico_shared::{
    Field,
    addresses::{AddressIn, AddressPatch},
};

use crate::{
    db::entities::addresses,
    http::{ApiResult, check::Check},
};

/// Forms send an empty text where there is nothing.
pub fn tidy_new(mut new: AddressIn) -> AddressIn {
    for text in [
        &mut new.company_name,
        &mut new.first_name,
        &mut new.last_name,
        &mut new.house_number,
        &mut new.zip,
        &mut new.country_code,
        &mut new.addition,
        &mut new.cost_centre,
        &mut new.vat_id,
    ] {
        *text = text.take().filter(|text| !text.is_empty());
    }
    new
}

/// The same for a change: an emptied field is cleared.
pub fn tidy_patch(mut patch: AddressPatch) -> AddressPatch {
    for field in [
        &mut patch.company_name,
        &mut patch.first_name,
        &mut patch.last_name,
        &mut patch.house_number,
        &mut patch.zip,
        &mut patch.addition,
        &mut patch.cost_centre,
        &mut patch.vat_id,
    ] {
        if field.value().is_some_and(String::is_empty) {
            *field = Field::Null;
        }
    }
    patch
}

pub fn check_new(new: &AddressIn, country: &str) -> ApiResult<()> {
    let mut check = Check::default();
    check.required_text("street", &new.street, 255);
    check.required_text("city", &new.city, 255);
    for (path, text) in [
        ("companyName", &new.company_name),
        ("firstName", &new.first_name),
        ("lastName", &new.last_name),
        ("addition", &new.addition),
        ("costCentre", &new.cost_centre),
        ("houseNumber", &new.house_number),
    ] {
        check.text(path, text.as_deref(), 255);
    }
    vat_id(&mut check, new.vat_id.as_ref());
    check.country("countryCode", Some(country));
    zip(&mut check, country, new.zip.as_deref().unwrap_or_default());
    let named = new.company_name.is_some() || (new.first_name.is_some() && new.last_name.is_some());
    name(&mut check, named);
    check.finish()
}

pub fn check_patch(patch: &AddressPatch) -> ApiResult<()> {
    let mut check = Check::default();
    for (path, field) in [
        ("companyName", &patch.company_name),
        ("firstName", &patch.first_name),
        ("lastName", &patch.last_name),
        ("street", &patch.street),
        ("city", &patch.city),
        ("addition", &patch.addition),
        ("costCentre", &patch.cost_centre),
        ("houseNumber", &patch.house_number),
    ] {
        check.text(path, field.value().map(String::as_str), 255);
    }
    vat_id(&mut check, patch.vat_id.value());
    check.country("countryCode", patch.country_code.value().map(String::as_str));
    for (path, field) in [
        ("street", &patch.street),
        ("city", &patch.city),
        ("countryCode", &patch.country_code),
    ] {
        check.require(*field != Field::Null, path, "required", "cannot be empty");
    }
    check.finish()
}

/// What only the whole address can tell.
pub fn check_whole(row: &addresses::Model) -> ApiResult<()> {
    let mut check = Check::default();
    zip(&mut check, &row.country_code, &row.zip);
    let named = row.company_name.is_some() || (row.first_name.is_some() && row.last_name.is_some());
    name(&mut check, named);
    check.finish()
}

fn name(check: &mut Check, named: bool) {
    let told = "give a companyName, or firstName and lastName";
    check.require(named, "companyName", "required", told);
}

fn vat_id(check: &mut Check, text: Option<&String>) {
    if let Some(Err(refusal)) = text.map(|text| vat_id::parse(text)) {
        check.refuse("vatId", "invalid", refusal.to_string());
    }
}

/// Postcodes have a form in most countries.
pub fn zip(check: &mut Check, country: &str, zip: &str) {
    if let Err(refusal) = postal::check(country, zip) {
        check.refuse("zip", "invalid", refusal.to_string());
    }
}
