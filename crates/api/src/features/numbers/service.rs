//! Looking at number ranges, and changing them.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use portico_domain::mandates::check_mandate_reference;
use portico_shared::numbers::{NumberKind, NumberMode, NumberRangePatch, NumberRangeView};
use uuid::Uuid;

use super::{CUSTOMER_NUMBER, fill, store};
use crate::{
    auth::Caller,
    context::Context,
    db::entities::number_ranges,
    features::{
        audit::{self, Change},
        tenants,
    },
    http::{ApiResult, body::Input, check::Check, idempotency::Answer},
};

/// What a counter may come to: thirteen digits are exact in every client.
const MOST: i64 = 9_999_999_999_999;

fn view(range: &number_ranges::Model, today: NaiveDate) -> NumberRangeView {
    let counter = match range.mode {
        NumberMode::Sequential => range.next_number.to_string(),
        NumberMode::Random => "7GK2M9QXTB".into(),
    };
    NumberRangeView {
        kind: range.kind,
        format: range.format.clone(),
        mode: range.mode,
        next_number: range.next_number,
        example: fill(&range.format, &counter, today, "C-000001"),
    }
}

pub async fn list(context: &Context, caller: &Caller) -> ApiResult<Vec<NumberRangeView>> {
    let db = context.db.read();
    let today = tenants::store::find(db, caller.actor.tenant())
        .await?
        .today(context.now());
    let rows = store::list(db, caller.scope()).await?;
    Ok(rows.iter().map(|range| view(range, today)).collect())
}

pub async fn update(
    context: &Context,
    caller: &Caller,
    kind: NumberKind,
    Input {
        value: patch,
        once,
        echo,
    }: Input<NumberRangePatch>,
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let today = tenants::store::find(tx, caller.actor.tenant())
            .await?
            .today(context.now());
        let before = store::lock(tx, caller.actor.tenant(), kind).await?;
        echo.check(&view(&before, today))?;
        let after = number_ranges::Model {
            format: patch.format.unwrap_or_else(|| before.format.clone()),
            mode: patch.mode.unwrap_or(before.mode),
            next_number: patch.next_number.unwrap_or(before.next_number),
            ..before.clone()
        };
        check(&after, today)?;
        store::update(tx, &after).await?;
        let change = Change {
            action: "number_range.updated",
            subject_kind: "number_range",
            // A range is known by its kind; before and after hold it.
            subject: Uuid::nil(),
            customer: None,
            before: serde_json::to_value(view(&before, today)).ok(),
            after: serde_json::to_value(view(&after, today)).ok(),
        };
        audit::record(tx, context, caller, change).await?;
        Ok(view(&after, today))
    })
    .await
}

fn check(range: &number_ranges::Model, today: NaiveDate) -> ApiResult<()> {
    let mut check = Check::default();
    check.required_text("format", &range.format, 60);
    let counters = range.format.matches("{number").count();
    check.require(counters == 1, "format", "required", "needs {number} exactly once");
    let left = fill(&range.format, "1", today, "1");
    let told = "only {number}, {number:8}, {day}, {month}, {year}, {yearLong} and {customerNumber} are known";
    check.require(!left.contains(['{', '}']), "format", "invalid", told);
    let width = range
        .format
        .split_once("{number:")
        .and_then(|(_, rest)| rest.split_once('}'));
    let padded = width.is_none_or(|(digits, _)| digits.parse::<u8>().is_ok_and(|digits| (1..=18).contains(&digits)));
    check.require(padded, "format", "out-of-range", "{number:8} pads to 1 to 18 digits");
    let personal = range.kind == NumberKind::Customer && range.format.contains(CUSTOMER_NUMBER);
    check.require(
        !personal,
        "format",
        "contradiction",
        "a customer's number cannot hold itself",
    );
    // What the counter may come to has to fit, too.
    let longest = fill(&range.format, &MOST.to_string(), today, "C-0000000001");
    let fits = range.kind != NumberKind::Mandate || check_mandate_reference(&longest).is_ok();
    let told = "35 characters of a-z A-Z 0-9 / - ? : ( ) . , ' + at most, once it is filled in (EPC217-08)";
    check.require(fits, "format", "invalid", told);
    let within = (1..=MOST).contains(&range.next_number);
    check.require(within, "nextNumber", "out-of-range", "between 1 and 9999999999999");
    // § 14 (4) No. 4 UStG: invoices are numbered in sequence.
    let may_be_random = matches!(
        range.kind,
        NumberKind::Customer | NumberKind::Subscription | NumberKind::Mandate
    );
    let sequential = may_be_random || range.mode == NumberMode::Sequential;
    check.require(
        sequential,
        "mode",
        "not-permitted",
        "invoices and what takes them back are numbered in sequence",
    );
    check.finish()
}
