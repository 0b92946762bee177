//! From rows to views.

use portico_domain::{tax_category, vat_id};
use portico_shared::{
    addresses::AddressType,
    customers::{CustomerShort, CustomerView, EmailAddressView, VatIdCheck, VatState},
    subscriptions::TaxCategory,
};

use crate::{
    db::entities::{addresses, customers},
    features::addresses::mapping as address,
    http::check,
};

impl customers::Model {
    /// Company name, else first and last name, else the e-mail address.
    pub fn display_name(&self) -> String {
        let person = [self.first_name.as_deref(), self.last_name.as_deref()];
        let person: Vec<&str> = person.into_iter().flatten().collect();
        match &self.company_name {
            Some(company) => company.clone(),
            None if person.is_empty() => self.email.clone(),
            None => person.join(" "),
        }
    }

    /// Whether there is something to address them by.
    pub fn is_named(&self) -> bool {
        self.company_name.is_some() || (self.first_name.is_some() && self.last_name.is_some())
    }

    /// The VAT category of what is billed to an address, where the item names none: its country decides, and the
    /// customer's own VAT ID. One on the address proves nothing: customers write it, and no register is asked about it.
    pub fn automatic_tax_category(&self, bill_to: Option<&addresses::Model>, seller_country: &str) -> TaxCategory {
        let vat_id = self.vat_id.as_deref().and_then(|text| vat_id::parse(text).ok());
        let customer = tax_category::Customer {
            country: bill_to.map_or(&self.country_code, |address| &address.country_code),
            vat_id: vat_id.as_ref(),
            vat_id_is_invalid: self.vat_state == VatState::Invalid,
            is_business: self.company_name.is_some(),
        };
        tax_category::of_service(seller_country, &customer).unwrap_or_default()
    }

    /// What searches look at.
    pub fn search_text(&self) -> String {
        check::fold(&[
            Some(&self.number),
            self.first_name.as_deref(),
            self.last_name.as_deref(),
            self.company_name.as_deref(),
            Some(&self.email),
            self.external_id.as_deref(),
        ])
    }
}

pub fn short(row: &customers::Model) -> CustomerShort {
    CustomerShort {
        id: row.id,
        customer_number: row.number.clone(),
        time_zone: row.time_zone.clone(),
        first_name: row.first_name.clone(),
        last_name: row.last_name.clone(),
        currency_code: row.currency,
        company_name: row.company_name.clone(),
        datev_id: row.datev_id.clone(),
        status: row.status,
    }
}

pub fn view(row: customers::Model, rows: &[addresses::Model]) -> CustomerView {
    let invoice_email = row.invoice_email.clone().unwrap_or_else(|| row.email.clone());
    CustomerView {
        id: row.id,
        external_id: row.external_id,
        customer_number: row.number,
        time_zone: row.time_zone,
        first_name: row.first_name,
        last_name: row.last_name,
        currency_code: row.currency,
        country_code: row.country_code,
        business_customer: row.company_name.is_some(),
        company_name: row.company_name,
        is_vat_id_valid: match row.vat_state {
            VatState::Valid => Some(true),
            VatState::Invalid => Some(false),
            VatState::Unchecked | VatState::Unavailable => None,
        },
        vat_id_check: row.vat_id.is_some().then(|| VatIdCheck {
            state: row.vat_state,
            checked_at: row.vat_checked_at.map(Into::into),
            consultation_number: row.vat_consultation,
        }),
        vat_id: row.vat_id,
        datev_id: row.datev_id,
        commercial_register_name: row.commercial_register_name,
        commercial_register_number: row.commercial_register_number,
        status: row.status,
        gender: row.gender,
        phone: row.phone,
        language: row.language,
        total_turn_over_rank: None,
        email_addresses: emails(&row.email, row.invoice_email.as_deref()),
        addresses: rows.iter().map(address::view).collect(),
        default_address: address::default_of(rows, AddressType::Default).map(address::view),
        invoice_address: address::for_invoices(rows).map(address::view),
        default_email: row.email,
        invoice_email,
        default_payment_method: row.default_payment_method_id,
        contact_person: row.contact_id,
        customer_group: row.customer_group,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        erased_at: row.erased_at.map(Into::into),
    }
}

fn emails(main: &str, invoice: Option<&str>) -> Vec<EmailAddressView> {
    let other = invoice.filter(|invoice| *invoice != main);
    let mut emails = vec![EmailAddressView {
        email: main.into(),
        default: true,
        invoice: other.is_none(),
    }];
    emails.extend(other.map(|email| EmailAddressView {
        email: email.into(),
        default: false,
        invoice: true,
    }));
    emails
}
