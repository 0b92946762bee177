//! Contracts to be, put together word by word.

use chrono::{Days, Months, NaiveDate};
use portico_shared::{
    Period,
    subscriptions::{Discount, Plan, PriceMode, SubscriptionIn, SubscriptionItemIn, TaxCategory},
};

use super::situations::Maker;

/// A contract in the making.
pub(super) struct New {
    pub(super) body: SubscriptionIn,
    pub(super) today: NaiveDate,
}

pub(super) fn period(text: &str) -> Option<Period> {
    text.parse().ok()
}

pub(super) fn item(name: &str, price: &str, interval: &str) -> Option<SubscriptionItemIn> {
    Some(SubscriptionItemIn {
        name: name.into(),
        description: None,
        quantity: None,
        unit_price: price.parse().ok()?,
        price_mode: PriceMode::Net,
        tax_rate: 1900,
        tax_category: None,
        prorates: false,
        quantity_changeable: true,
        discount: None,
        billing_interval: interval.parse().ok()?,
    })
}

/// First term, later terms, notice in the first term and in later ones.
pub(super) type TermTexts = (&'static str, &'static str, &'static str, &'static str);

pub(super) fn body(
    maker: &Maker<'_>,
    name: &str,
    price: &str,
    interval: &str,
    (first, later, notice, later_notice): TermTexts,
) -> SubscriptionIn {
    SubscriptionIn {
        customer: maker.customer.id,
        external_id: None,
        number: None,
        name: None,
        plan: Plan {
            name: name.into(),
            code: None,
            description: None,
        },
        items: item(name, price, interval).into_iter().collect(),
        contract_start: None,
        contract_period: period(first),
        later_contract_period: period(later),
        cancellation_period: period(notice),
        later_cancellation_period: period(later_notice),
        ends_automatically: false,
        trial_days: None,
        billing_start: None,
        activate: true,
        payment_method: None,
        invoice_address: None,
        po_number: None,
    }
}

impl New {
    pub(super) fn began(mut self, day: NaiveDate) -> Self {
        self.body.contract_start = Some(day.into());
        self
    }

    pub(super) fn began_days_ago(self, days: u64) -> Self {
        let day = self.today - Days::new(days);
        self.began(day)
    }

    pub(super) fn began_weeks_ago(self, weeks: u64) -> Self {
        self.began_days_ago(weeks * 7)
    }

    pub(super) fn began_months_ago(self, months: u32) -> Self {
        // Some days into the period, so that not everything falls due today.
        let day = self.today - Months::new(months) - Days::new(u64::from(months) % 11 + 2);
        self.began(day)
    }

    pub(super) fn trial(mut self, days: u32) -> Self {
        self.body.trial_days = Some(days);
        self
    }

    pub(super) fn without_term(mut self) -> Self {
        self.body.contract_period = None;
        self.body.later_contract_period = None;
        self.body.later_cancellation_period = None;
        self
    }

    pub(super) fn ends_by_itself(mut self) -> Self {
        self.body.ends_automatically = true;
        self.body.later_contract_period = None;
        self
    }

    pub(super) fn each(mut self, change: impl Fn(&mut SubscriptionItemIn)) -> Self {
        self.body.items.iter_mut().for_each(change);
        self
    }

    pub(super) fn described(self, text: &str) -> Self {
        self.each(|item| item.description = Some(text.into()))
    }

    /// The number of the customer's order.
    pub(super) fn ordered_as(mut self, number: &str) -> Self {
        self.body.po_number = Some(number.into());
        self
    }

    pub(super) fn gross(self) -> Self {
        self.each(|item| item.price_mode = PriceMode::Gross)
    }

    /// The reduced German rate, for food and books.
    pub(super) fn reduced(self) -> Self {
        self.each(|item| item.tax_rate = 700)
    }

    /// The same for the last item alone: two rates on one invoice.
    pub(super) fn last_reduced(self) -> Self {
        self.last(|item| item.tax_rate = 700)
    }

    pub(super) fn last_untaxed(self, category: TaxCategory) -> Self {
        self.last(|item| (item.tax_category, item.tax_rate) = (Some(category), 0))
    }

    fn last(mut self, change: impl Fn(&mut SubscriptionItemIn)) -> Self {
        if let Some(item) = self.body.items.last_mut() {
            change(item);
        }
        self
    }

    pub(super) fn tax(self, category: TaxCategory, rate: u32) -> Self {
        self.each(|item| (item.tax_category, item.tax_rate) = (Some(category), rate))
    }

    pub(super) fn discount(self, percent: u32, periods: Option<u32>) -> Self {
        self.each(|item| {
            item.discount = Some(Discount {
                percent: Some(percent),
                amount: None,
                periods,
            });
        })
    }

    pub(super) fn with_item(mut self, name: &str, price: &str) -> Self {
        let interval = self
            .body
            .items
            .first()
            .map(|item| item.billing_interval.to_string())
            .unwrap_or_default();
        self.body.items.extend(item(name, price, &interval));
        self
    }
}
