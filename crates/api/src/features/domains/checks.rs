//! What can be a host of a merchant's own.

use std::net::IpAddr;

use portico_shared::ErrorCode;

use super::mapping;
use crate::{
    config::Config,
    http::{ApiError, ApiResult, check::refused},
};

/// Names end at 253 characters, and the proof stands under a label of its own.
const MOST: usize = 253 - mapping::PROOF_LABEL.len() - 1;

/// The host in the one spelling that is stored and compared.
///
/// # Errors
/// 422 for what is no host name; 409 for a host that is this installation's own.
pub fn host(config: &Config, text: &str) -> ApiResult<String> {
    let Some(host) = normalised(text) else {
        return Err(refused(
            "host",
            "invalid",
            "a host name such as kunden.example.com: no scheme, port, path, wildcard or IP address",
        ));
    };
    let own = [mapping::base_host(config), mapping::target(config)];
    if own.iter().any(|own| is_within(&host, own)) {
        return Err(unavailable());
    }
    Ok(host)
}

/// One text whatever the reason, so that nobody learns whose host it is.
pub fn unavailable() -> ApiError {
    ApiError::new(
        ErrorCode::DomainUnavailable,
        "This host cannot be used here. If it is yours, remove it wherever else it is used, then try again.",
    )
}

fn normalised(text: &str) -> Option<String> {
    let host = idna::domain_to_ascii_strict(text.strip_suffix('.').unwrap_or(text)).ok()?;
    let last = host.rsplit_once('.').map(|(_, last)| last)?;
    let numeric = last.bytes().all(|byte| byte.is_ascii_digit());
    (host.len() <= MOST && !numeric && host.parse::<IpAddr>().is_err()).then_some(host)
}

fn is_within(host: &str, own: &str) -> bool {
    host.strip_suffix(own)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_has_one_spelling() {
        for (written, stored) in [
            ("Kunden.Example.COM", "kunden.example.com"),
            ("kunden.example.com.", "kunden.example.com"),
            ("kunden.müller.example", "kunden.xn--mller-kva.example"),
            ("KUNDEN.MÜLLER.EXAMPLE", "kunden.xn--mller-kva.example"),
        ] {
            assert_eq!(normalised(written).as_deref(), Some(stored), "{written}");
        }
    }

    #[test]
    fn what_is_no_host_name_is_refused() {
        let long = format!("{}.example", "a.".repeat(122));
        for wrong in [
            "",
            ".",
            "localhost",
            "*.example.com",
            "192.0.2.1",
            "[2001:db8::1]",
            "1.2.3",
            "https://a.example",
            "a.example:443",
            "a.example/x",
            "a b.example",
            "a_b.example",
            "-a.example",
            "a..example",
            "@a.example",
            long.as_str(),
        ] {
            assert_eq!(normalised(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn our_own_hosts_cannot_be_claimed() {
        let mut config = Config::default();
        config.http.base_url = "https://portal.example:8443".into();
        config.domains.target = "edge.example".into();
        for own in [
            "portal.example",
            "acme.portal.example",
            "a.b.portal.example",
            "edge.example",
        ] {
            assert_eq!(
                host(&config, own).unwrap_err().code,
                ErrorCode::DomainUnavailable,
                "{own}"
            );
        }
        assert_eq!(host(&config, "myportal.example").unwrap(), "myportal.example");
    }
}
