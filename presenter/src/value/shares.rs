//! What makes up the value: by game, set, rarity, grade, location or portfolio, the most valuable cards, the newest ones.
//! Counted only while a screen shows it, and then kept in step row by row. Made from the rows of this device, so that it
//! is right without a network and at once.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::{Quotes, Tally, Worth, value_of};
use crate::row::Row;

/// By what the value is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Division {
    #[default]
    Game,
    Set,
    Rarity,
    Grade,
    Location,
    Portfolio,
}

impl Division {
    pub const ALL: [Self; 6] = [Self::Game, Self::Set, Self::Rarity, Self::Grade, Self::Location, Self::Portfolio];
}

/// What the rows of one share have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ShareKey {
    /// A text of the card; empty where it has none.
    Text(String),
    /// A set, with its game: other games have sets of that name.
    Set(String, String),
    Group(Option<Uuid>),
}

/// The shares, and the rows in two orders.
#[derive(Debug, Default)]
pub struct Shares {
    division: Division,
    shares: HashMap<ShareKey, Tally>,
    by_value: BTreeSet<(i64, Uuid)>,
    by_age: BTreeSet<(u64, Uuid)>,
}

impl Shares {
    pub fn new(division: Division) -> Self {
        Self { division, ..Self::default() }
    }

    pub fn division(&self) -> Division {
        self.division
    }

    /// The shares, the most valuable first; those without a value by their copies. Together they are `whole`: the units that
    /// rounding leaves are with the first.
    pub fn breakdown(&self, quotes: &Quotes, whole: &Worth) -> Vec<(ShareKey, Worth)> {
        let shares = self.shares.iter().map(|(share, tally)| (share.clone(), tally.worth(quotes)));
        let mut shares: Vec<(ShareKey, Worth)> = shares.filter(|(_, worth)| worth.copies > 0).collect();
        shares.sort_unstable_by(|(a, x), (b, y)| {
            (y.value(), y.copies).cmp(&(x.value(), x.copies)).then_with(|| a.cmp(b))
        });
        let sum = shares.iter().fold(0_i64, |sum, (_, worth)| sum.saturating_add(worth.value()));
        if let Some((_, first)) = shares.first_mut() {
            first.round(whole.value().saturating_sub(sum));
        }
        shares
    }

    /// What the most valuable rows are worth together.
    pub fn top(&self, rows: usize) -> i64 {
        self.by_value.iter().rev().take(rows).fold(0, |sum, (value, _)| sum.saturating_add(*value))
    }

    /// How many rows have a value.
    pub fn valued(&self) -> usize {
        self.by_value.len()
    }

    /// The entries that were made last, the newest first.
    pub fn newest(&self, rows: usize) -> Vec<Uuid> {
        self.by_age.iter().rev().take(rows).map(|(_, id)| *id).collect()
    }

    pub(crate) fn add(&mut self, row: &Row, quotes: &Quotes) {
        self.shares.entry(self.share(row)).or_default().add(&quotes.tally(row));
        self.by_age.insert((row.added_ms, row.id));
        if let Some(value) = value(row, quotes) {
            self.by_value.insert((value, row.id));
        }
    }

    pub(crate) fn remove(&mut self, row: &Row, quotes: &Quotes) {
        let share = self.share(row);
        if let Some(worth) = self.shares.get_mut(&share) {
            worth.subtract(&quotes.tally(row));
        }
        self.by_age.remove(&(row.added_ms, row.id));
        if let Some(value) = value(row, quotes) {
            self.by_value.remove(&(value, row.id));
        }
    }

    fn share(&self, row: &Row) -> ShareKey {
        match self.division {
            Division::Game => ShareKey::Text(row.game.clone()),
            Division::Set => ShareKey::Set(row.game.clone(), row.set.clone()),
            Division::Rarity => ShareKey::Text(row.rarity.clone()),
            Division::Grade => ShareKey::Text(row.grade.clone().unwrap_or_default()),
            Division::Location => ShareKey::Group(row.location),
            Division::Portfolio => ShareKey::Group(row.portfolio),
        }
    }
}

fn value(row: &Row, quotes: &Quotes) -> Option<i64> {
    quotes.price(row).filter(|_| row.here > 0).and_then(|price| value_of(row, &price))
}
