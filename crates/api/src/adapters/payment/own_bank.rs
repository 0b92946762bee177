//! The merchant's own bank: nobody is asked while we work. Debits go there in files, transfers come from the customer.

use portico_shared::payment_methods::PaymentMethodType;

use crate::ports::payment::{Capabilities, CheckError, Collecting, PaymentGateway};

/// Direct debits by files that the merchant hands to their bank.
#[derive(Debug)]
pub struct SepaDebit;

#[async_trait::async_trait]
impl PaymentGateway for SepaDebit {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            types: &[PaymentMethodType::SepaDebit],
            collects: Collecting::File,
            refunds: false,
            notifies: false,
        }
    }

    async fn check(&self) -> Result<(), CheckError> {
        Ok(())
    }
}

/// Customers transfer money of their own accord.
#[derive(Debug)]
pub struct BankTransfer;

#[async_trait::async_trait]
impl PaymentGateway for BankTransfer {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            types: &[PaymentMethodType::BankTransfer],
            collects: Collecting::Never,
            refunds: false,
            notifies: false,
        }
    }

    async fn check(&self) -> Result<(), CheckError> {
        Ok(())
    }
}
