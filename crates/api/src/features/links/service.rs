//! Making links, and reading what a presented one is.

use chrono::{DateTime, TimeDelta, Utc};
use portico_shared::{
    CustomerId, ErrorCode, LinkId, PersonId, TenantId,
    sessions::{Ended, LinkPurpose},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbErr};

use super::store;
use crate::{
    auth::{
        Caller,
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
}

/// Mints a link and gives its address; only its hash is kept.
pub async fn mint(tx: &DatabaseTransaction, context: &Context, new: NewLink) -> Result<(LinkId, String), DbErr> {
    let secret = NewSecret::generate(&*context.random);
    let (id, now) = (LinkId(context.new_id()), context.now());
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
