//! What mails say: a snapshot of the moment that they tell of.

use chrono::{DateTime, NaiveDate, Utc};
use portico_domain::{calendar, cancellation::Cancellation, reminding::Renewal};
use portico_shared::{
    CustomerId, InvoiceId, Money, SubscriptionId,
    addresses::AddressType,
    customers::Language,
    invoices::InvoiceType,
    mails::MailKind,
    privacy::{KeptData, KeptKind},
};
use serde::{Deserialize, Serialize};

use super::render::at;
use crate::{
    db::entities::{addresses, customers, invoices, payments, tenants},
    features::{sessions::service::masked, subscriptions},
};

/// A mail to be written down and sent.
#[derive(Debug, Clone)]
pub struct Mail {
    pub to: String,
    pub language: Language,
    pub content: Content,
    pub about: About,
}

/// Whom and what a mail is about.
#[derive(Debug, Clone, Default)]
pub struct About {
    pub customer: Option<CustomerId>,
    pub invoice: Option<InvoiceId>,
    pub subscription: Option<SubscriptionId>,
    /// Of what is told once: the same key again is no second mail.
    pub once: Option<String>,
}

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
    },
    /// Collecting failed.
    PaymentFailed {
        number: String,
        date: NaiveDate,
        open: Money,
        method: Option<String>,
    },
    /// Money came in.
    PaymentReceipt {
        number: String,
        paid: Money,
        paid_on: NaiveDate,
        open: Money,
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
            Self::PaymentFailed { .. } => MailKind::PaymentFailed,
            Self::PaymentReceipt { .. } => MailKind::PaymentReceipt,
            Self::Reminder { .. } => MailKind::Reminder,
            Self::CancellationConfirmed { .. } => MailKind::CancellationConfirmed,
            Self::CancellationRevoked { .. } => MailKind::CancellationRevoked,
            Self::AddressChanged { .. } => MailKind::AddressChanged,
            Self::EmailChanged { .. } => MailKind::EmailChanged,
            Self::PaymentMethodChanged { .. } => MailKind::PaymentMethodChanged,
            Self::RenewalReminder { .. } => MailKind::RenewalReminder,
            Self::TrialReminder { .. } => MailKind::TrialReminder,
            Self::ErasureRequested { .. } => MailKind::ErasureRequested,
            Self::ErasureToDo { .. } => MailKind::ErasureToDo,
            Self::ErasureCarriedOut { .. } => MailKind::ErasureCarriedOut,
            Self::WebhookSwitchedOff { .. } => MailKind::WebhookSwitchedOff,
        }
    }
}

/// Where mails of a kind go: those about money to the address for invoices.
pub fn contact(customer: &customers::Model, kind: MailKind) -> String {
    let about_money = matches!(
        kind,
        MailKind::Invoice | MailKind::PaymentFailed | MailKind::PaymentReceipt | MailKind::Reminder
    );
    let own = customer.invoice_email.as_ref().filter(|_| about_money);
    own.unwrap_or(&customer.email).clone()
}

impl Mail {
    fn new(customer: &customers::Model, content: Content) -> Self {
        Self {
            to: contact(customer, content.kind()),
            language: customer.language,
            content,
            about: About {
                customer: Some(customer.id),
                ..About::default()
            },
        }
    }

    pub fn user_added(customer: &customers::Model, email: &str, tenant: &tenants::Model, now: DateTime<Utc>) -> Self {
        let content = Content::UserAdded {
            customer: customer.display_name(),
            email: email.to_owned(),
            received: at(tenant, now, customer.language),
        };
        Self::new(customer, content)
    }

    fn about_subscription(whole: &subscriptions::Whole, content: Content) -> Self {
        let mut mail = Self::new(&whole.customer, content);
        mail.about.subscription = Some(whole.row.id);
        mail
    }

    fn about_invoice(invoice: &invoices::Model, customer: &customers::Model, content: Content) -> Self {
        let mut mail = Self::new(customer, content);
        mail.about.invoice = Some(invoice.id);
        mail.about.subscription = invoice.subscription_id;
        mail
    }

