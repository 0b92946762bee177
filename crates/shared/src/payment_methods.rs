//! Payment methods: cards, SEPA mandates, PayPal accounts.

mod mandates;

pub use mandates::{
    DebtorAddress, IbanIn, IbanView, MandateAccountIn, MandateAccountView, MandateOffer, MandateRecurrence,
    MandateSequence, MandateStatus, MandateView, SepaDebitIn, SepaMandateView, SepaType,
};

use serde::{Deserialize, Serialize};

use crate::{
    Currency, CustomerId, Date, InvoiceId, LinkId, Money, PaymentMethodId, SubscriptionId, Timestamp,
    customers::Language, invoices::PaymentStatus, macros::wire_enum,
};

wire_enum! {
    Gateway {
        Wallet = "wallet",
        SepaDebit = "sepa_debit",
        Stripe = "stripe",
        FakeProvider = "fake_provider",
        Paypal = "paypal",
        BankTransfer = "bank_transfer",
        GoCardless = "go_cardless",
        Testing = "testing",
    }
}

wire_enum! {
    PaymentMethodType {
        SepaDebit = "sepa_debit",
        Card = "card",
        Paypal = "paypal",
        BankTransfer = "bank_transfer",
        Wallet = "wallet",
        FakeProvider = "fake_provider",
    }
}

impl PaymentMethodType {
    /// Whether it can move this currency: direct debits within SEPA are in euros alone.
    pub fn moves(self, currency: Currency) -> bool {
        self != Self::SepaDebit || currency == Currency::EUR
    }
}

wire_enum! {
    PaymentMethodStatus {
        Active = "active",
        ActionRequired = "action_required",
        Expired = "expired",
        Revoked = "revoked",
        GatewayUnconfigured = "gateway_unconfigured",
    }
}

wire_enum! {
    PaymentMethodSource {
        Checkout = "checkout",
        Customerfront = "customerfront",
        Api = "api",
        AddLink = "add_link",
    }
}

