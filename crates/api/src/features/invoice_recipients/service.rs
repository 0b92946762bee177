//! The use cases of further recipients of invoices.

use actix_web::http::StatusCode;
use portico_shared::{
    ErrorCode, InvoiceRecipientId, TenantId,
    customers::CustomerStatus,
    documents::{InvoiceRecipientConfirmed, InvoiceRecipientView, InvoiceRecipients, NewInvoiceRecipient},
    sessions::{LinkPurpose, Success},
};
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::store;
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{customers, invoice_recipients},
    features::{
        audit::{self, Change},
        customers::{service as customers_service, store as customer_store},
        email_changes::service::check_not_frozen,
        links::{service as link_service, store as link_store},
        mails::{self, Mail},
        people::store::fold,
        shared_limits, tenants,
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
    },
};

/// Recipients that one customer may have.
const MOST: usize = 10;

fn view(row: invoice_recipients::Model) -> InvoiceRecipientView {
    InvoiceRecipientView {
        id: row.id,
        email: row.email,
        created_at: row.created_at.into(),
        confirmed_at: row.confirmed_at.map(Into::into),
    }
}

pub async fn list(context: &Context, caller: &Caller, key: &str) -> ApiResult<InvoiceRecipients> {
    let (db, scope) = (context.db.read(), caller.scope());
    let customer = customers_service::find(db, scope, key).await?;
    let rows = store::list(db, scope, customer.id).await?;
    Ok(InvoiceRecipients {
        data: rows.into_iter().map(view).collect(),
    })
}

pub async fn add(
    context: &Context,
    caller: &Caller,
    once: Once,
    key: &str,
    new: NewInvoiceRecipient,
) -> ApiResult<Answer> {
    let email = new.email.trim().to_owned();
    let mut check = Check::default();
    check.email("email", Some(&email));
    check.finish()?;
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let scope = caller.scope();
        let customer = changeable(tx, context, caller, key).await?;
        let all = store::list(tx, scope, customer.id).await?;
        let main = customer.invoice_email.as_deref().unwrap_or(&customer.email);
        if fold(main) == fold(&email) || all.iter().any(|one| one.email_folded == fold(&email)) {
            let told = format!("{email} is among the recipients already.");
            return Err(ApiError::new(ErrorCode::RecipientExists, told));
        }
        if all.len() >= MOST {
            let told = format!("Invoices may go to {MOST} further addresses. Remove one first.");
            return Err(ApiError::new(ErrorCode::RecipientLimitReached, told));
        }
        let row = invoice_recipients::Model {
            tenant_id: customer.tenant_id,
            id: InvoiceRecipientId(context.new_id()),
            customer_id: customer.id,
            email_folded: fold(&email),
            email,
            link_id: None,
            created_at: context.now(),
            confirmed_at: None,
        };
        store::insert(tx, row.clone()).await?;
        ask(tx, context, (&customer, &row)).await?;
        record(tx, context, caller, ("customer.invoice_recipient_asked", &row)).await?;
        Ok(view(row))
    })
    .await
}

/// Mails the proof; nobody is flooded with them.
async fn ask(
    tx: &DatabaseTransaction,
    context: &Context,
    (customer, row): (&customers::Model, &invoice_recipients::Model),
) -> ApiResult<()> {
    let keys = [
        ("invoice-recipients-of", &*customer.id.to_string()),
        ("invoice-recipient-email", &row.email_folded),
    ];
    shared_limits::count(tx, context, row.tenant_id, keys).await?;
    let tenant = tenants::store::find(tx, row.tenant_id).await?;
    mails::service::enqueue_invoice_recipient(tx, context, &tenant, (customer, row)).await?;
    Ok(())
}

pub async fn ask_again(
    context: &Context,
    caller: &Caller,
    once: Once,
    (key, id): (&str, InvoiceRecipientId),
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let customer = changeable(tx, context, caller, key).await?;
        let row = find(tx, caller, &customer, id).await?;
        if row.confirmed_at.is_some() {
            let told = format!("{} is confirmed already.", row.email);
            return Err(ApiError::new(ErrorCode::RecipientExists, told));
        }
        ask(tx, context, (&customer, &row)).await?;
        record(tx, context, caller, ("customer.invoice_recipient_asked", &row)).await?;
        Ok(Success { success: true })
    })
    .await
}

