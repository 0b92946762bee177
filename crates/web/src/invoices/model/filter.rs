//! Which invoices are wanted: as the address of the page says it, and as the API is asked.

use portico_shared::invoices::{InvoiceStatus, InvoiceType};

/// What a customer asks about the state of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Open,
    Paid,
    Cancelled,
}

impl Wanted {
    pub(crate) const ALL: [Self; 3] = [Self::Open, Self::Paid, Self::Cancelled];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Cancelled => "cancelled",
        }
    }

    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    pub(crate) const fn statuses(self) -> &'static [InvoiceStatus] {
        match self {
            Self::Open => &[InvoiceStatus::Unpaid, InvoiceStatus::Reminded],
            Self::Paid => &[InvoiceStatus::Paid],
            Self::Cancelled => &[InvoiceStatus::Cancelled],
        }
    }
}

/// Nothing of it: all invoices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Filter {
    pub(crate) status: Option<Wanted>,
    pub(crate) kind: Option<InvoiceType>,
    pub(crate) year: Option<u16>,
    /// First and last day, as date fields spell them.
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    /// Minor units of the gross amount.
    pub(crate) least: Option<i64>,
    pub(crate) most: Option<i64>,
    pub(crate) search: String,
}

impl Filter {
    /// What does not fit is left out: an address may be years old, or typed.
    pub(crate) fn from_query(query: &str) -> Self {
        let mut filter = Self::default();
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let value = decoded(value);
            match name {
                "status" => filter.status = Wanted::of(&value),
                "type" => filter.kind = kind_of(&value),
                "year" => filter.year = value.parse().ok().filter(|year| (1000..=9999).contains(year)),
                "from" => filter.from = day(value),
                "to" => filter.to = day(value),
                "min" => filter.least = value.parse().ok(),
                "max" => filter.most = value.parse().ok(),
                "search" => filter.search = value,
                _ => {}
            }
        }
        if is_backwards(filter.from.as_ref(), filter.to.as_ref()) {
            filter.to = None;
        }
        filter
    }

    /// The same for the address bar, without its question mark.
    pub(crate) fn to_query(&self) -> String {
        let text = |value: Option<&str>| value.map(str::to_owned);
        joined([
            ("status", text(self.status.map(Wanted::word))),
            ("type", text(self.kind.map(word_of))),
            ("year", self.year.map(|year| year.to_string())),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
            ("min", self.least.map(|amount| amount.to_string())),
            ("max", self.most.map(|amount| amount.to_string())),
            ("search", Some(encoded(self.search.trim()))),
        ])
    }

    /// Where the list with this filter is.
    pub(crate) fn address(&self) -> String {
        with_query("/invoices", &self.to_query())
    }

    /// What the API is asked for.
    pub(crate) fn path(&self) -> String {
        let statuses = self.status.map(Wanted::statuses).unwrap_or_default();
        let statuses: Vec<_> = statuses.iter().map(|status| format!("status={status}")).collect();
        let (from, to) = self.days();
        let others = joined([
            ("type", self.kind.map(|kind| kind.to_string())),
            ("from", from),
            ("to", to),
            ("minAmount", self.least.map(|amount| amount.to_string())),
            ("maxAmount", self.most.map(|amount| amount.to_string())),
            ("search", Some(encoded(self.search.trim()))),
        ]);
        let parts = [statuses.join("&"), others];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        with_query("/invoices", &parts.join("&"))
    }

    /// First and last day: of the year, and of the period within it.
    pub(crate) fn days(&self) -> (Option<String>, Option<String>) {
        let of_year = |end: &str| self.year.map(|year| format!("{year}-{end}"));
        let from = of_year("01-01").max(self.from.clone());
        let to = [of_year("12-31"), self.to.clone()].into_iter().flatten().min();
        (from, to)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.to_query().is_empty()
    }

    /// Whether more is asked for than what an export can be told.
    pub(super) fn needs_names(&self) -> bool {
        self.least.is_some() || self.most.is_some() || !self.search.trim().is_empty()
    }
}

/// A whole day as a date field spells it; not one whose year is still being typed.
pub(crate) fn day(text: String) -> Option<String> {
    let fits = |(at, byte): (usize, u8)| match at {
        0 => byte.is_ascii_digit() && byte != b'0',
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    (text.len() == 10 && text.bytes().enumerate().all(fits)).then_some(text)
}

/// Whether a period ends before it begins.
pub(crate) fn is_backwards(from: Option<&String>, to: Option<&String>) -> bool {
    from.zip(to).is_some_and(|(from, to)| from > to)
}

pub(crate) const fn word_of(kind: InvoiceType) -> &'static str {
    match kind {
        InvoiceType::Invoice => "invoice",
        InvoiceType::Credit => "credit",
        InvoiceType::Cancellation => "cancellation",
    }
}

