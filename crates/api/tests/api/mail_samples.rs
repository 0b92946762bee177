//! A mail of each kind, in each of its wordings.

use chrono::NaiveDate;
use portico::features::mails::{Collection, Content, Creditor, Ending, FirstInvoice, Mandate, Named, Owed};
use portico_shared::{Currency, Money, addresses::AddressType, invoices::InvoiceType, payment_methods::RefusalReason};

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn euro(cents: i64) -> Money {
    Money::new(cents, Currency::EUR)
}

fn plan() -> Named {
    Named {
        name: "Tarif Plus".into(),
        number: "S-00000042".into(),
    }
}

pub const INVOICE: &str = "01a20397-b036-7000-8004-e9cb25c4b054";
pub const RECEIVED: &str = "22.11.2026 um 14:05 Uhr (MEZ)";

pub fn invoice(document: InvoiceType, collection: Collection) -> Content {
    Content::Invoice {
        document,
        number: "RE-0000000042".into(),
        of: (document != InvoiceType::Invoice).then(|| "RE-0000000041".into()),
        title: Some("Tarif Plus".into()),
        date: date("2026-11-22"),
        total: euro(if document == InvoiceType::Invoice {
            123_450
        } else {
            -123_450
        }),
        collection,
        copy_of: None,
    }
}

fn copy() -> Content {
    let mut content = invoice(InvoiceType::Invoice, Collection::None);
    if let Content::Invoice { copy_of, .. } = &mut content {
        *copy_of = Some("Nordlicht GmbH".into());
    }
    content
}

pub fn cancelled(by_customer: bool, last_day: Option<&str>) -> Content {
    Content::CancellationConfirmed {
        subscription: plan(),
        received: RECEIVED.into(),
        last_day: last_day.map(date),
        by_customer,
    }
}

fn reminder(fee: i64) -> Content {
    Content::Reminder {
        number: "RE-0000000042".into(),
        date: date("2026-11-01"),
        due: date("2026-11-15"),
        open: euro(11_900 + fee),
        fee: euro(fee),
    }
}

fn receipt(open: i64) -> Content {
    Content::PaymentReceipt {
        number: "RE-0000000042".into(),
        paid: euro(11_900),
        paid_on: date("2026-11-20"),
        open: euro(open),
    }
}

fn creditor() -> Creditor {
    Creditor {
        name: "Acme GmbH".into(),
        identifier: "DE98ZZZ09999999999".into(),
    }
}

fn mandate() -> Mandate {
    Mandate {
        reference: "M-00000001".into(),
        iban: "DE8937************3000".into(),
        creditor: Some(creditor()),
    }
}

fn method(name: Option<&str>, mandate: Option<Mandate>) -> Content {
    Content::PaymentMethodChanged {
        customer: "Nordlicht GmbH".into(),
        method: name.map(Into::into),
        mandate,
        received: RECEIVED.into(),
    }
}

/// `is_owed`: it has to be paid in another way.
pub fn withdrawn(reason: RefusalReason, is_owed: bool) -> Content {
    Content::DebitWithdrawn {
        number: "RE-0000000042".into(),
        amount: euro(11_900),
        collect_on: date("2026-12-14"),
        reason,
        mandate: Some(mandate()),
        owed: is_owed.then(|| Owed {
            invoice: INVOICE.parse().unwrap(),
            open: euro(11_900),
            due: date("2026-12-06"),
        }),
    }
}

/// `again`: it is collected once more.
pub fn failed(reason: Option<RefusalReason>, again: bool) -> Content {
    Content::PaymentFailed {
        invoice: INVOICE.parse().ok(),
        number: "RE-0000000042".into(),
        date: date("2026-11-22"),
        open: euro(11_900),
        method: Some("Visa (4242)".into()),
        reason,
        again: again.then(|| date("2026-11-25")),
    }
}

/// `again`: it is collected once more.
pub fn returned(reason: RefusalReason, (ended, again): (bool, bool)) -> Content {
    Content::PaymentReturned {
        invoice: INVOICE.parse().unwrap(),
        number: "RE-0000000042".into(),
        returned: euro(11_900),
        paid_on: Some(date("2026-12-14")),
        open: euro(11_900),
        method: Some("SEPA (3000)".into()),
        reason: Some(reason),
        ended: ended.then(mandate),
        again: again.then(|| date("2026-12-18")),
    }
}

pub fn ended(ending: Ending, subscriptions: usize) -> Content {
    let has_mandate = !matches!(ending, Ending::Provider | Ending::Expired);
    Content::PaymentMethodEnded {
        customer: "Nordlicht GmbH".into(),
        method: "SEPA (3000)".into(),
        ending,
        mandate: has_mandate.then(mandate),
        subscriptions,
        received: RECEIVED.into(),
    }
}

/// What a provider says that keeps mandates, too.
pub fn ended_with_mandate() -> Content {
    let mut content = ended(Ending::Provider, 0);
    if let Content::PaymentMethodEnded { mandate: of, .. } = &mut content {
        *of = Some(mandate());
    }
    content
}

