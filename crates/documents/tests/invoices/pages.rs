//! What stands on the pages.

use portico_documents::invoice::{Invoice, Payment, Syntax};
use portico_shared::{
    Currency,
    customers::Language::{De, En},
    subscriptions::{
        PriceMode::Gross,
        TaxCategory::{Exempt, Export, IntraCommunity, ReverseCharge, ZeroRated},
    },
};

use super::{
    cases,
    picture::Picture,
    reader::{pdftotext, text_of},
    sample::{
        Sold, abroad, cancellation, code, credit_note, debit, in_currency, in_euro, invoice, sold, some, told_in,
    },
};

/// A millimetre, in points.
const MILLIMETRE: f64 = 72.0 / 25.4;

fn text(invoice: &Invoice) -> String {
    text_of(&invoice.to_pdf(None).unwrap())
}

fn assert_says(invoice: &Invoice, parts: &[&str]) {
    let text = text(invoice);
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in {text:?}");
    }
}

#[test]
fn a_german_invoice_says_what_the_law_asks() {
    let parts = [
        "Acme GmbH · Am Sandtorkai 12 · 20457 Hamburg",
        "Nordlicht Reederei GmbH & Co. KG Zoë Großmann 3. Obergeschoss Große Elbstraße 45 22767 Hamburg",
        "Rechnungsnummer RE-0000000042 Rechnungsdatum 30.11.2026 Zahlbar bis 14.12.2026 Kundennummer K-10042",
        "Leistungszeitraum 01.11.2026 – 30.11.2026",
        "Pos. Leistung Menge Einzelpreis USt. Betrag",
        "7,50 € 19 % 81,00 €",
        "abzüglich Rabatt 9,00 €",
        "01.11.2026 – 12.11.2026 · anteilig 12 von 30 Tagen",
        "Nettobetrag 284,70 €",
        "Umsatzsteuer 7 % auf 49,80 € 3,49 €",
        "Umsatzsteuer 19 % auf 234,90 € 44,63 €",
        "Rechnungsbetrag 332,82 €",
        "Bitte überweisen Sie 332,82 € bis zum 14.12.2026 auf dieses Konto:",
        "IBAN DE89 3704 0044 0532 0130 00",
        "Verwendungszweck RE-0000000042",
        "Geschäftsführung: Dr. Jörg Weiß, Ayşe Yılmaz",
        "Amtsgericht Hamburg, HRB 12345",
        "USt-IdNr.: DE123456789 Steuernummer: 22/123/45678",
        "Seite 1 von",
    ];
    assert_says(&invoice(De, &cases::lines()), &parts);
}

#[test]
fn reverse_charge_is_named_in_the_words_of_the_law() {
    let mut reverse = invoice(
        De,
        &[Sold {
            category: ReverseCharge,
            ..sold("1", "49.00")
        }],
    );
    abroad(&mut reverse, "Liffey Marine Ltd", "Dublin", "IE", Some("IE6388047V"));
    let german = [
        "Steuerschuldnerschaft des Leistungsempfängers (Art. 196 der Richtlinie 2006/112/EG).",
        "Dublin 10001 IRLAND",
        "Ihre USt-IdNr. IE6388047V",
    ];
    assert_says(&reverse, &german);
    reverse.language = En;
    let english = [
        "Reverse charge (Art. 196 of Directive 2006/112/EC).",
        "Dublin 10001 IRELAND",
        "Total €49.00",
        "1 – 30 November 2026",
    ];
    assert_says(&reverse, &english);
}

#[test]
fn an_exemption_names_its_provision() {
    let sold_as = |category, seller: &str, buyer: &str| {
        let line = Sold {
            category,
            ..sold("1", "49.00")
        };
        let mut billed = invoice(De, &[line]);
        seller.clone_into(&mut billed.seller.country_code);
        buyer.clone_into(&mut billed.buyer.country_code);
        billed
    };
    for (category, seller, buyer, says) in [
        (ReverseCharge, "DE", "DE", "des Leistungsempfängers (§ 13b UStG)."),
        (
            ReverseCharge,
            "AT",
            "DE",
            "des Leistungsempfängers (Art. 196 der Richtlinie",
        ),
        (
            ReverseCharge,
            "DE",
            "MC",
            "des Leistungsempfängers (Art. 196 der Richtlinie",
        ),
        (ReverseCharge, "FR", "MC", "des Leistungsempfängers."),
        (ReverseCharge, "DE", "CH", "des Leistungsempfängers."),
        (IntraCommunity, "DE", "FR", "(§ 4 Nr. 1 Buchst. b UStG)."),
        (IntraCommunity, "AT", "FR", "(Art. 138 der Richtlinie 2006/112/EG)."),
        (Export, "DE", "US", "(§ 4 Nr. 1 Buchst. a UStG)."),
        (Export, "AT", "US", "(Art. 146 der Richtlinie 2006/112/EG)."),
        (Export, "CH", "US", "Steuerfreie Ausfuhrlieferung."),
        (Exempt, "DE", "DE", "Steuerfreie Leistung."),
    ] {
        assert_says(&sold_as(category, seller, buyer), &[says]);
    }
    // The address may be elsewhere than where VAT is owed.
    let mut elsewhere = sold_as(ReverseCharge, "CH", "DE");
    elsewhere.seller.vat_country = some("DE");
    assert_says(&elsewhere, &["des Leistungsempfängers (§ 13b UStG)."]);
    let mut small = sold_as(Exempt, "DE", "DE");
    small.seller.exemption_reason = some("Steuerbefreit nach § 19 UStG.");
    assert_says(&small, &["Steuerbefreit nach § 19 UStG. "]);
}

