//! The outbox: what a committed change still owes the world. At least once, with growing delays.

use std::panic::AssertUnwindSafe;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{FutureExt, StreamExt, stream};
use portico_shared::{CustomerId, InvoiceId, MailId, PaymentId, RefundId, TenantId, payment_methods::Gateway};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, LockBehavior, LockType},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    auth::Scope,
    context::Context,
    db::entities::outbox,
    features::{
        customers, mails, payment_methods,
        payments::{collecting, giving_up, refunding},
    },
    http::ApiError,
};

/// For how long a worker that died keeps others away.
const LEASE: TimeDelta = TimeDelta::seconds(120);
/// What most rows take at the longest: one is begun only where that much of the lease is left. Money may take longer (four questions
/// to a provider, 48 s), and is not asked for twice where another worker takes its row: whoever asks holds a lease of their own.
const LONGEST: TimeDelta = TimeDelta::seconds(40);

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "work", rename_all = "snake_case")]
pub enum Work {
    /// Sends what the mail's row says. No address and no link rests here.
    Mail { mail: MailId },
    /// Asks the register about the VAT ID that the customer then has.
    VatCheck { customer: CustomerId },
    /// Collects what is open on an invoice.
    Collect { invoice: InvoiceId },
    /// Goes on with an attempt that was stored.
    GoOn { payment: PaymentId },
    /// Asks a provider what became of a payment.
    LookAtPayment { payment: PaymentId },
    /// Asks a provider what became of a payment that was given up, until it answers, for 30 days. `debtor`: how it names the customer,
    /// whose data may be erased here by then.
    LookAtGivenUp { payment: PaymentId, debtor: Option<String> },
    /// Asks a provider what became of a payment method that was begun there; one that was thrown away is called off.
    LookAtSetup { gateway: Gateway, setup: String },
    /// Calls off what was begun at a provider; nothing else may know of it here.
    CallOff { gateway: Gateway, setup: String },
    /// Asks a provider how a payment method now is.
    LookAtMethod { gateway: Gateway, reference: String },
    /// Asks a provider whether a mandate that it keeps still counts.
    LookAtMandate { gateway: Gateway, mandate: String },
    /// Gives money back.
    Refund { refund: RefundId },
    /// Has a provider forget a payment method.
    Detach { gateway: Gateway, reference: String },
}

const VAT_CHECK: &str = "vat_check";
const COLLECT: &str = "collect";
/// Other questions to payment providers.
const PROVIDER: &str = "provider";

/// Work that must not wait for other work: each lane has a worker of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Mails, and whatever else is quick.
    Main,
    /// Questions to a register that may take long, or hang.
    Vat,
    /// Questions to payment providers.
    Money,
}

impl Lane {
    pub const ALL: [Self; 3] = [Self::Main, Self::Vat, Self::Money];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Main => "outbox",
            Self::Vat => "vat-checks",
            Self::Money => "collection",
        }
    }

    /// Rows that its worker takes at a time: as many as it can do within the lease.
    const fn batch(self) -> u64 {
        match self {
            Self::Main => 20,
            Self::Vat | Self::Money => 5,
        }
    }

    /// Rows that it does side by side: a mail server far away takes its time over each.
    const fn width(self, context: &Context) -> usize {
        match self {
            Self::Main => context.config.mail.at_once,
            Self::Vat | Self::Money => 1,
        }
    }

    /// Without a transport nothing is tried, so that no delay has grown once there is one.
    fn is_open(self, context: &Context) -> bool {
        match self {
            Self::Main => context.mailer.is_configured(),
            Self::Vat => context.vat.is_configured(),
            Self::Money => true,
        }
    }
}

impl Work {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Mail { .. } => "mail",
            Self::Collect { .. } => COLLECT,
            Self::GoOn { .. }
            | Self::LookAtPayment { .. }
            | Self::LookAtGivenUp { .. }
            | Self::LookAtSetup { .. }
            | Self::CallOff { .. }
            | Self::LookAtMethod { .. }
            | Self::LookAtMandate { .. }
            | Self::Refund { .. }
            | Self::Detach { .. } => PROVIDER,
            Self::VatCheck { .. } => VAT_CHECK,
        }
    }
}

pub async fn enqueue(tx: &DatabaseTransaction, context: &Context, tenant: TenantId, work: &Work) -> Result<(), DbErr> {
    row(context, tenant, work)?.insert(tx).await?;
    Ok(())
}

pub async fn insert(tx: &DatabaseTransaction, row: outbox::ActiveModel) -> Result<(), DbErr> {
    row.insert(tx).await?;
    Ok(())
}

