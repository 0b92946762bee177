//! Who looks after the customer, and three ways to reach them.

use leptos::prelude::*;
use portico_shared::contacts::ContactView;
use portico_ui::{
    components::{Icon, empty_state, handler, icon, live},
    texts::portal as t,
};

use super::model::{initials, spoken};
use crate::{
    links::{tel, web},
    page::Page,
    session::Session,
    tabs::Tab,
};

#[component]
pub(crate) fn ContactPage() -> impl IntoView {
    let session = Session::current();
    let contact = session
        .portal
        .with_untracked(|portal| portal.as_ref().and_then(|p| p.contact.clone()));
    let content = match contact {
        Some(contact) => person(&contact).into_any(),
        None => empty_state(Icon::Person, t::contact_empty_title(), t::contact_empty_text()).into_any(),
    };
    view! { <Page title=Tab::Contact.title()>{content}</Page> }
}

fn person(contact: &ContactView) -> impl IntoView + use<> {
    let role = contact
        .role
        .clone()
        .map(|role| view! { <p class="card-small">{role}</p> });
    let speaks = (!contact.languages.is_empty()).then(|| t::contact_speaks(&spoken(&contact.languages)));
    let mail = contact.email.as_ref().map(|email| {
        way(
            Icon::Mail,
            t::contact_mail(),
            email.clone(),
            format!("mailto:{email}"),
            false,
        )
    });
    let call = contact
        .phone
        .as_ref()
        .map(|phone| way(Icon::Phone, t::contact_call(), phone.clone(), tel(phone), false));
    let book = contact.booking_url.as_deref().and_then(web).map(|url| {
        way(
            Icon::Calendar,
            t::contact_book(),
            t::contact_book_hint().to_owned(),
            url.to_owned(),
            true,
        )
    });
    view! {
        <article class="card contact">
            <header class="contact-head">
                {portrait(contact)}
                <div>
                    <h2>{contact.name.clone()}</h2>
                    {role}
                </div>
            </header>
            <p>{t::contact_intro()}</p>
            {speaks.map(|languages| view! { <p class="card-small">{languages}</p> })}
            <ul class="ways">{mail} {call} {book}</ul>
        </article>
    }
}

/// The photo; initials until there is one, and where it cannot be loaded.
fn portrait(contact: &ContactView) -> impl IntoView + use<> {
    let photo = RwSignal::new(contact.photo_url.clone());
    let initials = initials(&contact.name);
    live(move || match photo.get() {
        Some(url) => view! {
            <img class="avatar" src=url alt="" width="56" height="56" on:error=handler(move |_| photo.set(None)) />
        }
        .into_any(),
        None => view! {
            <span class="avatar" aria-hidden="true">
                {initials.clone()}
            </span>
        }
        .into_any(),
    })
}

fn way(symbol: Icon, label: &'static str, value: String, href: String, elsewhere: bool) -> impl IntoView {
    view! {
        <li>
            <a class="way" href=href target=elsewhere.then_some("_blank") rel="noopener noreferrer external">
                {icon(symbol)}
                <span>
                    <span class="way-label">{label}</span>
                    <span class="hint">{value}</span>
                </span>
            </a>
        </li>
    }
}
