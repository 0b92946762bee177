//! What a customer needs to transfer the amount of an invoice of their own accord.

use portico_domain::giro_code::{self, Transfer};
use portico_shared::{
    Currency, InvoiceId, Money,
    invoices::{GiroCode, InvoiceStatus, TransferView},
    payment_methods::Gateway,
};
use qrcodegen::{QrCode, QrCodeEcc};

use super::service;
use crate::{
    auth::{Caller, Scope},
    context::Context,
    features::{
        gateways::service::{self as gateways, BankAccount},
        invoices::store as invoice_store,
        payment_methods,
    },
    http::{ApiError, ApiResult},
};

pub async fn get(context: &Context, caller: &Caller, id: InvoiceId) -> ApiResult<TransferView> {
    let db = context.db.read();
    let invoice = invoice_store::find(db, caller.scope(), id).await?;
    // Customers see no drafts.
    let invoice = invoice.filter(|invoice| caller.actor.is_merchant() || invoice.status != InvoiceStatus::Draft);
    let invoice = invoice.ok_or_else(ApiError::not_found)?;
    service::check_payable(&invoice)?;
    let account = gateways::bank_account(db, Scope::of_tenant(invoice.tenant_id)).await?;
    let account = account.ok_or_else(|| payment_methods::service::not_configured(Gateway::BankTransfer))?;
    let reference = invoice.number.clone().unwrap_or_default();
    Ok(TransferView {
        giro_code: giro_code(&account, invoice.open_amount, invoice.currency, &reference),
        amount: Money::new(invoice.open_amount, invoice.currency),
        reference,
        account_holder: account.account_holder,
        iban: account.iban,
        bic: account.bic,
        bank_name: account.bank_name,
    })
}

/// The code that fills such a transfer in. None where a code cannot hold it.
pub fn giro_code(account: &BankAccount, amount: i64, currency: Currency, reference: &str) -> Option<GiroCode> {
    let text = giro_code::text(&Transfer {
        recipient: &account.account_holder,
        iban: &account.iban,
        bic: account.bic.as_deref(),
        cents: amount,
        remittance: reference,
    });
    let text = text.filter(|_| currency == Currency::EUR)?;
    let code = QrCode::encode_binary(text.as_bytes(), QrCodeEcc::Medium).ok()?;
    let row = |y| {
        (0..code.size())
            .map(|x| if code.get_module(x, y) { '1' } else { '0' })
            .collect()
    };
    let modules = (0..code.size()).map(row).collect();
    Some(GiroCode { text, modules })
}
