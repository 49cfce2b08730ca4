//! The sync engine of Vitrine: the client's state machine, the server's decisions and the wire protocol.
//!
//! Pure: no clock, no randomness, no I/O, no async. Time, seeds and the results of I/O are arguments; what should
//! happen in the world comes out as data ([`client::Output`], [`server::Decision`]). The crate knows nothing of cards:
//! it is generic over a [`Model`]. The shells that own the world are the crates `frontend` and `server`.
//!
//! # Glossary
//!
//! * **ledger**: the scope of sync; an ordered log of commits shared by its members.
//! * **record**: the unit of storage, found by its *key*; every field knows its last writer ([`Version`]).
//! * **mutation**: one action of a person, identified by `(client, n)`; the only way a record changes.
//! * **client**: one browser profile × one ledger × one account; its mutations are numbered 1, 2, 3 …
//! * **pending**: a mutation stored here and not yet known to be contained in the base.
//! * **outbox**: the durable queue of pending mutations.
//! * **tray**: refused mutations, kept until a person discards or exports them.
//! * **push / pull / poke**: send mutations / fetch changed records / "the head has moved".
//! * **patch**: the records a mutation writes.
//! * **seq**: a place in the ledger's order; **head** is the server's highest, **cursor** the highest a client contains.
//! * **base**: the records as the server had them at the cursor. The base *of a mutation* is the `(epoch, cursor)` its
//!   author saw when the form opened.
//! * **view**: base ⊕ pending: what the screen shows. *Folding* adds a pending mutation, *unfolding* takes it out.
//! * **rebase**: a new base under the same pending mutations.
//! * **stamp**: a hybrid logical clock value on the server's timeline; compares *concurrent* writes only.
//! * **epoch**: changes when the server's database was restored; a cursor of another epoch counts up to where the first
//!   restore after it went back to.
//! * **tombstone**: a record whose `alive` field is false.
//! * **floor**: tombstones up to here may be gone from the server for good; a cursor below it cannot be continued.
//! * **lease**: the right of one tab, the *leader*, to send and to write what the server said.
//! * **result**: what the server decided of a mutation. [`MergeResult`] says how one that was carried out fared against
//!   concurrent ones; a *refusal* has a [`RefusalReason`](client::RefusalReason).
//! * **conflict**: a value that lost against a concurrent one and waits for a person; a record of the domain, not of this
//!   crate.
//! * **state**: [`SyncState`](client::SyncState) is the one thing said of the whole sync,
//!   [`RecordState`](client::RecordState) that of one record.
//! * **clock offset**: server time minus local time, in milliseconds.
//! * **check / repair**: compare the base with the server's by sums of buckets / put right what differs.
//! * **quarantine**: move a mutation that the server cannot take to the tray, and leave a *skip* under its number.
//! * **fork**: go on under a new client id, because the numbers of the old one cannot be trusted.
//! * **kept**: decided mutations that the base contains, kept for a week for a server that is restored.
//!
//! The rules that all of this follows are in `docs/engine.md`.

#![warn(missing_docs)]

pub mod backoff;
pub mod client;
pub mod epochs;
pub mod ids;
pub mod merge;
pub mod model;
#[cfg(feature = "sim")]
pub mod mutant;
pub mod rng;
pub mod server;
#[cfg(feature = "sim")]
pub mod sim;
pub mod stamp;
pub mod sums;
pub mod version;
pub mod wire;

pub use epochs::Epochs;
pub use ids::{AccountId, Base, ClientId, Epoch, LedgerId, MutationId, Seq};
pub use merge::{Author, Order};
pub use model::{Change, Effect, Lookup, MergeResult, Model};
pub use stamp::Stamp;
pub use sums::Sums;
pub use version::{Version, Versions};
