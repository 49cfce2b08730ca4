//! What is set for the whole ledger, on all its devices, and the merge rules of its fields. There is one such record; it
//! comes to be when somebody first changes something, and until then everything is as [`Settings::default`] says.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::basis::{Method, Terms};
use crate::rules::record;
use crate::{Currency, Key, Record, Tags};

/// What a price may be of where the exact one is missing: the words of [`Settings::substitutes`], all off at first. One
/// that is used is marked wherever it is shown.
pub const SUBSTITUTES: [&str; 4] = ["finish", "condition", "language", "raw"];

/// How the screens look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Appearance {
    /// As the device does.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Appearance {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

record! {
    /// The settings of a ledger.
    #[derive(Default)]
    Settings, SettingsPatch {
        immutable {}
        changing {
            #[serde(default, skip_serializing_if = "Option::is_none")]
            1 currency: register Option<Currency>, "the base currency: what amounts are converted to where a rate is known";
            #[serde(default)]
            2 method: register Method, "how the cost of what was sold is found: specific, fifo, average";
            #[serde(default)]
            3 appearance: register Appearance, "dark, light, or as the device";
            #[serde(default, skip_serializing_if = "Tags::is_empty")]
            4 substitutes: set Tags, "which prices may stand in where the exact one is missing: of another finish, condition, language, or raw for graded";
        }
    }
}

impl Settings {
    /// The id of the one record.
    pub const ID: Uuid = Uuid::nil();

    pub fn key() -> Key {
        Key { kind: crate::Kind::Settings, id: Self::ID }
    }

    /// In which money the collection is reckoned.
    pub fn terms(&self) -> Terms {
        self.currency.map_or(Terms::Native, Terms::Preferred)
    }

    /// Those that hold among some records: the defaults where there are none.
    pub fn among<'a>(records: impl IntoIterator<Item = (&'a Key, &'a Record)>) -> Self {
        let living = records.into_iter().filter_map(|(_, record)| record.as_settings().filter(|stored| stored.alive));
        living.last().map(|stored| stored.value.clone()).unwrap_or_default()
    }
}