#[test]
fn vat_is_told_in_the_currency_of_the_country_too() {
    let line = sold("1", "100.00");
    let dollars = in_currency("USD".parse().unwrap(), De, &[line]);
    let mut told = in_euro(dollars, "1.0843");
    let german = "Umsatzsteuer in EUR: 17,52 € (1 EUR = 1,0843 USD, Kurs vom 31.10.2026)";
    assert_says(&told, &["Umsatzsteuer 19 % auf 100,00 $ 19,00 $", german]);
    told.language = En;
    assert_says(
        &told,
        &["VAT in EUR: €17.52 (1 EUR = 1.0843 USD, rate of 31 October 2026)"],
    );
    let xml = |syntax| String::from_utf8(told.to_xml(syntax).unwrap()).unwrap();
    let cii = xml(Syntax::FacturX);
    assert!(cii.contains("<ram:TaxCurrencyCode>EUR</ram:TaxCurrencyCode>"), "{cii}");
    assert!(
        cii.contains("<ram:TaxTotalAmount currencyID=\"EUR\">17.52</ram:TaxTotalAmount>"),
        "{cii}"
    );
    let ubl = xml(Syntax::XRechnungUbl);
    assert!(ubl.contains("<cbc:TaxCurrencyCode>EUR</cbc:TaxCurrencyCode>"), "{ubl}");
    assert!(
        ubl.contains("<cbc:TaxAmount currencyID=\"EUR\">17.52</cbc:TaxAmount>"),
        "{ubl}"
    );
}

#[test]
fn a_rate_is_told_as_it_was_published() {
    let [zloty, yen] = ["PLN", "JPY"].map(|code| code.parse().unwrap());
    let billed = |currency| in_currency(currency, De, &[sold("1", "100.00")]);
    let by_euro = told_in(zloty, billed(Currency::EUR), (1, (Currency::EUR, zloty), "4.2615"));
    let told = "Umsatzsteuer in PLN: 80,97 PLN (1 EUR = 4,2615 PLN, Kurs vom 31.10.2026)";
    assert_says(&by_euro, &[told]);
    let by_yen = told_in(zloty, billed(yen), (100, (yen, zloty), "2.4512"));
    let told = "Umsatzsteuer in PLN: 0,47 PLN (100 JPY = 2,4512 PLN, Kurs vom 31.10.2026)";
    assert_says(&by_yen, &[told]);
}

#[test]
fn what_takes_an_invoice_back_names_it() {
    let of = invoice(De, &cases::lines());
    let credit = [
        "Gutschrift RE-0000000043",
        "Zur Rechnung RE-0000000042 vom 30.11.2026.",
        "Gutschriftsbetrag 11,90 €",
        "Es ist nichts zu zahlen.",
    ];
    assert_says(&credit_note(&of, &[(0, 1_000)]), &credit);
    let cancelled = [
        "Stornorechnung RE-0000000043",
        "Storniert die Rechnung RE-0000000042 vom 30.11.2026 vollständig.",
        "−12 7,50 € 19 % −81,00 €",
        "Stornobetrag −332,82 €",
    ];
    assert_says(&cancellation(&of), &cancelled);
}

/// Two shares at nothing differ in nothing but the reason.
#[test]
fn each_share_without_tax_says_why() {
    let line = |price, category| Sold {
        category,
        ..sold("1", price)
    };
    let untaxed = [line("35.00", ZeroRated), line("80.00", Exempt)];
    let mut mixed = invoice(De, &[&untaxed[..], &[sold("1", "100.00")]].concat());
    mixed.seller.exemption_reason = some("Steuerbefreit nach § 19 UStG.");
    let german = [
        "Umsatzsteuer 0 % auf 35,00 € (Nullsatz) 0,00 €",
        "Umsatzsteuer auf 80,00 €: Steuerbefreit nach § 19 UStG",
        "Umsatzsteuer 19 % auf 100,00 € 19,00 €",
    ];
    assert_says(&mixed, &german);
    let english = [
        "VAT 0% on €35.00 (zero rate) €0.00",
        "VAT on €80.00: Exempt from VAT €0.00",
    ];
    assert_says(&invoice(En, &untaxed), &english);
}

