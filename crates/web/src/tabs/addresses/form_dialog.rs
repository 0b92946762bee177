//! Adds an address or changes one. What was typed survives every answer, and a stray click.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use portico_shared::{
    AddressId, ErrorCode,
    addresses::{AddressType, AddressView, Salutation},
};
use portico_ui::{
    client::{Body, Failure, Method},
    components::{
        Choice, Dialog, Field, check_field, choices, close, failure_line, handler, live, save_actions, select_field,
        text_field,
    },
    i18n::format,
    platform,
    texts::portal as t,
};

use super::entry::{Entry, Part, Wrong};
use crate::{countries, session::Session};

#[derive(Clone, Copy)]
struct Form {
    session: Session,
    node: NodeRef<html::Dialog>,
    /// The address that is changed; none: a new one.
    id: Option<AddressId>,
    before: StoredValue<Entry>,
    entry: RwSignal<Entry>,
    unsaved: RwSignal<bool>,
    wrong: RwSignal<Vec<(Part, Wrong)>>,
    failure: RwSignal<Option<Failure>>,
    working: RwSignal<bool>,
    /// One key for this dialog: sending again after a lost answer adds nothing twice.
    key: StoredValue<String>,
    on_done: Callback<AddressView>,
}

/// No `address`: a new one. `on_done` gets it as it was saved.
pub(super) fn form_dialog(
    address: Option<Arc<AddressView>>,
    on_close: Callback<()>,
    on_done: Callback<AddressView>,
) -> AnyView {
    let session = Session::current();
    let others = session.addresses.items.get_untracked();
    let portal = session.portal.get_untracked();
    let entry = match (&address, portal) {
        (Some(address), _) => Entry::of(address),
        (None, Some(portal)) => Entry::blank(&portal.customer, &others),
        (None, None) => return ().into_any(),
    };
    let has_main = others.iter().any(|one| one.default && one.kind == AddressType::Default);
    let form = Form {
        session,
        node: NodeRef::new(),
        id: address.map(|address| address.id),
        before: StoredValue::new(entry.clone()),
        entry: RwSignal::new(entry),
        unsaved: RwSignal::new(false),
        wrong: RwSignal::new(Vec::new()),
        failure: RwSignal::new(None),
        working: RwSignal::new(false),
        key: StoredValue::new(platform::random_key()),
        on_done,
    };
    let title = if form.id.is_some() {
        t::address_edit_title()
    } else {
        t::address_add()
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.submit();
    };
    view! {
        <Dialog node=form.node title unsaved=form.unsaved on_close>
            <form class="form" novalidate on:submit=handler(submit)>
                {(form.id.is_none() && has_main).then(|| form.purpose())}
                {form.addressee()}
                {form.place()}
                {form.more()}
                {failure_line(form.failure)}
                {save_actions(form.node, form.working)}
            </form>
        </Dialog>
    }
    .into_any()
}

impl Form {
    fn change(self, change: impl FnOnce(&mut Entry)) {
        self.entry.update(change);
        let changed = self
            .before
            .with_value(|before| self.entry.with_untracked(|now| now != before));
        self.unsaved.set(changed);
    }

    /// What a new address is for. The first of all is the main one, and needs no question.
    fn purpose(self) -> AnyView {
        let kinds = [
            (AddressType::Invoice, t::address_kind_invoice()),
            (AddressType::Default, t::address_kind_main()),
        ];
        let kinds = kinds.into_iter().map(|(kind, label)| Choice {
            value: kind.as_str().to_owned(),
            label: label.to_owned(),
            hint: String::new(),
        });
        let on_pick = Callback::new(move |value: String| {
            if let Ok(kind) = value.parse() {
                self.change(|entry| entry.kind = kind);
            }
        });
        let kind = Memo::new(move |_| self.entry.with(|entry| entry.kind));
        let label = move || match kind.get() {
            AddressType::Invoice => t::address_use_for_invoices(),
            AddressType::Default => t::address_use_as_main(),
        };
        let on_check = Callback::new(move |checked| self.change(|entry| entry.default = checked));
        let now = kind.get_untracked();
        view! {
            <div class="form">
                {choices("kind", t::address_kind(), kinds.collect(), now.as_str(), on_pick)}
                {check_field(Signal::derive(label), true, on_check)}
            </div>
        }
        .into_any()
    }

