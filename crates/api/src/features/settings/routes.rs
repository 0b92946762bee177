//! Settings over HTTP, one path a group and level.

use actix_web::{get, patch, web};
use portico_shared::settings::{
    Collection, CollectionPatch, CollectionView, Company, CompanyPatch, CompanyView, Dunning, DunningPatch,
    DunningView, InvoicePreferences, InvoicePreferencesPatch, Invoicing, InvoicingPatch, InvoicingView, MailSettings,
    MailSettingsPatch, MailSettingsView,
};

use super::service;
use crate::{
    auth::{May, right},
    context::Context,
    http::{ApiResult, body::Update, idempotency::Answer},
};

right!(ReadSettings, key SettingsRead);
right!(WriteSettings, key SettingsWrite);
right!(ReadCustomers, key CustomerRead);
right!(WriteCustomerSettings, key CustomerSettingsWrite);
right!(ReadPreferences, key CustomerRead, customer InvoiceRead);
right!(WritePreferences, key CustomerSettingsWrite, customer InvoicePreferences);

/// Reads how customers are invoiced who have no settings of their own.
#[utoipa::path(tag = "Settings", operation_id = "get_invoicing_settings",
    responses((status = 200, description = "What is in force, and where it comes from", body = InvoicingView)))]
#[get("/settings/invoicing")]
pub async fn get_invoicing_settings(
    context: web::Data<Context>,
    may: May<ReadSettings>,
) -> ApiResult<web::Json<InvoicingView>> {
    Ok(web::Json(
        service::get_of_tenant::<Invoicing>(&context, may.scope()).await?,
    ))
}

/// Changes how customers are invoiced: an absent field stays, `null` takes the system's value again.
#[utoipa::path(tag = "Settings", operation_id = "patch_invoicing_settings",
    request_body(content((InvoicingPatch = "application/merge-patch+json"), (InvoicingPatch = "application/json"))),
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "What is in force after the change", body = InvoicingView)))]
#[patch("/settings/invoicing")]
pub async fn patch_invoicing_settings(
    context: web::Data<Context>,
    may: May<WriteSettings>,
    body: Update<InvoicingPatch>,
) -> ApiResult<Answer> {
    service::patch_of_tenant::<Invoicing>(&context, &may, body.read()?).await
}

/// Reads how a customer is invoiced.
#[utoipa::path(tag = "Customers", operation_id = "get_customer_invoicing_settings", params(("id" = String, Path, description = "The customer's id or external id")),
    responses((status = 200, description = "What is in force, and where it comes from", body = InvoicingView)))]
#[get("/customers/{id}/settings/invoicing")]
pub async fn get_customer_invoicing_settings(
    context: web::Data<Context>,
    may: May<ReadCustomers>,
    id: web::Path<String>,
) -> ApiResult<web::Json<InvoicingView>> {
    Ok(web::Json(
        service::get_of_customer::<Invoicing>(&context, may.scope(), &id).await?,
    ))
}

/// Changes how a customer is invoiced: an absent field stays, `null` inherits again.
#[utoipa::path(tag = "Customers", operation_id = "patch_customer_invoicing_settings",
    request_body(content((InvoicingPatch = "application/merge-patch+json"), (InvoicingPatch = "application/json"))),
    params(("id" = String, Path, description = "The customer's id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "What is in force after the change", body = InvoicingView)))]
#[patch("/customers/{id}/settings/invoicing")]
pub async fn patch_customer_invoicing_settings(
    context: web::Data<Context>,
    may: May<WriteCustomerSettings>,
    id: web::Path<String>,
    body: Update<InvoicingPatch>,
) -> ApiResult<Answer> {
    service::patch_of_customer::<Invoicing>(&context, &may, &id, body.read()?).await
}

/// Reads what a customer has decided of their invoices: format, references, language.
#[utoipa::path(tag = "Invoices", operation_id = "get_invoice_preferences", params(("id" = String, Path, description = "The customer's id or external id")),
    responses((status = 200, description = "What is in force", body = InvoicePreferences)))]
#[get("/customers/{id}/invoice-preferences")]
pub async fn get_invoice_preferences(
    context: web::Data<Context>,
    may: May<ReadPreferences>,
    id: web::Path<String>,
) -> ApiResult<web::Json<InvoicePreferences>> {
    let view = service::get_of_customer::<Invoicing>(&context, may.scope(), &id).await?;
    Ok(web::Json(view.values.into()))
}

/// Changes what a customer has decided of their invoices, for those that are issued from now on: an absent field stays,
/// `null` takes the merchant's value again.
#[utoipa::path(tag = "Invoices", operation_id = "patch_invoice_preferences",
    request_body(content((InvoicePreferencesPatch = "application/merge-patch+json"), (InvoicePreferencesPatch = "application/json"))),
    params(("id" = String, Path, description = "The customer's id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "What is in force after the change", body = InvoicePreferences)))]
#[patch("/customers/{id}/invoice-preferences")]
pub async fn patch_invoice_preferences(
    context: web::Data<Context>,
    may: May<WritePreferences>,
    id: web::Path<String>,
    body: Update<InvoicePreferencesPatch>,
) -> ApiResult<Answer> {
    service::patch_preferences(&context, &may, &id, body.read()?).await
}

/// Reads how customers are reminded who have no settings of their own.
#[utoipa::path(tag = "Settings", operation_id = "get_dunning_settings",
    responses((status = 200, description = "What is in force, and where it comes from", body = DunningView)))]
#[get("/settings/dunning")]
pub async fn get_dunning_settings(
    context: web::Data<Context>,
    may: May<ReadSettings>,
) -> ApiResult<web::Json<DunningView>> {
    Ok(web::Json(
        service::get_of_tenant::<Dunning>(&context, may.scope()).await?,
    ))
}

