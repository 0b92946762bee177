//! A document of each kind that there is.

use portico_documents::invoice::{Invoice, Payment};
use portico_shared::{
    customers::Language,
    subscriptions::{
        Discount,
        PriceMode::Gross,
        TaxCategory::{self, Exempt, Export, IntraCommunity, OutOfScope, ReverseCharge, Standard, ZeroRated},
    },
};

use super::sample::{Sold, abroad, cancellation, credit_note, debit, in_currency, in_euro, invoice, sold, some};

/// Each with a name for its file, in `language`.
pub fn all(language: Language) -> Vec<(&'static str, Invoice)> {
    let mut all = plain(language);
    all.extend(gross(language));
    all.extend(amounts(language));
    all.extend(untaxed(language));
    all.extend(taken_back(language));
    all.extend(payments(language));
    all.extend(awkward(language));
    all
}

fn percent(percent: u32) -> Discount {
    Discount {
        percent: Some(percent),
        amount: None,
        periods: None,
    }
}

/// Some lines as a merchant has them.
pub fn lines() -> Vec<Sold> {
    let described = Some("Buchungssystem mit drei Liegeplätzen, Support werktags von 8 bis 18 Uhr".to_owned());
    vec![
        Sold {
            description: described,
            ..sold("1", "49.00")
        },
        Sold {
            name: "Zusätzliche Liegeplätze".to_owned(),
            discount: Some(percent(1_000)),
            ..sold("12", "7.50")
        },
        Sold {
            name: "SMS-Benachrichtigung".to_owned(),
            ..sold("1342", "0.0725")
        },
        Sold {
            name: "Handbuch Hafenbetrieb".to_owned(),
            rate: 700,
            has_period: false,
            ..sold("2", "24.90")
        },
        Sold {
            name: "Wetterdaten".to_owned(),
            days: Some(12),
            ..sold("1", "19.00")
        },
    ]
}

fn plain(language: Language) -> Vec<(&'static str, Invoice)> {
    let mut long = invoice(language, &lines());
    long.introduction = some("Vielen Dank für Ihren Auftrag.\n\nWir berechnen Ihnen folgende Leistungen.");
    long.closing = some("Bei Fragen zu dieser Rechnung sind wir gern für Sie da.");
    let many: Vec<Sold> = lines().into_iter().cycle().take(200).collect();
    let no_period = Sold {
        has_period: false,
        ..sold("1", "49.00")
    };
    vec![
        ("company", long),
        ("one-line", invoice(language, &[sold("1", "49.00")])),
        ("many", invoice(language, &many)),
        ("no-period", invoice(language, &[no_period])),
    ]
}

fn gross_price(price: &str) -> Sold {
    Sold {
        mode: Gross,
        ..sold("1", price)
    }
}

fn gross(language: Language) -> Vec<(&'static str, Invoice)> {
    let off = Discount {
        percent: None,
        amount: Some(500),
        periods: None,
    };
    let cheaper = Sold {
        discount: Some(off),
        ..gross_price("59.00")
    };
    let part = Sold {
        discount: Some(percent(3_333)),
        days: Some(11),
        ..gross_price("19.99")
    };
    let three = Sold {
        quantity: "3".to_owned(),
        ..part
    };
    let none = Sold {
        quantity: "0".to_owned(),
        ..gross_price("49.00")
    };
    let reduced = Sold {
        rate: 700,
        ..gross_price("10.00")
    };
    let cents = ["0.03", "0.01", "9.99"].map(gross_price);
    vec![
        (
            "gross",
            invoice(language, &[gross_price("59.00"), reduced, gross_price("0.99")]),
        ),
        ("gross-cents", invoice(language, &cents)),
        ("gross-rounded", invoice(language, &[gross_price("0.16")])),
        ("gross-discount", invoice(language, &[cheaper, three])),
        ("gross-free", invoice(language, &[none])),
    ]
}