    fn addressee(self) -> impl IntoView {
        let who = [("company", t::address_of_company()), ("person", t::address_of_person())];
        let who = who.map(|(value, label)| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
        });
        let is_company = Memo::new(move |_| self.entry.with(|entry| entry.is_company));
        let now = if is_company.get_untracked() {
            "company"
        } else {
            "person"
        };
        let on_pick = Callback::new(move |value| self.change(|entry| entry.is_company = value == "company"));
        let names = move || {
            let company = is_company.get().then(|| self.field(Part::Company));
            view! {
                {company}
                <div class="field-row field-row-name">
                    {self.salutation()} {self.field(Part::FirstName)} {self.field(Part::LastName)}
                </div>
            }
        };
        view! {
            {choices("who", t::address_who(), who.to_vec(), now, on_pick)}
            {live(names)}
        }
    }

    fn salutation(self) -> impl IntoView {
        let option = |one: Salutation, text: &str| (one.as_str().to_owned(), text.to_owned());
        let all = vec![
            (String::new(), t::salutation_none().to_owned()),
            option(Salutation::Ms, t::salutation_ms()),
            option(Salutation::Mr, t::salutation_mr()),
        ];
        let field = Field {
            id: "address-salutation".into(),
            label: t::salutation(),
            autocomplete: None,
            optional: true,
        };
        let on_pick = Callback::new(move |value: String| self.change(|entry| entry.salutation = value.parse().ok()));
        let now = self.entry.with_untracked(|entry| entry.salutation);
        let now = now.map_or("", Salutation::as_str);
        select_field(field, [all, Vec::new()], now, Signal::derive(|| None), on_pick)
    }

    fn place(self) -> impl IntoView {
        view! {
            <div class="field-row field-row-street">{self.field(Part::Street)} {self.field(Part::HouseNumber)}</div>
            {self.field(Part::Addition)}
            <div class="field-row field-row-town">{self.field(Part::Zip)} {self.field(Part::Town)}</div>
            {self.country()}
        }
    }

    fn country(self) -> impl IntoView {
        let own = self.before.with_value(|entry| entry.text(Part::Country).to_owned());
        let [first, others] = countries::grouped(&own);
        let first = first.into_iter().map(|code| (code.to_owned(), format::country(code)));
        let groups = [first.collect(), format::countries(&others)];
        let (field, wrong, on_pick) = self.parts(Part::Country);
        select_field(field, groups, &own, wrong, on_pick)
    }

    /// What few people need, in sight where it says something.
    fn more(self) -> impl IntoView {
        let parts = [Part::VatId, Part::CostCentre];
        let is_used = move || {
            let says = self
                .entry
                .with_untracked(|entry| parts.map(|part| !entry.text(part).is_empty()));
            says.contains(&true) || self.wrong.with(|all| all.iter().any(|(part, _)| parts.contains(part)))
        };
        view! {
            <details class="more-fields" open=is_used>
                <summary>{t::address_more()}</summary>
                <div class="form">{parts.map(|part| self.field(part)).collect_view()}</div>
            </details>
        }
    }

    fn field(self, part: Part) -> AnyView {
        let value = self.entry.with_untracked(|entry| entry.text(part).to_owned());
        let (field, wrong, on_input) = self.parts(part);
        text_field(field, value, wrong, on_input).into_any()
    }

    fn parts(self, part: Part) -> (Field, Signal<Option<String>>, Callback<String>) {
        let field = Field {
            id: part.id(),
            label: part.label(),
            autocomplete: part.autocomplete(),
            optional: self.entry.with_untracked(|entry| entry.is_optional(part)),
        };
        let wrong = Signal::derive(move || {
            let found = self.wrong.with(|all| all.iter().find(|(one, _)| *one == part).copied());
            found.map(|(_, wrong)| self.told(wrong))
        });
        let on_input = Callback::new(move |text| {
            self.wrong.update(|all| all.retain(|(one, _)| *one != part));
            self.change(|entry| entry.set(part, text));
        });
        (field, wrong, on_input)
    }

    fn told(self, wrong: Wrong) -> String {
        match wrong {
            Wrong::Missing => t::field_missing().to_owned(),
            Wrong::TooLong => t::field_too_long().to_owned(),
            Wrong::Zip => {
                let country = self
                    .entry
                    .with_untracked(|entry| format::country(entry.text(Part::Country)));
                t::address_zip_wrong(&country)
            }
            Wrong::Other => t::field_wrong().to_owned(),
        }
    }

    /// Says what is wrong, and leads to the first of it.
    fn complain(self, wrong: Vec<(Part, Wrong)>) {
        let first = wrong.iter().map(|(part, _)| *part).min_by_key(|part| *part as usize);
        self.wrong.set(wrong);
        if let Some(first) = first {
            platform::focus_soon(first.id());
        }
    }

    fn submit(self) {
        if self.working.get_untracked() {
            return;
        }
        let entry = self.entry.get_untracked();
        let missing = entry.missing();
        let body = match self.id {
            Some(_) => self.before.with_value(|before| entry.changes(before)),
            None => entry.creation(),
        };
        if !missing.is_empty() {
            self.complain(missing);
        } else if body.is_empty() {
            self.unsaved.set(false);
            close(self.node);
        } else {
            self.working.set(true);
            self.failure.set(None);
            self.wrong.set(Vec::new());
            spawn_local(async move {
                let answer = self.send(body).await;
                self.working.try_set(false);
                match answer {
                    Ok(saved) => self.done(saved),
                    Err(failure) => self.failed(&entry, failure),
                }
            });
        }
    }

    async fn send(self, body: Body) -> Result<AddressView, Failure> {
        let (method, path) = match self.id {
            Some(id) => (Method::Put, format!("/customer-addresses/{id}")),
            None => (Method::Post, "/customer-addresses".to_owned()),
        };
        let key = self.key.get_value();
        self.session.client.change(method, &path, &key, body).await
    }

    fn done(self, saved: AddressView) {
        self.unsaved.set(false);
        close(self.node);
        self.on_done.try_run(saved);
    }

    fn failed(self, entry: &Entry, failure: Failure) {
        let refused = entry.refused(failure.violations());
        match failure.code() {
            // A first try arrived although its answer was lost, and other words were sent now.
            Some(ErrorCode::IdempotencyKeyReused) => {
                self.key.set_value(platform::random_key());
                self.session.addresses.reset();
            }
            // It is not what it was when this form was opened.
            Some(code) if code.status() == 409 => self.session.addresses.reset(),
            _ => {}
        }
        if refused.is_empty() {
            self.failure.set(Some(failure));
        } else {
            self.complain(refused);
        }
    }
}
