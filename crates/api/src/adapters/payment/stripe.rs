//! Stripe, over its REST interface: cards and SEPA debits that it keeps, charges without the customer, refunds, notices.
//!
//! What is asked for is written as forms, what comes back is JSON; each answer is read for the few fields that count. The
//! version of the interface is named with each request, so that Stripe's own changes reach nobody unawares.

use std::time::Duration;

use chrono::{Datelike, NaiveDate, TimeDelta};
use hmac::{Hmac, KeyInit, Mac};
use portico_shared::{
    PaymentId, RefundId,
    payment_methods::{CardView, PaymentMethodType, RefusalReason},
};
use reqwest::{Client, Method, header, redirect};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{
    adapters::tls,
    config::{Payments, Secret},
    ports::payment::{
        About, Account, AccountDetails, Action, Allowance, Begun, Capabilities, Charge, Charges, CheckError,
        Collecting, Debtor, Delivery, GatewayError, MethodKeeper, NewMethod, Notice, NoticeError, Notices, Outcome,
        PaymentGateway, Refund, RefundOutcome, Refunds, Refusal, SetUp, masked_iban,
    },
};

/// The newest interface without names that change by season; Stripe keeps each for good.
const VERSION: &str = "2024-06-20";
/// An answer about one thing is a few kilobytes, a page of a hundred payments some hundred.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// How old a notice may be (Stripe's own libraries take the same).
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);
/// Clocks differ: an attempt is looked for from so long before it began. Missing it would take the money twice.
const SLACK: TimeDelta = TimeDelta::days(1);
/// Pages that are looked through for an attempt; so many charges of one customer within minutes are nobody's.
const MOST_PAGES: usize = 20;

/// Currencies whose smallest unit is another one at Stripe than in ISO 4217, or that it rounds
/// (<https://docs.stripe.com/currencies>): an amount would mean something else there.
const OTHER_MINOR_UNITS: [&str; 8] = ["BHD", "ISK", "JOD", "KWD", "MGA", "OMR", "TND", "UGX"];

/// What a merchant got from Stripe.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// `sk_…`, or `rk_…` with the rights that docs/payments.md lists.
    pub secret: Secret,
    /// `pk_…`: the browser gets to know it.
    pub publishable: String,
    /// `whsec_…`: signs what Stripe sends.
    pub webhook: Option<Secret>,
}

#[derive(Debug)]
pub struct Stripe {
    client: Client,
    api: String,
    keys: Keys,
}

/// The client that all merchants' gateways share.
///
/// # Errors
/// When this machine has no certificates to trust.
pub fn client(config: &Payments) -> Result<Client, reqwest::Error> {
    tls::install();
    Client::builder()
        .timeout(Duration::from_millis(config.timeout_ms))
        .redirect(redirect::Policy::none())
        .user_agent(concat!("portico/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Why a request brought nothing.
enum Trouble {
    /// Nobody knows whether it was done.
    Away(String),
    /// It was not done.
    Refused(Complaint),
}

#[derive(Debug, Default, Deserialize)]
struct Complaint {
    #[serde(skip)]
    status: u16,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    decline_code: String,
}

impl Complaint {
    /// The most telling of its names.
    fn name(&self) -> &str {
        [&self.decline_code, &self.code, &self.kind]
            .into_iter()
            .find(|name| !name.is_empty())
            .map_or("unknown", String::as_str)
    }
}

impl From<Trouble> for GatewayError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Away(why) => Self(why),
            Trouble::Refused(complaint) => Self(format!("HTTP {} {}", complaint.status, complaint.name())),
        }
    }
}

impl Stripe {
    /// `api` is `https://api.stripe.com`, but for tests.
    pub fn new(client: Client, api: &str, keys: Keys) -> Self {
        Self {
            client,
            api: api.trim_end_matches('/').to_owned(),
            keys,
        }
    }

    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Value, Trouble> {
        self.call(Method::GET, path, query, None).await
    }

