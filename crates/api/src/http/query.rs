//! Query strings of lists: every parameter is known or refused, and all mistakes are named at once.

use std::str::FromStr;

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use portico_shared::Violation;

use super::{
    ApiError, ApiResult,
    page::{Accepts, Cursor, PageRequest, Start},
};

/// The parameters of a request, taken out one by one; [`Query::finish`] refuses what is left.
#[derive(Debug)]
pub struct Query {
    pairs: Vec<(String, String)>,
    violations: Vec<Violation>,
}

impl FromRequest for Query {
    type Error = ApiError;
    type Future = std::future::Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self::parse(request.query_string())))
    }
}

impl Query {
    fn parse(text: &str) -> Self {
        let pairs = serde_urlencoded::from_str(text).unwrap_or_default();
        Self {
            pairs,
            violations: Vec::new(),
        }
    }

    fn refuse(&mut self, name: &str, message: impl Into<String>, code: &str) {
        self.violations.push(Violation {
            property_path: name.into(),
            message: message.into(),
            code: code.into(),
        });
    }

    /// Text that may be given once; empty counts as absent, as a search box sends it.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let value = self.single(name)?;
        Some(value).filter(|value| !value.is_empty())
    }

    /// Text that must be exactly so. Empty is refused: it would list everybody's.
    pub fn exact(&mut self, name: &str) -> Option<String> {
        let value = self.single(name)?;
        if value.is_empty() {
            self.refuse(name, "must not be empty; leave it out instead", "blank");
        }
        Some(value)
    }

    fn single(&mut self, name: &str) -> Option<String> {
        let mut values = self.texts(name);
        if values.len() > 1 {
            self.refuse(name, "give this parameter once", "repeated");
        }
        let value = values.pop()?;
        if value.contains('\0') {
            self.refuse(name, "must not hold control characters", "control-character");
            return None;
        }
        Some(value)
    }

    fn texts(&mut self, name: &str) -> Vec<String> {
        let (taken, left) = std::mem::take(&mut self.pairs)
            .into_iter()
            .partition(|(key, _)| key == name);
        self.pairs = left;
        let taken: Vec<(String, String)> = taken;
        taken.into_iter().map(|(_, value)| value).collect()
    }

    /// A value that may be given once. Empty is refused: `customer=` is a mistake, and would list everybody's.
    pub fn one<T: FromStr<Err: std::fmt::Display>>(&mut self, name: &str) -> Option<T> {
        let text = self.single(name)?;
        self.typed(name, &text)
    }

    /// A parameter that may be repeated, as `name` or `name[]`.
    pub fn many<T: FromStr<Err: std::fmt::Display>>(&mut self, name: &str) -> Vec<T> {
        let mut texts = self.texts(name);
        texts.extend(self.texts(&format!("{name}[]")));
        texts.iter().filter_map(|text| self.typed(name, text)).collect()
    }

    fn typed<T: FromStr<Err: std::fmt::Display>>(&mut self, name: &str, text: &str) -> Option<T> {
        text.parse()
            .map_err(|error: T::Err| self.refuse(name, error.to_string(), "invalid"))
            .ok()
    }

    /// `page`, `limit`, `cursor` and one `order[field]` out of `fields`; the first field, descending,
    /// when none was asked for.
    pub fn page<F: Accepts>(&mut self, fields: &[(&'static str, F)]) -> PageRequest<F> {
        let limit = self.one::<u64>("limit").unwrap_or(30);
        if !(1..=100).contains(&limit) {
            self.refuse("limit", "between 1 and 100", "out-of-range");
        }
        let page = self.one::<u64>("page");
        if page.is_some_and(|page| !(1..=100_000).contains(&page)) {
            self.refuse("page", "between 1 and 100000", "out-of-range");
        }
        let (name, field, descending) = self.order(fields);
        let cursor = self
            .text("cursor")
            .and_then(|text| self.cursor(&text, name, field, descending));
        if cursor.is_some() && page.is_some() {
            self.refuse("cursor", "give either page or cursor", "contradiction");
        }
        let start = cursor.map_or(Start::Page(page.unwrap_or(1)), Start::After);
        PageRequest {
            limit,
            start,
            order_name: name,
            order: field,
            descending,
        }
    }

    fn order<F: Accepts>(&mut self, fields: &[(&'static str, F)]) -> (&'static str, F, bool) {
        let asked: Vec<_> = self
            .pairs
            .iter()
            .filter(|(key, _)| key.starts_with("order["))
            .cloned()
            .collect();
        self.pairs.retain(|(key, _)| !key.starts_with("order["));
        let standard = (fields[0].0, fields[0].1, true);
        let Some((key, direction)) = asked.first() else {
            return standard;
        };
        let field = key.trim_start_matches("order[").trim_end_matches(']');
        let known = fields.iter().find(|(name, _)| *name == field);
        if asked.len() > 1 {
            self.refuse(key, "one order a request", "repeated");
        }
        if known.is_none() {
            let names: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
            self.refuse(key, format!("order by one of: {}", names.join(", ")), "unknown-value");
        }
        let descending = match direction.as_str() {
            "asc" => false,
            "desc" => true,
            _ => {
                self.refuse(key, "asc or desc", "unknown-value");
                false
            }
        };
        known.map_or(standard, |&(name, field)| (name, field, descending))
    }

    fn cursor(&mut self, text: &str, name: &str, order: impl Accepts, descending: bool) -> Option<Cursor> {
        let cursor = Cursor::decode(text).filter(|cursor| cursor.fits(name, order, descending));
        if cursor.is_none() {
            self.refuse(
                "cursor",
                "send nextCursor of the page before, with the same order",
                "invalid",
            );
        }
        cursor
    }

    /// # Errors
    /// Names every parameter that was wrong or is not known here.
    pub fn finish(mut self) -> ApiResult<()> {
        for (name, _) in std::mem::take(&mut self.pairs) {
            self.refuse(&name, "this list has no such parameter", "unknown-field");
        }
        if self.violations.is_empty() {
            Ok(())
        } else {
            Err(ApiError::invalid(self.violations))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{db::entities::customers::Column, http::page::OrderColumn};

    fn refused(text: &str) -> Vec<String> {
        let mut query = Query::parse(text);
        let _ = query.page(&[
            ("createdAt", OrderColumn::always(Column::CreatedAt)),
            ("status", OrderColumn::always(Column::Status)),
        ]);
        query
            .finish()
            .err()
            .map(|error| error.violations)
            .unwrap_or_default()
            .into_iter()
            .map(|one| one.property_path)
            .collect()
    }

    #[test]
    fn what_a_list_does_not_know_is_refused() {
        assert_eq!(refused("page=2&limit=100"), [""; 0]);
        assert_eq!(refused("order[status]=asc"), [""; 0]);
        assert_eq!(refused("colour=red&limit=0"), ["limit", "colour"]);
        assert_eq!(refused("order[name]=asc"), ["order[name]"]);
        assert_eq!(refused("order[status]=up"), ["order[status]"]);
        assert_eq!(refused("cursor=abc"), ["cursor"]);
        assert_eq!(refused("page=1&page=2"), ["page"]);
    }

    #[test]
    fn an_empty_value_is_refused_where_it_would_widen_the_list_by_mistake() {
        assert_eq!(refused("page=&limit="), ["limit", "page"]);
        assert_eq!(Query::parse("search=").text("search"), None, "an empty search box");
    }
}
