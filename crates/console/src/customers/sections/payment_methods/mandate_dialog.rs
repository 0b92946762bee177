//! A mandate as it was given.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{
    addresses::town_lines,
    payment_methods::{DebtorAddress, MandateRecurrence, MandateStatus, MandateView, PaymentMethodView},
};
use portico_ui::{
    client::Failure,
    components::{Button, Dialog, Look, Tone, badge, close, fact, failure_line, time},
    i18n::format,
    texts::{console as t, portal as p},
};

use crate::{console::Console, load::Load};

#[component]
pub(super) fn MandateDialog(
    method: Arc<PaymentMethodView>,
    may: bool,
    /// The question takes the place of this dialog.
    on_revoke: Callback<()>,
    on_close: Callback<()>,
) -> impl IntoView {
    let node = NodeRef::new();
    let path = format!("/payment-methods/{}/mandate", method.id);
    let load = Load::<MandateView>::get(path.clone());
    let content = load.show(move |mandate| whole(&mandate, &path, may, on_revoke));
    let back = Callback::new(move |()| close(node));
    view! {
        <Dialog node title=t::mandate() on_close>
            {content}
            <div class="dialog-actions">
                <Button text=p::close() look=Look::Secondary on_press=back />
            </div>
        </Dialog>
    }
}

fn standing(status: MandateStatus) -> (Tone, &'static str) {
    match status {
        MandateStatus::Active => (Tone::Good, t::mandate_active()),
        MandateStatus::Revoked => (Tone::Bad, t::mandate_revoked()),
        MandateStatus::Lapsed => (Tone::Bad, t::mandate_lapsed()),
    }
}

fn whole(mandate: &MandateView, path: &str, may: bool, on_revoke: Callback<()>) -> AnyView {
    let console = Console::current();
    let (failure, working) = (RwSignal::new(None::<Failure>), RwSignal::new(false));
    let (document, name) = (format!("{path}/document"), format!("{}.pdf", mandate.mandate_reference));
    let save = Callback::new(move |()| {
        let (document, name) = (document.clone(), name.clone());
        working.set(true);
        failure.set(None);
        spawn_local(async move {
            // Somebody may have closed the dialog.
            match console.client.download(&document, &name).await {
                Ok(()) => console.say(t::mandate_saved()),
                Err(problem) => {
                    failure.try_set(Some(problem));
                }
            }
            working.try_set(false);
        });
    });
    // The account stands in it in full.
    let may_save = console.may("payment-method:write");
    let may_revoke = may && mandate.status == MandateStatus::Active;
    let actions = (may_save || may_revoke).then(|| {
        let save = may_save
            .then(|| view! { <Button text=t::mandate_save() look=Look::Secondary busy=working on_press=save /> });
        let revoke =
            may_revoke.then(|| view! { <Button text=t::mandate_revoke() look=Look::Secondary on_press=on_revoke /> });
        view! { <div class="card-actions">{save} {revoke}</div> }
    });
    let (tone, status) = standing(mandate.status);
    view! {
        <p class="badges">{badge(tone, status)}</p>
        <dl class="facts facts-rows">{facts(mandate)}</dl>
        {text(&mandate.text)}
        {failure_line(failure)}
        {actions}
    }
    .into_any()
}

fn facts(mandate: &MandateView) -> AnyView {
    let optional = |label: &'static str, text: Option<String>| text.map(|text| fact(label, text).into_any());
    let moment = |at: &portico_shared::Timestamp| format::moment_here(at);
    let creditor = format!("{}, {}", mandate.creditor_name, mandate.creditor_identifier);
    let consented = match &mandate.consented_at {
        Some(at) => format::moment_here(at),
        None => t::mandate_on_paper().to_owned(),
    };
    let recurrence = match mandate.recurrence {
        MandateRecurrence::Recurrent => p::mandate_recurrent(),
        MandateRecurrence::OneOff => p::mandate_one_off(),
    };
    view! {
        {fact(p::payment_mandate(), mandate.mandate_reference.clone())}
        {fact(p::mandate_type(), recurrence)}
        {fact(t::mandate_creditor(), creditor)}
        {fact(p::payment_account_holder(), mandate.account_holder.clone())}
        {fact(t::mandate_address(), address(&mandate.address))}
        {fact(p::payment_iban(), mandate.iban.clone())}
        {optional(t::bank_name(), mandate.bank_name.clone())}
        {optional(t::bank_bic(), mandate.bic.clone())}
        {fact(p::payment_signed(), time(&mandate.signature_date))}
        {fact(t::mandate_consented(), consented)}
        {optional(t::mandate_client_address(), mandate.client_address.clone())}
        {optional(t::mandate_amended(), mandate.amended_at.as_ref().map(moment))}
        {mandate.last_debit_on.as_ref().map(|day| fact(t::mandate_last_debit(), time(day)))}
        {fact(t::mandate_lapses(), time(&mandate.lapses_on))}
        {optional(t::mandate_revoked_at(), mandate.revoked_at.as_ref().map(moment))}
    }
    .into_any()
}

fn address(address: &DebtorAddress) -> String {
    let zip = address.zip.as_deref().unwrap_or_default();
    let town = town_lines(&address.country_code, zip, &address.city).join(", ");
    format!("{}, {town}, {}", address.street, format::country(&address.country_code))
}

/// What the debtor agreed to. There is none of a mandate on paper.
fn text(paragraphs: &[String]) -> Option<AnyView> {
    (!paragraphs.is_empty()).then(|| {
        let paragraphs = paragraphs.iter().map(|text| view! { <p>{text.clone()}</p> });
        view! {
            <details class="more-fields">
                <summary>{t::mandate_text()}</summary>
                {paragraphs.collect_view()}
            </details>
        }
        .into_any()
    })
}
