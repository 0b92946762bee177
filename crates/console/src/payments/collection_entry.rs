//! The collection settings as somebody edits them, and what of it goes to the API. Pure.

use portico_shared::settings::Collection;
use portico_ui::{
    client::{Body, Value},
    texts::console as t,
};

/// What is not right about a field, by its name in the API.
pub(super) type Wrong = (&'static str, String);

/// A number of days; empty is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Days {
    PreNotification,
    DebitLead,
}

impl Days {
    pub(super) const ALL: [Self; 2] = [Self::PreNotification, Self::DebitLead];

    /// Its name in the API.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::PreNotification => "preNotificationDays",
            Self::DebitLead => "debitLeadDays",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::PreNotification => t::collection_notice(),
            Self::DebitLead => t::collection_lead(),
        }
    }

    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::PreNotification => t::collection_notice_hint(),
            Self::DebitLead => t::collection_lead_hint(),
        }
    }

    const fn most(self) -> i64 {
        match self {
            Self::PreNotification => 30,
            Self::DebitLead => 10,
        }
    }
}

/// How often at most, and after how many days at most, a payment is tried again.
const RETRIES: usize = 10;
const RETRY_DAYS: i64 = 60;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Such as "3, 5, 7".
    pub(super) retries: String,
    pub(super) protects_last: bool,
    days: [String; Days::ALL.len()],
}

impl Entry {
    pub(super) fn of(values: &Collection) -> Self {
        let retries: Vec<_> = values.retry_days.iter().map(u16::to_string).collect();
        Self {
            retries: retries.join(", "),
            protects_last: values.protect_last_method,
            days: Days::ALL.map(|days| match days {
                Days::PreNotification => values.pre_notification_days.to_string(),
                Days::DebitLead => values.debit_lead_days.to_string(),
            }),
        }
    }

    /// As it was typed.
    pub(super) fn days(&self, days: Days) -> &str {
        &self.days[days as usize]
    }

    pub(super) fn set_days(&mut self, days: Days, text: String) {
        self.days[days as usize] = text;
    }

    /// None: it is no list of what is possible.
    fn retries(&self) -> Option<Value> {
        let parts = self.retries.split([',', ';', ' ']).filter(|part| !part.is_empty());
        let numbers: Vec<i64> = parts.map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let fits = numbers.len() <= RETRIES && numbers.iter().all(|days| (1..=RETRY_DAYS).contains(days));
        fits.then_some(Value::Numbers(numbers))
    }

    /// None: it is no number of what is possible.
    fn number(&self, days: Days) -> Option<Value> {
        let text = self.days(days).trim();
        if text.is_empty() {
            return Some(Value::Null);
        }
        let number = text.parse().ok()?;
        (1..=days.most()).contains(&number).then_some(Value::Number(number))
    }

    /// Every field as the API spells it; what is not possible is left out.
    fn fields(&self) -> Body {
        let retries = self.retries().map(|value| ("retryDays", value));
        let protects = ("protectLastMethod", Value::Bool(self.protects_last));
        let days = Days::ALL.into_iter();
        let days = days.filter_map(|days| Some((days.path(), self.number(days)?)));
        retries.into_iter().chain([protects]).chain(days).collect()
    }

    /// What the API gets: the fields that differ.
    pub(super) fn changes(&self, before: &Self) -> Body {
        let before = before.fields();
        let all = self.fields().into_iter();
        all.filter(|field| !before.contains(field)).collect()
    }

    /// Whether anything was touched, right or wrong.
    pub(super) fn differs(&self, before: &Self) -> bool {
        !self.wrong().is_empty() || !self.changes(before).is_empty()
    }

    /// What is plain to see before anything is sent.
    pub(super) fn wrong(&self) -> Vec<Wrong> {
        let retries = self.retries().is_none();
        let retries = retries.then(|| ("retryDays", t::collection_retries_wrong().to_owned()));
        let days = Days::ALL.into_iter().filter(|days| self.number(*days).is_none());
        let days = days.map(|days| (days.path(), t::collection_days_wrong(&days.most().to_string())));
        retries.into_iter().chain(days).collect()
    }
}

#[cfg(test)]
mod tests {
    use portico_shared::settings::CollectionPatch;

    use super::*;
    use crate::sent::sent;

    fn entry(retries: &str, notice: &str) -> Entry {
        let mut entry = Entry::of(&Collection::default());
        entry.retries = retries.into();
        entry.set_days(Days::PreNotification, notice.into());
        entry
    }

    fn changes(entry: &Entry) -> Body {
        entry.changes(&Entry::of(&Collection::default()))
    }

    #[test]
    fn days_are_listed_as_people_list_them() {
        assert!(!entry("3, 5, 7", "14").differs(&Entry::of(&Collection::default())));
        for same in ["3,5,7", "3 5 7", " 3; 5; 7; "] {
            assert!(changes(&entry(same, "14")).is_empty(), "{same}");
        }
        let sent = [("retryDays", Value::Numbers(vec![1, 60]))];
        assert_eq!(changes(&entry("1, 60", "14")), sent);
    }

    #[test]
    fn without_days_nothing_is_tried_again() {
        assert_eq!(changes(&entry("", "14")), [("retryDays", Value::Numbers(Vec::new()))]);
    }

    #[test]
    fn an_empty_number_is_the_default() {
        assert_eq!(changes(&entry("3, 5, 7", " ")), [("preNotificationDays", Value::Null)]);
    }

    #[test]
    fn every_field_is_one_of_the_api() {
        let fields = Entry::of(&Collection::default()).fields();
        assert_eq!(fields.len(), 4);
        assert!(serde_json::from_value::<CollectionPatch>(sent(fields)).is_ok());
    }

    #[test]
    fn what_is_not_possible_is_told_at_its_field() {
        for wrong in ["0", "61", "soon", "3.5", "1,1,1,1,1,1,1,1,1,1,1"] {
            let entry = entry(wrong, "14");
            assert_eq!(entry.wrong()[0].0, "retryDays", "{wrong}");
            assert!(entry.differs(&Entry::of(&Collection::default())), "{wrong}");
        }
        let both = entry("0", "31").wrong();
        assert_eq!(
            both.iter().map(|one| one.0).collect::<Vec<_>>(),
            ["retryDays", "preNotificationDays"]
        );
    }
}
