//! Removes a payment method: says before what it touches, and asks what takes its place.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, html, prelude::*};
use portico_shared::payment_methods::{AffectedSubscription, PaymentMethodView, RemovalPreview};
use portico_ui::{
    client::Method,
    components::{Button, Dialog, Icon, Look, close_or_ask, icon, submit_button},
    methods,
    texts::{console as t, portal as p},
};

use super::model::{Removal, ends_mandate, obstacle};
use crate::{console::Console, form::Form, load::Load, method_type};

#[component]
pub(super) fn RemovalDialog(
    method: Arc<PaymentMethodView>,
    /// Gets what is told afterwards.
    on_done: Callback<String>,
    on_close: Callback<()>,
) -> impl IntoView {
    let form = Form::new();
    let preview = Load::<RemovalPreview>::get(format!("/payment-methods/{}/removal-preview", method.id));
    let name = method_type::called(&method);
    let content = preview.show(move |preview| {
        if preview.removable {
            ask(&method, &preview, form, on_done)
        } else {
            stays(&preview, form.node)
        }
    });
    view! {
        <Dialog node=form.node title=t::payment_remove_title() unsaved=form.unsaved on_close>
            <p class="card-small dialog-what">
                <span>{name}</span>
            </p>
            {content}
        </Dialog>
    }
}

fn back(node: NodeRef<html::Dialog>) -> impl IntoView {
    let on_press = Callback::new(move |()| close_or_ask(node));
    view! { <Button text=p::go_back() look=Look::Secondary on_press /> }
}

fn stays(preview: &RemovalPreview, node: NodeRef<html::Dialog>) -> AnyView {
    view! {
        <div class="notice notice-warning">
            {icon(Icon::Alert)} <p>{obstacle(preview.reason)}</p>
        </div>
        <div class="dialog-actions">{back(node)}</div>
    }
    .into_any()
}

fn ask(method: &PaymentMethodView, preview: &Arc<RemovalPreview>, form: Form, on_done: Callback<String>) -> AnyView {
    let client = Console::current().client;
    let removal = RwSignal::new(Removal::of(preview));
    let path = format!("/payment-methods/{}/remove", method.id);
    let done = t::payment_removed(&method_type::called(method));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (path, done) = (path.clone(), done.clone());
        let body = removal.with_untracked(Removal::body);
        let work = async move { client.tell(Method::Post, &path, body).await };
        form.send(work, move |()| on_done.run(done));
    };
    let change = move |change: &dyn Fn(&mut Removal)| {
        form.unsaved.set(true);
        removal.update(change);
    };
    let default = preview.is_default.then(|| {
        if preview.candidates.is_empty() {
            return view! { <p>{t::removal_no_default()}</p> }.into_any();
        }
        let on_pick = Callback::new(move |id: String| {
            change(&move |removal: &mut Removal| removal.new_default = Some(id.clone()));
        });
        let label = t::removal_new_default().to_owned();
        select("newDefault".into(), label, &preview.candidates, false, on_pick)
    });
    let pinned = preview.pinned_subscriptions.iter().map(|one| {
        let id = one.id;
        let on_pick = Callback::new(move |method: String| {
            let to = Some(method).filter(|method| !method.is_empty());
            change(&move |removal: &mut Removal| removal.set_move(id, to.clone()));
        });
        let label = t::removal_move(&one.name, &p::subscription_number(&one.number));
        select(format!("move-{id}"), label, &preview.candidates, true, on_pick)
    });
    let open = u32::try_from(preview.open_invoices).unwrap_or(u32::MAX);
    let open = (open > 0).then(|| view! { <p>{t::removal_open_invoices(open)}</p> });
    let mandate = ends_mandate(method.kind, method.status).then(|| view! { <p>{t::removal_mandate()}</p> });
    view! {
        <form class="form" novalidate on:submit=submit>
            <p>{t::payment_remove_text()}</p>
            {default}
            {pinned.collect_view()}
            {following(&preview.following_subscriptions)}
            {open}
            {mandate}
            {form.line()}
            <div class="dialog-actions dialog-save">
                {back(form.node)} {submit_button(t::payment_remove(), Look::Danger, form.working)}
            </div>
        </form>
    }
    .into_any()
}

/// `or_default`: it may follow the default as well, and does unless something is picked.
fn select(
    id: String,
    label: String,
    candidates: &[PaymentMethodView],
    or_default: bool,
    on_pick: Callback<String>,
) -> AnyView {
    let default = or_default.then(|| view! { <option value="">{t::follows_default()}</option> });
    let option = |method: &PaymentMethodView| {
        view! { <option value=method.id.to_string()>{methods::label(method, candidates)}</option> }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id on:change=move |event| on_pick.run(event_target_value(&event))>
                {default}
                {candidates.iter().map(option).collect_view()}
            </select>
        </div>
    }
    .into_any()
}

/// Those that go along with the default.
fn following(all: &[AffectedSubscription]) -> Option<AnyView> {
    let name = |one: &AffectedSubscription| {
        view! { <li>{format!("{}, {}", one.name, p::subscription_number(&one.number))}</li> }
    };
    (!all.is_empty()).then(|| {
        view! {
            <div>
                <p>{t::removal_following()}</p>
                <ul class="plain-list">{all.iter().map(name).collect_view()}</ul>
            </div>
        }
        .into_any()
    })
}
