//! The use cases of customers.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use portico_shared::{
    AddressId, ContactId, CustomerId, ErrorCode, Page, PaymentMethodId,
    addresses::{AddressStatus, AddressType},
    customers::{CustomerIn, CustomerPatch, CustomerStatus, CustomerView, DefaultPaymentMethodIn, Language, VatState},
    numbers::NumberKind,
    payment_methods::PaymentMethodStatus,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbErr, IntoActiveModel, SqlErr,
};

use super::{
    checks::{check_new, check_patch, tidy_new, tidy_patch},
    jobs, mapping,
    store::{self, Filter},
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{addresses, customers, payment_methods, tenants as tenants_table},
    features::{
        addresses::store as address_store,
        audit::{self, Change},
        contacts,
        mails::{self, Mail},
        numbers,
        payment_methods::{store as payment_method_store, telling},
        people::store as people_store,
        tenants,
    },
    http::{
        ApiError, ApiResult,
        body::Input,
        check::{self, Check},
        idempotency::{Answer, Once},
        page::{OrderColumn, PageRequest},
    },
};

pub async fn create(context: &Context, caller: &Caller, once: Once, new: CustomerIn) -> ApiResult<Answer> {
    let new = tidy_new(new);
    check_new(&new)?;
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let row = insert(tx, context, caller, new).await?;
        load_view(tx, caller.scope(), row).await
    })
    .await
}

/// Inserts a checked customer with its default address and its first owner.
pub async fn insert(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    new: CustomerIn,
) -> ApiResult<customers::Model> {
    let scope = caller.scope();
    let tenant = tenants::store::find(tx, scope.tenant()).await?;
    check_contact(tx, scope, new.contact_person).await?;
    let number = match &new.customer_number {
        Some(number) => number.clone(),
        None => {
            numbers::take(
                tx,
                context,
                tenant.id,
                NumberKind::Customer,
                tenant.today(context.now()),
                "",
            )
            .await?
        }
    };
    let row = draft(context, &tenant, &new, number);
    let row = jobs::enqueue(tx, context, jobs::unchecked(row, context.now())).await?;
    let row = row
        .into_active_model()
        .reset_all()
        .insert(tx)
        .await
        .map_err(|error| taken(error, &new))?;
    people_store::insert_owner(tx, context, scope, row.id, &row.email, row.language).await?;
    insert_address(tx, context, &row, &new).await?;
    let change = Change {
        action: "customer.created",
        subject_kind: "customer",
        subject: row.id.0,
        customer: Some(row.id),
        after: serde_json::to_value(&new).ok(),
        ..Change::default()
    };
    audit::record(tx, context, caller, change).await?;
    Ok(row)
}

/// The row of a checked customer, not stored yet.
pub fn draft(context: &Context, tenant: &tenants_table::Model, new: &CustomerIn, number: String) -> customers::Model {
    let country = new.country_code.clone().unwrap_or_else(|| "DE".into());
    let now = context.now();
    let mut row = customers::Model {
        tenant_id: tenant.id,
        id: CustomerId(context.new_id()),
        version: 1,
        external_id: new.external_id.clone(),
        number,
        status: CustomerStatus::Active,
        email: new.email.trim().into(),
        invoice_email: new.invoice_email.clone(),
        first_name: new.first_name.clone(),
        last_name: new.last_name.clone(),
        company_name: new.company_name.clone(),
        phone: new.phone.clone(),
        vat_id: new.vat_id.clone(),
        vat_state: VatState::Unchecked,
        vat_checked_at: None,
        vat_consultation: None,
        vat_due_at: None,
        datev_id: new.datev_id.clone(),
        language: new.language.unwrap_or_else(|| suggested_language(&country)),
        country_code: country,
        time_zone: new.time_zone.clone().unwrap_or(tenant.time_zone.clone()),
        currency: new.currency_code.unwrap_or(tenant.currency),
        gender: new.gender,
        commercial_register_name: new.commercial_register_name.clone(),
        commercial_register_number: new.commercial_register_number.clone(),
        contact_id: new.contact_person,
        customer_group: new.customer_group,
        default_payment_method_id: None,
        method_for_new_subscriptions: None,
        search: String::new(),
        created_at: now,
        updated_at: now,
        erased_at: None,
    };
    row.search = row.search_text();
    row
}

