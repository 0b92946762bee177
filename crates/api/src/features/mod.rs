//! One folder a feature: `routes` (HTTP), `service` (the use case), `store` (the only queries).

pub mod addresses;
pub mod api_keys;
pub mod audit;
pub mod billing;
pub mod cancellation_reasons;
pub mod contacts;
pub mod customers;
pub mod domains;
pub mod exports;
pub mod hosted_pages;
pub mod imports;
pub mod invoices;
pub mod links;
pub mod mails;
pub mod media;
pub mod numbers;
pub mod payment_methods;
pub mod payments;
pub mod people;
pub mod portal;
pub mod sessions;
pub mod settings;
pub mod subscriptions;
pub mod tenants;
pub mod webhooks;
