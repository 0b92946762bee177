//! Queries for sessions.

use chrono::{DateTime, Utc};
use portico_shared::{
    CustomerId, LinkId, Page, PersonId, SessionId, TenantId,
    customers::{CustomerStatus, MemberRole},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, Statement,
    prelude::Json,
    sea_query::{Expr, Query},
};

use crate::{
    auth::Scope,
    config::Auth,
    db::entities::{Scoped, links, sessions},
    features::hosted_pages::{Lifetimes, session_absolute},
    http::page::{self, Key, OrderColumn, PageRequest},
};

/// What each request with an access token asks: one indexed read.
#[derive(Debug, FromQueryResult)]
pub struct SessionState {
    pub person_id: PersonId,
    pub customer_id: CustomerId,
    pub link_id: Option<LinkId>,
    /// The link that it began with came by mail: the person has proved their mailbox. Nothing without a link.
    pub is_mailed: Option<bool>,
    pub fresh_until: Option<DateTime<Utc>>,
    pub made_by: String,
    pub is_view: bool,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub role: MemberRole,
    pub customer_status: CustomerStatus,
    pub tenant_status: String,
    pub slug: String,
    pub hosted_pages: Json,
}

impl SessionState {
    /// The tenant's present limit counts, also for sessions that began under a longer one.
    pub fn is_open(&self, now: DateTime<Utc>, auth: &Auth) -> bool {
        self.ended_at.is_none()
            && self.expires_at > now
            && self.created_at + session_absolute(auth, &self.hosted_pages) > now
            && self.customer_status == CustomerStatus::Active
            && self.tenant_status == "active"
    }
}

/// The session with all that decides what it may: its customer, its membership, the tenant's switches.
pub async fn find_state(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: SessionId,
) -> Result<Option<SessionState>, DbErr> {
    const SQL: &str = "SELECT s.person_id, s.customer_id, s.link_id, l.is_mailed, s.fresh_until, s.made_by, s.is_view, s.created_at, s.expires_at, s.ended_at, \
        m.role, c.status AS customer_status, t.status AS tenant_status, t.slug, t.hosted_pages \
        FROM sessions s \
        JOIN customers c ON c.tenant_id = s.tenant_id AND c.id = s.customer_id \
        JOIN memberships m ON m.tenant_id = s.tenant_id AND m.customer_id = s.customer_id AND m.person_id = s.person_id \
        JOIN tenants t ON t.id = s.tenant_id \
        LEFT JOIN links l ON l.id = s.link_id AND l.tenant_id = s.tenant_id \
        WHERE s.tenant_id = $1 AND s.id = $2";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [tenant.into(), id.into()]);
    SessionState::find_by_statement(statement).one(db).await
}

pub async fn find(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: SessionId,
) -> Result<Option<sessions::Model>, DbErr> {
    sessions::Entity::within(Scope::of_tenant(tenant))
        .filter(sessions::Column::Id.eq(id))
        .one(db)
        .await
}

