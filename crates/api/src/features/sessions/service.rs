//! The use cases of signing in.

use actix_web::{HttpRequest, http::StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use portico_shared::{
    CustomerId, ErrorCode, LinkId, PersonId, SessionId, TenantId,
    customers::{CustomerStatus, MemberRole},
    sessions::{AuthenticateAnswer, CustomerCredentials, LinkPreview, LinkPurpose, TokenPair},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction};

use super::store;
use crate::{
    auth::{
        Actor, Caller, PersonActor, Scope,
        tokens::{ACCESS_SECONDS, RefreshToken},
    },
    context::Context,
    db::entities::{customers, links, people, sessions},
    features::{
        audit::{self, Change},
        customers as customer_feature,
        hosted_pages::{Lifetimes, service::lifetimes},
        links::{
            service::{self as link_service, NewLink},
            store as link_store,
        },
        people::store as people_store,
        tenants,
    },
    http::{
        ApiError, ApiResult, hosts,
        idempotency::{Answer, Once},
    },
};

/// How long the predecessor of a refresh token is still answered, with the same successor.
const OVERLAP: TimeDelta = TimeDelta::seconds(30);

/// Where a sign-in comes from.
#[derive(Debug, Clone, Default)]
pub struct Client {
    pub user_agent: Option<String>,
    /// Shortened.
    pub address: Option<String>,
}

/// `POST /customers/{id}/authenticate`: a link for the portal, and tokens to act for the customer.
pub async fn authenticate(context: &Context, caller: &Caller, once: Once, key: &str) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let customer = customer_feature::service::find_active(tx, caller.scope(), key).await?;
        let owner = owner(tx, &customer).await?;
        let made_by = caller.actor.name();
        let lifetime = lifetimes(tx, context, customer.tenant_id).await?.returned_link;
        let new = NewLink {
            purpose: LinkPurpose::Login,
            tenant: customer.tenant_id,
            customer: customer.id,
            person: owner.id,
            made_by: made_by.clone(),
            is_mailed: false,
            lifetime,
        };
        let (link, customer_area_link) = link_service::mint(tx, context, new).await?;
        let session = open(
            tx,
            context,
            (customer.tenant_id, owner.id, customer.id),
            None,
            &made_by,
            Client::default(),
        )
        .await?;
        let TokenPair {
            access_token,
            refresh_token,
            ..
        } = tokens(context, &session)?;
        let change = Change {
            action: "customer.authenticated",
            subject_kind: "customer",
            subject: customer.id.0,
            customer: Some(customer.id),
            after: Some(serde_json::json!({ "link": link, "session": session.id })),
            ..Change::default()
        };
        audit::record(tx, context, caller, change).await?;
        Ok(AuthenticateAnswer {
            data: CustomerCredentials {
                customer_area_link,
                access_token,
                refresh_token,
            },
        })
    })
    .await
}

/// A link that opens the demo, as `authenticate` makes them.
pub async fn demo_link(context: &Context, slug: &str, customer: CustomerId) -> ApiResult<String> {
    let tenant = tenants::store::find_by_slug(context.db.read(), slug)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let tx = context.db.begin().await?;
    let customer =
        customer_feature::service::find_active(&tx, Scope::of_tenant(tenant.id), &customer.to_string()).await?;
    let new = NewLink {
        purpose: LinkPurpose::Login,
        tenant: tenant.id,
        customer: customer.id,
        person: owner(&tx, &customer).await?.id,
        made_by: "system:demo".into(),
        is_mailed: false,
        lifetime: TimeDelta::hours(12),
    };
    let (_, link) = link_service::mint(&tx, context, new).await?;
    tx.commit().await?;
    Ok(link)
}

async fn owner(db: &impl ConnectionTrait, customer: &customers::Model) -> ApiResult<people::Model> {
    let scope = Scope::of_tenant(customer.tenant_id);
    let owner = people_store::find_owner(db, scope, customer.id).await?;
    owner.ok_or_else(|| ApiError::internal(format!("customer {} has no owner", customer.id)))
}

async fn open(
    tx: &DatabaseTransaction,
    context: &Context,
    (tenant, person, customer): (TenantId, PersonId, CustomerId),
    link: Option<LinkId>,
    made_by: &str,
    client: Client,
) -> ApiResult<sessions::Model> {
    let now = context.now();
    let most = lifetimes(tx, context, tenant).await?.session_absolute;
    let session = sessions::ActiveModel {
        tenant_id: Set(tenant),
        id: Set(SessionId(context.new_id())),
        person_id: Set(person),
        customer_id: Set(customer),
        link_id: Set(link),
        made_by: Set(made_by.into()),
        user_agent: Set(client.user_agent),
        client_address: Set(client.address),
        refresh_generation: Set(1),
        refreshed_at: Set(now),
        fresh_until: Set(None),
        created_at: Set(now),
        expires_at: Set(now + most),
        ended_at: Set(None),
    };
    Ok(session.insert(tx).await?)
}

fn tokens(context: &Context, session: &sessions::Model) -> ApiResult<TokenPair> {
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
        tenant: session.tenant_id,
        session: session.id,
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
        Some(other) => open_session(context, other)
            .await?
            .is_some_and(|session| (session.customer_id, session.person_id) != (link.customer_id, link.person_id)),
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
    let link = link_service::find_usable(db, token, context.now()).await?;
    if tenant.is_some_and(|tenant| tenant != link.tenant_id) {
        return Err(link_service::invalid());
    }
    Ok(link)
}

