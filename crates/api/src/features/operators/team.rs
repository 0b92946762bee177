//! The team: inviting, roles, resetting, switching off.

use actix_web::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use portico_shared::{
    ErrorCode, OperatorId, OperatorLinkId, Page,
    operators::{NewOperator, OperatorPatch, OperatorRole, OperatorView, PasswordSetIn},
    sessions::Success,
};
use sea_orm::{DatabaseTransaction, DbErr, SqlErr};
use serde_json::json;

use super::{
    account::{check_password, without_totp},
    mapping::view,
    sessions::{self, SignedIn, Tries},
    store::{self, Which},
};
use crate::{
    auth::{
        Actor, Caller, Scope, passwords,
        permissions::Permission,
        secrets::{NewSecret, Presented},
    },
    context::Context,
    db::entities::{operator_links, operators, tenants},
    features::{
        api_keys,
        audit::{self, Change},
        links::{service::invalid, store as link_store},
        mails,
        people::store::fold,
        sessions::{service::Client, store as session_store},
        shared_limits, tenants as tenant_feature,
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
        page::{OrderColumn, PageRequest},
    },
};

/// For how long an invitation or a reset can be used.
pub const LINK_LIFETIME: TimeDelta = TimeDelta::hours(24);

pub async fn list(
    context: &Context,
    caller: &Caller,
    request: &PageRequest<OrderColumn<operators::Column>>,
) -> ApiResult<Page<OperatorView>> {
    let page = store::list(context.db.read(), caller.actor.tenant(), request).await?;
    let own = caller.actor.operator().map(|own| own.id);
    Ok(page.map(|row| view(row, own)))
}

pub async fn invite(context: &Context, caller: &Caller, once: Once, new: NewOperator) -> ApiResult<Answer> {
    check_new(&new)?;
    check_rank(caller, new.role)?;
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let tenant = tenant_feature::store::find(tx, caller.actor.tenant()).await?;
        let row = insert(tx, context, caller, &tenant, &new).await?;
        mails::service::enqueue_operator_link(tx, context, &tenant, &row).await?;
        Ok(view(row, None))
    })
    .await
}

fn check_new(new: &NewOperator) -> ApiResult<()> {
    let mut check = Check::default();
    check.email("email", Some(&new.email));
    check.required_text("name", &new.name, 100);
    check.finish()
}

/// A row without a password, for an invitation or the command line.
pub async fn insert(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    tenant: &tenants::Model,
    new: &NewOperator,
) -> ApiResult<operators::Model> {
    let row = operators::Model {
        tenant_id: tenant.id,
        id: OperatorId(context.new_id()),
        version: 1,
        email: new.email.trim().to_owned(),
        email_folded: fold(&new.email),
        name: new.name.trim().to_owned(),
        role: new.role,
        language: new.language.unwrap_or(tenant.language),
        password_hash: None,
        totp_seed: None,
        totp_confirmed_at: None,
        totp_step: 0,
        disabled_at: None,
        last_login_at: None,
        created_at: context.now(),
    };
    store::insert(tx, row.clone())
        .await
        .map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => ApiError::new(
                ErrorCode::OperatorExists,
                format!(
                    "{} is in the team already. Change the role, or send a new link.",
                    row.email
                ),
            ),
            _ => error.into(),
        })?;
    let after = json!({ "email": row.email, "name": row.name, "role": row.role });
    record(tx, context, caller, ("operator.invited", &row), (None, Some(after))).await?;
    Ok(row)
}

/// Nobody gives away more than they hold, and owners are a matter of owners alone.
fn check_rank(caller: &Caller, role: OperatorRole) -> ApiResult<()> {
    let held = caller.actor.permissions();
    let mut needed = Permission::ALL.iter().filter(|one| one.held_by(role));
    let is_owner = match &caller.actor {
        Actor::Operator(own) => own.role == OperatorRole::Owner,
        Actor::Key(_) | Actor::Person(_) | Actor::Link(_) => false,
        Actor::System { .. } => true,
    };
    if needed.all(|one| held.contains(one)) && (is_owner || role != OperatorRole::Owner) {
        return Ok(());
    }
    Err(ApiError::new(
        ErrorCode::Forbidden,
        format!("The role {role} holds more than you do. Owners are a matter of owners, signed in to the console."),
    ))
}

