use serde_json::{Value, json};

use super::*;

const TODAY: &str = "2026-11-22";

pub(crate) fn subscription(changes: Value) -> SubscriptionView {
    let mut value = json!({
        "id": "01930000-0000-7000-8000-000000000001",
        "externalId": null, "number": "S-1", "name": "Hosting", "status": "active",
        "customer": {
            "id": "01930000-0000-7000-8000-000000000002", "customerNumber": "C-1",
            "timeZone": "Europe/Berlin", "firstName": null, "lastName": null,
            "currencyCode": "EUR", "companyName": "Acme", "datevId": null, "status": "STATUS_ACTIVE"
        },
        "plan": null, "items": [], "paymentMethod": null, "defaultPaymentMethod": true,
        "invoiceAddress": null, "defaultInvoiceAddress": true,
        "contractDetails": {
            "contractStart": "2025-12-31T23:00:00Z", "contractStartDay": "2026-01-01", "contractEnd": "2026-12-31T23:00:00Z",
            "contractEndLastDay": "2026-12-31", "contractPeriod": "12M",
            "laterContractPeriod": "12M", "cancellationPeriod": "1M",
            "laterCancellationPeriod": "1M", "endsAutomatically": false,
            "earliestCancellationDate": "2026-12-31T23:00:00Z",
            "earliestCancellationLastDay": "2026-12-31", "noticeDeadline": "2026-11-30"
        },
        "activatedAt": null, "trialEndsOn": null, "trialLastDay": null, "isInTrial": false,
        "lastBillingAt": null, "billingStart": null, "pausedAt": null, "nextInvoice": null, "cancelledAt": null, "cancellationDate": null,
        "cancellationLastDay": null, "cancellationReason": null, "isCancellationPending": false,
        "canCancel": true, "canRevoke": false, "poNumber": null,
        "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"
    });
    merge(&mut value, changes);
    serde_json::from_value(value).unwrap()
}

