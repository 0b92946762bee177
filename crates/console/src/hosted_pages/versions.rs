//! Who changed Hosted Pages, when and what; and the way back.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::settings::{HostedPagesView, SettingChange, SettingsVersion};
use portico_ui::{
    client::{Abort, List},
    components::{Button, Listing, Look, More, Tone, badge},
    i18n::format,
    texts::{console as t, portal as p},
};

use super::{
    model::{field_label, value_label},
    restore_dialog::RestoreDialog,
};
use crate::{console::Console, customers::Makers};

/// `on_restore` gets the settings as they are then.
pub(super) fn versions(list: List<SettingsVersion>, on_restore: Callback<HostedPagesView>) -> AnyView {
    let abort = Abort::on_cleanup();
    list.open(abort);
    let on_more = Callback::new(move |()| list.more(abort));
    let restoring = RwSignal::new(None::<i64>);
    let may = Console::current().may("settings:write");
    let makers: Makers = expect_context();
    let ready = move || {
        let rows = move || {
            let row = |one: &Arc<SettingsVersion>| row(one, makers, may, restoring);
            list.items.with(|all| all.iter().map(row).collect_view())
        };
        view! {
            <ol class="rows versions">{rows}</ol>
            <More phase=list.phase has_more=move || list.has_more() text=t::versions_more() on_more />
        }
    };
    let dialog = move || {
        let on_close = Callback::new(move |()| restoring.set(None));
        let on_done = Callback::new(move |view| {
            list.reset();
            on_restore.run(view);
        });
        restoring
            .get()
            .map(|version| view! { <RestoreDialog version on_done on_close /> })
    };
    view! {
        <section class="chapter">
            <h2>{t::versions_title()}</h2>
            <p class="hint">{t::versions_text()}</p>
            <Listing
                phase=list.phase
                is_empty=move || list.items.with(Vec::is_empty)
                on_retry=on_more
                empty=|| ().into_any()
                ready
            />
            {dialog}
        </section>
    }
    .into_any()
}

fn row(
    version: &Arc<SettingsVersion>,
    makers: Makers,
    may: bool,
    restoring: RwSignal<Option<i64>>,
) -> impl IntoView + use<> {
    let number = version.version;
    let title = t::version_title(&number.to_string());
    let (when, maker) = (format::short_moment(&version.created_at), version.made_by.clone());
    let current = version.is_current.then(|| badge(Tone::Good, t::version_current()));
    let restored = version.restored_from;
    let restored = restored.map(|from| view! { <p class="hint">{t::version_restored(&from.to_string())}</p> });
    let note = version
        .note
        .clone()
        .map(|note| view! { <p class="version-note">{note}</p> });
    let button = (may && !version.is_current).then(|| {
        let label = p::button_of(t::version_restore(), &title);
        let on_press = Callback::new(move |()| restoring.set(Some(number)));
        view! { <Button text=t::version_restore() look=Look::Quiet label on_press /> }
    });
    view! {
        <li class="row">
            <div class="row-text">
                <strong>{title.clone()}</strong>
                <span class="card-small">{move || t::made_by_at(&when, &makers.name(&maker))}</span>
                {restored}
                {note}
                <ul class="version-changes">{version.changes.iter().map(change).collect_view()}</ul>
            </div>
            {current}
            {button}
        </li>
    }
}

fn change(change: &SettingChange) -> impl IntoView + use<> {
    let value = |value: &Option<String>| value_label(&change.field, value.as_deref());
    let text = t::version_change(
        &value(&change.after),
        &value(&change.before),
        field_label(&change.field),
    );
    view! { <li>{text}</li> }
}
