//! The laws of the domain: what holds for every mutation on every state.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod basis;
mod conflicts;
mod document;
mod fields;
mod history;
mod life;
mod limits;
mod parts;
mod sales;
mod some;
mod spread;
mod stored;
mod totals;
mod undo;
mod wire;
mod world;
