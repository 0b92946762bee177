//! Which tenant a host stands for: `{slug}.{base domain}` or a verified custom domain.

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web};
use futures_util::future::LocalBoxFuture;
use portico_shared::{ErrorCode, TenantId};

use super::{ApiError, ApiResult};
use crate::{config::Config, context::Context, db::entities::tenants, features::tenants::store};

/// The tenant that the request's host stands for; an unknown host is a 404.
#[derive(Debug)]
pub struct HostTenant(pub tenants::Model);

impl FromRequest for HostTenant {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let context = context(&request)?;
            find(&context, &request)
                .await?
                .map(Self)
                .ok_or_else(ApiError::not_found)
        })
    }
}

pub fn context(request: &HttpRequest) -> ApiResult<web::Data<Context>> {
    request
        .app_data::<web::Data<Context>>()
        .cloned()
        // Only the document is made without one, which asks each operation for its right and throws the answer away.
        .ok_or_else(ApiError::unauthorized)
}

pub async fn find(context: &Context, request: &HttpRequest) -> ApiResult<Option<tenants::Model>> {
    let db = context.db.read();
    let host = host(request);
    if let Some(slug) = slug(&context.config, &host) {
        return Ok(store::find_by_slug(db, slug).await?);
    }
    if let Some(tenant) = store::find_by_host(db, &host).await? {
        return Ok(Some(tenant));
    }
    let local = context.config.http.listen.ip().is_loopback();
    match context.config.http.default_tenant.as_ref().filter(|_| local) {
        Some(slug) => Ok(store::find_by_slug(db, slug).await?),
        None => Ok(None),
    }
}

/// Whether a proof of a tenant, given with its slug, may be used on this host: its own, or one that is neutral. A key may on
/// foreign names too, by which a program may know this machine; a browser has no business there.
pub async fn may_serve(
    context: &Context,
    request: &HttpRequest,
    (tenant, own_slug): (TenantId, &str),
    is_key: bool,
) -> ApiResult<bool> {
    let host = host(request);
    if let Some(slug) = slug(&context.config, &host) {
        return Ok(slug == own_slug);
    }
    if is_neutral(context, request) {
        return Ok(true);
    }
    let named = store::find_by_host(context.db.read(), &host).await?;
    Ok(named.map_or(is_key, |named| named.id == tenant))
}

/// Ours, and names no tenant: an address, or the base domain.
pub fn is_neutral(context: &Context, request: &HttpRequest) -> bool {
    let host = host(request);
    host.parse::<std::net::IpAddr>().is_ok() || host == base_host(&context.config)
}

/// Refuses hosts that are neither ours nor an address: a foreign name that points here is an attack.
///
/// # Errors
/// 404 like for any unknown host.
pub async fn check_known(context: &Context, request: &HttpRequest) -> ApiResult<()> {
    let is_address = host(request).parse::<std::net::IpAddr>().is_ok();
    if is_address || find(context, request).await?.is_some() {
        Ok(())
    } else {
        Err(ApiError::not_found())
    }
}

/// The origin of a tenant's portal, from configuration and never from the request.
pub fn portal_origin(config: &Config, slug: &str, primary_host: Option<&str>) -> String {
    let (scheme, rest) = config.http.base_url.split_once("://").unwrap_or(("http", "localhost"));
    match primary_host {
        Some(host) => format!("{scheme}://{host}"),
        None => format!("{scheme}://{slug}.{rest}"),
    }
}

/// Refuses unsafe requests that another site's page made: a cookie alone is no proof of intent.
///
/// # Errors
/// 403 when `Origin` is absent or not this host's own.
pub fn same_origin(request: &HttpRequest) -> ApiResult<()> {
    let text = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value: &header::HeaderValue| value.to_str().ok())
    };
    let (origin, host) = (text(header::ORIGIN), text(header::HOST).unwrap_or_default());
    let context = context(request)?;
    let scheme = context
        .config
        .http
        .base_url
        .split_once("://")
        .map_or("http", |(scheme, _)| scheme);
    let own = format!("{scheme}://{host}");
    if origin.is_some_and(|origin| origin.eq_ignore_ascii_case(&own) || is_dev_proxy(&context, origin)) {
        Ok(())
    } else {
        Err(ApiError::new(
            ErrorCode::Forbidden,
            "This request must come from the portal's own pages.",
        ))
    }
}

/// Trunk's proxy rewrites Host: its pages are believed where a default tenant is configured, which is
/// for development on this machine alone.
fn is_dev_proxy(context: &Context, origin: &str) -> bool {
    let local = ["http://localhost:", "http://127.0.0.1:"]
        .iter()
        .any(|start| origin.starts_with(start));
    local && context.config.http.default_tenant.is_some() && context.config.http.listen.ip().is_loopback()
}

/// The host without its port, in lower case.
pub(crate) fn host(request: &HttpRequest) -> String {
    let text = request
        .headers()
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    without_port(text).to_ascii_lowercase()
}

fn without_port(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

pub(crate) fn base_host(config: &Config) -> &str {
    without_port(
        config
            .http
            .base_url
            .split_once("://")
            .map_or("localhost", |(_, rest)| rest),
    )
}

/// `demo` in `demo.localhost` where the base domain is `localhost`.
pub(crate) fn slug<'a>(config: &Config, host: &'a str) -> Option<&'a str> {
    host.strip_suffix(base_host(config))?
        .strip_suffix('.')
        .filter(|slug| !slug.is_empty() && !slug.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(base_url: &str) -> Config {
        let mut config = Config::default();
        config.http.base_url = base_url.into();
        config
    }

    #[test]
    fn a_tenant_is_one_label_before_the_base_domain() {
        let config = config("https://portal.example:8443");
        assert_eq!(slug(&config, "acme.portal.example"), Some("acme"));
        for other in [
            "portal.example",
            ".portal.example",
            "a.b.portal.example",
            "acmeportal.example",
            "acme.example",
        ] {
            assert_eq!(slug(&config, other), None, "{other}");
        }
    }

    #[test]
    fn links_come_from_configuration() {
        let config = config("http://localhost:8080");
        assert_eq!(portal_origin(&config, "demo", None), "http://demo.localhost:8080");
        assert_eq!(
            portal_origin(&config, "demo", Some("kunden.example")),
            "http://kunden.example"
        );
    }
}
