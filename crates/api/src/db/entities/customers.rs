use portico_shared::{
    ContactId, Currency, CustomerId, PaymentMethodId, TenantId,
    customers::{CustomerStatus, Gender, Language, VatState},
};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CustomerId,
    pub version: i64,
    pub external_id: Option<String>,
    pub number: String,
    pub status: CustomerStatus,
    pub email: String,
    pub invoice_email: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub company_name: Option<String>,
    pub phone: Option<String>,
    pub vat_id: Option<String>,
    pub vat_state: VatState,
    pub vat_checked_at: Option<DateTimeUtc>,
    pub vat_consultation: Option<String>,
    pub vat_due_at: Option<DateTimeUtc>,
    pub datev_id: Option<String>,
    pub country_code: String,
    pub language: Language,
    pub time_zone: String,
    pub currency: Currency,
    pub gender: Option<Gender>,
    pub commercial_register_name: Option<String>,
    pub commercial_register_number: Option<String>,
    pub contact_id: Option<ContactId>,
    pub customer_group: Option<Uuid>,
    pub default_payment_method_id: Option<PaymentMethodId>,
    pub method_for_new_subscriptions: Option<PaymentMethodId>,
    pub search: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub erased_at: Option<DateTimeUtc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!(Column::Id);
