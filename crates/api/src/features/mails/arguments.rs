//! What the texts of a mail name: figures, days, and what tells one wording from another.

use fluent_bundle::FluentArgs;
use portico_shared::customers::Language;

use super::{
    Collection, Content,
    render::{day, money},
};
use crate::features::login_requests::service::CODE_LIFETIME;

#[expect(clippy::too_many_lines, reason = "an arm for each kind of mail")]
pub fn of(content: &Content, language: Language, merchant: &str) -> FluentArgs<'static> {
    let mut arguments = FluentArgs::new();
    arguments.set("merchant", merchant.to_owned());
    let mut set = |name: &'static str, value: String| arguments.set(name, value);
    match content {
        Content::OperatorLink { minutes, name, .. } => {
            let (count, unit) = span(*minutes);
            arguments.set("count", count);
            arguments.set("unit", unit);
            arguments.set("name", name.clone());
        }
        Content::LoginLink { minutes, .. } => {
            let (count, unit) = span(*minutes);
            arguments.set("count", count);
            arguments.set("unit", unit);
            // A code lives shorter than most links.
            let most = u32::try_from(CODE_LIFETIME.num_minutes()).unwrap_or_default();
            arguments.set("codeMinutes", most.min(*minutes));
        }
        Content::StepUpCode { minutes, .. }
        | Content::Invitation { minutes, .. }
        | Content::EmailChangeProof { minutes, .. }
        | Content::EmailChangeNotice { minutes, .. }
        | Content::InvoiceRecipientProof { minutes, .. }
        | Content::PaymentMethodLink { minutes, .. } => {
            let (count, unit) = span(*minutes);
            arguments.set("count", count);
            arguments.set("unit", unit);
        }
        Content::Invoice {
            number, of, collection, ..
        } => {
            set("number", number.clone());
            set("of", of.clone().unwrap_or_default());
            match collection {
                Collection::Us { method } => set("method", method.clone()),
                Collection::Customer { due } => set("due", day(*due, language)),
                Collection::None => {}
            }
        }
        Content::DebitAnnounced {
            number,
            amount,
            collect_on,
            ..
        } => {
            set("number", number.clone());
            set("amount", money(*amount, language));
            set("collectOn", day(*collect_on, language));
        }
        Content::DebitWithdrawn {
            number,
            amount,
            collect_on,
            reason,
            owed,
            ..
        } => {
            set("number", number.clone());
            set("amount", money(*amount, language));
            set("collectOn", day(*collect_on, language));
            set("reason", reason.to_string());
            if let Some(owed) = owed {
                set("open", money(owed.open, language));
                set("due", day(owed.due, language));
            }
        }
        Content::MandateAmended { mandate, .. } => set("mandate", mandate.clone()),
        Content::PaymentFailed {
            number,
            open,
            reason,
            again,
            ..
        } => {
            set("number", number.clone());
            set("open", money(*open, language));
            set("reason", reason.map(|reason| reason.to_string()).unwrap_or_default());
            set("again", again.map(|again| day(again, language)).unwrap_or_default());
        }
        Content::PaymentReturned {
            number,
            returned,
            open,
            reason,
            ended,
            again,
            ..
        } => {
            set("number", number.clone());
            set("returned", money(*returned, language));
            set("open", money(*open, language));
            set("reason", reason.map(|reason| reason.to_string()).unwrap_or_default());
            set("again", again.map(|again| day(again, language)).unwrap_or_default());
            set(
                "mandate",
                ended.as_ref().map(|ended| ended.reference.clone()).unwrap_or_default(),
            );
        }
        Content::PaymentRefunded { number, refunded, .. } => {
            set("number", number.clone());
            set("refunded", money(*refunded, language));
        }
        Content::PaymentReceipt { number, paid, open, .. } => {
            set("number", number.clone());
            set("paid", money(*paid, language));
            set("open", money(*open, language));
        }
        Content::Reminder {
            number, due, open, fee, ..
        } => {
            set("number", number.clone());
            set("due", day(*due, language));
            set("open", money(*open, language));
            set("fee", money(*fee, language));
        }
        Content::CancellationConfirmed {
            subscription,
            received,
            last_day,
            ..
        } => {
            set("name", subscription.name.clone());
            set("received", received.clone());
            set(
                "lastDay",
                last_day.map(|last_day| day(last_day, language)).unwrap_or_default(),
            );
        }
        Content::CancellationRevoked { subscription, received } => {
            set("name", subscription.name.clone());
            set("received", received.clone());
        }
        Content::RenewalReminder {
            subscription,
            deadline,
            renews_on,
            last_day,
        } => {
            set("name", subscription.name.clone());
            set("deadline", day(*deadline, language));
            set("renewsOn", day(*renews_on, language));
            set("lastDay", day(*last_day, language));
        }
        Content::TrialReminder {
            subscription, last_day, ..
        } => {
            set("name", subscription.name.clone());
            set("lastDay", day(*last_day, language));
        }
        Content::PaymentMethodExpires { method, last_day, .. } => {
            set("method", method.clone());
            set("lastDay", day(*last_day, language));
        }
        Content::PaymentMethodEnded {
            method,
            ending,
            mandate,
            subscriptions,
            ..
        } => {
            set("method", method.clone());
            set("ending", ending.as_str().to_owned());
            let mandate = if mandate.is_some() { "there" } else { "none" };
            set("mandate", mandate.to_owned());
            arguments.set("subscriptions", *subscriptions);
        }
        Content::WebhookSwitchedOff { endpoint, .. } => set("endpoint", endpoint.clone()),
        Content::AddressChanged { .. }
        | Content::EmailChanged { .. }
        | Content::UserAdded { .. }
        | Content::InvoiceRecipientAdded { .. }
        | Content::ErasureRequested { .. }
        | Content::ErasureToDo { .. }
        | Content::ErasureCarriedOut { .. }
        | Content::MandateGiven { .. }
        | Content::PaymentMethodChanged { .. } => {}
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
