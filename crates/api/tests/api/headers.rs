//! What browsers are told with every answer, and the three cookies. One table for all that is served.

use portico::http::statics::{CONSOLE_PAGES, PAGES};
use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Kind, TestApp, Visitor, api_test, token_of};

/// Path, status, type, policy, cache, and `embed` where other origins may show it. `{…}` stands for something real.
const TABLE: &str = "
    /                              200  text/html                 portal   revalidate
    /subscriptions                 200  text/html                 portal   revalidate
    /billing-addresses             200  text/html                 portal   revalidate
    /payment-methods               200  text/html                 portal   revalidate
    /invoices                      200  text/html                 portal   revalidate
    /invoices/01a20397-b036-7000-8004-e9cb25c4b054  200  text/html  portal   revalidate
    /invoices/nothing              404  text/html                 bare     nothing
    /contact                       200  text/html                 portal   revalidate
    /login                         200  text/html                 portal   revalidate
    /customer-area/login           200  text/html                 portal   revalidate
    /customer-area/email           200  text/html                 portal   revalidate
    /customer-area/undo            200  text/html                 portal   revalidate
    /customer-area/recipient       200  text/html                 portal   revalidate
    /account                       200  text/html                 portal   revalidate
    /pay/add                       200  text/html                 paying   revalidate
    /pay/invoice                   200  text/html                 paying   revalidate
    /pay/link                      200  text/html                 paying   revalidate
    /console                       200  text/html                 portal   revalidate
    /console/                      200  text/html                 portal   revalidate
    /console/customers             200  text/html                 portal   revalidate
    /console/customers/{customer}  200  text/html                 portal   revalidate
    /console/settings/hosted-pages  200  text/html                 portal   revalidate
    /console/settings/company      200  text/html                 portal   revalidate
    /console/settings/invoices     200  text/html                 portal   revalidate
    /console/settings/payments     200  text/html                 portal   revalidate
    /console/debits                200  text/html                 portal   revalidate
    /console/team                  200  text/html                 portal   revalidate
    /console/api-keys              200  text/html                 portal   revalidate
    /console/activity              200  text/html                 portal   revalidate
    /console/account               200  text/html                 portal   revalidate
    /console/sign-in               200  text/html                 portal   revalidate
    /console/welcome               200  text/html                 portal   revalidate
    /console/reset                 200  text/html                 portal   revalidate
    /{script}                      200  text/javascript           portal   for-ever
    /console/{console script}      200  text/javascript           portal   for-ever
    /no-such-page                  404  text/html                 bare     nothing
    /index.html                    404  text/html                 bare     nothing
    /console/no-such-page          404  text/html                 bare     nothing
    /theme.css                     200  text/css                  none     minute
    /media/{picture}               200  image/png                 picture  for-ever
    /media/nothing                 404  text/html                 bare     nothing
    /docs                          200  text/html                 docs     revalidate
    /docs/                         308  -                         none     nothing
    /docs/reference.css            200  text/css                  docs     revalidate
    /docs/openapi.yaml             200  application/yaml          docs     revalidate
    /docs/openapi.json             200  application/json          docs     revalidate
    /health/live                   200  application/json          none     nothing
    /health/ready                  200  application/json          none     nothing
    /.well-known/jwks.json         200  application/json          none     5-minutes
    /ask                           404  -                         none     nothing
    /mailbox                       200  text/html                 mailbox  nothing
    /mailbox/nothing               404  application/problem+json  none     nothing
    /testing-gateway/nothing       404  text/html                 bare     nothing
    /api/customers                 200  application/json          none     nothing
    /api/customers/{customer}      200  application/json          none     nothing
    /api/public/portal             200  application/json          none     minute-public
    /api/audit-log/export          200  text/csv                  none     nothing
    /api/customers/nothing         404  application/problem+json  none     nothing
    /api/customers?limit=many      422  application/problem+json  none     nothing
    /api/nothing                   404  application/problem+json  none     nothing
    /api                           404  application/problem+json  none     nothing
";

fn policy(name: &str) -> &'static str {
    match name {
        "portal" => {
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
             font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'"
        }
        // Where a card is typed in, the provider's own script asks for it.
        "paying" => {
            "default-src 'none'; script-src 'self' https://js.stripe.com 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' data:; font-src 'self'; connect-src 'self' https://js.stripe.com https://api.stripe.com; \
             manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
             frame-src https://js.stripe.com https://hooks.stripe.com"
        }
        "bare" => "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "docs" => {
            "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'"
        }
        "picture" => "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "mailbox" => {
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        }
        "none" => "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        other => panic!("{other} is no policy"),
    }
}

