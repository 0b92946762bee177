//! The keys of the house: one master key that seals what is secret at rest, and the signing keys of
//! access tokens, which are sealed with it.

use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::ports::Random;

const WRAPPED: &str = "/wrapped_keys/house";

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the master key must be 32 bytes in base64")]
    NotAKey,
    #[error("could not be opened: sealed with another master key, or altered")]
    Sealed,
}

/// Seals and signs. Never printed, never stored beside what it protects.
#[derive(Clone)]
pub struct MasterKey([u8; 32]);

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey")
    }
}

impl MasterKey {
    /// # Errors
    /// When the text is not 32 bytes in base64.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| KeyError::NotAKey)?;
        bytes.try_into().map(Self).map_err(|_| KeyError::NotAKey)
    }

    pub fn generate(random: &dyn Random) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        Self(bytes)
    }

    pub fn to_text(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// Another key, sealed for nobody but whoever holds this one.
    pub fn wrap(&self, random: &dyn Random, other: &Self) -> Vec<u8> {
        self.seal(random, WRAPPED, &other.0)
    }

    /// # Errors
    /// When it was wrapped with another key.
    pub fn unwrap(&self, sealed: &[u8]) -> Result<Self, KeyError> {
        let bytes = self.open(WRAPPED, sealed)?;
        bytes.try_into().map(Self).map_err(|_| KeyError::Sealed)
    }

    /// Seals `plain` for one place (`tenant/table/row`); it opens nowhere else.
    pub fn seal(&self, random: &dyn Random, place: &str, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; 24];
        random.fill(&mut nonce);
        let payload = Payload {
            msg: plain,
            aad: place.as_bytes(),
        };
        // XChaCha20-Poly1305 fails only for texts of 256 GB.
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        [&nonce[..], &sealed].concat()
    }

    /// # Errors
    /// When it was sealed with another key or for another place.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
        let (nonce, text) = sealed.split_at_checked(24).ok_or(KeyError::Sealed)?;
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| KeyError::Sealed)?;
        let payload = Payload {
            msg: text,
            aad: place.as_bytes(),
        };
        self.cipher()
            .decrypt(&XNonce::from(nonce), payload)
            .map_err(|_| KeyError::Sealed)
    }

    /// HMAC-SHA256 over the parts, each told apart by its length.
    pub fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.hmac();
        for part in std::iter::once(&purpose.as_bytes()).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }

    fn hmac(&self) -> Hmac<Sha256> {
        // RFC 2104: a key shorter than the hash's block is filled up with zeros.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.0);
        <Hmac<Sha256> as hmac::KeyInit>::new(&block.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::random::SystemRandom;

    #[test]
    fn what_was_sealed_opens_in_its_place_alone() {
        let key = MasterKey::generate(&SystemRandom);
        let sealed = key.seal(&SystemRandom, "a/keys/1", b"secret");
        assert_eq!(key.open("a/keys/1", &sealed).unwrap(), b"secret");
        assert!(key.open("a/keys/2", &sealed).is_err());
        assert!(MasterKey::generate(&SystemRandom).open("a/keys/1", &sealed).is_err());
        assert!(key.open("a/keys/1", b"short").is_err());
    }

    #[test]
    fn a_wrapped_key_opens_with_its_own_master_key_alone() {
        let [master, other, house] = [0; 3].map(|_| MasterKey::generate(&SystemRandom));
        let sealed = house.seal(&SystemRandom, "a/keys/1", b"secret");
        let wrapped = master.wrap(&SystemRandom, &house);
        assert_eq!(
            master.unwrap(&wrapped).unwrap().open("a/keys/1", &sealed).unwrap(),
            b"secret"
        );
        assert!(other.unwrap(&wrapped).is_err());
    }

    #[test]
    fn the_parts_of_a_mac_cannot_be_shifted() {
        let key = MasterKey::generate(&SystemRandom);
        assert_ne!(key.mac("p", &[b"ab", b"c"]), key.mac("p", &[b"a", b"bc"]));
    }
}