#[test]
fn gross_prices_say_that_they_are() {
    let gross = Sold {
        mode: Gross,
        ..sold("2", "59.00")
    };
    let parts = [
        "59,00 € 19 % 118,00 €",
        "Nettobetrag 99,16 €",
        "Rechnungsbetrag 118,00 €",
        "Einzelpreise und Beträge enthalten die Umsatzsteuer.",
    ];
    assert_says(&invoice(De, &[gross]), &parts);
    let cents: Vec<Sold> = [("1", "0.03"), ("1", "0.01")]
        .map(|(quantity, price)| Sold {
            mode: Gross,
            ..sold(quantity, price)
        })
        .into();
    assert!(!text(&invoice(De, &cents)).contains("Rundung"));
    let cent = invoice(
        De,
        &[Sold {
            mode: Gross,
            ..sold("1", "0.16")
        }],
    );
    assert_ne!(cent.rounding_amount, 0);
    assert_says(&cent, &["Rundung"]);
}

#[test]
fn a_debit_is_announced_with_mandate_creditor_amount_and_day() {
    let mut debited = invoice(De, &[sold("1", "49.00")]);
    debited.payment = debit();
    let parts = [
        "Wir buchen 58,31 € am 14.12.2026 per SEPA-Lastschrift von Ihrem Konto DE02 **** **** **** **20 51 ab.",
        "Mandatsreferenz M-2026-000123",
        "Gläubiger-Identifikationsnummer DE98ZZZ09999999999",
    ];
    assert_says(&debited, &parts);
    debited.payment = Payment::Card {
        brand: some("Visa"),
        last_digits: some("4242"),
    };
    assert_says(&debited, &["Wir belasten Ihre Karte Visa •••• 4242 mit 58,31 €."]);
}

#[test]
fn sums_are_carried_from_page_to_page() {
    let lines: Vec<Sold> = (0..200).map(|_| sold("1", "1.00")).collect();
    let text = text(&invoice(En, &lines));
    // The heads of the table are repeated: one on each page that has lines.
    let pages = text.matches("Unit price").count();
    assert!(pages > 4, "{text}");
    let carried = text.split("Carried forward €").skip(1);
    let carried: Vec<&str> = carried.map(|after| after.split(' ').next().unwrap()).collect();
    assert_eq!(carried.len(), 2 * (pages - 1), "{text}");
    assert!(carried.chunks(2).all(|pair| pair[0] == pair[1]), "{carried:?}");
    assert!(text.contains("199 Hafenblick Plus 1 €1.00"), "{text}");
}

#[test]
fn a_name_is_never_cut_from_the_line_that_bills_it() {
    let name = "Wartung ".repeat(40);
    let billed = invoice(
        De,
        &[Sold {
            name: name.clone(),
            ..sold("1", "49.00")
        }],
    );
    assert_says(&billed, &[name.trim()]);
}

#[test]
fn letters_of_other_scripts_are_drawn() {
    let mut billed = invoice(De, &[sold("1", "49.00")]);
    billed.seller.name = "שרה כהן".to_owned();
    billed.buyer.name = "محمد علي".to_owned();
    billed.buyer.contact_name = some("श्री शर्मा");
    billed.buyer.street = "ถนนสุขุมวิท 5".to_owned();
    billed.buyer.city = "東京".to_owned();
    let pdf = billed.to_pdf(None).unwrap();
    let text = text_of(&pdf);
    let words = ["שרה", "כהן", "محمد", "علي", "श्री", "शर्मा", "ถนนสุขุมวิท 5", "22767 □□"];
    for word in words {
        assert!(text.contains(word), "{word:?} is not in {text:?}");
    }
    let file = String::from_utf8_lossy(&pdf);
    for font in ["Vazirmatn", "NotoSansHebrew", "NotoSansThai", "NotoSansDevanagari"] {
        assert!(file.contains(font), "{font}");
    }
}

#[test]
fn one_page_and_several_say_how_many_they_are() {
    let line = Sold {
        description: some("Buchungssystem mit drei Liegeplätzen"),
        ..sold("1", "1.00")
    };
    let lines = vec![line; 20];
    let one = text(&invoice(De, &lines[..2]));
    assert!(one.contains("Seite 1 von 1") && !one.contains("Übertrag"), "{one}");
    // Few enough lines that one page is tried first.
    let two = text(&invoice(De, &lines));
    assert!(two.contains("Seite 1 von 2") && two.contains("Seite 2 von 2"), "{two}");
    assert!(two.matches("Übertrag 1").count() == 2, "{two}");
}

