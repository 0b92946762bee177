//! What may be added as a payment method.

use portico_shared::{
    CustomerId, ErrorCode, InvoiceId,
    invoices::InvoiceStatus,
    payment_methods::{Gateway, PaymentMethodIn, PaymentMethodStatus, PaymentMethodType},
    settings::HostedPages,
};
use sea_orm::ConnectionTrait;

use super::{service::not_configured, store};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{customers, invoices, payment_methods, tenants as tenants_table},
    features::{
        hosted_pages::allows_return,
        invoices::store as invoice_store,
        mandates::{self, service::Draft},
        payments::collecting,
        tenants,
    },
    http::{ApiError, ApiResult, check::Check},
    ports::payment::Gateways,
};

/// Methods that a customer began to add and has not completed.
const MOST_INCOMPLETE: usize = 10;
const MOST: usize = 50;

/// What may be added, where the customer comes back to, and the mandate that was given.
pub(super) async fn check_new(
    context: &Context,
    db: &impl ConnectionTrait,
    (caller, customer, tenant): (&Caller, &customers::Model, &tenants_table::Model),
    (new, gateways): (&PaymentMethodIn, &Gateways),
) -> ApiResult<(String, Option<Draft>)> {
    let gateway = gateways.get(new.gateway).ok_or_else(|| not_configured(new.gateway))?;
    let pages = tenant.pages().map_err(ApiError::internal)?;
    let mut check = Check::default();
    let fits = gateway.capabilities().types.contains(&new.kind);
    check.require(
        fits,
        "type",
        "not-permitted",
        "this gateway keeps no methods of this type",
    );
    let offered = caller.actor.may_add(new.kind);
    check.require(
        offered,
        "type",
        "not-offered",
        "this type of payment method is not offered",
    );
    check_currency(&mut check, db, caller, (customer, new)).await?;
    if new.future_usage_allowed == Some(false) {
        check_one_off(&mut check, caller, new);
    }
    check.text_of("name", new.name.as_deref(), 1, 100);
    let taken = new.stripe.as_ref();
    let by_name = [
        (
            "stripe.paymentMethodId",
            taken.and_then(|stripe| stripe.payment_method_id.as_deref()),
            "pm_",
        ),
        (
            "stripe.customerId",
            taken.and_then(|stripe| stripe.customer_id.as_deref()),
            "cus_",
        ),
    ];
    for (path, name, start) in by_name {
        let Some(name) = name else { continue };
        let is_name = name.starts_with(start) && name.len() <= 100;
        let is_name = is_name && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        check.require(is_name, path, "invalid", "as Stripe names it");
        // Names are no secrets: whoever knows one has not proved that the card is theirs.
        let told = "the merchant alone takes over what is there";
        check.require(caller.actor.is_merchant(), path, "not-permitted", told);
    }
    let told = "by a link alone";
    let is_by_link = caller.actor.link().is_some();
    check.require(new.use_for.is_none() || is_by_link, "useFor", "not-permitted", told);
    for (path, of, is_sent) in [
        ("stripe", Gateway::Stripe, new.stripe.is_some()),
        ("sepaDebit", Gateway::SepaDebit, new.sepa_debit.is_some()),
        ("testing", Gateway::Testing, new.testing.is_some()),
    ] {
        check.require(
            !is_sent || new.gateway == of,
            path,
            "not-permitted",
            "belongs to another gateway",
        );
    }
    let origin = tenants::service::portal_origin(context, db, tenant.id).await?;
    let page = if is_by_link { "pay/link" } else { "payment-methods" };
    let portal = format!("{origin}/{page}");
    if let Some(url) = &new.return_url {
        check_return(&mut check, (&origin, &pages), url);
    }
    let draft = match &new.sepa_debit {
        Some(given) if new.gateway == Gateway::SepaDebit => {
            let is_recurrent = new.future_usage_allowed != Some(false);
            let given = (given, is_recurrent, &mut check);
            mandates::service::draft(context, db, (caller, customer, tenant), given).await?
        }
        _ => None,
    };
    check.finish()?;
    if new.kind == PaymentMethodType::SepaDebit && pages.step_up_for_payment_methods {
        caller.check_fresh(context.now())?;
    }
    Ok((new.return_url.clone().unwrap_or(portal), draft))
}

