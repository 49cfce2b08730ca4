//! The server's shell around the pure engine and domain: HTTP, databases, accounts, the command line.
//!
//! Owns everything that can fail for reasons outside the program. Decides nothing about records: `sync::server` and
//! `ledger` do. The way of a push: `http` → `push` → `store`; of a page: `http` → `app` → `http::backend` → `derived`.

pub mod accounts;
pub mod assets;
pub mod backup;
pub mod catalog;
pub mod cli;
pub mod config;
pub mod core;
pub mod device;
pub mod fetch;
pub mod garbage;
pub mod hub;
pub mod limits;
pub mod lock;
pub mod metrics;
pub mod prices;
pub mod run;
pub mod store;

mod accept;
#[cfg(test)]
mod arithmetic;
mod check;
mod derived;
mod handshake;
mod history;
mod http;
mod listen;
mod private;
mod pull;
mod push;
mod recent;
mod reckoned;
mod records;
mod seats;
mod unpriced;
mod upload;
mod value;
mod views;
mod watched;

pub use crate::core::Core;
pub use config::Config;
pub use http::router;
