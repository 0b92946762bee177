//! Makes a file of what waits. From then on it counts as handed in: the bank gets each debit once.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::debits::{DebitFileView, WaitingDebits};
use portico_ui::{
    client::{Body, Method, Value},
    components::{Dialog, form_actions, time},
    i18n::format,
    platform,
    texts::{console as t, portal as p},
};

use super::{model::within, page::Debits};
use crate::form::Form;

#[component]
pub(super) fn MakeDialog(debits: Debits, waiting: Arc<WaitingDebits>, on_close: Callback<()>) -> impl IntoView {
    let form = Form::new();
    let until = RwSignal::new(String::new());
    // One key for each question: asking again after a lost answer makes no second file.
    let key = RwSignal::new(platform::random_key());
    let client = debits.console.client;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let day = until.get_untracked();
        let body: Body = (!day.is_empty())
            .then_some(("until", Value::Text(day)))
            .into_iter()
            .collect();
        let key = key.get_untracked();
        let work = async move {
            client
                .change::<DebitFileView>(Method::Post, "/debit-files", &key, body)
                .await
        };
        form.send(work, move |file| debits.made(&file));
    };
    let hand_in = waiting.hand_in_until.clone();
    let hand_in = hand_in.map(|day| view! { <p>{t::debits_hand_in()} ": " {time(&day)}</p> });
    let holds = move || match until.with(|until| within(&waiting, until)) {
        Some((count, Some(amount))) => {
            t::debit_file_count(u32::try_from(count).unwrap_or(u32::MAX), &format::money(amount))
        }
        _ => String::new(),
    };
    let wrong = form.wrong("until");
    view! {
        <Dialog node=form.node title=t::debit_file_make() on_close>
            <form class="form" novalidate on:submit=submit>
                <p>{t::debit_file_make_text()}</p>
                {hand_in}
                <div class="field">
                    <label for="until">
                        {t::debit_file_until()} " " <span class="optional">{p::optional()}</span>
                    </label>
                    <input
                        id="until"
                        type="date"
                        aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                        aria-describedby="until-wrong until-hint"
                        on:input=move |event| {
                            key.set(platform::random_key());
                            until.set(event_target_value(&event));
                        }
                    />
                    <p class="field-wrong" id="until-wrong">
                        {wrong}
                    </p>
                    <p class="hint" id="until-hint">
                        {t::debit_file_until_hint()}
                    </p>
                </div>
                <p role="status">
                    <strong>{holds}</strong>
                </p>
                {form.line_in_state(t::debit_file_nothing())}
                {form_actions(form.node, t::debit_file_make(), form.working)}
            </form>
        </Dialog>
    }
}
