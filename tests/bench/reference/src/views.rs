//! The answers' JSON, in Portico's own types: what is derived from a row has to be derived here too.

use std::str::FromStr;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Berlin;
use portico_domain::{
    billing::{self, Item},
    calendar,
    cancellation::{self, Cancellation, Contract, Wish},
    terms::Terms,
};
use portico_shared::{
    Currency, Money, Page, Pagination, Period, SubscriptionId, SubscriptionItemId,
    customers::CustomerShort,
    settings::TrialCancellation,
    subscriptions::{
        ContractDetails, Discount, ItemBilling, NextInvoice, Plan, PriceMode, SubscriptionItemView, SubscriptionStatus,
        SubscriptionView, TaxCategory,
    },
};
use rust_decimal::Decimal;
use serde::Serialize;
use uuid::Uuid;

/// Rows of a page.
pub const LIMIT: u32 = 30;

/// Reads a value that is stored as text.
pub fn parsed<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(text: &str) -> Result<T, sqlx::Error> {
    text.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

pub fn parsed_if<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(
    text: Option<&str>,
) -> Result<Option<T>, sqlx::Error> {
    text.map(parsed).transpose()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the rows that are measured are made for the system's day"
)]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// No two ids of one moment are alike.
pub fn random() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(0)
}

/// Today where the tenant is.
pub fn today() -> NaiveDate {
    calendar::local_date(now(), &Berlin)
}

/// Where the next page begins.
#[derive(Serialize)]
pub struct Cursor<'a> {
    o: &'a str,
    k: Key,
    id: Uuid,
}

#[derive(Serialize)]
pub enum Key {
    Date(NaiveDate),
    Instant(DateTime<Utc>),
}

/// One row more than the page tells that there is a next one.
pub fn page<T>(mut data: Vec<T>, order: &str, last: impl Fn(&T) -> (Key, Uuid)) -> Page<T> {
    let limit = LIMIT as usize;
    let has_more = data.len() > limit;
    data.truncate(limit);
    let next_cursor = data.last().filter(|_| has_more).map(|row| {
        let (k, id) = last(row);
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&Cursor { o: order, k, id }).unwrap_or_default())
    });
    Page {
        data,
        pagination: Pagination {
            page: Some(1),
            limit: LIMIT,
            has_more,
            next_cursor,
        },
    }
}

pub struct ItemRow {
    pub id: Uuid,
    pub subscription: Uuid,
    pub name: String,
    pub description: Option<String>,
    pub quantity: String,
    pub unit_price: String,
    pub price_mode: PriceMode,
    pub tax_rate: i32,
    pub tax_category: TaxCategory,
    pub discount: Option<Discount>,
    pub interval: Period,
    pub last_billed_at: Option<NaiveDate>,
    pub billed_from: Option<NaiveDate>,
    pub billed_to: Option<NaiveDate>,
    pub tax_is_automatic: bool,
    pub prorates: bool,
    pub quantity_is_fixed: bool,
    pub billed_periods: i32,
    pub billing_start: Option<NaiveDate>,
}

impl ItemRow {
    fn rule(&self) -> Result<Item, sqlx::Error> {
        Ok(Item {
            quantity: parsed::<Decimal>(&self.quantity)?,
            unit_price: parsed::<Decimal>(&self.unit_price)?,
            price_mode: self.price_mode,
            tax_rate: self.tax_rate.unsigned_abs(),
            tax_category: self.tax_category,
            discount: self.discount.clone(),
            interval: self.interval,
            prorates: self.prorates,
            billing_start: self.billing_start,
            billed_to: self.billed_to,
            billed_periods: self.billed_periods.unsigned_abs(),
        })
    }

    fn view(self, rule: &Item, anchor: NaiveDate) -> Result<SubscriptionItemView, sqlx::Error> {
        let next = billing::next_period(rule, anchor);
        Ok(SubscriptionItemView {
            id: SubscriptionItemId(self.id),
            name: self.name,
            description: self.description,
            quantity: parsed(&self.quantity)?,
            unit_price: parsed(&self.unit_price)?,
            price_mode: self.price_mode,
            tax_rate: self.tax_rate.unsigned_abs(),
            tax_category: self.tax_category,
            tax_is_automatic: self.tax_is_automatic,
            prorates: self.prorates,
            quantity_changeable: !self.quantity_is_fixed,
            discount: self.discount,
            billing: ItemBilling {
                billing_interval: self.interval,
                last_billed_at: self.last_billed_at.map(Into::into),
                last_billed_from: self.billed_from.map(Into::into),
                last_billed_to: self.billed_to.map(Into::into),
                next_billing_at: (next.start < next.end).then(|| next.start.into()),
            },
        })
    }
}

