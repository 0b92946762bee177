//! Announcing debits, handing them to the bank in files, and taking back what the bank returns.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use chrono::{Days, NaiveDate, TimeDelta};
use portico_domain::{mandates as rules, sepa};
use portico_shared::{
    Currency, DebitFileId, ErrorCode, Money, Page, PaymentId,
    debits::{DebitFileIn, DebitFileView, DebitView, ReturnIn, ReturnReason, WaitingDebits},
    invoices::PaymentStatus,
    payment_methods::RefusalReason,
    settings::Collection,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::json;

use super::{
    files::{self, Debit},
    store,
};
use crate::{
    auth::{Caller, Scope, secrets::hex},
    context::Context,
    db::entities::{customers, debit_files, invoices, mandates, payment_methods, payments, tenants as tenants_table},
    features::{
        audit::{self, Change},
        customers::store as customer_store,
        invoices::store as invoice_store,
        mails::{self, Ending, Mail},
        mandates::{changing as mandate_changing, service as mandate_service, store as mandate_store},
        payment_methods::{removing, store as method_store},
        payments::{collecting, outcomes, service as payment_service, store as payment_store},
        settings::service as settings,
        tenants,
    },
    http::{
        ApiError, ApiResult,
        idempotency::{Answer, Once},
        page::{OrderColumn, PageRequest},
    },
    ports::payment::{Outcome, Refusal},
};

/// Debits in one file: what a bank takes at once, and what fits into one transaction.
const MOST_IN_FILE: u64 = 5000;
const MOST_SHOWN: u64 = 1000;
/// What SEPA moves at once, in cents.
const MOST_CENTS: i64 = 99_999_999_999;
/// For so long a debit can be disputed: the file itself is kept, then what it came to alone.
pub const CONTENT_KEPT: TimeDelta = TimeDelta::days(430);

/// Sends a debit on its way: the customer is told the day, and the next file for the bank holds it. None where the mandate does
/// not count on that day.
pub async fn announce(
    tx: &DatabaseTransaction,
    context: &Context,
    (invoice, method): (&invoices::Model, &payment_methods::Model),
    attempt: payments::Model,
) -> ApiResult<Option<payments::Model>> {
    let scope = Scope::of_tenant(invoice.tenant_id);
    let tenant = tenants::store::find(tx, invoice.tenant_id).await?;
    let set = settings::tenant_collection(tx, scope).await?;
    let today = tenant.today(context.now());
    let collect_on = collect_on(&set, invoice.due_date, today);
    let mandate = mandate_store::find_of(tx, scope, method.id).await?;
    let mandate = mandate.ok_or_else(|| ApiError::internal(format!("payment method {} has no mandate", method.id)))?;
    if !counts(&mandate, collect_on) || attempt.amount > MOST_CENTS {
        return Ok(None);
    }
    // Of whoever revokes it at this moment, one comes too late and sees what the other did.
    let touched = mandates::Model {
        version: mandate.version + 1,
        ..mandate.clone()
    };
    if !mandate_store::update(tx, &mandate, touched).await? {
        return Err(ApiError::concurrent());
    }
    if let Some(customer) = customer_store::find(tx, scope, invoice.customer_id).await? {
        let mail = Mail::debit_announced(invoice, &customer, &mandate, collect_on);
        mails::service::enqueue(tx, context, &tenant, mail).await?;
    }
    Ok(Some(payments::Model {
        status: PaymentStatus::Underway,
        collect_on: Some(collect_on),
        ..attempt
    }))
}

/// The day on which an account is debited for what is announced today.
pub fn collect_on(set: &Collection, due: Option<NaiveDate>, today: NaiveDate) -> NaiveDate {
    let earliest = rules::earliest_collection(today, set.pre_notification_days, set.debit_lead_days);
    let due = due.map_or(earliest, |due| sepa::target_days_after(due, 0));
    earliest.max(due)
}

/// Whether a mandate allows a debit on that day.
fn counts(mandate: &mandates::Model, day: NaiveDate) -> bool {
    mandate.revoked_at.is_none() && !rules::is_lapsed(mandate.signed_on, mandate.last_debit_on, day)
}

/// What waits for the bank.
pub async fn waiting(context: &Context, scope: Scope) -> ApiResult<WaitingDebits> {
    let db = context.db.read();
    let rows = store::list_waiting(db, scope, None, MOST_SHOWN).await?;
    let (count, sum) = store::sum_waiting(db, scope).await?;
    let lead = settings::tenant_collection(db, scope).await?.debit_lead_days;
    let hand_in_until = rows
        .first()
        .and_then(|row| row.collect_on)
        .map(|day| last_day_to_hand_in(day, lead).into());
    Ok(WaitingDebits {
        count,
        amount: (count > 0).then(|| Money::new(sum, Currency::EUR)),
        hand_in_until,
        data: views(db, scope, rows).await?,
    })
}

/// The last day on which the bank, with so many TARGET days before it, still collects on `day`.
fn last_day_to_hand_in(day: NaiveDate, lead: u16) -> NaiveDate {
    let mut candidate = day;
    while sepa::target_days_after(candidate, lead) > day {
        match candidate.checked_sub_days(Days::new(1)) {
            Some(before) => candidate = before,
            None => break,
        }
    }
    candidate
}

struct Around {
    mandates: HashMap<portico_shared::PaymentMethodId, mandates::Model>,
    invoices: HashMap<portico_shared::InvoiceId, invoices::Model>,
    customers: HashMap<portico_shared::CustomerId, customers::Model>,
}

async fn around(db: &impl ConnectionTrait, scope: Scope, rows: &[payments::Model]) -> ApiResult<Around> {
    let mandates = mandate_store::list_of(db, scope, rows.iter().filter_map(|row| row.payment_method_id).collect());
    let invoices = invoice_store::find_many(db, scope, rows.iter().map(|row| row.invoice_id).collect());
    let customers = customer_store::find_many(db, scope, rows.iter().map(|row| row.customer_id).collect());
    Ok(Around {
        mandates: mandates
            .await?
            .into_iter()
            .map(|row| (row.payment_method_id, row))
            .collect(),
        invoices: invoices.await?.into_iter().map(|row| (row.id, row)).collect(),
        customers: customers.await?.into_iter().map(|row| (row.id, row)).collect(),
    })
}

async fn views(db: &impl ConnectionTrait, scope: Scope, rows: Vec<payments::Model>) -> ApiResult<Vec<DebitView>> {
    let around = around(db, scope, &rows).await?;
    let view = |row: payments::Model| {
        let mandate = row.payment_method_id.and_then(|id| around.mandates.get(&id))?;
        let customer = around.customers.get(&row.customer_id)?;
        Some(DebitView {
            payment: row.id,
            invoice: row.invoice_id,
            invoice_number: around.invoices.get(&row.invoice_id).and_then(|one| one.number.clone()),
            customer: row.customer_id,
            customer_name: customer.display_name(),
            amount: Money::new(row.amount, row.currency),
            collect_on: row.collect_on?.into(),
            mandate_reference: mandate.reference.clone(),
            iban: mandate.iban_masked.clone(),
        })
    };
    Ok(rows.into_iter().filter_map(view).collect())
}

fn view(row: &debit_files::Model) -> DebitFileView {
    DebitFileView {
        id: row.id,
        message_id: row.message_id.clone(),
        debits: u64::try_from(row.debits).unwrap_or_default(),
        amount: Money::new(row.amount, Currency::EUR),
        first_collection_on: row.first_on.into(),
        last_collection_on: row.last_on.into(),
        made_by: row.made_by.clone(),
        created_at: row.created_at.into(),
    }
}

fn place(row: &debit_files::Model) -> String {
    format!("{}/debit_files/{}", row.tenant_id, row.id)
}

pub async fn list(
    context: &Context,
    scope: Scope,
    request: &PageRequest<OrderColumn<debit_files::Column>>,
) -> ApiResult<Page<DebitFileView>> {
    let page = store::list(context.db.read(), scope, request).await?;
    Ok(page.map(|row| view(&row)))
}

pub async fn get(context: &Context, scope: Scope, id: DebitFileId) -> ApiResult<DebitFileView> {
    let row = store::find(context.db.read(), scope, id).await?;
    Ok(view(&row.ok_or_else(ApiError::not_found)?))
}

/// The file itself, with the name that it is stored under. That it was read is written down: accounts stand in it in full.
pub async fn content(context: &Context, caller: &Caller, id: DebitFileId) -> ApiResult<(String, Vec<u8>)> {
    let row = store::find(context.db.read(), caller.scope(), id).await?;
    // Of an old one, what it came to is all that is left.
    let row = row.filter(|row| !row.content.is_empty());
    let row = row.ok_or_else(ApiError::not_found)?;
    let opened = context
        .master
        .open(&place(&row), &row.content)
        .map_err(ApiError::internal)?;
    let change = Change {
        action: "debit-file.read",
        subject_kind: "debit-file",
        subject: row.id.0,
        after: Some(json!({ "messageId": row.message_id, "debits": row.debits })),
        ..Change::default()
    };
    let tx = context.db.begin().await?;
    audit::record(&tx, context, caller, change).await?;
    context.commit(tx).await?;
    Ok((format!("{}.xml", row.message_id), opened))
}

/// Makes a file of what waits. Who makes one at the same moment is refused: no debit is in two files.
pub async fn make(context: &Context, caller: &Caller, once: Once, asked: DebitFileIn) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let scope = caller.scope();
        let creditor = mandate_service::creditor(tx, scope).await?;
        let tenant = tenants::store::find(tx, scope.tenant()).await?;
        let (now, today) = (context.now(), tenant.today(context.now()));
        let lead = settings::tenant_collection(tx, scope).await?.debit_lead_days;
        let earliest = sepa::target_days_after(today, lead);
        let until = asked.until.as_ref().map(portico_shared::Date::to_naive);
        let rows = store::list_waiting(tx, scope, until, MOST_IN_FILE).await?;
        let around = around(tx, scope, &rows).await?;
        let debit = |payment: payments::Model| {
            let mandate = payment
                .payment_method_id
                .and_then(|id| around.mandates.get(&id))?
                .clone();
            let invoice = around
                .invoices
                .get(&payment.invoice_id)
                .and_then(|one| one.number.clone());
            let collect_on = payment.collect_on?.max(earliest);
            Some(Debit {
                invoice: invoice.unwrap_or_default(),
                collect_on,
                mandate,
                payment,
            })
        };
        // What was paid in another way since is not debited as well.
        let is_owed = |payment: &payments::Model| {
            let invoice = around.invoices.get(&payment.invoice_id);
            invoice.is_some_and(|invoice| collecting::is_owed(invoice) && invoice.open_amount >= payment.amount)
        };
        let (debits, ended): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .filter_map(debit)
            .partition(|one| counts(&one.mandate, one.collect_on) && is_owed(&one.payment));
        for one in ended {
            let reason = if is_owed(&one.payment) {
                RefusalReason::MethodRemoved
            } else {
                RefusalReason::PaidOtherwise
            };
            payment_service::withdraw(tx, context, caller, (one.payment, reason)).await?;
        }
        for one in &debits {
            tell_of_later_day(tx, context, (&tenant, &around), one).await?;
        }
        let (Some(first), Some(last)) = (
            debits.iter().map(|one| one.collect_on).min(),
            debits.iter().map(|one| one.collect_on).max(),
        ) else {
            return Err(ApiError::new(ErrorCode::WrongState, "No debit waits for the bank."));
        };
        let mut tail = [0; 4];
        context.random.fill(&mut tail);
        let message_id = format!("PTC-{}-{}", today.format("%Y%m%d"), hex(&tail).to_uppercase());
        let xml = files::file(context, &creditor, (&message_id, now), &debits)?;
        let mut row = debit_files::Model {
            tenant_id: scope.tenant(),
            id: DebitFileId(context.new_id()),
            message_id,
            debits: i64::try_from(debits.len()).map_err(ApiError::internal)?,
            amount: debits.iter().map(|one| one.payment.amount).sum(),
            first_on: first,
            last_on: last,
            content: Vec::new(),
            made_by: caller.actor.name(),
            created_at: now,
        };
        row.content = context.master.seal(&*context.random, &place(&row), &xml);
        store::insert(tx, row.clone()).await?;
        hand_over(tx, &row, debits).await?;
        let change = Change {
            action: "debit-file.created",
            subject_kind: "debit-file",
            subject: row.id.0,
            after: Some(json!({ "messageId": row.message_id, "debits": row.debits, "amount": row.amount })),
            ..Change::default()
        };
        audit::record(tx, context, caller, change).await?;
        Ok(view(&row))
    })
    .await
}

