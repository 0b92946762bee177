//! The audit log: who changed what, written in the transaction of the change.

mod diff;
mod mapping;
pub mod routes;
pub mod service;
mod store;

use portico_shared::CustomerId;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, sea_query::Expr,
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{Scoped, audit_log},
    features::webhooks,
    http::middleware,
};

pub use diff::{Difference, diff, sides};

/// Somebody of the merchant's asked to look at a customer's portal: the reason is the merchant's own.
pub const VIEW_REQUESTED: &str = "customer.view_requested";

/// One change. `before` and `after` hold what changed, never a secret.
#[derive(Debug, Default)]
pub struct Change {
    pub action: &'static str,
    pub subject_kind: &'static str,
    pub subject: Uuid,
    pub customer: Option<CustomerId>,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

pub async fn record(tx: &DatabaseTransaction, context: &Context, caller: &Caller, change: Change) -> Result<(), DbErr> {
    // Endpoints hear of it as of everything that is written down here.
    Box::pin(webhooks::events::tell(tx, context, caller.actor.tenant(), &change)).await?;
    row(context, caller, change).insert(tx).await?;
    Ok(())
}

/// The same on behalf of somebody who asked for it before, or proved themselves by a mail.
pub async fn record_as(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    actor: &str,
    change: Change,
) -> Result<(), DbErr> {
    Box::pin(webhooks::events::tell(tx, context, caller.actor.tenant(), &change)).await?;
    let mut row = row(context, caller, change);
    row.actor = Set(actor.to_owned());
    row.insert(tx).await?;
    Ok(())
}

/// Whether this was noted about a subject, with this text in `after`.
pub async fn exists(
    db: &impl ConnectionTrait,
    scope: Scope,
    action: &str,
    subject: Uuid,
    (field, text): (&str, &str),
) -> Result<bool, DbErr> {
    let rows = audit_log::Entity::within(scope)
        .filter(audit_log::Column::SubjectId.eq(subject))
        .filter(audit_log::Column::Action.eq(action))
        .all(db)
        .await?;
    let says = |row: &audit_log::Model| {
        row.after
            .as_ref()
            .and_then(|after| after.get(field)?.as_str().map(|said| said == text))
    };
    Ok(rows.iter().any(|row| says(row) == Some(true)))
}

/// Who did what and when stays; what it said about a customer who was deleted goes, and from where they did it.
pub async fn forget(tx: &DatabaseTransaction, scope: Scope, customer: CustomerId) -> Result<(), DbErr> {
    audit_log::Entity::update_many()
        .col_expr(audit_log::Column::Before, Expr::value(None::<Value>))
        .col_expr(audit_log::Column::After, Expr::value(None::<Value>))
        .filter(audit_log::Column::TenantId.eq(scope.tenant()))
        .filter(audit_log::Column::CustomerId.eq(customer))
        .exec(tx)
        .await?;
    // From where the customer's people did it; the merchant's own, and their programs, stay as they were noted.
    let is_merchant = Condition::any()
        .add(audit_log::Column::Actor.starts_with("operator:"))
        .add(audit_log::Column::Actor.starts_with("api:"));
    audit_log::Entity::update_many()
        .col_expr(audit_log::Column::ClientAddress, Expr::value(None::<String>))
        .filter(audit_log::Column::TenantId.eq(scope.tenant()))
        .filter(audit_log::Column::CustomerId.eq(customer))
        .filter(is_merchant.not())
        .exec(tx)
        .await?;
    Ok(())
}

/// The row of a change, for those who write many at once.
pub fn row(context: &Context, caller: &Caller, change: Change) -> audit_log::ActiveModel {
    let of_session = caller.actor.person().and_then(|person| person.link);
    let held = caller.actor.link().map(|holder| holder.link);
    audit_log::ActiveModel {
        tenant_id: Set(caller.actor.tenant()),
        id: Set(context.new_id()),
        at: Set(context.now()),
        actor: Set(caller.actor.name()),
        role: Set(caller.actor.role()),
        session_id: Set(caller.actor.session()),
        link_id: Set(of_session.or(held)),
        client_address: Set(caller.client_address.clone()),
        request_id: Set(Some(middleware::request_id()).filter(|id| !id.is_empty())),
        action: Set(change.action.into()),
        subject_kind: Set(change.subject_kind.into()),
        subject_id: Set(change.subject),
        customer_id: Set(change.customer),
        before: Set(change.before),
        after: Set(change.after),
    }
}
