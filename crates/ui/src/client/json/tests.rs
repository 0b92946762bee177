use portico_shared::{Problem, invoices::InvoiceView, payment_methods::PaymentMethodView, portal::PortalView};
use serde::Deserialize;
use serde_json::{Value, json};

use super::*;

impl Tree for Value {
    fn scalar(&self) -> Scalar {
        match self {
            Self::Null => Scalar::Null,
            Self::Bool(value) => Scalar::Bool(*value),
            Self::Number(value) => Scalar::Number(value.as_f64().unwrap()),
            Self::String(value) => Scalar::Text(value.clone()),
            Self::Array(_) | Self::Object(_) => Scalar::None,
        }
    }
    fn field(&self, name: &str) -> Self {
        self.get(name).cloned().unwrap_or_default()
    }
    fn length(&self) -> Option<u32> {
        self.as_array().map(|items| u32::try_from(items.len()).unwrap())
    }
    fn item(&self, index: u32) -> Self {
        self.get(index as usize).cloned().unwrap_or_default()
    }
}

/// Both readers give the same.
fn agrees<T: DeserializeOwned + PartialEq + std::fmt::Debug>(value: &Value) {
    let ours = T::deserialize(Node(value.clone())).unwrap();
    assert_eq!(ours, serde_json::from_value::<T>(value.clone()).unwrap());
}

fn customer() -> Value {
    json!({
        "id": "01930000-0000-7000-8000-000000000002", "customerNumber": "C-1",
        "timeZone": "Europe/Berlin", "firstName": null, "lastName": "Müller", "currencyCode": "EUR",
        "companyName": null, "datevId": null, "status": "STATUS_ACTIVE"
    })
}

fn subscription() -> Value {
    let money = json!({"amount": 5950, "currency": "EUR"});
    json!({
        "id": "01930000-0000-7000-8000-000000000001", "externalId": null, "number": "S-1",
        "name": "Hosting", "status": "active", "customer": customer(),
        "plan": {"name": "Hosting", "code": "H", "description": null},
        "items": [{
            "id": "01930000-0000-7000-8000-000000000003", "name": "Server", "description": null,
            "quantity": "2.5", "unitPrice": "49.90", "priceMode": "net", "taxRate": 1900,
            "taxCategory": "S", "taxIsAutomatic": false, "prorates": false, "quantityChangeable": true, "discount": {"percent": 1000, "amount": null, "periods": 3},
            "billing": {"billingInterval": "1M", "lastBilledAt": null, "lastBilledFrom": null,
                "lastBilledTo": null, "nextBillingAt": "2026-12-01"}
        }],
        "paymentMethod": null, "defaultPaymentMethod": true, "invoiceAddress": null,
        "defaultInvoiceAddress": true,
        "contractDetails": {
            "contractStart": "2025-12-31T23:00:00Z", "contractStartDay": "2026-01-01", "contractEnd": null,
            "contractEndLastDay": "2026-12-31", "contractPeriod": "12M", "laterContractPeriod": null,
            "cancellationPeriod": "1M", "laterCancellationPeriod": null, "endsAutomatically": false,
            "earliestCancellationDate": null, "earliestCancellationLastDay": null, "noticeDeadline": null
        },
        "activatedAt": null, "trialEndsOn": null, "trialLastDay": null, "isInTrial": false,
        "lastBillingAt": null, "billingStart": null, "pausedAt": null,
        "nextInvoice": {"date": "2026-12-01", "netAmount": money, "taxAmount": money, "roundingAmount": money, "grossAmount": money},
        "cancelledAt": null, "cancellationDate": null, "cancellationLastDay": null,
        "cancellationReason": {"code": "price"}, "isCancellationPending": false, "canCancel": true, "canRevoke": false,
        "poNumber": null, "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"
    })
}

