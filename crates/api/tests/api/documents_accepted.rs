//! What the API issues, against the validators of others (`tests/documents/check.py`): of each kind of document, that XML,
//! page and API say the same totals. On one database: what a document says is the same on both.

use clap::Parser;
use futures_util::future::join_all;
use portico_shared::{Currency, customers::Language, invoices::InvoiceType};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    checker::{Totals, check, folder, shown},
    reader::text_of,
    support::{Kind, TestApp, id},
};

/// What the API says of an invoice, and its files.
struct Issued {
    said: Value,
    xml: Vec<u8>,
    pdf: Vec<u8>,
}

impl Issued {
    async fn fetch(app: &TestApp, (slug, key): (&str, &str), invoice: &str) -> Self {
        let path = format!("/api/invoices/{invoice}");
        let file = async |format: &str| {
            let link = format!("{path}/download-link?format={format}");
            let link = app.with(key).put(&link, json!({})).await.expect(200);
            let (_, rest) = link["url"].as_str().unwrap().split_once("/api/").unwrap();
            let file = app
                .nobody_on(slug)
                .send(Method::GET, &format!("/api/{rest}"), None, &[])
                .await;
            assert_eq!(file.status, 200, "{invoice}: {}", file.text);
            file.bytes
        };
        Self {
            said: app.with(key).get(&path).await.expect(200),
            xml: file("xml").await,
            pdf: file("pdf").await,
        }
    }

    fn kind(&self) -> (InvoiceType, Currency) {
        let kind = serde_json::from_value(self.said["type"].clone()).unwrap();
        (kind, self.said["currencyCode"].as_str().unwrap().parse().unwrap())
    }

    fn totals(&self) -> Totals {
        let (kind, currency) = self.kind();
        let names = ["netAmount", "taxAmount", "roundingAmount", "grossAmount"];
        Totals::new(
            kind,
            currency,
            names.map(|name| self.said[name]["amount"].as_i64().unwrap()),
        )
    }

    fn text(&self) -> String {
        text_of(&self.pdf)
    }

    fn assert_printed(&self) {
        let text = self.text();
        let language = if text.contains("Nettobetrag") {
            Language::De
        } else {
            Language::En
        };
        let (kind, currency) = self.kind();
        let taxes = self.said["taxes"].as_array().unwrap().iter();
        let taxes = taxes.map(|tax| tax["taxAmount"].as_i64().unwrap());
        let charged = taxes.filter(|tax| *tax != 0);
        let charged: Vec<String> = charged.map(|tax| shown(kind, currency, tax)).collect();
        for total in self.totals().printed(language, &charged) {
            assert!(text.contains(&total), "{total:?} is not in {text:?}");
        }
    }

    /// That it is the pre-notification of a direct debit, too.
    fn assert_announces(&self, collect_on: &Value, references: [&str; 2]) {
        let day: Vec<&str> = collect_on.as_str().unwrap().rsplit('-').collect();
        let day = format!("am {} per SEPA-Lastschrift", day.join("."));
        // Wherever lines end.
        let text = self.text().replace(' ', "");
        for part in [&*day].into_iter().chain(references) {
            assert!(text.contains(&part.replace(' ', "")), "{part:?} is not in {text:?}");
        }
    }
}

