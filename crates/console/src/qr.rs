//! A QR code as one path of an SVG.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

/// Light modules around the code, as ISO/IEC 18004 asks for.
const QUIET: i32 = 4;

/// Side and path, in modules. Nothing where the text is too long for any code.
pub(crate) fn path(text: &str) -> Option<(i32, String)> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                // Cannot fail: it is a text.
                let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
            }
        }
    }
    Some((code.size() + 2 * QUIET, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corner_of_a_code_is_dark_behind_its_quiet_zone() {
        let (side, path) = path("otpauth://totp/Acme:eva%40acme.example?secret=JBSWY3DPEHPK3PXP&issuer=Acme").unwrap();
        assert!(path.starts_with("M4 4h1v1h-1z"));
        // Sides of codes are 17 + 4n modules.
        assert_eq!((side - 2 * QUIET - 17) % 4, 0);
    }

    #[test]
    fn what_no_code_can_hold_has_none() {
        assert_eq!(path(&"a".repeat(5000)), None);
    }
}
