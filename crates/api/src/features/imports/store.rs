//! Queries of imports: the jobs themselves, and what many lines at once refer to and write.

use portico_shared::{
    AddressId, ContactId, CustomerId, ImportId, InvoiceId, Page, SubscriptionId, TenantId,
    imports::{ImportKind, ImportState},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::{
    auth::Scope,
    db::entities::{
        Scoped, addresses, contacts, customers, import_chunks, imported_rows, imports, invoice_files, invoice_lines,
        invoices, memberships, people, subscription_items, subscriptions,
    },
    http::page::{self, Key, OrderColumn, PageRequest},
};

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: ImportId) -> Result<Option<imports::Model>, DbErr> {
    imports::Entity::within(scope)
        .filter(imports::Column::Id.eq(id))
        .one(db)
        .await
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    request: &PageRequest<OrderColumn<imports::Column>>,
) -> Result<Page<imports::Model>, DbErr> {
    let rows = imports::Entity::within(scope);
    page::fetch(rows, imports::Column::Id, request, db, |row, _| {
        (Key::Instant(row.created_at), row.id.0)
    })
    .await
}

/// The import that is not finished, the oldest first.
pub async fn find_open(db: &impl ConnectionTrait, scope: Scope) -> Result<Option<imports::Model>, DbErr> {
    imports::Entity::within(scope)
        .filter(imports::Column::State.is_in([ImportState::Checking, ImportState::Writing]))
        .order_by_asc(imports::Column::CreatedAt)
        .order_by_asc(imports::Column::Id)
        .one(db)
        .await
}

pub async fn count_open(db: &impl ConnectionTrait, scope: Scope) -> Result<u64, DbErr> {
    imports::Entity::within(scope)
        .filter(imports::Column::State.is_in([ImportState::Checking, ImportState::Writing]))
        .count(db)
        .await
}

