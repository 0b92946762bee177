//! How one customer is invoiced, and where each setting comes from.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::{
    CustomerId,
    settings::{CompanyView, InvoicingView},
};
use portico_ui::{
    components::{Button, Icon, Look, fact, fact_with_hint, icon, live},
    platform,
    texts::{console as t, portal as p},
};

use super::{
    model::{
        CLOSING, FORMAT, INTRODUCTION, SENDS, TERM, days, format_name, is_xrechnung, lacks_reference,
        missing_for_xrechnung, shown, yes_or_no,
    },
    own_dialog::OwnDialog,
};
use crate::{console::Console, gateways::Gateways, load::Load};

const TITLE: &str = "invoicing-title";

/// Looks by itself. `may_change`: the customer's data were not erased.
pub(crate) fn invoicing_of(id: CustomerId, may_change: bool) -> AnyView {
    let console = Console::current();
    let path = format!("/customers/{id}/settings/invoicing");
    let load = Load::<InvoicingView>::get(path.clone());
    // What is inherited, for whoever may know it.
    let above = console
        .may("settings:read")
        .then(|| Load::<InvoicingView>::get("/settings/invoicing"));
    let editing = RwSignal::new(false);
    let on_press = Callback::new(move |()| editing.set(true));
    let may = may_change && console.may("customer-settings:write");
    let content = load.show(move |view| {
        let button = may.then(|| {
            let label = p::button_of(p::change(), t::invoicing_card());
            view! {
                <div class="card-actions">
                    <Button text=p::change() look=Look::Secondary label on_press />
                </div>
            }
        });
        view! {
            {hindrance(&view, above)}
            <dl class="facts">{facts(&view)}</dl>
            {button}
        }
        .into_any()
    });
    let dialog = move || {
        // What was changed is no reason to build the dialog anew.
        let view = editing.get().then(|| untrack(|| load.found())).flatten();
        view.map(|view| {
            let path = path.clone();
            let above = above.and_then(|above| untrack(|| above.found()));
            let above = above.map(|above: Arc<InvoicingView>| above.values.clone());
            let on_close = Callback::new(move |()| editing.set(false));
            let on_change = Callback::new(move |changed| {
                load.put(changed);
                platform::focus_soon(TITLE.into());
            });
            view! { <OwnDialog path view above on_change on_close /> }
        })
    };
    view! {
        <section class="card" aria-labelledby=TITLE>
            <h3 id=TITLE tabindex="-1">
                {t::invoicing_card()}
            </h3>
            {content}
            {dialog}
        </section>
    }
    .into_any()
}

/// Why there is no `XRechnung` although one is asked for: nobody is to learn it from an authority that sends invoices back.
fn hindrance(view: &Arc<InvoicingView>, above: Option<Load<InvoicingView>>) -> AnyView {
    if is_xrechnung(view.values.electronic_invoice_format) {
        let console = Console::current();
        let company = console
            .may("settings:read")
            .then(|| Load::<CompanyView>::get("/settings/company"));
        let gateways = Gateways::load();
        return live(move || {
            let company = company?.found()?;
            let missing = missing_for_xrechnung(&company.values, gateways.transfers().unwrap_or(true));
            (!missing.is_empty()).then(|| warning(t::xrechnung_missing(), missing))
        });
    }
    let view = view.clone();
    live(move || {
        let above = above?.found()?;
        lacks_reference(&view, &above.values).then(|| warning(t::xrechnung_no_reference(), Vec::new()))
    })
}

fn warning(text: &'static str, missing: Vec<&'static str>) -> AnyView {
    let list = (!missing.is_empty()).then(|| {
        let lines = missing.into_iter().map(|one| view! { <li>{one}</li> });
        view! { <ul class="missing">{lines.collect_view()}</ul> }
    });
    view! {
        <div class="notice notice-warning" role="status">
            {icon(Icon::Alert)}
            <div>
                <p>{text}</p>
                {list}
            </div>
        </div>
    }
    .into_any()
}

fn facts(view: &InvoicingView) -> AnyView {
    let values = &view.values;
    let line = |path: &str, label: &'static str, text: String| {
        let is_inherited = view.inherited.iter().any(|one| one == path);
        let hint = if is_inherited {
            t::invoicing_inherited()
        } else {
            t::invoicing_own()
        };
        fact_with_hint(label, text, hint.to_owned())
    };
    let format = format_name(values.electronic_invoice_format).to_owned();
    // There is nothing to inherit it from.
    let reference = values.buyer_reference.clone();
    let reference = reference.unwrap_or_else(|| t::invoicing_none().to_owned());
    view! {
        {line(FORMAT, t::invoicing_format(), format)}
        {fact(t::invoicing_reference(), reference)}
        {line(TERM, t::invoicing_term(), days(values.payment_term_days))}
        {line(SENDS, t::invoicing_sends(), yes_or_no(values.auto_send_documents).to_owned())}
        {line(INTRODUCTION, t::invoicing_introduction(), shown(values.introduction.as_deref()))}
        {line(CLOSING, t::invoicing_closing(), shown(values.closing.as_deref()))}
    }
    .into_any()
}
