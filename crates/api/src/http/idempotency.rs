//! `Idempotency-Key`: the same request again gets the stored answer instead of a second effect.
//!
//! The row is written in the use case's own transaction, so it exists exactly when the effect does.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use actix_web::{HttpRequest, HttpResponse, Responder, body::BoxBody, http::StatusCode};
use chrono::TimeDelta;
use portico_shared::{ErrorCode, TenantId};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    SqlErr,
};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use super::{ApiError, ApiResult};
use crate::{
    auth::Actor,
    auth::Scope,
    context::Context,
    db::entities::{Scoped, idempotency_keys as keys},
};

/// For how long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// What makes a request unique, where the client sent a key.
#[derive(Debug, Clone)]
pub struct Once {
    key: Option<String>,
    method: String,
    path: String,
    body_hash: Vec<u8>,
}

/// The answer of a use case: fresh, or the stored one of the first time.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    body: Vec<u8>,
    replayed: bool,
}

impl Answer {
    /// What the use case gave, for whoever goes on with it after the transaction.
    ///
    /// # Errors
    /// When it is of another shape.
    pub fn read<T: DeserializeOwned>(&self) -> ApiResult<T> {
        serde_json::from_slice(&self.body).map_err(ApiError::internal)
    }

    /// Whether it is the stored one: nothing was done this time.
    pub const fn is_replayed(&self) -> bool {
        self.replayed
    }
}

impl Once {
    /// # Errors
    /// 422 for a key that is empty, longer than 255 characters or not printable ASCII.
    pub fn of(request: &HttpRequest, body: &[u8]) -> ApiResult<Self> {
        let key = match request.headers().get("idempotency-key") {
            None => None,
            Some(value) => Some(
                value
                    .to_str()
                    .ok()
                    .filter(|text| (1..=255).contains(&text.len()))
                    .ok_or_else(|| {
                        ApiError::new(
                            ErrorCode::ValidationFailed,
                            "Idempotency-Key must be 1 to 255 printable ASCII characters.",
                        )
                    })?
                    .to_owned(),
            ),
        };
        Ok(Self {
            key,
            method: request.method().to_string(),
            path: request
                .uri()
                .path_and_query()
                .map_or_else(String::new, ToString::to_string),
            body_hash: Sha256::digest(body).to_vec(),
        })
    }

    /// The stored answer, where there is one already: for whoever has something begun outside before the transaction.
    ///
    /// # Errors
    /// 422 for the same key with another body.
    pub async fn known(&self, context: &Context, actor: &Actor) -> ApiResult<Option<Answer>> {
        let row = self.find(actor, context.db.read()).await?;
        let row = row.filter(|row| row.created_at + KEPT > context.now());
        row.map(|row| self.open(context, actor, &row)).transpose()
    }

    /// Runs a use case in one transaction, at most once for a key, and commits.
    ///
    /// # Errors
    /// What the use case refuses; 409 while a twin runs; 422 for the same key with another body.
    pub async fn run<T: Serialize>(
        self,
        context: &Context,
        actor: &Actor,
        status: StatusCode,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> ApiResult<T>,
    ) -> ApiResult<Answer> {
        let twin = self.key.as_ref().map(|key| {
            format!(
                "{} {} {} {} {key}",
                actor.tenant(),
                actor.identity(),
                self.method,
                self.path
            )
        });
        let _twin = twin
            .map(|twin| context.in_flight.enter(twin).ok_or_else(in_progress))
            .transpose()?;
        let _subject = self
            .subject(actor.tenant())
            .map(|subject| context.in_flight.enter(subject).ok_or_else(ApiError::concurrent))
            .transpose()?;
        let tx = context.db.begin().await?;
        if let Some(answer) = self.stored(context, actor, &tx).await? {
            return Ok(answer);
        }
        let value = work(&tx).await?;
        let body = serde_json::to_vec(&value).map_err(ApiError::internal)?;
        self.store(context, actor, &tx, status, &body).await?;
        context.commit(tx).await?;
        Ok(Answer {
            status,
            body,
            replayed: false,
        })
    }

