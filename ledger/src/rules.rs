//! The one table of merge rules. A record is declared with [`record!`](crate::rules): each field once, with its number,
//! rule, type and meaning. From that come the record, its patch (only the fields an author changed), the merging of a
//! patch, the difference of two values, and the printed table in `docs/conflict-rules.md`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};

use crate::apply::Writing;
use crate::{Kind, Record, Stored};

/// How concurrent writes of one field merge (docs/engine.md#each-field-has-a-merge-rule).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The last writer wins.
    Register,
    /// The last writer wins, and the loser is kept as a conflict to settle.
    Guarded,
    /// Changes are differences and add up.
    Counter,
    /// An addition wins over a removal that had not seen it.
    Set,
    /// Written when the record is made, never again.
    Immutable,
    /// Whether the record is alive: written by every mutation of the record, the latest wins.
    Life,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Register => "register",
            Self::Guarded => "guarded register",
            Self::Counter => "counter",
            Self::Set => "set",
            Self::Immutable => "immutable",
            Self::Life => "life",
        })
    }
}

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its number in [`Versions`](vitrine_sync::Versions); never reused.
    pub number: u8,
    /// Its name in JSON and in the history.
    pub name: &'static str,
    pub rule: Rule,
    /// What it is, for the printed table.
    pub meaning: &'static str,
}

/// Life is a field of every record.
pub const LIFE: Field = Field {
    number: 0,
    name: "alive",
    rule: Rule::Life,
    meaning: "not deleted; a sale: not reversed; a conflict: not settled",
};

/// A record declared with the table of rules.
pub trait Fields: fmt::Debug + Clone + PartialEq + Serialize + DeserializeOwned + Sized {
    /// The changed fields of such a record.
    type Patch: fmt::Debug + Clone + PartialEq + Default + Serialize + DeserializeOwned;

    const KIND: Kind;
    /// Its lines of the table, by number; [`LIFE`] is understood.
    const TABLE: &'static [Field];

    /// Merges `patch` field by field; returns the patch that takes the change back.
    fn merge(&mut self, patch: &Self::Patch, writing: &mut Writing<'_, '_>) -> Self::Patch;
    /// What leads from `self` to `wanted`.
    fn change_to(&self, wanted: &Self) -> Self::Patch;
    fn is_empty(patch: &Self::Patch) -> bool;
    /// The fields it changes, by name.
    fn names(patch: &Self::Patch) -> Vec<&'static str>;
    /// What stands in the fields that `patch` writes over; nothing of counters and sets, whose changes add up.
    fn current(&self, patch: &Self::Patch) -> Self::Patch;
    /// The first field that stands otherwise `now` than `after` an action, and otherwise than `wanted` too.
    fn overtaken(wanted: &Self::Patch, after: &Self::Patch, now: &Self::Patch) -> Option<&'static str>;

    fn of(record: &Record) -> Option<&Stored<Self>>;
    fn wrap(stored: Stored<Self>) -> Record;

    /// Finds a line of the table by name.
    fn field(name: &str) -> Option<&'static Field> {
        Self::TABLE.iter().find(|field| field.name == name)
    }
}

/// Tells a field that is absent from one that is `null`.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// The type of a change, by rule.
macro_rules! change {
    (register $ty:ty) => {
        $ty
    };
    (guarded $ty:ty) => {
        $ty
    };
    (counter $ty:ty) => {
        $ty
    };
    (set $ty:ty) => {
        $crate::TagsChange
    };
}

macro_rules! rule {
    (register) => {
        $crate::rules::Rule::Register
    };
    (guarded) => {
        $crate::rules::Rule::Guarded
    };
    (counter) => {
        $crate::rules::Rule::Counter
    };
    (set) => {
        $crate::rules::Rule::Set
    };
}

/// The change from one value to another, by rule; none when they are equal.
macro_rules! difference {
    (counter $from:expr, $to:expr) => {
        ($to != $from).then(|| $to - $from)
    };
    (set $from:expr, $to:expr) => {
        Some($from.change_to(&$to)).filter(|change| !change.is_empty())
    };
    ($register:ident $from:expr, $to:expr) => {
        ($to != $from).then(|| $to.clone())
    };
}

