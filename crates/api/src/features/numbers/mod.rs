//! Number ranges. A number is taken in the transaction that uses it, so that none is lost or given twice.

use chrono::{Datelike, NaiveDate};
use portico_shared::TenantId;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter,
    sea_query::Expr,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, number_ranges},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberKind {
    Customer,
    Subscription,
    Invoice,
}

impl NumberKind {
    pub const ALL: [Self; 3] = [Self::Customer, Self::Subscription, Self::Invoice];

    const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Subscription => "subscription",
            Self::Invoice => "invoice",
        }
    }

    const fn format(self) -> &'static str {
        match self {
            Self::Customer => "C-{number:6}",
            Self::Subscription => "S-{number:8}",
            Self::Invoice => "RE-{number:10}",
        }
    }
}

/// Gives a new tenant its ranges.
pub async fn insert_ranges(tx: &DatabaseTransaction, tenant: TenantId) -> Result<(), DbErr> {
    for kind in NumberKind::ALL {
        number_ranges::ActiveModel {
            tenant_id: Set(tenant),
            kind: Set(kind.name().into()),
            format: Set(kind.format().into()),
            next_number: Set(1),
        }
        .insert(tx)
        .await?;
    }
    Ok(())
}

/// Takes the next number. The row is locked by the update until the transaction ends.
pub async fn take(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    kind: NumberKind,
    today: NaiveDate,
) -> Result<String, DbErr> {
    let range = || {
        number_ranges::Column::Kind
            .eq(kind.name())
            .and(number_ranges::Column::TenantId.eq(tenant))
    };
    number_ranges::Entity::update_many()
        .col_expr(
            number_ranges::Column::NextNumber,
            Expr::col(number_ranges::Column::NextNumber).add(1),
        )
        .filter(range())
        .exec(tx)
        .await?;
    let row = number_ranges::Entity::within(Scope::of_tenant(tenant))
        .filter(range())
        .one(tx)
        .await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound(format!("number range {}", kind.name())))?;
    Ok(fill(&row.format, row.next_number - 1, today))
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
