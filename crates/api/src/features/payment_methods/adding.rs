//! Adding payment methods: asking the provider, and what becomes of one that is complete.

use actix_web::http::StatusCode;
use portico_shared::{
    CustomerId, ErrorCode, InvoiceId, LinkId, PaymentMethodId, TenantId,
    payment_methods::{
        AddingStatus, Gateway, LinkUse, PaymentMethodAdded, PaymentMethodIn, PaymentMethodSource, PaymentMethodStatus,
        PaymentMethodType, RefusalReason,
    },
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    checks::{check_new, check_room, is_paypal},
    linked,
    mapping::{self, Details},
    service::{added, away, call_off, confirm_mandate, detach, details, find, not_configured, save, standing},
    store,
};
use crate::{
    adapters::payment::testing,
    auth::{Caller, Scope},
    context::Context,
    db::entities::{customers, gateway_debtors, payment_methods},
    features::{
        audit::{self, Change},
        customers::{self as customer_feature, store as customer_store},
        email_changes::service::check_person_not_frozen,
        gateways,
        links::service as link_service,
        mandates::{self, service::Draft},
        tenants,
    },
    http::{
        ApiError, ApiResult,
        check::{self, Check},
        idempotency::{Answer, Once},
    },
    ports::payment::{Account, AccountDetails, Action, Begun, Debtor, NewMethod, PaymentGateway, SetUp},
};

/// What becomes of a method once it is complete.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Purpose {
    is_default: bool,
    /// Given by whoever began it.
    name: Option<String>,
    /// By which link it is added, and what for besides being the default.
    pub(super) link: Option<LinkId>,
    use_for: Option<LinkUse>,
    /// Which alone it pays.
    pub(super) invoice: Option<InvoiceId>,
}

impl Purpose {
    /// What stays of it once the method is complete: by which link it was added, or for which invoice alone.
    fn kept(&self) -> Option<serde_json::Value> {
        let is_kept = self.link.is_some() || self.invoice.is_some();
        is_kept.then(|| json!({ "link": self.link, "invoice": self.invoice }))
    }

    pub(super) fn of(row: &payment_methods::Model) -> ApiResult<Self> {
        let stored = row.purpose.clone();
        stored.map_or_else(
            || Ok(Self::default()),
            |purpose| serde_json::from_value(purpose).map_err(ApiError::internal),
        )
    }
}

/// What a provider said of a method that is being added.
enum Said {
    Begun(Begun),
    Ready(Box<Account>),
    Failed(RefusalReason),
}

