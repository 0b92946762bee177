//! What is refused: by us, and by the validators, which would be no proof if they accepted everything.

use portico_documents::{
    DocumentError,
    invoice::{Invoice, Lacking, Payment, Syntax},
};
use portico_shared::{
    customers::Language::De,
    subscriptions::TaxCategory::{IntraCommunity, ReverseCharge},
};

use super::{
    Batch, cases,
    checker::check,
    sample::{Sold, debit, in_currency, in_euro, invoice, sold, some},
};

/// What the validators say to a file.
fn said(files: &[(impl AsRef<str>, Vec<u8>)]) -> Vec<String> {
    let mut batch = Batch::new(&format!("refused-{}", files[0].0.as_ref().replace('.', "-")));
    let of = invoice(De, &cases::lines());
    for (name, content) in files {
        batch.add(name.as_ref(), &of, content);
    }
    check(&batch.files)
        .into_iter()
        .map(|report| report.errors.join("\n"))
        .collect()
}

fn altered(xml: &[u8], from: &str, to: &str) -> Vec<u8> {
    let xml = std::str::from_utf8(xml).unwrap();
    assert!(xml.contains(from), "{from} is not in {xml}");
    xml.replacen(from, to, 1).into_bytes()
}

#[test]
fn a_wrong_total_and_a_lack_are_refused() {
    let of = invoice(De, &cases::lines());
    let mut cheaper = of.clone();
    cheaper.gross_amount -= 1;
    let mut untaxed = of.clone();
    (untaxed.tax_amount, untaxed.gross_amount) = (0, of.net_amount);
    let mut dearer = of.clone();
    dearer.lines[0].net_amount += 100;
    let unnamed = |category| {
        let mut unnamed = invoice(
            De,
            &[Sold {
                category,
                ..sold("1", "49.00")
            }],
        );
        unnamed.buyer.vat_id = None;
        unnamed
    };
    let wrongs = [
        (cheaper, "BR-CO-16"),
        (untaxed, "BR-CO-14"),
        (dearer, "BR-CO-10"),
        (unnamed(ReverseCharge), "BR-AE-02"),
        (unnamed(IntraCommunity), "BR-IC-02"),
    ];
    let mut files = Vec::new();
    for (wrong, rule) in &wrongs {
        files.push((format!("{rule}.pdf"), wrong.to_pdf(None).unwrap()));
        files.push((format!("{rule}-cii.xml"), wrong.to_xml(Syntax::XRechnungCii).unwrap()));
        files.push((format!("{rule}-ubl.xml"), wrong.to_xml(Syntax::XRechnungUbl).unwrap()));
    }
    for (said, (_, rule)) in said(&files).chunks(3).zip(&wrongs) {
        assert!(said.iter().all(|said| said.contains(rule)), "{rule}: {said:#?}");
    }
}

#[test]
fn an_altered_xml_is_refused() {
    let of = invoice(De, &cases::lines());
    let ubl = of.to_xml(Syntax::XRechnungUbl).unwrap();
    let cii = of.to_xml(Syntax::XRechnungCii).unwrap();
    let dollars = in_currency("USD".parse().unwrap(), De, &[sold("1", "100.00")]);
    let in_euro = in_euro(dollars, "1.0843").to_xml(Syntax::XRechnungCii).unwrap();
    let mut debited = of;
    debited.payment = debit();
    let debited = debited.to_xml(Syntax::XRechnungUbl).unwrap();
    let wrongs = [
        (
            "accounting.xml",
            altered(
                &in_euro,
                "<ram:TaxTotalAmount currencyID=\"EUR\">17.52</ram:TaxTotalAmount>",
                "",
            ),
            "BR-53",
        ),
        (
            "order.xml",
            altered(
                &ubl,
                "cbc:ID>RE-0000000042</cbc:ID>",
                "cbc:UUID>RE-0000000042</cbc:UUID>",
            ),
            "schema",
        ),
        ("text.xml", b"no XML".to_vec(), "no XML"),
        (
            "guideline.xml",
            altered(&ubl, "xrechnung_3.0", "xrechnung_2.3"),
            "own BR-DE-21",
        ),
        ("phone.xml", altered(&ubl, "+49 40 1234567", "none"), "own BR-DE-27"),
        (
            "email.xml",
            altered(&cii, ">rechnung@acme.example<", ">rechnung at acme<"),
            "own BR-DE-28",
        ),
        (
            "iban.xml",
            altered(&cii, "DE89370400440532013000", "DE88370400440532013000"),
            "own BR-DE-19",
        ),
        // Masked it is accepted, and mistyped it is not.
        (
            "debtor.xml",
            altered(&debited, "DE02 **** **** **** **20 51", "DE03120300000000202051"),
            "own BR-DE-20",
        ),
        (
            "reference.xml",
            altered(&cii, "<ram:BuyerReference>04011000-12345-34</ram:BuyerReference>", ""),
            "own BR-DE-15",
        ),
        (
            "price.xml",
            altered(&cii, "<ram:ChargeAmount>7.50<", "<ram:ChargeAmount>7.60<"),
            "own PEPPOL-EN16931-R120",
        ),
        (
            "empty.xml",
            altered(
                &cii,
                "Buchungssystem mit drei Liegeplätzen, Support werktags von 8 bis 18 Uhr",
                "",
            ),
            "R008",
        ),
    ];
    let files: Vec<(&str, Vec<u8>)> = wrongs.iter().map(|(name, xml, _)| (*name, xml.clone())).collect();
    for (said, (name, _, rule)) in said(&files).iter().zip(&wrongs) {
        assert!(said.contains(rule), "{name}: {said}");
    }
}