/// The value of a field that a change writes over, by rule.
macro_rules! current {
    (counter $value:expr, $change:expr) => {
        None
    };
    (set $value:expr, $change:expr) => {
        None
    };
    ($register:ident $value:expr, $change:expr) => {
        $change.is_some().then(|| $value.clone())
    };
}

/// Declares a record and everything that follows from its rules.
macro_rules! record {
    (
        $(#[$about:meta])*
        $name:ident, $patch:ident {
            immutable { $( $(#[$imeta:meta])* $inumber:literal $ifield:ident: $ity:ty, $imeaning:literal; )* }
            changing { $( $(#[$meta:meta])* $number:literal $field:ident: $rule:ident $ty:ty, $meaning:literal; )* }
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $( #[doc = $imeaning] $(#[$imeta])* pub $ifield: $ity, )*
            $( #[doc = $meaning] $(#[$meta])* pub $field: $ty, )*
        }

        /// The fields an author changed; the others stay as they are.
        #[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct $patch {
            $(
                #[doc = $meaning]
                #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::rules::present")]
                pub $field: Option<$crate::rules::change!($rule $ty)>,
            )*
        }

        impl $crate::rules::Fields for $name {
            type Patch = $patch;

            const KIND: $crate::Kind = $crate::Kind::$name;
            const TABLE: &'static [$crate::rules::Field] = &[
                $( $crate::rules::Field {
                    number: $number,
                    name: stringify!($field),
                    rule: $crate::rules::rule!($rule),
                    meaning: $meaning,
                }, )*
                $( $crate::rules::Field {
                    number: $inumber,
                    name: stringify!($ifield),
                    rule: $crate::rules::Rule::Immutable,
                    meaning: $imeaning,
                }, )*
            ];

            fn merge(&mut self, patch: &$patch, writing: &mut $crate::apply::Writing<'_, '_>) -> $patch {
                let _ = (&patch, &writing);
                $patch {
                    $( $field: patch.$field.as_ref().and_then(|change| {
                        const FIELD: &$crate::rules::Field = &$crate::rules::Field {
                            number: $number,
                            name: stringify!($field),
                            rule: $crate::rules::rule!($rule),
                            meaning: $meaning,
                        };
                        writing.$rule(FIELD, &mut self.$field, change)
                    }), )*
                }
            }

            fn change_to(&self, wanted: &Self) -> $patch {
                let _ = wanted;
                $patch { $( $field: $crate::rules::difference!($rule self.$field, wanted.$field), )* }
            }

            fn is_empty(patch: &$patch) -> bool {
                let _ = patch;
                true $( && patch.$field.is_none() )*
            }

            fn names(patch: &$patch) -> Vec<&'static str> {
                let _ = patch;
                let names: &[Option<&'static str>] = &[$( patch.$field.is_some().then_some(stringify!($field)), )*];
                names.iter().copied().flatten().collect()
            }

            fn current(&self, patch: &$patch) -> $patch {
                let _ = patch;
                $patch { $( $field: $crate::rules::current!($rule self.$field, patch.$field), )* }
            }

            fn overtaken(wanted: &$patch, after: &$patch, now: &$patch) -> Option<&'static str> {
                let _ = (wanted, after, now);
                $(
                    if now.$field != after.$field && now.$field != wanted.$field {
                        return Some(stringify!($field));
                    }
                )*
                None
            }

            fn of(record: &$crate::Record) -> Option<&$crate::Stored<Self>> {
                match record {
                    $crate::Record::$name(stored) => {
                        let stored: &$crate::Stored<Self> = stored;
                        Some(stored)
                    }
                    _ => None,
                }
            }

            fn wrap(stored: $crate::Stored<Self>) -> $crate::Record {
                $crate::Record::$name(stored.into())
            }
        }
    };
}

pub(crate) use {change, current, difference, record, rule};