#[test]
fn the_portal_is_read_as_serde_json_reads_it() {
    agrees::<PortalView>(&json!({
        "brand": {"merchant": "Acme", "portalTitle": null, "logoUrl": "/media/01930000-0000-7000-8000-000000000009",
            "languages": ["de", "en"], "contactEmail": "service@example.com", "contactPhone": null,
            "imprintUrl": "https://example.com/imprint", "privacyUrl": null, "termsUrl": null},
        "customer": customer(), "customerName": "Müller", "customerEmail": "m@example.com", "email": "m@example.com", "role": "owner", "isView": false,
        "customers": [{"id": "01930000-0000-7000-8000-000000000002", "customerNumber": "C-1", "name": "Müller", "role": "billing"}],
        "language": "de", "today": "2026-11-22", "timeZone": "Europe/Berlin",
        "settings": {"showContactPerson": true, "showInvoices": false, "manageBillingAddress": true,
            "managePaymentMethods": true, "viewSubscriptions": true, "cancelSubscriptions": true,
            "trialCancellation": "end_of_trial", "manageUsers": true, "changeEmail": false, "paymentMethodTypes": ["sepa_debit"]},
        "contact": {"id": "01930000-0000-7000-8000-000000000004", "name": "Jana", "role": null,
            "email": null, "phone": "+49 30 1", "bookingUrl": null,
            "languages": ["de", "en"], "photoUrl": "/media/01930000-0000-7000-8000-000000000005", "isDefault": true},
        "subscriptions": {"data": [subscription()],
            "pagination": {"page": 1, "limit": 30, "hasMore": true, "nextCursor": "abc"}}
    }));
}

#[test]
fn other_answers_too_and_absent_fields_are_null() {
    let money = json!({"amount": -5, "currency": "JPY"});
    agrees::<InvoiceView>(&json!({
        "id": "01930000-0000-7000-8000-000000000001", "externalId": null, "number": "R-1",
        "type": "TYPE_CREDIT", "status": "STATUS_PAID", "source": "external", "customer": customer(),
        "subscription": null, "referencedInvoice": null, "currencyCode": "JPY",
        "creationDate": "2026-11-01", "finalizationDate": null, "dueDate": null, "payDate": null,
        "lastReminderDate": null, "lastSentAt": null, "dunningLevel": 2, "netAmount": money,
        "taxAmount": money, "roundingAmount": money, "grossAmount": money, "discountAmount": money, "openAmount": money,
        "paidAmount": money, "creditedAmount": money, "dunningFeeAmount": money,
        "refundAmount": money, "dunningStatus": "none", "paymentMethod": null, "positions": null, "taxes": null,
        "isOverdue": false, "lastPaymentFailed": true, "title": null, "introduction": null,
        "closing": null, "invoiceAddress": null, "hasPdf": true, "hasXml": false
    }));
    agrees::<PaymentMethodView>(&json!({
        "id": "01930000-0000-7000-8000-000000000001", "customer": "01930000-0000-7000-8000-000000000002",
        "gatewayName": "stripe", "type": "card", "referenceId": null,
        "default": true, "status": "active", "source": "api", "enabled": true, "futureUsageAllowed": true, "name": "Visa",
        "creationDate": "2026-01-01T00:00:00Z", "expirationDate": "2027-08-31",
        "card": {"brand": "visa", "last4": "4242", "expMonth": 8, "expYear": 2027, "cardHolder": null},
        "sepaDebit": null, "paypal": null
    }));
    agrees::<Problem>(&json!({
        "type": "not-found", "title": "Not found", "status": 404, "detail": "", "instance": "req-1"
    }));
}

#[test]
fn what_does_not_fit_is_refused() {
    let fits = |value: Value| Problem::deserialize(Node(value)).is_ok();
    let right = json!({"type": "not-found", "title": "", "status": 404, "detail": "", "instance": ""});
    assert!(fits(right.clone()));
    for (field, wrong) in [
        ("type", json!("no-such-code")),
        ("type", json!(null)),
        ("status", json!("404")),
        ("status", json!(70000)),
        ("status", json!(1.5)),
        ("title", json!(null)),
        ("violations", json!("none")),
    ] {
        let mut value = right.clone();
        value[field] = wrong;
        assert!(!fits(value), "{field}");
    }
    for value in [json!("text"), json!(null), json!(1)] {
        assert!(!fits(value));
    }
}
