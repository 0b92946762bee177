//! The groups of settings, and what each may hold at which level.

use chrono::NaiveDate;
use portico_domain::{leitweg, postal};
use portico_shared::settings::{
    Collection, CollectionOwn, CollectionPatch, CollectionView, Company, CompanyPatch, CompanyView, Dunning,
    DunningOwn, DunningPatch, DunningView, ElectronicInvoiceFormat, ExchangeRate, InvoicePreferencesPatch, Invoicing,
    InvoicingOwn, InvoicingPatch, InvoicingView, MailSettings, MailSettingsOwn, MailSettingsPatch, MailSettingsView,
    SettingsContext,
};
use rust_decimal::Decimal;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::features::customers::checks;
use crate::http::{ApiError, ApiResult, body::ReadOnly, check::Check};

const MOST_TEXT: usize = 2000;
const MOST_LEVELS: usize = 5;
/// Minor units: a fee is no second invoice.
const MOST_FEE: i64 = 100_000;

impl ReadOnly for InvoicingPatch {
    const FIELDS: &'static [&'static str] = Self::READ_ONLY;
}

impl ReadOnly for InvoicePreferencesPatch {
    const FIELDS: &'static [&'static str] = &[];
}

impl ReadOnly for DunningPatch {
    const FIELDS: &'static [&'static str] = Self::READ_ONLY;
}

impl ReadOnly for CollectionPatch {
    const FIELDS: &'static [&'static str] = Self::READ_ONLY;
}

impl ReadOnly for CompanyPatch {
    const FIELDS: &'static [&'static str] = Self::READ_ONLY;
}

impl ReadOnly for MailSettingsPatch {
    const FIELDS: &'static [&'static str] = Self::READ_ONLY;
}

/// Who settings belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Tenant,
    Customer,
}

/// A group of settings: the values in force, out of what is set at each level.
pub trait Group: Default + Clone + Serialize {
    const CONTEXT: SettingsContext;
    /// Of an audit row.
    const ACTION: &'static str;
    /// Fields that the other level cannot set.
    const OF_TENANTS: &'static [&'static str];
    const OF_CUSTOMERS: &'static [&'static str];

    type Own: Default + Clone + Serialize + DeserializeOwned;
    type Patch: Serialize;
    type View: Serialize;

    fn overlaid(self, own: &Self::Own) -> Self;

    /// What is in force for a customer, once all levels are laid over each other.
    #[must_use]
    fn settled(self) -> Self {
        self
    }

    fn patched(own: Self::Own, patch: Self::Patch) -> Self::Own;

    fn check(check: &mut Check, own: &Self::Own, level: Level);

    /// What of a change depends on the day on which it is sent. What was stored before stays, whatever the day.
    fn check_sent(_: &mut Check, _stored: &Self::Own, _: &Self::Patch, _today: NaiveDate) {}

    /// `country`: the tenant's.
    fn view(self, own: Self::Own, inherited: Vec<String>, country: &str) -> Self::View;
}

/// What a level sets after a change.
///
/// # Errors
/// 422 with every field that cannot be, or that this level cannot set.
pub fn changed<G: Group>(own: G::Own, patch: G::Patch, (level, today): (Level, NaiveDate)) -> ApiResult<G::Own> {
    let sent = serde_json::to_value(&patch).map_err(ApiError::internal)?;
    let (others, message) = match level {
        Level::Tenant => (G::OF_CUSTOMERS, "can be set for a customer alone"),
        Level::Customer => (G::OF_TENANTS, "can be set for all customers alone"),
    };
    let mut check = Check::default();
    for name in others {
        let is_sent = sent.get(name).is_some_and(|value| !value.is_null());
        check.require(!is_sent, name, "not-permitted", message);
    }
    G::check_sent(&mut check, &own, &patch, today);
    let after = G::patched(own, patch);
    G::check(&mut check, &after, level);
    check.finish()?;
    Ok(after)
}

