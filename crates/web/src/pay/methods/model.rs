//! What is wrong with a payment method, what can be done about it, and what removing it asks for.

use std::sync::Arc;

use portico_shared::{
    Date, PaymentMethodId,
    payment_methods::{
        CardView, Gateway, PaymentMethodStatus, PaymentMethodType, PaymentMethodView, RemovalObstacle, RemovalPreview,
    },
};
use portico_ui::{
    client::{Body, Value},
    components::Tone,
    texts::portal as t,
};

use super::super::model::kind;
use crate::{methods::is_usable, place::ADD};

/// What it is called. Before it is complete, nobody has named it.
pub(super) fn name(method: &PaymentMethodView) -> String {
    if method.name.is_empty() {
        t::payment_unconfirmed(kind(method.kind).1)
    } else {
        method.name.clone()
    }
}

/// Only what needs attention gets a badge: a method that works says nothing.
pub(super) fn warning(method: &PaymentMethodView, today: &Date) -> Option<(Tone, &'static str)> {
    match method.status {
        PaymentMethodStatus::Revoked => Some((Tone::Bad, t::payment_revoked())),
        PaymentMethodStatus::ActionRequired => Some((Tone::Warning, t::payment_action())),
        PaymentMethodStatus::GatewayUnconfigured => Some((Tone::Warning, t::payment_unconfigured())),
        PaymentMethodStatus::Active if is_usable(method, today) => None,
        PaymentMethodStatus::Active if !method.enabled => Some((Tone::Neutral, t::payment_disabled())),
        PaymentMethodStatus::Active | PaymentMethodStatus::Expired => Some((Tone::Bad, t::payment_expired())),
    }
}

/// The brand as people know it, from how the gateway spells it.
pub(super) fn brand(card: &CardView) -> String {
    match card.brand.as_str() {
        "visa" => "Visa".into(),
        "mastercard" => "Mastercard".into(),
        "amex" | "american_express" => "American Express".into(),
        "diners" => "Diners Club".into(),
        "jcb" => "JCB".into(),
        "unionpay" => "UnionPay".into(),
        other => other.into(),
    }
}

/// Month and year, as on the card.
pub(super) fn valid_until(card: &CardView) -> String {
    format!("{:02}/{}", card.exp_month, card.exp_year)
}

/// What a card offers to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are buttons, each on its own")]
pub(super) struct Actions {
    /// It was begun and not completed: go on with it, or throw it away.
    pub(super) is_begun: bool,
    pub(super) make_default: bool,
    pub(super) mandate: bool,
    /// Another account for the mandate, and its end.
    pub(super) change_mandate: bool,
}

impl Actions {
    pub(super) fn of(method: &PaymentMethodView, today: &Date) -> Self {
        let is_usable = is_usable(method, today);
        let mandate = method.gateway_name == Gateway::SepaDebit && method.kind == PaymentMethodType::SepaDebit;
        Self {
            is_begun: method.status == PaymentMethodStatus::ActionRequired,
            make_default: !method.default && is_usable && method.future_usage_allowed,
            mandate,
            // What is for one payment alone is removed instead.
            change_mandate: mandate && is_usable && method.future_usage_allowed,
        }
    }
}

/// The page that goes on with a method that was begun.
pub(super) fn way_on(method: &PaymentMethodView) -> String {
    format!("{ADD}?paymentMethod={}&type={}", method.id, method.kind)
}

/// The default first; the others as they came.
pub(super) fn ordered(all: &[Arc<PaymentMethodView>]) -> Vec<Arc<PaymentMethodView>> {
    let with = |default: bool| all.iter().filter(move |one| one.default == default).cloned();
    with(true).chain(with(false)).collect()
}

/// A changed method among the others: a new default takes the place of the old one.
pub(super) fn take_in(all: &mut [Arc<PaymentMethodView>], changed: PaymentMethodView) {
    if changed.default {
        make_default(all, changed.id);
    }
    if let Some(place) = all.iter_mut().find(|one| one.id == changed.id) {
        *place = Arc::new(changed);
    }
}

/// The methods without one that was removed.
pub(super) fn without(
    all: &mut Vec<Arc<PaymentMethodView>>,
    id: PaymentMethodId,
    new_default: Option<PaymentMethodId>,
) {
    all.retain(|one| one.id != id);
    if let Some(new) = new_default {
        make_default(all, new);
    }
}