/// The file comes too late for the day that was announced: the customer learns the one that counts.
async fn tell_of_later_day(
    tx: &DatabaseTransaction,
    context: &Context,
    (tenant, around): (&tenants_table::Model, &Around),
    debit: &Debit,
) -> ApiResult<()> {
    let (invoice, customer) = (
        around.invoices.get(&debit.payment.invoice_id),
        around.customers.get(&debit.payment.customer_id),
    );
    let (Some(invoice), Some(customer)) = (invoice, customer) else {
        return Ok(());
    };
    if debit.payment.collect_on >= Some(debit.collect_on) {
        return Ok(());
    }
    let mail = Mail::debit_announced(invoice, customer, &debit.mandate, debit.collect_on);
    mails::service::enqueue(tx, context, tenant, mail).await?;
    Ok(())
}

/// Notes of each debit and each mandate that the bank is asked now.
async fn hand_over(tx: &DatabaseTransaction, file: &debit_files::Model, debits: Vec<Debit>) -> ApiResult<()> {
    let mut used: HashMap<_, (mandates::Model, NaiveDate, PaymentId)> = HashMap::new();
    for debit in debits {
        let after = payments::Model {
            version: debit.payment.version + 1,
            debit_file_id: Some(file.id),
            collect_on: Some(debit.collect_on),
            ..debit.payment.clone()
        };
        if !payment_store::update(tx, &debit.payment, after).await? {
            return Err(ApiError::concurrent());
        }
        let latest = used
            .entry(debit.mandate.id)
            .or_insert((debit.mandate, debit.collect_on, debit.payment.id));
        latest.1 = latest.1.max(debit.collect_on);
    }
    for (mandate, day, first) in used.into_values() {
        let telling = files::tells(&mandate, false).then_some(first);
        let after = mandates::Model {
            version: mandate.version + 1,
            last_debit_on: Some(mandate.last_debit_on.map_or(day, |last| last.max(day))),
            amendment_payment_id: telling.or(mandate.amendment_payment_id),
            ..mandate.clone()
        };
        if !mandate_store::update(tx, &mandate, after).await? {
            return Err(ApiError::concurrent());
        }
    }
    Ok(())
}

