use portico_shared::{
    CustomerId, InvoiceId, MailId, SubscriptionId, TenantId,
    customers::Language,
    mails::{MailKind, MailState},
};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MailId,
    pub customer_id: Option<CustomerId>,
    pub kind: MailKind,
    pub recipient: Option<String>,
    pub language: Language,
    pub subject: String,
    pub content: Option<Json>,
    pub state: MailState,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub invoice_id: Option<InvoiceId>,
    pub subscription_id: Option<SubscriptionId>,
    pub resend_of: Option<MailId>,
    pub once_key: Option<String>,
    pub about_id: Option<Uuid>,
    pub made_by: Option<String>,
    pub created_at: DateTimeUtc,
    pub sent_at: Option<DateTimeUtc>,
    pub updated_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!(Column::CustomerId);
