//! What Hosted Pages must look like.

use actix_web::http::Uri;
use portico_shared::settings::{HostedPages, HostedPagesPatch};

use super::{Lifetimes, colour::Colour};
use crate::{
    config::Auth,
    http::{ApiResult, body::ReadOnly, check::Check},
};

/// Five minutes to thirty days.
const MINUTES: std::ops::RangeInclusive<u32> = 5..=43_200;
const HOURS: std::ops::RangeInclusive<u32> = 1..=720;
const MOST_HOSTS: usize = 50;

impl ReadOnly for HostedPagesPatch {
    const FIELDS: &'static [&'static str] = Self::READ_ONLY;
}

/// One spelling for what is compared later.
pub fn normalised(mut pages: HostedPages) -> HostedPages {
    if let Some(colour) = pages.accent_colour.as_deref().and_then(Colour::parse) {
        pages.accent_colour = Some(colour.to_string());
    }
    for host in &mut pages.return_hosts {
        host.make_ascii_lowercase();
    }
    pages
}

/// # Errors
/// 422 with every field that cannot be.
pub fn check(pages: &HostedPages, auth: &Auth) -> ApiResult<()> {
    let mut check = Check::default();
    check.text("portalTitle", pages.portal_title.as_deref(), 80);
    let colour = pages.accent_colour.as_deref();
    check.require(
        colour.is_none_or(|text| Colour::parse(text).is_some()),
        "accentColour",
        "invalid",
        "a colour such as #0f766e",
    );
    check.email("contactEmail", pages.contact_email.as_deref());
    check.text("contactPhone", pages.contact_phone.as_deref(), 50);
    for (path, url) in [
        ("imprintUrl", &pages.imprint_url),
        ("privacyUrl", &pages.privacy_url),
        ("termsUrl", &pages.terms_url),
    ] {
        let fits = url
            .as_deref()
            .is_none_or(|url| url.len() <= 2000 && https_host(url).is_some());
        check.require(fits, path, "invalid", "an address that begins with https://");
    }
    check.require(
        !pages.languages.is_empty(),
        "languages",
        "required",
        "at least one language",
    );
    distinct(&mut check, "languages", &pages.languages);
    distinct(&mut check, "paymentMethodTypes", &pages.payment_method_types);
    check_hosts(&mut check, &pages.return_hosts);
    check_lifetimes(&mut check, pages, auth);
    check.finish()
}

fn distinct<T: PartialEq>(check: &mut Check, path: &str, all: &[T]) {
    let repeated = all.iter().enumerate().any(|(index, one)| all[..index].contains(one));
    check.require(!repeated, path, "repeated", "name each once");
}

fn check_hosts(check: &mut Check, hosts: &[String]) {
    let few = hosts.len() <= MOST_HOSTS;
    check.require(few, "returnHosts", "out-of-range", "at most 50 hosts");
    distinct(check, "returnHosts", hosts);
    for (index, host) in hosts.iter().enumerate() {
        let path = format!("returnHosts[{index}]");
        check.require(
            is_host(host),
            &path,
            "invalid",
            "a host name such as shop.example, without scheme, port or path",
        );
    }
}

fn check_lifetimes(check: &mut Check, pages: &HostedPages, auth: &Auth) {
    for (path, minutes) in [
        ("requestedLinkMinutes", pages.requested_link_minutes),
        ("sentLinkMinutes", pages.sent_link_minutes),
        ("returnedLinkMinutes", pages.returned_link_minutes),
        ("paymentLinkMinutes", pages.payment_link_minutes),
        ("sessionIdleMinutes", pages.session_idle_minutes),
    ] {
        let fits = minutes.is_none_or(|minutes| MINUTES.contains(&minutes));
        check.require(fits, path, "out-of-range", "5 minutes to 30 days (43200)");
    }
    let fits = pages.session_absolute_hours.is_none_or(|hours| HOURS.contains(&hours));
    check.require(fits, "sessionAbsoluteHours", "out-of-range", "1 hour to 30 days (720)");
    let session = Lifetimes::of(auth, pages);
    check.require(
        pages.session_idle_minutes.is_none() || session.session_idle <= session.session_absolute,
        "sessionIdleMinutes",
        "contradiction",
        &format!(
            "not longer than a session lives, {} hours",
            session.session_absolute.num_hours()
        ),
    );
}

/// The note of a change.
pub fn check_note(note: Option<&str>) -> ApiResult<()> {
    let mut check = Check::default();
    check.prose("note", note, 500);
    check.finish()
}

fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// The host of an absolute https address without a user name.
fn https_host(text: &str) -> Option<String> {
    let uri: Uri = text.parse().ok().filter(|_| !text.contains('\\'))?;
    let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'))?;
    let host = authority.host().to_ascii_lowercase();
    (uri.scheme_str() == Some("https") && is_host(&host)).then_some(host)
}

/// Whether a customer may be sent on to `url`: https, the standard port, and a host of the allow-list.
pub fn allows_return(pages: &HostedPages, url: &str) -> bool {
    let standard = |uri: Uri| uri.port_u16().is_none_or(|port| port == 443);
    url.parse().is_ok_and(standard) && https_host(url).is_some_and(|host| pages.return_hosts.contains(&host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_is_sent_back_to_listed_hosts_alone() {
        let pages = HostedPages {
            return_hosts: vec!["shop.example".into()],
            ..HostedPages::default()
        };
        for url in [
            "https://shop.example",
            "https://SHOP.example/done?x=1",
            "https://shop.example:443/#a",
        ] {
            assert!(allows_return(&pages, url), "{url}");
        }
        for url in [
            "http://shop.example/",
            "https://shop.example.evil.example/",
            "https://evil.example/?shop.example",
            "https://shop.example@evil.example/",
            "https://evil.example\\@shop.example/",
            "https://user@shop.example/",
            "https://shop.example:8443/",
            "//shop.example/",
            "javascript:alert(1)",
            "/done",
            "",
        ] {
            assert!(!allows_return(&pages, url), "{url}");
        }
    }
}
