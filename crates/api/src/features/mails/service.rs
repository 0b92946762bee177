//! Writing mails down, looking at them, and sending one again.

use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use portico_shared::{
    CustomerId, EmailChangeId, ErrorCode, LinkId, LoginRequestId, MailId, Page,
    customers::Language,
    mails::{MailKind, MailState, MailView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, DbErr};

use super::{
    Content, Mail, mail, mapping,
    render::subject,
    store::{self, Filter},
};
use crate::{
    auth::{Caller, Scope, permissions::Permission},
    context::Context,
    db::entities::{customers, invoice_recipients, mails, operators, outbox as outbox_table, people, tenants},
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
        about_id: about.recipient.map(|id| id.0),
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
        about_id: None,
        made_by: None,
        created_at: now,
        sent_at: None,
        updated_at: now,
    }
}

/// A mail with a link or code, which is minted while sending: neither the row nor the outbox ever holds it.
fn link_row(
    context: &Context,
    tenant: &tenants::Model,
    (kind, language): (MailKind, Language),
    to: String,
) -> mails::Model {
    let link = String::new();
    let letter = match kind {
        MailKind::PaymentMethodLink => Content::PaymentMethodLink { link, minutes: 0 },
        MailKind::StepUpCode => Content::StepUpCode {
            code: String::new(),
            minutes: 0,
        },
        MailKind::OperatorLink => Content::OperatorLink {
            link,
            minutes: 0,
            name: String::new(),
            is_invitation: false,
        },
        MailKind::EmailChangeProof => Content::EmailChangeProof {
            link,
            minutes: 0,
            customer: String::new(),
        },
        MailKind::EmailChangeNotice => Content::EmailChangeNotice {
            link,
            minutes: 0,
            customer: String::new(),
            new_email: String::new(),
        },
        MailKind::InvoiceRecipientProof => Content::InvoiceRecipientProof {
            link,
            minutes: 0,
            customer: String::new(),
        },
        MailKind::Invitation => Content::Invitation {
            link,
            minutes: 0,
            customer: String::new(),
        },
        _ => Content::LoginLink {
            link,
            minutes: 0,
            code: None,
            is_sent: false,
        },
    };
    mails::Model {
        recipient: Some(to),
        language,
        subject: subject(&letter, language, &tenant.name),
        ..blank(context, tenant, kind)
    }
}

async fn insert(tx: &DatabaseTransaction, context: &Context, row: mails::Model) -> Result<(), DbErr> {
    let work = outbox::row(context, row.tenant_id, &Work::Mail { mail: row.id })?;
    store::insert(tx, row).await?;
    work.insert(tx).await?;
    Ok(())
}

/// Notes that somebody asked for a login link, to be sent then. Known and unknown addresses leave the same rows.
pub async fn enqueue_login_request(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: &tenants::Model,
    (request, email): (LoginRequestId, &str),
    send_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = mails::Model {
        about_id: Some(request.0),
        ..link_row(
            context,
            tenant,
            (MailKind::LoginLink, tenant.language),
            email.to_owned(),
        )
    };
    let mut work = outbox::row(context, row.tenant_id, &Work::Mail { mail: row.id })?;
    work.available_at = Set(send_at.max(context.now()));
    store::insert(tx, row).await?;
    work.insert(tx).await?;
    Ok(())
}

/// Mails a customer a login link that they did not ask for.
pub async fn enqueue_sent_login_link(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: &tenants::Model,
    customer: &customers::Model,
    made_by: String,
) -> ApiResult<MailId> {
    let letter = Content::LoginLink {
        link: String::new(),
        minutes: 0,
        code: None,
        is_sent: true,
    };
    let row = mails::Model {
        customer_id: Some(customer.id),
        subject: subject(&letter, customer.language, &tenant.name),
        made_by: Some(made_by),
        ..link_row(
            context,
            tenant,
            (MailKind::LoginLink, customer.language),
            customer.email.clone(),
        )
    };
    let id = row.id;
    insert(tx, context, row).await?;
    Ok(id)
}

/// Mails somebody that they may act for a customer from now on.
pub async fn enqueue_invitation(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: &tenants::Model,
    (customer, person): (&customers::Model, &people::Model),
    made_by: String,
) -> Result<(), DbErr> {
    let row = mails::Model {
        customer_id: Some(customer.id),
        about_id: Some(person.id.0),
        made_by: Some(made_by),
        ..link_row(
            context,
            tenant,
            (MailKind::Invitation, person.language),
            person.email.clone(),
        )
    };
    insert(tx, context, row).await
}

/// Mails one of the merchant's staff a link to set a password.
pub async fn enqueue_operator_link(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: &tenants::Model,
    operator: &operators::Model,
) -> Result<(), DbErr> {
    let row = mails::Model {
        about_id: Some(operator.id.0),
        made_by: Some("system:team".into()),
        ..link_row(
            context,
            tenant,
            (MailKind::OperatorLink, operator.language),
            operator.email.clone(),
        )
    };
    insert(tx, context, row).await
}

