//! The use cases of signing in.

use actix_web::HttpRequest;
use chrono::{DateTime, TimeDelta, Utc};
use portico_shared::{
    CustomerId, ErrorCode, LinkId, PersonId, SessionId, TenantId,
    customers::{CustomerStatus, MemberRole},
    sessions::{LinkPreview, LinkPurpose, TokenPair},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction};

use super::store;
use crate::{
    auth::{
        Actor, Caller, PersonActor, Scope,
        tokens::{ACCESS_SECONDS, Realm, RefreshToken, Use},
    },
    context::Context,
    db::entities::{links, sessions},
    features::{
        audit::{self, Change},
        customers as customer_feature,
        hosted_pages::{Lifetimes, service::lifetimes},
        links::{service as link_service, store as link_store},
        people::store as people_store,
        tenants,
    },
    http::{ApiError, ApiResult, hosts},
};

/// For how long a proof of the mailbox counts as fresh.
pub const FRESH: TimeDelta = TimeDelta::minutes(10);

/// For how long somebody of the merchant's may look.
const VIEW: TimeDelta = TimeDelta::minutes(15);

/// Where a sign-in comes from.
#[derive(Debug, Clone, Default)]
pub struct Client {
    pub user_agent: Option<String>,
    /// Shortened.
    pub address: Option<String>,
}

/// Somebody who is signed in, and for how long.
#[derive(Debug)]
pub struct SignedIn {
    pub tokens: TokenPair,
    /// Seconds.
    pub idle_after: u32,
    /// Seconds.
    pub ends_in: u32,
    /// There are several customers, and none was chosen yet.
    pub choose_customer: bool,
}

/// A session to be.
pub(super) struct NewSession<'a> {
    pub(super) tenant: TenantId,
    pub(super) person: PersonId,
    pub(super) customer: CustomerId,
    pub(super) link: Option<LinkId>,
    pub(super) made_by: &'a str,
    pub(super) client: Client,
    /// When the mailbox or key was proved that it stands on.
    pub(super) since: DateTime<Utc>,
    pub(super) fresh_until: Option<DateTime<Utc>>,
    pub(super) is_view: bool,
}

pub(super) async fn open(
    tx: &DatabaseTransaction,
    context: &Context,
    new: NewSession<'_>,
) -> ApiResult<sessions::Model> {
    let most = if new.is_view {
        VIEW
    } else {
        lifetimes(tx, context, new.tenant).await?.session_absolute
    };
    let session = sessions::ActiveModel {
        tenant_id: Set(new.tenant),
        id: Set(SessionId(context.new_id())),
        person_id: Set(new.person),
        customer_id: Set(new.customer),
        link_id: Set(new.link),
        made_by: Set(new.made_by.into()),
        user_agent: Set(new.client.user_agent),
        client_address: Set(new.client.address),
        refresh_generation: Set(1),
        refreshed_at: Set(context.now()),
        fresh_until: Set(new.fresh_until),
        created_at: Set(new.since),
        expires_at: Set(new.since + most),
        ended_at: Set(None),
        is_view: Set(new.is_view),
    };
    Ok(session.insert(tx).await?)
}

pub(super) fn tokens(context: &Context, session: &sessions::Model) -> ApiResult<TokenPair> {
    let access_token = context
        .tokens
        .issue(
            context.now(),
            session.person_id,
            session.tenant_id,
            session.id,
            session.customer_id,
        )
        .ok_or_else(|| ApiError::internal("there is no key to sign tokens with"))?;
    let refresh = RefreshToken {
        realm: Realm::Portal,
        tenant: session.tenant_id,
        session: session.id.0,
        generation: session.refresh_generation,
    };
    Ok(TokenPair {
        access_token,
        refresh_token: refresh.to_text(&context.master),
        expires_in: ACCESS_SECONDS,
    })
}

/// What a link's page may show. `other` is the refresh token of a session that lives in this browser.
pub async fn preview(
    context: &Context,
    tenant: Option<TenantId>,
    token: &str,
    other: Option<&str>,
) -> ApiResult<LinkPreview> {
    let db = context.db.read();
    let link = usable(context, db, tenant, token).await?;
    let scope = Scope::of_tenant(link.tenant_id);
    let person = people_store::find(db, scope, link.person_id)
        .await?
        .ok_or_else(link_service::invalid)?;
    people_store::find_role(db, scope, link.customer_id, link.person_id)
        .await?
        .ok_or_else(link_service::invalid)?;
    let customer = customer_feature::store::find(db, scope, link.customer_id)
        .await?
        .ok_or_else(link_service::invalid)?;
    let elsewhere = match other {
        Some(other) => open_session(context, other).await?.is_some_and(|session| {
            // Whoever only looks would take their own session away.
            let is_view = link.purpose == LinkPurpose::View;
            is_view || (session.customer_id, session.person_id) != (link.customer_id, link.person_id)
        }),
        None => false,
    };
    Ok(LinkPreview {
        needs_confirmation: link.is_mailed || elsewhere,
        masked_email: masked(&person.email),
        customer_name: elsewhere.then(|| customer.display_name()),
    })
}