pub struct SubscriptionRow {
    pub id: Uuid,
    pub external_id: Option<String>,
    pub number: String,
    pub name: String,
    pub status: SubscriptionStatus,
    pub plan: Plan,
    pub currency: Currency,
    pub terms: Terms,
    pub activated_at: Option<DateTime<Utc>>,
    pub cancelled_at: Option<DateTime<Utc>>,
    pub cancellation: Option<Cancellation>,
    pub cancelled_by_customer: bool,
    pub po_number: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub paused_at: Option<DateTime<Utc>>,
}

impl SubscriptionRow {
    /// As the customer reads it: without a method, an address or a reason of its own, which the rows here
    /// do not have.
    pub fn view(
        self,
        items: Vec<ItemRow>,
        customer: CustomerShort,
        today: NaiveDate,
    ) -> Result<SubscriptionView, sqlx::Error> {
        let anchor = self.terms.billing_anchor();
        let contract = Contract {
            status: self.status,
            terms: Terms {
                billing_interval: items.first().map_or(Period::MONTH, |item| item.interval),
                ..self.terms
            },
            cancellation: self.cancellation,
        };
        let rules = items.iter().map(ItemRow::rule).collect::<Result<Vec<_>, _>>()?;
        let upcoming = (self.status == SubscriptionStatus::Active)
            .then(|| billing::next_invoice(&rules, anchor, cancellation::ends_on(&contract), self.currency))
            .flatten();
        let money = |amount| Money::new(amount, self.currency);
        let items = items
            .into_iter()
            .zip(&rules)
            .map(|(item, rule)| item.view(rule, anchor))
            .collect::<Result<Vec<_>, _>>()?;
        let is_pending = cancellation::is_pending(&contract, today);
        let effective = self.cancellation.map(|it| it.effective);
        let details = details(&contract, today);
        Ok(SubscriptionView {
            id: SubscriptionId(self.id),
            external_id: self.external_id,
            number: self.number,
            name: self.name,
            status: self.status,
            customer,
            plan: Some(self.plan),
            payment_method: None,
            default_payment_method: true,
            invoice_address: None,
            default_invoice_address: true,
            activated_at: self.activated_at.map(Into::into),
            trial_ends_on: contract.terms.trial_end.map(Into::into),
            trial_last_day: contract
                .terms
                .trial_end
                .map(|end| calendar::last_day_before(end).into()),
            is_in_trial: contract.terms.is_in_trial(today),
            last_billing_at: items
                .iter()
                .filter_map(|item| item.billing.last_billed_at.clone())
                .max(),
            items,
            billing_start: contract.terms.billing_start.map(Into::into),
            paused_at: self.paused_at.map(Into::into),
            next_invoice: upcoming.map(|upcoming| NextInvoice {
                date: upcoming.date.into(),
                net_amount: money(upcoming.totals.net),
                tax_amount: money(upcoming.totals.tax),
                rounding_amount: money(upcoming.totals.rounding),
                gross_amount: money(upcoming.totals.gross),
            }),
            cancelled_at: self.cancelled_at.map(Into::into),
            cancellation_date: effective.map(|day| calendar::start_of_day(day, &Berlin).into()),
            cancellation_last_day: effective.map(|day| calendar::last_day_before(day).into()),
            cancellation_reason: None,
            is_cancellation_pending: is_pending,
            can_cancel: details.earliest_cancellation_date.is_some(),
            can_revoke: is_pending && self.cancelled_by_customer,
            contract_details: details,
            po_number: self.po_number,
            created_at: self.created_at.into(),
            updated_at: self.updated_at.into(),
        })
    }
}

fn details(contract: &Contract, today: NaiveDate) -> ContractDetails {
    let terms = &contract.terms;
    let instant = |day| calendar::start_of_day(day, &Berlin).into();
    let term_end = terms.term_end(today);
    let earliest = cancellation::decide(contract, Wish::Customer(TrialCancellation::default()), today).ok();
    let earliest_end = earliest.map(|decision| decision.cancellation.effective);
    ContractDetails {
        contract_start: instant(terms.start),
        contract_start_day: terms.start.into(),
        contract_end: term_end.map(instant),
        contract_end_last_day: term_end.map(|end| calendar::last_day_before(end).into()),
        contract_period: terms.contract_period,
        later_contract_period: terms.later_contract_period,
        cancellation_period: terms.cancellation_period,
        later_cancellation_period: terms.later_cancellation_period,
        ends_automatically: terms.ends_automatically,
        earliest_cancellation_date: earliest_end.map(instant),
        earliest_cancellation_last_day: earliest_end.map(|end| calendar::last_day_before(end).into()),
        notice_deadline: earliest.and_then(|decision| decision.notice_deadline).map(Into::into),
    }
}
