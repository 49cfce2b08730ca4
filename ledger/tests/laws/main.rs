//! The laws of the domain: what holds for every mutation on every state.

mod conflicts;
mod document;
mod fields;
mod history;
mod life;
mod some;
mod totals;
mod undo;
mod wire;
mod world;
