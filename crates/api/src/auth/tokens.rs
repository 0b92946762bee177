//! Access tokens (JWT, `EdDSA`) and refresh tokens (opaque, derived).

use std::sync::{Arc, PoisonError, RwLock};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use ed25519_dalek::SigningKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use portico_shared::{CustomerId, LinkId, OperatorId, OperatorSessionId, PersonId, SessionId, TenantId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::keys::MasterKey;

/// Seconds that an access token lives.
pub const ACCESS_SECONDS: u32 = 600;
/// Seconds by which the clocks of two machines may differ.
const SKEW_SECONDS: i64 = 30;
const ISSUER: &str = "portico";
/// PKCS#8 of an Ed25519 seed is this prefix and the seed (RFC 8410, section 7).
const PKCS8_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// What a token is for: one of the two applications, or the page of a link. None opens another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Realm {
    Portal,
    Console,
    /// Adding a payment method by a link.
    Link,
}

impl Realm {
    const fn audience(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Console => "console",
            Self::Link => "link",
        }
    }

    /// How refresh tokens begin, and what their MAC is for.
    const fn refresh(self) -> (&'static str, &'static str) {
        match self {
            Self::Portal => ("ptr_", "refresh-token"),
            Self::Console => ("pto_", "operator-refresh-token"),
            Self::Link => ("ptl_", "link-refresh-token"),
        }
    }
}

/// What an operator's access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleClaims {
    pub iss: String,
    pub aud: String,
    pub exp: i64,
    pub iat: i64,
    pub sub: OperatorId,
    pub tid: TenantId,
    pub sid: OperatorSessionId,
}

impl ConsoleClaims {
    /// Whether they count now, by our clock.
    pub fn is_current(&self, now: DateTime<Utc>) -> bool {
        is_current(self.exp, self.iat, now)
    }
}

/// What the access token of a link's holder says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkClaims {
    pub iss: String,
    pub aud: String,
    pub exp: i64,
    pub iat: i64,
    pub sub: LinkId,
    pub tid: TenantId,
}

fn is_current(exp: i64, iat: i64, now: DateTime<Utc>) -> bool {
    let now = now.timestamp();
    exp + SKEW_SECONDS > now && iat - SKEW_SECONDS <= now
}

/// What an access token says. It carries no permissions: they are looked up at each request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub aud: String,
    pub exp: i64,
    pub iat: i64,
    pub sub: PersonId,
    pub tid: TenantId,
    pub sid: SessionId,
    pub cid: CustomerId,
}

impl Claims {
    /// Whether they count now, by our clock.
    pub fn is_current(&self, now: DateTime<Utc>) -> bool {
        is_current(self.exp, self.iat, now)
    }
}

/// A pair of keys that signs access tokens.
pub struct TokenKey {
    pub id: String,
    pub public: Vec<u8>,
    encoding: EncodingKey,
    decoding: DecodingKey,
    signs_from: DateTime<Utc>,
    /// What it signed counts until then; for good while it is the newest.
    checks_until: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TokenKey({})", self.id)
    }
}

impl TokenKey {
    /// From a stored seed.
    pub fn from_seed(
        id: String,
        seed: [u8; 32],
        signs_from: DateTime<Utc>,
        checks_until: Option<DateTime<Utc>>,
    ) -> Self {
        let public = Self::public(seed);
        Self {
            id,
            encoding: EncodingKey::from_ed_der(&[&PKCS8_PREFIX[..], &seed].concat()),
            decoding: DecodingKey::from_ed_der(&public),
            public,
            signs_from,
            checks_until,
        }
    }

    /// The public half of a seed.
    pub fn public(seed: [u8; 32]) -> Vec<u8> {
        SigningKey::from_bytes(&seed).verifying_key().to_bytes().to_vec()
    }

    fn checks(&self, now: DateTime<Utc>) -> bool {
        self.checks_until.is_none_or(|until| until > now)
    }
}

/// All keys, the oldest first: the newest that may sign already signs, each that has not run out checks.
#[derive(Debug)]
pub struct TokenKeys(RwLock<Arc<[TokenKey]>>);

