//! A copy of all that is stored about a customer, as a ZIP archive (articles 15 and 20 GDPR). It is written while it is
//! sent, a page at a time, so that it never stands in memory.

use std::io::Error;

use actix_web::web::{self, Bytes};
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::{Stream, stream};
use portico_shared::{
    ErrorCode, InvoiceId, Timestamp,
    customers::MemberRole,
    documents::DocumentFormat,
    invoices::{InvoiceView, RefundView},
    mails::MailKind,
    sessions::LinkView,
    settings::{InvoicePreferences, Invoicing},
};
use sea_orm::ColumnTrait;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::store;
use crate::{
    auth::{Caller, permissions::CustomerPermission},
    context::Context,
    db::entities::{
        audit_log, links as link_rows, mails as mail_rows, mandates as mandate_rows, memberships as member_rows,
        payment_methods as method_rows, sessions as session_rows,
    },
    features::{
        addresses::{mapping as address, store as address_store},
        audit::{self, Change},
        customers::{mapping as customer_mapping, store as customer_store},
        documents::files,
        email_changes, exports, gateways, invoice_recipients,
        invoices::{self, store as invoice_store},
        links, mails, mandates,
        payment_methods::{self, store::Filter as MethodFilter},
        payments, people, sessions, settings,
        subscriptions::{self, store::Filter as SubscriptionFilter},
        tenants,
    },
    http::{
        ApiError, ApiResult,
        archive::{Archive, Broken, PIECES},
        page::{OrderColumn, PageRequest, Start},
    },
};

/// Rows that are read at once.
const PAGE: u64 = 100;

const README: &str = "\
What is stored about you as a customer, as of the moment when you asked.

Each .json file holds one kind of data in the form of the API (openapi.yaml). documents/ holds PDF and
XML of each invoice that has them, mandates/ the mandates for direct debits for whoever may change them.

---

Was über Sie als Kundin oder Kunde gespeichert ist, Stand: als Sie danach gefragt haben.

Jede .json-Datei enthält eine Art von Daten in der Form der API (openapi.yaml). In documents/ liegen PDF
und XML jeder Rechnung, die sie hat, in mandates/ die Lastschriftmandate für alle, die sie ändern dürfen.
";

/// Notes that somebody took a copy, and begins to write it.
pub async fn begin(
    context: &web::Data<Context>,
    caller: &Caller,
) -> ApiResult<impl Stream<Item = Result<Bytes, Error>> + 'static> {
    let person = caller.actor.person().ok_or_else(ApiError::not_found)?;
    let tx = context.db.begin().await?;
    let change = Change {
        action: "customer.data_exported",
        subject_kind: "customer",
        subject: person.customer.0,
        customer: Some(person.customer),
        ..Change::default()
    };
    audit::record(&tx, context, caller, change).await?;
    context.commit(tx).await?;
    let (sender, mut pieces) = mpsc::channel(PIECES);
    let (context, caller) = (context.clone(), caller.clone());
    actix_web::rt::spawn(async move {
        let mut archive = Archive::new(sender.clone());
        let written = write(&context, &caller, &mut archive).await;
        let ended = match written {
            Ok(()) => archive.finish().await,
            Err(error) => Err(error),
        };
        if let Err(Broken::Failed(error)) = ended {
            tracing::error!(%error, "a copy of personal data was not written to its end");
            // The client sees that it is not whole.
            let _ = sender.send(Err(Error::other("the export failed"))).await;
        }
    });
    Ok(stream::poll_fn(move |task| pieces.poll_recv(task)))
}

async fn write(context: &Context, caller: &Caller, archive: &mut Archive) -> Result<(), Broken> {
    archive.begin("README.txt", true)?;
    archive.write(README.as_bytes()).await?;
    parties(context, caller, archive).await?;
    contracts(context, caller, archive).await?;
    money(context, caller, archive).await?;
    traces(context, caller, archive).await
}

