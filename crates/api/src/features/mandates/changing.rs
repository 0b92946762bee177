//! Another account for a mandate, and its end.

use actix_web::http::StatusCode;
use base64::{Engine, engine::general_purpose::STANDARD};
use portico_shared::{
    ErrorCode, PaymentMethodId,
    invoices::PaymentStatus,
    payment_methods::{MandateAccountIn, PaymentMethodStatus},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde::Deserialize;

use super::{
    checks,
    service::{self, Amendment, Earlier},
    store,
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{mandates, payment_methods, payments, tenants as tenants_table},
    features::{
        customers::store as customer_store,
        debits,
        email_changes::service::check_person_not_frozen,
        mails::{self, Ending, Mail},
        payment_methods::{self as methods, mapping::Details, store as method_store},
        tenants,
    },
    http::{
        ApiError, ApiResult,
        check::{self, Check},
        idempotency::{Answer, Once},
    },
};

/// A payment method and its mandate.
pub async fn find(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: PaymentMethodId,
) -> ApiResult<(payment_methods::Model, mandates::Model)> {
    let method = method_store::find(db, scope, id).await?;
    let mandate = store::find_of(db, scope, id).await?;
    method.zip(mandate).ok_or_else(ApiError::not_found)
}

/// The same to be read, also of a method that was removed: for more than a year its debits may have to be answered for.
pub async fn find_kept(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: PaymentMethodId,
) -> ApiResult<(payment_methods::Model, mandates::Model)> {
    let method = method_store::find_many(db, scope, vec![id]).await?.pop();
    let mandate = store::find_of(db, scope, id).await?;
    method.zip(mandate).ok_or_else(ApiError::not_found)
}

/// Whether another account can take the place of the one that it debits.
fn check_amendable(method: &payment_methods::Model, mandate: &mandates::Model) -> ApiResult<()> {
    let detail = if mandate.revoked_at.is_some() || method.status != PaymentMethodStatus::Active {
        "This mandate does not count any more. Add a new one instead."
    } else if !mandate.is_recurrent {
        "This mandate allows one debit of this account. Add a new one instead."
    } else {
        return Ok(());
    };
    Err(ApiError::new(ErrorCode::WrongState, detail))
}

async fn save(
    tx: &DatabaseTransaction,
    (before, after): (&mandates::Model, &mandates::Model),
    (method, changed): (&payment_methods::Model, payment_methods::Model),
) -> ApiResult<()> {
    let is_saved = store::update(tx, before, after.clone()).await? && method_store::update(tx, method, changed).await?;
    is_saved.then_some(()).ok_or_else(ApiError::concurrent)
}

/// Another account for the same mandate, or another name of its holder. Whoever is asked to pay is told at once, and the bank with
/// the next debit.
pub async fn amend(
    context: &Context,
    caller: &Caller,
    once: Once,
    (id, asked): (PaymentMethodId, MandateAccountIn),
) -> ApiResult<Answer> {
    let db = context.db.read();
    find(db, caller.scope(), id).await?;
    let mut check = Check::default();
    let iban = checks::account(&mut check, "iban", &asked.iban);
    let holder = asked.account_holder.as_deref();
    let holder = holder.map(|text| checks::holder(&mut check, "accountHolder", text));
    let told = "the account's holder has to agree to it";
    let has_agreed = asked.consent || caller.actor.is_merchant();
    check.require(has_agreed, "consent", "required", told);
    check.finish()?;
    let tenant = tenants::store::find(db, caller.actor.tenant()).await?;
    if tenant.pages().map_err(ApiError::internal)?.step_up_for_payment_methods {
        caller.check_fresh(context.now())?;
    }
    check_person_not_frozen(db, context, caller).await?;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let (method, before) = find(tx, caller.scope(), id).await?;
        let own = Scope::of_customer(method.tenant_id, method.customer_id);
        customer_store::lock(tx, own, method.customer_id).await?;
        let iban = iban.clone().ok_or_else(|| ApiError::internal("checked before"))?;
        check_amendable(&method, &before)?;
        let is_same_holder = holder.as_ref().is_none_or(|holder| *holder == before.account_holder);
        if is_same_holder && service::open(context, &before, &before.iban)? == iban.as_str() {
            let told = "this account is debited under the mandate already; give another one";
            return Err(check::refused("iban", "iban-unchanged", told));
        }
        let fingerprint = service::fingerprint(context, method.tenant_id, &iban);
        let others = method_store::list_of(tx, own, method.customer_id).await?;
        let is_twin = |other: &payment_methods::Model| {
            other.id != method.id
                && other.fingerprint.as_ref() == Some(&fingerprint)
                && other.status == PaymentMethodStatus::Active
        };
        if others.iter().any(is_twin) {
            let detail = "There is a mandate for this account already.";
            return Err(ApiError::new(ErrorCode::PaymentMethodExists, detail));
        }
        let bank = checks::bank(&iban);
        // What a debit on its way tells the bank counts as known to it.
        let untold = before.original_iban.as_ref();
        let known = untold
            .filter(|_| before.amendment_payment_id.is_none())
            .unwrap_or(&before.iban);
        let returns = service::open(context, &before, known)? == iban.as_str();
        let after = mandates::Model {
            version: before.version + 1,
            iban: service::seal(context, (before.tenant_id, before.id), &iban),
            iban_masked: iban.masked(),
            bic: bank.and_then(|bank| bank.bic).map(Into::into),
            bank_name: bank.map(|bank| bank.name.into()),
            account_holder: holder.clone().unwrap_or_else(|| before.account_holder.clone()),
            // The bank knows an account once it was debited; of several changes it is told the first, and none that led back.
            original_iban: (before.last_debit_on.is_some() && !returns).then(|| known.clone()),
            amendment_payment_id: None,
            amended_at: Some(context.now()),
            // What its debtor agreed to when they gave it stays; how they agreed to this stands beside the account before.
            earlier: earlier(context, caller, &before)?,
            ..before.clone()
        };
        let details = Details {
            sepa_debit: Some(service::short(&after)),
            ..Details::default()
        };
        let old_name = methods::mapping::debit_name(&before.iban_masked);
        let changed = payment_methods::Model {
            version: method.version + 1,
            name: if method.name == old_name {
                methods::mapping::debit_name(&after.iban_masked)
            } else {
                method.name.clone()
            },
            details: serde_json::to_value(details).map_err(ApiError::internal)?,
            fingerprint: Some(fingerprint),
            updated_at: Some(context.now()),
            ..method.clone()
        };
        save(tx, (&before, &after), (&method, changed.clone())).await?;
        service::record(tx, context, caller, "mandate.amended", (Some(&before), &after)).await?;
        let tenant = tenants::store::find(tx, method.tenant_id).await?;
        if let Some(customer) = customer_store::find(tx, own, method.customer_id).await? {
            let mail = Mail::account_changed(&customer, &after, &tenant, context.now());
            mails::service::enqueue(tx, context, &tenant, mail).await?;
        }
        methods::service::load(context, caller, tx, changed).await
    })
    .await
}