fn amounts(language: Language) -> Vec<(&'static str, Invoice)> {
    let free = Sold {
        discount: Some(percent(10_000)),
        ..sold("1", "49.00")
    };
    let week = |quantity, price| Sold {
        days: Some(7),
        ..sold(quantity, price)
    };
    let odd = [
        sold("0.333333", "0.000001"),
        sold("123456.789012", "1.234567"),
        sold("7", "0.005"),
        week("3", "19.99"),
    ];
    let credits = [sold("1", "49.00"), sold("2", "-5.25"), sold("-1", "3.10")];
    let swiss = Sold {
        rate: 810,
        ..gross_price("49.95")
    };
    let other = |code: &str, sold: &[Sold]| in_currency(code.parse().unwrap(), language, sold);
    vec![
        ("free", invoice(language, &[sold("0", "49.00"), free, sold("1", "0")])),
        ("odd", invoice(language, &odd)),
        ("credit-line", invoice(language, &credits)),
        (
            "below-zero",
            invoice(language, &[sold("1", "4.00"), sold("1", "-25.00")]),
        ),
        ("yen", other("JPY", &[sold("3", "1005"), week("1", "999.5")])),
        ("dollar", other("USD", &[sold("1", "12345.67")])),
        (
            "dollar-in-euro",
            in_euro(other("USD", &[sold("1", "12345.67")]), "1.0843"),
        ),
        ("yen-in-euro", in_euro(other("JPY", &[sold("3", "1005")]), "160.5")),
        ("franc", other("CHF", &[swiss])),
    ]
}

fn untaxed(language: Language) -> Vec<(&'static str, Invoice)> {
    let line = |category: TaxCategory| Sold {
        category,
        ..sold("2", "49.00")
    };
    let mut reverse = invoice(
        language,
        &[
            line(ReverseCharge),
            Sold {
                name: "Setup".to_owned(),
                ..line(ReverseCharge)
            },
        ],
    );
    abroad(&mut reverse, "Liffey Marine Ltd", "Dublin", "IE", Some("IE6388047V"));
    let mut inside = invoice(language, &[line(IntraCommunity)]);
    abroad(&mut inside, "Harbour SARL", "Paris", "FR", Some("FR83404833048"));
    let mut inside_once = invoice(
        language,
        &[Sold {
            has_period: false,
            ..line(IntraCommunity)
        }],
    );
    inside_once.buyer = inside.buyer.clone();
    let mut export = in_currency("USD".parse().unwrap(), language, &[line(Export)]);
    abroad(&mut export, "Jane Doe", "New York, NY", "US", None);
    let mut outside = invoice(language, &[line(OutOfScope)]);
    abroad(&mut outside, "Jane Doe", "New York, NY", "US", None);
    outside.payment = Payment::Card {
        brand: some("Visa"),
        last_digits: some("4242"),
    };
    let mut unregistered = outside.clone();
    unregistered.seller.register_number = None;
    unregistered.seller.tax_number = None;
    let mut small = invoice(language, &[line(Exempt)]);
    small.seller.vat_id = None;
    small.seller.exemption_reason = some("Steuerbefreit nach § 19 UStG");
    small.seller.register_number = None;
    vec![
        ("reverse-charge", reverse),
        ("intra-community", inside),
        ("intra-community-once", inside_once),
        ("export", export),
        ("out-of-scope", outside),
        ("out-of-scope-unregistered", unregistered),
        ("exempt", small),
        ("zero", invoice(language, &[line(ZeroRated)])),
        (
            "mixed",
            invoice(
                language,
                &[
                    line(Standard),
                    line(Exempt),
                    line(ZeroRated),
                    Sold {
                        rate: 700,
                        ..line(Standard)
                    },
                ],
            ),
        ),
    ]
}

fn taken_back(language: Language) -> Vec<(&'static str, Invoice)> {
    let gross = Sold {
        mode: Gross,
        discount: Some(percent(1_500)),
        ..sold("3", "19.99")
    };
    let of = invoice(language, &lines());
    let of_gross = invoice(language, &[gross.clone(), Sold { rate: 700, ..gross }]);
    let of_credits = invoice(language, &[sold("1", "49.00"), sold("2", "-5.25")]);
    let of_dollars = in_currency("USD".parse().unwrap(), language, &lines());
    vec![
        (
            "credit-in-euro",
            in_euro(credit_note(&of_dollars, &[(0, 4_900)]), "1.0843"),
        ),
        ("cancellation-in-euro", in_euro(cancellation(&of_dollars), "1.0843")),
        ("credit", credit_note(&of, &[(0, 4_900), (1, 1_234), (2, 1)])),
        ("credit-gross", credit_note(&of_gross, &[(0, 5_097), (1, 333)])),
        ("cancellation", cancellation(&of)),
        ("cancellation-gross", cancellation(&of_gross)),
        ("cancellation-of-credits", cancellation(&of_credits)),
    ]
}

