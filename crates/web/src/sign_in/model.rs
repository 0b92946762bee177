//! Why somebody stands at the door, and whether what they typed can be an address.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// They came by themselves.
    None,
    /// The session ended.
    Ended,
    /// They signed out.
    Left,
    /// Their link was used, has expired, or never existed: one page for all three.
    Link,
}

impl Reason {
    pub(crate) fn from_query(text: Option<&str>) -> Self {
        match text {
            Some("ended") => Self::Ended,
            Some("left") => Self::Left,
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
}
