//! The use cases of asking for a login mail. Known and unknown addresses run the same code and leave the same rows.

use actix_web::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use portico_shared::{
    ErrorCode, LinkId, LoginRequestId, SessionId, TenantId,
    sessions::{SteppedUp, Success},
};
use sea_orm::{DatabaseTransaction, DbErr};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::store::{self, Of};
use crate::{
    auth::{
        Caller,
        secrets::{NewSecret, Presented},
    },
    context::Context,
    db::entities::{login_requests, tenants},
    features::{
        audit::{self, Change},
        customers as customer_feature,
        hosted_pages::Lifetimes,
        mails,
        people::{self, store::fold},
        sessions::{
            service::{self as sessions, Client, FRESH, SignedIn},
            store as session_store,
        },
        tenants as tenant_feature,
    },
    http::{
        ApiError, ApiResult,
        idempotency::{Answer, Once},
    },
};

/// Tries that a code stands. With five, one in 200,000 guesses gets in.
const MOST_TRIES: i32 = 5;
/// How many codes there are: six digits.
const CODES: u64 = 1_000_000;
/// From the moment when its mail is sent; where the link of the same mail lives shorter, as long as that.
pub const CODE_LIFETIME: TimeDelta = TimeDelta::minutes(10);
const HOUR: TimeDelta = TimeDelta::hours(1);
const MINUTE: TimeDelta = TimeDelta::minutes(1);
/// Longer than this no mail waits for its turn.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(5);

/// What somebody asks with.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub email: &'a str,
    /// As limits count clients.
    pub client: &'a str,
    /// Whether the mail is to hold a code for who asks.
    pub with_code: bool,
}

/// Notes that somebody wants a login mail. Gives what binds the code to who asked, where one was asked for.
///
/// # Errors
/// 429 when this address or this client asked too often, on whichever instance.
pub async fn request(context: &Context, tenant: &tenants::Model, asked: Asked<'_>) -> ApiResult<Option<String>> {
    let pages = tenant.pages().map_err(ApiError::internal)?;
    let tx = context.db.begin().await?;
    let lifetime = Lifetimes::of(&context.config.auth, &pages).requested_link;
    let (row, secret) = insert(&tx, context, (tenant.id, None), asked, lifetime).await?;
    // As many as fit into a minute go out at once.
    let send_at = row.turn_at - MINUTE;
    mails::service::enqueue_login_request(&tx, context, tenant, (row.id, asked.email), send_at).await?;
    context.commit(tx).await?;
    Ok(asked.with_code.then(|| secret.link_token()))
}

/// Mails the person who is signed in a code that makes their session fresh.
pub async fn request_step_up(context: &Context, caller: &Caller, client: &str) -> ApiResult<String> {
    let person = caller.actor.person().ok_or_else(ApiError::not_found)?;
    let tx = context.db.begin().await?;
    let holder = people::store::find(&tx, caller.scope(), person.person).await?;
    let holder = holder.ok_or_else(ApiError::not_found)?;
    let tenant = tenant_feature::store::find(&tx, person.tenant).await?;
    let asked = Asked {
        email: &holder.email,
        client,
        with_code: true,
    };
    let of = (tenant.id, Some(person.session));
    let (row, secret) = insert(&tx, context, of, asked, CODE_LIFETIME).await?;
    mails::service::enqueue_step_up(&tx, context, &tenant, (row.id, &holder, person.customer)).await?;
    context.commit(tx).await?;
    Ok(secret.link_token())
}

async fn insert(
    tx: &DatabaseTransaction,
    context: &Context,
    (tenant, session): (TenantId, Option<SessionId>),
    asked: Asked<'_>,
    lifetime: TimeDelta,
) -> ApiResult<(login_requests::Model, NewSecret)> {
    let now = context.now();
    let secret = NewSecret::generate(&*context.random);
    let email_mac = mac(context, tenant, "login-email", &fold(asked.email));
    // Those for one address take turns, so that none is counted before another is there.
    context.db.take_turns(tx, &email_mac).await?;
    let row = login_requests::Model {
        tenant_id: tenant,
        id: LoginRequestId(context.new_id()),
        lookup: asked.with_code.then(|| secret.lookup.clone()),
        secret_hash: asked.with_code.then(|| secret.hash.clone()),
        email_mac,
        client_mac: mac(context, tenant, "login-client", asked.client),
        session_id: session,
        link_id: None,
        code_mac: None,
        tries: 0,
        turn_at: turn(tx, context, tenant, lifetime).await?,
        created_at: now,
        expires_at: now + lifetime,
    };
    check_limits(tx, context, &row).await?;
    store::insert(tx, row.clone()).await?;
    Ok((row, secret))
}

/// An address that limits count by, which itself is not kept.
fn mac(context: &Context, tenant: TenantId, purpose: &str, text: &str) -> Vec<u8> {
    context
        .master
        .mac(purpose, &[tenant.0.as_bytes(), text.as_bytes()])
        .to_vec()
}

async fn check_limits(tx: &DatabaseTransaction, context: &Context, row: &login_requests::Model) -> ApiResult<()> {
    let most = u64::from(context.config.limits.login_requests_per_hour.max(1));
    for of in [Of::Email(&row.email_mac), Of::Client(&row.client_mac)] {
        let times = store::list_times(tx, row.tenant_id, of, row.created_at - HOUR, most).await?;
        let first = times.last().filter(|_| times.len() as u64 >= most);
        if let Some(first) = first {
            let wait = (*first + HOUR - row.created_at).num_seconds();
            return Err(ApiError::too_many(u64::try_from(wait).unwrap_or_default() + 1));
        }
    }
    Ok(())
}

