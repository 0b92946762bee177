//! `GET /portal`.

use actix_web::{get, web};
use portico_shared::{contacts::ContactView, portal::PortalView};

use crate::{
    auth::{May, PersonActor, permissions::CustomerPermission, right},
    context::Context,
    db::entities::subscriptions::Column,
    features::{
        contacts,
        customers::{self, store as customer_store},
        people::store as people_store,
        subscriptions::{self, store::Filter},
        tenants,
    },
    http::{
        ApiError, ApiResult,
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
    Ok(web::Json(PortalView {
        contact: contact(&context, person, customer.contact_id).await?,
        today: tenant.today(context.now()).into(),
        merchant: tenant.name,
        customer_name: customer.display_name(),
        customer: customers::short(&customer),
        email: holder.email,
        language: customer.language,
        settings: person.pages.clone(),
        subscriptions,
    }))
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
