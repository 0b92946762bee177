//! What a document says in each of its forms, with the signs that it says it with.

use std::collections::BTreeMap;

use portico_shared::{
    Date,
    customers::Language,
    invoices::InvoiceType,
    subscriptions::{PriceMode, TaxCategory},
};

use super::{Accounting, Invoice, Payment, line::Line};
use crate::{
    countries::{is_member_state, vat_country},
    texts::texts,
};

/// The texts of `documents.ftl` that stand in the XML, without `invoice-`.
pub(crate) const TEXTS: [&str; 19] = [
    "discount",
    "reason-exempt",
    "reason-reverse-charge",
    "reason-reverse-charge-germany",
    "reason-reverse-charge-eu",
    "reason-intra-community",
    "reason-intra-community-germany",
    "reason-export",
    "reason-export-germany",
    "reason-export-eu",
    "reason-out-of-scope",
    "terms-transfer",
    "terms-debit",
    "terms-collected",
    "terms-credit",
    "terms-cancellation",
    "terms-nothing",
    "directors",
    "register",
];

/// All amounts have the signs that they are told with.
pub(super) struct Statement<'a> {
    pub(super) invoice: &'a Invoice,
    pub(super) lines: Vec<Line<'a>>,
    pub(super) taxes: Vec<Tax>,
    /// BT-106 and BT-109.
    pub(super) net: i64,
    /// BT-110.
    pub(super) tax: i64,
    /// BT-114.
    pub(super) rounding: i64,
    /// BT-115.
    pub(super) gross: i64,
    /// BT-111.
    pub(super) accounting: Option<(&'a Accounting, i64)>,
    /// BT-73 and BT-74: from the first to the last day that a line is for.
    pub(super) period: Option<(&'a Date, &'a Date)>,
    texts: BTreeMap<&'static str, String>,
}

/// BG-23.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tax {
    pub(super) category: TaxCategory,
    /// Basis points.
    pub(super) rate: u32,
    /// BT-116.
    pub(super) net: i64,
    /// BT-117.
    pub(super) amount: i64,
}

impl<'a> Statement<'a> {
    pub(super) fn new(invoice: &'a Invoice) -> Self {
        let signed = |amount: i64| match invoice.kind {
            InvoiceType::Credit => amount.saturating_neg(),
            InvoiceType::Invoice | InvoiceType::Cancellation => amount,
        };
        let line = |line| Line::new(line, invoice.kind, invoice.currency);
        let lines: Vec<Line<'a>> = invoice.lines.iter().map(line).collect();
        let periods = || lines.iter().filter_map(Line::period);
        let first = periods().map(|(start, _)| start).min_by_key(|day| day.as_str());
        let last = periods().map(|(_, end)| end).max_by_key(|day| day.as_str());
        Self {
            period: first.zip(last),
            taxes: taxes(invoice, signed),
            lines,
            net: signed(invoice.net_amount),
            tax: signed(invoice.tax_amount),
            rounding: signed(invoice.rounding_amount),
            gross: signed(invoice.gross_amount),
            accounting: invoice.accounting.as_ref().map(|told| (told, signed(told.tax_amount))),
            texts: texts(invoice.language, "invoice", &TEXTS, &[]),
            invoice,
        }
    }

