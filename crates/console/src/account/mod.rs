//! `/console/account`: who is signed in, their password, second factor and sessions.

mod password;
mod second_factor;
mod sessions;

use leptos::prelude::*;
use portico_ui::{components::fact, i18n::format, texts::console as t};

use crate::{
    console::Console,
    page::Page,
    team::{role, role_hint},
};

#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let console = Console::current();
    let facts = move || {
        console.me.get().map(|me| {
            let operator = &me.operator;
            let last = operator.last_login_at.as_ref().map(format::short_moment);
            view! {
                <dl class="facts">
                    {fact(t::name(), operator.name.clone())}
                    {fact(t::email(), operator.email.clone())}
                    {fact(t::role(), role(operator.role))}
                    {last.map(|last| fact(t::last_login(), last))}
                </dl>
                <p class="hint">{role_hint(operator.role)}</p>
            }
        })
    };
    view! {
        <Page title=t::account_title()>
            <section class="section">{facts}</section>
            {password::section()}
            {second_factor::section()}
            {sessions::section()}
        </Page>
    }
}
