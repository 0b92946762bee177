//! The use cases of cancellation reasons.

use actix_web::http::StatusCode;
use portico_shared::{
    ErrorCode,
    subscriptions::{CancellationReasonIn, CancellationReasonPatch, CancellationReasonView, ReasonLabels},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, SqlErr};
use serde_json::Value;
use uuid::Uuid;

use super::store;
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::cancellation_reasons,
    features::audit::{self, Change},
    http::{
        ApiError, ApiResult,
        body::Input,
        check::Check,
        idempotency::{Answer, Once},
    },
};

pub fn view(row: &cancellation_reasons::Model) -> CancellationReasonView {
    CancellationReasonView {
        code: row.code.clone(),
        position: u32::try_from(row.position).unwrap_or(0),
        labels: ReasonLabels {
            de: row.label_de.clone(),
            en: row.label_en.clone(),
        },
        allows_comment: row.allows_comment,
        active: row.is_active,
    }
}

/// All of them for the merchant, what is offered for customers.
pub async fn list(context: &Context, caller: &Caller) -> ApiResult<Vec<CancellationReasonView>> {
    let rows = store::list(context.db.read(), caller.scope()).await?;
    let all = caller.actor.person().is_none();
    Ok(rows.iter().filter(|row| all || row.is_active).map(view).collect())
}

async fn find(db: &impl ConnectionTrait, scope: Scope, code: &str) -> ApiResult<cancellation_reasons::Model> {
    store::find(db, scope, code).await?.ok_or_else(ApiError::not_found)
}

pub async fn create(context: &Context, caller: &Caller, once: Once, new: CancellationReasonIn) -> ApiResult<Answer> {
    check_new(&new)?;
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let others = store::list(tx, caller.scope()).await?;
        let last = others.iter().map(|row| row.position).max().unwrap_or(-1);
        let asked = new.position.and_then(|position| i32::try_from(position).ok());
        let row = cancellation_reasons::Model {
            tenant_id: caller.actor.tenant(),
            code: new.code,
            version: 1,
            position: asked.unwrap_or_else(|| last.saturating_add(1)),
            label_de: new.labels.de,
            label_en: new.labels.en,
            allows_comment: new.allows_comment,
            is_active: true,
            created_at: context.now(),
        };
        store::insert(tx, row.clone())
            .await
            .map_err(|error| match error.sql_err() {
                Some(SqlErr::UniqueConstraintViolation(_)) => ApiError::new(
                    ErrorCode::CodeTaken,
                    format!("There is a reason \"{}\" already.", row.code),
                ),
                _ => error.into(),
            })?;
        record(tx, context, caller, "cancellation_reason.created", None, Some(&row)).await?;
        Ok(view(&row))
    })
    .await
}

pub async fn update(
    context: &Context,
    caller: &Caller,
    code: &str,
    Input {
        value: patch,
        once,
        echo,
    }: Input<CancellationReasonPatch>,
) -> ApiResult<Answer> {
    let mut check = Check::default();
    check_labels(&mut check, patch.labels.as_ref());
    check_position(&mut check, patch.position);
    check.finish()?;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let before = find(tx, caller.scope(), code).await?;
        echo.check(&view(&before))?;
        let labels = patch.labels.unwrap_or_else(|| view(&before).labels);
        let asked = patch.position.and_then(|position| i32::try_from(position).ok());
        let after = cancellation_reasons::Model {
            version: before.version + 1,
            position: asked.unwrap_or(before.position),
            label_de: labels.de,
            label_en: labels.en,
            allows_comment: patch.allows_comment.unwrap_or(before.allows_comment),
            is_active: patch.active.unwrap_or(before.is_active),
            ..before.clone()
        };
        if !store::update(tx, &before, after.clone()).await? {
            return Err(ApiError::concurrent());
        }
        record(
            tx,
            context,
            caller,
            "cancellation_reason.updated",
            Some(&before),
            Some(&after),
        )
        .await?;
        Ok(view(&after))
    })
    .await
}

/// Deletes one that no cancellation names.
pub async fn delete(context: &Context, caller: &Caller, once: Once, code: &str) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::NO_CONTENT, async |tx| {
        let row = find(tx, caller.scope(), code).await?;
        if store::is_used(tx, caller.scope(), code).await? {
            let detail = format!("Cancellations name the reason \"{code}\". Set active to false instead.");
            return Err(ApiError::new(ErrorCode::ReasonInUse, detail));
        }
        if !store::delete(tx, &row).await? {
            return Err(ApiError::concurrent());
        }
        record(tx, context, caller, "cancellation_reason.deleted", Some(&row), None).await?;
        Ok(Value::Null)
    })
    .await
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    action: &'static str,
    before: Option<&cancellation_reasons::Model>,
    after: Option<&cancellation_reasons::Model>,
) -> ApiResult<()> {
    let change = Change {
        action,
        subject_kind: "cancellation_reason",
        // A reason is known by its code; before and after hold it.
        subject: Uuid::nil(),
        customer: None,
        before: before.map(view).and_then(|view| serde_json::to_value(view).ok()),
        after: after.map(view).and_then(|view| serde_json::to_value(view).ok()),
    };
    Ok(audit::record(tx, context, caller, change).await?)
}

fn check_new(new: &CancellationReasonIn) -> ApiResult<()> {
    let mut check = Check::default();
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
    let right = (1..=64).contains(&new.code.len()) && new.code.bytes().all(plain);
    check.require(right, "code", "invalid", "1 to 64 of a-z, 0-9, _ and -");
    check_labels(&mut check, Some(&new.labels));
    check_position(&mut check, new.position);
    check.finish()
}

fn check_labels(check: &mut Check, labels: Option<&ReasonLabels>) {
    let Some(labels) = labels else { return };
    check.required_text("labels.de", &labels.de, 120);
    check.required_text("labels.en", &labels.en, 120);
}

fn check_position(check: &mut Check, position: Option<u32>) {
    let within = position.is_none_or(|position| position <= 10_000);
    check.require(within, "position", "out-of-range", "at most 10000");
}
