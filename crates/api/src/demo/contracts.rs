//! Contracts with their past: what was billed, what was paid, what was cancelled.

use chrono::{Days, NaiveDate};
use portico_domain::{
    billing::{self, Upcoming},
    calendar,
    cancellation::{self, Wish},
};
use portico_shared::{
    InvoiceId,
    addresses::AddressView,
    invoices::{InvoiceLine, InvoiceSource, InvoiceStatus, InvoiceType},
    subscriptions::{SubscriptionIn, SubscriptionStatus},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};

use super::situations::{Maker, covers};
use crate::{
    auth::Scope,
    db::entities::{Scoped, invoice_lines, invoices, subscription_items, subscriptions},
    features::{
        addresses::{mapping as address, store as address_store},
        numbers::{self, NumberKind},
        subscriptions::{mapping, service, store},
    },
    http::check,
};

type Done<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// What has become of a contract.
#[derive(Debug, Clone, Copy)]
pub(super) enum Standing {
    Running,
    Draft,
    Paused,
    /// It ended some weeks ago.
    Ended,
    /// Cancelled a few days ago, running on until its end.
    Pending(Wish),
    /// The last invoice is past its due date.
    Overdue,
    /// The last collection failed.
    FailedPayment,
    /// Invoices in every status there is.
    AllKinds,
}

pub(super) async fn insert(maker: &Maker<'_>, new: &SubscriptionIn, standing: Standing) -> Done {
    let mut new = new.clone();
    new.activate = !matches!(standing, Standing::Draft);
    let id = service::insert(maker.tx, maker.context, maker.caller, &new).await?;
    let scope = Scope::of_customer(maker.customer.tenant_id, maker.customer.id);
    let row = store::find(maker.tx, scope, id).await?.ok_or("it was just inserted")?;
    let items = store::list_items(maker.tx, scope, vec![id]).await?;
    let row = settle(maker, row, &items, standing).await?;
    if matches!(standing, Standing::Draft) {
        return Ok(());
    }
    bill(maker, &row, items, standing).await
}

/// The invoices that the customer has so far.
pub(super) async fn count_invoices(maker: &Maker<'_>) -> Done<u64> {
    let scope = Scope::of_customer(maker.customer.tenant_id, maker.customer.id);
    Ok(invoices::Entity::within(scope).count(maker.tx).await?)
}

/// Dates and status as time has left them.
async fn settle(
    maker: &Maker<'_>,
    row: subscriptions::Model,
    items: &[subscription_items::Model],
    standing: Standing,
) -> Done<subscriptions::Model> {
    let mut after = row.clone();
    let zone = chrono_tz::Europe::Berlin;
    let instant = |day: NaiveDate| calendar::start_of_day(day, &zone) + chrono::TimeDelta::hours(10);
    if row.activated_at.is_some() {
        after.activated_at = Some(instant(row.contract_start).min(maker.context.now()));
    }
    let contract = mapping::contract(&row, items);
    match standing {
        Standing::Paused => after.status = SubscriptionStatus::Paused,
        Standing::Pending(wish) => {
            let declared = maker.today - Days::new(3);
            let decision = cancellation::decide(&contract, wish, declared)?;
            after.cancelled_at = Some(instant(declared));
            after.cancellation_effective = Some(decision.cancellation.effective);
            after.cancelled_by_customer = true;
        }
        Standing::Ended => {
            let end = maker.today - Days::new(25);
            after.status = SubscriptionStatus::Cancelled;
            after.cancelled_at = Some(instant(end - Days::new(40)));
            after.cancellation_effective = Some(end);
            after.cancellation_reason = Some("too_expensive".into());
        }
        _ => {}
    }
    after.version += 1;
    after.clone().into_active_model().reset_all().update(maker.tx).await?;
    Ok(after)
}

/// Bills every period that has begun, as the billing run would have done.
async fn bill(
    maker: &Maker<'_>,
    row: &subscriptions::Model,
    mut items: Vec<subscription_items::Model>,
    standing: Standing,
) -> Done {
    let contract = mapping::contract(row, &items);
    let ends = cancellation::ends_on(&contract);
    let scope = Scope::of_customer(maker.customer.tenant_id, maker.customer.id);
    let addresses = address_store::list_of(maker.tx, scope, vec![maker.customer.id]).await?;
    let address = address::for_invoices(&addresses).map(address::view);
    let mut bills = Vec::new();
    loop {
        let due = items.iter().map(mapping::item).collect::<Result<Vec<_>, _>>()?;
        let next = billing::next_invoice(&due, contract.terms.billing_anchor(), ends, row.currency);
        let Some(upcoming) = next.filter(|upcoming| upcoming.date <= maker.today) else {
            break;
        };
        for line in &upcoming.lines {
            let item = &mut items[line.item];
            item.last_billed_at = Some(upcoming.date);
            item.billed_from = Some(line.period.start);
            item.billed_to = Some(line.period.end);
        }
        bills.push(upcoming);
    }
    let count = bills.len();
    for (index, upcoming) in bills.into_iter().enumerate() {
        let from_last = count - 1 - index;
        issue(
            maker,
            row,
            &items,
            &upcoming,
            fate(standing, from_last),
            address.clone(),
        )
        .await?;
    }
    for item in items {
        subscription_items::Entity::update_many()
            .set(subscription_items::ActiveModel {
                last_billed_at: Set(item.last_billed_at),
                billed_from: Set(item.billed_from),
                billed_to: Set(item.billed_to),
                ..Default::default()
            })
            .filter(subscription_items::Column::TenantId.eq(item.tenant_id))
            .filter(subscription_items::Column::Id.eq(item.id))
            .exec(maker.tx)
            .await?;
    }
    Ok(())
}

