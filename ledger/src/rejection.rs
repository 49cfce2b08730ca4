//! Why a mutation is not allowed. A closed set; the words for people stand in `app`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Key;

/// The reason, with the name of the field it concerns where there is one (the name in the table of rules).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// The record was purged, or never was.
    #[error("{key} is gone")]
    Gone { key: Key },
    /// The lot belongs to another entry than the mutation says.
    #[error("{key} belongs to another entry")]
    WrongEntry { key: Key },
    /// Nothing would change.
    #[error("nothing to do")]
    Nothing,
    /// A text that must not be empty is.
    #[error("{field} is empty")]
    Empty { field: String },
    #[error("{field} is longer than {max} characters")]
    TooLong { field: String, max: usize },
    #[error("more than {max} in {field}")]
    TooMany { field: String, max: usize },
    /// More than one push can carry: do it in parts.
    #[error("larger than {max} bytes")]
    TooLarge { max: usize },
    /// A new lot needs one copy at least, and no more than a lot can hold.
    #[error("a quantity is between 1 and {max}")]
    BadQuantity { max: i64 },
    /// Fewer copies are held than should be taken away.
    #[error("only {held} held")]
    TooFew { held: i64 },
    /// Fewer copies of an entry are held than should be sold.
    #[error("only {held} of {entry} held")]
    NotHeld { entry: Uuid, held: i64 },
    /// The lots a sale names give another number of copies than it sells, or do not have them.
    #[error("the lots named do not give {quantity} copies")]
    WrongLots { quantity: i64 },
    #[error("{currency} is not a currency we know")]
    BadCurrency { currency: String },
    /// A unit cost is not negative and has a bound.
    #[error("a cost is between 0 and {max} minor units")]
    BadCost { max: i64 },
    /// Fees, shipping, tax and prices are not negative and have the same bound.
    #[error("{field} is between 0 and {max} minor units")]
    BadAmount { field: String, max: i64 },
    /// The amounts of one lot, or of one sale, are of one currency.
    #[error("amounts of several currencies")]
    SeveralCurrencies,
    /// A date that is nobody's: before 1900.
    #[error("{field} is not a plausible day")]
    BadDate { field: String },
}

impl Rejection {
    /// The field it concerns.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Empty { field }
            | Self::TooLong { field, .. }
            | Self::TooMany { field, .. }
            | Self::BadDate { field }
            | Self::BadAmount { field, .. } => Some(field),
            Self::BadQuantity { .. } | Self::TooFew { .. } | Self::NotHeld { .. } => Some("quantity"),
            Self::WrongLots { .. } => Some("lots"),
            Self::BadCurrency { .. } | Self::BadCost { .. } | Self::SeveralCurrencies => Some("cost"),
            Self::Gone { .. } | Self::WrongEntry { .. } | Self::Nothing | Self::TooLarge { .. } => None,
        }
    }
}
