//! Everything that a use case needs from outside, handed in.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use chrono::{DateTime, Utc};
use object_store::ObjectStore;
use portico_shared::{TenantId, webhooks::WebhookEventType};
use sea_orm::DbErr;
use tokio::sync::{Notify, Semaphore};
use uuid::Uuid;

use crate::{
    adapters::{payment::GatewayMaker, webhook::WebhookSender},
    auth::{OperatorProofs, Proofs, keys::MasterKey, tokens::TokenKeys},
    config::Config,
    db::{
        Changes, Db, Recent,
        entities::{api_keys, tenants},
    },
    features::documents::service::Addresses,
    http::{idempotency::InFlight, limits::Limiters},
    jobs::outbox::Lane,
    ports::{Clock, Mailer, Random, Resolver, VatChecker, payment::Gateways},
};

/// Built by `startup` (or a test) and shared by all requests and jobs.
#[derive(Debug)]
pub struct Context {
    pub config: Config,
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub mailer: Arc<dyn Mailer>,
    /// Documents, each under its hash.
    pub files: Arc<dyn ObjectStore>,
    pub gateways: GatewayMaker,
    pub vat: Arc<dyn VatChecker>,
    pub resolver: Arc<dyn Resolver>,
    pub master: MasterKey,
    pub tokens: TokenKeys,
    pub limiters: Limiters,
    pub in_flight: InFlight,
    /// Access tokens that were proved a moment ago.
    pub proofs: Proofs,
    pub operator_proofs: OperatorProofs,
    pub addresses: Addresses,
    pub tenants: Recent<TenantId, Arc<tenants::Model>>,
    /// API keys by their public part, with the slug of their tenant.
    pub keys: Recent<String, Arc<(api_keys::Model, String)>>,
    /// Noted when a key is revoked or permitted something else: other changes end no key.
    pub key_changes: Changes,
    /// Rung after a commit that left work in the outbox.
    pub outbox_bells: [Notify; Lane::ALL.len()],
    /// Rung when a billing run was ordered.
    pub billing_bell: Notify,
    /// Rung when an export of invoices was ordered.
    pub export_bell: Notify,
    /// Sends to the merchants' endpoints.
    pub endpoints: WebhookSender,
    /// The events that any endpoint of a tenant asks for.
    pub wanted_events: Recent<TenantId, Arc<[WebhookEventType]>>,
    /// Noted when an endpoint changes: nothing else ends what is wanted.
    pub webhook_changes: Changes,
    /// The gateways of merchants, as they are set up.
    pub open_gateways: Recent<TenantId, Arc<Gateways>>,
    /// Noted when a gateway is set up, changed or taken away.
    pub gateway_changes: Changes,
    /// Rung after a commit that may have left events.
    pub webhook_bell: Notify,
    /// Rung when an import was sent.
    pub import_bell: Notify,
    /// Held while a password is hashed: each takes as much memory as half of the rest.
    pub hashing: Semaphore,
    /// Held by who sends an import.
    pub import_upload: Semaphore,
    ids: AtomicU32,
}

/// The adapters and keys that make a context.
#[derive(Debug)]
pub struct Parts {
    pub config: Config,
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub mailer: Arc<dyn Mailer>,
    pub files: Arc<dyn ObjectStore>,
    pub gateways: GatewayMaker,
    pub vat: Arc<dyn VatChecker>,
    pub resolver: Arc<dyn Resolver>,
    pub master: MasterKey,
    pub tokens: TokenKeys,
    pub endpoints: WebhookSender,
}

impl Context {
    pub fn new(parts: Parts) -> Self {
        let Parts {
            config,
            db,
            clock,
            random,
            mailer,
            files,
            gateways,
            vat,
            resolver,
            master,
            tokens,
            endpoints,
        } = parts;
        let limiters = Limiters::new(&config.limits, &clock);
        Self {
            config,
            db,
            clock,
            random,
            mailer,
            files,
            gateways,
            vat,
            resolver,
            master,
            tokens,
            limiters,
            in_flight: InFlight::default(),
            proofs: Proofs::default(),
            operator_proofs: OperatorProofs::default(),
            addresses: Addresses::default(),
            tenants: Recent::default(),
            keys: Recent::default(),
            key_changes: Changes::default(),
            outbox_bells: Lane::ALL.map(|_| Notify::new()),
            billing_bell: Notify::new(),
            export_bell: Notify::new(),
            endpoints,
            wanted_events: Recent::default(),
            webhook_changes: Changes::default(),
            open_gateways: Recent::default(),
            gateway_changes: Changes::default(),
            webhook_bell: Notify::new(),
            import_bell: Notify::new(),
            hashing: Semaphore::new(2),
            import_upload: Semaphore::new(1),
            ids: AtomicU32::new(0),
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A `UUIDv7` from our clock: time, then a counter so that ids made in one millisecond keep their
    /// order, then randomness.
    pub fn new_id(&self) -> Uuid {
        let count = self.ids.fetch_add(1, Ordering::Relaxed);
        let mut tail = [0; 10];
        self.random.fill(&mut tail);
        // 26 bits of counter around the version (4 bits) and the variant (2 bits) of the format.
        let [_, high, middle, low] = (count & 0x03ff_ffff).to_be_bytes();
        let top = (u16::from(high) << 8 | u16::from(middle)) >> 6;
        tail[..2].copy_from_slice(&top.to_be_bytes());
        tail[2] = middle & 0x3f;
        tail[3] = low;
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
    }

    /// Commits, and wakes the outbox.
    pub async fn commit(&self, tx: sea_orm::DatabaseTransaction) -> Result<(), DbErr> {
        tx.commit().await?;
        self.db.note_change();
        for bell in &self.outbox_bells {
            bell.notify_one();
        }
        self.webhook_bell.notify_one();
        Ok(())
    }
}
