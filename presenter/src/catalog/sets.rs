//! The sets of the open catalogues with how much of each is owned, and the same for one set, finish by finish.

use std::sync::Arc;

use vitrine_catalog::Index;
use vitrine_catalog::text::{self, look_through};

use super::owned::same;
use super::{Owned, Spot};

/// A set, and of how many of its cards there is a copy.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SetLine {
    pub game: String,
    pub id: String,
    pub name: String,
    pub series: String,
    /// `YYYY-MM-DD`, or empty: unknown.
    pub released: String,
    pub own: u32,
    pub total: u32,
}

impl SetLine {
    fn new(index: &Index, set: u32, own: u32) -> Self {
        let found = index.set(set);
        let name = if found.name.is_empty() { found.id } else { found.name };
        Self {
            game: index.game().to_owned(),
            id: found.id.to_owned(),
            name: name.to_owned(),
            series: found.series.to_owned(),
            released: found.released.to_owned(),
            own,
            total: found.cards,
        }
    }
}

/// What to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SetQuery {
    /// Part of a name, an id, a series or a game.
    pub text: String,
    /// Only sets of which there is a card.
    pub started: bool,
    /// Only of this game; empty: of all.
    pub game: String,
}

/// The sets that match, newest first.
pub fn list(indexes: &[Arc<Index>], owned: &Owned, query: &SetQuery) -> Vec<SetLine> {
    let words = text::sought(&query.text);
    let mut all = Vec::new();
    for (i, index) in
        indexes.iter().enumerate().filter(|(_, index)| query.game.is_empty() || index.game() == query.game)
    {
        for (number, set) in index.sets() {
            let own = owned.of_set(i, number);
            let mut through = String::new();
            if !words.is_empty() {
                let names = set.names.iter().map(|(_, name)| *name);
                names.chain([set.name, set.id, set.code, set.series]).for_each(|part| look_through(part, &mut through));
            }
            let wanted = words.iter().all(|word| word.is_in(&through));
            if set.cards > 0 && wanted && (own > 0 || !query.started) {
                all.push(SetLine::new(index, number, own));
            }
        }
    }
    all.sort_by(|a, b| b.released.cmp(&a.released).then_with(|| a.name.cmp(&b.name)));
    all
}

/// Sets that lack few cards, those that lack the smallest part first. A set with one card of two hundred is not close.
pub fn close(indexes: &[Arc<Index>], owned: &Owned, most: usize) -> Vec<SetLine> {
    let lines = owned.sets().filter_map(|(i, set, own)| indexes.get(i).map(|index| SetLine::new(index, set, own)));
    let mut all: Vec<SetLine> = lines.filter(|line| line.own < line.total && line.own * 2 >= line.total).collect();
    let part = |line: &SetLine| u64::from(line.total - line.own) * 10_000 / u64::from(line.total);
    all.sort_by(|a, b| part(a).cmp(&part(b)).then_with(|| a.name.cmp(&b.name)));
    all.truncate(most);
    all
}

/// One finish of a set: of how many cards that were printed so there is a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishLine {
    pub finish: String,
    pub own: u32,
    pub total: u32,
}

/// How complete a set is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completion {
    /// In whatever finish.
    pub own: u32,
    pub total: u32,
    /// Every finish the catalogue knows of its cards, in the order in which they appear: the master set.
    pub finishes: Vec<FinishLine>,
}

impl Completion {
    /// Of a set by its number in an index.
    pub fn of(index: &Index, at: usize, set: u32, owned: &Owned) -> Self {
        let mut all = Self::default();
        for card in index.cards_of(set) {
            let spot = Spot { index: at, card };
            all.total += 1;
            all.own += u32::from(owned.copies(spot) > 0);
            let finishes = index.card(card).finishes;
            for finish in &finishes {
                let own = u32::from(owned.in_finish(spot, &finishes, finish) > 0);
                match all.finishes.iter_mut().find(|line| same(&line.finish, finish)) {
                    Some(line) => {
                        line.total += 1;
                        line.own += own;
                    }
                    None => all.finishes.push(FinishLine { finish: (*finish).to_owned(), own, total: 1 }),
                }
            }
        }
        all
    }

    /// Every card in every finish: `(own, total)`; none where there is but one finish.
    pub fn master(&self) -> Option<(u32, u32)> {
        let sum = |of: fn(&FinishLine) -> u32| self.finishes.iter().map(of).sum();
        (self.finishes.len() > 1).then(|| (sum(|line| line.own), sum(|line| line.total)))
    }
}