fn merge(into: &mut Value, changes: Value) {
    match (into, changes) {
        (Value::Object(into), Value::Object(changes)) => {
            for (key, value) in changes {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, changes) => *into = changes,
    }
}

fn date(text: &str) -> Date {
    serde_json::from_value(json!(text)).unwrap()
}

fn stage(changes: Value) -> Stage {
    Stage::of(&subscription(changes), &date(TODAY))
}

#[test]
fn the_badge_says_what_matters_most_to_the_customer() {
    assert_eq!(stage(json!({})), Stage::Active);
    assert_eq!(stage(json!({"status": "draft"})), Stage::Draft);
    assert_eq!(stage(json!({"status": "paused"})), Stage::Paused);
    assert_eq!(stage(json!({"isInTrial": true})), Stage::Trial);
    assert_eq!(stage(json!({"status": "cancelled"})), Stage::Ended);
    assert_eq!(stage(json!({"status": "terminated"})), Stage::Ended);
}

#[test]
fn a_pending_cancellation_outweighs_trial_and_pause() {
    assert_eq!(
        stage(json!({"isCancellationPending": true, "isInTrial": true})),
        Stage::Pending
    );
    let paused = json!({"isCancellationPending": true, "status": "paused"});
    assert_eq!(stage(paused), Stage::Pending);
}

#[test]
fn a_contract_that_begins_tomorrow_is_not_active_yet() {
    let starting = |day: &str| stage(json!({"contractDetails": {"contractStartDay": day}}));
    assert_eq!(starting("2026-11-23"), Stage::Upcoming);
    assert_eq!(starting(TODAY), Stage::Active);
}

#[test]
fn the_end_is_the_term_until_somebody_cancels() {
    let end_of = |changes| {
        let one = subscription(changes);
        end(&one, Stage::of(&one, &date(TODAY)))
    };
    let year = "12M".parse().unwrap();
    assert_eq!(end_of(json!({})), End::Term(date("2026-12-31"), Next::Renews(year)));
    let by_itself = json!({"contractDetails": {"endsAutomatically": true}});
    assert_eq!(end_of(by_itself), End::Term(date("2026-12-31"), Next::EndsByItself));
    let once = json!({"contractDetails": {"laterContractPeriod": null}});
    assert_eq!(end_of(once), End::Term(date("2026-12-31"), Next::RunsOn));
    let open = json!({"contractDetails": {"contractEndLastDay": null}});
    assert_eq!(end_of(open), End::Open);
    let pending = json!({"isCancellationPending": true, "cancellationLastDay": "2026-11-30"});
    assert_eq!(end_of(pending), End::LastDay(date("2026-11-30")));
    let at_once = json!({"status": "cancelled", "cancelledAt": "2026-11-22T10:00:00Z"});
    assert_eq!(end_of(at_once), End::Over(None));
    let run_out = json!({"status": "cancelled"});
    assert_eq!(end_of(run_out), End::Over(Some(date("2026-12-31"))));
}

#[test]
fn the_earliest_end_is_shown_only_while_a_cancellation_would_reach_it() {
    let earliest_of = |changes| {
        let one = subscription(changes);
        earliest(&one, Stage::of(&one, &date(TODAY)))
    };
    assert_eq!(
        earliest_of(json!({})),
        Some((date("2026-12-31"), Some(date("2026-11-30"))))
    );
    assert_eq!(earliest_of(json!({"isCancellationPending": true})), None);
    assert_eq!(earliest_of(json!({"status": "cancelled"})), None);
    assert_eq!(
        earliest_of(json!({"contractDetails": {"endsAutomatically": true}})),
        None
    );
}

fn preview(last_day: Option<&str>) -> CancellationPreview {
    let value = json!({
        "cancellationDate": "2026-11-30T23:00:00Z", "cancellationLastDay": last_day, "immediate": last_day.is_none(),
        "noticeDeadline": null, "nextInvoice": null, "confirmationEmail": "ada@example.com"
    });
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_trial_ends_at_once_or_at_its_end_as_the_merchant_decided() {
    let trial = subscription(json!({"isInTrial": true, "trialLastDay": "2026-11-30"}));
    let day = date("2026-11-30");
    assert_eq!(after(&trial, &preview(None)), After::TrialAtOnce(day.clone()));
    assert_eq!(after(&trial, &preview(Some("2026-11-30"))), After::TrialEnd(day));
    assert_eq!(after(&trial, &preview(Some("2026-12-31"))), After::Usual);
}

#[test]
fn a_trial_that_is_over_plays_no_part() {
    let over = subscription(json!({"isInTrial": false, "trialLastDay": "2026-01-31"}));
    assert_eq!(after(&over, &preview(None)), After::AtOnce);
    assert_eq!(after(&over, &preview(Some("2026-12-31"))), After::Usual);
}

fn method(id: char, changes: Value) -> Arc<PaymentMethodView> {
    let mut value = json!({
        "id": format!("01930000-0000-7000-8000-00000000000{id}"), "customer": "01930000-0000-7000-8000-000000000009",
        "gatewayName": "stripe", "type": "card",
        "default": false, "status": "active", "source": "api", "enabled": true, "futureUsageAllowed": true,
        "name": format!("Visa ({id})"),
        "creationDate": "2026-01-01T00:00:00Z", "expirationDate": null, "card": null, "sepaDebit": null, "paypal": null
    });
    merge(&mut value, changes);
    Arc::new(serde_json::from_value(value).unwrap())
}

#[test]
fn only_what_can_be_collected_with_is_offered_and_what_is_chosen() {
    let all = [
        method('1', json!({"default": true})),
        method('2', json!({"status": "expired"})),
        method('3', json!({"status": "revoked"})),
        method('4', json!({"futureUsageAllowed": false})),
    ];
    let values = |now: &str| -> Vec<_> {
        let all = method_choices(&all, &date(TODAY), now);
        all.into_iter().map(|one| one.value).collect()
    };
    let [first, second] = [all[0].id.to_string(), all[1].id.to_string()];
    assert_eq!(values(""), ["", &first]);
    assert_eq!(values(&second), ["", &first, &second]);
}

#[test]
fn the_default_says_which_one_it_is() {
    let all = [method('1', json!({})), method('2', json!({"default": true}))];
    assert_eq!(default_method(&all).as_deref(), Some("Visa (2)"));
    let first = method_choices(&all, &date(TODAY), "").swap_remove(0);
    assert!(first.label.contains("Visa (2)") && first.value.is_empty());
    assert_eq!(default_text(None, false), t::choose_default());
    assert_eq!(default_text(None, true), t::choose_default_none());
    assert_eq!(address_choices(&[]).len(), 1, "the default, also where there is none");
}
