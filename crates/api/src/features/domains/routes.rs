//! Domains over HTTP.

use actix_web::{delete, get, post, put, web};
use portico_shared::{
    Data, DomainId,
    domains::{DomainIn, DomainView},
};

use super::service;
use crate::{
    auth::{May, right},
    context::Context,
    http::{
        ApiResult,
        body::{Body, Nothing},
        idempotency::Answer,
        query::Query,
    },
};

right!(ReadDomains, key DomainRead);
right!(WriteDomains, key DomainWrite);

/// Adds a host of one's own, at most 20. The answer names the records to set in the DNS; nothing is served
/// there before the domain is verified and activated.
#[utoipa::path(tag = "Domains", operation_id = "create_domain", request_body = DomainIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "Added, pending its proof", body = DomainView)))]
#[post("/domains")]
pub async fn create_domain(
    context: web::Data<Context>,
    may: May<WriteDomains>,
    body: Body<DomainIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::create(&context, &may, body.once, body.value).await
}

/// Lists all domains, by name.
#[utoipa::path(tag = "Domains", operation_id = "list_domains",
    responses((status = 200, description = "All domains", body = Data<DomainView>)))]
#[get("/domains")]
pub async fn list_domains(
    context: web::Data<Context>,
    may: May<ReadDomains>,
    query: Query,
) -> ApiResult<web::Json<Data<DomainView>>> {
    query.finish()?;
    let data = service::list(&context, may.scope()).await?;
    Ok(web::Json(Data { data }))
}

/// Reads a domain with the records to set.
#[utoipa::path(tag = "Domains", operation_id = "get_domain", params(("id" = DomainId, Path, description = "The domain")),
    responses((status = 200, description = "The domain", body = DomainView)))]
#[get("/domains/{id}")]
pub async fn get_domain(
    context: web::Data<Context>,
    may: May<ReadDomains>,
    id: web::Path<DomainId>,
) -> ApiResult<web::Json<DomainView>> {
    Ok(web::Json(service::get(&context, may.scope(), *id).await?))
}

/// Removes a domain: its host is not served any more, also for links that were sent with it, and anybody
/// may claim it.
#[utoipa::path(tag = "Domains", operation_id = "delete_domain",
    params(("id" = DomainId, Path, description = "The domain"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 204, description = "Removed")))]
#[delete("/domains/{id}")]
pub async fn delete_domain(
    context: web::Data<Context>,
    may: May<WriteDomains>,
    id: web::Path<DomainId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::delete(&context, &may, body.read()?.once, *id).await
}

/// Asks the DNS now whether the proof is there, also for a domain that is in use. 409 says what was found
/// instead; 503 that the DNS gave no answer.
#[utoipa::path(tag = "Domains", operation_id = "verify_domain",
    params(("id" = DomainId, Path, description = "The domain"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The proof is there", body = DomainView)))]
#[post("/domains/{id}/verify")]
pub async fn verify_domain(
    context: web::Data<Context>,
    may: May<WriteDomains>,
    id: web::Path<DomainId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::verify(&context, &may, body.read()?.once, *id).await
}

/// Serves the portal at a verified host that has an address in the DNS.
#[utoipa::path(tag = "Domains", operation_id = "activate_domain",
    params(("id" = DomainId, Path, description = "The domain"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The portal answers there", body = DomainView)))]
#[post("/domains/{id}/activate")]
pub async fn activate_domain(
    context: web::Data<Context>,
    may: May<WriteDomains>,
    id: web::Path<DomainId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::activate(&context, &may, body.read()?.once, *id).await
}

/// Lets links in mails and from the API begin with this active host, in place of the one before.
#[utoipa::path(tag = "Domains", operation_id = "set_primary_domain",
    params(("id" = DomainId, Path, description = "The domain"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The domain, now the primary one", body = DomainView)))]
#[put("/domains/{id}/primary")]
pub async fn set_primary_domain(
    context: web::Data<Context>,
    may: May<WriteDomains>,
    id: web::Path<DomainId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::set_primary(&context, &may, body.read()?.once, *id).await
}

/// Lets links begin with the merchant's host of this installation again. The domain stays active.
#[utoipa::path(tag = "Domains", operation_id = "unset_primary_domain",
    params(("id" = DomainId, Path, description = "The domain"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 204, description = "This is not the primary host any more")))]
#[delete("/domains/{id}/primary")]
pub async fn unset_primary_domain(
    context: web::Data<Context>,
    may: May<WriteDomains>,
    id: web::Path<DomainId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::unset_primary(&context, &may, body.read()?.once, *id).await
}
