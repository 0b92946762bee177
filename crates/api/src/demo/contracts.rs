//! Contracts with their past: what was billed, what was paid, what was cancelled.

use chrono::{Days, NaiveDate, NaiveTime};
use portico_documents::invoice::{Payment, Preceding};
use portico_domain::{
    billing::{self, Upcoming},
    calendar,
    cancellation::{self, Wish},
};
use portico_shared::{
    InvoiceId, PaymentId,
    invoices::{InvoiceLine, InvoiceStatus, InvoiceTax, InvoiceType, PaymentSource, PaymentStatus},
    numbers::NumberKind,
    payment_methods::{Gateway, PaymentMethodStatus},
    settings::Invoicing,
    subscriptions::{SubscriptionIn, SubscriptionStatus},
};
use sea_orm::{ActiveModelTrait, IntoActiveModel, PaginatorTrait};

use super::situations::Maker;
use crate::{
    auth::Scope,
    db::entities::{
        Scoped, invoice_lines, invoices, mandates, payment_methods, payments, subscription_items, subscriptions,
    },
    features::{
        billing::{
            issue::{self, Document},
            store::{self as run_store, Issued},
        },
        customers::store as customer_store,
        documents::{
            snapshot::{self, Around},
            store as document_store,
        },
        invoices::store as invoice_store,
        mandates::store as mandate_store,
        numbers,
        payment_methods::store as method_store,
        payments::store as payment_store,
        settings::service as settings_service,
        subscriptions::{Whole, mapping, service, store},
        tenants,
    },
    http::check,
};

type Done<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// What has become of a contract.
#[derive(Debug, Clone, Copy)]
pub(super) enum Standing {
    Running,
    /// Running, and nothing is owed.
    Settled,
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
    let scope = scope_of(maker);
    let tenant = tenants::store::find(maker.tx, scope.tenant()).await?;
    let row = store::find(maker.tx, scope, id).await?.ok_or("it was just inserted")?;
    let whole = service::load(maker.tx, scope, &tenant, vec![row]).await?.pop();
    let mut whole = whole.ok_or("it was just inserted")?;
    whole.row = settle(maker, whole.row, &whole.items, standing).await?;
    if matches!(standing, Standing::Draft) {
        return Ok(());
    }
    bill(maker, whole, standing).await
}

/// The invoices that the customer has so far.
pub(super) async fn count_invoices(maker: &Maker<'_>) -> Done<u64> {
    let scope = scope_of(maker);
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
        Standing::Paused => {
            after.status = SubscriptionStatus::Paused;
            let since = (maker.today - Days::new(20)).max(row.contract_start);
            after.paused_at = Some(instant(since));
            after.paused_on = Some(since);
        }
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
async fn bill(maker: &Maker<'_>, mut whole: Whole, standing: Standing) -> Done {
    let contract = mapping::contract(&whole.row, &whole.items);
    let items = whole.items.iter().map(mapping::item).collect::<Result<Vec<_>, _>>()?;
    let mut bills = billing::due_invoices(
        &items,
        contract.terms.billing_anchor(),
        cancellation::ends_on(&contract),
        whole.row.currency,
        maker.today,
        usize::MAX,
    );
    // What begins in a pause is not billed.
    bills.retain(|bill| whole.row.paused_on.is_none_or(|day| bill.date < day));
    let count = bills.len();
    // It was made the default after the maker read the customer.
    let customer = customer_store::find(maker.tx, scope_of(maker), maker.customer.id).await?;
    let default = customer.and_then(|customer| customer.default_payment_method_id);
    let method = match (&whole.payment_method, default) {
        (None, Some(default)) => method_store::find(maker.tx, scope_of(maker), default).await?,
        (own, _) => own.clone(),
    };
    let method = method.filter(|method| method.status == PaymentMethodStatus::Active);
    let mandate = match &method {
        Some(method) => mandate_store::find_of(maker.tx, scope_of(maker), method.id).await?,
        None => None,
    };
    let of_all = Scope::of_tenant(maker.customer.tenant_id);
    let settings = settings_service::effective_invoicings(maker.tx, of_all, &[maker.customer.id]).await?;
    let terms = Terms {
        settings: settings.of(maker.customer.id),
        method: method.as_ref(),
        mandate: mandate.as_ref(),
    };
    for (index, upcoming) in bills.iter().enumerate() {
        let fate = fate(standing, count - 1 - index);
        issue(maker, (&whole, &terms), upcoming, fate).await?;
    }
    for upcoming in &bills {
        mapping::advance(&mut whole.items, upcoming, upcoming.date)?;
    }
    let billed = Issued {
        subscriptions: vec![subscriptions::Model {
            version: whole.row.version + 1,
            next_billing_on: mapping::next_billing_on(&whole.row, &whole.items)?,
            updated_at: maker.context.now(),
            ..whole.row
        }],
        items: whole.items,
        ..Issued::default()
    };
    Ok(run_store::save_issued(maker.tx, billed).await?)
}

/// How a customer is invoiced, and what they pay with.
struct Terms<'a> {
    settings: &'a Invoicing,
    method: Option<&'a payment_methods::Model>,
    /// Of a method at the merchant's own bank.
    mandate: Option<&'a mandates::Model>,
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
        (standing, 0) if !matches!(standing, Standing::Settled) => Fate::Open,
        _ => Fate::Paid,
    }
}

