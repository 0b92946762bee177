//! Mails to a mail server by SMTP, over connections that are kept for the next mail.

use std::{
    error::Error as _,
    fmt,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    transport::smtp::{
        Error, PoolConfig,
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
        extension::ClientId,
    },
};

use crate::{
    adapters::tls,
    config::{Mail, SmtpSecurity},
    ports::{MailError, Mailer},
};

/// Why a mail server cannot be used as it was configured.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    #[error("smtp_ca_file: {file}: {reason}")]
    CaFile { file: String, reason: String },
    #[error("smtp_host: {0}")]
    Tls(Error),
}

/// How long a server that refused a mail is asked whether it knows us.
const LONGEST_GREETING: Duration = Duration::from_secs(5);

pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    timeout: Duration,
    away: AtomicBool,
}

// Without the transport, which knows the password.
impl fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpMailer")
    }
}

impl SmtpMailer {
    /// Connects to nobody yet.
    ///
    /// # Errors
    /// When `smtp_ca_file` cannot be read.
    pub fn new(config: &Mail) -> Result<Self, SmtpError> {
        tls::install();
        let standard = match config.smtp_security {
            SmtpSecurity::Starttls => 587,
            SmtpSecurity::Tls => 465,
            SmtpSecurity::None => 25,
        };
        let timeout = Duration::from_millis(config.smtp_timeout_ms);
        let pool = u32::try_from(config.at_once).unwrap_or(1);
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(config.smtp_host.as_str())
            .port(config.smtp_port.unwrap_or(standard))
            .tls(security(config)?)
            .timeout(Some(timeout))
            // Each of those that send side by side finds its connection again.
            .pool_config(PoolConfig::new().max_size(pool).idle_timeout(Duration::from_secs(30)));
        if let Ok(from) = config.from.parse::<Address>() {
            builder = builder.hello_name(ClientId::Domain(from.domain().to_owned()));
        }
        if !config.smtp_user.is_empty() {
            let password = config.smtp_password.reveal().to_owned();
            builder = builder.credentials(Credentials::new(config.smtp_user.clone(), password));
        }
        Ok(Self {
            transport: builder.build(),
            timeout,
            away: AtomicBool::new(false),
        })
    }

    async fn attempt(&self, mail: &Message) -> Result<(), MailError> {
        let sent = tokio::time::timeout(self.timeout, self.transport.send(mail.clone())).await;
        let Ok(sent) = sent else {
            self.away.store(true, Ordering::Relaxed);
            let waited = self.timeout.as_millis();
            return Err(MailError::NotNow(format!("no answer within {waited} ms")));
        };
        self.away.store(
            sent.as_ref().is_err_and(|error| error.status().is_none()),
            Ordering::Relaxed,
        );
        match sent {
            Ok(_) => Ok(()),
            // "Wrong password" and "go away" are 5xx too, but about us: the mails wait until that is mended.
            Err(error) if error.is_permanent() && self.serves_us().await => Err(MailError::Refused(words(&error))),
            Err(error) => Err(MailError::NotNow(words(&error))),
        }
    }

    /// Whether greeting and login still go through.
    async fn serves_us(&self) -> bool {
        let most = self.timeout.min(LONGEST_GREETING);
        let asked = tokio::time::timeout(most, self.transport.test_connection()).await;
        matches!(asked, Ok(Ok(true)))
    }
}

#[async_trait::async_trait]
impl Mailer for SmtpMailer {
    fn is_away(&self) -> bool {
        self.away.load(Ordering::Relaxed)
    }

    async fn send(&self, mail: &Message) -> Result<(), MailError> {
        self.attempt(mail).await
    }
}

fn security(config: &Mail) -> Result<Tls, SmtpError> {
    if config.smtp_security == SmtpSecurity::None {
        return Ok(Tls::None);
    }
    let mut parameters = TlsParameters::builder(config.smtp_host.clone());
    if let Some(file) = &config.smtp_ca_file {
        let failed = |reason: String| SmtpError::CaFile {
            file: file.display().to_string(),
            reason,
        };
        let pem = std::fs::read(file).map_err(|error| failed(error.to_string()))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| failed(error.to_string()))?;
        parameters = parameters.add_root_certificate(certificate);
    }
    let parameters = parameters.build_rustls().map_err(SmtpError::Tls)?;
    Ok(match config.smtp_security {
        SmtpSecurity::Tls => Tls::Wrapper(parameters),
        SmtpSecurity::Starttls | SmtpSecurity::None => Tls::Required(parameters),
    })
}

/// What the server said, as it said it: `550 5.1.1 No such user here`.
fn words(error: &Error) -> String {
    match (error.status(), error.source()) {
        (Some(code), Some(said)) => format!("{code} {said}"),
        _ => error.to_string(),
    }
}