    pub fn cancellation_confirmed(
        whole: &subscriptions::Whole,
        tenant: &tenants::Model,
        now: DateTime<Utc>,
        cancellation: Cancellation,
    ) -> Self {
        let last_day = (!cancellation.immediate).then(|| calendar::last_day_before(cancellation.effective));
        let content = Content::CancellationConfirmed {
            subscription: named(whole),
            received: at(tenant, now, whole.customer.language),
            last_day,
            by_customer: whole.row.cancelled_by_customer,
        };
        Self::about_subscription(whole, content)
    }

    pub fn cancellation_revoked(whole: &subscriptions::Whole, tenant: &tenants::Model, now: DateTime<Utc>) -> Self {
        let content = Content::CancellationRevoked {
            subscription: named(whole),
            received: at(tenant, now, whole.customer.language),
        };
        Self::about_subscription(whole, content)
    }

    /// Of a renewal that can still be prevented, once.
    pub fn renewal_reminder(whole: &subscriptions::Whole, renewal: Renewal) -> Self {
        let content = Content::RenewalReminder {
            subscription: named(whole),
            deadline: renewal.deadline,
            renews_on: renewal.renews_on,
            last_day: renewal.last_day,
        };
        let mut mail = Self::about_subscription(whole, content);
        mail.about.once = Some(format!("renewal {} {}", whole.row.id, renewal.renews_on));
        mail
    }

    /// Of the end of a trial, once.
    pub fn trial_reminder(
        whole: &subscriptions::Whole,
        last_day: NaiveDate,
        first_invoice: Option<FirstInvoice>,
    ) -> Self {
        let content = Content::TrialReminder {
            subscription: named(whole),
            last_day,
            first_invoice,
        };
        let mut mail = Self::about_subscription(whole, content);
        mail.about.once = Some(format!("trial {} {last_day}", whole.row.id));
        mail
    }

    /// A document was issued; `of` is the number of the invoice that it takes back.
    pub fn invoice(
        invoice: &invoices::Model,
        customer: &customers::Model,
        of: Option<String>,
        collection: Collection,
    ) -> Self {
        let content = Content::Invoice {
            document: invoice.kind,
            number: number(invoice),
            of,
            title: invoice.title.clone(),
            date: invoice.creation_date,
            total: Money::new(invoice.gross_amount, invoice.currency),
            collection,
        };
        Self::about_invoice(invoice, customer, content)
    }

    pub fn payment_failed(invoice: &invoices::Model, customer: &customers::Model, method: Option<String>) -> Self {
        let content = Content::PaymentFailed {
            number: number(invoice),
            date: invoice.creation_date,
            open: Money::new(invoice.open_amount, invoice.currency),
            method,
        };
        Self::about_invoice(invoice, customer, content)
    }

    /// Money came in; `invoice` as it stands afterwards.
    pub fn payment_receipt(
        invoice: &invoices::Model,
        customer: &customers::Model,
        payment: &payments::Model,
        paid_on: NaiveDate,
    ) -> Self {
        let content = Content::PaymentReceipt {
            number: number(invoice),
            paid: Money::new(payment.amount, payment.currency),
            paid_on,
            open: Money::new(invoice.open_amount, invoice.currency),
        };
        Self::about_invoice(invoice, customer, content)
    }

    /// Reminds of an invoice; `fee` is what this reminder costs.
    pub fn reminder(invoice: &invoices::Model, customer: &customers::Model, fee: i64) -> Self {
        let content = Content::Reminder {
            number: number(invoice),
            date: invoice.creation_date,
            due: invoice.due_date.unwrap_or(invoice.creation_date),
            open: Money::new(invoice.open_amount, invoice.currency),
            fee: Money::new(fee, invoice.currency),
        };
        Self::about_invoice(invoice, customer, content)
    }

    pub fn address_changed(
        customer: &customers::Model,
        address: &addresses::Model,
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let content = Content::AddressChanged {
            customer: customer.display_name(),
            address_type: address.kind,
            lines: lines(address, &tenant.country_code),
            received: at(tenant, now, customer.language),
        };
        Self::new(customer, content)
    }