/// Moves the rotation on by one; false when somebody else did so first.
pub async fn update_generation(
    tx: &impl ConnectionTrait,
    session: &sessions::Model,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let done = sessions::Entity::update_many()
        .col_expr(
            sessions::Column::RefreshGeneration,
            Expr::value(session.refresh_generation + 1),
        )
        .col_expr(sessions::Column::RefreshedAt, Expr::value(now))
        .filter(sessions::Column::TenantId.eq(session.tenant_id))
        .filter(sessions::Column::Id.eq(session.id))
        .filter(sessions::Column::RefreshGeneration.eq(session.refresh_generation))
        .filter(sessions::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends a session; false when it had ended.
pub async fn update_ended(
    tx: &impl ConnectionTrait,
    tenant: TenantId,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let done = sessions::Entity::update_many()
        .col_expr(sessions::Column::EndedAt, Expr::value(now))
        .filter(sessions::Column::TenantId.eq(tenant))
        .filter(sessions::Column::Id.eq(id))
        .filter(sessions::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Notes that the person's mailbox was proved anew.
pub async fn update_fresh(
    tx: &impl ConnectionTrait,
    tenant: TenantId,
    id: SessionId,
    until: DateTime<Utc>,
) -> Result<(), DbErr> {
    sessions::Entity::update_many()
        .col_expr(sessions::Column::FreshUntil, Expr::value(until))
        .filter(sessions::Column::TenantId.eq(tenant))
        .filter(sessions::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends what somebody of the merchant's opened for themselves in customers' names; where a link went by mail, the customer
/// uses the session.
pub async fn update_ended_by(
    tx: &impl ConnectionTrait,
    scope: Scope,
    maker: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let handed_out = Query::select()
        .column(links::Column::Id)
        .from(links::Entity)
        .and_where(links::Column::TenantId.eq(scope.tenant()))
        .and_where(links::Column::MadeBy.eq(maker))
        .and_where(links::Column::IsMailed.eq(false))
        .take();
    sessions::Entity::update_many()
        .col_expr(sessions::Column::EndedAt, Expr::value(now))
        .filter(sessions::Column::TenantId.eq(scope.tenant()))
        .filter(sessions::Column::MadeBy.eq(maker))
        .filter(sessions::Column::EndedAt.is_null())
        .filter(
            Condition::any()
                .add(sessions::Column::LinkId.is_null())
                .add(sessions::Column::LinkId.in_subquery(handed_out)),
        )
        .exec(tx)
        .await?;
    Ok(())
}

/// Whose sessions.
#[derive(Debug, Clone, Copy, Default)]
pub struct Whose {
    pub customer: Option<CustomerId>,
    pub person: Option<PersonId>,
    pub but: Option<SessionId>,
}

impl Whose {
    fn condition(self, scope: Scope) -> Condition {
        Condition::all()
            .add(sessions::Column::TenantId.eq(scope.tenant()))
            .add(sessions::Column::EndedAt.is_null())
            .add_option(scope.customer().map(|one| sessions::Column::CustomerId.eq(one)))
            .add_option(self.customer.map(|one| sessions::Column::CustomerId.eq(one)))
            .add_option(self.person.map(|one| sessions::Column::PersonId.eq(one)))
            .add_option(self.but.map(|one| sessions::Column::Id.ne(one)))
    }
}

/// Those that are open: neither ended, nor idle or old.
pub async fn list_open(
    db: &impl ConnectionTrait,
    scope: Scope,
    whose: Whose,
    (now, lifetimes): (DateTime<Utc>, Lifetimes),
    request: &PageRequest<OrderColumn<sessions::Column>>,
) -> Result<Page<sessions::Model>, DbErr> {
    let rows = sessions::Entity::within(scope)
        .filter(whose.condition(scope))
        .filter(sessions::Column::ExpiresAt.gt(now))
        .filter(sessions::Column::CreatedAt.gt(now - lifetimes.session_absolute))
        .filter(sessions::Column::RefreshedAt.gt(now - lifetimes.session_idle));
    page::fetch(rows, sessions::Column::Id, request, db, |row, _| {
        (Key::Instant(row.created_at), row.id.0)
    })
    .await
}

/// All that are stored, whether or not they have ended: of one person, or of everybody.
pub async fn list_stored(
    db: &impl ConnectionTrait,
    scope: Scope,
    person: Option<PersonId>,
    request: &PageRequest<OrderColumn<sessions::Column>>,
) -> Result<Page<sessions::Model>, DbErr> {
    let theirs = Condition::all().add_option(person.map(|one| sessions::Column::PersonId.eq(one)));
    let rows = sessions::Entity::within(scope).filter(theirs);
    page::fetch(rows, sessions::Column::Id, request, db, |row, _| {
        (Key::Instant(row.created_at), row.id.0)
    })
    .await
}

/// Ends sessions that have not ended; gives how many.
pub async fn update_ended_of(
    tx: &impl ConnectionTrait,
    scope: Scope,
    whose: Whose,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let done = sessions::Entity::update_many()
        .col_expr(sessions::Column::EndedAt, Expr::value(now))
        .filter(whose.condition(scope))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

pub async fn delete_of(tx: &impl ConnectionTrait, scope: Scope, customer: CustomerId) -> Result<(), DbErr> {
    sessions::Entity::delete_many()
        .filter(sessions::Column::TenantId.eq(scope.tenant()))
        .filter(sessions::Column::CustomerId.eq(customer))
        .exec(tx)
        .await?;
    Ok(())
}
