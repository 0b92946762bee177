//! Customers, contracts and sessions, made through the API as a merchant would.

use serde_json::{Value, json};

use super::{Caller, TestApp};

impl TestApp {
    /// A customer of Acme's; gives its id.
    pub async fn customer(&self, email: &str) -> String {
        let body = json!({ "email": email, "companyName": "Müller & Co", "firstName": "Ada", "lastName": "Müller",
            "street": "Am Markt", "houseNumber": "1", "zip": "20095", "city": "Hamburg" });
        id(&self.key().post("/api/customers", body).await.expect(201))
    }

    /// A monthly contract with a term of a year from 1 January 2026 and a month's notice.
    pub async fn subscription(&self, customer: &str) -> Value {
        self.key()
            .post("/api/subscriptions", yearly(customer))
            .await
            .expect(201)
    }

    /// An open invoice over 119.00.
    pub async fn invoice(&self, customer: &str, number: &str) -> Value {
        self.key()
            .post("/api/invoices", invoice(customer, number))
            .await
            .expect(201)
    }

    /// The merchant collects by files for their own bank.
    pub async fn set_up_debits(&self) {
        let creditor = json!({ "sepaDebit": { "name": "Acme GmbH", "creditorIdentifier": "DE98ZZZ09999999999", "iban": "DE89370400440532013000" } });
        self.key()
            .put("/api/payment-gateways/sepa_debit", creditor)
            .await
            .expect(200);
    }

    /// Customers may transfer what they owe.
    pub async fn set_up_transfers(&self) {
        let account = json!({ "bankTransfer": { "accountHolder": "Acme GmbH", "iban": "DE89370400440532013000", "bic": "COBADEFFXXX" } });
        self.key()
            .put("/api/payment-gateways/bank_transfer", account)
            .await
            .expect(200);
    }

    /// What a debtor gives for a mandate.
    pub fn debtor(iban: &str) -> Value {
        let address = json!({ "street": "Kai 1", "zip": "20457", "city": "Hamburg", "countryCode": "DE" });
        json!({ "iban": iban, "accountHolder": "Ada Müller", "address": address, "consent": true })
    }

    /// A mandate for the merchant's own bank; gives the payment method.
    pub async fn mandate(&self, customer: &str) -> String {
        let body = json!({ "gateway": "sepa_debit", "type": "sepa_debit", "customerId": customer, "sepaDebit": Self::debtor("DE02120300000000202051") });
        let added = self.key().post("/api/payment-methods", body).await.expect(201);
        super::id(&added["paymentMethod"])
    }

    /// The token of whoever opened a link for a payment method of a customer's.
    pub async fn link_holder(&self, customer: &str) -> String {
        let made = self
            .key()
            .post("/api/payment-methods/link", json!({ "customer": customer }))
            .await
            .expect(201);
        let link = made["link"].as_str().unwrap();
        let token = link.split_once("?token=").unwrap().1;
        let opened = self
            .nobody_on("acme")
            .post("/api/session/link", json!({ "token": token }))
            .await
            .expect(200);
        opened["accessToken"].as_str().unwrap().to_owned()
    }

