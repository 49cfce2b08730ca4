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
    Gone {
        /// The record.
        key: Key,
    },
    /// The lot belongs to another entry than the mutation says.
    #[error("{key} belongs to another entry")]
    WrongEntry {
        /// The lot.
        key: Key,
    },
    /// Nothing would change.
    #[error("nothing to do")]
    Nothing,
    /// A text that must not be empty is.
    #[error("{field} is empty")]
    Empty {
        /// The field's name in the table of rules.
        field: String,
    },
    /// A text is too long.
    #[error("{field} is longer than {max} characters")]
    TooLong {
        /// The field's name in the table of rules.
        field: String,
        /// The most characters.
        max: usize,
    },
    /// A list is too long.
    #[error("more than {max} in {field}")]
    TooMany {
        /// The field's name in the table of rules.
        field: String,
        /// The most values.
        max: usize,
    },
    /// More than one push can carry: do it in parts.
    #[error("larger than {max} bytes")]
    TooLarge {
        /// The most bytes.
        max: usize,
    },
    /// A new lot needs one copy at least, and no more than a lot can hold.
    #[error("a quantity is between 1 and {max}")]
    BadQuantity {
        /// The largest that is allowed.
        max: i64,
    },
    /// Fewer copies are held than should be taken away.
    #[error("only {held} held")]
    TooFew {
        /// How many are held.
        held: i64,
    },
    /// Fewer copies of an entry are held than should be sold.
    #[error("only {held} of {entry} held")]
    NotHeld {
        /// The entry's id.
        entry: Uuid,
        /// How many are held.
        held: i64,
    },
    /// The lots a sale names give another number of copies than it sells, or do not have them.
    #[error("the lots named do not give {quantity} copies")]
    WrongLots {
        /// How many copies the sale is of.
        quantity: i64,
    },
    /// A currency that is not known.
    #[error("{currency} is not a currency we know")]
    BadCurrency {
        /// The code as it was written.
        currency: String,
    },
    /// A unit cost is not negative and has a bound.
    #[error("a cost is between 0 and {max} minor units")]
    BadCost {
        /// The largest that is allowed.
        max: i64,
    },
    /// Fees, shipping, tax and prices are not negative and have the same bound.
    #[error("{field} is between 0 and {max} minor units")]
    BadAmount {
        /// The field's name in the table of rules.
        field: String,
        /// The largest that is allowed.
        max: i64,
    },
    /// The amounts of one lot, or of one sale, are of one currency.
    #[error("amounts of several currencies")]
    SeveralCurrencies,
    /// A date that is nobody's: before 1900.
    #[error("{field} is not a plausible day")]
    BadDate {
        /// The field's name in the table of rules.
        field: String,
    },
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