fn taken(error: DbErr, new: &CustomerIn) -> ApiError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(which)) if which.contains("external") => ApiError::new(
            ErrorCode::ExternalIdTaken,
            format!(
                "Another customer has the externalId \"{}\".",
                new.external_id.as_deref().unwrap_or_default()
            ),
        ),
        // The contact person was deleted at the same moment.
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => ApiError::concurrent(),
        Some(SqlErr::UniqueConstraintViolation(_)) => ApiError::new(
            ErrorCode::NumberTaken,
            format!(
                "Another customer has the customerNumber \"{}\".",
                new.customer_number.as_deref().unwrap_or_default()
            ),
        ),
        _ => error.into(),
    }
}

/// Suggested from the country: where German is the language of business.
fn suggested_language(country: &str) -> Language {
    if matches!(country, "DE" | "AT" | "CH" | "LI") {
        Language::De
    } else {
        Language::En
    }
}

async fn insert_address(
    tx: &DatabaseTransaction,
    context: &Context,
    row: &customers::Model,
    new: &CustomerIn,
) -> Result<(), DbErr> {
    let (Some(street), Some(city)) = (&new.street, &new.city) else {
        return Ok(());
    };
    addresses::ActiveModel {
        tenant_id: Set(row.tenant_id),
        id: Set(AddressId(context.new_id())),
        version: Set(1),
        customer_id: Set(row.id),
        kind: Set(AddressType::Default),
        is_default: Set(true),
        status: Set(AddressStatus::Active),
        salutation: Set(new.salutation),
        company_name: Set(row.company_name.clone()),
        first_name: Set(row.first_name.clone()),
        last_name: Set(row.last_name.clone()),
        street: Set(street.clone()),
        house_number: Set(new.house_number.clone().unwrap_or_default()),
        zip: Set(new.zip.clone().unwrap_or_default()),
        city: Set(city.clone()),
        country_code: Set(row.country_code.clone()),
        addition: Set(new.addition.clone()),
        cost_centre: Set(None),
        vat_id: Set(None),
        created_at: Set(context.now()),
    }
    .insert(tx)
    .await?;
    Ok(())
}

async fn check_contact(db: &impl ConnectionTrait, scope: Scope, contact: Option<ContactId>) -> ApiResult<()> {
    let mut check = Check::default();
    if let Some(contact) = contact {
        let known = contacts::store::find(db, scope, contact).await?.is_some();
        check.require(known, "contactPerson", "unknown", "there is no such contact person");
    }
    check.finish()
}

pub async fn update(
    context: &Context,
    caller: &Caller,
    key: &str,
    Input { value, once, echo }: Input<CustomerPatch>,
) -> ApiResult<Answer> {
    let patch = tidy_patch(value);
    check_patch(&patch)?;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let scope = caller.scope();
        let id = find(tx, scope, key).await?.id;
        // Another address lets another person in: erasing waits for that, or that for erasing.
        store::lock(tx, scope, id).await?;
        let before = store::find(tx, scope, id).await?.ok_or_else(ApiError::not_found)?;
        check_not_erased(&before)?;
        if !echo.is_empty() {
            echo.check(&load_view(tx, scope, before.clone()).await?)?;
        }
        let contact = patch.contact_person.or(before.contact_id);
        if contact != before.contact_id {
            check_contact(tx, scope, contact).await?;
        }
        let change = serde_json::to_value(&patch).map_err(ApiError::internal)?;
        let mut after = patched(before.clone(), patch, context);
        let mut check = Check::default();
        check.require(
            after.is_named(),
            "companyName",
            "required",
            "give a companyName, or firstName and lastName",
        );
        check.finish()?;
        let unchanged = customers::Model {
            version: before.version,
            updated_at: before.updated_at,
            search: before.search.clone(),
            ..after.clone()
        };
        if unchanged == before {
            return load_view(tx, scope, before).await;
        }
        if before.email != after.email {
            move_owner(tx, context, &before, &after).await?;
        }
        tell_of_invoice_email(tx, context, &before, &after).await?;
        if before.language != after.language {
            people_store::update_language(tx, scope, &after.email, after.language).await?;
        }
        if before.vat_id != after.vat_id {
            after = jobs::enqueue(tx, context, jobs::unchecked(after, context.now())).await?;
        }
        save(tx, &before, after.clone()).await?;
        let change = Change {
            action: "customer.updated",
            subject_kind: "customer",
            subject: after.id.0,
            customer: Some(after.id),
            before: Some(only(&before, &change)),
            after: Some(change),
        };
        audit::record(tx, context, caller, change).await?;
        load_view(tx, scope, after).await
    })
    .await
}

