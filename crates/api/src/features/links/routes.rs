//! The ledger of links, for the merchant.

use actix_web::{HttpResponse, delete, get, web};
use portico_shared::{
    CustomerId, LinkId, Page,
    sessions::{Ended, LinkView},
};

use super::{service, store};
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::links,
    features::audit::{self, Change},
    http::{ApiError, ApiResult, page::OrderColumn, query::Query},
};

right!(ReadLinks, key LinkRead);
right!(EndLinks, key LinkWrite);

/// Lists links, newest first.
#[utoipa::path(tag = "Links", operation_id = "list_links",
    params(("customer" = Option<CustomerId>, Query, description = "Only this customer's links"),
        ("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before")),
    responses((status = 200, description = "A page of the ledger", body = Page<LinkView>)))]
#[get("/links")]
pub async fn list_links(
    context: web::Data<Context>,
    may: May<ReadLinks>,
    mut query: Query,
) -> ApiResult<web::Json<Page<LinkView>>> {
    let customer = query.one("customer");
    let page = query.page(&[("createdAt", OrderColumn::always(links::Column::CreatedAt))]);
    query.finish()?;
    let found = store::list(context.db.read(), may.scope(), customer, &page).await?;
    Ok(web::Json(found.map(view)))
}

/// Ends a link at once. A link that was used is only marked.
#[utoipa::path(tag = "Links", operation_id = "end_link", params(("id" = LinkId, Path, description = "The link")),
    responses((status = 204, description = "It does not work any more")))]
#[delete("/links/{id}")]
pub async fn end_link(
    context: web::Data<Context>,
    may: May<EndLinks>,
    id: web::Path<LinkId>,
) -> ApiResult<HttpResponse> {
    let tx = context.db.begin().await?;
    if !store::update_revoked(&tx, may.scope(), *id, context.now()).await? {
        return Err(ApiError::not_found());
    }
    let change = Change {
        action: "link.ended",
        subject_kind: "link",
        subject: id.0,
        ..Change::default()
    };
    audit::record(&tx, &context, &may, change).await?;
    context.commit(tx).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends all links of a customer that could still be used.
#[utoipa::path(tag = "Links", operation_id = "end_links",
    params(("customer" = CustomerId, Query, description = "Whose links")),
    responses((status = 200, description = "How many were ended", body = Ended)))]
#[delete("/links")]
pub async fn end_links(
    context: web::Data<Context>,
    may: May<EndLinks>,
    mut query: Query,
) -> ApiResult<web::Json<Ended>> {
    let customer = query.one("customer");
    query.finish()?;
    Ok(web::Json(service::end_all(&context, &may, customer).await?))
}

fn view(link: links::Model) -> LinkView {
    LinkView {
        id: link.id,
        purpose: link.purpose,
        customer: link.customer_id,
        made_by: link.made_by,
        created_at: link.created_at.into(),
        expires_at: link.expires_at.into(),
        first_used_at: link.first_used_at.map(Into::into),
        revoked_at: link.revoked_at.map(Into::into),
    }
}