    /// `key` makes the same request again the same act.
    async fn post(&self, path: &str, form: &[(&str, &str)], key: &str) -> Result<Value, Trouble> {
        self.call(Method::POST, path, form, Some(key)).await
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        fields: &[(&str, &str)],
        key: Option<&str>,
    ) -> Result<Value, Trouble> {
        let encoded = serde_urlencoded::to_string(fields).map_err(|error| Trouble::Away(error.to_string()))?;
        let url = format!("{}/v1/{path}", self.api);
        let is_get = method == Method::GET;
        let url = if is_get && !encoded.is_empty() {
            format!("{url}?{encoded}")
        } else {
            url
        };
        let mut request = self
            .client
            .request(method, url)
            .bearer_auth(self.keys.secret.reveal())
            .header("Stripe-Version", VERSION);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        if !is_get {
            request = request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(encoded);
        }
        let away = |error: reqwest::Error| Trouble::Away(reason(&error).into());
        let mut response = request.send().await.map_err(away)?;
        let status = response.status();
        let mut whole = Vec::new();
        while let Some(part) = response.chunk().await.map_err(away)? {
            whole.extend_from_slice(&part);
            if whole.len() > MOST_BYTES {
                return Err(Trouble::Away("an answer that does not end".into()));
            }
        }
        let body: Option<Value> = serde_json::from_slice(&whole).ok();
        match (status.as_u16(), body) {
            (200..=299, Some(body)) => Ok(body),
            // Busy, or another request holds the same key; a 5xx may have been done.
            (code @ (409 | 429 | 500..=599), _) => Err(Trouble::Away(format!("HTTP {code}"))),
            (code, Some(mut body)) => {
                let complaint: Complaint = serde_json::from_value(body["error"].take()).unwrap_or_default();
                // The key was used for something else: what became of that is not known here.
                if complaint.kind == "idempotency_error" {
                    return Err(Trouble::Away(complaint.kind));
                }
                Err(Trouble::Refused(Complaint {
                    status: code,
                    ..complaint
                }))
            }
            (code, None) => Err(Trouble::Away(format!("HTTP {code} and no JSON"))),
        }
    }

    /// The customer, as Stripe names them, made where there is none.
    async fn debtor(&self, debtor: &Debtor) -> Result<String, GatewayError> {
        if let Some(known) = &debtor.reference {
            return Ok(known.clone());
        }
        let id = debtor.id.to_string();
        let fields = [
            ("name", debtor.name.as_str()),
            ("email", debtor.email.as_str()),
            ("metadata[portico_customer]", id.as_str()),
        ];
        // Another name meanwhile is another request, not the same one garbled.
        let said = Sha256::digest(format!("{}\n{}", debtor.name, debtor.email));
        let key = format!("customer-{id}-{}", crate::auth::secrets::hex(&said[..8]));
        let made = self.post("customers", &fields, &key).await?;
        text(&made["id"]).ok_or_else(unreadable)
    }

    /// Whose method is charged. Where their name here is that of another account, the method itself tells.
    async fn payer(&self, charge: &Charge) -> Result<Option<String>, GatewayError> {
        if charge.debtor.is_some() {
            return Ok(charge.debtor.clone());
        }
        let kept = self.fetch(&charge.method).await?;
        Ok(kept.and_then(|account| account.debtor))
    }

    /// What became of a charge. One that nobody is there to confirm, or that its owner failed to, must not go through later, when
    /// it was tried again.
    async fn outcome(&self, intent: &Value, charge: &Charge) -> Result<Outcome, GatewayError> {
        if intent["latest_charge"]["disputed"] == true && self.is_taken_back(intent).await? {
            return Ok(Outcome::Returned(refusal("disputed")));
        }
        let is_over = match intent["status"].as_str() {
            Some("requires_action") if is_present(charge) => return Ok(Outcome::Waiting(self.confirmation(intent)?)),
            Some("requires_action") => true,
            // Its owner was asked, and could try again with what their browser has.
            Some("requires_payment_method") => charge.was_asked,
            _ => false,
        };
        if let Some(id) = text(&intent["id"]).filter(|_| is_over) {
            let (path, key) = (format!("payment_intents/{id}/cancel"), format!("cancel-{id}"));
            self.post(&path, &[], &key).await?;
        }
        outcome(intent)
    }

