//! The team, and an operator's own account, over HTTP.

use actix_web::{HttpResponse, delete, get, patch, post, put, web};
use portico_shared::{
    Data, OperatorId, OperatorSessionId, Page,
    operators::{
        NewOperator, OperatorChoice, OperatorPatch, OperatorSelf, OperatorSessionView, OperatorView, PasswordChangeIn,
        PasswordProof, RecoveryCodes, TotpCode, TotpSetup,
    },
    sessions::{Ended, Success},
};

use super::{account, team};
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::operators::Column,
    http::{
        ApiResult,
        body::{Body, Nothing},
        idempotency::Answer,
        page::OrderColumn,
        query::Query,
    },
};

right!(ReadOperators, key OperatorRead);
right!(WriteOperators, key OperatorWrite);
right!(OwnAccount, own true);

/// Lists the merchant's staff, newest first.
#[utoipa::path(tag = "Operators", operation_id = "list_operators",
    params(("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before")),
    responses((status = 200, description = "A page of operators", body = Page<OperatorView>)))]
#[get("/operators")]
pub async fn list_operators(
    context: web::Data<Context>,
    may: May<ReadOperators>,
    mut query: Query,
) -> ApiResult<web::Json<Page<OperatorView>>> {
    let page = query.page(&[("createdAt", OrderColumn::always(Column::CreatedAt))]);
    query.finish()?;
    Ok(web::Json(team::list(&context, &may, &page).await?))
}

/// Invites somebody to the console by mail. The link sets a password and lives for a day. Owners are made by owners alone.
#[utoipa::path(tag = "Operators", operation_id = "invite_operator", request_body = NewOperator,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "Invited", body = OperatorView)))]
#[post("/operators")]
pub async fn invite_operator(
    context: web::Data<Context>,
    may: May<WriteOperators>,
    body: Body<NewOperator>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    team::invite(&context, &may, body.once, body.value).await
}

/// Changes name, role or language, or switches somebody off and on. An absent field stays. With who is switched off end the API keys
/// that they made.
#[utoipa::path(tag = "Operators", operation_id = "patch_operator", request_body = OperatorPatch,
    params(("id" = OperatorId, Path, description = "The operator"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "After the change", body = OperatorView)))]
#[patch("/operators/{id}")]
pub async fn patch_operator(
    context: web::Data<Context>,
    may: May<WriteOperators>,
    id: web::Path<OperatorId>,
    body: Body<OperatorPatch>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    team::change(&context, &may, body.once, *id, body.value).await
}

/// Mails somebody a link to set a new password. Their password and second factor stop working, and their sessions end.
#[utoipa::path(tag = "Operators", operation_id = "reset_operator",
    params(("id" = OperatorId, Path, description = "The operator"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The mail is on its way", body = Success)))]
#[post("/operators/{id}/reset")]
pub async fn reset_operator(
    context: web::Data<Context>,
    may: May<WriteOperators>,
    id: web::Path<OperatorId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    team::reset(&context, &may, body.read()?.once, *id).await
}

/// The operator who asks, and what they may.
#[utoipa::path(tag = "Own account", operation_id = "get_own_operator",
    responses((status = 200, description = "Who asks", body = OperatorSelf)))]
#[get("/operator")]
pub async fn get_own_operator(context: web::Data<Context>, may: May<OwnAccount>) -> ApiResult<web::Json<OperatorSelf>> {
    Ok(web::Json(account::get(&context, &may).await?))
}

/// Changes one's own language.
#[utoipa::path(tag = "Own account", operation_id = "patch_own_operator", request_body = OperatorChoice,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "After the change", body = OperatorSelf)))]
#[patch("/operator")]
pub async fn patch_own_operator(
    context: web::Data<Context>,
    may: May<OwnAccount>,
    body: Body<OperatorChoice>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    account::choose(&context, &may, body.once, body.value).await
}

/// Changes one's own password. All other sessions end.
#[utoipa::path(tag = "Own account", operation_id = "change_own_password", request_body = PasswordChangeIn,
    responses((status = 204, description = "Changed")))]
