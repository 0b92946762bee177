//! One payment method: what it is, and what can be done about it.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::{
    Date,
    payment_methods::{CardView, PaymentMethodType, PaymentMethodView, SepaDebitView},
};
use portico_ui::{
    client::{Body, Failure},
    components::{Button, Look, Tone, badge, fact, icon, live, time},
    texts::portal as t,
};

use super::{
    super::model::{iban, kind, new_default},
    model::{Actions, brand, name, valid_until, warning, way_on},
    page::{Board, Open},
};
use crate::{
    change::{Ask, Change},
    outcome::Outcome,
};

pub(super) fn card(board: Board, method: &Arc<PaymentMethodView>, today: &Date) -> impl IntoView + use<> {
    let id = method.id;
    let (symbol, title) = kind(method.kind);
    let warning = warning(method, today).map(|(tone, text)| badge(tone, text));
    let default = method.default.then(|| badge(Tone::Neutral, t::default_badge()));
    let once = (!method.future_usage_allowed).then(|| badge(Tone::Neutral, t::payment_once()));
    let what = match (&method.card, &method.sepa_debit, &method.paypal) {
        (Some(card), _, _) => card_facts(card),
        (_, Some(sepa), _) => sepa_facts(sepa),
        (_, _, Some(paypal)) => {
            view! { <dl class="facts">{fact(t::payment_account(), paypal.email.clone())}</dl> }.into_any()
        }
        _ if method.kind == PaymentMethodType::BankTransfer => view! { <p>{t::payment_transfer_text()}</p> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <li>
            <article class="card card-tall" aria-labelledby=format!("name-{id}")>
                <header class="card-head">
                    <div>
                        <h2 class="with-icon" id=format!("name-{id}")>
                            {icon(symbol)}
                            {title}
                        </h2>
                        <p class="card-small">{name(method)}</p>
                    </div>
                    <div class="badges">{warning} {default} {once}</div>
                </header>
                {what}
                <div class="card-outcome" id=format!("outcome-{id}") tabindex="-1">
                    {live(move || board.outcome_at(Some(id)))}
                </div>
                {actions(board, method, today)}
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
    let mandate = sepa
        .mandate_reference
        .clone()
        .map(|name| fact(t::payment_mandate(), name));
    view! {
        {account(t::payment_ending(last, t::payment_iban()), shown)}
        <dl class="facts">
            {holder} {mandate} {fact(t::payment_signed(), time(&sepa.signing_date))}
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

fn actions(board: Board, method: &Arc<PaymentMethodView>, today: &Date) -> AnyView {
    let can = Actions::of(method, today);
    let may = board.session.may().manage;
    if !may && !can.mandate {
        return ().into_any();
    }
    if can.is_begun {
        return begun(board, method);
    }
    let opens = |open: Open, text: &'static str| {
        let label = t::button_of(text, &method.name);
        let method = method.clone();
        let on_press = Callback::new(move |()| board.open.set(Some((open, method.clone()))));
        view! { <Button text look=Look::Quiet label on_press /> }
    };
    let mandate = can.mandate.then(|| opens(Open::Mandate, t::mandate_show()));
    let changes = may.then(|| {
        let default = can.make_default.then(|| make_default(board, method));
        let account = can.change_mandate.then(|| {
            view! {
                {opens(Open::Account, t::account_change())}
                {opens(Open::Revoke, t::revoke_mandate())}
            }
        });
        view! {
            {default}
            {account}
            {opens(Open::Rename, t::payment_rename())}
            {opens(Open::Remove, t::payment_remove())}
        }
    });
    view! { <div class="card-actions">{mandate} {changes}</div> }.into_any()
}

fn make_default(board: Board, method: &PaymentMethodView) -> impl IntoView + use<> {
    let change = at_card(board, method);
    let path = format!("/payment-methods/{}/default", method.id);
    let done = new_default(method.kind);
    let on_done = Callback::new(move |method| board.changed(method, done));
    let on_press = Callback::new(move |()| change.send(Ask::put(path.clone(), Body::new()), on_done));
    let (text, busy) = (t::payment_make_default(), change.working);
    view! { <Button text label=t::button_of(text, &method.name) look=Look::Secondary busy on_press /> }
}

/// What was not completed: nothing is collected with it, so there is nothing to ask before it goes.
fn begun(board: Board, method: &Arc<PaymentMethodView>) -> AnyView {
    let change = at_card(board, method);
    let path = format!("/payment-methods/{}/remove", method.id);
    let gone = method.clone();
    let on_done = Callback::new(move |()| board.removed(&gone, None));
    let on_press = Callback::new(move |()| change.tell(Ask::post(path.clone(), Body::new()), on_done));
    let (name, text, busy) = (name(method), t::payment_discard(), change.working);
    view! {
        <p>{t::payment_begun()}</p>
        <div class="card-actions">
            <a
                class="button button-primary"
                href=way_on(method)
                aria-label=t::button_of(t::payment_continue(), &name)
            >
                {t::payment_continue()}
            </a>
            <Button text label=t::button_of(text, &name) look=Look::Quiet busy on_press />
        </div>
    }
    .into_any()
}

/// What goes wrong is said at the card.
fn at_card(board: Board, method: &PaymentMethodView) -> Change {
    let id = method.id;
    Change::new().telling(Callback::new(move |failure: Failure| {
        board.tell(Some(id), Outcome::Failed(failure));
        true
    }))
}
