//! Out of the outbox: puts a mail together, hands it over, and writes down what the mail server said.

use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};
use portico_shared::{
    CustomerId, EmailChangeId, InvoiceRecipientId, LinkId, MailId, PersonId, TenantId,
    customers::{CustomerStatus, EmailChangeState, MemberRole},
    mails::{MailKind, MailState},
    sessions::LinkPurpose,
};
use sea_orm::DbErr;

use super::{
    Content, Letterhead, render,
    render::{LOGO, subject},
    store,
};
use crate::{
    auth::Scope,
    context::Context,
    db::entities::{
        customers, email_changes as changes, invoice_recipients as recipients, mails, media, people, tenants,
    },
    features::{
        customers::store as customer_store,
        documents::files,
        email_changes,
        hosted_pages::Lifetimes,
        invoice_recipients,
        invoices::store as invoice_store,
        links::{
            payment as payment_links,
            service::{self as link_service, NewLink},
            store as link_store,
        },
        login_requests,
        media::store as media_store,
        operators,
        people::store as people_store,
        sessions::service::masked,
        settings::service as settings,
        tenants as tenant_feature,
    },
    http::{ApiError, ApiResult},
    ports::MailError,
};

/// With the outbox's distances between tries these are 24 hours.
const MOST_TRIES: i32 = 15;
/// For how long a further recipient of invoices may prove the address: offices read their mail on working days.
const RECIPIENT_PROOF: chrono::TimeDelta = chrono::TimeDelta::days(7);

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
        MailKind::LoginLink | MailKind::Invitation => send_login_link(context, &tenant, row, &to).await,
        MailKind::StepUpCode => send_step_up_code(context, &tenant, row, &to).await,
        MailKind::OperatorLink => send_operator_link(context, &tenant, row, &to).await,
        MailKind::EmailChangeProof | MailKind::EmailChangeNotice => send_email_change(context, &tenant, row, &to).await,
        MailKind::PaymentMethodLink => send_payment_method_link(context, &tenant, row, &to).await,
        MailKind::InvoiceRecipientProof => send_invoice_recipient(context, &tenant, row, &to).await,
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

/// Mints a login link while sending, or drops it in silence: nobody has the address, or it is too late.
async fn send_login_link(
    context: &Context,
    tenant: &tenants::Model,
    row: mails::Model,
    to: &str,
) -> Result<(), SendError> {
    let lifetimes = lifetimes(context, tenant)?;
    let is_sent = row.made_by.is_some();
    let lifetime = if is_sent {
        lifetimes.sent_link
    } else {
        lifetimes.requested_link
    };
    // Who asked for it without being known here is not remembered.
    let erased = (!is_sent).then_some(to);
    // Whoever asked so long ago has given up: a link out of the blue would only frighten.
    let is_late = row.created_at + lifetime <= context.now();
    let whom = match (row.kind, row.customer_id, row.about_id) {
        _ if is_late => None,
        (MailKind::Invitation, Some(customer), Some(person)) => {
            member(context, tenant, customer, PersonId(person)).await?
        }
        (_, Some(customer), _) if is_sent => owner(context, tenant, customer).await?,
        _ => whose(context, tenant, to).await?,
    };
    let Some((person, customer)) = whom else {
        return settle(context, row, Outcome::Dropped, erased).await;
    };
    let new = NewLink {
        purpose: LinkPurpose::Login,
        tenant: tenant.id,
        customer: customer.id,
        made_by: row.made_by.clone().unwrap_or_else(|| format!("person:{}", person.id)),
        person: person.id,
        is_mailed: true,
        lifetime,
        adds: None,
    };
    let tx = context.db.begin().await?;
    let (link, href) = link_service::mint(&tx, context, new).await?;
    let request = row.about_id.filter(|_| row.kind == MailKind::LoginLink);
    let code = login_requests::service::mint_code(&tx, context, tenant.id, request, Some(link)).await?;
    tx.commit().await?;
    let letter = match row.kind {
        MailKind::Invitation => Content::Invitation {
            link: href,
            minutes: minutes(lifetime),
            customer: customer.display_name(),
        },
        _ => Content::LoginLink {
            link: href,
            minutes: minutes(lifetime),
            code,
            is_sent,
        },
    };
    // Whose it is shows now, and in which language.
    let row = mails::Model {
        customer_id: Some(customer.id),
        language: person.language,
        subject: subject(&letter, person.language, &tenant.name),
        ..row
    };
    let outcome = hand_over_link(context, tenant, &row, (&person.email, &letter), link).await?;
    settle(context, row, outcome, erased).await
}

/// The customer's owner, while the customer may sign in.
async fn owner(
    context: &Context,
    tenant: &tenants::Model,
    customer: CustomerId,
) -> Result<Option<(people::Model, customers::Model)>, DbErr> {
    let (db, scope) = (context.db.read(), Scope::of_tenant(tenant.id));
    let owner = people_store::find_owner(db, scope, customer).await?;
    let customer = customer_store::find(db, scope, customer).await?;
    let active = customer.filter(|customer| customer.status == CustomerStatus::Active);
    Ok(owner.zip(active))
}

