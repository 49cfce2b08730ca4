//! Components, pages, server functions and the handle to the engine.

pub mod api;
pub mod engine;
