//! A wish: a card somebody looks for, what it may cost, and the merge rules of its fields.
//!
//! It belongs to no entry and counts in no total. That a price has come down to it follows from the prices, the same on
//! every device, and is no field.

use serde::{Deserialize, Serialize};

use crate::rules::record;
use crate::values;
use crate::{CardRef, Entry, Grade, Money};

/// How much it is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// High.
    High,
    /// As most.
    #[default]
    Normal,
    /// Low.
    Low,
}

impl Priority {
    /// Every value, in the order of the declaration.
    pub const ALL: [Self; 3] = [Self::High, Self::Normal, Self::Low];

    /// The text it is stored and sent as.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Normal => "normal",
            Self::Low => "low",
        }
    }
}

record! {
    /// A card that is looked for. Empty texts and no grade mean: any will do.
    Wish, WishPatch {
        immutable {}
        changing {
            1 card: register CardRef, ("Card", "card"), values::card, "which printing of which card";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            2 finish: register String, ("Finish", "finish"), values::text, "the finish that is wanted; empty: any";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            3 language: register String, ("Language", "language"), values::text, "the language that is wanted, BCP 47; empty: any";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            4 grade: register Option<Grade>, ("Grade", "grade"), values::grade, "the grade that is wanted";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            5 target: register Option<Money>, ("Price wanted", "price wanted"), values::amount, "what one copy may cost";
            #[serde(default = "one")]
            6 quantity: register i64, ("How many", "number of copies"), values::some, "how many are wanted";
            #[serde(default)]
            7 priority: register Priority, ("Priority", "priority"), values::any, "how much it is wanted: high, normal, low";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            8 note: register String, ("Note", "note"), values::notes, "a note";
        }
    }
}

impl Wish {
    /// One copy of a card, in whatever state.
    pub fn new(card: CardRef) -> Self {
        Self {
            card,
            finish: String::new(),
            language: String::new(),
            grade: None,
            target: None,
            quantity: 1,
            priority: Priority::default(),
            note: String::new(),
        }
    }

    /// An entry of such a copy: what it would be once it came, and what a price is looked for until then.
    pub fn copy(&self) -> Entry {
        let Self { card, finish, language, grade, .. } = self.clone();
        Entry { finish, language, grade, ..Entry::new(card) }
    }
}

fn one() -> i64 {
    1
}