async fn issue(maker: &Maker<'_>, (whole, terms): (&Whole, &Terms<'_>), upcoming: &Upcoming, fate: Fate) -> Done {
    let number = take_number(maker, NumberKind::Invoice, upcoming.date).await?;
    let settings = terms.settings;
    let document = issue::issue(maker.context, whole, upcoming, settings, number, upcoming.date)?;
    let Document { row, lines, printed } = document;
    let payment = maker.house.payment(&row, terms.method, terms.mandate, upcoming.date)?;
    let paid_on = match &payment {
        Payment::DirectDebit {
            collect_on: Some(day), ..
        } => day.to_naive(),
        _ => upcoming.date + Days::new(2),
    };
    let invoice = if row.gross_amount > 0 {
        settled(maker, row, fate, paid_on.min(maker.today))
    } else {
        // Paid as it stands.
        row
    };
    let said = around(maker, settings, &whole.row, (None, payment));
    store_invoice(maker, invoice.clone(), &lines, (printed, said)).await?;
    if let Some(paid_on) = invoice.pay_date.filter(|_| invoice.paid_amount > 0) {
        payment_store::insert(maker.tx, came_in(maker, (&invoice, terms.method), paid_on)).await?;
    }
    let contract = (&whole.row, settings);
    match fate {
        Fate::Cancelled => take_back(maker, contract, (invoice, lines), InvoiceType::Cancellation).await,
        Fate::Credited => take_back(maker, contract, (invoice, lines), InvoiceType::Credit).await,
        _ => Ok(()),
    }
}

/// An invoice as time has left it.
fn settled(maker: &Maker<'_>, row: invoices::Model, fate: Fate, paid_on: NaiveDate) -> invoices::Model {
    let status = match fate {
        Fate::Paid | Fate::Credited => InvoiceStatus::Paid,
        Fate::Open | Fate::Overdue | Fate::Failed => InvoiceStatus::Unpaid,
        Fate::Reminded => InvoiceStatus::Reminded,
        Fate::Cancelled => InvoiceStatus::Cancelled,
    };
    let is_open = matches!(status, InvoiceStatus::Unpaid | InvoiceStatus::Reminded);
    let reminded = fate == Fate::Reminded;
    invoices::Model {
        status,
        due_date: row.due_date.map(|due| match fate {
            Fate::Overdue => due.min(maker.today - Days::new(1)),
            _ => due,
        }),
        pay_date: (status == InvoiceStatus::Paid).then_some(paid_on),
        paid_amount: if status == InvoiceStatus::Paid {
            row.gross_amount
        } else {
            0
        },
        last_reminder_date: reminded.then(|| maker.today - Days::new(2)),
        dunning_level: i32::from(reminded),
        open_amount: if is_open { row.gross_amount } else { 0 },
        last_payment_failed: fate == Fate::Failed,
        ..row
    }
}

