//! What issued documents say, where invoices are shown.

use std::collections::HashMap;

use portico_documents::invoice::{Lacking, Seller};
use portico_shared::{
    InvoiceId,
    invoices::{InvoiceSeller, XrechnungGap},
    settings::ElectronicInvoiceFormat,
};
use sea_orm::ConnectionTrait;

use super::{snapshot::Snapshot, store};
use crate::{
    auth::Scope,
    http::{ApiError, ApiResult},
};

#[derive(Debug)]
pub struct Facts {
    pub seller: InvoiceSeller,
    /// Why it is no `XRechnung` although the customer asks for one.
    pub gaps: Vec<XrechnungGap>,
}

/// Of invoices that were read within the scope, those that are ours.
pub async fn list(db: &impl ConnectionTrait, scope: Scope, of: Vec<InvoiceId>) -> ApiResult<HashMap<InvoiceId, Facts>> {
    let mut all = HashMap::new();
    for row in store::list(db, scope, of).await? {
        let Snapshot { document, .. } = serde_json::from_value(row.snapshot).map_err(ApiError::internal)?;
        let gaps = match row.format {
            ElectronicInvoiceFormat::Zugferd => Vec::new(),
            _ => document.lacking_for_xrechnung().into_iter().map(gap).collect(),
        };
        let seller = seller(document.seller);
        all.insert(row.invoice_id, Facts { seller, gaps });
    }
    Ok(all)
}

fn seller(seller: Seller) -> InvoiceSeller {
    InvoiceSeller {
        name: seller.name,
        street: seller.street,
        zip: seller.zip,
        city: seller.city,
        country_code: seller.country_code,
        vat_id: seller.vat_id,
        tax_number: seller.tax_number,
    }
}

const fn gap(lacking: Lacking) -> XrechnungGap {
    match lacking {
        Lacking::BuyerReference => XrechnungGap::BuyerReference,
        Lacking::SellerContactName => XrechnungGap::ContactName,
        Lacking::SellerPhone => XrechnungGap::Phone,
        Lacking::SellerEmail => XrechnungGap::Email,
        Lacking::Payment => XrechnungGap::Payment,
        Lacking::BuyerEmail => XrechnungGap::BuyerEmail,
    }
}
