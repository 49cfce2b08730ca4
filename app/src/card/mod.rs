//! The page of one entry: its form, its copies, what it is worth.

mod editing;
pub mod entry_fields;
pub mod entry_form;
pub mod entry_more;
pub mod from_file;
pub mod grading;
pub mod lot_form;
pub mod lots;
pub mod page;
pub mod value;
pub mod which_card;

pub use entry_fields::EntryFields;
pub use entry_form::EntryForm;
pub use lot_form::{LotFields, LotForm};
pub use page::CardPage;
