//! Suspends or archives a customer, and takes it back. Says what follows before.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::customers::CustomerView;
use portico_ui::{
    client::{Body, Method},
    components::Look,
    platform,
    texts::console as t,
};

use super::{Action, model::name};
use crate::{confirm::Confirm, console::Console, form::Form};

pub(super) fn standing_dialog(
    action: Action,
    customer: &Arc<CustomerView>,
    on_change: Callback<CustomerView>,
    on_close: Callback<()>,
) -> AnyView {
    let console = Console::current();
    let name = name(customer);
    let Turn { path, text, done, look } = Turn::of(action, &name);
    let path = format!("/customers/{}/{path}", customer.id);
    let key = platform::random_key();
    let on_act = Callback::new(move |form: Form| {
        let (path, key, done) = (path.clone(), key.clone(), done.clone());
        let work = async move { console.client.change(Method::Put, &path, &key, Body::new()).await };
        form.send(work, move |changed: CustomerView| {
            console.say(done);
            on_change.run(changed);
        });
    });
    view! { <Confirm title=action.label() text action=action.label() look on_act on_close /> }.into_any()
}

struct Turn {
    path: &'static str,
    text: String,
    done: String,
    look: Look,
}

impl Turn {
    fn of(action: Action, name: &str) -> Self {
        let (path, text, done, look) = match action {
            Action::Suspend => ("suspend", t::suspend_text(name), t::suspend_done(name), Look::Danger),
            Action::Archive => ("archive", t::archive_text(name), t::archive_done(name), Look::Danger),
            Action::Unarchive => ("unarchive", t::unarchive_text(name), t::back_done(name), Look::Primary),
            _ => ("unsuspend", t::resume_text(name), t::back_done(name), Look::Primary),
        };
        Self { path, text, done, look }
    }
}
