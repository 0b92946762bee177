//! Setting gateways up, trying them, and opening them for those who collect.

use std::sync::Arc;

use actix_web::http::StatusCode;
use portico_shared::{
    ErrorCode, TenantId,
    gateways::{BankAccountView, CreditorView, GatewayCheck, GatewayPatch, GatewayView, StripeView},
    payment_methods::Gateway,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{accounts, checks, store};
use crate::{
    adapters::payment::stripe::Keys,
    auth::{Caller, Scope},
    config::Secret,
    context::Context,
    db::entities::payment_gateways,
    features::{
        audit::{self, Change},
        mandates::store as mandate_store,
        payments, tenants,
    },
    http::{
        ApiError, ApiResult,
        body::Input,
        check::Check,
        idempotency::{Answer, Once},
    },
    ports::payment::{CheckError, Gateways, PaymentGateway},
};

/// Those that a merchant sets up. `testing` is there where the instance has it; the others come later.
const SETTABLE: [Gateway; 3] = [Gateway::Stripe, Gateway::SepaDebit, Gateway::BankTransfer];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StripeSettings {
    pub publishable_key: String,
}

/// Sealed at rest.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StripeSecrets {
    pub secret_key: String,
    pub webhook_secret: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Creditor {
    pub name: String,
    pub creditor_identifier: String,
    pub iban: String,
    pub bic: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BankAccount {
    pub account_holder: String,
    pub iban: String,
    pub bic: Option<String>,
    pub bank_name: Option<String>,
}

/// Opens the gateways of a merchant: those that are set up and switched on.
pub async fn open(context: &Context, db: &impl ConnectionTrait, tenant: TenantId) -> ApiResult<Arc<Gateways>> {
    let read = async {
        let rows = store::list(db, Scope::of_tenant(tenant)).await?;
        let mut all = Gateways::default();
        for row in rows.iter().filter(|row| row.enabled) {
            all = all.with(row.gateway, made(context, row)?);
        }
        if let Some(testing) = context.gateways.testing() {
            all = all.with(Gateway::Testing, testing);
        }
        Ok::<_, ApiError>(Some(Arc::new(all)))
    };
    let found = context
        .open_gateways
        .or_read(&context.gateway_changes, context.now(), tenant, read);
    Ok(found.await?.unwrap_or_default())
}

pub(super) fn made(context: &Context, row: &payment_gateways::Model) -> ApiResult<Arc<dyn PaymentGateway>> {
    Ok(match row.gateway {
        Gateway::Stripe => {
            let settings: StripeSettings = settings(row)?;
            let secrets = secrets(context, row)?;
            context.gateways.stripe(Keys {
                secret: Secret::new(&secrets.secret_key),
                publishable: settings.publishable_key,
                webhook: secrets.webhook_secret.as_deref().map(Secret::new),
            })
        }
        Gateway::SepaDebit => context.gateways.sepa_debit(),
        Gateway::BankTransfer => context.gateways.bank_transfer(),
        other => return Err(ApiError::internal(format!("nothing is set up for the gateway {other}"))),
    })
}

/// The creditor of the merchant's direct debits.
pub async fn creditor(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<Option<Creditor>> {
    let row = store::find(db, scope, Gateway::SepaDebit).await?;
    row.filter(|row| row.enabled).as_ref().map(settings).transpose()
}

/// Where customers of the merchant transfer money to.
pub async fn bank_account(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<Option<BankAccount>> {
    let row = store::find(db, scope, Gateway::BankTransfer).await?;
    row.filter(|row| row.enabled).as_ref().map(settings).transpose()
}

fn settings<T: for<'a> Deserialize<'a>>(row: &payment_gateways::Model) -> ApiResult<T> {
    serde_json::from_value(row.settings.clone()).map_err(ApiError::internal)
}

fn place(tenant: TenantId, gateway: Gateway) -> String {
    format!("{tenant}/payment_gateways/{gateway}")
}

fn secrets(context: &Context, row: &payment_gateways::Model) -> ApiResult<StripeSecrets> {
    let Some(sealed) = &row.secrets else {
        return Ok(StripeSecrets::default());
    };
    let place = place(row.tenant_id, row.gateway);
    let opened = context.master.open(&place, sealed).map_err(ApiError::internal)?;
    serde_json::from_slice(&opened).map_err(ApiError::internal)
}

pub async fn list(context: &Context, scope: Scope) -> ApiResult<Vec<GatewayView>> {
    let db = context.db.read();
    let rows = store::list(db, scope).await?;
    let origin = tenants::service::portal_origin(context, db, scope.tenant()).await?;
    let testing = context.gateways.testing().map(|_| Gateway::Testing);
    let mut all = Vec::new();
    for gateway in SETTABLE.into_iter().chain(testing) {
        let row = rows.iter().find(|row| row.gateway == gateway);
        all.push(load(context, db, scope, (gateway, row), &origin).await?);
    }
    Ok(all)
}

async fn load(
    context: &Context,
    db: &impl ConnectionTrait,
    scope: Scope,
    (gateway, row): (Gateway, Option<&payment_gateways::Model>),
    origin: &str,
) -> ApiResult<GatewayView> {
    Ok(GatewayView {
        methods_elsewhere: accounts::count_elsewhere(context, db, (scope, row)).await?,
        ..view(context, gateway, row, origin)?
    })
}

pub async fn get(context: &Context, scope: Scope, gateway: Gateway) -> ApiResult<GatewayView> {
    let all = list(context, scope).await?;
    let found = all.into_iter().find(|one| one.gateway == gateway);
    found.ok_or_else(ApiError::not_found)
}

fn view(
    context: &Context,
    gateway: Gateway,
    row: Option<&payment_gateways::Model>,
    origin: &str,
) -> ApiResult<GatewayView> {
    let types = match gateway {
        Gateway::Stripe => context.gateways.stripe(Keys::default()).capabilities().types,
        Gateway::SepaDebit => context.gateways.sepa_debit().capabilities().types,
        Gateway::BankTransfer => context.gateways.bank_transfer().capabilities().types,
        _ => context
            .gateways
            .testing()
            .map_or(&[][..], |one| one.capabilities().types),
    };
    let is_testing = gateway == Gateway::Testing;
    let mut view = GatewayView {
        gateway,
        types: types.to_vec(),
        configured: row.is_some() || is_testing,
        enabled: row.is_some_and(|row| row.enabled) || is_testing,
        stripe: None,
        sepa_debit: None,
        bank_transfer: None,
        secret_key_hint: None,
        webhook_secret_set: false,
        webhook_url: (gateway == Gateway::Stripe).then(|| format!("{origin}/api/public/gateways/{gateway}/events")),
        last_check: None,
        methods_elsewhere: 0,
        updated_at: row.map(|row| row.updated_at.into()),
    };
    let Some(row) = row else { return Ok(view) };
    view.last_check = last_check(row);
    match gateway {
        Gateway::Stripe => {
            let secrets = secrets(context, row)?;
            let StripeSettings { publishable_key } = settings(row)?;
            view.stripe = Some(StripeView { publishable_key });
            view.secret_key_hint = Some(hint(&secrets.secret_key));
            view.webhook_secret_set = secrets.webhook_secret.is_some();
        }
        Gateway::SepaDebit => {
            let Creditor {
                name,
                creditor_identifier,
                iban,
                bic,
            } = settings(row)?;
            view.sepa_debit = Some(CreditorView {
                name,
                creditor_identifier,
                iban,
                bic,
            });
        }
        Gateway::BankTransfer => {
            let BankAccount {
                account_holder,
                iban,
                bic,
                bank_name,
            } = settings(row)?;
            view.bank_transfer = Some(BankAccountView {
                account_holder,
                iban,
                bic,
                bank_name,
            });
        }
        _ => {}
    }
    Ok(view)
}

fn last_check(row: &payment_gateways::Model) -> Option<GatewayCheck> {
    Some(GatewayCheck {
        ok: row.check_ok?,
        message: row.check_message.clone(),
        checked_at: row.checked_at?.into(),
    })
}

/// `rk_live_…4242`: enough to tell keys apart.
fn hint(key: &str) -> String {
    let start = key
        .char_indices()
        .filter(|(_, sign)| *sign == '_')
        .nth(1)
        .map_or(0, |(at, _)| at + 1);
    let end = key.get(key.len().saturating_sub(4)..).unwrap_or_default();
    if key.len() < start + 12 {
        return format!("{}…", &key[..start]);
    }
    format!("{}…{end}", &key[..start])
}

pub async fn change(
    context: &Context,
    caller: &Caller,
    gateway: Gateway,
    Input {
        value: patch,
        once,
        echo,
    }: Input<GatewayPatch>,
) -> ApiResult<Answer> {
    if !SETTABLE.contains(&gateway) {
        return Err(ApiError::not_found());
    }
    let scope = caller.scope();
    let former = accounts::former(context, scope, (gateway, &patch)).await?;
    let answer = once
        .run(context, &caller.actor, StatusCode::OK, async |tx| {
            let before = store::find(tx, scope, gateway).await?;
            let origin = tenants::service::portal_origin(context, tx, scope.tenant()).await?;
            echo.check(&load(context, tx, scope, (gateway, before.as_ref()), &origin).await?)?;
            let after = changed(context, scope.tenant(), (gateway, before.as_ref()), patch)?;
            if let Some(before) = before.as_ref() {
                let account = |row: &payment_gateways::Model| row.settings.get("publishableKey").cloned();
                let is_former = |account: &Value| former.iter().any(|former| account == former);
                let is_other = account(before) != account(&after) && !account(before).as_ref().is_some_and(is_former);
                if is_other || before.enabled && !after.enabled {
                    check_idle(tx, scope, gateway).await?;
                }
            }
            if gateway == Gateway::SepaDebit {
                let creditor: Creditor = settings(&after)?;
                let own = &creditor.creditor_identifier;
                // Also where the gateway was taken away meanwhile.
                if mandate_store::exists_active_of_other(tx, scope, own).await? {
                    let detail =
                        "Debtors have authorised another creditor identifier. Revoke their mandates, then change it.";
                    return Err(ApiError::new(ErrorCode::WrongState, detail));
                }
            }
            if !store::save(tx, before.as_ref(), after.clone()).await? {
                return Err(ApiError::concurrent());
            }
            let kept = accounts::rename(tx, context, (scope, &after), &former).await?;
            let mut change = told(caller, "payment-gateway.changed", (before.as_ref(), Some(&after)));
            if let Some(shown) = change.after.as_mut().filter(|_| !former.is_empty()) {
                shown["methodsKept"] = json!(kept);
            }
            audit::record(tx, context, caller, change).await?;
            load(context, tx, scope, (gateway, Some(&after)), &origin).await
        })
        .await?;
    context.gateway_changes.note();
    Ok(answer)
}

/// What was asked there and has no answer could never be asked about again.
async fn check_idle(tx: &DatabaseTransaction, scope: Scope, gateway: Gateway) -> ApiResult<()> {
    if payments::store::exists_open_at(tx, scope, gateway).await? {
        return Err(ApiError::new(
            ErrorCode::WrongState,
            "Payments or refunds of this gateway have no answer yet. Wait for them, then change it.",
        ));
    }
    Ok(())
}

/// What a gateway is after a change.
pub(super) fn changed(
    context: &Context,
    tenant: TenantId,
    (gateway, before): (Gateway, Option<&payment_gateways::Model>),
    patch: GatewayPatch,
) -> ApiResult<payment_gateways::Model> {
    let now = context.now();
    let stored = before.map_or(Value::Null, |row| row.settings.clone());
    let mut row = before.cloned().unwrap_or_else(|| payment_gateways::Model {
        tenant_id: tenant,
        gateway,
        version: 0,
        enabled: true,
        settings: json!({}),
        secrets: None,
        checked_at: None,
        check_ok: None,
        check_message: None,
        created_at: now,
        updated_at: now,
    });
    let mut check = Check::default();
    let groups = [
        (Gateway::Stripe, "stripe", patch.stripe.is_some()),
        (Gateway::SepaDebit, "sepaDebit", patch.sepa_debit.is_some()),
        (Gateway::BankTransfer, "bankTransfer", patch.bank_transfer.is_some()),
    ];
    for (of, path, is_sent) in groups {
        check.require(
            !is_sent || of == gateway,
            path,
            "not-permitted",
            "belongs to another gateway",
        );
    }
    match gateway {
        Gateway::Stripe => {
            let mut secrets = before.map(|row| secrets(context, row)).transpose()?.unwrap_or_default();
            let mut settings: StripeSettings = read(&stored)?;
            checks::stripe(
                &mut check,
                patch.stripe.unwrap_or_default(),
                (&mut settings, &mut secrets),
            );
            row.settings = serde_json::to_value(settings).map_err(ApiError::internal)?;
            let plain = serde_json::to_vec(&secrets).map_err(ApiError::internal)?;
            row.secrets = Some(context.master.seal(&*context.random, &place(tenant, gateway), &plain));
        }
        Gateway::SepaDebit => {
            let mut creditor: Creditor = read(&stored)?;
            checks::creditor(&mut check, patch.sepa_debit.unwrap_or_default(), &mut creditor);
            row.settings = serde_json::to_value(creditor).map_err(ApiError::internal)?;
        }
        _ => {
            let mut account: BankAccount = read(&stored)?;
            checks::bank_account(&mut check, patch.bank_transfer.unwrap_or_default(), &mut account);
            row.settings = serde_json::to_value(account).map_err(ApiError::internal)?;
        }
    }
    check.finish()?;
    row.version += 1;
    row.enabled = patch.enabled.unwrap_or(row.enabled);
    row.updated_at = now;
    // What was tried were other keys.
    (row.checked_at, row.check_ok, row.check_message) = (None, None, None);
    Ok(row)
}

fn read<T: Default + for<'a> Deserialize<'a>>(stored: &Value) -> ApiResult<T> {
    if stored.is_null() {
        return Ok(T::default());
    }
    serde_json::from_value(stored.clone()).map_err(ApiError::internal)
}

/// Takes a gateway away. Methods of it stay, and are not collected with until it is set up again.
pub async fn delete(context: &Context, caller: &Caller, once: Once, gateway: Gateway) -> ApiResult<Answer> {
    let answer = once
        .run(context, &caller.actor, StatusCode::NO_CONTENT, async |tx| {
            let row = store::find(tx, caller.scope(), gateway).await?;
            let row = row.ok_or_else(ApiError::not_found)?;
            check_idle(tx, caller.scope(), gateway).await?;
            let change = told(caller, "payment-gateway.removed", (Some(&row), None));
            audit::record(tx, context, caller, change).await?;
            store::delete(tx, row).await?;
            Ok(Value::Null)
        })
        .await?;
    context.gateway_changes.note();
    Ok(answer)
}

/// Asks the provider whether it would serve us, and keeps what it said.
pub async fn check(context: &Context, caller: &Caller, gateway: Gateway) -> ApiResult<GatewayCheck> {
    let scope = caller.scope();
    if gateway == Gateway::Testing && context.gateways.testing().is_some() {
        return Ok(GatewayCheck {
            ok: true,
            message: None,
            checked_at: context.now().into(),
        });
    }
    let row = store::find(context.db.read(), scope, gateway).await?;
    let asked = row.ok_or_else(ApiError::not_found)?;
    let said = made(context, &asked)?.check().await;
    let message = match said {
        Ok(()) => None,
        Err(CheckError::Refused(why)) => Some(why),
        Err(CheckError::Away(error)) => Some(error.to_string()),
    };
    let tx = context.db.begin().await?;
    let now = store::find(&tx, scope, gateway)
        .await?
        .ok_or_else(ApiError::not_found)?;
    if now.version != asked.version {
        return Err(ApiError::concurrent());
    }
    let after = payment_gateways::Model {
        version: now.version + 1,
        checked_at: Some(context.now()),
        check_ok: Some(message.is_none()),
        check_message: message.clone(),
        ..now.clone()
    };
    if !store::save(&tx, Some(&now), after.clone()).await? {
        return Err(ApiError::concurrent());
    }
    let change = told(caller, "payment-gateway.checked", (None, Some(&after)));
    audit::record(&tx, context, caller, change).await?;
    context.commit(tx).await?;
    last_check(&after).ok_or_else(|| ApiError::new(ErrorCode::Internal, "the check was not kept"))
}

/// What the audit log is told.
fn told(
    caller: &Caller,
    action: &'static str,
    (before, after): (Option<&payment_gateways::Model>, Option<&payment_gateways::Model>),
) -> Change {
    // Accounts and keys stay out of the log; the version tells that they may have changed.
    let shown = |row: &payment_gateways::Model| {
        let identifier = row.settings.get("creditorIdentifier").cloned();
        json!({ "gateway": row.gateway, "enabled": row.enabled, "creditorIdentifier": identifier, "version": row.version })
    };
    Change {
        action,
        subject_kind: "payment-gateway",
        subject: caller.actor.tenant().0,
        before: before.map(shown),
        after: after.map(shown),
        ..Change::default()
    }
}