const fn reason(code: ReturnReason) -> RefusalReason {
    match code {
        ReturnReason::ClosedAccount | ReturnReason::DebtorDeceased => RefusalReason::AccountClosed,
        ReturnReason::InsufficientFunds => RefusalReason::InsufficientFunds,
        ReturnReason::NoMandate | ReturnReason::RefundRequested => RefusalReason::NotAuthorised,
        ReturnReason::IncorrectAccount | ReturnReason::MandateData | ReturnReason::CreditorIdentifier => {
            RefusalReason::WrongData
        }
        ReturnReason::DirectDebitForbidden | ReturnReason::DebtorAccountType | ReturnReason::BankOperationCode => {
            RefusalReason::NotSupported
        }
        _ => RefusalReason::Declined,
    }
}

/// Records that the bank gave a debit back: the invoice is open again.
pub async fn give_back(
    context: &Context,
    caller: &Caller,
    once: Once,
    (id, asked): (PaymentId, ReturnIn),
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let scope = caller.scope();
        let before = payment_store::find(tx, scope, id)
            .await?
            .ok_or_else(ApiError::not_found)?;
        let is_with_bank = before.debit_file_id.is_some()
            && matches!(before.status, PaymentStatus::Underway | PaymentStatus::Succeeded);
        if !is_with_bank {
            let detail = "Only a debit that went to the bank, and has not come back yet, can be returned.";
            return Err(ApiError::in_state(ErrorCode::WrongState, before.status, detail));
        }
        let refusal = Refusal {
            reason: reason(asked.reason),
            code: asked.reason.to_string(),
        };
        // First, so that whoever is told of the return learns of its end as well.
        if ends_mandate(asked.reason) {
            Box::pin(end_mandate(tx, context, caller, &before)).await?;
        }
        outcomes::learn(tx, context, caller, id, Outcome::Returned(refusal)).await?;
        if before.status == PaymentStatus::Underway {
            mandate_changing::tell_again(tx, &before).await?;
        }
        // From its day on the account was debited: a mandate for one debit is used up.
        let tenant = tenants::store::find(tx, before.tenant_id).await?;
        let today = tenant.today(context.now());
        if before.collect_on.is_some_and(|day| day <= today) {
            Box::pin(removing::use_up(tx, context, caller, &before)).await?;
        } else {
            mandate_changing::not_debited(tx, &tenant, &before).await?;
        }
        answer(tx, scope, id).await
    })
    .await
}

