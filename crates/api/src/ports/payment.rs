//! What Portico needs of a payment provider: small traits, and a value that says which of them a provider offers.
//!
//! A refusal is an outcome. An error means that no answer came: nothing is known, and the same question with the same id may be
//! asked again.

use std::{collections::HashMap, fmt::Debug, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use portico_shared::{
    CustomerId, Money, PaymentId, PaymentMethodId, RefundId,
    payment_methods::{CardView, Gateway, PaymentMethodType, PaypalView, RefusalReason},
};

/// What a provider can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// The kinds of payment methods that it keeps.
    pub types: &'static [PaymentMethodType],
    pub collects: Collecting,
    /// Whether what was collected can be given back through it.
    pub refunds: bool,
    /// Whether it tells by webhook what it learns later.
    pub notifies: bool,
}

/// How money comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collecting {
    /// We ask for each charge, and it answers at once or says that the answer comes later.
    Charge,
    /// By files that the merchant hands to their bank.
    File,
    /// The customer pays of their own accord.
    Never,
}

/// One provider, as one merchant has set it up.
#[async_trait::async_trait]
pub trait PaymentGateway: Debug + Send + Sync {
    fn capabilities(&self) -> Capabilities;

    /// Which of the merchant's accounts at the provider it reaches: what another one keeps cannot be used by it. None where there
    /// is but one.
    fn account(&self) -> Option<&str> {
        None
    }

    /// Whether it would serve us, asked with the least that tells.
    ///
    /// # Errors
    /// When it cannot be reached, or would not serve us.
    async fn check(&self) -> Result<(), CheckError>;

    /// None where methods are kept by us alone.
    fn methods(&self) -> Option<&dyn MethodKeeper> {
        None
    }

    fn charges(&self) -> Option<&dyn Charges> {
        None
    }

    fn refunds(&self) -> Option<&dyn Refunds> {
        None
    }

    fn notices(&self) -> Option<&dyn Notices> {
        None
    }
}

/// The gateways that work for one merchant. A method of another one is not collected.
#[derive(Debug, Clone, Default)]
pub struct Gateways(HashMap<Gateway, Arc<dyn PaymentGateway>>);

impl Gateways {
    #[must_use]
    pub fn with(mut self, name: Gateway, gateway: Arc<dyn PaymentGateway>) -> Self {
        self.0.insert(name, gateway);
        self
    }

    pub fn get(&self, name: Gateway) -> Option<&dyn PaymentGateway> {
        self.0.get(&name).map(|gateway| &**gateway)
    }

    /// The one that keeps what was stored with `account`; none where the merchant has gone over to another account.
    pub fn keeping(&self, name: Gateway, account: Option<&str>) -> Option<&dyn PaymentGateway> {
        let is_own = |gateway: &&dyn PaymentGateway| account.is_none() || gateway.account() == account;
        self.get(name).filter(is_own)
    }
}

/// Keeps what money is collected with: cards, accounts. We get a name for it.
#[async_trait::async_trait]
pub trait MethodKeeper: Send + Sync {
    /// Begins to add one. The same id again begins nothing twice.
    ///
    /// # Errors
    /// When there was no answer.
    async fn begin(&self, new: &NewMethod) -> Result<Begun, GatewayError>;

    /// What became of what was begun.
    ///
    /// # Errors
    /// When there was no answer.
    async fn look(&self, setup: &str) -> Result<SetUp, GatewayError>;

    /// Calls off what was begun, so that nobody completes it any more; gives what became of it. What was complete before stays so.
    ///
    /// # Errors
    /// When there was no answer.
    async fn call_off(&self, setup: &str) -> Result<SetUp, GatewayError>;

    /// Whether the account that it reaches keeps this, or once did.
    ///
    /// # Errors
    /// When it cannot be reached, or would not serve us.
    async fn knows(&self, trace: &Trace) -> Result<bool, CheckError>;

    /// A stored method as it is now; `None` when the provider does not keep it any more.
    ///
    /// # Errors
    /// When there was no answer.
    async fn fetch(&self, reference: &str) -> Result<Option<Account>, GatewayError>;

