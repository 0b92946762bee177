//! The use cases of addresses.

use actix_web::http::StatusCode;
use portico_domain::postal;
use portico_shared::{
    AddressId, CustomerId, ErrorCode, TenantId,
    addresses::{AddressArchived, AddressIn, AddressPatch, AddressStatus, AddressType, AddressUse, AddressView},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, SqlErr};

use super::{
    checks::{check_new, check_patch, check_whole, tidy_new, tidy_patch},
    mapping, store,
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{addresses, customers, subscriptions},
    features::{
        audit::{self, Change},
        customers::{checks::vat_id, service::check_not_erased, store as customer_store},
        mails::{self, Mail},
        settings::service as settings,
        subscriptions::store as subscription_store,
        tenants,
    },
    http::{
        ApiError, ApiResult,
        body::Input,
        check::Check,
        idempotency::{Answer, Once},
    },
};

/// Why an address could not be changed.
#[derive(Debug, Clone, Copy)]
enum Refusal {
    Archived,
    /// It is the default of its type; its place has to be taken first.
    IsDefault,
    /// The default of `TYPE_DEFAULT` is what everything falls back to.
    LastFallback,
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let (code, detail) = match refusal {
            Refusal::Archived => (
                ErrorCode::AddressArchived,
                "This address is archived and stays as it is. Create a new one instead.",
            ),
            Refusal::IsDefault => (
                ErrorCode::AddressIsDefault,
                "This address is the default of its type. Make another one the default first, or unset it.",
            ),
            Refusal::LastFallback => (
                ErrorCode::AddressIsDefault,
                "The default of TYPE_DEFAULT cannot be unset, only replaced: everything falls back to it.",
            ),
        };
        Self::new(code, detail)
    }
}

pub async fn get(context: &Context, scope: Scope, id: AddressId) -> ApiResult<AddressView> {
    Ok(mapping::view(&find(context.db.read(), scope, id).await?))
}

async fn find(db: &impl ConnectionTrait, scope: Scope, id: AddressId) -> ApiResult<addresses::Model> {
    store::find(db, scope, id).await?.ok_or_else(ApiError::not_found)
}

async fn find_active(db: &impl ConnectionTrait, scope: Scope, id: AddressId) -> ApiResult<addresses::Model> {
    let row = find(db, scope, id).await?;
    if row.status == AddressStatus::Archived {
        return Err(Refusal::Archived.into());
    }
    Ok(row)
}

pub async fn create(context: &Context, caller: &Caller, once: Once, new: AddressIn) -> ApiResult<Answer> {
    let new = tidy_new(new);
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let customer = owner(tx, caller, new.customer).await?;
        let row = draft(tx, context, &customer, &new).await?;
        let replaces = row.is_default && make_room(tx, context, caller, &row).await?;
        store::insert(tx, row.clone()).await.map_err(one_default)?;
        record(tx, context, caller, "address.created", None, Some(&row)).await?;
        if replaces {
            tell(tx, context, &row).await?;
        }
        Ok(mapping::view(&row))
    })
    .await
}

/// The customer that an address is for: with a token one's own.
async fn owner(tx: &DatabaseTransaction, caller: &Caller, asked: Option<CustomerId>) -> ApiResult<customers::Model> {
    let own = caller.actor.person().map(|person| person.customer);
    let asked = caller.own_customer(asked)?.or(own);
    let found = match asked {
        Some(id) => {
            // Erasing waits for what is written about a customer, and what is written for erasing.
            customer_store::lock(tx, caller.scope(), id).await?;
            customer_store::find(tx, caller.scope(), id).await?
        }
        None => None,
    };
    let mut check = Check::default();
    let (code, told) = match asked {
        Some(_) => ("unknown", "there is no such customer"),
        None => ("required", "say whose address it is"),
    };
    check.require(found.is_some(), "customer", code, told);
    check.finish()?;
    let found = found.ok_or_else(ApiError::not_found)?;
    check_not_erased(&found)?;
    Ok(found)
}

async fn draft(
    tx: &DatabaseTransaction,
    context: &Context,
    customer: &customers::Model,
    new: &AddressIn,
) -> ApiResult<addresses::Model> {
    let country = new.country_code.as_ref().unwrap_or(&customer.country_code);
    check_new(new, country)?;
    let scope = Scope::of_customer(customer.tenant_id, customer.id);
    let others = store::list_of(tx, scope, vec![customer.id]).await?;
    let has_main = mapping::default_of(&others, AddressType::Default).is_some();
    let kind = new.kind.unwrap_or(if has_main {
        AddressType::Invoice
    } else {
        AddressType::Default
    });
    let is_default = new.default || (kind == AddressType::Default && !has_main);
    Ok(drafted(
        context,
        customer.tenant_id,
        customer.id,
        country,
        kind,
        is_default,
        new,
    ))
}

