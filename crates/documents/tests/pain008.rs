//! The file for the bank against the scheme's own schema. `scripts/setup test` installs `xmllint` and the schema;
//! without them the tests fail.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use chrono::{DateTime, NaiveDate, Utc};
use portico_documents::pain008::{
    Address, Amendment, Collection, Creditor, DebitFile, DebitFileError, Debtor, Mandate, OriginalAccount, Sequence,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

const SCHEMA: &str = "../../.tools/documents/schemas/pain.008.001.08.xsd";

/// What the schema says to `xml`; `Ok` when it fits.
fn validate(xml: &[u8]) -> Result<(), String> {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCHEMA);
    assert!(schema.is_file(), "the schema is missing: run scripts/setup test");
    let mut xmllint = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema"])
        .arg(schema)
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xmllint is missing: run scripts/setup test");
    xmllint.stdin.take().unwrap().write_all(xml).unwrap();
    let output = xmllint.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    output.status.success().then_some(()).ok_or(said)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn file() -> DebitFile {
    DebitFile {
        message_id: "PORTICO-20261129-0001".to_owned(),
        created_at: "2026-11-29T10:44:27Z".parse::<DateTime<Utc>>().unwrap(),
        initiator: "Acme GmbH".to_owned(),
        creditor: Creditor {
            name: "Acme GmbH".to_owned(),
            iban: "DE89370400440532013000".to_owned(),
            bic: Some("COBADEFFXXX".to_owned()),
            creditor_identifier: "DE98ZZZ09999999999".to_owned(),
        },
        collections: vec![collection("A-1", 1_990)],
    }
}

fn collection(end_to_end_id: &str, amount_cents: i64) -> Collection {
    Collection {
        end_to_end_id: end_to_end_id.to_owned(),
        amount_cents,
        sequence: Sequence::Recurrent,
        collection_date: day("2026-12-14"),
        mandate: Mandate {
            reference: "M-2026-0001".to_owned(),
            signed_on: day("2026-11-01"),
            amendment: None,
        },
        debtor: Debtor {
            name: "Anna Beispiel".to_owned(),
            iban: "DE02120300000000202051".to_owned(),
            bic: None,
            address: None,
        },
        remittance: "Rechnung 2026-0042".to_owned(),
    }
}

fn xml(file: &DebitFile) -> String {
    String::from_utf8(file.to_xml().unwrap()).unwrap()
}

/// What stands between `<name>` and `</name>`, each time.
fn all<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let texts = xml.split(&open).skip(1);
    texts.map(|text| text.split(&close).next().unwrap()).collect()
}

fn without_space(xml: &str) -> String {
    xml.lines().map(str::trim).collect()
}

#[test]
fn a_file_fits_the_schema_and_says_what_the_scheme_asks() {
    let xml = xml(&file());
    assert_eq!(validate(xml.as_bytes()), Ok(()));
    let flat = without_space(&xml);
    for part in [
        "<MsgId>PORTICO-20261129-0001</MsgId><CreDtTm>2026-11-29T10:44:27Z</CreDtTm>",
        "<PmtInfId>PORTICO-20261129-0001-1</PmtInfId><PmtMtd>DD</PmtMtd><BtchBookg>true</BtchBookg>",
        "<SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>CORE</Cd></LclInstrm><SeqTp>RCUR</SeqTp>",
        "<ReqdColltnDt>2026-12-14</ReqdColltnDt>",
        "<CdtrAgt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></CdtrAgt><ChrgBr>SLEV</ChrgBr>",
        "<CdtrSchmeId><Id><PrvtId><Othr><Id>DE98ZZZ09999999999</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr>",
        "<InstdAmt Ccy=\"EUR\">19.90</InstdAmt>",
        "<MndtId>M-2026-0001</MndtId><DtOfSgntr>2026-11-01</DtOfSgntr></MndtRltdInf>",
        "<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>",
        "<RmtInf><Ustrd>Rechnung 2026-0042</Ustrd></RmtInf>",
    ] {
        assert!(flat.contains(part), "{part} is not in {flat}");
    }
}

