//! What the customer decides of their invoices: format, references, language. Below it, who else gets them.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use portico_shared::{
    customers::Language,
    portal::PortalView,
    settings::{ElectronicInvoiceFormat, InvoicePreferences},
};
use portico_ui::{
    client::{Abort, Client, Failure, Method, Value},
    components::{
        Button, Choice, Dialog, Field, Look, choices, close, fact, failure_line, handler, live, notice,
        problem_with_retry, save_actions, select_field, skeleton, text_field,
    },
    platform,
    texts::portal as t,
};

use super::recipients;
use crate::{
    change::{Ask, Change},
    session::Session,
};

const REFERENCE: &str = "buyer-reference";
const ORDER: &str = "order-reference";

#[derive(Clone, Copy)]
struct Preferences {
    client: Client,
    path: StoredValue<String>,
    abort: Abort,
    found: RwSignal<Option<Result<InvoicePreferences, Failure>>>,
    is_open: RwSignal<bool>,
    is_saved: RwSignal<bool>,
}

pub(super) fn section(portal: &Arc<PortalView>, may_change: bool) -> impl IntoView + use<> {
    let this = Preferences {
        client: Session::current().client,
        path: StoredValue::new(format!("/customers/{}/invoice-preferences", portal.customer.id)),
        abort: Abort::on_cleanup(),
        found: RwSignal::new(None),
        is_open: RwSignal::new(false),
        is_saved: RwSignal::new(false),
    };
    this.load();
    let state = move || match this.found.get() {
        None => skeleton().into_any(),
        Some(Err(failure)) => problem_with_retry(&failure, Callback::new(move |()| this.load())),
        Some(Ok(now)) => this.facts(now, may_change).into_any(),
    };
    let dialog = move || {
        let now = this.found.get_untracked().and_then(Result::ok);
        this.is_open.get().then(|| now.map(|now| this.dialog(now)))
    };
    view! {
        <section class="section" id="invoicing">
            <h2>{t::preferences_title()}</h2>
            <p class="hint">{t::preferences_text()}</p>
            {live(move || this.is_saved.get().then(|| notice(t::preferences_saved().to_owned())))}
            {live(state)}
            {live(dialog)}
            {recipients::list(portal, may_change)}
        </section>
    }
}

fn format(format: ElectronicInvoiceFormat) -> &'static str {
    match format {
        ElectronicInvoiceFormat::Zugferd => t::preferences_zugferd(),
        ElectronicInvoiceFormat::Xrechnung => t::preferences_xrechnung(),
        ElectronicInvoiceFormat::XrechnungUbl => t::preferences_xrechnung_ubl(),
    }
}

/// It is not made without the Leitweg-ID.
fn is_xrechnung(format: ElectronicInvoiceFormat) -> bool {
    format != ElectronicInvoiceFormat::Zugferd
}

fn format_hint(format: ElectronicInvoiceFormat) -> &'static str {
    match format {
        ElectronicInvoiceFormat::Zugferd => t::preferences_zugferd_hint(),
        ElectronicInvoiceFormat::Xrechnung | ElectronicInvoiceFormat::XrechnungUbl => t::preferences_xrechnung_hint(),
    }
}

fn language(language: Option<Language>) -> &'static str {
    match language {
        None => t::preferences_language_own(),
        Some(Language::De) => t::language_de(),
        Some(Language::En) => t::language_en(),
    }
}

impl Preferences {
    fn load(self) {
        spawn_local(async move {
            let answer = self.client.get(&self.path.get_value(), self.abort).await;
            if !matches!(answer, Err(Failure::Aborted)) {
                self.found.set(Some(answer));
            }
        });
    }

    fn facts(self, now: InvoicePreferences, may_change: bool) -> impl IntoView {
        let or_none = |text: Option<String>| text.unwrap_or_else(|| t::preferences_none().to_owned());
        let on_press = Callback::new(move |()| {
            self.is_saved.set(false);
            self.is_open.set(true);
        });
        let change =
            may_change.then(|| view! { <Button text=t::preferences_change() look=Look::Secondary on_press /> });
        view! {
            <dl class="facts">
                {fact(t::preferences_format(), format(now.electronic_invoice_format))}
                {now.buyer_reference.map(|id| fact(t::preferences_buyer(), id))}
                {fact(t::preferences_order(), or_none(now.order_reference))}
                {fact(t::preferences_language(), language(now.document_language))}
            </dl>
            {change}
        }
    }

