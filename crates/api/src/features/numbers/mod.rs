//! Number ranges. A number is taken in the transaction that uses it, so that none is lost or given twice.

mod store;

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use portico_shared::TenantId;
use sea_orm::{DatabaseTransaction, DbErr};

use crate::db::entities::number_ranges;

/// Numbers that are looked for in one query.
const MOST_AT_ONCE: usize = 1000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberKind {
    Customer,
    Subscription,
    Invoice,
    Credit,
    Cancellation,
}

impl NumberKind {
    pub const ALL: [Self; 5] = [
        Self::Customer,
        Self::Subscription,
        Self::Invoice,
        Self::Credit,
        Self::Cancellation,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Subscription => "subscription",
            Self::Invoice => "invoice",
            Self::Credit => "credit",
            Self::Cancellation => "cancellation",
        }
    }

    const fn format(self) -> &'static str {
        match self {
            Self::Customer => "C-{number:6}",
            Self::Subscription => "S-{number:8}",
            Self::Invoice => "RE-{number:10}",
            Self::Credit => "GS-{number:10}",
            Self::Cancellation => "ST-{number:10}",
        }
    }
}

/// Gives a new tenant its ranges.
pub async fn insert_ranges(tx: &DatabaseTransaction, tenant: TenantId) -> Result<(), DbErr> {
    for kind in NumberKind::ALL {
        let range = number_ranges::Model {
            tenant_id: tenant,
            kind: kind.name().into(),
            format: kind.format().into(),
            next_number: 1,
        };
        store::insert(tx, range).await?;
    }
    Ok(())
}

/// Takes the next number.
pub async fn take(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    kind: NumberKind,
    today: NaiveDate,
) -> Result<String, DbErr> {
    let mut numbers = take_many(tx, tenant, kind, today, 1).await?;
    numbers
        .pop()
        .ok_or_else(|| DbErr::RecordNotFound(format!("a number of {}", kind.name())))
}

/// Takes the next numbers, in order. Numbers that were given by hand are passed over.
pub async fn take_many(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    kind: NumberKind,
    today: NaiveDate,
    wanted: usize,
) -> Result<Vec<String>, DbErr> {
    let mut numbers = Vec::with_capacity(wanted);
    while numbers.len() < wanted {
        let count = i64::try_from((wanted - numbers.len()).min(MOST_AT_ONCE)).unwrap_or(1);
        let range = store::advance(tx, tenant, kind, count).await?;
        let first = range.next_number - count;
        let next: Vec<String> = (first..range.next_number)
            .map(|number| fill(&range.format, number, today))
            .collect();
        let used: HashSet<String> = store::list_used(tx, tenant, kind, &next).await?.into_iter().collect();
        numbers.extend(next.into_iter().filter(|number| !used.contains(number)));
    }
    Ok(numbers)
}

/// `{number}`, `{number:8}` (padded with zeros), `{day}`, `{month}`, `{year}` (26), `{yearLong}` (2026).
fn fill(format: &str, number: i64, today: NaiveDate) -> String {
    let mut text = String::new();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        text.push_str(before);
        let filled = match name.split_once(':').unwrap_or((name, "")) {
            ("number", width) => format!("{number:0width$}", width = width.parse().unwrap_or(0)),
            ("day", _) => format!("{:02}", today.day()),
            ("month", _) => format!("{:02}", today.month()),
            ("year", _) => format!("{:02}", today.year() % 100),
            ("yearLong", _) => today.year().to_string(),
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
        assert_eq!(fill("RE-{number}", 42, day), "RE-42");
        assert_eq!(fill("S-{number:8}", 42, day), "S-00000042");
        assert_eq!(
            fill("{yearLong}/{year}/{month}/{day}/{number}", 1, day),
            "2026/26/03/07/1"
        );
        assert_eq!(fill("{unknown}-{", 1, day), "{unknown}-{");
    }
}
