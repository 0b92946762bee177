//! The mandate as a PDF, read back by `pdftotext`, which `scripts/setup test` installs; without it the tests fail.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::{
    fmt::Write as _,
    io::Write as _,
    process::{Command, Stdio},
};

use chrono::DateTime;
use portico_documents::{
    DocumentError,
    mandate::{Account, Address, AmendedBy, Amendment, Consent, Creditor, Debtor, Mandate, Recurrence},
};
use portico_shared::customers::Language;
use proptest::{collection::vec, prelude::*};

const GERMAN: [&str; 3] = [
    "Ich ermächtige die Acme GmbH, Zahlungen von meinem Konto mittels Lastschrift einzuziehen. Zugleich weise ich mein \
     Kreditinstitut an, die von der Acme GmbH auf mein Konto gezogenen Lastschriften einzulösen.",
    "Hinweis: Ich kann innerhalb von acht Wochen, beginnend mit dem Belastungsdatum, die Erstattung des belasteten \
     Betrages verlangen. Es gelten dabei die mit meinem Kreditinstitut vereinbarten Bedingungen.",
    "Die Frist für die Vorabankündigung einer Lastschrift beträgt 5 Tage.",
];
const ENGLISH: [&str; 3] = [
    "By signing this mandate form, you authorise (A) Acme GmbH to send instructions to your bank to debit your account and \
     (B) your bank to debit your account in accordance with the instructions from Acme GmbH.",
    "As part of your rights, you are entitled to a refund from your bank under the terms and conditions of your agreement \
     with your bank. A refund must be claimed within 8 weeks starting from the date on which your account was debited.",
    "Your rights are explained in a statement that you can obtain from your bank.",
];

fn address(street: &str, zip: &str, city: &str) -> Address {
    Address {
        street: street.to_owned(),
        zip: Some(zip.to_owned()),
        city: city.to_owned(),
        country_code: "DE".to_owned(),
    }
}

fn mandate(language: Language) -> Mandate {
    let text = match language {
        Language::De => GERMAN,
        Language::En => ENGLISH,
    };
    Mandate {
        language,
        merchant: "Acme Cloud".to_owned(),
        logo: None,
        creditor: Creditor {
            name: "Acme GmbH".to_owned(),
            address: Some(address("Musterstraße 12", "10115", "Berlin")),
            identifier: "DE98ZZZ09999999999".to_owned(),
        },
        reference: "M-2026-000123".to_owned(),
        recurrence: Recurrence::Recurrent,
        text: text.map(str::to_owned).into(),
        debtor: Debtor {
            name: "Zoë Großmann".to_owned(),
            address: address("Ahornweg 3", "80331", "München"),
            iban: "DE02120300000000202051".to_owned(),
            bic: Some("BYLADEM1001".to_owned()),
            bank_name: Some("Deutsche Kreditbank Berlin".to_owned()),
        },
        signed_on: "2026-11-29".parse().unwrap(),
        consent: Some(Consent {
            at: DateTime::parse_from_rfc3339("2026-11-29T11:44:27+01:00").unwrap(),
            client_address: Some("203.0.113.0".to_owned()),
        }),
        amendments: Vec::new(),
    }
}

/// Another account by the debtor, then another name by the creditor.
fn amendments() -> Vec<Amendment> {
    let account = |holder: &str, iban: &str| Account {
        holder: holder.to_owned(),
        masked_iban: iban.to_owned(),
    };
    let (old, new) = ("DE8937************3000", "DE0212************2051");
    let consent = |at: &str, client_address: Option<&str>| Consent {
        at: DateTime::parse_from_rfc3339(at).unwrap(),
        client_address: client_address.map(str::to_owned),
    };
    vec![
        Amendment {
            by: AmendedBy::Debtor,
            consent: consent("2027-02-03T08:15:00+01:00", Some("198.51.100.0")),
            from: account("Zoë Lang", old),
            to: account("Zoë Lang", new),
        },
        Amendment {
            by: AmendedBy::Creditor,
            consent: consent("2027-07-01T09:00:05+02:00", None),
            from: account("Zoë Lang", new),
            to: account("Zoë Großmann", new),
        },
    ]
}

/// The text of a PDF in the order in which it is read out, each run of spaces and line breaks as one space.
fn text_of(pdf: &[u8]) -> String {
    let mut pdftotext = Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext is missing: run scripts/setup test");
    pdftotext.stdin.take().unwrap().write_all(pdf).unwrap();
    let output = pdftotext.wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn has(pdf: &[u8], part: &str) -> bool {
    pdf.windows(part.len()).any(|window| window == part.as_bytes())
}

/// What is named here can be looked at afterwards.
fn keep(name: &str, pdf: &[u8]) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(folder.join(name), pdf).unwrap();
}

