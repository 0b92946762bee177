//! Mails over HTTP.

use actix_web::{get, post, web};
use portico_shared::{
    CustomerId, MailId, Page,
    mails::{MailKind, MailState, MailView},
};

use super::{service, store::Filter};
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::mails::Column,
    http::{
        ApiResult,
        body::{Body, Nothing},
        idempotency::Answer,
        page::OrderColumn,
        query::Query,
    },
};

right!(ReadMails, key MailRead);
right!(ResendMails, key MailWrite);

/// Lists mails to customers and what became of each, newest first.
#[utoipa::path(tag = "Mails", operation_id = "list_mails",
    params(("customer" = Option<CustomerId>, Query, description = "Only this customer's"),
        ("kind" = Option<Vec<MailKind>>, Query, description = "Only these; repeat as `kind` or `kind[]`"),
        ("state" = Option<Vec<MailState>>, Query, description = "Only these; repeat as `state` or `state[]`"),
        ("search" = Option<String>, Query, description = "Part of the recipient's address"),
        ("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[createdAt]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of mails", body = Page<MailView>)))]
#[get("/mails")]
pub async fn list_mails(
    context: web::Data<Context>,
    may: May<ReadMails>,
    mut query: Query,
) -> ApiResult<web::Json<Page<MailView>>> {
    let filter = Filter {
        customer: query.one("customer"),
        kinds: query.many("kind"),
        states: query.many("state"),
        search: query.text("search"),
    };
    let page = query.page(&[("createdAt", OrderColumn::always(Column::CreatedAt))]);
    query.finish()?;
    Ok(web::Json(service::list(&context, may.scope(), filter, &page).await?))
}

/// Reads a mail's state; what the mail server said to a try that failed is in `lastError`.
#[utoipa::path(tag = "Mails", operation_id = "get_mail", params(("id" = MailId, Path, description = "The mail")),
    responses((status = 200, description = "The mail", body = MailView)))]
#[get("/mails/{id}")]
pub async fn get_mail(
    context: web::Data<Context>,
    may: May<ReadMails>,
    id: web::Path<MailId>,
) -> ApiResult<web::Json<MailView>> {
    Ok(web::Json(service::get(&context, may.scope(), *id).await?))
}

/// Sends a mail once more, with the same content, to the address that such mails of the customer go to now. Mails with
/// links are not repeated: a new link is asked for instead.
#[utoipa::path(tag = "Mails", operation_id = "resend_mail",
    params(("id" = MailId, Path, description = "The mail to repeat"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "The new mail, which waits to be sent", body = MailView)))]
#[post("/mails/{id}/resend")]
pub async fn resend_mail(
    context: web::Data<Context>,
    may: May<ResendMails>,
    id: web::Path<MailId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::resend(&context, &may, body.once, *id).await
}
