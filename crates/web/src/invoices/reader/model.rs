//! What is read of an invoice, and how its parts are called.

use portico_shared::{
    Currency, Date, DecimalText, InvoiceId, Money, Timestamp,
    addresses::AddressView,
    invoices::{
        InvoiceParticulars, InvoicePayment, InvoicePaymentMeans, InvoiceSeller, InvoiceStatus, InvoiceTax, InvoiceType,
        PaymentStatus,
    },
    payment_methods::RefusalReason,
    settings::ExchangeRate,
    subscriptions::{PriceMode, TaxCategory},
};
use portico_ui::{components::Tone, i18n::format, texts::portal as t};
use serde::Deserialize;

use super::super::model::{Standing, Underway};

/// What is read of an `InvoiceView`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own on the wire")]
pub(super) struct Document {
    pub(super) id: InvoiceId,
    pub(super) number: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: InvoiceType,
    pub(super) status: InvoiceStatus,
    pub(super) referenced_invoice: Option<InvoiceId>,
    pub(super) currency_code: Currency,
    pub(super) creation_date: Date,
    pub(super) due_date: Option<Date>,
    pub(super) pay_date: Option<Date>,
    pub(super) net_amount: Money,
    pub(super) tax_amount: Money,
    pub(super) rounding_amount: Money,
    pub(super) gross_amount: Money,
    pub(super) open_amount: Money,
    pub(super) paid_amount: Money,
    pub(super) credited_amount: Money,
    pub(super) dunning_fee_amount: Money,
    pub(super) refund_amount: Money,
    pub(super) is_overdue: bool,
    pub(super) last_payment_failed: bool,
    pub(super) payment_underway: Option<Underway>,
    pub(super) title: Option<String>,
    pub(super) introduction: Option<String>,
    pub(super) closing: Option<String>,
    pub(super) invoice_address: Option<AddressView>,
    pub(super) has_pdf: bool,
    pub(super) has_xml: bool,
    pub(super) positions: Option<Vec<Line>>,
    pub(super) taxes: Option<Vec<InvoiceTax>>,
    /// None of what another system issued.
    pub(super) seller: Option<InvoiceSeller>,
    /// None of what another system issued.
    pub(super) particulars: Option<InvoiceParticulars>,
}

/// What is read of an `InvoiceLine`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) quantity: DecimalText,
    pub(super) unit_price: DecimalText,
    pub(super) tax_rate: u32,
    pub(super) tax_category: TaxCategory,
    pub(super) net_amount: i64,
    pub(super) price_mode: PriceMode,
    pub(super) discount_amount: i64,
    pub(super) amount: Option<i64>,
    pub(super) billed_days: Option<u32>,
    pub(super) period_days: Option<u32>,
    pub(super) period_start: Option<Date>,
    pub(super) period_end: Option<Date>,
}

/// What is read of a `PaymentView`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payment {
    pub(super) status: PaymentStatus,
    pub(super) amount: Money,
    pub(super) refunded_amount: Money,
    pub(super) paid_on: Option<Date>,
    pub(super) collect_on: Option<Date>,
    pub(super) failure_reason: Option<RefusalReason>,
    pub(super) created_at: Timestamp,
}

/// What is read of an `InvoiceView` that belongs to another.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Related {
    pub(super) id: InvoiceId,
    pub(super) number: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: InvoiceType,
    pub(super) creation_date: Date,
    pub(super) gross_amount: Money,
    pub(super) referenced_invoice: Option<InvoiceId>,
}

impl Document {
    pub(super) const fn standing(&self) -> Standing {
        let document = (self.kind, self.status);
        let is_underway = Underway::covers(self.payment_underway.as_ref(), self.open_amount);
        Standing::by(document, self.is_overdue, self.last_payment_failed, is_underway)
    }

    /// Not while a payment is on its way.
    pub(super) const fn is_payable(&self) -> bool {
        self.standing().is_owed() && self.open_amount.amount > 0 && self.payment_underway.is_none()
    }

    /// The day on which all that is open will be debited, where that is known.
    pub(super) fn collected_on(&self) -> Option<&Date> {
        let is_underway = self.standing() == Standing::Underway;
        let underway = self.payment_underway.as_ref().filter(|_| is_underway);
        underway?.collect_on.as_ref()
    }