#[test]
fn the_check_refuses_a_bad_file() {
    let good = xml(&file());
    let bad = [
        good.replace("<ReqdColltnDt>2026-12-14", "<ReqdColltnDt>14.12.2026"),
        good.replace("<MsgId>", "<MsgId>12345678901234567890"),
        good.replace("<PmtMtd>DD</PmtMtd>", ""),
        good.replace("</Document>", ""),
    ];
    let told = ["ReqdColltnDt", "MsgId", "PmtMtd", "parser error"];
    for (bad, told) in bad.iter().zip(told) {
        let said = validate(bad.as_bytes()).unwrap_err();
        assert!(said.contains(told), "{said:?} does not say {told:?}");
    }
}

#[test]
fn a_block_holds_one_day_and_one_sequence() {
    let mut file = file();
    let of = |id, cents, date, sequence| Collection {
        collection_date: day(date),
        sequence,
        ..collection(id, cents)
    };
    file.collections = vec![
        of("1", 1, "2026-12-15", Sequence::Recurrent),
        of("2", 10, "2026-12-14", Sequence::Recurrent),
        of("3", 100, "2026-12-14", Sequence::First),
        of("4", 1_000, "2026-12-14", Sequence::Recurrent),
        of("5", 10_000, "2026-12-14", Sequence::OneOff),
        of("6", 100_000, "2026-12-14", Sequence::Final),
    ];
    let xml = xml(&file);
    assert_eq!(validate(xml.as_bytes()), Ok(()));
    assert_eq!(all(&xml, "SeqTp"), ["FRST", "RCUR", "OOFF", "FNAL", "RCUR"]);
    assert_eq!(all(&xml, "NbOfTxs"), ["6", "1", "2", "1", "1", "1"]);
    assert_eq!(
        all(&xml, "CtrlSum"),
        ["1111.11", "1.00", "10.10", "100.00", "1000.00", "0.01"]
    );
    assert_eq!(all(&xml, "EndToEndId"), ["3", "2", "4", "5", "6", "1"]);
    assert_eq!(all(&xml, "PmtInfId")[4], "PORTICO-20261129-0001-5");
}

#[test]
fn blocks_of_a_long_message_id_keep_names_of_their_own() {
    let mut file = file();
    file.message_id = "x".repeat(35);
    file.collections = (0..12).map(|n| collection(&n.to_string(), 1)).collect();
    for (each, n) in file.collections.iter_mut().zip(0..) {
        each.collection_date = day("2026-12-14") + chrono::Days::new(n);
    }
    let xml = xml(&file);
    assert_eq!(validate(xml.as_bytes()), Ok(()));
    let mut ids = all(&xml, "PmtInfId");
    ids.dedup();
    assert_eq!(ids.len(), 12);
}

#[test]
fn an_amended_mandate_tells_what_it_was() {
    let with = |reference: Option<&str>, account| {
        let mut file = file();
        file.collections[0].mandate.amendment = Some(Amendment {
            original_reference: reference.map(str::to_owned),
            original_account: account,
        });
        file
    };
    let iban = "DE89370400440532013000".to_owned();
    let cases = [
        (
            with(Some("OLD-7"), None),
            "<AmdmntInd>true</AmdmntInd><AmdmntInfDtls><OrgnlMndtId>OLD-7</OrgnlMndtId></AmdmntInfDtls>",
        ),
        (
            with(None, Some(OriginalAccount::Iban(iban))),
            "<AmdmntInfDtls><OrgnlDbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></OrgnlDbtrAcct></AmdmntInfDtls>",
        ),
        (
            with(Some("OLD-7"), Some(OriginalAccount::Undisclosed)),
            "</OrgnlMndtId><OrgnlDbtrAcct><Id><Othr><Id>SMNDA</Id></Othr></Id></OrgnlDbtrAcct>",
        ),
    ];
    for (file, part) in cases {
        let xml = xml(&file);
        assert_eq!(validate(xml.as_bytes()), Ok(()));
        assert!(without_space(&xml).contains(part), "{part} is not in {xml}");
    }
    let refused = with(None, None).to_xml();
    assert!(matches!(
        refused,
        Err(DebitFileError::Missing {
            field: "mandate.amendment",
            ..
        })
    ));
}

