//! Documents to check, with the amounts that `portico-domain` computes.

use chrono::{Days, NaiveDate};
use portico_documents::invoice::{Accounting, Buyer, Invoice, Look, Payment, Preceding, Seller};
use portico_domain::{
    billing::{BillingPeriod, Item, Line, price, totals},
    credit, vat_currency,
};
use portico_shared::{
    Currency, Date,
    customers::Language,
    invoices::{InvoiceLine, InvoiceTax, InvoiceType},
    settings::ExchangeRate,
    subscriptions::{Discount, PriceMode, TaxCategory},
};

/// Something that is billed.
#[derive(Debug, Clone)]
pub struct Sold {
    pub name: String,
    pub description: Option<String>,
    pub quantity: String,
    pub price: String,
    pub mode: PriceMode,
    pub category: TaxCategory,
    /// Basis points.
    pub rate: u32,
    pub discount: Option<Discount>,
    /// Of 30 days, where it is not all of them.
    pub days: Option<u32>,
    pub has_period: bool,
}

pub fn sold(quantity: &str, price: &str) -> Sold {
    Sold {
        name: "Hafenblick Plus".to_owned(),
        description: None,
        quantity: quantity.to_owned(),
        price: price.to_owned(),
        mode: PriceMode::Net,
        category: TaxCategory::Standard,
        rate: 1_900,
        discount: None,
        days: None,
        has_period: true,
    }
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn start() -> NaiveDate {
    day("2026-11-01").to_naive()
}

/// An invoice of `sold`, in euro, paid by transfer.
pub fn invoice(language: Language, sold: &[Sold]) -> Invoice {
    in_currency(Currency::EUR, language, sold)
}

pub fn in_currency(currency: Currency, language: Language, sold: &[Sold]) -> Invoice {
    let items: Vec<(Item, BillingPeriod)> = sold.iter().map(|sold| (item(sold), period(sold))).collect();
    let due: Vec<_> = (0..)
        .zip(&items)
        .map(|(at, (item, period))| (at, item, *period))
        .collect();
    let lines = price(&due, currency);
    let printed = sold
        .iter()
        .zip(&lines)
        .map(|(sold, line)| printed(sold, line))
        .collect();
    with_amounts(empty(currency, language), &lines, printed)
}

/// All of an invoice taken back.
pub fn cancellation(of: &Invoice) -> Invoice {
    let lines = credit::cancel(&computed(of));
    following(of, InvoiceType::Cancellation, &lines)
}

/// Some amounts of an invoice's lines credited.
pub fn credit_note(of: &Invoice, asked: &[(usize, i64)]) -> Invoice {
    let lines = credit::credit(&computed(of), &[], asked).unwrap();
    following(of, InvoiceType::Credit, &lines)
}

fn following(of: &Invoice, kind: InvoiceType, lines: &[Line]) -> Invoice {
    let printed = lines.iter().map(|line| InvoiceLine {
        net_amount: line.net,
        discount_amount: line.discount,
        amount: Some(line.amount),
        credited_position: u32::try_from(line.item).ok(),
        ..of.lines[line.item].clone()
    });
    let printed = printed.collect();
    let following = Invoice {
        kind,
        number: "RE-0000000043".to_owned(),
        issued_on: day("2026-12-02"),
        due_on: None,
        payment: Payment::None,
        introduction: Some("Drei Tage ohne Zugang".to_owned()),
        preceding: Some(Preceding {
            number: of.number.clone(),
            issued_on: of.issued_on.clone(),
        }),
        ..of.clone()
    };
    with_amounts(following, lines, printed)
}

/// The lines of an invoice as `portico-domain` had them.
fn computed(of: &Invoice) -> Vec<Line> {
    let line = |(item, line): (usize, &InvoiceLine)| Line {
        item,
        period: BillingPeriod::whole(start(), start()),
        price_mode: line.price_mode,
        tax_rate: line.tax_rate,
        tax_category: line.tax_category,
        discount: line.discount_amount,
        amount: line.amount.unwrap(),
        net: line.net_amount,
    };
    of.lines.iter().enumerate().map(line).collect()
}

fn with_amounts(invoice: Invoice, lines: &[Line], printed: Vec<InvoiceLine>) -> Invoice {
    let sums = totals(lines);
    let taxes = sums.taxes.iter().map(|tax| InvoiceTax {
        tax_category: tax.category,
        tax_rate: tax.rate,
        net_amount: tax.net,
        tax_amount: tax.tax,
    });
    Invoice {
        lines: printed,
        taxes: taxes.collect(),
        net_amount: sums.net,
        tax_amount: sums.tax,
        rounding_amount: sums.rounding,
        gross_amount: sums.gross,
        ..invoice
    }
}

fn item(sold: &Sold) -> Item {
    Item {
        quantity: sold.quantity.parse().unwrap(),
        unit_price: sold.price.parse().unwrap(),
        price_mode: sold.mode,
        tax_rate: sold.rate,
        tax_category: sold.category,
        discount: sold.discount.clone(),
        interval: "1M".parse().unwrap(),
        prorates: true,
        billing_start: None,
        billed_to: None,
        billed_periods: 0,
    }
}

fn period(sold: &Sold) -> BillingPeriod {
    let end = start() + Days::new(30);
    let whole = BillingPeriod::whole(start(), end);
    BillingPeriod {
        end: sold.days.map_or(end, |days| start() + Days::new(days.into())),
        ..whole
    }
}

fn printed(sold: &Sold, line: &Line) -> InvoiceLine {
    let part = !line.period.is_whole();
    InvoiceLine {
        name: sold.name.clone(),
        description: sold.description.clone(),
        quantity: sold.quantity.parse().unwrap(),
        unit_price: sold.price.parse().unwrap(),
        tax_rate: line.tax_rate,
        tax_category: line.tax_category,
        net_amount: line.net,
        price_mode: line.price_mode,
        discount_amount: line.discount,
        credited_position: None,
        subscription_item: None,
        amount: Some(line.amount),
        billed_days: part.then(|| line.period.days()),
        period_days: part.then(|| line.period.whole_days()),
        period_start: sold.has_period.then(|| line.period.start.into()),
        period_end: sold.has_period.then(|| line.period.last_day().into()),
    }
}

fn empty(currency: Currency, language: Language) -> Invoice {
    Invoice {
        kind: InvoiceType::Invoice,
        language,
        number: "RE-0000000042".to_owned(),
        issued_on: day("2026-11-30"),
        due_on: Some(day("2026-12-14")),
        currency,
        title: Some("Hafenblick Plus".to_owned()),
        introduction: None,
        closing: None,
        seller: seller(),
        buyer: buyer(),
        buyer_reference: Some("04011000-12345-34".to_owned()),
        order_reference: Some("PO-2026-778".to_owned()),
        contract_reference: Some("V-000117".to_owned()),
        preceding: None,
        lines: Vec::new(),
        taxes: Vec::new(),
        net_amount: 0,
        tax_amount: 0,
        rounding_amount: 0,
        gross_amount: 0,
        accounting: None,
        payment: transfer(),
        look: Look {
            colour: Some("#0b5fff".to_owned()),
            footer: Some("Hafenblick ist eine Marke der Acme GmbH.".to_owned()),
        },
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a short word for what most fields are")]
pub fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn seller() -> Seller {
    Seller {
        name: "Acme GmbH".to_owned(),
        street: "Am Sandtorkai 12".to_owned(),
        zip: "20457".to_owned(),
        city: "Hamburg".to_owned(),
        country_code: "DE".to_owned(),
        vat_country: None,
        vat_id: some("DE123456789"),
        tax_number: some("22/123/45678"),
        exemption_reason: None,
        register_name: some("Amtsgericht Hamburg"),
        register_number: some("HRB 12345"),
        managing_directors: some("Dr. Jörg Weiß, Ayşe Yılmaz"),
        contact_name: some("Rechnungsstelle"),
        phone: some("+49 40 1234567"),
        email: some("rechnung@acme.example"),
        website: some("www.acme.example"),
    }
}

fn buyer() -> Buyer {
    Buyer {
        name: "Nordlicht Reederei GmbH & Co. KG".to_owned(),
        contact_name: some("Zoë Großmann"),
        street: "Große Elbstraße 45".to_owned(),
        addition: some("3. Obergeschoss"),
        zip: "22767".to_owned(),
        city: "Hamburg".to_owned(),
        country_code: "DE".to_owned(),
        vat_id: some("DE987654321"),
        customer_number: "K-10042".to_owned(),
        email: some("buchhaltung@nordlicht.example"),
        cost_centre: some("4711"),
    }
}

/// Somebody abroad.
pub fn abroad(invoice: &mut Invoice, name: &str, city: &str, country: &str, vat_id: Option<&str>) {
    invoice.buyer = Buyer {
        name: name.to_owned(),
        contact_name: None,
        street: "1 Harbour Road".to_owned(),
        addition: None,
        zip: "10001".to_owned(),
        city: city.to_owned(),
        country_code: country.to_owned(),
        vat_id: vat_id.map(str::to_owned),
        ..buyer()
    };
}

/// Says its VAT in euro as well, by what one euro is.
pub fn in_euro(invoice: Invoice, rate: &str) -> Invoice {
    let currencies = (Currency::EUR, invoice.currency);
    told_in(Currency::EUR, invoice, (1, currencies, rate))
}

/// Says its VAT in `own` as well, by so many units of the first currency, and what they are in the second.
pub fn told_in(own: Currency, invoice: Invoice, by: (u32, (Currency, Currency), &str)) -> Invoice {
    let (units, (base, quote), rate) = by;
    let rate = ExchangeRate {
        base,
        units,
        quote,
        rate: rate.parse().unwrap(),
        date: day("2026-10-31"),
    };
    let tax = vat_currency::converted(invoice.tax_amount, (invoice.currency, own), &rate);
    Invoice {
        accounting: Some(Accounting {
            currency: own,
            tax_amount: tax.unwrap(),
            rate,
        }),
        ..invoice
    }
}

fn transfer() -> Payment {
    Payment::Transfer {
        holder: "Acme GmbH".to_owned(),
        iban: "DE89370400440532013000".to_owned(),
        bic: some("COBADEFFXXX"),
        bank_name: some("Commerzbank"),
        reference: "RE-0000000042".to_owned(),
        giro_code: Some(code()),
    }
}

/// What the API draws: the modules that hold the text of the transfer.
pub fn code() -> Vec<String> {
    let transfer = portico_domain::giro_code::Transfer {
        recipient: "Acme GmbH",
        iban: "DE89370400440532013000",
        bic: Some("COBADEFFXXX"),
        cents: 5_831,
        remittance: "RE-0000000042",
    };
    let text = portico_domain::giro_code::text(&transfer).unwrap();
    let code = qrcodegen::QrCode::encode_text(&text, qrcodegen::QrCodeEcc::Medium).unwrap();
    let module = |x, y| if code.get_module(x, y) { '1' } else { '0' };
    (0..code.size())
        .map(|y| (0..code.size()).map(|x| module(x, y)).collect())
        .collect()
}

pub fn debit() -> Payment {
    Payment::DirectDebit {
        creditor_identifier: "DE98ZZZ09999999999".to_owned(),
        mandate_reference: "M-2026-000123".to_owned(),
        masked_iban: "DE02 **** **** **** **20 51".to_owned(),
        collect_on: Some(day("2026-12-14")),
    }
}
