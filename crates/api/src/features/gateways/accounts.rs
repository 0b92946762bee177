//! Which account at a provider keeps what is stored. It is known by a key that the browser gets to know, and merchants roll keys:
//! what the provider still finds with other keys is kept by the same account.

use std::collections::BTreeMap;

use portico_shared::{gateways::GatewayPatch, payment_methods::Gateway};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{service, store};
use crate::{
    auth::Scope,
    context::Context,
    db::entities::payment_gateways,
    features::payment_methods::{service::away, store as method_store},
    http::{ApiResult, check},
    ports::payment::{CheckError, Trace},
};

/// Names that the account had which the new keys reach: something that each keeps is looked up, outside of any transaction.
///
/// # Errors
/// Where the provider does not answer, or not with these keys.
pub async fn former(
    context: &Context,
    scope: Scope,
    (gateway, patch): (Gateway, &GatewayPatch),
) -> ApiResult<Vec<String>> {
    let db = context.db.read();
    let before = store::find(db, scope, gateway).await?;
    // What is wrong with it is told by whoever saves it.
    let Ok(after) = service::changed(context, scope.tenant(), (gateway, before.as_ref()), patch.clone()) else {
        return Ok(Vec::new());
    };
    let before = before.as_ref().map(|row| service::made(context, row)).transpose()?;
    let after = service::made(context, &after)?;
    let mut former = Vec::new();
    let (Some(account), Some(keeper)) = (after.account(), after.methods()) else {
        return Ok(former);
    };
    if before.as_ref().and_then(|before| before.account()) == Some(account) {
        return Ok(former);
    }
    for (name, trace) in traces(db, scope, (gateway, account)).await? {
        match keeper.knows(&trace).await {
            Ok(true) => former.push(name),
            Ok(false) => {}
            Err(CheckError::Refused(why)) => return Err(check::refused("stripe.secretKey", "invalid", why)),
            Err(CheckError::Away(error)) => return Err(away(&error)),
        }
    }
    Ok(former)
}

/// For each account but this one, what it is known by.
async fn traces(db: &impl ConnectionTrait, scope: Scope, of: (Gateway, &str)) -> ApiResult<BTreeMap<String, Trace>> {
    let debtors = store::list_debtors_elsewhere(db, scope, of).await?;
    let mut traces: BTreeMap<_, _> = debtors
        .into_iter()
        .map(|(account, debtor)| (account, Trace::Debtor(debtor)))
        .collect();
    for (account, method, setup) in method_store::list_accounts_elsewhere(db, scope, of).await? {
        if let Some(trace) = method.map(Trace::Method).or(setup.map(Trace::Setup)) {
            traces.insert(account, trace);
        }
    }
    Ok(traces)
}

/// What is stored under these names goes on under the one that the account has now; gives how many methods.
pub async fn rename(
    tx: &DatabaseTransaction,
    context: &Context,
    (scope, row): (Scope, &payment_gateways::Model),
    former: &[String],
) -> ApiResult<u64> {
    let gateway = service::made(context, row)?;
    let Some(account) = gateway.account().filter(|_| !former.is_empty()) else {
        return Ok(0);
    };
    store::rename_accounts(tx, scope, row.gateway, (former, account)).await?;
    Ok(method_store::rename_accounts(tx, scope, row.gateway, (former, account)).await?)
}

/// How many methods could be collected with, and are kept by another account.
pub async fn count_elsewhere(
    context: &Context,
    db: &impl ConnectionTrait,
    (scope, row): (Scope, Option<&payment_gateways::Model>),
) -> ApiResult<u64> {
    let gateway = row.map(|row| service::made(context, row)).transpose()?;
    let (Some(row), Some(account)) = (row, gateway.as_ref().and_then(|gateway| gateway.account())) else {
        return Ok(0);
    };
    Ok(method_store::count_elsewhere(db, scope, (row.gateway, account)).await?)
}