/// Left, top, right and bottom of each word in the address window, in millimetres from the page's edges.
fn window(invoice: &Invoice) -> Vec<[f64; 4]> {
    let text = pdftotext(&invoice.to_pdf(None).unwrap(), "-bbox");
    let (page, _) = text.split_once("</page>").unwrap();
    let words = page.split("<word ").skip(1).map(|word| {
        let edge = |name: &str| {
            let (_, after) = word.split_once(name).unwrap();
            let (number, _) = after.split_once('"').unwrap();
            number.parse::<f64>().unwrap() / MILLIMETRE
        };
        ["xMin=\"", "yMin=\"", "xMax=\"", "yMax=\""].map(edge)
    });
    words
        .filter(|[left, top, _, _]| *left < 105.0 && (50.0..95.0).contains(top))
        .collect()
}

#[test]
fn the_address_stays_in_its_window_and_legible() {
    for name in ["Anna-Lena ".repeat(30), "W".repeat(300), "محمد علي ".repeat(30)] {
        let mut billed = invoice(De, &[sold("1", "49.00")]);
        abroad(&mut billed, &name, &name, "IE", None);
        billed.buyer.street.clone_from(&name);
        billed.buyer.addition = some(&name);
        billed.buyer.contact_name = some("Zoë Großmann");
        billed.seller.name.clone_from(&name);
        for word in window(&billed) {
            let [left, top, right, bottom] = word;
            assert!(left > 24.9 && right < 105.1 && bottom < 90.0, "{name}: {word:?}");
            // Source Sans in 8 pt is 11.4 pt high here; the sender's line above has 6.5 pt.
            let is_sender = top < 57.0;
            assert!(is_sender || (bottom - top) * MILLIMETRE > 11.3, "{name}: {word:?}");
        }
        let parts = ["Zoë Großmann", "IRLAND", "· Am Sandtorkai 12 · 20457 Hamburg"];
        assert_says(&billed, &parts);
    }
}

/// Four pixels by two, all of one colour.
const LOGO: &[u8] = b"\
    \x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x04\x00\x00\x00\x02\x08\x02\x00\x00\
    \x00\xf0\xca\xea\x34\x00\x00\x00\x0f\x49\x44\x41\x54\x78\xda\x63\x60\x68\x70\x40\x20\x64\x0e\x00\x4c\x1a\x06\x01\
    \x85\x78\xcb\xfe\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82\
";
const LOGO_COLOUR: [u8; 3] = [0x00, 0x80, 0x40];

#[test]
fn logo_colour_and_footer_are_the_merchants() {
    let mut billed = invoice(De, &[sold("1", "49.00")]);
    billed.look.colour = some("#a0005a");
    let colour = [0xa0, 0x00, 0x5a];
    let pdf = billed.to_pdf(Some(LOGO)).unwrap();
    let seen = Picture::of(&pdf);
    // 20 mm high, beginning at the margins of the head.
    let [left, top, right, bottom] = seen.extent(LOGO_COLOUR).unwrap();
    let sides = [(left, 250), (top, 120), (right, 649), (bottom, 319)];
    assert!(sides.iter().all(|(is, due)| is.abs_diff(*due) < 3), "{sides:?}");
    assert!(seen.extent(colour).is_some(), "headings have the merchant's colour");
    assert!(text_of(&pdf).contains("Hafenblick ist eine Marke der Acme GmbH."));
    (billed.look.colour, billed.look.footer) = (None, None);
    let pdf = billed.to_pdf(None).unwrap();
    let seen = Picture::of(&pdf);
    assert_eq!((seen.extent(LOGO_COLOUR), seen.extent(colour)), (None, None));
    assert!(!text_of(&pdf).contains("Marke"));
}

/// The code alone is black: text is dark grey.
#[test]
fn the_code_on_the_page_holds_the_transfer() {
    let seen = Picture::of(&invoice(De, &[sold("1", "49.00")]).to_pdf(None).unwrap());
    let [left, top, right, bottom] = seen.extent([0, 0, 0]).unwrap();
    let due = code();
    let (width, height) = (right + 1 - left, bottom + 1 - top);
    assert!(width.abs_diff(height) < 3 && width > 200, "{width} × {height}");
    let middle = |at: usize, length: usize| (2 * at + 1) * length / (2 * due.len());
    let is_dark = |x: usize, y: usize| seen.at(left + middle(x, width), top + middle(y, height))[0] < 128;
    for (y, row) in due.iter().enumerate() {
        let drawn: String = (0..due.len()).map(|x| if is_dark(x, y) { '1' } else { '0' }).collect();
        assert_eq!(&drawn, row, "row {y}");
    }
}