/// The answer for one level: `above` is what it inherits.
///
/// # Errors
/// When the values cannot be written as JSON.
pub fn view<G: Group>(above: G, own: G::Own, (level, country): (Level, &str)) -> ApiResult<G::View> {
    let values = above.overlaid(&own);
    let values = match level {
        Level::Tenant => values,
        Level::Customer => values.settled(),
    };
    let set = serde_json::to_value(&own).map_err(ApiError::internal)?;
    let all = serde_json::to_value(&values).map_err(ApiError::internal)?;
    let names = all.as_object().into_iter().flat_map(serde_json::Map::keys);
    let inherited =
        names.filter(|name| set.get(name).is_none_or(Value::is_null) && !G::OF_CUSTOMERS.contains(&name.as_str()));
    let inherited = inherited.cloned().collect();
    Ok(values.view(own, inherited, country))
}

impl Group for Invoicing {
    const CONTEXT: SettingsContext = SettingsContext::Invoicing;
    const ACTION: &'static str = "settings.invoicing.changed";
    const OF_TENANTS: &'static [&'static str] = &["automaticBilling", "retentionYears"];
    const OF_CUSTOMERS: &'static [&'static str] = &["buyerReference", "orderReference", "documentLanguage"];

    type Own = InvoicingOwn;
    type Patch = InvoicingPatch;
    type View = InvoicingView;

    fn overlaid(self, own: &InvoicingOwn) -> Self {
        Self::overlaid(self, own)
    }

    /// An inherited `xrechnung` is for those whose Leitweg-ID is known: without one it would not be valid (BR-DE-15).
    fn settled(mut self) -> Self {
        if self.buyer_reference.is_none() {
            self.electronic_invoice_format = ElectronicInvoiceFormat::Zugferd;
        }
        self
    }

    fn patched(own: InvoicingOwn, patch: InvoicingPatch) -> InvoicingOwn {
        own.patched(patch)
    }

    fn check(check: &mut Check, own: &InvoicingOwn, level: Level) {
        let days = own.payment_term_days.unwrap_or_default();
        check.require(days <= 365, "paymentTermDays", "out-of-range", "0 to 365 days");
        let years = own.retention_years.unwrap_or(8);
        check.require(
            (5..=30).contains(&years),
            "retentionYears",
            "out-of-range",
            "5 to 30 years",
        );
        for (path, text) in [("introduction", &own.introduction), ("closing", &own.closing)] {
            check.prose(path, text.as_deref().filter(|text| !text.is_empty()), MOST_TEXT);
        }
        check.text("orderReference", own.order_reference.as_deref(), 100);
        let reference = own.buyer_reference.as_deref();
        check.require(
            reference.is_none_or(leitweg::is_valid),
            "buyerReference",
            "invalid",
            "a Leitweg-ID with its check digits, such as 991-33333TEST-33",
        );
        let is_public = own
            .electronic_invoice_format
            .is_some_and(|format| format != ElectronicInvoiceFormat::Zugferd);
        check.require(
            level == Level::Tenant || !is_public || reference.is_some(),
            "buyerReference",
            "required",
            "xrechnung needs the buyer's Leitweg-ID",
        );
    }

    fn view(self, own: InvoicingOwn, inherited: Vec<String>, _: &str) -> InvoicingView {
        InvoicingView {
            context: Self::CONTEXT,
            values: self,
            own,
            inherited,
        }
    }
}

impl Group for Dunning {
    const CONTEXT: SettingsContext = SettingsContext::Dunning;
    const ACTION: &'static str = "settings.dunning.changed";
    const OF_TENANTS: &'static [&'static str] = &["levels"];
    const OF_CUSTOMERS: &'static [&'static str] = &[];

    type Own = DunningOwn;
    type Patch = DunningPatch;
    type View = DunningView;

    fn overlaid(self, own: &DunningOwn) -> Self {
        Self::overlaid(self, own)
    }

    fn patched(own: DunningOwn, patch: DunningPatch) -> DunningOwn {
        own.patched(patch)
    }

    fn check(check: &mut Check, own: &DunningOwn, _: Level) {
        let levels = own.levels.as_deref().unwrap_or_default();
        check.require(
            levels.len() <= MOST_LEVELS,
            "levels",
            "out-of-range",
            "at most 5 levels",
        );
        for (index, level) in levels.iter().enumerate() {
            let days = format!("levels[{index}].days");
            check.require((1..=365).contains(&level.days), &days, "out-of-range", "1 to 365 days");
            let fee = format!("levels[{index}].fee");
            check.require(
                (0..=MOST_FEE).contains(&level.fee),
                &fee,
                "out-of-range",
                "0 to 100000 minor units",
            );
        }
    }

    fn view(self, own: DunningOwn, inherited: Vec<String>, _: &str) -> DunningView {
        DunningView {
            context: Self::CONTEXT,
            values: self,
            own,
            inherited,
        }
    }
}

