//! What a customer must look like.

use portico_shared::{
    Field,
    customers::{CustomerIn, CustomerPatch},
};

use crate::http::{ApiResult, check::Check};

pub fn check_new(new: &CustomerIn) -> ApiResult<()> {
    let mut check = Check::default();
    check.email("email", Some(&new.email));
    check.email("invoiceEmail", new.invoice_email.as_deref());
    for (path, text) in [
        ("firstName", &new.first_name),
        ("lastName", &new.last_name),
        ("companyName", &new.company_name),
        ("phone", &new.phone),
        ("vatId", &new.vat_id),
        ("datevId", &new.datev_id),
        ("customerNumber", &new.customer_number),
        ("commercialRegisterName", &new.commercial_register_name),
        ("commercialRegisterNumber", &new.commercial_register_number),
        ("street", &new.street),
        ("houseNumber", &new.house_number),
        ("zip", &new.zip),
        ("city", &new.city),
        ("addition", &new.addition),
    ] {
        check.text(path, text.as_deref(), 255);
    }
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
    let whole = [&new.street, &new.zip, &new.city].map(Option::is_some);
    let partial = whole.contains(&true) && whole.contains(&false);
    check.require(
        !partial,
        "street",
        "incomplete-address",
        "an address needs street, zip and city",
    );
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
        ("vatId", &patch.vat_id),
        ("datevId", &patch.datev_id),
        ("commercialRegisterName", &patch.commercial_register_name),
        ("commercialRegisterNumber", &patch.commercial_register_number),
    ] {
        check.text(path, sent(field), 255);
    }
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

fn sent(field: &Field<String>) -> Option<&str> {
    match field {
        Field::Value(text) => Some(text),
        Field::Absent | Field::Null => None,
    }
}
