//! The words on documents, from `locales/*/documents.ftl`.

use std::{collections::BTreeMap, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use portico_shared::customers::Language;

type Bundle = FluentBundle<FluentResource>;

const GERMAN_FILE: &str = include_str!("../../../locales/de/documents.ftl");
const ENGLISH_FILE: &str = include_str!("../../../locales/en/documents.ftl");

static GERMAN: LazyLock<Bundle> = LazyLock::new(|| bundle("de", GERMAN_FILE));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle("en", ENGLISH_FILE));

/// What cannot be read stays out; the tests below would find it missing.
fn bundle(language: &str, text: &str) -> Bundle {
    let mut bundle = Bundle::new_concurrent(language.parse().into_iter().collect());
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(readable, _)| readable);
    bundle.add_resource_overriding(resource);
    bundle
}

/// The texts named `{of}-{key}`, each under its key.
pub(crate) fn texts(
    language: Language,
    of: &str,
    keys: &[&'static str],
    arguments: &[(&str, &str)],
) -> BTreeMap<&'static str, String> {
    let bundle = match language {
        Language::De => &*GERMAN,
        Language::En => &*ENGLISH,
    };
    let arguments: FluentArgs = arguments.iter().copied().collect();
    let text = |key: &'static str| {
        let pattern = bundle.get_message(&format!("{of}-{key}"))?.value()?;
        let text = bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new());
        Some((key, text.into_owned()))
    };
    keys.iter().filter_map(|key| text(key)).collect()
}

/// Whether it stands in a text of ours.
pub(crate) fn is_ours(word: &str) -> bool {
    [GERMAN_FILE, ENGLISH_FILE].iter().any(|file| file.contains(word))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::invoice::{statement, words};

    #[test]
    fn each_text_is_there_in_both_languages() {
        let names = |file: &'static str| -> Vec<&str> {
            let lines = file.lines().filter(|line| !line.starts_with(['#', ' ']));
            lines
                .filter_map(|line| line.split_once(" ="))
                .map(|(name, _)| name)
                .collect()
        };
        assert_eq!(names(GERMAN_FILE), names(ENGLISH_FILE));
        assert!(
            names(GERMAN_FILE)
                .iter()
                .all(|name| GERMAN.has_message(name) && ENGLISH.has_message(name))
        );
    }

    #[test]
    fn each_text_that_the_mandate_names_is_there_and_no_other() {
        let keys = crate::mandate::TEXTS;
        for language in [Language::De, Language::En] {
            assert_eq!(texts(language, "mandate", &keys, &[]).len(), keys.len());
        }
        assert_eq!(GERMAN_FILE.matches("\nmandate-").count(), keys.len());
    }

    #[test]
    fn each_text_that_an_invoice_names_is_there_and_no_other() {
        let named = [&words::TEXTS[..], &words::MORE, &statement::TEXTS].concat();
        let named: BTreeSet<&str> = named.into_iter().collect();
        let keys: Vec<&str> = named.iter().copied().collect();
        for language in [Language::De, Language::En] {
            assert_eq!(texts(language, "invoice", &keys, &[]).len(), named.len());
        }
        let lines = GERMAN_FILE
            .lines()
            .filter_map(|line| line.strip_prefix("invoice-")?.split_once(" ="));
        assert_eq!(lines.map(|(key, _)| key).collect::<BTreeSet<_>>(), named);
    }
}
