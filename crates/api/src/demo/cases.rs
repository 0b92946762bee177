//! Customers for what an invoice can be that no other customer's is.

use chrono::{Days, Months};
use portico_shared::{
    Currency,
    customers::CustomerIn,
    payment_methods::{DebtorAddress, Gateway, PaymentMethodStatus, PaymentMethodType, SepaDebitIn, SepaDebitView},
    settings::{Collection, ElectronicInvoiceFormat, InvoicingOwn},
    subscriptions::TaxCategory,
};

use super::{
    contracts::Standing,
    people::{Entry, customer},
    situations::{Done, Maker},
};
use crate::{
    auth::Scope,
    features::{
        debits::service::collect_on, mandates::service as mandates, payment_methods::mapping::Details,
        settings::service as settings, tenants,
    },
    http::check::Check,
};

/// What a customer's invoice is an example of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Case {
    Xrechnung,
    XrechnungUbl,
    /// A direct debit at the merchant's own bank, which the invoice announces.
    Debit,
    /// Several categories of VAT side by side.
    Categories,
    IntraCommunity,
    Export,
    /// VAT in another currency than the merchant's.
    Dollars,
    /// Nothing is to be paid.
    Nothing,
    LongTexts,
    ManyLines,
}

const LINES: usize = 200;

/// Long enough for pages of it.
const PARAGRAPH: &str = "Die Kanzlei überwacht die Fristen der laufenden Mandate, gleicht sie täglich mit den Kalendern der Gerichte ab und meldet Abweichungen noch am selben Werktag an die Bearbeiterin oder den Bearbeiter.\n\n";

pub(super) const CASES: &[(Entry, Case)] = &[
    (
        (
            "Samtgemeinde Elbufer",
            "Renate",
            "Tiedemann",
            "rechnungseingang@elbufer.example",
            "Rathausplatz",
            "1",
            "21680",
            "Stade",
            "DE",
        ),
        Case::Xrechnung,
    ),
    (
        (
            "Landkreis Nordheide",
            "Olaf",
            "Behrens",
            "kaemmerei@nordheide.example",
            "Am Kreishaus",
            "4",
            "21423",
            "Winsen",
            "DE",
        ),
        Case::XrechnungUbl,
    ),
    (
        (
            "Segelverein Alstertal e. V.",
            "Katja",
            "Lorenzen",
            "kasse@alstertal.example",
            "Bootsweg",
            "9",
            "22339",
            "Hamburg",
            "DE",
        ),
        Case::Debit,
    ),
    (
        (
            "Kulturhof Wendland gGmbH",
            "Miriam",
            "Schulz",
            "buero@kulturhof.example",
            "Dorfstraße",
            "17",
            "29439",
            "Lüchow",
            "DE",
        ),
        Case::Categories,
    ),
    (
        (
            "Librairie du Port SARL",
            "Hélène",
            "Marchand",
            "helene@librairie-du-port.example",
            "Quai des Chartrons",
            "21",
            "33300",
            "Bordeaux",
            "FR",
        ),
        Case::IntraCommunity,
    ),
    (
        (
            "Wharf Supply Co.",
            "Walter",
            "Reed",
            "walter@wharfsupply.example",
            "Commercial Street",
            "8",
            "04101",
            "Portland",
            "US",
        ),
        Case::Export,
    ),
    (
        (
            "Overseas Cargo Handling GmbH",
            "Pia",
            "Reuter",
            "pia@overseas-cargo.example",
            "Containerallee",
            "200",
            "27568",
            "Bremerhaven",
            "DE",
        ),
        Case::Dollars,
    ),
    (
        (
            "Freifunk Weserbergland e. V.",
            "Jan",
            "Ahrens",
            "vorstand@freifunk-weser.example",
            "Osterstraße",
            "30",
            "31785",
            "Hameln",
            "DE",
        ),
        Case::Nothing,
    ),
    (
        (
            "Ritter, Vogt & Partner mbB",
            "Clemens",
            "Ritter",
            "kanzlei@ritter-vogt.example",
            "Kaiserstraße",
            "61",
            "60329",
            "Frankfurt am Main",
            "DE",
        ),
        Case::LongTexts,
    ),
    (
        (
            "Stadtwerke Haseltal GmbH",
            "Sabine",
            "Kluge",
            "einkauf@haseltal.example",
            "Werkstraße",
            "12",
            "49074",
            "Osnabrück",
            "DE",
        ),
        Case::ManyLines,
    ),
];

impl Case {
    pub(super) fn customer(self, entry: &Entry) -> CustomerIn {
        let new = customer(entry);
        match self {
            Self::Dollars | Self::Export => CustomerIn {
                currency_code: Some(Currency::USD),
                ..new
            },
            Self::IntraCommunity => CustomerIn {
                vat_id: Some("FR83404833048".into()),
                ..new
            },
            _ => new,
        }
    }
}