    /// Whether a mandate still counts, and of which stored method it is; `None` when the provider does not know it.
    ///
    /// # Errors
    /// When there was no answer.
    async fn mandate(&self, mandate: &str) -> Result<Option<Allowance>, GatewayError>;

    /// Forgets a method. One that is not there is forgotten.
    ///
    /// # Errors
    /// When there was no answer.
    async fn detach(&self, reference: &str) -> Result<(), GatewayError>;
}

/// What an account at a provider is known by, as the provider names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trace {
    Method(String),
    /// What was begun with `begin`.
    Setup(String),
    Debtor(String),
}

/// A method to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMethod {
    /// Our key at the provider.
    pub id: PaymentMethodId,
    pub kind: PaymentMethodType,
    /// False: for one charge, while its owner is there.
    pub future_usage: bool,
    pub customer: Debtor,
    /// Where the customer comes back to from a page of the provider's.
    pub return_url: String,
}

/// Who pays, as the provider gets to know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debtor {
    pub id: CustomerId,
    pub name: String,
    pub email: String,
    /// As the provider names them, once it does.
    pub reference: Option<String>,
}

/// A method that the customer has yet to complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// As the provider names what was begun.
    pub setup: String,
    /// As the provider names the customer.
    pub debtor: Option<String>,
    pub action: Action,
}

/// What the customer has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The provider's script asks them, on a page of ours.
    Client {
        client_secret: String,
        publishable_key: String,
    },
    /// They go to a page of the provider's, and come back.
    Redirect { url: String },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetUp {
    Ready(Box<Account>),
    /// The customer has not done it yet.
    Waiting(Action),
    Failed(Refusal),
}

/// A method that the provider keeps for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// As the provider names it.
    pub reference: String,
    /// Whose it is, as the provider names them.
    pub debtor: Option<String>,
    pub details: AccountDetails,
    /// The same for the same card or account, whoever adds it.
    pub fingerprint: Option<String>,
    /// The last day on which it is valid.
    pub expires: Option<NaiveDate>,
}

/// What the owner of a stored method allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The method, as the provider names it.
    pub method: String,
    /// False once it was taken back, or the bank refuses it for good.
    pub counts: bool,
}

/// What may be shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountDetails {
    Card(CardView),
    Sepa {
        /// Masked.
        iban: String,
        /// Told once, when it is set up.
        mandate_reference: Option<String>,
        holder: Option<String>,
    },
    Paypal(PaypalView),
    /// Nothing to be shown.
    None,
}

/// What is shown of an IBAN of which a provider tells no more.
pub fn masked_iban(country: &str, last4: &str) -> String {
    format!("{country}{}{last4}", "*".repeat(16))
}

/// Collects money.
#[async_trait::async_trait]
pub trait Charges: Send + Sync {
    /// Takes money. The same attempt again takes nothing twice.
    ///
    /// A charge that asks for its owner waits for them where they are there; else it is declined, and never goes through later.
    ///
    /// # Errors
    /// When there was no answer: the attempt stays open.
    async fn collect(&self, charge: &Charge) -> Result<Outcome, GatewayError>;

    /// What became of an attempt; `None` when the provider never heard of it. One that waits for its owner is called off where
    /// nobody is there any more.
    ///
    /// # Errors
    /// When there was no answer.
    async fn find(&self, charge: &Charge) -> Result<Option<Outcome>, GatewayError>;
}

