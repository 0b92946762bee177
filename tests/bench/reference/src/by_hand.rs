// Included once a database, with `Database` as its type.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::{App, HttpServer, error::ErrorInternalServerError, get, web};
use chrono::{DateTime, NaiveDate, Utc};
use portico_domain::{cancellation::Cancellation, terms::Terms};
use portico_shared::{
    Currency, CustomerId, InvoiceId, Money, Page, PaymentId, PaymentMethodId, Period, SubscriptionId,
    addresses::AddressView,
    customers::CustomerShort,
    invoices::{DunningStatus, InvoiceSource, InvoiceStatus, InvoiceType, InvoiceView, PaymentStatus, PaymentUnderway},
    subscriptions::SubscriptionView,
};
use sqlx::{Row as _, types::Json};
use uuid::Uuid;
use views::{ItemRow, Key, LIMIT, SubscriptionRow, parsed, parsed_if};

type Pool = sqlx::Pool<Database>;
type Row = <Database as sqlx::Database>::Row;

struct Served {
    pool: Pool,
    tenant: Uuid,
}

/// Serves the two lists by bare handlers.
pub async fn serve(pool: Pool, tenant: Uuid, listen: SocketAddr) -> Result<(), super::Failure> {
    let served = web::Data::new(Served { pool, tenant });
    HttpServer::new(move || {
        App::new()
            .app_data(served.clone())
            .service(list_subscriptions)
            .service(list_invoices)
    })
    .bind(listen)?
    .run()
    .await?;
    Ok(())
}

#[get("/subscriptions/{customer}")]
async fn list_subscriptions(
    served: web::Data<Served>,
    customer: web::Path<Uuid>,
) -> actix_web::Result<web::Json<Page<SubscriptionView>>> {
    let found = subscriptions(&served.pool, served.tenant, *customer).await;
    found.map(web::Json).map_err(ErrorInternalServerError)
}

#[get("/invoices/{customer}")]
async fn list_invoices(
    served: web::Data<Served>,
    customer: web::Path<Uuid>,
) -> actix_web::Result<web::Json<Page<InvoiceView>>> {
    let found = invoices(&served.pool, served.tenant, *customer).await;
    found.map(web::Json).map_err(ErrorInternalServerError)
}

async fn subscriptions(pool: &Pool, tenant: Uuid, customer: Uuid) -> Result<Page<SubscriptionView>, sqlx::Error> {
    let today = views::today();
    let rows = sqlx::query(sql::LIST_SUBSCRIPTIONS.as_str())
        .bind(tenant)
        .bind(customer)
        .bind(i64::from(LIMIT) + 1)
        .bind(0_i64)
        .fetch_all(pool)
        .await?;
    let rows = rows.iter().map(subscription).collect::<Result<Vec<_>, _>>()?;
    let page = views::page(rows, "createdAt:desc", |row| (Key::Instant(row.created_at), row.id));
    let mut items: HashMap<Uuid, Vec<ItemRow>> = HashMap::new();
    for item in list_items(pool, tenant, page.data.iter().map(|row| row.id)).await? {
        items.entry(item.subscription).or_default().push(item);
    }
    let owner = find_customer(pool, tenant, customer).await?;
    let Page { data, pagination } = page;
    let data = data
        .into_iter()
        .map(|row| {
            let items = items.remove(&row.id).unwrap_or_default();
            row.view(items, owner.clone(), today)
        })
        .collect::<Result<_, _>>()?;
    Ok(Page { data, pagination })
}

async fn list_items(
    pool: &Pool,
    tenant: Uuid,
    of: impl ExactSizeIterator<Item = Uuid>,
) -> Result<Vec<ItemRow>, sqlx::Error> {
    let statement = sqlx::AssertSqlSafe(sql::list_items(of.len()));
    let query = of.fold(sqlx::query(statement).bind(tenant), sqlx::query::Query::bind);
    query.fetch_all(pool).await?.iter().map(item).collect()
}

async fn find_customer(pool: &Pool, tenant: Uuid, id: Uuid) -> Result<CustomerShort, sqlx::Error> {
    let row = sqlx::query(sql::FIND_OWN_CUSTOMER.as_str())
        .bind(tenant)
        .bind(id)
        .bind(id)
        .fetch_one(pool)
        .await?;
    Ok(CustomerShort {
        id: CustomerId(row.get(1)),
        customer_number: row.get(4),
        status: parsed(row.get(5))?,
        first_name: row.get(8),
        last_name: row.get(9),
        company_name: row.get(10),
        datev_id: row.get(17),
        time_zone: row.get(20),
        currency_code: parsed(row.get(21))?,
    })
}

