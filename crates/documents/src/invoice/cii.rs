//! UN/CEFACT Cross Industry Invoice, D22B: the order of the elements is that of its schema.

use std::io;

use portico_shared::{
    Date,
    subscriptions::TaxCategory::{self, IntraCommunity, OutOfScope},
};

use super::{
    Buyer, Payment, Seller, Syntax,
    line::Line,
    statement::{Statement, Tax, reason_code},
    syntax,
    xml::{Xml, amount, date_102, document, group, leaf, leaf_with, maybe, or_dash, percent, price, quantity},
};

const NAMESPACES: [(&str, &str); 4] = [
    (
        "xmlns:rsm",
        "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    ),
    (
        "xmlns:ram",
        "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    ),
    ("xmlns:qdt", "urn:un:unece:uncefact:data:standard:QualifiedDataType:100"),
    (
        "xmlns:udt",
        "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    ),
];

pub(super) fn write(statement: &Statement, syntax: Syntax) -> io::Result<Vec<u8>> {
    document("rsm:CrossIndustryInvoice", &NAMESPACES, |xml| {
        group(xml, "rsm:ExchangedDocumentContext", |xml| {
            let process = syntax::process(syntax);
            maybe(
                xml,
                "ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID",
                process,
            )?;
            let guideline = syntax::guideline(syntax);
            leaf(xml, "ram:GuidelineSpecifiedDocumentContextParameter/ram:ID", guideline)
        })?;
        group(xml, "rsm:ExchangedDocument", |xml| {
            leaf(xml, "ram:ID", &or_dash(&statement.invoice.number))?;
            leaf(xml, "ram:TypeCode", statement.type_code())?;
            date(xml, "ram:IssueDateTime", &statement.invoice.issued_on)?;
            leaf(xml, "ram:IncludedNote/ram:Content", &statement.note())
        })?;
        group(xml, "rsm:SupplyChainTradeTransaction", |xml| {
            for (number, each) in (1_usize..).zip(&statement.lines) {
                group(xml, "ram:IncludedSupplyChainTradeLineItem", |xml| {
                    line(xml, statement, number, each)
                })?;
            }
            group(xml, "ram:ApplicableHeaderTradeAgreement", |xml| {
                agreement(xml, statement)
            })?;
            delivery(xml, statement)?;
            group(xml, "ram:ApplicableHeaderTradeSettlement", |xml| {
                settlement(xml, statement)
            })
        })
    })
}

/// BG-25.
fn line(xml: &mut Xml, statement: &Statement, number: usize, line: &Line) -> io::Result<()> {
    let currency = statement.invoice.currency;
    leaf(
        xml,
        "ram:AssociatedDocumentLineDocument/ram:LineID",
        &number.to_string(),
    )?;
    group(xml, "ram:SpecifiedTradeProduct", |xml| {
        leaf(xml, "ram:Name", &or_dash(&line.source.name))?;
        leaf(xml, "ram:Description", &statement.description(line))
    })?;
    let path = "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount";
    leaf(xml, path, &price(line.price, currency))?;
    let path = "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity";
    leaf_with(xml, path, &[("unitCode", syntax::UNIT)], &quantity(line.quantity))?;
    group(xml, "ram:SpecifiedLineTradeSettlement", |xml| {
        group(xml, "ram:ApplicableTradeTax", |xml| {
            leaf(xml, "ram:TypeCode", "VAT")?;
            leaf(xml, "ram:CategoryCode", line.source.tax_category.as_str())?;
            // BR-O-05.
            let rate = (line.source.tax_category != OutOfScope).then(|| percent(line.rate()));
            maybe(xml, "ram:RateApplicablePercent", rate.as_deref())
        })?;
        period(xml, line.period())?;
        if line.allowance != 0 {
            group(xml, "ram:SpecifiedTradeAllowanceCharge", |xml| {
                leaf(xml, "ram:ChargeIndicator/udt:Indicator", "false")?;
                leaf(xml, "ram:ActualAmount", &amount(line.allowance, currency))?;
                leaf(xml, "ram:ReasonCode", syntax::DISCOUNT)?;
                leaf(xml, "ram:Reason", statement.discount_reason())
            })?;
        }
        let path = "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount";
        leaf(xml, path, &amount(line.net, currency))
    })
}

fn agreement(xml: &mut Xml, statement: &Statement) -> io::Result<()> {
    let invoice = statement.invoice;
    maybe(xml, "ram:BuyerReference", invoice.buyer_reference.as_deref())?;
    group(xml, "ram:SellerTradeParty", |xml| {
        seller(xml, statement, &invoice.seller)
    })?;
    group(xml, "ram:BuyerTradeParty", |xml| {
        leaf(xml, "ram:ID", &invoice.buyer.customer_number)?;
        buyer(xml, statement, &invoice.buyer)
    })?;
    let order = invoice.order_reference.as_deref();
    maybe(xml, "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID", order)?;
    let contract = invoice.contract_reference.as_deref();
    maybe(xml, "ram:ContractReferencedDocument/ram:IssuerAssignedID", contract)
}

/// BG-4.
fn seller(xml: &mut Xml, statement: &Statement, seller: &Seller) -> io::Result<()> {
    maybe(xml, "ram:ID", statement.seller_id())?;
    leaf(xml, "ram:Name", &or_dash(&seller.name))?;
    leaf(xml, "ram:Description", &statement.legal_information())?;
    let path = "ram:SpecifiedLegalOrganization/ram:ID";
    maybe(xml, path, seller.register_number.as_deref())?;
    if seller.contact_name.is_some() || seller.phone.is_some() || seller.email.is_some() {
        group(xml, "ram:DefinedTradeContact", |xml| {
            maybe(xml, "ram:PersonName", seller.contact_name.as_deref())?;
            let path = "ram:TelephoneUniversalCommunication/ram:CompleteNumber";
            maybe(xml, path, seller.phone.as_deref())?;
            maybe(
                xml,
                "ram:EmailURIUniversalCommunication/ram:URIID",
                seller.email.as_deref(),
            )
        })?;
    }
    let place = [&*seller.zip, &seller.street, "", &seller.city, &seller.country_code];
    address(xml, place)?;
    electronic_address(xml, seller.email.as_deref())?;
    registration(xml, "VA", statement.seller_vat_id())?;
    registration(xml, "FC", seller.tax_number.as_deref())
}

/// BG-7 but for BT-46.
fn buyer(xml: &mut Xml, statement: &Statement, buyer: &Buyer) -> io::Result<()> {
    leaf(xml, "ram:Name", &or_dash(&buyer.name))?;
    if buyer.contact_name.is_some() || buyer.email.is_some() {
        group(xml, "ram:DefinedTradeContact", |xml| {
            maybe(xml, "ram:PersonName", buyer.contact_name.as_deref())?;
            maybe(
                xml,
                "ram:EmailURIUniversalCommunication/ram:URIID",
                buyer.email.as_deref(),
            )
        })?;
    }
    buyer_address(xml, buyer)?;
    electronic_address(xml, buyer.email.as_deref())?;
    registration(xml, "VA", statement.buyer_vat_id())
}

fn buyer_address(xml: &mut Xml, buyer: &Buyer) -> io::Result<()> {
    let addition = buyer.addition.as_deref().unwrap_or_default();
    address(
        xml,
        [&buyer.zip, &buyer.street, addition, &buyer.city, &buyer.country_code],
    )
}

/// Postcode, two lines, city and country. BR-DE-3, 4, 8 and 9 want the first and the fourth.
fn address(xml: &mut Xml, [zip, street, addition, city, country]: [&str; 5]) -> io::Result<()> {
    group(xml, "ram:PostalTradeAddress", |xml| {
        leaf(xml, "ram:PostcodeCode", &or_dash(zip))?;
        leaf(xml, "ram:LineOne", street)?;
        leaf(xml, "ram:LineTwo", addition)?;
        leaf(xml, "ram:CityName", &or_dash(city))?;
        leaf(xml, "ram:CountryID", country)
    })
}

/// BT-34 and BT-49.
fn electronic_address(xml: &mut Xml, email: Option<&str>) -> io::Result<()> {
    let (path, scheme) = ("ram:URIUniversalCommunication/ram:URIID", [("schemeID", syntax::EMAIL)]);
    email.map_or(Ok(()), |email| leaf_with(xml, path, &scheme, email))
}

fn registration(xml: &mut Xml, scheme: &str, id: Option<&str>) -> io::Result<()> {
    let path = "ram:SpecifiedTaxRegistration/ram:ID";
    id.map_or(Ok(()), |id| leaf_with(xml, path, &[("schemeID", scheme)], id))
}

/// BG-13; where a delivery inside the EU goes to is told as well (BR-IC-12). The schema wants the element, and
/// PEPPOL-EN16931-R008 something in it: BT-70 if nothing else.
fn delivery(xml: &mut Xml, statement: &Statement) -> io::Result<()> {
    let buyer = &statement.invoice.buyer;
    let ships = statement.has(IntraCommunity);
    group(xml, "ram:ApplicableHeaderTradeDelivery", |xml| {
        if ships || statement.period.is_some() {
            group(xml, "ram:ShipToTradeParty", |xml| {
                leaf(xml, "ram:Name", &or_dash(&buyer.name))?;
                if ships { buyer_address(xml, buyer) } else { Ok(()) }
            })?;
        }
        if statement.period.is_some() {
            return Ok(());
        }
        group(xml, "ram:ActualDeliverySupplyChainEvent", |xml| {
            date(xml, "ram:OccurrenceDateTime", &statement.invoice.issued_on)
        })
    })
}

fn settlement(xml: &mut Xml, statement: &Statement) -> io::Result<()> {
    let invoice = statement.invoice;
    let (creditor, mandate, reference) = match &invoice.payment {
        Payment::DirectDebit {
            creditor_identifier,
            mandate_reference,
            ..
        } => (Some(&**creditor_identifier), Some(&**mandate_reference), None),
        Payment::Transfer { reference, .. } => (None, None, Some(&**reference)),
        Payment::None | Payment::Card { .. } | Payment::Online { .. } => (None, None, None),
    };
    maybe(xml, "ram:CreditorReferenceID", creditor)?;
    maybe(xml, "ram:PaymentReference", reference)?;
    let accounting = statement.accounting.map(|(told, _)| told.currency.as_str());
    maybe(xml, "ram:TaxCurrencyCode", accounting)?;
    leaf(xml, "ram:InvoiceCurrencyCode", invoice.currency.as_str())?;
    group(xml, "ram:SpecifiedTradeSettlementPaymentMeans", |xml| {
        leaf(xml, "ram:TypeCode", statement.payment_code())?;
        payment(xml, &invoice.payment)
    })?;
    statement.taxes.iter().try_for_each(|each| tax(xml, statement, each))?;
    period(xml, statement.period)?;
    terms(xml, statement, mandate)?;
    group(xml, "ram:SpecifiedTradeSettlementHeaderMonetarySummation", |xml| {
        totals(xml, statement)
    })?;
    if let Some(preceding) = &invoice.preceding {
        group(xml, "ram:InvoiceReferencedDocument", |xml| {
            leaf(xml, "ram:IssuerAssignedID", &or_dash(&preceding.number))?;
            let (path, day) = ("ram:FormattedIssueDateTime/qdt:DateTimeString", &preceding.issued_on);
            leaf_with(xml, path, &[("format", "102")], &date_102(day.to_naive()))
        })?;
    }
    let account = invoice.buyer.cost_centre.as_deref();
    maybe(xml, "ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID", account)
}

/// BG-17, BG-18 and BG-19.
fn payment(xml: &mut Xml, payment: &Payment) -> io::Result<()> {
    match payment {
        Payment::None | Payment::Online { .. } => Ok(()),
        Payment::Card { last_digits, .. } => {
            let path = "ram:ApplicableTradeSettlementFinancialCard/ram:ID";
            maybe(xml, path, last_digits.as_deref())
        }
        Payment::DirectDebit { masked_iban, .. } => {
            leaf(xml, "ram:PayerPartyDebtorFinancialAccount/ram:IBANID", masked_iban)
        }
        Payment::Transfer { holder, iban, bic, .. } => {
            group(xml, "ram:PayeePartyCreditorFinancialAccount", |xml| {
                leaf(xml, "ram:IBANID", iban)?;
                leaf(xml, "ram:AccountName", holder)
            })?;
            let path = "ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID";
            maybe(xml, path, bic.as_deref())
        }
    }
}

/// BG-23.
fn tax(xml: &mut Xml, statement: &Statement, tax: &Tax) -> io::Result<()> {
    let currency = statement.invoice.currency;
    group(xml, "ram:ApplicableTradeTax", |xml| {
        leaf(xml, "ram:CalculatedAmount", &amount(tax.amount, currency))?;
        leaf(xml, "ram:TypeCode", "VAT")?;
        maybe(xml, "ram:ExemptionReason", statement.reason(tax.category))?;
        leaf(xml, "ram:BasisAmount", &amount(tax.net, currency))?;
        leaf(xml, "ram:CategoryCode", TaxCategory::as_str(tax.category))?;
        maybe(xml, "ram:ExemptionReasonCode", reason_code(tax.category))?;
        leaf(xml, "ram:RateApplicablePercent", &percent(tax.rate))
    })
}

fn terms(xml: &mut Xml, statement: &Statement, mandate: Option<&str>) -> io::Result<()> {
    let (terms, due) = (statement.terms(), &statement.invoice.due_on);
    if terms.is_none() && due.is_none() && mandate.is_none() {
        return Ok(());
    }
    group(xml, "ram:SpecifiedTradePaymentTerms", |xml| {
        maybe(xml, "ram:Description", terms)?;
        due.as_ref()
            .map_or(Ok(()), |due| date(xml, "ram:DueDateDateTime", due))?;
        maybe(xml, "ram:DirectDebitMandateID", mandate)
    })
}

/// BG-22.
fn totals(xml: &mut Xml, statement: &Statement) -> io::Result<()> {
    let currency = statement.invoice.currency;
    let shown = |minor| amount(minor, currency);
    leaf(xml, "ram:LineTotalAmount", &shown(statement.net))?;
    leaf(xml, "ram:TaxBasisTotalAmount", &shown(statement.net))?;
    let attribute = [("currencyID", currency.as_str())];
    leaf_with(xml, "ram:TaxTotalAmount", &attribute, &shown(statement.tax))?;
    if let Some((told, tax)) = statement.accounting {
        let attribute = [("currencyID", told.currency.as_str())];
        leaf_with(xml, "ram:TaxTotalAmount", &attribute, &amount(tax, told.currency))?;
    }
    if statement.rounding != 0 {
        leaf(xml, "ram:RoundingAmount", &shown(statement.rounding))?;
    }
    let with_tax = statement.net.saturating_add(statement.tax);
    leaf(xml, "ram:GrandTotalAmount", &shown(with_tax))?;
    leaf(xml, "ram:DuePayableAmount", &shown(statement.gross))
}

/// BG-14 and BG-26.
fn period(xml: &mut Xml, period: Option<(&Date, &Date)>) -> io::Result<()> {
    let Some((start, end)) = period else {
        return Ok(());
    };
    group(xml, "ram:BillingSpecifiedPeriod", |xml| {
        date(xml, "ram:StartDateTime", start)?;
        date(xml, "ram:EndDateTime", end)
    })
}

fn date(xml: &mut Xml, name: &str, date: &Date) -> io::Result<()> {
    let path = format!("{name}/udt:DateTimeString");
    leaf_with(xml, &path, &[("format", "102")], &date_102(date.to_naive()))
}
