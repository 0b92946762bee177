//! Cancels a subscription for the customer: when it is to end, what that means, and whether they are written to.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::{
    Date,
    subscriptions::{CancellationPreview, SubscriptionView},
};
use portico_ui::{
    client::Method,
    components::{Button, Choice, Dialog, Look, check_field, choices, close_or_ask, fact, time},
    i18n::format,
    platform,
    texts::{console as t, portal as p},
};

use super::model::End;
use crate::{console::Console, form::Form, load::Load};

#[component]
pub(super) fn CancelDialog(
    subscription: Arc<SubscriptionView>,
    on_change: Callback<SubscriptionView>,
    on_close: Callback<()>,
) -> impl IntoView {
    let form = Form::new();
    let preview = Load::<CancellationPreview>::get(format!("/subscriptions/{}/cancellation-preview", subscription.id));
    let (name, number) = (subscription.name.clone(), p::subscription_number(&subscription.number));
    let content = preview.show(move |preview| entry(&subscription, &preview, form, on_change));
    view! {
        <Dialog node=form.node title=t::subscription_cancel() unsaved=form.unsaved on_close>
            <p class="card-small dialog-what">
                <span>{name}</span>
                <span>{number}</span>
            </p>
            {content}
        </Dialog>
    }
}

fn entry(
    subscription: &SubscriptionView,
    preview: &Arc<CancellationPreview>,
    form: Form,
    on_change: Callback<SubscriptionView>,
) -> AnyView {
    let console = Console::current();
    let end = RwSignal::new(End::NextPossible);
    let mail = RwSignal::new(true);
    let day_missing = RwSignal::new(false);
    let path = format!("/subscriptions/{}/cancel", subscription.id);
    // One key for this dialog: pressing again after a lost answer cancels nothing twice.
    let key = platform::random_key();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(body) = end.with_untracked(|end| end.body(mail.get_untracked())) else {
            day_missing.set(true);
            return platform::focus("cancellationDate");
        };
        let (path, key) = (path.clone(), key.clone());
        let work = async move { console.client.change(Method::Put, &path, &key, body).await };
        form.send(work, move |changed: SubscriptionView| {
            console.say(done(&changed));
            on_change.run(changed);
        });
    };
    let trial = subscription.trial_last_day.clone().filter(|_| subscription.is_in_trial);
    let kinds = kinds(preview, trial.as_ref());
    let on_pick = Callback::new(move |value: String| {
        form.unsaved.set(true);
        end.set(match (value.as_str(), &trial) {
            ("trial", Some(day)) => End::WithTrial(day.as_str().to_owned()),
            ("immediate", _) => End::Immediate,
            ("custom", _) => End::On(String::new()),
            _ => End::NextPossible,
        });
    });
    let is_custom = Memo::new(move |_| matches!(end.get(), End::On(_)));
    let day = move || is_custom.get().then(|| day_field(form, end, day_missing));
    let preview = preview.clone();
    let follows = {
        let preview = preview.clone();
        move || follows(&end.get(), &preview)
    };
    let mail_label = t::cancel_mail_to(&preview.confirmation_email);
    let on_check = Callback::new(move |checked| mail.set(checked));
    let back = Callback::new(move |()| close_or_ask(form.node));
    view! {
        <form class="form" novalidate on:submit=submit>
            {choices("end", t::cancel_when(), kinds, "next_possible", on_pick)}
            {day}
            <div aria-live="polite">{follows}</div>
            {check_field(Signal::stored(t::cancel_mail()), true, on_check)}
            <p class="hint choice-hint">{mail_label}</p>
            {form.line()}
            <div class="dialog-actions dialog-save">
                <Button text=p::go_back() look=Look::Secondary on_press=back />
                <button class="button button-danger" aria-disabled=move || form.working.get().then_some("true")>
                    {t::subscription_cancel()}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// `trial`: the last day of one that runs.
fn kinds(preview: &CancellationPreview, trial: Option<&Date>) -> Vec<Choice> {
    let next = match &preview.cancellation_last_day {
        Some(day) if !preview.immediate => t::cancel_next_hint(&format::day(day)),
        _ => p::cancel_at_once().to_owned(),
    };
    let choice = |value: &str, label: &str, hint: String| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        hint,
    };
    let trial = trial.map(|day| choice("trial", t::cancel_trial(), t::cancel_trial_hint(&format::day(day))));
    let next = choice("next_possible", t::cancel_next(), next);
    let others = [
        choice(
            "immediate",
            t::cancel_immediate(),
            t::cancel_immediate_hint().to_owned(),
        ),
        choice("custom", t::cancel_custom(), t::cancel_custom_hint().to_owned()),
    ];
    [next].into_iter().chain(trial).chain(others).collect()
}

fn day_field(form: Form, end: RwSignal<End>, missing: RwSignal<bool>) -> AnyView {
    let refused = form.wrong("cancellationDate");
    let wrong = move || {
        let missing = missing.get().then(|| p::field_missing().to_owned());
        missing.or_else(|| refused.get())
    };
    let is_wrong = move || (missing.get() || refused.with(Option::is_some)).then_some("true");
    view! {
        <div class="field">
            <label for="cancellationDate">{t::cancel_last_day()}</label>
            <input
                id="cancellationDate"
                type="date"
                required
                aria-invalid=is_wrong
                aria-describedby="cancellationDate-wrong"
                on:input=move |event| {
                    missing.set(false);
                    end.set(End::On(event_target_value(&event)));
                }
            />
            <p class="field-wrong" id="cancellationDate-wrong">
                {wrong}
            </p>
        </div>
    }
    .into_any()
}

/// What the choice brings about.
fn follows(end: &End, preview: &CancellationPreview) -> AnyView {
    match end {
        End::NextPossible => {
            let invoice = match &preview.next_invoice {
                Some(next) => p::cancel_next_invoice_value(&format::money(next.gross_amount), &format::day(&next.date)),
                None => p::cancel_no_invoice().to_owned(),
            };
            let last = preview.cancellation_last_day.as_ref().filter(|_| !preview.immediate);
            let last = match last {
                Some(day) => fact(p::cancel_last_day(), time(day)).into_any(),
                None => fact(p::cancel_last_day(), p::cancel_at_once()).into_any(),
            };
            let deadline = preview.notice_deadline.as_ref();
            let deadline = deadline.map(|day| fact(t::cancel_deadline(), time(day)));
            view! { <dl class="facts facts-rows">{last} {deadline} {fact(p::cancel_next_invoice(), invoice)}</dl> }
                .into_any()
        }
        End::Immediate => view! { <p>{t::cancel_immediate_text()}</p> }.into_any(),
        End::WithTrial(_) => view! { <p>{t::cancel_trial_text()}</p> }.into_any(),
        End::On(_) => view! { <p>{t::cancel_custom_text()}</p> }.into_any(),
    }
}

fn done(changed: &SubscriptionView) -> String {
    match &changed.cancellation_last_day {
        Some(day) if changed.is_cancellation_pending => t::subscription_cancelled(&changed.name, &format::day(day)),
        _ => t::subscription_over(&changed.name),
    }
}
