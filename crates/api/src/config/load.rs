//! Reads the configuration and says what is wrong and where.

use std::path::Path;

use figment::{
    Figment, Metadata, Profile, Provider,
    providers::{Format, Serialized, Toml},
    util::nest,
    value::{Dict, Map, Value},
};

use tracing_subscriber::EnvFilter;

use super::{Config, Files, Mail, MailTransport, SmtpSecurity, Vat};
use crate::{auth::keys::MasterKey, features::customers::checks::vat_id};

#[derive(Debug, thiserror::Error)]
#[error("configuration: {0}")]
pub struct ConfigError(pub String);

/// Variables that steer set-up and tests, not the server.
const FOREIGN: &[&str] = &["TEST_", "WASM_", "DEMO_"];

/// Loads `file` (or `portico.toml` where it exists) and the environment; flags are laid on top by the caller.
///
/// # Errors
/// One line that names the setting, its source, and what is allowed.
pub fn load(file: Option<&Path>) -> Result<Config, ConfigError> {
    let standard = Path::new("portico.toml");
    let file = file.or_else(|| standard.exists().then_some(standard));
    // No layer of defaults: serde fills them in, so that an error names only what somebody set.
    let figment = match file {
        Some(path) if !path.exists() => {
            return Err(ConfigError(format!("{}: no such file", path.display())));
        }
        Some(path) => Figment::from(Toml::file_exact(path)),
        None => Figment::new(),
    };
    let figment = environment().fold(figment, Figment::merge);
    let mut config: Config = secrets_from_files(figment)?.extract().map_err(|errors| {
        ConfigError(
            errors
                .into_iter()
                .map(|error| one_line(&error))
                .collect::<Vec<_>>()
                .join("; "),
        )
    })?;
    check(&config)?;
    config.http.base_url.make_ascii_lowercase();
    Ok(config)
}

fn one_line(error: &figment::Error) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One variable, so that an error names it as it was written.
struct Variable {
    name: String,
    value: String,
}

impl Provider for Variable {
    fn metadata(&self) -> Metadata {
        Metadata::named(format!("environment variable {}", self.name)).interpolater(|_, _| String::new())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let value: Value = self.value.parse().unwrap_or_else(|never| match never {});
        let nested = nest(&setting(&self.name), value).into_dict().unwrap_or_default();
        Ok(Profile::Default.collect(nested))
    }
}

fn environment() -> impl Iterator<Item = Variable> {
    std::env::vars_os().filter_map(|(name, value)| {
        let (name, value) = (name.into_string().ok()?, value.into_string().ok()?);
        let rest = name.strip_prefix("PORTICO_")?;
        let foreign = FOREIGN.iter().any(|foreign| rest.starts_with(foreign)) || rest.ends_with("_FILE");
        (!foreign).then_some(Variable { name, value })
    })
}

/// `PORTICO_HTTP_BASE_URL` → `http.base_url`; `PORTICO_MASTER_KEY` is short for `auth.master_key`.
fn setting(variable: &str) -> String {
    let name = variable.trim_start_matches("PORTICO_").to_ascii_lowercase();
    match name.as_str() {
        "master_key" => "auth.master_key".into(),
        _ => name.replacen('_', ".", 1),
    }
}

fn secrets_from_files(figment: Figment) -> Result<Figment, ConfigError> {
    let mut figment = figment;
    for (variable, setting) in [
        ("PORTICO_MASTER_KEY_FILE", "auth.master_key"),
        ("PORTICO_AUTH_MASTER_KEY_FILE", "auth.master_key"),
        ("PORTICO_DATABASE_URL_FILE", "database.url"),
        ("PORTICO_MAIL_SMTP_PASSWORD_FILE", "mail.smtp_password"),
        ("PORTICO_FILES_SECRET_ACCESS_KEY_FILE", "files.secret_access_key"),
        ("PORTICO_DOMAINS_ASK_TOKEN_FILE", "domains.ask_token"),
    ] {
        #[expect(clippy::disallowed_methods, reason = "this is where configuration is read")]
        let Ok(path) = std::env::var(variable) else {
            continue;
        };
        let text =
            std::fs::read_to_string(&path).map_err(|error| ConfigError(format!("{variable}: {path}: {error}")))?;
        figment = figment.merge(Serialized::default(setting, text.trim()));
    }
    Ok(figment)
}

fn is_address(url: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|scheme| url.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
}

fn check_files(files: &Files) -> Result<(), ConfigError> {
    if files.bucket.is_empty() {
        return Ok(());
    }
    if files.access_key_id.is_empty() || files.secret_access_key.is_empty() {
        return Err(ConfigError(
            "files.bucket: needs files.access_key_id and files.secret_access_key".into(),
        ));
    }
    if !files.endpoint.is_empty() && !is_address(&files.endpoint) {
        return Err(ConfigError(format!(
            "files.endpoint: \"{}\" is not an address such as https://s3.example.com",
            files.endpoint
        )));
    }
    Ok(())
}

