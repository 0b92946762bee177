//! Queries for payment methods.

use portico_shared::{
    CustomerId, Page, PaymentMethodId,
    payment_methods::{PaymentMethodStatus, PaymentMethodType},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter};

use crate::{
    auth::Scope,
    db::entities::{Scoped, payment_methods},
    http::page::{self, Key, OrderColumn, PageRequest},
};

pub async fn find_many(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: Vec<PaymentMethodId>,
) -> Result<Vec<payment_methods::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    payment_methods::Entity::within(scope)
        .filter(payment_methods::Column::Id.is_in(ids))
        .all(db)
        .await
}

/// What a list of payment methods can be narrowed to.
#[derive(Debug, Default)]
pub struct Filter {
    pub customer: Option<CustomerId>,
    pub kind: Option<PaymentMethodType>,
    pub status: Option<PaymentMethodStatus>,
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: Filter,
    request: &PageRequest<OrderColumn<payment_methods::Column>>,
) -> Result<Page<payment_methods::Model>, DbErr> {
    let mut rows = payment_methods::Entity::within(scope);
    if let Some(customer) = filter.customer {
        rows = rows.filter(payment_methods::Column::CustomerId.eq(customer));
    }
    if let Some(kind) = filter.kind {
        rows = rows.filter(payment_methods::Column::Kind.eq(kind));
    }
    if let Some(status) = filter.status {
        rows = rows.filter(payment_methods::Column::Status.eq(status));
    }
    page::fetch(rows, payment_methods::Column::Id, request, db, |row, _| {
        (Key::Instant(row.created_at), row.id.0)
    })
    .await
}
