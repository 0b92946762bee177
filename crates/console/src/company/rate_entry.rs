//! An exchange rate as somebody types it in, and what of it goes to the API. Pure.

use portico_shared::{Currency, DecimalText, customers::Language, settings::ExchangeRate};
use portico_ui::{
    client::{Body, Value},
    i18n::language,
    texts::{console as t, portal as p},
};

/// The name of all of them in the API.
pub(super) const RATES: &str = "exchangeRates";
const MOST_UNITS: u32 = 10_000;

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Units,
    Base,
    Rate,
    Quote,
    Date,
}

impl Part {
    pub(super) const ALL: [Self; 5] = [Self::Units, Self::Base, Self::Rate, Self::Quote, Self::Date];

    /// Its path in the API, and its id: the rate that is typed in goes there before all others.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Units => "exchangeRates[0].units",
            Self::Base => "exchangeRates[0].base",
            Self::Rate => "exchangeRates[0].rate",
            Self::Quote => "exchangeRates[0].quote",
            Self::Date => "exchangeRates[0].date",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Units => t::rate_units(),
            Self::Base => t::rate_base(),
            Self::Rate => t::rate_value(),
            Self::Quote => t::rate_quote(),
            Self::Date => t::rate_date(),
        }
    }

    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::Units => t::rate_units_hint(),
            Self::Base => t::rate_base_hint(),
            Self::Rate => t::rate_value_hint(),
            Self::Quote => t::rate_quote_hint(),
            Self::Date => t::rate_date_hint(),
        }
    }

    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Date => "date",
            _ => "text",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    texts: [String; Part::ALL.len()],
}

impl Entry {
    /// Most rates tell what one is worth.
    pub(super) fn blank() -> Self {
        let mut entry = Self {
            texts: Part::ALL.map(|_| String::new()),
        };
        entry.set(Part::Units, "1".into());
        entry
    }

    pub(super) fn of(rate: &ExchangeRate) -> Self {
        Self {
            texts: Part::ALL.map(|part| match part {
                Part::Units => rate.units.to_string(),
                Part::Base => rate.base.to_string(),
                Part::Rate => typed(&rate.rate),
                Part::Quote => rate.quote.to_string(),
                Part::Date => rate.date.to_string(),
            }),
        }
    }

    /// As it was typed.
    pub(super) fn text(&self, part: Part) -> &str {
        &self.texts[part as usize]
    }

    pub(super) fn set(&mut self, part: Part, text: String) {
        self.texts[part as usize] = text;
    }

    fn said(&self, part: Part) -> &str {
        self.text(part).trim()
    }

    fn currency(&self, part: Part) -> Option<Currency> {
        self.said(part).to_uppercase().parse().ok()
    }

    fn units(&self) -> Option<u32> {
        let units = self.said(Part::Units).parse().ok();
        units.filter(|units| (1..=MOST_UNITS).contains(units))
    }

    /// What is plain to see before anything is sent, in the order of the form.
    pub(super) fn wrong(&self) -> Vec<(Part, &'static str)> {
        let all = Part::ALL.into_iter();
        all.filter_map(|part| Some((part, self.wrong_at(part)?))).collect()
    }

    fn wrong_at(&self, part: Part) -> Option<&'static str> {
        if self.said(part).is_empty() {
            return Some(p::field_missing());
        }
        let (base, quote) = (self.currency(Part::Base), self.currency(Part::Quote));
        match part {
            Part::Units => self.units().is_none().then(t::rate_units_wrong),
            Part::Base => base.is_none().then(t::wrong_currency),
            Part::Rate => decimal(self.said(part), language()).err(),
            Part::Quote if quote.is_none() => Some(t::wrong_currency()),
            Part::Quote => (base == quote).then(t::rate_same),
            Part::Date => None,
        }
    }

    /// A `CompanyPatch` with this rate in place of those between the currencies of `before`, and between its own.
    pub(super) fn body(&self, all: &[ExchangeRate], before: Option<&ExchangeRate>) -> Body {
        let own = self.currency(Part::Base).zip(self.currency(Part::Quote));
        let replaced = [own, before.map(|rate| (rate.base, rate.quote))];
        let is_replaced = |one: &ExchangeRate| replaced.into_iter().flatten().any(|pair| is_between(one, pair));
        let others = all.iter().filter(|&one| !is_replaced(one));
        patch(std::iter::once(self.fields()).chain(others.map(fields)))
    }

    /// What is not possible is null.
    fn fields(&self) -> Body {
        let currency = |part| Value::from(self.currency(part).map(|one| one.to_string()));
        let rate = decimal(self.said(Part::Rate), language()).ok();
        let rate = rate.map(|rate| rate.to_string());
        vec![
            ("base", currency(Part::Base)),
            (
                "units",
                self.units().map_or(Value::Null, |units| Value::Number(units.into())),
            ),
            ("quote", currency(Part::Quote)),
            ("rate", rate.into()),
            ("date", Value::Text(self.said(Part::Date).to_owned())),
        ]
    }
}

