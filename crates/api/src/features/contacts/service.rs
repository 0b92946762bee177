//! The use cases of contact persons.

use actix_web::http::StatusCode;
use portico_shared::{
    ContactId, ErrorCode, Field, Page,
    contacts::{ContactIn, ContactPatch, ContactView},
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbErr, IntoActiveModel, SqlErr};
use serde_json::Value;

use super::{
    checks::{check_new, check_patch},
    mapping::view,
    store,
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::contacts,
    features::{
        audit::{self, Change},
        media::{self, MediaKind},
    },
    http::{
        ApiError, ApiResult,
        body::Input,
        idempotency::{Answer, Once},
        page::{OrderColumn, PageRequest},
        upload::Upload,
    },
};

pub async fn create(context: &Context, caller: &Caller, once: Once, new: ContactIn) -> ApiResult<Answer> {
    let new = ContactIn {
        role: given(new.role),
        email: given(new.email),
        phone: given(new.phone),
        booking_url: given(new.booking_url),
        ..new
    };
    check_new(&new)?;
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let row = contacts::Model {
            tenant_id: caller.actor.tenant(),
            id: ContactId(context.new_id()),
            version: 1,
            name: new.name,
            role: new.role,
            email: new.email,
            phone: new.phone,
            booking_url: new.booking_url,
            languages: serde_json::to_value(new.languages).map_err(ApiError::internal)?,
            photo_id: None,
            is_default: false,
            created_at: context.now(),
        };
        let row = row.into_active_model().reset_all().insert(tx).await?;
        record(tx, context, caller, "contact.created", None, Some(&row)).await?;
        Ok(view(row))
    })
    .await
}

/// Forms send an empty text where there is nothing.
fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

fn cleared(field: Field<String>) -> Field<String> {
    match field {
        Field::Value(text) if text.is_empty() => Field::Null,
        other => other,
    }
}

pub async fn list(
    context: &Context,
    scope: Scope,
    request: &PageRequest<OrderColumn<contacts::Column>>,
) -> ApiResult<Page<ContactView>> {
    Ok(store::list(context.db.read(), scope, request).await?.map(view))
}

pub async fn get(context: &Context, scope: Scope, id: ContactId) -> ApiResult<ContactView> {
    find(context.db.read(), scope, id).await.map(view)
}

async fn find(db: &impl ConnectionTrait, scope: Scope, id: ContactId) -> ApiResult<contacts::Model> {
    store::find(db, scope, id).await?.ok_or_else(ApiError::not_found)
}

pub async fn update(
    context: &Context,
    caller: &Caller,
    id: ContactId,
    Input {
        value: patch,
        once,
        echo,
    }: Input<ContactPatch>,
) -> ApiResult<Answer> {
    let patch = ContactPatch {
        name: cleared(patch.name),
        role: cleared(patch.role),
        email: cleared(patch.email),
        phone: cleared(patch.phone),
        booking_url: cleared(patch.booking_url),
        ..patch
    };
    check_patch(&patch)?;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let before = find(tx, caller.scope(), id).await?;
        echo.check(&view(before.clone()))?;
        let languages = match patch.languages.sent() {
            Some(languages) => serde_json::to_value(languages.unwrap_or_default()).map_err(ApiError::internal)?,
            None => before.languages.clone(),
        };
        let after = contacts::Model {
            name: patch.name.or(Some(before.name.clone())).unwrap_or_default(),
            role: patch.role.or(before.role.clone()),
            email: patch.email.or(before.email.clone()),
            phone: patch.phone.or(before.phone.clone()),
            booking_url: patch.booking_url.or(before.booking_url.clone()),
            languages,
            ..before.clone()
        };
        change(tx, context, caller, "contact.updated", before, after).await
    })
    .await
}

/// Saves a changed row and says so in the audit log.
async fn change(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    action: &'static str,
    before: contacts::Model,
    after: contacts::Model,
) -> ApiResult<ContactView> {
    let after = contacts::Model {
        version: before.version + 1,
        ..after
    };
    if !store::update(tx, &before, after.clone()).await.map_err(one_default)? {
        return Err(ApiError::concurrent());
    }
    record(tx, context, caller, action, Some(&before), Some(&after)).await?;
    Ok(view(after))
}

