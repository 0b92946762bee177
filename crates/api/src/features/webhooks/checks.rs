//! What an endpoint must look like.

use portico_shared::{
    Field,
    webhooks::{WebhookEventType, WebhookIn, WebhookPatch},
};

use crate::{
    adapters::webhook::WebhookSender,
    http::{ApiResult, check::Check},
};

pub fn check_new(new: &WebhookIn, sender: &WebhookSender) -> ApiResult<()> {
    let mut check = Check::default();
    check_url(&mut check, &new.url, sender);
    check_events(&mut check, &new.events);
    check.text("description", new.description.as_deref(), 255);
    check.finish()
}

pub fn check_patch(patch: &WebhookPatch, sender: &WebhookSender) -> ApiResult<()> {
    let mut check = Check::default();
    for (path, is_null) in [
        ("version", patch.version == Field::Null),
        ("url", patch.url == Field::Null),
        ("events", patch.events == Field::Null),
        ("enabled", patch.enabled == Field::Null),
    ] {
        check.require(!is_null, path, "required", "cannot be empty");
    }
    if let Field::Value(url) = &patch.url {
        check_url(&mut check, url, sender);
    }
    if let Field::Value(events) = &patch.events {
        check_events(&mut check, events);
    }
    if let Field::Value(text) = &patch.description {
        check.text("description", Some(text), 255);
    }
    check.finish()
}

fn check_url(check: &mut Check, url: &str, sender: &WebhookSender) {
    check.required_text("url", url, 2000);
    if let Err(bad) = sender.check(url) {
        check.refuse("url", bad.code(), bad.message());
    }
}

fn check_events(check: &mut Check, events: &[WebhookEventType]) {
    check.require(!events.is_empty(), "events", "required", "name at least one event");
    for (at, event) in events.iter().enumerate() {
        let path = format!("events[{at}]");
        check.require(!events[..at].contains(event), &path, "repeated", "name each event once");
        let told = "tests are sent to whom they are for, without being asked for";
        check.require(*event != WebhookEventType::WebhookTest, &path, "not-permitted", told);
    }
}
