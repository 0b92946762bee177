//! The tables, one module each, as sea-orm sees them.

use sea_orm::{EntityTrait, Select};

use crate::auth::Scope;

/// Where each query starts: rows of the scope's tenant and, for customers, of their own.
pub trait Scoped: EntityTrait {
    fn within(scope: Scope) -> Select<Self>;
}

/// Implements [`Scoped`]. Without a column the table has no customer and a customer's scope sees
/// the tenant's rows; stores of such tables check the parent first.
macro_rules! scoped {
    ($($customer:path)?) => {
        impl $crate::db::entities::Scoped for Entity {
            #[expect(clippy::disallowed_methods, reason = "the scope is applied right here")]
            fn within(scope: $crate::auth::Scope) -> sea_orm::Select<Self> {
                let rows = Self::find().filter(Column::TenantId.eq(scope.tenant()));
                $(let rows = match scope.customer() {
                    Some(customer) => rows.filter($customer.eq(customer)),
                    None => rows,
                };)?
                rows
            }
        }
    };
}
pub(crate) use scoped;

pub mod addresses;
pub mod api_keys;
pub mod audit_log;
pub mod billing_runs;
pub mod cancellation_reasons;
pub mod contacts;
pub mod customer_settings;
pub mod customers;
pub mod debit_files;
pub mod domains;
pub mod email_changes;
pub mod erasure_requests;
pub mod failed_logins;
pub mod gateway_debtors;
pub mod gateway_events;
pub mod hosts;
pub mod idempotency_keys;
pub mod import_chunks;
pub mod imported_rows;
pub mod imports;
pub mod invoice_documents;
pub mod invoice_exports;
pub mod invoice_files;
pub mod invoice_lines;
pub mod invoice_recipients;
pub mod invoice_renderings;
pub mod invoices;
pub mod jobs;
pub mod limit_hits;
pub mod links;
pub mod login_requests;
pub mod mails;
pub mod mandates;
pub mod media;
pub mod memberships;
pub mod number_ranges;
pub mod operator_links;
pub mod operator_sessions;
pub mod operators;
pub mod outbox;
pub mod payment_gateways;
pub mod payment_methods;
pub mod payments;
pub mod people;
pub mod recovery_codes;
pub mod refunds;
pub mod sessions;
pub mod settings_versions;
pub mod signing_keys;
pub mod subscription_items;
pub mod subscriptions;
pub mod tenant_settings;
pub mod tenants;
pub mod webhook_attempts;
pub mod webhook_deliveries;
pub mod webhook_events;
pub mod webhook_sequences;
pub mod webhooks;
pub mod wrapped_keys;
