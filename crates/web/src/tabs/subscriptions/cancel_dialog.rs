//! Says exactly what a cancellation will do, and does it on the second click.

use leptos::{html, prelude::*, task::spawn_local};
use portico_shared::subscriptions::{CancellationPreview, SubscriptionView};
use portico_ui::{
    client::{Abort, Failure},
    components::{Button, Dialog, Look, fact, problem_notice, time},
    i18n::format,
    platform,
    texts::portal as t,
};

use crate::session::Session;

#[derive(Clone, PartialEq)]
enum Preview {
    Loading,
    Ready(CancellationPreview),
    Failed(Failure),
}

#[component]
pub(crate) fn CancelDialog(
    subscription: SubscriptionView,
    on_close: Callback<()>,
    /// With the sentence that says what was done.
    on_done: Callback<String>,
) -> impl IntoView {
    let session = Session::current();
    let node = NodeRef::<html::Dialog>::new();
    let preview = RwSignal::new(Preview::Loading);
    let working = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let id = subscription.id;
    // One key for this dialog: pressing again after a lost answer cancels nothing twice.
    let key = StoredValue::new(platform::random_key());
    let abort = Abort::on_cleanup();

    let load = move || {
        preview.set(Preview::Loading);
        spawn_local(async move {
            let path = format!("/subscriptions/{id}/cancellation-preview");
            match session.client.get(&path, abort).await {
                Ok(answer) => preview.set(Preview::Ready(answer)),
                Err(Failure::Aborted) => {}
                Err(problem) => preview.set(Preview::Failed(problem)),
            }
        });
    };
    load();

    let confirm = move || {
        let Preview::Ready(shown) = preview.get_untracked() else {
            return;
        };
        working.set(true);
        failure.set(None);
        let key = key.get_value();
        spawn_local(async move {
            let path = format!("/subscriptions/{id}/cancel");
            match session.client.put::<SubscriptionView>(&path, &key).await {
                Ok(changed) => {
                    let text = done(&changed, &shown);
                    session.subscriptions.replace(changed, |a, b| a.id == b.id);
                    if let Some(Some(dialog)) = node.try_get_untracked() {
                        dialog.close();
                    }
                    on_done.try_run(text);
                }
                Err(problem) => {
                    session.look_again(id, &problem);
                    failure.set(Some(problem));
                }
            }
            working.set(false);
        });
    };

    let blocked = Signal::derive(move || working.get() || !matches!(preview.get(), Preview::Ready(_)));
    let name = subscription.name.clone();
    let number = t::subscription_number(&subscription.number);
    let content = move || match preview.get() {
        Preview::Loading => view! {
            <div class="skeleton-lines" aria-busy="true">
                <span class="visually-hidden" role="status">
                    {t::cancel_loading()}
                </span>
            </div>
        }
        .into_any(),
        Preview::Ready(preview) => explain(&preview).into_any(),
        Preview::Failed(problem) => view! {
            {problem_notice(&problem)}
            <Button text=t::retry() look=Look::Secondary on_press=Callback::new(move |()| load()) />
        }
        .into_any(),
    };
    view! {
        <Dialog node title=t::cancel_title() on_close>
            <p class="card-small dialog-what">
                <span>{name}</span>
                <span>{number}</span>
            </p>
            {content}
            {move || failure.get().map(|problem| problem_notice(&problem))}
            <form class="dialog-actions" method="dialog">
                <button class="button">{t::go_back()}</button>
                <Button
                    text=t::cancel_now()
                    look=Look::Danger
                    busy=blocked
                    on_press=Callback::new(move |()| confirm())
                />
            </form>
        </Dialog>
    }
}

fn explain(preview: &CancellationPreview) -> impl IntoView + use<> {
    let end = match &preview.cancellation_last_day {
        Some(day) if !preview.immediate => fact(t::cancel_last_day(), time(day)).into_any(),
        _ => fact(t::cancel_last_day(), t::cancel_at_once()).into_any(),
    };
    let invoice = match &preview.next_invoice {
        Some(next) => t::cancel_next_invoice_value(&format::money(next.gross_amount), &format::day(&next.date)),
        None => t::cancel_no_invoice().to_owned(),
    };
    let then = if preview.immediate {
        t::cancel_then_at_once()
    } else {
        t::cancel_then()
    };
    view! {
        <dl class="facts facts-rows">
            {end}
            {fact(t::cancel_next_invoice(), invoice)}
            {fact(t::cancel_mail(), preview.confirmation_email.clone())}
        </dl>
        <p>{then}</p>
    }
}

/// By what the server did, not by what was announced.
fn done(changed: &SubscriptionView, shown: &CancellationPreview) -> String {
    let email = &shown.confirmation_email;
    match &changed.cancellation_last_day {
        Some(day) if changed.is_cancellation_pending => t::cancel_done(&format::day(day), email),
        _ => t::cancel_done_at_once(email),
    }
}