/// Somebody who was invited, while they may still act for the customer.
async fn member(
    context: &Context,
    tenant: &tenants::Model,
    customer: CustomerId,
    person: PersonId,
) -> Result<Option<(people::Model, customers::Model)>, DbErr> {
    let (db, scope) = (context.db.read(), Scope::of_tenant(tenant.id));
    let all = people_store::list_customers(db, scope, person).await?;
    let customer = all.into_iter().map(|(one, _)| one).find(|one| one.id == customer);
    let person = people_store::find(db, scope, person).await?;
    Ok(person.zip(customer))
}

/// Mints the code while sending, or drops it: the request is too old.
async fn send_step_up_code(
    context: &Context,
    tenant: &tenants::Model,
    row: mails::Model,
    to: &str,
) -> Result<(), SendError> {
    let tx = context.db.begin().await?;
    let code = login_requests::service::mint_code(&tx, context, tenant.id, row.about_id, None).await?;
    tx.commit().await?;
    let Some(code) = code else {
        return settle(context, row, Outcome::Dropped, None).await;
    };
    let letter = Content::StepUpCode {
        code,
        minutes: minutes(login_requests::service::CODE_LIFETIME),
    };
    let outcome = hand_over(context, tenant, &row, to, &letter).await?;
    settle(context, row, outcome, None).await
}

/// Mints a link to set a password, or drops the request in silence: nobody here has the address.
async fn send_operator_link(
    context: &Context,
    tenant: &tenants::Model,
    row: mails::Model,
    to: &str,
) -> Result<(), SendError> {
    let db = context.db.read();
    let is_sent = row.made_by.is_some();
    let erased = (!is_sent).then_some(to);
    let found = operators::store::find_by_email(db, tenant.id, &people_store::fold(to)).await?;
    let is_late = row.created_at + operators::team::LINK_LIFETIME <= context.now();
    let Some(operator) = found.filter(|operator| operator.disabled_at.is_none() && !is_late) else {
        return settle(context, row, Outcome::Dropped, erased).await;
    };
    let tx = context.db.begin().await?;
    let link = operators::team::mint(&tx, context, &operator).await?;
    tx.commit().await?;
    let letter = Content::OperatorLink {
        link,
        minutes: minutes(operators::team::LINK_LIFETIME),
        name: operator.name.clone(),
        is_invitation: operator.last_login_at.is_none(),
    };
    let row = mails::Model {
        language: operator.language,
        subject: subject(&letter, operator.language, &tenant.name),
        ..row
    };
    let outcome = hand_over(context, tenant, &row, &operator.email, &letter).await?;
    settle(context, row, outcome, erased).await
}

/// Mints the link that proves a new main address, or the one that undoes it.
async fn send_email_change(
    context: &Context,
    tenant: &tenants::Model,
    row: mails::Model,
    to: &str,
) -> Result<(), SendError> {
    let (db, scope) = (context.db.read(), Scope::of_tenant(tenant.id));
    let change = match row.about_id {
        Some(id) => email_changes::store::find(db, scope, EmailChangeId(id)).await?,
        None => None,
    };
    let customer = match &change {
        Some(change) => customer_store::find(db, scope, change.customer_id).await?,
        None => None,
    };
    let is_proof = row.kind == MailKind::EmailChangeProof;
    let asker = match &change {
        Some(change) => people_store::find_role(db, scope, change.customer_id, change.person_id).await?,
        None => None,
    };
    let is_due = |change: &changes::Model| {
        let waits = change.state == EmailChangeState::Asked && change.expires_at > context.now();
        !is_proof || (waits && asker == Some(MemberRole::Owner))
    };
    let Some((change, customer)) = change.filter(is_due).zip(customer) else {
        return settle(context, row, Outcome::Dropped, None).await;
    };
    let (purpose, lifetime) = if is_proof {
        (LinkPurpose::EmailChange, change.expires_at - context.now())
    } else {
        (LinkPurpose::EmailUndo, email_changes::service::UNDO)
    };
    let new = NewLink {
        purpose,
        tenant: tenant.id,
        customer: customer.id,
        person: change.person_id,
        made_by: format!("person:{}", change.person_id),
        is_mailed: true,
        lifetime,
        adds: None,
    };
    let tx = context.db.begin().await?;
    let (link, href) = link_service::mint(&tx, context, new).await?;
    email_changes::store::update_link(&tx, &change, purpose, link).await?;
    tx.commit().await?;
    let (minutes, customer) = (minutes_left(lifetime), customer.display_name());
    let letter = if is_proof {
        Content::EmailChangeProof {
            link: href,
            minutes,
            customer,
        }
    } else {
        Content::EmailChangeNotice {
            link: href,
            minutes,
            customer,
            new_email: masked(&change.new_email),
        }
    };
    let outcome = hand_over_link(context, tenant, &row, (to, &letter), link).await?;
    settle(context, row, outcome, None).await
}