wire_enum! {
    /// Why a payment method or a payment was refused, in words that we have for people.
    RefusalReason {
        /// The bank gave no reason.
        Declined = "declined",
        InsufficientFunds = "insufficient_funds",
        Expired = "expired",
        /// Number, date or check number.
        WrongData = "wrong_data",
        /// The bank wants the customer to confirm, and nobody was there.
        AuthenticationRequired = "authentication_required",
        LimitExceeded = "limit_exceeded",
        /// The mandate does not count, or the customer had the money returned.
        NotAuthorised = "not_authorised",
        AccountClosed = "account_closed",
        /// Not in this currency, or not for this.
        NotSupported = "not_supported",
        /// A fault on their side.
        TryAgain = "try_again",
        /// The customer broke it off.
        Cancelled = "cancelled",
        /// The payment method was removed meanwhile.
        MethodRemoved = "method_removed",
        /// There is one of this kind, and a customer has one at most.
        AlreadyThere = "already_there",
        /// The provider never answered, and staff gave it up.
        GivenUp = "given_up",
        /// All of it was given back at the provider before it counted here.
        Refunded = "refunded",
        /// The merchant took a debit back before it was made.
        Withdrawn = "withdrawn",
        /// What a debit was for is paid in another way.
        PaidOtherwise = "paid_otherwise",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CardView {
    /// As the gateway spells it, for example `visa`.
    pub brand: String,
    pub last4: String,
    pub exp_month: u8,
    pub exp_year: u16,
    pub card_holder: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SepaDebitView {
    /// Masked: country, check digits, two digits, and the last four.
    pub iban: String,
    pub bic: Option<String>,
    pub account_holder: Option<String>,
    /// Null where the provider keeps the mandate and does not name it.
    pub mandate_reference: Option<String>,
    pub signing_date: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PaypalView {
    pub email: String,
    pub billing_agreement_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PaymentMethodView {
    pub id: PaymentMethodId,
    /// Whose it is.
    pub customer: CustomerId,
    pub gateway_name: Gateway,
    #[serde(rename = "type")]
    pub kind: PaymentMethodType,
    /// As the provider names it, for keys and operators alone: null for customers, and where no provider keeps it.
    #[cfg_attr(feature = "openapi", schema(example = "pm_1HxyzABC"))]
    pub reference_id: Option<String>,
    /// New invoices are collected with it unless a subscription has its own.
    pub default: bool,
    pub status: PaymentMethodStatus,
    pub source: PaymentMethodSource,
    pub enabled: bool,
    /// False: it is for one payment alone, and goes once an invoice was paid with it.
    #[cfg_attr(feature = "openapi", schema(example = true))]
    pub future_usage_allowed: bool,
    /// For one payment alone: the invoice that it was added for, and that it pays alone. Null where none was named, or it is for
    /// more than one payment.
    pub invoice: Option<InvoiceId>,
    /// For people, for example `Visa (4242)`; empty until it can be used, unless it was given one.
    pub name: String,
    pub creation_date: Timestamp,
    /// Last day of validity of a card.
    pub expiration_date: Option<Date>,
    pub card: Option<CardView>,
    pub sepa_debit: Option<SepaDebitView>,
    pub paypal: Option<PaypalView>,
    /// Of the gateway `sepa_debit`: the mandate, which `GET /payment-methods/{id}/mandate` shows whole. Null for whoever adds it by
    /// a link.
    // The portal and the console show the whole one: their bundles need not read this.
    #[cfg_attr(not(feature = "openapi"), serde(skip_deserializing))]
    pub sepa_mandate: Option<SepaMandateView>,
}

/// The short form that a subscription embeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PaymentMethodShort {
    pub id: PaymentMethodId,
    pub gateway_name: Gateway,
    #[serde(rename = "type")]
    pub kind: PaymentMethodType,
    pub default: bool,
    pub status: PaymentMethodStatus,
    pub name: String,
}

/// Adds a payment method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "gateway": "stripe", "type": "card", "customerId": "01a20397-b036-7000-8004-e9cb25c4b054", "isDefault": true })))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PaymentMethodIn {
    pub gateway: Gateway,
    #[serde(rename = "type")]
    pub kind: PaymentMethodType,
    /// Whose; with a customer's token their own.
    pub customer_id: Option<CustomerId>,
    /// New invoices are collected with it unless a subscription has its own. True when absent, but for one payment alone.
    pub is_default: Option<bool>,
    /// False: for one payment alone, where the option says `oneOff`. It never becomes the default, and goes once an invoice was
    /// paid with it. True when absent.
    #[cfg_attr(feature = "openapi", schema(example = true))]
    pub future_usage_allowed: Option<bool>,
    /// An invoice of this customer that it is added for. Its type has to move that one's currency, in place of the customer's; with
    /// `futureUsageAllowed: false` it pays that one alone.
    pub invoice: Option<InvoiceId>,
    /// For people; made from brand and number when absent.
    pub name: Option<String>,
    /// For the gateway `stripe`: a method that is there already.
    pub stripe: Option<StripeMethodIn>,
    /// For the gateway `sepa_debit`: the mandate.
    pub sepa_debit: Option<SepaDebitIn>,
    /// For the gateway `testing`: a number from docs/payments.md, in place of the gateway's page.
    pub testing: Option<TestingMethodIn>,
    /// Where the customer comes back to from a page of the provider's: a page of the portal, or of a host on the list of Hosted
    /// Pages. The portal when absent.
    pub return_url: Option<String>,
    /// By a link alone: what it is used for besides being the default.
    pub use_for: Option<LinkUse>,
}

/// What a method that is added by a link is used for; for both when absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LinkUse {
    /// True: all of them are collected with it from now on, also those that name another. False: each keeps what it is collected
    /// with now.
    pub existing_subscriptions: bool,
    /// False: subscriptions to come are collected with what was the default.
    pub future_subscriptions: bool,
}

/// One way to add a payment method: `gateway` and `type` for `POST /payment-methods`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PaymentMethodOption {
    pub gateway: Gateway,
    #[serde(rename = "type")]
    pub kind: PaymentMethodType,
    /// It can be for one payment alone: `futureUsageAllowed: false`.
    pub one_off: bool,
    /// For the gateway `sepa_debit`: what the debtor agrees to.
    pub mandate: Option<MandateOffer>,
    /// For the gateway `bank_transfer`: where to transfer to.
    pub bank_account: Option<crate::gateways::BankAccountView>,
    /// For the gateway `stripe`: the address of its script, which asks for the card.
    #[cfg_attr(feature = "openapi", schema(example = "https://js.stripe.com/v3/"))]
    pub script_url: Option<String>,
}

/// Makes a link with which a customer adds a payment method without signing in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "customer": "01a20397-b036-7000-8004-e9cb25c4b054", "types": ["card", "sepa_debit"], "sendEmail": true })))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PaymentMethodLinkIn {
    pub customer: CustomerId,
    /// What may be added; empty or absent: all that there is.
    #[serde(default)]
    pub types: Vec<PaymentMethodType>,
    /// Has the link mailed to the customer's main address as well.
    #[serde(default)]
    pub send_email: bool,
    /// Where the customer goes when it is done: a page of a host in `returnHosts` of Hosted Pages. A page of ours says so when
    /// absent.
    #[cfg_attr(feature = "openapi", schema(example = "https://shop.example/done"))]
    pub redirect_url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PaymentMethodLink {
    pub id: LinkId,
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://acme.example.com/pay/link?token=6c5cea9967856905_6b955bc73db2fabf")
    )]
    pub link: String,
    pub expires_at: Timestamp,
}

