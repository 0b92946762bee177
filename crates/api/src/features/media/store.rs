//! Queries for pictures.

use portico_shared::MediaId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::{
    auth::Scope,
    db::entities::{Scoped, media},
};

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: MediaId) -> Result<Option<media::Model>, DbErr> {
    media::Entity::within(scope)
        .filter(media::Column::Id.eq(id))
        .one(db)
        .await
}

pub async fn delete(tx: &impl ConnectionTrait, scope: Scope, id: MediaId) -> Result<(), DbErr> {
    media::Entity::delete_many()
        .filter(media::Column::TenantId.eq(scope.tenant()))
        .filter(media::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
