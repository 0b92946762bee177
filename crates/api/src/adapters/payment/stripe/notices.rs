//! What Stripe sends on its own.

use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use portico_shared::{PaymentId, RefundId};
use serde_json::Value;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::{Stripe, text};
use crate::ports::payment::{About, Delivery, Notice, NoticeError, Notices};

/// How old a notice may be (Stripe's own libraries take the same).
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

#[async_trait::async_trait]
impl Notices for Stripe {
    async fn read(&self, delivery: &Delivery<'_>) -> Result<Vec<Notice>, NoticeError> {
        let secret = self.keys.webhook.as_ref().ok_or(NoticeError::Forged)?;
        check_signature(secret.reveal().as_bytes(), delivery)?;
        let event: Value = serde_json::from_slice(delivery.body).map_err(|_| NoticeError::Unreadable)?;
        let object = &event["data"]["object"];
        let named = |value: &Value| text(value);
        let about = match object["object"].as_str().unwrap_or_default() {
            "setup_intent" => named(&object["id"]).map(About::Setup),
            "payment_intent" => attempt(object).map(About::Attempt),
            // Debits that are returned weeks later come as disputes.
            "charge" | "dispute" => named(&object["payment_intent"]).map(About::Payment),
            // What was given back may come back: the account is closed. The merchant may give back at Stripe, too.
            "refund" => {
                let ours = refund(object).map(About::Refund);
                ours.or_else(|| named(&object["payment_intent"]).map(About::Payment))
            }
            "payment_method" => named(&object["id"]).map(About::Method),
            "mandate" => named(&object["id"]).map(About::Mandate),
            _ => None,
        };
        Ok(vec![Notice {
            id: text(&event["id"]).ok_or(NoticeError::Unreadable)?,
            about: about.unwrap_or(About::Nothing),
        }])
    }
}

fn attempt(intent: &Value) -> Option<PaymentId> {
    intent["metadata"]["portico_payment"].as_str()?.parse().ok()
}

fn refund(refund: &Value) -> Option<RefundId> {
    refund["metadata"]["portico_refund"].as_str()?.parse().ok()
}

/// `t=…,v1=…`: HMAC-SHA256 over time and body, under any of the secrets that sign at the moment.
fn check_signature(secret: &[u8], delivery: &Delivery<'_>) -> Result<(), NoticeError> {
    let header = delivery.header("stripe-signature").ok_or(NoticeError::Forged)?;
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let time = parts().find(|(name, _)| *name == "t").ok_or(NoticeError::Forged)?.1;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|_| NoticeError::Forged)?;
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(delivery.body);
    let right = crate::auth::secrets::hex(&mac.finalize().into_bytes());
    let is_right = parts()
        .filter(|(name, _)| *name == "v1")
        .any(|(_, given)| bool::from(given.as_bytes().ct_eq(right.as_bytes())));
    if !is_right {
        return Err(NoticeError::Forged);
    }
    let signed: i64 = time.parse().map_err(|_| NoticeError::Forged)?;
    let age = delivery.now.timestamp() - signed;
    if age.abs() > TOLERANCE.num_seconds() {
        return Err(NoticeError::Late);
    }
    Ok(())
}
