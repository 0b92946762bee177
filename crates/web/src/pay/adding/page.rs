//! `/pay/add`: adds a payment method, and leads on.

use leptos::prelude::*;
use portico_shared::payment_methods::{Gateway, PaymentMethodAdded, PaymentMethodType};
use portico_ui::{
    components::{Icon, Look, icon, live},
    platform,
    router::Router,
    texts::portal as t,
};

use super::flow::{Adding, TITLE};
use crate::{
    page::Page,
    pay::methods::mandate_document,
    place::{ADD, PAY},
    session::Session,
    step_up::StepUp,
    tabs::Tab,
};

#[component]
pub(crate) fn AddPage() -> impl IntoView {
    let session = Session::current();
    let router = expect_context::<Router>();
    let step_up = StepUp::provide();
    let done = RwSignal::new(None::<PaymentMethodAdded>);
    let on_added = Callback::new(move |added: PaymentMethodAdded| {
        session.payment_methods.reset();
        if let Some(invoice) = platform::query("invoice") {
            let invoice = String::from(js_sys::encode_uri_component(&invoice));
            return router.replace(&format!("{PAY}?invoice={invoice}&paymentMethod={}", added.id));
        }
        done.set(Some(added));
        platform::focus_soon(TITLE.into());
    });
    let adding = Adding::new(ADD, true, on_added);
    if platform::query("invoice").is_some() {
        adding.once.set(Some(false));
    }
    adding.begin();
    let content = move || done.with(|done| done.as_ref().map_or_else(|| adding.view(), added));
    view! {
        <Page title=t::add_title()>
            {live(content)}
            {step_up.dialog()}
        </Page>
    }
}

fn added(added: &PaymentMethodAdded) -> AnyView {
    let Some(method) = &added.payment_method else {
        return ().into_any();
    };
    let default = method.default.then(|| view! { <p>{t::add_done_default()}</p> });
    let is_mandate = method.gateway_name == Gateway::SepaDebit && method.kind == PaymentMethodType::SepaDebit;
    let document = is_mandate.then(|| {
        view! {
            <p>{t::add_done_mandate()}</p>
            {mandate_document(method.id, Look::Secondary)}
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