/// The row of some work, for those who write many at once, or for later.
pub fn row(context: &Context, tenant: TenantId, work: &Work) -> Result<outbox::ActiveModel, DbErr> {
    let now = context.now();
    Ok(outbox::ActiveModel {
        id: Set(context.new_id()),
        tenant_id: Set(tenant),
        kind: Set(work.kind().into()),
        payload: Set(serde_json::to_value(work).map_err(|error| DbErr::Json(error.to_string()))?),
        created_at: Set(now),
        available_at: Set(now),
        attempts: Set(0),
        leased_until: Set(None),
        done_at: Set(None),
        last_error: Set(None),
    })
}

/// Does what is due now in all lanes; gives how many rows it handled.
pub async fn run(context: &Context) -> Result<usize, DbErr> {
    let mut handled = 0;
    for lane in Lane::ALL {
        handled += run_lane(context, lane).await?;
    }
    Ok(handled)
}

/// Does what is due now in one lane; gives how many rows it handled.
pub async fn run_lane(context: &Context, lane: Lane) -> Result<usize, DbErr> {
    if !lane.is_open(context) {
        return Ok(0);
    }
    let leased_until = context.now() + LEASE;
    let rows = claim(context, lane).await?;
    let all = stream::iter(&rows).map(|row| work_off(context, row, leased_until));
    // None is dropped half-way because another one failed.
    let done: Vec<_> = all.buffer_unordered(lane.width(context)).collect().await;
    done.into_iter().collect::<Result<(), _>>()?;
    Ok(rows.len())
}

async fn work_off(context: &Context, row: &outbox::Model, leased_until: DateTime<Utc>) -> Result<(), DbErr> {
    // What could not be done within the lease belongs to whoever takes it next.
    if context.now() + LONGEST > leased_until {
        return Ok(());
    }
    // A bug in one row must not take the worker away from all the others.
    let done = AssertUnwindSafe(perform(context, row)).catch_unwind().await;
    let done = done.unwrap_or_else(|_| Err(Failure::Other("it panicked; see the log".into())));
    settle(context, row, done).await
}

/// The rows that are due, by age; how far behind the oldest is tells whether the worker keeps up.
#[expect(clippy::disallowed_methods, reason = "the outbox serves all tenants")]
fn due(now: DateTime<Utc>, lane: Lane) -> sea_orm::Select<outbox::Entity> {
    use outbox::Column;
    let in_lane = match lane {
        Lane::Main => Column::Kind.is_not_in([VAT_CHECK, COLLECT, PROVIDER]),
        Lane::Vat => Column::Kind.eq(VAT_CHECK),
        Lane::Money => Column::Kind.is_in([COLLECT, PROVIDER]),
    };
    let free = Condition::any()
        .add(Column::LeasedUntil.is_null())
        .add(Column::LeasedUntil.lt(now));
    outbox::Entity::find()
        .filter(Column::DoneAt.is_null())
        .filter(in_lane)
        .filter(Column::AvailableAt.lte(now))
        .filter(free)
        .order_by_asc(Column::AvailableAt)
}

/// Seconds that the oldest due row has been waiting; 0 when nothing waits. A register or a mail server that is
/// away makes nobody unwell, and what waits for its next try is not due.
pub async fn lag_s(context: &Context) -> Result<i64, DbErr> {
    let mut lag = 0;
    let main = (!context.mailer.is_away()).then_some(Lane::Main);
    for lane in main.into_iter().chain([Lane::Money]) {
        let oldest = due(context.now(), lane).one(context.db.read()).await?;
        let waiting = oldest.map_or(0, |row| (context.now() - row.available_at).num_seconds());
        lag = lag.max(waiting);
    }
    Ok(lag)
}

/// The tenants with something due, who waits longest first, as many as a batch has rows.
async fn waiting(tx: &DatabaseTransaction, now: DateTime<Utc>, lane: Lane) -> Result<Vec<TenantId>, DbErr> {
    use outbox::Column;
    let mut rows = due(now, lane);
    QueryTrait::query(&mut rows).clear_order_by();
    rows.select_only()
        .column(Column::TenantId)
        .group_by(Column::TenantId)
        .order_by_asc(Column::AvailableAt.min())
        .limit(lane.batch())
        .into_tuple()
        .all(tx)
        .await
}

