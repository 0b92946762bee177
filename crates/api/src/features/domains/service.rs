//! The use cases of domains. The DNS is asked before a transaction, never inside one.

use actix_web::http::StatusCode;
use portico_shared::{
    DomainId, ErrorCode,
    domains::{DomainIn, DomainStatus, DomainView},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, SqlErr};
use serde_json::Value;

use super::{
    checks::{self, unavailable},
    mapping::{proof, view},
    standing::{self, Finding, is_proved},
    store,
};
use crate::{
    auth::{Caller, Scope, secrets::hex},
    context::Context,
    db::entities::domains::Model,
    features::audit::{self, Change},
    http::{
        ApiError, ApiResult,
        idempotency::{Answer, Once},
    },
};

/// Domains of one tenant.
const MOST: u64 = 20;

pub async fn create(context: &Context, caller: &Caller, once: Once, new: DomainIn) -> ApiResult<Answer> {
    let host = checks::host(&context.config, &new.host)?;
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let scope = caller.scope();
        let own = store::list(tx, scope).await?;
        if own.iter().any(|row| row.host == host) {
            return Err(exists());
        }
        if store::count(tx, scope).await? >= MOST {
            return Err(ApiError::new(
                ErrorCode::DomainLimitReached,
                format!("There are {MOST} domains already, the most there may be. Remove one first."),
            ));
        }
        if store::find_claim(tx, &host).await?.is_some() {
            return Err(unavailable());
        }
        let mut token = [0; 16];
        context.random.fill(&mut token);
        let row = Model {
            tenant_id: scope.tenant(),
            id: DomainId(context.new_id()),
            version: 1,
            host,
            token: hex(&token),
            status: DomainStatus::Pending,
            created_at: context.now(),
            verified_at: None,
            last_checked_at: None,
            last_error: None,
            missing_since: None,
        };
        let row = store::insert(tx, row).await.map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => exists(),
            _ => error.into(),
        })?;
        record(tx, context, caller, "domain.added", None, Some(&row)).await?;
        Ok(view(&context.config, &row, false))
    })
    .await
}

fn exists() -> ApiError {
    ApiError::new(
        ErrorCode::DomainExists,
        "You added this host already; it is in GET /domains.",
    )
}

pub async fn list(context: &Context, scope: Scope) -> ApiResult<Vec<DomainView>> {
    let db = context.db.read();
    let primary = store::find_primary(db, scope).await?;
    let rows = store::list(db, scope).await?;
    let views = rows
        .iter()
        .map(|row| view(&context.config, row, primary.as_ref() == Some(&row.host)));
    Ok(views.collect())
}

pub async fn get(context: &Context, scope: Scope, id: DomainId) -> ApiResult<DomainView> {
    let row = find(context.db.read(), scope, id).await?;
    shown(context.db.read(), context, scope, &row).await
}

async fn find(db: &impl ConnectionTrait, scope: Scope, id: DomainId) -> ApiResult<Model> {
    store::find(db, scope, id).await?.ok_or_else(ApiError::not_found)
}

async fn shown(db: &impl ConnectionTrait, context: &Context, scope: Scope, row: &Model) -> ApiResult<DomainView> {
    let primary = store::find_primary(db, scope).await?;
    Ok(view(&context.config, row, primary.as_ref() == Some(&row.host)))
}

/// Asks the DNS for the proof.
pub async fn look(context: &Context, row: &Model) -> Finding {
    let expected = proof(row);
    match context.resolver.txt(&expected.name).await {
        Ok(found) if found.iter().any(|text| text.trim() == expected.value) => Finding::Proved,
        Ok(found) if found.is_empty() => Finding::Missing,
        Ok(found) => Finding::Different(found),
        Err(error) => Finding::NoAnswer(error.to_string()),
    }
}

/// Asks the DNS now. What it says is kept also when it is not the proof.
pub async fn verify(context: &Context, caller: &Caller, once: Once, id: DomainId) -> ApiResult<Answer> {
    let scope = caller.scope();
    let row = find(context.db.read(), scope, id).await?;
    let finding = look(context, &row).await;
    if finding == Finding::Proved {
        return once
            .run(context, &caller.actor, StatusCode::OK, async |tx| {
                let row = save(tx, context, caller, id, &finding).await?;
                shown(tx, context, scope, &row).await
            })
            .await;
    }
    let tx = context.db.begin().await?;
    save(&tx, context, caller, id, &finding).await?;
    context.commit(tx).await?;
    Err(not_proved(&row, &finding))
}

fn not_proved(row: &Model, finding: &Finding) -> ApiError {
    let expected = proof(row);
    let found = match finding {
        Finding::NoAnswer(words) => return no_answer(words),
        Finding::Different(texts) => {
            // Somebody else's texts can be of any length.
            let texts: Vec<_> = texts
                .iter()
                .take(3)
                .map(|text| format!("\"{}\"", text.chars().take(80).collect::<String>()))
                .collect();
            format!("found {}", texts.join(", "))
        }
        Finding::Missing | Finding::Proved => "found none".to_owned(),
    };
    ApiError::new(
        ErrorCode::DomainRecordMissing,
        format!(
            "Expected the TXT record {} with the text \"{}\", {found}. A new record can take a while to be seen everywhere.",
            expected.name, expected.value
        ),
    )
}

