//! From a mail's content to its subject, text and HTML. The texts are in `locales/*/mail.ftl`.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, Utc};
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use minijinja::{AutoEscape, Environment, context};
use portico_shared::{Money, customers::Language, invoices::InvoiceType, settings::HostedPages};

use super::{Collection, Content, Owed, arguments, facts};
use crate::{
    db::entities::tenants,
    features::hosted_pages::colour::{BLACK, Colour, WHITE},
};

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

/// Whose mail it is, and how it looks.
#[derive(Debug, Clone)]
pub struct Letterhead {
    pub merchant: String,
    /// The address of the portal, without a slash at the end.
    pub portal: String,
    /// Colour, imprint, and which tabs there are to lead to.
    pub pages: HostedPages,
    /// Whether the logo travels in the mail, under [`LOGO`].
    pub has_logo: bool,
}

/// The `Content-ID` of the logo.
pub const LOGO: &str = "logo";

/// The portal's own colour, for merchants who have chosen none.
const ACCENT: Colour = Colour([0x0f, 0x5c, 0x4f]);
/// What the button stands on: in light, and in dark.
const CARD: [Colour; 2] = [WHITE, Colour([0x1b, 0x1c, 0x1b])];
/// Characters of the line that mail programs show beside the subject.
const PREHEADER: usize = 140;

/// Renders a mail.
///
/// # Errors
/// When the layout does not render, which its test rules out.
pub fn render(content: &Content, language: Language, head: &Letterhead) -> Result<Rendered, minijinja::Error> {
    let texts = Texts {
        language,
        arguments: arguments::of(content, language, &head.merchant),
    };
    let key = key(content);
    let subject = subject_of(&texts, key);
    let body = texts.get(&format!("{key}-text"));
    let opening = paragraphs(&body);
    let facts: Vec<_> = facts::of(content, language)
        .into_iter()
        .map(|(name, value)| (texts.get(&format!("mail-fact-{name}")), value, name == facts::CODE))
        .collect();
    let (label, href) = button(content, &texts, head).unzip();
    let after = texts
        .find(&format!("{key}-after"))
        .filter(|_| holds(content, &head.pages));
    let after = after.unwrap_or_default();
    let after = paragraphs(&after);
    // Mails to customers end alike; what goes to the merchant ends in its own way.
    let ending = match content {
        Content::WebhookSwitchedOff { .. } | Content::ErasureToDo { .. } => "mail-merchant",
        Content::OperatorLink { .. } => "mail-operator",
        _ => "mail",
    };
    let closing = texts.get(&format!("{ending}-closing"));
    let imprint = head
        .pages
        .imprint_url
        .as_ref()
        .map(|href| (texts.get("mail-imprint"), href));
    let footer = match content {
        Content::InvoiceRecipientProof { .. } | Content::Invoice { copy_of: Some(_), .. } => {
            "mail-recipient-footer".into()
        }
        _ => format!("{ending}-footer"),
    };
    let footer = texts.get(&footer);
    let contact = head.pages.contact_email.as_ref();
    let accent = head.pages.accent_colour.as_deref().and_then(Colour::parse);
    let [light, dark] = buttons(accent.unwrap_or(ACCENT));
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let html = environment.render_str(
        HTML,
        context! {
            language => language.as_str(), merchant => &head.merchant, has_logo => head.has_logo, logo => LOGO,
            subject => &subject, preheader => preheader(&opening), opening => &opening, facts => &facts,
            label => &label, href => &href, is_secret => is_link(content), after => &after, closing => &closing,
            footer => &footer, contact => &contact, imprint => &imprint, light, dark,
        },
    )?;
    let mut parts = opening;
    if !facts.is_empty() {
        let lines: Vec<_> = facts.iter().map(|(name, value, _)| plain_fact(name, value)).collect();
        parts.push(lines.join("\n"));
    }
    // The address stands on a line of its own, where every mail program makes a link of it.
    parts.extend(label.zip(href).map(|(label, href)| format!("{label}:\n{href}")));
    parts.extend(after);
    parts.push(closing);
    let imprint = imprint.map(|(label, href)| format!("{label}: {href}"));
    let foot: Vec<_> = [Some(footer), contact.cloned(), imprint]
        .into_iter()
        .flatten()
        .collect();
    parts.push(format!("-- \n{}", foot.join("\n")));
    Ok(Rendered {
        subject,
        text: parts.join("\n\n") + "\n",
        html,
    })
}

