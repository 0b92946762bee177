//! What the fields of the audit log are called.

use portico_ui::texts::{console as t, portal as p};

use crate::{company, hosted_pages, invoicing};

/// Its own name where it has no word here: settings that no page shows, and what a newer server writes down.
pub(super) fn text(field: &str) -> &str {
    match field {
        "name" => t::name(),
        "role" => t::role(),
        "language" => t::language(),
        "email" => t::email(),
        "enabled" => t::field_enabled(),
        "newEmail" => p::email_new(),
        "firstName" => p::address_first_name(),
        "lastName" => p::address_last_name(),
        "companyName" => p::address_company(),
        "phone" => t::customer_phone(),
        "vatId" => t::customer_vat_id(),
        "datevId" => t::customer_datev_id(),
        "externalId" => t::customer_external_id(),
        "invoiceEmail" => t::customer_invoice_email(),
        "customerNumber" => t::field_customer_number(),
        "contactPerson" => t::section_contact(),
        "countryCode" => p::address_country(),
        "currencyCode" => t::customer_currency(),
        "timeZone" => t::field_time_zone(),
        "street" => p::address_street(),
        "houseNumber" => p::address_house_number(),
        "zip" => p::address_zip(),
        "city" => t::field_city(),
        "addition" => p::address_addition(),
        "costCentre" => p::address_cost_centre(),
        "default" => p::default_badge(),
        "status" | "state" => t::customers_status(),
        "type" | "kind" => t::field_kind(),
        "number" => t::customer_number(),
        "checkedAt" => t::field_checked(),
        "consultationNumber" => t::field_consultation(),
        "endedSessions" => t::field_ended_sessions(),
        "endedLinks" => t::field_ended_links(),
        "removedPeople" => t::field_removed_people(),
        "ended" => t::link_ended(),
        "link" => t::link_label(),
        "session" => t::field_session(),
        "mail" => t::field_mail(),
        "reason" => t::view_reason(),
        "invitationSent" => t::field_invitation_sent(),
        "permissions" => t::field_permissions(),
        "host" => t::field_host(),
        "url" => t::field_url(),
        "file" => t::field_file(),
        "quantity" => t::field_quantity(),
        "paymentMethod" | "paymentMethodId" => p::subscription_payment(),
        "mandateReference" => p::payment_mandate(),
        "messageId" => t::debit_file_name(),
        "collectOn" => t::debit_collect_on(),
        "invoiceAddress" => p::subscription_address(),
        "cancelledAt" => t::subscription_declared(),
        "cancellationEffective" => t::field_cancellation_effective(),
        "cancellationReason" => t::field_cancellation_reason(),
        "cancelledByCustomer" => t::field_cancelled_by_customer(),
        "trialEndsOn" => t::field_trial_ends(),
        "billingStart" => t::field_billing_start(),
        "pausedAt" => t::field_paused(),
        "plan" => t::field_plan(),
        "items" => t::field_items(),
        "grossAmount" => t::field_gross(),
        "openAmount" => t::field_open(),
        "paidAmount" => t::field_paid(),
        "creditedAmount" => t::field_credited(),
        "dunningLevel" => t::field_dunning_level(),
        "lastPaymentFailed" => t::field_payment_failed(),
        "until" => t::filter_to(),
        "kept" => t::erasure_stays(),
        "methodsKept" => t::field_methods_kept(),
        "bytes" => t::field_bytes(),
        "invoices" => t::section_invoices(),
        settings => company::field_label(settings)
            .or_else(|| invoicing::field_label(settings))
            .unwrap_or_else(|| hosted_pages::field_label(settings)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_a_word_or_its_own_name() {
        assert_eq!(text("companyName"), p::address_company());
        assert_eq!(text("showInvoices"), t::switch_show_invoices());
        assert_eq!(text("taxNumber"), t::company_tax_number());
        assert_eq!(text("exchangeRates"), t::rates_title());
        assert_eq!(text("paymentTermDays"), t::invoicing_term());
        assert_eq!(text("luckyNumber"), "luckyNumber");
    }
}