/// Adds a method: the provider is asked first, so that nothing is here where it does not answer. What it began and nobody
/// completes costs nothing, and is called off there when it is thrown away here, or was not stored. Where its answer was lost, it
/// lies there unfinished.
pub async fn create(context: &Context, caller: &Caller, once: Once, new: PaymentMethodIn) -> ApiResult<Answer> {
    // A second beginning would be nobody's.
    if let Some(answer) = once.known(context, &caller.actor).await? {
        return Ok(answer);
    }
    let db = context.db.read();
    let scope = caller.scope();
    if caller.actor.link().is_some_and(|link| link.is_used_up) {
        return Err(link_service::invalid());
    }
    let customer = whose(db, caller, new.customer_id).await?;
    check_person_not_frozen(db, context, caller).await?;
    let gateways = gateways::service::open(context, db, scope.tenant()).await?;
    let tenant = tenants::store::find(db, scope.tenant()).await?;
    let (return_url, draft) = check_new(context, db, (caller, &customer, &tenant), (&new, &gateways)).await?;
    check_room(db, &customer, new.kind).await?;
    let origin = tenants::service::portal_origin(context, db, scope.tenant()).await?;
    let id = PaymentMethodId(context.new_id());
    let gateway = gateways.get(new.gateway).ok_or_else(|| not_configured(new.gateway))?;
    let account = gateway.account();
    let debtor = gateways::store::find_debtor(db, scope, (customer.id, new.gateway, account)).await?;
    let asked = NewMethod {
        id,
        kind: new.kind,
        future_usage: new.future_usage_allowed != Some(false),
        customer: Debtor {
            id: customer.id,
            name: customer.display_name(),
            email: customer.email.clone(),
            reference: debtor,
        },
        return_url: format!(
            "{return_url}{}paymentMethod={id}",
            if return_url.contains('?') { '&' } else { '?' }
        ),
    };
    let said = begin(context, gateway, (&new, draft.as_ref(), tenant.id), &asked).await?;
    if let Said::Ready(account) = &said {
        let same =
            store::list_by_reference(db, Scope::of_tenant(scope.tenant()), (new.gateway, &account.reference)).await?;
        let is_free = same.iter().all(|row| row.customer_id == customer.id);
        let told = "another customer has this payment method";
        let mut check = Check::default();
        check.require(is_free, "stripe.paymentMethodId", "not-permitted", told);
        check.finish()?;
    }
    let row = payment_methods::Model {
        account: account.map(Into::into),
        setup: match &said {
            Said::Begun(begun) => Some(begun.setup.clone()),
            Said::Ready(_) | Said::Failed(_) => None,
        },
        ..incomplete(context, caller, &customer, (&new, id))
    };
    let begun = row.clone();
    let answer = once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let given = new.stripe.as_ref().and_then(|stripe| stripe.customer_id.clone());
        let debtor = match &said {
            Said::Begun(begun) => begun.debtor.clone(),
            Said::Ready(_) | Said::Failed(_) => given,
        };
        if let Some(reference) = debtor {
            let row = gateway_debtors::Model {
                tenant_id: customer.tenant_id,
                customer_id: customer.id,
                gateway: new.gateway,
                reference,
                account: account.map(Into::into),
            };
            gateways::store::insert_debtor(tx, row).await?;
        }
        match said {
            Said::Begun(begun) => {
                store::insert(tx, row).await?;
                Ok(waiting(id, begun.action, &origin))
            }
            Said::Ready(account) => {
                store::insert(tx, row.clone()).await?;
                complete(tx, context, caller, (row, draft), *account).await
            }
            Said::Failed(reason) => Ok(failed(id, reason)),
        }
    });
    let answer = answer.await;
    // Another request with the same key may have been faster.
    let is_stored = answer.as_ref().is_ok_and(|answer| !answer.is_replayed());
    if begun.setup.is_some() && !is_stored {
        let tx = context.db.begin().await?;
        call_off(&tx, context, &begun).await?;
        context.commit(tx).await?;
    }
    answer
}

/// Whose method it will be.
async fn whose(db: &impl ConnectionTrait, caller: &Caller, asked: Option<CustomerId>) -> ApiResult<customers::Model> {
    let asked = caller.own_customer(asked)?.or(caller.scope().customer());
    let asked = asked.ok_or_else(|| check::refused("customerId", "required", "whose payment method it will be"))?;
    customer_feature::service::find_active(db, caller.scope(), &asked.to_string()).await
}

