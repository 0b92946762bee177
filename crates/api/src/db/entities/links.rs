use portico_shared::{CustomerId, LinkId, PaymentMethodId, PersonId, TenantId, sessions::LinkPurpose};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "links")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LinkId,
    pub tenant_id: TenantId,
    pub lookup: String,
    pub secret_hash: Vec<u8>,
    pub purpose: LinkPurpose,
    pub customer_id: CustomerId,
    pub person_id: PersonId,
    pub made_by: String,
    pub is_mailed: bool,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub first_used_at: Option<DateTimeUtc>,
    pub consumed_at: Option<DateTimeUtc>,
    pub revoked_at: Option<DateTimeUtc>,
    pub types: Option<Json>,
    pub redirect_url: Option<String>,
    pub payment_method_id: Option<PaymentMethodId>,
    pub invoices: Option<Json>,
    pub beside: Option<LinkId>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!(Column::CustomerId);
