//! An IBAN that somebody types: checked when they leave the field, with the bank that it names.

use leptos::{prelude::*, task::spawn_local};
use portico_shared::payment_methods::IbanView;
use portico_ui::{
    client::{Client, Method, Value},
    components::{Field, handler, live, text_field},
    platform,
    texts::portal as t,
};

use super::model::iban_wrong;
use crate::session::Session;

#[derive(Clone, Copy)]
pub(super) struct IbanField {
    client: Client,
    text: RwSignal<String>,
    wrong: RwSignal<Option<String>>,
    bank: RwSignal<Option<String>>,
    checked: StoredValue<String>,
}

impl IbanField {
    pub(super) const ID: &'static str = "iban";

    pub(super) fn new() -> Self {
        Self {
            client: Session::current().client,
            text: RwSignal::new(String::new()),
            wrong: RwSignal::new(None),
            bank: RwSignal::new(None),
            checked: StoredValue::new(String::new()),
        }
    }

    /// As it was typed.
    pub(super) fn text(self) -> String {
        self.text.with_untracked(|text| text.trim().to_owned())
    }

    pub(super) fn is_empty(self) -> bool {
        self.text().is_empty()
    }

    pub(super) fn complain(self, code: &str) {
        self.wrong.set(Some(iban_wrong(code).to_owned()));
    }

    /// `on_change`: something was typed.
    pub(super) fn view(self, on_change: Callback<()>) -> AnyView {
        let field = Field {
            id: Self::ID.into(),
            label: t::payment_iban(),
            autocomplete: None,
            optional: false,
        };
        let on_input = Callback::new(move |text: String| {
            self.wrong.set(None);
            self.bank.set(None);
            self.text.set(text);
            on_change.run(());
        });
        let value = self.text.get_untracked();
        view! {
            <div class="iban" on:focusout=handler(move |_| self.check())>
                {text_field(field, value, self.wrong.into(), on_input)}
                <p class="hint" role="status">
                    {live(move || self.bank.get())}
                </p>
            </div>
        }
        .into_any()
    }

    /// What only the API knows about it. Where it cannot be reached, sending the form will tell.
    fn check(self) {
        let text = self.text();
        if text.is_empty() || self.checked.get_value() == text {
            return;
        }
        self.checked.set_value(text.clone());
        spawn_local(async move {
            let (path, key) = ("/payment-methods/check-iban", platform::random_key());
            let body = vec![("iban", Value::Text(text.clone()))];
            let answer = self.client.change::<IbanView>(Method::Post, path, &key, body).await;
            // The field may be gone, or hold another number by now.
            if self.text.try_with_untracked(|now| now.trim() == text) != Some(true) {
                return;
            }
            match answer {
                Ok(iban) => self.bank.set(iban.bank_name),
                Err(failure) => match failure.violations().first() {
                    Some(violation) => self.complain(&violation.code),
                    None => self.checked.set_value(String::new()),
                },
            }
        });
    }
}