pub(crate) fn kind_of(word: &str) -> Option<InvoiceType> {
    InvoiceType::ALL.iter().copied().find(|kind| word_of(*kind) == word)
}

fn with_query(path: &str, query: &str) -> String {
    let sign = if query.is_empty() { "" } else { "?" };
    format!("{path}{sign}{query}")
}

fn joined<const N: usize>(pairs: [(&str, Option<String>); N]) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            if !query.is_empty() {
                query.push('&');
            }
            query.extend([name, "=", &value]);
        }
    }
    query
}

fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0').to_ascii_uppercase();
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let code = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
        let (byte, left) = match (first, code) {
            (b'%', Some(code)) => (code, &after[2..]),
            (b'+', _) => (b' ', after),
            (byte, _) => (*byte, after),
        };
        bytes.push(byte);
        rest = left;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_its_filter_say_the_same() {
        for query in [
            "",
            "status=open",
            "status=paid&type=credit&year=2026",
            "from=2026-01-01&to=2026-03-31",
            "min=-500&max=11900",
            "search=RE-0000000042",
            "search=50%25%20Caf%C3%A9%20%26%20B%C3%A4r%3D1",
        ] {
            assert_eq!(Filter::from_query(query).to_query(), query);
        }
        let filter = Filter::from_query("search=50%25+Caf%C3%A9");
        assert_eq!(filter.search, "50% Café");
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        let odd = "status=lost&type=TYPE_CREDIT&year=26&from=0202-01-01&to=31.3.2026&min=ten&max=&other=1&lang=de&&=&search=%zz%e";
        let filter = Filter::from_query(odd);
        let search = "%zz%e".to_owned();
        assert_eq!(
            filter,
            Filter {
                search,
                ..Filter::default()
            }
        );
        assert!(Filter::from_query("lang=de").is_empty());
        assert!(
            Filter::from_query("search=+").is_empty(),
            "spaces are nothing to look for"
        );
    }

    #[test]
    fn the_api_is_asked_in_its_own_words() {
        assert_eq!(Filter::default().path(), "/invoices");
        let filter = Filter::from_query("status=open&type=invoice&year=2025&min=100&max=2000&search=RE+7");
        let asked = "/invoices?status=STATUS_UNPAID&status=STATUS_REMINDED&type=TYPE_INVOICE&from=2025-01-01\
            &to=2025-12-31&minAmount=100&maxAmount=2000&search=RE%207";
        assert_eq!(filter.path(), asked);
    }

    #[test]
    fn a_year_is_its_first_and_its_last_day() {
        let of = |query| Filter::from_query(query).days();
        assert_eq!(of("year=2024"), (Some("2024-01-01".into()), Some("2024-12-31".into())));
        assert_eq!(of(""), (None, None));
    }

    #[test]
    fn a_period_is_its_days_within_the_year_that_was_chosen() {
        let of = |query| Filter::from_query(query).days();
        let days = |from: &str, to: &str| (Some(from.to_owned()), Some(to.to_owned()));
        assert_eq!(of("from=2026-01-15&to=2026-03-31"), days("2026-01-15", "2026-03-31"));
        assert_eq!(of("to=2026-03-31"), (None, Some("2026-03-31".into())));
        assert_eq!(of("year=2026&from=2026-04-01"), days("2026-04-01", "2026-12-31"));
        assert_eq!(of("year=2026&from=2025-04-01"), days("2026-01-01", "2026-12-31"));
    }

    #[test]
    fn a_period_that_ends_before_it_begins_has_no_end() {
        let filter = Filter::from_query("from=2026-03-31&to=2026-03-30");
        assert_eq!(filter.to_query(), "from=2026-03-31");
        let one_day = "from=2026-03-31&to=2026-03-31";
        assert_eq!(Filter::from_query(one_day).to_query(), one_day);
    }

    #[test]
    fn a_list_is_found_again_by_its_address() {
        assert_eq!(Filter::default().address(), "/invoices");
        assert_eq!(Filter::from_query("year=2026").address(), "/invoices?year=2026");
    }
}