/// What stands in the list of mails, before anything is rendered.
pub fn subject(content: &Content, language: Language, merchant: &str) -> String {
    let texts = Texts {
        language,
        arguments: arguments::of(content, language, merchant),
    };
    subject_of(&texts, key(content))
}

/// Names may hold line breaks, subjects must not.
fn subject_of(texts: &Texts, key: &str) -> String {
    let text = texts.get(&format!("{key}-subject"));
    text.split(char::is_control).collect::<Vec<_>>().join(" ")
}

/// Which text tells it.
fn key(content: &Content) -> &'static str {
    match content {
        Content::LoginLink { is_sent: true, .. } => "mail-login-sent",
        Content::LoginLink { code: Some(_), .. } => "mail-login-code",
        Content::LoginLink { .. } => "mail-login",
        Content::StepUpCode { .. } => "mail-step-up",
        Content::OperatorLink {
            is_invitation: true, ..
        } => "mail-operator-invitation",
        Content::OperatorLink { .. } => "mail-operator-reset",
        Content::Invitation { .. } => "mail-invitation",
        Content::UserAdded { .. } => "mail-user-added",
        Content::EmailChangeProof { .. } => "mail-email-proof",
        Content::EmailChangeNotice { .. } => "mail-email-notice",
        Content::InvoiceRecipientProof { .. } => "mail-recipient-proof",
        Content::InvoiceRecipientAdded { .. } => "mail-recipient-added",
        Content::PaymentMethodLink { .. } => "mail-payment-method-link",
        Content::Invoice {
            document, collection, ..
        } => match (document, collection) {
            (InvoiceType::Credit, _) => "mail-credit",
            (InvoiceType::Cancellation, _) => "mail-invoice-cancelled",
            (InvoiceType::Invoice, Collection::Us { .. }) => "mail-invoice-collected",
            (InvoiceType::Invoice, Collection::Customer { .. }) => "mail-invoice",
            (InvoiceType::Invoice, Collection::None) => "mail-invoice-free",
        },
        Content::DebitAnnounced { .. } => "mail-debit-announced",
        Content::DebitWithdrawn { owed: Some(_), .. } => "mail-debit-withdrawn-open",
        Content::DebitWithdrawn { .. } => "mail-debit-withdrawn",
        Content::PaymentFailed { again: Some(_), .. } => "mail-payment-failed-again",
        Content::PaymentFailed { .. } => "mail-payment-failed",
        Content::PaymentReturned { ended: Some(_), .. } => "mail-returned-final",
        Content::PaymentReturned { again: Some(_), .. } => "mail-returned-again",
        Content::PaymentReturned { .. } => "mail-returned",
        Content::PaymentRefunded { .. } => "mail-refunded",
        Content::PaymentReceipt { open, .. } if open.amount > 0 => "mail-receipt-part",
        Content::PaymentReceipt { .. } => "mail-receipt",
        Content::Reminder { fee, .. } if fee.amount > 0 => "mail-reminder-fee",
        Content::Reminder { .. } => "mail-reminder",
        Content::CancellationConfirmed {
            by_customer, last_day, ..
        } => match (by_customer, last_day) {
            (true, Some(_)) => "mail-cancelled",
            (true, None) => "mail-cancelled-at-once",
            (false, Some(_)) => "mail-ended",
            (false, None) => "mail-ended-at-once",
        },
        Content::CancellationRevoked { .. } => "mail-revoked",
        Content::AddressChanged { .. } => "mail-address-changed",
        Content::EmailChanged { for_invoices: true, .. } => "mail-invoice-email-changed",
        Content::EmailChanged { .. } => "mail-email-changed",
        Content::PaymentMethodChanged { mandate: Some(_), .. } => "mail-default-mandate",
        Content::PaymentMethodChanged { method: Some(_), .. } => "mail-default-payment-method",
        Content::PaymentMethodChanged { method: None, .. } => "mail-no-default-payment-method",
        Content::MandateGiven { is_recurrent: true, .. } => "mail-mandate-given",
        Content::MandateGiven { .. } => "mail-mandate-given-once",
        Content::MandateAmended { .. } => "mail-mandate-amended",
        Content::PaymentMethodExpires { .. } => "mail-method-expires",
        Content::PaymentMethodEnded { .. } => "mail-method-ended",
        Content::RenewalReminder { .. } => "mail-renewal",
        Content::TrialReminder {
            first_invoice: Some(_), ..
        } => "mail-trial",
        Content::TrialReminder { .. } => "mail-trial-free",
        Content::ErasureRequested { .. } => "mail-erasure-requested",
        Content::ErasureToDo { is_withdrawn: true, .. } => "mail-erasure-withdrawn",
        Content::ErasureToDo { .. } => "mail-erasure-to-do",
        Content::ErasureCarriedOut {
            with_kept_invoices: true,
            ..
        } => "mail-erased-but-invoices",
        Content::ErasureCarriedOut {
            with_kept_contracts: true,
            ..
        } => "mail-erased-but-contracts",
        Content::ErasureCarriedOut { .. } => "mail-erased",
        Content::WebhookSwitchedOff {
            last_error: Some(_), ..
        } => "mail-webhook",
        Content::WebhookSwitchedOff { .. } => "mail-webhook-gone",
    }
}

