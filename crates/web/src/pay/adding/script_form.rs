//! The fields of a provider's script, between ours.

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use portico_shared::{
    PaymentMethodId,
    payment_methods::{ActionDetails, PaymentMethodOption, PaymentMethodType},
};
use portico_ui::{
    components::{
        Button, Field, Icon, Look, error_state, failure_line, handler, icon, live, skeleton, submit_button, text_field,
    },
    effect, i18n, platform,
    texts::portal as t,
};

use super::{
    super::model::{Way, kind},
    flow::{Adding, TITLE},
    stripe::{self, Frame, Payer},
};
use crate::{session::Session, sign_in::looks_like_email};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Loading,
    Ready,
    Missing,
}

#[derive(Clone, Copy)]
struct Form {
    adding: Adding,
    id: PaymentMethodId,
    kind: PaymentMethodType,
    details: StoredValue<ActionDetails>,
    url: StoredValue<String>,
    place: NodeRef<html::Div>,
    script: RwSignal<Script>,
    frame: StoredValue<Option<Frame>, LocalStorage>,
    name: RwSignal<String>,
    email: RwSignal<String>,
    name_wrong: RwSignal<Option<String>>,
    email_wrong: RwSignal<Option<String>>,
    working: RwSignal<bool>,
    /// What is wrong with what was typed.
    wrong: RwSignal<Option<String>>,
}

/// Where its script is, is one of the options.
pub(super) fn script_form(adding: Adding, id: PaymentMethodId, details: ActionDetails) -> AnyView {
    live(move || match adding.options.get() {
        None => skeleton().into_any(),
        Some(Err(failure)) => error_state(&failure, Callback::new(move |()| adding.load())).into_any(),
        Some(Ok(all)) => {
            let asked = platform::query("type").and_then(|kind| kind.parse().ok());
            let script = option(&all, asked).and_then(|one| Some((one.kind, one.script_url.clone()?)));
            match script {
                Some((kind, url)) => Form::new(adding, (id, kind), details.clone(), url).view(),
                // The merchant has left this provider meanwhile.
                None => view! { <p>{t::add_nothing_text()}</p> }.into_any(),
            }
        }
    })
}

fn option(all: &[PaymentMethodOption], kind: Option<PaymentMethodType>) -> Option<&PaymentMethodOption> {
    let with_script = || all.iter().filter(|one| Way::of(one.gateway) == Way::Script);
    let of_kind = with_script().find(|one| Some(one.kind) == kind);
    of_kind.or_else(|| with_script().next())
}

impl Form {
    fn new(
        adding: Adding,
        (id, kind): (PaymentMethodId, PaymentMethodType),
        details: ActionDetails,
        url: String,
    ) -> Self {
        let session = Session::current();
        let email = session
            .portal
            .with_untracked(|portal| portal.as_ref().map(|portal| portal.email.clone()));
        let form = Self {
            adding,
            id,
            kind,
            details: StoredValue::new(details),
            url: StoredValue::new(url),
            place: NodeRef::new(),
            script: RwSignal::new(Script::Loading),
            frame: StoredValue::new_local(None),
            name: RwSignal::new(String::new()),
            email: RwSignal::new(email.unwrap_or_default()),
            name_wrong: RwSignal::new(None),
            email_wrong: RwSignal::new(None),
            working: RwSignal::new(false),
            wrong: RwSignal::new(None),
        };
        form.place.on_load(move |_| form.load());
        form
    }

    fn load(self) {
        self.script.set(Script::Loading);
        spawn_local(async move {
            let is_loaded = stripe::load(&self.url.get_value()).await;
            let place = self.place.try_get_untracked().flatten().filter(|_| is_loaded);
            let frame = place.and_then(|place| {
                let key = self.details.with_value(|details| details.publishable_key.clone());
                Frame::mount(&key, i18n::language(), self.kind, &place)
            });
            let script = if frame.is_some() {
                Script::Ready
            } else {
                Script::Missing
            };
            self.frame.try_set_value(frame);
            self.script.try_set(script);
        });
    }

