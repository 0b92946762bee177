//! Whatever is sent where a proof belongs: nothing breaks, and all that is wrong is told alike.

use chrono::TimeDelta;
use portico::{
    adapters::random::SystemRandom,
    auth::{
        keys::MasterKey,
        secrets::{NewSecret, Presented},
        tokens::{Realm, RefreshToken, TokenKey, TokenKeys},
    },
};
use portico_shared::{CustomerId, LinkId, OperatorId, OperatorSessionId, PersonId, SessionId, TenantId};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    strategy::ValueTree,
    test_runner::TestRunner,
};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use uuid::Uuid;

use crate::support::{Answer, Kind, TestApp, api_test, token_of};

/// A slip of the finger or of a program.
#[derive(Debug, Clone)]
enum Slip {
    Drop(Index),
    Put(Index, char),
    Insert(Index, char),
    Cut(Index),
    Twice,
    Upper,
}

fn slips() -> impl Strategy<Value = Slip> {
    let sign = || prop_oneof![any::<char>(), select("._-=+/ aA0fF".chars().collect::<Vec<_>>())];
    prop_oneof![
        any::<Index>().prop_map(Slip::Drop),
        (any::<Index>(), sign()).prop_map(|(at, sign)| Slip::Put(at, sign)),
        (any::<Index>(), sign()).prop_map(|(at, sign)| Slip::Insert(at, sign)),
        any::<Index>().prop_map(Slip::Cut),
        Just(Slip::Twice),
        Just(Slip::Upper),
    ]
}

impl Slip {
    fn on(&self, text: &str) -> String {
        let mut signs: Vec<char> = text.chars().collect();
        match self {
            Self::Drop(at) => drop(signs.remove(at.index(text.len()))),
            Self::Put(at, sign) => signs[at.index(text.len())] = *sign,
            Self::Insert(at, sign) => signs.insert(at.index(text.len() + 1), *sign),
            Self::Cut(at) => signs.truncate(at.index(text.len())),
            Self::Twice => signs.extend(text.chars()),
            Self::Upper => return text.to_uppercase(),
        }
        signs.into_iter().collect()
    }
}

fn now() -> chrono::DateTime<chrono::Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

const REALMS: [Realm; 3] = [Realm::Portal, Realm::Console, Realm::Link];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn a_proof_with_a_slip_in_it_is_none(slip in slips(), realm in select(REALMS.to_vec())) {
        let master = MasterKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
        let secret = NewSecret::generate(&SystemRandom);
        let is_changed = |text: &str, real: &str| text != real;
        let key = slip.on(&secret.api_key());
        if is_changed(&key, &secret.api_key()) {
            prop_assert!(Presented::api_key(&key).is_none(), "{key}");
        }
        let link = slip.on(&secret.link_token());
        // A link has no checksum: another one of the same form is looked up, and does not match.
        let opens = Presented::link_token(&link).is_some_and(|one| one.lookup == secret.lookup && one.matches(&secret.hash));
        prop_assert_eq!(opens, !is_changed(&link, &secret.link_token()), "{}", link);
        let token = RefreshToken { realm, tenant: TenantId(Uuid::from_u128(1)), session: Uuid::from_u128(2), generation: 3 };
        let text = slip.on(&token.to_text(&master));
        let is_read = RefreshToken::parse(&text, &master, realm) == Some(token);
        prop_assert_eq!(is_read, !is_changed(&text, &token.to_text(&master)), "{}", text);
        let keys = TokenKeys::new(vec![TokenKey::from_seed("k1".into(), [7; 32], chrono::DateTime::UNIX_EPOCH, None)]);
        let id = Uuid::from_u128;
        let real = match realm {
            Realm::Portal => keys.issue(now(), PersonId(id(1)), TenantId(id(2)), SessionId(id(3)), CustomerId(id(4))),
            Realm::Console => keys.issue_console(now(), OperatorId(id(1)), TenantId(id(2)), OperatorSessionId(id(3))),
            Realm::Link => keys.issue_link(now(), LinkId(id(1)), TenantId(id(2))),
        };
        let real = real.unwrap();
        let text = slip.on(&real);
        let is_read = match realm {
            Realm::Portal => keys.verify(&text, now()).is_some(),
            Realm::Console => keys.verify_console(&text, now()).is_some(),
            Realm::Link => keys.verify_link(&text, now()).is_some(),
        };
        prop_assert_eq!(is_read, !is_changed(&text, &real), "{}", text);
    }

    #[test]
    fn what_is_no_proof_at_all_is_read_as_none(text in prop_oneof![any::<String>(), "[0-9a-f]{0,20}_[0-9a-f]{0,70}", "ptc_live_[0-9a-f_]{0,90}", "pt[rol]_[A-Za-z0-9_-]{0,100}", "[A-Za-z0-9_-]{0,20}(\\.[A-Za-z0-9_-]{0,20}){0,3}"]) {
        let keys = TokenKeys::new(vec![TokenKey::from_seed("k1".into(), [7; 32], chrono::DateTime::UNIX_EPOCH, None)]);
        let master = MasterKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
        prop_assert!(keys.verify(&text, now()).is_none() && keys.verify_console(&text, now()).is_none());
        prop_assert!(keys.verify_link(&text, now()).is_none());
        for realm in REALMS {
            prop_assert!(RefreshToken::parse(&text, &master, realm).is_none());
        }
        prop_assert!(Presented::api_key(&text).is_none());
        let _ = Presented::link_token(&text);
    }
}

