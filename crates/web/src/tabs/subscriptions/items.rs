//! What a subscription consists of, folded away until somebody asks.

use leptos::prelude::*;
use portico_shared::{
    Currency, Money,
    subscriptions::{Discount, PriceMode, SubscriptionItemView, SubscriptionView, TaxCategory},
};
use portico_ui::{
    i18n::{format, periods},
    texts::portal as t,
};

pub(super) fn items(subscription: &SubscriptionView) -> Option<impl IntoView + use<>> {
    let count = u32::try_from(subscription.items.len())
        .ok()
        .filter(|count| *count > 0)?;
    let currency = subscription.customer.currency_code;
    let rows = subscription.items.iter().map(|one| item(one, currency)).collect_view();
    Some(view! {
        <details class="items">
            <summary>{t::subscription_items(count)}</summary>
            <ul>{rows}</ul>
        </details>
    })
}

fn item(item: &SubscriptionItemView, currency: Currency) -> impl IntoView + use<> {
    let price = format::unit_price(&item.unit_price, currency);
    let price = match item.quantity.as_str() {
        "1" => price,
        _ => t::item_quantity(&price, &format::number(&item.quantity)),
    };
    let description = item
        .description
        .clone()
        .map(|text| view! { <p class="hint">{text}</p> });
    let discount = item.discount.as_ref().and_then(|one| discount(one, currency));
    let small = [
        Some(periods::every(item.billing.billing_interval)),
        Some(tax(item)),
        discount,
    ];
    let small = small
        .into_iter()
        .flatten()
        .map(|text| view! { <span>{text}</span> })
        .collect_view();
    view! {
        <li class="item">
            <div>
                <p class="item-name">{item.name.clone()}</p>
                {description}
                <p class="card-small">{small}</p>
            </div>
            <p class="item-price">{price}</p>
        </li>
    }
}

fn tax(item: &SubscriptionItemView) -> String {
    let rate = format::percent(item.tax_rate);
    match (item.tax_category, item.price_mode) {
        (TaxCategory::ReverseCharge, _) => t::item_reverse_charge().to_owned(),
        _ if item.tax_rate == 0 => t::item_no_tax().to_owned(),
        (_, PriceMode::Net) => t::item_tax_net(&rate),
        (_, PriceMode::Gross) => t::item_tax_gross(&rate),
    }
}

fn discount(discount: &Discount, currency: Currency) -> Option<String> {
    let amount = match (discount.percent, discount.amount) {
        (Some(basis_points), _) => format::percent(basis_points),
        (None, Some(amount)) => format::money(Money::new(amount, currency)),
        (None, None) => return None,
    };
    Some(match discount.periods {
        Some(count) => t::item_discount_for(count, &amount),
        None => t::item_discount(&amount),
    })
}
