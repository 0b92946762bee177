//! What of the waiting debits a file would hold. Pure.

use portico_shared::{Money, debits::WaitingDebits};

/// How many debits, and how much money, a file has with all that is to be collected by `until`; all that waits where that is
/// empty. None where not all of them are known here.
pub(super) fn within(waiting: &WaitingDebits, until: &str) -> Option<(u64, Option<Money>)> {
    if until.is_empty() {
        return Some((waiting.count, waiting.amount));
    }
    let known = u64::try_from(waiting.data.len()).unwrap_or_default();
    // The next ones come first: where one of them is left out, all later ones are.
    let is_whole = known == waiting.count || waiting.data.last().is_some_and(|last| last.collect_on.as_str() > until);
    if !is_whole {
        return None;
    }
    let chosen = waiting.data.iter().filter(|debit| debit.collect_on.as_str() <= until);
    let (count, amount) = chosen.fold((0, 0), |(count, amount), debit| {
        (count + 1, amount + debit.amount.amount)
    });
    let currency = waiting.data.first().map(|debit| debit.amount.currency);
    Some((count, currency.map(|currency| Money { amount, currency })))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn waiting(days: &[&str], count: u64) -> WaitingDebits {
        let id = "01930000-0000-7000-8000-000000000001";
        let money = |amount: usize| json!({ "amount": amount, "currency": "EUR" });
        let debits: Vec<_> = days
            .iter()
            .map(|day| {
                json!({
                    "payment": id, "invoice": id, "invoiceNumber": "RE-1", "customer": id, "customerName": "Ada",
                    "amount": money(100), "collectOn": day, "mandateReference": "M-1", "iban": "DE89…3000"
                })
            })
            .collect();
        let amount = money(days.len() * 100);
        serde_json::from_value(json!({ "data": debits, "count": count, "amount": amount, "handInUntil": null }))
            .unwrap()
    }

    fn sums(waiting: &WaitingDebits, until: &str) -> Option<(u64, i64)> {
        within(waiting, until).map(|(count, money)| (count, money.map_or(0, |money| money.amount)))
    }

    #[test]
    fn a_file_holds_what_is_collected_by_the_day() {
        let all = waiting(&["2026-11-27", "2026-11-30", "2026-12-01"], 3);
        assert_eq!(sums(&all, ""), Some((3, 300)));
        assert_eq!(sums(&all, "2026-11-30"), Some((2, 200)));
        assert_eq!(sums(&all, "2026-11-01"), Some((0, 0)));
    }

    #[test]
    fn of_more_than_is_known_nothing_is_claimed() {
        let some = waiting(&["2026-11-27", "2026-11-30"], 2000);
        assert_eq!(sums(&some, "2026-11-29"), Some((1, 100)));
        assert_eq!(sums(&some, "2026-11-30"), None);
    }
}
