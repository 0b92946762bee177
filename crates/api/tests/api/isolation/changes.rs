//! What changes something, asked for with strangers' ids: in the path, and in the body about one's own things.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::Value;

use super::world::{Member, Walker};
use crate::{
    authorisation::walk::{Operation, operations, send_with, smallest},
    support::{Answer, TestApp, document},
};

/// Fields of bodies that name a thing, and the resource that it is of.
const NAMING: [(&str, &str); 7] = [
    ("customer", "customers"),
    ("invoiceAddress", "customer-addresses"),
    ("paymentMethodId", "payment-methods"),
    ("contactPerson", "contacts"),
    ("subscription", "subscriptions"),
    ("invoice", "invoices"),
    ("person", "people"),
];

/// What would end the walk, or another walker's session.
const LEAVING: [&str; 2] = ["logout", "end_sessions"];

pub async fn all(app: &TestApp, walker: &Walker<'_>, strangers: &[&Member; 2]) -> Vec<(Method, String, Answer)> {
    let mut all = Vec::new();
    for stranger in strangers {
        let theirs = operations(&ids(stranger)).into_iter().filter(|one| one.is_named);
        let theirs = theirs.map(|one| (smallest(&one.id), one));
        let own = operations(&ids(walker.member)).into_iter();
        let own = own.filter_map(|one| Some((naming(&one, stranger)?, one)));
        for (body, operation) in theirs.chain(own) {
            if operation.method == Method::GET || LEAVING.contains(&operation.id.as_str()) {
                continue;
            }
            let answer = send_with(app, Some(&walker.token), &operation, body).await;
            all.push((operation.method, operation.path, answer));
        }
    }
    all
}

/// For each resource that a path names: one of the member's, or the member, who has none of it.
fn ids(member: &Member) -> BTreeMap<&'static str, String> {
    let customer = member.ids_of("customers")[0];
    let named = document()["paths"].as_object().unwrap().keys();
    let resources = named.filter(|template| template.contains('{'));
    resources
        .map(|template| template.split('/').nth(2).unwrap())
        .chain(["people", "exports", "recipients"])
        .map(|resource| {
            (
                resource,
                (*member.ids_of(resource).first().unwrap_or(&customer)).to_owned(),
            )
        })
        .collect()
}

/// The smallest body, and in it a stranger's things, where it can name any.
fn naming(operation: &Operation, stranger: &Member) -> Option<Value> {
    let mut body = smallest(&operation.id);
    let mut names = false;
    for (field, resource) in NAMING {
        let theirs = stranger.ids_of(resource);
        if let (true, Some(id)) = (operation.fields.iter().any(|one| one == field), theirs.first()) {
            body[field] = (*id).into();
            names = true;
        }
    }
    names.then_some(body)
}
