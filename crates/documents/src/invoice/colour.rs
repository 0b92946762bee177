//! The merchant's colour, as dark as text has to be.

/// Where the merchant has none, or none that can be read.
const INK: [u8; 3] = [0x24, 0x3b, 0x53];
/// WCAG 2.2, success criterion 1.4.3.
const LEAST_CONTRAST: f64 = 4.5;

/// `#rrggbb` for text on white: `colour`, darkened where its contrast is too small.
pub(super) fn accent(colour: Option<&str>) -> String {
    let [red, green, blue] = readable(colour.and_then(parse).unwrap_or(INK));
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn parse(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// The lightest shade of it that can be read on white.
fn readable(colour: [u8; 3]) -> [u8; 3] {
    let shades = (0..=100_u16)
        .rev()
        .map(|share| colour.map(|channel| u8::try_from(u16::from(channel) * share / 100).unwrap_or(channel)));
    let found = shades
        .into_iter()
        .find(|shade| contrast_to_white(*shade) >= LEAST_CONTRAST);
    found.unwrap_or(INK)
}

/// WCAG 2.2, definition of the contrast ratio.
fn contrast_to_white([red, green, blue]: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let part = f64::from(channel) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    1.05 / (luminance + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_that_can_be_read_stays() {
        assert_eq!(accent(Some("#0b5fff")), "#0b5fff");
        assert_eq!(accent(Some("#000000")), "#000000");
    }

    #[test]
    fn a_light_colour_becomes_darker() {
        for light in ["#ffffff", "#ffe600", "#7fdbff", "#FF851B"] {
            let shade = parse(&accent(Some(light))).unwrap();
            assert!(
                (LEAST_CONTRAST..5.0).contains(&contrast_to_white(shade)),
                "{light}: {shade:?}"
            );
        }
    }

    #[test]
    fn what_is_no_colour_is_ink() {
        for wrong in ["", "blue", "#fff", "#12345g", "#1234é", "\" #panic()"] {
            assert_eq!(accent(Some(wrong)), "#243b53", "{wrong}");
        }
        assert_eq!(accent(None), "#243b53");
    }
}
