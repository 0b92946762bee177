//! The use cases of subscriptions: reading here, the others in a file each.

pub mod cancelling;
pub mod changes;
pub mod creating;

use std::sync::Arc;

use chrono::NaiveDate;
use portico_shared::{
    CustomerId, Page, SubscriptionId, SubscriptionItemId,
    subscriptions::{NextInvoicePreview, SubscriptionItemView, SubscriptionView},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use super::{
    mapping::{self, Viewer, Whole},
    store::{self, Filter},
};
use crate::{
    auth::{Actor, Caller, Scope},
    context::Context,
    db::entities::{subscriptions, tenants as tenants_table},
    features::{
        addresses::{mapping as address, store as address_store},
        audit::{self, Change},
        cancellation_reasons::store as reason_store,
        customers::store as customer_store,
        payment_methods::store as method_store,
        tenants,
    },
    http::{
        ApiError, ApiResult,
        page::{OrderColumn, PageRequest},
    },
};

pub use creating::{create, insert};

/// The merchant, and the day and eyes that a view is made for.
struct Today {
    tenant: Arc<tenants_table::Model>,
    viewer: Viewer,
    date: NaiveDate,
}

async fn today(db: &impl ConnectionTrait, context: &Context, actor: &Actor) -> Result<Today, DbErr> {
    let tenant = tenants::store::find(db, actor.tenant()).await?;
    Ok(today_of(Arc::new(tenant), context, actor))
}

/// The same where nothing is changed.
async fn today_for_reading(context: &Context, actor: &Actor) -> Result<Today, DbErr> {
    let tenant = tenants::service::recent(context, actor.tenant()).await?;
    Ok(today_of(tenant, context, actor))
}

fn today_of(tenant: Arc<tenants_table::Model>, context: &Context, actor: &Actor) -> Today {
    let date = tenant.today(context.now());
    let viewer = Viewer::new(actor, tenant.zone(), date);
    Today { tenant, viewer, date }
}

pub async fn list(
    context: &Context,
    caller: &Caller,
    filter: Filter,
    request: &PageRequest<OrderColumn<subscriptions::Column>>,
) -> ApiResult<Page<SubscriptionView>> {
    let db = context.db.read();
    let today = today_for_reading(context, &caller.actor).await?;
    let Page { data, pagination } = store::list(db, caller.scope(), filter, request).await?;
    let wholes = load(db, caller.scope(), &today.tenant, data).await?;
    let data = wholes
        .into_iter()
        .map(|whole| mapping::view(whole, today.viewer))
        .collect::<ApiResult<Vec<_>>>()?;
    Ok(Page { data, pagination })
}

/// Rows with what belongs to them: one query a table, whatever their number.
pub async fn load(
    db: &impl ConnectionTrait,
    scope: Scope,
    tenant: &tenants_table::Model,
    rows: Vec<subscriptions::Model>,
) -> ApiResult<Vec<Whole>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let items = store::list_items(db, scope, rows.iter().map(|row| row.id).collect()).await?;
    let customers = customer_store::find_many(db, scope, rows.iter().map(|row| row.customer_id).collect()).await?;
    let methods =
        method_store::find_many(db, scope, rows.iter().filter_map(|row| row.payment_method_id).collect()).await?;
    let addresses = address_store::list_of(db, scope, distinct(rows.iter().map(|row| row.customer_id))).await?;
    let reasons = if rows.iter().any(|row| row.cancellation_reason.is_some()) {
        reason_store::list(db, scope).await?
    } else {
        Vec::new()
    };
    let parts = mapping::Parts {
        items,
        customers,
        methods,
        addresses,
        reasons,
    };
    Ok(mapping::assemble(rows, parts, &tenant.country_code))
}

