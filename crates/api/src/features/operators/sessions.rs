//! Signing in with a password and, where one is set, a second factor; staying signed in.

use chrono::{DateTime, TimeDelta, Utc};
use portico_shared::{
    ErrorCode, OperatorSessionId, TenantId,
    operators::{ConsoleToken, OperatorLoginIn},
};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, IntoActiveModel};

use super::store::{self, Which};
use crate::{
    auth::{
        Actor, Caller, OperatorActor, passwords,
        passwords::Verdict,
        tokens::{ACCESS_SECONDS, Realm, RefreshToken, Use},
        totp,
    },
    config::Auth,
    context::Context,
    db::entities::{failed_logins, operator_sessions, operators},
    features::{
        audit::{self, Change},
        people::store::fold,
        sessions::service::Client,
    },
    http::{ApiError, ApiResult},
};

/// So many mistakes cost nothing but the time of hashing.
const FREE_FAILURES: i32 = 5;
/// The longest that an address has to wait.
const LONGEST_LOCK: TimeDelta = TimeDelta::hours(1);
/// Mistakes are forgotten after so long.
pub const FORGOTTEN: TimeDelta = TimeDelta::hours(24);

/// An operator who is signed in: the token for the page, and what goes into the cookie.
#[derive(Debug)]
pub struct SignedIn {
    pub token: ConsoleToken,
    pub refresh_token: String,
}

pub fn idle(config: &Auth) -> TimeDelta {
    TimeDelta::minutes(config.operator_idle_minutes.into())
}

pub fn absolute(config: &Auth) -> TimeDelta {
    TimeDelta::hours(config.operator_absolute_hours.into())
}

/// One answer for an address that nobody has, a password that is wrong, and a code that is.
fn failed() -> ApiError {
    ApiError::new(
        ErrorCode::LoginFailed,
        "E-mail address, password or code is wrong, or this account cannot sign in.",
    )
}

pub async fn login(
    context: &Context,
    tenant: TenantId,
    proof: OperatorLoginIn,
    client: Client,
    other: Option<&str>,
) -> ApiResult<SignedIn> {
    let folded = fold(&proof.email);
    let tries = Tries::of_address(context, tenant, &folded);
    let counted = tries.count(context).await?;
    let found = store::find_by_email(context.db.read(), tenant, &folded).await?;
    let found = found.filter(|operator| operator.disabled_at.is_none());
    let stored = found.as_ref().and_then(|operator| operator.password_hash.clone());
    let hashes = store::list_password_hashes(context.db.read(), tenant).await?;
    let compared = (stored, tries.stand_in(hashes));
    let verdict = passwords::verify(context, compared, &proof.password).await;
    let verdict = verdict.map_err(ApiError::internal)?;
    let operator = found.filter(|_| verdict != Verdict::Wrong).ok_or_else(failed)?;
    let code = proof.code.filter(|code| !code.trim().is_empty());
    if operator.totp_confirmed_at.is_some() && code.is_none() {
        // Half of the proof is right: that is no mistake, and no success either.
        let tx = context.db.begin().await?;
        tries.take_back(&tx, context, &counted).await?;
        tx.commit().await?;
        return Err(ApiError::new(
            ErrorCode::TotpRequired,
            "Send the code of the authenticator as well, or one of the recovery codes.",
        ));
    }
    let hash = if verdict == Verdict::RightButOld {
        let hash = passwords::hash(context, &proof.password).await;
        Some(hash.map_err(ApiError::internal)?)
    } else {
        None
    };
    let tx = context.db.begin().await?;
    if operator.totp_confirmed_at.is_some()
        && !second_factor(&tx, context, &operator, &code.unwrap_or_default()).await?
    {
        return Err(failed());
    }
    // Hashing takes its time: what was compared must still be what is stored. Only the step just used has changed.
    let now_stored = store::find(&tx, tenant, operator.id).await?;
    let before = now_stored
        .filter(|row| row.version == operator.version)
        .ok_or_else(failed)?;
    let after = operators::Model {
        password_hash: hash.or_else(|| before.password_hash.clone()),
        last_login_at: Some(context.now()),
        ..before.clone()
    };
    if !store::update(&tx, &before, after).await? {
        return Err(failed());
    }
    tries.forget(&tx).await?;
    begin(tx, context, operator, client, other).await
}

/// Opens a session, and ends the one that lived in this browser; commits.
pub async fn begin(
    tx: DatabaseTransaction,
    context: &Context,
    operator: operators::Model,
    client: Client,
    other: Option<&str>,
) -> ApiResult<SignedIn> {
    let now = context.now();
    if let Some(token) = other.and_then(|text| RefreshToken::parse(text, &context.master, Realm::Console))
        && let Some(old) = store::find_session(&tx, token.tenant, OperatorSessionId(token.session)).await?
    {
        store::update_sessions_ended(&tx, old.tenant_id, old.operator_id, Which::One(old.id), now).await?;
        let caller = Caller::system(old.tenant_id, "console");
        audit::record(&tx, context, &caller, told("operator.session_replaced", &old)).await?;
    }
    let session = operator_sessions::Model {
        tenant_id: operator.tenant_id,
        id: OperatorSessionId(context.new_id()),
        operator_id: operator.id,
        user_agent: client.user_agent,
        client_address: client.address,
        refresh_generation: 1,
        refreshed_at: now,
        created_at: now,
        expires_at: now + absolute(&context.config.auth),
        ended_at: None,
    };
    session.clone().into_active_model().reset_all().insert(&tx).await?;
    let caller = acting(&session, &operator);
    audit::record(&tx, context, &caller, told("operator.signed_in", &session)).await?;
    let signed_in = signed_in(context, &session)?;
    context.commit(tx).await?;
    Ok(signed_in)
}

