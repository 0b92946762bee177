//! Queries for mails.

use chrono::{DateTime, Utc};
use portico_shared::{
    CustomerId, MailId, Page,
    mails::{MailKind, MailState},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QuerySelect, Value,
    sea_query::{Expr, Func, LikeExpr, OnConflict},
};
use uuid::Uuid;

use crate::{
    auth::Scope,
    db::entities::{Scoped, mails},
    http::page::{self, Key, OrderColumn, PageRequest},
};

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: MailId) -> Result<Option<mails::Model>, DbErr> {
    mails::Entity::within(scope)
        .filter(mails::Column::Id.eq(id))
        .one(db)
        .await
}

/// Inserts a mail; false when one with its once key is there already.
pub async fn insert(tx: &impl ConnectionTrait, row: mails::Model) -> Result<bool, DbErr> {
    let is_once = row.once_key.is_some();
    let mut statement = mails::Entity::insert(row.into_active_model().reset_all());
    if is_once {
        statement = statement.on_conflict(OnConflict::new().do_nothing().to_owned());
    }
    Ok(statement.exec_without_returning(tx).await? == 1)
}

/// Writes down what became of a mail that is still queued; false when it is not.
pub async fn update_queued(tx: &impl ConnectionTrait, row: mails::Model) -> Result<bool, DbErr> {
    let (tenant, id) = (row.tenant_id, row.id);
    let done = mails::Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(mails::Column::TenantId.eq(tenant))
        .filter(mails::Column::Id.eq(id))
        .filter(mails::Column::State.eq(MailState::Queued))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Erases what mails say about a customer who is deleted. What still waited is not sent any more.
pub async fn update_erased_of(
    tx: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    use mails::Column;
    let erased = || {
        mails::Entity::update_many()
            .col_expr(Column::UpdatedAt, Expr::value(now))
            .filter(Column::TenantId.eq(scope.tenant()))
            .filter(Column::CustomerId.eq(customer))
    };
    erased()
        .col_expr(Column::State, Expr::value(MailState::Dropped))
        .filter(Column::State.eq(MailState::Queued))
        .exec(tx)
        .await?;
    erased()
        .col_expr(Column::Recipient, Expr::value(None::<String>))
        .col_expr(Column::Content, Expr::value(Value::Json(None)))
        .col_expr(Column::LastError, Expr::value(None::<String>))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes settled requests for login links: they name no address any more.
pub async fn delete_login_links_before(tx: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), DbErr> {
    use mails::Column;
    mails::Entity::delete_many()
        .filter(Column::Kind.is_in([MailKind::LoginLink, MailKind::StepUpCode, MailKind::OperatorLink]))
        .filter(Column::State.is_not_in([MailState::Queued]))
        .filter(Column::CreatedAt.lt(before))
        .exec(tx)
        .await?;
    Ok(())
}

/// Which of these once keys were used.
pub async fn list_once_keys(db: &impl ConnectionTrait, scope: Scope, keys: Vec<String>) -> Result<Vec<String>, DbErr> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    mails::Entity::within(scope)
        .select_only()
        .column(mails::Column::OnceKey)
        .filter(mails::Column::OnceKey.is_in(keys))
        .into_tuple()
        .all(db)
        .await
}

/// What a list of mails can be narrowed to.
#[derive(Debug, Default)]
pub struct Filter {
    pub customer: Option<CustomerId>,
    pub kinds: Vec<MailKind>,
    pub states: Vec<MailState>,
    /// Part of the recipient's address.
    pub search: Option<String>,
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: Filter,
    request: &PageRequest<OrderColumn<mails::Column>>,
) -> Result<Page<mails::Model>, DbErr> {
    use mails::Column;
    let mut rows = mails::Entity::within(scope);
    if let Some(customer) = filter.customer {
        rows = rows.filter(Column::CustomerId.eq(customer));
    }
    if !filter.kinds.is_empty() {
        rows = rows.filter(Column::Kind.is_in(filter.kinds));
    }
    if !filter.states.is_empty() {
        rows = rows.filter(Column::State.is_in(filter.states));
    }
    if let Some(search) = filter.search {
        let text = search.to_lowercase();
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = LikeExpr::new(format!("%{escaped}%")).escape('\\');
        rows = rows.filter(Func::lower(Expr::col(Column::Recipient)).like(like));
    }
    page::fetch(rows, Column::Id, request, db, key).await
}

fn key(row: &mails::Model, _: mails::Column) -> (Key, Uuid) {
    (Key::Instant(row.created_at), row.id.0)
}
