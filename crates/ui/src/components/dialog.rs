//! A modal dialog: the browser's own, with its focus trap and its Escape key.

use leptos::{
    ev::{Event, MouseEvent},
    html,
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::EventInit;

use super::{Button, Look, handler, live, submit_button};
use crate::{platform, texts::portal as t};

/// Opens when it is built. `on_close` runs however it was closed; the browser has then put the
/// focus back to where it was.
#[component]
pub fn Dialog(
    node: NodeRef<html::Dialog>,
    #[prop(into)] title: Signal<&'static str>,
    /// Something was typed here that would be lost: closing asks first.
    #[prop(optional)]
    unsaved: Option<RwSignal<bool>>,
    on_close: Callback<()>,
    children: Children,
) -> impl IntoView {
    node.on_load(|dialog| {
        let _ = dialog.show_modal();
    });
    let asking = RwSignal::new(false);
    let would_lose = move || unsaved.is_some_and(|unsaved| unsaved.get_untracked());
    let ask = move || {
        asking.set(true);
        platform::focus_soon("keep-editing".into());
    };
    // Escape, and the back gesture of a phone.
    let cancel = move |event: Event| {
        if would_lose() {
            event.prevent_default();
            ask();
        }
    };
    // Browsers let a second Escape in a row pass, whatever the page says.
    let closed = move |_| match node.get_untracked() {
        Some(dialog) if would_lose() => {
            let _ = dialog.show_modal();
            ask();
        }
        _ => on_close.run(()),
    };
    // A click on the dialog itself is one beside its content: on the backdrop.
    let light_dismiss = move |event: MouseEvent| {
        if let (Some(dialog), Some(target)) = (node.get_untracked(), event.target())
            && target.dyn_ref::<web_sys::HtmlDialogElement>() == Some(&dialog)
        {
            close_or_ask(node);
        }
    };
    let question = move || {
        asking.get().then(|| {
            let keep = Callback::new(move |()| {
                asking.set(false);
                platform::focus("dialog-title");
            });
            let discard = Callback::new(move |()| {
                if let Some(unsaved) = unsaved {
                    unsaved.set(false);
                }
                close(node);
            });
            view! {
                <div class="dialog-question" role="alert">
                    <p>{t::discard_question()}</p>
                    <div class="dialog-actions">
                        <Button text=t::discard() look=Look::Secondary on_press=discard />
                        <Button id="keep-editing" text=t::discard_keep() look=Look::Primary on_press=keep />
                    </div>
                </div>
            }
        })
    };
    view! {
        <dialog
            class="dialog"
            node_ref=node
            // By its words: of two dialogs, one over the other, an id would name the first.
            aria-label=move || title.get()
            on:cancel=handler(cancel)
            on:close=handler(closed)
            on:click=handler(light_dismiss)
        >
            <div class="dialog-content">
                <h2 id="dialog-title" tabindex="-1" autofocus>
                    {title}
                </h2>
                {children()}
                {live(question)}
            </div>
        </dialog>
    }
}

/// The end of a form: back, as Escape does it, or save.
pub fn save_actions(node: NodeRef<html::Dialog>, working: RwSignal<bool>) -> AnyView {
    form_actions(node, t::save(), working)
}

/// The same where the form does something else, in its own words.
pub fn form_actions(node: NodeRef<html::Dialog>, text: &'static str, working: RwSignal<bool>) -> AnyView {
    view! {
        <div class="dialog-actions dialog-save">
            <button type="button" class="button" on:click=handler(move |_| close_or_ask(node))>
                {t::go_back()}
            </button>
            {submit_button(text, Look::Primary, working)}
        </div>
    }
    .into_any()
}

/// Closes what may be gone already.
pub fn close(node: NodeRef<html::Dialog>) {
    if let Some(Some(dialog)) = node.try_get_untracked() {
        dialog.close();
    }
}

/// As Escape does it.
pub fn close_or_ask(node: NodeRef<html::Dialog>) {
    let Some(dialog) = node.get_untracked() else { return };
    let init = EventInit::new();
    init.set_cancelable(true);
    let cancelled =
        web_sys::Event::new_with_event_init_dict("cancel", &init).and_then(|event| dialog.dispatch_event(&event));
    // `false`: somebody prevented it.
    if cancelled != Ok(false) {
        dialog.close();
    }
}
