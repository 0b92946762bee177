//! All of Hosted Pages in one form. One save sends what was changed and nothing else.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use portico_shared::{
    ErrorCode,
    customers::Language,
    payment_methods::PaymentMethodType,
    settings::{HostedPagesView, SettingsVersion, TrialCancellation},
};
use portico_ui::{
    client::{Abort, Failure, List, Method, Value},
    components::{Button, Icon, Look, failure_line, icon},
    platform,
    texts::{console as t, portal as p},
};

use super::{
    contrast::{Shade, shade},
    fields::{colour, span},
    logo::logo,
    model::{Entry, Life, Switch, Text, Wrong, refused},
    span::Unit,
};
use crate::{
    console::Console,
    fields::{Shape, card, line, lines, pick, toggle},
    guard::Guard,
    load::Load,
    method_type, words,
};

const PATH: &str = "/settings/hosted-pages";

#[derive(Clone, Copy)]
pub(super) struct Editor {
    console: Console,
    load: Load<HostedPagesView>,
    history: List<SettingsVersion>,
    /// Of the version that the entry started from.
    version: StoredValue<i64>,
    before: RwSignal<Entry>,
    entry: RwSignal<Entry>,
    /// Why, for the list of versions.
    note: RwSignal<String>,
    wrong: RwSignal<Vec<Wrong>>,
    failure: RwSignal<Option<Failure>>,
    /// Somebody else saved meanwhile.
    conflict: RwSignal<bool>,
    working: RwSignal<bool>,
    may: bool,
}

/// Stays while the page is open: what is saved comes back into it.
pub(super) fn editor(
    view: &Arc<HostedPagesView>,
    load: Load<HostedPagesView>,
    history: List<SettingsVersion>,
) -> AnyView {
    let console = Console::current();
    let entry = Entry::of(view);
    let editor = Editor {
        console,
        load,
        history,
        version: StoredValue::new(view.version),
        before: RwSignal::new(entry.clone()),
        entry: RwSignal::new(entry),
        note: RwSignal::new(String::new()),
        wrong: RwSignal::new(Vec::new()),
        failure: RwSignal::new(None),
        conflict: RwSignal::new(false),
        working: RwSignal::new(false),
        may: console.may("settings:write"),
    };
    editor.whole(view)
}

impl Editor {
    fn whole(self, view: &HostedPagesView) -> AnyView {
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
                {self.switches()}
                {self.trial()}
                {card(t::pages_look(), None, self.look(view))}
                {card(t::pages_contact(), Some(t::pages_contact_text()), self.contact())}
                {card(t::pages_offer(), None, self.offer())}
                {card(t::pages_lives(), Some(t::pages_lives_text()), self.lives())}
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
        self.wrong.update(|all| all.retain(|(field, _)| field != path));
        self.entry.update(change);
    }