/// The bank refused the debit that told it of another account: the next one tells it again.
pub async fn tell_again(tx: &DatabaseTransaction, payment: &payments::Model) -> ApiResult<()> {
    let after = |mandate: &mandates::Model| mandates::Model {
        version: mandate.version + 1,
        amendment_payment_id: None,
        ..mandate.clone()
    };
    change_telling(tx, payment, after).await
}

/// The debit that told the bank of another account was settled: it knows that one now.
pub async fn told(tx: &DatabaseTransaction, payment: &payments::Model) -> ApiResult<()> {
    let after = |mandate: &mandates::Model| mandates::Model {
        version: mandate.version + 1,
        amendment_payment_id: None,
        original_iban: None,
        ..mandate.clone()
    };
    change_telling(tx, payment, after).await
}

async fn change_telling(
    tx: &DatabaseTransaction,
    payment: &payments::Model,
    after: impl FnOnce(&mandates::Model) -> mandates::Model,
) -> ApiResult<()> {
    let Some(method) = payment.payment_method_id else {
        return Ok(());
    };
    let found = store::find_of(tx, Scope::of_tenant(payment.tenant_id), method).await?;
    let Some(before) = found.filter(|mandate| mandate.amendment_payment_id == Some(payment.id)) else {
        return Ok(());
    };
    let after = after(&before);
    if !store::update(tx, &before, after).await? {
        return Err(ApiError::concurrent());
    }
    Ok(())
}

