//! The people who may act for the customer.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use portico_shared::{Page, customers::MemberRole, people::CustomerUserView, portal::PortalView, sessions::Success};
use portico_ui::{
    client::{Abort, Body, Client, Failure, Method, Value},
    components::{
        Button, Choice, Dialog, Field, Look, Tone, badge, choices, close, close_or_ask, failure_line, form_actions,
        handler, live, notice, problem_with_retry, skeleton, text_field,
    },
    platform,
    texts::portal as t,
};

use super::model::{role, role_hint};
use crate::{session::Session, step_up::StepUp};

#[derive(Clone)]
enum Open {
    Invite,
    Change(CustomerUserView),
    Remove(CustomerUserView),
}

/// What the widgets of this section share.
#[derive(Clone, Copy)]
struct People {
    client: Client,
    step_up: StepUp,
    path: StoredValue<String>,
    abort: Abort,
    found: RwSignal<Option<Result<Vec<CustomerUserView>, Failure>>>,
    open: RwSignal<Option<Open>>,
    done: RwSignal<Option<String>>,
    failure: RwSignal<Option<Failure>>,
    working: RwSignal<bool>,
}

/// What a change asks the API for.
#[derive(Clone)]
struct Ask {
    method: Method,
    path: String,
    body: Body,
    done: String,
}

pub(super) fn section(portal: &Arc<PortalView>, is_owner: bool) -> impl IntoView + use<> {
    let people = People {
        client: Session::current().client,
        step_up: StepUp::current(),
        path: StoredValue::new(format!("/customers/{}/users", portal.customer.id)),
        abort: Abort::on_cleanup(),
        found: RwSignal::new(None),
        open: RwSignal::new(None),
        done: RwSignal::new(None),
        failure: RwSignal::new(None),
        working: RwSignal::new(false),
    };
    people.load();
    let list = move || match people.found.get() {
        None => skeleton().into_any(),
        Some(Err(failure)) => problem_with_retry(&failure, Callback::new(move |()| people.load())),
        Some(Ok(all)) => {
            let rows = all.into_iter().map(|one| people.row(one, is_owner)).collect_view();
            view! { <ul class="rows">{rows}</ul> }.into_any()
        }
    };
    let invite = is_owner.then(|| {
        let on_press = Callback::new(move |()| people.open.set(Some(Open::Invite)));
        view! { <Button text=t::people_invite() look=Look::Secondary on_press /> }
    });
    let dialog = move || people.open.get().map(|open| people.dialog(open));
    view! {
        <section class="section">
            <h2>{t::people_title()}</h2>
            <p class="hint">{t::people_text()}</p>
            {live(move || people.done.get().map(|text| notice(text).into_any()))}
            {live(list)}
            {invite}
            {live(dialog)}
        </section>
    }
}

impl People {
    fn load(self) {
        spawn_local(async move {
            let path = format!("{}?limit=100&order[createdAt]=asc", self.path.get_value());
            match self.client.get::<Page<CustomerUserView>>(&path, self.abort).await {
                Ok(page) => self.found.set(Some(Ok(page.data))),
                Err(Failure::Aborted) => {}
                Err(failure) => self.found.set(Some(Err(failure))),
            }
        });
    }

    fn row(self, one: CustomerUserView, is_owner: bool) -> impl IntoView {
        let main = one.is_main.then(|| badge(Tone::Neutral, t::people_main()));
        let you = one.is_current.then(|| badge(Tone::Info, t::people_you()));
        let new = (one.verified_at.is_none() && !one.is_main).then(|| badge(Tone::Warning, t::people_invited()));
        let actions = (is_owner && !one.is_main).then(|| {
            let (change, remove, again) = (one.clone(), one.clone(), one.clone());
            let press = move |open: Open| Callback::new(move |()| self.open.set(Some(open.clone())));
            let label = |action: &str| t::button_of(action, &one.email);
            let resend = one.verified_at.is_none().then(|| {
                let ask = Ask {
                    method: Method::Post,
                    path: format!("{}/{}/invitation", self.path.get_value(), again.id),
                    body: Body::new(),
                    done: t::people_sent(&again.email),
                };
                let on_press = Callback::new(move |()| self.send::<Success>(ask.clone(), None));
                view! { <Button text=t::people_resend() look=Look::Quiet label=label(t::people_resend()) on_press /> }
            });
            view! {
                <div class="row-actions">
                    {resend}
                    <Button text=t::change() look=Look::Quiet label=label(t::change()) on_press=press(Open::Change(change)) />
                    <Button text=t::people_remove() look=Look::Quiet label=label(t::people_remove()) on_press=press(Open::Remove(remove)) />
                </div>
            }
        });
        view! {
            <li class="row">
                <div class="row-text">
                    <strong>{one.email.clone()}</strong>
                    <span class="hint">{role(one.role)}</span>
                </div>
                <div class="badges">{you} {main} {new}</div>
                {actions}
            </li>
        }
    }

