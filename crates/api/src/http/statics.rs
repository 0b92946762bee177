//! The built front ends, pre-compressed inside the binary. In a debug build they are read from disk.

use std::borrow::Cow;

use actix_web::{
    HttpRequest, HttpResponse, ResponseError, get,
    http::{Method, StatusCode, header},
    web,
};
use portico_shared::{CustomerId, ErrorCode, InvoiceId};
use reqwest::Url;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::{ApiError, ApiResult, hosts, openapi};
use crate::{
    context::Context,
    features::hosted_pages::{colour::Colour, theme::css},
};

#[derive(RustEmbed)]
#[folder = "../../dist"]
struct Portal;

#[derive(RustEmbed)]
#[folder = "../../dist-console"]
struct Console;

/// The portal's pages: each gets its document; anything else that is no file is a 404.
pub const PAGES: &[&str] = &[
    "",
    "subscriptions",
    "billing-addresses",
    "payment-methods",
    "invoices",
    "contact",
    "login",
    "customer-area/login",
    "customer-area/email",
    "customer-area/undo",
    "customer-area/recipient",
    "account",
    "pay/add",
    "pay/invoice",
    "pay/link",
];
/// Documents of their own: the account, with the payment methods; the invoices, with each of them below that address.
const ACCOUNT: &str = "account";
const INVOICES: &str = "invoices";
const METHODS: &str = "payment-methods";
/// The pages where a payment method is added: a provider's script may run there, and nowhere else.
const PAYING: &str = "pay/";

/// The console's pages, below `/console`.
pub const CONSOLE_PAGES: &[&str] = &[
    "",
    "customers",
    "settings/hosted-pages",
    "settings/company",
    "settings/invoices",
    "settings/payments",
    "debits",
    "team",
    "api-keys",
    "activity",
    "account",
    "sign-in",
    "welcome",
    "reset",
];

fn is_console_page(path: &str) -> bool {
    let customer = path.strip_prefix("customers/");
    CONSOLE_PAGES.contains(&path) || customer.is_some_and(|id| id.parse::<CustomerId>().is_ok())
}

/// Constant, so that caches and reviewers know it: no inline script, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same, and Stripe: its script, its interface, and the frames in which cards and their owners are asked.
fn paying_policy(script: &str) -> String {
    let origin = script.parse::<Url>().map(|url| url.origin().ascii_serialization());
    let origin = origin.unwrap_or_default();
    POLICY
        .replace("script-src 'self'", &format!("script-src 'self' {origin}"))
        .replace(
            "connect-src 'self'",
            &format!("connect-src 'self' {origin} https://api.stripe.com"),
        )
        + "; frame-src https://js.stripe.com https://hooks.stripe.com"
}

/// What is under `/api` and was not routed: another method of a known address, or nothing.
pub fn not_in_the_api(path: &str) -> ApiResult<HttpResponse> {
    let methods = openapi::methods(path);
    if methods.is_empty() {
        return Err(ApiError::not_found());
    }
    let error = ApiError::new(
        ErrorCode::MethodNotAllowed,
        "This address does not answer this method; see openapi.yaml.",
    );
    let mut response = error.error_response();
    if let Ok(allowed) = header::HeaderValue::from_str(&methods.join(", ")) {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    Ok(response)
}

/// Serves a file or a page of a known host; an unknown host names no tenant.
pub async fn page(context: web::Data<Context>, request: HttpRequest) -> ApiResult<HttpResponse> {
    if request.path() == "/api" || request.path().starts_with("/api/") {
        return not_in_the_api(request.path());
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(HttpResponse::build(StatusCode::METHOD_NOT_ALLOWED)
            .insert_header((header::ALLOW, "GET, HEAD"))
            .finish());
    }
    if hosts::find(&context, &request).await?.is_none() {
        return Ok(not_found(None));
    }
    let path = request.path().trim_start_matches('/');
    Ok(match path.strip_prefix("console") {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            let page = |path: &str| is_console_page(path).then_some("index.html");
            serve::<Console>(&request, rest.trim_start_matches('/'), page, POLICY)
                .unwrap_or_else(|| not_found(Some("/console")))
        }
        _ => {
            let policy = if asks_provider(path.trim_end_matches('/')) {
                Cow::Owned(paying_policy(&context.config.payments.stripe_script))
            } else {
                Cow::Borrowed(POLICY)
            };
            serve::<Portal>(&request, path, document, &policy).unwrap_or_else(|| not_found(Some("/")))
        }
    })
}

