//! Erasing a customer's data: what for, what stands in the way, and what has to be kept (article 17 GDPR).

use actix_web::http::StatusCode;
use portico_domain::retention::kept_until;
use portico_shared::{
    ErrorCode, TenantId,
    customers::{CustomerStatus, VatState},
    privacy::{ErasedData, ErasedKind, Erasure, ErasureBlocker, ErasureBlockerKind, ErasureView, KeptData, KeptKind},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::{Value, json};

use super::store;
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{customers, erasure_requests, tenants},
    features::{
        addresses::store as address_store,
        audit::{self, Change},
        customers::{lifecycle, service as customer_service, store as customer_store},
        email_changes,
        imports::store as import_store,
        invoice_recipients,
        links::store as link_store,
        mails::{self, Mail, store as mail_store},
        mandates, payment_methods,
        people::store as people_store,
        sessions::store as session_store,
        settings, tenants as tenant_feature,
        webhooks::store as webhook_store,
    },
    http::{
        ApiError, ApiResult, check,
        idempotency::{Answer, Once},
    },
};

/// What an erasure of this customer would do.
pub async fn preview(context: &Context, caller: &Caller, key: &str) -> ApiResult<ErasureView> {
    let db = context.db.read();
    let customer = customer_service::find(db, caller.scope(), key).await?;
    customer_service::check_not_erased(&customer)?;
    view(db, context, &customer).await
}

/// The same for the customer whom a person acts for.
pub async fn own(context: &Context, caller: &Caller) -> ApiResult<ErasureView> {
    let db = context.db.read();
    let customer = own_customer(db, caller).await?;
    view(db, context, &customer).await
}

async fn own_customer(db: &impl ConnectionTrait, caller: &Caller) -> ApiResult<customers::Model> {
    let person = caller.actor.person().ok_or_else(ApiError::not_found)?;
    let found = customer_store::find(db, caller.scope(), person.customer).await?;
    found.ok_or_else(ApiError::not_found)
}

async fn view(db: &impl ConnectionTrait, context: &Context, customer: &customers::Model) -> ApiResult<ErasureView> {
    let scope = Scope::of_customer(customer.tenant_id, customer.id);
    let tenant = tenant_feature::store::find(db, customer.tenant_id).await?;
    let open = store::find_open(db, scope, customer.id).await?;
    let [people, addresses, methods, mails] = store::count(db, scope, customer.id).await?;
    let erased = [
        (ErasedKind::People, people),
        (ErasedKind::Addresses, addresses),
        (ErasedKind::PaymentMethods, methods),
        (ErasedKind::Mails, mails),
    ];
    let erased = erased.into_iter().filter(|(_, count)| *count > 0);
    Ok(ErasureView {
        requested_at: open.map(|row| row.requested_at.into()),
        blockers: blockers(db, context, &tenant, scope, customer).await?,
        erased: erased.map(|(kind, count)| ErasedData { kind, count }).collect(),
        kept: kept(db, scope, customer).await?,
    })
}

async fn blockers(
    db: &impl ConnectionTrait,
    context: &Context,
    tenant: &tenants::Model,
    scope: Scope,
    customer: &customers::Model,
) -> ApiResult<Vec<ErasureBlocker>> {
    let running = store::list_running(db, scope, customer.id, tenant.today(context.now())).await?;
    let unpaid = store::list_unpaid(db, scope, customer.id).await?;
    let blocker = |kind| move |number| ErasureBlocker { kind, number };
    let running = running.into_iter().map(blocker(ErasureBlockerKind::Subscription));
    Ok(running
        .chain(unpaid.into_iter().map(blocker(ErasureBlockerKind::Invoice)))
        .collect())
}

async fn kept(db: &impl ConnectionTrait, scope: Scope, customer: &customers::Model) -> ApiResult<Vec<KeptData>> {
    let days = store::list_invoice_days(db, scope, customer.id).await?;
    let years = retention_years(db, customer.tenant_id).await?;
    let invoices = days.iter().max().map(|latest| KeptData {
        kind: KeptKind::Invoices,
        count: days.len() as u64,
        until: Some(kept_until(*latest, years).into()),
    });
    let count = store::count_subscriptions(db, scope, customer.id).await?;
    let subscriptions = (count > 0).then_some(KeptData {
        kind: KeptKind::Subscriptions,
        count,
        until: None,
    });
    Ok(invoices.into_iter().chain(subscriptions).collect())
}

