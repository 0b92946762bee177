//! Making and revoking API keys.

use chrono::{DateTime, Utc};
use portico_shared::{ApiKeyId, TenantId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, DbErr};

use super::store;
use crate::{
    auth::{Caller, permissions::Permission, secrets::NewSecret},
    context::Context,
    db::entities::api_keys,
    features::audit::{self, Change},
};

/// A key to be; without an expiry it lasts until it is revoked.
#[derive(Debug, Clone)]
pub struct NewKey {
    pub name: String,
    pub permissions: Vec<Permission>,
    pub expires_at: Option<DateTime<Utc>>,
}

/// Makes a key and gives its text, which is never to be had again.
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
    let secret = NewSecret::generate(&*context.random);
    let id = ApiKeyId(context.new_id());
    api_keys::ActiveModel {
        id: Set(id),
        tenant_id: Set(tenant),
        lookup: Set(secret.lookup.clone()),
        secret_hash: Set(secret.hash.clone()),
        name: Set(new.name.clone()),
        permissions: Set(serde_json::to_value(&new.permissions).unwrap_or_default()),
        expires_at: Set(new.expires_at),
        last_used_at: Set(None),
        revoked_at: Set(None),
        created_at: Set(context.now()),
    }
    .insert(tx)
    .await?;
    let change = Change {
        action: "api_key.created",
        subject_kind: "api_key",
        subject: id.0,
        after: Some(serde_json::json!({ "name": new.name, "permissions": new.permissions })),
        ..Change::default()
    };
    audit::record(tx, context, &Caller::system(tenant, "command-line"), change).await?;
    Ok((id, secret.api_key()))
}

/// Revokes a key at once; false when the tenant has no such key.
pub async fn revoke(context: &Context, tenant: TenantId, id: ApiKeyId) -> Result<bool, DbErr> {
    let tx = context.db.begin().await?;
    let known = store::update_revoked(&tx, tenant, id, context.now()).await?;
    if known {
        let change = Change {
            action: "api_key.revoked",
            subject_kind: "api_key",
            subject: id.0,
            ..Change::default()
        };
        audit::record(&tx, context, &Caller::system(tenant, "command-line"), change).await?;
    }
    context.commit(tx).await?;
    context.key_changes.note();
    Ok(known)
}
