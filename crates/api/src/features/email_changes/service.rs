//! The use cases of a new main address. The old one counts until the new one is proved.

use actix_web::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use portico_shared::{
    CustomerId, EmailChangeId, ErrorCode, TenantId,
    customers::{
        CustomerStatus, EmailChangeIn, EmailChangePending, EmailChangeState, EmailChangeUndone, EmailChangeView,
        MemberRole,
    },
    mails::MailKind,
    sessions::{LinkPurpose, Success},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::json;

use super::store;
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{customers, email_changes, links},
    features::{
        audit::{self, Change},
        customers::{service as customers_service, store as customer_store},
        hosted_pages::Lifetimes,
        invoice_recipients,
        links::{service as link_service, store as link_store},
        mails,
        people::store::{self as people_store, fold},
        sessions::{
            service::{self as sessions, Client, SignedIn},
            store::{self as session_store, Whose},
        },
        shared_limits, tenants,
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
    },
};

/// For how long the old address can undo it.
pub const UNDO: TimeDelta = TimeDelta::days(7);
const LONGEST_PROOF: TimeDelta = TimeDelta::hours(24);
/// For how long nobody can change address, people or what is paid with after it was undone.
const FROZEN: TimeDelta = TimeDelta::hours(24);

/// What was last asked for, while it waits.
pub async fn get(context: &Context, caller: &Caller) -> ApiResult<EmailChangePending> {
    let customer = caller.scope().customer().ok_or_else(ApiError::not_found)?;
    let last = store::find_last(context.db.read(), caller.scope(), customer).await?;
    let pending = last.filter(|change| waits(change, context.now())).map(view);
    Ok(EmailChangePending { pending })
}

fn waits(change: &email_changes::Model, now: DateTime<Utc>) -> bool {
    change.state == EmailChangeState::Asked && change.expires_at > now
}

fn view(change: email_changes::Model) -> EmailChangeView {
    EmailChangeView {
        new_email: change.new_email,
        state: change.state,
        created_at: change.created_at.into(),
        expires_at: change.expires_at.into(),
    }
}

/// Mails the proof to the new address and the notice to the old one. What was asked for before is withdrawn.
pub async fn ask(context: &Context, caller: &Caller, once: Once, asked: EmailChangeIn) -> ApiResult<Answer> {
    let person = caller.actor.person().ok_or_else(ApiError::not_found)?;
    let new_email = asked.email.trim().to_owned();
    once.run(context, &caller.actor, StatusCode::ACCEPTED, async |tx| {
        let (scope, now) = (caller.scope(), context.now());
        let tenant = tenants::store::find(tx, person.tenant).await?;
        let pages = tenant.pages().map_err(ApiError::internal)?;
        if pages.step_up_for_email {
            caller.check_fresh(now)?;
        }
        check_not_frozen(tx, context, scope, person.customer).await?;
        let customer = customer_store::find(tx, scope, person.customer).await?;
        let customer = customer.ok_or_else(ApiError::not_found)?;
        let mut check = Check::default();
        check.email("email", Some(&new_email));
        let told = "this is the main address already";
        check.require(fold(&new_email) != fold(&customer.email), "email", "unchanged", told);
        check.finish()?;
        // Nobody is flooded with proofs.
        let keys = [
            ("email-change-by", &*caller.actor.name()),
            ("email-change-email", &fold(&new_email)),
        ];
        shared_limits::count(tx, context, tenant.id, keys).await?;
        withdraw_last(tx, context, scope, person.customer).await?;
        let row = email_changes::Model {
            tenant_id: tenant.id,
            id: EmailChangeId(context.new_id()),
            customer_id: customer.id,
            person_id: person.person,
            old_email: customer.email.clone(),
            new_email: new_email.clone(),
            state: EmailChangeState::Asked,
            proof_link_id: None,
            undo_link_id: None,
            created_at: now,
            // Well within the time in which the old address can undo it.
            expires_at: now + Lifetimes::of(&context.config.auth, &pages).sent_link.min(LONGEST_PROOF),
            settled_at: None,
        };
        store::insert(tx, row.clone()).await?;
        for (kind, to) in [
            (MailKind::EmailChangeProof, &row.new_email),
            (MailKind::EmailChangeNotice, &row.old_email),
        ] {
            mails::service::enqueue_email_change(tx, context, &tenant, (&customer, row.id), (kind, to)).await?;
        }
        let after = json!({ "newEmail": new_email });
        record(tx, context, caller, ("customer.email_change_asked", customer.id), after).await?;
        Ok(view(row))
    })
    .await
}

