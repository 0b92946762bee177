//! `/console`: where one may go, and what is worth doing first.

use leptos::prelude::*;
use portico_ui::{
    components::{Icon, icon},
    texts::console as t,
};

use crate::{
    console::Console,
    icons,
    page::Page,
    place::{ACCOUNT, Section},
};

#[component]
pub(crate) fn HomePage() -> impl IntoView {
    let console = Console::current();
    let name = move || console.me.with(|me| me.as_ref().map(|me| me.operator.name.clone()));
    let has_totp = move || console.me.with(|me| me.as_ref().is_none_or(|me| me.operator.has_totp));
    let advice = move || {
        (!has_totp()).then(|| {
            view! {
                <div class="notice notice-info">
                    {icon(icons::SHIELD)}
                    <div>
                        <p>{t::home_totp()}</p>
                        <a href=ACCOUNT>{t::home_totp_link()}</a>
                    </div>
                </div>
            }
        })
    };
    let sections = Section::visible(|permission| console.may(permission));
    let way =
        |section: Section| view! { <li>{way(section.path(), section.icon(), section.title(), section.text())}</li> };
    view! {
        <Page title=t::home_title()>
            <p class="lead">{move || name().map(|name| t::home_hello(&name))}</p>
            {advice}
            <ul class="card ways home-ways">
                {sections.into_iter().map(way).collect_view()}
                <li>
                    <a class="way" href="/" rel="external" target="_blank">
                        {icon(icons::LOOK)}
                        <span>
                            <span class="way-label">{t::portal_link()}</span>
                            <span class="hint">{t::portal_text()}</span>
                        </span>
                    </a>
                </li>
            </ul>
        </Page>
    }
}

fn way(href: &'static str, symbol: Icon, label: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <a class="way" href=href>
            {icon(symbol)}
            <span>
                <span class="way-label">{label}</span>
                <span class="hint">{text}</span>
            </span>
        </a>
    }
}
