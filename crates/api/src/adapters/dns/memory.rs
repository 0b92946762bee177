//! A DNS in memory, for tests. It can be told to give no answer.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::ports::{ResolveError, Resolver};

#[derive(Debug, Default)]
pub struct MemoryResolver(Mutex<Zone>);

#[derive(Debug, Default)]
struct Zone {
    txt: HashMap<String, Vec<String>>,
    addresses: HashMap<String, Vec<IpAddr>>,
    silent: bool,
}

impl MemoryResolver {
    fn zone(&self) -> MutexGuard<'_, Zone> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answering(&self) -> Result<MutexGuard<'_, Zone>, ResolveError> {
        let zone = self.zone();
        if zone.silent {
            Err(ResolveError("timed out".into()))
        } else {
            Ok(zone)
        }
    }

    pub fn set_txt(&self, name: &str, values: &[&str]) {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        self.zone().txt.insert(name.to_owned(), values);
    }

    pub fn set_addresses(&self, host: &str, addresses: &[IpAddr]) {
        self.zone().addresses.insert(host.to_owned(), addresses.to_vec());
    }

    /// Gives no answer to anything from now on, or answers again.
    pub fn set_silent(&self, silent: bool) {
        self.zone().silent = silent;
    }
}

#[async_trait::async_trait]
impl Resolver for MemoryResolver {
    async fn txt(&self, name: &str) -> Result<Vec<String>, ResolveError> {
        Ok(self.answering()?.txt.get(name).cloned().unwrap_or_default())
    }

    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, ResolveError> {
        Ok(self.answering()?.addresses.get(host).cloned().unwrap_or_default())
    }
}
