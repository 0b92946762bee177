//! The readable part of a card.

use leptos::prelude::*;
use portico_shared::subscriptions::{NextInvoice, SubscriptionView};
use portico_ui::{
    client::Phase,
    components::{badge, fact, fact_with_hint, handler, live, time},
    i18n::{format, periods},
    texts::portal as t,
};

use super::{
    items::items,
    model::{End, Next, Stage, default_method, default_text, earliest, end},
};
use crate::{
    session::Session,
    tabs::addresses::{for_invoices, short},
};

/// What can be chosen about a subscription.
#[derive(Clone, Copy)]
pub(super) struct Choosers {
    pub(super) method: Chooser,
    pub(super) address: Chooser,
}

#[derive(Clone, Copy)]
pub(super) struct Chooser {
    /// Also where it is only the default.
    pub(super) is_shown: bool,
    /// None for who may only look.
    pub(super) on_change: Option<Callback<()>>,
}

pub(super) fn details(subscription: &SubscriptionView, stage: Stage, choosers: Choosers) -> impl IntoView + use<> {
    let (tone, status) = stage.badge();
    let plan = subscription.plan.as_ref().filter(|plan| plan.name != subscription.name);
    let plan = plan.map(|plan| view! { <span>{t::subscription_plan(&plan.name)}</span> });
    view! {
        <header class="card-head">
            <div>
                <h2 id=format!("name-{}", subscription.id)>{subscription.name.clone()}</h2>
                <p class="card-small">
                    <span>{t::subscription_number(&subscription.number)}</span>
                    {plan}
                </p>
            </div>
            {badge(tone, status)}
        </header>
        {next_invoice(subscription.next_invoice.as_ref(), stage)}
        <dl class="facts">{facts(subscription, stage, choosers)}</dl>
        {items(subscription)}
    }
}

fn next_invoice(next: Option<&NextInvoice>, stage: Stage) -> Option<AnyView> {
    let Some(next) = next else {
        let says_so = stage == Stage::Pending;
        return says_so.then(|| view! { <p class="next-none">{t::subscription_next_none()}</p> }.into_any());
    };
    let tax = (next.tax_amount.amount != 0).then(|| t::subscription_next_tax(&format::money(next.tax_amount)));
    Some(
        view! {
            <div class="next">
                <p class="next-label">{t::subscription_next()}</p>
                <p class="next-amount">{format::money(next.gross_amount)}</p>
                <p class="next-date">
                    <span>{t::subscription_next_on(&format::day(&next.date))}</span>
                    {tax.map(|tax| view! { <span>{tax}</span> })}
                </p>
            </div>
        }
        .into_any(),
    )
}

fn facts(subscription: &SubscriptionView, stage: Stage, choosers: Choosers) -> Vec<AnyView> {
    let start = time(&subscription.contract_details.contract_start_day);
    let mut rows = vec![fact(t::subscription_start(), start).into_any()];
    let paused = subscription.paused_at.as_ref().filter(|_| stage == Stage::Paused);
    rows.extend(paused.map(|at| fact(t::subscription_paused(), format::day_of(at)).into_any()));
    let trial = subscription
        .trial_last_day
        .as_ref()
        .filter(|_| subscription.is_in_trial);
    rows.extend(trial.map(|day| fact(t::subscription_trial_until(), time(day)).into_any()));
    rows.push(end_fact(subscription, stage));
    if let Some((day, deadline)) = earliest(subscription, stage) {
        let hint = deadline
            .map(|day| t::subscription_deadline(&format::day(&day)))
            .unwrap_or_default();
        rows.push(fact_with_hint(t::subscription_earliest(), time(&day), hint).into_any());
    }
    rows.extend(method_fact(subscription, choosers.method));
    rows.extend(address_fact(subscription, choosers.address));
    let order = subscription.po_number.clone();
    rows.extend(order.map(|number| fact(t::subscription_po(), number).into_any()));
    rows
}

/// Its own, or the default, named as soon as it is known; nothing where both the section is switched off and there is
/// no own one.
fn method_fact(subscription: &SubscriptionView, chooser: Chooser) -> Option<AnyView> {
    let list = Session::current().payment_methods;
    let own = subscription.payment_method.as_ref().map(|one| one.name.clone());
    let default = move || list.items.with(|all| default_method(all));
    let text = own_or_default(own, chooser.is_shown, list.phase, default)?;
    let label = t::change_method_of(&subscription.name);
    Some(fact(t::subscription_payment(), changeable(text, label, chooser.on_change)).into_any())
}

fn address_fact(subscription: &SubscriptionView, chooser: Chooser) -> Option<AnyView> {
    let list = Session::current().addresses;
    let own = subscription.invoice_address.as_ref().map(short);
    let default = move || list.items.with(|all| for_invoices(all).map(short));
    let text = own_or_default(own, chooser.is_shown, list.phase, default)?;
    let label = t::change_address_of(&subscription.name);
    Some(fact(t::subscription_address(), changeable(text, label, chooser.on_change)).into_any())
}

fn own_or_default(
    own: Option<String>,
    shows_default: bool,
    phase: RwSignal<Phase>,
    default: impl Fn() -> Option<String> + Send + 'static,
) -> Option<AnyView> {
    match own {
        Some(name) => Some(name.into_any()),
        None if shows_default => Some(live(move || {
            default_text(default().as_deref(), phase.get() == Phase::Ready)
        })),
        None => None,
    }
}

fn changeable(text: AnyView, label: String, on_change: Option<Callback<()>>) -> impl IntoView {
    let button = on_change.map(|on_change| {
        view! {
            <button type="button" class="link-button" aria-label=label on:click=handler(move |_| on_change.run(()))>
                {t::change()}
            </button>
        }
    });
    view! {
        <span>{text}</span>
        {button}
    }
}

fn end_fact(subscription: &SubscriptionView, stage: Stage) -> AnyView {
    let cancelled = subscription.cancelled_at.as_ref();
    let cancelled = cancelled.map(|at| t::subscription_cancelled_on(&format::day_of(at)));
    match end(subscription, stage) {
        End::LastDay(day) | End::Over(Some(day)) => {
            fact_with_hint(t::subscription_ends(), time(&day), cancelled.unwrap_or_default()).into_any()
        }
        End::Over(None) => fact(
            t::subscription_end(),
            cancelled.unwrap_or_else(|| t::subscription_ended().to_owned()),
        )
        .into_any(),
        End::Term(day, next) => {
            let hint = match next {
                Next::EndsByItself => t::subscription_end_by_itself().to_owned(),
                Next::Renews(period) => periods::renews(period),
                Next::RunsOn => t::subscription_end_then_open().to_owned(),
            };
            fact_with_hint(t::subscription_end(), time(&day), hint).into_any()
        }
        End::Open => fact(t::subscription_end(), t::subscription_end_open()).into_any(),
    }
}
