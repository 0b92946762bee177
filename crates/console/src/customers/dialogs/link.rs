//! A link into a customer's portal, to be copied.

use std::sync::Arc;

use leptos::{html, prelude::*, task::spawn_local};
use portico_shared::{customers::CustomerView, sessions::MadeLink};
use portico_ui::{
    client::{Body, Failure, Method},
    components::{Button, Dialog, Look, close, problem_with_retry},
    i18n::format,
    platform,
    texts::{console as t, portal as p},
};

use super::{closed_notice, model::closed, whom};
use crate::{console::Console, copy::copy_field};

pub(super) fn link_dialog(customer: &Arc<CustomerView>, on_close: Callback<()>) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    let back = Callback::new(move |()| close(node));
    let whom = whom(customer);
    let content = match closed(customer.status) {
        Some(reason) => closed_notice(reason),
        None => made(customer),
    };
    view! {
        <Dialog node title=t::link_title() on_close>
            {whom}
            {content}
            <div class="dialog-actions">
                <Button text=p::close() look=Look::Secondary on_press=back />
            </div>
        </Dialog>
    }
    .into_any()
}

fn made(customer: &CustomerView) -> AnyView {
    let console = Console::current();
    let found = RwSignal::new(None::<Result<MadeLink, Failure>>);
    // One key for this dialog: trying again after a lost answer gives the same link.
    let key = StoredValue::new(platform::random_key());
    let id = customer.id;
    let make = move || {
        found.set(None);
        spawn_local(async move {
            let path = format!("/customers/{id}/links");
            let key = key.get_value();
            let made = console
                .client
                .change::<MadeLink>(Method::Post, &path, &key, Body::new())
                .await;
            // Somebody may have closed the dialog.
            found.try_set(Some(made));
        });
    };
    make();
    (move || match found.get() {
        None => view! {
            <div class="skeleton-lines skeleton-short" aria-busy="true">
                <span class="visually-hidden" role="status">
                    {p::loading()}
                </span>
            </div>
        }
        .into_any(),
        Some(Err(failure)) => problem_with_retry(&failure, Callback::new(move |()| make())),
        Some(Ok(link)) => {
            let until = t::link_once_until(&format::moment_here(&link.expires_at));
            view! {
                {copy_field("customer-link", t::link_label(), link.url)}
                <p>{until}</p>
                <p class="hint">{t::link_secret()}</p>
            }
            .into_any()
        }
    })
    .into_any()
}
