//! A modal dialog: the browser's own, with its focus trap and its Escape key.

use leptos::{ev::MouseEvent, html, prelude::*};
use wasm_bindgen::JsCast;

/// Opens when it is built. `on_close` runs however it was closed; the browser has then put the
/// focus back to where it was.
#[component]
pub fn Dialog(
    node: NodeRef<html::Dialog>,
    title: &'static str,
    on_close: Callback<()>,
    children: Children,
) -> impl IntoView {
    node.on_load(|dialog| {
        let _ = dialog.show_modal();
    });
    // A click on the dialog itself is one beside its content: on the backdrop.
    let light_dismiss = move |event: MouseEvent| {
        if let (Some(dialog), Some(target)) = (node.get_untracked(), event.target())
            && target.dyn_ref::<web_sys::HtmlDialogElement>() == Some(&dialog)
        {
            dialog.close();
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=node
            aria-labelledby="dialog-title"
            on:close=move |_| on_close.run(())
            on:click=light_dismiss
        >
            <div class="dialog-content">
                <h2 id="dialog-title" tabindex="-1" autofocus>
                    {title}
                </h2>
                {children()}
            </div>
        </dialog>
    }
}