/// Who the customer is, and who may act for them.
async fn parties(context: &Context, caller: &Caller, archive: &mut Archive) -> Result<(), Broken> {
    let (db, scope) = (context.db.read(), caller.scope());
    let Some(own) = caller.actor.person() else {
        return Ok(());
    };
    let Some(customer) = customer_store::find(db, scope, own.customer).await? else {
        return Ok(());
    };
    let addresses = address_store::list_of(db, scope, vec![customer.id]).await?;
    archive
        .json("customer.json", &customer_mapping::view(customer.clone(), &addresses))
        .await?;
    let views: Vec<_> = addresses.iter().map(address::view).collect();
    archive.json("addresses.json", &views).await?;
    archive.begin("people.json", true)?;
    let (mut list, mut request) = (Rows::default(), first("createdAt", member_rows::Column::CreatedAt));
    loop {
        let page = people::service::list(context, caller, &customer.id.to_string(), &request).await?;
        list.write(archive, &page.data).await?;
        if !next(&mut request, page.pagination.has_more) {
            break;
        }
    }
    list.end(archive).await?;
    let changes = email_changes::store::list(db, scope, customer.id).await?;
    let changes: Vec<_> = changes
        .into_iter()
        .map(|row| json!({ "oldEmail": row.old_email, "newEmail": row.new_email, "state": row.state, "createdAt": Timestamp::from(row.created_at) }))
        .collect();
    archive.json("email-changes.json", &changes).await?;
    let recipients = invoice_recipients::service::list(context, caller, &customer.id.to_string()).await?;
    archive.json("invoice-recipients.json", &recipients.data).await?;
    let preferences = settings::service::get_of_customer::<Invoicing>(context, scope, &customer.id.to_string()).await?;
    archive
        .json(
            "invoice-preferences.json",
            &InvoicePreferences::from(preferences.values),
        )
        .await
}

async fn contracts(context: &Context, caller: &Caller, archive: &mut Archive) -> Result<(), Broken> {
    archive.begin("subscriptions.json", true)?;
    let mut list = Rows::default();
    let mut request = first("createdAt", subscriptions_column());
    loop {
        let page = subscriptions::service::list(context, caller, SubscriptionFilter::default(), &request).await?;
        list.write(archive, &page.data).await?;
        if !next(&mut request, page.pagination.has_more) {
            return list.end(archive).await;
        }
    }
}

const fn subscriptions_column() -> crate::db::entities::subscriptions::Column {
    crate::db::entities::subscriptions::Column::CreatedAt
}

async fn money(context: &Context, caller: &Caller, archive: &mut Archive) -> Result<(), Broken> {
    let (db, scope) = (context.db.read(), caller.scope());
    let default = match caller.actor.person() {
        Some(own) => customer_store::find(db, scope, own.customer).await?,
        None => None,
    };
    let default = default.and_then(|customer| customer.default_payment_method_id);
    let gateways = gateways::service::open(context, db, scope.tenant()).await?;
    archive.begin("payment-methods.json", true)?;
    let (mut list, mut request) = (Rows::default(), first("createdAt", method_rows::Column::CreatedAt));
    loop {
        let page = payment_methods::store::list(db, scope, MethodFilter::default(), &request).await?;
        let views = page
            .data
            .into_iter()
            .map(|row| payment_methods::mapping::view(row, default, &gateways));
        list.write(archive, &views.collect::<ApiResult<Vec<_>>>()?).await?;
        if !next(&mut request, page.pagination.has_more) {
            break;
        }
    }
    list.end(archive).await?;
    mandates(context, caller, archive).await?;
    archive.begin("invoices.json", true)?;
    let (mut list, mut after, mut ids) = (Rows::default(), None, Vec::new());
    loop {
        let rows = exports::store::invoices(db, scope, after, PAGE).await?;
        let Some(end) = rows.last() else { break };
        after = Some(end.id);
        ids.extend(rows.iter().map(|row| row.id));
        let mut views = Vec::new();
        for view in invoices::service::load_many(db, context, caller, rows).await? {
            views.push(with_payments(context, caller, view).await?);
        }
        list.write(archive, &views).await?;
    }
    list.end(archive).await?;
    documents(context, caller, archive, ids).await
}

