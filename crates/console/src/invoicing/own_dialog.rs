//! Changes how one customer is invoiced. Each setting says what it would inherit.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::settings::{Invoicing, InvoicingView};
use portico_ui::{
    client::Method,
    components::{Dialog, close, live, save_actions},
    platform,
    texts::console as t,
};

use super::{
    model::{
        CLOSING, FORMAT, INTRODUCTION, REFERENCE, SENDS, TERM, days, format_name, formats, inherited, is_xrechnung,
        shown, yes_or_no,
    },
    own_entry::{Entry, Prose, Source},
};
use crate::{
    console::Console,
    fields::{Shape, line, lines, pick},
    form::Form,
    settings::Wrong,
};

/// One of the two texts.
#[derive(Clone, Copy)]
struct TextPart {
    path: &'static str,
    /// Id of the question where it comes from.
    source_path: &'static str,
    label: fn() -> &'static str,
    own_label: fn() -> &'static str,
    read: fn(&Entry) -> &Prose,
    write: fn(&mut Entry) -> &mut Prose,
    above: fn(&Invoicing) -> Option<&str>,
}

const INTRODUCTION_TEXT: TextPart = TextPart {
    path: INTRODUCTION,
    source_path: "introduction-source",
    label: t::invoicing_introduction,
    own_label: t::invoicing_introduction_own,
    read: |entry| &entry.introduction,
    write: |entry| &mut entry.introduction,
    above: |above| above.introduction.as_deref(),
};

const CLOSING_TEXT: TextPart = TextPart {
    path: CLOSING,
    source_path: "closing-source",
    label: t::invoicing_closing,
    own_label: t::invoicing_closing_own,
    read: |entry| &entry.closing,
    write: |entry| &mut entry.closing,
    above: |above| above.closing.as_deref(),
};

#[derive(Clone, Copy)]
struct Own {
    form: Form,
    before: StoredValue<Entry>,
    entry: RwSignal<Entry>,
    wrong: RwSignal<Vec<Wrong>>,
    above: StoredValue<Option<Invoicing>>,
}

#[component]
pub(super) fn OwnDialog(
    /// Of the API.
    path: String,
    view: Arc<InvoicingView>,
    /// What all customers have, where that may be known.
    above: Option<Invoicing>,
    on_change: Callback<InvoicingView>,
    on_close: Callback<()>,
) -> impl IntoView {
    let console = Console::current();
    let form = Form::new();
    let entry = Entry::of(&view.own);
    let own = Own {
        form,
        before: StoredValue::new(entry.clone()),
        entry: RwSignal::new(entry),
        wrong: RwSignal::new(Vec::new()),
        above: StoredValue::new(above),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let wrong = own.entry.with_untracked(Entry::wrong);
        if let Some((first, _)) = wrong.first() {
            platform::focus_soon((*first).to_owned());
            return own.wrong.set(wrong);
        }
        let body = own
            .before
            .with_value(|before| own.entry.with_untracked(|now| now.changes(before)));
        if body.is_empty() {
            form.unsaved.set(false);
            return close(form.node);
        }
        let path = path.clone();
        let work = async move {
            let key = platform::random_key();
            console.client.change(Method::Patch, &path, &key, body).await
        };
        form.send(work, move |changed: InvoicingView| {
            console.say(t::invoicing_saved());
            on_change.run(changed);
        });
    };
    view! {
        <Dialog node=form.node title=t::invoicing_card() unsaved=form.unsaved on_close>
            <form class="form" novalidate on:submit=submit>
                {own.format()}
                {own.reference()}
                {own.term()}
                {own.sends()}
                {own.prose(INTRODUCTION_TEXT)}
                {own.prose(CLOSING_TEXT)}
                {form.line()}
                {save_actions(form.node, form.working)}
            </form>
        </Dialog>
    }
}

impl Own {
    fn change(self, path: &str, change: impl FnOnce(&mut Entry)) {
        self.wrong.update(|all| all.retain(|(field, _)| *field != path));
        self.entry.update(change);
        let changed = self
            .before
            .with_value(|before| self.entry.with_untracked(|now| now != before));
        self.form.unsaved.set(changed);
    }

    fn shape(self, path: &'static str, label: &'static str, hint: &'static str) -> Shape {
        let refused = self.form.wrong(path);
        let wrong = Signal::derive(move || {
            let own = self
                .wrong
                .with(|all| all.iter().find(|(field, _)| *field == path).cloned());
            own.map(|(_, text)| text).or_else(|| refused.get())
        });
        Shape {
            path,
            label,
            hint: hint.into_any(),
            wrong,
            disabled: false,
            optional: false,
        }
    }

