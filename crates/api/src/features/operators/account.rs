//! An operator's own account: password, second factor, sessions.

use actix_web::http::StatusCode;
use portico_shared::{
    ErrorCode, OperatorSessionId,
    operators::{
        OperatorChoice, OperatorSelf, OperatorSessionView, PasswordChangeIn, PasswordProof, RecoveryCodes, TotpCode,
        TotpSetup,
    },
    sessions::Ended,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{
    mapping::view,
    sessions::{self, Tries},
    store::{self, Which},
};
use crate::{
    auth::{
        Caller, OperatorActor, passwords,
        passwords::{LENGTH, Verdict},
        totp,
    },
    context::Context,
    db::entities::{self, failed_logins, operators},
    features::{
        audit::{self, Change},
        sessions::agent,
        tenants,
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
    },
};

/// Recovery codes that an operator gets.
const RECOVERY_CODES: usize = 10;
/// Without letters and digits that look alike.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

fn own(caller: &Caller) -> ApiResult<&OperatorActor> {
    caller.actor.operator().ok_or_else(ApiError::not_found)
}

async fn row(tx: &DatabaseTransaction, own: &OperatorActor) -> ApiResult<operators::Model> {
    store::find(tx, own.tenant, own.id)
        .await?
        .ok_or_else(ApiError::not_found)
}

pub async fn get(context: &Context, caller: &Caller) -> ApiResult<OperatorSelf> {
    look(context.db.read(), caller).await
}

async fn look(db: &impl ConnectionTrait, caller: &Caller) -> ApiResult<OperatorSelf> {
    let own = own(caller)?;
    let row = store::find(db, own.tenant, own.id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let left = store::count_recovery_codes(db, own.tenant, own.id).await?;
    let tenant = tenants::store::find(db, own.tenant).await?;
    let permissions = caller.actor.permissions().into_iter();
    Ok(OperatorSelf {
        operator: view(row, Some(own.id)),
        merchant: tenant.name,
        permissions: permissions.map(|one| one.as_str().to_owned()).collect(),
        recovery_codes_left: u32::try_from(left).unwrap_or_default(),
    })
}

pub async fn choose(context: &Context, caller: &Caller, once: Once, choice: OperatorChoice) -> ApiResult<Answer> {
    let own = own(caller)?;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let before = row(tx, own).await?;
        if before.language != choice.language {
            let after = operators::Model {
                language: choice.language,
                ..before.clone()
            };
            save(tx, context, caller, (&before, after), "operator.language_changed").await?;
        }
        look(tx, caller).await
    })
    .await
}

/// # Errors
/// 422 when it is too short or too long, or one of the first that somebody would try.
pub fn check_password(
    path: &str,
    password: &str,
    whose: (&entities::tenants::Model, &operators::Model),
) -> ApiResult<()> {
    let (tenant, operator) = whose;
    let mut check = Check::default();
    if !LENGTH.contains(&password.chars().count()) {
        check.refuse(path, "out-of-range", "12 to 200 characters");
    } else if passwords::is_guessable(password, &[&tenant.name, &tenant.slug, &operator.name, &operator.email]) {
        let why = "too easy to guess: no common words and patterns, no names of yours or of the merchant's alone";
        check.refuse(path, "guessable", why);
    }
    check.finish()
}

/// All other sessions end with the old password.
///
/// # Errors
/// 422 when the new one is the old one, or one that [`check_password`] refuses.
pub async fn change_password(context: &Context, caller: &Caller, change: PasswordChangeIn) -> ApiResult<()> {
    let own = own(caller)?;
    let db = context.db.read();
    let tenant = tenants::store::find(db, own.tenant).await?;
    let operator = store::find(db, own.tenant, own.id).await?;
    let operator = operator.ok_or_else(ApiError::not_found)?;
    check_password("newPassword", &change.new_password, (&tenant, &operator))?;
    let mut check = Check::default();
    let is_new = change.new_password != change.current_password;
    check.require(is_new, "newPassword", "unchanged", "not the password that it is now");
    check.finish()?;
    let (proved, counted) = prove(context, own, "currentPassword", &change.current_password).await?;
    let hash = passwords::hash(context, &change.new_password).await;
    let hash = hash.map_err(ApiError::internal)?;
    let tx = context.db.begin().await?;
    let before = still(&tx, own, &proved).await?;
    let after = operators::Model {
        password_hash: Some(hash),
        ..before.clone()
    };
    save(&tx, context, caller, (&before, after), "operator.password_changed").await?;
    // Not forgotten: wrong codes count there too, and would be free to whoever knows the password.
    let tries = Tries::of_operator(context, own);
    tries.take_back(&tx, context, &counted).await?;
    let others = Which::AllBut(own.session);
    store::update_sessions_ended(&tx, own.tenant, own.id, others, context.now()).await?;
    store::update_links_ended(&tx, own.tenant, own.id, context.now()).await?;
    Ok(context.commit(tx).await?)
}