/// When the merchant's next mail has its turn. A flood of requests costs their customers time, and refuses none of them.
async fn turn(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: TenantId,
    lifetime: TimeDelta,
) -> Result<DateTime<Utc>, DbErr> {
    let now = context.now();
    let between = MINUTE / i32::try_from(context.config.limits.login_mails_per_minute.max(1)).unwrap_or(i32::MAX);
    let last = store::find_last(tx, tenant).await?.map_or(now, |last| last.turn_at);
    // Longer than half its life no mail waits.
    Ok((last.max(now) + between).min(now + MINUTE + LONGEST_WAIT.min(lifetime / 2)))
}

/// Makes the code of a mail that is about to be sent, where one was asked for: for a link's, or alone.
pub async fn mint_code(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: TenantId,
    id: Option<Uuid>,
    link: Option<LinkId>,
) -> Result<Option<String>, DbErr> {
    let Some(id) = id else { return Ok(None) };
    let found = store::find(tx, tenant, LoginRequestId(id)).await?;
    let may_have = |request: &login_requests::Model| request.lookup.is_some() && request.expires_at > context.now();
    let Some(request) = found.filter(may_have) else {
        return Ok(None);
    };
    let mut bytes = [0; 8];
    context.random.fill(&mut bytes);
    // Of 64 bits the remainder favours no code by more than one in 10^13.
    let code = format!("{:06}", u64::from_be_bytes(bytes) % CODES);
    let lifetime = CODE_LIFETIME.min(request.expires_at - request.created_at);
    let minted = (code_mac(context, &request, &code), context.now() + lifetime);
    store::update_minted(tx, &request, link, minted).await?;
    Ok(Some(code))
}

fn code_mac(context: &Context, request: &login_requests::Model, code: &str) -> Vec<u8> {
    let parts = [request.tenant_id.0.as_bytes(), request.id.0.as_bytes(), code.as_bytes()];
    context.master.mac("login-code", &parts).to_vec()
}

/// Exchanges a code for a session, in the browser that asked for it. Link and code of a mail are one proof.
pub async fn login(
    context: &Context,
    tenant: TenantId,
    proof: (&str, &str),
    client: Client,
    other: Option<&str>,
) -> ApiResult<SignedIn> {
    let request = check_code(context, (tenant, None), proof).await?;
    let link = request.link_id.ok_or_else(invalid)?;
    let signed_in = sessions::login_with_code(context, tenant, link, client, other).await;
    signed_in.map_err(|error| match error.code {
        ErrorCode::LinkInvalid => invalid(),
        _ => error,
    })
}

/// Makes the caller's session fresh by the code that it asked for.
pub async fn step_up(context: &Context, caller: &Caller, proof: (&str, &str)) -> ApiResult<SteppedUp> {
    let person = caller.actor.person().ok_or_else(ApiError::not_found)?;
    let request = check_code(context, (person.tenant, Some(person.session)), proof).await?;
    let tx = context.db.begin().await?;
    if !store::update_spent(&tx, &request, MOST_TRIES).await? {
        return Err(invalid());
    }
    let fresh_until = context.now() + FRESH;
    session_store::update_fresh(&tx, person.tenant, person.session, fresh_until).await?;
    people::store::update_verified(&tx, caller.scope(), person.person, context.now()).await?;
    let change = Change {
        action: "session.stepped_up",
        subject_kind: "session",
        subject: person.session.0,
        customer: Some(person.customer),
        ..Change::default()
    };
    audit::record(&tx, context, caller, change).await?;
    context.commit(tx).await?;
    Ok(SteppedUp {
        fresh_until: fresh_until.into(),
    })
}

/// The request that a code was mailed for, by who made it. The try counts, whatever comes of it.
async fn check_code(
    context: &Context,
    (tenant, session): (TenantId, Option<SessionId>),
    (request_token, code): (&str, &str),
) -> ApiResult<login_requests::Model> {
    let presented = Presented::link_token(request_token).ok_or_else(invalid)?;
    let tx = context.db.begin().await?;
    let found = store::find_by_lookup(&tx, tenant, presented.lookup).await?;
    let request = found
        .filter(|request| {
            let hash = request.secret_hash.as_deref().unwrap_or_default();
            presented.matches(hash) && request.expires_at > context.now() && request.session_id == session
        })
        .ok_or_else(invalid)?;
    let may_try = store::update_tries(&tx, &request, MOST_TRIES).await?;
    tx.commit().await?;
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    // Where the address is unknown there is no code: it is compared all the same.
    let expected = request.code_mac.clone().unwrap_or_else(|| vec![0; 32]);
    let is_right = bool::from(code_mac(context, &request, &digits).ct_eq(&expected));
    if is_right && may_try {
        Ok(request)
    } else {
        Err(invalid())
    }
}

/// The one answer for a code that is wrong, used or expired, or was never sent.
fn invalid() -> ApiError {
    ApiError::new(
        ErrorCode::CodeInvalid,
        "This code is wrong, was used, or has expired. Type it once more, or ask for a new one.",
    )
}

/// `POST /customers/{id}/send-login-email`: the merchant sends a link.
pub async fn send(context: &Context, caller: &Caller, once: Once, key: &str) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let customer = customer_feature::service::find_active(tx, caller.scope(), key).await?;
        let tenant = tenant_feature::store::find(tx, customer.tenant_id).await?;
        let mail =
            mails::service::enqueue_sent_login_link(tx, context, &tenant, &customer, caller.actor.name()).await?;
        let change = Change {
            action: "customer.login_link_sent",
            subject_kind: "customer",
            subject: customer.id.0,
            customer: Some(customer.id),
            after: Some(serde_json::json!({ "mail": mail })),
            ..Change::default()
        };
        audit::record(tx, context, caller, change).await?;
        Ok(Success { success: true })
    })
    .await
}
