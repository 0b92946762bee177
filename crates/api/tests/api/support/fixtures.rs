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
