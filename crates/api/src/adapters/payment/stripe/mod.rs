//! Stripe, over its REST interface: cards and SEPA debits that it keeps, charges without the customer, refunds, notices.
//!
//! What is asked for is written as forms, what comes back is JSON; each answer is read for the few fields that count. The
//! version of the interface is named with each request, so that Stripe's own changes reach nobody unawares.

mod charges;
mod methods;
mod notices;
mod refunds;

use std::time::Duration;

use portico_shared::payment_methods::{PaymentMethodType, RefusalReason};
use reqwest::{Client, Method, header, redirect};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    adapters::tls,
    config::{Payments, Secret},
    ports::payment::{
        Action, Capabilities, Charges, CheckError, Collecting, GatewayError, MethodKeeper, Notices, PaymentGateway,
        Refunds, Refusal,
    },
};

/// The newest interface without names that change by season; Stripe keeps each for good.
const VERSION: &str = "2024-06-20";
/// An answer about one thing is a few kilobytes, a page of a hundred payments some hundred.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// What a key can be seen to be allowed without changing anything, and the name of the right at Stripe. Whether it may write, and the
/// rights for payment methods and mandates, which have no list, show when they are used.
const LISTS: [(&str, &str); 5] = [
    ("payment_intents", "Payment Intents"),
    ("setup_intents", "Setup Intents"),
    ("customers", "Customers"),
    ("refunds", "Charges and Refunds"),
    ("disputes", "Disputes"),
];
const UNKNOWN_KEY: &str = "Stripe does not know this secret key";

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
        let mut lacking = Vec::new();
        for (path, right) in LISTS {
            match self.get(path, &[("limit", "1")]).await {
                Ok(_) => {}
                Err(Trouble::Refused(Complaint { status: 401, .. })) => {
                    return Err(CheckError::Refused(UNKNOWN_KEY.into()));
                }
                Err(Trouble::Refused(Complaint { status: 403, .. })) => lacking.push(right),
                Err(trouble) => return Err(CheckError::Away(trouble.into())),
            }
        }
        if lacking.is_empty() {
            return Ok(());
        }
        let told = format!("this restricted key lacks rights: {}", lacking.join(", "));
        Err(CheckError::Refused(told))
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
        "debit_not_authorized" | "payment_method_mandate_revoked" => Reason::NotAuthorised,
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
    refused(reason, code)
}

/// Why a charge is disputed (<https://docs.stripe.com/disputes/categories>): debits that fail late come so, too. Where nobody says why,
/// nobody is said to have objected.
fn objection(code: &str) -> Refusal {
    use RefusalReason as Reason;
    let reason = match code {
        "insufficient_funds" => Reason::InsufficientFunds,
        "incorrect_account_details" => Reason::WrongData,
        "credit_not_processed"
        | "customer_initiated"
        | "debit_not_authorized"
        | "duplicate"
        | "fraudulent"
        | "noncompliant"
        | "product_not_received"
        | "product_unacceptable"
        | "subscription_canceled"
        | "unrecognized" => Reason::NotAuthorised,
        _ => Reason::Declined,
    };
    refused(reason, code)
}

fn refused(reason: RefusalReason, code: &str) -> Refusal {
    Refusal {
        reason,
        code: code.chars().take(100).collect(),
    }
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
