//! What the settings of all customers and of one have in common. Pure.

use portico_shared::settings::{Company, ElectronicInvoiceFormat, Invoicing, InvoicingView};
use portico_ui::{
    client::Value,
    texts::{console as t, portal as p},
};

use crate::company;

pub(super) const TERM: &str = "paymentTermDays";
pub(super) const FORMAT: &str = "electronicInvoiceFormat";
pub(super) const REFERENCE: &str = "buyerReference";
pub(super) const SENDS: &str = "autoSendDocuments";
pub(super) const BILLING: &str = "automaticBilling";
pub(super) const RETENTION: &str = "retentionYears";
pub(super) const INTRODUCTION: &str = "introduction";
pub(super) const CLOSING: &str = "closing";

/// The longest payment term, in days.
const MOST_DAYS: i64 = 365;
/// Characters of a text.
const MOST_TEXT: usize = 2000;
/// Of a text where it is only shown.
const MOST_SHOWN: usize = 120;

/// What a field is called, for whoever knows it by its name in the API alone.
pub(crate) fn field_label(path: &str) -> Option<&'static str> {
    Some(match path {
        TERM => t::invoicing_term(),
        FORMAT => t::invoicing_format(),
        REFERENCE => t::invoicing_reference(),
        SENDS => t::invoicing_sends(),
        BILLING => t::invoicing_billing(),
        RETENTION => t::invoicing_retention(),
        INTRODUCTION => t::invoicing_introduction(),
        CLOSING => t::invoicing_closing(),
        _ => return None,
    })
}

pub(super) fn format_name(format: ElectronicInvoiceFormat) -> &'static str {
    match format {
        ElectronicInvoiceFormat::Zugferd => t::format_zugferd(),
        ElectronicInvoiceFormat::Xrechnung => t::format_xrechnung(),
        ElectronicInvoiceFormat::XrechnungUbl => t::format_xrechnung_ubl(),
    }
}

/// All of them, as a select offers them.
pub(super) fn formats() -> impl Iterator<Item = (String, String)> {
    let all = ElectronicInvoiceFormat::ALL.iter();
    all.map(|format| (format.as_str().to_owned(), format_name(*format).to_owned()))
}

pub(super) fn days(number: u32) -> String {
    match number {
        0 => t::invoicing_at_once().to_owned(),
        number => t::invoicing_days(number),
    }
}

pub(super) fn yes_or_no(on: bool) -> &'static str {
    if on { t::invoicing_yes() } else { t::invoicing_no() }
}

/// As much of a text as a line or two hold.
pub(super) fn shown(text: Option<&str>) -> String {
    let Some(text) = text else {
        return t::invoicing_none().to_owned();
    };
    let start: String = text.chars().take(MOST_SHOWN).collect();
    if start.len() < text.len() {
        format!("{}…", start.trim_end())
    } else {
        start
    }
}

/// A whole number within limits; empty is null, and none is neither.
pub(super) fn number(text: &str, (least, most): (i64, i64)) -> Option<Value> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Value::Null);
    }
    let number = text.parse().ok()?;
    (least..=most).contains(&number).then_some(Value::Number(number))
}

pub(super) fn term(text: &str) -> Option<Value> {
    number(text, (0, MOST_DAYS))
}

/// What is wrong with the text of a term.
pub(super) fn wrong_term(text: &str) -> Option<String> {
    term(text)
        .is_none()
        .then(|| t::invoicing_number_wrong("0", &MOST_DAYS.to_string()))
}

/// A text that the API takes as it is.
pub(super) fn prose(text: &str) -> String {
    text.trim().to_owned()
}

pub(super) fn wrong_prose(text: &str) -> Option<String> {
    (prose(text).chars().count() > MOST_TEXT).then(|| t::wrong_too_long().to_owned())
}

/// What all customers get who have nothing of their own, where that is known.
pub(super) fn inherited(above: Option<&Invoicing>, say: impl FnOnce(&Invoicing) -> String) -> String {
    above.map_or_else(
        || t::invoicing_inherit().to_owned(),
        |above| t::invoicing_inherit_value(&say(above)),
    )
}

