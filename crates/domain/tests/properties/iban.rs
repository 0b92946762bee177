use portico_domain::iban::{self, IbanProblem};
use proptest::{prelude::*, sample::Index};

/// Divides the number of a text by 97, in groups of digits rather than one by one.
fn remainder(text: &str) -> u64 {
    let digits: String = text
        .chars()
        .map(|letter| letter.to_digit(36).unwrap().to_string())
        .collect();
    digits.as_bytes().chunks(9).fold(0, |rest, group| {
        let group = std::str::from_utf8(group).unwrap();
        format!("{rest}{group}").parse::<u64>().unwrap() % 97
    })
}

/// Right IBANs of short, middling and long forms, with and without letters.
fn number() -> impl Strategy<Value = String> {
    let of = |country: &'static str, form: &'static str| {
        form.prop_map(move |account: String| {
            let check = 98 - remainder(&format!("{account}{country}00"));
            format!("{country}{check:02}{account}")
        })
    };
    prop_oneof![
        of("DE", "[0-9]{18}"),
        of("NO", "[0-9]{11}"),
        of("BE", "[0-9]{12}"),
        of("NL", "[A-Z]{4}[0-9]{10}"),
        of("FR", "[0-9]{10}[0-9A-Z]{11}[0-9]{2}"),
        of("IT", "[A-Z][0-9]{10}[0-9A-Z]{12}"),
        of("MT", "[A-Z]{4}[0-9]{5}[0-9A-Z]{18}"),
        of("RU", "[0-9]{14}[0-9A-Z]{15}"),
    ]
}

/// As people type it: in groups of any length, in either case.
fn typed(number: &str, gaps: &[bool]) -> String {
    number
        .chars()
        .zip(gaps.iter().cycle())
        .map(|(letter, gap)| {
            if *gap {
                format!(" {}", letter.to_lowercase())
            } else {
                letter.to_string()
            }
        })
        .collect()
}

fn replaced(number: &str, place: usize, letter: char) -> String {
    let mut changed = number.to_owned();
    changed.replace_range(place..=place, &letter.to_string());
    changed
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn an_iban_is_read_however_it_is_typed(number in number(), gaps in prop::collection::vec(any::<bool>(), 1..9)) {
        let iban = iban::parse(&typed(&number, &gaps)).unwrap();
        prop_assert_eq!(iban.as_str(), &number);
        prop_assert_eq!(iban::parse(&iban.spaced()), Ok(iban.clone()));
        prop_assert!(iban.spaced().split(' ').all(|group| group.len() <= 4));
    }

    #[test]
    fn a_mask_is_as_long_as_the_iban_and_shows_ten_characters(number in number()) {
        let iban = iban::parse(&number).unwrap();
        let masked = iban.masked();
        prop_assert_eq!(masked.len(), number.len());
        prop_assert!(masked.chars().filter(|letter| *letter != '*').count() <= 10);
        prop_assert!(masked.starts_with(&number[..6]) && masked.ends_with(iban.last4()));
        prop_assert_eq!(format!("{:?}", iban), format!("Iban({masked})"));
    }

    #[test]
    fn a_changed_digit_is_always_refused(number in number(), place in any::<Index>(), digit in 0_u32..10) {
        let digits: Vec<usize> = (0..number.len()).filter(|at| number.as_bytes()[*at].is_ascii_digit()).collect();
        let place = digits[place.index(digits.len())];
        let changed = replaced(&number, place, char::from_digit(digit, 10).unwrap());
        prop_assume!(changed != number);
        prop_assert_eq!(iban::parse(&changed), Err(IbanProblem::CheckDigits));
    }

    #[test]
    fn a_changed_letter_is_always_refused(number in number(), place in any::<Index>(), letter in "[A-Z]") {
        let letters: Vec<usize> = (0..number.len()).filter(|at| number.as_bytes()[*at].is_ascii_uppercase()).collect();
        let place = letters[place.index(letters.len())];
        let changed = replaced(&number, place, letter.chars().next().unwrap());
        prop_assume!(changed != number);
        prop_assert!(iban::parse(&changed).is_err());
    }

    #[test]
    fn swapped_neighbours_are_always_refused(number in number(), place in any::<Index>()) {
        let place = place.index(number.len() - 1);
        let (one, next) = (&number[place..=place], &number[place + 1..place + 2]);
        prop_assume!(one != next);
        let both_alike = one.as_bytes()[0].is_ascii_digit() == next.as_bytes()[0].is_ascii_digit();
        // A letter is two digits: beside a digit the rule promises nothing.
        prop_assume!(both_alike);
        let changed = format!("{}{next}{one}{}", &number[..place], &number[place + 2..]);
        prop_assert!(iban::parse(&changed).is_err());
    }

    #[test]
    fn no_text_makes_reading_panic_or_tells_more_than_a_country(text in prop_oneof![any::<String>(), "[A-Z]{2}[0-9A-Z ]{0,34}"]) {
        if let Err(IbanProblem::Country(country)) = iban::parse(&text) {
            prop_assert!(country.len() <= 2);
        }
    }
}
