//! The use cases of Hosted Pages. Each change is a new version; none is ever lost.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use portico_shared::{
    ErrorCode, Page, TenantId,
    settings::{HostedPages, HostedPagesPatch, HostedPagesView, RestoreIn, SettingsVersion, SettingsVersionView},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{
    Lifetimes,
    checks::{check, check_note, normalised},
    mapping, store,
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{settings_versions, tenants as tenants_table},
    features::{
        audit::{self, Change},
        media::{self, MediaKind},
        tenants,
    },
    http::{
        ApiError, ApiResult,
        body::Input,
        idempotency::{Answer, Once},
        page::{OrderColumn, PageRequest},
        upload::Picture,
    },
};

/// How long a tenant's links and sessions live.
pub async fn lifetimes(db: &impl ConnectionTrait, context: &Context, tenant: TenantId) -> ApiResult<Lifetimes> {
    let pages = tenants::store::find(db, tenant).await?.pages();
    Ok(Lifetimes::of(&context.config.auth, &pages.map_err(ApiError::internal)?))
}

pub async fn get(context: &Context, scope: Scope) -> ApiResult<HostedPagesView> {
    let db = context.db.read();
    let tenant = tenants::store::find(db, scope.tenant()).await?;
    current(db, scope, &tenant).await
}

async fn current(db: &impl ConnectionTrait, scope: Scope, tenant: &tenants_table::Model) -> ApiResult<HostedPagesView> {
    let version = store::find_version(db, scope, tenant.settings_version).await?;
    let version = version.ok_or_else(|| ApiError::internal(format!("tenant {} has no current settings", tenant.id)))?;
    Ok(mapping::view(pages(tenant)?, &version))
}

fn pages(tenant: &tenants_table::Model) -> ApiResult<HostedPages> {
    tenant.pages().map_err(ApiError::internal)
}

/// The tenant as it is before a change. Read ahead of the transaction: of two changes at once the second then
/// finds the version moved on SQLite too, where transactions wait for each other.
async fn before(context: &Context, caller: &Caller) -> ApiResult<tenants_table::Model> {
    Ok(tenants::store::find(context.db.read(), caller.scope().tenant()).await?)
}

pub async fn patch(context: &Context, caller: &Caller, body: Input<HostedPagesPatch>) -> ApiResult<Answer> {
    let (patch, once, echo) = (body.value, body.once, body.echo);
    check_note(patch.note.as_deref())?;
    let before = before(context, caller).await?;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        if patch.version.is_some_and(|read| read != before.settings_version) {
            return Err(ApiError::concurrent());
        }
        if !echo.is_empty() {
            echo.check(&current(tx, caller.scope(), &before).await?)?;
        }
        let edit = Edit {
            note: patch.note.clone(),
            ..Edit::of("hosted_pages.changed")
        };
        let after = normalised(pages(&before)?.patched(patch));
        check(&after, &context.config.auth)?;
        save(tx, context, caller, &before, after, edit).await
    })
    .await
}

/// Brings an old version back as a new one.
pub async fn restore(
    context: &Context,
    caller: &Caller,
    once: Once,
    version: i64,
    asked: RestoreIn,
) -> ApiResult<Answer> {
    check_note(asked.note.as_deref())?;
    let before = before(context, caller).await?;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let old = store::find_version(tx, caller.scope(), version).await?;
        let old = old.ok_or_else(ApiError::not_found)?;
        let after = mapping::read(old.hosted_pages, &before.branding).map_err(ApiError::internal)?;
        if after == pages(&before)? {
            return Err(already_current(version, before.settings_version));
        }
        // Rules may have become stricter since.
        check(&after, &context.config.auth)?;
        let edit = Edit {
            note: asked.note,
            restored_from: Some(version),
            ..Edit::of("hosted_pages.restored")
        };
        save(tx, context, caller, &before, after, edit).await
    })
    .await
}

fn already_current(asked: i64, current: i64) -> ApiError {
    let detail = if asked == current {
        format!("Version {asked} is in force already.")
    } else {
        format!("Version {asked} holds the same settings as version {current}, which is in force.")
    };
    ApiError::new(ErrorCode::AlreadyCurrent, detail)
}

