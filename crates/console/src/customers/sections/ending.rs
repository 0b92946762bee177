//! Ends links or sessions after a question.

use leptos::prelude::*;

use super::focus_title;
use crate::{confirm::Confirm, console::Console, form::Form};

/// What is to be ended.
#[derive(Clone)]
pub(super) struct Ending {
    pub(super) title: &'static str,
    pub(super) text: String,
    pub(super) action: &'static str,
    pub(super) path: String,
    /// What is told afterwards.
    pub(super) done: &'static str,
}

impl Ending {
    pub(super) fn dialog(self, on_done: Callback<()>, on_close: Callback<()>) -> AnyView {
        let console = Console::current();
        let Self {
            title,
            text,
            action,
            path,
            done,
        } = self;
        let on_act = Callback::new(move |form: Form| {
            let path = path.clone();
            form.send(async move { console.client.delete(&path).await }, move |()| {
                console.say(done);
                on_done.run(());
                focus_title();
            });
        });
        view! { <Confirm title text action on_act on_close /> }.into_any()
    }
}
