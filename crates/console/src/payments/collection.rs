//! How what customers owe is collected: one form, and one save sends what was changed.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use portico_shared::settings::CollectionView;
use portico_ui::{
    client::{Failure, Method},
    components::{Button, Look, failure_line, submit_button},
    platform,
    texts::{console as t, portal as p},
};

use super::collection_entry::{Days, Entry, Wrong};
use crate::{
    console::Console,
    fields::{Shape, card, line, toggle},
    guard::Guard,
    words,
};

const PATH: &str = "/settings/collection";
/// Where the focus goes when the bar of what is not saved is gone.
const FIRST: &str = "retryDays";

#[derive(Clone, Copy)]
struct Editor {
    console: Console,
    before: RwSignal<Entry>,
    entry: RwSignal<Entry>,
    wrong: RwSignal<Vec<Wrong>>,
    failure: RwSignal<Option<Failure>>,
    working: RwSignal<bool>,
    may: bool,
}

pub(super) fn collection(view: &CollectionView) -> AnyView {
    let console = Console::current();
    let entry = Entry::of(&view.values);
    let editor = Editor {
        console,
        before: RwSignal::new(entry.clone()),
        entry: RwSignal::new(entry),
        wrong: RwSignal::new(Vec::new()),
        failure: RwSignal::new(None),
        working: RwSignal::new(false),
        may: console.may("settings:write"),
    };
    editor.whole()
}

impl Editor {
    fn whole(self) -> AnyView {
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            self.save();
        };
        let unsaved = Signal::derive(move || self.is_unsaved());
        let on_discard = Callback::new(move |()| self.discard());
        let content = view! {
            {self.retries()}
            {self.protects_last()}
            {Days::ALL.map(|days| self.days(days))}
        };
        view! {
            <form class="stack" novalidate on:submit=submit>
                {card(t::collection_title(), Some(t::collection_text()), content.into_any())}
                {self.bar()}
            </form>
            <Guard unsaved on_discard />
        }
        .into_any()
    }

    fn is_unsaved(self) -> bool {
        self.before
            .with(|before| self.entry.with(|entry| entry.differs(before)))
    }

    fn change(self, path: &str, change: impl FnOnce(&mut Entry)) {
        self.wrong.update(|all| all.retain(|(field, _)| *field != path));
        self.entry.update(change);
    }

    fn shape(self, path: &'static str, label: &'static str, hint: &'static str) -> Shape {
        let wrong = Signal::derive(move || {
            let found = self
                .wrong
                .with(|all| all.iter().find(|(field, _)| *field == path).cloned());
            found.map(|(_, text)| text)
        });
        Shape {
            path,
            label,
            hint: hint.into_any(),
            wrong,
            disabled: !self.may,
            optional: false,
        }
    }

    fn retries(self) -> AnyView {
        let value = Signal::derive(move || self.entry.with(|entry| entry.retries.clone()));
        let on_input = Callback::new(move |typed| self.change(FIRST, |entry| entry.retries = typed));
        let shape = self.shape(FIRST, t::collection_retries(), t::collection_retries_hint());
        line(shape, "text", value, on_input)
    }

    fn protects_last(self) -> AnyView {
        let path = "protectLastMethod";
        let on = Signal::derive(move || self.entry.with(|entry| entry.protects_last));
        let on_check = Callback::new(move |on| self.change(path, |entry| entry.protects_last = on));
        let (label, hint) = (t::collection_protects(), t::collection_protects_hint());
        toggle(path, label, hint, on, Signal::stored(!self.may), on_check)
    }

    fn days(self, days: Days) -> AnyView {
        let value = Signal::derive(move || self.entry.with(|entry| entry.days(days).to_owned()));
        let on_input = Callback::new(move |typed| self.change(days.path(), |entry| entry.set_days(days, typed)));
        let shape = self.shape(days.path(), days.label(), days.hint());
        line(shape, "text", value, on_input)
    }

    /// At the window's end for as long as something is not saved.
    fn bar(self) -> AnyView {
        let discard = Callback::new(move |()| {
            self.discard();
            platform::focus(FIRST);
        });
        let shown = Memo::new(move |_| self.may && self.is_unsaved());
        let bar = move || {
            shown.get().then(|| {
                view! {
                    <div class="save-bar" role="region" aria-label=t::pages_unsaved()>
                        <p class="save-bar-text">{t::pages_unsaved()}</p>
                        {failure_line(self.failure)}
                        <div class="card-actions">
                            {submit_button(p::save(), Look::Primary, self.working)}
                            <Button text=p::discard() look=Look::Secondary on_press=discard />
                        </div>
                    </div>
                }
            })
        };
        bar.into_any()
    }

    fn discard(self) {
        self.entry.set(self.before.get_untracked());
        self.wrong.set(Vec::new());
        self.failure.set(None);
    }

    fn save(self) {
        if self.working.get_untracked() || !self.may {
            return;
        }
        let entry = self.entry.get_untracked();
        let wrong = entry.wrong();
        if !wrong.is_empty() {
            return self.complain(wrong);
        }
        let body = self.before.with_untracked(|before| entry.changes(before));
        if body.is_empty() {
            return;
        }
        self.working.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let key = platform::random_key();
            let client = self.console.client;
            let answer = client.change::<CollectionView>(Method::Patch, PATH, &key, body).await;
            self.working.try_set(false);
            match answer {
                Ok(view) => self.saved(&view),
                Err(failure) => self.failed(failure),
            }
        });
    }

    /// What was saved is what the entry starts from now.
    fn saved(self, view: &CollectionView) {
        let entry = Entry::of(&view.values);
        self.before.set(entry.clone());
        self.entry.set(entry);
        self.console.say(t::pages_saved());
        platform::focus(FIRST);
    }

    fn failed(self, failure: Failure) {
        let violations = failure.violations().iter();
        let wrong: Vec<Wrong> = violations
            .filter_map(|violation| {
                let own = [FIRST, "protectLastMethod"]
                    .into_iter()
                    .chain(Days::ALL.map(Days::path));
                let path = own.into_iter().find(|path| violation.property_path.starts_with(path))?;
                Some((path, words::violation(violation).to_owned()))
            })
            .collect();
        if wrong.is_empty() {
            self.failure.set(Some(failure));
        } else {
            self.complain(wrong);
        }
    }

    /// Says what is wrong, and leads to the first of it.
    fn complain(self, wrong: Vec<Wrong>) {
        if let Some((first, _)) = wrong.first() {
            platform::focus_soon((*first).to_owned());
        }
        self.wrong.set(wrong);
    }
}
