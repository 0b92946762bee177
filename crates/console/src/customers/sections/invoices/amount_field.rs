//! An amount of money, in whole units and with what stands behind the point.

use leptos::prelude::*;
use portico_shared::Money;
use portico_ui::{
    i18n::{amounts::amount_text, format},
    platform,
    texts::{console as t, portal as p},
};

use super::model::within;
use crate::{
    fields::{Shape, line},
    form::Form,
};

const FIELD: &str = "amount";

/// Begins with all that there is.
#[derive(Clone, Copy)]
pub(super) struct AmountField {
    most: Money,
    text: RwSignal<String>,
    is_wrong: RwSignal<bool>,
}

impl AmountField {
    pub(super) fn new(most: Money) -> Self {
        Self {
            most,
            text: RwSignal::new(amount_text(most.amount, most.currency.minor_digits())),
            is_wrong: RwSignal::new(false),
        }
    }

    /// Minor units; none where the field says what is wrong.
    pub(super) fn read(self) -> Option<i64> {
        let found = self.text.with_untracked(|text| within(text, self.most));
        self.is_wrong.set(found.is_none());
        if found.is_none() {
            platform::focus(FIELD);
        }
        found
    }

    pub(super) fn view(self, form: Form, touch: Callback<()>) -> AnyView {
        let most = format::money(self.most);
        let (refused, told) = (form.wrong(FIELD), t::amount_wrong(&most));
        let wrong = Signal::derive(move || self.is_wrong.get().then(|| told.clone()).or_else(|| refused.get()));
        let shape = Shape {
            path: FIELD,
            label: p::invoices_amount(),
            hint: t::amount_hint(&most).into_any(),
            wrong,
            disabled: false,
            optional: false,
        };
        let on_input = Callback::new(move |typed| {
            self.is_wrong.set(false);
            self.text.set(typed);
            touch.run(());
        });
        line(shape, "text", self.text.into(), on_input)
    }
}
