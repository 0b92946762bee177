//! Portico as a process of its own, which can be killed and started again. On SQLite it is a demo, whose clock can be set. On
//! PostgreSQL it is `serve`, whose clock cannot: what was to happen, or to end, happens earlier instead.

use std::{
    io::{BufRead, BufReader},
    os::unix::process::ExitStatusExt,
    process::{Child, Command, Stdio},
    time::Duration,
};

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{
    Database, Kind, port,
    stripe::{PUBLISHABLE_KEY, SECRET_KEY, Stripe, kill},
};

const SIGKILL: i32 = 9;
const MASTER_KEY: &str = "cG9ydGljby10ZXN0cy1ndWFyZC1ub3RoaW5nLWhlcmU=";

/// Ten minutes pass for what the life before left behind.
const TIME_PASSES: &str = "
    UPDATE outbox SET available_at = available_at - interval '10 minutes', leased_until = leased_until - interval '10 minutes'
      WHERE done_at IS NULL;
    UPDATE payments SET leased_until = leased_until - interval '10 minutes' WHERE leased_until IS NOT NULL;
    UPDATE refunds SET leased_until = leased_until - interval '10 minutes' WHERE leased_until IS NOT NULL;
";

pub struct Server {
    folder: tempfile::TempDir,
    postgres: Option<Database>,
    stripe: String,
    client: reqwest::Client,
    process: Option<Child>,
    origin: String,
    /// The merchant's.
    pub key: String,
    /// How many lives it had: each begins later, so that leases of the life before are over.
    lives: i32,
}

impl Server {
    /// With a merchant who has set Stripe up.
    pub async fn begin(kind: Kind, stripe: &Stripe) -> Self {
        let mut server = Self {
            folder: tempfile::tempdir().unwrap(),
            postgres: match kind {
                Kind::Sqlite => None,
                Kind::Postgres => Some(Database::create(kind).await),
            },
            stripe: stripe.api.clone(),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            process: None,
            origin: String::new(),
            key: String::new(),
            lives: 0,
        };
        if kind == Kind::Postgres {
            server.run(&["tenant", "create", "demo", "Demo"]);
            server.key = server.run(&["apikey", "create", "demo", "all"]);
        }
        server.start(stripe).await;
        let keys = json!({ "stripe": { "publishableKey": PUBLISHABLE_KEY, "secretKey": SECRET_KEY } });
        server.merchant("PUT", "/payment-gateways/stripe", keys).await;
        server
    }

    pub async fn end(mut self) {
        self.is_killed(true).await;
        if let Some(database) = self.postgres.take() {
            database.drop().await;
        }
    }

    fn program(&self) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_portico"));
        program
            .current_dir(self.folder.path())
            .env("PORTICO_PAYMENTS_STRIPE_API", &self.stripe)
            .env("PORTICO_AUTH_ARGON2_MEMORY_KIB", "64")
            .env("PORTICO_AUTH_ARGON2_PASSES", "1")
            .stderr(Stdio::null());
        if let Some(url) = self.postgres.as_ref().and_then(Database::url) {
            program
                .env("PORTICO_DATABASE_URL", url)
                .env("PORTICO_MASTER_KEY", MASTER_KEY)
                .env("PORTICO_MAIL_TRANSPORT", "folder")
                .env("PORTICO_PAYMENTS_TESTING", "true")
                .env("PORTICO_LIMITS_TOKEN_TRIES_PER_MINUTE", "10000");
        }
        program
    }

    /// Runs a command; gives what it prints.
    fn run(&self, command: &[&str]) -> String {
        let output = self.program().args(command).output().unwrap();
        assert!(output.status.success(), "{command:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    pub async fn start(&mut self, stripe: &Stripe) {
        let port = port::free();
        let listen = format!("127.0.0.1:{port}");
        let mut program = self.program();
        self.lives += 1;
        if let Some(database) = &self.postgres {
            database.run(TIME_PASSES).await;
            program.args(["serve", "--listen", &listen]).stdout(Stdio::null());
        } else {
            let now = (chrono::Utc::now() + TimeDelta::minutes(10) * self.lives).to_rfc3339();
            program
                .args(["demo", "--format", "json", "--listen", &listen, "--now", &now])
                .arg("--data-dir")
                .arg(self.folder.path())
                .stdout(Stdio::piped());
        }
        let mut process = program.spawn().unwrap();
        stripe.is_asked_by(process.id());
        if let Some(out) = process.stdout.take() {
            let mut line = String::new();
            BufReader::new(out).read_line(&mut line).unwrap();
            // One that dies as soon as it works has nothing to say.
            if let Ok(facts) = serde_json::from_str::<Value>(&line) {
                facts["apiKey"].as_str().unwrap().clone_into(&mut self.key);
            }
        }
        self.origin = format!("http://{listen}");
        let health = format!("{}/health/live", self.origin);
        while process.try_wait().unwrap().is_none() && self.client.get(&health).send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.process = Some(process);
    }

    /// Whether it was started, and its death was not noticed yet.
    pub fn is_started(&self) -> bool {
        self.process.is_some()
    }

    /// Waits until it is dead by the signal: ours, or else that of Stripe's stand-in.
    pub async fn is_killed(&mut self, by_us: bool) {
        let process = self.process.as_mut().unwrap();
        if by_us {
            kill(process.id());
        }
        for _ in 0..2000 {
            if let Some(status) = process.try_wait().unwrap() {
                assert_eq!(status.signal(), Some(SIGKILL), "it was not killed: {status}");
                self.process = None;
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("nobody was killed");
    }

    /// What the portal's page or the merchant's program asks; nothing where no answer came.
    pub async fn ask(&self, method: &str, path: &str, proof: &str, body: Value) -> Option<(u16, Value)> {
        self.ask_once(method, (path, ""), proof, body).await
    }

    /// The same with a key, by which the same again is the same request.
    pub async fn ask_once(
        &self,
        method: &str,
        (path, key): (&str, &str),
        proof: &str,
        body: Value,
    ) -> Option<(u16, Value)> {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let host = format!("demo.localhost:{}", self.origin.rsplit(':').next().unwrap());
        let asked = self
            .client
            .request(method, format!("{}/api{path}", self.origin))
            .header("origin", format!("http://{host}"))
            .header("host", host)
            .header("content-type", "application/json");
        let asked = if proof.is_empty() {
            asked
        } else {
            asked.bearer_auth(proof)
        };
        let asked = if key.is_empty() {
            asked
        } else {
            asked.header("idempotency-key", key)
        };
        let asked = if body.is_null() {
            asked
        } else {
            asked.body(body.to_string())
        };
        let answer = asked.send().await.ok()?;
        let status = answer.status().as_u16();
        let text = answer.bytes().await.ok()?;
        Some((status, serde_json::from_slice(&text).unwrap_or(Value::Null)))
    }

    pub async fn merchant(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.ask(method, path, &self.key, body).await.unwrap();
        assert!(status < 300, "{method} {path}: {status} {answer}");
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            process.kill().ok();
            process.wait().ok();
        }
    }
}