/// Tries of one kind by one address or operator: each is counted before it is looked at, so that many at once are too.
pub struct Tries {
    tenant: TenantId,
    mac: Vec<u8>,
}

impl Tries {
    /// Of signing in with this address, whether or not anybody has it.
    pub fn of_address(context: &Context, tenant: TenantId, folded: &str) -> Self {
        Self::of(context, tenant, ("operator-login", folded))
    }

    /// Of what an operator proves inside a session.
    pub fn of_operator(context: &Context, own: &OperatorActor) -> Self {
        Self::of(context, own.tenant, ("operator-proof", &own.id.to_string()))
    }

    fn of(context: &Context, tenant: TenantId, (purpose, who): (&str, &str)) -> Self {
        let mac = context.master.mac(purpose, &[tenant.0.as_bytes(), who.as_bytes()]);
        Self {
            tenant,
            mac: mac.to_vec(),
        }
    }

    /// Whose hash an address without one is compared with, always the same: while some are hashed with costs of before, it takes as
    /// long as one that somebody has.
    fn stand_in(&self, mut hashes: Vec<String>) -> Option<String> {
        let at = usize::from(self.mac.first().copied().unwrap_or_default());
        let at = at.checked_rem(hashes.len())?;
        Some(hashes.swap_remove(at))
    }

