//! Mails with a link or a code: it is minted while sending, so that neither a row nor the outbox ever holds it.

use portico_shared::{
    CustomerId, EmailChangeId, LinkId, PersonId,
    customers::{CustomerStatus, EmailChangeState, MemberRole},
    mails::MailKind,
    sessions::LinkPurpose,
};
use sea_orm::DbErr;

use super::{
    super::{Content, render::subject},
    Outcome, SendError, hand_over, recipient_of, settle,
};
use crate::{
    auth::Scope,
    context::Context,
    db::entities::{customers, email_changes as changes, mails, people, tenants},
    features::{
        customers::store as customer_store,
        email_changes,
        hosted_pages::Lifetimes,
        invoice_recipients,
        links::{
            payment as payment_links,
            service::{self as link_service, NewLink},
            store as link_store,
        },
        login_requests, operators,
        people::store as people_store,
        sessions::service::masked,
    },
};

/// For how long a further recipient of invoices may prove the address: offices read their mail on working days.
const RECIPIENT_PROOF: chrono::TimeDelta = chrono::TimeDelta::days(7);

/// Mints a login link while sending, or drops it in silence: nobody has the address, or it is too late.
pub(super) async fn send_login_link(
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
pub(super) async fn send_step_up_code(
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
pub(super) async fn send_operator_link(
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
pub(super) async fn send_email_change(
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
pub(super) async fn send_invoice_recipient(
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
pub(super) async fn send_payment_method_link(
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
