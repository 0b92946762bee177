//! A mail server for tests: a real conversation over TCP, which refuses what it is told to refuse.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use portico::config::{Config, MailTransport, Secret, SmtpSecurity};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

/// Of "localhost", for a hundred years; trusted by nobody but these tests.
const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/support/smtp/localhost.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/support/smtp/localhost.key");

const USER: &str = "portico";
const PASSWORD: &str = "open sesame";

#[derive(Default)]
struct State {
    /// What it answers to a command in place of yes.
    answers: HashMap<String, String>,
    /// Takes connections and says nothing.
    hangs: bool,
    /// TLS from the first byte, in place of STARTTLS.
    wraps: bool,
    /// What clients said, without the mails themselves.
    heard: Vec<String>,
    mails: Vec<Vec<u8>>,
}

#[derive(Clone)]
pub struct SmtpServer {
    pub port: u16,
    state: Arc<Mutex<State>>,
    is_tls: bool,
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

impl SmtpServer {
    /// Speaks STARTTLS and asks for a password where `is_tls`; else in clear, without one.
    pub async fn start(is_tls: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            state: Arc::default(),
            is_tls,
        };
        let one = server.clone();
        actix_web::rt::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let one = one.clone();
                actix_web::rt::spawn(async move {
                    // A client that goes away in the middle is no matter of the server's.
                    let _ = one.talk(stream).await;
                });
            }
        });
        server
    }

    pub fn point(&self, config: &mut Config) {
        let mail = &mut config.mail;
        mail.transport = MailTransport::Smtp;
        mail.from = "post@acme.example".into();
        mail.smtp_host = "localhost".into();
        mail.smtp_port = Some(self.port);
        mail.smtp_security = match (self.is_tls, self.state().wraps) {
            (_, true) => SmtpSecurity::Tls,
            (true, false) => SmtpSecurity::Starttls,
            (false, false) => SmtpSecurity::None,
        };
        if self.is_tls {
            mail.smtp_ca_file = Some(PathBuf::from(CERTIFICATE));
            mail.smtp_user = USER.into();
            mail.smtp_password = Secret::new(PASSWORD);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a command (`RCPT`, `DATA`, `.` for the mail itself, `AUTH`, `EHLO`) with these words; `None`: yes again.
    pub fn answer(&self, command: &str, words: Option<&str>) {
        match words {
            Some(words) => self.state().answers.insert(command.into(), words.into()),
            None => self.state().answers.remove(command),
        };
    }

    pub fn wrap(&self) {
        self.state().wraps = true;
    }

    pub fn hang(&self, hangs: bool) {
        self.state().hangs = hangs;
    }

    /// Takes the mails out that it accepted.
    pub fn take(&self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.state().mails)
    }

    pub fn heard(&self) -> Vec<String> {
        self.state().heard.clone()
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        if self.state().hangs {
            return std::future::pending().await;
        }
        let mut is_private = self.state().wraps;
        let mut wire: BufReader<Box<dyn Wire>> = if is_private {
            BufReader::new(Box::new(acceptor().accept(stream).await?))
        } else {
            BufReader::new(Box::new(stream))
        };
        wire.write_all(b"220 mail.example ready\r\n").await?;
        loop {
            let mut line = String::new();
            if wire.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let line = line.trim_end();
            let verb = line.split([' ', ':']).next().unwrap().to_uppercase();
            // A password is not kept, not even here.
            let kept = if verb == "AUTH" { "AUTH" } else { line };
            self.state().heard.push(kept.to_owned());
            let refusal = self.state().answers.get(&verb).cloned();
            if let Some(words) = refusal {
                wire.write_all(format!("{words}\r\n").as_bytes()).await?;
                continue;
            }
            match verb.as_str() {
                "STARTTLS" => {
                    wire.write_all(b"220 go on\r\n").await?;
                    wire = BufReader::new(Box::new(acceptor().accept(wire.into_inner()).await?));
                    is_private = true;
                }
                "DATA" => {
                    wire.write_all(b"354 go on\r\n").await?;
                    let mail = read_mail(&mut wire).await?;
                    let refusal = self.state().answers.get(".").cloned();
                    if refusal.is_none() {
                        self.state().mails.push(mail);
                    }
                    let words = refusal.unwrap_or_else(|| "250 2.0.0 taken".into());
                    wire.write_all(format!("{words}\r\n").as_bytes()).await?;
                }
                "QUIT" => return wire.write_all(b"221 bye\r\n").await,
                _ => {
                    let words = self.reply(&verb, line, is_private);
                    wire.write_all(format!("{words}\r\n").as_bytes()).await?;
                }
            }
        }
    }

    fn reply(&self, verb: &str, line: &str, is_private: bool) -> &'static str {
        use base64::Engine;
        match verb {
            "EHLO" if self.is_tls && !is_private => "250-mail.example\r\n250 STARTTLS",
            "EHLO" if self.is_tls => "250-mail.example\r\n250 AUTH PLAIN",
            "EHLO" => "250 mail.example",
            "MAIL" if self.is_tls && !self.heard().iter().any(|line| line == "AUTH") => "530 5.7.0 Who are you?",
            "AUTH" => {
                let plain = format!("\0{USER}\0{PASSWORD}");
                let expected = base64::engine::general_purpose::STANDARD.encode(plain);
                if line == format!("AUTH PLAIN {expected}") {
                    "235 2.7.0 welcome"
                } else {
                    "535 5.7.8 wrong password"
                }
            }
            _ => "250 2.0.0 yes",
        }
    }
}

fn acceptor() -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_file(CERTIFICATE).unwrap();
    let key = PrivateKeyDer::from_pem_file(KEY).unwrap();
    portico::adapters::tls::install();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn read_mail(wire: &mut BufReader<Box<dyn Wire>>) -> std::io::Result<Vec<u8>> {
    let mut mail = Vec::new();
    loop {
        let mut line = Vec::new();
        if wire.read_until(b'\n', &mut line).await? == 0 || line == b".\r\n" {
            return Ok(mail);
        }
        let unstuffed = line.strip_prefix(b".").unwrap_or(&line);
        mail.extend_from_slice(unstuffed);
    }
}
