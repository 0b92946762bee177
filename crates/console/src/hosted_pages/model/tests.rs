use portico_shared::settings::HostedPagesPatch;
use serde_json::json;

use super::{super::span::Unit, *};
use crate::sent::sent;

pub(super) fn view(changes: serde_json::Value) -> HostedPagesView {
    let mut value = json!({
        "version": 3, "updatedAt": "2026-11-22T12:00:00Z", "updatedBy": "system:tenant",
        "showContactPerson": true, "showInvoices": true, "manageBillingAddress": true,
        "managePaymentMethods": true, "viewSubscriptions": true, "cancelSubscriptions": true,
        "trialCancellation": "end_of_trial", "manageUsers": true, "changeEmail": true, "stepUpForUsers": true,
        "stepUpForEmail": true, "stepUpForPaymentMethods": true, "portalTitle": null, "accentColour": "#0f766e", "contactEmail": null,
        "contactPhone": null, "imprintUrl": null, "privacyUrl": null, "termsUrl": null,
        "languages": ["de", "en"], "paymentMethodTypes": [], "requestedLinkMinutes": 15,
        "sentLinkMinutes": 1440, "returnedLinkMinutes": null, "paymentLinkMinutes": null,
        "sessionIdleMinutes": null, "sessionAbsoluteHours": 12, "returnHosts": ["shop.example"],
        "logo": null, "logoUrl": null
    });
    if let (Some(value), Some(changes)) = (value.as_object_mut(), changes.as_object()) {
        value.extend(changes.clone());
    }
    serde_json::from_value(value).unwrap()
}

fn entry() -> Entry {
    Entry::of(&view(json!({})))
}

#[test]
fn what_nobody_touched_is_not_sent() {
    assert_eq!(entry().changes(&entry()), []);
    assert!(!entry().differs(&entry()));
}

#[test]
fn only_what_was_changed_is_sent_and_an_emptied_field_is_reset() {
    let mut now = entry();
    now.set_switch(Switch::ShowInvoices, false);
    now.set_text(Text::AccentColour, " ".into());
    now.life_mut(Life::ReturnedLink).amount = "2".into();
    now.life_mut(Life::ReturnedLink).unit = Unit::Hours;
    now.hosts = "shop.example\n\n app.example \n".into();
    assert_eq!(
        now.changes(&entry()),
        [
            ("showInvoices", Value::Bool(false)),
            ("accentColour", Value::Null),
            (
                "returnHosts",
                Value::Texts(vec!["shop.example".into(), "app.example".into()])
            ),
            ("returnedLinkMinutes", Value::Number(120)),
        ]
    );
}

#[test]
fn every_field_that_can_be_set_is_one_of_the_patch() {
    let sent = sent(entry().fields());
    let patch: HostedPagesPatch = serde_json::from_value(sent.clone()).unwrap();
    let whole = serde_json::to_value(view(json!({}))).unwrap();
    let own = ["version", "updatedAt", "updatedBy", "logo", "logoUrl"];
    let missing = whole.as_object().unwrap().keys();
    let missing: Vec<_> = missing
        .filter(|key| sent.get(key.as_str()).is_none() && !own.contains(&key.as_str()))
        .collect();
    assert_eq!(missing, Vec::<&String>::new(), "the page leaves out a setting");
    assert_eq!(patch.note, None);
}

#[test]
fn a_life_out_of_its_limits_is_wrong_before_it_is_sent() {
    let mut now = entry();
    now.life_mut(Life::SentLink).amount = "31".into();
    now.life_mut(Life::SentLink).unit = Unit::Days;
    assert_eq!(now.wrong().map(|(field, _)| field), Some("sentLinkMinutes".into()));
    assert!(now.differs(&entry()));
    now.life_mut(Life::SentLink).amount = "30".into();
    assert_eq!(now.wrong(), None);
}

#[test]
fn the_end_of_a_session_is_counted_in_hours() {
    let mut now = entry();
    assert_eq!(
        (
            now.life(Life::SessionAbsolute).amount.as_str(),
            now.life(Life::SessionAbsolute).unit
        ),
        ("12", Unit::Hours)
    );
    now.life_mut(Life::SessionAbsolute).unit = Unit::Days;
    assert_eq!(now.changes(&entry()), [("sessionAbsoluteHours", Value::Number(288))]);
    now.life_mut(Life::SessionAbsolute).unit = Unit::Minutes;
    now.life_mut(Life::SessionAbsolute).amount = "90".into();
    assert_eq!(now.wrong().map(|(field, _)| field), Some("sessionAbsoluteHours".into()));
}

#[test]
fn what_somebody_else_changed_stays_beside_what_was_changed_here() {
    let mut mine = entry();
    mine.set_switch(Switch::ShowInvoices, false);
    mine.set_text(Text::PortalTitle, "Hafen".into());
    let theirs = Entry::of(&view(
        json!({ "manageUsers": false, "portalTitle": "Kai", "accentColour": null }),
    ));
    let both = mine.onto(&entry(), theirs.clone());
    assert_eq!(
        both.changes(&theirs),
        [
            ("showInvoices", Value::Bool(false)),
            ("portalTitle", Value::Text("Hafen".into()))
        ]
    );
}

#[test]
fn a_wrong_host_is_told_at_the_list() {
    let violation = Violation {
        property_path: "returnHosts[1]".into(),
        message: String::new(),
        code: "invalid".into(),
    };
    assert_eq!(refused(&[violation], |_| "x"), [("returnHosts".to_owned(), "x")]);
}

#[test]
fn types_keep_one_order_however_they_are_ticked() {
    let mut now = entry();
    now.set_type(PaymentMethodType::Paypal, true);
    now.set_type(PaymentMethodType::SepaDebit, true);
    now.set_type(PaymentMethodType::Paypal, true);
    assert_eq!(now.types, [PaymentMethodType::SepaDebit, PaymentMethodType::Paypal]);
    now.set_type(PaymentMethodType::Paypal, false);
    assert_eq!(now.types, [PaymentMethodType::SepaDebit]);
}

#[test]
fn every_field_of_a_version_has_a_name() {
    for (name, _) in entry().fields() {
        assert_ne!(field_label(name), name);
    }
    assert_eq!(field_label("logo"), t::pages_logo());
}

#[test]
fn values_of_a_version_read_as_words() {
    assert_eq!(value_label("showInvoices", Some("false")), t::version_off());
    assert_eq!(value_label("sentLinkMinutes", Some("60")), t::version_minutes("60"));
    assert_eq!(value_label("accentColour", Some("#0f766e")), "#0f766e");
    assert_eq!(value_label("portalTitle", None), t::version_not_set());
}
