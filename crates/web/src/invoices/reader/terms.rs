//! How what is open is to be paid, as issued. Of a SEPA direct debit it is the pre-notification.

use leptos::prelude::*;
use portico_ui::{components::fact, texts::portal as t};

use super::model::Document;

pub(super) fn terms(invoice: &Document) -> Option<AnyView> {
    let payment = invoice.particulars.as_ref()?.payment.as_ref()?;
    let text = invoice.payment_text(payment)?;
    let facts = invoice
        .payment_facts(payment)
        .into_iter()
        .map(|(label, text)| fact(label, text));
    let terms = view! {
        <section class="section" aria-labelledby="reader-terms">
            <h2 id="reader-terms">{t::reader_terms()}</h2>
            <p>{text}</p>
            <dl class="facts">{facts.collect_view()}</dl>
        </section>
    };
    Some(terms.into_any())
}