/// The row whose password was given, and the try, which counts.
async fn prove(
    context: &Context,
    own: &OperatorActor,
    path: &str,
    password: &str,
) -> ApiResult<(operators::Model, failed_logins::Model)> {
    let counted = Tries::of_operator(context, own).count(context).await?;
    let stored = store::find(context.db.read(), own.tenant, own.id).await?;
    let stored = stored.ok_or_else(ApiError::not_found)?;
    let verdict = passwords::verify(context, (stored.password_hash.clone(), None), password).await;
    if verdict.map_err(ApiError::internal)? == Verdict::Wrong {
        let mut check = Check::default();
        check.refuse(path, "invalid", "this is not your password");
        check.finish()?;
    }
    Ok((stored, counted))
}

/// The same row, unless it has changed while its password was compared.
async fn still(
    tx: &DatabaseTransaction,
    own: &OperatorActor,
    proved: &operators::Model,
) -> ApiResult<operators::Model> {
    let now = row(tx, own).await?;
    if now.version == proved.version {
        return Ok(now);
    }
    Err(ApiError::concurrent())
}

/// A seed that counts once a code of it was confirmed. Whoever only found a signed-in browser puts none on.
pub async fn begin_totp(context: &Context, caller: &Caller, proof: PasswordProof) -> ApiResult<TotpSetup> {
    let own = own(caller)?;
    let (proved, _) = prove(context, own, "password", &proof.password).await?;
    let tx = context.db.begin().await?;
    let before = still(&tx, own, &proved).await?;
    Tries::of_operator(context, own).forget(&tx).await?;
    if before.totp_confirmed_at.is_some() {
        return Err(ApiError::new(
            ErrorCode::TotpActive,
            "There is an authenticator already. Take it off first, with one of its codes.",
        ));
    }
    let tenant = tenants::store::find(&tx, own.tenant).await?;
    let seed = totp::new_seed(&*context.random);
    let url = totp::authenticator(&seed, &tenant.name, &before.email).map_err(ApiError::internal)?;
    let sealed = context
        .master
        .seal(&*context.random, &sessions::seed_place(&before), &seed);
    let after = operators::Model {
        totp_seed: Some(sealed),
        ..before.clone()
    };
    save(&tx, context, caller, (&before, after), "operator.totp_begun").await?;
    context.commit(tx).await?;
    Ok(TotpSetup {
        secret: totp::base32(&seed),
        url: url.to_url().map_err(ApiError::internal)?,
    })
}

fn wrong_code() -> ApiError {
    let mut check = Check::default();
    check.refuse("code", "invalid", "this is not the present code; each counts once");
    check.finish().err().unwrap_or_else(ApiError::not_found)
}

pub async fn confirm_totp(context: &Context, caller: &Caller, code: TotpCode) -> ApiResult<RecoveryCodes> {
    let own = own(caller)?;
    let tries = Tries::of_operator(context, own);
    tries.count(context).await?;
    let tx = context.db.begin().await?;
    let before = row(&tx, own).await?;
    let seed = sessions::seed(context, &before)?.filter(|_| before.totp_confirmed_at.is_none());
    let seed = seed.ok_or_else(ApiError::not_found)?;
    let totp = totp::authenticator(&seed, "", &before.email).map_err(ApiError::internal)?;
    let step = totp::step(&totp, &code.code, context.now()).ok_or_else(wrong_code)?;
    let after = operators::Model {
        totp_confirmed_at: Some(context.now()),
        totp_step: step,
        ..before.clone()
    };
    save(&tx, context, caller, (&before, after), "operator.totp_confirmed").await?;
    let codes = new_recovery_codes(&tx, context, &before).await?;
    tries.forget(&tx).await?;
    context.commit(tx).await?;
    Ok(codes)
}

/// New recovery codes in place of the old ones.
pub async fn renew_recovery_codes(context: &Context, caller: &Caller, code: TotpCode) -> ApiResult<RecoveryCodes> {
    let own = own(caller)?;
    let tries = Tries::of_operator(context, own);
    tries.count(context).await?;
    let tx = context.db.begin().await?;
    let operator = row(&tx, own).await?;
    if !sessions::second_factor(&tx, context, &operator, &code.code).await? {
        return Err(wrong_code());
    }
    let codes = new_recovery_codes(&tx, context, &operator).await?;
    let change = told("operator.recovery_codes_renewed", &operator);
    audit::record(&tx, context, caller, change).await?;
    tries.forget(&tx).await?;
    context.commit(tx).await?;
    Ok(codes)
}

