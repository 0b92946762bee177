//! Whether the portal will have to change a colour so that it can be seen (WCAG 2.2, 1.4.11). Pure.

/// For what tells a control from its surroundings.
const CONTROL: f64 = 3.0;

/// The surface of each theme that comes closest to colours of the other.
const LIGHT: [u8; 3] = [0xf0, 0xf0, 0xec];
const DARK: [u8; 3] = [0x23, 0x24, 0x23];

/// In which theme the portal shows another shade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shade {
    /// Darker in the light theme.
    Darker,
    /// Lighter in the dark theme.
    Lighter,
}

/// `None`: it is shown as it is, or it is no colour.
pub(super) fn shade(colour: &str) -> Option<Shade> {
    let colour = parse(colour)?;
    if contrast(colour, LIGHT) < CONTROL {
        Some(Shade::Darker)
    } else if contrast(colour, DARK) < CONTROL {
        Some(Shade::Lighter)
    } else {
        None
    }
}

/// `#rrggbb`
pub(super) fn parse(text: &str) -> Option<[u8; 3]> {
    let digits = text.trim().strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some([red, green, blue])
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_that_can_be_seen_is_left_alone() {
        assert_eq!(shade("#808080"), None);
    }

    #[test]
    fn pale_ones_come_darker_and_dark_ones_lighter() {
        assert_eq!(shade("#ffe14d"), Some(Shade::Darker));
        assert_eq!(shade("#1a1a40"), Some(Shade::Lighter));
    }

    #[test]
    fn what_is_no_colour_has_no_shade() {
        for text in ["", "red", "#fff", "#12345g"] {
            assert_eq!((parse(text), shade(text)), (None, None), "{text}");
        }
    }
}
