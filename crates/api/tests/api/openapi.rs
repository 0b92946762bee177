//! openapi.yaml at the top of the repository is what the program serves, and says all that a client needs.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{api_test, differences, document, id, resolved};

#[test]
fn the_checked_in_document_is_not_stale() {
    let checked_in = include_str!("../../../../openapi.yaml");
    let current = portico::http::openapi::yaml().unwrap();
    assert!(
        checked_in == current,
        "openapi.yaml is stale: run `cargo run -p portico -- openapi > openapi.yaml`"
    );
}

/// Every operation with its method and path, for messages.
fn operations() -> impl Iterator<Item = (String, &'static Value)> {
    let paths = document()["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap();
        methods
            .iter()
            .map(move |(method, operation)| (format!("{method} {path}"), operation))
    })
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

#[test]
fn every_operation_says_what_it_does_and_how_it_fails() {
    let tags = document()["tags"].as_array().unwrap();
    let mut ids = BTreeSet::new();
    for (name, operation) in operations() {
        let (summary, id) = (text(operation, "summary"), text(operation, "operationId"));
        assert!(
            !summary.is_empty(),
            "{name} has no summary: begin its handler with a doc comment"
        );
        assert!(summary.len() <= 160, "{name}: end the first sentence sooner: {summary}");
        assert!(
            ids.insert(id) && id.contains('_') || ["login", "logout"].contains(&id),
            "{name}: `operation_id` has to be `verb_resource` and unique, not {id:?}"
        );
        let tag = &operation["tags"][0];
        assert!(
            tags.iter().any(|one| &one["name"] == tag),
            "{name}: describe its tag {tag} in http/openapi/tags.rs"
        );
        for status in ["429", "500", "503"] {
            assert!(operation["responses"][status].is_object(), "{name} has no {status}");
        }
    }
}

#[test]
fn every_operation_names_the_permission_that_it_checks() {
    for (name, operation) in operations() {
        let permission = &operation["x-permission"];
        let is_public = operation["security"].is_array();
        let is_guarded = ["apiKey", "customer", "operator"]
            .iter()
            .any(|who| permission[who].is_string())
            || permission["link"] == true;
        assert!(
            is_public != is_guarded,
            "{name}: a handler takes `May<…>`, or its path says `security(())`: {permission}"
        );
        assert_eq!(
            is_guarded,
            operation["responses"]["401"].is_object() && !proves_itself(&name),
            "{name}: 401"
        );
        for who in ["apiKey", "customer"] {
            if let Some(one) = permission[who].as_str() {
                assert!(
                    text(operation, "description").contains(&format!("`{one}`")),
                    "{name}: {one}"
                );
            }
        }
    }
}

/// Public, and yet it asks for a cookie, a refresh token or a password.
fn proves_itself(name: &str) -> bool {
    ["/refresh", "/switch", "/console/login", "/set-password"]
        .iter()
        .any(|end| name.ends_with(end))
}

#[test]
fn every_change_can_be_sent_twice() {
    for (name, operation) in operations() {
        let headers = operation["parameters"].as_array().into_iter().flatten();
        let has_key = headers.into_iter().any(|one| one["name"] == "Idempotency-Key");
        // Deleting and signing out twice does nothing more.
        // Neither does a code, which counts once; asking a provider anew tells what stands there then.
        let is_once_anyway = name.starts_with("delete ")
            || text(operation, "operationId").starts_with("logout")
            || [
                "/step-up",
                "/operator/",
                "}/check",
                "}/confirm",
                "/check-iban",
                "/download-link",
            ]
            .iter()
            .any(|part| name.contains(part));
        let changes = !name.starts_with("get ") && !operation["security"].is_array();
        assert!(
            has_key == changes || is_once_anyway,
            "{name}: list Idempotency-Key among its `params`, unless it changes nothing or needs no proof"
        );
    }
}