    /// Whether the money of a disputed charge went back. Questions of the bank (`warning_…`) move none, and what was won came back.
    async fn is_taken_back(&self, intent: &Value) -> Result<bool, GatewayError> {
        let id = text(&intent["id"]).ok_or_else(unreadable)?;
        let query = [("payment_intent", id.as_str()), ("limit", "100")];
        let page = match self.get("disputes", &query).await {
            Ok(page) => page,
            // A key from before this right was asked for: money that may be gone does not count as there.
            Err(Trouble::Refused(Complaint { status: 403, .. })) => return Ok(true),
            Err(trouble) => return Err(trouble.into()),
        };
        let all = page["data"].as_array().ok_or_else(unreadable)?;
        let is_open = |one: &Value| matches!(one["status"].as_str(), Some("needs_response" | "under_review" | "lost"));
        Ok(all.iter().any(is_open))
    }

    /// What the owner of a charge has to do.
    fn confirmation(&self, intent: &Value) -> Result<Action, GatewayError> {
        match text(&intent["next_action"]["redirect_to_url"]["url"]) {
            Some(url) => Ok(Action::Redirect { url }),
            None => self.action(intent),
        }
    }

    fn action(&self, setup: &Value) -> Result<Action, GatewayError> {
        Ok(Action::Client {
            client_secret: text(&setup["client_secret"]).ok_or_else(unreadable)?,
            publishable_key: self.keys.publishable.clone(),
        })
    }
}

#[async_trait::async_trait]
impl PaymentGateway for Stripe {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            types: &[PaymentMethodType::Card, PaymentMethodType::SepaDebit],
            collects: Collecting::Charge,
            refunds: true,
            notifies: true,
        }
    }

    async fn check(&self) -> Result<(), CheckError> {
        // A right that a restricted key needs in any case.
        match self.get("payment_intents", &[("limit", "1")]).await {
            Ok(_) => Ok(()),
            Err(Trouble::Refused(Complaint { status: 401, .. })) => {
                Err(CheckError::Refused("Stripe does not know this secret key".into()))
            }
            Err(Trouble::Refused(Complaint { status: 403, .. })) => Err(CheckError::Refused(
                "this restricted key may not write payment intents".into(),
            )),
            Err(trouble) => Err(CheckError::Away(trouble.into())),
        }
    }

    fn account(&self) -> Option<&str> {
        Some(&self.keys.publishable)
    }

    fn methods(&self) -> Option<&dyn MethodKeeper> {
        Some(self)
    }

    fn charges(&self) -> Option<&dyn Charges> {
        Some(self)
    }

    fn refunds(&self) -> Option<&dyn Refunds> {
        Some(self)
    }

    fn notices(&self) -> Option<&dyn Notices> {
        self.keys.webhook.is_some().then_some(self)
    }
}

#[async_trait::async_trait]
impl MethodKeeper for Stripe {
    async fn begin(&self, new: &NewMethod) -> Result<Begun, GatewayError> {
        let debtor = self.debtor(&new.customer).await?;
        let id = new.id.to_string();
        let fields = [
            ("customer", debtor.as_str()),
            ("usage", "off_session"),
            ("payment_method_types[]", new.kind.as_str()),
            ("metadata[portico_method]", id.as_str()),
        ];
        let made = self.post("setup_intents", &fields, &format!("setup-{id}")).await?;
        Ok(Begun {
            setup: text(&made["id"]).ok_or_else(unreadable)?,
            debtor: Some(debtor),
            action: self.action(&made)?,
        })
    }

    async fn look(&self, setup: &str) -> Result<SetUp, GatewayError> {
        let path = format!("setup_intents/{setup}");
        let found = self.get(&path, &[("expand[]", "payment_method")]).await?;
        match found["status"].as_str().unwrap_or_default() {
            "succeeded" => Ok(SetUp::Ready(Box::new(
                account(&found["payment_method"]).ok_or_else(unreadable)?,
            ))),
            "canceled" => {
                let error = &found["last_setup_error"];
                let code = error["decline_code"].as_str().or_else(|| error["code"].as_str());
                Ok(SetUp::Failed(refusal(code.unwrap_or("canceled"))))
            }
            _ => Ok(SetUp::Waiting(self.action(&found)?)),
        }
    }

    async fn fetch(&self, reference: &str) -> Result<Option<Account>, GatewayError> {
        match self.get(&format!("payment_methods/{reference}"), &[]).await {
            // Detached, it can never be charged again.
            Ok(found) if found["customer"].is_null() => Ok(None),
            Ok(found) => account(&found).map(Some).ok_or_else(unreadable),
            Err(Trouble::Refused(Complaint { status: 404, .. })) => Ok(None),
            Err(trouble) => Err(trouble.into()),
        }
    }

