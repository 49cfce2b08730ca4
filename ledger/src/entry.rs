//! An entry: a holding line, and the merge rules of its fields.

use std::collections::BTreeMap;

use crate::rules::record;
use crate::{CardRef, Condition, Grade, Tags};

record! {
    /// One printing of a card in one finish, language, condition and grade; how many is said by its lots.
    Entry, EntryPatch {
        immutable {
            #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
            9 extra: BTreeMap<String, String>, "columns of the imported file that mean nothing to us, as they were";
        }
        changing {
            1 card: register CardRef, "which printing of which card: game, set, number, name, rarity, ids elsewhere";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            2 finish: register String, "how it is printed: an open text with suggestions";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            3 language: register String, "the card's language, BCP 47";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            4 condition: register Option<Condition>, "condition and the ladder it was judged with";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            5 grade: guarded Option<Grade>, "a grading company's word: company, value, label, certificate";
            #[serde(default, skip_serializing_if = "Tags::is_empty")]
            6 tags: set Tags, "tags";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            7 notes: guarded String, "notes";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            8 location: register String, "binder, box, shelf";
        }
    }
}

impl Entry {
    /// An entry of which only the card is known.
    pub fn new(card: CardRef) -> Self {
        Self {
            extra: BTreeMap::new(),
            card,
            finish: String::new(),
            language: String::new(),
            condition: None,
            grade: None,
            tags: Tags::default(),
            notes: String::new(),
            location: String::new(),
        }
    }
}
