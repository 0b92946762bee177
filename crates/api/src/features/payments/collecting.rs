//! Collecting what is open on an invoice: the attempt is stored, the gateway asked, the outcome stored.
//! Nothing is asked inside a transaction; an attempt whose answer was lost is asked for by its id. Whoever asks for money holds a
//! lease on the attempt, so that of several workers and requests one does at a time.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use portico_shared::{
    InvoiceId, Money, PaymentId, PaymentMethodId, TenantId,
    invoices::{InvoiceStatus, InvoiceType, PaymentSource, PaymentStatus},
    payment_methods::{PaymentMethodStatus, PaymentMethodType, RefusalReason},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, SqlErr};

use super::{outcomes::learn, refunded_elsewhere, service, store};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{invoices, payment_methods, payments},
    features::{
        customers::store as customer_store,
        debits,
        gateways::{self, service as gateway_service},
        invoices::store as invoice_store,
        payment_methods::{service::away, store as method_store},
        subscriptions::store as subscription_store,
    },
    http::{ApiError, ApiResult},
    ports::payment::{Action, Charge, Charges, Collecting, GatewayError, Gateways, Outcome, PaymentGateway, Refusal},
};

/// For how long whoever asks for money keeps others from it: five questions to a provider, where a charge takes three. Whoever died
/// with it is waited for no longer.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);

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

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::Api(error) => error,
            Error::Gateway(error) => away(&error),
        }
    }
}

/// Whether money can be taken with it, without anybody's doing.
fn is_usable(gateways: &Gateways, method: &payment_methods::Model) -> bool {
    method.enabled
        && method.status == PaymentMethodStatus::Active
        && method.removed_at.is_none()
        && method.reference_id.is_some()
        && gateways
            .keeping(method.gateway, method.account.as_deref())
            .is_some_and(|gateway| gateway.charges().is_some() || by_file(gateway))
}

/// Whether money comes in by files that the merchant hands to their bank: nobody is asked while we work.
pub(super) fn by_file(gateway: &dyn PaymentGateway) -> bool {
    gateway.capabilities().collects == Collecting::File
}

/// Collects what is open. Does nothing where nothing is owed or nothing can be used, nor where another attempt was begun, or given
/// up, since it was asked for: once asked is one attempt, however often the question is worked on.
///
/// # Errors
/// When the gateway gave no answer, somebody else is asking it, or an open attempt cannot be asked about because its gateway is not
/// set up any more; calling again goes on with the same attempt.
pub async fn collect(
    context: &Context,
    tenant: TenantId,
    (id, asked_at): (InvoiceId, DateTime<Utc>),
) -> Result<(), Error> {
    let scope = Scope::of_tenant(tenant);
    let gateways = gateway_service::open(context, context.db.read(), tenant).await?;
    match begin(context, &gateways, scope, (id, asked_at)).await? {
        Some(attempt) => work_on(context, &gateways, scope, attempt).await.map(drop),
        None => Ok(()),
    }
}

/// Goes on with an attempt that was stored, where it is still open; gives what its owner has to do for it.
///
/// # Errors
/// As `collect`.
pub async fn go_on(context: &Context, scope: Scope, id: PaymentId) -> Result<Option<Action>, Error> {
    let db = context.db.read();
    let found = store::find(db, scope, id).await?;
    let Some(payment) = found.filter(|payment| payment.status == PaymentStatus::Pending) else {
        return Ok(None);
    };
    let gateways = gateway_service::open(context, db, scope.tenant()).await?;
    let leased_until = if is_taken_on(&payment) {
        None
    } else {
        let tx = context.db.begin().await?;
        let until = lease(&tx, context, &payment).await?;
        tx.commit().await?;
        Some(until)
    };
    let attempt = Attempt {
        payment,
        is_new: false,
        leased_until,
    };
    work_on(context, &gateways, scope, attempt).await
}

