//! How much of the catalogue somebody owns: which entries are copies of which card, and of how many cards of each set
//! there is a copy. Kept by difference: an edit costs as much as the entries it changes.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;
use vitrine_catalog::{Index, Placed};
use vitrine_ledger::finish::{finish_key, finish_meant};
use vitrine_ledger::{CardRef, Entry};

/// A card of an index: which of the indexes that are open, and the card's number in it. Holds until they change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spot {
    pub index: usize,
    pub card: u32,
}

/// Copies of one finish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// As the entry says it; empty: it does not.
    pub finish: String,
    pub copies: i64,
}

/// An entry that is a copy of a card the catalogue knows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    spot: Spot,
    set: u32,
    finish: Box<str>,
    copies: i64,
}

/// What is owned, by card and by set.
#[derive(Debug, Default)]
pub struct Owned {
    held: HashMap<Uuid, Held>,
    cards: HashMap<Spot, Vec<Uuid>>,
    /// Of how many different cards of the set (index, set) there is a copy.
    sets: HashMap<(usize, u32), u32>,
}

impl Owned {
    /// The card an entry is a copy of; none for sealed products, for what no open index knows, and where its number and its
    /// product are those of two cards.
    pub fn spot(indexes: &[Arc<Index>], card: &CardRef) -> Option<Spot> {
        if !card.product.is_empty() {
            return None;
        }
        let (index, open) = indexes.iter().enumerate().find(|(_, open)| open.game() == card.game)?;
        match open.copy_of(card) {
            Placed::Card(card) => Some(Spot { index, card }),
            Placed::Nowhere | Placed::Between(_) => None,
        }
    }

    /// Reads an entry again: `now` is none when it is gone, or no copy of a known card.
    pub fn put(&mut self, indexes: &[Arc<Index>], id: Uuid, now: Option<(&Entry, i64)>) {
        self.forget(id);
        let Some((entry, copies)) = now else { return };
        let Some(spot) = Self::spot(indexes, &entry.card) else { return };
        let Some(index) = indexes.get(spot.index) else { return };
        let set = index.card(spot.card).set;
        let before = self.copies(spot) > 0;
        self.held.insert(id, Held { spot, set, finish: entry.finish.as_str().into(), copies });
        self.cards.entry(spot).or_default().push(id);
        if !before && self.copies(spot) > 0 {
            *self.sets.entry((spot.index, set)).or_default() += 1;
        }
    }

    fn forget(&mut self, id: Uuid) {
        let Some(held) = self.held.get(&id).cloned() else { return };
        let before = self.copies(held.spot) > 0;
        self.held.remove(&id);
        if let Some(ids) = self.cards.get_mut(&held.spot) {
            ids.retain(|other| *other != id);
            if ids.is_empty() {
                self.cards.remove(&held.spot);
            }
        }
        if before && self.copies(held.spot) <= 0 {
            let key = (held.spot.index, held.set);
            let left = self.sets.get(&key).map_or(0, |count| count - 1);
            if left == 0 {
                self.sets.remove(&key)
            } else {
                self.sets.insert(key, left)
            };
        }
    }

    /// The entries that are copies of the card, in the order in which they were read.
    pub fn entries(&self, spot: Spot) -> &[Uuid] {
        self.cards.get(&spot).map(Vec::as_slice).unwrap_or_default()
    }

    /// How many copies of the card there are, in whatever finish.
    pub fn copies(&self, spot: Spot) -> i64 {
        self.entries(spot).iter().filter_map(|id| self.held.get(id)).map(|held| held.copies.max(0)).sum()
    }

    /// The same by finish, in the order in which they were read.
    pub fn by_finish(&self, spot: Spot) -> Vec<Finished> {
        let mut all: Vec<Finished> = Vec::new();
        for held in self.entries(spot).iter().filter_map(|id| self.held.get(id)).filter(|held| held.copies > 0) {
            match all.iter_mut().find(|known| same(&known.finish, &held.finish)) {
                Some(known) => known.copies += held.copies,
                None => all.push(Finished { finish: held.finish.to_string(), copies: held.copies }),
            }
        }
        all
    }

    /// How many copies there are in one of the finishes the catalogue knows for the card. An entry that says nothing of
    /// its finish is the first of them; a general name means the only one of its kind.
    pub fn in_finish(&self, spot: Spot, finishes: &[&str], finish: &str) -> i64 {
        let printed: Vec<String> = finishes.iter().map(|finish| finish_key(finish)).collect();
        let finish = finish_key(finish);
        let is = |said: &str| {
            let said = if said.is_empty() { printed.first().cloned().unwrap_or_default() } else { finish_key(said) };
            finish_meant(&said, &printed).map_or(&said, |at| &printed[at]) == &finish
        };
        self.by_finish(spot).iter().filter(|of| is(&of.finish)).map(|of| of.copies).sum()
    }

    /// Of how many cards of a set there is a copy.
    pub fn of_set(&self, index: usize, set: u32) -> u32 {
        self.sets.get(&(index, set)).copied().unwrap_or(0)
    }

    /// The sets of which there is any card: `(index, set, how many)`.
    pub fn sets(&self) -> impl Iterator<Item = (usize, u32, u32)> {
        self.sets.iter().map(|(&(index, set), &count)| (index, set, count))
    }
}

/// Is it the same finish, however it is written?
pub(super) fn same(one: &str, other: &str) -> bool {
    finish_key(one) == finish_key(other)
}
