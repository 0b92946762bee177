//! How the customer pays.

mod account_dialog;
mod mandate_dialog;
mod model;
mod paper_dialog;
mod removal_dialog;
mod rename_dialog;

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::{
    customers::CustomerView,
    payment_methods::{PaymentMethodStatus, PaymentMethodView},
};
use portico_ui::{
    client::{Abort, Body, List, Method},
    components::{Button, Listing, Look, More, Tone, badge},
    i18n::format,
    platform,
    texts::{console as t, portal as p},
};

use self::{
    account_dialog::AccountDialog, mandate_dialog::MandateDialog, paper_dialog::PaperDialog,
    removal_dialog::RemovalDialog, rename_dialog::RenameDialog,
};
use super::{focus_title, model::method_badge, nothing, section};
use crate::{confirm::Confirm, console::Console, form::Form, gateways::Gateways, method_type};

#[derive(Clone)]
enum Open {
    Account(Arc<PaymentMethodView>),
    Default(Arc<PaymentMethodView>),
    Rename(Arc<PaymentMethodView>),
    Remove(Arc<PaymentMethodView>),
    Paper,
    Mandate(Arc<PaymentMethodView>),
    Revoke(Arc<PaymentMethodView>),
}

#[derive(Clone, Copy)]
struct Methods {
    console: Console,
    list: List<PaymentMethodView>,
    open: RwSignal<Option<Open>>,
    may: bool,
}

pub(super) fn payment_methods(customer: &Arc<CustomerView>) -> AnyView {
    let console = Console::current();
    let methods = Methods {
        console,
        list: List::new(console.client, &format!("/payment-methods?customer={}", customer.id)),
        open: RwSignal::new(None),
        may: console.may("payment-method:write") && customer.erased_at.is_none(),
    };
    let list = methods.list;
    let abort = Abort::on_cleanup();
    list.open(abort);
    let on_more = Callback::new(move |()| list.more(abort));
    let ready = move || {
        let rows = move || {
            list.items
                .with(|all| all.iter().map(|one| methods.row(one)).collect_view())
        };
        view! {
            <ul class="rows">{rows}</ul>
            <More phase=list.phase has_more=move || list.has_more() text=t::payment_methods_more() on_more />
        }
    };
    let gateways = Gateways::load();
    let add = move || {
        // Where it is not known whether there is a gateway for it, the API knows.
        let fits = methods.may && gateways.own_bank() != Some(false);
        let on_press = Callback::new(move |()| methods.open.set(Some(Open::Paper)));
        fits.then(|| view! { <Button text=t::paper_add() look=Look::Secondary on_press /> })
    };
    let dialog = {
        let customer = customer.clone();
        move || methods.open.get().map(|open| methods.dialog(open, &customer))
    };
    let content = view! {
        <Listing
            phase=list.phase
            is_empty=move || list.items.with(Vec::is_empty)
            on_retry=on_more
            empty=|| nothing(t::payment_methods_none())
            ready
        />
        {dialog}
    };
    section(t::section_payment_methods(), add.into_any(), content.into_any())
}

impl Methods {
    fn row(self, method: &Arc<PaymentMethodView>) -> impl IntoView + use<> {
        let (tone, state) = method_badge(method);
        let default = method.default.then(|| badge(Tone::Info, p::default_badge()));
        let once = (!method.future_usage_allowed).then(|| badge(Tone::Neutral, p::payment_once()));
        let expires = method.expiration_date.as_ref();
        let expires = expires.map(|day| view! { <span>{t::payment_valid_until(&format::short_day(day))}</span> });
        view! {
            <li class="row">
                <div class="row-text">
                    <strong>{method_type::called(method)}</strong>
                    <span class="card-small">
                        <span>{method_type::name(method.kind)}</span>
                        <span>{t::made_on(&format::short_day_of(&method.creation_date))}</span>
                        {expires}
                    </span>
                </div>
                <div class="badges">{default} {once} {badge(tone, state)}</div>
                {self.actions(method)}
            </li>
        }
    }

