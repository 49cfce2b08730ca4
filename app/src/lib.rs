//! Components, pages, server functions and the handle to the engine.
//!
//! Owns what a person sees and says. Refuses to know who runs it: `server` renders [`shell`] and provides the port behind
//! [`api`]; `frontend` hydrates [`App`] (or mounts it on the [`neutral_shell`] when there is no network) and puts its
//! driver behind [`engine`]. Decisions are `sync`'s and `ledger`'s; this crate finds the words.
//!
//! A folder is what a person does, with its page, its parts and its state. Where to begin: `routes.rs` (which page where),
//! `collection/` (the local view as rows), `home/page.rs`.

// A page is one deeply nested type.
#![recursion_limit = "256"]

pub mod account;
pub mod add;
pub mod api;
pub mod attention;
pub mod bulk_actions;
pub mod bundles;
pub mod card;
pub mod catalog;
pub mod collection;
pub mod conflict;
pub mod derived;
pub mod drafts;
pub mod engine;
pub mod export;
pub mod history;
pub mod home;
pub mod import;
pub mod kit;
pub mod overview;
pub mod portfolios;
pub mod routes;
pub mod sale;
pub mod session;
pub mod sets;
pub mod settings;
pub mod shell;
pub mod sync;
pub mod trash;
pub mod undo;
pub mod value;
pub mod wishes;

mod document;

pub use document::{APPEARANCE, APPEARANCE_KEPT, NEUTRAL, neutral_shell, shell};
pub use routes::App;