impl TokenKeys {
    pub fn new(keys: Vec<TokenKey>) -> Self {
        Self(RwLock::new(keys.into()))
    }

    /// After a rotation.
    pub fn replace(&self, keys: Vec<TokenKey>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = keys.into();
    }

    fn all(&self) -> Arc<[TokenKey]> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Signs an access token; `None` when there is no key to sign with.
    pub fn issue(
        &self,
        now: DateTime<Utc>,
        sub: PersonId,
        tid: TenantId,
        sid: SessionId,
        cid: CustomerId,
    ) -> Option<String> {
        let iat = now.timestamp();
        let claims = Claims {
            iss: ISSUER.into(),
            aud: Realm::Portal.audience().into(),
            exp: iat + i64::from(ACCESS_SECONDS),
            iat,
            sub,
            tid,
            sid,
            cid,
        };
        self.sign(now, &claims)
    }

    /// The same for an operator.
    pub fn issue_console(
        &self,
        now: DateTime<Utc>,
        sub: OperatorId,
        tid: TenantId,
        sid: OperatorSessionId,
    ) -> Option<String> {
        let iat = now.timestamp();
        let claims = ConsoleClaims {
            iss: ISSUER.into(),
            aud: Realm::Console.audience().into(),
            exp: iat + i64::from(ACCESS_SECONDS),
            iat,
            sub,
            tid,
            sid,
        };
        self.sign(now, &claims)
    }

    /// The same for whoever holds a link.
    pub fn issue_link(&self, now: DateTime<Utc>, sub: LinkId, tid: TenantId) -> Option<String> {
        let iat = now.timestamp();
        let claims = LinkClaims {
            iss: ISSUER.into(),
            aud: Realm::Link.audience().into(),
            exp: iat + i64::from(ACCESS_SECONDS),
            iat,
            sub,
            tid,
        };
        self.sign(now, &claims)
    }

    fn sign(&self, now: DateTime<Utc>, claims: &impl Serialize) -> Option<String> {
        let keys = self.all();
        let key = keys.iter().rev().find(|key| key.signs_from <= now)?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(key.id.clone());
        encode(&header, claims, &key.encoding).ok()
    }

    /// The claims of a customer's token that we signed and that has not run out.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Option<Claims> {
        self.read::<Claims>(token, Realm::Portal, now)
            .filter(|claims| claims.is_current(now))
    }

    /// The same for an operator's.
    pub fn verify_console(&self, token: &str, now: DateTime<Utc>) -> Option<ConsoleClaims> {
        self.read::<ConsoleClaims>(token, Realm::Console, now)
            .filter(|claims| claims.is_current(now))
    }

    /// The same for whoever holds a link.
    pub fn verify_link(&self, token: &str, now: DateTime<Utc>) -> Option<LinkClaims> {
        self.read::<LinkClaims>(token, Realm::Link, now)
            .filter(|claims| is_current(claims.exp, claims.iat, now))
    }

    fn read<T: DeserializeOwned + Clone>(&self, token: &str, realm: Realm, now: DateTime<Utc>) -> Option<T> {
        let kid = decode_header(token).ok()?.kid?;
        let keys = self.all();
        let key = keys.iter().find(|key| key.id == kid && key.checks(now))?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        // The library would ask the system's clock; ours decides.
        validation.validate_exp = false;
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[realm.audience()]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        Some(decode::<T>(token, &key.decoding, &validation).ok()?.claims)
    }

    /// RFC 7517 key set, for `/.well-known/jwks.json`.
    pub fn jwks(&self, now: DateTime<Utc>) -> serde_json::Value {
        let keys: Vec<_> = self
            .all()
            .iter()
            .filter(|key| key.checks(now))
            .map(|key| {
                serde_json::json!({
                    "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig",
                    "kid": key.id, "x": URL_SAFE_NO_PAD.encode(&key.public),
                })
            })
            .collect();
        serde_json::json!({ "keys": keys })
    }
}

/// A refresh token names its session and its place in the rotation. It is derived from both by HMAC
/// instead of being stored, so that a predecessor gets the very same successor again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshToken {
    pub realm: Realm,
    pub tenant: TenantId,
    /// A customer's or an operator's; in the realm of links, the link.
    pub session: Uuid,
    /// In the realm of links, where nothing rotates: the second at which it ends.
    pub generation: i64,
}

