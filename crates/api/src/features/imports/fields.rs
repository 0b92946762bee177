//! The columns of each kind of file, and how cells and JSON values become each other.

use portico_shared::imports::ImportKind;
use serde_json::{Map, Value};

/// The columns of a CSV file, in the order in which an export writes them.
pub fn columns(kind: ImportKind) -> Vec<&'static str> {
    let names = match kind {
        ImportKind::Contacts => "externalId name role email phone bookingUrl languages default",
        ImportKind::Customers => {
            "externalId customerNumber status email invoiceEmail companyName firstName lastName gender phone \
             vatId datevId countryCode language timeZone currencyCode commercialRegisterName \
             commercialRegisterNumber contactPerson customerGroup"
        }
        ImportKind::Addresses => {
            "externalId customer type default status salutation companyName firstName lastName street houseNumber \
             zip city countryCode addition costCentre vatId"
        }
        ImportKind::Subscriptions => {
            "externalId number customer name status plan.name plan.code plan.description contractStart \
             contractPeriod laterContractPeriod cancellationPeriod laterCancellationPeriod endsAutomatically \
             trialDays billingStart activatedAt pausedAt cancellation.effective cancellation.declaredAt \
             cancellation.immediate cancellation.byCustomer cancellation.reason cancellation.comment \
             cancellation.reasonByCustomer invoiceAddress poNumber items"
        }
        ImportKind::Invoices => {
            "externalId number customer subscription type status referencedInvoice currencyCode creationDate \
             dueDate payDate netAmount taxAmount roundingAmount grossAmount title file positions"
        }
    };
    names.split_whitespace().collect()
}

/// Of a column such as `items.1.unitPrice`: what stands behind the number.
fn inner(list: &str) -> impl Iterator<Item = &'static str> {
    let names = match list {
        "items" => {
            "name description quantity unitPrice priceMode taxRate taxCategory prorates quantityChangeable \
             billingInterval discount.percent discount.amount discount.periods billing.start billing.lastBilledAt \
             billing.lastBilledFrom billing.lastBilledTo billing.billedPeriods"
        }
        "positions" => {
            "name description quantity unitPrice taxRate taxCategory netAmount priceMode discountAmount \
             creditedPosition amount billedDays periodDays periodStart periodEnd"
        }
        _ => "",
    };
    names.split_whitespace()
}

/// Most items or positions that columns of their own can name.
const MOST_NUMBERED: usize = 100;

