//! The extractor that hands out authorisation: a handler that takes `May<R>` runs only for callers
//! who hold the right `R`.

use std::{cell::Cell, marker::PhantomData, net::IpAddr, ops::Deref, rc::Rc, sync::Arc};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{Method, header},
    web,
};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::LocalBoxFuture;
use portico_shared::{ErrorCode, settings::PortalSettings};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{
    Actor, Caller, KeyActor, OperatorActor, PersonActor,
    permissions::{CustomerPermission, Permission},
    secrets::Presented,
    tokens::{Claims, ConsoleClaims},
};
use crate::{
    config::Auth,
    context::Context,
    db::{Recent, entities::api_keys as api_key},
    features::{
        api_keys, links,
        operators::{self, store::OperatorState},
        sessions::{self, store::SessionState},
    },
    http::{ApiError, ApiResult, client, hosts},
};

/// What an operation asks for: a permission of keys and operators, one of customers, either; or it is an operator's own.
pub trait Right: 'static {
    const KEY: Option<Permission>;
    const CUSTOMER: Option<CustomerPermission>;
    const OWN: bool;
    /// Whoever holds a link for a payment method may, too.
    const LINK: bool;
}

/// Declares rights: `right!(ReadThings, key ThingRead, customer ThingRead);`, `right!(OwnAccount, own true);`,
/// `right!(AddThings, key ThingWrite, link true);`
macro_rules! right {
    ($name:ident $(, key $key:ident)? $(, customer $customer:ident)? $(, own $own:literal)? $(, link $link:literal)?) => {
        pub struct $name;

        impl $crate::auth::Right for $name {
            const KEY: Option<$crate::auth::permissions::Permission> =
                right!(@one $($crate::auth::permissions::Permission::$key)?);
            const CUSTOMER: Option<$crate::auth::permissions::CustomerPermission> =
                right!(@one $($crate::auth::permissions::CustomerPermission::$customer)?);
            const OWN: bool = false $(|| $own)?;
            const LINK: bool = false $(|| $link)?;
        }
    };
    (@one) => { None };
    (@one $value:path) => { Some($value) };
}
pub(crate) use right;

/// In an application's data: `May` notes here what it asks for and lets nobody in. The document is made with it.
#[derive(Debug, Default)]
pub struct Asked(pub Cell<Option<Wanted>>);

/// Of keys and operators, of customers, an operator's own, of whoever holds a link.
pub type Wanted = (Option<Permission>, Option<CustomerPermission>, bool, bool);

/// A caller who holds the right `R`.
#[derive(Debug)]
pub struct May<R> {
    caller: Caller,
    right: PhantomData<R>,
}

impl<R> Deref for May<R> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl<R: Right> FromRequest for May<R> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if let Some(asked) = request.app_data::<Rc<Asked>>() {
            asked.0.set(Some((R::KEY, R::CUSTOMER, R::OWN, R::LINK)));
            return Box::pin(std::future::ready(Err(ApiError::unauthorized())));
        }
        let request = request.clone();
        Box::pin(async move {
            let context = hosts::context(&request)?;
            let address = client::address(&request, &context.config);
            let actor = prove(&context, &request)
                .await
                .map_err(|error| slow_down(&context, address, error))?;
            permit::<R>(&actor, request.method())?;
            let client_address = address.map(client::shortened);
            Ok(Self {
                caller: Caller { actor, client_address },
                right: PhantomData,
            })
        })
    }
}

/// Whoever keeps sending proofs that are wrong has to wait.
fn slow_down(context: &Context, address: Option<IpAddr>, error: ApiError) -> ApiError {
    if error.code != ErrorCode::Unauthorized {
        return error;
    }
    let who = format!("proof {}", client::limited_as(address));
    context.limiters.token_tries.check(who).err().unwrap_or(error)
}