/// What it is added for is the customer's, and in a currency that it moves; without an invoice, or where it becomes the default by a
/// link, that is the customer's own.
async fn check_currency(
    check: &mut Check,
    db: &impl ConnectionTrait,
    caller: &Caller,
    (customer, new): (&customers::Model, &PaymentMethodIn),
) -> ApiResult<()> {
    let invoice = match new.invoice {
        Some(id) => find_invoice(db, caller, (Some(customer.id), id)).await?,
        None => None,
    };
    let is_known = new.invoice.is_none() || invoice.is_some();
    check.require(is_known, "invoice", "unknown", "this customer has no such invoice");
    // What could pay nothing else would lie there for good.
    let is_stranded = new.future_usage_allowed == Some(false)
        && invoice.as_ref().is_some_and(|invoice| !collecting::is_owed(invoice));
    check.require(
        !is_stranded,
        "invoice",
        "not-owed",
        "nothing is to be paid for this invoice",
    );
    let invoice = invoice.filter(|_| caller.actor.link().is_none());
    let currency = invoice.map_or(customer.currency, |invoice| invoice.currency);
    if !new.kind.moves(currency) {
        let told = format!("direct debits move euros alone, and this is about {currency}: choose another type");
        check.refuse("type", "currency", told);
    } else if new.is_default == Some(true) && !new.kind.moves(customer.currency) {
        let billed = customer.currency;
        let told = format!("direct debits move euros alone, and this customer is billed in {billed}: leave it out");
        check.refuse("isDefault", "currency", told);
    }
    Ok(())
}

/// An invoice that a method is added for. Customers see no drafts, and nobody pays what is kept of an erased customer.
pub(super) async fn find_invoice(
    db: &impl ConnectionTrait,
    caller: &Caller,
    (of, id): (Option<CustomerId>, InvoiceId),
) -> ApiResult<Option<invoices::Model>> {
    let scope = caller.scope();
    let scope = of.map_or(scope, |of| Scope::of_customer(scope.tenant(), of));
    let found = invoice_store::find(db, scope, id).await?;
    let may = caller.actor.is_merchant();
    Ok(found.filter(|invoice| invoice.kept_until.is_none() && (may || invoice.status != InvoiceStatus::Draft)))
}

/// Whether a method can be for one payment alone. Stripe keeps debits for good.
pub(super) const fn may_be_one_off(gateway: Gateway, kind: PaymentMethodType) -> bool {
    matches!(
        (gateway, kind),
        (Gateway::SepaDebit | Gateway::Testing, _) | (Gateway::Stripe, PaymentMethodType::Card)
    )
}

/// For one payment alone.
fn check_one_off(check: &mut Check, caller: &Caller, new: &PaymentMethodIn) {
    let fits = may_be_one_off(new.gateway, new.kind);
    let told = "this gateway keeps no methods of this type for one payment alone; leave it out";
    check.require(fits, "futureUsageAllowed", "not-permitted", told);
    let told = "what is added by a link becomes the default; leave it out";
    let is_by_link = caller.actor.link().is_some();
    check.require(!is_by_link, "futureUsageAllowed", "not-permitted", told);
    let told = "a method for one payment alone is no default";
    check.require(new.is_default != Some(true), "isDefault", "not-permitted", told);
    let taken = new.stripe.as_ref().and_then(|stripe| stripe.payment_method_id.as_ref());
    let told = "what is kept there is no method for one payment alone";
    check.require(taken.is_none(), "stripe.paymentMethodId", "not-permitted", told);
    let used = new.sepa_debit.as_ref().and_then(|debit| debit.last_debit_on.as_ref());
    let told = "a mandate for one debit that was used allows no other";
    check.require(used.is_none(), "sepaDebit.lastDebitOn", "not-permitted", told);
}

/// Whether a customer may be sent back to `url`.
pub fn check_return(check: &mut Check, (origin, pages): (&str, &HostedPages), url: &str) {
    let is_ours = url.strip_prefix(origin).is_some_and(|rest| rest.starts_with('/'));
    let told = "a page of the portal, or an https address of a host on the list returnHosts of Hosted Pages";
    check.require(is_ours || allows_return(pages, url), "returnUrl", "not-permitted", told);
}

pub(super) async fn check_room(
    db: &impl ConnectionTrait,
    customer: &customers::Model,
    kind: PaymentMethodType,
) -> ApiResult<()> {
    let all = store::list_of(db, Scope::of_customer(customer.tenant_id, customer.id), customer.id).await?;
    let incomplete = all
        .iter()
        .filter(|row| row.status == PaymentMethodStatus::ActionRequired);
    if incomplete.count() >= MOST_INCOMPLETE || all.len() >= MOST {
        return Err(ApiError::new(
            ErrorCode::PaymentMethodExists,
            "There are too many payment methods. Remove one first, or complete one that was begun.",
        ));
    }
    if kind == PaymentMethodType::Paypal && all.iter().any(is_paypal) {
        return Err(ApiError::new(
            ErrorCode::PaymentMethodExists,
            "There is a PayPal account already. Remove it first; a customer has one at most.",
        ));
    }
    Ok(())
}

/// A customer has one at most.
pub(super) fn is_paypal(row: &payment_methods::Model) -> bool {
    row.kind == PaymentMethodType::Paypal && row.status == PaymentMethodStatus::Active
}
