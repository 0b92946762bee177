//! Queries for payments.

use chrono::{DateTime, Utc};
use portico_shared::{
    InvoiceId, PaymentId, PaymentMethodId, RefundId,
    invoices::{PaymentSource, PaymentStatus, RefundStatus},
    payment_methods::{Gateway, RefusalReason},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, sea_query::Expr,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, payments, refunds},
};

/// The failure code of what was taken back before anybody was asked: it counts as no attempt.
pub const WITHDRAWN: &str = "withdrawn";

/// After these, staff decide what comes next: the money may be there, or was given back.
pub const LEFT_TO_STAFF: [RefusalReason; 2] = [RefusalReason::GivenUp, RefusalReason::Refunded];

/// The payments of an invoice, oldest first.
pub async fn list_of(db: &impl ConnectionTrait, scope: Scope, of: InvoiceId) -> Result<Vec<payments::Model>, DbErr> {
    payments::Entity::within(scope)
        .filter(payments::Column::InvoiceId.eq(of))
        .order_by_asc(payments::Column::CreatedAt)
        .order_by_asc(payments::Column::Id)
        .all(db)
        .await
}

/// The attempt to collect an invoice that has no outcome yet.
pub async fn find_open(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: InvoiceId,
) -> Result<Option<payments::Model>, DbErr> {
    payments::Entity::within(scope)
        .filter(payments::Column::InvoiceId.eq(of))
        .filter(payments::Column::Status.is_in([PaymentStatus::Pending, PaymentStatus::Underway]))
        .one(db)
        .await
}

/// Attempts that go on by themselves. One that waits for its owner is none of them: they may pay another way.
pub fn going_on(scope: Scope) -> Select<payments::Entity> {
    use payments::Column;
    let pending = Condition::all()
        .add(Column::Status.eq(PaymentStatus::Pending))
        .add(Column::ActionUntil.is_null());
    let either = Condition::any()
        .add(Column::Status.eq(PaymentStatus::Underway))
        .add(pending);
    payments::Entity::within(scope).filter(either)
}

/// Those of these invoices, one each at most.
pub async fn list_going_on(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: Vec<InvoiceId>,
) -> Result<Vec<payments::Model>, DbErr> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    going_on(scope)
        .filter(payments::Column::InvoiceId.is_in(of))
        .all(db)
        .await
}

/// A payment, as its gateway names it.
pub async fn find_by_reference(
    db: &impl ConnectionTrait,
    scope: Scope,
    (gateway, reference): (Gateway, &str),
) -> Result<Option<payments::Model>, DbErr> {
    payments::Entity::within(scope)
        .filter(payments::Column::Gateway.eq(gateway))
        .filter(payments::Column::Reference.eq(reference))
        .one(db)
        .await
}

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: PaymentId) -> Result<Option<payments::Model>, DbErr> {
    payments::Entity::within(scope)
        .filter(payments::Column::Id.eq(id))
        .one(db)
        .await
}

/// Payments that a provider was asked for and that are on their way, by their ids.
pub async fn list_underway(
    db: &impl ConnectionTrait,
    scope: Scope,
    after: Option<PaymentId>,
    most: u64,
) -> Result<Vec<payments::Model>, DbErr> {
    let mut rows = payments::Entity::within(scope)
        .filter(payments::Column::Status.eq(PaymentStatus::Underway))
        .filter(payments::Column::CollectOn.is_null());
    if let Some(after) = after {
        rows = rows.filter(payments::Column::Id.gt(after));
    }
    rows.order_by_asc(payments::Column::Id).limit(most).all(db).await
}

/// Whether another attempt was begun since then, or one was left to staff.
pub async fn exists_since(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: InvoiceId,
    since: DateTime<Utc>,
) -> Result<bool, DbErr> {
    use payments::Column;
    let was_left = Condition::all()
        .add(Column::FailureReason.is_in(LEFT_TO_STAFF))
        .add(Column::SettledAt.gt(since));
    let begun = payments::Entity::within(scope)
        .filter(Column::InvoiceId.eq(of))
        .filter(Column::Source.eq(PaymentSource::Collected))
        .filter(Condition::any().add(Column::CreatedAt.gt(since)).add(was_left))
        .count(db)
        .await?;
    Ok(begun > 0)
}

/// Whether anything that was asked of this gateway has no outcome yet.
pub async fn exists_open_at(db: &impl ConnectionTrait, scope: Scope, gateway: Gateway) -> Result<bool, DbErr> {
    let open = payments::Entity::within(scope)
        .filter(payments::Column::Gateway.eq(gateway))
        .filter(payments::Column::Status.is_in([PaymentStatus::Pending, PaymentStatus::Underway]))
        .count(db)
        .await?;
    let of_gateway = payments::Entity::within(scope)
        .select_only()
        .column(payments::Column::Id)
        .filter(payments::Column::Gateway.eq(gateway))
        .into_query();
    let refunds = refunds::Entity::within(scope)
        .filter(refunds::Column::Status.eq(RefundStatus::Pending))
        .filter(refunds::Column::PaymentId.in_subquery(of_gateway))
        .count(db)
        .await?;
    Ok(open + refunds > 0)
}