fn check_vat(vat: &Vat) -> Result<(), ConfigError> {
    let url = &vat.vies_url;
    if !is_address(url) {
        return Err(ConfigError(format!(
            "vat.vies_url: \"{url}\" is not an address such as https://ec.europa.eu/taxation_customs/vies/rest-api"
        )));
    }
    match vat.requester.as_deref() {
        Some(id) if vat_id(id).as_deref() != Some(id) => Err(ConfigError(format!(
            "vat.requester: \"{id}\" is not a VAT ID such as DE123456788 (capital letters, no spaces)"
        ))),
        _ => Ok(()),
    }
}

fn check(config: &Config) -> Result<(), ConfigError> {
    let base = &config.http.base_url;
    let wrong_base = !base.is_empty()
        && !["http://", "https://"].iter().any(|scheme| {
            base.strip_prefix(scheme)
                .is_some_and(|rest| !rest.is_empty() && !rest.contains('/'))
        });
    if wrong_base {
        return Err(ConfigError(format!(
            "http.base_url: \"{base}\" is not an origin such as https://portal.example (no path, no slash at the end)"
        )));
    }
    let url = config.database.url.reveal();
    if !url.is_empty() && !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(ConfigError(
            "database.url: only postgres://… is known; leave it empty for the embedded database".into(),
        ));
    }
    if !config.is_embedded() && config.auth.master_key.is_empty() {
        return Err(ConfigError("auth.master_key: needed with database.url; set PORTICO_MASTER_KEY or PORTICO_MASTER_KEY_FILE to 32 random bytes in base64".into()));
    }
    for (setting, value) in [
        ("limits.body_bytes", config.limits.body_bytes >= 1024),
        ("limits.request_seconds", config.limits.request_seconds > 0),
        ("database.connections", config.database.connections > 0),
        ("auth.idle_minutes", config.auth.idle_minutes > 0),
        ("auth.absolute_hours", config.auth.absolute_hours > 0),
        // Above it one round of the outbox would outlast its lease.
        ("domains.timeout_ms", (1..=10_000).contains(&config.domains.timeout_ms)),
        ("vat.timeout_ms", (1..=20_000).contains(&config.vat.timeout_ms)),
        // One mail has to be done within the lease of its outbox row.
        (
            "mail.smtp_timeout_ms",
            (1..=30_000).contains(&config.mail.smtp_timeout_ms),
        ),
        // A charge is three questions at most, within the lease of its outbox row.
        (
            "payments.timeout_ms",
            (100..=12_000).contains(&config.payments.timeout_ms),
        ),
        ("mail.at_once", (1..=20).contains(&config.mail.at_once)),
        (
            "webhooks.timeout_ms",
            (100..=30_000).contains(&config.webhooks.timeout_ms),
        ),
        ("webhooks.at_once", (1..=256).contains(&config.webhooks.at_once)),
        (
            "auth.requested_link_minutes",
            (5..=43_200).contains(&config.auth.requested_link_minutes),
        ),
        (
            "auth.returned_link_minutes",
            (5..=43_200).contains(&config.auth.returned_link_minutes),
        ),
    ] {
        if !value {
            return Err(ConfigError(format!(
                "{setting}: too small or too large; see docs/configuration.md"
            )));
        }
    }
    check_vat(&config.vat)?;
    check_files(&config.files)?;
    if let Err(error) = EnvFilter::try_new(&config.log.filter) {
        return Err(ConfigError(format!("log.filter: \"{}\": {error}", config.log.filter)));
    }
    if !config.auth.master_key.is_empty() && MasterKey::parse(config.auth.master_key.reveal()).is_err() {
        return Err(ConfigError("auth.master_key: not 32 bytes in base64".into()));
    }
    check_mail(&config.mail)
}

fn check_mail(mail: &Mail) -> Result<(), ConfigError> {
    let refused = |words: String| Err(ConfigError(words));
    if mail.from.parse::<lettre::Address>().is_err() {
        return refused(format!("mail.from: \"{}\" is not an e-mail address", mail.from));
    }
    if mail.transport != MailTransport::Smtp {
        return Ok(());
    }
    let host = &mail.smtp_host;
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':');
    if host.is_empty() || !host.bytes().all(is_name) {
        return refused(format!(
            "mail.smtp_host: \"{host}\" is not the name of a mail server such as smtp.example.com; needed with mail.transport = \"smtp\""
        ));
    }
    if let Some(Err(error)) = mail.smtp_ca_file.as_ref().map(std::fs::read) {
        return refused(format!("mail.smtp_ca_file: {error}"));
    }
    if mail.smtp_user.is_empty() != mail.smtp_password.is_empty() {
        return refused("mail.smtp_user and mail.smtp_password belong together: set both, or neither".into());
    }
    let is_here = matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1");
    if mail.smtp_security == SmtpSecurity::None && !mail.smtp_user.is_empty() && !is_here {
        return refused(
            "mail.smtp_security: a password is not sent in clear to another machine; use \"starttls\" or \"tls\""
                .into(),
        );
    }
    Ok(())
}