/// Nothing is collected any more under the mandate that a debit was made under.
async fn end_mandate(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    debit: &payments::Model,
) -> ApiResult<()> {
    let Some(id) = debit.payment_method_id else {
        return Ok(());
    };
    let scope = caller.scope();
    let method = method_store::find(tx, scope, id).await?;
    let mandate = mandate_store::find_of(tx, scope, id).await?;
    let both = method.zip(mandate.filter(|mandate| mandate.revoked_at.is_none()));
    let Some(both) = both else { return Ok(()) };
    mandate_changing::end(tx, context, caller, both, Ending::Bank)
        .await
        .map(drop)
}

/// The bank says that nothing can be collected under it any more.
const fn ends_mandate(code: ReturnReason) -> bool {
    matches!(
        code,
        ReturnReason::NoMandate
            | ReturnReason::ClosedAccount
            | ReturnReason::BlockedAccount
            | ReturnReason::DebtorDeceased
            | ReturnReason::DirectDebitForbidden
    )
}

async fn answer(
    tx: &DatabaseTransaction,
    scope: Scope,
    id: PaymentId,
) -> ApiResult<portico_shared::invoices::PaymentView> {
    let after = payment_store::find(tx, scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    Ok(payment_service::view(&after))
}

/// Takes back a debit that is in no file yet: the invoice can be paid in another way, credited or cancelled.
pub async fn withdraw(context: &Context, caller: &Caller, once: Once, id: PaymentId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let scope = caller.scope();
        let before = payment_store::find(tx, scope, id)
            .await?
            .ok_or_else(ApiError::not_found)?;
        let is_waiting =
            before.status == PaymentStatus::Underway && before.collect_on.is_some() && before.debit_file_id.is_none();
        if !is_waiting {
            let detail = "Only a debit that waits for a file can be taken back.";
            return Err(ApiError::in_state(ErrorCode::WrongState, before.status, detail));
        }
        payment_service::withdraw(tx, context, caller, (before, RefusalReason::Withdrawn)).await?;
        answer(tx, scope, id).await
    })
    .await
}

