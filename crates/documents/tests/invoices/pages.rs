//! What stands on the pages.

use portico_documents::invoice::{Invoice, Payment};
use portico_shared::{
    customers::Language::{De, En},
    subscriptions::{PriceMode::Gross, TaxCategory::ReverseCharge},
};

use super::{
    cases,
    sample::{Sold, abroad, cancellation, credit_note, debit, invoice, sold, some},
    text_of,
};

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
        "Steuerschuldnerschaft des Leistungsempfängers.",
        "10001 Dublin IRLAND",
        "Ihre USt-IdNr. IE6388047V",
    ];
    assert_says(&reverse, &german);
    reverse.language = En;
    let english = [
        "Reverse charge.",
        "10001 Dublin IRELAND",
        "Total €49.00",
        "1 – 30 November 2026",
    ];
    assert_says(&reverse, &english);
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
