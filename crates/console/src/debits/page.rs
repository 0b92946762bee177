//! What waits, a button that makes a file of it, and the files.

use leptos::{prelude::*, task::spawn_local};
use portico_shared::debits::{DebitFileView, WaitingDebits};
use portico_ui::{
    client::{Failure, List},
    components::{Button, Look, failure_line},
    platform,
    texts::console as t,
};

use super::{files::files, make_dialog::MakeDialog, waiting::waiting};
use crate::{console::Console, customers::Makers, gateways::Gateways, load::Load, page::Page};

/// What the widgets of this page share.
#[derive(Clone, Copy)]
pub(super) struct Debits {
    pub(super) console: Console,
    pub(super) gateways: Gateways,
    pub(super) waiting: Load<WaitingDebits>,
    pub(super) files: List<DebitFileView>,
    /// Of the latest download.
    failure: RwSignal<Option<Failure>>,
    pub(super) making: RwSignal<bool>,
}

#[component]
pub(crate) fn DebitsPage() -> impl IntoView {
    provide_context(Makers::load());
    let console = Console::current();
    let debits = Debits {
        console,
        gateways: Gateways::load(),
        waiting: Load::get("/debits"),
        files: List::new(console.client, "/debit-files"),
        failure: RwSignal::new(None),
        making: RwSignal::new(false),
    };
    let may = console.may("debit-file:write");
    let any = Memo::new(move |_| debits.waiting.found().is_some_and(|waiting| waiting.count > 0));
    let make = move || {
        let on_press = Callback::new(move |()| debits.making.set(true));
        (may && any.get()).then(|| view! { <Button text=t::debit_file_make() look=Look::Primary on_press /> })
    };
    let dialog = move || {
        let on_close = Callback::new(move |()| debits.making.set(false));
        let waiting = debits
            .making
            .get()
            .then(|| untrack(|| debits.waiting.found()))
            .flatten();
        waiting.map(|waiting| view! { <MakeDialog debits waiting on_close /> })
    };
    view! {
        <Page title=t::debits_title() actions=make.into_any()>
            <p class="lead">{t::debits_intro()}</p>
            {failure_line(debits.failure)}
            {waiting(debits)}
            {files(debits)}
            {dialog}
        </Page>
    }
}

impl Debits {
    /// Saves what the bank gets, under the name by which the file knows itself.
    pub(super) fn download(self, file: &DebitFileView) {
        let (path, name) = (
            format!("/debit-files/{}/content", file.id),
            format!("{}.xml", file.message_id),
        );
        self.failure.set(None);
        spawn_local(async move {
            match self.console.client.download(&path, &name).await {
                Ok(()) => self.console.say(t::debit_file_saved(&name)),
                Err(problem) => {
                    self.failure.try_set(Some(problem));
                }
            }
        });
    }

    /// What waited is in a file now.
    pub(super) fn made(self, file: &DebitFileView) {
        self.download(file);
        self.waiting.again();
        self.files.reset();
        platform::focus_soon("files-title".into());
    }
}
