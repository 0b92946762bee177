//! Queries for customers.

use portico_shared::{CustomerId, Page, customers::CustomerStatus};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Select, sea_query::LikeExpr};

use crate::{
    auth::Scope,
    db::entities::{Scoped, customers},
    http::{
        check,
        page::{self, Key, OrderColumn, PageRequest},
    },
};

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: CustomerId) -> Result<Option<customers::Model>, DbErr> {
    customers::Entity::within(scope)
        .filter(customers::Column::Id.eq(id))
        .one(db)
        .await
}

/// By id, or by the merchant's own key.
pub async fn find_by_key(
    db: &impl ConnectionTrait,
    scope: Scope,
    key: &str,
) -> Result<Option<customers::Model>, DbErr> {
    if let Ok(id) = key.parse()
        && let Some(found) = find(db, scope, id).await?
    {
        return Ok(Some(found));
    }
    // PostgreSQL keeps no NUL in texts, so nobody has such a key.
    if key.contains('\0') {
        return Ok(None);
    }
    customers::Entity::within(scope)
        .filter(customers::Column::ExternalId.eq(key))
        .one(db)
        .await
}

pub async fn find_many(
    db: &impl ConnectionTrait,
    scope: Scope,
    mut ids: Vec<CustomerId>,
) -> Result<Vec<customers::Model>, DbErr> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    customers::Entity::within(scope)
        .filter(customers::Column::Id.is_in(ids))
        .all(db)
        .await
}

/// What a list of customers can be narrowed to.
#[derive(Debug, Default)]
pub struct Filter {
    pub search: Option<String>,
    pub customer_number: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub company_name: Option<String>,
    pub email: Option<String>,
    pub vat_id: Option<String>,
    pub datev_id: Option<String>,
    pub is_vat_id_valid: Option<bool>,
    pub status: Option<CustomerStatus>,
    /// Groups and partners do not exist here: naming one finds nobody.
    pub none: bool,
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: Filter,
    request: &PageRequest<OrderColumn<customers::Column>>,
) -> Result<Page<customers::Model>, DbErr> {
    use customers::Column;
    let mut rows = customers::Entity::within(scope);
    for (column, value) in [
        (Column::Number, &filter.customer_number),
        (Column::FirstName, &filter.first_name),
        (Column::LastName, &filter.last_name),
        (Column::CompanyName, &filter.company_name),
        (Column::Email, &filter.email),
        (Column::VatId, &filter.vat_id),
        (Column::DatevId, &filter.datev_id),
    ] {
        if let Some(value) = value {
            rows = rows.filter(column.eq(value));
        }
    }
    if let Some(valid) = filter.is_vat_id_valid {
        rows = rows.filter(Column::IsVatIdValid.eq(valid));
    }
    if let Some(status) = filter.status {
        rows = rows.filter(Column::Status.eq(status));
    }
    if filter.none {
        rows = rows.filter(Column::Id.is_null());
    }
    rows = search(rows, Column::Search, filter.search.as_deref());
    page::fetch(rows, Column::Id, request, db, key).await
}

fn key(row: &customers::Model, column: customers::Column) -> (Key, uuid::Uuid) {
    let key = match column {
        customers::Column::Number => Key::Text(row.number.clone()),
        _ => Key::Instant(row.created_at),
    };
    (key, row.id.0)
}

/// Rows whose folded text holds every word of the search.
pub fn search<E: EntityTrait, C: ColumnTrait>(rows: Select<E>, column: C, text: Option<&str>) -> Select<E> {
    let folded = check::fold(&[text]);
    folded.split_whitespace().fold(rows, |rows, word| {
        let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        rows.filter(column.like(LikeExpr::new(format!("%{escaped}%")).escape('\\')))
    })
}
