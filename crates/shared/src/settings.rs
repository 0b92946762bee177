//! What a merchant sets: Hosted Pages, and settings that customers inherit.

mod collection;
mod company;
mod dunning;
mod hosted_pages;
mod invoicing;
mod mails;
mod versions;

pub use collection::{Collection, CollectionOwn, CollectionPatch, CollectionView};
pub use company::{Company, CompanyPatch, CompanyView, ExchangeRate};
pub use dunning::{Dunning, DunningLevel, DunningOwn, DunningPatch, DunningView};
pub use hosted_pages::{HostedPages, HostedPagesPatch, HostedPagesView, PortalSettings, TrialCancellation};
pub use invoicing::{
    ElectronicInvoiceFormat, InvoicePreferences, InvoicePreferencesPatch, Invoicing, InvoicingOwn, InvoicingPatch,
    InvoicingView,
};
pub use mails::{MailSettings, MailSettingsOwn, MailSettingsPatch, MailSettingsView};
pub use versions::{RestoreIn, SettingChange, SettingsVersion, SettingsVersionView};

use crate::macros::wire_enum;

wire_enum! {
    /// A group of settings that a customer inherits from the merchant, and the merchant from the system.
    SettingsContext { Invoicing = "invoicing", Dunning = "dunning", Mails = "mails", Collection = "collection", Company = "company" }
}