    /// The thing that a request changes, such as one subscription: two changes of it at once would both be decided from
    /// what it was before, so one wins and the other is told. Several processes take turns by the row's lock instead.
    fn subject(&self, tenant: TenantId) -> Option<String> {
        if self.method == "POST" {
            return None;
        }
        let path = self.path.split('?').next()?.strip_prefix("/api/")?;
        let (collection, rest) = path.split_once('/')?;
        let id = rest.split('/').next()?;
        Some(format!("{tenant} {collection}/{id}"))
    }

    async fn find(&self, actor: &Actor, db: &impl ConnectionTrait) -> ApiResult<Option<keys::Model>> {
        let Some(key) = &self.key else {
            return Ok(None);
        };
        let row = keys::Entity::within(Scope::of_tenant(actor.tenant()))
            .filter(keys::Column::Actor.eq(actor.identity()))
            .filter(keys::Column::Method.eq(&self.method))
            .filter(keys::Column::Path.eq(&self.path))
            .filter(keys::Column::Key.eq(key))
            .one(db)
            .await?;
        Ok(row)
    }

    async fn stored(&self, context: &Context, actor: &Actor, tx: &DatabaseTransaction) -> ApiResult<Option<Answer>> {
        let Some(row) = self.find(actor, tx).await? else {
            return Ok(None);
        };
        if row.created_at + KEPT <= context.now() {
            keys::Entity::delete(keys::ActiveModel::from(row)).exec(tx).await?;
            return Ok(None);
        }
        self.open(context, actor, &row).map(Some)
    }

    fn open(&self, context: &Context, actor: &Actor, row: &keys::Model) -> ApiResult<Answer> {
        if row.body_hash != self.body_hash {
            return Err(ApiError::new(
                ErrorCode::IdempotencyKeyReused,
                "This Idempotency-Key was used for another body. Send a new key for a new request.",
            ));
        }
        let body = context
            .master
            .open(&place(actor.tenant(), &row.key), &row.answer)
            .map_err(ApiError::internal)?;
        let status = u16::try_from(row.status)
            .ok()
            .and_then(|code| StatusCode::from_u16(code).ok());
        Ok(Answer {
            status: status.unwrap_or(StatusCode::OK),
            body,
            replayed: true,
        })
    }

    async fn store(
        &self,
        context: &Context,
        actor: &Actor,
        tx: &DatabaseTransaction,
        status: StatusCode,
        body: &[u8],
    ) -> ApiResult<()> {
        let Some(key) = &self.key else { return Ok(()) };
        let tenant = actor.tenant();
        keys::ActiveModel {
            tenant_id: Set(tenant),
            actor: Set(actor.identity()),
            method: Set(self.method.clone()),
            path: Set(self.path.clone()),
            key: Set(key.clone()),
            body_hash: Set(self.body_hash.clone()),
            status: Set(status.as_u16().into()),
            // Answers may bear secrets (authenticate): all are kept sealed.
            answer: Set(context.master.seal(&*context.random, &place(tenant, key), body)),
            created_at: Set(context.now()),
        }
        .insert(tx)
        .await
        .map_err(|error| match error.sql_err() {
            // A twin on another instance was faster; nothing of ours is committed.
            Some(SqlErr::UniqueConstraintViolation(_)) => in_progress(),
            _ => error.into(),
        })?;
        Ok(())
    }
}

fn place(tenant: TenantId, key: &str) -> String {
    format!("{tenant}/idempotency_keys/{key}")
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if self.replayed {
            response.insert_header(("Idempotency-Replayed", "true"));
        }
        if self.status == StatusCode::NO_CONTENT {
            return response.finish();
        }
        response.content_type("application/json").body(self.body)
    }
}

fn in_progress() -> ApiError {
    ApiError::new(
        ErrorCode::IdempotencyInProgress,
        "The first request with this Idempotency-Key is still running. Try again shortly.",
    )
}

/// What requests in this process are at right now.
#[derive(Debug, Default)]
pub struct InFlight(Mutex<HashSet<String>>);

#[derive(Debug)]
struct Guard<'a>(&'a InFlight, String);

impl InFlight {
    /// None while somebody else is at it.
    fn enter(&self, what: String) -> Option<Guard<'_>> {
        let fresh = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(what.clone());
        fresh.then(|| Guard(self, what))
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}
