//! About invoices, and what is paid for them.

use chrono::NaiveDate;
use portico_shared::{Money, customers::Language, payment_methods::RefusalReason};

use super::{
    super::content::{Collection, Content, Mandate, Owed},
    Mail,
};
use crate::db::entities::{customers, invoice_recipients, invoices, mandates, payments, refunds};

impl Mail {
    /// A document was issued; `of` is the number of the invoice that it takes back. To the customer, and to each further
    /// recipient.
    pub fn invoice<'a>(
        invoice: &invoices::Model,
        (customer, language): (&customers::Model, Option<Language>),
        recipients: impl Iterator<Item = &'a invoice_recipients::Model>,
        of: Option<String>,
        collection: Collection,
    ) -> Vec<Self> {
        let content = Content::Invoice {
            document: invoice.kind,
            number: number(invoice),
            of,
            title: invoice.title.clone(),
            date: invoice.creation_date,
            total: Money::new(invoice.gross_amount, invoice.currency),
            collection,
            copy_of: None,
        };
        let first = Self {
            language: language.unwrap_or(customer.language),
            ..Self::about_invoice(invoice, customer, content)
        };
        let copies = recipients.map(|recipient| {
            let mut copy = first.clone();
            copy.to.clone_from(&recipient.email);
            copy.about.recipient = Some(recipient.id);
            if let Content::Invoice { copy_of, .. } = &mut copy.content {
                *copy_of = Some(customer.display_name());
            }
            copy
        });
        let copies: Vec<_> = copies.collect();
        std::iter::once(first).chain(copies).collect()
    }

    pub fn debit_announced(
        invoice: &invoices::Model,
        customer: &customers::Model,
        mandate: &mandates::Model,
        collect_on: NaiveDate,
    ) -> Self {
        let content = Content::DebitAnnounced {
            number: number(invoice),
            amount: Money::new(invoice.open_amount, invoice.currency),
            collect_on,
            creditor: mandate.creditor_name.clone(),
            creditor_identifier: mandate.creditor_identifier.clone(),
            mandate: mandate.reference.clone(),
            iban: mandate.iban_masked.clone(),
        };
        Self::about_invoice(invoice, customer, content)
    }

    /// A debit that was announced for that day is not made. `is_owed`: what is open has to be paid in another way.
    pub fn debit_withdrawn(
        invoice: &invoices::Model,
        customer: &customers::Model,
        (payment, collect_on, reason): (&payments::Model, NaiveDate, RefusalReason),
        mandate: Option<&mandates::Model>,
        is_owed: bool,
    ) -> Self {
        let content = Content::DebitWithdrawn {
            number: number(invoice),
            amount: Money::new(payment.amount, payment.currency),
            collect_on,
            reason,
            mandate: mandate.map(Mandate::from),
            owed: is_owed.then(|| Owed {
                invoice: invoice.id,
                open: Money::new(invoice.open_amount, invoice.currency),
                due: invoice.due_date.unwrap_or(invoice.creation_date),
            }),
        };
        Self::about_invoice(invoice, customer, content)
    }

    /// `again`: when it is collected once more.
    pub fn payment_failed(
        invoice: &invoices::Model,
        customer: &customers::Model,
        (method, reason): (Option<String>, Option<RefusalReason>),
        again: Option<NaiveDate>,
    ) -> Self {
        let content = Content::PaymentFailed {
            invoice: Some(invoice.id),
            number: number(invoice),
            date: invoice.creation_date,
            open: Money::new(invoice.open_amount, invoice.currency),
            method,
            reason,
            again,
        };
        Self::about_invoice(invoice, customer, content)
    }

    /// Money that had come in went back; `invoice` as it stands afterwards, `ended` where the method's mandate counts no more, `again`
    /// where it is collected once more.
    pub fn payment_returned(
        invoice: &invoices::Model,
        customer: &customers::Model,
        payment: &payments::Model,
        (method, ended): (Option<String>, Option<Mandate>),
        again: Option<NaiveDate>,
    ) -> Self {
        let content = Content::PaymentReturned {
            invoice: invoice.id,
            number: number(invoice),
            returned: Money::new(payment.amount, payment.currency),
            paid_on: payment.paid_on,
            open: Money::new(invoice.open_amount, invoice.currency),
            method,
            reason: payment.failure_reason,
            again: again.filter(|_| ended.is_none()),
            ended,
        };
        Self::about_invoice(invoice, customer, content)
    }

    /// Money was given back; `method` is what it had come in with.
    pub fn payment_refunded(
        invoice: &invoices::Model,
        customer: &customers::Model,
        refund: &refunds::Model,
        method: Option<String>,
    ) -> Self {
        let content = Content::PaymentRefunded {
            number: number(invoice),
            refunded: Money::new(refund.amount, refund.currency),
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
}

fn number(invoice: &invoices::Model) -> String {
    invoice.number.clone().unwrap_or_default()
}