pub async fn insert(tx: &impl ConnectionTrait, row: imports::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update(tx: &impl ConnectionTrait, before: &imports::Model, after: imports::Model) -> Result<bool, DbErr> {
    let done = imports::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(imports::Column::TenantId.eq(before.tenant_id))
        .filter(imports::Column::Id.eq(before.id))
        .filter(imports::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

pub async fn insert_chunk(tx: &impl ConnectionTrait, row: import_chunks::Model) -> Result<(), DbErr> {
    import_chunks::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub async fn find_chunk(
    db: &impl ConnectionTrait,
    scope: Scope,
    import: ImportId,
    position: i32,
) -> Result<Option<Vec<u8>>, DbErr> {
    let row = import_chunks::Entity::within(scope)
        .filter(import_chunks::Column::ImportId.eq(import))
        .filter(import_chunks::Column::Position.eq(position))
        .one(db)
        .await?;
    Ok(row.map(|row| row.bytes))
}

pub async fn delete_chunks(tx: &impl ConnectionTrait, scope: Scope, import: ImportId) -> Result<(), DbErr> {
    import_chunks::Entity::delete_many()
        .filter(import_chunks::Column::TenantId.eq(scope.tenant()))
        .filter(import_chunks::Column::ImportId.eq(import))
        .exec(tx)
        .await?;
    Ok(())
}

/// Values that one condition names.
const ASKED: usize = 500;

/// Rows whose `column` is one of these, whatever their number.
async fn list_in<E, V>(
    db: &impl ConnectionTrait,
    scope: Scope,
    column: E::Column,
    values: &[V],
) -> Result<Vec<E::Model>, DbErr>
where
    E: Scoped,
    V: Into<sea_orm::Value> + Clone,
{
    let mut rows = Vec::new();
    for some in values.chunks(ASKED) {
        let asked = E::within(scope).filter(column.is_in(some.iter().cloned()));
        rows.extend(asked.all(db).await?);
    }
    Ok(rows)
}

pub async fn customers_by_id(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: &[CustomerId],
) -> Result<Vec<customers::Model>, DbErr> {
    list_in::<customers::Entity, _>(db, scope, customers::Column::Id, ids).await
}

/// Customers that any of these keys names: as their own id, as external id, or as number.
pub async fn customers_by_key(
    db: &impl ConnectionTrait,
    scope: Scope,
    keys: &[String],
) -> Result<Vec<customers::Model>, DbErr> {
    use customers::Column;
    let mut rows = list_in::<customers::Entity, _>(db, scope, Column::ExternalId, keys).await?;
    rows.extend(list_in::<customers::Entity, _>(db, scope, Column::Number, keys).await?);
    rows.extend(customers_by_id(db, scope, &ids(keys)).await?);
    Ok(once(rows, |row| row.id))
}

pub async fn subscriptions_by_key(
    db: &impl ConnectionTrait,
    scope: Scope,
    keys: &[String],
) -> Result<Vec<subscriptions::Model>, DbErr> {
    use subscriptions::Column;
    let mut rows = list_in::<subscriptions::Entity, _>(db, scope, Column::ExternalId, keys).await?;
    rows.extend(list_in::<subscriptions::Entity, _>(db, scope, Column::Number, keys).await?);
    rows.extend(list_in::<subscriptions::Entity, SubscriptionId>(db, scope, Column::Id, &ids(keys)).await?);
    Ok(once(rows, |row| row.id))
}

pub async fn invoices_by_key(
    db: &impl ConnectionTrait,
    scope: Scope,
    keys: &[String],
) -> Result<Vec<invoices::Model>, DbErr> {
    use invoices::Column;
    let mut rows = list_in::<invoices::Entity, _>(db, scope, Column::ExternalId, keys).await?;
    rows.extend(list_in::<invoices::Entity, _>(db, scope, Column::Number, keys).await?);
    rows.extend(list_in::<invoices::Entity, InvoiceId>(db, scope, Column::Id, &ids(keys)).await?);
    Ok(once(rows, |row| row.id))
}

/// Each row once, whatever number of its keys was asked for.
fn once<M, I: Ord>(mut rows: Vec<M>, id: impl Fn(&M) -> I) -> Vec<M> {
    rows.sort_by_key(&id);
    rows.dedup_by_key(|row| id(row));
    rows
}

/// Keys that are ids of ours.
fn ids<T: std::str::FromStr>(keys: &[String]) -> Vec<T> {
    keys.iter().filter_map(|key| key.parse().ok()).collect()
}

pub async fn contacts_by_id(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: &[ContactId],
) -> Result<Vec<contacts::Model>, DbErr> {
    list_in::<contacts::Entity, _>(db, scope, contacts::Column::Id, ids).await
}

pub async fn addresses_by_id(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: &[AddressId],
) -> Result<Vec<addresses::Model>, DbErr> {
    list_in::<addresses::Entity, _>(db, scope, addresses::Column::Id, ids).await
}

/// All addresses of these customers.
pub async fn addresses_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: &[CustomerId],
) -> Result<Vec<addresses::Model>, DbErr> {
    list_in::<addresses::Entity, _>(db, scope, addresses::Column::CustomerId, of).await
}

pub async fn items_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: &[SubscriptionId],
) -> Result<Vec<subscription_items::Model>, DbErr> {
    let mut rows =
        list_in::<subscription_items::Entity, _>(db, scope, subscription_items::Column::SubscriptionId, of).await?;
    rows.sort_by_key(|row| (row.subscription_id, row.position));
    Ok(rows)
}

pub async fn invoice_lines_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: &[InvoiceId],
) -> Result<Vec<invoice_lines::Model>, DbErr> {
    let mut rows = list_in::<invoice_lines::Entity, _>(db, scope, invoice_lines::Column::InvoiceId, of).await?;
    rows.sort_by_key(|row| (row.invoice_id, row.position));
    Ok(rows)
}

/// Whether an invoice was made for any of these subscriptions; gives those.
pub async fn billed(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: &[SubscriptionId],
) -> Result<Vec<SubscriptionId>, DbErr> {
    let mut found = Vec::new();
    for some in of.chunks(ASKED) {
        let rows: Vec<Option<SubscriptionId>> = invoices::Entity::within(scope)
            .select_only()
            .column(invoices::Column::SubscriptionId)
            .filter(invoices::Column::SubscriptionId.is_in(some.iter().copied()))
            .filter(invoices::Column::BillingDate.is_not_null())
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows.into_iter().flatten());
    }
    Ok(found)
}

