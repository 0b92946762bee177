//! Takes in a mandate that the customer signed on paper.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, html, prelude::*};
use portico_shared::{
    customers::CustomerView,
    payment_methods::{AddingStatus, PaymentMethodAdded, RefusalReason},
};
use portico_ui::{
    client::Method,
    components::{Dialog, Field, Icon, close, form_actions, icon, select_field},
    i18n::format,
    platform,
    texts::{console as t, portal as p},
};

use super::model::{Mandate, Part};
use crate::{
    console::Console,
    countries::COUNTRIES,
    customers::sections::model::refusal,
    fields::{Shape, line},
    form::Form,
};

#[component]
pub(super) fn PaperDialog(
    customer: Arc<CustomerView>,
    /// Gets what is told afterwards.
    on_done: Callback<String>,
    on_close: Callback<()>,
) -> impl IntoView {
    let client = Console::current().client;
    // An answer may say that it was refused: the dialog closes only where it was not.
    let node = NodeRef::<html::Dialog>::new();
    let form = Form::new();
    let before = StoredValue::new(Mandate::of(&customer));
    let entry = RwSignal::new(before.get_value());
    let missing = RwSignal::new(Vec::<Part>::new());
    let refused = RwSignal::new(None::<RefusalReason>);
    let change = move |part: Part, typed: String| {
        missing.update(|all| all.retain(|one| *one != part));
        entry.update(|entry| entry.set(part, typed));
        form.unsaved
            .set(before.with_value(|before| entry.with_untracked(|now| now != before)));
    };
    let submit = {
        let customer = customer.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            let lacking = entry.with_untracked(Mandate::missing);
            if let Some(first) = lacking.first() {
                platform::focus(first.path());
                return missing.set(lacking);
            }
            refused.set(None);
            let body = entry.with_untracked(|entry| entry.body(&customer));
            let work = async move {
                let key = platform::random_key();
                client
                    .change::<PaymentMethodAdded>(Method::Post, "/payment-methods", &key, body)
                    .await
            };
            form.send(work, move |added| {
                if added.status == AddingStatus::Failed {
                    form.unsaved.set(true);
                    return refused.set(Some(added.fail_reason.unwrap_or(RefusalReason::Declined)));
                }
                close(node);
                on_done.run(t::paper_added().to_owned());
            });
        }
    };
    let wrong = move |part: Part| {
        let told = form.wrong(part.path());
        Signal::derive(move || {
            let lacks = missing.with(|all| all.contains(&part));
            lacks.then(|| p::field_missing().to_owned()).or_else(|| told.get())
        })
    };
    let field = move |part: Part| {
        let shape = Shape {
            path: part.path(),
            label: part.label(),
            hint: part.hint().into_any(),
            wrong: wrong(part),
            disabled: false,
            optional: part.is_optional(),
        };
        let value = Signal::derive(move || entry.with(|entry| entry.text(part).to_owned()));
        let kind = if part == Part::Signed { "date" } else { "text" };
        line(shape, kind, value, Callback::new(move |typed| change(part, typed)))
    };
    let country = {
        let home = entry.with_untracked(|entry| entry.text(Part::Country).to_owned());
        let own = (!COUNTRIES.contains(&home.as_str())).then(|| (home.clone(), format::country(&home)));
        let field = Field {
            id: Part::Country.path().into(),
            label: Part::Country.label(),
            autocomplete: None,
            optional: false,
        };
        let groups = [own.into_iter().collect(), format::countries(&COUNTRIES)];
        let on_pick = Callback::new(move |code| change(Part::Country, code));
        select_field(field, groups, &home, wrong(Part::Country), on_pick)
    };
    let told = move || {
        refused.get().map(|reason| {
            view! {
                <div class="notice notice-bad" role="alert">
                    {icon(Icon::Alert)} <p>{refusal(reason)}</p>
                </div>
            }
        })
    };
    view! {
        <Dialog node title=t::paper_add() unsaved=form.unsaved on_close>
            <form class="form" novalidate on:submit=submit>
                <p>{t::paper_text()}</p>
                {field(Part::Iban)}
                {field(Part::Holder)}
                {field(Part::Street)}
                {field(Part::Zip)}
                {field(Part::City)}
                {country}
                {field(Part::Signed)}
                {field(Part::Reference)}
                {told}
                {form.line()}
                {form_actions(node, p::save(), form.working)}
            </form>
        </Dialog>
    }
}
