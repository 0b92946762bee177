//! What mails say: every kind of them in both languages. Each is also written as HTML to `target/tmp/mails`, to be
//! looked at.

use portico::features::mails::{Collection, Content, Ending, Letterhead, Named, Rendered, render};
use portico_shared::{
    customers::Language, invoices::InvoiceType, mails::MailKind, payment_methods::RefusalReason, settings::HostedPages,
};

use crate::mail_samples::{
    INVOICE, RECEIVED, all, cancelled, date, ended, ended_with_mandate, failed, invoice, mandate_given, returned,
    withdrawn,
};

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

/// EPC016-06: the debtor knows a mandate by its reference and the creditor's identifier, wherever one is told of. What a provider keeps
/// may have no name.
#[test]
fn whatever_tells_of_a_mandate_names_its_reference_and_its_creditor() {
    for (name, content) in all() {
        let text = rendered(&content, Language::En).text;
        let tells = text.to_lowercase().contains("mandate") && name != "mandate-given-unnamed";
        for fact in [
            "Mandate reference: M-00000001",
            "Creditor identifier: DE98ZZZ09999999999",
        ] {
            assert_eq!(text.contains(fact), tells, "{name}: {text}");
        }
    }
}

#[test]
fn a_debit_that_is_called_off_says_why() {
    let text = |reason| rendered(&withdrawn(reason, false), Language::De);
    let subject = "Die angekündigte Abbuchung über 119,00 EUR am 14.12.2026 findet nicht statt";
    for (reason, why) in [
        (RefusalReason::Withdrawn, "Wir haben die Lastschrift zurückgezogen."),
        (
            RefusalReason::PaidOtherwise,
            "Die Rechnung wird auf anderem Weg bezahlt.",
        ),
        (RefusalReason::MethodRemoved, "Das Mandat gilt nicht mehr."),
    ] {
        let mail = text(reason);
        assert_eq!(mail.subject, subject);
        assert!(
            mail.text.contains(&format!("Das findet nicht statt: {why}")),
            "{}",
            mail.text
        );
    }
}

/// What is left to pay is named, and leads to where it is paid; not where something else pays it.
#[test]
fn a_debit_that_is_called_off_says_what_stays_owed() {
    let text = |is_owed| rendered(&withdrawn(RefusalReason::MethodRemoved, is_owed), Language::En).text;
    let (owed, settled) = (text(true), text(false));
    let page = format!("Pay the invoice:\nhttps://mueller.example/pay/invoice?invoice={INVOICE}");
    for part in [
        "the mandate is no longer valid.",
        "EUR 119.00 is still open, due on 6 December 2026.",
        "Open amount: EUR 119.00",
        page.as_str(),
    ] {
        assert!(owed.contains(part), "{part}: {owed}");
    }
    assert!(
        !settled.contains("still open") && !settled.contains("/pay/invoice"),
        "{settled}"
    );
}

#[test]
fn a_payment_that_failed_says_why_and_when_it_is_tried_again() {
    let text = |reason, again| rendered(&failed(reason, again), Language::De).text;
    let again = text(Some(RefusalReason::InsufficientFunds), true);
    for part in [
        "das hat nicht geklappt: Das Konto ist nicht ausreichend gedeckt.",
        "Am 25.11.2026 versuchen wir es noch einmal.",
    ] {
        assert!(again.contains(part), "{part}: {again}");
    }
    let last = text(Some(RefusalReason::Expired), false);
    assert!(
        last.contains("geklappt: Die Karte ist abgelaufen.") && !last.contains("noch einmal"),
        "{last}"
    );
    assert!(text(None, false).contains("das hat nicht geklappt.\n"));
}

/// Whoever had paid, as far as they know, learns what became of that, and is led to the invoice; not where it is collected once more,
/// since nobody is to pay twice.
#[test]
fn money_that_went_back_is_told_with_its_reason_and_leads_to_the_invoice() {
    let text = |reason, how| rendered(&returned(reason, how), Language::En).text;
    let (back, last) = (
        text(RefusalReason::InsufficientFunds, (false, false)),
        text(RefusalReason::AccountClosed, (true, false)),
    );
    for text in [&back, &last] {
        let page = format!("Pay the invoice:\nhttps://mueller.example/pay/invoice?invoice={INVOICE}");
        assert!(
            text.contains("we had received EUR 119.00 from you") && text.contains(&page),
            "{text}"
        );
    }
    assert!(
        back.contains("back, because there was not enough on the account.")
            && back.contains("Please pay the invoice once more"),
        "{back}"
    );
    assert!(!back.contains("collected again") && !back.contains("mandate"), "{back}");
    let again = text(RefusalReason::InsufficientFunds, (false, true));
    assert!(
        again.contains("We will collect the amount once more on 18 December 2026, there is nothing you need to do."),
        "{again}"
    );
    assert!(
        again.contains("Will be collected again on: 18 December 2026"),
        "{again}"
    );
    assert!(
        !again.contains("lease pay") && !again.contains("Pay the invoice"),
        "{again}"
    );
    assert!(
        last.contains("Your mandate M-00000001 is no longer valid") && !last.contains("collected again"),
        "{last}"
    );
    let unknown = text(RefusalReason::Declined, (false, false));
    assert!(unknown.contains("taken the money back.\n"), "{unknown}");
}

#[test]
fn a_method_that_ended_says_why_and_what_depends_on_it() {
    let text = |ending, subscriptions| rendered(&ended(ending, subscriptions), Language::De).text;
    for (ending, subscriptions, why, what) in [
        (
            Ending::Provider,
            0,
            "der Zahlungsdienstleister teilt uns mit",
            "\n\nBitte fügen Sie eine andere Zahlungsmethode hinzu, damit",
        ),
        (
            Ending::Expired,
            1,
            "SEPA (3000) ist abgelaufen",
            "Ein Abonnement wird damit bezahlt und braucht eine andere.",
        ),
        (
            Ending::Revoked,
            2,
            "SEPA (3000) wurde widerrufen",
            "2 Abonnements werden damit bezahlt und brauchen eine andere.",
        ),
        (Ending::Bank, 1, "Ihre Bank teilt uns mit", "Ein Abonnement"),
        (Ending::Lapsed, 1, "36 Monate lang nichts", "Ein Abonnement"),
    ] {
        let text = text(ending, subscriptions);
        assert!(text.contains(why) && text.contains(what), "{ending:?}: {text}");
        assert!(
            text.contains("Zahlungsmethode hinzufügen:\nhttps://mueller.example/pay/add"),
            "{text}"
        );
    }
    // Cards have none.
    let said = "das Mandat wurde widerrufen, oder die Bank hat es beendet.";
    let of_card = text(Ending::Provider, 0).to_lowercase();
    let of_mandate = rendered(&ended_with_mandate(), Language::De).text.to_lowercase();
    assert!(
        !of_card.contains("mandat") && of_mandate.contains(&said.to_lowercase()),
        "{of_card}"
    );
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
    // Nobody pays where invoices are not shown.
    assert!(!text("returned").contains("/pay/invoice") && text("payment-failed").contains("/payment-methods"));
    assert!(
        text("renewal").contains("/subscriptions") && !text("renewal").contains("You can cancel in your customer area")
    );
}