async fn usable(
    context: &Context,
    db: &impl ConnectionTrait,
    tenant: Option<TenantId>,
    token: &str,
) -> ApiResult<links::Model> {
    let purposes: &[_] = &[LinkPurpose::Login, LinkPurpose::View];
    let link = link_service::find_usable(db, (token, purposes), context.now()).await?;
    if tenant.is_some_and(|tenant| tenant != link.tenant_id) {
        return Err(link_service::invalid());
    }
    Ok(link)
}

async fn open_session(context: &Context, refresh_token: &str) -> ApiResult<Option<sessions::Model>> {
    let Some(token) = RefreshToken::parse(refresh_token, &context.master, Realm::Portal) else {
        return Ok(None);
    };
    let db = context.db.read();
    let session = store::find(db, token.tenant, SessionId(token.session)).await?;
    let lifetimes = lifetimes(db, context, token.tenant).await?;
    Ok(session.filter(|session| is_alive(context.now(), lifetimes, session)))
}

/// Exchanges a link for a session. `other`, a session that lived in this browser, ends.
pub async fn login(
    context: &Context,
    tenant: Option<TenantId>,
    token: &str,
    client: Client,
    other: Option<&str>,
) -> ApiResult<SignedIn> {
    let link = usable(context, context.db.read(), tenant, token).await?;
    begin(context, link, client, other).await
}

/// The same with the link that came in one mail with the right code.
pub async fn login_with_code(
    context: &Context,
    tenant: TenantId,
    link: LinkId,
    client: Client,
    other: Option<&str>,
) -> ApiResult<SignedIn> {
    let found = link_store::find(context.db.read(), Scope::of_tenant(tenant), link).await?;
    begin(context, found.ok_or_else(link_service::invalid)?, client, other).await
}

async fn begin(context: &Context, link: links::Model, client: Client, other: Option<&str>) -> ApiResult<SignedIn> {
    let other = match other {
        Some(other) => open_session(context, other).await?,
        None => None,
    };
    let tx = context.db.begin().await?;
    let scope = Scope::of_tenant(link.tenant_id);
    let customer = customer_feature::store::find(&tx, scope, link.customer_id).await?;
    // Archived and suspended customers cannot sign in, nor who has lost the membership; they are told nothing.
    let role = people_store::find_role(&tx, scope, link.customer_id, link.person_id)
        .await?
        .ok_or_else(link_service::invalid)?;
    // Somebody may have used or ended it since it was read: this decides.
    if customer.is_none_or(|customer| customer.status != CustomerStatus::Active)
        || !link_store::update_consumed(&tx, &link, context.now()).await?
    {
        return Err(link_service::invalid());
    }
    if link.is_mailed {
        people_store::update_verified(&tx, scope, link.person_id, context.now()).await?;
    }
    if let Some(other) = other {
        end(&tx, context, &other, "session.replaced").await?;
    }
    // Of their own accord and by their mailbox: that is as fresh as a code.
    let has_asked = link.is_mailed && link.made_by == format!("person:{}", link.person_id);
    let made_by = link.made_by.clone();
    let fresh_until = has_asked.then(|| context.now() + FRESH);
    let new = of_link(context, &link, (link.person_id, &made_by, fresh_until), client);
    let session = open(&tx, context, new).await?;
    start(&tx, context, &session, role).await?;
    // For whom the merchant sent a link, the customer is chosen.
    let choose_customer = has_asked && people_store::list_customers(&tx, scope, link.person_id).await?.len() > 1;
    let signed_in = signed_in(&tx, context, &session).await?;
    context.commit(tx).await?;
    Ok(SignedIn {
        choose_customer,
        ..signed_in
    })
}

fn of_link<'a>(
    context: &Context,
    link: &links::Model,
    (person, made_by, fresh_until): (PersonId, &'a str, Option<DateTime<Utc>>),
    client: Client,
) -> NewSession<'a> {
    NewSession {
        tenant: link.tenant_id,
        person,
        customer: link.customer_id,
        link: Some(link.id),
        made_by,
        client,
        since: context.now(),
        fresh_until,
        is_view: link.purpose == LinkPurpose::View,
    }
}