/// Whether a file of this kind may have this column.
pub fn is_known(kind: ImportKind, column: &str) -> bool {
    if columns(kind).contains(&column) {
        return true;
    }
    let mut parts = column.splitn(3, '.');
    let (Some(list), Some(number), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let numbered = number
        .parse::<usize>()
        .is_ok_and(|number| (1..=MOST_NUMBERED).contains(&number));
    columns(kind).contains(&list) && numbered && inner(list).any(|name| name == rest)
}

const INTEGERS: &[&str] = &[
    "trialDays",
    "taxRate",
    "netAmount",
    "taxAmount",
    "roundingAmount",
    "grossAmount",
    "discountAmount",
    "percent",
    "amount",
    "periods",
    "creditedPosition",
    "billedDays",
    "periodDays",
    "billedPeriods",
];
const FLAGS: &[&str] = &[
    "default",
    "endsAutomatically",
    "prorates",
    "quantityChangeable",
    "immediate",
    "byCustomer",
    "reasonByCustomer",
];
/// Cells that hold a list as JSON.
const LISTS: &[&str] = &["items", "positions"];
/// Cells that hold words with `|` between them.
const WORDS: &str = "languages";

/// What a cell of a spreadsheet program would take for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn looks_like_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// A text as a cell that no spreadsheet program computes: with an apostrophe before it where it needs one.
pub fn escape(text: &str) -> String {
    if looks_like_formula(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The reverse.
fn unescape(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if looks_like_formula(rest) => rest,
        _ => text,
    }
}

/// Puts a cell where its column's dots lead. An empty cell clears a text and leaves everything else out.
///
/// # Errors
/// What the column takes instead.
pub fn put(fields: &mut Map<String, Value>, column: &str, cell: &str) -> Result<(), &'static str> {
    let name = column.rsplit('.').next().unwrap_or(column);
    let nested = column.contains('.');
    let value = if LISTS.contains(&name) && !nested {
        if cell.is_empty() {
            return Ok(());
        }
        serde_json::from_str(cell).map_err(|_| "a list as JSON, for example [{\"name\": \"…\"}]")?
    } else if INTEGERS.contains(&name) {
        if cell.is_empty() {
            return Ok(());
        }
        cell.parse::<i64>().map(Value::from).map_err(|_| "a whole number")?
    } else if FLAGS.contains(&name) {
        match cell {
            "" => return Ok(()),
            "true" => true.into(),
            "false" => false.into(),
            _ => return Err("true or false"),
        }
    } else if name == WORDS {
        cell.split('|')
            .filter(|word| !word.is_empty())
            .map(Value::from)
            .collect()
    } else if cell.is_empty() {
        if nested {
            return Ok(());
        }
        Value::Null
    } else {
        // As the file's lines end, so do those inside a cell.
        unescape(cell).replace("\r\n", "\n").into()
    };
    place(fields, column, value);
    Ok(())
}

fn place(fields: &mut Map<String, Value>, path: &str, value: Value) {
    let Some((head, rest)) = path.split_once('.') else {
        fields.insert(path.into(), value);
        return;
    };
    if let Some((number, rest)) = rest.split_once('.')
        && let Ok(number) = number.parse::<usize>()
    {
        let list = fields.entry(head).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            while list.len() < number {
                list.push(Value::Object(Map::new()));
            }
            if let Some(Value::Object(inner)) = list.get_mut(number.saturating_sub(1)) {
                place(inner, rest, value);
            }
        }
        return;
    }
    let inner = fields.entry(head).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(inner) = inner {
        place(inner, rest, value);
    }
}

/// The cell of a column: the reverse of [`put`].
pub fn cell(fields: &Map<String, Value>, column: &str) -> String {
    let mut parts = column.split('.');
    let first = parts.next().and_then(|name| fields.get(name));
    let found = parts.fold(first, |value, name| value.and_then(|value| value.get(name)));
    match found {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => escape(text),
        Some(Value::Array(words)) if column == WORDS => {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            words.join("|")
        }
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_each_comes_back_as_it_was() {
        for text in [
            "=1+1", "+49 40 1", "-x", "@a", "'=x", "''=x", "'quoted'", "plain", "'", "\t=x", "\r",
        ] {
            let cell = escape(text);
            assert!(!cell.starts_with(FORMULA), "{text}");
            assert_eq!(unescape(&cell), text);
        }
        assert_eq!(unescape("+49 40 1"), "+49 40 1", "as people write it");
    }

    #[test]
    fn dots_lead_into_objects_and_numbers_into_lists() {
        let mut fields = Map::new();
        for (column, cell) in [
            ("plan.name", "Plus"),
            ("plan.code", ""),
            ("items.1.name", "A"),
            ("items.2.taxRate", "1900"),
            ("trialDays", ""),
        ] {
            put(&mut fields, column, cell).unwrap();
        }
        let expected =
            serde_json::json!({ "plan": { "name": "Plus" }, "items": [{ "name": "A" }, { "taxRate": 1900 }] });
        assert_eq!(Value::Object(fields), expected);
        assert!(is_known(ImportKind::Subscriptions, "items.3.discount.percent"));
        for wrong in [
            "items.0.name",
            "items.101.name",
            "items.1.colour",
            "items.x.name",
            "plan",
            "positions.1.name",
        ] {
            assert!(!is_known(ImportKind::Subscriptions, wrong), "{wrong}");
        }
    }
}