impl Group for Collection {
    const CONTEXT: SettingsContext = SettingsContext::Collection;
    const ACTION: &'static str = "settings.collection.changed";
    /// All of them: no path leads to a customer's own.
    const OF_TENANTS: &'static [&'static str] =
        &["retryDays", "protectLastMethod", "preNotificationDays", "debitLeadDays"];
    const OF_CUSTOMERS: &'static [&'static str] = &[];

    type Own = CollectionOwn;
    type Patch = CollectionPatch;
    type View = CollectionView;

    fn overlaid(self, own: &CollectionOwn) -> Self {
        Self::overlaid(self, own)
    }

    fn patched(own: CollectionOwn, patch: CollectionPatch) -> CollectionOwn {
        own.patched(patch)
    }

    fn check(check: &mut Check, own: &CollectionOwn, _: Level) {
        let days = own.retry_days.as_deref().unwrap_or_default();
        let fits = days.len() <= 10 && days.iter().all(|day| (1..=60).contains(day));
        check.require(
            fits,
            "retryDays",
            "out-of-range",
            "at most 10 attempts, each after 1 to 60 days",
        );
        let fits = own.pre_notification_days.is_none_or(|days| (1..=30).contains(&days));
        check.require(fits, "preNotificationDays", "out-of-range", "1 to 30 days");
        let fits = own.debit_lead_days.is_none_or(|days| (1..=10).contains(&days));
        check.require(fits, "debitLeadDays", "out-of-range", "1 to 10 days");
    }

    fn view(self, own: CollectionOwn, inherited: Vec<String>, _: &str) -> CollectionView {
        CollectionView {
            context: Self::CONTEXT,
            values: self,
            own,
            inherited,
        }
    }
}

impl Group for MailSettings {
    const CONTEXT: SettingsContext = SettingsContext::Mails;
    const ACTION: &'static str = "settings.mails.changed";
    /// All of them: no path leads to a customer's own.
    const OF_TENANTS: &'static [&'static str] = &[
        "replyTo",
        "renewalReminderDays",
        "trialReminderDays",
        "paymentReceipts",
        "paymentFailures",
        "addressChanges",
    ];
    const OF_CUSTOMERS: &'static [&'static str] = &[];

    type Own = MailSettingsOwn;
    type Patch = MailSettingsPatch;
    type View = MailSettingsView;

    fn overlaid(self, own: &MailSettingsOwn) -> Self {
        Self::overlaid(self, own)
    }

    fn patched(own: MailSettingsOwn, patch: MailSettingsPatch) -> MailSettingsOwn {
        own.patched(patch)
    }

    fn check(check: &mut Check, own: &MailSettingsOwn, _: Level) {
        check.email("replyTo", own.reply_to.as_deref());
        let days = own.renewal_reminder_days.unwrap_or_default();
        check.require(
            days <= 90,
            "renewalReminderDays",
            "out-of-range",
            "0 to 90 days; 0: no reminder",
        );
        let days = own.trial_reminder_days.unwrap_or_default();
        check.require(
            days <= 30,
            "trialReminderDays",
            "out-of-range",
            "0 to 30 days; 0: no reminder",
        );
    }

    fn view(self, own: MailSettingsOwn, inherited: Vec<String>, _: &str) -> MailSettingsView {
        MailSettingsView {
            context: Self::CONTEXT,
            values: self,
            own,
            inherited,
        }
    }
}

fn begins_with_letters(vat_id: &str) -> bool {
    vat_id.bytes().take(2).filter(u8::is_ascii_alphabetic).count() == 2
}