fn payments(language: Language) -> Vec<(&'static str, Invoice)> {
    let paid = |payment: Payment| Invoice {
        payment,
        ..invoice(language, &lines())
    };
    let card = |brand: Option<&str>, last_digits: Option<&str>| Payment::Card {
        brand: brand.map(str::to_owned),
        last_digits: last_digits.map(str::to_owned),
    };
    let undated = |payment| Invoice {
        due_on: None,
        ..paid(payment)
    };
    let transfer = invoice(language, &lines()).payment;
    vec![
        ("debit", paid(debit())),
        ("debit-undated", undated(debit())),
        ("card", paid(card(Some("Visa"), Some("4242")))),
        ("card-unknown", undated(card(None, None))),
        ("online", paid(Payment::Online { name: some("PayPal") })),
        ("online-unknown", undated(Payment::Online { name: None })),
        ("transfer-undated", undated(transfer)),
        ("unknown", undated(Payment::None)),
        ("unknown-due", paid(Payment::None)),
    ]
}

const NAMES: [&str; 9] = [
    "\"Quotes\" & <tags> #panic() \\ $x$ *b* _i_ `c` @ref",
    "=cmd|' /C calc'!A0",
    "שרה כהן محمد علي \u{202e}gnp.exe\u{202c}",
    "👩‍👧‍👦 Familie 🏳️‍🌈 山田太郎",
    "\u{0}\u{7}\u{1b}[31m\u{ffff}\u{fffe}\r\n\tX",
    "</rdf:RDF><rdf:Bag>]]> <?xpacket end?> /Metadata 1 0 R endobj stream\n",
    "\u{0}\u{1}",
    "\u{e000}\u{f8ff}\u{10ffff}",
    "",
];

fn awkward(language: Language) -> Vec<(&'static str, Invoice)> {
    let long = [
        "Anna-Lena ".repeat(30),
        "W".repeat(300),
        "ä<&".repeat(100),
        "😀".repeat(300),
    ];
    let names = NAMES.iter().map(|name| (*name).to_owned()).chain(long);
    let files = [
        "code",
        "formula",
        "right-to-left",
        "emoji",
        "controls",
        "markup",
        "only-controls",
        "private",
        "empty",
        "long",
        "long-word",
        "long-escaped",
        "long-emoji",
    ];
    files
        .into_iter()
        .zip(names.map(|name| named(language, &name)))
        .chain([("long-text", long_text(language))])
        .collect()
}

/// An invoice on which all is called so.
fn named(language: Language, name: &str) -> Invoice {
    let line = Sold {
        name: name.to_owned(),
        description: some(name),
        ..sold("1", "49.00")
    };
    let mut invoice = invoice(language, &[line.clone(), line]);
    let given = || Some(name.to_owned());
    invoice.number = format!("RE {name}");
    (invoice.title, invoice.introduction, invoice.closing) = (given(), given(), given());
    name.clone_into(&mut invoice.seller.name);
    name.clone_into(&mut invoice.seller.street);
    name.clone_into(&mut invoice.seller.city);
    invoice.seller.managing_directors = given();
    invoice.seller.contact_name = some("Rechnungsstelle");
    invoice.seller.register_name = given();
    name.clone_into(&mut invoice.buyer.name);
    invoice.buyer.contact_name = given();
    name.clone_into(&mut invoice.buyer.street);
    invoice.buyer.addition = given();
    name.clone_into(&mut invoice.buyer.city);
    invoice.buyer.cost_centre = given();
    invoice.order_reference = given();
    invoice.contract_reference = given();
    invoice.look.footer = given();
    invoice
}

fn long_text(language: Language) -> Invoice {
    let text = "Ein Absatz, der viel zu sagen hat und damit nicht aufhören will. ".repeat(90);
    let line = Sold {
        description: Some(text.clone()),
        ..sold("1", "49.00")
    };
    let mut invoice = invoice(language, &[line, sold("1", "12.00")]);
    (invoice.introduction, invoice.closing) = (Some(text.clone()), Some(text));
    invoice
}

/// Whether the rules of EN 16931 know what the case holds: none but these are not made as `XRechnung`.
pub fn lacks_for_xrechnung(name: &str) -> bool {
    name == "unknown" || name == "unknown-due"
}
