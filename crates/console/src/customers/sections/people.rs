//! The people who may act for the customer.

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::{CustomerId, Page, customers::MemberRole, people::CustomerUserView, sessions::Success};
use portico_ui::{
    client::{Body, Method, Value},
    components::{Button, Choice, Dialog, Field, Look, Tone, badge, choices, form_actions, text_field},
    platform,
    texts::{console as t, portal as p},
};

use super::{
    focus_title,
    model::{role, role_hint},
    section,
};
use crate::{confirm::Confirm, console::Console, form::Form, load::Load};

#[derive(Clone)]
enum Open {
    Invite,
    Change(CustomerUserView),
    Resend(CustomerUserView),
    Remove(CustomerUserView),
}

#[derive(Clone, Copy)]
struct People {
    console: Console,
    id: CustomerId,
    load: Load<Page<CustomerUserView>>,
    open: RwSignal<Option<Open>>,
}

pub(super) fn people(id: CustomerId) -> AnyView {
    let people = People {
        console: Console::current(),
        id,
        load: Load::get(format!("/customers/{id}/users?limit=100")),
        open: RwSignal::new(None),
    };
    let may = people.console.may("customer:write");
    let invite = Callback::new(move |()| people.open.set(Some(Open::Invite)));
    let button = may.then(|| view! { <Button text=p::people_invite() look=Look::Secondary on_press=invite /> });
    let list = people.load.show(move |all| {
        let rows = all.data.iter().map(|one| people.row(one, may)).collect_view();
        view! { <ul class="rows">{rows}</ul> }.into_any()
    });
    let dialog = move || people.open.get().map(|open| people.dialog(open));
    let content = view! {
        <p class="hint">{t::people_text()}</p>
        {list}
        {dialog}
    };
    section(t::section_people(), button.into_any(), content.into_any())
}

impl People {
    fn path(self, person: &CustomerUserView) -> String {
        format!("/customers/{}/users/{}", self.id, person.id)
    }

    fn row(self, one: &CustomerUserView, may: bool) -> impl IntoView + use<> {
        let main = one.is_main.then(|| badge(Tone::Neutral, p::people_main()));
        let new = (one.verified_at.is_none() && !one.is_main).then(|| badge(Tone::Warning, p::people_invited()));
        let actions = (may && !one.is_main).then(|| {
            let button = |text: &'static str, open: Open| {
                let label = p::button_of(text, &one.email);
                let on_press = Callback::new(move |()| self.open.set(Some(open.clone())));
                view! { <Button text look=Look::Quiet label on_press /> }
            };
            let resend = one.verified_at.is_none();
            let resend = resend.then(|| button(p::people_resend(), Open::Resend(one.clone())));
            view! {
                <div class="row-actions">
                    {resend} {button(p::change(), Open::Change(one.clone()))}
                    {button(p::people_remove(), Open::Remove(one.clone()))}
                </div>
            }
        });
        view! {
            <li class="row">
                <div class="row-text">
                    <strong>{one.email.clone()}</strong>
                    <span class="hint">{role(one.role)}</span>
                </div>
                <div class="badges">{main} {new}</div>
                {actions}
            </li>
        }
    }

    fn dialog(self, open: Open) -> AnyView {
        let on_close = Callback::new(move |()| self.open.set(None));
        match open {
            Open::Invite => self.form(None, on_close),
            Open::Change(one) => self.form(Some(one), on_close),
            Open::Resend(one) => self.resend(&one, on_close),
            Open::Remove(one) => self.remove(&one, on_close),
        }
    }

    /// Says what was done, and looks again.
    fn done(self, text: String) {
        self.console.say(text);
        self.load.again();
        focus_title();
    }

    /// Invites somebody new, or changes a role.
    fn form(self, one: Option<CustomerUserView>, on_close: Callback<()>) -> AnyView {
        let form = Form::new();
        let now = one.as_ref().map_or(MemberRole::Billing, |one| one.role);
        let email = RwSignal::new(one.as_ref().map(|one| one.email.clone()).unwrap_or_default());
        let picked = RwSignal::new(now);
        let target = one.as_ref().map(|one| self.path(one));
        let all = format!("/customers/{}/users", self.id);
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            let address = email.with_untracked(|text| text.trim().to_owned());
            let role = ("role", Value::Text(picked.get_untracked().as_str().to_owned()));
            let (method, path, body, done) = if let Some(path) = &target {
                (Method::Patch, path.clone(), vec![role], p::people_changed(&address))
            } else {
                let body = vec![("email", Value::Text(address.clone())), role];
                (Method::Post, all.clone(), body, p::people_sent(&address))
            };
            let client = self.console.client;
            let work = async move {
                let key = platform::random_key();
                client.change::<CustomerUserView>(method, &path, &key, body).await
            };
            form.send(work, move |_| self.done(done));
        };
        let (title, button) = if one.is_some() {
            (p::people_change_title(), p::save())
        } else {
            (p::people_invite(), p::people_send())
        };
        let who = if let Some(one) = one {
            view! { <p>{one.email}</p> }.into_any()
        } else {
            let field = Field {
                id: "email".into(),
                label: t::customer_email(),
                autocomplete: Some("off"),
                optional: false,
            };
            let on_input = Callback::new(move |text: String| {
                form.unsaved.set(!text.is_empty());
                email.set(text);
            });
            text_field(field, String::new(), form.wrong("email"), on_input).into_any()
        };
        let roles = MemberRole::ALL.iter().map(|one| Choice {
            value: one.as_str().to_owned(),
            label: role(*one).to_owned(),
            hint: role_hint(*one).to_owned(),
        });
        let on_pick = Callback::new(move |value: String| {
            if let Ok(role) = value.parse() {
                picked.set(role);
            }
        });
        view! {
            <Dialog node=form.node title unsaved=form.unsaved on_close>
                <form class="form" novalidate on:submit=submit>
                    {who}
                    {choices("role", p::account_role(), roles.collect(), now.as_str(), on_pick)}
                    {form.line()}
                    {form_actions(form.node, button, form.working)}
                </form>
            </Dialog>
        }
        .into_any()
    }

    fn resend(self, one: &CustomerUserView, on_close: Callback<()>) -> AnyView {
        let path = format!("{}/invitation", self.path(one));
        let (text, done) = (t::people_resend_text(&one.email), p::people_sent(&one.email));
        let client = self.console.client;
        let on_act = Callback::new(move |form: Form| {
            let (path, done) = (path.clone(), done.clone());
            let work = async move {
                let key = platform::random_key();
                client.change::<Success>(Method::Post, &path, &key, Body::new()).await
            };
            form.send(work, move |_| self.done(done));
        });
        let title = p::people_resend();
        view! { <Confirm title text action=title look=Look::Primary on_act on_close /> }.into_any()
    }

    fn remove(self, one: &CustomerUserView, on_close: Callback<()>) -> AnyView {
        let path = self.path(one);
        let (text, done) = (p::people_remove_text(&one.email), p::people_removed(&one.email));
        let client = self.console.client;
        let on_act = Callback::new(move |form: Form| {
            let (path, done) = (path.clone(), done.clone());
            form.send(async move { client.delete(&path).await }, move |()| self.done(done));
        });
        view! { <Confirm title=p::people_remove_title() text action=p::people_remove() on_act on_close /> }.into_any()
    }
}
