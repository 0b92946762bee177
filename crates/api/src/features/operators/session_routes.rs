//! The console's own session routes: signing in, staying signed in, setting a password by link.

use actix_web::{HttpRequest, HttpResponse, post, web};
use portico_shared::{
    ErrorCode,
    operators::{ConsoleToken, OperatorLoginIn, PasswordResetRequest, PasswordSetIn},
    sessions::Success,
};

use super::{
    account,
    sessions::{self, SignedIn},
    team,
};
use crate::{
    auth::{May, cookies, right, tokens::Realm},
    context::Context,
    features::{
        mails,
        sessions::routes::{from, limit_tries, seen, with_cookie},
    },
    http::{
        ApiResult,
        body::Body,
        hosts::{self, HostTenant},
    },
};

right!(Leave, own true);

/// Console only: signs an operator in. Wrong address, password and code are one answer; after five mistakes an address has to
/// wait, twice as long each time.
#[utoipa::path(tag = "Console session", operation_id = "login_console", request_body = OperatorLoginIn, security(()),
    responses((status = 200, description = "Signed in", body = ConsoleToken)))]
#[post("/session/console/login")]
pub async fn login_console(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    body: Body<OperatorLoginIn>,
) -> ApiResult<HttpResponse> {
    let body = body.read()?;
    hosts::same_origin(&request)?;
    limit_tries(&context, &request, "operator")?;
    let other = cookies::read(&request, &context.config, Realm::Console);
    let client = seen(&context, &request);
    let signed_in = sessions::login(&context, tenant.0.id, body.value, client, other.as_deref()).await?;
    Ok(answer(&context, signed_in))
}

/// Console only: trades the cookie for an access token, and rotates it.
#[utoipa::path(tag = "Console session", operation_id = "refresh_console", security(()),
    responses((status = 200, description = "Still signed in", body = ConsoleToken)))]
#[post("/session/console/refresh")]
pub async fn refresh_console(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
) -> ApiResult<HttpResponse> {
    hosts::same_origin(&request)?;
    let cookie = cookies::read(&request, &context.config, Realm::Console).ok_or_else(sessions::signed_out)?;
    limit_tries(&context, &request, "refresh")?;
    match sessions::refresh(&context, tenant.0.id, &cookie).await {
        Ok(signed_in) => Ok(answer(&context, signed_in)),
        Err(error) if error.code == ErrorCode::Unauthorized => Ok(with_cookie(
            actix_web::ResponseError::error_response(&error),
            &cookies::clear(&context.config, Realm::Console),
        )),
        Err(error) => Err(error),
    }
}

/// Ends the operator's session, and takes the console's cookie away.
#[utoipa::path(tag = "Console session", operation_id = "logout_console", responses((status = 204, description = "Signed out")))]
#[post("/session/console/logout")]
pub async fn logout_console(context: web::Data<Context>, may: May<Leave>) -> ApiResult<HttpResponse> {
    account::leave(&context, &may).await?;
    Ok(HttpResponse::NoContent()
        .cookie(cookies::clear(&context.config, Realm::Console))
        .finish())
}

/// Asks for a mail with a link to set a new password. The answer is the same whether or not the address is known.
#[utoipa::path(tag = "Console session", operation_id = "request_password_reset", request_body = PasswordResetRequest, security(()),
    responses((status = 200, description = "Always", body = Success)))]
#[post("/session/console/request-reset")]
pub async fn request_password_reset(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    body: Body<PasswordResetRequest>,
) -> ApiResult<web::Json<Success>> {
    let email = mails::service::checked_address(body.read()?.value.email)?;
    hosts::same_origin(&request)?;
    // Here and now, before the database is asked.
    limit_tries(&context, &request, "reset")?;
    let client = from(&context, &request);
    team::request_reset(&context, &tenant.0, &email, &client).await?;
    Ok(web::Json(Success { success: true }))
}

/// Console only: sets a password with the link of an invitation or a reset, and signs in. Whoever has a second factor signs
/// in with it afterwards: 401 `totp-required`.
#[utoipa::path(tag = "Console session", operation_id = "set_password", request_body = PasswordSetIn, security(()),
    responses((status = 200, description = "The password is set, and the operator signed in", body = ConsoleToken)))]
#[post("/session/console/set-password")]
pub async fn set_password(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    body: Body<PasswordSetIn>,
) -> ApiResult<HttpResponse> {
    let body = body.read()?;
    hosts::same_origin(&request)?;
    limit_tries(&context, &request, "link")?;
    let other = cookies::read(&request, &context.config, Realm::Console);
    let client = seen(&context, &request);
    let signed_in = team::accept(&context, &tenant.0, body.value, client, other.as_deref()).await?;
    Ok(answer(&context, signed_in))
}

fn answer(context: &Context, signed_in: SignedIn) -> HttpResponse {
    let most = sessions::absolute(&context.config.auth);
    let cookie = cookies::set(&context.config, Realm::Console, signed_in.refresh_token, most);
    HttpResponse::Ok().cookie(cookie).json(signed_in.token)
}
