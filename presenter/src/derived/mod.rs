//! Views that the server derives from a ledger, as this device keeps them: to this module each is text with what it was made
//! from. Asked for and held in signals by `app::derived`.

mod asked;
mod kept;

use std::sync::Arc;

pub use asked::Asked;
pub use kept::Kept;

/// A text that many hold: an answer of the server, unread.
pub type Text = Arc<str>;
