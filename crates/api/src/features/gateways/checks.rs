//! What a gateway needs, and what is wrong with what was given.

use portico_domain::{
    iban::{self, IbanProblem},
    sepa::{self, CreditorIdentifierProblem},
};
use portico_shared::gateways::{BankAccountPatch, CreditorPatch, StripePatch};

use super::service::{BankAccount, Creditor, StripeSecrets, StripeSettings};
use crate::http::check::Check;

/// What people are told of a number that is no IBAN.
pub fn iban_problem(problem: &IbanProblem) -> String {
    match problem {
        IbanProblem::Empty => "give an IBAN".into(),
        IbanProblem::Character(sign) => format!("{sign:?} cannot stand in an IBAN"),
        IbanProblem::Country(country) => format!("no country has IBANs that begin with {country}"),
        IbanProblem::Length {
            country,
            expected,
            found,
        } => format!("an IBAN of {country} has {expected} characters, this has {found}"),
        IbanProblem::CheckDigits => "a digit is wrong: the check digits do not fit the rest".into(),
        IbanProblem::Structure => "its parts are not those of an IBAN of this country".into(),
    }
}

/// The code beside it.
pub const fn iban_code(problem: &IbanProblem) -> &'static str {
    match problem {
        IbanProblem::Empty => "blank",
        IbanProblem::Character(_) => "iban-character",
        IbanProblem::Country(_) => "iban-country",
        IbanProblem::Length { .. } => "iban-length",
        IbanProblem::CheckDigits => "iban-check-digits",
        IbanProblem::Structure => "iban-structure",
    }
}

/// An IBAN in its electronic form; what is wrong with it goes into `check`.
pub fn iban(check: &mut Check, path: &str, text: &str) -> Option<iban::Iban> {
    match iban::parse(text) {
        Ok(iban) => Some(iban),
        Err(problem) => {
            check.refuse(path, iban_code(&problem), iban_problem(&problem));
            None
        }
    }
}

fn bic(check: &mut Check, path: &str, text: Option<&str>) {
    let fits = text.is_none_or(sepa::is_bic);
    check.require(fits, path, "invalid", "a BIC of 8 or 11 characters (ISO 9362)");
}

pub fn stripe(check: &mut Check, patch: StripePatch, (settings, secrets): (&mut StripeSettings, &mut StripeSecrets)) {
    if let Some(key) = patch.publishable_key {
        key.trim().clone_into(&mut settings.publishable_key);
    }
    if let Some(key) = patch.secret_key {
        key.trim().clone_into(&mut secrets.secret_key);
    }
    secrets.webhook_secret = patch
        .webhook_secret
        .or(secrets.webhook_secret.take())
        .map(|secret| secret.trim().to_owned());
    let is_key = |key: &str, starts: &[&str]| {
        starts.iter().any(|start| key.starts_with(start))
            && key.len() <= 255
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let public = settings.publishable_key.as_str();
    let fits = is_key(public, &["pk_live_", "pk_test_"]);
    check.require(
        fits,
        "stripe.publishableKey",
        "invalid",
        "begins with pk_live_ or pk_test_",
    );
    let secret = secrets.secret_key.as_str();
    let fits = is_key(secret, &["sk_live_", "sk_test_", "rk_live_", "rk_test_"]);
    check.require(
        fits,
        "stripe.secretKey",
        "invalid",
        "begins with sk_live_, rk_live_, sk_test_ or rk_test_",
    );
    let is_live = |key: &str| key.contains("_live_");
    let fits = !fits || is_live(public) == is_live(secret);
    let told = "one key is for tests and the other is not";
    check.require(fits, "stripe.publishableKey", "contradiction", told);
    let fits = secrets
        .webhook_secret
        .as_deref()
        .is_none_or(|key| is_key(key, &["whsec_"]));
    check.require(fits, "stripe.webhookSecret", "invalid", "begins with whsec_");
}

pub fn creditor(check: &mut Check, patch: CreditorPatch, creditor: &mut Creditor) {
    if let Some(name) = patch.name {
        name.trim().clone_into(&mut creditor.name);
    }
    if let Some(identifier) = patch.creditor_identifier {
        creditor.creditor_identifier = identifier.split_whitespace().collect::<String>().to_uppercase();
    }
    creditor.iban = patch.iban.unwrap_or_else(|| creditor.iban.clone());
    creditor.bic = patch.bic.or(creditor.bic.take()).map(|bic| bic.trim().to_uppercase());
    check.required_text("sepaDebit.name", &creditor.name, 70);
    if let Err(problem) = sepa::parse_creditor_identifier(&creditor.creditor_identifier) {
        let code = match problem {
            CreditorIdentifierProblem::CheckDigits => "creditor-check-digits",
            _ => "invalid",
        };
        let told = "a creditor identifier with the right check digits (EPC262-08), such as DE98ZZZ09999999999";
        check.refuse("sepaDebit.creditorIdentifier", code, told);
    }
    if let Some(found) = iban(check, "sepaDebit.iban", &creditor.iban) {
        let fits = sepa::is_sepa_country(found.country());
        check.require(fits, "sepaDebit.iban", "not-permitted", "an account within SEPA");
        found.as_str().clone_into(&mut creditor.iban);
    }
    bic(check, "sepaDebit.bic", creditor.bic.as_deref());
}

pub fn bank_account(check: &mut Check, patch: BankAccountPatch, account: &mut BankAccount) {
    if let Some(holder) = patch.account_holder {
        holder.trim().clone_into(&mut account.account_holder);
    }
    account.iban = patch.iban.unwrap_or_else(|| account.iban.clone());
    account.bic = patch.bic.or(account.bic.take()).map(|bic| bic.trim().to_uppercase());
    account.bank_name = patch.bank_name.or(account.bank_name.take());
    check.required_text("bankTransfer.accountHolder", &account.account_holder, 70);
    if let Some(found) = iban(check, "bankTransfer.iban", &account.iban) {
        found.as_str().clone_into(&mut account.iban);
    }
    bic(check, "bankTransfer.bic", account.bic.as_deref());
    check.text("bankTransfer.bankName", account.bank_name.as_deref(), 70);
}