    fn inherited(self, say: impl FnOnce(&Invoicing) -> String) -> String {
        self.above.with_value(|above| inherited(above.as_ref(), say))
    }

    fn format(self) -> AnyView {
        let above = self.inherited(|above| format_name(above.electronic_invoice_format).to_owned());
        let options = [(String::new(), above)].into_iter().chain(formats()).collect();
        let value = Signal::derive(move || {
            let format = self.entry.with(|entry| entry.format);
            format.map(|format| format.as_str().to_owned()).unwrap_or_default()
        });
        let on_pick = Callback::new(move |text: String| {
            self.change(FORMAT, |entry| entry.format = text.parse().ok());
        });
        let shape = self.shape(FORMAT, t::invoicing_format(), t::invoicing_format_hint());
        pick(shape, options, value, on_pick)
    }

    /// Whether it may stay empty depends on the format.
    fn reference(self) -> AnyView {
        let above = |above: &Invoicing| is_xrechnung(above.electronic_invoice_format);
        let is_above = self.above.with_value(|values| values.as_ref().is_some_and(above));
        let need = Memo::new(move |_| {
            let read = |entry: &Entry| (entry.needs_reference(), is_above && entry.format.is_none());
            self.entry.with(read)
        });
        live(move || {
            let (is_needed, is_inherited) = need.get();
            let hint = if is_inherited {
                t::invoicing_reference_inherited()
            } else {
                t::invoicing_reference_hint()
            };
            let value = Signal::derive(move || self.entry.with(|entry| entry.reference.clone()));
            let on_input = Callback::new(move |text| self.change(REFERENCE, |entry| entry.reference = text));
            let shape = Shape {
                optional: !is_needed,
                ..self.shape(REFERENCE, t::invoicing_reference(), hint)
            };
            line(shape, "text", value, on_input)
        })
    }

    fn term(self) -> AnyView {
        let value = Signal::derive(move || self.entry.with(|entry| entry.term.clone()));
        let on_input = Callback::new(move |text| self.change(TERM, |entry| entry.term = text));
        let hint = self.above.with_value(|above| match above {
            Some(above) => t::invoicing_term_empty_value(&days(above.payment_term_days)),
            None => t::invoicing_term_empty().to_owned(),
        });
        let shape = Shape {
            hint: hint.into_any(),
            optional: true,
            ..self.shape(TERM, t::invoicing_term(), "")
        };
        line(shape, "text", value, on_input)
    }

    fn sends(self) -> AnyView {
        let above = self.inherited(|above| yes_or_no(above.auto_send_documents).to_owned());
        let option = |on: bool| (on.to_string(), yes_or_no(on).to_owned());
        let options = vec![(String::new(), above), option(true), option(false)];
        let value = Signal::derive(move || {
            let sends = self.entry.with(|entry| entry.sends);
            sends.map(|on| on.to_string()).unwrap_or_default()
        });
        let on_pick = Callback::new(move |text: String| self.change(SENDS, |entry| entry.sends = text.parse().ok()));
        let shape = self.shape(SENDS, t::invoicing_sends(), t::invoicing_sends_hint());
        pick(shape, options, value, on_pick)
    }

    /// Where a text comes from, and below it the text where it is the customer's own.
    fn prose(self, part: TextPart) -> AnyView {
        let above = self.inherited(|values| shown((part.above)(values)));
        let name = move |source: Source| match source {
            Source::Inherited => above.clone(),
            Source::Nothing => t::invoicing_text_none().to_owned(),
            Source::Own => t::invoicing_text_own().to_owned(),
        };
        let options = Source::ALL.map(|source| (source.as_str().to_owned(), name(source)));
        let source = Memo::new(move |_| self.entry.with(|entry| (part.read)(entry).from));
        let value = Signal::derive(move || source.get().as_str().to_owned());
        let on_pick = Callback::new(move |text: String| {
            self.change(part.path, |entry| (part.write)(entry).from = Source::parse(&text));
        });
        let text = move || {
            (source.get() == Source::Own).then(|| {
                let value = Signal::derive(move || self.entry.with(|entry| (part.read)(entry).text.clone()));
                let on_input =
                    Callback::new(move |text| self.change(part.path, |entry| (part.write)(entry).text = text));
                lines(self.shape(part.path, (part.own_label)(), ""), value, on_input)
            })
        };
        view! {
            {pick(self.shape(part.source_path, (part.label)(), ""), options.to_vec(), value, on_pick)}
            {text}
        }
        .into_any()
    }
}