const fn is_link(content: &Content) -> bool {
    matches!(
        content,
        Content::LoginLink { .. }
            | Content::Invitation { .. }
            | Content::EmailChangeProof { .. }
            | Content::EmailChangeNotice { .. }
            | Content::InvoiceRecipientProof { .. }
            | Content::OperatorLink { .. }
            | Content::PaymentMethodLink { .. }
    )
}

/// Whether the last words of a text are true: some promise what the merchant may have switched off.
const fn holds(content: &Content, pages: &HostedPages) -> bool {
    match content {
        Content::CancellationConfirmed { .. } | Content::RenewalReminder { .. } | Content::TrialReminder { .. } => {
            pages.view_subscriptions && pages.cancel_subscriptions
        }
        _ => true,
    }
}

/// What can be done about it, and where; nothing where the merchant has switched that tab off.
fn button(content: &Content, texts: &Texts, head: &Letterhead) -> Option<(String, String)> {
    let pages = &head.pages;
    let (is_there, key, page) = match content {
        Content::LoginLink { link, .. } | Content::Invitation { link, .. } => {
            return Some((texts.get("mail-login-button"), link.clone()));
        }
        Content::OperatorLink { link, .. } => {
            return Some((texts.get("mail-operator-button"), link.clone()));
        }
        Content::EmailChangeProof { link, .. } => {
            return Some((texts.get("mail-email-proof-button"), link.clone()));
        }
        Content::EmailChangeNotice { link, .. } => {
            return Some((texts.get("mail-email-notice-button"), link.clone()));
        }
        Content::PaymentMethodLink { link, .. } => {
            return Some((texts.get("mail-payment-method-button"), link.clone()));
        }
        Content::InvoiceRecipientProof { link, .. } => {
            return Some((texts.get("mail-recipient-proof-button"), link.clone()));
        }
        Content::PaymentReturned {
            invoice, again: None, ..
        }
        | Content::PaymentFailed {
            invoice: Some(invoice), ..
        }
        | Content::DebitWithdrawn {
            owed: Some(Owed { invoice, .. }),
            ..
        } if pages.show_invoices && pages.manage_payment_methods => {
            let page = format!("{}/pay/invoice?invoice={invoice}", head.portal);
            return Some((texts.get("mail-pay-button"), page));
        }
        // Who reads it cannot get in any more, or has no business there.
        Content::EmailChanged { .. }
        | Content::StepUpCode { .. }
        | Content::ErasureToDo { .. }
        | Content::ErasureCarriedOut { .. }
        | Content::WebhookSwitchedOff { .. }
        | Content::Invoice { copy_of: Some(_), .. } => return None,
        Content::InvoiceRecipientAdded { .. } => (pages.show_invoices, "mail-recipient-button", "account"),
        Content::ErasureRequested { .. } => (true, "mail-erasure-button", "account"),
        Content::UserAdded { .. } => (pages.manage_users, "mail-account-button", "account"),
        Content::Invoice { .. }
        | Content::DebitAnnounced { .. }
        | Content::DebitWithdrawn { .. }
        | Content::PaymentReturned { .. }
        | Content::PaymentReceipt { .. }
        | Content::PaymentRefunded { .. }
        | Content::Reminder { .. } => (pages.show_invoices, "mail-invoices-button", "invoices"),
        Content::PaymentFailed { .. }
        | Content::PaymentMethodChanged { .. }
        | Content::MandateGiven { .. }
        | Content::MandateAmended { .. }
        | Content::PaymentMethodExpires { .. } => (
            pages.manage_payment_methods,
            "mail-payment-methods-button",
            "payment-methods",
        ),
        Content::PaymentMethodEnded { .. } => (pages.manage_payment_methods, "mail-payment-method-button", "pay/add"),
        Content::AddressChanged { .. } => (
            pages.manage_billing_address,
            "mail-addresses-button",
            "billing-addresses",
        ),
        Content::CancellationConfirmed { .. }
        | Content::CancellationRevoked { .. }
        | Content::RenewalReminder { .. }
        | Content::TrialReminder { .. } => (pages.view_subscriptions, "mail-subscriptions-button", "subscriptions"),
    };
    is_there.then(|| (texts.get(key), format!("{}/{page}", head.portal)))
}

