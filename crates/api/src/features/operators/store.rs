//! Queries for operators, their links, recovery codes and sessions.

use chrono::{DateTime, Utc};
use portico_shared::{OperatorId, OperatorSessionId, Page, TenantId, operators::OperatorRole};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
    sea_query::{Expr, OnConflict},
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, failed_logins, operator_links, operator_sessions, operators, recovery_codes},
    http::page::{self, Key, OrderColumn, PageRequest},
};

/// What each request with an operator's token asks: one indexed read.
#[derive(Debug, FromQueryResult)]
pub struct OperatorState {
    pub operator_id: OperatorId,
    pub role: OperatorRole,
    pub disabled_at: Option<DateTime<Utc>>,
    pub expires_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub tenant_status: String,
    pub slug: String,
}

impl OperatorState {
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.ended_at.is_none() && self.expires_at > now && self.disabled_at.is_none() && self.tenant_status == "active"
    }
}

pub async fn find_state(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: OperatorSessionId,
) -> Result<Option<OperatorState>, DbErr> {
    const SQL: &str = "SELECT s.operator_id, o.role, o.disabled_at, s.expires_at, s.ended_at, \
        t.status AS tenant_status, t.slug \
        FROM operator_sessions s \
        JOIN operators o ON o.tenant_id = s.tenant_id AND o.id = s.operator_id \
        JOIN tenants t ON t.id = s.tenant_id \
        WHERE s.tenant_id = $1 AND s.id = $2";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [tenant.into(), id.into()]);
    OperatorState::find_by_statement(statement).one(db).await
}

pub async fn find(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: OperatorId,
) -> Result<Option<operators::Model>, DbErr> {
    operators::Entity::within(Scope::of_tenant(tenant))
        .filter(operators::Column::Id.eq(id))
        .one(db)
        .await
}

pub async fn find_by_email(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    folded: &str,
) -> Result<Option<operators::Model>, DbErr> {
    operators::Entity::within(Scope::of_tenant(tenant))
        .filter(operators::Column::EmailFolded.eq(folded))
        .one(db)
        .await
}

pub async fn list(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    request: &PageRequest<OrderColumn<operators::Column>>,
) -> Result<Page<operators::Model>, DbErr> {
    let rows = operators::Entity::within(Scope::of_tenant(tenant));
    page::fetch(rows, operators::Column::Id, request, db, |row, _| {
        (Key::Instant(row.created_at), row.id.0)
    })
    .await
}

/// Of those who can sign in, always in the same order.
pub async fn list_password_hashes(db: &impl ConnectionTrait, tenant: TenantId) -> Result<Vec<String>, DbErr> {
    operators::Entity::within(Scope::of_tenant(tenant))
        .filter(operators::Column::DisabledAt.is_null())
        .filter(operators::Column::PasswordHash.is_not_null())
        .order_by_asc(operators::Column::Id)
        .select_only()
        .column(operators::Column::PasswordHash)
        .into_tuple()
        .all(db)
        .await
}

/// Owners who can sign in, but for one.
pub async fn count_other_owners(db: &impl ConnectionTrait, tenant: TenantId, but: OperatorId) -> Result<u64, DbErr> {
    operators::Entity::within(Scope::of_tenant(tenant))
        .filter(operators::Column::Role.eq(OperatorRole::Owner))
        .filter(operators::Column::DisabledAt.is_null())
        .filter(operators::Column::PasswordHash.is_not_null())
        .filter(operators::Column::Id.ne(but))
        .count(db)
        .await
}

