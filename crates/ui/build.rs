//! Turns `locales/{en,de}/*.ftl` into one Rust function per message, so that a missing key, a key
//! missing in one language, or different placeholders stop the build instead of reaching a customer.
//!
//! The subset of Fluent: plain messages, `{ $name }`, and a plural selector as the whole message.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::Path,
};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey},
    parser,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// One module of texts per file; the second language is checked against the first.
const FILES: [&str; 2] = ["portal", "console"];
const LANGUAGES: [&str; 2] = ["en", "de"];

/// A message in one language: `(plural category, template)`, the last is for every other category.
struct Message {
    counted: bool,
    names: BTreeSet<String>,
    variants: Vec<(String, Vec<Part>)>,
}

enum Part {
    Text(String),
    Name(String),
}

fn main() -> Outcome<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales");
    let mut code = String::new();
    for file in FILES {
        let mut languages = Vec::new();
        for language in LANGUAGES {
            let path = root.join(language).join(file).with_extension("ftl");
            println!("cargo::rerun-if-changed={}", path.display());
            let source = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            let messages = read(source).map_err(|e| format!("{}: {e}", path.display()))?;
            languages.push(messages);
        }
        writeln!(code, "pub mod {file} {{")?;
        write_file(&mut code, &languages[0], &languages[1]).map_err(|e| format!("locales/*/{file}.ftl: {e}"))?;
        writeln!(code, "}}")?;
    }
    let out = env::var_os("OUT_DIR").ok_or("no OUT_DIR")?;
    fs::write(Path::new(&out).join("texts.rs"), code)?;
    Ok(())
}

fn read(source: String) -> Outcome<BTreeMap<String, Message>> {
    let resource = parser::parse(source).map_err(|(_, errors)| format!("{errors:?}"))?;
    let mut messages = BTreeMap::new();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                let key = message.id.name;
                let pattern = message.value.ok_or_else(|| format!("{key} has no text"))?;
                let message = compile(pattern).map_err(|e| format!("{key}: {e}"))?;
                if messages.insert(key.clone(), message).is_some() {
                    return Err(format!("{key} stands there twice").into());
                }
            }
            Entry::Term(term) => return Err(format!("-{} is a term", term.id.name).into()),
            Entry::Junk { content } => return Err(format!("not readable: {content}").into()),
            _ => {}
        }
    }
    Ok(messages)
}

fn compile(pattern: Pattern<String>) -> Outcome<Message> {
    let mut elements = pattern.elements;
    let counted = matches!(
        elements.as_slice(),
        [PatternElement::Placeable {
            expression: Expression::Select { .. }
        }]
    );
    let mut message = Message {
        counted,
        names: BTreeSet::new(),
        variants: Vec::new(),
    };
    match elements.pop() {
        Some(PatternElement::Placeable {
            expression: Expression::Select { selector, variants },
        }) if counted => {
            if !matches!(&selector, InlineExpression::VariableReference { id } if id.name == "count") {
                return Err("a plural is selected by $count".into());
            }
            let (defaults, others): (Vec<_>, Vec<_>) = variants.into_iter().partition(|v| v.default);
            for variant in others.into_iter().chain(defaults) {
                let VariantKey::Identifier { name } = variant.key else {
                    return Err("plural categories only, not numbers".into());
                };
                message.variants.push((name, parts(variant.value.elements)?));
            }
        }
        last => {
            elements.extend(last);
            message.variants.push(("other".into(), parts(elements)?));
        }
    }
    for (_, template) in &message.variants {
        message.names.extend(template.iter().filter_map(|part| match part {
            Part::Name(name) if !(counted && name == "count") => Some(name.clone()),
            _ => None,
        }));
    }
    Ok(message)
}

fn parts(elements: Vec<PatternElement<String>>) -> Outcome<Vec<Part>> {
    let part = |element| match element {
        PatternElement::TextElement { value } => Ok(Part::Text(value)),
        PatternElement::Placeable {
            expression: Expression::Inline(InlineExpression::VariableReference { id }),
        } => Ok(Part::Name(id.name)),
        PatternElement::Placeable { .. } => Err("only { $name } and one whole plural".into()),
    };
    elements.into_iter().map(part).collect()
}

fn write_file(code: &mut String, first: &BTreeMap<String, Message>, second: &BTreeMap<String, Message>) -> Outcome<()> {
    if let Some(key) = first.keys().find(|key| !second.contains_key(*key)) {
        return Err(format!("{key} is missing in {}", LANGUAGES[1]).into());
    }
    if let Some(key) = second.keys().find(|key| !first.contains_key(*key)) {
        return Err(format!("{key} is missing in {}", LANGUAGES[0]).into());
    }
    for (key, one) in first {
        let two = &second[key];
        if one.names != two.names || one.counted != two.counted {
            return Err(format!("{key} has other placeholders in {}", LANGUAGES[1]).into());
        }
        write_function(code, key, one, two)?;
    }
    Ok(())
}

fn write_function(code: &mut String, key: &str, one: &Message, two: &Message) -> Outcome<()> {
    let name = key.replace('-', "_");
    let count = one.counted.then_some("count: u32".to_owned());
    let arguments: Vec<_> = count
        .into_iter()
        .chain(one.names.iter().map(|name| format!("{name}: &str")))
        .collect();
    let values: Vec<_> = one.names.iter().map(String::as_str).collect();
    let (arguments, values) = (arguments.join(", "), values.join(", "));
    if one.counted {
        let (one, two) = (variants(one), variants(two));
        writeln!(
            code,
            "pub fn {name}({arguments}) -> String {{ super::plural(super::pick({one}, {two}), count, &[{values}]) }}"
        )?;
    } else {
        let (one, two) = (template(&one.variants[0].1, one), template(&two.variants[0].1, two));
        if values.is_empty() {
            writeln!(code, "pub fn {name}() -> &'static str {{ super::pick({one}, {two}) }}")?;
        } else {
            writeln!(
                code,
                "pub fn {name}({arguments}) -> String {{ super::fill(super::pick({one}, {two}), &[{values}]) }}"
            )?;
        }
    }
    Ok(())
}

fn variants(message: &Message) -> String {
    let each = message.variants.iter();
    let each: Vec<_> = each
        .map(|(category, text)| format!("({category:?}, {})", template(text, message)))
        .collect();
    format!("&[{}] as &[(&str, &str)]", each.join(", "))
}

/// Placeholders become `\u{1}` and their place among the sorted names, `count` becomes `\u{1}#`.
fn template(text: &[Part], message: &Message) -> String {
    let mut out = String::new();
    for part in text {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Name(name) => {
                let place = message.names.iter().zip('0'..).find(|(other, _)| *other == name);
                out.extend(['\u{1}', place.map_or('#', |(_, digit)| digit)]);
            }
        }
    }
    format!("{out:?}")
}
