//! What is printed or handed to a bank: plain data in, bytes out. No input or output, no clock.
//!
//! - [`invoice`]: an invoice, credit note or cancellation as a PDF with its XML inside, and as `XRechnung`
//! - [`pain008`]: the file with which a merchant's own bank is asked to collect (SEPA Direct Debit)
//! - [`mandate`]: the mandate that a debtor has given, as a PDF to keep
//! - [`typeset`]: from a template and data to a PDF, which every printed document goes through
//!
//! The same input gives the same bytes: what is stored once can be made again and compared.
//! It is a crate of its own because Typst is slow to compile: what changes elsewhere must not wait for it.

pub mod invoice;
pub mod mandate;
pub mod pain008;
pub mod typeset;

mod countries;
mod glyphs;
mod texts;

pub use typeset::DocumentError;
