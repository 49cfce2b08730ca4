//! An entry: a holding line, and the merge rules of its fields.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::rules::record;
use crate::{CardRef, Condition, Date, Grade, Money, Place, Tags};

/// Flags that forms suggest; any other word is one too.
pub const FLAGS: [&str; 4] = ["signed", "altered", "misprint", "proxy"];

/// A price that its owner knows better than any source. Its parts are one field: a price means nothing without its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceOverride {
    /// Of one copy.
    pub price: Money,
    /// The local calendar day from which it holds.
    pub date: Date,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

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
            #[serde(default, skip_serializing_if = "Option::is_none")]
            10 place: register Option<Place>, "which binder or box it is in, on which page, in which slot";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            11 portfolio: register Option<Uuid>, "the portfolio it is counted in";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            12 price: guarded Option<PriceOverride>, "a price of one copy set by hand, with its day and the reason";
            #[serde(default, skip_serializing_if = "Tags::is_empty")]
            13 flags: set Tags, "what is special about the copies: signed, altered, misprint, proxy";
            #[serde(default, skip_serializing_if = "is_zero")]
            14 for_trade: register i64, "how many copies their owner would trade away";
        }
    }
}

fn is_zero(count: &i64) -> bool {
    *count == 0
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
            place: None,
            portfolio: None,
            price: None,
            flags: Tags::default(),
            for_trade: 0,
        }
    }
}