/// What opening such a link gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LinkToken {
    /// For `Authorization: Bearer`: adds one payment method for one customer, and nothing else.
    pub access_token: String,
    /// Seconds until it ends.
    pub expires_in: u32,
}

/// What a link is for, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own on the wire")]
pub struct LinkStanding {
    pub customer_name: String,
    /// Of the customer.
    pub language: Language,
    /// A method was added: the link is used up.
    pub done: bool,
    /// The customer has subscriptions that are collected with a method now, their own or the default: ask whether the new one is
    /// used for them.
    pub has_subscriptions: bool,
    /// The default can be used: ask whether subscriptions to come keep it, or use the new one.
    pub has_default: bool,
    /// What was begun by this link and can be continued (`POST /payment-methods/{id}/confirm`).
    pub begun: Option<PaymentMethodId>,
    /// What was added.
    pub payment_method: Option<PaymentMethodShort>,
    /// A mandate was given for it: `GET /payment-methods/{id}/mandate/document` is its copy for the debtor.
    pub has_mandate: bool,
    /// Invoices whose last payment had failed: what became of collecting them anew.
    pub invoices: Vec<LinkInvoice>,
    /// Where a transfer was chosen: invoices whose last payment had failed, and that the customer transfers now.
    pub to_transfer: Vec<LinkTransfer>,
    /// Where the customer goes when it is done.
    #[cfg_attr(feature = "openapi", schema(example = "https://shop.example/done"))]
    pub redirect_url: Option<String>,
}

/// An invoice that is collected with what was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LinkInvoice {
    #[cfg_attr(feature = "openapi", schema(example = "RE-0000000042"))]
    pub number: String,
    /// What was open.
    pub amount: Money,
    /// `pending` until the provider has answered.
    pub status: PaymentStatus,
    /// Why it failed.
    pub failure_reason: Option<RefusalReason>,
    /// Of a direct debit at the merchant's own bank: the day on which the account is debited.
    pub collect_on: Option<Date>,
}

