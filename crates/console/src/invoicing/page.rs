//! Settings › Invoices: how customers are invoiced who have no settings of their own.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::settings::InvoicingView;
use portico_ui::texts::console as t;

use super::{
    model::{BILLING, CLOSING, FORMAT, INTRODUCTION, RETENTION, SENDS, TERM, formats},
    tenant_entry::Entry,
};
use crate::{
    fields::card,
    load::Load,
    page::Page,
    place::Section,
    settings::{Draft as _, Editor},
};

#[component]
pub(crate) fn InvoicingPage() -> impl IntoView {
    let load = Load::<InvoicingView>::get(Entry::PATH);
    view! {
        <Page title=t::invoicing_title()>
            <p class="lead">{t::invoicing_intro()}</p>
            <div class="stack settings">{load.show(|view| editor(&view))}</div>
        </Page>
    }
}

fn editor(view: &Arc<InvoicingView>) -> AnyView {
    let editor = Editor::<Entry>::of(view);
    let term = editor.shape(TERM, t::invoicing_term(), t::invoicing_term_hint());
    let retention = editor.shape(RETENTION, t::invoicing_retention(), t::invoicing_retention_hint());
    let format = editor.shape(FORMAT, t::invoicing_format(), t::invoicing_format_hint());
    let introduction = editor.shape(
        INTRODUCTION,
        t::invoicing_introduction(),
        t::invoicing_introduction_hint(),
    );
    let closing = editor.shape(CLOSING, t::invoicing_closing(), t::invoicing_closing_hint());
    let read_format = |entry: &Entry| entry.format.as_str().to_owned();
    let write_format = |entry: &mut Entry, text: String| {
        if let Ok(format) = text.parse() {
            entry.format = format;
        }
    };
    let document = view! {
        {editor.pick(format, formats().collect(), read_format, write_format)}
        {editor.text(term, "text", |entry| &entry.term, |entry, text| entry.term = text)}
        {editor.prose(introduction, |entry| &entry.introduction, |entry, text| entry.introduction = text)}
        {editor.prose(closing, |entry| &entry.closing, |entry, text| entry.closing = text)}
        <p class="hint">
            {t::invoicing_company_at()} " "
            <a href=Section::Company.path()>{Section::Company.title()}</a> "."
        </p>
    };
    let sends = (t::invoicing_sends(), t::invoicing_sends_hint());
    let bills = (t::invoicing_billing(), t::invoicing_billing_hint());
    let run = view! {
        {editor.toggle(BILLING, bills, |entry| entry.bills, |entry, on| entry.bills = on)}
        {editor.toggle(SENDS, sends, |entry| entry.sends, |entry, on| entry.sends = on)}
        {editor.text(retention, "text", |entry| &entry.retention, |entry, text| entry.retention = text)}
    };
    let cards = view! {
        {card(t::invoicing_documents(), Some(t::invoicing_documents_text()), document.into_any())}
        {card(t::invoicing_run(), None, run.into_any())}
    };
    editor.form(cards.into_any())
}
