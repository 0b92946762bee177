//! From a mail's content to its subject, text and HTML. The texts are in `locales/*/mail.ftl`.

use std::sync::LazyLock;

use chrono::NaiveDate;
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use minijinja::{AutoEscape, Environment, context};
use portico_shared::{Money, customers::Language};

use super::{Content, Mail, Named};

type Bundle = FluentBundle<FluentResource>;

static GERMAN: LazyLock<Bundle> = LazyLock::new(|| bundle("de", include_str!("../../../../../locales/de/mail.ftl")));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle("en", include_str!("../../../../../locales/en/mail.ftl")));

/// What cannot be read stays out; the tests below would find it missing.
fn bundle(language: &str, text: &str) -> Bundle {
    let mut bundle = Bundle::new_concurrent(language.parse().into_iter().collect());
    // Marks that keep directions apart would travel into subjects and plain texts.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(readable, _)| readable);
    bundle.add_resource_overriding(resource);
    bundle
}

const HTML: &str = include_str!("layout.html");

/// A mail ready for its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Renders a mail of `merchant`, whose portal is at `portal`.
///
/// # Errors
/// When the layout does not render, which its test rules out.
pub fn render(mail: &Mail, merchant: &str, portal: &str) -> Result<Rendered, minijinja::Error> {
    let texts = Texts {
        language: mail.language,
        arguments: arguments(mail, merchant, portal),
    };
    let (key, button) = match &mail.content {
        Content::LoginLink { link, .. } => ("mail-login", Some((texts.get("mail-login-button"), link.clone()))),
        Content::CancellationConfirmed {
            by_customer, last_day, ..
        } => {
            let key = match (by_customer, last_day) {
                (true, Some(_)) => "mail-cancelled",
                (true, None) => "mail-cancelled-at-once",
                (false, Some(_)) => "mail-ended",
                (false, None) => "mail-ended-at-once",
            };
            (key, None)
        }
        Content::CancellationRevoked { .. } => ("mail-revoked", None),
        Content::Reminder { fee, .. } if fee.amount > 0 => ("mail-reminder-fee", None),
        Content::Reminder { .. } => ("mail-reminder", None),
        Content::EmailChanged { .. } => ("mail-email-changed", None),
        Content::DefaultPaymentMethodChanged { method: Some(_), .. } => ("mail-default-payment-method", None),
        Content::DefaultPaymentMethodChanged { method: None, .. } => ("mail-no-default-payment-method", None),
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
    let link = button.map(|(_, href)| format!("\n\n{href}")).unwrap_or_default();
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

/// An amount as it is written out: `1.234,50 EUR`, `EUR 1,234.50`.
pub fn money(money: Money, language: Language) -> String {
    let digits = usize::try_from(money.currency.minor_digits()).unwrap_or(2);
    let plain = format!("{:0width$}", money.amount.unsigned_abs(), width = digits + 1);
    let (whole, minor) = plain.split_at(plain.len() - digits);
    let (group, point) = match language {
        Language::De => ('.', ","),
        Language::En => (',', "."),
    };
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(group);
        }
        grouped.push(digit);
    }
    let sign = if money.amount < 0 { "-" } else { "" };
    let point = if digits == 0 { "" } else { point };
    match language {
        Language::De => format!("{sign}{grouped}{point}{minor} {}", money.currency),
        Language::En => format!("{sign}{} {grouped}{point}{minor}", money.currency),
    }
}

struct Texts {
    language: Language,
    arguments: FluentArgs<'static>,
}

impl Texts {
    fn get(&self, key: &str) -> String {
        let bundle = match self.language {
            Language::De => &GERMAN,
            Language::En => &ENGLISH,
        };
        let pattern = bundle.get_message(key).and_then(|message| message.value());
        pattern.map_or_else(
            || format!("{{{key}}}"),
            |pattern| {
                bundle
                    .format_pattern(pattern, Some(&self.arguments), &mut Vec::new())
                    .into_owned()
            },
        )
    }
}

