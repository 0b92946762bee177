//! What adding a payment method sends, and where a provider leads back to.

use portico_shared::payment_methods::{Gateway, PaymentMethodOption, PaymentMethodType as Kind};
use portico_ui::{
    client::{Body, Value},
    texts::portal as t,
};

use super::super::model::Way;

/// A `PaymentMethodIn`. `extra` is what this kind needs; whether existing subscriptions use it, and those to come, is asked by a link
/// alone; `invoice` is the one on the way to which it is added, and whether it is for that alone.
pub(super) fn creation(
    option: &PaymentMethodOption,
    extra: Body,
    ([existing, future], invoice): ([Option<bool>; 2], Option<(String, bool)>),
    return_url: &str,
) -> Body {
    let mut body = vec![
        ("gateway", Value::Text(option.gateway.as_str().to_owned())),
        ("type", Value::Text(option.kind.as_str().to_owned())),
    ];
    if Way::of(option.gateway) == Way::Redirect {
        body.push(("returnUrl", Value::Text(return_url.to_owned())));
    }
    if existing.or(future).is_some() {
        let uses = vec![
            ("existingSubscriptions", Value::Bool(existing.unwrap_or(true))),
            ("futureSubscriptions", Value::Bool(future.unwrap_or(true))),
        ];
        body.push(("useFor", Value::Object(uses)));
    }
    if let Some((invoice, is_once)) = invoice {
        body.push(("invoice", Value::Text(invoice)));
        if is_once && option.one_off {
            body.push(("futureUsageAllowed", Value::Bool(false)));
        }
    }
    body.extend(extra);
    body
}

/// The page that asks, with what it has to know again.
pub(super) fn return_url(origin: &str, path: &str, kept: &[(&str, Option<String>)]) -> String {
    let mut url = format!("{origin}{path}");
    let said = kept.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
    for (index, (name, value)) in said.enumerate() {
        url.extend([if index == 0 { "?" } else { "&" }, name, "=", value]);
    }
    url
}

/// A line below the name of a kind.
pub(super) fn hint(option: &PaymentMethodOption) -> &'static str {
    match (option.gateway, option.kind) {
        (Gateway::Testing, _) => t::add_testing_hint(),
        (_, Kind::Card) => t::add_card_hint(),
        (_, Kind::SepaDebit) => t::add_sepa_hint(),
        (_, Kind::BankTransfer) => t::add_transfer_hint(),
        (_, Kind::Paypal | Kind::Wallet | Kind::FakeProvider) => t::add_redirect_hint(),
    }
}

#[cfg(test)]
mod tests {
    use portico_shared::payment_methods::{LinkUse, PaymentMethodIn};
    use serde_json::json;

    use super::*;
    use crate::testing::read;

    fn option(gateway: &str, kind: &str) -> PaymentMethodOption {
        serde_json::from_value(json!({"gateway": gateway, "type": kind, "oneOff": gateway != "bank_transfer"})).unwrap()
    }

    #[test]
    fn a_provider_with_a_page_of_its_own_is_told_where_to_lead_back_to() {
        let url = "https://acme.example/pay/add";
        let sent: PaymentMethodIn = read(creation(
            &option("testing", "card"),
            Body::new(),
            ([None; 2], None),
            url,
        ));
        assert_eq!((sent.gateway, sent.kind), (Gateway::Testing, Kind::Card));
        assert_eq!(sent.return_url.as_deref(), Some(url));
        let sent: PaymentMethodIn = read(creation(&option("stripe", "card"), Body::new(), ([None; 2], None), url));
        assert_eq!((sent.return_url, sent.use_for), (None, None));
    }

    #[test]
    fn by_a_link_it_says_what_the_method_is_used_for() {
        let sent = |uses: [Option<bool>; 2]| {
            let sent: PaymentMethodIn = read(creation(&option("stripe", "card"), Body::new(), (uses, None), ""));
            sent.use_for
        };
        let uses = |existing_subscriptions, future_subscriptions| {
            Some(LinkUse {
                existing_subscriptions,
                future_subscriptions,
            })
        };
        assert_eq!(sent([Some(true), Some(false)]), uses(true, false));
        assert_eq!(
            sent([Some(false), None]),
            uses(false, true),
            "what is not asked stays ticked"
        );
        assert_eq!(sent([None; 2]), None);
    }

    #[test]
    fn for_one_invoice_alone_it_says_so_where_that_is_offered() {
        let id = "01930000-0000-7000-8000-000000000001";
        let sent = |gateway: &str, kind: &str, is_once: bool| {
            let purpose = ([None; 2], Some((id.to_owned(), is_once)));
            let sent: PaymentMethodIn = read(creation(&option(gateway, kind), Body::new(), purpose, ""));
            assert_eq!(sent.invoice, Some(id.parse().unwrap()));
            sent.future_usage_allowed
        };
        assert_eq!(sent("stripe", "card", true), Some(false));
        assert_eq!(sent("stripe", "card", false), None);
        assert_eq!(sent("bank_transfer", "bank_transfer", true), None);
    }

    #[test]
    fn what_the_page_was_opened_for_comes_back_with_the_customer() {
        let url = |invoice: Option<&str>, language: Option<&str>| {
            let kept = [("invoice", invoice.map(Into::into)), ("lang", language.map(Into::into))];
            return_url("https://acme.example", "/pay/add", &kept)
        };
        assert_eq!(url(None, None), "https://acme.example/pay/add");
        assert_eq!(url(Some("7"), None), "https://acme.example/pay/add?invoice=7");
        assert_eq!(
            url(Some("7"), Some("de")),
            "https://acme.example/pay/add?invoice=7&lang=de"
        );
    }
}
