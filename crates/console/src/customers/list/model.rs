//! What the list shows, as the address bar says it. Pure.

use portico_shared::customers::CustomerStatus;

use crate::address::encoded;

pub(crate) const PATH: &str = "/console/customers";

/// Rows of a page.
const LIMIT: u32 = 30;

/// In which order customers come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Order {
    #[default]
    Newest,
    Oldest,
    Company,
    LastName,
    Number,
    Changed,
}

impl Order {
    pub(super) const ALL: [Self; 6] = [
        Self::Newest,
        Self::Oldest,
        Self::Company,
        Self::LastName,
        Self::Number,
        Self::Changed,
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Company => "company",
            Self::LastName => "name",
            Self::Number => "number",
            Self::Changed => "changed",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.as_str() == text)
    }

    /// As the API spells it.
    const fn wire(self) -> &'static str {
        match self {
            Self::Newest => "order[createdAt]=desc",
            Self::Oldest => "order[createdAt]=asc",
            Self::Company => "order[companyName]=asc",
            Self::LastName => "order[lastName]=asc",
            Self::Number => "order[customerNumber]=asc",
            Self::Changed => "order[updatedAt]=desc",
        }
    }
}

/// Search, filter, order and page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query {
    /// As it was typed.
    pub(super) search: String,
    pub(super) status: Option<CustomerStatus>,
    pub(super) order: Order,
    /// Counted from 1.
    pub(super) page: u32,
}

impl Query {
    /// From the values of the query string; what makes no sense counts as absent.
    pub(super) fn of(value: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            search: value("search").unwrap_or_default(),
            status: value("status").and_then(|text| status(&text)),
            order: value("order").and_then(|text| Order::parse(&text)).unwrap_or_default(),
            page: value("page").and_then(|text| text.parse().ok()).unwrap_or(1).max(1),
        }
    }

    /// The address of the page that shows it.
    pub(super) fn address(&self) -> String {
        let search = (!self.search.is_empty()).then(|| format!("search={}", encoded(&self.search)));
        let status = self.status.map(|status| format!("status={}", short(status)));
        let order = (self.order != Order::default()).then(|| format!("order={}", self.order.as_str()));
        let page = (self.page > 1).then(|| format!("page={}", self.page));
        let parts: Vec<_> = [search, status, order, page].into_iter().flatten().collect();
        if parts.is_empty() {
            PATH.to_owned()
        } else {
            format!("{PATH}?{}", parts.join("&"))
        }
    }

    /// What the API is asked.
    pub(super) fn request(&self) -> String {
        let search = self.search.trim();
        let search = (!search.is_empty()).then(|| format!("&search={}", encoded(search)));
        let status = self.status.map(|status| format!("&status={status}"));
        format!(
            "/customers?limit={LIMIT}&page={}&{}{}{}",
            self.page,
            self.order.wire(),
            search.unwrap_or_default(),
            status.unwrap_or_default()
        )
    }

    /// Whether it leaves anybody out.
    pub(super) fn narrows(&self) -> bool {
        !self.search.trim().is_empty() || self.status.is_some()
    }

    /// Another question begins at its first page.
    pub(super) fn changed(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut query = Self {
            page: 1,
            ..self.clone()
        };
        change(&mut query);
        query
    }
}

/// As the address bar spells a status.
pub(super) const fn short(status: CustomerStatus) -> &'static str {
    match status {
        CustomerStatus::Active => "active",
        CustomerStatus::Suspended => "suspended",
        CustomerStatus::Archived => "archived",
    }
}

pub(super) fn status(text: &str) -> Option<CustomerStatus> {
    CustomerStatus::ALL
        .iter()
        .copied()
        .find(|status| short(*status) == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Query {
        Query::of(|name| {
            let found = pairs.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_plain_address_shows_the_newest_customers() {
        let query = of(&[]);
        assert_eq!(query.address(), PATH);
        assert_eq!(query.request(), "/customers?limit=30&page=1&order[createdAt]=desc");
        assert!(!query.narrows());
    }

    #[test]
    fn the_address_bar_says_all_that_is_shown() {
        let pairs = [
            ("search", "a & b"),
            ("status", "suspended"),
            ("order", "company"),
            ("page", "3"),
        ];
        let query = of(&pairs);
        assert_eq!(
            query.address(),
            "/console/customers?search=a%20%26%20b&status=suspended&order=company&page=3"
        );
        assert_eq!(
            query.request(),
            "/customers?limit=30&page=3&order[companyName]=asc&search=a%20%26%20b&status=STATUS_SUSPENDED"
        );
        assert!(query.narrows());
    }

    #[test]
    fn what_makes_no_sense_counts_as_absent() {
        assert_eq!(of(&[("status", "x"), ("order", ""), ("page", "-1")]), of(&[]));
        assert_eq!(of(&[("page", "0")]).page, 1);
    }

    #[test]
    fn blanks_around_words_are_typed_and_not_asked() {
        let query = of(&[("search", " ada ")]);
        assert_eq!(query.search, " ada ");
        assert!(query.request().ends_with("&search=ada"));
        assert!(!of(&[("search", "  ")]).narrows());
    }

    #[test]
    fn another_question_begins_at_its_first_page() {
        let query = of(&[("search", "ada"), ("page", "4")]);
        let changed = query.changed(|query| query.status = Some(CustomerStatus::Archived));
        assert_eq!((changed.page, changed.search.as_str()), (1, "ada"));
    }
}
