//! The settings: the ledger, prices, catalogues, the account on this device.

pub mod catalog_import;
pub mod file_import;
pub mod ledger;
pub mod page;
pub mod password;
pub mod price_files;
pub mod prices;
pub mod sign_out;

pub use page::SettingsPage;
pub use prices::set_substitute;
