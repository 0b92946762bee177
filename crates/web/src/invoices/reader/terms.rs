//! How it is to be paid, as issued. Of a SEPA direct debit it is the pre-notification.

use leptos::prelude::*;
use portico_ui::{components::fact, texts::portal as t};

use super::model::{Document, payment_facts, payment_text};

pub(super) fn terms(invoice: &Document) -> Option<AnyView> {
    let payment = invoice.particulars.as_ref()?.payment.as_ref()?;
    let facts = payment_facts(payment)
        .into_iter()
        .map(|(label, text)| fact(label, text));
    let terms = view! {
        <section class="section" aria-labelledby="reader-terms">
            <h2 id="reader-terms">{t::reader_terms()}</h2>
            <p>{payment_text(payment, invoice.gross_amount)}</p>
            <dl class="facts">{facts.collect_view()}</dl>
        </section>
    };
    Some(terms.into_any())
}
