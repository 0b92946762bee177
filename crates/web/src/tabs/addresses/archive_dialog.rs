//! Says what removing an address will do, and does it on the second click.

use std::sync::Arc;

use leptos::{html, prelude::*, task::spawn_local};
use portico_shared::addresses::{AddressArchived, AddressView};
use portico_ui::{
    client::{Abort, Body, Failure, Method},
    components::{Button, Dialog, Look, close, failure_line, live, problem_with_retry},
    platform,
    texts::portal as t,
};

use super::model::{place, short};
use crate::session::Session;

#[derive(Clone, PartialEq)]
enum Preview {
    Loading,
    Ready(Box<AddressArchived>),
    Failed(Failure),
}

/// `on_done` gets what was done.
pub(super) fn archive_dialog(
    address: Arc<AddressView>,
    on_close: Callback<()>,
    on_done: Callback<AddressArchived>,
) -> AnyView {
    let session = Session::current();
    let node = NodeRef::<html::Dialog>::new();
    let preview = RwSignal::new(Preview::Loading);
    let working = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let key = StoredValue::new(platform::random_key());
    let abort = Abort::on_cleanup();
    let id = address.id;

    let load = move || {
        preview.set(Preview::Loading);
        spawn_local(async move {
            let path = format!("/customer-addresses/{id}/archive-preview");
            match session.client.get(&path, abort).await {
                Ok(answer) => preview.set(Preview::Ready(Box::new(answer))),
                Err(Failure::Aborted) => {}
                Err(problem) => preview.set(Preview::Failed(problem)),
            }
        });
    };
    load();

    let confirm = move || {
        working.set(true);
        failure.set(None);
        spawn_local(async move {
            let (path, key) = (format!("/customer-addresses/{id}"), key.get_value());
            match session.client.change(Method::Delete, &path, &key, Body::new()).await {
                Ok(archived) => {
                    close(node);
                    on_done.try_run(archived);
                }
                Err(problem) => {
                    if problem.code().is_some_and(|code| code.status() == 409) {
                        session.addresses.reset();
                    }
                    failure.set(Some(problem));
                }
            }
            working.set(false);
        });
    };

    let blocked = Signal::derive(move || working.get() || !matches!(preview.get(), Preview::Ready(_)));
    let content = move || match preview.get() {
        Preview::Loading => view! { <div class="skeleton-lines skeleton-short" aria-busy="true"></div> }.into_any(),
        Preview::Ready(preview) => explain(&preview).into_any(),
        Preview::Failed(problem) => problem_with_retry(&problem, Callback::new(move |()| load())),
    };
    view! {
        <Dialog node title=t::address_remove_title() on_close>
            <p class="card-small dialog-what">
                <span>{short(&address)}</span>
                <span>{place(&address)}</span>
            </p>
            {live(content)}
            {failure_line(failure)}
            <form class="dialog-actions" method="dialog">
                <button class="button">{t::go_back()}</button>
                <Button
                    text=t::address_remove_now()
                    look=Look::Danger
                    busy=blocked
                    on_press=Callback::new(move |()| confirm())
                />
            </form>
        </Dialog>
    }
    .into_any()
}

fn explain(preview: &AddressArchived) -> impl IntoView + use<> {
    let moved = &preview.moved_subscriptions;
    let names = moved.iter().map(|one| {
        view! { <li>{one.name.clone()}" "<span class="hint">{t::subscription_number(&one.number)}</span></li> }
    });
    let names = names.collect_view();
    let then = preview
        .invoice_address
        .as_ref()
        .map(|address| t::address_remove_then(&short(address)));
    let list = (!moved.is_empty()).then(|| {
        view! {
            <p>{t::address_remove_moves()}</p>
            <ul class="plain-list">{names}</ul>
            <p>{then}</p>
        }
    });
    view! {
        {list}
        <p>{t::address_remove_stays()}</p>
    }
}
