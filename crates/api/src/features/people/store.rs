//! Queries for people and memberships.

use chrono::{DateTime, Utc};
use portico_shared::{
    CustomerId, PersonId,
    customers::{CustomerStatus, Language, MemberRole},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, OnConflict},
};

use crate::{
    auth::Scope,
    context::Context,
    db::entities::{Scoped, customers, links, memberships, people, sessions},
};

/// How addresses are compared: without case, as mail hosts treat them.
pub fn fold(email: &str) -> String {
    email.trim().to_lowercase()
}

pub async fn find_by_email(
    db: &impl ConnectionTrait,
    scope: Scope,
    email: &str,
) -> Result<Option<people::Model>, DbErr> {
    people::Entity::within(scope)
        .filter(people::Column::EmailFolded.eq(fold(email)))
        .one(db)
        .await
}

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: PersonId) -> Result<Option<people::Model>, DbErr> {
    people::Entity::within(scope)
        .filter(people::Column::Id.eq(id))
        .one(db)
        .await
}

/// The owner whom links and tokens that the merchant makes act as: the first.
pub async fn find_owner(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
) -> Result<Option<people::Model>, DbErr> {
    let membership = memberships::Entity::within(scope)
        .filter(memberships::Column::CustomerId.eq(customer))
        .filter(memberships::Column::Role.eq(MemberRole::Owner))
        .order_by_asc(memberships::Column::CreatedAt)
        .order_by_asc(memberships::Column::PersonId)
        .one(db)
        .await?;
    match membership {
        Some(membership) => find(db, scope, membership.person_id).await,
        None => Ok(None),
    }
}

/// What a person may do for a customer; `None` when they may nothing.
pub async fn find_role(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
    person: PersonId,
) -> Result<Option<MemberRole>, DbErr> {
    let membership = memberships::Entity::within(scope)
        .filter(memberships::Column::CustomerId.eq(customer))
        .filter(memberships::Column::PersonId.eq(person))
        .one(db)
        .await?;
    Ok(membership.map(|membership| membership.role))
}

/// The active customers that a person may act for, oldest customer first.
pub async fn list_customers(
    db: &impl ConnectionTrait,
    scope: Scope,
    person: PersonId,
) -> Result<Vec<customers::Model>, DbErr> {
    let memberships = memberships::Entity::within(scope)
        .filter(memberships::Column::PersonId.eq(person))
        .order_by_asc(memberships::Column::CreatedAt)
        .all(db)
        .await?;
    let ids: Vec<CustomerId> = memberships.iter().map(|one| one.customer_id).collect();
    customers::Entity::within(scope)
        .filter(customers::Column::Id.is_in(ids))
        .filter(customers::Column::Status.eq(CustomerStatus::Active))
        .order_by_asc(customers::Column::CreatedAt)
        .all(db)
        .await
}

/// Makes the holder of an address an owner of a customer, and a person of the tenant where they are none.
pub async fn insert_owner(
    tx: &DatabaseTransaction,
    context: &Context,
    scope: Scope,
    customer: CustomerId,
    email: &str,
    language: Language,
) -> Result<PersonId, DbErr> {
    let person = match find_by_email(tx, scope, email).await? {
        Some(person) => person.id,
        None => insert(tx, context, scope, email, language).await?,
    };
    let membership = memberships::ActiveModel {
        tenant_id: Set(scope.tenant()),
        person_id: Set(person),
        customer_id: Set(customer),
        role: Set(MemberRole::Owner),
        created_at: Set(context.now()),
    };
    // Somebody who was invited before becomes an owner.
    let known = [
        memberships::Column::TenantId,
        memberships::Column::CustomerId,
        memberships::Column::PersonId,
    ];
    memberships::Entity::insert(membership)
        .on_conflict(
            OnConflict::columns(known)
                .update_column(memberships::Column::Role)
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(person)
}

async fn insert(
    tx: &DatabaseTransaction,
    context: &Context,
    scope: Scope,
    email: &str,
    language: Language,
) -> Result<PersonId, DbErr> {
    let person = people::ActiveModel {
        tenant_id: Set(scope.tenant()),
        id: Set(PersonId(context.new_id())),
        email: Set(email.trim().into()),
        email_folded: Set(fold(email)),
        language: Set(language),
        verified_at: Set(None),
        created_at: Set(context.now()),
    };
    // Two customers with one new address may be made at once: both get the same person.
    let known = [people::Column::TenantId, people::Column::EmailFolded];
    people::Entity::insert(person)
        .on_conflict(OnConflict::columns(known).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    let person = find_by_email(tx, scope, email).await?;
    person
        .map(|person| person.id)
        .ok_or_else(|| DbErr::RecordNotFound("the person just made".into()))
}

/// Takes a membership away, for an address that is no customer's main address any more.
pub async fn delete_membership(
    tx: &DatabaseTransaction,
    scope: Scope,
    customer: CustomerId,
    person: PersonId,
) -> Result<(), DbErr> {
    memberships::Entity::delete_many()
        .filter(memberships::Column::TenantId.eq(scope.tenant()))
        .filter(memberships::Column::CustomerId.eq(customer))
        .filter(memberships::Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes that the address was proved: a link that we mailed there came back.
pub async fn update_verified(
    tx: &DatabaseTransaction,
    scope: Scope,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    people::Entity::update_many()
        .col_expr(people::Column::VerifiedAt, Expr::value(now))
        .filter(people::Column::TenantId.eq(scope.tenant()))
        .filter(people::Column::Id.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}

/// Changes the language in which a person is written to.
pub async fn update_language(
    tx: &DatabaseTransaction,
    scope: Scope,
    email: &str,
    language: Language,
) -> Result<(), DbErr> {
    people::Entity::update_many()
        .col_expr(people::Column::Language, Expr::value(language))
        .filter(people::Column::TenantId.eq(scope.tenant()))
        .filter(people::Column::EmailFolded.eq(fold(email)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes all memberships of a customer away; gives who held them.
pub async fn delete_memberships(
    tx: &DatabaseTransaction,
    scope: Scope,
    customer: CustomerId,
) -> Result<Vec<PersonId>, DbErr> {
    let held = memberships::Entity::within(scope)
        .filter(memberships::Column::CustomerId.eq(customer))
        .all(tx)
        .await?;
    memberships::Entity::delete_many()
        .filter(memberships::Column::TenantId.eq(scope.tenant()))
        .filter(memberships::Column::CustomerId.eq(customer))
        .exec(tx)
        .await?;
    Ok(held.into_iter().map(|one| one.person_id).collect())
}

/// Deletes those of `people` whom nothing refers to any more.
pub async fn delete_unreferenced(tx: &DatabaseTransaction, scope: Scope, of: Vec<PersonId>) -> Result<(), DbErr> {
    let memberships = memberships::Entity::within(scope)
        .select_only()
        .column(memberships::Column::PersonId)
        .into_query();
    let sessions = sessions::Entity::within(scope)
        .select_only()
        .column(sessions::Column::PersonId)
        .into_query();
    let links = links::Entity::within(scope)
        .select_only()
        .column(links::Column::PersonId)
        .into_query();
    people::Entity::delete_many()
        .filter(people::Column::TenantId.eq(scope.tenant()))
        .filter(people::Column::Id.is_in(of))
        .filter(people::Column::Id.not_in_subquery(memberships))
        .filter(people::Column::Id.not_in_subquery(sessions))
        .filter(people::Column::Id.not_in_subquery(links))
        .exec(tx)
        .await?;
    Ok(())
}