/// It stands on documents, and in a page's foot.
const MOST_LINE: usize = 200;
const MOST_RATES: usize = 50;

/// One between two currencies.
fn check_rates(check: &mut Check, rates: &[ExchangeRate]) {
    let few = rates.len() <= MOST_RATES;
    check.require(few, "exchangeRates", "out-of-range", "at most 50 rates");
    for (index, one) in rates.iter().enumerate() {
        let path = |field: &str| format!("exchangeRates[{index}].{field}");
        let pair = (one.base, one.quote);
        check.currency(&path("base"), Some(one.base));
        check.currency(&path("quote"), Some(one.quote));
        check.require(one.base != one.quote, &path("quote"), "invalid", "another than base");
        let is_same = |other: &ExchangeRate| pair == (other.base, other.quote) || pair == (other.quote, other.base);
        let is_first = rates.iter().position(is_same) == Some(index);
        check.require(is_first, &path("base"), "repeated", "one rate between two currencies");
        let units = 1..=10_000;
        check.require(units.contains(&one.units), &path("units"), "out-of-range", "1 to 10000");
        let rate: Decimal = one.rate.as_str().parse().unwrap_or_default();
        check.require(rate > Decimal::ZERO, &path("rate"), "out-of-range", "above 0");
    }
}

impl Group for Company {
    const CONTEXT: SettingsContext = SettingsContext::Company;
    const ACTION: &'static str = "settings.company.changed";
    /// All of them: no path leads to a customer's own.
    const OF_TENANTS: &'static [&'static str] = &[];
    const OF_CUSTOMERS: &'static [&'static str] = &[];

    type Own = Self;
    type Patch = CompanyPatch;
    type View = CompanyView;

    fn overlaid(self, own: &Self) -> Self {
        own.clone()
    }

    fn patched(own: Self, patch: CompanyPatch) -> Self {
        let mut own = own.patched(patch);
        // In the one spelling that is stored.
        own.vat_id = own.vat_id.map(|text| checks::vat_id(&text).unwrap_or(text));
        own
    }

    fn check(check: &mut Check, own: &Self, _: Level) {
        let lines = [
            ("name", &own.name),
            ("street", &own.street),
            ("zip", &own.zip),
            ("city", &own.city),
            ("taxNumber", &own.tax_number),
            ("exemptionReason", &own.exemption_reason),
            ("registerName", &own.register_name),
            ("registerNumber", &own.register_number),
            ("managingDirectors", &own.managing_directors),
            ("contactName", &own.contact_name),
            ("phone", &own.phone),
            ("website", &own.website),
        ];
        for (path, text) in lines {
            check.text(path, text.as_deref(), MOST_LINE);
        }
        check.country("countryCode", own.country_code.as_deref());
        check.email("email", own.email.as_deref());
        check.prose("footer", own.footer.as_deref(), MOST_TEXT);
        let own_vat_id = own.vat_id.as_deref();
        check.require(
            own_vat_id.is_none_or(|text| checks::vat_id(text).is_some() && begins_with_letters(text)),
            "vatId",
            "invalid",
            "a VAT ID with the country in front, such as DE123456788",
        );
        check_rates(check, &own.exchange_rates);
    }

    /// Nobody has published a rate of tomorrow. What is stored with such a day can be sent back as it is.
    fn check_sent(check: &mut Check, stored: &Self, patch: &CompanyPatch, today: NaiveDate) {
        for (index, rate) in patch.exchange_rates.value().into_iter().flatten().enumerate() {
            let at = format!("exchangeRates[{index}].date");
            check.require(
                rate.date.to_naive() <= today || stored.exchange_rates.contains(rate),
                &at,
                "out-of-range",
                "today at the latest",
            );
        }
    }

    fn view(self, own: Self, _: Vec<String>, country: &str) -> CompanyView {
        let has_postcodes = postal::has_postcodes(own.country_code.as_deref().unwrap_or(country));
        CompanyView {
            context: Self::CONTEXT,
            missing: own.missing(has_postcodes).into_iter().map(Into::into).collect(),
            missing_for_xrechnung: own.missing_for_xrechnung().into_iter().map(Into::into).collect(),
            values: own,
        }
    }
}
