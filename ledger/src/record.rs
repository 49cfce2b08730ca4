//! A record as it is stored and sent: the value, whether it is alive, and the versions of its fields.

use serde::{Deserialize, Serialize};
use vitrine_sync::{Version, Versions};

use crate::rules::{Field, Fields, LIFE};
use crate::{Conflict, Entry, Key, Kind, Location, Lot, Portfolio, Sale, Settings, Wish};

/// A value with what merging needs to know about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stored<R> {
    /// The values.
    #[serde(rename = "is")]
    pub value: R,
    /// False: deleted (a conflict: settled). The record stays as a tombstone.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub alive: bool,
    /// Who wrote each field last.
    #[serde(rename = "at")]
    pub versions: Versions,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_true(alive: &bool) -> bool {
    *alive
}

/// Any record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Record {
    /// Boxed: it is several times as large as a lot, and there are as many of both.
    Entry(Box<Stored<Entry>>),
    /// A lot.
    Lot(Stored<Lot>),
    /// Boxed: it is larger than a lot, and there are fewer.
    Sale(Box<Stored<Sale>>),
    /// A conflict.
    Conflict(Stored<Conflict>),
    /// A portfolio.
    Portfolio(Box<Stored<Portfolio>>),
    /// A location.
    Location(Box<Stored<Location>>),
    /// The settings.
    Settings(Box<Stored<Settings>>),
    /// A wish.
    Wish(Box<Stored<Wish>>),
}

impl Record {
    /// Which kind of record it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Entry(_) => Kind::Entry,
            Self::Lot(_) => Kind::Lot,
            Self::Sale(_) => Kind::Sale,
            Self::Conflict(_) => Kind::Conflict,
            Self::Portfolio(_) => Kind::Portfolio,
            Self::Location(_) => Kind::Location,
            Self::Settings(_) => Kind::Settings,
            Self::Wish(_) => Kind::Wish,
        }
    }

    /// Whether it is not deleted; a sale: not reversed; a conflict: not settled.
    pub fn alive(&self) -> bool {
        match self {
            Self::Entry(stored) => stored.alive,
            Self::Lot(stored) => stored.alive,
            Self::Sale(stored) => stored.alive,
            Self::Conflict(stored) => stored.alive,
            Self::Portfolio(stored) => stored.alive,
            Self::Location(stored) => stored.alive,
            Self::Settings(stored) => stored.alive,
            Self::Wish(stored) => stored.alive,
        }
    }

    /// Who wrote each field last.
    pub fn versions(&self) -> &Versions {
        match self {
            Self::Entry(stored) => &stored.versions,
            Self::Lot(stored) => &stored.versions,
            Self::Sale(stored) => &stored.versions,
            Self::Conflict(stored) => &stored.versions,
            Self::Portfolio(stored) => &stored.versions,
            Self::Location(stored) => &stored.versions,
            Self::Settings(stored) => &stored.versions,
            Self::Wish(stored) => &stored.versions,
        }
    }

    /// Who wrote a field last: the field by its name in the table of rules, or `alive`.
    pub fn writer(&self, field: &str) -> Version {
        let line = self.kind().field(field);
        self.versions().of(line.unwrap_or(&LIFE).number)
    }

    /// The text a list of such records is sorted by: a card's or a group's name; other records have none.
    pub fn label(&self) -> &str {
        match self {
            Self::Entry(stored) => &stored.value.card.name,
            Self::Portfolio(stored) => &stored.value.name,
            Self::Location(stored) => &stored.value.name,
            Self::Wish(stored) => &stored.value.card.name,
            Self::Lot(_) | Self::Sale(_) | Self::Conflict(_) | Self::Settings(_) => "",
        }
    }

    /// The entry a record belongs to, or is; what belongs to no entry is its own.
    pub fn entry(&self, key: Key) -> uuid::Uuid {
        match self {
            Self::Entry(_) | Self::Portfolio(_) | Self::Location(_) | Self::Settings(_) | Self::Wish(_) => key.id,
            Self::Lot(stored) => stored.value.entry,
            Self::Sale(stored) => stored.value.entry,
            Self::Conflict(stored) => stored.value.entry,
        }
    }

    /// The entry, where it is one.
    pub fn as_entry(&self) -> Option<&Stored<Entry>> {
        if let Self::Entry(stored) = self { Some(stored) } else { None }
    }

    /// The lot, where it is one.
    pub fn as_lot(&self) -> Option<&Stored<Lot>> {
        if let Self::Lot(stored) = self { Some(stored) } else { None }
    }

    /// The sale, where it is one.
    pub fn as_sale(&self) -> Option<&Stored<Sale>> {
        if let Self::Sale(stored) = self { Some(stored) } else { None }
    }

    /// The portfolio, where it is one.
    pub fn as_portfolio(&self) -> Option<&Stored<Portfolio>> {
        if let Self::Portfolio(stored) = self { Some(stored) } else { None }
    }

    /// The location, where it is one.
    pub fn as_location(&self) -> Option<&Stored<Location>> {
        if let Self::Location(stored) = self { Some(stored) } else { None }
    }

    /// The settings, where it is them.
    pub fn as_settings(&self) -> Option<&Stored<Settings>> {
        if let Self::Settings(stored) = self { Some(stored) } else { None }
    }

    /// The wish, where it is one.
    pub fn as_wish(&self) -> Option<&Stored<Wish>> {
        if let Self::Wish(stored) = self { Some(stored) } else { None }
    }

    /// The conflict, where it is one.
    pub fn as_conflict(&self) -> Option<&Stored<Conflict>> {
        if let Self::Conflict(stored) = self { Some(stored) } else { None }
    }
}

