//! Settings › Hosted Pages: the settings, and their versions.

use leptos::prelude::*;
use portico_shared::settings::{HostedPagesView, SettingsVersion};
use portico_ui::{client::List, texts::console as t};

use super::{editor::editor, versions::versions};
use crate::{console::Console, customers::Makers, load::Load, page::Page};

#[component]
pub(crate) fn HostedPagesPage() -> impl IntoView {
    provide_context(Makers::load());
    let load = Load::<HostedPagesView>::get("/settings/hosted-pages");
    let history = List::<SettingsVersion>::new(Console::current().client, "/settings/hosted-pages/versions");
    view! {
        <Page title=t::hosted_pages_title()>
            <p class="lead">{t::pages_intro()}</p>
            <div class="stack settings">
                {load.show(move |view| editor(&view, load, history))}
                {versions(history, Callback::new(move |view| load.put(view)))}
            </div>
        </Page>
    }
}