/// Whether a provider's script may run on a page.
fn asks_provider(page: &str) -> bool {
    page.starts_with(PAYING) && PAGES.contains(&page)
}

/// The page of one invoice; the API says whether there is such a one.
fn is_invoice(page: &str) -> bool {
    let id = page.strip_prefix(INVOICES).and_then(|rest| rest.strip_prefix('/'));
    id.is_some_and(|id| id.parse::<InvoiceId>().is_ok())
}

/// Which document of the portal shows a page.
fn document(page: &str) -> Option<&'static str> {
    match page {
        ACCOUNT | METHODS => Some("account/index.html"),
        INVOICES => Some("invoices/index.html"),
        page if asks_provider(page) => Some("pay/index.html"),
        page if is_invoice(page) => Some("invoices/index.html"),
        page => PAGES.contains(&page).then_some("index.html"),
    }
}

fn serve<F: RustEmbed>(
    request: &HttpRequest,
    path: &str,
    document: impl Fn(&str) -> Option<&'static str>,
    policy: &str,
) -> Option<HttpResponse> {
    if let Some(document) = document(path.trim_end_matches('/')) {
        return file::<F>(request, document, policy).or_else(|| Some(not_built()));
    }
    let compressed_twin = [".br", ".gz"].iter().any(|end| path.ends_with(end));
    if path.ends_with("index.html") || compressed_twin {
        return None;
    }
    file::<F>(request, path, policy)
}

fn file<F: RustEmbed>(request: &HttpRequest, path: &str, policy: &str) -> Option<HttpResponse> {
    let accepted = header_text(request, header::ACCEPT_ENCODING);
    let encoded = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(name, _)| accepts(accepted, name))
        .find_map(|(name, end)| F::get(&format!("{path}{end}")).map(|file| (Some(name), file)));
    let found = encoded.or_else(|| F::get(path).map(|file| (None, file)));
    let (encoding, EmbeddedFile { data, metadata }) = found?;
    let etag = format!("\"{}\"", crate::auth::secrets::hex(&metadata.sha256_hash()[..16]));
    let mut response = if header_text(request, header::IF_NONE_MATCH).contains(&etag) {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::ETAG, etag))
        .insert_header((header::VARY, "Accept-Encoding"))
        .insert_header((
            header::CACHE_CONTROL,
            if is_hashed(path) {
                "public, max-age=31536000, immutable"
            } else {
                "no-cache"
            },
        ))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::CONTENT_TYPE, content_type(path)));
    if let Some(encoding) = encoding {
        response.insert_header((header::CONTENT_ENCODING, encoding));
    }
    Some(match data {
        Cow::Borrowed(bytes) => response.body(web::Bytes::from_static(bytes)),
        Cow::Owned(bytes) => response.body(bytes),
    })
}

fn header_text(request: &HttpRequest, name: header::HeaderName) -> &str {
    request
        .headers()
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

pub(super) fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        parts.next() == Some(encoding) && !parts.any(|weight| weight == "q=0")
    })
}

/// Trunk puts a hash of the content into the names of what may be kept for ever.
fn is_hashed(path: &str) -> bool {
    path.split(['-', '_', '.', '/'])
        .any(|part| part.len() >= 12 && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "webmanifest" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The merchant's colours, so that index.html stays the same for all.
#[get("/theme.css")]
pub async fn theme(context: web::Data<Context>, request: HttpRequest) -> ApiResult<HttpResponse> {
    let tenant = hosts::find(&context, &request).await?;
    let pages = tenant
        .map(|tenant| tenant.pages())
        .transpose()
        .map_err(ApiError::internal)?;
    let accent = pages.and_then(|pages| Colour::parse(&pages.accent_colour?));
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "max-age=60"))
        .content_type("text/css; charset=utf-8")
        .body(accent.map(css).unwrap_or_default()))
}

const BARE_POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `back` is where whoever mistyped an address can go on from; nowhere on a host that is nobody's.
pub(crate) fn not_found(back: Option<&str>) -> HttpResponse {
    bare(
        StatusCode::NOT_FOUND,
        "Page not found",
        (
            "Diese Seite gibt es nicht. Bitte prüfen Sie die Adresse.",
            "Zur Startseite",
        ),
        (
            "There is no such page. Please check the address.",
            "Go to the start page",
        ),
        back,
    )
}

/// Of an address of a file that opens nothing, whatever the reason.
pub(crate) fn expired() -> HttpResponse {
    bare(
        StatusCode::FORBIDDEN,
        "Link expired",
        (
            "Dieser Link ist abgelaufen. Im Kundenbereich erhalten Sie das Dokument erneut.",
            "Zu den Rechnungen",
        ),
        (
            "This link has expired. You can get the document again in the customer portal.",
            "Go to the invoices",
        ),
        Some("/invoices"),
    )
}