async fn begin(
    context: &Context,
    gateway: &dyn PaymentGateway,
    (new, draft, tenant): (&PaymentMethodIn, Option<&Draft>, TenantId),
    asked: &NewMethod,
) -> ApiResult<Said> {
    if let Some(test) = &new.testing {
        return Ok(match testing::tried(new.kind, &test.number, &asked.id.to_string()) {
            SetUp::Ready(account) => Said::Ready(account),
            SetUp::Failed(refusal) => Said::Failed(refusal.reason),
            SetUp::Waiting(_) => return Err(ApiError::internal("a number is tried at once")),
        });
    }
    let Some(keeper) = gateway.methods() else {
        return kept_by_us(asked, draft.map(|draft| draft.fingerprint(context, tenant)));
    };
    let taken = new.stripe.as_ref();
    let known = taken.and_then(|stripe| stripe.payment_method_id.as_deref());
    if let Some(reference) = known {
        let found = keeper.fetch(reference).await.map_err(|error| away(&error))?;
        let told = "Stripe keeps no such method for this customer: attach it to them first";
        let named = taken.and_then(|stripe| stripe.customer_id.clone());
        // Whose it is there has to be who they are here.
        let expected = asked.customer.reference.clone().or(named.clone());
        let is_theirs = |account: &Account| account.debtor.is_some() && account.debtor == expected;
        let found = found.filter(|account| is_theirs(account) && named.is_none_or(|named| Some(named) == expected));
        let found = found.ok_or_else(|| check::refused("stripe.paymentMethodId", "unknown", told))?;
        return Ok(Said::Ready(Box::new(found)));
    }
    Ok(Said::Begun(keeper.begin(asked).await.map_err(|error| away(&error))?))
}

/// What needs no provider.
fn kept_by_us(asked: &NewMethod, mandate: Option<String>) -> ApiResult<Said> {
    let fingerprint = match (asked.kind, mandate) {
        (PaymentMethodType::BankTransfer, _) => "bank_transfer".into(),
        (_, Some(account)) => account,
        (_, None) => {
            return Err(check::refused(
                "sepaDebit",
                "required",
                "a direct debit needs a mandate",
            ));
        }
    };
    Ok(Said::Ready(Box::new(Account {
        reference: asked.id.to_string(),
        debtor: None,
        details: AccountDetails::None,
        fingerprint: Some(fingerprint),
        expires: None,
    })))
}

fn incomplete(
    context: &Context,
    caller: &Caller,
    customer: &customers::Model,
    (new, id): (&PaymentMethodIn, PaymentMethodId),
) -> payment_methods::Model {
    let purpose = Purpose {
        is_default: new.is_default.unwrap_or(true),
        name: new.name.clone(),
        link: caller.actor.link().map(|link| link.link),
        use_for: new.use_for,
        invoice: new.invoice.filter(|_| new.future_usage_allowed == Some(false)),
    };
    payment_methods::Model {
        tenant_id: customer.tenant_id,
        id,
        version: 1,
        customer_id: customer.id,
        gateway: new.gateway,
        kind: new.kind,
        status: PaymentMethodStatus::ActionRequired,
        source: match (caller.actor.person(), caller.actor.link()) {
            (Some(_), _) => PaymentMethodSource::Customerfront,
            (_, Some(_)) => PaymentMethodSource::AddLink,
            (None, None) => PaymentMethodSource::Api,
        },
        enabled: true,
        name: new.name.clone().unwrap_or_default(),
        reference_id: None,
        details: json!({}),
        expiration_date: None,
        created_at: context.now(),
        setup: None,
        fingerprint: None,
        purpose: serde_json::to_value(purpose).ok(),
        refusal: None,
        removed_at: None,
        updated_at: Some(context.now()),
        expiry_told: None,
        account: None,
        future_usage_allowed: new.future_usage_allowed != Some(false),
    }
}

fn waiting(id: PaymentMethodId, action: Action, origin: &str) -> PaymentMethodAdded {
    PaymentMethodAdded {
        status: AddingStatus::ActionRequired,
        id,
        action_required: Some(mapping::action(action, origin)),
        fail_reason: None,
        payment_method: None,
    }
}

fn failed(id: PaymentMethodId, reason: RefusalReason) -> PaymentMethodAdded {
    PaymentMethodAdded {
        status: AddingStatus::Failed,
        id,
        action_required: None,
        fail_reason: Some(reason),
        payment_method: None,
    }
}

