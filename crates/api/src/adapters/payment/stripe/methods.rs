//! Payment methods that Stripe keeps.

use chrono::{Datelike, NaiveDate};
use portico_shared::payment_methods::CardView;
use reqwest::Method;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Complaint, Stripe, Trouble, UNKNOWN_KEY, refusal, text, unreadable};
use crate::ports::payment::{
    Account, AccountDetails, Allowance, Begun, CheckError, Debtor, GatewayError, MethodKeeper, NewMethod, SetUp, Trace,
    masked_iban,
};

impl Stripe {
    /// The customer, as Stripe names them, made where there is none.
    async fn debtor(&self, debtor: &Debtor) -> Result<String, GatewayError> {
        if let Some(known) = &debtor.reference {
            return Ok(known.clone());
        }
        let id = debtor.id.to_string();
        let fields = [
            ("name", debtor.name.as_str()),
            ("email", debtor.email.as_str()),
            ("metadata[portico_customer]", id.as_str()),
        ];
        // Another name meanwhile is another request, not the same one garbled.
        let said = Sha256::digest(format!("{}\n{}", debtor.name, debtor.email));
        let key = format!("customer-{id}-{}", crate::auth::secrets::hex(&said[..8]));
        let made = self.post("customers", &fields, &key).await?;
        text(&made["id"]).ok_or_else(unreadable)
    }

    fn set_up(&self, intent: &Value) -> Result<SetUp, GatewayError> {
        match intent["status"].as_str().unwrap_or_default() {
            "succeeded" => Ok(SetUp::Ready(Box::new(
                account(&intent["payment_method"]).ok_or_else(unreadable)?,
            ))),
            "canceled" => {
                let error = &intent["last_setup_error"];
                let code = error["decline_code"].as_str().or_else(|| error["code"].as_str());
                Ok(SetUp::Failed(refusal(code.unwrap_or("canceled"))))
            }
            _ => Ok(SetUp::Waiting(self.action(intent)?)),
        }
    }

    /// How statements name a mandate. A key that may not read it does without.
    async fn mandate_reference(&self, mandate: &str) -> Result<Option<String>, GatewayError> {
        match self.get(&format!("mandates/{mandate}"), &[]).await {
            Ok(found) => Ok(text(&found["payment_method_details"]["sepa_debit"]["reference"])),
            Err(Trouble::Refused(_)) => Ok(None),
            Err(trouble) => Err(trouble.into()),
        }
    }
}

#[async_trait::async_trait]
impl MethodKeeper for Stripe {
    async fn begin(&self, new: &NewMethod) -> Result<Begun, GatewayError> {
        let debtor = self.debtor(&new.customer).await?;
        let id = new.id.to_string();
        let fields = [
            ("customer", debtor.as_str()),
            ("usage", if new.future_usage { "off_session" } else { "on_session" }),
            ("payment_method_types[]", new.kind.as_str()),
            ("metadata[portico_method]", id.as_str()),
        ];
        let made = self.post("setup_intents", &fields, &format!("setup-{id}")).await?;
        Ok(Begun {
            setup: text(&made["id"]).ok_or_else(unreadable)?,
            debtor: Some(debtor),
            action: self.action(&made)?,
        })
    }

    async fn look(&self, setup: &str) -> Result<SetUp, GatewayError> {
        let path = format!("setup_intents/{setup}");
        let found = self.get(&path, &[("expand[]", "payment_method")]).await?;
        let mut became = self.set_up(&found)?;
        if let SetUp::Ready(account) = &mut became
            && let AccountDetails::Sepa { mandate_reference, .. } = &mut account.details
            && let Some(mandate) = text(&found["mandate"])
        {
            *mandate_reference = self.mandate_reference(&mandate).await?;
        }
        Ok(became)
    }

    async fn call_off(&self, setup: &str) -> Result<SetUp, GatewayError> {
        // Without a key: what was refused is asked anew, and twice does no harm.
        let path = format!("setup_intents/{setup}/cancel");
        match self.call(Method::POST, &path, &[], None).await {
            Ok(found) => self.set_up(&found),
            // It is over already, or is being decided.
            Err(Trouble::Refused(Complaint { status: 400, .. })) => self.look(setup).await,
            Err(Trouble::Refused(Complaint { status: 404, .. })) => Ok(SetUp::Failed(refusal("canceled"))),
            Err(trouble) => Err(trouble.into()),
        }
    }

