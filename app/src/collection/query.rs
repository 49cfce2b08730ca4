//! What a person wants to see, and in which order.

use std::cmp::Ordering;

use super::row::Row;

/// The order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    Name,
    /// Game, set, number: as in the binder.
    Set,
    Quantity,
    Cost,
    /// When the entry was made.
    Added,
}

impl Sort {
    pub const ALL: [Self; 5] = [Self::Name, Self::Set, Self::Quantity, Self::Cost, Self::Added];

    /// The name in a form.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Set => "set",
            Self::Quantity => "quantity",
            Self::Cost => "cost",
            Self::Added => "added",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.code() == code)
    }

    /// Amounts and days are most useful with the largest first.
    pub fn starts_descending(self) -> bool {
        match self {
            Self::Name | Self::Set => false,
            Self::Quantity | Self::Cost | Self::Added => true,
        }
    }
}

/// Search, filters and order. Empty texts filter nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    pub search: String,
    pub game: String,
    pub set: String,
    pub condition: String,
    pub finish: String,
    /// Only entries with copies whose cost is unknown.
    pub no_cost: bool,
    pub sort: Sort,
    pub descending: bool,
}

impl Query {
    /// Does it leave anything out?
    pub fn is_filtered(&self) -> bool {
        let texts = [&self.search, &self.game, &self.set, &self.condition, &self.finish];
        self.no_cost || texts.iter().any(|text| !text.trim().is_empty())
    }

    /// The filters that are set, the search apart.
    pub fn filters(&self) -> usize {
        let texts = [&self.game, &self.set, &self.condition, &self.finish];
        texts.iter().filter(|text| !text.is_empty()).count() + usize::from(self.no_cost)
    }

    /// Is the order the same, whatever is left out?
    pub(super) fn same_order(&self, other: &Self) -> bool {
        self.sort == other.sort && self.descending == other.descending
    }

    /// Prepares the search once for many rows.
    pub(super) fn matcher(&self) -> impl Fn(&Row) -> bool + '_ {
        let words: Vec<String> = self.search.split_whitespace().map(str::to_lowercase).collect();
        let is = |wanted: &str, value: &str| wanted.is_empty() || wanted == value;
        move |row| {
            is(&self.game, &row.game)
                && is(&self.set, &row.set)
                && is(&self.condition, &row.condition)
                && is(&self.finish, &row.finish)
                && (!self.no_cost || row.unknown > 0)
                && words.iter().all(|word| row.haystack.contains(word.as_str()))
        }
    }

    /// The order of two rows. Total: equal rows are told apart by their ids.
    pub(super) fn compare(&self, a: &Row, b: &Row) -> Ordering {
        let by = match self.sort {
            Sort::Name => Ordering::Equal,
            Sort::Set => a.by_place.cmp(&b.by_place),
            Sort::Quantity => a.quantity.cmp(&b.quantity),
            Sort::Cost => a.costs.first().map(|m| m.minor).cmp(&b.costs.first().map(|m| m.minor)),
            Sort::Added => a.added_ms.cmp(&b.added_ms),
        };
        let by = if self.descending { by.reverse() } else { by };
        let name = || {
            let name = a.by_name.cmp(&b.by_name);
            if self.sort == Sort::Name && self.descending { name.reverse() } else { name }
        };
        by.then_with(name).then_with(|| a.id.cmp(&b.id))
    }
}
