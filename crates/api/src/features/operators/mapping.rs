//! Operators as the API shows them.

use portico_shared::{OperatorId, operators::OperatorView};

use crate::db::entities::operators;

pub fn view(row: operators::Model, own: Option<OperatorId>) -> OperatorView {
    OperatorView {
        is_current: own == Some(row.id),
        id: row.id,
        email: row.email,
        name: row.name,
        role: row.role,
        language: row.language,
        has_password: row.password_hash.is_some(),
        has_totp: row.totp_confirmed_at.is_some(),
        disabled_at: row.disabled_at.map(Into::into),
        last_login_at: row.last_login_at.map(Into::into),
        created_at: row.created_at.into(),
    }
}
