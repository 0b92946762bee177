//! The use cases of invoices.

use std::collections::{HashMap, HashSet};

use actix_web::http::StatusCode;
use chrono::Datelike;
use portico_shared::{
    Currency, CustomerId, ErrorCode, InvoiceId, Money, Page, TenantId,
    documents::{Balance, BalanceView, DocumentFormat},
    invoices::{InvoiceIn, InvoiceSource, InvoiceStatus, InvoiceType, InvoiceView, PaymentUnderway},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, SqlErr};

use super::{
    checks::check_new,
    files, mapping,
    store::{self, Filter, OpenSum, Summed},
};
use crate::{
    auth::{Caller, Scope, permissions::Permission},
    context::Context,
    db::entities::{customers, invoice_lines, invoices},
    features::{
        addresses::{mapping as address, store as address_store},
        audit::{self, Change},
        customers::{service::check_not_erased, store as customer_store},
        documents::{
            facts::{self, Facts},
            files as document_files,
        },
        payments::{collecting, store as payment_store},
        subscriptions::store as subscription_store,
        tenants,
    },
    http::{
        ApiError, ApiResult, check,
        check::Check,
        idempotency::{Answer, Once},
        page::{OrderColumn, PageRequest},
    },
};

pub async fn list(
    context: &Context,
    caller: &Caller,
    filter: Filter,
    request: &PageRequest<OrderColumn<invoices::Column>>,
) -> ApiResult<Page<InvoiceView>> {
    let db = context.db.read();
    let today = tenants::service::recent(context, caller.actor.tenant())
        .await?
        .today(context.now());
    let filter = Filter {
        // Only who may erase finds them, and only by the customer.
        with_kept: filter.customer.is_some() && sees_kept(caller),
        ..filter
    };
    let Page { data, pagination } = store::list(db, caller.scope(), filter, request).await?;
    let owners =
        customer_store::find_many(db, caller.scope(), data.iter().map(|row| row.customer_id).collect()).await?;
    let owners: HashMap<_, _> = owners.iter().map(|owner| (owner.id, owner)).collect();
    let mut underway = underway(db, caller.scope(), &data).await?;
    let sent = sent(db, caller.scope(), &data).await?;
    let view = |row: invoices::Model| {
        let owner = owners.get(&row.customer_id)?;
        let (underway, is_sent) = (underway.remove(&row.id), sent.contains(&row.id));
        Some(mapping::view(row, owner, underway, is_sent, today))
    };
    let data = data.into_iter().filter_map(view).collect();
    Ok(Page { data, pagination })
}

/// What is on its way for each of these. Nothing is asked where nothing is owed.
async fn underway(
    db: &impl ConnectionTrait,
    scope: Scope,
    rows: &[invoices::Model],
) -> Result<HashMap<InvoiceId, PaymentUnderway>, DbErr> {
    let owed = rows.iter().filter(|row| collecting::is_owed(row)).map(|row| row.id);
    let found = payment_store::list_going_on(db, scope, owed.collect()).await?;
    Ok(found
        .iter()
        .map(|row| (row.invoice_id, mapping::underway(row)))
        .collect())
}

/// For which of other systems' a PDF was sent. Nothing is asked where all are ours.
async fn sent(db: &impl ConnectionTrait, scope: Scope, rows: &[invoices::Model]) -> Result<HashSet<InvoiceId>, DbErr> {
    let others = rows.iter().filter(|row| row.source == InvoiceSource::External);
    let others: Vec<_> = others.map(|row| row.id).collect();
    if others.is_empty() {
        return Ok(HashSet::new());
    }
    let found = files::list_sent(db, scope, others).await?;
    Ok(found.into_iter().map(|(id, _)| id).collect())
}

pub async fn get(context: &Context, caller: &Caller, id: InvoiceId) -> ApiResult<InvoiceView> {
    let view = load(context.db.read(), context, caller, id).await?;
    let hidden = caller.actor.person().is_some() && view.status == InvoiceStatus::Draft;
    if hidden { Err(ApiError::not_found()) } else { Ok(view) }
}

