//! A mandate for direct debits by the merchant's own bank: account, holder, address, and the consent to its text.

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::payment_methods::{MandateOffer, PaymentMethodOption};
use portico_ui::{
    client::Failure,
    components::{Field, Look, fact, failure_line, handler, live, select_field, submit_button, text_field},
    i18n::{self, format},
    platform,
    texts::portal as t,
};

use super::{
    super::iban_field::IbanField,
    choose::used_for,
    entry::{Entry, Part, Refused, Wrong},
    flow::Adding,
};
use crate::{change::Change, countries};

const CONSENT: &str = "consent";

#[derive(Clone, Copy)]
struct Form {
    adding: Adding,
    iban: IbanField,
    entry: RwSignal<Entry>,
    wrong: RwSignal<Vec<(Part, Wrong)>>,
    consent: RwSignal<bool>,
    consent_wrong: RwSignal<bool>,
}

pub(super) fn mandate_form(adding: Adding, option: &PaymentMethodOption, offer: &MandateOffer) -> AnyView {
    let form = Form {
        adding,
        iban: IbanField::new(),
        entry: RwSignal::new(Entry::of(offer)),
        wrong: RwSignal::new(Vec::new()),
        consent: RwSignal::new(false),
        consent_wrong: RwSignal::new(false),
    };
    let change = Change::new().telling(Callback::new(move |failure: Failure| {
        match Entry::refused(failure.violations()) {
            Some(refused) => {
                form.complain(refused);
                true
            }
            None => false,
        }
    }));
    let uses = used_for(adding, option);
    let option = option.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.submit(change, &option);
    };
    let texts = [offer.text.clone(), offer.one_off_text.clone()];
    let agreed = move || {
        let text = &texts[usize::from(adding.once.get() == Some(true))];
        let text = text.iter().map(|paragraph| view! { <p>{paragraph.clone()}</p> });
        // Another text is not agreed to yet.
        form.consent.set(false);
        view! { <div class="mandate-text">{text.collect_view()}</div> }
    };
    view! {
        <form class="form" novalidate on:submit=handler(submit)>
            {form.iban.view(Callback::new(|()| ()))}
            {form.field(Part::Holder)}
            {form.field(Part::Street)}
            <div class="field-row field-row-town">{form.field(Part::Zip)} {form.field(Part::Town)}</div>
            {form.country()}
            {uses}
            <section class="mandate" aria-labelledby="mandate-title">
                <h2 id="mandate-title">{t::mandate_title()}</h2>
                <dl class="facts">
                    {fact(t::mandate_creditor(), offer.creditor_name.clone())}
                    {fact(t::mandate_creditor_id(), offer.creditor_identifier.clone())}
                </dl>
                {live(agreed)}
                {consent_field(t::mandate_consent(), form.consent, form.consent_wrong)}
            </section>
            {failure_line(change.failure)}
            <div class="card-actions">{submit_button(t::mandate_give(), Look::Primary, change.working)}</div>
        </form>
    }
    .into_any()
}

/// A box that has to be ticked. Its id is `consent`.
pub(in crate::pay) fn consent_field(
    label: &'static str,
    consent: RwSignal<bool>,
    wrong: RwSignal<bool>,
) -> impl IntoView {
    let check = move |event| {
        consent.set(event_target_checked(&event));
        wrong.set(false);
    };
    view! {
        <div class="field">
            <label class="choice">
                <input
                    id=CONSENT
                    type="checkbox"
                    required
                    prop:checked=move || consent.get()
                    aria-invalid=move || wrong.get().then_some("true")
                    aria-describedby="consent-wrong"
                    on:change=handler(check)
                />
                <span>{label}</span>
            </label>
            <p class="field-wrong" id="consent-wrong">
                {live(move || wrong.get().then(t::consent_missing))}
            </p>
        </div>
    }
}

impl Form {
    fn field(self, part: Part) -> AnyView {
        let value = self.entry.with_untracked(|entry| entry.text(part).to_owned());
        let (field, wrong, on_input) = self.part(part);
        text_field(field, value, wrong, on_input).into_any()
    }

    fn country(self) -> AnyView {
        let own = self.entry.with_untracked(|entry| entry.text(Part::Country).to_owned());
        let [first, others] = countries::grouped(&own);
        let first = first.into_iter().map(|code| (code.to_owned(), format::country(code)));
        let groups = [first.collect(), format::countries(&others)];
        let (field, wrong, on_pick) = self.part(Part::Country);
        select_field(field, groups, &own, wrong, on_pick).into_any()
    }

    fn part(self, part: Part) -> (Field, Signal<Option<String>>, Callback<String>) {
        let field = Field {
            id: part.id(),
            label: part.label(),
            autocomplete: Some(part.autocomplete()),
            optional: part.is_optional(),
        };
        let wrong = Signal::derive(move || {
            let found = self.wrong.with(|all| all.iter().find(|(one, _)| *one == part).copied());
            found.map(|(_, wrong)| wrong.text().to_owned())
        });
        let on_input = Callback::new(move |text| {
            self.wrong.update(|all| all.retain(|(one, _)| *one != part));
            self.entry.update(|entry| entry.set(part, text));
        });
        (field, wrong, on_input)
    }

    /// Says what is wrong, and leads to the first of it.
    fn complain(self, refused: Refused) {
        let first = refused
            .parts
            .iter()
            .map(|(part, _)| *part)
            .min_by_key(|part| *part as usize);
        let first = if let Some(code) = &refused.iban {
            self.iban.complain(code);
            Some(IbanField::ID.to_owned())
        } else {
            first.map(Part::id)
        };
        self.wrong.set(refused.parts);
        if let Some(first) = first {
            platform::focus_soon(first);
        }
    }

    fn submit(self, change: Change, option: &PaymentMethodOption) {
        let entry = self.entry.get_untracked();
        let missing = Refused {
            iban: self.iban.is_empty().then(|| "blank".to_owned()),
            parts: entry.missing(),
        };
        let has_consent = self.consent.get_untracked();
        self.consent_wrong.set(!has_consent);
        if missing != Refused::default() {
            self.complain(missing);
        } else if has_consent {
            let body = entry.body(self.iban.text(), i18n::language());
            self.adding.create(change, option, body);
        } else {
            platform::focus(CONSENT);
        }
    }
}
