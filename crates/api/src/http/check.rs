//! Checks of fields: all mistakes are collected, then named at once.

use portico_shared::{Currency, Violation};

use super::{ApiError, ApiResult};

/// Collects what is wrong with a body.
#[derive(Debug, Default)]
pub struct Check(Vec<Violation>);

impl Check {
    pub fn refuse(&mut self, path: &str, code: &str, message: impl Into<String>) {
        self.0.push(Violation {
            property_path: path.into(),
            message: message.into(),
            code: code.into(),
        });
    }

    pub fn require(&mut self, holds: bool, path: &str, code: &str, message: &str) {
        if !holds {
            self.refuse(path, code, message);
        }
    }

    /// A line of text for people: not blank, not longer than `most`, nothing that cannot be seen in it.
    pub fn text(&mut self, path: &str, text: Option<&str>, most: usize) {
        let Some(text) = text else { return };
        self.filled(path, text, "must not be blank; leave it out instead");
        self.readable(path, text, most, is_hidden);
    }

    /// The same where it cannot be left out.
    pub fn required_text(&mut self, path: &str, text: &str, most: usize) {
        self.filled(path, text, "must not be blank");
        self.readable(path, text, most, is_hidden);
    }

    /// Text of several lines.
    pub fn prose(&mut self, path: &str, text: Option<&str>, most: usize) {
        let Some(text) = text else { return };
        self.filled(path, text, "must not be blank; leave it out instead");
        self.readable(path, text, most, |c| is_hidden(c) && c != '\n');
    }

    fn filled(&mut self, path: &str, text: &str, told: &str) {
        self.require(!text.trim().is_empty(), path, "blank", told);
    }

    fn readable(&mut self, path: &str, text: &str, most: usize, refused: impl Fn(char) -> bool) {
        let length = text.chars().count();
        self.require(length <= most, path, "too-long", &format!("at most {most} characters"));
        let told = "must not hold control characters or marks that turn the direction of writing";
        self.require(!text.chars().any(refused), path, "control-character", told);
    }

    /// Text of at least `least` characters where there is any.
    pub fn text_of(&mut self, path: &str, text: Option<&str>, least: usize, most: usize) {
        self.text(path, text, most);
        let long_enough = text.is_none_or(|text| text.trim().is_empty() || text.trim().chars().count() >= least);
        self.require(long_enough, path, "too-short", &format!("at least {least} characters"));
    }

    /// An address that a browser may be sent to: `https://` with a host and without a password.
    pub fn https_url(&mut self, path: &str, text: Option<&str>) {
        let Some(text) = text else { return };
        let whole = text.parse::<actix_web::http::Uri>().ok().is_some_and(|uri| {
            uri.scheme_str() == Some("https")
                && uri
                    .authority()
                    .is_some_and(|at| !at.host().is_empty() && !at.as_str().contains('@'))
        });
        self.require(
            whole && text.len() <= 2000,
            path,
            "invalid",
            "an address such as https://example.com/book",
        );
    }

    pub fn email(&mut self, path: &str, text: Option<&str>) {
        let Some(text) = text else { return };
        let plausible = text.len() <= 254 && text.parse::<lettre::Address>().is_ok();
        self.require(plausible, path, "invalid", "an e-mail address such as ada@example.com");
    }

    /// A key of the merchant's own that paths can carry, and that is no id of ours.
    pub fn key(&mut self, path: &str, text: Option<&str>) {
        self.text(path, text, 255);
        let Some(text) = text else { return };
        let plain = !text.contains(['/', '\\', '?', '#', '%']) && text != "." && text != "..";
        self.require(plain, path, "invalid", "must not hold / \\ ? # % nor be . or ..");
        self.require(
            text.parse::<uuid::Uuid>().is_err(),
            path,
            "invalid",
            "must not look like one of our ids (a UUID)",
        );
    }

