//! Secrets that travel as text: a public lookup id, then 256 random bits. Only a hash is stored.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::ports::Random;

/// A new secret: `lookup` and `hash` are stored, `secret` is shown once.
pub struct NewSecret {
    pub lookup: String,
    pub secret: String,
    pub hash: Vec<u8>,
}

/// What a presented secret says before it was checked.
pub struct Presented<'a> {
    pub lookup: &'a str,
    secret: &'a str,
}

impl NewSecret {
    pub fn generate(random: &dyn Random) -> Self {
        let mut bytes = [0; 40];
        random.fill(&mut bytes);
        let (lookup, secret) = (hex(&bytes[..8]), hex(&bytes[8..]));
        Self {
            hash: hash(&secret),
            lookup,
            secret,
        }
    }

    /// For links: `{lookup}_{secret}`.
    pub fn link_token(&self) -> String {
        format!("{}_{}", self.lookup, self.secret)
    }

    /// For API keys: `ptc_live_{lookup}_{secret}{checksum}`. The checksum lets scanners tell a leaked
    /// key from noise without asking us.
    pub fn api_key(&self) -> String {
        format!(
            "ptc_live_{}_{}{}",
            self.lookup,
            self.secret,
            checksum(&self.lookup, &self.secret)
        )
    }
}

impl<'a> Presented<'a> {
    pub fn link_token(text: &'a str) -> Option<Self> {
        let (lookup, secret) = text.split_once('_')?;
        Self::checked(lookup, secret)
    }

    pub fn api_key(text: &'a str) -> Option<Self> {
        let (lookup, rest) = text.strip_prefix("ptc_live_")?.split_once('_')?;
        let (secret, sum) = rest.split_at_checked(64)?;
        (sum == checksum(lookup, secret))
            .then(|| Self::checked(lookup, secret))
            .flatten()
    }

    fn checked(lookup: &'a str, secret: &'a str) -> Option<Self> {
        (lookup.len() == 16
            && secret.len() == 64
            && (lookup.bytes().chain(secret.bytes())).all(|b| b.is_ascii_hexdigit()))
        .then_some(Self { lookup, secret })
    }

    /// Compares in constant time.
    pub fn matches(&self, stored_hash: &[u8]) -> bool {
        hash(self.secret).ct_eq(stored_hash).into()
    }
}

// A plain hash is right here: 256 random bits cannot be guessed, however fast the hash.
fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}

fn checksum(lookup: &str, secret: &str) -> String {
    let mut crc = crc32fast::Hasher::new();
    crc.update(lookup.as_bytes());
    crc.update(secret.as_bytes());
    format!("{:08x}", crc.finalize())
}

pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::random::SystemRandom;

    #[test]
    fn a_key_is_read_back_and_matches_its_hash_alone() {
        let (one, other) = (NewSecret::generate(&SystemRandom), NewSecret::generate(&SystemRandom));
        let text = one.api_key();
        let presented = Presented::api_key(&text).unwrap();
        assert_eq!(presented.lookup, one.lookup);
        assert!(presented.matches(&one.hash));
        assert!(!presented.matches(&other.hash));
    }

    #[test]
    fn a_mistyped_key_is_told_by_its_checksum() {
        let text = NewSecret::generate(&SystemRandom).api_key();
        let last = if text.ends_with('0') { "1" } else { "0" };
        for wrong in [
            &text[1..],
            &text[..text.len() - 1],
            &format!("{}{last}", &text[..text.len() - 1]),
            "",
            "ptc_live_ä",
        ] {
            assert!(Presented::api_key(wrong).is_none(), "{wrong}");
        }
    }
}