fn subscription(row: &Row) -> Result<SubscriptionRow, sqlx::Error> {
    let period = |index: usize| parsed_if::<Period>(row.get(index));
    let effective: Option<NaiveDate> = row.get(20);
    let Json(plan) = row.get(8);
    Ok(SubscriptionRow {
        id: row.get(1),
        external_id: row.get(4),
        number: row.get(5),
        name: row.get(6),
        status: parsed(row.get(7))?,
        plan,
        currency: parsed(row.get(9))?,
        terms: Terms {
            start: row.get(10),
            contract_period: period(11)?,
            later_contract_period: period(12)?,
            cancellation_period: period(13)?,
            later_cancellation_period: period(14)?,
            ends_automatically: row.get(15),
            trial_end: row.get(16),
            billing_start: row.get(30),
            billing_interval: Period::MONTH,
        },
        activated_at: row.get(18),
        cancelled_at: row.get(19),
        cancellation: effective.map(|effective| Cancellation {
            effective,
            immediate: row.get(21),
        }),
        cancelled_by_customer: row.get(23),
        po_number: row.get(26),
        created_at: row.get(28),
        updated_at: row.get(29),
        paused_at: row.get(32),
    })
}

fn item(row: &Row) -> Result<ItemRow, sqlx::Error> {
    Ok(ItemRow {
        id: row.get(1),
        subscription: row.get(2),
        name: row.get(4),
        description: row.get(5),
        quantity: row.get(6),
        unit_price: row.get(7),
        price_mode: parsed(row.get(8))?,
        tax_rate: row.get(9),
        tax_category: parsed(row.get(10))?,
        discount: row.get::<Option<Json<_>>, _>(11).map(|json| json.0),
        interval: parsed(row.get(12))?,
        last_billed_at: row.get(13),
        billed_from: row.get(14),
        billed_to: row.get(15),
        tax_is_automatic: row.get(16),
        prorates: row.get(17),
        quantity_is_fixed: row.get(18),
        billed_periods: row.get(19),
        billing_start: row.get(20),
    })
}

async fn invoices(pool: &Pool, tenant: Uuid, customer: Uuid) -> Result<Page<InvoiceView>, sqlx::Error> {
    let today = views::today();
    let rows = sqlx::query(sql::LIST_INVOICES.as_str())
        .bind(tenant)
        .bind(customer)
        .bind(InvoiceStatus::Draft.as_str())
        .bind(i64::from(LIMIT) + 1)
        .bind(0_i64)
        .fetch_all(pool)
        .await?;
    let owner = find_customer(pool, tenant, customer).await?;
    let owed = rows.iter().take(LIMIT as usize).filter(|row| row.get::<i64, _>(24) > 0);
    let mut underway = list_underway(pool, tenant, customer, owed.map(|row| row.get(1)).collect()).await?;
    let data = rows
        .iter()
        .map(|row| invoice(row, &owner, underway.remove(&row.get::<Uuid, _>(1)), today))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(views::page(data, "creationDate:desc", |view| {
        (Key::Date(view.creation_date.to_naive()), view.id.0)
    }))
}

/// Nothing is asked where nothing is owed.
async fn list_underway(
    pool: &Pool,
    tenant: Uuid,
    customer: Uuid,
    of: Vec<Uuid>,
) -> Result<HashMap<Uuid, PaymentUnderway>, sqlx::Error> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = sqlx::AssertSqlSafe(sql::list_underway(of.len()));
    let query = sqlx::query(statement)
        .bind(tenant)
        .bind(customer)
        .bind(PaymentStatus::Underway.as_str())
        .bind(PaymentStatus::Pending.as_str());
    let query = of.into_iter().fold(query, sqlx::query::Query::bind);
    let rows = query.fetch_all(pool).await?;
    let underway = |row: &Row| {
        let one = PaymentUnderway {
            id: PaymentId(row.get(1)),
            amount: Money::new(row.get(9), parsed(row.get(10))?),
            status: parsed(row.get(8))?,
            collect_on: row.get::<Option<NaiveDate>, _>(19).map(Into::into),
        };
        Ok((row.get(3), one))
    };
    rows.iter().map(underway).collect()
}

