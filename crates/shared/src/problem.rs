//! The one error on the wire: RFC 9457 `application/problem+json`.

use serde::{Deserialize, Serialize};

use crate::macros::wire_enum;

wire_enum! {
    /// Every error there is. It is the `type` of a problem; `docs/errors.md` explains each.
    ErrorCode {
        MalformedRequest = "malformed-request",
        ValidationFailed = "validation-failed",
        Unauthorized = "unauthorized",
        LoginFailed = "login-failed",
        TotpRequired = "totp-required",
        Forbidden = "forbidden",
        SectionDisabled = "section-disabled",
        StepUpRequired = "step-up-required",
        ViewOnly = "view-only",
        NotFound = "not-found",
        MethodNotAllowed = "method-not-allowed",
        PayloadTooLarge = "payload-too-large",
        UnsupportedMediaType = "unsupported-media-type",
        TooManyRequests = "too-many-requests",
        LinkInvalid = "link-invalid",
        CodeInvalid = "code-invalid",
        NumberTaken = "number-taken",
        ExternalIdTaken = "external-id-taken",
        CustomerNotActive = "customer-not-active",
        AddressArchived = "address-archived",
        AddressIsDefault = "address-is-default",
        AlreadyCancelled = "already-cancelled",
        AlreadyCurrent = "already-current",
        NotCancellable = "not-cancellable",
        NoCancellationPending = "no-cancellation-pending",
        CancellationDateInvalid = "cancellation-date-invalid",
        WrongState = "wrong-state",
        NotInTrial = "not-in-trial",
        QuantityFixed = "quantity-fixed",
        ReasonInUse = "reason-in-use",
        CodeTaken = "code-taken",
        BillingRunActive = "billing-run-active",
        CustomerInUse = "customer-in-use",
        CustomerErased = "customer-erased",
        ContactInUse = "contact-in-use",
        UserExists = "user-exists",
        UserIsMain = "user-is-main",
        UserLimitReached = "user-limit-reached",
        RecipientExists = "recipient-exists",
        RecipientLimitReached = "recipient-limit-reached",
        AccountFrozen = "account-frozen",
        LastOwner = "last-owner",
        OperatorExists = "operator-exists",
        TotpActive = "totp-active",
        PaymentMethodNotUsable = "payment-method-not-usable",
        PaymentMethodInUse = "payment-method-in-use",
        PaymentMethodExists = "payment-method-exists",
        GatewayNotConfigured = "gateway-not-configured",
        MailNotResendable = "mail-not-resendable",
        DeliveryNotResendable = "delivery-not-resendable",
        WebhookDisabled = "webhook-disabled",
        DomainUnavailable = "domain-unavailable",
        DomainExists = "domain-exists",
        DomainLimitReached = "domain-limit-reached",
        DomainRecordMissing = "domain-record-missing",
        ConcurrentChange = "concurrent-change",
        IdempotencyKeyReused = "idempotency-key-reused",
        IdempotencyInProgress = "idempotency-in-progress",
        Unavailable = "unavailable",
        Internal = "internal",
    }
}