fn cache(name: &str) -> &'static str {
    match name {
        "nothing" => "no-store",
        "revalidate" => "no-cache",
        "for-ever" => "public, max-age=31536000, immutable",
        "minute" => "max-age=60",
        "minute-public" => "public, max-age=60",
        "5-minutes" => "public, max-age=300",
        other => panic!("{other} is no way to keep things"),
    }
}

/// What every answer says, whatever it is.
fn differences(path: &str, answer: &Answer, transport: &str) -> Vec<String> {
    let is_api = path.starts_with("/api");
    let document = |value| if is_api { "" } else { value };
    let expected = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", document("same-origin")),
        (
            "permissions-policy",
            document("camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ),
        ("strict-transport-security", transport),
        // Nobody else's page reads what is ours.
        ("access-control-allow-origin", ""),
        ("server", ""),
        ("set-cookie", ""),
    ];
    let mut wrong: Vec<_> = expected
        .iter()
        .filter(|(name, value)| answer.header(name) != *value)
        .map(|(name, value)| format!("{path}: {name} is {:?}, not {value:?}", answer.header(name)))
        .collect();
    if answer.header("x-request-id").len() != 36 {
        wrong.push(format!("{path}: no request id"));
    }
    wrong
}

struct Row {
    path: &'static str,
    status: u16,
    kind: &'static str,
    policy: &'static str,
    cache: &'static str,
}

fn rows() -> Vec<Row> {
    let lines = TABLE.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let words: Vec<_> = line
                .split("  ")
                .map(str::trim)
                .filter(|word| !word.is_empty())
                .collect();
            let [path, status, kind, policy, cache] = words[..] else {
                panic!("{line}")
            };
            Row {
                path,
                status: status.parse().unwrap(),
                kind,
                policy,
                cache,
            }
        })
        .collect()
}

