//! Works billing runs off: in batches, each in one transaction, so that a run that was cut short goes on
//! where it stopped. A period is billed once: what was billed is not due any more, and an index rules it
//! out should two ever try.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use portico_domain::billing::Upcoming;
use portico_shared::{
    CustomerId, PaymentMethodId, SubscriptionId, TenantId, billing::BillingRunStatus, numbers::NumberKind,
};
use sea_orm::{DatabaseTransaction, DbErr};

use super::{
    issue::{Document, is_one_scope, issue, names_buyer},
    store::{self, Issued, Place},
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{
        billing_runs, invoice_recipients as invoice_recipients_table, mandates, payment_methods, subscriptions,
        tenants as tenants_table,
    },
    features::{
        audit::{self, Change},
        customers::store as customer_store,
        documents::snapshot::{self, House},
        gateways, invoice_recipients,
        mails::{self, Collection, Mail},
        mandates::store as mandate_store,
        numbers,
        payment_methods::store as method_store,
        payments::collecting,
        settings::service as settings,
        subscriptions::{Whole, mapping, service::load},
        tenants, webhooks,
    },
    http::{ApiError, ApiResult},
    jobs::outbox::{self, Work},
    ports::payment::Gateways,
};

/// Subscriptions a transaction, so that nobody waits long behind the run.
const BATCH: u64 = 200;
/// Missed periods of one subscription that a batch bills; what is more comes with the next.
const MOST_AT_ONCE: usize = 24;
/// For how long a worker that died keeps others away.
const LEASE: TimeDelta = TimeDelta::minutes(2);

/// Works off what was ordered; gives how many runs it finished.
pub async fn work(context: &Context) -> Result<usize, DbErr> {
    let mut finished = 0;
    for tenant in tenants::store::list(context.db.read()).await? {
        while let Some(run) = claim(context, tenant.id).await? {
            let id = run.id;
            // One merchant's trouble keeps no other from being billed; the lease brings the run back.
            if let Err(error) = work_off(context, &tenant, run).await {
                tracing::error!(billing_run.id = %id, error.cause = %error, "a billing run stopped");
                break;
            }
            finished += 1;
        }
    }
    Ok(finished)
}

/// Takes a run that nobody else is at.
async fn claim(context: &Context, tenant: TenantId) -> Result<Option<billing_runs::Model>, DbErr> {
    let scope = Scope::of_tenant(tenant);
    let is_free = |run: &billing_runs::Model, now: DateTime<Utc>| run.leased_until.is_none_or(|until| until <= now);
    let found = store::find_open(context.db.read(), scope).await?;
    if !found.is_some_and(|run| is_free(&run, context.now())) {
        return Ok(None);
    }
    let tx = context.db.begin().await?;
    let now = context.now();
    let Some(run) = store::find_open(&tx, scope).await?.filter(|run| is_free(run, now)) else {
        return Ok(None);
    };
    let due = store::count_due(&tx, scope, run.until_date, run.customer_id).await?;
    let after = billing_runs::Model {
        version: run.version + 1,
        status: BillingRunStatus::Running,
        started_at: run.started_at.or(Some(now)),
        // Of a run that goes on, what is left comes to what was done.
        subscriptions_due: run
            .subscriptions_done
            .saturating_add(i64::try_from(due).unwrap_or(i64::MAX)),
        leased_until: Some(now + LEASE),
        ..run.clone()
    };
    let claimed = store::update(&tx, &run, after.clone()).await?;
    tx.commit().await?;
    Ok(claimed.then_some(after))
}

async fn work_off(context: &Context, tenant: &tenants_table::Model, mut run: billing_runs::Model) -> Result<(), DbErr> {
    let mut walk = Walk::default();
    // After an error the lease runs out, and somebody takes the run up again.
    while bill_batch(context, tenant, &mut run, &mut walk)
        .await
        .map_err(|error| DbErr::Custom(error.to_string()))?
    {}
    Ok(())
}

/// Where a run stands among what is due.
#[derive(Default)]
struct Walk {
    place: Option<Place>,
    /// Something had more missed periods than a batch bills: what is due has to be walked through again.
    again: bool,
    failed: HashSet<SubscriptionId>,
}

impl Walk {
    /// Notes one that cannot be billed; it must not keep the others from it.
    fn fail(&mut self, done: &mut Done, whole: &Whole, why: &str) {
        self.failed.insert(whole.row.id);
        done.subscriptions += 1;
        done.failures += 1;
        done.last_failure = Some(format!("{}: {why}", whole.row.number));
        tracing::warn!(subscription.id = %whole.row.id, error.cause = why, "could not be billed");
    }
}