    fn dialog(self, open: Open) -> AnyView {
        self.failure.set(None);
        let node = NodeRef::<html::Dialog>::new();
        match open {
            Open::Invite => self.form(node, None),
            Open::Change(one) => self.form(node, Some(one)),
            Open::Remove(one) => self.remove(node, one),
        }
    }

    /// Invites somebody new, or changes a role.
    fn form(self, node: NodeRef<html::Dialog>, one: Option<CustomerUserView>) -> AnyView {
        let now = one.as_ref().map_or(MemberRole::Billing, |one| one.role);
        let email = RwSignal::new(String::new());
        let picked = RwSignal::new(now);
        let wrong = RwSignal::new(None::<String>);
        let unsaved = RwSignal::new(false);
        let (title, button) = if one.is_some() {
            (t::people_change_title(), t::save())
        } else {
            (t::people_invite(), t::people_send())
        };
        let base = self.path.get_value();
        let target = one.as_ref().map(|one| (one.id, one.email.clone()));
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            let role = ("role", Value::Text(picked.get_untracked().as_str().to_owned()));
            let ask = if let Some((id, email)) = &target {
                Ask {
                    method: Method::Patch,
                    path: format!("{base}/{id}"),
                    body: vec![role],
                    done: t::people_changed(email),
                }
            } else {
                let address = email.with_untracked(|text| text.trim().to_owned());
                let is_wrong = !crate::sign_in::looks_like_email(&address);
                wrong.set(is_wrong.then(|| t::sign_in_email_wrong().to_owned()));
                if is_wrong {
                    return platform::focus("person-email");
                }
                Ask {
                    method: Method::Post,
                    path: base.clone(),
                    done: t::people_sent(&address),
                    body: vec![("email", Value::Text(address)), role],
                }
            };
            unsaved.set(false);
            self.send::<CustomerUserView>(ask, Some(node));
        };
        let field = if let Some(one) = &one {
            view! { <p>{one.email.clone()}</p> }.into_any()
        } else {
            let field = Field {
                id: "person-email".into(),
                label: t::sign_in_email(),
                autocomplete: None,
                optional: false,
            };
            let on_input = Callback::new(move |text: String| {
                unsaved.set(!text.is_empty());
                email.set(text);
            });
            text_field(field, String::new(), wrong.into(), on_input).into_any()
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
        let on_close = Callback::new(move |()| self.open.set(None));
        view! {
            <Dialog node title unsaved on_close>
                <form class="form" novalidate on:submit=handler(submit)>
                    {field}
                    {choices("role", t::account_role(), roles.collect(), now.as_str(), on_pick)}
                    {failure_line(self.failure)}
                    {form_actions(node, button, self.working)}
                </form>
            </Dialog>
        }
        .into_any()
    }

    fn remove(self, node: NodeRef<html::Dialog>, one: CustomerUserView) -> AnyView {
        let ask = Ask {
            method: Method::Delete,
            path: format!("{}/{}", self.path.get_value(), one.id),
            body: Body::new(),
            done: t::people_removed(&one.email),
        };
        let on_press = Callback::new(move |()| self.send::<()>(ask.clone(), Some(node)));
        let on_close = Callback::new(move |()| self.open.set(None));
        view! {
            <Dialog node title=t::people_remove_title() on_close>
                <p>{t::people_remove_text(&one.email)}</p>
                {failure_line(self.failure)}
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=handler(move |_| close_or_ask(node))>
                        {t::go_back()}
                    </button>
                    <Button text=t::people_remove() look=Look::Danger busy=self.working on_press />
                </div>
            </Dialog>
        }
        .into_any()
    }

    fn send<T: serde::de::DeserializeOwned + 'static>(self, ask: Ask, node: Option<NodeRef<html::Dialog>>) {
        if self.working.get_untracked() {
            return;
        }
        self.working.set(true);
        self.failure.set(None);
        self.done.set(None);
        spawn_local(async move {
            let key = platform::random_key();
            let client = self.client;
            let answer = match ask.method {
                Method::Delete => client.delete(&ask.path).await,
                method => client
                    .change::<T>(method, &ask.path, &key, ask.body.clone())
                    .await
                    .map(|_| ()),
            };
            self.working.set(false);
            match answer {
                Ok(()) => {
                    if let Some(node) = node {
                        close(node);
                    }
                    self.done.set(Some(ask.done));
                    self.load();
                }
                Err(problem) => {
                    let again = Callback::new(move |()| self.send::<T>(ask.clone(), node));
                    self.failure.set(self.step_up.or_failure(problem, again));
                }
            }
        });
    }
}
