//! The text of the QR code with which an app of a bank fills a transfer in.
//!
//! EPC069-12, Quick Response Code: Guidelines to Enable Data Capture for the Initiation of an SEPA
//! Credit Transfer, version 2.1. In Germany it is called GiroCode, in Austria Stuzza-QR.

/// A transfer to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer<'a> {
    /// At most 70 characters.
    pub recipient: &'a str,
    /// Without spaces.
    pub iban: &'a str,
    pub bic: Option<&'a str>,
    /// In cents (EUR), from 1 to 999 999 999.99 EUR.
    pub cents: i64,
    /// What the recipient reads, at most 140 characters.
    pub remittance: &'a str,
}

/// The most bytes of a code.
const MOST_BYTES: usize = 331;
const MOST_CENTS: i64 = 99_999_999_999;

/// The text, to be encoded as bytes of UTF-8 with error correction M. None where a part does not
/// fit: such a transfer is filled in by hand.
pub fn text(transfer: &Transfer<'_>) -> Option<String> {
    let Transfer {
        recipient,
        iban,
        bic,
        cents,
        remittance,
    } = transfer;
    let fits = (1..=MOST_CENTS).contains(cents)
        && (1..=70).contains(&recipient.chars().count())
        && remittance.chars().count() <= 140
        && ![recipient, remittance].iter().any(|part| part.contains(['\n', '\r']));
    let amount = format!("EUR{}.{:02}", cents / 100, cents % 100);
    // Service tag, version, character set (UTF-8), kind; purpose and structured reference are empty.
    let lines = [
        "BCD",
        "002",
        "1",
        "SCT",
        bic.unwrap_or_default(),
        recipient,
        iban,
        &amount,
        "",
        "",
        remittance,
    ];
    let text = lines.join("\n");
    (fits && text.len() <= MOST_BYTES).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRANSFER: Transfer<'_> = Transfer {
        recipient: "Wikimedia Fördergesellschaft",
        iban: "DE33100205000001194700",
        bic: Some("BFSWDE33BER"),
        cents: 12_345,
        remittance: "RE-0000000042",
    };

    /// The order of the lines is that of the guidelines, section 4.2.
    #[test]
    fn a_transfer_is_written_line_by_line() {
        let text = text(&TRANSFER).unwrap();
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "BCD",
                "002",
                "1",
                "SCT",
                "BFSWDE33BER",
                "Wikimedia Fördergesellschaft",
                "DE33100205000001194700",
                "EUR123.45",
                "",
                "",
                "RE-0000000042"
            ]
        );
    }

    #[test]
    fn cents_have_two_digits_and_no_bic_leaves_its_line_empty() {
        let text = text(&Transfer {
            bic: None,
            cents: 5,
            ..TRANSFER
        });
        assert!(
            text.unwrap()
                .contains("SCT\n\nWikimedia Fördergesellschaft\nDE33100205000001194700\nEUR0.05\n")
        );
    }

    #[test]
    fn what_does_not_fit_has_no_code() {
        let long = "a".repeat(141);
        for transfer in [
            Transfer { cents: 0, ..TRANSFER },
            Transfer {
                cents: 100_000_000_000,
                ..TRANSFER
            },
            Transfer {
                recipient: "",
                ..TRANSFER
            },
            Transfer {
                recipient: &long[..71],
                ..TRANSFER
            },
            Transfer {
                remittance: &long,
                ..TRANSFER
            },
            Transfer {
                recipient: "two\nlines",
                ..TRANSFER
            },
        ] {
            assert_eq!(text(&transfer), None, "{transfer:?}");
        }
    }
}
