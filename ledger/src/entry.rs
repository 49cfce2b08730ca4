//! An entry: a holding line, and the merge rules of its fields.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::rules::{record, uses};
use crate::{CardRef, Condition, Date, Grade, Money, Place, Rejection, Tags, location, values};

/// Flags that forms suggest; any other word is one too.
pub const FLAGS: [&str; 4] = ["signed", "altered", "misprint", "proxy"];

/// Stamps that forms suggest, as shops name them; any other text is one too.
pub const STAMPS: [&str; 11] = [
    "Prerelease",
    "Staff",
    "1st Place",
    "2nd Place",
    "3rd Place",
    "Winner",
    "Champion",
    "Finalist",
    "Top 8",
    "Judge",
    "League",
];

/// A price that its owner knows better than any source. Its parts are one field: a price means nothing without its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceOverride {
    /// Of one copy.
    pub price: Money,
    /// The local calendar day from which it holds.
    pub date: Date,
    /// Why the owner set it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

record! {
    /// One printing of a card in one finish, language, condition and grade; how many is said by its lots.
    Entry, EntryPatch {
        immutable {
            #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
            9 extra: BTreeMap<String, String>, ("Other columns", "other columns"), values::extra, "columns of the imported file that mean nothing to us, as they were";
        }
        changing {
            1 card: register CardRef, ("Card", "card"), values::card, "which printing of which card: game, set, number, name, rarity, ids elsewhere";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            2 finish: register String, ("Finish", "finish"), values::text, "how it is printed: an open text with suggestions";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            3 language: register String, ("Language", "language"), values::text, "the card's language, BCP 47";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            4 condition: register Option<Condition>, ("Condition", "condition"), values::condition, "condition and the ladder it was judged with";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            5 grade: guarded Option<Grade>, ("Grade", "grade"), values::grade, "a grading company's word: company, value, label, certificate";
            #[serde(default, skip_serializing_if = "Tags::is_empty")]
            6 tags: set Tags, ("Tags", "tags"), values::tags, "tags";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            7 notes: guarded String, ("Notes", "notes"), values::notes, "notes";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            10 place: register Option<Place>, ("Place", "place"), location::fits, "which binder or box it is in, on which page, in which slot";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            11 portfolio: register Option<Uuid>, ("Portfolio", "portfolio"), values::any, "the portfolio it is counted in";
            #[serde(default, skip_serializing_if = "Option::is_none")]
            12 price: guarded Option<PriceOverride>, ("Own price", "own price"), own_price, "a price of one copy set by hand, with its day and the reason";
            #[serde(default, skip_serializing_if = "Tags::is_empty")]
            13 flags: set Tags, ("Special", "special features"), values::tags, "what is special about the copies: signed, altered, misprint, proxy";
            #[serde(default, skip_serializing_if = "is_zero")]
            14 for_trade: register i64, ("To trade", "copies to trade"), values::copies, "how many copies their owner would trade away";
            #[serde(default, skip_serializing_if = "String::is_empty")]
            15 (since 2) stamp: register String, ("Stamp", "stamp"), values::text, "what is stamped on the printing: Prerelease, Staff, 1st Place";
        }
    }
}

uses! {
    Entry {
        //         search      duplicate same?  special group  file column
        extra:     unsearched, left,     alike, plain,  loose, none;
        card:      searched,   copied,   card,  plain,  loose, none;
        finish:    searched,   copied,   apart, plain,  loose, none;
        language:  unsearched, copied,   apart, plain,  loose, none;
        condition: unsearched, copied,   alike, plain,  loose, none;
        grade:     searched,   left,     alike, plain,  loose, none;
        tags:      searched,   copied,   alike, plain,  loose, none;
        notes:     unsearched, left,     alike, plain,  loose, none;
        place:     searched,   copied,   alike, plain,  loose, none;
        portfolio: unsearched, copied,   alike, plain,  loose, none;
        price:     unsearched, left,     alike, plain,  loose, none;
        flags:     searched,   left,     alike, chip,   loose, none;
        for_trade: unsearched, left,     alike, plain,  loose, none;
        stamp:     searched,   copied,   apart, chip,   grouped, "Stamp";
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
            stamp: String::new(),
        }
    }
}

/// A price set by hand.
fn own_price(field: &str, price: &Option<PriceOverride>) -> Result<(), Rejection> {
    let Some(PriceOverride { price, date, reason }) = price else { return Ok(()) };
    values::amount(field, &Some(*price))?;
    values::day(field, &Some(*date))?;
    values::text(field, reason)
}
