//! Where a link may lead.

/// `tel:` takes digits and a plus; people write more.
pub(crate) fn tel(phone: &str) -> String {
    // "(0)" is what one leaves out behind a country code.
    let dialled = phone.split('(').map(|part| part.strip_prefix("0)").unwrap_or(part));
    let digits: String = dialled
        .flat_map(str::chars)
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    format!("tel:{digits}")
}

/// Only the web: a link of another scheme would be a way to run a script.
pub(crate) fn web(url: &str) -> Option<&str> {
    (url.starts_with("https://") || url.starts_with("http://")).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_can_be_dialled() {
        assert_eq!(tel("+49 (0)30 / 123-45"), "tel:+493012345");
    }

    #[test]
    fn a_link_leads_to_the_web_only() {
        assert_eq!(web("https://example.com/jana"), Some("https://example.com/jana"));
        assert_eq!(web("javascript:alert(1)"), None);
    }
}
