//! Who may use an operation, from its own handler: the `May` that guards it is asked, so the document can say nothing else.

use std::{collections::BTreeMap, rc::Rc};

use actix_web::{App, http::Method, test, web};
use futures_util::FutureExt;
use portico_shared::{customers::MemberRole, settings::PortalSettings};
use serde::Deserialize;
use serde_json::Value;

use super::api;
use crate::auth::{
    Asked,
    permissions::{CustomerPermission, Permission},
};

/// What an operation asks of its caller; neither of the two: nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Needs {
    pub key: Option<Permission>,
    pub customer: Option<CustomerPermission>,
    /// An operator's own account.
    pub own: bool,
    /// Whoever opened a link for a payment method.
    pub link: bool,
}

/// What each operation needs, by method and path. Nothing is served: extractors are made before any of them runs.
pub fn of_operations<'a>(operations: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeMap<(String, String), Needs> {
    let asked = Rc::new(Asked::default());
    let app = App::new()
        .app_data(Rc::clone(&asked))
        .service(web::scope("/api").configure(api));
    let Some(service) = test::init_service(app).now_or_never() else {
        return BTreeMap::new();
    };
    let mut all = BTreeMap::new();
    for (method, path) in operations {
        let request = test::TestRequest::with_uri(&path.replace(['{', '}'], ""))
            .method(method.parse().unwrap_or(Method::GET))
            .to_request();
        asked.0.set(None);
        // The answer is a refusal: without a context nothing works.
        let _ = test::try_call_service(&service, request).now_or_never();
        let (key, customer, own, link) = asked.0.get().unwrap_or_default();
        let needs = Needs {
            key,
            customer,
            own,
            link,
        };
        all.insert((method.to_owned(), path.to_owned()), needs);
    }
    all
}

impl Needs {
    /// For the description of an operation.
    pub fn in_words(self) -> String {
        let key = self
            .key
            .map(|one| format!("API keys and operators with `{}`", one.as_str()));
        let own = self.own.then(|| "operators, for themselves".to_owned());
        let customer = self.customer.map(customers);
        let link = self
            .link
            .then(|| "whoever opened a link for a payment method".to_owned());
        let who: Vec<_> = [key, customer, own, link].into_iter().flatten().collect();
        if who.is_empty() {
            return "**Permission:** none; everybody may ask, without a key or token.".into();
        }
        format!("**Permission:** {}.", who.join("; "))
    }
}

fn customers(permission: CustomerPermission) -> String {
    let name = format!("customers' tokens (`{}`", permission.as_str());
    let roles: Vec<_> = MemberRole::ALL
        .iter()
        .filter(|role| permission.held_by(**role))
        .map(|role| format!("`{role}`"))
        .collect();
    let roles = if roles.len() == MemberRole::ALL.len() {
        String::new()
    } else {
        format!("; role {}", roles.join(" or "))
    };
    let switches = switches(permission);
    let switches = match switches.as_slice() {
        [] => String::new(),
        [one] => format!("; while {one} is on"),
        all => format!("; while {} are on", all.join(" and ")),
    };
    format!("{name}{roles}{switches})")
}

/// The switches of Hosted Pages that have to be on: each is turned off to see.
fn switches(permission: CustomerPermission) -> Vec<String> {
    let Ok(Value::Object(all)) = serde_json::to_value(PortalSettings::default()) else {
        return Vec::new();
    };
    let needed = |name: &&String| {
        let mut off = all.clone();
        off.insert((*name).clone(), Value::Bool(false));
        let settings = PortalSettings::deserialize(Value::Object(off));
        settings.is_ok_and(|settings| !permission.switched_on(&settings))
    };
    let switches = all.iter().filter(|(_, value)| value.is_boolean());
    switches
        .map(|(name, _)| name)
        .filter(needed)
        .map(|name| format!("`{name}`"))
        .collect()
}
