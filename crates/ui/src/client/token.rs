//! An access token, how long it holds, and whom it is for.

use portico_shared::{operators::ConsoleToken, payment_methods::LinkToken, sessions::PortalToken};
use serde::de::DeserializeOwned;

use super::{Failure, fetch::Answer};
use crate::platform;

/// Renew this long before the end, so that no request is on its way when it comes.
const MARGIN_MS: f64 = 60_000.0;

pub struct Token {
    pub(super) text: String,
    ends: f64,
    /// Milliseconds.
    idle_after: f64,
    /// When the session ends without activity, and in any case.
    session_ends: (f64, f64),
}

pub(super) fn read<T: DeserializeOwned + Into<Token>>(answer: &Answer) -> Result<Token, Failure> {
    answer.read::<T>().map(Into::into)
}

impl From<PortalToken> for Token {
    fn from(token: PortalToken) -> Self {
        Self::new(token.access_token, token.expires_in, token.idle_after, token.ends_in)
    }
}

impl From<ConsoleToken> for Token {
    fn from(token: ConsoleToken) -> Self {
        Self::new(token.access_token, token.expires_in, token.idle_after, token.ends_in)
    }
}

impl From<LinkToken> for Token {
    /// The session behind it lasts for as long as the API says: no warning can be given.
    fn from(token: LinkToken) -> Self {
        Self::new(token.access_token, token.expires_in, u32::MAX, u32::MAX)
    }
}

impl Token {
    /// The times are seconds from now.
    fn new(text: String, expires_in: u32, idle_after: u32, ends_in: u32) -> Self {
        let after = |seconds: u32| platform::now() + f64::from(seconds) * 1000.0;
        Self {
            text,
            // Where a session may be idle for a few minutes only, activity has to be told more often.
            ends: after(expires_in.min(idle_after / 2)),
            idle_after: f64::from(idle_after) * 1000.0,
            session_ends: (after(idle_after), after(ends_in)),
        }
    }

    pub(super) fn ends_soon(&self) -> bool {
        self.ends - platform::now() < MARGIN_MS
    }

    pub(super) fn touch(&mut self) {
        self.session_ends.0 = platform::now() + self.idle_after;
    }

    pub(super) fn left(&self) -> (f64, f64) {
        let now = platform::now();
        (self.session_ends.0 - now, self.session_ends.1 - now)
    }

    pub(super) fn is_for_the_same(&self, other: &Self) -> bool {
        whom(&self.text) == whom(&other.text)
    }
}

/// Who a token is for: person or operator (`sub`), and customer (`cid`) where there is one. Only compared, never trusted.
fn whom(token: &str) -> Option<[Option<String>; 2]> {
    let payload = base64url(token.split('.').nth(1)?)?;
    let payload = String::from_utf8(payload).ok()?;
    let names = ["sub", "cid"].map(|name| {
        let mut parts = payload.split('"');
        parts.find(|part| *part == name)?;
        // After the colon.
        parts.nth(1).map(str::to_owned)
    });
    names.iter().any(Option::is_some).then_some(names)
}

fn base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut count) = (0u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_person_and_its_customer() {
        // {"sub":"p","cid":"018f","exp":1}
        let token = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJwIiwiY2lkIjoiMDE4ZiIsImV4cCI6MX0.c2ln";
        assert_eq!(whom(token), Some([Some("p".into()), Some("018f".into())]));
    }

    #[test]
    fn an_operators_token_names_no_customer() {
        // {"sub":"o","exp":1}
        let token = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJvIiwiZXhwIjoxfQ.c2ln";
        assert_eq!(whom(token), Some([Some("o".into()), None]));
    }

    #[test]
    fn anything_else_names_nobody() {
        for text in ["", "a.b", "a.***.c", "opaque"] {
            assert_eq!(whom(text), None, "{text}");
        }
    }
}