fn distinct(ids: impl Iterator<Item = CustomerId>) -> Vec<CustomerId> {
    let mut ids: Vec<_> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

async fn find_whole(
    db: &impl ConnectionTrait,
    scope: Scope,
    tenant: &tenants_table::Model,
    id: SubscriptionId,
) -> ApiResult<Whole> {
    let row = store::find(db, scope, id).await?.ok_or_else(ApiError::not_found)?;
    load(db, scope, tenant, vec![row])
        .await?
        .pop()
        .ok_or_else(ApiError::not_found)
}

/// The same, to be changed.
async fn find_to_change(
    tx: &DatabaseTransaction,
    scope: Scope,
    tenant: &tenants_table::Model,
    id: SubscriptionId,
) -> ApiResult<Whole> {
    let row = store::find_for_update(tx, scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    load(tx, scope, tenant, vec![row])
        .await?
        .pop()
        .ok_or_else(ApiError::not_found)
}

pub async fn get(context: &Context, caller: &Caller, id: SubscriptionId) -> ApiResult<SubscriptionView> {
    let db = context.db.read();
    let today = today_for_reading(context, &caller.actor).await?;
    mapping::view(find_whole(db, caller.scope(), &today.tenant, id).await?, today.viewer)
}

/// A subscription as the caller sees it, also inside a transaction.
pub async fn load_view(
    db: &impl ConnectionTrait,
    context: &Context,
    caller: &Caller,
    id: SubscriptionId,
) -> ApiResult<SubscriptionView> {
    let row = store::find(db, caller.scope(), id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let view = load_views(db, context, caller, vec![row]).await?.pop();
    view.ok_or_else(ApiError::not_found)
}

/// The same of many.
pub async fn load_views(
    db: &impl ConnectionTrait,
    context: &Context,
    caller: &Caller,
    rows: Vec<subscriptions::Model>,
) -> ApiResult<Vec<SubscriptionView>> {
    let today = today(db, context, &caller.actor).await?;
    let wholes = load(db, caller.scope(), &today.tenant, rows).await?;
    wholes
        .into_iter()
        .map(|whole| mapping::view(whole, today.viewer))
        .collect()
}

/// The subscription that an item belongs to.
pub async fn find_item_owner(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: SubscriptionItemId,
) -> ApiResult<SubscriptionId> {
    let item = store::find_item(db, scope, id).await?;
    item.map(|item| item.subscription_id).ok_or_else(ApiError::not_found)
}

pub async fn get_item(context: &Context, caller: &Caller, id: SubscriptionItemId) -> ApiResult<SubscriptionItemView> {
    let db = context.db.read();
    let today = today_for_reading(context, &caller.actor).await?;
    let item = store::find_item(db, caller.scope(), id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let whole = find_whole(db, caller.scope(), &today.tenant, item.subscription_id).await?;
    let view = mapping::view(whole, today.viewer)?;
    let item = view.items.into_iter().find(|item| item.id == id);
    item.ok_or_else(ApiError::not_found)
}

/// The next invoice with its lines, as it would be issued today.
pub async fn preview_next_invoice(
    context: &Context,
    caller: &Caller,
    id: SubscriptionId,
) -> ApiResult<NextInvoicePreview> {
    let db = context.db.read();
    let today = today_for_reading(context, &caller.actor).await?;
    let whole = find_whole(db, caller.scope(), &today.tenant, id).await?;
    let contract = mapping::contract(&whole.row, &whole.items);
    let upcoming = mapping::upcoming(&contract, &whole.items, whole.row.currency)?;
    let (positions, taxes) = match &upcoming {
        Some(upcoming) => (
            mapping::positions(upcoming, &whole.items),
            mapping::taxes(&upcoming.totals),
        ),
        None => (Vec::new(), Vec::new()),
    };
    Ok(NextInvoicePreview {
        id,
        next_invoice: upcoming.map(|upcoming| mapping::next_invoice(&upcoming, whole.row.currency)),
        positions,
        taxes,
        invoice_address: whole.bill_to.as_ref().map(address::view),
    })
}

/// Saves a changed subscription with its audit row, and puts it in the place of the one read.
async fn save(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    whole: &mut Whole,
    after: subscriptions::Model,
    action: &'static str,
) -> ApiResult<()> {
    let before = standing(&whole.row);
    write(tx, context, whole, after).await?;
    let change = Change {
        action,
        subject_kind: "subscription",
        subject: whole.row.id.0,
        customer: Some(whole.row.customer_id),
        before: Some(before),
        after: Some(standing(&whole.row)),
    };
    Ok(audit::record(tx, context, caller, change).await?)
}

async fn write(
    tx: &DatabaseTransaction,
    context: &Context,
    whole: &mut Whole,
    after: subscriptions::Model,
) -> ApiResult<()> {
    let after = subscriptions::Model {
        version: whole.row.version + 1,
        next_billing_on: mapping::next_billing_on(&after, &whole.items)?,
        updated_at: context.now(),
        ..after
    };
    if !store::update(tx, &whole.row, after.clone()).await? {
        return Err(ApiError::concurrent());
    }
    whole.row = after;
    Ok(())
}

/// What of a subscription the audit log compares.
pub fn standing(row: &subscriptions::Model) -> serde_json::Value {
    serde_json::json!({
        "status": row.status,
        "trialEndsOn": row.trial_ends_on,
        "billingStart": row.billing_start,
        "pausedAt": row.paused_at,
        "invoiceAddress": row.invoice_address_id,
        "paymentMethod": row.payment_method_id,
        "cancelledAt": row.cancelled_at,
        "cancellationEffective": row.cancellation_effective,
        "cancellationReason": row.cancellation_reason,
        "cancelledByCustomer": row.cancelled_by_customer,
    })
}