/// What became of a method that was begun: the provider is asked, whoever says that it is done.
pub async fn confirm(context: &Context, caller: &Caller, id: PaymentMethodId) -> ApiResult<PaymentMethodAdded> {
    let db = context.db.read();
    let row = find(db, caller.scope(), id).await?;
    linked::check_own(caller, &row)?;
    let (PaymentMethodStatus::ActionRequired, Some(setup)) = (row.status, row.setup.clone()) else {
        return added(context, caller, db, row).await;
    };
    let gateways = gateways::service::open(context, db, row.tenant_id).await?;
    let gateway = gateways.keeping(row.gateway, row.account.as_deref());
    let gateway = gateway.ok_or_else(|| not_configured(row.gateway))?;
    let keeper = gateway.methods().ok_or_else(|| not_configured(row.gateway))?;
    let said = keeper.look(&setup).await.map_err(|error| away(&error))?;
    let tx = context.db.begin().await?;
    let row = find(&tx, caller.scope(), id).await?;
    if row.status != PaymentMethodStatus::ActionRequired {
        drop(tx);
        return added(context, caller, db, row).await;
    }
    let answer = match said {
        SetUp::Waiting(action) => {
            let origin = tenants::service::portal_origin(context, db, row.tenant_id).await?;
            return Ok(waiting(id, action, &origin));
        }
        SetUp::Ready(account) => complete(&tx, context, caller, (row, None), *account).await?,
        SetUp::Failed(refusal) => refuse(&tx, context, &row, refusal.reason).await?,
    };
    context.commit(tx).await?;
    Ok(answer)
}

/// It cannot be continued: whoever tries again begins anew.
async fn refuse(
    tx: &DatabaseTransaction,
    context: &Context,
    row: &payment_methods::Model,
    reason: RefusalReason,
) -> ApiResult<PaymentMethodAdded> {
    let after = payment_methods::Model {
        version: row.version + 1,
        status: PaymentMethodStatus::Revoked,
        refusal: Some(reason),
        removed_at: Some(context.now()),
        updated_at: Some(context.now()),
        ..row.clone()
    };
    save(tx, row, after).await?;
    Ok(failed(row.id, reason))
}

