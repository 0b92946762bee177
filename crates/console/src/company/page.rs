//! Settings › Company.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::settings::CompanyView;
use portico_ui::{
    components::{Icon, icon},
    i18n::format,
    platform,
    texts::console as t,
};

use super::{
    model::{Entry, Missing, Part},
    rates::rates,
};
use crate::{
    countries::COUNTRIES,
    fields::{Shape, card},
    load::Load,
    page::Page,
    place::Section,
    settings::Editor,
};

#[component]
pub(crate) fn CompanyPage() -> impl IntoView {
    let load = Load::<CompanyView>::get("/settings/company");
    let content = load.show(|view| {
        view! {
            {editor(&view)}
            {rates(&view)}
        }
        .into_any()
    });
    view! {
        <Page title=t::company_title()>
            <p class="lead">{t::company_intro()}</p>
            <div class="stack settings">{content}</div>
        </Page>
    }
}

fn editor(view: &Arc<CompanyView>) -> AnyView {
    let editor = Editor::<Entry>::of(view);
    let stored = Memo::new(move |_| editor.stored(Entry::missing));
    let missing = move || {
        let missing = stored.get();
        (!missing.is_empty()).then(|| notice(missing, editor.may))
    };
    let fields = move |parts: &[Part]| {
        let fields: Vec<_> = parts.iter().map(|part| field(editor, *part)).collect();
        fields.into_any()
    };
    let address = view! {
        {fields(&[Part::Name, Part::Street, Part::Zip, Part::City])}
        {country(editor, view.values.country_code.as_ref())}
    };
    let foot = view! {
        {fields(&[Part::Website])}
        {footer(editor)}
        {elsewhere()}
    };
    let tax = fields(&[Part::VatId, Part::TaxNumber, Part::ExemptionReason]);
    let register = fields(&[Part::RegisterName, Part::RegisterNumber, Part::Directors]);
    let contact = fields(&[Part::ContactName, Part::Phone, Part::Email]);
    let cards = view! {
        {card(t::company_address(), Some(t::company_address_text()), address.into_any())}
        {card(t::company_tax(), Some(t::company_tax_text()), tax)}
        {card(t::company_register(), Some(t::company_register_text()), register)}
        {card(t::company_contact(), Some(t::company_contact_text()), contact)}
        {card(t::company_foot(), Some(t::company_foot_text()), foot.into_any())}
    };
    view! {
        <div role="status">{missing}</div>
        {editor.form(cards.into_any())}
    }
    .into_any()
}

/// What is not there yet; who may change it is led to its field.
fn notice(missing: Vec<Missing>, may: bool) -> AnyView {
    let line = move |Missing { path, label }: Missing| {
        if !may {
            return view! { <li>{label}</li> }.into_any();
        }
        let go = move |_| platform::focus(&path);
        view! {
            <li>
                <button type="button" class="link-button" on:click=go>
                    {label}
                </button>
            </li>
        }
        .into_any()
    };
    view! {
        <div class="notice notice-warning">
            {icon(Icon::Alert)}
            <div>
                <p>
                    <strong>{t::company_missing()}</strong>
                </p>
                <ul class="missing">{missing.into_iter().map(line).collect_view()}</ul>
                <p>{t::company_missing_text()}</p>
            </div>
        </div>
    }
    .into_any()
}

fn shape(editor: Editor<Entry>, part: Part) -> Shape {
    Shape {
        optional: part.is_optional(),
        ..editor.shape(part.path(), part.label(), part.hint())
    }
}

fn field(editor: Editor<Entry>, part: Part) -> AnyView {
    let (value, on_input) = bound(editor, part);
    crate::fields::line(shape(editor, part), part.kind(), value, on_input)
}

fn footer(editor: Editor<Entry>) -> AnyView {
    let (value, on_input) = bound(editor, Part::Footer);
    crate::fields::lines(shape(editor, Part::Footer), value, on_input)
}

/// `now` may be one that is not listed.
fn country(editor: Editor<Entry>, now: Option<&String>) -> AnyView {
    let none = (String::new(), t::company_country_default().to_owned());
    let own = now.filter(|code| !COUNTRIES.contains(&code.as_str()));
    let own = own.map(|code| (code.clone(), format::country(code)));
    let all = [none].into_iter().chain(own).chain(format::countries(&COUNTRIES));
    let (value, on_pick) = bound(editor, Part::Country);
    crate::fields::pick(shape(editor, Part::Country), all.collect(), value, on_pick)
}

fn bound(editor: Editor<Entry>, part: Part) -> (Signal<String>, Callback<String>) {
    let read = move |entry: &Entry| entry.text(part).to_owned();
    editor.bound(part.path(), read, move |entry, text| entry.set(part, text))
}

/// What else stands on documents is set on other pages.
fn elsewhere() -> AnyView {
    let link = |section: Section| view! { <a href=section.path()>{section.title()}</a> };
    view! {
        <p class="hint">
            {t::company_logo_at()} " " {link(Section::HostedPages)} ". " {t::company_account_at()} " "
            {link(Section::Payments)} "."
        </p>
    }
    .into_any()
}