    fn dialog(self, before: InvoicePreferences) -> AnyView {
        let node = NodeRef::<html::Dialog>::new();
        let entry = RwSignal::new(before.clone());
        let unsaved = RwSignal::new(false);
        let wrong = [REFERENCE, ORDER].map(|_| RwSignal::new(None::<String>));
        let change = Change::new().telling(Callback::new(move |failure: Failure| tell(&failure, wrong)));
        let edit = move |change: &dyn Fn(&mut InvoicePreferences)| {
            unsaved.set(true);
            entry.update(|entry| change(entry));
        };
        let saved = Callback::new(move |now: InvoicePreferences| {
            unsaved.set(false);
            close(node);
            self.found.set(Some(Ok(now)));
            self.is_saved.set(true);
        });
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            for one in wrong {
                one.set(None);
            }
            let ask = Ask {
                method: Method::Patch,
                path: self.path.get_value(),
                body: entry.with_untracked(body),
            };
            change.send(ask, saved);
        };
        let formats = ElectronicInvoiceFormat::ALL.iter().map(|one| Choice {
            value: one.as_str().to_owned(),
            label: format(*one).to_owned(),
            hint: format_hint(*one).to_owned(),
        });
        let needs_reference = RwSignal::new(is_xrechnung(before.electronic_invoice_format));
        let on_format = Callback::new(move |text: String| {
            if let Ok(format) = text.parse() {
                wrong[0].set(None);
                edit(&|entry| entry.electronic_invoice_format = format);
                needs_reference.set(is_xrechnung(format));
            }
        });
        let on_language = Callback::new(move |text: String| edit(&|entry| entry.document_language = text.parse().ok()));
        let languages = std::iter::once(None).chain(Language::ALL.iter().copied().map(Some));
        let languages = languages.map(|one| {
            let code = one.map_or("", Language::as_str);
            (code.to_owned(), language(one).to_owned())
        });
        let line = |id: &str, label: &'static str| Field {
            id: id.into(),
            label,
            autocomplete: None,
            optional: true,
        };
        let on_reference = Callback::new(move |text: String| edit(&|entry| entry.buyer_reference = filled(&text)));
        let on_order = Callback::new(move |text: String| edit(&|entry| entry.order_reference = filled(&text)));
        let reference = move || {
            let field = Field {
                optional: !needs_reference.get(),
                ..line(REFERENCE, t::preferences_buyer())
            };
            let now = entry.with_untracked(|entry| entry.buyer_reference.clone());
            text_field(field, now.unwrap_or_default(), wrong[0].into(), on_reference)
        };
        let format_now = before.electronic_invoice_format.as_str();
        let language_now = before.document_language.map_or("", Language::as_str);
        let on_close = Callback::new(move |()| self.is_open.set(false));
        view! {
            <Dialog node title=t::preferences_change() unsaved on_close>
                <form class="form" novalidate on:submit=handler(submit)>
                    {choices("format", t::preferences_format(), formats.collect(), format_now, on_format)}
                    {live(reference)}
                    {text_field(line(ORDER, t::preferences_order()), before.order_reference.unwrap_or_default(), wrong[1].into(), on_order)}
                    {select_field(line("document-language", t::preferences_language()), [languages.collect(), Vec::new()], language_now, Signal::stored(None), on_language)}
                    {failure_line(change.failure)}
                    {save_actions(node, change.working)}
                </form>
            </Dialog>
        }
        .into_any()
    }
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn body(entry: &InvoicePreferences) -> portico_ui::client::Body {
    let language = entry.document_language.map(|language| language.as_str().to_owned());
    vec![
        (
            "electronicInvoiceFormat",
            Value::Text(entry.electronic_invoice_format.as_str().to_owned()),
        ),
        ("buyerReference", entry.buyer_reference.clone().into()),
        ("orderReference", entry.order_reference.clone().into()),
        ("documentLanguage", language.into()),
    ]
}

/// Says at the fields what is wrong with them; false where it is something else.
fn tell(failure: &Failure, [reference, order]: [RwSignal<Option<String>>; 2]) -> bool {
    let mut is_told = false;
    for violation in failure.violations() {
        let (id, place, text) = match (violation.property_path.as_str(), violation.code.as_str()) {
            ("buyerReference", "required") => (REFERENCE, reference, t::preferences_buyer_missing()),
            ("buyerReference", _) => (REFERENCE, reference, t::preferences_buyer_wrong()),
            ("orderReference", "too-long") => (ORDER, order, t::field_too_long()),
            ("orderReference", _) => (ORDER, order, t::field_wrong()),
            _ => continue,
        };
        place.set(Some(text.to_owned()));
        platform::focus_soon(id.into());
        is_told = true;
    }
    is_told
}
