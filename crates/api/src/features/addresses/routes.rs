//! Billing addresses over HTTP.

use actix_web::{get, web};
use portico_shared::{
    CustomerId, Page,
    addresses::{AddressStatus, AddressType, AddressView},
};

use super::{
    mapping,
    store::{self, Filter},
};
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::addresses,
    http::{ApiResult, page::OrderColumn, query::Query},
};

right!(ReadAddresses, key CustomerRead, customer AddressRead);

/// Lists addresses, newest first.
#[utoipa::path(tag = "Billing addresses", operation_id = "list_addresses",
    params(("customer" = Option<CustomerId>, Query, description = "Only this customer's"),
        ("type" = Option<AddressType>, Query, description = "Only this type"),
        ("status" = Option<AddressStatus>, Query, description = "Only this status"),
        ("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[createdAt]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of addresses", body = Page<AddressView>)))]
#[get("/customer-addresses")]
pub async fn list_addresses(
    context: web::Data<Context>,
    may: May<ReadAddresses>,
    mut query: Query,
) -> ApiResult<web::Json<Page<AddressView>>> {
    let filter = Filter {
        customer: may.own_customer(query.one("customer"))?,
        kind: query.one("type"),
        status: query.one("status"),
    };
    let page = query.page(&[("createdAt", OrderColumn::always(addresses::Column::CreatedAt))]);
    query.finish()?;
    let found = store::list(context.db.read(), may.scope(), filter, &page).await?;
    Ok(web::Json(found.map(|row| mapping::view(&row))))
}
