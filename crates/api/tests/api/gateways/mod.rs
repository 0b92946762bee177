//! Payment gateways: what every one of them has to do, Stripe's own ways, and how merchants set them up.

/// Runs a test with Stripe's stand-in on both databases. An answer counts as lost after `timeout_ms`, else after 1.5 s.
macro_rules! stripe_test {
    ($(#[doc = $doc:literal])* async fn $name:ident($app:ident: TestApp, $stripe:ident: Stripe) $body:block) => {
        stripe_test! { async fn $name($app: TestApp, $stripe: Stripe, timeout_ms: 1500) $body }
    };
    ($(#[doc = $doc:literal])* async fn $name:ident($app:ident: TestApp, $stripe:ident: Stripe, timeout_ms: $timeout_ms:literal) $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn run($app: &crate::support::TestApp, $stripe: &crate::support::stripe::Stripe) $body

            async fn on(kind: crate::support::Kind) {
                let (app, stripe) = crate::gateways::collecting::with_stripe_within(kind, $timeout_ms).await;
                run(&app, &stripe).await;
                app.finish().await;
                stripe.stop().await;
            }

            #[actix_web::test]
            async fn sqlite() {
                on(crate::support::Kind::Sqlite).await;
            }

            #[actix_web::test]
            async fn postgres() {
                on(crate::support::Kind::Postgres).await;
            }
        }
    };
}

mod at_once;
mod calling_off;
mod collecting;
mod confirming;
mod contract;
mod events;
mod giving_up;
mod killed;
mod mandates;
mod refunding;
mod rolled_keys;
mod set_ups;
mod settings;
mod stripe;
mod together;
