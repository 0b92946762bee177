//! Charges, with and without their owner.

use chrono::TimeDelta;
use portico_shared::payment_methods::PaymentMethodType;
use serde_json::Value;

use super::{Complaint, Stripe, Trouble, objection, refusal, text, unreadable};
use crate::ports::payment::{Action, Charge, Charges, GatewayError, MethodKeeper, Outcome, Refusal};

/// Clocks differ: an attempt is looked for from so long before it began. Missing it would take the money twice.
const SLACK: TimeDelta = TimeDelta::days(1);
/// Pages that are looked through for an attempt; so many charges of one customer within minutes are nobody's.
const MOST_PAGES: usize = 20;

/// Currencies whose smallest unit is another one at Stripe than in ISO 4217, or that it rounds
/// (<https://docs.stripe.com/currencies>): an amount would mean something else there.
const OTHER_MINOR_UNITS: [&str; 8] = ["BHD", "ISK", "JOD", "KWD", "MGA", "OMR", "TND", "UGX"];

impl Stripe {
    /// Whose method is charged. Where their name here is that of another account, the method itself tells.
    async fn payer(&self, charge: &Charge) -> Result<Option<String>, GatewayError> {
        if charge.debtor.is_some() {
            return Ok(charge.debtor.clone());
        }
        if charge.method.is_empty() {
            return Err(GatewayError("whose it was is not known any more".into()));
        }
        let kept = self.fetch(&charge.method).await?;
        Ok(kept.and_then(|account| account.debtor))
    }

    /// What became of a charge. One that nobody is there to confirm, or that its owner failed to, must not go through later, when
    /// it was tried again.
    async fn outcome(&self, intent: &Value, charge: &Charge) -> Result<Outcome, GatewayError> {
        if intent["latest_charge"]["disputed"] == true
            && let Some(why) = self.taken_back(intent).await?
        {
            return Ok(Outcome::Returned(why));
        }
        let is_over = match intent["status"].as_str() {
            Some("requires_action") if is_present(charge) => return Ok(Outcome::Waiting(self.confirmation(intent)?)),
            Some("requires_action") => true,
            // Its owner was asked, and could try again with what their browser has.
            Some("requires_payment_method") => charge.was_asked,
            _ => false,
        };
        if let Some(id) = text(&intent["id"]).filter(|_| is_over) {
            let (path, key) = (format!("payment_intents/{id}/cancel"), format!("cancel-{id}"));
            self.post(&path, &[], &key).await?;
        }
        outcome(intent)
    }

    /// Why the money of a disputed charge went back; none where it did not. Questions of the bank (`warning_…`) move none, and what was
    /// won came back.
    async fn taken_back(&self, intent: &Value) -> Result<Option<Refusal>, GatewayError> {
        let id = text(&intent["id"]).ok_or_else(unreadable)?;
        let query = [("payment_intent", id.as_str()), ("limit", "100")];
        let page = match self.get("disputes", &query).await {
            Ok(page) => page,
            // A key from before this right was asked for: money that may be gone does not count as there.
            Err(Trouble::Refused(Complaint { status: 403, .. })) => return Ok(Some(objection("disputed"))),
            Err(trouble) => return Err(trouble.into()),
        };
        let all = page["data"].as_array().ok_or_else(unreadable)?;
        let is_open = |one: &&Value| matches!(one["status"].as_str(), Some("needs_response" | "under_review" | "lost"));
        let open = all.iter().find(is_open);
        Ok(open.map(|one| objection(one["reason"].as_str().unwrap_or("disputed"))))
    }

    /// What the owner of a charge has to do.
    fn confirmation(&self, intent: &Value) -> Result<Action, GatewayError> {
        match text(&intent["next_action"]["redirect_to_url"]["url"]) {
            Some(url) => Ok(Action::Redirect { url }),
            None => self.action(intent),
        }
    }
}

