//! Who looks after the customer.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::{Page, contacts::ContactView, customers::CustomerView};
use portico_ui::{
    client::{Method, Value},
    components::{Button, Choice, Dialog, Look, Tone, badge, choices, fact, save_actions},
    platform,
    texts::console as t,
};

use super::{focus_title, nothing, section};
use crate::{console::Console, form::Form, load::Load};

pub(super) fn contact(customer: &Arc<CustomerView>, on_change: Callback<CustomerView>) -> AnyView {
    let choosing = RwSignal::new(None::<Arc<Page<ContactView>>>);
    let contacts = Load::<Page<ContactView>>::get("/contacts?limit=100&order[name]=asc");
    let may = Console::current().may("customer:write");
    let content = {
        let customer = customer.clone();
        contacts.show(move |all| {
            let shown = shown(&customer, &all.data);
            let button = (may && !all.data.is_empty()).then(|| {
                let on_press = Callback::new(move |()| choosing.set(Some(all.clone())));
                view! {
                    <div class="card-actions">
                        <Button text=t::contact_choose() look=Look::Secondary on_press />
                    </div>
                }
            });
            view! { {shown} {button} }.into_any()
        })
    };
    let dialog = {
        let customer = customer.clone();
        move || {
            let on_close = Callback::new(move |()| choosing.set(None));
            choosing
                .get()
                .map(|all| view! { <ChooseDialog customer=customer.clone() all on_change on_close /> })
        }
    };
    let content = view! { {content} {dialog} };
    section(t::section_contact(), ().into_any(), content.into_any())
}

/// The customer's own, else everybody's.
fn shown(customer: &CustomerView, all: &[ContactView]) -> AnyView {
    let own = customer.contact_person;
    let own = own.and_then(|id| all.iter().find(|contact| contact.id == id));
    match own.or_else(|| all.iter().find(|contact| contact.is_default)) {
        Some(contact) => card(contact, own.is_none()),
        None => nothing(t::contact_none()),
    }
}

fn card(contact: &ContactView, is_everybodys: bool) -> AnyView {
    let optional = |label: &'static str, text: &Option<String>| text.clone().map(|text| fact(label, text).into_any());
    let default = is_everybodys.then(|| badge(Tone::Neutral, t::contact_default()));
    view! {
        <div class="card">
            <div class="card-head">
                <div>
                    <h3>{contact.name.clone()}</h3>
                    {contact.role.clone().map(|role| view! { <p class="card-small">{role}</p> })}
                </div>
                {default}
            </div>
            <dl class="facts">
                {optional(t::customer_email(), &contact.email)} {optional(t::customer_phone(), &contact.phone)}
            </dl>
        </div>
    }
    .into_any()
}

#[component]
fn ChooseDialog(
    customer: Arc<CustomerView>,
    all: Arc<Page<ContactView>>,
    on_change: Callback<CustomerView>,
    on_close: Callback<()>,
) -> impl IntoView {
    let console = Console::current();
    let form = Form::new();
    let now = customer.contact_person.map(|id| id.to_string()).unwrap_or_default();
    let picked = RwSignal::new(now.clone());
    let path = format!("/customers/{}", customer.id);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let path = path.clone();
        let id = Some(picked.get_untracked()).filter(|id| !id.is_empty());
        let work = async move {
            let body = vec![("contactPerson", Value::from(id))];
            console
                .client
                .change(Method::Patch, &path, &platform::random_key(), body)
                .await
        };
        form.send(work, move |changed: CustomerView| {
            console.say(t::contact_saved());
            on_change.run(changed);
            focus_title();
        });
    };
    let default = all.data.iter().find(|contact| contact.is_default);
    let default = Choice {
        value: String::new(),
        label: t::contact_default().to_owned(),
        hint: default.map_or_else(|| t::contact_none().to_owned(), |contact| contact.name.clone()),
    };
    let each = all.data.iter().map(|contact| Choice {
        value: contact.id.to_string(),
        label: contact.name.clone(),
        hint: contact.role.clone().unwrap_or_default(),
    });
    let every = [default].into_iter().chain(each).collect();
    let on_pick = Callback::new(move |value| {
        form.unsaved.set(true);
        picked.set(value);
    });
    view! {
        <Dialog node=form.node title=t::contact_choose() unsaved=form.unsaved on_close>
            <form class="form" on:submit=submit>
                {choices("contactPerson", t::contact_question(), every, &now, on_pick)}
                {form.line()}
                {save_actions(form.node, form.working)}
            </form>
        </Dialog>
    }
}
