//! Words for what the server answered to a form.

use vitrine_sync::wire::ProtocolError;

use crate::api::{AccountError, ApiError, Fault};

/// Why the form was not accepted.
pub fn api_error(error: &ApiError) -> String {
    match error {
        ApiError::Account(error) => account(error),
        ApiError::Fault(Fault::Internal) => String::from("The server had a problem. Try again in a moment."),
        ApiError::Fault(Fault::CrossSite) => String::from("This came from another site and was refused."),
        ApiError::Fault(Fault::LedgerFull { mb }) => {
            format!(
                "This collection has the {mb} MB a collection may have on this server. Ask whoever runs it for more."
            )
        }
        ApiError::Fault(Fault::NoAnswer) => {
            String::from("The server does not answer. This needs a network; everything else works without one.")
        }
        ApiError::Protocol(error) => protocol(error),
    }
}

/// Where new accounts are not taken.
pub const SIGN_UP_CLOSED: &str =
    "This server takes no new accounts. Ask the host to open it for you, or sign in if you have one.";

fn account(error: &AccountError) -> String {
    match error {
        AccountError::NameTaken => String::from("This name is taken, or looks like one that is. Choose another one."),
        AccountError::BadName { max } => format!("A name has 1 to {max} characters, none of them invisible."),
        AccountError::WeakPassword { min } => format!("Use at least {min} characters: three or four words are good."),
        AccountError::WrongPassword => String::from("The name or the password is wrong."),
        AccountError::SignUpClosed => String::from(SIGN_UP_CLOSED),
        AccountError::NoSession => String::from("This device is not signed in any more."),
    }
}

fn protocol(error: &ProtocolError) -> String {
    match error {
        ProtocolError::SignedOut => String::from("Sign in first."),
        ProtocolError::WrongAccount | ProtocolError::NoLedger => {
            String::from("This collection is not yours, or it is gone.")
        }
        ProtocolError::TooOld => String::from("This copy of Vitrine is too old. Reload the page."),
        ProtocolError::TooNew => String::from("The server is older than this copy of Vitrine and must be updated."),
        ProtocolError::TooMany { retry_after_s } => format!("Too many attempts. Try again in {retry_after_s} seconds."),
        ProtocolError::Unavailable { retry_after_s } => {
            format!("The server is busy. Try again in {retry_after_s} seconds.")
        }
        ProtocolError::TooLarge => String::from("This is too large for the server."),
        ProtocolError::Malformed { .. }
        | ProtocolError::Gap { .. }
        | ProtocolError::Forked { .. }
        | ProtocolError::Resync { .. } => String::from("The server could not read this. Reload the page."),
    }
}