#[put("/operator/password")]
pub async fn change_own_password(
    context: web::Data<Context>,
    may: May<OwnAccount>,
    body: Body<PasswordChangeIn>,
) -> ApiResult<HttpResponse> {
    account::change_password(&context, &may, body.read()?.value).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Begins a second factor: a new secret for an authenticator. It counts once a code was confirmed.
#[utoipa::path(tag = "Own account", operation_id = "begin_totp", request_body = PasswordProof,
    responses((status = 200, description = "The secret, shown now", body = TotpSetup)))]
#[post("/operator/totp")]
pub async fn begin_totp(
    context: web::Data<Context>,
    may: May<OwnAccount>,
    body: Body<PasswordProof>,
) -> ApiResult<web::Json<TotpSetup>> {
    Ok(web::Json(
        account::begin_totp(&context, &may, body.read()?.value).await?,
    ))
}

/// Confirms the second factor with its first code. It is asked for from the next login on.
#[utoipa::path(tag = "Own account", operation_id = "confirm_totp", request_body = TotpCode,
    responses((status = 200, description = "The recovery codes, shown now and never again", body = RecoveryCodes)))]
#[post("/operator/totp/confirm")]
pub async fn confirm_totp(
    context: web::Data<Context>,
    may: May<OwnAccount>,
    body: Body<TotpCode>,
) -> ApiResult<web::Json<RecoveryCodes>> {
    Ok(web::Json(
        account::confirm_totp(&context, &may, body.read()?.value).await?,
    ))
}

/// Takes the second factor off, with one of its codes.
#[utoipa::path(tag = "Own account", operation_id = "remove_totp", request_body = TotpCode,
    responses((status = 204, description = "There is none any more")))]
#[post("/operator/totp/remove")]
pub async fn remove_totp(
    context: web::Data<Context>,
    may: May<OwnAccount>,
    body: Body<TotpCode>,
) -> ApiResult<HttpResponse> {
    account::remove_totp(&context, &may, body.read()?.value).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Makes new recovery codes in place of the old ones, with a code of the authenticator.
#[utoipa::path(tag = "Own account", operation_id = "renew_recovery_codes", request_body = TotpCode,
    responses((status = 200, description = "The recovery codes, shown now and never again", body = RecoveryCodes)))]
#[post("/operator/recovery-codes")]
pub async fn renew_recovery_codes(
    context: web::Data<Context>,
    may: May<OwnAccount>,
    body: Body<TotpCode>,
) -> ApiResult<web::Json<RecoveryCodes>> {
    let code = body.read()?.value;
    Ok(web::Json(account::renew_recovery_codes(&context, &may, code).await?))
}

/// Lists one's own open sessions, newest first.
#[utoipa::path(tag = "Own account", operation_id = "list_own_sessions",
    responses((status = 200, description = "All of them", body = Data<OperatorSessionView>)))]
#[get("/operator/sessions")]
pub async fn list_own_sessions(
    context: web::Data<Context>,
    may: May<OwnAccount>,
) -> ApiResult<web::Json<Data<OperatorSessionView>>> {
    let data = account::list_sessions(&context, &may).await?;
    Ok(web::Json(Data { data }))
}

/// Ends one of one's own sessions at once.
#[utoipa::path(tag = "Own account", operation_id = "end_own_session",
    params(("id" = OperatorSessionId, Path, description = "The session")),
    responses((status = 204, description = "Nobody is signed in by it any more")))]
#[delete("/operator/sessions/{id}")]
pub async fn end_own_session(
    context: web::Data<Context>,
    may: May<OwnAccount>,
    id: web::Path<OperatorSessionId>,
) -> ApiResult<HttpResponse> {
    account::end_sessions(&context, &may, Some(*id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends all of one's own sessions but the one that asks.
#[utoipa::path(tag = "Own account", operation_id = "end_own_sessions",
    responses((status = 200, description = "How many were ended", body = Ended)))]
#[delete("/operator/sessions")]
pub async fn end_own_sessions(context: web::Data<Context>, may: May<OwnAccount>) -> ApiResult<web::Json<Ended>> {
    Ok(web::Json(account::end_sessions(&context, &may, None).await?))
}
