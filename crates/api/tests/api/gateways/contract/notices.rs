//! What gateways tell on their own: each by its own headers, one event at a time or several together.

use portico::{
    adapters::payment::testing::notices::SIGNATURE,
    ports::payment::{About, Delivery, Notice, NoticeError, Notices},
};
use portico_shared::PaymentId;
use serde_json::json;

use super::{Customer, id};
use crate::gateways::stripe::{SIGNING, signed};

/// A delivery of the gateway's: the header that proves it, and the body.
struct Sent {
    header: (&'static str, String),
    body: String,
}

impl Customer<'_> {
    /// As the gateway tells of two payments.
    fn tells(&self, attempts: [PaymentId; 2]) -> Vec<Sent> {
        match self {
            Self::Testing(gateway) => {
                let events = attempts.map(|attempt| json!({ "id": format!("EV-{attempt}"), "payment": attempt }));
                let body = json!({ "events": events }).to_string();
                let header = (SIGNATURE, gateway.sign(body.as_bytes()).unwrap());
                vec![Sent { header, body }]
            }
            Self::Stripe(_) => {
                let sent = attempts.map(|attempt| {
                    let object = json!({ "object": "payment_intent", "metadata": { "portico_payment": attempt } });
                    let body = json!({ "id": format!("evt_{attempt}"), "data": { "object": object } }).to_string();
                    let header = (
                        "Stripe-Signature",
                        signed(SIGNING, chrono::Utc::now().timestamp(), &body),
                    );
                    Sent { header, body }
                });
                sent.into()
            }
        }
    }
}

async fn read(notices: &dyn Notices, headers: &[(&str, &str)], body: &str) -> Result<Vec<Notice>, NoticeError> {
    let delivery = Delivery {
        headers,
        body: body.as_bytes(),
        now: chrono::Utc::now(),
    };
    notices.read(&delivery).await
}

pub async fn are_proven(notices: &dyn Notices, customer: &Customer<'_>) {
    let attempts = [PaymentId(id()), PaymentId(id())];
    let mut heard = Vec::new();
    for Sent {
        header: (name, value),
        body,
    } in customer.tells(attempts)
    {
        let others = [("Host", "acme.example"), ("X-Signature", &*value)];
        let (proven, lower) = ([others[0], (name, &*value)], name.to_lowercase());
        heard.extend(read(notices, &proven, &body).await.unwrap());
        let again = read(notices, &[(&*lower, &*value)], &body).await.unwrap();
        assert!(
            again.iter().all(|one| heard.contains(one)),
            "the same event has the same name"
        );
        for (headers, body) in [
            (&[][..], body.clone()),
            (&others[..], body.clone()),
            (&proven[..], format!("{body} ")),
        ] {
            let forged = read(notices, headers, &body).await;
            assert_eq!(forged, Err(NoticeError::Forged), "{headers:?}");
        }
    }
    let about: Vec<_> = heard.iter().map(|notice| notice.about.clone()).collect();
    assert_eq!(about, attempts.map(About::Attempt), "all that was told");
    assert_ne!(heard[0].id, heard[1].id);
}
