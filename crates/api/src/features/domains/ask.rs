//! What a reverse proxy asks before it fetches a certificate: does this host belong here? At the root and
//! outside of the described API, because proxies ask it and clients never do.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::store;
use crate::{
    config::Config,
    context::Context,
    features::tenants,
    http::{ApiResult, hosts},
};

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    domain: String,
    #[serde(default)]
    token: String,
}

/// 200 for a proved domain and for the hosts of this installation, 404 for anything else and anybody else.
#[get("/ask")]
pub async fn ask(context: web::Data<Context>, request: HttpRequest) -> ApiResult<HttpResponse> {
    let asked = web::Query::<Asked>::from_query(request.query_string()).ok();
    let answer = match asked {
        Some(asked) if may_ask(&context.config, &request, &asked.token) && is_ours(&context, &asked.domain).await? => {
            HttpResponse::Ok()
        }
        _ => HttpResponse::NotFound(),
    };
    Ok({ answer }.insert_header(("Cache-Control", "no-store")).finish())
}

/// Strangers could otherwise read our list of hosts by trying names, and make a proxy fetch certificates.
/// A request that a proxy merely passed on carries a forwarded header; the proxy's own does not.
fn may_ask(config: &Config, request: &HttpRequest, token: &str) -> bool {
    let expected = &config.domains.ask_token;
    if !expected.is_empty() {
        return Sha256::digest(token) == Sha256::digest(expected.reveal());
    }
    let passed_on = ["x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"]
        .iter()
        .any(|name| request.headers().contains_key(*name));
    let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
    !passed_on
        && peer.is_some_and(|peer| {
            peer.is_loopback() || config.http.trusted_proxies.iter().any(|range| range.contains(&peer))
        })
}

async fn is_ours(context: &Context, domain: &str) -> ApiResult<bool> {
    let (db, domain) = (context.db.read(), domain.to_ascii_lowercase());
    if domain == hosts::base_host(&context.config) {
        return Ok(true);
    }
    if let Some(slug) = hosts::slug(&context.config, &domain) {
        return Ok(tenants::store::find_by_slug(db, slug).await?.is_some());
    }
    Ok(store::find_claim(db, &domain).await?.is_some())
}
