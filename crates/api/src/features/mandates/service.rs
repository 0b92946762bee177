//! Taking mandates, and showing them.

use chrono::{DateTime, NaiveDate, Utc};
use portico_domain::{
    iban::Iban,
    mandates::{self as rules, SequenceType},
};
use portico_shared::{
    CustomerId, MandateId, PaymentMethodId, TenantId,
    customers::Language,
    numbers::NumberKind,
    payment_methods::{
        DebtorAddress, Gateway, IbanView, MandateAccountView, MandateRecurrence, MandateSequence, MandateStatus,
        MandateView, PaymentMethodView, SepaDebitIn, SepaDebitView, SepaMandateView, SepaType,
    },
    settings::Company,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{checks, store, texts};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{customers, mandates, tenants as tenants_table},
    features::{
        audit::{self, Change},
        gateways::{self, service::Creditor},
        numbers,
        settings::service as settings,
        tenants,
    },
    http::{
        ApiError, ApiResult,
        check::{self, Check},
    },
};

/// `mandates.body`: what was agreed to, and where the creditor was then.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "StoredBody")]
pub struct Body {
    /// Paragraphs; none of a mandate on paper.
    pub text: Vec<String>,
    /// None: it was not known.
    pub creditor_address: Option<DebtorAddress>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum StoredBody {
    /// Older mandates keep no address.
    Text(Vec<String>),
    #[serde(rename_all = "camelCase")]
    Whole {
        text: Vec<String>,
        creditor_address: Option<DebtorAddress>,
    },
}

impl From<StoredBody> for Body {
    fn from(stored: StoredBody) -> Self {
        let (text, creditor_address) = match stored {
            StoredBody::Text(text) => (text, None),
            StoredBody::Whole { text, creditor_address } => (text, creditor_address),
        };
        Self { text, creditor_address }
    }
}

/// An entry of `mandates.earlier`: an account that was debited before, what proves its debits, and how another took its place.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Earlier {
    /// Sealed, in Base64.
    pub iban: String,
    #[serde(default)]
    pub iban_masked: String,
    pub account_holder: String,
    pub consented_at: Option<DateTime<Utc>>,
    pub client_address: Option<String>,
    pub last_debit_on: Option<NaiveDate>,
    /// Older entries do not tell.
    pub amendment: Option<Amendment>,
}

/// How the next account, or the next name of its holder, was agreed to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Amendment {
    pub at: DateTime<Utc>,
    pub by_merchant: bool,
    /// Of the debtor, shortened; never of the merchant.
    pub client_address: Option<String>,
}

/// A mandate that was checked and is not stored yet: its reference comes from the number range, with the rest.
#[derive(Debug, Clone)]
pub struct Draft {
    creditor: Creditor,
    pub iban: Iban,
    account_holder: String,
    address: DebtorAddress,
    language: Language,
    body: Body,
    reference: Option<String>,
    signed_on: NaiveDate,
    last_debit_on: Option<NaiveDate>,
    /// The debtor agreed here and now.
    has_consent: bool,
    /// False: it allows one debit.
    is_recurrent: bool,
}

impl Draft {
    /// The merchant names a mandate that there is already.
    pub fn is_taken_over(&self) -> bool {
        self.reference.is_some()
    }

    /// The same for the same account of the same merchant, and tells nothing of it.
    pub fn fingerprint(&self, context: &Context, tenant: TenantId) -> String {
        fingerprint(context, tenant, &self.iban)
    }
}

pub fn fingerprint(context: &Context, tenant: TenantId, iban: &Iban) -> String {
    let mac = context
        .master
        .mac("iban", &[tenant.0.as_bytes(), iban.as_str().as_bytes()]);
    format!("iban_{}", crate::auth::secrets::hex(&mac[..16]))
}

