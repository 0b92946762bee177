//! Every route there is. Those under `/api` are registered as what utoipa can describe, so that
//! openapi.yaml and the authorisation table know each of them.

use actix_web::{HttpResponse, dev::HttpServiceFactory, get, web};
use serde_json::json;
use utoipa_actix_web::{OpenApiFactory, service_config::ServiceConfig};

use super::{ApiResult, reference, statics};
use crate::{
    context::Context,
    features::{
        addresses, api_keys, audit, billing, cancellation_reasons, contacts, customers, debits, documents, domains,
        email_changes, gateways, hosted_pages, imports, invoice_exports, invoice_recipients, invoices, links,
        login_requests, mails, mandates, media, numbers, operators, payment_methods, payments, people, portal, privacy,
        sessions, settings, subscriptions, webhooks,
    },
    jobs::outbox,
};

/// Where routes are registered that are described: with utoipa, to write the document, or with the
/// server, which then makes none. Thrown away, it left 12 MB of scattered memory behind in every worker.
pub trait Register {
    fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, route: F) -> &mut Self;
}

impl Register for ServiceConfig<'_> {
    fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, route: F) -> &mut Self {
        ServiceConfig::service(self, route)
    }
}

impl Register for web::ServiceConfig {
    fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, route: F) -> &mut Self {
        web::ServiceConfig::service(self, route)
    }
}

/// All that is served under `/api`.
pub fn api(routes: &mut impl Register) {
    routes
        .service(portal::routes::get_portal)
        .service(portal::routes::patch_portal)
        .service(portal::routes::get_public_portal)
        .service(audit::routes::list_activity)
        .service(customers::routes::create_customer)
        .service(customers::routes::list_customers)
        .service(customers::routes::get_customer)
        .service(customers::routes::update_customer)
        .service(customers::routes::patch_customer)
        .service(customers::routes::delete_customer)
        .service(privacy::routes::preview_erasure)
        .service(privacy::routes::erase_customer)
        .service(privacy::routes::export_personal_data)
        .service(privacy::routes::get_erasure_request)
        .service(privacy::routes::request_erasure)
        .service(privacy::routes::withdraw_erasure)
        .service(customers::routes::archive_customer)
        .service(customers::routes::unarchive_customer)
        .service(customers::routes::suspend_customer)
        .service(customers::routes::unsuspend_customer)
        .service(customers::routes::set_customer_payment_method)
        .service(contacts::routes::list_contacts)
        .service(contacts::routes::create_contact)
        .service(contacts::routes::get_contact)
        .service(contacts::routes::update_contact)
        .service(contacts::routes::patch_contact)
        .service(contacts::routes::delete_contact)
        .service(contacts::routes::set_contact_photo)
        .service(contacts::routes::delete_contact_photo)
        .service(contacts::routes::set_default_contact)
        .service(contacts::routes::unset_default_contact)
        .service(sessions::routes::authenticate_customer)
        .service(sessions::routes::create_link)
        .service(sessions::routes::view_customer)
        .service(login_requests::routes::send_login_email)
        .service(people::routes::list_customer_users)
        .service(people::routes::invite_customer_user)
        .service(people::routes::resend_invitation)
        .service(people::routes::update_customer_user)
        .service(people::routes::patch_customer_user)
        .service(people::routes::remove_customer_user)
        .service(settings::routes::get_invoice_preferences)
        .service(settings::routes::patch_invoice_preferences)
        .service(invoice_recipients::routes::list_invoice_recipients)
        .service(invoice_recipients::routes::add_invoice_recipient)
        .service(invoice_recipients::routes::ask_invoice_recipient_again)
        .service(invoice_recipients::routes::remove_invoice_recipient)
        .service(subscriptions::routes::list_subscriptions)
        .service(subscriptions::routes::create_subscription)
        .service(subscriptions::routes::get_subscription)
        .service(subscriptions::routes::preview_next_invoice)
        .service(subscriptions::routes::get_subscription_item)
        .service(subscriptions::routes::cancelling::preview_cancellation)
        .service(subscriptions::routes::cancelling::cancel_subscription)
        .service(subscriptions::routes::cancelling::revoke_cancellation)
        .service(subscriptions::routes::cancelling::give_cancellation_reason)
        .service(subscriptions::routes::changes::activate_subscription)
        .service(subscriptions::routes::changes::pause_subscription)
        .service(subscriptions::routes::changes::resume_subscription)
        .service(subscriptions::routes::changes::extend_trial)
        .service(subscriptions::routes::changes::revoke_trial)
        .service(subscriptions::routes::changes::set_invoice_address)
        .service(subscriptions::routes::changes::set_payment_method)
        .service(subscriptions::routes::changes::set_quantity)
        .service(cancellation_reasons::routes::list_cancellation_reasons)
        .service(cancellation_reasons::routes::create_cancellation_reason)
        .service(cancellation_reasons::routes::update_cancellation_reason)
        .service(cancellation_reasons::routes::patch_cancellation_reason)
        .service(cancellation_reasons::routes::delete_cancellation_reason)
        .service(addresses::routes::list_addresses)
        .service(addresses::routes::create_address)
        .service(addresses::routes::get_address)
        .service(addresses::routes::update_address)
        .service(addresses::routes::patch_address)
        .service(addresses::routes::set_default_address)
        .service(addresses::routes::unset_default_address)
        .service(addresses::routes::preview_address_archive)
        .service(addresses::routes::archive_address);
    money(routes);
    merchants(routes);
    sign_in(routes);
}