pub fn mandate_given(reference: Option<&str>, is_recurrent: bool) -> Content {
    Content::MandateGiven {
        customer: "Nordlicht GmbH".into(),
        mandate: reference.map(Into::into),
        creditor: reference.map(|_| creditor()),
        iban: "DE8937************3000".into(),
        received: RECEIVED.into(),
        is_recurrent,
    }
}

fn trial(first_invoice: Option<FirstInvoice>) -> Content {
    Content::TrialReminder {
        subscription: plan(),
        last_day: date("2026-11-30"),
        first_invoice,
    }
}

fn webhook(last_error: Option<&str>) -> Content {
    Content::WebhookSwitchedOff {
        endpoint: "https://hooks.example".into(),
        last_error: last_error.map(Into::into),
        at: "22.11.2026 um 13:00 Uhr (MEZ)".into(),
    }
}

/// Every text that there is, with a name for its file.
pub fn all() -> Vec<(&'static str, Content)> {
    let link = || {
        "https://mueller.example/customer-area/login?token=0123456789abcdef_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef".to_owned()
    };
    let by_us = Collection::Us {
        method: "Visa (4242)".into(),
    };
    let by_customer = Collection::Customer {
        due: date("2026-12-06"),
    };
    vec![
        (
            "login-link",
            Content::LoginLink {
                link: link(),
                minutes: 15,
                code: None,
                is_sent: false,
            },
        ),
        (
            "login-link-with-code",
            Content::LoginLink {
                link: link(),
                minutes: 15,
                code: Some("012345".into()),
                is_sent: false,
            },
        ),
        (
            "login-link-sent",
            Content::LoginLink {
                link: link(),
                minutes: 1440,
                code: None,
                is_sent: true,
            },
        ),
        (
            "operator-invitation",
            Content::OperatorLink {
                link: link(),
                minutes: 1440,
                name: "Jana Lindqvist".into(),
                is_invitation: true,
            },
        ),
        (
            "operator-reset",
            Content::OperatorLink {
                link: link(),
                minutes: 1440,
                name: "Jana Lindqvist".into(),
                is_invitation: false,
            },
        ),
        (
            "step-up-code",
            Content::StepUpCode {
                code: "012345".into(),
                minutes: 15,
            },
        ),
        (
            "invitation",
            Content::Invitation {
                link: link(),
                minutes: 1440,
                customer: "Nordlicht GmbH".into(),
            },
        ),
        (
            "user-added",
            Content::UserAdded {
                customer: "Nordlicht GmbH".into(),
                email: "eva@example.com".into(),
                received: "22.11.2026 um 13:00 Uhr (MEZ)".into(),
            },
        ),
        (
            "email-change-proof",
            Content::EmailChangeProof {
                link: link(),
                minutes: 1440,
                customer: "Nordlicht GmbH".into(),
            },
        ),
        (
            "email-change-notice",
            Content::EmailChangeNotice {
                link: link(),
                minutes: 10_080,
                customer: "Nordlicht GmbH".into(),
                new_email: "n…@example.com".into(),
            },
        ),
        (
            "invoice-recipient-proof",
            Content::InvoiceRecipientProof {
                link: link(),
                minutes: 10_080,
                customer: "Nordlicht GmbH".into(),
            },
        ),
        (
            "invoice-recipient-added",
            Content::InvoiceRecipientAdded {
                customer: "Nordlicht GmbH".into(),
                email: "eva@example.com".into(),
                received: RECEIVED.into(),
            },
        ),
        ("invoice-copy", copy()),
        (
            "payment-method-link",
            Content::PaymentMethodLink {
                link: link(),
                minutes: 10_080,
            },
        ),
        ("invoice", invoice(InvoiceType::Invoice, by_customer)),
        ("invoice-collected", invoice(InvoiceType::Invoice, by_us)),
        ("invoice-free", invoice(InvoiceType::Invoice, Collection::None)),
        ("credit-note", invoice(InvoiceType::Credit, Collection::None)),
        (
            "invoice-cancelled",
            invoice(InvoiceType::Cancellation, Collection::None),
        ),
        ("payment-failed", failed(Some(RefusalReason::Expired), false)),
        (
            "payment-failed-again",
            failed(Some(RefusalReason::InsufficientFunds), true),
        ),
        ("payment-failed-unexplained", failed(None, false)),
        (
            "debit-announced",
            Content::DebitAnnounced {
                number: "RE-0000000042".into(),
                amount: euro(11_900),
                collect_on: date("2026-12-14"),
                creditor: "Acme GmbH".into(),
                creditor_identifier: "DE98ZZZ09999999999".into(),
                mandate: "M-00000001".into(),
                iban: "DE8937************3000".into(),
            },
        ),
        ("debit-withdrawn", withdrawn(RefusalReason::Withdrawn, true)),
        ("debit-paid-otherwise", withdrawn(RefusalReason::PaidOtherwise, false)),
        ("debit-without-mandate", withdrawn(RefusalReason::MethodRemoved, true)),
        ("returned", returned(RefusalReason::InsufficientFunds, (false, false))),
        (
            "returned-again",
            returned(RefusalReason::InsufficientFunds, (false, true)),
        ),
        (
            "returned-disputed",
            returned(RefusalReason::NotAuthorised, (false, false)),
        ),
        ("returned-final", returned(RefusalReason::AccountClosed, (true, false))),
        (
            "refunded",
            Content::PaymentRefunded {
                number: "RE-0000000042".into(),
                refunded: euro(1_900),
                method: Some("Visa (4242)".into()),
            },
        ),
        ("mandate-given", mandate_given(Some("M-00000001"), true)),
        ("mandate-given-unnamed", mandate_given(None, true)),
        ("mandate-given-once", mandate_given(Some("M-00000001"), false)),
        (
            "mandate-amended",
            Content::MandateAmended {
                customer: "Nordlicht GmbH".into(),
                mandate: "M-00000001".into(),
                creditor: Some(creditor()),
                iban: "DE8937************3000".into(),
                received: RECEIVED.into(),
            },
        ),
        ("payment-receipt", receipt(0)),
        ("payment-receipt-part", receipt(500)),
        ("reminder", reminder(0)),
        ("reminder-fee", reminder(500)),
        ("cancelled", cancelled(true, Some("2026-12-31"))),
        ("cancelled-at-once", cancelled(true, None)),
        ("ended", cancelled(false, Some("2026-12-31"))),
        ("ended-at-once", cancelled(false, None)),
        (
            "revoked",
            Content::CancellationRevoked {
                subscription: plan(),
                received: RECEIVED.into(),
            },
        ),
        (
            "address-changed",
            Content::AddressChanged {
                customer: "Nordlicht GmbH".into(),
                address_type: AddressType::Invoice,
                received: RECEIVED.into(),
                lines: ["Nordlicht GmbH", "Ada Müller", "Hafenstraße 5", "20457 Hamburg"]
                    .map(Into::into)
                    .to_vec(),
            },
        ),
        (
            "email-changed",
            Content::EmailChanged {
                customer: "Nordlicht GmbH".into(),
                new_email: "n…@example.com".into(),
                for_invoices: false,
                received: RECEIVED.into(),
            },
        ),
        (
            "invoice-email-changed",
            Content::EmailChanged {
                customer: "Nordlicht GmbH".into(),
                new_email: "r…@example.com".into(),
                for_invoices: true,
                received: RECEIVED.into(),
            },
        ),
        ("payment-method-changed", method(Some("Visa (4242)"), None)),
        ("payment-method-mandate", method(Some("SEPA (3000)"), Some(mandate()))),
        ("payment-method-removed", method(None, None)),
        (
            "payment-method-expires",
            Content::PaymentMethodExpires {
                customer: "Nordlicht GmbH".into(),
                method: "Visa (4242)".into(),
                last_day: date("2026-12-31"),
            },
        ),
        ("payment-method-ended", ended(Ending::Provider, 0)),
        ("payment-method-ended-mandate", ended_with_mandate()),
        ("payment-method-expired", ended(Ending::Expired, 1)),
        ("payment-method-revoked", ended(Ending::Revoked, 2)),
        ("payment-method-returned", ended(Ending::Bank, 2)),
        ("payment-method-lapsed", ended(Ending::Lapsed, 1)),
        (
            "renewal",
            Content::RenewalReminder {
                subscription: plan(),
                deadline: date("2026-11-30"),
                renews_on: date("2027-01-01"),
                last_day: date("2027-12-31"),
            },
        ),
        (
            "trial",
            trial(Some(FirstInvoice {
                date: date("2026-12-01"),
                total: euro(4_990),
            })),
        ),
        ("trial-free", trial(None)),
        (
            "erasure-requested",
            Content::ErasureRequested {
                customer: "Nordlicht GmbH".into(),
                received: "22.11.2026 um 13:00 Uhr (MEZ)".into(),
            },
        ),
        (
            "erasure-to-do",
            Content::ErasureToDo {
                number: "K-00000042".into(),
                received: "22.11.2026 um 13:00 Uhr (MEZ)".into(),
                is_withdrawn: false,
            },
        ),
        (
            "erasure-withdrawn",
            Content::ErasureToDo {
                number: "K-00000042".into(),
                received: "22.11.2026 um 13:00 Uhr (MEZ)".into(),
                is_withdrawn: true,
            },
        ),
        (
            "erased",
            Content::ErasureCarriedOut {
                with_kept_invoices: false,
                with_kept_contracts: false,
            },
        ),
        (
            "erased-but-contracts",
            Content::ErasureCarriedOut {
                with_kept_invoices: false,
                with_kept_contracts: true,
            },
        ),
        (
            "erased-but-invoices",
            Content::ErasureCarriedOut {
                with_kept_invoices: true,
                with_kept_contracts: true,
            },
        ),
        ("webhook", webhook(Some("the endpoint answered 503"))),
        ("webhook-gone", webhook(None)),
    ]
}
