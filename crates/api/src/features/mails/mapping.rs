//! From rows to views.

use portico_shared::mails::MailView;

use crate::db::entities::mails;

pub fn view(row: mails::Model) -> MailView {
    MailView {
        id: row.id,
        customer: row.customer_id,
        kind: row.kind,
        recipient: row.recipient,
        language: row.language,
        subject: row.subject,
        state: row.state,
        attempts: u32::try_from(row.attempts).unwrap_or(0),
        last_error: row.last_error,
        invoice: row.invoice_id,
        subscription: row.subscription_id,
        resend_of: row.resend_of,
        created_at: row.created_at.into(),
        sent_at: row.sent_at.map(Into::into),
        updated_at: row.updated_at.into(),
    }
}