#[test]
fn an_altered_pdf_is_refused() {
    let pdf = invoice(De, &cases::lines()).to_pdf(None).unwrap();
    let altered = |from: &[u8], to: &[u8]| {
        assert_eq!(from.len(), to.len());
        let at = pdf.windows(from.len()).position(|window| window == from).unwrap();
        let mut altered = pdf.clone();
        altered[at..at + to.len()].copy_from_slice(to);
        altered
    };
    let wrongs = [
        ("part.pdf", altered(b"<pdfaid:part>3", b"<pdfaid:part>2"), "pdfaid:part"),
        (
            "level.pdf",
            altered(b">EN 16931</fx", b">EXTENDED</fx"),
            "fx:ConformanceLevel",
        ),
        (
            "undescribed.pdf",
            altered(b"<pdfaSchema:prefix>fx", b"<pdfaSchema:prefix>zf"),
            "prefix",
        ),
        (
            "relation.pdf",
            altered(b"/AFRelationship/Alternative", b"/AFRelationship/Unspecified"),
            "relationship",
        ),
        ("type.pdf", altered(b"/text#2Fxml", b"/text#2Fxsl"), "the type is"),
    ];
    let files: Vec<(&str, Vec<u8>)> = wrongs.iter().map(|(name, pdf, _)| (*name, pdf.clone())).collect();
    for (said, (name, _, part)) in said(&files).iter().zip(&wrongs) {
        assert!(said.contains(part), "{name}: {said}");
    }
}

#[test]
fn a_document_without_lines_is_refused() {
    let mut empty = invoice(De, &[sold("1", "49.00")]);
    empty.lines.clear();
    assert!(matches!(empty.to_pdf(None), Err(DocumentError::NoLines)));
    assert!(matches!(empty.to_xml(Syntax::FacturX), Err(DocumentError::NoLines)));
}

#[test]
fn a_logo_that_is_none_is_refused() {
    assert!(matches!(
        invoice(De, &[sold("1", "1")]).to_pdf(Some(b"no image")),
        Err(DocumentError::Page(_))
    ));
}

#[test]
fn an_xrechnung_says_what_it_lacks() {
    let mut bare = invoice(De, &[sold("1", "49.00")]);
    assert!(bare.lacking_for_xrechnung().is_empty());
    bare.buyer_reference = some(" ");
    bare.seller.contact_name = None;
    bare.seller.phone = some("12");
    bare.seller.email = None;
    bare.buyer.email = some("nobody");
    bare.payment = Payment::None;
    let all = [
        Lacking::BuyerReference,
        Lacking::SellerContactName,
        Lacking::SellerPhone,
        Lacking::SellerEmail,
        Lacking::Payment,
        Lacking::BuyerEmail,
    ];
    assert_eq!(bare.lacking_for_xrechnung(), all);
    for syntax in [Syntax::XRechnungCii, Syntax::XRechnungUbl] {
        assert!(matches!(bare.to_xml(syntax), Err(DocumentError::Lacking(lacking)) if lacking == all));
    }
    assert!(bare.to_xml(Syntax::FacturX).is_ok());
    bare.gross_amount = 0;
    assert!(!bare.lacking_for_xrechnung().contains(&Lacking::Payment));
}

/// Not every country has postcodes.
#[test]
fn a_dash_in_an_address_is_named_and_keeps_no_xrechnung_back() {
    let mut bare = invoice(De, &[sold("1", "49.00")]);
    bare.seller.zip = String::new();
    bare.seller.city = "-".to_owned();
    bare.buyer.zip = "\u{1}".to_owned();
    bare.buyer.city = " ".to_owned();
    let dashes = [
        Lacking::SellerPostcode,
        Lacking::SellerCity,
        Lacking::BuyerPostcode,
        Lacking::BuyerCity,
    ];
    assert_eq!(bare.lacking_for_xrechnung(), dashes);
    for syntax in [Syntax::XRechnungCii, Syntax::XRechnungUbl] {
        let xml = String::from_utf8(bare.to_xml(syntax).unwrap()).unwrap();
        assert_eq!(xml.matches(">-<").count(), dashes.len());
    }
    bare.buyer_reference = None;
    assert!(bare.to_xml(Syntax::XRechnungCii).is_err());
}

#[test]
fn a_number_makes_a_safe_name_for_a_file() {
    let named = |number: &str| {
        Invoice {
            number: number.to_owned(),
            ..invoice(De, &[sold("1", "1")])
        }
        .file_name()
    };
    assert_eq!(named("RE-0000000042"), "RE-0000000042");
    assert_eq!(named("2026/11 № 42"), "2026-11---42");
    assert_eq!(named("../../etc/passwd"), "etc-passwd");
    assert_eq!(named("\u{202e}\"\r\n"), "document");
    assert_eq!(named(&"9".repeat(300)).len(), 100);
}
