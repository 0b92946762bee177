//! What mails say: a snapshot of the moment that they tell of.

use chrono::NaiveDate;
use portico_shared::{
    InvoiceId, Money, addresses::AddressType, invoices::InvoiceType, mails::MailKind, payment_methods::RefusalReason,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// Made while sending and never stored: it holds a link.
    LoginLink {
        link: String,
        minutes: u32,
        /// For the browser that asked.
        code: Option<String>,
        /// The merchant sends it; nobody asked.
        is_sent: bool,
    },
    /// Made while sending and never stored: it holds a link.
    OperatorLink {
        link: String,
        minutes: u32,
        name: String,
        /// There is no password yet.
        is_invitation: bool,
    },
    /// Made while sending and never stored: it holds a code.
    StepUpCode {
        code: String,
        minutes: u32,
    },
    /// Made while sending and never stored: it holds a link.
    Invitation {
        link: String,
        minutes: u32,
        customer: String,
    },
    /// Made while sending and never stored: it holds a link.
    PaymentMethodLink {
        link: String,
        minutes: u32,
    },
    /// An invoice, a credit note or a cancellation of one was issued.
    Invoice {
        document: InvoiceType,
        number: String,
        /// The invoice that it takes back.
        of: Option<String>,
        title: Option<String>,
        date: NaiveDate,
        total: Money,
        collection: Collection,
        /// To a further recipient: whose invoice it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        copy_of: Option<String>,
    },
    /// Made while sending and never stored: it holds a link.
    InvoiceRecipientProof {
        link: String,
        minutes: u32,
        customer: String,
    },
    /// To the main address: somebody else gets the invoices, too.
    InvoiceRecipientAdded {
        customer: String,
        email: String,
        received: String,
    },
    /// The account is about to be debited: what the scheme asks to be told before (EPC016-06, section 4.3).
    DebitAnnounced {
        number: String,
        amount: Money,
        collect_on: NaiveDate,
        creditor: String,
        creditor_identifier: String,
        mandate: String,
        /// Masked.
        iban: String,
    },
    /// What was announced does not happen.
    DebitWithdrawn {
        number: String,
        amount: Money,
        collect_on: NaiveDate,
        reason: RefusalReason,
        mandate: Option<Mandate>,
        /// None where nothing is left to pay, or it is collected in another way.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owed: Option<Owed>,
    },
    /// Collecting failed.
    PaymentFailed {
        /// To be paid there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        invoice: Option<InvoiceId>,
        number: String,
        date: NaiveDate,
        open: Money,
        method: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<RefusalReason>,
        /// When it is collected again, without anybody's doing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        again: Option<NaiveDate>,
    },
    /// Money that had come in went back.
    PaymentReturned {
        invoice: InvoiceId,
        number: String,
        returned: Money,
        paid_on: Option<NaiveDate>,
        open: Money,
        method: Option<String>,
        reason: Option<RefusalReason>,
        /// Nothing is collected under it any more.
        ended: Option<Mandate>,
        /// When it is collected again, without anybody's doing.
        again: Option<NaiveDate>,
    },
    /// Money came in.
    PaymentReceipt {
        number: String,
        paid: Money,
        paid_on: NaiveDate,
        open: Money,
    },
    /// Money was given back.
    PaymentRefunded {
        number: String,
        refunded: Money,
        method: Option<String>,
    },
    /// An invoice is overdue.
    Reminder {
        number: String,
        date: NaiveDate,
        due: NaiveDate,
        /// What is open, fees included.
        open: Money,
        /// What this reminder adds; 0 when it is free.
        fee: Money,
    },
    /// Content, date and time of receipt, and end, as § 312k (4) BGB asks for.
    CancellationConfirmed {
        subscription: Named,
        received: String,
        last_day: Option<NaiveDate>,
        /// False: the merchant declared it, or took it by telephone.
        by_customer: bool,
    },
    CancellationRevoked {
        subscription: Named,
        received: String,
    },
    AddressChanged {
        customer: String,
        address_type: AddressType,
        /// As on an envelope.
        lines: Vec<String>,
        received: String,
    },
    /// To the address that was replaced, so that nobody is moved away in silence.
    EmailChanged {
        customer: String,
        /// Masked: the old address need not learn the new one.
        new_email: String,
        /// The address for invoices, not the one to sign in with.
        #[serde(default)]
        for_invoices: bool,
        received: String,
    },
    /// Made while sending and never stored: it holds a link.
    EmailChangeProof {
        link: String,
        minutes: u32,
        customer: String,
    },
    /// Made while sending and never stored: it holds a link.
    EmailChangeNotice {
        link: String,
        minutes: u32,
        customer: String,
        /// Masked: the old address need not learn the new one.
        new_email: String,
    },
    /// To the main address: somebody else may act for the customer from now on.
    UserAdded {
        customer: String,
        email: String,
        received: String,
    },
    PaymentMethodChanged {
        customer: String,
        /// None: there is no default any more.
        method: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mandate: Option<Mandate>,
        received: String,
    },
    /// A mandate that did not become the default.
    MandateGiven {
        customer: String,
        mandate: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        creditor: Option<Creditor>,
        /// Masked.
        iban: String,
        received: String,
        /// False: it allows one debit.
        is_recurrent: bool,
    },
    /// A mandate debits another account.
    MandateAmended {
        customer: String,
        mandate: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        creditor: Option<Creditor>,
        /// Masked.
        iban: String,
        received: String,
    },
    PaymentMethodExpires {
        customer: String,
        method: String,
        last_day: NaiveDate,
    },
    /// It cannot be collected with any more.
    PaymentMethodEnded {
        customer: String,
        method: String,
        #[serde(default)]
        ending: Ending,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mandate: Option<Mandate>,
        /// How many are collected with it, and need another.
        #[serde(default)]
        subscriptions: usize,
        received: String,
    },
    RenewalReminder {
        subscription: Named,
        deadline: NaiveDate,
        renews_on: NaiveDate,
        last_day: NaiveDate,
    },
    TrialReminder {
        subscription: Named,
        last_day: NaiveDate,
        /// None: nothing will be billed.
        first_invoice: Option<FirstInvoice>,
    },
    /// A receipt, as article 12 (3) GDPR asks for an answer.
    ErasureRequested {
        customer: String,
        received: String,
    },
    /// To the merchant.
    ErasureToDo {
        /// Of the customer: the name need not be in a mail.
        number: String,
        received: String,
        /// It was taken back: there is nothing to do any more.
        #[serde(default)]
        is_withdrawn: bool,
    },
    ErasureCarriedOut {
        /// Invoices are kept for as long as the law says.
        with_kept_invoices: bool,
        /// Contracts are kept, without a name.
        with_kept_contracts: bool,
    },
    /// To the merchant.
    WebhookSwitchedOff {
        /// Without path and query, where others keep secrets.
        endpoint: String,
        /// What came of the last try; nothing where the endpoint itself asked to be left alone.
        last_error: Option<String>,
        at: String,
    },
}

