//! Making tenants: from the command line, for now.

use std::sync::Arc;

use chrono_tz::Tz;
use portico_shared::{Currency, TenantId, customers::Language, settings::HostedPages};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, DbErr, SqlErr};

use super::store;
use crate::{
    auth::Caller,
    context::Context,
    db::entities::{settings_versions, tenants},
    features::{
        audit::{self, Change},
        hosted_pages::{self, colour::Colour},
        numbers,
    },
};

/// A merchant to be.
#[derive(Debug, Clone)]
pub struct NewTenant {
    /// The first label of its host: `acme` in `acme.portal.example`.
    pub slug: String,
    pub name: String,
    pub time_zone: Tz,
    pub currency: Currency,
    pub language: Language,
    pub pages: HostedPages,
    /// Where it is established, ISO 3166-1 alpha-2: its VAT follows from that.
    pub country: String,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "\"{0}\" cannot be a host name: use 1 to 40 of a-z, 0-9 and -, beginning and ending with a letter or digit"
    )]
    BadSlug(String),
    #[error("\"{0}\" is no colour: write it as #rrggbb")]
    BadColour(String),
    #[error("there is a tenant \"{0}\" already")]
    Taken(String),
    #[error(transparent)]
    Db(#[from] DbErr),
}

pub async fn create(context: &Context, new: NewTenant) -> Result<TenantId, Error> {
    if !is_label(&new.slug) {
        return Err(Error::BadSlug(new.slug));
    }
    if let Some(colour) = new
        .pages
        .accent_colour
        .clone()
        .filter(|text| Colour::parse(text).is_none())
    {
        return Err(Error::BadColour(colour));
    }
    let tx = context.db.begin().await?;
    let id = insert(&tx, context, &new)
        .await
        .map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Error::Taken(new.slug.clone()),
            _ => Error::Db(error),
        })?;
    context.commit(tx).await?;
    Ok(id)
}

/// Inserts a tenant with its number ranges.
pub async fn insert(tx: &DatabaseTransaction, context: &Context, new: &NewTenant) -> Result<TenantId, DbErr> {
    let id = TenantId(context.new_id());
    let pages = serde_json::to_value(hosted_pages::normalised(new.pages.clone())).unwrap_or_default();
    let caller = Caller::system(id, "command-line");
    tenants::ActiveModel {
        id: Set(id),
        slug: Set(new.slug.clone()),
        name: Set(new.name.clone()),
        status: Set("active".into()),
        time_zone: Set(new.time_zone.name().into()),
        currency: Set(new.currency),
        language: Set(new.language),
        hosted_pages: Set(pages.clone()),
        branding: Set(serde_json::json!({})),
        settings_version: Set(1),
        created_at: Set(context.now()),
        country_code: Set(new.country.clone()),
    }
    .insert(tx)
    .await?;
    let first = settings_versions::Model {
        tenant_id: id,
        version: 1,
        hosted_pages: pages,
        made_by: caller.actor.name(),
        note: None,
        restored_from: None,
        created_at: context.now(),
    };
    hosted_pages::store::insert_version(tx, first).await?;
    numbers::insert_ranges(tx, id).await?;
    let change = Change {
        action: "tenant.created",
        subject_kind: "tenant",
        subject: id.0,
        after: Some(serde_json::json!({ "slug": new.slug, "name": new.name })),
        ..Change::default()
    };
    audit::record(tx, context, &caller, change).await?;
    Ok(id)
}

fn is_label(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=40).contains(&text.len()) && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// A tenant as it was a moment ago at most, for reading. Changes read it in their transaction.
pub async fn recent(context: &Context, id: TenantId) -> Result<Arc<tenants::Model>, DbErr> {
    let read = async { store::find(context.db.read(), id).await.map(|row| Some(Arc::new(row))) };
    let found = context
        .tenants
        .or_read(context.db.changes(), context.now(), id, read)
        .await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("tenant {id}")))
}

/// The address of a tenant's portal, for links.
pub async fn portal_origin(
    context: &Context,
    db: &impl sea_orm::ConnectionTrait,
    tenant: TenantId,
) -> Result<String, DbErr> {
    let row = store::find(db, tenant).await?;
    let primary = store::find_primary_host(db, tenant).await?;
    Ok(crate::http::hosts::portal_origin(
        &context.config,
        &row.slug,
        primary.as_deref(),
    ))
}