#[test]
fn the_german_mandate_says_all_that_the_scheme_asks() {
    let pdf = mandate(Language::De).to_pdf().unwrap();
    keep("mandate-de.pdf", &pdf);
    let text = text_of(&pdf);
    for part in [
        "SEPA-Lastschriftmandat",
        "Acme GmbH Musterstraße 12 10115 Berlin Deutschland",
        "Gläubiger-Identifikationsnummer DE98ZZZ09999999999",
        "Mandatsreferenz M-2026-000123",
        "Zahlungsart Wiederkehrende Zahlung",
        "Zoë Großmann Ahornweg 3 80331 München Deutschland",
        "IBAN DE02 1203 0000 0000 2020 51",
        "BIC BYLADEM1001",
        "Kreditinstitut Deutsche Kreditbank Berlin",
        "Dieses Mandat wurde elektronisch im Kundenportal von Acme Cloud erteilt.",
        "Erteilt am 29.11.2026, 11:44:27 Uhr (UTC+01:00)",
        "IP-Adresse (gekürzt) 203.0.113.0",
        "Seite 1 von 1",
    ]
    .into_iter()
    .chain(GERMAN)
    {
        assert!(text.contains(part), "{part:?} is not in {text:?}");
    }
}

#[test]
fn the_english_mandate_says_it_in_english() {
    let mut mandate = mandate(Language::En);
    mandate.recurrence = Recurrence::OneOff;
    mandate.debtor.address.country_code = "AT".to_owned();
    let pdf = mandate.to_pdf().unwrap();
    keep("mandate-en.pdf", &pdf);
    let text = text_of(&pdf);
    for part in [
        "SEPA Direct Debit Mandate",
        "Acme GmbH Musterstraße 12 10115 Berlin Germany",
        "Zoë Großmann Ahornweg 3 80331 München Austria",
        "Creditor identifier DE98ZZZ09999999999",
        "Mandate reference M-2026-000123",
        "Type of payment One-off payment",
        "IBAN DE02 1203 0000 0000 2020 51",
        "This mandate was given electronically in the customer portal of Acme Cloud.",
        "Given on 29 November 2026, 11:44:27 (UTC+01:00)",
        "Page 1 of 1",
    ]
    .into_iter()
    .chain(ENGLISH)
    {
        assert!(text.contains(part), "{part:?} is not in {text:?}");
    }
}

#[test]
fn the_file_is_made_for_archives_and_for_screen_readers() {
    let pdf = mandate(Language::En).to_pdf().unwrap();
    for part in [
        "%PDF-1.7",
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "SEPA Direct Debit Mandate M-2026-000123</rdf:li>",
        "<xmp:CreateDate>2026-11-29T10:44:27",
        "/Lang(en)",
    ] {
        assert!(has(&pdf, part), "{part}");
    }
}

#[test]
fn the_same_mandate_gives_the_same_bytes() {
    let one = mandate(Language::De).to_pdf().unwrap();
    mandate(Language::En).to_pdf().unwrap();
    assert!(one == mandate(Language::De).to_pdf().unwrap());
    let mut later = mandate(Language::De);
    later.consent.as_mut().unwrap().at += chrono::TimeDelta::seconds(1);
    assert!(one != later.to_pdf().unwrap());
}

/// The consent was to another account than the one above it, and says so.
#[test]
fn an_amendment_has_a_consent_of_its_own() {
    let mut amended = mandate(Language::De);
    amended.amendments = amendments();
    let pdf = amended.to_pdf().unwrap();
    keep("mandate-amended.pdf", &pdf);
    let text = text_of(&pdf);
    for part in [
        "Erteilt am 29.11.2026, 11:44:27 Uhr (UTC+01:00)",
        "Geändert am 03.02.2027, 08:15:00 Uhr (UTC+01:00)",
        "Geändert durch Zahlungspflichtiger, im Kundenportal von Acme Cloud",
        "Bisheriges Konto DE89 37** **** **** **30 00",
        "Neues Konto DE02 12** **** **** **20 51",
        "IP-Adresse (gekürzt) 198.51.100.0",
        "Geändert am 01.07.2027, 09:00:05 Uhr (UTC+02:00)",
        "Geändert durch Zahlungsempfänger",
        "Bisheriges Konto DE02 12** **** **** **20 51, Zoë Lang",
        "Neues Konto DE02 12** **** **** **20 51, Zoë Großmann",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text:?}");
    }
    assert_eq!(text.matches("Änderung des Kontos").count(), 2, "{text}");
    assert!(has(&pdf, "<xmp:CreateDate>2027-07-01T07:00:05"));
    assert!(pdf == amended.to_pdf().unwrap());
    amended.language = Language::En;
    let text = text_of(&amended.to_pdf().unwrap());
    for part in [
        "Changed on 3 February 2027, 08:15:00 (UTC+01:00)",
        "Changed by Debtor, in the customer portal of Acme Cloud",
        "Account before DE89 37** **** **** **30 00",
        "Changed by Creditor",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text:?}");
    }
    assert!(!text_of(&mandate(Language::De).to_pdf().unwrap()).contains("Geändert"));
}