/// What is open, a currency each.
pub async fn balance(context: &Context, caller: &Caller, customer: Option<CustomerId>) -> ApiResult<BalanceView> {
    let (db, scope) = (context.db.read(), caller.scope());
    let today = tenants::service::recent(context, caller.actor.tenant())
        .await?
        .today(context.now());
    let overdue = store::sum_open(db, scope, customer, Summed::Overdue(today)).await?;
    let underway = store::sum_open(db, scope, customer, Summed::Underway).await?;
    let of = |sums: &[OpenSum], currency: Currency| {
        let sum = sums.iter().find(|sum| sum.currency == currency);
        let (amount, invoices) = sum.map_or((0, 0), |sum| (sum.amount, sum.invoices));
        (Money::new(amount, currency), u64::try_from(invoices).unwrap_or(0))
    };
    let open = store::sum_open(db, scope, customer, Summed::All).await?;
    let balance = |currency| {
        let (open_amount, open_invoices) = of(&open, currency);
        let (overdue_amount, overdue_invoices) = of(&overdue, currency);
        let (underway_amount, underway_invoices) = of(&underway, currency);
        Balance {
            open_amount,
            open_invoices,
            overdue_amount,
            overdue_invoices,
            underway_amount,
            underway_invoices,
        }
    };
    let span = store::find_span(db, scope, customer).await?;
    let years = span.map(|(first, last)| (first.year()..=last.year()).rev().collect());
    Ok(BalanceView {
        balances: open.iter().map(|sum| balance(sum.currency)).collect(),
        years: years.unwrap_or_default(),
    })
}

pub fn sees_kept(caller: &Caller) -> bool {
    caller.actor.permissions().contains(&Permission::CustomerErase)
}

/// An invoice with its lines.
pub async fn load(
    db: &impl ConnectionTrait,
    context: &Context,
    caller: &Caller,
    id: InvoiceId,
) -> ApiResult<InvoiceView> {
    let row = store::find(db, caller.scope(), id)
        .await?
        .filter(|row| row.kept_until.is_none() || sees_kept(caller))
        .ok_or_else(ApiError::not_found)?;
    let view = load_many(db, context, caller, vec![row]).await?.pop();
    view.ok_or_else(ApiError::not_found)
}

/// The same of many: one query a table, whatever their number.
pub async fn load_many(
    db: &impl ConnectionTrait,
    context: &Context,
    caller: &Caller,
    rows: Vec<invoices::Model>,
) -> ApiResult<Vec<InvoiceView>> {
    let scope = caller.scope();
    let today = tenants::store::find(db, scope.tenant()).await?.today(context.now());
    let owners = customer_store::find_many(db, scope, rows.iter().map(|row| row.customer_id).collect()).await?;
    let owners: HashMap<_, _> = owners.iter().map(|owner| (owner.id, owner)).collect();
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let sent: HashMap<_, _> = files::list_sent(db, scope, ids.clone()).await?.into_iter().collect();
    let mut underway = underway(db, scope, &rows).await?;
    let mut facts = facts::list(db, scope, ids.clone()).await?;
    let mut lines: HashMap<_, Vec<_>> = HashMap::new();
    for line in store::list_lines_of(db, scope, ids).await? {
        lines.entry(line.invoice_id).or_default().push(line.line);
    }
    let view = |row: invoices::Model| {
        let owner = owners.get(&row.customer_id).ok_or_else(ApiError::not_found)?;
        let lines = lines.remove(&row.id).unwrap_or_default();
        let taxes = row.taxes.clone().map(serde_json::from_value).transpose();
        let (facts, sent) = (facts.remove(&row.id), sent.get(&row.id).copied());
        let underway = underway.remove(&row.id);
        let issued = facts.is_some().then_some(row.created_at);
        let file = |format, since: Option<_>| since.map(|since| document_files::view(&row, format, since));
        let mut view = InvoiceView {
            taxes: taxes.map_err(ApiError::internal)?,
            positions: Some(mapping::lines(lines)),
            file: file(DocumentFormat::Pdf, sent.or(issued)),
            xml_file: file(DocumentFormat::Xml, issued),
            has_own_pdf: Some(sent.is_some()),
            ..mapping::view(row, owner, underway, sent.is_some(), today)
        };
        if let Some(Facts {
            seller,
            gaps,
            particulars,
        }) = facts
        {
            view.seller = Some(seller);
            view.lacking_for_xrechnung = Some(gaps).filter(|gaps| !gaps.is_empty());
            view.particulars = Some(particulars);
        }
        Ok(view)
    };
    rows.into_iter().map(view).collect()
}

/// Takes over an invoice that another system issued.
pub async fn create(context: &Context, caller: &Caller, once: Once, new: InvoiceIn) -> ApiResult<Answer> {
    check_new(&new)?;
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let id = insert(tx, context, caller, &new).await?;
        load(tx, context, caller, id).await
    })
    .await
}

/// Inserts a checked invoice with its lines and a snapshot of the address it was sent to.
pub async fn insert(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    new: &InvoiceIn,
) -> ApiResult<InvoiceId> {
    let scope = caller.scope();
    let customer = check_references(tx, scope, new).await?;
    let id = InvoiceId(context.new_id());
    let row = issued(tx, context, new, &customer, id).await?;
    store::insert(tx, row).await.map_err(|error| taken(error, new))?;
    for (position, line) in (0..).zip(&new.positions) {
        let line = invoice_lines::Model {
            tenant_id: scope.tenant(),
            invoice_id: id,
            position,
            line: serde_json::to_value(line).map_err(ApiError::internal)?,
        };
        store::insert_line(tx, line).await?;
    }
    let change = Change {
        action: "invoice.created",
        subject_kind: "invoice",
        subject: id.0,
        customer: Some(customer.id),
        after: Some(serde_json::json!({ "number": new.number, "grossAmount": new.gross_amount, "source": "external" })),
        ..Change::default()
    };
    audit::record(tx, context, caller, change).await?;
    Ok(id)
}

