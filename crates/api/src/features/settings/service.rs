//! Reading and changing settings, and what is in force for a customer.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use portico_shared::{
    CustomerId,
    settings::{
        Collection, Company, Dunning, InvoicePreferences, InvoicePreferencesPatch, Invoicing, InvoicingOwn,
        MailSettings,
    },
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::{
    group::{self, Group, Level},
    store::{self, Stored},
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    features::{
        audit::{self, Change},
        customers::service as customers,
        tenants,
    },
    http::{
        ApiError, ApiResult,
        body::{Echo, Input},
        idempotency::Answer,
    },
};

/// What is in force for many customers.
#[derive(Debug, Clone)]
pub struct Effective<G> {
    of_tenant: G,
    of_customers: HashMap<CustomerId, G>,
}

impl<G> Effective<G> {
    /// For one of the customers that were asked for.
    pub fn of(&self, customer: CustomerId) -> &G {
        self.of_customers.get(&customer).unwrap_or(&self.of_tenant)
    }
}

/// How each of these customers is invoiced: one query a table.
pub async fn effective_invoicings(
    db: &impl ConnectionTrait,
    scope: Scope,
    customers: &[CustomerId],
) -> ApiResult<Effective<Invoicing>> {
    effective_of_many(db, scope, customers).await
}

/// What the tenant has set for all customers.
pub async fn tenant_invoicing(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<Invoicing> {
    of_tenant(db, scope).await
}

/// How each of these customers is reminded: one query a table.
pub async fn effective_dunnings(
    db: &impl ConnectionTrait,
    scope: Scope,
    customers: &[CustomerId],
) -> ApiResult<Effective<Dunning>> {
    effective_of_many(db, scope, customers).await
}

/// Which mails the tenant's customers get, and where answers go.
pub async fn tenant_mails(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<MailSettings> {
    of_tenant(db, scope).await
}

/// How the tenant's customers are collected from.
pub async fn tenant_collection(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<Collection> {
    of_tenant(db, scope).await
}

/// Who the merchant is, as documents say it.
pub async fn company(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<Company> {
    of_tenant(db, scope).await
}

/// Says for a new tenant who it is.
pub async fn insert_company(
    tx: &DatabaseTransaction,
    context: &Context,
    scope: Scope,
    company: &Company,
) -> ApiResult<()> {
    let new = next::<Company>(&Stored::default(), company)?;
    store::save_of_tenant(tx, scope, Company::CONTEXT, new, context.now()).await?;
    Ok(())
}

/// Says for a new customer how it is invoiced.
pub async fn insert_invoicing(
    tx: &DatabaseTransaction,
    context: &Context,
    (scope, customer): (Scope, CustomerId),
    own: &InvoicingOwn,
) -> ApiResult<()> {
    let new = next::<Invoicing>(&Stored::default(), own)?;
    store::save_of_customer(tx, scope, customer, Invoicing::CONTEXT, new, context.now()).await?;
    Ok(())
}

async fn of_tenant<G: Group>(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<G> {
    let own = own::<G>(store::find_of_tenant(db, scope, G::CONTEXT).await?.as_ref())?;
    Ok(G::default().overlaid(&own))
}

async fn effective_of_many<G: Group>(
    db: &impl ConnectionTrait,
    scope: Scope,
    customers: &[CustomerId],
) -> ApiResult<Effective<G>> {
    let above: G = of_tenant(db, scope).await?;
    let rows = store::list_of_customers(db, scope, customers, G::CONTEXT).await?;
    let of_customers = rows
        .into_iter()
        .map(|(customer, own)| {
            let own: G::Own = serde_json::from_value(own).map_err(ApiError::internal)?;
            Ok((customer, above.clone().overlaid(&own).settled()))
        })
        .collect::<ApiResult<_>>()?;
    Ok(Effective {
        of_tenant: above.settled(),
        of_customers,
    })
}

fn own<G: Group>(stored: Option<&Stored>) -> ApiResult<G::Own> {
    stored.map_or_else(
        || Ok(G::Own::default()),
        |stored| serde_json::from_value(stored.own.clone()).map_err(ApiError::internal),
    )
}

pub async fn get_of_tenant<G: Group>(context: &Context, scope: Scope) -> ApiResult<G::View> {
    let stored = store::find_of_tenant(context.db.read(), scope, G::CONTEXT).await?;
    let country = country(context.db.read(), scope).await?;
    let level = (Level::Tenant, country.as_str());
    group::view(G::default(), own::<G>(stored.as_ref())?, level)
}

pub async fn get_of_customer<G: Group>(context: &Context, scope: Scope, key: &str) -> ApiResult<G::View> {
    let db = context.db.read();
    let customer = customers::find(db, scope, key).await?;
    let stored = store::find_of_customer(db, scope, customer.id, G::CONTEXT).await?;
    let country = country(db, scope).await?;
    let above = of_tenant::<G>(db, scope).await?;
    group::view::<G>(above, own::<G>(stored.as_ref())?, (Level::Customer, country.as_str()))
}

pub async fn patch_of_tenant<G: Group>(
    context: &Context,
    caller: &Caller,
    Input {
        value: patch,
        once,
        echo,
    }: Input<G::Patch>,
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let scope = caller.scope();
        let stored = store::find_of_tenant(tx, scope, G::CONTEXT).await?.unwrap_or_default();
        let before = own::<G>(Some(&stored).filter(|stored| stored.version > 0))?;
        let country = country(tx, scope).await?;
        let level = (Level::Tenant, country.as_str());
        echo.check(&group::view::<G>(G::default(), before.clone(), level)?)?;
        let today = today(tx, context, scope).await?;
        let after = group::changed::<G>(before.clone(), patch, (Level::Tenant, today))?;
        let subject = Subject::Tenant(scope.tenant().0);
        if record::<G>(tx, context, caller, (&before, &after), subject).await? {
            let new = next::<G>(&stored, &after)?;
            if !store::save_of_tenant(tx, scope, G::CONTEXT, new, context.now()).await? {
                return Err(ApiError::concurrent());
            }
        }
        group::view(G::default(), after, level)
    })
    .await
}

pub async fn patch_of_customer<G: Group>(
    context: &Context,
    caller: &Caller,
    key: &str,
    Input {
        value: patch,
        once,
        echo,
    }: Input<G::Patch>,
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let (above, after) = change_of_customer::<G>(tx, context, caller, key, (patch, echo)).await?;
        let country = country(tx, caller.scope()).await?;
        group::view::<G>(above, after, (Level::Customer, country.as_str()))
    })
    .await
}

/// Changes what customers decide of their invoices themselves.
pub async fn patch_preferences(
    context: &Context,
    caller: &Caller,
    key: &str,
    Input {
        value: patch,
        once,
        echo,
    }: Input<InvoicePreferencesPatch>,
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let (above, after) = change_of_customer::<Invoicing>(tx, context, caller, key, (patch.into(), echo)).await?;
        Ok(InvoicePreferences::from(Group::settled(above.overlaid(&after))))
    })
    .await
}

