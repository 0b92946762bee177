//! What mails say: every kind of them in both languages. Each is also written as HTML to `target/tmp/mails`, to be
//! looked at.

use chrono::NaiveDate;
use portico::features::mails::{Collection, Content, FirstInvoice, Letterhead, Named, Rendered, render};
use portico_shared::{
    Currency, Money, addresses::AddressType, customers::Language, invoices::InvoiceType, mails::MailKind,
    settings::HostedPages,
};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn euro(cents: i64) -> Money {
    Money::new(cents, Currency::EUR)
}

fn head() -> Letterhead {
    Letterhead {
        merchant: "Müller & Söhne".into(),
        portal: "https://mueller.example".into(),
        has_logo: false,
        pages: HostedPages {
            accent_colour: Some("#0f766e".into()),
            imprint_url: Some("https://mueller.example/impressum".into()),
            contact_email: Some("hallo@mueller.example".into()),
            ..HostedPages::default()
        },
    }
}

fn rendered(content: &Content, language: Language) -> Rendered {
    render(content, language, &head()).unwrap()
}

fn plan() -> Named {
    Named {
        name: "Tarif Plus".into(),
        number: "S-00000042".into(),
    }
}

const RECEIVED: &str = "22.11.2026 um 14:05 Uhr (MEZ)";

