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

pub fn check_new(new: &AddressIn, country: &str) -> ApiResult<()> {
    let mut check = Check::default();
    check.text("street", Some(&new.street), 255);
    check.text("city", Some(&new.city), 255);
    for (path, text) in [
        ("companyName", &new.company_name),
        ("firstName", &new.first_name),
        ("lastName", &new.last_name),
        ("addition", &new.addition),
        ("costCentre", &new.cost_centre),
    ] {
        check.text(path, text.as_deref(), 255);
    }
    check.text("houseNumber", filled(new.house_number.as_ref()), 255);
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
    ] {
        check.text(path, field.value().map(String::as_str), 255);
    }
    check.text("houseNumber", filled(patch.house_number.value()), 255);
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

/// Many addresses have no house number: empty is as good as absent.
fn filled(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}

fn vat_id(check: &mut Check, text: Option<&String>) {
    if let Some(Err(refusal)) = text.map(|text| vat_id::parse(text)) {
        check.refuse("vatId", "invalid", refusal.to_string());
    }
}

/// Postcodes have a form in most countries.
fn zip(check: &mut Check, country: &str, zip: &str) {
    if let Err(refusal) = postal::check(country, zip) {
        check.refuse("zip", "invalid", refusal.to_string());
    }
}