/// Another attempt takes its place: it is called off, unless it went through meanwhile.
///
/// # Errors
/// As `collect`.
pub async fn call_off(context: &Context, scope: Scope, payment: payments::Model) -> Result<(), Error> {
    match outcome_alone(context, scope, &payment).await? {
        None => Err(GatewayError("it does not know a payment that it has taken on".into()).into()),
        Some(Outcome::Declined(_)) => {
            let caller = Caller::system(scope.tenant(), "collection");
            let tx = context.db.begin().await?;
            let now = store::find(&tx, scope, payment.id).await?;
            if let Some(now) = now.filter(|now| now.status == PaymentStatus::Pending) {
                service::withdraw(&tx, context, &caller, (now, RefusalReason::Cancelled)).await?;
            }
            Ok(context.commit(tx).await?)
        }
        Some(outcome) => finish(context, scope, &payment, outcome).await,
    }
}

/// Asks once more about an attempt whose answer never came; false where there still is none, or the provider never heard of it.
///
/// # Errors
/// When what it answered could not be stored.
pub async fn ask_once_more(context: &Context, scope: Scope, payment: &payments::Model) -> Result<bool, Error> {
    match outcome_alone(context, scope, payment).await {
        Ok(None | Some(Outcome::Waiting(_))) | Err(Error::Gateway(_)) => Ok(false),
        Ok(Some(outcome)) => finish(context, scope, payment, outcome).await.map(|()| true),
        Err(error) => Err(error),
    }
}

/// What became of an attempt whose owner is waited for no more.
async fn outcome_alone(context: &Context, scope: Scope, payment: &payments::Model) -> Result<Option<Outcome>, Error> {
    let db = context.db.read();
    let invoice = invoice_store::find(db, scope, payment.invoice_id).await?;
    let invoice = invoice.ok_or_else(ApiError::not_found)?;
    let gateways = gateway_service::open(context, db, scope.tenant()).await?;
    let (charge, _) = charge(context, &gateways, scope, (payment, &invoice)).await?;
    let charge = Charge {
        return_url: None,
        ..charge
    };
    Ok(charges_of(&gateways, payment)?.find(&charge).await?)
}

/// Whether the provider has taken it on: nobody asks it for the money any more.
fn is_taken_on(payment: &payments::Model) -> bool {
    payment.status == PaymentStatus::Underway || payment.action_until.is_some()
}

/// Keeps others from asking for the money of an attempt; gives until when.
async fn lease(
    tx: &impl ConnectionTrait,
    context: &Context,
    payment: &payments::Model,
) -> Result<DateTime<Utc>, Error> {
    let (now, until) = (context.now(), context.now() + LEASE);
    if store::claim(tx, payment, (now, until)).await? {
        Ok(until)
    } else {
        Err(asked_already().into())
    }
}

/// Of two who ask a provider for the same, the second one comes back later.
pub fn asked_already() -> GatewayError {
    GatewayError("it is being asked already".into())
}

async fn work_on(
    context: &Context,
    gateways: &Gateways,
    scope: Scope,
    attempt: Attempt,
) -> Result<Option<Action>, Error> {
    let done = ask(context, gateways, scope, &attempt).await;
    // With an outcome, nobody asks for the money any more. Without one, whoever is next need not wait for the end of the lease.
    if let (Err(_), Some(until)) = (&done, attempt.leased_until) {
        let tx = context.db.begin().await?;
        store::update_released(&tx, &attempt.payment, until).await?;
        tx.commit().await?;
    }
    done
}

async fn ask(context: &Context, gateways: &Gateways, scope: Scope, attempt: &Attempt) -> Result<Option<Action>, Error> {
    let payment = &attempt.payment;
    let charges = charges_of(gateways, payment)?;
    let invoice = invoice_store::find(context.db.read(), scope, payment.invoice_id).await?;
    let invoice = invoice.ok_or_else(ApiError::not_found)?;
    let (charge, is_usable) = charge(context, gateways, scope, (payment, &invoice)).await?;
    let known = if attempt.is_new {
        None
    } else {
        charges.find(&charge).await?
    };
    let was_paid = matches!(known, Some(Outcome::Succeeded { .. }));
    let outcome = match (known, attempt.leased_until) {
        (Some(outcome), _) => outcome,
        (None, None) => return Err(GatewayError("it does not know a payment that it has taken on".into()).into()),
        (None, Some(until)) if !is_time_left(context, until) => {
            return Err(GatewayError("it took too long to say that it knows nothing of it".into()).into());
        }
        (None, Some(_)) if is_usable => charges.collect(&charge).await?,
        // The provider never heard of it and never will: nothing was taken.
        (None, Some(_)) => Outcome::Declined(Refusal {
            reason: RefusalReason::MethodRemoved,
            code: "method_removed".into(),
        }),
    };
    let action = match &outcome {
        Outcome::Waiting(action) => Some(action.clone()),
        _ => None,
    };
    finish(context, scope, payment, outcome).await?;
    // What was given back meanwhile was told of when nobody here knew what of.
    if was_paid {
        refunded_elsewhere::look_or_later(context, gateways, scope, payment.id).await?;
    }
    Ok(action)
}

