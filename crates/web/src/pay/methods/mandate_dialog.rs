//! The mandate of a direct debit as it was given, and its document.

use leptos::{html, prelude::*, task::spawn_local};
use portico_shared::{
    PaymentMethodId,
    addresses::town_lines,
    payment_methods::{DebtorAddress, MandateRecurrence, MandateStatus, MandateView, PaymentMethodView},
};
use portico_ui::{
    client::{Abort, Failure},
    components::{
        Button, Dialog, Look, Tone, badge, close_or_ask, fact, failure_line, handler, live, problem_with_retry, time,
    },
    i18n::format,
    texts::portal as t,
};

use super::super::model::iban;
use crate::session::Session;

pub(super) fn mandate_dialog(method: &PaymentMethodView, on_close: Callback<()>) -> AnyView {
    let session = Session::current();
    let node = NodeRef::<html::Dialog>::new();
    let found = RwSignal::new(None::<Result<MandateView, Failure>>);
    let abort = Abort::on_cleanup();
    let id = method.id;
    let load = move || {
        found.set(None);
        spawn_local(async move {
            let path = format!("/payment-methods/{id}/mandate");
            match session.client.get(&path, abort).await {
                Err(Failure::Aborted) => {}
                answer => found.set(Some(answer)),
            }
        });
    };
    load();
    let content = move || match found.get() {
        None => view! { <div class="skeleton-lines" aria-busy="true"></div> }.into_any(),
        Some(Err(problem)) => problem_with_retry(&problem, Callback::new(move |()| load())),
        Some(Ok(mandate)) => facts(&mandate, session),
    };
    // The IBAN stands in it in full: it is for those who could have given it.
    let document = session
        .may()
        .manage
        .then(|| mandate_document(id, reference(method), Look::Primary));
    view! {
        <Dialog node title=t::mandate_title() on_close>
            {live(content)}
            <div class="dialog-actions">
                <button type="button" class="button" on:click=handler(move |_| close_or_ask(node))>
                    {t::go_back()}
                </button>
                {document}
            </div>
        </Dialog>
    }
    .into_any()
}

/// Of the mandate, where it is known.
pub(in crate::pay) fn reference(method: &PaymentMethodView) -> Option<&str> {
    method.sepa_debit.as_ref()?.mandate_reference.as_deref()
}

/// Saves the mandate as a PDF, named after its reference as the API does.
pub(in crate::pay) fn mandate_document(id: PaymentMethodId, reference: Option<&str>, look: Look) -> AnyView {
    let name = match reference {
        Some(reference) => format!("{}.pdf", reference.replace(['/', ':', '?'], "-")),
        None => t::mandate_file().to_owned(),
    };
    let name = StoredValue::new(name);
    let client = Session::current().client;
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let on_press = Callback::new(move |()| {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let path = format!("/payment-methods/{id}/mandate/document");
            let answer = client.download(&path, &name.get_value()).await;
            busy.try_set(false);
            failure.try_set(answer.err());
        });
    });
    view! {
        <Button text=t::mandate_download() look busy on_press />
        {failure_line(failure)}
    }
    .into_any()
}

fn facts(mandate: &MandateView, session: Session) -> AnyView {
    let zone = session
        .portal
        .with_untracked(|portal| portal.as_ref().map(|portal| portal.time_zone.clone()));
    let moment = |instant| format::moment(instant, zone.as_deref().unwrap_or("UTC"));
    let (tone, status) = match mandate.status {
        MandateStatus::Active => (Tone::Good, t::mandate_active()),
        MandateStatus::Revoked => (Tone::Bad, t::payment_revoked()),
        MandateStatus::Lapsed => (Tone::Bad, t::mandate_lapsed()),
    };
    let recurrence = match mandate.recurrence {
        MandateRecurrence::Recurrent => t::mandate_recurrent(),
        MandateRecurrence::OneOff => t::mandate_one_off(),
    };
    let account = match &mandate.bank_name {
        Some(bank) => format!("{} · {bank}", iban(&mandate.iban).0),
        None => iban(&mandate.iban).0,
    };
    let bic = mandate.bic.clone().map(|bic| fact(t::payment_bic(), bic));
    let consented = mandate
        .consented_at
        .as_ref()
        .map(|at| fact(t::mandate_consented(), moment(at)));
    let amended = mandate
        .amended_at
        .as_ref()
        .map(|at| fact(t::mandate_amended(), moment(at)));
    let debit = mandate
        .last_debit_on
        .as_ref()
        .map(|day| fact(t::mandate_last_debit(), time(day)));
    let end = match &mandate.revoked_at {
        Some(at) => fact(t::mandate_revoked_at(), moment(at)).into_any(),
        None => fact(t::mandate_lapses(), time(&mandate.lapses_on)).into_any(),
    };
    let text = mandate
        .text
        .iter()
        .map(|paragraph| view! { <p>{paragraph.clone()}</p> });
    let text = (!mandate.text.is_empty())
        .then(|| view! { <div class="mandate-text" lang=mandate.language.as_str()>{text.collect_view()}</div> });
    view! {
        <div>{badge(tone, status)}</div>
        <dl class="facts facts-rows">
            {fact(t::payment_mandate(), mandate.mandate_reference.clone())} {fact(t::mandate_type(), recurrence)}
            {fact(t::mandate_creditor(), mandate.creditor_name.clone())}
            {fact(t::mandate_creditor_id(), mandate.creditor_identifier.clone())}
            {fact(t::payment_account_holder(), mandate.account_holder.clone())}
            {fact(t::mandate_address(), one_line(&mandate.address))} {fact(t::payment_iban(), account)} {bic}
            {fact(t::payment_signed(), time(&mandate.signature_date))} {consented} {amended} {debit} {end}
        </dl>
        {text}
    }
    .into_any()
}

fn one_line(address: &DebtorAddress) -> String {
    let zip = address.zip.as_deref().unwrap_or_default();
    let town = town_lines(&address.country_code, zip, &address.city).join(", ");
    format!("{}, {town}, {}", address.street, format::country(&address.country_code))
}
