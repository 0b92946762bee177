//! The Leitweg-ID: the address of a public buyer on an electronic invoice (BT-10).
//!
//! Coarse address, optional fine address and two check digits, `991-33333TEST-33`: Leitweg-ID
//! format specification 2.0.2, check digits after ISO/IEC 7064, MOD 97-10.

use crate::mod_97;

/// Whether `text` is a Leitweg-ID with the right check digits.
pub fn is_valid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let (coarse, fine, check) = match parts[..] {
        [coarse, check] => (coarse, None, check),
        [coarse, fine, check] => (coarse, Some(fine), check),
        _ => return false,
    };
    let digits = |part: &str, length: std::ops::RangeInclusive<usize>| {
        length.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let fine_fits =
        fine.is_none_or(|fine| (1..=30).contains(&fine.len()) && fine.bytes().all(|b| b.is_ascii_alphanumeric()));
    digits(coarse, 2..=12) && fine_fits && digits(check, 2..=2) && mod_97::remainder(text.chars()) == 1
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn ids_in_use_are_valid() {
        for id in [
            "991-33333TEST-33",
            "992-90009-96",
            "991-01484-64",
            "05711-06001-79",
            "04011000-12345-03",
            "991-33333test-33",
        ] {
            assert!(is_valid(id), "{id}");
        }
    }

    #[test]
    fn a_wrong_digit_or_form_is_refused() {
        for id in [
            "991-33333TEST-34",
            "991-33334TEST-33",
            "04011000-12345-34",
            "991",
            "1-2-3-4",
            "9-33333TEST-33",
            "991--33",
            "991-ß-33",
            "",
            "DE123456789",
        ] {
            assert!(!is_valid(id), "{id}");
        }
    }
}
