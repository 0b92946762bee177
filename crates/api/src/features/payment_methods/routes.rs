//! Payment methods over HTTP.

use std::collections::HashMap;

use actix_web::{get, web};
use portico_shared::{
    CustomerId, Page,
    payment_methods::{PaymentMethodStatus, PaymentMethodType, PaymentMethodView},
};

use super::{
    mapping,
    store::{self, Filter},
};
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::payment_methods,
    features::customers,
    http::{ApiResult, page::OrderColumn, query::Query},
};

right!(ReadPaymentMethods, key PaymentMethodRead, customer PaymentMethodRead);

/// Lists payment methods, newest first.
#[utoipa::path(tag = "Payment methods", operation_id = "list_payment_methods",
    params(("customer" = Option<CustomerId>, Query, description = "Only this customer's"),
        ("type" = Option<PaymentMethodType>, Query, description = "Only this type"),
        ("status" = Option<PaymentMethodStatus>, Query, description = "Only this status"),
        ("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[createdAt]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of payment methods", body = Page<PaymentMethodView>)))]
#[get("/payment-methods")]
pub async fn list_payment_methods(
    context: web::Data<Context>,
    may: May<ReadPaymentMethods>,
    mut query: Query,
) -> ApiResult<web::Json<Page<PaymentMethodView>>> {
    let filter = Filter {
        customer: may.own_customer(query.one("customer"))?,
        kind: query.one("type"),
        status: query.one("status"),
    };
    let page = query.page(&[("createdAt", OrderColumn::always(payment_methods::Column::CreatedAt))]);
    query.finish()?;
    let db = context.db.read();
    let Page { data, pagination } = store::list(db, may.scope(), filter, &page).await?;
    let owners = customers::store::find_many(db, may.scope(), data.iter().map(|row| row.customer_id).collect()).await?;
    let defaults: HashMap<_, _> = owners
        .iter()
        .map(|owner| (owner.id, owner.default_payment_method_id))
        .collect();
    let data = data
        .into_iter()
        .map(|row| {
            let default = defaults.get(&row.customer_id).copied().flatten();
            mapping::view(row, default)
        })
        .collect::<ApiResult<Vec<_>>>()?;
    Ok(web::Json(Page { data, pagination }))
}
