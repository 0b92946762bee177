//! Check digits after ISO/IEC 7064, MOD 97-10: of IBANs, creditor identifiers, Leitweg-IDs.

/// Of the number that the digits and letters (A is 10, Z is 35) make, divided by 97; other
/// characters do not count. A text with right check digits at its end leaves 1.
pub(crate) fn remainder(text: impl Iterator<Item = char>) -> u32 {
    text.filter_map(|letter| letter.to_digit(36)).fold(0, |rest, digit| {
        let shift = if digit < 10 { 10 } else { 100 };
        (rest * shift + digit) % 97
    })
}

/// The check digits that belong to a text, `02` to `98`. Others that leave 1 too (`00` for `97`,
/// `01` for `98`, `99` for `02`) are never given.
pub(crate) fn check_digits(text: impl Iterator<Item = char>) -> String {
    format!("{:02}", 98 - remainder(text.chain("00".chars())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_from_ten_and_signs_do_not_count() {
        assert_eq!(remainder("10".chars()), remainder("a".chars()));
        assert_eq!(remainder("35".chars()), remainder("Z".chars()));
        assert_eq!(remainder("9-9.9".chars()), 999 % 97);
        assert_eq!(remainder("".chars()), 0);
    }

    #[test]
    fn check_digits_make_the_whole_leave_one() {
        // The worked example of the IBAN: bank code, account, then DE.
        assert_eq!(check_digits("370400440532013000DE".chars()), "89");
        for number in 0..1000_u32 {
            let text = number.to_string();
            let digits = check_digits(text.chars());
            assert_eq!(remainder(text.chars().chain(digits.chars())), 1);
            assert!((2..=98).contains(&digits.parse::<u32>().unwrap()));
        }
    }
}