/// Bills the next batch; false once there is none.
async fn bill_batch(
    context: &Context,
    tenant: &tenants_table::Model,
    run: &mut billing_runs::Model,
    walk: &mut Walk,
) -> ApiResult<bool> {
    let scope = Scope::of_tenant(tenant.id);
    let tx = context.db.begin().await?;
    let mut rows = store::list_due(&tx, scope, run.until_date, run.customer_id, walk.place, BATCH).await?;
    if rows.is_empty() && std::mem::take(&mut walk.again) {
        rows = store::list_due(&tx, scope, run.until_date, run.customer_id, None, BATCH).await?;
    }
    walk.place = rows
        .last()
        .and_then(|row| row.next_billing_on.map(|date| (date, row.id)));
    rows.retain(|row| !walk.failed.contains(&row.id));
    // None of them is erased until their invoices are written.
    customer_store::lock_many(&tx, scope, rows.iter().map(|row| row.customer_id).collect()).await?;
    let progress = if walk.place.is_none() {
        let clean = run.failures == 0;
        billing_runs::Model {
            status: if clean {
                BillingRunStatus::Finished
            } else {
                BillingRunStatus::FinishedWithFailures
            },
            finished_at: Some(context.now()),
            leased_until: None,
            ..run.clone()
        }
    } else {
        let wholes = load(&tx, scope, tenant, rows).await?;
        let done = bill(&tx, context, tenant, run.until_date, wholes, walk).await?;
        billing_runs::Model {
            subscriptions_done: run.subscriptions_done + done.subscriptions,
            invoices_issued: run.invoices_issued + done.invoices,
            failures: run.failures + done.failures,
            last_failure: done.last_failure.or_else(|| run.last_failure.clone()),
            leased_until: Some(context.now() + LEASE),
            ..run.clone()
        }
    };
    let progress = billing_runs::Model {
        version: run.version + 1,
        ..progress
    };
    if !store::update(&tx, run, progress.clone()).await? {
        // Somebody thought us dead and took over: nothing of this batch is kept.
        return Ok(false);
    }
    context.commit(tx).await?;
    *run = progress;
    Ok(walk.place.is_some())
}

#[derive(Default)]
struct Done {
    subscriptions: i64,
    invoices: i64,
    failures: i64,
    last_failure: Option<String>,
}

/// What the invoices of a batch need to know about their customers.
struct Surroundings {
    settings: settings::Effective<portico_shared::settings::Invoicing>,
    /// None: something is missing about the merchant, and nothing is issued.
    house: Result<House, ApiError>,
    default_methods: HashMap<PaymentMethodId, payment_methods::Model>,
    /// By the method that they are for.
    mandates: HashMap<PaymentMethodId, mandates::Model>,
    gateways: Arc<Gateways>,
    /// Further recipients of the invoices.
    recipients: Vec<invoice_recipients_table::Model>,
    today: NaiveDate,
}

async fn surroundings(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: &tenants_table::Model,
    wholes: &[Whole],
) -> ApiResult<Surroundings> {
    let scope = Scope::of_tenant(tenant.id);
    let mut customers: Vec<CustomerId> = wholes.iter().map(|whole| whole.customer.id).collect();
    customers.sort_unstable();
    customers.dedup();
    let defaults = wholes
        .iter()
        .filter_map(|whole| whole.customer.default_payment_method_id);
    let defaults = method_store::find_many(tx, scope, defaults.collect()).await?;
    let own = wholes.iter().filter_map(|whole| whole.payment_method.as_ref());
    let methods = own.chain(&defaults).map(|method| method.id).collect();
    let mandates = mandate_store::list_of(tx, scope, methods).await?;
    Ok(Surroundings {
        house: House::open(tx, tenant).await,
        mandates: mandates.into_iter().map(|row| (row.payment_method_id, row)).collect(),
        settings: settings::effective_invoicings(tx, scope, &customers).await?,
        default_methods: defaults.into_iter().map(|row| (row.id, row)).collect(),
        gateways: gateways::service::open(context, tx, tenant.id).await?,
        recipients: invoice_recipients::store::list_confirmed(tx, scope, &customers).await?,
        today: tenant.today(context.now()),
    })
}

