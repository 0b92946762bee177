//! What somebody types about a customer, and what of it goes to the API. Pure.

use portico_shared::customers::{CustomerView, Language};
use portico_ui::{
    client::{Body, Value},
    texts::{console as t, portal as p},
};

/// The texts of the form, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Company,
    FirstName,
    LastName,
    Email,
    InvoiceEmail,
    Phone,
    VatId,
    DatevId,
    ExternalId,
}

impl Part {
    pub(super) const ALL: [Self; 9] = [
        Self::Company,
        Self::FirstName,
        Self::LastName,
        Self::Email,
        Self::InvoiceEmail,
        Self::Phone,
        Self::VatId,
        Self::DatevId,
        Self::ExternalId,
    ];

    /// Its name in the API, and its id in the form.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Company => "companyName",
            Self::FirstName => "firstName",
            Self::LastName => "lastName",
            Self::Email => "email",
            Self::InvoiceEmail => "invoiceEmail",
            Self::Phone => "phone",
            Self::VatId => "vatId",
            Self::DatevId => "datevId",
            Self::ExternalId => "externalId",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Company => p::address_company(),
            Self::FirstName => p::address_first_name(),
            Self::LastName => p::address_last_name(),
            Self::Email => t::customer_email(),
            Self::InvoiceEmail => t::customer_invoice_email(),
            Self::Phone => t::customer_phone(),
            Self::VatId => t::customer_vat_id(),
            Self::DatevId => t::customer_datev_id(),
            Self::ExternalId => t::customer_external_id(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) language: Language,
    texts: [String; Part::ALL.len()],
}

impl Entry {
    pub(super) fn of(customer: &CustomerView) -> Self {
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        let separate = customer.invoice_email != customer.default_email;
        Self {
            language: customer.language,
            texts: Part::ALL.map(|part| match part {
                Part::Company => optional(&customer.company_name),
                Part::FirstName => optional(&customer.first_name),
                Part::LastName => optional(&customer.last_name),
                Part::Email => customer.default_email.clone(),
                // Without one of their own invoices go to the default address.
                Part::InvoiceEmail if separate => customer.invoice_email.clone(),
                Part::InvoiceEmail => String::new(),
                Part::Phone => optional(&customer.phone),
                Part::VatId => optional(&customer.vat_id),
                Part::DatevId => optional(&customer.datev_id),
                Part::ExternalId => optional(&customer.external_id),
            }),
        }
    }

    /// As it was typed.
    pub(super) fn text(&self, part: Part) -> &str {
        &self.texts[part as usize]
    }

    pub(super) fn set(&mut self, part: Part, text: String) {
        self.texts[part as usize] = text;
    }

    /// What the API gets: the fields that differ, `null` for those that were emptied.
    pub(super) fn changes(&self, before: &Self) -> Body {
        let said = |entry: &Self, part| Some(entry.text(part).trim().to_owned()).filter(|text| !text.is_empty());
        let texts = Part::ALL
            .into_iter()
            .filter(|part| said(self, *part) != said(before, *part));
        let texts = texts.map(|part| (part.path(), said(self, part).into()));
        let language = ("language", Value::Text(self.language.as_str().to_owned()));
        let language = (self.language != before.language).then_some(language);
        texts.chain(language).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::model::tests::customer, *};

    fn entry() -> Entry {
        Entry::of(&customer(json!({ "phone": "+49 40 123456" })))
    }

    #[test]
    fn only_what_was_changed_is_sent() {
        let mut now = entry();
        assert!(now.changes(&entry()).is_empty());
        now.set(Part::Company, " Nordlicht GmbH ".into());
        assert!(now.changes(&entry()).is_empty(), "blanks around it are no change");
        now.set(Part::Company, "Südlicht AG".into());
        now.language = Language::En;
        assert_eq!(
            now.changes(&entry()),
            [
                ("companyName", Value::Text("Südlicht AG".into())),
                ("language", Value::Text("en".into()))
            ]
        );
    }

    #[test]
    fn what_was_emptied_is_cleared() {
        let mut now = entry();
        now.set(Part::Phone, "  ".into());
        assert_eq!(now.changes(&entry()), [("phone", Value::Null)]);
    }

    #[test]
    fn without_an_address_of_their_own_invoices_have_none_in_the_form() {
        assert_eq!(entry().text(Part::InvoiceEmail), "");
        let own = Entry::of(&customer(json!({ "invoiceEmail": "rechnung@example.com" })));
        assert_eq!(own.text(Part::InvoiceEmail), "rechnung@example.com");
    }
}