    async fn mandate(&self, mandate: &str) -> Result<Option<Allowance>, GatewayError> {
        match self.get(&format!("mandates/{mandate}"), &[]).await {
            Ok(found) => Ok(Some(Allowance {
                method: text(&found["payment_method"]).ok_or_else(unreadable)?,
                counts: found["status"] != "inactive",
            })),
            Err(Trouble::Refused(Complaint { status: 404, .. })) => Ok(None),
            Err(trouble) => Err(trouble.into()),
        }
    }

    async fn detach(&self, reference: &str) -> Result<(), GatewayError> {
        let path = format!("payment_methods/{reference}/detach");
        match self.post(&path, &[], &format!("detach-{reference}")).await {
            // 400: it belongs to nobody any more.
            Ok(_) | Err(Trouble::Refused(Complaint { status: 400 | 404, .. })) => Ok(()),
            Err(trouble) => Err(trouble.into()),
        }
    }
}

#[async_trait::async_trait]
impl Charges for Stripe {
    async fn collect(&self, charge: &Charge) -> Result<Outcome, GatewayError> {
        if OTHER_MINOR_UNITS.contains(&charge.amount.currency.as_str()) {
            return Ok(Outcome::Declined(refusal("currency_not_supported")));
        }
        let (amount, attempt) = (charge.amount.amount.to_string(), charge.attempt.to_string());
        let currency = charge.amount.currency.as_str().to_lowercase();
        let payer = self.payer(charge).await?;
        let mut fields = vec![
            ("amount", amount.as_str()),
            ("currency", currency.as_str()),
            ("payment_method", charge.method.as_str()),
            ("payment_method_types[]", charge.kind.as_str()),
            ("confirm", "true"),
            ("description", charge.statement.as_str()),
            ("metadata[portico_payment]", attempt.as_str()),
        ];
        fields.push(match charge.return_url.as_deref().filter(|_| is_present(charge)) {
            // Without Stripe's script: its own page asks, and leads back.
            Some(url) => ("return_url", url),
            None => ("off_session", "true"),
        });
        fields.extend(payer.as_deref().map(|payer| ("customer", payer)));
        match self.post("payment_intents", &fields, &attempt).await {
            Ok(intent) => self.outcome(&intent, charge).await,
            // Not with this key: another charge may go through once it is put right.
            Err(Trouble::Refused(complaint)) if !matches!(complaint.status, 401 | 403) => {
                Ok(Outcome::Declined(refusal(complaint.name())))
            }
            Err(trouble) => Err(trouble.into()),
        }
    }

    async fn find(&self, charge: &Charge) -> Result<Option<Outcome>, GatewayError> {
        if let Some(reference) = &charge.reference {
            let path = format!("payment_intents/{reference}");
            return match self.get(&path, &[("expand[]", "latest_charge")]).await {
                Ok(intent) => self.outcome(&intent, charge).await.map(Some),
                Err(Trouble::Refused(Complaint { status: 404, .. })) => Ok(None),
                Err(trouble) => Err(trouble.into()),
            };
        }
        let Some(debtor) = self.payer(charge).await? else {
            return Ok(None);
        };
        let (attempt, since) = (
            charge.attempt.to_string(),
            (charge.since - SLACK).timestamp().to_string(),
        );
        let mut after: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut query = vec![
                ("customer", debtor.as_str()),
                ("created[gte]", &since),
                ("limit", "100"),
            ];
            query.extend(after.as_deref().map(|after| ("starting_after", after)));
            query.push(("expand[]", "data.latest_charge"));
            let page = self.get("payment_intents", &query).await?;
            let intents = page["data"].as_array().ok_or_else(unreadable)?;
            let ours = |intent: &&Value| intent["metadata"]["portico_payment"] == attempt.as_str();
            if let Some(intent) = intents.iter().find(ours) {
                return self.outcome(intent, charge).await.map(Some);
            }
            after = intents.last().and_then(|last| text(&last["id"]));
            if after.is_none() || page["has_more"] != true {
                return Ok(None);
            }
        }
        Err(GatewayError("too many payments to look through".into()))
    }
}

