//! From rows to the rules' own types, and to views.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use portico_domain::{
    billing::{self, Upcoming},
    calendar,
    cancellation::{self, Cancellation, Contract, Wish},
    terms::Terms,
};
use portico_shared::{
    Currency, Money, Period, Timestamp,
    customers::Language,
    invoices::{InvoiceLine, InvoiceTax},
    subscriptions::{
        CancellationReason, ContractDetails, ItemBilling, NextInvoice, SubscriptionItemView, SubscriptionStatus,
        SubscriptionView,
    },
};
use rust_decimal::Decimal;

use crate::{
    auth::{Actor, permissions::CustomerPermission},
    db::entities::{addresses, cancellation_reasons, customers, payment_methods, subscription_items, subscriptions},
    features::{addresses::mapping as address, customers as customer, payment_methods::mapping as payment_method},
    http::ApiError,
};

/// A subscription with what belongs to it.
#[derive(Debug, Clone)]
pub struct Whole {
    pub row: subscriptions::Model,
    pub items: Vec<subscription_items::Model>,
    pub customer: customers::Model,
    pub payment_method: Option<payment_methods::Model>,
    pub invoice_address: Option<addresses::Model>,
    /// Where its invoices go: its own address, else the customer's default.
    pub bill_to: Option<addresses::Model>,
    /// The merchant's list, where a reason was given.
    pub reasons: Vec<cancellation_reasons::Model>,
}

/// For whom a view is made: their day, and what they may.
#[derive(Debug, Clone, Copy)]
pub struct Viewer {
    pub zone: Tz,
    pub today: NaiveDate,
    pub may_cancel: bool,
    /// The merchant's own program, who may take any cancellation back.
    pub is_merchant: bool,
    /// What "cancel" means for them.
    pub wish: Wish,
}

impl Viewer {
    pub fn new(actor: &Actor, zone: Tz, today: NaiveDate) -> Self {
        let may_cancel = actor.person().is_none_or(|person| {
            let cancel = CustomerPermission::SubscriptionCancel;
            cancel.held_by(person.role) && cancel.switched_on(&person.pages)
        });
        Self {
            zone,
            today,
            may_cancel,
            is_merchant: actor.person().is_none(),
            wish: default_wish(actor),
        }
    }

    pub fn instant(&self, day: NaiveDate) -> Timestamp {
        calendar::start_of_day(day, &self.zone).into()
    }
}

/// Customers get what terms and the trial setting give; the merchant the same but for the setting.
fn default_wish(actor: &Actor) -> Wish {
    actor.person().map_or(Wish::NextPossible, |person| {
        Wish::Customer(person.pages.trial_cancellation)
    })
}

pub fn contract(row: &subscriptions::Model, items: &[subscription_items::Model]) -> Contract {
    // Without a term the first billing interval counts; each subscription has at least one item.
    let billing_interval = items.first().map_or(Period::MONTH, |item| item.billing_interval);
    Contract {
        status: row.status,
        terms: Terms {
            start: row.contract_start,
            contract_period: row.contract_period,
            later_contract_period: row.later_contract_period,
            cancellation_period: row.cancellation_period,
            later_cancellation_period: row.later_cancellation_period,
            ends_automatically: row.ends_automatically,
            trial_end: row.trial_ends_on,
            billing_start: row.billing_start,
            billing_interval,
        },
        cancellation: row.cancellation_effective.map(|effective| Cancellation {
            effective,
            immediate: row.cancellation_immediate,
        }),
    }
}

/// # Errors
/// When what is stored is not of our form.
pub fn upcoming(
    contract: &Contract,
    items: &[subscription_items::Model],
    currency: Currency,
) -> Result<Option<Upcoming>, ApiError> {
    // What began before the end is owed, however the contract ended.
    if !matches!(
        contract.status,
        SubscriptionStatus::Active | SubscriptionStatus::Cancelled
    ) {
        return Ok(None);
    }
    let items = items.iter().map(item).collect::<Result<Vec<_>, _>>()?;
    let anchor = contract.terms.billing_anchor();
    Ok(billing::next_invoice(
        &items,
        anchor,
        cancellation::ends_on(contract),
        currency,
    ))
}

