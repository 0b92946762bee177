//! Archiving, suspending, deleting: what ends a customer's way in.

use actix_web::http::StatusCode;
use portico_shared::{
    ErrorCode,
    customers::{CustomerStatus, CustomerView},
};
use sea_orm::{DatabaseTransaction, SqlErr};
use serde_json::{Value, json};

use super::{
    service::{check_not_erased, find, load_view},
    store::{self, Dependents},
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::customers,
    features::{
        addresses::store as address_store,
        audit::{self, Change},
        email_changes,
        imports::store as import_store,
        invoice_recipients,
        links::store as link_store,
        mails::store as mail_store,
        people::store as people_store,
        privacy,
        sessions::store::{self as session_store, Whose},
        tenants,
        webhooks::store as webhook_store,
    },
    http::{
        ApiError, ApiResult,
        idempotency::{Answer, Once},
    },
};

/// A change of a customer's standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Archive,
    Unarchive,
    Suspend,
    Unsuspend,
}

impl Turn {
    const fn action(self) -> &'static str {
        match self {
            Self::Archive => "customer.archived",
            Self::Unarchive => "customer.unarchived",
            Self::Suspend => "customer.suspended",
            Self::Unsuspend => "customer.unsuspended",
        }
    }

    /// Where it leads; `None` where it may not begin.
    const fn leads_to(self, from: CustomerStatus) -> Option<CustomerStatus> {
        use CustomerStatus::{Active, Archived, Suspended};
        match (self, from) {
            (Self::Archive, _) => Some(Archived),
            (Self::Suspend, Active | Suspended) => Some(Suspended),
            (Self::Unarchive, Active | Archived) | (Self::Unsuspend, Active | Suspended) => Some(Active),
            (Self::Suspend | Self::Unsuspend, Archived) | (Self::Unarchive, Suspended) => None,
        }
    }
}

/// Changes a customer's standing. Asking for what is so already changes nothing.
pub async fn turn(context: &Context, caller: &Caller, once: Once, key: &str, turn: Turn) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let scope = caller.scope();
        let id = find(tx, scope, key).await?.id;
        // Whoever is making a subscription for them right now goes first, or sees the new standing.
        store::lock(tx, scope, id).await?;
        let before = store::find(tx, scope, id).await?.ok_or_else(ApiError::not_found)?;
        check_not_erased(&before)?;
        let status = turn.leads_to(before.status).ok_or_else(|| not_from(&before))?;
        if status == before.status {
            return load_view(tx, scope, before).await;
        }
        if turn == Turn::Archive {
            refuse_running(tx, context, scope, &before).await?;
        }
        turned(tx, context, caller, before, (turn, status)).await
    })
    .await
}

fn not_from(row: &customers::Model) -> ApiError {
    let first = match row.status {
        CustomerStatus::Archived => "Unarchive it first.",
        CustomerStatus::Suspended => "Lift the suspension first.",
        CustomerStatus::Active => "",
    };
    ApiError::new(
        ErrorCode::CustomerNotActive,
        format!("Customer {} is {}. {first}", row.number, row.status),
    )
}

async fn refuse_running(
    tx: &DatabaseTransaction,
    context: &Context,
    scope: Scope,
    row: &customers::Model,
) -> ApiResult<()> {
    let tenant = tenants::store::find(tx, scope.tenant()).await?;
    let running = store::count_running(tx, scope, row.id, tenant.today(context.now())).await?;
    if running == 0 {
        return Ok(());
    }
    let what = counted(running, "running subscription");
    Err(ApiError::new(
        ErrorCode::CustomerInUse,
        format!(
            "Customer {} has {what}. Cancel what runs and let it end first.",
            row.number
        ),
    ))
}