/// # Errors
/// 409 for a day after a change of address was undone: somebody else may have been signed in.
pub async fn check_not_frozen(
    db: &impl ConnectionTrait,
    context: &Context,
    scope: Scope,
    customer: CustomerId,
) -> ApiResult<()> {
    let undone = store::find_last_undone(db, scope, customer).await?;
    let until = undone.map(|at| at + FROZEN).filter(|until| *until > context.now());
    until.map_or(Ok(()), |until| {
        let until = until.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        Err(ApiError::new(
            ErrorCode::AccountFrozen,
            format!(
                "A change of the e-mail address was undone. Address, people and payment methods can be changed again \
                 from {until}."
            ),
        ))
    })
}

/// The same for a person; the merchant is bound by nothing, and a link of theirs is for one payment method alone.
///
/// # Errors
/// Those of [`check_not_frozen`].
pub async fn check_person_not_frozen(db: &impl ConnectionTrait, context: &Context, caller: &Caller) -> ApiResult<()> {
    match caller.actor.person() {
        Some(own) => check_not_frozen(db, context, caller.scope(), own.customer).await,
        None => Ok(()),
    }
}

async fn withdraw_last(
    tx: &DatabaseTransaction,
    context: &Context,
    scope: Scope,
    customer: CustomerId,
) -> ApiResult<Option<email_changes::Model>> {
    let last = store::find_last(tx, scope, customer).await?;
    let Some(last) = last.filter(|change| waits(change, context.now())) else {
        return Ok(None);
    };
    if !store::update_state(tx, &last, EmailChangeState::Withdrawn, context.now()).await? {
        return Err(ApiError::concurrent());
    }
    if let Some(link) = last.proof_link_id {
        link_store::update_revoked(tx, scope, link, context.now()).await?;
    }
    Ok(Some(last))
}

/// Takes back what waits for its proof.
pub async fn withdraw(context: &Context, caller: &Caller, once: Once) -> ApiResult<Answer> {
    let customer = caller.scope().customer().ok_or_else(ApiError::not_found)?;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let last = withdraw_last(tx, context, caller.scope(), customer).await?;
        let last = last.ok_or_else(ApiError::not_found)?;
        let after = json!({ "newEmail": last.new_email });
        record(
            tx,
            context,
            caller,
            ("customer.email_change_withdrawn", customer),
            after,
        )
        .await?;
        Ok(Success { success: true })
    })
    .await
}

/// The new address is proved: it counts from now on, and whoever proved it is signed in.
pub async fn prove(
    context: &Context,
    tenant: TenantId,
    token: &str,
    client: Client,
    other: Option<&str>,
) -> ApiResult<SignedIn> {
    let tx = context.db.begin().await?;
    let scope = Scope::of_tenant(tenant);
    let (link, change) = used(&tx, context, scope, (token, LinkPurpose::EmailChange)).await?;
    let customer = customer_of(&tx, scope, &change).await?;
    check_not_frozen(&tx, context, scope, customer.id).await?;
    // Whoever asked may have lost the right to meanwhile.
    let asker = people_store::find_role(&tx, scope, change.customer_id, change.person_id).await?;
    let is_open = waits(&change, context.now())
        && asker == Some(MemberRole::Owner)
        && customer.status == CustomerStatus::Active
        && fold(&customer.email) == fold(&change.old_email);
    if !is_open || !store::update_state(&tx, &change, EmailChangeState::Done, context.now()).await? {
        return Err(link_service::invalid());
    }
    let caller = Caller {
        client_address: client.address.clone(),
        ..Caller::system(tenant, "email-change")
    };
    customers_service::change_email(&tx, context, &caller, customer, &change.new_email).await?;
    let person = people_store::find_by_email(&tx, scope, &change.new_email).await?;
    let person = person.ok_or_else(link_service::invalid)?;
    sessions::begin_proved(tx, context, (&link, person.id), client, other).await
}