/// The same for whoever says that they forgot theirs. Known and unknown addresses leave the same rows.
pub async fn enqueue_password_reset(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: &tenants::Model,
    email: &str,
) -> Result<(), DbErr> {
    let row = link_row(
        context,
        tenant,
        (MailKind::OperatorLink, tenant.language),
        email.to_owned(),
    );
    insert(tx, context, row).await
}

/// Mails the proof of a new main address, or the notice of it.
pub async fn enqueue_email_change(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: &tenants::Model,
    (customer, change): (&customers::Model, EmailChangeId),
    (kind, to): (MailKind, &str),
) -> Result<(), DbErr> {
    let row = mails::Model {
        customer_id: Some(customer.id),
        about_id: Some(change.0),
        ..link_row(context, tenant, (kind, customer.language), to.to_owned())
    };
    insert(tx, context, row).await
}

/// Mails a further recipient of invoices a link that proves the address.
pub async fn enqueue_invoice_recipient(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: &tenants::Model,
    (customer, recipient): (&customers::Model, &invoice_recipients::Model),
) -> Result<(), DbErr> {
    let row = mails::Model {
        customer_id: Some(customer.id),
        about_id: Some(recipient.id.0),
        ..link_row(
            context,
            tenant,
            (MailKind::InvoiceRecipientProof, customer.language),
            recipient.email.clone(),
        )
    };
    insert(tx, context, row).await
}

/// Mails somebody who is signed in a code that makes their session fresh.
pub async fn enqueue_step_up(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: &tenants::Model,
    (request, person, customer): (LoginRequestId, &people::Model, CustomerId),
) -> Result<(), DbErr> {
    let row = mails::Model {
        customer_id: Some(customer),
        about_id: Some(request.0),
        ..link_row(
            context,
            tenant,
            (MailKind::StepUpCode, person.language),
            person.email.clone(),
        )
    };
    insert(tx, context, row).await
}

/// Mails a customer a link to add a payment method, which allows what the one allows that was made beside it.
pub async fn enqueue_payment_method_link(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: &tenants::Model,
    (customer, link): (&customers::Model, LinkId),
    made_by: String,
) -> ApiResult<MailId> {
    let to = mail::contact(customer, MailKind::PaymentMethodLink);
    let row = mails::Model {
        customer_id: Some(customer.id),
        about_id: Some(link.0),
        made_by: Some(made_by),
        ..link_row(context, tenant, (MailKind::PaymentMethodLink, customer.language), to)
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
        let holds_link = matches!(first.kind, MailKind::LoginLink | MailKind::Invitation);
        if holds_link && !caller.actor.permissions().contains(&Permission::CustomerAuthenticate) {
            return Err(ApiError::new(
                ErrorCode::Forbidden,
                "It holds a link that signs in: that needs the permission customer:authenticate as well.",
            ));
        }
        let customer = match first.customer_id {
            Some(id) => customer_store::find(tx, scope, id).await?,
            None => None,
        };
        let to = match (first.kind, customer) {
            // It is for whoever had the address, or was invited.
            (MailKind::EmailChanged | MailKind::Invitation, _) | (_, None) => first.recipient.clone(),
            // A further recipient's own.
            (MailKind::Invoice, _) if first.about_id.is_some() => first.recipient.clone(),
            (kind, Some(customer)) => Some(mail::contact(&customer, kind)),
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
        // Their links are minted while sending.
        MailKind::LoginLink | MailKind::Invitation if row.made_by.is_some() && row.recipient.is_some() => {
            (row.state == MailState::Queued).then_some("It waits to be sent, or to be tried again.")
        }
        MailKind::LoginLink => Some("It held a login link. Whoever needs one asks for it on the portal's first page."),
        MailKind::EmailChangeProof | MailKind::EmailChangeNotice => {
            Some("It held a link. The address can be asked for anew in the portal.")
        }
        MailKind::InvoiceRecipientProof => Some("It held a link. Ask the recipient again: that sends a new one."),
        MailKind::OperatorLink => Some("It held a link. Reset the operator instead: that sends a new one."),
        MailKind::StepUpCode => Some("It held a code. Whoever needs one asks for another."),
        MailKind::PaymentMethodLink => Some("It held a link that works once. Make a new one."),
        _ if row.state == MailState::Queued => Some("It waits to be sent, or to be tried again."),
        _ if row.content.is_none() || row.recipient.is_none() => Some("What it said and to whom was erased."),
        _ => None,
    };
    why.map_or(Ok(()), |why| {
        Err(ApiError::in_state(ErrorCode::MailNotResendable, row.state, why))
    })
}