async fn turned(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    before: customers::Model,
    (turn, status): (Turn, CustomerStatus),
) -> ApiResult<CustomerView> {
    let (scope, now) = (caller.scope(), context.now());
    let after = customers::Model {
        version: before.version + 1,
        status,
        updated_at: now,
        ..before.clone()
    };
    if !store::update(tx, &before, after.clone()).await? {
        return Err(ApiError::concurrent());
    }
    let mut told = json!({ "status": status });
    if status != CustomerStatus::Active {
        // For good: a session or link from before must not come back to life with the customer.
        let of = Whose {
            customer: Some(before.id),
            ..Whose::default()
        };
        told["endedSessions"] = session_store::update_ended_of(tx, scope, of, now).await?.into();
        told["endedLinks"] = link_store::update_revoked_of(tx, scope, (before.id, None), now)
            .await?
            .into();
    }
    let change = Change {
        action: turn.action(),
        subject_kind: "customer",
        subject: before.id.0,
        customer: Some(before.id),
        before: Some(json!({ "status": before.status })),
        after: Some(told),
    };
    audit::record(tx, context, caller, change).await?;
    load_view(tx, scope, after).await
}

/// Deletes a customer with addresses, memberships, links and sessions, and the people whom nothing
/// refers to any more. The audit rows stay.
pub async fn delete(context: &Context, caller: &Caller, once: Once, key: &str) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::NO_CONTENT, async |tx| {
        let scope = caller.scope();
        let row = find(tx, scope, key).await?;
        let dependents = store::count_dependents(tx, scope, row.id).await?;
        if dependents != Dependents::default() {
            return Err(in_use(&row, &listed(&dependents)));
        }
        remove(tx, context, caller, &row).await?;
        Ok(Value::Null)
    })
    .await
}

/// Deletes a customer whom nothing refers to.
pub async fn remove(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    row: &customers::Model,
) -> ApiResult<()> {
    let scope = caller.scope();
    let mut people = people_store::list_named(tx, scope, row.id).await?;
    session_store::delete_of(tx, scope, row.id).await?;
    link_store::delete_of(tx, scope, row.id).await?;
    email_changes::store::delete_of(tx, scope, row.id).await?;
    invoice_recipients::store::delete_of(tx, scope, row.id).await?;
    privacy::store::delete_requests(tx, scope, row.id).await?;
    people.extend(people_store::delete_memberships(tx, scope, row.id).await?);
    import_store::forget(tx, scope, row).await?;
    address_store::delete_of(tx, scope, row.id).await?;
    let deleted = store::delete(tx, row).await.map_err(|error| match error.sql_err() {
        // Something that came at the same moment, or that this list does not know.
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => in_use(row, "other records"),
        _ => error.into(),
    })?;
    if !deleted {
        return Err(ApiError::concurrent());
    }
    people_store::delete_unreferenced(tx, scope, people).await?;
    audit::forget(tx, scope, row.id).await?;
    mail_store::update_erased_of(tx, scope, row.id, context.now()).await?;
    webhook_store::update_erased_of(tx, scope, row.id, context.now()).await?;
    let change = Change {
        action: "customer.deleted",
        subject_kind: "customer",
        subject: row.id.0,
        customer: Some(row.id),
        // Enough to know which one it was; the rest was to be forgotten.
        before: Some(json!({ "customerNumber": row.number, "externalId": row.external_id })),
        after: None,
    };
    Ok(audit::record(tx, context, caller, change).await?)
}

fn in_use(row: &customers::Model, what: &str) -> ApiError {
    ApiError::new(
        ErrorCode::CustomerInUse,
        format!("Customer {} still has {what}. Archive it instead.", row.number),
    )
}

/// "2 subscriptions, 1 invoice"
fn listed(dependents: &Dependents) -> String {
    let parts = [
        (dependents.subscriptions, "subscription"),
        (dependents.invoices, "invoice"),
        (dependents.payment_methods, "payment method"),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    parts
        .map(|(count, what)| counted(count, what))
        .collect::<Vec<_>>()
        .join(", ")
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
