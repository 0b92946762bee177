use chrono::NaiveDate;
use portico_shared::{BillingRunId, CustomerId, TenantId, billing::BillingRunStatus};
use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "billing_runs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BillingRunId,
    pub version: i64,
    pub status: BillingRunStatus,
    pub until_date: NaiveDate,
    pub customer_id: Option<CustomerId>,
    pub made_by: String,
    pub subscriptions_done: i64,
    pub subscriptions_due: i64,
    pub invoices_issued: i64,
    pub failures: i64,
    pub last_failure: Option<String>,
    pub created_at: DateTimeUtc,
    pub started_at: Option<DateTimeUtc>,
    pub finished_at: Option<DateTimeUtc>,
    pub leased_until: Option<DateTimeUtc>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

super::scoped!();
