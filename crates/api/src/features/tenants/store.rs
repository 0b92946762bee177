//! Tenants and their hosts. Found before the tenant is known, hence without a scope.

use chrono::NaiveDate;
use chrono_tz::Tz;
use portico_domain::calendar;
use portico_shared::TenantId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Select};

use crate::db::entities::{hosts, tenants};

#[expect(clippy::disallowed_methods, reason = "tenants are what scopes are made of")]
fn tenants() -> Select<tenants::Entity> {
    tenants::Entity::find()
}

pub async fn find_by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<tenants::Model>, DbErr> {
    tenants().filter(tenants::Column::Slug.eq(slug)).one(db).await
}

pub async fn find(db: &impl ConnectionTrait, id: TenantId) -> Result<tenants::Model, DbErr> {
    let tenant = tenants().filter(tenants::Column::Id.eq(id)).one(db).await?;
    tenant.ok_or_else(|| DbErr::RecordNotFound(format!("tenant {id}")))
}

pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<tenants::Model>, DbErr> {
    tenants().order_by_asc(tenants::Column::CreatedAt).all(db).await
}

#[expect(clippy::disallowed_methods, reason = "a host leads to its tenant")]
pub async fn find_by_host(db: &impl ConnectionTrait, host: &str) -> Result<Option<tenants::Model>, DbErr> {
    let row = hosts::Entity::find()
        .filter(hosts::Column::Host.eq(host))
        .filter(hosts::Column::IsActive.eq(true))
        .one(db)
        .await?;
    match row {
        Some(row) => find(db, row.tenant_id).await.map(Some),
        None => Ok(None),
    }
}

#[expect(clippy::disallowed_methods, reason = "filtered by the tenant right here")]
pub async fn find_primary_host(db: &impl ConnectionTrait, tenant: TenantId) -> Result<Option<String>, DbErr> {
    let rows = hosts::Entity::find()
        .filter(hosts::Column::TenantId.eq(tenant))
        .filter(hosts::Column::IsPrimary.eq(true));
    Ok(rows.one(db).await?.map(|row| row.host))
}

impl tenants::Model {
    /// The zone in which this merchant's days begin. It was checked when it was stored.
    pub fn zone(&self) -> Tz {
        self.time_zone.parse().unwrap_or(Tz::UTC)
    }

    pub fn today(&self, now: chrono::DateTime<chrono::Utc>) -> NaiveDate {
        calendar::local_date(now, &self.zone())
    }
}
