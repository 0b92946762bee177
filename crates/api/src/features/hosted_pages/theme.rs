//! The merchant's colour as the portal's style sheet: readable in both themes, whatever was chosen.

use super::colour::{BLACK, Colour, WHITE};

/// `--page`, `--surface` and `--sunken` of `crates/ui/css/10-tokens.css`.
const LIGHT: [Colour; 3] = [Colour([0xf6, 0xf6, 0xf3]), WHITE, Colour([0xf0, 0xf0, 0xec])];
const DARK: [Colour; 3] = [
    Colour([0x12, 0x13, 0x12]),
    Colour([0x1b, 0x1c, 0x1b]),
    Colour([0x23, 0x24, 0x23]),
];

/// Only custom properties. Light comes darker and dark lighter than what was chosen, where contrast asks for it.
pub fn css(accent: Colour) -> String {
    let light = properties(accent.standing_out(&LIGHT, BLACK));
    let dark = properties(accent.standing_out(&DARK, WHITE));
    format!(":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n")
}

fn properties(brand: Colour) -> String {
    format!("--brand:{brand};--brand-contrast:{}", brand.text().unwrap_or(WHITE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accent_gives_readable_buttons_in_both_themes() {
        let channel = || (0..=255).step_by(15);
        let all = channel().flat_map(|r| channel().flat_map(move |g| channel().map(move |b| Colour([r, g, b]))));
        for accent in all {
            for (surfaces, end) in [(LIGHT, BLACK), (DARK, WHITE)] {
                let brand = accent.standing_out(&surfaces, end);
                let text = brand.text().unwrap();
                assert!(brand.contrast(text) >= 4.5, "{accent}: {text} on {brand}");
                for surface in surfaces {
                    assert!(brand.contrast(surface) >= 3.0, "{accent}: {brand} on {surface}");
                }
            }
        }
    }

    #[test]
    fn a_colour_that_reads_well_stays_as_it_was_chosen() {
        let css = css(Colour([0x0f, 0x76, 0x6e]));
        assert!(
            css.starts_with(":root{--brand:#0f766e;--brand-contrast:#ffffff}"),
            "{css}"
        );
        assert!(css.contains("prefers-color-scheme:dark"));
    }
}