async fn prove(context: &web::Data<Context>, request: &HttpRequest) -> ApiResult<Actor> {
    let header = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let proof = header
        .and_then(|text| text.strip_prefix("Bearer "))
        .ok_or_else(ApiError::unauthorized)?;
    let (actor, slug) = match Presented::api_key(proof) {
        Some(key) => prove_key(context, &key).await?,
        None => match prove_operator(context, proof).await? {
            Some(operator) => operator,
            None => match links::service::prove(context, proof).await? {
                Some(holder) => holder,
                None => prove_person(context, proof).await?,
            },
        },
    };
    let is_key = matches!(actor, Actor::Key(_));
    if !hosts::may_serve(context, request, (actor.tenant(), &slug), is_key).await? {
        return Err(ApiError::unauthorized());
    }
    context.limiters.requests.check(actor.name())?;
    Ok(actor)
}

async fn prove_key(context: &Context, presented: &Presented<'_>) -> ApiResult<(Actor, String)> {
    let now = context.now();
    let read = async {
        let found = api_keys::store::find_by_lookup(context.db.read(), presented.lookup).await?;
        // Once a minute is often enough for "last used", and keeps reads free of writes.
        if let Some((key, _)) = found.as_ref().filter(|(key, _)| opens(key, presented, now))
            && key.last_used_at.is_none_or(|last| last + TimeDelta::minutes(1) < now)
        {
            api_keys::store::update_last_used(&context.db, key.tenant_id, key.id, now).await?;
        }
        Ok::<_, ApiError>(found.map(Arc::new))
    };
    let found = context
        .keys
        .or_read(&context.key_changes, now, presented.lookup.to_owned(), read)
        .await?
        .filter(|found| opens(&found.0, presented, now))
        .ok_or_else(ApiError::unauthorized)?;
    let (key, slug) = &*found;
    let permissions = Vec::deserialize(&key.permissions).map_err(ApiError::internal)?;
    Ok((
        Actor::Key(KeyActor {
            id: key.id,
            tenant: key.tenant_id,
            permissions,
            expires_at: key.expires_at,
        }),
        slug.clone(),
    ))
}

/// Time passes also for what is kept.
fn opens(key: &api_key::Model, presented: &Presented<'_>, now: DateTime<Utc>) -> bool {
    presented.matches(&key.secret_hash) && key.revoked_at.is_none() && key.expires_at.is_none_or(|expiry| expiry > now)
}

/// What an access token proved, with the state of its session and what the tenant lets customers do.
#[derive(Debug)]
pub struct Proven {
    claims: Claims,
    state: SessionState,
    pages: PortalSettings,
}

/// By the SHA-256 of the token, which itself is kept nowhere.
pub type Proofs = Recent<[u8; 32], Arc<Proven>>;

impl Proven {
    /// Time passes also for what is kept.
    fn counts(&self, now: DateTime<Utc>, auth: &Auth) -> bool {
        let Self { claims, state, .. } = self;
        let is_of_session = state.person_id == claims.sub && state.customer_id == claims.cid;
        claims.is_current(now) && state.is_open(now, auth) && is_of_session
    }
}

/// What an operator's access token proved, with the state of the session.
#[derive(Debug)]
pub struct ProvenOperator {
    claims: ConsoleClaims,
    state: OperatorState,
}

/// By the SHA-256 of the token, which itself is kept nowhere.
pub type OperatorProofs = Recent<[u8; 32], Arc<ProvenOperator>>;

/// Nothing where the token is no operator's.
async fn prove_operator(context: &Context, proof: &str) -> ApiResult<Option<(Actor, String)>> {
    let now = context.now();
    let Some(claims) = context.tokens.verify_console(proof, now) else {
        return Ok(None);
    };
    let read = async {
        let state = operators::store::find_state(context.db.read(), claims.tid, claims.sid).await?;
        let proven = |state| {
            Arc::new(ProvenOperator {
                claims: claims.clone(),
                state,
            })
        };
        Ok::<_, ApiError>(state.map(proven))
    };
    let key = Sha256::digest(proof).into();
    let proven = context
        .operator_proofs
        .or_read(context.db.changes(), now, key, read)
        .await?;
    let proven = proven
        .filter(|proven| proven.claims.sub == proven.state.operator_id && proven.state.is_open(now))
        .ok_or_else(ApiError::unauthorized)?;
    let ProvenOperator { claims, state } = &*proven;
    let actor = OperatorActor {
        id: claims.sub,
        tenant: claims.tid,
        session: claims.sid,
        role: state.role,
    };
    Ok(Some((Actor::Operator(actor), state.slug.clone())))
}

