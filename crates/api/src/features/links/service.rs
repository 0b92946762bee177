//! Making links, and reading what a presented one is.

use chrono::{DateTime, TimeDelta, Utc};
use portico_shared::{
    CustomerId, ErrorCode, LinkId, PersonId, TenantId,
    customers::CustomerStatus,
    payment_methods::PaymentMethodType,
    sessions::{Ended, LinkPurpose},
    settings::PortalSettings,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbErr};
use serde::Deserialize;

use super::store;
use crate::{
    auth::{
        Actor, Caller, LinkActor, Scope,
        secrets::{NewSecret, Presented},
    },
    context::Context,
    db::entities::links,
    features::{
        audit::{self, Change},
        customers,
        sessions::ending::customer_needed,
        tenants,
    },
    http::{ApiError, ApiResult},
};

/// A link to be.
#[derive(Debug)]
pub struct NewLink {
    pub purpose: LinkPurpose,
    pub tenant: TenantId,
    pub customer: CustomerId,
    pub person: PersonId,
    /// `api:{key}`, `operator:{id}` or `person:{id}`.
    pub made_by: String,
    /// Mailed links need a button, because mail scanners open pages and run scripts.
    pub is_mailed: bool,
    pub lifetime: TimeDelta,
    /// Of one for a payment method.
    pub adds: Option<Adds>,
}

/// What a link for a payment method allows, and where its page leads on to.
#[derive(Debug, Clone, Default)]
pub struct Adds {
    pub types: Vec<PaymentMethodType>,
    pub redirect_url: Option<String>,
    /// The one that was told, of one that is mailed beside it.
    pub beside: Option<LinkId>,
}

/// Mints a link and gives its address; only its hash is kept.
pub async fn mint(tx: &DatabaseTransaction, context: &Context, new: NewLink) -> Result<(LinkId, String), DbErr> {
    let secret = NewSecret::generate(&*context.random);
    let (id, now) = (LinkId(context.new_id()), context.now());
    let adds = new.adds.unwrap_or_default();
    let types = serde_json::to_value(&adds.types).map_err(|error| DbErr::Json(error.to_string()))?;
    links::ActiveModel {
        id: Set(id),
        tenant_id: Set(new.tenant),
        lookup: Set(secret.lookup.clone()),
        secret_hash: Set(secret.hash.clone()),
        purpose: Set(new.purpose),
        customer_id: Set(new.customer),
        person_id: Set(new.person),
        made_by: Set(new.made_by),
        is_mailed: Set(new.is_mailed),
        created_at: Set(now),
        expires_at: Set(now + new.lifetime),
        first_used_at: Set(None),
        consumed_at: Set(None),
        revoked_at: Set(None),
        types: Set(Some(types)),
        redirect_url: Set(adds.redirect_url),
        payment_method_id: Set(None),
        invoices: Set(None),
        beside: Set(adds.beside),
    }
    .insert(tx)
    .await?;
    let origin = tenants::service::portal_origin(context, tx, new.tenant).await?;
    Ok((
        id,
        format!("{origin}/{}?token={}", page(new.purpose), secret.link_token()),
    ))
}

/// Where a link leads to.
const fn page(purpose: LinkPurpose) -> &'static str {
    match purpose {
        LinkPurpose::Login | LinkPurpose::View => "customer-area/login",
        LinkPurpose::PaymentMethod => "pay/link",
        LinkPurpose::EmailChange => "customer-area/email",
        LinkPurpose::EmailUndo => "customer-area/undo",
        LinkPurpose::InvoiceRecipient => "customer-area/recipient",
    }
}

/// The one answer for a link that is used, expired, ended or invented.
pub fn invalid() -> ApiError {
    ApiError::new(
        ErrorCode::LinkInvalid,
        "This link was used, has expired, or never existed. Ask for a new one.",
    )
}

/// A presented link that could still be used for this.
pub async fn find_usable(
    db: &impl ConnectionTrait,
    (token, purposes): (&str, &[LinkPurpose]),
    now: DateTime<Utc>,
) -> ApiResult<links::Model> {
    let presented = Presented::link_token(token).ok_or_else(invalid)?;
    let link = store::find_by_lookup(db, presented.lookup).await?;
    link.filter(|link| {
        presented.matches(&link.secret_hash)
            && purposes.contains(&link.purpose)
            && link.consumed_at.is_none()
            && link.revoked_at.is_none()
            && link.expires_at > now
    })
    .ok_or_else(invalid)
}

/// Whoever holds the token of an opened link; nothing where the token is none.
///
/// # Errors
/// When the link was ended since, or the customer may not be served.
pub async fn prove(context: &Context, proof: &str) -> ApiResult<Option<(Actor, String)>> {
    let Some(claims) = context.tokens.verify_link(proof, context.now()) else {
        return Ok(None);
    };
    let db = context.db.read();
    let (scope, tenant) = (Scope::of_tenant(claims.tid), claims.tid);
    let link = store::find(db, scope, claims.sub).await?;
    let link = link.filter(|link| link.purpose == LinkPurpose::PaymentMethod && link.revoked_at.is_none());
    let link = link.ok_or_else(ApiError::unauthorized)?;
    let customer = customers::store::find(db, scope, link.customer_id).await?;
    if customer.is_none_or(|customer| customer.status != CustomerStatus::Active) {
        return Err(ApiError::unauthorized());
    }
    let tenant = tenants::store::find(db, tenant).await?;
    let invoices = link.invoices.as_ref().map(Vec::deserialize).transpose();
    let types = link.types.as_ref().map(Vec::deserialize).transpose();
    let actor = LinkActor {
        tenant: tenant.id,
        customer: link.customer_id,
        link: link.id,
        types: types.map_err(ApiError::internal)?.unwrap_or_default(),
        pages: PortalSettings::deserialize(&tenant.hosted_pages).map_err(ApiError::internal)?,
        redirect_url: link.redirect_url,
        payment_method: link.payment_method_id,
        invoices: invoices.map_err(ApiError::internal)?.unwrap_or_default(),
        is_used_up: link.consumed_at.is_some(),
        used_up_at: link.consumed_at,
    };
    Ok(Some((Actor::Link(Box::new(actor)), tenant.slug)))
}

/// Ends one link.
pub async fn end(context: &Context, caller: &Caller, id: LinkId) -> ApiResult<()> {
    let tx = context.db.begin().await?;
    let link = store::find(&tx, caller.scope(), id).await?;
    let link = link.ok_or_else(ApiError::not_found)?;
    store::update_revoked(&tx, caller.scope(), id, context.now()).await?;
    let change = Change {
        action: "link.ended",
        subject_kind: "link",
        subject: id.0,
        customer: Some(link.customer_id),
        ..Change::default()
    };
    audit::record(&tx, context, caller, change).await?;
    Ok(context.commit(tx).await?)
}

/// Ends all links of a customer that could still be used.
pub async fn end_all(context: &Context, caller: &Caller, customer: Option<CustomerId>) -> ApiResult<Ended> {
    let customer = customer.ok_or_else(|| customer_needed("links"))?;
    let scope = caller.scope();
    let tx = context.db.begin().await?;
    customers::store::find(&tx, scope, customer)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let ended = store::update_revoked_of(&tx, scope, (customer, None), context.now()).await?;
    let change = Change {
        action: "customer.links_ended",
        subject_kind: "customer",
        subject: customer.0,
        customer: Some(customer),
        after: Some(serde_json::json!({ "endedLinks": ended })),
        ..Change::default()
    };
    audit::record(&tx, context, caller, change).await?;
    context.commit(tx).await?;
    Ok(Ended { ended })
}