impl RefreshToken {
    pub fn to_text(self, key: &MasterKey) -> String {
        let body = self.body();
        let bytes = [&body[..], &self.mac(key)].concat();
        format!("{}{}", self.realm.refresh().0, URL_SAFE_NO_PAD.encode(bytes))
    }

    pub fn parse(text: &str, key: &MasterKey, realm: Realm) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(realm.refresh().0)?).ok()?;
        let bytes: [u8; 72] = bytes.try_into().ok()?;
        let (body, mac) = bytes.split_at(40);
        let token = Self {
            realm,
            tenant: TenantId(Uuid::from_slice(&body[..16]).ok()?),
            session: Uuid::from_slice(&body[16..32]).ok()?,
            generation: i64::from_be_bytes(body[32..].try_into().ok()?),
        };
        bool::from(token.mac(key)[..].ct_eq(mac)).then_some(token)
    }

    fn body(self) -> [u8; 40] {
        let mut body = [0; 40];
        body[..16].copy_from_slice(self.tenant.0.as_bytes());
        body[16..32].copy_from_slice(self.session.as_bytes());
        body[32..].copy_from_slice(&self.generation.to_be_bytes());
        body
    }

    fn mac(self, key: &MasterKey) -> [u8; 32] {
        key.mac(self.realm.refresh().1, &[&self.body()])
    }

    /// How it came, by what its session says.
    pub fn use_of(self, current: i64, refreshed_at: DateTime<Utc>, now: DateTime<Utc>) -> Use {
        match current - self.generation {
            0 => Use::First,
            1 if refreshed_at + OVERLAP > now => Use::Again,
            _ => Use::Late,
        }
    }
}

/// How long the predecessor of a refresh token is still answered, with the same successor.
const OVERLAP: TimeDelta = TimeDelta::seconds(30);

