//! The domain of Vitrine: records, mutations, merge rules, cost basis.
//!
//! Pure: no clock, no randomness, no I/O, no floating point. Ids and times are arguments. [`Domain`] is what the engine
//! in `vitrine-sync` runs, the same on every client and on the server; what fields are called in words stands in their table, all
//! other words for people live in `presenter`.
//!
//! # What there is
//!
//! * an **entry** is a holding line: one printing of a card in one finish, language, condition and grade;
//! * a **lot** is some copies of an entry that came together, at one price on one day;
//! * a **sale** is some copies of an entry that went together;
//! * a **portfolio** and a **location** say which entries are counted, and which are kept, together;
//! * a **wish** is a card somebody looks for;
//! * the **settings** hold for the whole ledger;
//! * a **conflict** is a value that lost against a concurrent one, or a quantity below zero, until a person settles it.
//!
//! Every field of a record has one merge rule, declared where the record is (see [`rules`]); `docs/conflict-rules.md`
//! is printed from the same table.

#![warn(missing_docs)]

pub mod apply;
mod as_text;
pub mod basis;
pub mod card;
pub mod check;
pub mod conflict;
pub mod date;
mod domain;
pub mod entry;
pub mod finish;
mod garbage;
pub mod ids;
pub mod key;
pub mod language;
pub mod limits;
pub mod location;
pub mod lot;
pub mod method;
pub mod model;
pub mod money;
pub mod mutation;
pub mod new;
pub mod parts;
pub mod portfolio;
pub mod rate;
pub mod record;
pub mod records;
pub mod rejection;
pub mod rules;
pub mod sale;
pub mod sample;
mod seen;
pub mod settings;
#[cfg(feature = "sim")]
pub mod sim;
pub mod spread;
pub mod step;
pub mod suggest;
pub mod tags;
pub mod totals;
pub mod typed;
pub mod undo;
pub mod validate;
mod values;
pub mod wish;

pub use basis::{Amounts, Basis, Gains, Holding, allocate};
pub use card::{CardRef, Condition, Grade, SubGrades};
pub use conflict::{Conflict, ConflictKind};
pub use date::Date;
pub use domain::Domain;
pub use entry::{Entry, EntryPatch, PriceOverride};
pub use key::{Key, Kind};
pub use location::{Location, LocationKind, LocationPatch, Place};
pub use lot::{Lot, LotKind, LotPatch, together};
pub use method::{Method, ReportingCurrency};
pub use money::{Currency, Money};
pub use mutation::{Choice, ImportFile, Mutation};
pub use new::{NewHolding, NewLot, NewSale, SaleOf};
pub use portfolio::{Portfolio, PortfolioPatch};
pub use rate::{BadDecimal, Decimal, Rate};
pub use record::{AsRecord, Record, Stored};
pub use records::Records;
pub use rejection::Rejection;
pub use sale::{Sale, SaleKind, SalePatch, Taken};
pub use seen::Seen;
pub use settings::{Appearance, Settings, SettingsPatch};
pub use spread::{Weight, spread};
pub use step::Step;
pub use tags::{Tags, TagsChange};
pub use totals::Totals;
pub use undo::{ChangedSince, UndoEntry};
pub use wish::{Priority, Wish, WishPatch};