#[async_trait::async_trait]
impl Refunds for Stripe {
    async fn refund(&self, refund: &Refund) -> Result<RefundOutcome, GatewayError> {
        let (amount, id) = (refund.amount.amount.to_string(), refund.id.to_string());
        let fields = [
            ("payment_intent", refund.payment.as_str()),
            ("amount", amount.as_str()),
            ("metadata[portico_refund]", id.as_str()),
        ];
        match self.post("refunds", &fields, &format!("refund-{id}")).await {
            Ok(made) => refunded(&made),
            Err(Trouble::Refused(complaint)) if !matches!(complaint.status, 401 | 403) => {
                Ok(RefundOutcome::Refused(refusal(complaint.name())))
            }
            Err(trouble) => Err(trouble.into()),
        }
    }

    async fn find(&self, refund: &Refund) -> Result<Option<RefundOutcome>, GatewayError> {
        let query = [("payment_intent", refund.payment.as_str()), ("limit", "100")];
        let page = self.get("refunds", &query).await?;
        let id = refund.id.to_string();
        let all = page["data"].as_array().ok_or_else(unreadable)?;
        all.iter()
            .find(|one| one["metadata"]["portico_refund"] == id.as_str())
            .map(refunded)
            .transpose()
    }
}

impl Notices for Stripe {
    fn read(&self, delivery: &Delivery<'_>) -> Result<Notice, NoticeError> {
        let secret = self.keys.webhook.as_ref().ok_or(NoticeError::Forged)?;
        check_signature(secret.reveal().as_bytes(), delivery)?;
        let event: Value = serde_json::from_slice(delivery.body).map_err(|_| NoticeError::Unreadable)?;
        let object = &event["data"]["object"];
        let named = |value: &Value| text(value);
        let about = match object["object"].as_str().unwrap_or_default() {
            "setup_intent" => named(&object["id"]).map(About::Setup),
            "payment_intent" => attempt(object).map(About::Attempt),
            // Debits that are returned weeks later come as disputes.
            "charge" | "dispute" => named(&object["payment_intent"]).map(About::Payment),
            // What was given back may come back: the account is closed.
            "refund" => refund(object).map(About::Refund),
            "payment_method" => named(&object["id"]).map(About::Method),
            "mandate" => named(&object["id"]).map(About::Mandate),
            _ => None,
        };
        Ok(Notice {
            id: text(&event["id"]).ok_or(NoticeError::Unreadable)?,
            about: about.unwrap_or(About::Nothing),
        })
    }
}

fn attempt(intent: &Value) -> Option<PaymentId> {
    intent["metadata"]["portico_payment"].as_str()?.parse().ok()
}

fn refund(refund: &Value) -> Option<RefundId> {
    refund["metadata"]["portico_refund"].as_str()?.parse().ok()
}

/// `t=…,v1=…`: HMAC-SHA256 over time and body, under any of the secrets that sign at the moment.
fn check_signature(secret: &[u8], delivery: &Delivery<'_>) -> Result<(), NoticeError> {
    let header = delivery.signature.ok_or(NoticeError::Forged)?;
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let time = parts().find(|(name, _)| *name == "t").ok_or(NoticeError::Forged)?.1;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|_| NoticeError::Forged)?;
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(delivery.body);
    let right = crate::auth::secrets::hex(&mac.finalize().into_bytes());
    let is_right = parts()
        .filter(|(name, _)| *name == "v1")
        .any(|(_, given)| bool::from(given.as_bytes().ct_eq(right.as_bytes())));
    if !is_right {
        return Err(NoticeError::Forged);
    }
    let signed: i64 = time.parse().map_err(|_| NoticeError::Forged)?;
    let age = delivery.now.timestamp() - signed;
    if age.abs() > TOLERANCE.num_seconds() {
        return Err(NoticeError::Late);
    }
    Ok(())
}

/// Cards alone ask for their owner at a payment; a debit's mandate is given when it is added.
fn is_present(charge: &Charge) -> bool {
    charge.return_url.is_some() && charge.kind == PaymentMethodType::Card
}