fn arguments(mail: &Mail, merchant: &str, portal: &str) -> FluentArgs<'static> {
    let mut arguments = FluentArgs::new();
    arguments.set("merchant", merchant.to_owned());
    arguments.set("portal", portal.to_owned());
    match &mail.content {
        Content::LoginLink { minutes, .. } => {
            let (count, unit) = span(*minutes);
            arguments.set("count", count);
            arguments.set("unit", unit);
        }
        Content::CancellationConfirmed {
            subscription,
            received,
            last_day,
            ..
        } => {
            set_subscription(&mut arguments, subscription, received);
            if let Some(last_day) = last_day {
                arguments.set("lastDay", day(*last_day, mail.language));
            }
        }
        Content::CancellationRevoked { subscription, received } => {
            set_subscription(&mut arguments, subscription, received);
        }
        Content::Reminder {
            number,
            date,
            due,
            open,
            fee,
        } => {
            arguments.set("number", number.clone());
            arguments.set("date", day(*date, mail.language));
            arguments.set("due", day(*due, mail.language));
            arguments.set("open", money(*open, mail.language));
            arguments.set("fee", money(*fee, mail.language));
        }
        Content::EmailChanged {
            customer,
            new_email,
            received,
        } => {
            arguments.set("customer", customer.clone());
            arguments.set("newEmail", new_email.clone());
            arguments.set("received", received.clone());
        }
        Content::DefaultPaymentMethodChanged {
            customer,
            method,
            received,
        } => {
            arguments.set("customer", customer.clone());
            arguments.set("received", received.clone());
            if let Some(method) = method {
                arguments.set("method", method.clone());
            }
        }
    }
    arguments
}

/// Minutes in the largest unit that says it exactly.
fn span(minutes: u32) -> (u32, &'static str) {
    [(24 * 60, "days"), (60, "hours")]
        .into_iter()
        .find(|(one, _)| minutes > 0 && minutes.is_multiple_of(*one))
        .map_or((minutes, "minutes"), |(one, unit)| (minutes / one, unit))
}

fn set_subscription(arguments: &mut FluentArgs<'static>, Named { name, number }: &Named, received: &str) {
    arguments.set("name", name.clone());
    arguments.set("number", number.clone());
    arguments.set("received", received.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(language: Language, content: Content) -> Rendered {
        let to = "a@example.com".into();
        render(
            &Mail { to, language, content },
            "Müller & Söhne",
            "https://mueller.example",
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
            by_customer: true,
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
            assert!(rendered.text.contains(part), "{part} is missing in: {}", rendered.text);
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
        let email = Content::EmailChanged {
            customer: "Ada".into(),
            new_email: "n…@example.com".into(),
            received: "now".into(),
        };
        let paid_by = |method: Option<&str>| Content::DefaultPaymentMethodChanged {
            customer: "Ada".into(),
            method: method.map(Into::into),
            received: "now".into(),
        };
        for content in [
            link,
            revoked,
            email,
            paid_by(Some("Visa (4242)")),
            paid_by(None),
            confirmed("A", None),
            confirmed("A", NaiveDate::from_ymd_opt(2027, 1, 1)),
        ] {
            let (german, english) = (mail(Language::De, content.clone()), mail(Language::En, content));
            assert_ne!(german.subject, english.subject);
            for rendered in [german, english] {
                let all = format!("{}{}{}", rendered.subject, rendered.text, rendered.html);
                assert!(!all.contains('{'), "{all}");
            }
        }
    }

    #[test]
    fn a_link_says_how_long_it_lives_in_plain_units() {
        let text = |language, minutes| {
            let link = "https://demo.example/x".into();
            mail(language, Content::LoginLink { link, minutes }).text
        };
        for (minutes, english, german) in [
            (15, "for 15 minutes", "15 Minuten lang"),
            (60, "for one hour", "eine Stunde lang"),
            (90, "for 90 minutes", "90 Minuten lang"),
            (120, "for 2 hours", "2 Stunden lang"),
            (1440, "for one day", "einen Tag lang"),
            (10_080, "for 7 days", "7 Tage lang"),
        ] {
            let (en, de) = (text(Language::En, minutes), text(Language::De, minutes));
            assert!(en.contains(english) && de.contains(german), "{minutes}: {en} {de}");
        }
    }

    #[test]
    fn names_cannot_bring_markup_into_a_mail() {
        let rendered = mail(Language::En, confirmed("<script>alert(1)</script>", None));
        assert!(!rendered.html.contains("<script>"));
    }
}
