//! Words and figures of one document, in its language.

use std::collections::BTreeMap;

use portico_shared::{
    Date,
    invoices::InvoiceType::{self, Cancellation, Credit},
};
use serde::Serialize;

use super::{Invoice, format, statement::Statement};
use crate::texts::texts;

/// The texts of `documents.ftl` that the page needs, without `invoice-`.
pub(crate) const TEXTS: [&str; 56] = [
    "heading-invoice",
    "heading-credit",
    "heading-cancellation",
    "number-invoice",
    "number-credit",
    "number-cancellation",
    "date-invoice",
    "date-other",
    "due",
    "customer",
    "period",
    "delivered",
    "contract",
    "order",
    "buyer-reference",
    "cost-centre",
    "buyer-vat-id",
    "preceding-credit",
    "preceding-cancellation",
    "column-position",
    "column-name",
    "column-quantity",
    "column-price",
    "column-tax",
    "column-amount",
    "gross-prices",
    "carried",
    "total-discount",
    "total-net",
    "total-no-tax",
    "total-rounding",
    "total-gross",
    "total-credit",
    "total-cancellation",
    "payment",
    "pay-by",
    "pay-now",
    "pay-holder",
    "pay-iban",
    "pay-bic",
    "pay-bank",
    "pay-reference",
    "pay-code",
    "pay-code-text",
    "pay-mandate",
    "pay-creditor",
    "pay-stored",
    "terms-due",
    "phone",
    "directors",
    "register",
    "vat-id",
    "tax-number",
    "page",
    "page-of",
    "attachment",
];

#[derive(Serialize)]
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) value: String,
}

/// Those that are asked for with figures of their own.
#[cfg(test)]
pub(crate) const MORE: [&str; 10] = [
    "part",
    "line-discount",
    "total-tax",
    "total-zero-rate",
    "total-untaxed",
    "tax-in-own-currency",
    "pay-debit-on",
    "pay-debit",
    "pay-card",
    "pay-online",
];

pub(super) struct Words<'a> {
    pub(super) invoice: &'a Invoice,
    pub(super) texts: BTreeMap<&'static str, String>,
}

impl<'a> Words<'a> {
    pub(super) fn new(statement: &Statement<'a>) -> Self {
        let invoice = statement.invoice;
        let preceding = invoice.preceding.as_ref();
        let day = |day: &Date| format::date(day.to_naive(), invoice.language);
        let gross = format::money(statement.gross, invoice.currency, invoice.language);
        let arguments = [
            ("number", &*invoice.number),
            ("preceding", preceding.map_or("", |preceding| &preceding.number)),
            (
                "precedingDate",
                &*preceding.map(|preceding| day(&preceding.issued_on)).unwrap_or_default(),
            ),
            ("due", &*invoice.due_on.as_ref().map(day).unwrap_or_default()),
            ("gross", &*gross),
            ("seller", &*invoice.seller.name),
        ];
        Self {
            invoice,
            texts: texts(invoice.language, "invoice", &TEXTS, &arguments),
        }
    }

    pub(super) fn text(&self, key: &str) -> String {
        self.texts.get(key).cloned().unwrap_or_default()
    }

    pub(super) fn with(&self, key: &'static str, arguments: &[(&str, &str)]) -> String {
        let mut texts = texts(self.invoice.language, "invoice", &[key], arguments);
        texts.remove(key).unwrap_or_default()
    }

    pub(super) fn money(&self, minor: i64) -> String {
        format::money(minor, self.invoice.currency, self.invoice.language)
    }

    pub(super) fn day(&self, day: &Date) -> String {
        format::date(day.to_naive(), self.invoice.language)
    }

    pub(super) fn fact(&self, key: &str, value: impl Into<String>) -> Fact {
        Fact {
            name: self.text(key),
            value: value.into(),
        }
    }

    pub(super) fn period(&self, (start, end): (&Date, &Date)) -> String {
        format::period(start.to_naive(), end.to_naive(), self.invoice.language)
    }

    /// One of three texts.
    pub(super) fn by_kind(&self, keys: [&str; 3]) -> String {
        let [invoice, credit, cancellation] = keys;
        self.text(match self.invoice.kind {
            InvoiceType::Invoice => invoice,
            Credit => credit,
            Cancellation => cancellation,
        })
    }

    pub(super) fn heading(&self) -> String {
        self.by_kind(["heading-invoice", "heading-credit", "heading-cancellation"])
    }
}
