//! Taking an invoice back: whole by a cancellation, in part by a credit note. Both are documents of their
//! own; the invoice stays as it was issued.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use portico_documents::invoice::{Payment, Preceding};
use portico_domain::{
    billing::{self, BillingPeriod, Line},
    credit::{self, Refusal},
    retention::kept_until,
};
use portico_shared::{
    ErrorCode, InvoiceId,
    invoices::{CancelInvoiceIn, CreditIn, InvoiceLine, InvoiceSource, InvoiceStatus, InvoiceType},
    numbers::NumberKind,
};
use sea_orm::DatabaseTransaction;

use super::{mapping, service, store};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{invoice_lines, invoices, subscriptions},
    features::{
        audit::{self, Change},
        customers::store as customer_store,
        documents::{
            snapshot::{self, House},
            store as document_store,
        },
        invoice_recipients,
        mails::{self, Collection, Mail},
        numbers,
        payment_methods::removing,
        payments::{service::standing, store as payment_store},
        settings::service as settings,
        subscriptions::{
            mapping as subscription_mapping,
            service::changes::{self, NotAgain},
            store as subscription_store,
        },
        tenants,
    },
    http::{
        ApiError, ApiResult,
        check::{self, Check},
        idempotency::{Answer, Once},
    },
};

/// Cancels a whole invoice: nothing is owed for it any more.
pub async fn cancel(
    context: &Context,
    caller: &Caller,
    once: Once,
    id: InvoiceId,
    asked: CancelInvoiceIn,
) -> ApiResult<Answer> {
    let mut check = Check::default();
    check.prose("reason", asked.reason.as_deref(), 2000);
    check.finish()?;
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let invoice = find_ours(tx, caller.scope(), id).await?;
        if invoice.credited_amount > 0 {
            let detail = format!(
                "Of invoice {} a part was credited already; credit what is left instead.",
                invoice.number.as_deref().unwrap_or_default()
            );
            return Err(ApiError::in_state(ErrorCode::WrongState, invoice.status, detail));
        }
        let printed = mapping::lines(store::list_lines(tx, caller.scope(), id).await?);
        let lines = credit::cancel(&priced(&printed));
        let document = Document {
            kind: InvoiceType::Cancellation,
            number: NumberKind::Cancellation,
            reason: asked.reason,
        };
        let new = insert(tx, context, caller, &invoice, &printed, &lines, document).await?;
        if asked.bill_again {
            open_period_again(tx, context, caller, &invoice, &printed).await?;
        }
        let after = invoices::Model {
            status: InvoiceStatus::Cancelled,
            open_amount: 0,
            // Another invoice may bill the period then.
            billing_date: invoice.billing_date.filter(|_| !asked.bill_again),
            ..invoice.clone()
        };
        save(tx, context, caller, &invoice, after, "invoice.cancelled").await?;
        service::load(tx, context, caller, new).await
    })
    .await
}