#[async_trait::async_trait]
impl Charges for Stripe {
    async fn collect(&self, charge: &Charge) -> Result<Outcome, GatewayError> {
        if OTHER_MINOR_UNITS.contains(&charge.amount.currency.as_str()) {
            return Ok(Outcome::Declined(refusal("currency_not_supported")));
        }
        let (amount, attempt) = (charge.amount.amount.to_string(), charge.attempt.to_string());
        let currency = charge.amount.currency.as_str().to_lowercase();
        let payer = self.payer(charge).await?;
        let mut fields = vec![
            ("amount", amount.as_str()),
            ("currency", currency.as_str()),
            ("payment_method", charge.method.as_str()),
            ("payment_method_types[]", charge.kind.as_str()),
            ("confirm", "true"),
            ("description", charge.statement.as_str()),
            ("metadata[portico_payment]", attempt.as_str()),
        ];
        fields.push(match charge.return_url.as_deref().filter(|_| is_present(charge)) {
            // Without Stripe's script: its own page asks, and leads back.
            Some(url) => ("return_url", url),
            None => ("off_session", "true"),
        });
        fields.extend(payer.as_deref().map(|payer| ("customer", payer)));
        match self.post("payment_intents", &fields, &attempt).await {
            Ok(intent) => self.outcome(&intent, charge).await,
            // Not with this key: another charge may go through once it is put right.
            Err(Trouble::Refused(complaint)) if !matches!(complaint.status, 401 | 403) => {
                Ok(Outcome::Declined(refusal(complaint.name())))
            }
            Err(trouble) => Err(trouble.into()),
        }
    }

    async fn find(&self, charge: &Charge) -> Result<Option<Outcome>, GatewayError> {
        if let Some(reference) = &charge.reference {
            let path = format!("payment_intents/{reference}");
            return match self.get(&path, &[("expand[]", "latest_charge")]).await {
                Ok(intent) => self.outcome(&intent, charge).await.map(Some),
                Err(Trouble::Refused(Complaint { status: 404, .. })) => Ok(None),
                Err(trouble) => Err(trouble.into()),
            };
        }
        let Some(debtor) = self.payer(charge).await? else {
            return Ok(None);
        };
        let (attempt, since) = (
            charge.attempt.to_string(),
            (charge.since - SLACK).timestamp().to_string(),
        );
        let mut after: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut query = vec![
                ("customer", debtor.as_str()),
                ("created[gte]", &since),
                ("limit", "100"),
            ];
            query.extend(after.as_deref().map(|after| ("starting_after", after)));
            query.push(("expand[]", "data.latest_charge"));
            let page = self.get("payment_intents", &query).await?;
            let intents = page["data"].as_array().ok_or_else(unreadable)?;
            let ours = |intent: &&Value| intent["metadata"]["portico_payment"] == attempt.as_str();
            if let Some(intent) = intents.iter().find(ours) {
                return self.outcome(intent, charge).await.map(Some);
            }
            after = intents.last().and_then(|last| text(&last["id"]));
            if after.is_none() || page["has_more"] != true {
                return Ok(None);
            }
        }
        Err(GatewayError("too many payments to look through".into()))
    }
}

/// Cards alone ask for their owner at a payment; a debit's mandate is given when it is added.
fn is_present(charge: &Charge) -> bool {
    charge.return_url.is_some() && charge.kind == PaymentMethodType::Card
}

fn outcome(intent: &Value) -> Result<Outcome, GatewayError> {
    let reference = text(&intent["id"]).ok_or_else(unreadable)?;
    let error = &intent["last_payment_error"];
    let code = error["decline_code"].as_str().or_else(|| error["code"].as_str());
    Ok(match intent["status"].as_str().unwrap_or_default() {
        "succeeded" if intent["latest_charge"]["refunded"] == true => Outcome::Refunded { reference },
        "succeeded" => Outcome::Succeeded { reference },
        "processing" => Outcome::Underway { reference },
        "requires_action" => Outcome::Declined(refusal("authentication_required")),
        "canceled" => Outcome::Declined(refusal(code.unwrap_or("canceled"))),
        "requires_payment_method" if code.is_some() => Outcome::Declined(refusal(code.unwrap_or_default())),
        // It is being decided at this moment.
        _ => return Err(GatewayError("it has not decided yet".into())),
    })
}