async fn retention_years(db: &impl ConnectionTrait, tenant: TenantId) -> ApiResult<u32> {
    let invoicing = settings::service::tenant_invoicing(db, Scope::of_tenant(tenant)).await?;
    Ok(invoicing.retention_years)
}

/// Notes that a customer wants their data erased, and tells the merchant. Asking again changes nothing.
pub async fn request(context: &Context, caller: &Caller, once: Once) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let person = caller.actor.person().ok_or_else(ApiError::not_found)?;
        customer_store::lock(tx, caller.scope(), person.customer).await?;
        let customer = own_customer(tx, caller).await?;
        if store::find_open(tx, caller.scope(), customer.id).await?.is_none() {
            let row = erasure_requests::Model {
                tenant_id: customer.tenant_id,
                id: context.new_id(),
                customer_id: customer.id,
                person_id: person.person,
                requested_at: context.now(),
                withdrawn_at: None,
                carried_out_at: None,
            };
            store::insert(tx, row).await?;
            record(
                tx,
                context,
                caller,
                ("customer.erasure_requested", &customer),
                (None, None),
            )
            .await?;
            let tenant = tenant_feature::store::find(tx, customer.tenant_id).await?;
            let receipt = Mail::erasure_requested(&customer, &tenant, context.now());
            mails::service::enqueue(tx, context, &tenant, receipt).await?;
            tell_merchant(tx, context, &customer, &tenant, false).await?;
        }
        view(tx, context, &customer).await
    })
    .await
}

async fn tell_merchant(
    tx: &DatabaseTransaction,
    context: &Context,
    customer: &customers::Model,
    tenant: &tenants::Model,
    is_withdrawn: bool,
) -> ApiResult<()> {
    let mail = Mail::erasure_to_do(customer, tenant, is_withdrawn, context.now()).map_err(ApiError::internal)?;
    if let Some(mail) = mail {
        mails::service::enqueue(tx, context, tenant, mail).await?;
    }
    Ok(())
}

/// Takes the request back, where it was not carried out yet.
pub async fn withdraw(context: &Context, caller: &Caller, once: Once) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let person = caller.actor.person().ok_or_else(ApiError::not_found)?;
        customer_store::lock(tx, caller.scope(), person.customer).await?;
        let customer = own_customer(tx, caller).await?;
        if let Some(row) = store::find_open(tx, caller.scope(), customer.id).await? {
            let row = erasure_requests::Model {
                withdrawn_at: Some(context.now()),
                ..row
            };
            store::update(tx, row).await?;
            let tenant = tenant_feature::store::find(tx, customer.tenant_id).await?;
            tell_merchant(tx, context, &customer, &tenant, true).await?;
            record(
                tx,
                context,
                caller,
                ("customer.erasure_withdrawn", &customer),
                (None, None),
            )
            .await?;
        }
        view(tx, context, &customer).await
    })
    .await
}

/// Erases a customer's data, whether or not they asked. Nothing is erased while a contract runs or something is owed.
pub async fn erase(context: &Context, caller: &Caller, once: Once, key: &str) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let scope = caller.scope();
        let id = customer_service::find(tx, scope, key).await?.id;
        // Whoever writes an invoice or lets somebody in right now goes first, or finds the customer erased.
        store::lock_subscriptions(tx, scope, id).await?;
        customer_store::lock(tx, scope, id).await?;
        let customer = customer_store::find(tx, scope, id)
            .await?
            .ok_or_else(ApiError::not_found)?;
        customer_service::check_not_erased(&customer)?;
        let tenant = tenant_feature::store::find(tx, customer.tenant_id).await?;
        let blockers = blockers(tx, context, &tenant, scope, &customer).await?;
        if !blockers.is_empty() {
            return Err(blocked(&customer, &blockers));
        }
        let open = store::find_open(tx, scope, id).await?;
        let kept = kept(tx, scope, &customer).await?;
        let told = open.is_some().then(|| Mail::erasure_carried_out(&customer, &kept));
        if kept.is_empty() && store::count(tx, scope, id).await?[2] == 0 {
            lifecycle::remove(tx, context, caller, &customer).await?;
        } else {
            blank(tx, context, &customer).await?;
            if let Some(row) = open {
                let row = erasure_requests::Model {
                    carried_out_at: Some(context.now()),
                    ..row
                };
                store::update(tx, row).await?;
            }
            // Enough to know which one it was.
            let before = json!({ "customerNumber": customer.number });
            let sides = (Some(before), Some(json!({ "kept": kept })));
            record(tx, context, caller, ("customer.erased", &customer), sides).await?;
        }
        if let Some(told) = told {
            mails::service::enqueue(tx, context, &tenant, told).await?;
        }
        Ok(Erasure {
            erased_at: context.now().into(),
            kept,
        })
    })
    .await
}