/// What is owed and paid.
fn money(routes: &mut impl Register) {
    routes
        .service(documents::routes::get_invoice_download_link)
        .service(documents::routes::upload_invoice_pdf)
        .service(documents::routes::delete_invoice_pdf)
        .service(documents::routes::get_document)
        .service(invoice_exports::routes::create_invoice_export)
        .service(invoice_exports::routes::get_invoice_export)
        .service(invoice_exports::routes::get_invoice_export_download_link)
        .service(invoices::routes::get_invoice_balance)
        .service(invoices::routes::list_invoices)
        .service(invoices::routes::create_invoice)
        .service(invoices::routes::get_invoice)
        .service(invoices::routes::cancel_invoice)
        .service(invoices::routes::credit_invoice)
        .service(gateways::routes::list_payment_gateways)
        .service(gateways::routes::get_payment_gateway)
        .service(gateways::routes::set_payment_gateway)
        .service(gateways::routes::patch_payment_gateway)
        .service(gateways::routes::delete_payment_gateway)
        .service(gateways::routes::check_payment_gateway)
        .service(payments::routes::list_payments)
        .service(payments::routes::record_payment)
        .service(payments::routes::get_invoice_transfer)
        .service(payments::routes::list_refunds)
        .service(payments::routes::refund_payment)
        .service(payments::routes::pay_invoice)
        .service(payments::routes::confirm_payment)
        .service(payments::routes::give_up_payment)
        .service(payments::routes::set_invoice_payment_method)
        .service(billing::routes::create_billing_run)
        .service(billing::routes::list_billing_runs)
        .service(billing::routes::get_billing_run)
        .service(payment_methods::routes::list_payment_methods)
        .service(payment_methods::routes::create_payment_method)
        .service(payment_methods::routes::list_payment_method_options)
        .service(mandates::routes::check_iban)
        .service(links::routes::create_payment_method_link)
        .service(links::routes::get_payment_method_link)
        .service(payment_methods::routes::get_payment_method)
        .service(payment_methods::routes::confirm_payment_method)
        .service(payment_methods::routes::update_payment_method)
        .service(payment_methods::routes::patch_payment_method)
        .service(payment_methods::routes::set_default_payment_method)
        .service(payment_methods::routes::preview_removal)
        .service(payment_methods::routes::remove_payment_method)
        .service(mandates::routes::get_mandate)
        .service(mandates::routes::get_mandate_document)
        .service(mandates::routes::amend_mandate)
        .service(mandates::routes::revoke_mandate)
        .service(debits::routes::list_waiting_debits)
        .service(debits::routes::create_debit_file)
        .service(debits::routes::list_debit_files)
        .service(debits::routes::get_debit_file)
        .service(debits::routes::get_debit_file_content)
        .service(debits::routes::return_payment)
        .service(debits::routes::withdraw_payment)
        .service(gateways::routes::receive_gateway_event);
}

