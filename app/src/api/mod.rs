//! What the browser asks the server: server functions with fixed addresses under `/api/v1`, their types and the port
//! behind them.
//!
//! Owns the shape of every request and answer (`docs/protocol.md` tells it to people with `curl`). Refuses to know how
//! an answer is made: on the server each function calls [`Backend`], which the `server` crate provides through context.
//! The browser's engine sends push and pull with a client of its own, because it must see the status and `Retry-After`.

#[cfg(feature = "ssr")]
mod backend;
mod build_files;
pub mod devices;
mod error;
pub mod functions;
mod types;
pub mod value;
mod words;

#[cfg(feature = "ssr")]
pub use backend::Backend;
pub use build_files::BuildFiles;
pub use devices::{
    DEVICE_NAME_MAX, SignedIn, SignedInDevice, name_device, sign_out_device, sign_out_others, signed_in,
};
pub use error::{AccountError, ApiError, Fault};
pub use functions::{change_password, history, me, page, pull, push, sign_in, sign_out, sign_up};
pub use types::*;
pub use value::{card_history, explain, unpriced, valuation, value_history};
pub use vitrine_presenter::wire::history::{Action, Changed, Device, HISTORY_MAX, History, HistoryRequest};
pub use vitrine_presenter::wire::{catalog, prices};
pub use words::{SIGN_UP_CLOSED, api_error};

/// The path every function of the API starts with.
pub const API_PREFIX: &str = "/api/v1";
/// The event stream (`GET`, not a server function): `?ledger=<uuid>&client=<uuid>`; events `poke` and `beat`.
pub const EVENTS_PATH: &str = "/api/v1/events";
/// A password must have at least this many characters.
pub const PASSWORD_MIN: usize = 10;
/// A name to sign in with must have at most this many characters.
pub const NAME_MAX: usize = 80;
