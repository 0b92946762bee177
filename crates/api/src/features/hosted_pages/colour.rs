//! Colours and their contrast (WCAG 2.2, 1.4.3 and 1.4.11).

use std::fmt;

/// For texts.
const TEXT: f64 = 4.5;
/// For what tells a control from its surroundings.
const CONTROL: f64 = 3.0;
/// How many steps there are on the way to black or white.
const STEPS: u16 = 64;

pub const BLACK: Colour = Colour([0; 3]);
pub const WHITE: Colour = Colour([255; 3]);

/// An opaque colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Colour {
    /// `#rrggbb`, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// The ratio of the two, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn mixed(self, end: Self, step: u16) -> Self {
        let mix = |from: u8, to: u8| {
            let sum = u16::from(from) * (STEPS - step) + u16::from(to) * step;
            u8::try_from(sum / STEPS).unwrap_or(to)
        };
        Self(std::array::from_fn(|channel| mix(self.0[channel], end.0[channel])))
    }

    /// As a button under the pointer: the style sheet brightens it by 8 %.
    fn hovered(self) -> Self {
        Self(
            self.0
                .map(|channel| u8::try_from(u16::from(channel) * 108 / 100).unwrap_or(u8::MAX)),
        )
    }

    /// Black or white, whichever reads well on it, also under the pointer.
    pub fn text(self) -> Option<Self> {
        let reads = |text: &Self| {
            [self, self.hovered()]
                .iter()
                .all(|ground| ground.contrast(*text) >= TEXT)
        };
        [WHITE, BLACK].into_iter().find(reads)
    }

    /// The colour itself where it stands out from each surface and can carry a text; else moved towards `end`
    /// as far as that takes.
    #[must_use]
    pub fn standing_out(self, surfaces: &[Self], end: Self) -> Self {
        let fits = |colour: &Self| {
            colour.text().is_some() && surfaces.iter().all(|surface| colour.contrast(*surface) >= CONTROL)
        };
        (0..STEPS).map(|step| self.mixed(end, step)).find(fits).unwrap_or(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_six_digits_are_a_colour() {
        assert_eq!(Colour::parse("#0F766e").unwrap().to_string(), "#0f766e");
        for wrong in ["0f766e", "#0f7", "#0f766e00", "#0g766e", "red", "#+f766e", "#é766e", ""] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((BLACK.contrast(WHITE) - 21.0).abs() < 0.001);
        assert!((Colour([0x76; 3]).contrast(WHITE) - 4.54).abs() < 0.01);
    }
}