/// Of each both files, in one run of the validators.
fn assert_accepted(name: &str, all: &[(String, Issued)]) {
    let folder = folder(name);
    let mut files = Vec::new();
    for (name, issued) in all {
        issued.assert_printed();
        for (end, bytes) in [("xml", &issued.xml), ("pdf", &issued.pdf)] {
            let file = folder.join(format!("{name}.{end}"));
            std::fs::write(&file, bytes).unwrap();
            files.push(file);
        }
    }
    let of = all.iter().flat_map(|(_, issued)| [issued; 2]);
    let wrong = check(&files).into_iter().zip(of);
    let wrong = wrong.filter(|(report, issued)| !report.errors.is_empty() || report.totals != Some(issued.totals()));
    let wrong: Vec<_> = wrong.map(|(report, _)| report).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn with(mut base: Value, more: Value) -> Value {
    base.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    base
}

fn german() -> Value {
    json!({ "companyName": "Müller & Co", "firstName": "Ada", "lastName": "Müller", "street": "Am Markt", "houseNumber": "1", "zip": "20095", "city": "Hamburg" })
}

fn french() -> Value {
    json!({ "companyName": "Atelier SARL", "countryCode": "FR", "vatId": "FR40303265045", "street": "Rue Bleue", "houseNumber": "1", "zip": "69001", "city": "Lyon" })
}

fn american() -> Value {
    json!({ "companyName": "Harbor Inc", "countryCode": "US", "currencyCode": "USD", "street": "Main Street", "houseNumber": "1", "zip": "10001", "city": "New York, NY" })
}

fn item(price: &str, more: Value) -> Value {
    let item = json!({ "name": "Hafenblick Plus", "unitPrice": price, "taxRate": 1900, "billingInterval": "1M" });
    with(item, more)
}

fn untaxed(category: &str) -> Value {
    item("49.00", json!({ "taxRate": 0, "taxCategory": category }))
}

type Case = (&'static str, Value, Vec<Value>);

fn cases() -> Vec<Case> {
    let plain = || item("49.00", json!({}));
    let in_currency = |code: &str| with(german(), json!({ "currencyCode": code }));
    let reduced = || item("20.00", json!({ "taxRate": 700 }));
    let gross = |price: &str, more: Value| with(item(price, json!({ "priceMode": "gross" })), more);
    let paragraph = "Ein Absatz, der viel zu sagen hat und damit nicht aufhören will.\n".repeat(30);
    let many = (0..200).map(|at| item(&format!("{at}.37"), json!({ "name": format!("Liegeplatz {at}") })));
    vec![
        ("plain", german(), vec![plain()]),
        (
            "two-rates",
            german(),
            vec![item("1234.56", json!({ "quantity": "3.5" })), reduced()],
        ),
        ("reverse-charge", french(), vec![plain()]),
        ("exempt", german(), vec![untaxed("E")]),
        ("mixed", german(), vec![plain(), untaxed("E"), untaxed("Z"), reduced()]),
        ("intra-community", french(), vec![untaxed("K")]),
        ("export", american(), vec![untaxed("G")]),
        ("out-of-scope", american(), vec![plain()]),
        (
            "discounts",
            german(),
            vec![
                item("19.99", json!({ "quantity": "3", "discount": { "percent": 3333 } })),
                item("12.00", json!({ "discount": { "amount": 500 } })),
            ],
        ),
        (
            "gross-prices",
            german(),
            vec![
                gross("59.00", json!({ "discount": { "percent": 1500 } })),
                gross("0.16", json!({ "taxRate": 700 })),
            ],
        ),
        ("rounded", german(), vec![gross("0.16", json!({}))]),
        (
            "zero",
            german(),
            vec![
                item("0", json!({})),
                item("49.00", json!({ "discount": { "percent": 10000 } })),
            ],
        ),
        ("dollars", in_currency("USD"), vec![item("12345.67", json!({}))]),
        (
            "yen",
            in_currency("JPY"),
            vec![item("1005", json!({ "quantity": "3" }))],
        ),
        (
            "long-texts",
            german(),
            vec![item("49.00", json!({ "description": paragraph }))],
        ),
        ("many-lines", german(), many.collect()),
        ("xrechnung", german(), vec![plain(), reduced()]),
        ("xrechnung-ubl", german(), vec![plain(), reduced()]),
        ("debit", german(), vec![plain()]),
    ]
}

/// Of everything that has a name, it is this. Longer ones the API takes from nobody.
fn named() -> Vec<Case> {
    let names = [
        (
            "quotes",
            "\"Quotes\" & <tags> #panic() \\ $x$ *b* _i_ `c` @ref".to_owned(),
        ),
        ("formula", "=cmd|' /C calc'!A0".to_owned()),
        ("right-to-left", "שרה כהן محمد علي".to_owned()),
        ("emoji", "👩‍👧‍👦 Familie 🏳️‍🌈 山田太郎".to_owned()),
        ("long-word", "W".repeat(255)),
        ("long-escaped", "ä<&".repeat(85)),
        ("long-emoji", "😀".repeat(255)),
    ];
    let case = |(file, name): (&'static str, String)| {
        let parts = json!({ "companyName": name, "firstName": name, "lastName": name, "street": name, "addition": name, "city": name });
        (
            file,
            with(german(), parts),
            vec![item("49.00", json!({ "name": name, "description": name }))],
        )
    };
    names.map(case).into()
}

/// A customer with a contract that began this month.
async fn sell(app: &TestApp, (name, buyer, items): Case) -> String {
    let buyer = with(buyer, json!({ "email": format!("{name}@example.com") }));
    let customer = id(&app.key().post("/api/customers", buyer).await.expect(201));
    let body = json!({ "customer": customer, "plan": { "name": items[0]["name"] }, "contractStart": "2026-11-01", "items": items });
    app.key().post("/api/subscriptions", body).await.expect(201);
    let settings = match name {
        "xrechnung" => json!({ "electronicInvoiceFormat": "xrechnung", "buyerReference": "991-33333TEST-33" }),
        "xrechnung-ubl" => json!({ "electronicInvoiceFormat": "xrechnung_ubl", "buyerReference": "992-90009-96" }),
        "long-texts" => {
            json!({ "introduction": "Viel zu lesen. ".repeat(130), "closing": "Noch mehr.\n\n".repeat(160) })
        }
        _ => return customer,
    };
    app.key()
        .patch(&format!("/api/customers/{customer}/settings/invoicing"), settings)
        .await
        .expect(200);
    customer
}

async fn take_back(app: &TestApp, invoice: &str, how: &str, body: Value) -> String {
    let path = format!("/api/invoices/{invoice}/{how}");
    id(&app.key().post(&path, body).await.expect(201))
}

/// An invoice of each case, and of some what takes it back: the names and the ids.
async fn issue(app: &TestApp) -> Vec<(String, String)> {
    let mut customers = Vec::new();
    for case in cases().into_iter().chain(named()) {
        let name = case.0;
        customers.push((name, sell(app, case).await));
    }
    let (_, debtor) = customers.iter().find(|(name, _)| *name == "debit").unwrap();
    app.mandate(debtor).await;
    let run = app.key().post("/api/billing-runs", json!({})).await.expect(202);
    app.run_jobs().await;
    let run = app
        .key()
        .get(&format!("/api/billing-runs/{}", id(&run)))
        .await
        .expect(200);
    assert_eq!(
        (&run["failures"], &run["invoicesIssued"]),
        (&json!(0), &json!(customers.len())),
        "{run}"
    );
    let mut all = Vec::new();
    for (name, customer) in customers {
        let list = app
            .key()
            .get(&format!("/api/invoices?customer={customer}"))
            .await
            .expect(200);
        let invoice = id(&list["data"][0]);
        let part = json!({ "positions": [{ "position": 0, "amount": 1000 }, { "position": 1, "amount": 333 }], "reason": "Drei Tage ohne <Zugang> & \"Hilfe\"" });
        let back = match name {
            "two-rates" | "xrechnung-ubl" => Some(("credit", part)),
            "discounts" | "gross-prices" | "reverse-charge" | "dollars" | "xrechnung" => Some(("cancel", json!({}))),
            _ => None,
        };
        if let Some((how, body)) = back {
            all.push((format!("{name}-{how}"), take_back(app, &invoice, how, body).await));
        }
        all.push((name.to_owned(), invoice));
    }
    all
}

#[actix_web::test]
async fn each_kind_of_document_is_accepted() {
    let app = TestApp::start(Kind::Sqlite).await;
    app.set_up_transfers().await;
    app.set_up_debits().await;
    let rate = |quote: &str, rate: &str| json!({ "base": "EUR", "units": 1, "quote": quote, "rate": rate, "date": "2026-10-31" });
    let company = json!({ "exchangeRates": [rate("USD", "1.0843"), rate("JPY", "160.5")], "exemptionReason": "Steuerbefreit nach § 4 Nr. 21 UStG" });
    app.key().patch("/api/settings/company", company).await.expect(200);
    let mut all = Vec::new();
    for (name, invoice) in issue(&app).await {
        all.push((name, Issued::fetch(&app, ("acme", &app.acme.key), &invoice).await));
    }
    assert_accepted("api-documents", &all);
    for (name, issued) in &all {
        let xml = String::from_utf8_lossy(&issued.xml);
        assert_eq!(xml.contains("xrechnung_3.0"), name.starts_with("xrechnung"), "{name}");
        assert_eq!(
            xml.contains("urn:oasis:names:specification:ubl"),
            name.starts_with("xrechnung-ubl"),
            "{name}"
        );
    }
    let (_, debit) = all.iter().find(|(name, _)| name == "debit").unwrap();
    let payments = app
        .key()
        .get(&format!("/api/invoices/{}/payments", id(&debit.said)))
        .await
        .expect(200);
    debit.assert_announces(&payments["data"][0]["collectOn"], ["M-00000001", "DE98ZZZ09999999999"]);
    app.run_jobs().await;
    app.mails();
    app.finish().await;
}

/// What an invoice can be an example of: how the API tells, and what its XML says then.
struct Example {
    of: &'static str,
    is: fn(&Value) -> bool,
    xml: &'static str,
}

impl Example {
    fn fits(&self, issued: &Issued) -> bool {
        (self.is)(&issued.said) && String::from_utf8_lossy(&issued.xml).contains(self.xml)
    }
}

fn amount(said: &Value, of: &str) -> i64 {
    said[of]["amount"].as_i64().unwrap()
}

/// Whether something is taxed so.
fn has_tax(said: &Value, category: &str) -> bool {
    let taxes = said["taxes"].as_array().unwrap();
    taxes.iter().any(|tax| tax["taxCategory"] == category)
}

fn lines(said: &Value) -> &[Value] {
    said["positions"].as_array().unwrap()
}

fn is_paid_by(said: &Value, means: &str) -> bool {
    said["particulars"]["payment"]["means"] == means
}

fn is_long(text: &Value) -> bool {
    text.as_str().is_some_and(|text| text.len() > 1500)
}

/// Of a public buyer, and nothing is missing for an XRechnung.
fn is_public(said: &Value) -> bool {
    !said["particulars"]["buyerReference"].is_null() && said["lackingForXrechnung"].is_null()
}

#[rustfmt::skip]
const EXAMPLES: &[Example] = &[
    Example { of: "several categories of VAT", is: |said| said["taxes"].as_array().unwrap().len() >= 4, xml: ">S<" },
    Example { of: "zero-rated", is: |said| has_tax(said, "Z"), xml: ">Z<" },
    Example { of: "exempt", is: |said| has_tax(said, "E"), xml: "§ 4 Nr. 21 UStG" },
    Example { of: "reverse charge", is: |said| has_tax(said, "AE"), xml: "VATEX-EU-AE" },
    Example { of: "within the EU", is: |said| has_tax(said, "K"), xml: "VATEX-EU-IC" },
    Example { of: "export", is: |said| has_tax(said, "G"), xml: "VATEX-EU-G" },
    Example { of: "out of scope", is: |said| has_tax(said, "O"), xml: "VATEX-EU-O" },
    Example { of: "discounts", is: |said| lines(said).iter().any(|line| line["discountAmount"] != 0), xml: "ram:SpecifiedTradeAllowanceCharge" },
    Example { of: "gross prices", is: |said| lines(said).iter().any(|line| line["priceMode"] == "gross"), xml: "" },
    Example { of: "a rounded total", is: |said| amount(said, "roundingAmount") != 0, xml: "ram:RoundingAmount" },
    Example { of: "nothing to pay", is: |said| amount(said, "grossAmount") == 0, xml: "ram:DuePayableAmount>0.00<" },
    Example { of: "a free item", is: |said| lines(said).iter().any(|line| line["netAmount"] == 0), xml: "ram:LineTotalAmount>0.00<" },
    Example { of: "another currency", is: |said| said["currencyCode"] != "EUR", xml: "ram:InvoiceCurrencyCode>USD<" },
    Example { of: "VAT told in euros, too", is: |said| !said["particulars"]["taxInOwnCurrency"].is_null(), xml: "ram:TaxCurrencyCode>EUR<" },
    Example { of: "long texts around it", is: |said| is_long(&said["introduction"]) && is_long(&said["closing"]), xml: "" },
    Example { of: "a long text in a line", is: |said| lines(said).iter().any(|line| is_long(&line["description"])), xml: "" },
    Example { of: "a long name", is: |said| said["invoiceAddress"]["companyName"].as_str().is_some_and(|name| name.len() > 120), xml: "" },
    Example { of: "200 lines", is: |said| lines(said).len() >= 200, xml: "ram:LineID>200<" },
    Example { of: "XRechnung (CII)", is: is_public, xml: "xrechnung_3.0</ram:ID>" },
    Example { of: "XRechnung (UBL)", is: is_public, xml: "xrechnung_3.0</cbc:CustomizationID>" },
    Example { of: "an order of the customer's", is: |said| !said["particulars"]["orderReference"].is_null(), xml: "ram:BuyerOrderReferencedDocument" },
    Example { of: "a direct debit that is announced", is: |said| is_paid_by(said, "direct_debit"), xml: "ram:DirectDebitMandateID" },
    Example { of: "a transfer", is: |said| is_paid_by(said, "transfer"), xml: "ram:PayeePartyCreditorFinancialAccount" },
    Example { of: "a card", is: |said| is_paid_by(said, "card"), xml: "ram:ApplicableTradeSettlementFinancialCard" },
    Example { of: "a credit note", is: |said| said["type"] == "TYPE_CREDIT", xml: "ram:TypeCode>381<" },
    Example { of: "a cancellation", is: |said| said["type"] == "TYPE_CANCELLATION", xml: "ram:TypeCode>384<" },
];

/// The command line of `portico demo`.
#[derive(Parser)]
struct Demo {
    #[command(flatten)]
    options: portico::demo::Options,
}

async fn all_invoices(app: &TestApp, key: &str) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = app
            .with(key)
            .get(&format!("/api/invoices?limit=100{cursor}"))
            .await
            .expect(200);
        ids.extend(page["data"].as_array().unwrap().iter().map(id));
        match page["pagination"]["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
    }
}

/// And each thing that an invoice can be is there.
#[actix_web::test]
async fn each_document_of_the_demo_is_accepted() {
    let app = TestApp::start_with(Kind::Sqlite, |config| {
        config.limits.requests_per_minute = 1_000_000;
        config.limits.pages_per_minute = 1_000_000;
    })
    .await;
    let data = tempfile::tempdir().unwrap();
    let demo = Demo::parse_from(["demo", "--data-dir", data.path().to_str().unwrap()]);
    Box::pin(portico::demo::prepare(&app.context, &demo.options))
        .await
        .unwrap();
    let secrets = std::fs::read_to_string(data.path().join("demo.json")).unwrap();
    let secrets: Value = serde_json::from_str(&secrets).unwrap();
    let key = secrets["apiKey"].as_str().unwrap();
    let ids = all_invoices(&app, key).await;
    assert!(ids.len() > 400, "{}", ids.len());
    let mut all = Vec::new();
    for some in ids.chunks(8) {
        let fetched = join_all(some.iter().map(|invoice| Issued::fetch(&app, ("demo", key), invoice))).await;
        all.extend(some.iter().cloned().zip(fetched));
    }
    for example in EXAMPLES {
        let is_there = all.iter().any(|(_, issued)| example.fits(issued));
        assert!(is_there, "the demo has no example of {}", example.of);
    }
    let issued = all.iter().map(|(_, issued)| issued);
    for issued in issued.filter(|issued| is_paid_by(&issued.said, "direct_debit")) {
        let payment = &issued.said["particulars"]["payment"];
        let references = ["mandateReference", "creditorIdentifier"].map(|name| payment[name].as_str().unwrap());
        issued.assert_announces(&payment["collectOn"], references);
    }
    assert_accepted("demo-documents", &all);
    app.run_jobs().await;
    app.mails();
    app.finish().await;
}