async fn open_session(context: &Context, refresh_token: &str) -> ApiResult<Option<sessions::Model>> {
    let Some(token) = RefreshToken::parse(refresh_token, &context.master) else {
        return Ok(None);
    };
    let db = context.db.read();
    let session = store::find(db, token.tenant, token.session).await?;
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
) -> ApiResult<TokenPair> {
    let other = match other {
        Some(other) => open_session(context, other).await?,
        None => None,
    };
    let tx = context.db.begin().await?;
    let link = usable(context, &tx, tenant, token).await?;
    let scope = Scope::of_tenant(link.tenant_id);
    let customer = customer_feature::store::find(&tx, scope, link.customer_id).await?;
    // Archived and suspended customers cannot sign in, nor who has lost the membership; they are told nothing.
    let role = people_store::find_role(&tx, scope, link.customer_id, link.person_id)
        .await?
        .ok_or_else(link_service::invalid)?;
    if customer.is_none_or(|customer| customer.status != CustomerStatus::Active)
        || !link_store::update_consumed(&tx, &link, context.now()).await?
    {
        return Err(link_service::invalid());
    }
    if link.is_mailed {
        people_store::update_verified(&tx, scope, link.person_id, context.now()).await?;
    }
    if let Some(other) = other {
        store::update_ended(&tx, other.tenant_id, other.id, context.now()).await?;
        audit::record(&tx, context, &acting(&other, None), signed("session.replaced", &other)).await?;
    }
    let who = (link.tenant_id, link.person_id, link.customer_id);
    let session = open(&tx, context, who, Some(link.id), &link.made_by, client).await?;
    audit::record(
        &tx,
        context,
        &acting(&session, Some(role)),
        signed("session.started", &session),
    )
    .await?;
    let pair = tokens(context, &session)?;
    context.commit(tx).await?;
    Ok(pair)
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
        fresh_until: None,
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
pub async fn refresh(context: &Context, refresh_token: &str) -> ApiResult<TokenPair> {
    let token = RefreshToken::parse(refresh_token, &context.master).ok_or_else(signed_out)?;
    let tx = context.db.begin().await?;
    let session = store::find(&tx, token.tenant, token.session).await?;
    let lifetimes = lifetimes(&tx, context, token.tenant).await?;
    let mut session = session
        .filter(|session| is_alive(context.now(), lifetimes, session))
        .ok_or_else(signed_out)?;
    let state = store::find_state(&tx, token.tenant, token.session).await?;
    if !state.is_some_and(|state| state.is_open(context.now(), &context.config.auth)) {
        return Err(signed_out());
    }
    let current = session.refresh_generation;
    let repeated = token.generation + 1 == current && session.refreshed_at + OVERLAP > context.now();
    if token.generation == current {
        // Lost against a twin: the twin's successor is ours too.
        store::update_generation(&tx, &session, context.now()).await?;
        session.refresh_generation += 1;
    } else if !repeated {
        store::update_ended(&tx, session.tenant_id, session.id, context.now()).await?;
        audit::record(
            &tx,
            context,
            &acting(&session, None),
            signed("session.refresh_token_reused", &session),
        )
        .await?;
        context.commit(tx).await?;
        return Err(signed_out());
    }
    let pair = tokens(context, &session)?;
    context.commit(tx).await?;
    Ok(pair)
}

/// A refresh token proves nothing on another tenant's host.
///
/// # Errors
/// 401 when the token is not ours, or the host is another tenant's.
pub async fn check_host(context: &Context, request: &HttpRequest, refresh_token: &str) -> ApiResult<()> {
    let token = RefreshToken::parse(refresh_token, &context.master).ok_or_else(signed_out)?;
    let tenant = tenants::store::find(context.db.read(), token.tenant).await?;
    let may_serve = hosts::may_serve(context, request, tenant.id, &tenant.slug).await?;
    if may_serve { Ok(()) } else { Err(signed_out()) }
}

/// A cookie of another tenant's portal proves nothing here.
///
/// # Errors
/// 401 when the token is not ours or of another tenant.
pub fn check_tenant(context: &Context, refresh_token: &str, tenant: TenantId) -> ApiResult<()> {
    let token = RefreshToken::parse(refresh_token, &context.master);
    if token.is_some_and(|token| token.tenant == tenant) {
        Ok(())
    } else {
        Err(signed_out())
    }
}

fn signed_out() -> ApiError {
    ApiError::new(
        ErrorCode::Unauthorized,
        "You are signed out. Sign in again with a new link.",
    )
}

/// Ends the caller's session at once.
pub async fn logout(context: &Context, caller: &Caller) -> ApiResult<()> {
    let Some(person) = caller.actor.person() else {
        return Ok(());
    };
    let tx = context.db.begin().await?;
    store::update_ended(&tx, person.tenant, person.session, context.now()).await?;
    let change = Change {
        action: "session.ended",
        subject_kind: "session",
        subject: person.session.0,
        customer: Some(person.customer),
        ..Change::default()
    };
    audit::record(&tx, context, caller, change).await?;
    Ok(context.commit(tx).await?)
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
