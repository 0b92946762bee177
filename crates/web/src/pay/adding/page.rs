//! `/pay/add`: adds a payment method, and leads on.

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{
    ErrorCode, InvoiceId,
    payment_methods::{Gateway, PaymentMethodAdded, PaymentMethodType},
};
use portico_ui::{
    client::{Abort, Failure},
    components::{Icon, Look, fact, icon, live},
    i18n::format,
    platform,
    router::Router,
    texts::portal as t,
};

use super::flow::{Adding, TITLE};
use crate::{
    page::{Missing, Page},
    pay::{
        invoice::Invoice,
        methods::{mandate_document, reference},
        model::new_default,
    },
    place::{ADD, PAY},
    session::Session,
    step_up::StepUp,
    tabs::Tab,
};

#[component]
pub(crate) fn AddPage() -> impl IntoView {
    let invoice = platform::query("invoice").map(|id| id.parse::<InvoiceId>());
    let Ok(invoice) = invoice.transpose() else {
        return view! { <Missing /> }.into_any();
    };
    let session = Session::current();
    let router = expect_context::<Router>();
    let step_up = StepUp::provide();
    let done = RwSignal::new(None::<PaymentMethodAdded>);
    let on_added = Callback::new(move |added: PaymentMethodAdded| {
        session.payment_methods.reset();
        if let Some(invoice) = invoice {
            return router.replace(&format!("{PAY}?invoice={invoice}&paymentMethod={}", added.id));
        }
        done.set(Some(added));
        platform::focus_soon(TITLE.into());
    });
    let adding = Adding::new(ADD, true, on_added);
    let found = RwSignal::new(None::<Result<Invoice, Failure>>);
    if let Some(id) = invoice {
        adding.once.set(Some(false));
        let abort = Abort::on_cleanup();
        spawn_local(async move {
            let answer = session.client.get(&format!("/invoices/{id}"), abort).await;
            found.try_set(Some(answer));
        });
    }
    adding.begin();
    // A payment pays it already, or nothing is to be paid: the page of paying says the same.
    let closed = Memo::new(move |_| found.with(|found| found.as_ref()?.as_ref().ok()?.closed()));
    let content = move || match closed.get() {
        Some(text) => view! { <p>{text}</p> }.into_any(),
        None => done.with(|done| done.as_ref().map_or_else(|| adding.view(), added)),
    };
    let is_missing = Memo::new(move |_| {
        let code = found.with(|found| found.as_ref()?.as_ref().err()?.code());
        code == Some(ErrorCode::NotFound)
    });
    let for_invoice = move || found.with(|found| found.as_ref()?.as_ref().ok().map(to_pay));
    live(move || {
        if is_missing.get() {
            return view! { <Missing /> }.into_any();
        }
        view! {
            <Page title=t::add_title()>
                {live(for_invoice)}
                {live(content)}
                {step_up.dialog()}
            </Page>
        }
        .into_any()
    })
}

/// What is paid with it next, and the way back there.
fn to_pay(invoice: &Invoice) -> AnyView {
    view! {
        <dl class="facts">
            {fact(t::pay_invoice(), invoice.name())} {fact(t::pay_open(), format::money(invoice.open_amount))}
        </dl>
        <a class="add-another" href=format!("{PAY}?invoice={}", invoice.id)>
            {t::add_to_invoice()}
        </a>
    }
    .into_any()
}

fn added(added: &PaymentMethodAdded) -> AnyView {
    let Some(method) = &added.payment_method else {
        return ().into_any();
    };
    let default = method.default.then(|| view! { <p>{new_default(method.kind)}</p> });
    let is_mandate = method.gateway_name == Gateway::SepaDebit && method.kind == PaymentMethodType::SepaDebit;
    let document = is_mandate.then(|| {
        view! {
            <p>{t::add_done_mandate()}</p>
            {mandate_document(method.id, reference(method), Look::Secondary)}
        }
    });
    view! {
        <div class="panel">
            <div class="panel-mark">{icon(Icon::Check)}</div>
            <h2 id=TITLE tabindex="-1">
                {t::add_done(&method.name)}
            </h2>
            {default}
            {document}
            <a class="button button-primary" href=Tab::PaymentMethods.path()>
                {t::add_back()}
            </a>
        </div>
    }
    .into_any()
}
