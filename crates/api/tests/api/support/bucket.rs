//! A stand-in for a bucket that speaks S3: moto, started for the test. It checks signatures and rights, and holds what it was
//! sent in memory alone.

use std::{
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use portico::config::{Config, Secret};
use reqwest::{Client, Method};

use super::port;

const NAME: &str = "papers";

/// What the key may do: no more than docs/invoices.md asks for.
const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject","s3:DeleteObject","s3:ListBucket"],"Resource":"*"}]}"#;

pub struct Bucket {
    port: u16,
    client: Client,
    access_key_id: String,
    secret_access_key: String,
    process: Child,
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn run(port: u16) -> Child {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let program = root.join(".tools/s3/bin/moto_server");
    assert!(program.exists(), "moto is missing: run `scripts/setup test`");
    Command::new(program)
        .args(["-H", "127.0.0.1", "-p", &port.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

impl Bucket {
    pub async fn start() -> Self {
        portico::adapters::tls::install();
        let port = port::free();
        let mut bucket = Self {
            port,
            client: Client::builder().no_proxy().build().unwrap(),
            access_key_id: String::new(),
            secret_access_key: String::new(),
            process: run(port),
        };
        (bucket.access_key_id, bucket.secret_access_key) = bucket.set_up().await;
        bucket
    }

    /// Documents are kept here.
    pub fn point(&self, config: &mut Config) {
        let files = &mut config.files;
        files.bucket = NAME.into();
        files.endpoint = format!("http://127.0.0.1:{}", self.port);
        files.access_key_id.clone_from(&self.access_key_id);
        files.secret_access_key = Secret::new(&self.secret_access_key);
    }

    /// From now on nobody answers there.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// It is there again, under the same address and with the same key, and holds nothing.
    pub async fn start_again(&mut self) {
        self.process = run(self.port);
        let keys = self.set_up().await;
        assert_eq!(keys, (self.access_key_id.clone(), self.secret_access_key.clone()));
    }

    /// A bucket, and a key for it; from then on nobody is let in without one.
    async fn set_up(&self) -> (String, String) {
        self.wait().await;
        // What it makes up is the same each time.
        self.ask(Method::POST, "/moto-api/seed?a=42", "").await;
        self.ask(Method::PUT, &format!("/{NAME}"), "").await;
        self.manage("CreateUser", "").await;
        let policy = format!("&PolicyName=documents&PolicyDocument={POLICY}");
        self.manage("PutUserPolicy", &policy).await;
        let key = self.manage("CreateAccessKey", "").await;
        self.ask(Method::POST, "/moto-api/reset-auth", "0").await;
        let part = |name: &str| {
            let (_, rest) = key.split_once(&format!("<{name}>")).unwrap();
            rest.split_once('<').unwrap().0.to_owned()
        };
        (part("AccessKeyId"), part("SecretAccessKey"))
    }

    /// Until the process answers. It is another program: no clock of ours can be advanced for it.
    async fn wait(&self) {
        for _ in 0..1200 {
            let asked = self.client.get(format!("http://127.0.0.1:{}/moto-api/", self.port));
            if asked.send().await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("moto does not answer");
    }

    async fn ask(&self, method: Method, path: &str, body: &'static str) {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        let answer = self.client.request(method, url).body(body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}");
    }

    /// The service for users and keys, which it tells by the signature's scope.
    async fn manage(&self, action: &str, more: &str) -> String {
        let asked = self.client.post(format!("http://127.0.0.1:{}/", self.port));
        let scope = "AWS4-HMAC-SHA256 Credential=nobody/20260101/us-east-1/iam/aws4_request";
        let answer = asked
            .header("Authorization", scope)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(format!("Action={action}&UserName=portico{more}"))
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{action}");
        String::from_utf8(answer.bytes().await.unwrap().to_vec()).unwrap()
    }
}
