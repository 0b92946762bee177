//! Money that is given back.

use serde_json::Value;

use super::{Complaint, Stripe, Trouble, refusal, text, unreadable};
use crate::ports::payment::{GatewayError, OtherRefund, Refund, RefundOutcome, Refunds, Refusal};

#[async_trait::async_trait]
impl Refunds for Stripe {
    async fn refund(&self, refund: &Refund) -> Result<RefundOutcome, GatewayError> {
        let (amount, id) = (refund.amount.amount.to_string(), refund.id.to_string());
        let fields = [
            ("payment_intent", refund.payment.as_str()),
            ("amount", amount.as_str()),
            ("metadata[portico_refund]", id.as_str()),
        ];
        match self.post("refunds", &fields, &format!("refund-{id}")).await {
            Ok(made) => refunded(&made),
            Err(Trouble::Refused(complaint)) if !matches!(complaint.status, 401 | 403) => {
                Ok(RefundOutcome::Refused(refusal(complaint.name())))
            }
            Err(trouble) => Err(trouble.into()),
        }
    }

    async fn find(&self, refund: &Refund) -> Result<Option<RefundOutcome>, GatewayError> {
        let query = [("payment_intent", refund.payment.as_str()), ("limit", "100")];
        let page = self.get("refunds", &query).await?;
        let id = refund.id.to_string();
        let all = page["data"].as_array().ok_or_else(unreadable)?;
        all.iter()
            .find(|one| one["metadata"]["portico_refund"] == id.as_str())
            .map(refunded)
            .transpose()
    }

    async fn list_others(&self, payment: &str) -> Result<Vec<OtherRefund>, GatewayError> {
        let query = [("payment_intent", payment), ("limit", "100")];
        let page = match self.get("refunds", &query).await {
            Ok(page) => page,
            // A key without this right: what became of the payment itself counts all the same.
            Err(Trouble::Refused(Complaint { status: 403, .. })) => {
                let told = "Stripe's key may not read refunds: what is given back there is not recorded";
                tracing::warn!(payment.reference = payment, "{told}");
                return Ok(Vec::new());
            }
            Err(trouble) => return Err(trouble.into()),
        };
        if page["has_more"] == true {
            tracing::warn!(
                payment.reference = payment,
                "a payment has more refunds at Stripe than are looked at"
            );
        }
        let all = page["data"].as_array().ok_or_else(unreadable)?;
        let others = all.iter().filter(|one| one["metadata"]["portico_refund"].is_null());
        others.filter_map(|one| other(one).transpose()).collect()
    }
}

/// None for one that is on its way: Stripe tells once it is decided.
fn other(refund: &Value) -> Result<Option<OtherRefund>, GatewayError> {
    let refused = match refund["status"].as_str().unwrap_or_default() {
        "succeeded" => None,
        "failed" | "canceled" => Some(failure(refund)),
        _ => return Ok(None),
    };
    Ok(Some(OtherRefund {
        reference: text(&refund["id"]).ok_or_else(unreadable)?,
        amount: refund["amount"].as_i64().ok_or_else(unreadable)?,
        refused,
    }))
}

fn failure(refund: &Value) -> Refusal {
    refusal(refund["failure_reason"].as_str().unwrap_or("unknown"))
}

fn refunded(refund: &Value) -> Result<RefundOutcome, GatewayError> {
    let reference = text(&refund["id"]).ok_or_else(unreadable)?;
    Ok(match refund["status"].as_str().unwrap_or_default() {
        "failed" | "canceled" => RefundOutcome::Refused(failure(refund)),
        "succeeded" => RefundOutcome::Succeeded { reference },
        // On its way; it may still fail.
        _ => return Err(GatewayError("it has not decided yet".into())),
    })
}
