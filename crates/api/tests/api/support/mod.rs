//! The harness: the same server as `main`, on port 0, with a database of its own, a clock that
//! stands still, and a mailbox in memory.

mod answer;
mod bucket;
mod contract;
mod database;
pub mod dns;
mod fixtures;
pub mod logs;
pub mod port;
mod smtp;
pub mod stripe;

use std::{net::TcpListener, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use portico::{
    adapters::{
        clock::FixedClock,
        dns::MemoryResolver,
        mail::{MemoryMailer, SmtpMailer},
        payment::{GatewayMaker, testing::TestingGateway},
        random::SystemRandom,
        webhook::WebhookSender,
    },
    auth::{keys::MasterKey, permissions::Permission, tokens::TokenKeys},
    config::{Config, MailTransport},
    context::{Context, Parts},
    db,
    features::{
        api_keys::service::{self as keys, NewKey},
        billing, house_keys, imports, invoice_exports,
        tenants::service::{self as tenants, NewTenant},
        webhooks,
    },
    jobs::{outbox, schedule},
    ports::Mailer,
    startup,
};
use portico_shared::{Currency, TenantId, customers::Language, settings::HostedPages};
use reqwest::Method;
use serde_json::{Value, json};

pub use answer::Answer;
pub use bucket::Bucket;
pub use contract::{differences, document, resolved};
pub use database::{Database, Kind};
pub use fixtures::{id, invoice, pdf, token_of, yearly};
pub use smtp::SmtpServer;

/// A Sunday: noon in London, one o'clock in Berlin.
pub const NOW: &str = "2026-11-22T12:00:00Z";

/// Runs a test on both databases. It fails when work or mails are left behind.
macro_rules! api_test {
    ($(#[doc = $doc:literal])* async fn $name:ident($app:ident: TestApp) $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn run($app: &crate::support::TestApp) $body

            #[actix_web::test]
            async fn sqlite() {
                let app = crate::support::TestApp::start(crate::support::Kind::Sqlite).await;
                run(&app).await;
                app.finish().await;
            }

            #[actix_web::test]
            async fn postgres() {
                let app = crate::support::TestApp::start(crate::support::Kind::Postgres).await;
                run(&app).await;
                app.finish().await;
            }
        }
    };
}
pub(crate) use api_test;

/// A merchant in a test, with a key that may do everything.
#[derive(Clone)]
pub struct Tenant {
    pub id: TenantId,
    pub key: String,
}

pub struct TestApp {
    pub address: String,
    pub context: Arc<Context>,
    pub clock: Arc<FixedClock>,
    pub mailbox: Arc<MemoryMailer>,
    pub gateway: Arc<TestingGateway>,
    pub resolver: Arc<MemoryResolver>,
    pub acme: Tenant,
    pub rival: Tenant,
    client: reqwest::Client,
    server: actix_web::dev::ServerHandle,
    /// Nothing for a twin: the first one drops it.
    database: Option<database::Database>,
}

impl TestApp {
    pub async fn start(kind: Kind) -> Self {
        Self::start_with(kind, |_| {}).await
    }

    pub async fn start_with(kind: Kind, change: impl FnOnce(&mut Config)) -> Self {
        Self::start_serving(kind, change, |_| {}).await
    }

    /// Another instance on the same database, with the same clock and mailbox. It stops before the first one does.
    pub async fn twin(&self) -> Self {
        let (config, database) = (self.context.config.clone(), None);
        Self::serve((config, database), Some(self), |_| {}).await
    }

    /// With what the demo serves besides.
    pub async fn start_demo(kind: Kind, change: impl FnOnce(&mut Config)) -> Self {
        Self::start_serving(kind, change, portico::demo::routes).await
    }

    async fn start_serving(
        kind: Kind,
        change: impl FnOnce(&mut Config),
        extra: fn(&mut actix_web::web::ServiceConfig),
    ) -> Self {
        logs::start();
        let database = database::Database::create(kind).await;
        let mut config = Config::default();
        config.http.workers = 1;
        config.database.connections = 3;
        // Tests send many wrong proofs from one address.
        config.limits.token_tries_per_minute = 900;
        // Passwords in tests guard nothing, and are hashed often.
        (config.auth.argon2_memory_kib, config.auth.argon2_passes) = (64, 1);
        // One after the other, so that tests can say which comes first.
        config.mail.at_once = 1;
        // Receivers of tests are on this machine, and those that hang are not waited for.
        config.webhooks.allow_private = true;
        config.webhooks.timeout_ms = 400;
        database.point(&mut config);
        change(&mut config);
        Self::serve((config, Some(database)), None, extra).await
    }

    async fn serve(
        (mut config, database): (Config, Option<database::Database>),
        first: Option<&Self>,
        extra: fn(&mut actix_web::web::ServiceConfig),
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        if first.is_some() || config.http.base_url.is_empty() {
            config.http.base_url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        }
        let clock = first.map_or_else(
            || Arc::new(FixedClock::at(NOW.parse().unwrap())),
            |first| first.clock.clone(),
        );
        let mailbox = first.map_or_else(Arc::default, |first| first.mailbox.clone());
        let random = Arc::new(SystemRandom);
        let mailer: Arc<dyn Mailer> = match config.mail.transport {
            MailTransport::Smtp => Arc::new(SmtpMailer::new(&config.mail).unwrap()),
            MailTransport::Folder | MailTransport::None => mailbox.clone(),
        };
        let db = db::open(&config).await.unwrap();
        let resolver = Arc::new(MemoryResolver::default());
        let vat = startup::vat_checker(&config.vat).unwrap();
        let endpoints = WebhookSender::new(&config.webhooks).unwrap();
        config.payments.testing = true;
        if config.payments.stripe_api == "https://api.stripe.com" {
            // Nobody is there, and nobody outside is asked.
            config.payments.stripe_api = "http://127.0.0.1:9".into();
        }
        let gateways = GatewayMaker::new(&config.payments).unwrap();
        let gateway = gateways.testing().unwrap();
        let master = first.map_or_else(
            || MasterKey::generate(&SystemRandom),
            |first| first.context.master.clone(),
        );
        let tokens = house_keys::load_signing(&db, &master, &SystemRandom, NOW.parse().unwrap())
            .await
            .unwrap();
        let files = match first {
            _ if !config.files.bucket.is_empty() => startup::file_store(&config).unwrap(),
            Some(first) => first.context.files.clone(),
            None => Arc::new(object_store::memory::InMemory::new()),
        };
        let parts = Parts {
            config,
            db,
            clock: clock.clone(),
            random,
            mailer,
            files,
            gateways,
            vat,
            resolver: resolver.clone(),
            master,
            tokens: TokenKeys::new(tokens),
            endpoints,
        };
        let context = Arc::new(Context::new(parts));
        let server = startup::server(context.clone(), listener, extra).unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let (acme, rival) = match first {
            Some(first) => (first.acme.clone(), first.rival.clone()),
            None => (
                tenant(&context, "acme", "Acme GmbH").await,
                tenant(&context, "rival", "Rival AG").await,
            ),
        };
        portico::adapters::tls::install();
        // Redirects would hide an answer, and proxies of the machine are not asked.
        let client = reqwest::Client::builder()
            // The server closes what was idle for five seconds: a request on its way then finds nobody.
            .pool_idle_timeout(Duration::from_secs(2))
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            address,
            context,
            clock,
            mailbox,
            gateway,
            resolver,
            acme,
            rival,
            client,
            server: handle,
            database,
        }
    }

    /// Stops, and fails when work was left in the outbox or mails unread.
    pub async fn finish(self) {
        assert_eq!(
            outbox::run(&self.context).await.unwrap(),
            0,
            "work was left in the outbox"
        );
        let left = self.mails();
        assert!(left.is_empty(), "mails were left unread: {left:?}");
        self.server.stop(false).await;
        let Self { context, database, .. } = self;
        context.db.clone().close().await.unwrap();
        if let Some(database) = database {
            database.drop().await;
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.context.now()
    }

    pub fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// Does what is due: outbox and scheduled jobs.
    pub async fn run_jobs(&self) {
        schedule::run(&self.context).await.unwrap();
        billing::run::work(&self.context).await.unwrap();
        imports::jobs::work(&self.context).await.unwrap();
        invoice_exports::jobs::work(&self.context).await.unwrap();
        while outbox::run(&self.context).await.unwrap() > 0 {}
        webhooks::delivery::work(&self.context).await.unwrap();
    }

    /// Lets Acme send what a new merchant sends: tests begin without the mails that come by themselves.
    pub async fn send_all_mails(&self) {
        use portico::db::entities::tenant_settings;
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let tx = self.context.db.begin().await.unwrap();
        tenant_settings::Entity::delete_many()
            .filter(tenant_settings::Column::TenantId.eq(self.acme.id))
            .filter(tenant_settings::Column::Context.ne("company"))
            .exec(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// Takes the mails out that were sent, as (to, subject, text).
    pub fn mails(&self) -> Vec<(String, String, String)> {
        let raw = self.mailbox.take();
        raw.iter()
            .map(|raw| {
                let mail = mail_parser::MessageParser::default().parse(raw).unwrap();
                let to = mail.to().unwrap().first().unwrap().address().unwrap().to_owned();
                (
                    to,
                    mail.subject().unwrap().to_owned(),
                    mail.body_text(0).unwrap().into_owned(),
                )
            })
            .collect()
    }

    /// A request without any proof.
    pub fn nobody(&self) -> Caller<'_> {
        Caller { app: self, proof: None }
    }

    /// A request with Acme's key.
    pub fn key(&self) -> Caller<'_> {
        self.with(&self.acme.key)
    }

    /// A request with this key or token.
    pub fn with(&self, proof: &str) -> Caller<'_> {
        Caller {
            app: self,
            proof: Some(proof.to_owned()),
        }
    }

    /// A third merchant, with a key that may do everything.
    pub async fn another_tenant(&self, slug: &'static str, name: &str) -> Tenant {
        tenant(&self.context, slug, name).await
    }

    /// A key of Acme's with these permissions alone.
    pub async fn key_with(&self, permissions: &[Permission]) -> String {
        let new = NewKey {
            name: "limited".into(),
            permissions: permissions.to_vec(),
            expires_at: None,
        };
        keys::create(&self.context, self.acme.id, new).await.unwrap().1
    }
}

