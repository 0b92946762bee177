//! The customer's payment methods.

use leptos::prelude::*;
use portico_shared::{
    Date,
    payment_methods::{CardView, PaymentMethodType, PaymentMethodView, SepaDebitView},
};
use portico_ui::{
    client::Abort,
    components::{Icon, Listing, Tone, badge, empty_state, fact, icon, time},
    texts::portal as t,
};

use super::model::{brand, iban, kind, valid_until, warning};
use crate::{page::Page, session::Session, tabs::Tab};

#[component]
pub(crate) fn PaymentMethodsPage() -> impl IntoView {
    let session = Session::current();
    let list = session.payment_methods;
    let abort = Abort::on_cleanup();
    list.open(abort);
    let empty = || empty_state(Icon::Card, t::payment_empty_title(), t::payment_empty_text());
    let ready = move || {
        let today = session
            .portal
            .with_untracked(|portal| portal.as_ref().map(|p| p.today.clone()));
        let cards = today.map(|today| {
            list.items
                .with(|all| all.iter().map(|one| card(one, &today)).collect_view())
        });
        view! { <ul class="grid">{cards}</ul> }
    };
    view! {
        <Page title=Tab::PaymentMethods.title()>
            <Listing
                phase=list.phase
                is_empty=move || list.items.with(Vec::is_empty)
                on_retry=Callback::new(move |()| list.more(abort))
                empty
                ready
            />
        </Page>
    }
}

fn card(method: &PaymentMethodView, today: &Date) -> impl IntoView + use<> {
    let (symbol, title) = kind(method.kind);
    let warning = warning(method, today).map(|(tone, text)| badge(tone, text));
    let default = method.default.then(|| badge(Tone::Neutral, t::default_badge()));
    let what = match (&method.card, &method.sepa_debit, &method.paypal) {
        (Some(card), _, _) => card_facts(card),
        (_, Some(sepa), _) => sepa_facts(sepa),
        (_, _, Some(paypal)) => {
            view! { <dl class="facts">{fact(t::payment_account(), paypal.email.clone())}</dl> }.into_any()
        }
        _ if method.kind == PaymentMethodType::BankTransfer => view! { <p>{t::payment_transfer_text()}</p> }.into_any(),
        _ => view! { <p>{method.name.clone()}</p> }.into_any(),
    };
    view! {
        <li>
            <article class="card">
                <header class="card-head">
                    <h2 class="with-icon">{icon(symbol)} {title}</h2>
                    <div class="badges">{warning} {default}</div>
                </header>
                {what}
            </article>
        </li>
    }
}

fn card_facts(card: &CardView) -> AnyView {
    let brand = brand(card);
    let shown = format!("{brand} •••• {}", card.last4);
    let holder = card
        .card_holder
        .clone()
        .map(|name| fact(t::payment_card_holder(), name));
    view! {
        {account(t::payment_ending(&card.last4, &brand), shown)}
        <dl class="facts">{fact(t::payment_card_valid(), valid_until(card))} {holder}</dl>
    }
    .into_any()
}

fn sepa_facts(sepa: &SepaDebitView) -> AnyView {
    let (shown, last) = iban(&sepa.iban);
    let holder = sepa
        .account_holder
        .clone()
        .map(|name| fact(t::payment_account_holder(), name));
    view! {
        {account(t::payment_ending(last, t::payment_iban()), shown)}
        <dl class="facts">
            {holder} {fact(t::payment_mandate(), sepa.mandate_reference.clone())}
            {fact(t::payment_signed(), time(&sepa.signing_date))}
        </dl>
    }
    .into_any()
}

/// Dots for the eye, words for the ear.
fn account(spoken: String, shown: String) -> impl IntoView {
    view! {
        <p class="account">
            <span class="visually-hidden">{spoken}</span>
            <span aria-hidden="true">{shown}</span>
        </p>
    }
}
