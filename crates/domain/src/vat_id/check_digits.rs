//! Check digits of VAT IDs. Each function takes a number of its country's form, without the
//! prefix, and says whether its check digits are right; numbers of a form that has none are.

use crate::mod_97;

fn digits(text: &str) -> impl DoubleEndedIterator<Item = u32> {
    text.chars().filter_map(|letter| letter.to_digit(10))
}

fn weighted(text: &str, weights: &[u32]) -> u32 {
    digits(text).zip(weights).map(|(digit, weight)| digit * weight).sum()
}

fn number(text: &str) -> u64 {
    digits(text).fold(0, |number, digit| number * 10 + u64::from(digit))
}

/// Every second digit counts twice, as the sum of its digits.
fn luhn_sum(from_right: impl Iterator<Item = u32>) -> u32 {
    from_right
        .enumerate()
        .map(|(index, digit)| {
            if index % 2 == 0 {
                digit
            } else {
                digit * 2 / 10 + digit * 2 % 10
            }
        })
        .sum()
}

/// ISO 7064 MOD 11,10 over all nine digits.
pub(super) fn germany(text: &str) -> bool {
    let mut product = 10;
    let mut last = 0;
    for digit in digits(text) {
        last = (product + digit) % 10;
        product = if last == 0 { 10 } else { last } * 2 % 11;
    }
    last == 1
}

/// The last digit makes the Luhn sum of the others, with 4 added, a multiple of 10.
pub(super) fn austria(text: &str) -> bool {
    let mut from_right = digits(text).rev();
    let last = from_right.next().unwrap_or(0);
    (luhn_sum(from_right) + last + 4).is_multiple_of(10)
}

/// The first eight digits and the last two add up to a multiple of 97.
pub(super) fn belgium(text: &str) -> bool {
    let all = number(text);
    (all / 100 + all % 100).is_multiple_of(97)
}

/// The key of two digits is (SIREN × 100 + 12) modulo 97. Keys with letters are another rule's.
pub(super) fn france(text: &str) -> bool {
    let Some((key, siren)) = text.split_at_checked(2) else {
        return true;
    };
    let is_old = key.bytes().all(|byte| byte.is_ascii_digit());
    !is_old || (number(siren) * 100 + 12) % 97 == number(key)
}

/// Luhn over all eleven digits.
pub(super) fn italy(text: &str) -> bool {
    luhn_sum(digits(text).rev()).is_multiple_of(10)
}

/// Companies' numbers pass the test by 11 over the nine digits before the B. Those of sole traders
/// since 2020 hold no citizen's number any more and pass ISO 7064 MOD 97-10 over the whole, `NL`
/// included, letters counting from A = 10. Either will do.
pub(super) fn netherlands(text: &str) -> bool {
    let is_plain = text.bytes().filter(u8::is_ascii_digit).count() == 11;
    !is_plain || passes_11(text) || passes_97(text)
}

fn passes_11(text: &str) -> bool {
    let last = digits(text).nth(8).unwrap_or(0);
    weighted(text, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == last
}

fn passes_97(text: &str) -> bool {
    mod_97::remainder("NL".chars().chain(text.chars())) == 1
}

/// The last digit is the weighted sum of the others modulo 11, which is never 10.
pub(super) fn poland(text: &str) -> bool {
    let last = digits(text).nth(9).unwrap_or(0);
    weighted(text, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == last
}