/// The row of a checked address, not stored yet.
pub fn drafted(
    context: &Context,
    tenant: TenantId,
    customer: CustomerId,
    country: &str,
    kind: AddressType,
    is_default: bool,
    new: &AddressIn,
) -> addresses::Model {
    addresses::Model {
        tenant_id: tenant,
        id: AddressId(context.new_id()),
        version: 1,
        customer_id: customer,
        kind,
        is_default,
        status: AddressStatus::Active,
        salutation: new.salutation,
        company_name: new.company_name.clone(),
        first_name: new.first_name.clone(),
        last_name: new.last_name.clone(),
        street: new.street.clone(),
        house_number: new.house_number.clone().unwrap_or_default(),
        zip: normalised(country, new.zip.as_deref().unwrap_or_default()),
        city: new.city.clone(),
        country_code: country.to_owned(),
        addition: new.addition.clone(),
        cost_centre: new.cost_centre.clone(),
        vat_id: new.vat_id.as_deref().and_then(vat_id),
        created_at: context.now(),
    }
}

/// As the country writes it. What could not be read was refused before.
pub fn normalised(country: &str, zip: &str) -> String {
    postal::check(country, zip).unwrap_or_else(|_| zip.to_owned())
}

/// Takes the place of default from whoever of the same type holds it; false where nobody does.
async fn make_room(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    heir: &addresses::Model,
) -> ApiResult<bool> {
    let scope = Scope::of_customer(heir.tenant_id, heir.customer_id);
    let rows = store::list_of(tx, scope, vec![heir.customer_id]).await?;
    let holder = rows
        .iter()
        .find(|row| row.is_default && row.kind == heir.kind && row.id != heir.id);
    if let Some(holder) = holder {
        let after = addresses::Model {
            is_default: false,
            ..holder.clone()
        };
        // Told with what takes its place.
        save(tx, context, caller, holder, after, "address.default_replaced").await?;
    }
    Ok(holder.is_some())
}

pub async fn update(
    context: &Context,
    caller: &Caller,
    id: AddressId,
    Input { value, once, echo }: Input<AddressPatch>,
) -> ApiResult<Answer> {
    let patch = tidy_patch(value);
    check_patch(&patch)?;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let before = find_active(tx, caller.scope(), id).await?;
        echo.check(&mapping::view(&before))?;
        let after = patched(before.clone(), patch);
        check_whole(&after)?;
        let zip = normalised(&after.country_code, &after.zip);
        let after = addresses::Model { zip, ..after };
        let is_other = mapping::view(&after) != mapping::view(&before);
        let after = save(tx, context, caller, &before, after, "address.updated").await?;
        if is_other {
            tell(tx, context, &after).await?;
        }
        Ok(mapping::view(&after))
    })
    .await
}

/// The row with a change applied.
pub fn patched(row: addresses::Model, patch: AddressPatch) -> addresses::Model {
    addresses::Model {
        salutation: patch.salutation.or(row.salutation),
        company_name: patch.company_name.or(row.company_name),
        first_name: patch.first_name.or(row.first_name),
        last_name: patch.last_name.or(row.last_name),
        street: patch.street.or(Some(row.street)).unwrap_or_default(),
        house_number: patch.house_number.or(Some(row.house_number)).unwrap_or_default(),
        zip: patch.zip.or(Some(row.zip)).unwrap_or_default(),
        city: patch.city.or(Some(row.city)).unwrap_or_default(),
        country_code: patch.country_code.or(Some(row.country_code)).unwrap_or_default(),
        addition: patch.addition.or(row.addition),
        cost_centre: patch.cost_centre.or(row.cost_centre),
        vat_id: patch.vat_id.or(row.vat_id).as_deref().and_then(vat_id),
        ..row
    }
}

pub async fn set_default(context: &Context, caller: &Caller, once: Once, id: AddressId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let before = find_active(tx, caller.scope(), id).await?;
        if before.is_default {
            return Ok(mapping::view(&before));
        }
        make_room(tx, context, caller, &before).await?;
        let after = addresses::Model {
            is_default: true,
            ..before.clone()
        };
        let after = save(tx, context, caller, &before, after, "address.default_set").await?;
        tell(tx, context, &after).await?;
        Ok(mapping::view(&after))
    })
    .await
}

pub async fn unset_default(context: &Context, caller: &Caller, once: Once, id: AddressId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let before = find_active(tx, caller.scope(), id).await?;
        if before.kind == AddressType::Default {
            return Err(Refusal::LastFallback.into());
        }
        if !before.is_default {
            return Ok(mapping::view(&before));
        }
        let after = addresses::Model {
            is_default: false,
            ..before.clone()
        };
        let after = save(tx, context, caller, &before, after, "address.default_unset").await?;
        Ok(mapping::view(&after))
    })
    .await
}

