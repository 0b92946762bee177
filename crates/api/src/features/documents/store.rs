//! Queries for documents and their files.

use portico_shared::InvoiceId;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::OnConflict,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, invoice_documents, invoice_files, invoice_renderings},
};

/// What a document of ours says. Of an invoice that was read within the scope.
pub async fn find(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: InvoiceId,
) -> Result<Option<invoice_documents::Model>, DbErr> {
    invoice_documents::Entity::within(scope)
        .filter(invoice_documents::Column::InvoiceId.eq(of))
        .one(db)
        .await
}

/// The same of many.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: Vec<InvoiceId>,
) -> Result<Vec<invoice_documents::Model>, DbErr> {
    invoice_documents::Entity::within(scope)
        .filter(invoice_documents::Column::InvoiceId.is_in(of))
        .all(db)
        .await
}

pub async fn insert(tx: &impl ConnectionTrait, row: invoice_documents::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// A file that somebody sent. Of an invoice that was read within the scope.
pub async fn find_upload(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: InvoiceId,
) -> Result<Option<invoice_files::Model>, DbErr> {
    invoice_files::Entity::within(scope)
        .filter(invoice_files::Column::InvoiceId.eq(of))
        .one(db)
        .await
}

/// In place of one that was sent before.
pub async fn save_upload(tx: &impl ConnectionTrait, row: invoice_files::Model) -> Result<(), DbErr> {
    use invoice_files::Column;
    let again = OnConflict::columns([Column::TenantId, Column::InvoiceId, Column::Kind])
        .update_columns([Column::Sha256, Column::Size, Column::Bytes, Column::CreatedAt])
        .to_owned();
    invoice_files::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(again)
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

/// Of an invoice that was read within the scope.
pub async fn delete_upload(tx: &impl ConnectionTrait, scope: Scope, of: InvoiceId) -> Result<(), DbErr> {
    invoice_files::Entity::delete_many()
        .filter(invoice_files::Column::TenantId.eq(scope.tenant()))
        .filter(invoice_files::Column::InvoiceId.eq(of))
        .exec(tx)
        .await?;
    Ok(())
}

/// A file that was made. Of an invoice that was read within the scope.
pub async fn find_rendering(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: InvoiceId,
    kind: &str,
) -> Result<Option<invoice_renderings::Model>, DbErr> {
    invoice_renderings::Entity::within(scope)
        .filter(invoice_renderings::Column::InvoiceId.eq(of))
        .filter(invoice_renderings::Column::Kind.eq(kind))
        .one(db)
        .await
}

/// Notes a file that was made, in place of one that was lost.
pub async fn save_rendering(tx: &impl ConnectionTrait, row: invoice_renderings::Model) -> Result<(), DbErr> {
    use invoice_renderings::Column;
    let again = OnConflict::columns([Column::TenantId, Column::InvoiceId, Column::Kind])
        .update_columns([Column::Sha256, Column::Size, Column::CreatedAt])
        .to_owned();
    invoice_renderings::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(again)
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

/// The files that were made for an invoice.
pub async fn list_renderings(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: InvoiceId,
) -> Result<Vec<invoice_renderings::Model>, DbErr> {
    invoice_renderings::Entity::within(scope)
        .filter(invoice_renderings::Column::InvoiceId.eq(of))
        .all(db)
        .await
}

/// Which of these invoices have a file of a kind that was made, and its SHA-256.
pub async fn list_made(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: Vec<InvoiceId>,
    kind: &str,
) -> Result<Vec<(InvoiceId, Vec<u8>)>, DbErr> {
    invoice_renderings::Entity::within(scope)
        .select_only()
        .column(invoice_renderings::Column::InvoiceId)
        .column(invoice_renderings::Column::Sha256)
        .filter(invoice_renderings::Column::InvoiceId.is_in(of))
        .filter(invoice_renderings::Column::Kind.eq(kind))
        .into_tuple()
        .all(db)
        .await
}

/// Forgets what a document says, and its files.
pub async fn delete(tx: &impl ConnectionTrait, scope: Scope, of: InvoiceId) -> Result<(), DbErr> {
    invoice_documents::Entity::delete_many()
        .filter(invoice_documents::Column::TenantId.eq(scope.tenant()))
        .filter(invoice_documents::Column::InvoiceId.eq(of))
        .exec(tx)
        .await?;
    invoice_renderings::Entity::delete_many()
        .filter(invoice_renderings::Column::TenantId.eq(scope.tenant()))
        .filter(invoice_renderings::Column::InvoiceId.eq(of))
        .exec(tx)
        .await?;
    delete_upload(tx, scope, of).await
}