    /// What is to be paid as issued: of an invoice what is open. None once nothing is to be paid.
    const fn to_pay(&self) -> Option<Money> {
        match self.standing() {
            Standing::Paid | Standing::Cancelled => None,
            standing if standing.is_owed() => Some(self.open_amount),
            _ => Some(self.gross_amount),
        }
    }

    /// How that is to be paid; of what is on its way, when it comes.
    pub(super) fn payment_text(&self, payment: &InvoicePayment) -> Option<String> {
        let amount = self.to_pay()?;
        if self.standing() != Standing::Underway {
            return Some(payment_text(payment, amount));
        }
        Some(match self.collected_on() {
            Some(day) => t::pay_underway_on(&format::money(amount), &format::day(day)),
            None => t::invoice_underway().to_owned(),
        })
    }

    /// What is known of that, by its label; no account to transfer to while something else pays it.
    pub(super) fn payment_facts(&self, payment: &InvoicePayment) -> Vec<(&'static str, String)> {
        if self.standing() == Standing::Underway && payment.means == InvoicePaymentMeans::Transfer {
            return Vec::new();
        }
        payment_facts(payment)
    }

    /// What it is, with its number.
    pub(super) fn name(&self) -> String {
        name(self.kind, self.number.as_deref())
    }

    pub(super) fn lines(&self) -> &[Line] {
        self.positions.as_deref().unwrap_or_default()
    }

    /// From the first day that a line is for to the last.
    pub(super) fn service_period(&self) -> Option<(&Date, &Date)> {
        let lines = || self.lines().iter();
        let first = lines().filter_map(|line| line.period_start.as_ref()).min()?;
        let last = lines().filter_map(|line| line.period_end.as_ref()).max()?;
        Some((first, last))
    }

    /// What followed it, as far as it says so itself: where to look for it.
    pub(super) fn followers(&self) -> Vec<String> {
        let is_credited = self.credited_amount.amount != 0;
        let is_cancelled = self.status == InvoiceStatus::Cancelled;
        let kinds = [
            (is_credited, InvoiceType::Credit),
            (is_cancelled, InvoiceType::Cancellation),
        ];
        let kinds = kinds
            .into_iter()
            .filter(|(is_there, _)| *is_there && self.kind == InvoiceType::Invoice);
        let path = |(_, kind)| {
            format!(
                "/invoices?type={kind}&from={}&order[creationDate]=asc&limit=100",
                self.creation_date
            )
        };
        kinds.map(path).collect()
    }
}

/// "Invoice RE-0000000042".
pub(super) fn name(kind: InvoiceType, number: Option<&str>) -> String {
    let number = number.unwrap_or(t::invoices_without_number());
    match kind {
        InvoiceType::Invoice => t::reader_invoice(number),
        InvoiceType::Credit => t::reader_credit(number),
        InvoiceType::Cancellation => t::reader_cancellation(number),
    }
}

impl Line {
    /// Minor units, as its prices are.
    pub(super) const fn total(&self) -> i64 {
        match self.amount {
            Some(amount) => amount,
            None => self.net_amount,
        }
    }

    /// Days of a period that is billed in part.
    pub(super) const fn part(&self) -> Option<(u32, u32)> {
        match (self.billed_days, self.period_days) {
            (Some(billed), Some(of)) if billed != of => Some((billed, of)),
            _ => None,
        }
    }
}

/// What is charged, in a word.
pub(super) fn tax(category: TaxCategory, rate: u32) -> String {
    match category {
        TaxCategory::ReverseCharge => t::item_reverse_charge().to_owned(),
        TaxCategory::Standard | TaxCategory::ZeroRated => format::percent(rate),
        _ => t::item_no_tax().to_owned(),
    }
}

/// The same with what it is charged on.
pub(super) fn tax_on(one: &InvoiceTax, currency: Currency) -> String {
    let net = format::money(Money::new(one.net_amount, currency));
    match one.tax_category {
        TaxCategory::Standard | TaxCategory::ZeroRated => t::reader_tax_on(&net, &format::percent(one.tax_rate)),
        category => t::reader_untaxed_on(&net, &tax(category, one.tax_rate)),
    }
}