/// Credits parts of an invoice; what is still open of it becomes less.
pub async fn credit(
    context: &Context,
    caller: &Caller,
    once: Once,
    id: InvoiceId,
    asked: CreditIn,
) -> ApiResult<Answer> {
    let mut check = Check::default();
    check.prose("reason", asked.reason.as_deref(), 2000);
    check.finish()?;
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let invoice = find_ours(tx, caller.scope(), id).await?;
        let printed = mapping::lines(store::list_lines(tx, caller.scope(), id).await?);
        let already = credited_before(tx, caller.scope(), &invoice, printed.len()).await?;
        let wanted: Vec<(usize, i64)> = asked
            .positions
            .iter()
            .map(|one| (usize::try_from(one.position).unwrap_or(usize::MAX), one.amount))
            .collect();
        let lines = credit::credit(&priced(&printed), &already, &wanted).map_err(|why| refused(why, &wanted))?;
        let gross = billing::totals(&lines).gross.saturating_neg();
        let document = Document {
            kind: InvoiceType::Credit,
            number: NumberKind::Credit,
            reason: asked.reason,
        };
        let new = insert(tx, context, caller, &invoice, &printed, &lines, document).await?;
        // Once nothing is left on any line nothing is owed, whatever a cent of rounding or a fee would leave.
        let is_whole = is_all_credited(&printed, &already, &wanted);
        let open_amount = if is_whole {
            0
        } else {
            invoice.open_amount.saturating_sub(gross).max(0)
        };
        let is_settled = open_amount == 0 && invoice.open_amount > 0;
        let after = invoices::Model {
            credited_amount: invoice.credited_amount.saturating_add(gross),
            open_amount,
            status: if is_settled {
                InvoiceStatus::Paid
            } else {
                invoice.status
            },
            pay_date: if is_settled {
                Some(today(tx, context, caller).await?)
            } else {
                invoice.pay_date
            },
            ..invoice.clone()
        };
        save(tx, context, caller, &invoice, after, "invoice.credited").await?;
        service::load(tx, context, caller, new).await
    })
    .await
}

/// Whether every line is credited whole with this note.
fn is_all_credited(printed: &[InvoiceLine], already: &[i64], wanted: &[(usize, i64)]) -> bool {
    priced(printed).iter().enumerate().all(|(place, line)| {
        let now: i64 = wanted
            .iter()
            .filter(|(at, _)| *at == place)
            .map(|(_, amount)| amount)
            .sum();
        already.get(place).copied().unwrap_or(0).saturating_add(now) >= line.amount
    })
}

fn refused(refusal: Refusal, wanted: &[(usize, i64)]) -> ApiError {
    let at = |line: usize| wanted.iter().rposition(|(index, _)| *index == line).unwrap_or(0);
    let (path, code) = match refusal {
        Refusal::UnknownLine(line) => (format!("positions[{}].position", at(line)), "unknown"),
        Refusal::NothingToCredit => ("positions".into(), "out-of-range"),
        Refusal::MoreThanIsLeft { line, .. } => (format!("positions[{}].amount", at(line)), "out-of-range"),
    };
    let mut check = Check::default();
    check.refuse(&path, code, refusal.to_string());
    check.finish().err().unwrap_or_else(ApiError::not_found)
}

/// An issued invoice of ours that money is not being collected for at this moment.
async fn find_ours(tx: &DatabaseTransaction, scope: Scope, id: InvoiceId) -> ApiResult<invoices::Model> {
    let invoice = store::find(tx, scope, id).await?.ok_or_else(ApiError::not_found)?;
    let number = invoice.number.as_deref().unwrap_or_default();
    let wrong = |detail: String| Err(ApiError::in_state(ErrorCode::WrongState, invoice.status, detail));
    if invoice.source != InvoiceSource::Portico {
        return wrong(format!(
            "Invoice {number} was issued by another system; take it back there."
        ));
    }
    if invoice.kind != InvoiceType::Invoice {
        return wrong(format!("{number} is no invoice but takes one back itself."));
    }
    if matches!(invoice.status, InvoiceStatus::Cancelled | InvoiceStatus::Draft) {
        return wrong(format!("Invoice {number} is {}.", invoice.status));
    }
    if payment_store::find_open(tx, scope, id).await?.is_some() {
        return wrong(format!(
            "Invoice {number} is being collected right now. Try again once that has an outcome."
        ));
    }
    Ok(invoice)
}

/// Sets a subscription back to before the invoice, so that the next billing run bills the period anew.
async fn open_period_again(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    invoice: &invoices::Model,
    printed: &[InvoiceLine],
) -> ApiResult<()> {
    let (Some(subscription), Some(date)) = (invoice.subscription_id, invoice.billing_date) else {
        return Err(not_again(invoice, "it bills no period of a subscription"));
    };
    if invoice.kept_until.is_some() {
        return Err(not_again(invoice, "the data of its customer were erased"));
    }
    changes::unbill(tx, context, caller, subscription, date, printed)
        .await?
        .map_err(|why| match why {
            NotAgain::Later => not_again(invoice, "later periods were billed already"),
            NotAgain::NotDue => not_again(invoice, "its period is not due any more after a pause or an end"),
        })
}

