//! `GET /portal`, and whose portal it is for those who are not signed in.

use actix_web::{HttpRequest, HttpResponse, get, http::header, patch, web};
use portico_shared::{
    contacts::ContactView,
    portal::{PortalBrand, PortalChoice, PortalCustomer, PortalView},
};
use sha2::{Digest, Sha256};

use super::service;
use crate::{
    auth::{May, PersonActor, permissions::CustomerPermission, right, secrets::hex},
    context::Context,
    db::entities::subscriptions::Column,
    features::{
        contacts,
        customers::{self, store as customer_store},
        hosted_pages::mapping as pages,
        people::store as people_store,
        subscriptions::{self, store::Filter},
        tenants,
    },
    http::{
        ApiError, ApiResult,
        body::Body,
        hosts::HostTenant,
        idempotency::Answer,
        page::{OrderColumn, PageRequest, Start},
    },
};

right!(OpenPortal, customer Portal);

/// Everything the portal shows first: settings, customer, language, contact, and the first tab.
#[utoipa::path(tag = "Portal", operation_id = "get_portal", responses((status = 200, description = "The portal of the signed-in person", body = PortalView)))]
#[get("/portal")]
pub async fn get_portal(context: web::Data<Context>, may: May<OpenPortal>) -> ApiResult<web::Json<PortalView>> {
    let db = context.db.read();
    let person = may.actor.person().ok_or_else(ApiError::not_found)?;
    let tenant = tenants::store::find(db, person.tenant).await?;
    let customer = customer_store::find(db, may.scope(), person.customer)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let holder = people_store::find(db, may.scope(), person.person)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let subscriptions = if CustomerPermission::SubscriptionRead.switched_on(&person.pages) {
        let first = PageRequest {
            limit: 30,
            start: Start::Page(1),
            order_name: "createdAt",
            order: OrderColumn::always(Column::CreatedAt),
            descending: true,
        };
        Some(subscriptions::service::list(&context, &may, Filter::default(), &first).await?)
    } else {
        None
    };
    let customers = customers_of(&context, person).await?;
    let brand = pages::brand(&tenant, tenant.pages().map_err(ApiError::internal)?);
    Ok(web::Json(PortalView {
        contact: contact(&context, person, customer.contact_id).await?,
        today: tenant.today(context.now()).into(),
        time_zone: tenant.zone().name().to_owned(),
        customer_name: customer.display_name(),
        customer: customers::short(&customer),
        customer_email: customer.email.clone(),
        email: holder.email,
        role: person.role,
        is_view: person.viewer.is_some(),
        customers,
        language: brand.language(holder.language),
        brand,
        settings: person.pages.clone(),
        subscriptions,
    }))
}

/// Chooses the language in which the portal and login mails speak to the person who is signed in.
#[utoipa::path(tag = "Portal", operation_id = "patch_portal", request_body = PortalChoice,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "What counts from now on", body = PortalChoice)))]
#[patch("/portal")]
pub async fn patch_portal(
    context: web::Data<Context>,
    may: May<OpenPortal>,
    body: Body<PortalChoice>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::choose(&context, &may, body.once, body.value).await
}

/// Whose portal this host is: names, languages and where to turn to. Asks for no proof.
#[utoipa::path(tag = "Portal", operation_id = "get_public_portal", security(()),
    params(("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that is at hand")),
    responses((status = 200, description = "The merchant as the portal shows it; may be kept for a minute", body = PortalBrand),
        (status = 304, description = "As it was")))]
#[get("/public/portal")]
pub async fn get_public_portal(tenant: HostTenant, request: HttpRequest) -> ApiResult<HttpResponse> {
    let stored = tenant.0.pages().map_err(ApiError::internal)?;
    let body = serde_json::to_vec(&pages::brand(&tenant.0, stored)).map_err(ApiError::internal)?;
    let etag = format!("\"{}\"", hex(&Sha256::digest(&body)[..16]));
    let known = request.headers().get(header::IF_NONE_MATCH);
    let is_known = known
        .and_then(|value| value.to_str().ok())
        .is_some_and(|known| known.contains(&etag));
    let mut response = if is_known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .insert_header((header::ETAG, etag));
    Ok(if is_known {
        response.finish()
    } else {
        response.content_type("application/json").body(body)
    })
}

/// Whom somebody may go over to; nobody where there is nothing to choose, or where only one customer was proved.
async fn customers_of(context: &Context, person: &PersonActor) -> ApiResult<Vec<PortalCustomer>> {
    if !person.has_proved_mailbox {
        return Ok(Vec::new());
    }
    let scope = crate::auth::Scope::of_tenant(person.tenant);
    let all = people_store::list_customers(context.db.read(), scope, person.person).await?;
    let shown = all
        .iter()
        .filter(|_| all.len() > 1)
        .map(|(customer, role)| PortalCustomer {
            id: customer.id,
            customer_number: customer.number.clone(),
            name: customer.display_name(),
            role: *role,
        });
    Ok(shown.collect())
}

async fn contact(
    context: &Context,
    person: &PersonActor,
    own: Option<portico_shared::ContactId>,
) -> ApiResult<Option<ContactView>> {
    if !person.pages.show_contact_person {
        return Ok(None);
    }
    let scope = crate::auth::Scope::of_tenant(person.tenant);
    let found = contacts::store::find_for_customer(context.db.read(), scope, own).await?;
    Ok(found.map(contacts::view))
}
