//! Another account for a mandate that there is.

use leptos::{ev::SubmitEvent, html, prelude::*};
use portico_shared::payment_methods::PaymentMethodView;
use portico_ui::{
    client::{Failure, Value},
    components::{Dialog, Field, close, failure_line, form_actions, handler, text_field},
    platform,
    texts::portal as t,
};

use super::super::{adding::consent_field, iban_field::IbanField};
use crate::change::{Ask, Change};

const HOLDER: &str = "account-holder";

/// `on_done` gets the method with the new account.
pub(super) fn account_dialog(
    method: &PaymentMethodView,
    on_close: Callback<()>,
    on_done: Callback<PaymentMethodView>,
) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    let iban = IbanField::new();
    let before = method.sepa_debit.as_ref().and_then(|sepa| sepa.account_holder.clone());
    let before = before.unwrap_or_default();
    let holder = RwSignal::new(before.clone());
    let holder_wrong = RwSignal::new(None::<String>);
    let (consent, consent_wrong) = (RwSignal::new(false), RwSignal::new(false));
    let unsaved = RwSignal::new(false);
    let change = Change::new().telling(Callback::new(move |failure: Failure| {
        for violation in failure.violations() {
            match violation.property_path.as_str() {
                "iban" => iban.complain(&violation.code),
                "accountHolder" => holder_wrong.set(Some(t::field_wrong().to_owned())),
                _ => return false,
            }
        }
        let is_told = !failure.violations().is_empty();
        if is_told {
            platform::focus_soon(IbanField::ID.into());
        }
        is_told
    }));
    let saved = Callback::new(move |method| {
        unsaved.set(false);
        close(node);
        on_done.run(method);
    });
    let path = format!("/payment-methods/{}/mandate/account", method.id);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        consent_wrong.set(!consent.get_untracked());
        if iban.is_empty() {
            iban.complain("blank");
            return platform::focus(IbanField::ID);
        }
        if !consent.get_untracked() {
            return platform::focus("consent");
        }
        let holder = holder.with_untracked(|text| text.trim().to_owned());
        let mut body = vec![("iban", Value::Text(iban.text())), ("consent", Value::Bool(true))];
        if !holder.is_empty() {
            body.push(("accountHolder", Value::Text(holder)));
        }
        change.send(Ask::put(path.clone(), body), saved);
    };
    let field = Field {
        id: HOLDER.into(),
        label: t::payment_account_holder(),
        autocomplete: Some("name"),
        optional: false,
    };
    let on_input = Callback::new(move |text: String| {
        holder_wrong.set(None);
        unsaved.set(true);
        holder.set(text);
    });
    view! {
        <Dialog node title=t::account_change() unsaved on_close>
            <form class="form" novalidate on:submit=handler(submit)>
                <p>{t::account_change_text()}</p>
                {iban.view(Callback::new(move |()| unsaved.set(true)))}
                {text_field(field, before, holder_wrong.into(), on_input)}
                {consent_field(t::account_consent(), consent, consent_wrong)}
                {failure_line(change.failure)}
                {form_actions(node, t::account_change(), change.working)}
            </form>
        </Dialog>
    }
    .into_any()
}