/// Whether the money can be asked for within the lease: it may take two questions.
fn is_time_left(context: &Context, until: DateTime<Utc>) -> bool {
    let one = TimeDelta::from_std(Duration::from_millis(context.config.payments.timeout_ms)).unwrap_or(LEASE);
    context.now() + one * 2 <= until
}

/// Asks what became of an attempt that is not over, or of a payment that may have been taken back. `debtor`: how the provider named
/// its customer, where that may be forgotten.
///
/// # Errors
/// As `collect`.
pub async fn look_again(
    context: &Context,
    scope: Scope,
    (id, debtor): (PaymentId, Option<String>),
) -> Result<(), Error> {
    let db = context.db.read();
    let Some(payment) = store::find(db, scope, id).await? else {
        return Ok(());
    };
    // Whoever recorded money or made a file asked no gateway.
    let (Some(_), Some(invoice), true) = (
        payment.gateway,
        invoice_store::find(db, scope, payment.invoice_id).await?,
        payment.collect_on.is_none(),
    ) else {
        return Ok(());
    };
    let gateways = gateway_service::open(context, db, scope.tenant()).await?;
    let is_given_up = payment.failure_reason == Some(RefusalReason::GivenUp);
    if is_given_up && !is_kept(db, &gateways, scope, &payment).await? {
        return Err(GatewayError("another account was asked for it".into()).into());
    }
    let charges = charges_of(&gateways, &payment)?;
    let (charge, _) = charge(context, &gateways, scope, (&payment, &invoice)).await?;
    let charge = Charge {
        debtor: debtor.or(charge.debtor),
        ..charge
    };
    match charges.find(&charge).await? {
        // On its way all the same: asked for until that is decided.
        Some(Outcome::Underway { .. }) if is_given_up => Err(GatewayError("it is on its way".into()).into()),
        Some(outcome) => {
            finish(context, scope, &payment, outcome).await?;
            refunded_elsewhere::look(context, &gateways, scope, id).await
        }
        // Whoever began it goes on with it.
        None => Ok(()),
    }
}

/// Whether the account is set up that was asked for a payment: another one knows nothing of it.
async fn is_kept(
    db: &impl ConnectionTrait,
    gateways: &Gateways,
    scope: Scope,
    payment: &payments::Model,
) -> ApiResult<bool> {
    let method = method_of(db, scope, payment).await?;
    let account = method.as_ref().and_then(|method| method.account.as_deref());
    let keeping = payment.gateway.and_then(|name| gateways.keeping(name, account));
    Ok(keeping.is_some())
}

/// What it was collected with, also where that was removed.
async fn method_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    payment: &payments::Model,
) -> ApiResult<Option<payment_methods::Model>> {
    let ids = payment.payment_method_id.into_iter().collect();
    Ok(method_store::find_many(db, scope, ids).await?.pop())
}

/// How the provider names the customer.
pub async fn debtor(
    db: &impl ConnectionTrait,
    gateways: &Gateways,
    scope: Scope,
    payment: &payments::Model,
) -> ApiResult<Option<String>> {
    let Some(gateway) = payment.gateway else {
        return Ok(None);
    };
    let account = gateways.get(gateway).and_then(PaymentGateway::account);
    let of = (payment.customer_id, gateway, account);
    Ok(gateways::store::find_debtor(db, scope, of).await?)
}

fn charges_of<'a>(gateways: &'a Gateways, payment: &payments::Model) -> Result<&'a dyn Charges, GatewayError> {
    let gateway = payment.gateway.and_then(|name| gateways.get(name));
    let charges = gateway.and_then(PaymentGateway::charges);
    charges.ok_or_else(|| GatewayError("its gateway is not set up".into()))
}

