//! Five layouts as they are seen. Each page is kept as a picture under `layouts`, to be looked at; what is checked of it here are its
//! edges, the window of DIN 5008, and that sums are carried on.

use portico_documents::invoice::{Invoice, Payment};
use portico_shared::{
    Currency,
    customers::Language::{De, En},
    invoices::InvoiceType,
    subscriptions::TaxCategory::{Export, ReverseCharge},
};

use super::{
    cases,
    checker::{folder, printed, shown},
    picture::Picture,
    reader::{pdftotext, poppler},
    sample::{Sold, abroad, credit_note, in_currency, invoice, sold, some},
};

/// Left, upper, right and lower edge of what has to stay blank on each page, in tenths of a millimetre: the margins, the edges that
/// printers do not reach, and the gap between the text and the foot.
const BLANK: [[usize; 4]; 5] = [
    [0, 0, 245, 2970],
    [1905, 0, 2100, 2970],
    [0, 0, 2100, 115],
    [0, 2870, 2100, 2970],
    [0, 2590, 2100, 2610],
];
/// Text between the head of a following page and the foot.
const BODY: [usize; 4] = [250, 270, 1900, 2570];
/// The address of DIN 5008 form B, below the sender's line, and what keeps it apart from all else.
const ADDRESS: [usize; 4] = [250, 570, 1050, 900];
const AROUND: [[usize; 4]; 2] = [[1055, 450, 1180, 900], [200, 905, 1050, 960]];
/// Left and upper edge, width and height of the whole window, for `pdftotext`.
const WINDOW: [&str; 8] = ["-x", "200", "-y", "450", "-W", "850", "-H", "450"];

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the window shows of the first page.
fn in_window(pdf: &[u8]) -> String {
    let mut arguments = vec!["-r", "254", "-f", "1", "-l", "1", "-raw", "-enc", "UTF-8"];
    arguments.extend(WINDOW);
    arguments.extend(["-", "-"]);
    words(&String::from_utf8(poppler("pdftotext", &arguments, pdf)).unwrap())
}

/// The text of each page, of which there are so many.
fn laid_out(name: &str, invoice: &Invoice, (least, most): (usize, usize), recipient: &str) -> Vec<String> {
    let pdf = invoice.to_pdf(None).unwrap();
    let folder = folder(&format!("layouts/{name}"));
    std::fs::write(folder.join("all.pdf"), &pdf).unwrap();
    let pictures = folder.join("page");
    let kept = ["-r", "100", "-png", "-", pictures.to_str().unwrap()];
    poppler("pdftoppm", &kept, &pdf);
    let text = pdftotext(&pdf, "-raw");
    let pages: Vec<String> = text.trim_end_matches('\u{c}').split('\u{c}').map(words).collect();
    assert!(
        (least..=most).contains(&pages.len()),
        "{name} has {} pages",
        pages.len()
    );
    let files = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(files, pages.len() + 1, "{name}: a picture of each page beside the file");
    for (number, page) in (1..).zip(&pages) {
        let counted = match invoice.language {
            De => format!("Seite {number} von {}", pages.len()),
            En => format!("Page {number} of {}", pages.len()),
        };
        assert!(page.contains(&counted), "{name}: {counted:?} is not in {page:?}");
        let seen = Picture::page(&pdf, number);
        for blank in BLANK {
            assert!(!seen.has_ink(blank), "{name}, page {number}: ink in {blank:?}");
        }
        assert!(seen.has_ink(BODY), "{name}, page {number} is empty");
        if number == 1 {
            assert!(seen.has_ink(ADDRESS), "{name}: no address in its window");
            assert!(!AROUND.iter().any(|blank| seen.has_ink(*blank)), "{name}: the window");
        }
    }
    let sender = "Acme GmbH · Am Sandtorkai 12 · 20457 Hamburg";
    assert_eq!(in_window(&pdf), format!("{sender} {recipient}"), "{name}");
    pages
}

const GERMAN: &str = "Nordlicht Reederei GmbH & Co. KG Zoë Großmann 3. Obergeschoss Große Elbstraße 45 22767 Hamburg";

#[test]
fn a_german_company_with_discounts_has_one_page() {
    let pages = laid_out("company", &invoice(De, &cases::lines()), (1, 1), GERMAN);
    assert!(pages[0].contains("abzüglich Rabatt 9,00 €"), "{pages:?}");
}

#[test]
fn a_person_in_the_united_states_has_one_page_in_dollars() {
    let line = Sold {
        category: Export,
        ..sold("2", "49.00")
    };
    let mut billed = in_currency("USD".parse().unwrap(), En, &[line]);
    abroad(&mut billed, "Jane Doe", "New York, NY", "US", None);
    billed.payment = Payment::Card {
        brand: some("Visa"),
        last_digits: some("4242"),
    };
    let recipient = "Jane Doe 1 Harbour Road New York, NY 10001 UNITED STATES";
    let pages = laid_out("dollars", &billed, (1, 1), recipient);
    assert!(pages[0].contains("Total $98.00"), "{pages:?}");
}

/// Each page that goes on says the sum of all lines so far, and the next one begins with it.
#[test]
fn two_hundred_lines_carry_their_sum_from_page_to_page() {
    let lines: Vec<Sold> = cases::lines().into_iter().cycle().take(200).collect();
    let billed = invoice(De, &lines);
    let pages = laid_out("many", &billed, (8, 10), GERMAN);
    let sum = |count: usize| {
        let sum: i64 = billed.lines[..count].iter().map(|line| line.amount.unwrap()).sum();
        printed(&shown(InvoiceType::Invoice, Currency::EUR, sum), De, "EUR")
    };
    let is_on = |page: &str, at: usize| page.contains(&format!(" {} {} ", at + 1, lines[at].name));
    let mut done = 0;
    for page in &pages {
        let first = done;
        done += (first..lines.len()).take_while(|at| is_on(page, *at)).count();
        let mut due = Vec::new();
        if done > first && first > 0 {
            due.push(sum(first));
        }
        if done > first && done < lines.len() {
            due.push(sum(done));
        }
        let carried: Vec<&str> = page.split("Übertrag ").skip(1).collect();
        assert_eq!(carried.len(), due.len(), "{page}");
        for (carried, due) in carried.iter().zip(&due) {
            assert!(carried.starts_with(due.as_str()), "{due:?} is not carried on {page:?}");
        }
    }
    assert_eq!(done, lines.len(), "each line is on a page");
}

#[test]
fn a_credit_note_has_one_page() {
    let of = invoice(De, &cases::lines());
    let pages = laid_out("credit", &credit_note(&of, &[(0, 1_000), (1, 1_234)]), (1, 1), GERMAN);
    assert!(pages[0].contains("Gutschrift RE-0000000043"), "{pages:?}");
}

#[test]
fn reverse_charge_has_one_page() {
    let line = Sold {
        category: ReverseCharge,
        ..sold("1", "49.00")
    };
    let mut billed = invoice(De, &[line.clone(), line]);
    abroad(&mut billed, "Liffey Marine Ltd", "Dublin", "IE", Some("IE6388047V"));
    let recipient = "Liffey Marine Ltd 1 Harbour Road Dublin 10001 IRLAND";
    let pages = laid_out("reverse-charge", &billed, (1, 1), recipient);
    assert!(
        pages[0].contains("Steuerschuldnerschaft des Leistungsempfängers"),
        "{pages:?}"
    );
}
