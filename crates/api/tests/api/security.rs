//! docs/security.md names the tests that show what it says.

use std::{collections::BTreeSet, fs, path::Path};

/// All files below a folder that end so, one after the other.
fn texts(folder: &Path, end: &str) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") {
            all.push_str(&texts(&path, end));
        } else if path.to_str().unwrap().ends_with(end) {
            all.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
    all
}

/// What stands in backticks, with the word before it.
fn quoted(document: &str) -> Vec<(&str, &str)> {
    let parts: Vec<_> = document.split('`').collect();
    let pairs = parts.windows(2).enumerate().filter(|(index, _)| index % 2 == 0);
    pairs.map(|(_, pair)| (pair[0].trim_end(), pair[1])).collect()
}

/// Names of Rust tests, and titles of those in the browser.
fn named(document: &str) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let is_name = |text: &str| {
        text.matches('_').count() > 1
            && text
                .bytes()
                .all(|b| b == b'_' || b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    let quoted = quoted(document);
    let rust = quoted.iter().map(|(_, text)| *text).filter(|text| is_name(text));
    let browser = quoted.iter().filter(|(before, _)| before.ends_with("*browser*"));
    (rust.collect(), browser.map(|(_, text)| *text).collect())
}

#[test]
fn every_test_that_the_document_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let document = fs::read_to_string(root.join("docs/security.md")).unwrap();
    let (rust, browser) = named(document.split_once("## V3").unwrap().1);
    assert!(rust.len() > 50 && !browser.is_empty(), "{rust:?} {browser:?}");
    let (sources, scripts) = (
        texts(&root.join("crates"), ".rs"),
        texts(&root.join("tests/browser"), ".spec.js"),
    );
    for name in rust {
        assert!(sources.contains(&format!("fn {name}(")), "{name} is no test");
    }
    for title in browser {
        assert!(
            scripts.contains(&format!("test(\"{title}\"")),
            "{title} is no test of the browser"
        );
    }
}

#[test]
fn every_requirement_has_its_row_in_the_order_of_the_standard() {
    let document = include_str!("../../../../docs/security.md");
    let rows: Vec<_> = document
        .lines()
        .filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit())
        .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>())
        .collect();
    assert_eq!(rows.len(), REQUIREMENTS.len());
    for (row, number) in rows.iter().zip(REQUIREMENTS) {
        assert_eq!(&row[1], number, "in the order of the standard");
        assert!(
            ["1", "2"].contains(&row[2]) && row[3].len() > 5 && row[4].len() > 2,
            "{row:?}"
        );
    }
}

/// Levels 1 and 2 of the chapters 3 and 6 to 9 of ASVS 5.0.0.
#[rustfmt::skip]
const REQUIREMENTS: &[&str] = &[
    "3.2.1", "3.2.2", "3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.4.1", "3.4.2", "3.4.3", "3.4.4", "3.4.5", "3.4.6",
    "3.5.1", "3.5.2", "3.5.3", "3.5.4", "3.5.5", "3.7.1", "3.7.2",
    "6.1.1", "6.1.2", "6.1.3", "6.2.1", "6.2.2", "6.2.3", "6.2.4", "6.2.5", "6.2.6", "6.2.7", "6.2.8", "6.2.9",
    "6.2.10", "6.2.11", "6.2.12", "6.3.1", "6.3.2", "6.3.3", "6.3.4", "6.4.1", "6.4.2", "6.4.3", "6.4.4",
    "6.5.1", "6.5.2", "6.5.3", "6.5.4", "6.5.5", "6.6.1", "6.6.2", "6.6.3", "6.8.1", "6.8.2", "6.8.3", "6.8.4",
    "7.1.1", "7.1.2", "7.1.3", "7.2.1", "7.2.2", "7.2.3", "7.2.4", "7.3.1", "7.3.2", "7.4.1", "7.4.2", "7.4.3",
    "7.4.4", "7.4.5", "7.5.1", "7.5.2", "7.6.1", "7.6.2",
    "8.1.1", "8.1.2", "8.2.1", "8.2.2", "8.2.3", "8.3.1", "8.4.1",
    "9.1.1", "9.1.2", "9.1.3", "9.2.1", "9.2.2", "9.2.3", "9.2.4",
];

#[test]
fn a_test_that_is_nowhere_would_be_seen() {
    let (rust, browser) = named("| `no_such_test_anywhere`, *browser* `no such title` | `limits.*` `nosniff` |");
    assert_eq!((rust.len(), browser.len()), (1, 1));
    let name = rust.first().unwrap();
    assert!(!texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), ".rs").contains(&format!("fn {name}(")));
}