/// Ground and text of the button, in light and in dark.
fn buttons(accent: Colour) -> [[String; 2]; 2] {
    let [light, dark] = CARD;
    [(light, BLACK), (dark, WHITE)].map(|(card, end)| {
        let ground = accent.standing_out(&[card], end);
        [ground, ground.text().unwrap_or(WHITE)].map(|colour| colour.to_string())
    })
}

fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n")
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The first sentences after the salutation.
fn preheader(opening: &[String]) -> String {
    let text = opening.get(1).or(opening.first()).map_or("", String::as_str);
    match text.char_indices().nth(PREHEADER) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

/// What has several lines stands below its name.
fn plain_fact(name: &str, value: &str) -> String {
    if value.contains('\n') {
        format!("{name}:\n  {}", value.replace('\n', "\n  "))
    } else {
        format!("{name}: {value}")
    }
}

/// An instant as people of the tenant read it: `22.11.2026 um 13:00 Uhr (MEZ)`, `22 November 2026 at 13:00 (CET)`.
pub fn at(tenant: &tenants::Model, now: DateTime<Utc>, language: Language) -> String {
    let local = now.with_timezone(&tenant.zone());
    let (day, time) = (day(local.date_naive(), language), local.format("%H:%M"));
    let zone = zone(&local.format("%Z").to_string(), language);
    match language {
        Language::De => format!("{day} um {time} Uhr ({zone})"),
        Language::En => format!("{day} at {time} ({zone})"),
    }
}

/// A zone's abbreviation as the language has it. Zones without one are told by their distance: `UTC+03`.
fn zone(abbreviation: &str, language: Language) -> String {
    let german = match (language, abbreviation) {
        (Language::De, "WET") => "WEZ",
        (Language::De, "WEST") => "WESZ",
        (Language::De, "CET") => "MEZ",
        (Language::De, "CEST") => "MESZ",
        (Language::De, "EET") => "OEZ",
        (Language::De, "EEST") => "OESZ",
        _ => abbreviation,
    };
    let has_name = german.starts_with(|first: char| first.is_ascii_alphabetic());
    format!("{}{german}", if has_name { "" } else { "UTC" })
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
        self.find(key).unwrap_or_else(|| format!("{{{key}}}"))
    }

    fn find(&self, key: &str) -> Option<String> {
        let bundle = match self.language {
            Language::De => &GERMAN,
            Language::En => &ENGLISH,
        };
        let pattern = bundle.get_message(key).and_then(|message| message.value())?;
        let text = bundle.format_pattern(pattern, Some(&self.arguments), &mut Vec::new());
        Some(text.into_owned())
    }
}