pub async fn change(
    context: &Context,
    caller: &Caller,
    once: Once,
    id: OperatorId,
    patch: OperatorPatch,
) -> ApiResult<Answer> {
    let mut check = Check::default();
    check.text("name", patch.name.as_deref(), 100);
    check.finish()?;
    let answer = once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        // Two owners must not unmake each other at once.
        context.db.take_turns(tx, caller.actor.tenant().0.as_bytes()).await?;
        let before = find(tx, caller, id).await?;
        check_rank(caller, before.role)?;
        check_rank(caller, patch.role.unwrap_or(before.role))?;
        let now = context.now();
        let disabled_at = match patch.enabled {
            Some(true) => None,
            Some(false) => before.disabled_at.or(Some(now)),
            None => before.disabled_at,
        };
        let after = operators::Model {
            name: patch.name.as_deref().map_or_else(|| before.name.clone(), |name| name.trim().to_owned()),
            role: patch.role.unwrap_or(before.role),
            language: patch.language.unwrap_or(before.language),
            disabled_at,
            version: before.version + 1,
            ..before.clone()
        };
        if after.role != OperatorRole::Owner || after.disabled_at.is_some() {
            check_not_last(tx, &before).await?;
        }
        if !store::update(tx, &before, after.clone()).await? {
            return Err(ApiError::concurrent());
        }
        if after.disabled_at.is_some() {
            store::update_links_ended(tx, before.tenant_id, before.id, now).await?;
            sign_out(tx, &before, now).await?;
            // Whoever was only reset may come back, and their programs go on; who is switched off has left.
            api_keys::service::revoke_made_by(tx, context, caller, maker(&before)).await?;
        } else if !Permission::CustomerAuthenticate.held_by(after.role) {
            take_back(tx, &before, now).await?;
        }
        let side = |row: &operators::Model| json!({ "name": row.name, "role": row.role, "language": row.language, "enabled": row.disabled_at.is_none() });
        let sides = (Some(side(&before)), Some(side(&after)));
        record(tx, context, caller, ("operator.changed", &after), sides).await?;
        Ok(view(after, caller.actor.operator().map(|own| own.id)))
    });
    let answer = answer.await?;
    // Their keys may have ended.
    context.key_changes.note();
    Ok(answer)
}

/// Mails a link to set a new password. The old one and the second factor stop working: somebody lost them.
pub async fn reset(context: &Context, caller: &Caller, once: Once, id: OperatorId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let before = find(tx, caller, id).await?;
        check_rank(caller, before.role)?;
        let tenant = tenant_feature::store::find(tx, before.tenant_id).await?;
        let after = without_proofs(&before);
        if !store::update(tx, &before, after).await? {
            return Err(ApiError::concurrent());
        }
        store::delete_recovery_codes(tx, &before).await?;
        sign_out(tx, &before, context.now()).await?;
        mails::service::enqueue_operator_link(tx, context, &tenant, &before).await?;
        record(tx, context, caller, ("operator.reset", &before), (None, None)).await?;
        Ok(Success { success: true })
    })
    .await
}

fn without_proofs(row: &operators::Model) -> operators::Model {
    operators::Model {
        password_hash: None,
        ..without_totp(row)
    }
}

/// Ends an operator's sessions, in the console and in customers' names.
async fn sign_out(tx: &DatabaseTransaction, operator: &operators::Model, now: DateTime<Utc>) -> Result<(), DbErr> {
    store::update_sessions_ended(tx, operator.tenant_id, operator.id, Which::All, now).await?;
    take_back(tx, operator, now).await
}

/// Ends what an operator opened, or could still open, in customers' names.
async fn take_back(tx: &DatabaseTransaction, operator: &operators::Model, now: DateTime<Utc>) -> Result<(), DbErr> {
    let (scope, maker) = (Scope::of_tenant(operator.tenant_id), maker(operator));
    // Links first: whoever uses one right now has consumed it, and their session is there to be ended.
    link_store::update_revoked_by(tx, scope, &maker, now).await?;
    session_store::update_ended_by(tx, scope, &maker, now).await
}

/// What links, sessions and keys call an operator who made them.
fn maker(operator: &operators::Model) -> String {
    format!("operator:{}", operator.id)
}

async fn find(tx: &DatabaseTransaction, caller: &Caller, id: OperatorId) -> ApiResult<operators::Model> {
    let found = store::find(tx, caller.actor.tenant(), id).await?;
    found.ok_or_else(ApiError::not_found)
}

/// A merchant without an owner could not get anybody back in.
async fn check_not_last(tx: &DatabaseTransaction, before: &operators::Model) -> ApiResult<()> {
    let counts = before.role == OperatorRole::Owner && before.disabled_at.is_none() && before.password_hash.is_some();
    if counts && store::count_other_owners(tx, before.tenant_id, before.id).await? == 0 {
        return Err(ApiError::new(
            ErrorCode::LastOwner,
            "There is no other owner who can sign in. Make somebody else one first.",
        ));
    }
    Ok(())
}

/// Mails a link to whoever forgot their password. Known and unknown addresses leave the same rows.
///
/// # Errors
/// 429 when this address or this client asked too often, on whichever instance.
pub async fn request_reset(context: &Context, tenant: &tenants::Model, email: &str, client: &str) -> ApiResult<()> {
    let tx = context.db.begin().await?;
    let keys = [("reset-client", client), ("reset-email", &fold(email))];
    shared_limits::count(&tx, context, tenant.id, keys).await?;
    mails::service::enqueue_password_reset(&tx, context, tenant, email).await?;
    Ok(context.commit(tx).await?)
}