/// Money to be taken with a stored payment method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// Our key at the provider.
    pub attempt: PaymentId,
    /// When the attempt was begun.
    pub since: DateTime<Utc>,
    pub amount: Money,
    pub kind: PaymentMethodType,
    /// The method, as the provider names it.
    pub method: String,
    /// The customer, as the provider names them.
    pub debtor: Option<String>,
    /// The payment, as the provider names it, once that is known.
    pub reference: Option<String>,
    /// What the customer reads on their statement: the invoice's number.
    pub statement: String,
    /// Whether its owner was there to be asked when it was begun, and may have what it takes to confirm it.
    pub was_asked: bool,
    /// Where the customer comes back to from their bank, while they are there to be asked; none: nobody is there.
    pub return_url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Succeeded {
        /// As the provider names the payment.
        reference: String,
    },
    /// It was sent on its way; the bank's answer comes within days.
    Underway {
        reference: String,
    },
    /// Its owner has to confirm it first.
    Waiting(Action),
    Declined(Refusal),
    /// It had come in, and was taken back: a debit that was returned, a charge that was disputed.
    Returned(Refusal),
    /// It had come in, and all of it was given back, by us or by the merchant at the provider.
    Refunded {
        reference: String,
    },
}

/// Why the provider refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// One of ours, for texts.
    pub reason: RefusalReason,
    /// As the provider names it.
    pub code: String,
}

/// Gives money back.
#[async_trait::async_trait]
pub trait Refunds: Send + Sync {
    /// The same refund again gives nothing twice.
    ///
    /// # Errors
    /// When there was no answer.
    async fn refund(&self, refund: &Refund) -> Result<RefundOutcome, GatewayError>;

    /// What became of a refund; `None` when the provider never heard of it.
    ///
    /// # Errors
    /// When there was no answer.
    async fn find(&self, refund: &Refund) -> Result<Option<RefundOutcome>, GatewayError>;

    /// What the merchant gave back of a payment at the provider, without us, and what became of it; nothing of what is on its way.
    ///
    /// # Errors
    /// When there was no answer.
    async fn list_others(&self, payment: &str) -> Result<Vec<OtherRefund>, GatewayError>;
}

/// Money to be given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// Our key at the provider.
    pub id: RefundId,
    pub amount: Money,
    /// The payment, as the provider names it.
    pub payment: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundOutcome {
    Succeeded { reference: String },
    Refused(Refusal),
}

/// Money that was given back without us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherRefund {
    /// As the provider names it.
    pub reference: String,
    /// In minor units of the payment's currency.
    pub amount: i64,
    /// Why it came back; none where it went through.
    pub refused: Option<Refusal>,
}

/// Reads what a provider sends on its own.
#[async_trait::async_trait]
pub trait Notices: Send + Sync {
    /// All that a delivery tells of. Where the provider itself says whether it is genuine, it is asked here.
    ///
    /// # Errors
    /// When the sender did not prove to be the provider, what they sent is old or no notice, or the provider, asked for it, gave no
    /// answer.
    async fn read(&self, delivery: &Delivery<'_>) -> Result<Vec<Notice>, NoticeError>;
}

/// What came in at the webhook's address.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    /// Names and values, as far as they are text.
    pub headers: &'a [(&'a str, &'a str)],
    pub body: &'a [u8],
    pub now: DateTime<Utc>,
}

impl Delivery<'_> {
    /// The first header of this name, in whatever case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| *value)
    }
}

/// Something happened at the provider. What exactly is asked for there: a notice may be late, or come out of order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// As the provider names the event: the same comes once.
    pub id: String,
    pub about: About,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// What was begun with `begin`.
    Setup(String),
    /// A stored method, as the provider names it.
    Method(String),
    /// What the owner of a stored method allowed, as the provider names it.
    Mandate(String),
    /// One of our attempts.
    Attempt(PaymentId),
    /// A payment, as the provider names it.
    Payment(String),
    /// Money that we gave back.
    Refund(RefundId),
    Nothing,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    #[error("the signature is missing or is not the provider's")]
    Forged,
    #[error("it was signed more than five minutes ago")]
    Late,
    #[error("it is not a notice of the provider's")]
    Unreadable,
    /// Whether it is genuine is not known: it has to be sent again.
    #[error(transparent)]
    Away(#[from] GatewayError),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the payment provider gave no answer: {0}")]
pub struct GatewayError(pub String);

#[derive(Debug, Clone, thiserror::Error)]
pub enum CheckError {
    /// What the merchant typed in is not what the provider gave them.
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Away(#[from] GatewayError),
}
