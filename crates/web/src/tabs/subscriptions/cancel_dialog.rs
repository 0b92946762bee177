//! Says exactly what a cancellation will do, does it on the second click, and then says what was done.

use std::sync::Arc;

use leptos::{html, prelude::*, task::spawn_local};
use portico_shared::{
    SubscriptionId,
    subscriptions::{CancellationPreview, SubscriptionView},
};
use portico_ui::{
    client::{Abort, Body, Failure, Method},
    components::{Button, Dialog, Look, close, fact, failure_line, live, problem_with_retry, time},
    i18n::format,
    platform,
    texts::portal as t,
};

use super::{
    cancelled::{cancelled, done},
    model::{After, after},
};
use crate::session::Session;

#[derive(Clone)]
enum Step {
    Loading,
    Failed(Failure),
    Ready(CancellationPreview),
    /// It is cancelled; the confirmation went to this address.
    Done(Arc<SubscriptionView>, String),
}

/// `on_done` gets the sentence that says what was done.
pub(super) fn cancel_dialog(
    subscription: Arc<SubscriptionView>,
    on_close: Callback<()>,
    on_done: Callback<String>,
) -> AnyView {
    let session = Session::current();
    let node = NodeRef::<html::Dialog>::new();
    let step = RwSignal::new(Step::Loading);
    let told = RwSignal::new(None::<String>);
    let abort = Abort::on_cleanup();
    let id = subscription.id;
    let load = move || {
        step.set(Step::Loading);
        spawn_local(async move {
            let path = format!("/subscriptions/{id}/cancellation-preview");
            match session.client.get(&path, abort).await {
                Ok(answer) => step.set(Step::Ready(answer)),
                Err(Failure::Aborted) => {}
                Err(problem) => step.set(Step::Failed(problem)),
            }
        });
    };
    load();
    session.load_reasons();

    let on_cancelled = Callback::new(move |(changed, shown): (SubscriptionView, CancellationPreview)| {
        told.set(Some(done(&changed)));
        let changed = Arc::new(changed);
        session.subscriptions.replace(changed.clone(), |a, b| a.id == b.id);
        step.set(Step::Done(changed, shown.confirmation_email));
        platform::focus_soon("dialog-title".into());
    });
    let closed = Callback::new(move |()| {
        let told = told.get_untracked();
        on_close.run(());
        if let Some(told) = told {
            on_done.run(told);
        }
    });
    let title = Signal::derive(move || match step.get() {
        Step::Done(changed, _) if changed.is_cancellation_pending => t::cancelled_title(),
        Step::Done(..) => t::cancelled_title_at_once(),
        _ => t::cancel_title(),
    });
    let name = subscription.name.clone();
    let number = t::subscription_number(&subscription.number);
    let content = move || match step.get() {
        Step::Loading => view! {
            <div class="skeleton-lines" aria-busy="true">
                <span class="visually-hidden" role="status">
                    {t::cancel_loading()}
                </span>
            </div>
            {actions(().into_any())}
        }
        .into_any(),
        Step::Ready(preview) => {
            let after = after(&subscription, &preview);
            confirm(preview, &after, id, on_cancelled)
        }
        Step::Failed(problem) => view! {
            {problem_with_retry(&problem, Callback::new(move |()| load()))}
            {actions(().into_any())}
        }
        .into_any(),
        Step::Done(changed, email) => {
            let on_revoked = Callback::new(move |()| {
                told.set(Some(t::revoke_done().to_owned()));
                close(node);
            });
            let on_close = Callback::new(move |()| close(node));
            cancelled(&changed, email, on_revoked, on_close)
        }
    };
    view! {
        <Dialog node title on_close=closed>
            <p class="card-small dialog-what">
                <span>{name}</span>
                <span>{number}</span>
            </p>
            {live(content)}
        </Dialog>
    }
    .into_any()
}

fn actions(button: AnyView) -> impl IntoView {
    view! {
        <form class="dialog-actions" method="dialog">
            <button class="button">{t::go_back()}</button>
            {button}
        </form>
    }
}

fn confirm(
    preview: CancellationPreview,
    after: &After,
    id: SubscriptionId,
    on_cancelled: Callback<(SubscriptionView, CancellationPreview)>,
) -> AnyView {
    let session = Session::current();
    let working = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    // One key for this dialog: pressing again after a lost answer cancels nothing twice.
    let key = StoredValue::new(platform::random_key());
    let facts = explain(&preview, after);
    let confirm = Callback::new(move |()| {
        working.set(true);
        failure.set(None);
        let (path, preview) = (format!("/subscriptions/{id}/cancel"), preview.clone());
        spawn_local(async move {
            let key = key.get_value();
            let answer = session
                .client
                .change::<SubscriptionView>(Method::Put, &path, &key, Body::new());
            match answer.await {
                Ok(changed) => {
                    on_cancelled.try_run((changed, preview));
                }
                Err(problem) => {
                    session.look_again(id, &problem);
                    failure.set(Some(problem));
                }
            }
            working.try_set(false);
        });
    });
    let button = view! { <Button text=t::cancel_now() look=Look::Danger busy=working on_press=confirm /> };
    view! {
        {facts}
        {failure_line(failure)}
        {actions(button.into_any())}
    }
    .into_any()
}

fn explain(preview: &CancellationPreview, after: &After) -> impl IntoView + use<> {
    let end = match &preview.cancellation_last_day {
        Some(day) if !preview.immediate => fact(t::cancel_last_day(), time(day)).into_any(),
        _ => fact(t::cancel_last_day(), t::cancel_at_once()).into_any(),
    };
    let invoice = match &preview.next_invoice {
        Some(next) => t::cancel_next_invoice_value(&format::money(next.gross_amount), &format::day(&next.date)),
        None => t::cancel_no_invoice().to_owned(),
    };
    let then = match after {
        After::Usual => t::cancel_then().to_owned(),
        After::AtOnce => t::cancel_then_at_once().to_owned(),
        After::TrialAtOnce(day) => t::cancel_then_trial_at_once(&format::day(day)),
        After::TrialEnd(day) => t::cancel_then_trial_end(&format::day(day)),
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
