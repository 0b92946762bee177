//! Mails to customers: what was sent, what waits, and what a mail server refused.

use serde::{Deserialize, Serialize};

use crate::{CustomerId, InvoiceId, MailId, SubscriptionId, Timestamp, customers::Language, macros::wire_enum};

wire_enum! {
    /// What a mail tells.
    MailKind {
        LoginLink = "login_link",
        /// A code before something that asks for a fresh proof.
        StepUpCode = "step_up_code",
        /// Somebody may act for a customer from now on.
        Invitation = "invitation",
        PaymentMethodLink = "payment_method_link",
        /// An invoice, a credit note or a cancellation of an invoice.
        Invoice = "invoice",
        /// To a further recipient of invoices: proves the address.
        InvoiceRecipientProof = "invoice_recipient_proof",
        /// To the main address: somebody else gets the invoices, too.
        InvoiceRecipientAdded = "invoice_recipient_added",
        /// The account is about to be debited (SEPA pre-notification).
        DebitAnnounced = "debit_announced",
        /// It is not debited after all.
        DebitWithdrawn = "debit_withdrawn",
        PaymentFailed = "payment_failed",
        /// Money that had come in went back.
        PaymentReturned = "payment_returned",
        PaymentReceipt = "payment_receipt",
        /// Money was given back.
        PaymentRefunded = "payment_refunded",
        /// An invoice is overdue.
        Reminder = "reminder",
        CancellationConfirmed = "cancellation_confirmed",
        CancellationRevoked = "cancellation_revoked",
        AddressChanged = "address_changed",
        EmailChanged = "email_changed",
        /// To the main address: somebody was invited.
        UserAdded = "user_added",
        /// To a new main address: proves it.
        EmailChangeProof = "email_change_proof",
        /// To the old one: another was asked for.
        EmailChangeNotice = "email_change_notice",
        PaymentMethodChanged = "payment_method_changed",
        /// A mandate for direct debits was given, and did not become the default.
        MandateGiven = "mandate_given",
        /// A mandate debits another account from now on.
        MandateAmended = "mandate_amended",
        /// What is collected with expires soon.
        PaymentMethodExpires = "payment_method_expires",
        /// A method cannot be collected with any more: expired, revoked, or ended by the bank or the provider.
        PaymentMethodEnded = "payment_method_ended",
        RenewalReminder = "renewal_reminder",
        TrialReminder = "trial_reminder",
        /// To one of the merchant's staff: an invitation, or a link to set a new password.
        OperatorLink = "operator_link",
        /// To the main address: somebody asked that the customer's data be erased.
        ErasureRequested = "erasure_requested",
        /// To the merchant: the same.
        ErasureToDo = "erasure_to_do",
        /// To whom was the main address: it was done.
        ErasureCarriedOut = "erasure_carried_out",
        /// To the merchant: an endpoint takes no events and was switched off.
        WebhookSwitchedOff = "webhook_switched_off",
    }
}

wire_enum! {
    MailState {
        /// Waits for its first or its next try.
        Queued = "queued",
        /// The mail server took it.
        Sent = "sent",
        /// Not tried any more: refused for good, or for a day.
        Refused = "refused",
        /// There was nobody to send it to: no such address, asked for too long ago, or the customer was deleted.
        Dropped = "dropped",
    }
}

/// A mail and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MailView {
    pub id: MailId,
    /// Null for a login link until it is known whose it is.
    pub customer: Option<CustomerId>,
    pub kind: MailKind,
    /// Null once erased: of login links when they are settled, of all mails when their customer is deleted.
    pub recipient: Option<String>,
    pub language: Language,
    pub subject: String,
    pub state: MailState,
    /// How often it was tried.
    pub attempts: u32,
    /// What the mail server said at the last try that failed, in its own words.
    pub last_error: Option<String>,
    /// The invoice that it is about.
    pub invoice: Option<InvoiceId>,
    /// The subscription that it is about.
    pub subscription: Option<SubscriptionId>,
    /// The mail that this one repeats.
    pub resend_of: Option<MailId>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub updated_at: Timestamp,
}