pub async fn remove(
    context: &Context,
    caller: &Caller,
    once: Once,
    (key, id): (&str, InvoiceRecipientId),
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::NO_CONTENT, async |tx| {
        // Fewer recipients harm nobody: no fresh proof is asked for.
        let customer = locked(tx, caller, key).await?;
        let row = find(tx, caller, &customer, id).await?;
        store::delete(tx, &row).await?;
        if let Some(link) = row.link_id {
            link_store::update_revoked(tx, caller.scope(), link, context.now()).await?;
        }
        record(tx, context, caller, ("customer.invoice_recipient_removed", &row)).await
    })
    .await
}

/// The address is proved: invoices go there from now on, and the customer is told.
pub async fn confirm(
    context: &Context,
    tenant: TenantId,
    token: &str,
    client_address: Option<String>,
) -> ApiResult<InvoiceRecipientConfirmed> {
    let tx = context.db.begin().await?;
    let (scope, now) = (Scope::of_tenant(tenant), context.now());
    let link = link_service::find_usable(&tx, (token, &[LinkPurpose::InvoiceRecipient]), now).await?;
    // The customer before the link, as erasing takes them.
    customer_store::lock(&tx, scope, link.customer_id).await?;
    if link.tenant_id != tenant || !link_store::update_consumed(&tx, &link, now).await? {
        return Err(link_service::invalid());
    }
    let customer = customer_store::find(&tx, scope, link.customer_id).await?;
    let customer = customer.filter(|customer| customer.status == CustomerStatus::Active);
    let row = store::find_by_link(&tx, scope, link.id).await?;
    let (customer, row) = customer.zip(row).ok_or_else(link_service::invalid)?;
    if !store::update_confirmed(&tx, &row, now).await? {
        return Err(link_service::invalid());
    }
    let merchant = tenants::store::find(&tx, tenant).await?;
    let mail = Mail::invoice_recipient_added(&customer, &row.email, &merchant, now);
    mails::service::enqueue(&tx, context, &merchant, mail).await?;
    let caller = Caller {
        client_address,
        ..Caller::system(tenant, "invoice-recipient")
    };
    record(&tx, context, &caller, ("customer.invoice_recipient_confirmed", &row)).await?;
    context.commit(tx).await?;
    Ok(InvoiceRecipientConfirmed { email: row.email })
}

/// A customer whose recipients the caller may add to now.
async fn changeable(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    key: &str,
) -> ApiResult<customers::Model> {
    let customer = locked(tx, caller, key).await?;
    if caller.actor.person().is_some() {
        let tenant = tenants::store::find(tx, customer.tenant_id).await?;
        if tenant.pages().map_err(ApiError::internal)?.step_up_for_email {
            caller.check_fresh(context.now())?;
        }
        check_not_frozen(tx, context, caller.scope(), customer.id).await?;
    }
    Ok(customer)
}

async fn locked(tx: &DatabaseTransaction, caller: &Caller, key: &str) -> ApiResult<customers::Model> {
    let id = customers_service::find(tx, caller.scope(), key).await?.id;
    // One after the other, so that nobody gets more than there may be; and erasing waits.
    customer_store::lock(tx, caller.scope(), id).await?;
    let customer = customer_store::find(tx, caller.scope(), id).await?;
    let customer = customer.ok_or_else(ApiError::not_found)?;
    customers_service::check_not_erased(&customer)?;
    Ok(customer)
}

async fn find(
    tx: &DatabaseTransaction,
    caller: &Caller,
    customer: &customers::Model,
    id: InvoiceRecipientId,
) -> ApiResult<invoice_recipients::Model> {
    let row = store::find(tx, caller.scope(), id).await?;
    row.filter(|row| row.customer_id == customer.id)
        .ok_or_else(ApiError::not_found)
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (action, row): (&'static str, &invoice_recipients::Model),
) -> ApiResult<()> {
    let change = Change {
        action,
        subject_kind: "customer",
        subject: row.customer_id.0,
        customer: Some(row.customer_id),
        before: None,
        after: Some(json!({ "email": row.email })),
    };
    Ok(audit::record(tx, context, caller, change).await?)
}
