//! Reminding of invoices that are overdue.

use chrono::NaiveDate;
use portico_domain::dunning::{self, Level};
use portico_shared::{InvoiceId, invoices::InvoiceStatus, settings::Dunning};
use sea_orm::DatabaseTransaction;

use super::store;
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{customers, invoices, tenants as tenants_table},
    features::{
        audit::{self, Change},
        customers::store as customer_store,
        mails::{self, Mail},
        payments::service::standing,
        settings::service as settings,
        tenants,
    },
    http::ApiResult,
};

/// Invoices a transaction, so that nobody waits long behind the job.
const BATCH: u64 = 200;

/// Raises the dunning level of what is overdue, tenant by tenant. Gives how many reminders were sent.
pub async fn remind(context: &Context) -> ApiResult<usize> {
    let mut sent = 0;
    for tenant in tenants::store::list(context.db.read()).await? {
        // One merchant's trouble keeps no other's customers from being reminded.
        if let Err(error) = remind_tenant(context, &tenant, &mut sent).await {
            tracing::error!(tenant.id = %tenant.id, error.cause = %error, "could not remind");
        }
    }
    Ok(sent)
}

async fn remind_tenant(context: &Context, tenant: &tenants_table::Model, sent: &mut usize) -> ApiResult<()> {
    let mut after = None;
    while let Some(last) = remind_batch(context, tenant, after, sent).await? {
        after = Some(last);
    }
    Ok(())
}

/// Looks at the next overdue invoices; gives the last one's place, `None` once there are no more.
async fn remind_batch(
    context: &Context,
    tenant: &tenants_table::Model,
    after: Option<(NaiveDate, InvoiceId)>,
    sent: &mut usize,
) -> ApiResult<Option<(NaiveDate, InvoiceId)>> {
    let scope = Scope::of_tenant(tenant.id);
    let today = tenant.today(context.now());
    if store::list_overdue(context.db.read(), scope, today, after, 1)
        .await?
        .is_empty()
    {
        return Ok(None);
    }
    let tx = context.db.begin().await?;
    let rows = store::list_overdue(&tx, scope, today, after, BATCH).await?;
    let customers: Vec<_> = rows.iter().map(|row| row.customer_id).collect();
    let in_force = settings::effective_dunnings(&tx, scope, &customers).await?;
    let owners = customer_store::find_many(&tx, scope, customers).await?;
    for row in &rows {
        let settings = in_force.of(row.customer_id);
        let owner = owners.iter().find(|owner| owner.id == row.customer_id);
        if let Some(owner) = owner.filter(|_| !settings.disable_reminders)
            && raise(&tx, context, tenant, row, owner, settings, today).await?
        {
            *sent += 1;
        }
    }
    context.commit(tx).await?;
    Ok(rows.last().and_then(|row| row.due_date.map(|due| (due, row.id))))
}

fn levels(settings: &Dunning) -> Vec<Level> {
    let level = |level: &portico_shared::settings::DunningLevel| Level {
        days: u16::try_from(level.days).unwrap_or(u16::MAX),
        fee: Some(level.fee).filter(|fee| *fee > 0 && !settings.disable_dunning_fees),
    };
    settings.levels.iter().map(level).collect()
}

/// Raises an invoice by one level where its time has come, and reminds its customer.
async fn raise(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: &tenants_table::Model,
    row: &invoices::Model,
    owner: &customers::Model,
    settings: &Dunning,
    today: NaiveDate,
) -> ApiResult<bool> {
    let levels = levels(settings);
    let current = u32::try_from(row.dunning_level).unwrap_or(0);
    let Some(due) = row.due_date else { return Ok(false) };
    let Some(next) = dunning::next_level(current, due, row.last_reminder_date, today, &levels) else {
        return Ok(false);
    };
    let fee = levels.get(current as usize).and_then(|level| level.fee).unwrap_or(0);
    let after = invoices::Model {
        version: row.version + 1,
        status: InvoiceStatus::Reminded,
        dunning_level: i32::try_from(next).unwrap_or(i32::MAX),
        dunning_fee_amount: row.dunning_fee_amount.saturating_add(fee),
        open_amount: row.open_amount.saturating_add(fee),
        last_reminder_date: Some(today),
        ..row.clone()
    };
    // Somebody else's change goes first; tomorrow is another day.
    if !store::update(tx, row, after.clone()).await? {
        return Ok(false);
    }
    let caller = Caller::system(tenant.id, "dunning");
    let change = Change {
        action: "invoice.reminded",
        subject_kind: "invoice",
        subject: row.id.0,
        customer: Some(row.customer_id),
        before: Some(standing(row)),
        after: Some(standing(&after)),
    };
    audit::record(tx, context, &caller, change).await?;
    mails::service::enqueue(tx, context, tenant, Mail::reminder(&after, owner, fee)).await?;
    Ok(true)
}
