//! The console of the merchant's staff. This release has one page that says where things stand.

use leptos::prelude::*;
use portico_ui::{
    components::{Icon, icon},
    i18n, platform,
    texts::console as t,
};

fn main() {
    leptos::mount::mount_to_body(Console);
}

#[component]
fn Console() -> impl IntoView {
    let (first, _) = i18n::preferred(platform::query("lang").as_deref());
    let language = RwSignal::new(first);
    let switch = move |_| {
        language.update(|language| *language = i18n::other(*language));
        platform::focus_soon("language".into());
    };
    platform::remove_outline();
    move || {
        i18n::set_language(language.get());
        document().set_title(t::console_title());
        let other = i18n::other(i18n::language()).as_str();
        view! {
            <header class="header">
                <div class="header-row">
                    <span class="brand-mark" aria-hidden="true">
                        "P"
                    </span>
                    <div class="brand">
                        <span class="brand-name">{t::console_title()}</span>
                    </div>
                    <button type="button" class="quiet" id="language" lang=other on:click=switch>
                        {t::language_other()}
                    </button>
                </div>
            </header>
            <main class="main">
                <div class="page">
                    <h1>{t::console_title()}</h1>
                    <p class="lead">{t::console_intro()}</p>
                    <p class="lead">{t::console_state()}</p>
                    <div class="card">
                        <a class="way" href="/">
                            {icon(Icon::Person)}
                            <span>
                                <span class="way-label">{t::console_portal()}</span>
                                <span class="hint">{t::console_portal_text()}</span>
                            </span>
                        </a>
                    </div>
                </div>
            </main>
        }
    }
}