    fn wrong(self, path: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let found = self
                .wrong
                .with(|all| all.iter().find(|(field, _)| field == path).cloned());
            found.map(|(_, text)| text.to_owned())
        })
    }

    fn shape(self, path: &'static str, label: &'static str, hint: AnyView) -> Shape {
        Shape {
            path,
            label,
            hint,
            wrong: self.wrong(path),
            disabled: !self.may,
            optional: false,
        }
    }

    fn switches(self) -> AnyView {
        let toggle = move |switch: Switch| {
            let on = Signal::derive(move || self.entry.with(|entry| entry.switch(switch)));
            let disabled = Signal::derive(move || {
                let needs = switch.needs();
                !self.may || needs.is_some_and(|needed| !self.entry.with(|entry| entry.switch(needed)))
            });
            let on_check = Callback::new(move |on| self.change(switch.path(), |entry| entry.set_switch(switch, on)));
            toggle(switch.path(), switch.label(), switch.loss(), on, disabled, on_check)
        };
        let all = view! { <div class="toggles">{Switch::ALL.map(toggle).collect_view()}</div> };
        card(t::pages_switches(), Some(t::pages_switches_text()), all.into_any())
    }

    fn trial(self) -> AnyView {
        let option = move |rule: TrialCancellation, label: &'static str, hint: &'static str| {
            let checked = move || self.entry.with(|entry| entry.trial == rule);
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="trialCancellation"
                        value=rule.as_str()
                        disabled=!self.may
                        prop:checked=checked
                        on:change=move |_| self.change("trialCancellation", |entry| entry.trial = rule)
                    />
                    <span class="choice-text">
                        <span>{label}</span>
                        <span class="hint">{hint}</span>
                    </span>
                </label>
            }
        };
        let content = view! {
            <fieldset class="choices">
                <legend>{t::trial_question()}</legend>
                {option(TrialCancellation::EndOfTrial, t::trial_end(), t::trial_end_hint())}
                {option(TrialCancellation::Immediately, t::trial_immediately(), t::trial_immediately_hint())}
            </fieldset>
            <p class="hint example">{t::trial_example()}</p>
        };
        card(t::pages_trial(), Some(t::trial_text()), content.into_any())
    }

    fn text(self, text: Text, kind: &'static str) -> AnyView {
        let (value, on_input) = self.text_parts(text);
        let shape = self.shape(text.path(), text.label(), text.hint().into_any());
        line(shape, kind, value, on_input)
    }

    fn text_parts(self, text: Text) -> (Signal<String>, Callback<String>) {
        let value = Signal::derive(move || self.entry.with(|entry| entry.text(text).to_owned()));
        let on_input = Callback::new(move |typed| self.change(text.path(), |entry| entry.set_text(text, typed)));
        (value, on_input)
    }

    fn look(self, view: &HostedPagesView) -> AnyView {
        let (value, on_input) = self.text_parts(Text::AccentColour);
        let advice = move || match value.with(|colour| shade(colour)) {
            Some(Shade::Darker) => t::pages_colour_darker(),
            Some(Shade::Lighter) => t::pages_colour_lighter(),
            None => Text::AccentColour.hint(),
        };
        let text = Text::AccentColour;
        let shape = self.shape(text.path(), text.label(), advice.into_any());
        view! {
            {self.text(Text::PortalTitle, "text")}
            {colour(shape, t::pages_colour_pick(), value, on_input)}
            {logo(self, view.logo_url.clone())}
        }
        .into_any()
    }

    fn contact(self) -> AnyView {
        view! {
            {self.text(Text::ContactEmail, "email")}
            {self.text(Text::ContactPhone, "tel")}
            {self.text(Text::ImprintUrl, "url")}
            {self.text(Text::PrivacyUrl, "url")}
            {self.text(Text::TermsUrl, "url")}
        }
        .into_any()
    }

    fn offer(self) -> AnyView {
        let value = Signal::derive(move || self.entry.with(|entry| joined(&entry.languages)));
        let on_pick = Callback::new(move |text: String| {
            let languages = text.split(',').filter_map(|one| one.parse().ok()).collect();
            self.change("languages", |entry| entry.languages = languages);
        });
        let languages = self.shape("languages", t::pages_languages(), t::pages_languages_hint().into_any());
        let hosts = Signal::derive(move || self.entry.with(|entry| entry.hosts.clone()));
        let on_hosts = Callback::new(move |text| self.change("returnHosts", |entry| entry.hosts = text));
        let shape = self.shape("returnHosts", t::pages_hosts(), t::pages_hosts_hint().into_any());
        view! {
            {pick(languages, language_options(), value, on_pick)}
            {self.types()}
            {lines(shape, hosts, on_hosts)}
        }
        .into_any()
    }

    fn types(self) -> AnyView {
        let option = move |kind: PaymentMethodType| {
            let checked = move || self.entry.with(|entry| entry.types.contains(&kind));
            let check = move |event| {
                let on = event_target_checked(&event);
                self.change("paymentMethodTypes", |entry| entry.set_type(kind, on));
            };
            view! {
                <label class="choice">
                    <input type="checkbox" disabled=!self.may prop:checked=checked on:change=check />
                    <span>{method_type::name(kind)}</span>
                </label>
            }
        };
        // Nobody pays with the one for tests.
        let kinds = PaymentMethodType::ALL.iter().copied();
        let kinds = kinds.filter(|kind| *kind != PaymentMethodType::FakeProvider);
        view! {
            <fieldset class="choices">
                <legend>{t::pages_types()}</legend>
                {kinds.map(option).collect_view()}
                <p class="hint">{t::pages_types_hint()}</p>
            </fieldset>
        }
        .into_any()
    }

    fn lives(self) -> AnyView {
        let links = Life::LINKS.map(|life| self.life(life)).collect_view();
        let sessions = Life::SESSIONS.map(|life| self.life(life)).collect_view();
        view! {
            <h3>{t::life_links()}</h3>
            {links}
            <h3>{t::life_sessions()}</h3>
            {sessions}
        }
        .into_any()
    }

    fn life(self, life: Life) -> AnyView {
        let amount = Signal::derive(move || self.entry.with(|entry| entry.life(life).amount.clone()));
        let unit = Signal::derive(move || self.entry.with(|entry| entry.life(life).unit.as_str()));
        let on_amount = Callback::new(move |text| self.change(life.path(), |entry| entry.life_mut(life).amount = text));
        let on_unit = Callback::new(move |text: String| {
            if let Some(unit) = Unit::parse(&text) {
                self.change(life.path(), |entry| entry.life_mut(life).unit = unit);
            }
        });
        let units = Unit::ALL.map(|unit| (unit.as_str(), unit.label())).to_vec();
        let shape = self.shape(life.path(), life.label(), life.hint().into_any());
        let unit_label = t::life_unit(life.label());
        span(shape, unit_label, amount, unit, units, on_amount, on_unit)
    }

    /// At the window's end for as long as something is not saved.
    fn bar(self) -> AnyView {
        let discard = Callback::new(move |()| self.discard());
        let shown = Memo::new(move |_| self.may && (self.is_unsaved() || self.conflict.get()));
        let typed = move |event| self.note.set(event_target_value(&event));
        let busy = move || self.working.get().then_some("true");
        let bar = move || {
            shown.get().then(|| {
                view! {
                    <div class="save-bar" role="region" aria-label=t::pages_unsaved()>
                        <p class="save-bar-text">{t::pages_unsaved()}</p>
                        {move || self.conflict.get().then(|| self.conflict_notice())}
                        {failure_line(self.failure)}
                        <div class="field">
                            <label for="change-note">
                                {t::pages_note()} " " <span class="optional">{p::optional()}</span>
                            </label>
                            <input id="change-note" type="text" maxlength="500" autocomplete="off" prop:value=self.note on:input=typed />
                        </div>
                        <div class="card-actions">
                            <button class="button button-primary" aria-disabled=busy>
                                {p::save()}
                            </button>
                            <Button text=p::discard() look=Look::Secondary on_press=discard />
                        </div>
                    </div>
                }
            })
        };
        bar.into_any()
    }

    fn conflict_notice(self) -> AnyView {
        let on_press = Callback::new(move |()| self.take_over());
        view! {
            <div class="notice notice-warning" role="alert">
                {icon(Icon::Alert)}
                <div>
                    <p>{t::pages_conflict()}</p>
                    <Button text=t::pages_take_over() look=Look::Secondary on_press />
                </div>
            </div>
        }
        .into_any()
    }

    fn discard(self) {
        let before = self.before.get_untracked();
        self.entry.set(before);
        self.note.set(String::new());
        self.wrong.set(Vec::new());
        self.failure.set(None);
        if self.conflict.get_untracked() {
            self.conflict.set(false);
            self.load.again();
        }
    }

    fn save(self) {
        if self.working.get_untracked() || !self.may {
            return;
        }
        let entry = self.entry.get_untracked();
        if let Some(wrong) = entry.wrong() {
            return self.complain(vec![wrong]);
        }
        let mut body = self.before.with_untracked(|before| entry.changes(before));
        if body.is_empty() {
            return;
        }
        body.push(("version", Value::Number(self.version.get_value())));
        let note = self.note.with_untracked(|note| note.trim().to_owned());
        if !note.is_empty() {
            body.push(("note", Value::Text(note)));
        }
        self.working.set(true);
        self.failure.set(None);
        self.conflict.set(false);
        spawn_local(async move {
            let key = platform::random_key();
            let client = self.console.client;
            let answer = client.change::<HostedPagesView>(Method::Patch, PATH, &key, body).await;
            self.working.try_set(false);
            match answer {
                Ok(view) => self.saved(&view),
                Err(failure) => self.failed(failure),
            }
        });
    }

    /// What was saved is what the entry starts from now.
    fn saved(self, view: &HostedPagesView) {
        self.take(view);
        self.console.say(t::pages_saved());
        platform::focus("page-title");
    }

    /// Starts anew from `view`.
    fn take(self, view: &HostedPagesView) {
        let entry = Entry::of(view);
        self.version.set_value(view.version);
        self.before.set(entry.clone());
        self.entry.set(entry);
        self.note.set(String::new());
        self.history.reset();
    }

    fn failed(self, failure: Failure) {
        let wrong = refused(failure.violations(), words::violation);
        if failure.code() == Some(ErrorCode::ConcurrentChange) {
            self.conflict.set(true);
        } else if wrong.is_empty() {
            self.failure.set(Some(failure));
        } else {
            self.complain(wrong);
        }
    }

    /// Says what is wrong, and leads to the first of it.
    fn complain(self, wrong: Vec<Wrong>) {
        if let Some((first, _)) = wrong.first() {
            platform::focus_soon(first.clone());
        }
        self.wrong.set(wrong);
    }

    /// Loads what somebody else made of it, and keeps what was changed here.
    fn take_over(self) {
        spawn_local(async move {
            match self.console.client.get::<HostedPagesView>(PATH, Abort::never()).await {
                Ok(view) => {
                    let now = Entry::of(&view);
                    let mine = self
                        .before
                        .with_untracked(|before| self.entry.with_untracked(|entry| entry.onto(before, now.clone())));
                    self.version.set_value(view.version);
                    self.before.set(now);
                    self.entry.set(mine);
                    self.conflict.set(false);
                    self.history.reset();
                    self.console.say(t::pages_taken_over());
                }
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }

    pub(super) fn may(self) -> bool {
        self.may
    }

    /// Another logo is another version; what is being edited stays. Where somebody else has saved in between, the next save
    /// finds that out.
    pub(super) fn new_version(self, view: &HostedPagesView) {
        if view.version == self.version.get_value() + 1 {
            self.version.set_value(view.version);
        }
        self.history.reset();
    }
}

fn joined(languages: &[Language]) -> String {
    let names: Vec<_> = languages.iter().map(|one| one.as_str()).collect();
    names.join(",")
}

/// Which, and which first.
fn language_options() -> Vec<(String, String)> {
    let name = |one: Language| match one {
        Language::De => p::language_de(),
        Language::En => p::language_en(),
    };
    let (de, en) = (Language::De, Language::En);
    [
        (joined(&[de, en]), t::pages_languages_both(name(de), name(en))),
        (joined(&[en, de]), t::pages_languages_both(name(en), name(de))),
        (joined(&[de]), t::pages_languages_only(name(de))),
        (joined(&[en]), t::pages_languages_only(name(en))),
    ]
    .to_vec()
}