/// Gives a customer another main address, with everything that hangs on it. Whoever has that address did it, by a mail to it.
pub async fn change_email(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    before: customers::Model,
    email: &str,
) -> ApiResult<customers::Model> {
    let mut after = customers::Model {
        version: before.version + 1,
        email: email.to_owned(),
        invoice_email: before.invoice_email.clone().filter(|other| other != email),
        updated_at: context.now(),
        ..before.clone()
    };
    after.search = after.search_text();
    move_owner(tx, context, &before, &after).await?;
    tell_of_invoice_email(tx, context, &before, &after).await?;
    save(tx, &before, after.clone()).await?;
    let change = Change {
        action: "customer.updated",
        subject_kind: "customer",
        subject: after.id.0,
        customer: Some(after.id),
        before: Some(serde_json::json!({ "email": before.email })),
        after: Some(serde_json::json!({ "email": after.email })),
    };
    let actor = people_store::name_of(tx, Scope::of_tenant(after.tenant_id), email).await?;
    let actor = actor.unwrap_or_else(|| caller.actor.name());
    audit::record_as(tx, context, caller, &actor, change).await?;
    Ok(after)
}

/// Of what was stored, the fields that a change names.
fn only(before: &customers::Model, change: &serde_json::Value) -> serde_json::Value {
    let stored = mapping::view(before.clone(), &[]);
    let mut stored = serde_json::to_value(stored).unwrap_or_default();
    stored["email"] = before.email.clone().into();
    stored["invoiceEmail"] = before.invoice_email.clone().into();
    let names = change.as_object().into_iter().flatten();
    names
        .map(|(name, _)| (name.clone(), stored.get(name).cloned().unwrap_or_default()))
        .collect()
}

/// The row with a change applied.
pub fn patched(row: customers::Model, patch: CustomerPatch, context: &Context) -> customers::Model {
    let mut after = customers::Model {
        version: row.version + 1,
        email: patch.email.or(Some(row.email.clone())).unwrap_or_default(),
        external_id: patch.external_id.or(row.external_id),
        first_name: patch.first_name.or(row.first_name),
        last_name: patch.last_name.or(row.last_name),
        company_name: patch.company_name.or(row.company_name),
        phone: patch.phone.or(row.phone),
        vat_id: patch.vat_id.or(row.vat_id),
        datev_id: patch.datev_id.or(row.datev_id),
        country_code: patch.country_code.or(Some(row.country_code)).unwrap_or_default(),
        language: patch.language.or(Some(row.language)).unwrap_or_default(),
        time_zone: patch.time_zone.or(Some(row.time_zone)).unwrap_or_default(),
        // The main address, sent back as it was read, is no address of its own.
        invoice_email: patch
            .invoice_email
            .or(row.invoice_email)
            .filter(|other| *other != row.email),
        gender: patch.gender.or(row.gender),
        commercial_register_name: patch.commercial_register_name.or(row.commercial_register_name),
        commercial_register_number: patch.commercial_register_number.or(row.commercial_register_number),
        contact_id: patch.contact_person.or(row.contact_id),
        customer_group: patch.customer_group.or(row.customer_group),
        updated_at: context.now(),
        search: String::new(),
        ..row
    };
    after.search = after.search_text();
    after
}

