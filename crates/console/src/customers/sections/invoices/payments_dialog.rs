//! What was paid of an invoice, what is on its way, and what came back.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::{
    Data,
    invoices::{InvoiceView, PaymentView},
};
use portico_ui::{
    components::{Button, Dialog, Look, badge, close},
    i18n::format,
    texts::{console as t, portal as p},
};

use super::{
    Open,
    model::{day, is_on_its_way, is_owed, is_returnable, is_withdrawable, left, means, payment_badge},
};
use crate::{
    console::Console,
    customers::sections::{model::refusal, nothing},
    load::Load,
};

#[component]
pub(super) fn PaymentsDialog(
    invoice: Arc<InvoiceView>,
    /// The question takes the place of this dialog.
    on_ask: Callback<Open>,
    on_close: Callback<()>,
) -> impl IntoView {
    let node = NodeRef::new();
    let load = Load::<Data<PaymentView>>::get(format!("/invoices/{}/payments", invoice.id));
    let number = invoice.number.clone();
    let number = number.unwrap_or_else(|| p::invoices_without_number().to_owned());
    let gross = format::money(invoice.gross_amount);
    let content = load.show(move |all| {
        let rows = if all.data.is_empty() {
            nothing(t::payments_none())
        } else {
            let rows = all.data.iter().map(|one| row(one, on_ask));
            view! { <ul class="rows">{rows.collect_view()}</ul> }.into_any()
        };
        view! {
            {rows}
            {ways_to_pay(&invoice, &all.data, on_ask)}
        }
        .into_any()
    });
    let back = Callback::new(move |()| close(node));
    view! {
        <Dialog node title=t::payments_of() on_close>
            <p class="card-small dialog-what">
                <span>{number}</span>
                <span>{gross}</span>
            </p>
            {content}
            <div class="dialog-actions">
                <Button text=p::close() look=Look::Secondary on_press=back />
            </div>
        </Dialog>
    }
}

/// How what is open can come in, while nothing is on its way.
fn ways_to_pay(invoice: &Arc<InvoiceView>, payments: &[PaymentView], on_ask: Callback<Open>) -> Option<AnyView> {
    let is_open = is_owed(invoice.kind, invoice.status, invoice.open_amount) && !payments.iter().any(is_on_its_way);
    let console = Console::current();
    (console.may("invoice:write") && is_open).then(|| {
        let button = |text: &'static str, open: fn(Arc<InvoiceView>) -> Open| {
            let invoice = invoice.clone();
            let on_press = Callback::new(move |()| on_ask.run(open(invoice.clone())));
            view! { <Button text look=Look::Secondary on_press /> }
        };
        let method = console
            .may("payment-method:read")
            .then(|| button(t::invoice_method(), Open::Method));
        view! {
            <div class="card-actions">
                {button(t::record_payment(), Open::Record)} {button(t::collect_now(), Open::Collect)} {method}
            </div>
        }
        .into_any()
    })
}

fn row(payment: &PaymentView, on_ask: Callback<Open>) -> impl IntoView + use<> {
    let (tone, status) = payment_badge(payment);
    let amount = format::money(payment.amount);
    let line = |text: Option<String>| text.map(|text| view! { <span>{text}</span> });
    let (label, account) = means(payment);
    let waits = is_withdrawable(payment).then(|| t::payment_waits().to_owned());
    let returned = payment.returned_at.as_ref();
    let returned = returned.map(|at| t::payment_returned_on(&format::short_day_of(at)));
    let reason = payment.failure_reason.map(|reason| refusal(reason).to_owned());
    let refunded =
        (payment.refunded_amount.amount != 0).then(|| t::payment_refunded(&format::money(payment.refunded_amount)));
    let button = |text: &'static str, open: fn(PaymentView) -> Open| {
        let label = p::button_of(text, &amount);
        let payment = payment.clone();
        let on_press = Callback::new(move |()| on_ask.run(open(payment.clone())));
        view! { <Button text look=Look::Quiet label on_press /> }
    };
    let may = Console::current().may("invoice:write");
    let comes_back = (may && is_returnable(payment)).then(|| button(t::return_record(), Open::Return));
    let withdraw = (may && is_withdrawable(payment)).then(|| button(t::withdraw(), Open::Withdraw));
    let give_up = (may && payment.can_be_given_up).then(|| button(t::give_up(), Open::GiveUp));
    let refund = (may && left(payment).is_some()).then(|| button(t::refund(), Open::Refund));
    let actions = (comes_back.is_some() || withdraw.is_some() || give_up.is_some() || refund.is_some())
        .then(|| view! { <div class="row-actions">{comes_back} {withdraw} {give_up} {refund}</div> });
    view! {
        <li class="row">
            <div class="row-text">
                <strong>{amount.clone()}</strong>
                <span class="card-small">
                    <span>{label}</span>
                    {line(account)}
                    <span>{day(payment)}</span>
                    {line(returned)}
                </span>
                <span class="card-small">{line(waits)} {line(reason)} {line(refunded)}</span>
            </div>
            {badge(tone, status)}
            {actions}
        </li>
    }
}