/// What a merchant sets, takes over and looks at.
fn merchants(routes: &mut impl Register) {
    routes
        .service(hosted_pages::routes::get_hosted_pages)
        .service(hosted_pages::routes::patch_hosted_pages)
        .service(hosted_pages::routes::set_logo)
        .service(hosted_pages::routes::remove_logo)
        .service(hosted_pages::routes::list_hosted_pages_versions)
        .service(hosted_pages::routes::get_hosted_pages_version)
        .service(hosted_pages::routes::restore_hosted_pages_version)
        .service(numbers::routes::list_number_ranges)
        .service(numbers::routes::update_number_range)
        .service(settings::routes::get_invoicing_settings)
        .service(settings::routes::patch_invoicing_settings)
        .service(settings::routes::get_dunning_settings)
        .service(settings::routes::patch_dunning_settings)
        .service(settings::routes::get_customer_invoicing_settings)
        .service(settings::routes::patch_customer_invoicing_settings)
        .service(settings::routes::get_customer_dunning_settings)
        .service(settings::routes::patch_customer_dunning_settings)
        .service(imports::routes::create_import)
        .service(imports::routes::list_imports)
        .service(imports::routes::get_import)
        .service(settings::routes::get_collection_settings)
        .service(settings::routes::patch_collection_settings)
        .service(settings::routes::get_company_settings)
        .service(settings::routes::patch_company_settings)
        .service(settings::routes::get_mail_settings)
        .service(settings::routes::patch_mail_settings)
        .service(mails::routes::list_mails)
        .service(mails::routes::get_mail)
        .service(mails::routes::resend_mail)
        .service(webhooks::routes::list_available_webhook_events)
        .service(webhooks::routes::create_webhook)
        .service(webhooks::routes::list_webhooks)
        .service(webhooks::routes::get_webhook)
        .service(webhooks::routes::update_webhook)
        .service(webhooks::routes::patch_webhook)
        .service(webhooks::routes::delete_webhook)
        .service(webhooks::routes::rotate_webhook_secret)
        .service(webhooks::routes::test_webhook)
        .service(webhooks::routes::list_webhook_deliveries)
        .service(webhooks::routes::get_webhook_delivery)
        .service(webhooks::routes::resend_webhook_delivery)
        .service(domains::routes::list_domains)
        .service(domains::routes::create_domain)
        .service(domains::routes::get_domain)
        .service(domains::routes::delete_domain)
        .service(domains::routes::verify_domain)
        .service(domains::routes::activate_domain)
        .service(domains::routes::set_primary_domain)
        .service(domains::routes::unset_primary_domain)
        .service(audit::routes::list_audit_log)
        .service(audit::routes::export_audit_log)
        .service(operators::routes::list_operators)
        .service(operators::routes::invite_operator)
        .service(operators::routes::patch_operator)
        .service(operators::routes::reset_operator)
        .service(operators::routes::get_own_operator)
        .service(operators::routes::patch_own_operator)
        .service(operators::routes::change_own_password)
        .service(operators::routes::begin_totp)
        .service(operators::routes::confirm_totp)
        .service(operators::routes::remove_totp)
        .service(operators::routes::renew_recovery_codes)
        .service(operators::routes::list_own_sessions)
        .service(operators::routes::end_own_session)
        .service(operators::routes::end_own_sessions)
        .service(api_keys::routes::create_api_key)
        .service(api_keys::routes::list_api_keys)
        .service(api_keys::routes::revoke_api_key)
        .service(links::routes::list_links)
        .service(links::routes::end_link)
        .service(links::routes::end_links);
}

