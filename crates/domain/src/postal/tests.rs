use super::*;
use crate::vat_id::is_member_state;

fn written(country: &str, postcode: &str) -> Option<String> {
    check(country, postcode).ok()
}

fn refused(country: &str, postcode: &str, example: &'static str) {
    let refusal = Err(Refusal::Format { example });
    assert_eq!(check(country, postcode), refusal, "{country} {postcode}");
}

#[test]
fn every_example_is_right_and_as_the_country_writes_it() {
    for format in FORMATS {
        let example = format.example;
        assert_eq!(written(format.country, example).as_deref(), Some(example));
        let (small, bare) = (example.to_lowercase(), example.replace([' ', '-'], ""));
        assert_eq!(written(format.country, &small).as_deref(), Some(example));
        assert_eq!(written(format.country, &bare).as_deref(), Some(example));
    }
}

#[test]
fn every_member_state_has_its_form_and_none_is_there_twice() {
    let members = FORMATS.iter().filter(|format| is_member_state(format.country));
    assert_eq!(members.count(), 27);
    let mut countries: Vec<_> = FORMATS.iter().map(|format| format.country).collect();
    countries.sort_unstable();
    countries.dedup();
    assert_eq!(countries.len(), FORMATS.len());
}

#[test]
fn a_refusal_carries_an_example() {
    refused("DE", "1010", "10115");
    refused("AT", "10115", "1010");
    refused("NL", "1012", "1012 AB");
    refused("GB", "SW1A", "SW1A 1AA");
    refused("CA", "K1A 0BB", "K1A 0B1");
    refused("US", "1000", "10001");
    refused("DE", "1O115", "10115");
    refused("DE", "", "10115");
}

#[test]
fn a_countrys_sign_before_it_falls_away() {
    for (country, given, code) in [
        ("DE", "D-10115", "10115"),
        ("DE", "DE 10115", "10115"),
        ("AT", "A-1010", "1010"),
        ("LU", "L-1234", "1234"),
        ("FI", "FIN-00100", "00100"),
        ("SE", "SE-111 22", "111 22"),
        ("LT", "LT-01100", "01100"),
        ("GR", "GR-10431", "104 31"),
    ] {
        assert_eq!(written(country, given).as_deref(), Some(code));
    }
    refused("DE", "A-10115", "10115");
}

#[test]
fn a_sign_that_is_a_part_of_the_postcode_is_added_where_it_is_missing() {
    assert_eq!(written("LV", "1010").as_deref(), Some("LV-1010"));
    assert_eq!(written("AD", "500").as_deref(), Some("AD500"));
}

#[test]
fn british_postcodes_have_several_forms() {
    for code in [
        "M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 0AX", "EC1A 1BB", "GIR 0AA",
    ] {
        let bare = code.replace(' ', "");
        assert_eq!(written("GB", &bare).as_deref(), Some(code));
    }
}

#[test]
fn where_there_is_more_than_one_form_each_will_do() {
    assert_eq!(written("US", "100011234").as_deref(), Some("10001-1234"));
    assert_eq!(written("PT", "1000").as_deref(), Some("1000"));
    assert_eq!(written("IE", "d6w xy00").as_deref(), Some("D6W XY00"));
}

#[test]
fn elsewhere_anything_up_to_sixteen_letters_will_do() {
    for code in ["", "999077", "  BP 1234 ", "ÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄ"] {
        assert_eq!(written("HK", code).as_deref(), Some(code.trim()));
    }
    assert_eq!(check("ZZ", "12345678901234567"), Err(Refusal::TooLong));
}

#[test]
fn countries_without_postcodes_ask_for_none() {
    for country in ["DE", "AT", "IE"] {
        assert!(has_postcodes(country), "{country}");
    }
    for country in ["AE", "HK"] {
        assert!(!has_postcodes(country), "{country}");
    }
}
