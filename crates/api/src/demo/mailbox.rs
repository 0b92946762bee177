//! `/mailbox`: the mails that the demo sent, as pages.

use std::path::PathBuf;

use actix_web::{HttpRequest, HttpResponse, get, http::header, web};
use mail_parser::{Message, MessageParser};
use minijinja::{AutoEscape, Environment, context};

use crate::{
    context::Context,
    http::{ApiError, ApiResult, hosts},
};

const PAGE: &str = include_str!("mailbox.html");
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

#[get("/mailbox")]
pub async fn show_mailbox(context: web::Data<Context>, request: HttpRequest) -> ApiResult<HttpResponse> {
    hosts::check_known(&context, &request).await?;
    let mut mails = Vec::new();
    for name in names(&context).await? {
        let raw = read(&context, &name).await?;
        if let Some(mail) = MessageParser::default().parse(&raw) {
            mails.push(context! { name, subject => mail.subject(), to => to(&mail), date => mail.date().map(mail_parser::DateTime::to_rfc3339) });
        }
    }
    render(context! { mails })
}

#[get("/mailbox/{name}")]
pub async fn show_mail(
    context: web::Data<Context>,
    request: HttpRequest,
    name: web::Path<String>,
) -> ApiResult<HttpResponse> {
    hosts::check_known(&context, &request).await?;
    // Only names that the folder itself lists: nothing else can be reached.
    let known = names(&context)
        .await?
        .into_iter()
        .find(|known| *known == *name)
        .ok_or_else(ApiError::not_found)?;
    let raw = read(&context, &known).await?;
    let mail = MessageParser::default().parse(&raw).ok_or_else(ApiError::not_found)?;
    let text = mail.body_text(0).unwrap_or_default();
    let lines: Vec<_> = text
        .lines()
        .map(|line| context! { text => line, is_link => line.starts_with("http") })
        .collect();
    render(context! { subject => mail.subject(), to => to(&mail), lines })
}

fn to(mail: &Message) -> Option<String> {
    Some(mail.to()?.first()?.address()?.to_owned())
}

fn folder(context: &Context) -> PathBuf {
    context.config.mail_folder()
}

/// Newest first: the names begin with the time.
async fn names(context: &Context) -> ApiResult<Vec<String>> {
    let Ok(mut entries) = tokio::fs::read_dir(folder(context)).await else {
        return Ok(Vec::new());
    };
    let mut names = Vec::new();
    while let Some(entry) = entries.next_entry().await.map_err(ApiError::internal)? {
        names.extend(
            entry
                .file_name()
                .into_string()
                .ok()
                .filter(|name| name.rsplit('.').next() == Some("eml")),
        );
    }
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.truncate(200);
    Ok(names)
}

async fn read(context: &Context, name: &str) -> ApiResult<Vec<u8>> {
    tokio::fs::read(folder(context).join(name))
        .await
        .map_err(ApiError::internal)
}

fn render(values: minijinja::Value) -> ApiResult<HttpResponse> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let page = environment.render_str(PAGE, values).map_err(ApiError::internal)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/html; charset=utf-8")
        .body(page))
}