/// What has become of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Paid,
    Open,
    Overdue,
    Reminded,
    Failed,
    Cancelled,
    /// Paid, and partly given back.
    Credited,
}

fn fate(standing: Standing, from_last: usize) -> Fate {
    match (standing, from_last) {
        (Standing::AllKinds, 3) | (Standing::Overdue, 0) => Fate::Overdue,
        (Standing::AllKinds, 6) => Fate::Reminded,
        (Standing::AllKinds, 8) => Fate::Cancelled,
        (Standing::AllKinds, 11) => Fate::Credited,
        (Standing::AllKinds, 1) | (Standing::FailedPayment, 0) => Fate::Failed,
        (_, 0) => Fate::Open,
        _ => Fate::Paid,
    }
}

async fn issue(
    maker: &Maker<'_>,
    row: &subscriptions::Model,
    items: &[subscription_items::Model],
    upcoming: &Upcoming,
    fate: Fate,
    address: Option<AddressView>,
) -> Done {
    let lines = upcoming.lines.iter().map(|line| {
        let item = &items[line.item];
        let (first, last) = covers(line.period);
        InvoiceLine {
            name: item.name.clone(),
            description: item.description.clone(),
            quantity: item.quantity.clone(),
            unit_price: item.unit_price.clone(),
            tax_rate: line.tax_rate,
            tax_category: line.tax_category,
            net_amount: line.net,
            period_start: Some(first),
            period_end: Some(last),
        }
    });
    let lines: Vec<_> = lines.collect();
    let due = upcoming.date + Days::new(14);
    let (status, open) = match fate {
        Fate::Paid | Fate::Credited => (InvoiceStatus::Paid, 0),
        Fate::Open | Fate::Overdue | Fate::Failed => (InvoiceStatus::Unpaid, upcoming.totals.gross),
        Fate::Reminded => (InvoiceStatus::Reminded, upcoming.totals.gross),
        Fate::Cancelled => (InvoiceStatus::Cancelled, 0),
    };
    let number = numbers::take(maker.tx, maker.customer.tenant_id, NumberKind::Invoice, upcoming.date).await?;
    let reminded = fate == Fate::Reminded;
    let invoice = invoices::Model {
        tenant_id: row.tenant_id,
        id: InvoiceId(maker.context.new_id()),
        version: 1,
        customer_id: row.customer_id,
        subscription_id: Some(row.id),
        referenced_invoice_id: None,
        external_id: None,
        search: check::fold(&[Some(&number)]),
        number: Some(number),
        kind: InvoiceType::Invoice,
        status,
        source: InvoiceSource::Portico,
        currency: row.currency,
        creation_date: upcoming.date,
        finalization_date: Some(upcoming.date),
        due_date: Some(if fate == Fate::Overdue {
            due.min(maker.today - Days::new(1))
        } else {
            due
        }),
        pay_date: (status == InvoiceStatus::Paid).then(|| (upcoming.date + Days::new(2)).min(maker.today)),
        last_reminder_date: reminded.then(|| maker.today - Days::new(2)),
        last_sent_at: None,
        dunning_level: i32::from(reminded),
        net_amount: upcoming.totals.net,
        tax_amount: upcoming.totals.tax,
        gross_amount: upcoming.totals.gross,
        discount_amount: upcoming.totals.discount,
        rounding_amount: upcoming.totals.rounding,
        open_amount: open,
        last_payment_failed: fate == Fate::Failed,
        title: None,
        introduction: None,
        closing: None,
        invoice_address: address.map(serde_json::to_value).transpose()?,
        created_at: maker.context.now(),
    };
    store_invoice(maker, invoice.clone(), &lines).await?;
    match fate {
        Fate::Cancelled => take_back(maker, invoice, lines, InvoiceType::Cancellation).await,
        Fate::Credited => take_back(maker, invoice, lines, InvoiceType::Credit).await,
        _ => Ok(()),
    }
}

/// A cancellation or credit note: the same with the signs turned, referring to the original.
async fn take_back(maker: &Maker<'_>, original: invoices::Model, lines: Vec<InvoiceLine>, kind: InvoiceType) -> Done {
    let day = original.creation_date + Days::new(3);
    let number = numbers::take(maker.tx, maker.customer.tenant_id, NumberKind::Invoice, day).await?;
    let turned = lines
        .into_iter()
        .map(|line| InvoiceLine {
            net_amount: -line.net_amount,
            ..line
        })
        .collect::<Vec<_>>();
    let document = invoices::Model {
        id: InvoiceId(maker.context.new_id()),
        referenced_invoice_id: Some(original.id),
        search: check::fold(&[Some(&number)]),
        number: Some(number),
        kind,
        status: InvoiceStatus::Paid,
        creation_date: day,
        finalization_date: Some(day),
        due_date: None,
        pay_date: Some(day),
        net_amount: -original.net_amount,
        tax_amount: -original.tax_amount,
        gross_amount: -original.gross_amount,
        discount_amount: -original.discount_amount,
        rounding_amount: -original.rounding_amount,
        open_amount: 0,
        ..original
    };
    store_invoice(maker, document, &turned).await
}

async fn store_invoice(maker: &Maker<'_>, invoice: invoices::Model, lines: &[InvoiceLine]) -> Done {
    let (tenant_id, invoice_id) = (invoice.tenant_id, invoice.id);
    invoice.into_active_model().reset_all().insert(maker.tx).await?;
    for (position, line) in (0..).zip(lines) {
        let line = Set(serde_json::to_value(line)?);
        invoice_lines::ActiveModel {
            tenant_id: Set(tenant_id),
            invoice_id: Set(invoice_id),
            position: Set(position),
            line,
        }
        .insert(maker.tx)
        .await?;
    }
    Ok(())
}
