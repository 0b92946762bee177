//! The browser's `Intl`, its formatters kept for as long as the language stays.

use std::cell::RefCell;

use js_sys::{Array, Date, Function, Intl, JsString, Object, Reflect};
use portico_shared::{Currency, customers::Language};
use wasm_bindgen::{JsCast, JsValue};

use super::language;

/// What a formatter is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A calendar date in full, for example `1. Januar 2026`.
    Day,
    /// A calendar date for tables, for example `01.01.2026`.
    ShortDay,
    /// The day of an instant where the reader is.
    LocalDay,
    /// The same for tables.
    ShortLocalDay,
    Money(Currency),
    /// A unit price: as many places as it has.
    Price(Currency),
    Number,
    Percent,
}

thread_local! {
    static FORMATTERS: RefCell<Vec<(Kind, Function)>> = const { RefCell::new(Vec::new()) };
    static PLURALS: RefCell<Option<Intl::PluralRules>> = const { RefCell::new(None) };
    static REGIONS: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// The language has changed: every formatter is made anew on its next use.
pub(super) fn forget() {
    FORMATTERS.take();
    PLURALS.take();
    REGIONS.take();
}

pub(super) fn browser_languages() -> Vec<String> {
    let languages = leptos::prelude::window().navigator().languages();
    languages.iter().filter_map(|tag| tag.as_string()).collect()
}

/// The reader's own variety of the language (`de-AT`, `en-US`), so that dates and amounts look as
/// they are used to; else the European one.
fn locale() -> Array {
    let language = language();
    let own = browser_languages()
        .into_iter()
        .find(|tag| tag.starts_with(language.as_str()) && tag.len() > 2);
    let fallback = match language {
        Language::De => "de-DE",
        Language::En => "en-GB",
    };
    Array::of1(&own.as_deref().unwrap_or(fallback).into())
}

fn options(pairs: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        // Cannot fail: the object is plain and ours.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

fn make(kind: Kind) -> Function {
    let days = |style: &str, zone: Option<&str>| {
        let zone = zone.map_or(JsValue::UNDEFINED, Into::into);
        let options = options(&[("dateStyle", style.into()), ("timeZone", zone)]);
        Intl::DateTimeFormat::new(&locale(), &options).format()
    };
    let numbers = |pairs: &[(&str, JsValue)]| Intl::NumberFormat::new(&locale(), &options(pairs)).format();
    let money = |currency: Currency, most: u32| {
        let least = currency.minor_digits();
        numbers(&[
            ("style", "currency".into()),
            ("currency", currency.as_str().into()),
            ("minimumFractionDigits", least.into()),
            ("maximumFractionDigits", most.max(least).into()),
        ])
    };
    match kind {
        Kind::Day => days("long", Some("UTC")),
        Kind::ShortDay => days("medium", Some("UTC")),
        Kind::LocalDay => days("long", None),
        Kind::ShortLocalDay => days("medium", None),
        Kind::Money(currency) => money(currency, 0),
        Kind::Price(currency) => money(currency, 6),
        Kind::Number => numbers(&[("maximumFractionDigits", 6.into())]),
        Kind::Percent => numbers(&[("style", "percent".into()), ("maximumFractionDigits", 2.into())]),
    }
}

fn run(kind: Kind, value: &JsValue) -> Option<String> {
    FORMATTERS.with_borrow_mut(|known| {
        if !known.iter().any(|(other, _)| *other == kind) {
            known.push((kind, make(kind)));
        }
        let (_, format) = known.iter().find(|(other, _)| *other == kind)?;
        format.call1(&JsValue::UNDEFINED, value).ok()?.as_string()
    })
}

/// `decimal` is a number as text, which `Intl` reads without loss.
pub(super) fn number(kind: Kind, decimal: &str) -> String {
    run(kind, &decimal.into()).unwrap_or_else(|| decimal.to_owned())
}

pub(super) fn day(kind: Kind, date: &str) -> String {
    day_at(kind, Date::parse(date)).unwrap_or_else(|| date.to_owned())
}

pub(super) fn moment(instant: &str, zone: Option<&str>) -> Option<String> {
    let zone = zone.map_or(JsValue::UNDEFINED, Into::into);
    let options = options(&[
        ("day", "numeric".into()),
        ("month", "long".into()),
        ("year", "numeric".into()),
        ("hour", "2-digit".into()),
        ("minute", "2-digit".into()),
        ("timeZone", zone),
        ("timeZoneName", "short".into()),
    ]);
    let format = Intl::DateTimeFormat::new(&locale(), &options).format();
    let text = format.call1(&JsValue::UNDEFINED, &Date::parse(instant).into()).ok()?;
    text.as_string()
}

/// Day and minute of an instant where the reader is.
pub(super) fn short_moment(instant: &str) -> Option<String> {
    let options = options(&[("dateStyle", "medium".into()), ("timeStyle", "short".into())]);
    let format = Intl::DateTimeFormat::new(&locale(), &options).format();
    let text = format.call1(&JsValue::UNDEFINED, &Date::parse(instant).into()).ok()?;
    text.as_string()
}

/// `None` for what is no time at all.
pub(super) fn day_at(kind: Kind, milliseconds: f64) -> Option<String> {
    run(kind, &milliseconds.into())
}

pub(super) fn integer(count: u32) -> String {
    run(Kind::Number, &count.into()).unwrap_or_else(|| count.to_string())
}

pub(super) fn plural_category(count: u32) -> String {
    PLURALS.with_borrow_mut(|known| {
        let rules = known.get_or_insert_with(|| Intl::PluralRules::new(&locale(), &Object::new()));
        rules.select(count.into()).into()
    })
}

/// Codes and names of countries in the order of the reader's alphabet. The browser sorts.
/// Between name and code stands what collates before all letters and signs: Niger before Nigeria.
pub(super) fn regions(codes: &[&str]) -> Vec<(String, String)> {
    let named = codes.iter().map(|code| JsValue::from(region(code) + "\t" + code));
    let named: Array = named.collect();
    let compare = Intl::Collator::new(&locale(), &Object::new()).compare();
    if let Ok(sort) = Reflect::get(&named, &"sort".into()).and_then(JsCast::dyn_into::<Function>) {
        let _ = sort.call1(&named, &compare);
    }
    let named = named.iter().filter_map(|text| text.as_string());
    let pair = |text: String| {
        text.split_once('\t')
            .map(|(name, code)| (code.to_owned(), name.to_owned()))
    };
    named.filter_map(pair).collect()
}

/// The name of a country; its code where the browser knows no name.
pub(super) fn region(code: &str) -> String {
    let name = REGIONS.with_borrow_mut(|known| {
        if known.is_none() {
            *known = display_names();
        }
        let names = known.as_ref()?;
        let of: Function = Reflect::get(names, &"of".into()).ok()?.dyn_into().ok()?;
        let name: JsString = of.call1(names, &code.into()).ok()?.dyn_into().ok()?;
        Some(String::from(name))
    });
    name.unwrap_or_else(|| code.to_owned())
}

// `js-sys` has no stable binding for it.
fn display_names() -> Option<JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &"DisplayNames".into()).ok()?.dyn_into().ok()?;
    let options = options(&[("type", "region".into())]);
    Reflect::construct(&class, &Array::of2(&locale(), &options)).ok()
}
