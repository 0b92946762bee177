//! After the declaration: what arrived, when it ends, the way back, and (only now) the question why.

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use portico_shared::{
    SubscriptionId,
    subscriptions::{CancellationReasonView, SubscriptionView},
};
use portico_ui::{
    client::{Failure, Method, Value},
    components::{Button, Choice, Look, choices, fact, failure_line, handler, live, submit_button, time},
    i18n::{self, format},
    platform,
    texts::portal as t,
};

use super::model::reason_label;
use crate::session::Session;

/// `email`: where the confirmation went.
pub(super) fn cancelled(
    subscription: &SubscriptionView,
    email: String,
    on_revoked: Callback<()>,
    on_close: Callback<()>,
) -> AnyView {
    let session = Session::current();
    let id = subscription.id;
    let (working, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let key = StoredValue::new(platform::random_key());
    let revoke = Callback::new(move |()| {
        working.set(true);
        failure.set(None);
        spawn_local(async move {
            match session.revoke(id, &key.get_value()).await {
                Ok(()) => {
                    on_revoked.try_run(());
                }
                Err(problem) => {
                    failure.try_set(Some(problem));
                }
            }
            working.try_set(false);
        });
    });
    let undo = subscription.can_revoke.then(|| {
        view! {
            <div class="undo">
                <p class="hint">{t::cancelled_undo()}</p>
                <Button text=t::revoke() look=Look::Secondary busy=working on_press=revoke />
            </div>
        }
    });
    let thanked = RwSignal::new(false);
    let on_sent = Callback::new(move |()| {
        thanked.set(true);
        platform::focus_soon("close-cancelled".into());
    });
    let rest = move || {
        let reasons = session.reasons.get();
        if thanked.get() || reasons.is_empty() {
            let thanks = thanked
                .get()
                .then(|| view! { <p role="status">{t::reason_thanks()}</p> });
            view! {
                {thanks}
                <div class="dialog-actions">
                    <Button id="close-cancelled" text=t::close() look=Look::Primary on_press=on_close />
                </div>
            }
            .into_any()
        } else {
            why(id, reasons, on_sent, on_close)
        }
    };
    view! {
        {received(subscription, email)}
        {failure_line(failure)}
        {undo}
        {live(rest)}
    }
    .into_any()
}

fn received(subscription: &SubscriptionView, email: String) -> impl IntoView + use<> {
    // In the merchant's zone, as the confirmation by mail has it: page and mail name one day.
    let zone = Session::current()
        .portal
        .with_untracked(|portal| portal.as_ref().map(|portal| portal.time_zone.clone()));
    let at = subscription.cancelled_at.as_ref();
    let at = at.zip(zone).map(|(at, zone)| format::moment(at, &zone));
    let end = match &subscription.cancellation_last_day {
        Some(day) if subscription.is_cancellation_pending => time(day).into_any(),
        _ => t::cancel_at_once().into_any(),
    };
    view! {
        <dl class="facts facts-rows">
            {at.map(|at| fact(t::cancelled_received(), at))}
            {fact(t::cancel_last_day(), end)}
            {fact(t::cancel_mail(), email)}
        </dl>
    }
}

/// Entirely voluntary: leaving it out is as easy as answering.
fn why(
    subscription: SubscriptionId,
    reasons: Vec<CancellationReasonView>,
    on_sent: Callback<()>,
    on_skip: Callback<()>,
) -> AnyView {
    let session = Session::current();
    let picked = RwSignal::new(String::new());
    let comment = NodeRef::<html::Textarea>::new();
    let (working, unanswered) = (RwSignal::new(false), RwSignal::new(false));
    let failure = RwSignal::new(None::<Failure>);
    let options = reasons.iter().map(|reason| Choice {
        value: reason.code.clone(),
        label: reason_label(&reason.labels, i18n::language()).to_owned(),
        hint: String::new(),
    });
    let options = options.collect();
    let takes_comment = Memo::new(move |_| {
        let picked = picked.get();
        reasons
            .iter()
            .any(|reason| reason.code == picked && reason.allows_comment)
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let reason = picked.get_untracked();
        unanswered.set(reason.is_empty());
        if reason.is_empty() || working.get_untracked() {
            return;
        }
        let comment = comment.get_untracked().map(|field| field.value().trim().to_owned());
        let given = vec![
            ("reason", Value::Text(reason)),
            ("comment", comment.filter(|text| !text.is_empty()).into()),
        ];
        working.set(true);
        failure.set(None);
        spawn_local(async move {
            let path = format!("/subscriptions/{subscription}/cancellation-reason");
            // Saying the same twice changes nothing.
            let key = platform::random_key();
            let answer = session
                .client
                .change::<SubscriptionView>(Method::Put, &path, &key, given);
            match answer.await {
                Ok(_) => {
                    on_sent.try_run(());
                }
                Err(problem) => {
                    failure.try_set(Some(problem));
                }
            }
            working.try_set(false);
        });
    };
    let field = move || {
        takes_comment.get().then(|| {
            view! {
                <div class="field">
                    <label for="comment">{t::reason_comment()}</label>
                    <textarea id="comment" node_ref=comment rows="3" maxlength="2000"></textarea>
                </div>
            }
            .into_any()
        })
    };
    let on_pick = Callback::new(move |code| {
        unanswered.set(false);
        picked.set(code);
    });
    view! {
        <form class="form why" on:submit=handler(submit)>
            {choices("reason", t::reason_question(), options, "", on_pick)}
            {live(field)}
            <p class="field-wrong" role="alert">
                {live(move || unanswered.get().then(t::reason_choose))}
            </p>
            {failure_line(failure)}
            <div class="dialog-actions">
                <Button text=t::reason_skip() look=Look::Quiet on_press=on_skip />
                {submit_button(t::reason_send(), Look::Secondary, working)}
            </div>
        </form>
    }
    .into_any()
}

/// By what the server did, not by what was announced.
pub(super) fn done(changed: &SubscriptionView) -> String {
    match &changed.cancellation_last_day {
        Some(day) if changed.is_cancellation_pending => t::cancel_done(&format::day(day)),
        _ => t::cancel_done_at_once().to_owned(),
    }
}
