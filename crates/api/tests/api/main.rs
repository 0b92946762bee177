//! The API as its clients see it: over HTTP, on both databases, with every answer checked against
//! openapi.yaml. `cargo test -p portico --test api sqlite` runs one half.

#![allow(clippy::pedantic, reason = "tests say what they mean in long sentences")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]
#![allow(clippy::disallowed_methods, reason = "tests look behind the stores")]

mod support;

#[path = "../../../documents/tests/invoices/checker.rs"]
mod checker;
#[path = "../../../documents/tests/invoices/reader.rs"]
mod reader;

mod addresses;
mod api_keys;
mod at_once;
mod audit;
mod authorisation;
mod billing;
mod contacts;
mod customers;
mod debits;
mod documents;
mod documents_accepted;
mod documents_in_bucket;
mod domains;
mod email_changes;
mod gateways;
mod headers;
mod hosted_pages;
mod hosts;
mod house_keys;
mod iban_secrecy;
mod idempotency;
mod imports;
mod invoice_recipients;
mod invoices;
mod isolation;
mod jobs;
mod limits;
mod links;
mod login_requests;
mod logs;
mod mail_samples;
mod mail_texts;
mod mails;
mod malformed;
mod mandates;
mod methods_for_invoices;
mod migrations;
mod numbers;
mod openapi;
mod operator_tries;
mod operators;
mod ownership;
mod payment_links;
mod payment_mails;
mod payment_methods;
mod people;
mod privacy;
mod reference;
mod requests;
mod security;
mod sessions;
mod settings;
mod standing;
mod subscription_changes;
mod subscriptions;
mod vat;
mod viewing;
mod webhooks;