#[test]
fn every_answer_and_body_has_an_example_that_fits_its_schema() {
    for (name, operation) in operations() {
        let bodies = std::iter::once(("body", &operation["requestBody"]));
        let answers = operation["responses"].as_object().unwrap();
        for (of, value) in bodies.chain(answers.iter().map(|(status, value)| (status.as_str(), value))) {
            let content = resolved(value)["content"].as_object().into_iter().flatten();
            for (kind, content) in content.filter(|(kind, _)| kind.ends_with("json")) {
                let name = format!("{name} {of}");
                let examples = content["examples"].as_object();
                assert!(
                    examples.is_some_and(|all| !all.is_empty()),
                    "{name} ({kind}) has no example: give its body a type of its own in crates/shared"
                );
                for example in examples.unwrap().values() {
                    let value = &resolved(example)["value"];
                    let wrong = differences(&content["schema"], value);
                    assert!(
                        wrong.is_empty(),
                        "the example of {name} does not fit its schema: {wrong:?}\n{value:#}\n\
                         Give the field an example in crates/shared (`schema(example = …)`), or its name one in \
                         crates/api/src/http/openapi/examples.json"
                    );
                }
            }
        }
    }
}

/// Optional fields too: people read examples to see what there is.
#[test]
fn no_field_is_missing_in_an_example() {
    let composed = document()["components"]["examples"].as_object().unwrap();
    for (name, example) in composed {
        let schema = &document()["components"]["schemas"][name];
        if schema.get("example").is_some() || schema.get("examples").is_some() {
            continue;
        }
        let fields = schema["properties"].as_object().into_iter().flatten();
        for (field, _) in fields {
            assert!(
                example["value"].get(field).is_some(),
                "{name}.{field} has no example: give it one in crates/shared (`schema(example = …)`), or its name one \
                 in crates/api/src/http/openapi/examples.json"
            );
        }
    }
}

#[test]
fn every_parameter_is_described() {
    for (name, operation) in operations() {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let parameter = resolved(parameter);
            let (what, place) = (text(parameter, "name"), text(parameter, "in"));
            assert!(
                !text(parameter, "description").is_empty(),
                "{name}: {what} has no description"
            );
            let kind = &parameter["schema"]["type"];
            assert!(
                !kind.is_array(),
                "{name}: {what} in {place} can be left out, but not null"
            );
        }
    }
}

/// The example of a request body, as the reference shows it.
fn example(name: &str) -> Value {
    document()["components"]["examples"][name]["value"].clone()
}

api_test! {
    /// People begin by copying an example; it has to work.
    async fn what_the_reference_shows_can_be_sent(app: TestApp) {
        let key = app.key();
        let customer = id(&key.post("/api/customers", example("CustomerIn")).await.expect(201));
        key.patch(&format!("/api/customers/{customer}"), example("CustomerPatch")).await.expect(200);
        let of_customer = |name| {
            let mut body = example(name);
            body["customer"] = customer.clone().into();
            body
        };
        let address = id(&key.post("/api/customer-addresses", of_customer("AddressIn")).await.expect(201));
        key.patch(&format!("/api/customer-addresses/{address}"), example("AddressPatch")).await.expect(200);
        let contact = id(&key.post("/api/contacts", example("ContactIn")).await.expect(201));
        key.patch(&format!("/api/contacts/{contact}"), example("ContactPatch")).await.expect(200);
        let subscription = id(&key.post("/api/subscriptions", of_customer("SubscriptionIn")).await.expect(201));
        key.put(&format!("/api/subscriptions/{subscription}/cancel"), example("CancelIn")).await.expect(200);
        let invoice = id(&key.post("/api/invoices", of_customer("InvoiceIn")).await.expect(201));
        key.post(&format!("/api/invoices/{invoice}/payments"), example("PaymentIn")).await.expect(201);
        key.post("/api/billing-runs", example("BillingRunIn")).await.expect(202);
        key.post("/api/cancellation-reasons", example("CancellationReasonIn")).await.expect(201);
        key.patch("/api/cancellation-reasons/price", example("CancellationReasonPatch")).await.expect(200);
        key.put("/api/settings/number-ranges/invoice", example("NumberRangePatch")).await.expect(200);
        key.patch("/api/settings/hosted-pages", example("HostedPagesPatch")).await.expect(200);
        key.patch("/api/settings/invoicing", example("InvoicingPatch")).await.expect(200);
        app.run_jobs().await;
        app.mails();
    }
}