/// The holder of the new main address becomes an owner in place of the holder of the old one, who is
/// told so.
async fn move_owner(
    tx: &DatabaseTransaction,
    context: &Context,
    before: &customers::Model,
    after: &customers::Model,
) -> ApiResult<()> {
    let scope = Scope::of_tenant(before.tenant_id);
    if people_store::fold(&before.email) == people_store::fold(&after.email) {
        return Ok(());
    }
    if let Some(old) = people_store::find_by_email(tx, scope, &before.email).await? {
        people_store::delete_membership(tx, scope, before.id, old.id).await?;
    }
    people_store::insert_owner(tx, context, scope, after.id, &after.email, after.language).await?;
    let tenant = tenants::store::find(tx, before.tenant_id).await?;
    let mail = Mail::email_changed(before, after, &tenant, context.now());
    mails::service::enqueue(tx, context, &tenant, mail).await?;
    Ok(())
}

/// Nobody leads invoices away in silence.
async fn tell_of_invoice_email(
    tx: &DatabaseTransaction,
    context: &Context,
    before: &customers::Model,
    after: &customers::Model,
) -> ApiResult<()> {
    let tenant = tenants::store::find(tx, before.tenant_id).await?;
    if let Some(mail) = Mail::invoice_email_changed(before, after, &tenant, context.now()) {
        mails::service::enqueue(tx, context, &tenant, mail).await?;
    }
    Ok(())
}

async fn save(tx: &DatabaseTransaction, before: &customers::Model, after: customers::Model) -> ApiResult<()> {
    let external_id = after.external_id.clone().unwrap_or_default();
    let saved = store::update(tx, before, after)
        .await
        .map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => ApiError::new(
                ErrorCode::ExternalIdTaken,
                format!("Another customer has the externalId \"{external_id}\"."),
            ),
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => ApiError::concurrent(),
            _ => error.into(),
        })?;
    if saved { Ok(()) } else { Err(ApiError::concurrent()) }
}

pub async fn get(context: &Context, scope: Scope, key: &str) -> ApiResult<CustomerView> {
    let db = context.db.read();
    let row = find(db, scope, key).await?;
    load_view(db, scope, row).await
}

/// A customer by id or external id.
///
/// # Errors
/// 404 when there is none in the scope.
pub async fn find(db: &impl ConnectionTrait, scope: Scope, key: &str) -> ApiResult<customers::Model> {
    store::find_by_key(db, scope, key)
        .await?
        .ok_or_else(ApiError::not_found)
}

/// The same, who must be active.
///
/// # Errors
/// 409 when the customer is archived or suspended.
pub async fn find_active(db: &impl ConnectionTrait, scope: Scope, key: &str) -> ApiResult<customers::Model> {
    let customer = find(db, scope, key).await?;
    if customer.status == CustomerStatus::Active {
        return Ok(customer);
    }
    let detail = format!(
        "Customer {} is {}, so nobody can sign in for it.",
        customer.number, customer.status
    );
    Err(ApiError::new(ErrorCode::CustomerNotActive, detail))
}

/// # Errors
/// 409 when the customer's data were erased: nothing is to be written about them any more.
pub fn check_not_erased(customer: &customers::Model) -> ApiResult<()> {
    if customer.erased_at.is_none() {
        return Ok(());
    }
    let detail = format!(
        "The data of customer {} were erased. Create a new customer instead.",
        customer.number
    );
    Err(ApiError::new(ErrorCode::CustomerErased, detail))
}

/// A customer as the API shows them, also inside a transaction.
pub async fn load_by_id(db: &impl ConnectionTrait, scope: Scope, id: CustomerId) -> ApiResult<CustomerView> {
    let row = store::find(db, scope, id).await?.ok_or_else(ApiError::not_found)?;
    load_view(db, scope, row).await
}

/// A customer with the addresses that its view shows.
pub(super) async fn load_view(
    db: &impl ConnectionTrait,
    scope: Scope,
    row: customers::Model,
) -> ApiResult<CustomerView> {
    let rows = address_store::list_of(db, scope, vec![row.id]).await?;
    Ok(mapping::view(row, &rows))
}