/// The money for an invoice: collected where there is something to collect with, else transferred.
fn came_in(
    maker: &Maker<'_>,
    (invoice, method): (&invoices::Model, Option<&payment_methods::Model>),
    paid_on: NaiveDate,
) -> payments::Model {
    let id = PaymentId(maker.context.new_id());
    let at = paid_on.and_time(NaiveTime::MIN).and_utc();
    // What the merchant's own bank collects is known by no provider.
    let provider = method.filter(|method| method.gateway != Gateway::SepaDebit);
    payments::Model {
        tenant_id: invoice.tenant_id,
        id,
        version: 1,
        invoice_id: invoice.id,
        customer_id: invoice.customer_id,
        payment_method_id: method.map(|method| method.id),
        gateway: method.map(|method| method.gateway),
        source: method.map_or(PaymentSource::Recorded, |_| PaymentSource::Collected),
        status: PaymentStatus::Succeeded,
        amount: invoice.paid_amount,
        currency: invoice.currency,
        paid_on: Some(paid_on),
        reference: provider.map(|_| format!("demo_{id}")),
        failure_code: None,
        failure_reason: None,
        returned_at: None,
        refunded_amount: 0,
        created_at: at,
        settled_at: Some(at),
        collect_on: (method.is_some() && provider.is_none()).then_some(paid_on),
        debit_file_id: None,
        return_url: None,
        action_until: None,
        leased_until: None,
    }
}

/// A cancellation or credit note: the same with the signs turned, referring to the original.
async fn take_back(
    maker: &Maker<'_>,
    (contract, settings): (&subscriptions::Model, &Invoicing),
    (original, lines): (invoices::Model, Vec<invoice_lines::Model>),
    kind: InvoiceType,
) -> Done {
    let day = original.creation_date + Days::new(3);
    let range = match kind {
        InvoiceType::Cancellation => NumberKind::Cancellation,
        InvoiceType::Credit | InvoiceType::Invoice => NumberKind::Credit,
    };
    let number = take_number(maker, range, day).await?;
    let id = InvoiceId(maker.context.new_id());
    let turned = lines.into_iter().map(|row| {
        let line: InvoiceLine = serde_json::from_value(row.line)?;
        let line = InvoiceLine {
            net_amount: -line.net_amount,
            discount_amount: -line.discount_amount,
            amount: line.amount.map(|amount| -amount),
            credited_position: u32::try_from(row.position).ok(),
            ..line
        };
        let value = serde_json::to_value(&line)?;
        let row = invoice_lines::Model {
            invoice_id: id,
            line: value,
            ..row
        };
        Ok((row, line))
    });
    let turned = turned.collect::<Result<Vec<_>, serde_json::Error>>()?;
    let (turned, printed): (Vec<_>, Vec<_>) = turned.into_iter().unzip();
    let taxes: Vec<InvoiceTax> = serde_json::from_value(original.taxes.clone().unwrap_or_default())?;
    let taxes: Vec<_> = taxes
        .into_iter()
        .map(|tax| InvoiceTax {
            net_amount: -tax.net_amount,
            tax_amount: -tax.tax_amount,
            ..tax
        })
        .collect();
    let preceding = Preceding {
        number: original.number.clone().unwrap_or_default(),
        issued_on: original.creation_date.into(),
    };
    let document = invoices::Model {
        id,
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
        paid_amount: 0,
        billing_date: None,
        taxes: Some(serde_json::to_value(taxes)?),
        ..original
    };
    let said = around(maker, settings, contract, (Some(preceding), Payment::None));
    store_invoice(maker, document, &turned, (printed, said)).await
}

async fn take_number(maker: &Maker<'_>, kind: NumberKind, day: NaiveDate) -> Done<String> {
    let Maker {
        tx, context, customer, ..
    } = maker;
    Ok(numbers::take(tx, context, customer.tenant_id, kind, day, &customer.number).await?)
}

async fn store_invoice(
    maker: &Maker<'_>,
    invoice: invoices::Model,
    lines: &[invoice_lines::Model],
    (printed, said): (Vec<InvoiceLine>, Around<'_>),
) -> Done {
    let document = snapshot::take(maker.house, &invoice, printed, said)?;
    invoice_store::insert(maker.tx, invoice).await?;
    for line in lines {
        invoice_store::insert_line(maker.tx, line.clone()).await?;
    }
    Ok(document_store::insert(maker.tx, document).await?)
}

fn around<'a>(
    maker: &'a Maker<'_>,
    settings: &'a Invoicing,
    contract: &'a subscriptions::Model,
    (preceding, payment): (Option<Preceding>, Payment),
) -> Around<'a> {
    Around {
        customer: &maker.customer,
        settings,
        contract: Some(&contract.number),
        order: contract.po_number.as_deref(),
        preceding,
        issued: None,
        payment,
    }
}

fn scope_of(maker: &Maker<'_>) -> Scope {
    Scope::of_customer(maker.customer.tenant_id, maker.customer.id)
}
