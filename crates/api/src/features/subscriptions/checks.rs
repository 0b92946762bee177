//! What a new subscription must look like.

use portico_domain::billing;
use portico_shared::{
    Currency,
    subscriptions::{Discount, SubscriptionIn, SubscriptionItemIn, TaxCategory},
};
use rust_decimal::Decimal;

use crate::http::{ApiResult, check::Check};

pub fn check_new(new: &SubscriptionIn, currency: Currency) -> ApiResult<()> {
    let mut check = Check::default();
    for (path, text) in [
        ("number", new.number.as_deref()),
        ("name", new.name.as_deref()),
        ("plan.name", Some(new.plan.name.as_str())),
        ("plan.code", new.plan.code.as_deref()),
        ("poNumber", new.po_number.as_deref()),
    ] {
        check.text(path, text, 255);
    }
    check.text("plan.description", new.plan.description.as_deref(), 2000);
    check.require(
        (1..=100).contains(&new.items.len()),
        "items",
        "out-of-range",
        "between 1 and 100 items",
    );
    check.key("externalId", new.external_id.as_deref());
    check.require(
        !(new.ends_automatically && new.later_contract_period.is_some()),
        "laterContractPeriod",
        "contradiction",
        "a contract that ends automatically is not renewed",
    );
    let modes: Vec<_> = new.items.iter().map(|item| item.price_mode).collect();
    let mixed = modes.windows(2).any(|pair| pair[0] != pair[1]);
    check.require(
        !mixed,
        "items",
        "mixed-price-modes",
        "all items of a subscription share one priceMode",
    );
    let trial = new.trial_days.unwrap_or(0);
    check.require(trial <= 3650, "trialDays", "out-of-range", "at most 3650");
    let year = |text: &str| text.get(..4).and_then(|year| year.parse::<u16>().ok()).unwrap_or(0);
    if let Some(start) = &new.contract_start {
        check.require(
            (1970..=2200).contains(&year(start.as_str())),
            "contractStart",
            "out-of-range",
            "a day between 1970 and 2200",
        );
    }
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

fn check_item(check: &mut Check, at: &str, item: &SubscriptionItemIn, currency: Currency) {
    let path = |field: &str| format!("{at}.{field}");
    check.text(&path("name"), Some(&item.name), 255);
    check.text(&path("description"), item.description.as_deref(), 2000);
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
    let taxed = item.tax_category == TaxCategory::Standard;
    check.require(
        taxed || item.tax_rate == 0,
        &path("taxRate"),
        "contradiction",
        "must be 0 unless taxCategory is S",
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
