//! Queries for people and memberships.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use portico_shared::{
    CustomerId, Page, PersonId,
    customers::{CustomerStatus, Language, MemberRole},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict},
};

use crate::{
    auth::Scope,
    context::Context,
    db::entities::{Scoped, customers, links, memberships, people, sessions},
    http::page::{self, Key, OrderColumn, PageRequest},
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

/// Whoever has this address, as the audit log names them.
pub async fn name_of(db: &impl ConnectionTrait, scope: Scope, email: &str) -> Result<Option<String>, DbErr> {
    let found = find_by_email(db, scope, email).await?;
    Ok(found.map(|person| format!("person:{}", person.id)))
}

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: PersonId) -> Result<Option<people::Model>, DbErr> {
    people::Entity::within(scope)
        .filter(people::Column::Id.eq(id))
        .one(db)
        .await
}

/// The owner whom links and tokens that the merchant makes act as: the holder of the main address, else the first.
pub async fn find_owner(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
) -> Result<Option<people::Model>, DbErr> {
    let owners = memberships::Entity::within(scope)
        .filter(memberships::Column::CustomerId.eq(customer))
        .filter(memberships::Column::Role.eq(MemberRole::Owner))
        .order_by_asc(memberships::Column::CreatedAt)
        .order_by_asc(memberships::Column::PersonId)
        .all(db)
        .await?;
    if let [_, _, ..] = &*owners {
        let of = Scope::of_customer(scope.tenant(), customer);
        let main = customers::Entity::within(of).one(db).await?;
        let holder = match main {
            Some(customer) => find_by_email(db, scope, &customer.email).await?,
            None => None,
        };
        if let Some(holder) = holder.filter(|one| owners.iter().any(|owner| owner.person_id == one.id)) {
            return Ok(Some(holder));
        }
    }
    match owners.first() {
        Some(owner) => find(db, scope, owner.person_id).await,
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

/// Somebody who may act for a customer.
#[derive(Debug, Clone)]
pub struct Member {
    pub customer: CustomerId,
    pub person: people::Model,
    pub role: MemberRole,
    pub since: DateTime<Utc>,
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
    request: &PageRequest<OrderColumn<memberships::Column>>,
) -> Result<Page<memberships::Model>, DbErr> {
    let rows = memberships::Entity::within(scope).filter(memberships::Column::CustomerId.eq(customer));
    page::fetch(rows, memberships::Column::PersonId, request, db, |row, _| {
        (Key::Instant(row.created_at), row.person_id.0)
    })
    .await
}

pub async fn count(db: &impl ConnectionTrait, scope: Scope, customer: CustomerId) -> Result<u64, DbErr> {
    memberships::Entity::within(scope)
        .filter(memberships::Column::CustomerId.eq(customer))
        .count(db)
        .await
}

/// Those of the given pairs who are members, in no order.
pub async fn list_members(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: impl Iterator<Item = (CustomerId, PersonId)>,
) -> Result<Vec<Member>, DbErr> {
    let (customers, persons): (Vec<_>, Vec<_>) = of.unzip();
    let found = memberships::Entity::within(scope)
        .filter(memberships::Column::CustomerId.is_in(customers))
        .filter(memberships::Column::PersonId.is_in(persons.clone()))
        .all(db)
        .await?;
    let people = people::Entity::within(scope)
        .filter(people::Column::Id.is_in(persons))
        .all(db)
        .await?;
    let member = |one: memberships::Model| {
        let person = people.iter().find(|person| person.id == one.person_id)?.clone();
        Some(Member {
            customer: one.customer_id,
            person,
            role: one.role,
            since: one.created_at,
        })
    };
    Ok(found.into_iter().filter_map(member).collect())
}

/// Everybody who may act for a customer, in no order.
pub async fn list_all_members(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
) -> Result<Vec<people::Model>, DbErr> {
    let members = memberships::Entity::within(scope)
        .select_only()
        .column(memberships::Column::PersonId)
        .filter(memberships::Column::CustomerId.eq(customer))
        .into_query();
    people::Entity::within(Scope::of_tenant(scope.tenant()))
        .filter(people::Column::Id.in_subquery(members))
        .all(db)
        .await
}

/// The active customers that a person may act for and what they may, oldest customer first.
pub async fn list_customers(
    db: &impl ConnectionTrait,
    scope: Scope,
    person: PersonId,
) -> Result<Vec<(customers::Model, MemberRole)>, DbErr> {
    let memberships = memberships::Entity::within(scope)
        .filter(memberships::Column::PersonId.eq(person))
        .all(db)
        .await?;
    let roles: HashMap<CustomerId, MemberRole> = memberships.iter().map(|one| (one.customer_id, one.role)).collect();
    let customers = customers::Entity::within(scope)
        .filter(customers::Column::Id.is_in(roles.keys().copied()))
        .filter(customers::Column::Status.eq(CustomerStatus::Active))
        .order_by_asc(customers::Column::CreatedAt)
        .order_by_asc(customers::Column::Id)
        .all(db)
        .await?;
    let with_role = |customer: customers::Model| roles.get(&customer.id).map(|role| (customer.clone(), *role));
    Ok(customers.into_iter().filter_map(with_role).collect())
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
    let person = insert_person(tx, context, scope, email, language).await?;
    let of = (customer, person);
    if !insert_membership(tx, scope, of, MemberRole::Owner, context.now()).await? {
        // Somebody who was invited before becomes an owner.
        update_role(tx, scope, of, MemberRole::Owner).await?;
    }
    Ok(person)
}

/// All of it random: an id with its time in it would tell whoever invites somebody since when the merchant knows them.
pub fn new_id(context: &Context) -> PersonId {
    let mut bytes = [0; 16];
    context.random.fill(&mut bytes);
    PersonId(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

/// The person with an address, who is made where there is none.
pub async fn insert_person(
    tx: &DatabaseTransaction,
    context: &Context,
    scope: Scope,
    email: &str,
    language: Language,
) -> Result<PersonId, DbErr> {
    match find_by_email(tx, scope, email).await? {
        Some(person) => Ok(person.id),
        None => insert(tx, context, scope, email, language).await,
    }
}

/// False when the person may act for the customer already.
pub async fn insert_membership(
    tx: &DatabaseTransaction,
    scope: Scope,
    (customer, person): (CustomerId, PersonId),
    role: MemberRole,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let membership = memberships::ActiveModel {
        tenant_id: Set(scope.tenant()),
        person_id: Set(person),
        customer_id: Set(customer),
        role: Set(role),
        created_at: Set(now),
    };
    let known = [
        memberships::Column::TenantId,
        memberships::Column::CustomerId,
        memberships::Column::PersonId,
    ];
    let inserted = memberships::Entity::insert(membership)
        .on_conflict(OnConflict::columns(known).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(inserted > 0)
}

pub async fn update_role(
    tx: &DatabaseTransaction,
    scope: Scope,
    (customer, person): (CustomerId, PersonId),
    role: MemberRole,
) -> Result<(), DbErr> {
    memberships::Entity::update_many()
        .col_expr(memberships::Column::Role, Expr::value(role))
        .filter(memberships::Column::TenantId.eq(scope.tenant()))
        .filter(memberships::Column::CustomerId.eq(customer))
        .filter(memberships::Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(())
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
        id: Set(new_id(context)),
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

/// Takes away what was given since then, but for the holder of the main address; gives how many.
pub async fn delete_memberships_since(
    tx: &DatabaseTransaction,
    scope: Scope,
    customer: &customers::Model,
    since: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let holder = find_by_email(tx, scope, &customer.email).await?;
    let done = memberships::Entity::delete_many()
        .filter(memberships::Column::TenantId.eq(scope.tenant()))
        .filter(memberships::Column::CustomerId.eq(customer.id))
        .filter(memberships::Column::CreatedAt.gte(since))
        .filter(Condition::all().add_option(holder.map(|holder| memberships::Column::PersonId.ne(holder.id))))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// Everybody whom sessions and links of a customer name: who was removed before, too.
pub async fn list_named(tx: &DatabaseTransaction, scope: Scope, customer: CustomerId) -> Result<Vec<PersonId>, DbErr> {
    let mut all: Vec<PersonId> = sessions::Entity::within(scope)
        .select_only()
        .column(sessions::Column::PersonId)
        .filter(sessions::Column::CustomerId.eq(customer))
        .distinct()
        .into_tuple()
        .all(tx)
        .await?;
    let of_links: Vec<PersonId> = links::Entity::within(scope)
        .select_only()
        .column(links::Column::PersonId)
        .filter(links::Column::CustomerId.eq(customer))
        .distinct()
        .into_tuple()
        .all(tx)
        .await?;
    all.extend(of_links);
    Ok(all)
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