/// The merchant's direct debits as they are set up now.
///
/// # Errors
/// When they are not.
pub async fn creditor(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<Creditor> {
    let found = gateways::service::creditor(db, scope).await?;
    found.ok_or_else(|| {
        crate::features::payment_methods::service::not_configured(portico_shared::payment_methods::Gateway::SepaDebit)
    })
}

/// What a debtor agrees to.
pub async fn text(
    db: &impl ConnectionTrait,
    scope: Scope,
    (language, creditor, is_recurrent): (Language, &Creditor, bool),
) -> ApiResult<Vec<String>> {
    let days = settings::tenant_collection(db, scope).await?.pre_notification_days;
    Ok(texts::paragraphs(language, &creditor.name, days, is_recurrent))
}

/// Where the merchant is, as its documents say it.
fn creditor_address(company: Company, tenant: &tenants_table::Model) -> Option<DebtorAddress> {
    Some(DebtorAddress {
        street: company.street?,
        zip: company.zip,
        city: company.city?,
        country_code: company.country_code.unwrap_or_else(|| tenant.country_code.clone()),
    })
}

/// Reads what was given for a mandate; what is wrong with it goes into `check`.
pub async fn draft(
    context: &Context,
    db: &impl ConnectionTrait,
    (caller, customer, tenant): (&Caller, &customers::Model, &tenants_table::Model),
    (given, is_recurrent, check): (&SepaDebitIn, bool, &mut Check),
) -> ApiResult<Option<Draft>> {
    let scope = Scope::of_tenant(tenant.id);
    let is_merchant = caller.actor.is_merchant();
    let today = tenant.today(context.now());
    let creditor = creditor(db, scope).await?;
    let iban = checks::account(check, "sepaDebit.iban", &given.iban);
    let account_holder = checks::holder(check, "sepaDebit.accountHolder", &given.account_holder);
    let address = checks::address(check, given.address.clone());
    checks::paper(check, given, is_merchant);
    if let Some(reference) = &given.mandate_reference {
        let is_free = !store::exists(db, scope, reference).await?;
        check.require(is_free, "sepaDebit.mandateReference", "taken", "another mandate has it");
    }
    let signed_on = given
        .signature_date
        .as_ref()
        .map_or(today, portico_shared::Date::to_naive);
    let last_debit_on = given.last_debit_on.as_ref().map(portico_shared::Date::to_naive);
    let is_past = signed_on <= today && !rules::is_lapsed(signed_on, last_debit_on, today);
    let told = "today at the latest, and signed or used within 36 months";
    check.require(is_past, "sepaDebit.signatureDate", "out-of-range", told);
    let is_past = last_debit_on.is_none_or(|day| (signed_on..=today).contains(&day));
    let told = "between the signature and today";
    check.require(is_past, "sepaDebit.lastDebitOn", "out-of-range", told);
    let language = given.language.unwrap_or(customer.language);
    let text = text(db, scope, (language, &creditor, is_recurrent)).await?;
    let body = Body {
        text: if given.consent { text } else { Vec::new() },
        creditor_address: creditor_address(settings::company(db, scope).await?, tenant),
    };
    Ok(iban.map(|iban| Draft {
        creditor,
        iban,
        account_holder,
        address,
        language,
        body,
        reference: given.mandate_reference.clone(),
        signed_on,
        last_debit_on,
        has_consent: given.consent,
        is_recurrent,
    }))
}

/// Where the sealed IBAN of a mandate belongs.
fn place(tenant: TenantId, id: MandateId) -> String {
    format!("{tenant}/mandates/{id}")
}

pub fn seal(context: &Context, (tenant, id): (TenantId, MandateId), iban: &Iban) -> Vec<u8> {
    let place = place(tenant, id);
    context.master.seal(&*context.random, &place, iban.as_str().as_bytes())
}

/// The IBAN of a mandate in full.
pub fn open(context: &Context, row: &mandates::Model, sealed: &[u8]) -> ApiResult<String> {
    let place = place(row.tenant_id, row.id);
    let opened = context.master.open(&place, sealed).map_err(ApiError::internal)?;
    String::from_utf8(opened).map_err(ApiError::internal)
}

/// Stores a mandate for a payment method that is there.
pub async fn insert(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (draft, customer, method): (Draft, &customers::Model, PaymentMethodId),
    today: NaiveDate,
) -> ApiResult<mandates::Model> {
    let id = MandateId(context.new_id());
    let tenant = customer.tenant_id;
    let reference = match draft.reference {
        Some(reference) => reference,
        None => numbers::take(tx, context, tenant, NumberKind::Mandate, today, &customer.number).await?,
    };
    // The range may hold the customer's number, which is the merchant's to choose.
    if let Err(problem) = rules::check_mandate_reference(&reference) {
        let told = format!("the number range `mandate` gives {reference:?}: {problem}");
        return Err(check::refused("sepaDebit.mandateReference", "invalid", told));
    }
    let bank = checks::bank(&draft.iban);
    let row = mandates::Model {
        tenant_id: tenant,
        id,
        version: 1,
        customer_id: customer.id,
        payment_method_id: method,
        reference,
        creditor_name: draft.creditor.name,
        creditor_identifier: draft.creditor.creditor_identifier,
        language: draft.language,
        body: serde_json::to_value(draft.body).map_err(ApiError::internal)?,
        account_holder: draft.account_holder,
        address: serde_json::to_value(draft.address).map_err(ApiError::internal)?,
        iban: seal(context, (tenant, id), &draft.iban),
        iban_masked: draft.iban.masked(),
        bic: bank.and_then(|bank| bank.bic).map(Into::into),
        bank_name: bank.map(|bank| bank.name.into()),
        signed_on: draft.signed_on,
        consented_at: draft.has_consent.then(|| context.now()),
        // Of the debtor, never of the merchant who took it down.
        client_address: caller
            .client_address
            .clone()
            .filter(|_| draft.has_consent && !caller.actor.is_merchant()),
        earlier: json!([]),
        original_iban: None,
        amendment_payment_id: None,
        amended_at: None,
        last_debit_on: draft.last_debit_on,
        revoked_at: None,
        created_at: context.now(),
        is_recurrent: draft.is_recurrent,
    };
    store::insert(tx, row.clone()).await?;
    record(tx, context, caller, "mandate.given", (None, &row)).await?;
    Ok(row)
}

pub async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    action: &'static str,
    (before, after): (Option<&mandates::Model>, &mandates::Model),
) -> ApiResult<()> {
    let shown = |row: &mandates::Model| {
        json!({ "mandateReference": row.reference, "iban": row.iban_masked, "accountHolder": row.account_holder,
            "signatureDate": row.signed_on, "revoked": row.revoked_at.is_some() })
    };
    let change = Change {
        action,
        subject_kind: "payment-method",
        subject: after.payment_method_id.0,
        customer: Some(after.customer_id),
        before: before.map(shown),
        after: Some(shown(after)),
    };
    Ok(audit::record(tx, context, caller, change).await?)
}

