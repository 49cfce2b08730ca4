//! Components, pages, server functions and the handle to the engine.
//!
//! Owns what a person sees and says. Refuses to know who runs it: `server` renders [`shell`] and provides the port behind
//! [`api`]; `frontend` hydrates [`App`] (or mounts it on the [`neutral_shell`] when there is no network) and puts its
//! driver behind [`engine`]. Decisions are `sync`'s and `ledger`'s; this crate finds the words.
//!
//! Where to begin: `routes.rs` (which page where), `collection/` (the local view as rows), `pages/home.rs`.

// A page is one deeply nested type.
#![recursion_limit = "256"]

pub mod api;
pub mod bulk;
pub mod catalog;
pub mod collection;
pub mod components;
pub mod derived;
pub mod drafts;
pub mod engine;
pub mod form;
pub mod pages;
pub mod parts;
pub mod routes;
pub mod session;
pub mod settling;
pub mod title;
pub mod trash;
pub mod undo;
pub mod value;
pub mod wishes;
pub mod words;

mod shell;

pub use routes::App;
pub use shell::{APPEARANCE, APPEARANCE_KEPT, NEUTRAL, neutral_shell, shell};