#[test]
fn a_debtor_outside_the_economic_area_has_an_address() {
    let mut file = file();
    file.collections[0].debtor.address = Some(Address {
        street: Some("Bahnhofstrasse".to_owned()),
        building_number: Some("1".to_owned()),
        postcode: Some("8001".to_owned()),
        town: "Zürich".to_owned(),
        country: "CH".to_owned(),
    });
    let xml = xml(&file);
    assert_eq!(validate(xml.as_bytes()), Ok(()));
    let address = "<PstlAdr><StrtNm>Bahnhofstrasse</StrtNm><BldgNb>1</BldgNb><PstCd>8001</PstCd><TwnNm>Zürich</TwnNm>\
                   <Ctry>CH</Ctry></PstlAdr>";
    assert!(without_space(&xml).contains(address), "{xml}");
}

#[test]
fn names_cannot_break_out_of_their_element() {
    let mut file = file();
    file.collections[0].debtor.name = r#"<Ustrd>&"O'Brien" ]]>--!>"#.to_owned();
    let xml = xml(&file);
    assert_eq!(validate(xml.as_bytes()), Ok(()));
    assert_eq!(
        all(&xml, "Nm")[2],
        "&lt;Ustrd&gt;&amp;&quot;O&apos;Brien&quot; ]]&gt;--!&gt;"
    );
}