/// Mandates for direct debits at the merchant's own bank, and their documents for whoever may read those.
async fn mandates(context: &Context, caller: &Caller, archive: &mut Archive) -> Result<(), Broken> {
    let (db, scope) = (context.db.read(), caller.scope());
    let Some(own) = caller.actor.person() else {
        return Ok(());
    };
    let today = tenants::store::find(db, own.tenant).await?.today(context.now());
    let mut rows = mandates::store::list_of_customer(db, scope, own.customer).await?;
    rows.sort_by_key(|row| row.created_at);
    let views: Vec<_> = rows.iter().map(|row| mandate(row, today)).collect::<Result<_, _>>()?;
    archive.json("mandates.json", &views).await?;
    if !CustomerPermission::PaymentMethodWrite.held_by(own.role) {
        return Ok(());
    }
    for row in rows {
        let file = mandates::document::make(context, caller, row.payment_method_id).await?;
        // References that differ in other signs alone must not meet.
        archive.begin(&format!("mandates/{}-{}", row.id, file.name), false)?;
        archive.write(&file.bytes).await?;
    }
    Ok(())
}

/// With the accounts that it had before, but for their numbers.
fn mandate(row: &mandate_rows::Model, today: NaiveDate) -> Result<Value, Broken> {
    let mut value = serde_json::to_value(mandates::service::view(row, today)?)?;
    let mut earlier = row.earlier.clone();
    for account in earlier.as_array_mut().into_iter().flatten() {
        if let Some(account) = account.as_object_mut() {
            account.remove("iban");
        }
    }
    value["earlierAccounts"] = earlier;
    Ok(value)
}

async fn with_payments(context: &Context, caller: &Caller, view: InvoiceView) -> Result<Value, Broken> {
    let (db, scope) = (context.db.read(), caller.scope());
    let mut all = Vec::new();
    for row in payments::store::list_of(db, scope, view.id).await? {
        // The note is the merchant's own.
        let refund = |row| RefundView {
            note: None,
            ..payments::refunding::view(row)
        };
        let refunds = payments::store::list_refunds(db, scope, row.id).await?;
        let mut payment = serde_json::to_value(payments::service::view(&row))?;
        payment["refunds"] = serde_json::to_value(refunds.iter().map(refund).collect::<Vec<_>>())?;
        all.push(payment);
    }
    let mut value = serde_json::to_value(view)?;
    value["payments"] = all.into();
    Ok(value)
}

