//! How one customer is invoiced, as somebody edits it: each setting is inherited or its own. Pure.

use portico_shared::settings::{ElectronicInvoiceFormat, InvoicingOwn};
use portico_ui::{
    client::{Body, Value},
    texts::console as t,
};

use super::model::{
    CLOSING, FORMAT, INTRODUCTION, REFERENCE, SENDS, TERM, is_xrechnung, missing, prose, term, wrong_prose, wrong_term,
};
use crate::settings::Wrong;

/// Where a text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Inherited,
    /// None at all, even where all customers have one.
    Nothing,
    Own,
}

impl Source {
    pub(super) const ALL: [Self; 3] = [Self::Inherited, Self::Nothing, Self::Own];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Inherited => "",
            Self::Nothing => "nothing",
            Self::Own => "own",
        }
    }

    pub(super) fn parse(text: &str) -> Self {
        let found = Self::ALL.into_iter().find(|from| from.as_str() == text);
        found.unwrap_or(Self::Inherited)
    }
}

/// A text of the customer's own, kept while somebody looks at the other choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Prose {
    pub(super) from: Source,
    pub(super) text: String,
}

impl Prose {
    fn of(own: Option<&String>) -> Self {
        let from = match own {
            None => Source::Inherited,
            Some(text) if text.is_empty() => Source::Nothing,
            Some(_) => Source::Own,
        };
        Self {
            from,
            text: own.cloned().unwrap_or_default(),
        }
    }

    fn value(&self) -> Value {
        match self.from {
            Source::Inherited => Value::Null,
            Source::Nothing => Value::Text(String::new()),
            Source::Own => Value::Text(prose(&self.text)),
        }
    }

    fn wrong(&self) -> Option<String> {
        if self.from != Source::Own {
            None
        } else if prose(&self.text).is_empty() {
            Some(missing())
        } else {
            wrong_prose(&self.text)
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// None: inherited.
    pub(super) format: Option<ElectronicInvoiceFormat>,
    pub(super) reference: String,
    /// Empty: inherited.
    pub(super) term: String,
    /// None: inherited.
    pub(super) sends: Option<bool>,
    pub(super) introduction: Prose,
    pub(super) closing: Prose,
}

impl Entry {
    pub(super) fn of(own: &InvoicingOwn) -> Self {
        Self {
            format: own.electronic_invoice_format,
            reference: own.buyer_reference.clone().unwrap_or_default(),
            term: own.payment_term_days.map(|days| days.to_string()).unwrap_or_default(),
            sends: own.auto_send_documents,
            introduction: Prose::of(own.introduction.as_ref()),
            closing: Prose::of(own.closing.as_ref()),
        }
    }

    fn said_reference(&self) -> Option<String> {
        Some(self.reference.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The API refuses an `XRechnung` of the customer's own without a Leitweg-ID; an inherited one is just not made.
    pub(super) fn needs_reference(&self) -> bool {
        self.format.is_some_and(is_xrechnung)
    }

    /// Every field as the API spells it; what is not possible is left out. Null inherits.
    fn fields(&self) -> Body {
        let format = self.format.map(|format| format.as_str().to_owned());
        let term = term(&self.term).map(|value| (TERM, value));
        let others = [
            (FORMAT, Value::from(format)),
            (REFERENCE, Value::from(self.said_reference())),
            (SENDS, self.sends.map_or(Value::Null, Value::Bool)),
            (INTRODUCTION, self.introduction.value()),
            (CLOSING, self.closing.value()),
        ];
        term.into_iter().chain(others).collect()
    }

    /// What the API gets: the fields that differ.
    pub(super) fn changes(&self, before: &Self) -> Body {
        let before = before.fields();
        let all = self.fields().into_iter();
        all.filter(|field| !before.contains(field)).collect()
    }

    /// What is plain to see before anything is sent, in the order of the form.
    pub(super) fn wrong(&self) -> Vec<Wrong> {
        let lacks_reference = self.needs_reference() && self.said_reference().is_none();
        let all = [
            (
                REFERENCE,
                lacks_reference.then(|| t::invoicing_reference_missing().to_owned()),
            ),
            (TERM, wrong_term(&self.term)),
            (INTRODUCTION, self.introduction.wrong()),
            (CLOSING, self.closing.wrong()),
        ];
        all.into_iter().filter_map(|(path, text)| Some((path, text?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use portico_shared::settings::InvoicingPatch;

    use super::*;
    use crate::sent::sent;

    fn nothing() -> Entry {
        Entry::of(&InvoicingOwn::default())
    }

    #[test]
    fn every_field_is_one_of_the_api_and_leads_back_to_what_it_was() {
        let own = InvoicingOwn {
            payment_term_days: Some(30),
            electronic_invoice_format: Some(ElectronicInvoiceFormat::Xrechnung),
            buyer_reference: Some("991-33333TEST-33".into()),
            auto_send_documents: Some(false),
            introduction: Some(String::new()),
            closing: Some("Bis bald".into()),
            ..InvoicingOwn::default()
        };
        let body = Entry::of(&own).changes(&nothing());
        assert_eq!(body.len(), 6);
        let patch: InvoicingPatch = serde_json::from_value(sent(body)).unwrap();
        assert_eq!(InvoicingOwn::default().patched(patch), own);
        let back = nothing().changes(&Entry::of(&own));
        let patch: InvoicingPatch = serde_json::from_value(sent(back)).unwrap();
        assert_eq!(own.patched(patch), InvoicingOwn::default(), "null inherits again");
    }

    #[test]
    fn only_what_differs_is_sent() {
        let changed = Entry {
            term: " 7 ".into(),
            ..nothing()
        };
        assert_eq!(changed.changes(&nothing()), [(TERM, Value::Number(7))]);
        let typed_and_left = Entry {
            closing: Prose {
                from: Source::Inherited,
                text: "Bis bald".into(),
            },
            ..nothing()
        };
        assert!(typed_and_left.changes(&nothing()).is_empty());
    }

    #[test]
    fn xrechnung_needs_a_leitweg_id() {
        let mut entry = nothing();
        for format in ElectronicInvoiceFormat::ALL {
            entry.format = Some(*format);
            let lacks = *format != ElectronicInvoiceFormat::Zugferd;
            assert_eq!(entry.needs_reference(), lacks, "{format}");
            assert_eq!(
                entry.wrong().first().map(|one| one.0),
                lacks.then_some(REFERENCE),
                "{format}"
            );
        }
        assert!(!nothing().needs_reference(), "whatever it inherits");
        entry.reference = " 991-33333TEST-33 ".into();
        assert!(entry.wrong().is_empty());
        let sent = entry.changes(&nothing());
        assert!(sent.contains(&(REFERENCE, Value::Text("991-33333TEST-33".into()))));
    }

    #[test]
    fn an_own_text_is_not_empty() {
        let mut entry = nothing();
        entry.closing.from = Source::Own;
        assert_eq!(entry.wrong(), [(CLOSING, missing())]);
        entry.closing.from = Source::Nothing;
        assert!(entry.wrong().is_empty());
        assert_eq!(entry.changes(&nothing()), [(CLOSING, Value::Text(String::new()))]);
    }

    #[test]
    fn where_a_text_comes_from_survives_the_form() {
        for from in Source::ALL {
            assert_eq!(Source::parse(from.as_str()), from);
        }
    }
}
