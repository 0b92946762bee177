//! What the gateway tells on its own: as many events in one delivery as there are, the way several providers send them.

use hmac::{Hmac, KeyInit, Mac};
use portico_shared::PaymentId;
use serde::Deserialize;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::TestingGateway;
use crate::{
    auth::secrets::hex,
    ports::payment::{About, Delivery, Notice, NoticeError, Notices},
};

/// HMAC-SHA256 of the body, in hexadecimal digits.
pub const SIGNATURE: &str = "Testing-Signature";

#[derive(Debug, Deserialize)]
struct Events {
    events: Vec<Event>,
}

#[derive(Debug, Deserialize)]
struct Event {
    id: String,
    payment: Option<PaymentId>,
}

impl TestingGateway {
    /// How it signs a delivery; nothing where it cannot.
    pub fn sign(&self, body: &[u8]) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.reveal().as_bytes()).ok()?;
        mac.update(body);
        Some(hex(&mac.finalize().into_bytes()))
    }

    fn is_signed(&self, delivery: &Delivery<'_>) -> bool {
        let (given, right) = (delivery.header(SIGNATURE), self.sign(delivery.body));
        given
            .zip(right)
            .is_some_and(|(given, right)| bool::from(given.as_bytes().ct_eq(right.as_bytes())))
    }
}

#[async_trait::async_trait]
impl Notices for TestingGateway {
    async fn read(&self, delivery: &Delivery<'_>) -> Result<Vec<Notice>, NoticeError> {
        if !self.called(|_| self.is_signed(delivery))? {
            return Err(NoticeError::Forged);
        }
        let Events { events } = serde_json::from_slice(delivery.body).map_err(|_| NoticeError::Unreadable)?;
        let notice = |Event { id, payment }| Notice {
            id,
            about: payment.map_or(About::Nothing, About::Attempt),
        };
        Ok(events.into_iter().map(notice).collect())
    }
}