pub async fn list(
    context: &Context,
    scope: Scope,
    filter: Filter,
    request: &PageRequest<OrderColumn<customers::Column>>,
) -> ApiResult<Page<CustomerView>> {
    let db = context.db.read();
    let page = store::list(db, scope, filter, request).await?;
    let ids = page.data.iter().map(|row| row.id).collect();
    let mut by_customer: HashMap<CustomerId, Vec<addresses::Model>> = HashMap::new();
    for address in address_store::list_of(db, scope, ids).await? {
        by_customer.entry(address.customer_id).or_default().push(address);
    }
    Ok(page.map(|row| {
        let rows = by_customer.remove(&row.id).unwrap_or_default();
        mapping::view(row, &rows)
    }))
}

/// Sets or clears the payment method of everything that names none itself, and tells the customer.
pub async fn set_payment_method(
    context: &Context,
    caller: &Caller,
    once: Once,
    key: &str,
    asked: DefaultPaymentMethodIn,
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let scope = caller.scope();
        let before = find(tx, scope, key).await?;
        let asked = asked.payment_method_id.sent().ok_or_else(|| {
            check::refused(
                "paymentMethodId",
                "required",
                "give a payment method's id, or null for none",
            )
        })?;
        let method = match asked {
            Some(id) => Some(lasting(tx, &before, ("paymentMethodId", id)).await?),
            None => None,
        };
        let after = change_default(tx, context, caller, before, method.as_ref()).await?;
        load_view(tx, scope, after).await
    })
    .await
}

/// Another payment method for everything that names none itself; the customer is told.
pub async fn change_default(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    before: customers::Model,
    method: Option<&payment_methods::Model>,
) -> ApiResult<customers::Model> {
    let after = customers::Model {
        version: before.version + 1,
        default_payment_method_id: method.map(|method| method.id),
        // Whoever chooses a default means subscriptions to come, too.
        method_for_new_subscriptions: None,
        updated_at: context.now(),
        ..before.clone()
    };
    let is_same = after.default_payment_method_id == before.default_payment_method_id;
    if is_same && before.method_for_new_subscriptions.is_none() {
        return Ok(before);
    }
    save(tx, &before, after.clone()).await?;
    if is_same {
        return Ok(after);
    }
    Box::pin(telling::default_changed(tx, context, &after, method)).await?;
    let change = Change {
        action: "customer.default-payment-method-changed",
        subject_kind: "customer",
        subject: after.id.0,
        customer: Some(after.id),
        before: Some(serde_json::json!({ "paymentMethodId": before.default_payment_method_id })),
        after: Some(serde_json::json!({ "paymentMethodId": after.default_payment_method_id })),
    };
    audit::record(tx, context, caller, change).await?;
    Ok(after)
}

/// A method of the customer's own that money can be collected with. `path` is the field that named it.
pub async fn usable(
    tx: &DatabaseTransaction,
    customer: &customers::Model,
    (path, id): (&str, PaymentMethodId),
) -> ApiResult<payment_methods::Model> {
    let own = Scope::of_customer(customer.tenant_id, customer.id);
    let method = payment_method_store::find_many(tx, own, vec![id]).await?.pop();
    let method = method.ok_or_else(|| check::refused(path, "unknown", "this customer has no such payment method"))?;
    if method.enabled && method.status == PaymentMethodStatus::Active {
        return Ok(method);
    }
    let state = if method.enabled {
        method.status.as_str()
    } else {
        "disabled"
    };
    Err(ApiError::new(
        ErrorCode::PaymentMethodNotUsable,
        format!("{} is {state}.", method.name),
    ))
}

/// One that whatever the customer is billed can be collected with.
pub async fn lasting(
    tx: &DatabaseTransaction,
    customer: &customers::Model,
    named: (&str, PaymentMethodId),
) -> ApiResult<payment_methods::Model> {
    let method = usable(tx, customer, named).await?;
    if method.future_usage_allowed && method.kind.moves(customer.currency) {
        return Ok(method);
    }
    let detail = if method.future_usage_allowed {
        format!(
            "{} is a direct debit, which moves euros alone, and this customer is billed in {}. Choose another payment method.",
            method.name, customer.currency
        )
    } else {
        format!("{} is for one payment alone.", method.name)
    };
    Err(ApiError::new(ErrorCode::PaymentMethodNotUsable, detail))
}
