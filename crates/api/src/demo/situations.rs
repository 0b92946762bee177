//! What each demo customer is in the middle of.

use std::error::Error;

use chrono::{Months, NaiveDate, TimeDelta};
use portico_domain::cancellation::Wish;
use portico_shared::{
    AddressId, Date, PaymentMethodId,
    addresses::{AddressStatus, AddressType},
    customers::CustomerStatus,
    payment_methods::{
        CardView, Gateway, PaymentMethodSource, PaymentMethodStatus, PaymentMethodType, PaypalView, SepaDebitView,
    },
    subscriptions::TaxCategory,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, IntoActiveModel};

use super::{
    contracts::{self, Standing},
    offers::{New, body},
};
use crate::{
    auth::Caller,
    context::Context,
    db::entities::{addresses, customers, payment_methods},
    features::{documents::snapshot::House, payment_methods::mapping::Details},
};

pub(super) type Done<T = ()> = Result<T, Box<dyn Error>>;

/// One customer in the making.
pub(super) struct Maker<'a> {
    pub(super) tx: &'a DatabaseTransaction,
    pub(super) context: &'a Context,
    pub(super) caller: &'a Caller,
    pub(super) today: NaiveDate,
    pub(super) house: &'a House,
    pub(super) customer: customers::Model,
}

/// Gives the customer at `index` what its place in the list calls for.
#[expect(clippy::too_many_lines, reason = "a table, one row a customer")]
pub(super) async fn give(mut maker: Maker<'_>, index: usize) -> Done {
    match index {
        0 => everything(&mut maker).await,
        1 => several_mandates(&mut maker).await,
        2 => {
            maker.card("4242", 14).await?;
            let trial = maker.monthly("Fitness Basis", "19.90").trial(14);
            maker.contract(trial.began_days_ago(4), Standing::Running).await
        }
        3 => {
            let trial = maker.monthly("Cours en ligne", "29.00").trial(30);
            maker
                .contract(trial.began_days_ago(10), Standing::Pending(Wish::Customer(TRIAL_END)))
                .await
        }
        4 => {
            maker.expired_card().await?;
            maker
                .contract(
                    maker
                        .yearly("Team plan", "1188.00")
                        .tax(TaxCategory::OutOfScope, 0)
                        .began_months_ago(8),
                    Standing::Overdue,
                )
                .await
        }
        5 => {
            maker
                .contract(
                    maker
                        .yearly("Unternehmensvertrag mit Rahmenvereinbarung", "12345.67")
                        .began_months_ago(30),
                    Standing::Running,
                )
                .await
        }
        6 => {
            maker.card("1881", 20).await?;
            maker
                .contract(
                    maker.yearly("Magazin Jahresabo", "96.00").began_months_ago(15),
                    Standing::Pending(Wish::NextPossible),
                )
                .await
        }
        7 => {
            maker
                .contract(
                    maker.monthly("Kassensystem", "49.00").began_months_ago(26),
                    Standing::Ended,
                )
                .await
        }
        8 => {
            maker
                .contract(
                    maker.monthly("Fitness Plus", "39.90").began_months_ago(7),
                    Standing::Paused,
                )
                .await
        }
        9 => {
            // A French company: the recipient owes the tax.
            maker
                .contract(
                    maker
                        .monthly("Studio Pro", "79.00")
                        .tax(TaxCategory::ReverseCharge, 0)
                        .began_months_ago(11),
                    Standing::Running,
                )
                .await
        }
        10 => {
            maker
                .contract(
                    maker
                        .monthly("Starter", "9.00")
                        .tax(TaxCategory::OutOfScope, 0)
                        .without_term()
                        .began_months_ago(5),
                    Standing::Running,
                )
                .await
        }
        11 => {
            maker
                .contract(maker.monthly("Zapfanlage", "149.00").began_days_ago(0), Standing::Draft)
                .await
        }
        12 => {
            maker.card("0005", 30).await?;
            maker
                .contract(
                    maker.weekly("Gemüsekiste", "24.50").began_months_ago(3),
                    Standing::FailedPayment,
                )
                .await
        }
        // Exactly one invoice; then nobody with none, who is brand new.
        13 => {
            maker
                .contract(
                    maker.monthly("Zeitung digital", "14.90").began_days_ago(3),
                    Standing::Running,
                )
                .await
        }
        14 => Ok(()),
        38 => maker.leave(CustomerStatus::Archived).await,
        39 => maker.leave(CustomerStatus::Suspended).await,
        15 => {
            maker
                .contract(
                    maker.monthly("Revue", "7.90").ends_by_itself().began_months_ago(2),
                    Standing::Running,
                )
                .await
        }
        _ => ordinary(&mut maker, index).await,
    }
}

const TRIAL_END: portico_shared::settings::TrialCancellation = portico_shared::settings::TrialCancellation::EndOfTrial;

