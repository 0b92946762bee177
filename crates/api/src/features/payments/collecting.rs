//! Collecting what is open on an invoice: the attempt is stored, the gateway asked, the outcome stored.
//! Nothing is asked inside a transaction; an attempt whose answer was lost is asked for by its id.

use portico_shared::{
    InvoiceId, Money, PaymentId, TenantId,
    invoices::{InvoiceStatus, InvoiceType, PaymentSource, PaymentStatus},
    payment_methods::PaymentMethodStatus,
};

use super::{service, store};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{invoices, payment_methods, payments},
    features::{
        audit::{self, Change},
        customers::store as customer_store,
        invoices::store as invoice_store,
        mails::{self, Mail},
        payment_methods::store as method_store,
        settings::service as settings,
        subscriptions::store as subscription_store,
        tenants,
    },
    http::{ApiError, ApiResult},
    ports::{Charge, GatewayError, Outcome},
};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error(transparent)]
    Gateway(#[from] GatewayError),
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Api(error.into())
    }
}

/// Whether money can be taken with it.
pub fn is_usable(context: &Context, method: &payment_methods::Model) -> bool {
    method.enabled
        && method.status == PaymentMethodStatus::Active
        && method.reference_id.is_some()
        && context.gateways.get(method.gateway).is_some()
}

/// Collects what is open. Does nothing where nothing is owed or nothing can be used.
///
/// # Errors
/// When the gateway gave no answer, or an open attempt cannot be asked about because its gateway is not set up
/// any more; calling again goes on with the same attempt.
pub async fn collect(context: &Context, tenant: TenantId, id: InvoiceId) -> Result<(), Error> {
    let scope = Scope::of_tenant(tenant);
    let Some(attempt) = begin(context, scope, id).await? else {
        return Ok(());
    };
    let name = attempt.payment.gateway;
    let gateway = name
        .and_then(|name| context.gateways.get(name))
        .ok_or_else(|| GatewayError("its gateway is not set up".into()))?;
    let known = if attempt.is_new {
        None
    } else {
        gateway.find(attempt.payment.id).await?
    };
    let outcome = match (known, attempt.charge) {
        (Some(outcome), _) => outcome,
        (None, Some(charge)) => gateway.collect(&charge).await?,
        // The provider never heard of it and never will: nothing was taken.
        (None, None) => Outcome::Declined {
            code: "method_removed".into(),
        },
    };
    finish(context, scope, &attempt.payment, outcome).await
}

struct Attempt {
    payment: payments::Model,
    /// None where the method is gone, or may not be used any more.
    charge: Option<Charge>,
    /// False for one whose answer was lost: it is asked about first.
    is_new: bool,
}

/// Stores the attempt, or finds the one that is open. A new one moves the invoice's version on, so that whoever
/// cancels, credits or records at this moment sees that it is being collected.
async fn begin(context: &Context, scope: Scope, id: InvoiceId) -> Result<Option<Attempt>, Error> {
    let tx = context.db.begin().await?;
    let Some(invoice) = invoice_store::find(&tx, scope, id).await? else {
        return Ok(None);
    };
    if let Some(payment) = store::find_open(&tx, scope, id).await? {
        let method = method_store::find_many(&tx, scope, payment.payment_method_id.into_iter().collect()).await?;
        let method = method.first().filter(|method| is_usable(context, method));
        let charge = method.map(|method| charge(&payment, method, &invoice));
        return Ok(Some(Attempt {
            payment,
            charge,
            is_new: false,
        }));
    }
    let owed = matches!(invoice.status, InvoiceStatus::Unpaid | InvoiceStatus::Reminded)
        && invoice.kind == InvoiceType::Invoice
        && invoice.open_amount > 0;
    let method = if owed {
        usable_method(context, scope, &tx, &invoice).await?
    } else {
        None
    };
    let Some(method) = method else { return Ok(None) };
    let payment = pending(context, &invoice, &method);
    store::insert(&tx, payment.clone()).await?;
    let touched = invoices::Model {
        version: invoice.version + 1,
        ..invoice.clone()
    };
    if !invoice_store::update(&tx, &invoice, touched).await? {
        return Err(Error::Api(ApiError::concurrent()));
    }
    tx.commit().await?;
    let charge = Some(charge(&payment, &method, &invoice));
    Ok(Some(Attempt {
        payment,
        charge,
        is_new: true,
    }))
}

fn charge(payment: &payments::Model, method: &payment_methods::Model, invoice: &invoices::Model) -> Charge {
    Charge {
        attempt: payment.id,
        amount: Money::new(payment.amount, payment.currency),
        method: method.reference_id.clone().unwrap_or_default(),
        statement: invoice.number.clone().unwrap_or_default(),
    }
}

