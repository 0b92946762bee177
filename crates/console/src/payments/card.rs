//! A gateway: what it is for, where it stands, and what can be done about it.

use leptos::{prelude::*, task::spawn_local};
use portico_shared::gateways::{GatewayCheck, GatewayView};
use portico_ui::{
    client::{Body, Failure, Method, Value},
    components::{Button, Icon, Look, Tone, badge, fact, icon},
    i18n::format,
    platform,
    texts::{console as t, portal as p},
};

use super::{
    model::{Kind, State, removed},
    set_up::SetUpDialog,
};
use crate::{
    confirm::Confirm,
    console::Console,
    form::{Form, told},
    method_type,
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    SetUp,
    SwitchOff,
    Remove,
}

#[derive(Clone, Copy)]
struct Card {
    console: Console,
    kind: Kind,
    view: RwSignal<GatewayView>,
    open: RwSignal<Option<Open>>,
    failure: RwSignal<Option<Failure>>,
    checking: RwSignal<bool>,
    may: bool,
}

/// None for a gateway that this page does not know.
pub(super) fn card(view: GatewayView) -> Option<AnyView> {
    let kind = Kind::of(view.gateway)?;
    let console = Console::current();
    let card = Card {
        console,
        kind,
        view: RwSignal::new(view),
        open: RwSignal::new(None),
        failure: RwSignal::new(None),
        checking: RwSignal::new(false),
        may: console.may("settings:write") && kind != Kind::Testing,
    };
    Some(card.whole())
}

impl Card {
    fn path(self) -> String {
        self.view
            .with_untracked(|view| format!("/payment-gateways/{}", view.gateway))
    }

    fn title_id(self) -> String {
        self.view.with_untracked(|view| format!("gateway-{}", view.gateway))
    }

    fn whole(self) -> AnyView {
        let state = Memo::new(move |_| self.view.with(State::of));
        let badge = move || {
            let (tone, text) = state.get().badge();
            badge(tone, text)
        };
        let failed = move || {
            let failure = self.failure.get();
            failure.map(|failure| told(&failure, t::gateway_busy()))
        };
        let actions = move || self.may.then(|| self.actions(state.get()));
        let dialog = move || self.open.get().map(|open| self.dialog(open));
        view! {
            <article class="card" aria-labelledby=self.title_id()>
                <div class="card-head">
                    <div>
                        <h2 id=self.title_id() tabindex="-1">
                            {self.kind.title()}
                        </h2>
                        <p class="hint">{self.kind.purpose()}</p>
                    </div>
                    {badge}
                </div>
                <dl class="facts">{move || self.view.with(facts)}</dl>
                {move || self.view.with(elsewhere)}
                <div role="status">{move || self.view.with(|view| view.last_check.as_ref().map(checked))}</div>
                {failed}
                {actions}
                {dialog}
            </article>
        }
        .into_any()
    }

