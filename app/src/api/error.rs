//! Every way a request can fail, as data: one `code` and what belongs to it. Words for people are in `words`.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use vitrine_sync::wire::ProtocolError;

/// The error of every server function. On the wire it is one flat object: `{"code":"name_taken"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(untagged)]
pub enum ApiError {
    #[error(transparent)]
    Protocol(#[from] ProtocolError),
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What can be wrong with a name or a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum AccountError {
    #[error("this name is taken")]
    NameTaken,
    /// Empty, too long, or with control characters.
    #[error("a name has 1 to {max} characters")]
    BadName { max: usize },
    #[error("a password has at least {min} characters")]
    WeakPassword { min: usize },
    /// Unknown name and wrong password answer the same.
    #[error("the name or the password is wrong")]
    WrongPassword,
    /// The server takes no new accounts.
    #[error("this server takes no new accounts")]
    SignUpClosed,
    /// Never was, is over, or is somebody else's.
    #[error("this device is not signed in")]
    NoSession,
}

/// What is nobody's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Fault {
    /// The server failed; the reason is in its log, with the time.
    #[error("the server failed")]
    Internal,
    /// A page of another site tried to act for the person.
    #[error("the request came from another site")]
    CrossSite,
    /// The ledger has as many megabytes as this server allows. Nothing was decided: the device keeps its edits and asks again.
    #[error("the collection has the {mb} MB a collection may have on this server: the edits wait on the device")]
    LedgerFull { mb: u64 },
    /// Said on the device only: no answer, or none of ours.
    #[error("no answer")]
    NoAnswer,
}

/// When a full ledger is tried again: somebody has to allow it more first.
const FULL_RETRY_S: u64 = 300;

impl ApiError {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::Protocol(error) => error.status(),
            Self::Account(AccountError::NameTaken) => 409,
            Self::Account(AccountError::BadName { .. } | AccountError::WeakPassword { .. }) => 400,
            Self::Account(AccountError::WrongPassword) => 401,
            Self::Account(AccountError::NoSession) => 404,
            Self::Account(AccountError::SignUpClosed) => 403,
            Self::Fault(Fault::CrossSite) => 403,
            Self::Fault(Fault::LedgerFull { .. }) => 507,
            Self::Fault(Fault::Internal | Fault::NoAnswer) => 500,
        }
    }

    /// Seconds for the `Retry-After` header.
    pub fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Protocol(error) => error.retry_after_s(),
            // With it a device waits and keeps the batch whole; without, it would look for the one edit at fault.
            Self::Fault(Fault::LedgerFull { .. }) => Some(FULL_RETRY_S),
            Self::Account(_) | Self::Fault(_) => None,
        }
    }

    /// A request that cannot be read.
    pub fn malformed(message: impl Into<String>) -> Self {
        ProtocolError::Malformed { n: None, message: message.into() }.into()
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(message) | ServerFnErrorErr::MissingArg(message) => Self::malformed(message),
            ServerFnErrorErr::UnsupportedRequestMethod(message) => Self::malformed(message),
            // On the device: whoever answered was not our server, or nobody did.
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Fault::NoAnswer.into(),
            // The server cannot read the body, or the device the answer.
            ServerFnErrorErr::Deserialization(message) if cfg!(feature = "ssr") => Self::malformed(message),
            ServerFnErrorErr::Deserialization(_) => Fault::NoAnswer.into(),
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Serialization(_) => Fault::Internal.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_is_one_flat_object_and_reads_back() {
        for (error, text) in [
            (ProtocolError::Gap { expected: 3 }.into(), r#"{"code":"gap","expected":3}"#),
            (AccountError::NameTaken.into(), r#"{"code":"name_taken"}"#),
            (Fault::Internal.into(), r#"{"code":"internal"}"#),
        ] as [(ApiError, &str); 3]
        {
            assert_eq!(serde_json::to_string(&error).unwrap(), text);
            assert_eq!(serde_json::from_str::<ApiError>(text).unwrap(), error);
        }
    }
}