fn make_default(all: &mut [Arc<PaymentMethodView>], id: PaymentMethodId) {
    for one in all.iter_mut().filter(|one| one.default != (one.id == id)) {
        Arc::make_mut(one).default = one.id == id;
    }
}

/// Whether a mandate goes with the method.
pub(super) fn ends_mandate(method: &PaymentMethodView) -> bool {
    let is_over = matches!(
        method.status,
        PaymentMethodStatus::ActionRequired | PaymentMethodStatus::Revoked
    );
    method.kind == PaymentMethodType::SepaDebit && !is_over
}

pub(super) fn obstacle(obstacle: RemovalObstacle) -> &'static str {
    match obstacle {
        RemovalObstacle::LastInUse => t::remove_last(),
        RemovalObstacle::PaymentUnderway => t::remove_underway(),
    }
}

/// What was chosen for a removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Removal {
    pub(super) new_default: Option<PaymentMethodId>,
    /// Where each pinned subscription goes, in their order; `None`: it follows the default.
    pub(super) moves: Vec<Option<PaymentMethodId>>,
}

impl Removal {
    /// The first that may take the default's place; subscriptions follow that.
    pub(super) fn of(preview: &RemovalPreview) -> Self {
        let first = preview.candidates.first().map(|one| one.id);
        Self {
            new_default: first.filter(|_| preview.is_default),
            moves: vec![None; preview.pinned_subscriptions.len()],
        }
    }

    /// A `RemovalIn`.
    pub(super) fn body(&self, preview: &RemovalPreview) -> Body {
        let id = |id: Option<PaymentMethodId>| Value::from(id.map(|id| id.to_string()));
        let pairs = preview.pinned_subscriptions.iter().zip(&self.moves);
        let moves = pairs.map(|(subscription, to)| {
            vec![
                ("subscription", Value::Text(subscription.id.to_string())),
                ("paymentMethod", id(*to)),
            ]
        });
        vec![
            ("newDefault", id(self.new_default)),
            ("subscriptions", Value::Objects(moves.collect())),
        ]
    }
}

#[cfg(test)]
mod tests {
    use portico_shared::payment_methods::{RemovalIn, RemovalMove};
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::testing::read;

    const ONE: &str = "01930000-0000-7000-8000-000000000001";
    const TWO: &str = "01930000-0000-7000-8000-000000000002";

    fn method(changes: &[(&str, Json)]) -> PaymentMethodView {
        let mut value = json!({
            "id": ONE, "customer": TWO, "gatewayName": "stripe", "type": "card", "default": true, "status": "active",
            "source": "api", "enabled": true, "futureUsageAllowed": true,
            "name": "Visa (4242)", "creationDate": "2026-01-01T00:00:00Z", "expirationDate": null,
            "card": null, "sepaDebit": null, "paypal": null
        });
        for (key, change) in changes {
            value[*key] = change.clone();
        }
        serde_json::from_value(value).unwrap()
    }

    fn today() -> Date {
        serde_json::from_value(json!("2026-11-22")).unwrap()
    }

    fn tone(changes: &[(&str, Json)]) -> Option<Tone> {
        warning(&method(changes), &today()).map(|(tone, _)| tone)
    }

    #[test]
    fn a_method_that_works_says_nothing() {
        assert_eq!(tone(&[]), None);
        let last_day = [("expirationDate", json!("2026-11-22"))];
        assert_eq!(tone(&last_day), None, "the last day is still valid");
    }

    #[test]
    fn a_card_past_its_date_is_expired_whatever_its_status_says() {
        assert_eq!(tone(&[("expirationDate", json!("2026-11-21"))]), Some(Tone::Bad));
        assert_eq!(tone(&[("status", json!("expired"))]), Some(Tone::Bad));
    }

    #[test]
    fn what_can_still_be_mended_warns() {
        assert_eq!(tone(&[("status", json!("action_required"))]), Some(Tone::Warning));
        assert_eq!(tone(&[("enabled", json!(false))]), Some(Tone::Neutral));
    }

    #[test]
    fn what_is_not_complete_is_called_by_its_kind() {
        let called = |called: &str| name(&method(&[("name", json!(called))]));
        assert_eq!(called("My card"), "My card");
        assert!(called("").starts_with(t::payment_card()));
    }

