//! From a mail's content to its subject, text and HTML. The texts are in `locales/*/mail.ftl`.

use std::{borrow::Cow, collections::HashMap};

use chrono::NaiveDate;
use fluent_templates::{
    LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid, static_loader,
};
use minijinja::{AutoEscape, Environment, context};
use portico_shared::customers::Language;

use super::{Content, Mail, Named};

static_loader! {
    static TEXTS = {
        locales: "../../locales",
        fallback_language: "en",
        // Marks that keep directions apart would travel into subjects and plain texts.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

const HTML: &str = include_str!("layout.html");

/// A mail ready for its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Renders a mail of `merchant`.
///
/// # Errors
/// When the layout does not render, which its test rules out.
pub fn render(mail: &Mail, merchant: &str) -> Result<Rendered, minijinja::Error> {
    let texts = Texts {
        language: mail.language,
        arguments: arguments(mail, merchant),
    };
    let (key, button) = match &mail.content {
        Content::LoginLink { link, .. } => (
            "mail-login",
            Some((texts.get("mail-login-button"), link.clone())),
        ),
        Content::CancellationConfirmed {
            last_day: Some(_), ..
        } => ("mail-cancelled", None),
        Content::CancellationConfirmed { last_day: None, .. } => ("mail-cancelled-at-once", None),
        Content::CancellationRevoked { .. } => ("mail-revoked", None),
    };
    let subject = texts.get(&format!("{key}-subject"));
    let body = texts.get(&format!("{key}-text"));
    let closing = texts.get("mail-closing");
    let paragraphs: Vec<String> = body.split("\n\n").map(str::to_owned).collect();
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let html = environment.render_str(
        HTML,
        context! { language => mail.language.as_str(), merchant, subject => &subject, paragraphs, closing => &closing,
        button => button.as_ref().map(|(label, href)| context! { label, href }) },
    )?;
    let link = button
        .map(|(_, href)| format!("\n\n{href}"))
        .unwrap_or_default();
    Ok(Rendered {
        text: format!("{body}{link}\n\n{closing}\n"),
        subject,
        html,
    })
}

/// A day as it is written out: `31.12.2026`, `31 December 2026`.
pub fn day(day: NaiveDate, language: Language) -> String {
    match language {
        Language::De => day.format("%d.%m.%Y").to_string(),
        Language::En => day.format("%-d %B %Y").to_string(),
    }
}

struct Texts {
    language: Language,
    arguments: HashMap<Cow<'static, str>, FluentValue<'static>>,
}

impl Texts {
    fn get(&self, key: &str) -> String {
        const GERMAN: LanguageIdentifier = langid!("de");
        const ENGLISH: LanguageIdentifier = langid!("en");
        let language = match self.language {
            Language::De => &GERMAN,
            Language::En => &ENGLISH,
        };
        TEXTS.lookup_with_args(language, key, &self.arguments)
    }
}

fn arguments(mail: &Mail, merchant: &str) -> HashMap<Cow<'static, str>, FluentValue<'static>> {
    let mut arguments = HashMap::from([(
        Cow::from("merchant"),
        FluentValue::from(merchant.to_owned()),
    )]);
    let mut set = |name: &'static str, value: String| arguments.insert(name.into(), value.into());
    let mut subscription = |Named { name, number }: &Named, received: &str| {
        set("name", name.clone());
        set("number", number.clone());
        set("received", received.to_owned());
    };
    match &mail.content {
        Content::LoginLink { minutes, .. } => {
            arguments.insert("minutes".into(), (*minutes).into());
        }
        Content::CancellationConfirmed {
            subscription: of,
            received,
            last_day,
        } => {
            subscription(of, received);
            if let Some(last_day) = last_day {
                arguments.insert("lastDay".into(), day(*last_day, mail.language).into());
            }
        }
        Content::CancellationRevoked {
            subscription: of,
            received,
        } => subscription(of, received),
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(language: Language, content: Content) -> Rendered {
        let to = "a@example.com".into();
        render(
            &Mail {
                to,
                language,
                content,
            },
            "Müller & Söhne",
        )
        .unwrap()
    }

    fn confirmed(name: &str, last_day: Option<NaiveDate>) -> Content {
        let subscription = Named {
            name: name.into(),
            number: "S-1".into(),
        };
        Content::CancellationConfirmed {
            subscription,
            received: "22.11.2026, 14:00 CET".into(),
            last_day,
        }
    }

    #[test]
    fn a_confirmation_says_what_when_and_until_when() {
        let rendered = mail(
            Language::De,
            confirmed("Tarif Plus", NaiveDate::from_ymd_opt(2026, 12, 31)),
        );
        for part in [
            "Tarif Plus",
            "S-1",
            "22.11.2026, 14:00 CET",
            "31.12.2026",
            "Müller & Söhne",
        ] {
            assert!(
                rendered.text.contains(part),
                "{part} is missing in: {}",
                rendered.text
            );
        }
        assert!(rendered.html.contains("Müller &amp; Söhne"));
    }

    #[test]
    fn every_text_exists_in_both_languages() {
        let link = Content::LoginLink {
            link: "https://demo.example/x".into(),
            minutes: 15,
        };
        let revoked = Content::CancellationRevoked {
            subscription: Named {
                name: "A".into(),
                number: "S-1".into(),
            },
            received: "now".into(),
        };
        for content in [
            link,
            revoked,
            confirmed("A", None),
            confirmed("A", NaiveDate::from_ymd_opt(2027, 1, 1)),
        ] {
            let (german, english) = (
                mail(Language::De, content.clone()),
                mail(Language::En, content),
            );
            assert_ne!(german.subject, english.subject);
            for rendered in [german, english] {
                assert!(!format!("{rendered:?}").contains("Unknown"), "{rendered:?}");
                assert!(!rendered.text.contains('{'), "{}", rendered.text);
            }
        }
    }

    #[test]
    fn names_cannot_bring_markup_into_a_mail() {
        let rendered = mail(Language::En, confirmed("<script>alert(1)</script>", None));
        assert!(!rendered.html.contains("<script>"));
    }
}
