//! Which kind of payment method, and what it needs.

use leptos::prelude::*;
use portico_shared::payment_methods::PaymentMethodOption;
use portico_ui::{
    client::Body,
    components::{
        Button, Choice, Icon, Look, check_field, choices, empty_state, error_state, failure_line, handler, icon, live,
        skeleton,
    },
    texts::portal as t,
};

use super::{
    super::model::{Way, kind},
    flow::{Adding, Options},
    mandate_form::mandate_form,
    model::hint,
    transfer::transfer,
};

pub(super) fn choose(adding: Adding) -> AnyView {
    live(move || match adding.options.get() {
        None => skeleton().into_any(),
        Some(Err(failure)) => error_state(&failure, Callback::new(move |()| adding.load())).into_any(),
        Some(Ok(all)) if all.is_empty() => {
            empty_state(Icon::Card, t::add_nothing_title(), t::add_nothing_text()).into_any()
        }
        Some(Ok(all)) => ready(adding, all),
    })
}

fn ready(adding: Adding, all: Options) -> AnyView {
    let kinds = (all.len() > 1).then(|| kinds(adding, &all));
    let form = move || {
        let option = adding.picked.get().and_then(|index| all.get(index).cloned())?;
        Some(form(adding, &option))
    };
    view! {
        <div class="form adding">
            {kinds}
            {live(form)}
        </div>
    }
    .into_any()
}

fn kinds(adding: Adding, all: &Options) -> impl IntoView + use<> {
    let now = adding.picked.get_untracked();
    let each = all.iter().enumerate().map(|(index, option)| {
        let (symbol, title) = kind(option.kind);
        let pick = move |_| {
            adding.change.forget();
            adding.picked.set(Some(index));
        };
        view! {
            <label class="choice kind">
                <input type="radio" name="kind" checked=now == Some(index) on:change=handler(pick) />
                {icon(symbol)}
                <span class="choice-text">
                    <span>{title}</span>
                    <span class="hint">{hint(option)}</span>
                </span>
            </label>
        }
    });
    view! {
        <fieldset class="choices">
            <legend>{t::add_question()}</legend>
            {each.collect_view()}
        </fieldset>
    }
}

fn form(adding: Adding, option: &PaymentMethodOption) -> AnyView {
    match (Way::of(option.gateway), &option.mandate, &option.bank_account) {
        (Way::Mandate, Some(offer), _) => mandate_form(adding, option, offer),
        (Way::Transfer, _, Some(account)) => transfer(adding, option, account),
        (Way::Script, ..) => begin(adding, option, t::add_script_text()),
        (Way::Mandate | Way::Transfer | Way::Redirect, ..) => begin(adding, option, t::add_redirect_text()),
    }
}

/// All that comes next comes from the provider.
fn begin(adding: Adding, option: &PaymentMethodOption, text: &'static str) -> AnyView {
    let uses = used_for(adding, option);
    let (change, option) = (adding.change, option.clone());
    let on_press = Callback::new(move |()| adding.create(change, &option, Body::new()));
    view! {
        <p>{text}</p>
        {uses}
        {failure_line(change.failure)}
        <div class="card-actions">
            <Button text=t::add_continue() look=Look::Primary busy=change.working on_press />
        </div>
    }
    .into_any()
}

/// What the method is used for, where there is a choice.
pub(super) fn used_for(adding: Adding, option: &PaymentMethodOption) -> Option<AnyView> {
    by_link(adding).or_else(|| for_invoice(adding, option))
}

/// On the way to paying an invoice.
fn for_invoice(adding: Adding, option: &PaymentMethodOption) -> Option<AnyView> {
    let is_once = adding.once.get_untracked().filter(|_| option.one_off)?;
    let choice = |value: &str, label: &str, hint: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        hint: hint.to_owned(),
    };
    let both = vec![
        choice("kept", t::add_use_kept(), ""),
        choice("once", t::add_use_once(), t::add_use_once_hint()),
    ];
    let now = if is_once { "once" } else { "kept" };
    let on_pick = Callback::new(move |picked: String| adding.once.set(Some(picked == "once")));
    Some(choices("use", t::link_use(), both, now, on_pick).into_any())
}

/// By a link, besides being the default.
fn by_link(adding: Adding) -> Option<AnyView> {
    let now = adding.uses.get_untracked();
    let field = |index: usize, label: fn() -> &'static str| {
        let on_check = Callback::new(move |on: bool| adding.uses.update(|uses| uses[index] = Some(on)));
        now[index].map(|now| check_field(Signal::derive(label), now, on_check))
    };
    let fields = [field(0, t::link_use_existing), field(1, t::link_use_future)];
    fields.iter().any(Option::is_some).then(|| {
        view! {
            <fieldset class="choices">
                <legend>{t::link_use()}</legend>
                {fields.into_iter().collect_view()}
            </fieldset>
        }
        .into_any()
    })
}