    /// Counts one as failed; gives what that made of it.
    ///
    /// # Errors
    /// 429 while there have been too many.
    pub async fn count(&self, context: &Context) -> ApiResult<failed_logins::Model> {
        let now = context.now();
        let tx = context.db.begin().await?;
        context.db.take_turns(&tx, &self.mac).await?;
        let before = store::find_failed_login(&tx, self.tenant, &self.mac).await?;
        let before = before.filter(|row| row.updated_at + FORGOTTEN > now);
        let until = before.as_ref().and_then(|row| row.locked_until);
        if let Some(wait) = until.map(|until| (until - now).num_seconds()).filter(|wait| *wait >= 0) {
            return Err(ApiError::too_many(u64::try_from(wait).unwrap_or_default() + 1));
        }
        let failures = before.map_or(0, |row| row.failures) + 1;
        let row = failed_logins::Model {
            tenant_id: self.tenant,
            email_mac: self.mac.clone(),
            failures,
            locked_until: lock(failures).map(|wait| now + wait),
            updated_at: now,
        };
        store::upsert_failed_login(&tx, row.clone()).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Takes one back that was no mistake, and the wait that it alone has set. What others counted meanwhile stays.
    pub async fn take_back(
        &self,
        tx: &DatabaseTransaction,
        context: &Context,
        counted: &failed_logins::Model,
    ) -> ApiResult<()> {
        context.db.take_turns(tx, &self.mac).await?;
        let Some(row) = store::find_failed_login(tx, self.tenant, &self.mac).await? else {
            return Ok(());
        };
        if row.failures <= 1 {
            return self.forget(tx).await;
        }
        let row = failed_logins::Model {
            failures: row.failures - 1,
            // Nobody else counts while a wait lasts, so the same wait is this try's.
            locked_until: row.locked_until.filter(|_| row.locked_until != counted.locked_until),
            ..row
        };
        Ok(store::upsert_failed_login(tx, row).await?)
    }

    /// After a success.
    pub async fn forget(&self, tx: &DatabaseTransaction) -> ApiResult<()> {
        Ok(store::delete_failed_login(tx, self.tenant, &self.mac).await?)
    }
}

fn lock(failures: i32) -> Option<TimeDelta> {
    let beyond = u32::try_from(failures - FREE_FAILURES).ok()?;
    let minutes = 1_i64.checked_shl(beyond.min(10)).unwrap_or(i64::MAX);
    Some(TimeDelta::minutes(minutes).min(LONGEST_LOCK))
}

/// A code of the authenticator, or a recovery code; each counts once.
pub async fn second_factor(
    tx: &DatabaseTransaction,
    context: &Context,
    operator: &operators::Model,
    code: &str,
) -> ApiResult<bool> {
    let Some(seed) = seed(context, operator)? else {
        return Ok(false);
    };
    let totp = totp::authenticator(&seed, "", &operator.email).map_err(ApiError::internal)?;
    if let Some(step) = totp::step(&totp, code, context.now()) {
        return Ok(store::update_totp_step(tx, operator, step).await?);
    }
    let mac = recovery_mac(context, operator, code);
    Ok(store::update_recovery_code(tx, operator, &mac, context.now()).await?)
}

/// The seed of the authenticator, opened.
pub fn seed(context: &Context, operator: &operators::Model) -> ApiResult<Option<Vec<u8>>> {
    let sealed = operator.totp_seed.as_ref();
    let opened = sealed.map(|sealed| context.master.open(&seed_place(operator), sealed));
    opened.transpose().map_err(ApiError::internal)
}

pub fn seed_place(operator: &operators::Model) -> String {
    format!("{}/operators/{}", operator.tenant_id, operator.id)
}

/// However somebody types it.
pub fn recovery_mac(context: &Context, operator: &operators::Model, code: &str) -> Vec<u8> {
    let plain: String = code
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let parts = [
        operator.tenant_id.0.as_bytes(),
        operator.id.0.as_bytes(),
        plain.as_bytes(),
    ];
    context.master.mac("recovery-code", &parts).to_vec()
}

fn acting(session: &operator_sessions::Model, operator: &operators::Model) -> Caller {
    Caller {
        actor: Actor::Operator(OperatorActor {
            id: operator.id,
            tenant: operator.tenant_id,
            session: session.id,
            role: operator.role,
        }),
        client_address: session.client_address.clone(),
    }
}

fn told(action: &'static str, session: &operator_sessions::Model) -> Change {
    Change {
        action,
        subject_kind: "operator_session",
        subject: session.id.0,
        ..Change::default()
    }
}

fn signed_in(context: &Context, session: &operator_sessions::Model) -> ApiResult<SignedIn> {
    let now = context.now();
    let access_token = context
        .tokens
        .issue_console(now, session.operator_id, session.tenant_id, session.id)
        .ok_or_else(|| ApiError::internal("there is no key to sign tokens with"))?;
    let refresh = RefreshToken {
        realm: Realm::Console,
        tenant: session.tenant_id,
        session: session.id.0,
        generation: session.refresh_generation,
    };
    let seconds = |time: TimeDelta| u32::try_from(time.num_seconds()).unwrap_or_default();
    Ok(SignedIn {
        token: ConsoleToken {
            access_token,
            expires_in: ACCESS_SECONDS,
            idle_after: seconds(idle(&context.config.auth)),
            ends_in: seconds(session.expires_at - now),
        },
        refresh_token: refresh.to_text(&context.master),
    })
}

pub fn signed_out() -> ApiError {
    ApiError::new(ErrorCode::Unauthorized, "You are signed out. Sign in again.")
}

fn is_alive(now: DateTime<Utc>, config: &Auth, session: &operator_sessions::Model) -> bool {
    session.ended_at.is_none() && session.expires_at > now && session.refreshed_at + idle(config) > now
}

/// Rotates a refresh token, with the same overlap as a customer's.
pub async fn refresh(context: &Context, tenant: TenantId, refresh_token: &str) -> ApiResult<SignedIn> {
    let token = RefreshToken::parse(refresh_token, &context.master, Realm::Console)
        .filter(|token| token.tenant == tenant)
        .ok_or_else(signed_out)?;
    let tx = context.db.begin().await?;
    let (now, config) = (context.now(), &context.config.auth);
    let mut session = store::find_session(&tx, tenant, OperatorSessionId(token.session))
        .await?
        .filter(|session| is_alive(now, config, session))
        .ok_or_else(signed_out)?;
    let state = store::find_state(&tx, tenant, session.id).await?;
    if !state.is_some_and(|state| state.is_open(now)) {
        return Err(signed_out());
    }
    match token.use_of(session.refresh_generation, session.refreshed_at, now) {
        Use::First => {
            // Lost against a twin: the twin's successor is ours too.
            store::update_generation(&tx, &session, now).await?;
            session.refresh_generation += 1;
        }
        Use::Again => {}
        Use::Late => {
            store::update_sessions_ended(&tx, tenant, session.operator_id, Which::One(session.id), now).await?;
            let caller = Caller::system(tenant, "console");
            audit::record(&tx, context, &caller, told("operator.refresh_token_reused", &session)).await?;
            context.commit(tx).await?;
            return Err(signed_out());
        }
    }
    let signed_in = signed_in(context, &session)?;
    context.commit(tx).await?;
    Ok(signed_in)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_nobody_has_is_always_compared_with_the_same() {
        let tries = |mac: u8| Tries {
            tenant: TenantId(uuid::Uuid::nil()),
            mac: vec![mac],
        };
        let hashes = || vec!["old".to_owned(), "new".to_owned()];
        assert_eq!(tries(4).stand_in(hashes()).as_deref(), Some("old"));
        assert_eq!(tries(7).stand_in(hashes()).as_deref(), Some("new"));
        assert_eq!(tries(7).stand_in(Vec::new()), None);
    }

    #[test]
    fn each_mistake_beyond_the_free_ones_doubles_the_wait() {
        assert_eq!(lock(4), None);
        assert_eq!(lock(5), Some(TimeDelta::minutes(1)));
        assert_eq!(lock(6), Some(TimeDelta::minutes(2)));
        assert_eq!(lock(11), Some(TimeDelta::hours(1)));
        assert_eq!(lock(1000), Some(TimeDelta::hours(1)));
    }
}
