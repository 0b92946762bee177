//! Imports: files of another system, taken over.

use serde::{Deserialize, Serialize};

use crate::{ImportId, Timestamp, macros::wire_enum};

wire_enum! {
    ImportState {
        /// Waiting, or its lines are being checked. Nothing was changed yet.
        Checking = "checking",
        /// Some lines are not valid; nothing was changed.
        Refused = "refused",
        /// All lines are valid and are being written.
        Writing = "writing",
        Done = "done",
        /// It stopped while writing; see `failure`. What was written stays, and the same import again goes on.
        Failed = "failed",
    }
}

wire_enum! {
    /// What a file holds; its name begins with this.
    ImportKind {
        Contacts = "contacts",
        Customers = "customers",
        Addresses = "addresses",
        Subscriptions = "subscriptions",
        Invoices = "invoices",
    }
}

/// One thing that is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ImportError {
    #[cfg_attr(feature = "openapi", schema(example = "customers.csv"))]
    pub file: String,
    /// Counted from 1, the header included; 0: the whole file.
    #[cfg_attr(feature = "openapi", schema(example = 17))]
    pub line: u64,
    /// For example `items[0].unitPrice`; empty: the whole line.
    #[cfg_attr(feature = "openapi", schema(example = "email"))]
    pub field: String,
    /// A stable name of the rule, for example `required` or `repeated`.
    #[cfg_attr(feature = "openapi", schema(example = "invalid"))]
    pub code: String,
    #[cfg_attr(feature = "openapi", schema(example = "an e-mail address such as ada@example.com"))]
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ImportView {
    pub id: ImportId,
    pub state: ImportState,
    /// True: nothing is written; `done` means that all lines are valid.
    pub check_only: bool,
    /// Lines of all files; known once they are checked.
    #[cfg_attr(feature = "openapi", schema(example = 1200))]
    pub lines: u64,
    #[cfg_attr(feature = "openapi", schema(example = 1200))]
    pub lines_checked: u64,
    /// Lines that were written or did not have to be.
    #[cfg_attr(feature = "openapi", schema(example = 1200))]
    pub lines_done: u64,
    /// Of the lines: what they made.
    #[cfg_attr(feature = "openapi", schema(example = 1000))]
    pub created: u64,
    #[cfg_attr(feature = "openapi", schema(example = 150))]
    pub updated: u64,
    /// What was there already and equal.
    #[cfg_attr(feature = "openapi", schema(example = 50))]
    pub unchanged: u64,
    /// Of all lines; `errors` names the first 100.
    pub error_count: u64,
    pub errors: Vec<ImportError>,
    /// Why it stopped, where it did.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "It stopped again and again; the log says why. Send it anew.")
    )]
    pub failure: Option<String>,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
}
