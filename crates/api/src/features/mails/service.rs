//! Into the outbox, and out of it.

use chrono::{DateTime, Utc};
use lettre::{
    Message,
    message::{Mailbox, MultiPart},
};
use portico_shared::{TenantId, customers::Language};
use sea_orm::{DatabaseTransaction, DbErr};

use super::{Content, Mail, render};
use crate::{
    auth::Scope,
    context::Context,
    features::{
        hosted_pages::Lifetimes,
        links::{
            service::{self as link_service, NewLink},
            store as link_store,
        },
        people::store as people_store,
        tenants,
    },
    http::{ApiError, ApiResult, check::Check},
    jobs::outbox::{self, Work},
    ports::MailError,
};

/// Puts a mail into the outbox, in the transaction of the change that it tells of.
pub async fn enqueue(tx: &DatabaseTransaction, context: &Context, tenant: TenantId, mail: &Mail) -> ApiResult<()> {
    outbox::enqueue(tx, context, tenant, &Work::Mail(mail.clone()))
        .await
        .map_err(ApiError::from)
}

/// An address that a mail can be sent to.
///
/// # Errors
/// 422 when it is not one.
pub fn checked_address(email: String) -> ApiResult<String> {
    let mut check = Check::default();
    check.email("email", Some(&email));
    check.finish()?;
    Ok(email)
}

/// Notes that somebody asked for a login link. Known and unknown addresses leave the same row.
pub async fn enqueue_login_request(context: &Context, tenant: TenantId, email: &str) -> ApiResult<()> {
    let tx = context.db.begin().await?;
    outbox::enqueue(&tx, context, tenant, &Work::LoginRequest { email: email.into() }).await?;
    Ok(context.commit(tx).await?)
}

#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    #[error(transparent)]
    Db(#[from] DbErr),
    #[error("the mail could not be put together: {0}")]
    Unsendable(String),
    #[error("the mail transport refused: {0}")]
    Refused(#[from] MailError),
}

pub async fn deliver(context: &Context, tenant: TenantId, mail: &Mail) -> Result<(), DeliveryError> {
    let db = context.db.read();
    let portal = tenants::service::portal_origin(context, db, tenant).await?;
    let tenant = tenants::store::find(db, tenant).await?;
    let message = compose(context, &tenant.name, &portal, mail)?;
    Ok(context.mailer.send(&message).await?)
}

fn compose(context: &Context, merchant: &str, portal: &str, mail: &Mail) -> Result<Message, DeliveryError> {
    let unsendable = |error: &dyn std::fmt::Display| DeliveryError::Unsendable(error.to_string());
    let rendered = render(mail, merchant, portal).map_err(|error| unsendable(&error))?;
    let from = context.config.mail.from.parse().map_err(|error| unsendable(&error))?;
    let to = mail.to.parse().map_err(|error| unsendable(&error))?;
    Message::builder()
        .from(Mailbox::new(Some(merchant.to_owned()), from))
        .to(Mailbox::new(None, to))
        .date(context.now().into())
        .message_id(Some(format!("<{}@portico>", context.new_id())))
        .subject(rendered.subject)
        .multipart(MultiPart::alternative_plain_html(rendered.text, rendered.html))
        .map_err(|error| unsendable(&error))
}

/// Answers a request for a login link: mints the link while sending, or drops the request in silence.
pub async fn deliver_login_link(
    context: &Context,
    tenant: TenantId,
    email: &str,
    asked: DateTime<Utc>,
) -> Result<(), DeliveryError> {
    let pages = tenants::store::find(context.db.read(), tenant).await?.pages();
    let pages = pages.map_err(|error| DeliveryError::Unsendable(error.to_string()))?;
    let lifetime = Lifetimes::of(&context.config.auth, &pages).requested_link;
    // Whoever asked so long ago has given up: a link out of the blue would only frighten.
    if asked + lifetime <= context.now() {
        return Ok(());
    }
    let scope = Scope::of_tenant(tenant);
    let Some(person) = people_store::find_by_email(context.db.read(), scope, email).await? else {
        return Ok(());
    };
    let Some(customer) = people_store::list_customers(context.db.read(), scope, person.id)
        .await?
        .into_iter()
        .next()
    else {
        return Ok(());
    };
    let tx = context.db.begin().await?;
    let new = NewLink {
        tenant,
        customer: customer.id,
        person: person.id,
        made_by: format!("person:{}", person.id),
        is_mailed: true,
        lifetime,
    };
    let (id, link) = link_service::mint(&tx, context, new).await?;
    tx.commit().await?;
    let language: Language = person.language;
    let minutes = u32::try_from(lifetime.num_minutes()).unwrap_or_default();
    let mail = Mail {
        to: person.email,
        language,
        content: Content::LoginLink { link, minutes },
    };
    let sent = deliver(context, tenant, &mail).await;
    if sent.is_err() {
        // Nobody has this link; the next try mints another.
        let tx = context.db.begin().await?;
        link_store::update_revoked(&tx, scope, id, context.now()).await?;
        tx.commit().await?;
    }
    sent
}
