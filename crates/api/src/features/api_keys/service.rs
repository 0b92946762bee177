//! Making and revoking API keys.

use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use portico_shared::{
    ApiKeyId, Page, TenantId, Timestamp,
    api_keys::{ApiKeyMade, ApiKeyView, NewApiKey},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, DbErr};
use serde::Deserialize;

use super::store;
use crate::{
    auth::{Actor, Caller, Scope, permissions::Permission, secrets::NewSecret},
    context::Context,
    db::entities::api_keys,
    features::{
        audit::{self, Change},
        links::store as link_store,
        operators::store as operator_store,
        sessions::store as session_store,
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
        page::{OrderColumn, PageRequest},
    },
};

/// A key to be; without an expiry it lasts until it is revoked.
#[derive(Debug, Clone)]
pub struct NewKey {
    pub name: String,
    pub permissions: Vec<Permission>,
    pub expires_at: Option<DateTime<Utc>>,
}

/// Makes a key on the command line and gives its text, which is never to be had again.
pub async fn create(context: &Context, tenant: TenantId, new: NewKey) -> Result<(ApiKeyId, String), DbErr> {
    let tx = context.db.begin().await?;
    let made = insert(&tx, context, tenant, new).await?;
    context.commit(tx).await?;
    Ok(made)
}

/// The same, in a transaction of the caller's.
pub async fn insert(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: TenantId,
    new: NewKey,
) -> Result<(ApiKeyId, String), DbErr> {
    let caller = Caller::system(tenant, "command-line");
    let (row, key) = insert_as(tx, context, &caller, new).await?;
    Ok((row.id, key))
}

async fn insert_as(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    new: NewKey,
) -> Result<(api_keys::Model, String), DbErr> {
    let secret = NewSecret::generate(&*context.random);
    let row = api_keys::ActiveModel {
        id: Set(ApiKeyId(context.new_id())),
        tenant_id: Set(caller.actor.tenant()),
        lookup: Set(secret.lookup.clone()),
        secret_hash: Set(secret.hash.clone()),
        name: Set(new.name.clone()),
        permissions: Set(serde_json::to_value(&new.permissions).unwrap_or_default()),
        expires_at: Set(new.expires_at),
        last_used_at: Set(None),
        revoked_at: Set(None),
        created_at: Set(context.now()),
        made_by: Set(maker(&caller.actor)),
    }
    .insert(tx)
    .await?;
    let change = Change {
        action: "api_key.created",
        subject_kind: "api_key",
        subject: row.id.0,
        after: Some(serde_json::json!({ "name": new.name, "permissions": new.permissions })),
        ..Change::default()
    };
    audit::record(tx, context, caller, change).await?;
    Ok((row, secret.api_key()))
}

/// With whom a key ends. The command line is nobody who could be switched off.
fn maker(actor: &Actor) -> Option<String> {
    (!matches!(actor, Actor::System { .. })).then(|| actor.name())
}

/// Whoever is revoked or switched off at this very moment leaves no key behind.
async fn check_maker(tx: &DatabaseTransaction, context: &Context, actor: &Actor) -> ApiResult<()> {
    context.db.take_turns(tx, actor.tenant().0.as_bytes()).await?;
    let is_there = match actor {
        Actor::Key(own) => {
            let row = store::find(tx, own.tenant, own.id).await?;
            row.is_some_and(|row| row.revoked_at.is_none())
        }
        Actor::Operator(own) => {
            let row = operator_store::find(tx, own.tenant, own.id).await?;
            row.is_some_and(|row| row.disabled_at.is_none())
        }
        Actor::Person(_) | Actor::Link(_) | Actor::System { .. } => true,
    };
    if is_there {
        Ok(())
    } else {
        Err(ApiError::unauthorized())
    }
}