fn invoice(document: InvoiceType, collection: Collection) -> Content {
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

fn cancelled(by_customer: bool, last_day: Option<&str>) -> Content {
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

fn method(name: Option<&str>) -> Content {
    Content::PaymentMethodChanged {
        customer: "Nordlicht GmbH".into(),
        method: name.map(Into::into),
        received: RECEIVED.into(),
    }
}

fn mandate_given(reference: Option<&str>, is_recurrent: bool) -> Content {
    Content::MandateGiven {
        customer: "Nordlicht GmbH".into(),
        mandate: reference.map(Into::into),
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
fn all() -> Vec<(&'static str, Content)> {
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
        (
            "payment-failed",
            Content::PaymentFailed {
                number: "RE-0000000042".into(),
                date: date("2026-11-22"),
                open: euro(11_900),
                method: Some("Visa (4242)".into()),
            },
        ),
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
        ("mandate-given", mandate_given(Some("M-00000001"), true)),
        ("mandate-given-unnamed", mandate_given(None, true)),
        ("mandate-given-once", mandate_given(Some("M-00000001"), false)),
        (
            "mandate-amended",
            Content::MandateAmended {
                customer: "Nordlicht GmbH".into(),
                mandate: "M-00000001".into(),
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
        ("payment-method-changed", method(Some("Visa (4242)"))),
        ("payment-method-removed", method(None)),
        (
            "payment-method-expires",
            Content::PaymentMethodExpires {
                customer: "Nordlicht GmbH".into(),
                method: "Visa (4242)".into(),
                last_day: date("2026-12-31"),
            },
        ),
        (
            "payment-method-ended",
            Content::PaymentMethodEnded {
                customer: "Nordlicht GmbH".into(),
                method: "SEPA (3000)".into(),
                received: RECEIVED.into(),
            },
        ),
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

#[test]
fn every_kind_of_mail_has_its_texts_in_both_languages() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("mails");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, content) in all() {
        let (german, english) = (rendered(&content, Language::De), rendered(&content, Language::En));
        assert_ne!(german.subject, english.subject, "{name}");
        for (language, mail) in [("de", &german), ("en", &english)] {
            let visible = format!("{}{}", mail.subject, mail.text);
            assert!(!visible.contains('{'), "a text is missing: {visible}");
            assert!(
                !mail.html.contains("{mail-") && !mail.html.contains("{ $"),
                "{}",
                mail.html
            );
            std::fs::write(folder.join(format!("{name}-{language}.html")), &mail.html).unwrap();
        }
    }
    for kind in MailKind::ALL {
        assert!(
            all().iter().any(|(_, content)| content.kind() == *kind),
            "{kind} is not tried"
        );
    }
}

/// Who reads the plain text misses nothing.
#[test]
fn text_and_html_say_the_same() {
    for (name, content) in all() {
        for language in [Language::De, Language::En] {
            let mail = rendered(&content, language);
            let page = mail
                .html
                .replace("&#x27;", "'")
                .replace("&#x2f;", "/")
                .replace("&amp;", "&");
            for line in mail
                .text
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty() && *line != "--")
            {
                // A fact has its name and its value in two cells; a link stands behind its label.
                for part in line.split(": ") {
                    let part = part.trim_end_matches(':');
                    assert!(page.contains(part), "{name} {language}: {part} is not in the page");
                }
            }
        }
    }
}

/// Where a provider does not name the mandate, the mail does not either.
#[test]
fn a_mandate_says_how_often_it_allows_debits() {
    let text = |reference, is_recurrent| rendered(&mandate_given(reference, is_recurrent), Language::En).text;
    let (lasting, once, unnamed) = (text(Some("M-1"), true), text(Some("M-1"), false), text(None, true));
    assert!(lasting.contains("Your default payment method stays as it is") && !lasting.contains("once from"));
    assert!(once.contains("to collect once from this account") && !once.contains("default"));
    assert!(lasting.contains("Mandate reference: M-1") && !unnamed.contains("Mandate reference"));
}

/// § 312k (4) BGB: content, date and time of receipt, and the end.
#[test]
fn a_confirmation_says_what_when_and_until_when() {
    for (language, end) in [(Language::De, "31.12.2026"), (Language::En, "31 December 2026")] {
        let mail = rendered(&cancelled(true, Some("2026-12-31")), language);
        for part in ["Tarif Plus", "S-00000042", RECEIVED, end, "Müller & Söhne"] {
            assert!(mail.text.contains(part), "{part} is missing in: {}", mail.text);
        }
    }
}

#[test]
fn a_renewal_names_the_last_day_to_prevent_it() {
    let renewal = all().into_iter().find(|(name, _)| *name == "renewal").unwrap().1;
    let text = rendered(&renewal, Language::De).text;
    for part in [
        "verlängert sich am 01.01.2027",
        "läuft dann bis zum 31.12.2027",
        "bis zum 30.11.2026",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn amounts_are_written_as_the_language_does() {
    let by_customer = Collection::Customer {
        due: date("2026-12-06"),
    };
    let mail = invoice(InvoiceType::Invoice, by_customer);
    assert!(rendered(&mail, Language::De).text.contains("Betrag: 1.234,50 EUR"));
    assert!(rendered(&mail, Language::En).text.contains("Amount: EUR 1,234.50"));
}

#[test]
fn a_link_says_how_long_it_lives_in_plain_units() {
    let text = |language, minutes| {
        let link = "https://demo.example/x".into();
        let content = Content::LoginLink {
            link,
            minutes,
            code: None,
            is_sent: false,
        };
        rendered(&content, language).text
    };
    for (minutes, english, german) in [
        (15, "for 15 minutes", "15 Minuten lang"),
        (60, "for one hour", "eine Stunde lang"),
        (90, "for 90 minutes", "90 Minuten lang"),
        (120, "for 2 hours", "2 Stunden lang"),
        (1440, "for one day", "einen Tag lang"),
        (10_080, "for 7 days", "7 Tage lang"),
    ] {
        let (en, de) = (text(Language::En, minutes), text(Language::De, minutes));
        assert!(en.contains(english) && de.contains(german), "{minutes}: {en} {de}");
    }
}

/// People read it on one screen and type it on another.
#[test]
fn a_code_is_larger_than_anything_around_it() {
    let sizes = |text: &str| -> Vec<u32> {
        let each = text.split("font-size:").skip(1);
        each.map(|rest| rest.split("px").next().unwrap().parse().unwrap())
            .collect()
    };
    for (name, content) in all() {
        let mail = rendered(&content, Language::De).html;
        let Some((before, after)) = mail.split_once(">012 345<") else {
            assert!(!mail.contains("font-size:28px"), "{name} has no code");
            continue;
        };
        let mut others = sizes(before);
        let code = others.pop().unwrap();
        others.extend(sizes(after));
        let largest = others.into_iter().max().unwrap();
        assert!(
            f64::from(code) >= 1.5 * f64::from(largest),
            "{name}: {code} and {largest}"
        );
    }
    let with_code = all()
        .into_iter()
        .filter(|(_, content)| rendered(content, Language::De).html.contains(">012 345<"));
    assert_eq!(with_code.count(), 2, "signing in and confirming");
}

/// Names come from customers and merchants.
#[test]
fn names_bring_neither_markup_nor_headers_into_a_mail() {
    let evil = "<script>alert(1)</script>\r\nBcc: all@example.com";
    let content = Content::CancellationRevoked {
        subscription: Named {
            name: evil.into(),
            number: "S-1".into(),
        },
        received: RECEIVED.into(),
    };
    let head = Letterhead {
        merchant: "<b>Acme</b>".into(),
        pages: HostedPages {
            imprint_url: Some("https://a.example/\"onclick=".into()),
            ..HostedPages::default()
        },
        ..head()
    };
    let mail = render(&content, Language::En, &head).unwrap();
    assert!(
        !mail.html.contains("<script>") && !mail.html.contains("<b>Acme"),
        "{}",
        mail.html
    );
    assert!(!mail.html.contains("\"onclick"), "{}", mail.html);
    assert!(!mail.subject.contains(['\r', '\n']), "{:?}", mail.subject);
}

/// The merchant's colour carries the button in both themes; without one it is the portal's own.
#[test]
fn the_button_is_readable_in_the_merchants_colour() {
    let (_, content) = all().remove(2);
    let with = |accent: Option<&str>| {
        let head = Letterhead {
            pages: HostedPages {
                accent_colour: accent.map(Into::into),
                ..HostedPages::default()
            },
            ..head()
        };
        render(&content, Language::En, &head).unwrap().html
    };
    assert!(with(Some("#0f766e")).contains("background:#0f766e;color:#ffffff"));
    assert!(with(None).contains("background:#0f5c4f;color:#ffffff"));
    // Yellow on white would be seen by nobody.
    assert!(!with(Some("#ffee00")).contains("background:#ffee00;"));
}

/// A mail does not lead to a tab that is not there, nor promise what cannot be done in the portal.
#[test]
fn what_the_merchant_switched_off_is_not_offered() {
    let off = Letterhead {
        pages: HostedPages {
            show_invoices: false,
            cancel_subscriptions: false,
            ..HostedPages::default()
        },
        ..head()
    };
    let text = |name: &str| {
        let content = all().into_iter().find(|(one, _)| *one == name).unwrap().1;
        render(&content, Language::En, &off).unwrap().text
    };
    assert!(!text("reminder").contains("/invoices"));
    assert!(
        text("renewal").contains("/subscriptions") && !text("renewal").contains("You can cancel in your customer area")
    );
}
