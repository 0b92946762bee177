//! Says what removing a payment method touches, asks what takes its place, and does it on the second click.

use std::sync::Arc;

use leptos::{html, prelude::*, task::spawn_local};
use portico_shared::{
    PaymentMethodId,
    payment_methods::{PaymentMethodView, RemovalPreview},
};
use portico_ui::{
    client::{Abort, Failure},
    components::{
        Button, Choice, Dialog, Look, choices, close, close_or_ask, failure_line, handler, live, problem_with_retry,
    },
    methods::label,
    texts::portal as t,
};

use super::model::{Removal, ends_mandate, obstacle};
use crate::{
    change::{Ask, Change},
    place::ADD,
    session::Session,
};

#[derive(Clone)]
enum Preview {
    Loading,
    Ready(Arc<RemovalPreview>),
    Failed(Failure),
}

/// `on_done` gets what became the default in its place.
pub(super) fn remove_dialog(
    method: &PaymentMethodView,
    on_close: Callback<()>,
    on_done: Callback<Option<PaymentMethodId>>,
) -> AnyView {
    let client = Session::current().client;
    let node = NodeRef::<html::Dialog>::new();
    let preview = RwSignal::new(Preview::Loading);
    let removal = RwSignal::new(None::<Removal>);
    let change = Change::new();
    let abort = Abort::on_cleanup();
    let (id, has_mandate) = (method.id, ends_mandate(method));
    let load = move || {
        preview.set(Preview::Loading);
        spawn_local(async move {
            let path = format!("/payment-methods/{id}/removal-preview");
            match client.get::<RemovalPreview>(&path, abort).await {
                Ok(answer) => {
                    removal.set(answer.removable.then(|| Removal::of(&answer)));
                    preview.set(Preview::Ready(Arc::new(answer)));
                }
                Err(Failure::Aborted) => {}
                Err(problem) => preview.set(Preview::Failed(problem)),
            }
        });
    };
    load();
    let done = Callback::new(move |()| {
        let new_default = removal.with_untracked(|removal| removal.as_ref().and_then(|one| one.new_default));
        close(node);
        on_done.run(new_default);
    });
    let confirm = Callback::new(move |()| {
        if let (Preview::Ready(preview), Some(removal)) = (preview.get_untracked(), removal.get_untracked()) {
            let path = format!("/payment-methods/{id}/remove");
            change.tell(Ask::post(path, removal.body(&preview)), done);
        }
    });
    let content = move || match preview.get() {
        Preview::Loading => view! { <div class="skeleton-lines skeleton-short" aria-busy="true"></div> }.into_any(),
        Preview::Failed(problem) => problem_with_retry(&problem, Callback::new(move |()| load())),
        Preview::Ready(preview) => match preview.reason {
            Some(reason) => view! { <p>{obstacle(reason)}</p> }.into_any(),
            None => questions(&preview, removal, has_mandate),
        },
    };
    // What cannot be removed has one way on, where there is one.
    let action = move || match preview.get() {
        Preview::Ready(preview) if !preview.removable => {
            let link = preview.candidates.is_empty().then(|| {
                view! {
                    <a class="button button-primary" href=ADD>
                        {t::payment_add()}
                    </a>
                }
            });
            link.into_any()
        }
        _ => {
            let busy = Signal::derive(move || change.working.get() || removal.with(Option::is_none));
            view! { <Button text=t::payment_remove() look=Look::Danger busy on_press=confirm /> }.into_any()
        }
    };
    let name = method.name.clone();
    view! {
        <Dialog node title=t::remove_title() on_close>
            <p class="card-small dialog-what">{name}</p>
            {live(content)}
            {failure_line(change.failure)}
            <div class="dialog-actions">
                <button type="button" class="button" on:click=handler(move |_| close_or_ask(node))>
                    {t::go_back()}
                </button>
                {live(action)}
            </div>
        </Dialog>
    }
    .into_any()
}

fn questions(preview: &RemovalPreview, removal: RwSignal<Option<Removal>>, has_mandate: bool) -> AnyView {
    let change = move |change: Box<dyn FnOnce(&mut Removal)>| {
        removal.update(|removal| {
            if let Some(removal) = removal {
                change(removal);
            }
        });
    };
    let default = (preview.is_default && !preview.candidates.is_empty()).then(|| {
        let now = preview.candidates[0].id.to_string();
        let each = preview.candidates.iter().map(|one| Choice {
            value: one.id.to_string(),
            label: label(one, &preview.candidates),
            hint: String::new(),
        });
        let on_pick = Callback::new(move |value: String| {
            change(Box::new(move |removal| removal.new_default = value.parse().ok()));
        });
        choices("new-default", t::remove_new_default(), each.collect(), &now, on_pick)
    });
    let following = (!preview.following_subscriptions.is_empty()).then(|| {
        let names = preview.following_subscriptions.iter().map(|one| {
            view! { <li>{one.name.clone()}" "<span class="hint">{t::subscription_number(&one.number)}</span></li> }
        });
        let text = if preview.candidates.is_empty() {
            t::remove_nothing_left()
        } else {
            t::remove_follow()
        };
        view! {
            <p>{text}</p>
            <ul class="plain-list">{names.collect_view()}</ul>
        }
    });
    let pinned = preview.pinned_subscriptions.iter().enumerate().map(|(index, one)| {
        let question = t::remove_move(&one.name, &one.number);
        let on_pick = Callback::new(move |value: String| {
            change(Box::new(move |removal| removal.moves[index] = value.parse().ok()));
        });
        move_field(index, question, &preview.candidates, on_pick)
    });
    let invoices = u32::try_from(preview.open_invoices).unwrap_or(u32::MAX);
    let invoices = (invoices > 0).then(|| view! { <p>{t::remove_invoices(invoices)}</p> });
    let mandate = has_mandate.then(|| view! { <p>{t::remove_mandate()}</p> });
    view! {
        <div class="form">
            {default}
            {following}
            {pinned.collect_view()}
            {invoices}
            {mandate}
            <p class="hint">{t::remove_for_good()}</p>
        </div>
    }
    .into_any()
}

/// Where a subscription goes that names the method; the customer's default at first.
fn move_field(
    index: usize,
    question: String,
    candidates: &[PaymentMethodView],
    on_pick: Callback<String>,
) -> impl IntoView + use<> {
    let id = format!("move-{index}");
    let options = candidates.iter().map(|one| {
        view! { <option value=one.id.to_string()>{label(one, candidates)}</option> }
    });
    view! {
        <div class="field">
            <label for=id.clone()>{question}</label>
            <select id=id on:change=handler(move |event| on_pick.run(event_target_value(&event)))>
                <option value="">{t::choose_default()}</option>
                {options.collect_view()}
            </select>
        </div>
    }
}
