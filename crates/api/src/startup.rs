//! Configuration → context with the real adapters → server. The only place that builds them.

use std::{
    io::{Error as IoError, ErrorKind, Write},
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::Arc,
};

use actix_web::{App, HttpServer, dev::Server, middleware::from_fn, web};
use chrono::{DateTime, Utc};
use portico_shared::payment_methods::Gateway;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryOrder};

use crate::{
    adapters::{
        clock::SystemClock,
        dns::{DnsResolver, DnsSetup},
        mail::{FolderMailer, NoMailer, SmtpError, SmtpMailer},
        payment::TestingGateway,
        random::SystemRandom,
        vat::{NoVatChecker, Vies},
        webhook::WebhookSender,
    },
    auth::{
        keys::{KeyError, MasterKey},
        secrets::hex,
        tokens::{TokenKey, TokenKeys},
    },
    config::{Config, MailTransport, Vat, VatRegister},
    context::{Context, Parts},
    db::{self, Db, OpenError, entities::signing_keys},
    http::{api, middleware, root},
    ports::{Clock, Gateways, Mailer, Random, Resolver, VatChecker},
};

#[derive(Debug, thiserror::Error)]
pub enum StartupError {
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error("the database cannot be used: {0}")]
    Db(#[from] DbErr),
    #[error("auth.master_key: {0}")]
    Key(#[from] KeyError),
    #[error("{file}: {error}")]
    File { file: String, error: IoError },
    #[error("vat.checker: the client for VIES cannot be made: {0}")]
    Vat(#[from] reqwest::Error),
    #[error("webhooks: the client cannot be made: {0}")]
    Webhooks(reqwest::Error),
    #[error("mail: {0}")]
    Mail(#[from] SmtpError),
    #[error("domains.resolvers: the DNS cannot be asked: {0}")]
    Resolver(#[from] DnsSetup),
    #[error("cannot listen on {address}: {reason}")]
    Listen { address: SocketAddr, reason: String },
}

/// A context on the real world. `start` sets the clock of a demo.
pub async fn build(config: Config, start: Option<DateTime<Utc>>) -> Result<Context, StartupError> {
    let clock: Arc<dyn Clock> = Arc::new(start.map_or_else(SystemClock::default, SystemClock::starting_at));
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    let mailer: Arc<dyn Mailer> = match config.mail.transport {
        MailTransport::None => Arc::new(NoMailer),
        MailTransport::Folder => Arc::new(FolderMailer::new(
            config.mail_folder(),
            Arc::clone(&clock),
            Arc::clone(&random),
        )),
        MailTransport::Smtp => Arc::new(SmtpMailer::new(&config.mail)?),
    };
    let gateways = if config.payments.testing {
        Gateways::default().with(Gateway::Testing, Arc::new(TestingGateway::default()))
    } else {
        Gateways::default()
    };
    let vat = vat_checker(&config.vat)?;
    let endpoints = WebhookSender::new(&config.webhooks).map_err(StartupError::Webhooks)?;
    let resolver: Arc<dyn Resolver> = Arc::new(DnsResolver::new(&config.domains)?);
    let db = db::open(&config).await?;
    let master = master_key(&config, &*random)?;
    let tokens = load_token_keys(&db, &master, &*random, clock.now()).await?;
    Ok(Context::new(Parts {
        config,
        db,
        clock,
        random,
        mailer,
        gateways,
        vat,
        resolver,
        master,
        tokens,
        endpoints,
    }))
}

/// Whom to ask about VAT IDs.
pub fn vat_checker(config: &Vat) -> Result<Arc<dyn VatChecker>, StartupError> {
    Ok(match config.checker {
        VatRegister::None => Arc::new(NoVatChecker),
        VatRegister::Vies => Arc::new(Vies::new(config)?),
    })
}

/// The configured key, or with the embedded database the one in its folder, made where there is none.
fn master_key(config: &Config, random: &dyn Random) -> Result<MasterKey, StartupError> {
    if !config.auth.master_key.is_empty() {
        return Ok(MasterKey::parse(config.auth.master_key.reveal())?);
    }
    let file = config.database.folder.join("master.key");
    match std::fs::read_to_string(&file) {
        Ok(text) => Ok(MasterKey::parse(&text)?),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let key = MasterKey::generate(random);
            write_secret(&file, &key.to_text())?;
            Ok(key)
        }
        Err(error) => Err(StartupError::File {
            file: file.display().to_string(),
            error,
        }),
    }
}

/// Writes a file that only its owner may read.
pub fn write_secret(file: &Path, text: &str) -> Result<(), StartupError> {
    let mut options = std::fs::OpenOptions::new();
    // Never over one that is there: what was sealed with it could not be opened any more.
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(file)
        .and_then(|mut open| open.write_all(text.as_bytes()).and_then(|()| open.sync_all()))
        .map_err(|error| StartupError::File {
            file: file.display().to_string(),
            error,
        })
}

/// The signing keys of access tokens; the first start makes one.
#[expect(clippy::disallowed_methods, reason = "signing keys serve all tenants")]
pub async fn load_token_keys(
    db: &Db,
    master: &MasterKey,
    random: &dyn Random,
    now: DateTime<Utc>,
) -> Result<TokenKeys, StartupError> {
    let tx = db.begin().await?;
    if db.is_postgres() {
        // Two instances may start at once: the second waits, and finds the first one's key.
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(7067672)").await?;
    }
    let mut rows = signing_keys::Entity::find()
        .order_by_desc(signing_keys::Column::CreatedAt)
        .all(&tx)
        .await?;
    if rows.iter().all(|row| row.retired_at.is_some()) {
        let mut bytes = [0; 40];
        random.fill(&mut bytes);
        let (id, seed) = (hex(&bytes[..8]), &bytes[8..]);
        let row = signing_keys::ActiveModel {
            public_key: Set(TokenKey::from_seed(id.clone(), seed.try_into().unwrap_or([0; 32]), false).public),
            private_key: Set(master.seal(random, &place(&id), seed)),
            id: Set(id),
            created_at: Set(now),
            retired_at: Set(None),
        };
        rows.insert(0, row.insert(&tx).await?);
    }
    tx.commit().await?;
    let keys = rows.into_iter().map(|row| {
        let seed = master.open(&place(&row.id), &row.private_key)?;
        let seed = seed.try_into().map_err(|_| KeyError::Sealed)?;
        Ok(TokenKey::from_seed(row.id, seed, row.retired_at.is_some()))
    });
    Ok(TokenKeys(keys.collect::<Result<_, KeyError>>()?))
}

fn place(id: &str) -> String {
    format!("/signing_keys/{id}")
}

/// Takes the port before anything else is touched.
pub fn listen(address: SocketAddr) -> Result<TcpListener, StartupError> {
    TcpListener::bind(address).map_err(|error| {
        let reason = match error.kind() {
            ErrorKind::AddrInUse => "the port is in use; choose another with --listen".into(),
            ErrorKind::PermissionDenied => "this port needs more rights; choose one above 1023 with --listen".into(),
            _ => error.to_string(),
        };
        StartupError::Listen { address, reason }
    })
}

/// The server, not yet running: `main` and the tests start the same one.
pub fn server(
    context: Arc<Context>,
    listener: TcpListener,
    extra: fn(&mut web::ServiceConfig),
) -> std::io::Result<Server> {
    let workers = context.config.http.workers;
    let body_bytes = context.config.limits.body_bytes;
    let context = web::Data::from(context);
    let mut server = HttpServer::new(move || {
        App::new()
            .app_data(context.clone())
            .app_data(web::PayloadConfig::new(body_bytes))
            .service(web::scope("/api").configure(api))
            .configure(extra)
            .configure(root)
            .wrap(from_fn(middleware::observe))
    })
    .shutdown_timeout(10);
    if workers > 0 {
        server = server.workers(workers);
    }
    Ok(server.listen(listener)?.run())
}
