use super::*;

/// The examples of the IBAN Registry, one of each country.
const EXAMPLES: [&str; 89] = [
    "AD1200012030200359100100",
    "AE070331234567890123456",
    "AL47212110090000000235698741",
    "AT611904300234573201",
    "AZ21NABZ00000000137010001944",
    "BA391290079401028494",
    "BE68539007547034",
    "BG80BNBG96611020345678",
    "BH67BMAG00001299123456",
    "BI4210000100010000332045181",
    "BR1800360305000010009795493C1",
    "BY13NBRB3600900000002Z00AB00",
    "CH9300762011623852957",
    "CR05015202001026284066",
    "CY17002001280000001200527600",
    "CZ6508000000192000145399",
    "DE89370400440532013000",
    "DJ2100010000000154000100186",
    "DK5000400440116243",
    "DO28BAGR00000001212453611324",
    "EE382200221020145685",
    "EG380019000500000000263180002",
    "ES9121000418450200051332",
    "FI2112345600000785",
    "FK88SC123456789012",
    "FO6264600001631634",
    "FR1420041010050500013M02606",
    "GB29NWBK60161331926819",
    "GE29NB0000000101904917",
    "GI75NWBK000000007099453",
    "GL8964710001000206",
    "GR1601101250000000012300695",
    "GT82TRAJ01020000001210029690",
    "HN88CABF00000000000250005469",
    "HR1210010051863000160",
    "HU42117730161111101800000000",
    "IE29AIBK93115212345678",
    "IL620108000000099999999",
    "IQ98NBIQ850123456789012",
    "IS140159260076545510730339",
    "IT60X0542811101000000123456",
    "JO94CBJO0010000000000131000302",
    "KW81CBKU0000000000001234560101",
    "KZ86125KZT5004100100",
    "LB62099900000001001901229114",
    "LC55HEMM000100010012001200023015",
    "LI21088100002324013AA",
    "LT121000011101001000",
    "LU280019400644750000",
    "LV80BANK0000435195001",
    "LY83002048000020100120361",
    "MC5811222000010123456789030",
    "MD24AG000225100013104168",
    "ME25505000012345678951",
    "MK07250120000058984",
    "MN121234123456789123",
    "MR1300020001010000123456753",
    "MT84MALT011000012345MTLCAST001S",
    "MU17BOMM0101101030300200000MUR",
    "NI45BAPR00000013000003558124",
    "NL91ABNA0417164300",
    "NO9386011117947",
    "OM810180000001299123456",
    "PK36SCBL0000001123456702",
    "PL61109010140000071219812874",
    "PS92PALS000000000400123456702",
    "PT50000201231234567890154",
    "QA58DOHB00001234567890ABCDEFG",
    "RO49AAAA1B31007593840000",
    "RS35260005601001611379",
    "RU0304452522540817810538091310419",
    "SA0380000000608010167519",
    "SC18SSCB11010000000000001497USD",
    "SD2129010501234001",
    "SE4550000000058398257466",
    "SI56263300012039086",
    "SK3112000000198742637541",
    "SM86U0322509800000000270100",
    "SO211000001001000100141",
    "ST23000100010051845310146",
    "SV62CENR00000000000000700025",
    "TL380080012345678910157",
    "TN5910006035183598478831",
    "TR330006100519786457841326",
    "UA213223130000026007233566001",
    "VA59001123000012345678",
    "VG96VPVG0000012345678901",
    "XK051212012345678906",
    "YE15CBYE0001018861234567891234",
];

fn read(text: &str) -> Result<String, IbanProblem> {
    parse(text).map(|iban| iban.as_str().to_owned())
}

fn length(country: &str, expected: usize, found: usize) -> IbanProblem {
    IbanProblem::Length {
        country: country.to_owned(),
        expected,
        found,
    }
}

#[test]
fn every_country_of_the_registry_has_its_form() {
    for (example, form) in EXAMPLES.iter().zip(forms::FORMS) {
        assert_eq!(example[..2], form[..2]);
        assert_eq!(read(example).as_deref(), Ok(*example));
    }
}

