//! Stripe's script: looked up by name in the browser, because its types are Stripe's alone. Card numbers and IBANs go from its
//! frames to Stripe, past us.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::{document, window};
use portico_shared::{
    customers::Language,
    payment_methods::{PaymentMethodType, RefusalReason},
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, HtmlScriptElement};

use super::super::model::refusal;

/// What has to be known beside what is typed into the frame.
pub(super) struct Payer {
    pub(super) name: String,
    pub(super) email: String,
}

/// Stripe's object, and its frame that is on screen.
#[derive(Clone)]
pub(super) struct Frame {
    stripe: JsValue,
    element: JsValue,
    kind: PaymentMethodType,
}

/// Loads the script, once for a page.
pub(super) async fn load(url: &str) -> bool {
    if !get(&window(), "Stripe").is_undefined() {
        return true;
    }
    let script = document()
        .create_element("script")
        .map(JsCast::dyn_into::<HtmlScriptElement>);
    let Ok(Ok(script)) = script else { return false };
    script.set_src(url);
    let loaded = Promise::new(&mut |resolve, reject| {
        script.set_onload(Some(&resolve));
        script.set_onerror(Some(&reject));
    });
    let is_there = document().head().is_some_and(|head| head.append_child(&script).is_ok());
    let is_loaded = is_there && JsFuture::from(loaded).await.is_ok();
    if !is_loaded {
        // Another try asks anew.
        script.remove();
    }
    is_loaded
}

impl Frame {
    /// Puts the frame into `place`, in the colours that stand there.
    pub(super) fn mount(key: &str, language: Language, kind: PaymentMethodType, place: &HtmlElement) -> Option<Self> {
        let options = object(&[("locale", language.as_str().into())]);
        let make: Function = get(&window(), "Stripe").dyn_into().ok()?;
        let stripe = make.call2(&JsValue::UNDEFINED, &key.into(), &options).ok()?;
        let elements = call(&stripe, "elements", &[])?;
        let style = window().get_computed_style(place).ok().flatten();
        let colour = style.and_then(|style| style.get_property_value("color").ok());
        let base = object(&[
            ("color", colour.unwrap_or_default().into()),
            ("fontSize", "16px".into()),
        ]);
        let style = object(&[("base", base)]);
        let (name, options) = match kind {
            PaymentMethodType::SepaDebit => {
                let countries = Array::of1(&"SEPA".into()).into();
                ("iban", object(&[("style", style), ("supportedCountries", countries)]))
            }
            _ => ("card", object(&[("style", style), ("hidePostalCode", true.into())])),
        };
        let element = call(&elements, "create", &[name.into(), options])?;
        call(&element, "mount", &[place.into()])?;
        Some(Self { stripe, element, kind })
    }

    /// Has Stripe keep what was typed.
    ///
    /// # Errors
    /// What the customer is told, in their language: in our words where there are any, else in Stripe's. Empty where it says nothing.
    pub(super) async fn confirm(&self, secret: &str, payer: &Payer) -> Result<(), String> {
        let (act, method) = match self.kind {
            PaymentMethodType::SepaDebit => {
                let details = object(&[
                    ("name", payer.name.as_str().into()),
                    ("email", payer.email.as_str().into()),
                ]);
                let method = object(&[("sepa_debit", self.element.clone()), ("billing_details", details)]);
                ("confirmSepaDebitSetup", method)
            }
            _ => ("confirmCardSetup", object(&[("card", self.element.clone())])),
        };
        let data = object(&[("payment_method", method)]);
        let promise = call(&self.stripe, act, &[secret.into(), data]).and_then(|one| one.dyn_into::<Promise>().ok());
        let Some(promise) = promise else {
            return Err(String::new());
        };
        let answer = JsFuture::from(promise).await.map_err(|_| String::new())?;
        let error = get(&answer, "error");
        if error.is_undefined() || error.is_null() {
            return Ok(());
        }
        let said = |name: &str| get(&error, name).as_string();
        let codes = [said("decline_code"), said("code")];
        Err(match codes.iter().flatten().find_map(|code| reason(code)) {
            Some(reason) => refusal(Some(reason)).to_owned(),
            None => said("message").unwrap_or_default(),
        })
    }
}

/// <https://docs.stripe.com/declines/codes> and <https://docs.stripe.com/error-codes>. What its fields find wrong by themselves
/// (`incomplete_number`, `invalid_expiry_year_past`) Stripe tells more exactly.
fn reason(code: &str) -> Option<RefusalReason> {
    use RefusalReason as Reason;
    Some(match code {
        "insufficient_funds" | "withdrawal_count_limit_exceeded" => Reason::InsufficientFunds,
        "expired_card" => Reason::Expired,
        "incorrect_number" | "incorrect_cvc" => Reason::WrongData,
        "authentication_required" | "setup_intent_authentication_failure" => Reason::AuthenticationRequired,
        "card_velocity_exceeded" => Reason::LimitExceeded,
        "card_not_supported" | "currency_not_supported" | "transaction_not_allowed" => Reason::NotSupported,
        "processing_error" | "try_again_later" | "issuer_not_available" | "reenter_transaction" => Reason::TryAgain,
        "card_declined" => Reason::Declined,
        _ => return None,
    })
}

fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn call(of: &JsValue, name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let act: Function = get(of, name).dyn_into().ok()?;
    let list = Array::new();
    for one in arguments {
        list.push(one);
    }
    act.apply(of, &list).ok()
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stripe_refuses_is_told_in_our_words_where_there_are_any() {
        for (code, told) in [
            ("card_declined", Some(RefusalReason::Declined)),
            ("insufficient_funds", Some(RefusalReason::InsufficientFunds)),
            ("expired_card", Some(RefusalReason::Expired)),
            ("incorrect_cvc", Some(RefusalReason::WrongData)),
            ("processing_error", Some(RefusalReason::TryAgain)),
            (
                "setup_intent_authentication_failure",
                Some(RefusalReason::AuthenticationRequired),
            ),
            // The code beside it says that it was declined.
            ("do_not_honor", None),
            ("incomplete_number", None),
        ] {
            assert_eq!(reason(code), told, "{code}");
        }
    }
}
