//! Queries as collectors type them, asked of small collections.

mod card;
mod golden;
mod laws;
mod typos;