/// Mints the link that proves the address of a further recipient of invoices.
async fn send_invoice_recipient(
    context: &Context,
    tenant: &tenants::Model,
    row: mails::Model,
    to: &str,
) -> Result<(), SendError> {
    let recipient = recipient_of(context, &row).await?;
    let owner = match row.customer_id {
        Some(customer) => owner(context, tenant, customer).await?,
        None => None,
    };
    let waits = recipient.filter(|recipient| recipient.confirmed_at.is_none());
    let Some((recipient, (person, customer))) = waits.zip(owner) else {
        return settle(context, row, Outcome::Dropped, None).await;
    };
    let lifetime = RECIPIENT_PROOF;
    let new = NewLink {
        purpose: LinkPurpose::InvoiceRecipient,
        tenant: tenant.id,
        customer: customer.id,
        person: person.id,
        made_by: "system:mail".into(),
        is_mailed: true,
        lifetime,
        adds: None,
    };
    let tx = context.db.begin().await?;
    let (link, href) = link_service::mint(&tx, context, new).await?;
    invoice_recipients::store::update_link(&tx, &recipient, link).await?;
    tx.commit().await?;
    let letter = Content::InvoiceRecipientProof {
        link: href,
        minutes: minutes(lifetime),
        customer: customer.display_name(),
    };
    let outcome = hand_over_link(context, tenant, &row, (to, &letter), link).await?;
    settle(context, row, outcome, None).await
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

/// The person with this address, and the first customer that they may act for.
async fn whose(
    context: &Context,
    tenant: &tenants::Model,
    email: &str,
) -> Result<Option<(people::Model, customers::Model)>, DbErr> {
    let (db, scope) = (context.db.read(), Scope::of_tenant(tenant.id));
    let Some(person) = people_store::find_by_email(db, scope, email).await? else {
        return Ok(None);
    };
    let first = people_store::list_customers(db, scope, person.id)
        .await?
        .into_iter()
        .next();
    Ok(first.map(|(customer, _)| (person, customer)))
}

/// Mints the link while sending, like a login link.
async fn send_payment_method_link(
    context: &Context,
    tenant: &tenants::Model,
    row: mails::Model,
    to: &str,
) -> Result<(), SendError> {
    let (db, scope) = (context.db.read(), Scope::of_tenant(tenant.id));
    let customer = match row.customer_id {
        Some(id) => customer_store::find(db, scope, id).await?,
        None => None,
    };
    let owner = match &customer {
        Some(customer) => people_store::find_owner(db, scope, customer.id).await?,
        None => None,
    };
    let Some((customer, owner)) = customer.zip(owner) else {
        return settle(context, row, Outcome::Dropped, None).await;
    };
    let adds = match row.about_id {
        Some(beside) => payment_links::adds_of(context, scope, LinkId(beside)).await?,
        None => None,
    };
    // It was used up or ended before the mail went out.
    if adds.is_none() {
        return settle(context, row, Outcome::Dropped, None).await;
    }
    let lifetime = lifetimes(context, tenant)?.payment_link;
    let new = NewLink {
        purpose: LinkPurpose::PaymentMethod,
        tenant: tenant.id,
        customer: customer.id,
        person: owner.id,
        made_by: row.made_by.clone().unwrap_or_else(|| "system:mail".into()),
        is_mailed: true,
        lifetime,
        adds,
    };
    let (link, href) = mint(context, new).await?;
    let letter = Content::PaymentMethodLink {
        link: href,
        minutes: minutes(lifetime),
    };
    let outcome = hand_over_link(context, tenant, &row, (to, &letter), link).await?;
    settle(context, row, outcome, None).await
}

async fn mint(context: &Context, new: NewLink) -> Result<(LinkId, String), DbErr> {
    let tx = context.db.begin().await?;
    let minted = link_service::mint(&tx, context, new).await?;
    tx.commit().await?;
    Ok(minted)
}

async fn hand_over_link(
    context: &Context,
    tenant: &tenants::Model,
    row: &mails::Model,
    (to, letter): (&str, &Content),
    link: LinkId,
) -> Result<Outcome, DbErr> {
    let outcome = hand_over(context, tenant, row, to, letter).await?;
    if matches!(outcome, Outcome::Failed(_)) {
        // Nobody has this link; the next try mints another.
        let tx = context.db.begin().await?;
        link_store::update_revoked(&tx, Scope::of_tenant(tenant.id), link, context.now()).await?;
        tx.commit().await?;
    }
    Ok(outcome)
}

fn lifetimes(context: &Context, tenant: &tenants::Model) -> Result<Lifetimes, DbErr> {
    let pages = tenant.pages().map_err(|error| DbErr::Json(error.to_string()))?;
    Ok(Lifetimes::of(&context.config.auth, &pages))
}

fn minutes(lifetime: chrono::TimeDelta) -> u32 {
    u32::try_from(lifetime.num_minutes()).unwrap_or_default()
}

/// What is left of a deadline. The mail goes out moments after it was set, and nobody counts 1,430 minutes: from two
/// hours on whole ones.
fn minutes_left(left: chrono::TimeDelta) -> u32 {
    let minutes = minutes(left + chrono::TimeDelta::seconds(59));
    if minutes < 120 { minutes } else { minutes / 60 * 60 }
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