fn invoice(
    row: &Row,
    owner: &CustomerShort,
    payment_underway: Option<PaymentUnderway>,
    today: NaiveDate,
) -> Result<InvoiceView, sqlx::Error> {
    let currency: Currency = parsed(row.get(11))?;
    let money = |index: usize| Money::new(row.get(index), currency);
    let date = |index: usize| row.get::<Option<NaiveDate>, _>(index);
    let status: InvoiceStatus = parsed(row.get(9))?;
    let (due_date, open_amount) = (date(14), money(24));
    let is_open = matches!(status, InvoiceStatus::Unpaid | InvoiceStatus::Reminded) && open_amount.amount > 0;
    let is_covered = payment_underway.as_ref().is_some_and(|one| one.covers(open_amount));
    let kind: InvoiceType = parsed(row.get(8))?;
    let (gross, fee, paid, credited): (i64, i64, i64, i64) = (row.get(21), row.get(34), row.get(35), row.get(36));
    let owed = if status == InvoiceStatus::Cancelled || credited >= gross {
        0
    } else {
        gross + fee - credited
    };
    let refund = if kind == InvoiceType::Invoice {
        (paid - owed).max(0)
    } else {
        0
    };
    let dunning_level = row.get::<i32, _>(18).unsigned_abs();
    let source: InvoiceSource = parsed(row.get(10))?;
    let is_ours = source == InvoiceSource::Portico;
    Ok(InvoiceView {
        id: InvoiceId(row.get(1)),
        subscription: row.get::<Option<Uuid>, _>(4).map(SubscriptionId),
        referenced_invoice: row.get::<Option<Uuid>, _>(5).map(InvoiceId),
        external_id: row.get(6),
        number: row.get(7),
        kind,
        status,
        source,
        customer: owner.clone(),
        currency_code: currency,
        creation_date: row.get::<NaiveDate, _>(12).into(),
        finalization_date: date(13).map(Into::into),
        due_date: due_date.map(Into::into),
        pay_date: date(15).map(Into::into),
        last_reminder_date: date(16).map(Into::into),
        last_sent_at: row.get::<Option<DateTime<Utc>>, _>(17).map(Into::into),
        dunning_level,
        dunning_status: if dunning_level > 0 {
            DunningStatus::Reminded
        } else {
            DunningStatus::None
        },
        net_amount: money(19),
        tax_amount: money(20),
        gross_amount: money(21),
        discount_amount: money(22),
        rounding_amount: money(23),
        open_amount,
        last_payment_failed: row.get(25),
        title: row.get(26),
        introduction: row.get(27),
        closing: row.get(28),
        invoice_address: row.get::<Option<Json<AddressView>>, _>(29).map(|Json(address)| address),
        dunning_fee_amount: money(34),
        paid_amount: money(35),
        credited_amount: money(36),
        refund_amount: Money::new(refund, currency),
        payment_method: row.get::<Option<Uuid>, _>(37).map(PaymentMethodId),
        is_overdue: is_open && !is_covered && due_date.is_some_and(|due| due < today),
        payment_underway,
        has_pdf: is_ours,
        has_xml: is_ours,
        positions: None,
        taxes: None,
        file: None,
        xml_file: None,
        has_own_pdf: None,
        lacking_for_xrechnung: None,
        seller: None,
        particulars: None,
    })
}

/// Cancels every subscription of the tenant and then takes each cancellation back, over and over, several
/// at once; gives changes a second.
pub async fn change(
    pool: Pool,
    tenant: Uuid,
    time: Duration,
    workers: usize,
    begin: &'static str,
) -> Result<f64, super::Failure> {
    let ids: Vec<Uuid> = sqlx::query_scalar("SELECT id FROM subscriptions WHERE tenant_id = $1 ORDER BY id")
        .bind(tenant)
        .fetch_all(&pool)
        .await?;
    // As if nothing had been cancelled before.
    sqlx::query("UPDATE subscriptions SET cancelled_at = NULL, cancellation_effective = NULL WHERE tenant_id = $1")
        .bind(tenant)
        .execute(&pool)
        .await?;
    let (ids, next) = (Arc::new(ids), Arc::new(AtomicUsize::new(0)));
    let started = Instant::now();
    let work = (0..workers).map(|_| {
        let (pool, ids, next) = (pool.clone(), Arc::clone(&ids), Arc::clone(&next));
        tokio::spawn(async move {
            while started.elapsed() < time {
                let turn = next.fetch_add(1, Ordering::Relaxed);
                let cancels = (turn / ids.len().max(1)).is_multiple_of(2);
                if let Some(id) = ids.get(turn % ids.len().max(1)) {
                    change_one(&pool, tenant, *id, cancels, begin).await?;
                }
            }
            Ok::<_, sqlx::Error>(())
        })
    });
    for worker in futures_util::future::join_all(work).await {
        worker??;
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of changes")]
    Ok(next.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64())
}

/// A row in full: a change writes all of its columns.
struct Whole(Row);

async fn change_one(
    pool: &Pool,
    tenant: Uuid,
    id: Uuid,
    cancels: bool,
    begin: &'static str,
) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin_with(begin).await?;
    sqlx::query(sql::FIND_TENANT.as_str()).bind(tenant).bind(1_i64).fetch_one(&mut *tx).await?;
    let find = sqlx::query(sql::FIND_SUBSCRIPTION.as_str()).bind(tenant).bind(id).bind(1_i64);
    let whole = Whole(find.fetch_one(&mut *tx).await?);
    let list = sqlx::query(sqlx::AssertSqlSafe(sql::list_items(1)));
    list.bind(tenant).bind(id).fetch_all(&mut *tx).await?;
    let customer: Uuid = whole.0.get(3);
    let find = sqlx::query(sql::FIND_CUSTOMER.as_str()).bind(tenant).bind(customer);
    find.fetch_one(&mut *tx).await?;
    whole.update(cancels).execute(&mut *tx).await?;
    record(&mut tx, tenant, id, customer).await?;
    if cancels {
        let reasons = sqlx::query(sql::LIST_REASONS.as_str()).bind(tenant);
        reasons.fetch_all(&mut *tx).await?;
    }
    tx.commit().await
}