/// The bank refused a debit before its day. Where it took on no other under the mandate, it knows of none, and the next is the first
/// again; the mandate lapses as one that was never used, which is sooner than the scheme asks for. One that was signed before it came
/// here may have been debited elsewhere: its next debit stays recurrent, which banks take for the first one, too.
pub async fn not_debited(
    tx: &DatabaseTransaction,
    tenant: &tenants_table::Model,
    payment: &payments::Model,
) -> ApiResult<()> {
    let Some(method) = payment.payment_method_id else {
        return Ok(());
    };
    let own = Scope::of_customer(payment.tenant_id, payment.customer_id);
    let found = store::find_of(tx, own, method).await?;
    let Some(before) = found.filter(|mandate| mandate.signed_on >= tenant.today(mandate.created_at)) else {
        return Ok(());
    };
    let is_known = |debit: &payments::Model| {
        debit.status != PaymentStatus::Failed || debit.settled_at.map(|at| tenant.today(at)) >= debit.collect_on
    };
    let all = debits::store::list_handed_in(tx, own, method).await?;
    if all.iter().any(is_known) {
        return Ok(());
    }
    let after = mandates::Model {
        version: before.version + 1,
        last_debit_on: None,
        original_iban: None,
        amendment_payment_id: None,
        ..before.clone()
    };
    if !store::update(tx, &before, after).await? {
        return Err(ApiError::concurrent());
    }
    Ok(())
}

/// What proves the debits of the account before stays, and so does who changed it.
fn earlier(context: &Context, caller: &Caller, before: &mandates::Model) -> ApiResult<serde_json::Value> {
    let by_merchant = caller.actor.is_merchant();
    let mut all: Vec<Earlier> = Vec::deserialize(&before.earlier).map_err(ApiError::internal)?;
    all.push(Earlier {
        iban: STANDARD.encode(&before.iban),
        iban_masked: before.iban_masked.clone(),
        account_holder: before.account_holder.clone(),
        consented_at: before.consented_at,
        client_address: before.client_address.clone(),
        last_debit_on: before.last_debit_on,
        amendment: Some(Amendment {
            at: context.now(),
            by_merchant,
            client_address: caller.client_address.clone().filter(|_| !by_merchant),
        }),
    });
    serde_json::to_value(all).map_err(ApiError::internal)
}

/// Takes a mandate back: nothing is collected under it any more. What waits for the bank is not sent.
pub async fn revoke(context: &Context, caller: &Caller, once: Once, id: PaymentMethodId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let (method, before) = find(tx, caller.scope(), id).await?;
        let method = if before.revoked_at.is_none() {
            end(tx, context, caller, (method, before), Ending::Revoked).await?
        } else {
            method
        };
        methods::service::load(context, caller, tx, method).await
    })
    .await
}

/// A mandate counts no more, and its method can be collected with no more; the customer is told.
pub async fn end(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (method, before): (payment_methods::Model, mandates::Model),
    ending: Ending,
) -> ApiResult<payment_methods::Model> {
    debits::service::drop_waiting(tx, context, caller, &method).await?;
    let after = mandates::Model {
        version: before.version + 1,
        revoked_at: Some(context.now()),
        ..before.clone()
    };
    let changed = payment_methods::Model {
        version: method.version + 1,
        status: PaymentMethodStatus::Revoked,
        updated_at: Some(context.now()),
        ..method.clone()
    };
    save(tx, (&before, &after), (&method, changed.clone())).await?;
    let action = match ending {
        Ending::Lapsed => "mandate.lapsed",
        _ => "mandate.revoked",
    };
    service::record(tx, context, caller, action, (Some(&before), &after)).await?;
    // What was removed, or had ended before, is no news.
    if method.status == PaymentMethodStatus::Active && method.removed_at.is_none() {
        Box::pin(methods::telling::ended(tx, context, &changed, ending)).await?;
    }
    Ok(changed)
}

/// The mandate of a payment method that goes ends with it.
pub async fn end_of(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    method: PaymentMethodId,
) -> ApiResult<()> {
    let found = store::find_of(tx, Scope::of_tenant(caller.actor.tenant()), method).await?;
    let Some(before) = found.filter(|row| row.revoked_at.is_none()) else {
        return Ok(());
    };
    let after = mandates::Model {
        version: before.version + 1,
        revoked_at: Some(context.now()),
        ..before.clone()
    };
    if !store::update(tx, &before, after.clone()).await? {
        return Err(ApiError::concurrent());
    }
    service::record(tx, context, caller, "mandate.revoked", (Some(&before), &after)).await
}
