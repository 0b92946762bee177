//! A link with which a customer adds a payment method without signing in.

mod model;

use std::sync::Arc;

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use portico_shared::{
    Data,
    customers::CustomerView,
    gateways::GatewayView,
    payment_methods::{PaymentMethodLink, PaymentMethodType},
};
use portico_ui::{
    client::Method,
    components::{Button, Dialog, Look, check_field, close, form_actions},
    i18n::format,
    platform,
    texts::{console as t, portal as p},
};

use self::model::Entry;
use super::{closed_notice, whom};
use crate::{
    console::Console,
    copy::copy_field,
    fields::{Shape, line},
    form::Form,
    gateways::types,
    load::Load,
    method_type,
};

pub(super) fn payment_link_dialog(customer: &Arc<CustomerView>, on_close: Callback<()>) -> AnyView {
    // The dialog stays open with the link in it, so the form closes a node of its own.
    let node = NodeRef::<html::Dialog>::new();
    let form = Form::new();
    let made = RwSignal::new(None::<PaymentMethodLink>);
    let may_look = Console::current().may("settings:read");
    let gateways = may_look.then(|| Load::<Data<GatewayView>>::get("/payment-gateways"));
    let whom = whom(customer);
    let customer = customer.clone();
    let content = move || {
        if let Some(link) = made.get() {
            return ready(&link, node);
        }
        let customer = customer.clone();
        match gateways {
            Some(gateways) => gateways
                .show(move |all| ask(&customer, Some(types(&all.data)), (form, node), made))
                .into_any(),
            // Which there are is nothing that this role may see: the link offers all of them.
            None => ask(&customer, None, (form, node), made),
        }
    };
    view! {
        <Dialog node title=t::payment_link_title() unsaved=form.unsaved on_close>
            {whom}
            {content}
        </Dialog>
    }
    .into_any()
}

/// `types`: what can be added, where that is known.
fn ask(
    customer: &CustomerView,
    types: Option<Vec<PaymentMethodType>>,
    (form, node): (Form, NodeRef<html::Dialog>),
    made: RwSignal<Option<PaymentMethodLink>>,
) -> AnyView {
    if types.as_ref().is_some_and(Vec::is_empty) {
        return closed_notice(t::payment_link_nothing());
    }
    let console = Console::current();
    let entry = RwSignal::new(Entry::default());
    let id = customer.id;
    let change = move |change: &dyn Fn(&mut Entry)| {
        entry.update(change);
        form.unsaved
            .set(entry.with_untracked(|entry| *entry != Entry::default()));
    };
    // One key for what was chosen: asking again after a lost answer makes no second link.
    let key = RwSignal::new(platform::random_key());
    Effect::new(move |_| {
        entry.track();
        key.set(platform::random_key());
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (body, key) = (entry.with_untracked(|entry| entry.body(id)), key.get_untracked());
        let client = console.client;
        let work = async move {
            client
                .change::<PaymentMethodLink>(Method::Post, "/payment-methods/link", &key, body)
                .await
        };
        form.send(work, move |link| {
            let url = link.link.clone();
            spawn_local(async move {
                if platform::copy(&url).await {
                    console.say(t::copied());
                }
            });
            made.set(Some(link));
            platform::focus_soon("dialog-title".into());
        });
    };
    let boxes = types.map(|types| {
        let option = move |kind: PaymentMethodType| {
            let check = move |event| {
                let on = event_target_checked(&event);
                change(&move |entry: &mut Entry| entry.set_type(kind, on));
            };
            view! {
                <label class="choice">
                    <input type="checkbox" on:change=check />
                    <span>{method_type::name(kind)}</span>
                </label>
            }
        };
        view! {
            <fieldset class="choices" id="types" aria-describedby="types-hint">
                <legend>{t::payment_link_types()}</legend>
                {types.into_iter().map(option).collect_view()}
                <p class="hint" id="types-hint">
                    {t::pages_types_hint()}
                </p>
            </fieldset>
        }
    });
    let on_mail = Callback::new(move |on| change(&move |entry: &mut Entry| entry.sends_mail = on));
    let shape = Shape {
        path: "redirectUrl",
        label: t::payment_link_redirect(),
        hint: t::payment_link_redirect_hint().into_any(),
        wrong: form.wrong("redirectUrl"),
        disabled: false,
        optional: true,
    };
    let value = Signal::derive(move || entry.with(|entry| entry.redirect.clone()));
    let on_input =
        Callback::new(move |typed: String| change(&move |entry: &mut Entry| entry.redirect.clone_from(&typed)));
    view! {
        <form class="form" novalidate on:submit=submit>
            <p>{t::payment_link_text()}</p>
            {boxes}
            <div>
                {check_field(Signal::stored(t::payment_link_mail()), false, on_mail)}
                <p class="hint">{t::cancel_mail_to(&customer.default_email)}</p>
            </div>
            {line(shape, "url", value, on_input)}
            {form.line()}
            {form_actions(node, t::payment_link_make(), form.working)}
        </form>
    }
    .into_any()
}

/// Now and never again.
fn ready(link: &PaymentMethodLink, node: NodeRef<html::Dialog>) -> AnyView {
    let until = t::payment_link_until(&format::moment_here(&link.expires_at));
    let back = Callback::new(move |()| close(node));
    view! {
        {copy_field("payment-link", t::link_label(), link.link.clone())}
        <p>{until}</p>
        <p class="hint">{t::payment_link_secret()}</p>
        <div class="dialog-actions">
            <Button text=p::close() look=Look::Secondary on_press=back />
        </div>
    }
    .into_any()
}