fn not_built() -> HttpResponse {
    bare(
        StatusCode::SERVICE_UNAVAILABLE,
        "Not built",
        ("Die Oberfläche ist nicht gebaut: `make build`.", ""),
        ("The front end is not built: run `make build`.", ""),
        None,
    )
}

/// A page without style or script: a sentence and the words of a link in both languages.
fn bare(
    status: StatusCode,
    title: &str,
    (german, german_link): (&str, &str),
    (english, english_link): (&str, &str),
    back: Option<&str>,
) -> HttpResponse {
    let link = |text: &str| {
        back.map(|back| format!(" <a href=\"{back}\">{text}</a>"))
            .unwrap_or_default()
    };
    let (english, german) = (
        english.to_owned() + &link(english_link),
        german.to_owned() + &link(german_link),
    );
    let body = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title></head>\n\
         <body><main><h1>{title}</h1><p>{english}</p><p lang=\"de\">{german}</p></main></body></html>\n"
    );
    HttpResponse::build(status)
        .insert_header((header::CONTENT_SECURITY_POLICY, BARE_POLICY))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/html; charset=utf-8")
        .body(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(is_hashed("portico-web-1a2b3c4d5e6f7a8b_bg.wasm"));
        for name in ["index.html", "favicon.svg", "boot.js", "deadbeef.css"] {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn the_account_the_invoices_and_paying_are_documents_of_their_own() {
        let apart = [
            ("account", "account"),
            ("invoices", "invoices"),
            ("invoices/01a20397-b036-7000-8004-e9cb25c4b054", "invoices"),
            ("payment-methods", "account"),
            ("pay/add", "pay"),
            ("pay/invoice", "pay"),
            ("pay/link", "pay"),
        ];
        for (page, folder) in apart {
            assert_eq!(document(page), Some(&*format!("{folder}/index.html")), "{page}");
        }
        for page in PAGES.iter().filter(|page| apart.iter().all(|(own, _)| own != *page)) {
            assert_eq!(document(page), Some("index.html"), "{page}");
        }
        for other in [
            "account/people",
            "invoices/1",
            "invoices/index.html",
            "invoices/01a20397-b036-7000-8004-e9cb25c4b054/x",
            "accounts",
            "index.html",
            "pay",
            "pay/other",
            "pay/index.html",
        ] {
            assert_eq!(document(other), None, "{other}");
        }
    }

    #[test]
    fn a_providers_script_may_run_where_a_method_is_added_and_nowhere_else() {
        let asking: Vec<_> = PAGES.iter().filter(|page| asks_provider(page)).collect();
        assert_eq!(asking, [&"pay/add", &"pay/invoice", &"pay/link"]);
        assert!(
            !asks_provider("pay/portico-pay-1a2b3c4d5e6f7a8b.js"),
            "what is loaded, not where"
        );
        assert!(!POLICY.contains("stripe") && !POLICY.contains("frame-src"));
    }

    #[test]
    fn the_policy_of_paying_adds_stripe_and_takes_nothing_away() {
        let policy = paying_policy("https://js.stripe.example/v3/");
        let parts: Vec<_> = policy.split("; ").collect();
        for added in [
            "script-src 'self' https://js.stripe.example 'wasm-unsafe-eval'",
            "connect-src 'self' https://js.stripe.example https://api.stripe.com",
            "frame-src https://js.stripe.com https://hooks.stripe.com",
        ] {
            assert!(parts.contains(&added), "{added} in {policy}");
        }
        let kept = POLICY
            .split("; ")
            .filter(|part| !part.starts_with("script-src") && !part.starts_with("connect-src"));
        for part in kept {
            assert!(parts.contains(&part), "{part} in {policy}");
        }
    }

    #[test]
    fn the_console_answers_at_its_pages_and_at_each_customers() {
        for page in [
            "",
            "team",
            "settings/hosted-pages",
            "customers/01a20397-b036-7000-8004-e9cb25c4b054",
        ] {
            assert!(is_console_page(page), "{page}");
        }
        for other in [
            "teams",
            "settings",
            "customers/1",
            "customers/01a20397-b036-7000-8004-e9cb25c4b054/x",
        ] {
            assert!(!is_console_page(other), "{other}");
        }
    }

    #[test]
    fn an_encoding_that_is_refused_is_not_sent() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("br;q=1.0", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("", "br"));
    }
}
