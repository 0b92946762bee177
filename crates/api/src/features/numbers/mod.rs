//! Number ranges. A number is taken in the transaction that uses it, so that none is lost or given twice.

pub mod routes;
mod service;
mod store;

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use portico_shared::{
    TenantId,
    numbers::{NumberKind, NumberMode},
};
use sea_orm::{DatabaseTransaction, DbErr};

use crate::{context::Context, db::entities::number_ranges};

/// Numbers that are looked for in one query.
const WINDOW: usize = 1000;
/// Characters of a random number: without those that are taken for others (Crockford's alphabet).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM_LENGTH: usize = 10;
const CUSTOMER_NUMBER: &str = "{customerNumber}";

const fn standard_format(kind: NumberKind) -> &'static str {
    match kind {
        NumberKind::Customer => "C-{number:6}",
        NumberKind::Subscription => "S-{number:8}",
        NumberKind::Invoice => "RE-{number:10}",
        NumberKind::Credit => "GS-{number:10}",
        NumberKind::Cancellation => "ST-{number:10}",
        NumberKind::Mandate => "M-{number:8}",
    }
}

/// Gives a new tenant its ranges.
pub async fn insert_ranges(tx: &DatabaseTransaction, tenant: TenantId) -> Result<(), DbErr> {
    for kind in NumberKind::ALL {
        let range = number_ranges::Model {
            tenant_id: tenant,
            kind: *kind,
            format: standard_format(*kind).into(),
            next_number: 1,
            mode: NumberMode::Sequential,
        };
        store::insert(tx, range).await?;
    }
    Ok(())
}

/// Takes the next number; `customer` is the number of the customer that it is for.
pub async fn take(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: TenantId,
    kind: NumberKind,
    today: NaiveDate,
    customer: &str,
) -> Result<String, DbErr> {
    let mut numbers = take_many(tx, context, tenant, kind, today, vec![customer]).await?;
    numbers
        .pop()
        .ok_or_else(|| DbErr::RecordNotFound(format!("a number of {kind}")))
}

/// Takes a number for each customer, in order. Numbers that are in use already, because they were given by
/// hand or the range was set back, are passed over; nothing else is left out.
pub async fn take_many(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: TenantId,
    kind: NumberKind,
    today: NaiveDate,
    customers: Vec<&str>,
) -> Result<Vec<String>, DbErr> {
    take_free(tx, context, tenant, (kind, today), customers, |_| false).await
}

/// The same, without numbers that are promised to others.
pub async fn take_free(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: TenantId,
    (kind, today): (NumberKind, NaiveDate),
    customers: Vec<&str>,
    is_promised: impl Fn(&str) -> bool,
) -> Result<Vec<String>, DbErr> {
    let mut range = store::lock(tx, tenant, kind).await?;
    let is_personal = range.format.contains(CUSTOMER_NUMBER);
    let mut numbers: Vec<Option<String>> = vec![None; customers.len()];
    let mut looked_before = false;
    loop {
        let waiting: Vec<usize> = (0..numbers.len()).filter(|at| numbers[*at].is_none()).collect();
        if waiting.is_empty() {
            break;
        }
        // After a collision many are likely (the range was set back), so more are looked at than needed.
        let width = if looked_before && !is_personal {
            WINDOW
        } else {
            waiting.len().min(WINDOW)
        };
        looked_before = true;
        let counters = (0..width)
            .map(|_| counter_text(context, &mut range))
            .collect::<Vec<_>>();
        let first = range.next_number - i64::try_from(width).unwrap_or(i64::MAX);
        let whom = |at: usize| waiting.get(at).or(waiting.last()).map_or("", |one| customers[*one]);
        let candidates: Vec<String> = counters
            .iter()
            .enumerate()
            .map(|(at, counter)| fill(&range.format, counter, today, whom(at)))
            .collect();
        let used: HashSet<String> = store::list_used(tx, tenant, kind, &candidates)
            .await?
            .into_iter()
            .collect();
        let is_free = |number: &String| !used.contains(number) && !is_promised(number);
        if is_personal {
            for (at, number) in waiting.into_iter().zip(candidates) {
                numbers[at] = Some(number).filter(&is_free);
            }
            continue;
        }
        let mut waiting = waiting.into_iter().peekable();
        let mut looked = 0;
        for number in candidates {
            let Some(at) = waiting.peek() else { break };
            looked += 1;
            if is_free(&number) {
                numbers[*at] = Some(number);
                waiting.next();
            }
        }
        range.next_number = first + looked;
    }
    store::update(tx, &range).await?;
    Ok(numbers.into_iter().flatten().collect())
}

/// What stands for the counter, which moves on.
fn counter_text(context: &Context, range: &mut number_ranges::Model) -> String {
    let counter = range.next_number;
    range.next_number = counter.saturating_add(1);
    match range.mode {
        NumberMode::Sequential => counter.to_string(),
        NumberMode::Random => {
            let mut bytes = [0; RANDOM_LENGTH];
            context.random.fill(&mut bytes);
            bytes
                .iter()
                .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
                .collect()
        }
    }
}

/// `{number}`, `{number:8}` (padded with zeros), `{day}`, `{month}`, `{year}` (26), `{yearLong}` (2026) and
/// `{customerNumber}`.
fn fill(format: &str, counter: &str, today: NaiveDate, customer: &str) -> String {
    let mut text = String::new();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        text.push_str(before);
        let filled = match name.split_once(':').unwrap_or((name, "")) {
            ("number", width) => format!("{counter:0>width$}", width = width.parse().unwrap_or(0)),
            ("day", _) => format!("{:02}", today.day()),
            ("month", _) => format!("{:02}", today.month()),
            ("year", _) => format!("{:02}", today.year() % 100),
            ("yearLong", _) => today.year().to_string(),
            ("customerNumber", _) => customer.to_owned(),
            _ => ["{", name, "}"].concat(),
        };
        text.push_str(&filled);
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_filled_in() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 7).unwrap();
        assert_eq!(fill("RE-{number}", "42", day, ""), "RE-42");
        assert_eq!(fill("S-{number:8}", "42", day, ""), "S-00000042");
        assert_eq!(
            fill("{yearLong}/{year}/{month}/{day}/{number}", "1", day, ""),
            "2026/26/03/07/1"
        );
        assert_eq!(fill("{customerNumber}-{number:3}", "7", day, "C-1"), "C-1-007");
        assert_eq!(fill("{unknown}-{", "1", day, ""), "{unknown}-{");
    }
}