pub async fn people_by_email(
    db: &impl ConnectionTrait,
    scope: Scope,
    folded: &[String],
) -> Result<Vec<people::Model>, DbErr> {
    list_in::<people::Entity, _>(db, scope, people::Column::EmailFolded, folded).await
}

/// What earlier imports noted about rows, by the row.
pub async fn marks_by_row(
    db: &impl ConnectionTrait,
    scope: Scope,
    kind: ImportKind,
    rows: &[Uuid],
) -> Result<Vec<imported_rows::Model>, DbErr> {
    let mut found = Vec::new();
    for some in rows.chunks(ASKED) {
        let asked = imported_rows::Entity::within(scope)
            .filter(imported_rows::Column::Kind.eq(kind.as_str()))
            .filter(imported_rows::Column::RowId.is_in(some.iter().copied()));
        found.extend(asked.all(db).await?);
    }
    Ok(found)
}

/// The same, by the external id.
pub async fn marks_by_key(
    db: &impl ConnectionTrait,
    scope: Scope,
    kind: ImportKind,
    keys: &[String],
) -> Result<Vec<imported_rows::Model>, DbErr> {
    let mut found = Vec::new();
    for some in keys.chunks(ASKED) {
        let asked = imported_rows::Entity::within(scope)
            .filter(imported_rows::Column::Kind.eq(kind.as_str()))
            .filter(imported_rows::Column::Key.is_in(some.iter()));
        found.extend(asked.all(db).await?);
    }
    Ok(found)
}

/// Notes what lines brought. Whose row is gone gives its external id back first.
pub async fn save_marks(
    tx: &impl ConnectionTrait,
    tenant: TenantId,
    marks: Vec<imported_rows::Model>,
) -> Result<(), DbErr> {
    use imported_rows::Column;
    let keyed: Vec<&imported_rows::Model> = marks.iter().filter(|mark| mark.key.is_some()).collect();
    for some in keyed.chunks(ASKED) {
        let Some(first) = some.first() else { continue };
        imported_rows::Entity::delete_many()
            .filter(Column::TenantId.eq(tenant))
            .filter(Column::Kind.eq(first.kind.clone()))
            .filter(
                Condition::all()
                    .add(Column::Key.is_in(some.iter().filter_map(|mark| mark.key.clone())))
                    .add(Column::RowId.is_not_in(some.iter().map(|mark| mark.row_id))),
            )
            .exec(tx)
            .await?;
    }
    let again = OnConflict::columns([Column::TenantId, Column::Kind, Column::RowId])
        .update_columns([Column::Key, Column::Fingerprint, Column::State])
        .to_owned();
    write_many::<imported_rows::Entity, _>(tx, models(marks), Some(again)).await
}

/// Forgets what was noted about a customer and their addresses; these have to be there still.
pub async fn forget(tx: &impl ConnectionTrait, scope: Scope, of: &customers::Model) -> Result<(), DbErr> {
    forget_errors(tx, scope, of).await?;
    let customer = of.id;
    let addresses = addresses::Entity::within(scope)
        .select_only()
        .column(addresses::Column::Id)
        .filter(addresses::Column::CustomerId.eq(customer))
        .into_query();
    let of = Condition::any()
        .add(imported_rows::Column::RowId.eq(customer.0))
        .add(imported_rows::Column::RowId.in_subquery(addresses));
    imported_rows::Entity::delete_many()
        .filter(imported_rows::Column::TenantId.eq(scope.tenant()))
        .filter(imported_rows::Column::Kind.is_in([ImportKind::Customers.as_str(), ImportKind::Addresses.as_str()]))
        .filter(of)
        .exec(tx)
        .await?;
    Ok(())
}