    /// Tells the holder of the address that was replaced.
    pub fn email_changed(
        before: &customers::Model,
        after: &customers::Model,
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let content = Content::EmailChanged {
            customer: before.display_name(),
            new_email: masked(&after.email),
            for_invoices: false,
            received: at(tenant, now, before.language),
        };
        Self::new(before, content)
    }

    /// Tells whoever got the invoices so far; nobody where they go on getting them.
    pub fn invoice_email_changed(
        before: &customers::Model,
        after: &customers::Model,
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let [old, new] = [before, after].map(|customer| contact(customer, MailKind::Invoice));
        let content = Content::EmailChanged {
            customer: before.display_name(),
            new_email: masked(&new),
            for_invoices: true,
            received: at(tenant, now, before.language),
        };
        let is_moved = before.invoice_email != after.invoice_email && old.to_lowercase() != new.to_lowercase();
        is_moved.then(|| Self {
            to: old,
            ..Self::new(before, content)
        })
    }

    pub fn erasure_requested(customer: &customers::Model, tenant: &tenants::Model, now: DateTime<Utc>) -> Self {
        let content = Content::ErasureRequested {
            customer: customer.display_name(),
            received: at(tenant, now, customer.language),
        };
        Self::new(customer, content)
    }

    /// Tells the merchant, at the contact address of Hosted Pages; nobody where there is none.
    pub fn erasure_to_do(
        customer: &customers::Model,
        tenant: &tenants::Model,
        is_withdrawn: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, serde_json::Error> {
        let content = Content::ErasureToDo {
            number: customer.number.clone(),
            received: at(tenant, now, tenant.language),
            is_withdrawn,
        };
        Self::to_merchant(tenant, content)
    }

    /// About nobody any more: the address itself is erased once the mail has gone.
    pub fn erasure_carried_out(customer: &customers::Model, kept: &[KeptData]) -> Self {
        let has = |kind| kept.iter().any(|one| one.kind == kind);
        let content = Content::ErasureCarriedOut {
            with_kept_invoices: has(KeptKind::Invoices),
            with_kept_contracts: has(KeptKind::Subscriptions),
        };
        Self {
            about: About::default(),
            ..Self::new(customer, content)
        }
    }

    fn to_merchant(tenant: &tenants::Model, content: Content) -> Result<Option<Self>, serde_json::Error> {
        let to = tenant.pages()?.contact_email;
        Ok(to.map(|to| Self {
            to,
            language: tenant.language,
            content,
            about: About::default(),
        }))
    }

    /// Tells the merchant, at the contact address of Hosted Pages; nobody where there is none.
    pub fn webhook_switched_off(
        tenant: &tenants::Model,
        url: &str,
        last_error: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, serde_json::Error> {
        let endpoint = url
            .parse::<reqwest::Url>()
            .map(|url| url.origin().ascii_serialization());
        let content = Content::WebhookSwitchedOff {
            endpoint: endpoint.unwrap_or_default(),
            last_error,
            at: at(tenant, now, tenant.language),
        };
        Self::to_merchant(tenant, content)
    }

    pub fn payment_method_changed(
        customer: &customers::Model,
        method: Option<String>,
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let content = Content::PaymentMethodChanged {
            customer: customer.display_name(),
            method,
            received: at(tenant, now, customer.language),
        };
        Self::new(customer, content)
    }
}

fn named(whole: &subscriptions::Whole) -> Named {
    Named {
        name: whole.row.name.clone(),
        number: whole.row.number.clone(),
    }
}

fn number(invoice: &invoices::Model) -> String {
    invoice.number.clone().unwrap_or_default()
}

/// As on an envelope: the country only where it is another than the merchant's.
fn lines(address: &addresses::Model, home: &str) -> Vec<String> {
    let joined = |parts: [Option<&str>; 2]| {
        let parts: Vec<_> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    };
    let lines = [
        address.company_name.clone().unwrap_or_default(),
        joined([address.first_name.as_deref(), address.last_name.as_deref()]),
        address.addition.clone().unwrap_or_default(),
        joined([Some(&address.street), Some(&address.house_number)]),
        joined([Some(&address.zip), Some(&address.city)]),
        Some(address.country_code.clone())
            .filter(|country| country != home)
            .unwrap_or_default(),
    ];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}
