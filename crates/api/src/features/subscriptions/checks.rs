//! What a subscription must look like, and what it may point to.

use chrono::NaiveDate;
use portico_domain::billing;
use portico_shared::{
    AddressId, Currency, CustomerId, Date, DecimalText, PaymentMethodId,
    addresses::AddressStatus,
    payment_methods::PaymentMethodStatus,
    subscriptions::{Discount, SubscriptionIn, SubscriptionItemIn, TaxCategory},
};
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use crate::{
    auth::Scope,
    db::entities::{addresses, payment_methods},
    features::{addresses::store as address_store, payment_methods::store as method_store},
    http::{ApiResult, check::Check},
};

/// Ten years.
pub const MOST_TRIAL_DAYS: u32 = 3650;
/// Each is a line of an invoice.
const MOST_ITEMS: usize = 250;

pub fn check_new(new: &SubscriptionIn, currency: Currency) -> ApiResult<()> {
    let mut check = Check::default();
    for (path, text) in [
        ("number", new.number.as_deref()),
        ("name", new.name.as_deref()),
        ("plan.code", new.plan.code.as_deref()),
        ("poNumber", new.po_number.as_deref()),
    ] {
        check.text(path, text, 255);
    }
    check.required_text("plan.name", &new.plan.name, 255);
    check.prose("plan.description", new.plan.description.as_deref(), 2000);
    check.require(
        (1..=MOST_ITEMS).contains(&new.items.len()),
        "items",
        "out-of-range",
        "between 1 and 250 items",
    );
    check.key("externalId", new.external_id.as_deref());
    check.require(
        !(new.ends_automatically && new.later_contract_period.is_some()),
        "laterContractPeriod",
        "contradiction",
        "a contract that ends automatically is not renewed",
    );
    let modes: Vec<_> = new.items.iter().map(|item| item.price_mode).collect();
    let two_modes = modes.windows(2).any(|pair| pair[0] != pair[1]);
    check.require(
        !two_modes,
        "items",
        "mixed-price-modes",
        "all items of a subscription share one priceMode",
    );
    let out = |item: &SubscriptionItemIn| item.tax_category == Some(TaxCategory::OutOfScope);
    let named = |item: &&SubscriptionItemIn| item.tax_category.is_some();
    let mixes_scopes = new.items.iter().any(out) && !new.items.iter().filter(named).all(out);
    let told = "taxCategory O stands alone on an invoice (BR-O-11): make a subscription of its own for it";
    check.require(!mixes_scopes, "items", "contradiction", told);
    let trial = new.trial_days.unwrap_or(0);
    check.require(trial <= MOST_TRIAL_DAYS, "trialDays", "out-of-range", "at most 3650");
    check_day(&mut check, "contractStart", new.contract_start.as_ref());
    check_day(&mut check, "billingStart", new.billing_start.as_ref());
    check.require(
        !new.ends_automatically || new.contract_period.is_some(),
        "endsAutomatically",
        "contradiction",
        "only a contract with a contractPeriod can end by itself",
    );
    check.require(
        new.later_contract_period.is_none() || new.contract_period.is_some(),
        "laterContractPeriod",
        "contradiction",
        "needs a contractPeriod before it",
    );
    for (index, item) in new.items.iter().enumerate() {
        check_item(&mut check, &format!("items[{index}]"), item, currency);
    }
    check.finish()
}

/// A day that contracts begin on.
pub fn check_day(check: &mut Check, path: &str, day: Option<&Date>) {
    let year = day
        .and_then(|day| day.as_str().get(..4))
        .and_then(|year| year.parse::<u16>().ok());
    let within = day.is_none() || year.is_some_and(|year| (1970..=2200).contains(&year));
    check.require(within, path, "out-of-range", "a day between 1970 and 2200");
}

/// Nothing is billed before the contract begins.
pub fn check_billing_start(new: &SubscriptionIn, today: NaiveDate) -> ApiResult<()> {
    let start = new.contract_start.as_ref().map_or(today, Date::to_naive);
    let first = new.billing_start.as_ref().map(Date::to_naive);
    let mut check = Check::default();
    let told = "must not lie before contractStart";
    check.require(
        first.is_none_or(|first| first >= start),
        "billingStart",
        "contradiction",
        told,
    );
    check.finish()
}

