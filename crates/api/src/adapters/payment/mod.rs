//! Payment providers.

mod own_bank;
pub mod stripe;
pub mod testing;

use std::sync::Arc;

use reqwest::Client;

use self::{
    own_bank::{BankTransfer, SepaDebit},
    stripe::{Keys, Stripe},
    testing::TestingGateway,
};
use crate::{config::Payments, ports::payment::PaymentGateway};

/// Makes the gateways of merchants from what they have set up.
#[derive(Debug)]
pub struct GatewayMaker {
    client: Client,
    stripe_api: String,
    testing: Option<Arc<TestingGateway>>,
}

impl GatewayMaker {
    /// # Errors
    /// When this machine has no certificates to trust.
    pub fn new(config: &Payments) -> Result<Self, reqwest::Error> {
        Ok(Self {
            client: stripe::client(config)?,
            stripe_api: config.stripe_api.clone(),
            testing: config.testing.then(Arc::default),
        })
    }

    /// The one that moves no money, where this instance has it.
    pub fn testing(&self) -> Option<Arc<TestingGateway>> {
        self.testing.clone()
    }

    pub fn stripe(&self, keys: Keys) -> Arc<dyn PaymentGateway> {
        Arc::new(Stripe::new(self.client.clone(), &self.stripe_api, keys))
    }

    pub fn sepa_debit(&self) -> Arc<dyn PaymentGateway> {
        Arc::new(SepaDebit)
    }

    pub fn bank_transfer(&self) -> Arc<dyn PaymentGateway> {
        Arc::new(BankTransfer)
    }
}
