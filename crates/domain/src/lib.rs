//! The rules of Portico, pure: no input or output, no clock, no zone data.
//!
//! Dates are calendar dates in the tenant's zone and every range is half-open: the end of a
//! contract, a term, a trial or a billing period is the first day that no longer belongs to it.
//! Today always comes in as an argument.
//!
//! - [`calendar`]: adding periods, and where a local day begins
//! - [`notice`]: how a notice period runs (§§ 187, 188 BGB)
//! - [`terms`]: when terms end, and the earliest end that a declaration reaches
//! - [`cancellation`]: deciding, applying and revoking a cancellation
//! - [`billing`]: billing periods, lines, tax, the next invoice and what a billing run finds due
//! - [`credit`]: taking an invoice back, in whole or in part
//! - [`dunning`]: when an open invoice is dunned, and at which level
//! - [`reminding`]: when customers are told that a contract renews or a trial ends
//! - [`vat_id`]: what VAT IDs look like
//! - [`vat_currency`]: the currency that VAT is told in
//! - [`tax_category`]: which VAT category a service gets
//! - [`postal`]: what postcodes look like
//! - [`leitweg`]: the address of a public buyer
//! - [`giro_code`]: the text of the code that fills a transfer in
//! - [`iban`]: what IBANs look like, and how they are shown
//! - [`sepa`]: where SEPA reaches, creditor identifiers, TARGET days, SEPA's characters
//! - [`mandates`]: how long a mandate lives, and when a direct debit can be collected
//! - [`retry`]: when a payment that failed is tried again
//! - `banks` (a feature): which bank a German sort code belongs to
//!
//! Nothing here panics: dates past the year 9999 end at [`calendar::LAST_DAY`], and a line is
//! capped at [`billing::LINE_LIMIT`].

#[cfg(feature = "banks")]
pub mod banks;
pub mod billing;
pub mod calendar;
pub mod cancellation;
pub mod credit;
pub mod dunning;
pub mod giro_code;
pub mod iban;
pub mod leitweg;
pub mod mandates;
pub mod notice;
pub mod postal;
pub mod reminding;
pub mod retention;
pub mod retry;
pub mod sepa;
pub mod tax_category;
pub mod terms;
pub mod vat_currency;
pub mod vat_id;

mod mod_97;
mod pattern;

#[cfg(test)]
mod testing;
