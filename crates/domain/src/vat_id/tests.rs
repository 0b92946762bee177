use super::*;

/// As it is stored.
fn read(text: &str) -> Result<String, Refusal> {
    parse(text).map(|vat_id| vat_id.to_string())
}

fn of(country: &str) -> &'static Format {
    FORMATS.iter().find(|format| format.prefix == country).unwrap()
}

/// Real or published numbers, one of each form at least, and one that is refused.
const NUMBERS: [(&str, &[&str], &str); 28] = [
    ("AT", &["ATU13585627", "ATU12345675"], "AT13585627"),
    ("BE", &["BE0428759497", "BE0403019261"], "BE2428759497"),
    ("BG", &["BG175074752", "BG7523169263"], "BG17507475"),
    ("CY", &["CY10259033P"], "CY10259033"),
    ("CZ", &["CZ25123891", "CZ640903926", "CZ7103192745"], "CZ2512389"),
    ("DE", &["DE136695976", "DE811193231"], "DE13669597"),
    ("DK", &["DK13585628"], "DK135856280"),
    ("EE", &["EE100931558"], "EE10093155"),
    ("EL", &["EL094259216"], "EL94259216"),
    ("ES", &["ESX2482300W", "ES54362315K", "ESB58378431"], "ES543623150"),
    ("FI", &["FI20774740"], "FI2077474"),
    (
        "FR",
        &["FR40303265045", "FR23334175221", "FRK7399859412"],
        "FR4030326504",
    ),
    ("HR", &["HR33392005961"], "HR3339200596"),
    ("HU", &["HU12892312"], "HU1289231"),
    ("IE", &["IE6433435F", "IE8D79739I", "IE6433435OA"], "IE6433435"),
    ("IT", &["IT00743110157"], "IT0074311015"),
    ("LT", &["LT119511515", "LT100001919017"], "LT1195115150"),
    ("LU", &["LU15027442"], "LU1502744"),
    ("LV", &["LV40003521600"], "LV4000352160"),
    ("MT", &["MT11679112"], "MT1167911"),
    ("NL", &["NL004495445B01", "NL002455799B11"], "NL004495445C01"),
    ("PL", &["PL8567346215"], "PL856734621"),
    ("PT", &["PT501964843"], "PT50196484"),
    ("RO", &["RO18547290", "RO27"], "RO1"),
    ("SE", &["SE123456789701"], "SE1234567897"),
    ("SI", &["SI50223054"], "SI5022305"),
    ("SK", &["SK2022749619"], "SK202274961"),
    ("XI", &["XI980780684", "XI123456789012", "XIGD123", "XIHA987"], "XIGD12"),
];

#[test]
fn each_country_has_its_form() {
    for ((prefix, valid, refused), format) in NUMBERS.iter().zip(&FORMATS) {
        assert_eq!(*prefix, format.prefix);
        for number in *valid {
            assert_eq!(read(number).as_deref(), Ok(*number));
        }
        let (prefix, example) = (format.prefix, format.example);
        assert_eq!(read(refused), Err(Refusal::Format { prefix, example }));
    }
}

#[test]
fn every_example_is_right_itself() {
    for format in &FORMATS {
        assert_eq!(read(format.example).as_deref(), Ok(format.example));
    }
}

#[test]
fn a_wrong_digit_is_found_where_the_rule_is_certain() {
    let wrong = [
        "ATU13585626",
        "BE0428759496",
        "DE136695977",
        "FR41303265045",
        "IT00743110158",
        "NL123456789B90",
        "PL8567346216",
    ];
    for number in wrong {
        let prefix = of(&number[..2]).prefix;
        assert_eq!(read(number), Err(Refusal::CheckDigit { prefix }), "{number}");
    }
}

#[test]
fn no_single_wrong_digit_passes_where_the_rule_is_certain() {
    for number in [
        "ATU13585627",
        "BE0428759497",
        "DE136695976",
        "IT00743110157",
        "PL8567346215",
    ] {
        for place in 3..number.len() {
            for digit in '0'..='9' {
                let mut typed = number.to_owned();
                typed.replace_range(place..=place, &digit.to_string());
                assert_eq!(read(&typed).is_ok(), typed == number, "{typed}");
            }
        }
    }
}

#[test]
fn dutch_numbers_pass_one_of_two_rules() {
    // Of a company, of a sole trader since 2020, and one with a sign, which neither rule reads.
    for number in ["NL004495445B01", "NL000099998B57", "NL00449544+B01"] {
        assert!(read(number).is_ok(), "{number}");
    }
}

#[test]
fn it_is_read_as_people_write_it() {
    assert_eq!(read(" de 136 695 976 ").as_deref(), Ok("DE136695976"));
    assert_eq!(read("BE 0428.759.497").as_deref(), Ok("BE0428759497"));
    assert_eq!(read("BE 428.759.497").as_deref(), Ok("BE0428759497"));
    assert_eq!(read("atu-13585627").as_deref(), Ok("ATU13585627"));
    assert_eq!(read("DK 13 58 56 28").as_deref(), Ok("DK13585628"));
}

#[test]
fn greece_is_el_and_its_country_is_gr() {
    let greek = parse("GR 094259216").unwrap();
    assert_eq!(greek.to_string(), "EL094259216");
    assert_eq!(greek.country(), Some("GR"));
    assert_eq!(parse("EL094259216"), Ok(greek));
}

#[test]
fn northern_ireland_is_asked_at_vies_but_is_no_member_state() {
    let northern_irish = parse("XI980780684").unwrap();
    assert_eq!(northern_irish.country(), Some("GB"));
    assert!(!is_member_state("GB"));
    assert!(is_member_state("GR"));
    assert!(is_member_state("IE"));
    assert!(!is_member_state("EL"));
    assert!(!is_member_state("CH"));
}

#[test]
fn what_is_not_of_the_eu_is_foreign_and_stays_as_it_is() {
    for text in [
        "CHE-123.456.788 MWST",
        "GB 980 7806 84",
        "NO 923 609 016 MVA",
        "12-3456789",
        "7",
        "é1",
    ] {
        assert_eq!(parse(&format!(" {text} ")), Ok(VatId::Foreign(text.to_owned())));
    }
}

#[test]
fn nothing_is_no_vat_id() {
    for text in ["", "  ", "\t"] {
        assert_eq!(parse(text), Err(Refusal::Empty));
    }
}
