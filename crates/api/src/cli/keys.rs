//! `portico apikey …`

use chrono::{DateTime, Utc};
use clap::Subcommand;
use portico_shared::ApiKeyId;

use super::{Failure, print};
use crate::{
    auth::permissions::Permission,
    context::Context,
    db::entities::tenants,
    features::{
        api_keys::{
            service::{self, NewKey},
            store,
        },
        tenants::store as tenant_store,
    },
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes a key and prints it; it is never shown again.
    Create {
        /// The tenant's slug.
        tenant: String,
        /// What it is for.
        name: String,
        /// All when absent; repeat for several.
        #[arg(long = "permission", value_parser = permission)]
        permissions: Vec<Permission>,
        /// Until when it works; for ever when absent.
        #[arg(long, value_parser = super::instant)]
        expires: Option<DateTime<Utc>>,
    },
    /// Lists a tenant's keys.
    List {
        /// The tenant's slug.
        tenant: String,
    },
    /// Revokes a key at once.
    Revoke {
        /// The tenant's slug.
        tenant: String,
        /// The key's id, from `list`.
        id: ApiKeyId,
    },
}

fn permission(text: &str) -> Result<Permission, String> {
    Permission::parse(text).ok_or_else(|| {
        let known: Vec<_> = Permission::ALL.iter().map(|one| one.as_str()).collect();
        format!("known are {}", known.join(", "))
    })
}

pub async fn run(command: Command, context: Context) -> Result<(), Failure> {
    match command {
        Command::Create {
            tenant,
            name,
            permissions,
            expires,
        } => {
            let tenant = find(&context, &tenant).await?;
            let permissions = if permissions.is_empty() {
                Permission::ALL.to_vec()
            } else {
                permissions
            };
            let (_, key) = service::create(
                &context,
                tenant.id,
                NewKey {
                    name,
                    permissions,
                    expires_at: expires,
                },
            )
            .await?;
            print(&format!("{key}\n"))
        }
        Command::List { tenant } => {
            let tenant = find(&context, &tenant).await?;
            let rows = store::list(context.db.read(), tenant.id).await?;
            let state = |row: &crate::db::entities::api_keys::Model| match (row.revoked_at, row.expires_at) {
                (Some(_), _) => "revoked",
                (None, Some(expiry)) if expiry <= context.now() => "expired",
                _ => "active",
            };
            rows.iter()
                .try_for_each(|row| print(&format!("{}  {:<8}  {}\n", row.id, state(row), row.name)))
        }
        Command::Revoke { tenant, id } => {
            let tenant = find(&context, &tenant).await?;
            if service::revoke(&context, tenant.id, id).await? {
                print("Revoked.\n")
            } else {
                Err(format!("tenant \"{}\" has no key {id}", tenant.slug).into())
            }
        }
    }
}

pub async fn find(context: &Context, slug: &str) -> Result<tenants::Model, Failure> {
    let tenant = tenant_store::find_by_slug(context.db.read(), slug).await?;
    tenant.ok_or_else(|| format!("there is no tenant \"{slug}\"; see portico tenant list").into())
}
