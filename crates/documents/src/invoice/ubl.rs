//! OASIS UBL 2.1, `Invoice` and `CreditNote`: the order of the elements is that of their schemas.

use std::io;

use portico_shared::{
    Date,
    invoices::InvoiceType,
    subscriptions::TaxCategory::{self, IntraCommunity, OutOfScope},
};

use super::{
    Buyer, Payment, Syntax,
    line::Line,
    statement::{Statement, Tax, reason_code},
    syntax,
    xml::{Xml, amount, document, group, leaf, leaf_with, maybe, or_dash, percent, price, quantity},
};

const COMPONENTS: [(&str, &str); 2] = [
    (
        "xmlns:cac",
        "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    ),
    (
        "xmlns:cbc",
        "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    ),
];

/// How the elements of a document are named.
struct Names {
    root: &'static str,
    namespace: &'static str,
    type_code: &'static str,
    line: &'static str,
    quantity: &'static str,
}

const INVOICE: Names = Names {
    root: "Invoice",
    namespace: "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    type_code: "cbc:InvoiceTypeCode",
    line: "cac:InvoiceLine",
    quantity: "cbc:InvoicedQuantity",
};
const CREDIT_NOTE: Names = Names {
    root: "CreditNote",
    namespace: "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
    type_code: "cbc:CreditNoteTypeCode",
    line: "cac:CreditNoteLine",
    quantity: "cbc:CreditedQuantity",
};

pub(super) fn write(statement: &Statement, syntax: Syntax) -> io::Result<Vec<u8>> {
    let is_credit = statement.invoice.kind == InvoiceType::Credit;
    let names = if is_credit { &CREDIT_NOTE } else { &INVOICE };
    let namespaces = [("xmlns", names.namespace), COMPONENTS[0], COMPONENTS[1]];
    document(names.root, &namespaces, |xml| {
        head(xml, statement, syntax, names)?;
        references(xml, statement)?;
        group(xml, "cac:AccountingSupplierParty/cac:Party", |xml| {
            seller(xml, statement)
        })?;
        group(xml, "cac:AccountingCustomerParty/cac:Party", |xml| {
            buyer(xml, statement, &statement.invoice.buyer)
        })?;
        delivery(xml, statement)?;
        payment(xml, statement, is_credit)?;
        maybe(xml, "cac:PaymentTerms/cbc:Note", statement.terms())?;
        taxes(xml, statement)?;
        group(xml, "cac:LegalMonetaryTotal", |xml| totals(xml, statement))?;
        for (number, each) in (1_usize..).zip(&statement.lines) {
            group(xml, names.line, |xml| line(xml, statement, names, number, each))?;
        }
        Ok(())
    })
}

fn head(xml: &mut Xml, statement: &Statement, syntax: Syntax, names: &Names) -> io::Result<()> {
    let invoice = statement.invoice;
    leaf(xml, "cbc:CustomizationID", syntax::guideline(syntax))?;
    maybe(xml, "cbc:ProfileID", syntax::process(syntax))?;
    leaf(xml, "cbc:ID", &or_dash(&invoice.number))?;
    leaf(xml, "cbc:IssueDate", invoice.issued_on.as_str())?;
    // A credit note has its due date with the means of payment.
    if names.root == INVOICE.root {
        maybe(xml, "cbc:DueDate", invoice.due_on.as_ref().map(Date::as_str))?;
    }
    leaf(xml, names.type_code, statement.type_code())?;
    leaf(xml, "cbc:Note", &statement.note())?;
    leaf(xml, "cbc:DocumentCurrencyCode", invoice.currency.as_str())?;
    let accounting = statement.accounting.map(|(told, _)| told.currency.as_str());
    maybe(xml, "cbc:TaxCurrencyCode", accounting)?;
    maybe(xml, "cbc:AccountingCost", invoice.buyer.cost_centre.as_deref())?;
    maybe(xml, "cbc:BuyerReference", invoice.buyer_reference.as_deref())
}

fn references(xml: &mut Xml, statement: &Statement) -> io::Result<()> {
    let invoice = statement.invoice;
    period(xml, statement.period)?;
    maybe(xml, "cac:OrderReference/cbc:ID", invoice.order_reference.as_deref())?;
    if let Some(preceding) = &invoice.preceding {
        group(xml, "cac:BillingReference/cac:InvoiceDocumentReference", |xml| {
            leaf(xml, "cbc:ID", &or_dash(&preceding.number))?;
            leaf(xml, "cbc:IssueDate", preceding.issued_on.as_str())
        })?;
    }
    let contract = invoice.contract_reference.as_deref();
    maybe(xml, "cac:ContractDocumentReference/cbc:ID", contract)
}

/// BG-4.
fn seller(xml: &mut Xml, statement: &Statement) -> io::Result<()> {
    let seller = &statement.invoice.seller;
    electronic_address(xml, seller.email.as_deref())?;
    maybe(xml, "cac:PartyIdentification/cbc:ID", statement.seller_id())?;
    if let Payment::DirectDebit {
        creditor_identifier, ..
    } = &statement.invoice.payment
    {
        // BT-90.
        let path = "cac:PartyIdentification/cbc:ID";
        leaf_with(xml, path, &[("schemeID", "SEPA")], creditor_identifier)?;
    }
    let place = [&*seller.street, "", &seller.city, &seller.zip, &seller.country_code];
    address(xml, "cac:PostalAddress", place)?;
    tax_scheme(xml, "VAT", statement.seller_vat_id())?;
    tax_scheme(xml, "FC", seller.tax_number.as_deref())?;
    group(xml, "cac:PartyLegalEntity", |xml| {
        leaf(xml, "cbc:RegistrationName", &or_dash(&seller.name))?;
        maybe(xml, "cbc:CompanyID", seller.register_number.as_deref())?;
        leaf(xml, "cbc:CompanyLegalForm", &statement.legal_information())
    })?;
    let contact = [
        ("cbc:Name", seller.contact_name.as_deref()),
        ("cbc:Telephone", seller.phone.as_deref()),
        ("cbc:ElectronicMail", seller.email.as_deref()),
    ];
    self::contact(xml, &contact)
}

/// BG-7.
fn buyer(xml: &mut Xml, statement: &Statement, buyer: &Buyer) -> io::Result<()> {
    electronic_address(xml, buyer.email.as_deref())?;
    leaf(xml, "cac:PartyIdentification/cbc:ID", &buyer.customer_number)?;
    buyer_address(xml, "cac:PostalAddress", buyer)?;
    tax_scheme(xml, "VAT", statement.buyer_vat_id())?;
    leaf(xml, "cac:PartyLegalEntity/cbc:RegistrationName", &or_dash(&buyer.name))?;
    let contact = [
        ("cbc:Name", buyer.contact_name.as_deref()),
        ("cbc:ElectronicMail", buyer.email.as_deref()),
    ];
    self::contact(xml, &contact)
}

fn contact(xml: &mut Xml, ways: &[(&str, Option<&str>)]) -> io::Result<()> {
    if ways.iter().all(|(_, text)| text.is_none()) {
        return Ok(());
    }
    group(xml, "cac:Contact", |xml| {
        ways.iter().try_for_each(|(name, text)| maybe(xml, name, *text))
    })
}

/// BT-34 and BT-49.
fn electronic_address(xml: &mut Xml, email: Option<&str>) -> io::Result<()> {
    let scheme = [("schemeID", syntax::EMAIL)];
    email.map_or(Ok(()), |email| leaf_with(xml, "cbc:EndpointID", &scheme, email))
}

fn buyer_address(xml: &mut Xml, name: &str, buyer: &Buyer) -> io::Result<()> {
    let addition = buyer.addition.as_deref().unwrap_or_default();
    let place = [&*buyer.street, addition, &buyer.city, &buyer.zip, &buyer.country_code];
    address(xml, name, place)
}

/// Two lines, city, postcode and country. BR-DE-3, 4, 8 and 9 want the third and the fourth.
fn address(xml: &mut Xml, name: &str, [street, addition, city, zip, country]: [&str; 5]) -> io::Result<()> {
    group(xml, name, |xml| {
        leaf(xml, "cbc:StreetName", street)?;
        leaf(xml, "cbc:AdditionalStreetName", addition)?;
        leaf(xml, "cbc:CityName", &or_dash(city))?;
        leaf(xml, "cbc:PostalZone", &or_dash(zip))?;
        leaf(xml, "cac:Country/cbc:IdentificationCode", country)
    })
}

fn tax_scheme(xml: &mut Xml, scheme: &str, id: Option<&str>) -> io::Result<()> {
    let Some(id) = id else {
        return Ok(());
    };
    group(xml, "cac:PartyTaxScheme", |xml| {
        leaf(xml, "cbc:CompanyID", id)?;
        leaf(xml, "cac:TaxScheme/cbc:ID", scheme)
    })
}

/// BG-13; where a delivery inside the EU goes to is told as well (BR-IC-12).
fn delivery(xml: &mut Xml, statement: &Statement) -> io::Result<()> {
    let ships = statement.has(IntraCommunity);
    if !ships && statement.period.is_some() {
        return Ok(());
    }
    let buyer = &statement.invoice.buyer;
    group(xml, "cac:Delivery", |xml| {
        if statement.period.is_none() {
            leaf(xml, "cbc:ActualDeliveryDate", statement.invoice.issued_on.as_str())?;
        }
        if ships {
            group(xml, "cac:DeliveryLocation", |xml| {
                buyer_address(xml, "cac:Address", buyer)
            })?;
            leaf(xml, "cac:DeliveryParty/cac:PartyName/cbc:Name", &or_dash(&buyer.name))?;
        }
        Ok(())
    })
}

/// BG-16.
fn payment(xml: &mut Xml, statement: &Statement, is_credit: bool) -> io::Result<()> {
    let due = statement.invoice.due_on.as_ref().filter(|_| is_credit);
    group(xml, "cac:PaymentMeans", |xml| {
        leaf(xml, "cbc:PaymentMeansCode", statement.payment_code())?;
        maybe(xml, "cbc:PaymentDueDate", due.map(Date::as_str))?;
        match &statement.invoice.payment {
            Payment::None | Payment::Online { .. } => Ok(()),
            Payment::Card { last_digits, brand } => card(xml, last_digits.as_deref(), brand.as_deref()),
            Payment::DirectDebit {
                mandate_reference,
                masked_iban,
                ..
            } => group(xml, "cac:PaymentMandate", |xml| {
                leaf(xml, "cbc:ID", mandate_reference)?;
                leaf(xml, "cac:PayerFinancialAccount/cbc:ID", masked_iban)
            }),
            Payment::Transfer {
                holder,
                iban,
                bic,
                reference,
                ..
            } => {
                leaf(xml, "cbc:PaymentID", reference)?;
                group(xml, "cac:PayeeFinancialAccount", |xml| {
                    leaf(xml, "cbc:ID", iban)?;
                    leaf(xml, "cbc:Name", holder)?;
                    maybe(xml, "cac:FinancialInstitutionBranch/cbc:ID", bic.as_deref())
                })
            }
        }
    })
}

/// BG-18; UBL asks for the network.
fn card(xml: &mut Xml, last_digits: Option<&str>, brand: Option<&str>) -> io::Result<()> {
    let Some(digits) = last_digits else {
        return Ok(());
    };
    group(xml, "cac:CardAccount", |xml| {
        leaf(xml, "cbc:PrimaryAccountNumberID", digits)?;
        leaf(xml, "cbc:NetworkID", &or_dash(brand.unwrap_or_default()))
    })
}

fn taxes(xml: &mut Xml, statement: &Statement) -> io::Result<()> {
    group(xml, "cac:TaxTotal", |xml| {
        money(xml, statement, "cbc:TaxAmount", statement.tax)?;
        statement.taxes.iter().try_for_each(|each| tax(xml, statement, each))
    })?;
    let Some((told, tax)) = statement.accounting else {
        return Ok(());
    };
    let (path, attribute) = ("cac:TaxTotal/cbc:TaxAmount", [("currencyID", told.currency.as_str())]);
    leaf_with(xml, path, &attribute, &amount(tax, told.currency))
}

/// BG-23.
fn tax(xml: &mut Xml, statement: &Statement, tax: &Tax) -> io::Result<()> {
    group(xml, "cac:TaxSubtotal", |xml| {
        money(xml, statement, "cbc:TaxableAmount", tax.net)?;
        money(xml, statement, "cbc:TaxAmount", tax.amount)?;
        group(xml, "cac:TaxCategory", |xml| {
            leaf(xml, "cbc:ID", TaxCategory::as_str(tax.category))?;
            leaf(xml, "cbc:Percent", &percent(tax.rate))?;
            maybe(xml, "cbc:TaxExemptionReasonCode", reason_code(tax.category))?;
            maybe(xml, "cbc:TaxExemptionReason", statement.reason(tax.category))?;
            leaf(xml, "cac:TaxScheme/cbc:ID", "VAT")
        })
    })
}

/// BG-22.
fn totals(xml: &mut Xml, statement: &Statement) -> io::Result<()> {
    money(xml, statement, "cbc:LineExtensionAmount", statement.net)?;
    money(xml, statement, "cbc:TaxExclusiveAmount", statement.net)?;
    let with_tax = statement.net.saturating_add(statement.tax);
    money(xml, statement, "cbc:TaxInclusiveAmount", with_tax)?;
    if statement.rounding != 0 {
        money(xml, statement, "cbc:PayableRoundingAmount", statement.rounding)?;
    }
    money(xml, statement, "cbc:PayableAmount", statement.gross)
}

/// BG-25.
fn line(xml: &mut Xml, statement: &Statement, names: &Names, number: usize, line: &Line) -> io::Result<()> {
    let currency = statement.invoice.currency;
    leaf(xml, "cbc:ID", &number.to_string())?;
    let unit = [("unitCode", syntax::UNIT)];
    leaf_with(xml, names.quantity, &unit, &quantity(line.quantity))?;
    money(xml, statement, "cbc:LineExtensionAmount", line.net)?;
    period(xml, line.period())?;
    if line.allowance != 0 {
        group(xml, "cac:AllowanceCharge", |xml| {
            leaf(xml, "cbc:ChargeIndicator", "false")?;
            leaf(xml, "cbc:AllowanceChargeReasonCode", syntax::DISCOUNT)?;
            leaf(xml, "cbc:AllowanceChargeReason", statement.discount_reason())?;
            money(xml, statement, "cbc:Amount", line.allowance)
        })?;
    }
    group(xml, "cac:Item", |xml| {
        leaf(xml, "cbc:Description", &statement.description(line))?;
        leaf(xml, "cbc:Name", &or_dash(&line.source.name))?;
        group(xml, "cac:ClassifiedTaxCategory", |xml| {
            leaf(xml, "cbc:ID", line.source.tax_category.as_str())?;
            // BR-O-05.
            let rate = (line.source.tax_category != OutOfScope).then(|| percent(line.rate()));
            maybe(xml, "cbc:Percent", rate.as_deref())?;
            leaf(xml, "cac:TaxScheme/cbc:ID", "VAT")
        })
    })?;
    let (path, attribute) = ("cac:Price/cbc:PriceAmount", [("currencyID", currency.as_str())]);
    leaf_with(xml, path, &attribute, &price(line.price, currency))
}

/// BG-14 and BG-26.
fn period(xml: &mut Xml, period: Option<(&Date, &Date)>) -> io::Result<()> {
    let Some((start, end)) = period else {
        return Ok(());
    };
    group(xml, "cac:InvoicePeriod", |xml| {
        leaf(xml, "cbc:StartDate", start.as_str())?;
        leaf(xml, "cbc:EndDate", end.as_str())
    })
}

fn money(xml: &mut Xml, statement: &Statement, name: &str, minor: i64) -> io::Result<()> {
    let currency = statement.invoice.currency;
    let attribute = [("currencyID", currency.as_str())];
    leaf_with(xml, name, &attribute, &amount(minor, currency))
}