/// What archiving would do. Changes nothing.
pub async fn preview_archive(context: &Context, caller: &Caller, id: AddressId) -> ApiResult<AddressArchived> {
    let db = context.db.read();
    let row = archivable(db, caller.scope(), id).await?;
    let moved = subscription_store::list_by_address(db, caller.scope(), id).await?;
    archived(db, row, &moved).await
}

async fn archivable(db: &impl ConnectionTrait, scope: Scope, id: AddressId) -> ApiResult<addresses::Model> {
    let row = find_active(db, scope, id).await?;
    if row.is_default {
        return Err(Refusal::IsDefault.into());
    }
    Ok(row)
}

async fn archived(
    db: &impl ConnectionTrait,
    row: addresses::Model,
    moved: &[subscriptions::Model],
) -> ApiResult<AddressArchived> {
    let scope = Scope::of_customer(row.tenant_id, row.customer_id);
    let rows = store::list_of(db, scope, vec![row.customer_id]).await?;
    Ok(AddressArchived {
        address: mapping::view(&row),
        moved_subscriptions: moved.iter().map(used_by).collect(),
        invoice_address: mapping::for_invoices(&rows).map(mapping::view),
    })
}

fn used_by(row: &subscriptions::Model) -> AddressUse {
    AddressUse {
        id: row.id,
        number: row.number.clone(),
        name: row.name.clone(),
    }
}

/// Archives an address; subscriptions that have it follow the customer's default from then on.
pub async fn archive(context: &Context, caller: &Caller, once: Once, id: AddressId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        store::lock(tx, caller.scope(), id).await?;
        let before = archivable(tx, caller.scope(), id).await?;
        let moved = subscription_store::list_by_address(tx, caller.scope(), id).await?;
        for row in &moved {
            let after = subscriptions::Model {
                version: row.version + 1,
                invoice_address_id: None,
                updated_at: context.now(),
                ..row.clone()
            };
            if !subscription_store::update(tx, row, after).await? {
                return Err(ApiError::concurrent());
            }
            let change = Change {
                action: "subscription.invoice_address_changed",
                subject_kind: "subscription",
                subject: row.id.0,
                customer: Some(row.customer_id),
                before: Some(serde_json::json!({ "invoiceAddress": id })),
                after: Some(serde_json::json!({ "invoiceAddress": null })),
            };
            audit::record(tx, context, caller, change).await?;
        }
        let after = addresses::Model {
            status: AddressStatus::Archived,
            ..before.clone()
        };
        let after = save(tx, context, caller, &before, after, "address.archived").await?;
        archived(tx, after, &moved).await
    })
    .await
}

/// Tells the customer where invoices go from now on, unless the merchant does not want that.
async fn tell(tx: &DatabaseTransaction, context: &Context, row: &addresses::Model) -> ApiResult<()> {
    let scope = Scope::of_tenant(row.tenant_id);
    if !settings::tenant_mails(tx, scope).await?.address_changes {
        return Ok(());
    }
    let customer = customer_store::find(tx, scope, row.customer_id).await?;
    let tenant = tenants::store::find(tx, row.tenant_id).await?;
    if let Some(customer) = customer {
        let mail = Mail::address_changed(&customer, row, &tenant, context.now());
        mails::service::enqueue(tx, context, &tenant, mail).await?;
    }
    Ok(())
}

/// Two became the default of one type at the same moment: the database lets one of them be it.
fn one_default(error: DbErr) -> ApiError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => ApiError::concurrent(),
        _ => error.into(),
    }
}

/// Saves a changed address with its audit row.
async fn save(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    before: &addresses::Model,
    after: addresses::Model,
    action: &'static str,
) -> ApiResult<addresses::Model> {
    let after = addresses::Model {
        version: before.version + 1,
        ..after
    };
    if !store::update(tx, before, after.clone()).await.map_err(one_default)? {
        return Err(ApiError::concurrent());
    }
    record(tx, context, caller, action, Some(before), Some(&after)).await?;
    Ok(after)
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    action: &'static str,
    before: Option<&addresses::Model>,
    after: Option<&addresses::Model>,
) -> ApiResult<()> {
    let Some(subject) = after.or(before) else {
        return Ok(());
    };
    let change = Change {
        action,
        subject_kind: "address",
        subject: subject.id.0,
        customer: Some(subject.customer_id),
        before: before
            .map(mapping::view)
            .and_then(|view| serde_json::to_value(view).ok()),
        after: after
            .map(mapping::view)
            .and_then(|view| serde_json::to_value(view).ok()),
    };
    Ok(audit::record(tx, context, caller, change).await?)
}