/// The front ends come from disk in a debug build; without them each page says how to build them.
fn built(folder: &str) -> Option<String> {
    let folder = format!("{}/../../{folder}", env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(format!("{folder}/index.html")).ok()?;
    let script = page
        // A release leaves quotes out.
        .split(['"', '\'', '=', ' ', '>'])
        .find(|text| text.contains("portico-") && text.ends_with(".js"));
    Some(script.unwrap().rsplit('/').next().unwrap().to_owned())
}

async fn everything_is_as_the_table_says(app: &TestApp, visitor: &Visitor<'_>, transport: &str) {
    let customer = app.customer("ada@example.com").await;
    let picture = include_bytes!("../../../../docs/portal.png").to_vec();
    app.key()
        .put_picture("/api/settings/hosted-pages/logo", "image/png", picture)
        .await
        .expect(200);
    let logo = app.key().get("/api/settings/hosted-pages").await.expect(200)["logoUrl"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut wrong = Vec::new();
    for row in rows() {
        let is_console = row.path.starts_with("/console");
        let script = built(if is_console { "dist-console" } else { "dist" });
        let is_page = matches!(row.policy, "portal" | "paying");
        let (status, policy_name, kept) = match (&script, is_page) {
            (None, true) if row.path.contains('{') => continue,
            (None, true) => (503, "bare", "nothing"),
            _ => (row.status, row.policy, row.cache),
        };
        let script = script.unwrap_or_default();
        let path = row
            .path
            .replace("{customer}", &customer)
            .replace("{picture}", logo.rsplit('/').next().unwrap());
        let path = path.replace("{script}", &script).replace("{console script}", &script);
        let proof = format!("Bearer {}", app.acme.key);
        let headers: &[_] = if path.starts_with("/api") {
            &[("Authorization", proof.as_str())]
        } else {
            &[]
        };
        let answer = visitor.send(Method::GET, &path, None, headers).await;
        let kind = answer.header("content-type").split(';').next().unwrap();
        let kind = if kind.is_empty() { "-" } else { kind };
        for (name, got, expected) in [
            (
                "status",
                answer.status.to_string().as_str(),
                status.to_string().as_str(),
            ),
            ("content-type", kind, row.kind),
            (
                "content-security-policy",
                answer.header("content-security-policy"),
                policy(policy_name),
            ),
            ("cache-control", answer.header("cache-control"), cache(kept)),
        ] {
            if got != expected {
                wrong.push(format!("{path}: {name} is {got:?}, not {expected:?}"));
            }
        }
        wrong.extend(differences(&path, &answer, transport));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[actix_web::test]
async fn every_answer_says_what_the_table_says() {
    let app = TestApp::start_demo(Kind::Sqlite, |_| {}).await;
    everything_is_as_the_table_says(&app, &app.nobody_on("acme"), "").await;
    app.finish().await;
}

#[actix_web::test]
async fn over_https_browsers_are_told_to_come_by_https_alone() {
    let app = TestApp::start_demo(Kind::Sqlite, |config| {
        config.http.base_url = "https://portal.example".into()
    })
    .await;
    let visitor = app.nobody_at("acme.portal.example");
    everything_is_as_the_table_says(&app, &visitor, "max-age=31536000; includeSubDomains").await;
    // What is below a merchant's own host is theirs.
    let elsewhere = app.nobody_at("kunden.example").get("/health/live").await;
    assert_eq!(elsewhere.header("strict-transport-security"), "max-age=31536000");
    app.finish().await;
}

#[test]
fn every_page_of_the_portal_and_every_route_at_the_root_has_a_row() {
    let rows: Vec<_> = rows().into_iter().map(|row| row.path).collect();
    let console = CONSOLE_PAGES.iter().map(|page| format!("console/{page}"));
    for page in PAGES.iter().map(|page| (*page).to_owned()).chain(console) {
        let is_there = rows.contains(&format!("/{page}").as_str());
        assert!(is_there, "/{page} is missing in the table");
    }
    let routes = [
        include_str!("../../src/http/router.rs"),
        include_str!("../../src/demo/mod.rs"),
    ]
    .map(|source| source.split_once("routes: &mut web::ServiceConfig) {").unwrap().1)
    .concat();
    let handlers: Vec<_> = routes
        .lines()
        .flat_map(|line| line.split(".service(").skip(1))
        .map(|call| call.split(')').next().unwrap().rsplit("::").next().unwrap())
        .collect();
    assert!(handlers.len() >= 13, "{handlers:?}");
    let sources = sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
    for handler in handlers {
        let path = path_of(&sources, handler);
        let start = path.split('{').next().unwrap();
        let is_there = rows
            .iter()
            .any(|row| *row == path || (path.contains('{') && row.starts_with(start)));
        assert!(is_there, "{path} ({handler}) is missing in the table");
    }
}

/// Every source file below a folder.
fn sources(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                return sources(&path);
            }
            let is_source = path.extension().is_some_and(|kind| kind == "rs");
            is_source
                .then(|| std::fs::read_to_string(&path).unwrap())
                .into_iter()
                .collect()
        })
        .collect()
}

/// From the attribute above the handler.
fn path_of(sources: &[String], handler: &str) -> String {
    let name = format!("async fn {handler}(");
    let before = sources.iter().find_map(|text| {
        let (before, _) = text.split_once(&name)?;
        // Routes of the API have their description between attribute and name.
        before.rsplit_once("\n#[").map(|(_, attribute)| attribute)
    });
    let attribute = before.unwrap_or_else(|| panic!("{handler} is nowhere"));
    attribute.split('"').nth(1).unwrap().to_owned()
}

api_test! {
    /// What a 304 says takes the place of what a browser kept, so it says the same.
    async fn a_304_says_the_same_and_has_no_body(app: TestApp) {
        let visitor = app.nobody_on("acme");
        for path in ["/docs", "/docs/reference.css", "/api/public/portal"] {
            let first = visitor.get(path).await;
            let again = visitor.send(Method::GET, path, None, &[("If-None-Match", first.header("etag"))]).await;
            assert_eq!((again.status, again.text.as_str()), (304, ""), "{path}");
            for name in ["etag", "cache-control", "content-security-policy"] {
                assert_eq!(again.header(name), first.header(name), "{path}: {name}");
            }
        }
    }
}

#[actix_web::test]
async fn what_is_refused_before_it_is_looked_at_says_the_same() {
    let app = TestApp::start_with(Kind::Sqlite, |config| config.limits.pages_per_minute = 1).await;
    let visitor = app.nobody_on("acme");
    visitor.get("/theme.css").await;
    let refused = visitor.get("/theme.css").await;
    assert_eq!(refused.refused(429), "too-many-requests");
    assert_eq!(differences("/theme.css", &refused, ""), [""; 0]);
    assert_eq!(
        (
            refused.header("content-security-policy"),
            refused.header("cache-control")
        ),
        (policy("none"), "no-store")
    );
    app.finish().await;
}

/// Realm, scheme, and the cookie to the letter; `…` is the secret.
const COOKIES: &str = "
    portal   http   portico_c=…; HttpOnly; SameSite=Lax; Path=/; Max-Age=43200
    portal   https  __Host-portico_c=…; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=43200
    console  http   portico_o=…; HttpOnly; SameSite=Strict; Path=/; Max-Age=43200
    console  https  __Host-portico_o=…; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=43200
    link     http   portico_l=…; HttpOnly; SameSite=Lax; Path=/; Max-Age=1800
    link     https  __Host-portico_l=…; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=1800
";

#[actix_web::test]
async fn each_cookie_is_as_the_table_says_and_taken_away_alike() {
    for line in COOKIES.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (realm, rest) = line.split_once("  ").unwrap();
        let (scheme, cookie) = rest.trim().split_once("  ").unwrap();
        let cookie = cookie.trim();
        let app = TestApp::start_with(Kind::Sqlite, |config| {
            if scheme == "https" {
                config.http.base_url = "https://portal.example".into();
            }
        })
        .await;
        let visitor = match scheme {
            "https" => app.nobody_at("acme.portal.example"),
            _ => app.nobody_on("acme"),
        };
        let (begun, out) = match realm {
            "portal" => {
                let token = app.link_token(&app.customer("ada@example.com").await).await;
                let body = json!({ "token": token });
                (
                    visitor.post("/api/session/portal/login", body).await,
                    Some("/api/logout"),
                )
            }
            "console" => (set_password(&app, &visitor).await, Some("/api/session/console/logout")),
            // Nobody signs out of a link: half an hour, and it is gone.
            "link" => (open_link(&app, &visitor).await, None),
            other => panic!("{other} is no realm"),
        };
        assert_eq!(masked(begun.header("set-cookie")), cookie, "{realm} on {scheme}");
        let secret = begun.header("set-cookie").split(['=', ';']).nth(1).unwrap();
        assert!(!begun.text.contains(secret), "{realm}: no script gets hold of it");
        let access = begun.expect(200)["accessToken"].as_str().unwrap().to_owned();
        if let Some(out) = out {
            let gone = app.with(&access).send(Method::POST, out, None, &[]).await;
            let taken_away = cookie.replace('…', "").replace("Max-Age=43200", "Max-Age=0");
            assert_eq!(
                (gone.status, gone.header("set-cookie")),
                (204, taken_away.as_str()),
                "{realm} on {scheme}"
            );
        }
        app.run_jobs().await;
        app.mails();
        app.finish().await;
    }
}

/// A new operator's first session.
async fn set_password(app: &TestApp, visitor: &Visitor<'_>) -> Answer {
    let new = json!({ "email": "eva@acme.example", "name": "Eva", "role": "viewer" });
    app.key().post("/api/operators", new).await.expect(201);
    app.run_jobs().await;
    let mails = app.mails();
    let token = token_of(mails[0].2.lines().find(|line| line.contains("token=")).unwrap());
    let body = json!({ "token": token, "password": "correct horse battery" });
    visitor.post("/api/session/console/set-password", body).await
}

/// A link for a payment method, opened.
async fn open_link(app: &TestApp, visitor: &Visitor<'_>) -> Answer {
    let customer = app.customer("ada@example.com").await;
    let made = app
        .key()
        .post("/api/payment-methods/link", json!({ "customer": customer }))
        .await
        .expect(201);
    let token = token_of(made["link"].as_str().unwrap());
    visitor.post("/api/session/link", json!({ "token": token })).await
}

/// A cookie without its secret, which is there.
fn masked(set: &str) -> String {
    let (name, rest) = set.split_once('=').unwrap();
    let (secret, attributes) = rest.split_once(';').unwrap();
    assert!(secret.len() > 60, "{set}");
    format!("{name}=…;{attributes}")
}