impl Settings {
    /// Those that hold among some records: the defaults where there are none.
    pub fn among<'a>(records: impl IntoIterator<Item = (&'a Key, &'a Record)>) -> Self {
        let living = records.into_iter().filter_map(|(_, record)| record.as_settings().filter(|stored| stored.alive));
        living.last().map(|stored| stored.value.clone()).unwrap_or_default()
    }
}

/// The tables of all kinds of records, without [`LIFE`].
pub const TABLES: [&[Field]; 8] = [
    Entry::TABLE,
    Lot::TABLE,
    Sale::TABLE,
    Portfolio::TABLE,
    Location::TABLE,
    Wish::TABLE,
    Settings::TABLE,
    Conflict::TABLE,
];

impl Kind {
    /// The fields of its records, by number within what is written once and what may change; [`LIFE`] is understood.
    pub fn table(self) -> &'static [Field] {
        match self {
            Self::Entry => Entry::TABLE,
            Self::Lot => Lot::TABLE,
            Self::Sale => Sale::TABLE,
            Self::Portfolio => Portfolio::TABLE,
            Self::Location => Location::TABLE,
            Self::Wish => Wish::TABLE,
            Self::Settings => Settings::TABLE,
            Self::Conflict => Conflict::TABLE,
        }
    }

    /// A field of its records by name, [`LIFE`] too; none for a name that is not in the table.
    pub fn field(self, name: &str) -> Option<&'static Field> {
        if name == LIFE.name { Some(&LIFE) } else { self.table().iter().find(|field| field.name == name) }
    }
}

/// A kind of record as one of [`Record`]'s.
pub trait AsRecord: Fields {
    /// The record as this kind, where it is of it.
    fn of(record: &Record) -> Option<&Stored<Self>>;
    /// The record of this kind.
    fn wrap(stored: Stored<Self>) -> Record;
}

macro_rules! as_record {
    ($($kind:ident),*) => { $(
        impl AsRecord for $kind {
            fn of(record: &Record) -> Option<&Stored<Self>> {
                if let Record::$kind(stored) = record {
                    let stored: &Stored<Self> = stored;
                    Some(stored)
                } else {
                    None
                }
            }

            fn wrap(stored: Stored<Self>) -> Record {
                Record::$kind(stored.into())
            }
        }
    )* };
}

as_record!(Entry, Lot, Sale, Conflict, Portfolio, Location, Settings, Wish);
