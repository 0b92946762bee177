//! What the customer has agreed to, until when, and how it ends.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::{CustomerId, subscriptions::SubscriptionView};
use portico_ui::{
    client::{Abort, Body, List, Method},
    components::{Button, Listing, Look, More, badge, fact, fact_with_hint, time},
    i18n::{format, periods},
    platform,
    texts::{console as t, portal as p},
};

use super::{
    cancel_dialog::CancelDialog,
    focus_title,
    model::{last_day, subscription_badge},
    nothing, section,
};
use crate::{confirm::Confirm, console::Console, form::Form};

#[derive(Clone)]
enum Open {
    Cancel(Arc<SubscriptionView>),
    Revoke(Arc<SubscriptionView>),
}

#[derive(Clone, Copy)]
struct Subscriptions {
    console: Console,
    list: List<SubscriptionView>,
    open: RwSignal<Option<Open>>,
}

pub(super) fn subscriptions(id: CustomerId) -> AnyView {
    let console = Console::current();
    let path = format!("/subscriptions?customer={id}");
    let all = Subscriptions {
        console,
        list: List::new(console.client, &path),
        open: RwSignal::new(None),
    };
    let list = all.list;
    let abort = Abort::on_cleanup();
    list.open(abort);
    let on_more = Callback::new(move |()| list.more(abort));
    let ready = move || {
        let cards = move || {
            list.items
                .with(|items| items.iter().map(|one| all.card(one)).collect_view())
        };
        view! {
            <ul class="stack">{cards}</ul>
            <More phase=list.phase has_more=move || list.has_more() text=p::subscriptions_more() on_more />
        }
    };
    let dialog = move || all.open.get().map(|open| all.dialog(open));
    let content = view! {
        <Listing
            phase=list.phase
            is_empty=move || list.items.with(Vec::is_empty)
            on_retry=on_more
            empty=|| nothing(t::subscriptions_none())
            ready
        />
        {dialog}
    };
    section(t::section_subscriptions(), ().into_any(), content.into_any())
}

impl Subscriptions {
    fn card(self, one: &Arc<SubscriptionView>) -> impl IntoView + use<> {
        let (tone, state) = subscription_badge(one);
        let plan = one.plan.as_ref().map(|plan| plan.name.clone());
        let plan = plan.filter(|plan| *plan != one.name);
        view! {
            <li>
                <article class="card">
                    <div class="card-head">
                        <div>
                            <h3>{one.name.clone()}</h3>
                            <p class="card-small">
                                <span>{p::subscription_number(&one.number)}</span>
                                {plan.map(|plan| view! { <span>{p::subscription_plan(&plan)}</span> })}
                            </p>
                        </div>
                        {badge(tone, state)}
                    </div>
                    <dl class="facts">{facts(one)}</dl>
                    {self.actions(one)}
                </article>
            </li>
        }
    }

    fn actions(self, one: &Arc<SubscriptionView>) -> Option<AnyView> {
        let may = self.console.may("subscription:write");
        let button = |text: &'static str, open: Open| {
            let label = p::button_of(text, &one.name);
            let on_press = Callback::new(move |()| self.open.set(Some(open.clone())));
            view! { <Button text look=Look::Secondary label on_press /> }
        };
        let cancel = (may && one.can_cancel).then(|| button(t::subscription_cancel(), Open::Cancel(one.clone())));
        let revoke = (may && one.can_revoke).then(|| button(p::revoke(), Open::Revoke(one.clone())));
        (cancel.is_some() || revoke.is_some())
            .then(|| view! { <div class="card-actions">{cancel} {revoke}</div> }.into_any())
    }

    fn dialog(self, open: Open) -> AnyView {
        let on_close = Callback::new(move |()| self.open.set(None));
        let on_change = Callback::new(move |changed: SubscriptionView| {
            self.list.replace(Arc::new(changed), |a, b| a.id == b.id);
            focus_title();
        });
        match open {
            Open::Cancel(subscription) => view! { <CancelDialog subscription on_change on_close /> }.into_any(),
            Open::Revoke(subscription) => {
                let console = self.console;
                let path = format!("/subscriptions/{}/revoke-cancellation", subscription.id);
                let key = platform::random_key();
                let on_act = Callback::new(move |form: Form| {
                    let (path, key) = (path.clone(), key.clone());
                    let work = async move { console.client.change(Method::Put, &path, &key, Body::new()).await };
                    form.send(work, move |changed: SubscriptionView| {
                        console.say(t::subscription_revoked());
                        on_change.run(changed);
                    });
                });
                let text = t::subscription_revoke_text(&subscription.name);
                view! { <Confirm title=p::revoke() text action=p::revoke() look=Look::Primary on_act on_close /> }
                    .into_any()
            }
        }
    }
}

