//! The files that were made, newest first.

use leptos::prelude::*;
use portico_shared::debits::DebitFileView;
use portico_ui::{
    client::Abort,
    components::{Button, Listing, Look, More},
    i18n::format,
    texts::{console as t, portal as p},
};

use super::page::Debits;
use crate::customers::Makers;

pub(super) fn files(debits: Debits) -> AnyView {
    let list = debits.files;
    let abort = Abort::on_cleanup();
    list.open(abort);
    let on_more = Callback::new(move |()| list.more(abort));
    let makers: Makers = expect_context();
    let ready = move || {
        let rows = move || {
            list.items
                .with(|all| all.iter().map(|one| row(debits, one, makers)).collect_view())
        };
        view! {
            <ul class="rows">{rows}</ul>
            <More phase=list.phase has_more=move || list.has_more() text=t::load_more() on_more />
        }
    };
    view! {
        <section class="chapter found">
            <h2 id="files-title" tabindex="-1">
                {t::debit_files()}
            </h2>
            <Listing
                phase=list.phase
                is_empty=move || list.items.with(Vec::is_empty)
                on_retry=on_more
                empty=|| view! { <p class="nothing">{t::debit_files_none()}</p> }.into_any()
                ready
            />
        </section>
    }
    .into_any()
}

fn row(debits: Debits, file: &DebitFileView, makers: Makers) -> impl IntoView + use<> {
    let count = t::debit_file_count(
        u32::try_from(file.debits).unwrap_or(u32::MAX),
        &format::money(file.amount),
    );
    let (first, last) = (&file.first_collection_on, &file.last_collection_on);
    let days = if first == last {
        t::debit_file_day(&format::short_day(first))
    } else {
        t::debit_file_days(&format::short_day(first), &format::short_day(last))
    };
    let (made, maker) = (format::short_moment(&file.created_at), file.made_by.clone());
    // It holds accounts in full.
    let may = debits.console.may("debit-file:write");
    let label = p::button_of(t::debit_file_download(), &file.message_id);
    let own = file.clone();
    let on_press = Callback::new(move |()| debits.download(&own));
    view! {
        <li class="row">
            <div class="row-text">
                <strong>{file.message_id.clone()}</strong>
                <span class="card-small">
                    <span>{count}</span>
                    <span>{days}</span>
                </span>
                <span class="card-small">
                    <span>{move || t::made_by_at(&made, &makers.name(&maker))}</span>
                </span>
            </div>
            {may.then(|| view! { <Button text=t::debit_file_download() look=Look::Quiet label on_press /> })}
        </li>
    }
}
