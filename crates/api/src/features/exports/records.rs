//! From rows to the lines that an import reads.

use portico_shared::{
    invoices::InvoiceLine,
    subscriptions::{SubscriptionStatus, TaxCategory},
};
use serde_json::{Map, Value, json};

use crate::{
    db::entities::{addresses, contacts, customers, invoices, subscription_items, subscriptions},
    features::subscriptions::mapping,
};

pub type Record = Map<String, Value>;

/// Without what is not there, so that a line says no more than it must.
fn record(value: Value) -> Record {
    match value {
        Value::Object(fields) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Map::new(),
    }
}

pub fn contact(row: &contacts::Model, key: &str) -> Record {
    record(json!({
        "externalId": key,
        "name": row.name,
        "role": row.role,
        "email": row.email,
        "phone": row.phone,
        "bookingUrl": row.booking_url,
        "languages": row.languages,
        "default": row.is_default,
    }))
}

pub fn customer(row: &customers::Model, contact: Option<&str>) -> Record {
    record(json!({
        "externalId": row.external_id,
        "customerNumber": row.number,
        "status": row.status,
        "email": row.email,
        "invoiceEmail": row.invoice_email,
        "companyName": row.company_name,
        "firstName": row.first_name,
        "lastName": row.last_name,
        "gender": row.gender,
        "phone": row.phone,
        "vatId": row.vat_id,
        "datevId": row.datev_id,
        "countryCode": row.country_code,
        "language": row.language,
        "timeZone": row.time_zone,
        "currencyCode": row.currency,
        "commercialRegisterName": row.commercial_register_name,
        "commercialRegisterNumber": row.commercial_register_number,
        "contactPerson": contact,
        "customerGroup": row.customer_group,
    }))
}

pub fn address(row: &addresses::Model, key: &str, customer: &str) -> Record {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    record(json!({
        "externalId": key,
        "customer": customer,
        "type": row.kind,
        "default": row.is_default,
        "status": row.status,
        "salutation": row.salutation,
        "companyName": row.company_name,
        "firstName": row.first_name,
        "lastName": row.last_name,
        "street": row.street,
        "houseNumber": given(&row.house_number),
        "zip": given(&row.zip),
        "city": row.city,
        "countryCode": row.country_code,
        "addition": row.addition,
        "costCentre": row.cost_centre,
        "vatId": row.vat_id,
    }))
}

pub fn subscription(
    row: &subscriptions::Model,
    items: &[subscription_items::Model],
    customer: &str,
    address: Option<&str>,
) -> Record {
    let terms = mapping::contract(row, items).terms;
    let trial = row.trial_ends_on.map(|end| (end - row.contract_start).num_days());
    // Said always, so that nothing is billed once more where this is taken over.
    let running = matches!(row.status, SubscriptionStatus::Active | SubscriptionStatus::Paused);
    let billing_start = row.billing_start.or(running.then(|| terms.billing_anchor()));
    let ending = row.cancellation_effective.map(|effective| {
        record(json!({
            "effective": effective,
            "declaredAt": row.cancelled_at.map(portico_shared::Timestamp::from),
            "immediate": row.cancellation_immediate,
            "byCustomer": row.cancelled_by_customer,
            "reason": row.cancellation_reason,
            "comment": row.cancellation_comment,
            "reasonByCustomer": row.reason_by_customer,
        }))
    });
    let plan = match &row.plan {
        Value::Object(_) => Value::Object(record(row.plan.clone())),
        other => other.clone(),
    };
    record(json!({
        "externalId": row.external_id,
        "number": row.number,
        "customer": customer,
        "name": row.name,
        "status": row.status,
        "plan": plan,
        "contractStart": row.contract_start,
        "contractPeriod": row.contract_period,
        "laterContractPeriod": row.later_contract_period,
        "cancellationPeriod": row.cancellation_period,
        "laterCancellationPeriod": row.later_cancellation_period,
        "endsAutomatically": row.ends_automatically,
        "trialDays": trial,
        "billingStart": billing_start,
        "activatedAt": row.activated_at.map(portico_shared::Timestamp::from),
        "pausedAt": row.paused_at.map(portico_shared::Timestamp::from),
        "cancellation": ending,
        "invoiceAddress": address,
        "poNumber": row.po_number,
        "items": items.iter().map(item).collect::<Vec<_>>(),
    }))
}

fn item(row: &subscription_items::Model) -> Record {
    let billed = row.billed_to.is_some() || row.billing_start.is_some();
    let billing = billed.then(|| {
        record(json!({
            "start": row.billing_start,
            "lastBilledAt": row.last_billed_at,
            "lastBilledFrom": row.billed_from,
            "lastBilledTo": row.billed_to,
            "billedPeriods": row.billed_periods,
        }))
    });
    let category: Option<TaxCategory> = (!row.tax_is_automatic).then_some(row.tax_category);
    record(json!({
        "name": row.name,
        "description": row.description,
        "quantity": row.quantity,
        "unitPrice": row.unit_price,
        "priceMode": row.price_mode,
        "taxRate": row.tax_rate,
        "taxCategory": category,
        "prorates": row.prorates,
        "quantityChangeable": !row.quantity_is_fixed,
        "discount": row.discount.clone().map(record),
        "billingInterval": row.billing_interval,
        "billing": billing,
    }))
}

/// What else an invoice's line names.
pub struct Around {
    pub customer: String,
    pub subscription: Option<String>,
    pub referenced: Option<String>,
    pub file: Option<String>,
}

pub fn invoice(row: &invoices::Model, lines: Vec<InvoiceLine>, around: &Around) -> Record {
    let positions: Vec<Record> = lines
        .into_iter()
        .map(|line| InvoiceLine {
            // What it billed is another's where it is taken over.
            subscription_item: None,
            ..line
        })
        .map(|line| record(serde_json::to_value(line).unwrap_or_default()))
        .collect();
    record(json!({
        "externalId": row.external_id,
        "number": row.number,
        "customer": around.customer,
        "subscription": around.subscription,
        "type": row.kind,
        "status": row.status,
        "referencedInvoice": around.referenced,
        "currencyCode": row.currency,
        "creationDate": row.creation_date,
        "dueDate": row.due_date,
        "payDate": row.pay_date,
        "netAmount": row.net_amount,
        "taxAmount": row.tax_amount,
        "roundingAmount": row.rounding_amount,
        "grossAmount": row.gross_amount,
        "title": row.title,
        "positions": (!positions.is_empty()).then_some(positions),
        "file": around.file,
    }))
}
