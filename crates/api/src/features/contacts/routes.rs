//! Contact persons over HTTP.

use actix_web::{delete, get, patch, post, put, web};
use portico_shared::{
    ContactId, Page,
    contacts::{ContactIn, ContactPatch, ContactView},
};

use super::service;
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::contacts::Column,
    http::{
        ApiResult,
        body::{Body, Nothing, Update},
        idempotency::Answer,
        page::OrderColumn,
        query::Query,
        upload::{PictureFile, Upload},
    },
};

right!(ReadContacts, key ContactRead);
right!(WriteContacts, key ContactWrite);

/// Creates a contact person.
#[utoipa::path(tag = "Contacts", operation_id = "create_contact", request_body = ContactIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "Created", body = ContactView)))]
#[post("/contacts")]
pub async fn create_contact(
    context: web::Data<Context>,
    may: May<WriteContacts>,
    body: Body<ContactIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::create(&context, &may, body.once, body.value).await
}

/// Lists contact persons, newest first.
#[utoipa::path(tag = "Contacts", operation_id = "list_contacts",
    params(("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[createdAt]" = Option<String>, Query, description = "`asc` or `desc`"),
        ("order[name]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of contact persons", body = Page<ContactView>)))]
#[get("/contacts")]
pub async fn list_contacts(
    context: web::Data<Context>,
    may: May<ReadContacts>,
    mut query: Query,
) -> ApiResult<web::Json<Page<ContactView>>> {
    let page = query.page(&[
        ("createdAt", OrderColumn::always(Column::CreatedAt)),
        ("name", OrderColumn::always(Column::Name)),
    ]);
    query.finish()?;
    Ok(web::Json(service::list(&context, may.scope(), &page).await?))
}

/// Reads a contact person.
#[utoipa::path(tag = "Contacts", operation_id = "get_contact", params(("id" = ContactId, Path, description = "The contact person")),
    responses((status = 200, description = "The contact person", body = ContactView)))]
#[get("/contacts/{id}")]
pub async fn get_contact(
    context: web::Data<Context>,
    may: May<ReadContacts>,
    id: web::Path<ContactId>,
) -> ApiResult<web::Json<ContactView>> {
    Ok(web::Json(service::get(&context, may.scope(), *id).await?))
}

/// Changes a contact person: an absent field stays, `null` clears.
#[utoipa::path(tag = "Contacts", operation_id = "update_contact", request_body = ContactPatch,
    params(("id" = ContactId, Path, description = "The contact person"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The contact person after the change", body = ContactView)))]
#[put("/contacts/{id}")]
pub async fn update_contact(
    context: web::Data<Context>,
    may: May<WriteContacts>,
    id: web::Path<ContactId>,
    body: Update<ContactPatch>,
) -> ApiResult<Answer> {
    service::update(&context, &may, *id, body.read()?).await
}

/// The same as `PUT`.
#[utoipa::path(tag = "Contacts", operation_id = "patch_contact", request_body = ContactPatch,
    params(("id" = ContactId, Path, description = "The contact person"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The contact person after the change", body = ContactView)))]
#[patch("/contacts/{id}")]
pub async fn patch_contact(
    context: web::Data<Context>,
    may: May<WriteContacts>,
    id: web::Path<ContactId>,
    body: Update<ContactPatch>,
) -> ApiResult<Answer> {
    service::update(&context, &may, *id, body.read()?).await
}

/// Deletes a contact person with their photo; refused while customers are assigned to them.
#[utoipa::path(tag = "Contacts", operation_id = "delete_contact",
    params(("id" = ContactId, Path, description = "The contact person"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 204, description = "Deleted")))]
#[delete("/contacts/{id}")]
pub async fn delete_contact(
    context: web::Data<Context>,
    may: May<WriteContacts>,
    id: web::Path<ContactId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::delete(&context, &may, body.read()?.once, *id).await
}

/// Sets the photo: the picture itself is the body, at most 2 MiB and 16 megapixels. It is made small
/// (512 pixels at most) and written anew, without its metadata.
#[utoipa::path(tag = "Contacts", operation_id = "set_contact_photo",
    request_body(content((PictureFile = "image/png"), (PictureFile = "image/jpeg"), (PictureFile = "image/webp"))),
    params(("id" = ContactId, Path, description = "The contact person"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The contact person with the new photo", body = ContactView)))]
#[put("/contacts/{id}/photo")]
pub async fn set_contact_photo(
    context: web::Data<Context>,
    may: May<WriteContacts>,
    id: web::Path<ContactId>,
    upload: Upload,
) -> ApiResult<Answer> {
    service::set_photo(&context, &may, *id, upload).await
}

/// Removes the photo.
#[utoipa::path(tag = "Contacts", operation_id = "delete_contact_photo",
    params(("id" = ContactId, Path, description = "The contact person"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 204, description = "There is no photo any more")))]
#[delete("/contacts/{id}/photo")]
pub async fn delete_contact_photo(
    context: web::Data<Context>,
    may: May<WriteContacts>,
    id: web::Path<ContactId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::delete_photo(&context, &may, body.read()?.once, *id).await
}

/// Makes this the contact person of all customers without their own, in place of the one before.
#[utoipa::path(tag = "Contacts", operation_id = "set_default_contact",
    params(("id" = ContactId, Path, description = "The contact person"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The contact person, now the default", body = ContactView)))]
#[put("/contacts/{id}/default")]
pub async fn set_default_contact(
    context: web::Data<Context>,
    may: May<WriteContacts>,
    id: web::Path<ContactId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::set_default(&context, &may, body.read()?.once, *id).await
}

/// Takes the default away: customers without their own contact person then see none.
#[utoipa::path(tag = "Contacts", operation_id = "unset_default_contact",
    params(("id" = ContactId, Path, description = "The contact person"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 204, description = "This is not the default any more")))]
#[delete("/contacts/{id}/default")]
pub async fn unset_default_contact(
    context: web::Data<Context>,
    may: May<WriteContacts>,
    id: web::Path<ContactId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::unset_default(&context, &may, body.read()?.once, *id).await
}
