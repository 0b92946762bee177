//! What a document says, written down on the day on which it is issued.

use chrono::NaiveDate;
use portico_documents::invoice::{Accounting, Buyer, Invoice, Look, Payment, Preceding, Seller};
use portico_domain::{postal, vat_currency};
use portico_shared::{
    MediaId,
    addresses::{AddressView, street_line},
    invoices::InvoiceLine,
    payment_methods::PaymentMethodType,
    settings::{Collection, Company, ExchangeRate, Invoicing},
};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};

use crate::{
    auth::Scope,
    db::entities::{customers, invoice_documents, invoices, mandates, payment_methods, tenants},
    features::{
        debits,
        gateways::service::{self as gateways, BankAccount},
        payment_methods::mapping::Details,
        payments::transfer,
        settings::service as settings,
    },
    http::{ApiError, ApiResult, check::Check},
};

/// What is stored: the document, and the picture in its head.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Snapshot {
    #[serde(flatten)]
    pub document: Invoice,
    pub logo: Option<MediaId>,
}

/// What all documents of a merchant have in common at a moment.
#[derive(Debug, Clone)]
pub struct House {
    seller: Seller,
    look: Look,
    logo: Option<MediaId>,
    account: Option<BankAccount>,
    collection: Collection,
    exchange_rates: Vec<ExchangeRate>,
}

impl House {
    /// # Errors
    /// 422 that lists what is missing about the merchant.
    pub async fn open(db: &impl ConnectionTrait, tenant: &tenants::Model) -> ApiResult<Self> {
        let scope = Scope::of_tenant(tenant.id);
        let mut company = settings::company(db, scope).await?;
        let pages = tenant.pages().map_err(ApiError::internal)?;
        Ok(Self {
            look: Look {
                colour: pages.accent_colour.clone(),
                footer: company.footer.clone(),
            },
            logo: pages.logo,
            account: gateways::bank_account(db, scope).await?,
            collection: settings::tenant_collection(db, scope).await?,
            exchange_rates: std::mem::take(&mut company.exchange_rates),
            seller: seller(company, &tenant.country_code)?,
        })
    }

    /// Of what asks for money: how it comes in.
    pub fn payment(
        &self,
        row: &invoices::Model,
        method: Option<&payment_methods::Model>,
        mandate: Option<&mandates::Model>,
        today: NaiveDate,
    ) -> ApiResult<Payment> {
        let Some(method) = method.filter(|_| row.gross_amount > 0) else {
            return Ok(self.transfer(row));
        };
        let details: Details = serde_json::from_value(method.details.clone()).map_err(ApiError::internal)?;
        Ok(match (method.kind, mandate) {
            (PaymentMethodType::SepaDebit, Some(mandate)) => Payment::DirectDebit {
                creditor_identifier: mandate.creditor_identifier.clone(),
                mandate_reference: mandate.reference.clone(),
                masked_iban: mandate.iban_masked.clone(),
                collect_on: Some(debits::service::collect_on(&self.collection, row.due_date, today).into()),
            },
            (PaymentMethodType::Card, _) => Payment::Card {
                brand: details.card.as_ref().map(|card| card.brand.clone()),
                last_digits: details.card.map(|card| card.last4),
            },
            (PaymentMethodType::BankTransfer, _) => self.transfer(row),
            _ => Payment::Online {
                name: Some(method.name.clone()),
            },
        })
    }

    /// VAT in the currency of the merchant's country, where the document is in another and a rate is known. What takes
    /// an invoice back keeps that invoice's currency and rate.
    fn accounting(&self, row: &invoices::Model, around: &Around) -> Option<Accounting> {
        let (currency, rates) = match (&around.preceding, &around.issued) {
            (None, _) => (vat_currency::of(self.seller.vat_country())?, &*self.exchange_rates),
            (Some(_), issued) => {
                let told = issued.as_ref()?.accounting.as_ref()?;
                (told.currency, std::slice::from_ref(&told.rate))
            }
        };
        if row.tax_amount == 0 {
            return None;
        }
        rates.iter().find_map(|rate| {
            let tax_amount = vat_currency::converted(row.tax_amount, (row.currency, currency), rate)?;
            Some(Accounting {
                currency,
                tax_amount,
                rate: rate.clone(),
            })
        })
    }

    /// What takes an invoice back is exempt for that invoice's reason.
    fn seller(&self, issued: Option<&Invoice>) -> Seller {
        let mut seller = self.seller.clone();
        if let Some(issued) = issued {
            seller.exemption_reason.clone_from(&issued.seller.exemption_reason);
        }
        seller
    }

    fn transfer(&self, row: &invoices::Model) -> Payment {
        let Some(account) = self.account.as_ref().filter(|_| row.gross_amount > 0) else {
            return Payment::None;
        };
        let reference = row.number.clone().unwrap_or_default();
        let code = transfer::giro_code(account, row.gross_amount, row.currency, &reference);
        Payment::Transfer {
            holder: account.account_holder.clone(),
            iban: account.iban.clone(),
            bic: account.bic.clone(),
            bank_name: account.bank_name.clone(),
            reference,
            giro_code: code.map(|code| code.modules),
        }
    }
}

