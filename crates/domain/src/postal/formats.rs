//! What postcodes look like, by country.

pub(super) struct Format {
    /// ISO 3166-1 alpha-2.
    pub(super) country: &'static str,
    /// What people put before postcodes besides the code: the sign on cars.
    pub(super) sign: &'static str,
    /// As [`crate::pattern::fit`] reads them.
    pub(super) forms: &'static [&'static str],
    pub(super) example: &'static str,
}

const fn of(
    country: &'static str,
    sign: &'static str,
    forms: &'static [&'static str],
    example: &'static str,
) -> Format {
    Format {
        country,
        sign,
        forms,
        example,
    }
}

const FOUR: &[&str] = &["9999"];
const FIVE: &[&str] = &["99999"];
const SIX: &[&str] = &["999999"];
const THREE_AND_TWO: &[&str] = &["999 99"];
const BRITISH: &[&str] = &[
    "a9 9aa", "a99 9aa", "aa9 9aa", "aa99 9aa", "a9a 9aa", "aa9a 9aa", "aaa 9aa",
];

/// Countries with postcodes of a form that is certain.
pub(super) const FORMATS: &[Format] = &[
    // The EU.
    of("AT", "A", FOUR, "1010"),
    of("BE", "B", FOUR, "1000"),
    of("BG", "BG", FOUR, "1000"),
    of("CY", "CY", FOUR, "1010"),
    of("CZ", "CZ", THREE_AND_TWO, "110 00"),
    of("DE", "D", FIVE, "10115"),
    of("DK", "DK", FOUR, "1050"),
    of("EE", "EST", FIVE, "10111"),
    of("ES", "E", FIVE, "28001"),
    of("FI", "FIN", FIVE, "00100"),
    of("FR", "F", FIVE, "75001"),
    of("GR", "EL", THREE_AND_TWO, "104 31"),
    of("HR", "HR", FIVE, "10000"),
    of("HU", "H", FOUR, "1011"),
    of("IE", "IRL", &["a9x xxxx"], "D02 AF30"),
    of("IT", "I", FIVE, "00118"),
    of("LT", "LT", FIVE, "01100"),
    of("LU", "L", FOUR, "1234"),
    of("LV", "LV", &["LV-9999"], "LV-1010"),
    of("MT", "M", &["aaa 9999"], "VLT 1117"),
    of("NL", "NL", &["9999 aa"], "1012 AB"),
    of("PL", "PL", &["99-999"], "00-001"),
    // Without its last three digits it is an old one, and still written.
    of("PT", "P", &["9999-999", "9999"], "1000-001"),
    of("RO", "RO", SIX, "010011"),
    of("SE", "S", THREE_AND_TWO, "111 22"),
    of("SI", "SLO", FOUR, "1000"),
    of("SK", "SK", THREE_AND_TWO, "811 01"),
    // The rest of Europe.
    of("AD", "AND", &["AD999"], "AD500"),
    of("AL", "AL", FOUR, "1001"),
    of("BA", "BIH", FIVE, "71000"),
    of("CH", "CH", FOUR, "8001"),
    of("FO", "FO", &["999"], "100"),
    of("GB", "UK", BRITISH, "SW1A 1AA"),
    of("GG", "GBG", BRITISH, "GY1 1AA"),
    of("IM", "GBM", BRITISH, "IM1 1AA"),
    of("IS", "IS", &["999"], "101"),
    of("JE", "GBJ", BRITISH, "JE2 3XP"),
    of("LI", "FL", FOUR, "9490"),
    of("MC", "MC", FIVE, "98000"),
    of("ME", "MNE", FIVE, "81000"),
    of("MK", "NMK", FOUR, "1000"),
    of("NO", "N", FOUR, "0150"),
    // Five digits name the place, six the street.
    of("RS", "SRB", &["99999", "999999"], "11000"),
    of("SM", "RSM", FIVE, "47890"),
    of("TR", "TR", FIVE, "34000"),
    of("UA", "UA", FIVE, "01001"),
    of("VA", "V", FIVE, "00120"),
    // The rest of the world.
    of("AU", "AUS", FOUR, "2000"),
    of("BR", "BR", &["99999-999"], "01001-000"),
    of("CA", "CDN", &["a9a 9a9"], "K1A 0B1"),
    of("CN", "CN", SIX, "100000"),
    of("GL", "GL", FOUR, "3900"),
    of("IL", "IL", &["9999999", "99999"], "9510800"),
    of("IN", "IND", SIX, "110001"),
    of("JP", "JP", &["999-9999"], "100-0001"),
    of("KR", "ROK", FIVE, "03051"),
    of("MX", "MEX", FIVE, "06000"),
    of("MY", "MAL", FIVE, "50000"),
    of("NZ", "NZ", FOUR, "6011"),
    of("PH", "RP", FOUR, "1000"),
    of("SG", "SGP", SIX, "018956"),
    of("TH", "THA", FIVE, "10200"),
    of("US", "USA", &["99999", "99999-9999"], "10001"),
    of("ZA", "ZA", FOUR, "0001"),
];
