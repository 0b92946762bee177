//! A page of settings: one form, and one save sends what was changed and nothing else.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use portico_ui::{
    client::{Body, Failure, Method},
    components::{Button, Look, failure_line, submit_button},
    platform,
    texts::{console as t, portal as p},
};
use serde::de::DeserializeOwned;

use crate::{
    console::Console,
    fields::{Shape, line, lines, pick, toggle},
    guard::Guard,
    words,
};

/// What is not right about a field, by its name in the API.
pub(crate) type Wrong = (&'static str, String);

/// Settings as somebody edits them. Pure.
pub(crate) trait Draft: Clone + Send + Sync + 'static {
    type View: DeserializeOwned + 'static;

    /// Where the API has them.
    const PATH: &'static str;
    /// The fields of the form, by their names in the API.
    const FIELDS: &'static [&'static str];

    fn of(view: &Self::View) -> Self;

    /// What the API gets: the fields that differ.
    fn changes(&self, before: &Self) -> Body;

    /// What is plain to see before anything is sent.
    fn wrong(&self) -> Vec<Wrong>;

    /// Whether anything was touched, right or wrong.
    fn differs(&self, before: &Self) -> bool {
        !self.wrong().is_empty() || !self.changes(before).is_empty()
    }
}

/// Stays while the page is open: what is saved comes back into it.
pub(crate) struct Editor<D: Draft> {
    console: Console,
    before: RwSignal<D>,
    draft: RwSignal<D>,
    wrong: RwSignal<Vec<Wrong>>,
    failure: RwSignal<Option<Failure>>,
    working: RwSignal<bool>,
    pub(crate) may: bool,
}

#[expect(
    clippy::expl_impl_clone_on_copy,
    reason = "a derived `Copy` would ask the same of `D`"
)]
impl<D: Draft> Clone for Editor<D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D: Draft> Copy for Editor<D> {}

impl<D: Draft> Editor<D> {
    pub(crate) fn of(view: &D::View) -> Self {
        let console = Console::current();
        let draft = D::of(view);
        Self {
            console,
            before: RwSignal::new(draft.clone()),
            draft: RwSignal::new(draft),
            wrong: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            working: RwSignal::new(false),
            may: console.may("settings:write"),
        }
    }

    /// The form around its cards.
    pub(crate) fn form(self, cards: AnyView) -> AnyView {
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            self.save();
        };
        let unsaved = Signal::derive(move || self.is_unsaved());
        let on_discard = Callback::new(move |()| self.discard());
        let read_only = (!self.may).then(|| view! { <p class="hint">{t::pages_read_only()}</p> });
        view! {
            {read_only}
            <form class="stack" novalidate on:submit=submit>
                {cards}
                {self.bar()}
            </form>
            <Guard unsaved on_discard />
        }
        .into_any()
    }

    /// What is stored, for whoever follows it: nothing that builds the form, which would then be built anew.
    pub(crate) fn stored<T>(self, read: impl FnOnce(&D) -> T) -> T {
        self.before.with(read)
    }

    pub(crate) fn text(
        self,
        shape: Shape,
        kind: &'static str,
        read: fn(&D) -> &str,
        write: fn(&mut D, String),
    ) -> AnyView {
        let (value, on_input) = self.bound(shape.path, move |draft| read(draft).to_owned(), write);
        line(shape, kind, value, on_input)
    }

    pub(crate) fn prose(self, shape: Shape, read: fn(&D) -> &str, write: fn(&mut D, String)) -> AnyView {
        let (value, on_input) = self.bound(shape.path, move |draft| read(draft).to_owned(), write);
        lines(shape, value, on_input)
    }

    pub(crate) fn pick(
        self,
        shape: Shape,
        options: Vec<(String, String)>,
        read: impl Fn(&D) -> String + Send + Sync + 'static,
        write: impl Fn(&mut D, String) + Send + Sync + 'static,
    ) -> AnyView {
        let (value, on_pick) = self.bound(shape.path, read, write);
        pick(shape, options, value, on_pick)
    }

    pub(crate) fn toggle(
        self,
        path: &'static str,
        (label, hint): (&'static str, &'static str),
        read: fn(&D) -> bool,
        write: fn(&mut D, bool),
    ) -> AnyView {
        let on = Signal::derive(move || self.draft.with(read));
        let on_check = Callback::new(move |on| self.change(path, |draft| write(draft, on)));
        toggle(path, label, hint, on, Signal::stored(!self.may), on_check)
    }

    /// What a field shows, and what becomes of what is typed there.
    pub(crate) fn bound(
        self,
        path: &'static str,
        read: impl Fn(&D) -> String + Send + Sync + 'static,
        write: impl Fn(&mut D, String) + Send + Sync + 'static,
    ) -> (Signal<String>, Callback<String>) {
        let value = Signal::derive(move || self.draft.with(&read));
        let on_input = Callback::new(move |typed| self.change(path, |draft| write(draft, typed)));
        (value, on_input)
    }

    pub(crate) fn shape(self, path: &'static str, label: &'static str, hint: &'static str) -> Shape {
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

    fn is_unsaved(self) -> bool {
        self.before
            .with(|before| self.draft.with(|draft| draft.differs(before)))
    }

    fn change(self, path: &str, change: impl FnOnce(&mut D)) {
        self.wrong.update(|all| all.retain(|(field, _)| *field != path));
        self.draft.update(change);
    }

    /// At the window's end for as long as something is not saved.
    fn bar(self) -> AnyView {
        let discard = Callback::new(move |()| {
            self.discard();
            platform::focus("page-title");
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
        self.draft.set(self.before.get_untracked());
        self.wrong.set(Vec::new());
        self.failure.set(None);
    }

    fn save(self) {
        if self.working.get_untracked() || !self.may {
            return;
        }
        let draft = self.draft.get_untracked();
        let wrong = draft.wrong();
        if !wrong.is_empty() {
            return self.complain(wrong);
        }
        let body = self.before.with_untracked(|before| draft.changes(before));
        if body.is_empty() {
            return;
        }
        self.working.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let key = platform::random_key();
            let client = self.console.client;
            let answer = client.change::<D::View>(Method::Patch, D::PATH, &key, body).await;
            self.working.try_set(false);
            match answer {
                Ok(view) => self.saved(&view),
                Err(failure) => self.failed(failure),
            }
        });
    }

    /// What was saved is what the draft starts from now.
    fn saved(self, view: &D::View) {
        let draft = D::of(view);
        self.console.say(t::pages_saved());
        // Somebody may have left the page.
        if self.before.try_set(draft.clone()).is_none() {
            self.draft.set(draft);
            platform::focus("page-title");
        }
    }

    fn failed(self, failure: Failure) {
        let violations = failure.violations().iter();
        let wrong: Vec<Wrong> = violations
            .filter_map(|violation| {
                let path = D::FIELDS.iter().find(|path| **path == violation.property_path)?;
                Some((*path, words::violation(violation).to_owned()))
            })
            .collect();
        if wrong.is_empty() {
            self.failure.try_set(Some(failure));
        } else {
            self.complain(wrong);
        }
    }

    /// Says what is wrong, and leads to the first of it.
    fn complain(self, wrong: Vec<Wrong>) {
        if let Some((first, _)) = wrong.first() {
            platform::focus_soon((*first).to_owned());
        }
        self.wrong.try_set(wrong);
    }
}
