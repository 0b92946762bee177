//! Sets a gateway up, or changes how it is set up.

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::gateways::GatewayView;
use portico_ui::{
    client::Method,
    components::{Dialog, check_field, close, save_actions},
    platform,
    texts::{console as t, portal as p},
};

use super::model::{Entry, Kind, Part};
use crate::{
    console::Console,
    copy::copy_field,
    fields::{Shape, line},
    form::Form,
};

/// What a restricted key of Stripe needs to write.
const WRITES: &[&str] = &[
    "Customers",
    "Setup Intents",
    "Payment Intents",
    "Payment Methods",
    "Charges and Refunds",
];

/// What it needs to read besides.
const READS: &[&str] = &["Disputes", "Mandates"];

/// What Stripe has to tell.
const EVENTS: &[&str] = &[
    "setup_intent.*",
    "payment_intent.*",
    "payment_method.*",
    "mandate.updated",
    "charge.dispute.*",
    "charge.refunded",
    "charge.refund.updated",
    "refund.failed",
];

#[component]
pub(super) fn SetUpDialog(
    kind: Kind,
    view: GatewayView,
    on_done: Callback<GatewayView>,
    on_close: Callback<()>,
) -> impl IntoView {
    let console = Console::current();
    let form = Form::new();
    let before = StoredValue::new(Entry::of(kind, &view));
    let entry = RwSignal::new(before.get_value());
    let missing = RwSignal::new(Vec::<Part>::new());
    let path = format!("/payment-gateways/{}", view.gateway);
    let change = move |change: &dyn Fn(&mut Entry)| {
        entry.update(change);
        let changed = before.with_value(|before| entry.with_untracked(|now| now != before));
        form.unsaved.set(changed);
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let lacking = entry.with_untracked(Entry::missing);
        if let Some(first) = lacking.first() {
            platform::focus(first.path());
            return missing.set(lacking);
        }
        let body = before.with_value(|before| entry.with_untracked(|now| now.changes(before)));
        if body.is_empty() {
            form.unsaved.set(false);
            return close(form.node);
        }
        let path = path.clone();
        let work = async move {
            let key = platform::random_key();
            console.client.change(Method::Put, &path, &key, body).await
        };
        form.send(work, move |view: GatewayView| on_done.run(view));
    };
    let field = |part: Part| {
        let refused = form.wrong(part.path());
        let wrong = Signal::derive(move || {
            let lacks = missing.with(|all| all.contains(&part));
            lacks.then(|| p::field_missing().to_owned()).or_else(|| refused.get())
        });
        let shape = Shape {
            path: part.path(),
            label: part.label(),
            hint: part.hint(&view).into_any(),
            wrong,
            disabled: false,
            optional: part.is_optional(&view),
        };
        let value = Signal::derive(move || entry.with(|entry| entry.text(part).to_owned()));
        let on_input = Callback::new(move |typed: String| {
            missing.update(|all| all.retain(|one| *one != part));
            change(&move |entry: &mut Entry| entry.set(part, typed.clone()));
        });
        line(shape, "text", value, on_input)
    };
    let fields = kind.parts().iter().map(|part| field(*part)).collect_view();
    let drops = (kind == Kind::Stripe && view.webhook_secret_set).then(|| {
        let on_check = Callback::new(move |on| change(&move |entry: &mut Entry| entry.drops_webhook_secret = on));
        check_field(Signal::stored(t::stripe_webhook_drop()), false, on_check)
    });
    let guide = (kind == Kind::Stripe).then(|| guide(view.webhook_url.clone()));
    view! {
        <Dialog node=form.node title=kind.title() unsaved=form.unsaved on_close>
            <form class="form" novalidate on:submit=submit>
                {guide}
                {fields}
                {drops}
                {form.line_in_state(t::gateway_busy())}
                {save_actions(form.node, form.working)}
            </form>
        </Dialog>
    }
}

/// What has to be done at Stripe.
fn guide(webhook_url: Option<String>) -> AnyView {
    let names = |all: &'static [&'static str]| {
        let each = all.iter().map(|name| view! { <li><code>{*name}</code></li> });
        view! { <ul class="plain-list">{each.collect_view()}</ul> }
    };
    let address = webhook_url.map(|url| copy_field("webhook-url", t::stripe_webhook_url(), url));
    view! {
        <details class="more-fields">
            <summary>{t::stripe_rights()}</summary>
            <p>{t::stripe_rights_text()}</p>
            {names(WRITES)}
            <p>{t::stripe_reads_text()}</p>
            {names(READS)}
        </details>
        <details class="more-fields">
            <summary>{t::stripe_endpoint()}</summary>
            <p>{t::stripe_endpoint_text()}</p>
            {names(EVENTS)}
        </details>
        {address}
    }
    .into_any()
}