/// Whether an attempt with this method has no outcome yet.
pub async fn exists_open_with(db: &impl ConnectionTrait, scope: Scope, method: PaymentMethodId) -> Result<bool, DbErr> {
    let open = payments::Entity::within(scope)
        .filter(payments::Column::PaymentMethodId.eq(method))
        .filter(payments::Column::Status.is_in([PaymentStatus::Pending, PaymentStatus::Underway]))
        .count(db)
        .await?;
    Ok(open > 0)
}

pub async fn find_refund(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: RefundId,
) -> Result<Option<refunds::Model>, DbErr> {
    refunds::Entity::within(scope)
        .filter(refunds::Column::Id.eq(id))
        .one(db)
        .await
}

/// The refunds of a payment, oldest first.
pub async fn list_refunds(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: PaymentId,
) -> Result<Vec<refunds::Model>, DbErr> {
    refunds::Entity::within(scope)
        .filter(refunds::Column::PaymentId.eq(of))
        .order_by_asc(refunds::Column::CreatedAt)
        .order_by_asc(refunds::Column::Id)
        .all(db)
        .await
}

pub async fn insert_refund(tx: &impl ConnectionTrait, row: refunds::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update_refund(
    tx: &impl ConnectionTrait,
    before: &refunds::Model,
    after: refunds::Model,
) -> Result<bool, DbErr> {
    let mut after = after.into_active_model().reset_all();
    after.leased_until = NotSet;
    let done = refunds::Entity::update_many()
        .set(after)
        .filter(refunds::Column::TenantId.eq(before.tenant_id))
        .filter(refunds::Column::Id.eq(before.id))
        .filter(refunds::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Attempts that were refused since the invoice was issued or last paid in part.
pub async fn count_failed(db: &impl ConnectionTrait, scope: Scope, of: InvoiceId) -> Result<u64, DbErr> {
    payments::Entity::within(scope)
        .filter(payments::Column::InvoiceId.eq(of))
        .filter(payments::Column::Status.is_in([PaymentStatus::Failed, PaymentStatus::Returned]))
        .filter(
            Condition::any()
                .add(payments::Column::FailureCode.is_null())
                .add(payments::Column::FailureCode.ne(WITHDRAWN)),
        )
        .count(db)
        .await
}

pub async fn insert(tx: &impl ConnectionTrait, row: payments::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update(
    tx: &impl ConnectionTrait,
    before: &payments::Model,
    after: payments::Model,
) -> Result<bool, DbErr> {
    let mut after = after.into_active_model().reset_all();
    // It is taken and given back beside all other changes.
    after.leased_until = NotSet;
    let done = payments::Entity::update_many()
        .set(after)
        .filter(payments::Column::TenantId.eq(before.tenant_id))
        .filter(payments::Column::Id.eq(before.id))
        .filter(payments::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Whoever asks a provider for money, or has it given back, holds a lease on that row.
macro_rules! leases {
    ($table:ident: $claim:ident, $release:ident) => {
        /// Keeps others from asking until then; false where somebody does already, or where it was changed since it was read.
        pub async fn $claim(
            tx: &impl ConnectionTrait,
            row: &$table::Model,
            (now, until): (DateTime<Utc>, DateTime<Utc>),
        ) -> Result<bool, DbErr> {
            use $table::Column;
            let free = Condition::any()
                .add(Column::LeasedUntil.is_null())
                .add(Column::LeasedUntil.lte(now));
            let done = $table::Entity::update_many()
                .col_expr(Column::LeasedUntil, Expr::value(until))
                .filter(Column::TenantId.eq(row.tenant_id))
                .filter(Column::Id.eq(row.id))
                .filter(Column::Version.eq(row.version))
                .filter(free)
                .exec(tx)
                .await?;
            Ok(done.rows_affected == 1)
        }

        /// Gives back what was claimed until then.
        pub async fn $release(
            tx: &impl ConnectionTrait,
            row: &$table::Model,
            until: DateTime<Utc>,
        ) -> Result<(), DbErr> {
            use $table::Column;
            $table::Entity::update_many()
                .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
                .filter(Column::TenantId.eq(row.tenant_id))
                .filter(Column::Id.eq(row.id))
                .filter(Column::LeasedUntil.eq(until))
                .exec(tx)
                .await?;
            Ok(())
        }
    };
}

leases!(payments: claim, update_released);
leases!(refunds: claim_refund, update_refund_released);
