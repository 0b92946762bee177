//! Which VAT category a service gets, by where seller and customer are.
//!
//! For items that leave it open; an item that names its category keeps it. The categories are
//! those of UNTDID 5305 as EN 16931 uses them.

use portico_shared::subscriptions::TaxCategory;

use crate::vat_id::{VatId, is_member_state};

/// Who is billed, as far as VAT looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Customer<'a> {
    /// Of the billing address, ISO 3166-1 alpha-2.
    pub country: &'a str,
    pub vat_id: Option<&'a VatId>,
    /// VIES answered that there is no such VAT ID. "Could not be asked" is not that.
    pub vat_id_is_invalid: bool,
    /// Buys for a business. Counts outside the EU alone: within it, the VAT ID shows it
    /// (Art. 18(1) and (2) of Regulation (EU) 282/2011).
    pub is_business: bool,
}

/// The category of a service that a seller in `seller_country` (ISO 3166-1 alpha-2) bills.
///
/// | customer | category | because |
/// | --- | --- | --- |
/// | in the seller's country | `S` | |
/// | in another member state, with a VAT ID | `AE` | taxed there, the customer owes it: Art. 44, 196 of Directive 2006/112/EC, § 3a Abs. 2 `UStG` |
/// | in another member state, without | `S` | a consumer's, taxed where the seller is: Art. 45, § 3a Abs. 1 `UStG` |
/// | outside the EU, a business | `O` | taxed there, not in the EU at all: Art. 44. Not `G`, which is for goods |
/// | outside the EU, a consumer | `S` | Art. 45 |
///
/// This is the general rule. Services with a place of their own (Art. 46 to 59: electronic services
/// to consumers, which go through the One-Stop-Shop, or services around land) are out of its scope,
/// and so are small businesses, goods, and territories that are not where their country is: their
/// items name the category. `O` stands alone on an invoice, which then shows no VAT ID (BR-O-02,
/// BR-O-11).
///
/// `None` for a seller outside the EU: the law there is not known here.
pub fn of_service(seller_country: &str, customer: &Customer) -> Option<TaxCategory> {
    let (here, there) = (vat_country(seller_country), vat_country(customer.country));
    is_member_state(here).then_some(if here == there {
        TaxCategory::Standard
    } else if is_member_state(there) {
        within_the_eu(here, customer)
    } else {
        outside_the_eu(customer)
    })
}

/// A VAT ID of the seller's own country shows that the service is for an establishment there
/// (Art. 22(1) of Regulation (EU) 282/2011). One of Northern Ireland counts for goods alone.
fn within_the_eu(here: &str, customer: &Customer) -> TaxCategory {
    let abroad = |country: &str| is_member_state(country) && country != here;
    let country = customer.vat_id.and_then(VatId::country);
    if country.is_some_and(abroad) && !customer.vat_id_is_invalid {
        TaxCategory::ReverseCharge
    } else {
        TaxCategory::Standard
    }
}

/// A number of another country's register shows a business too (Art. 18(3) of Regulation (EU)
/// 282/2011).
const fn outside_the_eu(customer: &Customer) -> TaxCategory {
    if customer.is_business || (customer.vat_id.is_some() && !customer.vat_id_is_invalid) {
        TaxCategory::OutOfScope
    } else {
        TaxCategory::Standard
    }
}

/// Monaco counts as France (Art. 7 of Directive 2006/112/EC).
pub fn vat_country(country: &str) -> &str {
    match country {
        "MC" => "FR",
        country => country,
    }
}

#[cfg(test)]
mod tests;