/// # Errors
/// 422 that lists what is missing.
fn seller(company: Company, country: &str) -> ApiResult<Seller> {
    let address = company.country_code.as_deref().unwrap_or(country);
    let missing = company.missing(postal::has_postcodes(address));
    let mut check = Check::default();
    for field in &missing {
        let message = "an invoice has to say it (§ 14 (4) UStG): set it with PATCH /settings/company";
        check.refuse(&format!("company.{field}"), "required", message);
    }
    check.finish()?;
    let text = |text: Option<String>| text.unwrap_or_default();
    Ok(Seller {
        name: text(company.name),
        street: text(company.street),
        zip: text(company.zip),
        city: text(company.city),
        country_code: company.country_code.unwrap_or_else(|| country.to_owned()),
        // That of the address decides no category of VAT either.
        vat_country: Some(country.to_owned()),
        vat_id: company.vat_id,
        tax_number: company.tax_number,
        exemption_reason: company.exemption_reason,
        register_name: company.register_name,
        register_number: company.register_number,
        managing_directors: company.managing_directors,
        contact_name: company.contact_name,
        phone: company.phone,
        email: company.email,
        website: company.website,
    })
}

/// What of a document is not in its own rows.
pub struct Around<'a> {
    pub customer: &'a customers::Model,
    pub settings: &'a Invoicing,
    /// The number of the subscription.
    pub contract: Option<&'a str>,
    /// The customer's order.
    pub order: Option<&'a str>,
    pub preceding: Option<Preceding>,
    /// What the preceding one says.
    pub issued: Option<Invoice>,
    pub payment: Payment,
}

/// What an issued document says.
pub fn said(row: invoice_documents::Model) -> ApiResult<Invoice> {
    let Snapshot { document, .. } = serde_json::from_value(row.snapshot).map_err(ApiError::internal)?;
    Ok(document)
}

/// The row to store beside an issued document.
pub fn take(
    house: &House,
    row: &invoices::Model,
    lines: Vec<InvoiceLine>,
    around: Around,
) -> ApiResult<invoice_documents::Model> {
    let address: AddressView = match &row.invoice_address {
        Some(address) => serde_json::from_value(address.clone()).map_err(ApiError::internal)?,
        None => return Err(ApiError::internal("an issued document has no address")),
    };
    let taxes = row.taxes.clone().map(serde_json::from_value).transpose();
    let accounting = house.accounting(row, &around);
    let document = Invoice {
        kind: row.kind,
        language: around.settings.document_language.unwrap_or(around.customer.language),
        number: row.number.clone().unwrap_or_default(),
        issued_on: row.creation_date.into(),
        due_on: row.due_date.filter(|_| row.gross_amount > 0).map(Into::into),
        currency: row.currency,
        title: row.title.clone(),
        introduction: row.introduction.clone(),
        closing: row.closing.clone(),
        seller: house.seller(around.issued.as_ref()),
        buyer: buyer(address, around.customer),
        buyer_reference: around.settings.buyer_reference.clone(),
        order_reference: around
            .order
            .or(around.settings.order_reference.as_deref())
            .map(Into::into),
        contract_reference: around.contract.map(Into::into),
        preceding: around.preceding,
        lines,
        taxes: taxes.map_err(ApiError::internal)?.unwrap_or_default(),
        net_amount: row.net_amount,
        tax_amount: row.tax_amount,
        rounding_amount: row.rounding_amount,
        gross_amount: row.gross_amount,
        accounting,
        payment: around.payment,
        look: house.look.clone(),
    };
    let snapshot = Snapshot {
        document,
        logo: house.logo,
    };
    Ok(invoice_documents::Model {
        tenant_id: row.tenant_id,
        invoice_id: row.id,
        snapshot: serde_json::to_value(snapshot).map_err(ApiError::internal)?,
        format: around.settings.electronic_invoice_format,
    })
}

fn buyer(address: AddressView, customer: &customers::Model) -> Buyer {
    let person = [address.first_name, address.last_name];
    let person = person.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let person = Some(person).filter(|person| !person.is_empty());
    let (name, contact_name) = match address.company_name {
        Some(company) => (company, person),
        None => (person.unwrap_or_default(), None),
    };
    Buyer {
        name,
        contact_name,
        street: street_line(&address.country_code, &address.street, &address.house_number),
        addition: address.addition,
        zip: address.zip,
        city: address.city,
        country_code: address.country_code,
        vat_id: address.vat_id,
        customer_number: customer.number.clone(),
        email: Some(customer.invoice_email.clone().unwrap_or_else(|| customer.email.clone())),
        cost_centre: address.cost_centre,
    }
}