impl ErrorCode {
    /// The HTTP status that goes with the code.
    pub const fn status(self) -> u16 {
        match self {
            Self::MalformedRequest => 400,
            Self::Unauthorized | Self::LoginFailed | Self::TotpRequired => 401,
            Self::Forbidden | Self::SectionDisabled | Self::StepUpRequired | Self::ViewOnly => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::NumberTaken
            | Self::ExternalIdTaken
            | Self::CustomerNotActive
            | Self::AddressArchived
            | Self::AddressIsDefault
            | Self::AlreadyCancelled
            | Self::AlreadyCurrent
            | Self::NotCancellable
            | Self::NoCancellationPending
            | Self::WrongState
            | Self::NotInTrial
            | Self::QuantityFixed
            | Self::ReasonInUse
            | Self::CodeTaken
            | Self::BillingRunActive
            | Self::CustomerInUse
            | Self::CustomerErased
            | Self::ContactInUse
            | Self::UserExists
            | Self::UserIsMain
            | Self::UserLimitReached
            | Self::RecipientExists
            | Self::RecipientLimitReached
            | Self::AccountFrozen
            | Self::LastOwner
            | Self::OperatorExists
            | Self::TotpActive
            | Self::PaymentMethodNotUsable
            | Self::PaymentMethodInUse
            | Self::PaymentMethodExists
            | Self::GatewayNotConfigured
            | Self::MailNotResendable
            | Self::DeliveryNotResendable
            | Self::WebhookDisabled
            | Self::DomainUnavailable
            | Self::DomainExists
            | Self::DomainLimitReached
            | Self::DomainRecordMissing
            | Self::ConcurrentChange
            | Self::IdempotencyInProgress => 409,
            Self::LinkInvalid => 410,
            Self::PayloadTooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::ValidationFailed | Self::CodeInvalid | Self::CancellationDateInvalid | Self::IdempotencyKeyReused => {
                422
            }
            Self::TooManyRequests => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }

    /// The short English name; interfaces show their own text for the code.
    pub const fn title(self) -> &'static str {
        match self {
            Self::MalformedRequest => "The request could not be read",
            Self::ValidationFailed => "Some fields are not valid",
            Self::Unauthorized => "No valid proof of identity",
            Self::LoginFailed => "This did not sign you in",
            Self::TotpRequired => "The code of the authenticator is needed",
            Self::Forbidden => "Not permitted",
            Self::SectionDisabled => "This section is switched off",
            Self::StepUpRequired => "A fresh code is needed",
            Self::ViewOnly => "This session can only look",
            Self::NotFound => "Not found",
            Self::MethodNotAllowed => "Method not allowed",
            Self::PayloadTooLarge => "The request is too large",
            Self::UnsupportedMediaType => "Unsupported content type",
            Self::TooManyRequests => "Too many requests",
            Self::LinkInvalid => "This link does not work any more",
            Self::CodeInvalid => "This code does not work",
            Self::NumberTaken => "The number is already in use",
            Self::ExternalIdTaken => "The external id is already in use",
            Self::CustomerNotActive => "The customer is not active",
            Self::AddressArchived => "The address is archived",
            Self::AddressIsDefault => "The address is the default",
            Self::AlreadyCancelled => "Already cancelled",
            Self::AlreadyCurrent => "These settings are in force already",
            Self::NotCancellable => "Nothing to cancel",
            Self::NoCancellationPending => "No cancellation to revoke",
            Self::CancellationDateInvalid => "The cancellation date is not possible",
            Self::WrongState => "Not possible in this state",
            Self::NotInTrial => "No trial is running",
            Self::QuantityFixed => "The quantity is fixed",
            Self::ReasonInUse => "The reason is in use",
            Self::CodeTaken => "The code is already in use",
            Self::BillingRunActive => "A billing run is not finished",
            Self::CustomerInUse => "Something still depends on the customer",
            Self::CustomerErased => "The customer's data were erased",
            Self::ContactInUse => "Customers are assigned to the contact person",
            Self::UserExists => "The person can act for this customer already",
            Self::UserIsMain => "The person has the customer's main address",
            Self::UserLimitReached => "There are as many people as there may be",
            Self::RecipientExists => "The address gets the invoices already",
            Self::RecipientLimitReached => "There are as many recipients as there may be",
            Self::AccountFrozen => "Frozen after a change was undone",
            Self::LastOwner => "There must be an owner",
            Self::OperatorExists => "The person is in the team already",
            Self::TotpActive => "There is a second factor already",
            Self::PaymentMethodNotUsable => "The payment method cannot be used",
            Self::PaymentMethodInUse => "The payment method is still needed",
            Self::PaymentMethodExists => "There is one already",
            Self::GatewayNotConfigured => "The gateway is not set up",
            Self::MailNotResendable => "The mail cannot be sent again",
            Self::DeliveryNotResendable => "The event cannot be sent again",
            Self::WebhookDisabled => "The endpoint is switched off",
            Self::DomainUnavailable => "The host cannot be used here",
            Self::DomainExists => "The domain was added already",
            Self::DomainLimitReached => "There are as many domains as there may be",
            Self::DomainRecordMissing => "The DNS record is not there",
            Self::ConcurrentChange => "Changed by somebody else meanwhile",
            Self::IdempotencyKeyReused => "The idempotency key belongs to another request",
            Self::IdempotencyInProgress => "The same request is still running",
            Self::Unavailable => "Not available right now",
            Self::Internal => "An error on our side",
        }
    }
}

/// What went wrong, to what, and what to do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    #[serde(rename = "type")]
    pub code: ErrorCode,
    pub title: String,
    pub status: u16,
    pub detail: String,
    /// The request id, to quote in a support request.
    pub instance: String,
    /// The state that forbids it, where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
}

/// One field that is not valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Violation {
    /// Where in the body or query, for example `items[0].unitPrice`.
    pub property_path: String,
    pub message: String,
    /// A stable name of the rule, for example `required` or `too-long`.
    pub code: String,
}
