//! Takes a mandate back, on the second click.

use leptos::{html, prelude::*};
use portico_shared::payment_methods::PaymentMethodView;
use portico_ui::{
    client::Body,
    components::{Button, Dialog, Look, close, close_or_ask, failure_line, handler},
    texts::portal as t,
};

use crate::change::{Ask, Change};

/// `on_done` gets the method as it stands then.
pub(super) fn revoke_dialog(
    method: &PaymentMethodView,
    on_close: Callback<()>,
    on_done: Callback<PaymentMethodView>,
) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    let change = Change::new();
    let done = Callback::new(move |method| {
        close(node);
        on_done.run(method);
    });
    let path = format!("/payment-methods/{}/mandate/revoke", method.id);
    let on_press = Callback::new(move |()| change.send(Ask::post(path.clone(), Body::new()), done));
    let default = method.default.then(|| view! { <p>{t::revoke_mandate_default()}</p> });
    let name = method.name.clone();
    view! {
        <Dialog node title=t::revoke_mandate() on_close>
            <p class="card-small dialog-what">{name}</p>
            <p>{t::revoke_mandate_text()}</p>
            {default}
            {failure_line(change.failure)}
            <div class="dialog-actions">
                <button type="button" class="button" on:click=handler(move |_| close_or_ask(node))>
                    {t::go_back()}
                </button>
                <Button text=t::revoke_mandate() look=Look::Danger busy=change.working on_press />
            </div>
        </Dialog>
    }
    .into_any()
}
