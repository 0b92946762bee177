//! Links with which a customer adds a payment method without signing in: made, opened, gone on with.

use actix_web::http::StatusCode;
use chrono::TimeDelta;
use portico_shared::{
    LinkId, TenantId,
    payment_methods::{LinkToken, PaymentMethodLink, PaymentMethodLinkIn},
    sessions::LinkPurpose,
};

use super::{
    service::{self, Adds, NewLink},
    store,
};
use crate::{
    auth::{
        Caller, Scope,
        tokens::{ACCESS_SECONDS, Realm, RefreshToken},
    },
    context::Context,
    features::{
        audit::{self, Change},
        customers as customer_feature,
        hosted_pages::{allows_return, service::lifetimes},
        mails,
        people::store as people_store,
        tenants,
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
    },
};

/// For how long an opened link goes on: long enough for a page of a provider's, and back.
pub const SESSION: TimeDelta = TimeDelta::minutes(30);

/// `POST /payment-methods/link`. The mail gets a link of its own, made while it is sent: no secret rests in the outbox.
pub async fn create(context: &Context, caller: &Caller, once: Once, asked: PaymentMethodLinkIn) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let scope = caller.scope();
        let customer = customer_feature::service::find_active(tx, scope, &asked.customer.to_string()).await?;
        let tenant = tenants::store::find(tx, scope.tenant()).await?;
        let pages = tenant.pages().map_err(ApiError::internal)?;
        let mut check = Check::default();
        if let Some(url) = &asked.redirect_url {
            let told = "an https address of a host on the list returnHosts of Hosted Pages";
            check.require(allows_return(&pages, url), "redirectUrl", "not-permitted", told);
        }
        check.finish()?;
        let owner = people_store::find_owner(tx, scope, customer.id).await?;
        let owner = owner.ok_or_else(|| ApiError::internal(format!("customer {} has no owner", customer.id)))?;
        let lifetime = lifetimes(tx, context, tenant.id).await?.payment_link;
        let new = NewLink {
            purpose: LinkPurpose::PaymentMethod,
            tenant: tenant.id,
            customer: customer.id,
            person: owner.id,
            made_by: caller.actor.name(),
            is_mailed: false,
            lifetime,
            adds: Some(Adds {
                types: asked.types.clone(),
                redirect_url: asked.redirect_url.clone(),
                beside: None,
            }),
        };
        let (id, link) = service::mint(tx, context, new).await?;
        if asked.send_email {
            let about = (&customer, id);
            mails::service::enqueue_payment_method_link(tx, context, &tenant, about, caller.actor.name()).await?;
        }
        let change = Change {
            action: "payment-method-link.created",
            subject_kind: "link",
            subject: id.0,
            customer: Some(customer.id),
            after: Some(serde_json::json!({ "types": asked.types, "sendEmail": asked.send_email })),
            ..Change::default()
        };
        audit::record(tx, context, caller, change).await?;
        Ok(PaymentMethodLink {
            id,
            link,
            expires_at: (context.now() + lifetime).into(),
        })
    })
    .await
}

/// Opens a link: its holder gets a token, and the cookie that renews it. Nothing is used up.
pub async fn open(context: &Context, tenant: TenantId, token: &str) -> ApiResult<(LinkToken, String)> {
    let now = context.now();
    let purposes: &[_] = &[LinkPurpose::PaymentMethod];
    let link = service::find_usable(context.db.read(), (token, purposes), now).await?;
    if link.tenant_id != tenant {
        return Err(service::invalid());
    }
    let answer = issue(context, tenant, link.id).await?;
    let tx = context.db.begin().await?;
    store::update_opened(&tx, &link, now).await?;
    context.commit(tx).await?;
    let cookie = RefreshToken {
        realm: Realm::Link,
        tenant,
        session: link.id.0,
        generation: (now + SESSION).timestamp(),
    };
    Ok((answer, cookie.to_text(&context.master)))
}

/// Goes on with an opened link, after a page of a provider's.
pub async fn refresh(context: &Context, tenant: TenantId, cookie: &str) -> ApiResult<LinkToken> {
    let token = RefreshToken::parse(cookie, &context.master, Realm::Link);
    let token = token.filter(|token| token.tenant == tenant && token.generation > context.now().timestamp());
    let token = token.ok_or_else(service::invalid)?;
    issue(context, tenant, LinkId(token.session)).await
}

async fn issue(context: &Context, tenant: TenantId, link: LinkId) -> ApiResult<LinkToken> {
    let access_token = context.tokens.issue_link(context.now(), link, tenant);
    let access_token = access_token.ok_or_else(|| ApiError::internal("there is no key to sign tokens with"))?;
    // It has to count: a link that was ended, or of a customer who may not be served, opens nothing.
    match service::prove(context, &access_token).await {
        Ok(Some(_)) => Ok(LinkToken {
            access_token,
            expires_in: ACCESS_SECONDS,
        }),
        Ok(None) => Err(service::invalid()),
        Err(error) if error.code == portico_shared::ErrorCode::Unauthorized => Err(service::invalid()),
        Err(error) => Err(error),
    }
}

/// What the mail's own link allows: as the one that was made beside it. None where that one does not count any more.
pub async fn adds_of(context: &Context, scope: Scope, id: LinkId) -> Result<Option<Adds>, sea_orm::DbErr> {
    let row = store::find(context.db.read(), scope, id).await?;
    let row = row.filter(|row| row.revoked_at.is_none() && row.consumed_at.is_none());
    Ok(row.map(|row| Adds {
        beside: Some(row.id),
        types: row
            .types
            .and_then(|types| serde_json::from_value(types).ok())
            .unwrap_or_default(),
        redirect_url: row.redirect_url,
    }))
}
