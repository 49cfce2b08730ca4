//! What takes an earlier mutation back, record by record.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{EntryPatch, Key, LocationPatch, LotPatch, PortfolioPatch, SalePatch, Settings, SettingsPatch, WishPatch};

/// One record of a [`Mutation::Revert`](crate::Mutation::Revert): the values and the life it had before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "few are alive at a time; the lint sees it with 64-bit pointers only")]
pub enum Step {
    /// An entry.
    Entry {
        /// Its id.
        id: Uuid,
        /// The fields to change; absent ones stay.
        #[serde(default)]
        patch: EntryPatch,
        /// Whether it lives afterwards.
        alive: bool,
    },
    /// A lot.
    Lot {
        /// Its id.
        id: Uuid,
        /// The fields to change; absent ones stay.
        #[serde(default)]
        patch: LotPatch,
        /// Whether it lives afterwards.
        alive: bool,
    },
    /// A sale.
    Sale {
        /// Its id.
        id: Uuid,
        /// The fields to change; absent ones stay.
        #[serde(default)]
        patch: SalePatch,
        /// None after an edit of words, which said nothing about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        alive: Option<bool>,
    },
    /// A conflict.
    Conflict {
        /// Its id.
        id: Uuid,
        /// Whether it lives afterwards.
        alive: bool,
    },
    /// A portfolio.
    Portfolio {
        /// Its id.
        id: Uuid,
        /// The fields to change; absent ones stay.
        #[serde(default)]
        patch: PortfolioPatch,
        /// Whether it lives afterwards.
        alive: bool,
    },
    /// A location.
    Location {
        /// Its id.
        id: Uuid,
        /// The fields to change; absent ones stay.
        #[serde(default)]
        patch: LocationPatch,
        /// Whether it lives afterwards.
        alive: bool,
    },
    /// The settings.
    Settings {
        /// The fields to change; absent ones stay.
        #[serde(default)]
        patch: SettingsPatch,
        /// Whether it lives afterwards.
        alive: bool,
    },
    /// A wish.
    Wish {
        /// Its id.
        id: Uuid,
        /// The fields to change; absent ones stay.
        #[serde(default)]
        patch: WishPatch,
        /// Whether it lives afterwards.
        alive: bool,
    },
}

impl Step {
    /// The key of the record.
    pub fn key(&self) -> Key {
        match self {
            Self::Entry { id, .. } => Key::entry(*id),
            Self::Lot { id, .. } => Key::lot(*id),
            Self::Sale { id, .. } => Key::sale(*id),
            Self::Conflict { id, .. } => Key::conflict(*id),
            Self::Portfolio { id, .. } => Key::portfolio(*id),
            Self::Location { id, .. } => Key::location(*id),
            Self::Settings { .. } => Settings::key(),
            Self::Wish { id, .. } => Key::wish(*id),
        }
    }
}