pub fn item(row: &subscription_items::Model) -> Result<billing::Item, ApiError> {
    let decimal = |text: &str| text.parse::<Decimal>().map_err(ApiError::internal);
    Ok(billing::Item {
        quantity: decimal(row.quantity.as_str())?,
        unit_price: decimal(row.unit_price.as_str())?,
        price_mode: row.price_mode,
        tax_rate: u32::try_from(row.tax_rate).unwrap_or(0),
        tax_category: row.tax_category,
        discount: row
            .discount
            .clone()
            .map(serde_json::from_value)
            .transpose()
            .map_err(ApiError::internal)?,
        interval: row.billing_interval,
        billed_to: row.billed_to,
        billed_periods: u32::try_from(row.billed_periods).unwrap_or(0),
        prorates: row.prorates,
        billing_start: row.billing_start,
    })
}

/// The first day that is to be billed next, kept beside the subscription so that a billing run finds it.
///
/// # Errors
/// When what is stored is not of our form.
pub fn next_billing_on(
    row: &subscriptions::Model,
    items: &[subscription_items::Model],
) -> Result<Option<NaiveDate>, ApiError> {
    Ok(due(row, items, calendar::LAST_DAY, 1)?
        .first()
        .map(|upcoming| upcoming.date))
}

/// What is owed and not billed yet, oldest first, at most `most`: also periods that began before a pause or an end.
/// Drafts and offers owe nothing.
///
/// # Errors
/// When what is stored is not of our form.
pub fn due(
    row: &subscriptions::Model,
    items: &[subscription_items::Model],
    until: NaiveDate,
    most: usize,
) -> Result<Vec<Upcoming>, ApiError> {
    if matches!(row.status, SubscriptionStatus::Draft | SubscriptionStatus::Offer) {
        return Ok(Vec::new());
    }
    let contract = contract(row, items);
    // What begins on the day of the pause or later waits for its end, or is never owed when the contract ends in it.
    let until = match row.paused_on {
        Some(paused) => until.min(calendar::last_day_before(paused)),
        None => until,
    };
    let items = items.iter().map(item).collect::<Result<Vec<_>, _>>()?;
    Ok(billing::due_invoices(
        &items,
        contract.terms.billing_anchor(),
        cancellation::ends_on(&contract),
        row.currency,
        until,
        most,
    ))
}

/// The items once an invoice was issued on the day `on`.
///
/// # Errors
/// When what is stored is not of our form.
pub fn advance(items: &mut [subscription_items::Model], upcoming: &Upcoming, on: NaiveDate) -> Result<(), ApiError> {
    for line in &upcoming.lines {
        if let Some(row) = items.get_mut(line.item) {
            let standing = billing::standing(&item(row)?, line);
            row.billed_from = Some(standing.billed_from);
            row.billed_to = Some(standing.billed_to);
            row.billed_periods = i32::try_from(standing.billed_periods).unwrap_or(i32::MAX);
            row.last_billed_at = Some(on);
        }
    }
    Ok(())
}

/// The lines of an invoice as they are written on it.
pub fn positions(upcoming: &Upcoming, items: &[subscription_items::Model]) -> Vec<InvoiceLine> {
    let line = |line: &billing::Line| {
        let item = items.get(line.item)?;
        Some(InvoiceLine {
            name: item.name.clone(),
            description: item.description.clone(),
            quantity: item.quantity.clone(),
            unit_price: item.unit_price.clone(),
            tax_rate: line.tax_rate,
            tax_category: line.tax_category,
            net_amount: line.net,
            price_mode: line.price_mode,
            discount_amount: line.discount,
            credited_position: None,
            subscription_item: Some(item.id),
            billed_days: (!line.period.is_whole()).then(|| line.period.days()),
            period_days: (!line.period.is_whole()).then(|| line.period.whole_days()),
            amount: Some(line.amount),
            period_start: Some(line.period.start.into()),
            period_end: Some(line.period.last_day().into()),
        })
    };
    upcoming.lines.iter().filter_map(line).collect()
}

pub fn taxes(totals: &billing::Totals) -> Vec<InvoiceTax> {
    let tax = |tax: &billing::TaxLine| InvoiceTax {
        tax_category: tax.category,
        tax_rate: tax.rate,
        net_amount: tax.net,
        tax_amount: tax.tax,
    };
    totals.taxes.iter().map(tax).collect()
}