/// Mints the link of a mail that is about to be sent: ways into the account, one at a time.
pub async fn mint(tx: &DatabaseTransaction, context: &Context, operator: &operators::Model) -> Result<String, DbErr> {
    let now = context.now();
    store::update_links_ended(tx, operator.tenant_id, operator.id, now).await?;
    let secret = NewSecret::generate(&*context.random);
    let row = operator_links::Model {
        tenant_id: operator.tenant_id,
        id: OperatorLinkId(context.new_id()),
        operator_id: operator.id,
        lookup: secret.lookup.clone(),
        secret_hash: secret.hash.clone(),
        created_at: now,
        expires_at: now + LINK_LIFETIME,
        used_at: None,
    };
    store::insert_link(tx, row).await?;
    let origin = tenant_feature::service::portal_origin(context, tx, operator.tenant_id).await?;
    Ok(format!("{origin}/console/welcome?token={}", secret.link_token()))
}

/// Sets the password with the link of an invitation or a reset, and signs in. The second factor stays, and is asked for at
/// the next login.
pub async fn accept(
    context: &Context,
    merchant: &tenants::Model,
    set: PasswordSetIn,
    client: Client,
    other: Option<&str>,
) -> ApiResult<SignedIn> {
    let tenant = merchant.id;
    let presented = Presented::link_token(&set.token).ok_or_else(invalid)?;
    let link = store::find_link(context.db.read(), tenant, presented.lookup).await?;
    let now = context.now();
    let link = link
        .filter(|link| presented.matches(&link.secret_hash) && link.used_at.is_none() && link.expires_at > now)
        .ok_or_else(invalid)?;
    let operator = store::find(context.db.read(), tenant, link.operator_id).await?;
    check_password("password", &set.password, (merchant, &operator.ok_or_else(invalid)?))?;
    let hash = passwords::hash(context, &set.password).await;
    let hash = hash.map_err(ApiError::internal)?;
    let tx = context.db.begin().await?;
    let before = store::find(&tx, tenant, link.operator_id).await?;
    let before = before.filter(|row| row.disabled_at.is_none()).ok_or_else(invalid)?;
    if !store::update_link_used(&tx, &link, now).await? {
        return Err(invalid());
    }
    let after = operators::Model {
        password_hash: Some(hash),
        last_login_at: Some(now),
        ..before.clone()
    };
    if !store::update(&tx, &before, after.clone()).await? {
        return Err(ApiError::concurrent());
    }
    sign_out(&tx, &before, now).await?;
    Tries::of_address(context, tenant, &before.email_folded)
        .forget(&tx)
        .await?;
    let caller = Caller {
        client_address: client.address.clone(),
        ..Caller::system(tenant, "operator-link")
    };
    record(&tx, context, &caller, ("operator.password_set", &before), (None, None)).await?;
    if before.totp_confirmed_at.is_some() {
        // A mailbox alone is one factor: who has two signs in with both.
        context.commit(tx).await?;
        return Err(ApiError::new(
            ErrorCode::TotpRequired,
            "The password is set. Sign in with it and with the code of the authenticator.",
        ));
    }
    sessions::begin(tx, context, after, client, other).await
}

/// Makes an operator on the command line; gives the link to set the password.
pub async fn create(context: &Context, tenant: &tenants::Model, new: NewOperator) -> ApiResult<(OperatorId, String)> {
    check_new(&new)?;
    let caller = Caller::system(tenant.id, "command-line");
    let tx = context.db.begin().await?;
    let row = insert(&tx, context, &caller, tenant, &new).await?;
    let link = mint(&tx, context, &row).await?;
    context.commit(tx).await?;
    Ok((row.id, link))
}

/// Lets an operator in again on the command line: without a second factor, and switched on. Nothing where nobody has the
/// address.
pub async fn let_in(context: &Context, tenant: &tenants::Model, email: &str) -> ApiResult<Option<String>> {
    let caller = Caller::system(tenant.id, "command-line");
    let tx = context.db.begin().await?;
    let Some(before) = store::find_by_email(&tx, tenant.id, &fold(email)).await? else {
        return Ok(None);
    };
    let after = operators::Model {
        disabled_at: None,
        ..without_proofs(&before)
    };
    if !store::update(&tx, &before, after).await? {
        return Err(ApiError::concurrent());
    }
    store::delete_recovery_codes(&tx, &before).await?;
    sign_out(&tx, &before, context.now()).await?;
    let link = mint(&tx, context, &before).await?;
    record(&tx, context, &caller, ("operator.reset", &before), (None, None)).await?;
    context.commit(tx).await?;
    Ok(Some(link))
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (action, row): (&'static str, &operators::Model),
    (before, after): (Option<serde_json::Value>, Option<serde_json::Value>),
) -> ApiResult<()> {
    let change = Change {
        action,
        subject_kind: "operator",
        subject: row.id.0,
        customer: None,
        before,
        after,
    };
    Ok(audit::record(tx, context, caller, change).await?)
}