fn blocked(customer: &customers::Model, blockers: &[ErasureBlocker]) -> ApiError {
    let what: Vec<_> = blockers
        .iter()
        .map(|one| format!("{} {}", one.kind, one.number))
        .collect();
    ApiError::new(
        ErrorCode::CustomerInUse,
        format!(
            "Customer {} still has {}. End contracts and settle invoices first.",
            customer.number,
            what.join(", ")
        ),
    )
}

/// Leaves a name for what has to be kept, and nothing about the person.
async fn blank(tx: &DatabaseTransaction, context: &Context, customer: &customers::Model) -> ApiResult<()> {
    let (scope, id, now) = (Scope::of_tenant(customer.tenant_id), customer.id, context.now());
    let years = retention_years(tx, customer.tenant_id).await?;
    let days = store::list_invoice_days(tx, scope, id).await?;
    for year in store::years(&days) {
        let latest = days.iter().filter(|day| store::years(&[**day]) == [year]).max();
        let until = latest.map(|day| kept_until(*day, years)).unwrap_or_default();
        store::update_kept_until(tx, scope, id, (year, until)).await?;
    }
    let mut people = people_store::list_named(tx, scope, id).await?;
    session_store::delete_of(tx, scope, id).await?;
    link_store::delete_of(tx, scope, id).await?;
    email_changes::store::delete_of(tx, scope, id).await?;
    invoice_recipients::store::delete_of(tx, scope, id).await?;
    people.extend(people_store::delete_memberships(tx, scope, id).await?);
    import_store::forget(tx, scope, customer).await?;
    store::update_subscriptions(tx, scope, id).await?;
    address_store::delete_of(tx, scope, id).await?;
    for method in payment_methods::store::list_of(tx, scope, id).await? {
        // Providers keep cards and accounts for us: they forget them, too, and keep none that is being typed in.
        payment_methods::service::call_off(tx, context, &method).await?;
        if let Some(reference) = method.reference_id {
            payment_methods::service::detach(tx, context, (method.tenant_id, method.gateway), reference).await?;
        }
    }
    mandates::service::erase(tx, context, scope, id).await?;
    store::update_payments(tx, scope, id).await?;
    store::delete_settings(tx, scope, id).await?;
    let after = nameless(customer, now);
    if !customer_store::update(tx, customer, after).await? {
        return Err(ApiError::concurrent());
    }
    people_store::delete_unreferenced(tx, scope, people).await?;
    audit::forget(tx, scope, id).await?;
    mail_store::update_erased_of(tx, scope, id, now).await?;
    Ok(webhook_store::update_erased_of(tx, scope, id, now).await?)
}

fn nameless(customer: &customers::Model, now: chrono::DateTime<chrono::Utc>) -> customers::Model {
    customers::Model {
        version: customer.version + 1,
        external_id: None,
        status: CustomerStatus::Archived,
        // Nobody's, and no mail ever gets there (RFC 2606).
        email: format!("{}@erased.invalid", customer.id),
        invoice_email: None,
        first_name: None,
        last_name: None,
        company_name: None,
        phone: None,
        vat_id: None,
        vat_state: VatState::default(),
        vat_checked_at: None,
        vat_consultation: None,
        vat_due_at: None,
        datev_id: None,
        gender: None,
        commercial_register_name: None,
        commercial_register_number: None,
        contact_id: None,
        default_payment_method_id: None,
        method_for_new_subscriptions: None,
        search: check::fold(&[Some(&customer.number)]),
        updated_at: now,
        erased_at: Some(now),
        ..customer.clone()
    }
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (action, customer): (&'static str, &customers::Model),
    (before, after): (Option<Value>, Option<Value>),
) -> ApiResult<()> {
    let change = Change {
        action,
        subject_kind: "customer",
        subject: customer.id.0,
        customer: Some(customer.id),
        before,
        after,
    };
    Ok(audit::record(tx, context, caller, change).await?)
}
