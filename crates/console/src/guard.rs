//! Asks before entries are lost: on links, on Back, and when the browser leaves the page.

use leptos::{ev, html, prelude::*};
use portico_ui::{
    components::{Button, Dialog, Look, close},
    router::Router,
    texts::portal as p,
};

#[component]
pub(crate) fn Guard(unsaved: Signal<bool>, on_discard: Callback<()>) -> impl IntoView {
    let router: Router = expect_context();
    // Where somebody wanted to go.
    let wanted = RwSignal::new(None::<String>);
    router.hold(Callback::new(move |address| {
        let may_leave = !unsaved.get_untracked();
        if !may_leave {
            wanted.set(Some(address));
        }
        may_leave
    }));
    let handle = window_event_listener(ev::beforeunload, move |event| {
        if unsaved.get_untracked() {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
    move || {
        wanted.get().map(|address| {
            let node = NodeRef::<html::Dialog>::new();
            let on_close = Callback::new(move |()| wanted.set(None));
            let keep = Callback::new(move |()| close(node));
            let discard = Callback::new(move |()| {
                close(node);
                on_discard.run(());
                router.go(&address);
            });
            view! {
                <Dialog node title=p::discard_question() on_close>
                    <div class="dialog-actions">
                        <Button text=p::discard() look=Look::Secondary on_press=discard />
                        <Button text=p::discard_keep() look=Look::Primary on_press=keep />
                    </div>
                </Dialog>
            }
        })
    }
}
