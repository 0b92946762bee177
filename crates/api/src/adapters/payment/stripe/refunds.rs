//! Money that is given back.

use serde_json::Value;

use super::{Stripe, Trouble, refusal, text, unreadable};
use crate::ports::payment::{GatewayError, Refund, RefundOutcome, Refunds};

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
}

fn refunded(refund: &Value) -> Result<RefundOutcome, GatewayError> {
    let reference = text(&refund["id"]).ok_or_else(unreadable)?;
    Ok(match refund["status"].as_str().unwrap_or_default() {
        "failed" | "canceled" => {
            RefundOutcome::Refused(refusal(refund["failure_reason"].as_str().unwrap_or("unknown")))
        }
        "succeeded" => RefundOutcome::Succeeded { reference },
        // On its way; it may still fail.
        _ => return Err(GatewayError("it has not decided yet".into())),
    })
}