/// The customer that the printed link opens: several contracts and 400 invoices.
async fn everything(maker: &mut Maker<'_>) -> Done {
    maker.invoice_address().await?;
    let card = maker.card("4242", 18).await?;
    maker.mandate("DE8937*********3232", "MNDT-2024-0001").await?;
    maker.make_default(card).await?;
    let yearly = maker
        .yearly("Website-Paket Business", "588.00")
        .with_item("Zusätzliche Domain", "12.00")
        .discount(1000, None)
        .with_item("Handbuch, gedruckt", "28.00")
        .last_reduced();
    maker.contract(yearly.began_months_ago(31), Standing::Running).await?;
    maker
        .contract(
            maker
                .monthly("Cloud-Speicher 2 TB", "9.99")
                .gross()
                .without_term()
                .began_months_ago(20),
            Standing::Running,
        )
        .await?;
    maker
        .contract(
            maker
                .monthly("Telefonanlage", "34.00")
                .discount(2000, Some(6))
                .began_months_ago(4),
            Standing::Running,
        )
        .await?;
    maker
        .contract(
            maker.monthly("Newsletter-Versand", "25.00").trial(30).began_days_ago(9),
            Standing::Running,
        )
        .await?;
    maker
        .contract(
            maker.yearly("Wartungsvertrag", "240.00").began_months_ago(21),
            Standing::Pending(Wish::NextPossible),
        )
        .await?;
    maker
        .contract(
            maker.monthly("Alter Webspace", "5.00").began_months_ago(29),
            Standing::Ended,
        )
        .await?;
    // As many weeks as make 400 documents: one a week, today's, and two that take something back.
    let weeks = 400 - 3 - contracts::count_invoices(maker).await?;
    let weekly = maker.weekly("Lieferdienst Frischebox", "42.80").reduced();
    maker.contract(weekly.began_weeks_ago(weeks), Standing::AllKinds).await
}

/// The second customer: several mandates, a PayPal account, and a contract that was paused.
async fn several_mandates(maker: &mut Maker<'_>) -> Done {
    let first = maker.mandate("DE0212*********6789", "MNDT-2021-0007").await?;
    maker.mandate("DE4450*********1101", "MNDT-2025-0042").await?;
    maker.paypal().await?;
    maker.make_default(first).await?;
    maker
        .contract(
            maker
                .monthly("Kasse und Waage", "69.00")
                .with_item("Zweites Gerät", "19.00")
                .began_months_ago(14),
            Standing::Running,
        )
        .await?;
    maker
        .contract(
            maker.yearly("Feinkost-Großhandel Portal", "360.00").began_months_ago(3),
            Standing::Running,
        )
        .await
}

/// Everybody else: one or two ordinary contracts, told apart by their place.
async fn ordinary(maker: &mut Maker<'_>, index: usize) -> Done {
    const NAMES: [&str; 6] = [
        "Fitness Basis",
        "Fitness Plus",
        "Magazin digital",
        "Cloud-Speicher",
        "Kassensystem",
        "Kurs-Flatrate",
    ];
    const PRICES: [&str; 5] = ["9.90", "19.00", "29.90", "49.00", "99.00"];
    let months = u32::try_from(index * 7 % 34 + 1).unwrap_or(1);
    let (name, price) = (NAMES[index % NAMES.len()], PRICES[index % PRICES.len()]);
    if index.is_multiple_of(2) {
        maker.card(["4242", "4444", "1117"][index % 3], 6 + months).await?;
    }
    let new = if index.is_multiple_of(5) {
        maker.yearly(name, price)
    } else {
        maker.monthly(name, price)
    };
    maker.contract(new.began_months_ago(months), Standing::Running).await?;
    if index.is_multiple_of(4) {
        maker
            .contract(
                maker.monthly("Zusatzpaket", "4.90").without_term().began_months_ago(2),
                Standing::Running,
            )
            .await?;
    }
    Ok(())
}

