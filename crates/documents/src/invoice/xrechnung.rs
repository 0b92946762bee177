//! What `XRechnung` 3.0 asks for beyond EN 16931: the rules BR-DE of its specification, chapter 12, and the electronic
//! addresses (PEPPOL-EN16931-R010 and R020, which it took over).

use portico_shared::invoices::InvoiceType;

use super::{Invoice, Lacking, Payment};

/// Digits that a phone number has at least (BR-DE-27).
const PHONE_DIGITS: usize = 3;

pub(super) fn lacking(invoice: &Invoice) -> Vec<Lacking> {
    let seller = &invoice.seller;
    let has = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let has_phone = seller.phone.as_deref().is_some_and(is_phone);
    let knows_no_way = matches!(invoice.payment, Payment::None);
    let asks = invoice.kind == InvoiceType::Invoice && invoice.gross_amount > 0;
    let checks = [
        (has(&invoice.buyer_reference), Lacking::BuyerReference),
        (has(&seller.contact_name), Lacking::SellerContactName),
        (has_phone, Lacking::SellerPhone),
        (seller.email.as_deref().is_some_and(is_email), Lacking::SellerEmail),
        (!(knows_no_way && asks), Lacking::Payment),
        (
            invoice.buyer.email.as_deref().is_some_and(is_email),
            Lacking::BuyerEmail,
        ),
        (is_told(&seller.zip), Lacking::SellerPostcode),
        (is_told(&seller.city), Lacking::SellerCity),
        (is_told(&invoice.buyer.zip), Lacking::BuyerPostcode),
        (is_told(&invoice.buyer.city), Lacking::BuyerCity),
    ];
    let lacking = checks.into_iter().filter(|(fulfilled, _)| !fulfilled);
    lacking.map(|(_, lacking)| lacking).collect()
}

/// More than a dash.
fn is_told(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

fn is_phone(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() >= PHONE_DIGITS
}

/// BR-DE-28: one `@` with two characters or more on either side, no space beside it, no dot at either end.
fn is_email(text: &str) -> bool {
    let parts: Vec<&str> = text.split('@').collect();
    let fits = |part: &str| {
        part.chars().count() >= 2
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !part.contains(char::is_whitespace)
    };
    parts.len() == 2 && parts.into_iter().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_has_three_digits() {
        assert!(is_phone("+49 40 123"));
        assert!(!is_phone("on request: 12"));
    }

    #[test]
    fn an_address_of_mail_has_two_sides() {
        assert!(is_email("billing@acme.example"));
        for wrong in [
            "",
            "@",
            "a@bc",
            "ab@c",
            "ab @cd",
            "ab@cd@ef",
            ".ab@cd",
            "ab@cd.",
            "acme.example",
        ] {
            assert!(!is_email(wrong), "{wrong}");
        }
    }
}
