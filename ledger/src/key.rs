//! How records are found. A key travels as one short text, so that it can be a column or the key of a JSON map.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::as_text::as_text;

/// The kinds of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One printing of a card in one finish, language, condition and grade.
    Entry,
    /// Copies of an entry that came together.
    Lot,
    /// Copies of an entry that went together.
    Sale,
    /// A value that lost against a concurrent one.
    Conflict,
    /// Entries that are counted together.
    Portfolio,
    /// Where entries are: a binder, a box.
    Location,
    /// What holds for the whole ledger.
    Settings,
    /// A card somebody looks for.
    Wish,
}

impl Kind {
    /// Every value, in the order of the declaration.
    pub const ALL: [Self; 8] = [
        Self::Entry,
        Self::Lot,
        Self::Sale,
        Self::Conflict,
        Self::Portfolio,
        Self::Location,
        Self::Settings,
        Self::Wish,
    ];

    /// The text it is stored and sent as.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Lot => "lot",
            Self::Sale => "sale",
            Self::Conflict => "conflict",
            Self::Portfolio => "portfolio",
            Self::Location => "location",
            Self::Settings => "settings",
            Self::Wish => "wish",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(BadKey)
    }
}

/// Finds a record: `entry:0190…`. Kinds sort in the order of [`Kind`]: entries before lots, lots before sales …
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which kind of record.
    pub kind: Kind,
    /// The record's id.
    pub id: Uuid,
}

impl Key {
    /// The key of an entry.
    pub fn entry(id: Uuid) -> Self {
        Self { kind: Kind::Entry, id }
    }

    /// The key of a lot.
    pub fn lot(id: Uuid) -> Self {
        Self { kind: Kind::Lot, id }
    }

    /// The key of a sale.
    pub fn sale(id: Uuid) -> Self {
        Self { kind: Kind::Sale, id }
    }

    /// The key of a wish.
    pub fn wish(id: Uuid) -> Self {
        Self { kind: Kind::Wish, id }
    }

    /// The key of a portfolio.
    pub fn portfolio(id: Uuid) -> Self {
        Self { kind: Kind::Portfolio, id }
    }

    /// The key of a location.
    pub fn location(id: Uuid) -> Self {
        Self { kind: Kind::Location, id }
    }

    /// The key of a conflict.
    pub fn conflict(id: Uuid) -> Self {
        Self { kind: Kind::Conflict, id }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.id)
    }
}

/// A key is a kind, a colon and a UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is a kind, a colon and a UUID")]
pub struct BadKey;

impl FromStr for Key {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let (kind, id) = text.split_once(':').ok_or(BadKey)?;
        Ok(Self { kind: kind.parse()?, id: Uuid::try_parse(id).map_err(|_| BadKey)? })
    }
}

as_text!(Key);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_travels_as_text_and_comes_back() {
        let key = Key::lot(Uuid::from_u128(7));
        let json = serde_json::to_string(&key).unwrap();
        assert_eq!(json, "\"lot:00000000-0000-0000-0000-000000000007\"");
        assert_eq!(serde_json::from_str::<Key>(&json).unwrap(), key);
        assert!("lot7".parse::<Key>().is_err() && "box:00000000-0000-0000-0000-000000000007".parse::<Key>().is_err());
    }
}