    fn actions(self, state: State) -> AnyView {
        let button = |text: &'static str, open: Open| {
            let label = p::button_of(text, self.kind.title());
            let on_press = Callback::new(move |()| self.open.set(Some(open)));
            view! { <Button text look=Look::Secondary label on_press /> }.into_any()
        };
        let buttons = match state {
            State::Absent => button(t::gateway_set_up(), Open::SetUp),
            State::On | State::Off => {
                let turn = if state == State::On {
                    button(t::gateway_switch_off(), Open::SwitchOff)
                } else {
                    self.switch_on()
                };
                view! {
                    {button(p::change(), Open::SetUp)}
                    {self.check()}
                    {turn}
                    {button(t::gateway_remove(), Open::Remove)}
                }
                .into_any()
            }
        };
        view! { <div class="card-actions">{buttons}</div> }.into_any()
    }

    fn check(self) -> AnyView {
        let path = format!("{}/check", self.path());
        let on_press = Callback::new(move |()| {
            let path = path.clone();
            self.checking.set(true);
            self.failure.set(None);
            spawn_local(async move {
                let key = platform::random_key();
                let client = self.console.client;
                let found = client.change::<GatewayCheck>(Method::Post, &path, &key, Body::new());
                match found.await {
                    // Somebody may have left the page.
                    Ok(check) => self.view.try_update(|view| view.last_check = Some(check)),
                    Err(failure) => self.failure.try_update(|told| *told = Some(failure)),
                };
                self.checking.try_set(false);
            });
        });
        let label = p::button_of(t::gateway_check(), self.kind.title());
        view! { <Button text=t::gateway_check() look=Look::Secondary label busy=self.checking on_press /> }.into_any()
    }

    /// Takes nothing away from anybody: no question before it.
    fn switch_on(self) -> AnyView {
        let path = self.path();
        let on_press = Callback::new(move |()| {
            let path = path.clone();
            self.failure.set(None);
            spawn_local(async move {
                match self.turn(path, true).await {
                    Ok(view) => self.changed(view, t::gateway_is_on(self.kind.title())),
                    Err(failure) => {
                        self.failure.try_set(Some(failure));
                    }
                }
            });
        });
        let label = p::button_of(t::gateway_switch_on(), self.kind.title());
        view! { <Button text=t::gateway_switch_on() look=Look::Secondary label on_press /> }.into_any()
    }

    async fn turn(self, path: String, on: bool) -> Result<GatewayView, Failure> {
        let body = vec![("enabled", Value::Bool(on))];
        let key = platform::random_key();
        self.console.client.change(Method::Put, &path, &key, body).await
    }

    /// The buttons are others now: the focus goes to where the card begins.
    fn changed(self, view: GatewayView, said: String) {
        self.console.say(said);
        self.view.try_set(view);
        platform::focus_soon(self.title_id());
    }

    fn dialog(self, open: Open) -> AnyView {
        let on_close = Callback::new(move |()| self.open.set(None));
        let (title, path) = (self.kind.title(), self.path());
        match open {
            Open::SetUp => {
                let on_done = Callback::new(move |view| self.changed(view, t::gateway_saved(title)));
                let view = self.view.get_untracked();
                view! { <SetUpDialog kind=self.kind view on_done on_close /> }.into_any()
            }
            Open::SwitchOff => {
                let on_act = Callback::new(move |form: Form| {
                    let done = move |view| self.changed(view, t::gateway_is_off(title));
                    form.send(self.turn(path.clone(), false), done);
                });
                view! {
                    <Confirm
                        title=t::gateway_switch_off()
                        text=t::gateway_switch_off_text(title)
                        action=t::gateway_switch_off()
                        in_state=t::gateway_busy()
                        on_act
                        on_close
                    />
                }
                .into_any()
            }
            Open::Remove => {
                let on_act = Callback::new(move |form: Form| {
                    let (client, path) = (self.console.client, path.clone());
                    form.send(async move { client.delete(&path).await }, move |()| {
                        let view = removed(self.view.get_untracked());
                        self.changed(view, t::gateway_removed(title));
                    });
                });
                view! {
                    <Confirm
                        title=t::gateway_remove()
                        text=t::gateway_remove_text(title)
                        action=t::gateway_remove()
                        in_state=t::gateway_busy()
                        on_act
                        on_close
                    />
                }
                .into_any()
            }
        }
    }
}

/// What it collects with, and how it is set up.
fn facts(view: &GatewayView) -> AnyView {
    let types: Vec<_> = view.types.iter().map(|kind| method_type::name(*kind)).collect();
    let line = |label: &'static str, text: Option<String>| text.map(|text| fact(label, text).into_any());
    let stripe = view.stripe.as_ref().filter(|_| view.configured).map(|stripe| {
        let events = if view.webhook_secret_set {
            t::stripe_events_on()
        } else {
            t::stripe_events_off()
        };
        view! {
            {fact(t::stripe_publishable_key(), stripe.publishable_key.clone())}
            {line(t::stripe_secret_key(), view.secret_key_hint.clone())}
            {fact(t::stripe_events(), events)}
        }
    });
    let creditor = view.sepa_debit.as_ref().map(|creditor| {
        view! {
            {fact(t::creditor_name(), creditor.name.clone())}
            {fact(t::creditor_identifier(), creditor.creditor_identifier.clone())}
            {fact(p::payment_iban(), format::iban(&creditor.iban))}
            {line(t::bank_bic(), creditor.bic.clone())}
        }
    });
    let account = view.bank_transfer.as_ref().map(|account| {
        view! {
            {fact(p::payment_account_holder(), account.account_holder.clone())}
            {fact(p::payment_iban(), format::iban(&account.iban))}
            {line(t::bank_bic(), account.bic.clone())}
            {line(t::bank_name(), account.bank_name.clone())}
        }
    });
    view! {
        {fact(t::gateway_types(), types.join(", "))}
        {stripe}
        {creditor}
        {account}
    }
    .into_any()
}

/// What other keys reach is not collected with.
fn elsewhere(view: &GatewayView) -> Option<AnyView> {
    let count = u32::try_from(view.methods_elsewhere).unwrap_or(u32::MAX);
    (count > 0).then(|| {
        view! { <div class="notice notice-warning">{icon(Icon::Alert)} <p>{t::gateway_elsewhere(count)}</p></div> }
            .into_any()
    })
}

/// What the last connection test found. The message is the provider's own.
fn checked(check: &GatewayCheck) -> AnyView {
    let when = t::gateway_checked(&format::short_moment(&check.checked_at));
    if check.ok {
        return view! {
            <p class="badges">
                {badge(Tone::Good, t::gateway_check_ok())}
                <span class="hint">{when}</span>
            </p>
        }
        .into_any();
    }
    view! {
        <div class="notice notice-warning">
            {icon(Icon::Alert)}
            <div>
                <p>{t::gateway_check_failed()}</p>
                <p>{check.message.clone()}</p>
                <p class="hint">{when}</p>
            </div>
        </div>
    }
    .into_any()
}
