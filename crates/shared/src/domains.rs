//! Hosts of the merchant's own, on which the portal answers.

use serde::{Deserialize, Serialize};

use crate::{DomainId, Timestamp, macros::wire_enum};

wire_enum! {
    /// How far a domain has come.
    DomainStatus {
        /// Claimed; the DNS has not proved it yet.
        Pending = "pending",
        /// Proved and kept for this merchant; not served yet.
        Verified = "verified",
        /// The portal answers there.
        Active = "active",
        /// The record was gone for three days: not served, and free for others.
        Failed = "failed",
    }
}

wire_enum! {
    /// What was wrong when the DNS was last asked.
    DomainError {
        /// There is no TXT record under the name.
        RecordMissing = "record-missing",
        /// There are TXT records, and none is this domain's.
        RecordDifferent = "record-different",
        /// The DNS gave no answer, which proves nothing.
        NoAnswer = "no-answer",
    }
}

wire_enum! {
    /// Types of DNS records.
    DnsRecordType {
        Txt = "TXT",
        Cname = "CNAME",
        A = "A",
        Aaaa = "AAAA",
    }
}

/// A record to set in the DNS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DnsRecord {
    #[serde(rename = "type")]
    pub kind: DnsRecordType,
    /// The whole name, without a dot at its end.
    #[cfg_attr(feature = "openapi", schema(example = "_portico.kunden.example.com"))]
    pub name: String,
    #[cfg_attr(
        feature = "openapi",
        schema(example = "portico-verify=5f2c9a7d1b3e4f60718293a4b5c6d7e8")
    )]
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DomainView {
    pub id: DomainId,
    /// In lower case; international names in their ASCII form (`xn--…`).
    #[cfg_attr(feature = "openapi", schema(example = "kunden.example.com"))]
    pub host: String,
    pub status: DomainStatus,
    /// Links in mails and from the API begin with this host.
    pub is_primary: bool,
    /// The record that proves the host; it has to stay.
    pub proof: DnsRecord,
    /// One of these brings visitors here: the CNAME, or for a host that cannot have one the addresses.
    pub routing: Vec<DnsRecord>,
    /// When the DNS was last asked for the proof.
    pub last_checked_at: Option<Timestamp>,
    /// What was wrong then.
    pub last_error: Option<DomainError>,
    /// Since when the record is gone; after three days the domain fails.
    pub missing_since: Option<Timestamp>,
    /// When the proof was first found, or found again after the domain had failed.
    pub verified_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// A host to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "host": "kunden.example.com" })))]
#[serde(deny_unknown_fields)]
pub struct DomainIn {
    /// A name without scheme, port and path. International names are accepted as they are written.
    #[cfg_attr(feature = "openapi", schema(example = "kunden.example.com"))]
    pub host: String,
}