async fn bill(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: &tenants_table::Model,
    until: NaiveDate,
    wholes: Vec<Whole>,
    walk: &mut Walk,
) -> ApiResult<Done> {
    let around = surroundings(tx, context, tenant, &wholes).await?;
    let mut done = Done::default();
    let mut bills = Vec::with_capacity(wholes.len());
    for whole in wholes {
        match mapping::due(&whole.row, &whole.items, until, MOST_AT_ONCE) {
            Ok(_) if whole.customer.erased_at.is_some() => {
                walk.fail(&mut done, &whole, "the data of its customer were erased");
            }
            Ok(due) if !due.is_empty() && whole.bill_to.is_none() => {
                walk.fail(&mut done, &whole, "it has no billing address");
            }
            Ok(due) if !due.iter().all(|upcoming| is_one_scope(&upcoming.totals)) => {
                let why =
                    "its items mix VAT category O with others, which no invoice may (BR-O-11); name their categories";
                walk.fail(&mut done, &whole, why);
            }
            Ok(due) if !due.iter().all(|upcoming| names_buyer(&upcoming.totals, &whole)) => {
                let why = "its customer owes the tax, and no VAT ID of theirs is known (§ 14a UStG)";
                walk.fail(&mut done, &whole, why);
            }
            Ok(due) if let (Err(missing), false) = (&around.house, due.is_empty()) => {
                walk.fail(&mut done, &whole, &missing.to_string());
            }
            Ok(due) => bills.push((whole, due)),
            // One that cannot be billed must not keep the others from it.
            Err(error) => walk.fail(&mut done, &whole, &error.to_string()),
        }
    }
    let whom = bills
        .iter()
        .flat_map(|(whole, due)| due.iter().map(|_| whole.customer.number.as_str()));
    let numbers = numbers::take_many(
        tx,
        context,
        tenant.id,
        NumberKind::Invoice,
        around.today,
        whom.collect(),
    )
    .await?;
    let mut numbers = numbers.into_iter();
    let mut issued = Issued::default();
    let caller = Caller::system(tenant.id, "billing");
    for (whole, due) in bills {
        for upcoming in &due {
            let number = numbers
                .next()
                .ok_or_else(|| ApiError::internal("a number is missing"))?;
            let settings = around.settings.of(whole.customer.id);
            let document = issue(context, &whole, upcoming, settings, number, around.today)?;
            add(context, &caller, (tenant, &around), &whole, document, &mut issued)?;
            done.invoices += 1;
        }
        let next = advance(context, whole, &due, around.today, &mut issued)?;
        // Each counts once, with the last of its batches.
        let is_more = next.is_some_and(|next| next <= until);
        walk.again |= is_more;
        done.subscriptions += i64::from(!is_more);
    }
    let (invoices, billed) = (issued.invoices.clone(), issued.subscriptions.clone());
    store::save_issued(tx, issued).await?;
    webhooks::events::tell_issued(tx, context, tenant.id, invoices, billed).await?;
    Ok(done)
}

/// The rows of an invoice, its audit row, its mail, and the order to collect it where that is possible.
fn add(
    context: &Context,
    caller: &Caller,
    (tenant, around): (&tenants_table::Model, &Surroundings),
    whole: &Whole,
    document: Document,
    issued: &mut Issued,
) -> ApiResult<()> {
    let Document { row, lines, printed } = document;
    let change = Change {
        action: "invoice.issued",
        subject_kind: "invoice",
        subject: row.id.0,
        customer: Some(row.customer_id),
        after: Some(serde_json::json!({ "number": row.number, "grossAmount": row.gross_amount })),
        ..Change::default()
    };
    issued.audit.push(audit::row(context, caller, change));
    let default = whole.customer.default_payment_method_id;
    let method = match &whole.payment_method {
        Some(own) => Some(own),
        None => default.and_then(|id| around.default_methods.get(&id)),
    };
    let usable = method.filter(|method| row.open_amount > 0 && collecting::fits(&around.gateways, &row, method));
    let house = around
        .house
        .as_ref()
        .map_err(|error| ApiError::internal(error.to_string()))?;
    let mandate = usable.and_then(|method| around.mandates.get(&method.id));
    let payment = house.payment(&row, usable, mandate, around.today)?;
    let said = snapshot::Around {
        customer: &whole.customer,
        settings: around.settings.of(row.customer_id),
        contract: Some(&whole.row.number),
        order: whole.row.po_number.as_deref(),
        preceding: None,
        issued: None,
        payment,
    };
    issued.documents.push(snapshot::take(house, &row, printed, said)?);
    if usable.is_some() {
        let work = Work::Collect { invoice: row.id };
        issued.outbox.push(outbox::row(context, row.tenant_id, &work)?);
    }
    if around.settings.of(row.customer_id).auto_send_documents {
        let collection = match (usable, row.due_date) {
            (Some(method), _) => Collection::Us {
                method: method.name.clone(),
            },
            (None, Some(due)) if row.open_amount > 0 => Collection::Customer { due },
            (None, _) => Collection::None,
        };
        let language = around.settings.of(row.customer_id).document_language;
        let recipients = around
            .recipients
            .iter()
            .filter(|one| one.customer_id == row.customer_id);
        for mail in Mail::invoice(&row, (&whole.customer, language), recipients, None, collection) {
            let (mail, work) = mails::service::rows(context, tenant, mail)?;
            issued.mails.push(mail);
            issued.outbox.push(work);
        }
    }
    issued.invoices.push(row);
    issued.lines.extend(lines);
    Ok(())
}

/// The rows that tell how far the subscription was billed; gives the day that is to be billed next.
fn advance(
    context: &Context,
    mut whole: Whole,
    due: &[Upcoming],
    today: NaiveDate,
    issued: &mut Issued,
) -> ApiResult<Option<NaiveDate>> {
    for upcoming in due {
        mapping::advance(&mut whole.items, upcoming, today)?;
    }
    let next = mapping::next_billing_on(&whole.row, &whole.items)?;
    issued.subscriptions.push(subscriptions::Model {
        version: whole.row.version + 1,
        next_billing_on: next,
        updated_at: context.now(),
        ..whole.row
    });
    let billed = whole
        .items
        .into_iter()
        .filter(|item| item.last_billed_at == Some(today));
    issued.items.extend(billed);
    Ok(next)
}
