//! What a mandate needs, and what is wrong with what was given.

use portico_domain::{banks, iban::Iban, mandates, sepa};
use portico_shared::payment_methods::{DebtorAddress, SepaDebitIn};

use crate::{features::gateways::checks as gateway_checks, http::check::Check};

/// An account that a direct debit can reach.
pub fn account(check: &mut Check, path: &str, text: &str) -> Option<Iban> {
    let found = gateway_checks::iban(check, path, text)?;
    let fits = sepa::is_sepa_country(found.country());
    let told = "direct debits reach accounts within SEPA alone";
    check.require(fits, path, "iban-country", told);
    fits.then_some(found)
}

/// The bank of a German account.
pub fn bank(iban: &Iban) -> Option<banks::Bank> {
    iban.bank_code().and_then(banks::find)
}

pub fn holder(check: &mut Check, path: &str, text: &str) -> String {
    let text = text.trim();
    check.required_text(path, text, 70);
    readable(check, path, text);
    text.to_owned()
}

/// What a bank would read has to be something.
fn readable(check: &mut Check, path: &str, text: &str) {
    let is_there = text.is_empty() || !sepa::to_sepa_text(text, 70).is_empty();
    check.require(is_there, path, "blank", "letters or digits");
}

pub fn address(check: &mut Check, given: DebtorAddress) -> DebtorAddress {
    let trimmed = |text: String| text.trim().to_owned();
    let address = DebtorAddress {
        street: trimmed(given.street),
        zip: given.zip.map(trimmed).filter(|zip| !zip.is_empty()),
        city: trimmed(given.city),
        country_code: given.country_code.trim().to_uppercase(),
    };
    check.required_text("sepaDebit.address.street", &address.street, 70);
    check.text("sepaDebit.address.zip", address.zip.as_deref(), 16);
    check.required_text("sepaDebit.address.city", &address.city, 35);
    readable(check, "sepaDebit.address.street", &address.street);
    readable(check, "sepaDebit.address.city", &address.city);
    let is_code = address.country_code.len() == 2 && address.country_code.bytes().all(|one| one.is_ascii_uppercase());
    let told = "two letters (ISO 3166-1 alpha-2)";
    check.require(is_code, "sepaDebit.address.countryCode", "invalid", told);
    address
}

/// What the merchant alone may say: that it was signed on paper, and under which reference.
pub fn paper(check: &mut Check, given: &SepaDebitIn, is_merchant: bool) {
    let told = "the merchant alone takes over what was signed on paper";
    let fields = [
        ("sepaDebit.mandateReference", given.mandate_reference.is_some()),
        ("sepaDebit.signatureDate", given.signature_date.is_some()),
        ("sepaDebit.lastDebitOn", given.last_debit_on.is_some()),
    ];
    for (path, is_given) in fields {
        check.require(is_merchant || !is_given, path, "not-permitted", told);
    }
    let is_given = given.consent || given.signature_date.is_some();
    if is_merchant {
        let told = "when it was signed on paper, or consent: true where the debtor agreed here";
        check.require(is_given, "sepaDebit.signatureDate", "required", told);
    } else {
        let told = "the account's holder has to agree to the mandate";
        check.require(given.consent, "sepaDebit.consent", "required", told);
    }
    if let Some(reference) = &given.mandate_reference
        && let Err(problem) = mandates::check_mandate_reference(reference)
    {
        check.refuse("sepaDebit.mandateReference", "invalid", problem.to_string());
    }
}
