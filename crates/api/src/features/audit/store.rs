//! Queries for the audit log.

use chrono::{DateTime, Utc};
use portico_shared::{CustomerId, Page};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use crate::{
    auth::Scope,
    db::entities::{Scoped, audit_log},
    http::page::{self, Key, OrderColumn, PageRequest},
};

use super::VIEW_REQUESTED;
use audit_log::Column;

/// What the log can be narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub customer: Option<CustomerId>,
    pub subject: Option<Uuid>,
    pub actor: Option<String>,
    pub actions: Vec<String>,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

fn rows(scope: Scope, filter: &Filter) -> Select<audit_log::Entity> {
    let mut rows = audit_log::Entity::within(scope);
    if scope.customer().is_some() {
        // Customers are told of the look itself.
        rows = rows.filter(Column::Action.ne(VIEW_REQUESTED));
    }
    if let Some(customer) = filter.customer {
        rows = rows.filter(Column::CustomerId.eq(customer));
    }
    if let Some(subject) = filter.subject {
        rows = rows.filter(Column::SubjectId.eq(subject));
    }
    if let Some(actor) = &filter.actor {
        rows = rows.filter(Column::Actor.eq(actor));
    }
    if !filter.actions.is_empty() {
        rows = rows.filter(Column::Action.is_in(&filter.actions));
    }
    if let Some(from) = filter.from {
        rows = rows.filter(Column::At.gte(from));
    }
    if let Some(until) = filter.until {
        rows = rows.filter(Column::At.lt(until));
    }
    rows
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: &Filter,
    request: &PageRequest<OrderColumn<Column>>,
) -> Result<Page<audit_log::Model>, DbErr> {
    page::fetch(rows(scope, filter), Column::Id, request, db, |row, _| {
        (Key::Instant(row.at), row.id)
    })
    .await
}

/// The newest, at most so many.
pub async fn list_newest(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: &Filter,
    most: u64,
) -> Result<Vec<audit_log::Model>, DbErr> {
    rows(scope, filter)
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(most)
        .all(db)
        .await
}
