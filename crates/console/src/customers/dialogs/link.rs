//! A link into a customer's portal, to be copied.

use std::sync::Arc;

use leptos::{html, prelude::*, task::spawn_local};
use portico_shared::{
    Page,
    customers::CustomerView,
    sessions::{AuthenticateAnswer, LinkPurpose, LinkView},
};
use portico_ui::{
    client::{Abort, Body, Failure, Method},
    components::{Button, Dialog, Look, close, problem_with_retry},
    i18n::format,
    platform,
    texts::{console as t, portal as p},
};

use super::{closed_notice, model::closed, whom};
use crate::{console::Console, copy::copy_field};

#[derive(Clone)]
struct Made {
    address: String,
    /// Until when it works, where the ledger says so.
    until: Option<String>,
}

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
    let found = RwSignal::new(None::<Result<Made, Failure>>);
    // One key for this dialog: trying again after a lost answer gives the same link.
    let key = StoredValue::new(platform::random_key());
    let id = customer.id;
    let make = move || {
        found.set(None);
        spawn_local(async move {
            let path = format!("/customers/{id}/authenticate");
            let key = key.get_value();
            let answer = console
                .client
                .change::<AuthenticateAnswer>(Method::Post, &path, &key, Body::new());
            let made = match answer.await {
                Ok(answer) => Ok(Made {
                    address: answer.data.customer_area_link,
                    until: until(console, id).await,
                }),
                Err(failure) => Err(failure),
            };
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
            let until = link
                .until
                .map_or_else(|| t::link_once().to_owned(), |time| t::link_once_until(&time));
            view! {
                {copy_field("customer-link", t::link_label(), link.address)}
                <p>{until}</p>
                <p class="hint">{t::link_secret()}</p>
            }
            .into_any()
        }
    })
    .into_any()
}

/// The ledger's newest login link of the customer is the one that was just made.
async fn until(console: Console, id: portico_shared::CustomerId) -> Option<String> {
    let path = format!("/links?customer={id}&limit=5");
    let page = console.client.get::<Page<LinkView>>(&path, Abort::never()).await.ok()?;
    let newest = page.data.into_iter().find(|link| link.purpose == LinkPurpose::Login)?;
    Some(format::moment_here(&newest.expires_at))
}
