//! VAT IDs and the register: asked in the background, so that saving never waits for it.

use chrono::TimeDelta;
use portico_shared::{CustomerId, TenantId, customers::VatState};
use sea_orm::DbErr;
use serde_json::json;

use super::{checks::is_in_eu_register, store};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::customers,
    features::{
        audit::{self, Change},
        tenants,
    },
    jobs::outbox::{self, Work},
    ports::{VatAnswer, VatError},
};

/// How long an answer counts.
const FRESH: TimeDelta = TimeDelta::days(30);
/// When to ask again where there was no answer; also how long a question may be under way.
const AGAIN: TimeDelta = TimeDelta::hours(1);
/// Questions that one round takes up for a tenant: the register belongs to everybody.
const BATCH: u64 = 50;

/// The VAT columns of a customer whose id was set or changed at `now`.
pub fn unchecked(row: customers::Model, now: chrono::DateTime<chrono::Utc>) -> customers::Model {
    let is_askable = row.vat_id.as_deref().is_some_and(is_in_eu_register);
    customers::Model {
        vat_state: VatState::Unchecked,
        vat_checked_at: None,
        vat_consultation: None,
        vat_due_at: is_askable.then_some(now),
        ..row
    }
}

/// Puts a question into the outbox, in the transaction that stores `row`, where one is due.
pub async fn enqueue(
    tx: &sea_orm::DatabaseTransaction,
    context: &Context,
    row: customers::Model,
) -> Result<customers::Model, DbErr> {
    // Where nobody can be asked the question stays due, for the day when somebody can.
    if row.vat_due_at.is_none_or(|due| due > context.now()) || !context.vat.is_configured() {
        return Ok(row);
    }
    outbox::enqueue(tx, context, row.tenant_id, &Work::VatCheck { customer: row.id }).await?;
    Ok(customers::Model {
        vat_due_at: Some(context.now() + AGAIN),
        ..row
    })
}

/// Takes up what is due: ids without an answer each hour, answers after 30 days.
pub async fn enqueue_due(context: &Context) -> Result<(), DbErr> {
    if !context.vat.is_configured() {
        return Ok(());
    }
    for tenant in tenants::store::list(context.db.read()).await? {
        // One merchant's trouble keeps no other's VAT IDs from being checked.
        if let Err(error) = enqueue_due_of(context, Scope::of_tenant(tenant.id)).await {
            tracing::error!(tenant.id = %tenant.id, error.cause = %error, "VAT IDs were not taken up");
        }
    }
    Ok(())
}

async fn enqueue_due_of(context: &Context, scope: Scope) -> Result<(), DbErr> {
    let now = context.now();
    // The writer's lock is not worth taking where nothing is due.
    if store::list_vat_due(context.db.read(), scope, now, 1).await?.is_empty() {
        return Ok(());
    }
    let tx = context.db.begin().await?;
    for row in store::list_vat_due(&tx, scope, now, BATCH).await? {
        let after = enqueue(&tx, context, row.clone()).await?;
        store::update_vat(&tx, &row, after).await?;
    }
    context.commit(tx).await
}

/// Asks about the VAT ID that a customer has now: read, ask, store. Nothing is held while it asks.
pub async fn check_vat_id(context: &Context, tenant: TenantId, customer: CustomerId) -> Result<(), DbErr> {
    let scope = Scope::of_tenant(tenant);
    let asked = store::find(context.db.read(), scope, customer).await?;
    let Some(id) = asked.and_then(|row| row.vat_id).filter(|id| is_in_eu_register(id)) else {
        return Ok(());
    };
    let answer = context.vat.check(&id).await;
    if let Err(error) = &answer {
        tracing::warn!(customer.id = %customer, error.cause = %error, "a VAT ID could not be checked");
    }
    let tx = context.db.begin().await?;
    let before = store::find(&tx, scope, customer).await?;
    // Changed or deleted meanwhile: the answer is about something else, and another question is under way.
    let Some(before) = before.filter(|row| row.vat_id.as_deref() == Some(id.as_str())) else {
        return Ok(());
    };
    let after = told(before.clone(), answer, context);
    if !store::update_vat(&tx, &before, after.clone()).await? {
        // Somebody else's change goes first; the question is due again within the hour.
        return Ok(());
    }
    // Each answer is a proof to keep; that there was none is worth a row only once.
    if after.vat_checked_at != before.vat_checked_at || after.vat_state != before.vat_state {
        let change = Change {
            action: "customer.vat-id-checked",
            subject_kind: "customer",
            subject: customer.0,
            customer: Some(customer),
            before: Some(standing(&before)),
            after: Some(standing(&after)),
        };
        audit::record(&tx, context, &Caller::system(tenant, "vat-checks"), change).await?;
    }
    context.commit(tx).await
}

fn told(row: customers::Model, answer: Result<VatAnswer, VatError>, context: &Context) -> customers::Model {
    let now = context.now();
    match answer {
        Ok(VatAnswer { valid, consultation }) => customers::Model {
            vat_state: if valid { VatState::Valid } else { VatState::Invalid },
            vat_checked_at: Some(now),
            vat_consultation: consultation,
            vat_due_at: Some(now + FRESH),
            ..row
        },
        // "Could not ask" takes nothing back that was answered before.
        Err(_) => customers::Model {
            vat_state: match row.vat_state {
                VatState::Unchecked | VatState::Unavailable => VatState::Unavailable,
                answered @ (VatState::Valid | VatState::Invalid) => answered,
            },
            vat_due_at: Some(now + AGAIN),
            ..row
        },
    }
}

fn standing(row: &customers::Model) -> serde_json::Value {
    json!({
        "vatId": row.vat_id,
        "state": row.vat_state,
        "checkedAt": row.vat_checked_at,
        "consultationNumber": row.vat_consultation,
    })
}
