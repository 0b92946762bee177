//! The second factor of operators: RFC 6238, told the time by our clock.

use chrono::{DateTime, Utc};
use totp_rs::{Builder, Secret, Totp, TotpError};

use crate::ports::Random;

/// Bytes of a seed, as RFC 4226 recommends.
const SEED: usize = 20;

pub fn new_seed(random: &dyn Random) -> [u8; SEED] {
    let mut seed = [0; SEED];
    random.fill(&mut seed);
    seed
}

/// The authenticator with this seed. `issuer` and `account` are what its app shows.
///
/// # Errors
/// When the seed is too short to be one of ours.
pub fn authenticator(seed: &[u8], issuer: &str, account: &str) -> Result<Totp, TotpError> {
    // A colon parts the two in the address.
    let plain = |text: &str| text.replace(':', " ");
    Builder::new()
        .with_secret(Secret::from(seed.to_vec()))
        .with_issuer(Some(plain(issuer)))
        .with_account_name(plain(account))
        .build()
}

pub fn base32(seed: &[u8]) -> String {
    Secret::from(seed.to_vec()).to_base32()
}

/// The step that a code belongs to: now, or one before or after. Each step counts once.
pub fn step(totp: &Totp, code: &str, now: DateTime<Utc>) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let time = u64::try_from(now.timestamp()).ok()?;
    i64::try_from(totp.check(&digits, time)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_counts_for_its_step_and_the_ones_beside_it() {
        // RFC 6238, appendix B: the last six of eight digits at 59 s.
        let totp = authenticator(b"12345678901234567890", "Acme: Portal", "eva@acme.example").unwrap();
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        assert_eq!(step(&totp, "287 082", at(59)), Some(1));
        assert_eq!(step(&totp, "287082", at(89)), Some(1));
        assert_eq!(step(&totp, "287082", at(90)), None);
        assert_eq!(step(&totp, "nonsense", at(59)), None);
        assert!(totp.to_url().unwrap().starts_with("otpauth://totp/"));
    }
}
