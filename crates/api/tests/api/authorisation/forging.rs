//! Proofs that look like some, but are none. Each is wrong in one way alone: what is right about it would let in.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use portico::db::entities::signing_keys;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::support::TestApp;

/// The head of PKCS#8 for an Ed25519 seed (RFC 8410, section 7).
const PKCS8: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// A token of a customer's, of an operator's or of a link's, taken apart, and the key that signed it.
pub struct Forge {
    pub claims: Value,
    kid: String,
    seed: Vec<u8>,
    public: Vec<u8>,
}

impl Forge {
    /// Of a customer's.
    pub async fn of(app: &TestApp, customer: &str) -> Self {
        Self::of_token(app, &app.token(customer).await).await
    }

    /// Of anybody's.
    pub async fn of_token(app: &TestApp, token: &str) -> Self {
        let part = |index: usize| -> Value {
            let text = token.split('.').nth(index).unwrap();
            serde_json::from_slice(&BASE64.decode(text).unwrap()).unwrap()
        };
        let row = signing_keys::Entity::find()
            .one(app.context.db.read())
            .await
            .unwrap()
            .unwrap();
        let place = format!("/signing_keys/{}", row.id);
        Self {
            claims: part(1),
            kid: part(0)["kid"].as_str().unwrap().to_owned(),
            seed: app.context.master.open(&place, &row.private_key).unwrap(),
            public: row.public_key,
        }
    }

    /// Signed with our own key, with one claim as given; null takes it away.
    pub fn with(&self, name: &str, value: Value) -> String {
        let mut claims = self.claims.clone();
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value,
        }
        self.signed(&claims, &self.seed)
    }

    fn signed(&self, claims: &Value, seed: &[u8]) -> String {
        let header = Header {
            kid: Some(self.kid.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        let key = EncodingKey::from_ed_der(&[&PKCS8[..], seed].concat());
        encode(&header, claims, &key).unwrap()
    }

    /// As it was issued: the one that does let in.
    pub fn real(&self) -> String {
        self.signed(&self.claims, &self.seed)
    }

    pub fn expired(&self) -> String {
        // The clocks of two machines may differ by 30 s.
        self.with("exp", (self.claims["iat"].as_i64().unwrap() - 31).into())
    }

    pub fn of_the_future(&self) -> String {
        let day = TimeDelta::days(1).num_seconds();
        self.with("iat", (self.claims["iat"].as_i64().unwrap() + day).into())
    }

    /// For the console, and what is for the console for the portal.
    pub fn for_another_audience(&self) -> String {
        let is_console = self.claims["aud"] == "console";
        let audience = if is_console { "portal" } else { "console" };
        self.with("aud", audience.into())
    }

    pub fn without_algorithm(&self) -> String {
        format!("{}.", self.with_algorithm_none().rsplit_once('.').unwrap().0)
    }

    /// With the signature of another algorithm left where it was.
    fn with_algorithm_none(&self) -> String {
        let real = self.real();
        let (_, rest) = real.split_once('.').unwrap();
        let none = BASE64.encode(json!({ "alg": "none", "typ": "JWT", "kid": self.kid }).to_string());
        format!("{none}.{rest}")
    }

    /// The public key is public: taken for a shared secret it would sign anything.
    pub fn by_the_public_key(&self) -> String {
        let header = Header {
            kid: Some(self.kid.clone()),
            ..Header::new(Algorithm::HS256)
        };
        encode(&header, &self.claims, &EncodingKey::from_secret(&self.public)).unwrap()
    }

    /// By a key of another installation, under the name of ours.
    pub fn by_another_key(&self) -> String {
        self.signed(&self.claims, &[8; 32])
    }

    /// Ours, with a body that says a later end.
    fn altered(&self) -> String {
        let real = self.real();
        let (head, signature) = (real.split('.').next().unwrap(), real.rsplit('.').next().unwrap());
        let mut claims = self.claims.clone();
        claims["exp"] = (self.claims["exp"].as_i64().unwrap() + 1).into();
        format!("{head}.{}.{signature}", BASE64.encode(claims.to_string()))
    }

    /// Every kind, with what is wrong with it.
    pub fn all(&self, other: &str) -> Vec<(String, String)> {
        let names = || self.claims.as_object().unwrap().keys();
        let ids = names().filter(|name| ["sub", "tid", "sid", "cid"].contains(&name.as_str()));
        let audiences = ["portal", "console", "link", "another"].into_iter();
        let audiences = audiences.filter(|audience| self.claims["aud"] != *audience);
        let kinds = [
            ("nonsense", "x".to_owned()),
            ("a wrong key", "ptc_live_0000000000000000_00".to_owned()),
            ("an expired token", self.expired()),
            ("one of the future", self.of_the_future()),
            ("another issuer", self.with("iss", "another".into())),
            ("no algorithm", self.without_algorithm()),
            ("no algorithm and a signature", self.with_algorithm_none()),
            ("the public key as a secret", self.by_the_public_key()),
            ("another installation's key", self.by_another_key()),
            ("an altered body", self.altered()),
        ];
        let mut all: Vec<_> = kinds.map(|(what, proof)| (what.to_owned(), proof)).into();
        all.extend(names().map(|name| (format!("no {name}"), self.with(name, Value::Null))));
        all.extend(ids.map(|name| (format!("another {name}"), self.with(name, other.into()))));
        all.extend(audiences.map(|audience| (format!("the audience {audience}"), self.with("aud", audience.into()))));
        all
    }
}
