//! The page of the gateway `testing`, where a provider's own would be: somebody gives a number, or breaks off, and goes back.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, get, http::header, post, web};
use portico_shared::{Money, payment_methods::PaymentMethodType};
use reqwest::Url;
use serde::Deserialize;

use crate::{
    adapters::payment::testing::{Asked, NUMBERS, TestingGateway},
    context::Context,
    http::{ApiResult, hosts, statics},
};

#[derive(Deserialize)]
struct Choice {
    number: Option<String>,
    /// The button that breaks off.
    cancel: Option<String>,
}

async fn gateway(context: &Context, request: &HttpRequest) -> ApiResult<Option<Arc<TestingGateway>>> {
    let is_known = hosts::find(context, request).await?.is_some();
    Ok(context.gateways.testing().filter(|_| is_known))
}

#[get("/testing-gateway/{setup}")]
pub async fn show_testing_gateway(
    context: web::Data<Context>,
    request: HttpRequest,
    setup: web::Path<String>,
) -> ApiResult<HttpResponse> {
    let waiting = gateway(&context, &request)
        .await?
        .and_then(|gateway| gateway.waiting(&setup));
    let Some((asked, return_url)) = waiting else {
        return Ok(statics::not_found(Some("/")));
    };
    // Browsers look at where a form leads in the end.
    let origin = return_url.parse::<Url>().map(|url| url.origin().ascii_serialization());
    let policy = format!(
        "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'self' {}; frame-ancestors 'none'",
        origin.unwrap_or_default()
    );
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/html; charset=utf-8")
        .body(page(&asked)))
}

#[post("/testing-gateway/{setup}")]
pub async fn choose_at_testing_gateway(
    context: web::Data<Context>,
    request: HttpRequest,
    setup: web::Path<String>,
    choice: web::Form<Choice>,
) -> ApiResult<HttpResponse> {
    let number = choice.number.clone().unwrap_or_default();
    let number = choice.cancel.is_none().then_some(number.as_str());
    let chosen = gateway(&context, &request)
        .await?
        .and_then(|gateway| gateway.choose(&setup, number));
    Ok(match chosen {
        Some(return_url) => HttpResponse::SeeOther()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::LOCATION, return_url))
            .finish(),
        None => statics::not_found(Some("/")),
    })
}

fn page(asked: &Asked) -> String {
    let (what, field) = match asked {
        Asked::Number(kind @ PaymentMethodType::Paypal) => (kind.to_string(), String::new()),
        Asked::Number(kind) => {
            let first = NUMBERS
                .iter()
                .find(|one| one.kind == *kind)
                .map_or("", |one| one.number);
            let field = format!(
                "<p><label>Test number <input name=\"number\" value=\"{first}\" size=\"34\" autocomplete=\"off\"></label></p>"
            );
            (kind.to_string(), field)
        }
        Asked::Payment(Money { amount, currency }) => {
            (format!("a payment: {amount} {currency} in minor units"), String::new())
        }
    };
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>Testing gateway</title></head>\n<body><main>\
         <h1>Testing gateway</h1><p>No money moves here. This stands for a payment provider's own page ({what}).</p>\
         <form method=\"post\">{field}<p><button>Confirm</button> <button name=\"cancel\" value=\"1\">Cancel</button></p></form>\
         </main></body></html>\n"
    )
}