async fn documents(
    context: &Context,
    caller: &Caller,
    archive: &mut Archive,
    of: Vec<InvoiceId>,
) -> Result<(), Broken> {
    for id in of {
        let Some(invoice) = invoice_store::find(context.db.read(), caller.scope(), id).await? else {
            continue;
        };
        for format in [DocumentFormat::Pdf, DocumentFormat::Xml] {
            match files::open(context, &invoice, format).await {
                Ok(file) => {
                    // Numbers that differ in other letters alone must not meet.
                    let (number, kind) = (files::file_name(&invoice), format.as_str());
                    let name = format!("documents/{number}-{}.{kind}", invoice.id);
                    archive.begin_dated(&name, false, invoice.creation_date)?;
                    archive.write(&file.bytes).await?;
                }
                // Of another system's there may be none.
                Err(error) if error.code == ErrorCode::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

/// What was sent and done.
async fn traces(context: &Context, caller: &Caller, archive: &mut Archive) -> Result<(), Broken> {
    let (db, scope) = (context.db.read(), caller.scope());
    let Some(own) = caller.actor.person() else {
        return Ok(());
    };
    let person = people::store::find(db, scope, own.person).await?;
    let email = person.map(|person| person.email);
    archive.begin("mails.json", true)?;
    let (mut list, mut request) = (Rows::default(), first("createdAt", mail_rows::Column::CreatedAt));
    loop {
        let page = mails::store::list(db, scope, mails::store::Filter::default(), &request).await?;
        let is_shown = |row: &mail_rows::Model| {
            own.role == MemberRole::Owner || !lets_in(row.kind) || is_to(row, email.as_deref())
        };
        let views = page.data.into_iter().filter(is_shown).map(mails::mapping::view);
        list.write(archive, &views.collect::<Vec<_>>()).await?;
        if !next(&mut request, page.pagination.has_more) {
            break;
        }
    }
    list.end(archive).await?;
    sign_ins(context, caller, archive).await?;
    archive.begin("activity.json", true)?;
    let (mut list, mut request) = (Rows::default(), first("at", audit_log::Column::At));
    loop {
        let page = audit::service::activity(context, caller, &request).await?;
        list.write(archive, &page.data).await?;
        if !next(&mut request, page.pagination.has_more) {
            return list.end(archive).await;
        }
    }
}

/// Such mails are a person's own, of owners everybody's. Whose a login mail was that somebody asked for is not kept: the links tell.
const fn lets_in(kind: MailKind) -> bool {
    matches!(kind, MailKind::LoginLink | MailKind::StepUpCode | MailKind::Invitation)
}

fn is_to(row: &mail_rows::Model, email: Option<&str>) -> bool {
    let both = row.recipient.as_deref().zip(email);
    both.is_some_and(|(to, own)| people::store::fold(to) == people::store::fold(own))
}

/// Links and sessions: a person's own, of owners everybody's. And what was asked about the data themselves.
async fn sign_ins(context: &Context, caller: &Caller, archive: &mut Archive) -> Result<(), Broken> {
    let (db, scope) = (context.db.read(), caller.scope());
    let Some(own) = caller.actor.person() else {
        return Ok(());
    };
    archive.begin("links.json", true)?;
    let (mut list, mut request) = (Rows::default(), first("createdAt", link_rows::Column::CreatedAt));
    loop {
        let page = links::store::list(db, scope, None, &request).await?;
        let is_shown = |row: &link_rows::Model| own.role == MemberRole::Owner || row.person_id == own.person;
        let views: Vec<_> = page.data.into_iter().filter(is_shown).map(link).collect();
        list.write(archive, &views).await?;
        if !next(&mut request, page.pagination.has_more) {
            break;
        }
    }
    list.end(archive).await?;
    archive.begin("sessions.json", true)?;
    let (mut list, mut request) = (Rows::default(), first("createdAt", session_rows::Column::CreatedAt));
    loop {
        let page = sessions::ending::list_stored(context, caller, &request).await?;
        let views = page.data.into_iter().map(|(view, ended_at)| {
            let is_removed = view.email.is_empty();
            let mut value = serde_json::to_value(view)?;
            value["endedAt"] = json!(ended_at);
            if is_removed {
                // Of somebody who may not act for the customer any more, that is not known.
                (value["email"], value["role"]) = (Value::Null, Value::Null);
            }
            Ok::<_, Broken>(value)
        });
        list.write(archive, &views.collect::<Result<Vec<_>, _>>()?).await?;
        if !next(&mut request, page.pagination.has_more) {
            break;
        }
    }
    list.end(archive).await?;
    let requests = store::list_requests(db, scope, own.customer).await?;
    let at = |instant: Option<DateTime<Utc>>| instant.map(Timestamp::from);
    let requests: Vec<_> = requests
        .into_iter()
        .map(|row| json!({ "requestedAt": at(Some(row.requested_at)), "withdrawnAt": at(row.withdrawn_at), "carriedOutAt": at(row.carried_out_at) }))
        .collect();
    archive.json("erasure-requests.json", &requests).await
}

fn link(row: link_rows::Model) -> LinkView {
    let mut view = links::routes::view(row);
    if !view.made_by.starts_with("person:") {
        // Who of the merchant's it was is the merchant's business.
        view.made_by = "merchant".into();
    }
    view
}

fn first<C: ColumnTrait>(name: &'static str, column: C) -> PageRequest<OrderColumn<C>> {
    PageRequest {
        limit: PAGE,
        start: Start::Page(1),
        order_name: name,
        order: OrderColumn::always(column),
        descending: true,
    }
}

/// Turns to the next page, where there is one.
fn next<C>(request: &mut PageRequest<OrderColumn<C>>, has_more: bool) -> bool {
    if let Start::Page(page) = &mut request.start {
        *page += 1;
    }
    has_more
}

/// The rows of one JSON list, a page at a time.
#[derive(Default)]
struct Rows {
    is_begun: bool,
}

impl Rows {
    async fn write<T: Serialize>(&mut self, archive: &mut Archive, rows: &[T]) -> Result<(), Broken> {
        let mut text = Vec::new();
        for row in rows {
            text.extend_from_slice(if self.is_begun { b",\n" } else { b"[\n" });
            self.is_begun = true;
            serde_json::to_writer(&mut text, row)?;
        }
        archive.write(&text).await
    }

    async fn end(self, archive: &mut Archive) -> Result<(), Broken> {
        archive.write(if self.is_begun { b"\n]\n" } else { b"[]\n" }).await
    }
}