    fn view(self) -> AnyView {
        let (_, title) = kind(self.kind);
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            self.submit();
        };
        let is_debit = self.kind == PaymentMethodType::SepaDebit;
        let label = if is_debit {
            t::payment_iban()
        } else {
            t::add_card_field()
        };
        let text = if is_debit {
            t::add_script_debit_text()
        } else {
            t::add_script_card_text()
        };
        let payer = is_debit.then(|| self.payer());
        let mandate = is_debit.then(stripe_mandate);
        let state = move || match self.script.get() {
            Script::Loading => view! { <p class="hint">{t::add_script_loading()}</p> }.into_any(),
            Script::Ready => ().into_any(),
            Script::Missing => self.missing(),
        };
        let busy = RwSignal::new(false);
        effect(move || busy.set(self.working.get() || self.script.get() != Script::Ready));
        view! {
            <form class="panel" novalidate on:submit=handler(submit)>
                <h2 id=TITLE tabindex="-1">
                    {title}
                </h2>
                <p>{text}</p>
                {payer}
                <div class="field">
                    <label for="provider-field">{label}</label>
                    <div class="provider-field" id="provider-field" node_ref=self.place></div>
                    <div role="status">{live(state)}</div>
                    <p class="field-wrong" role="alert">
                        {live(move || self.wrong.get())}
                    </p>
                </div>
                {mandate}
                {failure_line(self.adding.change.failure)}
                <div class="card-actions">
                    {submit_button(if is_debit { t::mandate_give() } else { t::add_card_save() }, Look::Primary, busy)}
                    {self.adding.other_ways(self.id)}
                </div>
            </form>
        }
        .into_any()
    }

    fn missing(self) -> AnyView {
        let on_press = Callback::new(move |()| self.load());
        view! {
            <div class="notice notice-bad">
                {icon(Icon::Alert)}
                <div class="form">
                    <p>{t::add_script_missing()}</p>
                    <Button text=t::retry() look=Look::Secondary on_press />
                </div>
            </div>
        }
        .into_any()
    }

    /// Whom Stripe tells before it debits.
    fn payer(self) -> impl IntoView {
        let field = |id: &str, label, autocomplete| Field {
            id: id.into(),
            label,
            autocomplete: Some(autocomplete),
            optional: false,
        };
        let typed = |text: RwSignal<String>, wrong: RwSignal<Option<String>>| {
            Callback::new(move |value| {
                wrong.set(None);
                text.set(value);
            })
        };
        let name = field("payer-name", t::payment_account_holder(), "name");
        let email = field("payer-email", t::sign_in_email(), "email");
        let (now_name, now_email) = (self.name.get_untracked(), self.email.get_untracked());
        view! {
            {text_field(name, now_name, self.name_wrong.into(), typed(self.name, self.name_wrong))}
            {text_field(email, now_email, self.email_wrong.into(), typed(self.email, self.email_wrong))}
        }
    }

    fn submit(self) {
        let Some(frame) = self.frame.get_value().filter(|_| !self.working.get_untracked()) else {
            return;
        };
        let trimmed = |text: RwSignal<String>| text.with_untracked(|text| text.trim().to_owned());
        let payer = Payer {
            name: trimmed(self.name),
            email: trimmed(self.email),
        };
        if self.kind == PaymentMethodType::SepaDebit {
            if payer.name.is_empty() {
                self.name_wrong.set(Some(t::field_missing().to_owned()));
                return platform::focus("payer-name");
            }
            if !looks_like_email(&payer.email) {
                self.email_wrong.set(Some(t::sign_in_email_wrong().to_owned()));
                return platform::focus("payer-email");
            }
        }
        self.working.set(true);
        self.wrong.set(None);
        spawn_local(async move {
            let secret = self.details.with_value(|details| details.client_secret.clone());
            let answer = frame.confirm(&secret, &payer).await;
            self.working.try_set(false);
            match answer {
                Ok(()) => self.adding.confirm(self.id),
                Err(text) if text.is_empty() => {
                    self.wrong.try_set(Some(t::refused_again().to_owned()));
                }
                Err(text) => {
                    self.wrong.try_set(Some(text));
                }
            }
        });
    }
}

/// The words that Stripe asks for, with the merchant's name in them.
fn stripe_mandate() -> impl IntoView {
    let merchant = Session::current()
        .brand
        .with_untracked(|brand| brand.as_ref().map(|brand| brand.merchant.clone()));
    view! { <p class="hint mandate-text">{t::add_stripe_mandate(&merchant.unwrap_or_default())}</p> }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_script_is_that_of_the_kind_that_was_begun() {
        let one = |gateway: &str, kind: &str| json!({"gateway": gateway, "type": kind, "oneOff": false});
        let all = json!([
            one("sepa_debit", "sepa_debit"),
            one("stripe", "card"),
            one("stripe", "sepa_debit")
        ]);
        let all: Vec<PaymentMethodOption> = serde_json::from_value(all).unwrap();
        let found = |kind| option(&all, kind).map(|one| (Way::of(one.gateway), one.kind));
        let script = |kind| Some((Way::Script, kind));
        assert_eq!(
            found(Some(PaymentMethodType::SepaDebit)),
            script(PaymentMethodType::SepaDebit)
        );
        assert_eq!(found(None), script(PaymentMethodType::Card));
        assert_eq!(option(&all[..1], None), None);
    }
}
