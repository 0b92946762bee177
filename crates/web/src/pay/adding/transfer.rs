//! Paying by transfer: where to.

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{gateways::BankAccountView, payment_methods::PaymentMethodOption};
use portico_ui::{
    client::Body,
    components::{Button, Look, fact, failure_line, live},
    platform,
    texts::portal as t,
};

use super::{super::model::grouped, choose::used_for, flow::Adding};

pub(super) fn transfer(adding: Adding, option: &PaymentMethodOption, account: &BankAccountView) -> AnyView {
    let uses = used_for(adding, option);
    let (change, option) = (adding.change, option.clone());
    let on_press = Callback::new(move |()| adding.create(change, &option, Body::new()));
    view! {
        <p>{t::add_transfer_text()}</p>
        <dl class="facts facts-rows">{where_to(account.clone())}</dl>
        {uses}
        {failure_line(change.failure)}
        <div class="card-actions">
            <Button text=t::transfer_choose() look=Look::Primary busy=change.working on_press />
        </div>
    }
    .into_any()
}

/// Where to, as facts of a list.
pub(in crate::pay) fn where_to(to: BankAccountView) -> AnyView {
    let bic = to.bic.map(|bic| fact(t::payment_bic(), bic));
    let bank = to.bank_name.map(|bank| fact(t::payment_bank(), bank));
    view! {
        {fact(t::transfer_holder(), to.account_holder)}
        {fact(t::payment_iban(), copied(to.iban))}
        {bic}
        {bank}
    }
    .into_any()
}

/// An IBAN with a button that copies it.
fn copied(iban: String) -> impl IntoView {
    let shown = grouped(&iban);
    let said = RwSignal::new("");
    let on_press = Callback::new(move |()| {
        let iban = iban.clone();
        spawn_local(async move {
            let done = platform::copy(&iban).await;
            said.try_set(if done {
                t::transfer_copied()
            } else {
                t::transfer_not_copied()
            });
        });
    });
    view! {
        <span class="account">{shown}</span>
        <Button text=t::transfer_copy() look=Look::Quiet on_press />
        <span class="hint" role="status">
            {live(move || said.get())}
        </span>
    }
}
