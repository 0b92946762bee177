//! What can be done with somebody of the team.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use portico_shared::{
    OperatorId,
    customers::Language,
    operators::{OperatorRole, OperatorView},
    sessions::Success,
};
use portico_ui::{
    client::{Body, Client, Failure, Method, Value},
    components::{Choice, Dialog, Field, Look, choices, form_actions, select_field, text_field},
    platform,
    texts::{console as t, portal as p},
};

use super::{Open, Operator, Team, model::roles_given_by, role, role_hint};
use crate::{confirm::Confirm, form::Form};

async fn patch(client: Client, id: OperatorId, body: Body) -> Result<OperatorView, Failure> {
    let path = format!("/operators/{id}");
    client.change(Method::Patch, &path, &platform::random_key(), body).await
}

/// What is typed in about somebody.
#[derive(Clone, Copy)]
struct Entry {
    email: RwSignal<String>,
    name: RwSignal<String>,
    role: RwSignal<String>,
    language: RwSignal<String>,
}

impl Entry {
    fn body(self, is_new: bool) -> Body {
        let text = |signal: RwSignal<String>| Value::Text(signal.get_untracked().trim().to_owned());
        let mut body = vec![
            ("name", text(self.name)),
            ("role", text(self.role)),
            ("language", text(self.language)),
        ];
        if is_new {
            body.push(("email", text(self.email)));
        }
        body
    }
}

impl Team {
    pub(super) fn dialog(self, open: Open) -> AnyView {
        let on_close = Callback::new(move |()| self.open.set(None));
        match open {
            Open::Invite => self.entry(None, on_close),
            Open::Change(one) => self.entry(Some(one), on_close),
            Open::Reset(one) => self.reset(&one, on_close),
            Open::SwitchOff(one) => self.switch_off(&one, on_close),
        }
    }

    fn entry(self, one: Option<Operator>, on_close: Callback<()>) -> AnyView {
        let form = Form::new();
        let now = one.as_deref();
        let language = now.map_or_else(|| self.console.language.get_untracked(), |one| one.language);
        let entry = Entry {
            email: RwSignal::new(now.map(|one| one.email.clone()).unwrap_or_default()),
            name: RwSignal::new(now.map(|one| one.name.clone()).unwrap_or_default()),
            role: RwSignal::new(now.map_or(OperatorRole::Support, |one| one.role).as_str().to_owned()),
            language: RwSignal::new(language.as_str().to_owned()),
        };
        let id = now.map(|one| one.id);
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            self.send(form, id, entry);
        };
        let (title, text, button) = match one {
            Some(_) => (t::team_change(), None, p::save()),
            None => (t::team_invite(), Some(t::team_invite_text()), p::people_send()),
        };
        let email = id.is_none().then(|| text_of(form, "email", t::email(), entry.email));
        view! {
            <Dialog node=form.node title unsaved=form.unsaved on_close>
                <form class="form" novalidate on:submit=submit>
                    {text.map(|text| view! { <p>{text}</p> })}
                    {text_of(form, "name", t::name(), entry.name)}
                    {email}
                    {role_choices(self.own, form, entry.role)}
                    {language_field(form, entry.language)}
                    {form.line()}
                    {form_actions(form.node, button, form.working)}
                </form>
            </Dialog>
        }
        .into_any()
    }

    fn send(self, form: Form, id: Option<OperatorId>, entry: Entry) {
        let client = self.console.client;
        let body = entry.body(id.is_none());
        let Some(id) = id else {
            let email = entry.email.get_untracked();
            let work = async move {
                let key = platform::random_key();
                client
                    .change::<OperatorView>(Method::Post, "/operators", &key, body)
                    .await
            };
            return form.send(work, move |_| {
                self.console.say(t::team_invitation_sent(&email));
                self.list.reset();
            });
        };
        form.send(patch(client, id, body), move |changed| {
            self.console.say(t::team_changed(&changed.name));
            if changed.is_current {
                spawn_local(async move { self.console.look_again().await });
            }
            self.put(changed);
        });
    }

    fn reset(self, one: &Operator, on_close: Callback<()>) -> AnyView {
        let (id, email) = (one.id, one.email.clone());
        let (title, text, action, look) = if one.has_password {
            (
                t::team_reset(),
                t::team_reset_text(&one.name),
                t::team_reset_now(),
                Look::Danger,
            )
        } else {
            (
                t::team_invite_again(),
                t::team_invite_again_text(&email),
                t::team_invite_again_now(),
                Look::Primary,
            )
        };
        let on_act = Callback::new(move |form: Form| {
            let (client, email) = (self.console.client, email.clone());
            let work = async move {
                let path = format!("/operators/{id}/reset");
                client
                    .change::<Success>(Method::Post, &path, &platform::random_key(), Body::new())
                    .await
            };
            form.send(work, move |_| {
                self.console.say(t::team_link_sent(&email));
                self.list.reset();
            });
        });
        view! { <Confirm title text action look on_act on_close /> }.into_any()
    }

    fn switch_off(self, one: &Operator, on_close: Callback<()>) -> AnyView {
        let id = one.id;
        let on_act = Callback::new(move |form: Form| {
            let body = vec![("enabled", Value::Bool(false))];
            form.send(patch(self.console.client, id, body), move |changed| {
                self.console.say(t::team_is_off(&changed.name));
                self.put(changed);
            });
        });
        view! {
            <Confirm title=t::team_switch_off() text=t::team_switch_off_text(&one.name) action=t::team_switch_off() on_act on_close />
        }
        .into_any()
    }

    pub(super) fn switch_on_now(self, id: OperatorId, failure: RwSignal<Option<Failure>>) {
        spawn_local(async move {
            match patch(self.console.client, id, vec![("enabled", Value::Bool(true))]).await {
                Ok(changed) => {
                    self.console.say(t::team_is_on(&changed.name));
                    self.put(changed);
                }
                Err(problem) => failure.set(Some(problem)),
            }
        });
    }
}

fn text_of(form: Form, id: &'static str, label: &'static str, value: RwSignal<String>) -> impl IntoView {
    let field = Field {
        id: id.into(),
        label,
        autocomplete: Some("off"),
        optional: false,
    };
    let on_input = Callback::new(move |text: String| {
        form.unsaved.set(true);
        value.set(text);
    });
    text_field(field, value.get_untracked(), form.wrong(id), on_input)
}

fn role_choices(own: OperatorRole, form: Form, value: RwSignal<String>) -> impl IntoView {
    let choice = |one: OperatorRole| Choice {
        value: one.as_str().to_owned(),
        label: role(one).to_owned(),
        hint: role_hint(one).to_owned(),
    };
    let all = roles_given_by(own).into_iter().map(choice).collect();
    let on_pick = Callback::new(move |picked| {
        form.unsaved.set(true);
        value.set(picked);
    });
    choices("role", t::role(), all, &value.get_untracked(), on_pick)
}

fn language_field(form: Form, value: RwSignal<String>) -> impl IntoView {
    let field = Field {
        id: "language".into(),
        label: t::language(),
        autocomplete: None,
        optional: false,
    };
    let all = [(Language::De, p::language_de()), (Language::En, p::language_en())];
    let all = all.map(|(language, name)| (language.as_str().to_owned(), name.to_owned()));
    let on_pick = Callback::new(move |picked| {
        form.unsaved.set(true);
        value.set(picked);
    });
    select_field(
        field,
        [all.into(), Vec::new()],
        &value.get_untracked(),
        form.wrong("language"),
        on_pick,
    )
}
