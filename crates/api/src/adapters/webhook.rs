//! Sends to endpoints that merchants name: nowhere inside our own network, and never longer than a moment.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use reqwest::{
    Client, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
    redirect,
};

use crate::{adapters::tls, config::Webhooks};

/// Of an answer: enough to see what an endpoint complains of.
const MOST_ANSWER: usize = 4096;

#[derive(Debug)]
pub struct WebhookSender {
    client: Client,
    allow_private: bool,
    at_once: usize,
    timeout: Duration,
}

/// What an endpoint said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointAnswer {
    pub status: u16,
    /// Its first 4 KB.
    pub text: String,
}

/// Why an endpoint cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadTarget {
    NoUrl,
    NoTls,
    Password,
    Private,
}

impl BadTarget {
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoUrl | Self::NoTls | Self::Password => "invalid",
            Self::Private => "not-permitted",
        }
    }

    pub const fn message(self) -> &'static str {
        match self {
            Self::NoUrl => "an address with a host, such as https://example.com/hooks",
            Self::NoTls => "must begin with https://",
            Self::Password => "must not hold a user or a password: check the signature instead",
            Self::Private => {
                "must not lead into a private network or to this machine (webhooks.allow_private permits it)"
            }
        }
    }
}

impl WebhookSender {
    /// # Errors
    /// When this machine has no certificates to trust.
    pub fn new(config: &Webhooks) -> Result<Self, reqwest::Error> {
        tls::install();
        let timeout = Duration::from_millis(config.timeout_ms);
        let mut client = Client::builder()
            .timeout(timeout)
            // It would lead to where nobody looked.
            .redirect(redirect::Policy::none())
            // A proxy would look names up by itself.
            .no_proxy()
            .user_agent(concat!("portico/", env!("CARGO_PKG_VERSION")));
        if !config.allow_private {
            // Where a name leads is looked at when it is used: it may lead elsewhere than when it was stored.
            client = client.dns_resolver(Arc::new(PublicOnly));
        }
        Ok(Self {
            client: client.build()?,
            allow_private: config.allow_private,
            at_once: config.at_once,
            timeout,
        })
    }

    pub const fn at_once(&self) -> usize {
        self.at_once
    }

    pub const fn timeout(&self) -> Duration {
        self.timeout
    }

    /// What can be known of an address without asking anybody.
    ///
    /// # Errors
    /// Why nothing is sent there.
    pub fn check(&self, url: &str) -> Result<Url, BadTarget> {
        let url: Url = url.parse().map_err(|_| BadTarget::NoUrl)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(BadTarget::NoUrl)?;
        let secure = url.scheme() == "https" || (self.allow_private && url.scheme() == "http");
        if !secure {
            return Err(BadTarget::NoTls);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadTarget::Password);
        }
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let ours = match literal {
            Ok(address) => !is_public(address),
            Err(_) => is_local_name(host),
        };
        if ours && !self.allow_private {
            return Err(BadTarget::Private);
        }
        Ok(url)
    }

    /// # Errors
    /// In words for the merchant: no answer came.
    pub async fn send(
        &self,
        url: &str,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
    ) -> Result<EndpointAnswer, String> {
        let url = self
            .check(url)
            .map_err(|bad| format!("not sent: the address {}", bad.message()))?;
        let mut all = HeaderMap::new();
        all.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in headers {
            let value = HeaderValue::from_str(value).map_err(|error| error.to_string())?;
            all.insert(HeaderName::from_static(name), value);
        }
        let sent = self.client.post(url).headers(all).body(body).send().await;
        let mut answer = sent.map_err(|error| in_words(&error))?;
        let status = answer.status().as_u16();
        let mut text = Vec::new();
        // The status counts; an answer that breaks off or never ends is cut.
        while let Ok(Some(chunk)) = answer.chunk().await {
            text.extend_from_slice(&chunk);
            if text.len() >= MOST_ANSWER {
                text.truncate(MOST_ANSWER);
                break;
            }
        }
        let text = String::from_utf8_lossy(&text).replace('\0', "");
        Ok(EndpointAnswer { status, text })
    }
}

fn in_words(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".into();
    }
    // The innermost cause names what happened; the outer ones name the address.
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let what = if error.is_connect() {
        "no connection"
    } else {
        "no answer"
    };
    format!("{what}: {cause}")
}

/// Names that lead to this machine or this network whoever is asked.
fn is_local_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let ends = ["localhost", ".localhost", ".local", ".internal", ".home.arpa"];
    !host.contains('.') || ends.iter().any(|end| host.ends_with(end))
}

/// Whether an address is somewhere in the open internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// IANA's registry of special-purpose addresses (RFC 6890), and what is not assigned to anybody.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(a == 0
        || a == 10
        || a == 127
        || (a == 100 && (64..128).contains(&b))
        || (a == 169 && b == 254)
        || (a == 172 && (16..32).contains(&b))
        || (a == 192 && b == 168)
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113)
        || a >= 224)
}

/// Global unicast alone, and no address that holds one of the older kind which is not public.
fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(older) = address.to_ipv4_mapped() {
        return is_public_v4(older);
    }
    let parts = address.segments();
    let older = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // NAT64, 6to4.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => older(high, low),
        // Teredo, benchmarking, documentation.
        [0x2001, 0 | 2 | 0xdb8, ..] => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// Finds the public addresses of a name alone.
#[derive(Debug)]
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("the name leads into a private network or to nothing".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(allow_private: bool) -> WebhookSender {
        WebhookSender::new(&Webhooks {
            allow_private,
            ..Webhooks::default()
        })
        .unwrap()
    }

    /// Nothing is sent to what only we can reach: other machines' metadata, databases, this program itself.
    #[test]
    fn private_addresses_are_refused_in_every_spelling() {
        let sender = sender(false);
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.0.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[fe80::1]",
            "[fc00::1]",
            "[fd12::1]",
            "[ff02::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:a00:1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[2001::1]",
            "[2001:db8::1]",
            "[::127.0.0.1]",
            "localhost",
            "LOCALHOST.",
            "db",
            "metadata.google.internal",
            "printer.local",
        ] {
            assert_eq!(
                sender.check(&format!("https://{host}/hook")),
                Err(BadTarget::Private),
                "{host}"
            );
        }
        for host in [
            "example.com",
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "[2606:4700::1111]",
            "[64:ff9b::808:808]",
        ] {
            assert!(sender.check(&format!("https://{host}/hook")).is_ok(), "{host}");
        }
    }

    #[test]
    fn only_https_without_a_password_is_an_endpoint() {
        for (url, bad) in [
            ("http://example.com", BadTarget::NoTls),
            ("ftp://example.com", BadTarget::NoTls),
            ("https://a:b@example.com", BadTarget::Password),
            ("https://a@example.com", BadTarget::Password),
            ("example.com", BadTarget::NoUrl),
            ("", BadTarget::NoUrl),
        ] {
            assert_eq!(sender(false).check(url), Err(bad), "{url}");
        }
        assert!(sender(true).check("http://127.0.0.1:9/hook").is_ok());
    }

    /// A name that was public when it was stored may lead elsewhere when it is used.
    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_refused_when_it_is_used() {
        let resolved = PublicOnly.resolve("localhost".parse().unwrap()).await;
        assert!(resolved.is_err());
    }
}