/// Two may be made the default at once: the second is told to look again.
fn one_default(error: DbErr) -> ApiError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => ApiError::concurrent(),
        _ => error.into(),
    }
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    action: &'static str,
    before: Option<&contacts::Model>,
    after: Option<&contacts::Model>,
) -> Result<(), DbErr> {
    let shown = |row: &contacts::Model| serde_json::to_value(view(row.clone())).ok();
    let subject = before.or(after).map(|row| row.id.0).unwrap_or_default();
    let change = Change {
        action,
        subject_kind: "contact",
        subject,
        before: before.and_then(shown),
        after: after.and_then(shown),
        ..Change::default()
    };
    audit::record(tx, context, caller, change).await
}

pub async fn delete(context: &Context, caller: &Caller, once: Once, id: ContactId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::NO_CONTENT, async |tx| {
        let scope = caller.scope();
        let row = find(tx, scope, id).await?;
        let count = store::count_customers(tx, scope, id).await?;
        if count > 0 {
            return Err(in_use(&row, count));
        }
        let deleted = store::delete(tx, &row).await.map_err(|error| match error.sql_err() {
            // Somebody assigned it at the same moment.
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => in_use(&row, 1),
            _ => error.into(),
        })?;
        if !deleted {
            return Err(ApiError::concurrent());
        }
        if let Some(photo) = row.photo_id {
            media::store::delete(tx, scope, photo).await?;
        }
        record(tx, context, caller, "contact.deleted", Some(&row), None).await?;
        Ok(Value::Null)
    })
    .await
}

fn in_use(row: &contacts::Model, count: u64) -> ApiError {
    let whom = if count == 1 {
        "1 customer".to_owned()
    } else {
        format!("{count} customers")
    };
    ApiError::new(
        ErrorCode::ContactInUse,
        format!(
            "{} is assigned to {whom}. Assign another contact person to them first.",
            row.name
        ),
    )
}

pub async fn set_photo(context: &Context, caller: &Caller, id: ContactId, upload: Upload) -> ApiResult<Answer> {
    // Whose contact it is comes before what is wrong with the picture.
    find(context.db.read(), caller.scope(), id).await?;
    let picture = upload.read()?;
    let small = media::service::make_small(picture.bytes, picture.format, MediaKind::Photo).await?;
    picture
        .once
        .run(context, &caller.actor, StatusCode::OK, async |tx| {
            let scope = caller.scope();
            let before = find(tx, scope, id).await?;
            let photo = media::service::insert(tx, context, scope.tenant(), MediaKind::Photo, small).await?;
            if let Some(old) = before.photo_id {
                media::store::delete(tx, scope, old).await?;
            }
            let after = contacts::Model {
                photo_id: Some(photo),
                ..before.clone()
            };
            change(tx, context, caller, "contact.photo-changed", before, after).await
        })
        .await
}

/// Taking away what is not there changes nothing.
pub async fn delete_photo(context: &Context, caller: &Caller, once: Once, id: ContactId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::NO_CONTENT, async |tx| {
        let scope = caller.scope();
        let before = find(tx, scope, id).await?;
        if let Some(old) = before.photo_id {
            media::store::delete(tx, scope, old).await?;
            let after = contacts::Model {
                photo_id: None,
                ..before.clone()
            };
            change(tx, context, caller, "contact.photo-removed", before, after).await?;
        }
        Ok(Value::Null)
    })
    .await
}

/// Makes a contact the one of all customers without their own, in place of whoever was.
pub async fn set_default(context: &Context, caller: &Caller, once: Once, id: ContactId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let scope = caller.scope();
        let before = find(tx, scope, id).await?;
        if before.is_default {
            return Ok(view(before));
        }
        if let Some(former) = store::find_default(tx, scope).await? {
            let without = contacts::Model {
                is_default: false,
                ..former.clone()
            };
            change(tx, context, caller, "contact.unmade-default", former, without).await?;
        }
        let after = contacts::Model {
            is_default: true,
            ..before.clone()
        };
        change(tx, context, caller, "contact.made-default", before, after).await
    })
    .await
}

pub async fn unset_default(context: &Context, caller: &Caller, once: Once, id: ContactId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::NO_CONTENT, async |tx| {
        let before = find(tx, caller.scope(), id).await?;
        if before.is_default {
            let after = contacts::Model {
                is_default: false,
                ..before.clone()
            };
            change(tx, context, caller, "contact.unmade-default", before, after).await?;
        }
        Ok(Value::Null)
    })
    .await
}