/// What a payment method shows of its mandate.
pub fn short(row: &mandates::Model) -> SepaDebitView {
    SepaDebitView {
        iban: row.iban_masked.clone(),
        bic: row.bic.clone(),
        account_holder: Some(row.account_holder.clone()),
        mandate_reference: Some(row.reference.clone()),
        signing_date: row.signed_on.into(),
    }
}

fn status(row: &mandates::Model, today: NaiveDate) -> MandateStatus {
    if rules::is_lapsed(row.signed_on, row.last_debit_on, today) {
        MandateStatus::Lapsed
    } else if row.revoked_at.is_some() {
        MandateStatus::Revoked
    } else {
        MandateStatus::Active
    }
}

/// Tells of payment methods that are mandates of ours what those say; whoever holds a link keeps a document of theirs, and needs no
/// more.
pub async fn tell(
    context: &Context,
    db: &impl ConnectionTrait,
    caller: &Caller,
    methods: &mut [PaymentMethodView],
) -> ApiResult<()> {
    let ours = methods.iter().filter(|one| one.gateway_name == Gateway::SepaDebit);
    let ours: Vec<_> = ours.map(|one| one.id).collect();
    if ours.is_empty() || caller.actor.link().is_some() {
        return Ok(());
    }
    let scope = caller.scope();
    let today = tenants::store::find(db, scope.tenant()).await?.today(context.now());
    for row in store::list_of(db, scope, ours).await? {
        let of = methods.iter_mut().find(|one| one.id == row.payment_method_id);
        if let Some(method) = of {
            method.sepa_mandate = Some(in_brief(&row, today));
        }
    }
    Ok(())
}

