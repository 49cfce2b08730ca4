//! What a screen shows, as data: the collection as rows with sums and groups, what it is worth, the reading of forms, plans
//! of many edits, what waits for a decision, and the words for all of it.
//!
//! Pure, like the domain it stands on: the clock, ids and the network are arguments or absent, and nothing here names Leptos
//! or the browser. `app` holds this data in signals and draws it; what may be edited is decided by `ledger`, how it is
//! synced by `sync`.

pub mod bulk;
pub mod catalog;
pub mod chart;
pub mod collection;
pub mod conflict;
pub mod derived;
pub mod engine;
pub mod form;
pub mod history_back;
pub mod list;
pub mod row;
pub mod text;
pub mod trash;
pub mod undo;
pub mod value;
pub mod wire;
pub mod wishes;
pub mod words;
