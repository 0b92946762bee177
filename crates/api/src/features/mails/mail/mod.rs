//! Mails as they are written down: whom they go to, and what they are about. What they say is put together by topic.

mod contracts;
mod merchants;
mod methods;
mod money;
mod people;
mod privacy;

use portico_shared::{CustomerId, InvoiceId, InvoiceRecipientId, SubscriptionId, customers::Language, mails::MailKind};

use super::content::Content;
use crate::{
    db::entities::{customers, invoices, tenants},
    features::subscriptions,
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
    /// Of an invoice: which further recipient it goes to.
    pub recipient: Option<InvoiceRecipientId>,
    /// Of what is told once: the same key again is no second mail.
    pub once: Option<String>,
}

/// Where mails of a kind go: those about money to the address for invoices.
pub fn contact(customer: &customers::Model, kind: MailKind) -> String {
    let about_money = matches!(
        kind,
        MailKind::Invoice
            | MailKind::DebitAnnounced
            | MailKind::DebitWithdrawn
            | MailKind::PaymentFailed
            | MailKind::PaymentReturned
            | MailKind::PaymentReceipt
            | MailKind::PaymentRefunded
            | MailKind::Reminder
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

    fn to_merchant(tenant: &tenants::Model, content: Content) -> Result<Option<Self>, serde_json::Error> {
        let to = tenant.pages()?.contact_email;
        Ok(to.map(|to| Self {
            to,
            language: tenant.language,
            content,
            about: About::default(),
        }))
    }
}
