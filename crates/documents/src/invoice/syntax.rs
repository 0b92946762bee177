//! Which rules an XML says that it follows, and the codes that both syntaxes share.

use super::Syntax;

/// "One", from UN/ECE Recommendation 20.
pub(super) const UNIT: &str = "C62";
/// "Discount", from UNTDID 5189.
pub(super) const DISCOUNT: &str = "95";
/// An e-mail address, from the list EAS.
pub(super) const EMAIL: &str = "EM";

/// BT-24.
pub(super) const fn guideline(syntax: Syntax) -> &'static str {
    match syntax {
        Syntax::FacturX => "urn:cen.eu:en16931:2017",
        Syntax::XRechnungCii | Syntax::XRechnungUbl => {
            "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
        }
    }
}

/// BT-23. `XRechnung` wants it (PEPPOL-EN16931-R001).
pub(super) const fn process(syntax: Syntax) -> Option<&'static str> {
    match syntax {
        Syntax::FacturX => None,
        Syntax::XRechnungCii | Syntax::XRechnungUbl => Some("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"),
    }
}
