//! When an open invoice is dunned, and at which level.
//!
//! Levels are the merchant's own; each makes a reminder or a dunning notice. Whether dunning is
//! suspended, for the invoice or its customer, is for the caller to look at.

use chrono::NaiveDate;

/// A level of dunning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// Days since the due date for the first level, since the document of the level before for
    /// later ones.
    pub days: u16,
    /// Minor units of the invoice's currency. Carried along: no rule here looks at it.
    pub fee: Option<i64>,
}

/// The level to which an open invoice is raised on `today`: `current` + 1, or `None` when it stays.
///
/// `current` is the level it has reached (0: none, 1: the first of `levels`), `last_reminder` the
/// day of its last dunning document. The days of the first level count from the due date, those of
/// later ones from the last document (Fynn: "for later levels counted from the previous dunning
/// document"), or from the due date where its day is not known. So a run that was late, or that
/// was suspended, goes through the levels one by one.
///
/// Never on the due date itself, which is still in time, and never twice a day.
pub fn next_level(
    current: u32,
    due: NaiveDate,
    last_reminder: Option<NaiveDate>,
    today: NaiveDate,
    levels: &[Level],
) -> Option<u32> {
    let level = levels.get(usize::try_from(current).ok()?)?;
    let since = last_reminder.filter(|_| 0 < current).unwrap_or(due);
    let is_late = due < today && last_reminder.is_none_or(|day| day < today);
    let is_time = (today - since).num_days() >= i64::from(level.days);
    (is_late && is_time).then(|| current.saturating_add(1))
}

#[cfg(test)]
mod tests;