/// Stores a picture and makes it the logo.
pub async fn set_logo(context: &Context, caller: &Caller, picture: Picture) -> ApiResult<Answer> {
    let before = before(context, caller).await?;
    let Picture { bytes, format, once } = picture;
    let small = media::service::make_small(bytes, format, MediaKind::Logo).await?;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        // One that is replaced stays stored: older versions name it.
        let logo = media::service::insert(tx, context, before.id, MediaKind::Logo, small).await?;
        change_logo(tx, context, caller, &before, Some(logo)).await
    })
    .await
}

/// The portal shows the merchant's name alone again.
pub async fn remove_logo(context: &Context, caller: &Caller, once: Once) -> ApiResult<Answer> {
    let before = before(context, caller).await?;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        change_logo(tx, context, caller, &before, None).await
    })
    .await
}

async fn change_logo(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    before: &tenants_table::Model,
    logo: Option<portico_shared::MediaId>,
) -> ApiResult<HostedPagesView> {
    let after = HostedPages { logo, ..pages(before)? };
    save(
        tx,
        context,
        caller,
        before,
        after,
        Edit::of("hosted_pages.logo_changed"),
    )
    .await
}

/// What a new version says about itself.
struct Edit {
    action: &'static str,
    note: Option<String>,
    restored_from: Option<i64>,
}

impl Edit {
    fn of(action: &'static str) -> Self {
        Self {
            action,
            note: None,
            restored_from: None,
        }
    }
}

/// Puts `after` in force as the next version; what changes nothing makes none.
async fn save(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    before: &tenants_table::Model,
    after: HostedPages,
    edit: Edit,
) -> ApiResult<HostedPagesView> {
    let scope = caller.scope();
    let differences = audit::diff(&pages(before)?, &after).map_err(ApiError::internal)?;
    if differences.is_empty() {
        return current(tx, scope, before).await;
    }
    let stored = serde_json::to_value(&after).map_err(ApiError::internal)?;
    if !store::update_pages(tx, scope, before.settings_version, stored.clone()).await? {
        return Err(ApiError::concurrent());
    }
    let version = settings_versions::Model {
        tenant_id: before.id,
        version: before.settings_version + 1,
        hosted_pages: stored,
        made_by: caller.actor.name(),
        note: edit.note,
        restored_from: edit.restored_from,
        created_at: context.now(),
    };
    store::insert_version(tx, version.clone()).await?;
    let (was, is) = audit::sides(&differences);
    let change = Change {
        action: edit.action,
        subject_kind: "tenant",
        subject: before.id.0,
        before: Some(was),
        after: Some(is),
        ..Change::default()
    };
    audit::record(tx, context, caller, change).await?;
    Ok(mapping::view(after, &version))
}

pub async fn list_versions(
    context: &Context,
    scope: Scope,
    request: &PageRequest<OrderColumn<settings_versions::Column>>,
) -> ApiResult<Page<SettingsVersion>> {
    let db = context.db.read();
    let tenant = tenants::store::find(db, scope.tenant()).await?;
    let Page { data, pagination } = store::list_versions(db, scope, request).await?;
    let before = store::find_versions(db, scope, data.iter().map(|row| row.version - 1).collect()).await?;
    let before: HashMap<_, _> = before.into_iter().map(|row| (row.version, row)).collect();
    let data = data
        .into_iter()
        .map(|row| {
            let before = before.get(&(row.version - 1));
            mapping::version(row, before, &tenant).map(mapping::listed)
        })
        .collect::<Result<_, _>>()
        .map_err(ApiError::internal)?;
    Ok(Page { data, pagination })
}

pub async fn get_version(context: &Context, scope: Scope, version: i64) -> ApiResult<SettingsVersionView> {
    let db = context.db.read();
    let row = store::find_version(db, scope, version).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let tenant = tenants::store::find(db, scope.tenant()).await?;
    let before = store::find_version(db, scope, version.saturating_sub(1)).await?;
    mapping::version(row, before.as_ref(), &tenant).map_err(ApiError::internal)
}