fn sign_in(routes: &mut impl Register) {
    routes
        .service(login_requests::routes::request_login_link)
        .service(login_requests::routes::request_otp)
        .service(login_requests::routes::login_with_otp)
        .service(sessions::routes::login)
        .service(sessions::routes::refresh_token)
        .service(sessions::routes::switch_customer)
        .service(sessions::routes::list_sessions)
        .service(sessions::routes::end_session)
        .service(sessions::routes::end_sessions)
        .service(email_changes::routes::ask_email_change)
        .service(email_changes::routes::get_email_change)
        .service(email_changes::routes::withdraw_email_change)
        .service(email_changes::routes::undo_email_change)
        .service(invoice_recipients::routes::confirm_invoice_recipient)
        .service(login_requests::routes::request_step_up)
        .service(login_requests::routes::confirm_step_up)
        .service(sessions::routes::logout)
        .service(sessions::routes::preview_portal_link)
        .service(sessions::routes::login_portal)
        .service(login_requests::routes::login_portal_with_otp)
        .service(email_changes::routes::prove_email_change)
        .service(sessions::routes::refresh_portal)
        .service(sessions::routes::switch_portal)
        .service(links::routes::open_payment_method_link)
        .service(links::routes::refresh_payment_method_link)
        .service(operators::session_routes::login_console)
        .service(operators::session_routes::refresh_console)
        .service(operators::session_routes::logout_console)
        .service(operators::session_routes::request_password_reset)
        .service(operators::session_routes::set_password);
}

/// What is served at the root: health, public keys, and the front ends for everything else.
pub fn root(routes: &mut web::ServiceConfig) {
    routes
        .service(live)
        .service(ready)
        .service(jwks)
        .service(domains::ask::ask)
        .service(statics::theme)
        .service(reference::show_reference)
        .service(reference::show_reference_with_slash)
        .service(reference::show_style)
        .service(reference::show_yaml)
        .service(reference::show_json)
        .service(media::routes::show_media)
        .service(gateways::testing_page::show_testing_gateway)
        .service(gateways::testing_page::choose_at_testing_gateway)
        .default_service(web::to(statics::page));
}

#[get("/health/live")]
async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// Seconds that the outbox may lag before this instance calls itself unwell.
const MOST_LAG_S: i64 = 300;

#[get("/health/ready")]
async fn ready(context: web::Data<Context>) -> HttpResponse {
    let lag = outbox::lag_s(&context).await;
    let database = lag.is_ok();
    let outbox_lag_s = lag.unwrap_or(0);
    let mail = context.mailer.is_configured();
    let well = database && mail && outbox_lag_s <= MOST_LAG_S;
    let body = json!({
        "status": if well { "ok" } else { "not ready" },
        "database": if database { "ok" } else { "away" },
        // The schema was brought up to date before this instance began to listen.
        "migrations": if database { "ok" } else { "unknown" },
        // A mail server that is away makes nobody unwell: mails wait, and the portal goes on.
        "mail": match (mail, context.mailer.is_away()) {
            (false, _) => "no transport is configured (mail.transport)",
            (true, true) => "the mail server is away",
            (true, false) => "ok",
        },
        "outboxLagSeconds": outbox_lag_s,
    });
    if well {
        HttpResponse::Ok().json(body)
    } else {
        HttpResponse::ServiceUnavailable().json(body)
    }
}

#[get("/.well-known/jwks.json")]
async fn jwks(context: web::Data<Context>) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "public, max-age=300"))
        .json(context.tokens.jwks(context.now())))
}