pub(super) async fn give(maker: &Maker<'_>, case: Case) -> Done {
    let new = match case {
        Case::Xrechnung => {
            maker
                .public(ElectronicInvoiceFormat::Xrechnung, "991-33333TEST-33")
                .await?;
            let portal = maker.monthly("Bürgerportal", "890.00");
            portal
                .with_item("Zusätzliche Postfächer", "45.00")
                .ordered_as("BES-2026-0815")
        }
        Case::XrechnungUbl => {
            let format = ElectronicInvoiceFormat::XrechnungUbl;
            maker.public(format, "992-90009-96").await?;
            let registry = maker.monthly("Fachverfahren Register", "1240.00");
            registry.with_item("Gesetzestexte", "38.00").last_reduced()
        }
        Case::Debit => return maker.collected().await,
        Case::Categories => maker
            .monthly("Hausmeisterdienst", "149.00")
            .with_item("Fachzeitschrift", "12.00")
            .last_reduced()
            .with_item("Vorbereitungskurs", "80.00")
            .last_untaxed(TaxCategory::Exempt)
            .with_item("Solarmodul für den Balkon", "35.00")
            .last_untaxed(TaxCategory::ZeroRated),
        Case::IntraCommunity => maker
            .monthly("Handbücher, monatliche Lieferung", "45.00")
            .tax(TaxCategory::IntraCommunity, 0),
        Case::Export => maker
            .monthly("Spare parts, monthly delivery", "120.00")
            .tax(TaxCategory::Export, 0),
        Case::Dollars => maker.monthly("Cargo Tracking", "249.00"),
        Case::Nothing => maker
            .monthly("Vereinsportal für Förderpartner", "29.00")
            .discount(10_000, None)
            .with_item("Begrüßungspaket", "0.00"),
        Case::LongTexts => {
            let text = PARAGRAPH.repeat(9);
            let own = InvoicingOwn {
                introduction: Some(text.trim_end().into()),
                closing: Some(text.trim_end().into()),
                ..InvoicingOwn::default()
            };
            maker.invoiced(&own).await?;
            maker.monthly("Fristenkalender", "59.00").described(text.trim_end())
        }
        Case::ManyLines => (1..LINES).fold(maker.monthly("Messstellenbetrieb", "19.90"), |new, at| {
            let price = format!("{}.{:02}", 4 + at % 9, at * 7 % 100);
            new.with_item(&format!("Zählpunkt {at:03}"), &price)
        }),
    };
    maker.contract(new.began_days_ago(6), Standing::Running).await
}

impl Maker<'_> {
    /// A public buyer, with the Leitweg-ID that its invoices have to say.
    async fn public(&self, format: ElectronicInvoiceFormat, leitweg_id: &str) -> Done {
        let own = InvoicingOwn {
            electronic_invoice_format: Some(format),
            buyer_reference: Some(leitweg_id.into()),
            ..InvoicingOwn::default()
        };
        self.invoiced(&own).await
    }

    async fn invoiced(&self, own: &InvoicingOwn) -> Done {
        let of = (Scope::of_tenant(self.customer.tenant_id), self.customer.id);
        Ok(settings::insert_invoicing(self.tx, self.context, of, own).await?)
    }

    /// A mandate on paper, an invoice that announced the debit, and the money that has come in since.
    async fn collected(&self) -> Done {
        let issued = 25;
        let issued_on = self.today - Days::new(issued);
        let due = issued_on + Days::new(14);
        let debited_on = collect_on(&Collection::default(), Some(due), issued_on);
        let (holder, signed_on) = (self.customer.display_name(), self.today - Months::new(16));
        let given = SepaDebitIn {
            iban: "DE02100500000054540402".into(),
            account_holder: holder.clone(),
            address: DebtorAddress {
                street: "Bootsweg 9".into(),
                zip: Some("22339".into()),
                city: "Hamburg".into(),
                country_code: "DE".into(),
            },
            language: None,
            consent: false,
            mandate_reference: Some("SVA20250815".into()),
            signature_date: Some(signed_on.into()),
            last_debit_on: Some(debited_on.into()),
        };
        let tenant = tenants::store::find(self.tx, self.customer.tenant_id).await?;
        let mut check = Check::default();
        let whose = (self.caller, &self.customer, &tenant);
        let draft = mandates::draft(self.context, self.tx, whose, (&given, true, &mut check)).await?;
        check.finish()?;
        let draft = draft.ok_or("a mandate has an account")?;
        let shown = SepaDebitView {
            iban: draft.iban.masked(),
            bic: None,
            account_holder: Some(holder),
            mandate_reference: given.mandate_reference.clone(),
            signing_date: signed_on.into(),
        };
        let details = Details {
            sepa_debit: Some(shown),
            ..Details::default()
        };
        let kind = (Gateway::SepaDebit, PaymentMethodType::SepaDebit);
        let active = PaymentMethodStatus::Active;
        let method = self.method(kind, "SEPA (0402)", details, active, None).await?;
        let whose = (draft, &self.customer, method);
        mandates::insert(self.tx, self.context, self.caller, whose, self.today).await?;
        let berths = self.monthly("Liegeplatzverwaltung", "75.00");
        self.contract(berths.began_days_ago(issued), Standing::Settled).await
    }
}
