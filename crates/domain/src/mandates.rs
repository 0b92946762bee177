//! Mandates of SEPA direct debits: which sequence a debit has, how long a mandate lives, and when
//! the first money can be asked for.
//!
//! EPC016-06, SEPA Direct Debit Core Rulebook, section 4.1 (the mandate) and 4.3 (time cycle), and
//! the German banks' terms for collecting direct debits.

use chrono::{Days, Months, NaiveDate};

use crate::{
    calendar::LAST_DAY,
    sepa::{is_allowed, target_days_after},
};

/// The most characters of a mandate's reference (AT-01, `Max35Text`).
pub const LONGEST_REFERENCE: usize = 35;

const LAPSES_AFTER: Months = Months::new(36);
const KEPT_FOR: Months = Months::new(14);

/// Which debit of a mandate it is (AT-21, the transaction type).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SequenceType {
    /// The first of several.
    First,
    /// Each later one. Banks take it for the first one too since November 2016.
    Recurring,
    /// The only one that the mandate allows.
    OneOff,
    /// The last of several: the mandate ends with it.
    Final,
}

impl SequenceType {
    /// As ISO 20022 writes it (`SeqTp`).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "FRST",
            Self::Recurring => "RCUR",
            Self::OneOff => "OOFF",
            Self::Final => "FNAL",
        }
    }
}

/// The sequence of the next debit of a mandate. `collected_before`: a debit was presented under it,
/// for this account or one that it replaced, and not rejected before settlement.
///
/// Never [`SequenceType::Final`]: whether a debit is the last one nobody knows beforehand.
pub const fn sequence(is_recurrent: bool, collected_before: bool) -> SequenceType {
    match (is_recurrent, collected_before) {
        (false, _) => SequenceType::OneOff,
        (true, false) => SequenceType::First,
        (true, true) => SequenceType::Recurring,
    }
}

/// The first day on which a mandate is no longer valid: 36 months after the latest debit that was
/// presented, "even if rejected, returned or refunded" (rulebook, section 4.1). Where there was
/// none, 36 months after it was signed.
pub fn lapses_on(signed: NaiveDate, last_debit: Option<NaiveDate>) -> NaiveDate {
    after(signed, last_debit, LAPSES_AFTER)
}

/// Whether a mandate is no longer valid on `today`, as [`lapses_on`] says. For a debit, `today` is
/// the day of its collection.
pub fn is_lapsed(signed: NaiveDate, last_debit: Option<NaiveDate>, today: NaiveDate) -> bool {
    lapses_on(signed, last_debit) <= today
}

/// The last day on which the mandate has to be kept: 14 months after the latest debit was handed in
/// (the German banks' terms: "mindestens 14 Monate, gerechnet vom Einreichungsdatum der letzten
/// eingezogenen Lastschrift"), so that an unauthorised debit can be answered for (§ 676b BGB, 13
/// months). Where there was none, 14 months after it was signed.
pub fn keep_until(signed: NaiveDate, last_debit: Option<NaiveDate>) -> NaiveDate {
    after(signed, last_debit, KEPT_FOR)
}

fn after(signed: NaiveDate, last_debit: Option<NaiveDate>, months: Months) -> NaiveDate {
    last_debit
        .map_or(signed, |debit| debit.max(signed))
        .checked_add_months(months)
        .map_or(LAST_DAY, |day| day.min(LAST_DAY))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceProblem {
    #[error("the mandate reference is empty")]
    Empty,
    #[error("a mandate reference has at most {LONGEST_REFERENCE} characters")]
    TooLong,
    /// Not in SEPA's character set, or a space at its beginning or end.
    #[error("a mandate reference has no {0:?} there")]
    Character(char),
    #[error("a mandate reference neither begins nor ends with a slash, and has no two together")]
    Slash,
}

/// Whether a text can be a mandate's reference: 1 to 35 characters of SEPA's set, and slashes only
/// single and within (EPC230-15, Clarification Paper on the Use of Slashes).
///
/// Spaces within are allowed (pain.008.001.02 and later), and the references "A 1" and "A1" are
/// two: merchants have such mandates. Large and small letters are the same to banks.
///
/// # Errors
/// The first [`ReferenceProblem`] in the order of the variants.
pub fn check_mandate_reference(text: &str) -> Result<(), ReferenceProblem> {
    let is_at_edge = |index| index == 0 || index + 1 == text.len();
    let misplaced = text
        .char_indices()
        .find(|(index, letter)| !is_allowed(*letter) && (*letter != ' ' || is_at_edge(*index)));
    if text.is_empty() {
        Err(ReferenceProblem::Empty)
    } else if LONGEST_REFERENCE < text.chars().count() {
        Err(ReferenceProblem::TooLong)
    } else if let Some((_, letter)) = misplaced {
        Err(ReferenceProblem::Character(letter))
    } else if text.starts_with('/') || text.ends_with('/') || text.contains("//") {
        Err(ReferenceProblem::Slash)
    } else {
        Ok(())
    }
}

/// The earliest day on which a debit that is announced and handed in on `today` can be collected:
/// the first TARGET day that is `pre_notification_days` calendar days (14 by the rulebook, fewer
/// where it was agreed) and `lead_target_days` TARGET days (1 by the rulebook; banks ask for more)
/// after it.
pub fn earliest_collection(today: NaiveDate, pre_notification_days: u16, lead_target_days: u16) -> NaiveDate {
    let announced = today
        .checked_add_days(Days::new(pre_notification_days.into()))
        .unwrap_or(LAST_DAY);
    target_days_after(announced, 0).max(target_days_after(today, lead_target_days))
}

#[cfg(test)]
mod tests;
