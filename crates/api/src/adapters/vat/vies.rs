//! VIES, the European Commission's register, over its REST interface: `POST {base}/check-vat-number`.
//!
//! It asks the member state's own register, which is often away. It then answers 200 all the same,
//! with `valid: false` and its trouble in `userError` or `errorWrappers`.

use std::time::Duration;

use reqwest::{Client, header, redirect};
use serde::{Deserialize, Serialize};

use crate::{
    adapters::tls,
    config::Vat,
    ports::{VatAnswer, VatChecker, VatError},
};

/// An answer is a few hundred bytes; more is not from VIES.
const MOST_BYTES: usize = 64 * 1024;

#[derive(Debug)]
pub struct Vies {
    client: Client,
    url: String,
    requester: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Question<'a> {
    country_code: &'a str,
    vat_number: &'a str,
    /// Whoever names themselves gets a consultation number.
    #[serde(skip_serializing_if = "Option::is_none")]
    requester_member_state_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requester_number: Option<&'a str>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reply {
    #[serde(alias = "isValid")]
    valid: Option<bool>,
    vat_number: Option<String>,
    request_identifier: Option<String>,
    user_error: Option<String>,
    #[serde(default)]
    error_wrappers: Vec<Trouble>,
}

#[derive(Debug, Deserialize)]
struct Trouble {
    error: String,
}

impl Vies {
    /// # Errors
    /// When this machine has no certificates to trust.
    pub fn new(config: &Vat) -> Result<Self, reqwest::Error> {
        tls::install();
        let client = Client::builder()
            .timeout(Duration::from_millis(config.timeout_ms))
            // A redirect would carry the question to somewhere that nobody configured.
            .redirect(redirect::Policy::none())
            .user_agent(concat!("portico/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self {
            client,
            url: format!("{}/check-vat-number", config.vies_url.trim_end_matches('/')),
            requester: config.requester.clone(),
        })
    }

    async fn ask(&self, id: &str) -> Result<Vec<u8>, VatError> {
        let (country_code, vat_number) = split(id)?;
        let requester = self.requester.as_deref().map(split).transpose()?;
        let question = Question {
            country_code,
            vat_number,
            requester_member_state_code: requester.map(|(country, _)| country),
            requester_number: requester.map(|(_, number)| number),
        };
        let body = serde_json::to_vec(&question).map_err(|error| VatError::Unreadable(error.to_string()))?;
        let request = self
            .client
            .post(&self.url)
            .header(header::CONTENT_TYPE, "application/json");
        let unreachable = |error: reqwest::Error| VatError::Unreachable(reason(&error));
        let mut response = request
            .header(header::ACCEPT, "application/json")
            .body(body)
            .send()
            .await
            .map_err(unreachable)?;
        let status = response.status();
        let mut whole = Vec::new();
        while let Some(part) = response.chunk().await.map_err(unreachable)? {
            whole.extend_from_slice(&part);
            if whole.len() > MOST_BYTES {
                return Err(VatError::Unreadable("it does not end".into()));
            }
        }
        // Troubles come with any status; what is no JSON is told by its status alone.
        if !status.is_success() && serde_json::from_slice::<Reply>(&whole).is_err() {
            return Err(VatError::Busy(format!("HTTP {}", status.as_u16())));
        }
        Ok(whole)
    }
}

#[async_trait::async_trait]
impl VatChecker for Vies {
    async fn check(&self, id: &str) -> Result<VatAnswer, VatError> {
        read(&self.ask(id).await?, id)
    }
}

fn split(id: &str) -> Result<(&str, &str), VatError> {
    id.split_at_checked(2)
        .ok_or_else(|| VatError::Unreadable("a VAT ID of less than two characters".into()))
}

fn reason(error: &reqwest::Error) -> String {
    // Its own words hold the address, which may be long; the kind is what helps.
    if error.is_timeout() {
        "no answer in time".into()
    } else if error.is_connect() {
        "no connection".into()
    } else {
        "the connection broke off".into()
    }
}

fn read(raw: &[u8], id: &str) -> Result<VatAnswer, VatError> {
    let reply: Reply = serde_json::from_slice(raw).map_err(|error| VatError::Unreadable(error.to_string()))?;
    if let Some(trouble) = reply.error_wrappers.into_iter().next() {
        return Err(VatError::Busy(trouble.error));
    }
    // "valid": false means something only where no trouble is named beside it.
    if let Some(trouble) = reply
        .user_error
        .filter(|text| !matches!(text.as_str(), "" | "VALID" | "INVALID"))
    {
        return Err(VatError::Busy(trouble));
    }
    let valid = reply
        .valid
        .ok_or_else(|| VatError::Unreadable("it says neither valid nor invalid".into()))?;
    let about = reply.vat_number.unwrap_or_default();
    if !about.is_empty() && !id.ends_with(plain(&about).as_str()) {
        return Err(VatError::Unreadable("it is about another VAT ID".into()));
    }
    Ok(VatAnswer {
        valid,
        consultation: reply.request_identifier.filter(|text| !text.trim().is_empty()),
    })
}

fn plain(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(reply: &serde_json::Value) -> Result<VatAnswer, VatError> {
        read(reply.to_string().as_bytes(), "DE123456788")
    }

    #[test]
    fn an_answer_is_read_with_its_proof() {
        let answer = said(
            &json!({ "countryCode": "DE", "vatNumber": "123456788", "valid": true, "requestIdentifier": "WAPIAAAA1", "name": "---" }),
        );
        assert_eq!(
            answer.unwrap(),
            VatAnswer {
                valid: true,
                consultation: Some("WAPIAAAA1".into())
            }
        );
        let answer =
            said(&json!({ "vatNumber": "123456788", "valid": false, "requestIdentifier": "", "userError": "INVALID" }));
        assert_eq!(
            answer.unwrap(),
            VatAnswer {
                valid: false,
                consultation: None
            }
        );
    }

    /// A foreign register under maintenance must never make a customer's number "invalid".
    #[test]
    fn trouble_is_never_read_as_invalid() {
        for code in [
            "MS_UNAVAILABLE",
            "MS_MAX_CONCURRENT_REQ",
            "GLOBAL_MAX_CONCURRENT_REQ",
            "SERVICE_UNAVAILABLE",
            "TIMEOUT",
            "INVALID_INPUT",
            "INVALID_REQUESTER_INFO",
            "IP_BLOCKED",
        ] {
            let beside = said(&json!({ "vatNumber": "123456788", "valid": false, "userError": code }));
            assert!(
                matches!(&beside, Err(VatError::Busy(said)) if said == code),
                "{beside:?}"
            );
            let alone = said(&json!({ "actionSucceed": false, "errorWrappers": [{ "error": code }] }));
            assert!(matches!(&alone, Err(VatError::Busy(said)) if said == code), "{alone:?}");
        }
    }

    #[test]
    fn what_is_no_answer_to_the_question_is_none() {
        for reply in [
            json!({}),
            json!({ "valid": "yes" }),
            json!({ "vatNumber": "999999999", "valid": true }),
            json!([1]),
        ] {
            assert!(matches!(said(&reply), Err(VatError::Unreadable(_))), "{reply}");
        }
        assert!(matches!(read(b"<html>", "DE1"), Err(VatError::Unreadable(_))));
    }
}
