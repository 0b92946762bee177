//! The groups of operations, in the order in which the reference shows them.

use utoipa::openapi::tag::{Tag, TagBuilder};

/// An operation names one of these (`tag = "…"`).
const ALL: &[(&str, &str)] = &[
    (
        "Customers",
        "Companies and people, their standing, and links that sign them in.",
    ),
    (
        "Customer users",
        "The people who may act for a customer, and what each may do.",
    ),
    ("Billing addresses", "Where invoices go; a default for each type."),
    (
        "Subscriptions",
        "Contracts: terms, cancelling and revoking, pauses, trials, the next invoice.",
    ),
    ("Cancellation reasons", "What the merchant offers to people who cancel."),
    (
        "Invoices",
        "Invoices, cancellations, credit notes, and the payments for them.",
    ),
    ("Billing runs", "Issue invoices for everything that is due."),
    (
        "Payment methods",
        "Cards, SEPA mandates and accounts that invoices are collected with.",
    ),
    (
        "Payment gateways",
        "How payment providers and the merchant's own bank are reached, and what providers send.",
    ),
    (
        "Direct debits",
        "At the merchant's own bank: what waits, the files for it, and what it gives back.",
    ),
    ("Contacts", "The merchant's people whom customers can turn to."),
    (
        "Mails",
        "What was sent to customers, what waits, and what a mail server refused.",
    ),
    (
        "Imports",
        "Customers, contracts and invoices of another system, taken over from files.",
    ),
    (
        "Webhooks",
        "What happens is sent to the merchant's own programs; each delivery and what became of it.",
    ),
    ("Links", "The ledger of links: who made each, and what became of it."),
    (
        "Settings",
        "What the portal shows, how customers are invoiced and reminded, what documents are called.",
    ),
    (
        "Domains",
        "Hosts of the merchant's own: proving, serving, and which one links use.",
    ),
    (
        "Portal",
        "What the portal asks for first, and what a person chooses there.",
    ),
    ("Privacy", "A copy of the data about a customer, and erasing them."),
    ("Audit log", "Who changed what, when and from where."),
    ("Operators", "The merchant's staff, and what each may do."),
    (
        "Own account",
        "What operators do for themselves: password, second factor, sessions.",
    ),
    ("API keys", "Keys with which the merchant's programs use this API."),
    ("Sessions", "Where somebody is signed in, and ending it."),
    ("Sign-in", "From an e-mail address to tokens, and out again."),
    (
        "Portal session",
        "How the portal itself stays signed in, by a cookie. API clients use *Sign-in*.",
    ),
    (
        "Console session",
        "How the console itself signs in and stays signed in, by a cookie.",
    ),
];

/// Those that are used.
pub fn described(used: &[String]) -> Vec<Tag> {
    let used = ALL.iter().filter(|(name, _)| used.iter().any(|one| one == name));
    used.map(|(name, text)| TagBuilder::new().name(*name).description(Some(*text)).build())
        .collect()
}
