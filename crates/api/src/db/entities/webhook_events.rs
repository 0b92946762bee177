use portico_shared::{CustomerId, EventId, TenantId, WebhookId, webhooks::WebhookEventType};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    pub kind: WebhookEventType,
    pub subject_id: Uuid,
    pub customer_id: Option<CustomerId>,
    pub data: Option<Json>,
    pub webhook_id: Option<WebhookId>,
    pub sequence: Option<i64>,
    pub created_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!();
