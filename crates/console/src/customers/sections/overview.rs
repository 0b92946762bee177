//! Who the customer is.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::customers::{CustomerView, Language};
use portico_ui::{
    components::{Button, Look, badge, fact, fact_with_hint},
    i18n::format,
    texts::{console as t, portal as p},
};

use super::{edit_dialog::EditDialog, erase_dialog::EraseDialog, section};
use crate::{console::Console, customers::model};

pub(super) fn overview(customer: &Arc<CustomerView>, on_change: Callback<CustomerView>) -> AnyView {
    if customer.erased_at.is_some() {
        let told = view! { <p class="hint">{t::customer_erased_text()}</p> };
        return section(t::section_overview(), ().into_any(), told.into_any());
    }
    let editing = RwSignal::new(false);
    let edit = Callback::new(move |()| editing.set(true));
    let button = Console::current()
        .may("customer:write")
        .then(|| view! { <Button text=p::edit() look=Look::Secondary on_press=edit /> });
    let dialog = {
        let customer = customer.clone();
        move || {
            let on_close = Callback::new(move |()| editing.set(false));
            editing
                .get()
                .then(|| view! { <EditDialog customer=customer.clone() on_change on_close /> })
        }
    };
    let content = view! {
        <div class="card">
            <dl class="facts">{facts(customer)}</dl>
        </div>
        {dialog}
        {erasure(customer)}
    };
    section(t::section_overview(), button.into_any(), content.into_any())
}

/// What the law gives people, for whoever may carry it out.
fn erasure(customer: &Arc<CustomerView>) -> Option<AnyView> {
    let asking = RwSignal::new(false);
    let on_press = Callback::new(move |()| asking.set(true));
    let customer = customer.clone();
    let dialog = move || {
        let on_close = Callback::new(move |()| asking.set(false));
        asking
            .get()
            .then(|| view! { <EraseDialog customer=customer.clone() on_close /> })
    };
    Console::current().may("customer:erase").then(|| {
        view! {
            <div class="card">
                <h3>{t::erasure_title()}</h3>
                <p class="hint">{t::erasure_text()}</p>
                <div class="card-actions">
                    <Button text=t::erasure_open() look=Look::Secondary on_press />
                </div>
            </div>
            {dialog}
        }
        .into_any()
    })
}

fn facts(customer: &CustomerView) -> AnyView {
    let optional = |label: &'static str, text: &Option<String>| text.clone().map(|text| fact(label, text).into_any());
    let invoice_email = (customer.invoice_email != customer.default_email)
        .then(|| fact(t::customer_invoice_email(), customer.invoice_email.clone()));
    let language = match customer.language {
        Language::De => p::language_de(),
        Language::En => p::language_en(),
    };
    view! {
        {optional(p::address_company(), &customer.company_name)}
        {model::person(customer).map(|name| fact(t::customer_person(), name))}
        {fact(t::customer_number(), customer.customer_number.clone())}
        {fact(t::customer_email(), customer.default_email.clone())}
        {invoice_email}
        {optional(t::customer_phone(), &customer.phone)}
        {fact(t::customer_language(), language)}
        {fact(p::address_country(), format::country(&customer.country_code))}
        {vat(customer)}
        {optional(t::customer_datev_id(), &customer.datev_id)}
        {optional(t::customer_external_id(), &customer.external_id)}
        {fact(t::customer_currency(), customer.currency_code.to_string())}
        {fact(t::customers_created(), format::moment_here(&customer.created_at))}
        {fact(t::customer_updated(), format::moment_here(&customer.updated_at))}
    }
    .into_any()
}

/// With what the register said, when, and under which number.
fn vat(customer: &CustomerView) -> Option<AnyView> {
    let id = customer.vat_id.clone()?;
    let Some(check) = &customer.vat_id_check else {
        return Some(fact(t::customer_vat_id(), id).into_any());
    };
    let (tone, state) = model::vat(check);
    let when = check.checked_at.as_ref().map(format::moment_here);
    let hint = match (when, &check.consultation_number) {
        (Some(when), Some(number)) => t::vat_checked_number(number, &when),
        (Some(when), None) => t::vat_checked(&when),
        (None, _) => String::new(),
    };
    let value = view! {
        <span class="badges">
            {id}
            {badge(tone, state)}
        </span>
    };
    Some(fact_with_hint(t::customer_vat_id(), value, hint).into_any())
}