fn check_item(check: &mut Check, at: &str, item: &SubscriptionItemIn, currency: Currency) {
    let path = |field: &str| format!("{at}.{field}");
    check.required_text(&path("name"), &item.name, 255);
    check.prose(&path("description"), item.description.as_deref(), 2000);
    let decimal = |text: &str| text.parse::<Decimal>().unwrap_or_default();
    let quantity = item
        .quantity
        .as_ref()
        .map_or(Decimal::ONE, |text| decimal(text.as_str()));
    let price = decimal(item.unit_price.as_str());
    check.require(
        quantity > Decimal::ZERO,
        &path("quantity"),
        "out-of-range",
        "more than 0",
    );
    check.require(price >= Decimal::ZERO, &path("unitPrice"), "out-of-range", "0 or more");
    check.require(
        billing::is_within_limit(quantity, price, currency),
        &path("unitPrice"),
        "out-of-range",
        "quantity × unitPrice is too large an amount",
    );
    check.require(
        item.tax_rate <= 10_000,
        &path("taxRate"),
        "out-of-range",
        "basis points, at most 10000 (100 %)",
    );
    let taxed = item
        .tax_category
        .is_none_or(|category| category == TaxCategory::Standard);
    check.require(
        taxed || item.tax_rate == 0,
        &path("taxRate"),
        "contradiction",
        "must be 0 unless taxCategory is S or absent",
    );
    check.require(
        !taxed || item.tax_rate > 0,
        &path("taxCategory"),
        "contradiction",
        "without tax an item names why (BR-S-05): Z, E, AE, K, G or O",
    );
    if let Some(discount) = &item.discount {
        check_discount(check, &path("discount"), discount);
    }
}

fn check_discount(check: &mut Check, at: &str, discount: &Discount) {
    let one = discount.percent.is_some() != discount.amount.is_some();
    check.require(one, at, "contradiction", "give either percent or amount");
    check.require(
        discount.percent.is_none_or(|percent| percent <= 10_000),
        at,
        "out-of-range",
        "percent is in basis points, at most 10000",
    );
    check.require(
        discount.amount.is_none_or(|amount| amount >= 0),
        at,
        "out-of-range",
        "amount must be 0 or more",
    );
    check.require(
        discount.periods.is_none_or(|periods| periods > 0),
        at,
        "out-of-range",
        "periods must be 1 or more",
    );
}

/// A quantity in place of an agreed one.
pub fn check_quantity(check: &mut Check, path: &str, quantity: &DecimalText, price: Decimal, currency: Currency) {
    let quantity: Decimal = quantity.as_str().parse().unwrap_or_default();
    check.require(quantity > Decimal::ZERO, path, "out-of-range", "more than 0");
    let told = "quantity × unitPrice is too large an amount";
    let within = billing::is_within_limit(quantity, price, currency);
    check.require(within, path, "out-of-range", told);
}

/// A payment method of the customer's that can be used, and moves the currency that is billed, where that is known.
pub async fn check_method(
    db: &impl ConnectionTrait,
    scope: Scope,
    (customer, currency): (CustomerId, Option<Currency>),
    id: Option<PaymentMethodId>,
    path: &str,
    check: &mut Check,
) -> Result<Option<payment_methods::Model>, DbErr> {
    let Some(id) = id else { return Ok(None) };
    let found = method_store::find_many(db, scope, vec![id]).await?;
    let found = found.into_iter().find(|row| row.customer_id == customer);
    let told = "this customer has no such payment method";
    check.require(found.is_some(), path, "unknown", told);
    if let Some(row) = &found {
        let active = row.enabled && row.status == PaymentMethodStatus::Active;
        let told = "this payment method is not confirmed, has expired, was revoked, or is switched off";
        check.require(active, path, "not-usable", told);
        let told = "this payment method is for one payment alone";
        check.require(row.future_usage_allowed, path, "not-usable", told);
        if let Some(currency) = currency.filter(|currency| !row.kind.moves(*currency)) {
            let told = format!("direct debits move euros alone, and this is billed in {currency}: choose another");
            check.refuse(path, "currency", told);
        }
    }
    Ok(found)
}

/// An active address of the customer's.
pub async fn check_address(
    db: &DatabaseTransaction,
    scope: Scope,
    customer: CustomerId,
    id: Option<AddressId>,
    path: &str,
    check: &mut Check,
) -> Result<Option<addresses::Model>, DbErr> {
    let Some(id) = id else { return Ok(None) };
    address_store::lock(db, scope, id).await?;
    let found = address_store::find_many(db, scope, vec![id]).await?;
    let found = found
        .into_iter()
        .find(|row| row.customer_id == customer && row.status == AddressStatus::Active);
    let told = "this customer has no such active address";
    check.require(found.is_some(), path, "unknown", told);
    Ok(found)
}
