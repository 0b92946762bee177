//! Texts that the embedded fonts can show. A character without a glyph would make the export fail: archives and screen
//! readers take no page with one.

use serde_json::Value;
use typst::text::Font;

use crate::typeset::{FONTS, MAIN_FACES};

/// Stands for a character that the fonts lack; the main font has this one, as a test says.
const LACKING: char = '□';

/// `text` with [`LACKING`] for what has no glyph, spaces for line breaks and other controls, and without the marks that
/// nobody sees (those that turn the direction could make a name read like another).
pub(crate) fn shown(text: &str) -> String {
    let seen: String = text.chars().filter(|c| !is_unseen(*c)).map(on_one_line).collect();
    let words: Vec<String> = seen.split(' ').map(word).collect();
    words.join(" ")
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

fn on_one_line(c: char) -> char {
    let breaks = c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    if breaks { ' ' } else { c }
}

/// In another font where the main one lacks something: in the first that has the whole word, because a letter and its
/// marks have to come from one.
fn word(word: &str) -> String {
    let (main, others) = FONTS.split_at(MAIN_FACES);
    let has_all = |font: &Font| word.chars().all(|c| is_joiner(c) || covers(font, c));
    if !main.iter().all(has_all) && others.iter().any(has_all) {
        return word.to_owned();
    }
    let has = |c: char| main.iter().all(|font| covers(font, c));
    let letters = word.chars().filter(|c| !is_joiner(*c));
    letters.map(|c| if has(c) { c } else { LACKING }).collect()
}

/// Each font has its own idea of private characters, so PDF/A-3a and PDF/UA-1 refuse them.
fn covers(font: &Font, c: char) -> bool {
    let is_private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}');
    !is_private && font.info().coverage.contains(u32::from(c))
}

/// What joins letters or keeps them apart: Persian and Hindi are not written without.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Default ignorable code points but joiners: marks of direction, variation selectors, tags.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fonts_lack_is_said_to_be_lacking() {
        assert_eq!(shown("Zoë Łukasz Ελένη Юлия"), "Zoë Łukasz Ελένη Юлия");
        assert_eq!(shown("👩‍👧 漢 10 €漢"), "□□ □ 10 €□");
        assert_eq!(shown("\u{e000}"), "□");
    }

    #[test]
    fn other_fonts_step_in_for_whole_words() {
        let names = ["שרה כהן", "محمد علي, (ABC)", "می\u{200c}خواهم", "บริษัท น้ำ", "श्री कृष्ण"];
        for text in names {
            assert_eq!(shown(text), text);
        }
        // No font has both, or the mark for that letter.
        assert_eq!(shown("שرה"), "□□□");
        assert_eq!(shown("漢\u{93f}"), "□□");
        assert_eq!(shown("Auf\u{200c}lage"), "Auflage");
    }

    #[test]
    fn what_nobody_sees_is_left_out_and_breaks_become_spaces() {
        assert_eq!(shown("\u{202e}Anna\u{200b}\nB\tC\0D"), "Anna B C D");
    }

    #[test]
    fn the_stand_in_has_a_glyph_itself() {
        assert!(FONTS[..MAIN_FACES].iter().all(|font| covers(font, LACKING)));
    }
}