/// Changes how customers are reminded: an absent field stays, `null` takes the system's value again.
#[utoipa::path(tag = "Settings", operation_id = "patch_dunning_settings",
    request_body(content((DunningPatch = "application/merge-patch+json"), (DunningPatch = "application/json"))),
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "What is in force after the change", body = DunningView)))]
#[patch("/settings/dunning")]
pub async fn patch_dunning_settings(
    context: web::Data<Context>,
    may: May<WriteSettings>,
    body: Update<DunningPatch>,
) -> ApiResult<Answer> {
    service::patch_of_tenant::<Dunning>(&context, &may, body.read()?).await
}

/// Reads how a customer is reminded.
#[utoipa::path(tag = "Customers", operation_id = "get_customer_dunning_settings", params(("id" = String, Path, description = "The customer's id or external id")),
    responses((status = 200, description = "What is in force, and where it comes from", body = DunningView)))]
#[get("/customers/{id}/settings/dunning")]
pub async fn get_customer_dunning_settings(
    context: web::Data<Context>,
    may: May<ReadCustomers>,
    id: web::Path<String>,
) -> ApiResult<web::Json<DunningView>> {
    Ok(web::Json(
        service::get_of_customer::<Dunning>(&context, may.scope(), &id).await?,
    ))
}

/// Changes how a customer is reminded: an absent field stays, `null` inherits again.
#[utoipa::path(tag = "Customers", operation_id = "patch_customer_dunning_settings",
    request_body(content((DunningPatch = "application/merge-patch+json"), (DunningPatch = "application/json"))),
    params(("id" = String, Path, description = "The customer's id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "What is in force after the change", body = DunningView)))]
#[patch("/customers/{id}/settings/dunning")]
pub async fn patch_customer_dunning_settings(
    context: web::Data<Context>,
    may: May<WriteCustomerSettings>,
    id: web::Path<String>,
    body: Update<DunningPatch>,
) -> ApiResult<Answer> {
    service::patch_of_customer::<Dunning>(&context, &may, &id, body.read()?).await
}

/// Reads which mails customers get beside those that have no switch, and where answers go.
#[utoipa::path(tag = "Settings", operation_id = "get_mail_settings",
    responses((status = 200, description = "What is in force, and where it comes from", body = MailSettingsView)))]
#[get("/settings/mails")]
pub async fn get_mail_settings(
    context: web::Data<Context>,
    may: May<ReadSettings>,
) -> ApiResult<web::Json<MailSettingsView>> {
    Ok(web::Json(
        service::get_of_tenant::<MailSettings>(&context, may.scope()).await?,
    ))
}

/// Changes which mails customers get: an absent field stays, `null` takes the system's value again.
#[utoipa::path(tag = "Settings", operation_id = "patch_mail_settings",
    request_body(content((MailSettingsPatch = "application/merge-patch+json"), (MailSettingsPatch = "application/json"))),
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "What is in force after the change", body = MailSettingsView)))]
#[patch("/settings/mails")]
pub async fn patch_mail_settings(
    context: web::Data<Context>,
    may: May<WriteSettings>,
    body: Update<MailSettingsPatch>,
) -> ApiResult<Answer> {
    service::patch_of_tenant::<MailSettings>(&context, &may, body.read()?).await
}

/// Reads how what customers owe is collected.
#[utoipa::path(tag = "Settings", operation_id = "get_collection_settings",
    responses((status = 200, description = "What is in force, and where it comes from", body = CollectionView)))]
#[get("/settings/collection")]
pub async fn get_collection_settings(
    context: web::Data<Context>,
    may: May<ReadSettings>,
) -> ApiResult<web::Json<CollectionView>> {
    Ok(web::Json(
        service::get_of_tenant::<Collection>(&context, may.scope()).await?,
    ))
}

/// Changes how what customers owe is collected: an absent field stays, `null` takes the system's value again.
#[utoipa::path(tag = "Settings", operation_id = "patch_collection_settings",
    request_body(content((CollectionPatch = "application/merge-patch+json"), (CollectionPatch = "application/json"))),
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "What is in force after the change", body = CollectionView)))]
#[patch("/settings/collection")]
pub async fn patch_collection_settings(
    context: web::Data<Context>,
    may: May<WriteSettings>,
    body: Update<CollectionPatch>,
) -> ApiResult<Answer> {
    service::patch_of_tenant::<Collection>(&context, &may, body.read()?).await
}

/// Reads who the merchant is, as documents say it, and what is missing before anything can be issued.
#[utoipa::path(tag = "Settings", operation_id = "get_company_settings",
    responses((status = 200, description = "What is known of the merchant", body = CompanyView)))]
#[get("/settings/company")]
pub async fn get_company_settings(
    context: web::Data<Context>,
    may: May<ReadSettings>,
) -> ApiResult<web::Json<CompanyView>> {
    Ok(web::Json(
        service::get_of_tenant::<Company>(&context, may.scope()).await?,
    ))
}

/// Changes who the merchant is, as documents say it: an absent field stays, `null` takes it away. What was issued keeps
/// what it says.
#[utoipa::path(tag = "Settings", operation_id = "patch_company_settings",
    request_body(content((CompanyPatch = "application/merge-patch+json"), (CompanyPatch = "application/json"))),
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "What is known after the change", body = CompanyView)))]
#[patch("/settings/company")]
pub async fn patch_company_settings(
    context: web::Data<Context>,
    may: May<WriteSettings>,
    body: Update<CompanyPatch>,
) -> ApiResult<Answer> {
    service::patch_of_tenant::<Company>(&context, &may, body.read()?).await
}