/// How the money for an invoice comes in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Collection {
    /// Nothing is owed.
    None,
    /// We take it with this payment method.
    Us { method: String },
    /// The customer pays until this day.
    Customer { due: NaiveDate },
}

/// What stays open on an invoice, and is paid there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    pub invoice: InvoiceId,
    pub open: Money,
    pub due: NaiveDate,
}

/// A mandate for direct debits, by what SEPA has its debtor told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    pub reference: String,
    /// Masked.
    pub iban: String,
    /// None where a provider keeps the mandate: it debits under an identifier of its own.
    pub creditor: Option<Creditor>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Creditor {
    pub name: String,
    pub identifier: String,
}

/// What ended a payment method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Its provider told so.
    #[default]
    Provider,
    /// Its last day is over.
    Expired,
    /// Its mandate was taken back.
    Revoked,
    /// The bank returned a debit, and takes no other.
    Bank,
    /// Its mandate was not used for 36 months.
    Lapsed,
}

impl Ending {
    /// As texts name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Bank => "bank",
            Self::Lapsed => "lapsed",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstInvoice {
    pub date: NaiveDate,
    pub total: Money,
}

/// What a subscription is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub name: String,
    pub number: String,
}

impl Content {
    pub const fn kind(&self) -> MailKind {
        match self {
            Self::LoginLink { .. } => MailKind::LoginLink,
            Self::OperatorLink { .. } => MailKind::OperatorLink,
            Self::StepUpCode { .. } => MailKind::StepUpCode,
            Self::UserAdded { .. } => MailKind::UserAdded,
            Self::EmailChangeProof { .. } => MailKind::EmailChangeProof,
            Self::EmailChangeNotice { .. } => MailKind::EmailChangeNotice,
            Self::Invitation { .. } => MailKind::Invitation,
            Self::PaymentMethodLink { .. } => MailKind::PaymentMethodLink,
            Self::Invoice { .. } => MailKind::Invoice,
            Self::InvoiceRecipientProof { .. } => MailKind::InvoiceRecipientProof,
            Self::InvoiceRecipientAdded { .. } => MailKind::InvoiceRecipientAdded,
            Self::DebitAnnounced { .. } => MailKind::DebitAnnounced,
            Self::DebitWithdrawn { .. } => MailKind::DebitWithdrawn,
            Self::MandateGiven { .. } => MailKind::MandateGiven,
            Self::MandateAmended { .. } => MailKind::MandateAmended,
            Self::PaymentFailed { .. } => MailKind::PaymentFailed,
            Self::PaymentReturned { .. } => MailKind::PaymentReturned,
            Self::PaymentReceipt { .. } => MailKind::PaymentReceipt,
            Self::PaymentRefunded { .. } => MailKind::PaymentRefunded,
            Self::Reminder { .. } => MailKind::Reminder,
            Self::CancellationConfirmed { .. } => MailKind::CancellationConfirmed,
            Self::CancellationRevoked { .. } => MailKind::CancellationRevoked,
            Self::AddressChanged { .. } => MailKind::AddressChanged,
            Self::EmailChanged { .. } => MailKind::EmailChanged,
            Self::PaymentMethodChanged { .. } => MailKind::PaymentMethodChanged,
            Self::PaymentMethodExpires { .. } => MailKind::PaymentMethodExpires,
            Self::PaymentMethodEnded { .. } => MailKind::PaymentMethodEnded,
            Self::RenewalReminder { .. } => MailKind::RenewalReminder,
            Self::TrialReminder { .. } => MailKind::TrialReminder,
            Self::ErasureRequested { .. } => MailKind::ErasureRequested,
            Self::ErasureToDo { .. } => MailKind::ErasureToDo,
            Self::ErasureCarriedOut { .. } => MailKind::ErasureCarriedOut,
            Self::WebhookSwitchedOff { .. } => MailKind::WebhookSwitchedOff,
        }
    }
}