    /// BT-3, from UNTDID 1001.
    pub(super) const fn type_code(&self) -> &'static str {
        match self.invoice.kind {
            InvoiceType::Invoice => "380",
            InvoiceType::Credit => "381",
            InvoiceType::Cancellation => "384",
        }
    }

    /// Whether the lines show prices with tax.
    pub(super) fn is_gross(&self) -> bool {
        let mut modes = self.invoice.lines.iter().map(|line| line.price_mode);
        modes.all(|mode| mode == PriceMode::Gross)
    }

    pub(super) fn has(&self, category: TaxCategory) -> bool {
        self.taxes.iter().any(|tax| tax.category == category)
    }

    /// BT-31. An invoice that is out of scope names no VAT identifiers (BR-O-02).
    pub(super) fn seller_vat_id(&self) -> Option<&'a str> {
        let id = self.invoice.seller.vat_id.as_deref();
        id.filter(|_| !self.has(TaxCategory::OutOfScope))
    }

    /// BT-48.
    pub(super) fn buyer_vat_id(&self) -> Option<&'a str> {
        let id = self.invoice.buyer.vat_id.as_deref();
        id.filter(|_| !self.has(TaxCategory::OutOfScope))
    }

    /// BT-29, where nothing else identifies the seller (BR-CO-26).
    pub(super) fn seller_id(&self) -> Option<&'a str> {
        let seller = &self.invoice.seller;
        let other = self.seller_vat_id().or(seller.register_number.as_deref());
        let id = seller.tax_number.as_deref().or(seller.vat_id.as_deref());
        id.filter(|_| other.is_none())
    }

    /// BT-81, from UNTDID 4461. "Instrument not defined" where nothing is to be paid: `XRechnung` wants one on every
    /// document (BR-DE-1).
    pub(super) fn payment_code(&self) -> &'static str {
        match &self.invoice.payment {
            Payment::None => "1",
            Payment::Transfer { .. } if self.invoice.currency.as_str() == "EUR" => "58",
            Payment::Transfer { .. } => "30",
            Payment::DirectDebit { .. } => "59",
            // A card is named by its last digits (BR-51).
            Payment::Card {
                last_digits: Some(_), ..
            } => "48",
            Payment::Card { .. } | Payment::Online { .. } => "68",
        }
    }

    /// BT-20, where no due date stands: one of both has to (BR-CO-25).
    pub(super) fn terms(&self) -> Option<&str> {
        let key = match (&self.invoice.due_on, self.invoice.kind, &self.invoice.payment) {
            (Some(_), ..) => return None,
            (_, InvoiceType::Credit, _) => "terms-credit",
            (_, InvoiceType::Cancellation, _) => "terms-cancellation",
            _ if self.gross <= 0 => "terms-nothing",
            (_, _, Payment::DirectDebit { .. }) => "terms-debit",
            (_, _, Payment::Card { .. } | Payment::Online { .. }) => "terms-collected",
            (_, _, Payment::Transfer { .. } | Payment::None) => "terms-transfer",
        };
        Some(self.text(key))
    }

    /// BT-22.
    pub(super) fn note(&self) -> String {
        let invoice = self.invoice;
        let parts = [&invoice.title, &invoice.introduction, &invoice.closing];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        parts.join("\n\n")
    }

    /// BT-33: where the seller is registered, and who directs it (§ 35a `GmbHG`, § 80 `AktG`).
    pub(super) fn legal_information(&self) -> String {
        let seller = &self.invoice.seller;
        let register = seller.register_name.as_ref();
        let register = register.map(|name| format!("{}: {name}", self.text("register")));
        let directors = seller.managing_directors.as_ref();
        let directors = directors.map(|names| format!("{}: {names}", self.text("directors")));
        let parts: Vec<String> = register.into_iter().chain(directors).collect();
        parts.join("\n")
    }

    /// BT-154: also which part of a period is billed.
    pub(super) fn description(&self, line: &Line) -> String {
        let part = line.part.map(|part| days(self.invoice.language, part));
        let parts: Vec<String> = line.source.description.iter().cloned().chain(part).collect();
        parts.join("\n")
    }

    /// BT-139.
    pub(super) fn discount_reason(&self) -> &str {
        self.text("discount")
    }

    /// BT-120: why no tax is charged, with the provision where it is known (Art. 226 (11) and (11a) of Directive
    /// 2006/112/EC).
    pub(super) fn reason(&self, category: TaxCategory) -> Option<&str> {
        let Invoice { seller, buyer, .. } = self.invoice;
        let (here, there) = (vat_country(seller.vat_country()), vat_country(&buyer.country_code));
        let (is_german, is_abroad, is_european) = (here == "DE", here != there, is_member_state(here));
        let key = match category {
            TaxCategory::Standard | TaxCategory::ZeroRated => return None,
            TaxCategory::Exempt if seller.exemption_reason.is_some() => return seller.exemption_reason.as_deref(),
            TaxCategory::Exempt => "reason-exempt",
            TaxCategory::ReverseCharge if is_german && !is_abroad => "reason-reverse-charge-germany",
            TaxCategory::ReverseCharge if is_european && is_abroad && is_member_state(there) => {
                "reason-reverse-charge-eu"
            }
            TaxCategory::ReverseCharge => "reason-reverse-charge",
            TaxCategory::IntraCommunity if is_german => "reason-intra-community-germany",
            TaxCategory::IntraCommunity => "reason-intra-community",
            TaxCategory::Export if is_german => "reason-export-germany",
            TaxCategory::Export if is_european => "reason-export-eu",
            TaxCategory::Export => "reason-export",
            TaxCategory::OutOfScope => "reason-out-of-scope",
        };
        Some(self.text(key))
    }

    fn text(&self, key: &str) -> &str {
        self.texts.get(key).map_or("", String::as_str)
    }
}

/// `15 of 30 days`.
pub(super) fn days(language: Language, (billed, days): (u32, u32)) -> String {
    let arguments = [("billed", &*billed.to_string()), ("days", &*days.to_string())];
    let mut texts = texts(language, "invoice", &["part"], &arguments);
    texts.remove("part").unwrap_or_default()
}

/// One for each category and rate (BR-S-08 and its like count them together, whatever the prices were).
fn taxes(invoice: &Invoice, signed: impl Fn(i64) -> i64) -> Vec<Tax> {
    let mut taxes: Vec<Tax> = Vec::new();
    for each in &invoice.taxes {
        let rate = match each.tax_category {
            TaxCategory::Standard => each.tax_rate,
            _ => 0,
        };
        let (net, amount) = (signed(each.net_amount), signed(each.tax_amount));
        let known = taxes
            .iter_mut()
            .find(|tax| (tax.category, tax.rate) == (each.tax_category, rate));
        if let Some(known) = known {
            known.net = known.net.saturating_add(net);
            known.amount = known.amount.saturating_add(amount);
        } else {
            taxes.push(Tax {
                category: each.tax_category,
                rate,
                net,
                amount,
            });
        }
    }
    taxes
}

/// BT-121, from the list VATEX. An exemption has many reasons, so it is told in words alone.
pub(super) const fn reason_code(category: TaxCategory) -> Option<&'static str> {
    match category {
        TaxCategory::Standard | TaxCategory::ZeroRated | TaxCategory::Exempt => None,
        TaxCategory::ReverseCharge => Some("VATEX-EU-AE"),
        TaxCategory::IntraCommunity => Some("VATEX-EU-IC"),
        TaxCategory::Export => Some("VATEX-EU-G"),
        TaxCategory::OutOfScope => Some("VATEX-EU-O"),
    }
}