/// How many of each kind are sent.
const TRIES: usize = 60;

fn samples<S: Strategy>(strategy: &S) -> Vec<S::Value> {
    let mut runner = TestRunner::default();
    (0..TRIES)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

/// Any bytes that fit into one line of a header.
fn lines() -> impl Strategy<Value = Vec<u8>> {
    let bytes = vec(any::<u8>().prop_filter("a line", |byte| !b"\r\n".contains(byte)), 0..80);
    let written = prop_oneof![
        "[ -~]{0,80}",
        "(Bearer|bearer|Basic|Bearer Bearer)? ?[A-Za-z0-9._-]{0,60}",
        "(__Host-)?portico_[col]=[ -~]{0,60}",
        "https?://[a-z0-9.:\\[\\]-]{0,40}",
        "([0-9a-f.:]{0,20},? ?){0,6}",
        "[a-z0-9.-]{0,30}(:[0-9]{0,6})?",
    ];
    prop_oneof![
        bytes,
        written.prop_map(String::into_bytes),
        any::<String>().prop_map(|text| { text.replace(['\r', '\n'], "").into_bytes() })
    ]
}

struct Said {
    status: u16,
    body: String,
}

/// Sends bytes as they are; the body is without the request's id.
async fn send_raw(app: &TestApp, method: &str, path: &str, headers: &[(&str, &[u8])]) -> Said {
    send_raw_with(app, (method, path), headers, "").await
}

/// The same with a body.
async fn send_raw_with(app: &TestApp, (method, path): (&str, &str), headers: &[(&str, &[u8])], body: &str) -> Said {
    let length = body.len();
    let mut request =
        format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {length}\r\n").into_bytes();
    for (name, value) in headers {
        request.extend_from_slice(name.as_bytes());
        request.extend_from_slice(b": ");
        request.extend_from_slice(value);
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    request.extend_from_slice(body.as_bytes());
    let mut stream = TcpStream::connect(&app.address).await.unwrap();
    stream.write_all(&request).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("no answer to {request:?}"));
    let id = head
        .lines()
        .find_map(|line| line.strip_prefix("x-request-id: "))
        .unwrap_or("-");
    Said {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        body: body.replace(id, ""),
    }
}

/// What a parser of HTTP itself refuses, RFC 9110 section 5.5: such bytes never come to us.
fn is_no_header(value: &[u8]) -> bool {
    value
        .iter()
        .any(|byte| (*byte < 0x20 && *byte != b'\t') || *byte == 0x7f)
}

api_test! {
    async fn whatever_stands_in_authorization_is_one_and_the_same_401(app: TestApp) {
        let host = app.address.clone();
        let send = async |value: &[u8]| send_raw(app, "GET", "/api/customers", &[("Host", host.as_bytes()), ("Authorization", value)]).await;
        let bare = app.nobody().get("/api/customers").await;
        let none = bare.without_id();
        assert_eq!(bare.refused(401), "unauthorized");
        for value in samples(&lines()) {
            app.advance(TimeDelta::seconds(1));
            let said = send(&value).await;
            let text = String::from_utf8_lossy(&value).into_owned();
            if is_no_header(&value) {
                assert!(matches!(said.status, 400 | 401), "{} for {text:?}", said.status);
            } else {
                assert_eq!((said.status, said.body.as_str()), (401, none.as_str()), "{text:?}");
            }
        }
        app.key().get("/api/customers").await.expect(200);
    }
}

/// Where a cookie is read, which, beside what body, and the one answer to whatever is wrong with it.
fn cookie_doors() -> [(&'static str, &'static str, Value, u16, &'static str); 4] {
    let customer = json!({ "customer": "01a20391-b036-7000-8004-e9cb25c4b054" });
    [
        (
            "/api/session/portal/refresh",
            "portico_c",
            json!({}),
            401,
            "unauthorized",
        ),
        ("/api/session/portal/switch", "portico_c", customer, 401, "unauthorized"),
        (
            "/api/session/console/refresh",
            "portico_o",
            json!({}),
            401,
            "unauthorized",
        ),
        ("/api/session/link/refresh", "portico_l", json!({}), 410, "link-invalid"),
    ]
}

api_test! {
    async fn whatever_stands_in_a_cookie_is_one_and_the_same_answer(app: TestApp) {
        for (path, cookie, body, status, code) in cookie_doors() {
            let host = app.nobody_on("acme").host();
            let origin = format!("http://{host}");
            let none = app.nobody_on("acme").post(path, body.clone()).await;
            assert_eq!(none.refused(status), code, "{path}");
            for value in samples(&lines()) {
                app.advance(TimeDelta::seconds(1));
                for value in [value.clone(), [cookie.as_bytes(), b"=", value.as_slice()].concat()] {
                    let headers = [("Host", host.as_bytes()), ("Origin", origin.as_bytes()), ("Content-Type", "application/json".as_bytes()), ("Cookie", value.as_slice())];
                    let said = send_raw_with(app, ("POST", path), &headers, &body.to_string()).await;
                    if !is_no_header(&value) {
                        assert_eq!((said.status, &said.body), (status, &none.without_id()), "{path} with {:?}", String::from_utf8_lossy(&value));
                    }
                    assert!(said.status == 400 || said.status == status, "{path}: {}", said.status);
                }
            }
        }
    }
}

api_test! {
    /// With a cookie that is right: who asks from elsewhere gets nowhere.
    async fn whatever_stands_in_origin_is_one_and_the_same_403(app: TestApp) {
        let token = app.link_token(&app.customer("ada@example.com").await).await;
        let login = app.nobody_on("acme").post("/api/session/portal/login", json!({ "token": token })).await;
        let (cookie, host) = (login.cookie("portico_c").unwrap(), app.nobody_on("acme").host());
        let path = "/api/session/portal/refresh";
        let none = app.nobody_on("acme").with_cookie(&cookie).send(Method::POST, path, None, &[]).await;
        assert_eq!(none.refused(403), "forbidden");
        for value in samples(&lines()) {
            let said = send_raw(app, "POST", path, &[("Host", host.as_bytes()), ("Cookie", cookie.as_bytes()), ("Origin", &value)]).await;
            if !is_no_header(&value) {
                assert_eq!((said.status, &said.body), (403, &none.without_id()), "{:?}", String::from_utf8_lossy(&value));
            }
            assert!(matches!(said.status, 400 | 403), "{}", said.status);
        }
        app.nobody_on("acme").with_cookie(&cookie).post(path, json!({})).await.expect(200);
    }
}

api_test! {
    async fn whatever_stands_in_host_is_one_and_the_same_404(app: TestApp) {
        let (portal, page) = ("/api/public/portal", "/subscriptions");
        let api = app.nobody_on("nobody").get(portal).await;
        let html = app.nobody_on("nobody").get(page).await;
        assert_eq!((api.refused(404), html.status), ("not-found", 404));
        for value in samples(&lines()) {
            for (path, expected) in [(portal, api.without_id()), (page, html.text.clone())] {
                let said = send_raw(app, "GET", path, &[("Host", &value)]).await;
                if !is_no_header(&value) && said.status != 400 {
                    assert_eq!((said.status, &said.body), (404, &expected), "{:?}", String::from_utf8_lossy(&value));
                }
                assert!(matches!(said.status, 400 | 404), "{}", said.status);
            }
            // A key proves itself on any host that names no other tenant.
            let proof = format!("Bearer {}", app.acme.key);
            let said = send_raw(app, "GET", "/api/customers", &[("Host", &value), ("Authorization", proof.as_bytes())]).await;
            assert!(matches!(said.status, 200 | 400), "{} for {:?}", said.status, String::from_utf8_lossy(&value));
        }
    }
}

#[actix_web::test]
async fn whatever_a_proxy_forwards_breaks_nothing() {
    let app = TestApp::start_with(Kind::Sqlite, |config| {
        config.http.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()]
    })
    .await;
    let host = app.nobody_on("acme").host();
    let none = app.nobody().get("/api/customers").await.without_id();
    for value in samples(&lines()) {
        app.advance(TimeDelta::seconds(1));
        for (path, status) in [
            ("/api/customers", 401),
            ("/theme.css", 200),
            ("/api/public/portal", 200),
        ] {
            let said = send_raw(
                &app,
                "GET",
                path,
                &[
                    ("Host", host.as_bytes()),
                    ("X-Forwarded-For", &value),
                    ("X-Forwarded-For", &value),
                ],
            )
            .await;
            assert!(
                said.status == status || (said.status == 400 && is_no_header(&value)),
                "{} for {:?}",
                said.status,
                String::from_utf8_lossy(&value)
            );
            assert!(said.status != 401 || said.body == none);
        }
    }
    app.finish().await;
}

api_test! {
    async fn whatever_stands_in_an_idempotency_key_is_taken_or_refused(app: TestApp) {
        let proof = format!("Bearer {}", app.acme.key);
        let host = app.address.clone();
        let mut taken = 0;
        for value in samples(&lines()) {
            let headers = [("Host", host.as_bytes()), ("Authorization", proof.as_bytes()), ("Idempotency-Key", value.as_slice())];
            // Without a body it is refused, whatever the key: what matters is how.
            let said = send_raw(app, "POST", "/api/contacts", &headers).await;
            assert!(matches!(said.status, 400 | 415 | 422), "{} for {:?}", said.status, String::from_utf8_lossy(&value));
            let Ok(text) = std::str::from_utf8(&value) else { continue };
            if reqwest::header::HeaderValue::from_str(text).is_err() {
                continue;
            }
            let new = json!({ "name": "Jana" }).to_string();
            let made = app.key().send(Method::POST, "/api/contacts", Some(new), &[("Idempotency-Key", text)]).await;
            assert!(matches!(made.status, 201 | 400 | 422), "{}", made.text);
            taken += usize::from(made.status == 201);
        }
        assert!(taken > 5, "{taken} keys were taken");
    }
}

/// The one door that asks for a session beside the secret.
const STEP_UP: &str = "/api/step-up/confirm";

/// As a browser does, with the session where the door asks for one.
async fn try_at(app: &TestApp, path: &str, session: &str, body: Value) -> Answer {
    match path {
        STEP_UP => app.with(session).post(path, body).await,
        _ => app.nobody_on("acme").post(path, body).await,
    }
}

/// Where a secret is sent in a body, in which field, beside what, and the one answer to whatever is wrong with it.
fn doors() -> [(&'static str, &'static str, Value, u16, &'static str); 13] {
    let customer = "01a20391-b036-7000-8004-e9cb25c4b054";
    [
        ("/api/session/portal/link", "token", json!({}), 410, "link-invalid"),
        ("/api/session/portal/login", "token", json!({}), 410, "link-invalid"),
        ("/api/public/customer/login", "token", json!({}), 410, "link-invalid"),
        ("/api/session/link", "token", json!({}), 410, "link-invalid"),
        (
            "/api/public/customer/confirm-invoice-recipient",
            "token",
            json!({}),
            410,
            "link-invalid",
        ),
        (
            "/api/session/portal/email-change",
            "token",
            json!({}),
            410,
            "link-invalid",
        ),
        (
            "/api/public/customer/undo-email-change",
            "token",
            json!({}),
            410,
            "link-invalid",
        ),
        (
            "/api/session/console/set-password",
            "token",
            json!({ "password": "correct horse battery" }),
            410,
            "link-invalid",
        ),
        (
            "/api/session/portal/otp-login",
            "requestToken",
            json!({ "code": "000000" }),
            422,
            "code-invalid",
        ),
        (
            "/api/public/customer/otp-login",
            "requestToken",
            json!({ "code": "000000" }),
            422,
            "code-invalid",
        ),
        (
            STEP_UP,
            "requestToken",
            json!({ "code": "000000" }),
            422,
            "code-invalid",
        ),
        ("/api/token/refresh", "refreshToken", json!({}), 401, "unauthorized"),
        (
            "/api/token/switch",
            "refreshToken",
            json!({ "customer": customer }),
            401,
            "unauthorized",
        ),
    ]
}

api_test! {
    /// Invented, malformed, of another kind: nobody learns what was wrong.
    async fn whatever_is_sent_for_a_secret_is_one_and_the_same_answer(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let made = app.key().post("/api/payment-methods/link", json!({ "customer": customer })).await.expect(201);
        let links = [app.link_token(&customer).await, token_of(made["link"].as_str().unwrap())];
        let elsewhere = [app.acme.key.clone(), app.token(&customer).await];
        let written = prop_oneof![any::<String>(), "[0-9a-f]{16}_[0-9a-f]{64}", "pt[rol]_[A-Za-z0-9_-]{96}", "[ -~]{0,200}"];
        let slipped = (select(links.to_vec()), slips()).prop_map(|(text, slip)| slip.on(&text));
        let texts = prop_oneof![3 => written, 1 => slipped];
        for (path, field, mut body, status, code) in doors() {
            let mut first = None;
            let session = app.token(&customer).await;
            for text in samples(&texts).into_iter().filter(|text| !links.contains(text)).chain(elsewhere.clone()) {
                app.advance(TimeDelta::seconds(1));
                body[field] = text.clone().into();
                let answer = try_at(app, path, &session, body.clone()).await;
                assert_eq!(answer.refused(status), code, "{path} with {text:?}");
                let told = answer.without_id();
                assert_eq!(&told, first.get_or_insert(told.clone()), "{path} with {text:?}");
            }
        }
        for (path, link) in ["/api/session/portal/login", "/api/session/link"].iter().zip(&links) {
            app.nobody_on("acme").post(path, json!({ "token": link })).await.expect(200);
        }
    }
}

api_test! {
    /// What binds a code to who asked is right: wrong is the code alone, and nobody learns when its five tries are gone.
    async fn whatever_is_sent_for_a_code_is_one_and_the_same_answer(app: TestApp) {
        let customer = app.customer("ada@example.com").await;
        let codes = prop_oneof![any::<String>(), "[0-9]{0,8}", "[0-9 ]{0,12}", "[ -~]{0,200}"];
        for path in ["/api/session/portal/otp-login", "/api/public/customer/otp-login", STEP_UP] {
            let session = app.token(&customer).await;
            let asked = match path {
                STEP_UP => app.with(&session).post("/api/step-up", json!({})).await,
                _ => app.nobody_on("acme").post("/api/public/customer/request-otp", json!({ "email": "ada@example.com" })).await,
            };
            let request = asked.expect(200)["requestToken"].clone();
            app.run_jobs().await;
            assert_eq!(app.mails().len(), 1, "with the code");
            let mut first = None;
            for code in samples(&codes) {
                app.advance(TimeDelta::seconds(1));
                let answer = try_at(app, path, &session, json!({ "requestToken": request, "code": code })).await;
                assert_eq!(answer.refused(422), "code-invalid", "{path} with {code:?}");
                let told = answer.without_id();
                assert_eq!(&told, first.get_or_insert(told.clone()), "{path} with {code:?}");
            }
        }
    }
}

api_test! {
    /// Ids that are none, or nobody's: like what is not there.
    async fn whatever_stands_for_an_id_is_one_and_the_same_404(app: TestApp) {
        let ada = app.customer("ada@example.com").await;
        let caller = app.signed_in(&ada).await;
        let missing = app.key().get("/api/customers/01a20391-b036-7000-8004-e9cb25c4b054").await;
        assert_eq!(missing.refused(404), "not-found");
        // Dots alone are taken out by the client.
        let bytes = vec(any::<u8>(), 1..30).prop_filter("an id", |bytes| bytes != b"." && bytes != b"..");
        for bytes in samples(&bytes) {
            let id: String = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
            for resource in ["customers", "subscriptions", "invoices", "customer-addresses", "contacts", "links", "webhooks", "cancellation-reasons"] {
                let method = match resource {
                    "links" | "cancellation-reasons" => Method::DELETE,
                    _ => Method::GET,
                };
                let path = format!("/api/{resource}/{id}");
                let answer = app.key().send(method, &path, None, &[]).await;
                assert_eq!((answer.status, answer.without_id()), (404, missing.without_id()), "{path}");
            }
            let own = caller.get(&format!("/api/subscriptions/{id}")).await;
            assert_eq!((own.status, own.without_id()), (404, missing.without_id()), "{id}");
        }
    }
}