pub(super) fn is_xrechnung(format: ElectronicInvoiceFormat) -> bool {
    format != ElectronicInvoiceFormat::Zugferd
}

/// All customers are to get an `XRechnung`, and this one cannot.
pub(super) fn lacks_reference(view: &InvoicingView, above: &Invoicing) -> bool {
    let is_inherited = view.own.electronic_invoice_format.is_none();
    is_inherited && is_xrechnung(above.electronic_invoice_format) && view.values.buyer_reference.is_none()
}

/// What an `XRechnung` needs of the merchant and is not there, by its label.
pub(super) fn missing_for_xrechnung(company: &Company, takes_transfers: bool) -> Vec<&'static str> {
    let fields = company.missing_for_xrechnung().into_iter();
    let fields = fields.filter_map(company::field_label);
    fields.chain((!takes_transfers).then(t::xrechnung_account)).collect()
}

pub(super) fn missing() -> String {
    p::field_missing().to_owned()
}

#[cfg(test)]
mod tests {
    use portico_shared::settings::{InvoicingOwn, SettingsContext};

    use super::*;

    #[test]
    fn a_term_is_a_whole_number_of_days_up_to_a_year() {
        assert_eq!(term(" 30 "), Some(Value::Number(30)));
        assert_eq!(term("0"), Some(Value::Number(0)));
        assert_eq!(term(""), Some(Value::Null));
        for wrong in ["366", "-1", "soon", "7.5"] {
            assert_eq!(term(wrong), None, "{wrong}");
            assert!(wrong_term(wrong).is_some(), "{wrong}");
        }
    }

    #[test]
    fn a_long_text_is_shown_by_its_beginning() {
        assert_eq!(shown(Some("Vielen Dank")), "Vielen Dank");
        assert_eq!(shown(None), t::invoicing_none());
        let long = "ä".repeat(121);
        assert_eq!(shown(Some(&long)), format!("{}…", "ä".repeat(120)));
    }

    #[test]
    fn a_text_of_the_longest_length_is_not_too_long() {
        assert_eq!(wrong_prose(&format!(" {} ", "ä".repeat(2000))), None);
        assert!(wrong_prose(&"ä".repeat(2001)).is_some());
    }

    #[test]
    fn what_is_inherited_is_said_where_it_is_known() {
        let above = Invoicing::default();
        let known = inherited(Some(&above), |above| yes_or_no(above.auto_send_documents).to_owned());
        assert_eq!(known, t::invoicing_inherit_value(t::invoicing_yes()));
        assert_eq!(inherited(None, |_| String::new()), t::invoicing_inherit());
    }

    #[test]
    fn an_inherited_xrechnung_needs_a_leitweg_id() {
        let view = |format, reference: Option<&str>| InvoicingView {
            context: SettingsContext::Invoicing,
            values: Invoicing {
                buyer_reference: reference.map(Into::into),
                ..Invoicing::default()
            },
            own: InvoicingOwn {
                electronic_invoice_format: format,
                ..InvoicingOwn::default()
            },
            inherited: Vec::new(),
        };
        let above = Invoicing {
            electronic_invoice_format: ElectronicInvoiceFormat::Xrechnung,
            ..Invoicing::default()
        };
        assert!(lacks_reference(&view(None, None), &above));
        assert!(!lacks_reference(&view(None, Some("991-33333TEST-33")), &above));
        let own = Some(ElectronicInvoiceFormat::Zugferd);
        assert!(!lacks_reference(&view(own, None), &above), "it was decided");
        assert!(!lacks_reference(&view(None, None), &Invoicing::default()));
    }

    #[test]
    fn what_an_xrechnung_lacks_is_named_as_its_field_is() {
        let company = Company {
            contact_name: Some("Erika Beispiel".into()),
            email: Some("rechnung@acme.example".into()),
            zip: Some("10115".into()),
            ..Company::default()
        };
        assert_eq!(missing_for_xrechnung(&company, true), [t::customer_phone()]);
        assert_eq!(missing_for_xrechnung(&company, false)[1], t::xrechnung_account());
    }

    #[test]
    fn each_format_has_a_name_of_its_own() {
        let names: Vec<_> = formats().map(|(_, name)| name).collect();
        assert_eq!(names.len(), 3);
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
