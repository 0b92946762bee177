//! Passwords of operators: argon2id, with the costs of the configuration (RFC 9106).

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use crate::{config::Auth, context::Context, ports::Random};

/// The shortest and the longest that is taken. Length is what counts; a limit keeps hashing from being a burden.
pub const LENGTH: std::ops::RangeInclusive<usize> = 12..=200;
/// What somebody would have to guess: 10^8 tries at least (zxcvbn's score 3), more than years of what the limits let through.
const LEAST_SCORE: zxcvbn::Score = zxcvbn::Score::Three;
/// So that an address that nobody has takes as long as a wrong password.
const NOBODYS: &str = "nobody's password";

#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error("auth.argon2_*: these costs are not possible")]
    Costs,
    #[error("the password could not be hashed")]
    Hashing,
}

fn hasher(config: &Auth) -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(
        config.argon2_memory_kib,
        config.argon2_passes,
        config.argon2_lanes,
        None,
    );
    let params = params.map_err(|_| PasswordError::Costs)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(config: &Auth, random: &dyn Random, password: &str) -> Result<String, PasswordError> {
    let mut salt = [0; 16];
    random.fill(&mut salt);
    let hash: PasswordHash = hasher(config)?
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|_| PasswordError::Hashing)?;
    Ok(hash.to_string())
}

/// Hashes a password beside the workers that answer requests.
pub async fn hash(context: &Context, password: &str) -> Result<String, PasswordError> {
    let (config, random, password) = (context.config.auth.clone(), context.random.clone(), password.to_owned());
    let _turn = context.hashing.acquire().await.map_err(|_| PasswordError::Hashing)?;
    tokio::task::spawn_blocking(move || hash_now(&config, &*random, &password))
        .await
        .map_err(|_| PasswordError::Hashing)?
}

/// Whether it is among the first that somebody would try who knows `words`: leaked and common passwords, names, keyboard rows,
/// repeats. The estimate is zxcvbn's (D. Wheeler, USENIX Security 2016); its lists come with the program.
pub fn is_guessable(password: &str, words: &[&str]) -> bool {
    let words = words.iter().chain(&["portico"]).map(|text| text.to_lowercase());
    let words: Vec<String> = words.collect();
    let parts = words
        .iter()
        .flat_map(|text| text.split(|sign: char| !sign.is_alphanumeric()));
    let known: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .chain(parts)
        .filter(|word| word.len() > 2)
        .collect();
    zxcvbn::zxcvbn(password, &known).score() < LEAST_SCORE
}

/// What became of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, and hashed with other costs than those of today.
    RightButOld,
}

/// Compares. Without a stored hash the same work is done for nothing, with `stand_in` where there is one: its costs may be those of
/// before, as others' are.
pub async fn verify(
    context: &Context,
    (stored, stand_in): (Option<String>, Option<String>),
    password: &str,
) -> Result<Verdict, PasswordError> {
    let (config, random, password) = (context.config.auth.clone(), context.random.clone(), password.to_owned());
    let _turn = context.hashing.acquire().await.map_err(|_| PasswordError::Hashing)?;
    let compare = move || {
        let argon2 = hasher(&config)?;
        let Some(compared) = stored.as_ref().or(stand_in.as_ref()) else {
            hash_now(&config, &*random, NOBODYS)?;
            return Ok(Verdict::Wrong);
        };
        let Ok(parsed) = PasswordHash::new(compared) else {
            return Ok(Verdict::Wrong);
        };
        let fits = argon2.verify_password(password.as_bytes(), &parsed).is_ok();
        if !fits || stored.is_none() {
            return Ok(Verdict::Wrong);
        }
        let same = Params::try_from(&parsed).is_ok_and(|params| {
            (params.m_cost(), params.t_cost(), params.p_cost())
                == (config.argon2_memory_kib, config.argon2_passes, config.argon2_lanes)
        });
        Ok(if same { Verdict::Right } else { Verdict::RightButOld })
    };
    tokio::task::spawn_blocking(compare)
        .await
        .map_err(|_| PasswordError::Hashing)?
}