    /// ISO 4217, current codes.
    pub fn currency(&mut self, path: &str, currency: Option<Currency>) {
        let Some(currency) = currency else { return };
        self.require(
            CURRENCIES.contains(&format!(" {currency} ")),
            path,
            "invalid",
            "a currency code that is in use (ISO 4217)",
        );
    }

    /// ISO 3166-1 alpha-2.
    pub fn country(&mut self, path: &str, text: Option<&str>) {
        let Some(text) = text else { return };
        self.require(
            COUNTRIES.contains(&format!(" {text} ")) && text.len() == 2,
            path,
            "invalid",
            "a country code of two capital letters (ISO 3166-1)",
        );
    }

    pub fn time_zone(&mut self, path: &str, text: Option<&str>) {
        let Some(text) = text else { return };
        self.require(
            text.parse::<chrono_tz::Tz>().is_ok(),
            path,
            "invalid",
            "a time zone such as Europe/Berlin (IANA)",
        );
    }

    /// # Errors
    /// 422 with everything that was refused.
    pub fn finish(self) -> ApiResult<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(ApiError::invalid(self.0))
        }
    }
}

/// Control characters, and those that make a name read as another one (Unicode UAX #9, explicit embeddings, overrides
/// and isolates).
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A refusal of one field, where there is nothing else to collect.
pub fn refused(path: &str, code: &str, message: impl Into<String>) -> ApiError {
    let mut check = Check::default();
    check.refuse(path, code, message);
    ApiError::invalid(check.0)
}

/// ISO 4217, as of 2026, without funds, metals and test codes.
const CURRENCIES: &str = " AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF \
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS \
    INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR \
    MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP \
    SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF \
    XPF YER ZAR ZMW ZWG ";

/// ISO 3166-1 alpha-2, as of 2026.
const COUNTRIES: &str = " AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
 CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG \
 GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ \
 LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR \
 NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ \
 TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW ";

/// How texts are compared in searches: without case and accents ("Müller" is found by "muller").
pub fn fold(parts: &[Option<&str>]) -> String {
    let joined: Vec<&str> = parts.iter().copied().flatten().collect();
    deunicode::deunicode(&joined.join(" ")).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_named() {
        let mut check = Check::default();
        check.text("name", Some("  "), 5);
        check.text("city", Some("München"), 5);
        check.email("email", Some("not an address"));
        check.country("countryCode", Some("de"));
        check.country("country", Some("D"));
        check.time_zone("timeZone", Some("Berlin"));
        let named: Vec<_> = check
            .finish()
            .unwrap_err()
            .violations
            .into_iter()
            .map(|one| one.property_path)
            .collect();
        assert_eq!(named, ["name", "city", "email", "countryCode", "country", "timeZone"]);
    }

    #[test]
    fn only_what_may_be_absent_is_told_to_be_left_out() {
        let mut check = Check::default();
        check.required_text("name", " ", 5);
        check.text("title", Some(" "), 5);
        let told = check.finish().unwrap_err().violations;
        let told: Vec<_> = told
            .iter()
            .map(|one| (one.property_path.as_str(), one.message.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("name", "must not be blank"),
                ("title", "must not be blank; leave it out instead")
            ]
        );
    }

    #[test]
    fn a_line_stays_a_line_and_reads_as_it_is_written() {
        for text in ["two\nlines", "a\ttab", "gnp.\u{202E}exe", "bell\u{7}"] {
            let mut check = Check::default();
            check.text("name", Some(text), 50);
            assert_eq!(
                check.finish().unwrap_err().violations[0].code,
                "control-character",
                "{text:?}"
            );
        }
        let mut check = Check::default();
        check.prose("comment", Some("two\nlines, \u{200F}\u{5D0} and 👩\u{200D}🚀"), 50);
        check.finish().unwrap();
    }

    #[test]
    fn searches_do_not_care_about_case_and_accents() {
        assert_eq!(fold(&[Some("Müller"), None, Some("Ærø")]), "muller aero");
    }
}
