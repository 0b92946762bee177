//! The database schema, one module a change. Migrations only ever add.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait::async_trait};

mod m0001_foundation;
mod m0002_contacts;
mod m0003_settings;
mod m0004_billing;
mod m0006_mails;
mod m0007_webhooks;
mod m0008_imports;
mod m0009_domains;
mod m0010_login_requests;
mod m0011_operators;
mod m0012_privacy;
mod m0013_gateways;
mod m0014_shared_limits;
mod m0015_refunds;
mod m0016_expiry;
mod m0017_mandates;
mod m0018_confirming;
mod m0019_documents;
mod m0020_recipients;
mod m0021_made_by;
mod m0022_one_off;
mod m0023_export_attempts;
mod m0024_leased_payments;
mod sql;

pub struct Migrator;

#[async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_foundation::Migration),
            Box::new(m0002_contacts::Migration),
            Box::new(m0003_settings::Migration),
            Box::new(m0004_billing::Migration),
            Box::new(m0006_mails::Migration),
            Box::new(m0007_webhooks::Migration),
            Box::new(m0008_imports::Migration),
            Box::new(m0009_domains::Migration),
            Box::new(m0010_login_requests::Migration),
            Box::new(m0011_operators::Migration),
            Box::new(m0012_privacy::Migration),
            Box::new(m0013_gateways::Migration),
            Box::new(m0014_shared_limits::Migration),
            Box::new(m0015_refunds::Migration),
            Box::new(m0016_expiry::Migration),
            Box::new(m0017_mandates::Migration),
            Box::new(m0018_confirming::Migration),
            Box::new(m0019_documents::Migration),
            Box::new(m0020_recipients::Migration),
            Box::new(m0021_made_by::Migration),
            Box::new(m0022_one_off::Migration),
            Box::new(m0023_export_attempts::Migration),
            Box::new(m0024_leased_payments::Migration),
        ]
    }
}