fn in_brief(row: &mandates::Model, today: NaiveDate) -> SepaMandateView {
    SepaMandateView {
        id: row.id,
        status: status(row, today),
        creditor_identifier: row.creditor_identifier.clone(),
        mandate_reference: row.reference.clone(),
        bank_account: MandateAccountView {
            iban: row.iban_masked.clone(),
            bic: row.bic.clone(),
            account_holder: row.account_holder.clone(),
            bank_name: row.bank_name.clone(),
        },
        sequence_type: match rules::sequence(row.is_recurrent, row.last_debit_on.is_some()) {
            SequenceType::First => MandateSequence::First,
            SequenceType::OneOff => MandateSequence::OneOff,
            SequenceType::Recurring | SequenceType::Final => MandateSequence::Recurrent,
        },
        sepa_type: SepaType::Core,
        signature_date: row.signed_on.into(),
    }
}

/// # Errors
/// When the stored text or address is not of our form.
pub fn view(row: &mandates::Model, today: NaiveDate) -> ApiResult<MandateView> {
    let lapses_on = rules::lapses_on(row.signed_on, row.last_debit_on);
    Ok(MandateView {
        mandate_reference: row.reference.clone(),
        recurrence: if row.is_recurrent {
            MandateRecurrence::Recurrent
        } else {
            MandateRecurrence::OneOff
        },
        status: status(row, today),
        creditor_name: row.creditor_name.clone(),
        creditor_identifier: row.creditor_identifier.clone(),
        account_holder: row.account_holder.clone(),
        address: DebtorAddress::deserialize(&row.address).map_err(ApiError::internal)?,
        iban: row.iban_masked.clone(),
        bic: row.bic.clone(),
        bank_name: row.bank_name.clone(),
        language: row.language,
        text: Body::deserialize(&row.body).map_err(ApiError::internal)?.text,
        signature_date: row.signed_on.into(),
        consented_at: row.consented_at.map(Into::into),
        client_address: row.client_address.clone(),
        amended_at: row.amended_at.map(Into::into),
        last_debit_on: row.last_debit_on.map(Into::into),
        lapses_on: lapses_on.into(),
        revoked_at: row.revoked_at.map(Into::into),
    })
}

/// What is known of an account that somebody types in.
pub fn look_up(text: &str) -> ApiResult<IbanView> {
    let mut check = Check::default();
    let found = checks::account(&mut check, "iban", text);
    check.finish()?;
    let found = found.ok_or_else(|| check::refused("iban", "invalid", "no IBAN"))?;
    let bank = checks::bank(&found);
    Ok(IbanView {
        iban: found.masked(),
        country_code: found.country().into(),
        bank_name: bank.map(|bank| bank.name.into()),
        bic: bank.and_then(|bank| bank.bic).map(Into::into),
    })
}

/// Ends or forgets the mandates of a customer that is erased: those that were never used go, the others are kept for as long as
/// debits may be disputed.
pub async fn erase(tx: &DatabaseTransaction, context: &Context, scope: Scope, customer: CustomerId) -> ApiResult<()> {
    for row in store::list_of_customer(tx, scope, customer).await? {
        if row.last_debit_on.is_none() {
            store::delete(tx, row).await?;
        } else if row.revoked_at.is_none() {
            let after = mandates::Model {
                version: row.version + 1,
                revoked_at: Some(context.now()),
                ..row.clone()
            };
            if !store::update(tx, &row, after).await? {
                return Err(ApiError::concurrent());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mandate_that_keeps_no_address_is_read() {
        let body = Body::deserialize(&json!(["Ich ermächtige Acme"])).unwrap();
        assert_eq!(body.text, ["Ich ermächtige Acme"]);
        assert!(body.creditor_address.is_none());
        let stored = serde_json::to_value(body).unwrap();
        assert_eq!(Body::deserialize(&stored).unwrap().text, ["Ich ermächtige Acme"]);
    }

    #[test]
    fn an_account_before_that_tells_no_amendment_is_read() {
        let stored = json!({ "iban": "AA==", "accountHolder": "Ada", "consentedAt": null, "clientAddress": null,
            "lastDebitOn": "2026-10-01" });
        let entry = Earlier::deserialize(&stored).unwrap();
        assert!(entry.amendment.is_none() && entry.iban_masked.is_empty());
    }
}