    async fn knows(&self, trace: &Trace) -> Result<bool, CheckError> {
        let (path, right) = match trace {
            Trace::Method(name) => (format!("payment_methods/{name}"), "Payment Methods"),
            Trace::Setup(name) => (format!("setup_intents/{name}"), "Setup Intents"),
            Trace::Debtor(name) => (format!("customers/{name}"), "Customers"),
        };
        match self.get(&path, &[]).await {
            Ok(_) => Ok(true),
            Err(Trouble::Refused(Complaint { status: 404, .. })) => Ok(false),
            Err(Trouble::Refused(Complaint { status: 401, .. })) => Err(CheckError::Refused(UNKNOWN_KEY.into())),
            Err(Trouble::Refused(Complaint { status: 403, .. })) => Err(CheckError::Refused(format!(
                "this restricted key lacks rights: {right}"
            ))),
            Err(trouble) => Err(CheckError::Away(trouble.into())),
        }
    }

    async fn fetch(&self, reference: &str) -> Result<Option<Account>, GatewayError> {
        match self.get(&format!("payment_methods/{reference}"), &[]).await {
            // Detached, it can never be charged again.
            Ok(found) if found["customer"].is_null() => Ok(None),
            Ok(found) => account(&found).map(Some).ok_or_else(unreadable),
            Err(Trouble::Refused(Complaint { status: 404, .. })) => Ok(None),
            Err(trouble) => Err(trouble.into()),
        }
    }

    async fn mandate(&self, mandate: &str) -> Result<Option<Allowance>, GatewayError> {
        match self.get(&format!("mandates/{mandate}"), &[]).await {
            Ok(found) => Ok(Some(Allowance {
                method: text(&found["payment_method"]).ok_or_else(unreadable)?,
                counts: found["status"] != "inactive",
            })),
            Err(Trouble::Refused(Complaint { status: 404, .. })) => Ok(None),
            Err(trouble) => Err(trouble.into()),
        }
    }

    async fn detach(&self, reference: &str) -> Result<(), GatewayError> {
        let path = format!("payment_methods/{reference}/detach");
        match self.post(&path, &[], &format!("detach-{reference}")).await {
            // 400: it belongs to nobody any more.
            Ok(_) | Err(Trouble::Refused(Complaint { status: 400 | 404, .. })) => Ok(()),
            Err(trouble) => Err(trouble.into()),
        }
    }
}

fn account(method: &Value) -> Option<Account> {
    let holder = text(&method["billing_details"]["name"]);
    let (details, fingerprint, expires) = match method["type"].as_str()? {
        "card" => {
            let card = &method["card"];
            let (month, year) = (card["exp_month"].as_u64()?, card["exp_year"].as_u64()?);
            let view = CardView {
                brand: text(&card["brand"])?,
                last4: text(&card["last4"])?,
                exp_month: u8::try_from(month).ok()?,
                exp_year: u16::try_from(year).ok()?,
                card_holder: holder,
            };
            let expires = last_day(year, month);
            (AccountDetails::Card(view), &card["fingerprint"], expires)
        }
        "sepa_debit" => {
            let debit = &method["sepa_debit"];
            let details = AccountDetails::Sepa {
                iban: masked_iban(&text(&debit["country"])?, &text(&debit["last4"])?),
                mandate_reference: None,
                holder,
            };
            (details, &debit["fingerprint"], None)
        }
        _ => return None,
    };
    Some(Account {
        reference: text(&method["id"])?,
        debtor: text(&method["customer"]),
        details,
        fingerprint: text(fingerprint),
        expires,
    })
}

/// The last day of a month: a card is good until its end.
fn last_day(year: u64, month: u64) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, u32::try_from(month).ok()?, 1)?;
    let next = first.checked_add_months(chrono::Months::new(1))?;
    next.with_day(1)?.pred_opt()
}
