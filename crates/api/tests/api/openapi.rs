//! openapi.yaml at the top of the repository is what the program serves.

use crate::support::document;

#[test]
fn the_checked_in_document_is_not_stale() {
    let checked_in = include_str!("../../../../openapi.yaml");
    let current = portico::http::openapi::yaml().unwrap();
    assert_eq!(
        checked_in, current,
        "run `cargo run -p portico -- openapi > openapi.yaml`"
    );
}

#[test]
fn every_operation_says_what_it_does_and_how_it_fails() {
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = format!("{method} {path}");
            assert!(
                operation["summary"].as_str().is_some_and(|text| !text.is_empty()),
                "{name} has no summary"
            );
            assert!(operation["operationId"].is_string(), "{name} has no operation id");
            assert!(operation["responses"]["500"].is_object(), "{name} has no 500");
        }
    }
}