fn no_answer(words: &str) -> ApiError {
    tracing::warn!(error.cause = words, "the DNS was asked and gave no answer");
    let mut error = ApiError::new(
        ErrorCode::Unavailable,
        "The DNS gave no answer, which says nothing about your records. Try again shortly.",
    );
    error.retry_after_s = Some(30);
    error
}

/// Writes down what the DNS said, with what follows for the claim.
pub async fn save(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    id: DomainId,
    finding: &Finding,
) -> ApiResult<Model> {
    let before = find(tx, caller.scope(), id).await?;
    let after = standing::after(&before, finding, context.now());
    if !store::update(tx, &before, after.clone()).await? {
        return Err(ApiError::concurrent());
    }
    if before.status == after.status {
        return Ok(after);
    }
    let action = if is_proved(after.status) {
        claim(tx, context, &after).await?;
        "domain.verified"
    } else {
        store::delete_claim(tx, &after).await?;
        "domain.failed"
    };
    record(tx, context, caller, action, Some(&before), Some(&after)).await?;
    Ok(after)
}

/// Of several who claim a host, the first to prove it has it.
async fn claim(tx: &DatabaseTransaction, context: &Context, row: &Model) -> ApiResult<()> {
    if store::find_claim(tx, &row.host).await?.is_some() {
        return Err(unavailable());
    }
    store::insert_claim(tx, row, context.now())
        .await
        .map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => unavailable(),
            _ => error.into(),
        })
}

/// Serves the portal there, once the host leads anywhere at all: a proxy before us has addresses of its own.
pub async fn activate(context: &Context, caller: &Caller, once: Once, id: DomainId) -> ApiResult<Answer> {
    let scope = caller.scope();
    let row = find(context.db.read(), scope, id).await?;
    if !is_proved(row.status) {
        return Err(not_in(&row, "Verify it first: POST /domains/{id}/verify."));
    }
    let addresses = context.resolver.addresses(&row.host).await;
    if addresses.map_err(|error| no_answer(&error.to_string()))?.is_empty() {
        return Err(ApiError::new(
            ErrorCode::DomainRecordMissing,
            format!(
                "{} has no address yet. Set one of the records under `routing`, then try again.",
                row.host
            ),
        ));
    }
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let before = find(tx, scope, id).await?;
        if before.status == DomainStatus::Active {
            return shown(tx, context, scope, &before).await;
        }
        if before.status != DomainStatus::Verified || !store::update_active(tx, &before).await? {
            return Err(ApiError::concurrent());
        }
        let after = Model {
            version: before.version + 1,
            status: DomainStatus::Active,
            ..before.clone()
        };
        if !store::update(tx, &before, after.clone()).await? {
            return Err(ApiError::concurrent());
        }
        record(tx, context, caller, "domain.activated", Some(&before), Some(&after)).await?;
        shown(tx, context, scope, &after).await
    })
    .await
}

fn not_in(row: &Model, hint: &str) -> ApiError {
    let detail = format!("{} is {}. {hint}", row.host, row.status);
    ApiError::in_state(ErrorCode::WrongState, row.status, detail)
}

/// Lets links begin with this host from now on.
pub async fn set_primary(context: &Context, caller: &Caller, once: Once, id: DomainId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let scope = caller.scope();
        let row = find(tx, scope, id).await?;
        if row.status != DomainStatus::Active {
            return Err(not_in(&row, "Links to it would lead nowhere: activate it first."));
        }
        if store::find_primary(tx, scope).await?.as_ref() != Some(&row.host) {
            store::update_primary(tx, scope, Some(&row.host)).await?;
            record(tx, context, caller, "domain.made-primary", None, Some(&row)).await?;
        }
        Ok(view(&context.config, &row, true))
    })
    .await
}

/// Lets links begin with the tenant's own name again. Where this is not the primary host, nothing changes.
pub async fn unset_primary(context: &Context, caller: &Caller, once: Once, id: DomainId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::NO_CONTENT, async |tx| {
        let scope = caller.scope();
        let row = find(tx, scope, id).await?;
        if store::find_primary(tx, scope).await?.as_ref() == Some(&row.host) {
            store::update_primary(tx, scope, None).await?;
            record(tx, context, caller, "domain.unmade-primary", Some(&row), None).await?;
        }
        Ok(Value::Null)
    })
    .await
}

pub async fn delete(context: &Context, caller: &Caller, once: Once, id: DomainId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::NO_CONTENT, async |tx| {
        let row = find(tx, caller.scope(), id).await?;
        store::delete_claim(tx, &row).await?;
        if !store::delete(tx, &row).await? {
            return Err(ApiError::concurrent());
        }
        record(tx, context, caller, "domain.removed", Some(&row), None).await?;
        Ok(Value::Null)
    })
    .await
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    action: &'static str,
    before: Option<&Model>,
    after: Option<&Model>,
) -> Result<(), DbErr> {
    let shown = |row: &Model| serde_json::json!({ "host": row.host, "status": row.status });
    let change = Change {
        action,
        subject_kind: "domain",
        subject: before.or(after).map(|row| row.id.0).unwrap_or_default(),
        before: before.map(shown),
        after: after.map(shown),
        ..Change::default()
    };
    audit::record(tx, context, caller, change).await
}
