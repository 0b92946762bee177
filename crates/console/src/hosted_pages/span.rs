//! A span of time as somebody enters it: a number and its unit.

use portico_ui::texts::console as t;

/// Thirty days.
const MOST: u32 = 43_200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Minutes,
    Hours,
    Days,
}

impl Unit {
    pub(super) const ALL: [Self; 3] = [Self::Minutes, Self::Hours, Self::Days];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.as_str() == text)
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Minutes => t::unit_minutes(),
            Self::Hours => t::unit_hours(),
            Self::Days => t::unit_days(),
        }
    }

    const fn minutes(self) -> u32 {
        match self {
            Self::Minutes => 1,
            Self::Hours => 60,
            Self::Days => 1440,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// As it was typed; empty: the default.
    pub(super) amount: String,
    pub(super) unit: Unit,
}

impl Span {
    /// In the largest unit that leaves nothing over.
    pub(super) fn of(minutes: Option<u32>) -> Self {
        let Some(minutes) = minutes else {
            return Self {
                amount: String::new(),
                unit: Unit::Minutes,
            };
        };
        let units = [Unit::Days, Unit::Hours];
        let unit = units.into_iter().find(|unit| minutes.is_multiple_of(unit.minutes()));
        let unit = unit.unwrap_or(Unit::Minutes);
        Self {
            amount: (minutes / unit.minutes()).to_string(),
            unit,
        }
    }

    /// # Errors
    /// When it is no whole number, less than `least` minutes, or more than thirty days.
    pub(super) fn minutes(&self, least: u32) -> Result<Option<u32>, ()> {
        let text = self.amount.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let amount: u32 = text.parse().map_err(|_| ())?;
        let minutes = amount.checked_mul(self.unit.minutes()).ok_or(())?;
        if (least..=MOST).contains(&minutes) {
            Ok(Some(minutes))
        } else {
            Err(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_shown_in_its_largest_whole_unit_and_read_back() {
        for (minutes, amount, unit) in [
            (15, "15", Unit::Minutes),
            (60, "1", Unit::Hours),
            (90, "90", Unit::Minutes),
            (1440, "1", Unit::Days),
            (43_200, "30", Unit::Days),
        ] {
            let span = Span::of(Some(minutes));
            assert_eq!((span.amount.as_str(), span.unit), (amount, unit));
            assert_eq!(span.minutes(5), Ok(Some(minutes)));
        }
    }

    #[test]
    fn nothing_entered_is_the_default() {
        assert_eq!(Span::of(None).minutes(5), Ok(None));
    }

    #[test]
    fn limits_hold_in_every_unit() {
        for (amount, unit) in [
            ("4", Unit::Minutes),
            ("31", Unit::Days),
            ("721", Unit::Hours),
            ("x", Unit::Days),
            ("1.5", Unit::Hours),
            ("-1", Unit::Days),
            ("9999999", Unit::Days),
        ] {
            let span = Span {
                amount: amount.into(),
                unit,
            };
            assert_eq!(span.minutes(5), Err(()), "{amount}");
        }
    }
}