fn not_again(invoice: &invoices::Model, why: &str) -> ApiError {
    let number = invoice.number.as_deref().unwrap_or_default();
    let detail = format!("What invoice {number} bills cannot be billed again: {why}. Leave billAgain out.");
    ApiError::in_state(ErrorCode::WrongState, invoice.status, detail)
}

/// How much of each line earlier credit notes took back.
async fn credited_before(
    tx: &DatabaseTransaction,
    scope: Scope,
    invoice: &invoices::Model,
    lines: usize,
) -> ApiResult<Vec<i64>> {
    let mut already = vec![0_i64; lines];
    for note in store::list_referring(tx, scope, invoice.id).await? {
        for line in mapping::lines(store::list_lines(tx, scope, note.id).await?) {
            let place = line.credited_position.and_then(|place| usize::try_from(place).ok());
            if let Some(sum) = place.and_then(|place| already.get_mut(place)) {
                *sum = sum.saturating_sub(line.amount.unwrap_or(line.net_amount));
            }
        }
    }
    Ok(already)
}

/// The lines as the rules see them.
fn priced(printed: &[InvoiceLine]) -> Vec<Line> {
    let line = |(item, line): (usize, &InvoiceLine)| {
        let start = line
            .period_start
            .as_ref()
            .map(portico_shared::Date::to_naive)
            .unwrap_or_default();
        Line {
            item,
            period: BillingPeriod::whole(start, start),
            price_mode: line.price_mode,
            tax_rate: line.tax_rate,
            tax_category: line.tax_category,
            discount: line.discount_amount,
            amount: line.amount.unwrap_or(line.net_amount),
            net: line.net_amount,
        }
    };
    printed.iter().enumerate().map(line).collect()
}

struct Document {
    kind: InvoiceType,
    number: NumberKind,
    reason: Option<String>,
}

async fn today(tx: &DatabaseTransaction, context: &Context, caller: &Caller) -> ApiResult<NaiveDate> {
    Ok(tenants::store::find(tx, caller.actor.tenant())
        .await?
        .today(context.now()))
}

