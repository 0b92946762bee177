//! The figures of a mail, each with its name: shown as a small table, and as lines of the plain text.

use portico_shared::customers::Language;

use super::{
    Collection, Content, Creditor, Ending, Mandate, Named,
    render::{day, money},
};

/// The key of a fact's name in `mail.ftl` (`mail-fact-…`), and its value.
pub type Fact = (&'static str, String);

/// The one that people carry to another screen: set larger than all around it.
pub const CODE: &str = "code";

pub fn of(content: &Content, language: Language) -> Vec<Fact> {
    match content {
        Content::LoginLink { code, .. } => code.iter().map(|code| (CODE, in_halves(code))).collect(),
        Content::StepUpCode { code, .. } => vec![(CODE, in_halves(code))],
        Content::Invitation { customer, .. }
        | Content::EmailChangeProof { customer, .. }
        | Content::InvoiceRecipientProof { customer, .. } => vec![("customer", customer.clone())],
        Content::InvoiceRecipientAdded {
            customer,
            email,
            received,
        } => who(customer, ("recipient", email), ("confirmed", received)),
        Content::UserAdded {
            customer,
            email,
            received,
        } => who(customer, ("user", email), ("changed", received)),
        Content::EmailChangeNotice {
            customer, new_email, ..
        } => {
            vec![("customer", customer.clone()), ("new-email", new_email.clone())]
        }
        Content::PaymentMethodLink { .. } | Content::OperatorLink { .. } | Content::ErasureCarriedOut { .. } => {
            Vec::new()
        }
        Content::Invoice { .. } => invoice(content, language),
        Content::PaymentFailed { .. }
        | Content::PaymentReturned { .. }
        | Content::PaymentReceipt { .. }
        | Content::PaymentRefunded { .. }
        | Content::Reminder { .. } => payment(content, language),
        Content::CancellationConfirmed { .. }
        | Content::CancellationRevoked { .. }
        | Content::RenewalReminder { .. }
        | Content::TrialReminder { .. } => contract(content, language),
        Content::ErasureRequested { customer, received } => {
            vec![("customer", customer.clone()), ("received", received.clone())]
        }
        Content::ErasureToDo { number, received, .. } => {
            vec![("customer", number.clone()), ("received", received.clone())]
        }
        Content::WebhookSwitchedOff {
            endpoint,
            last_error,
            at,
        } => [
            Some(("endpoint", endpoint.clone())),
            last_error.clone().map(|error| ("last-error", error)),
            Some(("switched-off", at.clone())),
        ]
        .into_iter()
        .flatten()
        .collect(),
        Content::AddressChanged {
            customer,
            lines,
            received,
            ..
        } => vec![
            ("customer", customer.clone()),
            ("address", lines.join("\n")),
            ("changed", received.clone()),
        ],
        Content::EmailChanged {
            customer,
            new_email,
            received,
            ..
        } => who(customer, ("new-email", new_email), ("changed", received)),
        Content::DebitAnnounced { .. } | Content::DebitWithdrawn { .. } => debit(content, language),
        Content::MandateGiven { .. } | Content::MandateAmended { .. } => mandate(content),
        Content::PaymentMethodExpires { .. }
        | Content::PaymentMethodEnded { .. }
        | Content::PaymentMethodChanged { .. } => method(content),
    }
}

/// What happened to a customer, to what of theirs, and when.
fn who(customer: &str, (name, what): (&'static str, &str), (event, at): (&'static str, &str)) -> Vec<Fact> {
    vec![
        ("customer", customer.to_owned()),
        (name, what.to_owned()),
        (event, at.to_owned()),
    ]
}

/// `123 456`: six digits are easier to carry from one screen to another in two parts.
fn in_halves(code: &str) -> String {
    let (first, second) = code.split_at_checked(3).unwrap_or((code, ""));
    format!("{first} {second}")
}

fn invoice(content: &Content, language: Language) -> Vec<Fact> {
    let Content::Invoice {
        number,
        of,
        title,
        date,
        total,
        collection,
        copy_of,
        ..
    } = content
    else {
        return Vec::new();
    };
    let mut facts: Vec<Fact> = copy_of.iter().map(|customer| ("customer", customer.clone())).collect();
    facts.push(("number", number.clone()));
    facts.extend(of.clone().map(|of| ("of", of)));
    facts.extend(title.clone().map(|title| ("title", title)));
    facts.push(("date", day(*date, language)));
    facts.push(("total", money(*total, language)));
    match collection {
        Collection::Us { method } => facts.push(("method", method.clone())),
        Collection::Customer { due } => facts.push(("due", day(*due, language))),
        Collection::None => {}
    }
    facts
}

fn payment(content: &Content, language: Language) -> Vec<Fact> {
    match content {
        Content::PaymentFailed {
            number,
            date,
            open,
            method,
            again,
            ..
        } => {
            let mut facts = vec![
                ("number", number.clone()),
                ("date", day(*date, language)),
                ("open", money(*open, language)),
            ];
            facts.extend(method.clone().map(|method| ("method", method)));
            facts.extend(again.map(|again| ("again", day(again, language))));
            facts
        }
        Content::PaymentReturned {
            number,
            returned,
            paid_on,
            open,
            method,
            ended,
            again,
            ..
        } => {
            let mut facts = vec![("number", number.clone()), ("returned", money(*returned, language))];
            facts.extend(paid_on.map(|paid_on| ("received", day(paid_on, language))));
            facts.push(("open", money(*open, language)));
            facts.extend(method.clone().map(|method| ("method", method)));
            facts.extend(ended.iter().flat_map(mandated));
            facts.extend(again.map(|again| ("again", day(again, language))));
            facts
        }
        Content::PaymentRefunded {
            number,
            refunded,
            method,
        } => {
            let mut facts = vec![("number", number.clone()), ("refunded", money(*refunded, language))];
            facts.extend(method.clone().map(|method| ("refunded-to", method)));
            facts
        }
        Content::PaymentReceipt {
            number,
            paid,
            paid_on,
            open,
        } => {
            let mut facts = vec![
                ("number", number.clone()),
                ("paid", money(*paid, language)),
                ("paid-on", day(*paid_on, language)),
            ];
            facts.extend((open.amount > 0).then(|| ("still-open", money(*open, language))));
            facts
        }
        Content::Reminder {
            number,
            date,
            due,
            open,
            fee,
        } => {
            let mut facts = vec![
                ("number", number.clone()),
                ("date", day(*date, language)),
                ("due-since", day(*due, language)),
            ];
            facts.extend((fee.amount > 0).then(|| ("fee", money(*fee, language))));
            facts.push(("open", money(*open, language)));
            facts
        }
        _ => Vec::new(),
    }
}

/// A mandate, as SEPA has its debtor told of it.
fn mandated(mandate: &Mandate) -> Vec<Fact> {
    let mut facts = vec![
        ("account", mandate.iban.clone()),
        ("mandate", mandate.reference.clone()),
    ];
    facts.extend(credited(mandate.creditor.as_ref()));
    facts
}

fn credited(creditor: Option<&Creditor>) -> Vec<Fact> {
    let both = |creditor: &Creditor| {
        vec![
            ("creditor", creditor.name.clone()),
            ("creditor-identifier", creditor.identifier.clone()),
        ]
    };
    creditor.map(both).unwrap_or_default()
}

fn method(content: &Content) -> Vec<Fact> {
    match content {
        Content::PaymentMethodExpires { customer, method, .. } => {
            vec![("customer", customer.clone()), ("method", method.clone())]
        }
        Content::PaymentMethodEnded {
            customer,
            method,
            ending,
            mandate,
            received,
            ..
        } => {
            let mut facts = vec![("customer", customer.clone()), ("method", method.clone())];
            facts.extend(mandate.iter().flat_map(mandated));
            let event = match ending {
                Ending::Provider | Ending::Bank => "told",
                Ending::Expired | Ending::Revoked | Ending::Lapsed => "ended",
            };
            facts.push((event, received.clone()));
            facts
        }
        Content::PaymentMethodChanged {
            customer,
            method,
            mandate,
            received,
        } => {
            let mut facts = vec![("customer", customer.clone())];
            facts.extend(method.clone().map(|method| ("method", method)));
            facts.extend(mandate.iter().flat_map(mandated));
            facts.push(("changed", received.clone()));
            facts
        }
        _ => Vec::new(),
    }
}

fn debit(content: &Content, language: Language) -> Vec<Fact> {
    match content {
        Content::DebitAnnounced {
            number,
            amount,
            collect_on,
            creditor,
            creditor_identifier,
            mandate,
            iban,
        } => vec![
            ("number", number.clone()),
            ("total", money(*amount, language)),
            ("collect-on", day(*collect_on, language)),
            ("account", iban.clone()),
            ("mandate", mandate.clone()),
            ("creditor", creditor.clone()),
            ("creditor-identifier", creditor_identifier.clone()),
        ],
        Content::DebitWithdrawn {
            number,
            amount,
            collect_on,
            mandate,
            owed,
            ..
        } => {
            let mut facts = vec![
                ("number", number.clone()),
                ("total", money(*amount, language)),
                ("announced-for", day(*collect_on, language)),
            ];
            if let Some(owed) = owed {
                facts.push(("open", money(owed.open, language)));
                facts.push(("due", day(owed.due, language)));
            }
            facts.extend(mandate.iter().flat_map(mandated));
            facts
        }
        _ => Vec::new(),
    }
}

fn mandate(content: &Content) -> Vec<Fact> {
    match content {
        Content::MandateGiven {
            customer,
            mandate,
            creditor,
            iban,
            received,
            ..
        } => {
            let mut facts = vec![("customer", customer.clone())];
            facts.extend(mandate.clone().map(|mandate| ("mandate", mandate)));
            facts.extend(credited(creditor.as_ref()));
            facts.push(("account", iban.clone()));
            facts.push(("received", received.clone()));
            facts
        }
        Content::MandateAmended {
            customer,
            mandate,
            creditor,
            iban,
            received,
        } => {
            let mut facts = vec![("customer", customer.clone()), ("mandate", mandate.clone())];
            facts.extend(credited(creditor.as_ref()));
            facts.push(("account", iban.clone()));
            facts.push(("changed", received.clone()));
            facts
        }
        _ => Vec::new(),
    }
}

fn contract(content: &Content, language: Language) -> Vec<Fact> {
    match content {
        Content::CancellationConfirmed {
            subscription,
            received,
            last_day,
            ..
        } => {
            let mut facts = named(subscription);
            facts.push(("received", received.clone()));
            facts.extend(last_day.map(|last_day| ("ends", day(last_day, language))));
            facts
        }
        Content::CancellationRevoked { subscription, received } => {
            let mut facts = named(subscription);
            facts.push(("revoked", received.clone()));
            facts
        }
        Content::RenewalReminder {
            subscription,
            deadline,
            renews_on,
            last_day,
        } => {
            let mut facts = named(subscription);
            facts.push(("renews", day(*renews_on, language)));
            facts.push(("runs-until", day(*last_day, language)));
            facts.push(("deadline", day(*deadline, language)));
            facts
        }
        Content::TrialReminder {
            subscription,
            last_day,
            first_invoice,
        } => {
            let mut facts = named(subscription);
            facts.push(("trial-ends", day(*last_day, language)));
            if let Some(first) = first_invoice {
                facts.push(("first-invoice", day(first.date, language)));
                facts.push(("total", money(first.total, language)));
            }
            facts
        }
        _ => Vec::new(),
    }
}

fn named(Named { name, number }: &Named) -> Vec<Fact> {
    vec![("contract", format!("{name} ({number})"))]
}
