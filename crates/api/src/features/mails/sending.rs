//! Out of the outbox: puts a mail together, hands it over, and writes down what the mail server said.

mod with_links;

use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};
use portico_shared::{
    InvoiceRecipientId, MailId, TenantId,
    mails::{MailKind, MailState},
};
use sea_orm::DbErr;

use super::{Content, Letterhead, render, render::LOGO, store};
use crate::{
    auth::Scope,
    context::Context,
    db::entities::{invoice_recipients as recipients, mails, media, tenants},
    features::{
        documents::files, invoice_recipients, invoices::store as invoice_store, media::store as media_store,
        sessions::service::masked, settings::service as settings, tenants as tenant_feature,
    },
    http::{ApiError, ApiResult},
    ports::MailError,
};

/// With the outbox's distances between tries these are 24 hours.
const MOST_TRIES: i32 = 15;

#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error(transparent)]
    Db(#[from] DbErr),
    /// Without its words: they may hold an address, which belongs in the mail's own row alone.
    #[error("the mail server did not take it; lastError of the mail has its words")]
    NotNow,
}

/// What became of a try.
enum Outcome {
    Sent,
    /// There is nobody to send it to.
    Dropped,
    Failed(MailError),
}

/// Sends a mail that waits. A mail that is settled already is left alone, so that the work may run twice.
///
/// # Errors
/// When it is worth another try.
pub async fn send(context: &Context, tenant: TenantId, id: MailId) -> Result<(), SendError> {
    let scope = Scope::of_tenant(tenant);
    let found = store::find(context.db.read(), scope, id).await?;
    let Some(row) = found.filter(|row| row.state == MailState::Queued) else {
        return Ok(());
    };
    let Some(to) = row.recipient.clone() else {
        return settle(context, row, Outcome::Dropped, None).await;
    };
    let tenant = tenant_feature::store::find(context.db.read(), tenant).await?;
    match row.kind {
        MailKind::LoginLink | MailKind::Invitation => with_links::send_login_link(context, &tenant, row, &to).await,
        MailKind::StepUpCode => with_links::send_step_up_code(context, &tenant, row, &to).await,
        MailKind::OperatorLink => with_links::send_operator_link(context, &tenant, row, &to).await,
        MailKind::EmailChangeProof | MailKind::EmailChangeNotice => {
            with_links::send_email_change(context, &tenant, row, &to).await
        }
        MailKind::PaymentMethodLink => with_links::send_payment_method_link(context, &tenant, row, &to).await,
        MailKind::InvoiceRecipientProof => with_links::send_invoice_recipient(context, &tenant, row, &to).await,
        MailKind::Invoice if !still_gets(context, &row).await? => settle(context, row, Outcome::Dropped, None).await,
        _ => {
            let letter = row.content.clone().map(serde_json::from_value);
            let outcome = match letter {
                Some(Ok(letter)) => hand_over(context, &tenant, &row, &to, &letter).await?,
                Some(Err(error)) => unsendable(&error),
                None => Outcome::Dropped,
            };
            // Whose data were erased is not remembered for having been told so.
            let erased = (row.kind == MailKind::ErasureCarriedOut).then_some(&*to);
            settle(context, row, outcome, erased).await
        }
    }
}

/// What cannot be put together will not be so the next time either.
fn unsendable(error: &dyn std::fmt::Display) -> Outcome {
    Outcome::Failed(MailError::Refused(format!("it could not be put together: {error}")))
}

async fn hand_over(
    context: &Context,
    tenant: &tenants::Model,
    row: &mails::Model,
    to: &str,
    letter: &Content,
) -> Result<Outcome, DbErr> {
    let stationery = stationery(context, tenant).await?;
    let attachments = match attachments(context, row).await {
        Ok(attachments) => attachments,
        Err(error) => {
            tracing::error!(mail.id = %row.id, error.cause = %error, "the document of a mail could not be had");
            let words = "the document that goes with it could not be had".to_owned();
            return Ok(Outcome::Failed(MailError::NotNow(words)));
        }
    };
    Ok(match compose(context, &stationery, (row, to), letter, attachments) {
        Ok(message) => match context.mailer.send(&message).await {
            Ok(()) => Outcome::Sent,
            Err(error) => Outcome::Failed(error),
        },
        Err(error) => unsendable(&*error),
    })
}

/// What travels with a mail: the PDF of an invoice, and its XML where the customer asked for that.
async fn attachments(context: &Context, row: &mails::Model) -> ApiResult<Vec<SinglePart>> {
    let Some(invoice) = row.invoice_id.filter(|_| row.kind == MailKind::Invoice) else {
        return Ok(Vec::new());
    };
    let (db, scope) = (context.db.read(), Scope::of_tenant(row.tenant_id));
    let Some(invoice) = invoice_store::find(db, scope, invoice).await? else {
        return Ok(Vec::new());
    };
    let mut attachments = Vec::new();
    for file in files::mailed(context, &invoice).await? {
        let kind = ContentType::parse(file.mime).map_err(ApiError::internal)?;
        attachments.push(Attachment::new(file.name).body(file.bytes.to_vec(), kind));
    }
    Ok(attachments)
}

