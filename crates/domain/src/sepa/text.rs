//! Names and texts in the characters that every bank of SEPA takes.
//!
//! The Latin character set of the EPC's implementation guidelines; what becomes of others follows
//! EPC217-08 (accents fall away, signs have a stand-in or become a full stop), umlauts and sharp s
//! the alternative of the German banks' Anlage 3 of the DFÜ-Abkommen (ä is ae, ß is ss).

/// Whether a character is in the character set of SEPA, the space apart.
pub(crate) const fn is_allowed(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '/' | '-' | '?' | ':' | '(' | ')' | '.' | ',' | '\'' | '+')
}

/// A text in SEPA's character set, at most `max` characters long: letters and digits of ASCII,
/// `/-?:().,'+` and single spaces between.
///
/// `Müller & Söhne – Café` becomes `Mueller + Soehne - Cafe`. Letters of other scripts and signs
/// that nothing stands for become full stops.
pub fn to_sepa_text(text: &str, max: usize) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        push(&mut folded, letter);
    }
    folded.truncate(max);
    folded.truncate(folded.trim_end().len());
    folded
}

fn push(folded: &mut String, letter: char) {
    match letter {
        _ if is_allowed(letter) => folded.push(letter),
        _ if letter.is_whitespace() || letter.is_control() => {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        }
        // An umlaut in two characters, as some systems write it.
        '\u{308}' if folded.ends_with(['a', 'o', 'u']) => folded.push('e'),
        '\u{308}' if folded.ends_with(['A', 'O', 'U']) => folded.push('E'),
        // Other accents on their own, and what nobody sees: soft hyphens, joiners, marks of order.
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
        _ => folded.push_str(stand_in(letter)),
    }
}

/// The letters of European languages in Latin script, and the signs of offices and typesetters.
#[rustfmt::skip]
const fn stand_in(letter: char) -> &'static str {
    match letter {
        'Ä' | 'Æ' => "AE", 'ä' | 'æ' => "ae",
        'Ö' | 'Œ' => "OE", 'ö' | 'œ' => "oe",
        'Ü' => "UE", 'ü' => "ue",
        'ẞ' => "SS", 'ß' => "ss",
        'Þ' => "TH", 'þ' => "th",
        'Ĳ' => "IJ", 'ĳ' => "ij",
        'À'..='Ã' | 'Å' | 'Ā' | 'Ă' | 'Ą' => "A", 'à'..='ã' | 'å' | 'ā' | 'ă' | 'ą' | 'ª' => "a",
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => "C", 'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'Ð' | 'Ď' | 'Đ' => "D", 'ð' | 'ď' | 'đ' => "d",
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' => "E", 'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => "G", 'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'Ĥ' | 'Ħ' => "H", 'ĥ' | 'ħ' => "h",
        'Ì'..='Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' => "I", 'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'Ĵ' => "J", 'ĵ' => "j",
        'Ķ' => "K", 'ķ' | 'ĸ' => "k",
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ŀ' | 'Ł' => "L", 'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' | 'Ŋ' => "N", 'ñ' | 'ń' | 'ņ' | 'ň' | 'ŉ' | 'ŋ' => "n",
        'Ò'..='Õ' | 'Ø' | 'Ō' | 'Ŏ' | 'Ő' => "O", 'ò'..='õ' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'º' => "o",
        'Ŕ' | 'Ŗ' | 'Ř' => "R", 'ŕ' | 'ŗ' | 'ř' => "r",
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' => "S", 'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ſ' => "s",
        'Ţ' | 'Ť' | 'Ŧ' | 'Ț' => "T", 'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'Ù'..='Û' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' => "U",
        'ù'..='û' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'Ŵ' | 'Ẁ' | 'Ẃ' | 'Ẅ' => "W", 'ŵ' | 'ẁ' | 'ẃ' | 'ẅ' => "w",
        'Ý' | 'Ŷ' | 'Ÿ' | 'Ỳ' => "Y", 'ý' | 'ŷ' | 'ÿ' | 'ỳ' => "y",
        'Ź' | 'Ż' | 'Ž' => "Z", 'ź' | 'ż' | 'ž' => "z",
        '&' => "+", '@' => "(at)", '€' => "EUR", '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        '"' | '`' | '´' | '\u{2018}'..='\u{201f}' | '‹' | '›' | '«' | '»' | '′' => "'",
        '[' | '{' => "(", ']' | '}' => ")",
        '…' => "...",
        _ => ".",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        to_sepa_text(text, 140)
    }

    #[test]
    fn what_is_allowed_stays() {
        let allowed = "azAZ09/-?:().,'+ x";
        assert_eq!(folded(allowed), allowed);
    }

    #[test]
    fn umlauts_and_sharp_s_become_two_letters() {
        assert_eq!(folded("Jörg Müßig, Ärger im Öl"), "Joerg Muessig, AErger im OEl");
        assert_eq!(folded("Übung STRAẞE"), "UEbung STRASSE");
        // The same in two characters each.
        assert_eq!(folded("Mu\u{308}ller O\u{308}l"), "Mueller OEl");
    }

    #[test]
    fn other_accents_fall_away() {
        assert_eq!(folded("Café Niño Łódź Ørsted"), "Cafe Nino Lodz Orsted");
        assert_eq!(folded("Çelik Şahin İğdır"), "Celik Sahin Igdir");
        assert_eq!(folded("Škoda Třeboň Ţara Țara"), "Skoda Trebon Tara Tara");
        assert_eq!(folded("Åse Þór Ærø"), "Ase THor AEro");
        assert_eq!(folded("Zoe\u{308} Cafe\u{301}"), "Zoe Cafe");
    }

    #[test]
    fn signs_have_a_stand_in_or_become_a_full_stop() {
        assert_eq!(folded("Müller & Söhne – Café"), "Mueller + Soehne - Cafe");
        assert_eq!(folded("„Haus“ [a_b] 5 €"), "'Haus' (a-b) 5 EUR");
        assert_eq!(folded("a@b.example…"), "a(at)b.example...");
        assert_eq!(folded("100 % * # <b> 🙂"), "100 . . . .b. .");
        assert_eq!(folded("Αθήνα"), ".....");
    }

    #[test]
    fn white_space_is_a_single_space_within() {
        assert_eq!(folded("  a\r\n\tb\u{a0}\u{a0}c  "), "a b c");
        assert_eq!(folded(" \n "), "");
        assert_eq!(folded("soft\u{ad}hyphen\u{200b}s\u{feff}"), "softhyphens");
    }

    #[test]
    fn it_is_cut_to_the_length_after_folding() {
        assert_eq!(to_sepa_text("Müller", 3), "Mue");
        assert_eq!(to_sepa_text("Müller", 2), "Mu");
        assert_eq!(to_sepa_text("ab cd", 3), "ab");
        assert_eq!(to_sepa_text("abc", 0), "");
        assert_eq!(to_sepa_text("abc", usize::MAX), "abc");
    }
}