struct Attempt {
    payment: payments::Model,
    /// False for one whose answer was lost: it is asked about first.
    is_new: bool,
    /// Until when we alone may ask for the money; none where nobody does any more.
    leased_until: Option<DateTime<Utc>>,
}

/// Stores the attempt, or finds the one that is open. A new one moves the invoice's version on, so that whoever
/// cancels, credits or records at this moment sees that it is being collected.
async fn begin(
    context: &Context,
    gateways: &Gateways,
    scope: Scope,
    (id, asked_at): (InvoiceId, DateTime<Utc>),
) -> Result<Option<Attempt>, Error> {
    let tx = context.db.begin().await?;
    let Some(invoice) = invoice_store::find(&tx, scope, id).await? else {
        return Ok(None);
    };
    if let Some(payment) = store::find_open(&tx, scope, id).await? {
        if payment.collect_on.is_some() {
            return Ok(None);
        }
        let leased_until = if is_taken_on(&payment) {
            None
        } else {
            Some(lease(&tx, context, &payment).await?)
        };
        tx.commit().await?;
        return Ok(Some(Attempt {
            payment,
            is_new: false,
            leased_until,
        }));
    }
    if store::exists_since(&tx, scope, id, asked_at).await? {
        return Ok(None);
    }
    let begun = insert_attempt(&tx, context, (gateways, scope), (&invoice, None), None).await?;
    let Some(payment) = begun else { return Ok(None) };
    if payment.collect_on.is_some() {
        context.commit(tx).await?;
        return Ok(None);
    }
    let until = lease(&tx, context, &payment).await?;
    context.commit(tx).await?;
    Ok(Some(Attempt {
        payment,
        is_new: true,
        leased_until: Some(until),
    }))
}

/// Stores a new attempt with what can be used; none where nothing is owed or nothing can be used. `return_url`: its owner is there
/// to be asked, and comes back to it.
pub async fn insert_attempt(
    tx: &DatabaseTransaction,
    context: &Context,
    (gateways, scope): (&Gateways, Scope),
    (invoice, with): (&invoices::Model, Option<PaymentMethodId>),
    return_url: Option<&str>,
) -> ApiResult<Option<payments::Model>> {
    let method = if is_owed(invoice) {
        usable_method(tx, gateways, scope, (invoice, with)).await?
    } else {
        None
    };
    let Some(method) = method else { return Ok(None) };
    if !method.future_usage_allowed {
        claim(tx, &method).await?;
    }
    let attempt = pending(context, (invoice, &method), return_url);
    let payment = if gateways.get(method.gateway).is_some_and(by_file) {
        debits::service::announce(tx, context, (invoice, &method), attempt).await?
    } else {
        Some(attempt)
    };
    let Some(payment) = payment else { return Ok(None) };
    // One attempt at a time: of two at once the index lets one through.
    store::insert(tx, payment.clone())
        .await
        .map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => ApiError::concurrent(),
            _ => error.into(),
        })?;
    let touched = invoices::Model {
        version: invoice.version + 1,
        next_attempt_on: None,
        ..invoice.clone()
    };
    if !invoice_store::update(tx, invoice, touched).await? {
        return Err(ApiError::concurrent());
    }
    Ok(Some(payment))
}

/// Of two at once that pay with what is for one payment alone, one comes too late.
pub async fn claim(tx: &DatabaseTransaction, method: &payment_methods::Model) -> ApiResult<()> {
    let after = payment_methods::Model {
        version: method.version + 1,
        ..method.clone()
    };
    if !method_store::update(tx, method, after).await? {
        return Err(ApiError::concurrent());
    }
    Ok(())
}

/// Whether money is owed for it.
pub fn is_owed(invoice: &invoices::Model) -> bool {
    matches!(invoice.status, InvoiceStatus::Unpaid | InvoiceStatus::Reminded)
        && invoice.kind == InvoiceType::Invoice
        && invoice.open_amount > 0
}

