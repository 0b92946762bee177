//! What can be added, and what a customer agrees to for it.

use portico_shared::{
    CustomerId, InvoiceId,
    addresses::{AddressStatus, AddressType, street_line},
    customers::Language,
    gateways::BankAccountView,
    payment_methods::{DebtorAddress, Gateway, MandateOffer, PaymentMethodOption, PaymentMethodType},
};
use sea_orm::ConnectionTrait;

use super::checks;
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{addresses, customers},
    features::{
        addresses::store as address_store,
        customers::store as customer_store,
        gateways::{self, service::BankAccount},
        mandates, tenants,
    },
    http::{ApiError, ApiResult},
};

/// In the order in which they are offered.
const GATEWAYS: [Gateway; 4] = [
    Gateway::SepaDebit,
    Gateway::Stripe,
    Gateway::BankTransfer,
    Gateway::Testing,
];

/// What is asked about.
#[derive(Debug)]
pub struct Asked {
    pub customer: Option<CustomerId>,
    /// Which is to be paid with it.
    pub invoice: Option<InvoiceId>,
    /// Of a mandate's text.
    pub language: Option<Language>,
}

/// Without what does not move the currency of the invoice, or else of the customer.
pub async fn list(context: &Context, caller: &Caller, asked: Asked) -> ApiResult<Vec<PaymentMethodOption>> {
    let db = context.db.read();
    let of = caller.own_customer(asked.customer)?.or(caller.scope().customer());
    let customer = match of {
        Some(id) => Some(
            customer_store::find(db, caller.scope(), id)
                .await?
                .ok_or_else(ApiError::not_found)?,
        ),
        None => None,
    };
    let currency = match asked.invoice {
        Some(id) => {
            let found = checks::find_invoice(db, caller, (of, id)).await?;
            Some(found.ok_or_else(ApiError::not_found)?.currency)
        }
        None => customer.as_ref().map(|customer| customer.currency),
    };
    let gateways = gateways::service::open(context, db, caller.actor.tenant()).await?;
    let mut all = Vec::new();
    for name in GATEWAYS {
        let Some(gateway) = gateways.get(name) else { continue };
        for kind in gateway.capabilities().types {
            if caller.actor.may_add(*kind) && currency.is_none_or(|currency| kind.moves(currency)) {
                let reader = (caller, customer.as_ref(), asked.language);
                all.push(option(context, db, reader, (name, *kind)).await?);
            }
        }
    }
    Ok(all)
}

async fn option(
    context: &Context,
    db: &impl ConnectionTrait,
    (caller, customer, language): (&Caller, Option<&customers::Model>, Option<Language>),
    (gateway, kind): (Gateway, PaymentMethodType),
) -> ApiResult<PaymentMethodOption> {
    let scope = Scope::of_tenant(caller.actor.tenant());
    let mandate = match gateway {
        Gateway::SepaDebit => Some(offer(db, (caller, customer, language)).await?),
        _ => None,
    };
    let account = match gateway {
        Gateway::BankTransfer => gateways::service::bank_account(db, scope).await?,
        _ => None,
    };
    Ok(PaymentMethodOption {
        gateway,
        kind,
        one_off: checks::may_be_one_off(gateway, kind) && caller.actor.link().is_none(),
        mandate,
        bank_account: account.map(shown),
        script_url: (gateway == Gateway::Stripe).then(|| context.config.payments.stripe_script.clone()),
    })
}

fn shown(account: BankAccount) -> BankAccountView {
    let BankAccount {
        account_holder,
        iban,
        bic,
        bank_name,
    } = account;
    BankAccountView {
        account_holder,
        iban,
        bic,
        bank_name,
    }
}

async fn offer(
    db: &impl ConnectionTrait,
    (caller, customer, language): (&Caller, Option<&customers::Model>, Option<Language>),
) -> ApiResult<MandateOffer> {
    let scope = Scope::of_tenant(caller.actor.tenant());
    let creditor = mandates::service::creditor(db, scope).await?;
    let tenant = tenants::store::find(db, scope.tenant()).await?;
    let language = language.or(customer.map(|one| one.language)).unwrap_or(tenant.language);
    let text = mandates::service::text(db, scope, (language, &creditor, true)).await?;
    let one_off_text = mandates::service::text(db, scope, (language, &creditor, false)).await?;
    // Whoever holds a link sees names alone: it may have been passed on.
    let known = customer.filter(|_| caller.actor.link().is_none());
    let address = match known {
        Some(customer) => {
            let all = address_store::list_of(db, scope, vec![customer.id]).await?;
            let is_used = |one: &&addresses::Model| one.status == AddressStatus::Active;
            let rank = |one: &&addresses::Model| (one.kind == AddressType::Default, one.is_default);
            all.iter().filter(is_used).max_by_key(rank).map(debtor)
        }
        None => None,
    };
    Ok(MandateOffer {
        creditor_name: creditor.name,
        creditor_identifier: creditor.creditor_identifier,
        text,
        one_off_text,
        account_holder: customer.map(customers::Model::display_name).unwrap_or_default(),
        address,
    })
}

fn debtor(address: &addresses::Model) -> DebtorAddress {
    DebtorAddress {
        street: street_line(&address.country_code, &address.street, &address.house_number),
        zip: Some(address.zip.clone()).filter(|zip| !zip.is_empty()),
        city: address.city.clone(),
        country_code: address.country_code.clone(),
    }
}
