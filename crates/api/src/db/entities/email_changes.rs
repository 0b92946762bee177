use portico_shared::{CustomerId, EmailChangeId, LinkId, PersonId, TenantId, customers::EmailChangeState};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "email_changes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EmailChangeId,
    pub customer_id: CustomerId,
    pub person_id: PersonId,
    pub old_email: String,
    pub new_email: String,
    pub state: EmailChangeState,
    pub proof_link_id: Option<LinkId>,
    pub undo_link_id: Option<LinkId>,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub settled_at: Option<DateTimeUtc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!(Column::CustomerId);
