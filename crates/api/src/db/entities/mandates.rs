use chrono::NaiveDate;
use portico_shared::{CustomerId, MandateId, PaymentId, PaymentMethodId, TenantId, customers::Language};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mandates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MandateId,
    pub version: i64,
    pub customer_id: CustomerId,
    pub payment_method_id: PaymentMethodId,
    pub reference: String,
    pub creditor_name: String,
    pub creditor_identifier: String,
    pub language: Language,
    pub body: Json,
    pub account_holder: String,
    pub address: Json,
    pub iban: Vec<u8>,
    pub iban_masked: String,
    pub bic: Option<String>,
    pub bank_name: Option<String>,
    pub signed_on: NaiveDate,
    pub consented_at: Option<DateTimeUtc>,
    pub client_address: Option<String>,
    pub earlier: Json,
    pub original_iban: Option<Vec<u8>>,
    pub amendment_payment_id: Option<PaymentId>,
    pub amended_at: Option<DateTimeUtc>,
    pub last_debit_on: Option<NaiveDate>,
    pub revoked_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub is_recurrent: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!(Column::CustomerId);