/// Writes down what became of a try. `erased`: the address is not kept once that is final.
async fn settle(context: &Context, row: mails::Model, outcome: Outcome, erased: Option<&str>) -> Result<(), SendError> {
    let now = context.now();
    let is_sent = matches!(outcome, Outcome::Sent);
    let attempts = row.attempts + i32::from(!matches!(outcome, Outcome::Dropped));
    let (state, last_error) = match outcome {
        Outcome::Sent => (MailState::Sent, row.last_error.clone()),
        Outcome::Dropped => (MailState::Dropped, row.last_error.clone()),
        Outcome::Failed(MailError::Refused(words)) => (MailState::Refused, Some(words)),
        Outcome::Failed(MailError::NotNow(words)) if attempts >= MOST_TRIES => (MailState::Refused, Some(words)),
        Outcome::Failed(MailError::NotNow(words)) => (MailState::Queued, Some(words)),
    };
    let is_final = state != MailState::Queued;
    let invoice = row.invoice_id.filter(|_| is_sent && row.kind == MailKind::Invoice);
    let scope = Scope::of_tenant(row.tenant_id);
    let after = mails::Model {
        state,
        attempts,
        last_error: match erased {
            // Servers like to repeat whom they refuse.
            Some(address) => last_error.map(|words| words.replace(address, &masked(address))),
            None => last_error,
        },
        recipient: row.recipient.clone().filter(|_| !(is_final && erased.is_some())),
        sent_at: is_sent.then_some(now),
        updated_at: now,
        ..row
    };
    let tx = context.db.begin().await?;
    if store::update_queued(&tx, after).await?
        && let Some(invoice) = invoice
    {
        invoice_store::update_sent(&tx, scope, invoice, now).await?;
    }
    tx.commit().await?;
    if is_final { Ok(()) } else { Err(SendError::NotNow) }
}

/// False for a further recipient who is none any more.
async fn still_gets(context: &Context, row: &mails::Model) -> Result<bool, DbErr> {
    if row.about_id.is_none() {
        return Ok(true);
    }
    let recipient = recipient_of(context, row).await?;
    Ok(recipient.is_some_and(|recipient| recipient.confirmed_at.is_some()))
}

async fn recipient_of(context: &Context, row: &mails::Model) -> Result<Option<recipients::Model>, DbErr> {
    let Some(id) = row.about_id else {
        return Ok(None);
    };
    let scope = Scope::of_tenant(row.tenant_id);
    invoice_recipients::store::find(context.db.read(), scope, InvoiceRecipientId(id)).await
}

/// What all mails of a merchant share.
struct Stationery {
    head: Letterhead,
    reply_to: Option<String>,
    logo: Option<media::Model>,
}

async fn stationery(context: &Context, tenant: &tenants::Model) -> Result<Stationery, DbErr> {
    let (db, scope) = (context.db.read(), Scope::of_tenant(tenant.id));
    let pages = tenant.pages().map_err(|error| DbErr::Json(error.to_string()))?;
    let own = settings::tenant_mails(db, scope)
        .await
        .map_err(|error| DbErr::Custom(error.to_string()))?;
    let reply_to = own.reply_to.or_else(|| pages.contact_email.clone());
    let logo = match pages.logo {
        Some(id) => media_store::find(db, scope, id).await?,
        None => None,
    };
    Ok(Stationery {
        head: Letterhead {
            merchant: tenant.name.clone(),
            portal: tenant_feature::service::portal_origin(context, db, tenant.id).await?,
            has_logo: logo.is_some(),
            pages,
        },
        reply_to,
        logo,
    })
}

type Unsendable = Box<dyn std::error::Error + Send + Sync>;

fn compose(
    context: &Context,
    stationery: &Stationery,
    (row, to): (&mails::Model, &str),
    letter: &Content,
    attachments: Vec<SinglePart>,
) -> Result<Message, Unsendable> {
    let head = &stationery.head;
    let rendered = render(letter, row.language, head)?;
    let from: Address = context.config.mail.from.parse()?;
    let id = format!("<{}@{}>", row.id, from.domain());
    let mut builder = Message::builder()
        .from(Mailbox::new(Some(head.merchant.clone()), from))
        .to(Mailbox::new(None, to.parse()?))
        .date(context.now().into())
        // The same for each try, so that a mail that arrives twice is known as one.
        .message_id(Some(id))
        .header(AutoSubmitted)
        .header(Kind(row.kind))
        .subject(rendered.subject);
    if let Some(reply_to) = &stationery.reply_to {
        builder = builder.reply_to(Mailbox::new(Some(head.merchant.clone()), reply_to.parse()?));
    }
    let html = SinglePart::html(rendered.html);
    let text = MultiPart::alternative().singlepart(SinglePart::plain(rendered.text));
    let body = match &stationery.logo {
        // In the mail itself: nothing is loaded from elsewhere when it is read.
        Some(logo) => {
            let picture = Attachment::new_inline(LOGO.into()).body(logo.bytes.clone(), ContentType::parse(&logo.mime)?);
            text.multipart(MultiPart::related().singlepart(html).singlepart(picture))
        }
        None => text.singlepart(html),
    };
    if attachments.is_empty() {
        return Ok(builder.multipart(body)?);
    }
    let all = MultiPart::mixed().multipart(body);
    Ok(builder.multipart(attachments.into_iter().fold(all, MultiPart::singlepart))?)
}

/// RFC 3834: programs that answer by themselves, such as "I am on holiday", do not answer this.
#[derive(Debug, Clone, Copy)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Unsendable> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

/// What it tells, so that a merchant's mail server can sort by it.
#[derive(Debug, Clone, Copy)]
struct Kind(MailKind);

impl Header for Kind {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Portico-Kind")
    }

    fn parse(text: &str) -> Result<Self, Unsendable> {
        Ok(Self(text.parse()?))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.to_string())
    }
}