impl Whole {
    fn update(
        &self,
        cancels: bool,
    ) -> sqlx::query::Query<'static, Database, <Database as sqlx::Database>::Arguments> {
        let row = &self.0;
        let now = views::now();
        let text = |index: usize| row.get::<Option<String>, _>(index);
        let date = |index: usize| row.get::<Option<NaiveDate>, _>(index);
        let instant = |index: usize| row.get::<Option<DateTime<Utc>>, _>(index);
        let uuid = |index: usize| row.get::<Option<Uuid>, _>(index);
        let flag = |index: usize| row.get::<bool, _>(index);
        let version: i64 = row.get(2);
        sqlx::query(sql::UPDATE_SUBSCRIPTION.as_str())
            .bind(uuid(0))
            .bind(uuid(1))
            .bind(version + 1)
            .bind(uuid(3))
            .bind(text(4))
            .bind(text(5))
            .bind(text(6))
            .bind(text(7))
            .bind(row.get::<serde_json::Value, _>(8))
            .bind(text(9))
            .bind(date(10))
            .bind(text(11))
            .bind(text(12))
            .bind(text(13))
            .bind(text(14))
            .bind(flag(15))
            .bind(date(16))
            .bind(date(17))
            .bind(instant(18))
            .bind(cancels.then_some(now))
            .bind(date(17).filter(|_| cancels))
            .bind(flag(21))
            .bind(text(22))
            .bind(flag(23))
            .bind(uuid(24))
            .bind(uuid(25))
            .bind(text(26))
            .bind(text(27))
            .bind(instant(28))
            .bind(now)
            .bind(date(30))
            .bind(date(31))
            .bind(instant(32))
            .bind(text(33))
            .bind(uuid(0))
            .bind(uuid(1))
            .bind(version)
    }
}

/// The audit row and the mail's row of the outbox, as long as Portico's.
async fn record(
    tx: &mut sqlx::Transaction<'_, Database>,
    tenant: Uuid,
    id: Uuid,
    customer: Uuid,
) -> Result<(), sqlx::Error> {
    let now = views::now();
    let new_id = || Uuid::from_u64_pair(now.timestamp_micros().unsigned_abs(), views::random());
    let standing = serde_json::json!({
        "status": "active", "trialEndsOn": null, "billingStart": null, "pausedAt": null, "invoiceAddress": null,
        "paymentMethod": null, "cancelledAt": now, "cancellationEffective": now.date_naive(),
        "cancellationReason": null, "cancelledByCustomer": false,
    });
    let none = None::<String>;
    sqlx::query(sql::INSERT_AUDIT.as_str())
        .bind(tenant)
        .bind(new_id())
        .bind(now)
        .bind(format!("api:{tenant}"))
        .bind(none.clone())
        .bind(None::<Uuid>)
        .bind(None::<Uuid>)
        .bind("127.0.0.0/24")
        .bind(tenant.to_string())
        .bind("subscription.cancellation_revoked")
        .bind("subscription")
        .bind(id)
        .bind(customer)
        .bind(standing.clone())
        .bind(standing)
        .fetch_one(&mut **tx)
        .await?;
    let mail = serde_json::json!({
        "work": "mail", "to": "ada.1234@example.com", "language": "de", "content": {
            "kind": "cancellation_confirmed", "subscription": { "name": "Hafenblick Plus", "number": "A-00001234" },
            "received": "25.11.2026, 21:02", "last_day": now.date_naive(), "by_customer": false,
        },
    });
    sqlx::query(sql::INSERT_OUTBOX.as_str())
        .bind(new_id())
        .bind(tenant)
        .bind("mail")
        .bind(mail)
        .bind(now)
        .bind(now)
        .bind(0_i32)
        .bind(None::<DateTime<Utc>>)
        .bind(None::<DateTime<Utc>>)
        .bind(none)
        .fetch_one(&mut **tx)
        .await?;
    Ok(())
}