/// Gives what the customer inherits, and what is set for them after the change.
async fn change_of_customer<G: Group>(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    key: &str,
    (patch, echo): (G::Patch, Echo),
) -> ApiResult<(G, G::Own)> {
    let scope = caller.scope();
    let customer = customers::find(tx, scope, key).await?;
    customers::check_not_erased(&customer)?;
    let customer = customer.id;
    let stored = store::find_of_customer(tx, scope, customer, G::CONTEXT)
        .await?
        .unwrap_or_default();
    let before = own::<G>(Some(&stored).filter(|stored| stored.version > 0))?;
    let above = of_tenant::<G>(tx, scope).await?;
    let country = country(tx, scope).await?;
    let level = (Level::Customer, country.as_str());
    echo.check(&group::view::<G>(above.clone(), before.clone(), level)?)?;
    let today = today(tx, context, scope).await?;
    let after = group::changed::<G>(before.clone(), patch, (Level::Customer, today))?;
    if record::<G>(tx, context, caller, (&before, &after), Subject::Customer(customer)).await? {
        let new = next::<G>(&stored, &after)?;
        if !store::save_of_customer(tx, scope, customer, G::CONTEXT, new, context.now()).await? {
            return Err(ApiError::concurrent());
        }
    }
    Ok((above, after))
}

async fn country(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<String> {
    Ok(tenants::store::find(db, scope.tenant()).await?.country_code)
}

async fn today(tx: &DatabaseTransaction, context: &Context, scope: Scope) -> ApiResult<NaiveDate> {
    Ok(tenants::store::find(tx, scope.tenant()).await?.today(context.now()))
}

fn next<G: Group>(stored: &Stored, after: &G::Own) -> ApiResult<Stored> {
    Ok(Stored {
        own: serde_json::to_value(after).map_err(ApiError::internal)?,
        version: stored.version,
    })
}

/// Whose settings change.
enum Subject {
    Tenant(Uuid),
    Customer(CustomerId),
}

/// Writes down what changes; false when nothing does.
async fn record<G: Group>(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (before, after): (&G::Own, &G::Own),
    subject: Subject,
) -> ApiResult<bool> {
    let differences = audit::diff(before, after).map_err(ApiError::internal)?;
    if differences.is_empty() {
        return Ok(false);
    }
    let (was, is) = audit::sides(&differences);
    let (subject_kind, subject, customer) = match subject {
        Subject::Tenant(id) => ("tenant", id, None),
        Subject::Customer(id) => ("customer", id.0, Some(id)),
    };
    let change = Change {
        action: G::ACTION,
        subject_kind,
        subject,
        customer,
        before: Some(was),
        after: Some(is),
    };
    audit::record(tx, context, caller, change).await?;
    Ok(true)
}