/// A session for an owner whose address a link has just proved; commits.
pub async fn begin_proved(
    tx: DatabaseTransaction,
    context: &Context,
    (link, person): (&links::Model, PersonId),
    client: Client,
    other: Option<&str>,
) -> ApiResult<SignedIn> {
    let other = match other {
        Some(other) => open_session(context, other).await?,
        None => None,
    };
    if let Some(other) = other {
        end(&tx, context, &other, "session.replaced").await?;
    }
    let scope = Scope::of_tenant(link.tenant_id);
    people_store::update_verified(&tx, scope, person, context.now()).await?;
    let made_by = format!("person:{person}");
    let fresh_until = Some(context.now() + FRESH);
    let session = open(
        &tx,
        context,
        of_link(context, link, (person, &made_by, fresh_until), client),
    )
    .await?;
    start(&tx, context, &session, MemberRole::Owner).await?;
    let signed_in = signed_in(&tx, context, &session).await?;
    context.commit(tx).await?;
    Ok(signed_in)
}

async fn start(
    tx: &DatabaseTransaction,
    context: &Context,
    session: &sessions::Model,
    role: MemberRole,
) -> ApiResult<()> {
    let caller = acting(session, Some(role));
    let action = if session.is_view {
        "customer.viewed"
    } else {
        "session.started"
    };
    Ok(audit::record(tx, context, &caller, signed(action, session)).await?)
}

/// Ends a session on its own behalf; false when it had ended.
async fn end(
    tx: &DatabaseTransaction,
    context: &Context,
    session: &sessions::Model,
    action: &'static str,
) -> ApiResult<bool> {
    let ended = store::update_ended(tx, session.tenant_id, session.id, context.now()).await?;
    audit::record(tx, context, &acting(session, None), signed(action, session)).await?;
    Ok(ended)
}

async fn signed_in(tx: &DatabaseTransaction, context: &Context, session: &sessions::Model) -> ApiResult<SignedIn> {
    let lifetimes = lifetimes(tx, context, session.tenant_id).await?;
    let end = session.expires_at.min(session.created_at + lifetimes.session_absolute);
    let seconds = |time: TimeDelta| u32::try_from(time.num_seconds()).unwrap_or_default();
    Ok(SignedIn {
        tokens: tokens(context, session)?,
        idle_after: seconds(lifetimes.session_idle),
        ends_in: seconds(end - context.now()),
        choose_customer: false,
    })
}

/// The caller that a session is, for its own audit rows.
fn acting(session: &sessions::Model, role: Option<MemberRole>) -> Caller {
    let actor = PersonActor {
        tenant: session.tenant_id,
        person: session.person_id,
        customer: session.customer_id,
        session: session.id,
        link: session.link_id,
        role: role.unwrap_or(MemberRole::Viewer),
        pages: portico_shared::settings::PortalSettings::default(),
        has_proved_mailbox: false,
        fresh_until: None,
        viewer: session.is_view.then(|| session.made_by.clone()),
    };
    Caller {
        actor: Actor::Person(Box::new(actor)),
        client_address: session.client_address.clone(),
    }
}

fn signed(action: &'static str, session: &sessions::Model) -> Change {
    Change {
        action,
        subject_kind: "session",
        subject: session.id.0,
        customer: Some(session.customer_id),
        ..Change::default()
    }
}

/// The tenant's present limits count, also for sessions that began under longer ones.
fn is_alive(now: DateTime<Utc>, lifetimes: Lifetimes, session: &sessions::Model) -> bool {
    session.ended_at.is_none()
        && session.expires_at > now
        && session.created_at + lifetimes.session_absolute > now
        && session.refreshed_at + lifetimes.session_idle > now
}

/// Rotates a refresh token. The predecessor is answered with the same successor for 30 s, so that two
/// tabs or a lost answer sign nobody out; any later use ends the whole family.
pub async fn refresh(context: &Context, refresh_token: &str) -> ApiResult<SignedIn> {
    let tx = context.db.begin().await?;
    let (mut session, use_of) = presented(&tx, context, refresh_token).await?;
    match use_of {
        Use::First => {
            // Lost against a twin: the twin's successor is ours too.
            store::update_generation(&tx, &session, context.now()).await?;
            session.refresh_generation += 1;
        }
        Use::Again => {}
        Use::Late => return Err(reused(tx, context, &session).await?),
    }
    let signed_in = signed_in(&tx, context, &session).await?;
    context.commit(tx).await?;
    Ok(signed_in)
}