pub fn next_invoice(upcoming: &Upcoming, currency: Currency) -> NextInvoice {
    NextInvoice {
        date: upcoming.date.into(),
        net_amount: Money::new(upcoming.totals.net, currency),
        tax_amount: Money::new(upcoming.totals.tax, currency),
        rounding_amount: Money::new(upcoming.totals.rounding, currency),
        gross_amount: Money::new(upcoming.totals.gross, currency),
    }
}

/// # Errors
/// When what is stored is not of our form.
pub fn view(whole: Whole, viewer: Viewer) -> Result<SubscriptionView, ApiError> {
    let contract = contract(&whole.row, &whole.items);
    let upcoming = upcoming(&contract, &whole.items, whole.row.currency)?;
    let is_pending = cancellation::is_pending(&contract, viewer.today);
    let can_cancel = viewer.may_cancel && cancellation::decide(&contract, viewer.wish, viewer.today).is_ok();
    let default_method = whole.customer.default_payment_method_id;
    let anchor = contract.terms.billing_anchor();
    let items = whole
        .items
        .into_iter()
        .map(|row| item_view(row, anchor))
        .collect::<Result<Vec<_>, _>>()?;
    let Whole {
        row,
        customer,
        payment_method,
        invoice_address,
        reasons,
        ..
    } = whole;
    // The merchant's own reason is not the customer's business.
    let reason_is_shown = viewer.is_merchant || row.reason_by_customer;
    let effective = row.cancellation_effective;
    Ok(SubscriptionView {
        id: row.id,
        external_id: row.external_id,
        number: row.number,
        name: row.name,
        status: row.status,
        contract_details: details(&contract, viewer),
        customer: customer::short(&customer),
        plan: serde_json::from_value(row.plan).map_err(ApiError::internal)?,
        default_payment_method: payment_method.is_none(),
        payment_method: payment_method.map(|method| payment_method::short(&method, default_method)),
        default_invoice_address: invoice_address.is_none(),
        invoice_address: invoice_address.as_ref().map(address::view),
        activated_at: row.activated_at.map(Into::into),
        trial_ends_on: row.trial_ends_on.map(Into::into),
        trial_last_day: row.trial_ends_on.map(|end| calendar::last_day_before(end).into()),
        is_in_trial: row.status == SubscriptionStatus::Active
            && row.contract_start <= viewer.today
            && contract.terms.is_in_trial(viewer.today),
        last_billing_at: items
            .iter()
            .filter_map(|item| item.billing.last_billed_at.clone())
            .max(),
        items,
        billing_start: row.billing_start.map(Into::into),
        paused_at: row.paused_at.map(Into::into),
        next_invoice: upcoming.map(|upcoming| next_invoice(&upcoming, row.currency)),
        cancelled_at: row.cancelled_at.map(Into::into),
        cancellation_date: effective.map(|day| viewer.instant(day)),
        cancellation_last_day: effective
            .filter(|_| !row.cancellation_immediate)
            .map(|day| calendar::last_day_before(day).into()),
        cancellation_reason: row
            .cancellation_reason
            .filter(|_| reason_is_shown)
            .map(|code| reason(code, row.cancellation_comment, &reasons, customer.language)),
        is_cancellation_pending: is_pending,
        can_cancel,
        can_revoke: is_pending && viewer.may_cancel && (viewer.is_merchant || row.cancelled_by_customer),
        po_number: row.po_number,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
    })
}

fn reason(
    code: String,
    comment: Option<String>,
    reasons: &[cancellation_reasons::Model],
    language: Language,
) -> CancellationReason {
    let known = reasons.iter().find(|reason| reason.code == code);
    CancellationReason {
        label: known.map(|reason| match language {
            Language::De => reason.label_de.clone(),
            Language::En => reason.label_en.clone(),
        }),
        code,
        comment,
    }
}