/// What the gateway is asked with, and whether its method may be used.
async fn charge(
    context: &Context,
    gateways: &Gateways,
    scope: Scope,
    (payment, invoice): (&payments::Model, &invoices::Model),
) -> Result<(Charge, bool), Error> {
    let db = context.db.read();
    let method = method_of(db, scope, payment).await?;
    let debtor = debtor(db, gateways, scope, payment).await?;
    // What was paid in another way since is not asked for again.
    let is_usable = is_owed(invoice) && method.as_ref().is_some_and(|method| is_usable(gateways, method));
    let charge = Charge {
        attempt: payment.id,
        since: payment.created_at,
        amount: Money::new(payment.amount, payment.currency),
        kind: method.as_ref().map_or(PaymentMethodType::Card, |method| method.kind),
        method: method.and_then(|method| method.reference_id).unwrap_or_default(),
        debtor,
        reference: payment.reference.clone(),
        statement: invoice.number.clone().unwrap_or_default(),
        was_asked: payment.return_url.is_some(),
        return_url: payment
            .return_url
            .clone()
            .filter(|_| is_owed(invoice) && is_time(context, payment)),
    };
    Ok((charge, is_usable))
}

/// Whether its owner may still confirm it.
fn is_time(context: &Context, payment: &payments::Model) -> bool {
    payment.status == PaymentStatus::Pending && payment.action_until.is_none_or(|until| context.now() < until)
}

fn pending(
    context: &Context,
    (invoice, method): (&invoices::Model, &payment_methods::Model),
    return_url: Option<&str>,
) -> payments::Model {
    let id = PaymentId(context.new_id());
    let back = |url: &str| format!("{url}{}payment={id}", if url.contains('?') { '&' } else { '?' });
    payments::Model {
        tenant_id: invoice.tenant_id,
        id,
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
        failure_reason: None,
        returned_at: None,
        refunded_amount: 0,
        created_at: context.now(),
        settled_at: None,
        collect_on: None,
        debit_file_id: None,
        return_url: return_url.map(back),
        action_until: None,
        leased_until: None,
    }
}

/// Whether this invoice can be collected with this method.
pub fn fits(gateways: &Gateways, invoice: &invoices::Model, method: &payment_methods::Model) -> bool {
    is_usable(gateways, method) && method.kind.moves(invoice.currency)
}

/// The method that was chosen, else the invoice's own, else the subscription's, else the customer's default, if money can be
/// taken with it.
pub(super) async fn usable_method(
    db: &impl ConnectionTrait,
    gateways: &Gateways,
    scope: Scope,
    (invoice, with): (&invoices::Model, Option<PaymentMethodId>),
) -> ApiResult<Option<payment_methods::Model>> {
    let chosen = with.or(invoice.payment_method_id);
    let subscription = match invoice.subscription_id {
        Some(id) if with.is_none() => subscription_store::find(db, scope, id).await?,
        _ => None,
    };
    let own = subscription.and_then(|row| row.payment_method_id);
    let default = customer_store::find(db, scope, invoice.customer_id)
        .await?
        .and_then(|row| row.default_payment_method_id)
        .filter(|_| with.is_none());
    let ids: Vec<_> = [chosen, own, default].into_iter().flatten().collect();
    let found = method_store::find_many(db, scope, ids.clone()).await?;
    // What an invoice was issued with may be gone since: then what would be used today.
    for id in ids {
        let usable = |method: &&payment_methods::Model| method.id == id && fits(gateways, invoice, method);
        let Some(method) = found.iter().find(usable) else {
            continue;
        };
        // What is for one payment alone may be on its way with another.
        if method.future_usage_allowed || !store::exists_open_with(db, scope, id).await? {
            return Ok(Some(method.clone()));
        }
    }
    Ok(None)
}

/// `asked`: the payment as it was when the provider was asked.
async fn finish(context: &Context, scope: Scope, asked: &payments::Model, outcome: Outcome) -> Result<(), Error> {
    let caller = Caller::system(scope.tenant(), "collection");
    let tx = context.db.begin().await?;
    let now = store::find(&tx, scope, asked.id).await?;
    // It was taken back since: the answer is older than that.
    if now.is_none_or(|now| now.status == PaymentStatus::Returned && now.version != asked.version) {
        return Ok(());
    }
    learn(&tx, context, &caller, asked.id, outcome).await?;
    Ok(context.commit(tx).await?)
}
