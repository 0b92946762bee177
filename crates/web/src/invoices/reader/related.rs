//! The invoice that a credit note or cancellation takes back, and what took an invoice back.

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{InvoiceId, Page};
use portico_ui::{
    client::{Abort, Client},
    components::{live, time_short},
    i18n::format,
    texts::portal as t,
};

use super::{
    model::{Document, Related, name},
    parts::called,
};
use crate::place::INVOICE;

pub(super) fn related(client: Client, abort: Abort, invoice: &Document) -> AnyView {
    let (id, origin, paths) = (invoice.id, invoice.referenced_invoice, invoice.followers());
    let found = RwSignal::new(Vec::<Related>::new());
    // Without an answer the invoice is whole nevertheless.
    spawn_local(async move {
        if let Some(origin) = origin {
            let path = format!("/invoices/{origin}");
            if let Ok(one) = client.get::<Related>(&path, abort).await {
                found.try_update(|all| all.push(one));
            }
        }
        for path in paths {
            if let Ok(page) = client.get::<Page<Related>>(&path, abort).await {
                let belongs = |one: &Related| one.referenced_invoice == Some(id);
                found.try_update(|all| all.extend(page.data.into_iter().filter(belongs)));
            }
        }
    });
    live(move || {
        found.with(|all| {
            (!all.is_empty()).then(|| {
                let rows = all.iter().map(|one| row(one, origin)).collect_view();
                view! {
                    <section class="section" aria-labelledby="reader-related">
                        <h2 id="reader-related">{t::reader_related()}</h2>
                        <ul class="rows">{rows}</ul>
                    </section>
                }
                .into_any()
            })
        })
    })
}

fn row(one: &Related, origin: Option<InvoiceId>) -> impl IntoView + use<> {
    let what = if origin == Some(one.id) {
        t::reader_takes_back()
    } else {
        t::reader_taken_back()
    };
    view! {
        <li class="row">
            <div class="row-text">
                <span class="hint">{what}</span>
                <a href=format!("{INVOICE}{}", one.id)>{called(&name(one.kind, one.number.as_deref()))}</a>
                <span class="hint">{time_short(&one.creation_date)}</span>
            </div>
            <span class="amount">{format::money(one.gross_amount)}</span>
        </li>
    }
}
