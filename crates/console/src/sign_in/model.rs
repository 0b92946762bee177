//! Why somebody stands at the door, and where they wanted to go.

use crate::place::{HOME, SIGN_IN, wanted};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// They came by themselves.
    None,
    /// The session ended.
    Ended,
    /// They signed out.
    Left,
    /// They have just set a password, and have a second factor.
    Set,
}

impl Reason {
    pub(crate) fn from_query(text: Option<&str>) -> Self {
        match text {
            Some("ended") => Self::Ended,
            Some("left") => Self::Left,
            Some("set") => Self::Set,
            _ => Self::None,
        }
    }

    const fn as_query(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Ended => "ended",
            Self::Left => "left",
            Self::Set => "set",
        }
    }
}

/// The address of the page that signs in, and goes to `to` afterwards.
pub(crate) fn address(reason: Reason, to: &str) -> String {
    let to = wanted(Some(to));
    let mut query = Vec::new();
    if reason != Reason::None {
        query.push(format!("reason={}", reason.as_query()));
    }
    if to != HOME {
        query.push(format!("to={}", escape(to)));
    }
    if query.is_empty() {
        return SIGN_IN.to_owned();
    }
    format!("{SIGN_IN}?{}", query.join("&"))
}

/// What would end the value, or mean something else in it.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '%' => out.push_str("%25"),
            '&' => out.push_str("%26"),
            '#' => out.push_str("%23"),
            '+' => out.push_str("%2B"),
            _ => out.push(letter),
        }
    }
    out
}

/// Characters of a password, as the API counts them.
pub(crate) fn is_password(text: &str) -> bool {
    (12..=200).contains(&text.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_where_one_wanted_to_go_survives_signing_in() {
        assert_eq!(address(Reason::None, "/console"), "/console/sign-in");
        assert_eq!(address(Reason::Ended, "/console"), "/console/sign-in?reason=ended");
        assert_eq!(
            address(Reason::Ended, "/console/customers?search=a%20b&page=2"),
            "/console/sign-in?reason=ended&to=/console/customers?search=a%2520b%26page=2"
        );
        assert_eq!(address(Reason::None, "https://evil.example"), "/console/sign-in");
    }

    #[test]
    fn each_reason_is_read_back() {
        for reason in [Reason::None, Reason::Ended, Reason::Left, Reason::Set] {
            assert_eq!(Reason::from_query(Some(reason.as_query())), reason);
        }
    }

    #[test]
    fn a_password_has_12_to_200_characters_whatever_they_are() {
        assert!(!is_password("elf Zeichen"));
        assert!(is_password("zwölf Zeiche"));
        assert!(is_password(&"ä".repeat(200)));
        assert!(!is_password(&"ä".repeat(201)));
    }
}