/// Makes a key through the API. Nobody gives away more than they hold.
pub async fn make(context: &Context, caller: &Caller, once: Once, asked: NewApiKey) -> ApiResult<Answer> {
    let held = caller.actor.permissions();
    let name = asked.name.trim().to_owned();
    let mut check = Check::default();
    check.required_text("name", &asked.name, 100);
    let mut permissions = Vec::new();
    for (place, text) in asked.permissions.iter().flatten().enumerate() {
        let path = format!("permissions[{place}]");
        match Permission::parse(text) {
            None => check.refuse(&path, "unknown-value", "no such permission; see docs/permissions.md"),
            Some(permission) if !held.contains(&permission) => {
                check.refuse(&path, "not-permitted", "a permission that you do not hold yourself");
            }
            Some(permission) => permissions.push(permission),
        }
    }
    let is_empty = asked.permissions.as_ref().is_some_and(Vec::is_empty);
    check.require(
        !is_empty,
        "permissions",
        "required",
        "at least one; leave it out for all that you hold",
    );
    // A key that ends makes none that outlives it.
    let own_end = match &caller.actor {
        Actor::Key(key) => key.expires_at,
        Actor::Operator(_) | Actor::Person(_) | Actor::Link(_) | Actor::System { .. } => None,
    };
    let expires_at = asked.expires_at.as_ref().map(Timestamp::to_utc).or(own_end);
    let outlives = own_end.is_some_and(|end| expires_at.is_none_or(|at| at > end));
    check.require(
        !outlives,
        "expiresAt",
        "not-permitted",
        "not after the end of the key that asks",
    );
    let is_ahead = expires_at.is_none_or(|at| at > context.now());
    check.require(is_ahead, "expiresAt", "out-of-range", "an instant in the future");
    check.finish()?;
    if asked.permissions.is_none() {
        permissions = held;
    }
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        check_maker(tx, context, &caller.actor).await?;
        let new = NewKey {
            name: name.clone(),
            permissions: permissions.clone(),
            expires_at,
        };
        let (row, key) = insert_as(tx, context, caller, new).await?;
        Ok(ApiKeyMade {
            key,
            api_key: view(row, caller)?,
        })
    })
    .await
}

pub async fn list(
    context: &Context,
    caller: &Caller,
    request: &PageRequest<OrderColumn<api_keys::Column>>,
) -> ApiResult<Page<ApiKeyView>> {
    let page = store::list_page(context.db.read(), caller.actor.tenant(), request).await?;
    let data = page.data.into_iter().map(|row| view(row, caller));
    Ok(Page {
        data: data.collect::<ApiResult<_>>()?,
        pagination: page.pagination,
    })
}

fn view(row: api_keys::Model, caller: &Caller) -> ApiResult<ApiKeyView> {
    Ok(ApiKeyView {
        is_current: caller.actor.name() == format!("api:{}", row.id),
        id: row.id,
        name: row.name,
        prefix: format!("ptc_live_{}_", row.lookup),
        permissions: Vec::deserialize(row.permissions).map_err(ApiError::internal)?,
        created_at: row.created_at.into(),
        expires_at: row.expires_at.map(Into::into),
        last_used_at: row.last_used_at.map(Into::into),
        revoked_at: row.revoked_at.map(Into::into),
    })
}

/// Revokes a key through the API.
pub async fn end(context: &Context, caller: &Caller, id: ApiKeyId) -> ApiResult<()> {
    if revoke_as(context, caller, id).await? {
        Ok(())
    } else {
        Err(ApiError::not_found())
    }
}

/// Revokes a key at once, on the command line; false when the tenant has no such key.
pub async fn revoke(context: &Context, tenant: TenantId, id: ApiKeyId) -> Result<bool, DbErr> {
    revoke_as(context, &Caller::system(tenant, "command-line"), id).await
}

async fn revoke_as(context: &Context, caller: &Caller, id: ApiKeyId) -> Result<bool, DbErr> {
    let (tx, tenant) = (context.db.begin().await?, caller.actor.tenant());
    context.db.take_turns(&tx, tenant.0.as_bytes()).await?;
    let known = store::update_revoked(&tx, tenant, id, context.now()).await?;
    if known {
        let name = end_with_key(&tx, context, caller, id).await?;
        revoke_made_by(&tx, context, caller, name).await?;
    }
    context.commit(tx).await?;
    context.key_changes.note();
    Ok(known)
}

/// Revokes the keys that somebody of the merchant's made, and all that were made with those. Whoever commits notes that keys
/// have changed.
pub async fn revoke_made_by(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    maker: String,
) -> Result<(), DbErr> {
    let tenant = caller.actor.tenant();
    let mut makers = vec![maker];
    while let Some(maker) = makers.pop() {
        for key in store::list_made_by(tx, tenant, &maker).await? {
            store::update_revoked(tx, tenant, key.id, context.now()).await?;
            makers.push(end_with_key(tx, context, caller, key.id).await?);
        }
    }
    Ok(())
}

/// A key that leaked must not live on in what was opened with it. Gives its name as a maker.
async fn end_with_key(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    id: ApiKeyId,
) -> Result<String, DbErr> {
    let (scope, maker) = (Scope::of_tenant(caller.actor.tenant()), format!("api:{id}"));
    link_store::update_revoked_by(tx, scope, &maker, context.now()).await?;
    session_store::update_ended_by(tx, scope, &maker, context.now()).await?;
    let change = Change {
        action: "api_key.revoked",
        subject_kind: "api_key",
        subject: id.0,
        ..Change::default()
    };
    audit::record(tx, context, caller, change).await?;
    Ok(maker)
}
