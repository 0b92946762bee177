//! Registers of VAT IDs.

mod vies;

pub use vies::Vies;

use crate::ports::{VatAnswer, VatChecker, VatError};

/// Nobody to ask: VAT IDs stay unchecked.
#[derive(Debug)]
pub struct NoVatChecker;

#[async_trait::async_trait]
impl VatChecker for NoVatChecker {
    fn is_configured(&self) -> bool {
        false
    }

    async fn check(&self, _: &str) -> Result<VatAnswer, VatError> {
        Err(VatError::Unreachable("no register is configured (vat.checker)".into()))
    }
}
