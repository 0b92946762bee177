use portico_shared::{LinkId, LoginRequestId, SessionId, TenantId};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "login_requests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LoginRequestId,
    pub lookup: Option<String>,
    pub secret_hash: Option<Vec<u8>>,
    pub email_mac: Vec<u8>,
    pub client_mac: Vec<u8>,
    pub session_id: Option<SessionId>,
    pub link_id: Option<LinkId>,
    pub code_mac: Option<Vec<u8>>,
    pub tries: i32,
    pub turn_at: DateTimeUtc,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!();