/// The method can be used from here on. The same card or account that the customer has already is not added twice: what is
/// there gets the new name at the provider, and stays where it is used.
async fn complete(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (row, draft): (payment_methods::Model, Option<Draft>),
    account: Account,
) -> ApiResult<PaymentMethodAdded> {
    let scope = Scope::of_customer(row.tenant_id, row.customer_id);
    customer_store::lock(tx, scope, row.customer_id).await?;
    let purpose = Purpose::of(&row)?;
    let customer = customer_store::find(tx, scope, row.customer_id).await?;
    let customer = customer.ok_or_else(ApiError::not_found)?;
    let all = store::list_of(tx, scope, row.customer_id).await?;
    // What is for one payment alone is no other's twin.
    let account = Account {
        fingerprint: account.fingerprint.filter(|_| row.future_usage_allowed),
        ..account
    };
    let is_twin = |other: &&payment_methods::Model| {
        other.id != row.id
            && (other.gateway, other.kind, &other.account) == (row.gateway, row.kind, &row.account)
            && other.fingerprint.is_some()
            && other.fingerprint == account.fingerprint
            && other.status != PaymentMethodStatus::ActionRequired
            // A mandate that was taken back stays so: another is given.
            && (other.status == PaymentMethodStatus::Active || draft.is_none())
    };
    let twin = all.iter().find(is_twin).cloned();
    if twin.is_some() && draft.as_ref().is_some_and(Draft::is_taken_over) {
        let detail = "There is a mandate for this account already, under another reference.";
        return Err(ApiError::new(ErrorCode::PaymentMethodExists, detail));
    }
    // Of two that were begun before either was there, the first that is complete counts.
    let is_another = |other: &&payment_methods::Model| twin.as_ref().is_none_or(|twin| twin.id != other.id);
    if row.kind == PaymentMethodType::Paypal && all.iter().filter(is_another).any(is_paypal) {
        detach(tx, context, (row.tenant_id, row.gateway), account.reference).await?;
        return refuse(tx, context, &row, RefusalReason::AlreadyThere).await;
    }
    let today = tenants::store::find(tx, row.tenant_id).await?.today(context.now());
    let mandate = match (draft, &twin) {
        (Some(draft), None) => {
            Some(mandates::service::insert(tx, context, caller, (draft, &customer, row.id), today).await?)
        }
        _ => None,
    };
    let standard_name = mandate.as_ref().map_or_else(
        || mapping::named(row.kind, &account.details, customer.language),
        |mandate| mapping::debit_name(&mandate.iban_masked),
    );
    let name = purpose.name.clone().unwrap_or(standard_name);
    let details = match (&mandate, &twin) {
        (Some(mandate), _) => serde_json::to_value(Details {
            sepa_debit: Some(mandates::service::short(mandate)),
            ..Details::default()
        }),
        // Its mandate says more than this account does.
        (None, Some(twin)) if row.gateway == Gateway::SepaDebit => Ok(twin.details.clone()),
        (None, _) => serde_json::to_value(details(context, &row, account.details)),
    };
    let details = details.map_err(ApiError::internal)?;
    let becomes = |of: &payment_methods::Model, name: String| payment_methods::Model {
        version: of.version + 1,
        status: PaymentMethodStatus::Active,
        reference_id: Some(account.reference.clone()),
        details: details.clone(),
        expiration_date: account.expires,
        expiry_told: None,
        fingerprint: account.fingerprint.clone(),
        name,
        setup: None,
        refusal: None,
        updated_at: Some(context.now()),
        ..of.clone()
    };
    let (before, after) = if let Some(twin) = twin {
        give_way(tx, context, (&row, &twin), &account.reference).await?;
        let name = purpose.name.clone().unwrap_or_else(|| twin.name.clone());
        (twin.clone(), becomes(&twin, name))
    } else {
        let purpose = purpose.kept();
        let after = becomes(&row, name);
        (row.clone(), payment_methods::Model { purpose, ..after })
    };
    save(tx, &before, after.clone()).await?;
    let change = Change {
        action: "payment-method.added",
        subject_kind: "payment-method",
        subject: after.id.0,
        customer: Some(after.customer_id),
        after: Some(standing(&after)),
        ..Change::default()
    };
    audit::record(tx, context, caller, change).await?;
    let default = customer.default_payment_method_id;
    if let Some(link) = purpose.link {
        let use_for = purpose.use_for;
        linked::finish(tx, context, caller, (link, use_for), (customer, &after)).await?;
    } else if may_be_default(&customer, &row) && (purpose.is_default || customer.default_payment_method_id.is_none()) {
        customer_feature::service::change_default(tx, context, caller, customer, Some(&after)).await?;
    }
    Box::pin(confirm_mandate(tx, context, default, (&before, &after))).await?;
    added(context, caller, tx, after).await
}

/// Whether what the customer is billed can be collected with it: what was added for an invoice may move that one's currency alone.
fn may_be_default(customer: &customers::Model, row: &payment_methods::Model) -> bool {
    row.future_usage_allowed && row.kind.moves(customer.currency)
}

/// What was begun is the method that is there already; that one is kept by its new name from now on.
async fn give_way(
    tx: &DatabaseTransaction,
    context: &Context,
    (row, twin): (&payment_methods::Model, &payment_methods::Model),
    reference: &str,
) -> ApiResult<()> {
    let gone = payment_methods::Model {
        version: row.version + 1,
        status: PaymentMethodStatus::Revoked,
        removed_at: Some(context.now()),
        // What was completed there is the twin's.
        setup: None,
        ..row.clone()
    };
    save(tx, row, gone).await?;
    if let Some(old) = twin.reference_id.clone().filter(|old| old != reference) {
        detach(tx, context, (twin.tenant_id, twin.gateway), old).await?;
    }
    Ok(())
}