    fn actions(self, method: &Arc<PaymentMethodView>) -> Option<AnyView> {
        let name = method_type::called(method);
        let button = |text: &'static str, open: Open| {
            let label = p::button_of(text, &name);
            let on_press = Callback::new(move |()| self.open.set(Some(open.clone())));
            view! { <Button text look=Look::Quiet label on_press /> }
        };
        let has_mandate = model::has_mandate(method);
        let mandate = has_mandate.then(|| button(t::mandate(), Open::Mandate(method.clone())));
        let account = (self.may && model::is_amendable(method))
            .then(|| button(p::account_change(), Open::Account(method.clone())));
        let is_usable = method.status == PaymentMethodStatus::Active && method.enabled;
        let default = (self.may && is_usable && method.future_usage_allowed && !method.default)
            .then(|| button(t::payment_make_default(), Open::Default(method.clone())));
        let rename =
            (self.may && model::is_nameable(method)).then(|| button(p::payment_rename(), Open::Rename(method.clone())));
        let remove = self
            .may
            .then(|| button(t::payment_remove(), Open::Remove(method.clone())));
        (has_mandate || self.may).then(|| {
            view! { <div class="row-actions">{mandate} {account} {default} {rename} {remove}</div> }.into_any()
        })
    }

    /// Says what was done, and looks again: other methods may stand elsewhere now.
    fn done(self, said: String) {
        self.console.say(said);
        self.list.reset();
        focus_title();
    }

    fn dialog(self, open: Open, customer: &Arc<CustomerView>) -> AnyView {
        let on_close = Callback::new(move |()| self.open.set(None));
        let on_done = Callback::new(move |said: String| self.done(said));
        match open {
            Open::Account(method) => view! { <AccountDialog method on_done on_close /> }.into_any(),
            Open::Rename(method) => view! { <RenameDialog method on_done on_close /> }.into_any(),
            Open::Default(method) => self.make_default(&method, on_close),
            Open::Remove(method) => view! { <RemovalDialog method on_done on_close /> }.into_any(),
            Open::Paper => view! { <PaperDialog customer=customer.clone() on_done on_close /> }.into_any(),
            Open::Mandate(method) => {
                let to_revoke = method.clone();
                let on_revoke = Callback::new(move |()| self.open.set(Some(Open::Revoke(to_revoke.clone()))));
                view! { <MandateDialog method may=self.may on_revoke on_close /> }.into_any()
            }
            Open::Revoke(method) => self.revoke(&method),
        }
    }

    fn make_default(self, method: &PaymentMethodView, on_close: Callback<()>) -> AnyView {
        let path = format!("/payment-methods/{}/default", method.id);
        let (text, done) = (
            t::payment_default_text(&method.name),
            t::payment_default_done(&method.name),
        );
        let key = platform::random_key();
        let client = self.console.client;
        let on_act = Callback::new(move |form: Form| {
            let (path, key, done) = (path.clone(), key.clone(), done.clone());
            let work = async move {
                client
                    .change::<PaymentMethodView>(Method::Put, &path, &key, Body::new())
                    .await
            };
            form.send(work, move |_| self.done(done));
        });
        let title = t::payment_make_default();
        view! { <Confirm title text action=title look=Look::Primary on_act on_close /> }.into_any()
    }

    /// In place of the dialog with the mandate, which had the focus.
    fn revoke(self, method: &PaymentMethodView) -> AnyView {
        let on_close = Callback::new(move |()| {
            self.open.set(None);
            focus_title();
        });
        let path = format!("/payment-methods/{}/mandate/revoke", method.id);
        let text = t::mandate_revoke_text(&method.name);
        let client = self.console.client;
        let on_act = Callback::new(move |form: Form| {
            let path = path.clone();
            let work = async move { client.tell(Method::Post, &path, Body::new()).await };
            form.send(work, move |()| self.done(t::mandate_revoked_done().to_owned()));
        });
        view! {
            <Confirm
                title=t::mandate_revoke()
                text
                action=t::mandate_revoke()
                in_state=t::mandate_revoke_state()
                on_act
                on_close
            />
        }
        .into_any()
    }
}
