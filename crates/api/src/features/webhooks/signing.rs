//! Signatures of deliveries: the sheet's own header, and those of Standard Webhooks.
//!
//! `X-Webhook-Signature` is the lowercase hex HMAC-SHA256 of the body under the secret's literal text.
//! `webhook-signature` is `v1,` and the Base64 of the HMAC-SHA256 of `id.timestamp.body` under the bytes that the secret
//! holds behind `whsec_` (standardwebhooks.com).

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{auth::secrets::hex, ports::Random};

const PREFIX: &str = "whsec_";

/// 32 random bytes, as text.
pub fn new_secret(random: &dyn Random) -> String {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    format!("{PREFIX}{}", STANDARD.encode(bytes))
}

/// The headers of a delivery; the first secret is today's, the others are still valid.
pub fn headers(id: &str, timestamp: i64, body: &[u8], secrets: &[String]) -> Vec<(&'static str, String)> {
    let stamp = timestamp.to_string();
    let standard: Vec<String> = secrets
        .iter()
        .map(|secret| {
            let key = STANDARD.decode(secret.trim_start_matches(PREFIX)).unwrap_or_default();
            let signed = mac(&key, &[id.as_bytes(), b".", stamp.as_bytes(), b".", body]);
            format!("v1,{}", STANDARD.encode(signed))
        })
        .collect();
    let mut all = vec![
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", stamp),
        ("webhook-signature", standard.join(" ")),
    ];
    // It has room for one: a receiver that uses it changes its secret first, and may lose what comes in between.
    if let Some(secret) = secrets.first() {
        all.push(("x-webhook-signature", hex(&mac(secret.as_bytes(), &[body]))));
    }
    all
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // Any length is a key to HMAC.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Vec::new();
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}