fn facts(one: &SubscriptionView) -> AnyView {
    let details = &one.contract_details;
    let pending = one.is_cancellation_pending;
    let end = match last_day(one) {
        Some(day) => fact_with_hint(p::subscription_end(), time(day), after_end(one)).into_any(),
        None if one.cancelled_at.is_some() => fact(p::subscription_end(), p::cancel_at_once()).into_any(),
        None => fact(p::subscription_end(), p::subscription_end_open()).into_any(),
    };
    let declared = one.cancelled_at.as_ref().map(|at| {
        let reason = one.cancellation_reason.as_ref();
        let reason = reason.map(|reason| reason.label.clone().unwrap_or_else(|| reason.code.clone()));
        fact_with_hint(
            t::subscription_declared(),
            format::day_of(at),
            reason.unwrap_or_default(),
        )
    });
    let earliest = details.earliest_cancellation_last_day.as_ref().filter(|_| !pending);
    let earliest = earliest.map(|day| {
        let deadline = details.notice_deadline.as_ref();
        let deadline = deadline.map(|day| p::subscription_deadline(&format::day(day)));
        fact_with_hint(p::subscription_earliest(), time(day), deadline.unwrap_or_default())
    });
    let trial = one.trial_last_day.as_ref().filter(|_| one.is_in_trial);
    let trial = trial.map(|day| fact(p::subscription_trial_until(), time(day)));
    let next = match &one.next_invoice {
        Some(next) => {
            let date = p::subscription_next_on(&format::day(&next.date));
            fact_with_hint(p::subscription_next(), format::money(next.gross_amount), date).into_any()
        }
        None => fact(p::subscription_next(), p::subscription_next_none()).into_any(),
    };
    let method = one.payment_method.as_ref().map(|method| method.name.clone());
    view! {
        {prices(one)}
        {next}
        {fact(p::subscription_start(), time(&details.contract_start_day))}
        {trial}
        {end}
        {earliest}
        {declared}
        {fact(p::subscription_payment(), method.unwrap_or_else(|| t::follows_default().to_owned()))}
    }
    .into_any()
}

/// Each item with its price and how often it is billed.
fn prices(one: &SubscriptionView) -> impl IntoView + use<> {
    let line = |item: &portico_shared::subscriptions::SubscriptionItemView| {
        let price = format::unit_price(&item.unit_price, one.customer.currency_code);
        let price = p::item_quantity(&price, &format::number(&item.quantity));
        let every = periods::every(item.billing.billing_interval);
        let name = (item.name != one.name).then(|| view! { <span class="hint">{item.name.clone()}</span> });
        view! {
            <span>{price} " " {every}</span>
            {name}
        }
    };
    fact(t::subscription_price(), one.items.iter().map(line).collect_view())
}

/// What comes after the term.
fn after_end(one: &SubscriptionView) -> String {
    let details = &one.contract_details;
    match details.later_contract_period {
        _ if one.cancelled_at.is_some() => String::new(),
        _ if details.ends_automatically => p::subscription_end_by_itself().to_owned(),
        Some(period) => periods::renews(period),
        None => p::subscription_end_then_open().to_owned(),
    }
}