/// "That was not me": the old address counts again, everybody is signed out, and nothing of it can be changed for a day.
pub async fn undo(
    context: &Context,
    tenant: TenantId,
    token: &str,
    client_address: Option<String>,
) -> ApiResult<EmailChangeUndone> {
    let tx = context.db.begin().await?;
    let (scope, now) = (Scope::of_tenant(tenant), context.now());
    let (_, change) = used(&tx, context, scope, (token, LinkPurpose::EmailUndo)).await?;
    let mut customer = customer_of(&tx, scope, &change).await?;
    if change.state == EmailChangeState::Undone {
        return Err(link_service::invalid());
    }
    let caller = Caller {
        client_address,
        ..Caller::system(tenant, "email-change")
    };
    // Whoever took the account over may have asked or changed once more: all of that is undone.
    let done = store::list_done_from(&tx, scope, &change).await?;
    let last = done
        .last()
        .filter(|last| fold(&last.new_email) == fold(&customer.email));
    // Where the merchant has set another one meanwhile, that stays.
    if last.is_some() {
        customer = customers_service::change_email(&tx, context, &caller, customer, &change.old_email).await?;
    }
    let itself = std::iter::once(&change).filter(|change| change.state != EmailChangeState::Done);
    for one in done.iter().chain(itself) {
        if !store::update_state(&tx, one, EmailChangeState::Undone, now).await? {
            return Err(ApiError::concurrent());
        }
    }
    let of = Whose {
        customer: Some(customer.id),
        ..Whose::default()
    };
    let ended = session_store::update_ended_of(&tx, scope, of, now).await?;
    // So are the people who were let in since: they would only come back.
    let removed = people_store::delete_memberships_since(&tx, scope, &customer, change.created_at).await?;
    let recipients = invoice_recipients::store::delete_since(&tx, scope, customer.id, change.created_at).await?;
    link_store::update_revoked_of(&tx, scope, (customer.id, None), now).await?;
    let after = json!({
        "newEmail": change.new_email, "endedSessions": ended, "removedPeople": removed, "removedRecipients": recipients,
    });
    let actor = people_store::name_of(&tx, scope, &change.old_email).await?;
    let actor = actor.unwrap_or_else(|| caller.actor.name());
    let told = told("customer.email_change_undone", customer.id, after);
    audit::record_as(&tx, context, &caller, &actor, told).await?;
    context.commit(tx).await?;
    Ok(EmailChangeUndone {
        email: customer.email,
        frozen_until: (now + FROZEN).into(),
    })
}

/// Uses a mailed link up.
async fn used(
    tx: &DatabaseTransaction,
    context: &Context,
    scope: Scope,
    (token, purpose): (&str, LinkPurpose),
) -> ApiResult<(links::Model, email_changes::Model)> {
    let link = link_service::find_usable(tx, (token, &[purpose]), context.now()).await?;
    let change = store::find_by_link(tx, scope, link.id).await?;
    let change = change.ok_or_else(link_service::invalid)?;
    // The customer before the link, as erasing takes them.
    customer_store::lock(tx, scope, change.customer_id).await?;
    if link.tenant_id != scope.tenant() || !link_store::update_consumed(tx, &link, context.now()).await? {
        return Err(link_service::invalid());
    }
    Ok((link, change))
}

async fn customer_of(
    tx: &DatabaseTransaction,
    scope: Scope,
    change: &email_changes::Model,
) -> ApiResult<customers::Model> {
    let customer = customer_store::find(tx, scope, change.customer_id).await?;
    customer.ok_or_else(link_service::invalid)
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (action, customer): (&'static str, CustomerId),
    after: serde_json::Value,
) -> ApiResult<()> {
    Ok(audit::record(tx, context, caller, told(action, customer, after)).await?)
}

fn told(action: &'static str, customer: CustomerId, after: serde_json::Value) -> Change {
    Change {
        action,
        subject_kind: "customer",
        subject: customer.0,
        customer: Some(customer),
        before: None,
        after: Some(after),
    }
}
