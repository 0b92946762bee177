//! The three states of a field in an update: absent, null, a value.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Absent leaves the stored value, `null` clears it, a value replaces it.
/// Use with `#[serde(default, skip_serializing_if = "Field::is_absent")]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Field<T> {
    #[default]
    Absent,
    Null,
    Value(T),
}

impl<T> Field<T> {
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value that was sent, if it was one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The new value of something that may be empty.
    pub fn or(self, stored: Option<T>) -> Option<T> {
        match self {
            Self::Absent => stored,
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The new value of something that is never empty: `null` resets it.
    pub fn or_default(self, stored: T, default: T) -> T {
        match self {
            Self::Absent => stored,
            Self::Null => default,
            Self::Value(value) => value,
        }
    }

    /// What was sent, if anything was: `Some(None)` for `null`.
    pub fn sent(self) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => serializer.serialize_some(value),
            Self::Absent | Self::Null => serializer.serialize_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Patch {
        #[serde(default)]
        name: Field<String>,
    }

    fn parse(text: &str) -> Field<String> {
        serde_json::from_str::<Patch>(text).unwrap().name
    }

    #[test]
    fn absent_null_and_value_are_three_things() {
        assert_eq!(parse("{}"), Field::Absent);
        assert_eq!(parse(r#"{"name":null}"#), Field::Null);
        assert_eq!(parse(r#"{"name":"Ada"}"#), Field::Value("Ada".into()));
    }

    #[test]
    fn an_absent_field_keeps_what_is_stored_and_null_clears_it() {
        assert_eq!(Field::Absent.or(Some(1)), Some(1));
        assert_eq!(Field::Null.or(Some(1)), None);
        assert_eq!(Field::Value(2).or(Some(1)), Some(2));
    }
}
