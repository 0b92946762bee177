//! Why somebody stands at the door, and whether what they typed can be an address.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// They came by themselves.
    None,
    /// The session ended.
    Ended,
    /// They signed out.
    Left,
    /// Somebody of the merchant's looked at what a customer sees, and that is over.
    Viewed,
    /// The page of a link was opened without its link, which may well still work.
    Again,
    /// Their link was used, has expired, or never existed: one page for all three.
    Link,
}

impl Reason {
    pub(crate) fn from_query(text: Option<&str>) -> Self {
        match text {
            Some("ended") => Self::Ended,
            Some("left") => Self::Left,
            Some("viewed") => Self::Viewed,
            Some("again") => Self::Again,
            Some("link") => Self::Link,
            _ => Self::None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entrance {
    Link,
    SignIn(Reason),
}

impl Entrance {
    /// A bookmark of the sign-in page may belong to somebody whose session still runs.
    pub(crate) fn may_be_signed_in(self) -> bool {
        self == Self::SignIn(Reason::None)
    }
}

/// For how many minutes a reload of the page with the button finds its token.
const KEPT: u32 = 15;

/// A token beside the minute (since 1970) until which it is kept.
pub(crate) fn keep(token: &str, now: u32) -> String {
    format!("{} {token}", now + KEPT)
}

pub(crate) fn kept(text: &str, now: u32) -> Option<&str> {
    let (until, token) = text.split_once(' ')?;
    let until: u32 = until.parse().ok()?;
    // A clock that was turned back does not prolong it.
    (now..=now + KEPT).contains(&until).then_some(token)
}

/// Who asked for a mail, and what its code goes with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) request: String,
    pub(crate) email: String,
}

impl Asked {
    /// For the history; no address and no token holds a space.
    pub(crate) fn to_text(&self) -> String {
        format!("{} {}", self.request, self.email)
    }

    pub(crate) fn kept(text: &str, now: u32) -> Option<Self> {
        let (request, email) = kept(text, now)?.split_once(' ')?;
        Some(Self {
            request: request.to_owned(),
            email: email.to_owned(),
        })
    }
}

/// Only what the reader would call a typing mistake; the server decides the rest.
pub(crate) fn looks_like_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    !local.is_empty() && !domain.starts_with('.') && !domain.is_empty() && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_obvious_mistakes_are_refused() {
        for right in ["a@example.com", "a+b@sub.example.com", "ä@exämple.de", "a@localhost"] {
            assert!(looks_like_email(right), "{right}");
        }
        for wrong in ["", "a", "a@", "@example.com", "a b@example.com", "a@.com"] {
            assert!(!looks_like_email(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_session_is_looked_for_only_when_nothing_speaks_against_it() {
        assert!(Entrance::SignIn(Reason::from_query(None)).may_be_signed_in());
        assert!(!Entrance::SignIn(Reason::from_query(Some("left"))).may_be_signed_in());
        assert!(!Entrance::Link.may_be_signed_in());
    }

    #[test]
    fn a_token_is_kept_for_a_quarter_of_an_hour() {
        let began = 30_000_000;
        let text = keep("abc.def", began);
        assert_eq!(kept(&text, began), Some("abc.def"));
        assert_eq!(kept(&text, began + 15), Some("abc.def"));
        assert_eq!(kept(&text, began + 16), None);
        assert_eq!(kept(&text, began - 60), None, "the clock was turned back");
    }

    #[test]
    fn a_reload_finds_who_asked() {
        let asked = Asked {
            request: "a_b".into(),
            email: "ada@example.com".into(),
        };
        let text = keep(&asked.to_text(), 30_000_000);
        assert_eq!(Asked::kept(&text, 30_000_001), Some(asked));
        assert_eq!(Asked::kept(&keep("only-a-token", 0), 0), None);
    }

    #[test]
    fn anything_else_in_the_history_is_no_token() {
        for text in ["", "abc", "soon abc"] {
            assert_eq!(kept(text, 0), None, "{text}");
        }
    }
}