    /// A payment method at the testing gateway; its reference says what becomes of charges.
    pub async fn method(&self, customer: &str, reference: &str) -> String {
        use portico::db::entities::payment_methods;
        use portico_shared::{
            PaymentMethodId,
            payment_methods::{Gateway, PaymentMethodSource, PaymentMethodStatus, PaymentMethodType},
        };
        use sea_orm::{ActiveModelTrait, IntoActiveModel};
        let row = payment_methods::Model {
            tenant_id: self.acme.id,
            id: PaymentMethodId(self.context.new_id()),
            version: 1,
            customer_id: customer.parse().unwrap(),
            gateway: Gateway::Testing,
            kind: PaymentMethodType::Card,
            status: PaymentMethodStatus::Active,
            source: PaymentMethodSource::Api,
            enabled: true,
            name: "Visa (4242)".into(),
            reference_id: Some(reference.into()),
            details: json!({}),
            expiration_date: None,
            created_at: self.now(),
            setup: None,
            fingerprint: None,
            purpose: None,
            refusal: None,
            removed_at: None,
            updated_at: None,
            expiry_told: None,
            account: None,
            future_usage_allowed: true,
        };
        let id = row.id.to_string();
        let tx = self.context.db.begin().await.unwrap();
        row.into_active_model().reset_all().insert(&tx).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// What the gateway makes of a method from now on.
    pub async fn set_method_reference(&self, method: &str, reference: &str) {
        use portico::db::entities::payment_methods::Column;
        self.set_method(method, Column::ReferenceId, reference.into()).await;
    }

    /// As the bank or the provider would.
    pub async fn revoke_method(&self, method: &str) {
        use portico::db::entities::payment_methods::Column;
        use portico_shared::payment_methods::PaymentMethodStatus;
        let value = PaymentMethodStatus::Revoked;
        self.set_method(method, Column::Status, value.into()).await;
    }

    /// As if it had been added at Stripe.
    pub async fn stripe_method(&self, method: &str) {
        use portico::db::entities::payment_methods::Column;
        self.set_method(
            method,
            Column::Gateway,
            portico_shared::payment_methods::Gateway::Stripe.into(),
        )
        .await;
    }

    pub async fn expire_method(&self, method: &str, last_day: &str) {
        use portico::db::entities::payment_methods::Column;
        let last_day: chrono::NaiveDate = last_day.parse().unwrap();
        self.set_method(method, Column::ExpirationDate, last_day.into()).await;
    }

    async fn set_method(
        &self,
        method: &str,
        column: portico::db::entities::payment_methods::Column,
        value: sea_orm::Value,
    ) {
        use portico::db::entities::payment_methods;
        use portico_shared::PaymentMethodId;
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
        let tx = self.context.db.begin().await.unwrap();
        payment_methods::Entity::update_many()
            .col_expr(column, Expr::value(value))
            .filter(payment_methods::Column::Id.eq(method.parse::<PaymentMethodId>().unwrap()))
            .exec(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// Makes it what the customer pays with.
    pub async fn default_method(&self, customer: &str, method: &str) {
        use portico::db::entities::customers;
        use portico_shared::{CustomerId, PaymentMethodId};
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
        let tx = self.context.db.begin().await.unwrap();
        customers::Entity::update_many()
            .col_expr(
                customers::Column::DefaultPaymentMethodId,
                Expr::value(method.parse::<PaymentMethodId>().unwrap()),
            )
            .filter(customers::Column::Id.eq(customer.parse::<CustomerId>().unwrap()))
            .exec(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// A customer's access token, from `authenticate`.
    pub async fn token(&self, customer: &str) -> String {
        let path = format!("/api/customers/{customer}/authenticate");
        let answer = self.key().post(&path, json!({})).await.expect(200);
        answer["data"]["accessToken"].as_str().unwrap().to_owned()
    }

    /// Asks for a login link as the portal does; gives the mail's id.
    pub async fn request_login_link(&self, email: &str) -> String {
        let body = json!({ "email": email });
        let path = "/api/public/customer/request-login-link";
        self.nobody_on("acme").post(path, body).await.expect(200);
        let mails = self.key().get("/api/mails?kind=login_link&limit=1").await.expect(200);
        id(&mails["data"][0])
    }

    /// The secret part of a fresh portal link.
    pub async fn link_token(&self, customer: &str) -> String {
        let path = format!("/api/customers/{customer}/authenticate");
        let answer = self.key().post(&path, json!({})).await.expect(200);
        token_of(answer["data"]["customerAreaLink"].as_str().unwrap())
    }

    /// Somebody signed in for this customer.
    pub async fn signed_in(&self, customer: &str) -> Caller<'_> {
        self.with(&self.token(customer).await)
    }

    /// Changes Acme's Hosted Pages.
    pub async fn switch(&self, change: Value) {
        self.key().patch("/api/settings/hosted-pages", change).await.expect(200);
    }
}

pub fn id(answer: &Value) -> String {
    answer["id"].as_str().unwrap().to_owned()
}

/// A PDF with this note in it: whole, as far as an upload looks.
pub fn pdf(note: &str) -> Vec<u8> {
    format!("%PDF-1.4\n% {note}\nstartxref\n0\n%%EOF\n").into_bytes()
}

pub fn token_of(link: &str) -> String {
    link.split_once("token=").unwrap().1.to_owned()
}

pub fn yearly(customer: &str) -> Value {
    json!({ "customer": customer, "plan": { "name": "Tarif Plus" }, "contractStart": "2026-01-01",
        "contractPeriod": "12M", "laterContractPeriod": "12M", "cancellationPeriod": "1M", "laterCancellationPeriod": "1M",
        "items": [{ "name": "Tarif Plus", "unitPrice": "100.00", "taxRate": 1900, "billingInterval": "1M" }] })
}

pub fn invoice(customer: &str, number: &str) -> Value {
    json!({ "customer": customer, "number": number, "currencyCode": "EUR", "creationDate": "2026-11-01", "dueDate": "2026-11-15",
        "netAmount": 10000, "taxAmount": 1900, "grossAmount": 11900 })
}