fn details(contract: &Contract, viewer: Viewer) -> ContractDetails {
    let terms = &contract.terms;
    let running = matches!(contract.status, SubscriptionStatus::Active | SubscriptionStatus::Paused);
    let term_end = terms.term_end(viewer.today);
    let earliest = cancellation::decide(contract, viewer.wish, viewer.today)
        .ok()
        .filter(|_| running);
    let earliest_end = earliest.map(|decision| decision.cancellation.effective);
    ContractDetails {
        contract_start: viewer.instant(terms.start),
        contract_start_day: terms.start.into(),
        contract_end: term_end.map(|end| viewer.instant(end)),
        contract_end_last_day: term_end.map(|end| calendar::last_day_before(end).into()),
        contract_period: terms.contract_period,
        later_contract_period: terms.later_contract_period,
        cancellation_period: terms.cancellation_period,
        later_cancellation_period: terms.later_cancellation_period,
        ends_automatically: terms.ends_automatically,
        earliest_cancellation_date: earliest_end.map(|end| viewer.instant(end)),
        earliest_cancellation_last_day: earliest_end.map(|end| calendar::last_day_before(end).into()),
        notice_deadline: earliest.and_then(|decision| decision.notice_deadline).map(Into::into),
    }
}

fn item_view(row: subscription_items::Model, anchor: NaiveDate) -> Result<SubscriptionItemView, ApiError> {
    let next = billing::next_period(&item(&row)?, anchor);
    Ok(SubscriptionItemView {
        id: row.id,
        name: row.name,
        description: row.description,
        quantity: row.quantity,
        unit_price: row.unit_price,
        price_mode: row.price_mode,
        tax_rate: u32::try_from(row.tax_rate).unwrap_or(0),
        tax_category: row.tax_category,
        tax_is_automatic: row.tax_is_automatic,
        prorates: row.prorates,
        quantity_changeable: !row.quantity_is_fixed,
        discount: row
            .discount
            .map(serde_json::from_value)
            .transpose()
            .map_err(ApiError::internal)?,
        billing: ItemBilling {
            billing_interval: row.billing_interval,
            last_billed_at: row.last_billed_at.map(Into::into),
            last_billed_from: row.billed_from.map(Into::into),
            last_billed_to: row.billed_to.map(Into::into),
            next_billing_at: (next.start < next.end).then(|| next.start.into()),
        },
    })
}

/// What was read in bulk beside the subscriptions.
pub struct Parts {
    pub items: Vec<subscription_items::Model>,
    pub customers: Vec<customers::Model>,
    pub methods: Vec<payment_methods::Model>,
    /// All of the customers'.
    pub addresses: Vec<addresses::Model>,
    pub reasons: Vec<cancellation_reasons::Model>,
}

/// Puts rows together that were read in bulk. Items whose tax category is automatic get the one of today.
pub fn assemble(rows: Vec<subscriptions::Model>, parts: Parts, seller_country: &str) -> Vec<Whole> {
    let mut by_subscription: HashMap<_, Vec<_>> = HashMap::new();
    for item in parts.items {
        by_subscription.entry(item.subscription_id).or_default().push(item);
    }
    let mut by_customer: HashMap<_, Vec<_>> = HashMap::new();
    for address in parts.addresses {
        by_customer.entry(address.customer_id).or_default().push(address);
    }
    let customers: HashMap<_, _> = parts.customers.into_iter().map(|row| (row.id, row)).collect();
    let methods: HashMap<_, _> = parts.methods.into_iter().map(|row| (row.id, row)).collect();
    rows.into_iter()
        .filter_map(|row| {
            let customer = customers.get(&row.customer_id)?.clone();
            let addresses = by_customer.get(&row.customer_id).map_or(&[][..], Vec::as_slice);
            let own = addresses
                .iter()
                .find(|address| Some(address.id) == row.invoice_address_id);
            let bill_to = own.or_else(|| address::for_invoices(addresses));
            let mut items = by_subscription.remove(&row.id).unwrap_or_default();
            let category = customer.automatic_tax_category(bill_to, seller_country);
            for item in items.iter_mut().filter(|item| item.tax_is_automatic) {
                item.tax_category = category;
            }
            Some(Whole {
                items,
                payment_method: row.payment_method_id.and_then(|id| methods.get(&id).cloned()),
                invoice_address: own.cloned(),
                bill_to: bill_to.cloned(),
                reasons: parts.reasons.clone(),
                customer,
                row,
            })
        })
        .collect()
}