/// "1 EUR = 1.0843 USD, rate of October 31, 2026".
pub(super) fn rate(by: &ExchangeRate) -> String {
    let base = format!("{} {}", by.units, by.base);
    let quote = format!("{} {}", format::number(&by.rate), by.quote);
    t::reader_rate(&base, &format::day(&by.date), &quote)
}

/// How it is to be paid, as issued.
fn payment_text(payment: &InvoicePayment, amount: Money) -> String {
    let amount = format::money(amount);
    match (payment.means, &payment.collect_on) {
        (InvoicePaymentMeans::Transfer, _) => t::reader_pay_transfer(&amount),
        (InvoicePaymentMeans::DirectDebit, Some(day)) => t::reader_pay_debit_on(&amount, &format::day(day)),
        (InvoicePaymentMeans::DirectDebit, None) => t::reader_pay_debit(&amount),
        (InvoicePaymentMeans::Card | InvoicePaymentMeans::Online, _) => t::reader_pay_collected(&amount),
    }
}

/// What is known of that, by its label.
fn payment_facts(payment: &InvoicePayment) -> Vec<(&'static str, String)> {
    let account = payment.account.clone();
    let account = match payment.means {
        InvoicePaymentMeans::Transfer => (t::payment_iban(), account.map(|iban| format::iban(&iban))),
        InvoicePaymentMeans::DirectDebit => (t::payment_iban(), account),
        InvoicePaymentMeans::Card => (t::payment_card(), account),
        InvoicePaymentMeans::Online => (t::payment_account(), account),
    };
    let all = [
        (t::transfer_holder(), payment.account_holder.clone()),
        account,
        (t::payment_bic(), payment.bic.clone()),
        (t::transfer_reference(), payment.reference.clone()),
        (t::payment_mandate(), payment.mandate_reference.clone()),
        (t::mandate_creditor_id(), payment.creditor_identifier.clone()),
    ];
    let known = all.into_iter().filter_map(|(label, text)| Some((label, text?)));
    known.collect()
}

impl Payment {
    pub(super) fn badge(&self) -> (Tone, &'static str) {
        match self.status {
            PaymentStatus::Pending => (Tone::Info, t::payment_pending()),
            PaymentStatus::Underway => (Tone::Info, t::payment_underway()),
            PaymentStatus::Succeeded => (Tone::Good, t::invoice_paid()),
            PaymentStatus::Failed if self.was_taken_back() => (Tone::Neutral, t::payment_withdrawn()),
            PaymentStatus::Failed => (Tone::Bad, t::payment_failed()),
            PaymentStatus::Returned => (Tone::Bad, t::payment_returned()),
        }
    }

    /// An announced debit that was called off: nothing went wrong, and nothing will be debited.
    const fn was_taken_back(&self) -> bool {
        match self.failure_reason {
            Some(RefusalReason::Withdrawn | RefusalReason::PaidOtherwise) => true,
            Some(RefusalReason::MethodRemoved) => self.collect_on.is_some(),
            _ => false,
        }
    }