async fn insert(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    invoice: &invoices::Model,
    printed: &[InvoiceLine],
    lines: &[Line],
    document: Document,
) -> ApiResult<InvoiceId> {
    let tenant = tenants::store::find(tx, invoice.tenant_id).await?;
    // Before a number is taken.
    let house = House::open(tx, &tenant).await?;
    let today = tenant.today(context.now());
    let owner = customer_store::find(tx, caller.scope(), invoice.customer_id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let number = numbers::take(tx, context, invoice.tenant_id, document.number, today, &owner.number).await?;
    let in_force = settings::effective_invoicings(tx, caller.scope(), &[owner.id]).await?;
    let totals = billing::totals(lines);
    let id = InvoiceId(context.new_id());
    let row = invoices::Model {
        id,
        version: 1,
        referenced_invoice_id: Some(invoice.id),
        search: check::fold(&[Some(&number), invoice.title.as_deref()]),
        number: Some(number),
        kind: document.kind,
        // It asks for no money.
        status: InvoiceStatus::Paid,
        creation_date: today,
        finalization_date: Some(today),
        due_date: None,
        pay_date: Some(today),
        last_reminder_date: None,
        last_sent_at: None,
        dunning_level: 0,
        net_amount: totals.net,
        tax_amount: totals.tax,
        gross_amount: totals.gross,
        discount_amount: totals.discount,
        rounding_amount: totals.rounding,
        open_amount: 0,
        last_payment_failed: false,
        introduction: document.reason,
        closing: None,
        created_at: context.now(),
        billing_date: None,
        taxes: Some(serde_json::to_value(subscription_mapping::taxes(&totals)).map_err(ApiError::internal)?),
        dunning_fee_amount: 0,
        paid_amount: 0,
        credited_amount: 0,
        // With an invoice that is kept for the law alone, from its own year on.
        kept_until: match invoice.kept_until {
            Some(_) => Some(kept_until(today, in_force.of(owner.id).retention_years)),
            None => None,
        },
        ..invoice.clone()
    };
    store::insert(tx, row.clone()).await?;
    let lines: Vec<_> = lines.iter().filter_map(|line| taken_back(printed, line)).collect();
    for (position, line) in (0..).zip(&lines) {
        let line = invoice_lines::Model {
            tenant_id: invoice.tenant_id,
            invoice_id: id,
            position,
            line: serde_json::to_value(line).map_err(ApiError::internal)?,
        };
        store::insert_line(tx, line).await?;
    }
    let contract = subscription_of(tx, invoice).await?;
    let issued = document_store::find(tx, caller.scope(), invoice.id).await?;
    let said = snapshot::Around {
        customer: &owner,
        settings: in_force.of(owner.id),
        contract: contract.as_ref().map(|row| row.number.as_str()),
        order: contract.as_ref().and_then(|row| row.po_number.as_deref()),
        preceding: Some(Preceding {
            number: invoice.number.clone().unwrap_or_default(),
            issued_on: invoice.creation_date.into(),
        }),
        issued: issued.map(snapshot::said).transpose()?,
        payment: Payment::None,
    };
    document_store::insert(tx, snapshot::take(&house, &row, lines, said)?).await?;
    let change = Change {
        action: "invoice.issued",
        subject_kind: "invoice",
        subject: id.0,
        customer: Some(row.customer_id),
        after: Some(serde_json::json!({ "number": row.number, "type": row.kind, "grossAmount": row.gross_amount })),
        ..Change::default()
    };
    audit::record(tx, context, caller, change).await?;
    if in_force.of(owner.id).auto_send_documents && owner.erased_at.is_none() {
        let language = in_force.of(owner.id).document_language;
        let recipients = invoice_recipients::store::list_confirmed(tx, caller.scope(), &[owner.id]).await?;
        let of = invoice.number.clone();
        for mail in Mail::invoice(&row, (&owner, language), recipients.iter(), of, Collection::None) {
            mails::service::enqueue(tx, context, &tenant, mail).await?;
        }
    }
    Ok(id)
}

/// A line of the invoice, as the document that takes it back prints it.
fn taken_back(printed: &[InvoiceLine], line: &Line) -> Option<InvoiceLine> {
    Some(InvoiceLine {
        net_amount: line.net,
        discount_amount: line.discount,
        amount: Some(line.amount),
        credited_position: u32::try_from(line.item).ok(),
        ..printed.get(line.item)?.clone()
    })
}

async fn subscription_of(
    tx: &DatabaseTransaction,
    invoice: &invoices::Model,
) -> ApiResult<Option<subscriptions::Model>> {
    let scope = Scope::of_tenant(invoice.tenant_id);
    Ok(match invoice.subscription_id {
        Some(id) => subscription_store::find(tx, scope, id).await?,
        None => None,
    })
}

async fn save(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    before: &invoices::Model,
    after: invoices::Model,
    action: &'static str,
) -> ApiResult<()> {
    let after = invoices::Model {
        version: before.version + 1,
        ..after
    };
    let change = Change {
        action,
        subject_kind: "invoice",
        subject: before.id.0,
        customer: Some(before.customer_id),
        before: Some(standing(before)),
        after: Some(standing(&after)),
    };
    if !store::update(tx, before, after.clone()).await? {
        return Err(ApiError::concurrent());
    }
    audit::record(tx, context, caller, change).await?;
    if after.open_amount == 0 {
        Box::pin(removing::retire_bound(tx, context, caller, &after)).await?;
    }
    Ok(())
}