/// What reports quote of a customer. They name no customer, so that what counts is what they say; where it was wrong and
/// which rule it broke stays.
async fn forget_errors(tx: &impl ConnectionTrait, scope: Scope, of: &customers::Model) -> Result<(), DbErr> {
    let customer = [
        &of.external_id,
        &of.invoice_email,
        &of.first_name,
        &of.last_name,
        &of.company_name,
        &of.phone,
    ];
    let customer = customer
        .into_iter()
        .chain([&of.vat_id, &of.datev_id])
        .flatten()
        .cloned();
    let mut told: Vec<String> = customer.chain([of.email.clone()]).collect();
    for row in addresses_of(tx, scope, &[of.id]).await? {
        let optional = [
            row.company_name,
            row.first_name,
            row.last_name,
            row.vat_id,
            row.addition,
            row.cost_centre,
        ];
        told.extend(optional.into_iter().flatten().chain([row.street]));
    }
    let told: Vec<_> = told
        .iter()
        .map(|text| text.to_lowercase())
        .filter(|text| !text.is_empty())
        .collect();
    let reports = imports::Entity::within(scope)
        .filter(imports::Column::ErrorCount.gt(0))
        .filter(imports::Column::FinishedAt.is_not_null());
    for row in reports.all(tx).await? {
        let mut errors = row.errors.clone();
        for error in errors.as_array_mut().into_iter().flatten() {
            let message = error["message"].as_str().unwrap_or_default().to_lowercase();
            if told.iter().any(|text| message.contains(text)) {
                error["message"] = "erased with the customer".into();
            }
        }
        if errors != row.errors {
            imports::Entity::update_many()
                .col_expr(imports::Column::Errors, Expr::value(errors))
                .filter(imports::Column::TenantId.eq(scope.tenant()))
                .filter(imports::Column::Id.eq(row.id))
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}

/// Rows as they are to be stored.
pub fn models<M, A>(rows: Vec<M>) -> Vec<A>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    rows.into_iter()
        .map(|row| row.into_active_model().reset_all())
        .collect()
}

pub async fn insert_people(tx: &impl ConnectionTrait, rows: Vec<people::Model>) -> Result<(), DbErr> {
    // Two may be made with one new address at the same moment: both get the same person.
    let known = OnConflict::columns([people::Column::TenantId, people::Column::EmailFolded])
        .do_nothing()
        .to_owned();
    write_many::<people::Entity, _>(tx, models(rows), Some(known)).await
}

pub async fn insert_memberships(tx: &impl ConnectionTrait, rows: Vec<memberships::Model>) -> Result<(), DbErr> {
    use memberships::Column;
    let known = OnConflict::columns([Column::TenantId, Column::CustomerId, Column::PersonId])
        .update_column(Column::Role)
        .to_owned();
    write_many::<memberships::Entity, _>(tx, models(rows), Some(known)).await
}

pub async fn delete_items(tx: &impl ConnectionTrait, scope: Scope, of: SubscriptionId) -> Result<(), DbErr> {
    subscription_items::Entity::delete_many()
        .filter(subscription_items::Column::TenantId.eq(scope.tenant()))
        .filter(subscription_items::Column::SubscriptionId.eq(of))
        .exec(tx)
        .await?;
    Ok(())
}

/// Rows a statement: within the number of variables that both databases take.
const CHUNK: usize = 200;

pub async fn insert_many<E, A>(tx: &impl ConnectionTrait, rows: Vec<A>) -> Result<(), DbErr>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E>,
{
    write_many::<E, A>(tx, rows, None).await
}

async fn write_many<E, A>(tx: &impl ConnectionTrait, rows: Vec<A>, existing: Option<OnConflict>) -> Result<(), DbErr>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E>,
{
    let mut rows = rows.into_iter();
    loop {
        let chunk: Vec<A> = rows.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        let mut statement = E::insert_many(chunk);
        if let Some(existing) = &existing {
            statement = statement.on_conflict(existing.clone());
        }
        statement.exec_without_returning(tx).await?;
    }
}

/// Documents may be large: one a statement.
pub async fn insert_files(tx: &impl ConnectionTrait, rows: Vec<invoice_files::Model>) -> Result<(), DbErr> {
    for row in rows {
        invoice_files::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}
