//! What a change changed.

use serde::Serialize;
use serde_json::Value;

/// A field that differs; an absent one is null.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub field: String,
    pub before: Value,
    pub after: Value,
}

/// The fields of a struct that differ, by name.
///
/// # Errors
/// When one of the two cannot be written as JSON.
pub fn diff<T: Serialize>(before: &T, after: &T) -> Result<Vec<Difference>, serde_json::Error> {
    let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
    let names = [&before, &after]
        .into_iter()
        .filter_map(Value::as_object)
        .flat_map(serde_json::Map::keys);
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.dedup();
    let of = |side: &Value, name: &str| side.get(name).cloned().unwrap_or_default();
    let all = names.into_iter().map(|name| Difference {
        field: name.clone(),
        before: of(&before, name),
        after: of(&after, name),
    });
    Ok(all.filter(|one| one.before != one.after).collect())
}

/// Before and after, for an audit row.
pub fn sides(differences: &[Difference]) -> (Value, Value) {
    let side = |pick: fn(&Difference) -> &Value| {
        differences
            .iter()
            .map(|one| (one.field.clone(), pick(one).clone()))
            .collect()
    };
    (side(|one| &one.before), side(|one| &one.after))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_kept() {
        let differences = diff(&json!({ "a": 1, "b": 2 }), &json!({ "a": 1, "b": 3, "c": true })).unwrap();
        assert_eq!(
            sides(&differences),
            (json!({ "b": 2, "c": null }), json!({ "b": 3, "c": true }))
        );
    }
}