fn outcome(intent: &Value) -> Result<Outcome, GatewayError> {
    let reference = text(&intent["id"]).ok_or_else(unreadable)?;
    let error = &intent["last_payment_error"];
    let code = error["decline_code"].as_str().or_else(|| error["code"].as_str());
    Ok(match intent["status"].as_str().unwrap_or_default() {
        "succeeded" => Outcome::Succeeded { reference },
        "processing" => Outcome::Underway { reference },
        "requires_action" => Outcome::Declined(refusal("authentication_required")),
        "canceled" => Outcome::Declined(refusal(code.unwrap_or("canceled"))),
        "requires_payment_method" if code.is_some() => Outcome::Declined(refusal(code.unwrap_or_default())),
        // It is being decided at this moment.
        _ => return Err(GatewayError("it has not decided yet".into())),
    })
}

fn refunded(refund: &Value) -> Result<RefundOutcome, GatewayError> {
    let reference = text(&refund["id"]).ok_or_else(unreadable)?;
    Ok(match refund["status"].as_str().unwrap_or_default() {
        "failed" | "canceled" => {
            RefundOutcome::Refused(refusal(refund["failure_reason"].as_str().unwrap_or("unknown")))
        }
        "succeeded" => RefundOutcome::Succeeded { reference },
        // On its way; it may still fail.
        _ => return Err(GatewayError("it has not decided yet".into())),
    })
}

/// <https://docs.stripe.com/declines/codes> and <https://docs.stripe.com/error-codes>, in the words that we have for people.
fn refusal(code: &str) -> Refusal {
    use RefusalReason as Reason;
    let reason = match code {
        "insufficient_funds" | "withdrawal_count_limit_exceeded" => Reason::InsufficientFunds,
        "expired_card" => Reason::Expired,
        "incorrect_number"
        | "invalid_number"
        | "incorrect_cvc"
        | "invalid_cvc"
        | "invalid_expiry_month"
        | "invalid_expiry_year"
        | "incorrect_zip"
        | "incorrect_address" => Reason::WrongData,
        "authentication_required" | "payment_intent_authentication_failure" | "setup_intent_authentication_failure" => {
            Reason::AuthenticationRequired
        }
        "card_velocity_exceeded" | "amount_too_large" => Reason::LimitExceeded,
        "debit_not_authorized" | "disputed" | "payment_method_mandate_revoked" => Reason::NotAuthorised,
        "account_closed"
        | "bank_account_closed"
        | "invalid_account"
        | "no_account"
        | "resource_missing"
        | "payment_method_unactivated" => Reason::AccountClosed,
        "currency_not_supported" | "card_not_supported" | "transaction_not_allowed" => Reason::NotSupported,
        "processing_error" | "try_again_later" | "issuer_not_available" | "reenter_transaction" => Reason::TryAgain,
        "canceled" => Reason::Cancelled,
        _ => Reason::Declined,
    };
    Refusal {
        reason,
        code: code.chars().take(100).collect(),
    }
}

fn account(method: &Value) -> Option<Account> {
    let holder = text(&method["billing_details"]["name"]);
    let (details, fingerprint, expires) = match method["type"].as_str()? {
        "card" => {
            let card = &method["card"];
            let (month, year) = (card["exp_month"].as_u64()?, card["exp_year"].as_u64()?);
            let view = CardView {
                brand: text(&card["brand"])?,
                last4: text(&card["last4"])?,
                exp_month: u8::try_from(month).ok()?,
                exp_year: u16::try_from(year).ok()?,
                card_holder: holder,
            };
            let expires = last_day(year, month);
            (AccountDetails::Card(view), &card["fingerprint"], expires)
        }
        "sepa_debit" => {
            let debit = &method["sepa_debit"];
            let details = AccountDetails::Sepa {
                iban: masked_iban(&text(&debit["country"])?, &text(&debit["last4"])?),
                mandate_reference: None,
                holder,
            };
            (details, &debit["fingerprint"], None)
        }
        _ => return None,
    };
    Some(Account {
        reference: text(&method["id"])?,
        debtor: text(&method["customer"]),
        details,
        fingerprint: text(fingerprint),
        expires,
    })
}

/// The last day of a month: a card is good until its end.
fn last_day(year: u64, month: u64) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, u32::try_from(month).ok()?, 1)?;
    let next = first.checked_add_months(chrono::Months::new(1))?;
    next.with_day(1)?.pred_opt()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn unreadable() -> GatewayError {
    GatewayError("an answer that cannot be read".into())
}

fn reason(error: &reqwest::Error) -> &'static str {
    // Its own words hold the address; the kind is what helps.
    if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke off"
    }
}
