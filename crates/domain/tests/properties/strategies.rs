//! Any date, period, terms and item that a merchant could give.

use chrono::{Days, NaiveDate};
use portico_domain::{billing::Item, terms::Terms};
use portico_shared::{
    Period, PeriodUnit,
    subscriptions::{Discount, PriceMode, TaxCategory},
};
use proptest::{option, prelude::*, sample::select};
use rust_decimal::Decimal;

/// 2024 to 2055: leap years, and no end that leaves the calendar.
pub(crate) fn date() -> impl Strategy<Value = NaiveDate> {
    (0_u64..11_600).prop_map(|days| NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + Days::new(days))
}

pub(crate) fn period() -> impl Strategy<Value = Period> {
    use PeriodUnit::{Day, Month, Week, Year};
    prop_oneof![
        3 => (1_u16..=36).prop_map(|months| Period::new(months, Month).unwrap()),
        1 => (1_u16..=3).prop_map(|years| Period::new(years, Year).unwrap()),
        1 => (1_u16..=100).prop_map(|days| Period::new(days, Day).unwrap()),
        1 => (1_u16..=14).prop_map(|weeks| Period::new(weeks, Week).unwrap()),
    ]
}

prop_compose! {
    pub(crate) fn terms()(
        start in date(),
        contract_period in option::of(period()),
        later_contract_period in option::of(period()),
        cancellation_period in option::of(period()),
        later_cancellation_period in option::of(period()),
        ends_automatically in prop::bool::weighted(0.1),
        trial_days in option::of(0_u64..60),
        billing_start in option::weighted(0.3, date()),
        billing_interval in period(),
    ) -> Terms {
        Terms {
            start,
            contract_period,
            later_contract_period,
            cancellation_period,
            later_cancellation_period,
            ends_automatically,
            trial_end: trial_days.map(|days| start + Days::new(days)),
            billing_start,
            billing_interval,
        }
    }
}

fn decimal(most: i64) -> impl Strategy<Value = Decimal> {
    (-most..most, 0_u32..=6).prop_map(|(digits, places)| Decimal::new(digits, places))
}

fn discount() -> impl Strategy<Value = Discount> {
    let percent = (0_u32..=12_000).prop_map(|percent| (Some(percent), None));
    let amount = (0_i64..10_000).prop_map(|amount| (None, Some(amount)));
    (prop_oneof![percent, amount], option::of(0_u32..4)).prop_map(|((percent, amount), periods)| Discount {
        percent,
        amount,
        periods,
    })
}

prop_compose! {
    pub(crate) fn item(price_mode: PriceMode)(
        quantity in decimal(2_000_000),
        unit_price in decimal(2_000_000_000),
        tax_rate in select(vec![0, 700, 1900, 2100, 550, 10_000]),
        tax_category in select(&[TaxCategory::Standard, TaxCategory::ReverseCharge][..]),
        discount in option::of(discount()),
        interval in period(),
        prorates in any::<bool>(),
        billing_start in option::weighted(0.3, date()),
        billed_to in option::of(date()),
        billed_periods in 0_u32..6,
    ) -> Item {
        Item {
            quantity: quantity.abs(),
            unit_price,
            price_mode,
            tax_rate,
            tax_category,
            discount,
            interval,
            prorates,
            billing_start,
            billed_to,
            billed_periods,
        }
    }
}

/// Items of one invoice: one price mode, one interval, all due on the anchor.
pub(crate) fn due_items() -> impl Strategy<Value = Vec<Item>> {
    select(PriceMode::ALL).prop_flat_map(|mode| {
        let due = (item(mode)).prop_map(|item| Item {
            interval: Period::new(1, PeriodUnit::Month).unwrap(),
            billing_start: None,
            billed_to: None,
            ..item
        });
        prop::collection::vec(due, 1..12)
    })
}

/// Where a contract ends that is billed for January 2026: within it, or not at all.
pub(crate) fn ends() -> impl Strategy<Value = Option<NaiveDate>> {
    let within = (2_u32..=31).prop_map(|day| NaiveDate::from_ymd_opt(2026, 1, day).unwrap());
    option::of(within)
}
