//! Pictures: decoded, made small and written anew by us, so that nothing of the sender's file survives.

mod picture;
pub mod routes;
pub mod service;
pub mod store;

use portico_shared::MediaId;

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// Of a contact person.
    Photo,
    /// Of the merchant.
    Logo,
}

impl MediaKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Logo => "logo",
        }
    }
}

/// Where a browser finds a picture, on any host of its tenant.
pub fn url(id: MediaId) -> String {
    format!("/media/{id}")
}
