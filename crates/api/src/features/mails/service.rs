//! Writing mails down, looking at them, and sending one again.

use actix_web::http::StatusCode;
use portico_shared::{
    ErrorCode, MailId, Page,
    mails::{MailKind, MailState, MailView},
};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, DbErr};

use super::{
    Content, Mail, content, mapping,
    render::subject,
    store::{self, Filter},
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{customers, mails, outbox as outbox_table, tenants},
    features::{
        audit::{self, Change},
        customers::store as customer_store,
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
        page::{OrderColumn, PageRequest},
    },
    jobs::outbox::{self, Work},
};

/// Writes a mail down with its work, in the transaction of the change that it tells of. What is told once and was told
/// already is left out: then it gives false.
pub async fn enqueue(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: &tenants::Model,
    mail: Mail,
) -> ApiResult<bool> {
    let (row, work) = rows(context, tenant, mail)?;
    let is_new = store::insert(tx, row).await?;
    if is_new {
        work.insert(tx).await?;
    }
    Ok(is_new)
}

/// The rows of a mail, for those who write many at once.
pub fn rows(
    context: &Context,
    tenant: &tenants::Model,
    mail: Mail,
) -> ApiResult<(mails::Model, outbox_table::ActiveModel)> {
    let Mail {
        to,
        language,
        content,
        about,
    } = mail;
    let row = mails::Model {
        customer_id: about.customer,
        invoice_id: about.invoice,
        subscription_id: about.subscription,
        once_key: about.once,
        recipient: Some(to),
        language,
        subject: subject(&content, language, &tenant.name),
        content: Some(serde_json::to_value(&content).map_err(ApiError::internal)?),
        ..blank(context, tenant, content.kind())
    };
    let work = outbox::row(context, tenant.id, &Work::Mail { mail: row.id })?;
    Ok((row, work))
}

fn blank(context: &Context, tenant: &tenants::Model, kind: MailKind) -> mails::Model {
    let now = context.now();
    mails::Model {
        tenant_id: tenant.id,
        id: MailId(context.new_id()),
        customer_id: None,
        kind,
        recipient: None,
        language: tenant.language,
        subject: String::new(),
        content: None,
        state: MailState::Queued,
        attempts: 0,
        last_error: None,
        invoice_id: None,
        subscription_id: None,
        resend_of: None,
        once_key: None,
        created_at: now,
        sent_at: None,
        updated_at: now,
    }
}

/// A mail with a link, which is minted while sending: neither the row nor the outbox ever holds it.
fn link_row(context: &Context, tenant: &tenants::Model, kind: MailKind, to: String) -> mails::Model {
    let link = String::new();
    let letter = match kind {
        MailKind::PaymentMethodLink => Content::PaymentMethodLink { link, minutes: 0 },
        _ => Content::LoginLink { link, minutes: 0 },
    };
    mails::Model {
        recipient: Some(to),
        subject: subject(&letter, tenant.language, &tenant.name),
        ..blank(context, tenant, kind)
    }
}

async fn insert(tx: &DatabaseTransaction, context: &Context, row: mails::Model) -> Result<(), DbErr> {
    let work = outbox::row(context, row.tenant_id, &Work::Mail { mail: row.id })?;
    store::insert(tx, row).await?;
    work.insert(tx).await?;
    Ok(())
}

/// Notes that somebody asked for a login link. Known and unknown addresses leave the same rows.
pub async fn enqueue_login_request(context: &Context, tenant: &tenants::Model, email: &str) -> ApiResult<()> {
    let row = link_row(context, tenant, MailKind::LoginLink, email.to_owned());
    let tx = context.db.begin().await?;
    insert(&tx, context, row).await?;
    Ok(context.commit(tx).await?)
}

/// Mails a customer a link to add a payment method.
pub async fn enqueue_payment_method_link(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: &tenants::Model,
    customer: &customers::Model,
) -> ApiResult<MailId> {
    let to = content::contact(customer, MailKind::PaymentMethodLink);
    let row = mails::Model {
        customer_id: Some(customer.id),
        language: customer.language,
        ..link_row(context, tenant, MailKind::PaymentMethodLink, to)
    };
    let id = row.id;
    insert(tx, context, row).await?;
    Ok(id)
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

pub async fn get(context: &Context, scope: Scope, id: MailId) -> ApiResult<MailView> {
    let row = store::find(context.db.read(), scope, id).await?;
    row.map(mapping::view).ok_or_else(ApiError::not_found)
}

pub async fn list(
    context: &Context,
    scope: Scope,
    filter: Filter,
    request: &PageRequest<OrderColumn<mails::Column>>,
) -> ApiResult<Page<MailView>> {
    let page = store::list(context.db.read(), scope, filter, request).await?;
    Ok(page.map(mapping::view))
}

/// Sends what was sent or refused once more, as a mail of its own, to where such mails go today.
pub async fn resend(context: &Context, caller: &Caller, once: Once, id: MailId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let scope = caller.scope();
        let first = store::find(tx, scope, id).await?.ok_or_else(ApiError::not_found)?;
        check_resendable(&first)?;
        let customer = match first.customer_id {
            Some(id) => customer_store::find(tx, scope, id).await?,
            None => None,
        };
        let to = match (first.kind, customer) {
            // It is for whoever had the address.
            (MailKind::EmailChanged, _) | (_, None) => first.recipient.clone(),
            (kind, Some(customer)) => Some(content::contact(&customer, kind)),
        };
        let now = context.now();
        let again = mails::Model {
            id: MailId(context.new_id()),
            recipient: to,
            state: MailState::Queued,
            attempts: 0,
            last_error: None,
            resend_of: Some(first.id),
            once_key: None,
            created_at: now,
            sent_at: None,
            updated_at: now,
            ..first.clone()
        };
        insert(tx, context, again.clone()).await?;
        let change = Change {
            action: "mail.resent",
            subject_kind: "mail",
            subject: again.id.0,
            customer: again.customer_id,
            before: None,
            after: Some(serde_json::json!({ "kind": again.kind, "resendOf": first.id })),
        };
        audit::record(tx, context, caller, change).await?;
        Ok(mapping::view(again))
    })
    .await
}

fn check_resendable(row: &mails::Model) -> ApiResult<()> {
    let why = match row.kind {
        MailKind::LoginLink => Some("It held a login link. Whoever needs one asks for it on the portal's first page."),
        MailKind::PaymentMethodLink => Some("It held a link that works once. Make a new one."),
        _ if row.state == MailState::Queued => Some("It waits to be sent, or to be tried again."),
        _ if row.content.is_none() || row.recipient.is_none() => Some("What it said and to whom was erased."),
        _ => None,
    };
    why.map_or(Ok(()), |why| {
        Err(ApiError::in_state(ErrorCode::MailNotResendable, row.state, why))
    })
}
