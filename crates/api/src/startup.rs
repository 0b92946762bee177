//! Configuration → context with the real adapters → server. The only place that builds them.

use std::{
    io::{Error as IoError, ErrorKind, Write},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use actix_web::{App, HttpServer, dev::Server, middleware::from_fn, web};
use chrono::{DateTime, Utc};
use object_store::{ClientOptions, ObjectStore, RetryConfig, aws::AmazonS3Builder, local::LocalFileSystem};
use sea_orm::DbErr;

use crate::{
    adapters::{
        clock::SystemClock,
        dns::{DnsResolver, DnsSetup},
        mail::{FolderMailer, NoMailer, SmtpError, SmtpMailer},
        payment::GatewayMaker,
        random::SystemRandom,
        tls,
        vat::{NoVatChecker, Vies},
        webhook::WebhookSender,
    },
    auth::{
        keys::{KeyError, MasterKey},
        tokens::TokenKeys,
    },
    config::{Config, MailTransport, Vat, VatRegister},
    context::{Context, Parts},
    db::{self, Db, OpenError},
    features::house_keys,
    http::{api, middleware, root},
    ports::{Clock, Mailer, Random, Resolver, VatChecker},
};

#[derive(Debug, thiserror::Error)]
pub enum StartupError {
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error("the database cannot be used: {0}")]
    Db(#[from] DbErr),
    #[error("auth.master_key: {0}")]
    Key(#[from] KeyError),
    #[error(
        "auth.master_key: it was changed by another rotation meanwhile; configure that one's key, then rotate again"
    )]
    Rotated,
    #[error("{file}: {error}")]
    File { file: String, error: IoError },
    #[error("vat.checker: the client for VIES cannot be made: {0}")]
    Vat(#[from] reqwest::Error),
    #[error("payments: the client cannot be made: {0}")]
    Payments(reqwest::Error),
    #[error("webhooks: the client cannot be made: {0}")]
    Webhooks(reqwest::Error),
    #[error("mail: {0}")]
    Mail(#[from] SmtpError),
    #[error("files: {0}")]
    Files(#[from] object_store::Error),
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
    let gateways = GatewayMaker::new(&config.payments).map_err(StartupError::Payments)?;
    let vat = vat_checker(&config.vat)?;
    let endpoints = WebhookSender::new(&config.webhooks).map_err(StartupError::Webhooks)?;
    let resolver: Arc<dyn Resolver> = Arc::new(DnsResolver::new(&config.domains)?);
    let db = db::open(&config).await?;
    // After the data folder, in which they usually are: whoever cannot be let into it is told so there.
    let files = file_store(&config)?;
    let master = master_key(&config, &db, &*random).await?;
    let master = house_keys::load(&db, &master, &*random, clock.now()).await?;
    let tokens = house_keys::load_signing(&db, &master, &*random, clock.now()).await?;
    Ok(Context::new(Parts {
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
        tokens: TokenKeys::new(tokens),
        endpoints,
    }))
}

/// Where documents are kept.
pub fn file_store(config: &Config) -> Result<Arc<dyn ObjectStore>, StartupError> {
    let set = &config.files;
    if set.bucket.is_empty() {
        let folder = config.files_folder();
        db::create_private(&folder).map_err(|error| StartupError::File {
            file: folder.display().to_string(),
            error,
        })?;
        return Ok(Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true)));
    }
    tls::install();
    // A request looks for a file and may lay one down: both have to fit into the time that it has.
    let client = ClientOptions::new()
        .with_connect_timeout(Duration::from_secs(3))
        .with_timeout(Duration::from_secs(10))
        .with_allow_http(set.endpoint.starts_with("http://"));
    let retry = RetryConfig {
        max_retries: 2,
        retry_timeout: Duration::from_secs(4),
        ..RetryConfig::default()
    };
    let mut bucket = AmazonS3Builder::new()
        .with_bucket_name(&set.bucket)
        .with_access_key_id(&set.access_key_id)
        .with_secret_access_key(set.secret_access_key.reveal())
        .with_client_options(client)
        .with_retry(retry)
        // Deleting many at once is what some servers that speak S3 cannot.
        .with_disable_bulk_delete(true);
    // An empty region would be signed as one.
    if !set.region.is_empty() {
        bucket = bucket.with_region(&set.region);
    }
    if !set.endpoint.is_empty() {
        bucket = bucket.with_endpoint(&set.endpoint);
    }
    Ok(Arc::new(bucket.build()?))
}

/// Whom to ask about VAT IDs.
pub fn vat_checker(config: &Vat) -> Result<Arc<dyn VatChecker>, StartupError> {
    Ok(match config.checker {
        VatRegister::None => Arc::new(NoVatChecker),
        VatRegister::Vies => Arc::new(Vies::new(config)?),
    })
}

/// The configured key, or with the embedded database the one in its folder, made where there is none.
async fn master_key(config: &Config, db: &Db, random: &dyn Random) -> Result<MasterKey, StartupError> {
    if !config.auth.master_key.is_empty() {
        return Ok(MasterKey::parse(config.auth.master_key.reveal())?);
    }
    let file = master_key_file(config);
    match std::fs::read_to_string(&file) {
        Ok(text) => house_keys::finish_rotation(db, &file, MasterKey::parse(&text)?).await,
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

/// Where the master key is when none is configured.
pub fn master_key_file(config: &Config) -> PathBuf {
    config.database.folder.join("master.key")
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
        // The name, too, has to be there after a power cut.
        .and_then(
            |()| match file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                Some(folder) => std::fs::File::open(folder)?.sync_all(),
                None => Ok(()),
            },
        )
        .map_err(|error| StartupError::File {
            file: file.display().to_string(),
            error,
        })
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