impl Maker<'_> {
    pub(super) async fn contract(&self, new: New, standing: Standing) -> Done {
        contracts::insert(self, &new.body, standing).await
    }

    pub(super) fn monthly(&self, name: &str, price: &str) -> New {
        New {
            today: self.today,
            body: body(self, name, price, "1M", ("1Y", "1M", "1M", "1M")),
        }
    }

    fn yearly(&self, name: &str, price: &str) -> New {
        New {
            today: self.today,
            body: body(self, name, price, "1Y", ("1Y", "1Y", "3M", "1M")),
        }
    }

    fn weekly(&self, name: &str, price: &str) -> New {
        New {
            today: self.today,
            body: body(self, name, price, "1W", ("4W", "1W", "1W", "1W")),
        }
    }

    async fn card(&self, last4: &str, valid_months: u32) -> Done<PaymentMethodId> {
        self.card_until(
            last4,
            self.today + Months::new(valid_months),
            PaymentMethodStatus::Active,
        )
        .await
    }

    async fn expired_card(&self) -> Done<PaymentMethodId> {
        self.card_until("0341", self.today - Months::new(2), PaymentMethodStatus::Expired)
            .await
    }

    async fn card_until(&self, last4: &str, until: NaiveDate, status: PaymentMethodStatus) -> Done<PaymentMethodId> {
        use chrono::Datelike;
        let card = CardView {
            brand: "visa".into(),
            last4: last4.into(),
            exp_month: u8::try_from(until.month())?,
            exp_year: u16::try_from(until.year())?,
            card_holder: Some(self.customer.display_name().chars().take(40).collect()),
        };
        let details = Details {
            card: Some(card),
            ..Details::default()
        };
        let month = until.with_day(1).unwrap_or(until);
        let last_day = (month + Months::new(1)).pred_opt().unwrap_or(until);
        self.method(
            (Gateway::Testing, PaymentMethodType::Card),
            &format!("Visa ({last4})"),
            details,
            status,
            Some(last_day),
        )
        .await
    }

    async fn mandate(&self, iban: &str, reference: &str) -> Done<PaymentMethodId> {
        let sepa_debit = SepaDebitView {
            iban: iban.into(),
            bic: Some("COBADEFFXXX".into()),
            account_holder: Some(self.customer.display_name()),
            mandate_reference: Some(reference.into()),
            signing_date: Date::from(self.today - Months::new(16)),
        };
        let name = format!("SEPA ({})", &iban[iban.len() - 4..]);
        let details = Details {
            sepa_debit: Some(sepa_debit),
            ..Details::default()
        };
        self.method(
            (Gateway::Testing, PaymentMethodType::SepaDebit),
            &name,
            details,
            PaymentMethodStatus::Active,
            None,
        )
        .await
    }

    async fn paypal(&self) -> Done<PaymentMethodId> {
        let paypal = PaypalView {
            email: self.customer.email.clone(),
            billing_agreement_id: "B-5YM51234".into(),
        };
        let details = Details {
            paypal: Some(paypal),
            ..Details::default()
        };
        self.method(
            (Gateway::Testing, PaymentMethodType::Paypal),
            "PayPal",
            details,
            PaymentMethodStatus::Active,
            None,
        )
        .await
    }

    pub(super) async fn method(
        &self,
        (gateway, kind): (Gateway, PaymentMethodType),
        name: &str,
        details: Details,
        status: PaymentMethodStatus,
        expiration_date: Option<NaiveDate>,
    ) -> Done<PaymentMethodId> {
        let id = PaymentMethodId(self.context.new_id());
        payment_methods::ActiveModel {
            tenant_id: Set(self.customer.tenant_id),
            id: Set(id),
            version: Set(1),
            customer_id: Set(self.customer.id),
            gateway: Set(gateway),
            kind: Set(kind),
            status: Set(status),
            source: Set(PaymentMethodSource::Checkout),
            enabled: Set(true),
            name: Set(name.into()),
            reference_id: Set(Some("demo".into())),
            details: Set(serde_json::to_value(details)?),
            expiration_date: Set(expiration_date),
            created_at: Set(self.context.now() - TimeDelta::days(200)),
            ..Default::default()
        }
        .insert(self.tx)
        .await?;
        self.make_default(id).await?;
        Ok(id)
    }

    /// Nobody can sign in for this customer any more.
    async fn leave(&self, status: CustomerStatus) -> Done {
        let mut row = self.customer.clone().into_active_model();
        row.status = Set(status);
        row.update(self.tx).await?;
        Ok(())
    }

    async fn make_default(&self, method: PaymentMethodId) -> Done {
        let mut row = self.customer.clone().into_active_model();
        row.default_payment_method_id = Set(Some(method));
        row.update(self.tx).await?;
        Ok(())
    }

    /// A second address, for invoices alone.
    async fn invoice_address(&self) -> Done {
        addresses::ActiveModel {
            tenant_id: Set(self.customer.tenant_id),
            id: Set(AddressId(self.context.new_id())),
            version: Set(1),
            customer_id: Set(self.customer.id),
            kind: Set(AddressType::Invoice),
            is_default: Set(true),
            status: Set(AddressStatus::Active),
            salutation: Set(None),
            company_name: Set(self.customer.company_name.clone()),
            first_name: Set(None),
            last_name: Set(None),
            street: Set("Postfach".into()),
            house_number: Set("30 12 05".into()),
            zip: Set("20305".into()),
            city: Set("Hamburg".into()),
            country_code: Set("DE".into()),
            addition: Set(Some("Buchhaltung".into())),
            cost_centre: Set(Some("KST 4711".into())),
            vat_id: Set(None),
            created_at: Set(self.context.now()),
        }
        .insert(self.tx)
        .await?;
        Ok(())
    }
}
