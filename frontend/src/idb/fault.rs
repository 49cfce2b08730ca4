//! Why the storage did not do something.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

/// What the drivers tell apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The browser gives no more room.
    Quota,
    /// A newer version of the app has changed the database.
    Newer,
    /// Anything else: the name of the browser's error.
    Other(String),
}

impl From<DomException> for Fault {
    fn from(error: DomException) -> Self {
        match error.name().as_str() {
            "QuotaExceededError" => Self::Quota,
            "VersionError" => Self::Newer,
            name => Self::Other(name.to_owned()),
        }
    }
}

impl From<JsValue> for Fault {
    fn from(error: JsValue) -> Self {
        match error.dyn_into::<DomException>() {
            Ok(error) => error.into(),
            Err(error) => Self::Other(format!("{error:?}")),
        }
    }
}

impl From<idb::Error> for Fault {
    fn from(error: idb::Error) -> Self {
        match error {
            idb::Error::DomException(error) => error.into(),
            error => Self::Other(error.to_string()),
        }
    }
}