    #[test]
    fn a_card_is_shown_as_it_is_printed() {
        let card = json!({"brand": "visa", "last4": "4242", "expMonth": 8, "expYear": 2027, "cardHolder": null});
        let card: CardView = serde_json::from_value(card).unwrap();
        assert_eq!(
            (brand(&card).as_str(), valid_until(&card).as_str()),
            ("Visa", "08/2027")
        );
    }

    #[test]
    fn only_what_can_be_collected_with_is_made_the_default() {
        let actions = |changes: &[(&str, Json)]| Actions::of(&method(changes), &today());
        let other = ("default", json!(false));
        assert!(!actions(&[]).make_default, "it is the default");
        assert!(actions(std::slice::from_ref(&other)).make_default);
        assert!(!actions(&[other.clone(), ("status", json!("expired"))]).make_default);
        let begun = actions(&[other, ("status", json!("action_required"))]);
        assert!(begun.is_begun && !begun.make_default);
    }

    #[test]
    fn what_is_for_one_payment_alone_is_no_default_and_its_mandate_stays_as_it_is() {
        let changes = [
            ("gatewayName", json!("sepa_debit")),
            ("type", json!("sepa_debit")),
            ("default", json!(false)),
            ("futureUsageAllowed", json!(false)),
        ];
        let actions = Actions::of(&method(&changes), &today());
        assert!(actions.mandate && !actions.change_mandate && !actions.make_default);
    }

    #[test]
    fn a_mandate_of_ours_can_be_seen_also_when_it_is_over() {
        let ours = [("gatewayName", json!("sepa_debit")), ("type", json!("sepa_debit"))];
        let actions = Actions::of(&method(&ours), &today());
        assert!(actions.mandate && actions.change_mandate);
        let [gateway, kind] = ours;
        let over = Actions::of(
            &method(&[gateway, kind.clone(), ("status", json!("revoked"))]),
            &today(),
        );
        assert!(over.mandate && !over.change_mandate);
        assert!(
            !Actions::of(&method(&[kind]), &today()).mandate,
            "a provider's is the provider's"
        );
    }

    #[test]
    fn a_mandate_that_counts_ends_with_its_method() {
        let ends = |changes: &[(&str, Json)]| ends_mandate(&method(changes));
        let debit = ("type", json!("sepa_debit"));
        assert!(ends(std::slice::from_ref(&debit)));
        assert!(!ends(&[]), "a card has none");
        for status in ["action_required", "revoked"] {
            assert!(!ends(&[debit.clone(), ("status", json!(status))]), "{status}");
        }
    }

    #[test]
    fn there_is_one_default_and_it_comes_first() {
        let two = || method(&[("id", json!(TWO)), ("default", json!(false))]);
        let mut all = vec![Arc::new(two()), Arc::new(method(&[]))];
        assert_eq!(ordered(&all)[0].id.to_string(), ONE);
        take_in(&mut all, PaymentMethodView { default: true, ..two() });
        let defaults: Vec<_> = all.iter().map(|one| one.default).collect();
        assert_eq!(defaults, [true, false]);
        without(&mut all, TWO.parse().unwrap(), Some(ONE.parse().unwrap()));
        assert!(all.len() == 1 && all[0].default);
    }

    fn preview(is_default: bool) -> RemovalPreview {
        serde_json::from_value(json!({
            "isDefault": is_default,
            "candidates": [method(&[("id", json!(TWO)), ("default", json!(false))])],
            "pinnedSubscriptions": [{"id": ONE, "name": "Pro", "number": "S-1"}, {"id": TWO, "name": "Plus", "number": "S-2"}],
            "followingSubscriptions": [], "openInvoices": 0, "removable": true, "reason": null
        }))
        .unwrap()
    }

    #[test]
    fn a_removal_says_what_takes_the_place_and_where_each_subscription_goes() {
        let mut removal = Removal::of(&preview(true));
        removal.moves[1] = Some(TWO.parse().unwrap());
        let moved = |subscription: &str, to: Option<&str>| RemovalMove {
            subscription: subscription.parse().unwrap(),
            payment_method: to.map(|id| id.parse().unwrap()),
        };
        let expected = RemovalIn {
            new_default: Some(TWO.parse().unwrap()),
            subscriptions: vec![moved(ONE, None), moved(TWO, Some(TWO))],
        };
        assert_eq!(read::<RemovalIn>(removal.body(&preview(true))), expected);
    }

    #[test]
    fn where_it_is_not_the_default_that_one_stays() {
        assert_eq!(Removal::of(&preview(false)).new_default, None);
    }
}