/// A `CompanyPatch` with all rates but the one between the currencies of `gone`.
pub(super) fn without(all: &[ExchangeRate], gone: &ExchangeRate) -> Body {
    let pair = (gone.base, gone.quote);
    patch(all.iter().filter(|one| !is_between(one, pair)).map(fields))
}

/// In either direction.
fn is_between(rate: &ExchangeRate, (one, other): (Currency, Currency)) -> bool {
    [(one, other), (other, one)].contains(&(rate.base, rate.quote))
}

fn patch(rates: impl Iterator<Item = Body>) -> Body {
    vec![(RATES, Value::Objects(rates.collect()))]
}

fn fields(rate: &ExchangeRate) -> Body {
    vec![
        ("base", Value::Text(rate.base.to_string())),
        ("units", Value::Number(rate.units.into())),
        ("quote", Value::Text(rate.quote.to_string())),
        ("rate", Value::Text(rate.rate.to_string())),
        ("date", Value::Text(rate.date.to_string())),
    ]
}

/// As it would be typed in the language on screen.
fn typed(rate: &DecimalText) -> String {
    match language() {
        Language::De => rate.as_str().replace('.', ","),
        Language::En => rate.to_string(),
    }
}

/// A number above 0 as it is typed in a language, or what is wrong with it. Thousands are not parted: a separator of theirs that
/// was taken for the other one would make a rate a thousandth of what it is.
fn decimal(text: &str, language: Language) -> Result<DecimalText, &'static str> {
    let text = text.replace(char::is_whitespace, "");
    let (own, others) = match language {
        Language::De => (',', ['.', '\'', '’']),
        Language::En => ('.', [',', '\'', '’']),
    };
    if text.contains(others) || text.matches(own).count() > 1 {
        return Err(t::rate_value_separator());
    }
    let number = text.replace(own, ".");
    let is_above_zero = !number.starts_with('-') && number.contains(|one: char| matches!(one, '1'..='9'));
    let number = number.parse::<DecimalText>().ok().filter(|_| is_above_zero);
    number.ok_or_else(t::rate_value_wrong)
}

#[cfg(test)]
mod tests {
    use portico_shared::settings::{Company, CompanyPatch};
    use serde_json::json;

    use super::*;
    use crate::sent::sent;

    fn rate(base: &str, quote: &str, rate: &str) -> ExchangeRate {
        serde_json::from_value(json!({ "base": base, "quote": quote, "rate": rate, "date": "2026-10-31" })).unwrap()
    }

    fn entry(base: &str, quote: &str, rate: &str) -> Entry {
        let mut entry = Entry::blank();
        for (part, text) in [
            (Part::Base, base),
            (Part::Quote, quote),
            (Part::Rate, rate),
            (Part::Date, "2026-10-31"),
        ] {
            entry.set(part, text.into());
        }
        entry
    }

    fn stored(body: Body) -> Vec<ExchangeRate> {
        let patch: CompanyPatch = serde_json::from_value(sent(body)).unwrap();
        Company::default().patched(patch).exchange_rates
    }

