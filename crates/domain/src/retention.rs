//! For how long vouchers are kept.

use chrono::{Datelike, NaiveDate};

/// The last day on which a voucher has to be kept: years count from the end of the calendar year in which it was made
/// (§ 147 (4) AO).
pub fn kept_until(made: NaiveDate, years: u32) -> NaiveDate {
    let year = made.year().saturating_add_unsigned(years);
    NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_count_from_the_end_of_the_year() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(kept_until(day("2026-01-01"), 8), day("2034-12-31"));
        assert_eq!(kept_until(day("2026-12-31"), 8), day("2034-12-31"));
        assert_eq!(kept_until(day("2024-02-29"), 10), day("2034-12-31"));
        assert_eq!(kept_until(day("2026-05-05"), u32::MAX), NaiveDate::MAX);
    }
}
