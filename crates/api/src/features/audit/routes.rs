//! The audit log over HTTP, and a customer's own feed.

use actix_web::{HttpResponse, get, web};
use portico_shared::{
    CustomerId, Page, Timestamp,
    audit::{Activity, AuditEntry},
};

use super::{service, store::Filter};
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::audit_log::Column,
    http::{ApiResult, page::OrderColumn, query::Query},
};

right!(ReadAuditLog, key AuditRead);
right!(ReadActivity, customer Portal);

/// Lists who changed what, newest first. Entries are never changed; with a customer who is deleted, what they said about them
/// is erased.
#[utoipa::path(tag = "Audit log", operation_id = "list_audit_log",
    params(("customer" = Option<CustomerId>, Query, description = "Only what concerns this customer"),
        ("subject" = Option<uuid::Uuid>, Query, description = "Only what happened to this thing"),
        ("actor" = Option<String>, Query, description = "`api:{key id}`, `operator:{id}`, `person:{id}`, `link:{id}` or `system:{name}`"),
        ("action" = Option<String>, Query, description = "For example `subscription.cancelled`; may be repeated"),
        ("from" = Option<Timestamp>, Query, description = "From this instant on"), ("to" = Option<Timestamp>, Query, description = "Before this instant"),
        ("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[at]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of entries", body = Page<AuditEntry>)))]
#[get("/audit-log")]
pub async fn list_audit_log(
    context: web::Data<Context>,
    may: May<ReadAuditLog>,
    mut query: Query,
) -> ApiResult<web::Json<Page<AuditEntry>>> {
    let filter = filter(&mut query);
    let page = query.page(&[("at", OrderColumn::always(Column::At))]);
    query.finish()?;
    Ok(web::Json(service::list(&context, may.scope(), &filter, &page).await?))
}

/// The same as CSV for a spreadsheet: the newest 10,000 entries that the filters leave. No cell is a formula.
#[utoipa::path(tag = "Audit log", operation_id = "export_audit_log",
    params(("customer" = Option<CustomerId>, Query, description = "Only what concerns this customer"),
        ("subject" = Option<uuid::Uuid>, Query, description = "Only what happened to this thing"),
        ("actor" = Option<String>, Query, description = "`api:{key id}`, `operator:{id}`, `person:{id}`, `link:{id}` or `system:{name}`"),
        ("action" = Option<String>, Query, description = "For example `subscription.cancelled`; may be repeated"),
        ("from" = Option<Timestamp>, Query, description = "From this instant on"), ("to" = Option<Timestamp>, Query, description = "Before this instant")),
    responses((status = 200, description = "One line an entry, below a line with names", body = String, content_type = "text/csv")))]
#[get("/audit-log/export")]
pub async fn export_audit_log(
    context: web::Data<Context>,
    may: May<ReadAuditLog>,
    mut query: Query,
) -> ApiResult<HttpResponse> {
    let filter = filter(&mut query);
    query.finish()?;
    context.limiters.exports.check(may.actor.identity())?;
    let csv = service::export(&context, may.scope(), &filter).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv")
        .insert_header(("Content-Disposition", "attachment; filename=\"audit-log.csv\""))
        .body(csv))
}

fn filter(query: &mut Query) -> Filter {
    let instant = |at: Option<Timestamp>| at.as_ref().map(Timestamp::to_utc);
    Filter {
        customer: query.one("customer"),
        subject: query.one("subject"),
        actor: query.exact("actor"),
        actions: query.many("action"),
        from: instant(query.one("from")),
        until: instant(query.one("to")),
    }
}

/// Lists what concerns the customer whom the person acts for, newest first: who looked in, changed or sent something. Of the
/// merchant's people and programs it says no more than that it was them.
#[utoipa::path(tag = "Portal", operation_id = "list_activity",
    params(("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before")),
    responses((status = 200, description = "A page of the feed", body = Page<Activity>)))]
#[get("/activity")]
pub async fn list_activity(
    context: web::Data<Context>,
    may: May<ReadActivity>,
    mut query: Query,
) -> ApiResult<web::Json<Page<Activity>>> {
    let page = query.page(&[("at", OrderColumn::always(Column::At))]);
    query.finish()?;
    Ok(web::Json(service::activity(&context, &may, &page).await?))
}