    #[test]
    fn a_rate_goes_to_the_api_as_it_reads_it() {
        let typed = entry(" eur", "USD", "1.0843");
        assert!(typed.wrong().is_empty());
        assert_eq!(stored(typed.body(&[], None)), [rate("EUR", "USD", "1.0843")]);
        let names: Vec<_> = typed.fields().into_iter().map(|(name, _)| name).collect();
        let paths = Part::ALL.map(|part| part.path().rsplit('.').next().unwrap());
        assert!(paths.iter().all(|name| names.contains(name)) && names.len() == paths.len());
    }

    #[test]
    fn what_is_stored_comes_back_as_it_was() {
        let rate = ExchangeRate {
            units: 100,
            ..rate("JPY", "PLN", "2.4512")
        };
        assert_eq!(stored(Entry::of(&rate).body(&[], None)), [rate]);
    }

    #[test]
    fn between_two_currencies_there_is_one_rate() {
        let all = [rate("USD", "EUR", "0.92"), rate("EUR", "CHF", "0.94")];
        let after = stored(entry("EUR", "USD", "1.0843").body(&all, None));
        assert_eq!(after, [rate("EUR", "USD", "1.0843"), rate("EUR", "CHF", "0.94")]);
    }

    #[test]
    fn a_rate_takes_the_place_of_the_one_it_was() {
        let all = [rate("EUR", "USD", "1.08"), rate("EUR", "CHF", "0.94")];
        let after = stored(entry("EUR", "GBP", "0.87").body(&all, Some(&all[0])));
        assert_eq!(after, [rate("EUR", "GBP", "0.87"), rate("EUR", "CHF", "0.94")]);
        assert_eq!(stored(without(&all, &all[1])), [rate("EUR", "USD", "1.08")]);
    }

    #[test]
    fn a_change_is_of_one_rate_whatever_others_did_meanwhile() {
        let shown = rate("EUR", "USD", "1.08");
        let now = [rate("USD", "EUR", "0.92"), rate("EUR", "CHF", "0.94")];
        let after = stored(entry("EUR", "GBP", "0.87").body(&now, Some(&shown)));
        assert_eq!(after, [rate("EUR", "GBP", "0.87"), rate("EUR", "CHF", "0.94")]);
        assert_eq!(stored(without(&now, &shown)), [rate("EUR", "CHF", "0.94")]);
    }

    #[test]
    fn a_rate_is_understood_as_its_language_writes_it() {
        for (language, text, number) in [
            (Language::De, "1,0843", "1.0843"),
            (Language::En, "1.0843", "1.0843"),
            (Language::De, "17250,5", "17250.5"),
            (Language::En, "1.084", "1.084"),
            (Language::De, " 17 250 ", "17250"),
        ] {
            let read = decimal(text, language).map(|rate| rate.to_string());
            assert_eq!(read.as_deref(), Ok(number), "{text}");
        }
        for wrong in ["0", "0.000", "-1", "1e3", "soon", "1.0000001", "."] {
            assert_eq!(decimal(wrong, Language::En), Err(t::rate_value_wrong()), "{wrong}");
        }
    }

    #[test]
    fn a_separator_of_thousands_is_not_taken_for_that_of_the_fraction() {
        for (language, text) in [
            (Language::En, "17,250"),
            (Language::En, "1,0843"),
            (Language::En, "1,084.5"),
            (Language::En, "1.084.500"),
            (Language::De, "1.084"),
            (Language::De, "1.084,5"),
            (Language::De, "17'250"),
        ] {
            assert_eq!(decimal(text, language), Err(t::rate_value_separator()), "{text}");
        }
    }

    #[test]
    fn what_is_not_possible_is_told_at_its_field() {
        let parts = |entry: &Entry| entry.wrong().into_iter().map(|(part, _)| part).collect::<Vec<_>>();
        assert_eq!(
            parts(&Entry::blank()),
            [Part::Base, Part::Rate, Part::Quote, Part::Date]
        );
        let mut wrong = entry("Euro", "EUR", "0");
        wrong.set(Part::Units, "10001".into());
        assert_eq!(parts(&wrong), [Part::Units, Part::Base, Part::Rate]);
        assert_eq!(entry("EUR", "eur", "1").wrong(), [(Part::Quote, t::rate_same())]);
    }
}