#[test]
fn ibans_that_everybody_knows_are_right() {
    for number in [
        "DE89370400440532013000",
        "GB82WEST12345698765432",
        "FR1420041010050500013M02606",
        "NL91ABNA0417164300",
        "AT611904300234573201",
    ] {
        assert_eq!(read(number).as_deref(), Ok(number));
    }
}

#[test]
fn it_is_read_as_people_write_it() {
    for text in [
        "de89 3704 0044 0532 0130 00",
        " DE89\u{a0}3704\t00440532013000\n",
        "DE89-3704-0044-0532-0130-00",
    ] {
        assert_eq!(read(text).as_deref(), Ok("DE89370400440532013000"), "{text}");
    }
}

#[test]
fn the_problem_says_what_is_wrong() {
    for (text, problem) in [
        ("", IbanProblem::Empty),
        (" - ", IbanProblem::Empty),
        ("DE89 3704/0044", IbanProblem::Character('/')),
        ("DÉ89370400440532013000", IbanProblem::Character('É')),
        ("D", IbanProblem::Country("D".to_owned())),
        ("US89370400440532013000", IbanProblem::Country("US".to_owned())),
        // An account number of old.
        ("0532013000", IbanProblem::Country("05".to_owned())),
        // Réunion's accounts begin with FR.
        ("RE1420041010050500013M02606", IbanProblem::Country("RE".to_owned())),
        ("DE8937040044053201300", length("DE", 22, 21)),
        ("NO93860111179470", length("NO", 15, 16)),
        ("DE", length("DE", 22, 2)),
        // The letter O for a zero, and digits for the letters of a bank.
        ("DE8937O400440532013000", IbanProblem::Structure),
        ("NL9112340417164300", IbanProblem::Structure),
        ("DEX9370400440532013000", IbanProblem::Structure),
        // A wrong digit, and two that are swapped.
        ("DE89370400440532013001", IbanProblem::CheckDigits),
        ("DE89370400440532010300", IbanProblem::CheckDigits),
    ] {
        assert_eq!(read(text), Err(problem), "{text}");
    }
}

#[test]
fn check_digits_run_from_02_to_98() {
    // They leave 1 like 98, 97 and 02, and are nobody's.
    for (right, wrong) in [("98", "01"), ("97", "00"), ("02", "99")] {
        let (number, found) = (0_u64..)
            .map(|account| format!("DE{right}37040044{account:010}"))
            .find_map(|number| parse(&number).ok().map(|iban| (number, iban)))
            .unwrap();
        assert_eq!(found.as_str(), number);
        let other = number.replacen(right, wrong, 1);
        assert_eq!(read(&other), Err(IbanProblem::CheckDigits), "{other}");
    }
}

#[test]
fn it_is_printed_in_groups_of_four() {
    let spaced = |text| parse(text).unwrap().spaced();
    assert_eq!(spaced("DE89370400440532013000"), "DE89 3704 0044 0532 0130 00");
    assert_eq!(spaced("AT611904300234573201"), "AT61 1904 3002 3457 3201");
    assert_eq!(spaced("NO9386011117947"), "NO93 8601 1117 947");
}

#[test]
fn people_and_logs_see_it_masked() {
    let iban = parse("DE89370400440532013000").unwrap();
    assert_eq!(iban.masked(), "DE8937************3000");
    assert_eq!(format!("{iban:?}"), "Iban(DE8937************3000)");
    assert_eq!(parse("NO9386011117947").unwrap().masked(), "NO9386*****7947");
}

#[test]
fn no_problem_tells_the_number() {
    for text in [
        "DE89370400440532013001",
        "DE8937040044053201300",
        "DE8937O400440532013000",
        "XX89370400440532013000",
    ] {
        let problem = parse(text).unwrap_err();
        assert!(!format!("{problem:?} {problem}").contains("3704"), "{text}");
    }
}

#[test]
fn its_parts_can_be_asked_for() {
    let german = parse("DE89370400440532013000").unwrap();
    assert_eq!(
        (german.country(), german.bank_code(), german.last4()),
        ("DE", Some("37040044"), "3000")
    );
    let austrian = parse("AT611904300234573201").unwrap();
    assert_eq!(
        (austrian.country(), austrian.bank_code(), austrian.last4()),
        ("AT", None, "3201")
    );
}