/// What is changed, and what is then said.
type Case = (fn(&mut DebitFile), &'static str);

#[test]
fn what_a_bank_would_refuse_is_not_written() {
    let refused = |change: fn(&mut DebitFile)| {
        let mut file = file();
        change(&mut file);
        file.to_xml().unwrap_err().to_string()
    };
    let cases: [Case; 17] = [
        (|f| f.collections.clear(), "there is nothing to collect"),
        (
            |f| f.message_id = "x".repeat(36),
            ": message_id has more than 35 characters",
        ),
        (
            |f| f.message_id = "a//b".to_owned(),
            "a//b: message_id is not well formed",
        ),
        (
            |f| f.initiator = " ".to_owned(),
            "PORTICO-20261129-0001: initiator is empty",
        ),
        (
            |f| f.creditor.name = "x".repeat(71),
            "creditor.name has more than 70 characters",
        ),
        (
            |f| f.creditor.iban = "DE89 3704".to_owned(),
            "creditor.iban is not well formed",
        ),
        (
            |f| f.creditor.bic = Some("COBADE".to_owned()),
            "creditor.bic is not well formed",
        ),
        (
            |f| f.creditor.creditor_identifier = "ZZZ".to_owned(),
            "creditor_identifier is not well formed",
        ),
        (
            |f| f.collections[0].end_to_end_id = "Ä".to_owned(),
            "Ä: end_to_end_id has a character",
        ),
        (
            |f| f.collections[0].amount_cents = 0,
            "A-1: 0 cents cannot be collected",
        ),
        (
            |f| f.collections[0].amount_cents = -5,
            "A-1: -5 cents cannot be collected",
        ),
        (
            |f| f.collections[0].amount_cents = 100_000_000_000,
            "100000000000 cents cannot be collected",
        ),
        (
            |f| f.collections[0].mandate.reference.clear(),
            "A-1: mandate.reference is empty",
        ),
        (
            |f| f.collections[0].debtor.iban = "de02120300000000202051".to_owned(),
            "debtor.iban is not well formed",
        ),
        (
            |f| f.collections[0].debtor.name = "a\nb".to_owned(),
            "debtor.name has a character",
        ),
        (
            |f| f.collections[0].remittance = "x".repeat(141),
            "remittance has more than 140 characters",
        ),
        (|f| f.collections.push(collection("A-1", 1)), "A-1 is there twice"),
    ];
    for (change, told) in cases {
        let said = refused(change);
        assert!(said.contains(told), "{said:?} does not say {told:?}");
    }
}

const IBANS: [&str; 4] = [
    "DE02120300000000202051",
    "FR1420041010050500013M02606",
    "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
];

fn text(limit: usize) -> impl Strategy<Value = String> {
    // A visible character at the front: a text of spaces is refused.
    let awkward = prop_oneof![
        8 => "[a-zA-Z0-9 äöüßé]",
        2 => "[<>&'\"#$=|;%\\]\\[!/-]",
        1 => "[\u{a0}-\u{d7ff}\u{e000}-\u{fffd}😀-😏]",
    ]
    .prop_filter("a control character is refused", |c| !c.chars().any(char::is_control));
    vec(awkward, 0..limit).prop_map(|letters| "A".to_owned() + &letters.concat())
}

fn id() -> impl Strategy<Value = String> {
    "[A-Za-z0-9?:().,'+-][A-Za-z0-9?:().,'+ -]{0,33}"
}

fn date() -> impl Strategy<Value = NaiveDate> {
    (0_u64..3).prop_map(|days| day("2026-12-14") + chrono::Days::new(days))
}

prop_compose! {
    fn debtors()(
        name in text(70),
        iban in select(&IBANS[..]),
        bic in option::of(select(&["COBADEFF", "COBADEFFXXX"][..])),
        address in option::of((option::of(text(70)), option::of(text(16)), text(35))),
    ) -> Debtor {
        let address = address.map(|(street, postcode, town)| Address {
            street,
            building_number: None,
            postcode,
            town,
            country: "CH".to_owned(),
        });
        Debtor { name, iban: iban.to_owned(), bic: bic.map(str::to_owned), address }
    }
}

prop_compose! {
    fn amendments()(
        original_reference in id(),
        account in option::of(option::of(select(&IBANS[..]))),
    ) -> Amendment {
        let account = account.map(|iban| match iban {
            Some(iban) => OriginalAccount::Iban(iban.to_owned()),
            None => OriginalAccount::Undisclosed,
        });
        Amendment { original_reference: Some(original_reference), original_account: account }
    }
}

prop_compose! {
    fn collections()(
        amount_cents in 1_i64..=99_999_999_999,
        sequence in select(&[Sequence::First, Sequence::Recurrent, Sequence::OneOff, Sequence::Final][..]),
        collection_date in date(),
        reference in id(),
        amendment in option::of(amendments()),
        debtor in debtors(),
        remittance in text(140),
    ) -> Collection {
        let mandate = Mandate { reference, signed_on: day("2026-11-01"), amendment };
        Collection { end_to_end_id: String::new(), amount_cents, sequence, collection_date, mandate, debtor, remittance }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_file_fits_the_schema_adds_up_and_is_the_same_twice(
        message_id in id(),
        name in text(70),
        mut collections in vec(collections(), 1..12),
    ) {
        for (number, each) in collections.iter_mut().enumerate() {
            each.end_to_end_id = format!("E-{number}");
        }
        let cents: i64 = collections.iter().map(|each| each.amount_cents).sum();
        let mut file = DebitFile { message_id, initiator: name.clone(), collections, ..file() };
        file.creditor.name = name;
        let xml = xml(&file);
        prop_assert_eq!(validate(xml.as_bytes()), Ok(()));
        let sums: Vec<i64> = all(&xml, "CtrlSum").iter().map(|sum| sum.replace('.', "").parse().unwrap()).collect();
        prop_assert_eq!(sums[0], cents);
        prop_assert_eq!(sums[1..].iter().sum::<i64>(), cents);
        let counts: Vec<usize> = all(&xml, "NbOfTxs").iter().map(|count| count.parse().unwrap()).collect();
        prop_assert_eq!(counts[0], file.collections.len());
        prop_assert_eq!(counts[1..].iter().sum::<usize>(), counts[0]);
        prop_assert_eq!(xml.into_bytes(), file.to_xml().unwrap());
    }
}