pub async fn insert(tx: &impl ConnectionTrait, row: operators::Model) -> Result<(), DbErr> {
    operators::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// False when somebody else changed it first.
pub async fn update(
    tx: &impl ConnectionTrait,
    before: &operators::Model,
    after: operators::Model,
) -> Result<bool, DbErr> {
    let done = operators::Entity::update_many()
        .set(
            operators::Model {
                version: before.version + 1,
                ..after
            }
            .into_active_model()
            .reset_all(),
        )
        .filter(operators::Column::TenantId.eq(before.tenant_id))
        .filter(operators::Column::Id.eq(before.id))
        .filter(operators::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Uses a step of the authenticator up; false when it, or a later one, was used already.
pub async fn update_totp_step(
    tx: &impl ConnectionTrait,
    operator: &operators::Model,
    step: i64,
) -> Result<bool, DbErr> {
    let done = operators::Entity::update_many()
        .col_expr(operators::Column::TotpStep, Expr::value(step))
        .filter(operators::Column::TenantId.eq(operator.tenant_id))
        .filter(operators::Column::Id.eq(operator.id))
        .filter(operators::Column::TotpStep.lt(step))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// In place of those that there were.
pub async fn insert_recovery_codes(
    tx: &impl ConnectionTrait,
    operator: &operators::Model,
    macs: Vec<Vec<u8>>,
) -> Result<(), DbErr> {
    delete_recovery_codes(tx, operator).await?;
    let rows = macs.into_iter().map(|code_mac| {
        recovery_codes::Model {
            tenant_id: operator.tenant_id,
            operator_id: operator.id,
            code_mac,
            used_at: None,
        }
        .into_active_model()
        .reset_all()
    });
    recovery_codes::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub async fn delete_recovery_codes(tx: &impl ConnectionTrait, operator: &operators::Model) -> Result<(), DbErr> {
    recovery_codes::Entity::delete_many()
        .filter(recovery_codes::Column::TenantId.eq(operator.tenant_id))
        .filter(recovery_codes::Column::OperatorId.eq(operator.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Uses a recovery code up; false when there is no such code, or it was used.
pub async fn update_recovery_code(
    tx: &impl ConnectionTrait,
    operator: &operators::Model,
    mac: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let done = recovery_codes::Entity::update_many()
        .col_expr(recovery_codes::Column::UsedAt, Expr::value(now))
        .filter(recovery_codes::Column::TenantId.eq(operator.tenant_id))
        .filter(recovery_codes::Column::OperatorId.eq(operator.id))
        .filter(recovery_codes::Column::CodeMac.eq(mac))
        .filter(recovery_codes::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

pub async fn count_recovery_codes(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    operator: OperatorId,
) -> Result<u64, DbErr> {
    recovery_codes::Entity::within(Scope::of_tenant(tenant))
        .filter(recovery_codes::Column::OperatorId.eq(operator))
        .filter(recovery_codes::Column::UsedAt.is_null())
        .count(db)
        .await
}

pub async fn insert_link(tx: &impl ConnectionTrait, row: operator_links::Model) -> Result<(), DbErr> {
    operator_links::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub async fn find_link(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    lookup: &str,
) -> Result<Option<operator_links::Model>, DbErr> {
    operator_links::Entity::within(Scope::of_tenant(tenant))
        .filter(operator_links::Column::Lookup.eq(lookup))
        .one(db)
        .await
}

/// Uses a link up; false when somebody did.
pub async fn update_link_used(
    tx: &impl ConnectionTrait,
    link: &operator_links::Model,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let done = operator_links::Entity::update_many()
        .col_expr(operator_links::Column::UsedAt, Expr::value(now))
        .filter(operator_links::Column::TenantId.eq(link.tenant_id))
        .filter(operator_links::Column::Id.eq(link.id))
        .filter(operator_links::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends all links of an operator that were not used.
pub async fn update_links_ended(
    tx: &impl ConnectionTrait,
    tenant: TenantId,
    operator: OperatorId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    operator_links::Entity::update_many()
        .col_expr(operator_links::Column::UsedAt, Expr::value(now))
        .filter(operator_links::Column::TenantId.eq(tenant))
        .filter(operator_links::Column::OperatorId.eq(operator))
        .filter(operator_links::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn find_session(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: OperatorSessionId,
) -> Result<Option<operator_sessions::Model>, DbErr> {
    operator_sessions::Entity::within(Scope::of_tenant(tenant))
        .filter(operator_sessions::Column::Id.eq(id))
        .one(db)
        .await
}

/// Those that have not ended, newest first.
pub async fn list_sessions(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    operator: OperatorId,
    (now, idle_since): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<operator_sessions::Model>, DbErr> {
    operator_sessions::Entity::within(Scope::of_tenant(tenant))
        .filter(operator_sessions::Column::OperatorId.eq(operator))
        .filter(operator_sessions::Column::EndedAt.is_null())
        .filter(operator_sessions::Column::ExpiresAt.gt(now))
        .filter(operator_sessions::Column::RefreshedAt.gt(idle_since))
        .order_by_desc(operator_sessions::Column::CreatedAt)
        .order_by_desc(operator_sessions::Column::Id)
        .all(db)
        .await
}

/// Moves the rotation on by one; false when somebody else did so first.
pub async fn update_generation(
    tx: &impl ConnectionTrait,
    session: &operator_sessions::Model,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let done = operator_sessions::Entity::update_many()
        .col_expr(
            operator_sessions::Column::RefreshGeneration,
            Expr::value(session.refresh_generation + 1),
        )
        .col_expr(operator_sessions::Column::RefreshedAt, Expr::value(now))
        .filter(operator_sessions::Column::TenantId.eq(session.tenant_id))
        .filter(operator_sessions::Column::Id.eq(session.id))
        .filter(operator_sessions::Column::RefreshGeneration.eq(session.refresh_generation))
        .filter(operator_sessions::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends one session, or all of an operator but one; gives how many.
pub async fn update_sessions_ended(
    tx: &impl ConnectionTrait,
    tenant: TenantId,
    operator: OperatorId,
    which: Which,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let rows = operator_sessions::Entity::update_many()
        .col_expr(operator_sessions::Column::EndedAt, Expr::value(now))
        .filter(operator_sessions::Column::TenantId.eq(tenant))
        .filter(operator_sessions::Column::OperatorId.eq(operator))
        .filter(operator_sessions::Column::EndedAt.is_null());
    let rows = match which {
        Which::One(id) => rows.filter(operator_sessions::Column::Id.eq(id)),
        Which::AllBut(id) => rows.filter(operator_sessions::Column::Id.ne(id)),
        Which::All => rows,
    };
    Ok(rows.exec(tx).await?.rows_affected)
}

/// Which sessions of an operator.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    One(OperatorSessionId),
    AllBut(OperatorSessionId),
    All,
}

/// What is known of failed tries; of none at first.
pub async fn find_failed_login(
    tx: &impl ConnectionTrait,
    tenant: TenantId,
    mac: &[u8],
) -> Result<Option<failed_logins::Model>, DbErr> {
    failed_logins::Entity::within(Scope::of_tenant(tenant))
        .filter(failed_logins::Column::EmailMac.eq(mac))
        .one(tx)
        .await
}

pub async fn upsert_failed_login(tx: &impl ConnectionTrait, row: failed_logins::Model) -> Result<(), DbErr> {
    let key = [failed_logins::Column::TenantId, failed_logins::Column::EmailMac];
    let values = [
        failed_logins::Column::Failures,
        failed_logins::Column::LockedUntil,
        failed_logins::Column::UpdatedAt,
    ];
    failed_logins::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(OnConflict::columns(key).update_columns(values).to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub async fn delete_failed_login(tx: &impl ConnectionTrait, tenant: TenantId, mac: &[u8]) -> Result<(), DbErr> {
    failed_logins::Entity::delete_many()
        .filter(failed_logins::Column::TenantId.eq(tenant))
        .filter(failed_logins::Column::EmailMac.eq(mac))
        .exec(tx)
        .await?;
    Ok(())
}

/// Links and sessions that have served. Of all tenants.
pub async fn delete_old(tx: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), DbErr> {
    operator_links::Entity::delete_many()
        .filter(operator_links::Column::ExpiresAt.lt(before))
        .exec(tx)
        .await?;
    operator_sessions::Entity::delete_many()
        .filter(operator_sessions::Column::ExpiresAt.lt(before))
        .exec(tx)
        .await?;
    Ok(())
}

/// Of all tenants.
pub async fn delete_failed_logins_before(tx: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), DbErr> {
    failed_logins::Entity::delete_many()
        .filter(failed_logins::Column::UpdatedAt.lt(before))
        .exec(tx)
        .await?;
    Ok(())
}
