//! Where a request comes from. Forwarded headers count only behind a trusted proxy.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use ipnet::IpNet;

use crate::config::Config;

/// The client's address: the right-most hop that is not a trusted proxy.
pub fn address(request: &HttpRequest, config: &Config) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let forwarded = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok());
    Some(right_most(peer, forwarded, &config.http.trusted_proxies))
}

fn right_most<'a>(peer: IpAddr, forwarded: impl Iterator<Item = &'a str>, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|range| range.contains(address));
    let hops: Vec<&str> = forwarded.flat_map(|line| line.split(',')).collect();
    let mut client = peer.to_canonical();
    for hop in hops.iter().rev() {
        // What stands left of a hop that cannot be read was written by nobody we trust.
        if !is_trusted(&client) {
            break;
        }
        let Some(address) = hop_address(hop.trim()) else { break };
        client = address.to_canonical();
    }
    client
}

/// Proxies write an address, some with a port.
fn hop_address(hop: &str) -> Option<IpAddr> {
    hop.parse()
        .or_else(|_| hop.parse::<SocketAddr>().map(|socket| socket.ip()))
        .ok()
}

/// Whom a limit counts: an IPv4 address, or the network that an IPv6 customer is given.
pub fn limited_as(address: Option<IpAddr>) -> String {
    match address {
        Some(IpAddr::V6(address)) => {
            IpNet::new(address.into(), 64).map_or_else(|_| String::new(), |net| net.trunc().to_string())
        }
        Some(address) => address.to_string(),
        None => String::new(),
    }
}

/// An address with its last part left out: what the audit log and the list of sessions keep.
pub fn shortened(address: IpAddr) -> String {
    let network = match address {
        IpAddr::V4(_) => IpNet::new(address, 24),
        IpAddr::V6(_) => IpNet::new(address, 48),
    };
    network.map_or_else(|_| String::new(), |range| range.trunc().to_string())
}

/// What kind of proof the request carried, for the log.
pub fn kind(request: &HttpRequest) -> &'static str {
    let bearer = request
        .headers()
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    match bearer {
        Some(text) if text.starts_with("Bearer ptc_live_") => "key",
        Some(_) => "token",
        None => "none",
    }
}

/// The browser's own words, cut to what a session keeps.
pub fn user_agent(request: &HttpRequest) -> Option<String> {
    let text = request.headers().get("user-agent")?.to_str().ok()?;
    Some(text.chars().take(200).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_forwarded_address_counts_behind_a_trusted_proxy_alone() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let seen = |peer, line: &'static str| right_most(ip(peer), std::iter::once(line), &trusted);
        assert_eq!(
            seen("203.0.113.9", "198.51.100.1"),
            ip("203.0.113.9"),
            "a stranger's header is ignored"
        );
        assert_eq!(seen("10.0.0.1", "198.51.100.1"), ip("198.51.100.1"));
        assert_eq!(
            seen("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2"),
            ip("198.51.100.1"),
            "what the client made up is ignored"
        );
        assert_eq!(
            seen("10.0.0.1", "6.6.6.6, 198.51.100.1:4711"),
            ip("198.51.100.1"),
            "with a port"
        );
        assert_eq!(
            seen("10.0.0.1", "6.6.6.6, unknown"),
            ip("10.0.0.1"),
            "nothing left of nonsense counts"
        );
        assert_eq!(seen("::ffff:10.0.0.1", "198.51.100.1"), ip("198.51.100.1"));
        assert_eq!(seen("10.0.0.1", "nonsense"), ip("10.0.0.1"));
    }

    #[test]
    fn addresses_are_kept_without_their_last_part() {
        assert_eq!(shortened(ip("203.0.113.77")), "203.0.113.0/24");
        assert_eq!(shortened(ip("2001:db8:1:2::1")), "2001:db8:1::/48");
    }
}