/// Debits under a mandate that ends are not sent.
pub async fn drop_waiting(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    method: &payment_methods::Model,
) -> ApiResult<()> {
    let scope = Scope::of_tenant(method.tenant_id);
    for row in store::list_waiting_with(tx, scope, method.id).await? {
        payment_service::withdraw(tx, context, caller, (row, RefusalReason::MethodRemoved)).await?;
    }
    Ok(())
}

/// An invoice that is about to be collected with something else is not debited as well.
pub async fn drop_waiting_of(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    invoice: &invoices::Model,
) -> ApiResult<()> {
    let scope = Scope::of_tenant(invoice.tenant_id);
    for row in store::list_waiting_of(tx, scope, invoice.id).await? {
        payment_service::withdraw(tx, context, caller, (row, RefusalReason::PaidOtherwise)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// TARGET is closed on weekends, and on 25 and 26 December.
    #[test]
    fn the_bank_needs_its_days_before_the_collection() {
        assert_eq!(last_day_to_hand_in(day("2026-12-02"), 1), day("2026-12-01"));
        assert_eq!(last_day_to_hand_in(day("2026-12-07"), 1), day("2026-12-04"));
        assert_eq!(last_day_to_hand_in(day("2026-12-28"), 2), day("2026-12-23"));
    }
}