async fn prove_person(context: &Context, proof: &str) -> ApiResult<(Actor, String)> {
    let now = context.now();
    let key = Sha256::digest(proof).into();
    let proven = context
        .proofs
        .or_read(context.db.changes(), now, key, read_proof(context, proof, now))
        .await?
        .filter(|proven| proven.counts(now, &context.config.auth))
        .ok_or_else(ApiError::unauthorized)?;
    let Proven { claims, state, pages } = &*proven;
    let actor = PersonActor {
        tenant: claims.tid,
        person: claims.sub,
        customer: claims.cid,
        session: claims.sid,
        link: state.link_id,
        role: state.role,
        pages: pages.clone(),
        has_proved_mailbox: state.is_mailed == Some(true),
        fresh_until: state.fresh_until,
        viewer: state.is_view.then(|| state.made_by.clone()),
    };
    Ok((Actor::Person(Box::new(actor)), state.slug.clone()))
}

async fn read_proof(context: &Context, proof: &str, now: DateTime<Utc>) -> ApiResult<Option<Arc<Proven>>> {
    let Some(claims) = context.tokens.verify(proof, now) else {
        return Ok(None);
    };
    let Some(state) = sessions::store::find_state(context.db.read(), claims.tid, claims.sid).await? else {
        return Ok(None);
    };
    let pages = PortalSettings::deserialize(&state.hosted_pages).map_err(ApiError::internal)?;
    Ok(Some(Arc::new(Proven { claims, state, pages })))
}

fn permit<R: Right>(actor: &Actor, method: &Method) -> ApiResult<()> {
    let refused = |detail: String| Err(ApiError::new(ErrorCode::Forbidden, detail));
    match actor {
        Actor::System { .. } => Ok(()),
        Actor::Link(_) if R::LINK => Ok(()),
        // A link proves nothing elsewhere.
        Actor::Link(_) => Err(ApiError::unauthorized()),
        Actor::Key(key) => match R::KEY {
            Some(needed) if key.permissions.contains(&needed) => Ok(()),
            Some(needed) => refused(format!("This API key lacks the permission {}.", needed.as_str())),
            None if R::OWN => refused("This operation is for operators; an API key cannot use it.".into()),
            None => refused("This operation is for customers; an API key cannot use it.".into()),
        },
        Actor::Operator(_) if R::OWN => Ok(()),
        Actor::Operator(operator) => match R::KEY {
            Some(needed) if needed.held_by(operator.role) => Ok(()),
            Some(needed) => refused(format!(
                "Your role does not include the permission {}.",
                needed.as_str()
            )),
            None => refused("This operation is for customers; an operator cannot use it.".into()),
        },
        Actor::Person(person) => match R::CUSTOMER {
            Some(needed) if !needed.switched_on(&person.pages) => Err(ApiError::new(
                ErrorCode::SectionDisabled,
                "The merchant has switched this part of the portal off.",
            )),
            Some(needed) if person.viewer.is_some() && !needed.allowed_in_view(method.is_safe()) => Err(ApiError::new(
                ErrorCode::ViewOnly,
                "You see the portal as the customer does, and cannot change anything here.",
            )),
            Some(needed) if needed.held_by(person.role) => Ok(()),
            Some(_) => refused("Your role for this customer does not include this.".into()),
            None => refused("This operation is for the merchant.".into()),
        },
    }
}