async fn tenant(context: &Context, slug: &'static str, name: &str) -> Tenant {
    let new = NewTenant {
        slug: slug.into(),
        name: name.into(),
        time_zone: chrono_tz::Europe::Berlin,
        currency: Currency::EUR,
        language: Language::De,
        pages: HostedPages::default(),
        country: "DE".into(),
    };
    let id = tenants::create(context, new).await.unwrap();
    let all = NewKey {
        name: "all".into(),
        permissions: Permission::ALL.to_vec(),
        expires_at: None,
    };
    let (_, key) = keys::create(context, id, all).await.unwrap();
    begin_settings(context, id, name).await;
    Tenant { id, key }
}

/// Who the merchant is; and off are the mails that no test but those about mails asks for.
async fn begin_settings(context: &Context, tenant: TenantId, name: &str) {
    use portico::db::entities::tenant_settings;
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    let set = [
        (
            "mails",
            json!({ "renewalReminderDays": 0, "trialReminderDays": 0, "paymentReceipts": false,
                "paymentFailures": false, "addressChanges": false }),
        ),
        ("invoicing", json!({ "autoSendDocuments": false })),
        // Without it nothing is issued.
        (
            "company",
            json!({ "name": name, "street": "Musterstraße 12", "zip": "10115", "city": "Berlin", "vatId": "DE136695976",
                "contactName": "Erika Beispiel", "phone": "+49 30 1234567", "email": "rechnung@acme.example" }),
        ),
    ];
    let tx = context.db.begin().await.unwrap();
    for (topic, own) in set {
        let row = tenant_settings::Model {
            tenant_id: tenant,
            context: topic.into(),
            own,
            version: 1,
            updated_at: context.now(),
        };
        row.into_active_model().reset_all().insert(&tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Somebody who sends requests.
#[derive(Clone)]
pub struct Caller<'a> {
    app: &'a TestApp,
    proof: Option<String>,
}

impl Caller<'_> {
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body.to_string()), &[]).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body.to_string()), &[]).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body.to_string()), &[]).await
    }

    /// Sends a picture as it is.
    pub async fn put_picture(&self, path: &str, kind: &str, bytes: Vec<u8>) -> Answer {
        self.send_bytes(Method::PUT, path, Some(bytes), &[("Content-Type", kind)])
            .await
    }

    /// Sends a file as it is.
    pub async fn post_bytes(&self, path: &str, kind: &str, bytes: Vec<u8>) -> Answer {
        self.send_bytes(Method::POST, path, Some(bytes), &[("Content-Type", kind)])
            .await
    }

    /// Sends a ZIP archive.
    pub async fn post_archive(&self, path: &str, bytes: Vec<u8>) -> Answer {
        self.send_bytes(Method::POST, path, Some(bytes), &[("Content-Type", "application/zip")])
            .await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, &[]).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<String>, headers: &[(&str, &str)]) -> Answer {
        self.send_bytes(method, path, body.map(String::into_bytes), headers)
            .await
    }

    async fn send_bytes(&self, method: Method, path: &str, body: Option<Vec<u8>>, headers: &[(&str, &str)]) -> Answer {
        let url = format!("http://{}{path}", self.app.address);
        let mut request = self.app.client.request(method.clone(), url);
        if let Some(proof) = &self.proof {
            request = request.bearer_auth(proof);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            let kind = headers.iter().any(|(name, _)| *name == "Content-Type");
            request = if kind {
                request
            } else {
                request.header("Content-Type", "application/json")
            };
            request = request.body(body);
        }
        let answer = Answer::read(request.send().await.unwrap()).await;
        contract::check(&method, path, &answer);
        answer
    }
}