async fn claim(context: &Context, lane: Lane) -> Result<Vec<outbox::Model>, DbErr> {
    let now = context.now();
    // The writer's lock is not worth taking for an empty outbox.
    if due(now, lane).one(context.db.read()).await?.is_none() {
        return Ok(Vec::new());
    }
    let tx = context.db.begin().await?;
    let tenants = waiting(&tx, now, lane).await?;
    // An equal share for each: a merchant's flood keeps nobody else waiting.
    let share = (lane.batch() / u64::try_from(tenants.len()).unwrap_or(1).max(1)).max(1);
    let mut rows = Vec::new();
    for tenant in tenants {
        let mut theirs = due(now, lane).filter(outbox::Column::TenantId.eq(tenant)).limit(share);
        if context.db.is_postgres() {
            theirs = theirs.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        }
        rows.extend(theirs.all(&tx).await?);
    }
    outbox::Entity::update_many()
        .col_expr(outbox::Column::LeasedUntil, Expr::value(now + LEASE))
        .filter(outbox::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(rows)
}

/// Why a row could not be done.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Mail(#[from] mails::sending::SendError),
    #[error(transparent)]
    Collecting(#[from] collecting::Error),
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error(transparent)]
    Db(#[from] DbErr),
    #[error("{0}")]
    Other(String),
}

async fn perform(context: &Context, row: &outbox::Model) -> Result<(), Failure> {
    let work = serde_json::from_value(row.payload.clone()).map_err(|error| Failure::Other(error.to_string()))?;
    match work {
        Work::Mail { mail } => mails::sending::send(context, row.tenant_id, mail).await?,
        Work::VatCheck { customer } => customers::jobs::check_vat_id(context, row.tenant_id, customer).await?,
        Work::Collect { invoice } => {
            collecting::collect(context, row.tenant_id, (invoice, row.created_at)).await?;
        }
        Work::GoOn { payment } => {
            let _ = collecting::go_on(context, Scope::of_tenant(row.tenant_id), payment).await?;
        }
        Work::LookAtPayment { payment } => {
            collecting::look_again(context, Scope::of_tenant(row.tenant_id), (payment, None)).await?;
        }
        Work::LookAtGivenUp { payment, debtor } => {
            let scope = Scope::of_tenant(row.tenant_id);
            giving_up::look(context, scope, (payment, debtor), row.created_at).await?;
        }
        Work::LookAtSetup { gateway, setup } => {
            payment_methods::news::look_at_setup(context, row.tenant_id, (gateway, &setup)).await?;
        }
        Work::CallOff { gateway, setup } => {
            payment_methods::news::call_off(context, row.tenant_id, (gateway, &setup)).await?;
        }
        Work::LookAtMethod { gateway, reference } => {
            payment_methods::news::look_at_method(context, row.tenant_id, (gateway, &reference)).await?;
        }
        Work::LookAtMandate { gateway, mandate } => {
            payment_methods::news::look_at_mandate(context, row.tenant_id, (gateway, &mandate)).await?;
        }
        Work::Refund { refund } => refunding::go_on(context, row.tenant_id, refund).await?,
        Work::Detach { gateway, reference } => {
            payment_methods::news::forget(context, row.tenant_id, (gateway, &reference)).await?;
        }
    }
    Ok(())
}

/// Writes down what became of a row, unless another worker has had it since.
async fn settle(context: &Context, row: &outbox::Model, done: Result<(), Failure>) -> Result<(), DbErr> {
    let now = context.now();
    let attempts = row.attempts + 1;
    let mut after = outbox::ActiveModel {
        attempts: Set(attempts),
        leased_until: Set(None),
        ..Default::default()
    };
    match done {
        Ok(()) => {
            after.done_at = Set(Some(now));
            // Addresses do not outlive their use.
            after.payload = Set(Value::Null);
        }
        Err(error) => {
            tracing::warn!(outbox.id = %row.id, outbox.kind = row.kind, attempts, error.cause = %error, "outbox row failed");
            after.available_at = Set(now + backoff(attempts));
            after.last_error = Set(Some(error.to_string()));
        }
    }
    let tx = context.db.begin().await?;
    outbox::Entity::update_many()
        .set(after)
        .filter(outbox::Column::Id.eq(row.id))
        .filter(outbox::Column::Attempts.eq(row.attempts))
        .exec(&tx)
        .await?;
    tx.commit().await
}

/// 30 s, 1 min, 2 min, … up to 4 h.
fn backoff(attempts: i32) -> TimeDelta {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(9);
    TimeDelta::seconds(i64::from(30 * 2_u32.pow(doublings))).min(TimeDelta::hours(4))
}

/// Deletes rows that were done some days ago.
pub async fn delete_done(tx: &DatabaseTransaction, before: DateTime<Utc>) -> Result<(), DbErr> {
    outbox::Entity::delete_many()
        .filter(outbox::Column::DoneAt.lt(before))
        .exec(tx)
        .await?;
    Ok(())
}
