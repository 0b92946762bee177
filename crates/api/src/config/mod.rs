//! What can be set: defaults < `portico.toml` < `PORTICO_*` < flags. Secrets also as `*_FILE`.

mod load;
mod secret;

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

pub use load::{ConfigError, load};
pub use secret::Secret;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub http: Http,
    pub database: Database,
    pub auth: Auth,
    pub mail: Mail,
    pub files: Files,
    pub payments: Payments,
    pub vat: Vat,
    pub webhooks: Webhooks,
    pub domains: Domains,
    pub limits: Limits,
    pub log: Log,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Http {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Public origin without a tenant: `https://portal.example` serves `https://{tenant}.portal.example`.
    /// Links in mails begin with it. Empty: `http://localhost:{port}`.
    pub base_url: String,
    /// Proxies whose `X-Forwarded-For` counts, as CIDR ranges.
    pub trusted_proxies: Vec<IpNet>,
    /// Development only: the tenant that answers on hosts that name none.
    pub default_tenant: Option<String>,
    /// Worker threads; 0: one per core.
    pub workers: usize,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            base_url: String::new(),
            trusted_proxies: Vec::new(),
            default_tenant: None,
            workers: 0,
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `postgres://…`; empty: an embedded SQLite database in `folder`.
    pub url: Secret,
    /// Where the embedded database, its keys and the mail folder live.
    pub folder: PathBuf,
    /// Connections of the reading pool (`SQLite`) or of the pool (`PostgreSQL`).
    pub connections: u32,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: Secret::default(),
            folder: PathBuf::from("portico-data"),
            connections: 8,
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Auth {
    /// 32 random bytes in base64; seals what is secret at rest. Empty with the embedded database: made
    /// in `database.folder`. Also `PORTICO_MASTER_KEY` and `PORTICO_MASTER_KEY_FILE`.
    pub master_key: Secret,
    /// Minutes without activity after which a portal session ends.
    pub idle_minutes: u32,
    /// Hours after which a portal session ends in any case.
    pub absolute_hours: u32,
    /// Minutes for which a login link lives that the person asked for.
    pub requested_link_minutes: u32,
    /// Minutes for which a login link lives that the API returned.
    pub returned_link_minutes: u32,
    /// Minutes without activity after which an operator's session ends.
    pub operator_idle_minutes: u32,
    /// Hours after which an operator's session ends in any case.
    pub operator_absolute_hours: u32,
    /// Memory that hashing an operator's password takes, in KiB. Passwords are hashed anew at the next login.
    pub argon2_memory_kib: u32,
    /// Passes over that memory.
    pub argon2_passes: u32,
    /// Lanes of that memory.
    pub argon2_lanes: u32,
}

impl Default for Auth {
    fn default() -> Self {
        Self {
            master_key: Secret::default(),
            idle_minutes: 60,
            absolute_hours: 12,
            requested_link_minutes: 15,
            returned_link_minutes: 60,
            operator_idle_minutes: 60,
            operator_absolute_hours: 12,
            // OWASP's cheat sheet for password storage, first choice.
            argon2_memory_kib: 19_456,
            argon2_passes: 2,
            argon2_lanes: 1,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTransport {
    /// Mails wait in the outbox; the server says that it is not ready.
    None,
    /// `.eml` files in `mail.folder`.
    Folder,
    /// The mail server `mail.smtp_host`.
    Smtp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurity {
    /// Begins in clear and must go over to TLS before anything is said.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// In clear, for a server on this machine or in a network of your own.
    None,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    pub transport: MailTransport,
    /// For the transport `folder`; empty: `mails` in `database.folder`.
    pub folder: Option<PathBuf>,
    /// The address that mails come from; the tenant's name stands before it.
    pub from: String,
    /// For the transport `smtp`: the mail server's name.
    pub smtp_host: String,
    /// Absent: 587 with `starttls`, 465 with `tls`, 25 with `none`.
    pub smtp_port: Option<u16>,
    pub smtp_security: SmtpSecurity,
    /// Who we are to the mail server; empty: it asks nobody.
    pub smtp_user: String,
    pub smtp_password: Secret,
    /// Certificates in PEM that are trusted beside the system's, for a mail server with one of its own.
    pub smtp_ca_file: Option<PathBuf>,
    /// Milliseconds until handing over a mail is given up, and tried again later.
    pub smtp_timeout_ms: u64,
    /// How many mails are handed over side by side, over as many connections.
    pub at_once: usize,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            transport: MailTransport::None,
            folder: None,
            from: "no-reply@localhost".into(),
            smtp_host: String::new(),
            smtp_port: None,
            smtp_security: SmtpSecurity::Starttls,
            smtp_user: String::new(),
            smtp_password: Secret::default(),
            smtp_ca_file: None,
            smtp_timeout_ms: 20_000,
            at_once: 4,
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Payments {
    /// Switches the gateway `testing` on, which moves no money: its methods succeed or fail by number.
    pub testing: bool,
    /// Where Stripe's interface is.
    pub stripe_api: String,
    /// Where Stripe's script for card fields is.
    pub stripe_script: String,
    /// Milliseconds until an answer of a provider counts as lost.
    pub timeout_ms: u64,
}

impl Default for Payments {
    fn default() -> Self {
        Self {
            testing: false,
            stripe_api: "https://api.stripe.com".into(),
            stripe_script: "https://js.stripe.com/v3/".into(),
            timeout_ms: 12_000,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VatRegister {
    /// Nobody is asked; VAT IDs are checked for their form alone.
    None,
    /// The European Commission's register.
    Vies,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Vat {
    pub checker: VatRegister,
    /// Where the REST interface of VIES begins.
    pub vies_url: String,
    /// Your own VAT ID: with it VIES gives a consultation number, the proof that you asked.
    pub requester: Option<String>,
    /// Milliseconds until a question is given up. Some member states need a quarter of a minute.
    pub timeout_ms: u64,
}

impl Default for Vat {
    fn default() -> Self {
        Self {
            checker: VatRegister::None,
            vies_url: "https://ec.europa.eu/taxation_customs/vies/rest-api".into(),
            requester: None,
            timeout_ms: 20_000,
        }
    }
}

/// Where the documents of invoices are kept, each under its hash.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Files {
    /// A folder that all instances share; empty: `files` in `database.folder`. Without a bucket.
    pub folder: Option<PathBuf>,
    /// A bucket that speaks S3, in place of a folder.
    pub bucket: String,
    /// Where the bucket is, for others than Amazon: `https://s3.example.com`. `http://` for one on this machine.
    pub endpoint: String,
    /// Empty: `us-east-1`.
    pub region: String,
    pub access_key_id: String,
    pub secret_access_key: Secret,
}

/// Hosts of the merchants' own.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Domains {
    /// The name that their CNAME records point to; empty: the host of `http.base_url`.
    pub target: String,
    /// This installation's public addresses, for hosts that cannot have a CNAME record.
    pub addresses: Vec<IpAddr>,
    /// DNS servers to ask; none: those of the system.
    pub resolvers: Vec<SocketAddr>,
    /// Milliseconds until a question to the DNS is given up.
    pub timeout_ms: u64,
    /// A proxy on another machine that asks `/ask` sends it as `token`; empty: only this machine and
    /// `http.trusted_proxies` may ask.
    pub ask_token: Secret,
}

impl Default for Domains {
    fn default() -> Self {
        Self {
            target: String::new(),
            addresses: Vec::new(),
            resolvers: Vec::new(),
            timeout_ms: 5_000,
            ask_token: Secret::default(),
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhooks {
    /// Lets endpoints be `http://`, and inside our own network: for development, or where the merchant's programs run
    /// beside Portico and every merchant is trusted with what is reachable from here.
    pub allow_private: bool,
    /// Milliseconds until a delivery is given up, and tried again later.
    pub timeout_ms: u64,
    /// Endpoints that are sent to side by side.
    pub at_once: usize,
}

impl Default for Webhooks {
    fn default() -> Self {
        Self {
            allow_private: false,
            timeout_ms: 10_000,
            at_once: 64,
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of a request body.
    pub body_bytes: usize,
    /// Seconds that a request may take.
    pub request_seconds: u64,
    /// Login mails that one address or one client may ask for in an hour; likewise password resets, invitations and changes of
    /// address.
    pub login_requests_per_hour: u32,
    /// Login mails of one merchant that go out in a minute; more wait for their turn.
    pub login_mails_per_minute: u32,
    /// Links, codes, refresh tokens and wrong keys that one client may try in a minute.
    pub token_tries_per_minute: u32,
    /// Requests of one API key or session in a minute.
    pub requests_per_minute: u32,
    /// Copies of personal data, or of the audit log, that one API key, operator or person may take in an hour.
    pub exports_per_hour: u32,
    /// Pages, files and pictures that one client may fetch in a minute.
    pub pages_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1024 * 1024,
            request_seconds: 30,
            login_requests_per_hour: 10,
            login_mails_per_minute: 120,
            token_tries_per_minute: 60,
            requests_per_minute: 6000,
            exports_per_hour: 20,
            pages_per_minute: 3000,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    pub format: LogFormat,
    /// As `tracing` filters are written: `info`, `portico=debug,info`.
    pub filter: String,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            format: LogFormat::default(),
            filter: "info,sqlx=warn".into(),
        }
    }
}

impl Config {
    pub fn is_embedded(&self) -> bool {
        self.database.url.is_empty()
    }

    pub fn mail_folder(&self) -> PathBuf {
        self.mail
            .folder
            .clone()
            .unwrap_or_else(|| self.database.folder.join("mails"))
    }

    pub fn files_folder(&self) -> PathBuf {
        self.files
            .folder
            .clone()
            .unwrap_or_else(|| self.database.folder.join("files"))
    }
}
