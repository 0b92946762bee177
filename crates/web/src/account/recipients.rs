//! Who gets the invoices by mail beside the customer.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use portico_shared::{
    documents::{InvoiceRecipientView, InvoiceRecipients},
    portal::PortalView,
    sessions::Success,
};
use portico_ui::{
    client::{Abort, Body, Client, Failure, Method, Value},
    components::{
        Button, Dialog, Field, Look, Tone, badge, close, close_or_ask, failure_line, form_actions, handler, live,
        notice, problem_with_retry, skeleton, text_field,
    },
    platform,
    texts::portal as t,
};

use crate::{
    change::{Ask, Change},
    session::Session,
};

const FIELD: &str = "recipient-email";

#[derive(Clone)]
enum Open {
    Add,
    Remove(InvoiceRecipientView),
}

#[derive(Clone, Copy)]
struct Recipients {
    client: Client,
    path: StoredValue<String>,
    abort: Abort,
    found: RwSignal<Option<Result<Vec<InvoiceRecipientView>, Failure>>>,
    open: RwSignal<Option<Open>>,
    done: RwSignal<Option<String>>,
    again: Change,
}

pub(super) fn list(portal: &Arc<PortalView>, may_change: bool) -> impl IntoView + use<> {
    let this = Recipients {
        client: Session::current().client,
        path: StoredValue::new(format!("/customers/{}/invoice-recipients", portal.customer.id)),
        abort: Abort::on_cleanup(),
        found: RwSignal::new(None),
        open: RwSignal::new(None),
        done: RwSignal::new(None),
        again: Change::new(),
    };
    this.load();
    let rows = move || match this.found.get() {
        None => skeleton().into_any(),
        Some(Err(failure)) => problem_with_retry(&failure, Callback::new(move |()| this.load())),
        Some(Ok(all)) if all.is_empty() => view! { <p class="hint">{t::recipients_none()}</p> }.into_any(),
        Some(Ok(all)) => {
            let rows = all.into_iter().map(|one| this.row(one, may_change)).collect_view();
            view! { <ul class="rows">{rows}</ul> }.into_any()
        }
    };
    let add = may_change.then(|| {
        let on_press = Callback::new(move |()| this.open.set(Some(Open::Add)));
        view! { <Button text=t::recipients_add() look=Look::Secondary on_press /> }
    });
    let dialog = move || {
        this.open.get().map(|open| match open {
            Open::Add => this.add_dialog(),
            Open::Remove(one) => this.remove_dialog(one),
        })
    };
    view! {
        <h3>{t::recipients_title()}</h3>
        {live(move || this.done.get().map(notice))}
        {failure_line(this.again.failure)}
        {live(rows)}
        {add}
        {live(dialog)}
    }
}

impl Recipients {
    fn load(self) {
        spawn_local(async move {
            match self
                .client
                .get::<InvoiceRecipients>(&self.path.get_value(), self.abort)
                .await
            {
                Ok(all) => self.found.set(Some(Ok(all.data))),
                Err(Failure::Aborted) => {}
                Err(failure) => self.found.set(Some(Err(failure))),
            }
        });
    }

    fn is_done(self, text: String) {
        self.done.set(Some(text));
        self.load();
    }

    fn row(self, one: InvoiceRecipientView, may_change: bool) -> impl IntoView {
        let waits = one.confirmed_at.is_none();
        let label = |action: &str| t::button_of(action, &one.email);
        let actions = may_change.then(|| {
            let (id, email, removed) = (one.id, one.email.clone(), one.clone());
            let resend = waits.then(|| {
                let on_press = Callback::new(move |()| {
                    self.done.set(None);
                    let ask = Ask::post(format!("{}/{id}/confirmation", self.path.get_value()), Body::new());
                    let sent = t::recipients_sent(&email);
                    self.again.send(ask, Callback::new(move |_: Success| self.done.set(Some(sent.clone()))));
                });
                view! { <Button text=t::people_resend() look=Look::Quiet label=label(t::people_resend()) on_press /> }
            });
            let on_remove = Callback::new(move |()| self.open.set(Some(Open::Remove(removed.clone()))));
            view! {
                <div class="row-actions">
                    {resend}
                    <Button text=t::people_remove() look=Look::Quiet label=label(t::people_remove()) on_press=on_remove />
                </div>
            }
        });
        view! {
            <li class="row">
                <div class="row-text">
                    <strong>{one.email.clone()}</strong>
                </div>
                <div class="badges">{waits.then(|| badge(Tone::Warning, t::recipients_waits()))}</div>
                {actions}
            </li>
        }
    }

    fn add_dialog(self) -> AnyView {
        let node = NodeRef::<html::Dialog>::new();
        let email = RwSignal::new(String::new());
        let wrong = RwSignal::new(None::<String>);
        let unsaved = RwSignal::new(false);
        let change = Change::new();
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            let address = email.with_untracked(|text| text.trim().to_owned());
            let is_wrong = !crate::sign_in::looks_like_email(&address);
            wrong.set(is_wrong.then(|| t::sign_in_email_wrong().to_owned()));
            if is_wrong {
                return platform::focus(FIELD);
            }
            let ask = Ask::post(self.path.get_value(), vec![("email", Value::Text(address))]);
            let done = Callback::new(move |one: InvoiceRecipientView| {
                unsaved.set(false);
                close(node);
                self.is_done(t::recipients_sent(&one.email));
            });
            change.send(ask, done);
        };
        let field = Field {
            id: FIELD.into(),
            label: t::sign_in_email(),
            autocomplete: None,
            optional: false,
        };
        let on_input = Callback::new(move |text: String| {
            unsaved.set(!text.is_empty());
            email.set(text);
        });
        let on_close = Callback::new(move |()| self.open.set(None));
        view! {
            <Dialog node title=t::recipients_add() unsaved on_close>
                <form class="form" novalidate on:submit=handler(submit)>
                    <p>{t::recipients_add_text()}</p>
                    {text_field(field, String::new(), wrong.into(), on_input)}
                    {failure_line(change.failure)}
                    {form_actions(node, t::recipients_ask(), change.working)}
                </form>
            </Dialog>
        }
        .into_any()
    }

    fn remove_dialog(self, one: InvoiceRecipientView) -> AnyView {
        let node = NodeRef::<html::Dialog>::new();
        let change = Change::new();
        let ask = Ask {
            method: Method::Delete,
            path: format!("{}/{}", self.path.get_value(), one.id),
            body: Body::new(),
        };
        let removed = t::recipients_removed(&one.email);
        let done = Callback::new(move |()| {
            close(node);
            self.is_done(removed.clone());
        });
        let on_press = Callback::new(move |()| change.tell(ask.clone(), done));
        let on_close = Callback::new(move |()| self.open.set(None));
        view! {
            <Dialog node title=t::recipients_remove_title() on_close>
                <p>{t::recipients_remove_text(&one.email)}</p>
                {failure_line(change.failure)}
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=handler(move |_| close_or_ask(node))>
                        {t::go_back()}
                    </button>
                    <Button text=t::people_remove() look=Look::Danger busy=change.working on_press />
                </div>
            </Dialog>
        }
        .into_any()
    }
}
