//! How all customers are invoiced, as somebody edits it, and what of it goes to the API. Pure.

use portico_shared::settings::{ElectronicInvoiceFormat, InvoicingView};
use portico_ui::{
    client::{Body, Value},
    texts::console as t,
};

use super::model::{
    BILLING, CLOSING, FORMAT, INTRODUCTION, RETENTION, SENDS, TERM, number, prose, term, wrong_prose, wrong_term,
};
use crate::settings::{Draft, Wrong};

/// How long invoices of erased customers can be kept, in years.
const YEARS: (i64, i64) = (5, 30);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) term: String,
    pub(super) format: ElectronicInvoiceFormat,
    pub(super) sends: bool,
    pub(super) bills: bool,
    pub(super) retention: String,
    pub(super) introduction: String,
    pub(super) closing: String,
}

impl Entry {
    /// Every field as the API spells it; what is not possible is left out. Null is the system's own.
    fn fields(&self) -> Body {
        let text = |text: &str| Value::from(Some(prose(text)).filter(|text| !text.is_empty()));
        let numbers = [(TERM, term(&self.term)), (RETENTION, number(&self.retention, YEARS))];
        let numbers = numbers.into_iter().filter_map(|(path, value)| Some((path, value?)));
        let others = [
            (FORMAT, Value::Text(self.format.as_str().to_owned())),
            (SENDS, Value::Bool(self.sends)),
            (BILLING, Value::Bool(self.bills)),
            (INTRODUCTION, text(&self.introduction)),
            (CLOSING, text(&self.closing)),
        ];
        numbers.chain(others).collect()
    }
}

impl Draft for Entry {
    type View = InvoicingView;

    const PATH: &'static str = "/settings/invoicing";
    const FIELDS: &'static [&'static str] = &[TERM, FORMAT, SENDS, BILLING, RETENTION, INTRODUCTION, CLOSING];

    fn of(view: &InvoicingView) -> Self {
        let values = &view.values;
        Self {
            term: values.payment_term_days.to_string(),
            format: values.electronic_invoice_format,
            sends: values.auto_send_documents,
            bills: values.automatic_billing,
            retention: values.retention_years.to_string(),
            introduction: values.introduction.clone().unwrap_or_default(),
            closing: values.closing.clone().unwrap_or_default(),
        }
    }

    fn changes(&self, before: &Self) -> Body {
        let before = before.fields();
        let all = self.fields().into_iter();
        all.filter(|field| !before.contains(field)).collect()
    }

    fn wrong(&self) -> Vec<Wrong> {
        let years = number(&self.retention, YEARS).is_none();
        let years = years.then(|| t::invoicing_number_wrong(&YEARS.0.to_string(), &YEARS.1.to_string()));
        let all = [
            (TERM, wrong_term(&self.term)),
            (INTRODUCTION, wrong_prose(&self.introduction)),
            (CLOSING, wrong_prose(&self.closing)),
            (RETENTION, years),
        ];
        all.into_iter().filter_map(|(path, text)| Some((path, text?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use portico_shared::settings::{Invoicing, InvoicingOwn, InvoicingPatch, SettingsContext};

    use super::*;
    use crate::sent::sent;

    fn entry() -> Entry {
        Entry::of(&InvoicingView {
            context: SettingsContext::Invoicing,
            values: Invoicing::default(),
            own: InvoicingOwn::default(),
            inherited: Vec::new(),
        })
    }

    #[test]
    fn every_field_is_one_of_the_api() {
        let fields = entry().fields();
        assert_eq!(fields.len(), Entry::FIELDS.len());
        assert!(fields.iter().all(|(path, _)| Entry::FIELDS.contains(path)));
        assert!(serde_json::from_value::<InvoicingPatch>(sent(fields)).is_ok());
    }

    #[test]
    fn only_what_differs_is_sent() {
        let changed = Entry {
            term: "30".into(),
            closing: "Bis bald ".into(),
            ..entry()
        };
        let sent = [(TERM, Value::Number(30)), (CLOSING, Value::Text("Bis bald".into()))];
        assert_eq!(changed.changes(&entry()), sent);
        assert!(!entry().differs(&entry()));
    }

    #[test]
    fn an_empty_field_is_the_systems_own() {
        let changed = Entry {
            retention: String::new(),
            ..entry()
        };
        assert_eq!(changed.changes(&entry()), [(RETENTION, Value::Null)]);
    }

    #[test]
    fn what_is_not_possible_is_told_at_its_field() {
        let wrong = Entry {
            term: "366".into(),
            retention: "4".into(),
            closing: "x".repeat(2001),
            ..entry()
        };
        let paths: Vec<_> = wrong.wrong().into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, [TERM, CLOSING, RETENTION]);
        assert!(wrong.differs(&entry()));
    }
}
