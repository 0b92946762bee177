//! Brings an old version back, as a new one.

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::settings::HostedPagesView;
use portico_ui::{
    client::{Method, Value},
    components::{Button, Dialog, Field, Look, close_or_ask, text_field},
    platform,
    texts::{console as t, portal as p},
};

use crate::{console::Console, form::Form};

#[component]
pub(super) fn RestoreDialog(version: i64, on_done: Callback<HostedPagesView>, on_close: Callback<()>) -> impl IntoView {
    let console = Console::current();
    let form = Form::new();
    let note = RwSignal::new(String::new());
    let path = format!("/settings/hosted-pages/versions/{version}/restore");
    let key = platform::random_key();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (path, key) = (path.clone(), key.clone());
        let text = Some(note.with_untracked(|note| note.trim().to_owned())).filter(|note| !note.is_empty());
        let body = vec![("note", Value::from(text))];
        let work = async move { console.client.change(Method::Post, &path, &key, body).await };
        form.send(work, move |view: HostedPagesView| {
            console.say(t::version_back(&version.to_string()));
            on_done.run(view);
        });
    };
    let field = Field {
        id: "note".into(),
        label: t::pages_note(),
        autocomplete: Some("off"),
        optional: true,
    };
    let on_input = Callback::new(move |text: String| {
        form.unsaved.set(!text.is_empty());
        note.set(text);
    });
    let back = Callback::new(move |()| close_or_ask(form.node));
    view! {
        <Dialog node=form.node title=t::version_restore_title() unsaved=form.unsaved on_close>
            <form class="form" novalidate on:submit=submit>
                <p>{t::version_restore_text(&version.to_string())}</p>
                {text_field(field, String::new(), form.wrong("note"), on_input)}
                {form.line()}
                <div class="dialog-actions dialog-save">
                    <Button text=p::go_back() look=Look::Secondary on_press=back />
                    <button class="button button-primary" aria-disabled=move || form.working.get().then_some("true")>
                        {t::version_restore()}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}