pub async fn remove_totp(context: &Context, caller: &Caller, code: TotpCode) -> ApiResult<()> {
    let own = own(caller)?;
    let tries = Tries::of_operator(context, own);
    tries.count(context).await?;
    let tx = context.db.begin().await?;
    let before = row(&tx, own).await?;
    if before.totp_confirmed_at.is_none() {
        return Err(ApiError::not_found());
    }
    if !sessions::second_factor(&tx, context, &before, &code.code).await? {
        return Err(wrong_code());
    }
    // The step that was just used is in the row by now.
    let before = row(&tx, own).await?;
    save(
        &tx,
        context,
        caller,
        (&before, without_totp(&before)),
        "operator.totp_removed",
    )
    .await?;
    store::delete_recovery_codes(&tx, &before).await?;
    tries.forget(&tx).await?;
    Ok(context.commit(tx).await?)
}

pub fn without_totp(row: &operators::Model) -> operators::Model {
    operators::Model {
        totp_seed: None,
        totp_confirmed_at: None,
        ..row.clone()
    }
}

async fn new_recovery_codes(
    tx: &DatabaseTransaction,
    context: &Context,
    operator: &operators::Model,
) -> ApiResult<RecoveryCodes> {
    let one = || {
        let mut bytes = [0; 24];
        context.random.fill(&mut bytes);
        let letters: String = bytes
            .iter()
            .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
            .collect();
        // In groups, for people who copy them from paper.
        let groups: Vec<_> = (0..6).map(|group| &letters[group * 4..][..4]).collect();
        groups.join("-")
    };
    let codes: Vec<String> = std::iter::repeat_with(one).take(RECOVERY_CODES).collect();
    let macs = codes.iter().map(|code| sessions::recovery_mac(context, operator, code));
    store::insert_recovery_codes(tx, operator, macs.collect()).await?;
    Ok(RecoveryCodes { recovery_codes: codes })
}

pub async fn list_sessions(context: &Context, caller: &Caller) -> ApiResult<Vec<OperatorSessionView>> {
    let own = own(caller)?;
    let now = context.now();
    let since = now - sessions::idle(&context.config.auth);
    let rows = store::list_sessions(context.db.read(), own.tenant, own.id, (now, since)).await?;
    let view = |row: crate::db::entities::operator_sessions::Model| {
        let agent = row.user_agent.as_deref().unwrap_or_default();
        OperatorSessionView {
            is_current: row.id == own.session,
            id: row.id,
            browser: agent::browser(agent).map(str::to_owned),
            system: agent::system(agent).map(str::to_owned),
            client_address: row.client_address,
            created_at: row.created_at.into(),
            last_active_at: row.refreshed_at.into(),
            expires_at: row.expires_at.into(),
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Ends one of one's own sessions, or all but the one that asks.
pub async fn end_sessions(context: &Context, caller: &Caller, which: Option<OperatorSessionId>) -> ApiResult<Ended> {
    let own = own(caller)?;
    let tx = context.db.begin().await?;
    let which = match which {
        Some(id) => {
            let found = store::find_session(&tx, own.tenant, id).await?;
            found
                .filter(|one| one.operator_id == own.id)
                .ok_or_else(ApiError::not_found)?;
            Which::One(id)
        }
        None => Which::AllBut(own.session),
    };
    let ended = store::update_sessions_ended(&tx, own.tenant, own.id, which, context.now()).await?;
    let operator = row(&tx, own).await?;
    let mut change = told("operator.sessions_ended", &operator);
    change.after = Some(serde_json::json!({ "ended": ended }));
    audit::record(&tx, context, caller, change).await?;
    context.commit(tx).await?;
    Ok(Ended { ended })
}

/// Ends the session that asks.
pub async fn leave(context: &Context, caller: &Caller) -> ApiResult<()> {
    let session = own(caller)?.session;
    end_sessions(context, caller, Some(session)).await.map(|_| ())
}

fn told(action: &'static str, operator: &operators::Model) -> Change {
    Change {
        action,
        subject_kind: "operator",
        subject: operator.id.0,
        ..Change::default()
    }
}

async fn save(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (before, after): (&operators::Model, operators::Model),
    action: &'static str,
) -> ApiResult<()> {
    if !store::update(tx, before, after).await? {
        return Err(ApiError::concurrent());
    }
    Ok(audit::record(tx, context, caller, told(action, before)).await?)
}