/// Somebody without proof on a tenant's host, as a browser is.
pub struct Visitor<'a> {
    app: &'a TestApp,
    host: String,
    cookie: Option<String>,
}

impl TestApp {
    pub fn nobody_on(&self, slug: &str) -> Visitor<'_> {
        self.nobody_at(&format!("{slug}.localhost:{}", self.port()))
    }

    /// The same at any host.
    pub fn nobody_at(&self, host: &str) -> Visitor<'_> {
        Visitor {
            app: self,
            host: host.to_owned(),
            cookie: None,
        }
    }

    fn port(&self) -> &str {
        self.address.rsplit(':').next().unwrap()
    }
}

impl Visitor<'_> {
    pub fn with_cookie(self, cookie: &str) -> Self {
        Self {
            cookie: Some(cookie.to_owned()),
            ..self
        }
    }

    pub fn host(&self) -> String {
        self.host.clone()
    }

    fn origin(&self) -> String {
        let (scheme, _) = self.app.context.config.http.base_url.split_once("://").unwrap();
        format!("{scheme}://{}", self.host)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        let origin = self.origin();
        self.send(Method::POST, path, Some(body.to_string()), &[("Origin", &origin)])
            .await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<String>, headers: &[(&str, &str)]) -> Answer {
        let host = self.host();
        let mut all = vec![("Host", host.as_str())];
        all.extend_from_slice(headers);
        all.extend(self.cookie.as_deref().map(|cookie| ("Cookie", cookie)));
        self.app.nobody().send(method, path, body, &all).await
    }
}