/// Goes over to another customer of the same person: a new family of tokens from the same proof, and from its time.
pub async fn switch(context: &Context, refresh_token: &str, customer: CustomerId) -> ApiResult<SignedIn> {
    let tx = context.db.begin().await?;
    let (session, use_of) = presented(&tx, context, refresh_token).await?;
    if use_of == Use::Late {
        return Err(reused(tx, context, &session).await?);
    }
    let scope = Scope::of_tenant(session.tenant_id);
    let state = store::find_state(&tx, session.tenant_id, session.id).await?;
    // Who was handed a link for one customer has not proved a mailbox that belongs to others too.
    let is_proved = state.and_then(|state| state.is_mailed) == Some(true);
    let theirs = people_store::list_customers(&tx, scope, session.person_id).await?;
    let chosen = theirs.into_iter().find(|(one, _)| one.id == customer);
    let (_, role) = chosen
        .filter(|_| is_proved || customer == session.customer_id)
        .ok_or_else(ApiError::not_found)?;
    if customer == session.customer_id {
        let signed_in = signed_in(&tx, context, &session).await?;
        return Ok(signed_in);
    }
    if !end(&tx, context, &session, "session.switched").await? {
        return Err(signed_out());
    }
    let new = NewSession {
        tenant: session.tenant_id,
        person: session.person_id,
        customer,
        link: session.link_id,
        made_by: &session.made_by,
        client: Client {
            user_agent: session.user_agent.clone(),
            address: session.client_address.clone(),
        },
        since: session.created_at,
        fresh_until: session.fresh_until,
        is_view: session.is_view,
    };
    let session = open(&tx, context, new).await?;
    start(&tx, context, &session, role).await?;
    let signed_in = signed_in(&tx, context, &session).await?;
    context.commit(tx).await?;
    Ok(signed_in)
}

/// The open session that a refresh token belongs to.
async fn presented(
    tx: &DatabaseTransaction,
    context: &Context,
    refresh_token: &str,
) -> ApiResult<(sessions::Model, Use)> {
    let token = RefreshToken::parse(refresh_token, &context.master, Realm::Portal).ok_or_else(signed_out)?;
    let session = store::find(tx, token.tenant, SessionId(token.session)).await?;
    let lifetimes = lifetimes(tx, context, token.tenant).await?;
    let session = session
        .filter(|session| is_alive(context.now(), lifetimes, session))
        .ok_or_else(signed_out)?;
    let state = store::find_state(tx, token.tenant, SessionId(token.session)).await?;
    if !state.is_some_and(|state| state.is_open(context.now(), &context.config.auth)) {
        return Err(signed_out());
    }
    let use_of = token.use_of(session.refresh_generation, session.refreshed_at, context.now());
    Ok((session, use_of))
}

/// Ends the family of a token that was used again too late: somebody else may hold it.
async fn reused(tx: DatabaseTransaction, context: &Context, session: &sessions::Model) -> ApiResult<ApiError> {
    end(&tx, context, session, "session.refresh_token_reused").await?;
    context.commit(tx).await?;
    Ok(signed_out())
}

/// A refresh token proves nothing on another tenant's host, nor on one that is not ours.
///
/// # Errors
/// 401 when the token or the host is not ours, or the host another tenant's.
pub async fn check_host(context: &Context, request: &HttpRequest, refresh_token: &str) -> ApiResult<()> {
    let token = RefreshToken::parse(refresh_token, &context.master, Realm::Portal).ok_or_else(signed_out)?;
    let tenant = tenants::store::find(context.db.read(), token.tenant).await?;
    let may_serve = hosts::may_serve(context, request, (tenant.id, &tenant.slug), false).await?;
    if may_serve { Ok(()) } else { Err(signed_out()) }
}

/// A cookie of another tenant's portal proves nothing here.
///
/// # Errors
/// 401 when the token is not ours or of another tenant.
pub fn check_tenant(context: &Context, refresh_token: &str, tenant: TenantId) -> ApiResult<()> {
    let token = RefreshToken::parse(refresh_token, &context.master, Realm::Portal);
    if token.is_some_and(|token| token.tenant == tenant) {
        Ok(())
    } else {
        Err(signed_out())
    }
}

pub fn signed_out() -> ApiError {
    ApiError::new(
        ErrorCode::Unauthorized,
        "You are signed out. Sign in again with a new link.",
    )
}

/// `m…@example.com`: enough to recognise, too little to learn.
pub fn masked(email: &str) -> String {
    let (name, host) = email.split_once('@').unwrap_or((email, ""));
    format!("{}…@{host}", name.chars().next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn an_address_is_recognised_but_not_told() {
        assert_eq!(masked("maria@example.com"), "m…@example.com");
        assert_eq!(masked("ö@example.com"), "ö…@example.com");
    }
}
