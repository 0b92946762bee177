//! Which bank a German sort code (Bankleitzahl) belongs to. Behind the feature `banks`, because the
//! table is large and only the server asks it.
//!
//! Source: the Bundesbank's Bankleitzahlendatei. `scripts/banks` writes the table anew; banks merge
//! and rename, so it is a help for people, never a reason to refuse an IBAN.

/// Lines of `code;BIC;name`, sorted by code, after lines that begin with `#`.
const BANKS: &str = include_str!("../data/german-banks.txt");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bank {
    pub name: &'static str,
    /// Of eleven characters; banks that take part in no payments have none.
    pub bic: Option<&'static str>,
}

/// The bank of a sort code of eight digits, as [`crate::iban::Iban::bank_code`] gives it.
pub fn find(bank_code: &str) -> Option<Bank> {
    find_in(BANKS, bank_code)
}

/// By halves: no table is built when the program starts. `#` sorts before digits, so the lines at
/// the top are in order too.
fn find_in(lines: &'static str, bank_code: &str) -> Option<Bank> {
    let mut rest = lines;
    while !rest.is_empty() {
        let (before, behind) = rest.split_at(rest.floor_char_boundary(rest.len() / 2));
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = behind.find('\n').map_or(rest.len(), |at| before.len() + at + 1);
        let (code, bank) = rest[start..end].trim_end().split_once(';').unwrap_or_default();
        match code.cmp(bank_code) {
            std::cmp::Ordering::Less => rest = &rest[end..],
            std::cmp::Ordering::Greater => rest = &rest[..start],
            std::cmp::Ordering::Equal => return read(bank),
        }
    }
    None
}

fn read(bank: &'static str) -> Option<Bank> {
    let (bic, name) = bank.split_once(';')?;
    Some(Bank {
        name,
        bic: Some(bic).filter(|bic| !bic.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{iban, sepa::is_bic};

    fn lines() -> impl Iterator<Item = &'static str> {
        BANKS.lines().filter(|line| !line.starts_with('#'))
    }

    #[test]
    fn banks_are_found_by_the_sort_code_of_an_iban() {
        let iban = iban::parse("DE89370400440532013000").unwrap();
        let bank = find(iban.bank_code().unwrap()).unwrap();
        assert_eq!((bank.name, bank.bic), ("Commerzbank", Some("COBADEFFXXX")));
    }

    #[test]
    fn each_line_is_well_formed_and_found() {
        for line in lines() {
            let parts: Vec<&str> = line.split(';').collect();
            let [code, bic, name] = parts[..] else {
                panic!("{line}");
            };
            assert!(
                code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit()),
                "{line}"
            );
            assert!(bic.is_empty() || is_bic(bic), "{line}");
            assert!(!name.is_empty() && name.trim() == name, "{line}");
            let bic = Some(bic).filter(|bic| !bic.is_empty());
            assert_eq!(find(code), Some(Bank { name, bic }));
        }
    }

    #[test]
    fn the_table_is_sorted_and_whole() {
        let codes: Vec<&str> = lines().filter_map(|line| line.get(..8)).collect();
        assert!(codes.is_sorted_by(|one, next| one < next));
        assert!(3000 < codes.len(), "{}", codes.len());
    }

    #[test]
    fn what_is_no_sort_code_is_found_nowhere() {
        for code in [
            "",
            "0",
            "00000000",
            "99999999",
            "3704004",
            "370400440",
            "#",
            "# Source",
            "ä",
        ] {
            assert_eq!(find(code), None, "{code}");
        }
    }

    #[test]
    fn a_bank_without_a_bic_has_none() {
        const TABLE: &str = "# b;a;c\n10000000;MARKDEF1100;Bundesbank\n20000000;;Ältere Bank\n";
        let bank = find_in(TABLE, "20000000").unwrap();
        assert_eq!((bank.name, bank.bic), ("Ältere Bank", None));
        assert_eq!(find_in("", "10000000"), None);
        assert_eq!(find_in("\n", "10000000"), None);
    }
}