    /// The day on which money moved, or will.
    pub(super) const fn day(&self) -> Option<&Date> {
        match &self.paid_on {
            Some(day) => Some(day),
            None if self.was_taken_back() => None,
            None => self.collect_on.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ID: &str = "01930000-0000-7000-8000-000000000001";

    fn money(amount: i64) -> Value {
        json!({"amount": amount, "currency": "EUR"})
    }

    fn invoice(changes: &[(&str, Value)]) -> Document {
        let mut sent = json!({
            "id": ID, "number": "RE-1", "type": "TYPE_INVOICE", "status": "STATUS_UNPAID", "referencedInvoice": null,
            "currencyCode": "EUR", "creationDate": "2026-11-01", "dueDate": "2026-11-15", "payDate": null,
            "netAmount": money(10_000), "taxAmount": money(1_900), "roundingAmount": money(0), "grossAmount": money(11_900),
            "openAmount": money(11_900), "paidAmount": money(0), "creditedAmount": money(0), "dunningFeeAmount": money(0),
            "refundAmount": money(0), "isOverdue": false, "lastPaymentFailed": false, "title": null, "introduction": null,
            "closing": null, "invoiceAddress": null, "hasPdf": true, "hasXml": true, "positions": null, "taxes": null
        });
        for (key, change) in changes {
            sent[*key] = change.clone();
        }
        serde_json::from_value(sent).unwrap()
    }

    fn line(changes: &[(&str, Value)]) -> Line {
        let mut sent = json!({
            "name": "Hafenblick Plus", "description": null, "quantity": "1", "unitPrice": "49.90", "taxRate": 1900,
            "taxCategory": "S", "netAmount": 4193, "priceMode": "gross", "discountAmount": 0, "amount": 4990,
            "billedDays": null, "periodDays": null, "periodStart": null, "periodEnd": null
        });
        for (key, change) in changes {
            sent[*key] = change.clone();
        }
        serde_json::from_value(sent).unwrap()
    }

    #[test]
    fn only_what_is_owed_can_be_paid() {
        assert!(invoice(&[]).is_payable());
        assert!(!invoice(&[("openAmount", money(0))]).is_payable());
        assert!(!invoice(&[("type", json!("TYPE_CREDIT"))]).is_payable());
        assert!(!invoice(&[("status", json!("STATUS_PAID"))]).is_payable());
    }

    #[test]
    fn what_is_on_its_way_is_said_and_not_paid_again() {
        let underway = json!({"id": ID, "amount": money(11_900), "status": "underway", "collectOn": "2026-12-12"});
        let late = [("isOverdue", json!(true)), ("paymentUnderway", underway)];
        let late = invoice(&late);
        assert_eq!(late.standing(), Standing::Underway);
        assert!(!late.is_payable());
        assert_eq!(late.collected_on().map(Date::as_str), Some("2026-12-12"));
        assert_eq!(invoice(&[]).collected_on(), None);
    }

    fn terms(means: &str) -> InvoicePayment {
        let sent = json!({
            "means": means, "account": "DE89370400440532013000", "accountHolder": null, "bic": null, "reference": null,
            "mandateReference": null, "creditorIdentifier": null, "collectOn": null
        });
        serde_json::from_value(sent).unwrap()
    }

    #[test]
    fn nobody_is_told_to_transfer_what_is_paid_or_being_collected() {
        let transfer = terms("transfer");
        let to_pay = |changes: &[(&str, Value)]| invoice(changes).to_pay().map(|money| money.amount);
        assert_eq!(to_pay(&[]), Some(11_900));
        assert_eq!(to_pay(&[("openAmount", money(1_900))]), Some(1_900), "paid in part");
        assert_eq!(to_pay(&[("status", json!("STATUS_PAID"))]), None);
        assert_eq!(to_pay(&[("status", json!("STATUS_CANCELLED"))]), None);
        let underway = json!({"id": ID, "amount": money(11_900), "status": "underway", "collectOn": null});
        let underway = invoice(&[("paymentUnderway", underway)]);
        assert_eq!(underway.payment_text(&transfer).as_deref(), Some(t::invoice_underway()));
        assert!(underway.payment_facts(&transfer).is_empty());
        assert_eq!(
            underway.payment_facts(&terms("direct_debit")).len(),
            1,
            "it is the pre-notification"
        );
        assert_eq!(invoice(&[]).payment_facts(&transfer).len(), 1);
    }

    #[test]
    fn a_debit_that_was_called_off_did_not_fail_and_has_no_day_to_come() {
        let payment = |reason: &str, day: Option<&str>| -> Payment {
            let sent = json!({
                "status": "failed", "amount": money(11_900), "refundedAmount": money(0), "paidOn": null, "collectOn": day,
                "failureReason": reason, "createdAt": "2026-12-01T10:00:00Z"
            });
            serde_json::from_value(sent).unwrap()
        };
        for reason in ["withdrawn", "paid_otherwise", "method_removed"] {
            let called_off = payment(reason, Some("2026-12-15"));
            assert_eq!(called_off.badge(), (Tone::Neutral, t::payment_withdrawn()), "{reason}");
            assert_eq!(called_off.day(), None, "{reason}");
        }
        for failed in [payment("declined", Some("2026-12-15")), payment("method_removed", None)] {
            assert_eq!(failed.badge(), (Tone::Bad, t::payment_failed()));
        }
    }

    #[test]
    fn it_is_called_what_it_is() {
        assert_eq!(invoice(&[]).name(), t::reader_invoice("RE-1"));
        assert_eq!(name(InvoiceType::Credit, Some("GS-1")), t::reader_credit("GS-1"));
        assert_eq!(
            name(InvoiceType::Cancellation, None),
            t::reader_cancellation(t::invoices_without_number())
        );
    }

    #[test]
    fn what_followed_is_looked_for_only_where_something_did() {
        assert!(invoice(&[]).followers().is_empty());
        let credited = invoice(&[("creditedAmount", money(100))]).followers();
        assert_eq!(
            credited,
            ["/invoices?type=TYPE_CREDIT&from=2026-11-01&order[creationDate]=asc&limit=100"]
        );
        let both = [("creditedAmount", money(100)), ("status", json!("STATUS_CANCELLED"))];
        assert_eq!(invoice(&both).followers().len(), 2);
        let cancellation = [
            ("type", json!("TYPE_CANCELLATION")),
            ("status", json!("STATUS_CANCELLED")),
        ];
        assert!(invoice(&cancellation).followers().is_empty());
    }

    #[test]
    fn it_is_for_all_days_that_a_line_is_for() {
        let of = |start: &str, end: &str| {
            let line = line(&[("periodStart", json!(start)), ("periodEnd", json!(end))]);
            line.period_start.zip(line.period_end).unwrap()
        };
        let (october, november) = (of("2026-10-01", "2026-10-31"), of("2026-11-01", "2026-11-30"));
        let mut both = invoice(&[]);
        assert_eq!(both.service_period(), None);
        let lines = [&november, &october].map(|(start, end)| Line {
            period_start: Some(start.clone()),
            period_end: Some(end.clone()),
            ..line(&[])
        });
        both.positions = Some(lines.to_vec());
        assert_eq!(both.service_period(), Some((&october.0, &november.1)));
    }

    #[test]
    fn a_direct_debit_is_announced_with_its_mandate_and_an_account_is_read_in_groups() {
        let payment = |means: &str, of: Value| -> InvoicePayment {
            let mut sent = json!({
                "means": means, "account": null, "accountHolder": null, "bic": null, "reference": null,
                "mandateReference": null, "creditorIdentifier": null, "collectOn": null
            });
            for (key, value) in of.as_object().unwrap() {
                sent[key] = value.clone();
            }
            serde_json::from_value(sent).unwrap()
        };
        let debit = json!({
            "account": "DE02 •••• 2051", "mandateReference": "M-1", "creditorIdentifier": "DE98ZZZ09999999999",
            "collectOn": "2026-11-15"
        });
        let told = payment_facts(&payment("direct_debit", debit));
        let texts = ["DE02 •••• 2051", "M-1", "DE98ZZZ09999999999"].map(str::to_owned);
        let labels = [t::payment_iban(), t::payment_mandate(), t::mandate_creditor_id()];
        assert_eq!(told, labels.into_iter().zip(texts).collect::<Vec<_>>());
        let card = payment_facts(&payment("card", json!({ "account": "visa 4242" })));
        assert_eq!(card, [(t::payment_card(), "visa 4242".to_owned())]);
        assert!(payment_facts(&payment("online", json!({}))).is_empty());
        let transfer = payment_facts(&payment("transfer", json!({ "account": "DE89370400440532013000" })));
        let grouped = "DE89 3704 0044 0532 0130 00".to_owned();
        assert_eq!(transfer, [(t::payment_iban(), grouped)]);
    }

    #[test]
    fn a_line_costs_what_its_prices_say() {
        assert_eq!(line(&[]).total(), 4_990);
        assert_eq!(line(&[("amount", json!(null))]).total(), 4_193, "of another system");
    }

    #[test]
    fn days_are_named_only_where_some_are_missing() {
        let days = |billed: u32, of: u32| line(&[("billedDays", json!(billed)), ("periodDays", json!(of))]).part();
        assert_eq!(days(12, 30), Some((12, 30)));
        assert_eq!(days(30, 30), None);
        assert_eq!(line(&[]).part(), None);
    }
}
