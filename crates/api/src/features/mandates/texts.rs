//! What the debtor agrees to: the text of the SEPA Core mandate, with the notice of the refund within eight weeks
//! (EPC016-06, section 4.1 and annex VII; EPC "SEPA Core mandate translations").

use portico_shared::customers::Language;

pub fn paragraphs(language: Language, creditor: &str, pre_notification_days: u16, is_recurrent: bool) -> Vec<String> {
    let which = match (language, is_recurrent) {
        (Language::De, true) => "Jede",
        (Language::De, false) => "Die",
        (Language::En, true) => "Each",
        (Language::En, false) => "The",
    };
    match language {
        Language::De => vec![
            if is_recurrent {
                format!(
                    "Ich ermächtige {creditor}, Zahlungen von meinem Konto mittels Lastschrift einzuziehen. Zugleich weise ich \
                     mein Kreditinstitut an, die von {creditor} auf mein Konto gezogenen Lastschriften einzulösen."
                )
            } else {
                format!(
                    "Ich ermächtige {creditor}, einmalig eine Zahlung von meinem Konto mittels Lastschrift einzuziehen. Zugleich \
                     weise ich mein Kreditinstitut an, die von {creditor} auf mein Konto gezogene Lastschrift einzulösen."
                )
            },
            "Hinweis: Ich kann innerhalb von acht Wochen, beginnend mit dem Belastungsdatum, die Erstattung des belasteten \
             Betrages verlangen. Es gelten dabei die mit meinem Kreditinstitut vereinbarten Bedingungen."
                .into(),
            match pre_notification_days {
                1 => format!("{which} Lastschrift wird mir spätestens einen Tag vorher angekündigt."),
                days => format!("{which} Lastschrift wird mir spätestens {days} Tage vorher angekündigt."),
            },
        ],
        Language::En => vec![
            if is_recurrent {
                format!(
                    "By giving this mandate, I authorise {creditor} to send instructions to my bank to debit my account, and my \
                     bank to debit my account in accordance with the instructions from {creditor}."
                )
            } else {
                format!(
                    "By giving this mandate, I authorise {creditor} to send one instruction to my bank to debit my account once, \
                     and my bank to debit my account in accordance with the instruction from {creditor}."
                )
            },
            "As part of my rights, I am entitled to a refund from my bank under the terms and conditions of my agreement with \
             my bank. A refund must be claimed within eight weeks starting from the date on which my account was debited."
                .into(),
            match pre_notification_days {
                1 => format!("{which} debit is announced to me at least one day before."),
                days => format!("{which} debit is announced to me at least {days} days before."),
            },
        ],
    }
}
