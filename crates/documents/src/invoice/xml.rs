//! What both syntaxes are written with.

use std::io;

use chrono::NaiveDate;
use portico_shared::Currency;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use rust_decimal::Decimal;

pub(super) type Xml = Writer<Vec<u8>>;

/// Most decimals of an amount (BR-DEC-01 and those that follow).
const MOST_DECIMALS: u32 = 2;

/// A whole document with `root` as its outermost element.
pub(super) fn document(
    root: &str,
    namespaces: &[(&str, &str)],
    content: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<Vec<u8>> {
    let mut xml = Xml::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element(root)
        .with_attributes(namespaces.iter().copied())
        .write_inner_content(content)?;
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

/// What `content` writes, in the elements that `path` names from the outside in, at most two.
pub(super) fn group(xml: &mut Xml, path: &str, content: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    let (outer, inner) = path
        .split_once('/')
        .map_or((path, None), |(outer, inner)| (outer, Some(inner)));
    xml.create_element(outer).write_inner_content(|xml| match inner {
        Some(inner) => {
            xml.create_element(inner).write_inner_content(content)?;
            Ok(())
        }
        None => content(xml),
    })?;
    Ok(())
}

/// A text in the elements that `path` names from the outside in. Nothing where there is no text: elements without
/// content are refused (PEPPOL-EN16931-R008).
pub(super) fn leaf(xml: &mut Xml, path: &str, text: &str) -> io::Result<()> {
    leaf_with(xml, path, &[], text)
}

/// [`leaf`] where there is one.
pub(super) fn maybe(xml: &mut Xml, path: &str, text: Option<&str>) -> io::Result<()> {
    text.map_or(Ok(()), |text| leaf(xml, path, text))
}

/// [`leaf`] with attributes on the innermost element.
pub(super) fn leaf_with(xml: &mut Xml, path: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
    let text = allowed(text);
    if text.is_empty() {
        return Ok(());
    }
    if let Some((outer, inner)) = path.split_once('/') {
        return group(xml, outer, |xml| leaf_with(xml, inner, attributes, &text));
    }
    let element = xml.create_element(path).with_attributes(attributes.iter().copied());
    element.write_text_content(BytesText::new(&text))?;
    Ok(())
}

/// `text` without what XML 1.0 forbids (production 2, `Char`): controls become spaces, other characters are dropped.
/// No space at either end.
pub(super) fn allowed(text: &str) -> String {
    let kept = text.chars().filter_map(|c| match c {
        '\n' | '\t' => Some(c),
        '\u{fffe}' | '\u{ffff}' => None,
        c if c.is_control() => Some(' '),
        c => Some(c),
    });
    kept.collect::<String>().trim().to_owned()
}

/// A text that has to stand there: a dash where there is none.
pub(super) fn or_dash(text: &str) -> String {
    let text = allowed(text);
    if text.is_empty() { "-".to_owned() } else { text }
}

/// Minor units as a decimal number with as many places as the currency has, but no third one that is 0.
pub(super) fn amount(minor: i64, currency: Currency) -> String {
    let mut amount = Decimal::new(minor, currency.minor_digits());
    if amount.scale() > MOST_DECIMALS && amount.normalize().scale() <= MOST_DECIMALS {
        amount.rescale(MOST_DECIMALS);
    }
    amount.to_string()
}

/// A price, with as many places as it needs but no fewer than the currency has.
pub(super) fn price(price: Decimal, currency: Currency) -> String {
    let mut price = price.normalize();
    if price.scale() < currency.minor_digits() {
        price.rescale(currency.minor_digits());
    }
    price.to_string()
}

/// BT-129.
pub(super) fn quantity(quantity: Decimal) -> String {
    quantity.normalize().to_string()
}

/// Basis points as percent.
pub(super) fn percent(rate: u32) -> String {
    let mut percent = Decimal::new(rate.into(), 2).normalize();
    percent.rescale(percent.scale().max(2));
    percent.to_string()
}

/// `20261130`: code 102 of UNTDID 2379.
pub(super) fn date_102(date: NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_the_places_of_their_currency() {
        for (minor, code, shown) in [
            (123_456, "EUR", "1234.56"),
            (-5, "EUR", "-0.05"),
            (0, "EUR", "0.00"),
            (105, "JPY", "105"),
            (1_230, "KWD", "1.23"),
            (1_234, "KWD", "1.234"),
            (i64::MIN, "EUR", "-92233720368547758.08"),
        ] {
            assert_eq!(amount(minor, code.parse().unwrap()), shown);
        }
    }

    #[test]
    fn prices_keep_what_they_need() {
        let shown = |text: &str| price(text.parse().unwrap(), Currency::EUR);
        assert_eq!(shown("49"), "49.00");
        assert_eq!(shown("0.000120"), "0.00012");
        assert_eq!(quantity("1.500000".parse().unwrap()), "1.5");
        assert_eq!(
            (percent(1_900), percent(0), percent(775)),
            ("19.00".into(), "0.00".into(), "7.75".into())
        );
    }

    #[test]
    fn what_xml_forbids_is_left_out() {
        assert_eq!(allowed(" a\0b\u{b}c\u{ffff}d\u{1f600}\r\n "), "a b cd😀");
        assert_eq!(or_dash("\u{1}"), "-");
    }

    #[test]
    fn nothing_is_written_where_there_is_no_text() {
        let written = |text: &str| {
            let mut xml = Xml::new(Vec::new());
            leaf_with(&mut xml, "a/b", &[("c", "\"")], text).unwrap();
            String::from_utf8(xml.into_inner()).unwrap()
        };
        assert_eq!(written("\u{7} "), "");
        assert_eq!(written("x & <y>"), "<a><b c=\"&quot;\">x &amp; &lt;y&gt;</b></a>");
    }
}