/// How a refresh token came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    First,
    /// The predecessor, within the overlap, while its successor was not used.
    Again,
    /// Somebody else may hold it: the family ends.
    Late,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::random::SystemRandom;

    fn ids() -> (PersonId, TenantId, SessionId, CustomerId) {
        let id = |n| Uuid::from_u128(n);
        (PersonId(id(1)), TenantId(id(2)), SessionId(id(3)), CustomerId(id(4)))
    }

    fn keys_of(id: &str, seed: u8) -> TokenKeys {
        TokenKeys::new(vec![TokenKey::from_seed(
            id.into(),
            [seed; 32],
            DateTime::UNIX_EPOCH,
            None,
        )])
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// A real token of each realm.
    fn one_of_each(keys: &TokenKeys, now: DateTime<Utc>) -> [(Realm, String); 3] {
        let (person, tenant, session, customer) = ids();
        let (operator, staff) = (OperatorId(person.0), OperatorSessionId(session.0));
        [
            (Realm::Portal, keys.issue(now, person, tenant, session, customer)),
            (Realm::Console, keys.issue_console(now, operator, tenant, staff)),
            (Realm::Link, keys.issue_link(now, LinkId(session.0), tenant)),
        ]
        .map(|(realm, token)| (realm, token.unwrap()))
    }

    fn is_read(keys: &TokenKeys, realm: Realm, token: &str, now: DateTime<Utc>) -> bool {
        match realm {
            Realm::Portal => keys.verify(token, now).is_some(),
            Realm::Console => keys.verify_console(token, now).is_some(),
            Realm::Link => keys.verify_link(token, now).is_some(),
        }
    }

    #[test]
    fn a_token_is_read_back_until_it_ends_by_the_given_clock() {
        let keys = keys_of("k1", 7);
        let (person, tenant, session, customer) = ids();
        let token = keys
            .issue(at("2026-01-01T00:00:00Z"), person, tenant, session, customer)
            .unwrap();
        let claims = keys.verify(&token, at("2026-01-01T00:09:59Z")).unwrap();
        assert_eq!(
            (claims.sub, claims.tid, claims.sid, claims.cid),
            (person, tenant, session, customer)
        );
        assert!(
            keys.verify(&token, at("2026-01-01T00:10:29Z")).is_some(),
            "30 s of skew are allowed"
        );
        assert!(keys.verify(&token, at("2026-01-01T00:10:31Z")).is_none());
        assert!(
            keys.verify(&token, at("2025-12-31T23:59:00Z")).is_none(),
            "from the future"
        );
    }

    #[test]
    fn another_key_or_an_altered_token_is_refused() {
        let ours = keys_of("k1", 7);
        let theirs = keys_of("k1", 8);
        let now = at("2026-01-01T00:00:00Z");
        let (person, tenant, session, customer) = ids();
        let token = theirs.issue(now, person, tenant, session, customer).unwrap();
        assert!(ours.verify(&token, now).is_none());
        assert!(ours.verify("", now).is_none());
        // "alg": "none" with the same claims
        let body = token.split('.').nth(1).unwrap();
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","kid":"k1"}"#);
        assert!(ours.verify(&format!("{header}.{body}."), now).is_none());
    }

    /// RFC 7515 lets a header name a key, or where to find one.
    #[test]
    fn a_token_that_brings_its_own_key_is_refused() {
        let ours = keys_of("k1", 7);
        let theirs = keys_of("k1", 8);
        let now = at("2026-01-01T00:00:00Z");
        let (person, tenant, session, customer) = ids();
        let real = ours.issue(now, person, tenant, session, customer).unwrap();
        let claims: Claims = ours.verify(&real, now).unwrap();
        let mut header = Header::new(Algorithm::EdDSA);
        header.jwk = serde_json::from_value(theirs.jwks(now)["keys"][0].clone()).unwrap();
        header.jku = Some("https://evil.example/jwks.json".into());
        header.x5u = Some("https://evil.example/chain.pem".into());
        for kid in [Some("k1".to_owned()), Some("k2".to_owned()), None] {
            header.kid = kid;
            let token = encode(&header, &claims, &theirs.all()[0].encoding).unwrap();
            assert!(ours.verify(&token, now).is_none(), "{:?}", header.kid);
        }
    }

    #[test]
    fn a_token_of_any_realm_ends_by_the_given_clock() {
        let keys = keys_of("k1", 7);
        for (realm, token) in one_of_each(&keys, at("2026-01-01T00:00:00Z")) {
            let counts = |now: &str| is_read(&keys, realm, &token, at(now));
            assert!(counts("2026-01-01T00:00:00Z"), "{realm:?}");
            assert!(counts("2026-01-01T00:10:29Z"), "{realm:?}: 30 s of skew are allowed");
            assert!(!counts("2026-01-01T00:10:31Z"), "{realm:?}: it is over");
            assert!(!counts("2025-12-31T23:59:00Z"), "{realm:?}: from the future");
        }
    }

    /// Each is wrong in one way alone.
    #[test]
    fn a_token_of_any_realm_is_refused_for_whatever_is_wrong_with_it() {
        let (ours, theirs) = (keys_of("k1", 7), keys_of("k1", 8));
        let now = at("2026-01-01T00:00:00Z");
        let public = EncodingKey::from_secret(&ours.all()[0].public);
        let mut shared = Header::new(Algorithm::HS256);
        shared.kid = Some("k1".into());
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","kid":"k1"}"#);
        for ((realm, real), (_, foreign)) in one_of_each(&ours, now).into_iter().zip(one_of_each(&theirs, now)) {
            let parts: Vec<_> = real.split('.').collect();
            let [head, body, signature] = parts[..] else {
                panic!("{real}")
            };
            let claims = URL_SAFE_NO_PAD.decode(body).unwrap();
            let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
            let with = |name: &str, value: serde_json::Value| {
                let mut claims = claims.clone();
                claims[name] = value;
                claims
            };
            let longer = (claims["exp"].as_i64().unwrap() + 1).into();
            let altered = URL_SAFE_NO_PAD.encode(with("exp", longer).to_string());
            let mut wrong = vec![
                ("another key", foreign),
                ("no algorithm", format!("{none}.{body}.")),
                ("no algorithm and a signature", format!("{none}.{body}.{signature}")),
                ("the public key as a secret", encode(&shared, &claims, &public).unwrap()),
                ("an altered body", format!("{head}.{altered}.{signature}")),
            ];
            let others = [
                ("iss", "another"),
                ("aud", "another"),
                ("aud", "portal"),
                ("aud", "console"),
                ("aud", "link"),
            ];
            for (name, value) in others.into_iter().filter(|(name, value)| claims[*name] != *value) {
                wrong.push((value, ours.sign(now, &with(name, value.into())).unwrap()));
            }
            assert!(is_read(&ours, realm, &real, now), "{realm:?}");
            for (what, token) in wrong {
                assert!(!is_read(&ours, realm, &token, now), "{realm:?} with {what}");
            }
        }
    }

    #[test]
    fn a_customers_token_opens_no_console_and_the_other_way_round() {
        let keys = keys_of("k1", 7);
        let now = at("2026-01-01T00:00:00Z");
        let (person, tenant, session, customer) = ids();
        let portal = keys.issue(now, person, tenant, session, customer).unwrap();
        let console = keys
            .issue_console(now, OperatorId(person.0), tenant, OperatorSessionId(session.0))
            .unwrap();
        assert!(keys.verify(&portal, now).is_some() && keys.verify_console(&portal, now).is_none());
        assert!(keys.verify_console(&console, now).is_some() && keys.verify(&console, now).is_none());
        for (own, token) in one_of_each(&keys, now) {
            for realm in [Realm::Portal, Realm::Console, Realm::Link] {
                assert_eq!(is_read(&keys, realm, &token, now), realm == own, "{own:?} in {realm:?}");
            }
        }
    }

    #[test]
    fn a_new_key_is_published_before_it_signs_and_the_old_one_checks_on() {
        let (person, tenant, session, customer) = ids();
        let now = at("2026-01-01T00:00:00Z");
        let old = keys_of("old", 1);
        let token = old.issue(now, person, tenant, session, customer).unwrap();
        let key = |id: &str, seed, from, until| TokenKey::from_seed(id.into(), [seed; 32], from, until);
        let rotated = TokenKeys::new(vec![
            key("old", 1, DateTime::UNIX_EPOCH, Some(at("2026-01-01T00:20:00Z"))),
            key("new", 2, at("2026-01-01T00:05:00Z"), None),
        ]);
        let signed_by = |now: &str| {
            let token = rotated.issue(at(now), person, tenant, session, customer).unwrap();
            decode_header(&token).unwrap().kid.unwrap()
        };
        assert!(rotated.verify(&token, now).is_some());
        assert_eq!(
            signed_by("2026-01-01T00:04:59Z"),
            "old",
            "not everybody knows the new one yet"
        );
        assert_eq!(signed_by("2026-01-01T00:05:00Z"), "new");
        let published = |now: &str| rotated.jwks(at(now))["keys"].as_array().unwrap().len();
        assert_eq!(
            (published("2026-01-01T00:19:59Z"), published("2026-01-01T00:20:00Z")),
            (2, 1)
        );
    }

    #[test]
    fn a_refresh_token_cannot_be_moved_to_another_generation() {
        let key = MasterKey::generate(&SystemRandom);
        let (_, tenant, session, _) = ids();
        let token = RefreshToken {
            realm: Realm::Portal,
            tenant,
            session: session.0,
            generation: 4,
        };
        let text = token.to_text(&key);
        assert_eq!(RefreshToken::parse(&text, &key, Realm::Portal), Some(token));
        let moved = text.replacen("ptr_", "pto_", 1);
        assert_eq!(
            RefreshToken::parse(&moved, &key, Realm::Console),
            None,
            "nor to the other application"
        );
        assert_eq!(text, token.to_text(&key), "the successor is always the same");
        let mut bytes = URL_SAFE_NO_PAD.decode(&text[4..]).unwrap();
        bytes[39] += 1;
        assert_eq!(
            RefreshToken::parse(&format!("ptr_{}", URL_SAFE_NO_PAD.encode(bytes)), &key, Realm::Portal),
            None
        );
    }
}
