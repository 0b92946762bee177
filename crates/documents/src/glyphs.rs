//! Texts that the embedded fonts can show. A character without a glyph would make the export fail: archives and screen
//! readers take no page with one.

use serde_json::Value;
use typst::text::Font;

use crate::typeset::FONTS;

/// Stands for a character that the fonts lack; they have this one, as a test says.
const LACKING: char = '□';

/// `text` with [`LACKING`] for what has no glyph, spaces for line breaks and other controls, and without the marks that
/// nobody sees (those that turn the direction could make a name read like another).
pub(crate) fn shown(text: &str) -> String {
    text.chars().filter(|c| !is_unseen(*c)).map(in_font).collect()
}

/// [`shown`] for each text in `value`.
pub(crate) fn shown_in(value: &mut Value) {
    match value {
        Value::String(text) => *text = shown(text),
        Value::Array(items) => items.iter_mut().for_each(shown_in),
        Value::Object(fields) => fields.values_mut().for_each(shown_in),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn in_font(c: char) -> char {
    if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
        ' '
    } else if is_private(c) || !FONTS.iter().all(|font| covers(font, c)) {
        LACKING
    } else {
        c
    }
}

fn covers(font: &Font, c: char) -> bool {
    font.info().coverage.contains(u32::from(c))
}

/// Default ignorable code points: joiners, marks of direction, variation selectors, tags.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Each font has its own idea of these, so PDF/A-3a and PDF/UA-1 refuse them.
fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fonts_lack_is_said_to_be_lacking() {
        assert_eq!(shown("Zoë Łukasz Ελένη Юлия"), "Zoë Łukasz Ελένη Юлия");
        assert_eq!(shown("שלום 👩‍👧 漢"), "□□□□ □□ □");
        assert_eq!(shown("\u{e000}"), "□");
    }

    #[test]
    fn what_nobody_sees_is_left_out_and_breaks_become_spaces() {
        assert_eq!(shown("\u{202e}Anna\u{200b}\nB\tC\0D"), "Anna B C D");
    }

    #[test]
    fn the_stand_in_has_a_glyph_itself() {
        assert!(FONTS.iter().all(|font| covers(font, LACKING)));
    }
}
