//! Events that the stand-in sends by itself, signed by itself. They go through the proxy, since no resolver knows a merchant's host.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::{Shared, Stripe};

pub(super) const PATH: &str = "/_events";

impl Stripe {
    /// The merchant has events of these types sent to them.
    pub async fn sends(&self, events: &[&str], secret: &str, (address, host): (&str, String)) {
        let url = format!("http://{address}/api/public/gateways/stripe/events");
        *self.shared.receiver.lock().unwrap() = Some((url, host));
        let registered = format!("{}/_config/webhooks/portico", self.shared.upstream);
        let body = json!({ "url": format!("{}{PATH}", self.api), "secret": secret, "events": events });
        let asked = self.shared.client.post(registered).body(body.to_string());
        assert!(asked.send().await.unwrap().status().is_success());
    }

    /// Until so many were sent; gives how they were answered. It is another program, which waits for a second before it sends: no
    /// clock of ours can be advanced for it.
    pub async fn has_sent(&self, count: usize) -> Vec<u16> {
        for _ in 0..600 {
            let delivered = self.shared.delivered.lock().unwrap().clone();
            if delivered.len() >= count {
                return delivered;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("localstripe sends nothing");
    }
}

pub(super) async fn pass_on(request: HttpRequest, body: web::Bytes, shared: web::Data<Shared>) -> HttpResponse {
    let (url, host) = shared.receiver.lock().unwrap().clone().unwrap();
    let mut sent = shared.client.post(url).header("host", host).body(body.to_vec());
    for name in ["content-type", "stripe-signature"] {
        let value = request.headers().get(name).unwrap();
        sent = sent.header(name, value.to_str().unwrap());
    }
    let status = sent.send().await.unwrap().status().as_u16();
    shared.delivered.lock().unwrap().push(status);
    HttpResponse::build(actix_web::http::StatusCode::from_u16(status).unwrap()).finish()
}