/// An invoice that is open and not collected any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LinkTransfer {
    #[cfg_attr(feature = "openapi", schema(example = "RE-0000000042"))]
    pub number: String,
    /// What is open.
    pub amount: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StripeMethodIn {
    /// `pm_…`, attached to the customer at Stripe; null or absent: the customer types it in.
    #[cfg_attr(feature = "openapi", schema(example = "pm_1HxyzABC"))]
    pub payment_method_id: Option<String>,
    /// `cus_…`.
    #[cfg_attr(feature = "openapi", schema(example = "cus_9f2cABC"))]
    pub customer_id: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestingMethodIn {
    #[cfg_attr(feature = "openapi", schema(example = "4242424242424242"))]
    pub number: String,
}

wire_enum! {
    AddingStatus {
        /// It can be used.
        Success = "success",
        /// The customer has something to do; then `POST /payment-methods/{id}/confirm`.
        ActionRequired = "action_required",
        Failed = "failed",
    }
}

wire_enum! {
    ActionKind {
        /// The provider's script asks the customer, with what `details` holds.
        ClientSiteAction = "client_site_action",
        /// The customer goes to `redirectUrl` and comes back.
        Redirect = "redirect",
    }
}

/// What became of adding a payment method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PaymentMethodAdded {
    pub status: AddingStatus,
    /// What to confirm once the customer has done it.
    pub id: PaymentMethodId,
    pub action_required: Option<ActionRequired>,
    pub fail_reason: Option<RefusalReason>,
    /// Null until it can be used.
    pub payment_method: Option<PaymentMethodView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActionRequired {
    pub action: ActionKind,
    pub redirect_url: Option<String>,
    pub details: Option<ActionDetails>,
}

/// For the provider's script in the customer's browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActionDetails {
    #[cfg_attr(feature = "openapi", schema(example = "seti_1Hxyz_secret_ABC"))]
    pub client_secret: String,
    #[cfg_attr(feature = "openapi", schema(example = "pk_test_51HxyzABC"))]
    pub publishable_key: String,
    /// Always null: connected accounts are not used.
    pub account_id: Option<String>,
}

/// A change: an absent field stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PaymentMethodPatch {
    #[cfg_attr(feature = "openapi", schema(example = "Company card"))]
    pub name: Option<String>,
}

impl PaymentMethodPatch {
    /// Fields of [`PaymentMethodView`] that an update may carry and that change nothing.
    pub const READ_ONLY: &'static [&'static str] = &[
        "id",
        "customer",
        "gatewayName",
        "type",
        "referenceId",
        "default",
        "status",
        "source",
        "enabled",
        "futureUsageAllowed",
        "invoice",
        "creationDate",
        "expirationDate",
        "card",
        "sepaDebit",
        "paypal",
        "sepaMandate",
    ];
}

/// What removing a payment method touches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RemovalPreview {
    /// It is the default: another has to take its place, where there is one.
    pub is_default: bool,
    /// What may take its place.
    pub candidates: Vec<PaymentMethodView>,
    /// Subscriptions that name it: each has to move.
    pub pinned_subscriptions: Vec<AffectedSubscription>,
    /// Subscriptions that follow the default.
    pub following_subscriptions: Vec<AffectedSubscription>,
    /// Invoices on which money is open that would be collected with it.
    pub open_invoices: u64,
    /// Whether it can be removed.
    pub removable: bool,
    /// Why not.
    pub reason: Option<RemovalObstacle>,
}

wire_enum! {
    RemovalObstacle {
        /// It is the last that subscriptions are collected with: add another first.
        LastInUse = "last_in_use",
        /// A payment with it is on its way.
        PaymentUnderway = "payment_underway",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AffectedSubscription {
    pub id: SubscriptionId,
    #[cfg_attr(feature = "openapi", schema(example = "Pro monthly"))]
    pub name: String,
    #[cfg_attr(feature = "openapi", schema(example = "SUB-0000000007"))]
    pub number: String,
}

/// Removes a payment method.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RemovalIn {
    /// Needed where the default is removed and another could take its place.
    pub new_default: Option<PaymentMethodId>,
    /// Where each subscription goes that names it.
    pub subscriptions: Vec<RemovalMove>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemovalMove {
    pub subscription: SubscriptionId,
    /// Null: it follows the default from then on.
    pub payment_method: Option<PaymentMethodId>,
}
