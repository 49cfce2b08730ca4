//! One line of the collection: an entry with what its lots add up to.

use uuid::Uuid;
use vitrine_ledger::{Date, Entry, Key, Lot, LotKind, Money, Stored, Totals};

use super::natural;

/// A lot as the collection needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LotLine {
    pub id: Uuid,
    pub quantity: i64,
    pub cost: Option<Money>,
    pub acquired: Option<Date>,
    pub kind: LotKind,
}

/// A living entry and its living lots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: Uuid,
    pub name: String,
    pub game: String,
    /// The set's name, or its code where it has none.
    pub set: String,
    pub number: String,
    pub finish: String,
    pub language: String,
    /// The condition's code.
    pub condition: String,
    /// Company and value.
    pub grade: Option<String>,
    pub lots: Vec<LotLine>,
    /// Copies in all lots.
    pub quantity: i64,
    /// What the copies with a known cost came to, one sum for each currency, the largest first.
    pub costs: Vec<Money>,
    /// Copies whose cost is unknown.
    pub unknown: i64,
    /// When the entry was made.
    pub added_ms: u64,
    /// The name in its natural order.
    pub(super) by_name: Box<[u8]>,
    /// Game, set and number in theirs: the order of a binder.
    pub(super) by_place: Box<[u8]>,
    /// What the search looks through, in lower case.
    pub(super) haystack: String,
}

impl Row {
    /// The row of a living entry; none for a deleted one.
    pub fn new(id: Uuid, stored: &Stored<Entry>) -> Option<Self> {
        if !stored.alive {
            return None;
        }
        let entry = &stored.value;
        let card = &entry.card;
        let set = if card.set_name.is_empty() { &card.set } else { &card.set_name };
        let grade = entry.grade.as_ref().map(|grade| format!("{} {}", grade.company, grade.value));
        let mut haystack = card.name.to_lowercase();
        let tags = entry.tags.iter();
        let others = [set, &card.set, &card.number, &card.game, &entry.finish, &entry.location].map(String::as_str);
        for text in others.into_iter().chain(grade.as_deref()).chain(tags) {
            haystack.push('\n');
            haystack.push_str(&text.to_lowercase());
        }
        Some(Self {
            id,
            name: card.name.clone(),
            game: card.game.clone(),
            set: set.clone(),
            number: card.number.clone(),
            finish: entry.finish.clone(),
            language: entry.language.clone(),
            condition: entry.condition.as_ref().map(|condition| condition.code.clone()).unwrap_or_default(),
            grade,
            lots: Vec::new(),
            quantity: 0,
            costs: Vec::new(),
            unknown: 0,
            added_ms: stored.versions.made().stamp.ms(),
            by_name: natural::key(&card.name),
            by_place: natural::key(&[card.game.as_str(), set, &card.number].join("\u{1}")),
            haystack,
        })
    }

    /// Adds a lot; a deleted one counts nowhere.
    pub fn add_lot(&mut self, id: Uuid, stored: &Stored<Lot>) {
        if !stored.alive {
            return;
        }
        let Lot { quantity, cost, acquired, kind, .. } = stored.value;
        self.lots.push(LotLine { id, quantity, cost, acquired, kind });
        self.quantity = self.quantity.saturating_add(quantity);
        match cost {
            None => self.unknown = self.unknown.saturating_add(quantity),
            Some(cost) => {
                let sum = cost.minor.saturating_mul(quantity);
                match self.costs.iter_mut().find(|known| known.currency == cost.currency) {
                    Some(known) => known.minor = known.minor.saturating_add(sum),
                    None => self.costs.push(Money::new(sum, cost.currency)),
                }
                self.costs.sort_by_key(|money| std::cmp::Reverse(money.minor));
            }
        }
    }

    /// What the row adds to the totals.
    pub(super) fn totals(&self) -> Totals {
        let known = self.costs.iter().filter(|money| money.minor != 0);
        let cost = known.map(|money| (money.currency, money.minor)).collect();
        Totals { entries: 1, cards: self.quantity, cost, unknown_costs: self.unknown }
    }

    /// Where it is printed: `Base Set · 4/102`.
    pub fn printing(&self) -> String {
        match (self.set.is_empty(), self.number.is_empty()) {
            (false, false) => format!("{} \u{b7} {}", self.set, self.number),
            (false, true) => self.set.clone(),
            (true, _) => self.number.clone(),
        }
    }

    /// The records a person sees as this row.
    pub fn keys(&self) -> Vec<Key> {
        std::iter::once(Key::entry(self.id)).chain(self.lots.iter().map(|lot| Key::lot(lot.id))).collect()
    }

    /// The lot that "one more" goes to: the one that came last.
    pub fn newest_lot(&self) -> Option<&LotLine> {
        self.lots.iter().max_by_key(|lot| (lot.acquired, lot.id))
    }

    /// The lot that "one less" is taken from: the last one that has any.
    pub fn last_full_lot(&self) -> Option<&LotLine> {
        self.lots.iter().filter(|lot| lot.quantity > 0).max_by_key(|lot| (lot.acquired, lot.id))
    }
}