fn pending(context: &Context, invoice: &invoices::Model, method: &payment_methods::Model) -> payments::Model {
    payments::Model {
        tenant_id: invoice.tenant_id,
        id: PaymentId(context.new_id()),
        version: 1,
        invoice_id: invoice.id,
        customer_id: invoice.customer_id,
        payment_method_id: Some(method.id),
        gateway: Some(method.gateway),
        source: PaymentSource::Collected,
        status: PaymentStatus::Pending,
        amount: invoice.open_amount,
        currency: invoice.currency,
        paid_on: None,
        reference: None,
        failure_code: None,
        created_at: context.now(),
        settled_at: None,
    }
}

/// The subscription's own method, else the customer's default, if money can be taken with it.
async fn usable_method(
    context: &Context,
    scope: Scope,
    db: &impl sea_orm::ConnectionTrait,
    invoice: &invoices::Model,
) -> ApiResult<Option<payment_methods::Model>> {
    let own = match invoice.subscription_id {
        Some(id) => subscription_store::find(db, scope, id)
            .await?
            .and_then(|row| row.payment_method_id),
        None => None,
    };
    let id = match own {
        Some(own) => Some(own),
        None => customer_store::find(db, scope, invoice.customer_id)
            .await?
            .and_then(|row| row.default_payment_method_id),
    };
    let found = method_store::find_many(db, scope, id.into_iter().collect()).await?;
    Ok(found.into_iter().find(|method| is_usable(context, method)))
}

async fn finish(context: &Context, scope: Scope, payment: &payments::Model, outcome: Outcome) -> Result<(), Error> {
    let caller = Caller::system(payment.tenant_id, "collection");
    let tx = context.db.begin().await?;
    let invoice = invoice_store::find(&tx, scope, payment.invoice_id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let today = tenants::store::find(&tx, payment.tenant_id).await?.today(context.now());
    let settled = payments::Model {
        version: payment.version + 1,
        settled_at: Some(context.now()),
        ..payment.clone()
    };
    let (settled, failed) = match outcome {
        Outcome::Succeeded { reference } => (
            payments::Model {
                status: PaymentStatus::Succeeded,
                paid_on: Some(today),
                reference: Some(reference),
                ..settled
            },
            false,
        ),
        Outcome::Declined { code } => (
            payments::Model {
                status: PaymentStatus::Failed,
                failure_code: Some(code),
                ..settled
            },
            true,
        ),
    };
    // Another worker may have had the same answer first.
    if !store::update(&tx, payment, settled.clone()).await? {
        return Ok(());
    }
    if failed {
        fail(&tx, context, &caller, &invoice, &settled).await?;
    } else {
        service::settle(&tx, context, &caller, &invoice, &settled).await?;
    }
    Ok(context.commit(tx).await?)
}

async fn fail(
    tx: &sea_orm::DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    invoice: &invoices::Model,
    payment: &payments::Model,
) -> ApiResult<()> {
    let after = invoices::Model {
        version: invoice.version + 1,
        last_payment_failed: true,
        ..invoice.clone()
    };
    let change = Change {
        action: "invoice.payment_failed",
        subject_kind: "invoice",
        subject: invoice.id.0,
        customer: Some(invoice.customer_id),
        before: Some(service::standing(invoice)),
        after: serde_json::to_value(service::view(payment)).ok(),
    };
    if !invoice_store::update(tx, invoice, after).await? {
        return Err(ApiError::concurrent());
    }
    audit::record(tx, context, caller, change).await?;
    warn(tx, context, invoice, payment).await
}

/// Tells the customer that collecting failed, where anything is still owed.
async fn warn(
    tx: &sea_orm::DatabaseTransaction,
    context: &Context,
    invoice: &invoices::Model,
    payment: &payments::Model,
) -> ApiResult<()> {
    let scope = Scope::of_tenant(invoice.tenant_id);
    let is_owed = invoice.open_amount > 0 && invoice.status != InvoiceStatus::Cancelled;
    if !is_owed || !settings::tenant_mails(tx, scope).await?.payment_failures {
        return Ok(());
    }
    let Some(customer) = customer_store::find(tx, scope, invoice.customer_id).await? else {
        return Ok(());
    };
    let method = method_store::find_many(tx, scope, payment.payment_method_id.into_iter().collect()).await?;
    let name = method.into_iter().next().map(|method| method.name);
    let tenant = tenants::store::find(tx, invoice.tenant_id).await?;
    let mail = Mail::payment_failed(invoice, &customer, name);
    mails::service::enqueue(tx, context, &tenant, mail).await?;
    Ok(())
}