#[test]
fn an_address_abroad_is_in_the_order_of_its_country() {
    let mut mandate = mandate(Language::En);
    mandate.debtor.address = Address {
        country_code: "US".to_owned(),
        ..address("8 Commercial Street", "04101", "Portland")
    };
    let text = text_of(&mandate.to_pdf().unwrap());
    let lines = "8 Commercial Street Portland 04101 United States";
    assert!(text.contains(lines), "{text}");
}

#[test]
fn what_is_not_known_has_no_line() {
    let mut mandate = mandate(Language::En);
    mandate.debtor.bic = None;
    mandate.debtor.bank_name = None;
    mandate.debtor.address.zip = None;
    mandate.creditor.address = None;
    mandate.consent.as_mut().unwrap().client_address = None;
    let text = text_of(&mandate.to_pdf().unwrap());
    for part in ["BIC", "IP address", "Musterstraße", "80331"] {
        assert!(!text.contains(part), "{part}: {text}");
    }
    assert!(
        text.contains("Acme GmbH") && text.contains("Ahornweg 3 München Germany"),
        "{text}"
    );
}

#[test]
fn several_pages_are_counted() {
    let mut mandate = mandate(Language::En);
    mandate.text = vec![ENGLISH[0].to_owned(); 10];
    let text = text_of(&mandate.to_pdf().unwrap());
    assert!(text.contains("Page 1 of 2") && text.contains("Page 2 of 2"), "{text}");
}

#[test]
fn names_are_never_code() {
    let awkward = [
        r#"" #panic("run") "#,
        "#read(\"/etc/passwd\")",
        "<script>alert(1)</script>",
        "$x^2$ *b* _i_ `c` @ref <label> \\u{41} // c /* d */",
        "=cmd|' /C calc'!A0",
        "= heading",
        "- item",
        "~ -- --- ... 'a' \"b\"",
    ];
    for name in awkward {
        let mut mandate = mandate(Language::De);
        mandate.merchant = name.to_owned();
        mandate.creditor.name = name.to_owned();
        mandate.debtor.name = name.to_owned();
        mandate.reference = name.to_owned();
        mandate.text = vec![name.to_owned()];
        let text = text_of(&mandate.to_pdf().unwrap());
        let shown = name.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.matches(&shown).count() >= 5, "{name:?}: {text:?}");
    }
}

#[test]
fn no_name_is_too_strange_or_too_long() {
    let strange = [
        "שרה כהן",
        "محمد علي",
        "\u{202e}gnp.exe\u{202c}",
        "👩‍👧‍👦 Familie 🏳️‍🌈",
        "山田太郎",
        "e\u{301}\u{302}\u{303} Z\u{310}algo\u{489}",
        "\u{0}\u{7}\u{1b}[31m\r\n\t",
        "",
        "\u{e000}\u{f8ff}\u{10ffff}\u{feff}\u{fffd}",
    ];
    let long = [
        "Anna-Lena ".repeat(30),
        "ä".repeat(300),
        "😀".repeat(300),
        "W".repeat(300),
    ];
    let mut found = String::new();
    for name in strange.into_iter().map(str::to_owned).chain(long) {
        let mut mandate = mandate(Language::De);
        mandate.merchant.clone_from(&name);
        mandate.creditor.name.clone_from(&name);
        mandate.debtor.name.clone_from(&name);
        mandate.debtor.bank_name = Some(name.clone());
        mandate.debtor.address.street.clone_from(&name);
        mandate.debtor.address.city = name;
        let pdf = mandate.to_pdf().unwrap();
        let text = text_of(&pdf);
        assert!(text.contains("DE02 1203 0000 0000 2020 51"), "{text}");
        writeln!(found, "{text}").unwrap();
        keep("mandate-long.pdf", &pdf);
    }
    assert!(found.contains('□'));
}

/// 6 × 1 dots, half transparent.
const LOGO: &[u8] = b"\
    \x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x06\x00\x00\x00\x01\x08\x06\x00\x00\
    \x00\xfd\xc9\xdf\xf0\x00\x00\x00\x0e\x49\x44\x41\x54\x78\xda\x63\xe0\x8f\xf1\x6f\xc0\x86\x01\x58\x45\x07\x5d\x39\
    \xf7\x62\xf9\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82\
";

#[test]
fn a_logo_takes_the_place_of_the_name_in_the_head() {
    let mut mandate = mandate(Language::De);
    mandate.logo = Some(LOGO.to_vec());
    let pdf = mandate.to_pdf().unwrap();
    keep("mandate-logo.pdf", &pdf);
    assert!(has(&pdf, "/Subtype/Image"));
    mandate.logo = Some(b"no image".to_vec());
    assert!(matches!(mandate.to_pdf(), Err(DocumentError::Page(_))));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_set(
        name in "\\PC{0,80}",
        merchant in ".{0,80}",
        paragraphs in vec("[\u{20}-\u{52f}\u{1e00}-\u{22ff}]{0,200}", 0..5),
    ) {
        let mut mandate = mandate(Language::En);
        mandate.debtor.name = name;
        mandate.merchant = merchant;
        mandate.text = paragraphs;
        let pdf = mandate.to_pdf();
        prop_assert!(pdf.is_ok(), "{:?}", pdf.err());
    }
}
