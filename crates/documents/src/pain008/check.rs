//! What must hold before a file is written.

use std::collections::HashSet;

use super::{Address, Amendment, Collection, DebitFile, DebitFileError, OriginalAccount};

/// The highest amount of a collection in the scheme (EPC130-08).
const HIGHEST_CENTS: i64 = 99_999_999_999;
const NAME: usize = 70;
const ID: usize = 35;
const REMITTANCE: usize = 140;

type Checked = Result<(), DebitFileError>;

pub(super) fn file(file: &DebitFile) -> Checked {
    let field = Fields(&file.message_id);
    field.id("message_id", &file.message_id)?;
    field.text("initiator", &file.initiator, NAME)?;
    let creditor = &file.creditor;
    field.text("creditor.name", &creditor.name, NAME)?;
    field.iban("creditor.iban", &creditor.iban)?;
    field.bic("creditor.bic", creditor.bic.as_deref())?;
    field.creditor_identifier("creditor.creditor_identifier", &creditor.creditor_identifier)?;
    if file.collections.is_empty() {
        return Err(DebitFileError::Empty);
    }
    let mut seen = HashSet::new();
    for each in &file.collections {
        collection(each)?;
        // A return names its collection by this alone; the same one twice also smells of debiting twice.
        if !seen.insert(&each.end_to_end_id) {
            return Err(DebitFileError::Twice(each.end_to_end_id.clone()));
        }
    }
    Ok(())
}

fn collection(collection: &Collection) -> Checked {
    let of = &collection.end_to_end_id;
    let field = Fields(of);
    field.id("end_to_end_id", of)?;
    if !(1..=HIGHEST_CENTS).contains(&collection.amount_cents) {
        return Err(DebitFileError::Amount {
            of: of.clone(),
            amount_cents: collection.amount_cents,
        });
    }
    field.id("mandate.reference", &collection.mandate.reference)?;
    if let Some(amendment) = &collection.mandate.amendment {
        self::amendment(&field, amendment)?;
    }
    let debtor = &collection.debtor;
    field.text("debtor.name", &debtor.name, NAME)?;
    field.iban("debtor.iban", &debtor.iban)?;
    field.bic("debtor.bic", debtor.bic.as_deref())?;
    if let Some(address) = &debtor.address {
        self::address(&field, address)?;
    }
    field.text("remittance", &collection.remittance, REMITTANCE)
}

fn amendment(field: &Fields, amendment: &Amendment) -> Checked {
    if let Some(reference) = &amendment.original_reference {
        field.id("mandate.amendment.original_reference", reference)?;
    }
    match &amendment.original_account {
        Some(OriginalAccount::Iban(iban)) => field.iban("mandate.amendment.original_account", iban),
        None if amendment.original_reference.is_none() => Err(field.missing("mandate.amendment")),
        Some(OriginalAccount::Undisclosed) | None => Ok(()),
    }
}

fn address(field: &Fields, address: &Address) -> Checked {
    let optional = [
        ("debtor.address.street", &address.street, 70),
        ("debtor.address.building_number", &address.building_number, 16),
        ("debtor.address.postcode", &address.postcode, 16),
    ];
    for (name, value, limit) in optional {
        if let Some(value) = value {
            field.text(name, value, limit)?;
        }
    }
    field.text("debtor.address.town", &address.town, 35)?;
    let country = address.country.as_bytes();
    let formed = country.len() == 2 && country.iter().all(u8::is_ascii_uppercase);
    field.formed("debtor.address.country", formed)
}

/// Checks the fields of one thing, and says whose they are when one is wrong.
struct Fields<'a>(&'a str);

impl Fields<'_> {
    fn missing(&self, field: &'static str) -> DebitFileError {
        let of = self.0.to_owned();
        DebitFileError::Missing { of, field }
    }

    fn formed(&self, field: &'static str, formed: bool) -> Checked {
        let of = self.0.to_owned();
        formed.then_some(()).ok_or(DebitFileError::Malformed { of, field })
    }

    fn text(&self, field: &'static str, value: &str, limit: usize) -> Checked {
        if value.trim().is_empty() {
            return Err(self.missing(field));
        }
        let of = || self.0.to_owned();
        if value.chars().count() > limit {
            return Err(DebitFileError::TooLong { of: of(), field, limit });
        }
        // XML 1.0 has no way to say these; a line break would be read as a space.
        if value
            .chars()
            .any(|c| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
        {
            return Err(DebitFileError::Character { of: of(), field });
        }
        Ok(())
    }

    fn id(&self, field: &'static str, value: &str) -> Checked {
        self.text(field, value, ID)?;
        let known = |c: char| c.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(c);
        if !value.chars().all(known) {
            let of = self.0.to_owned();
            return Err(DebitFileError::Character { of, field });
        }
        let slashes = value.starts_with('/') || value.ends_with('/') || value.contains("//");
        self.formed(field, !slashes)
    }

    /// `[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}`
    fn iban(&self, field: &'static str, value: &str) -> Checked {
        let bytes = value.as_bytes();
        let formed = (15..=34).contains(&bytes.len())
            && bytes[..2].iter().all(u8::is_ascii_uppercase)
            && bytes[2..4].iter().all(u8::is_ascii_digit)
            && bytes[4..].iter().copied().all(is_capital_or_digit);
        self.formed(field, formed)
    }

    /// `[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?`
    fn bic(&self, field: &'static str, value: Option<&str>) -> Checked {
        let Some(bytes) = value.map(str::as_bytes) else {
            return Ok(());
        };
        let formed = matches!(bytes.len(), 8 | 11)
            && bytes.iter().copied().all(is_capital_or_digit)
            && bytes[4..6].iter().all(u8::is_ascii_uppercase);
        self.formed(field, formed)
    }

    /// Country, check digits, business code of three, and the national part (EPC262-08).
    fn creditor_identifier(&self, field: &'static str, value: &str) -> Checked {
        self.id(field, value)?;
        let bytes = value.as_bytes();
        let formed = bytes.len() > 7
            && bytes[..2].iter().all(u8::is_ascii_uppercase)
            && bytes[2..4].iter().all(u8::is_ascii_digit)
            && bytes[4..7].iter().all(u8::is_ascii_alphanumeric)
            && !value.contains(' ');
        self.formed(field, formed)
    }
}

fn is_capital_or_digit(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}
