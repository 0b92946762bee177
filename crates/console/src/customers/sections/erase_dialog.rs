//! Erases what identifies a customer: says before what goes, what stays and until when, and asks for the number.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::{
    customers::CustomerView,
    privacy::{ErasedData, ErasedKind, Erasure, ErasureBlocker, ErasureBlockerKind, ErasureView, KeptData, KeptKind},
};
use portico_ui::{
    client::{Body, Method},
    components::{Button, Dialog, Field, Look, close_or_ask, text_field},
    i18n::format,
    platform,
    router::Router,
    texts::{console as t, portal as p},
};

use crate::{console::Console, form::Form, load::Load, place::Section};

const FIELD: &str = "erasure-number";

#[component]
pub(super) fn EraseDialog(customer: Arc<CustomerView>, on_close: Callback<()>) -> impl IntoView {
    let form = Form::new();
    let preview = Load::<ErasureView>::get(format!("/customers/{}/erasure-preview", customer.id));
    let content = preview.show(move |view| whole(&customer, &view, form));
    view! {
        <Dialog node=form.node title=t::erasure_open() unsaved=form.unsaved on_close>
            {content}
        </Dialog>
    }
}

fn whole(customer: &CustomerView, view: &ErasureView, form: Form) -> AnyView {
    let requested = view.requested_at.as_ref();
    let requested = requested.map_or_else(
        || t::erasure_not_requested().to_owned(),
        |at| t::erasure_requested(&format::day_of(at)),
    );
    let blocked = !view.blockers.is_empty();
    let back = Callback::new(move |()| close_or_ask(form.node));
    let rest = if blocked {
        view! {
            <div class="notice notice-warning">
                <div>
                    <p>{t::erasure_blocked()}</p>
                    <ul class="plain-list">{view.blockers.iter().map(blocker).collect_view()}</ul>
                </div>
            </div>
            <div class="dialog-actions">
                <Button text=p::go_back() look=Look::Secondary on_press=back />
            </div>
        }
        .into_any()
    } else {
        confirm(customer, form)
    };
    let kept = if view.kept.is_empty() {
        view! { <p>{t::erasure_stays_nothing()}</p> }.into_any()
    } else {
        view! { <ul class="plain-list">{view.kept.iter().map(kept).collect_view()}</ul> }.into_any()
    };
    view! {
        <p>{requested}</p>
        <div>
            <h3>{t::erasure_goes()}</h3>
            <ul class="plain-list">{view.erased.iter().map(erased).collect_view()}</ul>
            <p>{t::erasure_also()}</p>
        </div>
        <div>
            <h3>{t::erasure_stays()}</h3>
            {kept}
        </div>
        {rest}
    }
    .into_any()
}

fn confirm(customer: &CustomerView, form: Form) -> AnyView {
    let console = Console::current();
    let router: Router = expect_context();
    let number = customer.customer_number.clone();
    let (typed, wrong) = (RwSignal::new(String::new()), RwSignal::new(false));
    let path = format!("/customers/{}/erase", customer.id);
    let key = platform::random_key();
    let question = t::erasure_confirm(&number);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let fits = typed.with_untracked(|typed| typed.trim() == number);
        wrong.set(!fits);
        if !fits {
            return platform::focus(FIELD);
        }
        let (path, key, done) = (path.clone(), key.clone(), t::erasure_done(&number));
        let client = console.client;
        let work = async move { client.change::<Erasure>(Method::Post, &path, &key, Body::new()).await };
        form.send(work, move |_| {
            console.say(done);
            router.replace(Section::Customers.path());
        });
    };
    let field = Field {
        id: FIELD.into(),
        label: t::customer_number(),
        autocomplete: Some("off"),
        optional: false,
    };
    let wrong_text = Signal::derive(move || wrong.get().then(|| t::erasure_confirm_wrong().to_owned()));
    let on_input = Callback::new(move |text: String| {
        wrong.set(false);
        form.unsaved.set(!text.is_empty());
        typed.set(text);
    });
    let back = Callback::new(move |()| close_or_ask(form.node));
    view! {
        <form class="form" novalidate on:submit=submit>
            <p>{question}</p>
            {text_field(field, String::new(), wrong_text, on_input)}
            {form.line()}
            <div class="dialog-actions dialog-save">
                <Button text=p::go_back() look=Look::Secondary on_press=back />
                <button class="button button-danger" aria-disabled=move || form.working.get().then_some("true")>
                    {t::erasure_now()}
                </button>
            </div>
        </form>
    }
    .into_any()
}

fn count(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn erased(data: &ErasedData) -> impl IntoView + use<> {
    let text = match data.kind {
        ErasedKind::People => t::erasure_people(count(data.count)),
        ErasedKind::Addresses => t::erasure_addresses(count(data.count)),
        ErasedKind::PaymentMethods => t::erasure_payment_methods(count(data.count)),
        ErasedKind::Mails => t::erasure_mails(count(data.count)),
    };
    view! { <li>{text}</li> }
}

/// With why it stays, and until when.
fn kept(data: &KeptData) -> impl IntoView + use<> {
    let text = match data.kind {
        KeptKind::Invoices => t::erasure_invoices(count(data.count)),
        KeptKind::Subscriptions => t::erasure_subscriptions(count(data.count)),
    };
    let until = data.until.as_ref();
    let until = until.map_or_else(
        || t::erasure_for_good().to_owned(),
        |day| t::erasure_until(&format::day(day)),
    );
    view! {
        <li>
            {text}
            " – "
            {until}
        </li>
    }
}

fn blocker(blocker: &ErasureBlocker) -> impl IntoView + use<> {
    let text = match blocker.kind {
        ErasureBlockerKind::Subscription => t::erasure_blocker_subscription(&blocker.number),
        ErasureBlockerKind::Invoice => t::erasure_blocker_invoice(&blocker.number),
    };
    view! { <li>{text}</li> }
}
