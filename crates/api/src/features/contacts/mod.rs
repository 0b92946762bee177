//! Contact persons at the merchant.

use portico_shared::{ContactId, contacts::ContactView};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter};

use crate::{
    auth::Scope,
    db::entities::{Scoped, contacts},
};

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: ContactId) -> Result<Option<contacts::Model>, DbErr> {
    contacts::Entity::within(scope)
        .filter(contacts::Column::Id.eq(id))
        .one(db)
        .await
}

pub fn view(row: contacts::Model) -> ContactView {
    ContactView {
        id: row.id,
        name: row.name,
        role: row.role,
        email: row.email,
        phone: row.phone,
        booking_url: row.booking_url,
    }
}
