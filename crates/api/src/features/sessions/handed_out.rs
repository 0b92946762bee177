//! Links and tokens that the merchant gets for a customer, to hand out or to use.

use actix_web::http::StatusCode;
use chrono::TimeDelta;
use portico_shared::{
    CustomerId, LinkId,
    sessions::{
        AuthenticateAnswer, CustomerCredentials, LinkPurpose, MadeLink, TokenPair, ViewAnswer, ViewIn, ViewLink,
    },
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::service::{Client, NewSession, open, tokens};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{customers, people},
    features::{
        audit::{self, Change},
        customers as customer_feature,
        hosted_pages::service::lifetimes,
        links::service::{self as link_service, NewLink},
        people::store as people_store,
        tenants,
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
    },
};

/// How long a link for looking waits.
const VIEW_LINK: TimeDelta = TimeDelta::minutes(5);

/// A login link that whoever asked hands on: it opens the portal where it is opened.
async fn login_link(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (customer, owner): (&customers::Model, &people::Model),
) -> ApiResult<(LinkId, String, TimeDelta)> {
    let lifetime = lifetimes(tx, context, customer.tenant_id).await?.returned_link;
    let new = NewLink {
        purpose: LinkPurpose::Login,
        tenant: customer.tenant_id,
        customer: customer.id,
        person: owner.id,
        made_by: caller.actor.name(),
        is_mailed: false,
        lifetime,
        adds: None,
    };
    let (link, url) = link_service::mint(tx, context, new).await?;
    Ok((link, url, lifetime))
}

fn seconds(time: TimeDelta) -> u32 {
    u32::try_from(time.num_seconds()).unwrap_or_default()
}

fn change(action: &'static str, customer: &customers::Model, after: serde_json::Value) -> Change {
    Change {
        action,
        subject_kind: "customer",
        subject: customer.id.0,
        customer: Some(customer.id),
        after: Some(after),
        ..Change::default()
    }
}

/// `POST /customers/{id}/links`: a link for the portal, and nothing else.
pub async fn create_link(context: &Context, caller: &Caller, once: Once, key: &str) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let customer = customer_feature::service::find_active(tx, caller.scope(), key).await?;
        let owner = owner(tx, &customer).await?;
        let (id, url, lifetime) = login_link(tx, context, caller, (&customer, &owner)).await?;
        let after = serde_json::json!({ "link": id });
        audit::record(tx, context, caller, change("customer.authenticated", &customer, after)).await?;
        Ok(MadeLink {
            id,
            url,
            expires_at: (context.now() + lifetime).into(),
            expires_in: seconds(lifetime),
        })
    })
    .await
}

/// `POST /customers/{id}/authenticate`: a link for the portal, and tokens to act for the customer.
pub async fn authenticate(context: &Context, caller: &Caller, once: Once, key: &str) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let customer = customer_feature::service::find_active(tx, caller.scope(), key).await?;
        let owner = owner(tx, &customer).await?;
        let made_by = caller.actor.name();
        let (link, customer_area_link, _) = login_link(tx, context, caller, (&customer, &owner)).await?;
        let new = NewSession {
            tenant: customer.tenant_id,
            person: owner.id,
            customer: customer.id,
            link: None,
            made_by: &made_by,
            client: Client::default(),
            since: context.now(),
            fresh_until: None,
            is_view: false,
        };
        let session = open(tx, context, new).await?;
        let TokenPair {
            access_token,
            refresh_token,
            ..
        } = tokens(context, &session)?;
        let after = serde_json::json!({ "link": link, "session": session.id });
        audit::record(tx, context, caller, change("customer.authenticated", &customer, after)).await?;
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

/// `POST /customers/{id}/view`: a link for somebody of the merchant's to see the portal as the customer does.
pub async fn view(context: &Context, caller: &Caller, once: Once, key: &str, asked: ViewIn) -> ApiResult<Answer> {
    let reason = asked.reason.trim();
    let mut check = Check::default();
    let told = "3 to 500 characters that say why, such as a ticket number";
    check.require(reason.chars().count() >= 3, "reason", "too-short", told);
    check.prose("reason", Some(reason).filter(|reason| !reason.is_empty()), 500);
    check.finish()?;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let customer = customer_feature::service::find_active(tx, caller.scope(), key).await?;
        let new = NewLink {
            purpose: LinkPurpose::View,
            tenant: customer.tenant_id,
            customer: customer.id,
            person: owner(tx, &customer).await?.id,
            made_by: caller.actor.name(),
            is_mailed: false,
            lifetime: VIEW_LINK,
            adds: None,
        };
        let (link, customer_area_link) = link_service::mint(tx, context, new).await?;
        let after = serde_json::json!({ "link": link, "reason": reason });
        audit::record(tx, context, caller, change(audit::VIEW_REQUESTED, &customer, after)).await?;
        Ok(ViewAnswer {
            data: ViewLink {
                customer_area_link,
                expires_in: seconds(VIEW_LINK),
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
        adds: None,
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
