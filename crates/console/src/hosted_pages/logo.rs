//! The logo: saved by itself, because a picture is no field.

use leptos::{html, prelude::*, task::spawn_local};
use portico_shared::settings::HostedPagesView;
use portico_ui::{
    client::{Body, Failure, Method},
    components::{Button, Look, failure_line},
    platform,
    texts::console as t,
};
use web_sys::File;

use super::editor::Editor;
use crate::{confirm::Confirm, console::Console, form::Form};

const PATH: &str = "/settings/hosted-pages/logo";
const KINDS: &str = "image/png,image/jpeg,image/webp";

pub(super) fn logo(editor: Editor, url: Option<String>) -> AnyView {
    let console = Console::current();
    let url = RwSignal::new(url);
    let (failure, working) = (RwSignal::new(None::<Failure>), RwSignal::new(false));
    let removing = RwSignal::new(false);
    let changed = Callback::new(move |(view, done): (HostedPagesView, &'static str)| {
        editor.new_version(&view);
        url.set(view.logo_url);
        console.say(done);
    });
    let send = UnsyncCallback::new(move |file: File| {
        working.set(true);
        failure.set(None);
        spawn_local(async move {
            let key = platform::random_key();
            let answer = console.client.upload::<HostedPagesView>(PATH, &key, &file).await;
            working.try_set(false);
            match answer {
                Ok(view) => changed.run((view, t::pages_logo_saved())),
                Err(problem) => failure.set(Some(problem)),
            }
        });
    });
    let picture = move || match url.get() {
        Some(address) => view! { <img class="logo-preview" src=address alt=t::pages_logo() /> }.into_any(),
        None => view! { <p class="hint">{t::pages_logo_none()}</p> }.into_any(),
    };
    let buttons = editor.may().then(|| {
        let has_logo = move || url.with(Option::is_some);
        let remove = Callback::new(move |()| removing.set(true));
        let remove = move || {
            has_logo().then(|| view! { <Button text=t::pages_logo_remove() look=Look::Quiet on_press=remove /> })
        };
        view! {
            <div class="card-actions">
                {picker(send, working)}
                {remove}
            </div>
            <p class="hint">{t::pages_logo_hint()}</p>
        }
    });
    let dialog = move || {
        let on_close = Callback::new(move |()| removing.set(false));
        let on_act = Callback::new(move |form: Form| {
            let work = async move {
                let key = platform::random_key();
                let client = console.client;
                client
                    .change::<HostedPagesView>(Method::Delete, PATH, &key, Body::new())
                    .await
            };
            form.send(work, move |view| changed.run((view, t::pages_logo_removed())));
        });
        let title = t::pages_logo_remove();
        removing
            .get()
            .then(|| view! { <Confirm title text=t::pages_logo_remove_text() action=title on_act on_close /> })
    };
    view! {
        <div class="field">
            <h3>{t::pages_logo()}</h3>
            {picture}
            {failure_line(failure)}
            {buttons}
        </div>
        {dialog}
    }
    .into_any()
}

/// A button that opens the browser's choice of files.
fn picker(send: UnsyncCallback<File>, working: RwSignal<bool>) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let picked = move |_| {
        let file = input.get_untracked().and_then(|input| {
            let file = input.files()?.get(0);
            // The same file can be picked once more.
            input.set_value("");
            file
        });
        if let Some(file) = file {
            send.run(file);
        }
    };
    let open = Callback::new(move |()| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    });
    view! {
        <input
            type="file"
            hidden
            id="logo-file"
            accept=KINDS
            node_ref=input
            on:change=picked
        />
        <Button text=t::pages_logo_choose() look=Look::Secondary busy=working on_press=open />
    }
}
