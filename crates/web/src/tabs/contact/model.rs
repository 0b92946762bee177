//! Initials and links.

/// First letters of the first and the last name.
pub(super) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// `tel:` takes digits and a plus; people write more.
pub(super) fn tel(phone: &str) -> String {
    let digits = phone.replace("(0)", "");
    let digits: String = digits.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    format!("tel:{digits}")
}

/// Only the web: a link of another scheme would be a way to run a script.
pub(super) fn booking(url: &str) -> Option<&str> {
    (url.starts_with("https://") || url.starts_with("http://")).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_the_first_and_last_name() {
        assert_eq!(initials("Jana Maria Özdemir"), "JÖ");
        assert_eq!(initials("Support"), "S");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn a_phone_number_can_be_dialled() {
        assert_eq!(tel("+49 (0)30 / 123-45"), "tel:+493012345");
    }

    #[test]
    fn a_booking_link_leads_to_the_web_only() {
        assert_eq!(booking("https://example.com/jana"), Some("https://example.com/jana"));
        assert_eq!(booking("javascript:alert(1)"), None);
    }
}
