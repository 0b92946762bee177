//! The real DNS, asked anew each time: an old answer would say "not there" to somebody who has just set
//! the record.

use std::{net::IpAddr, time::Duration};

use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig},
    net::{DnsError, NetError, runtime::TokioRuntimeProvider},
    proto::{op::ResponseCode, rr::RData},
};

use crate::{
    config::Domains,
    ports::{ResolveError, Resolver},
};

#[derive(Debug)]
pub struct DnsResolver(Source);

/// Where the system says nothing of a DNS, the server runs on without one.
enum Source {
    Servers(Box<TokioResolver>),
    None(String),
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Servers(_) => "Servers",
            Self::None(_) => "None",
        })
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct DnsSetup(String);

impl DnsResolver {
    /// # Errors
    /// When the configured servers cannot be used.
    pub fn new(config: &Domains) -> Result<Self, DnsSetup> {
        let mut builder = if config.resolvers.is_empty() {
            match TokioResolver::builder_tokio() {
                Ok(builder) => builder,
                Err(error) => return Ok(Self(Source::None(error.to_string()))),
            }
        } else {
            let servers = config.resolvers.iter().map(|server| {
                let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut one| {
                    one.port = server.port();
                    one
                });
                let mut named = NameServerConfig::udp_and_tcp(server.ip());
                named.connections = connections.into();
                named
            });
            let servers = ResolverConfig::from_name_servers(servers.collect());
            TokioResolver::builder_with_config(servers, TokioRuntimeProvider::default())
        };
        let options = builder.options_mut();
        options.timeout = Duration::from_millis(config.timeout_ms);
        options.attempts = 0;
        options.cache_size = 0;
        options.use_hosts_file = ResolveHosts::Never;
        let resolver = builder.build().map_err(|error| DnsSetup(error.to_string()))?;
        Ok(Self(Source::Servers(Box::new(resolver))))
    }

    fn servers(&self) -> Result<&TokioResolver, ResolveError> {
        match &self.0 {
            Source::Servers(servers) => Ok(servers),
            Source::None(why) => Err(ResolveError(why.clone())),
        }
    }
}

#[async_trait::async_trait]
impl Resolver for DnsResolver {
    async fn txt(&self, name: &str) -> Result<Vec<String>, ResolveError> {
        let found = match self.servers()?.txt_lookup(whole(name)).await {
            Ok(found) => found,
            Err(error) => return none_or(error),
        };
        let texts = found.answers().iter().filter_map(|record| match &record.data {
            // A long text travels in parts that belong together without a blank.
            RData::TXT(txt) => Some(String::from_utf8_lossy(&txt.txt_data.concat()).into_owned()),
            _ => None,
        });
        Ok(texts.collect())
    }

    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, ResolveError> {
        match self.servers()?.lookup_ip(whole(host)).await {
            Ok(found) => Ok(found.iter().collect()),
            Err(error) => none_or(error),
        }
    }
}

/// With a dot at its end no search list is tried.
fn whole(name: &str) -> String {
    format!("{name}.")
}

fn none_or<T>(error: NetError) -> Result<Vec<T>, ResolveError> {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(none))
            if matches!(none.response_code, ResponseCode::NXDomain | ResponseCode::NoError) =>
        {
            Ok(Vec::new())
        }
        error => Err(ResolveError(error.to_string())),
    }
}