async fn issued(
    tx: &DatabaseTransaction,
    context: &Context,
    new: &InvoiceIn,
    customer: &customers::Model,
    id: InvoiceId,
) -> ApiResult<invoices::Model> {
    let scope = Scope::of_customer(customer.tenant_id, customer.id);
    let addresses = address_store::list_of(tx, scope, vec![customer.id]).await?;
    let address = address::for_invoices(&addresses).map(address::view);
    let address = address
        .map(serde_json::to_value)
        .transpose()
        .map_err(ApiError::internal)?;
    Ok(drafted(context, new, customer.tenant_id, id, address))
}

/// The row of a checked invoice, not stored yet.
pub fn drafted(
    context: &Context,
    new: &InvoiceIn,
    tenant: TenantId,
    id: InvoiceId,
    invoice_address: Option<serde_json::Value>,
) -> invoices::Model {
    let status = new.status.unwrap_or(InvoiceStatus::Unpaid);
    let kind = new.kind.unwrap_or(InvoiceType::Invoice);
    let is_open = matches!(status, InvoiceStatus::Unpaid | InvoiceStatus::Reminded) && kind == InvoiceType::Invoice;
    invoices::Model {
        tenant_id: tenant,
        id,
        version: 1,
        customer_id: new.customer,
        subscription_id: new.subscription,
        referenced_invoice_id: new.referenced_invoice,
        external_id: new.external_id.clone(),
        number: Some(new.number.clone()),
        kind,
        status,
        source: InvoiceSource::External,
        currency: new.currency_code,
        creation_date: new.creation_date.to_naive(),
        finalization_date: Some(new.creation_date.to_naive()),
        due_date: new.due_date.as_ref().map(portico_shared::Date::to_naive),
        pay_date: new.pay_date.as_ref().map(portico_shared::Date::to_naive),
        last_reminder_date: None,
        last_sent_at: None,
        dunning_level: 0,
        net_amount: new.net_amount,
        tax_amount: new.tax_amount,
        gross_amount: new.gross_amount,
        discount_amount: 0,
        rounding_amount: new.rounding_amount,
        open_amount: if is_open { new.gross_amount } else { 0 },
        last_payment_failed: false,
        title: new.title.clone(),
        introduction: None,
        closing: None,
        invoice_address,
        search: check::fold(&[Some(&new.number), new.title.as_deref(), new.external_id.as_deref()]),
        created_at: context.now(),
        billing_date: None,
        taxes: None,
        dunning_fee_amount: 0,
        paid_amount: if status == InvoiceStatus::Paid {
            new.gross_amount
        } else {
            0
        },
        credited_amount: 0,
        payment_method_id: None,
        kept_until: None,
        next_attempt_on: None,
    }
}

async fn check_references(tx: &DatabaseTransaction, scope: Scope, new: &InvoiceIn) -> ApiResult<customers::Model> {
    let mut check = Check::default();
    // Erasing waits for what is written about a customer, and what is written for erasing.
    customer_store::lock(tx, scope, new.customer).await?;
    let customer = customer_store::find(tx, scope, new.customer).await?;
    check.require(customer.is_some(), "customer", "unknown", "there is no such customer");
    if let Some(id) = new.subscription {
        let found = subscription_store::find(tx, scope, id).await?;
        check.require(
            found.is_some_and(|row| row.customer_id == new.customer),
            "subscription",
            "unknown",
            "this customer has no such subscription",
        );
    }
    if let Some(id) = new.referenced_invoice {
        let found = store::find(tx, scope, id).await?;
        check.require(
            found.is_some_and(|row| row.customer_id == new.customer),
            "referencedInvoice",
            "unknown",
            "this customer has no such invoice",
        );
    }
    check.finish()?;
    let customer = customer.ok_or_else(ApiError::not_found)?;
    check_not_erased(&customer)?;
    Ok(customer)
}

fn taken(error: DbErr, new: &InvoiceIn) -> ApiError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(which)) if which.contains("external") => ApiError::new(
            ErrorCode::ExternalIdTaken,
            format!(
                "Another invoice has the externalId \"{}\".",
                new.external_id.as_deref().unwrap_or_default()
            ),
        ),
        Some(SqlErr::UniqueConstraintViolation(_)) => ApiError::new(
            ErrorCode::NumberTaken,
            format!("Another invoice has the number \"{}\".", new.number),
        ),
        _ => error.into(),
    }
}
