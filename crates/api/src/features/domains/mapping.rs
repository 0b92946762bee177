//! From rows to views, and the records to set.

use std::net::IpAddr;

use portico_shared::domains::{DnsRecord, DnsRecordType, DomainView};

use crate::{config::Config, db::entities::domains::Model, http::hosts};

/// The proof stands under a label of its own, so that it goes beside a CNAME record.
pub const PROOF_LABEL: &str = "_portico";

pub fn view(config: &Config, row: &Model, is_primary: bool) -> DomainView {
    DomainView {
        id: row.id,
        host: row.host.clone(),
        status: row.status,
        is_primary,
        proof: proof(row),
        routing: routing(config, row),
        last_checked_at: row.last_checked_at.map(Into::into),
        last_error: row.last_error,
        missing_since: row.missing_since.map(Into::into),
        verified_at: row.verified_at.map(Into::into),
        created_at: row.created_at.into(),
    }
}

pub fn proof(row: &Model) -> DnsRecord {
    DnsRecord {
        kind: DnsRecordType::Txt,
        name: format!("{PROOF_LABEL}.{}", row.host),
        value: format!("portico-verify={}", row.token),
    }
}

fn routing(config: &Config, row: &Model) -> Vec<DnsRecord> {
    let record = |kind, value| DnsRecord {
        kind,
        name: row.host.clone(),
        value,
    };
    let addresses = config.domains.addresses.iter().map(|address| match address {
        IpAddr::V4(_) => record(DnsRecordType::A, address.to_string()),
        IpAddr::V6(_) => record(DnsRecordType::Aaaa, address.to_string()),
    });
    std::iter::once(record(DnsRecordType::Cname, target(config).to_owned()))
        .chain(addresses)
        .collect()
}

pub fn base_host(config: &Config) -> &str {
    hosts::base_host(config)
}

/// What CNAME records point to.
pub fn target(config: &Config) -> &str {
    match config.domains.target.as_str() {
        "" => base_host(config),
        target => target,
    }
}
